"""From the categories to the limit: why the variances of the budgets are not those of the duty.

Budgets are issued for less than the limit where reserves are kept and a surplus is planned, and
for more where anticipated resource was budgeted. Two rows below the categories show by how much.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pctfinance.consolidation.duties import Basis
from pctfinance.excel.pack_categories import FIGURES, CategoryRows
from pctfinance.excel.pack_cells import difference
from pctfinance.excel.pack_duties import DutyRow
from pctfinance.excel.pack_page import Page

__all__ = ["write_bridge"]

_TO_DATE: Mapping[str, str] = {
    # part of a category's line: column of the table of duties
    "budget_ytd_pence": "C",
    "actual_ytd_pence": "D",
    "variance_ytd_pence": "E",
}
_TESTED: Mapping[Basis, Mapping[str, str]] = {
    Basis.YTD: _TO_DATE,
    Basis.FORECAST: {"forecast_pence": "D", "variance_forecast_pence": "E"},
    Basis.OUTTURN: _TO_DATE,
}
_BRIDGED = ("budget_pence", "budget_ytd_pence", "variance_ytd_pence", "variance_forecast_pence")


class _Tested(NamedTuple):
    """An amount of a duty in pence, `None` where it is not known, and the cell that holds it."""

    pence: int | None
    cell: str


def write_bridge(
    page: Page, table: CategoryRows, tested: Mapping[Basis, DutyRow], limit: str
) -> None:
    """Write what of the limit is not issued as budgets, and below it the limit as it is tested.

    Args:
        page: the sheet, below the table of the categories.
        table: that table; without a total there is nothing to lead from.
        tested: the rows of the revenue duty on the same sheet, by basis; without any there is
            nothing to lead to.
        limit: what the revenue limit is called.

    >>> from pctfinance.excel.pack_categories import write_categories
    >>> from pctfinance.excel.pack_examples import one_body
    >>> position, page = one_body(), Page.unsaved()
    >>> table = write_categories(page, position.categories, position.group_lines(), position.basis)
    >>> write_bridge(page, table, {Basis.FORECAST: DutyRow(2, 100, 100, 126, -26)}, "limit")
    >>> page.row
    6
    """
    if not tested or table.total is None:
        return
    line, amounts, row = table.total.line, _tested_amounts(tested), page.row
    synthetic = line.synthetic or any(duty.synthetic for duty in tested.values())
    page.paragraph(
        "Not issued as budgets: reserves and surplus, less anticipated", "line", last="B"
    )
    page.fill(FIGURES, "line")
    for letter, column in table.columns.items():
        if column.part in _BRIDGED and column.part in amounts:
            whole, less = amounts[column.part].pence, getattr(line, column.part)
            gap = None if whole is None or less is None else whole - less
            formula = difference(f"{letter}{row + 1}", f"{letter}{table.total.row}")
            page.money(letter, gap, "line", formula=formula)
    page.mark("line", synthetic=synthetic)
    page.row += 1
    page.paragraph(f"Against the {limit} that is tested", "total", last="B")
    page.fill(FIGURES, "total")
    for letter, column in table.columns.items():
        if column.part in amounts:
            pence, cell = amounts[column.part]
            page.money(letter, pence, "total", formula=f"={cell}")
    page.mark("total", synthetic=synthetic)
    page.row += 1


def _tested_amounts(tested: Mapping[Basis, DutyRow]) -> dict[str, _Tested]:
    """The amounts of the duty, by the part of a category's line that they stand below."""
    amounts: dict[str, _Tested] = {}
    for basis, duty in tested.items():
        held = {"C": duty.limit_pence, "D": duty.charged_pence, "E": duty.variance_pence}
        amounts["budget_pence"] = _Tested(duty.confirmed_pence, f"H{duty.row}")
        amounts |= {
            part: _Tested(held[column], f"{column}{duty.row}")
            for part, column in _TESTED[basis].items()
        }
    return amounts
