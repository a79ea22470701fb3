"""Months for tests: a small book, and the way to any state in few words."""

from collections.abc import Sequence
from datetime import date

from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, TableName
from pctfinance.ledger.months import MonthState, way_to
from pctfinance.rulebooks import packaged_text

__all__ = ["BODY", "BY", "allocation", "bring", "close_to", "figures", "small_book", "with_rule"]

BODY = "5A9"
BY = "Director of Finance"
_YEAR = FinancialYear("2011-12")
_NO_ACTUALS = "this example reports no actuals"


def with_rule(rule: str) -> str:
    """The packaged rulebook of 2011-12 with another rule for late documents."""
    return packaged_text("2011-12").replace('value = "first-open"', f'value = "{rule}"')


def small_book(rule: str = "first-open") -> Book:
    """A book of 2011-12 in which two bodies were allocated £1,000 each on 1 April."""
    book = Book.in_memory("2011-12", group="NCL", rulebook=with_rule(rule))
    for body in ("5A9", "5C1"):
        book.post(event(Allocation(strand=RECURRENT, pence=1000_00, issuer="DH"), body=body))
    return book


def allocation(
    effective: date, notified: date | None = None, *, pence: int = 50_00, body: str = BODY
) -> Event:
    """An allocation of £50, used once, unless told otherwise."""
    what = Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH")
    return event(what, body=body, effective=effective, notified=notified, reference="late letter")


def figures(
    table: TableName,
    month: int,
    pence: int = 70_00,
    *,
    body: str = BODY,
    category: str = "acute",
    cumulative: bool = False,
) -> Event:
    """One figure of one month, sent at its end."""
    row = FigureRow(month, Limit.REVENUE, category, pence)
    what = FiguresLoaded(table=table, rows=(row,), cumulative=cumulative)
    period = _YEAR.period(1 if table == "profile" else month)
    return event(what, body=body, effective=period.end, reference=f"{table} {period}")


def bring(book: Book, month: int, state: MonthState, body: str | Sequence[str] = BODY) -> None:
    """Take every step that leads a month to a state; the controls run before a close."""
    period = _YEAR.period(month)
    codes = [body] if isinstance(body, str) else list(body)
    for code in codes:
        for step in way_to(book.month_state(code, period), state):
            match step.verb:
                case "close":
                    book.run_controls(period, by=BY, bodies=code)
                    book.close_month(code, period, by=BY, accept=_NO_ACTUALS)
                case "submit":
                    book.submit_month(code, period, by=BY)
                case "lock":
                    book.lock_month(code, period, by=BY)
                case "return":
                    book.return_month(code, period, by=BY, reason="a test")
                case "unlock":
                    book.unlock_month(code, period, by=BY, reason="a test")
                case _:
                    book.reopen_month(code, period, by=BY, reason="a test")


def close_to(book: Book, month: int, body: str | Sequence[str] = BODY) -> None:
    """Close every month up to one."""
    for number in range(1, month + 1):
        bring(book, number, MonthState.CLOSED, body)
