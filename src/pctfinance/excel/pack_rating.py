"""The tables of colours and trends: a body's own, and the group's, which are the worst of its bodies.

A body's sheet rates its duties and categories; the group's sheet takes each duty from there. What is
charged to date on a duty without a limit to date has no variance and no colour, unless it is more
than the limit of the whole year.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import Position
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.excel.pack_categories import CategoryRows
from pctfinance.excel.pack_duties import DutyRow, duty_name
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_rag import thresholds
from pctfinance.excel.pack_rating_rows import WORST_IN, RatingRows, row_style
from pctfinance.rulebooks import Words

__all__ = ["RagRows", "write_body_rag", "write_group_rag"]

_Key = tuple[str, bool]
"""A category, and whether it is the subtotal of others."""


class RagRows(NamedTuple):
    """Where the colours of a body stand: the rows of its duties, and of its categories."""

    duties: Mapping[Duty, int] = MappingProxyType({})
    categories: Mapping[_Key, int] = MappingProxyType({})


def write_body_rag(
    page: Page,
    position: Position,
    code: str,
    duties: Mapping[tuple[Basis, Duty], DutyRow],
    categories: CategoryRows,
    *,
    words: Words,
) -> RagRows:
    """Write the colours and trends of one body's duties and categories, and say where each stands.

    Args:
        page: the sheet, below the tables that are rated.
        position: what is shown.
        code: the body's code.
        duties: the rows of its duties on the same sheet, by basis.
        categories: its table of categories on the same sheet.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> words = Rulebook.packaged("2011-12").words
    >>> table = CategoryRows({}, {})
    >>> write_body_rag(Page.unsaved(), one_body(), "5A9", {}, table, words=words) == RagRows()
    True
    """
    body = position.body(code)
    if not body.outlook:
        return RagRows()
    writer = RatingRows(page, position)
    page.section("Red, amber, green and trend")
    writer.header("Limit", "% of limit", "Last month's forecast variance")
    first, of_duties = page.row, {}
    for duty in position.duties:
        of_duties[duty] = page.row
        page.paragraph(duty_name(duty, words), "line", last="B")
        writer.duty(code, duty, duties)
    writer.colour(first)
    of_categories: dict[_Key, int] = {}
    if lines := position.report_lines(code):
        page.row += 1
        writer.header("Category", "% of budget", "Movement in forecast")
        first = page.row
        for each, row in _in_order(lines, categories):
            of_categories[each.code, each.subtotal] = page.row
            writer.category(each, row, categories)
            writer.movement(each, row)
            page.mark(row_style(each), synthetic=each.line.synthetic, assumed=each.line.assumed)
            page.row += 1
        writer.colour(first)
    writer.notes(thresholds(position.rag))
    return RagRows(of_duties, of_categories)


def write_group_rag(
    page: Page,
    position: Position,
    sheets: Mapping[str, tuple[str, RagRows]],
    categories: CategoryRows,
    words: Words,
) -> None:
    """Write the colours of the group: of each duty those of its bodies, then the worst of them.

    Args:
        page: the group's sheet, below its table of categories.
        position: what is shown.
        sheets: the name of each body's sheet, and where its colours stand, by code.
        categories: the group's table of categories.
        words: the words of the year.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> from pctfinance.rulebooks import Rulebook
    >>> page, words = Page.unsaved(), Rulebook.packaged("2011-12").words
    >>> write_group_rag(page, one_body(), {}, CategoryRows({}, {}), words)
    >>> page.row
    1
    """
    if not all(body.outlook for body in position.bodies):
        return
    writer, whole = RatingRows(page, position), not position.not_in_book
    for duty in position.duties:
        name = duty_name(duty, words)
        page.section(f"Red, amber, green and trend: {name[:1].lower()}{name[1:]}")
        writer.header(words.body, "% of limit", "Last month's forecast variance")
        first = page.row
        for body in position.bodies:
            sheet, rows = sheets[body.code]
            page.paragraph(f"{body.code} {body.body.name}", "line", last="B")
            writer.duty(body.code, duty, {}, (sheet, rows.duties[duty]))
        writer.worst_duty(duty, range(first, page.row), whole=whole)
        writer.colour(first)
    lines = position.report_lines()
    if lines:
        page.section(f"Red, amber, green and trend: categories, the worst of the {words.bodies}")
        writer.header("Category", "% of budget", WORST_IN)
        first = page.row
        for each, row in _in_order(lines, categories):
            key = (each.code, each.subtotal)
            cells = {
                code: (sheet, rows.categories[key])
                for code, (sheet, rows) in sheets.items()
                if key in rows.categories
            }
            writer.category(each, row, categories, cells, whole=whole)
            writer.worst_in(each, cells)
            page.mark(row_style(each), synthetic=each.line.synthetic, assumed=each.line.assumed)
            page.row += 1
        writer.colour(first)
    writer.notes(
        thresholds(position.rag),
        f"Colours and trends of the {words.group} are the worst of its {words.bodies}, never those of "
        "the sum.",
    )


def _in_order(lines: Iterable[ReportLine], table: CategoryRows) -> list[tuple[ReportLine, int]]:
    """The lines in the order of the table that they rate, each with its row there."""
    found = [
        (each, (table.subtotals if each.subtotal else table.by_category)[each.code])
        for each in lines
    ]
    return sorted(found, key=lambda pair: pair[1])
