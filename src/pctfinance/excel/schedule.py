"""The approval schedule as a workbook: terms that are locked, and cells for the decisions.

Nothing in it is calculated and nothing is added up. Codes are text, so that a spreadsheet leaves
them alone. The protection has no password: it keeps slips out, and the digest finds changes.
"""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pctfinance.errors import Finding, Level, UsageError, Where
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.page import set_up_page
from pctfinance.excel.styles import amount_format
from pctfinance.excel.written import written_value
from pctfinance.money import Unit
from pctfinance.tables.model import Column, Kind
from pctfinance.tables.schedule_columns import DECISION_COLUMNS, DECISIONS, SCHEDULE
from pctfinance.tables.schedule_document import (
    HOW_TO,
    ScheduleDocument,
    ScheduleLine,
    schedule_columns,
)

__all__ = ["SCHEDULE_HEADING_ROW", "schedule_workbook"]

SCHEDULE_HEADING_ROW = 4
"""Headings stand in row 4: above them a title, what the rows are, and who fills in what."""

_FONT, _NAVY, _PALE, _LINE, _GREY, _FORM = (
    *("Arial", "#003087", "#D9E4F2", "#C9D3DC", "#5B6770", "#FFFBE6"),
)
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same schedule gives the same bytes
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = {
    "number": 10,
    "kind": 10,
    "giver": 7,
    "giver_name": 13,
    "receiver": 9,
    "receiver_name": 13,
    "limit": 9,
    "funding": 12,
    "amount": 15,
    "cash": 14,
    "effective": 12,
    "purpose": 20,
    "repayments": 12,
    "reverses": 9,
    "details": 13,
    "(conditions so far)": 13,
    "(competent)": 12,
    "(to decide)": 11,
    "decision": 10,
    "authority": 10,
    "office": 22,
    "decided_on": 12,
    "approved_amount": 15,
    "approved_cash": 14,
    "conditions": 24,
    "reference": 14,
    "reason": 24,
    "digest": 20,
    "row": 7,
    "book": 22,
}
_USUAL_WIDTH = 14
_SMALL = ("digest", "row", "book")
_SMALL_MORE = 3, 2  # a line of small print holds half as much again
_LINES_LEAST = 3  # room for a signature or a remark by hand
_LINE_HEIGHT = 14
_SCALE_PERCENT = 80
_CONTINUED = ("purpose", "reference")
"""The columns before which a printed page ends, beside that of the decision: what is smaller nobody
reads on paper."""
_MAY = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}


def schedule_workbook(document: ScheduleDocument) -> bytes:
    """The bytes of the workbook: a sheet `schedule` and a sheet `notes`.

    Raises:
        UsageError: a text does not fit into a cell.

    >>> schedule_workbook(ScheduleDocument("Transfers", (), ()))[:2]
    b'PK'
    """
    import xlsxwriter  # noqa: PLC0415 - a heavy import, only where it is needed

    memory = BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"title": document.title, "created": _MADE})
        for heading, text in document.about:
            book.set_custom_property(f"pctfinance {heading.casefold()}", text, "text")
        _write_schedule(book, book.add_worksheet(SCHEDULE.name), document)
        _write_notes(book, book.add_worksheet("notes"), document)
    return memory.getvalue()


def _write_schedule(book: Any, sheet: Any, document: ScheduleDocument) -> None:
    columns = schedule_columns()
    _write_page(book, sheet, document, columns)
    decided = {column.name for column in DECISION_COLUMNS}
    for number, column in enumerate(columns):
        width = _WIDTHS.get(column.name, _USUAL_WIDTH)
        sheet.set_column(number, number, width)
        is_form = column.name in decided
        heading = {"bold": True, "text_wrap": True, "border": 1, "border_color": _LINE, "indent": 1}
        look = {"bg_color": _PALE, "font_color": _NAVY} if is_form else {"bg_color": _NAVY}
        colour = look if is_form else look | {"font_color": "#FFFFFF"}
        right = {"align": "right"} if column.kind is Kind.MONEY else {}
        style = _style(book, **heading, **colour, **right)
        heading_text = column.name.replace("_", " ")  # the reader takes both
        sheet.write_string(SCHEDULE_HEADING_ROW - 1, number, heading_text, style)
        cells = _style(book, **_look(column, is_form=is_form))
        for row, line in enumerate(document.lines, start=SCHEDULE_HEADING_ROW):
            _write_cell(sheet, (row, number), column, line, cells)
            if is_form:
                sheet.data_validation(row, number, row, number, _rule(column, line))
    for row, line in enumerate(document.lines, start=SCHEDULE_HEADING_ROW):
        sheet.set_row(row, _LINE_HEIGHT * _lines_of(line))
    sheet.protect("", _MAY)


def _write_page(book: Any, sheet: Any, document: ScheduleDocument, columns: Any) -> None:
    """The title, and what a person meets while scrolling and printing: four pages a sheet's width.

    Two of them have the terms, two the decision; each begins with the number of the transfer.
    """
    set_up_page(sheet)
    names = [column.name for column in columns]
    first, last = names.index(DECISION_COLUMNS[0].name), len(names) - 1
    sheet.set_row(0, 26)
    # Not in the first column, which is printed on every page.
    big = _style(book, bold=True, font_size=16, font_color=_NAVY)
    sheet.write_string(0, 1, document.title, big)
    about = "Amounts in pounds. Each row is decided on by itself; nothing is added up. See notes."
    sheet.write_string(1, 1, about, _style(book, font_color=_GREY))
    part = {"bold": True, "font_color": _NAVY, "bottom": 1, "bottom_color": _NAVY}
    middle, end_of_form = (names.index(name) for name in _CONTINUED)
    parts = {
        1: "The terms",
        middle: "The terms, continued",
        first: "The decision: to be filled in",
        end_of_form: "The decision, continued: to be filled in",
    }
    for number in range(last + 1):
        text = parts.get(number, "")
        sheet.write_string(2, number, text, _style(book, **part))
    sheet.set_row(SCHEDULE_HEADING_ROW - 1, 30)
    sheet.freeze_panes(SCHEDULE_HEADING_ROW, 1)
    sheet.repeat_rows(2, SCHEDULE_HEADING_ROW - 1)
    sheet.repeat_columns(0, 0)
    end = SCHEDULE_HEADING_ROW + max(len(document.lines), 1) - 1
    sheet.print_area(0, 0, end, last)
    sheet.set_print_scale(_SCALE_PERCENT)
    sheet.set_v_pagebreaks([middle, first, end_of_form])
    sheet.ignore_errors(
        {"number_stored_as_text": f"A1:{cell_address(end + 1, last + 1)}"},
    )


def _look(column: Column, *, is_form: bool) -> dict[str, Any]:
    """How the cells of a column look, and that those of the decision are not locked."""
    look: dict[str, Any] = {"border": 1, "border_color": _LINE, "text_wrap": True, "valign": "top"}
    if column.kind is Kind.MONEY:
        look |= {"num_format": amount_format(Unit.POUNDS), "align": "right", "indent": 1}
    elif column.kind is Kind.DATE:
        look |= {"num_format": "dd mmm yyyy", "align": "left", "indent": 1}
    else:
        look |= {"num_format": "@", "align": "left", "indent": 1}
    if column.name in _SMALL:
        look |= {"font_size": 7, "font_color": _GREY}
    return look | ({"locked": False, "bg_color": _FORM} if is_form else {})


def _style(book: Any, **properties: Any) -> Any:
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    return book.add_format(base | properties)


def _write_cell(
    sheet: Any, place: tuple[int, int], column: Column, line: ScheduleLine, style: Any
) -> None:
    value = written_value(line.values.get(column.name), column, Unit.POUNDS)
    if value is None or value == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(value, str):
        if sheet.write_string(*place, value, style):
            message = f"a text of {len(value):,} characters does not fit into a spreadsheet cell"
            where = Where(sheet=SCHEDULE.name, cell=cell_address(place[0] + 1, place[1] + 1))
            hint = "export the schedule as a CSV file"
            raise UsageError(Finding("usage", Level.ERROR, message, where, hint))
    elif column.kind is Kind.MONEY:
        sheet.write_number(*place, value, style)
    else:
        sheet.write_datetime(*place, value, style)


def _rule(column: Column, line: ScheduleLine) -> dict[str, Any]:
    """What a spreadsheet asks of a cell of the decision."""
    if column.name == "decision":
        return _one_of(DECISIONS)
    if column.name == "authority" and line.to_decide:
        return _one_of(line.to_decide) | {"error_type": "warning"}
    if column.kind is Kind.DATE:
        days = {"minimum": datetime(2009, 4, 1), "maximum": datetime(2030, 3, 31)}  # noqa: DTZ001 - a day
        title = {"error_title": "Not a date", "error_message": "Give the day of the decision."}
        return {"validate": "date", "criteria": "between", **days, **title}
    if column.kind is Kind.MONEY:
        asked = line.values.get("cash" if column.name == "approved_cash" else "amount")
        most = written_value(asked, column, Unit.POUNDS)
        title = {
            "error_title": "Not less",
            "error_message": "Approve as much as is asked, or less.",
        }
        between = {"criteria": "between", "minimum": 0, "maximum": most or 0}
        return {"validate": "decimal", **between, **title}
    return {"validate": "any", "input_title": column.name, "input_message": column.meaning}


def _one_of(words: tuple[str, ...]) -> dict[str, Any]:
    title = {"error_title": "Not one of the words", "error_message": "Choose one of the list."}
    return {"validate": "list", "source": list(words), **title}


def _lines_of(line: ScheduleLine) -> int:
    """How many lines the longest text of a row takes in its cell."""
    lines = _LINES_LEAST
    for name, value in line.values.items():
        text, held = str(value or ""), _WIDTHS.get(name, _USUAL_WIDTH) - 2
        if name in _SMALL:
            held = held * _SMALL_MORE[0] // _SMALL_MORE[1]
        lines = max(lines, -(-len(text) // held))
    return lines


def _write_notes(book: Any, sheet: Any, document: ScheduleDocument) -> None:
    set_up_page(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.set_row(0, 26)
    title = _style(book, bold=True, font_size=16, font_color=_NAVY)
    sheet.write_string(0, 0, document.title, title)
    head = _style(book, bold=True, valign="top")
    prose = _style(book, text_wrap=True, valign="top", num_format="@")
    for row, (heading, text) in enumerate((*HOW_TO, *document.about), start=2):
        sheet.set_row(row, _LINE_HEIGHT * -(-len(text) // 96) + 8)
        sheet.write_string(row, 0, heading, head)
        sheet.write_string(row, 1, text, prose)
    sheet.protect("", _MAY)
