"""The roll: the next year's book from what was decided of this one, and the proof that it is that."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pctfinance.bodies import Body
from pctfinance.errors import Finding, Level, PostingRefusedError, UsageError, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.opening import Opening, is_opening, opening_events
from pctfinance.ledger.pending import as_expired
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.records import Records
from pctfinance.terms import Predecessor, Terms
from pctfinance.verification import verify_against
from pctfinance.year_end.ending import Ending
from pctfinance.year_end.reports import TakenOver
from pctfinance.year_end.restating import carried_of, restated

__all__ = [
    "differences",
    "elsewhere_findings",
    "ending_of",
    "next_terms",
    "opening_of",
    "openings",
    "parted",
    "plain",
]


def ending_of(records: Records, until: int | None = None) -> Ending:
    """The year's end of a book, as it stands or as it stood at an event.

    >>> from pctfinance.book import Book
    >>> ending_of(Book.in_memory("2011-12", group="NCL")._records).items("5A9")
    ()
    """
    ledger = records.ledger
    if until is not None:
        ledger = ResourceLedger(tuple(e for e in ledger.events if e.sequence <= until))
    return Ending(records.terms, ledger, records.cells)


def next_terms(records: Records, rulebook: str | None, group: str | None) -> Terms:
    """The terms of the next year's book, which name this one and its end.

    Args:
        records: this year's book.
        rulebook: the text of the next year's rulebook; the packaged one unless told otherwise.
        group: code of next year's group; the same one unless told otherwise.

    Raises:
        UnknownNameError: the register knows no such group, or no rulebook of that year is packaged.
        UsageError: the group has no bodies in that year.

    >>> from pctfinance.book import Book
    >>> terms = next_terms(Book.in_memory("2011-12", group="NCL")._records, None, None)
    >>> str(terms.year), str(terms.predecessor.year), terms.predecessor.sequence
    ('2012-13', '2011-12', 1)
    """
    terms, year = records.terms, records.terms.year.next
    the_group = terms.register.group(group or terms.group.code)
    if not terms.register.members(the_group.code, year.start):
        raise UsageError(
            f"{the_group.code} has no bodies in {year}: there is no book to roll into",
            hint="close bodies that have ended with final-close, or name next year's group",
        )
    head = records.head(records.seen)
    made = Terms.of(year, the_group, terms.register, rulebook)
    return replace(made, predecessor=Predecessor(terms.year, head.sequence, head.hash))


def parted(ending: Ending, following: Terms) -> tuple[tuple[Body, ...], tuple[TakenOver, ...]]:
    """The bodies that go on in the next book, and those that another group's book takes over.

    >>> from pctfinance.book import Book
    >>> records = Book.in_memory("2011-12", group="NCL")._records
    >>> going_on, elsewhere = parted(ending_of(records), next_terms(records, None, None))
    >>> len(going_on), elsewhere
    (5, ())
    """
    start = following.year.start
    here = {body.code for body in following.members(following.year.periods[0])}
    going_on = tuple(body for body in ending.bodies if body.code in here)
    elsewhere = tuple(
        TakenOver(
            body.code,
            body.name,
            tuple(group.code for group in following.register.groups_of(body.code, start)),
        )
        for body in ending.bodies
        if body.code not in here
    )
    return going_on, elsewhere


def elsewhere_findings(elsewhere: Sequence[TakenOver]) -> tuple[Finding, ...]:
    """What there is to say about bodies that the next book does not carry.

    >>> elsewhere_findings([])
    ()
    """
    return tuple(
        Finding(
            "yearend.elsewhere",
            Level.WARNING,
            f"{taken.name} ({taken.body}) is not carried here: next year it is of "
            f"{', '.join(taken.groups) or 'no group'}",
            hint="give its opening to the book that takes it over",
        )
        for taken in elsewhere
    )


def opening_of(ending: Ending, body: str, by: str, notified: date) -> tuple[Event, ...]:
    """The events that open the next year of one body.

    Raises:
        PostingRefusedError: an item of it is undecided, or its outturn is not known.

    >>> from pctfinance.book import Book
    >>> ending = ending_of(Book.in_memory("2011-12", group="NCL")._records)
    >>> opening_of(ending, "5A9", "director", date(2012, 4, 1))
    Traceback (most recent call last):
        ...
    pctfinance.errors.PostingRefusedError: 5A9, 2011-12 M12: the year of 5A9 cannot be rolled: ...
    """
    bodies = [one for one in ending.bodies if one.code == body]
    PostingRefusedError.raise_for(ending.findings(bodies))
    return openings(ending, bodies, by, notified)


def openings(ending: Ending, bodies: Sequence[Body], by: str, notified: date) -> tuple[Event, ...]:
    """The events that open the next year of bodies of which everything is decided.

    >>> from pctfinance.book import Book
    >>> ending = ending_of(Book.in_memory("2011-12", group="NCL")._records)
    >>> openings(ending, ending.bodies, "director", date(2012, 4, 1))
    ()
    """
    terms = ending.terms
    return tuple(
        event
        for body in bodies
        for event in opening_events(
            Opening(
                body=body.code,
                year=terms.year,
                items=ending.items(body.code),
                decisions=ending.decisions(body.code),
                events=as_expired(ending.events(body.code)),
                holder=_holder(terms, body.code),
                by=by,
                notified=notified,
            )
        )
    )


def _holder(terms: Terms, body: str) -> str:
    """Who holds what a body lodged: the authorities that are competent at the year's end."""
    competent = terms.register.competent_authorities(body, terms.year.end)
    return ", ".join(authority.code for authority in competent) or "the competent authority"


def differences(records: Records, old: Records) -> Iterator[Finding]:
    """What in a book's opening is not what the decisions of its predecessor say.

    Args:
        records: the next year's book.
        old: the book that it names as its predecessor.

    >>> from pctfinance.book import Book
    >>> one, other = (Book.in_memory("2011-12", group="NCL")._records for _ in range(2))
    >>> [finding.message for finding in differences(one, other)]
    ['this book names no predecessor']
    """
    before = records.terms.predecessor
    if before is None:
        yield _broken("this book names no predecessor")
        return
    if old.terms.year != before.year:
        yield _broken(f"its predecessor is of {before.year}, not of {old.terms.year}")
        return
    faults = tuple(verify_against(old, {"sequence": before.sequence, "head": before.head}))
    if faults:
        yield from (_broken(f"the predecessor: {fault.message}") for fault in faults)
        return
    if carried_of(records) != restated(old, records.terms, before.sequence).statements:
        yield _broken("what this book states from the beginning is not what its predecessor stated")
    ending = ending_of(old, before.sequence)
    bodies, _ = parted(ending, records.terms)
    codes = {body.code for body in bodies}
    made = {
        (event.body, event.key): plain(event)
        for event in records.ledger.events
        if is_opening(event) and event.body in codes
    }
    first = next(iter(made.values()), None)
    if first is None and not any(True for _ in openings(ending, bodies, "-", before.year.end)):
        return
    yield from (_broken(f"the predecessor: {fault.message}") for fault in ending.findings())
    if first is None:
        yield _broken("this book does not hold the opening that its predecessor decided")
        return
    due = openings(ending, bodies, first.by, first.notified)
    expected = {(event.body, event.key): plain(event) for event in due}
    for key in sorted({*made, *expected}):
        if made.get(key) != expected.get(key):
            yield _broken(f"{_said(key)} {_fault(made.get(key), expected.get(key))}", key[0])


def plain(event: Event) -> Event:
    """An event without what only its own book knows of it.

    >>> plain(Event.model_validate({"body": "5A9", "effective": "2012-04-01", "sequence": 7,
    ...     "notified": "2012-04-01", "reference": "letter", "what": {
    ...     "kind": "brought-forward", "pence": 1}})).sequence
    0
    """
    return event.model_copy(update={"sequence": 0, "recorded_at": None})


def _said(key: tuple[str, str]) -> str:
    return f"the opening {key[1].partition('|')[2]!r} of {key[0]}"


def _fault(made: Event | None, expected: Event | None) -> str:
    if expected is None:
        return "rests on no decision"
    return "is missing" if made is None else "is not what was decided"


def _broken(message: str, body: str | None = None) -> Finding:
    where = Where(body=body) if body else None
    return Finding("integrity.broken", Level.ERROR, message, where)
