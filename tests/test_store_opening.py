"""Opening and making a book: what is no book, whose turn it is, and where it may lie."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

import pctfinance
from crash.small import allocation, empty_book, rows_of, small_book, sql
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import UsageError
from pctfinance.store import connection as connections
from pctfinance.store import files
from pctfinance.store.log import EventLog

both_ways = pytest.mark.parametrize("read_only", [False, True], ids=["to-write", "to-read"])


def journal_of(folder: Path) -> str:
    """How the file keeps its journal."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


@both_ways
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"dear sir, " * 200, "this is no book"),
        (b"SQLite format 3\0 and then nothing of the kind" + b"x" * 4096, "this is no book"),
        (b"", "this is no book: .* it is empty; was its making cut short"),
    ],
    ids=["letter", "nearly", "empty"],
)
def test_a_file_that_is_no_book(
    tmp_path: Path, content: bytes, words: str, read_only: bool
) -> None:
    """It is refused in words and left as it is."""
    (tmp_path / BOOK_FILE).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        Book.open(tmp_path, read_only=read_only)
    assert (tmp_path / BOOK_FILE).read_bytes() == content


@both_ways
@pytest.mark.parametrize("version", [0, 1, 7])
def test_another_database_is_no_book(tmp_path: Path, version: int, read_only: bool) -> None:
    """Somebody else's tables, whatever version they say: neither opened nor made into a book."""
    sql(tmp_path, "CREATE TABLE recipes (text)", f"PRAGMA user_version = {version}")
    before = (tmp_path / BOOK_FILE).read_bytes()
    with pytest.raises(UsageError, match="a database, but no book"):
        Book.open(tmp_path, read_only=read_only)
    with pytest.raises(UsageError, match="a database, but no book"):
        empty_book(tmp_path)
    assert (tmp_path / BOOK_FILE).read_bytes() == before


@both_ways
def test_a_book_of_a_newer_version_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    """This library cannot know what a later one means by it."""
    small_book(tmp_path)
    sql(tmp_path, "PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="has version 99, this pctfinance knows up to 2"):
        Book.open(tmp_path, read_only=read_only)
    sql(tmp_path, "PRAGMA user_version = 2")
    with closing(Book.open(tmp_path)) as book:
        assert book.verify() == ()


def test_a_version_that_never_was(tmp_path: Path) -> None:
    """A number below the first comes from no release."""
    small_book(tmp_path)
    sql(tmp_path, "PRAGMA user_version = -3")
    with pytest.raises(UsageError, match="version -3, which there never was"):
        Book.open(tmp_path)


@both_ways
def test_no_file_at_all(tmp_path: Path, read_only: bool) -> None:
    """Opening makes nothing, not even an empty file; a folder in its place is no book either."""
    with pytest.raises(UsageError, match="there is no book"):
        Book.open(tmp_path / "nowhere", read_only=read_only)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / BOOK_FILE).mkdir()
    with pytest.raises(UsageError, match="there is no book"):
        Book.open(tmp_path, read_only=read_only)


def test_a_book_is_not_made_twice(tmp_path: Path) -> None:
    """The one that is there stays, event for event."""
    small_book(tmp_path)
    before = rows_of(tmp_path)
    with pytest.raises(UsageError, match="there is a book already"):
        empty_book(tmp_path)
    assert rows_of(tmp_path) == before


def test_a_log_without_a_first_event_is_no_book_yet(tmp_path: Path) -> None:
    """Tables and terms are kept together or not at all; what is left can be begun again."""
    log = EventLog.create(tmp_path / BOOK_FILE)
    assert list(log.read()) == []
    log.close()
    with pytest.raises(UsageError, match="it is empty"):
        Book.open(tmp_path)
    with closing(empty_book(tmp_path)) as book:
        assert book.verify() == ()


def test_a_closed_book_says_so(tmp_path: Path) -> None:
    """Asking it, or posting to it, is the caller's slip; closing it once more is none."""
    book = empty_book(tmp_path)
    book.close()
    book.close()
    with pytest.raises(UsageError, match="cannot be asked any more"):
        _ = book.head
    with pytest.raises(UsageError, match="cannot be asked any more"):
        book.post(allocation(1))


def test_names_of_folders_are_names(tmp_path: Path) -> None:
    """Question marks, hashes, per cents and accents are no part of an address."""
    folder = tmp_path / "a?mode=ro#b %41 é 'c'"
    small_book(folder)
    assert (folder / BOOK_FILE).is_file()
    with closing(Book.open(folder, read_only=True)) as book:
        assert book.head.sequence == 5


def test_reading_while_somebody_writes(tmp_path: Path) -> None:
    """A reader neither waits nor sees what is not committed; refreshed, it sees what is."""
    small_book(tmp_path)
    log = EventLog.open(tmp_path / BOOK_FILE)
    with log.writing() as writing:
        (link,) = [link for link in writing.read() if link.sequence == 2]
        with closing(Book.open(tmp_path, read_only=True)) as reader:
            assert reader.head.sequence == 5
            with pytest.raises(UsageError, match="may not be written"):
                reader.post(allocation(9))
            writing.append([(link.chain, link.content())], datetime.fromisoformat(link.recorded_at))
            reader.refresh()
            assert reader.head.sequence == 5
            assert reader.verify() == ()
    with closing(Book.open(tmp_path, read_only=True)) as reader:
        assert reader.head.sequence == 6
    log.close()


def test_an_open_reader_takes_in_what_was_written_since(tmp_path: Path) -> None:
    """Its figures are those of its last refresh, never half of something."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path, read_only=True)) as reader, closing(Book.open(tmp_path)) as w:
        w.post(allocation(5), allocation(6, "5C1"))
        assert reader.limit("5A9", as_of="M1").total() == 4_00
        reader.refresh()
        assert reader.limit("5A9", as_of="M1").total() == 9_00


def test_waiting_for_another_writer_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds the book for too long: words, and nothing posted."""
    small_book(tmp_path)
    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 0)
    holder = EventLog.open(tmp_path / BOOK_FILE)
    with closing(Book.open(tmp_path)) as book:
        with (
            holder.writing(),
            pytest.raises(UsageError, match="somebody else is writing to this book"),
        ):
            book.post(allocation(9))
        assert book.post(allocation(9)).sequence == 6
    holder.close()


def test_two_books_know_nothing_of_each_other(tmp_path: Path) -> None:
    """The same request in both, and each has its own events."""
    with closing(empty_book(tmp_path / "a")) as a, closing(empty_book(tmp_path / "b")) as b:
        assert a.post(allocation(1), request="r").posted == 1
        assert b.post(allocation(2), allocation(3), request="r").posted == 2
        assert (a.head.sequence, b.head.sequence) == (2, 3)
        assert (a.verify(), b.verify()) == ((), ())


def mounted(folder: Path, kind: str) -> str:
    """The line of a mounts file that says what kind of place a folder is."""
    place = str(folder.resolve()).replace(" ", "\\040")
    return f"proc /proc proc rw 0 0\nserver:/finance {place} {kind} rw,relatime 0 0\n"


@pytest.mark.skipif(sys.platform == "win32", reason="shares are told by their paths there")
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_share_keeps_a_rollback_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Shared memory does not reach over a network. Everything else works as on a disk."""
    share = tmp_path / "the share"
    share.mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(mounted(share, kind), encoding="utf-8")
    monkeypatch.setattr(files, "_MOUNTS", mounts)
    small_book(share)
    small_book(tmp_path / "local")
    assert (journal_of(share), journal_of(tmp_path / "local")) == ("delete", "wal")
    with closing(Book.open(share)) as book, closing(Book.open(share, read_only=True)) as reader:
        assert book.post(allocation(5), request="r").sequence == 6
        assert book.post(allocation(5), request="r").repeated
        reader.refresh()
        assert reader.verify() == ()
        assert reader.limit("5A9", as_of="M1").total() == 9_00


@pytest.mark.skipif(sys.platform == "win32", reason="shares are told by their paths there")
def test_a_book_may_move_to_a_share_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened to be written, it takes the journal of where it lies."""
    small_book(tmp_path)
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(files, "_MOUNTS", mounts)
    for kind, journal in (("nfs", "delete"), ("ext4", "wal")):
        mounts.write_text(mounted(tmp_path, kind), encoding="utf-8")
        with closing(Book.open(tmp_path)) as book:
            book.post(allocation(5, reference=kind))
            assert book.verify() == ()
        assert journal_of(tmp_path) == journal


def full_after(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """A disk that has room for so many pages and no more."""
    real = connections.connected

    def limited(path: Path | None = None, mode: connections.Mode = "rw") -> sqlite3.Connection:
        connection = real(path, mode)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(connections, "connected", limited)


@pytest.mark.parametrize("pages", range(1, 6))
def test_no_room_to_make_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    """It is said, nothing is half made, and with room it is made."""
    with monkeypatch.context() as patched:
        full_after(patched, pages)
        with pytest.raises(UsageError, match="there is no room left for this book"):
            empty_book(tmp_path)
    with pytest.raises(UsageError, match="this is no book"):
        Book.open(tmp_path)
    with closing(empty_book(tmp_path)) as book:
        assert book.verify() == ()


def test_no_room_to_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two events does not fit: neither is kept, and the book can go on."""
    small_book(tmp_path)
    before = rows_of(tmp_path)
    long = allocation(6, "5C1").model_copy(update={"purpose": "long " * 20_000})
    with monkeypatch.context() as patched:
        full_after(patched, 1)  # of what it has, nothing is taken away
        with closing(Book.open(tmp_path)) as book:
            with pytest.raises(UsageError, match="there is no room left for this book"):
                book.post(allocation(5), long, request="r")
            assert book.verify() == ()
            assert book.limit("5A9", as_of="M1").total() == 4_00
    assert rows_of(tmp_path) == before
    with closing(Book.open(tmp_path)) as book:
        receipt = book.post(allocation(5), long, request="r")
        assert (receipt.posted, receipt.repeated, book.verify()) == (2, False, ())


UNPRIVILEGED = """
import os, sys
from datetime import datetime
from pathlib import Path
from crash.small import allocation, empty_book
from pctfinance.book import Book
from pctfinance.errors import UsageError
folder = Path(sys.argv[1])
Book.in_memory("2011-12", group="NCL")  # whatever is imported late is imported now
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
def tried(what):
    try:
        what()
    except UsageError as error:
        print("refused:", str(error).splitlines()[0])
    else:
        print("done")
tried(lambda: Book.open(folder / "kept").post(allocation(9)))
tried(lambda: empty_book(folder / "none"))
tried(lambda: Book.open(folder / "left", read_only=True))
reader = Book.open(folder / "kept", read_only=True)
tried(lambda: reader.post(allocation(9)))
reader.refresh()
print(reader.head.sequence, reader.verify(), reader.limit("5A9", as_of="M1").total())
reader.close()
"""


def _anybody_may_run_us() -> bool:
    """Whether a user without rights can reach this interpreter and what it imports."""
    places = [Path(sys.prefix), Path(pctfinance.__file__), Path(__file__)]
    folders = {folder for place in places for folder in place.resolve().parents}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


@pytest.mark.skipif(
    not hasattr(os, "setuid") or not _anybody_may_run_us(),
    reason="nobody else may run this interpreter, or rights are kept otherwise here",
)
def test_a_folder_that_may_only_be_read() -> None:
    """A book there is read, if it stands still; posting, and making one, are refused in words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small_book(folder / "kept")
        (folder / "none").mkdir()
        left_in_the_middle(folder / "left")
        before = (folder / "kept" / BOOK_FILE).read_bytes()
        places = [*folder.rglob("*"), folder]
        for place in places:
            place.chmod(0o444 if place.is_file() else 0o555)
        try:
            ran = subprocess.run(  # noqa: S603 - our own script
                [sys.executable, "-c", UNPRIVILEGED, name],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        finally:
            for place in places:
                place.chmod(0o755)
        posting, making, left, posting_to_reader, read = ran.stdout.splitlines()
        assert posting.startswith("refused: this book"), ran.stdout
        assert making.startswith("refused: this book"), ran.stdout
        assert f"what was written last stands in {BOOK_FILE}-wal beside it" in left, ran.stdout
        assert "copy its whole folder to one of your own" in left, ran.stdout
        assert "may not be written" in posting_to_reader, ran.stdout
        assert read == "5 () 400", ran.stdout
        assert (folder / "kept" / BOOK_FILE).read_bytes() == before
        assert [path.name for path in (folder / "kept").iterdir()] == [BOOK_FILE]
        for kept in ("kept", "left"):
            with closing(Book.open(folder / kept)) as book:
                assert book.verify() == ()


def left_in_the_middle(folder: Path) -> None:
    """A book as a copy holds it that was taken while somebody wrote: the last event beside it."""
    small_book(folder.with_name("written"))
    with closing(Book.open(folder.with_name("written"))) as book:
        book.post(allocation(5))
        folder.mkdir()
        for name in (BOOK_FILE, f"{BOOK_FILE}-wal"):
            shutil.copy(folder.with_name("written") / name, folder / name)
    shutil.rmtree(folder.with_name("written"))


def test_a_book_that_stands_still_is_copied_without_a_trace(tmp_path: Path) -> None:
    """Every row of it, and no file beside it; the copy takes nothing in."""
    small_book(tmp_path)
    with closing(connections.snapshot(tmp_path / BOOK_FILE)) as copy:
        assert copy.execute("SELECT * FROM events").fetchall() == rows_of(tmp_path)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            copy.execute("CREATE TABLE notes (text)")
    assert [path.name for path in tmp_path.iterdir()] == [BOOK_FILE]


def test_a_book_that_somebody_writes_to_is_not_copied(tmp_path: Path) -> None:
    """What was written last is not in the file yet."""
    small_book(tmp_path)
    with closing(Book.open(tmp_path)) as book:
        book.post(allocation(5))
        with pytest.raises(UsageError, match="what was written last stands in"):
            connections.snapshot(tmp_path / BOOK_FILE)
    connections.snapshot(tmp_path / BOOK_FILE).close()


@pytest.mark.parametrize("stays_open", [True, False], ids=["still-open", "closed-again"])
def test_a_book_that_is_written_to_meanwhile_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays_open: bool
) -> None:
    """Somebody posts after the file was looked at and before all of it was read."""
    small_book(tmp_path)
    real, writers = connections._uri, []

    def meanwhile(path: Path, asked: str) -> str:
        if "immutable" in asked:
            writers.append(Book.open(tmp_path))
            writers[0].post(allocation(5))
            if not stays_open:
                writers[0].close()
        return real(path, asked)

    with monkeypatch.context() as patched:
        patched.setattr(connections, "_uri", meanwhile)
        words = "stands in" if stays_open else "somebody wrote to it while it was read"
        with pytest.raises(UsageError, match=words):
            connections.snapshot(tmp_path / BOOK_FILE)
    writers[0].close()


@pytest.mark.skipif(sys.platform == "win32", reason="shares are told by their paths there")
def test_a_book_on_a_share_is_not_known_to_stand_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a share says of a file may be old."""
    small_book(tmp_path)
    mounts = tmp_path / "mounts"
    mounts.write_text(mounted(tmp_path, "nfs"), encoding="utf-8")
    monkeypatch.setattr(files, "_MOUNTS", mounts)
    with pytest.raises(UsageError, match="it lies on a share"):
        connections.snapshot(tmp_path / BOOK_FILE)
