"""Contracts and their activity in files: one row a line of a contract."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Where
from pctfinance.ledger.contracts import (
    ActivityReported,
    ActivityRow,
    ContractLine,
    ContractShare,
    ContractStated,
)
from pctfinance.tables.checked_file import SYNTHETIC, CheckedFile, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
from pctfinance.tables.reading import Reading

__all__ = [
    "ACTIVITY_FILE",
    "CONTRACT_FILE",
    "ActivityOf",
    "ContractOf",
    "read_activity",
    "read_contracts",
    "shares_of",
]

_MONTHS = tuple(f"m{month:02}" for month in range(1, 13))
_BODY = Column("body", Kind.BODY, "code of the host, the lead commissioner", required=True)
_CONTRACT = Column("contract", Kind.CODE, "code of the contract, unique in its host", required=True)
_LINE = Column("line", Kind.CODE, "code of the point of delivery", required=True)

CONTRACT_FILE = TableSchema(
    name="contracts",
    purpose="Contracts with providers, one row a point of delivery.",
    columns=(
        _BODY,
        _CONTRACT,
        Column("provider", Kind.CODE, "code of the provider", required=True),
        Column("provider_name", Kind.TEXT, "its name", required=True),
        Column(
            "shares",
            Kind.TEXT,
            "of all commissioners, such as `5A9=1/2; 5K7=1/2`; the same in every row",
            required=True,
        ),
        Column(
            "basis",
            Kind.CHOICE,
            "whether the shares are fractions of one, or pounds that were planned",
            default="fractions",
            choices=("fractions", "plan"),
        ),
        _LINE,
        Column("name", Kind.TEXT, "what the point of delivery is", required=True),
        Column(
            "activity",
            Kind.TEXT,
            "whole units of the year, where no month is given",
            default="",
            counts=True,
        ),
        *(
            Column(month, Kind.TEXT, "whole units planned", default="", counts=True)
            for month in _MONTHS
        ),
        Column("price", Kind.MONEY, "pounds a unit", required=True),
        Column("prior_price", Kind.MONEY, "pounds a unit in the year before, where known"),
        Column(
            "baseline",
            Kind.MONEY,
            "pounds of the year above which the marginal rate is paid; emergency",
        ),
        Column(
            "baseline_group",
            Kind.TEXT,
            "lines of a contract with the same word share one baseline, the sum of theirs",
            default="",
        ),
        Column("reference", Kind.TEXT, "the paper that states it", required=True),
        SYNTHETIC,
    ),
    key=("body", "contract", "line"),
    amounts=("price", "prior_price", "baseline"),
    needs_rows=True,
)
"""The columns of a file of contracts. It is no table of the input format: a contract is one event."""

ACTIVITY_FILE = TableSchema(
    name="activity",
    purpose="What providers reported to date, one row a line, month and commissioner where told.",
    columns=(
        _BODY,
        _CONTRACT,
        Column("period", Kind.PERIOD, "the month of the report", required=True),
        _LINE,
        Column(
            "commissioner",
            Kind.TEXT,
            "code of the commissioner, where they are told apart",
            default="",
        ),
        Column("activity", Kind.TEXT, "whole units to date", required=True, counts=True),
        Column("billed", Kind.MONEY, "pounds at full price, where not units times the price"),
        SYNTHETIC,
    ),
    key=("body", "contract", "period", "line", "commissioner"),
    amounts=("billed",),
    needs_rows=True,
)
"""The columns of a file of activity. It is no table of the input format."""


@dataclass(frozen=True, slots=True)
class ContractOf:
    """A contract of a file: its host, and where its first row stands."""

    body: str
    what: ContractStated
    reference: str
    synthetic: bool
    where: Where


@dataclass(frozen=True, slots=True)
class ActivityOf:
    """A month's activity of a contract: its host, and where its first row stands."""

    body: str
    period: Period
    what: ActivityReported
    synthetic: bool
    where: Where


def shares_of(text: str) -> tuple[ContractShare, ...]:
    """Shares as people write them.

    Raises:
        ValueError: a part has no `=`.

    >>> [share.weight for share in shares_of("5A9=1/2; 5K7=1/2")]
    ['1/2', '1/2']
    """
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    if not parts or not all(sign for _, sign, _ in parts):
        msg = f"{text!r} are no shares: write 5A9=1/2; 5K7=1/2"
        raise ValueError(msg)
    return tuple(ContractShare(body.strip(), weight.strip()) for body, _, weight in parts)


def read_contracts(file: TableFile, reading: Reading) -> FileRows[ContractOf]:
    r"""The contracts of one file, in the order of their first rows.

    Args:
        file: a CSV file or a workbook; see `CONTRACT_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = ("body,contract,provider,provider_name,shares,line,name,activity,price,reference\n"
    ...     "5A9,C1,RX,Provider X,5A9=1/2; 5K7=1/2,NEL,Non-elective,12,200,letter\n")
    >>> read_contracts(CsvFile("c.csv", text.encode()), reading).rows[0].what.points[0].planned(6)
    6
    """
    table = check_file(file, CONTRACT_FILE, reading)
    findings = list(table.findings)
    known = {body.code for body in reading.register.bodies}
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table:
        grouped[row.text("body"), row.text("contract")].append(row)
    made = []
    for (body, contract), rows in grouped.items():
        first = rows[0]
        wrong = [*_unlike(first, rows[1:], table)]
        lines = []
        for row in rows:
            try:
                lines.append(_line(row))
            except ValueError as error:
                wrong.append(_refused(table, row, error))
        try:
            shares = shares_of(first.text("shares"))
            strange = ", ".join(share.body for share in shares if share.body not in known)
            if strange:
                wrong.append(_refused(table, first, _of_shares(f"the register knows no {strange}")))
            elif wrong:  # what is wrong with the shares is told beside what is wrong with the lines
                ContractStated.check_shares(shares, first.text("basis"))
            else:
                what = ContractStated(
                    contract=contract,
                    provider=first.text("provider"),
                    provider_name=first.text("provider_name"),
                    points=tuple(lines),
                    shares=shares,
                    basis="plan" if first.text("basis") == "plan" else "fractions",
                )
                marked = any(bool(row.values["synthetic"]) for row in rows)
                made.append(ContractOf(body, what, first.text("reference"), marked, first.where))
        except ValueError as error:
            wrong.append(_refused(table, first, error))
        findings += wrong
    return FileRows.of(made, findings)


def read_activity(file: TableFile, reading: Reading) -> FileRows[ActivityOf]:
    r"""The reports of activity of one file, one a contract and month.

    Args:
        file: a CSV file or a workbook; see `ACTIVITY_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,contract,period,line,activity\n5A9,C1,2011-12 M08,NEL,9\n"
    >>> read_activity(CsvFile("a.csv", text.encode()), reading).rows[0].what.units[0].activity
    9
    """
    table = check_file(file, ACTIVITY_FILE, reading)
    findings = list(table.findings)
    grouped: dict[tuple[str, str, Period], list[Row]] = defaultdict(list)
    for row in table:
        period = row.values["period"]
        if isinstance(period, Period):
            grouped[row.text("body"), row.text("contract"), period].append(row)
    made = []
    for (body, contract, period), rows in grouped.items():
        told, wrong = [], []
        for row in rows:
            try:
                units = _whole(row, "activity")
                told.append(
                    ActivityRow(
                        row.text("line"), units, row.pence("billed"), row.text("commissioner")
                    )
                )
            except ValueError as error:
                wrong.append(_refused(table, row, error))
        findings += wrong
        if not wrong:
            try:
                what = ActivityReported(contract=contract, units=tuple(told))
                marked = any(bool(row.values["synthetic"]) for row in rows)
                made.append(ActivityOf(body, period, what, marked, rows[0].where))
            except ValueError as error:
                findings.append(_refused(table, rows[0], error))
    return FileRows.of(made, findings)


def _line(row: Row) -> ContractLine:
    months = [row.text(month) for month in _MONTHS]
    year = row.text("activity")
    if bool(year) == any(months):
        msg = "give the units of the year, or of the months"
        raise ValueError(msg)
    return ContractLine.of(
        row.text("line"),
        row.text("name"),
        _whole(row, "activity") if year else [_whole(row, month) for month in _MONTHS],
        row.pence("price") or 0,
        prior_price_pence=row.pence("prior_price"),
        baseline_pence=row.pence("baseline"),
        baseline_group=row.text("baseline_group"),
    )


class _CellError(ValueError):
    """What one cell of a row says cannot be: the cell is told, and not the row alone."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _of_shares(message: str) -> _CellError:
    return _CellError("shares", message)


def _whole(row: Row, column: str) -> int:
    """The whole number in a cell; 0 where a month is left empty."""
    text = row.text(column)
    digits = text.replace(",", "") if text else "0"
    if not (digits.isascii() and digits.isdecimal()):
        raise _CellError(column, f"{text!r} is no whole number of units")
    return int(digits)


def _unlike(first: Row, others: list[Row], table: CheckedFile) -> Iterator[Finding]:
    """Rows of one contract that say of it something else than its first row."""
    for row in others:
        for name in ("provider", "provider_name", "shares", "basis", "reference"):
            if row.text(name) != first.text(name):
                message = f"{name} is {row.text(name)!r} here and {first.text(name)!r} above"
                yield _refused(table, row, _CellError(name, message))


def _refused(table: CheckedFile, row: Row, error: ValueError) -> Finding:
    said = str(error)
    if isinstance(error, ValidationError):
        said = "; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors())
    hint = "correct the row; docs/contracts.md says what each column holds"
    column = error.column if isinstance(error, _CellError) else ""
    return table.refused(row, column, said, hint)
