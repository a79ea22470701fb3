"""The input as a workbook: an empty form, or the form filled with what was checked.

The form is made from the same schemas that read it, so that it cannot ask for something else. It
is written so that a spreadsheet leaves codes alone, and so that reading it back gives the very
same values, to the penny.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pctfinance.errors import Finding, Level, UsageError, Where
from pctfinance.excel.lists import write_lists
from pctfinance.excel.notes import write_notes
from pctfinance.excel.page import FIRST_ROW, HEADING_ROW, set_up_page, write_top
from pctfinance.excel.styles import Styles, tab_colour
from pctfinance.excel.table_sheet import write_cell, write_table
from pctfinance.excel.words import book_title, key_note
from pctfinance.money import Unit
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.schemas import DECLARATION_KEYS, SCHEMAS

__all__ = ["made_workbook", "write_template", "written_to"]

# What is text stays text: nothing becomes a formula, a link or a number by how it looks.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

# The same input gives the same file, byte for byte, so no time of day goes into it.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)

# The declaration lists every key; what stands beside a value is in brackets, and not read.
_DECLARATION_COLUMNS = (("key", 24), ("value", 40), ("(needed)", 12), ("(what it means)", 74))


def write_template(path: str | os.PathLike[str], given: CheckedInput | None = None) -> Path:
    """Write the input workbook: one sheet a table, with drop-downs, checks and notes.

    Args:
        path: the workbook to write; what stands there is replaced.
        given: what to fill it with; an empty form where nothing is given. Amounts are written in
            the unit and with the signs that its declaration states.

    Returns:
        The path of the workbook.

    Raises:
        UsageError: the workbook cannot be written there, or a text does not fit into a cell.

    >>> import tempfile
    >>> write_template(Path(tempfile.mkdtemp()) / "month-end.xlsx").name
    'month-end.xlsx'
    """
    return written_to(Path(path), _workbook(given))


def written_to(path: Path, content: bytes) -> Path:
    """Write a workbook where it belongs.

    Raises:
        UsageError: it cannot be written there.

    >>> import tempfile
    >>> written_to(Path(tempfile.mkdtemp(), "form.xlsx"), b"PK").read_bytes()
    b'PK'
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"the workbook cannot be written ({error.strerror})"
        hint = "close it in other programs, and check your rights to the folder"
        finding = Finding("file.unreadable", Level.ERROR, message, Where(file=path.name), hint)
        raise UsageError(finding) from error
    return path


def made_workbook(title: str, fill: Callable[[Any], None]) -> bytes:
    """A workbook of a title, filled by a function that is given the XlsxWriter workbook.

    >>> made_workbook("Contracts", lambda book: book.add_worksheet("contracts"))[:2]
    b'PK'
    """
    import xlsxwriter  # noqa: PLC0415 - a heavy import, only where it is needed

    memory = BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"title": title, "created": _MADE})
        fill(book)
    return memory.getvalue()


def _workbook(given: CheckedInput | None) -> bytes:
    def fill(book: Any) -> None:
        styles = Styles.of(book, Unit.POUNDS if given is None else given.declaration.unit)
        sheets = {name: book.add_worksheet(name) for name in ("notes", *SCHEMAS, "lists")}
        for name, sheet in sheets.items():
            sheet.set_tab_color(tab_colour(name))
            set_up_page(sheet)
        write_notes(sheets["notes"], styles, given)
        sources = write_lists(sheets["lists"], styles, given)
        _write_declaration(sheets["declaration"], styles, given)
        for name, schema in SCHEMAS.items():
            if name != "declaration":
                write_table(sheets[name], schema, styles, sources, given)

    return made_workbook(book_title(given), fill)


def _write_declaration(sheet: Any, styles: Styles, given: CheckedInput | None) -> None:
    """All keys, with the values that are stated; an empty form has the defaults."""
    widths = [width for _, width in _DECLARATION_COLUMNS]
    write_top(sheet, SCHEMAS["declaration"], styles, widths)
    for number, (heading, width) in enumerate(_DECLARATION_COLUMNS):
        sheet.set_column(number, number, width)
        style = styles.heading if heading in ("key", "value") else styles.heading_optional
        sheet.write_string(HEADING_ROW - 1, number, heading, style)
    rows = () if given is None else given.tables["declaration"].rows
    stated = {row.text("key"): row.text("value") for row in rows}
    for row, (key, (required, allowed, _, default)) in enumerate(
        DECLARATION_KEYS.items(), start=FIRST_ROW
    ):
        value = stated.get(key, "") if stated else default
        write_cell(sheet, (row, 1), key, styles.text_bold)
        write_cell(sheet, (row, 2), value or None, styles.text_form)
        write_cell(sheet, (row, 3), "yes" if required else None, styles.people)
        write_cell(sheet, (row, 4), key_note(key), styles.people)
        if allowed:
            offer = {"validate": "list", "source": list(allowed)}
            sheet.data_validation(row - 1, 1, row - 1, 1, offer)
    last = FIRST_ROW + len(DECLARATION_KEYS) - 1
    sheet.freeze_panes(HEADING_ROW, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:B{last}"})
