"""Dates and months of a table, in the year that is declared.

Dates are year-month-day or day/month/year, never month first. What a spreadsheet made of a month
(a date, a bare number) is understood and noted.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import PeriodError
from pctfinance.tables.model import Cell, Column
from pctfinance.tables.reading import Read, Reading, noted, plain, quoted, refused

__all__ = ["read_date", "read_period"]

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")

# How many years either side of the declared one a date may lie: what counts for the year lies in
# it, while a document may be older or come long after. Other dates may lie anywhere.
_YEARS_AROUND = MappingProxyType({"effective": 0, "notified": 3})

# What lies outside is a slip of the keys, or a zero that a spreadsheet shows as a date.
_FIRST_DAY, _LAST_DAY = date(1901, 1, 1), date(2198, 12, 31)

_MONTHS = 12
_WRITE_DATE = "write year-month-day, such as 2011-11-30"


def read_date(cell: Cell, column: Column, reading: Reading) -> Read:
    """The date in a cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> column = schema_for("resources").column("effective")
    >>> read_date(Cell("30/11/2011", Where(row=2)), column, reading).value
    datetime.date(2011, 11, 30)
    >>> print(read_date(Cell("31/11/2011", Where(row=2)), column, reading).findings[0])
    row 2: '31/11/2011' is no day of the calendar -> write year-month-day, such as 2011-11-30 [input.not-a-date]
    """
    read = _date(cell)
    value = read.value
    if not isinstance(value, date):
        return read
    if not _FIRST_DAY <= value <= _LAST_DAY:
        message = f"{_shown(cell)} is in no year that this could be about"
        return refused("input.not-a-date", message, cell, _WRITE_DATE)
    around = _YEARS_AROUND.get(column.name)
    if reading.year and around is not None and not _near(value, reading.year, around):
        return _outside(cell, value, reading.year, around)
    return read


def read_period(cell: Cell, reading: Reading) -> Read:
    """The month in a cell, which must be one of the declared year.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> str(read_period(Cell("M8", Where(row=2)), reading).value)
    '2011-12 M08'
    """
    read = _period(cell, reading)
    if isinstance(read.value, Period) and reading.year and read.value.year != reading.year:
        text = f"'{read.value}'"
        meaning = "" if _shown(cell) == text else f" is {read.value}, which"
        message = f"{_shown(cell)}{meaning} is not in the declared year {reading.year}"
        return refused("input.wrong-year", message, cell, "correct it, or the declaration")
    return read


def _date(cell: Cell) -> Read:
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time():
            message = f"{value} has a time of day, so it may stand for the next day"
            return refused("input.not-a-date", message, cell, _WRITE_DATE)
        return Read(value.date())
    if isinstance(value, date):
        return Read(value)
    if not isinstance(value, str):
        message = f"{_shown(cell)} is not a date"
        hint = "give the cell a date format, or write year-month-day as text"
        return refused("input.not-a-date", message, cell, hint)
    return _date_from_text(value.strip(), cell)


def _date_from_text(text: str, cell: Cell) -> Read:
    match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if not match:
        return refused("input.not-a-date", f"{quoted(text)} is not a date", cell, _WRITE_DATE)
    day, month, year = (int(match[part]) for part in ("day", "month", "year"))
    try:
        value = date(year, month, day)
    except ValueError:
        message = f"{quoted(text)} is no day of the calendar"
        hint = (
            f"the day comes before the month; {_WRITE_DATE}"
            if day <= _MONTHS < month
            else _WRITE_DATE
        )
        return refused("input.not-a-date", message, cell, hint)
    if "/" in text and day <= _MONTHS and day != month:
        return noted(value, f"{quoted(text)} was read as {value}, day first", cell)
    return Read(value)


def _near(value: date, year: FinancialYear, around: int) -> bool:
    first = year.start.replace(year=year.start.year - around)
    last = year.end.replace(year=year.end.year + around)
    return first <= value <= last


def _outside(cell: Cell, value: date, year: FinancialYear, around: int) -> Read:
    place = f"more than {around} years from" if around else "not in"
    meaning = "" if _shown(cell).strip("'") == str(value) else f", {value},"
    message = f"{_shown(cell)}{meaning} is {place} the declared year {year}"
    return refused("input.wrong-year", message, cell, "correct it, or the declaration")


def _period(cell: Cell, reading: Reading) -> Read:
    value = cell.value
    if isinstance(value, date):  # a spreadsheet makes a date of "Nov-11"
        return _month_of(value.date() if isinstance(value, datetime) else value, cell)
    text = plain(value) if isinstance(value, Decimal) else str(value).strip()
    try:
        period = Period.parse(text, year=reading.year, where=cell.where)
    except PeriodError as error:
        codes = {finding.code for finding in error.findings}
        if reading.year is None and codes == {"period.no-year"}:
            return Read(None, is_open=True)  # the declaration is asked for the year, not each cell
        return Read(None, tuple(finding.at(cell.where) for finding in error.findings))
    if text.isdecimal():  # August to those who count from January
        return noted(period, f"{quoted(text)} was read as {_named(period)}", cell)
    return Read(period)


def _month_of(value: date, cell: Cell) -> Read:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        hint = "write it like 2011-12 M08"
        return refused(
            "period.unreadable", f"{value} is in no year that this could be about", cell, hint
        )
    period = Period.of(value)
    return noted(period, f"the date {value} was read as {_named(period)}", cell)


def _shown(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value)
    if isinstance(value, Decimal):
        return f"the number {plain(value)}"
    return quoted(value) if isinstance(value, str) else str(value)


def _named(period: Period) -> str:
    return f"{period} ({period.name})"
