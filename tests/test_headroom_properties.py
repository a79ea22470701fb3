"""Headroom at random: whatever is tried in whatever order, nothing is released that was not approved."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import (
    CaseApproved,
    CaseConditionMet,
    CaseLapsed,
    CaseProposed,
    CaseRefused,
    CaseSpent,
    HeadroomLapsed,
    HeldBy,
)
from pctfinance.ledger.headroom_cases import Case, CaseState
from pctfinance.ledger.kinds import (
    AppliedNonRecurrently,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    What,
)
from pctfinance.ledger.lines import Account, Limit

YEAR = FinancialYear("2011-12")
BODIES = ("5A9", "5C1")
SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

few = st.integers(1, 12)
case = st.sampled_from(["C1", "C2"])
# NHS London as a strategic health authority, and as a cluster of one from October.
competent = st.sampled_from([("Q36",), ("LON",)])
whats: st.SearchStrategy[What] = st.one_of(
    st.builds(HeadroomLodged, pence=few),
    st.builds(HeadroomSetAside, pence=few),
    st.builds(
        AppliedNonRecurrently,
        pence=few,
        category=st.just("transition"),
        taken_from=st.just(Account.HEADROOM),
    ),
    st.builds(CaseProposed, case=case, pence=few, category=st.just("transition")),
    st.builds(
        CaseApproved,
        case=case,
        pence=few,
        conditions=st.sampled_from([(), ("plan",)]),
        authorities=competent,
    ),
    st.builds(CaseRefused, case=case, authorities=competent),
    st.builds(CaseConditionMet, case=case, condition=st.just(1)),
    st.builds(CaseLapsed, case=case),
    st.builds(CaseSpent, case=case, pence=few),
    st.builds(HeadroomReleased, pence=few, case=case, category=st.just("transition")),
    st.builds(HeadroomLapsed, pence=few, held_by=st.sampled_from(HeldBy)),
    st.builds(Reversal, corrects=st.integers(2, 20)),
)
actions = st.lists(
    st.tuples(whats, st.sampled_from(BODIES), st.integers(0, 20), st.integers(0, 2)),
    min_size=12,
    max_size=45,
)
SCRIPTED: tuple[What, ...] = (
    HeadroomLodged(pence=12),
    CaseProposed(case="C1", pence=10, category="transition"),
    CaseApproved(case="C1", pence=8, authorities=("Q36",)),
)
"""What begins every other book, so that the search does not stay at the first refusals."""


def _event(what: What, body: str, month: int, late: int) -> Event:
    day = YEAR.start + timedelta(days=15 * month)
    made = event(
        what, body=body, effective=day, notified=day + timedelta(days=20 * late), approval="SHA/1"
    )
    by = "board" if isinstance(what, CaseProposed | CaseSpent) else "authority"
    return made.model_copy(update={"by": by, "purpose": "as tried", "recorded_at": None})


def _book(tried: list[Any], *, scripted: bool) -> Book:
    book = Book.in_memory(YEAR, group="NCL")
    begun = [(what, BODIES[0], 0, 0) for what in SCRIPTED] if scripted else []
    for action in (*begun, *tried):
        before = book.head
        try:
            book.post(_event(*action))
        except PctFinanceError:
            assert book.head == before
    return book


def _held_together(found: Case) -> None:
    assert 0 <= found.released_pence <= found.approved_pence <= found.what.pence
    assert found.unreleased_pence >= 0
    if found.released_pence:
        assert found.state in (CaseState.APPROVED, CaseState.LAPSED)
        assert not found.open_conditions


@SETTINGS
@given(actions, st.booleans(), st.integers(1, 12), st.integers(0, 400))
def test_lodged_is_held_released_and_lapsed_whenever_it_is_asked(
    tried: list[Any], scripted: bool, month: int, day: int
) -> None:
    """At every month, as known on every day, as recorded after any event; and the book is whole."""
    book = _book(tried, scripted=scripted)
    views: tuple[dict[str, Any], ...] = (
        {},
        {"as_of": YEAR.period(month)},
        {"as_of": YEAR.period(month), "known_at": YEAR.start + timedelta(days=day)},
        {"recorded_at": 1 + day % book.head.sequence},
    )
    for view in views:
        report = book.headroom(**view)
        for one in report.bodies:
            parts = one.held_pence + one.released_pence + one.lapsed_pence
            assert one.lodged_pence == parts + one.transferred_pence
            for found in one.cases:
                _held_together(found)
        assert report.total("lodged") == sum(one.lodged_pence for one in report.bodies)
    for one in book.headroom().bodies:
        assert min(one.held_pence, one.lapsed_pence, one.left_pence) >= 0
        set_aside = one.lodged_pence + one.set_aside_pence
        assert one.approved_pence <= set_aside - one.lapsed_pence - one.set_aside_lapsed_pence
        limit = book.limit(one.body.code, as_of="M12", limit=Limit.REVENUE).total()
        assert limit == one.released_pence - one.lodged_pence
    assert book.verify() == ()


@SETTINGS
@given(actions)
def test_the_same_attempts_make_the_same_book(tried: list[Any]) -> None:
    """What is refused leaves no trace, so what is left alone makes the same statement."""
    book = _book(tried, scripted=True)
    again = Book.in_memory(YEAR, group="NCL")
    for posted in book.holdings.resource.events:
        again.post(posted.model_copy(update={"sequence": 0, "recorded_at": None}))
    shown, expected = again.headroom().document(), book.headroom().document()
    assert shown == expected


@SETTINGS
@given(actions)
def test_no_body_s_steps_reach_another_body(tried: list[Any]) -> None:
    """Barnet's headroom is the same whether or not Enfield ever acted."""
    book, alone = Book.in_memory(YEAR, group="NCL"), Book.in_memory(YEAR, group="NCL")
    for action in tried:
        if isinstance(action[0], Reversal):
            continue  # it names a number of its own book
        with suppress(PctFinanceError):
            book.post(_event(*action))
        if action[1] == "5A9":
            with suppress(PctFinanceError):
                alone.post(_event(*action))
    shown = [one.headroom("5A9").document() for one in (book, alone)]
    for document in shown:
        for found in document["cases"]:
            found.pop("sequence")
    assert shown[0] == shown[1]


def test_the_search_reaches_releases() -> None:
    """The script alone comes as far as a release of 8 of 12, dated in April."""
    tried = [(HeadroomReleased(pence=8, case="C1", category="transition"), "5A9", 1, 0)]
    found = _book(tried, scripted=True).headroom("5A9").of("5A9")
    assert (found.released_pence, found.held_pence) == (8, 4)
    assert found.cases[0].releases[0].effective == date(2011, 4, 16)
