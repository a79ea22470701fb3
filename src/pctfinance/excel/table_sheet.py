"""One sheet of the input workbook: a table with its headings, checks and rows."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pctfinance.errors import Finding, Level, UsageError, Where
from pctfinance.excel.addresses import cell_address, column_letters
from pctfinance.excel.lists import rule_for
from pctfinance.excel.page import FIRST_ROW, HEADING_ROW, LAST_ROW, write_top
from pctfinance.excel.styles import Styles, column_width
from pctfinance.excel.words import column_note
from pctfinance.excel.written import written_value
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.model import Column, TableSchema

__all__ = ["write_cell", "write_rows", "write_table"]

_EMPTY_ROWS = 20  # lines that invite to be filled in an empty form
_COSTS = ("actuals", "forecasts")  # the declaration states the sign of the costs in these
_NOTE_CHARACTERS_A_LINE = 42
_PAGE_WIDTH = 220  # in characters; a wider table is printed on two pages side by side

_Written = str | Decimal | date | None


def write_table(
    sheet: Any,
    schema: TableSchema,
    styles: Styles,
    sources: dict[str, str],
    given: CheckedInput | None,
) -> None:
    """Fill one sheet, an XlsxWriter worksheet, with a table and its rows, if any are given.

    `sources` tells where the lists for the drop-downs stand.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> from pctfinance.tables.schemas import schema_for
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("profile")
    ...     styles = Styles.of(book, Unit.POUNDS)
    ...     write_table(sheet, schema_for("profile"), styles, {"yes/no": "=lists!$A$4:$A$5"}, None)
    >>> sheet.dim_rowmax, sheet.dim_colmax
    (22, 5)
    """
    write_rows(sheet, schema, styles, sources, _written_rows(schema, given))


def write_rows(
    sheet: Any,
    schema: TableSchema,
    styles: Styles,
    sources: dict[str, str],
    rows: Sequence[Sequence[_Written]],
    *,
    in_pounds: bool = False,
) -> None:
    """Fill one sheet with a table and these rows, or with empty lines where there are none.

    Args:
        sheet: an XlsxWriter worksheet.
        schema: the table.
        styles: how cells look.
        sources: where the lists for the drop-downs stand.
        rows: what is written under each heading, in the order of the columns.
        in_pounds: whether amounts are in pounds, and not in a unit that a declaration states.

    >>> import io, xlsxwriter
    >>> from pctfinance.money import Unit
    >>> from pctfinance.tables.headings_file import HEADINGS_FILE
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     sheet = book.add_worksheet("headings")
    ...     row = ["12*", "current-assets", "Receivables"]
    ...     lists = {"section": "=lists!$A$4:$A$8"}
    ...     write_rows(sheet, HEADINGS_FILE, Styles.of(book, Unit.POUNDS), lists, [row])
    >>> sheet.dim_rowmax, sheet.dim_colmax
    (3, 2)
    """
    widths = [
        column_width(column, _longest(column, [row[number] for row in rows]))
        for number, column in enumerate(schema.columns)
    ]
    write_top(sheet, schema, styles, widths)
    for number, column in enumerate(schema.columns):
        sheet.set_column(number, number, widths[number], styles.of_column(column, lined=False))
        _write_heading(sheet, number, column, styles, in_pounds=in_pounds)
        rule = rule_for(schema, column, sources)
        if rule:
            sheet.data_validation(FIRST_ROW - 1, number, LAST_ROW - 1, number, rule)
    shown = rows or [[None] * len(schema.columns)] * _EMPTY_ROWS
    for row, values in enumerate(shown, start=FIRST_ROW):
        for number, (column, value) in enumerate(zip(schema.columns, values, strict=True)):
            write_cell(sheet, (row, number + 1), value, styles.of_column(column))
    _finish(sheet, widths, FIRST_ROW + len(shown) - 1)


def write_cell(sheet: Any, place: tuple[int, int], value: _Written, style: Any) -> None:
    """Write one value at a row and column, counted from 1; a text stays text whatever it is.

    Raises:
        UsageError: a text is longer than a spreadsheet cell can be.

    >>> import io, xlsxwriter
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     write_cell(book.add_worksheet("actuals"), (4, 1), "x" * 40_000, None)
    Traceback (most recent call last):
    pctfinance.errors.UsageError: 'actuals'!A4: a text of 40,000 characters does not fit into a \
spreadsheet cell -> shorten the text [usage]
    """
    row, column = place[0] - 1, place[1] - 1
    match value:
        case None:
            refused = sheet.write_blank(row, column, None, style)
        case str():
            refused = sheet.write_string(row, column, value, style)
        case Decimal():
            refused = sheet.write_number(row, column, value, style)
        case _:
            refused = sheet.write_datetime(row, column, value, style)
    if refused:
        message = f"a text of {_length(value):,} characters does not fit into a spreadsheet cell"
        where = Where(sheet=sheet.get_name(), cell=cell_address(*place))
        raise UsageError(Finding("usage", Level.ERROR, message, where, "shorten the text"))


def _written_rows(schema: TableSchema, given: CheckedInput | None) -> list[Sequence[_Written]]:
    if given is None:
        return []
    stated = given.declaration
    turn_sign = schema.name in _COSTS and not stated.costs_positive
    return [
        [
            written_value(row.values[column.name], column, stated.unit, turn_sign=turn_sign)
            for column in schema.columns
        ]
        for row in given.tables[schema.name]
    ]


def _longest(column: Column, values: Sequence[_Written]) -> int:
    return max((*map(len, column.choices), *map(_length, values)), default=0)


def _length(value: _Written) -> int:
    return len(value) if isinstance(value, str) else 0


def _write_heading(
    sheet: Any, number: int, column: Column, styles: Styles, *, in_pounds: bool
) -> None:
    sheet.write_string(HEADING_ROW - 1, number, column.name, styles.of_heading(column))
    note = column_note(column, in_pounds=in_pounds)
    lines = sum(1 + len(line) // _NOTE_CHARACTERS_A_LINE for line in note.splitlines())
    look = {"width": 260, "height": 22 + 15 * lines, "font_size": 9, "author": "pctfinance"}
    sheet.write_comment(HEADING_ROW - 1, number, note, look)


def _finish(sheet: Any, widths: list[int], last_row: int) -> None:
    """What a person meets while scrolling, filtering and printing."""
    last_column = len(widths) - 1
    sheet.freeze_panes(HEADING_ROW, 1)
    sheet.autofilter(HEADING_ROW - 1, 0, last_row - 1, last_column)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.print_area(0, 0, last_row - 1, last_column)
    if sum(widths) > _PAGE_WIDTH:
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, 1)
    everything = f"A{FIRST_ROW}:{column_letters(len(widths))}{LAST_ROW}"
    sheet.ignore_errors({"number_stored_as_text": everything})
