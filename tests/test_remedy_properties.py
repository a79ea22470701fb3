"""The smallest set of transfers against a slow search through every set, and against whole numbers."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.consolidation.remedy import Outcome, Remedy, Standing, make_remedy
from pctfinance.consolidation.remedy_search import (
    Arc,
    Choice,
    Move,
    fewest_possible,
    share_out,
)
from pctfinance.remedying.solver import choose_by_milp

CODES = ("A", "B", "C", "D", "E", "F")


def standing(body: str, variance: int | None, unallocated: int) -> Standing:
    """A body with one authority and nothing promised."""
    return Standing(body, body, variance, unallocated, 0, 0, 0, ("LON",))


def fewest_by_search(offers: dict[str, int], needs: dict[str, int]) -> int | None:
    """The least number of transfers, by trying every set of them, the smaller first.

    Whether a set does is told by Hall's condition and no flow: every set of receivers needs no more
    than all givers have that may give to one of them.
    """
    arcs = [(giver, receiver) for giver in offers for receiver in needs]
    groups = [
        set(group) for size in range(1, len(needs) + 1) for group in combinations(needs, size)
    ]
    for size in range(len(arcs) + 1):
        for chosen in combinations(arcs, size):
            if all(
                sum(needs[receiver] for receiver in group)
                <= sum(offers[g] for g in {giver for giver, r in chosen if r in group})
                for group in groups
            ):
                return size
    return None


AMOUNTS = st.one_of(st.integers(1, 12), st.integers(1, 3_000_000_000_00))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from([-1, 1]), AMOUNTS, st.one_of(st.just(0), AMOUNTS)),
        min_size=1,
        max_size=4,
    )
)
def test_as_few_as_the_search_finds_or_none_where_it_finds_none(
    drawn: list[tuple[int, int, int]],
) -> None:
    """For up to four bodies: as many transfers as the search, every need met, no giver below zero."""
    bodies = [
        standing(code, sign * pence, free)
        for code, (sign, pence, free) in zip(CODES, drawn, strict=False)
    ]
    remedy = make_remedy(bodies, choose_by_milp)
    offers = {one.body: one.offer_pence for one in bodies if one.offer_pence}
    needs = {one.body: one.need_pence for one in bodies if one.need_pence}
    expected = fewest_by_search(offers, needs)
    assert remedy.faults() == ()
    if expected is None:
        assert remedy.outcome is Outcome.NONE
        assert remedy.moves == ()
        assert remedy.shortfall_pence > remedy.offered_pence  # the whole of the proof
        return
    assert len(remedy.moves) == expected
    assert remedy.is_least
    assert remedy.fewest_possible <= expected
    assert sum(move.pence for move in remedy.moves) == sum(needs.values())
    after = {one.body: one.variance_pence or 0 for one in bodies}
    for move in remedy.moves:
        after[move.giver] -= move.pence
        after[move.receiver] += move.pence
    assert all(variance >= 0 for variance in after.values())


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 10**11), st.integers(-3, 3))
def test_a_penny_decides(pence: int, off: int) -> None:
    """Two givers that match two receivers to the penny: two transfers; a penny off: one more or none.

    Amounts of a thousand million pounds, where no solver in floating point tells pennies apart.
    """
    need = {"A": 3 * 10**11 + pence, "B": 2 * 10**11}
    offer = {"C": need["A"] + off, "D": need["B"] - off}
    bodies = [standing(code, -need[code], 0) for code in need]
    bodies += [standing(code, offer[code], offer[code]) for code in offer]
    remedy = make_remedy(bodies, choose_by_milp)
    assert remedy.faults() == ()
    assert remedy.is_least
    assert len(remedy.moves) == fewest_by_search(offer, need)
    assert len(remedy.moves) == (2 if off == 0 else 3)


def test_a_set_that_saves_a_transfer_is_found() -> None:
    """7+3 and 6+4 against 10 and 10: four transfers; the largest first would take five."""
    bodies = [standing("A", -10, 0), standing("B", -10, 0)]
    bodies += [
        standing(code, pence, pence) for code, pence in zip("CDEF", (7, 6, 4, 3), strict=True)
    ]
    assert len(make_remedy(bodies, choose_by_milp).moves) == 4
    lazily = make_remedy(bodies, lambda *_: None)
    assert len(lazily.moves) == 5
    assert not lazily.is_least
    assert lazily.faults() == ()


def test_a_choice_that_falls_short_by_a_penny_is_asked_for_again() -> None:
    """A solver that first says C alone does hears that one of the others is needed."""
    asked: list[int] = []

    def choose(_offers: object, _needs: object, needed: object) -> Choice:
        assert isinstance(needed, list)
        asked.append(len(needed))
        if not needed:
            return Choice(frozenset({Arc("C", "A")}), is_fewest=True)
        assert needed == [frozenset({Arc("D", "A")})]
        return Choice(frozenset({Arc("C", "A"), Arc("D", "A")}), is_fewest=True)

    bodies = [standing("A", -100, 0), standing("C", 99, 99), standing("D", 5, 5)]
    assert [move.pence for move in make_remedy(bodies, choose).moves] in ([99, 1], [95, 5])
    assert asked == [0, 1]


def test_a_solver_that_never_learns_is_left_and_the_answer_says_so() -> None:
    """The set does, and is not called the least."""
    bodies = [standing("A", -10, 0), standing("B", -10, 0)]
    bodies += [
        standing(code, pence, pence) for code, pence in zip("CDEF", (7, 6, 4, 3), strict=True)
    ]
    remedy = make_remedy(bodies, lambda *_: Choice(frozenset(), is_fewest=True))
    assert (remedy.is_least, remedy.faults()) == (False, ())


def test_faults_are_seen() -> None:
    """Whole numbers catch a giver that gives too much, and a need that is not met."""
    bodies = (standing("A", -10, 0), standing("C", 9, 9))
    wrong = Remedy(bodies, moves=(Move("C", "A", 10),))
    assert wrong.faults() == ("C gives more than it has",)
    assert Remedy(bodies, moves=(Move("C", "A", 9),)).faults() == ("A is not met",)


def test_a_body_for_which_nobody_is_competent_gives_and_receives_nothing() -> None:
    """Nobody can approve: it is no giver, and as a receiver it is the proof."""
    alone = Standing("A", "A", -10, 0, 0, 0, 0, ())
    remedy = make_remedy([alone, standing("C", 50, 50)], choose_by_milp)
    assert (remedy.outcome, remedy.stranded) == (Outcome.NONE, ("A",))
    giver = Standing("C", "C", 50, 50, 0, 0, 0, ())
    assert make_remedy([standing("A", -10, 0), giver], choose_by_milp).outcome is Outcome.NONE


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_sharing_out_meets_every_need_or_names_who_keeps_it_from_that(data: st.DataObject) -> None:
    """Over any transfers: needs met exactly, or receivers that need more than their givers have."""
    offers = {code: data.draw(st.integers(1, 20)) for code in "CDE"}
    needs = {code: data.draw(st.integers(1, 20)) for code in "AB"}
    arcs = data.draw(st.sets(st.sampled_from([Arc(g, r) for g in offers for r in needs])))
    moves, short = share_out(arcs, offers, needs)
    for giver, offer in offers.items():
        assert sum(move.pence for move in moves if move.giver == giver) <= offer
    got = {r: sum(move.pence for move in moves if move.receiver == r) for r in needs}
    assert all(Arc(move.giver, move.receiver) in arcs and move.pence > 0 for move in moves)
    if short:
        may_give = {arc.giver for arc in arcs if arc.receiver in short}
        assert sum(needs[r] for r in short) > sum(offers[g] for g in may_give)
    else:
        assert got == needs


@pytest.mark.parametrize(
    ("offers", "needs", "fewest"),
    [
        ({"C": 10}, {"A": 5, "B": 5}, 2),
        ({"C": 4, "D": 3, "E": 3}, {"A": 8}, 3),
        ({"C": 10}, {}, 0),
    ],
)
def test_the_count_below_which_nothing_can_do(
    offers: dict[str, int], needs: dict[str, int], fewest: int
) -> None:
    """One for each receiver, and one for each giver that is needed."""
    assert fewest_possible(offers, needs) == fewest


def test_of_two_sets_that_are_not_proved_the_smaller_is_taken() -> None:
    """A solver that broke off has 4 and 6 make up 10; one giver alone has 10."""
    bodies = [standing("A", -10, 0)]
    bodies += [standing(code, pence, pence) for code, pence in (("B", 4), ("C", 10), ("D", 6))]
    broken_off = Choice(frozenset({Arc("B", "A"), Arc("D", "A")}), is_fewest=False)
    remedy = make_remedy(bodies, lambda *_: broken_off)
    assert remedy.moves == (Move("C", "A", 10),)
    assert remedy.is_least  # one transfer is as few as counting allows
