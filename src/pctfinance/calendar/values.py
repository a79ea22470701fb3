"""A financial year and a period of it, as values that sort by time and know their days."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Self, overload

from pctfinance.calendar.reading import (
    MONTHS,
    is_period,
    is_year,
    period_text,
    read_period,
    read_year,
    unreadable,
    year_text,
)
from pctfinance.errors import UsageError, Where

__all__ = ["FinancialYear", "Period"]

_APRIL = 4


@dataclass(frozen=True, slots=True, order=True, repr=False)
class FinancialYear:
    """A financial year, 1 April to 31 March, by its one written form.

    >>> year = FinancialYear("2011-12")
    >>> year.start, year.end
    (datetime.date(2011, 4, 1), datetime.date(2012, 3, 31))
    >>> year.next, str(year.previous), date(2012, 3, 31) in year
    (FinancialYear('2012-13'), '2010-11', True)

    Raises:
        PeriodError: `text` is not of the form 2011-12.
    """

    text: str

    def __post_init__(self) -> None:
        if not is_year(self.text):
            raise unreadable(self.text, "is not a financial year", "write it like 2011-12")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"FinancialYear({self.text!r})"

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    @staticmethod
    def of(day: date) -> "FinancialYear":
        """The financial year that a day lies in.

        >>> FinancialYear.of(date(2012, 3, 31))
        FinancialYear('2011-12')
        """
        return _year_of(day)

    @classmethod
    def parse(cls, text: str, where: Where | None = None) -> Self:
        """The financial year that somebody wrote: 2011/12, 2011-2012, 11/12 or FY2011-12.

        Two digits stand for the years from 1948 to 2047.

        Raises:
            PeriodError: The text names one year only, or two that do not follow each other.

        >>> FinancialYear.parse("FY 2011/12"), FinancialYear.parse("99-00")
        (FinancialYear('2011-12'), FinancialYear('1999-00'))
        """
        return cls(year_text(read_year(text, where)))

    @property
    def start(self) -> date:
        """The first day, 1 April."""
        return date(self._first, _APRIL, 1)

    @property
    def end(self) -> date:
        """The last day, 31 March."""
        return date(self._first + 1, _APRIL, 1) - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The financial year after this one."""
        return type(self)(year_text(self._first + 1))

    @property
    def previous(self) -> Self:
        """The financial year before this one."""
        return type(self)(year_text(self._first - 1))

    @property
    def periods(self) -> tuple["Period", ...]:
        """The twelve periods, April first.

        >>> [str(period) for period in FinancialYear("2011-12").periods][::11]
        ['2011-12 M01', '2011-12 M12']
        """
        return _periods_of(self.text)

    def period(self, number: int) -> "Period":
        """The period of this year with that number; 1 is April, 12 is March.

        Raises:
            PeriodError: There is no such period.

        >>> FinancialYear("2011-12").period(8).name
        'November 2011'
        """
        if not 1 <= number <= len(MONTHS):
            raise unreadable(f"{self} M{number:02d}", "names a month that no year has")
        return self.periods[number - 1]

    def contains(self, day: date) -> bool:
        """Whether a day lies in this year; `day in year` asks the same.

        >>> FinancialYear("2011-12").contains(date(2012, 4, 1))
        False
        """
        return self._first == _first_year_of(day)

    @property
    def _first(self) -> int:
        return int(self.text[:4])


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Period:
    """One month of a financial year, by its one written form. M01 is April.

    >>> period = Period("2011-12 M10")
    >>> period.year, period.number, period.name
    (FinancialYear('2011-12'), 10, 'January 2012')
    >>> period.start, period.end, date(2012, 1, 31) in period
    (datetime.date(2012, 1, 1), datetime.date(2012, 1, 31), True)
    >>> period + 3, period - 1, Period("2012-13 M01") - period
    (Period('2012-13 M01'), Period('2011-12 M09'), 3)

    Raises:
        PeriodError: `text` is not of the form 2011-12 M08.
    """

    text: str

    def __post_init__(self) -> None:
        if not is_period(self.text):
            raise unreadable(self.text, "is not a period")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Period({self.text!r})"

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def __add__(self, months: int) -> Self:
        return type(self)(period_text(self._index + months))

    @overload
    def __sub__(self, other: int) -> Self: ...

    @overload
    def __sub__(self, other: "Period") -> int: ...

    def __sub__(self, other: "int | Period") -> "Self | int":
        return self._index - other._index if isinstance(other, Period) else self + -other

    @staticmethod
    def of(day: date) -> "Period":
        """The period that a day lies in.

        >>> Period.of(date(2012, 3, 31))
        Period('2011-12 M12')
        """
        return _period_of(day)

    @classmethod
    def range(cls, first: "Period", last: "Period") -> tuple["Period", ...]:
        """The periods from `first` to `last`, both included.

        Raises:
            UsageError: `last` comes before `first`.

        >>> [str(p) for p in Period.range(Period("2011-12 M12"), Period("2012-13 M02"))]
        ['2011-12 M12', '2012-13 M01', '2012-13 M02']
        """
        if last < first:
            raise UsageError(f"there are no periods from {first} to {last}", hint="swap the two")
        return tuple(first + months for months in range(last - first + 1))

    @classmethod
    def parse(
        cls, text: str, year: FinancialYear | None = None, where: Where | None = None
    ) -> Self:
        """The period that somebody wrote.

        Read are the number with its year (`2011/12 month 6`, `M6 2011-12`), the name with its
        calendar or financial year (`Sept 2011`, `Sep-11`, `September 2011/12`), `2011-09`, and,
        where `year` is given, the number or name alone (`M6`, `P06`, `6`, `September`). A text
        that names its own year is read by that, whatever `year` is: the caller compares.

        Args:
            text: What was written.
            year: The financial year that a month without its year belongs to.
            where: The place to name in a refusal.

        Raises:
            PeriodError: `period.no-year` where the year is missing, else `period.unreadable`;
                so for `2011-12`, which is a financial year and could be December 2011.

        >>> Period.parse("Sep-11"), Period.parse("m6", FinancialYear("2011-12"))
        (Period('2011-12 M06'), Period('2011-12 M06'))
        >>> Period.parse("month 6")
        Traceback (most recent call last):
            ...
        pctfinance.errors.PeriodError: 'month 6' does not say of which year -> write it like 2011-12 M08; M01 is April, M12 is March [period.no-year]
        """
        return cls(period_text(read_period(text, int(year.text[:4]) if year else None, where)))

    @property
    def year(self) -> FinancialYear:
        """The financial year it is a month of."""
        return _year(self.text[: len("2011-12")])

    @property
    def number(self) -> int:
        """Its number in the financial year: 1 is April, 12 is March."""
        return int(self.text[-2:])

    @property
    def name(self) -> str:
        """Month and calendar year in words: September 2011."""
        return f"{MONTHS[self.number - 1]} {self.start.year}"

    @property
    def start(self) -> date:
        """The first day."""
        return _start_of(self._index)

    @property
    def end(self) -> date:
        """The last day."""
        return _end_of(self._index)

    @property
    def next(self) -> Self:
        """The period after this one, if need be of the next year."""
        return self + 1

    @property
    def previous(self) -> Self:
        """The period before this one, if need be of the previous year."""
        return self - 1

    @property
    def to_date(self) -> tuple["Period", ...]:
        """The periods of its year up to it: what a year-to-date figure covers.

        >>> [period.number for period in Period("2011-12 M03").to_date]
        [1, 2, 3]
        """
        return self.year.periods[: self.number]

    def contains(self, day: date) -> bool:
        """Whether a day lies in this period; `day in period` asks the same.

        >>> Period("2011-12 M01").contains(date(2011, 4, 30))
        True
        """
        return (day.year, day.month) == (self.start.year, self.start.month)

    @property
    def _index(self) -> int:
        return int(self.text[:4]) * len(MONTHS) + self.number - 1


# Every event is asked for its month and year again and again, and they are of few days. These values
# never change, so one of each serves all.
@lru_cache(maxsize=1024)
def _start_of(index: int) -> date:
    years, months = divmod(index + _APRIL - 1, len(MONTHS))
    return date(years, months + 1, 1)


@lru_cache(maxsize=1024)
def _end_of(index: int) -> date:
    in_next_month = _start_of(index) + timedelta(days=31)
    return in_next_month - timedelta(days=in_next_month.day)


@lru_cache(maxsize=4096)
def _year_of(day: date) -> FinancialYear:
    return _year(year_text(_first_year_of(day)))


@lru_cache(maxsize=256)
def _year(text: str) -> FinancialYear:
    return FinancialYear(text)


@lru_cache(maxsize=4096)
def _period_of(day: date) -> Period:
    months = (day.month - _APRIL) % len(MONTHS)
    return _year_of(day).periods[months]


@lru_cache(maxsize=256)
def _periods_of(year: str) -> tuple[Period, ...]:
    return tuple(Period(f"{year} M{number:02d}") for number in range(1, len(MONTHS) + 1))


def _first_year_of(day: date) -> int:
    return day.year - (day.month < _APRIL)
