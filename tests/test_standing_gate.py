"""A command begins at the gate that the last one left, and is judged as if all were replayed."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crash.small import allocation, empty_book
from ledger_examples import RECORDED, RECURRENT, event
from machine_draws import any_act, loads, openings
from machine_words import event_of
from pctfinance.book import Book
from pctfinance.errors import Finding, PctFinanceError, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, ContingencySet, GapClosed
from pctfinance.ledger.resource import BatchWatch, Gate
from pctfinance.records import Receipt
from reference_acts import Act


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


commands = st.lists(any_act, min_size=1, max_size=3) | loads(table="actuals", whole=False)
submissions = st.integers(1, 2)
"""A month that is submitted: what comes late then lands behind it."""


def _done(book: Book, command: list[Act] | int) -> Receipt | tuple[Finding, ...] | None:
    """What became of a command: its receipt, or why it was refused."""
    try:
        if isinstance(command, int):
            return book.submit_month("5A9", f"M{command}", by="Director of Finance").receipt
        return book.post(*(event_of(act) for act in command))
    except PctFinanceError as error:
        return error.findings


@settings(deadline=None, max_examples=60)
@given(st.lists(commands | openings() | submissions, min_size=2, max_size=12))
def test_each_command_is_judged_as_if_all_were_replayed(each: list[list[Act] | int]) -> None:
    """One book keeps its gate, another makes it anew for each command: the same answers and links."""
    with mock.patch("pctfinance.clock.now", return_value=RECORDED):
        keeps, replays = (Book.in_memory("2011-12", group="NCL") for _ in range(2))
        for command in each:
            replays._records._gate = None
            assert _done(keeps, command) == _done(replays, command)
        links = [tuple(book._records.links()) for book in (keeps, replays)]
    assert links[0] == links[1]
    assert keeps.verify() == ()
