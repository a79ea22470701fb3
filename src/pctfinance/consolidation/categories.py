"""The columns of a monthly finance report, category by category.

Annual budget, budget to date, actual to date, variance, forecast outturn, forecast variance, last
month's forecast and its movement (DOMAIN: month-end and consolidation). Categories differ from
cluster to cluster: a tree that comes with the data, never an enumeration of ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.gaps import missing_actuals, missing_months
from pctfinance.ledger.balances import Balances, CategoryBudget
from pctfinance.ledger.figures import Amount
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Phasing

__all__ = [
    "LINE_MEASURES",
    "Category",
    "CategoryLine",
    "CategoryTree",
    "category_lines",
    "part_to_date",
    "sum_lines",
    "twelfths",
]

_MONTHS = 12

LINE_MEASURES = (
    "budget_pence",
    "delegated_pence",
    "budget_ytd_pence",
    "actual_ytd_pence",
    "variance_ytd_pence",
    "forecast_pence",
    "variance_forecast_pence",
    "last_forecast_pence",
    "movement_pence",
)
"""The amounts of a line, in the order in which tables and documents have them."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its code, the heading shown to people, and the category that it belongs to."""

    code: str
    name: str
    parent: str = ""


@dataclass(frozen=True)
class CategoryTree:
    """The categories in the order in which they are shown.

    Codes that the tree does not know are shown behind it under their own code.

    >>> tree = CategoryTree((Category("acute", "Acute services"),))
    >>> tree.name("acute"), tree.name("other")
    ('Acute services', 'other')
    >>> tree.ordered(["other", "acute"])
    ('acute', 'other')
    """

    categories: tuple[Category, ...] = ()
    _by_code: Mapping[str, Category] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {category.code: category for category in self.categories}
        object.__setattr__(self, "_by_code", by_code)

    def name(self, code: str) -> str:
        """The heading of a category.

        >>> CategoryTree().name("acute")
        'acute'
        """
        known = self._by_code.get(code)
        return known.name if known else code

    def parent(self, code: str) -> str:
        """The code of the category that `code` belongs to, empty at the top.

        >>> CategoryTree((Category("acute", "Acute", "health"),)).parent("acute")
        'health'
        """
        known = self._by_code.get(code)
        return known.parent if known else ""

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """`codes` in the order of the tree, unknown ones last and by code.

        >>> CategoryTree().ordered(["b", "a"])
        ('a', 'b')
        """
        places = {category.code: place for place, category in enumerate(self.categories)}
        return tuple(sorted(set(codes), key=lambda code: (places.get(code, len(places)), code)))


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One category of one body (or of an aggregate) in one month, in pence.

    Budgets, actuals and forecasts are costs, positive; variances are budget less cost, so that
    favourable is positive. What is not known is `None`: an actual of which a month is missing, a
    forecast that was not made. `phased` tells whether the budget to date follows a profile (else
    twelfths); `confirmed_ytd_pence` is the part of it that stands on notified resource. `assumed` tells
    whether a month of the actual was not at hand and stands there on plan or as the last one.
    """

    category: str
    budget_pence: int
    delegated_pence: int
    budget_ytd_pence: int
    actual_ytd_pence: int | None
    forecast_pence: int | None
    last_forecast_pence: int | None
    phased: bool
    synthetic: bool
    confirmed_pence: int = 0
    confirmed_ytd_pence: int = 0
    assumed: bool = False

    def measures(self) -> dict[str, int | None]:
        """Its amounts in pence by name, in the order of `LINE_MEASURES`.

        >>> line = CategoryLine("acute", 120, 0, 80, 90, None, None, phased=False, synthetic=False)
        >>> line.measures()["variance_ytd_pence"], line.measures()["movement_pence"]
        (-10, None)
        """
        return {name: getattr(self, name) for name in LINE_MEASURES}

    @property
    def variance_ytd_pence(self) -> int | None:
        """Budget to date less actual to date."""
        if self.actual_ytd_pence is None:
            return None
        return self.budget_ytd_pence - self.actual_ytd_pence

    @property
    def variance_forecast_pence(self) -> int | None:
        """Annual budget less forecast outturn."""
        return None if self.forecast_pence is None else self.budget_pence - self.forecast_pence

    @property
    def movement_pence(self) -> int | None:
        """Last month's forecast less this month's: an improvement is positive."""
        if self.forecast_pence is None or self.last_forecast_pence is None:
            return None
        return self.last_forecast_pence - self.forecast_pence


def twelfths(annual_pence: int, month: int) -> int:
    """The part of an annual amount that falls up to a month, in equal twelfths to the penny.

    Halves of a penny go to the later month's total; twelve twelfths are the whole.

    >>> [twelfths(100, month) for month in (1, 6, 12)]
    [8, 50, 100]
    """
    return _rounded(annual_pence * month, _MONTHS)


def _rounded(numerator: int, denominator: int) -> int:
    """The nearest integer, halves upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def category_lines(
    holdings: Holdings, balances: Balances, body: str, period: Period
) -> tuple[CategoryLine, ...]:
    """The lines of one body, in order of category code.

    Args:
        holdings: what the ledgers hold.
        balances: the body's resource balances as of `period`.
        body: code of the statutory body.
        period: the month that is closed.

    >>> from pctfinance.calendar import FinancialYear
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> category_lines(empty, Balances.of([]), "5A9", Period("2011-12 M08"))
    ()
    """
    budgets = {budget.category: budget for budget in balances.category_budgets()}
    codes = set(budgets)
    for figures in (holdings.actuals, holdings.forecasts):
        codes |= set(figures.categories(body, Limit.REVENUE, until=period))
    at = _At(holdings, body, period)
    return tuple(
        at.line(code, budgets.get(code, CategoryBudget(code, 0, 0, synthetic=False)))
        for code in sorted(codes)
    )


def part_to_date(
    holdings: Holdings, body: str, period: Period, category: str, pence: int
) -> Amount:
    """The part of a piece of a category's annual budget that falls up to a month, in pence.

    It falls in the proportions of the body's profile of the category, in twelfths where there is
    none: what is delegated has no profile of its own.

    >>> from pctfinance.calendar import FinancialYear
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> part_to_date(empty, "5A9", Period("2011-12 M06"), "acute", 100).pence
    50
    """
    return _At(holdings, body, period).piece(category, pence)


class _At(NamedTuple):
    """One body in one month."""

    holdings: Holdings
    body: str
    period: Period

    def line(self, code: str, budget: CategoryBudget) -> CategoryLine:
        """The line of one category."""
        actual = self._actual(code)
        forecast = self._forecast(code, self.period)
        last = self._forecast(code, self.period.previous)
        budget_ytd, phased, profile = self._phased(code, budget.pence)
        confirmed = budget.pence - budget.anticipated_pence
        if not budget.anticipated_pence:
            confirmed_ytd = budget_ytd
        elif phased and self._method is Phasing.AS_LOADED:
            confirmed_ytd = budget_ytd - self._by_shape(code, budget.anticipated_pence)
        else:
            confirmed_ytd = self._phased(code, confirmed)[0]
        parts = (budget, actual, forecast, last, *([profile] if phased else []))
        return CategoryLine(
            category=code,
            budget_pence=budget.pence,
            delegated_pence=budget.delegated_pence,
            budget_ytd_pence=budget_ytd,
            actual_ytd_pence=actual.pence if actual else None,
            forecast_pence=forecast.pence if forecast else None,
            last_forecast_pence=last.pence if last else None,
            phased=phased,
            synthetic=any(part.synthetic for part in parts if part),
            confirmed_pence=confirmed,
            confirmed_ytd_pence=confirmed_ytd,
            assumed=any(
                (each.limit, each.category) == (Limit.REVENUE, code)
                for each in self.holdings.assumed_to_date(self.body, self.period)
            ),
        )

    def _actual(self, code: str) -> Amount | None:
        actuals, at = self.holdings.actuals, (self.body, Limit.REVENUE, self.period)
        if missing_months(actuals, *at) or missing_actuals(actuals, *at, code):
            return None
        return actuals.to_date(self.body, Limit.REVENUE, self.period, code)

    def _forecast(self, code: str, made: Period) -> Amount | None:
        """The forecast as made in a month; in the year's first month there is no last one."""
        forecasts = self.holdings.forecasts
        known = made.year == self.period.year and made.number in forecasts.months(
            self.body, Limit.REVENUE
        )
        return forecasts.in_month(self.body, Limit.REVENUE, made, code) if known else None

    def _phased(self, code: str, annual: int) -> tuple[int, bool, Amount]:
        """The part of an annual budget that falls to date, by the method of the body.

        Most often a profile is a shape: where it does not add up to the budget, the budget is
        spread in its proportions. As loaded, the months are what was stated, and what they leave of
        the budget falls in twelfths. A finding names the difference either way, and twelve months
        are always the whole budget.
        """
        whole, part = self._profile(code)
        as_loaded = self._method is Phasing.AS_LOADED
        if as_loaded and code in self.holdings.profile.categories(self.body, Limit.REVENUE):
            rest = twelfths(annual - whole.pence, self.period.number)
            return part.pence + rest, True, part
        return self._spread(annual, whole, part), bool(whole.pence), part

    def piece(self, code: str, annual: int) -> Amount:
        """The part of a piece of a budget that falls to date; synthetic where the profile is."""
        whole, part = self._profile(code)
        return Amount(self._spread(annual, whole, part), part.synthetic)

    def _by_shape(self, code: str, annual: int) -> int:
        """The part of an amount that falls to date in the proportions of a profile, if there is one."""
        return self._spread(annual, *self._profile(code))

    def _spread(self, annual: int, whole: Amount, part: Amount) -> int:
        if not whole.pence:
            return twelfths(annual, self.period.number)
        return _rounded(annual * part.pence, whole.pence)

    def _profile(self, code: str) -> tuple[Amount, Amount]:
        """The profile of the whole year, and the part of it up to the month."""
        profile, year_end = self.holdings.profile, self.period.year.periods[-1]
        whole = profile.to_date(self.body, Limit.REVENUE, year_end, code)
        return whole, profile.to_date(self.body, Limit.REVENUE, self.period, code)

    @property
    def _method(self) -> Phasing:
        return self.holdings.phasing.get(self.body, Phasing.PROFILE)


def sum_lines(category: str, lines: Iterable[CategoryLine]) -> CategoryLine:
    """The sum of lines, as one line; a forecast that any of them lacks is not known for the sum.

    >>> line = CategoryLine("acute", 12, 0, 8, 9, 13, None, phased=False, synthetic=False)
    >>> total = sum_lines("total", [line, line])
    >>> total.variance_ytd_pence, total.variance_forecast_pence, total.movement_pence
    (-2, -2, None)
    """
    rows = tuple(lines)
    return CategoryLine(
        category=category,
        budget_pence=sum(row.budget_pence for row in rows),
        delegated_pence=sum(row.delegated_pence for row in rows),
        budget_ytd_pence=sum(row.budget_ytd_pence for row in rows),
        actual_ytd_pence=_sum_known(row.actual_ytd_pence for row in rows),
        forecast_pence=_sum_known(row.forecast_pence for row in rows),
        last_forecast_pence=_sum_known(row.last_forecast_pence for row in rows),
        phased=all(row.phased for row in rows),
        synthetic=any(row.synthetic for row in rows),
        confirmed_pence=sum(row.confirmed_pence for row in rows),
        confirmed_ytd_pence=sum(row.confirmed_ytd_pence for row in rows),
        assumed=any(row.assumed for row in rows),
    )


def _sum_known(values: Iterable[int | None]) -> int | None:
    known = tuple(values)
    if any(value is None for value in known):
        return None
    return sum(value for value in known if value is not None)
