"""Which opening balances count: those behind a month of which no balance sheet is there."""

from collections.abc import Iterable

from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded

__all__ = ["has_balance_sheet", "is_report", "openings_that_count"]


def is_report(event: Event) -> bool:
    """Whether a load is what its body reported of a month: a table, or an extract that is no adjustment.

    >>> from datetime import date
    >>> day = date(2011, 11, 30)
    >>> table = FiguresLoaded(table="actuals", rows=())
    >>> is_report(Event(body="5A9", effective=day, notified=day, reference="a.csv", what=table))
    True
    """
    what = event.what
    return isinstance(what, FiguresLoaded) or (
        isinstance(what, LedgerLoaded) and what.lane is Lane.LOAD
    )


def has_balance_sheet(event: Event) -> bool:
    """Whether it is an extract of a whole ledger: a table has no balance sheet, nor has a summary.

    >>> from datetime import date
    >>> day = date(2011, 11, 30)
    >>> table = FiguresLoaded(table="actuals", rows=())
    >>> has_balance_sheet(Event(body="5A9", effective=day, notified=day, reference="a", what=table))
    False
    """
    what = event.what
    return is_report(event) and isinstance(what, LedgerLoaded) and not what.contra


def openings_that_count(loads: Iterable[Event]) -> dict[int, int]:
    """The months whose extract's opening counts, of one body that reports month by month.

    An opening is what stood at the end of the month before. It counts on the balance sheet in the
    first extract, and in each that follows a month without one: in place of what came before, it
    stands for all the months that are not there.

    Args:
        loads: what stands of the body, in the order of the months; all else is passed over.

    Returns:
        By the number of such a month, that of the last month before it of which a balance sheet is
        there; 0 where there is none.

    >>> openings_that_count([])
    {}
    """
    found: dict[int, int] = {}
    known, is_first = 0, True
    for event in loads:
        if not has_balance_sheet(event):
            continue
        number = event.period.number
        if is_first or known < number - 1:
            found[number] = known
        known, is_first = number, False
    return found
