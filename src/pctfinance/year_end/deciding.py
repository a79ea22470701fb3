"""Decisions on the items of a year's end, as people make them, and as events."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.closing_items import ClosingItem
from pctfinance.ledger.events import Event
from pctfinance.ledger.year_end import DecidedPart, Decision, YearEndDecided
from pctfinance.year_end.ending import Ending

__all__ = ["Decided", "as_events", "by_default", "repeated_items", "stands"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided of one item: its parts add up to it. `where` is the place of the row.

    >>> Decided("5A9", "held/headroom", (DecidedPart(decision=Decision.LAPSE, pence=5),), "plan").item
    'held/headroom'
    """

    body: str
    item: str
    parts: tuple[DecidedPart, ...]
    reason: str
    where: Where | None = None


def repeated_items(decided: Sequence[Decided]) -> Iterator[Finding]:
    """Items that are decided twice in one command.

    >>> list(repeated_items([]))
    []
    """
    counts = Counter((one.body, one.item) for one in decided)
    for one in decided:
        if counts.pop((one.body, one.item), 1) > 1:
            message = f"{one.item!r} of {one.body} is decided more than once"
            hint = "decide each item once; several parts of it make one decision"
            yield Finding("yearend.parts-differ", Level.ERROR, message, one.where, hint)


def as_events(
    decided: Sequence[Decided], on: date, by: str, reference: str, notified: date
) -> tuple[Event, ...]:
    """The decisions as events of their bodies.

    Args:
        decided: the decisions.
        on: the last day of the year.
        by: the office that decided.
        reference: the paper in which it is written.
        notified: the date of that paper.

    >>> as_events([], date(2012, 3, 31), "director", "paper", date(2012, 5, 1))
    ()
    """
    return tuple(
        Event(
            body=one.body,
            effective=on,
            notified=notified,
            reference=reference,
            by=by,
            where=one.where,
            what=YearEndDecided(item=one.item, parts=one.parts, reason=one.reason),
        )
        for one in decided
    )


def by_default(ending: Ending, reason: str) -> Iterator[Decided]:
    """What the rules give for every item that is open, where they need no reference for it.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(by_default(Ending(book._records.terms, book.holdings.resource, lambda _: None), "rules"))
    []
    """
    for body in ending.bodies:
        stands = ending.decisions(body.code)
        for item in ending.items(body.code):
            event = stands.get(item.key)
            what = event.what if event else None
            is_open = not isinstance(what, YearEndDecided) or what.pence != item.pence
            if is_open and item.default is not Decision.EXPECT:
                yield Decided(body.code, item.key, (_part(item),), reason)


def _part(item: ClosingItem) -> DecidedPart:
    return DecidedPart(decision=item.default, pence=item.pence)


def stands(event: Event | None, decided: Decided, by: str) -> bool:
    """Whether an item stands decided already in the same words, and by the same office.

    >>> part = DecidedPart(decision=Decision.LAPSE, pence=5)
    >>> stands(None, Decided("5A9", "held/headroom", (part,), "plan"), "director")
    False
    """
    what = event.what if event else None
    if event is None or not isinstance(what, YearEndDecided):
        return False
    return (what.parts, what.reason, event.by) == (decided.parts, decided.reason, by)
