"""What the gate says about lodgements of surplus: what may come back, and what may be written off.

Never more comes back than is outstanding: what an authority gives beyond it is a support. Whether
that holds at every date is watched with all other amounts that are held
(`pctfinance.ledger.overdraft`); here it is told when a return is proposed.
"""

from collections import defaultdict
from collections.abc import Iterator

from pctfinance.decisions.rules import Rules
from pctfinance.errors import Finding, Level
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, AnticipatedSettled, BudgetIssued, Delegation
from pctfinance.ledger.lines import Funding
from pctfinance.ledger.lodged import LodgementCarried, LodgementLapsed
from pctfinance.ledger.lodgement_names import is_carried
from pctfinance.ledger.lodgements import (
    Lodgement,
    anticipated_return,
    lodgements_of,
    open_tranche,
)
from pctfinance.ledger.opening import is_opening
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import (
    TransferActioned,
    TransferKind,
    TransferProposed,
    TransferTerms,
)
from pctfinance.money import show_exact

__all__ = ["Lodgements"]

_FOLLOWED = (
    Allocation,
    AnticipatedSettled,
    BudgetIssued,
    Delegation,
    LodgementCarried,
    LodgementLapsed,
    Reversal,
    TransferActioned,
)


class Lodgements:
    """Watches what was lodged by the bodies of one book, what comes back, and what lapses.

    >>> from datetime import date
    >>> day = date(2011, 11, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter", by="SHA",
    ...     purpose="spent", approval="letter", what=LodgementLapsed(
    ...     lodgement="L1", authority="Q36", pence=5))
    >>> watch = Lodgements(Rules(lambda body, on: ("Q36",), frozenset({"5A9"})))
    >>> [finding.code for finding in watch.findings(event)]
    ['lodgement.unknown']
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._events: dict[str, list[Event]] = defaultdict(list)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if isinstance(event.what, _FOLLOWED):
            self._events[event.body].append(event)

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if isinstance(what, LodgementLapsed):
            yield from self._lapse(event, what)
        elif isinstance(what, LodgementCarried):
            if not (is_opening(event) and is_carried(what.lodgement)):
                message = f"{_named(event)} was not made by the roll from the year before"
                hint = "roll the year before, or post what its book gives as the opening"
                yield _no(event, "lodgement.carried", message, hint)
        elif isinstance(what, TransferProposed) and what.terms.kind is TransferKind.RETURN:
            yield from self._return(event, what.terms)
        elif isinstance(what, TransferActioned) and what.terms.kind is TransferKind.RETURN:
            yield from self._leg(event, what)

    def _found(self, event: Event, name: str) -> Lodgement | None:
        return lodgements_of(event.body, self._events[event.body]).get(name)

    def _return(self, event: Event, terms: TransferTerms) -> Iterator[Finding]:
        found = self._found(event, terms.lodgement)
        if found is None:
            if terms.lodgement:  # without one its terms say so
                yield self._unknown(event, terms.lodgement)
            return
        name = f"lodgement {found.name!r} of {found.body}"
        if terms.giver != found.holder:
            message = f"{terms.giver} returns what {found.holder} holds of {name}"
            yield _no(event, "lodgement.holder", message, f"it is returned by {found.holder}")
        recurs = terms.funding is Funding.RECURRENT and found.funding is not Funding.RECURRENT
        if terms.limit is not found.limit or recurs:
            message = f"{name} is {found.limit}, {found.funding}; {terms.strand} cannot come of it"
            hint = "it comes back in its own limit, and recurrently only what recurred"
            yield _no(event, "lodgement.strand", message, hint)
        if terms.pence > found.outstanding_pence:
            message = (
                f"{show_exact(terms.pence)} is returned of {name}, of which "
                f"{show_exact(found.outstanding_pence)} is outstanding"
            )
            hint = "return at most that; what an authority gives beyond it is a support"
            yield _no(event, "lodgement.exceeds", message, hint)

    def _leg(self, event: Event, what: TransferActioned) -> Iterator[Finding]:
        found = self._found(event, what.terms.lodgement)
        if found is None:
            yield self._unknown(event, what.terms.lodgement)
            return
        if event.notified < found.events[0].notified:
            first = found.events[0].notified
            message = f"lodgement {found.name!r} came on {first}, its return on {event.notified}"
            yield _no(event, "lodgement.exceeds", message, "correct the date of the return")
        due = open_tranche(found.name, self._events[event.body])
        if what.tranche != due:
            message = f"it comes in the place of {what.tranche!r}, and {due!r} is anticipated"
            yield _no(event, "transfer.legs", message, "take back what is anticipated of it")

    def _lapse(self, event: Event, what: LodgementLapsed) -> Iterator[Finding]:
        missing = [
            word for word, text in (("who", event.by), ("why", event.purpose)) if not text.strip()
        ]
        if missing:
            message = f"{_named(event)} does not say {' nor '.join(missing)}"
            yield _no(event, "lodgement.unsigned", message, "name the office, and the reason")
        found = self._found(event, what.lodgement)
        if found is None:
            yield self._unknown(event, what.lodgement)
            return
        says = (found.holder, *self._rules.needed((found.body,), event.effective))
        if what.authority not in says:
            message = f"{what.authority} writes off what {found.holder} holds for {found.body}"
            hint = f"{' or '.join(dict.fromkeys(says))} says what is not returned"
            yield _no(event, "lodgement.holder", message, hint)
        if event.notified < found.events[0].notified:
            message = f"{_named(event)} is dated before what was lodged"
            yield _no(event, "lodgement.exceeds", message, "correct the date")
        hoped = anticipated_return(found.name, self._events[event.body])
        if 0 < hoped > found.outstanding_pence - what.pence:
            message = (
                f"{_named(event)}: {show_exact(hoped)} of lodgement {found.name!r} is anticipated "
                "in this year's limit"
            )
            hint = "settle or cancel the anticipated allocation first, then write off the rest"
            yield _no(event, "lodgement.anticipated", message, hint)

    def _unknown(self, event: Event, name: str) -> Finding:
        known = ", ".join(lodgements_of(event.body, self._events[event.body])) or "none"
        message = f"{_named(event)}: {event.body} has no lodgement {name!r} in this book"
        return _no(event, "lodgement.unknown", message, f"its lodgements are: {known}")


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"


def _no(event: Event, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)
