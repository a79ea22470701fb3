"""The planned surplus of a body, and whether it has a published source."""

from collections.abc import Iterable
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.position import BodyPosition
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Amount
from pctfinance.ledger.lines import Account

__all__ = ["planned_surplus"]


def planned_surplus(
    body: BodyPosition, events: Iterable[Event], month: Period, known: date | None
) -> Amount:
    """The planned surplus of a body in pence, and whether any of it has no published source.

    Args:
        body: its position.
        events: those of the year.
        month: the last month whose events count.
        known: the last day whose documents count; `None` leaves out none.

    >>> from pctfinance.book import Book
    >>> month = Period("2011-12 M12")
    >>> body = Book.in_memory("2011-12", group="NCL").position(month).bodies[0]
    >>> planned_surplus(body, (), month, None)
    Amount(pence=0, synthetic=False)
    """
    synthetic = any(
        event.synthetic
        and event.body == body.body.code
        and event.period <= month
        and (known is None or event.notified <= known)
        and any(line.account is Account.PLANNED_SURPLUS for line in event.what.lines())
        for event in events
    )
    return Amount(body.balances.planned_surplus, synthetic)
