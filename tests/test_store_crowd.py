"""Many processes at one book: nothing is lost, and nobody sees half of a posting."""

from contextlib import closing
from pathlib import Path

import pytest

from crash.small import empty_book
from crash.start import script
from pctfinance.book import Book


def crowd(folder: Path, writers: int, readers: int, seconds: int) -> tuple[int, int]:
    """How many pairs were posted and how often was looked, by so many at once."""
    parts = [("write", f"w{n}") for n in range(writers)] + [
        ("read", f"r{n}") for n in range(readers)
    ]
    started = [
        (part, script("crowd", part, str(folder), str(seconds), name)) for part, name in parts
    ]
    did = {"write": 0, "read": 0}
    for part, process in started:
        out, err = process.communicate(timeout=seconds + 120)
        assert process.returncode == 0, err
        assert int(out) > 0, f"a {part}r never had its turn"
        did[part] += int(out)
    return did["write"], did["read"]


@pytest.mark.parametrize(
    ("writers", "readers", "seconds"),
    [(4, 2, 3), pytest.param(8, 4, 30, marks=pytest.mark.slow)],
)
def test_many_at_once(tmp_path: Path, writers: int, readers: int, seconds: int) -> None:
    """Every pair that a writer was told is posted is there, once, and the chains are whole."""
    empty_book(tmp_path).close()
    pairs, _ = crowd(tmp_path, writers, readers, seconds)
    with closing(Book.open(tmp_path)) as book:
        assert book.verify() == ()
        assert book.head.sequence == 1 + 2 * pairs
        assert book.limit("5A9", as_of="M1").total() == pairs * 1_00
        assert book.limit("5C1", as_of="M1").total() == pairs * 1_00


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
