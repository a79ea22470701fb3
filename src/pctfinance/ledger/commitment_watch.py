"""What the gate says about emergency commitments (SOM 61).

A commitment is recorded whatever resource there is. It is regularised or disputed by another office
than the one that committed, for no more than stands; what was charged for it is matched to a journal
that is there.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import Finding, Level
from pctfinance.ledger.commitment_states import Commitment, commitments_of
from pctfinance.ledger.commitments import (
    CommitmentCharged,
    CommitmentDisputed,
    CommitmentRegularised,
    CommitmentStep,
    ResourceCommitted,
)
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import JournalState, journal_figures, journals_of
from pctfinance.ledger.journals import AnyJournalKind
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.offices import office_key
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.money import show_exact

__all__ = ["Commitments"]

_KINDS = ("resource-committed", "commitment-regularised")
_NEEDS_REASON = (ResourceCommitted, CommitmentDisputed)


class _Refusal(NamedTuple):
    """Why an event is refused."""

    code: str
    message: str
    hint: str


class Commitments:
    """Watches the emergency commitments of all bodies, event by event.

    >>> from datetime import date
    >>> day = date(2011, 12, 28)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="minute", purpose="ours",
    ...     by="Director of Finance, Barnet", what=CommitmentDisputed(commitment="E1", pence=5))
    >>> [finding.code for finding in Commitments().findings(event)]
    ['commitment.unknown']
    """

    def __init__(self) -> None:
        self._followed: dict[tuple[str, FinancialYear], list[Event]] = defaultdict(list)
        self._journals: dict[tuple[str, FinancialYear], list[Event]] = defaultdict(list)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if _is_followed(event):
            self._followed[event.body, event.year].append(event)
        elif isinstance(event.what, AnyJournalKind):
            self._journals[event.body, event.year].append(event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        if not _is_followed(event):
            return
        at = event.body, event.year
        before = self._followed[at]
        for refusal in (*_unsigned(event), *_refusals(event, before, self._journals[at])):
            said = with_rule(refusal.code, refusal.message)
            yield Finding(refusal.code, Level.ERROR, said, event.where, refusal.hint)


def _is_followed(event: Event) -> bool:
    what = event.what
    return isinstance(what, CommitmentStep) or (
        isinstance(what, Reversal) and what.of_kind in _KINDS
    )


def _unsigned(event: Event) -> Iterator[_Refusal]:
    what = event.what
    if not isinstance(what, CommitmentStep):
        return
    missing = [
        *(["by which office"] if not event.by.strip() else []),
        *(["why"] if isinstance(what, _NEEDS_REASON) and not event.purpose.strip() else []),
    ]
    if missing:
        message = f"{_named(event)} does not say {' nor '.join(missing)}"
        yield _Refusal("commitment.unsigned", message, "name the office and the purpose or reason")


def _refusals(event: Event, before: list[Event], journals: list[Event]) -> Iterator[_Refusal]:
    what = event.what
    if isinstance(what, ResourceCommitted):
        yield from _committed(event, what, before)
    elif isinstance(what, Reversal):
        yield from _reversed(event, what, before)
    elif isinstance(what, CommitmentStep):
        commitment = commitments_of(before).get((event.body, event.year, what.commitment))
        if commitment is None:
            message = (
                f"{_named(event)} is about commitment {what.commitment!r}, which nobody recorded"
            )
            hint = "record the commitment first, or correct its number"
            yield _Refusal("commitment.unknown", message, hint)
            return
        yield from _of_commitment(event, commitment)
        if isinstance(what, CommitmentRegularised | CommitmentDisputed):
            yield from _exceeding(event, what, before)
        if isinstance(what, CommitmentCharged):
            yield from _charged(event, what, commitment, journals, before)


def _committed(event: Event, what: ResourceCommitted, before: list[Event]) -> Iterator[_Refusal]:
    used = {step.what.commitment for step in before if isinstance(step.what, ResourceCommitted)}
    if what.commitment in used:
        message = f"{_named(event)} has the number {what.commitment!r}, which was used before"
        yield _Refusal("commitment.number", message, "give it a number of its own")
    if what.on_call_body == event.body:
        message = (
            f"{_named(event)} names {event.body}'s own director, who commits it in no emergency"
        )
        hint = "a body commits its own resource by a budget; or correct the on-call office's body"
        yield _Refusal("commitment.own-resource", message, hint)
    stated = event.late_for or event.effective
    if what.at.date() != stated:
        message = f"{_named(event)} happened on {what.at.date()} and counts from {stated}"
        hint = "it counts from the day on which it happened"
        yield _Refusal("commitment.date", message, hint)


def _of_commitment(event: Event, commitment: Commitment) -> Iterator[_Refusal]:
    what, name = event.what, f"commitment {commitment.number!r} of {commitment.body}"
    first = commitment.recorded
    is_charge = isinstance(what, CommitmentCharged)
    early = event.period < first.period if is_charge else event.effective < first.effective
    if early or event.notified < commitment.what.at.date():
        message = (
            f"{_named(event)} is dated before {name}, which was made on "
            f"{commitment.what.at.date()} and counts from {first.effective}"
        )
        yield _Refusal("commitment.date", message, "correct the date")
    if is_charge:
        return
    if _office(event) == _office(first):
        message = f"{name} was made by {first.by}, who cannot settle it"
        hint = f"an office of {commitment.body} regularises or disputes it"
        yield _Refusal("commitment.own-settlement", message, hint)
    if isinstance(what, CommitmentRegularised):
        whose = (commitment.what.category, commitment.what.funding)
        if (what.category, what.funding) != whose:
            message = (
                f"{_named(event)} is for {what.category}, {what.funding}; {name} is for "
                f"{whose[0]}, {whose[1]}"
            )
            hint = "regularise what was committed, then move the budget by a virement"
            yield _Refusal("commitment.category", message, hint)


def _exceeding(
    event: Event, what: CommitmentRegularised | CommitmentDisputed, before: list[Event]
) -> Iterator[_Refusal]:
    """No more is settled than there is, in its own month and every later one, whenever it was known.

    What was regularised and reversed in a later month is not there to be settled in an earlier one.
    """
    is_dispute = isinstance(what, CommitmentDisputed)
    key = (event.body, event.year, what.commitment)
    months = {event.period, *(step.period for step in before if step.period > event.period)}
    days = {event.notified, *(step.notified for step in before if step.notified > event.notified)}
    there: dict[tuple[Period, date], int] = {}
    for month, day in product(sorted(months), sorted(days)):
        seen = [step for step in before if step.period <= month and step.notified <= day]
        if found := commitments_of(seen).get(key):
            there[month, day] = found.open_pence if is_dispute else found.unregularised_pence
    least = min(there, key=there.__getitem__, default=None)
    if least is None or what.pence <= there[least]:
        return
    left, word = show_exact(there[least]), "open" if is_dispute else "not regularised"
    message = (
        f"{_named(event)} is about {show_exact(what.pence)}; {left} of commitment "
        f"{what.commitment!r} of {event.body} is {word}"
    )
    hint = f"give at most {left}"
    last = max(there)
    if there[last] > there[least]:
        message += f" as of {least[0]}, as known on {least[1]}"
    if there[last] >= what.pence:
        hint = f"date it from {last[0]}, on {last[1]}, or {hint}"
    yield _Refusal("commitment.exceeds", message, hint)


def _charged(
    event: Event,
    what: CommitmentCharged,
    commitment: Commitment,
    journals: list[Event],
    before: list[Event],
) -> Iterator[_Refusal]:
    """A charge names a line, or a journal that is approved and has as much in that category."""
    if not (what.line.strip() or what.journal.strip()):
        message = f"{_named(event)} names neither a line of the ledger nor a journal"
        yield _Refusal("commitment.unmatched", message, "name what it is matched to")
    if not what.journal:
        return
    found = journals_of(journals).get((event.body, event.year, what.journal))
    if found is None or found.state is not JournalState.APPROVED:
        message = f"{_named(event)} names journal {what.journal!r}, which is no approved journal"
        yield _Refusal("commitment.unmatched", message, "correct its number, or have it approved")
        return
    there = sum(
        figure.pence
        for figure in journal_figures([found])
        if (figure.limit, figure.category, figure.period)
        == (Limit.REVENUE, commitment.what.category, event.period)
    )
    matched = sum(
        charge.what.pence
        for one in commitments_of([*before, event]).values()
        if one.what.category == commitment.what.category
        for (period, _), charge in one.charges.items()
        if (charge.what.journal, period) == (what.journal, event.period)
    )
    if matched > there:
        message = (
            f"{_named(event)} brings what is matched to journal {what.journal!r} in "
            f"{event.period} to {show_exact(matched)}; it has {show_exact(there)} of "
            f"{commitment.what.category}"
        )
        yield _Refusal("commitment.unmatched", message, "match at most what the journal has")


def _reversed(event: Event, what: Reversal, before: list[Event]) -> Iterator[_Refusal]:
    """A commitment is taken back only where nothing was made of it."""
    for commitment in commitments_of(before).values():
        made = commitment.regularised_pence, commitment.charged_pence
        if commitment.recorded.sequence == what.corrects and any(made):
            message = (
                f"{_named(event)} takes back commitment {commitment.number!r}, of which "
                f"{show_exact(made[0])} is regularised and {show_exact(made[1])} charged"
            )
            hint = "reverse the regularisation, and state what was charged as 0, first"
            yield _Refusal("commitment.settled", message, hint)


def _office(event: Event) -> str:
    """Who acts, whatever the spaces and the case."""
    return office_key(event.by)


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"
