"""Corrections by reversal: an event and its reversal are nothing together, and both stay."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger_examples import (
    ANTICIPATED,
    CAPITAL,
    MONTH_8,
    NON_RECURRENT,
    RECURRENT,
    YEAR_END,
    event,
)
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import ApprovalMissingError, PctFinanceError, PostingRefusedError, UsageError
from pctfinance.ledger.commitments import CommitmentRegularised, ResourceCommitted
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.drawings import CashDrawn
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import FundContributed, FundWaived
from pctfinance.ledger.headroom import HeadroomLapsed, HeldBy
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
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
    What,
)
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.lodged import LodgementCarried, LodgementLapsed
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import fingerprint
from pctfinance.ledger.transfers import TransferStep
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from test_ledger_posting import ANY_ORIGINAL, POSTING_TABLE, reversal_of

MAY = date(2011, 5, 1)
JUNE = date(2011, 6, 1)


def reversal(sequence: int, effective: date = JUNE, **parts: Any) -> Event:
    """Barnet's reversal of one of its events, in June unless told otherwise."""
    asked = {"by": "Head of Finance", "purpose": "entered by mistake", **parts}
    body = asked.pop("body", "5A9")
    approval = asked.pop("approval", "")
    made = event(
        Reversal(corrects=sequence),
        body=body,
        effective=effective,
        notified=asked.pop("notified", None),
        reference="memo 1",
        approval=approval,
    )
    return made.model_copy(update=asked)


def cells_of(ledger: ResourceLedger, period: Period) -> tuple[dict[Any, int], dict[str, int]]:
    """What the lines and memoranda of Barnet add up to, line by line; nothing is left out."""
    cells: dict[Any, int] = defaultdict(int)
    memoranda: dict[str, int] = defaultdict(int)
    for one in ledger.standing("5A9", period):
        for line in one.what.lines():
            cells[line[:2] + line[3:]] += line.pence
        for memo in one.what.memoranda():
            memoranda[memo.account] += memo.pence
    return (
        {cell: pence for cell, pence in cells.items() if pence},
        {account: pence for account, pence in memoranda.items() if pence},
    )


# A ledger in which every kind of event finds what it takes from: a settled tranche with a gap, and
# an open one.
GROUND: list[What] = [
    Allocation(strand=RECURRENT, pence=10**13, issuer="DH"),
    Allocation(strand=NON_RECURRENT, pence=10**13, issuer="DH"),
    Allocation(strand=CAPITAL, pence=10**13, issuer="DH"),
    HeadroomLodged(pence=10**13),
    HeadroomSetAside(pence=10**13),
    PlannedSurplus(strand=RECURRENT, pence=10**13),
    PlannedSurplus(strand=NON_RECURRENT, pence=10**13),
    ContingencySet(strand=RECURRENT, pence=10**13),
    ContingencySet(strand=NON_RECURRENT, pence=10**13),
    BudgetIssued(strand=RECURRENT, pence=10**13, category="acute"),
    BudgetIssued(strand=NON_RECURRENT, pence=10**13, category="acute"),
    Delegation(strand=RECURRENT, pence=10**12, category="acute", delegate="07M"),
    Allocation(strand=ANTICIPATED, pence=10**13, issuer="DH", tranche="S"),
    BudgetIssued(strand=ANTICIPATED, pence=10**13, category="acute", tranche="S"),
    AnticipatedSettled(tranche="S", confirmed_pence=0),
    Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T"),
    BudgetIssued(strand=ANTICIPATED, pence=4, category="acute", tranche="T"),
    LodgementCarried(
        lodgement="L1",
        holder="Q36",
        limit=Limit.REVENUE,
        funding=Funding.NON_RECURRENT,
        lodged_pence=10**13,
        returned_pence=0,
        lapsed_pence=0,
    ),
    ResourceCommitted(
        commitment="E0",
        pence=10**12,
        category="acute",
        on_call_body="5C9",
        at=datetime(2011, 4, 1, 3),  # noqa: DTZ001 - by the clock on the wall
    ),
]


def ground() -> ResourceLedger:
    """The ledger above, all of it in April."""
    signed = {"by": "On-call director", "purpose": "at night"}
    return ResourceLedger().post(
        event(what, approval="SHA/1").model_copy(update=signed) for what in GROUND
    )


EACH_KIND: list[What] = [
    Allocation(strand=RECURRENT, pence=100, issuer="DH"),
    Allocation(strand=ANTICIPATED, pence=100, issuer="DH", tranche="T"),
    AnticipatedSettled(tranche="T", confirmed_pence=7),
    AppliedNonRecurrently(pence=6, category="once", taken_from=Account.HEADROOM),
    BroughtForward(pence=-4),
    BudgetIssued(strand=RECURRENT, pence=40, category="acute"),
    HeadroomLapsed(pence=2, held_by=HeldBy.AUTHORITY),
    Virement(strand=RECURRENT, pence=3, from_category="acute", category="dental"),
    Rebasing(
        changes=(
            BudgetChange(strand=RECURRENT, category="acute", pence=-2),
            BudgetChange(strand=RECURRENT, category="dental", pence=2),
        )
    ),
    BudgetIssued(strand=ANTICIPATED, pence=2, category="acute", tranche="T"),
    CapitalToRevenue(pence=2),
    ContingencySet(strand=RECURRENT, pence=5),
    Delegation(strand=RECURRENT, pence=-3, category="acute", delegate="07M"),
    GapClosed(strand=RECURRENT, pence=3, taken_from=Account.CONTINGENCY),
    HeadroomLodged(pence=20),
    HeadroomReleased(pence=8, case="BC1", category="transition"),
    HeadroomSetAside(pence=20),
    LodgementLapsed(lodgement="L1", authority="Q36", pence=4),
    PlannedSurplus(strand=RECURRENT, pence=10),
    SurplusLodged(strand=RECURRENT, pence=10),
    ResourceCommitted(
        commitment="E1",
        pence=4,
        category="acute",
        on_call_body="5C9",
        at=datetime(MAY.year, MAY.month, MAY.day, 3),  # noqa: DTZ001 - as above
    ),
    CommitmentRegularised(commitment="E0", pence=3, category="acute"),
    CashDrawn(pence=5),
    FundContributed(fund="F1", pence=5, of_headroom=True, funding=Funding.RECURRENT),
]


@pytest.mark.parametrize("what", EACH_KIND, ids=lambda what: what.kind)
def test_each_kind_is_reversed_to_nothing(what: What) -> None:
    """From the day of the reversal everything is as before the event; until then it stands."""
    before = ground()
    signed = {"by": "Director of Finance", "purpose": "agreed"}
    made = event(what, effective=MAY, approval="SHA/1").model_copy(update=signed)
    posted = before.post([made])
    wrong = posted.events[-1]
    after = posted.post([reversal(wrong.sequence, approval="SHA/2")])
    assert cells_of(after, YEAR_END) == cells_of(before, YEAR_END)
    assert after.balances("5A9", YEAR_END) == before.balances("5A9", YEAR_END)
    may = Period("2011-12 M02")
    assert cells_of(after, may) == cells_of(posted, may)
    assert after.balances("5A9", may) == posted.balances("5A9", may)
    assert after.events[:-1] == posted.events, "what was posted is never changed"


def test_no_kind_is_forgotten_above() -> None:
    """Each kind of the posting table but reversals, transfers and waivers, which have other ways."""
    posting = {type(row[1]) for row in POSTING_TABLE}
    others = Reversal | TransferStep | FundWaived
    reversed_here = {kind for kind in posting if not issubclass(kind, others)}
    assert {type(what) for what in EACH_KIND} == reversed_here


def tried(ledger: ResourceLedger, posted: Event) -> ResourceLedger | set[str]:
    """The ledger with one more event, or the codes of its refusal."""
    try:
        return ledger.post([posted])
    except PctFinanceError as error:
        return {finding.code for finding in error.findings}


@settings(deadline=None)
@given(
    whats=st.lists(ANY_ORIGINAL, max_size=3),
    what=ANY_ORIGINAL.filter(lambda what: not isinstance(what, FundWaived)),
    effective=st.dates(MAY, date(2012, 3, 31)),
    later=st.integers(0, 60),
)
def test_an_event_and_its_reversal_leave_everything_as_before(
    whats: list[What], what: What, effective: date, later: int
) -> None:
    """Any event that can be posted, on any day, reversed on that day or later: sums, memoranda."""
    before = ground()
    for other in whats:
        more = tried(before, event(other, effective=MAY, approval="SHA/1"))
        before = more if isinstance(more, ResourceLedger) else before
    posted = tried(before, event(what, effective=effective, approval="SHA/1"))
    assume(isinstance(posted, ResourceLedger))
    assert isinstance(posted, ResourceLedger)
    back = min(date.fromordinal(effective.toordinal() + later), date(2012, 3, 31))
    after = tried(posted, reversal(posted.events[-1].sequence, back, approval="SHA/2"))
    if not isinstance(after, ResourceLedger):
        # What is overdrawn already (a budget may be) is not taken from by a delegation.
        assert (after, type(what)) == ({"ledger.exceeds"}, Delegation)
        return
    assert cells_of(after, YEAR_END) == cells_of(before, YEAR_END)
    assert after.balances("5A9", YEAR_END) == before.balances("5A9", YEAR_END)
    sums: dict[object, int] = defaultdict(int)
    for line in after.events[-1].lines:
        sums[line.strand] += line.pence
    assert not any(sums.values())
    assert ResourceLedger().post(after.events) == after, "it replays to the same"


def test_an_allocation_that_was_all_a_limit_had_leaves_no_limit() -> None:
    """A limit without a source is not zero, it is unknown: also once its only source is undone."""
    posted = ResourceLedger().post([event(Allocation(strand=RECURRENT, pence=100, issuer="DH"))])
    after = posted.post([reversal(1)])
    assert posted.balances("5A9", YEAR_END).limits == {Limit.REVENUE}
    assert after.balances("5A9", YEAR_END).limits == frozenset()


def test_what_was_not_known_was_not_reversed() -> None:
    """The reversal is notified on 20 November: as known the day before, the allocation stands."""
    posted = ResourceLedger().post([event(Allocation(strand=RECURRENT, pence=100, issuer="DH"))])
    after = posted.post([reversal(1, notified=date(2011, 11, 20))])
    assert after.balances("5A9", MONTH_8, date(2011, 11, 19)).limit() == 100
    assert after.balances("5A9", MONTH_8, date(2011, 11, 20)).limit() == 0


# Tranches


def hoped(*more: What) -> ResourceLedger:
    """Anticipated 10, budgeted 10, and what follows, all of it in April."""
    return ResourceLedger().post(
        event(what)
        for what in (
            Allocation(strand=ANTICIPATED, pence=10, issuer="DH", tranche="T1"),
            BudgetIssued(strand=ANTICIPATED, pence=10, category="acute", tranche="T1"),
            *more,
        )
    )


def test_a_reversal_takes_part_in_an_open_tranche() -> None:
    """The budget of 10 is reversed, 6 are budgeted instead, 7 confirmed: nothing is unfunded."""
    after = hoped().post([reversal(2)])
    after = after.post(
        [
            event(
                BudgetIssued(strand=ANTICIPATED, pence=6, category="acute", tranche="T1"),
                effective=JUNE,
            ),
            event(AnticipatedSettled(tranche="T1", confirmed_pence=7), effective=JUNE),
        ]
    )
    balances = after.balances("5A9", YEAR_END)
    assert balances.limit() == 7
    assert balances.use([Account.RETAINED]) == 6
    assert (balances.use([Account.UNALLOCATED]), balances.use([Account.UNFUNDED])) == (1, 0)


def test_a_tranche_is_not_settled_before_a_reversal_in_it() -> None:
    """The budget is reversed in June; in May it still stands, so the settlement is not dated so."""
    with pytest.raises(PostingRefusedError, match="before its own event of 2011-06-01"):
        hoped().post(
            [
                reversal(2),
                event(AnticipatedSettled(tranche="T1", confirmed_pence=7), effective=MAY),
            ]
        )


def test_what_was_settled_is_not_reversed_before_its_settlement() -> None:
    """A budget of a settled tranche: refused, with what to do first."""
    settled = hoped(AnticipatedSettled(tranche="T1", confirmed_pence=7))
    with pytest.raises(PostingRefusedError, match="reverse the settlement first"):
        settled.post([reversal(2)])


def test_a_reversed_settlement_leaves_the_tranche_open() -> None:
    """Settled at 7 by mistake; reversed, the budget lowered, and settled at 9 as notified."""
    settled = hoped(AnticipatedSettled(tranche="T1", confirmed_pence=7))
    opened = settled.post([reversal(3)])
    balances = opened.balances("5A9", YEAR_END)
    assert (balances.limit(), balances.limit(certainty=Certainty.ANTICIPATED)) == (0, 10)
    assert balances.use([Account.UNFUNDED]) == 0
    again = opened.post([reversal(2)]).post(
        [event(AnticipatedSettled(tranche="T1", confirmed_pence=9), effective=JUNE)]
    )
    balances = again.balances("5A9", YEAR_END)
    assert (balances.limit(), balances.limit(certainty=Certainty.ANTICIPATED)) == (9, 0)
    assert (balances.use([Account.RETAINED]), balances.use([Account.UNALLOCATED])) == (0, 9)


def test_a_settlement_whose_gap_was_closed_is_not_reversed() -> None:
    """The 3 that came short were found elsewhere: first that is reversed, and then the rest."""
    closed = hoped(
        AnticipatedSettled(tranche="T1", confirmed_pence=7), GapClosed(strand=RECURRENT, pence=3)
    )
    with pytest.raises(
        PostingRefusedError, match=r"from 5A9's unfunded: £0\.03 more than there is"
    ):
        closed.post([reversal(3)])
    assert closed.post([reversal(4)]).post([reversal(3)]).balances("5A9", YEAR_END).limit() == 0


# Refusals

RefusedCase = tuple[str, Callable[[], Event], str]
REFUSED: list[RefusedCase] = [
    ("no such event", lambda: reversal(9), "corrects event 9, which is no event of 5A9"),
    ("another body's", lambda: reversal(1, body="5C1"), "which is no event of 5C1 in this book"),
    (
        "before the event",
        lambda: reversal(2, MAY, notified=JUNE),
        "before what it corrects on 2011-06-01",
    ),
    (
        "known before the event",
        lambda: reversal(2, notified=date(2011, 4, 30)),
        "was notified on 2011-04-30, before what it corrects on 2011-06-01",
    ),
    ("without a reason", lambda: reversal(1, purpose=" "), "does not say why"),
    ("without an office", lambda: reversal(1, by=""), "does not say who asks for it"),
    ("a second time", lambda: reversal(3), "was reversed before, by 'memo 1'"),
    ("a reversal", lambda: reversal(4), "enter the event again that was reversed"),
    ("figures", lambda: reversal(5), "load the corrected figures again"),
    (
        "another event than the one meant",
        lambda: reversal(1).model_copy(update={"what": Reversal(corrects=1, digest="0" * 64)}),
        "is not what reversal 'memo 1' of 5A9 was made for",
    ),
    (
        "a contingency that was used meanwhile",
        lambda: reversal(6),
        "from 5A9's contingency: £0.04 more than there is",
    ),
]


def held() -> ResourceLedger:
    """An allocation, one in June, one that was reversed, figures, a contingency that was used."""
    first = ResourceLedger().post(
        [
            event(Allocation(strand=RECURRENT, pence=100, issuer="DH")),
            event(Allocation(strand=RECURRENT, pence=50, issuer="DH"), effective=JUNE),
            event(Allocation(strand=RECURRENT, pence=7, issuer="DH")),
        ]
    )
    return first.post([reversal(3)]).post(
        [
            event(FiguresLoaded(table="actuals", rows=(FigureRow(1, Limit.REVENUE, "acute", 1),))),
            event(ContingencySet(strand=RECURRENT, pence=5)),
            event(
                BudgetIssued(
                    strand=RECURRENT, pence=4, category="acute", taken_from=Account.CONTINGENCY
                )
            ),
        ]
    )


@pytest.mark.parametrize(
    ("asked", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_reversed_is_refused_in_words(
    asked: Callable[[], Event], message: str
) -> None:
    """Each with its own reason, and what to do instead."""
    with pytest.raises(PostingRefusedError) as refused:
        held().post([asked()])
    assert [message in str(finding) for finding in refused.value.findings] == [True]


def test_an_event_of_the_same_command_has_no_number_to_be_named_by() -> None:
    """It is in no book yet, so nobody can have seen that it is wrong."""
    with pytest.raises(PostingRefusedError, match="corrects event 2, which is no event of 5A9"):
        ResourceLedger().post(
            [
                event(Allocation(strand=RECURRENT, pence=100, issuer="DH")),
                event(Allocation(strand=RECURRENT, pence=50, issuer="DH")),
                reversal(2),
            ]
        )


def test_two_reversals_of_one_event_in_one_command_are_one_too_many() -> None:
    """The second is refused, and with it both."""
    posted = ResourceLedger().post([event(Allocation(strand=RECURRENT, pence=100, issuer="DH"))])
    with pytest.raises(PostingRefusedError, match="was reversed before"):
        posted.post([reversal(1), reversal(1)])


def test_what_needed_an_approval_needs_one_to_be_reversed() -> None:
    """A release of headroom, approved by the SHA, is taken back only with the SHA's word."""
    posted = ResourceLedger().post(
        [
            event(HeadroomLodged(pence=20)),
            event(HeadroomReleased(pence=8, case="BC1", category="transition"), approval="SHA/1"),
        ]
    )
    with pytest.raises(ApprovalMissingError, match=r"names no approval .* \[SOM 25: "):
        posted.post([reversal(2)])
    after = posted.post([reversal(2, approval="SHA/2")])
    assert after.balances("5A9", YEAR_END).memoranda == {"headroom held": 20}


def test_the_taking_back_of_a_delegation_is_not_reversed_beyond_the_budget() -> None:
    """Delegated 5 of 10, taken back, and 8 withdrawn: the 5 are no longer there to be delegated."""
    posted = ResourceLedger().post(
        event(what)
        for what in (
            BudgetIssued(strand=RECURRENT, pence=10, category="acute"),
            Delegation(strand=RECURRENT, pence=5, category="acute", delegate="07M"),
            Delegation(strand=RECURRENT, pence=-5, category="acute", delegate="07M"),
            BudgetIssued(strand=RECURRENT, pence=-8, category="acute"),
        )
    )
    with pytest.raises(PostingRefusedError, match=r"from 5A9's retained acute: £0\.03 more"):
        posted.post([reversal(3)])


def test_a_reversal_that_was_changed_replays_to_something_else() -> None:
    """What it posts is taken from the event that it names, whatever the log says."""
    posted = ResourceLedger().post([event(Allocation(strand=RECURRENT, pence=100, issuer="DH"))])
    after = posted.post([reversal(1)])
    *before, last = after.events
    forged = last.model_copy(update={"what": reversal_of(BroughtForward(pence=100))})
    with pytest.raises(PostingRefusedError, match="is not what reversal"):
        ResourceLedger().post([*before, forged])
    silent = last.model_copy(update={"what": last.what.model_copy(update={"posts": ()})})
    assert ResourceLedger().post([*before, silent]) == after, "which is not what it was given"


# The book


def asked_of(book: Book, sequence: int, **parts: Any) -> int:
    """Reverse an event of a book; the number of events posted."""
    asked = {
        "effective": "2011-06-01",
        "notified": "2011-06-03",
        "by": "Head of Finance",
        "reason": "entered by mistake",
        "reference": "memo 1",
        **parts,
    }
    return book.reverse(sequence, **asked).posted


def small() -> Book:
    """A book in which Barnet has an allocation of £1 and one of £0.50 by mistake."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=RECURRENT, pence=100, issuer="DH"), reference="L/1"),
        event(Allocation(strand=RECURRENT, pence=50, issuer="DH"), reference="L/2"),
    )
    return book


def test_the_statement_shows_both_lines() -> None:
    """The allocation stays where it was; its reversal stands below it, with the reason."""
    book = small()
    mistake = book.limit("5A9", as_of="M12").changes[-1]
    assert asked_of(book, mistake.sequence) == 1
    statement = book.limit("5A9", as_of="M12")
    assert [(line.reference, line.total_pence, line.purpose) for line in statement.changes] == [
        ("L/1", 100, ""),
        ("L/2", 50, ""),
        ("memo 1", -50, "entered by mistake"),
    ]
    assert statement.total() == 100
    assert book.limit("5A9", as_of="M2").total() == 150
    assert book.verify() == ()


def test_a_reversal_names_the_very_event() -> None:
    """Its number in the book and the fingerprint of its content stand in the log."""
    book = small()
    mistake = book.limit("5A9", as_of="M12").changes[-1].sequence
    asked_of(book, mistake)
    original, reversed_by = book.holdings.resource.events[-2:]
    assert isinstance(reversed_by.what, Reversal)
    assert (reversed_by.what.corrects, original.sequence) == (mistake, mistake)
    assert reversed_by.what.digest == fingerprint(original)
    assert (reversed_by.by, reversed_by.what.of_kind) == ("Head of Finance", "allocation")


def test_a_reversal_that_is_said_again_is_answered() -> None:
    """By its request: the first receipt; without one: refused, and nothing was written."""
    book = small()
    mistake = book.limit("5A9", as_of="M12").changes[-1].sequence
    for _ in range(2):
        assert asked_of(book, mistake, request="r1") == 1
    head = book.head
    with pytest.raises(PostingRefusedError, match="was reversed before"):
        asked_of(book, mistake)
    with pytest.raises(PostingRefusedError, match="there is no event 999"):
        asked_of(book, 999)
    with pytest.raises(UsageError, match="is not a date"):
        asked_of(book, mistake, effective="June")
    assert book.head == head


def test_a_journal_is_not_reversed() -> None:
    """It is corrected by another journal, and the refusal says so."""
    book = small()
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=5),
        JournalLine("81000", credit_pence=5),
    ]
    receipt = book.submit_journal(
        "5A9", "M2", lines, number="J1", by="Head of Finance", narrative="accrual"
    )
    with pytest.raises(PostingRefusedError, match="correct it by another journal"):
        asked_of(book, receipt.sequence)


def test_resource_that_leaves_by_a_reversal_and_comes_elsewhere_is_shown() -> None:
    """Barnet's allocation reversed and the same given to Camden: a transfer in disguise."""
    book = small()
    mistake = book.limit("5A9", as_of="M12").changes[-1].sequence
    asked_of(book, mistake)
    book.post(
        event(Allocation(strand=RECURRENT, pence=50, issuer="DH"), body="5K7", effective=JUNE)
    )
    codes = {finding.code for finding in book.position("M3", basis="ytd").findings}
    assert "ledger.offsetting-allocations" in codes
