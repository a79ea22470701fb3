"""Actuals that were not at hand when they were sent, and stand there on plan or as last month.

They count like any other until the month is sent again. Whoever reads a position is told of them.
"""

from collections.abc import Iterator

from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.holdings import Holdings
from pctfinance.money import show_exact

__all__ = ["assumed_figures"]


def assumed_figures(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """Tells body by body which of the actuals were assumed, and of which month: a figure to look at.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(assumed_figures(book.position("M8"), book.holdings))
    []
    """
    names = position.categories.name
    for body in position.bodies:
        found = holdings.assumed_to_date(body.code, position.period)
        if not found:
            continue
        listed = ", ".join(
            f"M{each.period.number:02} {names(each.category)} {show_exact(each.pence)}"
            for each in found
        )
        yield Finding(
            "figures.assumed",
            Level.WARNING,
            f"actuals to date were assumed and not replaced since: {listed}",
            Where(body=body.code, period=str(position.period)),
            "send the months again once the figures are at hand",
            tuple(
                Ground(
                    f"{each.limit.value}, {names(each.category)}, {each.period}, assumed",
                    each.pence,
                )
                for each in found
            ),
        )
