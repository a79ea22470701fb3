"""Events on their way into columns: each is encoded once, texts as numbers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import Period
from pctfinance.ledger.cell_sums import Places, charge_columns
from pctfinance.ledger.cells import BalanceCells, cells_named
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.drawings import DRAWINGS, CashDrawn
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import (
    JournalApproved,
    JournalRejected,
    JournalSubmitted,
    JournalWithdrawn,
)
from pctfinance.ledger.kinds import What
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.loaded import row_columns
from pctfinance.ledger.loads import (
    FigureRow,
    FiguresLoaded,
    Lane,
    LedgerLoaded,
    Phasing,
    TableName,
    is_to_date,
)
from pctfinance.ledger.steps import STEPS

__all__ = [
    "ACCOUNTS",
    "CERTAINTIES",
    "EVENT",
    "FIGURE",
    "FUNDINGS",
    "LIMITS",
    "LINE",
    "PHASINGS",
    "SLOTS",
    "TABLES",
    "Encoded",
    "Encoder",
    "table_of",
]

Ints = NDArray[np.int64]

TABLES: tuple[TableName, ...] = ("profile", "actuals", "forecasts")
"""The tables of figures, in the order of their codes."""

LIMITS = {limit: at for at, limit in enumerate(Limit)}
FUNDINGS = {funding: at for at, funding in enumerate(Funding)}
CERTAINTIES = {certainty: at for at, certainty in enumerate(Certainty)}
ACCOUNTS = {account: at for at, account in enumerate(Account)}
# What of a body and month a load is the figures of: its table, or the lane it came in.
SLOTS = {name: at for at, name in enumerate((*TABLES, Lane.JOURNAL, Lane.ADJUSTMENT))}
PHASINGS = tuple(Phasing)
_JOURNAL_STEPS = (JournalSubmitted, JournalApproved, JournalRejected, JournalWithdrawn)

EVENT = (
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
LINE = ("event", "limit", "funding", "certainty", "account", "category", "pence")
FIGURE = (
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
_TABLE = ("event", "body", "table")
_LOAD = ("event", "body", "month", "adjusting", "synthetic")


class Encoded(NamedTuple):
    """Events as columns: see `pctfinance.ledger.columns.EventColumns`."""

    bodies: Mapping[str, int]
    categories: Mapping[str, int]
    events: Mapping[str, Ints]
    lines: Mapping[str, Ints]
    figures: Mapping[str, Ints]
    to_date: frozenset[str]
    journals: tuple[Event, ...]
    payments: tuple[Event, ...]

    @classmethod
    def nothing(cls) -> "Encoded":
        """No event.

        >>> Encoded.nothing().bodies
        {}
        """
        events, lines, figures = (table_of([], names) for names in (EVENT, LINE, FIGURE))
        return cls({}, {}, events, lines, figures, frozenset(), (), ())


class _Kind(NamedTuple):
    """What a kind of event is here: it is looked up once for each kind and not for each event."""

    posts: bool
    is_journal: bool
    is_payment: bool
    step: int


@cache
def _kind_of(kind: type[What]) -> _Kind:
    return _Kind(
        posts=not issubclass(kind, FiguresLoaded | LedgerLoaded),
        is_journal=issubclass(kind, _JOURNAL_STEPS),
        is_payment=issubclass(kind, CashDrawn | Reversal),
        step=int(issubclass(kind, STEPS)),
    )


@lru_cache(maxsize=512)
def _month_of(day: date) -> int:
    """The month of a day: thousands of events are of few days."""
    return Period.of(day).number


class Encoder:
    """Encodes events behind those that are encoded already; `cells` gives the cells with a hash.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> encoder = Encoder(Encoded.nothing(), {}.__getitem__)
    >>> encoder.take(Event(body="5A9", effective=day, notified=day, reference="letter",
    ...     what=BroughtForward(pence=100)))
    >>> encoder.encoded().lines["pence"].tolist()
    [100, -100]
    """

    def __init__(self, before: Encoded, cells: Callable[[str], BalanceCells]) -> None:
        self._before, self._cells = before, cells
        self._count = before.events["body"].size
        self._bodies, self._categories = Places(before.bodies), Places(before.categories)
        self._events: list[tuple[int, ...]] = []
        self._lines: list[tuple[int, ...]] = []
        # The rows of events that loaded a table: event, body, table.
        self._tables: list[tuple[int, ...]] = []
        self._rows: list[Sequence[FigureRow]] = []
        # The rows of loads of the general ledger, and the cells that they name.
        self._loads: list[tuple[int, ...]] = []
        self._named: list[str] = []
        self._to_date = set(before.to_date)
        self._journals, self._payments = list(before.journals), list(before.payments)

    def take(self, event: Event) -> None:
        """Encode one event."""
        row, what = self._count + len(self._events), event.what
        body, month = self._bodies[event.body], _month_of(event.effective)
        slot, phasing, marked = -1, 0, int(event.synthetic)
        kind = _kind_of(type(what))
        if isinstance(what, FiguresLoaded):
            slot, phasing = SLOTS[what.table], PHASINGS.index(what.phasing)
            self._tables.append((row, body, TABLES.index(what.table)))
            self._rows.append(what.rows)
        elif isinstance(what, LedgerLoaded):
            adjusting = what.lane is not Lane.LOAD
            slot = SLOTS[what.lane if adjusting else "actuals"]
            self._loads.append((row, body, month, int(adjusting), marked))
            self._named.append(what.cells_sha256)
        elif kind.is_journal:
            self._journals.append(event)
            # What steps add later on has its place from now on; to ask for one is to have it.
            for entered in what.entered if isinstance(what, JournalSubmitted) else ():
                self._categories[entered.category]
        elif kind.is_payment:
            self._payments.append(event)
            self._categories[DRAWINGS]
        if kind.posts:
            for line in what.lines():
                self._lines.append(
                    (
                        row,
                        LIMITS[line.strand.limit],
                        FUNDINGS[line.strand.funding],
                        CERTAINTIES[line.strand.certainty],
                        ACCOUNTS[line.account],
                        self._categories[line.category],
                        line.pence,
                    )
                )
        elif is_to_date(what):
            self._to_date.add(event.body)
        corrects = what.corrects if isinstance(what, Reversal) else 0
        told = event.notified.toordinal()
        self._events.append(
            (body, month, told, event.sequence, corrects, marked, slot, phasing, kind.step)
        )

    def encoded(self) -> Encoded:
        """All of them, those of before and those that were taken."""
        before = self._before
        stated, charged = self._stated(), self._charged()
        return Encoded(
            # Who reads them is refused a code that is not there; here it would get a place.
            bodies=dict(self._bodies),
            categories=dict(self._categories),
            events=_behind(before.events, table_of(self._events, EVENT)),
            lines=_behind(before.lines, table_of(self._lines, LINE)),
            figures=_behind(before.figures, stated, charged),
            to_date=frozenset(self._to_date),
            journals=tuple(self._journals),
            payments=tuple(self._payments),
        )

    def _stated(self) -> dict[str, Ints]:
        """The figures of tables, all of them in one pass."""
        rows = row_columns(self._rows, by_delegate=False)
        loads = table_of(self._tables, _TABLE)
        codes = np.array([self._categories[code] for code in rows.categories], dtype=np.int64)
        return {
            **{name: column[rows.load] for name, column in loads.items()},
            "limit": rows.limit,
            "category": codes[rows.category],
            "month": rows.month,
            "pence": rows.pence,
            "adjusting": np.zeros(rows.load.size, dtype=np.int64),
            "synthetic": rows.synthetic,
        }

    def _charged(self) -> dict[str, Ints]:
        """What the loads of the general ledger charge, all of them in one pass."""
        charges = charge_columns(cells_named(self._cells, self._named))
        loads = table_of(self._loads, _LOAD)
        codes = [self._categories[code] for code in charges.categories]
        found = {name: column[charges.load] for name, column in loads.items()}
        found["table"] = np.full(charges.load.size, TABLES.index("actuals"), dtype=np.int64)
        found["limit"], found["pence"] = charges.limit, charges.pence
        found["category"] = np.array(codes, dtype=np.int64)[charges.category]
        return found


def table_of(rows: Sequence[tuple[int, ...]], names: tuple[str, ...]) -> dict[str, Ints]:
    """Rows of numbers as columns.

    >>> table_of([(1, 2), (3, 4)], ("event", "pence"))["pence"].tolist()
    [2, 4]
    """
    array = np.array(rows, dtype=np.int64).reshape(len(rows), len(names))
    return {name: array[:, at].copy() for at, name in enumerate(names)}


def _behind(before: Mapping[str, Ints], *more: Mapping[str, Ints]) -> dict[str, Ints]:
    return {
        name: np.concatenate((column, *(part[name] for part in more)))
        for name, column in before.items()
    }
