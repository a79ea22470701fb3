"""Letting go of a log that no book was made or opened of."""

from collections.abc import Iterator
from contextlib import contextmanager

from pctfinance.store.log import EventLog

__all__ = ["closed_if_refused"]


@contextmanager
def closed_if_refused(log: EventLog) -> Iterator[None]:
    """Close the log where what is done with it fails, so that nothing of it stays open behind.

    >>> log = EventLog.in_memory()
    >>> with closed_if_refused(log):
    ...     log.head().sequence
    0
    """
    try:
        yield
    except BaseException:
        log.close()
        raise
