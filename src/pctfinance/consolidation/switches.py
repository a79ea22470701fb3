"""Switches from capital to revenue that stand on the reference of an approval alone.

A switch that went its way as a transfer was approved by the competent authority for exactly its
terms. One that came as a row of an input names a reference, and nobody asked whose.
"""

from collections.abc import Iterator

from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import CapitalToRevenue
from pctfinance.ledger.reversals import without_reversed
from pctfinance.money import show_exact

__all__ = ["unproven_switches"]


def unproven_switches(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """A finding for each switch of the position's bodies that is no approved transfer.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").position("M8")
    >>> [f.code for f in report.findings if f.code == "switch.reference-alone"]
    []
    """
    for body in position.bodies:
        found = holdings.resource.standing(body.code, position.period, position.known_at)
        for event in without_reversed(found):
            if isinstance(event.what, CapitalToRevenue):
                yield Finding(
                    "switch.reference-alone",
                    Level.WARNING,
                    f"{show_exact(event.what.pence)} was switched from capital to revenue on the "
                    f"reference {event.approval!r} alone: whose approval it is was not asked "
                    "(SOM 25)",
                    Where(body=body.code, period=str(position.period)),
                    "reverse it, and propose it as a transfer of kind switch",
                    (grounds_of_event(event, event.what.pence),),
                )
