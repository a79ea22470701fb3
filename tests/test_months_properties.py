"""Months driven at random: the order holds, and what was closed stays what it was.

Invariant: a closed period changes only by a recorded reopening. Every answer about a closed month,
for a fixed day of knowledge, is the same until the month is reopened, or is marked as impacted.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from month_examples import BY, allocation, close_to, figures, small_book
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.months import STEPS, MonthState

BODIES = ("5A9", "5C1")
MONTHS = 4
KNOWN_AT = "2012-03-31"
VERBS = tuple(step.verb for step in STEPS)

Command = Callable[[Book], None]


def _period(month: int) -> Period:
    return Period(f"2011-12 M{month:02}")


def _step(verb: str, body: str, month: int) -> Command:
    """One step alone: most are refused."""

    def act(book: Book) -> None:
        period = _period(month)
        signed: dict[str, Any] = {"by": BY}
        if verb == "close":
            signed["accept"] = "a test"
        elif verb in ("return", "unlock", "reopen"):
            signed["reason"] = "a test"
        getattr(book, f"{verb}_month")(body, period, **signed)

    return act


def _closed(body: str, month: int) -> Command:
    """The whole way to a closed month, as far as it can be gone."""

    def act(book: Book) -> None:
        book.run_controls(_period(month), by=BY, bodies=body)
        for verb in ("submit", "close"):
            _step(verb, body, month)(book)

    return act


def _controls(body: str, month: int) -> Command:
    return lambda book: _discard(book.run_controls(_period(month), by=BY, bodies=body))


def _allocated(body: str, month: int, day: int, pence: int) -> Command:
    stated = date(2011, month + 3, day)
    return lambda book: _discard(book.post(allocation(stated, pence=pence, body=body)))


def _loaded(load: tuple[Any, bool], body: str, month: int, category: str, pence: int) -> Command:
    table, cumulative = load
    to_date = cumulative and table == "actuals"
    sent = figures(table, month, pence, body=body, category=category, cumulative=to_date)
    return lambda book: _discard(book.post(sent))


def _discard(_: object) -> None:
    """A command answers; here only what it did counts."""


bodies = st.sampled_from(BODIES)
months = st.integers(1, MONTHS)
early = st.integers(1, 2) | months
commands = st.one_of(
    st.builds(_step, st.sampled_from(VERBS), bodies, early),
    st.builds(_step, st.sampled_from(["reopen", "lock", "unlock"]), bodies, early),
    st.builds(_closed, bodies, early),
    st.builds(_closed, bodies, early),
    st.builds(_controls, bodies, months),
    st.builds(_allocated, bodies, months, st.integers(1, 28), st.integers(-100, 100)),
    st.builds(
        _loaded,
        st.tuples(st.sampled_from(["actuals", "actuals", "forecasts", "profile"]), st.booleans()),
        bodies,
        months,
        st.sampled_from(["acute", "dental"]),
        st.integers(1, 99),
    ),
)


def _answer(book: Book, body: str, month: int) -> tuple[object, ...]:
    """All that the book says of one body as of one month, as known on a fixed day."""
    period = _period(month)
    return (
        *(
            book.limit(body, as_of=period, known_at=KNOWN_AT, limit=limit).changes
            for limit in Limit
        ),
        *(
            book.position(period, basis=basis, known_at=KNOWN_AT).body(body)
            for basis in ("ytd", "forecast")
        ),
    )


def _is_ordered(states: MonthStates, body: str) -> bool:
    """Locked months come first; apart from months reopened, so do closed and submitted ones."""
    ranks = [states.state(body, _period(month)).rank for month in range(1, MONTHS + 1)]
    locked = MonthState.LOCKED.rank
    return ranks == sorted(ranks, key=lambda rank: rank != locked)


@pytest.mark.parametrize("rule", ["first-open", "stand", "refuse"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    already_closed=st.integers(0, MONTHS - 1),
    given_commands=st.lists(commands, min_size=5, max_size=25),
)
def test_a_closed_month_changes_only_by_a_recorded_reopening(
    rule: str, already_closed: int, given_commands: list[Command]
) -> None:
    """Whatever is tried in whatever order, by each rule for late documents."""
    book = small_book(rule)
    close_to(book, already_closed, BODIES)
    closed: dict[tuple[str, int], tuple[object, ...]] = {}
    for command in given_commands:
        before = {
            (body, month): MonthStates(book.holdings.resource.events).state(body, _period(month))
            for body in BODIES
            for month in range(1, MONTHS + 1)
        }
        try:
            command(book)
        except PostingRefusedError as refused:
            event(refused.findings[0].code)
        states = MonthStates(book.holdings.resource.events)
        for body in BODIES:
            assert _is_ordered(states, body)
            for month in range(1, MONTHS + 1):
                now = states.state(body, _period(month))
                was = before[body, month]
                if now.rank > was.rank:  # it went on: no earlier month is behind it
                    earlier = [states.state(body, _period(n)).rank for n in range(1, month)]
                    assert min(earlier, default=3) >= now.rank
                if now.rank < MonthState.CLOSED.rank or states.is_impacted(body, _period(month)):
                    closed.pop((body, month), None)
                    continue
                answer = _answer(book, body, month)
                assert closed.setdefault((body, month), answer) == answer
                event(f"{now}, and the same as before")
    assert book.verify() == ()
    replayed = MonthStates(book._records.ledger.events)
    for body in BODIES:
        for month in range(1, MONTHS + 1):
            assert replayed.state(body, _period(month)) is book.month_state(body, _period(month))
