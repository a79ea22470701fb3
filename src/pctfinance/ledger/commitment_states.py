"""Where each emergency commitment stands: derived from the events, and never stored.

Committed = open + disputed + regularised, at every month and as known on every day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.commitments import (
    CommitmentCharged,
    CommitmentDisputed,
    CommitmentRegularised,
    CommitmentStep,
    ResourceCommitted,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.reversals import without_reversed

__all__ = ["Charge", "Commitment", "CommitmentKey", "CommitmentState", "commitments_of"]

CommitmentKey = tuple[str, FinancialYear, str]
"""The body, the year and the number of a commitment."""


class CommitmentState(StrEnum):
    """How far a commitment has come; part of it open is open, part disputed is disputed."""

    OPEN = "open"
    DISPUTED = "disputed"
    REGULARISED = "regularised"


class Charge(NamedTuple):
    """What was charged for a commitment in one month by one line, and the event that says so."""

    event: Event
    what: CommitmentCharged


@dataclass(frozen=True, slots=True)
class Commitment:
    """One emergency commitment, as it stands; integer pence.

    `charges` are what was charged for it, by month and line. What is charged may differ from what
    was committed at night on the telephone.
    """

    recorded: Event
    what: ResourceCommitted
    open_pence: int
    disputed_pence: int = 0
    regularised_pence: int = 0
    regularisations: tuple[Event, ...] = ()
    disputes: tuple[Event, ...] = ()
    charges: Mapping[tuple[Period, str], Charge] = field(
        default_factory=lambda: MappingProxyType({})
    )
    synthetic: bool = False

    @property
    def number(self) -> str:
        """Its number."""
        return self.what.commitment

    @property
    def body(self) -> str:
        """The body whose resource is used, and on which the charge lands."""
        return self.recorded.body

    @property
    def state(self) -> CommitmentState:
        """Open while any of it is, else disputed while any of it is, else regularised."""
        if self.open_pence:
            return CommitmentState.OPEN
        return CommitmentState.DISPUTED if self.disputed_pence else CommitmentState.REGULARISED

    @property
    def unregularised_pence(self) -> int:
        """What is open or disputed."""
        return self.open_pence + self.disputed_pence

    @property
    def charged_pence(self) -> int:
        """What was charged for it."""
        return sum(charge.what.pence for charge in self.charges.values())

    @property
    def uncharged_pence(self) -> int:
        """What was committed and not charged; negative where more was charged."""
        return self.what.pence - self.charged_pence

    def age_days(self, on: date) -> int:
        """Days from the commitment to `on`, or to the day on which all of it was regularised."""
        settled = self.state is CommitmentState.REGULARISED
        last = max((event.notified for event in self.regularisations), default=on)
        return (min(last, on) if settled else on).toordinal() - self.what.at.date().toordinal()


def commitments_of(events: Iterable[Event]) -> dict[CommitmentKey, Commitment]:
    """The commitments among events, by body, year and number, in the order of their recording.

    What was reversed counts for nothing.

    >>> commitments_of([])
    {}
    """
    found: dict[CommitmentKey, Commitment] = {}
    for event in without_reversed(events):
        what = event.what
        if not isinstance(what, CommitmentStep):
            continue
        key = (event.body, event.year, what.commitment)
        if isinstance(what, ResourceCommitted):
            found[key] = Commitment(event, what, what.pence, synthetic=event.synthetic)
        elif commitment := found.get(key):
            found[key] = _after(commitment, event)
    return found


def _after(commitment: Commitment, event: Event) -> Commitment:
    """A commitment after one more step."""
    what = event.what
    changed = replace(commitment, synthetic=commitment.synthetic or event.synthetic)
    if isinstance(what, CommitmentDisputed):
        return replace(
            changed,
            open_pence=changed.open_pence - what.pence,
            disputed_pence=changed.disputed_pence + what.pence,
            disputes=(*changed.disputes, event),
        )
    if isinstance(what, CommitmentRegularised):
        of_open = min(changed.open_pence, what.pence)
        return replace(
            changed,
            open_pence=changed.open_pence - of_open,
            disputed_pence=changed.disputed_pence - (what.pence - of_open),
            regularised_pence=changed.regularised_pence + what.pence,
            regularisations=(*changed.regularisations, event),
        )
    if isinstance(what, CommitmentCharged):
        place = (event.period, what.line or what.journal)
        return replace(
            changed, charges=MappingProxyType({**changed.charges, place: Charge(event, what)})
        )
    return changed
