"""The underlying position in the pack: the steps of each body, and the group's sum, which is not pooled.

Where a body did not say what of its forecast is non-recurrent, its position is not known, and no sum
over it is. The sum names the bodies in deficit: no surplus of one makes good another's.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.consolidation.underlying import Step, Underlying
from pctfinance.excel.pack_cells import NO_VALUE, at, known_total, quoted
from pctfinance.excel.pack_duties import DutyRow
from pctfinance.excel.pack_limit import PartsRow
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_rag import named_formula
from pctfinance.ledger.lines import Certainty
from pctfinance.rulebooks import Words

__all__ = ["UnderlyingRows", "write_body_underlying", "write_group_underlying"]

_STEPS: Mapping[Step, tuple[str, str]] = MappingProxyType(
    {
        Step.REPORTED: (
            "Forecast variance against the revenue limit, as reported",
            "Forecast variance",
        ),
        Step.SOURCES: (
            "less: confirmed resource that comes only once",
            "less: non-recurrent sources",
        ),
        Step.COSTS: ("plus: forecast costs that come only once", "plus: non-recurrent costs"),
        Step.ANTICIPATED: ("plus: anticipated recurrent resource", "plus: anticipated recurrent"),
        Step.LODGED: ("plus: recurrent resource lodged with the authority", "plus: lodged"),
    }
)
_ALWAYS = (Step.REPORTED, Step.SOURCES, Step.COSTS)
_TITLE = "Underlying position"
_DEFICIT, _NOT_KNOWN, _NONE = "deficit", "not known", "no deficit"
_COLOURS = {_DEFICIT: "bad", _NOT_KNOWN: "open"}
_NAMED_MAX = 12
_TERM = (
    "Recurrent resource less recurrent spend, as forecast for the year. The term is professional usage; "
    "the rulebook says which resource it starts from."
)


class UnderlyingRows(NamedTuple):
    """Where the underlying position of a body stands on its sheet: the row of each step, and of it."""

    steps: Mapping[Step, int] = MappingProxyType({})
    total: int = 0


def write_body_underlying(
    page: Page,
    underlying: Underlying,
    forecast: DutyRow | None,
    stated: Mapping[Certainty, PartsRow],
    *,
    synthetic: bool = False,
) -> UnderlyingRows:
    """Write the steps from the reported forecast variance to the underlying position of one body.

    Args:
        page: the sheet.
        underlying: the position; where it is not known, the reason is written.
        forecast: the row of its revenue duty as forecast on the same sheet, if it is there.
        stated: the totals of its limit on the same sheet, if they are there.
        synthetic: whether any figure of the body has no published source.

    >>> from pctfinance.consolidation.underlying import BridgeStep
    >>> known = Underlying((BridgeStep(Step.REPORTED, -5), BridgeStep(Step.COSTS, 2)))
    >>> write_body_underlying(Page.unsaved(), known, None, {}).total
    6
    """
    page.section(_TITLE)
    if underlying.pence is None:
        page.paragraph(f"Not known: {underlying.reason}.", "quiet")
        page.row += 1
        return UnderlyingRows()
    page.header({"A": "Step", "J": "Amount"}, left="A")
    confirmed = stated.get(Certainty.CONFIRMED)
    rows: dict[Step, int] = {}
    for step, pence in underlying.steps:
        rows[step] = page.row
        page.paragraph(_STEPS[step][0], "line", last="G")
        page.fill("HI", "line")
        page.mark("line", synthetic=synthetic)
        formula = None
        if step is Step.REPORTED and forecast and forecast.variance_pence == pence:
            formula = f"=E{forecast.row}"
        if step is Step.SOURCES and confirmed and -confirmed.parts.non_recurrent_pence == pence:
            formula = f"=-I{confirmed.row}"
        page.money("J", pence, "line", formula=formula)
        page.row += 1
    page.paragraph(_TITLE, "total", last="G")
    page.fill("HI", "total")
    page.mark("total", synthetic=synthetic)
    cells = f"J{min(rows.values())}:J{page.row - 1}"
    page.money("J", underlying.pence, "total", formula=known_total(cells, len(rows)))
    total = page.row
    page.row += 1
    page.paragraph(_TERM, "note")
    page.row += 1
    return UnderlyingRows(rows, total)


def write_group_underlying(
    page: Page, position: Position, sheets: Mapping[str, tuple[str, UnderlyingRows]], words: Words
) -> None:
    """Write the underlying position of each body, and their sum, which is not pooled.

    Args:
        page: the group's sheet.
        position: what is shown.
        sheets: the name of each body's sheet, and where its position stands, by code.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> page, words = Page.unsaved(), Rulebook.packaged("2011-12").words
    >>> write_group_underlying(page, one_body(), {"5A9": ("5A9", UnderlyingRows())}, words)
    >>> page.row
    9
    """
    page.section(f"{_TITLE}, sum of the {words.bodies}, not pooled")
    total = position.underlying
    found = [body.underlying for body in position.bodies]
    steps = [
        step
        for step in Step
        if step in _ALWAYS or any(each.step(step) is not None for each in found)
    ]
    columns = dict(zip(steps, "CDEFG", strict=False))
    headings = {column: _STEPS[step][1] for step, column in columns.items()}
    page.header({"A": words.body, **headings, "H": _TITLE, "I": "  In deficit"}, left="AIJ")
    first = page.row
    for body in position.bodies:
        _body_row(page, body, columns, sheets[body.code])
    _sum_row(page, position, total, columns, range(first, page.row))
    page.colour(f"I{first}:I{page.row - 1}", _COLOURS)
    for text in _notes(position, total):
        page.paragraph(text, "note")
        page.row += 1


def _body_row(
    page: Page,
    body: BodyPosition,
    columns: Mapping[Step, str],
    there: tuple[str, UnderlyingRows],
) -> None:
    sheet, rows = there
    underlying = body.underlying
    row, pence = page.row, underlying.pence
    page.paragraph(f"{body.code} {body.body.name}", "line", last="B")
    page.fill([column for column in "CDEFG" if column not in columns.values()], "line")
    for step, column in columns.items():
        place = rows.steps.get(step)
        formula = f"={at(sheet, f'J{place}')}" if place else None
        amount = 0 if pence is not None and not place else underlying.step(step)
        page.money(column, amount, "line", formula=formula)
    formula = f"={at(sheet, f'J{rows.total}')}" if rows.total else None
    page.money("H", pence, "line", formula=formula)
    text = _NOT_KNOWN if pence is None else _DEFICIT if pence < 0 else _NONE
    said = f"=IF(ISNUMBER(H{row}),IF(H{row}<0,{quoted(_DEFICIT)},{quoted(_NONE)}),{quoted(_NOT_KNOWN)})"
    page.merge("I", "J", "line", "left", "indent1")
    page.words("I", text, said, "line", "left", "indent1")
    page.mark("line", synthetic=body.contains_synthetic)
    page.row += 1


def _sum_row(
    page: Page, position: Position, total: Underlying, columns: Mapping[Step, str], rows: range
) -> None:
    """The sum, known only where each body's is, and the bodies in deficit by name."""
    page.paragraph("Sum (not pooled)", "total", last="B")
    page.fill([column for column in "CDEFG" if column not in columns.values()], "total")
    known = total.pence is not None
    for step, column in columns.items():
        amount = (total.step(step) or 0) if known else None
        _sum(page, column, amount, rows, whole=not position.not_in_book)
    _sum(page, "H", total.pence, rows, whole=not position.not_in_book)
    codes = [body.code for body in position.bodies]
    text = f"{_DEFICIT}: {', '.join(total.deficits)}" if total.deficits else _NONE
    page.merge("I", "J", "wrap", "total", "indent1")
    if not total.deficits and total.missing:
        text = _NOT_KNOWN
    if len(codes) > _NAMED_MAX:
        more = len(total.deficits) - _NAMED_MAX
        if more > 0:
            named = ", ".join(total.deficits[:_NAMED_MAX])
            text = f"{_DEFICIT}: {named} and {more} more"
        page.text("I", text, "wrap", "total", "indent1")
    else:
        cells = {code: f"I{row}" for code, row in zip(codes, rows, strict=True)}
        area = f"I{rows[0]}:I{rows[-1]}"
        named = named_formula(cells, quoted(_DEFICIT)).removeprefix("=")
        other = quoted(_NOT_KNOWN)
        if not position.not_in_book:
            other = f"IF(COUNTIF({area},{other})>0,{other},{quoted(_NONE)})"
        formula = (
            f"=IF(COUNTIF({area},{quoted(_DEFICIT)})>0,{quoted(f'{_DEFICIT}: ')}&{named},{other})"
        )
        page.words("I", text, formula, "wrap", "total", "indent1")
    page.make_room(text, "I", "J")
    page.mark("total", synthetic=position.contains_synthetic)
    page.row += 1


def _sum(page: Page, column: str, pence: int | None, rows: range, *, whole: bool) -> None:
    cells = f"{column}{rows[0]}:{column}{rows[-1]}"
    formula = known_total(cells, len(rows)) if whole else f'="{NO_VALUE}"'
    page.money(column, pence, "total", formula=formula)


def _notes(position: Position, total: Underlying) -> Sequence[str]:
    reasons: dict[str, list[str]] = {}
    for body in position.bodies:
        if body.underlying.reason:
            reasons.setdefault(body.underlying.reason, []).append(body.code)
    notes = [f"Not known of {', '.join(codes)}: {reason}." for reason, codes in reasons.items()]
    if total.missing:
        more = len(total.missing) - _NAMED_MAX
        named = ", ".join(total.missing[:_NAMED_MAX]) + (f" and {more} more" if more > 0 else "")
        notes.append(f"Not known together without {named}.")
    return (*notes, _TERM)
