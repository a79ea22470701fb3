"""The vocabulary of the resource ledger: strands, accounts and lines.

Sources are positive and uses negative. Within each strand (limit, funding, certainty) of a body's
year, the lines of every event sum to zero: no pound is set aside that did not come from somewhere.
"""

from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "BUDGETS",
    "RESERVES",
    "SOURCES",
    "Account",
    "Certainty",
    "Funding",
    "Limit",
    "Line",
    "Memorandum",
    "Strand",
]


class Limit(StrEnum):
    """Which of a body's three limits a line counts against (DOMAIN: RRL, CRL, cash limit)."""

    REVENUE = "revenue"
    CAPITAL = "capital"
    CASH = "cash"


class Funding(StrEnum):
    """Whether resource comes again next year. Capital and cash do not know the distinction."""

    RECURRENT = "recurrent"
    NON_RECURRENT = "non-recurrent"
    NOT_APPLICABLE = "not applicable"


class Certainty(StrEnum):
    """Whether resource was notified (`CONFIRMED`) or is still hoped for (`ANTICIPATED`)."""

    CONFIRMED = "confirmed"
    ANTICIPATED = "anticipated"


class Account(StrEnum):
    """What a line is about.

    The accounts of `SOURCES` make up the limit. `FUND` is what a body earmarked, in its own limit,
    for a fund with other bodies. `PENDING` is set aside for transfers that an authority has still to
    decide on, `COMMITTED` for emergency commitments that the body has not regularised.
    `APPLIED_NON_RECURRENTLY` carries resource from
    the recurrent to the non-recurrent strand and nets to zero over both. All others are uses.
    """

    ALLOCATION = "allocation"
    BROUGHT_FORWARD = "brought forward"
    LODGED = "lodged"
    RELEASED = "released"
    SWITCH = "capital to revenue"
    TRANSFER = "transfer"
    APPLIED_NON_RECURRENTLY = "applied non-recurrently"
    RETAINED = "retained"
    DELEGATED = "delegated"
    HEADROOM_CASE = "headroom case"
    PLANNED_SURPLUS = "planned surplus"
    HEADROOM = "headroom"
    CONTINGENCY = "contingency"
    FUND = "fund"
    PENDING = "pending"
    COMMITTED = "committed"
    UNALLOCATED = "unallocated"
    UNFUNDED = "unfunded"


SOURCES = (
    Account.ALLOCATION,
    Account.BROUGHT_FORWARD,
    Account.LODGED,
    Account.RELEASED,
    Account.SWITCH,
    Account.TRANSFER,
)
"""The accounts whose sum is the limit, in the order in which a statement shows them."""

BUDGETS = (Account.RETAINED, Account.DELEGATED, Account.HEADROOM_CASE)
"""The uses that are budgets, to be spent."""

RESERVES = (
    Account.HEADROOM,
    Account.CONTINGENCY,
    Account.FUND,
    Account.PENDING,
    Account.COMMITTED,
    Account.UNALLOCATED,
    Account.UNFUNDED,
)
"""The uses that are neither a budget nor a planned surplus. A reserve may be negative."""


class Strand(NamedTuple):
    """One strand of a body's resource; every event balances within each strand.

    >>> Strand.of(Limit.CAPITAL).funding
    <Funding.NOT_APPLICABLE: 'not applicable'>
    """

    limit: Limit
    funding: Funding
    certainty: Certainty = Certainty.CONFIRMED

    @classmethod
    def of(
        cls,
        limit: Limit,
        funding: Funding | None = None,
        certainty: Certainty = Certainty.CONFIRMED,
    ) -> "Strand":
        """The strand of a limit; the funding of capital and cash is not applicable.

        Raises:
            ValueError: revenue without a funding, or capital or cash with one.

        >>> str(Strand.of(Limit.REVENUE, Funding.RECURRENT))
        'revenue, recurrent, confirmed'
        """
        known = funding not in (None, Funding.NOT_APPLICABLE)
        if known != (limit is Limit.REVENUE):
            msg = f"{limit} resource {'has no' if known else 'needs a'} funding"
            raise ValueError(msg)
        return cls(limit, funding or Funding.NOT_APPLICABLE, certainty)

    def __str__(self) -> str:
        known = self.funding is not Funding.NOT_APPLICABLE
        return ", ".join((self.limit, *([self.funding] if known else []), self.certainty))


class Line(NamedTuple):
    """One line of the resource ledger, in integer pence: sources positive, uses negative.

    `category`, `delegate`, `tranche` and `case` say what the amount is for; empty where it is for
    nothing in particular.
    """

    strand: Strand
    account: Account
    pence: int
    category: str = ""
    delegate: str = ""
    tranche: str = ""
    case: str = ""


class Memorandum(NamedTuple):
    """An amount followed beside the ledger: what an outside holder holds of a body's resource."""

    account: str
    pence: int
