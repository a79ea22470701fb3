"""Funds: earmarks of several bodies for one purpose, each inside its own limit.

A fund is no ledger and owns nothing. It is stated, each donor agrees to its terms in its own log,
and from then on its earmark there can be contributed to, given back, and drawn. What a draw moves
from one body to another is a transfer (`pctfinance.ledger.fund_legs`). The rules are kept by
`pctfinance.decisions.funds`.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pctfinance.ledger.fund_legs import Part
from pctfinance.ledger.kinds import Beside, Frozen, Positive, What
from pctfinance.ledger.lines import Account, Funding, Limit, Line, Strand
from pctfinance.money import MAX_PENCE

__all__ = [
    "AnyFundStep",
    "FundAgreed",
    "FundContributed",
    "FundStep",
    "FundTerms",
    "FundWaived",
]

_RECURRENT = Strand.of(Limit.REVENUE, Funding.RECURRENT)
_Name = Annotated[str, Field(min_length=1)]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


_NotNegative = Annotated[int, Field(strict=True, ge=0, le=MAX_PENCE)]


class FundTerms(Frozen):
    """What is agreed about a fund: what for, which office keeps it, and what each donor gives.

    `donors` are bodies with their shares in pence. `of_headroom` says that the earmarks are headroom
    that the donors hold themselves, and stay headroom.

    >>> terms = FundTerms(number="F1", purpose="risk share", holder="Finance, NCL cluster",
    ...     donors=(("5K7", 20_00), ("5A9", 10_00)))
    >>> terms.pence, terms.share("5A9"), terms.share("5C1")
    (3000, 1000, 0)
    """

    number: _Name
    purpose: _Name
    holder: _Name
    donors: tuple[Part, ...]
    limit: Literal[Limit.REVENUE, Limit.CAPITAL] = Limit.REVENUE
    funding: Funding = Funding.NON_RECURRENT
    of_headroom: bool = False

    @property
    def digest(self) -> str:
        """The SHA-256 of the terms: sorted keys, no white space, nothing but ASCII."""
        document = self.model_dump(mode="json")
        text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def strand(self) -> Strand:
        """The strand of the earmarks."""
        return Strand.of(self.limit, self.funding)

    @property
    def pence(self) -> int:
        """What all donors together agree to give."""
        return sum(part.pence for part in self.donors)

    def share(self, body: str) -> int:
        """What one donor agrees to give, in pence; 0 of who is none."""
        return sum(part.pence for part in self.donors if part.body == body)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Why these cannot be the terms of a fund, each with what to do.

        >>> terms = FundTerms(number="F1", purpose="risk share", holder="Finance", donors=())
        >>> [message for message, _ in terms.faults()]
        ['it has no donors']
        """
        bodies = [part.body for part in self.donors]
        if not bodies:
            yield "it has no donors", "name each donor with its share"
        if len(set(bodies)) != len(bodies):
            yield "a donor is named twice", "state one share for each"
        if any(not 0 < part.pence <= MAX_PENCE for part in self.donors):
            yield "a share is not above zero", "leave out who gives nothing"
        if (self.limit is Limit.REVENUE) == (self.funding is Funding.NOT_APPLICABLE):
            what = f"{self.limit} resource cannot be {self.funding}"
            yield what, "state the funding of revenue, and none of capital"
        elif self.of_headroom and self.strand != _RECURRENT:
            yield "headroom is recurrent revenue", "state the funding as recurrent"


class FundStep(What):
    """What a donor does about a fund, in its own log."""

    fund: _Name

    @property
    def number(self) -> str:
        """The fund's number."""
        return self.fund


class FundAgreed(FundStep, Beside):
    """A donor agrees to the terms of a fund; it moves nothing.

    >>> list(FundAgreed.model_fields)
    ['fund', 'kind', 'digest', 'terms']
    """

    kind: Literal["fund-agreed"] = "fund-agreed"
    digest: _Sha256
    terms: FundTerms


class _Earmarked(FundStep):
    """A change of the earmark of one donor, in the strand of the fund."""

    limit: Literal[Limit.REVENUE, Limit.CAPITAL] = Limit.REVENUE
    funding: Funding = Funding.NON_RECURRENT
    of_headroom: bool = False

    @model_validator(mode="after")
    def _of_a_strand(self) -> Self:
        Strand.of(self.limit, self.funding)  # refuses a limit and a funding that are no strand
        return self

    @property
    def strand(self) -> Strand:
        """The strand of the earmark."""
        return Strand.of(self.limit, self.funding)

    def _moved(self, pence: int) -> Iterator[Line]:
        """Unallocated +x, fund -x; headroom of no fund +x, of the fund -x where it is headroom."""
        own = Account.HEADROOM if self.of_headroom else Account.UNALLOCATED
        earmark = Account.HEADROOM if self.of_headroom else Account.FUND
        yield Line(self.strand, own, pence)
        yield Line(self.strand, earmark, -pence, case=self.fund)


class FundContributed(_Earmarked):
    """A donor earmarks resource of its own for a fund: no limit moves.

    `applied` says that recurrent resource goes into a fund that is not: it is applied
    non-recurrently, which nothing leads back from.

    >>> given = FundContributed(fund="F1", pence=5, applied=True)
    >>> [(line.strand.funding.value, line.account.value, line.pence) for line in given.lines()]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('recurrent', 'unallocated', 5), ('recurrent', 'applied non-recurrently', -5),
     ('non-recurrent', 'applied non-recurrently', 5), ('non-recurrent', 'fund', -5)]
    """

    kind: Literal["fund-contributed"] = "fund-contributed"
    pence: Positive
    applied: bool = False

    def lines(self) -> Iterator[Line]:
        """Unallocated +x, fund -x; by way of applied non-recurrently where it says so."""
        if not self.applied:
            yield from self._moved(self.pence)
            return
        yield Line(_RECURRENT, Account.UNALLOCATED, self.pence)
        yield Line(_RECURRENT, Account.APPLIED_NON_RECURRENTLY, -self.pence)
        yield Line(self.strand, Account.APPLIED_NON_RECURRENTLY, self.pence)
        yield Line(self.strand, Account.FUND, -self.pence, case=self.fund)


class FundWaived(_Earmarked):
    """A donor is excused from some of its share, or all; the event's purpose says why.

    `pence` is what it need not give. `returned_pence` is what it had given of that: its earmark
    falls, and its unallocated resource rises by it.

    >>> [line.pence for line in FundWaived(fund="F1", pence=5, returned_pence=3).lines()]
    [-3, 3]
    """

    kind: Literal["fund-waived"] = "fund-waived"
    pence: _NotNegative
    returned_pence: _NotNegative = 0

    def lines(self) -> Iterator[Line]:
        """Unallocated -x, fund +x, of what is given back; nothing where nothing is."""
        if self.returned_pence:
            yield from self._moved(-self.returned_pence)


AnyFundStep = Annotated[
    FundAgreed | FundContributed | FundWaived,
    Field(discriminator="kind"),
]
"""Any step of a donor about a fund; `kind` tells which."""
