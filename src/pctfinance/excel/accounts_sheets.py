"""The sheets of a body's year-end statements: notes, operating costs, balance sheet, restatements."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest

from pctfinance.consolidation.statements import (
    OPERATING_COSTS,
    StatementLine,
    StatementPart,
)
from pctfinance.consolidation.statements_compared import Compared, Sides, marks_words
from pctfinance.excel.accounts_columns import BEFORE, SAID, Columns, Places, Years
from pctfinance.excel.accounts_sums import (
    Part,
    cut_off,
    cut_off_share,
    share_parts,
    sum_formula,
    sums_of,
)
from pctfinance.excel.pack_page import LAST, Page
from pctfinance.excel.pack_styles import DEEPEST_INDENT

__all__ = [
    "STATES",
    "Columns",
    "Places",
    "Years",
    "write_part",
]

STATES: Mapping[str, str] = {
    "BREACH": "bad",
    "missed": "bad",
    "met": "good",
    "not tested": "open",
    "not made": "open",
    "does not balance": "bad",
}
"""The style of a status, by how it begins; the words say the same in black and white."""

_BEFORE, _SAID, _MARK = BEFORE, SAID, "J"
_FINAL = ("difference", "net-operating-costs", "assets-employed", "equity")

_Value = int | str | None


def write_part(page: Page, part: StatementPart, lines: Sequence[Compared], years: Years) -> Places:
    """Write one statement with its comparatives, and say where its lines stand.

    A comparative that was restated shows both amounts and says so.

    >>> line = StatementLine("limit", "Cash limit", 5_000_00)
    >>> part = StatementPart("cash_limit", "Cash limit", (line,), "met")
    >>> write_part(Page.unsaved(), part, [Compared(line)], Years("2011-12")).rows
    {'limit': 5}
    """
    return _Writer(page, part, lines, years).write()


class _Writer:
    """A statement that is being written."""

    def __init__(
        self, page: Page, part: StatementPart, lines: Sequence[Compared], years: Years
    ) -> None:
        self._page = page
        self._part = part
        self._lines = lines
        self._years = years
        self._columns = Columns.of(
            now=any(each.line.cost_pence is not None for each in lines),
            then=any(each.prior_sides.is_known for each in lines),
        )
        self._restated = any(each.is_restated for each in lines)
        self._sums = sums_of(part.code, [each.line for each in lines])
        self._rows: dict[str, int] = {}

    def write(self) -> Places:
        page, part = self._page, self._part
        page.section(part.heading)
        if part.status:
            page.text("A", "Status", "strong")
            page.text("B", part.status, "strong")
            page.colour(f"B{page.row}", STATES)
            page.row += 1
        for text in (part.reason, part.remark):
            if text:
                page.paragraph(f"{text[:1].upper()}{text[1:]}.", "note")
                page.row += 1
        if not self._lines:
            page.paragraph("Not made." if part.reason else "No lines.", "quiet")
            page.row += 1
            return Places(page.name, {}, self._columns)
        self._header()
        self._rows = {each.line.code: page.row + place for place, each in enumerate(self._lines)}
        for each, after in zip_longest(self._lines, self._lines[1:]):
            self._line(each, after)
        if self._restated:
            page.paragraph(f"As published: {self._years.issued}.", "note")
            page.row += 1
        if marks := marks_words(self._lines):
            page.paragraph(f"{marks}.", "note")
            page.row += 1
        return Places(page.name, self._rows, self._columns)

    def _header(self) -> None:
        year, before, columns = self._years.year, self._years.before, self._columns
        headings = {columns.this: f"Net\n{year}" if columns.cost else year}
        if columns.cost:
            headings |= {columns.cost: f"Cost\n{year}", columns.income: f"Income\n{year}"}
        again = "\nrestated" if self._restated else ""
        if columns.prior_cost:
            headings[columns.prior_cost] = f"Cost\n{before}{again}"
            headings[columns.prior_income] = f"Income\n{before}{again}"
        if before:
            net = f"Net\n{before}{again}" if columns.prior_cost else before
            headings[_BEFORE] = (
                net if columns.prior_cost else f"{before}{again.replace(', ', chr(10))}"
            )
        if self._restated:
            net = "Net\n" if columns.prior_cost else ""
            headings[_SAID] = f"{net}{before}\nas published"
        self._page.header(headings, left="ABJ")

    def _line(self, each: Compared, after: Compared | None) -> None:
        page, line, style = self._page, each.line, self._style(each.line, after)
        indent = (f"indent{min(line.level, DEEPEST_INDENT)}",) if line.level else ()
        columns = self._columns
        page.paragraph(line.words, style, *indent, last=columns.words)
        if columns.cost:
            self._amount(columns.cost, line, style, lambda of: of.line.cost_pence)
            self._amount(columns.income, line, style, lambda of: of.line.income_pence)
        self._amount(columns.this, line, style, lambda of: of.line.value)
        if columns.prior_cost:
            self._amount(columns.prior_cost, line, style, lambda of: of.prior_sides.cost_pence)
            self._amount(columns.prior_income, line, style, lambda of: of.prior_sides.income_pence)
        if self._years.before:
            self._amount(_BEFORE, line, style, lambda of: of.prior)
        else:
            page.fill(_BEFORE, style)
        if each.is_restated:
            self._put(_SAID, each.said, line, style)
            page.text(_MARK, "restated", style, "left", "indent1")
        else:
            page.fill((_SAID, _MARK), style)
        page.text(LAST, each.marks, "mark", style)
        page.row += 1

    def _style(self, line: StatementLine, after: Compared | None) -> str:
        if line.total:
            return "total" if line.code in _FINAL else "subtotal"
        has_parts = after is not None and after.line.level > line.level
        return "subtotal" if self._part.code == OPERATING_COSTS and has_parts else "line"

    def _amount(
        self,
        column: str,
        line: StatementLine,
        style: str,
        of: Callable[[Compared], _Value],
    ) -> None:
        """Write a line's value in one column: with its formula where it is a sum of others."""
        values = {each.line.code: of(each) for each in self._lines}
        value = values[line.code]
        if line.unit == "share":
            places = [self._rows.get(code) for code in share_parts(line.code)]
            formula = None
            if all(places):
                formula = cut_off_share(*(f"{column}{row}" for row in places))
            self._put(column, value, line, style, formula)
            return
        pence = {code: each for code, each in values.items() if not isinstance(each, str)}
        formula = None
        if not isinstance(value, str):
            parts: Sequence[Part] = self._sums.get(line.code, ())
            if column in (self._columns.this, _BEFORE) and (sides := self._sides_of(column)):
                formula = self._net(line.code, column, sides, value)
            elif parts:
                formula = sum_formula(column, parts, self._rows, pence, value)
        self._put(column, value, line, style, formula)

    def _sides_of(self, column: str) -> tuple[str, str] | None:
        """The columns of cost and income that belong to a column of net, where there are any."""
        columns = self._columns
        sides = (
            (columns.cost, columns.income)
            if column == columns.this
            else (columns.prior_cost, columns.prior_income)
        )
        return sides if all(sides) else None

    def _net(self, code: str, column: str, sides: tuple[str, str], net: int | None) -> str | None:
        """Cost less income, where the two are known and give the net."""
        each = next(each for each in self._lines if each.line.code == code)
        line = each.line
        known = each.prior_sides if column == _BEFORE else Sides(line.cost_pence, line.income_pence)
        cost, income = known
        if cost is None or income is None or cost - income != net:
            return None
        row = self._rows[code]
        return f"=ROUND({sides[0]}{row}-{sides[1]}{row},2)"

    def _put(
        self,
        column: str,
        value: _Value,
        line: StatementLine,
        style: str,
        formula: str | None = None,
    ) -> None:
        if line.unit == "share":
            shown = None if value is None else cut_off(Fraction(value))
            self._page.share(column, shown, "rate", style, formula=formula)
        elif isinstance(value, str):
            self._page.text(column, value, style)
        elif line.unit == "number":
            self._page.number(column, value, style, formula=formula)
        else:
            self._page.money(column, value, style, formula=formula)
