"""Next year's plan, worked by hand: figures small enough to check by eye, in pence."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, NON_RECURRENT, RECURRENT, YEAR_END, event
from pctfinance.book import Book
from pctfinance.consolidation.plan import BodyPlan, PlanCause, plan_body, share_of
from pctfinance.consolidation.plan_sums import plan_differences, plan_total
from pctfinance.errors import InputRefusedError, UsageError
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    BroughtForward,
    BudgetIssued,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    What,
)
from pctfinance.ledger.scenarios import (
    Assumptions,
    FullYearEffect,
    PlannedChange,
    Rates,
    ScenarioStated,
    StatedRate,
)
from pctfinance.ledger.virements import Virement
from pctfinance.planning.assumptions import rate_stated, rates_stated, read_assumptions
from pctfinance.rulebooks import Rulebook
from sample_books import sample_book

RULES = Rulebook.packaged("2011-12")
NOTHING = {"growth": "0", "efficiency": "0", "limit_growth": "0"}
NOTHING_ASIDE = {"headroom": "0", "contingency": "0", "surplus": "0"}


def money(pence: int, body: str = "5A9") -> Event:
    return event(Allocation(strand=RECURRENT, pence=pence, issuer="DH"), body=body)


def budget(pence: int, category: str, body: str = "5A9") -> Event:
    return event(BudgetIssued(strand=RECURRENT, pence=pence, category=category), body=body)


THIS_YEAR: Sequence[Event] = (
    # £100 recurrent, £10 once, £4 brought forward; £2 lodged as headroom, £1 of it released
    money(10_000),
    event(Allocation(strand=NON_RECURRENT, pence=1_000, issuer="DH")),
    event(BroughtForward(pence=400)),
    event(HeadroomLodged(pence=200)),
    event(HeadroomReleased(pence=100, case="C1", category="transition"), approval="NHS London 12"),
    # £60 acute (£20 of it with the CCG) and £30 community; £8 of acute once; £3 hoped for
    budget(6_000, "acute"),
    budget(3_000, "community"),
    event(Delegation(strand=RECURRENT, pence=2_000, category="acute", delegate="07M")),
    event(BudgetIssued(strand=NON_RECURRENT, pence=800, category="acute")),
    event(Allocation(strand=ANTICIPATED, pence=300, issuer="DH", tranche="T1")),
    event(BudgetIssued(strand=ANTICIPATED, pence=300, category="community", tranche="T1")),
    event(AppliedNonRecurrently(pence=50, category="transition")),
)


def small_book(*more: Event) -> Book:
    book = Book.in_memory("2011-12", group="NCL")
    book.post(*THIS_YEAR, *more)
    return book


EFFECTS = (
    # a ward that opened in January: £3 this year, £12 in a full year; a service that ended: £2
    FullYearEffect(
        body="5A9",
        category="acute",
        this_year_pence=300,
        full_year_pence=1_200,
        reason="ward opened in January",
    ),
    FullYearEffect(
        body="5A9",
        category="community",
        this_year_pence=200,
        full_year_pence=0,
        reason="service ended in October",
    ),
)
CHANGES = (
    PlannedChange(kind="pressure", body="5A9", category="dental", pence=150, reason="new contract"),
    PlannedChange(
        kind="investment", body="5A9", category="community", pence=75, reason="reablement"
    ),
)


def causes(plan: BodyPlan) -> dict[str, tuple[int, ...]]:
    return {
        line.category: (*(line.of(cause) for cause in PlanCause), line.planned_pence)
        for line in plan.lines
    }


def test_a_plan_worked_by_hand() -> None:
    """Growth 2 % and efficiency 4 % (community 1 %) on recurrent budgets with full-year effects."""
    plan = (
        small_book()
        .plan(
            "base",
            growth="0.02",
            efficiency={"usual": "tariff.efficiency", "community": "0.01"},
            limit_growth="0.03",
            full_year_effects=EFFECTS,
            changes=CHANGES,
        )
        .body("5A9")
    )
    assert causes(plan) == {
        #     budget  once  hoped  full-year  growth  efficiency  pressure  investment  planned
        # acute: 6,800 now less 800 once = 6,000; + 900 = 6,900; 2 % = 138, 4 % = 276
        "acute": (6_800, -800, 0, 900, 138, -276, 0, 0, 6_762),
        # community: 3,300 less 300 hoped for = 3,000; - 200 = 2,800; 2 % = 56, 1 % = 28
        "community": (3_300, 0, -300, -200, 56, -28, 0, 75, 2_903),
        "dental": (0, 0, 0, 0, 0, 0, 150, 0, 150),
        # transition: the release and what was applied once drop out altogether
        "transition": (150, -150, 0, 0, 0, 0, 0, 0, 0),
    }
    # The limit: 10,000 + 1,000 + 400 - 200 + 100 = 11,300 now; 10,000 come again, 3 % on them
    assert (plan.limit_now_pence, plan.carried_pence, plan.limit_growth_pence) == (
        11_300,
        10_000,
        300,
    )
    assert dict(plan.dropped) == {
        "allocation, non-recurrent": -1_000,
        "brought forward, non-recurrent": -400,
        "lodged, recurrent": 200,
        "released, non-recurrent": -100,
    }
    # Of the expected 10,300: headroom 2 %, contingency 0.5 % (51.5, half up), surplus 1 %
    assert (plan.headroom_pence, plan.contingency_pence, plan.surplus_pence) == (206, 52, 103)
    assert plan.budgets_pence == 6_762 + 2_903 + 150
    assert plan.uses_pence == 9_815 + 361
    assert plan.gap_pence == 10_300 - 10_176 == 124


def test_rounding_happens_once_and_is_shown() -> None:
    """2 % of 25p is half a penny and becomes one; 4 % of 25p is one exactly."""
    plan = (
        Book.in_memory("2011-12", group="NCL")
        .plan(
            "base",
            growth="0.02",
            efficiency="0.04",
            limit_growth="0",
            full_year_effects=[
                FullYearEffect(
                    body="5A9",
                    category="acute",
                    this_year_pence=0,
                    full_year_pence=25,
                    reason="new",
                )
            ],
        )
        .body("5A9")
    )
    (line,) = plan.lines
    assert (line.growth_pence, line.efficiency_pence) == (1, -1)
    assert str(line.rounding_pence) == "1/2"


def test_a_negative_budget_is_income_and_grows_as_income() -> None:
    """Half a penny goes away from zero on both sides."""
    assert [share_of(pence, Decimal("0.02")) for pence in (25, -25, 24, -24)] == [1, -1, 0, 0]
    assert share_of(10**15, Decimal("0.333")) == 333 * 10**12
    assert share_of(100, Decimal("-0.01")) == -1


def test_each_rate_carries_its_source() -> None:
    """A number of the rulebook brings its own; another is stated for this plan."""
    by_rule = rate_stated("growth.average", RULES)
    assert by_rule.rate == Decimal("0.022")
    assert "HFMA" in by_rule.source
    assert "not" not in rate_stated("0.02", RULES).source
    said = rate_stated({"rate": "0.03", "source": "board paper 7"}, RULES)
    assert (said.rate, said.source) == (Decimal("0.03"), "board paper 7")
    scope = rate_stated("contingency.rate", RULES).source
    assert "South East London 2011/12" in scope  # not shown to be national


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.02, "no exact share"),
        (True, "no exact share"),
        ("2 %", "no share from -1 to 1"),
        ("2", "no share from -1 to 1"),
        ("NaN", "no share from -1 to 1"),
        ("growth.avrage", "did you mean growth.average"),
        ("better_payment.days", "no share"),
        ({"acute": "0.02"}, "usual rate"),
        ({"rate": "0.02"}, "rate and source"),
    ],
)
def test_a_rate_that_is_none(value: object, message: str) -> None:
    """2 % is 0.02, as text; a float is not exact, a number of days is no share."""
    with pytest.raises(UsageError, match=message):
        rates_stated(value, RULES)  # type: ignore[arg-type]


def test_what_is_assumed_of_nobody_is_refused() -> None:
    """A misspelt category or body would count for nothing: both are named, at once."""
    with pytest.raises(UsageError) as refusal:
        small_book().plan(
            "base",
            growth={"usual": "0", "acut": "0.1"},
            efficiency="0",
            limit_growth={"usual": "0", "5E1": "0.1"},
        )
    messages = [finding.message for finding in refusal.value.findings]
    assert messages == ["'5E1' is no body of this plan", "'acut' is no category of this plan"]


def test_a_groups_total_is_a_list_and_sums_that_are_not_pooled() -> None:
    """Barnet is £4 short, Camden £5 over: the sum of £1 closes no gap."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        money(1_000), budget(1_400, "acute"), money(1_000, "5K7"), budget(500, "acute", "5K7")
    )
    plan = book.plan("base", **NOTHING, **NOTHING_ASIDE)  # type: ignore[arg-type]
    assert [plan.body(code).gap_pence for code in ("5A9", "5K7", "5C1")] == [-400, 500, None]
    total = plan.total
    assert (total.shortfalls_pence, total.surpluses_pence, total.gap_pence) == (-400, 500, 100)
    assert total.short == ("5A9",)
    assert total.unknown == ("5C1", "5C9", "5K8")
    codes = [(finding.code, finding.where.body) for finding in plan.findings if finding.where]
    assert ("plan.deficit", "5A9") in codes
    assert ("plan.no-limit", "5C1") in codes
    assert "5K7" not in [body for _, body in codes]
    assert "no body's surplus closes another's gap" in str(plan)


# Properties

ZERO = StatedRate(rate=Decimal(0), source="stated")
NO_ASSUMPTIONS = Assumptions(
    growth=Rates(usual=ZERO),
    efficiency=Rates(usual=ZERO),
    limit_growth=Rates(usual=ZERO),
    headroom=ZERO,
    contingency=ZERO,
    surplus=ZERO,
)
PENCE = st.integers(-(10**9), 10**9)
NAMES = st.sampled_from(["acute", "community", "dental"])
WHATS: st.SearchStrategy[What] = st.one_of(
    st.builds(
        lambda strand, pence: Allocation(strand=strand, pence=pence, issuer="DH"),
        st.sampled_from([RECURRENT, NON_RECURRENT]),
        PENCE,
    ),
    st.builds(
        lambda strand, pence, name: BudgetIssued(strand=strand, pence=pence, category=name),
        st.sampled_from([RECURRENT, NON_RECURRENT]),
        PENCE,
        NAMES,
    ),
    st.builds(lambda pence: HeadroomLodged(pence=abs(pence) + 1), PENCE),
)
BALANCES = st.lists(WHATS, max_size=8).map(lambda whats: Balances.of(map(event, whats)))
RATES = st.decimals(-1, 1, places=4).map(
    lambda rate: Rates(usual=StatedRate(rate=rate, source="stated"))
)
EFFECT = st.builds(
    FullYearEffect,
    body=st.just("5A9"),
    category=NAMES,
    this_year_pence=PENCE,
    full_year_pence=PENCE,
    reason=st.just("effect"),
)
CHANGE = st.builds(
    PlannedChange,
    kind=st.sampled_from(["pressure", "investment"]),
    body=st.sampled_from(["5A9", "5C1"]),
    category=NAMES,
    pence=PENCE,
    reason=st.just("change"),
)


@given(BALANCES)
def test_without_assumptions_the_plan_is_the_recurrent_budget(balances: Balances) -> None:
    """To the penny, category by category; and the expected limit what comes again of it."""
    plan = plan_body("5A9", balances, NO_ASSUMPTIONS)
    recurrent: dict[str, int] = {}
    for cell, pence in balances.cells.items():
        if cell.category and cell.strand == RECURRENT:
            recurrent[cell.category] = recurrent.get(cell.category, 0) - pence
    assert {line.category: line.planned_pence for line in plan.lines if line.planned_pence} == {
        name: pence for name, pence in recurrent.items() if pence
    }
    assert plan.uses_pence == sum(recurrent.values())
    assert all(line.rounding_pence == 0 for line in plan.lines)
    assert plan.expected_limit_pence == plan.carried_pence


@given(
    BALANCES,
    st.tuples(RATES, RATES, RATES),
    st.lists(EFFECT, max_size=3),
    st.lists(CHANGE, max_size=3),
)
def test_the_plan_is_the_sum_of_its_causes(
    balances: Balances,
    rates: tuple[Rates, Rates, Rates],
    effects: list[FullYearEffect],
    changes: list[PlannedChange],
) -> None:
    """Budgets by category and by cause, the limit by what drops out of it, the gap by both."""
    given_ = NO_ASSUMPTIONS.model_copy(
        update={
            "growth": rates[0],
            "efficiency": rates[1],
            "limit_growth": rates[2],
            "headroom": rates[0].usual,
            "full_year_effects": tuple(effects),
            "changes": tuple(changes),
        }
    )
    plan = plan_body("5A9", balances, given_)
    assert plan.budgets_pence == sum(plan.total(cause) for cause in PlanCause)
    dropped = sum(pence for _, pence in plan.dropped)
    assert plan.limit_now_pence + dropped == plan.carried_pence
    own = [change.pence for change in changes if change.body == "5A9"]
    stated = plan.total(PlanCause.PRESSURE) + plan.total(PlanCause.INVESTMENT)
    assert stated == sum(own)
    assert plan.total(PlanCause.FULL_YEAR) == sum(effect.change_pence for effect in effects)
    assert all(abs(line.rounding_pence) <= 1 for line in plan.lines)
    if plan.limit_known:
        assert plan.gap_pence == plan.expected_limit_pence - plan.uses_pence
    before = plan_body("5A9", balances, NO_ASSUMPTIONS)
    found = plan_differences({"5A9": before}, {"5A9": plan})
    sums = {True: 0, False: 0}
    for one in found:
        sums[one.cause in ("recurrent allocations carried", "growth of the limit")] += (
            one.change_pence
        )
    assert sums[True] == plan.expected_limit_pence - before.expected_limit_pence
    assert sums[False] == plan.uses_pence - before.uses_pence
    assert plan_total([plan]).uses_pence == (plan.uses_pence if plan.limit_known else 0)


# Scenarios that are kept


def test_a_scenario_is_kept_beside_the_budget() -> None:
    """In each body's chain, with what it assumes; no limit, budget or position moves."""
    book = small_book()
    plan = book.plan("base", **NOTHING)  # type: ignore[arg-type]
    before = (
        book.position("M12").document(),
        book.limit("5A9", as_of="M12").table.to_dict(),
        book.budgets("5A9", "M12").document(),
    )
    assert book.keep_plan(plan, by="Director of Finance").posted == 5
    after = (
        book.position("M12").document(),
        book.limit("5A9", as_of="M12").table.to_dict(),
        book.budgets("5A9", "M12").document(),
    )
    assert after == before
    kept = [one for one in book.holdings.resource.events if isinstance(one.what, ScenarioStated)]
    assert [one.body for one in kept] == ["5A9", "5C1", "5C9", "5K7", "5K8"]
    assert all(not one.lines and one.by == "Director of Finance" for one in kept)
    assert book.verify() == ()


def test_versions_of_a_scenario_are_made_again_from_what_they_were_made_from() -> None:
    """Money that came later changes a new plan and no kept one; both are listed and compared."""
    book = small_book()
    base = book.plan("base", **NOTHING)  # type: ignore[arg-type]
    book.keep_plan(base, by="Director of Finance")
    book.post(budget(500, "acute"), money(1_000))
    again = book.plan("base", growth="0.02", efficiency="0", limit_growth="0")
    book.keep_plan(again, by="Director of Finance")
    first, last = book.scenario("base", 1), book.scenario("base")
    assert (first.version, last.version) == (1, 2)
    assert first.bodies == base.bodies
    assert last.bodies == again.bodies
    differences = {(one.category, one.cause): one.change_pence for one in last.against(first)}
    assert differences == {
        ("acute", "budget now"): 500,
        ("acute", "growth"): 130,  # 2 % of 6,500
        ("community", "growth"): 60,  # 2 % of 3,000
        ("", "recurrent allocations carried"): 1_000,
        ("", "headroom"): 20,
        ("", "contingency"): 5,
        ("", "planned surplus"): 10,
    }
    table = book.scenarios().table
    barnet = table[table["body"] == "5A9"]
    assert list(barnet["version"]) == [1, 2]
    assert list(barnet["expected_limit_pence"]) == [10_000, 11_000]
    assert len(book.scenarios()) == 10
    assert repr(book.scenarios()) == "<Scenarios: 10 versions of bodies>"
    assert "Scenarios that are kept" in book.scenarios()._repr_html_()
    assert len([line for line in str(book.scenarios()).splitlines() if "5A9" in line]) == 2


def test_a_scenario_knows_what_was_known() -> None:
    """A plan as known in March does not take what was notified in September."""
    late = event(
        Allocation(strand=RECURRENT, pence=700, issuer="DH"),
        effective=date(2011, 4, 1),
        notified=date(2011, 9, 1),
        reference="late",
    )
    book = small_book(late)
    plan = book.plan("base", known_at="2011-08-31", **NOTHING)  # type: ignore[arg-type]
    book.keep_plan(plan, by="Director of Finance")
    assert book.scenario("base").body("5A9").carried_pence == 10_000
    today = book.plan("now", **NOTHING)  # type: ignore[arg-type]
    assert today.body("5A9").carried_pence == 10_700
    early = book.plan("june", as_of="M03", **NOTHING)  # type: ignore[arg-type]
    assert early.parts[0].what.as_of == "2011-12 M03"


def test_a_virement_moves_the_plan_and_not_its_total() -> None:
    """The recurrent budget follows what was moved; the sum of the plan does not."""
    moved = event(Virement(strand=RECURRENT, pence=1_000, from_category="acute", category="dental"))
    before, after = (
        book.plan("base", **NOTHING)  # type: ignore[arg-type]
        for book in (small_book(), small_book(moved))
    )
    assert {(one.category, one.change_pence) for one in after.against(before)} == {
        ("acute", -1_000),
        ("dental", 1_000),
    }
    assert after.total == before.total


@pytest.mark.parametrize(
    ("name", "version", "hint"),
    [("bse", None, "did you mean base"), ("base", 3, "there are 1 to 1")],
)
def test_a_scenario_that_is_not_there(name: str, version: int | None, hint: str) -> None:
    """Says what there is."""
    book = small_book()
    book.keep_plan(book.plan("base", **NOTHING), by="Director of Finance")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=hint):
        book.scenario(name, version)


def test_a_scenario_needs_a_name_and_an_office() -> None:
    """Nothing is kept otherwise."""
    book = small_book()
    with pytest.raises(UsageError, match="needs a name"):
        book.plan(" ", **NOTHING)  # type: ignore[arg-type]
    before = book.head
    with pytest.raises(UsageError, match="which office"):
        book.keep_plan(book.plan("base", **NOTHING), by=" ")  # type: ignore[arg-type]
    assert book.head == before


def test_a_request_is_answered_once() -> None:
    """The same plan under the same request is kept once."""
    book = small_book()
    plan = book.plan("base", **NOTHING)  # type: ignore[arg-type]
    first, again = (book.keep_plan(plan, by="Finance", request="r1") for _ in range(2))
    assert (first.repeated, again.repeated) == (False, True)
    assert book.scenario("base").version == 1


# The file of assumptions

PLAN = """\
unit = "pounds"
growth = "growth.average"
efficiency = { usual = "tariff.efficiency", community = 0.01 }
limit_growth = { usual = "growth.minimum", "5A9" = { rate = 0.025, source = "letter 4" } }
contingency = 0

[[full_year_effects]]
body = "5A9"
category = "acute"
this_year = "3.00"
full_year = 12
reason = "ward opened in January"

[[pressures]]
body = "5A9"
category = "dental"
amount = 1.5
reason = "new contract"
"""


def test_a_file_states_what_a_plan_assumes(tmp_path: Path) -> None:
    """Every number exact, every rate with its source."""
    place = tmp_path / "plan.toml"
    place.write_text(PLAN, encoding="utf-8")
    given_ = read_assumptions(place, RULES)
    assert given_.growth.usual.rate == Decimal("0.022")
    assert given_.efficiency.of("community").rate == Decimal("0.01")
    assert given_.limit_growth.of("5A9").source == "letter 4"
    assert (given_.headroom.rate, given_.contingency.rate) == (Decimal("0.02"), Decimal(0))
    assert given_.full_year_effects == EFFECTS[:1]
    assert given_.changes == CHANGES[:1]
    assert small_book().read_plan("base", place).body("5A9").total(PlanCause.FULL_YEAR) == 900


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """A key that nobody knows, a rate that is none, a row without its reason, an amount of text."""
    place = tmp_path / "plan.toml"
    place.write_text(
        'grwoth = 0.02\nefficiency = "lots"\nlimit_growth = 0\nheadroom = { usual = 0, acute = 1 }\n'
        '[[pressures]]\nbody = "5A9"\ncategory = "acute"\namount = "abc"\nreason = "x"\n'
        '[[investments]]\nbody = "5A9"\ncategory = "acute"\namount = 1\nnote = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputRefusedError) as refusal:
        read_assumptions(place, RULES)
    assert str(refusal.value).splitlines() == EXPECTED


EXPECTED = [
    "plan.toml, row 1: 'grwoth' is no key of a plan's assumptions -> did you mean growth? [plan.assumption]",
    "plan.toml: the assumptions do not state growth -> 0 where there is none [plan.assumption]",
    "plan.toml, row 2: efficiency: 'lots' is no share from -1 to 1, and no number of the rulebook -> write 2 % as 0.02 [plan.assumption]",
    "plan.toml, row 4: headroom is one rate of the limit, and has none by name [plan.assumption]",
    "plan.toml: no unit is stated -> write one of pence, pounds, thousands, millions [plan.assumption]",
    "plan.toml, row 8: 'abc' is not an amount -> write it like 1234.56, and what is negative like -1234.56 or (1234.56) [money.not-a-number]",
    "plan.toml, row 10: row 1 of investments lacks reason [plan.assumption]",
    "plan.toml, row 10: row 1 of investments has note -> its keys are body, category, amount, reason [plan.assumption]",
]


@pytest.mark.parametrize("text", ["growth = ", 'unit = "pounds'])
def test_a_file_that_is_no_toml(tmp_path: Path, text: str) -> None:
    """It names the row."""
    place = tmp_path / "plan.toml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefusedError, match="row 1") as refusal:
        read_assumptions(place, RULES)
    assert {finding.code for finding in refusal.value.findings} == {"plan.assumption"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """As of any input."""
    with pytest.raises(InputRefusedError, match="could not be opened") as refusal:
        read_assumptions(tmp_path / "none.toml", RULES)
    assert {finding.code for finding in refusal.value.findings} == {"file.missing"}


def test_a_carried_year_end_is_the_plans_month() -> None:
    """The last month of the year unless another one is asked for."""
    plan = small_book().plan("base", **NOTHING)  # type: ignore[arg-type]
    assert plan.parts[0].what.as_of == str(YEAR_END)
    assert str(plan.planned_for) == "2012-13"


def test_the_file_of_the_documentation_is_read(tmp_path: Path) -> None:
    """Whoever copies it from `docs/budgets.md` gets a plan of the sample."""
    page = Path(__file__).parents[1] / "docs" / "budgets.md"
    (text,) = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    place = tmp_path / "plan.toml"
    place.write_text(text, encoding="utf-8")
    plan = sample_book().read_plan("base case", place)
    assert plan.body("5A9").total(PlanCause.FULL_YEAR) == 900_000_00
    assert plan.body("5A9").total(PlanCause.PRESSURE) == 450_000_00
    assert plan.body("5K7").total(PlanCause.INVESTMENT) == 250_000_00


def test_a_scenario_names_a_month() -> None:
    """Another text would break every list of scenarios, so it never gets into a book."""
    with pytest.raises(ValueError, match="is not a period"):
        ScenarioStated(
            name="base",
            as_of="2011-12 M99",
            known_at=None,
            made_from=1,
            assumptions=NO_ASSUMPTIONS,
        )
