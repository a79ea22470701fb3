"""A risk register in a CSV file: one row a risk or opportunity of a body."""

from dataclasses import dataclass, replace

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.tables.checked_file import check_file
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
        Column("probability", Kind.TEXT, "whole per cent from 0 to 100", required=True),
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


def read_risks(data: bytes, file: str, reading: Reading) -> tuple[RiskRow, ...]:
    r"""The rows of one CSV file, in their order.

    Args:
        data: the bytes of the file; see `RISK_FILE` for its columns.
        file: its name, for the findings.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,name,amount,probability\n5A9,winter pressures,-3000000,40%\n"
    >>> [(row.pence, row.percent) for row in read_risks(text.encode(), "risks.csv", reading)]
    [(-300000000, 40)]
    """
    table = check_file(data, file, RISK_FILE, reading)
    findings = list(table.findings)
    made = []
    for row in table:
        percent = _percent(row.text("probability"))
        pence = row.pence("amount") or 0
        if percent is None:
            findings.append(
                Finding(
                    "input.combination",
                    Level.ERROR,
                    f"{row.text('probability')!r} is no probability",
                    replace(row.where, column="probability"),
                    "give whole per cent from 0 to 100, such as 40",
                )
            )
        if not pence:
            findings.append(
                Finding(
                    "input.combination",
                    Level.ERROR,
                    f"{row.text('name')!r} is worth nothing",
                    replace(row.where, column="amount"),
                    "give what it adds to the variance: a risk is negative",
                )
            )
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
    InputRefusedError.raise_for(findings)
    return tuple(made)


def _percent(text: str) -> int | None:
    """Whole per cent, with or without its sign."""
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(_PERCENT_MAX)):
        return None
    return int(digits) if int(digits) <= _PERCENT_MAX else None
