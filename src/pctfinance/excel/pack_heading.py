"""The head of every sheet of the pack: whose figures these are, and how they are to be read."""

from collections.abc import Sequence
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.position import SIGN_CONVENTION, Position
from pctfinance.excel.pack_duties import BASIS_WORDS
from pctfinance.excel.pack_page import Page
from pctfinance.money import Unit

__all__ = ["in_words", "report_title", "write_heading"]

_UNIT = Unit.THOUSANDS.symbol
_TITLE_POINTS, _SUBTITLE_POINTS = 22, 16


def in_words(day: date) -> str:
    """A date as it is written in a paper.

    >>> in_words(date(2011, 12, 9))
    '9 December 2011'
    """
    return f"{day.day} {Period.of(day).name}"


def report_title(position: Position) -> str:
    """What the report is called, without the name of whom it is about.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> report_title(one_body())
    'Finance report for November 2011 (2011-12 M08)'
    """
    return f"Finance report for {position.period.name} ({position.period})"


def write_heading(page: Page, name: str, positions: Sequence[Position], *, synthetic: bool) -> None:
    """Write the title, the rows that every printed page repeats, and how to read the figures.

    Args:
        page: a sheet on which nothing stands yet.
        name: whom the sheet is about.
        positions: what is shown; the first is the one that the report is about.
        synthetic: whether any figure of the sheet has no published source.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> page = Page.unsaved()
    >>> write_heading(page, "Barnet PCT", [one_body()], synthetic=False)
    >>> page.row
    8
    """
    page.text("A", name, "title")
    page.height(_TITLE_POINTS)
    page.row += 1
    bases = " and ".join(BASIS_WORDS[position.basis] for position in positions)
    page.text("A", f"{report_title(positions[0])}: {bases}", "subtitle")
    page.height(_SUBTITLE_POINTS)
    page.row += 1
    page.text("A", f"{_UNIT}; {SIGN_CONVENTION}; (adverse)", "note")
    page.row += 2
    if synthetic:
        page.paragraph(
            "CONTAINS SYNTHETIC FIGURES, which have no published source: rows marked s", "banner"
        )
        page.row += 2
    for heading, text in _reading_notes(positions[0]).items():
        page.text("A", heading, "strong")
        page.paragraph(text, first="B")
        page.row += 1


def _reading_notes(position: Position) -> dict[str, str]:
    """What whoever reads a figure must know of it, by heading."""
    known = (
        f"documents dated up to {in_words(position.known_at)}"
        if position.known_at
        else "every document of the year that was recorded"
    )
    return {
        "Known at": f"{known}, effective up to {in_words(position.period.end)}",
        "Certainty": f"duties are tested against {position.certainty.value} limits; anticipated "
        "resource is no part of them and stands in columns of its own",
        "Unit": f"Cells hold pounds and pence; figures are shown in {_UNIT}. A dash is a figure "
        "that is not known; 0 is zero; (0) is adverse by less than £500",
    }
