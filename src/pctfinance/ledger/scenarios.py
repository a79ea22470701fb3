"""Scenarios: next year's plan kept beside the budget, with everything that it assumes.

A scenario posts no line and counts for nothing. It states its assumptions and the place in the log
that it was made from, and the plan follows from these two whenever it is asked for.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pctfinance.calendar import Period
from pctfinance.ledger.kinds import Beside, Frozen, Pence

__all__ = [
    "Assumptions",
    "FullYearEffect",
    "PlannedChange",
    "Rates",
    "ScenarioStated",
    "StatedRate",
]


class StatedRate(Frozen):
    """A share, exact, and who says so: 2 % is 0.02. A fall is negative."""

    rate: Annotated[Decimal, Field(ge=-1, le=1)]
    source: str = Field(min_length=1)


class Rates(Frozen):
    """A usual rate, and the rates of those that differ from it, by name.

    >>> rates = Rates(usual=StatedRate(rate=Decimal("0.02"), source="stated"))
    >>> rates.of("acute").rate
    Decimal('0.02')
    """

    usual: StatedRate
    by: Mapping[str, StatedRate] = Field(default_factory=dict)

    def of(self, name: str) -> StatedRate:
        """The rate of a category or a body.

        >>> rate = StatedRate(rate=Decimal(0), source="stated")
        >>> Rates(usual=rate).of("acute") == rate
        True
        """
        return self.by.get(name, self.usual)


class FullYearEffect(Frozen):
    """What began or ended during the year: its cost this year, and its cost in a full year.

    Both in pence, costs positive. What ended has a full year of 0.

    >>> FullYearEffect(body="5A9", category="acute", this_year_pence=300, full_year_pence=1200,
    ...     reason="a ward opened in January").change_pence
    900
    """

    body: str = Field(min_length=1)
    category: str = Field(min_length=1)
    this_year_pence: Pence
    full_year_pence: Pence
    reason: str = Field(min_length=1)

    @property
    def change_pence(self) -> int:
        """What a full year adds to this year's recurrent budget."""
        return self.full_year_pence - self.this_year_pence


class PlannedChange(Frozen):
    """A pressure or an investment of next year, in pence, costs positive."""

    kind: Literal["pressure", "investment"]
    body: str = Field(min_length=1)
    category: str = Field(min_length=1)
    pence: Pence
    reason: str = Field(min_length=1)


class Assumptions(Frozen):
    """Everything that a plan assumes; each rate with its source.

    `growth` and `efficiency` are of the budgets, by category. `limit_growth` is of the recurrent
    allocations, by body. `headroom`, `contingency` and `surplus` are shares of the expected limit.
    """

    growth: Rates
    efficiency: Rates
    limit_growth: Rates
    headroom: StatedRate
    contingency: StatedRate
    surplus: StatedRate
    full_year_effects: tuple[FullYearEffect, ...] = ()
    changes: tuple[PlannedChange, ...] = ()

    def of_body(self, body: str) -> "Assumptions":
        """Those that concern one body.

        >>> nothing = StatedRate(rate=Decimal(0), source="stated")
        >>> none = Rates(usual=nothing)
        >>> given = Assumptions(growth=none, efficiency=none, limit_growth=none, headroom=nothing,
        ...     contingency=nothing, surplus=nothing, changes=(PlannedChange(kind="pressure",
        ...     body="5A9", category="acute", pence=1, reason="winter"),))
        >>> given.of_body("5C1").changes
        ()
        """
        return self.model_copy(
            update={
                "limit_growth": Rates(usual=self.limit_growth.of(body)),
                "full_year_effects": tuple(e for e in self.full_year_effects if e.body == body),
                "changes": tuple(change for change in self.changes if change.body == body),
            }
        )


def _month(text: str) -> str:
    return str(Period(text))


class ScenarioStated(Beside):
    """One body's part of a scenario: its name, what it was made from, and what it assumes.

    `made_from` is the last event of the log that it took into account, `as_of` the last month whose
    events count, `known_at` the last day whose documents do.
    """

    kind: Literal["scenario-stated"] = "scenario-stated"
    name: str = Field(min_length=1)
    as_of: Annotated[str, AfterValidator(_month)]
    known_at: date | None
    made_from: Annotated[int, Field(ge=0)]
    assumptions: Assumptions
