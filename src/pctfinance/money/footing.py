"""Whether a printed table adds up, as far as rounded figures can.

Figures that were each rounded by themselves rarely add up to their rounded total. The gap that
rounding alone explains is known exactly, so that a smaller one is no mistake and a larger one is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index

from pctfinance.errors import Finding, Level, Where

__all__ = ["FootingCheck", "check_footing"]


@dataclass(frozen=True, slots=True)
class FootingCheck:
    """What adding up a printed column shows, in steps of its last printed digit.

    `gap` is the printed total less the sum of its `parts_count` printed parts.

    >>> FootingCheck(gap=2, parts_count=3).accepted, FootingCheck(gap=3, parts_count=3).accepted
    (True, False)
    """

    gap: int
    parts_count: int

    @property
    def exact(self) -> bool:
        """True where the parts add up to the total without any gap.

        >>> FootingCheck(gap=0, parts_count=3).exact
        True
        """
        return self.gap == 0

    @property
    def accepted(self) -> bool:
        """True where rounding alone can explain the gap.

        Each of n parts and the total is at most half a step from its exact amount, together
        (n + 1) / 2 steps.

        >>> FootingCheck(gap=-2, parts_count=4).accepted
        True
        """
        return 2 * abs(self.gap) <= self.parts_count + 1

    def finding(self, where: Where | None = None) -> Finding | None:
        """The gap as a finding: an error, a note where rounding explains it, or `None`.

        >>> print(FootingCheck(gap=3, parts_count=3).finding(Where(file="t18.csv", row=9)).message)
        the total is 3 more than the sum of its 3 parts; rounding explains a gap of up to 2
        """
        if self.exact:
            return None
        whole, half = divmod(self.parts_count + 1, 2)
        message = (
            f"the total is {abs(self.gap):,} {'more' if self.gap > 0 else 'less'} than the sum of "
            f"its {self.parts_count} parts; rounding explains a gap of up to "
            f"{whole:,}{'.5' if half else ''}"
        )
        if self.accepted:
            return Finding("input.total-differs", Level.NOTE, message, where)
        hint = "the gap counts steps of the last printed digit; look for a wrong or missing part"
        return Finding("input.total-differs", Level.ERROR, message, where, hint)


def check_footing(parts: Sequence[int], total: int) -> FootingCheck:
    """Whether printed parts add up to their printed total, all in steps of the last digit.

    Args:
        parts: The parts as printed: 41.8 with one decimal is 418.
        total: The total as printed, in the same steps.

    >>> check_footing([333, 333, 333], 1000)  # thirds of £100.0m, printed in £m
    FootingCheck(gap=1, parts_count=3)
    >>> check_footing([333, 333, 333], 1000).accepted
    True
    """
    exact = [index(part) for part in parts]
    return FootingCheck(gap=index(total) - sum(exact), parts_count=len(exact))
