"""A risk register in a CSV file: one row a risk or opportunity of a body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.tables.checked_file import check_file
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
        Column("probability", Kind.TEXT, "whole per cent from 0 to 100", required=True),
        Column("group", Kind.TEXT, "rows of one group hang together", default=""),
        Column(
            "correlation",
            Kind.TEXT,
            "in how many of 100 cases its group hangs together; empty: in all",
            default="",
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
    findings = [*table.findings]
    made = [_row_of(row, findings) for row in table]
    findings += _of_groups(made)
    InputRefusedError.raise_for(findings)
    return tuple(made)


def _row_of(row: Row, findings: list[Finding]) -> RiskRow:
    """One row; what is wrong with it is added to the findings."""
    made = RiskRow(
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
    findings += _faults(row, made)
    return made


def _faults(row: Row, made: RiskRow) -> Iterator[Finding]:
    for column in ("probability", "correlation"):
        if (text := row.text(column)) and _percent(text) == _NO_PERCENT:
            hint = "give whole per cent from 0 to 100, such as 40"
            yield _fault(row.where, column, f"{text!r} is no {column}", hint)
    if not made.pence:
        hint = "give what it adds to the variance: a risk is negative"
        yield _fault(row.where, "amount", f"{made.name!r} is worth nothing", hint)
    for column, pence, sign in (("worst", made.worst_pence, 1), ("best", made.best_pence, -1)):
        if pence is not None and (made.pence - pence) * sign < 0:
            message = (
                f"the {column} of {made.name!r} is {'above' if sign > 0 else 'below'} its amount"
            )
            hint = "favourable is positive: worst, amount and best in ascending order"
            yield _fault(row.where, column, message, hint)
    if row.text("correlation") and not made.group:
        hint = "name the group of rows that hang together"
        yield _fault(row.where, "group", f"{made.name!r} is correlated with no group", hint)


def _of_groups(rows: Sequence[RiskRow]) -> Iterator[Finding]:
    """Rows that say another correlation than the first of their group."""
    first: dict[str, RiskRow] = {}
    for row in rows:
        told = first.setdefault(row.group.casefold(), row)
        if row.group and row.correlation != told.correlation:
            message = f"the group {row.group!r} is correlated otherwise in row {told.where.row}"
            yield _fault(row.where, "correlation", message, "state one for all rows of the group")


def _fault(where: Where, column: str, message: str, hint: str) -> Finding:
    return Finding("input.combination", Level.ERROR, message, replace(where, column=column), hint)


def _percent(text: str) -> int:
    """Whole per cent, with or without its sign; -1 where it is none."""
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(_PERCENT_MAX)):
        return _NO_PERCENT
    return int(digits) if int(digits) <= _PERCENT_MAX else _NO_PERCENT
