"""What the gate says about loans: who repays whom how much, what may be written off, what is carried.

A repayment, a write-off and a rescheduling are transfers like every other: both parties agree, the
competent authority approves exactly these terms (SOM 25), and they are used once. The last two move
nothing but the loan. Outstanding + repaid + written off = principal, at all times.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pctfinance.calendar import FinancialYear
from pctfinance.decisions.approving import refused_step as _no
from pctfinance.decisions.states import Transfer, TransferState
from pctfinance.errors import Finding, Level, PctFinanceError
from pctfinance.ledger.events import Event
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.loans import Loan, LoanCarried
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import (
    TransferActioned,
    TransferApproved,
    TransferCovered,
    TransferKind,
    TransferProposed,
    TransferStep,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.money import show_exact

__all__ = ["LoanRules", "covered_pence", "in_flight"]

_WAITING = (TransferState.SUBMITTED, TransferState.APPROVED)
_KEY = "rulebook transfers.scheduled_repayment"


@dataclass
class LoanRules:
    """Watches the loans of one book, beside the gate of transfers.

    >>> LoanRules(frozenset({"5K5", "5AT"})).loans.by_name
    {}
    """

    bodies: frozenset[str]
    loan_covers: bool = False
    loans: Loans = field(default_factory=Loans)
    _halves: dict[str, Event] = field(default_factory=dict)
    # Loans whose schedule an authority approved in this book: a carried one may be anybody's word.
    _approved: set[str] = field(default_factory=set)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        what = event.what
        if isinstance(what, LoanCarried):
            loan = what.loan
            is_second = self._halves.pop(loan.key, None) is not None
            both = {loan.lender, loan.borrower} <= self.bodies
            if both and not is_second:
                self._halves[loan.key] = event
        if isinstance(what, TransferActioned) and what.terms.repayments:
            self._approved.add(what.terms.of_loan or what.number)
        self.loans.record(event)

    def findings(
        self, event: Event, what: TransferStep, transfers: Mapping[str, Transfer]
    ) -> Iterator[Finding]:
        """Why a step of a transfer cannot be taken, as far as its loan is concerned.

        Args:
            event: the step.
            what: what it says.
            transfers: the transfers of the book, as they stand before it.
        """
        found = transfers.get(what.number)
        if isinstance(what, TransferProposed):
            terms = what.terms
        elif found is not None:
            terms = found.terms
        else:
            return
        if found is None and what.number in self.loans.by_name:
            hint = "give the transfer another number"
            yield _no(event, "transfer.state", "a loan has this number", hint)
            return
        decides = isinstance(what, TransferProposed | TransferSubmitted | TransferActioned)
        if terms.reverses and decides:
            yield from self._reversal(event, terms, transfers)
        elif terms.reverses and isinstance(what, TransferApproved):
            yield from _less_than_whole(event, what, terms, transfers)
        if terms.repayments and isinstance(what, TransferProposed):
            yield from _schedule(event, terms)
        if terms.of_loan and (decides or isinstance(what, TransferCovered)):
            yield from self._of_loan(event, what, terms, transfers)
        elif isinstance(what, TransferCovered):
            yield _uncovered(event, "it is no repayment of a loan")

    def carried(self, event: Event, what: LoanCarried) -> Iterator[Finding]:
        """Why a loan cannot be carried into a book like this."""
        loan, held = what.loan, self.loans.find(what.loan.key)
        half = self._halves.get(loan.key)
        is_second = half is not None
        checks = (
            *((True, fault) for fault in loan.faults()),
            (
                what.outstanding_pence != loan.outstanding_pence,
                f"{show_exact(what.outstanding_pence)} outstanding, {_of(loan)}",
            ),
            (event.effective != event.year.start, f"it is carried on {event.year.start}"),
            (event.body != what.party, f"its {what.side} is {what.party}"),
            (loan.year >= str(event.year), f"it was made in {loan.year}"),
            (held is not None and not is_second, "the book holds it already"),
            (is_second and held != loan, "its two sides are not of one loan"),
            (half is not None and half.what == what, f"its {what.side} is carried twice"),
        )
        for fails, message in checks:
            if fails:
                yield _carried(event, loan, message)

    def unfinished(self) -> Iterator[Finding]:
        """A side of a carried loan without the other, where both parties are bodies of the book."""
        for half in self._halves.values():
            if isinstance(half.what, LoanCarried):
                loan = half.what.loan
                both = f"{loan.lender} and {loan.borrower}"
                message = f"only one side of it is carried, and {both} are both of this book"
                yield _carried(half, loan, message)

    def _of_loan(
        self,
        event: Event,
        what: TransferStep,
        terms: TransferTerms,
        transfers: Mapping[str, Transfer],
    ) -> Iterator[Finding]:
        loan = self.loans.by_name.get(terms.of_loan)
        if loan is None or not loan.outstanding_pence:
            state = "nothing of it is outstanding" if loan else "there is no such loan"
            hint = "look at the loans of the book; only what was actioned is owed"
            yield _no(event, "loan.unknown", f"{state}: {terms.of_loan!r}", hint)
            return
        yield from _parties(event, terms, loan, self.bodies)
        waiting = in_flight(terms.of_loan, terms.number, transfers)
        is_submitted = isinstance(what, TransferSubmitted)
        yield from _amount(event, what, terms, loan, waiting if is_submitted else 0)
        if isinstance(what, TransferCovered):
            approved = in_flight(terms.of_loan, terms.number, transfers, (TransferState.APPROVED,))
            covered = covered_pence(loan, event.year, approved)
            if not self.loan_covers:
                yield _uncovered(event, f"the authority approves every repayment ({_KEY})")
            elif terms.of_loan not in self._approved:
                message = "its schedule was approved in another book; have it approved in this one"
                yield _uncovered(event, message)
            elif terms.kind is not TransferKind.REPAYMENT or terms.pence > covered:
                shown = show_exact(covered)
                message = f"of the schedule of {terms.of_loan!r} {shown} is due by {event.year}"
                yield _uncovered(event, message)

    def _reversal(
        self, event: Event, terms: TransferTerms, transfers: Mapping[str, Transfer]
    ) -> Iterator[Finding]:
        """A loan is given back whole or not at all, and what undid a step of one stays undone."""
        found, loan = transfers.get(terms.reverses), self.loans.by_name.get(terms.reverses)
        if found is None:
            return
        reversed_kind, message = found.terms.kind, ""
        undone = transfers.get(found.terms.reverses)
        of_loan = (TransferKind.LOAN, TransferKind.REPAYMENT)
        if not found.terms.moves:
            message = "it moved nothing that could be given back"
        elif reversed_kind in of_loan and terms.kind is not TransferKind.STRAIGHT:
            message = f"a {reversed_kind} is given back by a straight transfer"
        elif undone is not None and undone.terms.kind in of_loan:
            message = f"it undid the {undone.terms.kind} {undone.terms.number!r}"
        elif loan is not None:
            waits = in_flight(terms.reverses, terms.number, transfers)
            if waits or loan.repaid or loan.written_off:
                message = "something of the loan is repaid, written off or to be decided on"
        if message:
            text = f"{terms.reverses!r} cannot be reversed: {message}"
            hint = "reverse the repayments first; agree a new loan or repayment where one is meant"
            yield _no(event, "loan.reversal", text, hint)


def in_flight(
    loan: str,
    number: str,
    transfers: Mapping[str, Transfer],
    states: Collection[TransferState] = _WAITING,
) -> int:
    """What other transfers, submitted or approved, are to repay or write off of a loan, in pence.

    Args:
        loan: the loan's name.
        number: the transfer that is looked at, which does not count.
        transfers: the transfers of the book.
        states: how far they have come.

    >>> in_flight("T1", "R1", {})
    0
    """
    return sum(
        (each.approved_pence if each.state is TransferState.APPROVED else each.terms.pence)
        for each in transfers.values()
        if each.terms.of_loan == loan
        and each.terms.number != number
        and each.terms.kind is not TransferKind.RESCHEDULE
        and each.state in states
    )


def covered_pence(loan: Loan, year: FinancialYear, approved: int) -> int:
    """What the schedule of a loan names up to a year, less what is repaid and what is `approved`.

    >>> from datetime import date
    >>> loan = Loan(number="T1", year="2012-13", first_lender="5K5", first_borrower="5AT",
    ...     lender="5K5", borrower="5AT", principal_pence=15, counts_from=date(2012, 9, 1),
    ...     schedule=(("2013-14", 5), ("2014-15", 10)), digest="0" * 64)
    >>> covered_pence(loan, FinancialYear("2013-14"), 2)
    3
    """
    return loan.overdue_pence(str(year)) + loan.due_pence(str(year)) - approved


def _less_than_whole(
    event: Event,
    what: TransferApproved,
    terms: TransferTerms,
    transfers: Mapping[str, Transfer],
) -> Iterator[Finding]:
    """What is approved of a reversal: it undoes the whole loan or repayment, whatever comes back."""
    found = transfers.get(terms.reverses)
    of_loan = (TransferKind.LOAN, TransferKind.REPAYMENT)
    if found is None or found.terms.kind not in of_loan:
        return
    if (what.pence, what.cash_pence) != (terms.pence, terms.cash_pence):
        text = f"{terms.reverses!r} is given back whole, or not at all: it was a {found.terms.kind}"
        hint = "approve all of it; what is owed no more is written off"
        yield _no(event, "loan.reversal", text, hint)


def _parties(
    event: Event, terms: TransferTerms, loan: Loan, bodies: Collection[str]
) -> Iterator[Finding]:
    repays = terms.kind is TransferKind.REPAYMENT
    wanted = (loan.borrower, loan.lender) if repays else (loan.lender, loan.borrower)
    if (terms.giver, terms.receiver) != wanted or terms.strand != loan.strand:
        message = f"a {terms.kind} of {terms.of_loan!r} is not from {terms.giver} to "
        message += f"{terms.receiver}, {terms.strand}"
        hint = f"{' to '.join(wanted)}, {loan.strand}: as it was lent, and as it was taken over"
        yield _no(event, "loan.parties", message, hint)
    outside = next((s for s in ("giver", "receiver") if getattr(terms, s) not in bodies), "")
    if terms.outside != outside:
        message = f"its {outside} is no body of this book" if outside else "both are of this book"
        hint = "state which party of the loan has its ledger elsewhere, or none"
        yield _no(event, "loan.parties", message, hint)
    if terms.effective < loan.counts_from:
        message = f"it counts from {terms.effective}, before the loan on {loan.counts_from}"
        yield _no(event, "loan.schedule", message, "give a day on which it was lent")


def _amount(
    event: Event, what: TransferStep, terms: TransferTerms, loan: Loan, waiting: int
) -> Iterator[Finding]:
    """No more is repaid or written off than is outstanding; all of it is rescheduled."""
    pence = what.pence if isinstance(what, TransferActioned) else terms.pence
    cash = what.cash_pence if isinstance(what, TransferActioned) else terms.cash_pence
    outstanding = show_exact(loan.outstanding_pence)
    if terms.kind is TransferKind.RESCHEDULE:
        if pence != loan.outstanding_pence:
            message = f"it reschedules {show_exact(pence)}, and {outstanding} is outstanding"
            yield _no(event, "loan.exceeds", message, "agree a schedule of what is outstanding")
    elif pence > loan.outstanding_pence - waiting:
        message = f"{show_exact(pence)} is more than {outstanding} that is outstanding"
        message += f", of which {show_exact(waiting)} is offered already" if waiting else ""
        yield _no(event, "loan.exceeds", message, "repay or write off what is owed, and no more")
    if cash > loan.cash_pence - loan.cash_repaid_pence:
        left = show_exact(loan.cash_pence - loan.cash_repaid_pence)
        message = f"{show_exact(cash)} of cash is more than {left} that went with it and is there"
        yield _no(event, "loan.exceeds", message, "give back the cash that went with the loan")


def _schedule(event: Event, terms: TransferTerms) -> Iterator[Finding]:
    """The years of a schedule are financial years, none before the loan; each amount is one."""
    for part in terms.repayments:
        fault = ""
        try:
            if FinancialYear(part.year) < event.year:
                fault = f"{part.year} is over"
        except PctFinanceError:
            fault = f"{part.year!r} is no financial year"
        if part.pence <= 0:
            fault = f"{show_exact(part.pence)} in {part.year} is no repayment"
        if fault:
            hint = "state for each financial year what is to be repaid"
            yield _no(event, "loan.schedule", fault, hint)


def _of(loan: Loan) -> str:
    settled = f"{show_exact(loan.repaid_pence)} repaid"
    settled += f" and {show_exact(loan.written_off_pence)} written off"
    return f"{settled} are not the principal of {show_exact(loan.principal_pence)}"


def _uncovered(event: Event, message: str) -> Finding:
    text = f"the approval of a loan does not cover it: {message}"
    return _no(event, "loan.not-covered", text, "obtain the approval of the authority (SOM 25)")


def _carried(event: Event, loan: Loan, message: str) -> Finding:
    text = f"the loan {loan.key} cannot be carried into the log of {event.body}: {message}"
    hint = "carry it as the book before closed with it, in both logs at once"
    return Finding("loan.carried", Level.ERROR, with_rule("loan.carried", text), event.where, hint)
