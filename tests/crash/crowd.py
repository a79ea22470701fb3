"""One of many who use a book at once: `crowd.py PART FOLDER SECONDS NAME`.

Those who write post pairs, load extracts of two bodies, submit and approve journals, take a month
through its states, and publish; each says how often. A reader looks whether it ever sees half of
anything, a broken chain or a figure that its evidence does not come to.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

from crash.small import allocation
from extract_examples import ACCOUNTS, TB, profile
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import Level, UsageError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit

__all__ = ["LOADED", "PARTS"]

OFFICE, OTHER_OFFICE = "director of finance", "deputy director of finance"
LOADED = ("5C9", "5K7")
"""The bodies whose ledgers are loaded, both in one extract."""

BY_JOURNALS, BY_MONTHS = "5C1", "5K8"
_ROWS = TB.replace("M08", "M01")
EXTRACT = _ROWS.replace("5A9", LOADED[0]) + _ROWS.partition("\n")[2].replace("5A9", LOADED[1])


def post(book: Book, _: Path, name: str) -> None:
    """One event for each of two bodies."""
    receipt = book.post(allocation(1, "5A9", name), allocation(1, "5C1", name), request=name)
    assert (receipt.posted, receipt.repeated) == (2, False), receipt


def load(book: Book, folder: Path, name: str) -> None:
    """An extract that nobody loaded before; it takes the place of whatever came before."""
    extract = folder.parent / f"{name}.csv"
    extract.write_text(_extract(name), encoding="utf-8")
    receipt = book.load_ledger(extract, profile=profile(), accounts=ACCOUNTS, request=name)
    assert (receipt.posted, receipt.repeated) == (2, False), receipt


def _extract(name: str) -> str:
    """Spending on acute services that nobody else sends."""
    pounds = int.from_bytes(name.encode()) % 99_991
    return EXTRACT.replace("700.00,,700.00", f"{pounds}.00,,{pounds}.00").replace(
        "740.50,-830.50", f"{pounds + 40}.50,-{pounds + 130}.50"
    )


def journal(book: Book, _: Path, name: str) -> None:
    """A journal that is submitted, and approved by another office."""
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500),
        JournalLine("81000", credit_pence=500),
    ]
    book.submit_journal(BY_JOURNALS, "M1", lines, number=name, by=OFFICE, narrative="accrual")
    book.refresh()
    book.approve_journal(BY_JOURNALS, name, by=OTHER_OFFICE)


def month(book: Book, _: Path, name: str) -> None:
    """April of one body is closed, and opened again."""
    book.submit_month(BY_MONTHS, "M1", by=OFFICE, request=f"{name}-submit")
    book.run_controls("M1", by=OFFICE, bodies=BY_MONTHS, request=f"{name}-controls")
    book.close_month(BY_MONTHS, "M1", by=OFFICE, accept="a test", request=f"{name}-close")
    book.reopen_month(BY_MONTHS, "M1", by=OFFICE, reason="a test", request=f"{name}-reopen")


def publish(book: Book, _: Path, name: str) -> None:
    """A pack is issued; where others wrote meanwhile it is said again, as the answer asks for."""
    for _ in range(1000):
        try:
            book.publish("M1", by=OFFICE, reason=name, request=name)
        except UsageError as error:
            assert "others wrote to the book meanwhile" in str(error), error
        else:
            return
        time.sleep(0.01)


def look(book: Book, _: Path, name: str) -> None:
    """Everything is whole: pairs, extracts, chains, and the figures with their evidence."""
    book.refresh()
    sequences = [link.sequence for link in book._records.links()]
    assert sequences == list(range(1, len(sequences) + 1)), "the sequence has a gap"
    halves = Counter(event.reference for event in book.holdings.resource.events)
    assert not [one for one, times in halves.items() if one.startswith("p") and times != 2], halves
    assert set(Counter(one.file for one in book.loads()).values()) <= {2}
    book.position("M1")
    for body in LOADED:
        if not book.loads(body):
            continue
        figure = FigureRef(body, Period("2011-12 M01"), "actual_ytd", category="acute")
        trace = book.trace(figure)
        assert sum(line.pence for line in trace.lines()) == trace.pence
    if int(name.rpartition("-")[2]) % 5 == 0:
        faults = [fault for fault in book.verify() if fault.level is not Level.NOTE]
        assert not faults, faults


PARTS: dict[str, Callable[[Book, Path, str], None]] = {
    "post": post,
    "load": load,
    "journal": journal,
    "month": month,
    "publish": publish,
    "look": look,
}


def main() -> None:
    """Do one part for some seconds, and print how often. A reader opens anew now and then."""
    part, place, seconds, name = sys.argv[1:]
    folder, until = Path(place), time.monotonic() + int(seconds)
    numbers = count()
    did = 0
    while time.monotonic() < until:
        with closing(Book.open(folder, read_only=part == "look")) as book:
            for number in numbers:
                PARTS[part](book, folder, f"{name}-{number}")
                did += 1
                if time.monotonic() > until or did % 10 == 0:
                    break
    sys.stdout.write(f"{did}\n")


if __name__ == "__main__":
    main()
