"""Figures of many loads at once are those of each load, one by one."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import event
from pctfinance.calendar import FinancialYear
from pctfinance.errors import IntegrityError
from pctfinance.ledger.cell_sums import charge_columns
from pctfinance.ledger.cells import BalanceCells, CellShelf, cells_named
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.holdings import figures_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loaded import (
    loaded_figures,
    non_recurrent_figures,
    recurrence_figures,
)
from pctfinance.ledger.loads import ControlTotals, FigureRow, FiguresLoaded, Lane, LedgerLoaded

YEAR = FinancialYear("2011-12")
NAUGHT = "0" * 64

_pence = st.integers(-(10**12), 10**12)
_categories = st.sampled_from(["acute", "dental", "prescribing"])
_delegates = st.sampled_from(["", "07M", "08A"])
_rows = st.builds(
    FigureRow,
    month=st.just(8),
    limit=st.sampled_from(Limit),
    category=_categories,
    pence=_pence,
    synthetic=st.booleans(),
    delegate=_delegates,
    non_recurrent=st.none() | _pence,
)
_cells = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        _categories,
        st.sampled_from(["revenue", "capital", "cash", ""]),
        _delegates,
        st.just(""),
        st.sampled_from(["", "recurrent", "non-recurrent"]),
        *(st.just(0) for _ in range(3)),
        _pence,
        st.just(1),
    ),
    max_size=8,
).map(BalanceCells.of)


def ledger_loaded(cells: BalanceCells, lane: Lane = Lane.LOAD) -> LedgerLoaded:
    """A load of lines whose sums are these cells; nothing else of it is looked at here."""
    return LedgerLoaded(
        lane=lane,
        file="x.csv",
        file_sha256=NAUGHT,
        profile="x",
        profile_sha256=NAUGHT,
        totals=ControlTotals(rows=0, debit_pence=0, credit_pence=0),
        lines_path="lines/x",
        lines_sha256=NAUGHT,
        cells_sha256=sha256(cells.to_bytes()).hexdigest(),
    )


_whats = st.one_of(
    st.builds(
        lambda rows: FiguresLoaded(table="forecasts", rows=tuple(rows)), st.lists(_rows, max_size=5)
    ),
    st.tuples(_cells, st.sampled_from([Lane.LOAD, Lane.ADJUSTMENT])),
)


@given(
    st.lists(st.tuples(st.sampled_from(["5A9", "5C1"]), st.booleans(), _whats), max_size=6),
)
def test_loads_at_once_or_one_by_one(loads: list[tuple[str, bool, object]]) -> None:
    """Figures, their non-recurrent parts and what accounts say of recurrence: nothing differs."""
    kept: dict[str, BalanceCells] = {}
    events: list[Event] = []
    for body, marked, what in loads:
        if isinstance(what, tuple):
            cells, lane = what
            what = ledger_loaded(cells, lane)  # noqa: PLW2901 - what the load is
            kept[what.cells_sha256] = cells
        assert isinstance(what, FiguresLoaded | LedgerLoaded)
        made = event(what, body=body, effective=date(2011, 11, 30))
        events.append(made.model_copy(update={"synthetic": marked}))
    at = kept.__getitem__
    wanted = [figure for one in events for figure in figures_of(one, at, by_delegate=True)]
    same(loaded_figures(YEAR, events, at), wanted)
    same(non_recurrent_figures(YEAR, events), _non_recurrent(events))
    found = recurrence_figures(YEAR, events, at, cumulative=["5A9"])
    assert found.cumulative == {"5A9"}
    same(found, _recurrence(events, kept))


def same(found: Figures, wanted: Iterable[Figure]) -> None:
    """Every sum, whichever way it is asked for, and who there is."""
    naive = Figures.of(YEAR, wanted)
    assert (found.bodies, list(found.category_codes), list(found.delegate_codes)) == (
        naive.bodies,
        list(naive.category_codes),
        list(naive.delegate_codes),
    )
    november = YEAR.period(8)
    for body in ("5A9", "5C1"):
        for limit in Limit:
            for category in (None, "acute", "dental"):
                for delegate in (None, "", "07M", "recurrent"):
                    asked = (body, limit, november, category, delegate)
                    assert found.in_month(*asked) == naive.in_month(*asked)
                    assert found.months(body, limit, category, delegate) == naive.months(
                        body, limit, category, delegate
                    )
                assert found.adjusted(body, limit, november, category) == naive.adjusted(
                    body, limit, november, category
                )
            assert found.reported(body, limit, november) == naive.reported(body, limit, november)


def _non_recurrent(events: Iterable[Event]) -> list[Figure]:
    november = YEAR.period(8)
    return [
        Figure(
            one.body,
            row.limit,
            row.category,
            november,
            row.non_recurrent,
            row.synthetic,
            delegate=row.delegate,
        )
        for one in events
        if isinstance(one.what, FiguresLoaded)
        for row in one.what.rows
        if row.non_recurrent is not None
    ]


def _recurrence(events: Iterable[Event], kept: dict[str, BalanceCells]) -> list[Figure]:
    found = []
    for one in events:
        if isinstance(one.what, LedgerLoaded):
            cells = kept[one.what.cells_sha256]
            columns = {name: column.tolist() for name, column in cells.columns.items()}
            for at in range(cells.count):
                limit, category, word = (
                    cells.codes[name][columns[name][at]]
                    for name in ("limit", "category", "recurrence")
                )
                if limit == "revenue" and word:
                    adjusting = one.what.lane is not Lane.LOAD
                    found.append(
                        Figure(
                            one.body,
                            Limit.REVENUE,
                            category,
                            one.period,
                            columns["charge"][at],
                            one.synthetic,
                            adjusting,
                            word,
                        )
                    )
    return found


def test_large_amounts_that_cancel_are_exact() -> None:
    """Four amounts of 2^62 pence, two of each sign: int64 would overflow on the way, the sum is 0."""
    cells = BalanceCells.of(
        [
            (str(at), "acute", "revenue", "", "", "", 0, 0, 0, pence, 1)
            for at, pence in enumerate([2**62, 2**62, -(2**62), -(2**62)])
        ]
    )
    assert charge_columns([cells]).pence.tolist() == [0]


def test_a_shelf_is_read_once_for_many() -> None:
    """Three loads, one of them named twice and one read before: one statement reads the other."""
    kept = {
        name: BalanceCells.of([(name, "acute", "revenue", "", "", "", 0, 0, 0, pence, 1)])
        for pence, name in enumerate(["a", "b", "c"])
    }
    read: list[list[str]] = []

    def reading(names: Iterable[str]) -> list[tuple[str, bytes]]:
        read.append(list(names))
        return [(name, kept[name].to_bytes()) for name in names]

    shelf = CellShelf(reading)
    assert shelf("b").total("charge") == 1
    found = cells_named(shelf, ["c", "b", "a", "c"])
    assert [one.total("charge") for one in found] == [2, 1, 0, 2]
    assert read == [["b"], ["c", "a"]]
    with pytest.raises(KeyError):
        cells_named(kept.__getitem__, ["d"])
    with pytest.raises(IntegrityError, match="cannot be read"):
        CellShelf(lambda names: [(name, b"other") for name in names])("a")
