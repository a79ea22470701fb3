"""One of many who use a book at once: `crowd.py write|read FOLDER SECONDS NAME`.

A writer posts pairs and says how many. A reader looks whether it ever sees half of a pair.
"""

import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from crash.small import allocation
from pctfinance.book import Book


def write(folder: Path, until: float, name: str) -> int:
    """Post pairs, one event for each of two bodies, until the time is over."""
    pairs = 0
    with closing(Book.open(folder)) as book:
        while time.monotonic() < until:
            reference = f"{name}-{pairs}"
            pair = (allocation(1, "5A9", reference), allocation(1, "5C1", reference))
            receipt = book.post(*pair, request=reference)
            if (receipt.posted, receipt.repeated) != (2, False):
                raise AssertionError(receipt)
            pairs += 1
    return pairs


def read(folder: Path, until: float, name: str) -> int:
    """Look at the book again and again, now refreshed, now opened anew."""
    looks = 0
    while time.monotonic() < until:
        with closing(Book.open(folder, read_only=True)) as book:
            for _ in range(10):
                book.refresh()
                _look(book)
                looks += 1
    if not looks:
        raise AssertionError(name)
    return looks


def _look(book: Book) -> None:
    events = book.holdings.resource.events
    halves = [name for name, count in Counter(e.reference for e in events).items() if count != 2]
    if halves:
        raise AssertionError(halves)
    if [event.sequence for event in events] != list(range(2, len(events) + 2)):
        raise AssertionError("the sequence has a gap")
    if (book.head.sequence - 1) % 2:
        raise AssertionError(book.head)


def main() -> None:
    """Do one part for some seconds, and print how often."""
    part, folder, seconds, name = sys.argv[1:]
    did = {"write": write, "read": read}[part](Path(folder), time.monotonic() + int(seconds), name)
    sys.stdout.write(f"{did}\n")


if __name__ == "__main__":
    main()
