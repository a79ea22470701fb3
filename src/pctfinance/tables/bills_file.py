"""Bills that bodies paid, in a file: one row a body, month and sector."""

from dataclasses import dataclass

from pydantic import ValidationError

from pctfinance.calendar import Period
from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.ledger.duty_facts import Bills, BillsPaid
from pctfinance.tables.checked_file import SYNTHETIC, CheckedFile, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
from pctfinance.tables.reading import Reading, gathered

__all__ = ["BILLS_FILE", "BodyBills", "read_bills"]

BILLS_FILE = TableSchema(
    name="bills",
    purpose="Bills that bodies paid, and those paid in time, one row a body, month and sector.",
    columns=(
        Column("body", Kind.BODY, "code of the statutory body", required=True),
        Column("period", Kind.PERIOD, "the month", required=True),
        Column("sector", Kind.CHOICE, "whose bills", required=True, choices=("nhs", "non-nhs")),
        Column("number", Kind.TEXT, "how many were paid", required=True, counts=True),
        Column("amount", Kind.MONEY, "pounds of them", required=True),
        Column("number_in_time", Kind.TEXT, "how many in time", required=True, counts=True),
        Column("amount_in_time", Kind.MONEY, "pounds of them in time", required=True),
        Column("to_date", Kind.YES_NO, "yes where it is the year to date", default=False),
        SYNTHETIC,
    ),
    key=("body", "period", "sector"),
    amounts=("amount", "amount_in_time"),
    needs_rows=True,
)
"""The columns of the file. It is no table of the input format: its rows are events of their own."""


@dataclass(frozen=True, slots=True)
class BodyBills:
    """What one body paid in one month, both sectors, and where it stands in the file."""

    body: str
    period: Period
    what: BillsPaid
    synthetic: bool
    where: Where


def read_bills(file: TableFile, reading: Reading) -> FileRows[BodyBills]:
    r"""The bills of one file, by body and month.

    Args:
        file: a CSV file or a workbook; see `BILLS_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = ("body,period,sector,number,amount,number_in_time,amount_in_time\n"
    ...     "5A9,2011-12 M08,nhs,20,400,19,380\n5A9,2011-12 M08,non-nhs,100,1000,95,960\n")
    >>> file = CsvFile("november.csv", text.encode())
    >>> [bills.what.non_nhs.number for bills in read_bills(file, reading).rows]
    [100]
    """
    table = check_file(file, BILLS_FILE, reading)
    findings = list(table.findings)
    groups: dict[tuple[str, str], dict[str, tuple[Row, Bills]]] = {}
    for row in table:
        bills = _bills(row, table)
        if isinstance(bills, Finding):
            findings.append(bills)
            continue
        key = (row.text("body"), row.text("period"))
        groups.setdefault(key, {})[row.text("sector")] = (row, bills)
    if not any(finding.level is Level.ERROR for finding in findings):
        findings += [found for each in groups.values() if (found := _apart(each))]
    InputRefusedError.raise_for(findings)
    made = []
    for (body, month), sectors in groups.items():
        rows = [row for row, _ in sectors.values()]
        what = BillsPaid(
            nhs=sectors["nhs"][1],
            non_nhs=sectors["non-nhs"][1],
            to_date=bool(rows[0].values["to_date"]),
        )
        synthetic = any(row.values["synthetic"] for row in rows)
        made.append(BodyBills(body, Period(month), what, synthetic, rows[0].where))
    return FileRows(tuple(made), gathered(findings))


def _bills(row: Row, table: CheckedFile) -> Bills | Finding:
    """The bills of a row, or why they cannot be such."""
    counts = {}
    for name in ("number", "number_in_time"):
        text = row.text(name).replace(",", "").strip()
        if not (text.isascii() and text.isdecimal()):
            message = f"{row.text(name)!r} in {name} is no number of bills"
            return table.refused(row, name, message, "give 0 or more")
        counts[name] = int(text)
    try:
        return Bills(
            number=counts["number"],
            pence=row.pence("amount") or 0,
            number_in_time=counts["number_in_time"],
            pence_in_time=row.pence("amount_in_time") or 0,
        )
    except ValidationError as error:
        said = "; ".join(each["msg"].removeprefix("Value error, ") for each in error.errors())
        hint = "what was paid in time is a part of what was paid, and no amount is below 0"
        return table.refused(row, "", said, hint)


def _apart(sectors: dict[str, tuple[Row, Bills]]) -> Finding | None:
    """Why the rows of one body and month are not whole."""
    rows = [row for row, _ in sectors.values()]
    where = rows[0].where
    whose = f"{rows[0].text('body')}, {rows[0].text('period')}"
    if missing := {"nhs", "non-nhs"} - set(sectors):
        message = f"{whose}: there is no row of {missing.pop()} bills"
        return Finding("input.missing-value", Level.ERROR, message, where, "0 where none was paid")
    if len({bool(row.values["to_date"]) for row in rows}) > 1:
        message = f"{whose}: one row is to date and the other is not"
        return Finding("input.combination", Level.ERROR, message, where, "report both alike")
    return None
