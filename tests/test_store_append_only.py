"""The log only grows: what plain SQL may not do to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crash.small import rows_of, small_book, sql
from pctfinance.book import BOOK_FILE, Book
from pctfinance.store.canonical import GENESIS
from pctfinance.store.log import EventLog

COLUMNS = "(sequence, chain, link, recorded_at, document, previous, hash)"
LAST_5A9 = "(SELECT hash FROM events WHERE sequence = 4)"


def insert(
    place: str, previous: str = LAST_5A9, document: str = "'{}'", verb: str = "INSERT"
) -> str:
    """A row by plain SQL, at a place of the log: its sequence, chain and link."""
    return f"{verb} INTO events {COLUMNS} VALUES ({place}, '', {document}, {previous}, '')"


REFUSED = {
    "change": "UPDATE events SET document = '{}' WHERE sequence = 2",
    "change-nothing": "UPDATE events SET document = document",
    "renumber": "UPDATE events SET sequence = sequence + 100",
    "delete": "DELETE FROM events WHERE sequence = 5",
    "delete-all": "DELETE FROM events",
    "replace": insert("2, '5A9', 1", verb="INSERT OR REPLACE"),
    "replace-into": insert("5, '5C1', 2", verb="REPLACE"),
    "upsert": insert("5, '5C1', 2") + " ON CONFLICT DO UPDATE SET document = excluded.document",
    "ignore": insert("9, '5A9', 3", verb="INSERT OR IGNORE"),
    "sequence-leaps": insert("7, '5A9', 3"),
    "sequence-taken": insert("5, '5A9', 3"),
    "sequence-before": insert("0, '5A9', 3"),
    "sequence-none": insert("NULL, '5A9', 3"),
    "link-leaps": insert("6, '5A9', 4"),
    "link-taken": insert("6, '5A9', 2"),
    "link-of-nothing": insert("6, '5K7', 2", f"'{GENESIS}'"),
    "other-predecessor": insert("6, '5A9', 3", f"'{GENESIS}'"),
    "first-with-predecessor": insert("6, '5K7', 1"),
    "no-text": insert("6, '5A9', 3", document="x'00'"),
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside-an-open-book"])
def test_plain_sql_cannot_change_what_is_kept(tmp_path: Path, statement: str, beside: bool) -> None:
    """Every statement that is no next link is refused, also by a second connection."""
    small_book(tmp_path)
    before = rows_of(tmp_path)
    book = Book.open(tmp_path)
    if not beside:
        book.close()
    with pytest.raises(sqlite3.IntegrityError, match=r"append only|next of its chain|cannot store"):
        sql(tmp_path, statement)
    assert rows_of(tmp_path) == before
    if beside:
        assert book.verify() == ()
        book.close()


def test_the_next_link_by_plain_sql_is_taken_and_found(tmp_path: Path) -> None:
    """The triggers keep the order only; that nobody sealed the row is for verify to say."""
    small_book(tmp_path)
    sql(
        tmp_path,
        f"INSERT INTO events {COLUMNS} SELECT 6, chain, 3, recorded_at, document, hash, hash "  # noqa: S608 - an attack
        "FROM events WHERE sequence = 4",
    )
    with closing(Book.open(tmp_path)) as book:
        (fault,) = book.verify()
    assert fault.message == "event 6 (of 5A9, link 3): its content is not what was recorded"


def interrupted() -> Iterator[tuple[str, dict[str, int]]]:
    """One entry, and then somebody presses Ctrl-C."""
    yield "5A9", {"pence": 2}
    raise KeyboardInterrupt


def test_the_log_itself_has_no_way_back(tmp_path: Path) -> None:
    """What is raised inside a transaction takes with it all that was appended in it, and no more."""
    log = EventLog.create(tmp_path / BOOK_FILE)
    now = datetime(2011, 4, 8, tzinfo=UTC)
    with log.writing() as writing:
        writing.append([("5A9", {"pence": 1})], now)
    with pytest.raises(KeyboardInterrupt), log.writing() as writing:
        writing.append(interrupted(), now)
    assert [link.content() for link in log.read()] == [{"pence": 1}]
    with log.writing() as writing:
        (link,) = writing.append([("5A9", {"pence": 3})], now)
    assert (link.sequence, link.link) == (2, 2)
    log.close()


def test_recorded_times_never_go_backwards() -> None:
    """The clock was set back by a day: the later event keeps the time of the one before it."""
    log = EventLog.in_memory()
    with log.writing() as writing:
        writing.append([("5A9", {})], datetime(2011, 4, 8, tzinfo=UTC))
        (later,) = writing.append([("5C1", {})], datetime(2011, 4, 7, tzinfo=UTC))
    assert later.recorded_at == "2011-04-08T00:00:00+00:00"
