"""The pages about the approval schedule and about previews: their examples run."""

import doctest
from pathlib import Path

import pytest

from pctfinance.codes import CODES
from pctfinance.tables.schedule_columns import DECISION_COLUMNS, SCHEDULE

DOCS = Path(__file__).parents[1] / "docs"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", ["approval-schedule", "preview"])
def test_the_example_runs(name: str) -> None:
    """What the page shows is what happens."""
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    page = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    assert len(page.examples) > 5
    assert doctest.DocTestRunner(optionflags=FLAGS).run(page).failed == 0


def test_the_page_names_every_decision_and_every_code() -> None:
    """A column or code that comes is told there."""
    text = (DOCS / "approval-schedule.md").read_text(encoding="utf-8")
    for column in DECISION_COLUMNS:
        assert column.name.replace("_", " ") in text, column.name
    for code in CODES:
        if code.startswith("schedule."):
            assert f"`{code}`" in text, code
    assert SCHEDULE.columns[-3].name in text
