"""What a query can name: the book's lines, balance cells, figures, events and register as tables."""

# ruff: noqa: S608 - every name is ours

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pctfinance.bodies import Register
from pctfinance.documents import event_document
from pctfinance.ledger.cells import KEYS, MEASURES, BalanceCells
from pctfinance.ledger.columns import Standing
from pctfinance.ledger.encoding import TABLES
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.loads import LedgerLoaded, is_to_date
from pctfinance.querying.engine import as_given
from pctfinance.store.canonical import canonical

if TYPE_CHECKING:
    import duckdb

__all__ = ["VIEWS", "Source", "make_views", "standing_loads"]

_LINES = {
    "line": "BIGINT",
    "source_row": "BIGINT",
    "source_sheet": "VARCHAR",
    "body": "VARCHAR",
    "period": "INTEGER",
    "account": "VARCHAR",
    "cost_centre": "VARCHAR",
    "subjective": "VARCHAR",
    "analysis_1": "VARCHAR",
    "analysis_2": "VARCHAR",
    "description": "VARCHAR",
    "document": "VARCHAR",
    "opening_pence": "BIGINT",
    "debit_pence": "BIGINT",
    "credit_pence": "BIGINT",
    "charge_pence": "BIGINT",
    "resource_limit": "VARCHAR",
    "category": "VARCHAR",
    "delegate": "VARCHAR",
    "counterparty": "VARCHAR",
    "recurrence": "VARCHAR",
    "contra": "BOOLEAN",
}

VIEWS: Mapping[str, Mapping[str, str]] = {
    "lines": {"lane": "VARCHAR", **_LINES, "to_date": "BOOLEAN"},
    "cells": {
        "sequence": "BIGINT",
        "body": "VARCHAR",
        "period": "INTEGER",
        "lane": "VARCHAR",
        "account": "VARCHAR",
        "category": "VARCHAR",
        "resource_limit": "VARCHAR",
        "delegate": "VARCHAR",
        "counterparty": "VARCHAR",
        "recurrence": "VARCHAR",
        "opening_pence": "BIGINT",
        "debit_pence": "BIGINT",
        "credit_pence": "BIGINT",
        "charge_pence": "BIGINT",
        "lines": "BIGINT",
        "to_date": "BOOLEAN",
    },
    "figures": {
        "body": "VARCHAR",
        "source": "VARCHAR",
        "resource_limit": "VARCHAR",
        "category": "VARCHAR",
        "period": "INTEGER",
        "pence": "BIGINT",
        "adjusting": "BOOLEAN",
        "to_date": "BOOLEAN",
        "synthetic": "BOOLEAN",
    },
    "resource": {
        "sequence": "BIGINT",
        "body": "VARCHAR",
        "period": "INTEGER",
        "resource_limit": "VARCHAR",
        "funding": "VARCHAR",
        "certainty": "VARCHAR",
        "account": "VARCHAR",
        "category": "VARCHAR",
        "pence": "BIGINT",
    },
    "events": {
        "sequence": "BIGINT",
        "body": "VARCHAR",
        "kind": "VARCHAR",
        "period": "INTEGER",
        "effective": "DATE",
        "notified": "DATE",
        "recorded_at": "VARCHAR",
        "reference": "VARCHAR",
        "source": "VARCHAR",
        "issued_by": "VARCHAR",
        "purpose": "VARCHAR",
        "synthetic": "BOOLEAN",
        "content": "VARCHAR",
    },
    "bodies": {"code": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "population": "BIGINT"},
    "memberships": {
        "body": "VARCHAR",
        "parent": "VARCHAR",
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "period": "INTEGER",
    },
}
"""The views and their columns. Months are 1 to 12, amounts whole pence."""


@dataclass(frozen=True)
class Source:
    """What a query is asked of: what counts, the events behind it, and where the rest is."""

    standing: Standing
    events: Sequence[Event]
    members: Sequence[str]
    register: Register
    cells: Callable[[str], BalanceCells]
    path: Callable[[str], Path]


def standing_loads(source: Source) -> tuple[Event, ...]:
    """The loads of the general ledger whose figures count.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.columns import EventColumns
    >>> year = FinancialYear("2011-12")
    >>> standing = EventColumns.empty(year).standing(year.period(12))
    >>> standing_loads(Source(standing, (), (), Register.packaged(), {}.__getitem__, Path))
    ()
    """
    numbers = source.standing.columns.events["sequence"][source.standing.loads]
    stand = set(numbers.tolist())
    return tuple(
        event
        for event in source.events
        if event.sequence in stand and isinstance(event.what, LedgerLoaded)
    )


def make_views(engine: "duckdb.DuckDBPyConnection", sql: str, source: Source) -> tuple[Path, ...]:
    """Make those views in an engine that a query may name.

    Returns:
        the files that the query may read.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.columns import EventColumns
    >>> from pctfinance.querying.engine import opened
    >>> year = FinancialYear("2011-12")
    >>> standing = EventColumns.empty(year).standing(year.period(12))
    >>> nothing = Source(standing, (), (), Register.packaged(), {}.__getitem__, Path)
    >>> with opened() as engine:
    ...     files = make_views(engine, "FROM cells", nothing)
    ...     engine.execute("SELECT count(*) FROM cells").fetchall(), files
    ([(0,)], ())
    """
    named = {word.lower() for word in re.findall(r"\w+", sql)}
    wanted = [name for name in VIEWS if name in named] or list(VIEWS)
    files: tuple[Path, ...] = ()
    for name in wanted:
        if name == "lines":
            files = _make_lines(engine, source)
        else:
            _make(engine, name, _MAKERS[name](source))
    return files


def _make(engine: "duckdb.DuckDBPyConnection", name: str, columns: Mapping[str, Any]) -> None:
    kinds = VIEWS[name]
    if not len(columns[next(iter(kinds))]):
        engine.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {k}' for c, k in kinds.items())})")
        return
    engine.register("given", {column: columns[column] for column in kinds})
    chosen = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in kinds.items())
    engine.execute(f"CREATE TABLE {name} AS SELECT {chosen} FROM given")
    engine.unregister("given")


def _make_lines(engine: "duckdb.DuckDBPyConnection", source: Source) -> tuple[Path, ...]:
    by_lane: dict[tuple[str, bool], list[Path]] = {}
    for event in standing_loads(source):
        if isinstance(event.what, LedgerLoaded):
            path = source.path(event.what.lines_path)
            by_lane.setdefault((event.what.lane.value, is_to_date(event.what)), []).append(path)
    columns = ", ".join(_LINES)
    parts = []
    for (lane, to_date), paths in by_lane.items():
        listed = ", ".join("'" + as_given(path).replace("'", "''") + "'" for path in paths)
        parts.append(
            f"SELECT '{lane}' AS lane, {columns}, {to_date} AS to_date FROM read_parquet([{listed}])"
        )
    if parts:
        engine.execute(f"CREATE VIEW lines AS {' UNION ALL '.join(parts)}")
    else:
        _make(engine, "lines", {"lane": ()})
    return tuple(path for paths in by_lane.values() for path in paths)


def _texts(names: Sequence[str], places: NDArray[np.int64]) -> NDArray[Any]:
    return np.array([*names, ""], dtype=object)[places]


def _cells(source: Source) -> dict[str, Any]:
    loads = standing_loads(source)
    cells = [source.cells(e.what.cells_sha256) for e in loads if isinstance(e.what, LedgerLoaded)]
    if not cells:
        return {"sequence": ()}
    counts = [one.count for one in cells]
    found: dict[str, Any] = {
        "resource_limit" if key == "limit" else key: np.concatenate(
            [_texts(one.codes[key], one.columns[key]) for one in cells]
        )
        for key in KEYS
    }
    for measure in MEASURES:
        name = measure if measure == "lines" else f"{measure}_pence"
        found[name] = np.concatenate([one.columns[measure] for one in cells])
    found["sequence"] = np.repeat([event.sequence for event in loads], counts)
    found["period"] = np.repeat([event.period.number for event in loads], counts)
    found["to_date"] = np.repeat([is_to_date(event.what) for event in loads], counts)
    for name, texts in (
        ("body", [event.body for event in loads]),
        (
            "lane",
            [event.what.lane.value for event in loads if isinstance(event.what, LedgerLoaded)],
        ),
    ):
        found[name] = np.repeat(np.array(texts, dtype=object), counts)
    return found


def _figures(source: Source) -> dict[str, Any]:
    figures, columns = source.standing.figures(), source.standing.columns
    bodies = tuple(columns.bodies)
    to_date = np.array([code in columns.to_date for code in (*bodies, "")], dtype=bool)
    actual = figures["table"] == TABLES.index("actuals")
    return {
        "body": _texts(bodies, figures["body"]),
        "source": _texts(TABLES, figures["table"]),
        "resource_limit": _texts([limit.value for limit in Limit], figures["limit"]),
        "category": _texts(tuple(columns.categories), figures["category"]),
        "period": figures["month"],
        "pence": figures["pence"],
        "adjusting": figures["adjusting"] > 0,
        "to_date": to_date[figures["body"]] & actual & (figures["adjusting"] == 0),
        "synthetic": figures["synthetic"] > 0,
    }


def _resource(source: Source) -> dict[str, Any]:
    # A reversal stands here with its lines, from its own month on: so every month sums rightly.
    columns = source.standing.columns
    lines, events = columns.lines, columns.events
    told = {event.sequence for event in source.events}
    at = np.isin(events["sequence"][lines["event"]], np.array(sorted(told), dtype=np.int64))
    lines = {name: column[at] for name, column in lines.items()}
    words = {
        "resource_limit": Limit,
        "funding": Funding,
        "certainty": Certainty,
        "account": Account,
    }
    return {
        "sequence": events["sequence"][lines["event"]],
        "body": _texts(tuple(columns.bodies), events["body"][lines["event"]]),
        "period": events["month"][lines["event"]],
        **{
            name: _texts([word.value for word in kind], lines[name.removeprefix("resource_")])
            for name, kind in words.items()
        },
        "category": _texts(tuple(columns.categories), lines["category"]),
        "pence": lines["pence"],
    }


def _events(source: Source) -> dict[str, Any]:
    rows = [
        (
            event.sequence,
            event.body,
            event.what.kind,
            event.period.number,
            event.effective.isoformat(),
            event.notified.isoformat(),
            event.recorded_at.isoformat() if event.recorded_at else "",
            event.reference,
            event.source,
            event.by,
            event.purpose,
            event.synthetic,
            canonical(event_document(event)).decode(),
        )
        for event in source.events
    ]
    return _columns("events", rows)


def _bodies(source: Source) -> dict[str, Any]:
    bodies = (source.register.body(code) for code in source.members)
    return _columns("bodies", [(b.code, b.name, b.kind, b.population) for b in bodies])


def _memberships(source: Source) -> dict[str, Any]:
    own, ends = set(source.members), source.standing.columns.year.periods
    rows = (row for row in source.register.memberships if row.body in own)
    found = [
        (row.body, row.group, *_group(source.register, row.group), month.number)
        for row in rows
        for month in ends
        if row.holds_on(month.end)
    ]
    return _columns("memberships", found)


def _group(register: Register, code: str) -> Iterator[str]:
    group = register.group(code)
    yield from (group.name, group.kind)


def _columns(name: str, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    columns = list(zip(*rows, strict=True)) or [() for _ in VIEWS[name]]
    return {
        column: np.array(values, dtype=object)
        for column, values in zip(VIEWS[name], columns, strict=True)
    }


_MAKERS: dict[str, Callable[[Source], dict[str, Any]]] = {
    "cells": _cells,
    "figures": _figures,
    "resource": _resource,
    "events": _events,
    "bodies": _bodies,
    "memberships": _memberships,
}
