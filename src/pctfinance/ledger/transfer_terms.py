"""What is agreed when resource passes from one body to another, exactly.

A transfer moves nothing before it is actioned: the steps on its way are in
`pctfinance.ledger.transfers`.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from pctfinance.ledger.added_later import AddedLater
from pctfinance.ledger.fund_legs import Part, part_faults
from pctfinance.ledger.kinds import Positive
from pctfinance.ledger.lines import Account, Funding, Limit, Line, Strand
from pctfinance.ledger.lodged import ExpectedReturn
from pctfinance.ledger.transfer_faults import kind_faults
from pctfinance.ledger.transfer_lines import OF_ONE_BODY
from pctfinance.money import MAX_PENCE

__all__ = ["NotNegative", "Number", "Repayment", "Side", "TransferKind", "TransferTerms"]

NotNegative = Annotated[int, Field(strict=True, ge=0, le=MAX_PENCE)]
"""An amount of nothing or more, in integer pence."""

Number = Annotated[str, Field(min_length=1)]
"""The number of a transfer, once a book."""


class TransferKind(StrEnum):
    """What is agreed: for good, to be repaid, or from an authority or holder outside the group.

    A draw takes what donors earmarked for a fund, and a re-spread raises what some of them earmark
    in place of another (`pctfinance.ledger.fund_legs`).
    A `LODGEMENT` leaves surplus with an authority or holder, and a `RETURN` brings some of it back.
    A `SWITCH` moves resource from a body's capital to its revenue limit. A `REDIRECT` gives what an
    authority holds of one body's headroom to another body.
    """

    STRAIGHT = "straight"
    LOAN = "loan"
    SUPPORT = "support"
    LODGEMENT = "lodgement"
    RETURN = "return"
    SWITCH = "switch"
    REDIRECT = "redirect"
    DRAW = "draw"
    RESPREAD = "re-spread"
    REPAYMENT = "repayment"
    WRITE_OFF = "write-off"
    RESCHEDULE = "reschedule"


class Side(StrEnum):
    """Which of the two parties."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Repayment(NamedTuple):
    """One repayment of a loan: the financial year in which it is due, and pence."""

    year: str
    pence: int


class TransferTerms(AddedLater):
    """What is agreed, exactly. Any change of it is another digest, and voids every approval.

    The giver of a support is an authority or holder, and has no ledger here. `cash_pence` says how
    much of the cash limit goes with the resource. A loan states its repayments, which may be due
    after both bodies are gone. `reverses` is the number of the actioned transfer that it undoes.
    `of_loan` names the loan that a repayment, a write-off or a rescheduling is of, and `outside`
    which party of that loan is no body of this book.
    With a `delegate` and `category` it moves that delegate's budget: from its cell in the giver to its
    cell in the receiver.
    Of a draw on a fund or a re-spread, `parts` says what each of several givers gives; `giver` is the
    first of them. `of_headroom` tells that the fund's earmarks are headroom.

    Giver of a return and receiver of a lodgement is the authority or holder. `returns` is what a
    lodgement is expected to bring back, in which years; `lodgement` names what a return is of, and
    `taken_from` what a lodgement is taken from. Both parties of a switch are the body itself.

    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", limit=Limit.REVENUE,
    ...     funding=Funding.NON_RECURRENT, pence=2_000_000_00, effective=date(2011, 9, 1),
    ...     purpose="pressure on acute services")
    >>> terms.digest == terms.model_copy(update={"pence": 2_000_000_01}).digest
    False
    >>> list(terms.faults())
    []
    """

    _ADDED_LATER: ClassVar[tuple[str, ...]] = (
        "delegate",
        "category",
        "returns",
        "lodgement",
        "taken_from",
        "parts",
        "fund",
        "of_headroom",
        "of_loan",
        "outside",
    )

    number: Number
    kind: TransferKind = TransferKind.STRAIGHT
    giver: str = Field(min_length=1)
    receiver: str = Field(min_length=1)
    limit: Literal[Limit.REVENUE, Limit.CAPITAL] = Limit.REVENUE
    funding: Funding = Funding.NON_RECURRENT
    pence: Positive
    cash_pence: NotNegative = 0
    effective: date
    purpose: str = Field(min_length=1)
    repayments: tuple[Repayment, ...] = ()
    reverses: str = ""
    delegate: str = ""
    category: str = ""
    returns: tuple[ExpectedReturn, ...] = ()
    lodgement: str = ""
    taken_from: Literal[Account.UNALLOCATED, Account.PLANNED_SURPLUS] = Account.UNALLOCATED
    parts: tuple[Part, ...] = ()
    fund: str = ""
    of_headroom: bool = False
    of_loan: str = ""
    outside: Literal["", "giver", "receiver"] = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the terms: sorted keys, no white space, nothing but ASCII.

        It says what was agreed and approved, not who did so.
        """
        document = self.model_dump(mode="json")
        text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The parties that agree, and whose limits it moves; the other one is outside."""
        if self.outside:
            return (Side.RECEIVER,) if self.outside == "giver" else (Side.GIVER,)
        one = OF_ONE_BODY.get(self.kind)
        return (Side(one),) if one else (Side.GIVER, Side.RECEIVER)

    @property
    def home(self) -> str:
        """The body in whose log the terms and the authority's decisions stand."""
        return self.bodies[0]

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies whose limits it moves, the giver first; or whose earmarks."""
        if self.parts:
            return tuple(dict.fromkeys((*(part.body for part in self.parts), self.receiver)))
        return tuple(getattr(self, side.value) for side in self.sides)

    @property
    def outsider(self) -> str:
        """The authority or holder that is a party of it; empty where both parties are bodies."""
        if self.kind is TransferKind.LODGEMENT:
            return self.receiver
        return self.giver if self.sides == (Side.RECEIVER,) else ""

    @property
    def moves(self) -> bool:
        """Whether it moves resource: a write-off and a rescheduling change a loan alone."""
        return self.kind not in _MOVES_NOTHING

    @property
    def strand(self) -> Strand:
        """The strand that it leaves and that it comes into: recurrent for recurrent."""
        return Strand.of(self.limit, self.funding)

    @property
    def lodged_as(self) -> str:
        """The lodgement that it makes, returns or, reversing a return, restores; else empty."""
        makes = self.kind is TransferKind.LODGEMENT and not self.reverses
        return self.number if makes else self.lodgement

    @property
    def from_held(self) -> Side | None:
        """Of a redirect, the side whose headroom is held: it gives it, and no line of its ledger."""
        if self.kind is not TransferKind.REDIRECT:
            return None
        return Side.RECEIVER if self.reverses else Side.GIVER

    @property
    def offers_lines(self) -> bool:
        """Whether what is offered is set aside in the giver's ledger."""
        return Side.GIVER in self.sides and self.from_held is not Side.GIVER

    def faults(self) -> Iterator[tuple[str, str]]:
        """Why these cannot be the terms of a transfer, each with what to do."""
        yield from part_faults(self)
        yield from kind_faults(self.model_dump())
        of_one = (TransferKind.DRAW, TransferKind.SWITCH)
        if self.giver == self.receiver and self.kind not in of_one:
            yield f"{self.giver} gives to itself", "name two parties"
        if (self.limit is Limit.REVENUE) == (self.funding is Funding.NOT_APPLICABLE):
            yield (
                f"{self.limit} resource cannot be {self.funding}",
                "state the funding of revenue, and none of capital",
            )
        repaid = sum(repayment.pence for repayment in self.repayments)
        if self.kind in _SCHEDULED and repaid != self.pence:
            yield (
                f"repayments of {repaid} pence are agreed for a loan of {self.pence} pence",
                "state repayments that add up to the loan",
            )
        if self.kind not in _SCHEDULED and self.repayments:
            yield "only a loan is repaid", "leave the repayments out, or make it a loan"
        if bool(self.delegate) != bool(self.category):
            yield "a delegate's budget has a delegate and a category", "state both, or neither"
        if self.delegate and (self.kind, self.limit) != (TransferKind.STRAIGHT, Limit.REVENUE):
            message = f"a {self.kind} of {self.limit} resource moves no delegate's budget"
            yield message, "make it a straight transfer of revenue, or name no delegate"
        if (self.kind in _OF_A_LOAN) != bool(self.of_loan):
            yield (
                f"a {self.kind} names {'a' if self.of_loan else 'no'} loan",
                "a repayment, a write-off and a rescheduling name their loan, and nothing else does",
            )
        if self.outside and not self.of_loan:
            yield f"a {self.kind} is of no loan, and has no party outside", "name both bodies"
        if not self.moves and (self.cash_pence or self.reverses):
            yield f"a {self.kind} moves nothing", "leave the cash and what it reverses out"

    def legs(self, account: Account, pence: int, cash_pence: int) -> Iterator[Line]:
        """`account` +x, unallocated -x, for the resource and for the cash that goes with it.

        Of a delegate's budget the resource is in its cell and not unallocated; cash is in no cell.
        """
        if not self.moves:
            return
        case = self.number if account is Account.PENDING else ""
        cash = Strand.of(Limit.CASH)
        if pence:  # a line of nothing would make a limit known that is not
            yield Line(self.strand, account, pence, case=case)
            unallocated = Line(self.strand, self.taken_from, -pence)
            cell = Line(self.strand, Account.DELEGATED, -pence, self.category, self.delegate)
            yield cell if self.delegate else unallocated
        if cash_pence:
            yield Line(cash, account, cash_pence, case=case)
            yield Line(cash, Account.UNALLOCATED, -cash_pence)


_SCHEDULED = (TransferKind.LOAN, TransferKind.RESCHEDULE)
_MOVES_NOTHING = (TransferKind.WRITE_OFF, TransferKind.RESCHEDULE)
_OF_A_LOAN = (TransferKind.REPAYMENT, *_MOVES_NOTHING)
