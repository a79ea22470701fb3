"""Transfers of the reference model: who may take which step, and what each step posts.

Told from all steps so far, each time anew; nothing of the library is used. A word with a full stop is
the code by which the book refuses as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from reference_acts import Act, Cell, Entry, Offer
from reference_kinds import (
    KINDS,
    SHA,
    SHA_CLUSTER,
    YEARS_END,
    back_of,
    competent,
    competent_for,
    legs,
    memos,
    parties_of,
    sides_of,
    terms_are_wrong,
)
from reference_loans import (
    against_the_return,
    loan_of,
    schedule_is_wrong,
    unfit_for_its_loan,
)

__all__ = [
    "SHA",
    "SHA_CLUSTER",
    "TRANSFERS",
    "Book",
    "Officer",
    "Officers",
    "Transfer",
    "against_the_transfer",
    "competent",
    "legs_of",
    "memos_of",
    "numbers_of",
    "transfer_of",
]

TRANSFERS = (
    *("transfer-proposed", "transfer-agreed", "transfer-submitted", "transfer-approved"),
    *("transfer-condition-met", "transfer-ended", "transfer-actioned"),
)
# The steps at which it is asked what a loan or a reversal still allows.
DECIDING = ("transfer-proposed", "transfer-submitted", "transfer-actioned")
ENDINGS = ("withdrawn", "expired")
# In which states a step can be taken; an end by its outcome.
ALLOWED = {
    "transfer-proposed": ("none", "returned"),
    "transfer-agreed": ("proposed",),
    "transfer-submitted": ("agreed",),
    "transfer-approved": ("submitted",),
    "transfer-condition-met": ("submitted", "approved"),
    "transfer-actioned": ("approved",),
    "rejected": ("submitted", "approved"),
    "returned": ("submitted", "approved"),
    "withdrawn": ("proposed", "agreed", "submitted", "approved", "returned"),
    "expired": ("proposed", "agreed", "submitted", "approved", "returned"),
}


class Officer(NamedTuple):
    """An office that may sign: up to what amount (none: any), and on which days."""

    office: str
    most: int | None
    first: date
    last: date


class Book(NamedTuple):
    """What a step is judged by: the book's bodies, who was stated, and the number it would have."""

    bodies: Sequence[str]
    officers: Sequence["Officers"]
    number: int


class Officers(NamedTuple):
    """Who may sign for an authority or a body, as stated by an entry of the book's log."""

    number: int
    of: str
    officers: tuple[Officer, ...]


@dataclass
class Transfer:
    """What became of one transfer so far, and the acts by which it did."""

    state: str = "none"
    offer: Offer | None = None
    signed: list[Act] = field(default_factory=list)  # who proposed it and who agreed
    approvals: list[Act] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    is_pending: bool = False
    last: Act | None = None

    @property
    def unmet(self) -> list[str]:
        """The conditions of its approval that are not met, each once."""
        made = [condition for act in self.approvals for condition in act.conditions]
        return [condition for condition in dict.fromkeys(made) if condition not in self.met]

    @property
    def approved(self) -> tuple[int, int]:
        """What all who approved so far approved, of resource and of cash: the least counts."""
        pence = [(act.pence, act.cash) for act in self.approvals]
        return (min(p for p, _ in pence), min(c for _, c in pence)) if pence else (0, 0)

    @property
    def missing(self) -> list[str]:
        """The authorities that have still to approve."""
        assert self.offer is not None
        needed = competent_for(parties_of(self.offer), self.offer.effective)
        gave = [act.authority for act in self.approvals]
        return [authority for authority in needed if authority not in gave]


def transfer_of(entries: Sequence[Entry], number: str) -> Transfer:
    """What became of a transfer: its steps are gone through in their order."""
    found = Transfer()
    for act in (e.act for e in entries if e.act.kind in TRANSFERS):
        if act.kind == "transfer-actioned" and act.offer and act.offer.reverses == number:
            found.state = "reversed"
        if act.number == number:
            found = _behind(found, act)
            found.last = act
    return found


def _behind(found: Transfer, act: Act) -> Transfer:
    """The transfer behind one more step; of a fund it has terms of its own kind, and no offer."""
    sides = sides_of(found.offer) if found.offer else ("giver", "receiver")
    match act.kind.removeprefix("transfer-"):
        case "proposed":
            return Transfer("proposed", act.offer, [act])
        case "agreed":
            found.signed.append(act)
            if {each.side for each in found.signed[1:]} == {*sides}:
                found.state = "agreed"
        case "submitted":
            found.state, found.is_pending = "submitted", True
        case "approved":
            found.approvals.append(act)
            found.state = "submitted" if found.offer and found.missing else "approved"
        case "condition-met":
            found.met.add(act.conditions[0])
        case "ended":
            found.state, found.is_pending = act.outcome, False
        case "actioned" if act.side == sides[-1]:
            found.state, found.is_pending = "actioned", False
    return found


def numbers_of(entries: Sequence[Entry]) -> list[str]:
    """The numbers of all transfers that were ever proposed, each once."""
    proposed = (e.act.number for e in entries if e.act.kind == "transfer-proposed")
    return list(dict.fromkeys(proposed))


def _office(words: str) -> str:
    return " ".join(words.lower().split())


def _stated(officers: Sequence[Officers], of: str, number: int) -> tuple[Officer, ...]:
    """The officers as they were stated last before an entry of that number."""
    stated = [each.officers for each in officers if each.of == of and each.number < number]
    return stated[-1] if stated else ()


def _may_sign(stated: Sequence[Officer], act: Act, pence: int) -> bool:
    return any(
        _office(each.office) == _office(act.by)
        and each.first <= act.notified <= each.last
        and (each.most is None or pence <= each.most)
        for each in stated
    )


def against_the_transfer(act: Act, entries: Sequence[Entry], book: Book) -> set[str]:
    """Why a step of a transfer is refused."""
    offer = act.offer
    assert offer is not None
    if act.kind == "transfer-actioned" and act.side != sides_of(offer)[0]:
        # The second leg: all was said of the first, and both count from one day.
        return {"transfer.legs"} if entries[-1].act.effective != act.effective else set()
    refused = set() if act.by.strip() else {"transfer.unsigned"}
    if offer.kind == "return" and act.kind in ("transfer-proposed", "transfer-actioned"):
        refused |= against_the_return(act, offer, entries)
    found = transfer_of(entries, act.number)
    if act.kind == "transfer-proposed":
        return refused | _against_the_proposal(act, entries, found, book)
    assert found.offer is not None
    assert found.last is not None
    broken = {"transfer.digest"} if act.other_terms else set()
    if found.state not in ALLOWED[act.outcome or act.kind]:
        code = "state"
        if act.kind == "transfer-actioned" and found.state != "returned":
            code = "used" if found.state in ("actioned", "reversed") else "unapproved"
        broken.add(f"transfer.{code}")
    if act.notified < found.last.notified:
        broken.add("transfer.state")
    if broken:
        return refused | broken
    return refused | _against_the_step(act, entries, found, book)


def _against_the_proposal(
    act: Act, entries: Sequence[Entry], found: Transfer, book: Book
) -> set[str]:
    offer, refused = act.offer, set()
    assert offer is not None
    if found.state not in ALLOWED[act.kind]:
        refused.add("transfer.state")
    if found.last and found.state == "returned" and act.notified < found.last.notified:
        refused.add("transfer.state")
    if terms_are_wrong(offer, act.number, book.bodies) or _not_back(offer, entries):
        refused.add("transfer.terms")
    if schedule_is_wrong(offer):
        refused.add("loan.schedule")
    refused |= _against_the_loan(act, offer, entries)
    return refused | _unsigned(act, parties_of(offer), offer.pence, book)


def _not_back(offer: Offer, entries: Sequence[Entry]) -> bool:
    """Whether a reversal gives back something else than what was actioned, or again."""
    if not offer.reverses:
        return False
    of = transfer_of(entries, offer.reverses)
    if of.state != "actioned" or of.offer is None:
        return True
    if of.offer.kind == "redirect" and of.offer.reverses:
        return True  # headroom that was given back is held again: it is redirected anew
    back = back_of(offer.reverses, of.offer, of.approved, offer.effective)
    if of.offer.kind in ("loan", "repayment") and KINDS[offer.kind].back == "straight":
        back = back._replace(kind=offer.kind)  # that is said of the loan
    return offer._replace(repayments=(), of_loan="", returns=()) != back


def _against_the_loan(act: Act, offer: Offer, entries: Sequence[Entry]) -> set[str]:
    """Why a step does not fit the loan that its transfer is of, or that it would undo."""
    if act.kind not in DECIDING:
        return set()
    refused = set()
    if offer.of_loan:
        waiting = _waiting(offer.of_loan, act.number, entries)
        refused |= unfit_for_its_loan(act, offer, entries, waiting)
    of = transfer_of(entries, offer.reverses).offer if offer.reverses else None
    if of is None:
        return refused
    undone = transfer_of(entries, of.reverses).offer if of.reverses else None
    loan = loan_of(entries, offer.reverses)
    lent_or_repaid = ("loan", "repayment")
    begun = loan and (loan.repaid or loan.written_off)
    if (
        not KINDS[of.kind].account
        or (of.kind in lent_or_repaid and offer.kind != "straight")
        or (undone is not None and undone.kind in lent_or_repaid)
        or begun
        or (loan is not None and _waiting(offer.reverses, act.number, entries))
    ):
        refused.add("loan.reversal")
    return refused


def _waiting(loan: str, number: str, entries: Sequence[Entry]) -> int:
    """What others, submitted or approved, are to repay or write off of a loan."""
    total = 0
    for other in (n for n in numbers_of(entries) if n != number):
        found = transfer_of(entries, other)
        offer = found.offer
        if offer and offer.of_loan == loan and offer.kind != "reschedule":
            waits = {"submitted": offer.pence, "approved": found.approved[0]}
            total += waits.get(found.state, 0)
    return total


def _unsigned(act: Act, parties: Sequence[str], pence: int, book: Book) -> set[str]:
    """Where every party stated who signs for it, one of those does."""
    stated = [_stated(book.officers, party, book.number) for party in parties]
    if all(stated) and not any(_may_sign(each, act, pence) for each in stated):
        return {"transfer.officer"}
    return set()


def _against_the_step(act: Act, entries: Sequence[Entry], found: Transfer, book: Book) -> set[str]:
    """Why a step is refused that comes in the right state and order."""
    offer = found.offer
    assert offer is not None
    parties = (act.body,) if act.kind == "transfer-agreed" else parties_of(offer)
    signed = {_office(each.by) for each in found.signed}
    refused: set[str] = _against_the_loan(act, offer, entries)
    if act.kind in ("transfer-agreed", "transfer-submitted", "transfer-actioned"):
        refused |= _unsigned(act, parties, offer.pence, book)
    if act.kind == "transfer-approved" or act.outcome in ("rejected", "returned"):
        refused |= _against_the_authority(act, found, signed, book)
    if act.kind == "transfer-approved" and offer.reverses:
        undone = transfer_of(entries, offer.reverses).offer
        in_part = (act.pence, act.cash) != (offer.pence, offer.cash)
        if undone is not None and undone.kind in ("loan", "repayment") and in_part:
            refused.add("loan.reversal")  # it is given back whole, or not at all
    if act.kind == "transfer-actioned":
        refused |= _against_the_action(act, offer, found, entries)
    agreed = {each.side for each in found.signed[1:]}
    no_party = act.side in agreed or act.side not in sides_of(offer)
    wrong = {
        "state": (act.kind == "transfer-agreed" and no_party)
        or (act.outcome == "expired" and act.notified < YEARS_END),
        "resource": act.kind == "transfer-submitted" and act.effective > offer.effective,
        "conditions": act.kind == "transfer-condition-met" and act.conditions[0] not in found.unmet,
        "unsigned": act.outcome == "withdrawn" and _office(act.by) not in signed,
    }
    return refused | {f"transfer.{code}" for code, is_wrong in wrong.items() if is_wrong}


def _against_the_authority(act: Act, found: Transfer, signed: set[str], book: Book) -> set[str]:
    """Why an office cannot approve for an authority, or send back."""
    approves, offer = act.kind == "transfer-approved", found.offer
    assert offer is not None
    refused = set()
    if act.authority not in competent_for(parties_of(offer), offer.effective):
        refused.add("transfer.competence")
    stated = _stated(book.officers, act.authority, book.number)
    # Cash is resource too: an office signs for the larger of both.
    if not _may_sign(stated, act, max(act.pence, act.cash) if approves else 0):
        refused.add("transfer.officer")
    if _office(act.by) in signed:
        refused.add("transfer.own-approval")
    if approves and act.authority in [each.authority for each in found.approvals]:
        refused.add("transfer.used")
    less = bool(offer.repayments) and act.pence != offer.pence  # a loan is approved whole
    if approves and (act.pence > offer.pence or act.cash > offer.cash or less):
        refused.add("transfer.amount")
    return refused


def _against_the_action(
    act: Act, offer: Offer, found: Transfer, entries: Sequence[Entry]
) -> set[str]:
    """Why what is approved cannot be moved on this day."""
    refused = set()
    if act.effective < offer.effective:
        refused.add("transfer.legs")
    gave = {each.authority for each in found.approvals}
    if not gave.issuperset(competent_for(parties_of(offer), act.effective)):
        refused.add("transfer.competence")
    if found.unmet:
        refused.add("transfer.conditions")
    if _not_back(offer, entries):
        refused.add("transfer.terms")
    return refused


def legs_of(act: Act, entries: Sequence[Entry]) -> tuple[tuple[Cell, int], ...]:
    """What a step posts: pending from submission to the end, and the legs of the action."""
    step, offer = _posting(act, entries), act.offer
    return legs(offer, step, act.pence, act.cash) if step and offer else ()


def memos_of(act: Act, entries: Sequence[Entry]) -> dict[str, int]:
    """What a step adds to what stands beside the ledger, by name."""
    step, offer = _posting(act, entries), act.offer
    return memos(act.number, offer, step, act.pence) if step and offer else {}


def _posting(act: Act, entries: Sequence[Entry]) -> str:
    """The word for what a step posts; empty where it posts nothing."""
    if act.kind == "transfer-actioned":
        return act.side
    if act.kind == "transfer-ended":
        return "ended" if transfer_of(entries, act.number).is_pending else ""
    return "submitted" if act.kind == "transfer-submitted" else ""
