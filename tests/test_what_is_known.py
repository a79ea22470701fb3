"""Reports say no more than what they rest on can tell: shares, ages, requests, days, who is looked at."""

from dataclasses import replace
from typing import Any

import pytest

from ledger_loads import GeneralLine, Load, august, posted
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.agreement import AgreementStatus
from pctfinance.consolidation.controls.run import Outcome
from pctfinance.errors import UsageError
from pctfinance.ledger.contracts import ContractLine
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.querying import packaged_query

BY = "Financial Controller, Barnet"
LINES = (
    ContractLine.of("NEL", "Non-elective", 120, 10_00),
    ContractLine.of("OP", "Outpatients", 240, 5_00),
)


def test_what_is_to_be_recharged_is_not_known_before_the_provider_reports() -> None:
    """Half of 80 x £10 and 100 x £5 is £650, and was recharged. Of July nothing, then one line is told."""
    book = Book.in_memory("2011-12", group="NCL")
    terms: dict[str, Any] = {"provider": "RX", "provider_name": "X", "reference": "c", "by": BY}
    book.state_contract("5A9", "C1", LINES, {"5A9": "1/2", "5K7": "1/2"}, **terms)
    book.report_activity("5A9", "C1", "M6", [("NEL", 80), ("OP", 100)], by=BY)
    offices = {"by": "Head of Finance", "approved_by": "Deputy Director of Finance"}
    said: dict[str, Any] = {"category": "acute", "purpose": "share", "month": "M6", **offices}
    book.recharge("R1", provider="5A9", recipient="5K7", pence=650_00, contract="C1", **said)
    assert book.contracts("M6").of("5A9", "C1").to_recharge == (("5K7", 0),)
    for _ in range(2):
        found = book.contracts("M7").of("5A9", "C1")
        assert (found.recharged_of("5K7"), found.to_recharge) == (650_00, (("5K7", None),))
        (share,) = book.contracts("M7", group="5K7").associate_of
        assert share.to_recharge_pence is None
        book.report_activity("5A9", "C1", "M7", [("NEL", 90)], by=BY)


def test_a_dispute_is_no_older_than_the_ledger_that_can_tell_of_it() -> None:
    """Barnet owes £50 since M1; Camden's first extract, of M8, opens with £49: they differ since M7."""

    def load(body: str, other: str, month: int, opening: int = 0, credit: int = 0) -> Load:
        line = GeneralLine(
            body=body,
            period=month,
            account="12000" if opening else "21000",
            counterparty=other,
            opening_pence=opening,
            credit_pence=credit,
        )
        bank = replace(
            line,
            line=2,
            account="10100",
            counterparty="",
            opening_pence=-opening,
            debit_pence=credit,
            credit_pence=0,
        )
        return Load((line, bank), body=body, month=month, file=f"{body}-{month}.csv")

    book = Book.in_memory("2011-12", group="NCL")
    posted(book, load("5A9", "5K7", 1, credit=50_00))
    for month in range(2, 9):
        posted(book, load("5A9", "5K7", month))
    posted(book, load("5K7", "5A9", 8, opening=49_00))
    (pair,) = book.agreement("M8", tolerance_pence=0).pairs
    assert (pair.difference_pence, pair.status) == (-1_00, AgreementStatus.DISPUTED)
    assert pair.since == 7


def test_a_category_that_a_report_to_date_leaves_out_stands_at_nothing() -> None:
    """£500 of acute care to May is £800 of community care to June: £300 more, and none twice."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00, to_date=True, month=5))
    june = august(800_00, to_date=True, month=6, file="june.csv")
    lines = tuple(
        replace(line, category="community") if line.category == "acute" else line
        for line in june.lines
    )
    posted(book, replace(june, lines=lines))
    rows = [tuple(row)[2:6] for row in book.sql(packaged_query("charged-by-month"))]
    assert rows == [
        ("acute", 1, 5, 500_00),
        ("acute", 6, 6, -500_00),
        ("community", 6, 6, 800_00),
    ]


def test_a_request_is_of_its_paper_day_and_mark() -> None:
    """The same name for another paper is refused; for the same it has the first answer."""
    book = Book.in_memory("2011-12", group="NCL")
    arm: dict[str, Any] = {"cost_pence": 100, "income_pence": 60, "allocation_pence": 40, "by": BY}
    book.state_provider_arm("5A9", "M8", reference="p1", request="r1", **arm)
    again = book.state_provider_arm("5A9", "M8", reference="p1", request="r1", **arm)
    assert again.repeated
    for other in ({"reference": "p2"}, {"synthetic": True}, {"on": "2011-12-20"}):
        with pytest.raises(UsageError, match="'r1' was used before"):
            book.state_provider_arm(
                "5A9", "M8", request="r1", **{"reference": "p1", **arm, **other}
            )


def test_notes_of_duties_name_a_day_that_gives_their_figures() -> None:
    """Bills stated again in December are known from then, and the report of November says so."""
    book = Book.in_memory("2011-12", group="NCL")
    good = {"number": 10, "pence": 10, "number_in_time": 10, "pence_in_time": 10}
    said: dict[str, Any] = {"to_date": True, "by": BY}
    book.state_bills_paid("5A9", "M8", nhs=good, non_nhs=good, reference="a", **said)
    late = {**good, "number_in_time": 1}
    again: dict[str, Any] = {**said, "reference": "b", "on": "2011-12-19"}
    book.state_bills_paid("5A9", "M8", nhs=late, non_nhs=good, **again)
    report = book.duties("M8")
    assert str(report.known_at) == "2011-12-19"
    assert report.status("5A9", "better_payment_practice").value == "missed"
    asked = book.duties("M8", known_at=report.known_at)
    assert asked.status("5A9", "better_payment_practice").value == "missed"
    before = book.duties("M8", known_at="2011-12-18")
    assert before.status("5A9", "better_payment_practice").value == "met"


def test_a_control_of_the_book_looks_at_who_left_the_group() -> None:
    """Enfield left in October: that it owes £2,000, and Barnet has £9,000, is found all the same."""
    year = FinancialYear("2011-12")
    members = [
        Membership("5A9", "TWO", year.start, year.end),
        Membership("5C1", "TWO", year.start, year.period(6).end),
    ]
    register = Register.packaged().with_group(Group("TWO", "Two of London"), members)
    book = Book.in_memory("2011-12", group="TWO", register=register)

    def entered(body: str, sheet: JournalLine, flow: JournalLine) -> None:
        said: dict[str, Any] = {"number": "J1", "narrative": "services", "by": "Head of Finance"}
        book.submit_journal(body, "M5", [sheet, flow], **said)
        book.approve_journal(body, "J1", by="Deputy Director of Finance")

    of: dict[str, Any] = {"counterparty": "5C1"}
    entered(
        "5A9",
        JournalLine("12000", debit_pence=9_000_00, **of),
        JournalLine("41110", "acute", Limit.REVENUE, credit_pence=9_000_00, **of),
    )
    of = {"counterparty": "5A9"}
    entered(
        "5C1",
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=2_000_00, **of),
        JournalLine("21000", credit_pence=2_000_00, **of),
    )
    assert [body.code for body in book.members(year.period(8))] == ["5A9"]
    report = book.check("M8", basis="ytd", only=["balances-disagree"])
    assert report.of("balances-disagree", "5A9").outcome is Outcome.FOUND
    assert {result.body for result in report.results} == {"5A9"}
