"""What happened to bodies at random: letters, budgets, delegations, and reports of every table."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.calendar import FinancialYear
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    Delegation,
    HeadroomLodged,
    PlannedSurplus,
    What,
)
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

__all__ = ["FIRST", "LAST", "YEAR", "happened", "loads"]

YEAR = FinancialYear("2011-12")
EVERY = (*range(1, 13), 8)
"""Every month, and the eighth once more."""
FIRST, LAST = YEAR.period(1).start, YEAR.period(12).end
KINDS = (
    (Limit.REVENUE, "acute"),
    (Limit.REVENUE, "dental"),
    (Limit.CAPITAL, "additions"),
    (Limit.CAPITAL, "donations"),
    (Limit.CASH, "drawings"),
)
whole = st.integers(-10_000, 10**7)
positive = st.integers(1, 10**7)
category = st.sampled_from(["acute", "dental"])
tranche = st.sampled_from(["t1", "t2"])
uses = st.builds(
    BudgetIssued, strand=st.sampled_from([RECURRENT, NON_RECURRENT]), pence=whole, category=category
)
whats: st.SearchStrategy[What] = st.one_of(
    st.builds(
        Allocation,
        strand=st.sampled_from([RECURRENT, NON_RECURRENT, CAPITAL, CASH]),
        pence=whole,
        issuer=st.just("DH"),
    ),
    st.builds(
        Allocation,
        strand=st.just(ANTICIPATED),
        pence=positive,
        issuer=st.just("DH"),
        tranche=tranche,
    ),
    st.builds(
        BudgetIssued,
        strand=st.just(ANTICIPATED),
        pence=positive,
        category=category,
        tranche=tranche,
    ),
    st.builds(AnticipatedSettled, tranche=tranche, confirmed_pence=positive, issuer=st.just("DH")),
    st.builds(BroughtForward, pence=whole),
    st.builds(PlannedSurplus, strand=st.just(RECURRENT), pence=positive),
    st.builds(HeadroomLodged, pence=positive),
    st.builds(AppliedNonRecurrently, pence=positive, category=category),
    st.builds(CapitalToRevenue, pence=positive),
    uses,
    uses,
    uses,
    uses,
    st.builds(
        Delegation,
        strand=st.just(RECURRENT),
        pence=positive,
        category=category,
        delegate=st.just("07M"),
        taken_from=st.sampled_from([Account.UNALLOCATED, Account.RETAINED]),
    ),
)


@st.composite
def happened(draw: st.DrawFn) -> Event:
    """Something that happened to a body's resource, told before or after it counts."""
    # Mostly early, so that most months have something to be traced.
    effective = draw(st.dates(FIRST, date(2011, 6, 30)) | st.dates(FIRST, LAST))
    notified = max(effective + timedelta(days=draw(st.integers(-60, 30))), date(2011, 1, 1))
    return event(
        draw(whats),
        body=draw(st.sampled_from(["5A9", "5A9", "5C1"])),
        effective=effective,
        notified=notified,
        approval="DH/1",
    )


@st.composite
def loads(draw: st.DrawFn) -> list[Event]:
    """Reports of one body: most months of most tables, some of them sent twice."""
    body = draw(st.sampled_from(["5A9", "5A9", "5C1"]))
    to_date = draw(st.booleans())
    made = []
    for table in ("profile", "actuals", "forecasts"):
        chosen = draw(st.lists(st.sampled_from(KINDS), unique=True, min_size=2))
        months = [1] if table == "profile" else draw(st.sampled_from([EVERY, EVERY, EVERY, (7, 8)]))
        for month in months:
            of = range(1, 13) if table == "profile" else (month,)
            rows = [
                FigureRow(number, limit, code, draw(whole), row=place)
                for place, (limit, code) in enumerate(chosen, start=2)
                for number in of
            ]
            content: dict[str, Any] = {"table": table, "rows": tuple(rows)}
            if table == "profile":
                content["phasing"] = draw(st.sampled_from(["profile", "as-loaded"]))
            content["cumulative"] = to_date and table == "actuals"
            period = YEAR.period(month)
            made.append(
                event(
                    FiguresLoaded.model_validate(content),
                    body=body,
                    effective=period.end,
                    notified=period.end + timedelta(days=draw(st.sampled_from([0, 0, 20]))),
                )
            )
    return made
