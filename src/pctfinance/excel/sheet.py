"""One sheet to one raw table, cell by cell."""

from collections.abc import Iterator
from types import MappingProxyType

from pctfinance.errors import Finding, Level
from pctfinance.excel.layout import HEADING_ROWS, Grid, Layout, Place, find_layout
from pctfinance.excel.remarks import remarks
from pctfinance.tables.model import Cell, Kind, RawRow, RawTable, TableSchema

__all__ = ["read_sheet"]


def read_sheet(grid: Grid, schema: TableSchema) -> RawTable:
    """The table on a sheet, with the address of every cell.

    Rows without a value under any heading are passed over. In cells that are merged downwards,
    a text or date counts for each row that it spans; an amount only for the first, or it would
    be counted twice. A sheet without anything in it gives a table without headings.

    >>> from pctfinance.tables.schemas import schema_for
    >>> read_sheet(Grid("book.xlsx", "actuals", {}), schema_for("actuals")).headings
    ()
    """
    layout = find_layout(grid, schema)
    if layout is None:
        return RawTable(schema.name, grid.where, (), (), tuple(_no_headings(grid, schema)))
    rows = tuple(_rows(grid, layout, schema))
    return RawTable(
        schema.name,
        grid.where,
        tuple(layout.headings.values()),
        rows,
        tuple(remarks(grid, layout, schema, rows)),
    )


def _rows(grid: Grid, layout: Layout, schema: TableSchema) -> Iterator[RawRow]:
    amounts = {column.name for column in schema.columns if column.kind is Kind.MONEY}
    numbers = sorted(
        {row for row, column in grid.typed if row > layout.top and column in layout.headings}
    )
    for number in numbers:
        places = {column: (number, column) for column in layout.headings}
        if any(not grid.cell(place, "").is_blank for place in places.values()):
            cells: dict[str, Cell] = {}
            for column, heading in layout.headings.items():
                spread = heading not in amounts
                cells.setdefault(heading, _cell(grid, layout, places[column], heading, spread))
            yield RawRow(number, MappingProxyType(cells))


def _cell(grid: Grid, layout: Layout, place: Place, heading: str, spread: bool) -> Cell:
    """The cell at a place, with the value of the merged range that it is part of."""
    cell = grid.cell(place, heading)
    first = layout.firsts.get(place)
    if not spread or first is None or first[0] <= layout.top or first[1] != place[1]:
        return cell
    above = grid.cell(first, heading)
    return Cell(above.value, cell.where, above.number_format, above.problem)


def _no_headings(grid: Grid, schema: TableSchema) -> Iterator[Finding]:
    if any(grid.is_filled(place) for place in grid.typed):
        names = ", ".join(column.name for column in schema.columns if column.required)
        message = f"none of the first {HEADING_ROWS} rows holds the headings of {schema.name}"
        hint = f"put a row of headings above the table; it needs at least {names}"
        yield Finding("file.empty", Level.ERROR, message, grid.where, hint)
