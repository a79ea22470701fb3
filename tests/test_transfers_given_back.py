"""What gives a transfer back is of one kind, and gives nothing else back beside it."""

from typing import Any

import pytest

from kind_examples import ready, taken
from ledger_examples import event
from loan_examples import BRENT, MILLION, assert_identity, done, lend, nwl
from pctfinance.book import Book
from pctfinance.decisions import refusals
from pctfinance.ledger.kinds import HeadroomLodged
from transfer_examples import Steps, two_pcts


def _log(book: Book) -> tuple[object, ...]:
    """Every event: a refusal adds none."""
    return book.holdings.resource.events


def test_a_repayment_gives_no_other_transfer_back() -> None:
    """Brent lends £1m and gives another £1m; Hillingdon gives that back, and the loan is still owed.

    A repayment that names the gift as well would settle two things with one amount: it is refused.
    """
    book = nwl()
    lend(book, pence=MILLION, repayments=(("2013-14", MILLION),))
    days: dict[str, Any] = {"effective": "2012-12-01", "by": BRENT, "on": "2012-11-01"}
    gift: dict[str, Any] = {"pence": MILLION, "purpose": "pressure"}
    book.propose_transfer("T1", giver="5K5", receiver="5AT", **gift, **days)
    done(book, "T1", "2012-11-20")
    back = {**gift, **days, "giver": "5AT", "receiver": "5K5", "reverses": "T1", "on": "2012-11-21"}
    before = _log(book)
    with pytest.raises(refusals.TransferTermsError, match="its kind, repayment"):
        book.propose_transfer("P1", kind="repayment", of_loan="L1", **back)
    assert _log(book) == before
    book.propose_transfer("X1", **back)
    done(book, "X1", "2012-11-22")
    loan = book.loan("L1")
    assert_identity(loan)
    assert (loan.outstanding_pence, book.transfer("T1").state.value) == (MILLION, "reversed")
    assert book.verify() == ()


@pytest.mark.parametrize("kind", ["loan", "redirect"])
def test_what_was_given_for_good_comes_back_for_good(kind: str) -> None:
    """£10 passed from Camden to Barnet comes back by a straight transfer, and by no other kind."""
    book = two_pcts()
    Steps(book, "T1").until_approved().action()
    terms = {"giver": "5A9", "receiver": "5K7", "reverses": "T1"}
    other: dict[str, Any] = {"kind": kind}
    if kind == "loan":
        other["repayments"] = [("2012-13", 10_00)]
    before = _log(book)
    with pytest.raises(refusals.TransferTermsError, match=f"its kind, {kind}"):
        Steps(book, "X0", **{**terms, **other}).propose(on="2011-07-02")
    assert _log(book) == before
    Steps(book, "X1", **terms).propose(on="2011-07-02")


def test_headroom_that_was_given_back_is_redirected_anew() -> None:
    """Each gave the other £10 of its held headroom; Barnet gives its £10 back, and that stands.

    Undoing the return would read as Camden's return of what Barnet gave, which nobody reversed.
    """
    book = ready()
    book.post(event(HeadroomLodged(pence=30_00), body="5A9"))
    taken(book, "D1", kind="redirect", pence=10_00)
    to_camden: dict[str, Any] = {"kind": "redirect", "giver": "5A9", "receiver": "5K7"}
    taken(book, "D2", **to_camden, pence=10_00)
    taken(book, "R1", **to_camden, pence=10_00, reverses="D1")
    before = _log(book), book.limit("5K7", as_of="M12").total()
    with pytest.raises(refusals.TransferTermsError, match="is redirected anew"):
        Steps(book, "R2", kind="redirect", reverses="R1").propose(on="2011-07-02")
    assert (_log(book), book.limit("5K7", as_of="M12").total()) == before
    camden, barnet = (book.headroom(code).of(code) for code in ("5K7", "5A9"))
    assert (camden.held_pence, camden.transferred_pence, camden.received_pence) == (30_00, 0, 10_00)
    assert (barnet.held_pence, barnet.transferred_pence, barnet.received_pence) == (20_00, 10_00, 0)
    assert book.verify() == ()
