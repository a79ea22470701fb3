"""What may be decided at a year's end, and that nothing follows a body's final close.

A decision is about an item that is there, takes exactly its amount, and chooses what the rules
allow. The outturn is the one item that the resource ledger does not know; that its amount still
holds is looked at when the year is rolled.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.closing_items import (
    OUTTURN,
    ClosingItem,
    closing_items,
    outturn_item,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import outstanding
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.journals import (
    JournalApproved,
    JournalRejected,
    JournalSubmitted,
    JournalWithdrawn,
)
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.ledger.transfers import expires
from pctfinance.ledger.year_end import DecidedPart, Decision, FinalClosed, YearEndDecided
from pctfinance.money import show_exact

__all__ = ["YearEndWatch", "resolved"]

# Accounts are signed when the body is gone.
_AFTER_THE_END = ("final-closed", "controls-run", "statements-signed")
_MONTHS = "month-"


@dataclass
class YearEndWatch:
    """Watches decisions and final closes over all events so far.

    >>> from datetime import date
    >>> part = DecidedPart(decision=Decision.LAPSE, pence=5)
    >>> event = Event(body="5A9", effective=date(2012, 3, 31), notified=date(2012, 3, 31),
    ...     reference="paper", by="director", what=YearEndDecided(
    ...     item="held/headroom", parts=(part,), reason="plan"))
    >>> [finding.code for finding in YearEndWatch().findings(event)]
    ['yearend.unknown-item']
    """

    _events: dict[tuple[str, FinancialYear], list[Event]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _closed: dict[tuple[str, FinancialYear], Event] = field(default_factory=dict)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        of = (event.body, event.year)
        self._events[of].append(event)
        if isinstance(event.what, FinalClosed):
            self._closed.setdefault(of, event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why an event cannot come after the others."""
        of, what = (event.body, event.year), event.what
        if of in self._closed:
            yield from _after_the_end(event)
        if isinstance(what, YearEndDecided):
            yield from _undecidable(event, what, self._events[of])
        elif isinstance(what, FinalClosed):
            yield from _unclosable(event, what, self._events[of])


def _after_the_end(event: Event) -> Iterator[Finding]:
    what = event.what
    if what.kind in _AFTER_THE_END or what.kind.startswith(_MONTHS):
        return
    if isinstance(what, JournalApproved | JournalRejected | JournalWithdrawn):
        return  # of a journal that adjusts: none other was open at the close
    if expires(what):
        return  # the year's end itself ends it
    adjusts = isinstance(what, LedgerLoaded | JournalSubmitted) and what.lane is Lane.ADJUSTMENT
    if not adjusts:
        message = (
            f"{event.body} was closed for good: {what.kind} {event.reference!r} comes after it"
        )
        hint = "only an audit adjustment can follow, in its own lane and with its reason"
        yield Finding("yearend.closed", Level.ERROR, message, event.where, hint)
    elif not event.purpose:
        message = f"the adjustment {event.reference!r} of {event.body} gives no reason"
        hint = "state the auditor's reason as its purpose"
        yield Finding("yearend.closed", Level.ERROR, message, event.where, hint)


def _undecidable(event: Event, what: YearEndDecided, before: Sequence[Event]) -> Iterator[Finding]:
    item = _item(event, what, before)
    name = f"{what.item!r} of {event.body}"
    if not event.by:
        message, hint = f"nobody is named who decided on {name}", "name the office"
        yield Finding("yearend.choice", Level.ERROR, message, event.where, hint)
    if item is None:
        items = ", ".join(item.key for item in closing_items(event.body, before))
        message, hint = f"there is no item {name} at the year's end", f"there are {items or 'none'}"
        yield Finding("yearend.unknown-item", Level.ERROR, message, event.where, hint)
        return
    decided = sum(part.pence for part in what.parts)
    if what.pence != item.pence or decided != item.pence:
        message = f"{show_exact(decided)} is decided of {name}, which is {show_exact(item.pence)}"
        hint = "the parts of an item add up to it exactly"
        yield Finding("yearend.parts-differ", Level.ERROR, message, event.where, hint)
    for part in what.parts:
        yield from _unchoosable(event, item, part)


def resolved(event: Event, before: Sequence[Event]) -> Event:
    """A decision with the amount of its item, unless it states it already; others as they are.

    >>> part = DecidedPart(decision=Decision.CARRY, pence=7)
    >>> decided = Event.model_validate({"body": "5A9", "effective": "2012-03-31",
    ...     "notified": "2012-03-31", "reference": "paper", "by": "director",
    ...     "what": YearEndDecided(item=OUTTURN, parts=(part,), reason="plan")})
    >>> resolved(decided, []).what.pence
    7
    """
    what = event.what
    if not isinstance(what, YearEndDecided) or what.pence is not None:
        return event
    item = _item(event, what, before)
    pence = item.pence if item else 0
    return event.model_copy(update={"what": what.model_copy(update={"pence": pence})})


def _item(event: Event, what: YearEndDecided, before: Sequence[Event]) -> ClosingItem | None:
    if what.item == OUTTURN:
        pence = sum(part.pence for part in what.parts)
        return outturn_item(event.body, pence) if pence else None
    items = closing_items(event.body, before)
    return next((item for item in items if item.key == what.item), None)


def _unchoosable(event: Event, item: ClosingItem, part: DecidedPart) -> Iterator[Finding]:
    name = f"{show_exact(part.pence)} of {item.key!r} of {event.body}"
    words = part.decision.value
    if part.decision not in item.choices:
        choices = " or ".join(item.choices)
        message = f"{name} cannot be decided as {words}"
        yield Finding("yearend.choice", Level.ERROR, message, event.where, f"it can {choices}")
    if not part.pence or (part.pence > 0) != (item.pence > 0):
        message = f"{name} has another sign than the item, or is nothing"
        hint = "a part takes some of its item and adds nothing to it"
        yield Finding("yearend.parts-differ", Level.ERROR, message, event.where, hint)
    expected = part.decision is Decision.EXPECT
    if expected != bool(part.year) or (part.year and part.year <= str(event.year)):
        message = f"{name} is {words} in {part.year or 'no year'}"
        hint = "a return is expected in a named later year; nothing else has one"
        yield Finding("yearend.choice", Level.ERROR, message, event.where, hint)
    waived = part.decision is Decision.LAPSE and item.key == OUTTURN and item.pence < 0
    if (expected or waived or part.decision is Decision.STOP) and not part.reference:
        message = f"{name} is to {words}, and no reference of the authority is named"
        hint = "give the reference of the authority's letter"
        yield Finding("approval.missing", Level.ERROR, message, event.where, hint)


def _unclosable(event: Event, what: FinalClosed, before: Sequence[Event]) -> Iterator[Finding]:
    """Why balances cannot be assigned like this, as far as the events alone tell."""
    keys = [(part.account, part.counterparty, part.item) for part in what.assigned]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    total = sum(part.pence for part in what.assigned if part.account)
    open_items = outstanding(event.body, before)
    waiting = [
        journal.what.number
        for journal in journals_of(before).values()
        if journal.state is JournalState.SUBMITTED
    ]
    funds = {e.what.general_fund for e in before if isinstance(e.what, FinalClosed)}
    assigned = {part.item: part.pence for part in what.assigned if part.item}
    nameless = any(bool(part.account) == bool(part.item) for part in what.assigned)
    checks = (
        (not event.by, "nobody is named who closes it"),
        (bool(waiting), f"journals wait for a decision: {', '.join(waiting)}"),
        (nameless, "a balance is of an account or of an item"),
        (bool(twice), f"assigned twice: {', '.join(' '.join(key).strip() for key in twice)}"),
        (total != 0, f"the balances of accounts differ from zero by {show_exact(total)}"),
        (bool(funds - {what.general_fund}), f"its general fund is {', '.join(sorted(funds))}"),
        (assigned != open_items, f"the items outside are {_shown(open_items)}"),
    )
    for fails, message in checks:
        if fails:
            said = f"the final close of {event.body} cannot stand: {message}"
            yield Finding("yearend.unassigned", Level.ERROR, said, event.where)


def _shown(items: dict[str, int]) -> str:
    return ", ".join(f"{key} {show_exact(pence)}" for key, pence in items.items()) or "none"
