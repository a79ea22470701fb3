"""How payments that were stated one by one become figures, and are never counted twice.

The one rule: where the loaded figures of a month hold drawings, they count, and the payments of that
month stand beside them. Of a body that reports to date, what was drawn by a month without a load is the
last total that was loaded and the payments of every month since; where one of these months has none,
it is not known.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from pctfinance.calendar import Period
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
) -> Iterator[tuple[Event | Figure, Figure]]:
    """The payments that count as figures, each with its event.

    Of a body that reports to date, the last loaded figures are brought forward with them, each with
    the figure that was loaded.

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
    rows = _loaded(loaded)
    stated: dict[str, dict[int, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in payments:
        stated[event.body][event.period.number].append(event)
    for body, by_month in stated.items():
        for month in sorted(set(by_month) - set(rows[body])):
            # What a body reports to date is brought forward from the last total that was loaded.
            base = max((n for n in rows[body] if n < month), default=0) if body in to_date else 0
            months = range(base + 1, month + 1) if body in to_date else (month,)
            if all(number in by_month for number in months):
                period = by_month[month][0].period
                for figure in rows[body].get(base, ()):
                    yield figure, figure._replace(period=period)
                for event in (event for number in months for event in by_month[number]):
                    yield event, _figure(event, period)


def _figure(event: Event, period: Period) -> Figure:
    """A payment as a figure of a month."""
    pence = event.what.pence if isinstance(event.what, CashDrawn) else 0
    return Figure(event.body, Limit.CASH, DRAWINGS, period, pence, event.synthetic)


def _loaded(figures: Iterable[Figure]) -> dict[str, dict[int, list[Figure]]]:
    """What loads say was drawn, by body and month."""
    rows: dict[str, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if (figure.limit, figure.category) == (Limit.CASH, DRAWINGS) and not figure.adjusting:
            rows[figure.body][figure.period.number].append(figure)
    return rows
