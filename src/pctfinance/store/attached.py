"""What events name by its hash, in the tables of a book: kept once, and never changed."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import sha256

from pctfinance.errors import IntegrityError

__all__ = ["attach", "attached_names", "read_attached"]

_SOUGHT = """
SELECT sha256, content FROM attachments WHERE sha256 IN (SELECT value FROM json_each(?))
"""

# To seek a row, SQLite compares it with some ten others, and reads each of these with its content.
# Where a good part of all is wanted, every row is looked at once instead, in order: `+` asks for it.
_SCANNED = """
SELECT sha256, content FROM attachments WHERE +sha256 IN (SELECT value FROM json_each(?))
"""

_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM attachments LIMIT ?)"

_SCANNED_FOR_ONE = 32
"""How many rows are looked at in the time in which one is sought."""


def attach(connection: sqlite3.Connection, content: bytes) -> str:
    """Keep bytes; those that are there already stay.

    Returns:
        their SHA-256, as events name them.

    >>> from pctfinance.store.schema import create
    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> attach(connection, b"cells") == attach(connection, b"cells")
    True
    """
    name = sha256(content).hexdigest()
    there = connection.execute("SELECT 1 FROM attachments WHERE sha256 = ?", (name,))
    if there.fetchone() is None:
        connection.execute("INSERT INTO attachments VALUES (?, ?)", (name, content))
    return name


def read_attached(
    connection: sqlite3.Connection, names: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """What is attached under hashes, each with its hash, in no order; one statement reads all.

    Raises:
        IntegrityError: there is nothing under one of them, or something else.

    >>> from pctfinance.store.schema import create
    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> name = attach(connection, b"cells")
    >>> dict(read_attached(connection, [name])) == {name: b"cells"}
    True
    """
    wanted = dict.fromkeys(names)
    if not wanted:
        return
    many = _SCANNED_FOR_ONE * len(wanted)
    (count,) = connection.execute(_COUNTED, (many,)).fetchone()
    statement = _SCANNED if count < many else _SOUGHT
    for name, content in connection.execute(statement, (json.dumps(list(wanted)),)):
        if not isinstance(content, bytes) or sha256(content).hexdigest() != name:
            raise IntegrityError(f"the attachment {name} is not what was recorded")
        wanted.pop(name, None)
        yield name, content
    for name in wanted:
        raise IntegrityError(f"the attachment {name} is missing")


def attached_names(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The hashes under which something is attached, in order.

    >>> from pctfinance.store.schema import create
    >>> connection = sqlite3.connect(":memory:", isolation_level=None)
    >>> create(connection)
    >>> attached_names(connection)
    ()
    """
    rows = connection.execute("SELECT sha256 FROM attachments ORDER BY sha256")
    return tuple(str(name) for (name,) in rows)
