"""The book's machine with the chapters of headroom, funds, commitments and recharges.

It is a second machine, with all rules of the first: transfers, months, journals and publishing meet
these chapters here. In one machine each chapter would have too few steps of a run to get anywhere,
and the first would get less far than it does now.
"""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from machine_cases_commitments import Commitments
from machine_cases_draws import Draws
from machine_cases_headroom import HeadroomCases
from machine_cases_sharing import Sharing
from machine_invariants import Invariants
from machine_kept import Kept
from machine_kinds import Kinds
from machine_months import Months
from machine_steps import Steps
from test_book_machine import _LONG, _PATIENT, _SOUGHT


class ChapterMachine(
    HeadroomCases, Draws, Commitments, Sharing, Steps, Months, Kinds, Kept, Invariants
):
    """A book and its model, side by side."""


class LongChapterMachine(ChapterMachine):
    """The same, for long: what is costly is asked after fewer steps."""

    thinned = True


# Six, for time. The tenth once found that a commitment was settled beyond what there was.
_PARTS = range(5, 11)
_HUNDRED = settings(_LONG, max_examples=_LONG.max_examples if _SOUGHT else 100)
TestChapters = ChapterMachine.TestCase
TestChapters.settings = settings(_PATIENT, max_examples=30, stateful_step_count=8)


@pytest.mark.slow
@pytest.mark.parametrize("part", _PARTS)
def test_chapters_for_long(part: int) -> None:
    """One part of the long profile; each has its own runs, and the processors share the parts."""
    machine = type(f"LongChapterMachine{part}", (LongChapterMachine,), {"__doc__": f"Part {part}."})
    run_state_machine_as_test(machine, settings=_HUNDRED)
