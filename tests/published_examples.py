"""A month that was published and then turned out to be wrong, small enough to be reckoned by hand."""

from datetime import date

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

__all__ = ["ACUTE", "OFFICE", "began", "forecast", "two_forecasts"]

OFFICE = "Director of Finance"
ACUTE = CategoryTree((Category("acute", "Acute services"),))


def forecast(pence: int, body: str = "5A9", *, month: int = 8, reference: str = "pack") -> Event:
    """What one body expects to spend on acute services in the year, as it says in a month."""
    row = FigureRow(month, Limit.REVENUE, "acute", pence)
    return event(
        FiguresLoaded(table="forecasts", rows=(row,)),
        body=body,
        effective=date(2011, month + 3, 28),
        reference=reference,
    )


def two_forecasts() -> tuple[Event, ...]:
    """Barnet has £1,000.00 and expects £990.00; Enfield has £2,000.00 and expects £1,995.00."""
    return (
        event(Allocation(strand=RECURRENT, pence=1_000_00, issuer="DH"), reference="L/1"),
        event(
            Allocation(strand=RECURRENT, pence=2_000_00, issuer="DH"), body="5C1", reference="L/2"
        ),
        forecast(990_00),
        forecast(1_995_00, "5C1"),
    )


def began(book: Book) -> Book:
    """The book with both forecasts in it: with its terms and categories, six events."""
    book._records.post(two_forecasts(), ACUTE)
    return book
