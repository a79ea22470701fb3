"""A figure of a report that knows what it is made of: what it says, and the way to its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from pctfinance.rulebooks import Rulebook
from pctfinance.tracing.parts import Part

__all__ = ["SUM_OF", "Compared", "ReportFigure", "RuleCited", "Ruled", "Unit", "cited"]

Unit = Literal["pence", "number", "share", "word"]
"""What a value counts: integer pence, a number of something, an exact share, or a word."""

SUM_OF = "sum of"
"""How the line of a sum is named: two words deep, as no line of one scheme or contract line is."""


class RuleCited(NamedTuple):
    """A rule that a word rests on: its key in the rulebook, what it says, and who says so.

    A rule that stands in no rulebook has no key.
    """

    key: str
    says: str
    source: str
    certainty: str = ""

    @property
    def said(self) -> str:
        """The rule as a person is told it.

        >>> RuleCited("better_payment.days", "30 days", "a code of practice").said
        'Rulebook better_payment.days: 30 days (a code of practice)'
        """
        words = f"Rulebook {self.key}: {self.says}" if self.key else f"Rule: {self.says}"
        return f"{words} ({self.source})" if self.source else words


class Compared(NamedTuple):
    """One of the figures that are compared, with its parts."""

    part: Part
    unit: Unit = "pence"


class Ruled(NamedTuple):
    """What a word or a share follows from: how, by which rules, and from which figures.

    `says` is what the rules make of the figures; `None` where a body said the word itself.
    """

    how: str
    rules: tuple[RuleCited, ...]
    compared: tuple[Compared, ...]
    says: Fraction | str | None = None


@dataclass(frozen=True)
class ReportFigure:
    """One figure as a report shows it. `made` gives its parts, built from the events themselves.

    `value` is `None` where it is not known; where it is known and has no `made`, it rests on nothing
    that the book holds. `why` says the reason of either.

    >>> ReportFigure("5A9", "cash_limit/limit", "Cash limit", None, why="none notified").is_known
    False
    """

    body: str
    line: str
    words: str
    value: int | Fraction | str | None
    unit: Unit = "pence"
    made: Callable[[], Part | Ruled] | None = None
    why: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the report has a value for it."""
        return self.value is not None


def cited(rulebook: Rulebook, *keys: str) -> tuple[RuleCited, ...]:
    """Rules of a rulebook by their keys, as they are cited; a key that it does not have is left out.

    >>> (rule,) = cited(Rulebook.packaged("2011-12"), "rag.red_above")
    >>> rule.says, rule.certainty
    ('0.01 adverse share of budget', 'professional knowledge')
    """
    stated = dict(rulebook.statements())
    duties = {f"duties.{duty.id}": duty for duty in rulebook.duties}
    found = []
    for key in keys:
        if rule := stated.get(key):
            value = getattr(rule, "value", getattr(rule, "amount_pence", ""))
            says = f"{value} {getattr(rule, 'unit', '')}".strip()
            found.append(RuleCited(key, says, rule.source, rule.certainty))
        elif duty := duties.get(key):
            found.append(RuleCited(key, duty.test, duty.source, duty.certainty))
    return tuple(found)
