"""The opening balances of a year held against those with which the year before closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.balance_sheet import HeadingRule, Section, heading_of
from pctfinance.consolidation.trial_balance import LedgerCell, TrialBalance
from pctfinance.ledger.lines import Limit

__all__ = ["OpenedApart", "opened_apart"]


class OpenedApart(NamedTuple):
    """What opens otherwise than it closed, in pence: a debit is positive, taxpayers' equity as a credit."""

    what: str
    closing_pence: int
    opening_pence: int

    @property
    def difference_pence(self) -> int:
        """Opening less closing.

        >>> OpenedApart("account 19", 250, 1000).difference_pence
        750
        """
        return self.opening_pence - self.closing_pence


def opened_apart(
    closing: TrialBalance, now: TrialBalance, rules: Sequence[HeadingRule]
) -> tuple[OpenedApart, ...]:
    """What does not open as it closed, the largest difference first.

    Every account of the balance sheet is held by itself. The accounts of taxpayers' equity are one sum,
    with the net operating cost of the year before: which of them takes it is the ledger's own matter.
    What is charged to revenue begins at nothing. Where either ledger is not whole, nothing is held.

    Args:
        closing: the trial balance at the end of the year before.
        now: that of a month of this year, which keeps with what it opened.
        rules: which accounts stand under which heading.

    >>> rules = [HeadingRule("9*", Section.EQUITY, "General fund")]
    >>> cash, fund, cost = (LedgerCell(*each) for each in (
    ...     ("19", "", ""), ("91", "", ""), ("52", "acute", "revenue")))
    >>> closing = TrialBalance({cash: 60, fund: -100, cost: 40})
    >>> opened_apart(closing, TrialBalance({}, opening={cash: 60, fund: -60}), rules)
    ()
    >>> opened_apart(closing, TrialBalance({}, opening={cash: 100, fund: -100}), rules)[0]
    OpenedApart(what='account 19', closing_pence=60, opening_pence=100)
    """
    if closing.gap or now.gap or not rules:
        return ()
    then = _by_place(closing.balances, rules, closes=True)
    here = _by_place(now.opening, rules, closes=False)
    found = [
        OpenedApart(place, then.get(place, 0), here.get(place, 0))
        for place in sorted({**then, **here})
        if then.get(place, 0) != here.get(place, 0)
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.difference_pence)))


def _by_place(
    balances: Mapping[LedgerCell, int], rules: Sequence[HeadingRule], *, closes: bool
) -> dict[str, int]:
    """By account, and of taxpayers' equity the sum: with the cost of the year where it is closed."""
    found: dict[str, int] = defaultdict(int)
    for cell, pence in balances.items():
        rule = heading_of(cell.account, rules)
        is_cost = cell.limit == Limit.REVENUE
        if (is_cost and closes) or (not is_cost and rule and rule.section is Section.EQUITY):
            found[Section.EQUITY.words] -= pence
        else:
            found[f"account {cell.account}"] += pence
    return found
