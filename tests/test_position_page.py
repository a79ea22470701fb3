"""The page about positions: what it shows is what happens."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "position.md"


def test_the_example_runs() -> None:
    """Every question of the page has the answer that stands below it."""
    text = PAGE.read_text("utf-8").replace("```", "")
    page = doctest.DocTestParser().get_doctest(text, {}, "position", None, 0)
    result = doctest.DocTestRunner().run(page)
    assert result.attempted > 20
    assert result.failed == 0
