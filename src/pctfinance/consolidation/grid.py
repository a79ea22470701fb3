"""The figures of many bodies in one month as arrays of bodies and categories.

The same figures as those of `pctfinance.consolidation.position`, for all bodies at once: exact in
int64, and in Python's integers where a sum could be larger than that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.gaps import PRINCIPAL
from pctfinance.consolidation.grid_months import (
    Bools,
    Ints,
    Months,
    ShapedBudgets,
    nothing,
    summed,
    twelfths,
)
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.columns import Standing
from pctfinance.ledger.lines import BUDGETS, SOURCES, Account, Certainty, Funding, Limit

__all__ = ["MEASURES", "Grid", "make_grid"]

MEASURES = (
    "budget_pence",
    "delegated_pence",
    "confirmed_pence",
    "budget_recurrent_pence",
    "budget_ytd_pence",
    "confirmed_ytd_pence",
    "actual_ytd_pence",
    "forecast_pence",
    "last_forecast_pence",
)
"""What a grid holds of each body and category, in pence: costs and budgets positive."""

_LIMITS, _FUNDINGS, _CERTAINTIES, _ACCOUNTS = (
    {member: at for at, member in enumerate(words)}
    for words in (Limit, Funding, Certainty, Account)
)


@dataclass(frozen=True)
class Grid:
    """The figures of bodies (rows) and categories (columns) in one month.

    `present` tells which cells there are at all. What is not known (an actual of which a month is
    missing, a forecast that was not made) is 0 in `measures` and false in `known`. Limits and
    charges are by duty (rows, in the order of `Duty`) and body. `movement_pence` is what was charged
    to revenue in each month, by body, category and month; `movement_known` by body and month.
    """

    bodies: tuple[str, ...]
    categories: tuple[str, ...]
    present: Bools = field(repr=False)
    measures: Mapping[str, Ints] = field(repr=False)
    known: Mapping[str, Bools] = field(repr=False)
    limit_pence: Ints = field(repr=False)
    limit_known: Bools = field(repr=False)
    charged_pence: Ints = field(repr=False)
    charged_known: Bools = field(repr=False)
    movement_pence: Ints = field(repr=False)
    movement_known: Bools = field(repr=False)
    synthetic: Bools = field(repr=False)


def make_grid(standing: Standing, bodies: Sequence[str], basis: Basis) -> Grid:
    """The figures of some bodies.

    Args:
        standing: what counts, as of a month.
        bodies: codes, in the order of the rows.
        basis: what is charged: to date, as forecast, or as the year turned out.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.columns import EventColumns
    >>> year = FinancialYear("2011-12")
    >>> nothing = EventColumns.empty(year).standing(year.period(8))
    >>> make_grid(nothing, ["5A9"], Basis.YTD).present.shape
    (1, 0)
    """
    return _Making(standing, bodies, basis).grid()


class _Making:
    def __init__(self, standing: Standing, bodies: Sequence[str], basis: Basis) -> None:
        columns = standing.columns
        self._codes, self._categories = tuple(bodies), tuple(columns.categories)
        self._month, self._basis = standing.period.number, basis
        # Sums are made for all bodies of the columns, and for one that has nothing: the last.
        known = (*columns.bodies, "")
        self._rows = [columns.bodies.get(code, -1) for code in bodies]
        self._shape = (len(known), len(self._categories))
        self._cumulative = np.array([code in columns.to_date for code in known], dtype=bool)
        self._resource, self._as_loaded = standing.resource(), standing.as_loaded(known)
        self._profile, self._actual, self._forecast = (
            Months.of(standing.placed(table), columns.shape)
            for table in ("profile", "actuals", "forecasts")
        )
        self._synthetic = standing.synthetic()

    def grid(self) -> Grid:
        actual, forecast = self._actual, self._forecast
        present = self._present(actual, forecast)
        # A profile may name categories of which there is nothing else: they are no lines.
        measures = {name: np.where(present, values, 0) for name, values in self._budgets().items()}
        known = {}
        revenue = _LIMITS[Limit.REVENUE]
        measures["actual_ytd_pence"] = actual.to_date(self._month, self._cumulative)[revenue]
        whole = actual.whole(self._month, self._cumulative)
        known["actual_ytd_pence"] = (
            whole[revenue] & actual.all_months(self._month, self._cumulative, revenue)[:, None]
        )
        made = forecast.months(revenue)
        for name, month in (
            ("forecast_pence", self._month),
            ("last_forecast_pence", self._month - 1),
        ):
            is_made = made[month - 1] if month else np.zeros(self._shape[0], dtype=bool)
            known[name] = np.broadcast_to(is_made[:, None], self._shape)
            values = forecast.in_month(month)[revenue] if month else nothing(self._shape)
            measures[name] = np.where(known[name], values, 0)
        measures["actual_ytd_pence"] = np.where(
            known["actual_ytd_pence"], measures["actual_ytd_pence"], 0
        )
        limit_pence, limit_known = self._limits(measures)
        charged, charged_known = self._charges(actual, forecast, whole)
        movement, movement_known = actual.movements(self._cumulative, revenue)
        of = self._rows
        return Grid(
            self._codes,
            self._categories,
            present[of],
            {name: values[of] for name, values in measures.items()},
            {name: values[of] for name, values in known.items()},
            limit_pence[:, of],
            limit_known[:, of],
            charged[:, of],
            charged_known[:, of],
            np.moveaxis(movement[:, of], 0, 2),
            movement_known[:, of].T,
            self._synthetic[of],
        )

    def _lines(self, accounts: Iterable[Account]) -> Bools:
        wanted = np.zeros(len(Account), dtype=bool)
        wanted[[_ACCOUNTS[account] for account in accounts]] = True
        found: Bools = wanted[self._resource["account"]]
        return found

    def _sum_uses(self, at: Bools) -> Ints:
        """What is set aside in revenue, by body and category: uses are negative as posted."""
        lines = self._resource
        at = at & (lines["limit"] == _LIMITS[Limit.REVENUE])
        return -summed(self._shape, (lines["body"][at], lines["category"][at]), lines["pence"][at])

    def _budgets(self) -> dict[str, Ints]:
        lines, budgets = self._resource, self._lines(BUDGETS)
        anticipated = budgets & (lines["certainty"] == _CERTAINTIES[Certainty.ANTICIPATED])
        recurrent = budgets & (lines["funding"] == _FUNDINGS[Funding.RECURRENT])
        budget, expected = self._sum_uses(budgets), self._sum_uses(anticipated)
        profile, revenue = self._profile, _LIMITS[Limit.REVENUE]
        whole = profile.reported[:, revenue].sum(axis=0)
        part = profile.reported[: self._month, revenue].sum(axis=0)
        there = profile.present[:, revenue].any(axis=0)
        phasing = ShapedBudgets(whole, part, there & self._as_loaded[:, None], self._month)
        ytd = phasing.to_date(budget)
        confirmed_ytd = np.where(
            expected == 0,
            ytd,
            np.where(
                phasing.as_loaded,
                ytd - phasing.by_shape(expected),
                phasing.to_date(budget - expected),
            ),
        )
        return {
            "budget_pence": budget,
            "delegated_pence": self._sum_uses(self._lines([Account.DELEGATED])),
            "confirmed_pence": budget - expected,
            "budget_recurrent_pence": self._sum_uses(recurrent),
            "budget_ytd_pence": ytd,
            "confirmed_ytd_pence": confirmed_ytd,
        }

    def _present(self, actual: "Months", forecast: "Months") -> Bools:
        lines = self._resource
        at = self._lines(BUDGETS) & (lines["limit"] == _LIMITS[Limit.REVENUE])
        present = np.zeros(self._shape, dtype=bool)
        present[lines["body"][at], lines["category"][at]] = True
        revenue = _LIMITS[Limit.REVENUE]
        for months in (actual, forecast):
            present |= months.named[: self._month, revenue].any(axis=0)
        return present

    def _limits(self, measures: Mapping[str, Ints]) -> tuple[Ints, Bools]:
        lines = self._resource
        confirmed = lines["certainty"] == _CERTAINTIES[Certainty.CONFIRMED]
        at = self._lines(SOURCES) & confirmed
        shape = (len(Limit), self._shape[0])
        index = (lines["limit"][at], lines["body"][at])
        limits = summed(shape, index, lines["pence"][at])
        known = np.zeros(shape, dtype=bool)
        known[index] = True
        order = [_LIMITS[duty.limit] for duty in Duty]
        limits, known = limits[order], known[order]
        if self._basis is Basis.YTD:
            row = list(Duty).index(Duty.REVENUE)
            rest = limits[row] - measures["confirmed_pence"].sum(axis=1)
            limits[row] = measures["confirmed_ytd_pence"].sum(axis=1) + twelfths(rest, self._month)
        return limits, known

    def _charges(self, actual: "Months", forecast: "Months", whole: Bools) -> tuple[Ints, Bools]:
        """The charge against each duty's limit, and whether nothing is missing to know it."""
        of_forecast = self._basis is Basis.FORECAST
        months = forecast if of_forecast else actual
        values = (
            forecast.in_month(self._month)
            if of_forecast
            else actual.to_date(self._month, self._cumulative)
        )
        charged = nothing((len(Duty), self._shape[0]), values.dtype)
        known = np.zeros(charged.shape, dtype=bool)
        for row, duty in enumerate(Duty):
            limit = _LIMITS[duty.limit]
            signs = self._signs(duty.limit)
            charged[row] = (values[limit] * signs).sum(axis=1)
            principal = self._categories_of(PRINCIPAL.get(duty.limit))
            if of_forecast:
                made = months.months(limit, principal)[self._month - 1]
                missing = self._left_out(actual, forecast, limit)
                known[row] = made & ~missing.any(axis=1)
            else:
                there = months.all_months(self._month, self._cumulative, limit, principal)
                known[row] = there & whole[limit].all(axis=1)
        return np.where(known, charged, 0), known

    def _left_out(self, actual: "Months", forecast: "Months", limit: int) -> Bools:
        """What a forecast leaves out though it was forecast, reported or entered before."""
        month = self._month
        absent: Bools = ~forecast.present[month - 1, limit]
        before = np.zeros(self._shape, dtype=bool)
        for months in (forecast, actual):
            adjusted = months.adjusting[:month, limit].sum(axis=0) != 0
            moved = (months.reported + months.adjusting)[:month, limit] != 0
            reported = months.present[:month, limit]
            before |= adjusted | (reported & moved).any(axis=0)
        return absent & before

    def _signs(self, limit: Limit) -> NDArray[np.int64]:
        """Whether a category adds to the charge or lowers it; 0 where it is no part of it."""
        if limit is Limit.REVENUE:
            return np.ones(len(self._categories), dtype=np.int64)
        signs = CHARGE_SIGNS[limit]
        return np.array([signs.get(code, 0) for code in self._categories], dtype=np.int64)

    def _categories_of(self, code: str | None) -> "slice | list[int]":
        if code is None:
            return slice(None)
        return [self._categories.index(code)] if code in self._categories else []
