"""What passes between two bodies is found whoever is asked for, by positions as by controls."""

from ledger_examples import NON_RECURRENT, event
from pctfinance.ledger.kinds import Allocation
from sharing_examples import ncl, swapped
from test_recharge_patterns import spent


def test_a_body_that_is_asked_for_alone_is_told_the_same() -> None:
    """Barnet pays Camden, and its letter of £100 goes to Camden: each of both alone is told so.

    Enfield has no part in it and is told nothing. What the positions tell, the controls do.
    """
    book = ncl()
    spent(book, 100_020_000_00, 12)
    swapped(book, "R1", 30_000_00, "M12")
    for body, pence in (("5A9", -100_00), ("5K7", 100_00)):
        what = Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH")
        book.post(event(what, body=body, reference=f"letter {body}"))
    controls = ("recharges-as-transfers", "transfer-disguised", "delegate-tunnel", "fund-re-spread")
    codes = {"ledger.offsetting-allocations", "recharge.turns-duty"}
    whole = [f for f in book.position("M12").findings if f.code in codes]
    assert [f.code for f in whole] == ["ledger.offsetting-allocations", "recharge.turns-duty"]
    for group, told in (("5A9", whole), ("5K7", whole[1:]), ("5C1", [])):
        found = [f for f in book.position("M12", group=group).findings if f.code in codes]
        assert [f.message for f in found] == [f.message for f in told]
        checked = book.check("M12", group=group, only=controls)
        assert {f.message for f in checked.findings} == {f.message for f in told}
