"""The tables of the duties: body by body beside an aggregate that is not pooled.

The figures stand on the bodies' sheets. The group's sheet takes each from there, tests nothing
itself, and sums over- and underspends apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.consolidation.aggregate import Aggregate
from pctfinance.consolidation.duties import Basis, Duty, DutyStatus, LimitBasis
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.excel.pack_cells import NO_VALUE, at, difference, known_total
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_status import (
    INCOMPLETE,
    STATUS_WORDS,
    group_status_formula,
    group_status_words,
    status_formula,
)
from pctfinance.ledger.lines import Certainty
from pctfinance.rulebooks import Words

__all__ = ["BASIS_WORDS", "DutyRow", "duty_name", "write_body_duties", "write_group_duty"]

BASIS_WORDS: MappingProxyType[Basis, str] = MappingProxyType(
    {
        Basis.YTD: "year to date",
        Basis.FORECAST: "forecast outturn for the year",
        Basis.OUTTURN: "outturn of the year",
    }
)
"""What a basis is called."""

_CHARGED = {
    Basis.YTD: "Charged to date",
    Basis.FORECAST: "Forecast charge",
    Basis.OUTTURN: "Charged in the year",
}
_LIMIT_BASIS = {LimitBasis.ANNUAL: "for the year", LimitBasis.YTD: "to date"}
_COLOURS = {
    STATUS_WORDS[DutyStatus.BREACH]: "bad",
    STATUS_WORDS[DutyStatus.NOT_TESTED]: "open",
    INCOMPLETE: "open",
    STATUS_WORDS[DutyStatus.MET]: "good",
}
_AMOUNTS = "CDHI"
_LEFT = "ABF"
_STATUS = ("left", "indent1")


class DutyRow(NamedTuple):
    """A row that was written, and what it shows, in pence; `None` where it is not known.

    `confirmed_pence` is the limit of the year, `limit_pence` that which is tested.
    """

    row: int
    confirmed_pence: int | None
    limit_pence: int | None
    charged_pence: int | None
    variance_pence: int | None
    synthetic: bool = False


def duty_name(duty: Duty, words: Words) -> str:
    """What a duty is called, as a heading.

    >>> from pctfinance.rulebooks import Rulebook
    >>> duty_name(Duty.REVENUE, Rulebook.packaged("2011-12").words)
    'Revenue resource limit'
    """
    name = words.limits.of(duty.limit.value)
    return name[:1].upper() + name[1:]


def write_body_duties(
    page: Page, position: Position, code: str, words: Words
) -> dict[Duty, DutyRow]:
    """Write every duty of one body, one a row, and say where each stands.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> rows = write_body_duties(
    ...     Page.unsaved(), one_body(), "5A9", Rulebook.packaged("2011-12").words)
    >>> rows[Duty.REVENUE].row, rows[Duty.REVENUE].variance_pence
    (2, -26)
    """
    page.header({"A": "Duty", **_headings(position.basis, "Limit")}, left=_LEFT)
    body = position.body(code)
    rows = {}
    for duty in position.duties:
        basis = _LIMIT_BASIS[body.duty(duty).limit_basis]
        page.paragraph(f"{duty_name(duty, words)}, {basis}", "line", last="B")
        rows[duty] = _write_result(page, body, duty, {})
    page.colour(f"F{page.row - len(rows)}:F{page.row - 1}", _COLOURS)
    return rows


def write_group_duty(
    page: Page, position: Position, duty: Duty, cells: Mapping[str, tuple[str, int]], words: Words
) -> DutyRow:
    """Write one duty of every body, then the aggregate, and say where that stands.

    Args:
        page: the sheet, at the row where the table begins.
        position: what is shown.
        duty: which of its duties.
        cells: sheet and row of this duty by code of the body.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> words, cells = Rulebook.packaged("2011-12").words, {"5A9": ("5A9 Barnet", 12)}
    >>> row = write_group_duty(Page.unsaved(), one_body(), Duty.REVENUE, cells, words)
    >>> row.row, row.variance_pence
    (3, -26)
    """
    to_date = any(body.duty(duty).limit_basis is LimitBasis.YTD for body in position.bodies)
    limit = f"Limit {_LIMIT_BASIS[LimitBasis.YTD if to_date else LimitBasis.ANNUAL]}"
    headings = {"A": "Code", "B": words.body, **_headings(position.basis, limit)}
    page.header(headings, left=_LEFT)
    first = page.row
    for body in position.bodies:
        sheet, row = cells[body.code]
        page.text("A", body.code, "text", "line")
        page.text("B", body.body.name, "text", "line", "wrap")
        page.make_room(body.body.name, "B", "B")
        links = {column: "=" + at(sheet, f"{column}{row}") for column in _AMOUNTS}
        _write_result(page, body, duty, links)
    page.colour(f"F{first}:G{page.row}", _COLOURS)
    return _Aggregate(page, first, page.row - 1, position, position.aggregate(duty)).write(words)


def _headings(basis: Basis, limit: str) -> dict[str, str]:
    return {
        "C": limit,
        "D": _CHARGED[basis],
        "E": "Variance",
        "F": "  Status",
        "H": "Confirmed limit for the year",
        "I": "Anticipated, not tested",
        "J": "Expected limit (confirmed + anticipated)",
    }


def _write_result(page: Page, body: BodyPosition, duty: Duty, links: Mapping[str, str]) -> DutyRow:
    """One duty of one body: limit, charge, variance, status, and what is expected to come."""
    row, result = page.row, body.duty(duty)
    confirmed, anticipated, expected = _year_limits(body, duty)
    amounts = (result.limit_pence, result.charged_pence, confirmed, anticipated)
    for column, pence in zip(_AMOUNTS, amounts, strict=True):
        page.money(column, pence, "line", formula=links.get(column))
    page.money("E", result.variance_pence, "line", formula=difference(f"C{row}", f"D{row}"))
    page.words("F", STATUS_WORDS[result.status], status_formula(f"E{row}"), "line", *_STATUS)
    page.fill("G", "line")
    page.money("J", expected, "line", formula=known_total(f"H{row}:I{row}", 2))
    page.mark("line", synthetic=result.synthetic)
    page.row += 1
    return DutyRow(row, confirmed, *amounts[:2], result.variance_pence, result.synthetic)


def _year_limits(body: BodyPosition, duty: Duty) -> tuple[int | None, int, int | None]:
    """The year's limit: confirmed, anticipated, and both. Without any source it is not known."""
    balances = body.balances
    anticipated = balances.limit(duty.limit, certainty=Certainty.ANTICIPATED)
    if duty.limit not in balances.limits:
        return None, anticipated, None
    confirmed = balances.limit(duty.limit)
    return confirmed, anticipated, confirmed + anticipated


@dataclass(frozen=True)
class _Aggregate:
    """The rows below the bodies' rows: the sum over those that were tested, and what nets in it."""

    page: Page
    first: int
    last: int
    position: Position
    total: Aggregate

    @property
    def _tested(self) -> bool:
        return len(self.total.not_tested) < self.total.bodies_count

    def write(self, words: Words) -> DutyRow:
        """Write the aggregate, whose net has no colour and decides nothing, then its two parts."""
        page, total, row = self.page, self.total, self.page.row
        part = ", tested bodies only" if total.not_tested else ""
        page.paragraph(f"Aggregate (not pooled){part}", "total", last="B")
        limit = self._amount("C", total.limit_pence, self._of_tested("C"))
        charged = self._amount("D", total.charged_pence, self._of_tested("D"))
        variance = self._amount("E", total.variance_pence, f"ROUND(E{row + 1}+E{row + 2},2)")
        self._status(words)
        limits = zip(
            *(_year_limits(body, total.duty) for body in self.position.bodies), strict=True
        )
        confirmed, *rest = (_sum(amounts) for amounts in limits)
        for column, pence in zip("HIJ", (confirmed, *rest), strict=True):
            cells = f"{column}{self.first}:{column}{self.last}"
            page.money(column, pence, "total", formula=known_total(cells, total.bodies_count))
        page.mark("total", synthetic=total.synthetic)
        page.row += 1
        self._gross("gross underspends", total.underspends_pence, ">0")
        self._gross("gross overspends", total.overspends_pence, "<0")
        return DutyRow(row, confirmed, limit, charged, variance, total.synthetic)

    def _status(self, words: Words) -> None:
        text = group_status_words(self.total, words)
        formula = group_status_formula(self.first, self.last, words)
        self.page.merge("F", "G", "total", "wrap", *_STATUS)
        self.page.words("F", text, formula, "total", "wrap", *_STATUS)
        self.page.make_room(text, "F", "G")

    def _gross(self, label: str, pence: int, sign: str) -> None:
        page = self.page
        page.paragraph(label, "quiet", "line", "indent1", last="B")
        page.fill("CDFGHIJK", "line")
        cells = f"E{self.first}:E{self.last}"
        self._amount("E", pence, f'ROUND(SUMIF({cells},"{sign}"),2)', "quiet", "line")
        page.row += 1

    def _of_tested(self, column: str) -> str:
        """The sum of a column over the bodies that were tested: aggregates compare like with like."""
        statuses = f'F{self.first}:F{self.last},"<>{STATUS_WORDS[DutyStatus.NOT_TESTED]}"'
        return f"ROUND(SUMIF({statuses},{column}{self.first}:{column}{self.last}),2)"

    def _amount(self, column: str, pence: int, expression: str, *styles: str) -> int | None:
        """Write an amount of the tested bodies; where there is none, it is not known."""
        known = pence if self._tested else None
        counted = f"COUNT(E{self.first}:E{self.last})>0"
        formula = f'=IF({counted},{expression},"{NO_VALUE}")'
        self.page.money(column, known, *(styles or ("total",)), formula=formula)
        return known


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [pence for pence in amounts if pence is not None]
    return sum(known) if len(known) == len(amounts) else None
