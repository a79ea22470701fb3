"""What is stated for the duties can be tried first: what it would be refused for, and nothing written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.errors import ApprovalMissingError, PostingRefusedError, UsageError
from pctfinance.records import Receipt

BY = "Financial Controller, Barnet"
PAID = {"number": 10, "pence": 100_00, "number_in_time": 9, "pence_in_time": 90_00}
HEADINGS = [("12*", "current-assets", "Receivables")]

Call = Callable[[Book, bool], Receipt]

SAID: dict[str, Call] = {
    "control total": lambda book, test: book.agree_control_total(
        "5A9", 100, authority="Q36", by=BY, on="2011-04-01", reference="letter", test=test
    ),
    "bills": lambda book, test: book.state_bills_paid(
        "5A9", "M1", nhs=PAID, non_nhs=PAID, by=BY, reference="return", test=test
    ),
    "provider arm": lambda book, test: book.state_provider_arm(
        "5A9", "M1", has_arm=False, by=BY, reference="letter", test=test
    ),
    "signature": lambda book, test: book.sign_statements(
        "5A9", by="Director of Finance", on="2012-06-07", reference="accounts", test=test
    ),
    "headings": lambda book, test: book.state_balance_headings(
        HEADINGS, by=BY, on="2012-04-02", reference="chart", test=test
    ),
}


@pytest.mark.parametrize("said", list(SAID))
def test_what_is_tried_writes_nothing_and_is_then_taken(said: str) -> None:
    """The head stays; the receipt of the test names it; said in earnest, one thing is kept."""
    book = Book.in_memory("2011-12", group="NCL")
    head = book.head
    tried = SAID[said](book, True)
    assert (tried.posted, tried.stated, tried.head) == (0, 0, head)
    assert book.head == head
    done = SAID[said](book, False)
    assert done.posted + done.stated == 1


def test_what_stands_already_is_counted() -> None:
    """The same bills again would be passed over; other ones would not."""
    book = Book.in_memory("2011-12", group="NCL")
    SAID["bills"](book, False)
    assert SAID["bills"](book, True).already_there == 1
    more = dict(PAID, number=11)
    other = book.state_bills_paid(
        "5A9", "M1", nhs=more, non_nhs=PAID, by=BY, reference="return", test=True
    )
    assert other.already_there == 0


@pytest.mark.parametrize("said", ["bills", "provider arm"])
def test_a_refusal_that_was_tried_leaves_no_trace(said: str) -> None:
    """Month 1 was submitted: refused with the same code, and the book keeps no statement of it."""
    book = Book.in_memory("2011-12", group="NCL")
    book.submit_month("5A9", "M1", by="Director of Finance, Barnet")
    head = book.head
    with pytest.raises(PostingRefusedError) as refused:
        SAID[said](book, True)
    assert {finding.code for finding in refused.value.findings} == {"month.not-open"}
    assert book.head == head
    with pytest.raises(PostingRefusedError):
        SAID[said](book, False)
    assert book.head != head  # in earnest the book keeps that it was tried


def test_what_can_be_no_statement_is_refused_as_ever() -> None:
    """A test is no way round the checks of what is said."""
    book = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(ApprovalMissingError, match="'Q99' is not the authority of 5A9"):
        book.agree_control_total(
            "5A9", 100, authority="Q99", by=BY, on="2011-04-01", reference="r", test=True
        )
    with pytest.raises(UsageError):
        book.sign_statements("5A9", by="Head of Finance", on="2012-06-07", reference="r", test=True)


COMMANDS = {
    "bills": ("bills", "state", "5A9", "--as-of", "M1", "--nhs", "1;1;1;1", "--non-nhs", "0;0;0;0"),
    "arm": ("provider-arm", "5A9", "--as-of", "M1", "--none"),
    "total": ("control-total", "5A9", "100", "--authority", "Q36", "--on", "2011-04-01"),
    "signature": ("sign-statements", "5A9", "--on", "2012-06-07"),
}


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_has_a_test(run: Run, tmp_path: Path, name: str) -> None:
    """It would be taken: exit code 0, and not a byte of the book changes."""
    place = tmp_path / "ncl.book"
    Book.create(place, "2011-12", group="NCL").close()
    before = (place / "book.sqlite").read_bytes()
    words = COMMANDS[name]
    at = 2 if words[0] == "bills" else 1
    by = "Director of Finance" if name == "signature" else BY
    asked = (*words[:at], place, *words[at:], "--reference", "letter", "--by", by)
    tried = run(*asked, "--test")
    assert (tried.code, tried.out.strip()) == (0, "It would be taken.")
    assert (place / "book.sqlite").read_bytes() == before
    assert json.loads(run(*asked, "--test", "--json").err)["findings"] == []
    assert run(*asked).code == 0


def test_a_command_that_would_be_refused_ends_with_1(run: Run, tmp_path: Path) -> None:
    """As a test with 1 and the code of the refusal, in earnest with 3; a file is tried as well."""
    place = tmp_path / "ncl.book"
    book = Book.create(place, "2011-12", group="NCL")
    book.submit_month("5A9", "M1", by="Director of Finance, Barnet")
    book.close()
    file = tmp_path / "april.csv"
    file.write_text(
        "body,period,sector,number,amount,number_in_time,amount_in_time\n"
        "5A9,2011-12 M01,nhs,20,400,19,380\n5A9,2011-12 M01,non-nhs,9,90,9,90\n"
    )
    head = Book.open(place, read_only=True).head
    asked = ("bills", "load", place, file, "--by", BY)
    tried = run(*asked, "--test", "--json")
    assert tried.code == 1
    assert json.loads(tried.err)["findings"][0]["code"] == "month.not-open"
    assert Book.open(place, read_only=True).head == head
    assert run(*asked).code == 3
    file = tmp_path / "headings.csv"
    file.write_text("account,section,heading\n12*,current-assets,Receivables\n")
    headings = ("balance-headings", place, file, "--on", "2012-04-02", "--by", BY)
    assert run(*headings, "--test").out.strip() == "It would be taken."
    assert run(*headings).code == 0
