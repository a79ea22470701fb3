"""What the gate says about business cases for headroom.

A case is decided once, by another office than the one that proposed it. No more is released for it
than was approved, and nothing before its conditions are met; no more is approved than there is; and
nothing recurrent is committed on headroom. A release for a case that nobody proposed in the book is
let through: it stands on the reference of its approval alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import (
    CaseApproved,
    CaseConditionMet,
    CaseLapsed,
    CaseProposed,
    CaseRefused,
    CaseSpent,
    CaseStep,
    HeadroomExempted,
    HeadroomLapsed,
)
from pctfinance.ledger.headroom_cases import Case, CaseState, cases_of
from pctfinance.ledger.kinds import (
    HEADROOM_HELD,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import Account
from pctfinance.ledger.offices import office_key
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import TransferActioned, TransferEnded, TransferSubmitted
from pctfinance.money import show_exact
from pctfinance.rulebooks import headroom_required

__all__ = ["HeadroomCases"]

_FOLLOWED = (
    CaseStep,
    HeadroomExempted,
    HeadroomLapsed,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
)
_FOLLOWED_KINDS = ("headroom-lapsed", "headroom-lodged", "headroom-released", "headroom-set-aside")
_SHRINKS = ("headroom-lodged", "headroom-set-aside")
_REDIRECTS = (TransferSubmitted, TransferEnded, TransferActioned)
_NEEDS_REASON = (CaseProposed, CaseRefused, CaseLapsed, HeadroomExempted, HeadroomLapsed)


class _Refusal(NamedTuple):
    """Why an event is refused."""

    code: str
    message: str
    hint: str


class HeadroomCases:
    """Watches the cases of all bodies, event by event.

    >>> from datetime import date
    >>> day = date(2011, 11, 30)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="C1", by="NHS London",
    ...     approval="SHA/1", what=CaseApproved(case="C1", pence=5))
    >>> [finding.code for finding in HeadroomCases().findings(event)]
    ['headroom.unknown-case']
    """

    def __init__(self) -> None:
        self._followed: dict[tuple[str, FinancialYear], list[Event]] = defaultdict(list)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if _is_followed(event):
            self._followed[event.body, event.year].append(event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        if not _is_followed(event):
            return
        before = self._followed[event.body, event.year]
        for refusal in (*_unsigned(event), *_refusals(event, before)):
            said = with_rule(refusal.code, refusal.message)
            yield Finding(refusal.code, Level.ERROR, said, event.where, refusal.hint)


def _is_followed(event: Event) -> bool:
    what = event.what
    if isinstance(what, _REDIRECTS) and what.terms.from_held is not None:
        return True
    return isinstance(what, _FOLLOWED) or (
        isinstance(what, Reversal) and what.of_kind in _FOLLOWED_KINDS
    )


def _unsigned(event: Event) -> Iterator[_Refusal]:
    what = event.what
    if not isinstance(what, CaseStep | HeadroomExempted | HeadroomLapsed):
        return
    missing = [
        *(["by which office"] if not event.by.strip() else []),
        *(["why"] if isinstance(what, _NEEDS_REASON) and not event.purpose.strip() else []),
    ]
    if missing:
        message = f"{_named(event)} does not say {' nor '.join(missing)}"
        yield _Refusal("headroom.unsigned", message, "name the office and the purpose or reason")


def _refusals(event: Event, before: list[Event]) -> Iterator[_Refusal]:
    what = event.what
    if isinstance(what, CaseProposed):
        yield from _proposed(event, what, before)
    elif isinstance(what, CaseStep | HeadroomReleased):
        case = cases_of(before).get((event.body, event.year, what.case))
        if case is not None:
            yield from _of_case(event, case, before)
        elif isinstance(what, CaseStep):
            message = f"{_named(event)} is about case {what.case!r}, which nobody proposed"
            yield _Refusal(
                "headroom.unknown-case", message, "propose the case first, or correct its number"
            )
    elif isinstance(what, HeadroomExempted):
        yield from _exempted(event, what, before)
    elif isinstance(what, HeadroomLapsed | TransferSubmitted) or (
        isinstance(what, Reversal) and what.of_kind in _SHRINKS
    ):
        kept, there = _ceiling([*before, event])
        if kept > there:
            message = (
                f"{_named(event)} leaves {show_exact(there)} of headroom, and cases of "
                f"{show_exact(kept)} are approved"
            )
            yield _Refusal(
                "headroom.exceeds-lodged", message, "let a case lapse first, or lower the amount"
            )


def _proposed(event: Event, what: CaseProposed, before: list[Event]) -> Iterator[_Refusal]:
    if what.recurrence == "recurrent":
        message = f"{_named(event)} is for a recurrent commitment"
        yield _Refusal("headroom.recurrent", message, "fund what recurs from recurrent resource")
    steps = [e.what for e in before if isinstance(e.what, CaseStep | HeadroomReleased)]
    if any(step.case == what.case for step in steps):
        message = f"{_named(event)} has the number {what.case!r}, which was used before"
        hint = "give it a number of its own; what was reversed does not free one"
        yield _Refusal("headroom.case-number", message, hint)


def _of_case(event: Event, case: Case, before: list[Event]) -> Iterator[_Refusal]:
    what, name = event.what, f"case {case.number!r} of {case.body}"
    wrong = _wrong_state(event, case, name)
    if wrong:
        yield wrong
        return
    yield from _too_early(event, case, name)
    if isinstance(what, CaseApproved | CaseRefused) and _office(event) == _office(case.proposal):
        message = f"{name} was proposed by {case.proposal.by}, who cannot decide on it"
        yield _Refusal("headroom.own-decision", message, "the competent authority decides on it")
    if isinstance(what, CaseApproved):
        yield from _approved(event, what, case, before)
    elif isinstance(what, CaseConditionMet):
        yield from _met(what, case, name)
    elif isinstance(what, CaseSpent) and what.recurrence == "recurrent":
        message = f"recurrent spend is stated of {name}"
        yield _Refusal("headroom.recurrent", message, "charge what recurs to recurrent resource")
    elif isinstance(what, HeadroomReleased):
        yield from _released(event, what, case, before)


def _wrong_state(event: Event, case: Case, name: str) -> _Refusal | None:
    what = event.what
    allowed: tuple[CaseState, ...] = (CaseState.APPROVED,)
    if isinstance(what, CaseApproved | CaseRefused):
        allowed = (CaseState.PROPOSED,)
    elif isinstance(what, CaseLapsed):
        allowed = (CaseState.PROPOSED, CaseState.APPROVED)
    elif isinstance(what, CaseSpent) and case.released_pence:
        allowed = (CaseState.APPROVED, CaseState.LAPSED)
    if case.state in allowed:
        return None
    code = "headroom.wrong-state"
    if isinstance(what, HeadroomReleased | CaseSpent):
        code = "headroom.not-approved"
    message = f"{_named(event)} cannot follow: {name} is {case.state}"
    return _Refusal(code, message, f"it must be {' or '.join(allowed)}")


def _too_early(event: Event, case: Case, name: str) -> Iterator[_Refusal]:
    """No step is dated before what it follows, so that every past day shows them in their order."""
    followed = [case.proposal, *([case.decision] if case.decision else [])]
    if isinstance(event.what, HeadroomReleased):
        followed += case.met.values()
    if isinstance(event.what, CaseLapsed):
        followed += case.releases
    if isinstance(event.what, CaseSpent):
        return  # a month's spend is stated by its month
    last = max(followed, key=lambda earlier: max(earlier.effective, earlier.notified))
    effective = max(earlier.effective for earlier in followed)
    notified = max(earlier.notified for earlier in followed)
    if event.effective < effective or event.notified < notified:
        message = (
            f"{_named(event)} is dated {min(event.effective, event.notified)}, before {name} came "
            f"that far ({last.what.kind} of {max(last.effective, last.notified)})"
        )
        yield _Refusal("headroom.too-early", message, "correct the dates")


def _approved(
    event: Event, what: CaseApproved, case: Case, before: list[Event]
) -> Iterator[_Refusal]:
    if what.pence > case.what.pence:
        message = (
            f"{_named(event)} approves {show_exact(what.pence)}; "
            f"{show_exact(case.what.pence)} was proposed"
        )
        yield _Refusal("headroom.exceeds-case", message, "approve at most what was proposed")
    kept, there = _ceiling([*before, event])
    if kept > there:
        message = (
            f"{_named(event)} brings what is approved of {event.body} to {show_exact(kept)}; there "
            f"is headroom of {show_exact(there)}"
        )
        yield _Refusal(
            "headroom.exceeds-lodged", message, "approve less, or enter first what was lodged"
        )


def _met(what: CaseConditionMet, case: Case, name: str) -> Iterator[_Refusal]:
    if what.condition > len(case.conditions):
        message = f"{name} has no condition {what.condition}: it has {len(case.conditions)}"
        yield _Refusal(
            "headroom.condition", message, "look at the case for the number of the condition"
        )
    elif what.condition in case.met:
        message = f"condition {what.condition} of {name} was met before"
        yield _Refusal("headroom.condition", message, "nothing needs to be done")


def _released(
    event: Event, what: HeadroomReleased, case: Case, before: list[Event]
) -> Iterator[_Refusal]:
    name = _named(event)
    if case.open_conditions:
        message = f"{name} comes before {'; '.join(case.open_conditions)}"
        yield _Refusal("headroom.condition", message, "record that the condition is met first")
    if what.category != case.what.category:
        message = f"{name} is for {what.category}; case {case.number!r} is for {case.what.category}"
        yield _Refusal("headroom.category", message, "release it for what was approved")
    highest = _highest([*before, event], case.number)
    if highest > case.approved_pence:
        message = (
            f"{name} brings what is released for case {case.number!r} to {show_exact(highest)}; "
            f"{show_exact(case.approved_pence)} was approved"
        )
        yield _Refusal(
            "headroom.exceeds-case", message, "release at most what is approved and not released"
        )


def _exempted(event: Event, what: HeadroomExempted, before: list[Event]) -> Iterator[_Refusal]:
    """An exemption with its rate and base lets a body off what is missing, and no more."""
    if what.rate is None or what.base_pence is None:
        return
    required = headroom_required(what.base_pence, what.rate)
    given = sum(
        earlier.what.pence
        for earlier in (*without_reversed(before), event)
        if isinstance(earlier.what, HeadroomExempted | HeadroomLodged | HeadroomSetAside)
    )
    if given > required:
        message = (
            f"{_named(event)} brings what is lodged, set aside and exempted to "
            f"{show_exact(given)}; {show_exact(required)} is required"
        )
        yield _Refusal("headroom.exceeds-required", message, "exempt at most what is missing")


def _ceiling(events: list[Event]) -> tuple[int, int]:
    """What is approved of a body and still counts, and the headroom there is for it; in pence."""
    kept = sum(case.kept_pence for case in cases_of(events).values())
    there = 0
    for event in without_reversed(events):
        if isinstance(event.what, HeadroomLodged | HeadroomSetAside):
            there += event.what.pence
        elif isinstance(event.what, HeadroomLapsed):
            there -= event.what.pence
        elif isinstance(event.what, _REDIRECTS):  # what is held or set aside, and was not before
            memos = event.what.memoranda()
            there += sum(m.pence for m in memos if m.account == HEADROOM_HELD)
    return kept, there


def _highest(events: list[Event], case: str) -> int:
    """The most that is released for a case as of any day and as known on any, reversals reckoned in."""
    moves = [
        (event.effective, event.notified, line.pence)
        for event in events
        for line in event.lines
        if line.account is Account.RELEASED and line.case == case
    ]
    return max(
        sum(pence for day, told, pence in moves if day <= as_of and told <= known_at)
        for as_of, _, _ in moves
        for _, known_at, _ in moves
    )


def _office(event: Event) -> str:
    """Who acts, whatever the spaces and the case."""
    return office_key(event.by)


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"
