"""The states of a transfer and the one table of steps between them; what became of each transfer.

A state follows from the events and is stored nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from pctfinance.decisions.rules import Rules
from pctfinance.ledger.events import Event
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferAgreed,
    TransferApproved,
    TransferConditionMet,
    TransferCovered,
    TransferEnded,
    TransferProposed,
    TransferStep,
    TransferSubmitted,
    TransferTerms,
)

__all__ = [
    "TRANSITIONS",
    "Action",
    "Transfer",
    "TransferState",
    "Transition",
    "action_of",
    "steps_from",
    "transfers_of",
    "with_step",
]


class TransferState(StrEnum):
    """How far a transfer has come. Only `ACTIONED` moved a limit."""

    NONE = "none"
    PROPOSED = "proposed"
    AGREED = "agreed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACTIONED = "actioned"
    REVERSED = "reversed"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done with a transfer."""

    PROPOSE = "propose"
    AGREE = "agree"
    SUBMIT = "submit"
    APPROVE = "approve"
    MEET = "meet condition"
    REJECT = "reject"
    RETURN = "return"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    ACTION = "action"
    REVERSE = "be reversed"
    COVER = "cover"


class Transition(NamedTuple):
    """One step: from which state, by which action, to which state, and when it ends there."""

    before: TransferState
    action: Action
    after: TransferState
    when: str = ""


_S, _A = TransferState, Action

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.NONE, _A.PROPOSE, _S.PROPOSED),
    Transition(_S.PROPOSED, _A.AGREE, _S.PROPOSED, "the other party has still to agree"),
    Transition(_S.PROPOSED, _A.AGREE, _S.AGREED, "all parties agreed"),
    Transition(_S.AGREED, _A.SUBMIT, _S.SUBMITTED),
    Transition(_S.SUBMITTED, _A.APPROVE, _S.SUBMITTED, "another authority has still to approve"),
    Transition(_S.SUBMITTED, _A.APPROVE, _S.APPROVED, "all competent authorities approved"),
    Transition(_S.SUBMITTED, _A.COVER, _S.APPROVED, "a repayment as its loan was approved"),
    Transition(_S.SUBMITTED, _A.MEET, _S.SUBMITTED),
    Transition(_S.APPROVED, _A.MEET, _S.APPROVED),
    Transition(_S.APPROVED, _A.ACTION, _S.ACTIONED),
    Transition(_S.ACTIONED, _A.REVERSE, _S.REVERSED),
    *(Transition(before, _A.REJECT, _S.REJECTED) for before in (_S.SUBMITTED, _S.APPROVED)),
    *(Transition(before, _A.RETURN, _S.RETURNED) for before in (_S.SUBMITTED, _S.APPROVED)),
    Transition(_S.RETURNED, _A.PROPOSE, _S.PROPOSED, "changed terms"),
    *(
        Transition(before, action, after)
        for action, after in ((_A.WITHDRAW, _S.WITHDRAWN), (_A.EXPIRE, _S.EXPIRED))
        for before in (_S.PROPOSED, _S.AGREED, _S.SUBMITTED, _S.APPROVED, _S.RETURNED)
    ),
)
"""Every step there is. No transfer changes its state in another way."""

_ACTIONS: dict[type[TransferStep], Action] = {
    TransferProposed: Action.PROPOSE,
    TransferAgreed: Action.AGREE,
    TransferSubmitted: Action.SUBMIT,
    TransferApproved: Action.APPROVE,
    TransferConditionMet: Action.MEET,
    TransferCovered: Action.COVER,
    TransferActioned: Action.ACTION,
}
_ENDINGS = {
    "rejected": Action.REJECT,
    "returned": Action.RETURN,
    "withdrawn": Action.WITHDRAW,
    "expired": Action.EXPIRE,
}


def action_of(what: TransferStep) -> Action:
    """The action that a step is.

    >>> from datetime import date
    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=1,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> action_of(TransferProposed(number="T1", digest=terms.digest, terms=terms)).value
    'propose'
    """
    if isinstance(what, TransferEnded):
        return _ENDINGS[what.outcome]
    return _ACTIONS[type(what)]


def steps_from(state: TransferState) -> tuple[Action, ...]:
    """What can be done next, in the order of the table.

    >>> [action.value for action in steps_from(TransferState.RETURNED)]
    ['propose', 'withdraw', 'expire']
    """
    found = (t.action for t in TRANSITIONS if t.before is state and t.action is not _A.REVERSE)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: its terms as they stand, and what became of it so far.

    `approvals` are those of the terms as they stand: changed terms have none. Amounts are pence.
    """

    terms: TransferTerms
    state: TransferState
    proposal: Event
    agreements: tuple[Event, ...] = ()
    submission: Event | None = None
    approvals: tuple[Event, ...] = ()
    met: frozenset[str] = frozenset()
    last: Event | None = None
    legs: tuple[Event, ...] = ()
    covers: tuple[Event, ...] = ()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The parties that have agreed."""
        return tuple(e.what.side for e in self.agreements if isinstance(e.what, TransferAgreed))

    @property
    def approved(self) -> tuple[TransferApproved, ...]:
        """The approvals."""
        return tuple(e.what for e in self.approvals if isinstance(e.what, TransferApproved))

    @property
    def approved_pence(self) -> int:
        """What all authorities have approved: the least of it; 0 where none has.

        What the approval of its loan covers is approved as it was asked.
        """
        if self.covers:
            return self.terms.pence
        return min((what.pence for what in self.approved), default=0)

    @property
    def approved_cash_pence(self) -> int:
        """The cash that all authorities have approved: the least of it."""
        if self.covers:
            return self.terms.cash_pence
        return min((what.cash_pence for what in self.approved), default=0)

    @property
    def open_conditions(self) -> tuple[str, ...]:
        """The conditions of its approvals that are not met."""
        stated = (condition for what in self.approved for condition in what.conditions)
        return tuple(dict.fromkeys(c for c in stated if c not in self.met))

    @property
    def agreed(self) -> tuple[tuple[Side, str], ...]:
        """The parties that have agreed, each with its body."""
        return tuple(
            (e.what.side, e.body) for e in self.agreements if isinstance(e.what, TransferAgreed)
        )

    @property
    def needs_sides(self) -> tuple[Side, ...]:
        """The sides that have to agree; of several givers each does (`parties`)."""
        return self.terms.sides

    @property
    def parties(self) -> tuple[tuple[Side, str], ...]:
        """Who has to agree: who gives from outside says so by its approval."""
        terms = self.terms
        if not terms.parts:
            return tuple(zip(terms.sides, terms.bodies, strict=True))
        givers = (part.body for part in terms.parts if part.body != terms.receiver)
        return (*((Side.GIVER, body) for body in givers), (Side.RECEIVER, terms.receiver))


def transfers_of(events: Iterable[Event], rules: Rules) -> dict[str, Transfer]:
    """The transfers among events, by number, in the order of their first proposal.

    >>> transfers_of([], Rules(lambda body, on: (), frozenset()))
    {}
    """
    transfers: dict[str, Transfer] = {}
    for event in events:
        with_step(transfers, event, rules)
    return transfers


def with_step(transfers: dict[str, Transfer], event: Event, rules: Rules) -> None:
    """Take one event into account; one that is no step of a transfer changes nothing.

    >>> with_step({}, Event.model_validate({"body": "5A9", "effective": "2011-04-01",
    ...     "notified": "2011-04-01", "reference": "a", "what": {"kind": "brought-forward",
    ...     "pence": 1}}), Rules(lambda body, on: (), frozenset()))
    """
    what = event.what
    if not isinstance(what, TransferStep):
        return
    before = transfers.get(what.number)
    if isinstance(what, TransferProposed):
        if before is None or before.state is TransferState.RETURNED:
            proposed = Transfer(what.terms, TransferState.PROPOSED, event, last=event)
            transfers[what.number] = proposed
    elif before is not None and action_of(what) in steps_from(before.state):
        after = _after(before, event, what, rules)
        transfers[what.number] = replace(after, last=event)
        undone = transfers.get(after.terms.reverses)
        if after.state is TransferState.ACTIONED and undone is not None:
            transfers[after.terms.reverses] = replace(undone, state=TransferState.REVERSED)


def _after(transfer: Transfer, event: Event, what: TransferStep, rules: Rules) -> Transfer:
    """The transfer behind a step that its state allows."""
    after = transfer
    if isinstance(what, TransferAgreed):
        after = replace(transfer, agreements=(*transfer.agreements, event))
        if set(after.parties) <= set(after.agreed):
            after = replace(after, state=TransferState.AGREED)
    elif isinstance(what, TransferSubmitted):
        after = replace(transfer, submission=event, state=TransferState.SUBMITTED)
    elif isinstance(what, TransferApproved):
        after = replace(transfer, approvals=(*transfer.approvals, event))
        needed = rules.needed(after.terms.bodies, after.terms.effective)
        if needed and set(needed) <= {each.authority for each in after.approved}:
            after = replace(after, state=TransferState.APPROVED)
    elif isinstance(what, TransferConditionMet):
        after = replace(transfer, met=transfer.met | {what.condition})
    elif isinstance(what, TransferCovered):
        after = replace(transfer, covers=(event,), state=TransferState.APPROVED)
    elif isinstance(what, TransferEnded):
        after = replace(transfer, submission=None, state=TransferState(what.outcome))
    elif isinstance(what, TransferActioned):
        after = _with_leg(transfer, event)
    return after


def _with_leg(transfer: Transfer, event: Event) -> Transfer:
    legs = (*transfer.legs, event)
    done = isinstance(event.what, TransferActioned) and len(legs) == len(legs_of(event.what))
    return replace(transfer, legs=legs, state=TransferState.ACTIONED if done else transfer.state)
