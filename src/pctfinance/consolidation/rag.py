"""Red, amber or green: how far a figure is from its budget, and whether it gets better.

A colour is made from the exact figure and never from the one that is shown, by the thresholds of
the rulebook. A duty has no amber: a body over its limit is red at any size. The colour of a group is
never that of its net: it is the worst of its bodies, with their names.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from pctfinance.consolidation.duties import DutyResult, DutyStatus
from pctfinance.rulebooks import Rag

__all__ = ["Colour", "Trend", "Worst", "colour_of", "duty_colour", "trend_of", "worst"]


class Colour(StrEnum):
    """What a variance is, the worst first. `NOT_RATED` is neither good nor bad: not known."""

    RED = "red"
    AMBER = "amber"
    NOT_RATED = "not_rated"
    GREEN = "green"


class Trend(StrEnum):
    """Against last month's forecast, the worst first. `NOT_KNOWN` where one of the two is missing."""

    WORSE = "worse"
    NOT_KNOWN = "not_known"
    SAME = "same"
    BETTER = "better"


RatedT = TypeVar("RatedT", Colour, Trend)


class Worst(NamedTuple, Generic[RatedT]):
    """The worst of several bodies, and the bodies that are so bad; nobody is named where all is well."""

    value: RatedT
    bodies: tuple[str, ...] = ()


_DUTY = {
    DutyStatus.MET: Colour.GREEN,
    DutyStatus.BREACH: Colour.RED,
    DutyStatus.NOT_TESTED: Colour.NOT_RATED,
}
_WELL = (Colour.GREEN, Trend.SAME, Trend.BETTER)


def colour_of(variance_pence: int | None, base_pence: int, rule: Rag | None) -> Colour:
    """The colour of a variance against a budget, in pence; favourable is positive.

    Exactly on a threshold is the better colour. A negative budget (income) counts by its size. Of
    a budget of zero there is no share: an adverse variance is then what the rulebook says, red
    unless it says otherwise.

    Args:
        variance_pence: budget less cost; `None` where it is not known.
        base_pence: the budget that it is measured by.
        rule: the thresholds; nothing is rated without them.

    >>> from pctfinance.rulebooks import Rulebook
    >>> rule = Rulebook.packaged("2011-12").rag
    >>> [colour_of(variance, 1000, rule).value for variance in (5, 0, -1, -10, -11)]
    ['green', 'green', 'amber', 'amber', 'red']
    >>> [colour_of(variance, 0, rule).value for variance in (0, -1)]
    ['green', 'red']
    >>> colour_of(None, 1000, rule).value
    'not_rated'
    """
    if rule is None or variance_pence is None:
        return Colour.NOT_RATED
    if variance_pence >= 0:
        return Colour.GREEN
    if not base_pence:
        return Colour(rule.against_nothing.replace("-", "_"))
    adverse, base = -variance_pence, abs(base_pence)
    if adverse > Fraction(rule.red_above.value) * base:
        return Colour.RED
    return Colour.AMBER if adverse > Fraction(rule.amber_above.value) * base else Colour.GREEN


def duty_colour(result: DutyResult) -> Colour:
    """The colour of a duty: green where it is met, red in breach at any size.

    >>> from pctfinance.consolidation.duties import Duty
    >>> duty_colour(DutyResult("5A9", Duty.REVENUE, limit_pence=10**12, charged_pence=10**12 + 1)).value
    'red'
    """
    return _DUTY[result.status]


def trend_of(variance_pence: int | None, last_pence: int | None) -> Trend:
    """This month's forecast variance against last month's; both in pence, favourable positive.

    >>> [trend_of(now, -5).value for now in (-4, -5, -6, None)]
    ['better', 'same', 'worse', 'not_known']
    """
    if variance_pence is None or last_pence is None:
        return Trend.NOT_KNOWN
    if variance_pence == last_pence:
        return Trend.SAME
    return Trend.BETTER if variance_pence > last_pence else Trend.WORSE


def worst(
    values: Mapping[str, RatedT], order: Sequence[RatedT], *, whole: bool = True
) -> Worst[RatedT]:
    """The worst of what each body has, by name.

    Args:
        values: the colour, or the trend, of each body.
        order: all of its kind, the worst first.
        whole: whether every body of the group is among them; else it is at best not known.

    >>> worst({"5A9": Colour.RED, "5K7": Colour.GREEN}, tuple(Colour))
    Worst(value=<Colour.RED: 'red'>, bodies=('5A9',))
    >>> worst({"5K7": Colour.GREEN}, tuple(Colour), whole=False).value.value
    'not_rated'
    """
    unknown = next(value for value in order if value.value.startswith("not_"))
    there = set(values.values()) | (set() if whole and values else {unknown})
    found = next(value for value in order if value in there)
    named = (
        () if found in _WELL else tuple(sorted(c for c, value in values.items() if value is found))
    )
    return Worst(found, named)
