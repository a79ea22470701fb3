"""The roll into the next year, worked by hand: two boards, whole pounds, every figure to check."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Register
from pctfinance.book import Book
from pctfinance.errors import ApprovalMissingError, PostingRefusedError, UsageError
from pctfinance.ledger.closing_items import ClosingItem, ItemKind
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    HeadroomLodged,
    PlannedSurplus,
    SurplusLodged,
)
from pctfinance.ledger.lines import Certainty, Funding, Limit, Strand
from pctfinance.ledger.year_end import DecidedPart, Decision, ReturnExpected, YearEndDecided
from pctfinance.records import Records
from pctfinance.store.log import EventLog
from pctfinance.terms import Terms
from pctfinance.year_end import Decided
from year_end_examples import (
    MAY,
    OFFICE,
    PAPER,
    TWO,
    actuals,
    all_decided,
    barnet,
    decided,
    enfield,
    part,
    register,
    two_boards,
)


def pounds(items: tuple[ClosingItem, ...]) -> dict[str, tuple[int, str]]:
    """Amount in pounds and default of each item."""
    return {item.key: (item.pence // 100, item.default.value) for item in items}


def test_the_proposal_lists_every_source_and_reserve() -> None:
    """Barnet's items, with what the rules give; the amounts are those of its docstring."""
    assert pounds(two_boards().rolling("5A9").items) == {
        "revenue/recurrent/allocation/DH": (1000, "carry"),
        "revenue/recurrent/allocation/Q36": (50, "carry"),
        "revenue/recurrent/lodged": (-20, "lapse"),
        "revenue/non-recurrent/allocation/DH": (80, "lapse"),
        "revenue/non-recurrent/released": (8, "lapse"),
        "revenue/non-recurrent/lodged": (-30, "lapse"),
        "capital/allocation/DH": (70, "lapse"),
        "anticipated/revenue/recurrent/dental": (25, "lapse"),
        "held/headroom": (12, "lapse"),
        "held/surplus": (30, "return-expected"),
        "reserve/revenue/recurrent/contingency": (10, "lapse"),
        "reserve/revenue/recurrent/planned surplus": (40, "lapse"),
        "outturn": (-26, "carry"),
    }
    assert pounds(two_boards().rolling("5C1").items) == {
        "revenue/recurrent/allocation/DH": (500, "carry"),
        "reserve/revenue/recurrent/headroom": (5, "lapse"),
        "outturn": (50, "carry"),
    }


def test_the_opening_is_what_was_decided(tmp_path: Path) -> None:
    """Barnet opens with 1,035 anticipated on its baseline, 30 returned and 26 to recover."""
    book = all_decided(two_boards())
    rolled = book.roll_forward(tmp_path / "next", by=OFFICE, notified=MAY)
    opened = [
        (e.what.tranche, e.what.pence // 100, e.what.issuer)
        for e in rolled.events
        if isinstance(e.what, Allocation) and e.body == "5A9"
    ]
    assert sorted(opened) == [
        ("brought forward from 2011-12", -26, "LON"),
        ("recurrent baseline", 35, "Q36"),
        ("recurrent baseline", 1000, "DH"),
        ("return of 2011-12 held/surplus", 30, "LON"),
    ]
    later = [e.what for e in rolled.events if isinstance(e.what, ReturnExpected)]
    assert [(what.pence // 100, what.due, what.counterparty) for what in later] == [
        (12, "2013-14", "LON")
    ]
    following = Book.open(tmp_path / "next")
    balances = following.holdings.resource.balances("5A9", following.year.period(1))
    assert balances.limit() == 0
    assert balances.limit(certainty=Certainty.ANTICIPATED) == (1035 + 30 - 26) * 100
    budgets = [
        (b.category, b.retained_pence, b.delegated_pence) for b in balances.category_budgets()
    ]
    assert budgets == [("acute", 600_00, 300_00)]
    assert following.verify() == ()
    assert following.verify_predecessor(book) == ()
    assert following.predecessor is not None
    assert following.predecessor.sequence == book.head.sequence
    assert following.rolling("5A9").items[0].kind is ItemKind.TRANCHE


def test_the_new_years_letter_settles_the_baseline_at_once() -> None:
    """1,035 was carried, 1,020 is notified: the budgets are confirmed, delegated ones too."""
    following = all_decided(two_boards()).roll_forward(None, by=OFFICE, notified=MAY).book
    letter = AnticipatedSettled(tranche="recurrent baseline", confirmed_pence=1020_00, issuer="DH")
    following.post(event(letter, effective=date(2012, 4, 1)))
    balances = following.holdings.resource.balances("5A9", following.year.period(1))
    assert balances.limit() == 1020_00
    (acute,) = balances.category_budgets()
    assert (acute.retained_pence, acute.delegated_pence, acute.anticipated_pence) == (
        60000,
        30000,
        0,
    )
    assert following.verify() == ()


def test_only_a_rolled_book_names_a_predecessor() -> None:
    """The terms of any other book are kept as they always were."""
    book = all_decided(two_boards())
    assert book.predecessor is None
    assert "predecessor" not in book._records.terms.document()
    terms = book.roll_forward(None, by=OFFICE, notified=MAY).book._records.terms
    assert Terms.from_document(terms.document()).predecessor == terms.predecessor
    assert terms.predecessor == (book.year, book.head.sequence, book.head.hash)


def test_a_synthetic_figure_stays_marked() -> None:
    """Enfield's allocation has no published source, and neither has what is carried of it."""
    book = Book.in_memory("2011-12", group="TWO", register=register())
    given_, *others = enfield()
    book.post(*barnet(), given_.model_copy(update={"synthetic": True}), *others)
    events = all_decided(book).roll_forward(None, by=OFFICE, notified=MAY).events
    marked = {e.body for e in events if e.synthetic}
    assert marked == {"5C1"}


def test_each_opening_event_names_its_decision_and_the_events_behind_it() -> None:
    """The SHA's 35: the decision's paper, its event, and the event of the old book."""
    book = all_decided(two_boards())
    (carried,) = [
        e
        for e in book.roll_forward(None, by=OFFICE, notified=MAY).events
        if isinstance(e.what, Allocation) and e.what.issuer == "Q36"
    ]
    old = {e.sequence: e for e in book.holdings.resource.events}
    words = carried.source.replace(";", "").replace(",", "").split()
    numbers = [int(word) for word in words if word.isdigit()]
    first, second = (old[number].what for number in numbers)
    assert isinstance(first, YearEndDecided)
    assert first.item == "revenue/recurrent/allocation/Q36"
    assert isinstance(second, Allocation)
    assert second.issuer == "Q36"
    assert carried.reference == "board paper 7"


def test_an_open_item_stops_the_roll_and_leaves_nothing(tmp_path: Path) -> None:
    """The surplus lodged is not decided: its default needs the SHA's reference."""
    book = two_boards()
    book.decide_by_default(by=OFFICE, reference=PAPER)
    before = book.head
    with pytest.raises(PostingRefusedError) as refused:
        book.roll_forward(tmp_path / "next", by=OFFICE, notified=MAY)
    assert [finding.code for finding in refused.value.findings] == ["yearend.undecided"]
    assert "'held/surplus' of 5A9, £30" in str(refused.value)
    assert not (tmp_path / "next").exists()
    assert book.head == before


def test_a_test_makes_nothing(tmp_path: Path) -> None:
    """The roll is tried: a book in memory answers, and no folder is there."""
    rolled = all_decided(two_boards()).roll_forward(
        tmp_path / "next", by=OFFICE, notified=MAY, test=True
    )
    assert rolled.book.verify() == ()
    assert not (tmp_path / "next").exists()


def test_a_year_without_its_last_month_cannot_be_rolled() -> None:
    """Month 12 of Enfield is not there: its outturn is not known, and that is said."""
    book = Book.in_memory("2011-12", group="TWO", register=register())
    book.post(*barnet(), *enfield()[:-1])
    with pytest.raises(PostingRefusedError, match=r"the year of 5C1 cannot be rolled: no actuals"):
        book.roll_forward(None, by=OFFICE, notified=MAY)


def test_a_decision_that_its_item_outgrew_has_to_be_made_again() -> None:
    """40 more come after the decision to carry 500: decided again, both stay visible."""
    book = all_decided(two_boards())
    book.post(event(Allocation(strand=RECURRENT, pence=40_00, issuer="DH"), body="5C1"))
    with pytest.raises(PostingRefusedError) as refused:
        book.roll_forward(None, by=OFFICE, notified=MAY)
    assert {finding.code for finding in refused.value.findings} == {"yearend.changed"}
    book.decide_by_default(by=OFFICE, reference=PAPER)
    item = "revenue/recurrent/allocation/DH"
    both = [
        e.what.pence
        for e in book.rolling("5C1").decided
        if isinstance(e.what, YearEndDecided) and e.what.item == item
    ]
    assert both == [500_00, 540_00]
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    assert following.verify_predecessor(book) == ()


def test_what_comes_after_the_roll_does_not_touch_the_proof() -> None:
    """The old book goes on with a late letter: the opening is proved against its end then."""
    book = all_decided(two_boards())
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    book.post(event(Allocation(strand=NON_RECURRENT, pence=1_00, issuer="DH"), body="5C1"))
    assert following.verify_predecessor(book) == ()


def test_another_book_is_not_the_predecessor() -> None:
    """The same boards and the same letters, and decisions that were never made there."""
    following = all_decided(two_boards()).roll_forward(None, by=OFFICE, notified=MAY).book
    (finding,) = following.verify_predecessor(two_boards())
    assert finding.code == "integrity.broken"
    assert finding.message.startswith("the predecessor: the pack knows")
    (finding,) = following.verify_predecessor(Book.in_memory("2012-13", group="NCL"))
    assert finding.message == "its predecessor is of 2011-12, not of 2012-13"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda events: events[1:], "is missing"),
        (lambda events: (_more(events[0]), *events[1:]), "is not what was decided"),
        (lambda events: events[:0], "does not hold the opening that its predecessor decided"),
    ],
)
def test_an_opening_that_was_not_decided_so_is_found(
    change: Callable[[tuple[Event, ...]], tuple[Event, ...]], message: str
) -> None:
    """A book made by hand from the same terms: one event less, one with a penny more, or none."""
    book = all_decided(two_boards())
    made = book.roll_forward(None, by=OFFICE, notified=MAY)
    fresh = [e.model_copy(update={"sequence": 0, "recorded_at": None}) for e in made.events]
    changed = change(tuple(e for e in fresh if isinstance(e.what, Allocation)))
    rest = [e for e in fresh if not isinstance(e.what, Allocation)] if changed else []
    terms = made.book._records.terms
    forged = Book(Records.begin(EventLog.in_memory(), terms, (*changed, *rest)))
    messages = [finding.message for finding in forged.verify_predecessor(book)]
    assert len(messages) == 1
    assert message in messages[0]


def _more(event_: Event) -> Event:
    assert isinstance(event_.what, Allocation)
    what = event_.what.model_copy(update={"pence": event_.what.pence + 1})
    return event_.model_copy(update={"what": what})


def test_an_opening_event_without_a_decision_is_named() -> None:
    """An event that calls itself part of the opening, and rests on nothing."""
    book = all_decided(two_boards())
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    extra = event(Allocation(strand=ANTICIPATED, pence=1, issuer="DH", tranche="more"))
    following.post(extra.model_copy(update={"key": "opening|x|1", "effective": date(2012, 4, 1)}))
    (finding,) = following.verify_predecessor(book)
    assert "rests on no decision" in finding.message


def test_a_body_of_another_group_is_not_carried() -> None:
    """Enfield is of another group next year: listed with it, and its opening can be given there."""
    book = all_decided(two_boards(leaver="5C1"))
    rolled = book.roll_forward(None, by=OFFICE, notified=MAY)
    assert [(taken.body, "NCL" in taken.groups) for taken in rolled.elsewhere] == [("5C1", True)]
    assert {e.body for e in rolled.events} == {"5A9"}
    assert [finding.code for finding in rolled.book.findings] == ["yearend.elsewhere"]
    theirs = Book.in_memory("2012-13", group="NCL")
    theirs.post(*book.opening("5C1", by=OFFICE, notified=MAY))
    balances = theirs.holdings.resource.balances("5C1", theirs.year.period(1))
    assert balances.limit(certainty=Certainty.ANTICIPATED) == (500 + 50) * 100


def test_there_is_no_book_after_the_last_year() -> None:
    """PCTs ended on 31 March 2013."""
    book = Book.in_memory("2012-13", group="NCL")
    with pytest.raises(UsageError, match="NCL has no bodies in 2013-14"):
        book.roll_forward(None, by="director", notified="2013-05-01")


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (decided("held/nothing", part("lapse", 5)), "yearend.unknown-item"),
        (decided("held/headroom", part("lapse", 11)), "yearend.parts-differ"),
        (decided("held/headroom", part("lapse", 14), part("lapse", -2)), "yearend.parts-differ"),
        (decided("held/headroom", part("carry", 12)), "yearend.choice"),
        (decided("held/headroom", part("lapse", 12, year="2012-13")), "yearend.choice"),
        (
            decided("held/headroom", part("return-expected", 12, year="2011-12", reference="x")),
            "yearend.choice",
        ),
        (decided("revenue/recurrent/allocation/DH", part("lapse", 1000)), "yearend.choice"),
        (decided("revenue/non-recurrent/allocation/DH", part("carry", 80)), "yearend.choice"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(decision: Decided, code: str) -> None:
    """Of nothing, of too little, with another sign, or not open to that item; no trace is left."""
    book = two_boards()
    before = book.head
    with pytest.raises(PostingRefusedError) as refused:
        book.decide(decision, by=OFFICE, reference=PAPER)
    assert code in {finding.code for finding in refused.value.findings}
    assert book.head == before


@pytest.mark.parametrize(
    "decision",
    [
        decided("revenue/recurrent/allocation/DH", part("stop", 1000)),
        decided("held/surplus", part("return-expected", 30, year="2012-13")),
        decided("outturn", part("lapse", -26)),
    ],
)
def test_what_only_the_authority_can_say_needs_its_reference(decision: Decided) -> None:
    """Recurrent money stopped, a return expected, a deficit waived."""
    with pytest.raises(ApprovalMissingError, match="no reference of the authority"):
        two_boards().decide(decision, by=OFFICE, reference=PAPER)


def test_an_item_is_decided_once_in_a_command() -> None:
    """Two decisions on one item would leave it to their order."""
    one = decided("held/headroom", part("lapse", 12))
    with pytest.raises(PostingRefusedError, match="decided more than once"):
        two_boards().decide(one, one, by=OFFICE, reference=PAPER)


def test_the_same_decision_again_is_passed_over() -> None:
    """The same words by the same office; a request is answered once."""
    book, one = two_boards(), decided("held/headroom", part("lapse", 12))
    first = book.decide(one, by=OFFICE, reference=PAPER, request="r1")
    assert (first.posted, first.already_there) == (1, 0)
    assert book.decide(one, by=OFFICE, reference=PAPER).already_there == 1
    assert book.decide(one, by=OFFICE, reference=PAPER, request="r1").repeated
    assert len(book.rolling("5A9").decided) == 1


def test_a_return_of_a_later_year_is_an_item_until_it_is_due() -> None:
    """12 of headroom are due in 2013-14: an item of 2012-13, expected unless decided otherwise."""
    following = all_decided(two_boards()).roll_forward(None, by=OFFICE, notified=MAY).book
    items = {item.key: item for item in following.rolling("5A9").items}
    item = items["expected/2013-14/2011-12 held/headroom"]
    assert (item.pence, item.due, item.default) == (12_00, "2013-14", Decision.EXPECT)


def test_a_loan_can_be_decided_as_a_schedule() -> None:
    """What is lodged comes back in three years: three parts, one for each year."""
    book = two_boards()
    years = ("2012-13", "2013-14", "2014-15")
    parts = [part("return-expected", 10, year=year, reference="SHA/9") for year in years]
    book.decide(decided("held/surplus", *parts), by=OFFICE, reference=PAPER)
    book.decide_by_default(by=OFFICE, reference=PAPER)
    events = book.roll_forward(None, by=OFFICE, notified=MAY).events
    due = [e.what.due for e in events if isinstance(e.what, ReturnExpected)]
    assert due == ["2013-14", "2014-15"]


def test_a_decision_changes_no_figure() -> None:
    """The position of March is the same before and after, also the day up to which it counts."""
    book = two_boards()
    before = book.position("M12")
    book.decide_by_default(by=OFFICE, reference=PAPER, notified="2012-06-30")
    after = book.position("M12")
    assert after.known_at == before.known_at
    assert after.bodies == before.bodies
    assert book.verify() == ()


AMOUNT = st.integers(1, 5000)
STRANDS = (
    RECURRENT,
    NON_RECURRENT,
    CAPITAL,
    Strand.of(Limit.CASH),
)


@st.composite
def years(draw: st.DrawFn) -> list[Event]:
    """Some sources and lodgements of Barnet, whatever they come to."""
    whats = [Allocation(strand=RECURRENT, pence=draw(AMOUNT), issuer="DH")]
    whats += [
        Allocation(
            strand=draw(st.sampled_from(STRANDS)),
            pence=draw(AMOUNT) * draw(st.sampled_from((1, 1, -1))),
            issuer=draw(st.sampled_from(("DH", "Q36"))),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    for number in range(draw(st.integers(0, 2))):
        strand = draw(st.sampled_from((RECURRENT, NON_RECURRENT)))
        hoped = strand._replace(certainty=Certainty.ANTICIPATED)
        whats.append(
            Allocation(strand=hoped, pence=draw(AMOUNT), issuer="DH", tranche=f"T{number}")
        )
    more: list[HeadroomLodged | PlannedSurplus | SurplusLodged] = []
    if draw(st.booleans()):
        more.append(HeadroomLodged(pence=draw(AMOUNT)))
    if draw(st.booleans()):
        surplus, strand = draw(AMOUNT), draw(st.sampled_from((RECURRENT, NON_RECURRENT)))
        more.append(PlannedSurplus(strand=strand, pence=surplus))
        more.append(SurplusLodged(strand=strand, pence=surplus))
    return [*(event(what) for what in (*whats, *more)), actuals("5A9", draw(AMOUNT) // 100)]


@settings(deadline=None, max_examples=50)
@given(years(), st.randoms(use_true_random=False))
def test_what_is_decided_of_a_strand_is_what_it_closed_with(
    events: list[Event], random: Random
) -> None:
    """Carried + stopped + lapsed + expected = the closing amount of each strand, to the penny.

    And what is carried of the recurrent strand is what the next year opens with.
    """
    choose, cut = random.choice, random.randint
    book = Book.in_memory("2011-12", group="ONE", register=_one())
    book.post(*events)
    proposal = book.rolling()
    closing = book.holdings.resource.balances("5A9", book.year.period(12))
    made = []
    for item in proposal.items:
        first = cut(1, abs(item.pence)) * (1 if item.pence > 0 else -1)
        amounts = [amount for amount in (first, item.pence - first) if amount]
        decisions = [choose(item.choices) for _ in amounts]
        parts = tuple(
            DecidedPart(
                decision=decision,
                pence=amount,
                year="2012-13" if decision is Decision.EXPECT else "",
                reference="SHA/1",
            )
            for decision, amount in zip(decisions, amounts, strict=True)
        )
        made.append(Decided("5A9", item.key, parts, "drawn"))
    book.decide(*made, by=OFFICE, reference=PAPER)
    by_item = {one.item: one.parts for one in made}
    sums: dict[Strand, int] = {}
    carried = 0
    for item in proposal.items:
        if item.strand and item.kind in (ItemKind.SOURCE, ItemKind.TRANCHE):
            total = sum(p.pence for p in by_item[item.key])
            sums[item.strand] = sums.get(item.strand, 0) + total
            carried += sum(
                p.pence
                for p in by_item[item.key]
                if p.decision is Decision.CARRY and item.strand.funding is Funding.RECURRENT
            )
    for strand, total in sums.items():
        assert total == closing.limit(
            strand.limit,
            certainty=strand.certainty,
            funding=strand.funding,
        )
    following = book.roll_forward(None, by=OFFICE, notified=MAY).book
    assert following.verify() == ()
    assert following.verify_predecessor(book) == ()
    opened = following.holdings.resource.balances("5A9", following.year.period(12))
    recurrent = opened.limit(certainty=Certainty.ANTICIPATED, funding=Funding.RECURRENT)
    assert recurrent == carried


def _one() -> Register:
    return Register.packaged().with_group(replace(TWO, code="ONE", name="One board"), ["5A9"])
