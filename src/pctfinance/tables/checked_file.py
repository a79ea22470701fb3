"""A file with one table, checked by a schema of its own: no table of the input, amounts in pounds.

Who reads such a file knows its columns, and not whether they came as CSV or on a sheet of a workbook:
both give the same rows, so one set of checks serves both, and every finding names the row or the cell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.money import Unit
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.model import Cell, CheckedTable, Column, Kind, RawTable, Row, TableSchema
from pctfinance.tables.reading import Reading, gathered
from pctfinance.tables.rows import check_rows

__all__ = ["SYNTHETIC", "CheckedFile", "CsvFile", "FileRows", "TableFile", "check_file"]

SYNTHETIC = Column(
    "synthetic", Kind.YES_NO, "yes where there is no published source", default=False
)
"""The mark of a row whose figures have no published source."""

RowT = TypeVar("RowT")


class TableFile(Protocol):
    """A file that holds a table, whatever the file is."""

    @property
    def name(self) -> str:
        """Its name, for findings and for what is kept of where figures came from."""

    def table(self, schema: TableSchema) -> RawTable:
        """The table of this schema as it came in, cell by cell."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    r"""A CSV file by its name and bytes.

    >>> from pctfinance.tables.schemas import schema_for
    >>> raw = CsvFile("profile.csv", b"body,category\n5A9,acute\n").table(schema_for("profile"))
    >>> raw.rows[0].cells["body"].value
    '5A9'
    """

    name: str
    data: bytes

    def table(self, schema: TableSchema) -> RawTable:
        """The rows of the file; all of it is the table."""
        columns = [column.name for column in schema.columns]
        return read_table(self.data, self.name, schema.name, columns)


@dataclass(frozen=True, slots=True)
class FileRows(Generic[RowT]):
    """What a file says, and what was noticed when it was read; none of that is an error.

    `rows` are in the order of the file; what takes several of its rows stands where its first one does.
    """

    rows: tuple[RowT, ...]
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[RowT], findings: Iterable[Finding]) -> "FileRows[RowT]":
        """The rows, where no finding is an error.

        Raises:
            InputRefusedError: with every error.
        """
        found = gathered(findings)
        InputRefusedError.raise_for(found)
        return cls(tuple(rows), found)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The rows of a file that were understood, each by itself, and every finding of it."""

    table: CheckedTable
    cells: Mapping[int | None, Mapping[str, Cell]]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.table)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that were understood."""
        return self.table.rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found of the file and of each row by itself, errors among it."""
        return self.table.findings

    def place(self, row: Row, column: str) -> Where:
        """Where the cell of a row stands: its row and column, or its address on a sheet."""
        cell = self.cells[row.where.row].get(column)
        return cell.where if cell else replace(row.where, column=column)

    def refused(self, row: Row, column: str, message: str, hint: str) -> Finding:
        """A cell that says what cannot be, with what to do; of the whole row without a column."""
        where = self.place(row, column) if column else row.where
        return Finding("input.combination", Level.ERROR, message, where, hint)


def check_file(file: TableFile, schema: TableSchema, reading: Reading) -> CheckedFile:
    r"""The rows of one file, each checked by itself, and every finding of it.

    Args:
        file: the file.
        schema: what it should be.
        reading: the register, the year and the members; amounts are in pounds, whatever it says.

    >>> from pctfinance.bodies import Register
    >>> columns = Column("body", Kind.BODY, "code", required=True), Column("amount", Kind.MONEY, "")
    >>> schema = TableSchema("payments", "What was paid.", columns, ("body",))
    >>> reading = Reading(Register.packaged())
    >>> file = CsvFile("may.csv", b"body,amount\n5A9,12\n")
    >>> checked = check_file(file, schema, reading)
    >>> checked.rows[0].pence(), str(checked.place(checked.rows[0], "amount"))
    (1200, 'may.csv, row 2, column amount')
    """
    raw = file.table(schema)
    cells: dict[int | None, Mapping[str, Cell]] = {row.number: row.cells for row in raw.rows}
    return CheckedFile(check_rows(raw, schema, replace(reading, unit=Unit.POUNDS)), cells)
