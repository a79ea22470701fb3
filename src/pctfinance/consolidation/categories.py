"""The columns of a monthly finance report, category by category.

Annual budget, budget to date, actual to date, variance, forecast outturn, forecast variance, last
month's forecast and its movement (DOMAIN: month-end and consolidation). Categories differ from
cluster to cluster: a tree that comes with the data, never an enumeration of ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pctfinance.calendar import Period
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit

__all__ = ["Category", "CategoryLine", "CategoryTree", "category_lines", "sum_lines", "twelfths"]

_MONTHS = 12


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
    favourable is positive. `forecast_pence` and `last_forecast_pence` are `None` where no forecast
    was made. `phased` tells whether the budget to date follows a profile (else twelfths).
    """

    category: str
    budget_pence: int
    delegated_pence: int
    budget_ytd_pence: int
    actual_ytd_pence: int
    forecast_pence: int | None
    last_forecast_pence: int | None
    phased: bool
    synthetic: bool

    @property
    def variance_ytd_pence(self) -> int:
        """Budget to date less actual to date."""
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
    return (2 * annual_pence * month + _MONTHS) // (2 * _MONTHS)


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
        codes |= set(figures.categories(body, Limit.REVENUE))
    made = _months_made(holdings.forecasts, body)
    profiled = set(holdings.profile.categories(body, Limit.REVENUE))
    lines = []
    for code in sorted(codes):
        budget = budgets.get(code)
        annual = budget.pence if budget else 0
        at = (body, Limit.REVENUE, period, code)
        profile = holdings.profile.to_date(*at)
        actual = holdings.actuals.to_date(*at)
        forecast = holdings.forecasts.in_month(*at) if period.number in made else None
        last = (
            holdings.forecasts.in_month(body, Limit.REVENUE, period.previous, code)
            if period.number - 1 in made
            else None
        )
        lines.append(
            CategoryLine(
                category=code,
                budget_pence=annual,
                delegated_pence=budget.delegated_pence if budget else 0,
                budget_ytd_pence=profile.pence
                if code in profiled
                else twelfths(annual, period.number),
                actual_ytd_pence=actual.pence,
                forecast_pence=forecast.pence if forecast else None,
                last_forecast_pence=last.pence if last else None,
                phased=code in profiled,
                synthetic=any(
                    part.synthetic for part in (budget, profile, actual, forecast, last) if part
                ),
            )
        )
    return tuple(lines)


def _months_made(forecasts: Figures, body: str) -> frozenset[int]:
    return forecasts.months(body, Limit.REVENUE)


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
        actual_ytd_pence=sum(row.actual_ytd_pence for row in rows),
        forecast_pence=_sum_known(row.forecast_pence for row in rows),
        last_forecast_pence=_sum_known(row.last_forecast_pence for row in rows),
        phased=all(row.phased for row in rows),
        synthetic=any(row.synthetic for row in rows),
    )


def _sum_known(values: Iterable[int | None]) -> int | None:
    known = tuple(values)
    if any(value is None for value in known):
        return None
    return sum(value for value in known if value is not None)
