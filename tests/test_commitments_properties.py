"""Emergency commitments at random: committed = open + disputed + regularised, and no limit moves."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Account

YEAR = FinancialYear("2011-12")
BODIES = ("5A9", "5C1")
ON_CALL, OWN = "On-call director, Haringey", "Director of Finance"
SETTINGS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

few = st.integers(1, 12)
actions = st.lists(
    st.tuples(
        st.sampled_from(["commit", "regularise", "dispute", "charge", "reverse", "submit"]),
        st.sampled_from(BODIES),
        st.sampled_from(["E1", "E2"]),
        few | st.none(),
        st.integers(0, 20),
        st.sampled_from([OWN, OWN, OWN, ON_CALL]),
    ),
    min_size=8,
    max_size=30,
)


def _begun() -> Book:
    book = Book.in_memory(YEAR, group="NCL")
    what = Allocation(strand=NON_RECURRENT, pence=20, issuer="DH")
    book.post(*(event(what, body=body) for body in BODIES))
    return book


def _take(book: Book, action: tuple[Any, ...]) -> None:
    verb, body, number, pence, place, by = action
    day = YEAR.start + timedelta(days=15 * place)
    dated: Any = {"by": by, "on": day, "reference": "paper"}
    if verb == "commit":
        said: Any = {"category": "acute", "purpose": "at night", "on_call_body": "5C9"}
        at = f"{day.isoformat()}T03:00"
        book.commit_in_emergency(
            body, number, pence or 12, **said, by=ON_CALL, at=at, reference="log"
        )
    elif verb == "regularise":
        book.regularise_commitment(body, number, pence, **dated)
    elif verb == "dispute":
        book.dispute_commitment(body, number, pence, **dated, reason="not ours")
    elif verb == "charge":
        month = YEAR.period(1 + place // 2)
        book.charge_commitment(body, number, month, pence or 0, by=by, line=f"AP/{place}")
    elif verb == "submit":
        book.submit_month(body, YEAR.period(1 + place // 6), by=OWN)
    else:
        at = 4 + place  # behind the terms and the two allocations
        both: Any = {"effective": day, "notified": day, "reference": "paper"}
        book.reverse(at, **both, by=OWN, reason="a mistake")


def _book(tried: list[Any], *, scripted: bool) -> Book:
    book = _begun()
    begun = [("commit", body, "E1", 12, 1, OWN) for body in BODIES] if scripted else []
    for action in (*begun, *tried):
        events = book._records.ledger.events
        try:
            _take(book, action)
        except PctFinanceError:
            assert book._records.ledger.events == events
    return book


@SETTINGS
@given(actions, st.booleans(), st.integers(1, 12), st.integers(0, 400))
def test_committed_is_open_disputed_and_regularised_whenever_it_is_asked(
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
        for one in book.emergency_commitments(**view).commitments:
            three = (one.open_pence, one.disputed_pence, one.regularised_pence)
            assert sum(three) == one.what.pence
            assert min(three) >= 0
            assert one.recorded.by == ON_CALL
            assert all(step.by != ON_CALL for step in (*one.regularisations, *one.disputes))
    assert book.verify() == ()


@SETTINGS
@given(actions)
def test_no_limit_moves_and_the_earmark_is_what_is_not_regularised(tried: list[Any]) -> None:
    """Each limit stays 20; committed is the earmark, regularised the budget, the rest unallocated."""
    book = _book(tried, scripted=True)
    report = book.emergency_commitments()
    position = book.position("M12")
    for body in BODIES:
        assert book.limit(body, as_of="M12").total() == 20
        balances = position.body(body).balances
        regularised = report.total("regularised", body)
        left = report.total("open", body) + report.total("disputed", body)
        assert balances.use([Account.COMMITTED]) == left
        assert balances.use([Account.RETAINED]) == regularised
        assert balances.use([Account.UNALLOCATED]) == 20 - report.total("committed", body)
    told = {f.where.body for f in position.findings if f.code == "commitment.open" and f.where}
    assert told == {one.body for one in report.commitments if one.open_pence}


@SETTINGS
@given(actions)
def test_the_same_attempts_make_the_same_commitments(tried: list[Any]) -> None:
    """What is refused leaves no trace in them."""
    book, again = _book(tried, scripted=True), _book(tried, scripted=True)
    rows = list(book.emergency_commitments().rows())
    assert list(again.emergency_commitments().rows()) == rows
    assert all(date.fromisoformat(row["counts_from"]) >= YEAR.start for row in rows)
