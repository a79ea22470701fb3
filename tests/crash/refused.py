"""Refuse commands at their steps: `refused.py FOLDER FAULT MOST COMMAND...`.

The disk is full from a step on, one thing may not be done, or the disk does one thing not. The
command says so in words, the book is the old one or the new one, and as soon as the fault is gone the
same open book takes the same command.
"""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

from crash.cases import CASES, Case, left_behind, opened
from crash.steps import MANY, Steps, points, stepping
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError, UsageError

CLEAR = (
    "there is no room left for this book",
    "may not be written",
    "the disk did not do what the book asked of it",
    "cannot be opened",
    "cannot be read",
    "could not be read through",
    "cannot be written",
)
"""What a person is told, one of these."""


def _attempt(case: Case, folder: Path, steps: Steps) -> str:
    """What stood after one attempt; the command was said again, and completed."""
    said = ""
    steps.awake = case.act is None
    with stepping(steps, folder), closing(opened(folder)) if case.act else nullcontext() as book:
        steps.awake = True
        try:
            _do(case, folder, book)
        except (UsageError, InputRefusedError) as error:
            said = str(error)
            assert any(words in said for words in CLEAR), said
            assert error.findings[0].hint, said
        steps.awake = False
        held = case.held(folder)
        assert held in (case.before, *case.between, case.behind), held
        assert said or held == case.behind, "nothing was said, and nothing was done"
        case.again(folder, book)
        assert case.held(folder) == case.behind, f"said again, it left {case.held(folder)}"
        if book:
            book.refresh()
            assert book.verify() == ()
    assert not list(left_behind(folder)), list(left_behind(folder))
    return "old" if held == case.before else "new" if held == case.behind else "between"


def _do(case: Case, folder: Path, book: Book | None) -> None:
    if book and case.act:
        case.act(book, folder)
    else:
        case.command(folder)


def _attempts(case: Case, fault: str, most: int, folder: Path) -> Iterator[str]:
    folder.mkdir()
    case.prepare(folder / "start")

    def attempt(granted: int) -> tuple[str, Steps]:
        shutil.copytree(folder / "start", folder / "book")
        steps = Steps(granted, fault)
        try:
            return _attempt(case, folder / "book", steps), steps
        except Exception as error:
            raise AssertionError(f"step {granted}, {steps.hit}: {error!r}") from error
        finally:
            shutil.rmtree(folder / "book")

    _, counted = attempt(MANY)
    for granted in points(counted.taken, most)[:-1]:
        yield attempt(granted)[0]


def main() -> None:
    """Refuse commands in one way, and print how often the old and the new book stood after each."""
    place, fault, most, *names = sys.argv[1:]
    counted = {
        name: Counter(_attempts(CASES[name], fault, int(most), Path(place) / name))
        for name in names
    }
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
