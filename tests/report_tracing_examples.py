"""Every figure of every report, held against its trace; and a book of which there is much to trace."""

from collections import Counter
from fractions import Fraction
from typing import Any

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.contracts import ActivityRow, ContractLine
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.tracing import Judged, Role, Trace, Untraced
from statement_examples import HEADINGS, ledger_of_year

__all__ = ["BARNET", "CAMDEN", "bills", "check_report", "rich"]

BARNET, CAMDEN = "5A9", "5K7"


def bills(number: int, pence: int, number_in_time: int, pence_in_time: int) -> dict[str, int]:
    """Bills of one sector."""
    return {
        "number": number,
        "pence": pence,
        "number_in_time": number_in_time,
        "pence_in_time": pence_in_time,
    }


def rich() -> Book:
    """Barnet and Camden with ledgers, bills, a provider arm, a control total, savings, a contract."""
    book = Book.in_memory("2011-12", group="NCL")
    for body, cost in ((BARNET, 900), (CAMDEN, 1200)):
        book.post(
            event(Allocation(strand=RECURRENT, pence=1000, issuer="DH"), body=body),
            event(BudgetIssued(strand=RECURRENT, pence=850, category="acute"), body=body),
        )
        load, cells = ledger_of_year(cost, body)
        book._records.post([load], attached=[cells])
        chart: dict[str, Any] = {"by": "Head of Finance", "on": "2011-04-01", "reference": "chart"}
        book.state_balance_headings(HEADINGS, body=body, **chart)
    savings_and_contract(book)
    office: dict[str, Any] = {"by": "Head of Finance", "reference": "return"}
    for month in ("M1", "M2"):
        nhs, others = bills(20, 400, 19, 380), bills(9, 90, 8, 90)
        book.state_bills_paid(BARNET, month, nhs=nhs, non_nhs=others, **office)
    book.state_bills_paid(
        CAMDEN,
        "M2",
        nhs=bills(10, 100, 10, 100),
        non_nhs=bills(0, 0, 0, 0),
        to_date=True,
        **office,
    )
    book.state_provider_arm(CAMDEN, "M2", cost_pence=100, income_pence=70, **office)
    book.state_provider_arm(CAMDEN, "M12", has_arm=False, **office)
    book.state_provider_arm(BARNET, "M12", categories=["acute"], allocation_pence=840, **office)
    book.agree_control_total(
        BARNET, 100, authority="Q36", on="2011-04-01", two_sided=True, **office
    )
    book.recharge(
        "R1",
        provider=CAMDEN,
        recipient=BARNET,
        pence=50,
        category="corporate",
        purpose="payroll",
        month="M12",
        by="Head of Finance",
        approved_by="Deputy Director of Finance",
    )
    return book


def savings_and_contract(book: Book) -> None:
    """Two schemes, one of them not reported; a contract of two lines and two commissioners."""
    scheme: dict[str, Any] = {"category": "acute", "by": "QIPP lead", "reference": "plan"}
    book.state_scheme(
        BARNET,
        "Q1",
        "Generics",
        {"M1": 80, "M12": 40},
        recurrence="recurrent",
        delegate="07M",
        full_year_pence=150,
        **scheme,
    )
    book.state_scheme(CAMDEN, "Q2", "Beds", {"M2": 30}, recurrence="non-recurrent", **scheme)
    for month in ("M2", "M12"):
        told = (60, 90) if month == "M2" else (110, 110)
        book.report_scheme(BARNET, "Q1", month, *told, rating="amber", by="QIPP lead")
    lines = (
        ContractLine.of("NEL", "Non-elective", 120, 7, baseline_pence=801),
        ContractLine.of("OP", "Outpatients", 240, 5, prior_price_pence=90),
    )
    shares = {BARNET: "1/2", CAMDEN: "1/3", "5C1": "1/6"}
    office: dict[str, Any] = {"by": "Contracts, Barnet"}
    book.state_contract(
        BARNET,
        "C1",
        lines,
        shares,
        provider="RX",
        provider_name="Provider X",
        reference="contract",
        synthetic=True,
        **office,
    )
    book.report_activity(BARNET, "C1", "M2", [("NEL", 25)], **office)
    rows = [ActivityRow("NEL", 131), ActivityRow("OP", 230, 1163)]
    book.report_activity(BARNET, "C1", "M12", rows, **office)


def check_report(book: Book, report: str, month: str, **asked: Any) -> Counter[str]:
    """Trace every figure: parts sum to it, words follow from it, the rest is a finding."""
    found: Counter[str] = Counter()
    for named in book.figures(report, month, **asked):
        traced = book.trace(named.ref)
        found[type(traced).__name__] += 1
        assert isinstance(traced, Untraced) is not named.is_traced, named
        if isinstance(traced, Trace):
            assert traced.pence == named.value, named
            check_parts(traced)
        elif isinstance(traced, Judged):
            assert traced.value == (
                named.value if isinstance(named.value, Fraction) else str(named.value)
            )
            for one in traced.traces:
                check_parts(one)
        else:
            (finding,) = traced.findings
            assert finding.code in ("trace.not-known", "trace.no-evidence")
            assert finding.message.endswith(named.why)
    return found


def check_parts(trace: Trace) -> None:
    """The leaves sum to the figure, and each is what its event says, or says what it is a share of."""
    assert sum(leaf.pence for leaf in trace.evidence) == trace.pence
    for leaf in trace.evidence:
        proof = leaf.evidence
        assert (proof is None) == (leaf.role is Role.ROUNDING), leaf
        if proof and leaf.role is Role.EVIDENCE and leaf.of_pence is None:
            assert leaf.pence == proof.sign * proof.amount_pence, leaf
        if leaf.role is Role.ROUNDING:
            assert abs(leaf.pence) <= len(trace.evidence), leaf
