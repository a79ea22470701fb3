"""The page about agreement of balances says what the code does."""

import doctest
from pathlib import Path

from pctfinance.consolidation.agreement import AgreementStatus
from pctfinance.money import show_exact
from pctfinance.rulebooks import Rulebook, packaged_years

PAGE = (Path(__file__).parents[1] / "docs" / "agreement.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGE.replace("```\n", "\n"), {}, "page", None, 0)
    assert len(page.examples) == 27
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_page_names_every_status_and_the_tolerance() -> None:
    """A row of the table each, and the packaged amount, which is said to be a choice."""
    for status in AgreementStatus:
        assert f"| {status.value} |" in PAGE
    for year in packaged_years():
        rule = Rulebook.packaged(year).agreement
        assert rule is not None
        assert f"{show_exact(rule.tolerance.amount_pence)} by the packaged rulebooks" in PAGE
        assert rule.tolerance.certainty == "professional knowledge"
