"""Where the figures of a year-end statement stand on its sheet."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["BEFORE", "SAID", "Columns", "Places", "Years"]

BEFORE, SAID = "H", "I"
"""The columns of the year before, and of what it was published as."""


class Years(NamedTuple):
    """The year of the statements, the one before, and as what that one was issued; empty for none.

    `since` says what the book of the year before took in behind that.
    """

    year: str
    before: str = ""
    issued: str = ""
    since: str = ""


class Columns(NamedTuple):
    """The columns of a statement's figures: this year, the year before, and the words before them.

    Cost and income stand left of their net, where they are told apart.
    """

    words: str
    cost: str
    income: str
    this: str
    prior_cost: str
    prior_income: str

    @classmethod
    def of(cls, *, now: bool, then: bool) -> "Columns":
        """The columns where cost and income of this year, or of the year before, are told apart.

        >>> Columns.of(now=True, then=True)
        Columns(words='B', cost='C', income='D', this='E', prior_cost='F', prior_income='G')
        """
        left = iter("GFEDC")
        prior_income, prior_cost = (next(left), next(left)) if then else ("", "")
        this = next(left)
        income, cost = (next(left), next(left)) if now else ("", "")
        first = min(filter(None, (cost, this)))
        return cls(chr(ord(first) - 1), cost, income, this, prior_cost, prior_income)


class Places(NamedTuple):
    """Where a statement stands: its sheet, the row of each line, and the columns of its figures."""

    page: str
    rows: Mapping[str, int]
    columns: Columns
