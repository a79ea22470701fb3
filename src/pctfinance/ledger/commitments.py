"""Emergency commitments: an on-call director of one body commits another body's resource (SOM 61).

The charge lands on the body whose resource is used, so every event stands in that body's chain. A
commitment is an earmark inside its limit; it moves no limit and is no transfer. The rules are kept
by `pctfinance.ledger.commitment_watch`.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, NaiveDatetime

from pctfinance.ledger.kinds import Beside, Pence, Positive, What
from pctfinance.ledger.lines import Account, Funding, Limit, Line, Strand

__all__ = [
    "COMMITMENT_DECISIONS",
    "AnyCommitmentStep",
    "CommitmentCharged",
    "CommitmentDisputed",
    "CommitmentRegularised",
    "CommitmentStep",
    "ResourceCommitted",
    "RevenueFunding",
]

RevenueFunding = Literal[Funding.RECURRENT, Funding.NON_RECURRENT]
"""The funding of revenue resource."""


class CommitmentStep(What):
    """A step of one emergency commitment; `commitment` is its number, used once in a body's year."""

    commitment: str = Field(min_length=1)


class ResourceCommitted(CommitmentStep):
    """An on-call office of another body commits resource of this one: unallocated +x, committed -x.

    The event's `by` is the office, `on_call_body` the body that it is of, `at` the date and time by
    the clock on the wall. It is recorded whether there is resource or not, because it happened.

    >>> from datetime import datetime
    >>> what = ResourceCommitted(commitment="E1", pence=40_000_00, category="continuing-care",
    ...     on_call_body="5C9", at=datetime(2011, 12, 26, 2, 40))
    >>> [(line.account.value, line.pence) for line in what.lines()]
    [('unallocated', 4000000), ('committed', -4000000)]
    """

    kind: Literal["resource-committed"] = "resource-committed"
    pence: Positive
    category: str = Field(min_length=1)
    funding: RevenueFunding = Funding.NON_RECURRENT
    on_call_body: str = Field(min_length=1)
    at: NaiveDatetime

    def lines(self) -> Iterator[Line]:
        """Unallocated +x, committed -x."""
        strand = Strand.of(Limit.REVENUE, self.funding)
        yield Line(strand, Account.UNALLOCATED, self.pence)
        yield Line(
            strand, Account.COMMITTED, -self.pence, category=self.category, case=self.commitment
        )


class CommitmentRegularised(CommitmentStep):
    """The body itself makes it its own: committed +x, retained -x, a budget like any other.

    What is open is regularised first, then what is disputed. Category and funding are those of the
    commitment.
    """

    kind: Literal["commitment-regularised"] = "commitment-regularised"
    pence: Positive
    category: str = Field(min_length=1)
    funding: RevenueFunding = Funding.NON_RECURRENT

    def lines(self) -> Iterator[Line]:
        """Committed +x, retained -x."""
        strand = Strand.of(Limit.REVENUE, self.funding)
        yield Line(
            strand, Account.COMMITTED, self.pence, category=self.category, case=self.commitment
        )
        yield Line(strand, Account.RETAINED, -self.pence, self.category)


class CommitmentDisputed(CommitmentStep, Beside):
    """The body contests it; the event's purpose says why. The earmark stays, as the charge does."""

    kind: Literal["commitment-disputed"] = "commitment-disputed"
    pence: Positive


class CommitmentCharged(CommitmentStep, Beside):
    """What was charged for it in the month of the event; costs positive.

    It says which part of the body's actuals the commitment is, and adds nothing to them. `line`
    names the line of the ledger; `journal` an approved journal of the body. A later one of the same
    month and line takes the place of the earlier.

    >>> list(CommitmentCharged(commitment="E1", pence=5, line="AP/77").lines())
    []
    """

    kind: Literal["commitment-charged"] = "commitment-charged"
    pence: Pence
    line: str = ""
    journal: str = ""


COMMITMENT_DECISIONS = (CommitmentDisputed,)
"""Steps that change no figure of a month, and need no open one."""

AnyCommitmentStep = Annotated[
    CommitmentCharged | CommitmentDisputed | CommitmentRegularised | ResourceCommitted,
    Field(discriminator="kind"),
]
"""Any step of an emergency commitment; `kind` tells which."""
