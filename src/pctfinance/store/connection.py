"""Connections to a book's file, and how durable they are asked to be."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pctfinance.store.files import keeps_locks

__all__ = ["Mode", "connected", "connecting", "set_journal"]

Mode = Literal["ro", "rw", "rwc"]
"""Read only; read and write; read, write and create, in SQLite's own words."""

_PATIENCE_SECONDS = 60


def connected(path: Path | None = None, mode: Mode = "rw") -> sqlite3.Connection:
    """A connection to a file, or to a database in memory; transactions are the caller's.

    >>> connected().execute("SELECT 1").fetchone()
    (1,)
    """
    name = ":memory:"
    if path is not None:
        place = quote(os.fsencode(path.resolve().as_posix()), safe="/:")
        name = f"file://{'' if place.startswith('/') else '/'}{place}?mode={mode}"
    connection = sqlite3.connect(
        name, uri=path is not None, timeout=_PATIENCE_SECONDS, isolation_level=None
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


@contextmanager
def connecting(path: Path, mode: Mode) -> Iterator[sqlite3.Connection]:
    """A connection that stays open, unless something is raised before it was found good.

    >>> with connecting(Path("no such folder") / "book.sqlite", "ro"):
    ...     pass
    Traceback (most recent call last):
    sqlite3.OperationalError: unable to open database file
    """
    connection = connected(path, mode)
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def set_journal(connection: sqlite3.Connection, path: Path) -> None:
    """A write-ahead log on a local disk; on a share, where that is not safe, a rollback journal.

    What was committed stays committed when the power fails: `EXTRA` also syncs the folder when a
    rollback journal goes, without which a commit could come undone; `fullfsync` asks of macOS what
    other systems do anyway.

    >>> set_journal(connected(), Path("anywhere"))
    """
    journal = "WAL" if keeps_locks(path) else "DELETE"
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute(f"PRAGMA journal_mode = {journal}")
