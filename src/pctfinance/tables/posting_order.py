"""The order in which the events of an input are posted, whatever the order of its rows.

A person lists rows by subject or by amount, and a spreadsheet sorts them by any column. A ledger
lets nothing be taken before it is there. So what is told on one day is posted in the order in
which one thing rests on another.
"""

from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    ContingencySet,
    Delegation,
    GapClosed,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    PlannedSurplus,
    SurplusLodged,
    What,
)
from pctfinance.ledger.lines import Account

__all__ = ["PostingPlace", "posting_place"]

# Each rank takes only from what those before it put there.
_RANKS: tuple[tuple[type[What], ...], ...] = (
    (Allocation, BroughtForward, CapitalToRevenue),
    (PlannedSurplus, ContingencySet, HeadroomLodged, HeadroomSetAside),
    (SurplusLodged,),
    (BudgetIssued,),
    (AnticipatedSettled,),
    (HeadroomReleased, AppliedNonRecurrently),
    (GapClosed,),
    (Delegation,),
)
_RANK_OF: MappingProxyType[type[What], int] = MappingProxyType(
    {kind: rank for rank, kinds in enumerate(_RANKS) for kind in kinds}
)


class PostingPlace(NamedTuple):
    """Where an event stands among the others: the first part that differs decides."""

    notified: date
    rank: int
    effective: date
    takes: bool


def posting_place(event: Event) -> PostingPlace:
    """The place of an event in the order of posting; events of one place do not touch each other.

    By the day on which the body was told, then by kind: sources, what is set aside, budgets,
    settlements of anticipated resource, releases and uses of headroom, the closing of gaps,
    delegations. Within a kind by the day it counts for, what gives before what takes.

    >>> from datetime import UTC, datetime
    >>> from pctfinance.ledger.lines import Funding, Limit, Strand
    >>> strand = Strand.of(Limit.REVENUE, Funding.RECURRENT)
    >>> kinds = (BudgetIssued(strand=strand, pence=7, category="acute"),
    ...     Allocation(strand=strand, pence=9, issuer="DH"))
    >>> events = [Event(body="5A9", effective=date(2011, 4, 1), notified=date(2011, 4, 1),
    ...     reference="1", recorded_at=datetime(2011, 4, 8, tzinfo=UTC), what=what) for what in kinds]
    >>> [event.what.kind for event in sorted(events, key=posting_place)]
    ['allocation', 'budget']
    """
    what = event.what
    return PostingPlace(event.notified, _rank(what), event.effective, _takes(what))


def _rank(what: What) -> int:
    # A budget that falls with money that did not come needs the gap, and so the settlement.
    closes_gap = isinstance(what, BudgetIssued) and what.taken_from is Account.UNFUNDED
    return _RANK_OF[GapClosed if closes_gap else type(what)]


def _takes(what: What) -> bool:
    """Whether an event takes from a use that others of its kind give to.

    A delegation that is taken back, and a budget given back to the contingency, give to where
    others take from; of all else, an amount below zero takes.
    """
    match what:
        case BudgetIssued(taken_from=Account.UNFUNDED):
            return what.pence < 0
        case BudgetIssued() | Delegation():
            return what.pence > 0
        case ContingencySet() | PlannedSurplus():
            return what.pence < 0
        case _:
            return False
