"""What may become of a journal, and what an approved one adds to the figures.

A number is used once in a body's year. A journal is decided on once, approved or rejected by
another office than the one that submitted it. An approved journal is never changed: another one
corrects it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.journals import (
    JournalApproved,
    JournalRejected,
    JournalSubmitted,
    JournalWithdrawn,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.offices import office_key
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["Journal", "JournalState", "Journals", "journal_figures", "journals_of"]

_Key = tuple[str, FinancialYear, str]


class JournalState(StrEnum):
    """How far a journal has come."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Journal:
    """One journal: what was submitted, what became of it, and by which event."""

    submission: Event
    what: JournalSubmitted
    state: JournalState = JournalState.SUBMITTED
    decision: Event | None = None

    @property
    def period(self) -> Period:
        """The month it counts for."""
        return self.submission.period

    @property
    def reason(self) -> str:
        """Why it was rejected or withdrawn; empty where it was not."""
        decided = self.decision.what if self.decision else None
        return decided.reason if isinstance(decided, JournalRejected | JournalWithdrawn) else ""


def journals_of(events: Iterable[Event]) -> dict[_Key, Journal]:
    """The journals among events, by body, year and number, in the order of submission.

    A journal is as the events say: without the one that approves it, it is only submitted.

    >>> journals_of([])
    {}
    """
    journals: dict[_Key, Journal] = {}
    for event in events:
        _take(journals, event)
    return journals


def journal_figures(journals: Iterable[Journal]) -> Iterator[Figure]:
    """What approved journals add to the actuals: one figure a limit, category and delegate.

    Costs are positive.

    Those of a reversing journal come back in the next month with the opposite sign.

    >>> list(journal_figures([]))
    []
    """
    for journal in journals:
        if journal.state is not JournalState.APPROVED:
            continue
        sums: dict[tuple[Limit, str, str], int] = defaultdict(int)
        for line in journal.what.entered:
            if line.limit:
                sums[Limit(line.limit), line.category, line.delegate] += line.charge_pence
        event = journal.submission
        for (limit, category, delegate), pence in sums.items():
            figure = Figure(
                event.body,
                limit,
                category,
                event.period,
                pence,
                event.synthetic,
                adjusting=True,
                delegate=delegate,
            )
            yield figure
            if journal.what.reversing:
                yield figure._replace(period=event.period.next, pence=-pence)


class Journals:
    """Watches that a number is used once, and that each journal is decided on once and by others.

    >>> from datetime import date
    >>> day = date(2011, 11, 30)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="J1", by="Head of Finance",
    ...     what=JournalApproved(number="J1"))
    >>> [finding.message.split(" [")[0] for finding in Journals().findings(event)]
    ["there is no journal 'J1' of 5A9 in 2011-12"]
    """

    def __init__(self) -> None:
        self._journals: dict[_Key, Journal] = {}

    def record(self, event: Event) -> None:
        """Take an event into account."""
        _take(self._journals, event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot be an event of its journal."""
        what = event.what
        if isinstance(what, JournalSubmitted):
            yield from self._submitted(event, what)
        elif isinstance(what, JournalApproved | JournalRejected | JournalWithdrawn):
            yield from self._decided(event, what)

    def _submitted(self, event: Event, what: JournalSubmitted) -> Iterator[Finding]:
        name = f"journal {what.number!r} of {event.body}"
        yield from _unsigned(event, name)
        if not event.purpose.strip():
            yield _refusal(event, f"{name} does not say what it is for", "give its purpose")
        for fault in what.faults(event.period):
            part = f", line {fault.line}" if fault.line else ""
            yield _refusal(event, f"{name}{part}: {fault.message}", fault.hint)
        earlier = self._journals.get((event.body, event.year, what.number))
        if earlier is not None:
            message = f"the number of {name} was used before; that journal is {earlier.state}"
            hint = "give every journal of the year a number of its own"
            yield _refusal(event, message, hint, "number")
        if not what.corrects or what.corrects == what.number:
            return
        corrected = self._journals.get((event.body, event.year, what.corrects))
        if corrected is None or corrected.state is not JournalState.APPROVED:
            state = f"it is {corrected.state}" if corrected else "there is none"
            message = f"{name} corrects {what.corrects!r}, which is no approved journal: {state}"
            yield _refusal(event, message, "only an approved journal is corrected by another")

    def _decided(
        self, event: Event, what: JournalApproved | JournalRejected | JournalWithdrawn
    ) -> Iterator[Finding]:
        name = f"journal {what.number!r} of {event.body}"
        yield from _unsigned(event, name)
        journal = self._journals.get((event.body, event.year, what.number))
        if journal is None:
            hint = "look at the list of journals for its number"
            yield _refusal(event, f"there is no {name} in {event.year}", hint, "unknown")
            return
        submission = journal.submission
        if journal.state is not JournalState.SUBMITTED:
            hint = "a journal is decided on once"
            if journal.state is JournalState.APPROVED:
                hint = "an approved journal is never changed: correct it by another one"
            yield _refusal(event, f"{name} was {journal.state} before", hint, "state")
            return
        is_own = _office(event) == _office(submission)
        if isinstance(what, JournalWithdrawn):
            if not is_own:
                message = f"{name} was submitted by {submission.by}, and only they withdraw it"
                yield _refusal(event, message, "reject it, if it shall not count", "own-decision")
        elif is_own:
            message = f"{name} was submitted by {submission.by}, who cannot decide on it"
            yield _refusal(event, message, "another office approves or rejects it", "own-decision")
        if isinstance(what, JournalApproved) and what.reversing != journal.what.reversing:
            said = "reversing" if journal.what.reversing else "regular"
            message = f"{name} was submitted as a {said} journal, and is approved as another"
            yield _refusal(event, message, "approve what was submitted")
        if event.effective != submission.effective:
            message = f"{name} counts from {submission.effective}, not from {event.effective}"
            yield _refusal(event, message, "a decision has the date of the journal")
        if event.notified < submission.notified:
            message = f"{name} was submitted on {submission.notified}, after {event.notified}"
            yield _refusal(event, message, "give the day of the decision")


_STATES = {
    "journal-approved": JournalState.APPROVED,
    "journal-rejected": JournalState.REJECTED,
    "journal-withdrawn": JournalState.WITHDRAWN,
}


def _take(journals: dict[_Key, Journal], event: Event) -> None:
    what = event.what
    if isinstance(what, JournalSubmitted):
        journals.setdefault((event.body, event.year, what.number), Journal(event, what))
    elif isinstance(what, JournalApproved | JournalRejected | JournalWithdrawn):
        key = (event.body, event.year, what.number)
        journal = journals.get(key)
        if journal is not None and journal.state is JournalState.SUBMITTED:
            journals[key] = replace(journal, state=_STATES[what.kind], decision=event)


def _office(event: Event) -> str:
    """Who acts, whatever the spaces and the case: the same office twice is the same."""
    return office_key(event.by)


def _unsigned(event: Event, name: str) -> Iterator[Finding]:
    if not event.by.strip():
        message = f"the {event.what.kind} of {name} does not say by whom"
        yield _refusal(event, message, "give the office", "unsigned")


def _refusal(event: Event, message: str, hint: str, why: str = "refused") -> Finding:
    code = f"journal.{why}"
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)
