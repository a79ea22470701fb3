"""Somebody changes the log behind the book's back: verify says which event."""

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path

import pytest

from crash.small import TRIGGERS, allocation, attacked, empty_book, rows_of, small_book, sql
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import IntegrityError
from pctfinance.store.canonical import digest
from pctfinance.store.link import Link

CHANGES = {
    "sequence": "UPDATE events SET sequence = 9 WHERE sequence = 4",
    "chain": "UPDATE events SET chain = '5K7' WHERE sequence = 4",
    "chain-of-the-book": "UPDATE events SET chain = '', link = 2 WHERE sequence = 4",
    "link": "UPDATE events SET link = 7 WHERE sequence = 4",
    "recorded_at": "UPDATE events SET recorded_at = '2011-04-01T00:00:00+00:00' WHERE sequence = 4",
    "recorded-at-no-place": "UPDATE events SET recorded_at = '2031-04-01T00:00:00' WHERE sequence = 4",
    "recorded-never": "UPDATE events SET recorded_at = 'never' WHERE sequence = 4",
    "request": "UPDATE events SET request = 'mine' WHERE sequence = 4",
    "request_digest": "UPDATE events SET request_digest = 'ab' WHERE sequence = 4",
    "document": "UPDATE events SET document = replace(document, '300', '900') WHERE sequence = 4",
    "document-of-another": "UPDATE events SET document = replace(document, '5A9', '5C1') "
    "WHERE sequence = 4",
    "document-spaced": "UPDATE events SET document = replace(document, ',', ', ') WHERE sequence = 4",
    "document-no-event": "UPDATE events SET document = '{}' WHERE sequence = 4",
    "document-no-json": "UPDATE events SET document = 'x' WHERE sequence = 4",
    "previous": "UPDATE events SET previous = hash WHERE sequence = 4",
    "hash": "UPDATE events SET hash = previous WHERE sequence = 4",
}


def told(folder: Path) -> str:
    """What a person is told of a book: by opening it, or else by verifying it."""
    try:
        with closing(Book.open(folder, read_only=True)) as book:
            return "\n".join(finding.message for finding in book.verify())
    except IntegrityError as error:
        return str(error)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_column_is_found(tmp_path: Path, change: str) -> None:
    """Each column of event 4 in turn; whoever did it put the triggers back."""
    small_book(tmp_path)
    assert told(tmp_path) == ""
    attacked(tmp_path, change)
    assert re.search("event [49]", told(tmp_path)), told(tmp_path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_open_book_finds_it_as_well(tmp_path: Path, change: str) -> None:
    """Verify reads the file again; it does not trust what the book has in memory."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        attacked(tmp_path, change)
        messages = [finding.message for finding in book.verify()]
    assert any(re.match("event [49] ", message) for message in messages), messages


@pytest.mark.parametrize("sequence", [1, 2, 3, 4])
def test_an_event_taken_out_is_missed(tmp_path: Path, sequence: int) -> None:
    """Whichever it was, as long as another follows it."""
    small_book(tmp_path)
    attacked(tmp_path, f"DELETE FROM events WHERE sequence = {sequence}")  # noqa: S608 - an attack
    with closing(Book.open(tmp_path)) as book:
        assert f"event {sequence} is missing" in book.verify()[0].message


def test_two_events_changed_for_one_another_are_both_named(tmp_path: Path) -> None:
    """The documents of events 2 and 4, both of 5A9, change their places."""
    small_book(tmp_path)
    second, fourth = (rows_of(tmp_path)[index][6] for index in (1, 3))
    attacked(
        tmp_path,
        f"UPDATE events SET document = '{fourth}' WHERE sequence = 2",  # noqa: S608 - an attack
        f"UPDATE events SET document = '{second}' WHERE sequence = 4",  # noqa: S608 - an attack
    )
    assert told(tmp_path).splitlines() == [
        "event 2 (of 5A9, link 1): its content is not what was recorded",
        "event 4 (of 5A9, link 2): its content is not what was recorded",
    ]


def test_two_rows_changed_for_one_another_are_both_named(tmp_path: Path) -> None:
    """The whole rows: each is out of its order."""
    small_book(tmp_path)
    attacked(
        tmp_path,
        "UPDATE events SET sequence = 99 WHERE sequence = 2",
        "UPDATE events SET sequence = 2 WHERE sequence = 4",
        "UPDATE events SET sequence = 4 WHERE sequence = 99",
    )
    assert {"event 2 (", "event 4 ("} <= set(re.findall(r"event \d+ \(", told(tmp_path)))


def test_a_cut_tail_is_found_by_what_a_pack_keeps(tmp_path: Path) -> None:
    """No chain is broken, so only a head that was kept outside can tell."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        kept = {"sequence": book.head.sequence, "head": book.head.hash}
        assert book.verify(kept) == ()
    attacked(tmp_path, "DELETE FROM events WHERE sequence >= 4")
    with closing(Book.open(tmp_path)) as book:
        assert book.verify() == ()
        (fault,) = book.verify(kept)
        assert fault.message == "the pack knows 5 events, the book holds 3: its end was cut off"
        book.post(allocation(5), allocation(6, "5C1"))
        (fault,) = book.verify(kept)
    assert fault.message == "the first 5 events are not those that the pack was made from"


def test_a_book_that_went_on_still_holds_what_a_pack_keeps(tmp_path: Path) -> None:
    """An honest book grows, and an older head still fits."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        kept = {"sequence": book.head.sequence, "head": book.head.hash}
        book.post(allocation(5))
        assert book.verify(kept) == ()


def test_a_log_written_anew_is_found_by_what_a_pack_keeps(tmp_path: Path) -> None:
    """Whoever knows how to seal can write another history; the kept head is not its head."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        kept = {"sequence": book.head.sequence, "head": book.head.hash}
    forged, previous = [], {"5A9": "0" * 64}
    for row in rows_of(tmp_path):
        link = Link(*row)  # type: ignore[arg-type]  # a row of the table, as SQLite gives it
        if link.chain == "5A9":
            document = link.document.replace("300", "900")
            link = replace(link, document=document, previous=previous["5A9"])
            link = replace(link, hash=link.expected_hash())
            previous["5A9"] = link.hash
        forged.append(link)
    with closing(sqlite3.connect(tmp_path / BOOK_FILE)) as connection, connection:
        for name in TRIGGERS[:2]:
            ((made,),) = connection.execute(f"SELECT sql FROM sqlite_master WHERE name = '{name}'")  # noqa: S608 - ours
            connection.execute(f"DROP TRIGGER {name}")
            connection.execute("DELETE FROM events") if name == TRIGGERS[1] else None
            connection.execute(made)
        for link in forged:
            marks = ", ".join("?" * 9)
            connection.execute(f"INSERT INTO events VALUES ({marks})", astuple(link))  # noqa: S608 - marks
    with closing(Book.open(tmp_path)) as book:
        assert book.limit("5A9", as_of="M1").total() == 10_00
        assert book.verify() == ()
        (fault,) = book.verify(kept)
    assert fault.message == "the first 5 events are not those that the pack was made from"


def test_terms_that_were_changed_are_not_read_by(tmp_path: Path) -> None:
    """Everything else is read by the terms, so a book with other terms is not opened at all."""
    small_book(tmp_path)
    attacked(
        tmp_path,
        "UPDATE events SET document = replace(document, '2011-12', '2012-13') WHERE sequence = 1",
    )
    with pytest.raises(IntegrityError, match="event 1, of the book itself, is not what was"):
        Book.open(tmp_path)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        *[(f"DROP TRIGGER {name}", f"the trigger {name} is missing") for name in TRIGGERS],
        ("DROP INDEX events_by_request", "the index events_by_request is missing"),
        (
            "CREATE TRIGGER quiet BEFORE DELETE ON events BEGIN SELECT RAISE(IGNORE); END",
            "the trigger quiet does not belong there",
        ),
        ("CREATE TABLE notes (text)", "the table notes does not belong there"),
        ("ALTER TABLE events ADD COLUMN note TEXT", "the table events was changed"),
    ],
)
def test_the_tables_are_those_of_a_book(tmp_path: Path, statement: str, fault: str) -> None:
    """A book that would no longer refuse to be changed is not whole, even if nothing was yet."""
    small_book(tmp_path)
    sql(tmp_path, statement)
    assert told(tmp_path) == fault


def test_a_trigger_that_says_something_else_is_found(tmp_path: Path) -> None:
    """The name is still there; what it does is not."""
    small_book(tmp_path)
    sql(
        tmp_path,
        "DROP TRIGGER events_are_not_deleted",
        "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT 1; END",
    )
    assert told(tmp_path) == "the trigger events_are_not_deleted was changed"


def test_what_the_planner_keeps_is_no_fault(tmp_path: Path) -> None:
    """ANALYZE writes tables of its own."""
    small_book(tmp_path)
    sql(tmp_path, "ANALYZE")
    assert told(tmp_path) == ""


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TABLE events", "this book is damaged: .*no such table: events"),
        ("ALTER TABLE events DROP COLUMN request_digest", "this book is damaged: .*no such column"),
    ],
)
def test_lost_tables_are_told_in_words(tmp_path: Path, statement: str, words: str) -> None:
    """Nothing of SQLite's own exceptions reaches the user, on opening and on an open book."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        attacked_or_dropped = (sql, attacked)["ALTER" in statement]
        attacked_or_dropped(tmp_path, statement)
        assert re.search(words, "\n".join(finding.message for finding in book.verify()))
    assert re.search(words, told(tmp_path))


def test_an_emptied_book_is_not_whole(tmp_path: Path) -> None:
    """With every event gone there is no link to be wrong; that is a fault of its own."""
    empty_book(tmp_path).close()
    attacked(tmp_path, "DELETE FROM events")
    assert told(tmp_path) == "the book is empty: not even its terms are in it"


def test_a_chain_can_be_checked_with_nothing_of_ours(tmp_path: Path) -> None:
    """SHA-256 over sorted JSON without spaces: an auditor needs a dozen lines and no pctfinance."""
    small_book(tmp_path)
    first = ("sequence", "chain", "link", "recorded_at")
    names = (*first, "request", "request_digest", "document", "previous")
    ends: dict[object, list[object]] = {}
    for *row, seal in rows_of(tmp_path):
        kept = dict(zip(names, row, strict=True))
        text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == seal
        assert kept["previous"] == (ends.get(kept["chain"]) or [0, "0" * 64])[1]
        ends[kept["chain"]] = [kept["link"], seal]
    with closing(Book.open(tmp_path)) as book:
        assert book.head == (5, digest(ends))  # type: ignore[arg-type]  # chains are texts
