"""From the categories to the limit: why the variances of the budgets are not those of the duty.

Budgets are issued for less than the limit where reserves are kept and a surplus is planned, and
for more where anticipated resource was budgeted. Two rows below the categories show by how much.
"""

from collections.abc import Mapping

from pctfinance.consolidation.duties import Basis
from pctfinance.excel.pack_categories import CategoryRow
from pctfinance.excel.pack_cells import difference
from pctfinance.excel.pack_duties import DutyRow
from pctfinance.excel.pack_page import Page

__all__ = ["write_bridge"]

_COLUMNS: Mapping[Basis, Mapping[str, str]] = {
    # column here: column of the table of duties
    Basis.YTD: {"D": "C", "E": "D", "F": "E"},
    Basis.FORECAST: {"G": "D", "H": "E"},
    Basis.OUTTURN: {"D": "C", "E": "D", "F": "E"},
}
_BRIDGED: Mapping[str, str] = {
    "C": "budget_pence",
    "D": "budget_ytd_pence",
    "F": "variance_ytd_pence",
    "H": "variance_forecast_pence",
}


def write_bridge(
    page: Page, total: CategoryRow, tested: Mapping[Basis, DutyRow], limit: str
) -> None:
    """Write what of the limit is not issued as budgets, and below it the limit as it is tested.

    Args:
        page: the sheet, below the total of the categories.
        total: that total.
        tested: the rows of the revenue duty on the same sheet, by basis; without any there is
            nothing to lead to.
        limit: what the revenue limit is called.

    >>> from pctfinance.excel.pack_categories import write_categories
    >>> from pctfinance.excel.pack_examples import one_body
    >>> position, page = one_body(), Page.unsaved()
    >>> total = write_categories(page, position.categories, position.group_lines()).total
    >>> write_bridge(page, total, {Basis.FORECAST: DutyRow(2, 100, 100, 126, -26)}, "limit")
    >>> page.row
    6
    """
    if not tested:
        return
    amounts = _tested_amounts(tested)
    row = page.row
    synthetic = total.line.synthetic or any(duty.synthetic for duty in tested.values())
    label = "Not issued as budgets: reserves and surplus, less anticipated"
    page.paragraph(label, "line", last="B")
    page.fill("EGIJ", "line")
    for column, part in _BRIDGED.items():
        if column in amounts:
            whole, less = amounts[column][0], getattr(total.line, part)
            gap = None if whole is None or less is None else whole - less
            formula = difference(f"{column}{row + 1}", f"{column}{total.row}")
            page.money(column, gap, "line", formula=formula)
        else:
            page.fill(column, "line")
    page.mark("line", synthetic=synthetic)
    page.row += 1
    page.paragraph(f"Against the {limit} that is tested", "total", last="B")
    page.fill("DEFGHIJ", "total")
    for column, (pence, cell) in amounts.items():
        page.money(column, pence, "total", formula=f"={cell}")
    page.mark("total", synthetic=synthetic)
    page.row += 1


def _tested_amounts(tested: Mapping[Basis, DutyRow]) -> dict[str, tuple[int | None, str]]:
    """By column: the amount of the duty, and the cell of the table of duties that holds it."""
    amounts: dict[str, tuple[int | None, str]] = {}
    for basis, duty in tested.items():
        held = {"C": duty.limit_pence, "D": duty.charged_pence, "E": duty.variance_pence}
        amounts["C"] = (duty.confirmed_pence, f"H{duty.row}")
        amounts |= {
            column: (held[there], f"{there}{duty.row}") for column, there in _COLUMNS[basis].items()
        }
    return amounts
