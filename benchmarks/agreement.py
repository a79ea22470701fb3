"""How long agreement of balances and eliminations take beside pandas doing the same.

Run it from the top of the project: `python benchmarks/agreement.py`, with `--items` for other sizes.
151 bodies, every ordered pair, items from a fixed seed: they are SYNTHETIC and of no body. Both ways
begin with the same encoded columns, and their answers are compared first. One process, the two ways
in turn; what is printed is the median of 5 runs and their ratio.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from pctfinance.consolidation.agreement import STATUSES, agree
from pctfinance.consolidation.agreement_items import Items, Kind
from pctfinance.consolidation.eliminations import eliminate

SEED, BODIES, ACCOUNTS, MONTH, TOLERANCE = 2011, 151, 200, 12, 100_000
RUNS = 5
Columns = dict[str, Any]
Answer = tuple[pd.DataFrame, dict[str, tuple[int, int]]]


def columns_of(items: int) -> Columns:
    """Invoices in no order, an item of each side: one in 9 differs, one pair in 20 is one-sided.

    The last body has no ledger.
    """
    chosen = np.random.default_rng(SEED)
    half = items * 27 // 50
    provider = chosen.integers(0, BODIES, half)
    recipient = (provider + chosen.integers(1, BODIES, half)) % BODIES
    sheet, month = chosen.integers(0, 2, half), chosen.integers(1, MONTH + 1, half)
    pence = chosen.integers(1, 10**8, half)
    # A receivable is a debit and an income a credit; the other's side is the opposite of each.
    net = np.where(sheet == 1, pence, -pence)
    other_net = np.where(chosen.integers(0, 9, half) == 0, -net // 2, -net)
    account = chosen.integers(0, ACCOUNTS // 4, half) * 4 + (1 - sheet) * 2
    columns = {
        "body": np.concatenate([provider, recipient]),
        "counterparty": np.concatenate([recipient, provider]),
        "account": np.concatenate([account, account + 1]),
        "sheet": np.concatenate([sheet, sheet]),
        "month": np.concatenate([month, month]),
        "net": np.concatenate([net, other_net]),
    }
    one_sided = (columns["body"] * 7 + columns["counterparty"]) % 20 == 0
    there = np.flatnonzero(~one_sided & (columns["body"] != BODIES - 1))
    picked = chosen.permutation(there)[:items]
    return {name: column[picked] for name, column in columns.items()}


def ours(columns: Columns, names: list[str], accounts: list[str], loaded: Any) -> Answer:
    """The library."""
    items = Items.from_columns(names, accounts, columns)
    pairs = agree(items, loaded, MONTH, TOLERANCE)
    found = eliminate(items, pairs, set(names))
    frame = pd.DataFrame(
        {
            "side": pairs.side,
            "provider": pairs.provider,
            "recipient": pairs.recipient,
            "mine": pairs.provider_pence,
            "theirs": pairs.recipient_pence,
            "status": pairs.status,
            "since": pairs.since,
        }
    )
    lines = {line.kind: (line.before_pence, line.eliminated_pence) for line in found.lines}
    return frame, lines


def in_pandas(columns: Columns, names: list[str], accounts: list[str], loaded: Any) -> Answer:
    """The same in pandas, as a good analyst writes it: no loop over rows or pairs."""
    del names, accounts
    frame = pd.DataFrame(columns)
    balance = frame.groupby(["body", "counterparty", "account", "sheet"], sort=False)["net"]
    credit = balance.transform("sum") < 0
    frame["side"] = 1 - frame["sheet"]
    # 0 the provider's item, 1 the recipient's: a payable is a credit, an expenditure a debit.
    frame["role"] = np.where(frame["sheet"] == 1, credit, ~credit).astype("int64")
    frame["pence"] = frame["net"].where(~credit, -frame["net"])
    is_provider = frame["role"] == 0
    frame["provider"] = frame["body"].where(is_provider, frame["counterparty"])
    frame["recipient"] = frame["counterparty"].where(is_provider, frame["body"])
    keys = ["side", "provider", "recipient", "role", "month"]
    sums = frame.groupby(keys)["pence"].sum().unstack(["role", "month"], fill_value=0)  # noqa: PD010 - sums are made before, each once
    full = pd.MultiIndex.from_product([[0, 1], range(1, MONTH + 1)], names=["role", "month"])
    sums = sums.reindex(columns=full, fill_value=0).sort_index()
    mine: Any = sums[0]
    theirs: Any = sums[1]
    side, provider, recipient = (sums.index.get_level_values(name) for name in keys[:3])
    known = ((mine != 0) | loaded[side, provider]) & ((theirs != 0) | loaded[side, recipient])
    differs = mine - theirs
    beyond = differs.where(known, 0).cumsum(axis=1).abs() > TOLERANCE
    gap = (differs != 0) & ~known
    both = (mine != 0).any(axis=1) & (theirs != 0).any(axis=1)
    # What comes to the same all told is in no dispute while a ledger is missing.
    off = beyond[MONTH] & ~(gap.any(axis=1) & (differs.sum(axis=1).abs() <= TOLERANCE))
    status = np.select(
        [off & both, off, gap.any(axis=1), differs.sum(axis=1) == 0],
        [2, 3, 4, 0],
        1,
    )
    unbroken = beyond.iloc[:, ::-1].cummin(axis=1).sum(axis=1)
    since = np.where(off, MONTH - unbroken + 1, np.where(gap.any(axis=1), gap.idxmax(axis=1), 0))
    pairs = pd.DataFrame(
        {"mine": mine.sum(axis=1), "theirs": theirs.sum(axis=1), "status": status, "since": since}
    ).reset_index()
    smaller = pairs[["mine", "theirs"]].abs().min(axis=1)
    sign = np.sign(pairs["mine"])
    pairs["matched"] = (sign * smaller).where(sign == np.sign(pairs["theirs"]), 0)
    by_side = pairs.groupby("side")["matched"].sum()
    by_kind = frame.groupby(["side", "role"])["pence"].sum()
    lines = {
        kind.name.lower(): (int(by_kind[kind >> 1, kind & 1]), int(by_side[kind >> 1]))
        for kind in Kind
    }
    return pairs.drop(columns="matched"), lines


def main() -> None:
    """Compare the answers, then time both ways in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    asked = parser.parse_args()
    columns = columns_of(asked.items)
    names = [f"B{at:03}" for at in range(BODIES)]
    accounts = [f"{at:05}" for at in range(ACCOUNTS)]
    loaded = np.random.default_rng(SEED + 1).integers(0, 20, (2, BODIES, 12)) > 0
    loaded[:, -1] = False
    ways: dict[str, Callable[..., Answer]] = {"pctfinance": ours, "pandas": in_pandas}
    answers = {name: way(columns, names, accounts, loaded) for name, way in ways.items()}
    (pairs, lines), (others, other_lines) = answers.values()
    pd.testing.assert_frame_equal(pairs, others, check_dtype=False, check_names=False)
    assert lines == other_lines
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            begun = time.perf_counter()
            way(columns, names, accounts, loaded)
            taken[name].append(time.perf_counter() - begun)
    print(
        f"{columns['body'].size:,} items, {BODIES} bodies, {len(pairs):,} pairs by side; same answers"
    )
    counts = pairs["status"].value_counts()
    print(", ".join(f"{STATUSES[at]} {counts.get(at, 0):,}" for at in range(len(STATUSES))))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds:.3f} s (median of {RUNS})")
    print(f"pandas takes {medians['pandas'] / medians['pctfinance']:.1f} times as long")


if __name__ == "__main__":
    main()
