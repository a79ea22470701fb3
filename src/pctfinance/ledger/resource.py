"""The resource ledger: the events of any number of bodies, and the gate that every event passes.

A ledger is a value. Posting answers with a new ledger or refuses with every reason at once, and a
refusal leaves nothing behind. No event is ever changed or taken out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    IntegrityError,
    Level,
    PostingRefusedError,
)
from pctfinance.ledger.balance_answer_watch import BalanceAnswers
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.commitment_watch import Commitments
from pctfinance.ledger.contract_watch import Contracts
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.duty_watch import DutyFacts
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom_watch import HeadroomCases
from pctfinance.ledger.journal_rules import Journals
from pctfinance.ledger.kinds import AnticipatedSettled, HeadroomLodged, HeadroomSetAside
from pctfinance.ledger.lines import Account, Certainty, Funding, Strand
from pctfinance.ledger.month_watch import Months
from pctfinance.ledger.overdraft import Overdraft
from pctfinance.ledger.recharge_watch import Recharges
from pctfinance.ledger.reversals import Reversals
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.signature_watch import Signatures
from pctfinance.ledger.stated_before import StatedBefore
from pctfinance.ledger.steps import STEPS
from pctfinance.ledger.tranches import named_tranche, settled, tranche_findings
from pctfinance.ledger.transfers import TransferActioned, expires
from pctfinance.ledger.year_end_watch import YearEndWatch, resolved

__all__ = ["BatchWatch", "Gate", "ResourceLedger", "Watch"]


@dataclass(frozen=True)
class ResourceLedger:
    """Every event of the resource ledgers, in the order in which it was recorded.

    The ledger holds many bodies' events side by side; nothing in it belongs to a group.

    >>> from datetime import UTC, datetime
    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Limit
    >>> event = Event(body="5A9", effective=date(2011, 4, 1), notified=date(2010, 12, 15),
    ...     reference="letter", recorded_at=datetime(2011, 4, 8, tzinfo=UTC), what=Allocation(
    ...     strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=100_00, issuer="DH"))
    >>> ledger = ResourceLedger().post([event])
    >>> ledger.balances("5A9", Period("2011-12 M01")).limit()
    10000
    """

    events: tuple[Event, ...] = ()

    def post(
        self, events: Iterable[Event], watches: Sequence["BatchWatch"] = ()
    ) -> "ResourceLedger":
        """A new ledger with `events` behind this one's, or a refusal with every reason.

        Each event is given the next sequence number, and what it takes from the ledger's state is
        resolved and frozen in it.

        Args:
            events: in the order in which they are recorded. All are taken, or none.
            watches: rules that the ledger does not know by itself, each fresh; they are shown all
                events so far before the new ones.

        Raises:
            ApprovalMissingError: an event needs the competent authority's approval, names none,
                and nothing else is wrong.
            PostingRefusedError: a tranche is unknown or settled, more is taken than there is, or
                something cannot be reversed or approved.
            IntegrityError: the lines of an event do not sum to zero. A fault of this library.

        >>> ResourceLedger().post([]).events
        ()
        """
        gate = Gate(self.events, watches)
        gate.take_all(events)
        return ResourceLedger(tuple(gate.events))

    @property
    def sequence(self) -> int:
        """The number of the last event, 0 where there is none.

        >>> ResourceLedger().sequence
        0
        """
        return self.events[-1].sequence if self.events else 0

    def until(self, sequence: int) -> "ResourceLedger":
        """The ledger as it was after the event of that number.

        >>> ResourceLedger().until(12).events
        ()
        """
        return ResourceLedger(tuple(e for e in self.events if e.sequence <= sequence))

    @cached_property
    def _by_body(self) -> dict[str, list[Event]]:
        by_body: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            by_body[event.body].append(event)
        return dict(by_body)

    def standing(self, body: str, as_of: Period, known_at: date | None = None) -> tuple[Event, ...]:
        """The events of `body` that count for the year up to `as_of`, as known on a date.

        Args:
            body: code of the statutory body.
            as_of: the last month whose events count; only its own year is looked at.
            known_at: events notified after this day are left out: what the body had been told by
                its end. `None` leaves nothing out.

        >>> ResourceLedger().standing("5A9", Period("2011-12 M08"))
        ()
        """
        first, last = as_of.year.start, as_of.end
        return tuple(
            event
            for event in self._by_body.get(body, ())
            if first <= event.effective <= last and (known_at is None or event.notified <= known_at)
        )

    def balances(self, body: str, as_of: Period, known_at: date | None = None) -> Balances:
        """The sums of one body's lines as of a month and as known on a date (see `standing`).

        >>> ResourceLedger().balances("5A9", Period("2011-12 M08")).limit()
        0
        """
        return Balances.of(self.standing(body, as_of, known_at))

    def last_notified(self, as_of: Period) -> date | None:
        """The date of the newest document that counts for the year up to `as_of`, if there is one.

        Steps of months are no documents: closing a month changes no answer about it.

        >>> ResourceLedger().last_notified(Period("2011-12 M08"))
        """
        newest: date | None = None
        for event in self.events:
            if (
                (newest is None or event.notified > newest)
                and event.year == as_of.year
                and event.period <= as_of
                # Steps are no documents that a figure rests on.
                and not (isinstance(event.what, STEPS) or expires(event.what))
            ):
                newest = event.notified
        return newest


class Watch(Protocol):
    """One thing that is watched at the gate, over all events so far."""

    def record(self, event: Event) -> None:
        """Take an event into account."""

    def findings(self, event: Event) -> Iterable[Finding]:
        """Why an event, not yet recorded, cannot come after the others."""


class BatchWatch(Watch, Protocol):
    """A watch that also looks at what was left open at the end of a command."""

    def unfinished(self) -> Iterable[Finding]:
        """Why the events so far cannot be all."""


class Gate:
    """What posting looks at: the state of the ledger, event by event.

    >>> Gate([]).take_all([])
    ()
    """

    def __init__(self, events: Iterable[Event], watches: Sequence["BatchWatch"] = ()) -> None:
        self.events: list[Event] = []
        # Those that also look at the whole of a command.
        self._given: tuple[BatchWatch, ...] = (Recharges(), *watches)
        self._watches: tuple[Watch, ...] = (
            Journals(),
            Months(),
            YearEndWatch(),
            HeadroomCases(),
            Commitments(),
            StatedBefore(),
            Contracts(),
            DutyFacts(),
            Signatures(),
            BalanceAnswers(),
            *self._given,
            Overdraft(),  # who may do it at all comes before whether there is enough
        )
        self._reversals = Reversals()
        self._by_body: dict[tuple[str, FinancialYear], list[Event]] = defaultdict(list)
        self._tranches: dict[tuple[str, FinancialYear, str], list[Event]] = defaultdict(list)
        for event in events:
            self._record(event, is_numbered=True)

    def take_all(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Take a command: its events as they are recorded, or every reason why none is.

        A gate that refused has recorded what never happened, and is not to be used any more.

        Raises:
            ApprovalMissingError: see `ResourceLedger.post`, as for the others.
            PostingRefusedError: see there.
            IntegrityError: see there.
        """
        before = len(self.events)
        findings = [finding for event in events for finding in self._take(event)]
        findings += [finding for watch in self._given for finding in watch.unfinished()]
        if findings:
            only_approvals = all(finding.code == "approval.missing" for finding in findings)
            raise (ApprovalMissingError if only_approvals else PostingRefusedError)(*findings)
        return tuple(self.events[before:])

    def _take(self, event: Event) -> list[Finding]:
        """Record `event` under the next sequence number, or say why not."""
        is_numbered = event.sequence > 0
        event = event.model_copy(update={"sequence": event.sequence or self._next_number()})
        if isinstance(event.what, Reversal):
            refusals = list(self._reversals.findings(event, event.what))
            if refusals:
                return refusals  # it has no lines before what it corrects was looked up
            event = self._reversals.resolved(event, event.what)
        findings = list(_missing_approval(event))
        name, _ = named_tranche(event.what)
        if name:
            tranche = self._tranches[event.body, event.year, name]
            findings += tranche_findings(event, tranche)
            if isinstance(event.what, AnticipatedSettled | TransferActioned):
                if findings:
                    return findings  # it has no lines before its tranche was looked up
                event = event.model_copy(update={"what": settled(event.what, tranche)})
        if isinstance(event.what, HeadroomLodged | HeadroomSetAside):
            event = self._with_frozen_base(event, event.what)
        event = resolved(event, self._by_body[event.body, event.year])
        try:
            _check_balance(event)
        except ValueError as error:  # a forged step: its terms are of no strand that there is
            message = f"{event.what.kind} {event.reference!r} of {event.body}: {error}"
            return [*findings, Finding("ledger.refused", Level.ERROR, message, event.where)]
        for watch in self._watches:
            findings += watch.findings(event)
        # Recorded even where it is refused, so that what follows is judged as if it stood: one
        # wrong row earns one finding. The whole batch is refused all the same.
        self._record(event, is_numbered=is_numbered)
        return findings

    def _next_number(self) -> int:
        """A number that no event has yet. The book's own may be higher: it counts statements too."""
        return self.events[-1].sequence + 1 if self.events else 1

    def _record(self, event: Event, *, is_numbered: bool) -> None:
        self.events.append(event)
        self._reversals.record(event, is_numbered=is_numbered)
        self._by_body[event.body, event.year].append(event)
        if name := named_tranche(event.what)[0]:
            self._tranches[event.body, event.year, name].append(event)
        for watch in self._watches:
            watch.record(event)

    def _with_frozen_base(self, event: Event, what: HeadroomLodged | HeadroomSetAside) -> Event:
        """Headroom with the recurrent allocations it is reckoned on, unless it states its base."""
        if what.base_pence is not None:
            return event
        base = sum(
            line.pence
            for earlier in self._by_body[event.body, event.year]
            if earlier.effective <= event.effective
            for line in earlier.lines
            if line.account is Account.ALLOCATION
            and line.strand.funding is Funding.RECURRENT
            and line.strand.certainty is Certainty.CONFIRMED
        )
        return event.model_copy(update={"what": what.model_copy(update={"base_pence": base})})


def _missing_approval(event: Event) -> Iterator[Finding]:
    what = event.what
    needed = what.of_approved if isinstance(what, Reversal) else what.needs_approval
    if needed and not event.approval.strip():
        yield Finding(
            "approval.missing",
            Level.ERROR,
            with_rule(
                "approval.missing",
                f"{event.what.kind} {event.reference!r} of {event.body} names no approval by the "
                "competent authority",
            ),
            event.where,
            "obtain the approval and give its reference in column approval",
        )


def _check_balance(event: Event) -> None:
    """Within each strand the lines of an event sum to zero; anything else is our own fault."""
    sums: dict[Strand, int] = defaultdict(int)
    for line in event.what.lines():
        sums[line.strand] += line.pence
    for strand, pence in sums.items():
        if pence:
            raise IntegrityError(
                f"{event.what.kind} {event.reference!r} of {event.body} is out of balance by "
                f"{pence} pence in {strand}"
            )
