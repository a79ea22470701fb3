"""The page about duties and statements says what the code does."""

import doctest
from pathlib import Path

from pctfinance.consolidation.balance_sheet import Section
from pctfinance.consolidation.duty_notes import NoteKind, NoteStatus

PAGE = (Path(__file__).parents[1] / "docs" / "duties.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGE.replace("```\n", "\n"), {}, "page", None, 0)
    assert len(page.examples) == 16
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_page_names_every_note_status_and_section() -> None:
    """A row of the table for each note; the words of each status and section."""
    for kind in NoteKind:
        assert f"| {kind.heading} |" in PAGE
    for status in NoteStatus:
        assert status.value.replace("_", " ") in PAGE
    for section in Section:
        assert f"`{section.value}`" in PAGE
