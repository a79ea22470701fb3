"""What delegates did with their budgets: the position of each, with a column a body."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from pctfinance.asked import basis_asked, day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.delegate_positions import delegate_lines, delegate_split
from pctfinance.consolidation.delegates_elsewhere import delegates_elsewhere
from pctfinance.consolidation.duties import Basis
from pctfinance.ledger.holdings import Holdings
from pctfinance.present.delegate_position_report import DelegatePositionReport

__all__ = ["Commissioning"]


class Commissioning(Asking):
    """The part of a book that answers about delegates, such as emerging CCGs.

    Nothing of it is a duty: a delegate has no limit and no ledger, and its body answers for every
    pound.
    """

    def delegate_position(
        self,
        delegate: str,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> DelegatePositionReport:
        """The position of one delegate: its budgets, actuals and forecasts, with a column a body.

        Where the figures of a body name no delegate, what was spent is not known.

        Args:
            delegate: its code.
            period: the last month that counts.
            basis: `ytd`, `forecast` or `outturn`; the outturn in month 12, else the forecast.
            known_at: the last day whose documents count; every document that counts for the year
                up to `period` unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: neither the book nor the register knows such a delegate.
            UsageError: there is no such basis in that month, or a date is not one.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).delegate_position("07M", "2011-12 M08")
        >>> report.total("07M").line.budget_pence
        10880400000
        """
        report = self._delegates(period, basis, known_at, recorded_at)
        code = delegate
        if code not in report.delegates:
            code = self.register.delegate(delegate).code
        bodies = {line.body for line in report.lines if line.delegate == code}
        return replace(
            report,
            delegate=code,
            lines=tuple(line for line in report.lines if line.delegate == code),
            splits=tuple(split for split in report.splits if split.body in bodies),
            names={**report.names, **self._names_of(code)},
            elsewhere=self._elsewhere([code]),
        )

    def delegate_positions(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> DelegatePositionReport:
        """The position of every delegate that has a budget, an actual or a forecast.

        See `delegate_position` for what it is given and refuses.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> Book.read(sample_path()).delegate_positions("2011-12 M08").delegates
        ('07M', '07R', '07X', '08D', '08H')
        """
        return self._delegates(period, basis, known_at, recorded_at)

    def _delegates(
        self,
        period: str | Period,
        basis: Basis | str | None,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
    ) -> DelegatePositionReport:
        month = period_asked(period, self.year)
        wanted = basis_asked(basis, month)
        until = self._until(recorded_at)
        ledger = self._records.ledger_until(until)
        known = day_asked(known_at) or ledger.last_notified(month)
        holdings = Holdings.of(self.year, ledger, known, self._records.cells)
        members = dict(sorted(self._records.terms.members_until(month).items()))
        lines = tuple(
            line for code in members for line in delegate_lines(holdings, code, month, known)
        )
        delegates = sorted({line.delegate for line in lines})
        return DelegatePositionReport(
            group=self.group,
            period=month,
            basis=wanted,
            known_at=known,
            lines=lines,
            splits=tuple(delegate_split(holdings, code, month, known) for code in members),
            words=self.rulebook.words,
            names={
                **{code: body.name for code, body in members.items()},
                **self._names_of(*delegates),
            },
            categories=self._records.categories_until(until),
            elsewhere=self._elsewhere(delegates),
            sequence=ledger.sequence,
        )

    def _names_of(self, *delegates: str) -> Mapping[str, str]:
        """The names of delegates, and of the bodies in which the register shows them."""
        known = {one.code: one.name for one in self.register.delegates}
        bodies = {one.code: one.name for one in self.register.bodies}
        found = {code: known[code] for code in delegates if code in known}
        others = {code for codes in self._elsewhere(delegates).values() for code in codes}
        return found | {code: bodies[code] for code in sorted(others) if code in bodies}

    def _elsewhere(self, delegates: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """By delegate the bodies that the register shows it in and that this book does not hold."""
        members = self._records.terms.members_of_year()
        return delegates_elsewhere(self.register, delegates, members)
