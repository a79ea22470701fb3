"""What a book does about loans: what is owed, repayments, new schedules, write-offs, and carrying.

A loan is made by a transfer of the kind `loan`. What becomes of it is a transfer too: proposed,
agreed by both parties, approved by the competent authority (SOM 25), actioned. These calls fill in
the parties and the strand as they stand; every other step is that of any transfer.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from pctfinance.asked import day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.decisions.loans import in_flight
from pctfinance.decisions.refusals import LoanUnknownError, TransferTermsError
from pctfinance.errors import Finding, PostingRefusedError, UsageError, did_you_mean
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.loans import Loan
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import (
    Repayment,
    TransferCovered,
    TransferKind,
    TransferProposed,
    TransferTerms,
)
from pctfinance.lending.carrying import carried_differences, taken_over
from pctfinance.present.loan_table import LoanReport
from pctfinance.records import Receipt
from pctfinance.transferring.steps import TransferAnswer, TransferSteps

__all__ = ["Lending"]


class Lending(TransferSteps):
    """The part of a book that holds its loans. `pctfinance.book.Book` is the whole.

    A loan is named by its number in the book in which it was made, and in later books by its key:
    the year and lender that made it, and that number. In each call `by` names an office with its
    organisation, and `on` is the day of the step.
    """

    def loans(
        self,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> LoanReport:
        """Every loan of the book: parties then and now, principal, repaid, outstanding, due.

        What became of a loan in the books before this one is in it.

        Args:
            as_of: the last month whose events count; all of them unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            PeriodError: `as_of` is not a month.
            UsageError: a date is not one.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").loans().loans
        ()
        """
        self._records.refresh()
        last = period_asked(as_of, self.year).end if as_of else None
        known = day_asked(known_at)
        counted = [
            event
            for event in self._ledger(recorded_at).events
            if (last is None or event.effective <= last)
            and (known is None or event.notified <= known)
        ]
        is_now = last is None and known is None and recorded_at is None
        transfers = self._transfers() if is_now else {}
        named = tuple(
            (name, loan, in_flight(name, "", transfers))
            for name, loan in Loans(counted).by_name.items()
        )
        title = f"Loans between bodies of {self.group.name}, {self.year}"
        return LoanReport(title, self.year, named)

    def loan(self, name: str) -> Loan:
        """One loan as it stands, by its name in this book or by its key.

        Raises:
            LoanUnknownError: the book holds no such loan.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").loan("T1")
        Traceback (most recent call last):
            ...
        pctfinance.decisions.refusals.LoanUnknownError: there is no loan 'T1' in this book ...
        """
        return self._loan_named(name)[1]

    def propose_repayment(
        self,
        number: str,
        of_loan: str,
        *,
        effective: str | date,
        by: str,
        on: str | date,
        pence: int | None = None,
        cash_pence: int = 0,
        purpose: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose that the borrower, as it is now, repays some of a loan to its lender.

        Args:
            number: the transfer's own number.
            of_loan: the loan.
            effective: the day from which it counts.
            by: the office that proposes it.
            on: the day.
            pence: the amount; what is due by this year and not repaid, unless told otherwise.
            cash_pence: the cash that goes with it.
            purpose: what it is for; that it is a repayment, unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            LoanUnknownError: there is no such loan, or nothing of it is outstanding.
            LoanAmountError: it is more than is outstanding.
            LoanScheduleError: it counts from before the loan.
            UsageError: no amount is given and nothing is due by this year.
            TransferTermsError: the terms cannot be those of a transfer.
        """
        with self._tried("transfer-proposed", number, by, test=test):
            loan, year = self.loan(of_loan), str(self.year)
        due = loan.overdue_pence(year) + loan.due_pence(year)
        pence = self._asked_before(number, request) if pence is None else pence
        if pence is None and not due:
            raise UsageError(
                f"nothing of the loan {of_loan!r} is due by {year}", hint="say how much is repaid"
            )
        values: dict[str, Any] = {
            "kind": TransferKind.REPAYMENT,
            "giver": loan.borrower,
            "receiver": loan.lender,
        }
        values |= {"pence": due if pence is None else pence, "cash_pence": cash_pence}
        values |= {"effective": effective, "purpose": purpose or f"repayment of loan {loan.key}"}
        return self._loan_proposed(number, of_loan, values, (by, on), request, test=test)

    def propose_write_off(
        self,
        number: str,
        of_loan: str,
        *,
        effective: str | date,
        by: str,
        on: str | date,
        purpose: str,
        pence: int | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose that some of a loan is owed no more. No limit moves by it.

        Both parties agree, and the authority approves it, as for a transfer.

        Args:
            number: the transfer's own number.
            of_loan: the loan.
            effective: the day from which it counts.
            by: the office that proposes it.
            on: the day.
            purpose: why.
            pence: the amount; all that is outstanding unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            LoanUnknownError: there is no such loan, or nothing of it is outstanding.
            LoanAmountError: it is more than is outstanding.
            TransferTermsError: the terms cannot be those of a transfer.
        """
        with self._tried("transfer-proposed", number, by, test=test):
            loan = self.loan(of_loan)
        values: dict[str, Any] = {
            "kind": TransferKind.WRITE_OFF,
            "giver": loan.lender,
            "receiver": loan.borrower,
        }
        pence = self._asked_before(number, request) if pence is None else pence
        values |= {"pence": loan.outstanding_pence if pence is None else pence}
        values |= {"effective": effective, "purpose": purpose}
        return self._loan_proposed(number, of_loan, values, (by, on), request, test=test)

    def propose_rescheduling(
        self,
        number: str,
        of_loan: str,
        repayments: Iterable[tuple[str, int]],
        *,
        effective: str | date,
        by: str,
        on: str | date,
        purpose: str,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose another schedule for what is outstanding of a loan. No limit moves by it.

        Args:
            number: the transfer's own number.
            of_loan: the loan.
            repayments: financial year and pence of each; together what is outstanding.
            effective: the day from which it counts.
            by: the office that proposes it.
            on: the day.
            purpose: why.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            LoanUnknownError: there is no such loan, or nothing of it is outstanding.
            LoanAmountError: it is not all that is outstanding.
            LoanScheduleError: a year or amount of the schedule cannot be.
            TransferTermsError: the terms cannot be those of a transfer.
        """
        with self._tried("transfer-proposed", number, by, test=test):
            loan = self.loan(of_loan)
        parts = tuple(Repayment(*part) for part in repayments)
        values: dict[str, Any] = {
            "kind": TransferKind.RESCHEDULE,
            "giver": loan.lender,
            "receiver": loan.borrower,
        }
        values |= {"pence": sum(part.pence for part in parts), "repayments": parts}
        values |= {"effective": effective, "purpose": purpose}
        return self._loan_proposed(number, of_loan, values, (by, on), request, test=test)

    def cover_repayment(
        self,
        number: str,
        *,
        by: str,
        on: str | date,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """State that the approval of its loan covers a repayment that was submitted.

        It does only where the rulebook says so (`transfers.scheduled_repayment`), and only what
        the schedule names by this year; everywhere else the authority approves it.

        Raises:
            LoanNotCoveredError: the rulebook does not say so, or more is repaid than is due.
            TransferStateError: it is not submitted.
        """
        terms = self.transfer(number).terms
        loan = self.loan(terms.of_loan).approvals if terms.of_loan else ""
        what = TransferCovered(number=number, digest=terms.digest)
        signed = (by, on, "")
        reference = f"loan {terms.of_loan}: {loan}"
        return self._take(
            terms, [(terms.home, what)], signed, request, test=test, reference=reference
        )

    def take_over_loans(
        self,
        old: Asking,
        *,
        by: str,
        notified: str | date,
        reference: str,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """Take over the open loans of the book of the year before, of which a body is a party here.

        Parties are those that the old book closes with: a body that goes on, or the receiver of
        its side. Loans that this book holds already are passed over.

        Args:
            old: the book of the year before.
            by: the office that takes them over.
            notified: the date of the document that it rests on.
            reference: that document.
            request: the caller's own name for this command.
            test: whether only to look what would be taken over.

        Raises:
            UsageError: the books are not of consecutive years, or a party has ended and its side
                has no receiver.
            PostingRefusedError: the book holds a loan already, and otherwise.

        >>> from pctfinance.book import Book
        >>> old, new = (Book.in_memory(year, group="NCL") for year in ("2011-12", "2012-13"))
        >>> new.take_over_loans(old, by="director", notified="2012-04-01", reference="a").posted
        0
        """
        day = day_asked(notified) or self.year.start
        self._records.refresh()
        before = old._records  # noqa: SLF001 - another book
        events = taken_over(before, self._records, by, day, reference)
        if test:
            PostingRefusedError.raise_for(self._records.refusals(events))
            return Receipt(0, 0, self.head.sequence, self.head)
        asked = {"take-over-loans": [str(old.year), old.group.code, by, str(day), reference]}
        return self._records.post(events, request=request, command=asked)

    def verify_loans(self, old: Asking) -> tuple[Finding, ...]:
        """What this book says of loans otherwise than another one that knows them.

        Args:
            old: the book of the year before: what is carried is held against what it closes with.
                Or the book of the same year that has the other party: what stands in both is the
                same.

        >>> from pctfinance.book import Book
        >>> old, new = (Book.in_memory(year, group="NCL") for year in ("2011-12", "2012-13"))
        >>> new.verify_loans(old)
        ()
        """
        return tuple(carried_differences(old._records, self._records))  # noqa: SLF001 - another book

    def _loan_named(self, name: str) -> tuple[str, Loan]:
        """A loan, and the name by which the gate knows it."""
        self._records.refresh()
        loans = Loans(self._records.ledger.events)
        loan = loans.find(name)
        if loan is None:
            hint = did_you_mean(name, list(loans.by_name)) or "look at the list of loans"
            message = with_rule("loan.unknown", f"there is no loan {name!r} in this book")
            raise LoanUnknownError(message, hint=hint)
        return loans.name_of(loan), loan

    def _asked_before(self, number: str, request: str | None) -> int | None:
        """The amount that a request stood for when it was made, so that it means the same again."""
        known = self._transfers().get(number) if request else None
        return known.terms.pence if known else None

    def _loan_proposed(
        self,
        number: str,
        of_loan: str,
        values: dict[str, Any],
        signed: tuple[str, str | date],
        request: str | None,
        *,
        test: bool,
    ) -> TransferAnswer:
        name, loan = self._loan_named(of_loan)
        day, here = day_asked(values["effective"]), self._records.terms.members_of_year()
        elsewhere = [side for side in ("giver", "receiver") if values[side] not in here]
        values |= {"outside": elsewhere[0] if elsewhere else ""}
        stated = {"number": number, "of_loan": name, "limit": loan.limit, "funding": loan.funding}
        try:
            terms = TransferTerms.model_validate({**values, **stated, "effective": day})
        except ValidationError as error:
            with self._tried("transfer-proposed", number, signed[0], test=test):
                raise TransferTermsError(
                    *(
                        with_rule(
                            "transfer.terms",
                            f"{'.'.join(map(str, fault['loc']))} of transfer {number!r}: {fault['msg']}",
                        )
                        for fault in error.errors()
                    ),
                    hint="correct the terms",
                ) from error
        what = TransferProposed(number=number, digest=terms.digest, terms=terms)
        by, on = signed
        return self._take(terms, [(terms.home, what)], (by, on, terms.purpose), request, test=test)
