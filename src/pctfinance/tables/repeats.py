"""Rows that stand twice: once too often, or against each other.

The same extract pasted twice would double a body's spending without a trace. Letters' case, white
space and invisible characters make no difference: the copy may have passed through other hands.
"""

from collections.abc import Iterable, Iterator

from pctfinance.errors import Finding, Level
from pctfinance.money import show_money
from pctfinance.tables.model import Column, Kind, Row, TableSchema, Value
from pctfinance.tables.reading import quoted
from pctfinance.tables.texts import comparable

__all__ = ["repeat_findings"]


def repeat_findings(rows: Iterable[Row], schema: TableSchema) -> Iterator[Finding]:
    """A finding for each row whose key stood in an earlier row.

    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> values = {"category": "acute", "name": "Acute", "parent": None}
    >>> rows = [Row(values, Where(row=n)) for n in (2, 3)]
    >>> [finding.message for finding in repeat_findings(rows, schema_for("categories"))]
    ['this row says the same as row 2: acute, name Acute, parent (empty)']
    """
    first: dict[tuple[Value, ...], Row] = {}
    columns = [schema.column(name) for name in schema.key]
    for row in rows:
        key = tuple(_compared(row.values[column.name], column) for column in columns)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            yield _finding(earlier, row, schema)


def _compared(value: Value, column: Column) -> Value:
    """A value as it is compared: an empty cell is what it is taken for, and text is its words."""
    if value is None:
        return column.implied or None
    return comparable(value) if isinstance(value, str) else value


def _finding(earlier: Row, row: Row, schema: TableSchema) -> Finding:
    key = _key(row, schema)
    columns = map(schema.column, schema.amounts)
    differing = [
        column.name
        for column in columns
        if _compared(row.values[column.name], column)
        != _compared(earlier.values[column.name], column)
    ]
    if not differing:
        said = ", ".join(_shown(row, name, schema) for name in schema.amounts)
        message = f"this row says the same as row {earlier.where.row}: {key}, {said}"
        return Finding(
            "input.duplicate-row", Level.ERROR, message, row.where, "take one of them out"
        )
    old = ", ".join(_shown(earlier, name, schema) for name in differing)
    new = ", ".join(_shown(row, name, schema) for name in differing)
    message = (
        f"row {earlier.where.row} says {old}, and this row says {new}, for the same thing: {key}"
    )
    return Finding("input.contradiction", Level.ERROR, message, row.where, "keep the right one")


def _key(row: Row, schema: TableSchema) -> str:
    return ", ".join(_plain(row, name) for name in schema.key if row.values[name] is not None)


def _shown(row: Row, name: str, schema: TableSchema) -> str:
    if schema.column(name).kind is Kind.MONEY and row.values[name] is not None:
        return f"{name} {show_money(row.pence(name), symbol=True)}"
    return f"{name} {_plain(row, name) or '(empty)'}"


def _plain(row: Row, name: str) -> str:
    return quoted(row.text(name))[1:-1]  # on one line, with what cannot be seen by its number
