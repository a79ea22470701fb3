"""The checks of a position as controls: the same functions, the same findings.

What a position is shown with (`consolidation.checks`) and what the controls of a month tell of it
cannot differ, since it is told by one function.
"""

from collections.abc import Iterator, Sequence

from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import GroupView
from pctfinance.consolidation.evidence import with_sequence
from pctfinance.consolidation.position import Check
from pctfinance.errors import Finding, Level

__all__ = ["CHECK_CONTROLS", "control_of_checks"]

_ACT = "National Health Service Act 2006, Part 11, Chapter 6"
_SOM = "Shared Operating Model for PCT Clusters, 28 July 2011, paragraph 25"
_OURS = "a choice of pctfinance"
_OF_THE_BOOK = (
    *("duty-untested", "actuals-behind-forecast"),
    *("transfer-disguised", "delegate-tunnel", "fund-re-spread"),
)
"""Looked at over all bodies of the book: which duties there are to test, and what passes between."""

_ROWS: tuple[tuple[str, str, str, str, str, str, Level], ...] = (
    # the check, id, title, rule, source, code, severity
    (
        "_breaches",
        "duty-breach",
        "A duty is not met",
        "What is charged does not exceed the limit; exactly on the limit is met.",
        _ACT,
        "duty.breach",
        Level.BREACH,
    ),
    (
        "_untested",
        "duty-untested",
        "A duty cannot be tested",
        "Every duty of every body has a limit and a charge to test.",
        _ACT,
        "duty.not-tested",
        Level.WARNING,
    ),
    (
        "_missing_actuals",
        "actuals-behind-forecast",
        "A forecast stands without the actuals",
        "Where duties are tested on a forecast, the charge to date is known too.",
        f"{_OURS}: a forecast that nobody can hold against the actuals is not relied on",
        "figures.missing",
        Level.WARNING,
    ),
    (
        "_plausible",
        "charge-implausible",
        "A charge is out of proportion",
        "A charge is positive and within a factor of a hundred of its limit.",
        f"{_OURS}: a figure in thousands read as pounds is out by more",
        "figures.implausible",
        Level.WARNING,
    ),
    (
        "_silent_budgets",
        "budget-silent",
        "A budget without actuals",
        "Every category with a budget was reported at least once, be it with 0.",
        _OURS,
        "figures.silent-budget",
        Level.WARNING,
    ),
    (
        "_commitments",
        "over-committed",
        "More is set aside than there is",
        "No strand is used beyond its sources, and no use stands on money that did not come.",
        "the year's Operating Framework, finance and business rules: no PCT plans a deficit",
        "ledger.over-committed",
        Level.WARNING,
    ),
    (
        "_offsetting_allocations",
        "transfer-disguised",
        "Allocations that cancel each other",
        "Resource moves between PCTs by a transfer that the SHA approved, and in no other way.",
        _SOM,
        "ledger.offsetting-allocations",
        Level.WARNING,
    ),
    (
        "_tunnels",
        "delegate-tunnel",
        "A delegate's budget moves between PCTs",
        "A delegate's budget does not fall in one PCT and rise in another without an approval.",
        _SOM,
        "delegation.tunnel",
        Level.WARNING,
    ),
    (
        "fund_checks",
        "fund-re-spread",
        "A fund may be re-spread",
        "A donor is excused at the cost of others only under an approval.",
        _SOM,
        "fund.may-be-re-spread",
        Level.WARNING,
    ),
    (
        "_headroom",
        "headroom-sum",
        "Headroom is not rate times base",
        "What is lodged or set aside is the frozen rate times the frozen base.",
        "the rulebook: headroom.rate, headroom.base",
        "headroom.not-required-sum",
        Level.WARNING,
    ),
    (
        "_case_spend",
        "case-overspent",
        "A business case is overspent",
        "Spend on a case stays within what was released for it.",
        "the rulebook: headroom.release",
        "headroom.overspent",
        Level.WARNING,
    ),
    (
        "unproven_switches",
        "switch-unproven",
        "A switch on a reference alone",
        "Capital becomes revenue by a transfer that the SHA approved for exactly its terms.",
        _SOM,
        "switch.reference-alone",
        Level.WARNING,
    ),
    (
        "emergency_commitments",
        "emergency-open",
        "Emergency commitments",
        "What was committed in an emergency is regularised by the PCT whose resource it is.",
        "Shared Operating Model for PCT Clusters, 28 July 2011, paragraph 61",
        "commitment.open",
        Level.WARNING,
    ),
    (
        "drawings_differ",
        "drawings-differ",
        "Cash figures and payments differ",
        "The loaded figures of cash are the payments that were stated.",
        _OURS,
        "cash.drawings-differ",
        Level.WARNING,
    ),
    (
        "_phasing",
        "budget-phasing",
        "How budgets fall over the months",
        "Every budget has a profile, and the profile adds up to it.",
        f"{_OURS}: the rulebook's phasing.default stands in for what is missing",
        "budget.unphased",
        Level.NOTE,
    ),
    (
        "_adjusted",
        "actuals-adjusted",
        "Journals among the actuals",
        "What was entered by journals and adjustments is told apart from what was reported.",
        _OURS,
        "figures.adjusted",
        Level.NOTE,
    ),
    (
        "assumed_figures",
        "figures-assumed",
        "Figures that were assumed",
        "No figure to date stands in place of one that was not at hand.",
        f"{_OURS}: the mark `assumed` of the table of actuals",
        "figures.assumed",
        Level.WARNING,
    ),
    (
        "_synthetic",
        "figures-synthetic",
        "Figures without a published source",
        "A figure without a published source is marked wherever it goes.",
        _OURS,
        "figures.synthetic",
        Level.NOTE,
    ),
)


def control_of_checks(
    names: Sequence[str], checks: Sequence[Check], code: str, severity: Level = Level.WARNING
) -> Control:
    """One control of several checks of a position, which look at the whole group.

    Args:
        names: its id, title, rule and source.
        checks: the functions.
        code: the code of the findings that they make.
        severity: of most of their findings; each has its own.

    >>> control_of_checks(("a", "A", "a rule", "a source"), [], "usage").scope
    'group'
    """
    ident, title, rule, source = names

    def look(view: GroupView) -> Iterator[Finding]:
        for check in checks:
            for finding in check(view.position, view.holdings):
                yield with_sequence(finding, view.month.sequence)

    made = packaged(
        id=ident,
        title=title,
        rule=rule,
        source=source,
        code=code,
        severity=severity,
        scope="book" if ident in _OF_THE_BOOK else "group",
    )
    return made(look)


_NAMED = {check.__name__: check for check in CHECKS}

CHECK_CONTROLS: tuple[Control, ...] = tuple(
    control_of_checks(names, (_NAMED[check],), code, severity)
    for check, *names, code, severity in _ROWS
)
"""The checks of every position, in the order in which its findings are shown."""
