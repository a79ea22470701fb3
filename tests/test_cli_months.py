"""A month's end by commands, on a book that is kept in a folder."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book

BY = ("--by", "Director of Finance")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """Two boards whose actuals of April are in."""
    tables = two_boards()
    tables["actuals"] = "body,period,category,amount\nQA1,M1,services,100\nQA2,M1,services,200\n"
    place = tmp_path / "two.book"
    assert run("create", place, folder_of(tables, tmp_path / "given")).code == 0
    return place


def state(book: Path, body: str = "QA1") -> str:
    """Where April of a body stands."""
    return Book.open(book, read_only=True).month_state(body, "M1").value


def test_a_month_from_open_to_locked_and_back(run: Run, book: Path) -> None:
    """Each command once, in order; the state after each."""
    assert run("submit", book, "M1", "--all", *BY).code == 0
    assert (state(book), state(book, "QA2")) == ("submitted", "submitted")
    ran = run("return", book, "M1", "--body", "QA1", *BY, "--reason", "a row is missing")
    assert (ran.code, state(book), state(book, "QA2")) == (0, "open", "submitted")
    assert run("submit", book, "M1", "--body", "QA1", *BY).code == 0
    ran = run("controls", book, "M1", "--all", *BY)
    assert ran.code == 1  # no forecast was made in April, so no duty was tested
    assert "no forecast made in M01" in ran.err
    ran = run("close-month", book, "M1", "--body", "QA1", "--body", "QA2", *BY)
    assert (ran.code, state(book), state(book, "QA2")) == (0, "closed", "closed")
    assert "2011-12 M01 of QA1, QA2: 2 events posted" in ran.out
    assert run("lock", book, "M1", "--all", *BY).code == 0
    assert state(book) == "locked"
    assert run("unlock", book, "M1", "--all", *BY, "--reason", "an audit").code == 0
    assert run("reopen", book, "M1", "--body", "QA1", *BY, "--reason", "an audit").code == 0
    assert (state(book), state(book, "QA2")) == ("open", "closed")
    assert run("verify", book).code == 0


def test_a_refused_step_ends_with_3_and_says_what_to_do(run: Run, book: Path) -> None:
    """Nothing is written; what to do stands in the message."""
    before = Book.open(book, read_only=True).head
    ran = run("lock", book, "M1", "--all", *BY)
    assert ran.code == 3
    assert "2011-12 M01 of QA1 cannot be locked: it is open" in ran.err
    assert "submit it, then close it, then lock it" in ran.err
    assert "[month.wrong-state]" in ran.err
    assert Book.open(book, read_only=True).head == before


def test_a_test_ends_with_1_where_it_would_be_refused(run: Run, book: Path) -> None:
    """As text and as JSON; the book is only read."""
    before = Book.open(book, read_only=True).head
    ran = run("close-month", book, "M1", "--all", *BY, "--test")
    assert (ran.code, "a test: nothing was written" in ran.out) == (1, True)
    ran = run("close-month", book, "M1", "--all", *BY, "--test", "--json")
    answer, findings = json.loads(ran.out), json.loads(ran.err)["findings"]
    assert (answer["test"], answer["posted"], answer["bodies"]) == (True, 0, ["QA1", "QA2"])
    assert [finding["code"] for finding in findings] == ["month.wrong-state"] * 2
    assert run("submit", book, "M1", "--all", *BY, "--test").code == 0
    assert run("controls", book, "M1", "--all", *BY, "--test").code == 1
    assert Book.open(book, read_only=True).head == before


def test_a_request_is_answered_once(run: Run, book: Path) -> None:
    """Said again, the command tells what it did and does nothing."""
    command = ("submit", book, "M1", "--body", "QA1", *BY, "--request", "r1", "--json")
    first, again = (json.loads(run(*command).out) for _ in range(2))
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["sequence"] == again["sequence"]


@pytest.mark.parametrize("named", [(), ("--all", "--body", "QA1"), ("--body", "QA9")])
def test_bodies_are_named_or_all_of_them_meant(
    run: Run, book: Path, named: tuple[str, ...]
) -> None:
    """Nobody closes a whole group by leaving something out."""
    assert run("submit", book, "M1", *named, *BY).code == 2
    assert state(book) == "open"


def test_the_matrix_is_shown(run: Run, book: Path) -> None:
    """Of the month at hand unless told otherwise; as JSON for programs."""
    ran = run("status", book)
    assert ran.code == 0
    assert "TWO: the end of 2011-12 M01" in ran.out
    document = json.loads(run("status", book, "--period", "M2", "--json").out)
    assert document["period"] == "2011-12 M02"
    assert {
        "body": "QA1",
        "task": "actuals-reported",
        "state": "not done",
        "reason": "no revenue actuals for M02",
    } in document["tasks"]
