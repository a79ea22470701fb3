"""Kill commands at their steps, and look at the book after each: `killed.py FOLDER MODE MOST COMMAND...`.

Each attempt is a forked child, so that it dies as a process dies: without a word to SQLite. With
mode `steps` it dies before its steps, before at most so many of them; with `instructions` in the
middle of statements, after every so many instructions of SQLite's own machine, until the command
gets through. Looking is done by children too: a process that has threads is not forked.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crash.cases import CASES, Case, left_behind
from crash.steps import MANY, Steps, points, stepping
from pctfinance.book import Book

EVERY_INSTRUCTIONS = 5


class _Interrupted(sqlite3.Connection):
    """A connection whose process dies within a statement."""

    ticks_left = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_progress_handler(_tick, EVERY_INSTRUCTIONS)


def _tick() -> int:
    if not _Interrupted.ticks_left:
        os.kill(os.getpid(), signal.SIGKILL)
    _Interrupted.ticks_left -= 1
    return 0


def in_child(work: Callable[[], object]) -> str | None:
    """What a forked child has to say in JSON; `None` where it was killed.

    Raises:
        AssertionError: it failed, with what it said of that.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        status, said = 1, ""
        try:
            said, status = json.dumps(work()), 0
        except BaseException:  # noqa: BLE001 - it goes to the parent, whatever it is
            said = traceback.format_exc()
        finally:
            with open(write, "w", encoding="utf-8") as pipe:  # noqa: PTH123 - a descriptor
                pipe.write(said)
            os._exit(status)
    os.close(write)
    with open(read, encoding="utf-8") as pipe:  # noqa: PTH123 - a descriptor
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    assert not status, f"the child did not die, it failed: {said}"
    return said


def _doomed(case: Case, mode: str, step: int, folder: Path) -> None:
    if mode == "steps":
        with stepping(Steps(step, "killed"), folder):
            case.command(folder)
        return
    _Interrupted.ticks_left = step
    sqlite3.connect = partial(sqlite3.connect, factory=_Interrupted)  # type: ignore[assignment]  # dies soon
    case.command(folder)


def _stood(case: Case, folder: Path) -> int:
    """What stood after the death; then the command is said again, and completes."""
    held = case.held(folder)
    case.again(folder)
    assert case.held(folder) == case.behind, f"said again, it left {case.held(folder)}"
    assert not list(left_behind(folder)), list(left_behind(folder))
    return held


def _attempt(case: Case, mode: str, step: int, folder: Path) -> tuple[str, bool]:
    """What stood after one attempt, and whether the command got through."""
    lives = in_child(partial(_doomed, case, mode, step, folder)) is not None
    try:
        held = json.loads(in_child(partial(_stood, case, folder)) or "")
    except AssertionError as error:
        raise AssertionError(f"step {step}: {error}") from error
    allowed = (case.behind,) if lives else (case.before, *case.between, case.behind)
    assert held in allowed, f"step {step}: {held}"
    return "old" if held == case.before else "new" if held == case.behind else "between", lives


def _attempts(case: Case, mode: str, most: int, folder: Path) -> Iterator[str]:
    """What stood after each attempt: the old book, or the new one."""
    folder.mkdir()
    in_child(lambda: case.prepare(folder / "start"))

    def attempt(step: int) -> tuple[str, bool]:
        shutil.copytree(folder / "start", folder / "book")
        try:
            return _attempt(case, mode, step, folder / "book")
        finally:
            shutil.rmtree(folder / "book")

    def steps() -> int:
        counting = Steps(MANY, "killed")
        shutil.copytree(folder / "start", folder / "count")
        with stepping(counting, folder):
            case.command(folder / "count")
        return counting.taken

    if mode == "steps":
        for step in points(int(in_child(steps) or ""), most):
            yield attempt(step)[0]
        return
    step, lives = 0, False
    while not lives:
        stood, lives = attempt(step)
        yield stood
        step += 1


def main() -> None:
    """Kill commands in one way, and print how often the old and the new book stood after each."""
    place, mode, most, *names = sys.argv[1:]
    Book.in_memory("2011-12", group="NCL")  # the register is read once, and not by every child
    counted = {
        name: Counter(_attempts(CASES[name], mode, int(most), Path(place) / name)) for name in names
    }
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
