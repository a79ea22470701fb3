"""What people ask with: a month, a day or a word as they have it at hand."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import UsageError

__all__ = ["day_asked", "event_asked", "period_asked", "word_asked"]

WordT = TypeVar("WordT", bound=StrEnum)


def period_asked(period: str | Period, year: FinancialYear) -> Period:
    """A month by any of its spellings; one without a year is of `year`.

    Raises:
        PeriodError: it is no month.

    >>> period_asked("M8", FinancialYear("2011-12"))
    Period('2011-12 M08')
    """
    return period if isinstance(period, Period) else Period.parse(str(period), year)


def word_asked(kind: type[WordT], word: str) -> WordT:
    """One of the words of an enumeration, as the enumeration's member.

    Raises:
        UsageError: it is none of them; the error lists them.

    >>> from pctfinance.ledger.lines import Limit
    >>> word_asked(Limit, "cash")
    <Limit.CASH: 'cash'>
    """
    try:
        return kind(word)
    except ValueError:
        words = ", ".join(member.value for member in kind)
        raise UsageError(f"{word!r} is no {kind.__name__.lower()}", hint=f"use {words}") from None


def day_asked(day: str | date | None) -> date | None:
    """A day as a date, a timestamp or text like 2011-12-09; none stays none.

    Raises:
        UsageError: the text is no date.

    >>> day_asked("2011-12-09")
    datetime.date(2011, 12, 9)
    """
    if isinstance(day, datetime):
        return day.date()
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"{day!r} is not a date", hint="write year-month-day") from None


def event_asked(
    recorded_at: datetime | int | None, seen: int, seen_by: Callable[[datetime], int]
) -> int:
    """The number of the last event that counts for a book as it was recorded.

    Args:
        recorded_at: an instant, or the number of an event, since several events may share one
            instant; `None` is the book as it stands.
        seen: how many events the book holds.
        seen_by: how many of them it held at an instant.

    Raises:
        UsageError: the instant has no time zone, or the book holds no such event.

    >>> event_asked(3, 5, lambda instant: 0), event_asked(None, 5, lambda instant: 0)
    (3, 5)
    """
    if isinstance(recorded_at, datetime):
        if recorded_at.tzinfo is None:
            raise UsageError(f"{recorded_at} has no time zone", hint="give it in UTC")
        return seen_by(recorded_at)
    until = seen if recorded_at is None else recorded_at
    if not 0 < until <= seen:
        raise UsageError(
            f"there is no event {until}: the book holds {seen}",
            hint=f"give a number from 1 to {seen}, or an instant",
        )
    return until
