"""A risk register in a file: one row a risk or opportunity of a body."""

from dataclasses import dataclass

from pctfinance.errors import Where
from pctfinance.tables.checked_file import FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, TableSchema
from pctfinance.tables.reading import Reading

__all__ = ["RISK_FILE", "RiskRow", "read_risks"]

RISK_FILE = TableSchema(
    name="risks",
    purpose="Risks and opportunities that a forecast leaves out, one row each.",
    columns=(
        Column("body", Kind.BODY, "code of the statutory body", required=True),
        Column("name", Kind.TEXT, "what may happen", required=True),
        Column(
            "amount",
            Kind.MONEY,
            "pounds that it adds to the variance: a risk is negative, an opportunity positive",
            required=True,
        ),
        Column(
            "probability", Kind.TEXT, "whole per cent from 0 to 100", required=True, counts=True
        ),
        Column("group", Kind.TEXT, "rows of one group hang together fully", default=""),
    ),
    key=("body", "name"),
    amounts=("amount",),
    needs_rows=True,
)
"""The columns of the file. It is no table of the input format: nothing of it is posted."""

_PERCENT_MAX = 100


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One row of a file: its body, name, pence, whole per cent and group, and where it stands."""

    body: str
    name: str
    pence: int
    percent: int
    group: str
    where: Where


def read_risks(file: TableFile, reading: Reading) -> FileRows[RiskRow]:
    r"""The rows of one file, in their order.

    Args:
        file: a CSV file or a workbook; see `RISK_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,name,amount,probability\n5A9,winter pressures,-3000000,40%\n"
    >>> file = CsvFile("risks.csv", text.encode())
    >>> [(row.pence, row.percent) for row in read_risks(file, reading).rows]
    [(-300000000, 40)]
    """
    table = check_file(file, RISK_FILE, reading)
    findings = list(table.findings)
    made = []
    for row in table:
        percent = _percent(row.text("probability"))
        pence = row.pence("amount") or 0
        if percent is None:
            message = f"{row.text('probability')!r} is no probability"
            hint = "give whole per cent from 0 to 100, such as 40"
            findings.append(table.refused(row, "probability", message, hint))
        if not pence:
            message = f"{row.text('name')!r} is worth nothing"
            hint = "give what it adds to the variance: a risk is negative"
            findings.append(table.refused(row, "amount", message, hint))
        made.append(
            RiskRow(
                row.text("body"),
                row.text("name"),
                pence,
                percent or 0,
                row.text("group"),
                row.where,
            )
        )
    return FileRows.of(made, findings)


def _percent(text: str) -> int | None:
    """Whole per cent, with or without its sign."""
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(_PERCENT_MAX)):
        return None
    return int(digits) if int(digits) <= _PERCENT_MAX else None
