"""What may be reversed, when and how often; and which events stand, once reversals are reckoned in.

Only resource is reversed. Figures are corrected by loading them again, journals by another journal,
and a month by reopening it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from pctfinance.errors import Finding, Level
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import FundWaived
from pctfinance.ledger.kinds import Beside, What
from pctfinance.ledger.transfers import TransferStep

__all__ = ["Reversals", "fingerprint", "without_reversed"]

_OTHER_WAYS = (
    ("figures-", "load the corrected figures again: they take the place of these"),
    ("ledger-", "load the corrected extract again: it takes the place of this one"),
    ("journal-", "correct it by another journal that names it"),
    ("month-", "reopen the month"),
    ("commitment-charged", "state the charge of that month and line again: 0, or what is right"),
    ("commitment-", "regularise it: that settles the dispute too"),
    ("bills-paid", "state the bills of that month again: they take the place of these"),
    ("provider-arm", "state the figures of the arm again: they take the place of these"),
    ("control-total", "record what is agreed now: it takes the place of this one"),
    ("statements-signed", "sign again; a signature for other figures is shown as such"),
    ("contract-", "state it again: the last statement stands"),
    ("balance-answer", "take the answer back, or enter the one that came after it"),
    ("qipp-", "state it again: the last statement stands"),
    ("cash-drawings-planned", "state another plan: it takes the place of this one"),
    ("transfer-", "propose the opposite transfer, which names this one: it needs an approval too"),
    ("fund-", "what a donor is asked for again is a re-spread: it needs an approval"),
    ("lodgement-carried", "the roll made it: correct the year before, or write it off"),
    ("loan-", "a loan is repaid, rescheduled or written off, under an approval"),
    ("reversal", "enter the event again that was reversed"),
)


def fingerprint(event: Event) -> str:
    """The SHA-256 over what an event is: its place, body, dates, document, row and lines.

    It does not change when events learn to hold more: only these parts count.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter", sequence=7,
    ...     what=BroughtForward(pence=5))
    >>> fingerprint(event) == fingerprint(event.model_copy(update={"sequence": 8}))
    False
    """
    parts = (
        event.sequence,
        event.body,
        event.effective.isoformat(),
        event.notified.isoformat(),
        event.reference,
        event.what.kind,
        event.key,
        event.content,
        tuple(event.what.lines()),
        tuple(event.what.memoranda()),
    )
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def without_reversed(events: Iterable[Event]) -> list[Event]:
    """The events that still stand: without those that were reversed, and their reversals.

    Both must be among `events`; a reversal whose event is not among them stays.

    >>> without_reversed([])
    []
    """
    held = list(events)
    reversals = {event.what.corrects: event for event in held if isinstance(event.what, Reversal)}
    if not reversals:
        return held
    undone = set()
    for event in held:
        reversal = reversals.get(event.sequence)
        if reversal is not None and _is_of(reversal.what, event):
            undone |= {id(event), id(reversal)}
    return [event for event in held if id(event) not in undone]


def _is_of(what: What, event: Event) -> bool:
    return isinstance(what, Reversal) and what.digest == fingerprint(event)


class Reversals:
    """What can be reversed, and what was.

    >>> from datetime import date
    >>> event = Event(body="5A9", effective=date(2011, 4, 1), notified=date(2011, 4, 1),
    ...     reference="letter", by="Director of Finance", purpose="wrong body",
    ...     what=Reversal(corrects=7))
    >>> [finding.message for finding in Reversals().findings(event, Reversal(corrects=7))]
    ["reversal 'letter' of 5A9 corrects event 7, which is no event of 5A9 in this book"]
    """

    def __init__(self) -> None:
        self._events: dict[int, Event] = {}
        self._reversed: dict[int, Event] = {}

    def record(self, event: Event, *, is_numbered: bool) -> None:
        """Take an event into account.

        Args:
            event: the event.
            is_numbered: whether its number is the one that it has in the book; an event of the
                same command has none yet, and so cannot be named.
        """
        if is_numbered:
            self._events.setdefault(event.sequence, event)
        if isinstance(event.what, Reversal):
            self._reversed.setdefault(event.what.corrects, event)

    def findings(self, event: Event, what: Reversal) -> Iterator[Finding]:
        """Why `event` cannot reverse what it names; nothing where it can."""
        name = f"{what.kind} {event.reference!r} of {event.body}"
        missing = [word for word, text in _who_and_why(event) if not text.strip()]
        if missing:
            message = f"{name} does not say {' nor '.join(missing)}"
            yield _refusal(event, message, "give the office that asks for it, and the reason")
        found = self._events.get(what.corrects)
        if found is None or (found.body, found.year) != (event.body, event.year):
            message = (
                f"{name} corrects event {what.corrects}, which is no event of {event.body} in "
                "this book"
            )
            yield _refusal(event, message, "look the number up in the statement of the limit")
            return
        of = f"{found.what.kind} {found.reference!r}, event {what.corrects}"
        if isinstance(found.what, Beside | Reversal | TransferStep | FundWaived):
            yield _refusal(event, f"{of}, cannot be reversed", _other_way(found.what.kind))
            return
        if what.digest and what.digest != fingerprint(found):
            yield _refusal(event, f"{of}, is not what {name} was made for", "look it up again")
        earlier = self._reversed.get(what.corrects)
        if earlier is not None:
            message = f"{of}, was reversed before, by {earlier.reference!r}"
            yield _refusal(event, message, "enter the right event, if it was not yet", "already")
        for word, day, first in (
            ("counts", event.effective, found.effective),
            ("was notified", event.notified, found.notified),
        ):
            if day < first:
                message = f"{name} {word} on {day}, before what it corrects on {first}"
                yield _refusal(event, message, f"give {first} or a later day")

    def resolved(self, event: Event, what: Reversal) -> Event:
        """The reversal with what it posts; only where `findings` had nothing to say."""
        found = self._events[what.corrects]
        whole = what.model_copy(
            update={
                "digest": fingerprint(found),
                "of_kind": found.what.kind,
                "of_approved": found.what.needs_approval,
                "posts": tuple(line._replace(pence=-line.pence) for line in found.what.lines()),
                "follows": tuple(
                    memo._replace(pence=-memo.pence) for memo in found.what.memoranda()
                ),
            }
        )
        return event.model_copy(update={"what": whole, "synthetic": found.synthetic})


def _who_and_why(event: Event) -> tuple[tuple[str, str], ...]:
    return (("who asks for it", event.by), ("why", event.purpose))


def _other_way(kind: str) -> str:
    for beginning, way in _OTHER_WAYS:
        if kind.startswith(beginning):
            return way
    return "it posts no resource; enter an event of its own kind that corrects it"


def _refusal(event: Event, message: str, hint: str, code: str = "refused") -> Finding:
    return Finding(f"ledger.{code}", Level.ERROR, message, event.where, hint)
