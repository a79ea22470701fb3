"""The page about the return to the SHA says what the code does."""

import doctest
from pathlib import Path

from pctfinance.consolidation.return_lines import RETURN_TABLES
from sample_books import sample_book

PAGE = (Path(__file__).parents[1] / "docs" / "sha-return.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    text = PAGE.replace("```\n", "\n").replace("\\\n", "")
    page = doctest.DocTestParser().get_doctest(text, {}, "page", None, 0)
    assert len(page.examples) == 23
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_page_names_every_section_and_every_key() -> None:
    """A row of the table each, and each key of the document."""
    for table in RETURN_TABLES.values():
        assert f"| {table.section} |" in PAGE
    document = sample_book().sha_return("5A9", "M8").document()
    for key in (*document, *document["lines"][0]):
        assert f"`{key}`" in PAGE or f"`{key}[]`" in PAGE, key
