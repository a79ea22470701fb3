"""The kinds of transfers of the reference model: whose they are, what terms they have, what they post.

Written from the table of kinds in `docs/transfers.md`; nothing of the library is used.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from reference_acts import CAP, CASH, NR, Cell, Offer, Strand

__all__ = [
    "KINDS",
    "SHA",
    "SHA_CLUSTER",
    "YEARS_END",
    "back_of",
    "competent",
    "competent_for",
    "home_of",
    "is_offered",
    "legs",
    "lodged_as",
    "memos",
    "parties_of",
    "sides_of",
    "terms_are_wrong",
]

SHA, SHA_CLUSTER = "Q36", "LON"
YEARS_END = date(2012, 3, 31)
CLUSTERS_BEGIN = date(2011, 10, 3)
# Bassetlaw is overseen by its own SHA and by that of its cluster; Doncaster by the latter.
ELSEWHERE = MappingProxyType({"5ET": (("Q33", "Q32"), ("MAE", "NOE")), "5N5": (("Q32",), ("NOE",))})


class Kind(NamedTuple):
    """Who agrees and is moved, by which account of the ledger; empty: no limit moves."""

    sides: tuple[str, ...]
    account: str
    back: str = "straight"  # the kind that gives it back


_BOTH = ("giver", "receiver")
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "straight": Kind(_BOTH, "transfer"),
        "loan": Kind(_BOTH, "transfer"),
        "repayment": Kind(_BOTH, "transfer"),
        "write-off": Kind(_BOTH, ""),
        "reschedule": Kind(_BOTH, ""),
        "support": Kind(_BOTH[1:], "transfer"),
        "lodgement": Kind(_BOTH[:1], "lodged", "return"),
        "return": Kind(_BOTH[1:], "lodged", "lodgement"),
        "switch": Kind(_BOTH[:1], "capital to revenue", "switch"),
        "redirect": Kind(_BOTH, "released", "redirect"),
    }
)


def competent(day: date) -> str:
    """Who decides for a PCT of London: its SHA, and from 3 October 2011 the SHA cluster."""
    return SHA if day < CLUSTERS_BEGIN else SHA_CLUSTER


def competent_for(bodies: Sequence[str], day: date) -> tuple[str, ...]:
    """All who must approve what moves these bodies on a day."""
    found: list[str] = []
    for body in bodies:
        then = ELSEWHERE.get(body)
        found += [competent(day)] if then is None else then[day >= CLUSTERS_BEGIN]
    return tuple(dict.fromkeys(found))


def sides_of(offer: Offer) -> tuple[str, ...]:
    """Which of its parties has a limit here that it moves, and agrees to it."""
    return KINDS[offer.kind].sides


def parties_of(offer: Offer) -> tuple[str, ...]:
    """The bodies whose limits it moves."""
    return tuple(offer.giver if side == "giver" else offer.receiver for side in sides_of(offer))


def home_of(offer: Offer) -> str:
    """The body in whose log its steps stand."""
    return parties_of(offer)[0]


def lodged_as(number: str, offer: Offer) -> str:
    """The lodgement that it makes, brings back or restores."""
    makes = offer.kind == "lodgement" and not offer.reverses
    return number if makes else offer.lodgement


def is_offered(offer: Offer) -> bool:
    """Whether what is offered is set aside in the giver's ledger."""
    from_outside = "giver" not in sides_of(offer) or _held_by(offer) == "giver"
    return bool(KINDS[offer.kind].account) and not from_outside


def _held_by(offer: Offer) -> str:
    """Of a redirect, the party whose headroom an authority holds."""
    if offer.kind != "redirect":
        return ""
    return "receiver" if offer.reverses else "giver"


# Terms


def terms_are_wrong(offer: Offer, number: str, bodies: Sequence[str]) -> bool:
    """Whether these cannot be the terms of a transfer of their kind, in a book of these bodies."""
    one_body = offer.giver == offer.receiver
    wrong = (
        any(party not in bodies for party in parties_of(offer)),
        one_body != (offer.kind == "switch"),
        not date(2011, 4, 1) <= offer.effective <= YEARS_END,
        bool(offer.delegate) != bool(offer.category),
        bool(offer.delegate) and (offer.kind, offer.strand[0]) != ("straight", "revenue"),
    )
    return any(wrong) or _of_loans(offer) or _of_lodgements(offer, number) or _of_one_limit(offer)


def _of_loans(offer: Offer) -> bool:
    scheduled = offer.kind in ("loan", "reschedule")
    of_a_loan = offer.kind in ("repayment", "write-off", "reschedule")
    moves = bool(KINDS[offer.kind].account)
    return (
        (scheduled and sum(pence for _, pence in offer.repayments) != offer.pence)
        or (bool(offer.repayments) and not scheduled)
        or of_a_loan != bool(offer.of_loan)
        or (not moves and bool(offer.cash or offer.reverses))
    )


def _of_lodgements(offer: Offer, number: str) -> bool:
    if offer.kind not in ("lodgement", "return"):
        return bool(offer.lodgement or offer.returns) or offer.taken_from != "unallocated"
    names = offer.kind == "return" or bool(offer.reverses)
    early = [1 for year, pence in offer.returns if year < "2011-12" or pence <= 0]
    return (
        names != bool(offer.lodgement)
        or (offer.kind == "return" and bool(offer.returns))
        or (offer.kind == "return" and not offer.reverses and offer.taken_from != "unallocated")
        or (offer.kind == "lodgement" and number[:1].isdigit())
        or bool(early)
    )


def _of_one_limit(offer: Offer) -> bool:
    """A switch goes from capital to revenue, and back; headroom is spent non-recurrently."""
    if offer.kind == "switch":
        return offer.strand != (NR if offer.reverses else CAP) or bool(offer.cash)
    return offer.kind == "redirect" and (offer.strand != NR or bool(offer.cash))


def back_of(number: str, given: Offer, moved: tuple[int, int], effective: date) -> Offer:
    """The terms that give exactly back what was moved: resource and cash."""
    switched: Strand = NR if given.strand == CAP else CAP
    return given._replace(
        giver=given.receiver,
        receiver=given.giver,
        strand=switched if given.kind == "switch" else given.strand,
        pence=moved[0],
        cash=moved[1],
        effective=effective,
        reverses=number,
        kind=KINDS[given.kind].back,
        repayments=(),
        of_loan="",
        lodgement=lodged_as(number, given),
        returns=(),
    )


# What is posted

Lines = tuple[tuple[Cell, int], ...]


def legs(offer: Offer, step: str, pence: int, cash: int) -> Lines:
    """What a step posts: `submitted`, `ended`, or the leg of the `giver` or `receiver` of an action."""
    account = KINDS[offer.kind].account
    if step in ("submitted", "ended", "giver") and is_offered(offer):
        sign = -1 if step == "submitted" else 1
        lines = _both(offer, "pending", sign * offer.pence, sign * offer.cash)
    else:
        lines = ()
    if step not in _BOTH or not account or step == _held_by(offer):
        return lines
    sign = -1 if step == "giver" else 1
    lines += _both(offer, account, sign * pence, sign * cash)
    if offer.kind == "switch":
        other = NR if offer.strand == CAP else CAP
        lines += ((Cell(other, account), pence), (Cell(other, "unallocated"), -pence))
    return lines


def _both(offer: Offer, account: str, pence: int, cash: int) -> Lines:
    """Resource and its cash: in the account, and against what it is taken from or comes to."""
    against = Cell(offer.strand, offer.taken_from)
    if offer.delegate:
        against = Cell(offer.strand, "delegated", offer.category, offer.delegate)
    lines: Lines = ((Cell(offer.strand, account), pence), (against, -pence))
    if cash:
        lines += ((Cell(CASH, account), cash), (Cell(CASH, "unallocated"), -cash))
    return lines


def memos(number: str, offer: Offer, step: str, pence: int) -> dict[str, int]:
    """What stands beside the ledger, and is more or less by a step; see `legs`.

    Of held headroom, `held` is what an authority holds and nobody asked for.
    """
    sign = 1 if step == "giver" else -1
    if step in _BOTH and (lodgement := lodged_as(number, offer)):
        return {f"surplus held {lodgement}": sign * pence}
    holder = _held_by(offer)
    if not holder:
        return {}
    if step in ("submitted", "ended"):
        offered = offer.pence if step == "submitted" else -offer.pence
        return {"held": -offered, "headroom pending": offered} if holder == "giver" else {}
    donor = offer.giver if holder == "giver" else offer.receiver
    undone = -1 if offer.reverses else 1
    if step != holder:
        return {f"headroom received from {donor}": undone * pence}
    if offer.reverses:
        return {"held": pence, "headroom transferred": -pence}
    rest = offer.pence - pence
    return {"held": rest, "headroom pending": -offer.pence, "headroom transferred": pence}
