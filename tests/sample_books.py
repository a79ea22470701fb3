"""The packaged sample as a book: read once a process, and copied for each who asks for it."""

from functools import cache
from pathlib import Path
from typing import Any

from pctfinance.book import Book
from pctfinance.inputs import sample_path

__all__ = ["copied_if_sample", "sample_book"]

_read = Book.read


@cache
def _as_read() -> Book:
    return _read(sample_path())


def sample_book() -> Book:
    """A book of the sample that shares nothing with any other.

    What `Book.read` makes of the sample is tested in `test_book` and `test_sample`; to read its files
    takes seven times as long as to copy the book.
    """
    kept = _as_read()
    return Book(kept._records.forked(), kept.findings)


def copied_if_sample(path: str | Path, **named: Any) -> Book:
    """What `Book.read` answers; of the sample, a copy. For examples, which all begin with it."""
    return _read(path, **named) if named or path != sample_path() else sample_book()
