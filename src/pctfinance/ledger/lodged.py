"""What becomes of a lodgement beside its transfers: taken over into the next year, written off.

A surplus is lodged, and comes back, by transfers (`pctfinance.ledger.transfers`). None of the
events here posts a line. Each moves the memorandum of what the authority still holds.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from pctfinance.ledger.kinds import Beside, Positive, What
from pctfinance.ledger.lines import Funding, Limit, Line, Memorandum
from pctfinance.ledger.lodgement_names import held_account
from pctfinance.money import MAX_PENCE

__all__ = ["ExpectedReturn", "LodgementCarried", "LodgementLapsed"]

NotNegative = Annotated[int, Field(strict=True, ge=0, le=MAX_PENCE)]


class ExpectedReturn(NamedTuple):
    """What is expected back of a lodgement in one financial year, in pence."""

    year: str
    pence: int


class LodgementLapsed(What):
    """What is not returned of a lodgement is written off; the event's purpose says why.

    `authority` is who says so, and the event's approval is the reference of its letter. The limit
    fell when it was lodged, so it moves no limit.

    >>> LodgementLapsed(lodgement="L1", authority="Q36", pence=4).memoranda().send(None).pence
    -4
    """

    needs_approval: ClassVar[bool] = True
    kind: Literal["lodgement-lapsed"] = "lodgement-lapsed"
    lodgement: str = Field(min_length=1)
    authority: str = Field(min_length=1)
    pence: Positive

    def lines(self) -> Iterator[Line]:
        """None."""
        yield from ()

    def memoranda(self) -> Iterator[Memorandum]:
        """The authority holds x less."""
        yield Memorandum(held_account(self.lodgement), -self.pence)


class LodgementCarried(Beside):
    """A lodgement of an earlier year that is not settled: what became of it until this year.

    The roll makes it. What is expected of it this year is an anticipated allocation of the same
    roll, and what is expected later a `ReturnExpected`.

    >>> carried = LodgementCarried(lodgement="2011-12 L1", holder="Q36", limit=Limit.REVENUE,
    ...     funding=Funding.NON_RECURRENT, lodged_pence=10, returned_pence=3, lapsed_pence=2)
    >>> carried.outstanding_pence
    5
    """

    kind: Literal["lodgement-carried"] = "lodgement-carried"
    lodgement: str = Field(min_length=1)
    holder: str = Field(min_length=1)
    limit: Literal[Limit.REVENUE, Limit.CAPITAL]
    funding: Funding
    lodged_pence: Positive
    returned_pence: NotNegative
    lapsed_pence: NotNegative
    expected: tuple[ExpectedReturn, ...] = ()

    @property
    def outstanding_pence(self) -> int:
        """What the authority still held when the year before ended."""
        return self.lodged_pence - self.returned_pence - self.lapsed_pence

    def memoranda(self) -> Iterator[Memorandum]:
        """The authority holds what was outstanding."""
        yield Memorandum(held_account(self.lodgement), self.outstanding_pence)
