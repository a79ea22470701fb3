"""One byte of the file is another: no figure changes unseen, and nobody meets an exception of SQLite's.

Every byte of a tiny book is turned over, one at a time. Then the book cannot be opened, and says so;
or verify reports a fault; or what is read is what was kept, because nothing stood in that byte.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import pytest

from crash.small import small_book
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.rulebooks import Rulebook
from pctfinance.store.link import Link

PAGE = 4096
ONE_BIT, EVERY_BIT = 0x01, 0xFF


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The file of a small book."""
    parse = lru_cache(Rulebook.parse)  # the same text thousands of times
    monkeypatch.setattr(Rulebook, "parse", parse)
    small_book(tmp_path)
    return (tmp_path / BOOK_FILE).read_bytes()


def links_of(book: Book) -> tuple[Link, ...]:
    """What is read back."""
    return tuple(book._records.links())


def outcome(folder: Path, content: bytes, kept: tuple[Link, ...]) -> str:
    """What comes of a file with that content; anything but these three is raised."""
    (folder / BOOK_FILE).write_bytes(content)
    try:
        book = Book.open(folder, read_only=True)
    except (UsageError, IntegrityError) as error:
        return "refused" if error.findings[0].message else "refused without a word"
    with closing(book):
        if book.verify():
            return "reported"
        assert links_of(book) == kept
        assert book.head.sequence == len(kept)
        return "same"


def outcomes(folder: Path, whole: bytes, offsets: Iterable[int], flip: int) -> Counter[str]:
    """How often each came, with a byte turned over at each offset."""
    with closing(Book.open(folder)) as book:
        kept = links_of(book)
    counted: Counter[str] = Counter()
    damaged = bytearray(whole)
    for offset in offsets:
        damaged[offset] ^= flip
        try:
            counted[outcome(folder, bytes(damaged), kept)] += 1
        except Exception as error:
            error.add_note(f"byte {offset} of {len(whole)}, turned over by {flip:#x}")
            raise
        damaged[offset] ^= flip
    return counted


def offsets_to_look_at(whole: bytes) -> list[int]:
    """The file's head, the pages that hold the events of bodies, and a part of all others."""
    pages = [number for number in range(len(whole) // PAGE) if b'"body":"5' in _page(whole, number)]
    assert pages
    offsets = {offset for number in pages for offset in range(number * PAGE, (number + 1) * PAGE)}
    written = {offset for offset in offsets if whole[offset]}
    return sorted({*range(100), *sorted(written)[::11], *range(100, len(whole), 83)})


def _page(whole: bytes, number: int) -> bytes:
    return whole[number * PAGE : (number + 1) * PAGE]


@pytest.mark.parametrize("flip", [ONE_BIT, EVERY_BIT], ids=["one-bit", "every-bit"])
def test_a_damaged_byte_changes_no_figure_unseen(tmp_path: Path, whole: bytes, flip: int) -> None:
    """The file's head, every eleventh byte that events of bodies stand in, and every 83rd of the rest."""
    counted = outcomes(tmp_path, whole, offsets_to_look_at(whole), flip)
    assert set(counted) == {"refused", "reported", "same"}
    assert min(counted["refused"], counted["reported"], counted["same"]) > 10


@pytest.mark.slow
@pytest.mark.parametrize("flip", [ONE_BIT, EVERY_BIT, 0x20], ids=["one-bit", "every-bit", "case"])
def test_no_damaged_byte_changes_a_figure_unseen(tmp_path: Path, whole: bytes, flip: int) -> None:
    """Every eleventh byte of the file, also of the indexes, the schema and free space."""
    counted = outcomes(tmp_path, whole, range(flip % 11, len(whole), 11), flip)
    assert set(counted) == {"refused", "reported", "same"}
    assert min(counted["refused"], counted["reported"], counted["same"]) > 20


@pytest.mark.parametrize("kept_pages", [0, 1, 2, 3, 4, 5])
def test_a_file_cut_short_is_no_whole_book(tmp_path: Path, whole: bytes, kept_pages: int) -> None:
    """A copy that broke off: refused or reported, at the edge of a page and in the middle of one."""
    with closing(Book.open(tmp_path)) as book:
        kept = links_of(book)
    for length in (kept_pages * PAGE, kept_pages * PAGE + 1000):
        assert outcome(tmp_path, whole[:length], kept) != "same"
