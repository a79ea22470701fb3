"""Rounding, once, for print: what a figure looks like in £000 or £m and what that changed.

Rounded figures are integers too, counted in steps of the last printed digit: £608.4m in millions
with one decimal is 6084. A column that is rounded cell by cell need not add up to its rounded
total; either the difference is shown beside it, or the column is made to foot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import index

from pctfinance.errors import UsageError
from pctfinance.money.unit import Unit

__all__ = ["RoundedColumn", "Rounding", "round_column", "round_to"]


class Rounding(StrEnum):
    """How an exact amount becomes a printed one.

    `HALF_UP` takes the nearer figure, and the one further from zero where both are as near.
    `HALF_EVEN` takes the even one there. `FOOTING` rounds a column so that the printed cells add
    up to the printed total (the method of the largest remainder); one figure by itself it rounds
    as `HALF_UP` does.
    """

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    FOOTING = "footing"


@dataclass(frozen=True, slots=True)
class RoundedColumn:
    """A column as printed, and what printing it changed.

    `shown` and `total` count steps of the last printed digit. `differences_pence` and
    `total_difference_pence` are shown minus exact. `rounding_difference` is the total less the
    sum of the cells, in steps of the last printed digit: zero where the column foots.
    """

    shown: tuple[int, ...]
    total: int
    differences_pence: tuple[int, ...]
    total_difference_pence: int

    @property
    def rounding_difference(self) -> int:
        """The printed total less the sum of the printed cells, in steps of the last digit.

        >>> thirds = (33_333_334, 33_333_333, 33_333_333)
        >>> round_column(thirds, Unit.MILLIONS, 1, Rounding.HALF_UP).rounding_difference
        1
        """
        return self.total - sum(self.shown)


def round_to(
    pence: int, unit: Unit, decimals: int = 0, rounding: Rounding = Rounding.HALF_UP
) -> int:
    """The amount in steps of the last printed digit.

    Args:
        pence: The exact amount, in pence.
        unit: The unit it is printed in.
        decimals: How many decimals are printed.
        rounding: Where a tie goes; `FOOTING` is `HALF_UP` for a single figure.

    Raises:
        UsageError: The decimals would show fractions of a penny.

    >>> round_to(60_844_999_999, Unit.MILLIONS, 1)  # £608,449,999.99 is shown as £608.4m
    6084
    >>> round_to(-250_000, Unit.THOUSANDS), round_to(-250_000, Unit.THOUSANDS, 0, Rounding.HALF_EVEN)
    (-3, -2)
    """
    step = unit.last_digit_pence(decimals)
    magnitude, rest = divmod(abs(index(pence)), step)
    up = 2 * rest > step or (
        2 * rest == step and (rounding is not Rounding.HALF_EVEN or magnitude % 2 == 1)
    )
    magnitude += up
    return magnitude if pence >= 0 else -magnitude


def round_column(
    parts: Sequence[int],
    unit: Unit,
    decimals: int = 0,
    rounding: Rounding = Rounding.FOOTING,
    total: int | None = None,
) -> RoundedColumn:
    """A column of amounts as printed, with its total.

    The total is the exact sum, rounded. Under `FOOTING`, where the rounded cells add up to more
    or less than that, as many cells as are needed take the neighbouring figure instead of the
    nearest: first those nearest to half way, among equals the larger amounts, where a step shows
    least, then those that stand first. So no cell moves by a whole step, an amount that needs no
    rounding stays as it is, and a column with all its signs turned prints the same figures.

    Args:
        parts: The exact amounts, in pence.
        unit: The unit they are printed in.
        decimals: How many decimals are printed.
        rounding: How they are rounded.
        total: The exact total, in pence, where the caller has one: it must be the sum.

    Raises:
        UsageError: `total` is not the sum of `parts`, or the decimals would show fractions of a
            penny.

    >>> thirds = (33_333_334, 33_333_333, 33_333_333)  # of £1m
    >>> round_column(thirds, Unit.MILLIONS, 1).shown
    (4, 3, 3)
    >>> round_column(thirds, Unit.MILLIONS, 1, Rounding.HALF_UP).shown
    (3, 3, 3)
    """
    exact = tuple(index(part) for part in parts)
    exact_total = sum(exact)
    if total is not None and total != exact_total:
        raise UsageError(
            f"the total of {total} pence is not the sum of its parts, {exact_total} pence",
            hint="pass the exact parts of this total",
        )
    step = unit.last_digit_pence(decimals)
    shown = [round_to(part, unit, decimals, rounding) for part in exact]
    shown_total = round_to(exact_total, unit, decimals, rounding)
    if rounding is Rounding.FOOTING:
        shown = _made_to_foot(exact, shown, shown_total, step)
    return RoundedColumn(
        shown=tuple(shown),
        total=shown_total,
        differences_pence=tuple(
            cell * step - part for cell, part in zip(shown, exact, strict=True)
        ),
        total_difference_pence=shown_total * step - exact_total,
    )


def _made_to_foot(exact: Sequence[int], shown: list[int], total: int, step: int) -> list[int]:
    """The cells, some moved by one step, so that they add up to `total`.

    There are always enough cells to move. The total lies within half a step of the exact sum, so
    no more cells are too high (too low) than were rounded up (down).
    """
    surplus = sum(shown) - total
    direction = -1 if surplus > 0 else 1
    # What rounding added to each cell, in the direction that must be undone: the most first.
    undo = [-direction * (cell * step - part) for cell, part in zip(shown, exact, strict=True)]
    order = sorted(range(len(exact)), key=lambda i: (-undo[i], -abs(exact[i]), i))
    moved = set(order[: abs(surplus)])
    return [cell + direction if i in moved else cell for i, cell in enumerate(shown)]
