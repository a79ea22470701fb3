"""Delegation by hand, in pence: cells, both shares, the identity, milestones, tunnels, debts."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger_examples import ANTICIPATED, MONTH_8, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.delegation_money import development_checks, legacy_debt
from pctfinance.consolidation.delegation_progress import (
    MilestoneStatus,
    conditions_of,
    milestones_of,
    months_of,
)
from pctfinance.consolidation.delegation_tunnels import delegation_tunnels
from pctfinance.consolidation.delegations import Share, body_delegation, delegate_totals
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.delegation_facts import (
    ConditionStated,
    EligibleBudgetStated,
    TrajectoryPoint,
    TrajectoryStated,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    BroughtForward,
    BudgetIssued,
    ContingencySet,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    PlannedSurplus,
    What,
)
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from pctfinance.rulebooks import Rulebook

MILESTONES = Rulebook.packaged("2011-12").delegation.milestones
AUGUST = Period("2011-12 M05")
TREE = CategoryTree(
    (
        Category("acute", "Acute"),
        Category("primary-care", "Primary care"),
        Category("dental", "Dental", "primary-care"),
    )
)


def on(month: int, what: What, body: str = "5A9", notified: date | None = None) -> Event:
    """An event of a month of 2011, with an approval in case it needs one."""
    day = date(2011, month, 1)
    return event(what, body=body, effective=day, notified=notified, approval="NHS London 12")


def delegated(pence: int, delegate: str = "07M", category: str = "acute") -> Delegation:
    return Delegation(strand=RECURRENT, pence=pence, category=category, delegate=delegate)


def issued(pence: int, category: str = "acute") -> BudgetIssued:
    return BudgetIssued(strand=RECURRENT, pence=pence, category=category)


def opened(body: str = "5A9") -> tuple[Event, ...]:
    """1,000 allotted: 500 for acute services, 200 for dental, 300 unallocated."""
    return (
        on(4, Allocation(strand=RECURRENT, pence=1000, issuer="DH"), body),
        on(4, issued(500), body),
        on(4, issued(200, "dental"), body),
    )


WORKED = ResourceLedger().post(
    (
        *opened(),
        on(4, PlannedSurplus(strand=RECURRENT, pence=50)),
        on(4, ContingencySet(strand=RECURRENT, pence=20)),
        on(4, HeadroomLodged(pence=40)),
        on(5, HeadroomReleased(pence=15, case="C1", category="transition")),
        on(6, Allocation(strand=ANTICIPATED, pence=100, issuer="DH", tranche="growth")),
        on(6, delegated(100)),
        on(7, delegated(30, "07R")),
        on(8, delegated(-10, "07R")),
        on(9, delegated(7, "07R", "dental")),
    )
)


def test_a_body_by_hand() -> None:
    """Expected limit: 1,000 - 40 lodged + 15 released + 100 hoped for = 1,075; 50 of it surplus.

    Delegated 100 and 20; retained acute 380, dental 200 and the case's 15. So 1,075 - 50 - 120 - 595
    = 310 are reserves: 20 contingency, 190 unallocated, 100 unallocated and not yet notified.
    """
    split = body_delegation(WORKED, "5A9", AUGUST, not_eligible=["primary-care"], tree=TREE)
    assert split.delegated_pence == 120
    assert split.retained_pence == 595
    assert split.reserves_pence == 310
    assert split.budget_pence == 1025
    assert (split.planned_surplus_pence, split.expected_limit_pence) == (50, 1075)
    assert split.difference_pence == 0
    assert (split.delegated_to("07M"), split.delegated_to("07R")) == (100, 20)
    assert split.delegates == ("07M", "07R")


def test_both_shares_are_exact_and_named() -> None:
    """120 of 1,025, and of the 825 that are left without dental, which is primary care."""
    split = body_delegation(WORKED, "5A9", AUGUST, not_eligible=["primary-care"], tree=TREE)
    assert split.of_total.fraction == Fraction(120, 1025)
    assert split.of_eligible.fraction == Fraction(120, 825)
    assert str(split.of_total) == "11.7 % of total budget"
    assert str(split.of_eligible) == "14.5 % of eligible budget"
    assert {one.category: one.eligible for one in split.categories} == {
        "acute": True,
        "dental": False,
        "transition": True,
    }


def test_silence_about_what_is_eligible_is_no_zero() -> None:
    """Nobody said: there is no such percentage. All eligible, stated: it is the total."""
    silent = body_delegation(WORKED, "5A9", MONTH_8)
    assert silent.eligible_pence is None
    assert silent.of_eligible.fraction is None
    assert str(silent.of_eligible) == "- of eligible budget"
    stated = body_delegation(WORKED, "5A9", MONTH_8, not_eligible=())
    assert stated.eligible_pence == stated.budget_pence


@pytest.mark.parametrize(
    ("pence", "of_pence", "shown"),
    [
        (1, 3, "33.3 %"),
        (2125, 10_000, "21.3 %"),
        (1, 1, "100.0 %"),
        (0, 5, "0.0 %"),
        (5, 4, "125.0 %"),
    ],
)
def test_a_share_is_rounded_once_half_up(pence: int, of_pence: int, shown: str) -> None:
    """To one decimal; 21.25 becomes 21.3, and more than everything is shown as it is."""
    assert Share(pence, of_pence, "total-budget").percent == shown


@pytest.mark.parametrize("budget", [0, -5])
def test_no_budget_no_percentage(budget: int) -> None:
    """Nothing, or less, is no denominator."""
    assert Share(1, budget, "total-budget").fraction is None


def test_what_is_eligible_follows_the_last_statement() -> None:
    """From July primary care is out; from September dental alone; a later paper is not known yet."""
    ledger = WORKED.post(
        (
            on(7, EligibleBudgetStated(not_eligible=("primary-care",))),
            on(9, EligibleBudgetStated(not_eligible=("acute",)), notified=date(2011, 9, 30)),
        )
    )
    june, july = Period("2011-12 M03"), Period("2011-12 M04")
    assert body_delegation(ledger, "5A9", june, tree=TREE).not_eligible is None
    assert body_delegation(ledger, "5A9", july, tree=TREE).not_eligible == ("primary-care",)
    assert body_delegation(ledger, "5A9", YEAR_END, tree=TREE).not_eligible == ("acute",)
    before = body_delegation(ledger, "5A9", YEAR_END, date(2011, 9, 29), tree=TREE)
    assert before.not_eligible == ("primary-care",)


def test_a_delegate_is_the_sum_of_its_cells() -> None:
    """07M: 100 of 5A9 and 60 of 5C1; 07R: 20 and 7 of 5A9."""
    ledger = WORKED.post((*opened("5C1"), on(6, delegated(60), "5C1")))
    splits = [body_delegation(ledger, code, YEAR_END) for code in ("5A9", "5C1")]
    first, second = delegate_totals(splits)
    assert (first.delegate, first.by_body, first.total_pence) == (
        "07M",
        {"5A9": 100, "5C1": 60},
        160,
    )
    assert second.by_category == {"acute": {"5A9": 20}, "dental": {"5A9": 7}}
    assert second.total_pence == 27


def test_months_and_trajectory() -> None:
    """Delegated 100 from June: a trajectory of 9 % from June is kept, 12 % from August missed."""
    points = tuple(
        TrajectoryPoint(month=month, share=Decimal(share))
        for month, share in ((3, "0.09"), (5, "0.12"))
    )
    stated = TrajectoryStated(denominator="total-budget", points=points)
    ledger = ResourceLedger().post(
        (*opened(), on(5, stated), on(6, delegated(100)), on(8, delegated(19)))
    )
    months = months_of(ledger, "5A9", Period("2011-12 M05"))
    assert [one.of_total.percent for one in months] == [
        "0.0 %",
        "0.0 %",
        "10.0 %",
        "10.0 %",
        "11.9 %",
    ]
    assert [one.planned for one in months[1:]] == [None, *map(Decimal, ("0.09", "0.09", "0.12"))]
    assert [one.is_behind for one in months] == [None, None, False, False, True]


def test_a_trajectory_is_in_order() -> None:
    """The same month twice, or backwards, is refused."""
    point = TrajectoryPoint(month=3, share=Decimal("0.1"))
    with pytest.raises(ValidationError, match="order of their months"):
        TrajectoryStated(denominator="total-budget", points=(point, point))


def milestones(
    ledger: ResourceLedger, as_of: Period, known_at: date | None = None
) -> list[tuple[MilestoneStatus, str]]:
    found = milestones_of(
        ledger, "5A9", as_of, known_at, milestones=MILESTONES, denominator="total-budget"
    )
    return [(one.status, one.words) for one in found]


def test_milestones_met() -> None:
    """10 % delegated in June and a trajectory stated in October, both in time."""
    stated = TrajectoryStated(
        denominator="eligible-budget", points=(TrajectoryPoint(month=12, share=Decimal("0.6")),)
    )
    ledger = ResourceLedger().post((*opened(), on(6, delegated(100)), on(10, stated)))
    assert milestones(ledger, MONTH_8) == [
        (MilestoneStatus.MET, "10.0 % of total budget was delegated"),
        (MilestoneStatus.MET, "a trajectory to 60.0 % of eligible budget by month 12 was stated"),
    ]


def test_milestones_missed_and_late() -> None:
    """Delegated from September: August was missed and it came late. No trajectory: not met."""
    ledger = ResourceLedger().post((*opened(), on(9, delegated(170))))
    august, september = Period("2011-12 M05"), Period("2011-12 M06")
    assert [status for status, _ in milestones(ledger, Period("2011-12 M04"))] == [
        MilestoneStatus.NOT_DUE,
        MilestoneStatus.NOT_DUE,
    ]
    assert milestones(ledger, august)[0] == (MilestoneStatus.NOT_MET, "nothing was delegated")
    status, words = milestones(ledger, september)[0]
    assert status is MilestoneStatus.MET_LATE
    assert words == (
        "by then nothing was delegated; as of 2011-12 M06 17.0 % of total budget was delegated"
    )
    assert milestones(ledger, MONTH_8)[1] == (MilestoneStatus.NOT_MET, "no trajectory was stated")


def test_what_was_told_too_late_did_not_meet_a_milestone() -> None:
    """Dated in June, and written in September: in August nobody could know it."""
    late = on(6, delegated(100), notified=date(2011, 9, 5))
    ledger = ResourceLedger().post((*opened(), late))
    assert milestones(ledger, MONTH_8)[0][0] is MilestoneStatus.MET_LATE
    assert milestones(ledger, MONTH_8, date(2011, 9, 4))[0][0] is MilestoneStatus.NOT_MET


def test_a_milestone_says_what_the_percentage_lacks() -> None:
    """By the eligible budget that nobody stated there is no percentage, and the words say so."""
    ledger = ResourceLedger().post((*opened(), on(6, delegated(100))))
    first, _ = milestones_of(
        ledger, "5A9", MONTH_8, milestones=MILESTONES, denominator="eligible-budget"
    )
    assert first.status is MilestoneStatus.NOT_MET
    assert "nobody said which categories are not eligible" in first.words
    assert first.finding is not None
    assert first.finding.code == "delegation.milestone"


def test_a_milestone_without_a_test_is_shown() -> None:
    """A rulebook's own milestone in words alone is neither met nor missed."""
    plain = MILESTONES[0].model_copy(update={"test": None})
    (one,) = milestones_of(WORKED, "5A9", MONTH_8, milestones=(plain,), denominator="total-budget")
    assert one.status is MilestoneStatus.NOT_TESTED


def test_conditions_stand_as_stated_last() -> None:
    """A constitution met in May and questioned in July; accounts open, then met."""

    def said(month: int, condition: str, met_on: date | None) -> Event:
        return on(month, ConditionStated(delegate="07M", condition=condition, met_on=met_on))

    ledger = ResourceLedger().post(
        (
            said(5, "constitution", date(2011, 5, 1)),
            said(5, "accounts", None),
            said(6, "accounts", date(2011, 6, 3)),
            said(7, "constitution", None),
        )
    )
    at = {one.condition: one.met_on for one in conditions_of(ledger, ["5A9"], MONTH_8)}
    assert at == {"constitution": None, "accounts": date(2011, 6, 3)}
    june = conditions_of(ledger, ["5A9"], Period("2011-12 M03"))
    assert {one.met_on for one in june} == {date(2011, 5, 1), date(2011, 6, 3)}


def test_development_money_a_head() -> None:
    """£2 for each of 1,000 heads is £2,000; £1,500 of it in two bodies leaves £500."""
    ledger = ResourceLedger().post(
        [
            one
            for body, pence in (("5A9", 1000_00), ("5C1", 500_00))
            for one in (
                on(4, Allocation(strand=RECURRENT, pence=9000_00, issuer="DH"), body),
                on(4, issued(3000_00, "development"), body),
                on(4, issued(3000_00), body),
                on(5, delegated(pence, category="development"), body),
                on(5, delegated(2000_00), body),
            )
        ]
    )
    splits = [body_delegation(ledger, code, MONTH_8) for code in ("5A9", "5C1")]
    populations = {"07M": 1000, "07R": None, "07X": 0}
    short, unknown, nobody = development_checks(splits, ["development"], populations, 200)
    assert (short.required_pence, short.found_pence, short.gap_pence) == (2000_00, 1500_00, 500_00)
    assert short.finding is not None
    assert "£500 short of £2 a head of 1,000 (£2,000)" in short.finding.message
    assert unknown.gap_pence is None
    assert unknown.finding is not None
    assert nobody.finding is None


def test_legacy_debt_to_zero() -> None:
    """£1 owed from before; budgets leave £0.50 to find; savings of 30p and new money of 20p find it."""
    ledger = ResourceLedger().post(
        (
            on(4, Allocation(strand=RECURRENT, pence=1000, issuer="DH")),
            on(4, issued(950)),
            on(5, BroughtForward(pence=-100)),
            on(7, issued(-30)),
            on(10, Allocation(strand=NON_RECURRENT, pence=20, issuer="DH")),
        )
    )
    months = legacy_debt(ledger, "5A9", MONTH_8)
    assert [one.period.number for one in months] == [2, 3, 4, 5, 6, 7, 8]
    assert [one.to_find_pence for one in months] == [50, 50, 20, 20, 20, 0, 0]
    assert [one.found_pence for one in months] == [50, 50, 80, 80, 80, 100, 100]
    assert [one.gave for one in months if one.gave] == [(("budget", 30),), (("allocation", 20),)]
    assert legacy_debt(WORKED, "5A9", YEAR_END) == ()


# No tunnel


TWO = ResourceLedger().post((*opened("5A9"), *opened("5C1"), on(5, delegated(80), "5A9")))
TAKEN = TWO.post((on(6, delegated(-50), "5A9"), on(6, delegated(50), "5C1")))


def test_nothing_crosses_by_delegation_alone() -> None:
    """50 taken back in 5A9 stay there; 50 delegated in 5C1 come out of what 5C1 retained."""
    for body, change in (("5A9", -50), ("5C1", 50)):
        before, after = (body_delegation(ledger, body, YEAR_END) for ledger in (TWO, TAKEN))
        assert after.delegated_pence - before.delegated_pence == change
        assert after.retained_pence - before.retained_pence == -change
        assert after.reserves_pence == before.reserves_pence
        assert after.expected_limit_pence == before.expected_limit_pence == 1000
        for limit in Limit:
            assert TAKEN.balances(body, YEAR_END).limit(limit) == TWO.balances(
                body, YEAR_END
            ).limit(limit)
    total = {
        ledger: sum(
            one.total_pence
            for one in delegate_totals(body_delegation(ledger, b, YEAR_END) for b in ("5A9", "5C1"))
        )
        for ledger in (TWO, TAKEN)
    }
    assert set(total.values()) == {80}


def test_a_body_cannot_take_what_is_delegated_elsewhere() -> None:
    """5C1 cannot take back what 5A9 delegated: it has no such cell."""
    with pytest.raises(PostingRefusedError) as refused:
        TWO.post([on(6, delegated(-50), "5C1")])
    assert [finding.code for finding in refused.value.findings] == ["ledger.exceeds"]


def test_a_tunnel_is_named() -> None:
    """A fall and an equal rise in one month: giver, receiver, amount, and what it needs."""
    (tunnel,) = delegation_tunnels(TAKEN, ["5A9", "5C1"], YEAR_END)
    assert (tunnel.fell, tunnel.rose, tunnel.pence) == (("5A9",), ("5C1",), 50)
    assert tunnel.finding.code == "delegation.tunnel"
    assert "falls by £0.50 in 5A9 and rises by as much in 5C1" in tunnel.finding.message
    assert tunnel.finding.where is not None
    assert tunnel.finding.where.period == "2011-12 M03"
    assert delegation_tunnels(TWO, ["5A9", "5C1"], YEAR_END) == ()


REBASED = Rebasing(
    changes=(
        BudgetChange(strand=RECURRENT, category="acute", pence=-50, delegate="07M"),
        BudgetChange(strand=RECURRENT, category="acute", pence=50),
    )
)


@pytest.mark.parametrize(
    "events",
    [
        (on(6, REBASED), on(6, delegated(50), "5C1")),
        (on(6, delegated(-20)), on(6, delegated(-30)), on(6, delegated(50), "5C1")),
        (on(6, delegated(-50)), on(6, delegated(50, category="dental"), "5C1")),
        (
            on(6, delegated(-50)),
            on(6, delegated(50), "5C1"),
            on(6, delegated(9, category="dental"), "5C1"),
        ),
    ],
    ids=["re-based", "in two steps", "into another category", "with something added"],
)
def test_other_ways_of_the_same_move(events: tuple[Event, ...]) -> None:
    """It is the cell that counts, and the category within it; not the way by which it changed."""
    assert len(delegation_tunnels(TWO.post(events), ["5A9", "5C1"], YEAR_END)) == 1


def test_a_tunnel_over_three_bodies() -> None:
    """5A9 falls by 50; 5C1 rises by 20 and 5K7 by 30."""
    ledger = TWO.post(
        (
            *opened("5K7"),
            on(6, delegated(-50)),
            on(6, delegated(20), "5C1"),
            on(6, delegated(30), "5K7"),
        )
    )
    (tunnel,) = delegation_tunnels(ledger, ["5A9", "5C1", "5K7"], YEAR_END)
    assert (tunnel.fell, tunnel.rose) == (("5A9",), ("5C1", "5K7"))


@pytest.mark.parametrize(
    "events",
    [
        (on(6, delegated(-50)), on(7, delegated(50), "5C1")),
        (on(6, delegated(-50)), on(6, delegated(50, "07R"), "5C1")),
        (on(6, delegated(-50)), on(6, delegated(50)), on(6, delegated(50), "5C1")),
        (on(6, delegated(-50)), on(6, delegated(49), "5C1")),
    ],
    ids=["another month", "another delegate", "given back", "another amount"],
)
def test_what_is_no_tunnel(events: tuple[Event, ...]) -> None:
    """Another month, delegate or amount, or a cell that did not fall in the end."""
    assert delegation_tunnels(TWO.post(events), ["5A9", "5C1"], YEAR_END) == ()


# Properties


BODIES, DELEGATES, NAMES = ("5A9", "5C1"), ("07M", "07R"), ("acute", "dental")
AMOUNTS = st.integers(-400, 400)
WHATS = st.one_of(
    st.builds(issued, AMOUNTS, st.sampled_from(NAMES)),
    st.builds(
        lambda pence, who, name, source: Delegation(
            strand=RECURRENT, pence=pence, category=name, delegate=who, taken_from=source
        ),
        AMOUNTS,
        st.sampled_from(DELEGATES),
        st.sampled_from(NAMES),
        st.sampled_from([Account.RETAINED, Account.UNALLOCATED]),
    ),
    st.builds(
        lambda pence, who: Virement(
            strand=RECURRENT, pence=pence, from_category="acute", category="dental", delegate=who
        ),
        st.integers(1, 100),
        st.sampled_from(["", *DELEGATES]),
    ),
    st.builds(lambda pence: PlannedSurplus(strand=RECURRENT, pence=pence), st.integers(1, 50)),
    st.builds(lambda pence: ContingencySet(strand=RECURRENT, pence=pence), st.integers(1, 50)),
    st.builds(lambda pence: Allocation(strand=RECURRENT, pence=pence, issuer="DH"), AMOUNTS),
)
EVENTS = st.lists(st.builds(on, st.integers(4, 12), WHATS, st.sampled_from(BODIES)), max_size=14)


def posted(events: list[Event]) -> tuple[ResourceLedger, list[Event]]:
    """The ledger with what of the events it takes, and those that it took."""
    ledger, taken = ResourceLedger().post((*opened("5A9"), *opened("5C1"))), []
    for one in events:
        try:
            ledger = ledger.post([one])
        except PostingRefusedError:
            continue
        taken.append(one)
    return ledger, taken


def naive_cells(events: list[Event], as_of: Period) -> dict[tuple[str, str, str], int]:
    """Every cell by category, added up event by event."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in events:
        what = one.what
        if one.period <= as_of and isinstance(what, Delegation):
            sums[one.body, what.delegate, what.category] += what.pence
        if one.period <= as_of and isinstance(what, Virement) and what.delegate:
            sums[one.body, what.delegate, what.from_category] -= what.pence
            sums[one.body, what.delegate, what.category] += what.pence
    return {place: pence for place, pence in sums.items() if pence}


@given(EVENTS, st.integers(1, 9))
def test_cells_are_what_a_naive_sum_says(events: list[Event], month: int) -> None:
    """Cell by cell; a delegate's total is the sum of its cells; both sides of the identity agree."""
    ledger, taken = posted(events)
    as_of = YEAR_END.year.period(month)
    naive = naive_cells(taken, as_of)
    splits = [body_delegation(ledger, body, as_of, not_eligible=["dental"]) for body in BODIES]
    cells = {(c.body, c.delegate, c.category): c.pence for split in splits for c in split.cells}
    assert cells == naive
    for total in delegate_totals(splits):
        whose = total.delegate
        assert total.total_pence == sum(p for place, p in naive.items() if place[1] == whose)
        assert sum(sum(row.values()) for row in total.by_category.values()) == total.total_pence
    for split in splits:
        parts = split.delegated_pence, split.retained_pence, split.reserves_pence
        assert sum(parts) == split.budget_pence
        assert split.budget_pence + split.planned_surplus_pence == split.expected_limit_pence
        dental = sum(one.pence for one in split.categories if one.category == "dental")
        assert split.eligible_pence == split.budget_pence - dental


@given(EVENTS, st.sampled_from(BODIES), AMOUNTS, st.integers(4, 12))
def test_delegating_moves_no_limit_and_no_other_body(
    events: list[Event], body: str, pence: int, month: int
) -> None:
    """Whatever was before: a delegation changes its own body's hands, and nothing else."""
    ledger, _ = posted(events)
    try:
        after = ledger.post([on(month, delegated(pence), body)])
    except PostingRefusedError:
        return
    for code in BODIES:
        was, now = (body_delegation(one, code, YEAR_END) for one in (ledger, after))
        if code != body:
            assert now == was
        assert now.expected_limit_pence == was.expected_limit_pence
        assert now.reserves_pence == was.reserves_pence
        assert now.budget_pence == was.budget_pence
        change = pence if code == body else 0
        assert now.delegated_pence - was.delegated_pence == change
        assert now.retained_pence - was.retained_pence == -change
