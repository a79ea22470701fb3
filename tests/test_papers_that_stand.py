"""Which of several papers stands: that of the last day, and no day that is out of all reason."""

from collections.abc import Callable
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.errors import UsageError
from pctfinance.ledger.contracts import ContractLine
from test_contracts import BARNET

BILLS = {"number": 100, "pence": 100, "number_in_time": 100, "pence_in_time": 100}
Says = Callable[..., Any]


def contract(book: Book, price: int, **paper: Any) -> None:
    """A contract of 12 units at a price."""
    who: dict[str, Any] = {"provider": "RX", "provider_name": "X", "by": "Contracts", **paper}
    line = ContractLine.of("NEL", "Non-elective", 12, price)
    book.state_contract(BARNET, "C1", [line], {BARNET: 1}, **who)


def scheme(book: Book, pence: int, **paper: Any) -> None:
    """A scheme that is to save an amount in July."""
    plan: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "by": "QIPP lead"}
    book.state_scheme(BARNET, "Q1", "Generics", {"M4": pence}, **plan, **paper)


def bills(book: Book, pence: int, **paper: Any) -> None:
    """The bills of April; an amount of the NHS."""
    nhs = {**BILLS, "pence": pence + 100}
    book.state_bills_paid(BARNET, "M1", nhs=nhs, non_nhs=BILLS, by="Controller", **paper)


def arm(book: Book, pence: int, **paper: Any) -> None:
    """A provider arm in the year up to June."""
    figures: dict[str, Any] = {"cost_pence": pence, "income_pence": pence, "by": "Director"}
    book.state_provider_arm(BARNET, "M3", **figures, **paper)


KINDS = pytest.mark.parametrize("say", [contract, scheme, bills, arm])


@KINDS
def test_a_paper_of_an_earlier_day_than_what_stands_is_refused(say: Says) -> None:
    """One of 1 December stands: the first, of 20 June, comes too late, and nothing is written."""
    book = Book.in_memory("2011-12", group="NCL")
    say(book, 200, reference="variation", on="2011-12-01")
    head = book.head
    with pytest.raises(UsageError, match="what stands is of 2011-12-01, and this paper of 2011-06"):
        say(book, 100, reference="first", on="2011-06-20")
    assert book.head == head
    say(book, 300, reference="second variation", on="2011-12-01")
    say(book, 400, reference="third variation")
    assert book.head.sequence == head.sequence + 2


@KINDS
@pytest.mark.parametrize("day", ["2100-01-01", "2010-03-01"])
def test_a_day_out_of_all_reason_is_refused(say: Says, day: str) -> None:
    """A paper of 2011-12 is from April 2010 on, and not of a day that is yet to come."""
    book = Book.in_memory("2011-12", group="NCL")
    head = book.head
    with pytest.raises(UsageError, match=f"no paper of 2011-12 is of {day}"):
        say(book, 100, reference="paper", on=day)
    assert book.head == head
