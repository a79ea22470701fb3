"""Budgets by cause: worked by hand, in pence; and the sum, whatever happens."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, RECURRENT, YEAR_END, event
from pctfinance.calendar import Period
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.budgets import BudgetCause, BudgetLine, budget_movement
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BudgetIssued,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    What,
)
from pctfinance.ledger.lines import Account
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement


def on(month: int, what: What) -> Event:
    """An event of a month of 2011, with an approval in case it needs one."""
    return event(what, effective=date(2011, month, 1), approval="NHS London 12")


def issued(pence: int, category: str = "acute") -> BudgetIssued:
    return BudgetIssued(strand=RECURRENT, pence=pence, category=category)


def moved(pence: int, origin: str, to: str) -> Virement:
    return Virement(strand=RECURRENT, pence=pence, from_category=origin, category=to)


def rebased(**changes: int) -> Rebasing:
    rows = [BudgetChange(strand=RECURRENT, category=name, pence=p) for name, p in changes.items()]
    return Rebasing(changes=tuple(rows))


A_YEAR = (
    on(4, Allocation(strand=RECURRENT, pence=1000, issuer="DH")),
    on(4, HeadroomLodged(pence=20)),
    on(4, issued(600)),
    on(4, issued(300, "community")),
    on(5, Delegation(strand=RECURRENT, pence=200, category="acute", delegate="07M")),
    on(6, issued(40)),  # growth money
    on(7, moved(50, "acute", "community")),
    on(8, issued(-10)),  # withdrawn
    on(9, rebased(acute=-30, community=10, dental=20)),
    on(10, AppliedNonRecurrently(pence=5, category="transition")),
    on(11, HeadroomReleased(pence=8, case="C1", category="transition")),
)


def by_place(ledger: ResourceLedger, as_of: Period = YEAR_END) -> dict[str, BudgetLine]:
    found = budget_movement(ledger, "5A9", as_of).lines
    return {f"{line.category} {line.delegate}".strip(): line for line in found}


def causes(line: BudgetLine) -> tuple[int, ...]:
    """Opening, new money, virements in and out, re-basing, delegation; and the budget now."""
    return (*(line.of(cause) for cause in BudgetCause), line.now_pence)


def test_a_year_of_budgets_by_cause() -> None:
    """Acute: 600 at first, +40 -10 new, -50 to community, -30 re-based, -200 to the CCG: 350."""
    shown = {name: causes(line) for name, line in by_place(ResourceLedger().post(A_YEAR)).items()}
    assert shown == {
        #             opening  new  in  out  re-based  delegated  now
        "acute": (600, 30, 0, -50, -30, -200, 350),
        "acute 07M": (0, 0, 0, 0, 0, 200, 200),
        "community": (300, 0, 50, 0, 10, 0, 360),
        "dental": (0, 0, 0, 0, 20, 0, 20),
        "transition": (0, 13, 0, 0, 0, 0, 13),
    }


def test_a_category_over_all_who_hold_it() -> None:
    """Delegation is nothing over the body and its CCG; the total conserves what only moves."""
    movement = budget_movement(ResourceLedger().post(A_YEAR), "5A9", YEAR_END)
    acute = movement.categories[0]
    assert causes(acute) == (600, 30, 0, -50, -30, 0, 550)
    assert [movement.total(cause) for cause in BudgetCause] == [900, 43, 50, -50, 0, 0]
    assert movement.total() == 943
    assert list(movement.table["now_pence"]) == [350, 200, 360, 20, 13]


def test_an_earlier_month_knows_no_later_virement() -> None:
    """As of June the growth money is there, and nothing has moved yet."""
    june = by_place(ResourceLedger().post(A_YEAR), Period("2011-12 M03"))
    assert causes(june["acute"]) == (600, 40, 0, 0, 0, -200, 440)


def test_a_delegation_on_top_is_new_money_to_the_delegate() -> None:
    """Taken from unallocated it moves nothing between the body and the CCG: it comes on top."""
    on_top = Delegation(
        strand=RECURRENT,
        pence=70,
        category="acute",
        delegate="07M",
        taken_from=Account.UNALLOCATED,
    )
    first, later = (by_place(ResourceLedger().post([on(month, on_top)])) for month in (4, 5))
    assert causes(first["acute 07M"]) == (70, 0, 0, 0, 0, 0, 70)
    assert causes(later["acute 07M"]) == (0, 70, 0, 0, 0, 0, 70)


def test_the_settlement_of_what_was_hoped_for_moves_no_budget() -> None:
    """£1 hoped for and budgeted, £0.70 confirmed: the budget stays, the gap is another figure."""
    hoped = [
        on(4, Allocation(strand=ANTICIPATED, pence=100, issuer="DH", tranche="T1")),
        on(4, BudgetIssued(strand=ANTICIPATED, pence=100, category="acute", tranche="T1")),
        on(7, AnticipatedSettled(tranche="T1", confirmed_pence=70, issuer="DH")),
    ]
    shown = by_place(ResourceLedger().post(hoped))
    assert causes(shown["acute"]) == (100, 0, 0, 0, 0, 0, 100)
    withdrawn = BudgetIssued(
        strand=RECURRENT, pence=-30, category="acute", taken_from=Account.UNFUNDED
    )
    after = by_place(ResourceLedger().post([*hoped, on(8, withdrawn)]))
    assert causes(after["acute"]) == (100, -30, 0, 0, 0, 0, 70)


def test_capital_is_no_revenue_budget() -> None:
    """The movement is that of the revenue budgets, like the columns of a monthly report."""
    capital = BudgetIssued(strand=CAPITAL, pence=5, category="additions")
    assert by_place(ResourceLedger().post([on(4, capital)])) == {}


AMOUNTS = st.integers(-300, 300)
NAMES = st.sampled_from(["acute", "community", "dental"])
EVENTS = st.lists(
    st.builds(
        on,
        st.integers(4, 12),
        st.one_of(
            st.builds(issued, AMOUNTS, NAMES),
            st.builds(lambda pence: moved(abs(pence) + 1, "acute", "community"), AMOUNTS),
            st.builds(lambda pence: rebased(acute=pence, dental=-pence), AMOUNTS),
            st.builds(
                lambda pence, name, source: Delegation(
                    strand=RECURRENT,
                    pence=pence,
                    category=name,
                    delegate="07M",
                    taken_from=source,
                ),
                AMOUNTS,
                NAMES,
                st.sampled_from([Account.RETAINED, Account.UNALLOCATED]),
            ),
        ),
    ),
    max_size=12,
)


@given(EVENTS, st.integers(1, 12))
def test_the_causes_always_sum_to_the_budget(events: list[Event], month: int) -> None:
    """Category by category, what is retained and what is delegated: the balances say the same."""
    ledger = ResourceLedger().post(A_YEAR)
    for one in events:
        try:
            ledger = ledger.post([one])
        except PostingRefusedError:
            continue
    as_of = YEAR_END.year.period(month)
    movement = budget_movement(ledger, "5A9", as_of)
    balances = ledger.balances("5A9", as_of)
    held = {
        (row.category, bool(who)): pence
        for row in balances.category_budgets()
        for who, pence in (("", row.retained_pence), ("07M", row.delegated_pence))
        if pence
    }
    assert {
        (line.category, bool(line.delegate)): line.now_pence
        for line in movement.lines
        if line.now_pence
    } == held
    for cause in (BudgetCause.REBASING, BudgetCause.DELEGATION):
        assert movement.total(cause) == 0
    moves = movement.total(BudgetCause.VIREMENT_IN), movement.total(BudgetCause.VIREMENT_OUT)
    assert sum(moves) == 0
