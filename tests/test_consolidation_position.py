"""Positions worked by hand, and what holds for every group that could be drawn."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import (
    ANTICIPATED,
    CAPITAL,
    CASH,
    MONTH_8,
    NON_RECURRENT,
    RECURRENT,
    YEAR_END,
    event,
)
from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.aggregate import GroupStatus, aggregate
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis
from pctfinance.consolidation.position import make_position
from pctfinance.errors import Level, UsageError
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import (
    Allocation,
    BroughtForward,
    BudgetIssued,
    HeadroomSetAside,
    PlannedSurplus,
    What,
)
from pctfinance.ledger.lines import Limit
from pctfinance.present.position_json import position_document
from position_examples import CLUSTER, YEAR, Given, holdings_of, position_of

MILLION = 1_000_000_00

# North Central London in-year, £m: published variances on limits of 100 each.
NCL_FORECAST = {
    "5A9": Given(100 * MILLION, 126 * MILLION),
    "5C1": Given(100 * MILLION, 122 * MILLION),
    "5C9": Given(100 * MILLION, 121 * MILLION),
    "5K7": Given(100 * MILLION, 75 * MILLION),
    "5K8": Given(100 * MILLION, 80 * MILLION),
}


def test_a_surplus_hides_no_breach() -> None:
    """-26 -22 -21 +45 is -24: three breaches by name, overspends and underspends apart."""
    total = position_of(NCL_FORECAST).aggregate()
    assert total.variance_pence == -24 * MILLION
    assert total.overspends_pence == -69 * MILLION
    assert total.underspends_pence == 45 * MILLION
    assert total.breaches == ("5A9", "5C1", "5C9")
    assert total.status is GroupStatus.BREACH


def test_a_positive_aggregate_is_still_a_breach() -> None:
    """Underspends of 64 against overspends of 48.6: +15.4, and the group is in breach."""
    total = aggregate(
        Duty.REVENUE,
        [
            DutyResult("A", Duty.REVENUE, 100 * MILLION, 36 * MILLION),
            DutyResult("B", Duty.REVENUE, 100 * MILLION, 148_600_000_00),
        ],
    )
    assert total.variance_pence == 15_400_000_00
    assert (total.status, total.breaches) == (GroupStatus.BREACH, ("B",))


def test_exactly_on_the_limit_is_met_and_a_penny_over_is_not() -> None:
    """Zero is met; one penny more is a breach."""
    statuses = [
        position_of({"5A9": Given(100, charged)}).bodies[0].duty(Duty.REVENUE).status
        for charged in (99, 100, 101)
    ]
    assert statuses == [DutyStatus.MET, DutyStatus.MET, DutyStatus.BREACH]


def test_a_body_that_was_not_tested_keeps_the_group_from_green() -> None:
    """One body met, one without a forecast: incomplete, by name, and the sum leaves it out."""
    total = position_of({"5A9": Given(100, 90), "5C1": Given(100)}).aggregate()
    assert (total.status, total.not_tested) == (GroupStatus.INCOMPLETE, ("5C1",))
    assert total.variance_pence == 10


def test_a_breach_outranks_a_body_not_tested() -> None:
    """One breach, one not tested: breach, with both lists."""
    total = position_of({"5A9": Given(100, 101), "5C1": Given(None, 50)}).aggregate()
    assert (total.status, total.breaches, total.not_tested) == (
        GroupStatus.BREACH,
        ("5A9",),
        ("5C1",),
    )


def test_nobody_is_no_group_in_order() -> None:
    """A group without bodies has met nothing."""
    assert position_of({}).aggregate().status is GroupStatus.INCOMPLETE


def test_the_reason_says_what_is_missing() -> None:
    """A limit, a month, a forecast: each is named."""
    body = position_of({"5A9": Given(None, None)}, Basis.FORECAST).bodies[0]
    assert body.duty(Duty.REVENUE).reason == ("no confirmed revenue limit; no forecast made in M08")
    holdings = holdings_of({"5A9": Given(100)})
    months = [Figure("5A9", Limit.REVENUE, "acute", YEAR.period(n), 5) for n in (1, 2, 3, 5, 8)]
    holdings = replace(holdings, actuals=Figures.of(YEAR, months))
    position = make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], MONTH_8, Basis.YTD)
    result = position.bodies[0].duty(Duty.REVENUE)
    assert result.reason == "no actuals for M04, M06, M07"
    assert result.status is DutyStatus.NOT_TESTED


def test_an_old_forecast_is_not_taken_for_a_new_one() -> None:
    """In M09 the forecast of M08 is named, not used."""
    result = position_of({"5A9": Given(100, 90)}, month=9).bodies[0].duty(Duty.REVENUE)
    assert result.status is DutyStatus.NOT_TESTED
    assert result.reason == "no forecast made in M09 (the last is of M08)"


def _holdings(*whats: What, figures: list[Figure], cumulative: bool = False) -> Holdings:
    base = holdings_of({})
    return replace(
        base,
        resource=base.resource.post(event(what) for what in whats),
        actuals=Figures.of(YEAR, figures, cumulative=cumulative),
    )


def _months(limit: Limit, category: str, pence: int, last: int = 12) -> list[Figure]:
    return [Figure("5A9", limit, category, YEAR.period(n), pence) for n in range(1, last + 1)]


def test_capital_charge_is_additions_less_disposals_grants_and_donations() -> None:
    """100 of additions less 10, 5 and 3 is charged 82 against a limit of 81: breach by 1."""
    parts = {"additions": 100, "disposals-book-value": 10, "grants": 5, "donations": 3}
    figures = [
        Figure("5A9", Limit.CAPITAL, name, YEAR.period(12), pence) for name, pence in parts.items()
    ]
    figures += _months(Limit.CAPITAL, "additions", 0, last=11)
    holdings = _holdings(Allocation(strand=CAPITAL, pence=81, issuer="DH"), figures=figures)
    position = make_position(
        holdings,
        CLUSTER,
        [Body("5A9", "Barnet")],
        YEAR_END,
        Basis.OUTTURN,
    )
    result = position.bodies[0].duty(Duty.CAPITAL)
    assert (result.charged_pence, result.variance_pence) == (82, -1)
    assert position.duties == (Duty.REVENUE, Duty.CAPITAL)
    assert position.aggregate(Duty.CAPITAL).breaches == ("5A9",)


def test_cash_is_tested_against_the_whole_years_limit_at_any_month() -> None:
    """Eight drawings of 10 against 100: met by 20, and the basis of the limit is annual."""
    holdings = _holdings(
        Allocation(strand=CASH, pence=100, issuer="DH"),
        figures=_months(Limit.CASH, "drawings", 10, last=8),
    )
    position = make_position(
        holdings,
        CLUSTER,
        [Body("5A9", "Barnet")],
        MONTH_8,
        Basis.YTD,
    )
    result = position.bodies[0].duty(Duty.CASH)
    assert (result.limit_pence, result.charged_pence) == (100, 80)
    assert result.limit_basis is LimitBasis.ANNUAL


def test_the_limit_to_date_follows_the_profile_and_twelfths() -> None:
    """Limit 1,200: acute 600 by profile (500 to date), the rest of 600 in twelfths (400 to date)."""
    base = holdings_of({"5A9": Given(1200, None, 120)})
    holdings = replace(
        base,
        resource=base.resource.post(
            [event(BudgetIssued(strand=RECURRENT, pence=600, category="acute"))]
        ),
        profile=Figures.of(
            YEAR,
            [
                Figure("5A9", Limit.REVENUE, "acute", YEAR.period(1), 500),
                Figure("5A9", Limit.REVENUE, "acute", YEAR.period(12), 100),
            ],
        ),
    )
    position = make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], MONTH_8, Basis.YTD)
    result = position.bodies[0].duty(Duty.REVENUE)
    assert (result.limit_pence, result.charged_pence, result.variance_pence) == (900, 960, -60)
    assert result.limit_basis is LimitBasis.YTD


def test_cumulative_actuals_are_taken_as_they_stand() -> None:
    """An extract to date of M08 is the charge to date; the months before are not added to it."""
    figures = [
        Figure("5A9", Limit.REVENUE, "acute", YEAR.period(7), 70),
        Figure("5A9", Limit.REVENUE, "acute", YEAR.period(8), 85),
    ]
    holdings = _holdings(
        Allocation(strand=RECURRENT, pence=120, issuer="DH"), figures=figures, cumulative=True
    )
    position = make_position(
        holdings,
        CLUSTER,
        [Body("5A9", "Barnet")],
        MONTH_8,
        Basis.YTD,
    )
    assert position.bodies[0].duty(Duty.REVENUE).charged_pence == 85


def test_there_is_no_outturn_before_the_last_month() -> None:
    """Asking for it says what to ask for instead."""
    with pytest.raises(UsageError, match="ask for the forecast, or close the last month"):
        position_of(NCL_FORECAST, Basis.OUTTURN, month=8)


def test_a_year_that_the_ledgers_do_not_hold_is_refused() -> None:
    """A month of 2012-13 is no question for the ledgers of 2011-12."""
    with pytest.raises(UsageError, match="2012-13 M01 is not in 2011-12"):
        make_position(holdings_of({}), CLUSTER, [], Period("2012-13 M01"), Basis.YTD)


def test_category_columns_worked_by_hand() -> None:
    """Budget 1,200 in twelfths; actual 110 a month; forecast 1,300 after 1,250: moved by -50."""
    base = holdings_of({"5A9": Given(1200, 1300, 110)})
    figures = [
        Figure("5A9", Limit.REVENUE, "acute", YEAR.period(7), 1250),
        Figure("5A9", Limit.REVENUE, "acute", YEAR.period(8), 1300),
    ]
    holdings = replace(
        base,
        resource=base.resource.post(
            [event(BudgetIssued(strand=RECURRENT, pence=1200, category="acute"))]
        ),
        forecasts=Figures.of(YEAR, figures),
    )
    position = make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], MONTH_8, Basis.FORECAST)
    (line,) = position.bodies[0].lines
    assert (line.budget_pence, line.budget_ytd_pence, line.actual_ytd_pence) == (1200, 800, 880)
    assert (line.variance_ytd_pence, line.variance_forecast_pence) == (-80, -100)
    assert (line.last_forecast_pence, line.movement_pence) == (1250, -50)
    frame = position.category_table
    assert frame.loc[0, "movement_pence"] == -50
    assert str(frame["movement_pence"].dtype) == "Int64"


def _findings(*whats: What, body: str = "5A9", more: tuple[str, What] | None = None) -> list[str]:
    base = holdings_of({})
    events = [event(what, body=body) for what in whats]
    if more:
        events.append(event(more[1], body=more[0], reference="other letter"))
    holdings = replace(base, resource=base.resource.post(events))
    members = [Body(code, code) for code in sorted({body, *([more[0]] if more else [])})]
    position = make_position(holdings, CLUSTER, members, MONTH_8, Basis.FORECAST, checks=CHECKS)
    return [finding.code for finding in position.findings if finding.level is Level.WARNING]


_FALL = Allocation(strand=RECURRENT, pence=-10, issuer="DH")
_RISE = Allocation(strand=RECURRENT, pence=10, issuer="DH")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([("5A9", 4, _FALL), ("5C1", 4, _RISE)], True),
        ([("5A9", 4, _FALL), ("5C1", 5, _RISE)], True),
        ([("5A9", 4, _FALL), ("5C1", 6, _RISE)], False),
        ([("5A9", 4, _FALL), ("5C1", 4, _RISE.model_copy(update={"strand": NON_RECURRENT}))], True),
        ([("5A9", 4, _FALL), ("5C1", 4, BroughtForward(pence=10))], True),
        ([("5A9", 4, _FALL), ("5C1", 4, _RISE.model_copy(update={"pence": 9}))], False),
        (
            [
                ("5A9", 4, _FALL),
                ("5C1", 4, _RISE.model_copy(update={"pence": 6})),
                ("5C9", 4, _RISE.model_copy(update={"pence": 4})),
            ],
            True,
        ),
        ([("5A9", 4, _FALL), ("5A9", 4, _RISE), ("5C1", 4, _RISE)], True),
        ([("5A9", 4, _FALL), ("5A9", 5, _RISE)], False),
        ([("5A9", 4, _FALL)], False),
    ],
    ids=[
        "same month",
        "next month",
        "two months later",
        "other funding",
        "as brought forward",
        "not as much",
        "in two parts",
        "giver has growth besides",
        "taken back in the same body",
        "a cut by itself",
    ],
)
def test_changes_that_cancel_between_bodies_are_a_finding(
    events: list[tuple[str, int, What]], found: bool
) -> None:
    """-10 here and +10 there is a transfer in disguise, however it is dressed."""
    base = holdings_of({})
    posted = [
        event(what, body=body, effective=date(2011, month, 1), reference=f"letter {number}")
        for number, (body, month, what) in enumerate(events)
    ]
    holdings = replace(base, resource=base.resource.post(posted))
    members = [Body(code, code) for code in ("5A9", "5C1", "5C9")]
    position = make_position(holdings, CLUSTER, members, MONTH_8, Basis.FORECAST, checks=CHECKS)
    codes = {finding.code for finding in position.findings}
    assert ("ledger.offsetting-allocations" in codes) is found


def test_more_set_aside_than_there_is_is_a_finding() -> None:
    """A limit of 100 with 101 set aside; exactly 100 is in order."""
    limit = Allocation(strand=RECURRENT, pence=100, issuer="DH")
    over = PlannedSurplus(strand=RECURRENT, pence=101)
    exact = PlannedSurplus(strand=RECURRENT, pence=100)
    assert "ledger.over-committed" in _findings(limit, over)
    assert "ledger.over-committed" not in _findings(limit, exact)


def test_headroom_that_is_not_rate_times_base_is_a_finding() -> None:
    """2 % of 1,000 is 20: 19 is a finding, 20 is not."""
    limit = Allocation(strand=RECURRENT, pence=1000, issuer="DH")
    short = HeadroomSetAside.model_validate({"pence": 19, "rate": "0.02"})
    exact = HeadroomSetAside.model_validate({"pence": 20, "rate": "0.02"})
    assert "headroom.not-required-sum" in _findings(limit, short)
    assert "headroom.not-required-sum" not in _findings(limit, exact)


def test_the_synthetic_label_travels() -> None:
    """One synthetic event marks its duty, its body, the position and the aggregate."""
    base = holdings_of({"5A9": Given(None, 90), "5C1": Given(100, 90)})
    marked = event(
        Allocation(strand=RECURRENT, pence=100, issuer="DH"),
        effective=date(2011, 5, 1),
        synthetic=True,
    )
    holdings = replace(base, resource=base.resource.post([marked]))
    members = [Body("5A9", "Barnet"), Body("5C1", "Enfield")]
    position = make_position(holdings, CLUSTER, members, MONTH_8, Basis.FORECAST, checks=CHECKS)
    assert position.contains_synthetic
    assert [body.contains_synthetic for body in position.bodies] == [True, False]
    assert position.aggregate().synthetic
    assert "figures.synthetic" in {finding.code for finding in position.findings}
    assert not position_of({"5A9": Given(100, 90)}).contains_synthetic


_AMOUNTS = st.integers(-(10**12), 10**12)
_GIVEN = st.builds(Given, limit=st.none() | _AMOUNTS, forecast=st.none() | _AMOUNTS)
_GROUPS = st.dictionaries(st.sampled_from([f"B{n}" for n in range(30)]), _GIVEN, max_size=12)
_ORDER = [GroupStatus.BREACH, GroupStatus.INCOMPLETE, GroupStatus.MET]


@given(bodies=_GROUPS)
def test_a_group_is_the_sum_of_its_bodies_and_no_more(bodies: dict[str, Given]) -> None:
    """Any group: the aggregate is the sum over the tested bodies, each by itself."""
    total = position_of(bodies).aggregate()
    alone = [position_of({code: given_}).aggregate() for code, given_ in bodies.items()]
    for name in ("limit_pence", "charged_pence", "overspends_pence", "underspends_pence"):
        assert getattr(total, name) == sum(getattr(one, name) for one in alone)
    assert total.variance_pence == total.limit_pence - total.charged_pence
    assert set(total.breaches) == {code for one in alone for code in one.breaches}
    assert set(total.not_tested) == {code for one in alone for code in one.not_tested}


@given(bodies=_GROUPS.filter(bool), surplus=st.integers(0, 10**12))
def test_a_body_in_surplus_never_improves_a_status(bodies: dict[str, Given], surplus: int) -> None:
    """However large the surplus that joins, the group's status stays as bad as it was."""
    before = position_of(bodies).aggregate()
    joined = {**bodies, "ZZZ": Given(surplus, 0)}
    after = position_of(joined).aggregate()
    assert _ORDER.index(after.status) <= _ORDER.index(before.status)
    assert after.overspends_pence == before.overspends_pence
    assert after.breaches == before.breaches


@given(bodies=_GROUPS)
def test_the_frame_says_what_the_position_says(bodies: dict[str, Given]) -> None:
    """The DataFrame's body rows add up to its aggregate row, and its amounts are integers."""
    position = position_of(bodies)
    frame = position.table
    tested = frame[(frame["level"] == "body") & (frame["status"] != "not_tested")]
    (total,) = frame[frame["level"] == "aggregate"].to_dict("records")
    assert int(tested["variance_pence"].sum()) == total["variance_pence"]
    assert str(frame["variance_pence"].dtype) == "Int64"


def test_anticipated_money_raises_no_limit_to_date() -> None:
    """Confirmed 120; 120 more anticipated, budgeted and all of it in April: 10 to date, not 130."""
    base = holdings_of({"5A9": Given(120, None, 100)})
    built = [
        event(Allocation(strand=ANTICIPATED, pence=120, issuer="DH", tranche="T1")),
        event(BudgetIssued(strand=ANTICIPATED, pence=120, category="acute", tranche="T1")),
    ]
    holdings = replace(
        base,
        resource=base.resource.post(built),
        profile=Figures.of(YEAR, [Figure("5A9", Limit.REVENUE, "acute", YEAR.period(1), 120)]),
    )
    april = YEAR.period(1)
    position = make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], april, Basis.YTD)
    result = position.bodies[0].duty(Duty.REVENUE)
    assert (result.limit_pence, result.status) == (10, DutyStatus.BREACH)
    assert position.bodies[0].anticipated_limit_pence == 120


def test_a_profile_is_a_shape_and_never_more_than_its_budget() -> None:
    """Budget 120, a profile of 60 in April and 180 in March: 30 to date, and 120 at the year's end."""
    base = holdings_of({"5A9": Given(120, None, 15)})
    holdings = replace(
        base,
        resource=base.resource.post(
            [event(BudgetIssued(strand=RECURRENT, pence=120, category="acute"))]
        ),
        profile=Figures.of(
            YEAR,
            [
                Figure("5A9", Limit.REVENUE, "acute", YEAR.period(1), 60),
                Figure("5A9", Limit.REVENUE, "acute", YEAR.period(12), 180),
            ],
        ),
    )
    limits = [
        make_position(
            holdings, CLUSTER, [Body("5A9", "Barnet")], YEAR.period(month), Basis.YTD, checks=CHECKS
        )
        for month in (1, 11, 12)
    ]
    assert [p.bodies[0].duty(Duty.REVENUE).limit_pence for p in limits] == [30, 30, 120]
    assert "budget.profile-differs" in {finding.code for finding in limits[0].findings}


@given(
    limit=st.integers(0, 10**12),
    budget=st.integers(0, 10**12),
    shape=st.lists(st.integers(0, 10**9), min_size=12, max_size=12),
    spent=st.integers(0, 10**11),
)
def test_the_limit_to_date_of_month_12_is_the_years(
    limit: int, budget: int, shape: list[int], spent: int
) -> None:
    """Whatever the budget and its profile, twelve months make the whole limit."""
    base = holdings_of({"5A9": Given(limit, None, spent)})
    figures = [
        Figure("5A9", Limit.REVENUE, "acute", YEAR.period(n), pence)
        for n, pence in enumerate(shape, start=1)
    ]
    holdings = replace(
        base,
        resource=base.resource.post(
            [event(BudgetIssued(strand=RECURRENT, pence=budget, category="acute"))]
        ),
        profile=Figures.of(YEAR, figures),
    )
    ytd, outturn = (
        make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], YEAR_END, basis).bodies[0]
        for basis in (Basis.YTD, Basis.OUTTURN)
    )
    assert ytd.duty(Duty.REVENUE).variance_pence == outturn.duty(Duty.REVENUE).variance_pence


@pytest.mark.parametrize(
    ("forecast", "found"), [(100, False), (-100, True), (9_999, False), (10_001, True), (0, True)]
)
def test_a_charge_out_of_all_proportion_is_a_finding(forecast: int, found: bool) -> None:
    """Against a limit of 100: below zero is a sign, a hundredfold a unit that was mistaken."""
    position = position_of({"5A9": Given(100, forecast)})
    assert ("figures.implausible" in {f.code for f in position.findings}) is found


def test_a_budget_without_any_actuals_is_a_finding() -> None:
    """Acute is reported on, dental has a budget and no row at all."""
    base = holdings_of({"5A9": Given(1200, None, 100)})
    budgets = [
        event(BudgetIssued(strand=RECURRENT, pence=100, category=category))
        for category in ("acute", "dental")
    ]
    holdings = replace(base, resource=base.resource.post(budgets))
    position = make_position(
        holdings, CLUSTER, [Body("5A9", "Barnet")], MONTH_8, Basis.YTD, checks=CHECKS
    )
    (silent,) = [f for f in position.findings if f.code == "figures.silent-budget"]
    assert silent.message == "there are budgets but no actuals at all for dental"


@pytest.mark.parametrize(
    "what",
    [PlannedSurplus(strand=RECURRENT, pence=5), HeadroomSetAside(pence=5)],
    ids=["planned surplus", "headroom"],
)
def test_a_synthetic_reserve_marks_its_body(what: What) -> None:
    """Neither a source nor a category: the label travels all the same."""
    base = holdings_of({"5A9": Given(100, 90)})
    holdings = replace(base, resource=base.resource.post([event(what, synthetic=True)]))
    position = make_position(holdings, CLUSTER, [Body("5A9", "Barnet")], MONTH_8, Basis.FORECAST)
    assert position.contains_synthetic


def test_breaches_come_first() -> None:
    """A body not tested stands before the breach in order of code, and behind it in the findings."""
    position = position_of({"5A9": Given(100), "5C1": Given(100, 101)})
    assert [f.code for f in position.findings][:2] == ["duty.breach", "duty.not-tested"]


def test_the_sum_of_nothing_is_not_zero() -> None:
    """Nobody was tested: the document says null, not 0."""
    document = position_document(position_of({"5A9": Given(100), "5C1": Given(None, 5)}))
    (total,) = document["aggregate"]
    assert (total["variance_pence"], total["limit_pence"], total["status"]) == (
        None,
        None,
        "incomplete",
    )


def test_there_is_no_last_forecast_before_one_was_made() -> None:
    """The first forecast of the year has nothing to be compared with."""
    (line,) = position_of({"5A9": Given(100, 90)}).bodies[0].lines
    assert (line.forecast_pence, line.last_forecast_pence, line.movement_pence) == (90, None, None)
