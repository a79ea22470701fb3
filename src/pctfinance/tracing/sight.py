"""What the figures of one report are traced on: the events that count, and ways to look at them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import What
from pctfinance.ledger.lines import Line
from pctfinance.rulebooks import Rulebook
from pctfinance.tracing.leaves import Ground, evidence_of, resource_leaves
from pctfinance.tracing.parts import Part
from pctfinance.tracing.trees import BodyTrees

__all__ = ["Sight", "said_by"]

WhatT = TypeVar("WhatT", bound=What)


def said_by(event: Event, pence: int, label: str, *, sign: int = 1) -> Part:
    """What an event says itself, as a leaf; `sign` is -1 where that lowers the figure.

    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter",
    ...     what=BroughtForward(pence=5))
    >>> said_by(event, 5, "brought forward", sign=-1).pence
    -5
    """
    return Part(label, sign * pence, evidence=replace(evidence_of(event, pence), sign=sign))


def _no_cells(sha256: str) -> BalanceCells:
    raise KeyError(sha256)


@dataclass(frozen=True)
class Sight:
    """The events of a report, and what is known of the year.

    `ground` holds what was known on the report's day, `events` all of the year; `known_at` is the
    day that the report names, and `asked_at` the one that was asked for.

    >>> Sight.empty("2011-12 M08").standing("5A9")
    ()
    """

    ground: Ground
    events: tuple[Event, ...]
    period: Period
    known_at: date | None
    asked_at: date | None
    categories: CategoryTree
    rulebook: Rulebook

    @classmethod
    def empty(cls, period: str) -> "Sight":
        """What there is to see of a month in which nothing happened.

        >>> Sight.empty("2011-12 M08").period.number
        8
        """
        month = Period(period)
        ground = Ground(Holdings.empty(month.year), (), _no_cells)
        rulebook = Rulebook.packaged(month.year)
        return cls(ground, (), month, None, None, CategoryTree(), rulebook)

    def trees(self, body: str, period: Period | None = None) -> BodyTrees:
        """The trees of one body, in the report's month or in another.

        >>> sight = Sight.empty("2011-12 M08")
        >>> sight.trees("5A9").period.number
        8
        """
        at = (period or self.period, self.known_at, self.categories)
        return BodyTrees(self.ground, body, *at)

    def duty(self, body: str, duty: Duty, measure: str, basis: Basis) -> Part:
        """What one measure of a duty is made of.

        >>> sight = Sight.empty("2011-12 M08")
        >>> sight.duty("5A9", Duty.CASH, "limit", Basis.YTD).pence
        0
        """
        return self.trees(body).tree(FigureRef(body, self.period, measure, duty=duty, basis=basis))

    def category(self, body: str, code: str, measure: str) -> Part:
        """What one measure of a category is made of.

        >>> sight = Sight.empty("2011-12 M08")
        >>> sight.category("5A9", "acute", "budget").pence
        0
        """
        return self.trees(body).tree(FigureRef(body, self.period, measure, category=code))

    def resource(
        self, body: str, label: str, counts: Callable[[Line], bool], *, sign: int = 1
    ) -> Part:
        """The resource lines of one body that count, event by event.

        >>> sight = Sight.empty("2011-12 M08")
        >>> sight.resource("5A9", "limit", lambda line: True).parts
        ()
        """
        ledger = self.ground.holdings.resource
        events = ledger.standing(body, self.period, self.known_at)
        return Part.sum_of(label, resource_leaves(events, counts, sign=sign))

    def standing(self, body: str) -> tuple[Event, ...]:
        """What one body stated beside its ledger up to the month, as known on the day asked for.

        >>> Sight.empty("2011-12 M08").standing("5A9")
        ()
        """
        return self._by_body.get(body, ())

    def last(self, body: str, kind: type[WhatT]) -> Iterator[tuple[Event, WhatT]]:
        """What one body stated of a kind, each month's last statement alone, in order of months.

        >>> from pctfinance.ledger.duty_facts import BillsPaid
        >>> list(Sight.empty("2011-12 M08").last("5A9", BillsPaid))
        []
        """
        by_month: dict[int, tuple[Event, WhatT]] = {}
        for event in self.standing(body):
            if isinstance(event.what, kind):
                by_month[event.period.number] = event, event.what
        for number in sorted(by_month):
            yield by_month[number]

    @cached_property
    def _by_body(self) -> Mapping[str, tuple[Event, ...]]:
        found: dict[str, list[Event]] = {}
        for event in self.events:
            known = self.asked_at is None or event.notified <= self.asked_at
            if known and event.period <= self.period:
                found.setdefault(event.body, []).append(event)
        return {body: tuple(events) for body, events in found.items()}
