"""A year that ends: its items, what is decided of them, and whether it can be rolled.

It is made from events alone, so that the same questions can be asked of the book as it stood when
the next year's was made from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pctfinance.bodies import Body
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import make_position
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.closing_items import (
    ClosingItem,
    closing_items,
    outturn_item,
    standing_decisions,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, Holdings
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.year_end import YearEndDecided
from pctfinance.money import show_exact
from pctfinance.terms import Terms

__all__ = ["Ending", "lock_fault"]

_CONTROL = "month-"
_LOCKED, _UNLOCKED = "month-locked", "month-unlocked"


@dataclass(frozen=True)
class Ending:
    """What a book's bodies close their year with."""

    terms: Terms
    ledger: ResourceLedger
    cells: CellsOf

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """The bodies whose year ends here: the members in its last month, in order of code."""
        return self.terms.members(self.terms.year.periods[-1])

    def events(self, body: str) -> tuple[Event, ...]:
        """One body's events of the year."""
        return self.ledger.standing(body, self.terms.year.periods[-1])

    def items(self, body: str) -> tuple[ClosingItem, ...]:
        """Every item that a body's year closes with; the outturn only where it is known."""
        outturn = self._outturns[body][0]
        last = [outturn_item(body, outturn)] if outturn else []
        return (*closing_items(body, self.events(body)), *last)

    def decisions(self, body: str) -> Mapping[str, Event]:
        """What stands decided, by the key of its item."""
        return standing_decisions(body, self.events(body))

    def findings(self, bodies: Sequence[Body] | None = None) -> Iterator[Finding]:
        """Why the year cannot be rolled: an outturn not known, a month not locked, an item open."""
        last = self.terms.year.periods[-1]
        for body in self.bodies if bodies is None else bodies:
            where = Where(body=body.code, period=str(last))
            reason = self._outturns[body.code][1]
            kinds = [event.what.kind for event in self.events(body.code) if event.period == last]
            for fault in filter(None, (reason, lock_fault(kinds))):
                message = f"the year of {body.code} cannot be rolled: {fault}"
                hint = "bring its last month in, and close it"
                yield Finding("yearend.not-ready", Level.ERROR, message, where, hint)
            yield from self._undecided(body.code, where)

    def _undecided(self, body: str, where: Where) -> Iterator[Finding]:
        decisions = self.decisions(body)
        for item in self.items(body):
            name = f"{item.key!r} of {body}, {show_exact(item.pence)}"
            event = decisions.get(item.key)
            if event is None or not isinstance(event.what, YearEndDecided):
                message = f"nothing is decided of {name}"
                hint = f"decide: {' or '.join(item.choices)}"
                yield Finding("yearend.undecided", Level.ERROR, message, where, hint)
            elif event.what.pence != item.pence:
                was = show_exact(event.what.pence or 0)
                message = f"{name}, was {was} when it was decided, as event {event.sequence}"
                hint = "decide again: both decisions stay visible"
                yield Finding("yearend.changed", Level.ERROR, message, where, hint)

    @cached_property
    def _outturns(self) -> Mapping[str, tuple[int | None, str]]:
        """By body, the variance against its confirmed revenue limit, or why it is not known."""
        year = self.terms.year
        position = make_position(
            Holdings.of(year, self.ledger, None, self.cells),
            self.terms.group,
            self.bodies,
            year.periods[-1],
            Basis.OUTTURN,
            duties=(Duty.REVENUE,),
        )
        return {
            body.code: (body.duty(Duty.REVENUE).variance_pence, body.duty(Duty.REVENUE).reason)
            for body in position.bodies
        }


def lock_fault(kinds: Sequence[str]) -> str:
    """Why the last month does not stand still; empty where it does, or where no book locks months.

    Args:
        kinds: the kinds of the last month's events of one body, in their order.

    >>> lock_fault(["figures-loaded"]), lock_fault(["month-closed", "month-locked"])
    ('', '')
    >>> lock_fault(["month-locked", "month-unlocked"])
    'its last month is not locked'
    """
    steps = [kind for kind in kinds if kind.startswith(_CONTROL)]
    locks = [kind for kind in steps if kind in (_LOCKED, _UNLOCKED)]
    return "its last month is not locked" if steps and locks[-1:] != [_LOCKED] else ""
