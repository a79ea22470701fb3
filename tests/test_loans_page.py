"""The page about loans: its example runs, and it names every kind and code there is."""

import doctest
from pathlib import Path

from pctfinance.codes import CODES
from pctfinance.decisions import refusals
from pctfinance.decisions.states import Action
from pctfinance.ledger.transfers import TransferKind

PAGE = Path(__file__).parents[1] / "docs" / "loans.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_example_runs() -> None:
    """What the page shows is what happens, in four books of four years."""
    page = doctest.DocTestParser().get_doctest(TEXT, {}, "loans", None, 0)
    result = doctest.DocTestRunner().run(page)
    assert (result.failed, result.attempted > 20) == (0, True)


def test_the_page_names_every_kind() -> None:
    """Loan, repayment, rescheduling and write-off; and how a repayment is covered."""
    for kind in ("LOAN", "REPAYMENT", "RESCHEDULE", "WRITE_OFF"):
        assert f"| `{TransferKind[kind].value}` |" in TEXT
    assert f"{Action.COVER.value}_repayment" in TEXT


def test_the_page_names_every_code() -> None:
    """Each with its class of error, which has that code."""
    codes = {name for name in CODES if name.startswith("loan.")}
    classes = {
        each.code: name
        for name, each in vars(refusals).items()
        if name.startswith("Loan") and name.endswith("Error")
    }
    assert classes.keys() == codes
    for code, name in classes.items():
        assert f"| `{code}` | `{name}` |" in TEXT
