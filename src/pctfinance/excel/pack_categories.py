"""The table of expenditure by category, with the tree's parents as subtotals.

A body's sheet holds the figures; on the group's sheet every figure is the sum of the bodies' own
cells, so that the group has nothing that is not a body's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pctfinance.consolidation.categories import CategoryLine, CategoryTree, sum_lines
from pctfinance.excel.pack_cells import at, difference, known_total, span, total
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import DEEPEST_INDENT
from pctfinance.excel.pack_tree import Branch, branches

__all__ = ["CategoryRow", "CategoryRows", "Formula", "summed_over", "write_categories"]

_AMOUNTS: Mapping[str, str] = {
    "C": "budget_pence",
    "D": "budget_ytd_pence",
    "E": "actual_ytd_pence",
    "G": "forecast_pence",
    "I": "last_forecast_pence",
}
_DIFFERENCES: Mapping[str, tuple[str, str, str]] = {
    "F": ("variance_ytd_pence", "D", "E"),
    "H": ("variance_forecast_pence", "C", "G"),
    "J": ("movement_pence", "I", "G"),
}
_ALWAYS_KNOWN = ("C", "D", "E")
_HEADINGS: Mapping[str, str] = {
    "A": "Category",
    "C": "Annual budget",
    "D": "YTD budget",
    "E": "YTD actual",
    "F": "YTD variance",
    "G": "Forecast outturn",
    "H": "Forecast variance",
    "I": "Last month's forecast",
    "J": "Movement in forecast",
}

Formula = Callable[[str, str], str | None]
"""From a column and a category to the formula of an amount, or `None` where the amount stands."""


class CategoryRow(NamedTuple):
    """A row that was written, and the figures in it."""

    row: int
    line: CategoryLine


class CategoryRows(NamedTuple):
    """Where a table stands: the row of each category's own figures, and the total, if any."""

    by_category: Mapping[str, int]
    total: CategoryRow | None = None


def write_categories(
    page: Page,
    tree: CategoryTree,
    lines: Sequence[CategoryLine],
    formula: Formula = lambda _column, _code: None,
) -> CategoryRows:
    """Write the table, and say where its figures stand.

    Args:
        page: the sheet, at the row where the table begins.
        tree: names, order and parents.
        lines: one line a category, of a body or of the group.
        formula: the formulas of the lines' amounts, where they have any.

    >>> line = CategoryLine("acute", 12, 0, 8, 9, 13, 12, phased=True, synthetic=False)
    >>> rows = write_categories(Page.unsaved(), CategoryTree(), [line])
    >>> rows.by_category["acute"], rows.total.row, rows.total.line.movement_pence
    (2, 3, -1)
    """
    if not lines:
        page.paragraph("No budgets, actuals or forecasts.", "quiet")
        page.row += 1
        return CategoryRows({})
    writer = _Writer(page, tree, {line.category: line for line in lines}, formula, {})
    page.header(_HEADINGS, left="AB")
    roots = [writer.branch(root, 0) for root in branches(tree, writer.lines)]
    return CategoryRows(writer.rows, writer.sum("Total", roots, "total"))


def summed_over(tables: Mapping[str, CategoryRows]) -> Formula:
    """The formulas of a group's amounts: each the sum of the same amount on its bodies' sheets.

    >>> formula = summed_over({"5A9 Barnet": CategoryRows({"acute": 20}),
    ...                        "5C1 Enfield": CategoryRows({"acute": 22})})
    >>> formula("C", "acute")
    "=ROUND(SUM('5A9 Barnet'!C20,'5C1 Enfield'!C22),2)"
    """

    def formula(column: str, code: str) -> str:
        cells = [
            at(sheet, f"{column}{table.by_category[code]}")
            for sheet, table in tables.items()
            if code in table.by_category
        ]
        return _sum(column, ",".join(cells), len(cells))

    return formula


def _sum(column: str, cells: str, count: int) -> str:
    return total(cells) if column in _ALWAYS_KNOWN else known_total(cells, count)


@dataclass(frozen=True)
class _Writer:
    """What writing one table takes; `rows` fills as its lines are written."""

    page: Page
    tree: CategoryTree
    lines: Mapping[str, CategoryLine]
    formula: Formula
    rows: dict[str, int]

    def branch(self, branch: Branch, depth: int) -> CategoryRow:
        """Write a line, or the lines of a subtotal and then the subtotal."""
        if not branch.children:
            return self._line(self.lines[branch.code], depth)
        parts = [self.branch(child, depth + 1) for child in branch.children]
        return self.sum(self.tree.name(branch.code), parts, "subtotal", depth=depth)

    def sum(
        self, name: str, parts: Sequence[CategoryRow], style: str, *, depth: int = 0
    ) -> CategoryRow:
        """Write the sum of lines and subtotals that stand above."""
        rows = [part.row for part in parts]
        line = sum_lines(name, [part.line for part in parts])
        self._label(name, depth, style)
        for column, part in _AMOUNTS.items():
            formula = _sum(column, span(column, rows), len(rows))
            self.page.money(column, getattr(line, part), style, formula=formula)
        return self._finish(line, style)

    def _line(self, line: CategoryLine, depth: int) -> CategoryRow:
        code = line.category
        self.rows[code] = self.page.row
        self._label(self.tree.name(code) or "Without a category", depth, "line")
        for column, part in _AMOUNTS.items():
            formula = self.formula(column, code)
            self.page.money(column, getattr(line, part), "line", formula=formula)
        return self._finish(line, "line")

    def _label(self, name: str, depth: int, style: str) -> None:
        indent = (f"indent{min(depth, DEEPEST_INDENT)}",) if depth else ()
        self.page.paragraph(name, style, *indent, last="B")

    def _finish(self, line: CategoryLine, style: str) -> CategoryRow:
        page = self.page
        for column, (part, whole, less) in _DIFFERENCES.items():
            formula = difference(f"{whole}{page.row}", f"{less}{page.row}")
            page.money(column, getattr(line, part), style, formula=formula)
        page.mark(style, synthetic=line.synthetic)
        page.row += 1
        return CategoryRow(page.row - 1, line)
