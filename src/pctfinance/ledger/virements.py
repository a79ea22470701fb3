"""Budgets moved inside one body: virements, and re-basings that sum to zero.

Neither brings money. A virement moves an amount from one category to another; a re-basing states
several budgets anew at once. Both conserve within each strand, and neither can reach another body,
because an event is of one body. New money is a budget from what is unallocated.

A virement stays with its holder: what the body retains stays retained, what a delegate holds stays
with that delegate. Control moves by a delegation alone. So an amount goes from one delegate to
another by being taken back from the first and delegated to the second: two decisions, each with its
own document, and no step in which a delegate's budget is given away by somebody else.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from pctfinance.ledger.kinds import Frozen, Pence, Positive, What
from pctfinance.ledger.lines import Account, Certainty, Line, Strand
from pctfinance.money import show_exact

__all__ = ["BudgetChange", "Rebasing", "Virement"]


class Virement(What):
    """A budget moved from one category to another of the same holder, in one strand.

    `delegate` is empty for what the body retains. Anticipated resource cannot be moved: its
    settlement takes back the very budgets that were built on it.

    >>> from pctfinance.ledger.lines import Funding, Limit
    >>> strand = Strand.of(Limit.REVENUE, Funding.RECURRENT)
    >>> moved = Virement(strand=strand, pence=5, from_category="acute", category="community")
    >>> [(line.account.value, line.category, line.pence) for line in moved.lines()]
    [('retained', 'acute', 5), ('retained', 'community', -5)]
    """

    kind: Literal["virement"] = "virement"
    strand: Strand
    pence: Positive
    from_category: str = Field(min_length=1)
    category: str = Field(min_length=1)
    delegate: str = ""

    @model_validator(mode="after")
    def _moves_something(self) -> Self:
        if self.from_category == self.category:
            msg = f"a virement from {self.category} to {self.category} moves nothing"
            raise ValueError(msg)
        _refuse_anticipated("virement", self.strand)
        return self

    def lines(self) -> Iterator[Line]:
        """From +x, to -x, both retained or both of the delegate."""
        yield _line(self.strand, -self.pence, self.from_category, self.delegate)
        yield _line(self.strand, self.pence, self.category, self.delegate)


class BudgetChange(Frozen):
    """One budget that a re-basing states anew: what it rises (+) or falls (-) by.

    `delegate` is empty for what the body retains.
    """

    strand: Strand
    category: str = Field(min_length=1)
    pence: Pence
    delegate: str = ""


class Rebasing(What):
    """Several budgets of one body stated anew, which sum to zero in each strand.

    >>> from pctfinance.ledger.lines import Funding, Limit
    >>> strand = Strand.of(Limit.REVENUE, Funding.RECURRENT)
    >>> changes = [BudgetChange(strand=strand, category=name, pence=pence)
    ...     for name, pence in (("acute", -3), ("community", 3))]
    >>> [line.pence for line in Rebasing(changes=tuple(changes)).lines()]
    [3, -3]
    """

    kind: Literal["rebasing"] = "rebasing"
    changes: tuple[BudgetChange, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sums_to_zero(self) -> Self:
        sums: dict[Strand, int] = defaultdict(int)
        for change in self.changes:
            _refuse_anticipated("re-basing", change.strand)
            sums[change.strand] += change.pence
        for strand, pence in sums.items():
            if pence:
                msg = f"a re-basing sums to zero; this one to {show_exact(pence)} in {strand}"
                raise ValueError(msg)
        return self

    def lines(self) -> Iterator[Line]:
        """Each budget -x: a rise is a further use, a fall gives back."""
        for change in self.changes:
            yield _line(change.strand, change.pence, change.category, change.delegate)


def _line(strand: Strand, rise_pence: int, category: str, delegate: str) -> Line:
    account = Account.DELEGATED if delegate else Account.RETAINED
    return Line(strand, account, -rise_pence, category, delegate)


def _refuse_anticipated(what: str, strand: Strand) -> None:
    if strand.certainty is not Certainty.CONFIRMED:
        msg = f"a {what} moves confirmed budgets only: settle what is anticipated first"
        raise ValueError(msg)
