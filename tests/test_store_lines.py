"""The files of lines beside a book: whole at their place or not there, and never changed."""

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from crash.small import empty_book
from pctfinance.book import Book
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.store import asides
from pctfinance.store import lines as module
from pctfinance.store.lines import LineStore

PLACE = "lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet"


def kept(store: LineStore, content: bytes, place: str = PLACE) -> None:
    """Content made aside and kept at a place."""
    with store.aside() as aside:
        made = aside / "made.parquet"
        made.write_bytes(content)
        store.keep(made, place)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and what is in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_file_takes_its_place_whole(tmp_path: Path) -> None:
    """It lies where it was said, with what was in it; nothing else stays."""
    store = LineStore(tmp_path)
    kept(store, b"lines of August")
    assert tree(tmp_path) == {PLACE: b"lines of August"}
    assert store.places() == (PLACE,)
    assert store.path(PLACE) == tmp_path / PLACE
    assert store.sha256(PLACE) == hashlib.sha256(b"lines of August").hexdigest()


def test_nothing_is_kept_of_an_aside_that_fails(tmp_path: Path) -> None:
    """Whatever was made in it goes with it."""
    store = LineStore(tmp_path)
    with pytest.raises(IntegrityError, match="no place"):
        kept(store, b"half", "book.sqlite")
    assert tree(tmp_path) == {}
    assert list((tmp_path / "lines").iterdir()) == []


def test_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    """A load that was cut short is said again: what lies there already is left alone."""
    store = LineStore(tmp_path)
    kept(store, b"lines")
    before = (tmp_path / PLACE).stat()
    kept(store, b"lines")
    after = (tmp_path / PLACE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert tree(tmp_path) == {PLACE: b"lines"}


def test_nothing_is_ever_replaced(tmp_path: Path) -> None:
    """Other content at the same place is refused, and the first stays."""
    store = LineStore(tmp_path)
    kept(store, b"lines")
    with pytest.raises(
        UsageError, match=r"something else lies at .*, and lines are never replaced"
    ):
        kept(store, b"other")
    assert tree(tmp_path) == {PLACE: b"lines"}


def test_it_needs_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems have none: a file is renamed there, and still replaces nothing."""

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    store = LineStore(tmp_path)
    kept(store, b"lines")
    kept(store, b"lines")
    with pytest.raises(UsageError, match="never replaced"):
        kept(store, b"other")
    assert tree(tmp_path) == {PLACE: b"lines"}


@pytest.mark.parametrize(
    "place",
    [
        "book.sqlite",
        "lines",
        "lines/",
        "/lines/5A9.parquet",
        "lines//5A9.parquet",
        "lines/../book.sqlite",
        "lines/5A9/../../book.sqlite",
        "../lines/5A9.parquet",
        "lines/./5A9.parquet",
        "lines\\5A9.parquet",
        "lines/..\\book.sqlite",
        "lines/C:/5A9.parquet",
        "lines/5A9\0.parquet",
        "lines/.aside-1/made",
        "",
    ],
)
def test_a_place_lies_under_lines(tmp_path: Path, place: str) -> None:
    """An event that names any other place is not believed."""
    store = LineStore(tmp_path)
    with pytest.raises(IntegrityError, match="is no place for lines"):
        store.path(place)
    with pytest.raises(IntegrityError, match="is no place for lines"):
        store.sha256(place)
    with pytest.raises(IntegrityError, match="is no place for lines"):
        kept(store, b"lines", place)
    assert tree(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_leads_to_no_other_place(tmp_path: Path) -> None:
    """A folder under `lines/` that is a link to elsewhere is elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "book" / "lines").mkdir(parents=True)
    (tmp_path / "book" / "lines" / "5A9").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IntegrityError, match="is no place for lines"):
        LineStore(tmp_path / "book").path(PLACE)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Lines that an event names and that are not there."""
    with pytest.raises(IntegrityError, match=f"the file {PLACE} is missing"):
        LineStore(tmp_path).sha256(PLACE)


def test_a_store_that_is_only_looked_at_makes_nothing(tmp_path: Path) -> None:
    """Not even the folder."""
    assert LineStore(tmp_path / "book").places() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_memory_goes_with_its_object() -> None:
    """Its folder is a temporary one."""
    store = LineStore.in_memory()
    kept(store, b"lines")
    folder = store.path(PLACE).parents[3]
    assert folder.is_dir()
    del store
    assert not folder.exists()


def test_a_book_keeps_its_lines_beside_its_log(tmp_path: Path) -> None:
    """A kept book in its own folder, a book in memory in a temporary one; the same one each time."""
    with closing(empty_book(tmp_path / "ncl.book")) as book:
        kept(book._records.lines, b"lines")
        assert (tmp_path / "ncl.book" / PLACE).read_bytes() == b"lines"
    with closing(Book.open(tmp_path / "ncl.book", read_only=True)) as book:
        assert book._records.lines.places() == (PLACE,)
    memory = Book.in_memory("2011-12", group="NCL")
    kept(memory._records.lines, b"lines")
    assert memory._records.lines.places() == (PLACE,)


# Asides


def test_two_asides_at_once_know_nothing_of_each_other(tmp_path: Path) -> None:
    """Two people load at the same time; neither takes away what the other is making."""
    store = LineStore(tmp_path)
    with store.aside() as first:
        (first / "made").write_bytes(b"first")
        with store.aside() as second, LineStore(tmp_path).aside() as third:
            assert len({first, second, third}) == 3
            assert (first / "made").read_bytes() == b"first"
            assert store.places() == ()
        assert (first / "made").read_bytes() == b"first"
    assert tree(tmp_path) == {}


HOLDER = """
import sys, time
from pathlib import Path
from pctfinance.store.lines import LineStore
with LineStore(Path(sys.argv[1])).aside() as aside:
    (aside / "made").write_bytes(b"half")
    print(aside, flush=True)
    time.sleep(600)
"""


def test_what_a_killed_process_left_is_taken_away_and_not_before(tmp_path: Path) -> None:
    """As long as it lives, its aside stays; killed without a word, it goes with the next aside."""
    store = LineStore(tmp_path)
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as holder:
        assert holder.stdout
        held = Path(holder.stdout.readline().strip())
        with store.aside():
            assert (held / "made").read_bytes() == b"half"
        holder.kill()
        holder.wait()
    assert (held / "made").read_bytes() == b"half"
    assert store.places() == ()
    with store.aside() as aside:
        assert not held.exists()
    assert not aside.exists()
    assert tree(tmp_path) == {}


def test_a_folder_without_a_lock_is_nobodys(tmp_path: Path) -> None:
    """Left by one who was killed while clearing up."""
    left = tmp_path / "lines" / ".aside-0011223344556677"
    left.mkdir(parents=True)
    (left / "made").write_bytes(b"half")
    with LineStore(tmp_path).aside():
        assert not left.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is lock enough there")
def test_without_locks_nothing_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that knows no locks: nobody can tell whose an aside is, so it stays."""
    monkeypatch.setattr(asides, "_is_had", lambda _: None)
    store = LineStore(tmp_path)
    with store.aside() as first, store.aside():
        assert first.is_dir()
    (tmp_path / "lines" / ".aside-00.lock").touch()
    (tmp_path / "lines" / ".aside-00").mkdir()
    kept(store, b"lines")
    assert (tmp_path / "lines" / ".aside-00").is_dir()
    assert store.places() == (PLACE,)


# Trouble


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "there is no room left for this book"),
        (errno.EROFS, "may not be written"),
        (errno.EIO, "the disk did not do what the book asked of it"),
    ],
)
@pytest.mark.parametrize("step", range(5))
def test_trouble_with_the_disk_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: int
) -> None:
    """At the file or at any folder: said in words, and with room the same file is kept."""
    real, calls = os.fsync, iter(range(100))

    def failing(descriptor: int) -> None:
        if next(calls) == step:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    store = LineStore(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(UsageError, match=words):
            kept(store, b"lines")
    assert set(tree(tmp_path)) <= {PLACE}
    kept(store, b"lines")
    assert tree(tmp_path) == {PLACE: b"lines"}


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from pctfinance.errors import UsageError
from pctfinance.store.lines import LineStore
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
store = LineStore(Path(sys.argv[1]))
print(store.places(), store.sha256(store.places()[0])[:12])
try:
    with store.aside():
        print("an aside")
except UsageError as error:
    print("refused:", error)
"""


def _anybody_may_run_us() -> bool:
    places = [Path(sys.prefix), Path(module.__file__), Path(__file__)]
    folders = {folder for place in places for folder in place.resolve().parents}
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in folders)


@pytest.mark.skipif(
    not hasattr(os, "setuid") or not _anybody_may_run_us(),
    reason="nobody else may run this interpreter, or rights are kept otherwise here",
)
def test_lines_that_may_only_be_read() -> None:
    """They are read; that nothing can be made beside them is said in words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept(LineStore(folder), b"lines")
        places = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for place in places:
            place.chmod(0o555)
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
        looked, refused = ran.stdout.splitlines()
        assert looked == f"('{PLACE}',) {hashlib.sha256(b'lines').hexdigest()[:12]}"
        assert refused.startswith("refused: this book, or what has to stand beside it")
        assert tree(folder) == {PLACE: b"lines"}
