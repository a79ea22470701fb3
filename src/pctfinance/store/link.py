"""A link: one event as it is kept, and the hash that makes it hold to the link before it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import NoneType
from typing import Any

from pctfinance.errors import IntegrityError
from pctfinance.store.canonical import digest, parsed

__all__ = ["COLUMNS", "HASHED", "Link", "links"]

HASHED = (
    "sequence",
    "chain",
    "link",
    "recorded_at",
    "request",
    "request_digest",
    "document",
    "previous",
)
"""What a link's hash is over, and in which columns it is kept: everything but the hash."""

COLUMNS = ", ".join((*HASHED, "hash"))
"""The columns of a link, in its own order."""

# What each column holds. The tables insist on it; a damaged page does not.
_KINDS = (int, str, int, str, str | NoneType, str | NoneType, str, str, str)


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is kept: a document, and its place in the log and in its chain."""

    sequence: int
    chain: str
    link: int
    recorded_at: str
    request: str | None
    request_digest: str | None
    document: str
    previous: str
    hash: str

    def content(self) -> dict[str, Any]:
        """The document.

        The chain without a name is the book's own: everything else is read by what stands in it,
        so it is not read at all where it is not what was recorded. In a body's chain a changed
        document is still shown, for whoever verifies the book to name it.

        Raises:
            IntegrityError: what is kept is no document in its one form, was recorded at no time,
                or belongs to the book itself and is not what was recorded.
        """
        if not self.chain and not self.is_sealed():
            message = f"event {self.sequence}, of the book itself, is not what was recorded"
            raise IntegrityError(message)
        if not _is_instant(self.recorded_at):
            message = f"event {self.sequence} was recorded at no time: {self.recorded_at!r}"
            raise IntegrityError(message)
        try:
            return parsed(self.document)
        except IntegrityError as error:
            raise IntegrityError(f"event {self.sequence}: {error.findings[0].message}") from error

    def expected_hash(self) -> str:
        """The hash that this link must have: over everything else in it.

        Raises:
            IntegrityError: a number in it is beyond what can be hashed.
        """
        return digest({name: getattr(self, name) for name in HASHED})

    def is_sealed(self) -> bool:
        """Whether its hash is the one that it must have."""
        try:
            return self.hash == self.expected_hash()
        except IntegrityError:
            return False


def links(rows: sqlite3.Cursor) -> Iterator[Link]:
    """The links that stand in rows of `COLUMNS`.

    Raises:
        IntegrityError: a row does not hold what a link holds.

    >>> list(links(sqlite3.connect(":memory:").execute("SELECT 1 WHERE false")))
    []
    """
    for row in rows:
        if not all(isinstance(value, kind) for value, kind in zip(row, _KINDS, strict=True)):
            message = f"event {row[0]!r} is damaged: it holds something else than was kept in it"
            raise IntegrityError(message)
        yield Link(*row)


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
