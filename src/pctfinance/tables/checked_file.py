"""A CSV file by itself, checked by a schema of its own: no table of the input, amounts in pounds."""

from dataclasses import replace

from pctfinance.money import Unit
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.model import CheckedTable, Column, Kind, TableSchema
from pctfinance.tables.reading import Reading
from pctfinance.tables.rows import check_rows

__all__ = ["SYNTHETIC", "check_file"]

SYNTHETIC = Column(
    "synthetic", Kind.YES_NO, "yes where there is no published source", default=False
)
"""The mark of a row whose figures have no published source."""


def check_file(data: bytes, file: str, schema: TableSchema, reading: Reading) -> CheckedTable:
    r"""The rows of one CSV file, each checked by itself, and every finding of it.

    Args:
        data: the bytes of the file.
        file: its name, for the findings.
        schema: what it should be.
        reading: the register, the year and the members; amounts are in pounds, whatever it says.

    >>> from pctfinance.bodies import Register
    >>> columns = Column("body", Kind.BODY, "code", required=True), Column("amount", Kind.MONEY, "")
    >>> schema = TableSchema("payments", "What was paid.", columns, ("body",))
    >>> reading = Reading(Register.packaged())
    >>> check_file(b"body,amount\n5A9,12\n", "may.csv", schema, reading).rows[0].pence()
    1200
    """
    raw = read_table(data, file, schema.name, [column.name for column in schema.columns])
    return check_rows(raw, schema, replace(reading, unit=Unit.POUNDS))
