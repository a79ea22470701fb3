"""What loans are made of: what was lent, repaid and written off, and what is due by which schedule."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from pctfinance.ledger.events import Event
from pctfinance.ledger.loans import Loan, LoanCarried
from pctfinance.ledger.transfer_terms import TransferKind
from pctfinance.ledger.transfers import TransferActioned
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.measures import Measures
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import said_by

__all__ = ["loan_figures", "loan_measures"]

_KEPT = ("principal", "repaid", "written_off", "outstanding")
_SETTLES = {TransferKind.REPAYMENT: "repaid", TransferKind.WRITE_OFF: "written_off"}
_FIRST = "counts against what is due first"


def loan_figures(
    loans: Iterable[tuple[str, Loan, tuple[Event, ...]]], year: str
) -> Iterator[ReportFigure]:
    """Every figure of some loans: principal, repaid, written off, outstanding, and due by year.

    A loan is named by its key.

    Args:
        loans: each with the code under which it stands, and the events behind it in their order.
        year: the year of the book.

    >>> list(loan_figures((), "2011-12"))
    []
    """
    for code, loan, events in loans:
        ways = loan_measures(events)
        values: dict[str, int | None] = {name: getattr(loan, f"{name}_pence") for name in _KEPT}
        values |= {"overdue": loan.overdue_pence(year), "due": loan.due_pence(year)}
        settled = _Settled(loan, events)
        years = [part.year for part in loan.schedule]
        ways = replace(
            ways,
            said={
                **ways.said,
                "overdue": partial(settled.due_in, [each for each in years if each < year]),
                "due": partial(settled.due_in, [year]),
            },
            words={**ways.words, "due": f"due in {year}", "overdue": f"due before {year}"},
        )
        words = f"loan {loan.key} of {loan.lender} to {loan.borrower}"
        yield from ways.figures(code, loan.key, words, values)
        later = sorted({each for each in years if each > year})
        by_year = Measures({f"due in {each}": partial(settled.due_in, [each]) for each in later})
        open_ = {f"due in {each}": loan.due_pence(each) for each in later}
        yield from by_year.figures(code, loan.key, words, open_)


def loan_measures(events: Iterable[Event]) -> Measures:
    """What was lent, repaid, written off, and is outstanding, from the events behind a loan.

    Args:
        events: those behind it; of the two legs of a transfer the first is taken.

    >>> loan_measures(()).part("outstanding").pence
    0
    """
    counted = tuple(_once(events))
    said = {
        measure: partial(_of_measure, counted, measure)
        for measure in ("principal", "repaid", "written_off")
    }
    return Measures(said, {"outstanding": ("principal", "-repaid", "-written_off")})


def _of_measure(events: tuple[Event, ...], measure: str) -> Iterator[Part]:
    for event in events:
        for of, pence, words in _moved(event, events):
            if of == measure:
                yield said_by(event, pence, words)


def _once(events: Iterable[Event]) -> Iterator[Event]:
    """One event for each transfer, and one that says what was carried: the first of both sides."""
    seen: set[str] = set()
    for event in events:
        what = event.what
        if isinstance(what, TransferActioned):
            key = what.number
        elif isinstance(what, LoanCarried):
            key = f"carried {what.loan.key}"
        else:
            continue  # a party ended: what is owed stays as it is
        if key not in seen:
            seen.add(key)
            yield event


def _moved(event: Event, events: tuple[Event, ...]) -> Iterator[tuple[str, int, str]]:
    """What an event changes of which measure, in pence, and in words."""
    what = event.what
    if isinstance(what, LoanCarried):
        yield "principal", what.loan.principal_pence, "lent in an earlier year"
        for part in what.loan.repaid:
            yield "repaid", part.pence, f"repaid in {part.year}"
        for part in what.loan.written_off:
            yield "written_off", part.pence, f"written off in {part.year}"
    elif isinstance(what, TransferActioned):
        terms = what.terms
        if terms.kind is TransferKind.LOAN:
            yield "principal", what.pence, f"lent, {what.number}"
        elif undone := _undone(terms.reverses, events):
            yield "repaid", -undone, f"repayment {terms.reverses} taken back, {what.number}"
        elif measure := _SETTLES.get(terms.kind):
            yield measure, what.pence, f"{measure.replace('_', ' ')}, {what.number}"


def _undone(number: str, events: tuple[Event, ...]) -> int:
    """What a repayment that is taken back was."""
    for event in events:
        what = event.what
        if isinstance(what, TransferActioned) and number and what.number == number:
            return what.pence
    return 0


@dataclass(frozen=True)
class _Settled:
    """What is still due of a loan by year: its last schedule, less what was settled since."""

    loan: Loan
    events: tuple[Event, ...]

    def due_in(self, years: list[str]) -> Iterator[Part]:
        """What is due in some years, schedule and settlements apart."""
        counted = tuple(_once(self.events))
        begun = [at for at, event in enumerate(counted) if self._schedules(event)][-1:]
        if not begun:
            return
        first = counted[begun[0]]
        for part in sorted(self.loan.schedule):
            if part.year in years and part.pence:
                yield said_by(first, part.pence, f"scheduled for {part.year}")
        settled = 0
        for event in counted[begun[0] :]:
            moved = sum(pence for of, pence, _ in _moved(event, counted) if of != "principal")
            if event is first:
                moved = self._carried(event)
            taken = self._taken(settled + moved, years) - self._taken(settled, years)
            settled += moved
            if taken:
                leaf = said_by(event, abs(moved), _words(event), sign=-1 if taken > 0 else 1)
                yield replace(leaf, pence=-taken, of_pence=-moved, rule=_FIRST)

    def _schedules(self, event: Event) -> bool:
        what = event.what
        if isinstance(what, TransferActioned):
            return what.terms.kind in (TransferKind.LOAN, TransferKind.RESCHEDULE)
        return isinstance(what, LoanCarried)

    def _carried(self, event: Event) -> int:
        """What had been settled of the schedule when the loan was taken over; else nothing."""
        what = event.what
        if not isinstance(what, LoanCarried):
            return 0
        loan = what.loan
        return loan.repaid_pence + loan.written_off_pence - loan.scheduled_from

    def _taken(self, settled: int, years: list[str]) -> int:
        """How much of the schedule of some years is settled, where the first due goes first."""
        found: Mapping[str, int] = {}
        for part in sorted(self.loan.schedule):
            taken = min(part.pence, settled)
            settled -= taken
            found = {**found, part.year: found.get(part.year, 0) + taken}
        return sum(found.get(year, 0) for year in dict.fromkeys(years))


def _words(event: Event) -> str:
    what = event.what
    if isinstance(what, TransferActioned):
        return f"{what.terms.kind.value} {what.number}"
    return "settled in earlier years"
