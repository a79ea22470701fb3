"""How payments that were stated one by one become figures, and are never counted twice.

The one rule: where the loaded figures of a month hold drawings, they count, and the payments of that
month stand beside them. Of a body that reports to date, any loaded drawing settles all months.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from pctfinance.ledger.drawings import DRAWINGS, CashDrawn
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.reversals import without_reversed

__all__ = ["drawn_figures", "payments_of"]


def payments_of(events: Iterable[Event]) -> tuple[Event, ...]:
    """The payments among events that were not reversed, in their order.

    >>> payments_of([])
    ()
    """
    held = list(events)
    if not any(isinstance(event.what, CashDrawn) for event in held):
        return ()
    return tuple(event for event in without_reversed(held) if isinstance(event.what, CashDrawn))


def drawn_figures(
    events: Iterable[Event], loaded: Iterable[Figure], to_date: Collection[str]
) -> Iterator[tuple[Event, Figure]]:
    """The payments that count as figures, each with its event.

    Of a body that reports to date, the figures of a month are all payments of the year so far.

    Args:
        events: the events that count.
        loaded: the figures that the loads of actuals hold.
        to_date: the bodies whose figures are to date.

    >>> list(drawn_figures([], [], ()))
    []
    """
    payments = payments_of(events)
    if not payments:
        return
    settled: dict[str, set[int]] = defaultdict(set)
    for figure in loaded:
        if (figure.limit, figure.category) == (Limit.CASH, DRAWINGS) and not figure.adjusting:
            settled[figure.body].add(figure.period.number)
    for event in payments:
        if event.body not in to_date:
            if event.period.number not in settled[event.body]:
                yield event, _figure(event, event)
        elif not settled[event.body]:
            stated = {other.period: other for other in payments if other.body == event.body}
            for period in sorted(stated):
                if event.period <= period:
                    yield event, _figure(event, stated[period])


def _figure(event: Event, of: Event) -> Figure:
    """A payment as a figure of the month of another event."""
    pence = event.what.pence if isinstance(event.what, CashDrawn) else 0
    return Figure(event.body, Limit.CASH, DRAWINGS, of.period, pence, event.synthetic)
