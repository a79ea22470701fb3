"""What is stated beside the ledger, at random: savings, contracts, bills, control totals, signatures.

A machine of its own, with a model of its own: in the machine of the whole book each of these would
have too few steps of a run to meet another.
"""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from machine_improving import ImprovingMachine
from test_book_machine import _LONG, _PATIENT, _SOUGHT


class LongImprovingMachine(ImprovingMachine):
    """The same, for long: each question is asked after one step in three."""

    thinned = True


_PARTS = 2
_HUNDRED = settings(_LONG, max_examples=_LONG.max_examples if _SOUGHT else 100)
TestImproving = ImprovingMachine.TestCase
TestImproving.settings = settings(_PATIENT, max_examples=30, stateful_step_count=8)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, _PARTS + 1))
def test_improving_for_long(part: int) -> None:
    """One part of the long profile; each has its own runs, and the processors share the parts."""
    machine = type(f"LongImproving{part}", (LongImprovingMachine,), {"__doc__": f"Part {part}."})
    run_state_machine_as_test(machine, settings=_HUNDRED)
