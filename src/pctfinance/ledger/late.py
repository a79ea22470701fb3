"""Documents that come after their month was submitted or closed: where they count.

The rulebook of the year decides. The event keeps the date that its document states, so that every
statement shows the mark; its figures count where it landed.
"""

from collections.abc import Iterable

from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Beside
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.transfers import expires
from pctfinance.rulebooks import LateRule

__all__ = ["landed"]


def landed(states: MonthStates, events: Iterable[Event], rule: LateRule) -> list[Event]:
    """The events as they are to be posted: those that come too late for their month, marked.

    Only events of resource land. Figures, extracts and journals of a month that is not open are
    left as they are, and the gate refuses them; so it does where nothing can be done by the rule.
    A mark that an event already carries is made anew.

    Args:
        states: of all months, behind every event so far; they go on with these events.
        events: in the order in which they are to be posted.
        rule: `first-open`: on the first day of the first open month after it; `stand`: in its own
            month, which is impacted; `refuse`: nowhere.

    >>> landed(MonthStates(), [], "first-open")
    []
    """
    posted = []
    for event in events:
        placed = _placed(event, states, rule)
        states.record(placed)
        posted.append(placed)
    return posted


def _placed(event: Event, states: MonthStates, rule: LateRule) -> Event:
    if isinstance(event.what, Beside) or expires(event.what):
        return event
    if event.late_for is not None:
        event = event.model_copy(update={"effective": event.late_for, "late_for": None})
    stated = event.period
    landing = states.landing(event.body, stated)
    if landing == stated or rule == "refuse":
        return event
    if rule == "stand":
        return event.model_copy(update={"late_for": event.effective})
    if landing is None:
        return event
    return event.model_copy(update={"effective": landing.start, "late_for": event.effective})
