"""The loans of a book: who owes whom how much, what became of it by year, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.loans import Loan
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LoanReport"]

_COLUMNS = (
    *("loan", "name", "first_lender", "first_borrower", "lender", "borrower"),
    *("limit", "funding", "counts_from"),
    *("principal_pence", "repaid_pence", "written_off_pence", "outstanding_pence"),
    *("offered_pence", "overdue_pence", "due_pence", "next_due_year", "next_due_pence"),
    *("approvals", "digest", "purpose"),
)
_BY_YEAR = ("loan", "year", "repaid_pence", "written_off_pence", "due_pence")


@dataclass(frozen=True, repr=False)
class LoanReport(Told):
    """Loans as they stand in the book of one year: a table, a DataFrame, or plain records.

    Each loan has the name that the book knows it by, and what is offered of it: submitted or
    approved, and not yet actioned. There is no sum over loans: each is owed by one body to another.

    >>> LoanReport("Loans", FinancialYear("2012-13"), ()).loans
    ()
    """

    title: str
    year: FinancialYear
    named: tuple[tuple[str, Loan, int], ...]

    @property
    def loans(self) -> tuple[Loan, ...]:
        """The loans, in the order in which they came into the book."""
        return tuple(loan for _, loan, _ in self.named)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a loan, amounts in pence, dates as text."""
        year = str(self.year)
        for name, loan, offered in self.named:
            upcoming = loan.next_due(year)
            values = (
                *(loan.key, name, loan.first_lender, loan.first_borrower),
                *(loan.lender, loan.borrower, loan.limit.value, loan.funding.value),
                loan.counts_from.isoformat(),
                *(loan.principal_pence, loan.repaid_pence, loan.written_off_pence),
                *(loan.outstanding_pence, offered),
                *(loan.overdue_pence(year), loan.due_pence(year)),
                *((upcoming.year, upcoming.pence) if upcoming else ("", 0)),
                *(loan.approvals, loan.digest, loan.purpose),
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    def years(self) -> Iterator[dict[str, Any]]:
        """One plain record a loan and year: what was repaid and written off, and what is due."""
        for loan in self.loans:
            parts = (loan.repaid, loan.written_off, loan.open_schedule)
            for year in sorted({part.year for each in parts for part in each}):
                sums = (sum(part.pence for part in each if part.year == year) for each in parts)
                yield dict(zip(_BY_YEAR, (loan.key, year, *sums), strict=True))

    def document(self) -> dict[str, Any]:
        """The loans as JSON, each with its years."""
        years = list(self.years())
        return {
            "year": str(self.year),
            "loans": [
                {**each, "years": [y for y in years if y["loan"] == each["loan"]]}
                for each in self.rows()
            ],
        }

    @property
    def table(self) -> "pd.DataFrame":
        """One row a loan, amounts in pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def by_year(self) -> "pd.DataFrame":
        """One row a loan and year, amounts in pence: repaid, written off, and still due."""
        return tidy_frame(self.years(), _BY_YEAR)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        return Shown(
            title=self.title,
            subtitle="£; outstanding + repaid + written off = principal",
            headings=(
                Heading("Loan", Align.LEFT),
                Heading("Lender", Align.LEFT),
                Heading("Borrower", Align.LEFT),
                *map(Heading, ("Principal", "Repaid", "Written off", "Outstanding")),
                *map(Heading, ("Overdue", f"Due\n{self.year}")),
                Heading("Next due", Align.LEFT),
            ),
            rows=tuple(row(list(self._cells(loan))) for loan in self.loans),
            notes=tuple(self._notes()),
        )

    def _cells(self, loan: Loan) -> Iterator[str | ShownCell]:
        year = str(self.year)
        yield loan.key
        yield _party(loan.first_lender, loan.lender)
        yield _party(loan.first_borrower, loan.borrower)
        yield from map(_pounds, (loan.principal_pence, loan.repaid_pence, loan.written_off_pence))
        is_open = loan.outstanding_pence > 0
        yield ShownCell(_pounds(loan.outstanding_pence), Tone.OPEN if is_open else Tone.GOOD)
        overdue = loan.overdue_pence(year)
        yield ShownCell(_pounds(overdue), Tone.BAD if overdue else Tone.QUIET)
        yield _pounds(loan.due_pence(year))
        upcoming = loan.next_due(year)
        yield f"{upcoming.year}: {_pounds(upcoming.pence)}" if upcoming else "-"

    def _notes(self) -> Iterator[str]:
        for name, loan, offered in self.named:
            if offered:
                yield f"{name}: {show_exact(offered)} is submitted or approved, and not actioned"
            if loan.lender == loan.borrower:
                yield f"{name}: {loan.lender} has both sides of it"

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.named)}>"


def _party(first: str, now: str) -> str:
    return now if now == first else f"{now} (was {first})"


def _pounds(pence: int) -> str:
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
