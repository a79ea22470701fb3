"""Schemes of savings, and the reports on them, in files: one row a scheme each."""

from dataclasses import dataclass

from pctfinance.calendar import Period
from pctfinance.errors import Where
from pctfinance.tables.checked_file import SYNTHETIC, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
from pctfinance.tables.reading import Reading

__all__ = [
    "REPORT_FILE",
    "SCHEME_FILE",
    "ReportRow",
    "SchemeRow",
    "read_reports",
    "read_schemes",
]

_MONTHS = tuple(f"m{month:02}" for month in range(1, 13))
_BODY = Column("body", Kind.BODY, "code of the statutory body", required=True)
_SCHEME = Column("scheme", Kind.CODE, "code of the scheme, unique in its body", required=True)

SCHEME_FILE = TableSchema(
    name="schemes",
    purpose="Schemes of savings and their plans, one row a scheme.",
    columns=(
        _BODY,
        _SCHEME,
        Column("name", Kind.TEXT, "what it is", required=True),
        Column("category", Kind.CODE, "the category in which it saves", required=True),
        Column("delegate", Kind.TEXT, "code of the CCG whose budget it is in", default=""),
        Column(
            "recurrence",
            Kind.CHOICE,
            "whether it lasts",
            required=True,
            choices=("recurrent", "non-recurrent"),
        ),
        *(Column(month, Kind.MONEY, "pounds planned; empty is none") for month in _MONTHS),
        Column("full_year", Kind.MONEY, "pounds that a recurrent scheme saves in a whole year"),
        Column("reference", Kind.TEXT, "the paper that states it", required=True),
        SYNTHETIC,
    ),
    key=("body", "scheme"),
    amounts=(*_MONTHS, "full_year"),
    needs_rows=True,
)
"""The columns of a file of plans. It is no table of the input format: its rows are events."""

REPORT_FILE = TableSchema(
    name="savings",
    purpose="What schemes saved to date and are expected to save, one row a scheme and month.",
    columns=(
        _BODY,
        _SCHEME,
        Column("period", Kind.PERIOD, "the month of the report", required=True),
        Column("saved", Kind.MONEY, "pounds saved to date", required=True),
        Column("forecast", Kind.MONEY, "pounds expected of the whole year", required=True),
        Column(
            "rating", Kind.CHOICE, "risk rating", required=True, choices=("red", "amber", "green")
        ),
        SYNTHETIC,
    ),
    key=("body", "scheme", "period"),
    amounts=("saved", "forecast"),
    needs_rows=True,
)
"""The columns of a file of reports. It is no table of the input format: its rows are events."""


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One scheme of a file, in pence, and where it stands; `months` are those with a plan."""

    body: str
    scheme: str
    name: str
    category: str
    delegate: str
    recurrence: str
    months: tuple[tuple[int, int], ...]
    full_year_pence: int | None
    reference: str
    synthetic: bool
    where: Where


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of a file, in pence, and where it stands."""

    body: str
    scheme: str
    period: Period
    saved_pence: int
    forecast_pence: int
    rating: str
    synthetic: bool
    where: Where


def read_schemes(file: TableFile, reading: Reading) -> FileRows[SchemeRow]:
    r"""The schemes of one file, in the order of its rows.

    Args:
        file: a CSV file or a workbook; see `SCHEME_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,scheme,name,category,recurrence,m04,m09,reference\n5A9,Q1,Generics,drugs,recurrent,10,20,plan\n"
    >>> read_schemes(CsvFile("plan.csv", text.encode()), reading).rows[0].months
    ((4, 1000), (9, 2000))
    """
    table = check_file(file, SCHEME_FILE, reading)
    findings = list(table.findings)
    known = {delegate.code for delegate in reading.register.delegates}
    made = []
    for row in table:
        months = tuple(
            (number, pence)
            for number, name in enumerate(_MONTHS, start=1)
            if (pence := row.pence(name)) is not None
        )
        full_year = row.pence("full_year")
        delegate = row.text("delegate")
        for is_wrong, column, message, hint in (
            (not months, _MONTHS[0], "no month has a plan", "give pounds in at least one month"),
            (
                any(pence < 0 for _, pence in months) or (full_year or 0) < 0,
                _MONTHS[0],
                "a saving is planned below zero",
                "a saving is positive; state a cost in the budget",
            ),
            (
                full_year is not None and row.text("recurrence") != "recurrent",
                "full_year",
                "a non-recurrent scheme has no full-year effect",
                "leave the cell empty, or call the scheme recurrent",
            ),
            (
                bool(delegate) and delegate not in known,
                "delegate",
                f"the register knows no delegate {delegate!r}",
                "correct the code, or leave the cell empty",
            ),
        ):
            if is_wrong:
                findings.append(table.refused(row, column, message, hint))
        made.append(
            SchemeRow(
                row.text("body"),
                row.text("scheme"),
                row.text("name"),
                row.text("category"),
                delegate,
                row.text("recurrence"),
                months,
                full_year,
                row.text("reference"),
                bool(row.values["synthetic"]),
                row.where,
            )
        )
    return FileRows.of(made, findings)


def read_reports(file: TableFile, reading: Reading) -> FileRows[ReportRow]:
    r"""The reports of one file, in the order of its rows.

    Args:
        file: a CSV file or a workbook; see `REPORT_FILE` for its columns.
        reading: the register, the year and the members; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = "body,scheme,period,saved,forecast,rating\n5A9,Q1,2011-12 M08,8,25,amber\n"
    >>> read_reports(CsvFile("m8.csv", text.encode()), reading).rows[0].forecast_pence
    2500
    """
    table = check_file(file, REPORT_FILE, reading)
    return FileRows.of(map(_report, table), table.findings)


def _report(row: Row) -> ReportRow:
    period = row.values["period"]
    if not isinstance(period, Period):
        msg = f"{row.where}: a checked report has its month"
        raise TypeError(msg)
    return ReportRow(
        row.text("body"),
        row.text("scheme"),
        period,
        row.pence("saved") or 0,
        row.pence("forecast") or 0,
        row.text("rating"),
        bool(row.values["synthetic"]),
        row.where,
    )
