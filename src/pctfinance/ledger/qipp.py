"""Savings under QIPP (quality, innovation, productivity and prevention), as a body states them.

A scheme is a plan of savings by month; a report says what of it was saved to date, and what is
expected of the year. Both stand beside the ledger: they move no budget and no actual, because what a
saving does to cost is in the cost already.
"""

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from pctfinance.ledger.kinds import Beside, Pence
from pctfinance.ledger.whole import WHOLE

__all__ = ["AnyQippStep", "PlannedSaving", "Rating", "SchemeReported", "SchemeStated"]

Rating = Literal["green", "amber", "red"]
"""How likely a scheme is to deliver; what each word means stands in the rulebook."""

_Saving = Annotated[Pence, Field(ge=0), WHOLE]


class PlannedSaving(NamedTuple):
    """What is planned to be saved in a month of the year, from 1 to 12; a saving is positive."""

    month: Annotated[int, Field(ge=1, le=12), WHOLE]
    pence: _Saving


class SchemeStated(Beside):
    """A scheme of a body's: what it is to save, month by month, in one category.

    The last statement of the same code stands. `delegate` is the CCG whose part of the budget it is
    in, where it is in one. `full_year_pence` is what a recurrent scheme saves in a whole year once it
    runs, where that is stated.

    >>> scheme = SchemeStated(scheme="Q1", name="Generic prescribing", category="prescribing",
    ...     recurrence="recurrent", months=((4, 10), (9, 20)))
    >>> scheme.planned(8), scheme.planned(12)
    (10, 30)
    """

    kind: Literal["qipp-scheme-stated"] = "qipp-scheme-stated"
    scheme: str = Field(min_length=1)
    name: str = Field(min_length=1)
    category: str = Field(min_length=1)
    delegate: str = ""
    recurrence: Literal["recurrent", "non-recurrent"]
    months: tuple[PlannedSaving, ...] = Field(min_length=1)
    full_year_pence: _Saving | None = None

    @model_validator(mode="after")
    def _is_a_plan(self) -> Self:
        months = [planned.month for planned in self.months]
        if months != sorted(set(months)):
            msg = "the months of a plan stand in their order, each once"
            raise ValueError(msg)
        if self.full_year_pence is not None and self.recurrence != "recurrent":
            msg = "a non-recurrent scheme has no full-year effect"
            raise ValueError(msg)
        return self

    def planned(self, month: int) -> int:
        """What is planned to be saved by the end of a month, in pence."""
        return sum(planned.pence for planned in self.months if planned.month <= month)


class SchemeReported(Beside):
    """What a scheme saved by the end of the event's month, and what is expected of the whole year.

    A later report of the same month takes the place of the earlier. A cost in place of a saving is
    negative.

    >>> list(SchemeReported(scheme="Q1", to_date_pence=8, forecast_pence=25, rating="amber").lines())
    []
    """

    kind: Literal["qipp-scheme-reported"] = "qipp-scheme-reported"
    scheme: str = Field(min_length=1)
    to_date_pence: Annotated[Pence, WHOLE]
    forecast_pence: Annotated[Pence, WHOLE]
    rating: Rating


AnyQippStep = Annotated[SchemeReported | SchemeStated, Field(discriminator="kind")]
"""Both."""
