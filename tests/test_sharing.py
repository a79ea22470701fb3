"""Shared costs: a stated basis, exact shares, and recharges that net to zero over the group."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_extracts import extract
from month_examples import bring, figures
from pctfinance.bodies import Body, Group, Membership, Register
from pctfinance.book import Book
from pctfinance.consolidation.sharing_basis import apportioned
from pctfinance.documents import REFUSED
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine, JournalSubmitted
from pctfinance.ledger.months import MonthState
from pctfinance.sharing import RechargeAccounts
from sample_books import sample_book
from sharing_examples import (
    DEPUTY,
    DIRECTOR,
    FIVE,
    HEAD,
    TEAM,
    charged,
    limits,
    ncl,
    shared,
    swapped,
)

COST = 1_000_000_01
BY_HAND = {
    # Populations of mid-2011, together 1,353,385; £1,000,000.01 in pence times each, over the sum.
    "5A9": 264_180_56,  # 357,538: 26,418,055.73, the largest remainder
    "5C1": 231_962_82,  # 313,935: 23,196,282.15
    "5C9": 188_815_45,  # 255,540: 18,881,545.35
    "5K7": 162_619_66,  # 220,087: 16,261,965.53, the next: two pennies were left
    "5K8": 152_421_52,  # 206,285: 15,242,152.24
}


# Shares, by hand and as properties


def test_the_team_of_five_is_shared_by_population() -> None:
    """£1,000,000.01 over the five, to the penny; Barnet and Camden have the two odd pennies."""
    found = ncl().apportion(TEAM, "M8", cost_pence=COST).cost
    assert {share.body: share.share_pence for share in found.shares} == BY_HAND
    assert sum(BY_HAND.values()) == COST
    assert found.to_recharge == {b: p for b, p in BY_HAND.items() if b != "5K7"}


def test_a_preview_writes_nothing() -> None:
    """Without a number the answer is all there is."""
    book = ncl()
    before = book.head
    assert book.apportion(TEAM, "M8", cost_pence=COST).answer is None
    assert shared(book, COST, "S1", test=True).answer is not None
    assert book.head == before


def test_odd_pennies_go_to_the_largest_remainder_then_weight_then_code() -> None:
    """10 pence by 1:1:2 is 2.5, 2.5 and 5: of the equal remainders the first code has the penny."""
    weights = {"5K7": Fraction(1), "5A9": Fraction(1), "5C1": Fraction(2)}
    assert apportioned(10, weights) == {"5A9": 3, "5C1": 5, "5K7": 2}
    # 3 pence by 1:5 is 0.5 and 2.5: equal remainders, the larger weight has it.
    assert apportioned(3, {"5A9": Fraction(1), "5K7": Fraction(5)}) == {"5A9": 0, "5K7": 3}
    assert apportioned(-10, weights) == {"5A9": -3, "5C1": -5, "5K7": -2}


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(
        st.sampled_from(FIVE), st.fractions(Fraction(1, 10**6), 10**6), min_size=1, max_size=5
    ),
    st.randoms(use_true_random=False),
)
def test_shares_are_exact(pence: int, weights: dict[str, Fraction], chance: Any) -> None:
    """They add up to the cost, each within a penny of its exact share, in any order the same."""
    shares = apportioned(pence, weights)
    assert sum(shares.values()) == pence
    whole = sum(weights.values())
    for body, share in shares.items():
        assert abs(share - Fraction(pence) * weights[body] / whole) < 1
    turned = list(weights.items())
    chance.shuffle(turned)
    assert apportioned(pence, dict(turned)) == shares
    assert apportioned(-pence, weights) == {body: -share for body, share in shares.items()}


# Recharged


def test_each_is_charged_in_its_own_ledger_and_the_group_nets_to_zero() -> None:
    """The others bear their shares, Camden is paid their sum and keeps its own; no limit moves."""
    book = ncl()
    before = limits(book)
    answer = shared(book, COST, "S1").answer
    assert answer is not None
    assert answer.receipt is not None
    assert answer.receipt.posted == 10, "five journals, each submitted and approved"
    here = {body: charged(book, 8, body) for body in FIVE}
    assert here == {**BY_HAND, "5K7": BY_HAND["5K7"] - COST}
    assert sum(here.values()) == 0
    assert [charged(book, 7, body) for body in FIVE] == [0] * 5
    assert limits(book) == before
    assert book.verify() == ()
    report = book.shared_costs("M8")
    assert report.nets_to_zero
    found = report.of(TEAM)
    assert (found.basis.host, found.cost_pence, found.net_pence, found.is_recharged) == (
        "5K7",
        COST,
        0,
        True,
    )
    assert found.of("5K7").recharged_pence == BY_HAND["5K7"] - COST
    table = report.table
    assert int(table["recharged_pence"].sum()) == 0
    assert int(table["share_pence"].sum()) == COST
    assert "net to zero" in str(report)
    assert "Camden" in report._repr_html_()


def test_lines_name_the_other_body_on_both_sides() -> None:
    """What an aggregate needs to eliminate them: counterparty, on cost and income alike."""
    book = ncl()
    accounts = RechargeAccounts("52000", "81000", "41000", "71000")
    shared(book, COST, "S1", accounts=accounts, provider_category="income")
    by_body: dict[str, tuple[JournalLine, ...]] = {
        event.body: event.what.entered
        for event in book.holdings.resource.events
        if isinstance(event.what, JournalSubmitted)
    }
    assert [(line.account, line.counterparty) for line in by_body["5A9"]] == [
        ("52000", "5K7"),
        ("81000", "5K7"),
    ]
    income = {line.counterparty: line for line in by_body["5K7"] if line.account == "41000"}
    assert set(income) == set(FIVE) - {"5K7"}
    assert all(line.category == "income" for line in income.values())
    for body in set(FIVE) - {"5K7"}:
        assert income[body].credit_pence == by_body[body][0].debit_pence


def test_submitted_counts_for_nothing_until_the_whole_is_approved() -> None:
    """One office enters it, another approves it at all five together; never at one."""
    book = ncl()
    shared(book, COST, "S1", approved_by="")
    assert charged(book, 8, "5A9") == 0
    assert book.shared_costs("M8").of(TEAM).of("5A9").awaiting_pence == BY_HAND["5A9"]
    with pytest.raises(PostingRefusedError, match="at some of 5A9, 5C1, 5C9, 5K7, 5K8"):
        book.approve_journal("5A9", "S1", by=DEPUTY)
    with pytest.raises(PostingRefusedError, match="cannot decide on it"):
        book.approve_recharge("S1", by=HEAD)
    statuses = book.close_status("M8")
    assert statuses.of("5C9", "journals-decided").reason == "not decided: S1"
    assert book.approve_recharge("S1", by=DEPUTY).receipt is not None
    assert charged(book, 8, "5A9") == BY_HAND["5A9"]
    assert book.close_status("M8").of("5C9", "journals-decided").reason == ""


@pytest.mark.parametrize(("outcome", "by"), [("rejected", DEPUTY), ("withdrawn", HEAD)])
def test_what_was_ended_is_apportioned_anew(outcome: Any, by: str) -> None:
    """Rejected or withdrawn, at all bodies: nothing counts, and the whole cost is open again."""
    book = ncl()
    shared(book, COST, "S1", approved_by="")
    with pytest.raises(UsageError, match="with a reason"):
        book.end_recharge("S1", outcome, by=by, reason=" ")
    book.end_recharge("S1", outcome, by=by, reason="another month")
    assert [one.state.value for one in book.recharges().sets] == [outcome]
    shared(book, COST, "S2")
    assert charged(book, 8, "5A9") == BY_HAND["5A9"]
    assert book.verify() == ()


def test_a_request_is_answered_once() -> None:
    """The same command again, after its own recharge changed what is open: the first receipt."""
    book = ncl()
    first = shared(book, COST, "S1", request="team M8").answer
    again = shared(book, COST, "S1", request="team M8").answer
    assert first is not None
    assert again is not None
    assert again.receipt is not None
    assert again.receipt.repeated
    assert again.charged == first.charged
    assert charged(book, 8, "5A9") == BY_HAND["5A9"]
    with pytest.raises(UsageError, match="was used before, for something else"):
        shared(book, COST + 1, "S1", request="team M8")


# Changed later


def test_a_changed_cost_recharges_the_difference() -> None:
    """£1,000,000.01 became £900,000.00: Barnet's share falls to £237,762.50 by a marked credit."""
    book = ncl()
    shared(book, COST, "S1")
    answer = shared(book, 900_000_00, "S2").answer
    assert answer is not None
    assert answer.charged["5A9"] == 237_762_50 - BY_HAND["5A9"]
    assert charged(book, 8, "5A9") == 237_762_50
    assert sum(charged(book, 8, body) for body in FIVE) == 0
    kinds = {row["number"]: row["kind"] for row in book.recharges().rows()}
    assert kinds == {"S1": "charge", "S2": "difference"}
    third = shared(book, 900_000_00, "S3").answer
    assert third is not None
    assert third.charged == {}, "nothing is left to be recharged"
    assert book.shared_costs("M8").of(TEAM).cost_pence == 900_000_00
    assert book.verify() == ()


def test_a_changed_basis_is_a_new_version_and_recharges_the_difference() -> None:
    """From month 8 by thirds of three: two pay nothing any more and have all back."""
    book = ncl()
    shared(book, COST, "S1", month="M7")
    shared(book, COST, "S2", month="M8")
    book.state_sharing_basis(
        TEAM,
        host="5K7",
        kind="agreed-shares",
        weights={"5A9": "1/3", "5C1": "1/3", "5K7": "1/3"},
        from_month="M8",
        source="board paper 9",
        by=DIRECTOR,
        on="2011-12-01",
    )
    assert [basis.version for basis in book.sharing_bases()] == [1, 2]
    assert len(book.sharing_bases(known_at="2011-11-30")) == 1
    shared(book, COST, "S3", month="M8")
    found = book.shared_costs("M8").of(TEAM)
    assert {share.body: share.recharged_pence for share in found.shares} == {
        "5A9": 333_333_34,
        "5C1": 333_333_34,
        "5C9": 0,
        "5K7": -666_666_68,
        "5K8": 0,
    }
    july = book.shared_costs("M7").of(TEAM)
    assert july.basis.version == 1
    assert july.of("5C9").recharged_pence == BY_HAND["5C9"], "an earlier month stays as it was"
    assert book.shared_costs("M8", known_at="2011-11-30").of(TEAM).basis.version == 1


def test_a_reversal_takes_all_of_it_back_once() -> None:
    """The opposite at every body, in another month, marked and with its reason; then it is open."""
    book = ncl()
    shared(book, COST, "S1")
    with pytest.raises(UsageError, match="needs a reason"):
        book.reverse_recharge("S2", reverses="S1", by=HEAD, reason="")
    book.reverse_recharge(
        "S2", reverses="S1", by=HEAD, reason="paid twice", month="M9", approved_by=DEPUTY
    )
    assert [charged(book, month, "5A9") for month in (8, 9)] == [BY_HAND["5A9"], 0]
    assert [row["kind"] for row in book.recharges("M9").rows()] == ["reversal"] * 4
    with pytest.raises(PostingRefusedError, match="reversed before, by 'S2'"):
        book.reverse_recharge("S3", reverses="S1", by=HEAD, reason="again")
    assert book.apportion(TEAM, "M8", cost_pence=COST).cost.to_recharge["5A9"] == BY_HAND["5A9"]
    assert book.shared_costs("M8").of(TEAM).cost_pence is None
    assert book.verify() == ()


def test_a_recharge_that_was_not_approved_is_not_reversed() -> None:
    """It is rejected or withdrawn instead."""
    book = ncl()
    shared(book, COST, "S1", approved_by="")
    with pytest.raises(PostingRefusedError, match="no approved journal"):
        book.reverse_recharge("S2", reverses="S1", by=HEAD, reason="paid twice")


# Months


def test_one_closed_month_refuses_all() -> None:
    """Haringey and Islington submitted month 8: nothing is posted anywhere, and both are named."""
    book = ncl()
    for month in range(1, 9):
        bring(book, month, MonthState.SUBMITTED, ["5C9", "5K8"])
    before = {body: charged(book, 12, body) for body in FIVE}
    events = len(book.holdings.resource.events)
    tested = shared(book, COST, "S1", test=True).answer
    assert tested is not None
    assert {finding.code for finding in tested.findings} == {"month.not-open"}
    with pytest.raises(PostingRefusedError) as refused:
        shared(book, COST, "S1")
    named = " ".join(finding.message for finding in refused.value.findings)
    assert "of 5C9 counts for 2011-12 M08, which is submitted" in named
    assert "of 5K8" in named
    assert "of 5A9" not in named
    assert before == {body: charged(book, 12, body) for body in FIVE}
    assert len(book.holdings.resource.events) == events
    said = book._records.statements[-1].content
    assert (said["kind"], said["number"], said["codes"]) == (REFUSED, "S1", ["month.not-open"])


def test_a_late_cost_counts_in_an_open_month_and_says_so() -> None:
    """Month 8 is submitted: its cost is recharged in month 9, marked as late for month 8."""
    book = ncl()
    for month in range(1, 9):
        bring(book, month, MonthState.SUBMITTED, FIVE)
    shared(book, COST, "S1", in_month="M9")
    assert [charged(book, month, "5A9") for month in (8, 9)] == [0, BY_HAND["5A9"]]
    (first, *_) = book.journals("5A9").rows()
    assert (first["period"], first["late_for"]) == ("2011-12 M09", "2011-12 M08")
    assert book.shared_costs("M8").of(TEAM).is_recharged
    assert book.shared_costs("M8").of(TEAM).of("5A9").to_date_pence == 0
    assert book.shared_costs("M9").of(TEAM).of("5A9").to_date_pence == BY_HAND["5A9"]
    with pytest.raises(UsageError, match="before it"):
        shared(book, COST, "S2", in_month="M7")


# What the host spent


def test_the_cost_of_categories_is_before_recharges() -> None:
    """Camden spent £500 on corporate in month 8; after its recharge the cost is still £500."""
    book = ncl()
    for month in (7, 8):
        book.post(figures("actuals", month, 500_00, body="5K7", category="corporate"))
    asked: dict[str, Any] = {"categories": ["corporate"], "category": "corporate", "by": HEAD}
    found = book.apportion(TEAM, "M8", number="S1", approved_by=DEPUTY, **asked)
    assert found.cost.cost_pence == 500_00
    again = book.apportion(TEAM, "M8", number="S2", approved_by=DEPUTY, **asked)
    assert again.cost.to_recharge == {}
    assert again.cost.cost_pence == 500_00


def test_the_cost_of_a_month_is_the_difference_of_reports_to_date() -> None:
    """£500 to month 7 and £800 to month 8, so £300 in month 8; without month 7 nobody knows."""
    book = ncl()
    cumulative: dict[str, Any] = {"body": "5K7", "category": "corporate", "cumulative": True}
    book.post(figures("actuals", 8, 800_00, **cumulative))
    with pytest.raises(UsageError, match="5K7 has no actuals for M07"):
        book.apportion(TEAM, "M8", categories=["corporate"])
    book.post(figures("actuals", 7, 500_00, **cumulative))
    assert book.apportion(TEAM, "M8", categories=["corporate"]).cost.cost_pence == 300_00
    with pytest.raises(UsageError, match="did you mean corporate"):
        book.apportion(TEAM, "M8", categories=["corporat"])


def loaded(book: Book, event_and_cells: tuple[Event, bytes]) -> None:
    """Load an extract as it is, with its cells."""
    event, cells = event_and_cells
    assert BalanceCells.from_bytes(cells).count
    book._records.post([event], attached=[cells])


def test_the_cost_of_accounts_comes_from_the_ledgers_extract() -> None:
    """Account 52110 was charged £70 to month 7 and £100 to month 8; a journal adds £5 on it."""
    book = ncl()
    with pytest.raises(UsageError, match="no extract of 5K7's ledger"):
        book.apportion(TEAM, "M8", accounts_range=("52000", "52999"))
    loaded(book, extract("5K7", 8, 100_00, file="m8", to_date=True))
    with pytest.raises(UsageError, match="no extract for 2011-12 M07"):
        book.apportion(TEAM, "M8", accounts_range=("52000", "52999"))
    loaded(book, extract("5K7", 7, 70_00, file="m7", to_date=True))
    lines = [
        JournalLine("52111", "acute", "revenue", debit_pence=5_00),  # type: ignore[arg-type]  # a word
        JournalLine("81000", credit_pence=5_00),
    ]
    book.submit_journal("5K7", "M8", lines, number="J1", by=HEAD, narrative="late invoice")
    book.approve_journal("5K7", "J1", by=DEPUTY)
    found = book.apportion(TEAM, "M8", accounts_range=("52000", "52999"))
    assert found.cost.cost_pence == 35_00
    assert book.apportion(TEAM, "M8", accounts_range=("60000", "69999")).cost.cost_pence == 0
    with pytest.raises(UsageError, match="no range of accounts"):
        book.apportion(TEAM, "M8", accounts_range=("52999", "52000"))


# From a figure to its journal


def test_a_recharge_is_traced_to_its_journal() -> None:
    """Barnet reported no cost of the team, so its corporate actuals are the journal S1."""
    book = ncl()
    shared(book, COST, "S1")
    for month in range(1, 9):
        for body in ("5A9", "5K7"):
            book.post(figures("actuals", month, 0, body=body, category="corporate"))
    report = book.position("M8", basis="ytd")
    trace = book.trace(report.figure("5A9", category="corporate", measure="actual_ytd"))
    proofs = [leaf.evidence for leaf in trace.evidence if leaf.evidence and leaf.pence]
    assert [(p.kind, p.reference, p.amount_pence) for p in proofs] == [
        ("journal-approved", "S1", BY_HAND["5A9"])
    ]
    host = book.trace(report.figure("5K7", category="corporate", measure="actual_ytd"))
    assert host.pence == BY_HAND["5K7"] - COST


# Refusals of what is stated


BASIS = {"host": "5K7", "from_month": "M1", "source": "paper", "by": DIRECTOR, "on": "2011-04-01"}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"kind": "staff"}, "staff without weights is no basis"),
        ({"kind": "area"}, "'area' is no basis kind"),
        ({"kind": "staff", "weights": {"5A9": 0}}, "0 is no weight above zero"),
        ({"kind": "staff", "weights": {"5A9": "1e9"}}, "'1e9' is no weight above zero"),
        ({"kind": "staff", "weights": {"5A9": 0.1}}, "0.1 is no weight above zero"),
        ({"kind": "staff", "weights": {"5AT": 3}}, "5AT shares the cost, and is no body of NCL"),
        ({"kind": "staff", "weights": {}}, "nobody shares the cost"),
        ({"kind": "staff", "weights": {"5A9": 3}, "host": "5AT"}, "5AT shares the cost"),
        ({"kind": "agreed-shares", "weights": {"5A9": "0.3", "5K7": "0.6"}}, "add up to 1, not"),
        ({"kind": "population", "host": "5A9", "name": TEAM}, "is hosted by 5K7, not by 5A9"),
        ({"kind": "population", "source": " "}, "has a name, a source, an office and a day"),
    ],
)
def test_what_can_be_no_basis(parts: dict[str, Any], message: str) -> None:
    """It is said what is wrong, and the book is unchanged."""
    book = ncl()
    before = book.head
    asked: dict[str, Any] = {"name": "another team", **BASIS, **parts}
    with pytest.raises(UsageError, match=message):
        book.state_sharing_basis(asked.pop("name"), **asked)
    assert book.head == before


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "a cost is given in one way"),
        ({"cost_pence": 1, "categories": ["corporate"]}, "a cost is given in one way"),
        ({"categories": "corporate"}, "is one text"),
        ({"cost_pence": 1, "number": "S1"}, "needs a category and an office"),
        ({"cost_pence": 1, "month": "2012-13 M01"}, "is not in 2011-12, the year of this book"),
        ({"cost_pence": 1, "name": "executive tem"}, "did you mean executive team"),
    ],
)
def test_what_cannot_be_apportioned(parts: dict[str, Any], message: str) -> None:
    """Each fault is said in words."""
    asked: dict[str, Any] = {"name": TEAM, "month": "M8", **parts}
    with pytest.raises(UsageError, match=message):
        ncl().apportion(asked.pop("name"), asked.pop("month"), **asked)


def test_a_basis_holds_from_its_month_on() -> None:
    """Stated from month 6, there is none in month 5."""
    book = Book.in_memory("2011-12", group="NCL")
    asked: dict[str, Any] = {**BASIS, "from_month": "M6"}
    book.state_sharing_basis(TEAM, kind="population", **asked)
    with pytest.raises(UsageError, match="no basis 'executive team' holds in 2011-12 M05"):
        book.apportion(TEAM, "M5", cost_pence=1)
    with pytest.raises(UsageError, match="no basis 'executive team' holds in 2011-12 M05"):
        book.shared_costs("M5", TEAM)
    assert book.apportion(TEAM, "M6", cost_pence=1).cost.basis.month == 6


def test_a_basis_ends_with_the_group_that_it_was_stated_for() -> None:
    """Enfield leaves at the end of September: from month 7 the cost is shared anew, or not at all."""
    leaving = Membership("5C1", "XYZ", date(2011, 4, 1), date(2011, 9, 30))
    register = Register.packaged().with_group(Group("XYZ", "Two PCTs"), ["5A9", leaving])
    book = Book.in_memory("2011-12", group="XYZ", register=register)
    asked: dict[str, Any] = {**BASIS, "host": "5A9", "kind": "population"}
    book.state_sharing_basis(TEAM, **asked)
    shared(book, 100_00, "S1", "M6")
    with pytest.raises(PostingRefusedError, match="shared by 5C1, no body of XYZ in 2011-12 M07"):
        shared(book, 100_00, "S2", "M7")
    said = book._records.statements[-1].content
    assert (said["kind"], said["what"], said["codes"]) == (REFUSED, "recharge", ["sharing.refused"])
    book.state_sharing_basis(TEAM, **{**asked, "from_month": "M7"})
    assert shared(book, 100_00, "S2", "M7").cost.to_recharge == {}
    assert book.verify() == ()


def test_a_population_that_the_register_lacks_has_to_be_stated() -> None:
    """A body of one's own has none; with weights it shares like the others."""
    register = Register.packaged().with_rows(bodies=[Body("QA1", "A board")])
    register = register.with_group(Group("XYZ", "Two"), ["5A9", "QA1"])
    book = Book.in_memory("2011-12", group="XYZ", register=register)
    asked: dict[str, Any] = {**BASIS, "host": "5A9", "kind": "population"}
    with pytest.raises(UsageError, match="the register has no population of QA1"):
        book.state_sharing_basis(TEAM, **asked)
    book.state_sharing_basis(TEAM, weights={"5A9": 357538, "QA1": 357538}, **asked)
    assert book.apportion(TEAM, "M1", cost_pence=3).cost.to_recharge == {"QA1": 1}


# Recharges of any kind


def test_a_recharge_is_paired_and_needs_no_authority() -> None:
    """Camden charges Barnet £900: cost and income, no limit, no approval of any SHA."""
    book = ncl()
    before = limits(book)
    answer = swapped(book, "R1", 900_00)
    assert answer.charged == {"5A9": 900_00}
    assert (charged(book, 8, "5A9"), charged(book, 8, "5K7")) == (900_00, -900_00)
    assert limits(book) == before
    assert all(not event.approval for event in book.holdings.resource.events)


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ({"pence": 0}, UsageError, "no amount to recharge"),
        ({"pence": -5}, UsageError, "turn provider and recipient"),
        ({"recipient": "5K7"}, UsageError, "cannot recharge itself"),
        ({"recipient": "5AT"}, PostingRefusedError, "which is no body of NCL"),
        ({"approved_by": HEAD}, PostingRefusedError, "who cannot decide on it"),
        ({"by": " "}, PostingRefusedError, "does not say by whom"),
        ({"purpose": ""}, PostingRefusedError, "does not say what it is for"),
        ({"number": ""}, UsageError, "at least 1 character"),
        ({"category": "additions"}, PostingRefusedError, "does not count against revenue"),
        ({"for_month": "M9"}, UsageError, "before it"),
    ],
)
def test_input_faults_of_a_recharge(
    parts: dict[str, Any], error: type[Exception], message: str
) -> None:
    """What is no recharge is refused; no figure changes."""
    book = ncl()
    asked: dict[str, Any] = {"number": "R1", "pence": 5, **parts}
    with pytest.raises(error, match=message):
        swapped(book, asked.pop("number"), asked.pop("pence"), **asked)
    assert [charged(book, 12, body) for body in FIVE] == [0] * 5


def test_a_number_serves_one_recharge() -> None:
    """Also between other bodies: the number names the whole recharge."""
    book = ncl()
    swapped(book, "R1", 5)
    with pytest.raises(PostingRefusedError, match="recharge 'R1' was used before"):
        swapped(book, "R1", 5, provider="5C1", recipient="5C9")
    with pytest.raises(PostingRefusedError, match="no recharge 'R2' in this book"):
        book.approve_recharge("R2", by=DEPUTY)


def test_one_side_alone_is_refused_at_the_gate() -> None:
    """Whoever posts the events himself cannot leave one side out, nor change its amount."""
    book, other = ncl(), ncl()
    swapped(book, "R1", 900_00, approved_by="")
    sides = [e for e in book.holdings.resource.events if isinstance(e.what, JournalSubmitted)]
    plain = [event.model_copy(update={"sequence": 0, "recorded_at": None}) for event in sides]
    with pytest.raises(PostingRefusedError, match="not the opposite the other way"):
        other.post(plain[0])
    with pytest.raises(PostingRefusedError, match="not the opposite the other way"):
        other.post(plain[1])
    assert other.post(*plain).posted == 2


def test_a_plain_journal_is_kept_as_it_always_was() -> None:
    """Only one side of a recharge has the mark in its document."""
    line = JournalLine("52110", "acute", "revenue", debit_pence=1)  # type: ignore[arg-type]  # a word
    plain = JournalSubmitted(number="J1", entered=(line, line))
    assert "recharge" not in plain.model_dump(mode="json")
    book = ncl()
    swapped(book, "R1", 5)
    kept = [e.what for e in book.holdings.resource.events if isinstance(e.what, JournalSubmitted)]
    assert [what.model_dump(mode="json")["recharge"]["provider"] for what in kept] == ["5K7", "5K7"]


def test_a_category_that_the_book_does_not_show_is_refused() -> None:
    """Both sides name it; as a test it is told, and the refusal leaves a statement."""
    book = sample_book()
    tested = swapped(book, "R1", 5, category="corporat", test=True)
    assert {finding.code for finding in tested.findings} == {"journal.refused"}
    with pytest.raises(PostingRefusedError, match="'corporat' is none of the book's categories"):
        swapped(book, "R1", 5, category="corporat")
    assert book._records.statements[-1].content["kind"] == REFUSED


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(FIVE),
            st.sampled_from(FIVE),
            st.integers(1, 10**9),
            st.integers(1, 12),
            st.sampled_from(["keep", "reverse", "reject"]),
        ),
        max_size=6,
    )
)
def test_recharges_never_change_a_limit_and_net_to_zero(
    drawn: list[tuple[str, str, int, int, str]],
) -> None:
    """Whatever is recharged, taken back or rejected: limits stay, and every month nets to zero."""
    book = ncl()
    before = limits(book)
    for at, (provider, recipient, pence, month, fate) in enumerate(drawn):
        if provider == recipient:
            continue
        number, approver = f"R{at}", "" if fate == "reject" else DEPUTY
        swapped(
            book,
            number,
            pence,
            f"M{month}",
            provider=provider,
            recipient=recipient,
            approved_by=approver,
        )
        if fate == "reverse":
            book.reverse_recharge(
                f"{number}r", reverses=number, by=HEAD, reason="a test", approved_by=DEPUTY
            )
        elif fate == "reject":
            book.end_recharge(number, "rejected", by=DEPUTY, reason="a test")
    assert limits(book) == before
    for month in range(1, 13):
        assert sum(charged(book, month, body) for body in FIVE) == 0
    assert book.verify() == ()
