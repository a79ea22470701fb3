"""Positions of any group on hierarchies that change over time, against sums of plain pandas.

The reference knows nothing of ledgers: it holds what was drawn as rows of tables, and joins and
groups them. What is not known is a missing value in both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_examples import event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.rag import Colour, Trend, Worst
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Certainty, Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.present.report import PositionReport

YEAR = FinancialYear("2011-12")
BODIES = ("5A9", "5C1", "5C9", "5K7")
GROUPS = ("NORTH", "SOUTH", "SUB")
LEAVES = ("acute", "mental", "admin")
TREE = CategoryTree(
    (
        Category("health", "Health care"),
        Category("acute", "Acute", "health"),
        Category("mental", "Mental health", "health"),
        Category("admin", "Running costs"),
    )
)
BELOW = {"health": ("acute", "mental"), **{leaf: (leaf,) for leaf in LEAVES}}
MEASURES = (
    "budget_recurrent",
    "budget_non_recurrent",
    "budget",
    "budget_ytd",
    "actual_ytd",
    "variance_ytd",
    "forecast",
    "variance_forecast",
    "last_forecast",
    "movement",
)

pence = st.integers(-500, 100_000) | st.integers(9_950, 10_050)
months = st.integers(1, 12)


@dataclass
class Drawn:
    """What was drawn, as tables: members by month, resources, actuals, forecasts."""

    members: dict[str, list[set[str]]]
    limits: pd.DataFrame
    budgets: pd.DataFrame
    actuals: pd.DataFrame
    forecasts: pd.DataFrame
    outside: set[str] = field(default_factory=set)


def frame(rows: list[tuple[Any, ...]], columns: str) -> pd.DataFrame:
    """A table of what was drawn; missing parts stay objects."""
    return pd.DataFrame(rows, columns=columns.split(), dtype=object)


@st.composite
def hierarchies(draw: st.DrawFn) -> dict[str, list[set[str]]]:
    """For each group its members month by month: each for a run of months, or never."""
    members: dict[str, list[set[str]]] = {group: [set() for _ in range(12)] for group in GROUPS}
    for body in BODIES:
        for group in GROUPS:
            first, last = sorted((draw(months), draw(months)))
            for month in range(first, last + 1) if draw(st.booleans()) else ():
                members[group][month - 1].add(body)
    return members


@st.composite
def figures(draw: st.DrawFn, body: str) -> dict[str, list[tuple[Any, ...]]]:
    """What one body budgets, spends and forecasts, in categories of its own choice."""
    own = sorted(draw(st.sets(st.sampled_from(LEAVES), min_size=1)))
    funding = st.sampled_from([Funding.RECURRENT, Funding.NON_RECURRENT])
    several = st.integers(0, 2)
    silent = draw(st.sets(months, max_size=2)) if draw(st.booleans()) else set()
    made = sorted(set(range(1, 13)) - draw(st.sets(months, max_size=3)))
    says = {month: draw(st.integers(0, 3)) > 0 for month in made}
    return {
        "budgets": [
            (body, draw(months), leaf, draw(funding), draw(pence))
            for leaf in own
            for _ in range(draw(several))
        ],
        "actuals": [
            (body, month, leaf, draw(pence))
            for month in range(1, 13)
            if month not in silent
            for leaf in own
        ],
        "forecasts": [
            (body, month, leaf, draw(pence), draw(pence) if says[month] else None)
            for month in made
            for leaf in own
        ],
        "limits": [
            (
                body,
                draw(months),
                draw(funding),
                draw(st.sampled_from([*Certainty, Certainty.CONFIRMED])),
                draw(pence),
            )
            for _ in range(draw(st.integers(0, 4)))
        ],
    }


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Four bodies that move between three groups, each with its limits, budgets and figures."""
    said = [draw(figures(body)) for body in BODIES]
    rows = {name: [row for each in said for row in each[name]] for name in said[0]}
    return Drawn(
        draw(hierarchies()),
        frame(rows["limits"], "body month funding certainty pence"),
        frame(rows["budgets"], "body month category funding pence"),
        frame(rows["actuals"], "body month category pence"),
        frame(rows["forecasts"], "body month category pence once"),
        outside=draw(st.sampled_from([set(), {"5K7"}, {"5C1", "5K7"}])),
    )


def register_of(given: Drawn) -> Register:
    """The hierarchy as dated rows: one for each run of months; the book's own group has no outsiders."""
    register = Register.packaged()
    for group, by_month in given.members.items():
        rows = []
        for body in BODIES:
            for month, there in zip(YEAR.periods, by_month, strict=True):
                if body in there:
                    rows.append(Membership(body, group, month.start, month.end))
        register = register.with_group(Group(group, group.title()), rows)
    own = [code for code in BODIES if code not in given.outside]
    return register.with_group(Group("BOOK", "Of the book"), own)


def events_of(given: Drawn) -> Iterator[Event]:
    """What was drawn, of the bodies of the book, as events."""
    for number, row in enumerate(rows_of(given.limits)):
        hoped = row.certainty is Certainty.ANTICIPATED
        what = Allocation(
            strand=Strand.of(Limit.REVENUE, row.funding, row.certainty),
            pence=row.pence,
            issuer="DH",
            tranche=f"T{number}" if hoped else "",
        )
        yield event(what, body=row.body, effective=YEAR.period(row.month).start)
    for row in rows_of(given.budgets):
        strand = Strand.of(Limit.REVENUE, row.funding)
        issued = BudgetIssued(strand=strand, pence=row.pence, category=row.category)
        yield event(issued, body=row.body, effective=YEAR.period(row.month).start)
    for table, drawn_rows in (("actuals", given.actuals), ("forecasts", given.forecasts)):
        loads: dict[tuple[str, int], list[FigureRow]] = {}
        for row in rows_of(drawn_rows):
            once = getattr(row, "once", None)
            said = FigureRow(row.month, Limit.REVENUE, row.category, row.pence, non_recurrent=once)
            loads.setdefault((row.body, row.month), []).append(said)
        for (body, month), rows in loads.items():
            load = FiguresLoaded.model_validate({"table": table, "rows": tuple(rows)})
            yield event(load, body=body, effective=YEAR.period(month).end)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, one by one."""
    return list(table.itertuples(index=False))


def book_of(given: Drawn) -> Book:
    """The book of those bodies that are in it."""
    book = Book.in_memory("2011-12", group="BOOK", register=register_of(given))
    loads = [each for each in events_of(given) if each.body not in given.outside]
    book.post(*loads)
    book._records.categories = TREE
    book._records._trees.append((0, TREE))
    return book


# ------------------------------------------------------------------ the naive reference


def leaf_lines(given: Drawn, month: int) -> pd.DataFrame:
    """One row a body and category, by joins of what was drawn up to a month."""
    budgets = given.budgets[given.budgets["month"] <= month]
    keys = ["body", "category"]
    sums = {
        name: budgets[budgets["funding"] == funding].groupby(keys)["pence"].sum()
        for name, funding in (
            ("budget_recurrent", Funding.RECURRENT),
            ("budget_non_recurrent", Funding.NON_RECURRENT),
        )
    }
    by_funding = pd.DataFrame(sums)
    until = given.actuals[given.actuals["month"] <= month]
    forecasts = given.forecasts[given.forecasts["month"] <= month]
    index = by_funding.index.union(pd.MultiIndex.from_frame(until[keys].drop_duplicates()))
    index = index.union(pd.MultiIndex.from_frame(forecasts[keys].drop_duplicates()))
    lines = by_funding.reindex(index).fillna(0).astype("Int64")
    lines.index.names = keys
    lines["budget"] = lines["budget_recurrent"] + lines["budget_non_recurrent"]
    lines["budget_ytd"] = (2 * lines["budget"] * month + 12) // 24
    reported = until.groupby("body")["month"].nunique() == month
    to_date = until.groupby(keys)["pence"].sum().reindex(index).fillna(0).astype("Int64")
    whole = reported.reindex(lines.index.get_level_values("body")).fillna(False)
    lines["actual_ytd"] = to_date.where(whole.astype(bool).to_numpy())
    for name, made in (("forecast", month), ("last_forecast", month - 1)):
        rows = given.forecasts[given.forecasts["month"] == made]
        costs = rows.groupby(keys)["pence"].sum().reindex(index).fillna(0).astype("Int64")
        known = lines.index.get_level_values("body").isin(rows["body"])
        lines[name] = costs.where(known)
    return with_differences(lines).reset_index()


def with_differences(lines: pd.DataFrame) -> pd.DataFrame:
    """Variances and movements; a difference with a missing part is missing."""
    lines["variance_ytd"] = lines["budget_ytd"] - lines["actual_ytd"]
    lines["variance_forecast"] = lines["budget"] - lines["forecast"]
    lines["movement"] = lines["last_forecast"] - lines["forecast"]
    return lines


def summed(lines: pd.DataFrame, codes: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Each category and subtotal of each body, and of the group under the code `""`."""
    found = {}
    mine = lines[lines["body"].isin(codes)]
    for of, rows in [*((code, mine[mine["body"] == code]) for code in codes), ("", mine)]:
        for name, leaves in BELOW.items():
            part = rows[rows["category"].isin(leaves)]
            if len(part):
                sums = part[list(MEASURES)].sum(skipna=False)
                found[of, name] = {key: known(sums[key]) for key in MEASURES}
    return found


def known(value: Any) -> int | None:
    """A number of pandas as Python has it, or nothing."""
    return None if pd.isna(value) else int(value)


def colour(variance: int | None, base: int) -> Colour:
    """The packaged thresholds, 0 % and 1 %, as a person would say them."""
    if variance is None:
        return Colour.NOT_RATED
    if variance >= 0:
        return Colour.GREEN
    return (
        Colour.RED
        if base == 0 or Fraction(-variance, abs(base)) > Fraction(1, 100)
        else Colour.AMBER
    )


def worst_of(each: dict[str, Colour], *, whole: bool) -> Worst[Colour]:
    """Red before amber before not rated before green."""
    for value in (Colour.RED, Colour.AMBER, Colour.NOT_RATED):
        bodies = tuple(sorted(code for code, found in each.items() if found is value))
        if bodies or (value is Colour.NOT_RATED and not whole):
            return Worst(value, bodies)
    return Worst(Colour.GREEN)


# ------------------------------------------------------------------ held against each other


def check_lines(position: PositionReport, given: Drawn, codes: list[str]) -> None:
    """Every measure of every row, and every colour."""
    expected = summed(leaf_lines(given, position.period.number), codes)
    shown = {
        (code, row.code): row
        for code in [*codes, ""]
        for row in position.report_lines(code or None)
    }
    assert shown.keys() == expected.keys()
    for key, row in shown.items():
        line = row.line
        found = {
            "budget_recurrent": row.budget.recurrent,
            "budget_non_recurrent": row.budget.non_recurrent,
            **{name: getattr(line, f"{name}_pence") for name in MEASURES[2:]},
        }
        assert found == expected[key], key
    whole = not position.not_in_book
    for (code, name), row in shown.items():
        own = {one: at for one in codes if (at := expected.get((one, name)))}
        ytd = {one: colour(at["variance_ytd"], at["budget_ytd"]) for one, at in own.items()}
        forecast = {one: colour(at["variance_forecast"], at["budget"]) for one, at in own.items()}
        if code:
            assert (row.ytd.value, row.forecast.value) == (ytd[code], forecast[code])
            moved = expected[code, name]["movement"]
            trends = {None: Trend.NOT_KNOWN, 0: Trend.SAME, 1: Trend.BETTER, -1: Trend.WORSE}
            assert row.trend.value is trends[moved if not moved else moved // abs(moved)]
        else:
            named = position.level != "body"  # one body has nobody to be told from
            for rated, own_colours in ((row.ytd, ytd), (row.forecast, forecast)):
                bad = worst_of(own_colours, whole=whole)
                assert rated == (bad if named else Worst(bad.value))


def check_resource(position: PositionReport, given: Drawn, codes: list[str]) -> None:
    """Limits by funding and certainty, of each body and together."""
    limits = given.limits[given.limits["month"] <= position.period.number]
    for code, held in [(code, position.body(code).resource) for code in codes] + [
        ("", position.resource)
    ]:
        mine = limits[limits["body"].isin([code] if code else codes)]
        for certainty in Certainty:
            for at, funding in enumerate((Funding.RECURRENT, Funding.NON_RECURRENT)):
                rows = mine[(mine["certainty"] == certainty) & (mine["funding"] == funding)]
                assert getattr(held, certainty.value)[at] == int(rows["pence"].sum())
        assert held.expected.total == int(mine["pence"].sum())
        assert held.expected.total == sum(held.expected)
        for at in (0, 1):
            uses = (held.budgets, held.reserves, held.planned_surplus, held.applied)
            assert sum(part[at] for part in uses) == held.expected[at]


def underlying_of(given: Drawn, body: str, month: int) -> int | None:
    """Recurrent limit less recurrent forecast; nothing where a part of it was not said."""
    limits = given.limits[
        (given.limits["body"] == body)
        & (given.limits["month"] <= month)
        & (given.limits["certainty"] == Certainty.CONFIRMED)
    ]
    made = given.forecasts[(given.forecasts["body"] == body) & (given.forecasts["month"] == month)]
    if limits.empty or made.empty or made["once"].isna().any():
        return None
    recurrent = limits[limits["funding"] == Funding.RECURRENT]["pence"].sum()
    return int(recurrent - (made["pence"].sum() - made["once"].sum()))


def check_underlying(position: PositionReport, given: Drawn, codes: list[str]) -> None:
    """Each body's, and their sum only where all are known."""
    expected = {code: underlying_of(given, code, position.period.number) for code in codes}
    for code, value in expected.items():
        found = position.body(code).underlying
        assert found.pence == value
        assert bool(found.reason) == (value is None)
    total = position.underlying
    absent = {body.code for body in position.not_in_book}
    missing = {code for code, value in expected.items() if value is None} | absent
    assert set(total.missing) == missing
    assert total.deficits == tuple(c for c in codes if (expected[c] or 0) < 0)
    if missing or not codes:
        assert total.pence is None
    else:
        assert total.pence == sum(value or 0 for value in expected.values())


def check_duty(position: PositionReport, given: Drawn, codes: list[str]) -> None:
    """The forecast duty of each body, its colour and trend, and the worst of the group."""
    month = position.period.number

    def variance(code: str, at: int) -> int | None:
        limits = given.limits[
            (given.limits["body"] == code)
            & (given.limits["month"] <= at)
            & (given.limits["certainty"] == Certainty.CONFIRMED)
        ]
        made = given.forecasts[(given.forecasts["body"] == code) & (given.forecasts["month"] == at)]
        if limits.empty or made.empty:
            return None
        return int(limits["pence"].sum() - made["pence"].sum())

    colours = {}
    for code in codes:
        now, last = variance(code, month), variance(code, month - 1)
        on = position.body(code).on(Duty.REVENUE)
        assert on.forecast.variance_pence == now
        words = {None: Colour.NOT_RATED, True: Colour.GREEN, False: Colour.RED}
        colours[code] = words[None if now is None else now >= 0]
        assert on.colour(Basis.FORECAST) is colours[code]
        if now is None or last is None:
            assert on.trend is Trend.NOT_KNOWN
        else:
            assert on.trend is (
                Trend.SAME if now == last else Trend.BETTER if now > last else Trend.WORSE
            )
    whole = bool(codes) and not position.not_in_book
    assert position.colour(Duty.REVENUE, Basis.FORECAST) == worst_of(colours, whole=whole)
    total = position.aggregate() if position.basis is Basis.FORECAST else None
    if total is not None:
        assert total.breaches == tuple(c for c in codes if colours[c] is Colour.RED)
        assert (total.status.value == "met") == (
            whole and all(each is Colour.GREEN for each in colours.values())
        )


def check_history(book: Book, given: Drawn, group: str, month: int) -> None:
    """Each month by those who were members then, whoever is one now."""
    found = book.history(f"M{month}", group=group)
    for number, each in enumerate(found.months, start=1):
        there = sorted(given.members[group][number - 1] - given.outside)
        rows = given.actuals[(given.actuals["month"] == number) & given.actuals["body"].isin(there)]
        assert list(each.bodies) == there
        assert set(each.silent) == set(there) - set(rows["body"])
        assert each.pence == (None if each.silent else int(rows["pence"].sum()))
    cube = tuple(each.pence for each in found.months)
    if any(given.members[group][month - 1] - given.outside):
        assert cube == book.cube(f"M{month}").history(group)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn(), months, st.sampled_from(["ytd", "forecast"]))
def test_any_group_of_any_hierarchy(given: Drawn, month: int, basis: str) -> None:
    """Every group that a body of the book is in during the year, in all columns."""
    book = book_of(given)
    for group, by_month in given.members.items():
        if not any(there - given.outside for there in by_month):
            continue
        position = book.position(f"M{month}", group=group, basis=basis)
        codes = sorted(by_month[month - 1] - given.outside)
        assert [body.code for body in position.bodies] == codes
        absent = sorted(by_month[month - 1] & given.outside)
        assert [body.code for body in position.not_in_book] == absent
        left = set().union(*by_month[:month]) - by_month[month - 1] - given.outside
        told = {
            each.where.body
            for each in position.findings
            if each.code == "register.left-group" and each.where
        }
        assert told == left
        check_lines(position, given, codes)
        check_resource(position, given, codes)
        check_underlying(position, given, codes)
        check_duty(position, given, codes)
        check_history(book, given, group, month)
    for code in sorted(set(BODIES) - given.outside):
        alone = book.position(f"M{month}", group=code, basis=basis)
        check_lines(alone, given, [code])


def test_the_reference_itself() -> None:
    """Two months by hand: 12 of budget is 2 to date; 3 and 4 were spent; nobody forecast."""
    said = Drawn(
        {},
        frame([], "body month funding certainty pence"),
        frame([("5A9", 1, "acute", Funding.RECURRENT, 12)], "body month category funding pence"),
        frame([("5A9", 1, "acute", 3), ("5A9", 2, "acute", 4)], "body month category pence"),
        frame([], "body month category pence once"),
    )
    (row,) = leaf_lines(said, 2).to_dict("records")
    assert (row["budget_ytd"], row["actual_ytd"], row["variance_ytd"]) == (2, 7, -5)
    assert pd.isna(row["forecast"])
    assert colour(-1, 100) is Colour.AMBER
    assert colour(-1, 99) is Colour.RED
    assert worst_of({"5A9": Colour.GREEN}, whole=False) == Worst(Colour.NOT_RATED, ())
    with pytest.raises(KeyError):
        book_of(said).position("M02").body("XXX")
    assert date(2011, 4, 1) == YEAR.start
