"""What the gate says about what a body states for its duties: who states it, and of which month."""

from collections.abc import Iterator

from pctfinance.errors import Finding, Level
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["DutyFacts"]

_OF_A_MONTH = (BillsPaid, ProviderArmStated)


class DutyFacts:
    """Tells which statement names nobody, or is of no month's end.

    >>> from datetime import date
    >>> day = date(2011, 4, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter 7",
    ...     what=ControlTotalAgreed(pence=5, authority="Q36"))
    >>> [finding.code for finding in DutyFacts().findings(event)]
    ['duty.unsigned']
    """

    def record(self, event: Event) -> None:
        """Take an event into account: what was stated before changes nothing here."""

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, can be no such statement."""
        what = event.what
        if not isinstance(what, (*_OF_A_MONTH, ControlTotalAgreed)):
            return
        name = f"{what.kind} {event.reference!r} of {event.body}"
        if not event.by.strip() or not event.reference.strip():
            said = with_rule("duty.unsigned", f"{name} does not say by which office, or where from")
            hint = "name the office and the paper"
            yield Finding("duty.unsigned", Level.ERROR, said, event.where, hint)
        if isinstance(what, _OF_A_MONTH) and event.effective != event.period.end:
            message = f"{name} is not of the end of its month"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
