"""No tunnel: a command may not move a delegate's budget from one body to another by two delegations.

What it takes back in one body and delegates in another is a transfer, which both bodies agree and
the authority approves (SOM 25). Over several commands the same is a finding, since nobody can know
what a later one is meant for (`pctfinance.consolidation.delegation_tunnels`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pctfinance.decisions.refusals import UnapprovedMoveError
from pctfinance.errors import Finding, Level
from pctfinance.ledger.delegate_moves import cell_changes, matches, stated_month
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.money import show_exact

__all__ = ["refuse_tunnels", "tunnels_of"]

_Key = tuple[str, str, str]
"""A month or none, a delegate, and a category or none."""


def refuse_tunnels(events: Iterable[Event]) -> None:
    """Refuse a command that moves a delegate's budget between bodies.

    Args:
        events: what the command posts, resolved.

    Raises:
        UnapprovedMoveError: it does; the error names every such move.

    >>> refuse_tunnels([])
    """
    UnapprovedMoveError.raise_for(tunnels_of(events))


def tunnels_of(events: Iterable[Event]) -> Iterator[Finding]:
    """Every budget of a delegate that falls in one body and rises by as much in another.

    Looked at are whole cells and those of one category, within each month that the documents state
    and over the whole command, so that other days or a second category hide nothing. What moves
    between categories of one cell changes nothing that the delegate holds of the body.

    >>> list(tunnels_of([]))
    []
    """
    changes: dict[_Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    first: dict[tuple[str, str], Event] = {}
    for event in events:
        moved = list(cell_changes(event))
        held: dict[str, int] = defaultdict(int)
        for delegate, _, pence in moved:
            held[delegate] += pence
        for delegate, category, pence in moved:
            if held[delegate]:
                first.setdefault((event.body, delegate), event)
                for month in ("", str(stated_month(event))):
                    for of in ("", category):
                        changes[month, delegate, of][event.body] += pence
    told: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    # What is of no month and no category sorts first, so that the same move is told once.
    for (_, delegate, category), by_body in sorted(changes.items()):
        for fell, rose, pence in matches(by_body):
            if (delegate, fell, rose) not in told:
                told.add((delegate, fell, rose))
                where = first[fell[0], delegate]
                yield _refused(where, (delegate, category), fell, rose, pence)


def _refused(
    event: Event, of: tuple[str, str], fell: tuple[str, ...], rose: tuple[str, ...], pence: int
) -> Finding:
    delegate, category = of
    budget = f"{category} budget" if category else "budget"
    message = (
        f"this takes back {show_exact(pence)} of {delegate}'s {budget} in {', '.join(fell)} and "
        f"delegates as much in {', '.join(rose)}: moved between bodies it is a transfer, which both "
        "agree and the SHA approves"
    )
    return Finding(
        "delegation.unapproved-move",
        Level.ERROR,
        with_rule("delegation.unapproved-move", message),
        event.where,
        f"propose it: pctfinance transfer propose --giver {fell[0]} --receiver {rose[0]} "
        f"--delegate {delegate} --category {category or 'CATEGORY'}; what has nothing to do with each "
        "other is entered by commands of its own, and each month asks for the reason",
    )
