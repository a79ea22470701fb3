"""Kill a command at each of its steps, and look at the book after each: `killed.py COMMAND FOLDER MODE`.

Each attempt is a forked child, so that it dies as a process dies: without a word to SQLite. With
mode `statements` it dies before its n-th statement, for every n until the command gets through; with
`instructions` in the middle of statements, after every so many instructions of SQLite's own machine;
with `files` before its n-th call that makes, flushes, moves or removes a file or folder.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from command import folder_of, two_boards
from crash.small import allocation, empty_book, older_book, rows_of, version_of
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import UsageError
from pctfinance.store.lines import LineStore

EVERY_INSTRUCTIONS = 5


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Doomed(sqlite3.Connection):
    """A connection whose process dies before its n-th statement."""

    statements_left = 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """One statement, if it is still granted."""
        if not _Doomed.statements_left:
            _die()
        _Doomed.statements_left -= 1
        return super().execute(*arguments)


class _Interrupted(sqlite3.Connection):
    """A connection whose process dies within a statement."""

    ticks_left = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_progress_handler(_tick, EVERY_INSTRUCTIONS)


def _tick() -> int:
    if not _Interrupted.ticks_left:
        _die()
    _Interrupted.ticks_left -= 1
    return 0


# What Python reports of itself before it does it; flushing is not among that.
_FILE_CALLS = frozenset({"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"})


def _doom_files(step: int, folder: Path) -> None:
    calls = iter(range(step))
    flush = os.fsync

    def heard(call: str, arguments: tuple[Any, ...]) -> None:
        if call in _FILE_CALLS and str(folder) in str(arguments[0]) and next(calls, None) is None:
            _die()

    def flushed(descriptor: Any) -> None:
        if next(calls, None) is None:
            _die()
        flush(descriptor)

    os.fsync = flushed  # type: ignore[assignment]  # dies soon
    sys.addaudithook(heard)


def _doom(mode: str, step: int, folder: Path) -> None:
    if mode == "files":
        _doom_files(step, folder)
        return
    _Doomed.statements_left = _Interrupted.ticks_left = step
    factory = {"statements": _Doomed, "instructions": _Interrupted}[mode]
    sqlite3.connect = partial(sqlite3.connect, factory=factory)  # type: ignore[assignment]  # dies soon


def _lives_through(command: Callable[[Path], None], mode: str, step: int, folder: Path) -> bool:
    """Whether a child got through the command before it was killed."""
    child = os.fork()
    if child == 0:
        _doom(mode, step, folder)
        status = 1
        try:
            command(folder)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status:
        raise AssertionError(f"step {step}: the child did not die, it failed")
    return True


def _events(folder: Path) -> int:
    """How many events a whole book holds; 0 where there is none, and that is said in words."""
    try:
        book = Book.open(folder)
    except UsageError as error:
        if "there is no book" in str(error) or "this is no book" in str(error):
            return 0
        raise
    with closing(book):
        if faults := book.verify():
            raise AssertionError(faults)
        if len(rows_of(folder)) != book.head.sequence:
            raise AssertionError(f"{len(rows_of(folder))} rows")
        return book.head.sequence


@dataclass(frozen=True)
class Case:
    """A command, what it starts from, and what `look` sees of the book before and behind it."""

    prepare: Callable[[Path], None]
    command: Callable[[Path], None]
    before: int
    behind: int
    look: Callable[[Path], int] = _events


def _create(folder: Path) -> None:
    empty_book(folder).close()


def _post(folder: Path) -> None:
    with closing(Book.open(folder)) as book:
        book.post(allocation(1), allocation(2, "5C1"), allocation(3), request="r1")


def _first_input(folder: Path) -> None:
    Book.create_from(folder, folder_of(two_boards(), folder / "first")).close()
    tables = two_boards()
    tables["resources"] += "QA1,allocation,2011-05-01,2011-05-01,L/3,36,recurrent,England\n"
    tables["actuals"] = "body,period,category,amount\nQA1,M1,services,100\nQA2,M1,services,9\n"
    folder_of(tables, folder / "second")


def _input(folder: Path) -> None:
    folder_of(two_boards(), folder / "first")


def _create_from(folder: Path) -> None:
    Book.create_from(folder, folder / "first").close()


def _load(folder: Path) -> None:
    with closing(Book.open(folder)) as book:
        book.load(folder / "second", request="r1")


def _migrate(folder: Path) -> None:
    Book.open(folder).close()


def _version(folder: Path) -> int:
    """The version of a book that holds what it held, and is whole once it is opened."""
    version, before = version_of(folder), rows_of(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    if not _events(copy) or rows_of(copy) != before:
        raise AssertionError("it is another book")
    shutil.rmtree(copy)
    return version


_PLACE = "lines/5A9/2011-12/M08-0a1b2c3d4e5f.parquet"


def _keep(folder: Path) -> None:
    store = LineStore(folder)
    with store.aside() as aside:
        (aside / "made").write_bytes(b"lines of August")
        store.keep(aside / "made", _PLACE)
    if left := list((folder / "lines").glob(".aside-*")):
        raise AssertionError(left)


def _kept(folder: Path) -> int:
    """How many files lie in their place, whole; more than one, or half of one, is raised."""
    found = LineStore(folder).places()
    if found not in ((), (_PLACE,)):
        raise AssertionError(found)
    if found and (folder / _PLACE).read_bytes() != b"lines of August":
        raise AssertionError("half a file")
    return 1 + len(found)


CASES = {
    "keep": Case(_create, _keep, 1, 2, _kept),
    "create": Case(lambda folder: folder.mkdir(exist_ok=True), _create, 0, 1),
    "post": Case(_create, _post, 1, 4),
    "create-from": Case(_input, _create_from, 0, 5),
    "load": Case(_first_input, _load, 5, 9),
    "migrate": Case(older_book, _migrate, 1, 2, _version),
}


def _attempts(case: Case, mode: str, start: Path, folder: Path) -> Iterator[str]:
    """What stood in the file after each attempt: the old book, or the new one."""
    step, lives = 0, False
    while not lives:
        shutil.copytree(start, folder)
        lives = _lives_through(case.command, mode, step, folder)
        held = case.look(folder)
        if held not in (case.before, case.behind) or (lives and held != case.behind):
            raise AssertionError(f"step {step}: {held}")
        yield "old" if held == case.before else "new"
        if not (case.before == 0 and held):  # a book that is there is not made again
            case.command(folder)
        if case.look(folder) != case.behind:
            raise AssertionError(f"step {step}: said again, it left {case.look(folder)}")
        left = sorted(path.name for path in folder.glob("book*"))
        if left != [BOOK_FILE]:
            raise AssertionError(f"step {step}: it left {left}")
        shutil.rmtree(folder)
        step += 1


def main() -> None:
    """Kill one command in one way, and print how often the old and the new book stood."""
    name, place, mode = sys.argv[1:]
    case, folder = CASES[name], Path(place)
    case.prepare(folder / "start")
    counted = Counter(_attempts(case, mode, folder / "start", folder / "book"))
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
