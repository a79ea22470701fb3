"""Contracts with providers, as their lead commissioner states them, and the activity of each month.

A contract stands beside the ledger: it moves no limit, no budget and no actual. The bill is in the
lead commissioner's ledger, and what its associates owe it is recharged by journals.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from pctfinance.ledger.added_later import AddedLater
from pctfinance.ledger.kinds import Beside, Pence
from pctfinance.ledger.whole import WHOLE, whole

__all__ = [
    "ActivityReported",
    "ActivityRow",
    "AnyContractStep",
    "ContractLine",
    "ContractShare",
    "ContractStated",
]

_MONTHS = 12
_WEIGHT = re.compile(r"\d{1,15}(\.\d{1,9}|/0*[1-9]\d{0,14})?")

_Cost = Annotated[Pence, Field(ge=0), WHOLE]
_Activity = Annotated[int, Field(ge=0, le=10**9), WHOLE]


def _weight(text: str) -> str:
    if not _WEIGHT.fullmatch(text) or not Fraction(text):
        msg = f"{text!r} is no share: write 1/3, 0.25 or a whole number above zero"
        raise ValueError(msg)
    return text


class ContractLine(AddedLater):
    """One point of delivery of a contract: planned activity by month, and the price of a unit.

    `baseline_pence` is the value of the year above which emergency activity is paid at the marginal
    rate of the rulebook; `None` where the line is no emergency care. `prior_price_pence` is the price
    of the year before, where it is known. Lines of one contract with the same `baseline_group` share one
    baseline, the sum of theirs, against which their values together stand.

    >>> line = ContractLine.of("NEL", "Non-elective", 7, 200_00)
    >>> line.months, line.planned(3), line.planned(12)
    ((1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1), 2, 7)
    """

    _ADDED_LATER = ("baseline_group",)

    line: str = Field(min_length=1)
    name: str = Field(min_length=1)
    months: Annotated[tuple[_Activity, ...], Field(min_length=_MONTHS, max_length=_MONTHS)]
    price_pence: _Cost
    prior_price_pence: _Cost | None = None
    baseline_pence: _Cost | None = None
    baseline_group: str = ""

    @model_validator(mode="after")
    def _states_its_part(self) -> Self:
        if self.baseline_group and self.baseline_pence is None:
            msg = (
                f"{self.line} shares a baseline and states no part of it: write 0 where it has none"
            )
            raise ValueError(msg)
        return self

    @classmethod
    def of(
        cls,
        line: str,
        name: str,
        activity: int | Sequence[int],
        price_pence: int,
        *,
        prior_price_pence: int | None = None,
        baseline_pence: int | None = None,
        baseline_group: str = "",
    ) -> Self:
        """A line by its twelve months, or by the year's activity, spread as evenly as whole units go.

        Raises:
            ValueError: there are other than twelve months, an amount is negative, or a baseline is shared
                without a part of it.

        >>> ContractLine.of("OP", "Outpatients", [1] * 12, 90_00).planned(12)
        12
        """
        months: object = activity
        if isinstance(months, str) or not isinstance(months, Iterable):
            whole(months)
        if isinstance(activity, int):
            until = [(2 * activity * n + _MONTHS) // (2 * _MONTHS) for n in range(_MONTHS + 1)]
            activity = [after - before for before, after in pairwise(until)]
        return cls(
            line=line,
            name=name,
            months=tuple(activity),
            price_pence=price_pence,
            prior_price_pence=prior_price_pence,
            baseline_pence=baseline_pence,
            baseline_group=baseline_group.strip(),
        )

    def planned(self, month: int) -> int:
        """The units planned by the end of a month."""
        return sum(self.months[:month])


class ContractShare(NamedTuple):
    """The share of one commissioner: an exact text such as `1/3`, or its plan where `basis` says so."""

    body: str
    weight: Annotated[str, AfterValidator(_weight)]

    @property
    def exact(self) -> Fraction:
        """The share as an exact number."""
        return Fraction(self.weight)


class ContractStated(Beside):
    """A contract with a provider. The event's body is the host, the lead commissioner.

    `shares` are those of all commissioners, the host's among them where it has one. As `fractions`
    they add up to one; by `plan` each is what its commissioner planned to spend, and they are taken in
    these proportions. The last statement of the same code stands.

    >>> half = ContractShare("5A9", "1/2"), ContractShare("5K7", "1/2")
    >>> line = ContractLine.of("NEL", "Non-elective", 12, 200_00)
    >>> said = ContractStated(contract="C1", provider="RX", provider_name="X", points=(line,),
    ...     shares=half, basis="fractions")
    >>> said.weights["5K7"]
    Fraction(1, 2)
    """

    kind: Literal["contract-stated"] = "contract-stated"
    contract: str = Field(min_length=1)
    provider: str = Field(min_length=1)
    provider_name: str = Field(min_length=1)
    points: tuple[ContractLine, ...] = Field(min_length=1)
    shares: tuple[ContractShare, ...] = Field(min_length=1)
    basis: Literal["fractions", "plan"]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        lines = [one.line for one in self.points]
        if len(set(lines)) < len(lines):
            msg = "a line stands twice"
            raise ValueError(msg)
        self.check_shares(self.shares, self.basis)
        return self

    @classmethod
    def check_shares(cls, shares: Sequence[ContractShare], basis: str) -> None:
        """Whether the shares of a contract are such, each and together.

        Raises:
            ValueError: a share is none, a commissioner stands twice, or fractions do not add up to one.

        >>> ContractStated.check_shares([ContractShare("5A9", "1/2")], "plan")
        """
        for share in shares:
            _weight(share.weight)
        if len({share.body for share in shares}) < len(shares):
            msg = "a commissioner stands twice"
            raise ValueError(msg)
        total = sum((share.exact for share in shares), Fraction(0))
        if basis == "fractions" and total != 1:
            msg = f"the shares add up to {total}, not to 1"
            raise ValueError(msg)

    @property
    def weights(self) -> dict[str, Fraction]:
        """The share of each commissioner, exact."""
        return {share.body: share.exact for share in self.shares}


class ActivityRow(NamedTuple):
    """Units of one line to date, of one commissioner or, where `body` is empty, of all together.

    `billed_pence` is what the provider bills for them at full price; `None` where that is units times
    the contract's price.
    """

    line: Annotated[str, Field(min_length=1)]
    activity: _Activity
    billed_pence: _Cost | None = None
    body: str = ""


class ActivityReported(Beside):
    """What a provider reported to date, by the end of the event's month.

    A later report of the same month takes the place of the earlier. A line that is not named was not
    reported.

    >>> list(ActivityReported(contract="C1", units=(ActivityRow("NEL", 9),)).lines())
    []
    """

    kind: Literal["contract-activity-reported"] = "contract-activity-reported"
    contract: str = Field(min_length=1)
    units: tuple[ActivityRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        places = [(row.line, row.body) for row in self.units]
        whole = {row.line for row in self.units if not row.body}
        if len(set(places)) < len(places) or any(r.body and r.line in whole for r in self.units):
            msg = "a line stands twice, or both as a whole and by commissioner"
            raise ValueError(msg)
        return self


AnyContractStep = Annotated[ActivityReported | ContractStated, Field(discriminator="kind")]
"""Both."""
