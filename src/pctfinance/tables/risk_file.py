"""A risk register in a file: one row a risk or opportunity of a body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pctfinance.errors import Finding, Where
from pctfinance.tables.checked_file import CheckedFile, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
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
        Column("group", Kind.TEXT, "rows of one group hang together", default=""),
        Column(
            "correlation",
            Kind.TEXT,
            "in how many of 100 cases its group hangs together; empty: in all",
            default="",
            counts=True,
        ),
        Column("worst", Kind.MONEY, "the worst that the amount may come to; empty: the amount"),
        Column("best", Kind.MONEY, "the best that the amount may come to; empty: the amount"),
    ),
    key=("body", "name"),
    amounts=("amount",),
    needs_rows=True,
)
"""The columns of the file. It is no table of the input format: nothing of it is posted."""

_PERCENT_MAX = 100
_NO_PERCENT = -1


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One row of a file, its amounts in pence, its chances in whole per cent, and where it stands.

    Its names are those of `consolidation.exposure.Risk`, which says what they mean.
    """

    body: str
    name: str
    pence: int
    percent: int
    group: str
    correlation: int
    worst_pence: int | None
    best_pence: int | None
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
    made = [(row, _row_of(row)) for row in table]
    findings = [*table.findings]
    for row, risk in made:
        findings += _faults(table, row, risk)
    findings += _of_groups(table, made)
    return FileRows.of((risk for _, risk in made), findings)


def _row_of(row: Row) -> RiskRow:
    return RiskRow(
        row.text("body"),
        row.text("name"),
        row.pence("amount") or 0,
        _percent(row.text("probability")),
        row.text("group"),
        _percent(row.text("correlation") or "100"),
        row.pence("worst"),
        row.pence("best"),
        row.where,
    )


def _faults(table: CheckedFile, row: Row, made: RiskRow) -> Iterator[Finding]:
    for column in ("probability", "correlation"):
        if (text := row.text(column)) and _percent(text) == _NO_PERCENT:
            hint = "give whole per cent from 0 to 100, such as 40"
            yield table.refused(row, column, f"{text!r} is no {column}", hint)
    if not made.pence:
        hint = "give what it adds to the variance: a risk is negative"
        yield table.refused(row, "amount", f"{made.name!r} is worth nothing", hint)
    for column, pence, sign in (("worst", made.worst_pence, 1), ("best", made.best_pence, -1)):
        if pence is not None and (made.pence - pence) * sign < 0:
            side = "above" if sign > 0 else "below"
            message = f"the {column} of {made.name!r} is {side} its amount"
            hint = "favourable is positive: worst, amount and best in ascending order"
            yield table.refused(row, column, message, hint)
    if row.text("correlation") and not made.group:
        hint = "name the group of rows that hang together"
        yield table.refused(row, "group", f"{made.name!r} is correlated with no group", hint)


def _of_groups(table: CheckedFile, rows: Sequence[tuple[Row, RiskRow]]) -> Iterator[Finding]:
    """Rows that say another correlation than the first of their group."""
    first: dict[str, RiskRow] = {}
    for row, made in rows:
        told = first.setdefault(made.group.casefold(), made)
        if made.group and made.correlation != told.correlation:
            message = f"the group {made.group!r} is correlated otherwise in row {told.where.row}"
            hint = "state one for all rows of the group"
            yield table.refused(row, "correlation", message, hint)


def _percent(text: str) -> int:
    """Whole per cent, with or without its sign; -1 where it is none."""
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(_PERCENT_MAX)):
        return _NO_PERCENT
    return int(digits) if int(digits) <= _PERCENT_MAX else _NO_PERCENT
