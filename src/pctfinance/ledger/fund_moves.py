"""What every event does to the earmarks of funds: one row for each amount that changes.

The rules at the gate and the statement of a fund are both made from these rows. What is *held* is
read from the lines, all else from what the events say, so that the one proves the other:
contributed = held + pending + drawn + returned.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.fund_legs import given_pence
from pctfinance.ledger.funds import FundContributed, FundWaived
from pctfinance.ledger.lines import Account
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferEnded,
    TransferKind,
    TransferSubmitted,
)

__all__ = ["FundMove", "Measure", "fund_moves"]


class Measure(StrEnum):
    """What is followed of one body and fund, in pence.

    `CONTRIBUTED` is all that was earmarked, that of re-spreads (`SPREAD`) among it. `WAIVED` is what
    a donor was excused from, `RETURNED` what it was given back of it, and `RELIEVED` what others
    took over. `PENDING` is set aside for draws that are not decided.
    """

    CONTRIBUTED = "contributed"
    SPREAD = "spread"
    WAIVED = "waived"
    RETURNED = "returned"
    RELIEVED = "relieved"
    PENDING = "pending"
    DRAWN_OWN = "drawn for itself"
    DRAWN_OTHERS = "drawn for others"
    RECEIVED = "received"
    HELD = "held"


class FundMove(NamedTuple):
    """One amount that an event changes, in pence."""

    fund: str
    body: str
    measure: Measure
    pence: int


def fund_moves(event: Event) -> Iterator[FundMove]:
    """What an event changes of the earmarks of its body; nothing of most.

    >>> from datetime import date
    >>> day = date(2011, 6, 1)
    >>> given = Event(body="5K7", effective=day, notified=day, reference="F1",
    ...     what=FundContributed(fund="F1", pence=5))
    >>> [(move.measure.value, move.pence) for move in fund_moves(given)]
    [('contributed', 5), ('held', 5)]
    """
    what, body = event.what, event.body
    if isinstance(what, FundContributed):
        yield FundMove(what.fund, body, Measure.CONTRIBUTED, what.pence)
    elif isinstance(what, FundWaived):
        yield FundMove(what.fund, body, Measure.WAIVED, what.pence)
        yield FundMove(what.fund, body, Measure.RETURNED, what.returned_pence)
    elif isinstance(what, Reversal):
        for fund, pence in _earmarked(event):
            yield FundMove(fund, body, Measure.CONTRIBUTED, pence)
    elif isinstance(what, TransferSubmitted | TransferEnded | TransferActioned):
        for measure, pence in _of_transfer(event, what):
            yield FundMove(what.terms.fund, body, measure, pence)
    for fund, pence in _earmarked(event):
        yield FundMove(fund, body, Measure.HELD, pence)


def _earmarked(event: Event) -> Iterator[tuple[str, int]]:
    """What the lines of an event add to earmarks, with the number of the fund."""
    for line in event.lines:
        if line.account in (Account.FUND, Account.HEADROOM) and line.case:
            yield line.case, -line.pence


def _of_transfer(
    event: Event, what: TransferSubmitted | TransferEnded | TransferActioned
) -> Iterator[tuple[Measure, int]]:
    terms = what.terms
    if not terms.fund:
        return
    part = sum(part.pence for part in terms.parts if part.body == what.party)
    draws = terms.kind is TransferKind.DRAW
    if isinstance(what, TransferSubmitted):
        if draws:
            yield Measure.PENDING, part
    elif isinstance(what, TransferEnded):
        if draws and what.reserved:
            yield Measure.PENDING, -part
    elif what.side is Side.RECEIVER:
        given = given_pence(terms, what.pence)
        passed = sum(pence for body, pence in given.items() if body != event.body)
        yield (Measure.RECEIVED if draws else Measure.RELIEVED), passed
    else:
        given = given_pence(terms, what.pence)
        if not draws:
            yield Measure.CONTRIBUTED, given.get(what.party, 0)
            yield Measure.SPREAD, given.get(what.party, 0)
            return
        yield Measure.PENDING, -part
        own = event.body == terms.receiver
        yield (Measure.DRAWN_OWN if own else Measure.DRAWN_OTHERS), given.get(what.party, 0)
