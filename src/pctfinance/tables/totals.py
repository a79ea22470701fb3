"""Total rows, which people leave at the foot of a table.

A total row is dropped only where it equals the rows above it. One that differs shows that a row
was lost or changed on the way, and nobody can tell which. A row that says all that a row must say
is no total row, even where its category is called so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pctfinance.errors import Finding, Level, Where
from pctfinance.money import show_money
from pctfinance.tables.cells import read_cell, read_text
from pctfinance.tables.model import Cell, Column, Kind, RawRow, Row, TableSchema
from pctfinance.tables.reading import Reading, quoted

__all__ = ["RowsAbove", "category_called_total", "total_label"]

_PRINCIPAL = "amount"
_TOTAL = re.compile(r"(grand[\s-]*|sub[\s-]*)?totals?\s*:?", re.IGNORECASE)


def total_label(row: RawRow, schema: TableSchema, reading: Reading) -> str:
    """What the first filled cell of a total row says; empty where the row is no total row.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.tables.model import Cell
    >>> from pctfinance.tables.schemas import schema_for
    >>> row = RawRow(9, {"body": Cell("Sub-total:", Where(row=9)), "amount": Cell("7", Where(row=9))})
    >>> total_label(row, schema_for("actuals"), Reading(Register.packaged()))
    'Sub-total:'
    """
    if not _money_columns(schema):
        return ""
    first = next((cell for cell in row.cells.values() if not cell.is_blank), None)
    label = read_text(first) if first and not first.problem else ""
    if not _TOTAL.fullmatch(label) or _has_its_key(row, schema, reading):
        return ""
    return label


def category_called_total(row: Row) -> Iterator[Finding]:
    """A warning where a row was counted under a category that is called like a total.

    Only asked where no table of categories says that there is one.

    >>> print(*category_called_total(Row({"category": "Total"}, Where(row=9))))
    row 9: the row was counted under a category 'Total' -> take it out if it is a total; list the \
category in `categories` if it is none [input.converted]
    """
    category = row.values.get("category")
    if isinstance(category, str) and _TOTAL.fullmatch(category):
        message = f"the row was counted under a category {quoted(category)}"
        hint = "take it out if it is a total; list the category in `categories` if it is none"
        yield Finding("input.converted", Level.WARNING, message, row.where, hint)


def _has_its_key(row: RawRow, schema: TableSchema, reading: Reading) -> bool:
    """Whether every cell that tells one row from another is there and understood."""
    return all(_is_sound(row.cells.get(name), schema.column(name), reading) for name in schema.key)


def _is_sound(cell: Cell | None, column: Column, reading: Reading) -> bool:
    if cell is None or cell.is_blank:
        return not column.required
    read = read_cell(cell, column, reading)
    if any(finding.level is Level.ERROR for finding in read.findings):
        return False
    known = reading.categories if column.name == "category" else None
    return known is None or read.value in known


@dataclass(slots=True)
class RowsAbove:
    """The sums of the rows read so far: of all of them, and of those since the last total row."""

    schema: TableSchema
    reliable: bool = True
    everything: dict[str, int] = field(default_factory=dict)
    block: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row | None) -> None:
        """Count a row in, or know from now on that one could not be read.

        >>> from pctfinance.tables.schemas import schema_for
        >>> above = RowsAbove(schema_for("actuals"))
        >>> above.add(Row({"amount": 700}, Where(row=2)))
        >>> above.everything
        {'amount': 700}
        """
        if row is None:
            self.reliable = False
            return
        for column in _money_columns(self.schema):
            pence = row.pence(column.name)
            if pence is None:
                if column.name != _PRINCIPAL:
                    continue  # what nobody states has no total
                pence = 0
            for sums in (self.everything, self.block):
                sums[column.name] = sums.get(column.name, 0) + pence

    def compare(self, row: RawRow, label: str, where: Where, reading: Reading) -> list[Finding]:
        """What there is to say about a total row, after which a new block of rows begins.

        >>> from pctfinance.bodies import Register
        >>> from pctfinance.money import Unit
        >>> from pctfinance.tables.model import Cell
        >>> from pctfinance.tables.schemas import schema_for
        >>> above = RowsAbove(schema_for("actuals"), everything={"amount": 700}, block={"amount": 700})
        >>> total = RawRow(9, {"body": Cell("Total", Where(row=9)), "amount": Cell("8", Where(row=9))})
        >>> reading = Reading(Register.packaged(), unit=Unit.POUNDS)
        >>> [finding.message for finding in above.compare(total, "Total", Where(row=9), reading)]
        ["'Total' says £8.00; the rows above add up to £7.00, which is £1.00 less"]
        """
        findings = [
            finding
            for column in _money_columns(self.schema)
            for finding in self._compare_column(row, column, label, where, reading)
        ]
        self.block = {}
        if findings or not self.reliable:
            return findings
        message = f"the row {quoted(label)} equals the rows above it, and was left out"
        return [Finding("input.converted", Level.NOTE, message, where)]

    def _compare_column(
        self, row: RawRow, column: Column, label: str, where: Where, reading: Reading
    ) -> Iterator[Finding]:
        cell = row.cells.get(column.name) or Cell(None, where)
        read = read_cell(cell, column, reading)
        yield from (finding for finding in read.findings if finding.level is Level.ERROR)
        if not read.is_understood or not self.reliable:
            return
        if read.value is None and column.name not in {_PRINCIPAL, *self.everything}:
            return
        if not isinstance(read.value, int):
            message = f"the row {quoted(label)} has no {column.name}"
            yield Finding("input.missing-value", Level.ERROR, message, cell.where, "take it out")
            return
        above = self.everything.get(column.name, 0)
        if read.value not in (above, self.block.get(column.name, 0)):
            yield _differs(label, read.value, above, cell.where)


def _differs(label: str, total: int, above: int, where: Where) -> Finding:
    gap = f"{_shown(abs(above - total))} {'more' if above > total else 'less'}"
    message = f"{quoted(label)} says {_shown(total)}; the rows above add up to {_shown(above)}, which is {gap}"
    hint = "look for a row that was lost or changed; then correct the total, or take it out"
    return Finding("input.total-differs", Level.ERROR, message, where, hint)


def _shown(pence: int) -> str:
    return show_money(pence, symbol=True)


def _money_columns(schema: TableSchema) -> tuple[Column, ...]:
    return tuple(column for column in schema.columns if column.kind is Kind.MONEY)
