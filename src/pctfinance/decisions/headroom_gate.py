"""What the gate says about who decides on headroom: the competent authority, by its own office.

A business case, its refusal and an exemption are decided by every authority that is competent for
the body on the day of the decision (SOM 25; rulebook `headroom.release`). Where such an authority's
officers are stated in the book, one of them signs, within its days and its limit.
"""

from collections.abc import Iterator, Sequence

from pctfinance.decisions.rules import Rules
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import CaseApproved, CaseRefused, HeadroomExempted
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["HeadroomAuthorities"]


class HeadroomAuthorities:
    """Watches who decides on headroom, by the rules of one book.

    >>> from datetime import date
    >>> gate = HeadroomAuthorities(Rules(lambda body, on: ("LON",), frozenset({"5A9"})))
    >>> day = date(2011, 11, 30)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="C1", by="NHS Midlands",
    ...     approval="M/1", what=CaseApproved(case="C1", pence=5, authorities=("MAE",)))
    >>> [finding.code for finding in gate.findings(event)]
    ['headroom.not-competent']
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def record(self, event: Event) -> None:
        """Take an event into account: what was decided before changes nobody's competence."""

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, is not decided by those who may."""
        what = event.what
        if not isinstance(what, CaseApproved | CaseRefused | HeadroomExempted):
            return
        if message := self._incompetent(event, what.authorities):
            competent = ", ".join(self._rules.competent(event.body, event.notified))
            hint = f"competent are {competent or 'those that you name, or a row of oversight'}"
            said = with_rule("headroom.not-competent", message)
            yield Finding("headroom.not-competent", Level.ERROR, said, event.where, hint)
            return
        pence = 0 if isinstance(what, CaseRefused) else what.pence
        if message := self._no_officer(event, what.authorities, pence):
            hint = "state the officers of the authority, their limits and days, as it notified them"
            said = with_rule("headroom.officer", message)
            yield Finding("headroom.officer", Level.ERROR, said, event.where, hint)

    def unfinished(self) -> Iterator[Finding]:
        """Nothing: each decision is judged by itself."""
        yield from ()

    def _incompetent(self, event: Event, given: Sequence[str]) -> str:
        """Why these authorities cannot decide; empty where they can."""
        on, competent = event.notified, self._rules.competent(event.body, event.notified)
        missing = [code for code in competent if code not in given]
        strange = [code for code in given if competent and code not in competent]
        if missing:
            return f"{', '.join(missing)} must decide for {event.body} on {on}, and is not named"
        if strange:
            return f"{', '.join(strange)} cannot decide for {event.body} on {on}"
        if not given:
            return f"the register names nobody who decides for {event.body} on {on}"
        return ""

    def _no_officer(self, event: Event, authorities: Sequence[str], pence: int) -> str:
        """Why the office may sign for none of the authorities that stated their officers."""
        at = event.sequence
        stated = [code for code in authorities if self._rules.officers(code, before=at)]
        refusals = [
            self._rules.officer_refusal(code, event.by, pence, event.notified, at)
            for code in stated
        ]
        return "" if "" in refusals or not refusals else f"{_named(event)}: {'; '.join(refusals)}"


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"
