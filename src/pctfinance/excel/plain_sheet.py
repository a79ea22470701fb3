"""One sheet of any workbook, row by row, for whoever knows what its columns mean.

The workbook is looked at before it is opened, and read as a table of the input is: what was typed,
and the stored results of formulas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.excel.addresses import column_letters
from pctfinance.excel.cells import StoredCell, is_formula, raw_cell
from pctfinance.excel.preflight import preflight
from pctfinance.excel.reader import open_workbook
from pctfinance.tables.model import Cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["PlainSheet", "read_plain_sheet"]

_Cells = Mapping[tuple[int, int], StoredCell]


@dataclass(frozen=True)
class PlainSheet:
    """The cells of a sheet by row and column, both from 1; only those that are there.

    `findings` are about the workbook and the sheet as a whole; none of them is an error.
    """

    title: str
    rows: Mapping[int, Mapping[int, Cell]]
    findings: tuple[Finding, ...] = ()


def read_plain_sheet(path: Path, title: str) -> PlainSheet:
    """Read the sheet of a workbook that is called `title`, whatever its capitals.

    Raises:
        InputRefusedError: The file is no honest workbook, or has no such sheet.

    >>> read_plain_sheet(Path("month 8.xlsx"), "TB")
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: month 8.xlsx: there is no such file -> check the path \
[file.missing]
    """
    findings = list(preflight(path))
    typed = open_workbook(path, results=False)
    titles = {sheet.title.strip().casefold(): sheet.title for sheet in typed.worksheets}
    found = titles.get(title.strip().casefold())
    if found is None:
        hint = did_you_mean(title, list(titles.values())) or f"it has {', '.join(titles.values())}"
        message = f"the workbook has no sheet {title!r}"
        where = Where(file=path.name)
        raise InputRefusedError(Finding("file.missing-table", Level.ERROR, message, where, hint))
    sheet = typed[found]
    cells = _cells(sheet)
    stored: _Cells = {}
    if any(is_formula(cell) for cell in cells.values()):
        stored = _cells(open_workbook(path, results=True)[found])
    findings += _hidden(path, sheet)
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(cells.items()):
        where = Where(path.name, found, f"{column_letters(column)}{row}")
        rows.setdefault(row, {})[column] = raw_cell(cell, stored.get((row, column)), where)
    return PlainSheet(found, rows, tuple(findings))


def _cells(sheet: "Worksheet") -> _Cells:
    # The public ways over a sheet build every empty cell up to the last one.
    return cast("_Cells", sheet._cells)  # noqa: SLF001


def _hidden(path: Path, sheet: "Worksheet") -> list[Finding]:
    """Hidden rows are read like others; that there are some is worth knowing."""
    rows = [row for row, size in sheet.row_dimensions.items() if size.hidden]
    if not rows and sheet.sheet_state == "visible":
        return []
    message = "the sheet is hidden; it was read"
    if rows:
        said = "1 row of it is hidden" if len(rows) == 1 else f"{len(rows)} rows of it are hidden"
        message = f"{said}; what is hidden was read like the rest"
    where = Where(file=path.name, sheet=sheet.title)
    return [Finding("input.hidden", Level.WARNING, message, where, "look at what is hidden")]
