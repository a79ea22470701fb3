"""A raw table to a checked one: headings, cells, rules of a row, totals, repeats.

Everything that is wrong with a table is collected here in one pass; a row with a faulty cell takes
no part in what comes after, so that one mistake earns one finding.
"""

from dataclasses import replace
from types import MappingProxyType

from pctfinance.errors import Finding, Level, Where
from pctfinance.tables.categories import strange_category
from pctfinance.tables.cells import read_cell
from pctfinance.tables.headings import table_findings
from pctfinance.tables.model import (
    Cell,
    CheckedTable,
    Column,
    Kind,
    RawRow,
    RawTable,
    Row,
    TableSchema,
    Value,
)
from pctfinance.tables.reading import Read, Reading, refused
from pctfinance.tables.repeats import repeat_findings
from pctfinance.tables.totals import RowsAbove, category_called_total, total_label

__all__ = ["check_rows", "place_of"]


def check_rows(raw: RawTable, schema: TableSchema, reading: Reading) -> CheckedTable:
    r"""Check the rows of one table by themselves.

    Args:
        raw: the table as it came in.
        schema: what it should be.
        reading: what the declaration says about the reading of cells.

    Returns:
        The rows that were understood, and every finding of the table, errors among them.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.tables.csv_reader import read_table
    >>> from pctfinance.tables.schemas import schema_for
    >>> raw = read_table(b"category,name,parent\nacute,Acute,\n", "categories.csv", "categories")
    >>> check_rows(raw, schema_for("categories"), Reading(Register.packaged())).rows[0].text("name")
    'Acute'
    """
    of_table = table_findings(raw, schema)
    findings = [*raw.findings, *of_table]
    rows: list[Row] = []
    above = RowsAbove(schema, reliable=not any(map(_is_error, findings)))
    for raw_row in raw.rows:
        where = place_of(raw_row, raw)
        label = total_label(raw_row, schema, reading)
        if label:
            findings += above.compare(raw_row, label, where, reading)
            continue
        row, found = _checked_row(_filled_up(raw_row, raw, where), where, schema, reading)
        findings += found
        above.add(row)
        rows += [row] if row else []
    if not of_table:  # under a wrong heading, rows may only seem to be the same
        findings += repeat_findings(rows, schema)
    return CheckedTable(schema, tuple(rows), tuple(findings))


def place_of(row: RawRow, raw: RawTable) -> Where:
    """The place of a whole row.

    >>> table = RawTable("actuals", Where(file="actuals.csv"), (), ())
    >>> str(place_of(RawRow(7, {}), table))
    'actuals.csv, row 7'
    """
    return replace(raw.where, row=row.number)


def _checked_row(
    raw: RawRow, where: Where, schema: TableSchema, reading: Reading
) -> tuple[Row | None, list[Finding]]:
    """The row, or nothing where a cell or a rule refused it; and what was found."""
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    understood = True
    for column in schema.columns:
        read = _read(raw, column, reading)
        values[column.name] = read.value
        findings += read.findings
        understood = understood and read.is_understood
    if schema.name != "categories":
        findings += strange_category(values, raw, reading)
    if any(map(_is_error, findings)) or not understood:
        return None, findings
    amount = raw.cells.get("amount")
    address = (amount.where.cell or "") if amount else ""
    row = Row(MappingProxyType(values), where, address)
    broken = [found.at(where) for rule in schema.rules for found in rule(row)]
    if reading.categories is None and schema.name != "categories":
        broken += category_called_total(row)
    return (None if any(map(_is_error, broken)) else row), findings + broken


def _filled_up(row: RawRow, raw: RawTable, where: Where) -> RawRow:
    """The row with a blank cell under every heading where a reader left it out."""
    blank = (name for name in raw.headings if name not in row.cells)
    cells = {name: Cell(None, replace(where, column=name)) for name in blank}
    return replace(row, cells={**row.cells, **cells}) if cells else row


def _read(raw: RawRow, column: Column, reading: Reading) -> Read:
    """What the cell of a column holds, with the default of the column where it is blank."""
    cell = raw.cells.get(column.name)
    if cell is None:
        # A required column that is absent has one finding for the table, not one for each row.
        return Read(column.default, is_open=column.required)
    read = read_cell(cell, column, reading)
    if read.value is not None or not read.is_understood:
        return read
    if not column.required:
        return read._replace(value=column.default)
    hint = f"fill it: {column.meaning}"
    if column.kind is Kind.MONEY:
        hint = "no value is not zero: write 0 where there is none"
    return refused("input.missing-value", f"the {column.name} is missing", cell, hint)


def _is_error(finding: Finding) -> bool:
    return finding.level is Level.ERROR
