"""The page about shared costs says what the code does."""

import doctest
import re
from pathlib import Path

from pctfinance.money import show_exact
from pctfinance.rulebooks import Rulebook, packaged_years

PAGE = (Path(__file__).parents[1] / "docs" / "shared-costs.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs() -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGE.replace("```\n", "\n"), {}, "page", None, 0)
    assert len(page.examples) == 19
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_amounts_of_the_page_are_those_of_the_rulebooks() -> None:
    """The page repeats three amounts of the packaged rulebooks."""
    for year in packaged_years():
        rules = Rulebook.packaged(year).recharging
        assert rules is not None
        for rule in (rules.without_basis, rules.returned, rules.round_sum):
            assert show_exact(rule.amount_pence) in PAGE
            assert rule.certainty == "professional knowledge"
    assert set(re.findall(r"`(recharge\.[a-z-]+)`", PAGE)) == {
        "recharge.turns-duty",
        "recharge.without-basis",
        "recharge.returned",
        "recharge.more-than-cost",
    }
