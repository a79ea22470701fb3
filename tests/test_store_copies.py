"""Books that are moved, copied, or copied by half: what opens, what is missed, and in which words."""

import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest

from crash.crowd import LOADED, load
from crash.small import allocation, empty_book
from crash.start import script
from pctfinance.book import BOOK_FILE, Book
from pctfinance.calendar import Period
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import IntegrityError, UsageError

FIGURE = FigureRef(LOADED[0], Period("2011-12 M01"), "actual_ytd", category="acute")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a book that is closed: its terms, a pair of allocations, an extract."""
    made = tmp_path / "book"
    with closing(empty_book(made)) as book:
        book.post(allocation(1), allocation(2, "5C1"))
        load(book, made, "l0-1")
    return made


def copied(folder: Path, *names: str) -> Path:
    """A copy of parts of a folder, beside it."""
    copy = folder.with_name("copy")
    copy.mkdir()
    for name in names:
        shutil.copy(folder / name, copy / name)
    return copy


@pytest.mark.parametrize("carry", [shutil.copytree, shutil.move])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_closed_folder_is_carried_elsewhere(folder: Path, carry: object, read_only: bool) -> None:
    """It is the same book there, with its lines."""
    with closing(Book.open(folder)) as book:
        head, figure = book.head, book.trace(FIGURE).pence
    elsewhere = folder.parent / "a share" / "100 % ours"
    elsewhere.parent.mkdir()
    carry(folder, elsewhere)  # type: ignore[operator]  # one of the two above
    with closing(Book.open(elsewhere, read_only=read_only)) as book:
        assert (book.head, book.verify()) == (head, ())
        assert sum(line.pence for line in book.trace(FIGURE).lines()) == figure


def test_a_copy_of_the_whole_folder_while_it_is_open(folder: Path) -> None:
    """What was written last stands beside the file, and comes with it."""
    with closing(Book.open(folder)) as book:
        book.post(allocation(3))
        shutil.copytree(folder, folder.with_name("copy"))
        head = book.head
    with closing(Book.open(folder.with_name("copy"))) as copy:
        assert (copy.head, copy.verify()) == (head, ())


def test_a_copy_of_the_file_alone_while_it_is_open(folder: Path) -> None:
    """An older book, and whole in itself; against what a pack says of it, its end is missed."""
    with closing(Book.open(folder)) as book:
        before = book.head
        book.post(allocation(3))
        after = book.head
        copied(folder, BOOK_FILE)
    with closing(Book.open(folder.with_name("copy"))) as copy:
        assert copy.head == before
        kept = {"sequence": after.sequence, "head": after.hash}
        assert "its end was cut off" in copy.verify(kept)[-1].message


@pytest.mark.parametrize("read_only", [True, False])
def test_a_copy_of_a_new_file_alone_while_it_is_open(tmp_path: Path, read_only: bool) -> None:
    """Nothing stands in the file yet: it is said where the rest may be."""
    with closing(empty_book(tmp_path / "book")):
        copy = copied(tmp_path / "book", BOOK_FILE)
        with pytest.raises(UsageError, match=r"it is empty; .* without book\.sqlite-wal\?"):
            Book.open(copy, read_only=read_only)


def test_a_book_without_its_lines(folder: Path) -> None:
    """Positions are made from the log alone; that the lines are missing is said where they count."""
    with closing(Book.open(folder)) as book:
        position, places = book.position("M1").document(), book.loads()
    shutil.rmtree(folder / "lines")
    with closing(Book.open(folder)) as book:
        assert book.position("M1").document() == position
        told = [fault.message for fault in book.verify()]
        assert len(told) == len(places) == 2
        assert all(f"the file {one.lines_path} is missing" in " ".join(told) for one in places)
        trace = book.trace(FIGURE)
        with pytest.raises(IntegrityError, match=r"the file lines/.*\.parquet is missing"):
            trace.lines()


def test_reading_while_somebody_loads(tmp_path: Path) -> None:
    """A reader opens, refreshes and asks, and is never told anything but what stands."""
    folder, looks, seen = tmp_path / "book", 0, set()
    empty_book(folder).close()
    loading = script("crowd", "load", str(folder), "2", "l0")
    until = time.monotonic() + 60
    while loading.poll() is None and time.monotonic() < until:
        with closing(Book.open(folder, read_only=True)) as book:
            for _ in range(3):
                book.refresh()
                book.position("M1")
                seen.add(len(book.loads()))
                looks += 1
    out, err = loading.communicate(timeout=60)
    assert loading.returncode == 0, err
    assert looks > 2
    assert all(count % 2 == 0 for count in seen)
    with closing(Book.open(folder)) as book:
        assert len(book.loads()) == 2 * int(out)
