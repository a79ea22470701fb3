"""The sheet `notes`: what the workbook is, how it is filled in, and what each sheet is for."""

from typing import Any

from pctfinance.excel.styles import Styles
from pctfinance.excel.words import SECTIONS, book_title, sheet_purpose, stated_units
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.event_rules import EVENTS
from pctfinance.tables.schemas import SCHEMAS

__all__ = ["write_notes"]

_LABEL_WIDTH, _TEXT_WIDTH, _COUNT_WIDTH = 26, 96, 10
_LINE_HEIGHT = 13.5
_CHARACTERS_A_LINE = 118


def write_notes(sheet: Any, styles: Styles, given: CheckedInput | None) -> None:
    """Fill the sheet `notes`, an XlsxWriter worksheet.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("notes")
    ...     write_notes(sheet, Styles.of(book, Unit.POUNDS), None)
    >>> len(sheet.hyperlinks) == len(SCHEMAS)
    True
    """
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_column(2, 2, _COUNT_WIDTH)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, book_title(given), styles.title)
    sheet.write_string(1, 0, stated_units(given), styles.prose_bold)
    row = 3
    for heading, points in SECTIONS:
        row = _section(sheet, row, heading, styles)
        for label, text in points:
            _line(sheet, row, text, styles)
            sheet.write_string(row, 0, label, styles.prose_bold)
            row += 1
        row += 1
    row = _sheets(sheet, row, styles, given)
    row = _section(sheet, row + 1, "What the rows of resources say", styles)
    for event, meaning in EVENTS.items():
        _line(sheet, row, f"{meaning[0].upper()}{meaning[1:]}.".replace("`", ""), styles)
        sheet.write_string(row, 0, event, styles.prose_bold)
        row += 1


def _section(sheet: Any, row: int, heading: str, styles: Styles) -> int:
    for column in range(3):
        sheet.write_blank(row, column, None, styles.section)
    sheet.write_string(row, 0, heading, styles.section)
    sheet.set_row(row, 20)
    return row + 1


def _sheets(sheet: Any, row: int, styles: Styles, given: CheckedInput | None) -> int:
    row = _section(sheet, row, "The sheets", styles)
    if given is not None:
        sheet.write_string(row - 1, 2, "rows", styles.section_right)
    for name, schema in SCHEMAS.items():
        _line(sheet, row, sheet_purpose(schema), styles)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        if given is not None:
            sheet.write_number(row, 2, len(given.tables[name]), styles.prose)
        row += 1
    return row


def _line(sheet: Any, row: int, text: str, styles: Styles) -> None:
    lines = -(-len(text) // _CHARACTERS_A_LINE)
    sheet.set_row(row, _LINE_HEIGHT * lines + 3)
    sheet.write_string(row, 1, text, styles.prose)
