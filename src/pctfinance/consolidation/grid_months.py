"""Figures by month as arrays: what was reported to date, and how annual budgets fall."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pctfinance.ledger.columns import PlacedFigures

__all__ = ["Bools", "Ints", "Months", "ShapedBudgets", "nothing", "placed", "summed", "twelfths"]

Ints = NDArray[Any]
"""Pence: int64, or Python's integers where int64 could overflow."""

Bools = NDArray[np.bool_]
"""What holds, cell by cell."""

MONTHS = 12
_INT64_MAX = 2**63 - 1


@dataclass(frozen=True)
class Months:
    """Figures by month, limit, body and category: what was reported, and what stands beside it.

    The month comes first, so that sums over months are sums of whole arrays. `present` marks what
    was reported, `named` also what stands beside only.
    """

    reported: Ints
    adjusting: Ints
    present: Bools
    named: Bools

    @classmethod
    def of(cls, figures: PlacedFigures, shape: tuple[int, ...]) -> "Months":
        """The figures of one table.

        Args:
            figures: figures with their places in an array of that shape.
            shape: how many months, limits, bodies and categories there are.
        """
        place, pence, beside = figures
        if not beside.any():
            reported, present = _laid_out(shape, place, pence)
            # One nought that stands everywhere: an array of them is filled and read for nothing.
            return cls(reported, np.broadcast_to(np.int64(0), shape), present, present)
        reported, present = _laid_out(shape, place[~beside], pence[~beside])
        adjusting, adjusted = _laid_out(shape, place[beside], pence[beside])
        return cls(reported, adjusting, present, present | adjusted)

    def months(self, limit: int, categories: "slice | list[int]" = slice(None)) -> Bools:
        """In which months (rows) each body reported at all."""
        there = self.present[:, limit]
        found: Bools = np.any(there[:, :, categories], axis=2)
        return found

    def in_month(self, month: int) -> Ints:
        """The figures of one month, reported and beside, by limit, body and category."""
        found: Ints = self.reported[month - 1] + self.adjusting[month - 1]
        return found

    def to_date(self, month: int, cumulative: Bools) -> Ints:
        """The total of the year up to a month; `cumulative` marks bodies that report to date."""
        moved = self.reported[:month].sum(axis=0)
        reported = np.where(cumulative[:, None], self.reported[month - 1], moved)
        found: Ints = reported + self.adjusting[:month].sum(axis=0)
        return found

    def all_months(
        self,
        month: int,
        cumulative: Bools,
        limit: int,
        categories: "slice | list[int]" = slice(None),
    ) -> Bools:
        """Whether no month is missing up to one; of figures to date only that one is needed."""
        there = self.months(limit, categories)[:month]
        found: Bools = np.where(cumulative, there[-1], there.all(axis=0))
        return found

    def whole(self, month: int, cumulative: Bools) -> Bools:
        """Whether no month is missing of a category, from the first in which it was reported."""
        there = self.present[:month]
        begun = np.logical_or.accumulate(there, axis=0)
        every = (there == begun).all(axis=0)
        found: Bools = ~begun[-1] | np.where(cumulative[:, None], there[-1], every)
        return found

    def movements(self, cumulative: Bools, limit: int) -> tuple[Ints, Bools]:
        """What was charged in each month; of figures to date, the difference from the month before.

        By month, body and category; and by month and body whether it is known.
        """
        reported, there = self.reported[:, limit], self.months(limit)
        before = np.zeros_like(reported)
        before[1:] = reported[:-1]
        moved = np.where(cumulative[:, None], reported - before, reported)
        first = np.ones_like(there)
        first[1:] = there[:-1]
        known = there & (first | ~cumulative)
        return moved + self.adjusting[:, limit], known


@dataclass(frozen=True)
class ShapedBudgets:
    """How annual budgets fall to date: by the shape of a profile, as loaded, or in twelfths."""

    whole: Ints
    part: Ints
    as_loaded: Bools
    month: int

    def to_date(self, annual: Ints) -> Ints:
        """The part of annual budgets that falls up to the month, by the method of each body."""
        loaded = self.part + twelfths(annual - self.whole, self.month)
        return np.where(self.as_loaded, loaded, self.by_shape(annual))

    def by_shape(self, annual: Ints) -> Ints:
        """The part in the proportions of the profile, halves upwards; in twelfths without one."""
        # Where the profile is that of the whole budget, the part is what it states.
        whole = (self.whole != 0) & (annual == self.whole)
        spread = np.where(whole, self.part, twelfths(annual, self.month))
        at = (self.whole != 0) & (annual != 0) & ~whole
        if at.any():
            # A product of two budgets is larger than int64: Python's integers hold it.
            shares = annual[at].astype(object) * self.part[at].astype(object)
            of = self.whole[at].astype(object)
            spread[at] = ((2 * shares + of) // (2 * of)).astype(spread.dtype)
        return spread


def twelfths(annual: Ints, month: int) -> Ints:
    """The part of annual amounts that falls up to a month in equal twelfths, halves upwards.

    >>> twelfths(np.array([100, -100]), 1).tolist()
    [8, -8]
    """
    found: Ints = (2 * annual * month + MONTHS) // (2 * MONTHS)
    return found


def nothing(shape: tuple[int, ...], dtype: "np.dtype[Any] | type" = np.int64) -> Ints:
    """An array of noughts.

    >>> nothing((2,)).tolist()
    [0, 0]
    """
    return np.zeros(shape, dtype=dtype)


def summed(
    shape: tuple[int, ...], index: tuple[NDArray[np.int64], ...], pence: NDArray[np.int64]
) -> Ints:
    """Amounts summed into an array: in Python's integers where int64 could overflow later on.

    >>> summed((2,), (np.array([0, 1, 1]),), np.array([1, 2, 3])).tolist()
    [1, 5]
    """
    return _summed_at(shape, placed(shape, index), pence)


def placed(shape: tuple[int, ...], index: tuple[NDArray[np.int64], ...]) -> NDArray[np.int64]:
    """Places in an array as places in the same array laid out in one row.

    >>> placed((2, 3), (np.array([1]), np.array([2]))).tolist()
    [5]
    """
    found = index[0]
    for size, column in zip(shape[1:], index[1:], strict=True):
        found = found * size + column
    return found


def _summed_at(shape: tuple[int, ...], place: NDArray[np.int64], pence: NDArray[np.int64]) -> Ints:
    largest = max(abs(int(pence.max())), abs(int(pence.min()))) if pence.size else 0
    # Twenty-four times a budget is the largest step of the arithmetic above.
    exact = largest * max(pence.size, 1) * 2 * MONTHS <= _INT64_MAX
    sums = np.zeros(shape, dtype=np.int64 if exact else object)
    # One place a cell is summed many times faster than one for each dimension.
    np.add.at(sums.reshape(-1), place, pence if exact else pence.astype(object))
    return sums


def _laid_out(
    shape: tuple[int, ...], place: NDArray[np.int64], pence: NDArray[np.int64]
) -> tuple[Ints, Bools]:
    """The sum in each cell of an array, and which cells there is anything in."""
    there = np.zeros(shape, dtype=bool)
    there.reshape(-1)[place] = True
    return _summed_at(shape, place, pence), there
