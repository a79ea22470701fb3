"""More books beside the thresholds: where a control has a second one, or a case that it leaves out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from control_cases import Looked, a_year, entered, pennies
from control_examples import BARNET, OFFICE, allocated, barnet, budget, figures, ledger, post
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.loads import Phasing
from test_controls_packaged import DEPUTY, HEADING, SUSPENSE
from transfer_examples import Steps, two_pcts

__all__ = ["EDGES", "Edge"]


class Edge(NamedTuple):
    """A control, what is looked at, and what it comes to there."""

    control: str
    what: str
    make: Callable[[], Looked]
    outcome: str


def _conditional(day: str, month: str) -> Looked:
    book = two_pcts()
    Steps(book).until_approved(on=day, conditions=["plan"])
    return Looked(book, month)


def _to_date() -> Looked:
    """£100 and £200 to date are the twelfths of £1,200."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    for month, pounds in ((1, 100), (2, 200)):
        load = figures("actuals", month, acute=pounds)
        what = load.what.model_copy(update={"cumulative": True})
        book.post(load.model_copy(update={"what": what}))
    return Looked(book, "M2")


def _run_of_cost(months: int, month: str) -> Looked:
    """£100 a month and a forecast of £2,000."""
    book = barnet()
    allocated(book, 5000)
    budget(book, 1200)
    book.post(*(figures("actuals", each, acute=100) for each in range(1, months + 1)))
    book.post(figures("forecasts", months, acute=2000))
    return Looked(book, month)


def _a_penny_of_budget() -> Looked:
    """Four twelfths of a penny are nothing: £40 in four months come to £120 in twelfths."""
    book = barnet()
    post(book, BudgetIssued(strand=RECURRENT, pence=1, category="acute"))
    book.post(*(figures("actuals", month, acute=10) for month in range(1, 5)))
    book.post(figures("forecasts", 4, acute=120))
    return Looked(book, "M4")


def _all_in_april() -> Looked:
    """All of the budget falls in April, and all of it is spent by November."""
    book = a_year(actual=150, forecast=1200)
    book.post(figures("profile", 1, acute=1200))
    return Looked(book)


def _no_budget_as_loaded() -> Looked:
    """A profile of £1,200 in April without a budget: £40 in four months come to £120 in twelfths."""
    book = barnet()
    load = figures("profile", 1, acute=1200)
    what = load.what.model_copy(update={"phasing": Phasing.AS_LOADED})
    book.post(load.model_copy(update={"what": what}))
    book.post(*(figures("actuals", month, acute=10) for month in range(1, 5)))
    book.post(figures("forecasts", 4, acute=120))
    return Looked(book, "M4")


def _journals(*pence: int, limit: int = 0) -> Looked:
    book = barnet()
    if limit:
        allocated(book, limit)
    for number, each in enumerate(pence):
        entered(book, each, f"J{number}")
    return Looked(book)


def _a_letter_once() -> Looked:
    book = barnet()
    allocated(book, 10_000, NON_RECURRENT)
    return Looked(book)


def _charged(limit_pence: int, charge_pence: int) -> Looked:
    book = barnet()
    post(book, Allocation(strand=RECURRENT, pence=limit_pence, issuer="DH"))
    book.post(pennies("forecasts", 8, acute=charge_pence))
    return Looked(book)


def _letters_of_nothing() -> Looked:
    book: Book = barnet()
    for body in (BARNET, "5K7"):
        what = Allocation(strand=RECURRENT, pence=0, issuer="DH")
        book.post(event(what, body=body, reference=f"letter {body}"))
    return Looked(book)


def _reported(*months: int) -> Looked:
    """A forecast of November, and actuals of some months."""
    book = barnet()
    book.post(figures("forecasts", 8, acute=1), *(figures("actuals", m, acute=1) for m in months))
    return Looked(book)


def _back_by_itself(month: str) -> Looked:
    """£30 in suspense in October, by a journal that comes back by itself in November."""
    book = barnet({HEADING: SUSPENSE})
    for number in (7, 8):
        ledger(book, ("5200", "acute", 0, 10, 0), ("1000", "", 0, 0, 10), month=number)
    lines = [JournalLine("9901", debit_pence=30_00), JournalLine("1000", credit_pence=30_00)]
    said: dict[str, Any] = {"number": "J1", "narrative": "accrual", "by": OFFICE}
    book.submit_journal(BARNET, "M7", lines, **said, reversing=True)
    book.approve_journal(BARNET, "J1", by=DEPUTY)
    return Looked(book, month)


EDGES = (
    Edge(
        "actuals-behind-forecast", "the first report is of the month", lambda: _reported(8), "found"
    ),
    Edge("actuals-behind-forecast", "nobody reports", _reported, "passed"),
    Edge(
        "approval-waiting",
        "a condition is open on the day of its approval",
        lambda: _conditional("2011-06-30", "M3"),
        "found",
    ),
    Edge(
        "approval-waiting",
        "a condition of an approval that came after the month",
        lambda: _conditional("2011-06-30", "M2"),
        "passed",
    ),
    Edge("on-plan", "figures to date, each month of them on plan", _to_date, "found"),
    Edge("projection-apart", "in the first month of it", lambda: _run_of_cost(4, "M4"), "found"),
    Edge(
        "projection-apart",
        "in the last month nothing is projected",
        lambda: _run_of_cost(12, "M12"),
        "not applicable",
    ),
    Edge("projection-apart", "no penny of the budget is due", _a_penny_of_budget, "passed"),
    Edge("projection-apart", "as the budget falls", _all_in_april, "passed"),
    Edge("projection-apart", "a profile without a budget", _no_budget_as_loaded, "passed"),
    Edge("journal-large", "without a limit", lambda: _journals(1), "not applicable"),
    Edge("journal-twice", "one alone", lambda: _journals(10_000_00, limit=1), "passed"),
    Edge("change-twice", "one alone", _a_letter_once, "passed"),
    Edge("charge-implausible", "nothing is charged", lambda: _charged(100_00, 0), "found"),
    Edge("charge-implausible", "less than nothing", lambda: _charged(100_00, -1), "found"),
    Edge("charge-implausible", "nothing to charge against", lambda: _charged(0, -1), "found"),
    Edge("charge-implausible", "a hundredth", lambda: _charged(100_00, 1_00), "passed"),
    Edge("charge-implausible", "a penny less", lambda: _charged(100_00, 99), "found"),
    Edge("suspense-open", "in its own month", lambda: _back_by_itself("M7"), "found"),
    Edge("suspense-open", "back in the month after", lambda: _back_by_itself("M8"), "passed"),
    Edge("transfer-disguised", "letters of nothing", _letters_of_nothing, "passed"),
)
"""What each comes to is held in a test, and against controls with another comparison."""
