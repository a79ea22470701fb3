"""What every sheet of the input workbook has in common: its rows, its top and its printed page."""

from typing import Any

from pctfinance.excel.styles import Styles
from pctfinance.excel.words import sheet_purpose
from pctfinance.tables.model import TableSchema

__all__ = ["FIRST_ROW", "HEADING_ROW", "LAST_ROW", "ROW_HEIGHT", "set_up_page", "write_top"]

HEADING_ROW = 3
"""Headings stand in row 3: above them the name of the table and what it is for."""

FIRST_ROW = HEADING_ROW + 1
"""The first row of a table."""

LAST_ROW = 10_000
"""The last row with drop-downs and checks: more than a year of any table needs."""

ROW_HEIGHT = 17
"""The height of a row in points: a little air makes a long table readable."""

_PAPER_A4 = 9
_LINE_HEIGHT = 14


def set_up_page(sheet: Any) -> None:
    """A4, landscape, as wide as the page, with a footer; `sheet` is an XlsxWriter worksheet.

    >>> import io, xlsxwriter
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("actuals")
    ...     set_up_page(sheet)
    >>> sheet.fit_width, sheet.fit_height
    (1, 0)
    """
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&8&F&C&8&A&R&8Page &P of &N")


def write_top(sheet: Any, schema: TableSchema, styles: Styles, widths: list[int]) -> None:
    """The name of a table and what it is for, above columns of these `widths`.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> from pctfinance.tables.schemas import schema_for
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("profile")
    ...     write_top(sheet, schema_for("profile"), Styles.of(book, Unit.POUNDS), [9, 14, 15])
    >>> sheet.merge
    [[1, 0, 1, 2]]
    """
    purpose = sheet_purpose(schema)
    lines = -(-len(purpose) // sum(widths))
    sheet.set_row(0, 26)
    sheet.set_row(1, _LINE_HEIGHT * lines + 6)
    sheet.set_row(HEADING_ROW - 1, 24)
    sheet.write_string(0, 0, schema.name, styles.title)
    sheet.merge_range(1, 0, 1, len(widths) - 1, purpose, styles.subtitle)
