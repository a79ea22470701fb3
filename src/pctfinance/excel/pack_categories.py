"""The table of expenditure by category, with the tree's parents as subtotals.

A body's sheet holds the figures; on the group's sheet every figure is the sum of the bodies' own
cells, so that the group has nothing that is not a body's. A sum over a figure that is not known is
not known either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.consolidation.branches import Branch, branches
from pctfinance.consolidation.categories import CategoryLine, CategoryTree, sum_lines
from pctfinance.consolidation.duties import Basis
from pctfinance.excel.pack_cells import at, difference, known_total, span, total
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import DEEPEST_INDENT

__all__ = [
    "FIGURES",
    "CategoryRow",
    "CategoryRows",
    "Cells",
    "Column",
    "columns_of",
    "summed_over",
    "write_categories",
]

FIGURES = "CDEFGHIJ"
"""The columns of a sheet that hold figures."""

_ALWAYS_KNOWN = ("budget_pence", "budget_ytd_pence")


class Column(NamedTuple):
    """A column of figures: its heading, and the part of a line that it shows.

    Where that is a difference, `whole` and `less` are the columns that it is the difference of.
    """

    heading: str
    part: str
    whole: str = ""
    less: str = ""


_IN_THE_YEAR: Mapping[str, Column] = MappingProxyType(
    {
        "C": Column("Annual budget", "budget_pence"),
        "D": Column("YTD budget", "budget_ytd_pence"),
        "E": Column("YTD actual", "actual_ytd_pence"),
        "F": Column("YTD variance", "variance_ytd_pence", "D", "E"),
        "G": Column("Forecast outturn", "forecast_pence"),
        "H": Column("Forecast variance", "variance_forecast_pence", "C", "G"),
        "I": Column("Last month's forecast", "last_forecast_pence"),
        "J": Column("Movement in forecast", "movement_pence", "I", "G"),
    }
)
_AT_ITS_END: Mapping[str, Column] = MappingProxyType(
    {
        # Twelve months of a budget are the whole budget, and nothing is forecast any more.
        "C": Column("Annual budget", "budget_pence"),
        "D": Column("Outturn", "actual_ytd_pence"),
        "E": Column("Variance", "variance_ytd_pence", "C", "D"),
    }
)

Cells = Callable[[str, str], Sequence[str]]
"""From a column and a category to the cells whose sum an amount is; none where it stands itself."""


class CategoryRow(NamedTuple):
    """A row that was written, and the figures in it."""

    row: int
    line: CategoryLine


class CategoryRows(NamedTuple):
    """Where a table stands: its columns, the row of each category's own figures, and the total.

    `subtotals` are the rows of the categories that others belong to.
    """

    columns: Mapping[str, Column]
    by_category: Mapping[str, int]
    total: CategoryRow | None = None
    subtotals: Mapping[str, int] = MappingProxyType({})


def columns_of(basis: Basis) -> Mapping[str, Column]:
    """The columns of a report, by letter: at the year's end there is no forecast to show.

    >>> [column.heading for column in columns_of(Basis.OUTTURN).values()]
    ['Annual budget', 'Outturn', 'Variance']
    """
    return _AT_ITS_END if basis is Basis.OUTTURN else _IN_THE_YEAR


def write_categories(
    page: Page,
    tree: CategoryTree,
    lines: Sequence[CategoryLine],
    basis: Basis,
    cells: Cells = lambda _column, _code: (),
) -> CategoryRows:
    """Write the table, and say where its figures stand.

    Args:
        page: the sheet, at the row where the table begins.
        tree: names, order and parents.
        lines: one line a category, of a body or of the group.
        basis: what the report is about.
        cells: the cells that the lines' amounts are sums of, where they are any.

    >>> line = CategoryLine("acute", 12, 0, 8, 9, 13, 12, phased=True, synthetic=False)
    >>> rows = write_categories(Page.unsaved(), CategoryTree(), [line], Basis.FORECAST)
    >>> rows.by_category["acute"], rows.total.row, rows.total.line.movement_pence
    (2, 3, -1)
    """
    columns = columns_of(basis)
    if not lines:
        page.paragraph("No budgets, actuals or forecasts.", "quiet")
        page.row += 1
        return CategoryRows(columns, {})
    writer = _Writer(page, tree, columns, {line.category: line for line in lines}, cells, {}, {})
    headings = {letter: column.heading for letter, column in columns.items()}
    page.header({"A": "Category", **headings}, left="AB")
    roots = [writer.branch(root, 0) for root in branches(tree, writer.lines)]
    total_row = writer.sum("Total", roots, "total")
    return CategoryRows(columns, writer.rows, total_row, writer.subtotals)


def summed_over(tables: Mapping[str, CategoryRows]) -> Cells:
    """The cells of a group's amounts: the same amount on each of its bodies' sheets.

    >>> cells = summed_over({"5A9 Barnet": CategoryRows({}, {"acute": 20}),
    ...                      "5C1 Enfield": CategoryRows({}, {"acute": 22})})
    >>> cells("C", "acute")
    ["'5A9 Barnet'!C20", "'5C1 Enfield'!C22"]
    """

    def cells(column: str, code: str) -> list[str]:
        return [
            at(sheet, f"{column}{table.by_category[code]}")
            for sheet, table in tables.items()
            if code in table.by_category
        ]

    return cells


@dataclass(frozen=True)
class _Writer:
    """What writing one table takes; `rows` and `subtotals` fill as its lines are written."""

    page: Page
    tree: CategoryTree
    columns: Mapping[str, Column]
    lines: Mapping[str, CategoryLine]
    cells: Cells
    rows: dict[str, int]
    subtotals: dict[str, int]

    def branch(self, branch: Branch, depth: int) -> CategoryRow:
        """Write a line, or the lines of a subtotal and then the subtotal."""
        if not branch.children:
            return self._line(self.lines[branch.code], depth)
        parts = [self.branch(child, depth + 1) for child in branch.children]
        self.subtotals[branch.code] = self.page.row
        return self.sum(self.tree.name(branch.code), parts, "subtotal", depth=depth)

    def sum(
        self, name: str, parts: Sequence[CategoryRow], style: str, *, depth: int = 0
    ) -> CategoryRow:
        """Write the sum of lines and subtotals that stand above."""
        rows = [part.row for part in parts]
        line = sum_lines(name, [part.line for part in parts])
        self._label(name, depth, style)
        return self._write(line, style, lambda column: (span(column, rows), len(rows)))

    def _line(self, line: CategoryLine, depth: int) -> CategoryRow:
        code = line.category
        self.rows[code] = self.page.row
        self._label(self.tree.name(code) or "Without a category", depth, "line")

        def summed(column: str) -> tuple[str, int]:
            cells = self.cells(column, code)
            return ",".join(cells), len(cells)

        return self._write(line, "line", summed)

    def _label(self, name: str, depth: int, style: str) -> None:
        indent = (f"indent{min(depth, DEEPEST_INDENT)}",) if depth else ()
        self.page.paragraph(name, style, *indent, last="B")

    def _write(
        self, line: CategoryLine, style: str, summed: Callable[[str], tuple[str, int]]
    ) -> CategoryRow:
        """Write the figures of a row; `summed` gives the cells that an amount sums, and how many."""
        page = self.page
        for letter, column in self.columns.items():
            whole, less = f"{column.whole}{page.row}", f"{column.less}{page.row}"
            formula = difference(whole, less) if column.whole else _sum(column, *summed(letter))
            page.money(letter, getattr(line, column.part), style, formula=formula)
        page.fill([letter for letter in FIGURES if letter not in self.columns], style)
        page.mark(style, synthetic=line.synthetic, assumed=line.assumed)
        page.row += 1
        return CategoryRow(page.row - 1, line)


def _sum(column: Column, cells: str, count: int) -> str | None:
    """The formula of an amount, or none where it stands itself."""
    if not count:
        return None
    return total(cells) if column.part in _ALWAYS_KNOWN else known_total(cells, count)
