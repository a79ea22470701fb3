"""Books at random: every line of every chapter is the sum of its parts, or says why it is not.

The books are those of the machine that does everything that a book can do, and of the one that does
transfers of all kinds alone, one upon the other.
"""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, run_state_machine_as_test

from machine_base import MachineBase
from machine_ending import Ending
from machine_kinds import Kinds, sequences
from machine_months import Months
from machine_steps import Steps
from machine_words import Look
from report_tracing_examples import check_report

REPORTS = (
    *("limit", "headroom", "levels", "delegations", "cash", "loans", "lodgements", "funds"),
    *("commitments", "shared-costs"),
)
FEW = settings(
    max_examples=3,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    # A run that fails is shown as it was found: to look for a shorter one takes longer.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
)


class Traced(MachineBase):
    """At the end of a run every line is traced: of the group, of a body, and as known on a day."""

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def counted(self) -> None:
        """What was done was done in the model too: a run that failed before is not traced."""
        self.seen = len(self.model.entries)

    def ends(self) -> None:
        """Once, behind all that was done."""
        super().ends()
        turn, last = self.look.turn, str(self.book.year.periods[-1])
        body = self.used[turn % len(self.used)]
        for report in (*REPORTS, "year-end"):
            check_report(self.book, report, last)
        month = str(self.book.year.period(1 + turn % 12))
        known = date(self.book.year.start.year, 9 + turn % 4, 1)
        for report in REPORTS:
            check_report(self.book, report, month, body=body, known_at=known)


class TracedBook(Traced, Steps, Months, Kinds, Ending):
    """A book in which everything is done."""


class TracedTransfers(Traced, Kinds, Ending):
    """A book of transfers alone."""

    def begun(self, data: st.DataObject, look: Look) -> None:
        """Every run begins with some."""
        self.upon_each_other(data=data, whats=data.draw(sequences), look=look)


BOTH = pytest.mark.parametrize("machine", [TracedBook, TracedTransfers])


@BOTH
def test_every_line_of_every_chapter_of_any_book(machine: type[MachineBase]) -> None:
    """Whatever was done, rightly or not: no line is shown whose parts do not sum to it."""
    run_state_machine_as_test(machine, settings=FEW)


@pytest.mark.slow
@BOTH
def test_every_line_of_many_books(machine: type[MachineBase]) -> None:
    """The same of many more."""
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=60))
