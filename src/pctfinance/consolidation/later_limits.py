"""What a limit gains or loses after the month that is looked at, by what is notified already.

A month is tested against the limit as of that month; the duty is one of the year. A letter that has
come and counts from a later month changes no test of this one, but whoever acts on it must know it.
"""

from collections.abc import Iterator
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.evidence import figure_ground, grounds_of_event
from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.money import show_exact

__all__ = ["falling_limits", "known_by", "limit_of_year"]


def known_by(position: Position, known_at: date | None) -> date:
    """The last day whose documents count for what comes after a position's month.

    That is the day that was asked for; else the end of the month, or the newest document that the
    position rests on, whichever is later.

    >>> from pctfinance.book import Book
    >>> known_by(Book.in_memory("2011-12", group="NCL").position("M8"), None)
    datetime.date(2011, 11, 30)
    """
    return known_at or max(filter(None, (position.period.end, position.known_at)))


def limit_of_year(
    ledger: ResourceLedger,
    body: str,
    month: Period,
    known: date,
    *,
    limit: Limit = Limit.REVENUE,
    as_it_stands: bool = False,
) -> int:
    """A body's confirmed limit of the whole year, in pence, by what was notified up to a day.

    Args:
        ledger: the events.
        body: its code.
        month: any month of the year.
        known: the last day whose documents count.
        limit: revenue, capital or cash.
        as_it_stands: whether transfers count that were actioned after that day, and letters that
            came after it where they take off more than they bring: what they bring will be spent,
            and that is in no forecast yet.

    >>> limit_of_year(ResourceLedger(), "5A9", Period("2011-12 M08"), date(2011, 11, 30))
    0
    """
    events = ledger.standing(body, month.year.periods[-1])
    year = Balances.of(
        event
        for event in events
        if event.notified <= known or (as_it_stands and _is_transfer(event))
    ).limit(limit)
    return min(year, Balances.of(events).limit(limit)) if as_it_stands else year


def falling_limits(
    position: Position, holdings: Holdings, *, known_at: date | None = None
) -> Iterator[Finding]:
    """Duties that the month's limit meets, and the year's limit, as it is known, does not.

    Args:
        position: the position; one by forecast, since no other has a later month to look at.
        holdings: what it was made from.
        known_at: the day that was asked for, if any; see `known_by`.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").position("M8")
    >>> [f.code for f in report.findings if f.code == "duty.limit-falls"]
    []
    """
    if position.basis is not Basis.FORECAST:
        return
    month, known = position.period, known_by(position, known_at)
    for duty in position.duties:
        for body in position.bodies:
            result = body.duty(duty)
            if result.charged_pence is None or (result.variance_pence or 0) < 0:
                continue
            if result.limit_pence is None:
                continue
            year = limit_of_year(holdings.resource, body.code, month, known, limit=duty.limit)
            if year >= result.charged_pence:
                continue
            later = [
                (event, pence)
                for event in holdings.resource.standing(body.code, month.year.periods[-1])
                if event.period > month
                and event.notified <= known
                and (pence := _of_limit(event, duty.limit))
            ]
            yield Finding(
                "duty.limit-falls",
                Level.WARNING,
                f"{duty.heading}: {show_exact(result.charged_pence)} is forecast against "
                f"{show_exact(result.limit_pence)}, but the limit of the year, as notified by "
                f"{known}, is {show_exact(year)}: {show_exact(result.charged_pence - year)} too much",
                Where(body=body.code, period=str(month)),
                "lower the forecast, or find resource, before the limit falls",
                (
                    figure_ground(position, body, "charged", duty=duty),
                    *(grounds_of_event(event, pence) for event, pence in later),
                ),
            )


def _is_transfer(event: Event) -> bool:
    """Whether resource moves to or from another body by it, or back by its reversal."""
    return any(line.account is Account.TRANSFER for line in event.lines)


def _of_limit(event: Event, limit: Limit) -> int:
    return sum(
        line.pence
        for line in event.lines
        if line.account in SOURCES
        and (line.strand.limit, line.strand.certainty) == (limit, Certainty.CONFIRMED)
    )
