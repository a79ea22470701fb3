"""How events change what delegates hold of each body, and which changes look like a move between two.

A transfer that an authority approved is no such change: it is told apart by its kind.
"""

from collections.abc import Iterator, Mapping

from pctfinance.calendar import Period
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Delegation
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.virements import Rebasing, Virement

__all__ = ["cell_changes", "matches", "stated_month"]

_MOVES = (Delegation, Rebasing, Reversal, Virement)


def cell_changes(event: Event) -> Iterator[tuple[str, str, int]]:
    """What an event adds to delegates' revenue budgets: delegate, category, pence.

    >>> from datetime import date
    >>> from pctfinance.ledger.lines import Funding, Strand
    >>> day = date(2011, 9, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="paper", what=Delegation(
    ...     strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=100, category="acute",
    ...     delegate="07M"))
    >>> list(cell_changes(event))
    [('07M', 'acute', 100)]
    """
    if isinstance(event.what, _MOVES):
        for line in event.lines:
            if line.account is Account.DELEGATED and line.strand.limit is Limit.REVENUE:
                yield line.delegate, line.category, -line.pence


def stated_month(event: Event) -> Period:
    """The month that a document states: one that came late counts in another.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> stated_month(Event(body="5A9", effective=date(2011, 11, 1), notified=date(2011, 9, 1),
    ...     reference="letter", late_for=date(2011, 9, 1), what=BroughtForward(pence=1)))
    Period('2011-12 M06')
    """
    return Period.of(event.late_for or event.effective)


def matches(
    by_body: Mapping[str, int],
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], int]]:
    """The bodies in which one thing fell and those in which it rose by as much, in pence.

    Either two bodies change by the same amount with opposite signs, or all changes sum to nothing.

    >>> list(matches({"5A9": -50, "5C1": 50, "5C9": 7}))
    [(('5A9',), ('5C1',), 50)]
    >>> list(matches({"5A9": -50, "5C1": 30, "5C9": 20}))
    [(('5A9',), ('5C1', '5C9'), 50)]
    """
    falls = {body: -pence for body, pence in by_body.items() if pence < 0}
    rises = {body: pence for body, pence in by_body.items() if pence > 0}
    pairs = [(fell, rose) for fell in falls for rose in rises if falls[fell] == rises[rose]]
    for fell, rose in pairs:
        yield (fell,), (rose,), falls[fell]
    total = sum(falls.values())
    if total and total == sum(rises.values()) and not pairs:
        yield tuple(falls), tuple(rises), total
