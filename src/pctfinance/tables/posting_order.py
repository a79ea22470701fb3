"""The order in which the events of an input are posted, whatever the order of its rows.

A person lists rows by subject or by amount, and a spreadsheet sorts them by any column. A ledger
lets nothing be taken before it is there. So what is told on one day is posted in the order in
which one thing rests on another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
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
from pctfinance.ledger.lines import Account, Strand
from pctfinance.ledger.virements import Rebasing, Virement

__all__ = ["PostingPlace", "in_posting_order", "posting_place"]

# Each rank takes only from what those before it put there.
_RANKS: tuple[tuple[type[What], ...], ...] = (
    (Allocation, BroughtForward, CapitalToRevenue),
    (PlannedSurplus, ContingencySet, HeadroomLodged, HeadroomSetAside),
    (SurplusLodged,),
    (BudgetIssued,),
    (AnticipatedSettled,),
    (HeadroomReleased, AppliedNonRecurrently),
    (GapClosed,),
    (Virement,),
    (Delegation,),
    (),  # virements of what is delegated
    (Rebasing,),
)
_RANK_OF: MappingProxyType[type[What], int] = MappingProxyType(
    {kind: rank for rank, kinds in enumerate(_RANKS) for kind in kinds}
)


_Cell = tuple[str, Strand, str, str]
"""A body, a strand, a delegate and a category."""


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
    virements of what is retained, delegations, virements of what is delegated, re-basings. Within
    a kind by the day it counts for, what gives before what takes.

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


def in_posting_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events in the order in which they are to be posted, whatever the order they come in.

    Virements of one place may hang together, as from A to B and from B to C: then the one that
    gives stands before the one that takes. What is delegated and taken back on one day is delegated
    first, where the cell has no more.

    >>> in_posting_order([])
    ()
    """
    ordered: list[Event] = []
    for _, same in groupby(sorted(events, key=posting_place), key=posting_place):
        ordered += _chained(list(same))
    return tuple(_undone_last(ordered))


def _undone_last(events: Iterable[Event]) -> list[Event]:
    """What is taken back of a delegate stands behind what was delegated to it on the same day.

    It gives to others, and so it stands before what is delegated. Only where its cell has not that
    much by then does it undo what is delegated on this very day, which then goes first.
    """
    ordered, at = list(events), 0
    held: dict[_Cell, int] = defaultdict(int)
    while at < len(ordered):
        event = ordered[at]
        changes = list(_cell_changes(event))
        twins = [
            later
            for cell, pence in changes
            if isinstance(event.what, Delegation) and held[cell] + pence < 0
            for later in ordered[at + 1 :]
            if _is_delegated(later, cell, event)
        ]
        if twins:
            moved = {id(twin) for twin in twins}
            rest = [later for later in ordered[at:] if id(later) not in moved]
            ordered[at:] = [*twins, *rest]
            continue
        for cell, pence in changes:
            held[cell] += pence
        at += 1
    return ordered


def _cell_changes(event: Event) -> Iterator[tuple[_Cell, int]]:
    """What an event adds to the cells of delegates, in pence."""
    what, body = event.what, event.body
    if isinstance(what, Delegation):
        yield (body, what.strand, what.delegate, what.category), what.pence
    elif isinstance(what, Virement) and what.delegate:
        yield (body, what.strand, what.delegate, what.from_category), -what.pence
        yield (body, what.strand, what.delegate, what.category), what.pence
    elif isinstance(what, Rebasing):
        for change in what.changes:
            if change.delegate:
                yield (body, change.strand, change.delegate, change.category), change.pence


def _is_delegated(later: Event, cell: _Cell, event: Event) -> bool:
    """Whether another event of the same day delegates to a cell."""
    same_day = (later.notified, later.effective) == (event.notified, event.effective)
    return (
        same_day
        and isinstance(later.what, Delegation)
        and later.what.pence > 0
        and (cell, later.what.pence) in _cell_changes(later)
    )


def _chained(events: list[Event]) -> Iterator[Event]:
    """Events of one place, virements in the order of their chain; a circle begins by its name."""
    moves = [event for event in events if isinstance(event.what, Virement)]
    yield from (event for event in events if not isinstance(event.what, Virement))
    left = sorted(moves, key=lambda event: (event.body, str(event.what), event.reference))
    while left:
        filled = {_ends(event)[1] for event in left}
        first = next((event for event in left if _ends(event)[0] not in filled), left[0])
        left.remove(first)
        yield first


def _ends(event: Event) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The budget that a virement is taken from, and the one that it goes to."""
    what = event.what
    if not isinstance(what, Virement):
        msg = f"{what.kind} is no virement"
        raise TypeError(msg)
    whose = (event.body, what.strand, what.delegate)
    return (*whose, what.from_category), (*whose, what.category)


def _rank(what: What) -> int:
    if isinstance(what, Virement) and what.delegate:
        return _RANK_OF[Delegation] + 1
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
