"""A report that is told in tables as a workbook: a sheet a table, and one with the rows behind them.

The sheets say what the page says, in the same order and the same unit; amounts are numbers, so that
a spreadsheet can go on with them.
"""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import Any, NamedTuple

from pctfinance.errors import Finding, Level, MoneyError, UsageError, Where
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.pack_names import allowed_name
from pctfinance.excel.pack_styles import LINE_POINTS, MARGINS_INCHES, ROW_POINTS, Styles

__all__ = ["DATA", "Figure", "ToldCell", "ToldData", "ToldHeading", "ToldSheet", "told_workbook"]

DATA = "Data"
"""The name of the sheet with the rows behind the tables."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 - the day the parts of the file carry: no clock is asked
_A4 = 9
_DIGITS_MAX = 15  # a spreadsheet keeps so many
_NAME_MAX = 31  # characters of a sheet's name
_TEXT_MAX = 32_767  # characters in a cell
_ROWS_MAX = 1_048_576
_PAGE_WIDTH = 220  # in characters; a wider table is printed on two pages side by side
_LEAST_WIDTH, _TEXT_WIDTH, _PROSE_WIDTH = 9, 60, 96
_LETTERS_PER_WIDTH = 1.1  # letters of Arial 9 in one unit of a column's width, on the safe side
_ROW_POINTS_MAX = 409
_WHOLE = "0"
_WHOSE = re.compile(r" (of|for) (NHS )?[A-Z][^:,]*")


class Figure(NamedTuple):
    """A number as it is shown: its value, and the number format that shows it so."""

    value: Decimal
    number_format: str


class ToldCell(NamedTuple):
    """What stands in a cell, and the style that says what it means, if any."""

    content: Figure | str
    style: str = ""


class ToldHeading(NamedTuple):
    """The heading of a column, and where its cells stand."""

    text: str
    right: bool = True


class ToldSheet(NamedTuple):
    """One table: what it is about, its rows (each with whether it is a total), and what to know."""

    title: str
    subtitle: str
    lead: ToldCell | None
    headings: Sequence[ToldHeading]
    rows: Sequence[tuple[Sequence[ToldCell], bool]]
    notes: Sequence[str]


class ToldData(NamedTuple):
    """The rows behind the tables; of a column named `pence`, or `..._pence`, integer pence."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def told_workbook(sheets: Sequence[ToldSheet], data: ToldData | None) -> bytes:
    """The bytes of the workbook. The same report gives the same bytes.

    Args:
        sheets: its tables, in their order.
        data: the rows behind them, where there are some.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps; every such cell is named.
        UsageError: there are more rows than a sheet holds.

    >>> cells = (ToldCell("Barnet"), ToldCell(Figure(Decimal(-5), "0_);(0)")))
    >>> sheet = ToldSheet("Limits", "", None, [ToldHeading("PCT"), ToldHeading("£000")],
    ...     [(cells, False)], ["Synthetic."])
    >>> told_workbook([sheet], None)[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a workbook needs it

    rows_most = max((len(data.rows) if data else 0, *(len(sheet.rows) for sheet in sheets)))
    if rows_most > _ROWS_MAX // 2:
        raise UsageError(f"a sheet does not hold {rows_most:,} rows", hint="write it as .csv")
    content = BytesIO()
    # A deep copy: the writer puts things into what it is given, and the next one would differ.
    workbook = Workbook(content, deepcopy(_OPTIONS))
    title = sheets[0].title if sheets else DATA
    workbook.set_properties({"title": title[:200], "created": _CREATED})
    styles, findings = Styles(workbook), list[Finding]()
    taken = {DATA.casefold()}
    for sheet in sheets:
        name = _name(sheet.title, taken)
        _Sheet(workbook.add_worksheet(name), styles, findings).write(sheet)
    if data is not None:
        _Sheet(workbook.add_worksheet(DATA), styles, findings).write_data(title, data)
    MoneyError.raise_for(findings)
    workbook.close()
    return content.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have and none has yet: as much of the title as makes sense alone."""
    plain = title if len(title) <= _NAME_MAX else _WHOSE.sub("", title)
    if len(plain) > _NAME_MAX:
        plain = plain.partition(", ")[0]
    if len(plain) > _NAME_MAX:
        plain = plain[: _NAME_MAX + 1].rpartition(" ")[0] or plain
    number, name = 1, allowed_name(plain) or "Table"
    while name.casefold() in taken:
        number += 1
        name = allowed_name(plain, f" {number}")
    taken.add(name.casefold())
    return name


class _Sheet:
    """A sheet that is written from top to bottom; rows and columns are counted from 0."""

    def __init__(self, sheet: Any, styles: Styles, findings: list[Finding]) -> None:
        self._sheet = sheet
        self._styles = styles
        self._findings = findings
        self._row = 0
        self._widths: list[int] = []
        self._last = 0

    def write(self, told: ToldSheet) -> None:
        """A table as the page has it."""
        self._lay_out(
            [heading.text for heading in told.headings],
            [[*map(_said, row)] for row, _ in told.rows],
        )
        self._prose(told.title, "title", height=22)
        if told.lead is not None:
            self._prose(_said(told.lead), *filter(None, [told.lead.style or "strong"]))
        if told.subtitle:
            self._prose(told.subtitle, "note")
        self._row += 1
        head = self._row
        if told.headings:
            self._headings(told.headings)
        for cells, is_total in told.rows:
            self._cells(cells, told.headings, "subtotal" if is_total else "line")
        self._row += 1
        for note in told.notes:
            self._prose(note, "note")
        self._finish(told.title, head)

    def write_data(self, title: str, data: ToldData) -> None:
        """The rows behind the tables, one below the other, with a filter."""
        rows = [[_plain(value) for value in row] for row in data.rows]
        self._lay_out(data.columns, [[*map(_data_said, row)] for row in rows], beside=3)
        self._prose(title, "title", height=22)
        self._prose("Columns whose names end in pence are whole pence.", "note")
        self._row += 1
        head = self._row
        right = [any(_is_number(row[at]) for row in rows) for at in range(len(data.columns))]
        self._headings([*map(ToldHeading, data.columns, right)])
        for row in rows:
            for at, value in enumerate(row):
                self._datum(at, value, is_pence=data.columns[at].endswith("pence"))
            self._row += 1
        if data.columns:
            self._sheet.autofilter(head, 0, max(head + 1, self._row - 1), len(data.columns) - 1)
        self._finish(title, head)

    def _datum(self, at: int, value: Any, *, is_pence: bool) -> None:
        match value:
            case None:
                pass
            case bool():
                self._sheet.write_boolean(self._row, at, value, self._styles())
            case int() | float() | Decimal():
                style = self._styles("number" if is_pence else "right")
                self._number(at, Decimal(str(value)), style)
            case date() if not isinstance(value, datetime):  # a moment stays the text that names it
                self._sheet.write_datetime(self._row, at, value, self._styles("date"))
            case _:
                self._text(at, str(value), "text", *_indent(at, right=False))

    def _lay_out(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], beside: int = 2
    ) -> None:
        """Columns as wide as what stands in them; prose goes over all, and over more if need be."""
        for at, heading in enumerate(headings):
            texts = (*heading.split("\n"), *(row[at] for row in rows))
            widest = max(map(len, texts)) + beside
            self._widths.append(min(max(widest, _LEAST_WIDTH), _TEXT_WIDTH))
        while sum(self._widths) < _PROSE_WIDTH:
            self._widths.append(_LEAST_WIDTH)
        for at, width in enumerate(self._widths):
            self._sheet.set_column(at, at, width, self._styles())

    def _prose(self, text: str, *names: str, height: int = ROW_POINTS) -> None:
        """A text over the width of the page, in as many lines as it takes."""
        over = width = 0
        while over < len(self._widths) and width < max(_PROSE_WIDTH, self._widths[0]):
            width += self._widths[over]
            over += 1
        style = self._styles("wrap", *names)
        if over > 1:
            self._sheet.merge_range(self._row, 0, self._row, over - 1, "", style)
        self._sheet.write_string(self._row, 0, _cut(text), style)
        letters = width if height == ROW_POINTS else width // 2
        self._high(_lines(text, letters) * (height if height > ROW_POINTS else LINE_POINTS) + 3)
        self._row += 1

    def _headings(self, headings: Sequence[ToldHeading]) -> None:
        lines = 1
        for at, heading in enumerate(headings):
            names = ("header", *_indent(at, right=heading.right))
            self._sheet.write_string(self._row, at, heading.text, self._styles(*names))
            lines = max(lines, _lines(heading.text, self._widths[at]))
        self._high(lines * LINE_POINTS + 3)
        self._row += 1

    def _cells(self, cells: Iterable[ToldCell], headings: Sequence[ToldHeading], base: str) -> None:
        lines = 1
        for at, (cell, heading) in enumerate(zip(cells, headings, strict=True)):
            names = (base, *filter(None, [cell.style]))
            if isinstance(cell.content, Figure):
                style = self._styles(*names, "right", number_format=cell.content.number_format)
                self._number(at, cell.content.value, style)
            else:
                shape = ("number",) if heading.right else ("text", "wrap")
                self._text(at, cell.content, *names, *shape, *_indent(at, right=heading.right))
                lines = max(lines, _lines(cell.content, self._widths[at]))
        self._high(lines * LINE_POINTS + 3)
        self._row += 1

    def _number(self, at: int, value: Decimal, style: Any) -> None:
        if len(value.as_tuple().digits) > _DIGITS_MAX:
            where = Where(sheet=self._sheet.get_name(), cell=cell_address(self._row + 1, at + 1))
            message = f"{value:,} has more digits than a spreadsheet keeps"
            hint = "look for an amount in the wrong unit, or write it as .csv"
            code = "money.too-many-digits"
            self._findings.append(Finding(code, Level.ERROR, message, where, hint))
        else:
            self._sheet.write_number(self._row, at, value, style)

    def _text(self, at: int, text: str, *names: str) -> None:
        if text:
            self._sheet.write_string(self._row, at, _cut(text), self._styles(*names))
        else:
            self._sheet.write_blank(self._row, at, None, self._styles(*names))

    def _high(self, points: int) -> None:
        self._sheet.set_row(self._row, min(max(points, ROW_POINTS), _ROW_POINTS_MAX))

    def _finish(self, title: str, head: int) -> None:
        """What a person meets while scrolling and printing."""
        sheet, last = self._sheet, len(self._widths) - 1
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**MARGINS_INCHES)
        sheet.fit_to_pages(1 if sum(self._widths) <= _PAGE_WIDTH else 2, 0)
        if sum(self._widths) > _PAGE_WIDTH:
            sheet.repeat_columns(0)
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 0)
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, max(self._row - 1, head), last)
        sheet.ignore_errors(
            {"number_stored_as_text": f"A1:{cell_address(self._row + 1, last + 1)}"}
        )
        # A space, for a title that begins with a code: its digit would be one of the letters' size.
        sheet.set_footer(f"&L&8 {title[:200].replace('&', '&&')}&R&8Page &P of &N")


def _indent(at: int, *, right: bool) -> tuple[str, ...]:
    """Words that follow a figure stand a little apart from it."""
    if right:
        return ()
    return ("left", "indent1") if at else ("left",)


def _said(cell: ToldCell) -> str:
    """What a cell shows, near enough to know how wide it is."""
    if isinstance(cell.content, str):
        return cell.content
    decimals = cell.content.number_format.partition(";")[0].count(_WHOLE) - 1
    return f"({cell.content.value:,.{decimals}f})"


def _data_said(value: Any) -> str:
    return f"{value:,}" if _is_number(value) else str(value or "")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """A value without the wrapping of the library that keeps the table."""
    return value.item() if hasattr(value, "item") else value


def _lines(text: str, width: int) -> int:
    letters = max(1, int(width * _LETTERS_PER_WIDTH))
    return sum(max(1, len(wrap(part, letters))) for part in text.split("\n"))


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_MAX else f"{text[: _TEXT_MAX - 1]}…"
