"""What people write for a financial year or a month of it, as numbers, or a refusal that says why.

A year is known here by the calendar year that it begins in; a period by its index, the months
since April of the year 0, so that months can be counted across years.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from pctfinance.errors import Finding, Level, PeriodError, Where

__all__ = [
    "MONTHS",
    "is_period",
    "is_year",
    "period_text",
    "read_period",
    "read_year",
    "unreadable",
    "year_text",
]

MONTHS = (
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
)
"""The months of a financial year in their order."""

_JANUARY = MONTHS.index("January") + 1
_NUMBER_OF_NAME = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": MONTHS.index("September") + 1,
}
_NUMBER_OF_CALENDAR_MONTH = {f"{(n + 2) % 12 + 1:02d}": n for n in range(1, 13)}

_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # what lies outside is a slip of the keys
_FIRST_SHORT_YEAR = 48  # 48 is 1948, when the NHS began; 47 is 2047

_DASH = r" ?[-/\N{EN DASH}] ?"
_YEAR = rf"(?:fy ?)?(?P<year>(?:\d\d)?\d\d{_DASH}\d\d|\d{{4}}{_DASH}\d{{4}})"
_NUMBER = r"(?:month|period|m|p) ?(?P<number>\d{1,2})"
_NAME = rf"(?P<name>{'|'.join(sorted(_NUMBER_OF_NAME, key=len, reverse=True))})\.?"
_GAP = r"[ ,/-]+"

_CANONICAL_YEAR = re.compile(r"\d{4}-\d{2}", re.ASCII)
_CANONICAL_PERIOD = re.compile(r"\d{4}-\d{2} M(?:0[1-9]|1[0-2])", re.ASCII)
_YEAR_ALONE = re.compile(_YEAR, re.ASCII)
_PERIOD_FORMS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_YEAR}[ ,/-]*{_NUMBER}",  # 2011/12 month 6
        rf"{_NUMBER}{_GAP}{_YEAR}",  # M6 2011-12
        rf"{_NAME}{_GAP}{_YEAR}",  # September 2011-12
        rf"{_NAME}[ ,'/-]*(?P<calendar>(?:\d\d)?\d\d)",  # Sept 2011, Sep-11
        r"(?P<calendar>\d{4})-(?P<month>0[1-9]|1[0-2])",  # 2011-09
        rf"{_NUMBER}|{_NAME}",  # M6, September
        r"(?P<number>\d{1,2})",  # 6
    )
)

_WRITE_YEAR = "write it like 2011-12"
_WRITE_PERIOD = "write it like 2011-12 M08; M01 is April, M12 is March"


def year_text(first: int) -> str:
    """The one written form of the financial year that begins in April of `first`.

    >>> year_text(1999)
    '1999-00'
    """
    return f"{first:04d}-{(first + 1) % 100:02d}"


def period_text(index: int) -> str:
    """The one written form of the period with that index.

    >>> period_text(2011 * 12 + 7)
    '2011-12 M08'
    """
    first, months = divmod(index, 12)
    return f"{year_text(first)} M{months + 1:02d}"


def is_year(text: str) -> bool:
    """Whether a text is the one written form of a financial year.

    >>> is_year("2011-12"), is_year("2011/12"), is_year("2011-13")
    (True, False, False)
    """
    return _is_year(text)


def is_period(text: str) -> bool:
    """Whether a text is the one written form of a period.

    >>> is_period("2011-12 M08"), is_period("2011-12 M8"), is_period("2011-12 M13")
    (True, False, False)
    """
    return _is_period(text)


def read_year(text: str, where: Where | None = None) -> int:
    """The calendar year in which the financial year begins that somebody wrote.

    Raises:
        PeriodError: The text names one year only, or two that do not follow each other.

    >>> read_year("FY 2011/12"), read_year("99-00")
    (2011, 1999)
    """
    match = _YEAR_ALONE.fullmatch(_cleaned(text))
    if match is None:
        raise unreadable(text, "is not a financial year", _WRITE_YEAR, where)
    first = _first_of(match["year"])
    if first is None:
        raise unreadable(text, "does not name two years in a row", _WRITE_YEAR, where)
    return first


def read_period(text: str, first: int | None = None, where: Where | None = None) -> int:
    """The index of the period that somebody wrote.

    Args:
        text: What was written.
        first: The calendar year in which the financial year begins that a month without its
            year belongs to.
        where: The place to name in a refusal.

    Raises:
        PeriodError: `period.no-year` where the year is missing, else `period.unreadable`.

    >>> period_text(read_period("Sep-11")), period_text(read_period("m6", 2011))
    ('2011-12 M06', '2011-12 M06')
    """
    try:
        return _index_read(text, first)
    except PeriodError as error:
        if where is None:
            raise
        raise PeriodError(*(finding.at(where) for finding in error.findings)) from None


def unreadable(
    text: str, why: str, hint: str = _WRITE_PERIOD, where: Where | None = None
) -> PeriodError:
    """The error that quotes a text which is no year or period.

    >>> print(unreadable("2011-13", "is not a financial year", hint="write it like 2011-12"))
    '2011-13' is not a financial year -> write it like 2011-12 [period.unreadable]
    """
    message = f"'{text.strip()}' {why}"
    return PeriodError(Finding("period.unreadable", Level.ERROR, message, where, hint))


# Every event is asked for its month and year again and again, and there are few of either.
@lru_cache(maxsize=1024)
def _is_year(text: str) -> bool:
    return bool(_CANONICAL_YEAR.fullmatch(text)) and _first_of(text) is not None


@lru_cache(maxsize=1024)
def _index_read(text: str, first: int | None) -> int:
    cleaned = _cleaned(text)
    alone = _YEAR_ALONE.fullmatch(cleaned)
    if alone and _first_of(alone["year"]) is not None:
        # 2011-12 would otherwise be December 2011 to a reader who writes months as 2011-09.
        raise unreadable(text, "is a financial year and names no month of it")
    for form in _PERIOD_FORMS:
        if match := form.fullmatch(cleaned):
            return _index_of(match.groupdict(), text, first)
    raise unreadable(text, "is not a month")


@lru_cache(maxsize=1024)
def _is_period(text: str) -> bool:
    return bool(_CANONICAL_PERIOD.fullmatch(text)) and _is_year(text[: len("2011-12")])


def _cleaned(text: str) -> str:
    return " ".join(text.split()).lower()


def _four_digits(year: str) -> int:
    number = int(year)
    if len(year) > len("11"):
        return number
    return number + (1900 if number >= _FIRST_SHORT_YEAR else 2000)


def _first_of(year: str) -> int | None:
    """The calendar year in which a financial year begins; `None` where the text names none."""
    first, second = re.split("[^0-9]+", year)
    start = _four_digits(first)
    follows = int(second) == (start + 1) % 10 ** len(second)
    return start if follows and _FIRST_YEAR <= start <= _LAST_YEAR else None


def _index_of(parts: Mapping[str, str | None], text: str, first: int | None) -> int:
    number = _number_of(parts)
    if not 1 <= number <= len(MONTHS):
        raise unreadable(text, "names a month that no year has")
    if year := parts.get("year"):
        first = _first_of(year)
    elif calendar := parts.get("calendar"):
        first = _four_digits(calendar) - (number >= _JANUARY)
    elif first is None:
        message = f"'{text.strip()}' does not say of which year"
        raise PeriodError(Finding("period.no-year", Level.ERROR, message, None, _WRITE_PERIOD))
    if first is None or not _FIRST_YEAR <= first <= _LAST_YEAR:
        raise unreadable(text, "does not name a financial year")
    return first * len(MONTHS) + number - 1


def _number_of(parts: Mapping[str, str | None]) -> int:
    """The number of the month in the financial year, from whichever part names it."""
    if name := parts.get("name"):
        return _NUMBER_OF_NAME[name]
    if month := parts.get("month"):
        return _NUMBER_OF_CALENDAR_MONTH[month]
    return int(parts["number"] or 0)
