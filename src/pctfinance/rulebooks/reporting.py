"""The parts of a rulebook that say how what is reported is judged beside the duties, and reckoned."""

from typing import Literal, Self

from pydantic import model_validator

from pctfinance.rulebooks.stated import Choice, Part, Rate

__all__ = [
    "Qipp",
    "Rag",
    "RatingWords",
    "Underlying",
    "UnderlyingLodged",
    "UnderlyingResource",
    "ZeroBudget",
]


class ZeroBudget(Choice):
    """What an adverse variance is where the budget is zero, so that there is no share of it."""

    value: Literal["red", "amber", "not-rated"]


class Rag(Part):
    """From which adverse share of its budget a variance is amber, and from which it is red.

    A rulebook that says nothing of budgets of zero has any adverse variance against one red.
    """

    amber_above: Rate
    red_above: Rate
    zero_budget: ZeroBudget | None = None

    @property
    def against_nothing(self) -> Literal["red", "amber", "not-rated"]:
        """What an adverse variance against a budget of zero is."""
        return self.zero_budget.value if self.zero_budget else "red"

    @model_validator(mode="after")
    def _amber_comes_first(self) -> Self:
        if self.amber_above.value > self.red_above.value:
            msg = (
                f"amber_above ({self.amber_above.value}) must not be over "
                f"red_above ({self.red_above.value})"
            )
            raise ValueError(msg)
        return self


class UnderlyingResource(Choice):
    """Which recurrent resource an underlying position starts from."""

    value: Literal["confirmed", "expected"]


class UnderlyingLodged(Choice):
    """Whether recurrent resource that is lodged with the authority counts as the body's."""

    value: Literal["left-out", "added-back"]


class Underlying(Part):
    """How the underlying position is reckoned: recurrent resource less recurrent spend.

    A rulebook that says nothing starts from the confirmed limit and leaves out what is lodged.
    """

    resource: UnderlyingResource | None = None
    lodged: UnderlyingLodged | None = None

    @property
    def expects(self) -> bool:
        """Whether anticipated recurrent resource counts."""
        return self.resource is not None and self.resource.value == "expected"

    @property
    def adds_back(self) -> bool:
        """Whether recurrent resource lodged with the authority is added back."""
        return self.lodged is not None and self.lodged.value == "added-back"


class RatingWords(Part):
    """What each rating of a scheme means, in words."""

    green: Choice
    amber: Choice
    red: Choice


class Qipp(Part):
    """Savings: the words of the ratings, and from which share a forecast is below its plan."""

    ratings: RatingWords
    forecast_below: Rate
