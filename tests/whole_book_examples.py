"""One book in which every chapter said something, as the commands that made it.

Five PCTs of North Central London in 2011-12. Every amount is invented, in pounds.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from fund_examples import Draw, office, standing_fund, three_pcts
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.contracts import ActivityRow, ContractLine
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import BudgetIssued, Delegation, HeadroomLodged, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.lodged import ExpectedReturn
from transfer_examples import BARNET, CAMDEN, SHA, Steps

__all__ = [
    "CCG",
    "FIVE",
    "TRANSFERS",
    "Said",
    "begin",
    "every_chapter",
    "recording",
    "story",
    "waiting_ones",
]

FIVE = ("5A9", "5C1", "5C9", "5K7", "5K8")
CCG = "07R"
ENFIELD = "Deputy Director of Finance, NCL"
ON_CALL = "On-call director, Haringey PCT"
REPAID = [("2012-13", 8_00), ("2013-14", 7_00)]

TRANSFERS: dict[str, dict[str, Any]] = {
    "straight": {"cash_pence": 2_00},
    "capital": {"limit": "capital"},
    "support": {"kind": "support", "giver": "Q36"},
    "lodgement": {"kind": "lodgement", "receiver": "Q36", "taken_from": "planned surplus"},
    "return": {
        "kind": "return",
        "giver": "Q36",
        "receiver": "5K7",
        "lodgement": "L0",
        "pence": 4_00,
    },
    "switch": {"kind": "switch", "receiver": "5K7", "limit": "capital"},
    "redirect": {"kind": "redirect"},
    "move": {"delegate": CCG, "category": "acute", "funding": "recurrent"},
    "loan": {"kind": "loan", "pence": 15_00, "repayments": REPAID},
}
"""The terms of a transfer of each kind from Camden to Barnet, by what it is called here."""


@dataclass(frozen=True)
class Said:
    """A command that was said to a book: its method, and what it was given."""

    name: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def to(self, book: Book, **more: Any) -> Any:
        """Say it to a book."""
        return getattr(book, self.name)(*self.arguments, **{**self.named, **more})


@dataclass
class _Recorder:
    """A book that keeps what is said to it."""

    book: Book
    kept: list[Said] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.book, name)
        if not inspect.ismethod(found) or "request" not in inspect.signature(found).parameters:
            return found

        def said(*arguments: Any, **named: Any) -> Any:
            answer = found(*arguments, **named)
            self.kept.append(Said(name, arguments, named))
            return answer

        return said


def recording(book: Book, *acts: Callable[[Book], object]) -> list[Said]:
    """What some acts say to a book, once they are done."""
    recorder = _Recorder(book)
    for act in acts:
        act(cast("Book", recorder))
    return recorder.kept


def begin() -> Book:
    """The book before anybody said anything."""
    return Book.in_memory("2011-12", group="NCL")


def story() -> list[Said]:
    """Everything that is said to a book by every chapter, in order."""
    return recording(begin(), *every_chapter())


def every_chapter() -> tuple[Callable[[Book], object], ...]:
    """The acts of every chapter, in the order in which they are done."""
    return (
        resources,
        figures,
        headroom,
        delegations,
        lodgements,
        transfers,
        loans,
        funds,
        commitments,
        money,
        shared_costs,
        duties,
        savings,
        contracts,
        signatures,
        waiting_ones,
    )


def resources(book: Book) -> None:
    """£1,000 of each kind for each; budgets for acute and corporate services; some surplus."""
    three_pcts(book, 1000_00)
    book.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")])
    for body in FIVE:
        book.post(
            event(BudgetIssued(strand=RECURRENT, pence=200_00, category="acute"), body=body),
            event(BudgetIssued(strand=RECURRENT, pence=50_00, category="corporate"), body=body),
        )
    book.post(event(PlannedSurplus(strand=NON_RECURRENT, pence=60_00), body="5K7"))


def figures(book: Book) -> None:
    """A flat profile, £15 and £4 a month, and a forecast in month 8."""
    for body in FIVE:
        rows = tuple(
            FigureRow(month, Limit.REVENUE, category, pence)
            for month in range(1, 13)
            for category, pence in (("acute", 100), ("corporate", 100))
        )
        profile = FiguresLoaded(table="profile", rows=rows)
        book.post(event(profile, body=body, effective=book.year.period(1).end))
        for month in range(1, 13):
            spent = tuple(
                FigureRow(month, Limit.REVENUE, category, pence)
                for category, pence in (("acute", 15_00), ("corporate", 4_00))
            )
            load = FiguresLoaded(table="actuals", rows=spent)
            book.post(event(load, body=body, effective=book.year.period(month).end))
        expected = (
            FigureRow(8, Limit.REVENUE, "acute", 190_00),
            FigureRow(8, Limit.REVENUE, "corporate", 48_00),
        )
        load = FiguresLoaded(table="forecasts", rows=expected)
        book.post(event(load, body=body, effective=book.year.period(8).end))


def headroom(book: Book) -> None:
    """Camden lodges £60 and Barnet £30; a case of £6 is approved, released and spent in part."""
    book.post(event(HeadroomLodged(pence=60_00), body="5K7"), event(HeadroomLodged(pence=30_00)))
    book.propose_case(
        "5A9", "C1", 8_00, category="acute", purpose="redundancies", by="Board", on="2011-05-10"
    )
    book.approve_case("5A9", "C1", 6_00, by=SHA, approval="SHA/C1", on="2011-06-01")
    book.release_headroom("5A9", "C1", 5_00, by=SHA, on="2011-07-01", reference="SHA/R1")
    book.lapse_headroom("5A9", 2_00, by=SHA, reason="not needed", reference="SHA/2")


def delegations(book: Book) -> None:
    """Camden and Barnet delegate £40 each; what is eligible and how the shares are to rise."""
    for body in ("5K7", "5A9"):
        what = Delegation(strand=RECURRENT, pence=40_00, category="acute", delegate=CCG)
        book.post(event(what, body=body, effective=date(2011, 5, 1)))
        said: dict[str, Any] = {"on": "2011-05-02", "by": office(body), "reference": "minutes"}
        book.state_eligible_budget(body, not_eligible=["corporate"], **said)
        shares = {"M8": "0.1", "M12": "0.5"}
        book.state_trajectory(body, shares=shares, denominator="total-budget", **said)
    book.state_condition(
        "5A9",
        CCG,
        condition="board",
        met_on="2011-06-01",
        on="2011-06-02",
        by=SHA,
        evidence="visit",
    )


def lodgements(book: Book) -> None:
    """Camden lodges £15 of surplus, of which £4 is to come back; £1 is written off."""
    expected = (ExpectedReturn("2012-13", 9_00),)
    lodged = {**TRANSFERS["lodgement"], "pence": 15_00, "returns": expected}
    Steps(book, "L0", **lodged).until_approved().action()
    said: dict[str, Any] = {"authority": "Q36", "by": SHA, "reason": "spent", "reference": "SHA/7"}
    book.lapse_lodgement("5K7", "L0", 1_00, on="2011-09-01", **said)


def transfers(book: Book) -> None:
    """One of each kind, approved and actioned; one that was given back; one rejected."""
    for name, terms in TRANSFERS.items():
        steps = Steps(book, name, **terms).until_submitted()
        steps.approve(conditions=["plan"])
        steps.meet()
        steps.action()
    back: dict[str, Any] = {
        "giver": "5A9",
        "receiver": "5K7",
        "reverses": "capital",
        "limit": "capital",
    }
    steps = Steps(book, "back", **back)
    steps.propose(effective=date(2011, 8, 1))
    steps.agree("giver", by=BARNET)
    steps.agree("receiver", by=CAMDEN)
    steps.submit(by=BARNET)
    steps.approve()
    steps.action(by=BARNET, on="2011-08-01")
    Steps(book, "no").until_submitted().end("rejected")


def loans(book: Book) -> None:
    """Of the loan of £15, £5 is repaid and £1 written off; the other £9 are rescheduled."""
    day: dict[str, Any] = {"by": BARNET, "on": "2011-07-01", "effective": "2011-07-01"}
    book.propose_repayment("pay", "loan", pence=5_00, **day)
    _decided(book, "pay")
    book.propose_write_off("forgive", "loan", pence=1_00, purpose="too small", **day)
    _decided(book, "forgive")
    book.propose_rescheduling("later", "loan", [("2013-14", 9_00)], purpose="slower", **day)
    _decided(book, "later")


def _decided(book: Book, number: str, *, action: bool = True) -> None:
    """A transfer between Camden and Barnet from its agreement to its end, on 1 July."""
    day: dict[str, Any] = {"on": "2011-07-01"}
    for side, body in book.transfer(number).parties:
        book.agree_transfer(number, side, body=body, by=BARNET if body == "5A9" else CAMDEN, **day)
    book.submit_transfer(number, by=BARNET, **day)
    book.approve_transfer(
        number, authority="Q36", by=SHA, reference="letter 13", evidence=b"a letter", **day
    )
    if action:
        book.action_transfer(number, by=BARNET, **day)


def funds(book: Book) -> None:
    """A fund of £60: £9 drawn for Islington, Barnet excused, and its share spread anew."""
    standing_fund(book)
    Draw(book, "D1", pence=9_00).until_actioned()
    book.waive_contribution(
        "F1",
        "5A9",
        by="Director of Finance, NCL cluster",
        on="2011-06-28",
        reason="in deficit",
        pence=6_00,
    )
    Draw(book, "S1", excused="5A9", pence=6_00).until_actioned()


def commitments(book: Book) -> None:
    """£40 of Barnet's committed from Haringey: £30 regularised, £10 disputed, £20 charged."""
    book.commit_in_emergency(
        "5A9",
        "E1",
        40_00,
        category="acute",
        purpose="placement at night",
        on_call_body="5C9",
        by=ON_CALL,
        at="2011-12-26T02:40",
        reference="on-call log 31",
    )
    book.regularise_commitment("5A9", "E1", 30_00, by=BARNET, on="2012-01-04", reference="memo 4")
    book.dispute_commitment("5A9", "E1", by=BARNET, on="2012-01-09", reason="another's patient")
    book.submit_journal(
        "5A9",
        "M10",
        [
            JournalLine("52110", "acute", Limit.REVENUE, debit_pence=20_00),
            JournalLine("81000", credit_pence=20_00),
        ],
        number="J1",
        by=BARNET,
        narrative="placement",
    )
    book.approve_journal("5A9", "J1", by=ENFIELD)
    book.charge_commitment("5A9", "E1", "M10", 20_00, by=BARNET, journal="J1")


def money(book: Book) -> None:
    """Cash drawn month by month, and planned; a limit of running costs for London."""
    for body in FIVE:
        rows = [
            (body, book.year.period(month).start, 80_00, f"HAFS-{month}") for month in range(1, 9)
        ]
        book.state_cash_drawings(rows, by=office(body))
        planned: dict[str, Any] = {"on": "2011-11-30", "reference": "plan", "by": office(body)}
        book.plan_cash_drawings(body, pence=300_00, **planned)
    book.state_running_cost_limit("Q36", 500_00, by=SHA, on="2011-04-01", reference="letter 3")


def shared_costs(book: Book) -> None:
    """A team that Camden employs, a charge between two, one taken back, one that waits."""
    book.state_sharing_basis(
        "executive team",
        host="5K7",
        kind="population",
        from_month="M1",
        source="board paper 4",
        by=BARNET,
        on="2011-04-01",
    )
    book.state_recharge_agreement(
        "payroll",
        provider="5K7",
        recipient="5A9",
        pence=3_00,
        source="letter",
        by=BARNET,
        on="2011-04-01",
    )
    said: dict[str, Any] = {"category": "corporate", "by": BARNET, "approved_by": ENFIELD}
    book.apportion("executive team", "M8", cost_pence=10_00, number="R1", **said)
    between: dict[str, Any] = {
        "provider": "5K7",
        "recipient": "5A9",
        "month": "M8",
        "purpose": "payroll",
    }
    book.recharge("R2", pence=3_00, **between, **said)
    book.reverse_recharge("R3", reverses="R2", by=BARNET, approved_by=ENFIELD, reason="twice")
    book.recharge("R4", pence=2_00, **between, **{**said, "approved_by": ""})
    book.approve_recharge("R4", by=ENFIELD)
    book.recharge("R5", pence=1_00, **between, **{**said, "approved_by": ""})
    book.end_recharge("R5", "withdrawn", by=BARNET, reason="not ours")


def duties(book: Book) -> None:
    """Bills to date and of months, one of them stated again; a provider arm, or none; control totals."""
    paid = {"number": 20, "pence": 40_00, "number_in_time": 19, "pence_in_time": 39_00}
    for body in FIVE:
        named: dict[str, Any] = {"nhs": paid, "non_nhs": paid, "by": office(body)}
        book.state_bills_paid(body, "M7", to_date=True, reference="return 7", **named)
        book.state_bills_paid(body, "M8", reference="return 8", **named)
        book.state_provider_arm(body, "M12", has_arm=False, by=office(body), reference="accounts")
        agreed: dict[str, Any] = {"by": office(body), "reference": "letter 7"}
        book.agree_control_total(body, 20_00, authority="Q36", on="2011-04-01", **agreed)
    late = {**paid, "number_in_time": 17}
    again: dict[str, Any] = {"by": office("5A9"), "reference": "return 8, corrected"}
    again["on"] = "2011-12-19"
    book.state_bills_paid("5A9", "M8", nhs=late, non_nhs=paid, **again)
    arm: dict[str, Any] = {
        "on": "2012-04-20",
        "cost_pence": 9_00,
        "income_pence": 7_00,
        "allocation_pence": 2_00,
    }
    book.state_provider_arm("5A9", "M12", **arm, by=office("5A9"), reference="accounts, corrected")
    book.agree_control_total(
        "5A9", 0, authority="LON", two_sided=True, by=office("5A9"), on="2012-01-09", reference="9"
    )


def savings(book: Book) -> None:
    """A scheme that lasts, planned anew in January; one that does not, and nobody reported on."""
    for body in ("5A9", "5K7"):
        lead: dict[str, Any] = {"by": office(body), "category": "acute", "reference": "plan"}
        months = {"M4": 2_00, "M9": 3_00}
        lasts: dict[str, Any] = {"recurrence": "recurrent", "full_year_pence": 9_00, **lead}
        book.state_scheme(body, "Q1", "Generics", months, delegate=CCG, **lasts)
        once: dict[str, Any] = {"recurrence": "non-recurrent", **lead}
        book.state_scheme(body, "Q2", "Stock", {"M8": 1_00}, **once)
        for month, saved in (("M7", 1_00), ("M8", 1_50)):
            by: dict[str, Any] = {"rating": "amber", "by": office(body)}
            book.report_scheme(body, "Q1", month, saved, 4_00, **by)
    again: dict[str, Any] = {"recurrence": "recurrent", "full_year_pence": 8_00, "on": "2012-01-09"}
    lead = {"by": office("5A9"), "category": "acute", "reference": "plan, again"}
    book.state_scheme(
        "5A9", "Q1", "Generics", {"M4": 2_00, "M9": 2_00}, delegate=CCG, **again, **lead
    )


def contracts(book: Book) -> None:
    """Camden leads a contract for three of them; what Barnet had is told by the provider."""
    lines = [
        ContractLine.of("NEL", "Non-elective", 120, 10, baseline_pence=12_00),
        ContractLine.of("OP", "Outpatients", 240, 5, prior_price_pence=6),
    ]
    lead: dict[str, Any] = {"by": office("5K7"), "provider": "RX", "provider_name": "Provider X"}
    shares = {"5K7": "1/2", "5A9": "1/3", "5C1": "1/6"}
    book.state_contract("5K7", "K1", lines, shares, reference="contract", **lead)
    for month, rows in (
        ("M7", [ActivityRow("NEL", 75), ActivityRow("OP", 100, 5_20)]),
        ("M8", [ActivityRow("NEL", 40, None, "5A9")]),
    ):
        book.report_activity("5K7", "K1", month, rows, by=office("5K7"))
    again = {**shares, "5K7": "2/3", "5C1": "1/6", "5A9": "1/6"}
    book.state_contract("5K7", "K1", lines, again, reference="variation", on="2012-01-09", **lead)


def signatures(book: Book) -> None:
    """Both offices sign for Barnet and for Camden, one of the two for Enfield."""
    on: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
    for body in ("5A9", "5K7", "5C1"):
        book.sign_statements(body, by="Director of Finance, NCL", **on)
    for body in ("5A9", "5K7"):
        chief: dict[str, Any] = {"by": "Chief Executive, NCL", "role": "accountable-officer"}
        book.sign_statements(body, **chief, **on)


def waiting_ones(book: Book) -> None:
    """What waits for the authority when the story ends: each kind once more, a draw, a re-spread."""
    for name, terms in TRANSFERS.items():
        Steps(book, f"{name} 2", **{**terms, "pence": 1_00, **_schedule(terms)}).until_submitted()
    day: dict[str, Any] = {"by": BARNET, "on": "2011-07-01", "effective": "2011-07-01"}
    book.propose_repayment("pay 2", "loan", pence=2_00, **day)
    book.propose_write_off("forgive 2", "loan", pence=1_00, purpose="too small", **day)
    for number in ("pay 2", "forgive 2"):
        for side, body in book.transfer(number).parties:
            by = BARNET if body == "5A9" else CAMDEN
            book.agree_transfer(number, side, body=body, by=by, on="2011-07-01")
        book.submit_transfer(number, by=BARNET, on="2011-07-01")
    Draw(book, "D2", pence=6_00).until_submitted()
    book.waive_contribution(
        "F1",
        "5A9",
        by="Director of Finance, NCL cluster",
        on="2011-06-29",
        reason="in deficit",
        pence=2_00,
    )
    Draw(book, "S2", excused="5A9", pence=2_00).until_submitted()


def _schedule(terms: dict[str, Any]) -> dict[str, Any]:
    return {"repayments": [("2012-13", 1_00)]} if "repayments" in terms else {}
