"""What would make every body meet its duty, and how exposed each is, as a chapter of the book."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from pctfinance.asked import day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.exposure import Risk, simulate
from pctfinance.consolidation.later_limits import known_by, limit_of_year
from pctfinance.consolidation.position import BodyPosition
from pctfinance.consolidation.remedy import Standing, lowest_unallocated, make_remedy
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.ledger.lines import Account, Funding, Limit, Strand
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.present.exposure_report import ExposureReport
from pctfinance.present.remedy_report import RemedyReport
from pctfinance.remedying.solver import choose_by_milp
from pctfinance.tables.risk_file import read_risks

__all__ = ["Remedying"]


class Remedying(Asking):
    """The part of a book that looks for remedies. `pctfinance.book.Book` is the whole.

    It moves nothing and proposes nothing.
    """

    def remedy(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        effective: str | date | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> RemedyReport:
        """The smallest set of transfers by which each PCT would meet its revenue duty, or none.

        What is short is short of the year's limit: documents of the month that count later in the
        year count, and so do transfers that were actioned since.

        First the least number of transfers, then the least amount. A giver offers what `submit`
        would accept, and no more than what leaves its own duty met: confirmed, non-recurrent and
        unallocated. Headroom, contingency and delegated budgets are never offered. Bodies whose duty
        is not tested are left out and named. Transfers "should be agreed with the SHA Cluster"
        (SOM 25): each one needs the agreement of both, and the approval that is named beside it.

        Args:
            period: the month.
            basis: `forecast`, or `outturn` in month 12; the outturn in month 12 unless told
                otherwise. What is short to date is no breach of the year's duty.
            effective: the day from which the transfers would count; the first after the month, or
                the last of the year.
            known_at: the last day whose documents count for the variances; see `position`. What a
                giver has is always what the book holds of it.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: the basis is `ytd`, a day is none or of another year, or there is something
                to solve and SciPy is not installed.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).remedy("M08")
        >>> report.outcome.value, report.shortfall_pence, report.offered_pence
        ('none exists', 6900000000, 173100000)
        """
        month = period_asked(period, self.year)
        if basis == Basis.YTD:
            raise UsageError(
                "the duty is one of the year: nothing remedies what is short to date",
                hint="ask by forecast, or in month 12 by outturn",
            )
        last = self.year.periods[-1].end
        day = day_asked(effective) or min(month.end + timedelta(days=1), last)
        if not self.year.start <= day <= last:
            raise UsageError(f"{day} is not in {self.year}", hint="give a day of the year")
        position = self.position(month, basis=basis, known_at=known_at, recorded_at=recorded_at)
        ledger = self._ledger(recorded_at)
        known = known_by(position, day_asked(known_at))
        standings = [
            self._stands(body, ledger, day, known, with_transfers=known_at is None)
            for body in position.bodies
        ]
        remedy = make_remedy(standings, choose_by_milp)
        if faults := remedy.faults():
            raise IntegrityError(*(f"a remedy that is none: {fault}" for fault in faults))
        rules = self._records.terms.rules(())
        moves = remedy.moves or remedy.freed
        approvers = tuple(rules.needed((move.giver, move.receiver), day) for move in moves)
        return RemedyReport.of(
            remedy,
            group=self.group,
            period=month,
            basis=position.basis,
            effective=day,
            known_at=position.known_at,
            approvers=approvers,
            words=self.rulebook.words,
        )

    def _stands(
        self,
        body: BodyPosition,
        ledger: ResourceLedger,
        day: date,
        known: date,
        *,
        with_transfers: bool,
    ) -> Standing:
        """One body as the search sees it."""
        result = body.duty(Duty.REVENUE)
        at_end = ledger.balances(body.code, self.year.periods[-1])
        year = limit_of_year(
            ledger, body.code, self.year.periods[-1], known, with_transfers=with_transfers
        )
        own = [
            event for event in ledger.events if event.body == body.code and event.year == self.year
        ]
        non_recurrent, recurrent = (
            lowest_unallocated(own, Strand.of(Limit.REVENUE, funding), day)
            for funding in (Funding.NON_RECURRENT, Funding.RECURRENT)
        )
        return Standing(
            body.code,
            body.body.name,
            result.variance_pence,
            non_recurrent,
            recurrent,
            promised_pence=at_end.use([Account.PENDING, Account.FUND]),
            later_pence=year - (result.limit_pence or 0),
            competent=self._records.terms.competent(body.code, day),
            synthetic=body.contains_synthetic,
            lost_pence=max(0, year - at_end.limit()),
        )

    def exposure(
        self,
        period: str | Period,
        risks: str | Path | Iterable[Risk],
        *,
        seed: int = 1,
        draws: int = 10_000,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> ExposureReport:
        """How likely each PCT is to breach its own revenue limit: an estimate, which tests nothing.

        The limit is that of the year: what it gains or loses after the month counts, as notified.

        Args:
            period: the month.
            risks: the register of what the forecast leaves out: a CSV file or workbook
                (`tables.risk_file`), or rows.
            seed: of the random numbers; the same seed, book and rows give the same answer.
            draws: how often it is drawn what happens.
            basis: `forecast`, or `outturn` in month 12; see `remedy`.
            known_at: the last day whose documents count; see `position`.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            InputRefusedError: rows of the file cannot be relied on.
            UsageError: a row is of a body whose duty is not tested, or of none of this month; a row,
                the seed or the number of draws is none; the basis is `ytd`.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).exposure("M08",
        ...     [Risk("5K8", "a provider's claim", -20_000_000_00, 30)])
        >>> [one.breaches for one in report.bodies if one.body in ("5A9", "5K7")]
        [10000, 0]
        >>> 2_800 < report.body("5K8").breaches < 3_200
        True
        """
        month = period_asked(period, self.year)
        if basis == Basis.YTD:
            raise UsageError(
                "a risk to the year is held against the year's limit",
                hint="ask by forecast, or in month 12 by outturn",
            )
        rows = self._risks(risks) if isinstance(risks, str | Path) else tuple(risks)
        position = self.position(month, basis=basis, known_at=known_at, recorded_at=recorded_at)
        ledger, day = self._ledger(recorded_at), known_by(position, day_asked(known_at))
        known, untested, later = {}, [], {}
        for body in position.bodies:
            tested = body.duty(Duty.REVENUE)
            if tested.variance_pence is None:
                untested.append(body.code)
                continue
            year = limit_of_year(ledger, body.code, month, day, with_transfers=known_at is None)
            change = year - (tested.limit_pence or 0)
            variance = tested.variance_pence + change
            known[body.code] = (body.body.name, variance, body.contains_synthetic)
            if change:
                later[body.code] = change
        if not known:
            raise UsageError(f"no revenue duty is tested in {month}", hint="load what is missing")
        exposure = simulate(known, rows, seed=seed, draws=draws)
        return ExposureReport.of(
            exposure,
            group=self.group,
            period=month,
            basis=position.basis,
            known_at=position.known_at,
            not_tested=tuple(untested),
            later=later,
            rows=rows,
            words=self.rulebook.words,
        )

    def _risks(self, path: str | Path) -> tuple[Risk, ...]:
        """The rows of a file."""
        rows, _ = self._file_read(path, read_risks)
        return tuple(Risk(row.body, row.name, row.pence, row.percent, row.group) for row in rows)
