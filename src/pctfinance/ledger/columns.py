"""Events as columns: what a position of many bodies is summed from, in NumPy.

Every event is encoded once, when a book first asks for its columns, and never changes. A question
(as of a month, as known on a date, as recorded by an event) is a mask over events; the sums that
answer it are made from the rows of those that stand. The lines of general-ledger extracts are not
here: a load brings the sums of its balance cells, however many lines it had.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.drawings import DRAWINGS, CashDrawn
from pctfinance.ledger.drawn import drawn_figures
from pctfinance.ledger.encoding import (
    FIGURE,
    LIMITS,
    PHASINGS,
    SLOTS,
    TABLES,
    Encoded,
    Encoder,
    table_of,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.journal_rules import journal_figures, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Phasing, TableName

__all__ = ["TABLES", "EventColumns", "PlacedFigures", "Standing"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_AS_LOADED = PHASINGS.index(Phasing.AS_LOADED)
_LOADED = ("body", "month", "pence", "synthetic")


class PlacedFigures(NamedTuple):
    """Figures by their place in an array of `EventColumns.shape`: pence, and which are adjusting."""

    place: Ints
    pence: Ints
    adjusting: Bools


@dataclass(frozen=True)
class EventColumns:
    """The events of one year as int64 columns; texts stand as places in `bodies` and `categories`.

    `events` has one row an event, `lines` one a line of resource, `figures` one a figure; `event` in
    the last two is the row of the event. Amounts are pence. Months are 1 to 12, days are ordinals.

    >>> EventColumns.empty(FinancialYear("2011-12")).count
    0
    """

    year: FinancialYear
    bodies: Mapping[str, int]
    categories: Mapping[str, int]
    events: Mapping[str, Ints] = field(repr=False)
    lines: Mapping[str, Ints] = field(repr=False)
    figures: Mapping[str, Ints] = field(repr=False)
    to_date: frozenset[str] = frozenset()
    journals: tuple[Event, ...] = field(default=(), repr=False)
    payments: tuple[Event, ...] = field(default=(), repr=False)

    @classmethod
    def empty(cls, year: FinancialYear) -> "EventColumns":
        """The columns of no event.

        >>> EventColumns.empty(FinancialYear("2011-12")).bodies
        {}
        """
        return cls(year, *Encoded.nothing())

    @property
    def count(self) -> int:
        """How many events there are."""
        return int(self.events["body"].size)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """How many months, limits, bodies and categories there are; the last body has nothing.

        >>> EventColumns.empty(FinancialYear("2011-12")).shape
        (12, 3, 1, 0)
        """
        return len(self.year.periods), len(Limit), len(self.bodies) + 1, len(self.categories)

    def placed(self, figures: Mapping[str, Ints]) -> Ints:
        """The place of each figure in an array of `shape` that is laid out in one row."""
        index = (figures["month"] - 1, figures["limit"], figures["body"], figures["category"])
        return np.ravel_multi_index(index, self.shape)

    @cached_property
    def places(self) -> Ints:
        """The place of each of `figures`: it is the same for every question."""
        return self.placed(self.figures)

    def with_events(
        self, events: Iterable[Event], cells: Callable[[str], BalanceCells]
    ) -> "EventColumns":
        """These columns with more events behind them; those of another year are passed over.

        Args:
            events: in the order of the book.
            cells: gives the balance cells with a hash.

        >>> from pctfinance.ledger.kinds import BroughtForward
        >>> day = date(2011, 4, 1)
        >>> letter = Event(body="5A9", effective=day, notified=day, reference="letter",
        ...     what=BroughtForward(pence=100))
        >>> columns = EventColumns.empty(FinancialYear("2011-12")).with_events([letter], {}.__getitem__)
        >>> columns.lines["pence"].tolist()
        [100, -100]
        """
        before = (getattr(self, name) for name in Encoded._fields)
        encoder = Encoder(Encoded(*before), cells)
        first, last = self.year.start, self.year.end
        for event in events:
            if first <= event.effective <= last:
                encoder.take(event)
        return EventColumns(self.year, *encoder.encoded())

    def last_notified(self, as_of: Period, until: int | None = None) -> date | None:
        """The newest document among the events that count up to a month; `None` where there is none.

        Steps are no documents that a figure rests on.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).last_notified(year.period(8))
        """
        at = (self.events["month"] <= as_of.number) & (self.events["step"] == 0)
        if until is not None:
            at &= self.events["sequence"] <= until
        return date.fromordinal(int(self.events["notified"][at].max())) if at.any() else None

    def standing(
        self,
        period: Period,
        known_at: date | None = None,
        until: int | None = None,
    ) -> "Standing":
        """The events that count for a question.

        Args:
            period: the last month whose resource counts; figures of later months are told apart by
                whoever sums them.
            known_at: the last day whose documents count; `None` counts all.
            until: the number of the last event that counts; `None` counts all.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(8)).events.size
        0
        """
        told = np.ones(self.count, dtype=bool)
        if until is not None:
            told &= self.events["sequence"] <= until
        if known_at is not None:
            told &= self.events["notified"] <= known_at.toordinal()
        standing = told & (self.events["month"] <= period.number)
        resource = self._without_reversed(standing)
        return Standing(self, period, known_at, until, resource, self._last_loads(told))

    def _without_reversed(self, standing: Bools) -> Bools:
        """Without the events that a standing reversal corrects, and without that reversal."""
        rows = np.flatnonzero(standing & (self.events["corrects"] > 0))
        if not rows.size:
            return standing
        corrects, sequences = self.events["corrects"][rows], self.events["sequence"]
        place = np.searchsorted(sequences, corrects)
        found = np.minimum(place, sequences.size - 1)
        there = (sequences[found] == corrects) & standing[found]
        left = standing.copy()
        left[found[there]] = False
        left[rows[there]] = False
        return left

    def _last_loads(self, told: Bools) -> Ints:
        """The rows of the loads whose figures stand: the last one of each body, slot and month."""
        slot = self.events["slot"]
        rows = np.flatnonzero(told & (slot >= 0))
        month = np.where(slot[rows] == SLOTS["profile"], 0, self.events["month"][rows])
        key = (self.events["body"][rows] * len(SLOTS) + slot[rows]) * 13 + month
        _, last = np.unique(key[::-1], return_index=True)
        return np.sort(rows[::-1][last])


@dataclass(frozen=True)
class Standing:
    """What counts for one question: which events' lines, and which loads' figures.

    `events` marks the events whose resource counts; `loads` are the rows of the standing loads.
    """

    columns: EventColumns
    period: Period
    known_at: date | None
    until: int | None
    events: Bools
    loads: Ints

    def resource(self) -> dict[str, Ints]:
        """The lines of resource that count, with their body; `event` is left out.

        >>> year = FinancialYear("2011-12")
        >>> sorted(EventColumns.empty(year).standing(year.period(1)).resource())[:2]
        ['account', 'body']
        """
        lines = self.columns.lines
        found = _rows_at(lines, self.events[lines["event"]])
        found["body"] = self.columns.events["body"][found.pop("event")]
        return found

    def figures(self) -> dict[str, Ints]:
        """The figures that count: those of the standing loads, and of approved journals beside them.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).figures()["pence"].size
        0
        """
        found, more = _rows_at(self.columns.figures, self._are_loaded), self._beside
        return {name: np.concatenate((found[name], more[name])) for name in more}

    def placed(self, table: TableName) -> PlacedFigures:
        """The figures of one table that count, by their places; the journals beside actuals, too.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).placed("actuals").pence.size
        0
        """
        columns, figures, more = self.columns, self.columns.figures, self._beside
        at = np.flatnonzero(self._are_loaded & (figures["table"] == TABLES.index(table)))
        place, pence, adjusting = (
            column.take(at) for column in (columns.places, figures["pence"], figures["adjusting"])
        )
        if table == "actuals" and more["pence"].size:
            place = np.concatenate((place, columns.placed(more)))
            pence = np.concatenate((pence, more["pence"]))
            adjusting = np.concatenate((adjusting, more["adjusting"]))
        return PlacedFigures(place, pence, adjusting > 0)

    def synthetic(self) -> Bools:
        """Whether anything that counts has no published source, by body; the last has nothing.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).synthetic().tolist()
        [False]
        """
        found = np.zeros(len(self.columns.bodies) + 1, dtype=bool)
        for rows, at in (
            (self.columns.events, self.events),
            (self.columns.figures, self._are_loaded),
            (self._beside, True),
        ):
            found[rows["body"][(rows["synthetic"] > 0) & at]] = True
        return found

    @cached_property
    def _are_loaded(self) -> Bools:
        """Which figures are those of the standing loads."""
        stands = np.zeros(self.columns.count, dtype=bool)
        stands[self.loads] = True
        found: Bools = stands[self.columns.figures["event"]]
        return found

    @cached_property
    def _beside(self) -> dict[str, Ints]:
        """The figures that no load brought: of approved journals, and of payments of cash."""
        return self._rows([*self._drawn(), *self._journals()])

    def _told(self, events: Iterable[Event]) -> list[Event]:
        """Those of a few events that were told by then."""
        return [
            event
            for event in events
            if (self.known_at is None or event.notified <= self.known_at)
            and (self.until is None or event.sequence <= self.until)
        ]

    def _journals(self) -> Iterator[Figure]:
        """What approved journals add, from the few events that are steps of journals."""
        told = self._told(self.columns.journals)
        for figure in journal_figures(journals_of(told).values()):
            if figure.period.year == self.columns.year:
                yield figure

    def _drawn(self) -> Iterator[Figure]:
        """The payments of cash that count as figures, from the few that were stated one by one."""
        columns = self.columns
        told = self._told(columns.payments)
        if not any(isinstance(event.what, CashDrawn) for event in told):
            return
        figures = columns.figures
        at = self._are_loaded & (figures["limit"] == LIMITS[Limit.CASH])
        at &= (figures["table"] == TABLES.index("actuals")) & (figures["adjusting"] == 0)
        at &= figures["category"] == columns.categories[DRAWINGS]
        names = tuple(columns.bodies)
        rows = zip(*(figures[name][at].tolist() for name in _LOADED), strict=True)
        loaded = [
            Figure(
                names[body], Limit.CASH, DRAWINGS, columns.year.period(month), pence, bool(marked)
            )
            for body, month, pence, marked in rows
        ]
        for _, figure in drawn_figures(told, loaded, columns.to_date):
            yield figure

    def _rows(self, figures: Iterable[Figure]) -> dict[str, Ints]:
        columns = self.columns
        rows = [
            (
                columns.bodies[figure.body],
                TABLES.index("actuals"),
                LIMITS[figure.limit],
                columns.categories[figure.category],
                figure.period.number,
                figure.pence,
                int(figure.adjusting),
                int(figure.synthetic),
            )
            for figure in figures
        ]
        return table_of(rows, FIGURE[1:])

    def as_loaded(self, bodies: Iterable[str]) -> Bools:
        """Whether the budgets of each body fall as its last profile states them.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).as_loaded(["5A9"]).tolist()
        [False]
        """
        events = self.columns.events
        profiles = self.loads[events["slot"][self.loads] == SLOTS["profile"]]
        found = np.zeros(len(self.columns.bodies) + 1, dtype=bool)
        found[events["body"][profiles]] = events["phasing"][profiles] == _AS_LOADED
        return found[[self.columns.bodies.get(code, -1) for code in bodies]]


def _rows_at(columns: Mapping[str, Ints], at: Bools) -> dict[str, Ints]:
    """The rows of columns that are marked."""
    places = np.flatnonzero(at)
    return {name: column.take(places) for name, column in columns.items()}
