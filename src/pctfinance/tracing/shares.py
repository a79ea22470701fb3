"""Shares of a sum: every leaf with its own share, and what rounding leaves as a leaf of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from pctfinance.money import show_exact
from pctfinance.tracing.parts import Part, Role

__all__ = ["nearest", "rounding_left", "share_of", "shared"]

_ONE_BY_ONE = "shares are rounded one by one, the whole once"


def nearest(numerator: int, denominator: int) -> int:
    """The nearest integer, halves upwards: as reports round, and yet apart from them.

    >>> nearest(1, 2), nearest(-1, 2), nearest(4, 3)
    (1, 0, 1)
    """
    return (2 * numerator + denominator) // (2 * denominator)


def shared(parts: Iterable[Part], share: Callable[[int], int], say: str) -> Iterator[Part]:
    """Each leaf with its share, which says of what; sums of them where they were sums.

    >>> [(part.pence, part.of_pence) for part in shared([Part("a", 10)], lambda p: p // 2, "1/2")]
    [(5, 10)]
    """
    for part in parts:
        rule = f"{say} of {show_exact(part.pence)}"
        if part.role is Role.SUM:
            made = Part.sum_of(part.label, shared(part.parts, share, say), rule)
            yield replace(made, of_pence=part.pence)
        else:
            yield replace(part, pence=share(part.pence), rule=rule, of_pence=part.pence)


def rounding_left(whole: int, parts: Iterable[Part]) -> Iterator[Part]:
    """The leaf of what rounding left; none where nothing was.

    >>> [part.pence for part in rounding_left(5, [Part("a", 3)])]
    [2]
    """
    left = whole - sum(part.pence for part in parts)
    if left:
        yield Part("rounding", left, rule=_ONE_BY_ONE, role=Role.ROUNDING)


def share_of(label: str, part: Part, share: Fraction, whole: int, say: str) -> Part:
    """A share of a sum that comes to `whole`, each leaf rounded by itself.

    Args:
        label: what it is.
        part: what it is a share of.
        share: how much of it, exact.
        whole: what the share comes to, in pence.
        say: the share in words.

    >>> halves = share_of("half", Part.sum_of("all", [Part("a", 3), Part("b", 3)]), Fraction(1, 2), 3, "1/2")
    >>> [leaf.pence for leaf in halves.leaves()]
    [2, 2, -1]
    """
    inner = part.parts if part.role is Role.SUM else (part,)
    pieces = list(
        shared(inner, lambda pence: nearest(pence * share.numerator, share.denominator), say)
    )
    made = Part.sum_of(
        label,
        [*pieces, *rounding_left(whole, pieces)],
        rule=f"{say} of {show_exact(part.pence)}",
    )
    return replace(made, of_pence=part.pence)
