"""How long the whole position of a nation takes, beside NumPy, pandas, polars and DuckDB.

Run it from the top of the project: `python benchmarks/national.py`, with `--lines 1 10 100` for other
sizes in millions of lines; 100 needs about 5 GB of disk. What it needs besides the library is in the
extra `benchmark`.

It makes a national book from a fixed seed: 151 bodies, 12 months, a profile of every budget and a
forecast of every month. All of it is SYNTHETIC and of no body. The extracts come month by month, as
Parquet with amounts in whole pence, and have the same 120 accounts a body and month whatever their
size, so the balance cells stay as many while the lines grow.

What is asked: of every body and every group of every level, by category, the budget of the year and to
date, the actual to date, the forecast, both variances, and which bodies exceed their limit to date.
Each engine has a process of its own, in which its data are at hand: the library an open book, the
others their columns in memory ("cells") or the extracts on disk ("lines"; NumPy: the lines' codes and
pence in memory). A month is asked for once only. All answers are compared before any time is told.

The first question of a process is told apart, with what comes before it: importing the engine, and
reading its data. The library's is a book that is opened, which reads and validates every event, and
its cells are read, and checked against their hashes, by the first question. The others' cells are plain
arrays in a file of NumPy's, without texts, hashes or history: nothing is faster to read.
"""

import argparse
import hashlib
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

SEED, YEAR = 2011, "2012-13"
COSTS, SHEET = 100, 20
FIRST_COST, FIRST_SHEET = 52000, 91000
CATEGORIES = [f"category-{at:02}" for at in range(16)]
ASKED = (12, 3, 11, 9, 7, 5, 10, 8, 6, 4)
MILLION = 1_000_000
Answer = tuple[Any, Any]
"""Pence by entity (bodies, then groups), category and measure; how many bodies of each break limits."""


# What is made: the extracts, the book, and the same figures as plain columns.


def write_extracts(folder: Path, lines: int, bodies: list[str]) -> None:
    """A file a month: journals of two lines each, a cost and what pays for it."""
    import duckdb  # noqa: PLC0415 - each engine has a process of its own

    pairs = lines // len(bodies) // 12 // 2
    known = duckdb.connect()
    known.execute("CREATE TABLE b AS SELECT unnest(?::VARCHAR[]) AS code", [bodies])
    for month in range(1, 13):
        known.execute(
            f"""
            COPY (
                SELECT code AS "Entity", '{YEAR} M{month:02}' AS "Period",
                    (4000 + pair % 400)::VARCHAR AS "Cost centre",
                    CASE side WHEN 0 THEN (52000 + pair % {COSTS})::VARCHAR
                        ELSE (91000 + pair % {SHEET})::VARCHAR END AS "Subjective",
                    'SYNTHETIC supplier ' || pair % 5000 AS "Description",
                    'PJ' || pair AS "Document",
                    CASE side WHEN 0 THEN pence ELSE 0 END AS "Debit",
                    CASE side WHEN 1 THEN pence ELSE 0 END AS "Credit"
                FROM b, (
                    SELECT range AS pair FROM range({pairs})
                ), (SELECT range AS side FROM range(2)), LATERAL (
                    SELECT (1 + hash(code, {month}, pair, {SEED}) % 10000000)::BIGINT AS pence
                )
            ) TO '{folder / f"extract-{month:02}.parquet"}' (FORMAT parquet)
            """  # noqa: S608 - every name is ours
        )


def category_of(account: int) -> int:
    """The category of an account of costs."""
    return account % len(CATEGORIES)


def make_book(folder: Path, lines: int) -> None:
    """The extracts, the book with everything in it, and the plain columns; told how long they took."""
    from pctfinance import Book  # noqa: PLC0415 - a part of what is measured
    from pctfinance.extracts.account_map import AccountMap  # noqa: PLC0415 - as above

    book = Book.create(folder / "book", YEAR, group="ENGLAND")
    bodies = sorted(body.code for body in book.members(book.year.period(1)))
    begun = time.perf_counter()
    write_extracts(folder, lines, bodies)
    told = {"generated": time.perf_counter() - begun}
    plan = np.random.default_rng(SEED)
    shape = (len(bodies), len(CATEGORIES), 12)
    # About what is spent, so that some bodies exceed their limits and some do not.
    spent = lines // len(bodies) // 12 // 2 / len(CATEGORIES) * 5_000_000
    profile = plan.integers(int(spent * 0.97), int(spent * 1.03) + 2, shape)
    forecasts = plan.integers(int(spent * 11), int(spent * 13) + 2, shape)
    post_plans(book, bodies, profile, forecasts)
    costs = "".join(f"{52000 + at},{CATEGORIES[category_of(at)]},revenue\n" for at in range(COSTS))
    sheet = "".join(f"{91000 + at},balance-sheet,\n" for at in range(SHEET))
    accounts = AccountMap.parse(f"account,category,limit\n{costs}{sheet}")
    begun = time.perf_counter()
    for month in range(1, 13):
        extract = folder / f"extract-{month:02}.parquet"
        book.load_ledger(extract, profile=profile_of(), accounts=accounts, synthetic=True)
    told["loaded"] = time.perf_counter() - begun
    book.close()
    write_columns(folder, bodies, profile, forecasts)
    print(json.dumps(told))


def post_plans(book: Any, bodies: list[str], profile: Any, forecasts: Any) -> None:
    """Limits, budgets, profiles and forecasts of every body."""
    from pctfinance.ledger.events import Event  # noqa: PLC0415 - only here
    from pctfinance.ledger.kinds import Allocation, BudgetIssued  # noqa: PLC0415 - as above
    from pctfinance.ledger.lines import Funding, Limit, Strand  # noqa: PLC0415 - as above
    from pctfinance.ledger.loads import FigureRow, FiguresLoaded  # noqa: PLC0415 - as above

    strand = Strand.of(Limit.REVENUE, Funding.RECURRENT)
    start, events = book.year.start, []

    def add(body: str, day: Any, reference: str, what: Any) -> None:
        events.append(
            Event(
                body=body,
                effective=day,
                notified=day,
                reference=reference,
                what=what,
                synthetic=True,
            )
        )

    for at, body in enumerate(bodies):
        whole = Allocation(strand=strand, pence=int(profile[at].sum()), issuer="DH")
        add(body, start, "limit", whole)
        for place, category in enumerate(CATEGORIES):
            pence = int(profile[at, place].sum())
            budget = BudgetIssued(strand=strand, pence=pence, category=category)
            add(body, start, f"budget {category}", budget)
        rows = tuple(
            FigureRow(month, Limit.REVENUE, category, int(profile[at, place, month - 1]))
            for place, category in enumerate(CATEGORIES)
            for month in range(1, 13)
        )
        add(body, start, "profile", FiguresLoaded(table="profile", rows=rows))
        for month in book.year.periods:
            rows = tuple(
                FigureRow(
                    month.number,
                    Limit.REVENUE,
                    category,
                    int(forecasts[at, place, month.number - 1]),
                )
                for place, category in enumerate(CATEGORIES)
            )
            add(body, month.end, "forecast", FiguresLoaded(table="forecasts", rows=rows))
    book.post(*events)


def write_columns(folder: Path, bodies: list[str], profile: Any, forecasts: Any) -> None:
    """The same as plain columns: lines and cells by codes, and who is a member of what."""
    import duckdb  # noqa: PLC0415 - each engine has a process of its own

    from pctfinance import FinancialYear, Register  # noqa: PLC0415 - as above

    known = duckdb.connect()
    known.execute("CREATE TYPE body AS ENUM (SELECT unnest(?::VARCHAR[]))", [bodies])
    encoded = f"""
        SELECT enum_code("Entity"::body)::SMALLINT AS body, right("Period", 2)::SMALLINT AS month,
            "Subjective"::INTEGER AS account,
            CASE WHEN "Subjective" < '9' THEN ("Subjective"::INTEGER - 52000) % {len(CATEGORIES)}
                ELSE -1 END::SMALLINT AS category,
            "Debit" - "Credit" AS pence
        FROM read_parquet('{folder}/extract-*.parquet')
    """  # noqa: S608 - every name is ours
    cells = known.execute(
        f"SELECT body, month, account, category, sum(pence)::BIGINT AS pence FROM ({encoded}) "  # noqa: S608 - as above
        "GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    arrays: dict[str, Any] = {name: np.asarray(column) for name, column in cells.items()}
    np.savez(folder / "cells.npz", **arrays)
    (count,) = known.execute(
        f"SELECT count(*) FROM read_parquet('{folder}/extract-*.parquet')"  # noqa: S608 - as above
    ).fetchall()[0]
    places = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", kind, (count,))
        for name, kind in (("body", "i2"), ("month", "i2"), ("category", "i2"), ("pence", "i8"))
    }
    first = 0
    for month in range(1, 13):
        some = known.execute(f"SELECT * FROM ({encoded}) WHERE month = {month}").fetchnumpy()  # noqa: S608 - as above
        for name, place in places.items():
            place[first : first + some[name].size] = some[name]
        first += some["body"].size
    register, year = Register.packaged(), FinancialYear(YEAR)
    ends = [month.end for month in year.periods]
    groups = sorted(
        {
            row.group
            for row in register.memberships
            if row.body in bodies and any(row.holds_on(end) for end in ends)
        }
    )
    members = np.zeros((12, len(groups), len(bodies)), dtype=bool)
    for row in register.memberships:
        for month, end in enumerate(ends):
            if row.body in bodies and row.holds_on(end):
                members[month, groups.index(row.group), bodies.index(row.body)] = True
    assert members.any(axis=2).all()
    plans = {"profile": profile, "forecasts": forecasts, "members": members}
    np.savez(folder / "plans.npz", bodies=bodies, groups=groups, **plans)


# Who answers: each takes a folder and a source, and gives what answers for a month.


def whole_answer(actual: Any, plans: Any, month: int) -> Answer:
    """In NumPy: everything beside the actuals to date of bodies and categories."""
    profile = plans["profile"]
    year, to_date = profile.sum(axis=2), profile[:, :, :month].sum(axis=2)
    forecast = plans["forecasts"][:, :, month - 1]
    own = np.stack((year, to_date, actual, to_date - actual, forecast, year - forecast), axis=2)
    members = plans["members"][month - 1]
    groups = np.tensordot(members.astype(np.int64), own, axes=1)
    over = own[:, :, 3].sum(axis=1) < 0
    return np.concatenate((own, groups)), np.concatenate((over, members @ over.astype(np.int64)))


def with_numpy(folder: Path, source: str) -> Callable[[int], Answer]:
    """Bare NumPy over codes and pence in memory; its sums stay below 2^53, so bincount is exact."""
    plans = dict(np.load(folder / "plans.npz"))
    shape = plans["profile"].shape[:2]
    if source == "cells":
        columns = dict(np.load(folder / "cells.npz"))
    else:
        names = ("body", "month", "category", "pence")
        columns = {name: np.load(folder / f"{name}.npy") for name in names}

    def answer(month: int) -> Answer:
        at = (columns["month"] <= month) & (columns["category"] >= 0)
        key = columns["body"][at].astype(np.int64) * shape[1] + columns["category"][at]
        sums = np.bincount(key, columns["pence"][at], shape[0] * shape[1])
        return whole_answer(sums.astype(np.int64).reshape(shape), plans, month)

    return answer


def plain_plans(plans: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Budgets and forecasts as columns of body, category and month; members by month."""
    body, category, month = (place.ravel() for place in np.indices(plans["profile"].shape))
    figures = {
        "body": body,
        "category": category,
        "month": month + 1,
        "budget": plans["profile"].ravel(),
        "forecast": plans["forecasts"].ravel(),
    }
    at, group, member = np.nonzero(plans["members"])
    return figures, {"month": at + 1, "group": group + len(plans["bodies"]), "body": member}


def as_arrays(rows: Any, entities: int) -> Answer:
    """An engine's table, in the order of entity and category, as arrays."""
    table = np.asarray(rows, dtype=np.int64).reshape(entities, len(CATEGORIES), 7)
    return table[:, :, :6], table[:, 0, 6]


def with_pandas(folder: Path, source: str) -> Callable[[int], Answer]:
    import pandas as pd  # noqa: PLC0415 - each engine has a process of its own

    plans = dict(np.load(folder / "plans.npz"))
    figures, members = (pd.DataFrame(columns) for columns in plain_plans(plans))
    cells = pd.DataFrame(dict(np.load(folder / "cells.npz"))) if source == "cells" else None
    bodies = {code: at for at, code in enumerate(plans["bodies"].tolist())}
    entities = len(bodies) + len(plans["groups"])
    keys = ["body", "category"]

    def of_lines(month: int) -> Any:
        found = []
        for number in range(1, month + 1):
            columns = ["Entity", "Subjective", "Debit", "Credit"]
            lines = pd.read_parquet(folder / f"extract-{number:02}.parquet", columns=columns)
            lines["pence"] = lines["Debit"] - lines["Credit"]
            found.append(lines.groupby(["Entity", "Subjective"], sort=False)["pence"].sum())
        sums = pd.concat(found).reset_index()
        account = sums["Subjective"].astype("int64")
        sums = sums.assign(body=sums["Entity"].map(bodies), category=account % 52000 % 16)
        return sums[account < FIRST_SHEET]

    def answer(month: int) -> Answer:
        if cells is None:
            some = of_lines(month)
        else:
            some = cells[(cells["month"] <= month) & (cells["category"] >= 0)]
        own = figures.groupby(keys)["budget"].sum().to_frame("budget")
        own["to_date"] = figures[figures["month"] <= month].groupby(keys)["budget"].sum()
        own["actual"] = some.groupby(keys)["pence"].sum()
        own["variance"] = own["to_date"] - own["actual"]
        own["forecast"] = figures[figures["month"] == month].set_index(keys)["forecast"]
        own["to_come"] = own["budget"] - own["forecast"]
        own = own.reset_index()
        own["over"] = (own.groupby("body")["variance"].transform("sum") < 0).astype("int64")
        now = members[members["month"] == month]
        groups = now[["group", "body"]].merge(own, on="body").drop(columns="body")
        summed = groups.groupby(["group", "category"]).sum()
        rows = np.concatenate((own.to_numpy()[:, 2:], summed.to_numpy()))
        return as_arrays(rows, entities)

    return answer


def with_polars(folder: Path, source: str) -> Callable[[int], Answer]:
    import polars as pl  # noqa: PLC0415 - each engine has a process of its own

    plans = dict(np.load(folder / "plans.npz"))
    figures, members = (pl.DataFrame(columns) for columns in plain_plans(plans))
    codes = plans["bodies"].tolist()
    entities = len(codes) + len(plans["groups"])
    if source == "cells":
        cells = pl.DataFrame(dict(np.load(folder / "cells.npz"))).lazy()
    else:
        bodies = pl.LazyFrame({"Entity": codes, "body": range(len(codes))})
        account = pl.col("Subjective").cast(pl.Int64)
        cells = (
            pl.scan_parquet(folder / "extract-*.parquet")
            .group_by("Entity", "Period", "Subjective")
            .agg((pl.col("Debit") - pl.col("Credit")).sum().alias("pence"))
            .join(bodies, on="Entity")
            .with_columns(
                pl.col("Period").str.slice(-2).cast(pl.Int64).alias("month"),
                pl.when(account < FIRST_SHEET)
                .then(account % 52000 % 16)
                .otherwise(-1)
                .alias("category"),
            )
        )
    keys = ["body", "category"]

    def answer(month: int) -> Answer:
        source_rows = cells
        if source == "lines":
            source_rows = cells.filter(pl.col("Period") <= f"{YEAR} M{month:02}")
        now = source_rows.filter((pl.col("month") <= month) & (pl.col("category") >= 0))
        actual = now.group_by(keys).agg(pl.col("pence").sum().alias("actual"))
        plan = (
            figures.lazy()
            .group_by(keys)
            .agg(
                pl.col("budget").sum(),
                pl.col("budget").filter(pl.col("month") <= month).sum().alias("to_date"),
                pl.col("forecast").filter(pl.col("month") == month).sum(),
            )
        )
        types: Any = dict.fromkeys(keys, pl.Int64)
        own = (
            plan.cast(types)
            .join(actual.cast(types), on=keys)
            .select(
                *keys,
                "budget",
                "to_date",
                "actual",
                (pl.col("to_date") - pl.col("actual")).alias("variance"),
                "forecast",
                (pl.col("budget") - pl.col("forecast")).alias("to_come"),
            )
            .with_columns((pl.col("variance").sum().over("body") < 0).cast(pl.Int64).alias("over"))
            .sort(keys)
            .collect()
        )
        groups = (
            members.lazy()
            .filter(pl.col("month") == month)
            .select("group", "body")
            .join(own.lazy(), on="body")
            .group_by("group", "category")
            .agg(pl.all().exclude("body").sum())
            .sort("group", "category")
            .collect()
        )
        rows = np.concatenate((own.to_numpy()[:, 2:], groups.to_numpy()[:, 2:]))
        return as_arrays(rows, entities)

    return answer


def with_duckdb(folder: Path, source: str) -> Callable[[int], Answer]:
    import duckdb  # noqa: PLC0415 - each engine has a process of its own

    plans = dict(np.load(folder / "plans.npz"))
    figures, members = plain_plans(plans)
    entities = len(plans["bodies"]) + len(plans["groups"])
    known = duckdb.connect()
    for name, columns in (("figures", figures), ("members", members)):
        known.register("given", columns)
        known.execute(f"CREATE TABLE {name} AS FROM given")
    if source == "cells":
        known.register("given", dict(np.load(folder / "cells.npz")))
        known.execute("CREATE TABLE cells AS FROM given")
    else:
        known.execute("CREATE TABLE codes (code VARCHAR, body BIGINT)")
        known.executemany(
            "INSERT INTO codes VALUES (?, ?)",
            [[code, at] for at, code in enumerate(plans["bodies"].tolist())],
        )
        known.execute(
            f"""
            CREATE VIEW cells AS
            SELECT body, right("Period", 2)::BIGINT AS month, pence,
                CASE WHEN "Subjective" < '9' THEN "Subjective"::BIGINT % 52000 % 16
                    ELSE -1 END AS category
            FROM (
                SELECT "Entity", "Period", "Subjective", sum("Debit" - "Credit")::BIGINT AS pence
                FROM read_parquet('{folder}/extract-*.parquet')
                WHERE "Period" <= '{YEAR} M' || lpad(getvariable('month')::VARCHAR, 2, '0')
                GROUP BY ALL
            ) JOIN codes ON code = "Entity"
            """  # noqa: S608 - every name is ours
        )

    def answer(month: int) -> Answer:
        known.execute(f"SET VARIABLE month = {month}")
        rows = known.execute(
            """
            WITH actual AS (
                SELECT body, category, sum(pence)::BIGINT AS actual FROM cells
                WHERE month <= getvariable('month') AND category >= 0 GROUP BY ALL
            ), plan AS (
                SELECT body, category, sum(budget)::BIGINT AS budget,
                    sum(CASE WHEN month <= getvariable('month') THEN budget END)::BIGINT AS to_date,
                    sum(CASE WHEN month = getvariable('month') THEN forecast END)::BIGINT AS forecast
                FROM figures GROUP BY ALL
            ), own AS (
                SELECT body, category, budget, to_date, actual, to_date - actual AS variance,
                    forecast, budget - forecast AS to_come,
                    (sum(to_date - actual) OVER (PARTITION BY body) < 0)::BIGINT AS over
                FROM plan JOIN actual USING (body, category)
            )
            FROM own
            UNION ALL
            SELECT "group", category, sum(budget), sum(to_date), sum(actual), sum(variance),
                sum(forecast), sum(to_come), sum(over)
            FROM own JOIN members USING (body) WHERE month = getvariable('month')
            GROUP BY "group", category
            ORDER BY 1, 2
            """
        ).fetchnumpy()
        return as_arrays(np.stack(list(rows.values())[2:], axis=1), entities)

    return answer


def with_pctfinance(folder: Path, source: str) -> Callable[[int], Answer]:
    from pctfinance import Book  # noqa: PLC0415 - each engine has a process of its own

    del source
    book = Book.open(folder / "book", read_only=True)

    def answer(month: int) -> Answer:
        cube = book.cube(f"M{month:02}", basis="ytd")
        own, groups = cube.grid.measures, cube.sums
        figures = np.concatenate(
            [
                np.stack(
                    (
                        of["budget_pence"],
                        of["budget_ytd_pence"],
                        of["actual_ytd_pence"],
                        of["budget_ytd_pence"] - of["actual_ytd_pence"],
                        of["forecast_pence"],
                        of["budget_pence"] - of["forecast_pence"],
                    ),
                    axis=2,
                )
                for of in (own, groups)
            ]
        )
        assert all(known.all() for known in cube.sums_known.values() if month > 1)
        return figures, cube

    return answer


ENGINES = {
    "pctfinance": with_pctfinance,
    "numpy": with_numpy,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
}


def in_one_order(answer: Answer, folder: Path) -> Answer:
    """What the library says, in the order of codes that the others have."""
    figures, cube = answer
    if not hasattr(cube, "grid"):
        return answer
    plans = np.load(folder / "plans.npz")
    grid = cube.grid
    codes = [*grid.bodies, *(level.group.code for level in cube.levels)]
    rows = [codes.index(code) for code in (*plans["bodies"].tolist(), *plans["groups"].tolist())]
    columns = [grid.categories.index(category) for category in CATEGORIES]
    over = [cube.duty(code).status.value == "breach" for code in grid.bodies]
    over += [len(cube.aggregate(level.group.code).breaches) for level in cube.levels]
    return figures[rows][:, columns], np.array(over)[rows]


def run_engine(way: str, source: str, folder: Path, runs: int) -> None:
    """Ask for some months, each once: times, digests of the answers, and memory at its peak."""
    begun = time.perf_counter()
    importlib.import_module("pctfinance.book" if way == "pctfinance" else way)
    told: dict[str, Any] = {"imported": time.perf_counter() - begun}
    begun = time.perf_counter()
    answer = ENGINES[way](folder, source)
    told["ready"] = time.perf_counter() - begun
    told |= {"seconds": [], "processor": [], "digests": []}
    for month in ASKED[:runs]:
        begun, worked = time.perf_counter(), time.process_time()
        found = answer(month)
        told["processor"].append(time.process_time() - worked)
        told["seconds"].append(time.perf_counter() - begun)
        plain = in_one_order(found, folder)
        content = b"".join(np.ascontiguousarray(part, dtype=np.int64).tobytes() for part in plain)
        told["digests"].append(hashlib.sha256(content).hexdigest())
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


def after_questions(folder: Path) -> None:
    """The position of every body, a cell's lines, and a question behind one corrected extract."""
    import duckdb  # noqa: PLC0415 - only here

    from pctfinance import Book  # noqa: PLC0415 - as above
    from pctfinance.extracts.account_map import AccountMap  # noqa: PLC0415 - as above

    book = Book.open(folder / "book")
    body = book.members(book.year.period(1))[0].code
    positions = []
    for month in ASKED[:4]:
        begun = time.perf_counter()
        held = book.position(f"M{month:02}", basis="ytd")
        positions.append(time.perf_counter() - begun)
        cube = book.cube(f"M{month:02}", basis="ytd")
        assert held.aggregate().breaches == cube.aggregate("ENGLAND").breaches
        assert held.aggregate().charged_pence == cube.aggregate("ENGLAND").charged_pence
    drills = []
    for month in range(1, 13):
        begun = time.perf_counter()
        count = len(list(book.lines(body, f"M{month:02}", account=str(FIRST_COST))))
        drills.append(time.perf_counter() - begun)
    corrected = folder / "corrected.parquet"
    duckdb.execute(
        f"COPY (FROM read_parquet('{folder}/extract-12.parquet') WHERE \"Entity\" = '{body}' "
        f"AND substr(\"Document\", 3)::INTEGER < {COSTS}) TO '{corrected}' (FORMAT parquet)"
    )
    accounts = AccountMap.parse(
        f"account,category,limit\n52*,{CATEGORIES[0]},revenue\n91*,sheet,\n"
    )
    book.load_ledger(corrected, profile=profile_of(), accounts=accounts, synthetic=True)
    begun = time.perf_counter()
    book.cube("M12", basis="ytd").sums  # noqa: B018 - it is made when it is asked for
    again = time.perf_counter() - begun
    told = {"drill": statistics.median(drills), "lines": count, "again": again}
    told |= {"position": positions[0], "positions": statistics.median(positions[1:])}
    print(json.dumps(told))


def profile_of() -> Any:
    """How the extracts are written."""
    from pctfinance.extracts.profile import Profile  # noqa: PLC0415 - only where it is loaded

    return Profile.parse(
        'name = "national"\nformat = "parquet"\nkind = "journal-lines"\nunit = "pence"\n'
        'mapped_by = ["subjective"]\n[columns]\nentity = "Entity"\nperiod = "Period"\n'
        'cost_centre = "Cost centre"\nsubjective = "Subjective"\ndescription = "Description"\n'
        'document = "Document"\ndebit = "Debit"\ncredit = "Credit"\n'
    )


def in_a_process(*arguments: str) -> Any:
    """One run of this file in a process of its own: what it told, and its peak of memory."""
    ran = subprocess.run(
        [sys.executable, __file__, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )
    return json.loads(ran.stdout)


def sources() -> Iterator[tuple[str, str]]:
    yield "pctfinance", "cells"
    for way in list(ENGINES)[1:]:
        yield way, "cells"
        yield way, "lines"


def compare(folder: Path, runs: int) -> dict[tuple[str, str], Any]:
    """Every engine's answers; they must be the same before a time is told."""
    told = {}
    for way, source in sources():
        some = runs if source == "cells" else min(runs, 4)
        asked = ("--way", way, "--source", source, "--folder", str(folder), "--runs", str(some))
        told[way, source] = in_a_process(*asked)
    right = told["numpy", "cells"]["digests"]
    for (way, source), found in told.items():
        assert found["digests"] == right[: len(found["digests"])], f"{way} from {source} differs"
    return told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, nargs="*", default=[1, 10], help="millions")
    asked.add_argument("--runs", type=int, default=8)
    asked.add_argument(
        "--within", type=Path, help="a folder for what is made; else a temporary one"
    )
    asked.add_argument("--way", choices=[*ENGINES, "make", "after"])
    asked.add_argument("--source", choices=["cells", "lines"])
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    if given.way == "make":
        make_book(given.folder, given.lines[0] * MILLION)
        return
    if given.way == "after":
        after_questions(given.folder)
        return
    if given.way:
        run_engine(given.way, given.source, given.folder, given.runs)
        return
    ours: dict[int, float] = {}
    for millions in given.lines:
        with tempfile.TemporaryDirectory(dir=given.within) as folder:
            made = in_a_process("--way", "make", "--folder", folder, "--lines", str(millions))
            told = compare(Path(folder), given.runs)
            made |= in_a_process("--way", "after", "--folder", folder)
            ours[millions] = report(millions, made, told)
    if 10 in ours and 100 in ours:  # noqa: PLR2004 - the sizes that are compared
        print(f"100 million lines take {ours[100] / ours[10]:.2f} times as long as 10 million")


def report(millions: int, made: Any, told: dict[tuple[str, str], Any]) -> float:
    """Print medians and ratios; the first question of a process is told apart."""
    print(
        f"\n{millions} million lines; the same answers from all. Made in {made['generated']:.0f} s"
    )
    print(
        f"  loaded in {made['loaded']:.0f} s: {millions * MILLION / made['loaded']:,.0f} lines a second"
    )
    medians = {
        key: statistics.median(found["seconds"][1:] or found["seconds"])
        for key, found in told.items()
    }
    own: float = medians["pctfinance", "cells"]
    print(
        f"  from a cell to its {made['lines']:,} lines: {made['drill'] * 1000:.0f} ms; the next "
        f"question behind one body's corrected month: {made['again'] * 1000:.0f} ms"
    )
    print(
        f"  the position of all bodies with every check: {made['position']:.2f} s when it is first "
        f"asked for, then {made['positions']:.2f} s"
    )
    for (way, source), found in told.items():
        print(
            f"  {way:>10} from {source}: {medians[way, source] * 1000:9.1f} ms a month, "
            f"{medians[way, source] / own:8.2f} times ours, "
            f"{statistics.median(found['processor'][1:] or found['processor']) * 1000:.1f} ms of "
            f"processor, {found['peak_mb']:.0f} MB at its peak"
        )
    print("  the first question of a process, and what comes before it:")
    for (way, source), found in told.items():
        print(
            f"  {way:>10} from {source}: imported in {found['imported'] * 1000:5.0f} ms, data read in "
            f"{found['ready'] * 1000:5.0f} ms, first answer in {found['seconds'][0] * 1000:7.1f} ms "
            f"({found['processor'][0] * 1000:.1f} ms of processor)"
        )
    return own


if __name__ == "__main__":
    main()
