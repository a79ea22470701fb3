"""Payments of cash in a CSV file: one row a payment, read by the rules of every table of the input."""

from dataclasses import dataclass
from datetime import date

from pctfinance.errors import InputRefusedError, Where
from pctfinance.tables.checked_file import SYNTHETIC, check_file
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


def read_drawings(data: bytes, file: str, reading: Reading) -> tuple[Payment, ...]:
    r"""The payments of one CSV file, in the order of its rows.

    Args:
        data: the bytes of the file; see `DRAWING_FILE` for its columns.
        file: its name, for the findings.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,date,amount,reference\n5A9,2011-04-01,45000000,HAFS-10475\n"
    >>> [payment.pence for payment in read_drawings(text.encode(), "april.csv", reading)]
    [4500000000]
    """
    table = check_file(data, file, DRAWING_FILE, reading)
    InputRefusedError.raise_for(table.findings)
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
    return tuple(made)
