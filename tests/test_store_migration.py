"""A book that an older version made: brought up to date when it is opened to be written, and not before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crash.small import older_book, rows_of, version_of
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import UsageError
from pctfinance.store import connection as connections
from pctfinance.store.log import EventLog
from pctfinance.store.schema import SCHEMA_VERSION

HEAD = "cd2c82e43975d37eeef1148295c6e9d64a1b3a14093c4f2552e8bddaac457f70"
"""The head of the book when version 1 wrote it."""


def test_a_book_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """Every row, the head and every figure are what they were, and it goes on from there."""
    folder = tmp_path / "book"
    older_book(folder)
    before = rows_of(folder)
    with closing(Book.open(folder)) as book:
        assert version_of(folder) == SCHEMA_VERSION
        assert (book.head, rows_of(folder)) == ((13, HEAD), before)
        assert book.verify({"sequence": 13, "head": HEAD}) == ()
        assert book.limit("QA1", as_of="M12").total() == 1200_00 + 36_00 + 7_00
        assert book.holdings.actuals.bodies == ("QA1", "QA2")
        book._records.post((), statements=[{"kind": "said"}])
        assert book.verify() == ()
    with closing(Book.open(folder, read_only=True)) as book:
        assert (book.head.sequence, book.verify()) == (14, ())


def test_a_book_that_is_up_to_date_is_one_like_any_other(tmp_path: Path) -> None:
    """Its tables and triggers are those of a book made today, word for word."""
    folder = tmp_path / "book"
    older_book(folder)
    Book.open(folder).close()
    new = EventLog.create(tmp_path / BOOK_FILE)
    with new.writing():
        pass
    new.close()
    parts = []
    for place in (folder, tmp_path):
        with closing(sqlite3.connect(place / BOOK_FILE)) as connection:
            found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
            parts.append(sorted(map(str, found)))
    assert parts[0] == parts[1]


def test_an_older_book_that_is_only_looked_at_stays_as_it_is(tmp_path: Path) -> None:
    """Said in words; not a byte is another."""
    folder = tmp_path / "book"
    older_book(folder)
    before = (folder / BOOK_FILE).read_bytes()
    with pytest.raises(UsageError, match="the older version 1 and is opened to be read only"):
        Book.open(folder, read_only=True)
    assert (folder / BOOK_FILE).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [BOOK_FILE]


def test_an_older_book_is_brought_up_to_date_once(tmp_path: Path) -> None:
    """Opened by two at a time: the second finds it done."""
    folder = tmp_path / "book"
    older_book(folder)
    with closing(Book.open(folder)) as first, closing(Book.open(folder)) as second:
        assert first.head == second.head
        assert second.verify() == ()


def test_no_room_to_bring_a_book_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, the book is what it was, and with room it is done."""
    folder = tmp_path / "book"
    older_book(folder)
    before = rows_of(folder)
    real = connections.connected

    def limited(path: Path | None = None, mode: connections.Mode = "rw") -> sqlite3.Connection:
        connection = real(path, mode)
        connection.execute("PRAGMA max_page_count = 1")  # of what it has, nothing is taken away
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(connections, "connected", limited)
        with pytest.raises(UsageError, match="there is no room left for this book"):
            Book.open(folder)
    assert (version_of(folder), rows_of(folder)) == (1, before)
    with closing(Book.open(folder)) as book:
        assert book.verify() == ()


def test_an_older_book_on_a_disk_that_may_not_be_written(tmp_path: Path) -> None:
    """SQLite is told that nothing may be written: said in words, and the book is what it was."""
    folder = tmp_path / "book"
    older_book(folder)
    before = (folder / BOOK_FILE).read_bytes()
    with pytest.MonkeyPatch.context() as patched:
        real = connections.connected
        patched.setattr(connections, "connected", lambda path, _: real(path, "ro"))
        with pytest.raises(UsageError, match="may not be written"):
            Book.open(folder)
    assert (folder / BOOK_FILE).read_bytes() == before
