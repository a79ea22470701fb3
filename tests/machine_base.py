"""A book and its model, side by side: how both begin, act, and are held against each other."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
)

from machine_draws import looks, openings, openings_elsewhere
from machine_words import (
    BODIES,
    ELSEWHERE,
    FIRST,
    LAST,
    OFFICERS,
    OVERSEERS,
    USED,
    Issued,
    Look,
    Mark,
    event_of,
    officers_of,
)
from month_examples import with_rule
from pctfinance.bodies import Group, Register
from pctfinance.book import Book
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.loads import LedgerLoaded
from pctfinance.records import Receipt
from pctfinance.verification import verify
from reference_acts import Act
from reference_close import is_impacted, state_of
from reference_decisions import SHA, SHA_CLUSTER, Officer, Officers
from reference_model import ReferenceBook

__all__ = ["MachineBase", "duties_of"]


class MachineBase(RuleBasedStateMachine):
    """A book and its model, side by side."""

    thinned = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path()
        self.stored = self.cumulative = False
        self.book: Book
        self.model = ReferenceBook(BODIES, FIRST, LAST)
        self.used: tuple[str, ...] = USED
        self.look = Look(USED[0], 12, None, "outturn")
        self.requests: dict[str, tuple[Sequence[Act], Receipt]] = {}
        self.marks: list[Mark] = []
        self.issued: list[Issued] = []
        self.closed: dict[tuple[str, int, date], list[object]] = {}
        self.seen = 0
        self.now = datetime(2012, 4, 2, tzinfo=UTC)
        self.clock = mock.patch("pctfinance.clock.now", side_effect=lambda: self.now)

    @initialize(
        stored=st.integers(0, 7).map(lambda n: n == 7),
        cumulative=st.booleans(),
        late=st.sampled_from(["first-open", "first-open", "first-open", "stand", "refuse"]),
        wide=st.sampled_from([False, False, True]),
        batch=openings(),
        data=st.data(),
        look=looks,
    )
    def begin(
        self,
        *,
        stored: bool,
        cumulative: bool,
        late: str,
        wide: bool,
        batch: Sequence[Act],
        data: st.DataObject,
        look: Look,
    ) -> None:
        """A book in memory, now and then in a folder, and how the year begins, if at all.

        Most are of a cluster with one authority; a `wide` one also has bodies of others.
        """
        self.stored, self.cumulative, self.model.late = stored, cumulative, late
        self.clock.start()
        terms: dict[str, Any] = {"group": "NCL", "rulebook": with_rule(late)}
        if wide:
            self.used = (*USED, *ELSEWHERE)
            self.model.bodies = tuple(sorted((*BODIES, *ELSEWHERE)))
            group = Group("WIDE", "North Central London, Bassetlaw and Doncaster")
            register = Register.packaged().with_group(group, self.model.bodies)
            terms |= {"group": "WIDE", "register": register}
            batch = [*batch, *openings_elsewhere()]
        if stored:
            self.folder = Path(mkdtemp())
            self.book = Book.create(self.folder / "ncl.book", "2011-12", **terms)
        else:
            self.book = Book.in_memory("2011-12", **terms)
        for authority in (SHA, SHA_CLUSTER):
            self.name_officers(authority, OFFICERS)
        for authority in OVERSEERS if wide else ():
            self.name_officers(authority, officers_of(authority))
        self.reported(batch, look)
        self.begun(data, look)

    def begun(self, data: st.DataObject, look: Look) -> None:
        """What a machine does at the beginning of each run; nothing unless it says otherwise."""

    def name_officers(self, of: str, officers: tuple[Officer, ...]) -> None:
        """An authority, or a body, states which of its offices may sign."""
        done = self.book.state_officers(of, officers)
        self.model.officers.append(Officers(done.head.sequence, of, officers))

    def teardown(self) -> None:
        """The book is whole, and nothing is left behind."""
        if not hasattr(self, "book"):
            return
        try:
            if self.seen == len(self.model.entries):  # else it failed before, and says why
                self.ends()
                assert self.faults() == []
                for number in range(1, len(self.issued) + 1):
                    self.reproduces(number)
        finally:
            self.book.close()
            self.clock.stop()
            if self.stored:
                shutil.rmtree(self.folder)

    def ends(self) -> None:
        """What a machine does at the end of each run; nothing unless it says otherwise."""

    def is_due(self, question: int, of: int = 3) -> bool:
        """Whether a question is asked after this step: always, or, when thinned, one time in `of`."""
        return not self.thinned or self.look.turn % of == question % of

    def faults(self) -> list[str]:
        """All that contradicts itself: the file, the log, the events, snapshots, what is attached.

        In a book in memory the files of lines were never made, and each is missed.
        """
        records = self.book._records
        found = [fault.message for fault in verify(records)]
        found += [fault.message for fault in self.book._snapshot_faults()]
        if self.stored:
            assert list(self.book.verify()) == [] or found
            return found
        loads = [e.what for e in records.ledger.events if isinstance(e.what, LedgerLoaded)]
        missed = {f"the file {load.lines_path} is missing" for load in loads}
        return [fault for fault in found if fault.partition(": ")[2] not in missed]

    def act(
        self,
        batch: Sequence[Act],
        look: Look,
        request: str | None = None,
        command: Callable[[], Receipt] | None = None,
    ) -> bool:
        """Post a batch: the book must take or refuse it as the model does.

        `command` asks for the same in another way than by posting it.
        """
        self.look = look
        self.now += timedelta(seconds=look.turn)
        refusals, new = self.model.judge(batch, self.book.head.sequence)
        events = [] if command else [event_of(act) for act in batch]
        do = command or (lambda: self.book.post(*events, request=request))
        if not refusals:
            receipt = do()
            self.model.entries += new
            assert (receipt.posted, receipt.already_there) == (len(new), len(batch) - len(new))
            assert (receipt.head, receipt.repeated) == (self.book.head, False)
            if request and new:
                self.requests[request] = (batch, receipt)
            for entry in new:
                event(f"accepted {entry.act.kind}{', late' if entry.act.late_for else ''}")
            self.remember()
            return True
        before = self.everything()
        expected = ApprovalMissingError if refusals == {"approval"} else PostingRefusedError
        with pytest.raises(expected):
            do()
        assert self.everything() == before, "a refusal leaves no trace"
        event(f"refused: {', '.join(sorted(refusals))}")
        return False

    def everything(self) -> tuple[object, ...]:
        """All that the book holds and says, byte by byte."""
        if not self.is_due(0, 6):
            return self.book.head, self.book.holdings.resource.events
        report = self.book.position(f"M{self.look.month}", basis="forecast")
        return (
            self.book.head,
            tuple(self.book._records.links()),
            self.book.holdings.resource.events,
            json.dumps(report.document()),
            self.book.limit(self.look.body, as_of=f"M{self.look.month}").changes,
        )

    def reported(self, batch: Sequence[Act], look: Look) -> None:
        """Post figures; all actuals of a book are to date, or all are of their month."""
        self.act(
            [replace(a, cumulative=self.cumulative and a.table == "actuals") for a in batch], look
        )

    def remember(self) -> None:
        """When the book was as it is now; of what was said of closed months, what holds still."""
        events = self.book.holdings.resource.events
        if events and (when := events[-1].recorded_at):
            if self.marks and self.marks[-1].instant == when:
                self.marks.pop()  # what was recorded at one instant is one state of the book
            self.marks.append(Mark(when, self.book.head.sequence, len(events)))
        for body, month, known in tuple(self.closed):
            entries = self.model.entries
            is_closed = state_of(entries, body, month) in ("closed", "locked")
            if not is_closed or is_impacted(entries, body, month):
                del self.closed[body, month, known]

    def reproduces(self, number: int) -> None:
        """A snapshot is made again from its events, and says what it said."""
        assert duties_of(self.book.reproduce(number).bodies) == self.issued[number - 1].duties


def duties_of(bodies: Sequence[Any]) -> list[object]:
    """The duties of each body, as they are compared."""
    return [body.duties for body in bodies]
