"""The sheet `notes`: what the workbook is, how it is filled in, and what each sheet is for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pctfinance.excel.styles import Styles
from pctfinance.excel.words import SECTIONS, book_title, sheet_purpose, stated_units
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.event_rules import EVENTS
from pctfinance.tables.model import TableSchema
from pctfinance.tables.schemas import SCHEMAS

__all__ = ["Sections", "write_notes", "write_points", "write_sheet_links"]

Sections = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Headings, each with its points: what stands beside a text, and the text."""

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
    row = write_points(sheet, styles, (book_title(given), stated_units(given)), SECTIONS)
    counts = {} if given is None else {name: len(given.tables[name]) for name in SCHEMAS}
    row = write_sheet_links(sheet, row, styles, SCHEMAS.values(), counts)
    row = _section(sheet, row + 1, "What the rows of resources say", styles)
    for event, meaning in EVENTS.items():
        _line(sheet, row, f"{meaning[0].upper()}{meaning[1:]}.".replace("`", ""), styles)
        sheet.write_string(row, 0, event, styles.prose_bold)
        row += 1


def write_points(sheet: Any, styles: Styles, top: tuple[str, str], sections: Sections) -> int:
    """Write the title, a line under it, and sections with their points; the row behind them.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     styles = Styles.of(book, Unit.POUNDS)
    ...     top = ("Contracts", "Amounts are in pounds.")
    ...     write_points(book.add_worksheet("notes"), styles, top, [("Amounts", [("To", "a penny")])])
    6
    """
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_column(2, 2, _COUNT_WIDTH)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, top[0], styles.title)
    sheet.write_string(1, 0, top[1], styles.prose_bold)
    row = 3
    for heading, points in sections:
        row = _section(sheet, row, heading, styles)
        for label, text in points:
            _line(sheet, row, text, styles)
            sheet.write_string(row, 0, label, styles.prose_bold)
            row += 1
        row += 1
    return row


def write_sheet_links(
    sheet: Any,
    row: int,
    styles: Styles,
    schemas: Iterable[TableSchema],
    counts: Mapping[str, int],
) -> int:
    """Write what each sheet is for, with a link to it and how many rows it has; the row behind it.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     styles = Styles.of(book, Unit.POUNDS)
    ...     write_sheet_links(book.add_worksheet("notes"), 5, styles, SCHEMAS.values(), {})
    13
    """
    row = _section(sheet, row, "The sheets", styles)
    if counts:
        sheet.write_string(row - 1, 2, "rows", styles.section_right)
    for schema in schemas:
        _line(sheet, row, sheet_purpose(schema), styles)
        sheet.write_url(row, 0, f"internal:'{schema.name}'!A1", styles.link, schema.name)
        if schema.name in counts:
            sheet.write_number(row, 2, counts[schema.name], styles.prose)
        row += 1
    return row


def _section(sheet: Any, row: int, heading: str, styles: Styles) -> int:
    for column in range(3):
        sheet.write_blank(row, column, None, styles.section)
    sheet.write_string(row, 0, heading, styles.section)
    sheet.set_row(row, 20)
    return row + 1


def _line(sheet: Any, row: int, text: str, styles: Styles) -> None:
    lines = -(-len(text) // _CHARACTERS_A_LINE)
    sheet.set_row(row, _LINE_HEIGHT * lines + 3)
    sheet.write_string(row, 1, text, styles.prose)
