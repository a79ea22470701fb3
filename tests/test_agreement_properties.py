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


def reference(frame: pd.DataFrame, loaded: Any, tolerance: int) -> dict[tuple[Any, ...], Any]:
    """Every pair, month by month."""
    found = {}
    for side, (own, theirs) in enumerate((KINDS[:2], KINDS[2:])):
        for p in range(4):
            for r in range(4):
                mine = frame[(frame.body == p) & (frame.other == r) & (frame.kind == own)]
                other = frame[(frame.body == r) & (frame.other == p) & (frame.kind == theirs)]
                if p == r or (mine.empty and other.empty):
                    continue
                known, since, gap_since, differs = 0, 0, 0, 0
                for month in range(1, 10):
                    m, o = mine[mine.month == month].pence, other[other.month == month].pence
                    differs += int(m.sum() - o.sum())
                    is_known = ((m != 0).any() or loaded[side, p, month - 1]) and (
                        (o != 0).any() or loaded[side, r, month - 1]
                    )
                    if is_known:
                        known += int(m.sum() - o.sum())
                    elif m.sum() != o.sum():
                        gap_since = gap_since or month
                    since = (since or month) if abs(known) > tolerance else 0
                both = (mine.pence != 0).any() and (other.pence != 0).any()
                if since:
                    status = "disputed" if both else "one-sided"
                elif gap_since:
                    status, since = "missing", gap_since
                else:
                    status = "agreed" if differs == 0 else "within tolerance"
                sums = int(mine.pence.sum()), int(other.pence.sum())
                found[side, p, r] = (*sums, status, since)
    return found


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
    } == reference(frame_of(rows), loaded, tolerance)


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
