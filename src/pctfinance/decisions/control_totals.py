"""What the gate says about who agrees a control total: an authority that is competent for the body."""

from collections.abc import Iterator

from pctfinance.decisions.rules import Rules
from pctfinance.errors import Finding, Level
from pctfinance.ledger.duty_facts import ControlTotalAgreed
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["ControlTotals"]


class ControlTotals:
    """Watches with whom control totals are agreed, by the rules of one book.

    >>> from datetime import date
    >>> gate = ControlTotals(Rules(lambda body, on: ("LON",), frozenset({"5A9"})))
    >>> day = date(2011, 11, 30)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter 7", by="Finance",
    ...     what=ControlTotalAgreed(pence=5, authority="MAE"))
    >>> [finding.code for finding in gate.findings(event)]
    ['duty.not-competent']
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def record(self, event: Event) -> None:
        """Take an event into account: what was agreed before changes nobody's competence."""

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, is not agreed with an authority of the body."""
        what, on = event.what, event.notified
        if not isinstance(what, ControlTotalAgreed):
            return
        competent = self._rules.competent(event.body, on)
        if what.authority not in competent:
            message = f"{what.authority!r} is not the authority of {event.body} on {on}"
            said = with_rule("duty.not-competent", message)
            hint = f"it is {', '.join(competent) or 'not known'}"
            yield Finding("duty.not-competent", Level.ERROR, said, event.where, hint)

    def unfinished(self) -> Iterator[Finding]:
        """Nothing: each agreement is judged by itself."""
        yield from ()
