"""The book's machine with the chapters of headroom, funds, commitments and recharges.

It is a second machine, with every rule of the first one too: transfers, months, journals and
publishing meet these chapters here. In one machine each chapter would have too few steps of a run
to get anywhere; here the first machine stays as deep as it is.
"""

from hypothesis import settings

from machine_cases_commitments import Commitments
from machine_cases_draws import Draws
from machine_cases_headroom import HeadroomCases
from machine_cases_sharing import Sharing
from machine_decisions import Decisions
from machine_invariants import Invariants
from machine_months import Months
from machine_steps import Steps
from test_book_machine import _PATIENT


class ChapterMachine(
    HeadroomCases, Draws, Commitments, Sharing, Steps, Months, Decisions, Invariants
):
    """A book and its model, side by side."""


TestChapters = ChapterMachine.TestCase
TestChapters.settings = settings(_PATIENT, max_examples=100, stateful_step_count=8)
