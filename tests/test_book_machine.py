"""A book driven at random, right and wrong, held against a slow model that is obviously right.

After every step the invariants of the field are checked, and answers are compared for a body, a
month and a date of knowledge drawn at random. What is refused must leave no trace. The long
profile asks each question after one step in three (`BookMachine.is_due`), and whether all is whole
after one in six and always at the end.

There are two machines. One does everything that a book can do; of its many rules few are about
transfers. The other one does nothing else, so that its runs come to what rests on what: a repayment
of a loan, the return of a lodgement, what gives back what was given. In both, one book in three has
bodies with other authorities beside those of London, so that up to three must approve.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from machine_base import MachineBase
from machine_ending import Ending
from machine_invariants import Invariants
from machine_kept import Kept
from machine_kinds import Kinds, sequences
from machine_months import Months
from machine_steps import Steps
from machine_words import Look


class BookMachine(Steps, Months, Kinds, Kept, Ending, Invariants):
    """A book and its model, side by side."""


class TransferMachine(Kinds, Kept, Ending, Invariants):
    """Transfers of all kinds alone: each run has more of them, one upon the other."""

    def begun(self, data: st.DataObject, look: Look) -> None:
        """Every run begins with some."""
        self.upon_each_other(data=data, whats=data.draw(sequences), look=look)


class LongBookMachine(BookMachine):
    """The same, for long: what is costly is asked after fewer steps."""

    thinned = True


class LongTransferMachine(TransferMachine):
    """Transfers alone, for long."""

    thinned = True


_SOUGHT = os.environ.get("PCTFINANCE_MACHINE_EXAMPLES")
_PARTS = 20
_LONG_EXAMPLES = int(_SOUGHT or "1500") // _PARTS
"""How many runs of up to 50 steps each part of the long profile makes: two minutes of a processor."""
_PATIENT = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
# A gate is to say the same today and tomorrow; whoever asks for a number of examples looks for what
# nobody has seen yet, and never gets the same ones again. A run that fails is shown as it was found,
# with the decorator that repeats it: to look for a shorter one takes longer than all other runs.
_LONG = settings(
    _PATIENT,
    max_examples=_LONG_EXAMPLES,
    stateful_step_count=50,
    derandomize=_SOUGHT is None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
)
TestBook = BookMachine.TestCase
TestBook.settings = settings(_PATIENT, max_examples=80, stateful_step_count=8)
TestTransfers = TransferMachine.TestCase
TestTransfers.settings = settings(_PATIENT, max_examples=40, stateful_step_count=8)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, _PARTS + 1))
def test_book_for_long(part: int) -> None:
    """One part of the long profile; each has its own runs, and the processors share the parts.

    Every second part is of transfers alone.
    """
    of: type[MachineBase] = LongTransferMachine if part % 2 == 0 else LongBookMachine
    machine = type(f"{of.__name__}{part}", (of,), {"__doc__": f"Part {part}."})
    run_state_machine_as_test(machine, settings=_LONG)
