"""No loan is made between bodies of two books; what is done instead, and what tells two books apart.

Camden is in the book of North Central London, Brent in that of North West London. Amounts are
invented.
"""

import pytest

from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.kinds import Allocation
from transfer_examples import SHA, Steps


def book_of(group: str, body: str) -> Book:
    """One body with £100, and the SHA's officer."""
    book = Book.in_memory("2011-12", group=group)
    book.post(event(Allocation(strand=NON_RECURRENT, pence=100_00, issuer="DH"), body=body))
    book.state_officers("Q36", [(SHA, None, "2011-04-01", "2011-10-02")])
    return book


@pytest.mark.parametrize(
    ("group", "body", "code"),
    [("NCL", "5K7", "transfer.terms"), ("NWL", "5K5", "register.not-member")],
)
def test_a_loan_over_two_books_is_refused_in_both(group: str, body: str, code: str) -> None:
    """Neither the lender's nor the borrower's book takes it; the lender's says what to do instead."""
    book = book_of(group, body)
    before = book.holdings.resource.events
    loan = Steps(
        book, "L1", kind="loan", giver="5K7", receiver="5K5", repayments=[("2012-13", 10_00)]
    )
    with pytest.raises(PostingRefusedError) as refused:
        loan.propose()
    assert {found.code for found in refused.value.findings} == {code}
    hints = [found.hint for found in refused.value.findings]
    assert any("lodge it with the authority" in hint for hint in hints) == (group == "NCL")
    assert book.holdings.resource.events == before
    assert book._records.statements[-1].content["codes"] == [code]


def test_brokerage_goes_over_the_authority() -> None:
    """Camden lodges £10, to come back next year; the SHA supports Brent with £10: each whole alone."""
    camden, brent = book_of("NCL", "5K7"), book_of("NWL", "5K5")
    lodged = Steps(
        camden, "L1", kind="lodgement", receiver="Q36", pence=10_00, returns=[("2012-13", 10_00)]
    )
    lodged.until_approved()
    lodged.action()
    support = Steps(brent, "S1", kind="support", giver="Q36", receiver="5K5", pence=10_00)
    support.until_approved()
    support.action()
    assert camden.limit("5K7", as_of="M12").total() == 90_00
    assert brent.limit("5K5", as_of="M12").total() == 110_00
    (held,) = camden.lodgements("5K7").of("5K7").lodgements
    assert held.outstanding_pence == 10_00
    assert camden.verify() == brent.verify() == ()
