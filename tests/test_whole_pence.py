"""Amounts are whole pence: what only looks like them is refused, wherever it is given."""

from collections.abc import Callable
from typing import Any

import pytest

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, PlannedSurplus

BY: dict[str, Any] = {"by": "Head of Finance", "on": "2011-12-01"}


def _journal(book: Book, pence: Any) -> None:
    lines = [JournalLine("81000", debit_pence=pence), JournalLine("81001", credit_pence=pence)]
    book.submit_journal("5A9", "M8", lines, number="J1", narrative="rent", by="Head of Finance")


ASKED: dict[str, Callable[[Book, Any], object]] = {
    "an allocation": lambda book, pence: book.post(
        event(Allocation(strand=RECURRENT, pence=pence, issuer="DH"), body="5A9")
    ),
    "a surplus": lambda book, pence: book.post(
        event(PlannedSurplus(strand=RECURRENT, pence=pence), body="5A9")
    ),
    "a journal": _journal,
    "a recharge": lambda book, pence: book.recharge(
        "R1",
        provider="5K7",
        recipient="5A9",
        pence=pence,
        category="c",
        purpose="p",
        month="M8",
        **BY,
    ),
    "an agreement": lambda book, pence: book.state_recharge_agreement(
        "SLA", provider="5K7", recipient="5A9", pence=pence, source="paper", **BY
    ),
    "a tolerance": lambda book, pence: book.agreement("M8", tolerance_pence=pence),
    "a transfer": lambda book, pence: book.propose_transfer(
        "T1", giver="5K7", receiver="5A9", pence=pence, effective="2011-12-01", purpose="p", **BY
    ),
    "cash": lambda book, pence: book.plan_cash_drawings("5A9", {"M10": pence}, reference="r", **BY),
    "a control total": lambda book, pence: book.agree_control_total(
        "5A9", pence, authority="Q36", reference="r", by="Head of Finance", on="2011-05-02"
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_no_whole_number_of_pence_is_no_amount(what: str) -> None:
    """100 is £1; the yes of a check, £1 as 100.0, 1.5 pence and the text 100 are none."""
    book = Book.in_memory("2011-12", group="NCL")
    before = book.holdings.resource.events
    for pence in (True, 100.0, 1.5, "100"):
        with pytest.raises((PctFinanceError, ValueError), match=r"(?i)whole|valid integer"):
            ASKED[what](book, pence)
    assert book.holdings.resource.events == before
    ASKED[what](book, 100)
    assert book.verify() == ()
