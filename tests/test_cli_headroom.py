"""`headroom` and `case` as they are run on a book that is kept in a folder."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book

ROWS = """\
body,event,effective,notified,reference,amount,funding,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1000,recurrent,England
QA1,headroom-lodged,2011-04-01,2011-03-31,S/1,20,,
QA2,allocation,2011-04-01,2011-03-01,L/2,2000,recurrent,England
"""
BOARD = ("--by", "Director of Finance")
SHA = ("--by", "the authority")
CASE = ("QA1", "C1")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book of two boards; one has lodged 20."""
    place = tmp_path / "two.book"
    tables = two_boards() | {"resources": ROWS}
    assert run("create", place, folder_of(tables, tmp_path / "sent")).code == 0
    return place


def _propose(run: Run, book: Path, *more: str) -> int:
    what = ("--category", "services", "--purpose", "redundancies", "--on", "2011-05-10")
    return int(run("case", "propose", book, *CASE, "8.00", *what, *BOARD, *more).code)


def test_a_case_from_its_proposal_to_the_year_end(run: Run, book: Path) -> None:
    """The worked example of the page, command by command."""
    assert _propose(run, book) == 0
    decide = ("--approval", "S/7", "--on", "2011-06-01", "--authority", "SHA1")
    condition = ("--condition", "the board agrees the plan")
    ran = run("case", "approve", book, *CASE, "6", *SHA, *decide, *condition)
    assert ran.code == 0, ran.err
    release = ("case", "release", book, *CASE, "6", *SHA, "--on", "2011-07-01")
    ran = run(*release, "--reference", "S/8")
    assert (ran.code, "headroom.condition" in ran.err) == (4, True)
    assert "waits for: 1. the board agrees the plan" in " ".join(run("headroom", book).out.split())
    met = ("case", "meet", book, *CASE, "1", *SHA, "--on", "2011-06-20", "--reference", "minutes")
    assert run(*met).code == 0
    assert run(*release, "--reference", "S/8").code == 0
    assert run("case", "spend", book, *CASE, "M5", "5", *BOARD).code == 0
    give_up = ("case", "give-up", book, "QA1", "4", *SHA, "--reference", "S/99")
    assert run(*give_up, "--reason", "the year ends").code == 0
    ran = run("headroom", book, "--body", "QA1", "--json")
    (found,) = json.loads(ran.out)["bodies"]
    assert (found["lodged_pence"], found["held_pence"]) == (2000, 1000)
    assert (found["released_pence"], found["lapsed_pence"]) == (600, 400)
    assert json.loads(ran.out)["cases"][0]["spent_pence"] == 500
    assert run("verify", book).code == 0


def test_both_boards_stand_side_by_side(run: Run, book: Path) -> None:
    """Barnet lodged all that was asked; the other exempted half of its 40."""
    exempt = (
        "case",
        "exempt",
        book,
        "QA2",
        "20",
        *SHA,
        "--on",
        "2011-06-01",
        "--reason",
        "deficit",
    )
    ran = run(*exempt, "--authority", "SHA1")
    assert (ran.code, "SOM 25" in ran.err) == (4, True)
    assert run(*exempt, "--authority", "SHA1", "--approval", "S/3").code == 0
    document = json.loads(run("headroom", book, "--json").out)
    assert [one["difference_pence"] for one in document["bodies"]] == [0, 2000]
    assert document["unpooled_sum"]["required_pence"] == 6000
    assert "Sum, not pooled" in run("headroom", book).out


def test_refusal_and_lapse(run: Run, book: Path) -> None:
    """A case that is refused cannot lapse; one that lapses says why."""
    assert _propose(run, book) == 0
    words = ("--on", "2011-06-01", "--reason", "recurrent in truth")
    assert run("case", "refuse", book, *CASE, *SHA, *words, "--authority", "SHA1").code == 0
    ran = run("case", "lapse", book, *CASE, *BOARD, *words)
    assert (ran.code, "C1' of QA1 is refused" in ran.err) == (3, True)


def test_what_is_refused_leaves_the_book_as_it_was(run: Run, book: Path) -> None:
    """A recurrent commitment, no amount, and an authority that nobody names."""
    before = Book.open(book, read_only=True).holdings.resource.events
    assert _propose(run, book, "--recurrent") == 3
    give_up = ("case", "give-up", book, "QA1", "-", *SHA, "--reference", "S/9", "--reason", "late")
    assert run(*give_up).code == 2
    exempt = ("case", "exempt", book, "QA2", *SHA, "--on", "2011-06-01", "--reason", "deficit")
    ran = run(*exempt, "--approval", "S/3")
    assert (ran.code, "names nobody who decides for QA2" in ran.err) == (4, True)
    assert Book.open(book, read_only=True).holdings.resource.events == before


def test_more_spent_than_released_is_exit_code_1(run: Run, book: Path) -> None:
    """The statement is shown all the same, and says so."""
    assert _propose(run, book) == 0
    decide = ("--approval", "S/7", "--on", "2011-06-01", "--authority", "SHA1")
    assert run("case", "approve", book, *CASE, "6", *SHA, *decide).code == 0
    assert run("case", "spend", book, *CASE, "M5", "5", *BOARD).code == 0
    ran = run("headroom", book)
    assert (ran.code, "£5 is spent and £0 released" in " ".join(ran.out.split())) == (1, True)
