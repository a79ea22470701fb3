"""Columns of figures by body, limit, category and month: actuals, forecasts, profiles.

Codes are encoded once, when the figures are made; after that every question is a sum over integer
columns, exact in int64 and guarded against overflow.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.lines import Limit

__all__ = ["Amount", "Figure", "Figures", "exact_sum"]

_INT64_MAX = 2**63 - 1


def exact_sum(pence: NDArray[np.int64]) -> int:
    """The sum of an int64 column, in Python's integers where int64 could overflow silently.

    >>> exact_sum(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    True
    """
    largest = max(abs(int(pence.max())), abs(int(pence.min()))) if pence.size else 0
    if largest * pence.size > _INT64_MAX:
        return sum(int(value) for value in pence)
    return int(pence.sum())


class Figure(NamedTuple):
    """One figure as it came in: pence, costs positive.

    An `adjusting` figure is the movement of its month and stands beside what the body reported: it
    is added to it, and does not count as a report. `delegate` names whose budget it was spent from;
    it is empty where that is the body itself, and where nobody said.
    """

    body: str
    limit: Limit
    category: str
    period: Period
    pence: int
    synthetic: bool = False
    adjusting: bool = False
    delegate: str = ""


class Amount(NamedTuple):
    """A sum in pence, and whether any part of it has no published source."""

    pence: int
    synthetic: bool


@dataclass(frozen=True)
class Figures:
    """Figures of one year, as columns.

    For the bodies of `cumulative` the reported figure of a month is the total of the year to date;
    for the others, and for every adjusting figure, it is the month's own movement.

    >>> year = FinancialYear("2011-12")
    >>> figures = Figures.of(year, [
    ...     Figure("5A9", Limit.REVENUE, "acute", year.period(1), 100),
    ...     Figure("5A9", Limit.REVENUE, "acute", year.period(2), 150)])
    >>> figures.to_date("5A9", Limit.REVENUE, year.period(2)).pence
    250
    """

    year: FinancialYear
    body_codes: Mapping[str, int]
    category_codes: Mapping[str, int]
    columns: Mapping[str, NDArray[np.int64]] = field(repr=False)
    cumulative: frozenset[str] = frozenset()
    delegate_codes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        figures: Iterable[Figure],
        *,
        cumulative: bool | Collection[str] = False,
    ) -> "Figures":
        """Encode `figures`, all of them of `year`; those of all or some bodies are to date.

        Raises:
            ValueError: a figure belongs to another year.

        >>> Figures.of(FinancialYear("2011-12"), []).bodies
        ()
        """
        rows = tuple(figures)
        if any(row.period.year != year for row in rows):
            msg = f"figures of another year than {year}"
            raise ValueError(msg)
        bodies = {code: index for index, code in enumerate(sorted({row.body for row in rows}))}
        categories = {
            code: index for index, code in enumerate(sorted({row.category for row in rows}))
        }
        delegates = {
            code: index for index, code in enumerate(sorted({row.delegate for row in rows}))
        }
        limits = list(Limit)
        table = [
            (
                bodies[row.body],
                limits.index(row.limit),
                categories[row.category],
                row.period.number,
                row.pence,
                row.synthetic,
                row.adjusting,
                delegates[row.delegate],
            )
            for row in rows
        ]
        names = (
            "body",
            "limit",
            "category",
            "period",
            "pence",
            "synthetic",
            "adjusting",
            "delegate",
        )
        array = np.array(table, dtype=np.int64).reshape(len(rows), len(names))
        columns = {name: array[:, index].copy() for index, name in enumerate(names)}
        to_date = bodies if cumulative is True else (cumulative or ())
        return cls(year, bodies, categories, columns, frozenset(to_date), delegates)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that have figures, in order of code."""
        return tuple(self.body_codes)

    @cached_property
    def _limits(self) -> dict[Limit, int]:
        return {limit: index for index, limit in enumerate(Limit)}

    def months(
        self, body: str, limit: Limit, category: str | None = None, delegate: str | None = None
    ) -> frozenset[int]:
        """The numbers of the months (1 to 12) for which `body` reported, in all or one category.

        With a delegate, those for which it reported what was spent from that delegate's budget.

        >>> Figures.of(FinancialYear("2011-12"), []).months("5A9", Limit.CASH)
        frozenset()
        """
        at = self._at(body, limit, category, delegate) & (self.columns["adjusting"] == 0)
        return frozenset(int(number) for number in self.columns["period"][at])

    def categories(self, body: str, limit: Limit, until: Period | None = None) -> tuple[str, ...]:
        """The categories in which `body` has figures, in order of code: in all months, or `until` one.

        >>> Figures.of(FinancialYear("2011-12"), []).categories("5A9", Limit.REVENUE)
        ()
        """
        names = tuple(self.category_codes)
        at = self._at(body, limit)
        if until is not None:
            at &= self.columns["period"] <= until.number
        present = np.unique(self.columns["category"][at])
        return tuple(names[int(index)] for index in present)

    def delegates(self, body: str, limit: Limit, until: Period) -> tuple[tuple[str, str], ...]:
        """The delegates and categories in which `body` has figures until a month, in order.

        What names no delegate is left out.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [Figure("5A9", Limit.REVENUE, "acute", year.period(1), 7),
        ...     Figure("5A9", Limit.REVENUE, "acute", year.period(1), 3, delegate="07M")])
        >>> figures.delegates("5A9", Limit.REVENUE, year.period(2))
        (('07M', 'acute'),)
        """
        at = self._at(body, limit) & (self.columns["period"] <= until.number)
        delegates, categories = tuple(self.delegate_codes), tuple(self.category_codes)
        pairs = zip(self.columns["delegate"][at], self.columns["category"][at], strict=True)
        found = {(delegates[int(whose)], categories[int(of)]) for whose, of in pairs}
        return tuple(sorted(pair for pair in found if pair[0]))

    def reported(self, body: str, limit: Limit, period: Period) -> frozenset[tuple[str, str]]:
        """The categories and delegates for which `body` reported in one month.

        What names no delegate has an empty one.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [Figure("5A9", Limit.REVENUE, "acute", year.period(1), 7)])
        >>> figures.reported("5A9", Limit.REVENUE, year.period(1))
        frozenset({('acute', '')})
        """
        at = self._at(body, limit) & (self.columns["adjusting"] == 0)
        at &= self.columns["period"] == period.number
        delegates, categories = tuple(self.delegate_codes), tuple(self.category_codes)
        pairs = zip(self.columns["category"][at], self.columns["delegate"][at], strict=True)
        return frozenset((categories[int(of)], delegates[int(whose)]) for of, whose in pairs)

    def to_date(
        self,
        body: str,
        limit: Limit,
        period: Period,
        category: str | None = None,
        delegate: str | None = None,
    ) -> Amount:
        """The total of the year up to `period`, in pence: costs positive.

        With a delegate, what of it was spent from that delegate's budget; with an empty one, the
        rest.

        >>> year = FinancialYear("2011-12")
        >>> Figures.of(year, []).to_date("5A9", Limit.REVENUE, year.period(3))
        Amount(pence=0, synthetic=False)
        """
        periods, adjusting = self.columns["period"], self.columns["adjusting"] == 1
        counted = periods <= period.number
        if body in self.cumulative:
            counted &= adjusting | (periods == period.number)
        return self._sum(self._at(body, limit, category, delegate) & counted)

    def in_month(
        self,
        body: str,
        limit: Limit,
        period: Period,
        category: str | None = None,
        delegate: str | None = None,
    ) -> Amount:
        """The figures of `period` itself, in pence: what was loaded and adjusted for that month.

        >>> year = FinancialYear("2011-12")
        >>> Figures.of(year, []).in_month("5A9", Limit.REVENUE, year.period(3)).pence
        0
        """
        at = self._at(body, limit, category, delegate)
        return self._sum(at & (self.columns["period"] == period.number))

    def adjusted(
        self, body: str, limit: Limit, period: Period, category: str | None = None
    ) -> Amount:
        """What of the year up to `period` is adjusting: journals and adjustments, in pence.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [
        ...     Figure("5A9", Limit.REVENUE, "acute", year.period(1), 100),
        ...     Figure("5A9", Limit.REVENUE, "acute", year.period(1), 7, adjusting=True)])
        >>> figures.adjusted("5A9", Limit.REVENUE, year.period(2), "acute").pence
        7
        """
        at = self._at(body, limit, category) & (self.columns["adjusting"] == 1)
        return self._sum(at & (self.columns["period"] <= period.number))

    def _at(
        self, body: str, limit: Limit, category: str | None = None, delegate: str | None = None
    ) -> NDArray[np.bool_]:
        at: NDArray[np.bool_] = self.columns["body"] == self.body_codes.get(body, -1)
        at &= self.columns["limit"] == self._limits[limit]
        if category is not None:
            at &= self.columns["category"] == self.category_codes.get(category, -1)
        if delegate is not None:
            at &= self.columns["delegate"] == self.delegate_codes.get(delegate, -1)
        return at

    def _sum(self, at: NDArray[np.bool_]) -> Amount:
        return Amount(
            exact_sum(self.columns["pence"][at]), bool(self.columns["synthetic"][at].any())
        )
