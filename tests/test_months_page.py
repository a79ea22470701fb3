"""The page about a month's end says what the code does."""

import doctest

from pctfinance.ledger.months import STEPS
from pctfinance.present.month_page import month_end_markdown


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(month_end_markdown(), {}, "month-end", None, 0)
    assert len(page.examples) > 10
    assert doctest.DocTestRunner().run(page).failed == 0


def test_every_step_is_in_the_diagram_and_in_the_table() -> None:
    """The picture is made from the table of steps, so neither can leave one out."""
    page = month_end_markdown()
    for step in STEPS:
        assert f"{step.before} --> {step.after}: {step.verb}\n" in page
        assert f"| {step.verb} | {step.before} | {step.after} |" in page
