"""The tables of the duties: body by body beside an aggregate that is not pooled.

The figures stand on the bodies' sheets. The group's sheet takes each from there, tests nothing
itself, and sums over- and underspends apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.duties import Basis, Duty, LimitBasis
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.excel.pack_aggregate import STATUS_STYLES, YearLimits, write_aggregate
from pctfinance.excel.pack_cells import at, known_total
from pctfinance.excel.pack_measures import COLOURS, SHARE, VARIANCE, Measure, measure_of
from pctfinance.excel.pack_page import Page
from pctfinance.ledger.lines import Certainty
from pctfinance.rulebooks import Words

__all__ = ["DutyRow", "duty_name", "write_body_duties", "write_group_duty"]

_CHARGED = {
    Basis.YTD: "Charged to date",
    Basis.FORECAST: "Forecast charge",
    Basis.OUTTURN: "Charged in the year",
}
_LIMIT_BASIS = {LimitBasis.ANNUAL: "for the year", LimitBasis.YTD: "to date"}
_AMOUNTS = "CDHI"
_LEFT = "ABF"


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
    page: Page, position: Position, code: str, duties: Sequence[Duty], words: Words
) -> dict[Duty, DutyRow]:
    """Write some duties of one body, one a row, and say where each stands.

    Those without a limit to date stand in a table of their own on the year-to-date basis.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> words = Rulebook.packaged("2011-12").words
    >>> rows = write_body_duties(Page.unsaved(), one_body(), "5A9", [Duty.REVENUE], words)
    >>> rows[Duty.REVENUE].row, rows[Duty.REVENUE].variance_pence
    (3, -26)
    """
    rows: dict[Duty, DutyRow] = {}
    for measure in (VARIANCE, SHARE):
        chosen = [duty for duty in duties if measure_of(position, duty) is measure]
        if not chosen:
            continue
        if rows:
            page.row += 1
        _begin(page, position, measure, {"A": "Duty"}, "Limit")
        for duty in chosen:
            basis = _LIMIT_BASIS[position.body(code).duty(duty).limit_basis]
            page.paragraph(f"{duty_name(duty, words)}, {basis}", "line", last="B")
            rows[duty] = _write_result(page, position.body(code), duty, measure, {})
        page.colour(f"F{page.row - len(chosen)}:F{page.row - 1}", COLOURS)
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
    (4, -26)
    """
    measure = measure_of(position, duty)
    to_date = any(body.duty(duty).limit_basis is LimitBasis.YTD for body in position.bodies)
    limit = f"Limit {_LIMIT_BASIS[LimitBasis.YTD if to_date else LimitBasis.ANNUAL]}"
    _begin(page, position, measure, {"A": "Code", "B": words.body}, limit)
    first = page.row
    for body in position.bodies:
        sheet, row = cells[body.code]
        page.text("A", body.code, "text", "line")
        page.text("B", body.body.name, "text", "line", "wrap")
        page.make_room(body.body.name, "B", "B")
        links = {column: "=" + at(sheet, f"{column}{row}") for column in _AMOUNTS}
        _write_result(page, body, duty, measure, links)
    page.colour(f"F{first}:G{page.row}", COLOURS)
    total = position.aggregate(duty)
    limits = zip(*(_year_limits(body, duty) for body in position.bodies), strict=True)
    year = YearLimits(*(_sum(amounts) for amounts in limits))
    found = write_aggregate(page, first, total, year, measure=measure, words=words)
    return DutyRow(found.row, year.confirmed_pence, *found[1:], total.synthetic)


def _begin(
    page: Page, position: Position, measure: Measure, names: Mapping[str, str], limit: str
) -> None:
    """What is to be known of a table, and its headings."""
    note = measure.note(position.basis)
    if note:
        page.text("A", note, "note")
        page.row += 1
    page.header(
        {
            **names,
            "C": limit,
            "D": _CHARGED[position.basis],
            "E": measure.heading,
            "F": measure.status_heading,
            "H": "Confirmed limit for the year",
            "I": "Anticipated, not tested",
            "J": "Expected limit (confirmed + anticipated)",
        },
        left=_LEFT,
    )


def _write_result(
    page: Page, body: BodyPosition, duty: Duty, measure: Measure, links: Mapping[str, str]
) -> DutyRow:
    """One duty of one body: limit, charge, variance, status, and what is expected to come."""
    row, result, year = page.row, body.duty(duty), _year_limits(body, duty)
    limit, charged = result.limit_pence, result.charged_pence
    amounts = (limit, charged, year.confirmed_pence, year.anticipated_pence)
    for column, pence in zip(_AMOUNTS, amounts, strict=True):
        page.money(column, pence, "line", formula=links.get(column))
    measure.write(page, limit, charged, "line")
    page.words("F", measure.status(result), measure.status_formula(row), "line", *STATUS_STYLES)
    page.fill("G", "line")
    page.money("J", year.expected_pence, "line", formula=known_total(f"H{row}:I{row}", 2))
    page.mark("line", synthetic=result.synthetic, assumed=result.assumed)
    page.row += 1
    variance = result.variance_pence
    return DutyRow(row, year.confirmed_pence, limit, charged, variance, result.synthetic)


def _year_limits(body: BodyPosition, duty: Duty) -> YearLimits:
    """The limits of one body's year. Without any source the confirmed one is not known."""
    balances = body.balances
    anticipated = balances.limit(duty.limit, certainty=Certainty.ANTICIPATED)
    if duty.limit not in balances.limits:
        return YearLimits(None, anticipated, None)
    confirmed = balances.limit(duty.limit)
    return YearLimits(confirmed, anticipated, confirmed + anticipated)


def _sum(amounts: Iterable[int | None]) -> int | None:
    given = tuple(amounts)
    known = [pence for pence in given if pence is not None]
    return sum(known) if len(known) == len(given) else None
