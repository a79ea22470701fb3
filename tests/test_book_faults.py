"""Faults that the book's machine found, each in its smallest form."""

from dataclasses import replace
from typing import Any

import pytest

from machine_words import FIRST, days_of, event_of
from pctfinance.book import Book
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from reference_acts import Act


def _book() -> Book:
    return Book.in_memory("2011-12", group="NCL")


def _allocation(pence: int, key: str = "", content: str = "") -> Event:
    return event_of(Act("allocation", "5A9", FIRST, FIRST, pence, key=key, content=content))


def _load(pence: int, body: str = "5A9", month: int = 1, **parts: Any) -> Event:
    day = days_of(month)[1]
    rows = ((parts.pop("row", month), "revenue", "acute", pence),)
    parts = {"table": "actuals", "rows": rows} | parts
    return event_of(Act("figures-loaded", body, day, day, **parts))


def test_figures_to_date_of_one_body_leave_anothers_monthly_figures_alone() -> None:
    """Barnet reports 5 and 5 by month, Enfield 1 to date: Barnet has spent 10 by May."""
    book = _book()
    book.post(_load(5), _load(5, month=2), _load(1, "5C1", cumulative=True))
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(2)).pence == 10


def test_a_body_does_not_change_from_months_to_date_in_the_year() -> None:
    """5 by month, then 1 to date: what 1 would mean beside the 5 nobody can tell."""
    book = _book()
    book.post(_load(5))
    with pytest.raises(PostingRefusedError, match="the book holds its actuals as each month's own"):
        book.post(_load(1, month=2, cumulative=True))


def test_a_row_that_stands_twice_in_one_command_is_posted_once() -> None:
    """The same row twice: one event, one passed over."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    receipt = book.post(row, row)
    assert (receipt.posted, receipt.already_there) == (1, 1)


def test_a_row_that_contradicts_itself_in_one_command_is_refused() -> None:
    """One row, two contents: refused, as it is in two commands."""
    book = _book()
    with pytest.raises(PostingRefusedError):
        book.post(_allocation(5, "row 1", "as it was"), _allocation(6, "row 1", "changed"))


def test_the_last_load_of_a_command_is_the_one_that_stands() -> None:
    """1 stands; then come 2 and 1 again in one command: 1 stands."""
    book = _book()
    book.post(_load(1))
    book.post(_load(2), _load(1))
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(1)).pence == 1


def test_rows_that_moved_in_their_file_are_no_new_figures() -> None:
    """Additions 5 and grants 3, then grants 3 and additions 5: the same figures, posted once."""
    book = _book()
    additions, grants = (1, "capital", "additions", 5), (1, "capital", "grants", 3)
    book.post(_load(0, rows=(additions, grants)))
    receipt = book.post(_load(0, rows=(grants, additions)))
    assert (receipt.posted, receipt.already_there) == (0, 1)
    assert book.holdings.actuals.to_date("5A9", Limit.CAPITAL, book.year.period(1)).pence == 8


def test_a_request_that_posted_nothing_new_is_remembered() -> None:
    """Its name cannot be used for something else."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    book.post(row)
    book.post(row, request="monday")
    with pytest.raises(UsageError):
        book.post(_allocation(6), request="monday")


def test_a_repeated_request_is_answered_with_the_first_receipt() -> None:
    """Also what was passed over, and the head behind it, are those of the first time."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    book.post(row)
    first = book.post(row, _allocation(6), request="monday")
    book.post(_allocation(7))
    assert book.post(row, _allocation(6), request="monday") == replace(first, repeated=True)


@pytest.mark.parametrize(
    "load",
    [_load(5, row=13), _load(5, row=7)],
    ids=["a month that no year has", "another month than the load's"],
)
def test_a_load_that_cannot_be_read_is_refused(load: Event) -> None:
    """What is taken in can be read: month 13 would make every later position fail."""
    with pytest.raises(PostingRefusedError):
        _book().post(load)


def test_a_profile_sent_again_takes_the_place_of_the_former() -> None:
    """A profile is the whole year's, whichever day it counts from."""
    book = _book()
    book.post(_load(1, table="profile"), _load(3, month=2, table="profile", row=1))
    year_end = book.year.period(12)
    assert book.holdings.profile.to_date("5A9", Limit.REVENUE, year_end).pence == 3


def test_headroom_on_a_base_beyond_the_log_is_refused_in_words() -> None:
    """Each amount is one that an input may have; their sum is beyond 2^53."""
    book = _book()
    book.post(*(_allocation(10**15) for _ in range(10)))
    lodged = event_of(Act("headroom-lodged", "5A9", FIRST, FIRST, 1))
    words = "base_pence would be 10,000,000,000,000,000, and a book keeps no number beyond"
    with pytest.raises(PostingRefusedError, match=words):
        book.post(lodged)
    assert (book.head.sequence, book.verify()) == (11, ())


@pytest.mark.parametrize("pence", [2**53, -(2**53), 2**62])
def test_an_amount_beyond_the_log_is_refused_in_words(pence: int) -> None:
    """In an event and in a row of figures, alone and among others; one less is taken."""
    book = _book()
    for event_ in (_allocation(pence), _load(pence)):
        with pytest.raises(PostingRefusedError, match=r"(pence|rows) would be"):
            book.post(_allocation(1), event_, request="r")
    assert (book.head.sequence, book.verify()) == (1, ())
    book.post(_allocation(2**53 - 1), _load(2**53 - 1))
    assert book.verify() == ()


def test_a_capital_category_that_nobody_knows_is_refused() -> None:
    """Taken in, it makes every position of the body fail."""
    book = _book()
    rows = ((1, "capital", "additions", 5), (1, "capital", "bogus", 5))
    with pytest.raises(PostingRefusedError):
        book.post(_load(5, rows=rows))


def test_a_limit_all_of_which_was_reversed_is_not_known() -> None:
    """£5 brought forward by mistake and reversed: nobody was given £0, in the statement as elsewhere."""
    book = _book()
    wrong = book.post(_allocation(5))
    said = {"by": "Head of Finance", "reason": "it is Camden's", "reference": "memo"}
    book.reverse(wrong.sequence, effective=FIRST, notified=FIRST, **said)
    stated = book.limit("5A9", as_of="M1")
    assert (stated.total(), stated.is_known()) == (0, False)
    assert book.position("M1").body("5A9").duty(Duty.REVENUE).limit_pence is None
