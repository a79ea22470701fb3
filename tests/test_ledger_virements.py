"""Budgets moved inside one body: what they conserve, what they may take, and what they refuse."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger_examples import ANTICIPATED, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation, What
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from pctfinance.tables.posting_order import in_posting_order

NAMES = ("acute", "community", "dental")


def funded(pence: int = 1000) -> list[Event]:
    """An allocation, a budget of £6 for acute and £3 for community, £2 of acute with a CCG."""
    return [
        event(Allocation(strand=RECURRENT, pence=pence, issuer="DH")),
        event(BudgetIssued(strand=RECURRENT, pence=600, category="acute")),
        event(BudgetIssued(strand=RECURRENT, pence=300, category="community")),
        event(Delegation(strand=RECURRENT, pence=200, category="acute", delegate="07M")),
    ]


def budgets(*moves: Event) -> dict[str, tuple[int, int]]:
    """What is retained and delegated of each category after `moves`."""
    ledger = ResourceLedger().post([*funded(), *moves])
    return {
        row.category: (row.retained_pence, row.delegated_pence)
        for row in ledger.balances("5A9", YEAR_END).category_budgets()
    }


def moved(pence: int, origin: str, to: str, delegate: str = "", month: int = 9) -> Event:
    what = Virement(
        strand=RECURRENT, pence=pence, from_category=origin, category=to, delegate=delegate
    )
    return event(what, effective=date(2011, month, 1), reference=f"{origin} to {to}")


def rebased(**changes: int) -> Event:
    rows = (
        BudgetChange(strand=RECURRENT, category=name, pence=pence)
        for name, pence in changes.items()
    )
    return event(Rebasing(changes=tuple(rows)), effective=date(2011, 9, 1), reference="BP/7")


def refusal(*moves: Event) -> str:
    with pytest.raises(PostingRefusedError) as refused:
        ResourceLedger().post([*funded(), *moves])
    return str(refused.value)


def test_a_virement_moves_what_the_body_retains() -> None:
    """£1.50 from acute to community: 4.00 - 1.50 and 3.00 + 1.50; the CCG's £2 stay."""
    assert budgets(moved(150, "acute", "community")) == {"acute": (250, 200), "community": (450, 0)}


def test_a_virement_moves_what_a_delegate_holds() -> None:
    """The CCG spends £0.80 of its acute budget on community services; the board's stay."""
    after = budgets(moved(80, "acute", "community", "07M"))
    assert after == {"acute": (400, 120), "community": (300, 80)}


def test_a_virement_changes_neither_the_limit_nor_what_is_unallocated() -> None:
    """It brings no money: limit, reserves and the sum of budgets are what they were."""
    before = ResourceLedger().post(funded())
    after = before.post([moved(150, "acute", "community"), rebased(acute=-50, community=50)])
    old, new = (ledger.balances("5A9", YEAR_END) for ledger in (before, after))
    assert (new.limit(), new.reserves) == (old.limit(), old.reserves) == (1000, 100)
    assert sum(row.pence for row in new.category_budgets()) == 900


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (moved(401, "acute", "community"), "5A9's retained acute: £0.01 more than there is"),
        (moved(201, "acute", "community", "07M"), "delegated acute 07M: £0.01 more than there is"),
        (moved(1, "dental", "acute"), "retained dental: £0.01 more than there is"),
        (rebased(acute=-401, community=401), "retained acute: £0.01 more than there is"),
    ],
)
def test_no_more_is_moved_than_is_there(move: Event, message: str) -> None:
    """£4 of acute are retained and £2 with the CCG; what is delegated is not the body's to move."""
    assert message in refusal(move)


def test_a_budget_that_comes_later_covers_no_earlier_virement() -> None:
    """At any date: dental has its £1 from October on, and the virement is of September."""
    later = event(
        BudgetIssued(strand=RECURRENT, pence=100, category="dental"), effective=date(2011, 10, 1)
    )
    assert "retained dental: £0.50 more" in refusal(later, moved(50, "dental", "acute"))
    assert budgets(later, moved(50, "dental", "acute", month=11))["dental"] == (50, 0)


def test_what_a_later_virement_needs_is_not_moved_away_before() -> None:
    """£4 go in November already; £1 taken in September would leave November short."""
    taken = moved(400, "acute", "community", month=11)
    assert "retained acute: £1 more" in refusal(taken, moved(100, "acute", "dental"))


def test_a_rebasing_that_does_not_sum_to_zero_is_none() -> None:
    """The difference is named, by strand: what is over in one is not made good by another."""
    with pytest.raises(ValidationError, match=r"this one to £0\.30 in revenue, recurrent"):
        rebased(acute=-70, community=100)
    with pytest.raises(ValidationError, match=r"to -?£?\(?-?£?0\.05"):
        Rebasing(
            changes=(
                BudgetChange(strand=RECURRENT, category="acute", pence=-5),
                BudgetChange(strand=NON_RECURRENT, category="acute", pence=5),
            )
        )


@pytest.mark.parametrize(
    "what",
    [
        lambda: Virement(strand=RECURRENT, pence=1, from_category="acute", category="acute"),
        lambda: Virement(strand=RECURRENT, pence=0, from_category="acute", category="dental"),
        lambda: Virement(strand=RECURRENT, pence=-1, from_category="acute", category="dental"),
        lambda: Virement(strand=ANTICIPATED, pence=1, from_category="acute", category="dental"),
        lambda: Rebasing(changes=(BudgetChange(strand=ANTICIPATED, category="acute", pence=0),)),
        lambda: Rebasing(changes=()),
    ],
)
def test_what_moves_nothing_or_backwards_or_what_is_not_there_yet_is_refused(what: object) -> None:
    """Each sentence of the class holds."""
    with pytest.raises(ValidationError):
        what()  # type: ignore[operator]


def test_from_one_delegate_to_another_goes_by_way_of_the_body() -> None:
    """Taken back from the first and delegated to the second: two events, no virement."""
    back = Delegation(strand=RECURRENT, pence=-50, category="acute", delegate="07M")
    given_on = Delegation(strand=RECURRENT, pence=50, category="acute", delegate="07R")
    ledger = ResourceLedger().post([*funded(), event(back), event(given_on)])
    cells = ledger.balances("5A9", YEAR_END).cells
    held = {cell.delegate: -pence for cell, pence in cells.items() if cell.delegate}
    assert held == {"07M": 150, "07R": 50}


def test_a_chain_of_one_day_does_not_depend_on_the_order_of_rows() -> None:
    """Acute to dental, dental to community, community to dental's neighbour: any order will do."""
    chain = [
        moved(400, "acute", "dental"),
        moved(400, "dental", "mental"),
        moved(400, "mental", "prescribing"),
    ]
    for order in permutations(chain):
        assert budgets(*in_posting_order(order))["prescribing"] == (400, 0)


def test_a_delegates_virement_comes_after_its_delegation_and_the_bodys_before() -> None:
    """On one day: community gets £1 of acute, all £4 are delegated, the CCG moves £3 of them."""
    day = {"effective": date(2011, 9, 1)}
    all_of_it = Delegation(strand=RECURRENT, pence=400, category="community", delegate="07M")
    moves = [
        moved(300, "community", "dental", "07M"),
        event(all_of_it, **day),  # type: ignore[arg-type]
        moved(100, "acute", "community"),
    ]
    for order in permutations(moves):
        after = budgets(*in_posting_order(order))
        assert after["community"] == (0, 100)
        assert after["dental"] == (0, 300)


def test_a_refused_virement_leaves_no_trace() -> None:
    """A book that refused is the book that it was."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(*funded())
    before = book.head
    with pytest.raises(PostingRefusedError):
        book.post(moved(50, "acute", "community"), moved(900, "acute", "dental"))
    assert book.head == before
    assert book.verify() == ()


AMOUNTS = st.integers(1, 500)
MOVES = st.lists(
    st.one_of(
        st.builds(
            lambda pence, ends, who: moved(pence, ends[0], ends[1], who),
            AMOUNTS,
            st.sampled_from(list(permutations(NAMES, 2))),
            st.sampled_from(["", "07M"]),
        ),
        st.builds(
            lambda pence, ends: rebased(**{ends[0]: -pence, ends[1]: pence}),
            AMOUNTS,
            st.sampled_from(list(permutations(NAMES, 2))),
        ),
    ),
    max_size=8,
)


@given(MOVES)
def test_whatever_is_moved_the_sum_stays(moves: list[Event]) -> None:
    """Accepted one by one or refused: limit, reserves and the total of budgets never move."""
    ledger = ResourceLedger().post(funded())
    for move in moves:
        try:
            ledger = ledger.post([move])
        except PostingRefusedError:
            continue
        balances = ledger.balances("5A9", YEAR_END)
        assert balances.limit() == 1000
        assert balances.reserves == 100
        assert balances.limit(Limit.CAPITAL) == 0
        rows = balances.category_budgets()
        assert sum(row.pence for row in rows) == 900
        assert sum(row.delegated_pence for row in rows) == 200
        assert all(row.retained_pence >= 0 and row.delegated_pence >= 0 for row in rows)


def test_a_virement_is_of_one_body_by_its_shape() -> None:
    """There is no second body in it that could be named."""
    assert set(Virement.model_fields) == {
        *("kind", "strand", "pence", "from_category", "category", "delegate")
    }
    assert "body" not in BudgetChange.model_fields
    assert issubclass(Virement, What)
