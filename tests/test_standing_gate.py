"""A command begins at the gate that the last one left, and is judged as if all were replayed."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from unittest import mock

import pytest

from crash.small import allocation, empty_book
from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, ContingencySet, GapClosed
from pctfinance.ledger.resource import BatchWatch, Gate


@contextmanager
def gates_made() -> Iterator[list[int]]:
    """How many events each gate replayed that was made meanwhile."""
    made: list[int] = []
    begin = Gate.__init__

    def begun(self: Gate, events: Sequence[Event], watches: Sequence[BatchWatch] = ()) -> None:
        made.append(len(events))
        begin(self, events, watches)

    with mock.patch.object(Gate, "__init__", begun):
        yield made


def _contingency(pounds: int) -> Event:
    return event(ContingencySet(strand=RECURRENT, pence=pounds * 100))


def _closed(pounds: int) -> Event:
    """A gap that is closed from the contingency; there is no gap, so it is refused."""
    what = GapClosed(strand=RECURRENT, pence=pounds * 100, taken_from="contingency")
    return event(what)


def test_a_command_does_not_replay_the_book() -> None:
    """Twenty letters, each a command of its own: one gate is made, and it replays nothing."""
    book = Book.in_memory("2011-12", group="NCL")
    with gates_made() as made:
        for pence in range(1, 21):
            book.post(allocation(pence))
    assert made == [0]
    assert book.limit("5A9", as_of="M1").total() == 210_00


def test_a_gate_that_refused_is_made_anew() -> None:
    """Contingency 30, a gap closed that there is not, contingency 5: 35 stand, and nothing else."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(_contingency(30))
    with gates_made() as made:
        with pytest.raises(PostingRefusedError):
            book.post(_contingency(40), _closed(1))
        # Of the 40 that were refused nothing is there: 31 cannot be taken back.
        with pytest.raises(PostingRefusedError):
            book.post(_contingency(-31))
        book.post(_contingency(5), _contingency(-35))
        book.post(_contingency(2))
    assert made == [1, 1]
    assert (len(book.holdings.resource.events), book.verify()) == (4, ())


def test_a_trial_leaves_nothing_at_the_gate() -> None:
    """What a step would be refused for is asked, twice: both answers are the same."""
    book = Book.in_memory("2011-12", group="NCL")
    for _ in range(2):
        assert book._records.refusals([_contingency(30)]) == ()
        (finding,) = book._records.refusals([_contingency(-1)])
        assert finding.code == "ledger.exceeds"


def test_a_row_that_was_refused_is_not_taken_for_known() -> None:
    """Row 7 comes beside something refused, and again alone: it is posted then, and once."""
    book = Book.in_memory("2011-12", group="NCL")
    row = allocation(5).model_copy(update={"key": "row 7", "content": "as it was"})
    with pytest.raises(PostingRefusedError):
        book.post(row, _closed(1))
    assert (book.post(row).posted, book.post(row).already_there) == (1, 1)


def test_what_others_wrote_is_seen_at_the_gate(tmp_path: Path) -> None:
    """Somebody else takes the contingency back; there is none left for the next command."""
    with closing(empty_book(tmp_path)) as book, closing(Book.open(tmp_path)) as other:
        book.post(_contingency(30))
        other.post(_contingency(-30))
        with pytest.raises(PostingRefusedError, match="more than there is"):
            book.post(_contingency(-1))
        book.post(_contingency(1))
        assert book.verify() == ()


def test_a_late_document_lands_behind_what_the_last_command_closed() -> None:
    """April is submitted by one command; a letter of the next counts from 1 May."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(allocation(1))
    book.submit_month("5A9", "M1", by="Director of Finance")
    book.post(event(Allocation(strand=RECURRENT, pence=7, issuer="DH")))
    late = book.holdings.resource.events[-1]
    assert (late.effective, late.late_for) == (date(2011, 5, 1), date(2011, 4, 1))
