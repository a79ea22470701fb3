"""The commands `loans` and `loan`, and that a roll on the command line ends what is pending."""

import json
from pathlib import Path
from typing import Any

import pytest

from command import Run
from ledger_examples import event
from loan_examples import (
    BRENT,
    HILLINGDON,
    KEY,
    LONDON,
    MILLION,
    NON_RECURRENT,
    close_brent_and_hillingdon,
    lend,
    outturns,
    successors,
)
from pctfinance.bodies import Group, Register
from pctfinance.book import Book
from pctfinance.ledger.kinds import Allocation


def _kept(folder: Path, *, year: str = "2012-13") -> Book:
    """Brent has lent Hillingdon £15m, in a book of the two that is kept; invented."""
    both = Register.packaged().with_group(Group("TWO", "Two PCTs"), ["5K5", "5AT"])
    book = Book.create(folder, year, group="TWO", register=both)
    for body in ("5K5", "5AT"):
        given = Allocation(strand=NON_RECURRENT, pence=40 * MILLION, issuer="DH")
        book.post(event(given, body=body, effective=book.year.start))
    book.state_officers("LON", [(LONDON, None, "2011-10-03", "2013-03-31")])
    if year == "2012-13":
        lend(book)
    return book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The book's folder."""
    _kept(tmp_path / "nwl.book").close()
    return tmp_path / "nwl.book"


DAYS = ("--effective", "2012-12-01", "--on", "2012-11-01", "--by", HILLINGDON)


def listed(run: Run, book: Path) -> dict[str, Any]:
    """The one loan of a book."""
    (loan,) = json.loads(run("loans", book, "--json").out)["loans"]
    return dict(loan)


def test_loans_are_listed(run: Run, book: Path) -> None:
    """For a person in pounds, for a script in pence; as of a month before it there is none."""
    assert "15,000,000" in run("loans", book).out
    row = listed(run, book)
    assert (row["loan"], row["outstanding_pence"]) == (KEY, 15 * MILLION)
    assert [(y["year"], y["due_pence"]) for y in row["years"]] == [
        (year, 5 * MILLION) for year in ("2013-14", "2014-15", "2015-16")
    ]
    earlier = json.loads(run("loans", book, "--as-of", "M5", "--json").out)
    assert earlier["loans"] == []


def test_a_repayment_goes_the_way_of_a_transfer(run: Run, book: Path, tmp_path: Path) -> None:
    """`loan repay` proposes it, or `transfer propose`; the steps of `transfer` do the rest."""
    letter = tmp_path / "letter.txt"
    letter.write_text("approved", encoding="utf-8")
    repay = ("loan", "repay", book, "R1", "--of-loan", "L1", "--amount", "5,000,000", *DAYS)
    tested = run(*repay[:-8], "--amount", "16,000,000", *DAYS, "--test", "--json")
    assert tested.code == 1
    assert json.loads(tested.err)["findings"][0]["code"] == "loan.exceeds"
    assert run(*repay).code == 0
    signed = ("--by", HILLINGDON, "--on", "2012-11-02")
    assert run("transfer", "agree", book, "R1", "giver", *signed).code == 0
    assert run("transfer", "agree", book, "R1", "receiver", "--by", BRENT, *signed[2:]).code == 0
    assert run("transfer", "submit", book, "R1", *signed).code == 0
    covered = run("loan", "cover", book, "R1", *signed)
    assert covered.code == 4
    assert "loan.not-covered" in covered.err
    approve = ("--authority", "LON", "--by", LONDON, "--on", "2012-11-20", "--reference", "12")
    assert run("transfer", "approve", book, "R1", *approve, "--evidence", letter).code == 0
    action = ("transfer", "action", book, "R1", "--by", HILLINGDON, "--on", "2012-12-01")
    assert run(*action).code == 0
    assert listed(run, book)["repaid_pence"] == 5 * MILLION
    by_hand = ("--giver", "5AT", "--receiver", "5K5", "--amount", "1", "--purpose", "more")
    kind = ("--kind", "repayment", "--of-loan", "L1")
    assert run("transfer", "propose", book, "R2", *kind, *by_hand, *DAYS[:2], *signed).code == 0
    assert run("verify", book).code == 0


def test_a_loan_is_rescheduled_and_written_off(run: Run, book: Path) -> None:
    """Both are proposed, with what they are about; wrong amounts are refused with exit code 3."""
    parts = ("--repayment", "2014-15;9,000,000", "--repayment", "2015-16;6,000,000")
    named = ("--of-loan", "L1", "--purpose", "later", *DAYS)
    assert run("loan", "reschedule", book, "S1", *parts, *named).code == 0
    refused = run("loan", "reschedule", book, "S2", *parts[:2], *named)
    assert refused.code == 3
    assert "loan.exceeds" in refused.err
    assert run("loan", "write-off", book, "W1", "--amount", "none", *named).code == 2
    assert run("loan", "write-off", book, "W1", *named, "--json", "--request", "w").code == 0
    held = Book.open(book, read_only=True)
    assert held.transfer("W1").terms.pence == 15 * MILLION
    assert [part.pence for part in held.transfer("S1").terms.repayments] == [
        9 * MILLION,
        6 * MILLION,
    ]
    assert run("loan", "repay", book, "R1", "--of-loan", "L9", *DAYS).code == 3


def test_a_successor_takes_a_loan_over(run: Run, tmp_path: Path) -> None:
    """From the book of the year before, once; and it is held against that book."""
    old = _kept(tmp_path / "old.book")
    close_brent_and_hillingdon(old)
    old.close()
    made = successors("2013-14")
    new = tmp_path / "new.book"
    terms = made._records.terms
    Book.create(
        new,
        "2013-14",
        group="BH",
        register=terms.register,
        rulebook=terms.rulebook_text,
    ).close()
    scheme = ("--by", "Director", "--notified", "2013-04-01", "--reference", "scheme")
    checked = run("loan", "verify", new, tmp_path / "old.book")
    assert checked.code == 1
    assert "loan.carried" in checked.err
    assert run("loan", "take-over", new, tmp_path / "old.book", *scheme, "--test").code == 0
    assert json.loads(run("loans", new, "--json").out)["loans"] == []
    assert run("loan", "take-over", new, tmp_path / "old.book", *scheme).code == 0
    assert listed(run, new)["borrower"] == "08G"
    assert run("loan", "verify", new, tmp_path / "old.book").code == 0


def test_a_roll_ends_what_is_pending(run: Run, tmp_path: Path) -> None:
    """It is listed among the items; the roll writes its end into the old book."""
    old = tmp_path / "old.book"
    book = _kept(old, year="2011-12")
    asked: dict[str, Any] = {"giver": "5K5", "receiver": "5AT", "pence": 100, "purpose": "help"}
    book.propose_transfer("T1", **asked, effective="2012-03-01", by=BRENT, on="2012-02-01")
    outturns(book)
    book.decide_by_default(by="Director", reference="paper")
    book.close()
    assert json.loads(run("decide", old, "--json").out)["expiring"] == ["T1"]
    roll = ("roll-forward", old, tmp_path / "new.book", "--by", "Director")
    assert run(*roll, "--notified", "2012-05-01", "--test").code == 0
    assert Book.open(old, read_only=True).transfer("T1").state.value == "proposed"
    assert run(*roll, "--notified", "2012-05-01").code == 0
    closed = Book.open(old, read_only=True)
    assert closed.transfer("T1").state.value == "expired"
    assert Book.open(tmp_path / "new.book", read_only=True).verify_predecessor(closed) == ()
