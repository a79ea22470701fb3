"""The figures of many loads, encoded in one pass: what a nation's holdings and columns are made of.

They are those of `pctfinance.ledger.holdings.figures_of`, load by load, without an object a figure.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.cell_sums import Places, charge_columns
from pctfinance.ledger.cells import BalanceCells, cells_named
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Lane, LedgerLoaded

__all__ = [
    "RowColumns",
    "loaded_figures",
    "non_recurrent_figures",
    "recurrence_figures",
    "row_columns",
]

Ints = NDArray[np.int64]

_LIMITS = {limit: at for at, limit in enumerate(Limit)}
_PLACE = {name: at for at, name in enumerate(FigureRow._fields)}
_REVENUE = _LIMITS[Limit.REVENUE]


class RowColumns(NamedTuple):
    """The rows of loads of tables as columns.

    `load` is the place of the load in what was given, `limit` the place in `Limit`, `category` and
    `delegate` the places in `categories` and `delegates`. Amounts are pence, months 1 to 12.
    """

    categories: tuple[str, ...]
    delegates: tuple[str, ...]
    load: Ints
    limit: Ints
    category: Ints
    month: Ints
    pence: Ints
    synthetic: Ints
    delegate: Ints


def row_columns(
    loads: Sequence[Sequence[FigureRow]],
    amount: Literal["pence", "non_recurrent"] = "pence",
    *,
    by_delegate: bool = True,
) -> RowColumns:
    """The rows of many loads, in their order.

    Args:
        loads: the rows of each load.
        amount: which of its amounts each row has.
        by_delegate: whether `delegate` is told; else it is that of none.

    >>> rows = (FigureRow(8, Limit.REVENUE, "acute", 7), FigureRow(8, Limit.CASH, "drawings", 3))
    >>> found = row_columns([(), rows])
    >>> found.categories, found.load.tolist(), found.pence.tolist()
    (('acute', 'drawings'), [1, 1], [7, 3])
    """
    rows = [row for load in loads for row in load]

    def column(name: str, code: Callable[[Any], int] | None = None) -> Ints:
        values: Iterable[int] = map(itemgetter(_PLACE[name]), rows)
        return np.fromiter(map(code, values) if code else values, dtype=np.int64, count=len(rows))

    categories, delegates = Places(), Places()
    counts = np.array([len(load) for load in loads], dtype=np.int64)
    columns = {
        "load": np.repeat(np.arange(len(loads)), counts),
        "limit": column("limit", _LIMITS.__getitem__),
        "category": column("category", categories.__getitem__),
        "month": column("month"),
        "pence": column(amount),
        "synthetic": column("synthetic"),
        "delegate": (
            column("delegate", delegates.__getitem__)
            if by_delegate
            else np.full(len(rows), delegates[""], dtype=np.int64)
        ),
    }
    return RowColumns(tuple(categories), tuple(delegates), **columns)


def loaded_figures(
    year: FinancialYear,
    events: Iterable[Event],
    cells: Callable[[str], BalanceCells],
    *,
    cumulative: Collection[str] = (),
) -> Figures:
    """The figures of loads: those of tables, and what the cells of the general ledger charge.

    Args:
        year: the year of all of them.
        events: the loads that stand.
        cells: gives the balance cells with a hash.
        cumulative: the bodies whose reported figures are to date.

    >>> loaded_figures(FinancialYear("2011-12"), [], {}.__getitem__).bodies
    ()
    """
    held = list(events)
    parts = [_of_tables(year, held), _of_cells(year, held, cells)]
    return Figures.joined(parts, cumulative=cumulative)


def non_recurrent_figures(year: FinancialYear, events: Iterable[Event]) -> Figures:
    """What of loads of forecasts is non-recurrent, row by row, as far as the bodies said it.

    >>> from datetime import date
    >>> row = FigureRow(8, Limit.REVENUE, "acute", 100, non_recurrent=30)
    >>> event = Event(body="5A9", effective=date(2011, 11, 30), notified=date(2011, 11, 30),
    ...     reference="forecasts", what=FiguresLoaded(table="forecasts", rows=(row,)))
    >>> year = FinancialYear("2011-12")
    >>> non_recurrent_figures(year, [event]).in_month("5A9", Limit.REVENUE, year.period(8)).pence
    30
    """
    return _of_tables(year, list(events), "non_recurrent")


def recurrence_figures(
    year: FinancialYear,
    events: Iterable[Event],
    cells: Callable[[str], BalanceCells],
    *,
    cumulative: Collection[str] = (),
) -> Figures:
    """What loads of the general ledger charge to revenue, by what its accounts say of recurrence.

    The word stands in the place of the delegate; what says nothing is left out. See
    `loaded_figures` for the arguments.

    >>> recurrence_figures(FinancialYear("2011-12"), [], {}.__getitem__).bodies
    ()
    """
    found = _of_cells(year, list(events), cells, "recurrence")
    return Figures.joined([found], cumulative=cumulative)


def _of_tables(
    year: FinancialYear,
    events: Sequence[Event],
    amount: Literal["pence", "non_recurrent"] = "pence",
) -> Figures:
    loads = [event for event in events if isinstance(event.what, FiguresLoaded)]
    at = _PLACE[amount]
    rows = row_columns(
        [
            # What was not said is no figure, of nothing or otherwise.
            event.what.rows
            if amount == "pence"
            else [row for row in event.what.rows if row[at] is not None]
            for event in loads
            if isinstance(event.what, FiguresLoaded)
        ],
        amount,
    )
    columns = {
        "body": rows.load,
        "limit": rows.limit,
        "category": rows.category,
        "period": rows.month,
        "pence": rows.pence,
        "synthetic": rows.synthetic,
        "adjusting": np.zeros(rows.load.size, dtype=np.int64),
        "delegate": rows.delegate,
    }
    return _figures(year, [event.body for event in loads], rows.categories, rows.delegates, columns)


def _of_cells(
    year: FinancialYear,
    events: Sequence[Event],
    cells: Callable[[str], BalanceCells],
    by: Literal["delegate", "recurrence"] = "delegate",
) -> Figures:
    loads = [event for event in events if isinstance(event.what, LedgerLoaded)]
    named = [event.what.cells_sha256 for event in loads if isinstance(event.what, LedgerLoaded)]
    held = cells_named(cells, named)
    if by == "recurrence":  # most ledgers say nothing of it
        some = [at for at, found in enumerate(held) if any(found.codes["recurrence"])]
        loads, held = [loads[at] for at in some], [held[at] for at in some]
    charges = charge_columns(held, by)
    marks = np.array(
        [(event.period.number, int(event.synthetic), int(_is_adjusting(event))) for event in loads],
        dtype=np.int64,
    ).reshape(len(loads), 3)
    columns = {
        "body": charges.load,
        "limit": charges.limit,
        "category": charges.category,
        **{
            name: marks[charges.load, at]
            for at, name in enumerate(("period", "synthetic", "adjusting"))
        },
        "pence": charges.pence,
        "delegate": charges.word,
    }
    if by == "recurrence":
        said = np.array([bool(word) for word in charges.words], dtype=bool)
        kept = np.flatnonzero(said[charges.word] & (charges.limit == _REVENUE))
        columns = {name: column[kept] for name, column in columns.items()}
    return _figures(
        year, [event.body for event in loads], charges.categories, charges.words, columns
    )


def _is_adjusting(event: Event) -> bool:
    return isinstance(event.what, LedgerLoaded) and event.what.lane is not Lane.LOAD


def _figures(
    year: FinancialYear,
    bodies: Sequence[str],
    categories: Sequence[str],
    delegates: Sequence[str],
    columns: Mapping[str, Ints],
) -> Figures:
    """Figures whose bodies are those of loads."""
    texts = {"body": bodies, "category": categories, "delegate": delegates}
    return Figures.encoded(year, texts, columns)
