"""Documents: how an event, and the categories of a book, are kept in its log and read again."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.statements import StatementLine
from pctfinance.errors import Finding, IntegrityError, Level, PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.signatures import StatementsSigned
from pctfinance.store.canonical import LARGEST, too_large
from pctfinance.store.link import Link

__all__ = [
    "CATEGORIES",
    "REFUSED",
    "as_read",
    "categories_document",
    "categories_of",
    "event_document",
    "event_of",
    "missigned",
    "numbers_beyond",
    "refused_document",
    "refused_statement",
    "unattached",
]

CATEGORIES = "categories-stated"
"""The kind of the document that states the categories."""

REFUSED = "refused"
"""The kind of the book's statement that a step of a decision was tried and refused."""

# What the log knows by itself, and so no part of an event's document.
_PLACE = {"sequence", "recorded_at"}


def event_document(event: Event) -> dict[str, Any]:
    """An event as it is kept.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> april = date(2011, 4, 1)
    >>> event_document(Event(body="5A9", effective=april, notified=april, reference="letter",
    ...     what=BroughtForward(pence=100)))["what"]
    {'kind': 'brought-forward', 'pence': 100}
    """
    document: dict[str, Any] = event.model_dump(mode="json", exclude=_PLACE)
    # Only a late document has the mark, so that every other one is kept as it always was.
    if event.late_for is None:
        del document["late_for"]
    return document


def refused_document(event: Event, findings: Iterable[Finding]) -> dict[str, Any]:
    """The statement that a step of a decision was tried, by whom, and for what it was refused.

    >>> from datetime import date
    >>> from pctfinance.ledger.headroom import CaseLapsed
    >>> day = date(2011, 4, 1)
    >>> refused_document(Event(body="5A9", effective=day, notified=day, reference="C1",
    ...     by="Director of Finance", what=CaseLapsed(case="C1")), [])["number"]
    'C1'
    """
    what = event.what
    named = (
        getattr(what, name, "") for name in ("number", "case", "lodgement", "scheme", "contract")
    )
    return refused_statement(
        what.kind,
        next(filter(None, named), event.reference),
        (event.body, event.by),
        findings,
        digest=getattr(what, "digest", ""),
    )


def refused_statement(
    what: str,
    number: str,
    tried: tuple[str, str],
    findings: Iterable[Finding],
    *,
    digest: str = "",
) -> dict[str, Any]:
    """The statement that something was tried and refused, where no event alone says what.

    Args:
        what: what was tried.
        number: the number of what it is about.
        tried: the code of the body, empty where it is of none, and the office.
        findings: what it was refused for.
        digest: that of the terms, where there are some.

    >>> refused_statement("recharge", "S1", ("5A9", "Director of Finance"), [])["what"]
    'recharge'
    """
    body, by = tried
    return {
        "kind": REFUSED,
        "what": what,
        "number": number,
        **({"digest": digest} if digest else {}),
        "body": body,
        "by": by,
        "codes": sorted({finding.code for finding in findings}),
    }


def event_of(link: Link, content: Mapping[str, Any]) -> Event:
    """The event that a document of a body's chain holds.

    Raises:
        IntegrityError: it holds none.

    >>> link = Link(7, "5A9", 1, "2011-04-08T09:30:00+00:00", None, None, "", "", "")
    >>> event_of(link, {"body": "5A9", "effective": "2011-04-01", "notified": "2011-04-01",
    ...     "reference": "letter", "what": {"kind": "brought-forward", "pence": 100}}).sequence
    7
    """
    place = {"sequence": link.sequence, "recorded_at": link.recorded_at}
    try:
        return Event.model_validate({**content, **place})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise IntegrityError(
            f"event {link.sequence} is no event: {where}: {first['msg']}"
        ) from error


def numbers_beyond(event: Event) -> Iterator[Finding]:
    """The numbers of an event that are larger than what a book can keep exactly.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> april = date(2011, 4, 1)
    >>> list(numbers_beyond(Event(body="5A9", effective=april, notified=april,
    ...     reference="letter", what=BroughtForward(pence=100))))
    []
    """
    yield from _beyond(event, event_document(event))


def as_read(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events as they would be read again, so that what is judged is what is kept.

    An event that was made past its validation (`model_construct`, a copy with other parts, a class
    that posts other lines) would be judged as one thing and read as another, or not at all.

    Raises:
        PostingRefusedError: one of them could not be read again as it is, or needs a number of 2^53
            or more.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> april = date(2011, 4, 1)
    >>> as_read([Event.model_construct(body="5A9", effective=april, notified=april,
    ...     reference="letter", what=BroughtForward.model_construct(pence="five"))])
    Traceback (most recent call last):
        ...
    pctfinance.errors.PostingRefusedError: event 'letter' of '5A9' is no event that can be kept: ...
    """
    read: list[Event] = []
    findings: list[Finding] = []
    for event in events:
        fault = ""
        try:
            document = event.model_dump(mode="json", exclude=_PLACE, warnings="error")
            made = Event.model_validate(document)
            if made.model_dump(mode="json", exclude=_PLACE) != document:
                fault = "it would be read with other values than it has"
        except ValidationError as error:
            first = error.errors()[0]
            fault = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        except (PydanticSerializationError, AttributeError, TypeError, ValueError) as error:
            fault = str(error).partition("\n")[0]
        if fault:
            named = f"{getattr(event, 'reference', '')!r} of {getattr(event, 'body', '')!r}"
            message = f"event {named} is no event that can be kept: {fault}"
            hint = "make it by its class or by `model_validate`, which check every part of it"
            findings.append(Finding("ledger.refused", Level.ERROR, message, None, hint))
            continue
        findings += _beyond(made, document)
        place = {"sequence": event.sequence, "recorded_at": event.recorded_at}
        read.append(made.model_copy(update=place))
    PostingRefusedError.raise_for(findings)
    return tuple(read)


def _beyond(event: Event, document: Mapping[str, Any]) -> Iterator[Finding]:
    for name, number in too_large(document):
        yield Finding(
            "ledger.refused",
            Level.ERROR,
            f"{event.what.kind} {event.reference!r} of {event.body}: {name} would be {number:,}, and "
            f"a book keeps no number beyond {LARGEST:,} exactly",
            event.where,
            "check the unit of the amounts, and of those that it is reckoned on",
        )


def unattached(
    events: Iterable[Event], attached: Callable[[], Collection[str]]
) -> Iterator[Finding]:
    """The events whose balance cells or findings are at hand nowhere: figures are made from them.

    Args:
        events: what is to be posted.
        attached: gives the hashes of all that is attached.

    >>> list(unattached([], tuple))
    []
    """
    parts = (
        ("cells_sha256", "balance cells"),
        ("findings_sha256", "findings"),
        ("controls_sha256", "controls"),
        ("statements_sha256", "statements"),
    )
    there: Collection[str] | None = None
    for event in events:
        for part, word in parts:
            sha256 = getattr(event.what, part, None)
            if sha256 is None:
                continue
            # A book may have thousands of them: they are listed once a command.
            there = frozenset(attached()) if there is None else there
            if sha256 not in there:
                yield Finding(
                    "ledger.refused",
                    Level.ERROR,
                    f"{event.what.kind} {event.reference!r} of {event.body} names {word} that are "
                    f"not attached: {sha256}",
                    event.where,
                    "load the extract, or run the controls: they attach them",
                )


def missigned(events: Iterable[Event], attachment: Callable[[str], bytes]) -> Iterator[Finding]:
    """The signatures under what are no statements of their body at the year's end.

    Args:
        events: of any kind.
        attachment: gives what is attached under a hash.

    >>> list(missigned([], lambda sha256: b""))
    []
    """
    for event in events:
        if not isinstance(event.what, StatementsSigned):
            continue
        fault, content = "", attachment(event.what.statements_sha256)
        try:
            said = json.loads(content)
            whose = (said["kind"], said["body"], said["period"])
            for whole in (said, said["prior"] or {"parts": ()}):
                for part in whole["parts"]:
                    _ = part["code"], part["heading"].lower()
                    _ = [StatementLine(**line) for line in part["lines"]]
        except (AttributeError, KeyError, TypeError, ValueError):
            fault = "no statements"
        else:
            if whose != ("year-end-statements", event.body, str(event.period)):
                fault = "not the statements of that body and month"
        if fault:
            message = f"what {event.reference!r} of {event.body} signs are {fault}"
            hint = "sign them with `sign_statements`, which attaches them as they stand"
            yield Finding("ledger.refused", Level.ERROR, message, event.where, hint)


def categories_document(categories: CategoryTree) -> dict[str, Any]:
    """Categories as they are kept.

    >>> categories_document(CategoryTree((Category("acute", "Acute"),)))
    {'kind': 'categories-stated', 'rows': [['acute', 'Acute', '']]}
    """
    rows = [[row.code, row.name, row.parent] for row in categories.categories]
    return {"kind": CATEGORIES, "rows": rows}


def categories_of(content: Mapping[str, Any]) -> CategoryTree:
    """The categories that a document holds.

    Raises:
        IntegrityError: it holds none.

    >>> categories_of({"kind": "categories-stated", "rows": [["acute", "Acute", ""]]}).name("acute")
    'Acute'
    """
    try:
        return CategoryTree(tuple(Category(*row) for row in content["rows"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IntegrityError(f"the categories of this book cannot be read: {error}") from error
