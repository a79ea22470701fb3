"""The sheets of a body's year-end statements: notes, operating costs, balance sheet, restatements."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from pctfinance.consolidation.balance_sheet import Section
from pctfinance.consolidation.statements import (
    BALANCE_SHEET,
    OPERATING_COSTS,
    StatementLine,
    StatementPart,
)
from pctfinance.consolidation.statements_compared import Compared
from pctfinance.excel.accounts_sums import (
    Part,
    cut_off_share,
    share_parts,
    sum_formula,
    sums_of,
)
from pctfinance.excel.pack_cells import NO_VALUE, at
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import DEEPEST_INDENT

__all__ = ["STATES", "Places", "Years", "write_checks", "write_part", "write_restatements"]

STATES: Mapping[str, str] = {
    "BREACH": "bad",
    "missed": "bad",
    "met": "good",
    "not tested": "open",
    "not made": "open",
    "does not balance": "bad",
}
"""The style of a status, by how it begins; the words say the same in black and white."""

_COST, _INCOME, _NOW, _BEFORE, _SAID, _MARK = "EFGHIJ"
_FINAL = ("difference", "net-operating-costs", "assets-employed", "equity")
_SHARE_STEPS = 10_000

_Value = int | str | None


class Years(NamedTuple):
    """The year of the statements, the one before, and as what that one was issued; empty for none."""

    year: str
    before: str = ""
    issued: str = ""


class Places(NamedTuple):
    """Where a statement stands: its sheet, and the row of each line."""

    page: str
    rows: Mapping[str, int]


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
        self._sides = any(each.line.cost_pence is not None for each in lines)
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
            return Places(page.name, {})
        self._header()
        self._rows = {each.line.code: page.row + place for place, each in enumerate(self._lines)}
        for each, after in zip_longest(self._lines, self._lines[1:]):
            self._line(each, after)
        if self._restated:
            page.paragraph(f"As published: {self._years.issued}.", "note")
            page.row += 1
        return Places(page.name, self._rows)

    def _header(self) -> None:
        year, before = self._years.year, self._years.before
        headings = {_NOW: f"Net\n{year}" if self._sides else year}
        if self._sides:
            headings |= {_COST: f"Cost\n{year}", _INCOME: f"Income\n{year}"}
        if before:
            headings[_BEFORE] = f"{before}\nrestated" if self._restated else before
        if self._restated:
            headings[_SAID] = f"{before}\nas published"
        self._page.header(headings, left="ABJ")

    def _line(self, each: Compared, after: Compared | None) -> None:
        page, line, style = self._page, each.line, self._style(each.line, after)
        indent = (f"indent{min(line.level, DEEPEST_INDENT)}",) if line.level else ()
        page.paragraph(line.words, style, *indent, last="D" if self._sides else "F")
        if self._sides:
            self._amount(_COST, line, style, lambda of: of.line.cost_pence)
            self._amount(_INCOME, line, style, lambda of: of.line.income_pence)
        self._amount(_NOW, line, style, lambda of: of.line.value)
        if self._years.before:
            self._amount(_BEFORE, line, style, lambda of: of.prior)
        else:
            page.fill(_BEFORE, style)
        if each.is_restated:
            self._put(_SAID, each.said, line, style)
            page.text(_MARK, "restated", style, "left", "indent1")
        else:
            page.fill((_SAID, _MARK), style)
        page.fill("K", style)
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
            if column == _NOW and self._sides:
                formula = self._net(line)
            elif parts:
                formula = sum_formula(column, parts, self._rows, pence, value)
        self._put(column, value, line, style, formula)

    def _net(self, line: StatementLine) -> str | None:
        """Cost less income, where the two are known and give the net."""
        cost, income, row = line.cost_pence, line.income_pence, self._rows[line.code]
        if cost is None or income is None or cost - income != line.value:
            return None
        return f"=ROUND({_COST}{row}-{_INCOME}{row},2)"

    def _put(
        self,
        column: str,
        value: _Value,
        line: StatementLine,
        style: str,
        formula: str | None = None,
    ) -> None:
        if line.unit == "share":
            shown = None if value is None else _cut_off(Fraction(value))
            self._page.share(column, shown, "rate", style, formula=formula)
        elif isinstance(value, str):
            self._page.text(column, value, style)
        elif line.unit == "number":
            self._page.number(column, value, style, formula=formula)
        else:
            self._page.money(column, value, style, formula=formula)


def _cut_off(share: Fraction) -> Decimal:
    """A share cut off behind two decimals of a per cent.

    So 94.999 % is not shown as the 95.00 % that it does not reach.
    """
    return Decimal(_SHARE_STEPS * share.numerator // share.denominator) / _SHARE_STEPS


def write_restatements(
    page: Page,
    restated: Mapping[StatementPart, Sequence[Compared]],
    places: Mapping[str, Places],
    years: Years,
) -> None:
    """Write every comparative that was restated: as published, now, and by how much.

    Args:
        page: the empty sheet.
        restated: the lines, by statement.
        places: where the statements stand, by code.
        years: the year, the one before, and as what that was issued.

    >>> line, page = StatementLine("limit", "Cash limit", 5_000_00), Page.unsaved()
    >>> part = StatementPart("cash_limit", "Cash limit", (line,))
    >>> places = {"cash_limit": Places("Duties", {"limit": 8})}
    >>> write_restatements(page, {part: [Compared(line, 4, 3)]}, places, Years("2011-12", "2010-11"))
    >>> page.row
    6
    """
    page.section(f"Comparatives of {years.before} that are restated")
    page.paragraph(f"As published: {years.issued}.", "note")
    page.row += 1
    headings = {_NOW: "As published", _BEFORE: "Restated", _SAID: "Restated by"}
    page.header({"A": "Statement and line", **headings}, left="ABJ")
    for part, lines in restated.items():
        for each in lines:
            page.paragraph(f"{part.heading}: {each.line.words}", "line", last="F")
            row = places[part.code].rows[each.line.code]
            own = {
                _NOW: f"={at(places[part.code].page, f'{_SAID}{row}')}",
                _BEFORE: f"={at(places[part.code].page, f'{_BEFORE}{row}')}",
            }
            _restatement(page, each, own)
            page.fill("JK", "line")
            page.row += 1


def _restatement(page: Page, each: Compared, own: Mapping[str, str]) -> None:
    """The two amounts of a line, and the one less the other."""
    line, row = each.line, page.row
    by = (
        f'=IF(COUNT({_NOW}{row},{_BEFORE}{row})=2,ROUND({_BEFORE}{row}-{_NOW}{row},4),"{NO_VALUE}")'
    )
    if line.unit == "share":
        shares = [
            None if value is None else _cut_off(Fraction(value))
            for value in (each.said, each.prior)
        ]
        change = None if None in shares else shares[1] - shares[0]  # type: ignore[operator]
        for column, share in zip((_NOW, _BEFORE), shares, strict=True):
            page.share(column, share, "rate", "line", formula=own[column])
        page.share(_SAID, change, "rate", "line", formula=by)
        return
    said, prior = (value if isinstance(value, int) else None for value in (each.said, each.prior))
    change_pence = None if said is None or prior is None else prior - said
    write = page.number if line.unit == "number" else page.money
    write(_NOW, said, "line", formula=own[_NOW])
    write(_BEFORE, prior, "line", formula=own[_BEFORE])
    write(_SAID, change_pence, "line", formula=by)


def write_checks(
    page: Page, values: Mapping[str, Mapping[str, _Value]], places: Mapping[str, Places]
) -> None:
    """Write what the statements must say alike: each row must show 0.

    Only what both sides say is compared.

    Args:
        page: the first sheet.
        values: the value of every line, by statement and line.
        places: where the statements stand, by code.

    >>> page = Page.unsaved()
    >>> write_checks(page, {}, {})
    >>> page.row
    1
    """
    costs, equity = (OPERATING_COSTS, "net-operating-costs"), (BALANCE_SHEET, "equity")
    charged = ("revenue_resource_limit", "charged")
    of_year = (BALANCE_SHEET, "net-operating-cost")
    employed = (BALANCE_SHEET, "assets-employed")
    rows = (
        ("What is charged against the revenue limit, less net operating costs", charged, costs, -1),
        (
            f"Net operating costs, and their line in {Section.EQUITY.words}",
            costs,
            of_year,
            1,
        ),
        (f"Total assets employed, less total {Section.EQUITY.words}", employed, equity, -1),
    )

    def known(place: tuple[str, str]) -> int | None:
        value = values.get(place[0], {}).get(place[1])
        return value if isinstance(value, int) else None

    shown = [row for row in rows if known(row[1]) is not None and known(row[2]) is not None]
    if not shown:
        return
    page.section("Checks: each must be 0", joined=True)
    for label, one, other, sign in shown:
        page.paragraph(label, "line", last="F")
        first, second = (
            at(places[part].page, f"{_NOW}{places[part].rows[code]}") for part, code in (one, other)
        )
        pence = (known(one) or 0) + sign * (known(other) or 0)
        formula = f"=ROUND({first}{'+' if sign > 0 else '-'}{second},2)"
        page.money(_NOW, pence, "strong", "line", formula=formula)
        page.warn_unless_zero(f"{_NOW}{page.row}")
        page.fill("HIJK", "line")
        page.row += 1
