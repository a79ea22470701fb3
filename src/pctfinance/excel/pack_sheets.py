"""The sheets of the pack: one for each body, and the summary of all of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.excel.pack_bridge import write_bridge
from pctfinance.excel.pack_categories import CategoryRows, summed_over, write_categories
from pctfinance.excel.pack_duties import DutyRow, duty_name, write_body_duties, write_group_duty
from pctfinance.excel.pack_findings import (
    EXCEPTIONS_UNIT,
    told,
    told_of,
    write_exceptions,
    write_notes,
)
from pctfinance.excel.pack_heading import (
    in_words,
    write_headline,
    write_reading_notes,
    write_title,
)
from pctfinance.excel.pack_limit import PartsRow, write_statement
from pctfinance.excel.pack_measures import BASIS_WORDS, duties_shown
from pctfinance.excel.pack_origin import PackOrigin, write_origin
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_rating import RagRows, write_body_rag, write_group_rag
from pctfinance.excel.pack_reconciliation import write_reconciliation
from pctfinance.excel.pack_underlying import (
    UnderlyingRows,
    write_body_underlying,
    write_group_underlying,
)
from pctfinance.ledger.lines import Certainty
from pctfinance.ledger.statement import LimitStatement
from pctfinance.rulebooks import Words

__all__ = ["BodySheet", "write_body_sheet", "write_summary"]

_SYNTHETIC_NOTE = "s: the row contains synthetic figures, which have no published source."
_ASSUMED_NOTE = "a: the row contains actuals that were assumed and not sent again since."
_FOLLOWS_NOTE = (
    "Totals, variances and statuses follow a figure that is changed in this workbook; the headline and "
    "the exceptions are those of the month as it was closed."
)


class BodySheet(NamedTuple):
    """Where the figures of one body stand, for the sheet that takes them from there."""

    name: str
    duties: Mapping[tuple[Basis, Duty], DutyRow]
    categories: CategoryRows
    rag: RagRows = RagRows()
    underlying: UnderlyingRows = UnderlyingRows()


def write_body_sheet(
    page: Page,
    positions: Sequence[Position],
    code: str,
    statement: LimitStatement | None,
    words: Words,
) -> BodySheet:
    """Write the sheet of one body.

    Args:
        page: the empty sheet.
        positions: what is shown, on one basis or two.
        code: whose sheet it is.
        statement: its revenue limit change by change, where there is one.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> words = Rulebook.packaged("2011-12").words
    >>> sheet = write_body_sheet(Page.unsaved(), [one_body()], "5A9", None, words)
    >>> sheet.duties[Basis.FORECAST, Duty.REVENUE].variance_pence
    -26
    """
    body = positions[0].body(code)
    limit = words.limits.revenue
    findings = told_of(code, told(positions))
    synthetic = any(position.body(code).contains_synthetic for position in positions)
    write_title(page, f"{body.body.name} ({code})", positions)
    write_reading_notes(page, positions[0], synthetic=synthetic)
    duties: dict[tuple[Basis, Duty], DutyRow] = {}
    for position, shown in _duties(positions):
        page.section(f"Duties of this {words.body}: {BASIS_WORDS[position.basis]}")
        rows = write_body_duties(page, position, code, shown, words)
        duties.update({(position.basis, duty): row for duty, row in rows.items()})
    page.section(f"Exceptions and notes of this {words.body} {EXCEPTIONS_UNIT}")
    write_exceptions(page, findings)
    assumed = any(position.body(code).contains_assumed for position in positions)
    notes = {_SYNTHETIC_NOTE: synthetic, _ASSUMED_NOTE: assumed}
    write_notes(page, findings, *(note for note, is_so in notes.items() if is_so))
    page.section("Revenue by category")
    basis = positions[0].basis
    categories = write_categories(page, positions[0].categories, body.lines, basis)
    write_bridge(page, categories, _revenue(duties), limit)
    rag = write_body_rag(page, positions[0], code, duties, categories, words=words)
    stated: Mapping[Certainty, PartsRow] = {}
    if statement:
        page.section(f"The {limit}, change by change")
        stated = write_statement(page, statement)
    page.section(f"The {limit} and its use")
    write_reconciliation(page, body, stated, categories, words)
    underlying = UnderlyingRows()
    if body.outlook:
        forecast = _revenue(duties).get(Basis.FORECAST)
        underlying = write_body_underlying(
            page, body.underlying, forecast, stated, synthetic=synthetic
        )
    _write_signatures(page, positions[0], body)
    return BodySheet(page.name, duties, categories, rag, underlying)


def write_summary(
    page: Page,
    positions: Sequence[Position],
    sheets: Mapping[str, BodySheet],
    words: Words,
    headline: str,
    *,
    origin: PackOrigin | None = None,
) -> None:
    """Write the sheet of the group: nothing stands there that is not a body's.

    Args:
        page: the empty sheet.
        positions: what is shown, on one basis or two.
        sheets: the sheets of the bodies, by code.
        words: the words of the year.
        headline: the position in one sentence.
        origin: the book that it was made from, where it is one that is kept.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> words = Rulebook.packaged("2011-12").words
    >>> positions = [one_body()]
    >>> sheet = write_body_sheet(Page.unsaved(), positions, "5A9", None, words)
    >>> page = Page.unsaved()
    >>> write_summary(page, positions, {"5A9": sheet}, words, "BREACH: 1 of 1 PCT")
    >>> page.row
    32
    """
    first = positions[0]
    findings = told(positions)
    synthetic = any(position.contains_synthetic for position in positions)
    write_title(page, first.group.name, positions)
    write_headline(page, headline)
    page.section(f"Exceptions {EXCEPTIONS_UNIT}")
    write_exceptions(page, findings)
    page.row += 1
    write_reading_notes(page, first, synthetic=synthetic)
    if origin:
        write_origin(page, origin)
    duties: dict[tuple[Basis, Duty], DutyRow] = {}
    for position, shown in _duties(positions):
        for duty in shown:
            page.section(f"{duty_name(duty, words)}: {BASIS_WORDS[position.basis]}")
            places = {
                code: (sheet.name, sheet.duties[position.basis, duty].row)
                for code, sheet in sheets.items()
            }
            row = write_group_duty(page, position, duty, places, words)
            if not position.aggregate(duty).not_tested:
                duties[position.basis, duty] = row
    page.section(f"Revenue by category: sum of the {words.bodies}, not pooled")
    tables = {sheet.name: sheet.categories for sheet in sheets.values()}
    lines, cells = first.group_lines(), summed_over(tables)
    categories = write_categories(page, first.categories, lines, first.basis, cells)
    write_bridge(page, categories, _revenue(duties), words.limits.revenue)
    rated = {code: (sheet.name, sheet.rag) for code, sheet in sheets.items()}
    write_group_rag(page, first, rated, categories, words)
    if all(body.outlook for body in first.bodies):
        underlying = {code: (sheet.name, sheet.underlying) for code, sheet in sheets.items()}
        write_group_underlying(page, first, underlying, words)
    page.section("Notes")
    write_notes(
        page,
        findings,
        f"The {words.group} is not a statutory body: it has no limit and no duty. The aggregate is "
        f"not pooled: an underspend of one {words.body} does not make good the overspend of "
        "another, and its status is the list of breaches.",
        _FOLLOWS_NOTE,
        *([_SYNTHETIC_NOTE] if synthetic else []),
        *([_ASSUMED_NOTE] if any(each.contains_assumed for each in positions) else []),
    )


def _duties(positions: Sequence[Position]) -> Iterator[tuple[Position, tuple[Duty, ...]]]:
    """Every position with the duties of it that are shown."""
    for place, position in enumerate(positions):
        yield position, duties_shown(position, first=not place)


def _revenue(duties: Mapping[tuple[Basis, Duty], DutyRow]) -> dict[Basis, DutyRow]:
    return {basis: row for (basis, duty), row in duties.items() if duty is Duty.REVENUE}


def _write_signatures(page: Page, position: Position, body: BodyPosition) -> None:
    """Room for two offices to sign; the pack knows of no people."""
    group = position.group
    page.section(f"Signed for {body.body.name} as at {in_words(position.period.end)}", joined=True)
    for role, office in (
        ("Accountable officer", group.accountable_officer_office),
        ("Director of finance", group.director_of_finance_office),
    ):
        page.row += 1
        page.text("A", f"{role}: {office}" if office else role, "strong")
        page.text("F", "Signature", "note")
        page.fill("GH", "signature")
        page.text("I", "  Date", "note")
        page.fill("J", "signature")
        page.row += 1
