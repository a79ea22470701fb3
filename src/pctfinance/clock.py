"""The one place where the time of day is asked for.

Everything else is handed its dates: a month closed again next year must give the same figures.
"""

from datetime import UTC, date, datetime

__all__ = ["now", "today"]


def now() -> datetime:
    """The instant, in UTC.

    >>> now().tzinfo
    datetime.timezone.utc
    """
    return datetime.now(tz=UTC)


def today() -> date:
    """The calendar date, in UTC.

    >>> today() == now().date()
    True
    """
    return now().date()
