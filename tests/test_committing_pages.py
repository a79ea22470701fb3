"""The pages about emergency commitments, running costs and cash: their examples run."""

import doctest
import re
from pathlib import Path

import pytest

from pctfinance.cli.app import app
from pctfinance.codes import CODES
from pctfinance.rulebooks import Rulebook, packaged_text

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {
    name: (DOCS / f"{name}.md").read_text(encoding="utf-8")
    for name in (
        "emergency-commitments",
        "running-costs",
        "cash",
    )
}


@pytest.mark.parametrize("name", PAGES)
def test_the_example_of_the_page_runs(name: str) -> None:
    """Whoever types it gets what the page shows."""
    page = doctest.DocTestParser().get_doctest(PAGES[name], {}, name, None, 0)
    assert len(page.examples) > 8
    assert doctest.DocTestRunner().run(page).failed == 0


@pytest.mark.parametrize("name", PAGES)
def test_what_the_page_names_is_there(name: str) -> None:
    """Its codes are published, its commands exist, its links lead to pages."""
    text = PAGES[name]
    for code in re.findall(r"`((?:cash|running-costs|commitment)\.[a-z-]+)`", text):
        assert code in CODES
    known = {command.name for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    for command in re.findall(r"^pctfinance ([a-z-]+)", text, flags=re.MULTILINE):
        assert command in known
    for page in re.findall(r"\]\(([a-z-]+\.md)\)", text):
        assert (DOCS / page).exists()


def test_the_limit_of_the_page_can_be_put_into_a_rulebook() -> None:
    """The lines that it shows are those of a rulebook."""
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGES["running-costs"], flags=re.DOTALL)
    text = packaged_text("2011-12").replace(
        "\n[cash.ahead_tolerance]", f"\n{shown}\n[cash.ahead_tolerance]"
    )
    (limit,) = Rulebook.parse(text).running_costs.limits
    assert (limit.authority, limit.basis, limit.amount_pence) == ("Q36", "per-head", 3500)
