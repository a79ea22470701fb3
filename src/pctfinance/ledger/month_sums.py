"""Figures summed month by month, for whatever they are told apart by: all of them in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOTHING", "Amount", "MonthSums", "summed_by_month"]

Ints = NDArray[np.int64]

_PLACES = 13
_INT64_MAX = 2**63 - 1
_ZEROS = [0] * _PLACES


class Amount(NamedTuple):
    """A sum in pence, and whether any part of it has no published source."""

    pence: int
    synthetic: bool


class MonthSums(NamedTuple):
    """What was reported and what is adjusting in each month, in pence, in Python's integers.

    Month 1 stands at place 1. `months` are those in which anything was reported, be it of nothing.
    """

    months: frozenset[int]
    reported: Sequence[int]
    marked: Sequence[int]
    adjusting: Sequence[int]
    adjusting_marked: Sequence[int]

    def amount(self, first: int, last: int, first_adjusting: int | None = None) -> Amount:
        """What was reported from a month to another, and what is adjusting up to it.

        Args:
            first: the first month whose reports count; behind `last`, none does.
            last: the last month.
            first_adjusting: the first month whose adjusting figures count; `first` unless told.

        >>> NOTHING.amount(1, 12)
        Amount(pence=0, synthetic=False)
        """
        at = slice(first, last + 1)
        beside = at if first_adjusting is None else slice(first_adjusting, last + 1)
        return Amount(
            sum(self.reported[at]) + sum(self.adjusting[beside]),
            any(self.marked[at]) or any(self.adjusting_marked[beside]),
        )


NOTHING = MonthSums(frozenset(), _ZEROS, _ZEROS, _ZEROS, _ZEROS)
"""The months of what there are no figures of."""


def summed_by_month(
    columns: Mapping[str, Ints], by: Sequence[str]
) -> dict[tuple[int, ...], MonthSums]:
    """The months of each combination of codes that there are figures of.

    Args:
        columns: those of `by`, which are codes, and `period`, `pence`, `synthetic` and `adjusting`.
        by: the names of the columns by which figures are told apart.

    >>> columns = {"category": np.array([4, 4, 5]), "period": np.array([1, 2, 2]),
    ...     "pence": np.array([100, 7, 10]), "synthetic": np.array([0, 1, 0]),
    ...     "adjusting": np.array([0, 1, 0])}
    >>> found = summed_by_month(columns, ["category"])
    >>> found[4,].amount(1, 2), found[5,].amount(1, 2).pence, sorted(found[4,].months)
    (Amount(pence=107, synthetic=True), 10, [1])
    """
    if not columns["pence"].size:
        return {}
    keys = tuple(columns[name] for name in by)
    shape = tuple(int(key.max()) + 1 for key in keys)
    groups, place = np.unique(np.ravel_multi_index(keys, shape), return_inverse=True)
    size = (groups.size, _PLACES)
    cell = place * _PLACES + columns["period"]
    beside = columns["adjusting"] == 1
    reported = np.flatnonzero(~beside)
    there = np.zeros(size, dtype=bool)
    there.reshape(-1)[cell[reported]] = True
    masks = there @ (1 << np.arange(_PLACES))
    own = _rows(columns, cell, reported, size)
    more: tuple[Iterable[Sequence[int]], ...] = (repeat(_ZEROS), repeat(_ZEROS))
    if beside.any():
        more = _rows(columns, cell, np.flatnonzero(beside), size)
    codes = zip(*(code.tolist() for code in np.unravel_index(groups, shape)), strict=True)
    sums = map(MonthSums, map(_months, masks.tolist()), *own, *more)
    return dict(zip(codes, sums, strict=True))


def _rows(
    columns: Mapping[str, Ints], cell: Ints, at: Ints, size: tuple[int, int]
) -> tuple[list[list[int]], list[list[int]]]:
    """The sums and the marks of some figures, by group and month."""
    pence, where = columns["pence"][at], cell[at]
    largest = max(abs(int(pence.max())), abs(int(pence.min()))) if pence.size else 0
    fits = largest * pence.size <= _INT64_MAX
    sums = np.zeros(size, dtype=np.int64 if fits else object)
    np.add.at(sums.reshape(-1), where, pence if fits else pence.astype(object))
    marks = np.zeros(size, dtype=np.int64)
    marks.reshape(-1)[where[columns["synthetic"][at] == 1]] = 1
    return sums.tolist(), marks.tolist()


@cache
def _months(mask: int) -> frozenset[int]:
    """The months of a number in which each is a binary digit."""
    return frozenset(month for month in range(_PLACES) if mask >> month & 1)
