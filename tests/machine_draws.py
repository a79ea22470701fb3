"""What the machine draws: acts of every kind, right and wrong, alone and in order."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from machine_words import (
    APRIL,
    CAP_HOPED,
    CATEGORIES,
    ELSEWHERE,
    FIRST,
    LAST,
    LIMITS,
    NR_HOPED,
    R_HOPED,
    USED,
    Look,
    days_of,
    end_of,
)
from reference_acts import CAP, CASH, NR, Act, R
from reference_acts import JournalLine as Line

__all__ = [
    "acts",
    "allocations",
    "any_act",
    "approvals",
    "bodies",
    "budgets",
    "days",
    "delegations",
    "early",
    "either",
    "extracts",
    "extracts_of",
    "gaps",
    "headrooms",
    "hopes",
    "journals",
    "large",
    "loads",
    "looks",
    "moves",
    "notified",
    "numbers",
    "offices",
    "openings",
    "openings_elsewhere",
    "profiles",
    "set_asides",
    "several",
    "small",
    "sources",
    "strands",
    "sure",
    "tranche_names",
    "tranches",
]

bodies = st.sampled_from(USED)
days = st.one_of(APRIL, st.dates(FIRST, LAST))  # much happens in April, and all rests on it
notified = st.dates(date(2010, 12, 1), date(2012, 6, 30))
looks = st.builds(
    Look,
    bodies,
    st.integers(1, 12),
    st.none() | notified,
    st.sampled_from(["ytd", "forecast", "outturn"]),
    st.integers(0, 5),
)
sure = st.sampled_from([R, R, NR, CAP, CASH])
strands = st.sampled_from([R, R, R, NR, CAP, CASH, R_HOPED])
large = st.integers(-300, 2000) | st.integers(-(10**12), 10**12)
small = st.integers(1, 200)
either = st.integers(-60, 200)
approvals = st.sampled_from(["SHA/1", "SHA/2", ""])
sources = st.sampled_from(["unallocated", "unallocated", "contingency", "unfunded"])


def acts(kind: str | st.SearchStrategy[str], **parts: st.SearchStrategy[Any]) -> Any:
    """Acts of a kind, with these parts drawn; the rest as it always is."""
    kinds = st.just(kind) if isinstance(kind, str) else kind
    return st.builds(Act, kinds, bodies, days, notified, **parts)


allocations = acts("allocation", strand=sure, pence=large) | acts("brought-forward", pence=either)
set_asides = st.one_of(
    acts(st.sampled_from(["planned-surplus", "contingency"]), strand=strands, pence=either),
    acts("surplus-lodged", strand=strands, pence=small),
    acts(
        "applied-non-recurrently",
        pence=small,
        taken_from=st.sampled_from(["unallocated", "headroom"]),
    ),
)
headrooms = st.one_of(
    acts(st.sampled_from(["headroom-lodged", "headroom-set-aside"]), pence=small),
    acts("headroom-released", pence=st.integers(1, 60), approval=approvals),
    acts("capital-to-revenue", pence=small, approval=approvals),
)
budgets = acts(
    "budget",
    strand=strands,
    pence=either,
    category=st.sampled_from(CATEGORIES["revenue"]),
    taken_from=sources,
)
delegations = acts(
    "delegation",
    strand=strands,
    pence=either,
    category=st.sampled_from(CATEGORIES["revenue"]),
    delegate=st.sampled_from(["07M", "08D"]),
    taken_from=st.sampled_from(["retained", "retained", "unallocated"]),
)
moves = st.one_of(
    [
        acts(
            st.just(kind),
            strand=st.sampled_from([R, R, NR]),
            pence=pence,
            category=st.just(to),
            from_category=st.just(origin),
            delegate=st.sampled_from(["", "", "07M"]),
        )
        for kind, pence in (("virement", small), ("rebasing", either))
        for origin, to in (CATEGORIES["revenue"], CATEGORIES["revenue"][::-1])
    ]
)
gaps = acts(
    "gap-closed",
    strand=st.sampled_from([R, NR, CAP]),
    pence=st.integers(1, 40),
    taken_from=st.sampled_from(["unallocated", "contingency"]),
)
tranche_names = st.sampled_from(["T1", "T2"])
hopes = st.one_of(
    acts(
        "allocation",
        strand=st.sampled_from([R_HOPED, R_HOPED, NR_HOPED, CAP_HOPED, R]),
        pence=st.integers(-20, 300),
        tranche=tranche_names,
    ),
    acts(
        "budget",
        strand=st.sampled_from([R_HOPED, R_HOPED, NR_HOPED, CAP_HOPED, R]),
        pence=either,
        tranche=tranche_names,
        taken_from=sources,
    ),
    acts(
        "anticipated-settled",
        pence=st.integers(-10, 300) | st.just(0),
        tranche=tranche_names,
    ),
)
any_act = st.one_of(
    allocations, set_asides, headrooms, budgets, delegations, moves, gaps, hopes, hopes
)


@st.composite
def tranches(draw: st.DrawFn) -> list[Act]:
    """A tranche from its letter to its end, on days in order, and perhaps the gap it left; or spoilt."""
    strand = draw(st.sampled_from([R_HOPED, NR_HOPED, CAP_HOPED]))
    name, body = draw(st.sampled_from(["T3", "T4", "T5"])), draw(bodies)
    on = sorted(draw(st.tuples(days, days, days, days)))
    told, pence = draw(notified), draw(st.tuples(small, small, st.integers(0, 250)))
    batch = [
        Act(kind, body, day, told, amount, strand, tranche=name)
        for kind, day, amount in zip(
            ("allocation", "budget", "anticipated-settled"), on, pence, strict=False
        )
    ]
    spoilt = draw(st.sampled_from(["", "", "", "", "its days", "its strand", "settled twice"]))
    if spoilt == "its days":
        batch[2] = replace(batch[2], effective=draw(days))
    elif spoilt == "its strand":
        batch[1] = replace(batch[1], strand=draw(st.sampled_from([R_HOPED, NR_HOPED, CAP_HOPED])))
    elif spoilt == "settled twice":
        batch.append(batch[2])
    gap = pence[1] - pence[2]
    if gap > 0 and not spoilt and draw(st.booleans()):
        closed = draw(st.integers(1, gap) | st.just(gap + 1))
        batch.append(Act("gap-closed", body, on[3], told, closed, (*strand[:2], "confirmed")))
    return batch


@st.composite
def loads(draw: st.DrawFn, *, table: str, whole: bool, body: str = "") -> list[Act]:
    """The figures of one body: of one month, or of every month up to one (`whole`)."""
    body = body or draw(bodies)
    last = draw(st.integers(1, 12) | st.just(12))
    limits = draw(st.sampled_from([LIMITS, ("revenue",), ("revenue", "cash"), ("capital",)]))
    lines = [(limit, what) for limit in limits for what in CATEGORIES[limit]]
    if not whole:
        lines = draw(st.lists(st.sampled_from(lines), unique=True, min_size=1))
    told = draw(notified | st.none())  # as an extract is told: at the end of its month
    pence = st.integers(-30, 120) | st.just(0)
    return [
        Act(
            "figures-loaded",
            body,
            draw(st.sampled_from(days_of(month))),
            told or days_of(month)[1],
            table=table,
            rows=tuple((month, limit, what, draw(pence)) for limit, what in lines),
        )
        for month in (range(1, last + 1) if whole else [last])
    ]


@st.composite
def profiles(draw: st.DrawFn) -> list[Act]:
    """The shape of one body's budgets over the year."""
    months = draw(st.lists(st.integers(1, 12), unique=True, min_size=1))
    shape = tuple(
        (month, "revenue", what, draw(st.integers(-3, 12)))
        for month in months
        for what in CATEGORIES["revenue"]
    )
    told = draw(notified)
    return [Act("figures-loaded", draw(bodies), draw(APRIL), told, table="profile", rows=shape)]


@st.composite
def openings(draw: st.DrawFn) -> list[Act]:
    """Limits, headroom, contingency and budgets of both bodies on 1 April, and their figures."""
    batch = []
    for body in draw(st.sampled_from([(), USED[:1], USED, USED])):
        told = draw(st.sampled_from([date(2010, 12, 15), date(2011, 5, 20)]))
        for kind, strand, pence in (
            ("allocation", R, 1000),
            ("allocation", CAP, 100),
            ("allocation", CASH, 1500),
            ("headroom-lodged", R, 60),
            ("headroom-set-aside", R, 40),
            ("contingency", R, 30),
            ("planned-surplus", R, 50),
            ("budget", R, 700),
            ("budget", NR, 20),
            ("allocation", NR, 200),
        ):
            batch.append(Act(kind, body, FIRST, told, draw(st.just(pence) | small), strand))
        if batch[-7].pence > 8 and draw(st.booleans()):
            release = Act("headroom-released", body, draw(days), draw(notified), 8, NR)
            batch.append(replace(release, approval="SHA/1"))
        for table in draw(st.sampled_from([(), ("actuals",), ("actuals", "forecasts")])):
            batch += draw(loads(table=table, whole=True, body=body))
    return batch


def openings_elsewhere() -> list[Act]:
    """What the bodies elsewhere begin with."""
    return [
        Act(kind, body, FIRST, date(2010, 12, 15), pence, strand)
        for body in ELSEWHERE
        for kind, strand, pence in (
            ("allocation", R, 500),
            ("allocation", NR, 200),
            ("allocation", CAP, 100),
            ("allocation", CASH, 300),
            ("headroom-lodged", R, 60),
            ("planned-surplus", R, 40),
        )
    ]


offices = st.sampled_from(["Head of Finance", " head  of finance", "Director", "Director", ""])
numbers = st.sampled_from([f"J{number}" for number in range(1, 5)])
early = st.integers(1, 3) | st.integers(1, 12)
several = st.sampled_from([USED[:1], USED[1:], USED])
extracts_of = st.tuples(
    st.sampled_from(["a.csv", "b.csv", "c.csv", "d.csv"]), st.sampled_from(["plain", "other"])
)


@st.composite
def journals(draw: st.DrawFn) -> Act:
    """A journal of two to four lines, in balance, or spoilt."""
    month, pence = draw(early), draw(st.integers(1, 90))
    limit, category, raised_by = draw(
        st.sampled_from(
            [
                ("revenue", "acute", "debit"),
                ("revenue", "dental", "debit"),
                ("capital", "additions", "debit"),
                ("capital", "grants", "credit"),
                ("cash", "drawings", "debit"),
            ]
        )
    )
    sides = draw(st.sampled_from([(pence, 0), (pence, 0), (0, pence)]))
    entered = [
        Line("52110", limit, category, *sides, raised_by),
        Line("81000", "", "", *sides[::-1]),
    ]
    if draw(st.booleans()):  # and something from one category to the other
        entered += [
            Line("52110", "revenue", "acute", 7, 0),
            Line("52120", "revenue", "dental", 0, 7),
        ]
    match draw(st.integers(0, 19)):
        case 0:
            entered.pop()
        case 1:
            entered[0] = entered[0]._replace(debit=5, credit=5)
        case 2:
            entered[0] = entered[0]._replace(category=draw(st.sampled_from(["", "drawings"])))
    return Act(
        "journal-submitted",
        draw(bodies),
        end_of(month),
        draw(st.just(end_of(month)) | notified),
        number=draw(numbers),
        entered=tuple(entered),
        by=draw(st.just("Head of Finance") | offices),
        purpose=draw(st.sampled_from([*["accrual"] * 9, ""])),
        reversing=draw(st.booleans()),
        late_month=draw(st.sampled_from([*[0] * 8, 1, month])),
        puts_right=draw(st.sampled_from([*[""] * 8, "J1", "J9"])),
        table="",
        mapped_by=draw(st.sampled_from(["journal", "adjustment"])),
    )


@st.composite
def extracts(draw: st.DrawFn) -> Act:
    """An extract of the ledger of one body and month: as its report, or beside it."""
    month = draw(st.integers(1, 12))
    lines = draw(
        st.lists(
            st.sampled_from([(limit, what) for limit in LIMITS for what in CATEGORIES[limit]]),
            unique=True,
            min_size=1,
        )
    )
    file, mapped_by = draw(extracts_of)
    return Act(
        "ledger-loaded",
        draw(bodies),
        days_of(month)[1],
        draw(st.just(days_of(month)[1]) | notified),
        table=draw(st.sampled_from(["actuals", "actuals", "adjustment"])),
        rows=tuple((month, limit, what, draw(st.integers(-30, 120))) for limit, what in lines),
        file=file,
        mapped_by=mapped_by,
    )
