"""The page about transfers: its example runs, and its diagram is the table of steps."""

import doctest

from pctfinance.decisions.states import TRANSITIONS
from pctfinance.present.transfer_page import transfers_markdown


def test_the_example_runs() -> None:
    """What the page shows is what happens."""
    page = doctest.DocTestParser().get_doctest(transfers_markdown(), {}, "transfers", None, 0)
    assert doctest.DocTestRunner().run(page).failed == 0


def test_the_diagram_has_every_step() -> None:
    """One arrow a row of the table that the gate uses."""
    arrows = [line for line in transfers_markdown().splitlines() if " --> " in line]
    assert len(arrows) == len(TRANSITIONS)
    assert "    approved --> actioned: action" in arrows
