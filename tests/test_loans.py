"""Loans: worked by hand, then state by state, then every refusal. Amounts in £m where not said."""

from collections.abc import Callable
from typing import Any

import pytest

from loan_examples import (
    BRENT,
    HILLINGDON,
    KEY,
    LONDON,
    MILLION,
    NON_RECURRENT,
    SCHEDULE,
    agreed,
    assert_identity,
    done,
    lend,
    nwl,
    repay,
    rulebook,
    transfers_out,
)
from pctfinance.book import Book
from pctfinance.decisions import refusals
from pctfinance.decisions.states import TRANSITIONS, Action, TransferState, steps_from
from pctfinance.errors import PctFinanceError, PostingRefusedError, UsageError
from pctfinance.ledger.lines import Account
from pctfinance.ledger.loan_register import loans_of
from pctfinance.ledger.loans import LoanSide
from pctfinance.ledger.transfers import Repayment
from tracing_examples import check_every_figure


@pytest.fixture
def book() -> Book:
    """Brent has lent Hillingdon £15m, due in three years from 2013-14."""
    made = nwl()
    lend(made)
    return made


def figures(book: Book, name: str = "L1") -> tuple[int, int, int]:
    """Outstanding, repaid and written off, in £m."""
    loan = book.loan(name)
    assert_identity(loan)
    sums = (loan.outstanding_pence, loan.repaid_pence, loan.written_off_pence)
    assert all(pence % MILLION == 0 for pence in sums)
    outstanding, repaid, written_off = (pence // MILLION for pence in sums)
    return outstanding, repaid, written_off


# By hand


def test_a_loan_moves_both_limits_and_is_owed(book: Book) -> None:
    """15 left Brent and came to Hillingdon; 15 is owed, 5 in each of three later years."""
    assert (transfers_out(book, "5K5"), transfers_out(book, "5AT")) == (-15 * MILLION, 15 * MILLION)
    loan = book.loan("L1")
    assert (loan.key, loan.lender, loan.borrower) == (KEY, "5K5", "5AT")
    assert figures(book) == (15, 0, 0)
    assert (loan.overdue_pence("2012-13"), loan.due_pence("2012-13")) == (0, 0)
    assert loan.next_due("2012-13") == Repayment("2013-14", 5 * MILLION)
    assert loan.open_schedule == tuple(Repayment(*part) for part in SCHEDULE)
    assert loan.digest == book.transfer("L1").terms.digest
    assert book.loan(KEY) == loan


def test_an_early_repayment(book: Book) -> None:
    """2 is repaid in the year of the loan: of 2013-14 only 3 is due then."""
    repay(book, "R1", 2 * MILLION)
    assert figures(book) == (15, 0, 0), "a proposal repays nothing"
    done(book, "R1", "2012-10-01")
    assert figures(book) == (13, 2, 0)
    assert book.loan("L1").open_schedule[0] == Repayment("2013-14", 3 * MILLION)
    assert (transfers_out(book, "5K5"), transfers_out(book, "5AT")) == (-13 * MILLION, 13 * MILLION)
    assert book.verify() == ()


def test_a_write_off_moves_no_limit(book: Book) -> None:
    """4 is written off: 11 is owed, and neither body has a pound more or less to spend."""
    before = transfers_out(book, "5K5"), transfers_out(book, "5AT")
    common: dict[str, Any] = {"effective": "2012-12-01", "by": HILLINGDON, "on": "2012-11-01"}
    book.propose_write_off("W1", "L1", pence=4 * MILLION, purpose="cannot be repaid", **common)
    agreed(book, "W1", "2012-11-02")
    assert book.holdings.resource.balances("5K5", book.year.periods[-1]).use([Account.PENDING]) == 0
    approve: dict[str, Any] = {"authority": "LON", "by": LONDON, "on": "2012-11-20"}
    paper: dict[str, Any] = {"reference": "letter 9", "evidence": b"letter"}
    with pytest.raises(refusals.TransferUnapprovedError, match="SOM 25"):
        book.action_transfer("W1", by=BRENT, on="2012-12-01")
    book.approve_transfer("W1", **approve, **paper, pence=3 * MILLION)
    book.action_transfer("W1", by=BRENT, on="2012-12-01")
    assert figures(book) == (12, 0, 3), "the authority approved less than was asked"
    assert (transfers_out(book, "5K5"), transfers_out(book, "5AT")) == before
    assert book.loan("L1").open_schedule[0] == Repayment("2013-14", 2 * MILLION)
    assert book.verify() == ()


def test_a_rescheduling_is_of_what_is_outstanding(book: Book) -> None:
    """3 of 15 is repaid; the other 12 is to be repaid in two years instead of three."""
    repay(book, "R1", 3 * MILLION)
    done(book, "R1", "2012-10-01")
    common: dict[str, Any] = {
        "effective": "2012-12-01",
        "by": HILLINGDON,
        "on": "2012-11-01",
        "purpose": "later",
    }
    with pytest.raises(refusals.LoanAmountError, match="£12,000,000 is outstanding"):
        book.propose_rescheduling("S1", "L1", [("2014-15", 15 * MILLION)], **common)
    parts = [("2014-15", 7 * MILLION), ("2015-16", 5 * MILLION)]
    book.propose_rescheduling("S1", "L1", parts, **common)
    agreed(book, "S1", "2012-11-02")
    paper: dict[str, Any] = {"reference": "letter 9", "evidence": b"letter", "on": "2012-11-20"}
    with pytest.raises(refusals.TransferAmountError, match="approved whole"):
        book.approve_transfer("S1", authority="LON", by=LONDON, pence=5 * MILLION, **paper)
    book.approve_transfer("S1", authority="LON", by=LONDON, **paper)
    book.action_transfer("S1", by=BRENT, on="2012-12-01")
    loan = book.loan("L1")
    assert loan.open_schedule == tuple(Repayment(*part) for part in parts)
    assert loan.due_pence("2013-14") == 0
    assert figures(book) == (12, 3, 0)
    repay(book, "R2", 1 * MILLION, effective="2012-12-02", on="2012-12-02")
    done(book, "R2", "2012-12-02")
    assert book.loan("L1").open_schedule[0] == Repayment("2014-15", 6 * MILLION)
    assert book.verify() == ()


def test_a_rescheduling_that_was_overtaken_is_refused(book: Book) -> None:
    """15 was to be rescheduled, and 1 is repaid meanwhile: it is agreed anew."""
    common: dict[str, Any] = {
        "effective": "2012-12-01",
        "by": HILLINGDON,
        "on": "2012-09-02",
        "purpose": "later",
    }
    book.propose_rescheduling("S1", "L1", [("2015-16", 15 * MILLION)], **common)
    repay(book, "R1", 1 * MILLION)
    done(book, "R1", "2012-10-01")
    with pytest.raises(refusals.LoanAmountError):
        done(book, "S1", "2012-11-20")
    assert figures(book) == (14, 1, 0)


def test_a_reversed_repayment_is_owed_again(book: Book) -> None:
    """5 repaid and given back by an approved straight transfer: 15 is owed, as before."""
    repay(book, "R1", 5 * MILLION)
    done(book, "R1", "2012-10-01")
    back: dict[str, Any] = {
        "giver": "5K5",
        "receiver": "5AT",
        "pence": 5 * MILLION,
        "purpose": "in error",
    }
    days: dict[str, Any] = {"effective": "2012-11-01", "by": BRENT, "on": "2012-10-02"}
    book.propose_transfer("X1", **back, **days, reverses="R1")
    done(book, "X1", "2012-10-03")
    assert figures(book) == (15, 0, 0)
    assert book.loan("L1").open_schedule == tuple(Repayment(*part) for part in SCHEDULE)
    assert transfers_out(book, "5K5") == -15 * MILLION
    again: dict[str, Any] = {
        "giver": "5AT",
        "receiver": "5K5",
        "pence": 5 * MILLION,
        "purpose": "after all",
    }
    with pytest.raises(refusals.LoanReversalError, match="undid the repayment 'R1'"):
        book.propose_transfer("X2", **again, **days, reverses="X1")
    assert book.verify() == ()


def test_a_repayment_that_is_reversed_after_a_rescheduling_is_due_first(book: Book) -> None:
    """3 repaid, 12 rescheduled to 2015-16, then the 3 given back: 15 is due, and all of it then."""
    repay(book, "R1", 3 * MILLION)
    done(book, "R1", "2012-10-01")
    days: dict[str, Any] = {"effective": "2012-11-01", "by": BRENT, "on": "2012-10-02"}
    book.propose_rescheduling("S1", "L1", [("2015-16", 12 * MILLION)], **days, purpose="later")
    done(book, "S1", "2012-10-03")
    back: dict[str, Any] = {
        "giver": "5K5",
        "receiver": "5AT",
        "pence": 3 * MILLION,
        "purpose": "in error",
    }
    book.propose_transfer("X1", **back, **days, reverses="R1")
    done(book, "X1", "2012-10-04")
    assert figures(book) == (15, 0, 0)
    assert book.loan("L1").open_schedule == (Repayment("2015-16", 15 * MILLION),)


def test_a_loan_that_is_reversed_is_no_loan(book: Book) -> None:
    """Given back whole, before anything of it was repaid."""
    back: dict[str, Any] = {
        "giver": "5AT",
        "receiver": "5K5",
        "pence": 15 * MILLION,
        "purpose": "in error",
    }
    days: dict[str, Any] = {"effective": "2012-10-01", "by": HILLINGDON, "on": "2012-09-02"}
    book.propose_transfer("X1", **back, **days, reverses="L1")
    done(book, "X1", "2012-09-03")
    assert book.loans().loans == ()
    assert transfers_out(book, "5AT") == 0
    assert book.verify() == ()


def test_the_log_of_either_party_tells_the_whole_of_a_loan(book: Book) -> None:
    """Neither the lender's nor the borrower's events need the other's."""
    repay(book, "R1", 5 * MILLION)
    done(book, "R1", "2012-10-01")
    last = book.year.periods[-1]
    by_body = {
        body: loans_of(book.holdings.resource.standing(body, last)) for body in ("5K5", "5AT")
    }
    assert by_body["5K5"] == by_body["5AT"] == {"L1": book.loan("L1")}
    assert book.loan("L1").side_of("5K5") is LoanSide.LENDER
    assert book.loan("L1").side_of("5A9") is None


def test_loans_as_of_a_month_and_as_known(book: Book) -> None:
    """August knows no loan, September 15, October 10; by its letters, and by what was recorded."""
    before = book.head.sequence
    repay(book, "R1", 5 * MILLION)
    done(book, "R1", "2012-10-01")
    assert book.loans(as_of="M5").loans == ()
    for month, repaid in (("M6", 0), ("M7", 5 * MILLION)):
        assert book.loans(as_of=month).loans[0].repaid_pence == repaid
    assert book.loans(known_at="2012-09-30").loans[0].repaid_pence == 0
    assert book.loans(recorded_at=before).loans[0].repaid_pence == 0


def test_two_loans_are_kept_apart(book: Book) -> None:
    """A repayment names its loan; the other one is owed as before."""
    lend(book, "L2", pence=4 * MILLION, repayments=[("2012-13", 4 * MILLION)])
    repay(book, "R1", of_loan="L2")
    assert book.transfer("R1").terms.pence == 4 * MILLION, "what is due this year"
    done(book, "R1", "2012-10-01")
    assert figures(book, "L2") == (0, 4, 0)
    assert figures(book) == (15, 0, 0)
    with pytest.raises(UsageError, match="due by 2012-13"):
        repay(book, "R2")


def test_cash_goes_back_as_far_as_it_went(book: Book) -> None:
    """£6m of cash went with the loan: no more than that comes back with repayments."""
    lend(
        book,
        "L2",
        pence=10 * MILLION,
        cash_pence=6 * MILLION,
        repayments=[("2013-14", 10 * MILLION)],
    )
    repay(book, "R1", 5 * MILLION, of_loan="L2", cash_pence=4 * MILLION)
    done(book, "R1", "2012-10-01")
    with pytest.raises(refusals.LoanAmountError, match="of cash is more than £2,000,000"):
        repay(book, "R2", 5 * MILLION, of_loan="L2", cash_pence=3 * MILLION)
    loan = book.loan("L2")
    assert (loan.cash_pence, loan.cash_repaid_pence) == (6 * MILLION, 4 * MILLION)


def test_loans_are_shown(book: Book) -> None:
    """As a table for a person, as a DataFrame in pence, and by year."""
    repay(book, "R1", 5 * MILLION)
    agreed(book, "R1", "2012-10-01")
    report = book.loans()
    assert repr(report).endswith(": 1>")
    text = str(report)
    assert KEY in text
    assert "15,000,000" in text
    assert "R1" not in text
    assert "L1: £5,000,000 is submitted or approved, and not actioned" in text
    assert "outstanding + repaid + written off = principal" in report._repr_html_()
    row = report.table.iloc[0]
    assert (row["loan"], row["outstanding_pence"], row["offered_pence"]) == (
        KEY,
        15 * MILLION,
        5 * MILLION,
    )
    assert list(report.by_year["due_pence"]) == [5 * MILLION] * 3


def test_every_figure_is_still_traced(book: Book) -> None:
    """A repayment and a write-off are in the traces like every transfer."""
    repay(book, "R1", 5 * MILLION)
    done(book, "R1", "2012-10-01")
    assert check_every_figure(book, book.position("M12")) > 0


# State by state


def until(book: Book, state: TransferState) -> None:
    """R1 proposed, and brought to a state."""
    if state is TransferState.NONE:
        return
    repay(book, "R1", 5 * MILLION)
    if state is TransferState.PROPOSED:
        return
    book.agree_transfer("R1", "giver", by=HILLINGDON, on="2012-10-01")
    book.agree_transfer("R1", "receiver", by=BRENT, on="2012-10-01")
    if state is TransferState.AGREED:
        return
    book.submit_transfer("R1", by=HILLINGDON, on="2012-10-01")
    if state in (TransferState.REJECTED, TransferState.RETURNED):
        _end(book, state.value, by=LONDON, authority="LON")
    elif state is TransferState.WITHDRAWN:
        _end(book, "withdrawn")
    elif state is TransferState.EXPIRED:
        _end(book, "expired", on="2013-03-31")
    elif state in (TransferState.APPROVED, TransferState.ACTIONED):
        DOING[Action.APPROVE](book)
        if state is TransferState.ACTIONED:
            book.action_transfer("R1", by=HILLINGDON, on="2012-10-02")


def _end(book: Book, outcome: str, **changed: Any) -> None:
    asked: dict[str, Any] = {"by": HILLINGDON, "on": "2012-10-02", "reason": "no need"}
    book.end_transfer("R1", outcome, **{**asked, **changed})


END = "2013-03-31"
DOING: dict[Action, Callable[[Book], object]] = {
    Action.PROPOSE: lambda book: repay(book, "R1", 4 * MILLION, on=END),
    Action.AGREE: lambda book: book.agree_transfer("R1", "giver", by=HILLINGDON, on=END),
    Action.SUBMIT: lambda book: book.submit_transfer("R1", by=HILLINGDON, on=END),
    Action.APPROVE: lambda book: book.approve_transfer(
        "R1",
        authority="LON",
        by=LONDON,
        on="2012-10-02",
        reference="letter",
        evidence=b"letter",
    ),
    Action.COVER: lambda book: book.cover_repayment("R1", by=HILLINGDON, on=END),
    Action.REJECT: lambda book: _end(book, "rejected", by=LONDON, authority="LON", on=END),
    Action.RETURN: lambda book: _end(book, "returned", by=LONDON, authority="LON", on=END),
    Action.WITHDRAW: lambda book: _end(book, "withdrawn", on=END),
    Action.EXPIRE: lambda book: _end(book, "expired", on=END),
    Action.ACTION: lambda book: book.action_transfer("R1", by=HILLINGDON, on=END),
}
STATES = [state for state in TransferState if state is not TransferState.REVERSED]


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("action", DOING, ids=str)
def test_every_state_and_action_of_a_repayment(state: TransferState, action: Action) -> None:
    """What the table allows is done; only an action repays, and only one that was approved."""
    book = nwl(rules=rulebook("2012-13", covers=True))
    lend(book, repayments=[("2012-13", 5 * MILLION), ("2013-14", 10 * MILLION)])
    until(book, state)
    before, held = figures(book), book.holdings.resource.events
    if action in steps_from(state):
        DOING[action](book)
        reached = {t.after for t in TRANSITIONS if (t.before, t.action) == (state, action)}
        assert book.transfer("R1").state in reached
        assert figures(book) == ((10, 5, 0) if action is Action.ACTION else before)
    else:
        with pytest.raises(PctFinanceError) as refused:
            DOING[action](book)
        assert refused.value.code.startswith("transfer.")
        assert (figures(book), book.holdings.resource.events) == (before, held)
    assert book.verify() == ()


# What the approval of a loan covers


def test_a_scheduled_repayment_needs_the_authority_unless_the_rulebook_says_otherwise() -> None:
    """The packaged rules leave no repayment to the approval of its loan."""
    book = nwl()
    lend(book, repayments=[("2012-13", 15 * MILLION)])
    repay(book, "R1")
    agreed(book, "R1", "2012-10-01")
    with pytest.raises(refusals.LoanNotCoveredError, match=r"scheduled_repayment.*SOM 25"):
        book.cover_repayment("R1", by=HILLINGDON, on="2012-10-01")
    assert book.transfer("R1").state is TransferState.SUBMITTED


def test_a_loan_covers_what_its_schedule_names_and_no_more() -> None:
    """5 of 15 is due in 2012-13: 3 and 2 are covered, a further pound is not."""
    book = nwl(rules=rulebook("2012-13", covers=True))
    lend(book, repayments=[("2012-13", 5 * MILLION), ("2013-14", 10 * MILLION)])
    for number, pence in (("R1", 3 * MILLION), ("R2", 2 * MILLION), ("R3", 1_00)):
        repay(book, number, pence)
        agreed(book, number, "2012-10-01")
    book.cover_repayment("R1", by=HILLINGDON, on="2012-10-01")
    book.cover_repayment("R2", by=HILLINGDON, on="2012-10-01")
    with pytest.raises(refusals.LoanNotCoveredError, match="£0 is due by 2012-13"):
        book.cover_repayment("R3", by=HILLINGDON, on="2012-10-01")
    for number in ("R1", "R2"):
        book.action_transfer(number, by=HILLINGDON, on="2012-10-01")
    leg = book.transfer("R1").legs[0]
    assert leg.approval == "loan L1: letter on L1"
    assert figures(book) == (10, 5, 0)
    assert book.verify() == ()


def test_the_approval_of_a_loan_covers_no_write_off() -> None:
    """Nor a straight transfer: both are the authority's to approve."""
    book = nwl(rules=rulebook("2012-13", covers=True))
    lend(book, repayments=[("2012-13", 15 * MILLION)])
    days: dict[str, Any] = {"effective": "2012-12-01", "by": BRENT, "on": "2012-11-01"}
    book.propose_write_off("W1", "L1", purpose="gone", **days)
    straight: dict[str, Any] = {"giver": "5AT", "receiver": "5K5", "pence": 1, "purpose": "help"}
    book.propose_transfer("T1", **straight, **days)
    for number in ("W1", "T1"):
        agreed(book, number, "2012-11-02")
        with pytest.raises(refusals.LoanNotCoveredError):
            book.cover_repayment(number, by=BRENT, on="2012-11-02")


# Refusals


def test_a_repayment_is_of_a_loan_that_there_is(book: Book) -> None:
    """Not of one that is only proposed, nor of one that is repaid, nor of a straight transfer."""
    straight: dict[str, Any] = {"giver": "5K5", "receiver": "5AT", "pence": 1_00, "purpose": "help"}
    days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-09-01"}
    book.propose_transfer("T1", **straight, **days)
    asked: dict[str, Any] = {
        **straight,
        **days,
        "giver": "5AT",
        "receiver": "5K5",
        "kind": "repayment",
    }
    for name in ("T1", "L9"):
        with pytest.raises(refusals.LoanUnknownError):
            book.propose_transfer("R1", **asked, of_loan=name)
        with pytest.raises(refusals.LoanUnknownError, match="there is no loan"):
            book.loan(name)
    repay(book, "R1", 15 * MILLION)
    done(book, "R1", "2012-10-01")
    with pytest.raises(refusals.LoanUnknownError, match="nothing of it is outstanding"):
        repay(book, "R2", 1)
    assert book.loan("L1").outstanding_pence == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"giver": "5K5", "receiver": "5AT"},
        {"giver": "5K6"},
        {"limit": "capital"},
        {"outside": True},
    ],
    ids=["the wrong way", "another body", "another limit", "no party is outside"],
)
def test_a_repayment_is_between_the_parties(book: Book, changed: dict[str, Any]) -> None:
    """From borrower to lender, in the strand that was lent: else it is no repayment."""
    asked: dict[str, Any] = {"giver": "5AT", "receiver": "5K5", "pence": 1_00, "purpose": "back"}
    days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-09-01"}
    if changed.pop("outside", False):
        loan = book.loan("L1")
        assert {loan.lender, loan.borrower} <= book._records.terms.members_of_year().keys()
        asked["receiver"] = "NHSE"
    with pytest.raises((refusals.LoanPartiesError, refusals.TransferTermsError)) as refused:
        book.propose_transfer("R1", **{**asked, **changed}, **days, kind="repayment", of_loan="L1")
    assert "loan.parties" in {finding.code for finding in refused.value.findings}


def test_no_more_is_repaid_than_is_outstanding(book: Book) -> None:
    """Also not by two repayments that wait, or by one and a write-off."""
    with pytest.raises(refusals.LoanAmountError, match="£15,000,000 that is outstanding"):
        repay(book, "R0", 15 * MILLION + 1)
    repay(book, "R1", 10 * MILLION)
    agreed(book, "R1", "2012-10-01")
    repay(book, "R2", 6 * MILLION)
    with pytest.raises(refusals.LoanAmountError, match="of which £10,000,000 is offered already"):
        agreed(book, "R2", "2012-10-01")
    days: dict[str, Any] = {"effective": "2012-12-01", "by": BRENT, "on": "2012-11-01"}
    book.propose_write_off("W1", "L1", pence=6 * MILLION, purpose="gone", **days)
    with pytest.raises(refusals.LoanAmountError):
        agreed(book, "W1", "2012-11-02")
    said = book._records.statements[-1].content
    assert (said["kind"], said["codes"]) == ("refused", ["loan.exceeds"])
    assert figures(book) == (15, 0, 0)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("2011-12", 15 * MILLION)], "is over"),
        ([("2013/14", 15 * MILLION)], "'2013/14' is no financial year"),
        ([("soon", 15 * MILLION)], "no financial year"),
        ([("2013-14", 16 * MILLION), ("2014-15", -MILLION)], "is no repayment"),
    ],
)
def test_a_schedule_names_years_and_amounts(parts: list[tuple[str, int]], said: str) -> None:
    """Financial years to come, written as everywhere, and something in each."""
    with pytest.raises(refusals.LoanScheduleError, match=said):
        lend(nwl(), repayments=parts)


def test_nothing_is_repaid_before_it_was_lent(book: Book) -> None:
    """The loan counts from September."""
    with pytest.raises(refusals.LoanScheduleError, match="before the loan on 2012-09-01"):
        repay(book, "R1", MILLION, effective="2012-08-31")


def test_what_became_of_a_loan_is_not_undone_by_a_reversal(book: Book) -> None:
    """A write-off moved nothing; a loan is given back before anything is repaid, or not at all."""
    days: dict[str, Any] = {"effective": "2012-12-01", "by": BRENT, "on": "2012-11-01"}
    back: dict[str, Any] = {
        "giver": "5AT",
        "receiver": "5K5",
        "pence": 15 * MILLION,
        "purpose": "in error",
    }
    loan_again: dict[str, Any] = {"kind": "loan", "repayments": SCHEDULE}
    with pytest.raises(refusals.LoanReversalError, match="by a straight transfer"):
        book.propose_transfer("X0", **back, **days, **loan_again, reverses="L1")
    book.propose_transfer("X1", **back, **days, reverses="L1")
    book.propose_write_off("W1", "L1", pence=MILLION, purpose="gone", **days)
    done(book, "W1", "2012-11-20")
    with pytest.raises(refusals.LoanReversalError, match="is repaid, written off"):
        done(book, "X1", "2012-11-21")
    undo: dict[str, Any] = {
        "giver": "5AT",
        "receiver": "5K5",
        "pence": MILLION,
        "purpose": "in error",
    }
    with pytest.raises(refusals.LoanReversalError, match="moved nothing"):
        book.propose_transfer("X2", **undo, **days, reverses="W1")
    assert figures(book) == (14, 0, 1)


def test_only_what_is_of_a_loan_names_one(book: Book) -> None:
    """A straight transfer names none, a repayment one, and a write-off moves no cash."""
    asked: dict[str, Any] = {"giver": "5AT", "receiver": "5K5", "pence": 1, "purpose": "back"}
    days: dict[str, Any] = {"effective": "2012-10-01", "by": BRENT, "on": "2012-09-01"}
    with pytest.raises(refusals.TransferTermsError, match="names a loan"):
        book.propose_transfer("R1", **asked, **days, of_loan="L1")
    with pytest.raises(refusals.TransferTermsError, match="names no loan"):
        book.propose_transfer("R1", **asked, **days, kind="repayment")
    turned: dict[str, Any] = {**asked, "giver": "5K5", "receiver": "5AT"}
    with pytest.raises(refusals.TransferTermsError, match="moves nothing"):
        book.propose_transfer("W1", **turned, **days, kind="write-off", of_loan="L1", cash_pence=1)
    with pytest.raises(refusals.TransferTermsError, match="of transfer 'R1'"):
        repay(book, "R1", 0)


def test_an_ordinary_reversal_does_not_undo_a_leg_of_a_repayment(book: Book) -> None:
    """One leg taken back alone would make money, and leave the loan as it is."""
    repay(book, "R1", 5 * MILLION)
    done(book, "R1", "2012-10-01")
    leg = book.transfer("R1").legs[1]
    days: dict[str, Any] = {"effective": "2012-10-01", "notified": "2012-10-01"}
    with pytest.raises(PostingRefusedError, match="cannot be reversed"):
        book.reverse(
            leg.sequence, **days, by=BRENT, reason="mistake", reference="memo", approval="letter"
        )


def test_a_step_that_is_tested_writes_nothing(book: Book) -> None:
    """With `test` every call answers what it would be refused for."""
    head = book.head
    days: dict[str, Any] = {"effective": "2012-12-01", "by": BRENT, "on": "2012-11-01"}
    found = book.propose_write_off("W1", "L1", pence=16 * MILLION, purpose="x", **days, test=True)
    assert [finding.code for finding in found.findings] == ["loan.exceeds"]
    assert book.propose_repayment("R1", "L1", pence=1, **days, test=True).findings == ()
    assert book.head == head


def test_a_request_said_again_is_answered(book: Book) -> None:
    """The same repayment is proposed once."""
    days: dict[str, Any] = {
        "effective": "2012-12-01",
        "by": BRENT,
        "on": "2012-11-01",
        "pence": MILLION,
    }
    first = book.propose_repayment("R1", "L1", **days, request="r1")
    again = book.propose_repayment("R1", "L1", **days, request="r1")
    assert first.receipt is not None
    assert again.receipt is not None
    assert again.receipt.repeated
    assert again.receipt.head == first.receipt.head


def test_a_request_without_an_amount_means_the_same_again() -> None:
    """What was due is repaid since: the request is answered all the same."""
    book = nwl()
    lend(book, repayments=[("2012-13", 15 * MILLION)])
    days: dict[str, Any] = {"effective": "2012-10-01", "by": HILLINGDON, "on": "2012-09-01"}
    first = book.propose_repayment("R1", "L1", **days, request="r1").receipt
    done(book, "R1", "2012-10-01")
    again = book.propose_repayment("R1", "L1", **days, request="r1").receipt
    assert first is not None
    assert again is not None
    assert (again.repeated, again.head) == (True, first.head)


def test_capital_is_lent_and_repaid_as_capital() -> None:
    """The revenue limits know nothing of it."""
    book = nwl()
    lend(book, limit="capital")
    repay(book, "R1", 15 * MILLION)
    done(book, "R1", "2012-10-01")
    assert book.loan("L1").strand != NON_RECURRENT
    assert [book.limit(body, as_of="M12", limit="capital").total() for body in ("5K5", "5AT")] == [
        40 * MILLION,
        40 * MILLION,
    ]
    assert figures(book) == (0, 15, 0)
