"""The head of every sheet of the pack: whose figures these are, and how they are to be read."""

from collections.abc import Sequence
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.position import SIGN_CONVENTION, Position
from pctfinance.excel.pack_measures import BASIS_WORDS
from pctfinance.excel.pack_page import Page
from pctfinance.money import Unit

__all__ = ["in_words", "report_title", "write_headline", "write_reading_notes", "write_title"]

_UNIT = Unit.THOUSANDS.symbol
_TITLE_POINTS, _SUBTITLE_POINTS = 22, 16
_HEADLINES = {"BREACH": "bad", "INCOMPLETE": "open", "MET": "good"}


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


def write_title(page: Page, name: str, positions: Sequence[Position]) -> None:
    """Write the title: the rows that every printed page repeats.

    Args:
        page: a sheet on which nothing stands yet.
        name: whom the sheet is about.
        positions: what is shown; the first is the one that the report is about.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> page = Page.unsaved()
    >>> write_title(page, "Barnet PCT", [one_body()])
    >>> page.row
    5
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


def write_headline(page: Page, headline: str) -> None:
    """Write the sentence that says what matters, in a box; its first word gives the colour.

    >>> page = Page.unsaved()
    >>> write_headline(page, "BREACH: 3 of 5 PCTs exceed their revenue resource limit.")
    >>> page.row
    2
    """
    page.headline(headline, _HEADLINES)


def write_reading_notes(page: Page, position: Position, *, synthetic: bool) -> None:
    """Write what whoever reads a figure must know of it.

    Args:
        page: the sheet.
        position: the one that the report is about.
        synthetic: whether any figure of the sheet has no published source.

    >>> from pctfinance.excel.pack_examples import one_body
    >>> page = Page.unsaved()
    >>> write_reading_notes(page, one_body(), synthetic=False)
    >>> page.row
    4
    """
    if synthetic:
        page.paragraph(
            "CONTAINS SYNTHETIC FIGURES, which have no published source: rows marked s", "banner"
        )
        page.row += 2
    for heading, text in _reading_notes(position).items():
        page.text("A", heading, "strong")
        page.paragraph(text, first="B")
        page.row += 1


def _reading_notes(position: Position) -> dict[str, str]:
    """What is to be known of a figure, by heading."""
    known = (
        f"documents up to {in_words(position.known_at)} (the newest date counted)"
        if position.known_at
        else "every document of the year that was recorded"
    )
    return {
        "Known at": f"{known}, effective up to {in_words(position.period.end)}",
        "Certainty": f"duties are tested against {position.certainty.value} limits; anticipated "
        "resource is no part of them and stands in columns of its own",
        "Unit": f"cells hold pounds and pence; figures are shown in {_UNIT}, each rounded by itself. "
        "A dash is a figure that is not known; 0 is less than £500, and (0) is adverse by less",
    }
