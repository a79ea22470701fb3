"""The kinds of event at a year's end: what was decided of each item, and who receives a balance.

None of them posts a line. What is carried becomes an event of the next year's book; a receiver's
share stands in the event of the final close, frozen.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pctfinance.ledger.kinds import Beside, Frozen
from pctfinance.money import MAX_PENCE

__all__ = [
    "YEAR_END_STEPS",
    "AssignedBalance",
    "DecidedPart",
    "Decision",
    "FinalClosed",
    "ReturnExpected",
    "YearEndDecided",
]

Pence = Annotated[int, Field(strict=True, ge=-MAX_PENCE, le=MAX_PENCE)]
_YEAR = "^[0-9]{4}-[0-9]{2}$"


class Decision(StrEnum):
    """What becomes of an amount at the year's end.

    `CARRY` takes it into the next year. `STOP` ends recurrent money, and needs the authority's
    reference. `LAPSE` ends what was for the year only. `EXPECT` says that an authority will return
    it in a later year, and needs that year and the authority's reference.
    """

    CARRY = "carry"
    STOP = "stop"
    LAPSE = "lapse"
    EXPECT = "return-expected"


class DecidedPart(Frozen):
    """One part of an item: what becomes of it, in pence and with the item's sign.

    `year` is that of an expected return; several parts with different years are a schedule.
    `reference` is the authority's, for what only it can say. `counterparty` says from whom the
    amount is expected, where that is not the item's own counterparty.
    """

    decision: Decision
    pence: Pence
    year: str = Field(default="", pattern=f"{_YEAR}|^$")
    reference: str = ""
    counterparty: str = ""


class YearEndDecided(Beside):
    """What becomes of one item of a body at its year's end.

    `pence` is the item's amount as it stood when this was posted, and is filled in then; the parts
    add up to it exactly. A later decision on the same item takes this one's place; both stay in the
    log.

    >>> part = DecidedPart(decision=Decision.LAPSE, pence=5)
    >>> list(YearEndDecided(item="held/headroom", parts=(part,), reason="plan").lines())
    []
    """

    kind: Literal["year-end-decided"] = "year-end-decided"
    item: str = Field(min_length=1)
    pence: Pence | None = None
    parts: tuple[DecidedPart, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)


class ReturnExpected(Beside):
    """An authority is to return an amount in a later year than this one. It moves no limit.

    The roll into that year makes it an anticipated allocation; until then it stays visible.
    """

    kind: Literal["return-expected"] = "return-expected"
    item: str = Field(min_length=1)
    pence: Pence
    due: str = Field(pattern=_YEAR)
    counterparty: str = Field(min_length=1)


class AssignedBalance(Frozen):
    """One closing balance and its one receiver, in pence: debits positive.

    Either `account` names a balance of the general ledger (with its `counterparty`), or `item` an
    amount that an outside holder holds or owes, which is positive, or one side of a loan, which is
    negative where it is owed. `provision` marks a balance that
    carries no cash.
    """

    account: str = ""
    counterparty: str = ""
    item: str = ""
    pence: Pence
    receiver: str = Field(min_length=1)
    receiver_name: str = Field(min_length=1)
    provision: bool = False


class FinalClosed(Beside):
    """A body has ended: each of its closing balances has one receiver.

    Income and expenditure were closed into `general_fund`. After this nothing counts for the body
    any more but an audit adjustment; what that changed is assigned by another `FinalClosed`, which
    holds the differences alone.

    >>> FinalClosed(general_fund="general fund", assigned=()).kind
    'final-closed'
    """

    kind: Literal["final-closed"] = "final-closed"
    general_fund: str = Field(min_length=1)
    assigned: tuple[AssignedBalance, ...]


YEAR_END_STEPS = (YearEndDecided, FinalClosed)
"""Steps of a year's end. They are about the whole year and belong to none of its months."""
