"""Transfers of the reference model: who may take which step, and what each step posts.

Told from all steps so far, each time anew; nothing of the library is used. A word with a full stop is
the code by which the book refuses as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from reference_acts import CASH, Act, Cell, Entry, Offer

__all__ = [
    "SHA",
    "SHA_CLUSTER",
    "TRANSFERS",
    "Officer",
    "Officers",
    "Transfer",
    "against_the_transfer",
    "competent",
    "legs_of",
    "numbers_of",
    "transfer_of",
]

TRANSFERS = (
    *("transfer-proposed", "transfer-agreed", "transfer-submitted", "transfer-approved"),
    *("transfer-condition-met", "transfer-ended", "transfer-actioned"),
)
SHA, SHA_CLUSTER = "Q36", "LON"
YEARS_END = date(2012, 3, 31)
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
    approval: Act | None = None
    met: set[str] = field(default_factory=set)
    is_pending: bool = False
    last: Act | None = None

    @property
    def unmet(self) -> list[str]:
        """The conditions of its approval that are not met, each once."""
        made = self.approval.conditions if self.approval else ()
        return [condition for condition in dict.fromkeys(made) if condition not in self.met]


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
    """The transfer behind one more step."""
    match act.kind.removeprefix("transfer-"):
        case "proposed":
            return Transfer("proposed", act.offer, [act])
        case "agreed":
            found.signed.append(act)
            if {each.side for each in found.signed[1:]} == {"giver", "receiver"}:
                found.state = "agreed"
        case "submitted":
            found.state, found.is_pending = "submitted", True
        case "approved":
            found.state, found.approval = "approved", act
        case "condition-met":
            found.met.add(act.conditions[0])
        case "ended":
            found.state, found.is_pending = act.outcome, False
        case "actioned" if act.side == "receiver":
            found.state, found.is_pending = "actioned", False
    return found


def numbers_of(entries: Sequence[Entry]) -> list[str]:
    """The numbers of all transfers that were ever proposed, each once."""
    proposed = (e.act.number for e in entries if e.act.kind == "transfer-proposed")
    return list(dict.fromkeys(proposed))


def competent(day: date) -> str:
    """Who decides for a PCT of London: its SHA, and from 3 October 2011 the SHA cluster."""
    return SHA if day < date(2011, 10, 3) else SHA_CLUSTER


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


def against_the_transfer(
    act: Act, entries: Sequence[Entry], officers: Sequence[Officers], number: int
) -> set[str]:
    """Why a step of a transfer is refused; `number` is the one that it would have."""
    if act.side == "receiver" and act.kind == "transfer-actioned":
        # The second leg: all was said of the first, and both count from one day.
        return {"transfer.legs"} if entries[-1].act.effective != act.effective else set()
    refused = set() if act.by.strip() else {"transfer.unsigned"}
    found = transfer_of(entries, act.number)
    if act.kind == "transfer-proposed":
        return refused | _against_the_proposal(act, entries, found, (officers, number))
    if act.other_terms:
        refused.add("transfer.digest")
    assert found.offer is not None
    assert found.last is not None
    if found.state not in ALLOWED[act.outcome or act.kind]:
        code = "state"
        if act.kind == "transfer-actioned" and found.state != "returned":
            code = "used" if found.state in ("actioned", "reversed") else "unapproved"
        refused.add(f"transfer.{code}")
    if act.notified < found.last.notified:
        refused.add("transfer.state")
    if refused - {"transfer.unsigned"}:
        return refused
    return refused | _against_the_step(act, entries, found, (officers, number))


_Signing = tuple[Sequence[Officers], int]


def _against_the_proposal(
    act: Act, entries: Sequence[Entry], found: Transfer, signing: _Signing
) -> set[str]:
    offer, refused = act.offer, set()
    assert offer is not None
    if found.state not in ALLOWED[act.kind]:
        refused.add("transfer.state")
    if found.last and found.state == "returned" and act.notified < found.last.notified:
        refused.add("transfer.state")
    in_year = date(2011, 4, 1) <= offer.effective <= YEARS_END
    moves_a_budget = not offer.delegate or (offer.category and offer.strand[0] == "revenue")
    named = bool(offer.delegate) == bool(offer.category)
    other = offer.giver != offer.receiver and offer.receiver.startswith("5")
    if not (in_year and moves_a_budget and named and other) or _not_back(offer, entries):
        refused.add("transfer.terms")
    return refused | _unsigned(act, (offer.giver, offer.receiver), offer.pence, signing)


def _not_back(offer: Offer, entries: Sequence[Entry]) -> bool:
    """Whether a reversal gives back something else than what was actioned, or again."""
    if not offer.reverses:
        return False
    of = transfer_of(entries, offer.reverses)
    if of.state != "actioned" or of.offer is None or of.approval is None:
        return True
    given = of.offer
    moved = (of.approval.pence, of.approval.cash)
    back = given._replace(
        giver=given.receiver,
        receiver=given.giver,
        pence=moved[0],
        cash=moved[1],
        effective=offer.effective,
        reverses=offer.reverses,
    )
    return offer != back


def _unsigned(act: Act, parties: Sequence[str], pence: int, signing: _Signing) -> set[str]:
    """Where every party stated who signs for it, one of those does."""
    stated = [_stated(signing[0], party, signing[1]) for party in parties]
    if all(stated) and not any(_may_sign(each, act, pence) for each in stated):
        return {"transfer.officer"}
    return set()


def _against_the_step(
    act: Act, entries: Sequence[Entry], found: Transfer, signing: _Signing
) -> set[str]:
    """Why a step is refused that comes in the right state and order."""
    offer = found.offer
    assert offer is not None
    parties = (act.body,) if act.kind == "transfer-agreed" else (offer.giver, offer.receiver)
    signed = {_office(each.by) for each in found.signed}
    refused: set[str] = set()
    if act.kind in ("transfer-agreed", "transfer-submitted", "transfer-actioned"):
        refused |= _unsigned(act, parties, offer.pence, signing)
    if act.kind == "transfer-approved" or act.outcome in ("rejected", "returned"):
        refused |= _against_the_authority(act, offer, signed, signing)
    if act.kind == "transfer-actioned":
        refused |= _against_the_action(act, offer, found, entries)
    agreed = {each.side for each in found.signed[1:]}
    wrong = {
        "state": (act.kind == "transfer-agreed" and act.side in agreed)
        or (act.outcome == "expired" and act.notified < YEARS_END),
        "resource": act.kind == "transfer-submitted" and act.effective > offer.effective,
        "conditions": act.kind == "transfer-condition-met" and act.conditions[0] not in found.unmet,
        "unsigned": act.outcome == "withdrawn" and _office(act.by) not in signed,
    }
    return refused | {f"transfer.{code}" for code, is_wrong in wrong.items() if is_wrong}


def _against_the_authority(act: Act, offer: Offer, signed: set[str], signing: _Signing) -> set[str]:
    """Why an office cannot approve for an authority, or send back."""
    approves = act.kind == "transfer-approved"
    refused = set()
    if act.authority != competent(offer.effective):
        refused.add("transfer.competence")
    stated = _stated(signing[0], act.authority, signing[1])
    if not _may_sign(stated, act, act.pence if approves else 0):
        refused.add("transfer.officer")
    if _office(act.by) in signed:
        refused.add("transfer.own-approval")
    if approves and (act.pence > offer.pence or act.cash > offer.cash):
        refused.add("transfer.amount")
    return refused


def _against_the_action(
    act: Act, offer: Offer, found: Transfer, entries: Sequence[Entry]
) -> set[str]:
    """Why what is approved cannot be moved on this day."""
    refused = set()
    if act.effective < offer.effective:
        refused.add("transfer.legs")
    if competent(act.effective) != competent(offer.effective):
        refused.add("transfer.competence")
    if found.unmet:
        refused.add("transfer.conditions")
    if _not_back(offer, entries):
        refused.add("transfer.terms")
    return refused


def legs_of(act: Act, entries: Sequence[Entry]) -> tuple[tuple[Cell, int], ...]:
    """What a step posts: pending from submission to the end, and both legs of the action."""
    offer = act.offer
    if offer is None:
        return ()
    found = transfer_of(entries, act.number)
    if act.kind == "transfer-submitted":
        return _both(offer, "pending", -offer.pence, -offer.cash)
    if act.kind == "transfer-ended" and found.is_pending:
        return _both(offer, "pending", offer.pence, offer.cash)
    if act.kind == "transfer-actioned" and act.side == "giver":
        given_back = _both(offer, "pending", offer.pence, offer.cash)
        return given_back + _both(offer, "transfer", -act.pence, -act.cash)
    if act.kind == "transfer-actioned":
        return _both(offer, "transfer", act.pence, act.cash)
    return ()


def _both(offer: Offer, account: str, pence: int, cash: int) -> tuple[tuple[Cell, int], ...]:
    """Resource and its cash: in the account, and against what is unallocated or a delegate's."""
    against = Cell(offer.strand, "unallocated")
    if offer.delegate:
        against = Cell(offer.strand, "delegated", offer.category, offer.delegate)
    lines = [(Cell(offer.strand, account), pence), (against, -pence)]
    if cash:
        lines += [(Cell(CASH, account), cash), (Cell(CASH, "unallocated"), -cash)]
    return tuple(lines)
