"""What the gate says about transfers: which step can be taken by whom, and what an action needs.

All resource transfers between PCTs, also within a cluster, are agreed with the SHA (SOM 25). So
nothing passes without the approval of exactly these terms by every authority that is competent for
both bodies on the day it counts from.
"""

from collections.abc import Iterator

from pctfinance.decisions.approving import (
    approval_findings,
    authority_findings,
    signing_findings,
)
from pctfinance.decisions.approving import refused_step as _no
from pctfinance.decisions.funds import FundGate
from pctfinance.decisions.legs import Legs
from pctfinance.decisions.loans import LoanRules
from pctfinance.decisions.lodgements import Lodgements
from pctfinance.decisions.reversing import not_opposite
from pctfinance.decisions.rules import Rules, office_key
from pctfinance.decisions.states import (
    Action,
    Transfer,
    TransferState,
    action_of,
    steps_from,
    with_step,
)
from pctfinance.errors import Finding
from pctfinance.ledger.events import Event
from pctfinance.ledger.loans import LoanCarried
from pctfinance.ledger.transfer_legs import OF_LEGS, legs_of
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferAgreed,
    TransferApproved,
    TransferConditionMet,
    TransferEnded,
    TransferKind,
    TransferProposed,
    TransferStep,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.money import show_exact

__all__ = ["TransferGate"]


class TransferGate:
    """Watches every step of every transfer, by the rules of one book.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> gate = TransferGate(Rules(lambda body, on: ("LON",), frozenset({"5A9"})))
    >>> day = date(2011, 11, 1)
    >>> list(gate.findings(Event(body="5A9", effective=day, notified=day, reference="letter",
    ...     what=BroughtForward(pence=1))))
    []
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._transfers: dict[str, Transfer] = {}
        self._legs = Legs()
        self._funds = FundGate(rules)
        self._lodgements = Lodgements(rules)
        self._loans = LoanRules(rules.bodies, rules.loan_covers)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        self._legs.record(event)
        self._funds.record(event)
        with_step(self._transfers, event, self._rules)
        self._lodgements.record(event)
        self._loans.record(event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        if self._legs.are_open:
            yield from self._legs.findings(event)
            return
        what = event.what
        if isinstance(what, LoanCarried):
            yield from self._loans.carried(event, what)
        elif isinstance(what, TransferStep):
            yield from self._of_transfer(event, what)
        # What a transfer takes from a fund or a lodgement is told behind whether it can be at all.
        yield from self._funds.findings(event)
        yield from self._lodgements.findings(event)

    def _of_transfer(self, event: Event, what: TransferStep) -> Iterator[Finding]:
        if not event.by.strip():
            hint = "name the office that takes the step, and its organisation"
            yield _no(event, "transfer.unsigned", "it names no office", hint)
        if isinstance(what, TransferProposed):
            yield from self._proposed(event, what)
            yield from self._loans.findings(event, what, self._transfers)
            return
        found = self._transfers.get(what.number)
        if found is None:
            hint = "propose it first, or look its number up"
            yield _no(event, "transfer.state", "there is no such transfer", hint)
            return
        refusals = list(self._step(event, what, found))
        yield from refusals
        if not refusals:
            yield from signing_findings(event, what, found.terms, self._rules)
            yield from self._by_kind(event, what, found)
            yield from self._loans.findings(event, what, self._transfers)

    def unfinished(self) -> Iterator[Finding]:
        """A leg without the other."""
        yield from self._legs.unfinished()
        yield from self._loans.unfinished()

    def _proposed(self, event: Event, what: TransferProposed) -> Iterator[Finding]:
        terms, earlier = what.terms, self._transfers.get(what.number)
        if earlier is not None and Action.PROPOSE not in steps_from(earlier.state):
            hint = "give every transfer of the book a number of its own"
            yield _no(event, "transfer.state", f"its number is used: it is {earlier.state}", hint)
        elif earlier is not None:
            yield from _too_early(event, earlier)
        faults = [*terms.faults(), *self._strangers(terms), *self._of_reversed(terms)]
        if (what.number, event.body) != (terms.number, terms.home):
            faults.append((f"it stands in the log of {terms.home}", "propose it there"))
        if terms.effective < event.year.start or terms.effective > event.year.periods[-1].end:
            year = f"it counts from {terms.effective}, which is no day of {event.year}"
            faults.append((year, "propose it in the book of its year"))
        for message, hint in faults:
            yield _no(event, "transfer.terms", message, hint)
        yield from _other_digest(event, what, terms)
        yield from signing_findings(event, what, terms, self._rules)

    def _strangers(self, terms: TransferTerms) -> Iterator[tuple[str, str]]:
        for body in terms.bodies:
            if body not in self._rules.bodies:
                hint = (
                    "both parties of a transfer are bodies of one book; a support names who gives"
                )
                if terms.kind is TransferKind.LOAN:
                    hint = (
                        "neither book can make both legs: lodge it with the authority, which returns "
                        "it in the years agreed, and supports the other body in the other book"
                    )
                yield f"{body} has no ledger in this book", hint
        if terms.outsider in self._rules.bodies:
            yield f"{terms.outsider} is a body of this book", "make it a straight transfer"

    def _of_reversed(self, terms: TransferTerms) -> Iterator[tuple[str, str]]:
        """A reversal gives exactly back what was actioned, and once."""
        if not terms.reverses:
            return
        found = self._transfers.get(terms.reverses)
        if found is None or found.state is not TransferState.ACTIONED:
            state = f"is {found.state}" if found else "is none of this book"
            yield f"it reverses {terms.reverses!r}, which {state}", "only what was actioned"
            return
        actioned = next(e.what for e in found.legs if isinstance(e.what, TransferActioned))
        if found.terms.parts:
            message = f"{terms.reverses!r} was a {found.terms.kind} of a fund"
            yield message, "give back by a transfer of its own to each donor"
            return
        given, amounts = found.terms, (actioned.pence, actioned.cash_pence)
        wrong = list(not_opposite(terms, given))
        if wrong or (terms.pence, terms.cash_pence) != amounts:
            but = f": {', '.join(wrong)}" if wrong else ""
            message = f"it does not give back what {terms.reverses!r} moved{but}"
            exact = (
                f"{show_exact(amounts[0])} {given.strand} from {given.receiver} to {given.giver}"
            )
            yield message, f"reverse {exact}, cash {show_exact(amounts[1])}"

    def _step(self, event: Event, what: TransferStep, found: Transfer) -> Iterator[Finding]:
        """What holds for every step of a transfer that is there."""
        action = action_of(what)
        yield from _other_digest(event, what, found.terms)
        if action not in steps_from(found.state):
            yield self._wrong_state(event, action, found)
        named = getattr(what, "terms", found.terms)
        if named != found.terms:
            hint = "take the step on the terms as they stand"
            yield _no(event, "transfer.digest", "its terms are not those that were proposed", hint)
        home = found.terms.home
        is_receivers = (
            isinstance(what, TransferAgreed)
            and what.side is Side.RECEIVER
            and Side.RECEIVER in found.terms.sides
        )
        agrees = isinstance(what, TransferAgreed) and (what.side, event.body) in found.parties
        if not agrees and event.body != (found.terms.receiver if is_receivers else home):
            yield _no(event, "transfer.unsigned", f"it is no step of {event.body}", "see its log")
        if isinstance(what, OF_LEGS) and what != legs_of(what)[0][1]:
            message = "the leg of the receiver comes behind the giver's"
            yield _no(event, "transfer.legs", message, "post all legs, the givers' first")
        yield from _too_early(event, found)

    def _wrong_state(self, event: Event, action: Action, found: Transfer) -> Finding:
        can = ", ".join(steps_from(found.state)) or "nothing"
        message = f"nobody can {action} it: it is {found.state}"
        hint = f"what can be done is: {can}"
        if action is Action.ACTION and found.state in (_DONE):
            message = f"its approval was used: it is {found.state}, and an approval serves once"
            return _no(event, "transfer.used", message, "propose another transfer")
        if action is Action.ACTION and found.state is not TransferState.RETURNED:
            needed = self._rules.needed(found.terms.bodies, found.terms.effective)
            gave = {each.authority for each in found.approved}
            missing = ", ".join(a for a in needed if a not in gave) or "no authority"
            message = f"it is {found.state}; {missing} has to approve it first"
            return _no(event, "transfer.unapproved", message, hint)
        return _no(event, "transfer.state", message, hint)

    def _by_kind(self, event: Event, what: TransferStep, found: Transfer) -> Iterator[Finding]:
        if isinstance(what, TransferAgreed):
            party = (what.side, event.body)
            if party in found.agreed or party not in found.parties:
                message = f"the {what.side} has agreed before, or need not"
                yield _no(event, "transfer.state", message, "each party agrees once")
        elif isinstance(what, TransferSubmitted):
            if event.effective > found.terms.effective:
                message = f"it is set aside only from {event.effective}"
                hint = f"set it aside from {found.terms.effective}, or propose a later day"
                yield _no(event, "transfer.resource", message, hint)
        elif isinstance(what, TransferApproved):
            yield from approval_findings(event, what, found, self._rules)
        elif isinstance(what, TransferConditionMet):
            if what.condition not in found.open_conditions:
                message = f"{what.condition!r} is none of its open conditions"
                hint = f"these are open: {', '.join(found.open_conditions) or 'none'}"
                yield _no(event, "transfer.conditions", message, hint)
        elif isinstance(what, TransferEnded):
            yield from self._ended(event, what, found)
        elif isinstance(what, TransferActioned):
            yield from self._first_leg(event, what, found)

    def _ended(self, event: Event, what: TransferEnded, found: Transfer) -> Iterator[Finding]:
        if what.reserved != (found.submission is not None):
            message = "it gives back what is not pending, or keeps what is"
            yield _no(event, "transfer.legs", message, "give back exactly what is pending")
        if what.outcome in ("rejected", "returned"):
            yield from authority_findings(event, what.authority, 0, found, self._rules)
        elif what.outcome == "expired" and event.notified < event.year.periods[-1].end:
            message = f"it expires with the year, not on {event.notified}"
            yield _no(event, "transfer.state", message, "withdraw it, if it is not wanted")
        elif what.outcome == "withdrawn":
            signed = (found.proposal, *found.agreements)
            if office_key(event.by) not in {office_key(each.by) for each in signed}:
                message = f"{event.by} neither proposed it nor agreed to it"
                yield _no(event, "transfer.unsigned", message, "they alone withdraw it")

    def _first_leg(
        self, event: Event, what: TransferActioned, found: Transfer
    ) -> Iterator[Finding]:
        terms = found.terms
        if event.effective < terms.effective:
            message = f"it counts from {terms.effective}, not from {event.effective}"
            yield _no(event, "transfer.legs", message, "take the day of the terms, or a later one")
        if (what.pence, what.cash_pence) != (found.approved_pence, found.approved_cash_pence):
            approved = show_exact(found.approved_pence)
            message = f"it moves {show_exact(what.pence)}, and {approved} was approved"
            yield _no(event, "transfer.amount", message, "move what was approved, cash included")
        is_return = terms.kind is TransferKind.RETURN
        if (what.tranche and not is_return) or (
            not what.tranche and (what.anticipated_pence or what.uses)
        ):
            message = "it names an anticipated allocation or uses of one, and takes none's place"
            yield _no(event, "transfer.legs", message, "only a return takes the place of one")
        needed = self._rules.needed(terms.bodies, event.effective)
        gave = {each.authority for each in found.approved}
        missing = [authority for authority in needed if authority not in gave]
        if (missing or not needed) and not found.covers:
            whom = ", ".join(missing) or "an authority that nobody names"
            message = f"{whom}, competent on {event.effective}, has not approved it"
            hint = "have it returned and proposed from a day on which the approvals hold"
            yield _no(event, "transfer.competence", message, hint)
        if found.open_conditions:
            message = f"these conditions are not met: {', '.join(found.open_conditions)}"
            yield _no(event, "transfer.conditions", message, "record how each was met")
        if terms.reverses:
            for message, hint in self._of_reversed(terms):
                yield _no(event, "transfer.terms", message, hint)


_DONE = (TransferState.ACTIONED, TransferState.REVERSED)


def _too_early(event: Event, found: Transfer) -> Iterator[Finding]:
    """The day of a step never goes back, also where returned terms are proposed again."""
    if found.last is not None and event.notified < found.last.notified:
        message = f"{event.notified} is before its last step on {found.last.notified}"
        yield _no(event, "transfer.state", message, "give the day of the step")


def _other_digest(event: Event, what: TransferStep, terms: TransferTerms) -> Iterator[Finding]:
    if what.digest != terms.digest:
        message = f"it is of other terms: {what.digest[:12]}, and these are {terms.digest[:12]}"
        hint = "changed terms void what was agreed and approved: take every step anew"
        yield _no(event, "transfer.digest", message, hint)
