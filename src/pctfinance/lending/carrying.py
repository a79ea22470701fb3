"""Loans that pass from one book to the next: what a book takes over, and the proof that it is that.

A body that has ended has its side of each loan assigned by its final close. The book of the year
after it, whose bodies the receivers are, begins with the loan as it stood then.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from pctfinance.errors import Finding, Level, UsageError, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.loans import Loan, LoanCarried, LoanSide
from pctfinance.money import show_exact
from pctfinance.records import Records

__all__ = ["carried_differences", "open_loans", "taken_over"]

_KEY = "loan-taken-over|"


def open_loans(old: Records, new: Records) -> tuple[Loan, ...]:
    """The loans that one book closes with and of which a body of another is a party now.

    A loan of which one receiver has both sides is owed to nobody else, and is passed over.

    Raises:
        UsageError: the books are not of consecutive years, or a party of a loan has ended and its
            side has no receiver.

    >>> from pctfinance.book import Book
    >>> one, other = (Book.in_memory(y, group="NCL")._records for y in ("2011-12", "2012-13"))
    >>> open_loans(one, other)
    ()
    """
    before, year = old.terms.year, new.terms.year
    if before.next != year:
        raise UsageError(
            f"a book of {year} takes loans over from one of {year.previous}, not of {before}",
            hint="make the book of each year: what is repaid in a year belongs to its book",
        )
    here, there = new.terms.members_of_year(), old.terms.members_of_year()
    found = []
    for loan in Loans(old.ledger.events).by_name.values():
        parties = (loan.lender, loan.borrower)
        if (
            not loan.outstanding_pence
            or loan.lender == loan.borrower
            or here.keys().isdisjoint(parties)
        ):
            continue
        for party in parties:
            goes_on = party in here or party not in there
            if not goes_on and not old.terms.register.groups_of(party, year.start):
                raise UsageError(
                    f"{party} has ended, and its side of the loan {loan.key} has no receiver",
                    hint="close it for good in the book of its last year: final-close",
                )
        found.append(loan)
    return tuple(found)


def taken_over(
    old: Records, new: Records, by: str, notified: date, reference: str
) -> tuple[Event, ...]:
    """The events by which a book takes loans over: for each loan those of its sides that are here.

    Loans that the book holds already, as they are in the other, are passed over.

    Args:
        old: the book of the year before.
        new: the book that takes them over.
        by: the office that does it.
        notified: the date of the document that it rests on.
        reference: that document.

    >>> from datetime import date
    >>> from pctfinance.book import Book
    >>> one, other = (Book.in_memory(y, group="NCL")._records for y in ("2011-12", "2012-13"))
    >>> taken_over(one, other, "director", date(2012, 4, 1), "scheme")
    ()
    """
    held = _carried(new)
    head = old.head(old.seen)
    here = new.terms.members_of_year()
    return tuple(
        Event(
            body=party,
            effective=new.terms.year.start,
            notified=notified,
            reference=reference,
            key=f"{_KEY}{loan.key}|{side.value}",
            by=by,
            purpose=loan.purpose,
            source=f"book of {old.terms.year}: event {head.sequence}, head {head.hash}",
            synthetic=_is_synthetic(old, loan),
            what=LoanCarried(side=side, loan=loan, outstanding_pence=loan.outstanding_pence),
        )
        for loan in open_loans(old, new)
        if held.get(loan.key) != loan
        for side, party in ((LoanSide.LENDER, loan.lender), (LoanSide.BORROWER, loan.borrower))
        if party in here
    )


def carried_differences(old: Records, new: Records) -> Iterator[Finding]:
    """What a book carries of loans otherwise than the book before it closes with them.

    >>> from pctfinance.book import Book
    >>> one, other = (Book.in_memory(y, group="NCL")._records for y in ("2011-12", "2012-13"))
    >>> list(carried_differences(one, other))
    []
    """
    closed_with = {loan.key: loan for loan in Loans(old.ledger.events).by_name.values()}
    if old.terms.year == new.terms.year:
        yield from _other_sides(closed_with, new, old)
        return
    held = _carried(new)
    for loan in open_loans(old, new):
        if loan.key not in held:
            owed = show_exact(loan.outstanding_pence)
            yield _broken(loan, f"{owed} is outstanding, and this book does not carry it")
    for key, loan in held.items():
        before = closed_with.get(key)
        if before is not None and before != loan:
            shown = show_exact(before.outstanding_pence), show_exact(loan.outstanding_pence)
            yield _broken(
                loan, f"the book before closes with {shown[0]}, this one carries {shown[1]}"
            )


def _other_sides(theirs: Mapping[str, Loan], new: Records, old: Records) -> Iterator[Finding]:
    """Loans that two books of one year know, each with one party, and not as the same; or one alone."""
    here, there = new.terms.members_of_year(), old.terms.members_of_year()
    apart = {"approvals", "digest"}  # each book has its own letters
    for loan in Loans(new.ledger.events).by_name.values():
        other = theirs.get(loan.key)
        elsewhere = {loan.lender, loan.borrower} - here.keys()
        if other is None and loan.outstanding_pence and elsewhere & there.keys():
            owed, party = show_exact(loan.outstanding_pence), ", ".join(sorted(elsewhere))
            yield _broken(
                loan, f"{owed} is outstanding here, and the book of {party} has no such loan"
            )
        if other is not None and other.model_dump(exclude=apart) != loan.model_dump(exclude=apart):
            shown = show_exact(loan.outstanding_pence), show_exact(other.outstanding_pence)
            yield _broken(loan, f"this book says {shown[0]} is outstanding, the other {shown[1]}")


def _carried(records: Records) -> dict[str, Loan]:
    """The loans that a book began with, by key, as they stood then."""
    whats = (event.what for event in records.ledger.events)
    return {what.loan.key: what.loan for what in whats if isinstance(what, LoanCarried)}


def _is_synthetic(old: Records, loan: Loan) -> bool:
    loans = Loans(old.ledger.events)
    return any(event.synthetic for event in loans.events(loans.name_of(loan)))


def _broken(loan: Loan, message: str) -> Finding:
    text = f"the loan {loan.key}: {message}"
    where = Where(body=loan.lender)
    return Finding("loan.carried", Level.ERROR, text, where, "compare the two books")
