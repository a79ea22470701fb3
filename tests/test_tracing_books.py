"""Books at random: whatever was posted, every figure is the sum of its evidence."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_examples import ANTICIPATED, CAPITAL, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.errors import PostingRefusedError
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
from tracing_examples import check_every_figure

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
SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
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


@SETTINGS
@given(
    st.lists(happened(), min_size=8, max_size=16),
    st.lists(loads(), min_size=1, max_size=2),
    st.integers(1, 12),
    st.sampled_from(["ytd", "forecast"]),
    st.none() | st.none() | st.dates(FIRST, LAST + timedelta(days=60)),
)
def test_every_figure_of_any_book_is_the_sum_of_its_evidence(
    events: list[Event],
    reports: list[list[Event]],
    month: int,
    basis: str,
    known_at: date | None,
) -> None:
    """Late letters, settled tranches, reloads, profiles of any shape, figures to date or not."""
    book = Book.in_memory("2011-12", group="NCL")
    for batch in [*([one] for one in events), *reports]:
        with suppress(PostingRefusedError):  # a rule of the ledger; what it holds is traced
            book.post(*batch)
    report = book.position(YEAR.period(month), basis=basis, known_at=known_at)
    check_every_figure(book, report)
