"""Connections to a book's file, and how durable they are asked to be.

To read a write-ahead log, SQLite has to write: who else reads stands in a file beside the book. Where
that may not be written, the book is read as it stands at one moment, if it is known to stand still.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pctfinance.errors import UsageError
from pctfinance.store.files import keeps_locks

__all__ = ["Mode", "connected", "connecting", "needs_snapshot", "set_journal", "snapshot"]

Mode = Literal["ro", "rw", "rwc"]
"""Read only; read and write; read, write and create, in SQLite's own words."""

_PATIENCE_SECONDS = 60


def connected(path: Path | None = None, mode: Mode = "rw") -> sqlite3.Connection:
    """A connection to a file, or to a database in memory; transactions are the caller's.

    >>> connected().execute("SELECT 1").fetchone()
    (1,)
    """
    name = ":memory:" if path is None else _uri(path, f"mode={mode}")
    connection = sqlite3.connect(
        name, uri=path is not None, timeout=_PATIENCE_SECONDS, isolation_level=None
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _uri(path: Path, asked: str) -> str:
    place = quote(os.fsencode(path.resolve().as_posix()), safe="/:")
    return f"file://{'' if place.startswith('/') else '/'}{place}?{asked}"


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


def needs_snapshot(path: Path, error: sqlite3.OperationalError) -> bool:
    """Whether a file could not be opened to be read because nothing may be written beside it.

    >>> needs_snapshot(Path("book.sqlite"), sqlite3.OperationalError("no such table"))
    False
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    wants_to_write = code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return wants_to_write and not os.access(path.parent, os.W_OK)


def snapshot(path: Path) -> sqlite3.Connection:
    """A copy in memory of what is in a file that stands still, taken without writing beside it.

    Somebody else may have the right to write. Whoever does writes into a log beside the file first,
    and into the file later: so where there is no such log, and none after the copy was taken, and
    the file is the same, nobody wrote meanwhile. On a share that cannot be told.

    Raises:
        UsageError: somebody writes, or did and was cut short, or the file lies on a share.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = connected(Path(folder) / "book.sqlite", "rwc")
    ...     _ = file.execute("CREATE TABLE events (sequence)")
    ...     file.close()
    ...     snapshot(Path(folder) / "book.sqlite").execute("SELECT count(*) FROM events").fetchone()
    (0,)
    """
    if not keeps_locks(path):
        raise _in_motion(
            path, "it lies on a share, where nobody can tell whether others write to it"
        )
    before = _standing(path)
    copy = connected()
    try:
        with closing(sqlite3.connect(_uri(path, "mode=ro&immutable=1"), uri=True)) as at_rest:
            at_rest.backup(copy)
        is_same = _standing(path) == before
    except BaseException:
        copy.close()
        raise
    if not is_same:
        copy.close()
        raise _in_motion(path, "somebody wrote to it while it was read")
    copy.execute("PRAGMA query_only = ON")
    return copy


def _standing(path: Path) -> tuple[tuple[int, int, int] | None, ...]:
    """What tells that a file, and what may lie beside it, are the same as before.

    Raises:
        UsageError: there is a log beside it that is no part of the file yet.
    """
    found: list[tuple[int, int, int] | None] = []
    for name in (path.name, f"{path.name}-wal", f"{path.name}-journal"):
        try:
            seen = path.with_name(name).stat()
        except FileNotFoundError:
            found.append(None)
            continue
        if name != path.name and seen.st_size:
            raise _in_motion(path, f"what was written last stands in {name} beside it")
        found.append((seen.st_ino, seen.st_size, seen.st_mtime_ns))
    return tuple(found)


def _in_motion(path: Path, why: str) -> UsageError:
    return UsageError(
        f"this book cannot be read where nothing may be written beside it: {path}: {why}",
        hint="copy its whole folder to one of your own, when nobody writes to it, and open that",
    )
