"""What is said about delegation beside the ledger: what is eligible, a trajectory, a condition met.

None of these posts a line or moves a figure. The last one that stands about the same thing counts,
and the former ones stay in the log. They belong to no month: a condition is met on its own day.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pctfinance.ledger.kinds import Beside, Frozen

__all__ = [
    "DELEGATION_FACTS",
    "ConditionStated",
    "DenominatorWord",
    "EligibleBudgetStated",
    "TrajectoryPoint",
    "TrajectoryStated",
]

DenominatorWord = Literal["total-budget", "eligible-budget"]
"""What a delegated share is a share of: both were in use, so none stands without its name."""


class EligibleBudgetStated(Beside):
    """Which categories of a body are not eligible to be delegated; those below them neither.

    An empty list says that all of the budget is eligible, which is another thing than silence.

    >>> list(EligibleBudgetStated(not_eligible=("primary-care",)).lines())
    []
    """

    kind: Literal["eligible-budget-stated"] = "eligible-budget-stated"
    not_eligible: tuple[Annotated[str, Field(min_length=1)], ...]


class TrajectoryPoint(Frozen):
    """The share that is to be delegated by the end of a month of the year, from 0 to 1, exact."""

    month: Annotated[int, Field(ge=1, le=12)]
    share: Annotated[Decimal, Field(ge=0, le=1)]


class TrajectoryStated(Beside):
    """The trajectory of a body's delegation: shares at the end of months, of one denominator.

    A month between two points keeps the share of the one before.

    >>> points = (TrajectoryPoint(month=6, share=Decimal("0.17")),)
    >>> stated = TrajectoryStated(denominator="total-budget", points=points)
    >>> stated.planned(5), stated.planned(8)
    (None, Decimal('0.17'))
    """

    kind: Literal["delegation-trajectory-stated"] = "delegation-trajectory-stated"
    denominator: DenominatorWord
    points: tuple[TrajectoryPoint, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _months_rise(self) -> Self:
        months = [point.month for point in self.points]
        if months != sorted(set(months)):
            msg = "the points of a trajectory stand in the order of their months, each month once"
            raise ValueError(msg)
        return self

    def planned(self, month: int) -> Decimal | None:
        """The share that is to be reached by the end of a month; none before the first point."""
        shares = [point.share for point in self.points if point.month <= month]
        return shares[-1] if shares else None


class ConditionStated(Beside):
    """A condition of earned autonomy that a delegate met, or, without a day, has not met.

    The event's `reference` names the evidence.

    >>> ConditionStated(delegate="03F", condition="a constitution", met_on=date(2011, 9, 1)).kind
    'earned-autonomy-condition'
    """

    kind: Literal["earned-autonomy-condition"] = "earned-autonomy-condition"
    delegate: str = Field(min_length=1)
    condition: str = Field(min_length=1)
    met_on: date | None = None


DELEGATION_FACTS = (EligibleBudgetStated, TrajectoryStated, ConditionStated)
"""All of them."""
