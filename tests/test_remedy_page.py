"""The page about remedies and exposure: its examples run."""

import doctest
from pathlib import Path

from pctfinance.tables.risk_file import RISK_FILE

PAGE = Path(__file__).parents[1] / "docs" / "remedy.md"


def test_the_examples_run() -> None:
    """What the page shows is what happens."""
    text = PAGE.read_text(encoding="utf-8")
    page = doctest.DocTestParser().get_doctest(text, {}, "remedy", None, 0)
    assert len(page.examples) > 15
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.DocTestRunner(optionflags=flags).run(page).failed == 0


def test_the_page_names_every_column() -> None:
    """A column that comes is told there."""
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{column.name}` |" in text for column in RISK_FILE.columns)
