"""Payments of cash in a file: one row a payment, read by the rules of every table of the input."""

from dataclasses import dataclass
from datetime import date

from pctfinance.errors import Where
from pctfinance.tables.checked_file import SYNTHETIC, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["DRAWING_FILE", "Payment", "read_drawings"]

DRAWING_FILE = TableSchema(
    name="drawings",
    purpose="Payments of cash that bodies drew, one row a payment.",
    columns=(
        Column("body", Kind.BODY, "code of the statutory body", required=True),
        Column("date", Kind.DATE, "the day of the payment", required=True),
        Column("amount", Kind.MONEY, "pounds; 0 where nothing was drawn", required=True),
        Column("reference", Kind.CODE, "the number of the payment", required=True),
        SYNTHETIC,
    ),
    key=("body", "reference"),
    amounts=("amount",),
    needs_rows=True,
)
"""The columns of the file. It is no table of the input format: its rows are events of their own."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a file, in pence, and where it stands."""

    body: str
    on: date
    pence: int
    reference: str
    synthetic: bool
    where: Where


def read_drawings(file: TableFile, reading: Reading) -> FileRows[Payment]:
    r"""The payments of one file, in the order of its rows.

    Args:
        file: a CSV file or a workbook; see `DRAWING_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,date,amount,reference\n5A9,2011-04-01,45000000,HAFS-10475\n"
    >>> file = CsvFile("april.csv", text.encode())
    >>> [payment.pence for payment in read_drawings(file, reading).rows]
    [4500000000]
    """
    table = check_file(file, DRAWING_FILE, reading)
    made = []
    for row in table:
        on = row.values["date"]
        if not isinstance(on, date):
            msg = f"{row.where}: a checked payment has its day"
            raise TypeError(msg)
        made.append(
            Payment(
                row.text("body"),
                on,
                row.pence("amount") or 0,
                row.text("reference"),
                bool(row.values["synthetic"]),
                row.where,
            )
        )
    return FileRows.of(made, table.findings)
