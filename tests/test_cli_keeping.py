"""A book kept in a folder, as a month-end script uses it: created, loaded, closed, verified."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from command import Ran, Run, folder_of, two_boards
from pctfinance.book import Book
from pctfinance.inputs import sample_path


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book made from the sample."""
    place = tmp_path / "ncl.book"
    assert run("create", place, sample_path()).code == 0
    return place


def loaded(ran: Ran) -> tuple[int, int]:
    """How many events a load posted, and how many it found there."""
    receipt = json.loads(ran.out)
    return receipt["posted"], receipt["already_there"]


def test_a_book_closes_to_what_its_input_closes_to(run: Run, book: Path, tmp_path: Path) -> None:
    """The same position from the book as from the folder; the book's carries the book's end."""
    for source, out in ((book, "kept"), (sample_path(), "read")):
        assert run("close", source, "--period", "2011-12 M12", "--out", tmp_path / out).code == 1
    kept, read = (
        json.loads((tmp_path / out / "position.json").read_text(encoding="utf-8"))
        for out in ("kept", "read")
    )
    assert read.pop("book") is None
    assert kept.pop("book") == {
        "sequence": Book.open(book).head.sequence,
        "head": Book.open(book).head.hash,
    }
    assert kept == read


def test_the_same_input_twice_posts_nothing(run: Run, book: Path) -> None:
    """Every row and every load is there already; the end of the book stays where it was."""
    before = Book.open(book).head
    ran = run("load", book, sample_path(), "--json")
    assert ran.code == 0
    assert loaded(ran) == (0, 324)
    assert Book.open(book).head == before


def test_a_later_month_adds_what_is_new(run: Run, tmp_path: Path) -> None:
    """Two boards: month 8, then the same with month 9's forecasts and one more allocation."""
    book = tmp_path / "two.book"
    assert run("create", book, folder_of(two_boards(), tmp_path / "m8")).code == 0
    tables = two_boards()
    tables["resources"] += "QA1,allocation,2011-12-01,2011-12-05,L/9,100,non-recurrent,England\n"
    tables["forecasts"] += "QA1,M9,services,1300\nQA2,M9,services,2399\n"
    ran = run("load", book, folder_of(tables, tmp_path / "m9"), "--json")
    assert loaded(ran) == (3, 4)
    assert run("close", book, "--period", "M9", "--out", tmp_path / "out").code == 0
    assert run("close", book, "--period", "M8", "--out", tmp_path / "out").code == 0


def test_a_forecast_sent_again_takes_the_place_of_the_former(run: Run, tmp_path: Path) -> None:
    """Corrected from 1,200 to 1,200.01: now a breach; the former one stays in the log."""
    book = tmp_path / "two.book"
    run("create", book, folder_of(two_boards(), tmp_path / "first"))
    tables = two_boards()
    tables["forecasts"] = tables["forecasts"].replace("services,1200", "services,1200.01")
    ran = run("load", book, folder_of(tables, tmp_path / "second"), "--json")
    assert loaded(ran) == (1, 3)
    assert run("close", book, "--period", "M8", "--out", tmp_path / "out").code == 1
    kept = Book.open(book)
    loads = [event for event in kept.holdings.resource.events if event.body == "QA1"][1:]
    assert len(loads) == 2
    first = loads[0].recorded_at
    assert first is not None
    assert kept.position("M8", recorded_at=first).aggregate().breaches == ()
    assert kept.position("M8").aggregate().breaches == ("QA1",)


def test_a_row_that_changed_is_refused(run: Run, tmp_path: Path) -> None:
    """An allocation of 1,200 that now says 1,500: exit code 3, with the row and what to do."""
    book = tmp_path / "two.book"
    run("create", book, folder_of(two_boards(), tmp_path / "first"))
    tables = two_boards()
    tables["resources"] = tables["resources"].replace(",1200,", ",1500,")
    ran = run("load", book, folder_of(tables, tmp_path / "second"))
    assert ran.code == 3
    assert "resources.csv, row 2: allocation 'L/1' of QA1 was posted before" in ran.err
    assert "[ledger.changed]" in ran.err


def test_a_request_is_answered_once(run: Run, tmp_path: Path) -> None:
    """The same request again: the first receipt. The same name for something else: refused."""
    book = tmp_path / "two.book"
    run("create", book, folder_of(two_boards(), tmp_path / "m8"))
    tables = two_boards()
    tables["forecasts"] += "QA1,M9,services,1200\n"
    later = folder_of(tables, tmp_path / "m9")
    first = run("load", book, later, "--request", "month 9", "--json")
    again = run("load", book, later, "--request", "month 9", "--json")
    assert json.loads(again.out)["repeated"]
    assert json.loads(again.out)["head"] == json.loads(first.out)["head"]
    other = run("load", book, folder_of(two_boards(), tmp_path / "m8b"), "--request", "month 9")
    assert other.code == 2
    assert "was used before, for something else" in other.err


def test_another_groups_input_is_refused(run: Run, book: Path, tmp_path: Path) -> None:
    """A folder of two boards is no input for North Central London's book."""
    ran = run("load", book, folder_of(two_boards(), tmp_path / "in"))
    assert ran.code == 3
    assert "the book is of NCL, 2011-12" in ran.err


def test_a_book_is_not_made_over_another(run: Run, book: Path) -> None:
    """`create` where there is a book: exit code 2, and the book stays."""
    before = Book.open(book).head
    ran = run("create", book, sample_path())
    assert (ran.code, Book.open(book).head) == (2, before)


def test_a_refused_input_makes_no_book(run: Run, tmp_path: Path) -> None:
    """Nothing is made in the folder before all of the input was understood."""
    tables = two_boards()
    tables["forecasts"] = tables["forecasts"].replace("1200", "lots")
    ran = run("create", tmp_path / "two.book", folder_of(tables, tmp_path / "in"))
    assert ran.code == 3
    assert not (tmp_path / "two.book").exists()


def test_verify_says_that_a_book_is_whole(run: Run, book: Path) -> None:
    """Exit code 0, with the number of events and the head."""
    ran = run("verify", book)
    assert ran.code == 0
    assert f"is whole: {Book.open(book).head.sequence} events" in ran.out
    assert json.loads(run("verify", book, "--json").out)["head"] == Book.open(book).head.hash


def test_verify_finds_a_changed_penny(run: Run, book: Path) -> None:
    """Somebody changes an amount in the file, past the triggers: exit code 5, with the event."""
    connection = sqlite3.connect(book / "book.sqlite")
    connection.execute("DROP TRIGGER events_are_not_changed")
    connection.execute(
        "UPDATE events SET document = replace(document, '\"pence\":', '\"pence\":1') WHERE sequence = 9"
    )
    connection.commit()
    connection.close()
    ran = run("verify", book)
    assert ran.code == 5
    assert "event 9 (of " in ran.err
    assert "its content is not what was recorded" in ran.err


def test_verify_against_a_pack_finds_a_cut_off_tail(run: Run, book: Path, tmp_path: Path) -> None:
    """The last event is gone without a trace in the chains; the pack remembers it."""
    run("close", book, "--period", "2011-12 M12", "--out", tmp_path / "out")
    pack = tmp_path / "out" / "position.json"
    assert run("verify", book, "--against", pack).code == 0
    connection = sqlite3.connect(book / "book.sqlite")
    connection.execute("DROP TRIGGER events_are_not_deleted")
    connection.execute("DELETE FROM events WHERE sequence = (SELECT max(sequence) FROM events)")
    connection.execute(
        "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'events are append only: post another event'); END"
    )
    connection.commit()
    connection.close()
    ran = run("verify", book, "--against", pack)
    assert ran.code == 5
    assert "its end was cut off" in ran.err


def test_a_pack_of_an_input_says_nothing_of_a_book(run: Run, book: Path, tmp_path: Path) -> None:
    """A position.json that was made from a folder cannot be compared with a book."""
    run("close", sample_path(), "--period", "2011-12 M12", "--out", tmp_path / "out")
    ran = run("verify", book, "--against", tmp_path / "out" / "position.json")
    assert ran.code == 2
    assert "says nothing of a book" in ran.err


def test_no_book_there(run: Run, tmp_path: Path) -> None:
    """`verify` and `load` of a folder without a book: exit code 2, in words."""
    for command in (("verify", tmp_path), ("load", tmp_path, sample_path())):
        ran = run(*command)
        assert ran.code == 2
        assert "there is no book" in ran.err


def test_a_history_loaded_years_later_answers_by_notified_date(tmp_path: Path) -> None:
    """The book is made today; what Enfield knew on 19 January 2012 is asked of it all the same."""
    book = Book.create_from(tmp_path / "ncl.book", sample_path())
    before, after = (
        book.limit("5C1", as_of="2011-12 M09", known_at=day).total()
        for day in ("2012-01-19", "2012-01-20")
    )
    assert after - before == 730_000_00
    book.close()


def test_a_book_of_one_s_own_rules_keeps_them(run: Run, tmp_path: Path) -> None:
    """The rulebook beside the input is gone; the book still speaks its words."""
    source = tmp_path / "in"
    shutil.copytree(sample_path(), source, ignore=shutil.ignore_patterns("*.py", "sources"))
    text = run("rulebook", "2011-12").out.replace('bodies = "PCTs"', 'bodies = "trusts"')
    (source / "mine.toml").write_text(text, encoding="utf-8")
    with (source / "declaration.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["rulebook", "mine.toml"])
    assert run("create", tmp_path / "own.book", source).code == 0
    shutil.rmtree(source)
    assert "3 of 5 trusts" in Book.open(tmp_path / "own.book").position("M12").headline
