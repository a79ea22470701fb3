"""The posting table, line by line, as an accountant would check it; amounts in pence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.ledger.corrections import Reversal
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
    lambda pence, cash_pence: OFFERED.model_copy(update={"pence": pence, "cash_pence": cash_pence}),
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
    st.builds(GapClosed, strand=_STRANDS, pence=_POSITIVE),
    st.builds(HeadroomLapsed, pence=_POSITIVE, held_by=st.sampled_from(HeldBy)),
    st.builds(HeadroomLodged, pence=_POSITIVE),
    st.builds(
        HeadroomReleased, pence=_POSITIVE, case=st.just("BC1"), category=st.just("transition")
    ),
    st.builds(HeadroomSetAside, pence=_POSITIVE),
    st.builds(PlannedSurplus, strand=_STRANDS, pence=_PENCE),
    st.builds(SurplusLodged, strand=_STRANDS, pence=_POSITIVE),
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
    ),
)
ANY_WHAT = ANY_ORIGINAL | ANY_ORIGINAL.map(reversal_of) | _ANY_TRANSFER


def test_every_kind_of_event_is_drawn() -> None:
    """The strategy above knows every kind there is: a new kind cannot stay untested."""
    kinds = {kind for kind in What.__subclasses__() if not kind.__name__.startswith("_")}
    kinds |= {kind for base in What.__subclasses__() for kind in base.__subclasses__()}
    kinds = {kind for kind in kinds if not kind.__subclasses__()}
    # What happens beside the resource posts no lines.
    names = {kind.__name__ for kind in kinds if not issubclass(kind, Beside)}
    assert names == {type(row[1]).__name__ for row in POSTING_TABLE}


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
    with pytest.raises(ApprovalMissingError, match=r"names no approval .* \(SOM 25\)") as refused:
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
