"""One sheet of the board pack, written from top to bottom.

Cells are named as people name them: `C7`. What cannot be shown exactly is not written; it is kept
as a finding that names its cell, so that a refusal tells everything at once.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from pctfinance.consolidation.duties import marks
from pctfinance.errors import Finding, Level, Where
from pctfinance.excel.pack_cells import NO_VALUE, PENCE_LIMIT, pounds
from pctfinance.excel.pack_paging import page_breaks, room_points
from pctfinance.excel.pack_styles import (
    HEADLINE_POINTS,
    LINE_POINTS,
    MARGINS_INCHES,
    ROW_POINTS,
    TEXT_POINTS,
    WIDTHS,
    Styles,
)
from pctfinance.money import show_money

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["FIRST", "LAST", "REPEATED_ROWS", "Page"]

FIRST, LAST = "A", "K"
"""The first and the last column of every sheet."""

REPEATED_ROWS = 4
"""So many rows at the top of a sheet stay in sight, and stand on every printed page."""

_A4 = 9
_SECTION_POINTS = 18
_TEXT_MAX = 32_767  # characters in a cell
_FORMULA_MAX = 8_000  # characters; a spreadsheet takes 8,192
_LETTERS_PER_WIDTH = 1.2  # letters of Arial 9 in one unit of a column's width, on the safe side


class Page:
    """A sheet and the row that is written next; `findings` gathers what could not be written."""

    def __init__(self, sheet: "Worksheet", styles: Styles, findings: list[Finding]) -> None:
        self._sheet = sheet
        self._styles = styles
        self._findings = findings
        self._points: dict[int, int] = {}  # the height of rows, where it is not the usual one
        self._sections: list[int] = []
        self.row = 1

    @classmethod
    def unsaved(cls) -> "Page":
        """A page of no file, to try what is written to one.

        >>> page = Page.unsaved()
        >>> page.row, page.name
        (1, 'Sheet1')
        """
        from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a pack needs it

        workbook = Workbook(BytesIO())
        return cls(workbook.add_worksheet(), Styles(workbook), [])

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return str(self._sheet.get_name())

    def text(self, column: str, text: str, *styles: str) -> None:
        """A text, which stays one even where it looks like a number or a formula."""
        if not text:
            self.fill(column, *styles)
            return
        shown = text if len(text) <= _TEXT_MAX else f"{text[: _TEXT_MAX - 1]}…"
        self._sheet.write_string(self._at(column), shown, self._styles(*styles))

    def date(self, column: str, day: date, *styles: str) -> None:
        """A date."""
        self._sheet.write_datetime(self._at(column), day, self._styles("date", *styles))

    def money(
        self, column: str, pence: int | None, *styles: str, formula: str | None = None
    ) -> None:
        """An amount in pence, or a dash where it is not known.

        Args:
            column: the column, in the row of the page.
            pence: the exact amount.
            styles: how it looks, beside its number format.
            formula: what gives the amount in a spreadsheet; the cell then stores both.
        """
        if pence is not None and abs(pence) >= PENCE_LIMIT:
            self._findings.append(self._too_large(column, pence))
            return
        cell, style = self._at(column), self._styles("money", *styles)
        value = NO_VALUE if pence is None else pounds(pence)
        if formula is not None and len(formula) <= _FORMULA_MAX:
            self._sheet.write_formula(cell, formula, style, value)
        elif isinstance(value, str):
            self._sheet.write_string(cell, value, style)
        else:
            self._sheet.write_number(cell, value, style)

    def share(
        self, column: str, part: Decimal | None, *styles: str, formula: str | None = None
    ) -> None:
        """A part of a whole, shown per cent, or a dash where it is not known."""
        self._number(column, None if part is None else float(part), formula, "share", *styles)

    def number(
        self, column: str, number: int | None, *styles: str, formula: str | None = None
    ) -> None:
        """A number of things, or a dash where it is not known."""
        self._number(column, number, formula, "number", *styles)

    def _number(self, column: str, number: float | None, formula: str | None, *styles: str) -> None:
        cell, style = self._at(column), self._styles(*styles)
        value = NO_VALUE if number is None else number
        if formula is not None:
            self._sheet.write_formula(cell, formula, style, value)
        elif isinstance(value, str):
            self._sheet.write_string(cell, value, style)
        else:
            self._sheet.write_number(cell, value, style)

    def count(self, column: str, number: int, formula: str, *styles: str) -> None:
        """A number of things, with the formula that counts them."""
        self._sheet.write_formula(self._at(column), formula, self._styles("count", *styles), number)

    def words(self, column: str, text: str, formula: str, *styles: str) -> None:
        """A text with the formula that gives it; the text alone where the formula is too long."""
        if len(formula) <= _FORMULA_MAX:
            self._sheet.write_formula(self._at(column), formula, self._styles(*styles), text)
        else:
            self.text(column, text, *styles)

    def mark(self, *styles: str, synthetic: bool, assumed: bool = False) -> None:
        """The marks of a row, in the last column: a figure without a source, one that was assumed."""
        text = marks(synthetic=synthetic, assumed=assumed)
        self.text(LAST, text, "mark", *styles)

    def fill(self, columns: Iterable[str], *styles: str) -> None:
        """Cells without content, so that the rules and shades of a row go through."""
        for column in columns:
            self._sheet.write_blank(self._at(column), None, self._styles(*styles))

    def header(self, headings: Mapping[str, str], *, left: str) -> None:
        """A row of headings. Those of the columns `left` stand over words, the others over figures."""
        for column in WIDTHS:
            styles = ("header", "left", "unwrapped") if column in left else ("header",)
            self.text(column, headings.get(column, ""), *styles)
        for column, text in headings.items():
            if column not in left:
                self.make_room(text, column, column)
        self.row += 1

    def section(self, heading: str, *, joined: bool = False) -> None:
        """The heading of a part, with room above it.

        A part is printed on one page if it fits there; one that is `joined` stays with the part
        before it.
        """
        self.row += 1
        if not joined:
            self._sections.append(self.row)
        self.height(_SECTION_POINTS)
        self.text(FIRST, heading, "section")
        self.fill([column for column in WIDTHS if column != FIRST], "section")
        self.row += 1

    def paragraph(self, text: str, *styles: str, first: str = FIRST, last: str = LAST) -> None:
        """A text over several columns, in as many lines as it takes. Stays in its row."""
        self.merge(first, last, "wrap", *styles)
        self.text(first, text, "wrap", *styles)
        self.make_room(text, first, last)

    def headline(self, text: str, beginnings: Mapping[str, str]) -> None:
        """The sentence to read where only one is read, in a box; see `colour` for its beginnings."""
        self.merge(FIRST, LAST, "wrap", "headline")
        self.text(FIRST, text, "wrap", "headline")
        self.make_room(text, FIRST, LAST, points=HEADLINE_POINTS)
        self.height(_SECTION_POINTS)
        self.colour(self._at(FIRST), beginnings)
        self.row += 1

    def merge(self, first: str, last: str, *styles: str) -> None:
        """Draw cells of the row together: what is written to the first then has their width."""
        cells = f"{self._at(first)}:{self._at(last)}"
        self._sheet.merge_range(cells, "", self._styles(*styles))

    def height(self, points: int) -> None:
        """Make the row that high, or leave it higher."""
        self._points[self.row] = max(points, self._points.get(self.row, ROW_POINTS))
        self._sheet.set_row(self.row - 1, self._points[self.row])

    def make_room(self, text: str, first: str, last: str, *, points: int = TEXT_POINTS) -> None:
        """Make the row as high as `text`, in letters of that size, needs within some columns."""
        width = sum(WIDTHS[column] for column in WIDTHS if first <= column <= last)
        letters = int(width * _LETTERS_PER_WIDTH * TEXT_POINTS / points)
        lines = sum(max(1, len(wrap(part, letters))) for part in text.split("\n"))
        if lines > 1:
            self.height(LINE_POINTS * lines * points // TEXT_POINTS + 3)

    def colour(self, cells: str, beginnings: Mapping[str, str]) -> None:
        """Lay a style over those of `cells` whose text begins with a word."""
        for word, style in beginnings.items():
            rule = {"type": "text", "criteria": "begins with", "value": word}
            self._sheet.conditional_format(cells, rule | {"format": self._styles.overlay(style)})

    def warn_unless_zero(self, cells: str) -> None:
        """Colour those of `cells` that should be zero and are not."""
        rule = {"type": "cell", "criteria": "!=", "value": 0}
        self._sheet.conditional_format(cells, rule | {"format": self._styles.overlay("bad")})

    def finish(self, footer: str) -> None:
        """Set up what belongs to the whole sheet: paper, pages, widths, and the foot of each page."""
        sheet = self._sheet
        for column, width in WIDTHS.items():
            sheet.set_column(f"{column}:{column}", width, self._styles())
        sheet.set_default_row(ROW_POINTS)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**MARGINS_INCHES)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(0, REPEATED_ROWS - 1)
        sheet.freeze_panes(REPEATED_ROWS, 2)
        points = [self._points.get(row, ROW_POINTS) for row in range(1, self.row)]
        room = room_points(WIDTHS.values()) - sum(points[:REPEATED_ROWS])
        starts = [row for row in self._sections if row > REPEATED_ROWS]
        sheet.set_h_pagebreaks(page_breaks(points, starts, room, first_row=REPEATED_ROWS + 1))
        sheet.hide_gridlines(2)
        sheet.set_zoom(90)
        sheet.ignore_errors({"number_stored_as_text": f"{FIRST}1:{LAST}{self.row}"})
        text = footer[:200].replace("&", "&&")
        sheet.set_footer(f"&L&8{text}&R&8Page &P of &N")

    def _at(self, column: str) -> str:
        return f"{column}{self.row}"

    def _too_large(self, column: str, pence: int) -> Finding:
        return Finding(
            "money.too-many-digits",
            Level.ERROR,
            f"{show_money(pence, symbol=True)} has more digits than a spreadsheet keeps",
            Where(sheet=self.name, cell=self._at(column)),
            "look for an amount in the wrong unit",
        )
