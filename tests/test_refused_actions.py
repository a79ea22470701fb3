"""Every refused action of a decision leaves one audit entry and no other trace.

A book in which everything stands is asked, method by method, for one thing that its rules refuse.
What is no action, such as a wrong word or a number that nobody used, leaves nothing at all.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command import folder_of, two_boards
from fund_examples import CLUSTER, DONORS, office, standing_fund, three_pcts
from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import ApprovalMissingError, PctFinanceError, PostingRefusedError
from pctfinance.ledger.contracts import ContractLine
from pctfinance.ledger.kinds import BudgetIssued, Delegation, HeadroomLodged
from pctfinance.ledger.loans import LoanCarried, LoanSide
from pctfinance.ledger.transfers import Side, TransferActioned
from schedule_examples import APPROVED, fill
from transfer_examples import BARNET, CAMDEN, LETTER, SHA, Steps

CCG = "07R"
HEAD, DEPUTY = "Head of Finance", "Deputy Director of Finance"
AT_NIGHT: Any = {
    "by": "On-call director, Enfield PCT",
    "at": "2011-12-26T02:40",
    "reference": "log 31",
}
SIGNED: Any = {"by": "Finance Lead, NCL", "on": "2012-06-07", "reference": "accounts"}
NO_BILLS = dict.fromkeys(("number", "pence", "number_in_time", "pence_in_time"), 0)
CHAPTERS = [
    "transferring",
    "headroom",
    "lodging",
    "lending",
    "funds",
    "sharing",
    "committing",
    "delegating",
    "scheduling",
    "paying",
    "stating",
    "improving",
    "contracting",
]


@pytest.fixture(scope="module")
def whole() -> Book:
    """A transfer proposed, one waiting, one actioned, a loan; a fund, a case, recharges, the rest.

    A contract of Barnet's with activity of May; Islington's April is submitted.
    """
    book = three_pcts()
    standing_fund(book)
    Steps(book).propose()
    Steps(book, "T2", pence=1_00).until_submitted()
    for number, more in (("T3", {}), ("L1", {"kind": "loan", "repayments": [("2012-13", 1_00)]})):
        Steps(book, number, pence=1_00, **more).until_approved()
        book.action_transfer(number, by=CAMDEN, on="2011-07-01")
    for body, pence in (("5K7", 30_00), ("5A9", 5_00)):
        issued = BudgetIssued(strand=RECURRENT, pence=40_00, category="acute")
        book.post(event(issued, body=body), delegated(pence, body))
    book.post(event(HeadroomLodged(pence=1_00), body="5A9"))
    book.propose_case(
        "5A9", "C1", 1_00, category="transition", purpose="p", by=BARNET, on="2011-05-10"
    )
    book.state_sharing_basis(
        "team",
        host="5K7",
        kind="population",
        from_month="M1",
        source="paper",
        by=HEAD,
        on="2011-04-01",
    )
    swap(book, "R1")
    book.commit_in_emergency(
        "5A9", "E1", 1_00, category="care", purpose="placement", on_call_body="5C1", **AT_NIGHT
    )
    book.state_cash_drawings([("5A9", "2011-04-01", 5_00, "H1")], by=BARNET)
    contract(book, by=HEAD)
    book.report_activity("5A9", "K1", "M2", [("NEL", 1)], by=HEAD)
    book.sign_statements("5A9", role="director-of-finance", **SIGNED)
    book.submit_month("5K8", "M1", by=HEAD)
    return book


def contract(book: Book, *, by: str, line: str = "NEL") -> Any:
    """A contract that Barnet leads, of one line."""
    points = [ContractLine.of(line, "admitted", 12, 2_00)]
    named: dict[str, Any] = {"provider": "RX", "provider_name": "Provider X", "reference": "c"}
    return book.state_contract("5A9", "K1", points, {"5A9": 1}, by=by, **named)


def scheme(book: Book, *, by: str) -> Any:
    """A scheme of Barnet's that saves £1 in April."""
    named: dict[str, Any] = {"category": "acute", "recurrence": "recurrent", "reference": "plan"}
    return book.state_scheme("5A9", "Q1", "Generics", {"M1": 1_00}, by=by, **named)


def file_of(folder: Path, *rows: str) -> Path:
    """A CSV file."""
    place = folder / "sent.csv"
    place.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return place


def delegated(pence: int, body: str, **when: Any) -> Any:
    """A delegation of recurrent money."""
    what = Delegation(strand=RECURRENT, pence=pence, category="acute", delegate=CCG)
    return event(what, body=body, **when)


def swap(book: Book, number: str, **changed: Any) -> Any:
    """Camden charges Barnet £2 of May; one office enters it."""
    asked: Any = {"provider": "5K7", "recipient": "5A9", "pence": 2_00, "category": "corporate"}
    asked |= {"purpose": "payroll", "month": "M2", "by": HEAD, **changed}
    return book.recharge(number, **asked)


def propose(book: Book, number: str, **changed: Any) -> Any:
    """A transfer from Camden to Barnet."""
    asked: Any = {"giver": "5K7", "receiver": "5A9", "pence": 1_00, "effective": "2011-07-01"}
    asked |= {"purpose": "p", "by": BARNET, "on": "2011-06-01", **changed}
    return book.propose_transfer(number, **asked)


def returned_schedule(book: Book, folder: Path) -> Path:
    """The schedule comes back with another amount in the terms of its only row."""
    sent = book.export_schedule(folder / "schedule.csv")
    return fill(sent.path, {0: {**APPROVED, "amount": "2.00"}})


def drawings_file(folder: Path) -> Path:
    """The payment H1 with another amount."""
    place = folder / "april.csv"
    place.write_text("body,date,amount,reference\n5A9,2011-04-01,6,H1\n", encoding="utf-8")
    return place


def tunnel_tables(folder: Path) -> Path:
    """A load that takes £9 of a delegate's budget back in one body and delegates it in the other."""
    rows = "body,event,effective,notified,reference,amount,limit,funding,delegate,category,taken_from\n"
    for body, amount in (("QA1", "-9"), ("QA2", "9")):
        rows += f"{body},delegation,2011-07-01,2011-06-01,D/{body},{amount},"
        rows += "revenue,recurrent,08C,services,retained\n"
    return folder_of(two_boards() | {"resources": rows}, folder / "sent")


Act = Callable[[Book, Path], object]
ON: Any = {"by": CAMDEN, "on": "2011-06-05"}
BARNETS: Any = {"by": BARNET, "on": "2011-06-05"}
ACTIONS: dict[str, tuple[Act, str, str]] = {
    "propose_transfer": (lambda b, _: propose(b, "T3"), "transfer-proposed", "transfer.state"),
    "agree_transfer": (
        lambda b, _: b.agree_transfer("T1", "giver", by="", on="2011-06-05"),
        "transfer-agreed",
        "transfer.unsigned",
    ),
    "submit_transfer": (
        lambda b, _: b.submit_transfer("T1", **ON),
        "transfer-submitted",
        "transfer.state",
    ),
    "approve_transfer": (
        lambda b, _: b.approve_transfer(
            "T2", authority="Q36", by=CAMDEN, on="2011-06-20", reference="l", evidence=LETTER
        ),
        "transfer-approved",
        "transfer.officer transfer.own-approval",
    ),
    "meet_transfer_condition": (
        lambda b, _: b.meet_transfer_condition("T2", "a paper", **ON),
        "transfer-condition-met",
        "transfer.conditions",
    ),
    "end_transfer": (
        lambda b, _: b.end_transfer("T3", "withdrawn", reason="late", **BARNETS),
        "transfer-ended",
        "ledger.exceeds transfer.state",
    ),
    "action_transfer": (
        lambda b, _: b.action_transfer("T2", by=CAMDEN, on="2011-07-01"),
        "transfer-actioned",
        "transfer.unapproved",
    ),
    "cover_repayment": (
        lambda b, _: b.cover_repayment("T2", **ON),
        "transfer-covered",
        "loan.not-covered",
    ),
    "propose_repayment": (
        lambda b, _: b.propose_repayment(
            "P1", of_loan="L1", pence=2_00, effective="2011-08-01", **BARNETS
        ),
        "transfer-proposed",
        "loan.exceeds",
    ),
    "propose_write_off": (
        lambda b, _: b.propose_write_off(
            "P1", of_loan="L1", pence=2_00, effective="2011-08-01", purpose="gone", **BARNETS
        ),
        "transfer-proposed",
        "loan.exceeds",
    ),
    "propose_rescheduling": (
        lambda b, _: b.propose_rescheduling(
            "P1",
            of_loan="L1",
            repayments=[("2013-14", 2_00)],
            effective="2011-08-01",
            purpose="later",
            **BARNETS,
        ),
        "transfer-proposed",
        "loan.exceeds",
    ),
    "lapse_lodgement": (
        lambda b, _: b.lapse_lodgement(
            "5A9", "L9", 1_00, authority="Q36", by=BARNET, reason="spent", reference="SHA/31"
        ),
        "lodgement-lapsed",
        "lodgement.exceeds lodgement.unknown",
    ),
    "propose_case": (
        lambda b, _: b.propose_case(
            "5A9", "C1", 1_00, category="transition", purpose="again", **BARNETS
        ),
        "case-proposed",
        "headroom.case-number",
    ),
    "approve_case": (
        lambda b, _: b.approve_case("5A9", "C1", 2_00, by=SHA, approval="S/1", on="2011-06-01"),
        "case-approved",
        "headroom.exceeds-case headroom.exceeds-lodged",
    ),
    "refuse_case": (
        lambda b, _: b.refuse_case("5A9", "C9", by=SHA, reason="no", on="2011-06-01"),
        "case-refused",
        "headroom.unknown-case",
    ),
    "meet_case_condition": (
        lambda b, _: b.meet_case_condition("5A9", "C1", 1, reference="m", **BARNETS),
        "case-condition-met",
        "headroom.wrong-state",
    ),
    "release_headroom": (
        lambda b, _: b.release_headroom(
            "5A9", "C1", 1_00, by=SHA, on="2011-07-01", reference="S/2"
        ),
        "headroom-released",
        "approval.missing headroom.not-approved",
    ),
    "state_spend": (
        lambda b, _: b.state_spend("5A9", "C1", "M3", 1_00, by=BARNET),
        "case-spent",
        "headroom.not-approved",
    ),
    "lapse_case": (
        lambda b, _: b.lapse_case("5A9", "C9", reason="gone", **BARNETS),
        "case-lapsed",
        "headroom.unknown-case",
    ),
    "exempt": (
        lambda b, _: b.exempt("5A9", 50, by=BARNET, reason="r", approval="", on="2011-06-01"),
        "headroom-exempted",
        "approval.missing headroom.officer",
    ),
    "lapse_headroom": (
        lambda b, _: b.lapse_headroom("5A9", 9_00, by=SHA, reason="r", reference="S/9"),
        "headroom-lapsed",
        "headroom.exceeds-lodged ledger.exceeds",
    ),
    "state_fund": (
        lambda b, _: b.state_fund(
            "F1", purpose="another", holder=CLUSTER, donors=DONORS, by=CLUSTER, on="2011-06-01"
        ),
        "fund-stated",
        "fund.spread",
    ),
    "agree_fund": (
        lambda b, _: b.agree_fund("F1", "5K7", by=office("5K7"), on="2011-06-01"),
        "fund-agreed",
        "fund.state",
    ),
    "contribute": (
        lambda b, _: b.contribute("F1", "5K7", 1_00, by=office("5K7"), on="2011-06-01"),
        "fund-contributed",
        "fund.share",
    ),
    "waive_contribution": (
        lambda b, _: b.waive_contribution(
            "F1", "5K7", pence=99_00, by=CLUSTER, on="2011-06-01", reason="r"
        ),
        "fund-waived",
        "fund.waiver ledger.exceeds",
    ),
    "propose_draw": (
        lambda b, _: b.propose_draw(
            "D1",
            fund="F1",
            receiver="5C9",
            parts={"5K8": 1_00},
            effective="2011-07-01",
            purpose="p",
            by=CLUSTER,
            on="2011-06-01",
        ),
        "transfer-proposed",
        "fund.share",
    ),
    "propose_respread": (
        lambda b, _: b.propose_respread(
            "D1",
            fund="F1",
            excused="5K7",
            pence=1_00,
            effective="2011-07-01",
            purpose="p",
            by=CLUSTER,
            on="2011-06-01",
        ),
        "transfer-proposed",
        "fund.spread",
    ),
    "recharge": (
        lambda b, _: swap(b, "R1", pence=3_00),
        "recharge",
        "journal.number recharge.refused",
    ),
    "approve_recharge": (
        lambda b, _: b.approve_recharge("R1", by=HEAD),
        "recharge-approved",
        "journal.own-decision",
    ),
    "end_recharge": (
        lambda b, _: b.end_recharge("R1", "rejected", by=HEAD, reason="r"),
        "recharge-ended",
        "journal.own-decision",
    ),
    "reverse_recharge": (
        lambda b, _: b.reverse_recharge("R1", reverses="R1", by=HEAD, reason="r", month="M3"),
        "recharge",
        "journal.number journal.refused recharge.refused",
    ),
    "apportion": (
        lambda b, _: b.apportion(
            "team", "M2", cost_pence=5_00, number="R1", category="corporate", by=HEAD
        ),
        "recharge",
        "journal.number recharge.refused recharge.unpaired",
    ),
    "commit_in_emergency": (
        lambda b, _: b.commit_in_emergency(
            "5A9", "E1", 2_00, category="care", purpose="again", on_call_body="5C1", **AT_NIGHT
        ),
        "resource-committed",
        "commitment.number",
    ),
    "regularise_commitment": (
        lambda b, _: b.regularise_commitment(
            "5A9", "E1", 2_00, by=BARNET, on="2012-01-04", reference="m"
        ),
        "commitment-regularised",
        "commitment.exceeds",
    ),
    "dispute_commitment": (
        lambda b, _: b.dispute_commitment(
            "5A9", "E1", 2_00, by=BARNET, on="2012-01-04", reason="r"
        ),
        "commitment-disputed",
        "commitment.exceeds",
    ),
    "charge_commitment": (
        lambda b, _: b.charge_commitment("5A9", "E9", "M10", 1_00, by=BARNET, line="AP/1"),
        "commitment-charged",
        "commitment.unknown",
    ),
    "state_cash_drawings": (
        lambda b, _: b.state_cash_drawings([("5A9", "2011-04-01", 6_00, "H1")], by=BARNET),
        "cash-drawn",
        "ledger.changed",
    ),
    "load_cash_drawings": (
        lambda b, to: b.load_cash_drawings(drawings_file(to), by=BARNET),
        "cash-drawn",
        "ledger.changed",
    ),
    "plan_cash_drawings": (
        lambda b, _: b.plan_cash_drawings(
            "5A9", {"M2": 1_00}, by=BARNET, on="2012-04-02", reference="plan"
        ),
        "cash-drawings-planned",
        "ledger.refused",
    ),
    "state_eligible_budget": (
        lambda b, _: b.state_eligible_budget(
            "5A9", not_eligible=["acute"], on="2012-04-02", by=BARNET, reference="p"
        ),
        "eligible-budget-stated",
        "ledger.refused",
    ),
    "state_trajectory": (
        lambda b, _: b.state_trajectory(
            "5A9",
            shares={"M6": "0.5"},
            denominator="total-budget",
            on="2012-04-02",
            by=BARNET,
            reference="p",
        ),
        "delegation-trajectory-stated",
        "ledger.refused",
    ),
    "state_condition": (
        lambda b, _: b.state_condition(
            "5A9", CCG, condition="c", met_on=None, on="2012-04-02", by=BARNET, evidence="e"
        ),
        "earned-autonomy-condition",
        "ledger.refused",
    ),
    "import_approvals": (
        lambda b, to: b.import_approvals(returned_schedule(b, to), by=CAMDEN),
        "approvals-imported",
        "schedule.changed",
    ),
    "agree_control_total": (
        lambda b, _: b.agree_control_total(
            "5A9", 1_00, authority="5K7", by=HEAD, on="2011-06-01", reference="letter"
        ),
        "control-total-agreed",
        "duty.not-competent",
    ),
    "state_bills_paid": (
        lambda b, _: b.state_bills_paid(
            "5K8", "M1", nhs=NO_BILLS, non_nhs=NO_BILLS, by=HEAD, reference="return"
        ),
        "bills-paid",
        "month.not-open",
    ),
    "load_bills_paid": (
        lambda b, to: b.load_bills_paid(
            file_of(
                to,
                "body,period,sector,number,amount,number_in_time,amount_in_time",
                "5K8,2011-12 M01,nhs,1,1,1,1",
                "5K8,2011-12 M01,non-nhs,1,1,1,1",
            ),
            by=HEAD,
        ),
        "bills-paid",
        "month.not-open",
    ),
    "state_provider_arm": (
        lambda b, _: b.state_provider_arm("5K8", "M1", has_arm=False, by=HEAD, reference="paper"),
        "provider-arm-stated",
        "month.not-open",
    ),
    "sign_statements": (
        lambda b, _: b.sign_statements("5A9", role="accountable-officer", **SIGNED),
        "statements-signed",
        "statement.two-offices",
    ),
    "state_scheme": (lambda b, _: scheme(b, by=" "), "qipp-scheme-stated", "qipp.unsigned"),
    "report_scheme": (
        lambda b, _: b.report_scheme("5A9", "Q9", "M2", 0, 0, rating="red", by=HEAD),
        "qipp-scheme-reported",
        "qipp.unknown-scheme",
    ),
    "load_schemes": (
        lambda b, to: b.load_schemes(
            file_of(
                to,
                "body,scheme,name,category,recurrence,m04,reference",
                "5A9,Q1,Generics,acute,recurrent,10,plan",
            ),
            by=" ",
        ),
        "qipp-scheme-stated",
        "qipp.unsigned",
    ),
    "load_scheme_reports": (
        lambda b, to: b.load_scheme_reports(
            file_of(to, "body,scheme,period,saved,forecast,rating", "5A9,Q9,2011-12 M02,1,1,red"),
            by=HEAD,
        ),
        "qipp-scheme-reported",
        "qipp.unknown-scheme",
    ),
    "state_contract": (
        lambda b, _: contract(b, by=HEAD, line="OP"),
        "contract-stated",
        "contract.unknown",
    ),
    "report_activity": (
        lambda b, _: b.report_activity("5A9", "K9", "M2", [("NEL", 1)], by=HEAD),
        "contract-activity-reported",
        "contract.unknown",
    ),
    "load_contracts": (
        lambda b, to: b.load_contracts(
            file_of(
                to,
                "body,contract,provider,provider_name,shares,line,name,activity,price,reference",
                "5A9,K2,RX,Provider X,5A9=1,NEL,Non-elective,12,2,letter",
            ),
            by=" ",
        ),
        "contract-stated",
        "contract.unsigned",
    ),
    "load_activity": (
        lambda b, to: b.load_activity(
            file_of(to, "body,contract,period,line,activity", "5A9,K1,2011-12 M02,OP,3"), by=HEAD
        ),
        "contract-activity-reported",
        "contract.unknown",
    ),
}
"""Of each method: one call that is refused, what the entry says was tried, and for what."""

STATED = {
    "state_officers",
    "state_running_cost_limit",
    "state_recharge_agreement",
    "state_sharing_basis",
    "state_balance_headings",
    "load_balance_headings",
}
"""Statements of the book itself, about which no rule refuses anything: only words can be wrong."""

BY_ITSELF = {"take_over_loans"}
"""Has a test of its own: it needs two books."""


def left(book: Book, act: Callable[[], object]) -> tuple[PctFinanceError, dict[str, Any] | None]:
    """The error of a refused call, and the only entry that it left, if any; nothing else is changed."""
    events, links = book._records.ledger.events, tuple(book._records.links())
    attached, statements = book._records.attachments(), book._records.statements
    with pytest.raises(PctFinanceError) as refused:
        act()
    book.refresh()
    assert book._records.ledger.events == events
    assert book._records.attachments() == attached
    assert tuple(book._records.links())[: len(links)] == links
    more = book._records.statements[len(statements) :]
    assert book.head.sequence == links[-1].sequence + len(more)
    assert len(more) <= 1
    return refused.value, dict(more[0].content) if more else None


UNKNOWN: dict[str, tuple[Callable[[Book], object], str]] = {
    "transfer": (lambda b: b.submit_transfer("T99", **ON), "transfer.state"),
    "fund": (lambda b: b.agree_fund("F9", "5K7", **ON), "fund.state"),
    "loan": (
        lambda b: b.propose_write_off(
            "P9", of_loan="L9", effective="2011-08-01", purpose="p", **ON
        ),
        "loan.unknown",
    ),
    "recharge": (lambda b: b.approve_recharge("R9", by=DEPUTY), "recharge.refused"),
}
"""Steps of what nobody proposed, with the code that each is refused for."""


@pytest.mark.parametrize("name", ACTIONS)
def test_a_refused_action_leaves_one_entry(whole: Book, name: str, tmp_path: Path) -> None:
    """It says what was tried, by which office and for what it was refused; nothing else is there."""
    act, what, codes = ACTIONS[name]
    error, said = left(whole, lambda: act(whole, tmp_path))
    assert isinstance(error, PostingRefusedError | ApprovalMissingError)
    assert said is not None
    assert (said["kind"], said["what"]) == ("refused", what)
    assert " ".join(said["codes"]) == codes
    assert set(said["codes"]) == {finding.code for finding in error.findings}
    assert whole.verify() == ()


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_step_of_what_nobody_proposed_leaves_one_entry(whole: Book, name: str) -> None:
    """Whoever names a number that is none has tried something all the same."""
    act, code = UNKNOWN[name]
    error, said = left(whole, lambda: act(whole))
    assert said is not None
    assert (said["kind"], said["codes"]) == ("refused", [code])
    assert [finding.code for finding in error.findings] == [code]


def test_the_table_has_every_method() -> None:
    """Every public method of the chapters of decisions that writes is in one of the three lists."""
    writing = {
        name
        for name, method in inspect.getmembers(Book, inspect.isfunction)
        if method.__module__.split(".")[1] in CHAPTERS
        and not name.startswith("_")
        and "request" in inspect.signature(method).parameters
    }
    assert writing == ACTIONS.keys() | STATED | BY_ITSELF


def test_a_loan_that_stands_otherwise_leaves_an_entry(whole: Book) -> None:
    """The loan of £1 was entered by hand for another purpose, so it cannot be taken over."""
    following, loan = Book.in_memory("2012-13", group="NCL"), whole.loan("L1")
    other = loan.model_copy(update={"purpose": "another"})
    first = following.year.start
    for_both = (("5K7", LoanSide.LENDER), ("5A9", LoanSide.BORROWER))
    following.post(
        *(
            event(
                LoanCarried(side=side, loan=other, outstanding_pence=1_00),
                body=body,
                effective=first,
                notified=first,
            )
            for body, side in for_both
        )
    )
    signed: Any = {"by": HEAD, "notified": "2012-04-01", "reference": "book of 2011-12"}
    error, said = left(following, lambda: following.take_over_loans(whole, **signed))
    assert isinstance(error, PostingRefusedError)
    assert said is not None
    assert (said["what"], said["by"], said["codes"]) == ("loan-carried", HEAD, ["loan.carried"])


def test_a_tunnel_in_a_post_leaves_an_entry(whole: Book) -> None:
    """£9 of a delegate's budget from Camden to Barnet by one command."""
    moves = delegated(-9_00, "5K7"), delegated(9_00, "5A9")
    error, said = left(whole, lambda: whole.post(*moves))
    assert error.exit_code == 4
    assert said is not None
    assert (said["what"], said["codes"]) == ("post", ["delegation.unapproved-move"])


def test_a_tunnel_in_a_load_leaves_an_entry(tmp_path: Path) -> None:
    """The same in a load: the entry names the file and who sent it."""
    rows = (
        "body,event,effective,notified,reference,amount,limit,funding,issuer,delegate,category,"
        "taken_from\n"
    )
    for body in ("QA1", "QA2"):
        rows += (
            f"{body},allocation,2011-04-01,2011-03-01,L/{body},1000,revenue,recurrent,England,,,\n"
        )
        rows += f"{body},budget,2011-04-01,2011-04-01,B/{body},90,revenue,recurrent,,,services,\n"
        rows += f"{body},delegation,2011-04-01,2011-04-01,C/{body},40,revenue,recurrent,,08C,services,retained\n"
    book = Book.read(folder_of(two_boards() | {"resources": rows}, tmp_path / "first"))
    sent = tunnel_tables(tmp_path)
    error, said = left(book, lambda: book.load(sent, by="Head of Finance"))
    assert [finding.code for finding in error.findings] == ["delegation.unapproved-move"]
    assert said is not None
    assert (said["what"], said["number"], said["by"]) == ("load", "sent", "Head of Finance")


def test_a_faulty_load_is_no_action(whole: Book) -> None:
    """An event of a body that the book does not have is a faulty input: it leaves nothing."""
    other = BudgetIssued(strand=RECURRENT, pence=1_00, category="acute")
    error, said = left(whole, lambda: whole.post(event(other, body="5K5")))
    assert (error.exit_code, said) == (3, None)


def test_a_bare_event_is_no_action(whole: Book) -> None:
    """A leg of an unapproved transfer, posted without its call, is a faulty input as well."""
    terms = whole.transfer("T2").terms
    what = TransferActioned(
        number="T2", digest=terms.digest, terms=terms, side=Side.GIVER, pence=1_00, cash_pence=0
    )
    leg = event(what, body="5K7", effective=terms.effective, approval="none")
    error, said = left(whole, lambda: whole.post(leg))
    assert ("transfer.unapproved" in {f.code for f in error.findings}, said) == (True, None)


def test_terms_that_cannot_be_leave_an_entry(whole: Book) -> None:
    """A transfer of nothing, nothing given to a fund: somebody tried; a test of it leaves nothing."""
    _, said = left(whole, lambda: propose(whole, "T9", pence=0))
    assert said is not None
    assert (said["what"], said["number"], said["codes"]) == (
        "transfer-proposed",
        "T9",
        ["transfer.terms"],
    )
    _, said = left(whole, lambda: whole.contribute("F1", "5K7", 0, by=CAMDEN, on="2011-06-01"))
    assert said is not None
    assert said["codes"] == ["fund.terms"]
    _, said = left(
        whole,
        lambda: whole.exempt("5A9", 99_00, by=SHA, reason="r", approval="S", on="2011-06-01"),
    )
    assert said is not None
    assert (said["what"], said["body"]) == ("headroom-exempted", "5A9")
    assert left(whole, lambda: propose(whole, "T9", pence=0, test=True))[1] is None


USAGE: dict[str, Callable[[Book], object]] = {
    "an unknown body": lambda b: b.lapse_headroom("XXX", 1, by=SHA, reason="r", reference="S"),
    "a wrong word": lambda b: b.agree_transfer("T1", "both", **ON),
    "no day": lambda b: b.agree_transfer("T1", "giver", by=CAMDEN, on=""),
    "no amount": lambda b: b.propose_case("5A9", "C2", 0, category="c", purpose="p", **BARNETS),
    "no officers": lambda b: b.state_officers("Q36", [(SHA, -1, "2011-04-01", "2012-03-31")]),
    "no limit": lambda b: b.state_running_cost_limit(
        "Q36", 0, by=SHA, on="2011-04-01", reference="r"
    ),
    "no basis": lambda b: b.state_sharing_basis(
        "team", host="5K7", kind="turns", from_month="M1", source="s", by=HEAD, on="2011-04-01"
    ),
    "no agreement": lambda b: b.state_recharge_agreement(
        "S", provider="5K7", recipient="5A9", pence=0, source="s", by=HEAD, on="2011-04-01"
    ),
}


@pytest.mark.parametrize("said", USAGE)
def test_what_is_no_action_leaves_nothing(whole: Book, said: str) -> None:
    """A word that is none, something that is missing, a number that nobody used."""
    _, entry = left(whole, lambda: USAGE[said](whole))
    assert entry is None
