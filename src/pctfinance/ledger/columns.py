"""Events as columns: what a position of many bodies is summed from, in NumPy.

Every event is encoded once, when a book first asks for its columns, and never changes. A question
(as of a month, as known on a date, as recorded by an event) is a mask over events; the sums that
answer it are made from the rows of those that stand. The lines of general-ledger extracts are not
here: a load brings the sums of its balance cells, however many lines it had.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import journal_figures, journals_of
from pctfinance.ledger.journals import (
    JournalApproved,
    JournalRejected,
    JournalSubmitted,
    JournalWithdrawn,
)
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded, Phasing, is_to_date
from pctfinance.ledger.steps import STEPS

__all__ = ["TABLES", "EventColumns", "Standing"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TABLES = ("profile", "actuals", "forecasts")
"""The tables of figures, in the order of their codes."""

_LIMITS = {limit: at for at, limit in enumerate(Limit)}
_FUNDINGS = {funding: at for at, funding in enumerate(Funding)}
_CERTAINTIES = {certainty: at for at, certainty in enumerate(Certainty)}
_ACCOUNTS = {account: at for at, account in enumerate(Account)}
# What of a body and month a load is the figures of: its table, or the lane it came in.
_SLOTS = {name: at for at, name in enumerate((*TABLES, Lane.JOURNAL, Lane.ADJUSTMENT))}
_PHASINGS = tuple(Phasing)
_JOURNAL_STEPS = (JournalSubmitted, JournalApproved, JournalRejected, JournalWithdrawn)

_EVENT = (
    "body",
    "month",
    "notified",
    "sequence",
    "corrects",
    "synthetic",
    "slot",
    "phasing",
    "step",
)
_LINE = ("event", "limit", "funding", "certainty", "account", "category", "pence")
_FIGURE = (
    "event",
    "body",
    "table",
    "limit",
    "category",
    "month",
    "pence",
    "adjusting",
    "synthetic",
)


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

    @classmethod
    def empty(cls, year: FinancialYear) -> "EventColumns":
        """The columns of no event.

        >>> EventColumns.empty(FinancialYear("2011-12")).bodies
        {}
        """
        return cls(year, {}, {}, _table([], _EVENT), _table([], _LINE), _table([], _FIGURE))

    @property
    def count(self) -> int:
        """How many events there are."""
        return int(self.events["body"].size)

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
        reading = _Reading(self, cells)
        for event in events:
            if event.year == self.year:
                reading.take(event)
        return reading.columns()

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
        month = np.where(slot[rows] == _SLOTS["profile"], 0, self.events["month"][rows])
        key = (self.events["body"][rows] * len(_SLOTS) + slot[rows]) * 13 + month
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
        at = self.events[lines["event"]]
        found = {name: column[at] for name, column in lines.items() if name != "event"}
        found["body"] = self.columns.events["body"][lines["event"][at]]
        return found

    def figures(self) -> dict[str, Ints]:
        """The figures that count: those of the standing loads, and of approved journals beside them.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).figures()["pence"].size
        0
        """
        figures = self.columns.figures
        stands = np.zeros(self.columns.count, dtype=bool)
        stands[self.loads] = True
        at = stands[figures["event"]]
        found = {name: column[at] for name, column in figures.items() if name != "event"}
        journals = self._journals()
        return {name: np.concatenate((found[name], journals[name])) for name in found}

    def _journals(self) -> dict[str, Ints]:
        """What approved journals add, from the few events that are steps of journals."""
        columns, known_at, until = self.columns, self.known_at, self.until
        told = (
            event
            for event in columns.journals
            if (known_at is None or event.notified <= known_at)
            and (until is None or event.sequence <= until)
        )
        rows = [
            (
                columns.bodies[figure.body],
                TABLES.index("actuals"),
                _LIMITS[figure.limit],
                columns.categories[figure.category],
                figure.period.number,
                figure.pence,
                1,
                int(figure.synthetic),
            )
            for figure in journal_figures(journals_of(told).values())
            if figure.period.year == columns.year
        ]
        return _table(rows, _FIGURE[1:])

    def phasing(self, body: int) -> Phasing:
        """By which method the budgets of a body fall: as its last profile says.

        >>> year = FinancialYear("2011-12")
        >>> EventColumns.empty(year).standing(year.period(1)).phasing(0).value
        'profile'
        """
        events = self.columns.events
        own = self.loads[events["body"][self.loads] == body]
        own = own[events["slot"][own] == _SLOTS["profile"]]
        return _PHASINGS[int(events["phasing"][own[-1]])] if own.size else Phasing.PROFILE


class _Reading:
    """Encodes events behind those that are encoded already."""

    def __init__(self, before: EventColumns, cells: Callable[[str], BalanceCells]) -> None:
        self._before, self._cells = before, cells
        self._bodies, self._categories = dict(before.bodies), dict(before.categories)
        self._events: list[tuple[int, ...]] = []
        self._lines: list[tuple[int, ...]] = []
        self._figures: list[tuple[int, ...]] = []
        self._to_date = set(before.to_date)
        self._journals = list(before.journals)

    def take(self, event: Event) -> None:
        """Encode one event."""
        row, what = self._before.count + len(self._events), event.what
        body, month = self._body(event.body), event.period.number
        slot, phasing, marked = -1, 0, int(event.synthetic)
        for line in what.lines():
            self._lines.append(
                (
                    row,
                    _LIMITS[line.strand.limit],
                    _FUNDINGS[line.strand.funding],
                    _CERTAINTIES[line.strand.certainty],
                    _ACCOUNTS[line.account],
                    self._category(line.category),
                    line.pence,
                )
            )
        if isinstance(what, FiguresLoaded):
            slot, phasing = _SLOTS[what.table], _PHASINGS.index(what.phasing)
            table = TABLES.index(what.table)
            for figure in what.rows:
                place = (_LIMITS[figure.limit], self._category(figure.category), figure.month)
                self._figures.append(
                    (row, body, table, *place, figure.pence, 0, int(figure.synthetic))
                )
        elif isinstance(what, LedgerLoaded):
            adjusting = what.lane is not Lane.LOAD
            slot = _SLOTS[what.lane if adjusting else "actuals"]
            for charge in self._cells(what.cells_sha256).charges():
                place = (_LIMITS[charge.limit], self._category(charge.category), month)
                self._figures.append((row, body, 1, *place, charge.pence, int(adjusting), marked))
        elif isinstance(what, _JOURNAL_STEPS):
            self._journals.append(event)
            for entered in what.entered if isinstance(what, JournalSubmitted) else ():
                self._category(entered.category)
        if is_to_date(what):
            self._to_date.add(event.body)
        corrects = what.corrects if isinstance(what, Reversal) else 0
        told, step = event.notified.toordinal(), int(isinstance(what, STEPS))
        self._events.append(
            (body, month, told, event.sequence, corrects, marked, slot, phasing, step)
        )

    def columns(self) -> EventColumns:
        """All of them."""
        before = self._before
        return replace(
            before,
            bodies=self._bodies,
            categories=self._categories,
            events=_behind(before.events, self._events, _EVENT),
            lines=_behind(before.lines, self._lines, _LINE),
            figures=_behind(before.figures, self._figures, _FIGURE),
            to_date=frozenset(self._to_date),
            journals=tuple(self._journals),
        )

    def _body(self, code: str) -> int:
        return self._bodies.setdefault(code, len(self._bodies))

    def _category(self, code: str) -> int:
        return self._categories.setdefault(code, len(self._categories))


def _table(rows: Sequence[tuple[int, ...]], names: tuple[str, ...]) -> dict[str, Ints]:
    array = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return {name: array[:, at].copy() for at, name in enumerate(names)}


def _behind(
    before: Mapping[str, Ints], rows: list[tuple[int, ...]], names: tuple[str, ...]
) -> dict[str, Ints]:
    more = _table(rows, names)
    return {name: np.concatenate((before[name], more[name])) for name in names}
