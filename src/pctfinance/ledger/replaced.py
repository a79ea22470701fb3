"""What a load of the general ledger changes that its sender may not have meant."""

from collections.abc import Callable, Iterator

from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded
from pctfinance.money import show_exact

__all__ = ["about_replaced"]

_CellsOf = Callable[[str], BalanceCells]


def about_replaced(
    event: Event, new: BalanceCells, before: Event | None, cells: _CellsOf
) -> Iterator[Finding]:
    """What is missing of the figures whose place a load takes, and costs below nothing.

    Both are possible and rarely meant: an extract that is a part of the ledger, and a sign that
    is the wrong way round, which no balance shows.

    Args:
        event: the load of a body and month.
        new: its balance cells.
        before: the load whose place it takes, if there is one.
        cells: the balance cells of earlier loads, by their hash.

    >>> from datetime import date
    >>> from pctfinance.ledger.loads import ControlTotals
    >>> day, sha = date(2011, 11, 30), "0" * 64
    >>> what = LedgerLoaded(file="tb.csv", file_sha256=sha, profile="tb", profile_sha256=sha,
    ...     totals=ControlTotals(rows=1, debit_pence=0, credit_pence=5), lines_path="lines/x",
    ...     lines_sha256=sha, cells_sha256=sha)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="tb.csv", what=what)
    >>> new = BalanceCells.of([("52110", "acute", "revenue", "", "", "", 0, 0, 5, -5, 1)])
    >>> for finding in about_replaced(event, new, None, lambda sha256: BalanceCells.of([])):
    ...     print(finding.message)
    the costs sum to (£0.05), less than nothing
    """
    where = Where(body=event.body, period=str(event.period))
    charges = list(new.charges())
    if before is not None:
        missing = _categories(before, cells) - {(cell.limit, cell.category) for cell in charges}
        if missing:
            names = ", ".join(f"{category} ({limit})" for limit, category in sorted(missing))
            message = (
                f"it takes the place of event {before.sequence}, which had amounts of what it has "
                f"none of: {names}"
            )
            hint = "load the whole ledger, with capital and cash, or leave it so"
            yield Finding("extract.replaced", Level.WARNING, message, where, hint)
    cost = sum(cell.pence for cell in charges if cell.limit is Limit.REVENUE)
    if cost < 0 and isinstance(event.what, LedgerLoaded) and event.what.lane is Lane.LOAD:
        message = f"the costs sum to {show_exact(cost)}, less than nothing"
        hint = "check `sign` in the profile and `charge` in the account map"
        yield Finding("extract.negative-cost", Level.WARNING, message, where, hint)


def _categories(event: Event, cells: _CellsOf) -> set[tuple[Limit, str]]:
    """What a load has an amount of that is not zero."""
    what = event.what
    if isinstance(what, LedgerLoaded):
        return {(c.limit, c.category) for c in cells(what.cells_sha256).charges() if c.pence}
    rows = what.rows if isinstance(what, FiguresLoaded) else ()
    return {(row.limit, row.category) for row in rows if row.pence}
