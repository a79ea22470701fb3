"""What the disk refuses, told in words: each of these was once another error, or was left behind."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from command import folder_of, two_boards
from crash.steps import Steps, stepping
from extract_examples import ACCOUNTS, TB, profile
from pctfinance.book import Book
from pctfinance.closing import close_month
from pctfinance.errors import UsageError
from pctfinance.publishing import BOARD_PACK
from published_examples import OFFICE, began, forecast
from year_end_examples import MAY, all_decided
from year_end_examples import two_boards as year_of_two_boards


def no_folder(tmp_path: Path) -> Path:
    """A place below a file, where there can be no folder."""
    (tmp_path / "letter.txt").write_text("a letter", encoding="utf-8")
    return tmp_path / "letter.txt" / "ncl.book"


def test_a_book_whose_folder_cannot_be_made(tmp_path: Path) -> None:
    """Made new, from tables, or by rolling a year: the same words, and not an `OSError`."""
    place = no_folder(tmp_path)
    tables = folder_of(two_boards(), tmp_path / "tables")
    for make in (
        lambda: Book.create(place, "2011-12", group="NCL"),
        lambda: Book.create_from(place, tables),
        lambda: all_decided(year_of_two_boards()).roll_forward(place, by=OFFICE, notified=MAY),
    ):
        with pytest.raises(UsageError, match=r"the disk did not do .*letter\.txt"):
            make()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "No space left on device"), (errno.EIO, "Input/output error")],
)
def test_an_extract_that_is_written_anew_on_a_disk_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """Its text goes aside in UTF-8; where that cannot be, nothing is kept, and it is no file's fault."""
    (tmp_path / "tb.csv").write_bytes(TB.encode("windows-1252"))
    book, real = Book.in_memory("2011-12", group="NCL"), Path.open

    def refusing(path: Path, mode: str = "r", *more: Any, **options: Any) -> Any:
        if path.name == "text.csv" and "w" in mode:
            raise OSError(number, os.strerror(number))
        return real(path, mode, *more, **options)

    def load() -> None:
        way = profile(encoding="windows-1252")
        book.load_ledger(tmp_path / "tb.csv", profile=way, accounts=ACCOUNTS)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refusing)
        with pytest.raises(UsageError, match=rf"tb\.csv could not be read through: {said}"):
            load()
    assert (book.head.sequence, book._records.lines.places()) == (1, ())
    load()
    assert book.verify() == ()


def test_a_disk_that_fails_is_no_fault_of_the_extract(tmp_path: Path) -> None:
    """Whoever sent it need not send it again."""
    (tmp_path / "tb.csv").write_text(TB, encoding="utf-8")
    book = Book.in_memory("2011-12", group="NCL")
    steps = Steps(0, "broken")

    def only_the_engine(call: str) -> None:
        if call == "duckdb":
            steps(call)

    with (
        stepping(only_the_engine, tmp_path),
        pytest.raises(UsageError, match=r"tb\.csv could not be read through: .*Input/output error"),
    ):
        book.load_ledger(tmp_path / "tb.csv", profile=profile(), accounts=ACCOUNTS)
    assert steps.hit == "duckdb"


def published(tmp_path: Path) -> Book:
    """A book whose November was published, and says something else by now."""
    book = began(Book.in_memory("2011-12", group="NCL"))
    close_month(book, "M8", tmp_path, publish_by=OFFICE)
    book.post(forecast(1_012_34, reference="pack, corrected"))
    return book


def test_files_that_can_neither_be_placed_nor_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook was moved, then nothing moves any more: it is said which file is the new one."""
    book, moves, real = published(tmp_path), iter(range(100)), Path.replace

    def moving_once(path: Path, target: Path) -> Path:
        if next(moves):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, target)

    def publish() -> object:
        return close_month(
            book, "M8", tmp_path, publish_by=OFFICE, reason="corrected", request="again"
        )

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", moving_once)
        with pytest.raises(UsageError, match=r"the former board-pack\.xlsx could not be put back"):
            publish()
    publish()
    assert len(book.published()) == 2
    assert (tmp_path / BOARD_PACK).read_bytes() == book.published()[1].file(BOARD_PACK)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a lock of somebody who died is nobody's")
def test_what_a_killed_publication_left_aside_goes_with_the_next(tmp_path: Path) -> None:
    """No hidden folder with half a pack stays beside the files of a board."""
    left = tmp_path / ".aside-0011223344556677"
    left.mkdir()
    (left / BOARD_PACK).write_bytes(b"half")
    close_month(began(Book.in_memory("2011-12", group="NCL")), "M8", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["board-pack.xlsx", "position.json"]
