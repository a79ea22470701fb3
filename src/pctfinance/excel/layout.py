"""Where a table stands on its sheet: the row of headings, their columns, and merged cells.

People put a title above a table, widen a heading over two columns, or keep a column of their own
beside it. All that is allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pctfinance.errors import Where
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.cells import StoredCell, is_formula, raw_cell
from pctfinance.tables.model import Cell, TableSchema

__all__ = ["HEADING_ROWS", "Grid", "Layout", "Place", "find_layout", "is_for_people"]

HEADING_ROWS = 10
"""Headings stand in one of the first ten rows: there is room for a title and notes above them."""

Place = tuple[int, int]
"""A row and a column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as the library that reads workbooks gives it.

    `typed` holds what was entered, `stored` the results of formulas. `merges` are ranges as
    (first row, first column, last row, last column).
    """

    file: str
    name: str
    typed: Mapping[Place, StoredCell]
    stored: Mapping[Place, StoredCell] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False

    @property
    def where(self) -> Where:
        """The sheet as a whole."""
        return Where(file=self.file, sheet=self.name)

    def cell(self, place: Place, heading: str) -> Cell:
        """The cell at a place, whether anything stands there or not."""
        row, column = place
        where = Where(self.file, self.name, cell_address(row, column), row, heading)
        return raw_cell(self.typed.get(place), self.stored.get(place), where)

    def is_filled(self, place: Place) -> bool:
        """True where something stands that is not only white space; a formula always counts."""
        cell = self.typed.get(place)
        return cell is not None and (is_formula(cell) or bool(_text(cell)))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table on its sheet: its row of headings, its headings by column, and merged cells.

    `firsts` gives, for each cell inside a merged range, the first cell, which holds the value.
    """

    top: int
    headings: Mapping[int, str]
    for_people: frozenset[int]
    firsts: Mapping[Place, Place]


def is_for_people(heading: str) -> bool:
    """True for a heading in brackets: its column is for people, and is not read.

    >>> is_for_people("(what it means)"), is_for_people("amount")
    (True, False)
    """
    return heading.startswith("(") and heading.endswith(")")


def find_layout(grid: Grid, schema: TableSchema) -> Layout | None:
    """Where the table stands, or `None` where none of the first ten rows has its headings.

    The row of headings is the first that holds all required headings; where there is none, the
    one that holds most of the table's headings, so that the others can be reported as missing.

    >>> from pctfinance.tables.schemas import schema_for
    >>> find_layout(Grid("book.xlsx", "actuals", {}), schema_for("actuals")) is None
    True
    """
    top = _heading_row(grid, schema)
    if top is None:
        return None
    firsts = MappingProxyType(dict(_firsts(grid)))
    texts = {column: _heading_at((top, column), grid, schema, firsts) for column in _columns(grid)}
    people = frozenset(column for column, text in texts.items() if is_for_people(text))
    headings = {column: text for column, text in texts.items() if text and column not in people}
    return Layout(top, MappingProxyType(headings), people, firsts)


def _heading_row(grid: Grid, schema: TableSchema) -> int | None:
    wanted = {column.name for column in schema.columns}
    required = {column.name for column in schema.columns if column.required}
    found: dict[int, set[str]] = {row: set() for row in range(1, HEADING_ROWS + 1)}
    for (row, _), cell in grid.typed.items():
        if row <= HEADING_ROWS:
            found[row].add(_heading(cell, schema))
    complete = [row for row, texts in found.items() if required <= texts]
    if complete:
        return complete[0]
    best = max(found, key=lambda row: (len(found[row] & wanted), -row))
    return best if found[best] & wanted else None


def _heading_at(
    place: Place, grid: Grid, schema: TableSchema, firsts: Mapping[Place, Place]
) -> str:
    """The heading of a column; a heading merged over several counts for all that are used.

    A second column under it that is used then has the same heading, which the checks refuse.
    """
    first = firsts.get(place, place)
    is_spread = first[1] != place[1]
    if is_spread and not any(
        row > place[0] and column == place[1] and grid.is_filled((row, column))
        for row, column in grid.typed
    ):
        return ""
    return _heading(grid.typed.get(first), schema)


def _heading(cell: StoredCell | None, schema: TableSchema) -> str:
    """A heading trimmed and in lower case; `taken from` is taken for `taken_from`."""
    text = " ".join(_text(cell).split()).lower()
    joined = text.replace(" ", "_")
    return joined if joined in {column.name for column in schema.columns} else text


def _text(cell: StoredCell | None) -> str:
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _columns(grid: Grid) -> list[int]:
    return sorted({column for _, column in grid.typed})


def _firsts(grid: Grid) -> list[tuple[Place, Place]]:
    return [
        ((row, column), (first_row, first_column))
        for first_row, first_column, last_row, last_column in grid.merges
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
        if (row, column) != (first_row, first_column)
    ]
