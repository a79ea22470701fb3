"""What the gate says about months: steps are taken in order, and only an open month takes events."""

from collections.abc import Iterator

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalRejected, JournalWithdrawn
from pctfinance.ledger.kinds import Beside
from pctfinance.ledger.month_states import MonthStates, is_of_the_year
from pctfinance.ledger.months import (
    ControlsRun,
    MonthClosed,
    MonthControl,
    MonthLocked,
    MonthState,
    Step,
    step_of,
    way_to,
)
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.steps import OF_NO_MONTH
from pctfinance.ledger.transfers import expires

__all__ = ["Months"]

# A journal that never counted can be put aside whatever its month is.
_ANY_TIME = (*OF_NO_MONTH, JournalRejected, JournalWithdrawn)

_NOT_OPEN = {
    MonthState.SUBMITTED: "have the month returned, with a reason",
    MonthState.CLOSED: "reopen the month with a reason, or enter it in an open month, marked",
    MonthState.LOCKED: "enter it in an open month, marked; a locked month has to be unlocked and "
    "reopened first, each with a reason",
}


class Months:
    """Keeps the states of all months, and tells which event they have no room for."""

    def __init__(self) -> None:
        self._states = MonthStates()

    def record(self, event: Event) -> None:
        """Take an event into account."""
        self._states.record(event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if isinstance(what, MonthControl):
            yield from _unsigned(event, what)
            step = step_of(what)
            if step:
                yield from self._step(event, step)
            elif isinstance(what, ControlsRun) and what.sequence >= event.sequence:
                message = f"{_named(event)} has seen events that are not recorded yet"
                yield Finding("ledger.refused", Level.ERROR, message, event.where)
        elif event.late_for is not None:
            yield from self._late(event)
        elif not (is_of_the_year(event) or isinstance(what, _ANY_TIME) or expires(what)):
            yield from self._closed(event)

    def _closed(self, event: Event) -> Iterator[Finding]:
        state = self._states.state(event.body, event.period)
        if state is not MonthState.OPEN:
            message = f"{_named(event)} counts for {event.period}, which is {state}"
            yield _refused(event, "month.not-open", message, _NOT_OPEN[state])

    def _late(self, event: Event) -> Iterator[Finding]:
        """A mark of lateness is made when the event is posted, and must be what it says."""
        stated = Period.of(event.late_for or event.effective)
        state = self._states.state(event.body, stated)
        landing = self._states.landing(event.body, stated)
        stands = event.effective == event.late_for
        landed = landing is not None and event.effective == landing.start
        if isinstance(event.what, Beside) or state is MonthState.OPEN or not (stands or landed):
            yield Finding(
                "ledger.refused",
                Level.ERROR,
                f"{_named(event)} is marked as late for {event.late_for}, and is not",
                event.where,
            )

    def _step(self, event: Event, step: Step) -> Iterator[Finding]:
        body, period = event.body, event.period
        state = self._states.state(body, period)
        if state is not step.before:
            yield _wrong_state(event, step, state)
            return
        yield from self._order(event, step)
        if isinstance(event.what, MonthClosed):
            yield from self._controls(event, event.what)
        if isinstance(event.what, MonthLocked) and self._states.is_impacted(body, period):
            message = f"{period} of {body} cannot be locked: something under it changed since it was closed"
            hint = "reopen it, run the controls, and close it again"
            yield _refused(event, "month.impacted", message, hint)

    def _order(self, event: Event, step: Step) -> Iterator[Finding]:
        """The first month that is not yet, or no longer, where this step needs it."""
        body, period = event.body, event.period
        for month in period.year.periods:
            state = self._states.state(body, month)
            behind = month < period and state.rank < step.earlier.rank
            ahead = month > period and state.rank > step.later.rank
            if behind or ahead:
                when = f"before {month}" if behind else f"after {month}"
                steps = way_to(state, step.earlier if behind else step.later)
                message = f"{period} of {body} cannot be {step.done} {when}, which is {state}"
                hint = f"with {month}: {_in_words(steps)}"
                yield _refused(event, "month.out-of-order", message, hint)
                return

    def _controls(self, event: Event, what: MonthClosed) -> Iterator[Finding]:
        body, period = event.body, event.period
        run = self._states.fresh_run(body, period)
        refused, hint = "", f"run the controls of {period}"
        if run is None:
            before = self._states.last_run(body, period)
            refused = "something changed since its controls ran" if before else "no controls ran"
        elif run.errors and not what.accepted.strip():
            refused = f"its controls found {run.errors} error{'s' if run.errors > 1 else ''}"
            hint = "mend them and run the controls again, or accept them with a reason"
        if refused:
            message = f"{period} of {body} cannot be closed: {refused}"
            yield _refused(event, "month.controls", message, hint)


def _unsigned(event: Event, what: MonthControl) -> Iterator[Finding]:
    """Who took the step, why, and for which month: an event that leaves one open is refused."""
    step = step_of(what)
    missing = [
        name
        for name, is_missing in (
            ("by which office", not event.by.strip()),
            ("why", bool(step and step.needs_reason) and not event.purpose.strip()),
        )
        if is_missing
    ]
    if missing:
        message = f"{_named(event)} does not say {' and '.join(missing)}"
        hint = "name the office (by) and, to undo a step, a reason"
        yield _refused(event, "month.unsigned", message, hint)
    if event.effective != event.period.end or event.late_for is not None:
        message = f"{_named(event)} is not dated on the last day of its month"
        yield Finding("ledger.refused", Level.ERROR, message, event.where)


def _wrong_state(event: Event, step: Step, state: MonthState) -> Finding:
    way = way_to(state, step.after)
    message = f"{event.period} of {event.body} cannot be {step.done}: it is {state}"
    hint = _in_words(way) if way else "nothing needs to be done"
    return _refused(event, "month.wrong-state", message, hint)


def _refused(event: Event, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)


def _in_words(steps: tuple[Step, ...]) -> str:
    return ", then ".join(f"{step.verb} it" for step in steps)


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"
