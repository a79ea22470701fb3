"""Agreement and eliminations against the same sums made one by one in pandas."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.consolidation.agreement import agree
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.agreement_items import KINDS, Items
from pctfinance.consolidation.eliminations import eliminate

BODIES = ("A", "B", "C", "D")
ACCOUNTS = ("11", "12", "21", "4", "5")
NAMED = {"receivable": ["12"], "payable": ["2*"]}

rows_of_items = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(-1, 3),
        st.integers(0, 4),
        st.booleans(),
        st.integers(1, 9),
        st.integers(-9, 9),
    ),
    max_size=40,
)
ledgers = st.lists(st.booleans(), min_size=96, max_size=96).map(
    lambda flags: np.array(flags, dtype=bool).reshape(2, 4, 12)
)


def frame_of(rows: list[Any]) -> pd.DataFrame:
    """The items, each with its kind, as a reader of the page would work them out."""
    names = ["body", "other", "account", "sheet", "month", "net"]
    frame = pd.DataFrame(rows, columns=names)
    frame.loc[frame["body"] == frame["other"], "other"] = -1
    total = frame.groupby(["body", "other", "account", "sheet"])["net"].transform("sum")
    kinds = []
    for (_, item), balance in zip(frame.iterrows(), total, strict=True):
        code = ACCOUNTS[item["account"]]
        if code == "12":
            kinds.append("receivable")
        elif code.startswith("2"):
            kinds.append("payable")
        elif item["sheet"]:
            kinds.append("" if item["other"] < 0 else "payable" if balance < 0 else "receivable")
        else:
            kinds.append("income" if balance < 0 else "expenditure")
    frame["kind"] = pd.Series(kinds, dtype=object)
    frame = frame[frame["kind"] != ""].copy()
    turned = frame["kind"].isin(["payable", "income"])
    frame["pence"] = frame["net"].where(~turned, -frame["net"])
    return frame


NAMED_AS = {"12": "receivable", "21": "payable"}
Row = tuple[int, int, int, bool, int, int]


def to_date(rows: list[Row], body: int, other: int, kind: str, month: int) -> int:
    """What a body has of a kind with another at the end of a month, account by account as it was then."""
    sums: dict[tuple[int, bool], int] = {}
    for whose, with_whom, account, is_sheet, when, net in rows:
        if (whose, with_whom) == (body, other) and when <= month:
            sums[account, is_sheet] = sums.get((account, is_sheet), 0) + net
    total = 0
    for (account, is_sheet), net in sums.items():
        pence, named = (
            (-net if kind in ("payable", "income") else net),
            NAMED_AS.get(ACCOUNTS[account]),
        )
        if named is not None:
            total += pence if named == kind else 0
        elif is_sheet == (kind in KINDS[:2]):
            total += max(pence, 0)
    return total


def moves(rows: list[Row], body: int, other: int, kind: str, month: int) -> bool:
    """Whether anything of a kind moves in a month: an item of a named account, or what another has."""
    for account, code in enumerate(ACCOUNTS):
        of_it = [row for row in rows if row[:3] == (body, other, account)]
        if NAMED_AS.get(code) == kind and any(row[4] == month and row[5] for row in of_it):
            return True
        for is_sheet in (True, False):
            its, about = [row for row in of_it if row[3] is is_sheet], (body, other, kind)
            if code not in NAMED_AS and to_date(its, *about, month) != to_date(
                its, *about, month - 1
            ):
                return True
    return False


def of_pair(
    rows: list[Row], loaded: Any, ends: tuple[int, int], side: int, tolerance: int
) -> tuple[int, int, str, int]:
    """Both amounts, the status and the month since when, month by month."""
    kinds, sides = KINDS[2 * side : 2 * side + 2], (ends, ends[::-1])
    known, since, gap_since = 0, 0, 0
    before, has = (0, 0), [False, False]
    for month in range(1, 10):
        about = [(*end, kind, month) for end, kind in zip(sides, kinds, strict=True)]
        now = (to_date(rows, *about[0]), to_date(rows, *about[1]))
        moved = [moves(rows, *each) for each in about]
        has = [one or other for one, other in zip(has, moved, strict=True)]
        differs = now[0] - now[1] - (before[0] - before[1])
        before = now
        if all(own or loaded[side, end, month - 1] for own, end in zip(moved, ends, strict=True)):
            known += differs
        elif differs:
            gap_since = gap_since or month
        since = (since or month) if abs(known) > tolerance else 0
    apart = abs(before[0] - before[1])
    if since and not (gap_since and apart <= tolerance):
        return *before, "disputed" if all(has) else "one-sided", since
    if gap_since:
        return *before, "missing", gap_since
    return *before, "within tolerance" if apart else "agreed", 0


def reference(rows: list[Row], loaded: Any, tolerance: int) -> dict[tuple[int, int, int], Any]:
    """Every pair of which either has anything."""
    found = {
        (side, p, r): of_pair(rows, loaded, (p, r), side, tolerance)
        for side in (0, 1)
        for p in range(4)
        for r in range(4)
        if p != r
    }
    return {place: told for place, told in found.items() if told[:2] != (0, 0)}


@given(rows=rows_of_items, loaded=ledgers, tolerance=st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_pairs_are_those_of_the_reference(rows: list[Any], loaded: Any, tolerance: int) -> None:
    """Sums, status and month since when, for every pair."""
    pairs = agree(Items.of(BODIES, ACCOUNTS, rows, NAMED), loaded, 9, tolerance)
    sides = {"balances": 0, "flows": 1}
    assert {
        (sides[p.side], BODIES.index(p.provider), BODIES.index(p.recipient)): (
            p.provider_pence,
            p.recipient_pence,
            p.status.value,
            p.since,
        )
        for p in pairs
    } == reference(rows, loaded, tolerance)


@given(rows=rows_of_items, loaded=ledgers, members=st.sets(st.sampled_from(BODIES)))
@settings(max_examples=100, deadline=None)
def test_eliminations_are_equal_and_change_no_body(
    rows: list[Any], loaded: Any, members: set[str]
) -> None:
    """Both sides by as much; the group's net is the bodies'; what is left over is accounted for."""
    items = Items.of(BODIES, ACCOUNTS, rows, NAMED)
    pairs = agree(items, loaded, 9)
    found = eliminate(items, pairs, members)
    frame = frame_of(rows)
    lines = {line.kind: line for line in found.lines}
    for one, other in (KINDS[:2], KINDS[2:]):
        assert lines[one].eliminated_pence == lines[other].eliminated_pence
        inside = [
            p
            for p in pairs
            if {p.provider, p.recipient} <= members
            and p.side == ("balances" if one == "receivable" else "flows")
        ]
        known = [apart for *_, apart in map(held_amounts, inside) if apart is not None]
        assert lines[one].disagreement_pence - lines[other].disagreement_pence == sum(known)
        silent = [held_amounts(p)[:2] for p in inside if held_amounts(p)[2] is None]
        assert lines[one].missing_pence == sum(mine or 0 for mine, _ in silent)
        assert lines[other].missing_pence == sum(theirs or 0 for _, theirs in silent)
        before = lines[one].before_pence - lines[other].before_pence
        assert before == lines[one].after_pence - lines[other].after_pence
    for at, kind in enumerate(KINDS):
        line = lines[kind]
        own = {code: sums[at] for code, sums in found.bodies.items()}
        for code in members:
            whose = frame[(frame.body == BODIES.index(code)) & (frame.kind == kind)]
            assert own[code] == int(whose.pence.sum()), "no body's figure is changed"
        assert line.before_pence == sum(own.values())
        parts = (line.eliminated_pence, line.disagreement_pence, line.outside_pence)
        assert sum(parts) + line.missing_pence == line.before_pence
        outside = frame[frame.body.isin([BODIES.index(m) for m in members]) & (frame.kind == kind)]
        outside = outside[~outside.other.isin([BODIES.index(m) for m in members])]
        assert line.outside_pence == int(outside.pence.sum())


@given(rows=rows_of_items, loaded=ledgers)
@settings(max_examples=60, deadline=None)
def test_the_order_of_items_does_not_count(rows: list[Any], loaded: Any) -> None:
    """The same items in another order give the same pairs."""
    there = list(agree(Items.of(BODIES, ACCOUNTS, rows, NAMED), loaded, 9))
    assert there == list(agree(Items.of(BODIES, ACCOUNTS, rows[::-1], NAMED), loaded, 9))
