"""Columns of figures by body, limit, category and month: actuals, forecasts, profiles.

Codes are encoded once, when the figures are made. They are summed by month, for all bodies in one
pass, when they are first asked about: in int64 where that holds every sum, else in Python's integers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.month_sums import NOTHING, Amount, MonthSums, summed_by_month

__all__ = ["COLUMNS", "Amount", "Figure", "Figures", "exact_sum"]

COLUMNS = ("body", "limit", "category", "period", "pence", "synthetic", "adjusting", "delegate")
"""What is held of each figure: codes and months as numbers, amounts in pence."""

_INT64_MAX = 2**63 - 1
_CODES = ("body", "category", "delegate")

Ints = NDArray[np.int64]


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
        array = np.array(table, dtype=np.int64).reshape(len(rows), len(COLUMNS))
        columns = {name: array[:, index].copy() for index, name in enumerate(COLUMNS)}
        to_date = bodies if cumulative is True else (cumulative or ())
        return cls(year, bodies, categories, columns, frozenset(to_date), delegates)

    @classmethod
    def encoded(
        cls,
        year: FinancialYear,
        texts: Mapping[str, Sequence[str]],
        columns: Mapping[str, Ints],
        *,
        cumulative: Collection[str] = (),
    ) -> "Figures":
        """Figures that are columns already.

        Args:
            year: the year of all of them.
            texts: of `body`, `category` and `delegate`, the texts that their columns are places in;
                a text may stand there twice, or without a figure.
            columns: `COLUMNS`, all of one length.
            cumulative: the bodies whose reported figures are to date.

        >>> place = np.array([1])
        >>> columns = {name: place for name in COLUMNS}
        >>> texts = {"body": ["5A9", "5C1"], "category": ["", "acute"], "delegate": ["07M", ""]}
        >>> Figures.encoded(FinancialYear("2011-12"), texts, columns).bodies
        ('5C1',)
        """
        found, known = dict(columns), {}
        for name in _CODES:
            listed = texts[name]
            used = np.flatnonzero(np.bincount(columns[name], minlength=len(listed)))
            ordered = sorted({listed[at] for at in used.tolist()})
            known[name] = {text: at for at, text in enumerate(ordered)}
            place = np.array([known[name].get(text, -1) for text in listed], dtype=np.int64)
            found[name] = place[columns[name]]
        codes = (known["body"], known["category"], found, frozenset(cumulative), known["delegate"])
        return cls(year, *codes)

    @classmethod
    def joined(cls, parts: Sequence["Figures"], *, cumulative: Collection[str] = ()) -> "Figures":
        """The figures of some parts behind each other; those of some bodies are to date.

        Args:
            parts: one at least, all of one year.
            cumulative: the bodies whose reported figures are to date.

        >>> april = FinancialYear("2011-12").period(1)
        >>> parts = [Figures.of(april.year, [Figure(body, Limit.REVENUE, "acute", april, 7)])
        ...     for body in ("5C1", "5A9")]
        >>> Figures.joined(parts).bodies
        ('5A9', '5C1')
        """
        held = [part for part in parts if part.columns["pence"].size] or parts[:1]
        if len(held) == 1:
            return replace(held[0], cumulative=frozenset(cumulative))
        texts: dict[str, list[str]] = {name: [] for name in _CODES}
        columns: dict[str, list[Ints]] = {name: [] for name in COLUMNS}
        for part in held:
            codes = (part.body_codes, part.category_codes, part.delegate_codes)
            before = {name: len(texts[name]) for name in _CODES}
            for name in COLUMNS:
                columns[name].append(part.columns[name] + before.get(name, 0))
            for name, more in zip(_CODES, codes, strict=True):
                texts[name] += more
        together = {name: np.concatenate(column) for name, column in columns.items()}
        return cls.encoded(parts[0].year, texts, together, cumulative=cumulative)

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
        return self._sums(body, limit, category, delegate).months

    def categories(self, body: str, limit: Limit, until: Period | None = None) -> tuple[str, ...]:
        """The categories in which `body` has figures, in order of code: in all months, or `until` one.

        >>> Figures.of(FinancialYear("2011-12"), []).categories("5A9", Limit.REVENUE)
        ()
        """
        own = self._own(body, limit)
        present = own["category"]
        if until is not None:
            present = present[own["period"] <= until.number]
        return tuple(self._categories[index] for index in sorted(set(present.tolist())))

    def delegates(self, body: str, limit: Limit, until: Period) -> tuple[tuple[str, str], ...]:
        """The delegates and categories in which `body` has figures until a month, in order.

        What names no delegate is left out.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [Figure("5A9", Limit.REVENUE, "acute", year.period(1), 7),
        ...     Figure("5A9", Limit.REVENUE, "acute", year.period(1), 3, delegate="07M")])
        >>> figures.delegates("5A9", Limit.REVENUE, year.period(2))
        (('07M', 'acute'),)
        """
        own = self._own(body, limit)
        found = self._pairs(own, own["period"] <= until.number)
        return tuple(sorted((whose, of) for of, whose in found if whose))

    def reported(self, body: str, limit: Limit, period: Period) -> frozenset[tuple[str, str]]:
        """The categories and delegates for which `body` reported in one month.

        What names no delegate has an empty one.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [Figure("5A9", Limit.REVENUE, "acute", year.period(1), 7)])
        >>> figures.reported("5A9", Limit.REVENUE, year.period(1))
        frozenset({('acute', '')})
        """
        own = self._own(body, limit)
        return self._pairs(own, (own["adjusting"] == 0) & (own["period"] == period.number))

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
        last = period.number
        first = last if body in self.cumulative else 1
        return self._sums(body, limit, category, delegate).amount(first, last, 1)

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
        sums = self._sums(body, limit, category, delegate)
        return sums.amount(period.number, period.number)

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
        last = period.number
        return self._sums(body, limit, category, None).amount(last + 1, last, 1)

    def figures(self, limit: Limit, category: str) -> Iterator[Figure]:
        """The figures of one limit and category, one by one, in their order.

        >>> year = FinancialYear("2011-12")
        >>> figures = Figures.of(year, [Figure("5A9", Limit.CASH, "drawings", year.period(1), 7)])
        >>> [figure.pence for figure in figures.figures(Limit.CASH, "drawings")]
        [7]
        """
        columns, (bodies, delegates) = (
            self.columns,
            map(tuple, (self.body_codes, self.delegate_codes)),
        )
        at = columns["limit"] == self._limits[limit]
        at &= columns["category"] == self.category_codes.get(category, -1)
        names = ("body", "period", "pence", "synthetic", "adjusting", "delegate")
        rows = zip(*(columns[name][at].tolist() for name in names), strict=True)
        for body, month, pence, synthetic, adjusting, whose in rows:
            yield Figure(
                bodies[body],
                limit,
                category,
                self.year.period(month),
                pence,
                bool(synthetic),
                bool(adjusting),
                delegates[whose],
            )

    @cached_property
    def _categories(self) -> tuple[str, ...]:
        return tuple(self.category_codes)

    @cached_property
    def _delegates(self) -> tuple[str, ...]:
        return tuple(self.delegate_codes)

    def _pairs(self, own: Mapping[str, Ints], at: NDArray[np.bool_]) -> frozenset[tuple[str, str]]:
        """The categories and delegates of some rows."""
        pairs = zip(own["category"][at].tolist(), own["delegate"][at].tolist(), strict=True)
        return frozenset((self._categories[of], self._delegates[whose]) for of, whose in pairs)

    @cached_property
    def _by_body(self) -> list[dict[str, Ints]]:
        """The rows of each body apart, so that a question about one looks at no other's."""
        order = np.argsort(self.columns["body"], kind="stable")
        ends = np.searchsorted(self.columns["body"][order], np.arange(len(self.body_codes) + 1))
        rows = {name: column[order] for name, column in self.columns.items()}
        return [
            {name: column[first:last] for name, column in rows.items()}
            for first, last in pairwise(ends.tolist())
        ]

    @cached_property
    def _nobody(self) -> dict[str, Ints]:
        return {name: column[:0] for name, column in self.columns.items()}

    @cached_property
    def _found(self) -> dict[tuple[str, Limit], dict[str, Ints]]:
        return {}

    def _own(self, body: str, limit: Limit) -> dict[str, Ints]:
        """The rows of one body and limit."""
        found = self._found.get((body, limit))
        if found is None:
            place = self.body_codes.get(body)
            whole = self._nobody if place is None else self._by_body[place]
            at = whole["limit"] == self._limits[limit]
            found = {name: column[at] for name, column in whole.items()}
            self._found[body, limit] = found
        return found

    @cached_property
    def _summed(self) -> dict[tuple[str, ...], dict[tuple[int, ...], MonthSums]]:
        """What was asked for before: a position asks for the same sums many times."""
        return {}

    def _sums(
        self, body: str, limit: Limit, category: str | None, delegate: str | None
    ) -> MonthSums:
        """The months of one body and limit, and of one category and delegate where they are named."""
        by: tuple[str, ...] = ("body", "limit")
        key: tuple[int, ...] = (self.body_codes.get(body, -1), self._limits[limit])
        if category is not None:
            by, key = (*by, "category"), (*key, self.category_codes.get(category, -1))
        if delegate is not None:
            by, key = (*by, "delegate"), (*key, self.delegate_codes.get(delegate, -1))
        found = self._summed.get(by)
        if found is None:
            found = self._summed[by] = summed_by_month(self.columns, by)
        return found.get(key, NOTHING)
