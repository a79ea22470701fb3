"""The lines and memoranda of those transfers that do more than pass resource from hand to hand.

A return of what was lodged may stand for an anticipated allocation, a switch moves two limits of
one body, and a redirect moves what an authority holds of one body's headroom into another's limit.
"""

from collections.abc import Iterator, Sequence

from pctfinance.ledger.kinds import HEADROOM_HELD, Use
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit, Line, Memorandum, Strand
from pctfinance.ledger.lodgement_names import held_account

__all__ = [
    "HEADROOM_PENDING",
    "HEADROOM_RECEIVED",
    "HEADROOM_TRANSFERRED",
    "MOVED",
    "OF_ONE_BODY",
    "held_memoranda",
    "received",
    "redirected",
    "returned_lines",
    "switched_lines",
    "switched_to",
]

MOVED = {
    "lodgement": Account.LODGED,
    "return": Account.LODGED,
    "switch": Account.SWITCH,
    "redirect": Account.RELEASED,
}
"""The source by which a kind of transfer moves a limit, where it is not `transfer`."""

OF_ONE_BODY = {"support": "receiver", "return": "receiver", "lodgement": "giver", "switch": "giver"}
"""The kinds of transfer that move limits of one body alone, and which party it is."""

HEADROOM_PENDING = "headroom pending"
"""The memorandum account of held headroom that is set aside for a redirect, and still held."""

HEADROOM_TRANSFERRED = "headroom transferred"
"""The memorandum account of held headroom that was redirected to another body."""

HEADROOM_RECEIVED = "headroom received from "
"""How the memorandum accounts begin of headroom that was another body's; the donor's code ends it."""


def held_memoranda(lodgement: str, pence: int) -> Iterator[Memorandum]:
    """What an authority holds more (+) or less (-) of a lodgement; nothing where there is none.

    >>> [memo.account for memo in held_memoranda("L1", 5)]
    ['surplus held L1']
    """
    if lodgement:
        yield Memorandum(held_account(lodgement), pence)


def received(donor: str, pence: int) -> Iterator[Memorandum]:
    """What a body received of another's headroom; it names the donor.

    >>> [memo.account for memo in received("5K7", 5)]
    ['headroom received from 5K7']
    """
    yield Memorandum(f"{HEADROOM_RECEIVED}{donor}", pence)


def switched_to(strand: Strand) -> Strand:
    """Where a switch goes: from capital to revenue, non-recurrent; a reversal goes back.

    >>> str(switched_to(Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)))
    'capital, confirmed'
    """
    if strand.limit is Limit.CAPITAL:
        return Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)
    return Strand.of(Limit.CAPITAL)


def switched_lines(strand: Strand, pence: int) -> Iterator[Line]:
    """What a switch adds to the limit that it goes to.

    >>> [str(line.strand) for line in switched_lines(Strand.of(Limit.CAPITAL), 5)][0]
    'revenue, non-recurrent, confirmed'
    """
    other = switched_to(strand)
    yield Line(other, Account.SWITCH, pence)
    yield Line(other, Account.UNALLOCATED, -pence)


def redirected(held: int, pending: int, transferred: int) -> Iterator[Memorandum]:
    """What moves between held, set aside for a redirect, and transferred, at the donor.

    >>> [memo.account for memo in redirected(-5, 5, 0)]
    ['headroom held', 'headroom pending']
    """
    for account, pence in (
        (HEADROOM_HELD, held),
        (HEADROOM_PENDING, pending),
        (HEADROOM_TRANSFERRED, transferred),
    ):
        if pence:
            yield Memorandum(account, pence)


def returned_lines(
    strand: Strand, tranche: str, pence: int, anticipated_pence: int, uses: Sequence[Use]
) -> Iterator[Line]:
    """What comes back of a lodgement for which an anticipated allocation stands.

    As much of the allocation is taken back; the uses that were built on it stand against what was
    returned, and what they exceed it by is `unfunded` until somebody closes it.

    Args:
        strand: where the return comes in; confirmed.
        tranche: the tranche of the anticipated allocation.
        pence: what is returned.
        anticipated_pence: what the allocation falls by.
        uses: what was built on it.

    >>> strand = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT)
    >>> [(line.account.value, line.pence) for line in returned_lines(strand, "T1", 7, 7, ())]
    [('allocation', -7), ('unallocated', 7), ('lodged', 7), ('unallocated', -7)]
    """
    hoped = strand._replace(certainty=Certainty.ANTICIPATED)
    used = sum(use.pence for use in uses)
    yield Line(hoped, Account.ALLOCATION, -anticipated_pence, tranche=tranche)
    yield from (_use(hoped, use, use.pence, tranche) for use in uses)
    yield Line(hoped, Account.UNALLOCATED, anticipated_pence - used, tranche=tranche)
    yield Line(strand, Account.LODGED, pence)
    yield from (_use(strand, use, -use.pence, tranche) for use in uses)
    rest = Account.UNALLOCATED if pence >= used else Account.UNFUNDED
    yield Line(strand, rest, used - pence)


def _use(strand: Strand, use: Use, pence: int, tranche: str) -> Line:
    return Line(strand, use.account, pence, use.category, use.delegate, tranche)
