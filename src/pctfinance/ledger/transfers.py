"""Resource that passes from one body to another: its terms, and the steps on its way as events.

A transfer moves nothing before it is actioned. From its submission on, what the giver offers is
*pending*: set aside, so that it cannot be committed twice. Who may take which step when is kept by
`pctfinance.decisions`.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pctfinance.ledger.kinds import Beside, Frozen, Positive, What
from pctfinance.ledger.lines import Account, Funding, Limit, Line, Strand
from pctfinance.money import MAX_PENCE

__all__ = [
    "TRANSFER_DECISIONS",
    "AnyTransferStep",
    "Repayment",
    "Side",
    "TransferActioned",
    "TransferAgreed",
    "TransferApproved",
    "TransferConditionMet",
    "TransferCovered",
    "TransferEnded",
    "TransferKind",
    "TransferProposed",
    "TransferStep",
    "TransferSubmitted",
    "TransferTerms",
    "expires",
]

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
NotNegative = Annotated[int, Field(ge=0, le=MAX_PENCE)]
Number = Annotated[str, Field(min_length=1)]


class TransferKind(StrEnum):
    """What is agreed: for good, to be repaid, or from an authority or holder outside the group."""

    STRAIGHT = "straight"
    LOAN = "loan"
    SUPPORT = "support"
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


class TransferTerms(Frozen):
    """What is agreed, exactly. Any change of it is another digest, and voids every approval.

    The giver of a support is an authority or holder, and has no ledger here. `cash_pence` says how
    much of the cash limit goes with the resource. A loan states its repayments, which may be due
    after both bodies are gone. `reverses` is the number of the actioned transfer that it undoes;
    `of_loan` names the loan that a repayment, a write-off or a rescheduling is of,
    and `outside` which party of that loan is no body of this book.

    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", limit=Limit.REVENUE,
    ...     funding=Funding.NON_RECURRENT, pence=2_000_000_00, effective=date(2011, 9, 1),
    ...     purpose="pressure on acute services")
    >>> terms.digest == terms.model_copy(update={"pence": 2_000_000_01}).digest
    False
    >>> list(terms.faults())
    []
    """

    _ADDED_LATER: ClassVar[tuple[str, ...]] = ("of_loan", "outside")
    """Fields that terms of before do not have: at their default they are not written at all."""

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

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The terms as they are written, so that those of before keep their form and digest."""
        document: dict[str, Any] = handler(self)
        for name in self._ADDED_LATER:
            if getattr(self, name) == type(self).model_fields[name].default:
                document.pop(name, None)
        return document

    @property
    def sides(self) -> tuple[Side, ...]:
        """The parties that agree, and whose limits it moves; the other one is outside."""
        if self.outside:
            return (Side.RECEIVER,) if self.outside == "giver" else (Side.GIVER,)
        is_support = self.kind is TransferKind.SUPPORT
        return (Side.RECEIVER,) if is_support else (Side.GIVER, Side.RECEIVER)

    @property
    def home(self) -> str:
        """The body in whose log the terms and the authority's decisions stand."""
        return self.bodies[0]

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies whose limits it moves, the giver first."""
        return tuple(getattr(self, side.value) for side in self.sides)

    @property
    def moves(self) -> bool:
        """Whether it moves resource: a write-off and a rescheduling change a loan alone."""
        return self.kind not in _MOVES_NOTHING

    @property
    def strand(self) -> Strand:
        """The strand that it leaves and that it comes into: recurrent for recurrent."""
        return Strand.of(self.limit, self.funding)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Why these cannot be the terms of a transfer, each with what to do."""
        if self.giver == self.receiver:
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
        """`account` +x, unallocated -x, for the resource and for the cash that goes with it."""
        if not self.moves:
            return
        case = self.number if account is Account.PENDING else ""
        for strand, amount in ((self.strand, pence), (Strand.of(Limit.CASH), cash_pence)):
            yield Line(strand, account, amount, case=case)
            yield Line(strand, Account.UNALLOCATED, -amount)


_SCHEDULED = (TransferKind.LOAN, TransferKind.RESCHEDULE)
_MOVES_NOTHING = (TransferKind.WRITE_OFF, TransferKind.RESCHEDULE)
_OF_A_LOAN = (TransferKind.REPAYMENT, *_MOVES_NOTHING)


class TransferStep(What):
    """A step of a transfer. It names the digest of the terms that it was taken on."""

    number: Number
    digest: Sha256


class _Decision(TransferStep, Beside):
    """A step that posts no lines."""


class TransferProposed(_Decision):
    """An office proposes the terms; again, changed, where they were returned."""

    kind: Literal["transfer-proposed"] = "transfer-proposed"
    terms: TransferTerms


class TransferAgreed(_Decision):
    """One of the two parties agrees."""

    kind: Literal["transfer-agreed"] = "transfer-agreed"
    side: Side


class TransferApproved(_Decision):
    """An authority approves all or less, perhaps on conditions. The event's `by` is the office.

    `evidence_sha256` is the hash of what it was given in; the event's reference names it.
    """

    kind: Literal["transfer-approved"] = "transfer-approved"
    authority: str = Field(min_length=1)
    pence: Positive
    cash_pence: NotNegative = 0
    conditions: tuple[str, ...] = ()
    evidence_sha256: Sha256


class TransferCovered(_Decision):
    """A repayment as scheduled is covered by the approval of its loan, where the rulebook says so."""

    kind: Literal["transfer-covered"] = "transfer-covered"


class TransferConditionMet(_Decision):
    """A condition of an approval is met."""

    kind: Literal["transfer-condition-met"] = "transfer-condition-met"
    condition: str = Field(min_length=1)


class TransferSubmitted(TransferStep):
    """It goes to the authority: the giver's unallocated +x, pending -x."""

    kind: Literal["transfer-submitted"] = "transfer-submitted"
    terms: TransferTerms

    def lines(self) -> Iterator[Line]:
        """Pending -x, unallocated +x, at the giver; nothing where the giver has no ledger here."""
        if Side.GIVER in self.terms.sides:
            terms = self.terms
            yield from terms.legs(Account.PENDING, -terms.pence, -terms.cash_pence)


class TransferEnded(TransferStep):
    """It is rejected, returned for a change, withdrawn, or expires: pending is given back.

    `reserved` says whether it had been submitted.
    """

    kind: Literal["transfer-ended"] = "transfer-ended"
    outcome: Literal["rejected", "returned", "withdrawn", "expired"]
    authority: str = ""
    terms: TransferTerms
    reserved: bool

    def lines(self) -> Iterator[Line]:
        """Pending +x, unallocated -x, where it had been submitted."""
        if self.reserved and Side.GIVER in self.terms.sides:
            yield from self.terms.legs(Account.PENDING, self.terms.pence, self.terms.cash_pence)


class TransferActioned(TransferStep):
    """One leg of an approved transfer. Both legs are posted together, the giver's first.

    `pence` and `cash_pence` are what was approved; the rest of what was asked is given back.

    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> leg = TransferActioned(number="T1", digest=terms.digest, terms=terms, side="giver", pence=60)
    >>> [(line.account.value, line.pence) for line in leg.lines() if line.pence]
    [('pending', 100), ('unallocated', -100), ('transfer', -60), ('unallocated', 60)]
    """

    needs_approval: ClassVar[bool] = True
    kind: Literal["transfer-actioned"] = "transfer-actioned"
    terms: TransferTerms
    side: Side
    pence: Positive
    cash_pence: NotNegative = 0

    def lines(self) -> Iterator[Line]:
        """Giver: pending +x, transfer -y, unallocated -(x-y). Receiver: transfer +y, unallocated -y."""
        if self.side is Side.GIVER:
            yield from self.terms.legs(Account.PENDING, self.terms.pence, self.terms.cash_pence)
        sign = -1 if self.side is Side.GIVER else 1
        yield from self.terms.legs(Account.TRANSFER, sign * self.pence, sign * self.cash_pence)


def expires(what: What) -> bool:
    """Whether it is the end of a transfer that was not actioned when its year ended.

    It is of the year's end and of no month: it gives back from one reserve to another, so that no
    sum of a closed month changes by it.

    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> expires(TransferProposed(number="T1", digest=terms.digest, terms=terms))
    False
    """
    return isinstance(what, TransferEnded) and what.outcome == "expired"


TRANSFER_DECISIONS = (
    TransferProposed,
    TransferAgreed,
    TransferApproved,
    TransferConditionMet,
    TransferCovered,
)
"""Steps that change no figure of a month, and need no open one."""

AnyTransferStep = Annotated[
    TransferActioned
    | TransferAgreed
    | TransferApproved
    | TransferConditionMet
    | TransferCovered
    | TransferEnded
    | TransferProposed
    | TransferSubmitted,
    Field(discriminator="kind"),
]
"""Any step of a transfer; `kind` tells which."""
