"""Colours, trends, funding and underlying positions, worked by hand."""

from dataclasses import replace
from typing import Any

import pytest

from ledger_examples import ANTICIPATED, CAPITAL, NON_RECURRENT, RECURRENT, event
from ledger_extracts import extract
from pctfinance.bodies import Body
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import Asked, Position, make_position
from pctfinance.consolidation.rag import Colour, Trend, colour_of
from pctfinance.consolidation.recurrence import Spent, Split
from pctfinance.consolidation.underlying import Step
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    BudgetIssued,
    HeadroomLodged,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.rulebooks import Rulebook, packaged_text
from pctfinance.tracing.judged import Judged
from position_examples import CLUSTER, Given, position_of
from sample_books import sample_book

YEAR = FinancialYear("2011-12")
RULES = Rulebook.packaged("2011-12")
RAG = RULES.rag
TREE = CategoryTree(
    (
        Category("health", "Health care"),
        Category("acute", "Acute", "health"),
        Category("mental", "Mental health", "health"),
        Category("admin", "Running costs"),
    )
)


def forecast(month: int, body: str = "5A9", **costs: int | tuple[int, int | None]) -> Event:
    """A forecast of a body: by category the cost, or the cost and what of it is non-recurrent."""
    rows = []
    for category, cost in costs.items():
        pence, part = cost if isinstance(cost, tuple) else (cost, None)
        rows.append(FigureRow(month, Limit.REVENUE, category, pence, non_recurrent=part))
    load = FiguresLoaded(table="forecasts", rows=tuple(rows))
    return event(load, body=body, effective=YEAR.period(month).end)


def spent(month: int, body: str = "5A9", **costs: int) -> Event:
    """The actuals of one month of a body, by category."""
    rows = tuple(FigureRow(month, Limit.REVENUE, name, cost) for name, cost in costs.items())
    load = FiguresLoaded(table="actuals", rows=rows)
    return event(load, body=body, effective=YEAR.period(month).end)


def limit(pence: int, strand: Any = RECURRENT, **where: Any) -> Event:
    """An allocation, confirmed and recurrent unless told otherwise."""
    tranche = "T1" if strand == ANTICIPATED else ""
    return event(Allocation(strand=strand, pence=pence, issuer="DH", tranche=tranche), **where)


def budget(category: str, pence: int, strand: Any = RECURRENT, **where: Any) -> Event:
    """A budget, recurrent unless told otherwise."""
    return event(BudgetIssued(strand=strand, pence=pence, category=category), **where)


def position(
    *events: Event, month: int = 8, rulebook: Rulebook = RULES, basis: Basis = Basis.FORECAST
) -> Position:
    """The position of every body that something is said of."""
    codes = sorted({each.body for each in events})
    return make_position(
        Holdings.of(YEAR, ResourceLedger().post(events)),
        CLUSTER,
        [Body(code, f"Body {code}") for code in codes],
        YEAR.period(month),
        basis,
        categories=TREE,
        duties=(Duty.REVENUE,),
        asked=Asked(rag=rulebook.rag, underlying=rulebook.underlying),
    )


# ------------------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("variance", "base", "colour"),
    [
        (0, 1_000_00, "green"),
        (-1, 1_000_00, "amber"),
        (-10_00, 1_000_00, "amber"),  # exactly one per cent
        (-10_01, 1_000_00, "red"),  # shown as 1.0 %, and a penny over it
        (5, 0, "green"),
        (-1, 0, "red"),  # no budget, no percentage
        (-1, -1_000_00, "amber"),  # income of £10.00 that fell short by a penny
        (-10_01, -1_000_00, "red"),
        (None, 1_000_00, "not_rated"),
    ],
)
def test_a_colour_is_of_the_exact_figure(variance: int | None, base: int, colour: str) -> None:
    """Thresholds of 0 % and 1 %: on them is the better colour, a penny beyond is not."""
    assert colour_of(variance, base, RAG).value == colour


@pytest.mark.parametrize("said", ["red", "amber", "not-rated"])
def test_the_rulebook_says_what_an_overspend_of_no_budget_is(said: str) -> None:
    """And a rulebook that says nothing of it has it red."""
    text = packaged_text("2011-12").replace(
        '[rag.zero_budget]\nvalue = "red"', "[rag.zero_budget]\nvalue = " + f'"{said}"'
    )
    assert colour_of(-1, 0, Rulebook.parse(text).rag).value == said.replace("-", "_")
    start, end = (text.index(mark) for mark in ("[rag.zero_budget]", "[underlying.resource]"))
    assert Rulebook.parse(text[:start] + text[end:]).rag.against_nothing == "red"


def test_thresholds_are_the_rulebooks() -> None:
    """A cluster that is amber from 1 % and red from 5 %."""
    text = packaged_text("2011-12").replace(
        "[rag.red_above]\nvalue = 0.01", "[rag.red_above]\nvalue = 0.05"
    )
    text = text.replace("[rag.amber_above]\nvalue = 0\n", "[rag.amber_above]\nvalue = 0.01\n")
    rule = Rulebook.parse(text).rag
    colours = [colour_of(variance, 1000, rule).value for variance in (-10, -11, -50, -51)]
    assert colours == ["green", "amber", "amber", "red"]


def test_a_groups_colour_is_never_that_of_its_net() -> None:
    """Barnet 2 over, Camden 50 under: together 48 under, and red, because of Barnet."""
    found = position(
        *(limit(100, body=code) for code in ("5A9", "5K7")),
        *(budget("acute", 100, body=code) for code in ("5A9", "5K7")),
        forecast(8, acute=102),
        forecast(8, "5K7", acute=50),
    )
    row = found.report_lines()[1]
    assert (row.code, row.line.variance_forecast_pence) == ("acute", 48)
    assert (row.forecast.value, row.forecast.bodies) == (Colour.RED, ("5A9",))
    rated = found.colour(Duty.REVENUE, Basis.FORECAST)
    assert (rated.value, rated.bodies) == (Colour.RED, ("5A9",))
    frame = found.report_table
    group = frame[(frame["level"] == "cluster") & (frame["category"] == "acute")].iloc[0]
    assert (group["rag_forecast"], group["rag_forecast_bodies"]) == ("red", "5A9")
    assert group["variance_forecast_pence"] == 48


def test_what_is_not_known_is_not_green() -> None:
    """One body is green, the other made no forecast: the group is not rated, and says who."""
    found = position(
        *(limit(100, body=code) for code in ("5A9", "5K7")),
        *(budget("acute", 100, body=code) for code in ("5A9", "5K7")),
        forecast(8, acute=90),
    )
    row = found.report_lines()[1]
    assert (row.forecast.value, row.forecast.bodies) == (Colour.NOT_RATED, ("5K7",))
    rated = found.colour(Duty.REVENUE, Basis.FORECAST)
    assert (rated.value, rated.bodies) == (Colour.NOT_RATED, ("5K7",))


def test_over_a_limit_is_red_at_any_size() -> None:
    """A penny over a limit of £10m is no amber."""
    found = position_of({"5A9": Given(10**9, 10**9 + 1)})
    assert found.body("5A9").on(Duty.REVENUE).colour(Basis.FORECAST) is Colour.RED


def test_a_charge_to_date_within_the_limit_of_a_year_is_not_rated() -> None:
    """990 of 1,000 of capital spent by November: no variance to date and no colour; 1,001 is red."""
    found = {}
    for pence in (990, 1001):
        book = Book.in_memory("2011-12", group="NCL")
        row = FigureRow(8, Limit.CAPITAL, "additions", pence)
        load = FiguresLoaded(table="actuals", cumulative=True, rows=(row,))
        book.post(
            event(Allocation(strand=CAPITAL, pence=1000, issuer="DH")),
            event(load, effective=YEAR.period(8).end, reference="actuals"),
        )
        found[pence] = book.position("M8", group="5A9")
        lines = book.figures("position", "M8", body="5A9")
        traced = book.trace(lines["5A9", "duty/capital_resource_limit/rag_ytd"])
        assert isinstance(traced, Judged)
        assert traced.value == ("red" if pence > 1000 else "not_rated")
    colours, variances = [], []
    for pence, at in found.items():
        on = at.body("5A9").on(Duty.CAPITAL)
        assert on.ytd.charged_pence == pence
        variances.append(on.variance_ytd_pence)
        rag = at.rag_table.set_index("duty").loc["capital_resource_limit", "rag_ytd"]
        [told] = [d for d in at.document()["bodies"][0]["duties"] if "capital" in d["duty"]]
        assert told["rag"]["ytd"] == rag == on.colour(Basis.YTD).value
        colours.append(rag)
    assert (colours, variances) == (["not_rated", "red"], [None, None])


@pytest.mark.parametrize("basis", ["ytd", "outturn"])
def test_month_12_to_date_is_the_whole_year(basis: str) -> None:
    """990 of 1,000 of capital spent by March: 10 are left, to date as by outturn; the trace says so."""
    book = Book.in_memory("2011-12", group="NCL")
    row = FigureRow(12, Limit.CAPITAL, "additions", 990)
    load = FiguresLoaded(table="actuals", cumulative=True, rows=(row,))
    book.post(
        event(Allocation(strand=CAPITAL, pence=1000, issuer="DH")),
        event(load, effective=YEAR.period(12).end, reference="actuals"),
    )
    on = book.position("M12", group="5A9", basis=basis).body("5A9").on(Duty.CAPITAL)
    assert (on.colour(Basis.YTD).value, on.variance_ytd_pence) == ("green", 10)
    lines = book.figures("position", "M12", body="5A9", basis=basis)
    traced = book.trace(lines["5A9", "duty/capital_resource_limit/rag_ytd"])
    assert isinstance(traced, Judged)
    assert traced.value == "green"


def test_a_trend_is_of_the_variance() -> None:
    """The limit and the forecast both fall by 5: the same. A cost that falls by itself: better."""
    before = [limit(100), budget("acute", 100), forecast(7, acute=104)]
    fall = limit(-5, effective=YEAR.period(8).start)
    same = position(*before, fall, forecast(8, acute=99))
    assert same.body("5A9").on(Duty.REVENUE).trend is Trend.SAME
    assert position(*before, forecast(8, acute=99)).trend(Duty.REVENUE).value is Trend.BETTER
    worse = position(*before, fall, forecast(8, acute=100))
    assert worse.trend(Duty.REVENUE) == (Trend.WORSE, ("5A9",))
    first = position(limit(100), forecast(8, acute=99))
    assert first.trend(Duty.REVENUE).value is Trend.NOT_KNOWN


def test_a_trend_of_a_category_is_that_of_its_cost() -> None:
    """Limit, budget and forecast all rise by 5: the duty is the same, and acute costs 5 more."""
    more = [limit(5, effective=YEAR.period(8).start), budget("acute", 5)]
    rising = position(limit(100), budget("acute", 100), forecast(7, acute=104), *more)
    assert rising.report_lines("5A9")[0].trend.value is Trend.NOT_KNOWN
    found = position(
        limit(100), budget("acute", 100), forecast(7, acute=104), *more, forecast(8, acute=109)
    )
    assert found.trend(Duty.REVENUE).value is Trend.SAME
    (acute,) = [row for row in found.report_lines("5A9") if row.code == "acute"]
    assert (acute.line.variance_forecast_pence, acute.line.movement_pence) == (-4, -5)
    assert acute.trend.value is Trend.WORSE


# ------------------------------------------------------------------------- the tree


def test_subtotals_stand_above_their_parts() -> None:
    """Acute 60 and mental health 30 are health care, 90; running costs stand by themselves."""
    found = position(
        limit(100),
        budget("acute", 60),
        budget("mental", 24),
        budget("mental", 6, NON_RECURRENT),
        budget("admin", 12),
        *(spent(month, acute=6, mental=2, admin=1) for month in range(1, 9)),
        forecast(7, acute=63, mental=29, admin=12),
        forecast(8, acute=62, mental=30, admin=11),
    )
    shown = [
        (
            row.code,
            row.depth,
            row.subtotal,
            tuple(row.budget),
            row.line.budget_ytd_pence,
            row.line.actual_ytd_pence,
            row.line.variance_ytd_pence,
            row.line.forecast_pence,
            row.line.variance_forecast_pence,
            row.line.last_forecast_pence,
            row.line.movement_pence,
        )
        for row in found.report_lines("5A9")
    ]
    assert shown == [
        ("health", 0, True, (84, 6), 60, 64, -4, 92, -2, 92, 0),
        ("acute", 1, False, (60, 0), 40, 48, -8, 62, -2, 63, 1),
        ("mental", 1, False, (24, 6), 20, 16, 4, 30, 0, 29, -1),
        ("admin", 0, False, (12, 0), 8, 8, 0, 11, 1, 12, 1),
    ]
    # Within one body a saving makes good an overspend: it is the same body's money.
    health = found.report_lines("5A9")[0]
    assert (health.ytd.value, health.trend.value) == (Colour.RED, Trend.SAME)
    frame = found.report_table
    assert frame[frame["level"] == "body"]["category"].tolist() == [
        "health",
        "acute",
        "mental",
        "admin",
    ]
    leaves = frame[(frame["level"] == "body") & ~frame["subtotal"]]
    assert leaves["budget_pence"].sum() == 102
    assert str(frame["movement_pence"].dtype) == "Int64"


def test_the_shown_tree_adds_up() -> None:
    """Each column of the sample, in thousands: parts make subtotals, subtotals make the total."""
    report = sample_book().position("2011-12 M08")
    rows = report.tables[1].rows
    names = [row.cells[0].text for row in rows]
    last = names.index("All budgets")

    def pounds(text: str) -> int:
        digits = int(text.strip("()").replace(",", ""))
        return -digits if text.startswith("(") else digits

    for column in range(1, len(report.tables[1].headings)):
        cells = [pounds(row.cells[column].text) for row in rows[: last + 1]]
        tops = [at for at, name in enumerate(names[:last]) if not name.startswith("\u00a0")]
        assert sum(cells[at] for at in tops) == cells[last]
        for at, end in zip(tops, [*tops[1:], last], strict=True):
            if end > at + 1:
                assert sum(cells[at + 1 : end]) == cells[at]


# ------------------------------------------------------------------------- by funding


def test_recurrent_and_non_recurrent_are_the_total() -> None:
    """100 recurrent and 20 once, 10 hoped for; 12 of the recurrent used once."""
    found = position(
        limit(100),
        limit(20, NON_RECURRENT),
        limit(10, ANTICIPATED),
        event(PlannedSurplus(strand=RECURRENT, pence=5)),
        event(AppliedNonRecurrently(pence=12, category="admin")),
        budget("acute", 70),
        budget("acute", 15, NON_RECURRENT),
        event(BudgetIssued(strand=ANTICIPATED, pence=4, category="acute", tranche="T1")),
    )
    held = found.body("5A9").resource
    assert (held.confirmed, held.confirmed.total) == (Split(100, 20), 120)
    assert (held.anticipated, held.expected.total) == (Split(10, 0), 130)
    assert held.budgets == Split(74, 27)
    assert held.budget("acute") == Split(74, 15)
    assert held.applied == Split(12, -12)
    assert held.planned_surplus == Split(5, 0)
    for funding in (0, 1):
        parts = (held.budgets, held.reserves, held.planned_surplus, held.applied)
        assert sum(part[funding] for part in parts) == held.expected[funding]
    frame = found.resource_table
    rows = frame[frame["level"] == "body"].set_index("certainty")
    shown = rows[["recurrent_pence", "non_recurrent_pence", "total_pence"]].to_dict("index")
    assert list(shown["expected"].values()) == [110, 20, 130]


def test_a_limit_that_was_never_notified_is_not_nought() -> None:
    """Something is hoped for, nothing was notified: neither limit is known."""
    found = position(limit(10, ANTICIPATED)).resource_table
    rows = found[found["level"] == "body"].set_index("certainty")["total_pence"]
    assert rows.isna().tolist() == [True, False, True]


# ------------------------------------------------------------------------- underlying


def test_the_bridge_to_the_underlying_position() -> None:
    """100 recurrent against a forecast of 125 of which 15 will not come again: 10 short for ever.

    Reported 120 - 125 = -5; less 20 that came once, plus 15 that is spent once: -10.
    """
    found = position(
        limit(100),
        limit(20, NON_RECURRENT),
        forecast(8, acute=(105, 15), mental=(20, 0)),
    )
    underlying = found.body("5A9").underlying
    assert [(step.value, pence) for step, pence in underlying.steps] == [
        ("reported_forecast_variance", -5),
        ("non_recurrent_sources", -20),
        ("non_recurrent_costs", 15),
    ]
    assert underlying.pence == -10
    assert found.underlying.deficits == ("5A9",)
    row = found.underlying_table.iloc[0]
    assert (row["reported_forecast_variance_pence"], row["underlying_pence"]) == (-5, -10)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (
            forecast(8, acute=105),
            "the forecast made in M08 does not say what of it is non-recurrent",
        ),
        (
            forecast(8, acute=(105, 15), mental=20),
            "the forecast made in M08 does not say what is non-recurrent of mental",
        ),
        (forecast(7, acute=(105, 15)), "no forecast made in M08 (the last is of M07)"),
    ],
)
def test_it_is_never_assumed(made: Event, reason: str) -> None:
    """A forecast that says nothing of it, or only in part, or that is of another month."""
    found = position(limit(100), made)
    underlying = found.body("5A9").underlying
    assert (underlying.pence, underlying.steps, underlying.reason) == (None, (), reason)
    assert found.underlying.missing == ("5A9",)
    assert reason in str(found.underlying_table["reason"].tolist())


def test_a_sum_needs_every_body_and_names_who_is_missing() -> None:
    """Barnet's is known, Camden's is not: there is no sum, and Barnet's deficit stands."""
    said = [limit(100), forecast(8, acute=(105, 0)), limit(100, body="5K7")]
    found = position(*said, forecast(8, "5K7", acute=50))
    total = found.underlying
    assert (total.pence, total.missing, total.deficits) == (None, ("5K7",), ("5A9",))
    both = position(*said, forecast(8, "5K7", acute=(50, 50)))
    assert [pence for _, pence in both.underlying.steps] == [45, 0, 50]
    assert (both.underlying.pence, both.underlying.deficits) == (95, ("5A9",))


def test_what_it_starts_from_is_the_rulebooks() -> None:
    """With what is hoped for and what is lodged: 90 + 8 anticipated + 10 lodged against 95."""
    text = packaged_text("2011-12").replace(
        '[underlying.resource]\nvalue = "confirmed"', '[underlying.resource]\nvalue = "expected"'
    )
    text = text.replace(
        '[underlying.lodged]\nvalue = "left-out"', '[underlying.lodged]\nvalue = "added-back"'
    )
    said = (
        limit(100),
        limit(8, ANTICIPATED),
        event(HeadroomLodged(pence=10)),
        forecast(8, acute=(95, 0)),
    )
    assert position(*said).underlying.pence == -5
    changed = position(*said, rulebook=Rulebook.parse(text)).underlying
    assert (changed.step(Step.ANTICIPATED), changed.step(Step.LODGED)) == (8, 10)
    assert changed.pence == 90 + 8 + 10 - 95


def test_a_rulebook_of_before_has_neither() -> None:
    """Books keep the text that they were opened with: it says nothing of it, and is read."""
    text = packaged_text("2011-12")
    start, end = text.index("[rag.zero_budget]"), text.index("[footing.per_figure]")
    rules = Rulebook.parse(text[:start] + text[end:])
    assert rules.underlying is None
    found = position(limit(100), forecast(8, acute=(95, 0)), rulebook=rules)
    assert found.underlying.pence == 5


def test_the_document_holds_it_all() -> None:
    """Program and person are told the same."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(limit(100), budget("acute", 90), forecast(8, acute=(105, 15)))
    report = book.position("M08")
    document = report.document()
    barnet = document["bodies"][0]
    assert barnet["underlying"]["underlying_pence"] == 10
    assert barnet["resource"]["confirmed"]["recurrent_pence"] == 100
    assert barnet["duties"][0]["rag"]["forecast"] == "red"
    assert barnet["categories"][0]["rag"]["forecast"] == "red"
    assert document["underlying"]["missing"] == ["5C1", "5C9", "5K7", "5K8"]
    assert document["report"][0]["rag"]["forecast"] == {"value": "red", "bodies": ["5A9"]}
    assert document["aggregate"][0]["rag"]["forecast"] == {"value": "red", "bodies": ["5A9"]}
    assert "Not known of 5C1, 5C9, 5K7, 5K8: " in str(report).replace("\n", " ")


def test_without_thresholds_nothing_is_rated() -> None:
    """A position that was made without a rulebook says so, and its duties are still red or green."""
    found = replace(position(limit(100), budget("acute", 90), forecast(8, acute=95)), rag=None)
    assert {row.forecast.value for row in found.report_lines("5A9")} == {Colour.NOT_RATED}
    assert found.body("5A9").on(Duty.REVENUE).colour(Basis.FORECAST) is Colour.GREEN


def test_what_was_spent_to_date_is_recurrent_as_far_as_the_accounts_say() -> None:
    """Two months in lines, of 10 (7 recurrent, 2 once, 1 not said) and 5 (5 once); a table of 4."""
    kept: dict[str, BalanceCells] = {}

    def load(month: int, **words: int) -> Event:
        rows = [
            ("52110", "acute", "revenue", "", "", word.replace("_", "-"), 0, pence, 0, pence, 1)
            for word, pence in words.items()
        ]
        loaded, _ = extract("5A9", month, 0, file=f"M{month}")
        what = loaded.what.model_copy(update={"cells_sha256": f"{month:064}"})
        kept[f"{month:064}"] = BalanceCells.of(
            [(*row[:5], "" if row[5] == "not-said" else row[5], *row[6:]) for row in rows]
        )
        return loaded.model_copy(update={"what": what})

    events = [load(1, recurrent=7, non_recurrent=2, not_said=1), load(2, non_recurrent=5)]
    ledger = ResourceLedger().post([*events, spent(3, acute=4)])
    held = Holdings.of(YEAR, ledger, cells=kept.__getitem__)
    found = [
        make_position(held, CLUSTER, [Body("5A9", "Barnet")], YEAR.period(month), Basis.YTD)
        .body("5A9")
        .spent
        for month in (1, 2, 3, 4)
    ]
    assert found == [Spent(7, 2, 1), Spent(7, 7, 1), Spent(7, 7, 5), None]
