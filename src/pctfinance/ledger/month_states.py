"""Where every body's months stand: derived from the events, and never stored.

A month is *impacted* where something that counts for the year up to it was recorded after it was
closed: a profile, an earlier month reopened, a late document that stands in its month.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded, is_to_date
from pctfinance.ledger.months import (
    ControlsRun,
    MonthClosed,
    MonthControl,
    MonthReopened,
    MonthState,
    step_of,
)
from pctfinance.ledger.steps import OF_NO_FIGURE, OF_NO_MONTH
from pctfinance.ledger.transfers import expires

__all__ = ["MonthStates", "is_of_the_year"]


def is_of_the_year(event: Event) -> bool:
    """Whether an event is of the whole year and of none of its months: the load of a profile.

    >>> from datetime import date
    >>> is_of_the_year(Event(body="5A9", effective=date(2011, 4, 1), notified=date(2011, 4, 1),
    ...     reference="profile", what=FiguresLoaded(table="profile", rows=())))
    True
    """
    return isinstance(event.what, FiguresLoaded) and event.what.table == "profile"


@dataclass(slots=True)
class _Month:
    """One month of one body. The numbers are those of events; 0 is none."""

    state: MonthState = MonthState.OPEN
    closed_at: int = 0
    changed_at: int = 0
    run: ControlsRun | None = None


class MonthStates:
    """The states of all months of all bodies, event by event.

    >>> states = MonthStates()
    >>> states.state("5A9", Period("2011-12 M08"))
    <MonthState.OPEN: 'open'>
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._months: dict[tuple[str, Period], _Month] = defaultdict(_Month)
        self._reporting: set[str] = set()
        for event in events:
            self.record(event)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        what = event.what
        if isinstance(what, (*OF_NO_MONTH, *OF_NO_FIGURE)) or expires(what):
            return  # they change no figure of a month
        if not isinstance(what, MonthControl):
            self._months[event.body, self._counts_from(event)].changed_at = event.sequence
            return
        month = self._months[event.body, event.period]
        if isinstance(what, ControlsRun):
            month.run = what
        elif step := step_of(what):
            month.state = step.after
        if isinstance(what, MonthClosed):
            month.closed_at = event.sequence
        elif isinstance(what, MonthReopened):
            month.changed_at = event.sequence

    def _counts_from(self, event: Event) -> Period:
        """The first month whose figures an event touches."""
        if is_of_the_year(event):
            return event.year.period(1)
        what = event.what
        reports = (isinstance(what, LedgerLoaded) and what.lane is Lane.LOAD) or (
            isinstance(what, FiguresLoaded) and what.table == "actuals"
        )
        if reports:
            # The first report of a body says how it reports. If to date, no month before it is
            # missing any more.
            is_first = event.body not in self._reporting
            self._reporting.add(event.body)
            if is_first and is_to_date(what):
                return event.year.period(1)
        return event.period

    def state(self, body: str, period: Period) -> MonthState:
        """Where a month stands; one that nobody touched is open."""
        return self._at(body, period).state

    def last_change(self, body: str, period: Period) -> int:
        """The number of the last event that counts for the year up to a month; 0 is none.

        >>> MonthStates().last_change("5A9", Period("2011-12 M08"))
        0
        """
        return max(self._at(body, month).changed_at for month in period.to_date)

    def is_impacted(self, body: str, period: Period) -> bool:
        """Whether something changed under a month since it was closed.

        >>> MonthStates().is_impacted("5A9", Period("2011-12 M08"))
        False
        """
        month = self._at(body, period)
        has_closed = month.state in (MonthState.CLOSED, MonthState.LOCKED)
        return has_closed and self.last_change(body, period) > month.closed_at

    def last_run(self, body: str, period: Period) -> ControlsRun | None:
        """The last run of a month's controls, however old.

        >>> MonthStates().last_run("5A9", Period("2011-12 M08"))
        """
        return self._at(body, period).run

    def fresh_run(self, body: str, period: Period) -> ControlsRun | None:
        """The last run of a month's controls, if nothing that counts changed since.

        >>> MonthStates().fresh_run("5A9", Period("2011-12 M08"))
        """
        run = self.last_run(body, period)
        return run if run and run.sequence >= self.last_change(body, period) else None

    def landing(self, body: str, period: Period) -> Period | None:
        """The month in which a document for `period` can be entered: it, or the first open after.

        `None` where no later month of the year is open.

        >>> MonthStates().landing("5A9", Period("2011-12 M08"))
        Period('2011-12 M08')
        """
        return next(
            (
                month
                for month in period.year.periods[period.number - 1 :]
                if self.state(body, month) is MonthState.OPEN
            ),
            None,
        )

    def _at(self, body: str, period: Period) -> _Month:
        return self._months.get((body, period)) or _Month()
