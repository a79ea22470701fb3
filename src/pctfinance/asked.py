"""What people ask with: a month, a day, a word or a file as they have it at hand."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pctfinance.bodies import Body, Group, Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import Finding, Level, UnknownNameError, UsageError
from pctfinance.ledger.whole import whole

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = [
    "AskedFor",
    "basis_asked",
    "day_asked",
    "event_asked",
    "faults_of",
    "file_asked",
    "group_asked",
    "months_asked",
    "pence_asked",
    "period_asked",
    "word_asked",
]

_WHEN = "give an instant with its time zone, such as 2011-12-09T17:00Z, or the number of an event"
WordT = TypeVar("WordT", bound=StrEnum)
GivenT = TypeVar("GivenT")


def period_asked(period: str | Period, year: FinancialYear) -> Period:
    """A month of a year, by any of its spellings; one that names no year is of `year`.

    Raises:
        PeriodError: it is no month.
        UsageError: it is of another year, whose figures are in another book.

    >>> period_asked("M8", FinancialYear("2011-12"))
    Period('2011-12 M08')
    """
    month = period if isinstance(period, Period) else Period.parse(str(period), year)
    if month.year != year:
        message = f"{month} is not in {year}, the year of this book"
        raise UsageError(message, hint=f"name a month of {year}, or open the book of {month.year}")
    return month


def months_asked(told: Mapping[str, GivenT], year: FinancialYear) -> dict[int, GivenT]:
    """What is told by month, by the months' numbers.

    Raises:
        PeriodError: one is no month.
        UsageError: one is of another year, or named twice in two spellings.

    >>> months_asked({"M04": 10, "2011-12 M05": 20}, FinancialYear("2011-12"))
    {4: 10, 5: 20}
    """
    named = [(period_asked(month, year).number, given) for month, given in told.items()]
    by_month = dict(named)
    if len(by_month) < len(named):
        raise UsageError("a month is named twice", hint="name each month once, in one spelling")
    return by_month


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
        named = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
        raise UsageError(f"{word!r} is no {named}", hint=f"use {words}") from None


def basis_asked(basis: Basis | str | None, month: Period) -> Basis:
    """What of a year is asked for: of its last month the outturn, else the forecast, unless told.

    Args:
        basis: where it is told, `ytd`, `forecast` or `outturn`.
        month: the month that is asked about.

    Raises:
        UsageError: there is no such basis, or an outturn is asked for before the year's last month.

    >>> year = FinancialYear("2011-12")
    >>> [basis_asked(None, year.period(month)).value for month in (8, 12)]
    ['forecast', 'outturn']
    >>> basis_asked("ytd", year.period(12)).value
    'ytd'
    """
    if basis:
        return word_asked(Basis, basis).in_month(month)
    return Basis.OUTTURN if month == month.year.periods[-1] else Basis.FORECAST


def day_asked(day: str | date | None) -> date | None:
    """A day as a date, a timestamp or text like 2011-12-09; none stays none.

    Raises:
        UsageError: the text is no date, or it is neither.

    >>> day_asked("2011-12-09")
    datetime.date(2011, 12, 9)
    """
    if isinstance(day, datetime):
        return day.date()
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (ValueError, TypeError):  # such as a number
        raise UsageError(f"{day!r} is not a date", hint="write year-month-day") from None


def pence_asked(pence: int) -> int:
    """An amount as it was given, where it is integer pence: a fraction, a text, a truth value is none.

    Raises:
        UsageError: it is none.

    >>> pence_asked(100_00)
    10000
    >>> pence_asked(100.5)
    Traceback (most recent call last):
    pctfinance.errors.UsageError: 100.5 is no amount in whole pence -> £100 is 10000 [usage]
    """
    try:
        whole(pence)
    except ValueError as error:
        message = f"{pence!r} is no amount in whole pence"
        raise UsageError(message, hint="£100 is 10000") from error
    return pence


def file_asked(path: str | Path) -> bytes:
    """The bytes of a file that is named.

    Raises:
        UsageError: there is no such file, or it cannot be read.

    >>> file_asked("none.csv")
    Traceback (most recent call last):
    pctfinance.errors.UsageError: none.csv cannot be read: No such file or directory -> look whether it is there, and check your rights to it [file.unreadable]
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        message = f"{Path(path)} cannot be read: {error.strerror}"
        hint = "look whether it is there, and check your rights to it"
        raise UsageError(Finding("file.unreadable", Level.ERROR, message, hint=hint)) from error


def faults_of(error: "ValidationError") -> tuple[str, ...]:
    """Why what people gave cannot be what they meant: every fault, with the value that has it.

    >>> from pydantic import ValidationError
    >>> from pctfinance.ledger.headroom import CaseLapsed
    >>> try:
    ...     CaseLapsed.model_validate({})
    ... except ValidationError as error:
    ...     faults_of(error)
    ('case: Field required',)
    """
    return tuple(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


def event_asked(
    recorded_at: datetime | str | int | None, seen: int, seen_by: Callable[[datetime], int]
) -> int:
    """The number of the last event that counts for a book as it was recorded.

    Args:
        recorded_at: an instant, also as text like 2011-12-09T17:00Z, or the number of an event,
            since several events may share one instant; `None` is the book as it stands.
        seen: how many events the book holds.
        seen_by: how many of them it held at an instant.

    Raises:
        UsageError: the instant has no time zone, it is a day without a time or neither an instant
            nor a number, or the book holds no such event.

    >>> event_asked(3, 5, lambda instant: 0), event_asked(None, 5, lambda instant: 0)
    (3, 5)
    """
    if isinstance(recorded_at, str):
        recorded_at = _instant(recorded_at)
    if isinstance(recorded_at, datetime):
        if recorded_at.tzinfo is None:
            raise UsageError(f"{recorded_at} has no time zone", hint="give it in UTC")
        return seen_by(recorded_at)
    until = seen if recorded_at is None else recorded_at
    if type(until) is not int:  # nor True, which Python takes for 1
        raise UsageError(f"{until!r} is neither an instant nor the number of an event", hint=_WHEN)
    if not 0 < until <= seen:
        raise UsageError(
            f"there is no event {until}: the book holds {seen}",
            hint=f"give a number from 1 to {seen}, or an instant",
        )
    return until


def _instant(text: str) -> datetime:
    """An instant as text; a day alone has no time, and the book may change during a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        pass
    else:
        raise UsageError(f"{text!r} is a day, and no instant", hint=_WHEN)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no instant", hint=_WHEN) from None


class AskedFor(NamedTuple):
    """A group, or one body, as it is asked about: its level and its members at the end of a month.

    `level` is the group's kind, or `body`; `not_in_book` are members that another book holds.
    """

    group: Group
    level: str
    members: tuple[Body, ...]
    not_in_book: tuple[Body, ...] = ()


def group_asked(name: str, on: Period, register: Register, held: Mapping[str, Body]) -> AskedFor:
    """The body or group of a code or name, with its members at the end of a month.

    Args:
        name: the code, or a name that people use.
        on: the month.
        register: who there is.
        held: the bodies that there are ledgers of, by code.

    Raises:
        UnknownNameError: the register knows neither a body nor a group of that name.
        UsageError: there is no ledger of that body, or of any body of that group in the year.

    >>> register = Register.packaged()
    >>> held = {body.code: body for body in register.members("NCL", Period("2011-12 M08").end)}
    >>> london = group_asked("LON", Period("2011-12 M08"), register, held)
    >>> london.level, len(london.members), len(london.not_in_book)
    ('sha_cluster', 5, 26)
    >>> group_asked("Barnet PCT", Period("2011-12 M08"), register, held).group.code
    '5A9'
    """
    code = _code_of(name, register)
    if code in held:
        body = held[code]
        return AskedFor(Group(body.code, body.name), "body", (body,))
    if any(body.code == code for body in register.bodies):
        what = f"{code} ({register.body(code).name}) is no body of this book"
        raise _not_here(what, held)
    group = register.group(code)
    ends = [month.end for month in on.year.periods]
    rows = [row for row in register.memberships_of(group.code) if row.body in held]
    if not any(row.holds_on(end) for row in rows for end in ends):
        here = {row.group for row in register.memberships if row.body in held}
        raise _not_here(f"no body of {group.code} ({group.name}) is in this book", here)
    members = register.members(group.code, on.end)
    return AskedFor(
        group,
        group.kind,
        tuple(body for body in members if body.code in held),
        tuple(body for body in members if body.code not in held),
    )


def _code_of(name: str, register: Register) -> str:
    """The code of a body or a group, by its code or else by its name."""
    for look in (register.body, register.group):
        with suppress(UnknownNameError):
            return look(name).code
    return register.find(name).code


def _not_here(what: str, there: Iterable[str]) -> UsageError:
    hint = f"there are {', '.join(sorted(there))}"
    return UsageError(Finding("register.not-member", Level.ERROR, what, hint=hint))
