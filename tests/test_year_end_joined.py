"""The year's end among locked months, journals and reversals."""

import pytest

from ledger_examples import RECURRENT, event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.months import MonthState
from pctfinance.year_end import FinalStatement
from year_end_examples import MAY, OFFICE, all_decided, ended, two_boards

REST = Assignment("DH", "Department of Health", account="*")
HEADROOM = Assignment("DH", "Department of Health", item="held/headroom")


def closed(book: Book, *rules: Assignment) -> FinalStatement:
    """Barnet closed: all of it to the Department."""
    given = rules or (REST, HEADROOM)
    return book.final_close(
        "5A9", given, by=OFFICE, reference="transfer scheme", general_fund="3000"
    )


def test_a_year_whose_months_are_controlled_is_rolled_when_the_last_is_locked() -> None:
    """Months 1 to 12 of both boards: closed is not enough; decisions are taken after the lock."""
    book = two_boards()
    for number in range(1, 13):
        bring(book, number, MonthState.CLOSED, ("5A9", "5C1"))
    all_decided(book)
    with pytest.raises(PostingRefusedError, match="its last month is not locked"):
        book.roll_forward(None, by=OFFICE, notified=MAY)
    for number in range(1, 13):
        bring(book, number, MonthState.LOCKED, ("5A9", "5C1"))
    before = book.position("M12")
    book.decide_by_default(by=OFFICE, reference="paper 8", notified="2012-06-30")
    assert book.month_state("5A9", "M12") is MonthState.LOCKED
    assert book.position("M12").known_at == before.known_at
    rolled = book.roll_forward(None, by=OFFICE, notified=MAY).book
    assert rolled.verify_predecessor(book) == ()


def test_what_was_reversed_is_no_item() -> None:
    """An allocation of 40 that was reversed: DH's 500 are what is left to decide."""
    book = two_boards()
    wrong = event(Allocation(strand=RECURRENT, pence=40_00, issuer="DH"), body="5C1")
    book.post(wrong)
    number = book.holdings.resource.events[-1].sequence
    undone = event(Reversal(corrects=number), body="5C1")
    book.post(undone.model_copy(update={"by": OFFICE, "purpose": "another board's"}))
    items = {item.key: item.pence for item in book.rolling("5C1").items}
    assert items["revenue/recurrent/allocation/DH"] == 500_00
    assert "revenue/recurrent/allocation" not in items


def journal(book: Book, number: str, *, lane: str = "journal", approved: bool = True) -> None:
    """5 more of costs and provisions."""
    lines = [
        JournalLine("5210", "acute", Limit.REVENUE, debit_pence=5_00),
        JournalLine("2410", credit_pence=5_00),
    ]
    book.submit_journal(
        "5A9",
        "M12",
        lines,
        number=number,
        by="head of finance",
        narrative="auditor's letter",
        lane=lane,  # type: ignore[arg-type]  # one of the two words
    )
    if approved:
        book.approve_journal("5A9", number, by=OFFICE)


def test_approved_journals_are_part_of_the_closing_balances() -> None:
    """Provisions of 70 and 5 more; the costs close into the general fund."""
    book = ended()
    journal(book, "J1")
    balances = closed(book).by_account
    assert (balances["2410", ""], balances["3000", ""]) == (-75_00, -355_00)
    assert [f.message for f in book.verify() if "assigns other" in f.message] == []


def test_a_journal_that_waits_stops_the_close() -> None:
    """It would change the balances after they were assigned."""
    book = ended()
    journal(book, "J1", approved=False)
    with pytest.raises(PostingRefusedError, match="journals wait for a decision: J1"):
        closed(book)


def test_after_the_close_only_a_journal_that_adjusts_can_follow() -> None:
    """A regular one is refused; an adjustment is submitted, approved, and assigned by itself."""
    book = ended()
    closed(book)
    with pytest.raises(PostingRefusedError, match="was closed for good"):
        journal(book, "J1")
    journal(book, "J2", lane="adjustment")
    assert len(book.final_statement("5A9").findings) == 2
    assert closed(book, REST).by_account["2410", ""] == -75_00
