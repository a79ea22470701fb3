"""Ways past the authority that somebody might try by hand: each is refused, or a finding tells."""

from datetime import date
from typing import Any

import pytest

from fund_examples import limits, three_pcts
from kind_examples import ready
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.decisions.refusals import LoanReversalError
from pctfinance.errors import ApprovalMissingError, PctFinanceError, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    BroughtForward,
    CapitalToRevenue,
    HeadroomLodged,
    HeadroomReleased,
    PlannedSurplus,
    SurplusLodged,
    Use,
    What,
)
from pctfinance.ledger.lines import Account, Certainty
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferKind,
    TransferProposed,
    TransferTerms,
)
from transfer_examples import BARNET, CAMDEN, SHA, Steps

ANTICIPATED = NON_RECURRENT._replace(certainty=Certainty.ANTICIPATED)
JULY = date(2011, 7, 1)


def signed(what: What, body: str, day: date = JULY) -> Event:
    """An event posted by hand, with an approval in name."""
    made = event(what, body=body, effective=day, approval="letter 12")
    return made.model_copy(update={"by": CAMDEN})


def refused(book: Book, *events: Event, match: str) -> None:
    """The events are refused, and the book is as it was."""
    head, before = book.head, limits(book)
    with pytest.raises(PctFinanceError, match=match):
        book.post(*events)
    assert (book.head, limits(book)) == (head, before)
    assert book.verify() == ()


def approved(**terms: Any) -> tuple[Book, TransferTerms]:
    """A transfer of £10 from Camden to Barnet that may be actioned; both anticipate £50."""
    book = three_pcts()
    for body in ("5K7", "5A9"):
        hoped = Allocation(strand=ANTICIPATED, pence=50_00, issuer="DH", tranche="X")
        book.post(event(hoped, body=body))
    Steps(book, **terms).until_approved()
    return book, book.transfer("T1").terms


@pytest.mark.parametrize(
    "forged",
    [
        {"tranche": "X"},
        {"tranche": "X", "anticipated_pence": 50_00},
        {"anticipated_pence": 5_00},
        {"uses": (Use(account=Account.RETAINED, pence=5_00, category="acute"),)},
    ],
)
@pytest.mark.parametrize("terms", [{}, {"kind": "support", "giver": "Q36"}])
def test_only_a_return_takes_the_place_of_what_is_anticipated(
    forged: dict[str, Any], terms: dict[str, Any]
) -> None:
    """A straight transfer or a support that names a tranche would move another account."""
    book, agreed = approved(**terms)
    named = {"number": "T1", "digest": agreed.digest, "terms": agreed, "pence": 10_00}
    step = TransferActioned.model_validate({**named, "side": Side.GIVER, **forged})
    legs = [signed(leg, body) for body, leg in legs_of(step)]
    refused(book, *legs, match="takes none's place")


@pytest.mark.parametrize("kind", [TransferKind.SUPPORT, TransferKind.LODGEMENT])
@pytest.mark.parametrize("outsider", ["5AT", "NCL", "Camden PCT", "5k7", "nobody", "LON"])
def test_who_gives_or_holds_from_outside_is_a_holder(outsider: str, kind: TransferKind) -> None:
    """A PCT of another cluster would give without its agreement, its leg and its authority."""
    gives = kind is TransferKind.SUPPORT
    terms = TransferTerms(
        number="T1",
        kind=kind,
        giver=outsider if gives else "5A9",
        receiver="5A9" if gives else outsider,
        pence=10_00,
        effective=JULY,
        purpose="pressure",
    )
    what = TransferProposed(number="T1", digest=terms.digest, terms=terms)
    refused(three_pcts(), signed(what, "5A9"), match=f"'{outsider}' is no holder")


@pytest.mark.parametrize("issuer", ["5K7", "Camden PCT", "NCL", " 5k7 ", "Barnet (5A9)"])
def test_no_member_issues_an_allocation_also_not_by_hand(issuer: str) -> None:
    """Neither an allocation nor the confirmation of one; rows of an input are refused as well."""
    book = three_pcts()
    given = Allocation(strand=NON_RECURRENT, pence=5_00, issuer=issuer)
    refused(book, event(given), match="comes from outside the group")
    book.post(event(Allocation(strand=ANTICIPATED, pence=50_00, issuer="DH", tranche="X")))
    settled = AnticipatedSettled(tranche="X", confirmed_pence=90_00, issuer=issuer)
    refused(book, event(settled), match="comes from outside the group")


def test_cash_counts_for_what_an_office_may_sign() -> None:
    """An office that may sign for £1 approves a penny of resource, and not £90 of cash with it."""
    book = three_pcts()
    book.state_officers("Q36", [(SHA, 1_00, "2011-04-01", "2011-10-02")])
    steps = Steps(book, pence=1, cash_pence=90_00).until_submitted()
    with pytest.raises(PctFinanceError, match="may sign up to £1, not £90"):
        steps.approve(cash_pence=90_00)
    steps.approve(cash_pence=1_00)


@pytest.mark.parametrize(
    "what", [HeadroomReleased(pence=5, case="c", category="acute"), CapitalToRevenue(pence=5)]
)
def test_spaces_are_no_approval(what: What) -> None:
    """What needs an approval names it."""
    book, before = ready(), None
    before = book.head
    with pytest.raises(ApprovalMissingError):
        book.post(event(what, body="5K7", approval="  "))
    assert book.head == before


@pytest.mark.parametrize(
    "fall",
    [
        (SurplusLodged(strand=NON_RECURRENT, pence=5_00),),
        (HeadroomLodged(pence=5_00),),
        (AnticipatedSettled(tranche="X", confirmed_pence=45_00),),
        (BroughtForward(pence=-5_00),),
    ],
)
@pytest.mark.parametrize(
    "rise",
    [
        Allocation(strand=RECURRENT, pence=5_00, issuer="DH"),
        BroughtForward(pence=5_00),
        AnticipatedSettled(tranche="X", confirmed_pence=55_00),
    ],
)
def test_what_is_given_up_here_and_allocated_there_is_a_finding(
    fall: tuple[What, ...], rise: What
) -> None:
    """Camden's limit falls by £5 and Barnet's rises by £5 in one month, by whatever rows."""
    book = three_pcts()
    for body in ("5K7", "5A9"):
        hoped = Allocation(strand=ANTICIPATED, pence=50_00, issuer="DH", tranche="X")
        book.post(event(hoped, body=body))
    book.post(event(PlannedSurplus(strand=NON_RECURRENT, pence=5_00), body="5K7"))
    day = date(2011, 6, 1)
    book.post(*(event(what, body="5K7", effective=day) for what in fall))
    assert "ledger.offsetting-allocations" not in _codes(book)
    book.post(event(rise, effective=day))
    assert "ledger.offsetting-allocations" in _codes(book)


def _codes(book: Book) -> set[str]:
    return {finding.code for finding in book.position("M12").findings}


def test_headroom_is_redirected_or_released_or_taken_back_once() -> None:
    """£30 that went to Barnet are neither released, lapsed nor reversed at Camden."""
    book = ready()
    Steps(book, kind="redirect", pence=30_00).until_approved().action()
    release = HeadroomReleased(pence=1, case="c", category="acute")
    refused(book, signed(release, "5K7", date(2011, 5, 1)), match="more than there is")
    before = limits(book)
    lodged = next(e for e in book.holdings.resource.events if isinstance(e.what, HeadroomLodged))
    day: Any = {"effective": "2011-04-02", "notified": "2011-04-02", "by": CAMDEN}
    with pytest.raises(PostingRefusedError, match="more than there is"):
        book.reverse(lodged.sequence, **day, reason="a mistake", reference="memo")
    with pytest.raises(PostingRefusedError, match="more than there is"):
        book.lapse_headroom("5K7", 1, by=BARNET, reason="unused", reference="memo")
    assert limits(book) == before


def test_no_leg_is_reversed_without_the_other() -> None:
    """What passed between bodies goes back by a transfer, which needs an approval too."""
    book = ready()
    Steps(book).until_approved().action()
    before = limits(book)
    for leg in book.transfer("T1").legs:
        with pytest.raises(PostingRefusedError, match="propose the opposite transfer"):
            book.reverse(
                leg.sequence,
                effective=JULY,
                notified=JULY,
                by=CAMDEN,
                reason="a mistake",
                reference="memo",
                approval="letter",
            )
    assert limits(book) == before


def test_a_loan_is_not_undone_by_giving_a_penny_back() -> None:
    """Camden lent Barnet £10. Reversed for a penny, the loan would be gone and £9.99 would stay.

    Found by the search: an authority may approve less than was asked, but not of a reversal.
    """
    book = three_pcts()
    Steps(book, kind="loan", repayments=[("2011-12", 10_00)]).until_approved().action()
    back = Steps(book, "T2", giver="5A9", receiver="5K7", reverses="T1").until_submitted()
    before = limits(book)
    for less in ({"pence": 1}, {"pence": 9_99}):
        with pytest.raises(LoanReversalError, match="given back whole"):
            back.approve(**less)
    assert limits(book) == before
    assert book.loan("T1").outstanding_pence == 10_00
    back.approve()
    back.action()
    assert limits(book) == {**before, "5K7": before["5K7"] + 10_00, "5A9": before["5A9"] - 10_00}


def test_nor_is_a_repayment_undone_by_a_penny() -> None:
    """Barnet repaid £10; by a penny given back it would owe £10 again, and Camden keep £9.99."""
    book = three_pcts()
    Steps(book, kind="loan", repayments=[("2011-12", 10_00)]).until_approved().action()
    asked: dict[str, Any] = {"pence": 10_00, "effective": JULY, "by": BARNET, "on": "2011-06-01"}
    book.propose_repayment("R1", "T1", **asked)
    paid = Steps(book, "R1")
    paid.agree("giver", by=BARNET)
    paid.agree("receiver", by=CAMDEN)
    paid.submit()
    paid.approve()
    paid.action()
    back = Steps(book, "T2", reverses="R1").until_submitted()
    with pytest.raises(LoanReversalError, match="given back whole"):
        back.approve(pence=1)
    assert book.loan("T1").outstanding_pence == 0
