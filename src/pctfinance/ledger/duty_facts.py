"""What a body states beside its ledger for its duties: bills paid, its provider arm, a control total.

None of it posts a line, and none of it moves a limit or a charge. Bills and the figures of a
provider arm belong to a month; a control total is of the year.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pctfinance.ledger.kinds import Beside, Frozen, Pence
from pctfinance.ledger.whole import WHOLE
from pctfinance.money import MAX_PENCE

__all__ = ["Bills", "BillsPaid", "ControlTotalAgreed", "ProviderArmStated", "Sector"]

Sector = Literal["nhs", "non-nhs"]
"""Whose bills: those of NHS bodies, or of all others."""

_Count = Annotated[int, Field(ge=0, le=MAX_PENCE), WHOLE]
"""A number of bills, or an amount of pence that is not below zero."""


class Bills(Frozen):
    """Bills of one sector: how many, for how much, and what of both was paid in time.

    >>> Bills(number=100, pence=1_000_00, number_in_time=95, pence_in_time=960_00).number_in_time
    95
    """

    number: _Count
    pence: _Count
    number_in_time: _Count
    pence_in_time: _Count

    @model_validator(mode="after")
    def _part_of_the_whole(self) -> Self:
        if self.number_in_time > self.number or self.pence_in_time > self.pence:
            msg = "more was paid in time than was paid"
            raise ValueError(msg)
        for number, pence in (
            (self.number, self.pence),
            (self.number_in_time, self.pence_in_time),
        ):
            if not number and pence:
                msg = "no bill has no amount"
                raise ValueError(msg)
        return self

    def plus(self, other: "Bills") -> "Bills":
        """Both together.

        >>> none = Bills(number=0, pence=0, number_in_time=0, pence_in_time=0)
        >>> none.plus(none) == none
        True
        """
        return Bills(
            number=self.number + other.number,
            pence=self.pence + other.pence,
            number_in_time=self.number_in_time + other.number_in_time,
            pence_in_time=self.pence_in_time + other.pence_in_time,
        )


class BillsPaid(Beside):
    """The bills that a body paid in its month, or `to_date`: in the year up to it.

    A later statement of the same body and month takes the place of the former one.
    """

    kind: Literal["bills-paid"] = "bills-paid"
    nhs: Bills
    non_nhs: Bills
    to_date: bool = False

    def of(self, sector: Sector) -> Bills:
        """The bills of one sector.

        >>> none = Bills(number=0, pence=0, number_in_time=0, pence_in_time=0)
        >>> BillsPaid(nhs=none, non_nhs=none).of("nhs").number
        0
        """
        return self.nhs if sector == "nhs" else self.non_nhs


class ProviderArmStated(Beside):
    """A body's provider arm in the year up to the month of the event; the last one stands.

    `cost_pence` is its gross operating cost, `income_pence` its operating income, `allocation_pence`
    what of the cost is met from the body's own allocation. In place of the first two, `categories`
    names those of the general ledger that are the arm's. A body without an arm says so.

    >>> ProviderArmStated(has_arm=False).kind
    'provider-arm-stated'
    """

    kind: Literal["provider-arm-stated"] = "provider-arm-stated"
    has_arm: bool = True
    cost_pence: _Count | None = None
    income_pence: _Count | None = None
    allocation_pence: _Count = 0
    categories: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        stated = (self.cost_pence, self.income_pence) != (None, None)
        whole = None not in (self.cost_pence, self.income_pence)
        if not self.has_arm and (stated or self.categories or self.allocation_pence):
            msg = "a body without a provider arm has no figures of it"
            raise ValueError(msg)
        if self.has_arm and (stated == bool(self.categories) or (stated and not whole)):
            msg = "a provider arm has cost and income, or the categories of both"
            raise ValueError(msg)
        if list(self.categories) != sorted(set(self.categories)):
            msg = "categories stand in their order, each once"
            raise ValueError(msg)
        return self


class ControlTotalAgreed(Beside):
    """The surplus that a body agreed with its authority for the year; a deficit is negative.

    One-sided: at least that. Two-sided: neither less nor more. The one of the last day stands. No PCT
    may plan a deficit: one that is agreed all the same is kept, and told.
    It is administrative and no statutory duty.

    >>> ControlTotalAgreed(pence=1_000_00, authority="Q36").two_sided
    False
    """

    kind: Literal["control-total-agreed"] = "control-total-agreed"
    pence: Annotated[Pence, WHOLE]
    two_sided: bool = False
    authority: str = Field(min_length=1)
