"""Limits as of a month and as known on a date, against a sum that a child could do."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import CAPITAL, MONTH_8, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    BroughtForward,
    CapitalToRevenue,
    HeadroomLodged,
)
from pctfinance.ledger.lines import Certainty, Funding, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.statement import limit_statement

# Barnet, in pounds: opening 500, a late letter of 30 for November, a cut of 10 in January.
OPENING = event(
    Allocation(strand=RECURRENT, pence=500_00, issuer="DH"), notified=date(2010, 12, 15)
)
LATE = event(
    Allocation(strand=NON_RECURRENT, pence=30_00, issuer="DH"),
    effective=date(2011, 11, 15),
    notified=date(2011, 12, 12),
    reference="late letter",
)
CUT = event(Allocation(strand=RECURRENT, pence=-10_00, issuer="DH"), effective=date(2012, 1, 10))
BARNET = ResourceLedger().post([OPENING, LATE, CUT])


def test_a_late_letter_counts_for_its_month_once_it_is_known() -> None:
    """As of November: 500 as known on 9 December, 530 as known on the 12th, to that day's end."""
    known = {
        day: limit_statement(BARNET, "5A9", MONTH_8, date(2011, 12, day)).total()
        for day in (9, 11, 12)
    }
    assert known == {9: 500_00, 11: 500_00, 12: 530_00}


def test_what_counts_later_does_not_count_yet() -> None:
    """January's cut is no part of November's limit, however much is known."""
    assert limit_statement(BARNET, "5A9", MONTH_8).total() == 530_00
    assert limit_statement(BARNET, "5A9", YEAR_END).total() == 520_00


def test_each_change_says_what_it_relates_to() -> None:
    """Recurrent and non-recurrent stand apart, and add up to the total."""
    statement = limit_statement(BARNET, "5A9", YEAR_END)
    assert [(c.reference, c.recurrent_pence, c.non_recurrent_pence) for c in statement.changes] == [
        ("letter", 500_00, 0),
        ("late letter", 0, 30_00),
        ("letter", -10_00, 0),
    ]
    assert statement.total(funding=Funding.RECURRENT) == 490_00
    assert statement.total(funding=Funding.NON_RECURRENT) == 30_00
    assert statement.table["total_pence"].tolist() == [500_00, 30_00, -10_00]
    assert str(statement.table["recurrent_pence"].dtype) == "int64"


def test_another_body_and_another_year_are_no_part_of_it() -> None:
    """Enfield has nothing here, and neither has Barnet in 2012-13."""
    assert limit_statement(BARNET, "5C1", YEAR_END).changes == ()
    assert limit_statement(BARNET, "5A9", Period("2012-13 M12")).changes == ()


def test_money_used_once_does_not_move_the_limit() -> None:
    """Recurrent 5 used once: the limit stays, and the statement says so beneath."""
    once = event(AppliedNonRecurrently(pence=5_00, category="transition"))
    statement = limit_statement(BARNET.post([once]), "5A9", YEAR_END)
    assert statement.total() == 520_00
    assert statement.applied_non_recurrently_pence == 5_00


def test_a_switch_moves_two_limits_and_conserves_their_sum() -> None:
    """Capital 100 to revenue 2: capital 98, revenue 2, together still 100."""
    ledger = ResourceLedger().post(
        [
            event(Allocation(strand=CAPITAL, pence=100, issuer="DH")),
            event(CapitalToRevenue(pence=2), approval="SHA/2"),
        ]
    )
    totals = {
        limit: limit_statement(ledger, "5A9", YEAR_END, limit=limit).total() for limit in Limit
    }
    assert totals == {Limit.REVENUE: 2, Limit.CAPITAL: 98, Limit.CASH: 0}


_YEAR = FinancialYear("2011-12")
_DAYS = st.integers(0, 365).map(lambda days: _YEAR.start + timedelta(days=days))


@st.composite
def _events(draw: st.DrawFn) -> Event:
    pence = draw(st.integers(1, 10**9))
    what = draw(
        st.sampled_from(
            [
                Allocation(strand=RECURRENT, pence=pence, issuer="DH"),
                Allocation(strand=NON_RECURRENT, pence=-pence, issuer="DH"),
                BroughtForward(pence=pence),
                HeadroomLodged(pence=pence),
            ]
        )
    )
    return event(
        what,
        body=draw(st.sampled_from(["5A9", "5C1"])),
        effective=draw(_DAYS),
        notified=draw(_DAYS),
    )


@given(
    events=st.lists(_events(), max_size=12),
    month=st.integers(1, 12),
    known_at=_DAYS | st.none(),
)
def test_the_limit_is_reproducible_for_any_month_and_date(
    events: list[Event], month: int, known_at: date | None
) -> None:
    """Limit = the signed amounts of the body's events in force by then and known by then."""
    as_of = _YEAR.period(month)
    expected = 0
    for item in events:
        counts = item.effective <= as_of.end and (known_at is None or item.notified <= known_at)
        if item.body == "5A9" and counts:
            lodged = isinstance(item.what, HeadroomLodged)
            expected += -item.what.pence if lodged else item.what.pence  # type: ignore[union-attr,operator]  # all four kinds have an amount
    ledger = ResourceLedger().post(events)
    statement = limit_statement(ledger, "5A9", as_of, known_at)
    assert statement.total() == expected
    assert ledger.balances("5A9", as_of, known_at).limit() == expected
    parts = [
        statement.total(Certainty.CONFIRMED, funding)
        for funding in (Funding.RECURRENT, Funding.NON_RECURRENT)
    ]
    assert sum(parts) == expected
