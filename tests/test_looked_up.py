"""What a report is asked for and does not have: the error says so in words, and what there is."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.errors import NotInReportError, UsageError, looked_up
from sample_books import sample_book


@cache
def sample() -> Book:
    """The packaged example."""
    return sample_book()


LOOKS: dict[str, Callable[[Book], Any]] = {
    "body 'Camden'": lambda book: book.position("M8").report_lines("Camden"),
    "body 'Barnet'": lambda book: book.position("M8").body("Barnet"),
    "group 'XX'": lambda book: book.cube("M8").aggregate("XX"),
    "body '5AT'": lambda book: book.cube("M8").duty("5AT"),
    "pair 'balances 5A9 5K7'": lambda book: book.agreement("M8").pair("5A9", "5K7"),
    "body 'XX'": lambda book: book.bridge("M8").body("XX"),
    "body '5E1'": lambda book: book.exposure("M8", [], draws=10).body("5E1"),
    "scheme '5A9 Q9'": lambda book: book.qipp("M8").of("5A9", "Q9"),
    "contract '5A9 C9'": lambda book: book.contracts("M8").of("5A9", "C9"),
    "line 'debtors'": lambda book: book.eliminations("M8").elimination.line("debtors"),
    "line 'nope'": lambda book: book.sha_return("5A9", "M8").line("nope"),
    "result 'nope 5A9'": lambda book: book.check("M8").of("nope", "5A9"),
    "statement 'nope'": lambda book: book.statements("5A9", "M12").compared("nope"),
    "line 'nope limit'": lambda book: book.statements("5A9", "M12").value("nope", "limit"),
    "note '5E1 cash_limit'": lambda book: book.duties("M8").of("5E1", "cash_limit"),
}


@pytest.mark.parametrize("said", LOOKS)
def test_what_is_not_there_is_said_with_what_there_is(said: str) -> None:
    """The first line names what was asked for; the hint what is near, what there is, or that nothing is."""
    with pytest.raises(NotInReportError) as caught:
        LOOKS[said](sample())
    (finding,) = caught.value.findings
    assert finding.message == f"there is no {said} here"
    assert finding.hint.startswith(("did you mean ", "there are ", "there is none at all"))


def test_words_that_are_none_of_an_enumeration_are_told_those_that_are() -> None:
    """A note and a role of signature; neither is a bare error of Python."""
    with pytest.raises(UsageError, match="'chief' is no note kind -> use revenue_resource_limit, "):
        sample().duties("M8").of("5A9", "chief")
    said = "'chief' is no signatory role -> use "
    with pytest.raises(UsageError, match=said):
        sample().statements("5A9", "M12").signature("chief")
    with pytest.raises(UsageError, match=said):
        sample().signed_statements("5A9", "chief")


def test_it_is_the_error_that_a_mapping_raises_too() -> None:
    """Whoever caught a KeyError still does; as text it is the finding, and not a pair of quotes."""
    with pytest.raises(KeyError) as caught:
        looked_up({("5A9", "Q1"): 1, ("5K7", "Q2"): 2}, ("5A9", "Q2"), "scheme")
    assert str(caught.value) == (
        "there is no scheme '5A9 Q2' here -> did you mean 5A9 Q1 or 5K7 Q2? [usage]"
    )


def test_a_long_list_is_cut_off() -> None:
    """Twelve are named, and how many more there are."""
    with pytest.raises(NotInReportError, match=r"there are a0, .*, a11 and 3 more"):
        looked_up({f"a{at}": at for at in range(15)}, "zzz", "body")
    with pytest.raises(NotInReportError, match="there is none at all"):
        looked_up({}, "zzz", "body")
