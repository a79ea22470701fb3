"""The page about delegation says what the code does."""

import doctest
import re
from pathlib import Path

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path

PAGE = (Path(__file__).parents[1] / "docs" / "delegation.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGE.replace("```\n", "\n"), {}, "page", None, 0)
    assert len(page.examples) == 22
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_tables_of_the_page_are_what_is_printed(run: Run, tmp_path: Path) -> None:
    """The sample's Barnet in month 6, word for word."""
    place = tmp_path / "ncl.book"
    Book.create_from(place, sample_path()).close()
    printed = run("delegations", place, "--as-of", "M06", "--body", "5A9").out
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    lines = [line.rstrip() for line in printed.strip().splitlines()]
    assert lines == shown.rstrip().splitlines()
