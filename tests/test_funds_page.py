"""The page about funds: its example runs, and its commands are there."""

import doctest
import re
from pathlib import Path

from command import Run

PAGE = (Path(__file__).parents[1] / "docs" / "funds.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGE.replace("```\n", "\n"), {}, "page", None, 0)
    assert len(page.examples) == 26
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_commands_of_the_page_are_there(run: Run) -> None:
    """Each that it shows."""
    shown = set(re.findall(r"pctfinance fund ([a-z-]+)", PAGE))
    assert shown == {"state", "agree", "contribute", "waive", "re-spread", "draw", "show"}
    for name in shown:
        assert run("fund", name, "--help").code == 0
