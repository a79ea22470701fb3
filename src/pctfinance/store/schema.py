"""The tables of a book and how an older book becomes a newer one.

The log takes no update and no delete, also not by SQL: triggers refuse them, and a row may only be
inserted as the next link of its chain. A migration adds; it never rewrites an event.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache

from pctfinance.errors import UsageError

__all__ = [
    "APPLICATION_ID",
    "SCHEMA_VERSION",
    "create",
    "deviations",
    "is_blank",
    "migrate",
    "version_of",
]

APPLICATION_ID = 0x70637466
"""`pctf`: what tells a book from any other SQLite file."""

SCHEMA_VERSION = 2
"""The version of the tables that this library writes."""

_VERSION_1 = """
CREATE TABLE events (
    sequence       INTEGER PRIMARY KEY,
    chain          TEXT NOT NULL,
    link           INTEGER NOT NULL,
    recorded_at    TEXT NOT NULL,
    request        TEXT,
    request_digest TEXT,
    document       TEXT NOT NULL,
    previous       TEXT NOT NULL,
    hash           TEXT NOT NULL,
    UNIQUE (chain, link)
) STRICT;

CREATE INDEX events_by_request ON events (request) WHERE request IS NOT NULL;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append only: post another event'); END;

CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append only: post another event'); END;

CREATE TRIGGER events_follow_one_another BEFORE INSERT ON events
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM events)
  OR NEW.link IS NOT (SELECT coalesce(max(link), 0) + 1 FROM events WHERE chain = NEW.chain)
  OR NEW.previous IS NOT coalesce(
    (SELECT hash FROM events WHERE chain = NEW.chain ORDER BY link DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'an event must be the next of its chain'); END;
"""

_VERSION_2 = """
CREATE TABLE attachments (
    sha256  TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER attachments_are_not_changed BEFORE UPDATE ON attachments
BEGIN SELECT RAISE(ABORT, 'what is attached is never changed'); END;

CREATE TRIGGER attachments_are_not_deleted BEFORE DELETE ON attachments
BEGIN SELECT RAISE(ABORT, 'what is attached is never changed'); END;

CREATE TRIGGER attachments_are_not_replaced BEFORE INSERT ON attachments
WHEN EXISTS (SELECT 1 FROM attachments WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'what is attached is never changed'); END;
"""
"""Version 2 adds what events name by its hash: balance cells, mapping profiles, what was published.

A row has no number beside its hash: by that number it could be replaced, and no trigger would see it.
"""


def _add_attachments(connection: sqlite3.Connection) -> None:
    for statement in _statements(_VERSION_2):
        connection.execute(statement)


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _add_attachments}
"""From each older version to the next one."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of a new book, inside the caller's transaction.

    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> version_of(connection)
    2
    """
    for statement in _statements(_VERSION_1 + _VERSION_2):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 where no book was ever made.

    Raises:
        UsageError: the file is no book.

    >>> version_of(sqlite3.connect(":memory:"))
    0
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID and not (version == 0 and is_blank(connection)):
        raise UsageError("this is a database, but no book", hint="name the folder of a book")
    return int(version)


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing in a database: no table, no trigger, nothing.

    >>> is_blank(sqlite3.connect(":memory:"))
    True
    """
    return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def deviations(connection: sqlite3.Connection) -> Iterator[str]:
    """Where the tables, indexes and triggers are not those of a book, word for word.

    What the query planner keeps for itself (`ANALYZE`) does not count.

    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> list(deviations(connection))
    []
    >>> _ = connection.execute("DROP TRIGGER events_are_not_deleted")
    >>> list(deviations(connection))
    ['the trigger events_are_not_deleted is missing']
    """
    wanted, found = _parts_of_a_book(), _parts(connection)
    for kind, name in sorted(wanted.keys() | found.keys()):
        part = (kind, name)
        if part not in found:
            yield f"the {kind} {name} is missing"
        elif part not in wanted:
            yield f"the {kind} {name} does not belong there"
        elif found[part] != wanted[part]:
            yield f"the {kind} {name} was changed"


@cache
def _parts_of_a_book() -> dict[tuple[str, str], tuple[str, str | None]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made_today:
        create(made_today)
        return _parts(made_today)


def _parts(connection: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str | None]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {
        (str(kind), str(name)): (table, sql)
        for kind, name, table, sql in rows
        if not str(name).startswith("sqlite_stat")
    }


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to this library's version, inside the caller's transaction.

    Raises:
        UsageError: the book was written by a newer version, or by none there ever was.

    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> migrate(connection)
    >>> version_of(connection)
    2
    """
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise UsageError(
            f"this book has version {version}, this pctfinance knows up to {SCHEMA_VERSION}",
            hint="install a newer pctfinance; nothing was changed",
        )
    if version < 1:
        raise UsageError(f"this book has version {version}, which there never was")
    for step in range(version, SCHEMA_VERSION):
        _MIGRATIONS[step](connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(script: str) -> list[str]:
    """The statements of a script; a trigger's own semicolons do not end it."""
    statements, begun = [], ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            statements.append(begun.strip())
            begun = ""
    return statements
