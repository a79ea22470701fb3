"""The posting table, line by line, as an accountant would check it; amounts in pence."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.commitments import CommitmentRegularised, ResourceCommitted
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.drawings import CashDrawn
from pctfinance.ledger.fund_legs import Part
from pctfinance.ledger.funds import FundContributed, FundWaived
from pctfinance.ledger.headroom import HeadroomLapsed, HeldBy
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    Beside,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    ContingencySet,
    Delegation,
    GapClosed,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    PlannedSurplus,
    SurplusLodged,
    Use,
    What,
)
from pctfinance.ledger.lines import (
    SOURCES,
    Account,
    Certainty,
    Funding,
    Limit,
    Line,
    Strand,
)
from pctfinance.ledger.lodged import LodgementLapsed
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.transfers import (
    Side,
    TransferActioned,
    TransferEnded,
    TransferKind,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement

CAPITAL_ANTICIPATED = Strand.of(Limit.CAPITAL, certainty=Certainty.ANTICIPATED)
R = "revenue, recurrent, confirmed"
NR = "revenue, non-recurrent, confirmed"
ANT = "revenue, recurrent, anticipated"
CAP = "capital, confirmed"

OFFERED = TransferTerms(
    number="T1",
    giver="5K7",
    receiver="5A9",
    pence=10,
    effective=date(2011, 9, 1),
    purpose="pressure",
)

OF_A_CELL = OFFERED.model_copy(update={"delegate": "07M", "category": "acute"})
DRAWN = OFFERED.model_copy(
    update={
        "number": "D1",
        "kind": TransferKind.DRAW,
        "fund": "F1",
        "parts": (Part("5K7", 6), Part("5A9", 3), Part("5C1", 1)),
    }
)
HEADROOM = DRAWN.model_copy(update={"funding": Funding.RECURRENT, "of_headroom": True})
SPREAD = DRAWN.model_copy(
    update={
        "number": "R1",
        "kind": TransferKind.RESPREAD,
        "parts": (Part("5K7", 6), Part("5C1", 4)),
    }
)
WRITTEN_OFF = LodgementLapsed(lodgement="L1", authority="Q36", pence=4)
"""£4 of a lodgement that never come back."""


def of_kind(kind: str, **terms: object) -> TransferTerms:
    """The terms of 10 of a kind."""
    return TransferTerms.model_validate({**OFFERED.model_dump(), "kind": kind, **terms})


LODGED = of_kind("lodgement", receiver="Q36", taken_from="planned surplus")
RETURNED = of_kind("return", giver="Q36", receiver="5K7", lodgement="L1")
SWITCHED = of_kind("switch", receiver="5K7", limit="capital", funding="not applicable")
BACK = of_kind("switch", receiver="5K7", reverses="S1")
REDIRECTED = of_kind("redirect")
NR_ANT = "revenue, non-recurrent, anticipated"
RENT = (Use(account=Account.RETAINED, pence=8, category="acute"),)
"""What was budgeted on an anticipated return."""

OF_KINDS: list[tuple[str, TransferTerms, str, dict[str, object], list[tuple[str, str, int]]]] = [
    (
        "planned surplus of 10 offered, 6 of it lodged with the SHA",
        LODGED,
        "giver",
        {},
        [
            (NR, "pending", 10),
            (NR, "planned surplus", -10),
            (NR, "lodged", -6),
            (NR, "planned surplus", 6),
        ],
    ),
    ("6 of it returned", RETURNED, "receiver", {}, [(NR, "lodged", 6), (NR, "unallocated", -6)]),
    (
        "6 returned of 9 that were anticipated, with a budget of 8 on them",
        RETURNED,
        "receiver",
        {"tranche": "return of 2010-11 held/surplus/L1", "anticipated_pence": 6, "uses": RENT},
        [
            (NR_ANT, "allocation", -6),
            (NR_ANT, "retained", 8),
            (NR_ANT, "unallocated", -2),
            (NR, "lodged", 6),
            (NR, "retained", -8),
            (NR, "unfunded", 2),
        ],
    ),
    (
        "10 of capital offered, 6 of it switched to revenue",
        SWITCHED,
        "giver",
        {},
        [
            (CAP, "pending", 10),
            (CAP, "unallocated", -10),
            (CAP, "capital to revenue", -6),
            (CAP, "unallocated", 6),
            (NR, "capital to revenue", 6),
            (NR, "unallocated", -6),
        ],
    ),
    (
        "a switch of 10 given back",
        BACK,
        "giver",
        {"pence": 10},
        [
            (NR, "pending", 10),
            (NR, "unallocated", -10),
            (NR, "capital to revenue", -10),
            (NR, "unallocated", 10),
            (CAP, "capital to revenue", 10),
            (CAP, "unallocated", -10),
        ],
    ),
    ("6 of held headroom redirected: a memorandum", REDIRECTED, "giver", {}, []),
    ("6 redirected", REDIRECTED, "receiver", {}, [(NR, "released", 6), (NR, "unallocated", -6)]),
]
"""Of each kind of transfer: what one leg posts where 6 of 10 was approved."""


def step_of(terms: TransferTerms, side: str, **more: object) -> TransferActioned:
    """A leg of 6, unless told otherwise."""
    named = {"number": terms.number, "digest": terms.digest, "terms": terms}
    return TransferActioned.model_validate({**named, "side": side, "pence": 6, **more})


NIGHT = datetime(2011, 12, 26, 2, 40)  # noqa: DTZ001 - by the clock on the wall

REPAID = OFFERED.model_copy(
    update={"number": "R1", "kind": TransferKind.REPAYMENT, "of_loan": "L1"}
)
WAIVED = REPAID.model_copy(update={"number": "W1", "kind": TransferKind.WRITE_OFF})
POSTING_TABLE: list[tuple[str, What, list[tuple[str, str, int]]]] = [
    (
        "allocation 100, recurrent, confirmed",
        Allocation(strand=RECURRENT, pence=100, issuer="DH"),
        [(R, "allocation", 100), (R, "unallocated", -100)],
    ),
    (
        "planned surplus 10",
        PlannedSurplus(strand=RECURRENT, pence=10),
        [(R, "unallocated", 10), (R, "planned surplus", -10)],
    ),
    (
        "planned surplus of 10 lodged with the SHA",
        SurplusLodged(strand=RECURRENT, pence=10),
        [(R, "lodged", -10), (R, "planned surplus", 10)],
    ),
    (
        "headroom 20, the SHA holds it",
        HeadroomLodged(pence=20),
        [(R, "lodged", -20), (R, "unallocated", 20)],
    ),
    (
        "its release of 8",
        HeadroomReleased(pence=8, case="BC1", category="transition"),
        [(NR, "released", 8), (NR, "headroom case", -8)],
    ),
    ("4 of it lapses: no line, a memorandum", HeadroomLapsed(pence=4), []),
    (
        "headroom 20, the PCT holds it",
        HeadroomSetAside(pence=20),
        [(R, "unallocated", 20), (R, "headroom", -20)],
    ),
    (
        "recurrent headroom of 6 used once",
        AppliedNonRecurrently(pence=6, category="transition", taken_from=Account.HEADROOM),
        [
            (R, "headroom", 6),
            (R, "applied non-recurrently", -6),
            (NR, "applied non-recurrently", 6),
            (NR, "retained", -6),
        ],
    ),
    (
        "anticipated 10 confirmed at 7: the gap of 3 is visible",
        AnticipatedSettled(
            tranche="T1",
            confirmed_pence=7,
            limit=Limit.REVENUE,
            funding=Funding.RECURRENT,
            anticipated_pence=10,
            uses=(Use(account=Account.RETAINED, pence=10, category="acute"),),
        ),
        [
            (ANT, "allocation", -10),
            (ANT, "retained", 10),
            (R, "allocation", 7),
            (R, "retained", -10),
            (R, "unfunded", 3),
        ],
    ),
    (
        "the gap of 3 closed from contingency",
        GapClosed(strand=RECURRENT, pence=3, taken_from=Account.CONTINGENCY),
        [(R, "contingency", 3), (R, "unfunded", -3)],
    ),
    (
        "delegation of 300 to a CCG",
        Delegation(strand=RECURRENT, pence=300, category="acute", delegate="07M"),
        [(R, "retained", 300), (R, "delegated", -300)],
    ),
    (
        "budget of 40 issued",
        BudgetIssued(strand=RECURRENT, pence=40, category="acute"),
        [(R, "unallocated", 40), (R, "retained", -40)],
    ),
    (
        "contingency of 5 set aside",
        ContingencySet(strand=RECURRENT, pence=5),
        [(R, "unallocated", 5), (R, "contingency", -5)],
    ),
    (
        "prior-year deficit of 4 to recover",
        BroughtForward(pence=-4),
        [(NR, "brought forward", -4), (NR, "unallocated", 4)],
    ),
    (
        "virement of 30 from acute to community",
        Virement(strand=RECURRENT, pence=30, from_category="acute", category="community"),
        [(R, "retained", 30), (R, "retained", -30)],
    ),
    (
        "virement of 20 inside what a CCG holds",
        Virement(
            strand=RECURRENT, pence=20, from_category="acute", category="community", delegate="07M"
        ),
        [(R, "delegated", 20), (R, "delegated", -20)],
    ),
    (
        "re-basing: acute falls by 15, community rises by 9, what a CCG has of it by 6",
        Rebasing(
            changes=(
                BudgetChange(strand=RECURRENT, category="acute", pence=-15),
                BudgetChange(strand=RECURRENT, category="community", pence=9),
                BudgetChange(strand=RECURRENT, category="community", pence=6, delegate="07M"),
            )
        ),
        [(R, "retained", 15), (R, "retained", -9), (R, "delegated", -6)],
    ),
    (
        "capital to revenue switch of 2",
        CapitalToRevenue(pence=2),
        [
            (CAP, "capital to revenue", -2),
            (CAP, "unallocated", 2),
            (NR, "capital to revenue", 2),
            (NR, "unallocated", -2),
        ],
    ),
    (
        "an allocation of 100 reversed",
        Reversal(
            corrects=1,
            digest="0" * 64,
            of_kind="allocation",
            posts=(
                Line(RECURRENT, Account.ALLOCATION, -100),
                Line(RECURRENT, Account.UNALLOCATED, 100),
            ),
        ),
        [(R, "allocation", -100), (R, "unallocated", 100)],
    ),
    (
        "transfer of 10 submitted",
        TransferSubmitted(number="T1", digest=OFFERED.digest, terms=OFFERED),
        [(NR, "pending", -10), (NR, "unallocated", 10)],
    ),
    (
        "transfer rejected",
        TransferEnded(
            number="T1", digest=OFFERED.digest, terms=OFFERED, outcome="rejected", reserved=True
        ),
        [(NR, "pending", 10), (NR, "unallocated", -10)],
    ),
    (
        "transfer actioned for 6, at the giver",
        TransferActioned(
            number="T1", digest=OFFERED.digest, terms=OFFERED, side=Side.GIVER, pence=6
        ),
        [
            (NR, "pending", 10),
            (NR, "unallocated", -10),
            (NR, "transfer", -6),
            (NR, "unallocated", 6),
        ],
    ),
    (
        "transfer actioned for 6, at the receiver",
        TransferActioned(
            number="T1", digest=OFFERED.digest, terms=OFFERED, side=Side.RECEIVER, pence=6
        ),
        [(NR, "transfer", 6), (NR, "unallocated", -6)],
    ),
    (
        "transfer of a delegate's 10 submitted",
        TransferSubmitted(number="T1", digest=OF_A_CELL.digest, terms=OF_A_CELL),
        [(NR, "pending", -10), (NR, "delegated", 10)],
    ),
    (
        "transfer of a delegate's 10 actioned for 6, at the giver",
        TransferActioned(
            number="T1", digest=OF_A_CELL.digest, terms=OF_A_CELL, side=Side.GIVER, pence=6
        ),
        [(NR, "pending", 10), (NR, "delegated", -10), (NR, "transfer", -6), (NR, "delegated", 6)],
    ),
    (
        "transfer of a delegate's 10 actioned for 6, at the receiver",
        TransferActioned(
            number="T1", digest=OF_A_CELL.digest, terms=OF_A_CELL, side=Side.RECEIVER, pence=6
        ),
        [(NR, "transfer", 6), (NR, "delegated", -6)],
    ),
    (
        "5 given to a fund",
        FundContributed(fund="F1", pence=5),
        [(NR, "unallocated", 5), (NR, "fund", -5)],
    ),
    (
        "5 given to a fund of headroom",
        FundContributed(fund="F1", pence=5, funding=Funding.RECURRENT, of_headroom=True),
        [(R, "headroom", 5), (R, "headroom", -5)],
    ),
    (
        "5 of recurrent resource used once for a fund",
        FundContributed(fund="F1", pence=5, applied=True),
        [
            (R, "unallocated", 5),
            (R, "applied non-recurrently", -5),
            (NR, "applied non-recurrently", 5),
            (NR, "fund", -5),
        ],
    ),
    (
        "a share of 5 waived, of which 3 were given",
        FundWaived(fund="F1", pence=5, returned_pence=3),
        [(NR, "unallocated", -3), (NR, "fund", 3)],
    ),
    (
        "draw of 10 on a fund submitted, of which Camden's part is 6",
        TransferSubmitted(number="D1", digest=DRAWN.digest, terms=DRAWN, party="5K7"),
        [(NR, "pending", -6), (NR, "fund", 6)],
    ),
    (
        "draw rejected, at Camden",
        TransferEnded(
            number="D1",
            digest=DRAWN.digest,
            terms=DRAWN,
            outcome="rejected",
            reserved=True,
            party="5K7",
        ),
        [(NR, "pending", 6), (NR, "fund", -6)],
    ),
    (
        "draw of 10 approved for 5: 3 of Camden's 6 pass",
        TransferActioned(
            number="D1", digest=DRAWN.digest, terms=DRAWN, side=Side.GIVER, party="5K7", pence=5
        ),
        [(NR, "pending", 6), (NR, "fund", -6), (NR, "fund", 3), (NR, "transfer", -3)],
    ),
    (
        "draw of 10 approved for 5: 2 of Barnet's own 3 are freed in its own limit",
        TransferActioned(
            number="D1", digest=DRAWN.digest, terms=DRAWN, side=Side.GIVER, party="5A9", pence=5
        ),
        [(NR, "pending", 3), (NR, "fund", -3), (NR, "fund", 2), (NR, "unallocated", -2)],
    ),
    (
        "draw of 10 approved for 5: Barnet receives what is not its own",
        TransferActioned(
            number="D1", digest=DRAWN.digest, terms=DRAWN, side=Side.RECEIVER, pence=5
        ),
        [(NR, "transfer", 3), (NR, "unallocated", -3)],
    ),
    (
        "draw of headroom: it is applied once before it passes",
        TransferActioned(
            number="D1",
            digest=HEADROOM.digest,
            terms=HEADROOM,
            side=Side.GIVER,
            party="5K7",
            pence=10,
        ),
        [
            (R, "pending", 6),
            (R, "headroom", -6),
            (R, "headroom", 6),
            (R, "applied non-recurrently", -6),
            (NR, "applied non-recurrently", 6),
            (NR, "transfer", -6),
        ],
    ),
    (
        "re-spread of 10 submitted: what Camden has unallocated is set aside",
        TransferSubmitted(number="R1", digest=SPREAD.digest, terms=SPREAD, party="5K7"),
        [(NR, "pending", -6), (NR, "unallocated", 6)],
    ),
    (
        "re-spread of 10 approved for 5, at Camden",
        TransferActioned(
            number="R1", digest=SPREAD.digest, terms=SPREAD, side=Side.GIVER, party="5K7", pence=5
        ),
        [
            (NR, "pending", 6),
            (NR, "unallocated", -6),
            (NR, "unallocated", 3),
            (NR, "fund", -3),
        ],
    ),
    (
        "re-spread at who is excused: nothing more",
        TransferActioned(
            number="R1", digest=SPREAD.digest, terms=SPREAD, side=Side.RECEIVER, pence=5
        ),
        [],
    ),
    *(
        (f"{name}, at the {side}", step_of(terms, side, **more), lines)
        for name, terms, side, more, lines in OF_KINDS
    ),
    ("4 of a lodgement is written off: no line, a memorandum", WRITTEN_OFF, []),
    (
        "4 committed in an emergency by another PCT's director",
        ResourceCommitted(
            commitment="E1", pence=4, category="continuing-care", on_call_body="5C9", at=NIGHT
        ),
        [(NR, "unallocated", 4), (NR, "committed", -4)],
    ),
    (
        "3 of it regularised: a budget",
        CommitmentRegularised(commitment="E1", pence=3, category="continuing-care"),
        [(NR, "committed", 3), (NR, "retained", -3)],
    ),
    ("5 of cash drawn: no line, it is charged against the limit", CashDrawn(pence=5), []),
    (
        "repayment of 10, at the lender",
        TransferActioned(
            number="R1", digest=REPAID.digest, terms=REPAID, side=Side.RECEIVER, pence=10
        ),
        [(NR, "transfer", 10), (NR, "unallocated", -10)],
    ),
    (
        "write-off of 10 submitted: no line",
        TransferSubmitted(number="W1", digest=WAIVED.digest, terms=WAIVED),
        [],
    ),
    (
        "write-off of 6 actioned: no line",
        TransferActioned(number="W1", digest=WAIVED.digest, terms=WAIVED, side=Side.GIVER, pence=6),
        [],
    ),
]


@pytest.mark.parametrize(
    ("what", "lines"), [row[1:] for row in POSTING_TABLE], ids=[row[0] for row in POSTING_TABLE]
)
def test_posting_table(what: What, lines: list[tuple[str, str, int]]) -> None:
    """Each kind of event posts the lines of the table: sources positive, uses negative."""
    posted = event(what).lines
    assert [(str(line.strand), line.account.value, line.pence) for line in posted] == lines


_PENCE = st.integers(-(10**12), 10**12)
_POSITIVE = st.integers(1, 10**12)
_STRANDS = st.sampled_from([RECURRENT, NON_RECURRENT, ANTICIPATED])
_OFFERS = st.builds(
    lambda terms, pence, cash: terms.model_copy(update={"pence": pence, "cash_pence": cash}),
    st.sampled_from([OFFERED, OF_A_CELL, LODGED, RETURNED, SWITCHED, BACK, REDIRECTED]),
    _POSITIVE,
    st.integers(0, 10**12),
)
ANY_ORIGINAL = st.one_of(
    st.builds(Allocation, strand=_STRANDS | st.just(CAPITAL), pence=_PENCE, issuer=st.just("DH")),
    st.builds(
        AnticipatedSettled,
        tranche=st.just("T"),
        confirmed_pence=_PENCE,
        limit=st.just(Limit.REVENUE),
        funding=st.sampled_from([Funding.RECURRENT, Funding.NON_RECURRENT]),
        anticipated_pence=_PENCE,
        uses=st.lists(
            st.builds(
                Use, account=st.just(Account.RETAINED), pence=_PENCE, category=st.text(max_size=3)
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(AppliedNonRecurrently, pence=_POSITIVE, category=st.just("once")),
    st.builds(BroughtForward, pence=_PENCE),
    st.builds(BudgetIssued, strand=_STRANDS, pence=_PENCE, category=st.just("acute")),
    st.builds(CapitalToRevenue, pence=_POSITIVE),
    st.builds(ContingencySet, strand=_STRANDS, pence=_PENCE),
    st.builds(
        Delegation,
        strand=_STRANDS,
        pence=_PENCE,
        category=st.just("acute"),
        delegate=st.just("07M"),
        taken_from=st.sampled_from([Account.RETAINED, Account.UNALLOCATED]),
    ),
    st.builds(FundContributed, fund=st.just("F1"), pence=_POSITIVE, applied=st.booleans()),
    st.builds(
        FundContributed,
        fund=st.just("F1"),
        pence=_POSITIVE,
        funding=st.just(Funding.RECURRENT),
        of_headroom=st.booleans(),
    ),
    st.builds(
        FundWaived, fund=st.just("F1"), pence=_POSITIVE, returned_pence=st.integers(0, 10**12)
    ),
    st.builds(GapClosed, strand=_STRANDS, pence=_POSITIVE),
    st.builds(HeadroomLapsed, pence=_POSITIVE, held_by=st.sampled_from(HeldBy)),
    st.builds(HeadroomLodged, pence=_POSITIVE),
    st.builds(
        HeadroomReleased, pence=_POSITIVE, case=st.just("BC1"), category=st.just("transition")
    ),
    st.builds(HeadroomSetAside, pence=_POSITIVE),
    st.builds(LodgementLapsed, lodgement=st.just("L1"), authority=st.just("Q36"), pence=_POSITIVE),
    st.builds(PlannedSurplus, strand=_STRANDS, pence=_PENCE),
    st.builds(SurplusLodged, strand=_STRANDS, pence=_POSITIVE),
    st.builds(
        ResourceCommitted,
        commitment=st.just("E1"),
        pence=_POSITIVE,
        category=st.just("acute"),
        funding=st.sampled_from([Funding.RECURRENT, Funding.NON_RECURRENT]),
        on_call_body=st.just("5C9"),
        at=st.just(NIGHT),
    ),
    st.builds(
        CommitmentRegularised,
        commitment=st.just("E1"),
        pence=_POSITIVE,
        category=st.just("acute"),
        funding=st.sampled_from([Funding.RECURRENT, Funding.NON_RECURRENT]),
    ),
    st.builds(CashDrawn, pence=_PENCE),
)


def reversal_of(what: What) -> Reversal:
    """What a reversal of `what` is once it was posted."""
    return Reversal(
        corrects=1,
        digest="0" * 64,
        of_kind=str(what.model_dump()["kind"]),
        posts=tuple(line._replace(pence=-line.pence) for line in what.lines()),
        follows=tuple(memo._replace(pence=-memo.pence) for memo in what.memoranda()),
    )


_ANY_TRANSFER = st.one_of(
    st.builds(
        TransferSubmitted, number=st.just("T1"), digest=st.just(OFFERED.digest), terms=_OFFERS
    ),
    st.builds(
        TransferEnded,
        number=st.just("T1"),
        digest=st.just(OFFERED.digest),
        terms=_OFFERS,
        outcome=st.sampled_from(["rejected", "withdrawn"]),
        reserved=st.booleans(),
    ),
    st.builds(
        TransferActioned,
        number=st.just("T1"),
        digest=st.just(OFFERED.digest),
        terms=_OFFERS,
        side=st.sampled_from(Side),
        pence=_POSITIVE,
        cash_pence=st.integers(0, 10**12),
        tranche=st.sampled_from(["", "return of 2010-11 held/surplus/L1"]),
        anticipated_pence=_POSITIVE,
        uses=st.sampled_from([(), RENT]),
    ),
)
_PARTIES = {"party": st.sampled_from(["5K7", "5A9", "5C1", ""])}
_OF_FUND = {
    "number": st.just("D1"),
    "digest": st.just(DRAWN.digest),
    "terms": st.sampled_from([DRAWN, HEADROOM, SPREAD]),
}
_ANY_DRAW = st.one_of(
    st.builds(TransferSubmitted, **_OF_FUND, **_PARTIES),
    st.builds(
        TransferEnded,
        **_OF_FUND,
        **_PARTIES,
        outcome=st.just("rejected"),
        reserved=st.booleans(),
    ),
    st.builds(
        TransferActioned,
        **_OF_FUND,
        **_PARTIES,
        side=st.sampled_from(Side),
        pence=st.integers(1, 10),
    ),
)
ANY_WHAT = ANY_ORIGINAL | ANY_ORIGINAL.map(reversal_of) | _ANY_TRANSFER | _ANY_DRAW


def _leaves(kind: Any) -> set[type[What]]:
    """The kinds of the library below a kind that no other of it is below."""
    below = [each for each in kind.__subclasses__() if each.__module__.startswith("pctfinance.")]
    return {leaf for each in below for leaf in _leaves(each)} if below else {kind}


def test_every_kind_of_event_is_drawn() -> None:
    """The strategy above knows every kind there is: a new kind cannot stay untested."""
    kinds = _leaves(What)
    # What happens beside the resource posts no lines.
    names = {kind.__name__ for kind in kinds if not issubclass(kind, Beside)}
    assert names == {type(row[1]).__name__ for row in POSTING_TABLE}


def test_what_an_authority_holds_follows_in_memoranda() -> None:
    """What is lodged, returned or redirected is followed beside the ledger, in pence."""

    def held(what: What) -> list[tuple[str, int]]:
        return [(memo.account, memo.pence) for memo in what.memoranda()]

    ended = TransferEnded(
        number="T1", digest=OFFERED.digest, terms=REDIRECTED, outcome="rejected", reserved=True
    )
    submitted = TransferSubmitted(number="T1", digest=OFFERED.digest, terms=REDIRECTED)
    assert held(step_of(LODGED, "giver")) == [("surplus held T1", 6)]
    assert held(step_of(RETURNED, "receiver")) == [("surplus held L1", -6)]
    assert held(WRITTEN_OFF) == [("surplus held L1", -4)]
    assert held(submitted) == [("headroom held", -10), ("headroom pending", 10)]
    assert held(ended) == [("headroom held", 10), ("headroom pending", -10)]
    assert held(step_of(REDIRECTED, "giver")) == [
        ("headroom held", 4),
        ("headroom pending", -10),
        ("headroom transferred", 6),
    ]
    assert held(step_of(REDIRECTED, "receiver")) == [("headroom received from 5K7", 6)]
    assert not any(submitted.lines())
    assert not any(ended.lines())
    assert held(step_of(OFFERED, "giver")) == []


@given(what=ANY_WHAT)
def test_every_event_balances_within_each_strand(what: What) -> None:
    """Whatever the amounts, the lines of an event sum to zero in each strand."""
    sums: dict[str, int] = {}
    for line in event(what).lines:
        sums[str(line.strand)] = sums.get(str(line.strand), 0) + line.pence
    assert not any(sums.values())


@given(what=ANY_WHAT)
def test_only_a_source_moves_a_limit(what: What) -> None:
    """The sum of the limits moves by the event's sources; budgets and delegations leave it."""
    lines = event(what).lines
    moved = sum(line.pence for line in lines if line.account in SOURCES)
    if isinstance(what, BudgetIssued | Delegation | ContingencySet | HeadroomSetAside | GapClosed):
        assert moved == 0
    if isinstance(what, FundContributed | FundWaived):
        assert moved == 0, "a fund holds nothing"
    if isinstance(what, CapitalToRevenue):
        assert moved == 0, "a switch conserves across limits"
    if isinstance(what, Allocation):
        assert moved == what.pence


def ledger(*events: What, approval: str = "") -> ResourceLedger:
    """Barnet's ledger with these events, in this order, one a month from April."""
    return ResourceLedger().post(
        event(what, effective=date(2011, 4 + index, 1), approval=approval)
        for index, what in enumerate(events)
    )


def test_anticipated_money_confirmed_for_less_leaves_a_visible_gap() -> None:
    """Budgeted on 10 that was anticipated, confirmed at 7: the limit is 7, 3 are unfunded."""
    after = ledger(
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T1"),
        AnticipatedSettled(tranche="T1", confirmed_pence=7, issuer="DH"),
    ).balances("5A9", YEAR_END)
    assert after.limit() == 7
    assert after.limit(certainty=Certainty.ANTICIPATED) == 0
    assert after.use([Account.RETAINED]) == 10
    assert after.use([Account.UNFUNDED]) == -3
    assert after.reserves == -3


def test_anticipated_money_confirmed_for_more_is_unallocated() -> None:
    """Budgeted on 10, confirmed at 12: the 2 wait, unallocated."""
    after = ledger(
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T1"),
        AnticipatedSettled(tranche="T1", confirmed_pence=12, issuer="DH"),
    ).balances("5A9", YEAR_END)
    assert (after.limit(), after.use([Account.UNALLOCATED])) == (12, 2)


def test_anticipated_money_that_never_came() -> None:
    """Cancelled: nothing is left of the tranche but the budget that was built on it, unfunded."""
    after = ledger(
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        BudgetIssued(strand=ANTICIPATED, pence=4, category="acute", tranche="T1"),
        AnticipatedSettled(tranche="T1", confirmed_pence=0),
    ).balances("5A9", YEAR_END)
    assert after.limit() == 0
    assert after.use([Account.UNFUNDED]) == -4
    assert after.use([Account.UNALLOCATED], certainty=Certainty.ANTICIPATED) == 0


def test_a_gap_is_closed_by_withdrawing_the_budget_or_from_contingency() -> None:
    """A gap of 3: 1 comes from contingency, 2 are taken back from the budget; nothing is left."""
    after = ledger(
        Allocation(strand=RECURRENT, pence=100, issuer="DH"),
        ContingencySet(strand=RECURRENT, pence=5),
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T1"),
        AnticipatedSettled(tranche="T1", confirmed_pence=7, issuer="DH"),
        GapClosed(strand=RECURRENT, pence=1, taken_from=Account.CONTINGENCY),
        BudgetIssued(strand=RECURRENT, pence=-2, category="acute", taken_from=Account.UNFUNDED),
    ).balances("5A9", YEAR_END)
    assert after.use([Account.UNFUNDED]) == 0
    assert after.use([Account.CONTINGENCY]) == 4
    assert after.use([Account.RETAINED]) == 8


def test_headroom_with_the_sha_is_followed_until_it_comes_back() -> None:
    """Of 20 lodged, 8 are released: limit 100 - 20 + 8, and the SHA still holds 12."""
    after = ResourceLedger().post(
        [
            event(Allocation(strand=RECURRENT, pence=100, issuer="DH")),
            event(HeadroomLodged(pence=20)),
            event(HeadroomReleased(pence=8, case="BC1", category="transition"), approval="SHA/1"),
        ]
    )
    balances = after.balances("5A9", YEAR_END)
    assert balances.limit() == 88
    assert balances.limit(funding=Funding.NON_RECURRENT) == 8
    assert balances.memoranda == {"headroom held": 12}


def test_the_base_of_headroom_is_frozen_when_it_is_lodged() -> None:
    """A later allocation does not change the base that stands in the event."""
    before = ledger(
        Allocation(strand=RECURRENT, pence=1000, issuer="DH"),
        Allocation(strand=NON_RECURRENT, pence=500, issuer="DH"),
        HeadroomLodged(pence=20),
    )
    later = event(Allocation(strand=RECURRENT, pence=9000, issuer="DH"))
    lodged = before.post([later]).events[2].what
    assert isinstance(lodged, HeadroomLodged)
    assert lodged.base_pence == 1000


REFUSALS: list[tuple[str, list[What], str]] = [
    (
        "release of more than the SHA holds",
        [HeadroomLodged(pence=20), HeadroomReleased(pence=21, case="BC1", category="transition")],
        "takes £0.21 from 5A9's headroom held: £0.01 more than there is",
    ),
    (
        "use of more headroom than was set aside",
        [
            HeadroomSetAside(pence=20),
            AppliedNonRecurrently(pence=25, category="once", taken_from=Account.HEADROOM),
        ],
        "from 5A9's headroom: £0.05 more than there is",
    ),
    (
        "delegation of more than is retained",
        [
            BudgetIssued(strand=RECURRENT, pence=10, category="acute"),
            Delegation(strand=RECURRENT, pence=11, category="acute", delegate="07M"),
        ],
        "from 5A9's retained acute: £0.01 more than there is",
    ),
    (
        "taking back more than was delegated",
        [
            BudgetIssued(strand=RECURRENT, pence=10, category="acute"),
            Delegation(strand=RECURRENT, pence=5, category="acute", delegate="07M"),
            Delegation(strand=RECURRENT, pence=-6, category="acute", delegate="07M"),
        ],
        "from 5A9's delegated acute 07M: £0.01 more than there is",
    ),
    (
        "lodging a surplus that was never planned",
        [SurplusLodged(strand=RECURRENT, pence=1)],
        "from 5A9's planned surplus: £0.01 more than there is",
    ),
    (
        "closing more of a gap than is open",
        [GapClosed(strand=RECURRENT, pence=3)],
        "from 5A9's unfunded: £0.03 more than there is",
    ),
    (
        "settling a tranche that was never anticipated",
        [AnticipatedSettled(tranche="T9", confirmed_pence=1)],
        "there is no anticipated allocation 'T9' of 5A9",
    ),
    (
        "settling a tranche twice",
        [
            Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
            AnticipatedSettled(tranche="T1", confirmed_pence=7),
            AnticipatedSettled(tranche="T1", confirmed_pence=7),
        ],
        "the anticipated allocation 'T1' of 5A9 was already settled",
    ),
    (
        "capital in a tranche of revenue",
        [
            Allocation(strand=ANTICIPATED, pence=1, issuer="DH", tranche="T1"),
            Allocation(strand=CAPITAL_ANTICIPATED, pence=50, issuer="DH", tranche="T1"),
        ],
        "is revenue, recurrent, anticipated, not capital, anticipated",
    ),
    (
        "a settlement that says another limit",
        [
            Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
            AnticipatedSettled(tranche="T1", confirmed_pence=7, limit=Limit.CAPITAL),
        ],
        "it cannot be settled as capital, recurrent",
    ),
    (
        "a confirmed allocation in a tranche",
        [Allocation(strand=RECURRENT, pence=10, issuer="DH", tranche="T1")],
        "confirmed resource is no part of the anticipated allocation 'T1' of 5A9",
    ),
    (
        "a budget on a tranche that is not there",
        [BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T9")],
        "there is no anticipated allocation 'T9' of 5A9",
    ),
    (
        "a budget on a tranche that was cancelled",
        [
            Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
            AnticipatedSettled(tranche="T1", confirmed_pence=0),
            BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T1"),
        ],
        "the anticipated allocation 'T1' of 5A9 was already settled",
    ),
]


@pytest.mark.parametrize(
    ("events", "message"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_refusals_say_what_is_wrong(events: list[What], message: str) -> None:
    """More is taken than there is, or what is settled is not there: refused, in words."""
    with pytest.raises(PostingRefusedError) as refused:
        ledger(*events, approval="SHA/1")
    assert [message in str(finding) for finding in refused.value.findings] == [True]
    assert refused.value.exit_code == 3


def test_no_purse_is_overdrawn_in_between() -> None:
    """A release dated before the lodgement is refused, though the year's sums would do."""
    with pytest.raises(PostingRefusedError):
        ResourceLedger().post(
            [
                event(HeadroomLodged(pence=20), effective=date(2011, 9, 1)),
                event(
                    HeadroomReleased(pence=5, case="BC1", category="transition"),
                    effective=date(2011, 6, 1),
                    approval="SHA/1",
                ),
            ]
        )


def test_a_tranche_is_not_settled_before_its_own_events() -> None:
    """A settlement in May of what is anticipated in June has its dates wrong."""
    with pytest.raises(PostingRefusedError, match="before its own event of 2011-06-01"):
        ResourceLedger().post(
            [
                event(
                    Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
                    effective=date(2011, 6, 1),
                ),
                event(
                    AnticipatedSettled(tranche="T1", confirmed_pence=7), effective=date(2011, 5, 1)
                ),
            ]
        )


def test_a_release_without_approval_is_missing_an_approval() -> None:
    """Nothing else is wrong: the error is the one with exit code 4, and names the rule."""
    with pytest.raises(ApprovalMissingError, match=r"names no approval .* \[SOM 25: ") as refused:
        ledger(
            HeadroomLodged(pence=20), HeadroomReleased(pence=5, case="BC1", category="transition")
        )
    assert refused.value.exit_code == 4


def test_a_missing_approval_beside_other_faults_is_a_refused_input() -> None:
    """Both are named; the exit code is that of the input that cannot be relied on."""
    with pytest.raises(PostingRefusedError) as refused:
        ledger(
            HeadroomLodged(pence=20), HeadroomReleased(pence=25, case="BC1", category="transition")
        )
    assert {finding.code for finding in refused.value.findings} == {
        "approval.missing",
        "ledger.exceeds",
    }


def test_a_refusal_names_every_event_that_is_wrong_and_leaves_the_ledger() -> None:
    """Two wrong events, two findings; the ledger is a value and stays what it was."""
    before = ledger(Allocation(strand=RECURRENT, pence=100, issuer="DH"))
    with pytest.raises(PostingRefusedError) as refused:
        before.post(
            [
                event(SurplusLodged(strand=RECURRENT, pence=1)),
                event(Allocation(strand=RECURRENT, pence=5, issuer="DH")),
                event(AnticipatedSettled(tranche="T9", confirmed_pence=1)),
            ]
        )
    assert [finding.code for finding in refused.value.findings] == [
        "ledger.exceeds",
        "ledger.unknown-tranche",
    ]
    assert len(before.events) == 1


def test_bodies_do_not_share_a_purse() -> None:
    """Enfield's lodged headroom is no source for a release to Barnet."""
    with pytest.raises(PostingRefusedError):
        ResourceLedger().post(
            [
                event(HeadroomLodged(pence=20), body="5C1"),
                event(
                    HeadroomReleased(pence=5, case="BC1", category="transition"),
                    body="5A9",
                    approval="SHA/1",
                ),
            ]
        )


def test_a_limit_without_a_confirmed_source_is_unknown() -> None:
    """Anticipated money alone makes no limit, and neither does a capital limit make one of cash."""
    anticipated = ledger(
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        Allocation(strand=CAPITAL, pence=10, issuer="DH"),
    ).balances("5A9", YEAR_END)
    assert anticipated.limits == {Limit.CAPITAL}


def test_a_notified_limit_of_nothing_is_a_limit() -> None:
    """An allocation of 0 for capital: the limit is known, and it is zero."""
    balances = ledger(Allocation(strand=CAPITAL, pence=0, issuer="DH")).balances("5A9", YEAR_END)
    assert balances.limits == {Limit.CAPITAL}
    assert balances.limit(Limit.CAPITAL) == 0


def test_an_anticipated_allocation_may_be_raised_until_it_is_settled() -> None:
    """10 and 5 more in one tranche, confirmed at 12: nothing anticipated is left."""
    after = ledger(
        Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
        Allocation(strand=ANTICIPATED, pence=5, issuer="DH", tranche="T1"),
        AnticipatedSettled(tranche="T1", confirmed_pence=12, issuer="DH"),
    ).balances("5A9", YEAR_END)
    assert (after.limit(), after.limit(certainty=Certainty.ANTICIPATED)) == (12, 0)


def test_a_later_lodgement_does_not_cover_an_earlier_day() -> None:
    """Headroom 20 in April, 8 used in May, 15 more used in April: overdrawn in May, though not
    on the day of the last event."""
    before = ResourceLedger().post(
        [
            event(HeadroomSetAside(pence=20)),
            event(
                AppliedNonRecurrently(pence=8, category="once", taken_from=Account.HEADROOM),
                effective=date(2011, 5, 1),
            ),
        ]
    )
    with pytest.raises(PostingRefusedError, match=r"£0\.03 more than there is"):
        before.post(
            [event(AppliedNonRecurrently(pence=15, category="once", taken_from=Account.HEADROOM))]
        )
