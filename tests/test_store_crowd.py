"""Many processes at one book: nothing is lost, and nobody sees half of a posting."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from crash.small import empty_book
from crash.start import script
from pctfinance.book import Book
from pctfinance.ledger.journal_rules import JournalState
from pctfinance.store.lines import LineStore


def crowd(folder: Path, parts: list[str], seconds: int) -> Counter[str]:
    """How often each part was done, by so many at once, each in a process of its own."""
    started = [
        (part, script("crowd", part, str(folder), str(seconds), f"{part[0]}{number}"))
        for number, part in enumerate(parts)
    ]
    did: Counter[str] = Counter()
    for part, process in started:
        out, err = process.communicate(timeout=seconds + 120)
        assert process.returncode == 0, f"{part}: {err}"
        assert int(out) > 0, f"a {part} never had its turn"
        did[part] += int(out)
    return did


FEW = ["post", "load", "journal", "month", "look"]
MANY = [*["post"] * 2, *["load"] * 2, "journal", "journal", "month", "publish", *["look"] * 4]


@pytest.mark.parametrize(
    ("parts", "seconds"), [(FEW, 3), pytest.param(MANY, 30, marks=pytest.mark.slow)]
)
def test_many_at_once(tmp_path: Path, parts: list[str], seconds: int) -> None:
    """All that a writer was told is posted is there, once; no file of lines is lost or left over."""
    folder = tmp_path / "book"
    empty_book(folder).close()
    did = crowd(folder, parts, seconds)
    with closing(Book.open(folder)) as book:
        assert book.verify() == ()
        assert book.limit("5A9", as_of="M1").total() == did["post"] * 1_00
        assert book.limit("5C1", as_of="M1").total() == did["post"] * 1_00
        loads = book.loads()
        assert len(loads) == 2 * did["load"]
        assert LineStore(folder).places() == tuple(sorted(load.lines_path for load in loads))
        assert sum(load.stands for load in loads) == 2 * bool(loads)
        journals = book.journals().journals
        assert [one.state for one in journals] == [JournalState.APPROVED] * did["journal"]
        assert len(book.published()) == did["publish"]
        kinds = Counter(
            link.content().get("what", {}).get("kind") for link in book._records.links()
        )
        assert kinds["month-closed"] == kinds["month-reopened"] == did["month"]
    assert not list((folder / "lines").glob(".aside-*"))


CREATE = """
import sys
from pathlib import Path
from crash.small import empty_book
from pctfinance.errors import UsageError
sys.stdin.readline()
try:
    empty_book(Path(sys.argv[1])).close()
except UsageError as error:
    print(error.findings[0].message.split(":")[0])
else:
    print("made")
"""


def test_a_book_is_made_by_one_of_many(tmp_path: Path) -> None:
    """Four at once want to make the same book: one does, three are told that there is one."""
    started = [script("-c", CREATE, str(tmp_path)) for _ in range(4)]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=120)[0].strip() for process in started)
    assert said == ["made", *["there is a book already"] * 3]
    with closing(Book.open(tmp_path)) as book:
        assert (book.head.sequence, book.verify()) == (1, ())
