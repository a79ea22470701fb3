"""Rows that stand twice: once too often, or against each other.

The same extract pasted twice would double a body's spending without a trace.
"""

from collections.abc import Iterable, Iterator

from pctfinance.errors import Finding, Level
from pctfinance.money import show_money
from pctfinance.tables.model import Kind, Row, TableSchema, Value

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
    for row in rows:
        key = tuple(row.values[name] for name in schema.key)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            yield _finding(earlier, row, schema)


def _finding(earlier: Row, row: Row, schema: TableSchema) -> Finding:
    key = _key(row, schema)
    differing = [name for name in schema.amounts if row.values[name] != earlier.values[name]]
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
    return ", ".join(str(row.values[name]) for name in schema.key if row.values[name] is not None)


def _shown(row: Row, name: str, schema: TableSchema) -> str:
    if schema.column(name).kind is Kind.MONEY and row.values[name] is not None:
        return f"{name} {show_money(row.pence(name), symbol=True)}"
    return f"{name} {row.text(name) or '(empty)'}"
