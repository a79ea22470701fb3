"""Kill the publishing of a pack at each of its steps: `issued.py FOLDER`.

A step is a statement of SQLite, or a call that touches a file of the pack: made, written, flushed,
renamed. A forked child dies before its n-th step, for every n until it gets through. After each
death the book is the old or the new one and whole, each file is a former or an issued one, and the
command said again completes: one snapshot, and the files that belong to it.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from pctfinance.book import Book
from pctfinance.closing import close_month
from pctfinance.publishing import BOARD_PACK, POSITION_JSON
from published_examples import OFFICE, began, forecast

FILES = (BOARD_PACK, POSITION_JSON)


class _Steps:
    """How many steps the process may still take."""

    left = 0


def _step() -> None:
    if not _Steps.left:
        os.kill(os.getpid(), signal.SIGKILL)
    _Steps.left -= 1


class _Doomed(sqlite3.Connection):
    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """One statement, if it is still granted."""
        _step()
        return super().execute(*arguments)


def _stepping(call: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(*arguments: Any, **options: Any) -> Any:
        _step()
        return call(*arguments, **options)

    return stepped


def _doom(step: int) -> None:
    """Count from here on: the statements, and every call that touches a file of the pack."""
    _Steps.left = step
    sqlite3.connect = partial(sqlite3.connect, factory=_Doomed)  # type: ignore[assignment]  # dies soon
    for holder, names in (
        (Path, ("mkdir", "open", "replace", "unlink")),
        (os, ("fsync",)),
        (shutil, ("copy2", "rmtree")),
        (tempfile, ("mkdtemp",)),
    ):
        for name in names:
            setattr(holder, name, _stepping(getattr(holder, name)))


def _lives_through(command: Callable[[], object], step: int) -> bool:
    """Whether a child got through the command before it was killed."""
    child = os.fork()
    if child == 0:
        _doom(step)
        status = 1
        with suppress(Exception):
            command()
            status = 0
        os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status:
        raise AssertionError(f"step {step}: the child did not die, it failed")
    return True


def _publish(folder: Path) -> None:
    """Number 2: a restatement, over the files of number 1."""
    with closing(Book.open(folder / "book")) as book:
        close_month(
            book, "M8", folder / "out", publish_by=OFFICE, reason="corrected", request="pack 8"
        )


def _prepare(folder: Path) -> None:
    with closing(began(Book.create(folder / "book", "2011-12", group="NCL"))) as book:
        close_month(book, "M8", folder / "out", publish_by=OFFICE)
        book.post(forecast(1_012_34, reference="pack, corrected"))


def _files(folder: Path) -> tuple[bytes, ...]:
    return tuple((folder / "out" / name).read_bytes() for name in FILES)


def _issued(folder: Path) -> list[tuple[bytes, ...]]:
    """The files of every snapshot of a book that is whole."""
    with closing(Book.open(folder / "book")) as book:
        if faults := book.verify():
            raise AssertionError(faults)
        return [tuple(each.file(name) for name in FILES) for each in book.published()]


def _attempts(start: Path, folder: Path) -> Iterator[str]:
    """What stood after each attempt: the old book or the new one, and whose files."""
    step, lives = 0, False
    while not lives:
        shutil.copytree(start, folder)
        lives = _lives_through(partial(_publish, folder), step)
        issued, files = _issued(folder), _files(folder)
        if len(issued) not in (1, 2) or (lives and len(issued) == 1):
            raise AssertionError(f"step {step}: {len(issued)} snapshots")
        for place, content in enumerate(files):
            if content not in [each[place] for each in issued]:
                raise AssertionError(f"step {step}: {FILES[place]} was never issued")
        stood = [str(1 + [each[place] for each in issued].index(files[place])) for place in (0, 1)]
        yield f"{len(issued)}:{''.join(stood)}"
        _publish(folder)
        issued = _issued(folder)
        if len(issued) != 2 or _files(folder) != issued[1]:
            raise AssertionError(f"step {step}: said again, it did not complete")
        shutil.rmtree(folder)
        step += 1


def main() -> None:
    """Print how often each state stood: snapshots in the book, and the numbers of the two files."""
    folder = Path(sys.argv[1])
    _prepare(folder / "start")
    counted = Counter(_attempts(folder / "start", folder / "attempt"))
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
