"""Bridges and eliminations of any group on hierarchies that change over time, against plain pandas.

What is drawn is what `test_positions_properties` draws: bodies that move between groups, some of them
in another book. For eliminations they also enter what they have with each other.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pctfinance.book import Book
from pctfinance.consolidation.bridge import BodyBridge
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Certainty, Limit
from test_positions_properties import BODIES, YEAR, Drawn, book_of, drawn, frame, months

SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
Ends = dict[str, tuple[int | None, int, int | None]]


def members_at(given: Drawn, group: str, month: int) -> list[str]:
    """Who of a group is in the book, at the end of a month."""
    return sorted(given.members[group][month - 1] - given.outside)


# Bridges


def ends(given: Drawn, month: int) -> Ends:
    """Of each body the confirmed limit, the budgets and the forecast of a month; what is not known."""
    limits = given.limits[
        (given.limits["month"] <= month) & (given.limits["certainty"] == Certainty.CONFIRMED)
    ]
    budgets = given.budgets[given.budgets["month"] <= month]
    made = given.forecasts[given.forecasts["month"] == month]
    sums = [table.groupby("body")["pence"].sum() for table in (limits, budgets, made)]
    limit, budget, charge = (one.to_dict() for one in sums)
    return {code: (limit.get(code), int(budget.get(code, 0)), charge.get(code)) for code in BODIES}


def none_of(end: tuple[int | None, int, int | None]) -> tuple[int | None, int, int | None]:
    """What a body has of a group that it is no member of: nothing of what is known of it."""
    return (None if end[0] is None else 0, 0, None if end[2] is None else 0)


def said(bridge: BodyBridge, *, at_end: bool) -> tuple[int | None, int, int | None]:
    """One end of a bridge: limit, budgets, charge."""
    found = bridge.end if at_end else bridge.start
    return found.limit_pence, found.budget_pence, found.charge_pence


@SETTINGS
@given(drawn(), months, months)
def test_a_bridge_of_any_group(given: Drawn, one: int, other: int) -> None:
    """Its bodies are the members at either end; each leads from its own start to its own end.

    Who was no member at one end had nothing there, and its one cause says so.
    """
    first, last = sorted((one, other))
    if first == last or last == len(YEAR.periods):  # the last month's bridge leads to the outturn
        return
    book = book_of(given)
    starts, stops = ends(given, first), ends(given, last)
    for group in given.members:
        here, were = (members_at(given, group, month) for month in (last, first))
        if not here:
            continue
        codes = sorted({*here, *were})
        report = book.bridge(f"M{last}", since=f"M{first}", group=group)
        assert sorted(bridge.body for bridge in report.bodies) == codes
        begins = {code: starts[code] if code in were else none_of(stops[code]) for code in codes}
        leads = {code: stops[code] if code in here else none_of(starts[code]) for code in codes}
        absent = sorted(given.members[group][last - 1] & given.outside)
        assert sorted(report.not_in_book) == absent
        for bridge in report.bodies:
            assert said(bridge, at_end=False) == begins[bridge.body]
            assert said(bridge, at_end=True) == leads[bridge.body]
            one_end = (bridge.body in here) != (bridge.body in were)
            assert (bridge.membership is not None) == one_end
        table = report.table
        lines = table[~table["cause"].isin(["start", "end"])]
        for code in codes:
            mine = lines[lines["body"] == code]
            moved = [
                (stop or 0) - (start or 0)
                for start, stop in zip(begins[code], leads[code], strict=True)
            ]
            assert int(mine["limit_pence"].sum()) == moved[0]
            assert int(mine["budget_pence"].sum()) == moved[1]
            if None not in (begins[code][2], leads[code][2]):
                assert int(mine["charge_pence"].sum()) == moved[2]
        unknown = {code for code in codes if None in (*begins[code], *leads[code])}
        assert set(report.not_known) == unknown


# Eliminations


class Owed(NamedTuple):
    """What one body entered of another: as provider what it is owed, as recipient what it owes."""

    body: str
    other: str
    role: str
    month: int
    pence: int


@st.composite
def entered(draw: st.DrawFn) -> list[Owed]:
    """Journals of four bodies about each other; the two sides of a pair need not agree."""
    pairs = [(body, other) for body in BODIES for other in BODIES if body != other]
    one = st.builds(
        lambda pair, role, month, pence: Owed(pair[0], pair[1], role, month, pence),
        st.sampled_from(pairs),
        st.sampled_from(["provider", "recipient"]),
        months,
        st.integers(1, 9_999),
    )
    return draw(st.lists(one, max_size=14))


def keep(book: Book, rows: list[Owed]) -> None:
    """Each as an approved journal: receivable and income, or expenditure and payable."""
    for number, row in enumerate(rows):
        side: dict[str, Any] = {"counterparty": row.other}
        if row.role == "provider":
            lines = [
                JournalLine("12000", debit_pence=row.pence, **side),
                JournalLine("41110", "acute", Limit.REVENUE, credit_pence=row.pence, **side),
            ]
        else:
            lines = [
                JournalLine("52110", "acute", Limit.REVENUE, debit_pence=row.pence, **side),
                JournalLine("21000", credit_pence=row.pence, **side),
            ]
        name: dict[str, Any] = {"number": f"J{number}", "narrative": "services"}
        book.submit_journal(row.body, f"M{row.month}", lines, by="Head of Finance", **name)
        book.approve_journal(row.body, f"J{number}", by="Deputy Director of Finance")


def eliminated(table: pd.DataFrame, codes: list[str]) -> dict[str, tuple[int, int, int, int]]:
    """Of provider's and recipient's line: before, eliminated, in disagreement, with others."""
    mine = table[table["body"].isin(codes)]
    is_provider = mine["role"] == "provider"
    mine = mine.assign(
        provider=mine["body"].where(is_provider, mine["other"]),
        recipient=mine["other"].where(is_provider, mine["body"]),
    )
    inside = mine["other"].isin(codes)
    pairs = mine[inside].pivot_table(
        index=["provider", "recipient"], columns="role", values="pence", aggfunc="sum"
    )
    pairs = pairs.reindex(columns=["provider", "recipient"]).fillna(0)
    both = int(pairs.min(axis=1).sum())
    found = {}
    for role in ("provider", "recipient"):
        of_role = mine[mine["role"] == role]
        before = int(of_role["pence"].sum())
        outside = int(of_role[~of_role["other"].isin(codes)]["pence"].sum())
        found[role] = (before, both, before - outside - both, outside)
    return found


LINES = {"provider": ("receivable", "income"), "recipient": ("payable", "expenditure")}


@SETTINGS
@given(drawn(), entered(), months)
def test_eliminations_of_any_group(given: Drawn, rows: list[Owed], month: int) -> None:
    """What the members of a month have with each other goes out of both sides, and nothing else."""
    # Tables of figures name no counterparty: all of them would stand outside.
    book = book_of(replace(given, actuals=given.actuals.iloc[:0]))
    here = [row for row in rows if row.body not in given.outside]
    keep(book, here)
    table = frame(list(map(tuple, here)), "body other role month pence")
    table = table[table["month"] <= month]
    for group in given.members:
        codes = members_at(given, group, month)
        if not codes:
            continue
        report = book.eliminations(f"M{month}", group=group)
        assert sorted(report.elimination.bodies) == codes
        # A balance with who is in no ledger of the book is not known to be a receivable or payable.
        of_sheet = table[~table["other"].isin(given.outside)]
        for role, (sheet, flow) in LINES.items():
            for name, rows_of_line in ((sheet, of_sheet), (flow, table)):
                sums = eliminated(rows_of_line, codes)[role]
                line = report.elimination.line(name)
                assert sums == (
                    line.before_pence,
                    line.eliminated_pence,
                    line.disagreement_pence + line.missing_pence,  # no ledger is there
                    line.outside_pence,
                )
                assert line.after_pence == line.before_pence - line.eliminated_pence


def test_the_reference_by_hand() -> None:
    """A has 30 to come from B, who knows of 20; 5 of A's are with C, who is no member."""
    rows = [
        Owed("A", "B", "provider", 1, 30),
        Owed("B", "A", "recipient", 1, 20),
        Owed("A", "C", "provider", 1, 5),
    ]
    table = frame(list(map(tuple, rows)), "body other role month pence")
    assert eliminated(table, ["A", "B"]) == {
        "provider": (35, 20, 10, 5),
        "recipient": (20, 20, 0, 0),
    }
