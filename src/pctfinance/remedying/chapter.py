"""What would make every body meet its duty, and how exposed each is, as a chapter of the book."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, Duty, DutyStatus
from pctfinance.consolidation.exposure import Risk, simulate
from pctfinance.consolidation.later_limits import known_by, limit_of_year
from pctfinance.consolidation.position import BodyPosition
from pctfinance.consolidation.remedy import Standing, lowest_unallocated, make_remedy
from pctfinance.decisions.states import Transfer, TransferState, transfers_of
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.ledger.duty_facts import ControlTotalAgreed
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Account, Funding, Limit, Strand
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import without_reversed
from pctfinance.present.elsewhere import Elsewhere
from pctfinance.present.exposure_report import ExposureReport
from pctfinance.present.remedy_list import RemedyList
from pctfinance.present.remedy_report import RemedyReport
from pctfinance.present.report import PositionReport
from pctfinance.remedying.solver import choose_by_milp
from pctfinance.tables.risk_file import read_risks

__all__ = ["Remedying"]

_STRANDS = {
    Duty.REVENUE: (
        Strand.of(Limit.REVENUE, Funding.NON_RECURRENT),
        Strand.of(Limit.REVENUE, Funding.RECURRENT),
    ),
    Duty.CAPITAL: (Strand.of(Limit.CAPITAL), None),
}
_WAITING = (
    TransferState.PROPOSED,
    TransferState.AGREED,
    TransferState.SUBMITTED,
    TransferState.APPROVED,
)
"""States in which a transfer is on its way, and moved no limit yet."""
_BY_TRANSFER = tuple(_STRANDS)
"""The duties that transfers can help: cash goes with resource, and is not transferred by itself."""


class _Asked(NamedTuple):
    """What is asked about, as it stands: `day` is that of the transfers."""

    position: PositionReport
    ledger: ResourceLedger
    transfers: Mapping[str, Transfer]
    elsewhere: Elsewhere
    day: date
    known_at: date | None


class Remedying(Asking):
    """The part of a book that looks for remedies. `pctfinance.book.Book` is the whole.

    It moves nothing and proposes nothing.
    """

    def remedy(
        self,
        period: str | Period,
        *,
        limit: Limit | str = Limit.REVENUE,
        group: str | None = None,
        basis: Basis | str | None = None,
        effective: str | date | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> RemedyReport:
        """The smallest set of transfers by which each PCT would meet its duty to a limit, or none.

        What is short is short of the year's limit: documents of the month that count later in the
        year count, and so do transfers that were actioned since and letters that came since and take
        off more than they bring. As known on a day, they do not.

        First the least number of transfers, then the least amount. A giver offers what `submit`
        would accept, and no more than what leaves its own duty met: confirmed, unallocated and, of
        revenue, non-recurrent. Headroom, contingency and delegated budgets are never offered. Bodies
        whose duty is not tested are left out and named; so are breaches of other limits, which
        `remedies` looks at too. Transfers "should be agreed with the SHA Cluster" (SOM 25): each one
        needs the agreement of both, and the approval that is named beside it.

        Args:
            period: the month.
            limit: `revenue` or `capital`. Cash goes with resource and is not transferred by itself.
            group: whose bodies give and receive; see `position`.
            basis: `forecast`, or `outturn` in month 12; the outturn in month 12 unless told
                otherwise. What is short to date is no breach of the year's duty.
            effective: the day from which the transfers would count; the first after the month, or
                the last of the year.
            known_at: the last day whose documents count for the variances; see `position`. What a
                giver has is always what the book holds of it.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: the basis is `ytd`, the limit is that of cash, a day is none or of another
                year, or there is something to solve and SciPy is not installed.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).remedy("M08")
        >>> report.outcome.value, report.shortfall_pence, report.offered_pence
        ('none exists', 6900000000, 173100000)
        """
        duty = _duty_of(word_asked(Limit, limit))
        asked = self._remedy_asked(
            period,
            group=group,
            basis=basis,
            effective=effective,
            known_at=known_at,
            recorded_at=recorded_at,
        )
        return self._remedy_of(duty, asked, besides=(duty,))

    def remedies(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        basis: Basis | str | None = None,
        effective: str | date | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> RemedyList:
        """For each limit that resource is transferred of, the smallest set of transfers, or none.

        Together they are the smallest set by which every duty would be met that transfers can help:
        a transfer is of one limit, so none helps two duties. Breaches of the cash limit are named.

        See `remedy` for what it is given and refuses.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).remedies("M08")
        >>> report.outcome.value, [(each.limit.value, each.outcome.value) for each in report.remedies]
        ('none exists', [('revenue', 'none exists'), ('capital', 'not needed')])
        """
        asked = self._remedy_asked(
            period,
            group=group,
            basis=basis,
            effective=effective,
            known_at=known_at,
            recorded_at=recorded_at,
        )
        duties = [duty for duty in _BY_TRANSFER if duty in asked.position.duties]
        found = tuple(self._remedy_of(duty, asked, besides=duties) for duty in duties)
        return RemedyList(asked.position.group, asked.position.period, found)

    def _remedy_asked(
        self,
        period: str | Period,
        *,
        group: str | None,
        basis: Basis | str | None,
        effective: str | date | None,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
    ) -> _Asked:
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
        ledger = self._ledger(recorded_at)
        return _Asked(
            self.position(
                month, group=group, basis=basis, known_at=known_at, recorded_at=recorded_at
            ),
            ledger,
            transfers_of(ledger.events, self._records.terms.rules(())),
            self._absent_from(group, month, self._until(recorded_at)),
            day,
            day_asked(known_at),
        )

    def _remedy_of(self, duty: Duty, asked: _Asked, *, besides: Collection[Duty]) -> RemedyReport:
        """The remedy of one limit; `besides` are the duties that are answered for with it."""
        position = asked.position
        remedy = make_remedy(
            [self._stands(body, duty, asked) for body in position.bodies], choose_by_milp
        )
        if faults := remedy.faults():
            raise IntegrityError(*(f"a remedy that is none: {fault}" for fault in faults))
        rules = self._records.terms.rules(())
        moves = remedy.moves or remedy.freed
        approvers = tuple(rules.needed((move.giver, move.receiver), asked.day) for move in moves)
        others = [each for each in position.duties if each not in besides]
        return RemedyReport.of(
            remedy,
            group=position.group,
            period=position.period,
            basis=position.basis,
            effective=asked.day,
            known_at=position.known_at,
            approvers=approvers,
            words=self.rulebook.words,
            limit=duty.limit,
            beside=tuple(
                result
                for other in others
                for body in position.bodies
                if (result := body.duty(other)).status is not DutyStatus.MET
            ),
            elsewhere=asked.elsewhere,
            used=frozenset(asked.transfers),
            waiting=tuple(
                (number, terms.giver, terms.receiver, terms.pence, transfer.state.value)
                for number, transfer in asked.transfers.items()
                if transfer.state in _WAITING
                and (terms := transfer.terms).limit is duty.limit
                and terms.receiver in {one.body for one in remedy.tested if one.need_pence}
            ),
        )

    def _stands(self, body: BodyPosition, duty: Duty, asked: _Asked) -> Standing:
        """One body as the search sees it."""
        result, limit = body.duty(duty), duty.limit
        ledger, last = asked.ledger, self.year.periods[-1]
        at_end = ledger.balances(body.code, last)
        known = known_by(asked.position, asked.known_at)
        year = limit_of_year(
            ledger, body.code, last, known, limit=limit, as_it_stands=asked.known_at is None
        )
        own = [
            event for event in ledger.events if event.body == body.code and event.year == self.year
        ]
        free, recurrent = (
            lowest_unallocated(own, strand, asked.day) if strand else 0 for strand in _STRANDS[duty]
        )
        return Standing(
            body.code,
            body.body.name,
            result.variance_pence,
            free,
            recurrent,
            promised_pence=at_end.use([Account.PENDING, Account.FUND], limit),
            later_pence=year - (result.limit_pence or 0),
            competent=self._records.terms.competent(body.code, asked.day),
            synthetic=body.contains_synthetic,
            lost_pence=max(0, year - at_end.limit(limit)),
            kept_pence=_control_total(own, asked.known_at) if limit is Limit.REVENUE else 0,
        )

    def exposure(
        self,
        period: str | Period,
        risks: str | Path | Iterable[Risk],
        *,
        group: str | None = None,
        seed: int = 1,
        draws: int = 10_000,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> ExposureReport:
        """How likely each PCT is to breach its own revenue limit: an estimate, which tests nothing.

        The limit is that of the year: what it gains or loses after the month counts, as in `remedy`.

        Args:
            period: the month.
            risks: the register of what the forecast leaves out: a CSV file or workbook
                (`tables.risk_file`), or rows.
            group: whose bodies; see `position`.
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
        position = self.position(
            month, group=group, basis=basis, known_at=known_at, recorded_at=recorded_at
        )
        ledger, day = self._ledger(recorded_at), known_by(position, day_asked(known_at))
        known, untested, later = {}, [], {}
        for body in position.bodies:
            tested = body.duty(Duty.REVENUE)
            if tested.variance_pence is None:
                untested.append(body.code)
                continue
            year = limit_of_year(ledger, body.code, month, day, as_it_stands=known_at is None)
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
            group=position.group,
            period=month,
            basis=position.basis,
            known_at=position.known_at,
            not_tested=tuple(untested),
            later=later,
            rows=rows,
            words=self.rulebook.words,
            elsewhere=self._absent_from(group, month, self._until(recorded_at)),
        )

    def _risks(self, path: str | Path) -> tuple[Risk, ...]:
        """The rows of a file."""
        rows, _ = self._file_read(path, read_risks)
        return tuple(
            Risk(**{part.name: getattr(row, part.name) for part in fields(Risk)}) for row in rows
        )


def _control_total(events: Iterable[Event], known_at: date | None) -> int:
    """The surplus that a body agreed with its authority, by the letter of the last day; else zero."""
    agreed = [
        event
        for event in without_reversed(events)
        if isinstance(event.what, ControlTotalAgreed)
        and (known_at is None or event.notified <= known_at)
    ]
    last = max(agreed, key=lambda event: (event.notified, event.sequence), default=None)
    return max(0, last.what.pence) if last and isinstance(last.what, ControlTotalAgreed) else 0


def _duty_of(limit: Limit) -> Duty:
    """The duty to a limit that transfers can help."""
    for duty in _BY_TRANSFER:
        if duty.limit is limit:
            return duty
    raise UsageError(
        f"{limit} is not transferred by itself: it goes with resource",
        hint=f"ask of {' or '.join(duty.limit for duty in _BY_TRANSFER)}",
    )
