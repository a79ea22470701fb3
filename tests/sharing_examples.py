"""Shared costs for tests: the five PCTs of North Central London, whose team Camden employs."""

from typing import Any

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.sharing import Apportioned, RechargeAnswer

__all__ = [
    "DEPUTY",
    "DIRECTOR",
    "FIVE",
    "HEAD",
    "TEAM",
    "charged",
    "limits",
    "ncl",
    "shared",
    "swapped",
]

FIVE = ("5A9", "5C1", "5C9", "5K7", "5K8")
TEAM = "executive team"
HEAD, DEPUTY = "Head of Finance", "Deputy Director of Finance"
DIRECTOR = "Director of Finance"


def ncl() -> Book:
    """A book in which the team's cost is shared by population, and each has £100m of limit."""
    book = Book.in_memory("2011-12", group="NCL")
    for body in FIVE:
        what = Allocation(strand=RECURRENT, pence=100_000_000_00, issuer="DH")
        book.post(event(what, body=body))
    book.state_sharing_basis(
        TEAM,
        host="5K7",
        kind="population",
        from_month="M1",
        source="board paper 4",
        by=DIRECTOR,
        on="2011-04-01",
    )
    return book


def shared(book: Book, pence: int, number: str, month: str = "M8", **parts: Any) -> Apportioned:
    """The team's cost of a month, recharged and approved at once unless told otherwise."""
    asked: dict[str, Any] = {"category": "corporate", "by": HEAD, "approved_by": DEPUTY, **parts}
    return book.apportion(TEAM, month, cost_pence=pence, number=number, **asked)


def swapped(book: Book, number: str, pence: int, month: str = "M8", **parts: Any) -> RechargeAnswer:
    """Camden charges Barnet, approved at once, unless told otherwise."""
    asked: dict[str, Any] = {
        "provider": "5K7",
        "recipient": "5A9",
        "category": "corporate",
        "purpose": "payroll services",
        "by": HEAD,
        "approved_by": DEPUTY,
        **parts,
    }
    return book.recharge(number, pence=pence, month=month, **asked)


def charged(book: Book, month: int, body: str) -> int:
    """What is charged to a body's revenue in the year to a month, in pence."""
    period = book.year.period(month)
    return book.holdings.actuals.to_date(body, Limit.REVENUE, period).pence


def limits(book: Book) -> dict[str, int]:
    """The revenue limits of the five."""
    return {body: book.limit(body, as_of="M12").total() for body in FIVE}
