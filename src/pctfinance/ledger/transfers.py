"""Resource that passes from one body to another: its terms, and the steps on its way as events.

A transfer moves nothing before it is actioned. From its submission on, what the giver offers is
*pending*: set aside, so that it cannot be committed twice. Who may take which step when is kept by
`pctfinance.decisions`.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pctfinance.ledger.added_later import AddedLater
from pctfinance.ledger.fund_legs import action_lines, reserve_lines
from pctfinance.ledger.kinds import Beside, Positive, Use, What
from pctfinance.ledger.lines import Account, Line, Memorandum
from pctfinance.ledger.transfer_lines import (
    MOVED,
    held_memoranda,
    received,
    redirected,
    returned_lines,
    switched_lines,
)
from pctfinance.ledger.transfer_terms import (
    NotNegative,
    Number,
    Repayment,
    Side,
    TransferKind,
    TransferTerms,
)

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


class TransferStep(What):
    """A step of a transfer. It names the digest of the terms that it was taken on."""

    number: Number
    digest: Sha256


class _OfParty(TransferStep, AddedLater):
    """A step that each of several givers takes in its own log; `party` names whose it is."""

    _ADDED_LATER: ClassVar[tuple[str, ...]] = ("party",)
    party: str = ""


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


class TransferSubmitted(_OfParty):
    """It goes to the authority: the giver's unallocated (or the delegate's cell) +x, pending -x."""

    kind: Literal["transfer-submitted"] = "transfer-submitted"
    terms: TransferTerms

    def lines(self) -> Iterator[Line]:
        """Pending -x, unallocated +x, at the giver; nothing where the giver has no ledger here."""
        if self.terms.parts:
            yield from reserve_lines(self.terms, self.party, 1)
        elif self.terms.offers_lines:
            terms = self.terms
            yield from terms.legs(Account.PENDING, -terms.pence, -terms.cash_pence)

    def memoranda(self) -> Iterator[Memorandum]:
        """What is held of the giver's headroom is set aside, where that is what is offered."""
        if self.terms.from_held is Side.GIVER:
            yield from redirected(-self.terms.pence, self.terms.pence, 0)


class TransferEnded(_OfParty):
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
        if self.reserved and self.terms.parts:
            yield from reserve_lines(self.terms, self.party, -1)
        elif self.reserved and self.terms.offers_lines:
            yield from self.terms.legs(Account.PENDING, self.terms.pence, self.terms.cash_pence)

    def memoranda(self) -> Iterator[Memorandum]:
        """Held headroom that was set aside is only held again."""
        if self.reserved and self.terms.from_held is Side.GIVER:
            yield from redirected(self.terms.pence, -self.terms.pence, 0)


class TransferActioned(_OfParty):
    """One leg of an approved transfer. All legs are posted together, those of givers first.

    `pence` and `cash_pence` are what was approved; the rest of what was asked is given back.
    `tranche` is the anticipated allocation in whose place a return comes; what it takes back of it
    (`anticipated_pence`) and the `uses` that were built on it are filled in when it is posted.

    >>> from datetime import date
    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> leg = TransferActioned(number="T1", digest=terms.digest, terms=terms, side="giver", pence=60)
    >>> [(line.account.value, line.pence) for line in leg.lines() if line.pence]
    [('pending', 100), ('unallocated', -100), ('transfer', -60), ('unallocated', 60)]
    """

    _ADDED_LATER: ClassVar[tuple[str, ...]] = ("party", "tranche", "anticipated_pence", "uses")
    needs_approval: ClassVar[bool] = True
    kind: Literal["transfer-actioned"] = "transfer-actioned"
    terms: TransferTerms
    side: Side
    pence: Positive
    cash_pence: NotNegative = 0

    tranche: str = ""
    anticipated_pence: int = 0
    uses: tuple[Use, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Giver: pending +x, transfer -y, unallocated -(x-y). Receiver: transfer +y, unallocated -y.

        A lodgement and its return move `lodged`, a switch both limits, a redirect `released`.
        """
        if self.terms.parts:
            yield from action_lines(self.terms, self.party, self.pence, self.cash_pence)
            return
        terms = self.terms
        if self.side is terms.from_held:
            return  # it is held outside, and was no part of the limit
        if self.side is Side.GIVER:
            yield from terms.legs(Account.PENDING, terms.pence, terms.cash_pence)
        moved = MOVED.get(terms.kind, Account.TRANSFER)
        sign = -1 if self.side is Side.GIVER else 1
        pence = sign * self.pence
        if self.tranche:
            back = (self.tranche, pence, self.anticipated_pence, self.uses)
            yield from returned_lines(terms.strand, *back)
            pence = 0
        yield from terms.legs(moved, pence, sign * self.cash_pence)
        if terms.kind is TransferKind.SWITCH:
            yield from switched_lines(terms.strand, self.pence)

    def memoranda(self) -> Iterator[Memorandum]:
        """What the authority holds: more by a lodgement, less by a return or a redirect."""
        terms = self.terms
        sign = 1 if self.side is Side.GIVER else -1
        yield from held_memoranda(terms.lodged_as, sign * self.pence)
        if terms.from_held is None:
            return
        donor, undo = (terms.receiver, -1) if terms.reverses else (terms.giver, 1)
        if self.side is not terms.from_held:  # the body that has it, or gives it back
            yield from received(donor, undo * self.pence)
        elif terms.reverses:
            yield from redirected(self.pence, 0, -self.pence)
        else:
            yield from redirected(terms.pence - self.pence, -terms.pence, self.pence)


def expires(what: What) -> bool:
    """Whether it is the end of a transfer that was not actioned when its year ended.

    It is of the year's end and of no month: it gives back from one reserve to another, so that no
    sum of a closed month changes by it.

    >>> from datetime import date
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
