"""One body's figures of one limit, summed month by month: what questions about it are answered from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import add, or_
from typing import NamedTuple

__all__ = ["NOTHING", "Amount", "MonthSums", "summed_by_month"]

_PLACES = 13


class Amount(NamedTuple):
    """A sum in pence, and whether any part of it has no published source."""

    pence: int
    synthetic: bool


@dataclass(slots=True)
class MonthSums:
    """What was reported and what is adjusting in each month, in pence, in Python's integers.

    Month 1 stands at place 1. `months` are those in which anything was reported, be it of nothing.

    >>> sums = MonthSums()
    >>> sums.add(2, 100, synthetic=False, adjusting=False)
    >>> sums.add(2, 7, synthetic=True, adjusting=True)
    >>> sums.amount(1, 2), sums.amount(3, 2, 1), sorted(sums.months)
    (Amount(pence=107, synthetic=True), Amount(pence=7, synthetic=True), [2])
    """

    reported: list[int] = field(default_factory=lambda: [0] * _PLACES)
    adjusting: list[int] = field(default_factory=lambda: [0] * _PLACES)
    marked: list[int] = field(default_factory=lambda: [0] * _PLACES)
    adjusting_marked: list[int] = field(default_factory=lambda: [0] * _PLACES)
    months: set[int] = field(default_factory=set)

    def add(self, month: int, pence: int, *, synthetic: int, adjusting: int) -> None:
        """Count one figure; the marks may be the numbers of a column."""
        if adjusting:
            self.adjusting[month] += pence
            self.adjusting_marked[month] |= synthetic
        else:
            self.months.add(month)
            self.reported[month] += pence
            self.marked[month] |= synthetic

    def add_all(self, other: "MonthSums") -> None:
        """Count all that others counted."""
        for name in ("reported", "adjusting"):
            setattr(self, name, list(map(add, getattr(self, name), getattr(other, name))))
        for name in ("marked", "adjusting_marked"):
            setattr(self, name, list(map(or_, getattr(self, name), getattr(other, name))))
        self.months |= other.months

    def amount(self, first: int, last: int, first_adjusting: int | None = None) -> Amount:
        """What was reported from a month to another, and what is adjusting up to it.

        Args:
            first: the first month whose reports count; behind `last`, none does.
            last: the last month.
            first_adjusting: the first month whose adjusting figures count; `first` unless told.
        """
        at = slice(first, last + 1)
        beside = at if first_adjusting is None else slice(first_adjusting, last + 1)
        return Amount(
            sum(self.reported[at]) + sum(self.adjusting[beside]),
            any(self.marked[at]) or any(self.adjusting_marked[beside]),
        )


NOTHING = MonthSums()
"""The months of what there are no figures of. Nobody adds to it."""


def summed_by_month(
    rows: Iterable[tuple[int, int, int, int, int, int]], *, by_delegate: bool
) -> dict[tuple[int | None, int | None], MonthSums]:
    """Figures summed by category and in all, and by delegate besides where that is asked.

    Args:
        rows: category, delegate, month, pence, and whether it is synthetic and adjusting.
        by_delegate: whether each delegate is told apart.

    Returns:
        the sums of each category and delegate; `None` is all of them.

    >>> found = summed_by_month([(4, 0, 1, 100, 0, 0), (5, 0, 2, 10, 0, 0)], by_delegate=False)
    >>> found[None, None].amount(1, 2).pence, found[5, None].amount(1, 2).pence
    (110, 10)
    """
    found: dict[tuple[int | None, int | None], MonthSums] = {}
    for category, delegate, month, pence, synthetic, adjusting in rows:
        key = (category, delegate if by_delegate else None)
        sums = found.get(key)
        if sums is None:
            sums = found[key] = MonthSums()
        sums.add(month, pence, synthetic=synthetic, adjusting=adjusting)
    whole: dict[int | None, MonthSums] = {}
    for (_, whose), sums in found.items():
        whole.setdefault(whose, MonthSums()).add_all(sums)
    return found | {(None, whose): sums for whose, sums in whole.items()}
