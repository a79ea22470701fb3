"""What delegates did with their budgets: (body, delegate) cells with actuals and forecasts.

A delegate's figures are a part of its body's, told apart by what the body reports; they are tested
against no duty, since the body answers for every pound. Where a body's figures name no delegate,
a cell has no actual: it is not known, and nothing is shared out. All amounts are pence, costs
positive, variances budget less cost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryLine, part_to_date, sum_lines
from pctfinance.consolidation.delegations import BodyDelegation, DelegationCell, body_delegation
from pctfinance.consolidation.gaps import actuals_gap
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.reversals import without_reversed

__all__ = ["DelegateLine", "DelegateSplit", "delegate_lines", "delegate_split", "sum_of_cells"]

_Key = tuple[str, str]
"""A delegate and a category."""


@dataclass(frozen=True, slots=True)
class DelegateLine:
    """One category of one (body, delegate) cell in one month, in pence.

    `line` has the columns of a monthly report; its budget is what is delegated, split into
    `recurrent_pence` and `non_recurrent_pence`. `lacking` are the months whose actuals are missing
    to know what was spent to date; `reported` tells whether the body reported any for the cell, and
    `had_budget` whether anything was ever delegated.
    """

    body: str
    delegate: str
    line: CategoryLine
    recurrent_pence: int
    non_recurrent_pence: int
    lacking: tuple[int, ...] = ()
    reported: bool = True
    had_budget: bool = True

    @property
    def category(self) -> str:
        """The category's code."""
        return self.line.category


@dataclass(frozen=True, slots=True)
class DelegateSplit:
    """How one body's budget and its actuals to date divide between delegates and the rest, in pence.

    `rest_pence` is what was charged and names no delegate. `gap` says which actuals of the body are
    missing at all; empty where none is.
    """

    budget: BodyDelegation
    by_delegate_pence: int
    rest_pence: int
    actual_pence: int
    gap: str = ""

    @property
    def body(self) -> str:
        """The body's code."""
        return self.budget.body

    @property
    def difference_pence(self) -> int:
        """Delegates' actuals and the rest, less the body's actuals: nothing, in any whole book."""
        return self.by_delegate_pence + self.rest_pence - self.actual_pence


def delegate_lines(
    holdings: Holdings, body: str, period: Period, known_at: date | None = None
) -> tuple[DelegateLine, ...]:
    """The lines of one body's delegates, in order of delegate and category.

    Args:
        holdings: what the ledgers hold, as known on that day.
        body: code of the statutory body.
        period: the last month that counts.
        known_at: the last day whose documents count; `None` counts all.

    >>> from pctfinance.calendar import FinancialYear
    >>> delegate_lines(Holdings.empty(FinancialYear("2011-12")), "5A9", Period("2011-12 M08"))
    ()
    """
    budget: dict[_Key, list[DelegationCell]] = defaultdict(list)
    for cell in body_delegation(holdings.resource, body, period, known_at).cells:
        budget[cell.delegate, cell.category].append(cell)
    keys = set(budget)
    for figures in (holdings.actuals, holdings.forecasts):
        keys |= set(figures.delegates(body, Limit.REVENUE, period))
    held = _months_held(holdings, body, period, known_at)
    return tuple(
        _line(holdings, (body, period, key), budget[key], held.get(key, frozenset()))
        for key in sorted(keys)
    )


def _months_held(
    holdings: Holdings, body: str, period: Period, known_at: date | None
) -> Mapping[_Key, frozenset[int]]:
    """In which months each cell held a budget at their end."""
    changes: dict[_Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for event in without_reversed(holdings.resource.standing(body, period, known_at)):
        for line in event.what.lines():
            if line.account is Account.DELEGATED and line.strand.limit is Limit.REVENUE:
                changes[line.delegate, line.category][event.period.number] -= line.pence
    return {
        key: frozenset(
            month
            for month in range(1, period.number + 1)
            if sum(pence for at, pence in by_month.items() if at <= month)
        )
        for key, by_month in changes.items()
    }


def _line(
    holdings: Holdings,
    at: tuple[str, Period, _Key],
    cells: Iterable[DelegationCell],
    held: frozenset[int],
) -> DelegateLine:
    body, period, (delegate, category) = at
    year_end = period.year.periods[-1]
    parts = tuple(cells)
    annual = sum(cell.pence for cell in parts)
    confirmed = sum(cell.pence for cell in parts if cell.certainty is Certainty.CONFIRMED)
    to_date = part_to_date(holdings, body, period, category, annual)
    of_cell = (body, Limit.REVENUE, period, category, delegate)
    actual = holdings.actuals.to_date(*of_cell)
    reported = {
        month
        for month in holdings.actuals.months(body, Limit.REVENUE, category, delegate)
        if month <= period.number
    }
    # A figure to date stands for the months before; else each month with a budget has its figure.
    wanted = {period.number} if body in holdings.actuals.cumulative else held
    lacking = sorted(set(wanted) - reported)
    known = bool(reported) and not lacking
    made = [
        holdings.forecasts.in_month(body, Limit.REVENUE, month, category, delegate)
        if month.year == period.year
        and month.number in holdings.forecasts.months(body, Limit.REVENUE, category, delegate)
        else None
        for month in (period, period.previous)
    ]
    forecast, last = made
    synthetic = [cell.synthetic for cell in parts] + [to_date.synthetic]
    synthetic += [amount.synthetic for amount in (actual, *made) if amount]
    return DelegateLine(
        body=body,
        delegate=delegate,
        line=CategoryLine(
            category=category,
            budget_pence=annual,
            delegated_pence=annual,
            budget_ytd_pence=to_date.pence,
            actual_ytd_pence=actual.pence if known else None,
            forecast_pence=forecast.pence if forecast else None,
            last_forecast_pence=last.pence if last else None,
            phased=bool(holdings.profile.to_date(body, Limit.REVENUE, year_end, category).pence),
            synthetic=any(synthetic),
            confirmed_pence=confirmed,
            confirmed_ytd_pence=part_to_date(holdings, body, period, category, confirmed).pence,
        ),
        recurrent_pence=sum(c.pence for c in parts if c.funding is Funding.RECURRENT),
        non_recurrent_pence=sum(c.pence for c in parts if c.funding is Funding.NON_RECURRENT),
        lacking=tuple(lacking),
        reported=bool(reported),
        had_budget=bool(held) or bool(parts),
    )


def sum_of_cells(lines: Iterable[DelegateLine], category: str) -> DelegateLine:
    """The sum of lines of one delegate, as a line of no body; what one lacks is not known for it.

    >>> sum_of_cells([], "acute").line.actual_ytd_pence
    0
    """
    rows = tuple(lines)
    return DelegateLine(
        body="",
        delegate=rows[0].delegate if rows else "",
        line=sum_lines(category, (row.line for row in rows)),
        recurrent_pence=sum(row.recurrent_pence for row in rows),
        non_recurrent_pence=sum(row.non_recurrent_pence for row in rows),
        lacking=tuple(sorted({month for row in rows for month in row.lacking})),
        reported=all(row.reported for row in rows),
        had_budget=any(row.had_budget for row in rows),
    )


def delegate_split(
    holdings: Holdings, body: str, period: Period, known_at: date | None = None
) -> DelegateSplit:
    """How one body's budget and its actuals to date divide between its delegates and the rest.

    Args:
        holdings: what the ledgers hold, as known on that day.
        body: code of the statutory body.
        period: the last month that counts.
        known_at: the last day whose documents count; `None` counts all.

    >>> from pctfinance.calendar import FinancialYear
    >>> split = delegate_split(
    ...     Holdings.empty(FinancialYear("2011-12")), "5A9", Period("2011-12 M01"))
    >>> split.difference_pence, split.gap
    (0, 'no actuals for M01')
    """
    actuals, at = holdings.actuals, (body, Limit.REVENUE, period)
    delegates = {delegate for delegate, _ in actuals.delegates(*at)}
    return DelegateSplit(
        budget=body_delegation(holdings.resource, body, period, known_at),
        by_delegate_pence=sum(actuals.to_date(*at, delegate=one).pence for one in delegates),
        rest_pence=actuals.to_date(*at, delegate="").pence,
        actual_pence=actuals.to_date(*at).pence,
        gap=actuals_gap(actuals, *at),
    )
