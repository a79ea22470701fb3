"""Preview: what an action would do, worked out on a copy of the book that nobody keeps.

The copy goes through the same gate as the book itself, so what it is refused for is what the book
would refuse it for. The book's own files are only read, and a book that was opened to be read can
be previewed too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pctfinance.asked import period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.effects import (
    check_effects,
    duty_effects,
    finding_effects,
    limit_effects,
    month_effects,
)
from pctfinance.errors import Finding, IntegrityError, PctFinanceError
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.ledger.month_states import MonthStates
from pctfinance.present.preview_report import Preview
from pctfinance.present.report import PositionReport

__all__ = ["Previewing"]


@dataclass(frozen=True)
class _State:
    """What is looked at of a book, before and after."""

    position: PositionReport
    checks: Mapping[str, tuple[Finding, ...]]
    balances: Mapping[str, Balances]
    months: MonthStates


class Previewing(Asking):
    """The part of a book that says what an action would do. `pctfinance.book.Book` is the whole."""

    def preview(
        self,
        *actions: Callable[[Self], object],
        month: str | Period | None = None,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        folder: str | Path | None = None,
    ) -> Preview:
        """What actions would do, without doing them: positions before and after, every check.

        Each action is called with a copy of the book, one after the other. Where one of them is
        refused, nothing would change: the preview holds why, and the book keeps no statement of it.
        What an action writes outside the book, such as a file that it exports, is written.

        Args:
            actions: functions of a book, such as `lambda b: b.action_transfer("T1", by=..., on=...)`.
            month: the month whose position is shown; the last with figures unless told otherwise.
            basis: as for `position`.
            known_at: as for `position`; the last day whose documents count.
            folder: an empty folder in which the copy is kept while the actions run, for actions
                that open it by its path; in memory unless told otherwise.

        Raises:
            UsageError: the month, basis or day that is asked for is none.
            IntegrityError: the book contradicts itself.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> seen = book.preview(lambda b: b.submit_month("5A9", "M1", by="Director of Finance"))
        >>> [(each.body, each.after.value) for each in seen.months], seen.exit_code
        ([('5A9', 'submitted')], 0)
        >>> book.month_state("5A9", "M1").value
        'open'
        """
        fork = type(self)(self._records.forked(None if folder is None else Path(folder)))
        fork._opened_like(self)  # noqa: SLF001 - as below
        try:
            return fork._previewed(actions, month, basis, known_at)  # noqa: SLF001 - of this class
        finally:
            fork._records.close()  # noqa: SLF001 - as above

    def _previewed(
        self,
        actions: tuple[Callable[[Self], object], ...],
        month: str | Period | None,
        basis: Basis | str | None,
        known_at: str | date | None,
    ) -> Preview:
        """The preview of actions on this book, which is a copy of another."""
        first = self._records.seen
        answers: list[object] = []
        error: PctFinanceError | None = None
        try:
            answers = [action(self) for action in actions]
        except IntegrityError:
            raise
        except PctFinanceError as refused:
            error = refused
        self._records.refresh()  # what an action wrote by another connection
        last = first if error else self._records.seen
        period = self._with_figures(last) if month is None else period_asked(month, self.year)
        before = self._preview_state(first, period, basis, known_at)
        after = self._preview_state(last, period, basis, known_at) if last != first else before
        said = [found for answer in answers for found in getattr(answer, "findings", ())]
        return Preview(
            before=before.position,
            after=after.position,
            duties=tuple(duty_effects(before.position, after.position)),
            limits=tuple(limit_effects(before.balances, after.balances)),
            findings=finding_effects(before.position.findings, after.position.findings),
            checks=check_effects(before.checks, after.checks),
            months=tuple(
                month_effects(before.months, after.months, before.balances, self.year.periods)
            ),
            events=tuple(e for e in self._records.ledger.events if first < e.sequence <= last),
            said=() if error else tuple(each for each in said if isinstance(each, Finding)),
            refusals=error.findings if error else (),
            refused_exit_code=error.exit_code if error else 0,
            answers=() if error else tuple(answers),
        )

    def _preview_state(
        self,
        until: int,
        period: Period,
        basis: Basis | str | None,
        known_at: str | date | None,
    ) -> _State:
        """What the book held after an event."""
        position = self.position(period, basis=basis, known_at=known_at, recorded_at=until)
        ledger, year_end = self._records.ledger_until(until), self.year.periods[-1]
        holdings = Holdings.of(self.year, ledger, position.known_at, self._records.cells)
        return _State(
            position,
            {
                check.__name__.strip("_").replace("_", " "): tuple(check(position, holdings))
                for check in (*CHECKS, self._leavers)
            },
            {
                body: ledger.balances(body, year_end)
                for body in self._records.terms.members_of_year()
            },
            MonthStates(ledger.events),
        )

    def _with_figures(self, until: int) -> Period:
        """The last month that figures were loaded for; the last of the year where there is none."""
        periods = [
            event.period
            for event in self._records.ledger_until(until).events
            if isinstance(event.what, LedgerLoaded)
            or (isinstance(event.what, FiguresLoaded) and event.what.table != "profile")
        ]
        return max(periods, default=self.year.periods[-1])
