"""What a position says of openings that are not the closing of the month before."""

from collections import defaultdict
from collections.abc import Iterator

from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, Holdings, standing_loads
from pctfinance.ledger.journal_rules import journals_of
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.ledger.opening_breaks import OPENING_HINT, opening_breaks

__all__ = ["opening_checks"]


def opening_checks(position: Position, holdings: Holdings, cells: CellsOf) -> Iterator[Finding]:
    """The openings up to the month that are not the closing of the month before, body by body.

    The position stands on the movements of the months: what lies between two extracts is no part of
    it, and that is said.

    Args:
        position: what is shown.
        holdings: what it was made from.
        cells: where the balance cells of loads are.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> position = book.position("2011-12 M02")
    >>> list(opening_checks(position, book.holdings, {}.__getitem__))
    []
    """
    month, known = position.period, position.known_at
    loads: dict[str, list[Event]] = defaultdict(list)
    others: dict[str, list[Event]] = defaultdict(list)
    for event in holdings.resource.events:
        is_known = event.year == month.year and (known is None or event.notified <= known)
        if is_known and event.period <= month:
            is_load = isinstance(event.what, FiguresLoaded | LedgerLoaded)
            (loads if is_load else others)[event.body].append(event)
    for body in position.bodies:
        if body.code not in loads or body.code in holdings.actuals.cumulative:
            continue
        # A table takes the place of the extract of its month, which then says nothing any more.
        standing = standing_loads(loads[body.code], "actuals")
        for one in opening_breaks(standing, cells, journals_of(others[body.code]).values()):
            yield Finding(
                "extract.opening",
                Level.WARNING,
                f"{one.words}, and what lies between is in no figure here: {one.amounts}",
                Where(body=body.code, period=str(month)),
                OPENING_HINT,
                tuple(
                    Ground(f"{account}, opening less closing", opened - closed, event=one.sequence)
                    for account, _, closed, opened in one.accounts
                ),
            )
