"""The lines of loads: one file a load, beside the book's log, that nobody changes once it lies there.

A file is written aside, flushed, and takes its place under its name in one step; then the folders
are flushed. A load that is cut short leaves the old files, and at most one more that no event
names. Which files belong to the book, and what must stand in them, is for its events to say.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pctfinance.errors import IntegrityError, UsageError
from pctfinance.store.asides import ASIDE, aside_in
from pctfinance.store.trouble import files_in_clear_words

__all__ = ["LINES", "LineStore"]

LINES = "lines"
"""The folder in a book's folder that holds the lines, and the beginning of every place."""

_FLUSHED_ONE_BY_ONE, _FLUSHED_AT_ONCE = 50, 16

_NEVER_IN_A_NAME = frozenset('\\:\0"*?<>|')
"""What would make a place another one on some system that a book may be carried to."""


class LineStore:
    """The files of lines of one book. A *place* is relative and in POSIX form: `lines/5A9/...`.

    >>> store = LineStore.in_memory()
    >>> with store.aside() as aside:
    ...     made = aside / "made"
    ...     _ = made.write_bytes(b"lines")
    ...     store.keep(made, "lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet")
    >>> store.places()
    ('lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet',)
    >>> store.sha256(store.places()[0])[:12]
    '5ea44c3961f1'
    """

    def __init__(self, folder: Path, below: "LineStore | None" = None) -> None:
        self._folder = folder
        self._lines = folder / LINES
        self._below = below

    @classmethod
    def in_memory(cls, below: "LineStore | None" = None) -> "LineStore":
        """A store in a temporary folder, gone with the object.

        Args:
            below: another store, of which every file is found here too. Nothing is ever written
                there.

        Raises:
            UsageError: there is no room or no right for one.

        >>> LineStore.in_memory().places()
        ()
        """
        with files_in_clear_words(tempfile.gettempdir()):
            folder = tempfile.mkdtemp(prefix="pctfinance-lines-")
        store = cls(Path(folder), below)
        weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
        return store

    @property
    def folder(self) -> Path:
        """The folder that every file of lines lies under; it may not be there yet."""
        return self._lines

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that files of lines are read from: its own, and those of what lies below."""
        return (self._lines, *(self._below.folders if self._below else ()))

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """An empty folder on the same disk, to make files in that are then kept; gone afterwards.

        Raises:
            UsageError: there is no room or no right to write there.

        >>> store = LineStore.in_memory()
        >>> with store.aside() as aside:
        ...     aside.is_dir()
        True
        >>> aside.exists()
        False
        """
        with aside_in(self._lines) as made:
            yield made

    def keep(self, made: Path, place: str) -> None:
        """Give a file that was made aside its place, whole and for good.

        Where the same content lies there already, it is left alone; nothing is ever replaced.

        Args:
            made: the file, in an aside of this store; it is gone afterwards.
            place: where it belongs.

        Raises:
            IntegrityError: the place lies outside `lines/`.
            UsageError: something else lies there, or there is no room or no right to write.

        >>> store = LineStore.in_memory()
        >>> with store.aside() as aside:
        ...     made = aside / "made"
        ...     _ = made.write_bytes(b"lines")
        ...     store.keep(made, "book.sqlite")
        Traceback (most recent call last):
        pctfinance.errors.IntegrityError: 'book.sqlite' is no place for lines: ...
        """
        self.keep_all([(made, place)])

    def keep_all(self, files: Iterable[tuple[Path, str]]) -> None:
        """Give many files their places, as `keep` does; each folder is flushed once.

        Raises:
            IntegrityError: a place lies outside `lines/`; no file has taken its place then.
            UsageError: something else lies there, or there is no room or no right to write.

        >>> LineStore.in_memory().keep_all([])
        """
        targets = [(made, self._own(place)) for made, place in files]
        if len(targets) > _FLUSHED_ONE_BY_ONE:  # a disk takes many at once in the time of a few
            with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as pool:
                list(pool.map(_flush_for, targets))
        else:
            for each in targets:
                _flush_for(each)
        folders: dict[Path, None] = {}
        for made, target in targets:
            with files_in_clear_words(str(target)):
                target.parent.mkdir(parents=True, exist_ok=True)
                if not _is_placed(made, target) and _sha256(made) != _sha256(target):
                    raise UsageError(
                        f"something else lies at {target}, and lines are never replaced",
                        hint="keep these lines at a place of their own",
                    )
                made.unlink(missing_ok=True)
            above = target.parents
            folders.update(dict.fromkeys(above[: list(above).index(self._folder) + 1]))
        # Also where somebody else put it there: it is only ours to rely on once it stays.
        for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
            with files_in_clear_words(str(folder)):
                _flush_folder(folder)

    def path(self, place: str) -> Path:
        """Where a place is on this machine.

        Raises:
            IntegrityError: it lies outside `lines/`.

        >>> LineStore(Path("ncl.book")).path("lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet").name
        'M08-0a1b2c3d4e5f.parquet'
        """
        own = self._own(place)
        if self._below is None or own.exists():
            return own
        below = self._below.path(place)
        return below if below.exists() else own

    def _own(self, place: str) -> Path:
        first, *parts = place.split("/")
        path = self._lines.joinpath(*parts)
        if (
            first != LINES
            or not parts
            or any(part in ("", ".", "..") or part.startswith(ASIDE) for part in parts)
            or _NEVER_IN_A_NAME & set(place)
            or not path.resolve().is_relative_to(self._lines.resolve())
        ):
            raise IntegrityError(f"{place!r} is no place for lines: it must lie under {LINES}/")
        return path

    def sha256(self, place: str) -> str:
        """The SHA-256 of the file at a place, in hexadecimal; it is read in pieces.

        Raises:
            IntegrityError: there is no file, or the place lies outside `lines/`.
            UsageError: it cannot be read.

        >>> LineStore.in_memory().sha256("lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet")
        Traceback (most recent call last):
        pctfinance.errors.IntegrityError: the file lines/5A9/2011-12/M08-... is missing ...
        """
        path = self.path(place)
        if not path.is_file():
            raise IntegrityError(f"the file {place} is missing")
        with files_in_clear_words(str(path)):
            return _sha256(path)

    def places(self) -> tuple[str, ...]:
        """The place of every file that lies there, in order; asides are left out.

        Raises:
            UsageError: a folder cannot be read.

        >>> LineStore(Path("no such book")).places()
        ()
        """
        found = [] if self._below is None else list(self._below.places())
        if not self._lines.is_dir():
            return tuple(found)
        with files_in_clear_words(str(self._lines)):
            for folder, folders, files in os.walk(self._lines, onerror=_raise):
                folders[:] = [name for name in folders if not name.startswith(ASIDE)]
                here = Path(folder).relative_to(self._folder)
                found += [(here / name).as_posix() for name in files if not name.startswith(ASIDE)]
        return tuple(sorted(set(found)))


def _is_placed(made: Path, target: Path) -> bool:
    """Whether the file took its place; not, where something lies there."""
    try:
        os.link(made, target)  # in one step, and never over another file
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if target.exists():
            return False
        made.rename(target)
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_for(file: tuple[Path, Path]) -> None:
    made, target = file
    with files_in_clear_words(str(target)):
        _flush(made)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if sys.platform == "darwin":  # it flushes to the disk, but not through the disk's own cache
            import fcntl  # noqa: PLC0415 - there is none on Windows

            fcntl.fcntl(file, fcntl.F_FULLFSYNC)


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be flushed there, and need not be
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _raise(error: OSError) -> None:
    raise error
