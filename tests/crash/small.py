"""A book small enough to know every event of, and hands that change it behind its back."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from pctfinance.book import BOOK_FILE, Book
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Funding, Limit, Strand

__all__ = [
    "TRIGGERS",
    "Row",
    "allocation",
    "attacked",
    "empty_book",
    "older_book",
    "rows_of",
    "small_book",
    "sql",
    "version_of",
]

TRIGGERS = ("events_are_not_changed", "events_are_not_deleted", "events_follow_one_another")
_VERSION_1 = Path(__file__).with_name("version_1.sql")

Row = tuple[object, ...]


def allocation(pounds: int, body: str = "5A9", reference: str = "letter") -> Event:
    """So many pounds for one body, from April 2011 on."""
    return Event(
        body=body,
        effective=date(2011, 4, 1),
        notified=date(2011, 4, 1),
        reference=reference,
        what=Allocation(
            strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=pounds * 100, issuer="DH"
        ),
    )


def empty_book(folder: Path) -> Book:
    """A book that holds its terms: one event."""
    return Book.create(folder, "2011-12", group="NCL")


def small_book(folder: Path) -> None:
    """Five events: the terms, 5A9, 5C1, 5A9, 5C1; closed again."""
    book = empty_book(folder)
    book.post(allocation(1), allocation(2, "5C1"), request="first")
    book.post(allocation(3), allocation(4, "5C1"))
    book.close()


def older_book(folder: Path) -> None:
    """A book as version 1 kept it, statement for statement, with 13 events of two boards.

    The statements were written by that version; they never change with the code.
    """
    folder.mkdir()
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection:
        connection.executescript(_VERSION_1.read_text(encoding="utf-8"))


def version_of(folder: Path) -> int:
    """The version of the tables that the file says it has."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def sql(folder: Path, *statements: str) -> None:
    """Statements by plain SQL, in one transaction, as anybody with the file can say them."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def attacked(folder: Path, *statements: str) -> None:
    """The same by somebody who puts the triggers aside, and back again."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        made = dict(triggers.fetchall())
        for name in made:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *made.values()):
            connection.execute(statement)


def rows_of(folder: Path) -> list[Row]:
    """Everything that the log holds."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection:
        return connection.execute("SELECT * FROM events ORDER BY sequence").fetchall()
