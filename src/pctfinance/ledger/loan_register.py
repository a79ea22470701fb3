"""Every loan among events, as it stands behind them: what was lent, repaid, written off, assigned.

The log of either party tells the whole of a loan, because both legs of every transfer name its
terms; where both logs are at hand, each transfer counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pctfinance.ledger.events import Event
from pctfinance.ledger.loans import Loan, LoanCarried, LoanSide, item_key
from pctfinance.ledger.transfers import Repayment, TransferActioned, TransferKind
from pctfinance.ledger.year_end import FinalClosed

__all__ = ["Loans", "loans_of"]


class _Repaid(NamedTuple):
    """What one repayment was, so that its reversal can open it again."""

    loan: str
    year: str
    pence: int
    cash_pence: int


class Loans:
    """The loans of a book, event by event, by the name that they have in it.

    A loan is named by its number in the book in which it was made, and by its key in every later
    one. A loan that was reversed is no loan any more.

    >>> Loans().by_name
    {}
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._loans: dict[str, Loan] = {}
        self._events: dict[str, list[Event]] = defaultdict(list)
        self._repaid: dict[str, _Repaid] = {}
        self._done: set[str] = set()
        for event in events:
            self.record(event)

    @property
    def by_name(self) -> Mapping[str, Loan]:
        """Every loan, by its name in this book, in the order in which they came into it."""
        return dict(self._loans)

    def find(self, name: str) -> Loan | None:
        """The loan of that name, or of that key; none where there is none.

        >>> Loans().find("T1")
        """
        by_key = (loan for loan in self._loans.values() if loan.key == name)
        return self._loans.get(name) or next(by_key, None)

    def name_of(self, loan: Loan) -> str:
        """The name that a loan has in this book; empty where it is none of it.

        >>> from datetime import date
        >>> Loans().name_of(Loan(number="T1", year="2012-13", first_lender="5K5", lender="5K5",
        ...     first_borrower="5AT", borrower="5AT", principal_pence=1, digest="0" * 64,
        ...     counts_from=date(2012, 9, 1), schedule=(Repayment("2013-14", 1),)))
        ''
        """
        return next((name for name, held in self._loans.items() if held.key == loan.key), "")

    def events(self, name: str) -> tuple[Event, ...]:
        """The events behind a loan, in their order.

        >>> Loans().events("T1")
        ()
        """
        return tuple(self._events.get(name, ()))

    def was_repayment(self, number: str) -> bool:
        """Whether a transfer of this book is a repayment that was actioned, reversed or not.

        >>> Loans().was_repayment("R1")
        False
        """
        return number in self._repaid

    def record(self, event: Event) -> None:
        """Take an event into account; one that is of no loan changes nothing."""
        what = event.what
        if isinstance(what, LoanCarried):
            self._loans.setdefault(what.loan.key, what.loan)
            self._events[what.loan.key].append(event)
        elif isinstance(what, FinalClosed):
            self._assigned(event, what)
        elif isinstance(what, TransferActioned):
            self._leg(event, what)

    def _leg(self, event: Event, what: TransferActioned) -> None:
        name = self._of(what)
        if not name:
            return
        if what.number not in self._done:
            self._done.add(what.number)
            self._actioned(event, what, name)
        self._events[name].append(event)

    def _of(self, what: TransferActioned) -> str:
        """The name of the loan that an actioned transfer is of; empty where it is of none."""
        terms = what.terms
        if terms.kind is TransferKind.LOAN:
            return what.number
        undone = self._repaid.get(terms.reverses)
        found = self.find(terms.of_loan) if terms.of_loan else self._loans.get(terms.reverses)
        if undone is not None:
            return undone.loan
        return self.name_of(found) if found else ""

    def _actioned(self, event: Event, what: TransferActioned, name: str) -> None:
        terms, year = what.terms, str(event.year)
        if terms.kind is TransferKind.LOAN:
            self._loans[name] = _made(event, what)
            return
        loan = self._loans[name]
        undone = self._repaid.get(terms.reverses)
        changed: dict[str, object] = {}
        if undone is not None:
            changed["repaid"] = _plus(loan.repaid, undone.year, -undone.pence)
            changed["cash_repaid_pence"] = loan.cash_repaid_pence - undone.cash_pence
        elif terms.reverses:
            del self._loans[name]
            return
        elif terms.kind is TransferKind.REPAYMENT:
            self._repaid[what.number] = _Repaid(name, year, what.pence, what.cash_pence)
            changed["repaid"] = _plus(loan.repaid, year, what.pence)
            changed["cash_repaid_pence"] = loan.cash_repaid_pence + what.cash_pence
        elif terms.kind is TransferKind.WRITE_OFF:
            changed["written_off"] = _plus(loan.written_off, year, what.pence)
        else:
            changed["schedule"] = terms.repayments
            changed["scheduled_from"] = loan.repaid_pence + loan.written_off_pence
        self._loans[name] = loan.model_copy(update=changed)

    def _assigned(self, event: Event, what: FinalClosed) -> None:
        """A party has ended: whoever received its side of a loan is the party from then on."""
        receivers = {part.item: part.receiver for part in what.assigned if part.item}
        for name, loan in self._loans.items():
            for side in LoanSide:
                receiver = receivers.get(item_key(loan.key, side))
                if receiver is not None and getattr(loan, side.value) == event.body:
                    self._loans[name] = loan.model_copy(update={side.value: receiver})
                    self._events[name].append(event)


def loans_of(events: Iterable[Event]) -> Mapping[str, Loan]:
    """The loans among events, by their name in the book, as they stand behind the last one.

    Args:
        events: of both parties or of one, in their order.

    >>> loans_of([])
    {}
    """
    return Loans(events).by_name


def _made(event: Event, what: TransferActioned) -> Loan:
    terms = what.terms
    return Loan(
        number=terms.number,
        year=str(event.year),
        first_lender=terms.giver,
        first_borrower=terms.receiver,
        lender=terms.giver,
        borrower=terms.receiver,
        limit=terms.limit,
        funding=terms.funding,
        principal_pence=what.pence,
        cash_pence=what.cash_pence,
        counts_from=event.effective,
        purpose=terms.purpose,
        schedule=terms.repayments,
        digest=terms.digest,
        approvals=event.approval,
    )


def _plus(parts: tuple[Repayment, ...], year: str, pence: int) -> tuple[Repayment, ...]:
    sums = {part.year: part.pence for part in parts}
    sums[year] = sums.get(year, 0) + pence
    return tuple(Repayment(each, amount) for each, amount in sorted(sums.items()) if amount)
