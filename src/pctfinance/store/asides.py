"""Asides: folders for what is being made and is no part of a book yet, on the same disk as the book.

Several processes may load into one book at a time, so each has an aside of its own, and holds its
lock as long as it works. A lock falls with the process that held it, however that ended: so an
aside whose lock can be had is nobody's any more, and is taken away. Where a file system knows no
locks, what was left behind stays, and does no harm.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from pctfinance.store.trouble import files_in_clear_words

__all__ = ["ASIDE", "aside_in"]

ASIDE = ".aside-"
"""What the name of every aside, and of its lock, begins with."""

_LOCK = ".lock"


@contextmanager
def aside_in(folder: Path) -> Iterator[Path]:
    """An empty folder in `folder`, which is made where it is not there; gone afterwards.

    Asides of processes that ended without a word are taken away first.

    Raises:
        UsageError: there is no room or no right to write there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name, aside_in(Path(name) / "lines") as aside:
    ...     list(aside.iterdir())
    []
    """
    with files_in_clear_words(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        lock, held = _hold(folder)
        aside = lock.with_suffix("")
    try:
        with files_in_clear_words(str(folder)):
            aside.mkdir()
        yield aside
    finally:
        # The folder goes before its lock: one that has no lock is nobody's.
        shutil.rmtree(aside, ignore_errors=True)
        held.close()
        with suppress(OSError):
            lock.unlink()


def _hold(folder: Path) -> tuple[Path, BinaryIO]:
    """A new lock that this process holds; it falls when the file is closed, or the process ends."""
    while True:
        lock = folder / f"{ASIDE}{token_hex(8)}{_LOCK}"
        held = lock.open("xb")
        # Somebody who clears up may have taken it between the two steps; then it is gone by now.
        if _is_had(held) is not False and lock.exists():
            return lock, held
        held.close()


def _remove_abandoned(folder: Path) -> None:
    asides = [path for path in folder.glob(f"{ASIDE}*") if path.suffix != _LOCK]
    for lock in folder.glob(f"{ASIDE}*{_LOCK}"):
        with suppress(OSError):
            if sys.platform == "win32":
                lock.unlink()  # it cannot be while somebody has it open
            else:
                with lock.open("rb+") as file:
                    if _is_had(file):
                        lock.unlink()
    for aside in asides:
        if not aside.with_name(aside.name + _LOCK).exists():
            shutil.rmtree(aside, ignore_errors=True)


def _is_had(file: BinaryIO) -> bool | None:
    """Whether the lock is ours now; `None` where there are no locks."""
    if sys.platform == "win32":
        return None  # an open file is lock enough there
    import fcntl  # noqa: PLC0415 - there is none on Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
