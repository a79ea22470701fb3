"""What is easily overlooked on a sheet: hidden rows, merged cells, notes beside the table.

None of it stops the reading; all of it is said once, with how many cells it is about and what
they add up to.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pctfinance.errors import Finding, Level
from pctfinance.excel.addresses import cell_address, listed, ranges
from pctfinance.excel.cells import is_stale_link
from pctfinance.excel.layout import Grid, Layout, Place
from pctfinance.tables.model import Kind, RawRow, TableSchema

__all__ = ["remarks"]


def remarks(
    grid: Grid, layout: Layout, schema: TableSchema, rows: Sequence[RawRow]
) -> Iterator[Finding]:
    """Warnings about a sheet whose table was read as `rows`.

    >>> from pctfinance.tables.schemas import schema_for
    >>> grid = Grid("book.xlsx", "actuals", {}, hidden_columns=frozenset({3}))
    >>> layout = Layout(1, {3: "amount"}, frozenset(), {})
    >>> row = RawRow(2, {"amount": grid.cell((2, 3), "amount")})
    >>> [str(remark) for remark in remarks(grid, layout, schema_for("actuals"), [row])]
    ["book.xlsx, sheet 'actuals': hidden columns were read: amount -> unhide them and look at them \
[input.hidden]"]
    """
    yield from _without_heading(grid, layout)
    if not rows:
        return
    if grid.is_hidden:
        yield _warning(grid, "input.hidden", "a hidden sheet was read", "unhide it and look at it")
    yield from _hidden_rows(grid, schema, rows)
    yield from _hidden_columns(grid, layout)
    yield from _merged(grid, layout, {row.number for row in rows})
    yield from _linked(grid, layout)


def _hidden_rows(grid: Grid, schema: TableSchema, rows: Sequence[RawRow]) -> Iterator[Finding]:
    hidden = [row for row in rows if row.number in grid.hidden_rows]
    if not hidden:
        return
    amounts = [
        row.cells[column.name].value
        for row in hidden
        for column in schema.columns
        if column.kind is Kind.MONEY and column.name in row.cells
    ]
    total = sum(value for value in amounts if isinstance(value, Decimal))
    held = f", whose amounts add up to {total:,}" if amounts else ""
    message = f"hidden rows were read{held}: {listed(ranges(row.number for row in hidden))}"
    hint = "clear any filter, unhide them and look at them"
    yield _warning(grid, "input.hidden", message, hint)


def _hidden_columns(grid: Grid, layout: Layout) -> Iterator[Finding]:
    hidden = sorted(grid.hidden_columns & layout.headings.keys())
    if hidden:
        message = f"hidden columns were read: {listed([layout.headings[c] for c in hidden])}"
        yield _warning(grid, "input.hidden", message, "unhide them and look at them")


def _without_heading(grid: Grid, layout: Layout) -> Iterator[Finding]:
    known = layout.headings.keys() | layout.for_people
    stray = [
        place
        for place in sorted(grid.typed)
        if place[0] > layout.top and place[1] not in known and grid.is_filled(place)
    ]
    if stray:
        message = f"no heading stands above these cells, so they were not read: {_named(stray)}"
        hint = "give their column its heading, or one in (brackets) if it holds notes for people"
        yield _warning(grid, "input.unknown-column", message, hint)


def _merged(grid: Grid, layout: Layout, numbers: set[int]) -> Iterator[Finding]:
    firsts = {
        first
        for (row, column), first in layout.firsts.items()
        if row in numbers and column in layout.headings and first[0] > layout.top
    }
    if firsts:
        message = (
            "in merged cells, a text or date counts for each row and an amount for the first "
            f"alone: {_named(sorted(firsts))}"
        )
        yield _warning(grid, "input.converted", message, "unmerge them, and fill each row")


def _linked(grid: Grid, layout: Layout) -> Iterator[Finding]:
    linked = [
        place
        for place in sorted(grid.typed)
        if place[0] > layout.top
        and place[1] in layout.headings
        and is_stale_link(grid.typed[place])
    ]
    if linked:
        message = f"formulas take their values from other workbooks: {_named(linked)}"
        hint = "make sure that the stored results are those of today"
        yield _warning(grid, "input.stale-value", message, hint)


def _named(places: Sequence[Place]) -> str:
    return listed([cell_address(row, column) for row, column in places])


def _warning(grid: Grid, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.WARNING, message, grid.where, hint)
