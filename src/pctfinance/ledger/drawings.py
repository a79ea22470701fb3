"""Cash that a body drew from its cash limit, payment by payment, and what it plans to draw.

A drawing posts no lines: it lowers no limit, it is what is charged against one. In a month for which
a body's loaded figures hold drawings, those count and the payments stand beside them; in any other
month the payments are the figures. So nothing is counted twice.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from pctfinance.ledger.kinds import Beside, Pence, What
from pctfinance.ledger.lines import Line

__all__ = ["DRAWINGS", "CashDrawingsPlanned", "CashDrawn", "PlannedMonth"]

DRAWINGS = "drawings"
"""The category of the cash limit that holds what was drawn."""


class CashDrawn(What):
    """Cash drawn on the day of the event; the event's reference names the payment.

    Nothing drawn in a month is stated as 0. Cash given back is negative.

    >>> list(CashDrawn(pence=45_000_000_00).lines())
    []
    """

    kind: Literal["cash-drawn"] = "cash-drawn"
    pence: Pence

    def lines(self) -> Iterator[Line]:
        """None."""
        yield from ()


class PlannedMonth(NamedTuple):
    """What is planned to be drawn in a month of the year, from 1 to 12."""

    month: Annotated[int, Field(ge=1, le=12)]
    pence: Pence


class CashDrawingsPlanned(Beside):
    """What a body plans to draw, month by month. The last plan that was stated stands."""

    kind: Literal["cash-drawings-planned"] = "cash-drawings-planned"
    months: tuple[PlannedMonth, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _months_rise(self) -> Self:
        months = [planned.month for planned in self.months]
        if months != sorted(set(months)):
            msg = "the months of a plan stand in their order, each once"
            raise ValueError(msg)
        return self

    def after(self, month: int) -> int:
        """What is planned for the months behind one, in pence.

        >>> CashDrawingsPlanned(months=((8, 10), (9, 20), (10, 30))).after(8)
        50
        """
        return sum(planned.pence for planned in self.months if planned.month > month)
