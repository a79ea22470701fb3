"""Loans across years and close-downs: what is owed is the same on both sides of every book."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import event
from loan_examples import (
    BRENT,
    COMMISSIONER,
    HILLINGDON,
    KEY,
    LONDON,
    MILLION,
    NON_RECURRENT,
    PARTIES,
    SCHEDULE,
    agreed,
    assert_identity,
    close_brent_and_hillingdon,
    done,
    lend,
    nwl,
    outturns,
    repay,
    rulebook,
    successors,
    transfers_out,
)
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.decisions import refusals
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Account
from pctfinance.ledger.loans import Loan, LoanCarried, LoanSide
from pctfinance.ledger.months import MonthState, way_to
from pctfinance.ledger.transfers import Repayment, TransferEnded
from pctfinance.ledger.year_end import DecidedPart, Decision
from pctfinance.year_end import Decided

SCHEME: dict[str, Any] = {
    "by": PARTIES["08G"],
    "notified": "2013-04-01",
    "reference": "transfer scheme",
}


def figures(book: Book, name: str = KEY) -> tuple[int, int, int]:
    """Outstanding, repaid and written off, in £m."""
    loan = book.loan(name)
    assert_identity(loan)
    sums = (loan.outstanding_pence, loan.repaid_pence, loan.written_off_pence)
    outstanding, repaid, written_off = (pence // MILLION for pence in sums)
    return outstanding, repaid, written_off


def rolled(book: Book, rules: str) -> Book:
    """The next year's book, everything decided as the rules give."""
    outturns(book)
    book.decide_by_default(by="Director of Finance", reference="board paper")
    following = book.roll_forward(
        None, by="Director of Finance", notified=book.year.next.start, rulebook=rules
    ).book
    assert following.verify_predecessor(book) == ()
    return following


# The close-down


def test_brent_lends_hillingdon_and_a_successor_repays() -> None:
    """£15m in 2012-13; both PCTs end; 5, 4 and 6 are repaid in three years: 15 throughout."""
    pcts = nwl()
    lend(pcts)
    assert figures(pcts) == (15, 0, 0)
    close_brent_and_hillingdon(pcts)
    loan = pcts.loan(KEY)
    parties = (loan.first_lender, loan.first_borrower, loan.lender, loan.borrower)
    assert parties == ("5K5", "5AT", "07P", "08G")
    assert figures(pcts) == (15, 0, 0)
    assert pcts.verify() == ()
    ccgs = successors("2013-14")
    assert ccgs.take_over_loans(pcts, **SCHEME).posted == 2
    assert ccgs.take_over_loans(pcts, **SCHEME).posted == 0, "it is there already"
    assert ccgs.loan(KEY) == loan
    assert ccgs.verify_loans(pcts) == ()
    repaid = []
    for pence, left in ((5, (10, 5, 0)), (4, (6, 9, 0)), (6, (0, 15, 0))):
        repay(ccgs, "R1", pence * MILLION)
        done(ccgs, "R1", str(date(ccgs.year.start.year, 10, 1)))
        assert figures(ccgs) == left
        assert transfers_out(ccgs, "08G") == -pence * MILLION
        assert transfers_out(ccgs, "07P") == pence * MILLION
        assert ccgs.verify() == ()
        repaid.append(Repayment(str(ccgs.year), pence * MILLION))
        assert ccgs.loan(KEY).repaid == tuple(repaid)
        if ccgs.year.start.year < 2015:
            ccgs = rolled(ccgs, rulebook(str(ccgs.year.next)))
            # A limit and officers are of one book: each year states them anew.
            ccgs.state_officers("NHSE", [(COMMISSIONER, None, "2013-04-01", "2019-03-31")])
            _fund(ccgs)
    assert ccgs.loans().loans[0].next_due("2015-16") is None
    assert not [item for item in ccgs.rolling().items if item.kind.value == "loan"]


def _fund(book: Book) -> None:
    """An allocation from which the borrower repays; invented."""
    for given in successors("2013-14").holdings.resource.events:
        days = {"effective": book.year.start, "notified": book.year.start}
        book.post(given.model_copy(update={**days, "sequence": 0, "recorded_at": None}))


def test_what_is_late_is_overdue_in_the_next_book() -> None:
    """Nothing is repaid in 2013-14: of 2014-15, 5 is overdue and 5 more is due."""
    pcts = nwl()
    lend(pcts)
    close_brent_and_hillingdon(pcts)
    ccgs = successors("2013-14")
    ccgs.take_over_loans(pcts, **SCHEME)
    following = rolled(ccgs, rulebook("2014-15"))
    loan = following.loan(KEY)
    assert (loan.overdue_pence("2014-15"), loan.due_pence("2014-15")) == (5 * MILLION, 5 * MILLION)
    following.state_officers("NHSE", [(COMMISSIONER, None, "2013-04-01", "2019-03-31")])
    _fund(following)
    repay(following, "R1")
    assert following.transfer("R1").terms.pence == 10 * MILLION
    done(following, "R1", "2014-10-01")
    assert figures(following) == (5, 10, 0)


def test_a_final_close_assigns_both_sides_and_no_more() -> None:
    """Brent's receivable and Hillingdon's payable each need a receiver; each is there once."""
    book = nwl()
    lend(book)
    with pytest.raises(PostingRefusedError, match=f"loan/{KEY}/receivable.*has no receiver"):
        book.final_close("5K5", [], by=BRENT, reference="order")
    close_brent_and_hillingdon(book)
    found = {
        statement.body: [(part.item, part.pence) for part in statement.assigned]
        for statement in book.final_statements()
    }
    assert found == {
        "5K5": [(f"loan/{KEY}/receivable", 15 * MILLION)],
        "5AT": [(f"loan/{KEY}/payable", -15 * MILLION)],
    }
    totals = [s.receivers[0].outside_pence for s in book.final_statements()]
    assert sorted(totals) == [-15 * MILLION, 15 * MILLION]
    assert book.verify() == ()
    with pytest.raises(PostingRefusedError, match="no body of NWL"):
        repay(book, "R1", MILLION)  # its parties are others now: it belongs into their book


def test_one_receiver_of_both_sides_owes_nobody() -> None:
    """The Department takes both: there is nothing to be carried, and the list says so."""
    book = nwl()
    lend(book)
    close_brent_and_hillingdon(book, "DH", "DH")
    assert "DH has both sides of it" in str(book.loans())
    assert figures(book) == (15, 0, 0)
    ccgs = successors("2013-14")
    assert ccgs.take_over_loans(book, **SCHEME).posted == 0


def test_a_loan_is_taken_over_once_its_parties_have_receivers() -> None:
    """Brent is closed and Hillingdon is not: who owes is not known yet."""
    book = nwl()
    lend(book)
    rules = [Assignment("07P", "Brent CCG", item=f"loan/{KEY}/receivable")]
    book.final_close("5K5", rules, by=BRENT, reference="order")
    ccgs = successors("2013-14")
    with pytest.raises(UsageError, match="5AT has ended"):
        ccgs.take_over_loans(book, **SCHEME)
    with pytest.raises(UsageError, match="takes loans over from one of 2013-14"):
        successors("2014-15").take_over_loans(book, **SCHEME)


# A party in another book


def test_a_successor_outside_the_book_is_repaid_by_one_leg() -> None:
    """The Department has what Brent was owed: Hillingdon's CCG repays it from its own limit."""
    pcts = nwl()
    lend(pcts)
    close_brent_and_hillingdon(pcts, lender="DH")
    ccgs = successors("2013-14")
    assert ccgs.take_over_loans(pcts, **SCHEME).posted == 1
    days: dict[str, Any] = {"effective": "2013-10-01", "on": "2013-09-01", "by": PARTIES["08G"]}
    with pytest.raises(refusals.TransferTermsError, match="its receiver is no body of this book"):
        ccgs.propose_transfer(
            "R0",
            **days,
            giver="08G",
            receiver="DH",
            pence=1,
            purpose="back",
            kind="repayment",
            of_loan=KEY,
        )
    repay(ccgs, "R1")
    terms = ccgs.transfer("R1").terms
    assert (terms.outside, terms.bodies, terms.home) == ("receiver", ("08G",), "08G")
    ccgs.agree_transfer("R1", "giver", by=PARTIES["08G"], on="2013-10-01")
    ccgs.submit_transfer("R1", by=PARTIES["08G"], on="2013-10-01")
    with pytest.raises(refusals.TransferUnapprovedError, match="NHSE has to approve"):
        ccgs.action_transfer("R1", by=PARTIES["08G"], on="2013-10-01")
    ccgs.approve_transfer(
        "R1",
        authority="NHSE",
        by=COMMISSIONER,
        on="2013-10-01",
        reference="letter",
        evidence=b"letter",
    )
    ccgs.action_transfer("R1", by=PARTIES["08G"], on="2013-10-01")
    assert figures(ccgs) == (10, 5, 0)
    assert transfers_out(ccgs, "08G") == -5 * MILLION
    assert ccgs.limit("08G", as_of="M12").total() == 25 * MILLION
    assert ccgs.verify() == ()
    following = rolled(ccgs, rulebook("2014-15"))
    assert (following.loan(KEY), following.loan(KEY).lender) == (ccgs.loan(KEY), "DH")


def test_the_books_of_two_parties_say_the_same() -> None:
    """Each CCG has a book of its own: what one repays the other receives, and they are compared."""
    pcts = nwl()
    lend(pcts)
    close_brent_and_hillingdon(pcts)
    owed, owing = (successors("2013-14", bodies=(code,)) for code in ("07P", "08G"))
    for book in (owed, owing):
        assert book.take_over_loans(pcts, **SCHEME).posted == 1
    for book, side in ((owing, "giver"), (owed, "receiver")):
        repay(book, "R1", by=PARTIES["08G"])
        body = book.transfer("R1").terms.home
        book.agree_transfer("R1", side, by=PARTIES[body], on="2013-10-01")
        book.submit_transfer("R1", by=PARTIES[body], on="2013-10-01")
        book.approve_transfer(
            "R1",
            authority="NHSE",
            by=COMMISSIONER,
            on="2013-10-01",
            reference="letter",
            evidence=b"letter",
        )
        if book is owing:
            assert owed.verify_loans(owing) == ()
        book.action_transfer("R1", by=PARTIES[body], on="2013-10-01")
        findings = owed.verify_loans(owing)
        assert [finding.code for finding in findings] == ["loan.carried"] * (book is owing)
    assert owed.loan(KEY).outstanding_pence == owing.loan(KEY).outstanding_pence == 10 * MILLION
    moved = transfers_out(owed, "07P") + transfers_out(owing, "08G")
    assert moved == 0, "over both books not a penny is made"


# The roll


def _lent_in_2011(register: Register | None = None) -> Book:
    """Brent lends Hillingdon £6m in 2011-12, due 2 in 2011-12 and 4 in 2012-13; invented."""
    both = Register.packaged().with_group(Group("TWO", "Two PCTs"), ["5K5", "5AT"])
    book = Book.in_memory("2011-12", group="TWO", register=register or both)
    for body in ("5K5", "5AT"):
        given = Allocation(strand=NON_RECURRENT, pence=40 * MILLION, issuer="DH")
        book.post(event(given, body=body))
    book.state_officers("LON", [(LONDON, None, "2011-10-03", "2013-03-31")])
    asked: dict[str, Any] = {
        "giver": "5K5",
        "receiver": "5AT",
        "pence": 6 * MILLION,
        "effective": "2011-11-01",
        "purpose": "brokerage",
        "kind": "loan",
        "repayments": [("2011-12", 2 * MILLION), ("2012-13", 4 * MILLION)],
        "by": HILLINGDON,
        "on": "2011-10-05",
    }
    book.propose_transfer("L1", **asked)
    done(book, "L1", "2011-10-20")
    return book


def test_an_open_loan_is_an_item_of_both_and_is_carried_once() -> None:
    """Brent is owed 6, Hillingdon owes 6; the next book opens with one loan, on both sides."""
    book = _lent_in_2011()
    key = "2011-12/5K5/L1"
    items = {(i.body, i.key): i for i in book.rolling().items if i.kind.value == "loan"}
    assert {name: item.pence for name, item in items.items()} == {
        ("5K5", f"loan/{key}/receivable"): 6 * MILLION,
        ("5AT", f"loan/{key}/payable"): -6 * MILLION,
    }
    owed = items["5K5", f"loan/{key}/receivable"]
    assert (owed.counterparty, owed.due, owed.choices) == ("5AT", "2011-12", (Decision.CARRY,))
    following = rolled(book, rulebook("2012-13"))
    carried = [e for e in following.holdings.resource.events if isinstance(e.what, LoanCarried)]
    assert [(e.body, getattr(e.what, "side", None)) for e in carried] == [
        ("5AT", LoanSide.BORROWER),
        ("5K5", LoanSide.LENDER),
    ]
    assert following.loans().loans == (book.loan("L1"),)
    assert (transfers_out(following, "5K5"), transfers_out(following, "5AT")) == (0, 0)
    (row,) = following.loans().rows()
    assert (row["overdue_pence"], row["due_pence"]) == (2 * MILLION, 4 * MILLION)
    assert following.verify() == ()
    assert following.verify_loans(book) == ()
    assert following.take_over_loans(book, **{**SCHEME, "notified": "2012-04-01"}).posted == 0


def test_a_loan_neither_lapses_nor_comes_back_twice() -> None:
    """One party alone cannot end it, and the transfer behind it is expected back by nobody else."""
    book = _lent_in_2011()
    outturns(book)
    for item, pence, choice in (
        ("loan/2011-12/5K5/L1/receivable", 6 * MILLION, Decision.LAPSE),
        ("revenue/non-recurrent/transfer/loan", -6 * MILLION, Decision.EXPECT),
    ):
        year = "2012-13" if choice is Decision.EXPECT else ""
        part = DecidedPart(decision=choice, pence=pence, year=year, reference="SHA/1")
        with pytest.raises(PostingRefusedError, match="cannot be decided"):
            book.decide(Decided("5K5", item, (part,), "x"), by=BRENT, reference="paper")


def test_a_repayment_after_the_decision_has_to_be_decided_again() -> None:
    """6 was decided; 2 is repaid late in March: the roll asks for another decision."""
    book = _lent_in_2011()
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    repay(book, "R1", effective="2012-03-31", on="2012-03-31")
    done(book, "R1", "2012-03-31")
    codes = {finding.code for finding in book.rolling().findings}
    assert {"yearend.changed", "yearend.undecided"} >= codes > set()
    book.decide_by_default(by="Director", reference="paper")
    following = book.roll_forward(None, by="Director", notified="2012-05-01").book
    assert figures(following, "2011-12/5K5/L1") == (4, 2, 0)
    assert following.loan("2011-12/5K5/L1").overdue_pence("2012-13") == 0


def test_a_party_that_is_of_another_group_next_year() -> None:
    """Hillingdon leaves: the loan is carried in Brent's log, and in the other book in its own."""
    register = Register.packaged().with_group(
        Group("TWO", "Two PCTs"),
        ["5K5", Membership("5AT", "TWO", date(2011, 4, 1), date(2012, 3, 31))],
    )
    register = register.with_group(
        Group("ONE", "One PCT"), [Membership("5AT", "ONE", date(2012, 4, 1), date(2013, 3, 31))]
    )
    book = _lent_in_2011(register)
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    made = book.roll_forward(None, by="Director", notified="2012-04-01")
    assert [taken.body for taken in made.elsewhere] == ["5AT"]
    loan = made.book.loan("2011-12/5K5/L1")
    assert (loan.lender, loan.borrower) == ("5K5", "5AT")
    other = Book.in_memory("2012-13", group="ONE", register=register)
    (missing,) = made.book.verify_loans(other)
    assert missing.message.endswith("is outstanding here, and the book of 5AT has no such loan")
    other.post(*book.opening("5AT", by="Director", notified="2012-04-01"))
    assert other.loan(loan.key) == loan
    assert made.book.verify_loans(other) == ()


# What is carried is judged


def _carried(**changed: Any) -> list[Event]:
    """Both sides of a loan of £15m, of which 5 is repaid, as a book might begin with."""
    fields: dict[str, Any] = {
        "number": "L1",
        "year": "2011-12",
        "first_lender": "5K5",
        "first_borrower": "5AT",
        "lender": "5K5",
        "borrower": "5AT",
        "principal_pence": 15 * MILLION,
        "counts_from": date(2011, 9, 1),
        "schedule": SCHEDULE,
        "repaid": [("2011-12", 5 * MILLION)],
        "digest": "0" * 64,
    }
    outstanding = changed.pop("outstanding", 10 * MILLION)
    loan = Loan.model_validate({**fields, **changed})
    return [
        Event(
            body=body,
            effective=date(2012, 4, 1),
            notified=date(2012, 4, 1),
            reference="book of 2011-12",
            by="Director",
            what=LoanCarried(side=side, loan=loan, outstanding_pence=outstanding),
        )
        for body, side in (("5K5", LoanSide.LENDER), ("5AT", LoanSide.BORROWER))
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"outstanding": 9 * MILLION}, "£9,000,000 outstanding, £5,000,000 repaid and £0 written"),
        ({"repaid": [("2011-12", 16 * MILLION)]}, "more is repaid and written off"),
        ({"schedule": SCHEDULE[:2]}, "its schedule is not of what was outstanding"),
        ({"year": "2012-13"}, "it was made in 2012-13"),
        ({"lender": "5AT"}, "5AT owes it to itself"),
        ({"cash_repaid_pence": 1}, "more cash is repaid"),
        ({"written_off": [("2011-12", -1)]}, "is nothing, or below it"),
    ],
)
def test_a_carried_loan_adds_up(changed: dict[str, Any], said: str) -> None:
    """Outstanding, repaid and written off are the principal, or the loan is refused."""
    with pytest.raises(PostingRefusedError, match=said) as refused:
        nwl().post(*_carried(**changed))
    assert {finding.code for finding in refused.value.findings} == {"loan.carried"}


def test_a_carried_loan_has_two_sides_that_are_one() -> None:
    """Not one side alone, not one twice, not two that differ, not another body's, and once."""
    lender, borrower = _carried()
    other = _carried(repaid=[("2011-12", 4 * MILLION)], outstanding=11 * MILLION)[1]
    later = borrower.model_copy(update={"effective": date(2012, 5, 1)})
    elsewhere = borrower.model_copy(update={"body": "5K6"})
    book = nwl()
    head = book.head
    for batch in (
        [lender],
        [lender, lender],
        [lender, other],
        [lender, later],
        [lender, elsewhere],
        [lender, borrower, lender],
    ):
        with pytest.raises(PostingRefusedError, match="cannot be carried"):
            book.post(*batch)
    assert book.head == head
    book.post(lender, borrower)
    with pytest.raises(PostingRefusedError, match="holds it already"):
        book.post(lender, borrower)
    asked: dict[str, Any] = {"giver": "5K5", "receiver": "5AT", "pence": 1, "purpose": "x"}
    days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-09-01"}
    with pytest.raises(refusals.TransferStateError, match="a loan has this number"):
        book.propose_transfer("2011-12/5K5/L1", **asked, **days)
    last = book.holdings.resource.events[-1].sequence
    why: dict[str, Any] = {"by": BRENT, "reason": "x", "reference": "memo"}
    with pytest.raises(PostingRefusedError, match="repaid, rescheduled or written off"):
        book.reverse(last, effective="2012-10-01", notified="2012-10-01", **why)
    assert book.verify() == ()


def test_a_carried_schedule_covers_nothing_before_it_was_approved_here() -> None:
    """Anybody can write down a schedule: what it names is covered once this book's authority
    approved it, here by a rescheduling that changes nothing.
    """
    book = nwl(rules=rulebook("2012-13", covers=True))
    schedule = [("2012-13", 10 * MILLION)]
    book.post(*_carried(schedule=schedule, scheduled_from=5 * MILLION))
    repay(book, "R1", 4 * MILLION)
    agreed(book, "R1", "2012-10-01")
    with pytest.raises(refusals.LoanNotCoveredError, match="approved in another book"):
        book.cover_repayment("R1", by=HILLINGDON, on="2012-10-01")
    days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-10-01"}
    book.propose_rescheduling("S1", "2011-12/5K5/L1", schedule, **days, purpose="as it was")
    done(book, "S1", "2012-10-02")
    book.cover_repayment("R1", by=HILLINGDON, on="2012-10-02")
    book.action_transfer("R1", by=HILLINGDON, on="2012-10-02")
    assert figures(book, "2011-12/5K5/L1") == (6, 9, 0)


# What expires


def test_what_was_not_actioned_expires_with_the_roll(tmp_path: Path) -> None:
    """A submitted repayment of 2 is pending; the roll ends it, and the next book has nothing."""
    book = _lent_in_2011()
    repay(book, "R1", effective="2012-03-01", on="2012-02-01")
    agreed(book, "R1", "2012-02-02")
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    proposal = book.rolling()
    assert [each.terms.number for each in proposal.expiring] == ["R1"]
    assert "R1 of 5AT, £2,000,000, is submitted and expires with the year" in str(proposal)
    head = book.head
    tested = book.roll_forward(None, by="Director", notified="2012-05-01", test=True)
    assert (book.head, tested.book.loan("2011-12/5K5/L1").repaid_pence) == (head, 0)
    assert [finding.code for finding in tested.book.findings] == ["yearend.expires"]
    following = book.roll_forward(tmp_path / "next", by="Director", notified="2012-05-01").book
    assert book.transfer("R1").state.value == "expired"
    last = book.holdings.resource.events[-1]
    assert isinstance(last.what, TransferEnded)
    assert (last.body, last.by, str(last.notified)) == ("5AT", "Director", "2012-05-01")
    assert following.predecessor is not None
    assert following.predecessor.sequence == book.head.sequence
    assert following.verify_predecessor(book) == ()
    assert following.transfers().transfers == ()
    assert book.verify() == ()
    assert book.rolling().expiring == ()


def _pending(book: Book, body: str) -> int:
    return book.holdings.resource.balances(body, book.year.periods[-1]).use([Account.PENDING])


def _locked(book: Book) -> None:
    """Every month of both bodies, in order."""
    for month in book.year.periods:
        for body in ("5K5", "5AT"):
            for step in way_to(book.month_state(body, month), MonthState.LOCKED):
                if step.verb == "submit":
                    book.submit_month(body, month, by="Director")
                elif step.verb == "close":
                    book.run_controls(month, by="Director", bodies=body)
                    book.close_month(body, month, by="Director", accept="an example")
                else:
                    book.lock_month(body, month, by="Director")


def test_it_expires_also_where_every_month_is_locked() -> None:
    """No month changes by it: the limits, the reserves and the state of March stay as they were."""
    book = _lent_in_2011()
    repay(book, "R1", effective="2012-03-01", on="2012-02-01")
    agreed(book, "R1", "2012-02-02")
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    _locked(book)
    assert _pending(book, "5AT") == 2 * MILLION
    before = [body.duties for body in book.position("M12").bodies]
    known = book.position("M12").known_at
    book.roll_forward(None, by="Director", notified="2012-05-01")
    assert _pending(book, "5AT") == 0
    assert [body.duties for body in book.position("M12").bodies] == before
    assert book.position("M12").known_at == known, "it is no document that a figure rests on"
    assert book.month_state("5AT", "M12") is MonthState.LOCKED
    assert not book._months().is_impacted("5AT", book.year.periods[-1])
    assert book.verify() == ()


@pytest.mark.parametrize("reached", ["proposed", "agreed", "submitted", "approved", "returned"])
def test_every_transfer_that_is_not_at_its_end_expires(reached: str) -> None:
    """Whatever its state: it ends with the year, once, and nothing is pending behind it."""
    book = _lent_in_2011()
    repay(book, "R1", effective="2012-03-01", on="2012-02-01")
    if reached != "proposed":
        book.agree_transfer("R1", "giver", by=HILLINGDON, on="2012-02-02")
        book.agree_transfer("R1", "receiver", by=BRENT, on="2012-02-02")
    if reached in ("submitted", "approved", "returned"):
        book.submit_transfer("R1", by=HILLINGDON, on="2012-02-02")
    letter: dict[str, Any] = {"by": LONDON, "on": "2012-04-20", "authority": "LON"}
    if reached == "approved":
        paper: dict[str, Any] = {"reference": "letter", "evidence": b"letter"}
        book.approve_transfer("R1", **{**letter, "on": "2012-02-20"}, **paper)
    if reached == "returned":
        book.end_transfer("R1", "returned", **letter, reason="other terms")
    assert book.transfer("R1").state.value == reached
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    book.roll_forward(None, by="Director", notified="2012-04-10")
    assert book.transfer("R1").state.value == "expired"
    assert _pending(book, "5AT") == 0
    assert book.verify() == ()


def test_what_was_not_actioned_expires_with_a_final_close() -> None:
    """Hillingdon's offer to Brent ends when Brent is closed for good, in the same transaction."""
    book = nwl()
    lend(book)
    repay(book, "R1", MILLION)
    agreed(book, "R1", "2012-10-01")
    rules = [Assignment("07P", "Brent CCG", item=f"loan/{KEY}/receivable")]
    how: dict[str, Any] = {"by": BRENT, "reference": "order"}
    before = book.head
    tested = book.final_close("5K5", rules, **how, test=True)
    assert [finding.code for finding in tested.findings] == ["yearend.ledger", "yearend.expires"]
    assert book.head == before
    with pytest.raises(PostingRefusedError):
        book.final_close("5K5", [], **how)
    assert (book.head, _pending(book, "5AT")) == (before, MILLION)
    book.final_close("5K5", rules, **how, request="close")
    assert (book.transfer("R1").state.value, _pending(book, "5AT")) == ("expired", 0)
    assert [e.what.kind for e in book.holdings.resource.events[-2:]] == [
        "transfer-ended",
        "final-closed",
    ]
    again = book.final_close("5K5", rules, **how, request="close")
    assert again.receipt is not None
    assert again.receipt.repeated
    assert book.verify() == ()


def test_a_roll_that_is_refused_expires_nothing(tmp_path: Path) -> None:
    """Undecided items, a folder that is taken, a book that is only read: the book is as it was."""
    book = _lent_in_2011()
    repay(book, "R1", effective="2012-03-01", on="2012-02-01")
    outturns(book)
    head = book.head
    with pytest.raises(PostingRefusedError, match="nothing is decided"):
        book.roll_forward(None, by="Director", notified="2012-05-01")
    book.decide_by_default(by="Director", reference="paper")
    taken = tmp_path / "taken"
    Book.create(taken, "2012-13", group="NWL").close()
    decided = book.head
    with pytest.raises(UsageError):
        book.roll_forward(taken, by="Director", notified="2012-05-01")
    assert (book.head, book.transfer("R1").state.value) == (decided, "proposed")
    assert head.sequence < decided.sequence
