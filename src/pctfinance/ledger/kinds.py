"""The kinds of event: what can happen to a body's resource, and the lines that each posts.

An event's lines follow from it alone. What an event takes from the state of the ledger (the uses
of a tranche, the base of the headroom) is *resolved* once, when it is posted, and stands in the
event from then on. The posting table is in `docs/architecture.md`.
"""

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from pctfinance.ledger.lines import (
    Account,
    Certainty,
    Funding,
    Limit,
    Line,
    Memorandum,
    Strand,
)
from pctfinance.ledger.lodgement_names import held_account, lodgement_of
from pctfinance.money import MAX_PENCE

__all__ = [
    "HEADROOM_HELD",
    "Allocation",
    "AnticipatedSettled",
    "AnyWhat",
    "AppliedNonRecurrently",
    "Beside",
    "BroughtForward",
    "BudgetIssued",
    "CapitalToRevenue",
    "ContingencySet",
    "Delegation",
    "Frozen",
    "GapClosed",
    "HeadroomLodged",
    "HeadroomReleased",
    "HeadroomSetAside",
    "Pence",
    "PlannedSurplus",
    "Positive",
    "SurplusLodged",
    "Use",
    "What",
]

HEADROOM_HELD = "headroom held"
"""The memorandum account that follows what an authority holds of a body's headroom."""

Pence = Annotated[int, Field(strict=True, ge=-MAX_PENCE, le=MAX_PENCE)]
"""An amount in integer pence, as large as any of public money; a fraction, text or truth value is none."""

Positive = Annotated[int, Field(strict=True, gt=0, le=MAX_PENCE)]
"""An amount above zero, in integer pence."""

_RECURRENT = Strand.of(Limit.REVENUE, Funding.RECURRENT)
_NON_RECURRENT = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)


class Frozen(BaseModel):
    """A small validated record that never changes and takes no part it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Use(Frozen):
    """A use of one tranche of resource: the account, what it is for, and the amount set aside."""

    account: Account
    pence: Pence
    category: str = ""
    delegate: str = ""


class What(Frozen):
    """What happened. The subclasses are the kinds of event.

    `needs_approval` marks the kinds that only the competent authority can allow (SOM 25).
    """

    needs_approval: ClassVar[bool] = False

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """The lines of this event: per strand, they sum to zero."""

    def memoranda(self) -> Iterator[Memorandum]:
        """Amounts followed beside the ledger; most events have none."""
        yield from ()


class Beside(What):
    """What happened to a body beside its resource: it posts no lines."""

    def lines(self) -> Iterator[Line]:
        """None."""
        yield from ()


class Allocation(What):
    """Resource notified by an issuer outside the group: allocation +x, unallocated -x.

    A reduction is negative. Anticipated resource carries the tranche that ties it to what follows.
    """

    kind: Literal["allocation"] = "allocation"
    strand: Strand
    pence: Pence
    issuer: str = Field(min_length=1)
    tranche: str = ""

    def lines(self) -> Iterator[Line]:
        """Allocation +x, unallocated -x."""
        yield Line(self.strand, Account.ALLOCATION, self.pence, tranche=self.tranche)
        yield Line(self.strand, Account.UNALLOCATED, -self.pence, tranche=self.tranche)


class AnticipatedSettled(What):
    """An anticipated tranche is notified, for more, less or (cancelled) nothing.

    The anticipated lines are taken back, and the uses that were built on them stand against what
    was confirmed. What the uses exceed it by is `unfunded`, and stays visible until it is closed.
    `limit` and `funding` may be stated and must then be the tranche's; they, `anticipated_pence` and
    `uses` are filled in from the ledger when it is posted.
    """

    kind: Literal["anticipated-settled"] = "anticipated-settled"
    tranche: str = Field(min_length=1)
    confirmed_pence: Pence
    issuer: str = ""
    limit: Limit | None = None
    funding: Funding | None = None
    anticipated_pence: Pence | None = None
    uses: tuple[Use, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Takes the anticipated lines back and posts the confirmed ones (see the class)."""
        if self.anticipated_pence is None or self.limit is None or self.funding is None:
            msg = "a settlement has lines only once its tranche was looked up"
            raise ValueError(msg)
        used = sum(use.pence for use in self.uses)
        yield from self._side(Certainty.ANTICIPATED, -self.anticipated_pence, -1)
        rest = self.anticipated_pence - used
        yield self._line(Certainty.ANTICIPATED, Account.UNALLOCATED, rest)
        yield from self._side(Certainty.CONFIRMED, self.confirmed_pence, 1)
        gap = self.confirmed_pence - used
        reserve = Account.UNALLOCATED if gap >= 0 else Account.UNFUNDED
        yield self._line(Certainty.CONFIRMED, reserve, -gap)

    def memoranda(self) -> Iterator[Memorandum]:
        """Of the return of a lodgement, the authority holds less by what came."""
        if self.confirmed_pence and (lodgement := lodgement_of(self.tranche)):
            yield Memorandum(held_account(lodgement), -self.confirmed_pence)

    def _side(self, certainty: Certainty, allocation_pence: int, sign: int) -> Iterator[Line]:
        yield self._line(certainty, Account.ALLOCATION, allocation_pence)
        for use in self.uses:
            line = self._line(certainty, use.account, -sign * use.pence)
            yield line._replace(category=use.category, delegate=use.delegate)

    def _line(self, certainty: Certainty, account: Account, pence: int) -> Line:
        strand = Strand.of(self.limit or Limit.REVENUE, self.funding, certainty)
        return Line(strand, account, pence, tranche=self.tranche)


class BroughtForward(What):
    """Prior-year surplus returned (+) or deficit to recover (-), non-recurrent (SOM 25)."""

    kind: Literal["brought-forward"] = "brought-forward"
    pence: Pence

    def lines(self) -> Iterator[Line]:
        """Brought forward +x, unallocated -x."""
        yield Line(_NON_RECURRENT, Account.BROUGHT_FORWARD, self.pence)
        yield Line(_NON_RECURRENT, Account.UNALLOCATED, -self.pence)


class PlannedSurplus(What):
    """Part of the limit that is planned not to be spent: the control total."""

    kind: Literal["planned-surplus"] = "planned-surplus"
    strand: Strand
    pence: Pence

    def lines(self) -> Iterator[Line]:
        """Unallocated +x, planned surplus -x."""
        yield Line(self.strand, Account.UNALLOCATED, self.pence)
        yield Line(self.strand, Account.PLANNED_SURPLUS, -self.pence)


class SurplusLodged(What):
    """Planned surplus lodged with the authority: the limit falls now.

    Its return is a separate, uncertain, later event, perhaps in another year.
    """

    kind: Literal["surplus-lodged"] = "surplus-lodged"
    strand: Strand
    pence: Positive

    def lines(self) -> Iterator[Line]:
        """Lodged -x, planned surplus +x."""
        yield Line(self.strand, Account.LODGED, -self.pence)
        yield Line(self.strand, Account.PLANNED_SURPLUS, self.pence)


class _Headroom(What):
    """Headroom of a body: rate and base are frozen when it is set aside, never recomputed."""

    pence: Positive
    rate: Decimal | None = None
    base_pence: Pence | None = None


class HeadroomLodged(_Headroom):
    """Recurrent headroom that the authority holds: the limit falls by it."""

    kind: Literal["headroom-lodged"] = "headroom-lodged"

    def lines(self) -> Iterator[Line]:
        """Lodged -x, unallocated +x, in the recurrent strand."""
        yield Line(_RECURRENT, Account.LODGED, -self.pence)
        yield Line(_RECURRENT, Account.UNALLOCATED, self.pence)

    def memoranda(self) -> Iterator[Memorandum]:
        """The authority holds x more for this body."""
        yield Memorandum(HEADROOM_HELD, self.pence)


class HeadroomSetAside(_Headroom):
    """Recurrent headroom that the body itself holds: an earmark inside its own limit."""

    kind: Literal["headroom-set-aside"] = "headroom-set-aside"

    def lines(self) -> Iterator[Line]:
        """Unallocated +x, headroom -x, in the recurrent strand."""
        yield Line(_RECURRENT, Account.UNALLOCATED, self.pence)
        yield Line(_RECURRENT, Account.HEADROOM, -self.pence)


class HeadroomReleased(What):
    """Lodged headroom comes back for one approved business case, non-recurrently only."""

    needs_approval: ClassVar[bool] = True
    kind: Literal["headroom-released"] = "headroom-released"
    pence: Positive
    case: str = Field(min_length=1)
    category: str = Field(min_length=1)

    def lines(self) -> Iterator[Line]:
        """Released +x, headroom case -x, in the non-recurrent strand."""
        yield Line(_NON_RECURRENT, Account.RELEASED, self.pence, case=self.case)
        yield Line(
            _NON_RECURRENT, Account.HEADROOM_CASE, -self.pence, self.category, case=self.case
        )

    def memoranda(self) -> Iterator[Memorandum]:
        """The authority holds x less for this body."""
        yield Memorandum(HEADROOM_HELD, -self.pence)


class AppliedNonRecurrently(What):
    """Recurrent resource used once. One way only: nothing leads back to the recurrent strand."""

    kind: Literal["applied-non-recurrently"] = "applied-non-recurrently"
    pence: Positive
    category: str = Field(min_length=1)
    taken_from: Literal[Account.UNALLOCATED, Account.HEADROOM] = Account.UNALLOCATED

    def lines(self) -> Iterator[Line]:
        """Recurrent: taken from +x, applied -x. Non-recurrent: applied +x, retained -x."""
        yield Line(_RECURRENT, self.taken_from, self.pence)
        yield Line(_RECURRENT, Account.APPLIED_NON_RECURRENTLY, -self.pence)
        yield Line(_NON_RECURRENT, Account.APPLIED_NON_RECURRENTLY, self.pence)
        yield Line(_NON_RECURRENT, Account.RETAINED, -self.pence, self.category)


class ContingencySet(What):
    """A contingency set aside; a negative amount gives it back."""

    kind: Literal["contingency"] = "contingency"
    strand: Strand
    pence: Pence

    def lines(self) -> Iterator[Line]:
        """Unallocated +x, contingency -x."""
        yield Line(self.strand, Account.UNALLOCATED, self.pence)
        yield Line(self.strand, Account.CONTINGENCY, -self.pence)


class BudgetIssued(What):
    """A budget that the body retains; a negative amount takes it back.

    Taken back from `unfunded`, it closes a gap: the budget falls with the money that did not come.
    Recurrent headroom is no source of a budget: it is applied non-recurrently.
    """

    kind: Literal["budget"] = "budget"
    strand: Strand
    pence: Pence
    category: str = Field(min_length=1)
    taken_from: Literal[Account.UNALLOCATED, Account.CONTINGENCY, Account.UNFUNDED] = (
        Account.UNALLOCATED
    )
    tranche: str = ""

    def lines(self) -> Iterator[Line]:
        """Taken from +x, retained -x."""
        yield Line(self.strand, self.taken_from, self.pence, tranche=self.tranche)
        yield Line(self.strand, Account.RETAINED, -self.pence, self.category, tranche=self.tranche)


class GapClosed(What):
    """Other resource put in place of anticipated money that came short."""

    kind: Literal["gap-closed"] = "gap-closed"
    strand: Strand
    pence: Positive
    taken_from: Literal[Account.UNALLOCATED, Account.CONTINGENCY] = Account.UNALLOCATED

    def lines(self) -> Iterator[Line]:
        """Taken from +x, unfunded -x."""
        yield Line(self.strand, self.taken_from, self.pence)
        yield Line(self.strand, Account.UNFUNDED, -self.pence)


class Delegation(What):
    """A budget delegated to a delegate: moves control, never the limit; negative takes it back.

    On anticipated resource it names the tranche, so that it is settled with it.
    """

    kind: Literal["delegation"] = "delegation"
    strand: Strand
    pence: Pence
    category: str = Field(min_length=1)
    delegate: str = Field(min_length=1)
    taken_from: Literal[Account.UNALLOCATED, Account.RETAINED] = Account.RETAINED
    tranche: str = ""

    def lines(self) -> Iterator[Line]:
        """Taken from +x, delegated -x."""
        category = self.category if self.taken_from is Account.RETAINED else ""
        yield Line(self.strand, self.taken_from, self.pence, category, tranche=self.tranche)
        whose = (self.category, self.delegate, self.tranche)
        yield Line(self.strand, Account.DELEGATED, -self.pence, *whose)


class CapitalToRevenue(What):
    """Resource switched from the capital to the revenue limit: conserved across limits."""

    needs_approval: ClassVar[bool] = True
    kind: Literal["capital-to-revenue"] = "capital-to-revenue"
    pence: Positive

    def lines(self) -> Iterator[Line]:
        """Capital: switch -x, unallocated +x. Revenue, non-recurrent: switch +x, unallocated -x."""
        capital = Strand.of(Limit.CAPITAL)
        yield Line(capital, Account.SWITCH, -self.pence)
        yield Line(capital, Account.UNALLOCATED, self.pence)
        yield Line(_NON_RECURRENT, Account.SWITCH, self.pence)
        yield Line(_NON_RECURRENT, Account.UNALLOCATED, -self.pence)


AnyWhat = Annotated[
    Allocation
    | AnticipatedSettled
    | AppliedNonRecurrently
    | BroughtForward
    | BudgetIssued
    | CapitalToRevenue
    | ContingencySet
    | Delegation
    | GapClosed
    | HeadroomLodged
    | HeadroomReleased
    | HeadroomSetAside
    | PlannedSurplus
    | SurplusLodged,
    Field(discriminator="kind"),
]
"""Any kind of event; `kind` tells which."""
