"""What the gate says about savings: who states a scheme, and that a report is on one that stands."""

from collections.abc import Iterator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.qipp import SchemeReported, SchemeStated
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["StatedBefore"]


class StatedBefore:
    """Keeps which schemes each body stated, and tells which report is on none of them."""

    def __init__(self) -> None:
        self._schemes: set[tuple[str, FinancialYear, str]] = set()

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if isinstance(event.what, SchemeStated):
            self._schemes.add((event.body, event.year, event.what.scheme))

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if not isinstance(what, SchemeReported | SchemeStated):
            return
        if not event.by.strip():
            message = f"{what.kind} {what.scheme!r} of {event.body} does not say by which office"
            yield _no(event, "qipp.unsigned", message, "name the office")
        if isinstance(what, SchemeStated):
            # From a later day on, the months before it would have reports and no plan.
            if event.effective != event.year.start:
                message = f"the plan of {what.scheme!r} of {event.body} is not of the whole year"
                yield Finding("ledger.refused", Level.ERROR, message, event.where)
            return
        if (event.body, event.year, what.scheme) not in self._schemes:
            message = f"{event.body} stated no scheme {what.scheme!r} in {event.year}"
            hint = "state its plan first, or correct its code"
            yield _no(event, "qipp.unknown-scheme", message, hint)
        if event.effective != event.period.end:
            message = (
                f"the report on {what.scheme!r} of {event.body} is not of the end of its month"
            )
            yield Finding("ledger.refused", Level.ERROR, message, event.where)


def _no(event: Event, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)
