"""What a person can be shown, or not shown, of a returned statement although its cells are as sent.

A number format shows another figure, a row is hidden, a comment says what the cells do not, and so does
a further sheet. Each is told by its place: an answer belongs in the cells for it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from pctfinance.errors import Finding, Level, Where
from pctfinance.excel.addresses import cell_address, column_letters, listed, ranges
from pctfinance.excel.layout import Place
from pctfinance.tables.reading import quoted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["beside_the_sheet", "seen_otherwise"]

_HINT = "put it back; an answer belongs in the cells for it"
_NARROW, _LOW = 1, 3
"""Below this width in characters, or height in points, nothing can be read."""


def beside_the_sheet(path: Path, title: str, titles: list[str]) -> Iterator[Finding]:
    """What the workbook holds besides the cells of its one sheet.

    Args:
        path: a workbook that passed `preflight`.
        title: the sheet that was sent.
        titles: the sheets that there are.

    >>> from openpyxl import Workbook
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "back.xlsx")
    ...     Workbook().save(place)
    ...     [str(found.where) for found in beside_the_sheet(place, "Statement", ["Statement", "Ours"])]
    ["back.xlsx, sheet 'Ours'"]
    """
    for other in titles:
        if other != title:
            yield _found("this sheet was not sent", Where(path.name, other))
    with ZipFile(path) as archive:
        drawn = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
    if drawn:
        message = "the workbook holds a picture, a shape or a text box, which was not sent"
        yield _found(message, Where(path.name, title))


def seen_otherwise(
    came: "Worksheet", sent: "Worksheet", cells: Mapping[Place, Any], where: Where
) -> Iterator[Finding]:
    """What of a sheet is hidden, commented on or coloured by a condition, and was not as it was sent.

    Args:
        came: the sheet that came back.
        sent: the same sheet as the book makes it once more.
        cells: the cells of the first.
        where: the sheet.

    >>> from openpyxl import Workbook
    >>> came, sent = Workbook().active, Workbook().active
    >>> came["A4"], sent["A4"] = 1, 1
    >>> came.row_dimensions[4].hidden = True
    >>> [found.message for found in seen_otherwise(came, sent, came._cells, Where("back.xlsx"))]
    ['rows are hidden: 4']
    """
    rows = sorted(row for row in _hidden_rows(came) - _hidden_rows(sent) if row <= sent.max_row)
    if rows:
        yield _found(f"rows are hidden: {listed(ranges(rows))}", where)
    hidden = _hidden_columns(came) - _hidden_columns(sent)
    columns = [column_letters(each) for each in sorted(hidden) if each <= sent.max_column]
    if columns:
        yield _found(f"columns are hidden: {listed(columns)}", where)
    behind = {
        (row, column)
        for area in sent.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    for place, cell in sorted(cells.items()):
        at = Where(where.file, where.sheet, cell_address(*place), place[0])
        comment = getattr(cell, "comment", None)
        if comment is not None:
            yield _found(f"the cell has a comment: {quoted(str(comment.text))}", at)
        if place in behind and cell.value is not None:
            yield _found(f"the cell holds {quoted(str(cell.value))}, and is not read", at)
    known = {str(area.sqref) for area in sent.conditional_formatting}
    for area in came.conditional_formatting:
        if str(area.sqref) not in known:
            message = f"a condition changes how {area.sqref} is shown, and was not sent"
            yield _found(message, where)


def _hidden_rows(sheet: "Worksheet") -> set[int]:
    return {
        row
        for row, size in sheet.row_dimensions.items()
        if size.hidden or (size.height is not None and size.height < _LOW)
    }


def _hidden_columns(sheet: "Worksheet") -> set[int]:
    return {
        column
        for size in sheet.column_dimensions.values()
        if size.min and size.max and (size.hidden or size.width < _NARROW)
        for column in range(size.min, size.max + 1)
    }


def _found(message: str, where: Where) -> Finding:
    return Finding("agreement.changed", Level.ERROR, message, where, _HINT)
