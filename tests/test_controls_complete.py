"""Every control that comes with pctfinance fires, and is silent just beside what it lets pass."""

import pytest

from control_cases import CASES, Looked
from control_examples import barnet
from pctfinance.consolidation.controls.run import GROUP, ControlResult, Outcome

CONTROLS = tuple(one.id for one in barnet().controls)


def results(ident: str, looked: Looked) -> dict[str, ControlResult]:
    """What the control came to, by body."""
    report = looked.book.check(looked.month, group=looked.group, basis=looked.basis, only=[ident])
    return {result.body: result for result in report.results}


def test_every_control_has_its_case_and_no_case_is_of_none() -> None:
    """A control that is added needs a book in which it fires, and one just beside it."""
    assert sorted(CASES) == sorted(CONTROLS)


@pytest.mark.parametrize("ident", CONTROLS)
def test_it_fires_beyond_and_is_silent_beside(ident: str) -> None:
    """Beyond: found, by name of the body or the group. Beside: looked at, and nothing found."""
    beyond = CASES[ident](True)
    found = results(ident, beyond)
    named = found[beyond.body] if GROUP not in found else found[GROUP]
    assert named.outcome is Outcome.FOUND
    assert all(finding.evidence for finding in named.findings)

    beside = CASES[ident](False)
    silent = results(ident, beside)
    assert silent[beside.body].outcome is Outcome.PASSED
    assert all(not one.findings for one in silent.values() if one.body in (GROUP, beside.body))
