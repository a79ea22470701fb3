"""What the gate says about reports on what was never stated: a scheme that nobody planned."""

from collections.abc import Iterator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.qipp import SchemeReported, SchemeStated

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
        if isinstance(what, SchemeReported | SchemeStated) and not event.by.strip():
            message = f"{what.kind} {what.scheme!r} of {event.body} does not say by which office"
            yield Finding("qipp.unsigned", Level.ERROR, message, event.where, "name the office")
        if isinstance(what, SchemeReported):
            if (event.body, event.year, what.scheme) not in self._schemes:
                yield Finding(
                    "qipp.unknown-scheme",
                    Level.ERROR,
                    f"{event.body} stated no scheme {what.scheme!r} in {event.year}",
                    event.where,
                    "state its plan first, or correct its code",
                )
            if event.effective != event.period.end:
                yield Finding(
                    "ledger.refused",
                    Level.ERROR,
                    f"the report on {what.scheme!r} of {event.body} is not of the end of its month",
                    event.where,
                )
