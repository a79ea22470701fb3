"""What SQLite has to say, in words that tell a person what to do.

A full disk or a folder that may not be written is no fault of the book: nothing was kept, and the
book is as it was. A file that does not hold together is one.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pctfinance.errors import IntegrityError, PctFinanceError, UsageError

__all__ = ["files_in_clear_words", "in_clear_words"]

_DAMAGED_HINT = "take the book from the last copy, and look for what damaged it"
_REFUSALS = {
    sqlite3.SQLITE_BUSY: ("somebody else is writing to this book", "try again"),
    sqlite3.SQLITE_LOCKED: ("somebody else is writing to this book", "try again"),
    sqlite3.SQLITE_FULL: ("there is no room left for this book", "make room on the disk"),
    sqlite3.SQLITE_READONLY: (
        "this book, or what has to stand beside it in its folder, may not be written",
        "check who may write there; to look at it only, copy it to a folder of your own",
    ),
    sqlite3.SQLITE_PERM: ("this book may not be opened", "check who may read it"),
    sqlite3.SQLITE_CANTOPEN: (
        "this book, or what has to stand beside it in its folder, cannot be opened",
        "check that the folder is there and may be written, or copy the book to one that may",
    ),
    sqlite3.SQLITE_IOERR: ("the disk did not do what the book asked of it", "check the disk"),
    sqlite3.SQLITE_NOTADB: ("this is no book", "check the path; if it was one, it is damaged"),
}
_PRIMARY = 0xFF
"""The part of an extended result code that names its kind."""


@contextmanager
def in_clear_words(book: str) -> Iterator[None]:
    """Whatever SQLite raises inside, as an error of this library that names the book.

    Raises:
        UsageError: the place does not allow it: no room, no right, somebody else writes; or the
            book was closed.
        IntegrityError: the file is damaged.

    >>> with in_clear_words("ncl.book"):
    ...     sqlite3.connect(":memory:").execute("SELECT * FROM events")
    Traceback (most recent call last):
    pctfinance.errors.IntegrityError: this book is damaged: ncl.book: no such table: events -> ...
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite quotes what it cannot read
        raise _meaning(error, book) from error


_SAME_AS = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EROFS: sqlite3.SQLITE_READONLY,
}
"""What the system says of a file, in the terms of what SQLite says of the book."""


@contextmanager
def files_in_clear_words(place: str) -> Iterator[None]:
    """Whatever the system refuses inside, as an error of this library that names the place.

    Raises:
        UsageError: no room, no right, or the disk did not do what was asked of it.

    >>> with files_in_clear_words("ncl.book/lines"):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    pctfinance.errors.UsageError: there is no room left for this book: ncl.book/lines: No space ...
    """
    try:
        yield
    except OSError as error:
        what, hint = _REFUSALS[_SAME_AS.get(error.errno or 0, sqlite3.SQLITE_IOERR)]
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{what}: {place}: {reason}", hint=hint) from error


def _meaning(error: sqlite3.Error | UnicodeDecodeError, book: str) -> PctFinanceError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.ProgrammingError):
        return UsageError(f"this book cannot be asked any more: {book}: {error}", hint="open it")
    if code is not None and code & _PRIMARY in _REFUSALS:
        what, hint = _REFUSALS[code & _PRIMARY]
        return UsageError(f"{what}: {book}: {error}", hint=hint)
    return IntegrityError(f"this book is damaged: {book}: {error}", hint=_DAMAGED_HINT)
