"""A month of another year is refused by every question and every command, and never answered."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.errors import UsageError

_MONTHS = ("period", "month", "as_of", "first", "in_month", "from_month", "for_month", "late_for")
_TEXTS: dict[str, Any] = {
    "body": "5A9",
    "provider": "5A9",
    "recipient": "5K7",
    "counterparty": "5K7",
    "of": "5A9",
    "pence": 1,
    "shares": {"5A9": 1},
}
_LOOKS_ELSEWHERE_FIRST = {
    *("load", "load_ledger", "preview", "plan", "read_plan", "import_approvals"),  # a file
    *("fund", "reverse_recharge"),  # what it names
}


def _asking() -> list[tuple[str, str]]:
    """Each public method of a book with each of its arguments that name a month.

    Left out are those that are refused here for something else before they look at the month.
    """
    found = []
    for name, method in inspect.getmembers(Book, inspect.isfunction):
        if name.startswith("_") or name in _LOOKS_ELSEWHERE_FIRST:
            continue
        given = inspect.signature(method).parameters
        found += [(name, month) for month in _MONTHS if month in given]
    return found


def _arguments(method: Callable[..., Any], month: str) -> dict[str, Any]:
    """What else is needed; months of the year for the other months."""
    given = inspect.signature(method).parameters
    needed = [
        name
        for name, parameter in given.items()
        if parameter.default is parameter.empty and name not in ("self", month)
    ]
    others = {name: "M8" for name in needed if name in _MONTHS}
    plain = {name: _TEXTS.get(name, "x") for name in needed if name not in _MONTHS}
    return {**plain, **others, month: "2012-13 M08"}


def test_many_are_looked_at() -> None:
    """The list is made from the book itself: a new question is in it."""
    found = _asking()
    assert {"agreement", "bridge", "cube", "position", "qipp", "state_bills_paid"} <= {
        name for name, _ in found
    }
    assert len(found) > 40


@pytest.mark.parametrize(("name", "month"), _asking())
def test_a_month_of_another_year_is_refused(name: str, month: str) -> None:
    """The message names the month and the year of the book; nothing is written."""
    book = Book.in_memory("2011-12", group="NCL")
    before = book.head
    method = getattr(book, name)
    with pytest.raises(UsageError, match="2012-13"):
        method(**_arguments(method, month))
    assert book.head == before
