"""Transfers that were not actioned when their year ended: they expire, and what is pending is free.

The next year's book is made, and a body closed for good, with nothing pending: each such transfer
ends by an event of its own. A transfer that is still wanted is proposed anew in the next year.
"""

from datetime import date

from pctfinance.decisions.states import Action, Transfer, steps_from, transfers_of
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import TransferEnded
from pctfinance.money import show_exact
from pctfinance.records import Records

__all__ = ["expiries", "expiring", "expiring_findings"]

_REASON = "the year ended before it was actioned"


def expiring(records: Records, body: str | None = None) -> tuple[Transfer, ...]:
    """The transfers that are not at their end, those of one body or all, in order of proposal.

    >>> from pctfinance.book import Book
    >>> expiring(Book.in_memory("2011-12", group="NCL")._records)
    ()
    """
    rules = records.terms.rules(records.statements)
    found = transfers_of(records.ledger.events, rules).values()
    return tuple(
        each
        for each in found
        if Action.EXPIRE in steps_from(each.state) and body in (None, *each.terms.bodies)
    )


def expiring_findings(records: Records, body: str | None = None) -> tuple[Finding, ...]:
    """A note of each transfer that ends with the year, before it does.

    >>> from pctfinance.book import Book
    >>> expiring_findings(Book.in_memory("2011-12", group="NCL")._records)
    ()
    """
    return tuple(
        Finding(
            "yearend.expires",
            Level.NOTE,
            f"transfer {each.terms.number!r} of {show_exact(each.terms.pence)} is {each.state} and "
            "expires with the year",
            Where(body=each.terms.home),
            "action it first, or propose it anew in the next year",
        )
        for each in expiring(records, body)
    )


def expiries(
    records: Records, by: str, notified: date, body: str | None = None
) -> tuple[Event, ...]:
    """The events by which transfers expire, each in the log of the body that it is of.

    Args:
        records: the book.
        by: the office that ends the year.
        notified: the day on which it does; never before the year's last day, or the last step.
        body: whose transfers; all of them unless told otherwise.

    >>> from datetime import date
    >>> from pctfinance.book import Book
    >>> expiries(Book.in_memory("2011-12", group="NCL")._records, "director", date(2012, 5, 1))
    ()
    """
    end = records.terms.year.end
    return tuple(
        Event(
            body=home,
            effective=end,
            notified=max(notified, end, each.last.notified if each.last else end),
            reference=each.terms.number,
            by=by,
            purpose=_REASON,
            what=leg,
        )
        for each in expiring(records, body)
        for home, leg in legs_of(
            TransferEnded(
                number=each.terms.number,
                digest=each.terms.digest,
                outcome="expired",
                terms=each.terms,
                reserved=each.submission is not None,
            )
        )
    )
