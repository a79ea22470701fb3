"""Watches that both sides of a recharge stand or fall together, to the penny.

Nothing here asks an authority: a recharge moves no limit. What is refused is a recharge with one
side only, with two sides that differ, or with one side decided and the other not.
"""

from collections import defaultdict
from collections.abc import Iterator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import Journal, JournalState, journals_of
from pctfinance.ledger.journals import JournalLine, JournalSubmitted
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.recharges import RechargeMark, pairs_of
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["Recharges", "charged_between"]

_Key = tuple[FinancialYear, str]
_STANDING = (JournalState.SUBMITTED, JournalState.APPROVED)


def charged_between(journals: "list[Journal] | tuple[Journal, ...]") -> dict[tuple[str, str], int]:
    """What the journals of a recharge charge each body with each other: pence, costs positive.

    >>> charged_between([])
    {}
    """
    return pairs_of(
        (journal.submission.body, line.counterparty, line.charge_pence)
        for journal in journals
        for line in journal.what.entered
        if line.limit
    )


class Recharges:
    """Keeps the journals of every recharge, and tells where they do not belong together.

    >>> Recharges().unfinished()
    ()
    """

    def __init__(self) -> None:
        self._events: dict[_Key, list[Event]] = defaultdict(list)
        self._numbers: dict[tuple[str, FinancialYear, str], _Key] = {}
        self._touched: dict[_Key, None] = {}

    def record(self, event: Event) -> None:
        """Take an event into account."""
        key = self._key(event)
        if key is not None:
            self._events[key].append(event)
            self._numbers[event.body, event.year, key[1]] = key

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot be one side of a recharge."""
        key = self._key(event)
        if key is None:
            return
        what = event.what
        if isinstance(what, JournalSubmitted) and what.recharge is not None:
            if key in self._events and key not in self._touched:
                message = f"the number of recharge {what.number!r} was used before"
                yield _refusal(
                    event, message, "give every recharge of the year a number of its own"
                )
            for number, line in enumerate(what.entered, start=1):
                fault = _fault(line, event.body, what.recharge)
                if fault:
                    message = f"recharge {what.number!r} of {event.body}, line {number}: {fault}"
                    yield _refusal(event, message, "correct the line")
            if what.reversing:
                message = f"recharge {what.number!r} of {event.body} would come back by itself"
                yield _refusal(event, message, "reverse it by another recharge, with a reason")
        self._touched[key] = None

    def unfinished(self) -> tuple[Finding, ...]:
        """The recharges of this command whose sides differ; the next command begins anew."""
        touched, self._touched = self._touched, {}
        return tuple(finding for key in touched for finding in self._apart(key))

    def _key(self, event: Event) -> _Key | None:
        """The recharge that an event is a part of."""
        number = getattr(event.what, "number", None)
        if not event.what.kind.startswith("journal-") or not isinstance(number, str):
            return None
        if isinstance(event.what, JournalSubmitted):
            return (event.year, number) if event.what.recharge is not None else None
        return self._numbers.get((event.body, event.year, number))

    def _apart(self, key: _Key) -> Iterator[Finding]:
        journals = tuple(journals_of(self._events[key]).values())
        if not journals:
            return
        last, name = self._events[key][-1], f"recharge {key[1]!r}"
        bodies = ", ".join(sorted(journal.submission.body for journal in journals))
        sums = charged_between(journals)
        for (body, other), pence in sorted(sums.items()):
            if pence + sums.get((other, body), 0):
                message = f"{name} charges {body} with {other}, and not the opposite the other way"
                yield _unpaired(last, message, "enter both sides with equal amounts")
        if len({_said(journal) for journal in journals}) > 1:
            message = f"the journals of {name} at {bodies} say different things of it"
            yield _unpaired(last, message, "give all the same month, mark and purpose")
        if len({_stand(journal) for journal in journals}) > 1:
            message = f"{name} would be decided on at some of {bodies}, and not at all of them"
            hint = "approve, reject or withdraw the whole recharge by its number"
            yield _unpaired(last, message, hint)
        yield from self._reversal(key, journals)

    def _reversal(self, key: _Key, journals: tuple[Journal, ...]) -> Iterator[Finding]:
        """A reversal is the exact opposite of one recharge, and the only one of it."""
        first = journals[0].what
        if first.recharge is None or first.recharge.kind != "reversal":
            return
        of = (key[0], first.corrects)
        before = tuple(journals_of(self._events.get(of, ())).values())
        opposite = {pair: -pence for pair, pence in charged_between(before).items()}
        if charged_between(journals) != opposite:
            message = f"{first.number!r} is said to reverse {of[1]!r}, and is not its opposite"
            yield _unpaired(journals[0].submission, message, "reverse the whole recharge")
        others = [
            other[1]
            for other in self._events
            if other not in {key, of} and other[0] == of[0] and self._reverses(other, of[1])
        ]
        if others:
            message = f"recharge {of[1]!r} was reversed before, by {others[0]!r}"
            yield _unpaired(journals[0].submission, message, "a recharge is reversed once")

    def _reverses(self, key: _Key, number: str) -> bool:
        return any(
            journal.what.corrects == number
            and journal.what.recharge is not None
            and journal.what.recharge.kind == "reversal"
            and journal.state in _STANDING
            for journal in journals_of(self._events[key]).values()
        )


def _fault(line: JournalLine, body: str, mark: RechargeMark) -> str:
    """Why a line can be none of a recharge; empty where it can."""
    if not line.counterparty:
        return "it names no counterparty"
    if line.counterparty == body:
        return f"{body} cannot recharge itself"
    if mark.provider not in (body, line.counterparty):
        return f"it is between {body} and {line.counterparty}; the provider is {mark.provider}"
    if line.limit and line.limit is not Limit.REVENUE:
        return f"it counts against {line.limit}, and a recharge against revenue"
    return ""


def _said(journal: Journal) -> tuple[object, ...]:
    event, what = journal.submission, journal.what
    said = (event.effective, event.notified, event.purpose, event.by)
    return (*said, what.recharge, what.corrects, what.late_for, what.lane)


def _stand(journal: Journal) -> tuple[object, ...]:
    decided = journal.decision
    return (journal.state, decided.notified if decided else None)


def _refusal(event: Event, message: str, hint: str) -> Finding:
    said = with_rule("recharge.refused", message)
    return Finding("recharge.refused", Level.ERROR, said, event.where, hint)


def _unpaired(event: Event, message: str, hint: str) -> Finding:
    said = with_rule("recharge.unpaired", message)
    return Finding("recharge.unpaired", Level.ERROR, said, event.where, hint)
