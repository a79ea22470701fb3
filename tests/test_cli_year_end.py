"""The year's end from the command line: print the items, decide, roll, close for good."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book
from year_end_examples import BARNET, post_load, resources

SAID = ("--by", "director of finance", "--reference", "board paper 7")
ROLL = ("--by", "director of finance", "--notified", "2012-05-01")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """Two boards with 1,200 and 2,400 recurrent; the year ends at 1,190 and 2,400."""
    tables = two_boards()
    tables["declaration"] += "actuals,year-to-date\n"
    tables["actuals"] = (
        "body,period,category,amount\nQA1,M12,services,1190\nQA2,M12,services,2400\n"
    )
    place = tmp_path / "two.book"
    assert run("create", place, folder_of(tables, tmp_path / "in")).code == 0
    return place


def written(text: str, folder: Path, name: str = "decisions.csv") -> Path:
    """A file of that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_open_items_are_printed_decided_and_rolled(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """The printed file with a reason in each row decides everything; the next book names this."""
    printed = run("decide", book)
    assert printed.code == 1
    assert printed.out.splitlines() == [
        "body,item,decision,amount,year,reference,reason",
        "QA1,revenue/recurrent/allocation/England,carry,1200.00,,,",
        "QA1,outturn,carry,10.00,,,",
        "QA2,revenue/recurrent/allocation/England,carry,2400.00,,,",
    ]
    rows = [row + "as planned" if number else row for number, row in enumerate(printed.out.split())]
    file = written("\n".join(rows) + "\n", tmp_path)
    tried = json.loads(run("decide", book, file, *SAID, "--test", "--json").out)
    assert (tried["posted"], tried["already_there"]) == (0, 0)
    assert Book.open(book).rolling().undecided
    ran = run("decide", book, file, *SAID)
    assert (ran.code, "3 decisions recorded" in ran.err) == (0, True)
    assert run("decide", book).code == 0
    following = tmp_path / "next.book"
    tried = json.loads(run("roll-forward", book, following, *ROLL, "--test", "--json").out)
    assert (tried["year"], tried["opened_with"], tried["elsewhere"]) == ("2012-13", 3, [])
    assert not following.exists()
    ran = run("roll-forward", book, following, *ROLL)
    assert (ran.code, "2012-13 opens with 3 events" in ran.err) == (0, True)
    assert run("verify", following).code == 0
    assert Book.open(following).verify_predecessor(Book.open(book)) == ()
    assert run("roll-forward", book, following, *ROLL).code == 2


def test_all_that_is_wrong_with_a_file_is_told_together(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """A body that is none, an amount that is none, a year without a return: three rows, one run."""
    file = written(
        "body,item,decision,amount,year,reference,reason\n"
        "QA9,outturn,carry,10,,,plan\n"
        "QA1,outturn,carry,ten,,,plan\n"
        "QA1,outturn,carry,10,2012-13,,plan\n",
        tmp_path,
    )
    ran = run("decide", book, file, *SAID)
    assert ran.code == 3
    for row in (2, 3, 4):
        assert f"decisions.csv, row {row}" in ran.err
    assert Book.open(book).rolling().decided == ()


def test_a_decision_names_its_row(run: Run, book: Path, tmp_path: Path) -> None:
    """More is decided than there is, and money is stopped on nobody's word: exit codes 3 and 4."""
    head = "body,item,decision,amount,reason\n"
    file = written(f"{head}QA1,outturn,carry,11,plan\nQA2,held/x,lapse,1,plan\n", tmp_path)
    ran = run("decide", book, file, *SAID)
    assert (ran.code, "decisions.csv, row 3" in ran.err) == (3, True)
    stop = "QA1,revenue/recurrent/allocation/England,stop,1200,plan\n"
    assert run("decide", book, written(head + stop, tmp_path), *SAID).code == 4
    assert run("decide", book, written(head + stop, tmp_path)).code == 2
    assert run("decide", book, tmp_path / "none.csv", *SAID).code == 3


def test_an_undecided_year_is_not_rolled(run: Run, book: Path, tmp_path: Path) -> None:
    """Three items are open: exit code 3, each is named, and there is no book."""
    ran = run("roll-forward", book, tmp_path / "next.book", *ROLL)
    assert ran.code == 3
    assert ran.err.count("[yearend.undecided]") == 3
    assert not (tmp_path / "next.book").exists()


@pytest.fixture
def barnet(tmp_path: Path) -> Path:
    """Barnet's year to March 2013, kept in a folder."""
    place = tmp_path / "ncl.book"
    made = Book.create(place, "2012-13", group="NCL")
    made.post(*resources())
    post_load(made, BARNET)
    made.close()
    return place


SCHEME = (
    "account,counterparty,item,receiver,name,provision\n"
    "1000,,,NHSPS,NHS Property Services,\n"
    "24*,,,NHSE,NHS England,yes\n"
    ",,held/headroom,DH,Department of Health,\n"
)
CLOSE = ("--body", "5A9", *SAID, "--general-fund", "3000")


def test_a_body_is_closed_from_a_file(run: Run, barnet: Path, tmp_path: Path) -> None:
    """First what has no receiver is told, then tried, then closed; each receiver on a line."""
    short = run("final-close", barnet, written(SCHEME, tmp_path), *CLOSE)
    assert short.code == 3
    assert short.err.count("has no receiver") == 4
    whole = written(SCHEME + "*,,,DH,Department of Health,\n", tmp_path)
    assert run("final-close", barnet, whole, *CLOSE, "--test").code == 0
    assert Book.open(barnet, read_only=True).final_statements() == ()
    ran = run("final-close", barnet, whole, *CLOSE)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "DH Department of Health: balances (£530) (provisions, no cash: £0), outside the ledger £12",
        "NHSE NHS England: balances (£70) (provisions, no cash: (£70)), outside the ledger £0",
        "NHSPS NHS Property Services: balances £600 (provisions, no cash: £0), outside the ledger £0",
    ]
    document = json.loads(run("final-close", barnet, whole, *CLOSE, "--json").out)
    assert sum(receiver["balance_pence"] for receiver in document["receivers"]) == 0
    assert len(document["assigned"]) == 7


def test_a_rule_is_about_one_thing(run: Run, barnet: Path, tmp_path: Path) -> None:
    """An account and an item in one row, and a row about nothing."""
    file = written(
        "account,item,receiver,name\n1000,held/headroom,DH,Health\n,,DH,Health\n", tmp_path
    )
    ran = run("final-close", barnet, file, *CLOSE)
    assert (ran.code, ran.err.count("[input.combination]")) == (3, 2)
