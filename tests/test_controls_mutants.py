"""Nothing of a control can be changed by a slip of the hand without a test that tells.

In the functions of the packaged controls one thing is changed at a time: a threshold by the smallest
amount there is, or to its opposite; what is the same to what is not; any to all; a number by one; `and`
to `or`; a `not` goes; a sum leaves out a term. The books of `control_cases`, `control_edges` and
`control_slips` then come to something else.
"""

from functools import cache
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from control_cases import CASES, Looked
from control_edges import EDGES, Edge
from control_mutants import Mutant, mutants, mutants_of
from control_slips import SLIPS
from pctfinance.asked import period_asked
from pctfinance.consolidation import checks
from pctfinance.consolidation.controls import (
    of_balances,
    of_checks,
    of_decisions,
    of_figures,
    of_forecasts,
    of_journals,
    of_resource,
    of_savings,
)
from pctfinance.consolidation.controls.all_packaged import PACKAGED
from pctfinance.consolidation.controls.model import Control
from pctfinance.consolidation.controls.run import ControlResult, outcomes
from pctfinance.consolidation.controls.views import MonthView
from pctfinance.errors import Finding

MODULES = (
    of_balances,
    of_decisions,
    of_figures,
    of_forecasts,
    of_journals,
    of_resource,
    of_savings,
    checks,
)

_NONE = "it is told only where it is not nothing"
_NO_BOUND = "no variance at all is beyond no share of the budget"
_LATER = "either is later than the month that is looked at"
_ALIKE = "they are all alike"

EQUIVALENT = {
    "of_figures": {
        "_cost_negative: line.actual_ytd_pence or 0 -> line.actual_ytd_pence or 1": (
            "neither nothing nor a penny is negative"
        ),
        "_cost_negative: line.actual_ytd_pence or 0 -> line.actual_ytd_pence or 1 (2)": _NONE,
    },
    "of_forecasts": {
        "_signs: to_date < 0 -> to_date <= 0": _NO_BOUND,
        "_signs: to_date < 0 -> to_date < 1": _NO_BOUND,
        "_signs: whole < 0 -> whole <= 0": _NO_BOUND,
        "_signs: whole < 0 -> whole < 1": _NO_BOUND,
        "_variance: pence < 0 -> pence <= 0": _NONE,
        "_variance: pence < 0 -> pence < 1": _NONE,
        "_rise: pence > 0 -> pence >= 0": _NONE,
        "_unchanged: line.forecast_pence or 0 -> line.forecast_pence or 1": _NONE,
        "_moved: line.movement_pence or 0 -> line.movement_pence or 1": _NONE,
    },
    "of_journals": {
        "_one_office: offices.most_common(1) -> offices.most_common(2)": "the first is the same",
        "_twice: found[0] -> found[1]": _ALIKE,
    },
    "of_resource": {
        "_budgets: pence > 0 -> pence >= 0": _NONE,
        "_budgets: pence < 0 -> pence <= 0": _NONE,
        "_budgets: pence < 0 -> pence < 1": _NONE,
        "_late: line.pence > 0 -> line.pence >= 0": "nothing is added to a sum",
        "_twice: found[0] -> found[1]": _ALIKE,
    },
    "checks": {
        "_breaches: result.variance_pence or 0 -> result.variance_pence or 1": (
            "a breach has a variance, and it is not nothing"
        ),
        "_missing_actuals: month.number + 1 -> month.number + 2": _LATER,
        "_silent_budgets: last + 1 -> last + 2": _LATER,
        "_headroom: what.base_pence or 0 -> what.base_pence or 1": (
            "what has a rate has its base, and a share of a penny is none"
        ),
    },
}
"""By module, the changes that change nothing, each with its reason."""

BY_ID = {one.id: one for one in PACKAGED}


def view_of(looked: Looked) -> MonthView:
    """What controls look at in a book."""
    book = looked.book
    month = period_asked(looked.month, book.year)
    return book._month_view(month, looked.basis, None, book.head.sequence, group=looked.group)


@cache
def views(ident: str) -> tuple[MonthView, ...]:
    """All books of a control, made once."""
    made = [CASES[ident](beyond) for beyond in (True, False)]
    made += [edge.make() for edge in (*EDGES, *SLIPS) if edge.control == ident]
    return tuple(map(view_of, made))


Told = tuple[tuple[str, str, str, tuple[Finding, ...], tuple[object, ...]], ...]


def told(results: tuple[ControlResult, ...]) -> Told:
    """What was found, to the word and the figure."""
    return tuple(
        (
            one.body,
            one.outcome.value,
            one.reason,
            one.findings,
            tuple(
                (ground.about, ground.value) for each in one.findings for ground in each.evidence
            ),
        )
        for one in results
    )


@cache
def truth(ident: str) -> tuple[Told, ...]:
    """What the control as it is says of its books."""
    return tuple(told(outcomes([BY_ID[ident]], view)) for view in views(ident))


def tells(control: Control) -> bool:
    """Whether another control of the same id says anything else of one of its books."""
    pairs = zip(views(control.id), truth(control.id), strict=True)
    return any(told(outcomes([control], view)) != said for view, said in pairs)


def is_told(module: ModuleType, mutant: Mutant) -> bool:
    """Whether a control that has the change in it says anything else than it did."""
    made = mutant.made(module)
    if isinstance(made, Control):
        return tells(made)
    if made.__name__ in CHECKED:
        return tells(control_of(made))
    ours = [one for one in vars(module).values() if isinstance(one, Control)]
    ours += map(control_of, getattr(module, "CHECKS", ()))
    for one in ours:
        truth(one.id)  # as it is, before anything is changed
    with mock.patch.object(module, mutant.function, made):  # it is what several of them use
        return any(map(tells, ours))


CHECKED = {row[0]: row for row in of_checks._ROWS}


def control_of(check: Any) -> Control:
    """The control that a check of a position is."""
    row = CHECKED[check.__name__]
    return of_checks.control_of_checks(row[1:5], (check,), *row[5:])


@pytest.mark.parametrize("edge", [*EDGES, *SLIPS], ids=lambda edge: f"{edge.control}: {edge.what}")
def test_an_edge_comes_to_what_it_should(edge: Edge) -> None:
    """The second threshold of a control, or what it leaves out."""
    looked = edge.make()
    report = looked.book.check(looked.month, only=[edge.control], basis=looked.basis)
    assert report.of(edge.control, looked.body).outcome.value == edge.outcome


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_slip_in_a_control_is_told(module: ModuleType) -> None:
    """Changed, it says something else of one of its books; or it is known to be the same."""
    survivors = {mutant.name for mutant in mutants_of(module) if not is_told(module, mutant)}
    assert survivors == set(EQUIVALENT.get(module.__name__.rpartition(".")[2], ()))


def test_each_thing_is_changed_once() -> None:
    """By hand: a rule of one line, and all that a slip can make of it."""
    source = "def f(a, b):\n    return not (a > 1 and b == a - 2) or any(b)\n"
    rule = "not (a > 1 and b == a - 2)"
    assert sorted(mutant.name.removeprefix("f: ") for mutant in mutants(source, "f.py")) == sorted(
        [
            f"{rule} or any(b) -> {rule} and any(b)",
            f"{rule} -> not {rule}",
            "any(b) -> all(b)",
            "a > 1 and b == a - 2 -> a > 1 or b == a - 2",
            "a > 1 -> a >= 1",
            "a > 1 -> a <= 1",
            "b == a - 2 -> b != a - 2",
            "a > 1 -> a > 2",
            "a - 2 -> 0 - 2",
            "a - 2 -> a - 0",
            "a - 2 -> a - 3",
        ]
    )
