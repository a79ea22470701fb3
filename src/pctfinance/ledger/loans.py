"""A loan between two bodies: what is owed, by whom to whom, and by when.

At all times outstanding + repaid + written off = principal, also where the two bodies that made it
are gone. A book is of one year, so an open loan is carried: the next book opens with it, once in
the log of its lender and once in that of its borrower.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from pctfinance.ledger.kinds import Beside, Frozen, Positive
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.transfer_terms import NotNegative, Repayment

__all__ = ["ITEM", "Loan", "LoanCarried", "LoanSide", "item_key"]

ITEM = "loan"
"""How the keys of the items begin that loans are at a year's end."""


class LoanSide(StrEnum):
    """Which side of a loan: who is owed, or who owes."""

    LENDER = "lender"
    BORROWER = "borrower"


class Loan(Frozen):
    """One loan as it stands, amounts in pence.

    `first_lender` and `first_borrower` made it, by the transfer `number` in the book of `year`;
    `lender` and `borrower` are who is owed and who owes now. `repaid` and `written_off` have one
    amount a year. `schedule` is what was agreed last of what was then outstanding: `scheduled_from`
    is what had been repaid and written off before. `approvals` names the documents of its approval,
    `digest` its terms.

    >>> loan = Loan(number="T1", year="2012-13", first_lender="5K5", first_borrower="5AT",
    ...     lender="5K5", borrower="5AT", principal_pence=15, counts_from=date(2012, 9, 1),
    ...     schedule=(Repayment("2013-14", 5), Repayment("2014-15", 10)), digest="0" * 64,
    ...     repaid=(Repayment("2012-13", 7),))
    >>> loan.key, loan.outstanding_pence, loan.open_schedule
    ('2012-13/5K5/T1', 8, (Repayment(year='2014-15', pence=8),))
    """

    number: str = Field(min_length=1)
    year: str
    first_lender: str = Field(min_length=1)
    first_borrower: str = Field(min_length=1)
    lender: str = Field(min_length=1)
    borrower: str = Field(min_length=1)
    limit: Literal[Limit.REVENUE, Limit.CAPITAL] = Limit.REVENUE
    funding: Funding = Funding.NON_RECURRENT
    principal_pence: Positive
    cash_pence: NotNegative = 0
    cash_repaid_pence: NotNegative = 0
    counts_from: date
    purpose: str = ""
    schedule: tuple[Repayment, ...]
    scheduled_from: NotNegative = 0
    repaid: tuple[Repayment, ...] = ()
    written_off: tuple[Repayment, ...] = ()
    digest: str
    approvals: str = ""

    @property
    def key(self) -> str:
        """What it is called in every book: the year and lender that made it, and its number."""
        return f"{self.year}/{self.first_lender}/{self.number}"

    @property
    def strand(self) -> Strand:
        """The strand that was lent, and that is repaid."""
        return Strand.of(self.limit, self.funding)

    @property
    def repaid_pence(self) -> int:
        """What was repaid, in all years and by whomever."""
        return sum(part.pence for part in self.repaid)

    @property
    def written_off_pence(self) -> int:
        """What was written off."""
        return sum(part.pence for part in self.written_off)

    @property
    def outstanding_pence(self) -> int:
        """What is still owed: principal less repaid less written off."""
        return self.principal_pence - self.repaid_pence - self.written_off_pence

    @property
    def open_schedule(self) -> tuple[Repayment, ...]:
        """What is still due, by year: it adds up to what is outstanding.

        What was repaid or written off counts against what was due first. What a reversal opened
        again is due with the first.
        """
        settled = self.repaid_pence + self.written_off_pence - self.scheduled_from
        due: dict[str, int] = {}
        for part in sorted(self.schedule):
            taken = min(part.pence, settled)
            settled -= taken
            due[part.year] = due.get(part.year, 0) + part.pence - taken
        return tuple(Repayment(year, pence) for year, pence in due.items() if pence)

    def overdue_pence(self, year: str) -> int:
        """What was due before a financial year and is still owed."""
        return sum(part.pence for part in self.open_schedule if part.year < year)

    def due_pence(self, year: str) -> int:
        """What is due in a financial year and is still owed."""
        return sum(part.pence for part in self.open_schedule if part.year == year)

    def next_due(self, year: str) -> Repayment | None:
        """The next amount that is due in a year or after it; none where there is none."""
        return next((part for part in self.open_schedule if part.year >= year), None)

    def side_of(self, body: str) -> LoanSide | None:
        """The side on which a body is now; none where it is no party of it any more."""
        sides = {self.lender: LoanSide.LENDER, self.borrower: LoanSide.BORROWER}
        return sides.get(body)

    def faults(self) -> Iterator[str]:
        """Why these cannot be the figures of a loan."""
        if self.outstanding_pence < 0:
            yield "more is repaid and written off than was lent"
        if any(part.pence <= 0 for part in (*self.repaid, *self.written_off, *self.schedule)):
            yield "an amount is nothing, or below it"
        if sum(part.pence for part in self.schedule) != self.principal_pence - self.scheduled_from:
            yield "its schedule is not of what was outstanding"
        if self.cash_repaid_pence > self.cash_pence:
            yield "more cash is repaid than went with it"
        if self.lender == self.borrower:
            yield f"{self.lender} owes it to itself"


class LoanCarried(Beside):
    """An open loan that a book begins with, in the log of its lender or of its borrower.

    It moves no limit: what was lent moved it in the year of the loan. `outstanding_pence` states
    what the book before closed with, so that it can be held against the loan.

    >>> LoanCarried.model_fields["kind"].default
    'loan-carried'
    """

    kind: Literal["loan-carried"] = "loan-carried"
    side: LoanSide
    loan: Loan
    outstanding_pence: Positive

    @property
    def party(self) -> str:
        """The body whose log it belongs to."""
        return self.loan.lender if self.side is LoanSide.LENDER else self.loan.borrower


def item_key(key: str, side: LoanSide) -> str:
    """The key of the item that one side of a loan is at a year's end.

    >>> item_key("2012-13/5K5/T1", LoanSide.LENDER)
    'loan/2012-13/5K5/T1/receivable'
    """
    return f"{ITEM}/{key}/{'receivable' if side is LoanSide.LENDER else 'payable'}"
