"""Statements beside the ledger of which the last one stands: how they are read and posted."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from pctfinance.asked import day_asked, faults_of
from pctfinance.calendar import FinancialYear
from pctfinance.clock import today
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.deciding import Deciding
from pctfinance.errors import Finding, UsageError, Where, did_you_mean
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import What
from pctfinance.records import Receipt

__all__ = [
    "Beside",
    "StatedAnswer",
    "Statements",
    "day_of_paper",
    "known_categories",
    "stated",
    "taking_its_place",
]

WhatT = TypeVar("WhatT", bound=What)
Place = Callable[[Event], tuple[str, ...]]
"""What a statement is about: the last one about the same stands."""

Beside = tuple[str, What, date, date, str]
"""Body, what is stated, the day it counts for, the day on the document, its reference."""


class _Row(Protocol):
    """A row of a file, or several of one thing: where they stand, and whether they have a source."""

    @property
    def synthetic(self) -> bool:
        """True where the figures have no published source."""

    @property
    def where(self) -> Where:
        """The place of the first row."""


@dataclass(frozen=True)
class StatedAnswer:
    """What became of a statement, or, as a test, what it would be refused for.

    `receipt` is `None` for a test.
    """

    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()


class Statements(Deciding):
    """What the chapters of savings and of contracts have in common."""

    def _beside_event(self, said: Beside, by: str, **named: Any) -> Event:
        body, what, effective, notified, reference = said
        values = {
            "body": self.register.body(body).code,
            "effective": effective,
            "notified": notified,
            "reference": reference,
            "by": by,
            "what": what,
            **named,
        }
        try:
            return Event.model_validate(values)
        except ValidationError as error:
            raise _misshapen(error) from error

    def _state_rows(
        self,
        rows: Iterable[tuple[Beside, _Row]],
        signed: tuple[str, str],
        place: Place,
        request: str | None,
        *,
        dated: bool,
        test: bool,
    ) -> StatedAnswer:
        """Post the statements of a file, all or none; `signed` is the office and the file's name."""
        by, source = signed
        events = [
            self._beside_event(said, by, source=source, synthetic=row.synthetic, where=row.where)
            for said, row in rows
        ]
        return self._state_beside(events, place, request, dated=dated, test=test, own=False)

    def _state_beside(
        self,
        events: Sequence[Event],
        place: Place,
        request: str | None,
        *,
        dated: bool,
        test: bool,
        own: bool = True,
    ) -> StatedAnswer:
        """Post statements, all or none, as `taking_its_place` has them."""
        command = {"beside": [event.model_dump(mode="json") for event in events]}
        if request is not None and not test and (done := self._records.answered(request, command)):
            return StatedAnswer(done)
        self._records.refresh()
        versioned = self._versioned(events, place, dated=dated, own=own)
        if test:
            return StatedAnswer(None, self._records.refusals(versioned))
        return StatedAnswer(self._decide(versioned, request=request, command=command))

    def _versioned(
        self, events: Iterable[Event], place: Place, *, dated: bool, own: bool
    ) -> list[Event]:
        """Each with a key that tells its version, and is that of what stands where it says the same."""
        standing: dict[tuple[str, ...], tuple[int, Event]] = {}
        for event in self._records.ledger.events:
            if place(event):
                about = (event.body, *place(event))
                standing[about] = (standing[about][0] + 1 if about in standing else 1, event)
        made = []
        for event in events:
            about = (event.body, *place(event))
            version, last = standing.get(about, (0, None))
            new = taking_its_place(event, last, dated=dated, own=own)
            if new is None and last:
                made.append(event.model_copy(update={"key": last.key, "content": last.content}))
                continue
            key = f"stated {json.dumps([*about[1:], version + 1], ensure_ascii=False)}"
            told = (new or event).model_copy(update={"key": key, "content": _content(event)})
            standing[about] = (version + 1, told)
            made.append(told)
        return made

    def _known_category(self, category: str) -> str:
        """A category of the book's, where it shows a list of them."""
        return known_categories([category], self._records.categories)[0]

    def _day_stated(self, on: str | date | None, usual: date) -> date:
        return day_of_paper(on, self.year) or usual


def known_categories(categories: Iterable[str], tree: CategoryTree) -> tuple[str, ...]:
    """Categories of the book's, where it shows a list of them: in their order, each once.

    Raises:
        UsageError: the book shows a list, and one of them is not on it.

    >>> known_categories(["other", "acute", "acute"], CategoryTree())
    ('acute', 'other')
    """
    known = [each.code for each in tree.categories]
    asked = [categories] if isinstance(categories, str) else categories
    found = tuple(sorted(set(asked)))
    for category in found:
        if known and category not in known:
            raise UsageError(
                f"{category!r} is none of the book's categories",
                hint=did_you_mean(category, known) or "correct it, or load it with the categories",
            )
    return found


def day_of_paper(on: str | date | None, year: FinancialYear) -> date | None:
    """The day of a paper, where it is told: from a year before the year on, until a year behind it.

    Where the year is further back, until today. The bounds are a choice of pctfinance: another day is
    a slip, and what was known on a day would be another thing by it.

    Raises:
        UsageError: it is no day, or out of these bounds.

    >>> day_of_paper("2011-12-01", FinancialYear("2011-12"))
    datetime.date(2011, 12, 1)
    >>> day_of_paper("2100-01-01", FinancialYear("2011-12"))
    Traceback (most recent call last):
    pctfinance.errors.UsageError: no paper of 2011-12 is of 2100-01-01 -> correct the day of the paper [usage]
    """
    day = day_asked(on)
    within = timedelta(days=366)
    if day and not year.start - within <= day <= max(year.end + within, today()):
        raise UsageError(f"no paper of {year} is of {day}", hint="correct the day of the paper")
    return day


def taking_its_place(event: Event, last: Event | None, *, dated: bool, own: bool) -> Event | None:
    """A statement as it is posted behind the last one about the same; `None` where that stands.

    What takes the place of what stands is of the day that was told, or else of today: what was known
    before must not change. What says the same is passed over, unless another paper is named. In a call
    of its own another office or a day that is told is a new statement too, so that a wrong one can be
    put right; a file that has grown may be sent again as a whole.

    The paper of the last day stands, so that one of an earlier day than what stands is refused, unless
    it says the same: then the day was wrong, and is put right.

    Args:
        event: the statement.
        last: the last one about the same, if there is one.
        dated: whether its day was told.
        own: whether it was stated by itself, and not as a row of a file.

    Raises:
        UsageError: its day was told, and what stands is of a later one.

    >>> from pctfinance.ledger.qipp import SchemeReported
    >>> said = SchemeReported(scheme="Q1", to_date_pence=1, forecast_pence=2, rating="red")
    >>> day = date(2011, 6, 30)
    >>> first = Event(body="5A9", effective=day, notified=day, by="QIPP lead", reference="M3", what=said)
    >>> taking_its_place(first, first, dated=True, own=True)
    >>> later = first.model_copy(update={"notified": date(2011, 7, 4)})
    >>> taking_its_place(later, first, dated=True, own=True).notified
    datetime.date(2011, 7, 4)
    """
    if last is None:
        return event
    is_same = (event.what, event.synthetic) == (last.what, last.synthetic)
    if own:
        is_same &= (event.by, event.reference) == (last.by, last.reference)
        is_same &= not dated or event.notified == last.notified
    elif not (event.where and event.reference == event.where.file):  # a file's name is no paper
        is_same &= event.reference == last.reference
    if is_same:
        return None
    if not dated:
        return event.model_copy(update={"notified": max(today(), last.notified)})
    says_more = (event.what, event.synthetic) != (last.what, last.synthetic)
    if event.notified < last.notified and says_more:
        about = f"{event.what.kind} of {event.body}, {event.period}"
        raise UsageError(
            f"{about}: what stands is of {last.notified}, and this paper of {event.notified}",
            hint="the paper of the last day stands: give a later day, or none",
        )
    return event


def stated(kind: type[WhatT], **values: object) -> WhatT:
    """What is stated, from what people gave.

    Raises:
        UsageError: it cannot be such a statement; every fault is named.

    >>> from pctfinance.ledger.qipp import SchemeReported
    >>> stated(SchemeReported, scheme="Q1", to_date_pence=1, forecast_pence=2, rating="red").rating
    'red'
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise _misshapen(error) from error


def _misshapen(error: ValidationError) -> UsageError:
    return UsageError("; ".join(faults_of(error)), hint="amounts are integer pence")


def _content(event: Event) -> str:
    said = f"{event.what.model_dump_json()} {event.synthetic}"
    return hashlib.sha256(said.encode()).hexdigest()
