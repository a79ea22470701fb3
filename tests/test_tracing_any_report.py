"""Books at random: every line of every report is the sum of its parts, or says why it is not."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_loads import GeneralLine, Load, posted
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.contracts import ActivityRow, ContractLine
from pctfinance.ledger.events import Event
from pctfinance.tracing import Trace
from report_tracing_examples import BARNET, CAMDEN, bills, check_report
from test_tracing_books import FIRST, LAST, YEAR, happened, loads

SETTINGS = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
BODIES = (BARNET, CAMDEN, "5C1")
pence = st.integers(0, 10**6)


@SETTINGS
@given(
    st.lists(happened(), min_size=8, max_size=14),
    st.lists(loads(), min_size=1, max_size=2),
    st.integers(2, 12),
    st.none() | st.none() | st.dates(FIRST, LAST + timedelta(days=60)),
    st.data(),
)
def test_positions_bridges_and_returns_of_any_book(
    events: list[Event],
    reports: list[list[Event]],
    month: int,
    known_at: date | None,
    data: st.DataObject,
) -> None:
    """Colours by the rulebook, bridges by cause, and what goes to the authority."""
    basis = data.draw(st.sampled_from(["ytd", "forecast"]))
    book = Book.in_memory("2011-12", group="NCL")
    for batch in [*([one] for one in events), *reports]:
        with suppress(PostingRefusedError):  # a rule of the ledger; what it holds is traced
            book.post(*batch)
    asked: dict[str, Any] = {"body": data.draw(st.sampled_from([BARNET, "5C1"]))}
    at = str(YEAR.period(month))
    check_report(book, "position", at, basis=basis, known_at=known_at, **asked)
    for report in ("limit", "headroom"):
        check_report(book, report, at, known_at=known_at, **asked)
    check_report(book, "history", at, known_at=known_at)
    check_report(book, "plan-bridge", at, basis=basis, known_at=known_at, **asked)
    since = data.draw(st.integers(1, month - 1))
    bridge = {**asked, "since": f"M{since}", "basis": basis, "known_at": known_at}
    check_report(book, "bridge", at, **bridge)
    version = data.draw(st.integers(2, book.head.sequence))
    check_report(book, "bridge", at, **{**bridge, "since": at, "since_recorded_at": version})
    check_report(book, "sha-return", at, known_at=known_at, **asked)
    for report in ("delegations", "cash"):
        check_report(book, report, at, known_at=known_at, **asked)
    for report in ("levels", "running-costs"):
        check_report(book, report, at, basis=basis, known_at=known_at, **asked)
    check_report(book, "levels", at, basis=basis, known_at=known_at, body="Q36")
    check_report(book, "year-end", "M12", **asked)


@st.composite
def ledgers(draw: st.DrawFn, body: str, month: int) -> Load:
    """A body's ledger of a month: costs and income with others, and what is owed for them."""
    others = st.sampled_from([*(each for each in BODIES if each != body), ""])
    lines: list[GeneralLine] = []
    for number in range(draw(st.integers(1, 5))):
        amount, other = draw(st.integers(-900, 900)), draw(others)
        account = draw(st.sampled_from(["4", "52"]))
        for at, turned in enumerate((amount, -amount)):
            revenue: dict[str, Any] = {"account": account, "resource_limit": "revenue"}
            revenue |= {"category": draw(st.sampled_from(["acute", "dental"]))}
            place = {"account": draw(st.sampled_from(["12", "21"]))} if at else revenue
            lines.append(
                GeneralLine(
                    line=len(lines) + 1,
                    source_row=number + 2,
                    body=body,
                    period=month,
                    debit_pence=max(turned, 0),
                    credit_pence=max(-turned, 0),
                    charge_pence=0 if at else turned,
                    counterparty=other,
                    **place,
                )
            )
    return Load(tuple(lines), body=body, month=month, file=f"{body}-{month}.csv")


@SETTINGS
@given(st.data(), st.integers(1, 3))
def test_agreement_eliminations_and_statements_of_any_ledgers(
    data: st.DataObject, last: int
) -> None:
    """What bodies have with each other, the balance sheet, and costs apart from income."""
    book = Book.in_memory("2011-12", group="NCL")
    headings = [("1*", "current-assets", "Debtors"), ("2*", "current-liabilities", "Creditors")]
    chart: dict[str, Any] = {"by": "Head of Finance", "on": "2011-04-01", "reference": "chart"}
    book.state_balance_headings(headings[: data.draw(st.integers(1, 2))], **chart)
    for body in BODIES:
        for month in range(1, last + 1):
            posted(book, data.draw(ledgers(body, month)))
    arm: dict[str, Any] = {"by": "Head of Finance", "reference": "return"}
    book.state_provider_arm(BARNET, f"M{last}", categories=["acute", "dental"], **arm)
    for report in ("agreement", "eliminations", "statements"):
        check_report(book, report, f"M{last}")
    for named in book.figures("statements", f"M{last}", body=BARNET):
        trace = book.trace(named.ref)
        if isinstance(trace, Trace) and named.ref.line.endswith("/cost"):
            assert sum(line.pence for line in trace.lines()) == named.value


@st.composite
def sector(draw: st.DrawFn) -> dict[str, int]:
    """Bills of one sector, some of them in time."""
    number = draw(st.integers(0, 50))
    amount = draw(pence) if number else 0
    in_time = draw(st.integers(0, number))
    paid = draw(st.integers(0, amount)) if in_time else 0
    return bills(number, amount, in_time, paid)


@SETTINGS
@given(st.data(), st.integers(1, 6))
def test_bills_savings_and_contracts_of_any_book(data: st.DataObject, month: int) -> None:
    """Months missing or to date, schemes not reported, prices, baselines and shares of any kind."""
    book = Book.in_memory("2011-12", group="NCL")
    office: dict[str, Any] = {"by": "Head of Finance"}
    for number in data.draw(st.lists(st.integers(1, month), max_size=6)):
        both: dict[str, Any] = {"nhs": data.draw(sector()), "non_nhs": data.draw(sector())}
        to_date = data.draw(st.booleans())
        book.state_bills_paid(
            BARNET, f"M{number}", to_date=to_date, reference="return", **both, **office
        )
    for code in ("Q1", "Q2"):
        plan = {f"M{number}": data.draw(pence) for number in (1, 4, 9)}
        said: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "reference": "plan"}
        book.state_scheme(BARNET, code, code, plan, **said, **office)
        if data.draw(st.booleans()):
            told = data.draw(pence), data.draw(st.integers(-(10**6), 10**6))
            book.report_scheme(BARNET, code, f"M{month}", *told, rating="red", **office)
    lines = [
        ContractLine.of(
            code,
            code,
            data.draw(st.integers(0, 400)),
            data.draw(st.integers(0, 999)),
            baseline_pence=data.draw(st.none() | st.integers(0, 10**5)),
        )
        for code in ("A", "B")
    ]
    weights = {body: data.draw(st.integers(1, 9)) for body in BODIES}
    provider: dict[str, Any] = {"provider": "RX", "provider_name": "Provider X", "basis": "plan"}
    book.state_contract(BARNET, "C1", lines, weights, reference="paper", **provider, **office)
    rows = [
        ActivityRow("A", data.draw(st.integers(0, 400)), data.draw(st.none() | pence), body)
        for body in data.draw(st.sampled_from([("",), BODIES, BODIES[:1]]))
    ]
    book.report_activity(BARNET, "C1", f"M{month}", rows, **office)
    for report in ("duties", "qipp", "contracts"):
        check_report(book, report, f"M{month}")
