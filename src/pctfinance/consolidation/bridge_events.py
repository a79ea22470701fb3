"""The events of resource behind a bridge: what stands at one end of it and not at the other."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.bridge import Moment
from pctfinance.consolidation.bridge_causes import Cause, cause_of
from pctfinance.ledger.columns import EventColumns
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import BUDGETS, SOURCES, Account, Certainty, Limit

__all__ = ["BridgeEvent", "events_between"]

_OF_LIMIT = list(Limit).index(Limit.REVENUE)
_CONFIRMED = list(Certainty).index(Certainty.CONFIRMED)


class BridgeEvent(NamedTuple):
    """One event that stands at one end of a bridge and not at the other, and what it moved.

    `limit_pence` and `budget_pence` are of the whole year. `is_gone` marks an event that stood at the
    start and does not at the end. `is_late` marks one that counts for a month up to the start's.
    """

    event: Event
    cause: Cause
    limit_pence: int
    budget_pence: int
    is_gone: bool
    is_late: bool


def events_between(
    columns: EventColumns,
    events: Sequence[Event],
    bodies: Sequence[str],
    start: Moment,
    end: Moment,
) -> tuple[BridgeEvent, ...]:
    """The events of resource behind a bridge, in the order of the book; see `bridged`.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.consolidation.duties import Basis
    >>> year = FinancialYear("2011-12")
    >>> start, end = (Moment(year.period(month), Basis.FORECAST) for month in (7, 8))
    >>> events_between(EventColumns.empty(year), [], ["5A9"], start, end)
    ()
    """
    before, after = (_standing(columns, moment) for moment in (start, end))
    limits, budgets = _line_sums(columns, SOURCES), _line_sums(columns, BUDGETS)
    by_sequence = {event.sequence: event for event in events}
    wanted, found = frozenset(bodies), []
    for row in np.flatnonzero(before != after).tolist():
        event, sign = events[row], 1 if after[row] else -1
        cause = cause_of(event, by_sequence)
        moved = sign * int(limits[row]), -sign * int(budgets[row])
        if event.body in wanted and cause is not None and any(event.what.lines()):
            late = event.period.number <= start.period.number
            found.append(BridgeEvent(event, cause, *moved, is_gone=sign < 0, is_late=late))
    return tuple(found)


def _standing(columns: EventColumns, moment: Moment) -> NDArray[np.bool_]:
    """The events whose resource counts at a moment; those that were reversed do not."""
    return columns.standing(moment.period, moment.known_at, moment.until).events


def _line_sums(columns: EventColumns, accounts: Sequence[Account]) -> NDArray[Any]:
    """The sum of each event's lines on some accounts, in revenue; of sources only the confirmed."""
    lines = columns.lines
    at = np.isin(lines["account"], [list(Account).index(account) for account in accounts])
    at &= lines["limit"] == _OF_LIMIT
    if accounts is SOURCES:
        at &= lines["certainty"] == _CONFIRMED
    sums = np.zeros(columns.count, dtype=object)
    np.add.at(sums, lines["event"][at], lines["pence"][at].astype(object))
    return sums
