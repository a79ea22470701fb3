"""No comparison of a control can be shifted or turned round without a test that tells.

Each `>`, `>=`, `<` and `<=` in the functions of the packaged controls is changed, one at a time: by
the smallest amount there is, and to its opposite. The books of `control_cases` and `control_edges`
then come to something else.
"""

from functools import cache
from types import ModuleType

import pytest

from control_cases import CASES, Looked
from control_edges import EDGES, Edge
from control_mutants import mutants_of
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

EQUIVALENT = {
    "_signs: to_date < 0 -> to_date <= 0": "no variance at all is beyond no share of the budget",
    "_signs: whole < 0 -> whole <= 0": "as above",
    "_variance: pence < 0 -> pence <= 0": "as above, so none is told",
    "_rise: pence > 0 -> pence >= 0": "a forecast that did not move is not told",
    "_budgets: pence > 0 -> pence >= 0": "a strand of which nothing is left is not told",
    "_budgets: pence < 0 -> pence <= 0": "as above",
    "_late: line.pence > 0 -> line.pence >= 0": "nothing is added to a sum",
}
"""Changes that change nothing, each with its reason."""

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
    made += [edge.make() for edge in EDGES if edge.control == ident]
    return tuple(map(view_of, made))


Told = tuple[tuple[str, str, tuple[Finding, ...], tuple[object, ...]], ...]


def told(results: tuple[ControlResult, ...]) -> Told:
    """What was found, to the word and the figure."""
    return tuple(
        (
            one.body,
            one.outcome.value,
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


def controls_in(names: dict[str, object], function: str) -> list[Control]:
    """The controls of a changed module that the change can be seen in."""
    if "CHECKS" not in names:
        return [one for one in names.values() if isinstance(one, Control)]
    rows = {row[0]: row for row in of_checks._ROWS}
    found = []
    for check in names["CHECKS"]:  # type: ignore[attr-defined]  # the tuple of checks
        said, code, severity = rows[check.__name__][1:5], *rows[check.__name__][5:]
        made = of_checks.control_of_checks(said, (check,), code, severity)
        if function in (check.__name__, "_tested", "_disguised"):
            found.append(made)
    return found


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.control}: {edge.what}")
def test_an_edge_comes_to_what_it_should(edge: Edge) -> None:
    """The second threshold of a control, or what it leaves out."""
    looked = edge.make()
    report = looked.book.check(looked.month, only=[edge.control], basis=looked.basis)
    assert report.of(edge.control, looked.body).outcome.value == edge.outcome


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_comparison_of_a_control_is_held(module: ModuleType) -> None:
    """Changed, it says something else of a book beside its threshold; or it is known to be the same."""
    mutants = list(mutants_of(module))
    survivors = {
        mutant.name
        for mutant in mutants
        if not any(map(tells, controls_in(mutant.names, mutant.function)))
    }
    assert survivors <= set(EQUIVALENT)


def test_there_are_comparisons_to_change() -> None:
    """The search finds them: a test of nothing would pass."""
    assert sum(len(list(mutants_of(module))) for module in MODULES) > 90
    names = {mutant.name for module in MODULES for mutant in mutants_of(module)}
    assert set(EQUIVALENT) <= names
