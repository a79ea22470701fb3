"""What is stated beside the ledger, posted past its chapter: the gate refuses what the command does.

Bills, a provider arm, a control total, signatures, schemes of savings, contracts and activity. Where
something came in although the gate would refuse it, `verify` tells.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest import mock

import pytest

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.decisions.control_totals import ControlTotals
from pctfinance.decisions.stated_refusals import TwoOfficesError
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.contract_watch import Contracts
from pctfinance.ledger.contracts import (
    ActivityReported,
    ActivityRow,
    ContractLine,
    ContractShare,
    ContractStated,
)
from pctfinance.ledger.duty_facts import Bills, BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.duty_watch import DutyFacts
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.kinds import What
from pctfinance.ledger.qipp import PlannedSaving, SchemeReported, SchemeStated
from pctfinance.ledger.rules_behind import RULES, rule_of
from pctfinance.ledger.signature_watch import Signatures
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.ledger.stated_before import StatedBefore
from pctfinance.store.canonical import canonical, digest
from statement_examples import whole_year

OFFICE = "Financial Controller, Barnet"
APRIL, MAY, YEAR_END = date(2011, 4, 1), date(2011, 5, 31), date(2012, 3, 31)
SIGNED = date(2012, 6, 7)
AO, DOF = SignatoryRole
PAPER: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}

NONE = Bills(number=0, pence=0, number_in_time=0, pence_in_time=0)
BILLS = BillsPaid(nhs=NONE, non_nhs=NONE)
ARM = ProviderArmStated(cost_pence=5_00, income_pence=5_00)
TOTAL = ControlTotalAgreed(pence=1_00, authority="Q36")
LINE = ContractLine.of("NEL", "Non-elective", 12, 2_00)
OTHER_LINE = ContractLine.of("OP", "Outpatients", 12, 1_00)


def plan(code: str = "Q1") -> SchemeStated:
    """A scheme that saves £1 in April."""
    return SchemeStated(
        scheme=code,
        name="Generics",
        category="prescribing",
        recurrence="recurrent",
        months=(PlannedSaving(1, 1_00),),
    )


def report(code: str = "Q1") -> SchemeReported:
    """50p of it was saved."""
    return SchemeReported(scheme=code, to_date_pence=50, forecast_pence=1_00, rating="red")


def contract(code: str = "C1", *lines: ContractLine) -> ContractStated:
    """A contract that Barnet leads for itself and Camden."""
    shares = ContractShare("5A9", "1/2"), ContractShare("5K7", "1/2")
    said: dict[str, Any] = {"contract": code, "provider": "RX", "provider_name": "Provider X"}
    return ContractStated(**said, points=lines or (LINE,), shares=shares, basis="fractions")


def activity(*rows: ActivityRow, code: str = "C1") -> ActivityReported:
    """What was done by the month's end."""
    return ActivityReported(contract=code, units=rows or (ActivityRow("NEL", 1),))


def said(what: What, *, by: str = OFFICE, on: date = APRIL, **more: Any) -> Event:
    """An event of Barnet's that an office signs."""
    return event(what, effective=on, **more).model_copy(update={"by": by})


def stated() -> Book:
    """Barnet has the scheme Q1 and the contract C1, with activity in May."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(said(plan()), said(contract()), said(activity(), on=MAY))
    return book


RAW: dict[str, tuple[Event, str]] = {
    "bills of no office": (said(BILLS, by=" ", on=MAY), "duty.unsigned"),
    "bills of no paper": (said(BILLS, on=MAY, reference=" "), "duty.unsigned"),
    "bills of the middle of a month": (said(BILLS, on=date(2011, 5, 3)), "ledger.refused"),
    "an arm of no office": (said(ARM, by="", on=MAY), "duty.unsigned"),
    "an arm of the middle of a month": (said(ARM, on=date(2011, 5, 3)), "ledger.refused"),
    "a control total of no office": (said(TOTAL, by=""), "duty.unsigned"),
    "a control total with another PCT": (
        said(ControlTotalAgreed(pence=1_00, authority="5K7")),
        "duty.not-competent",
    ),
    "a control total with another region": (
        said(ControlTotalAgreed(pence=1_00, authority="Q35")),
        "duty.not-competent",
    ),
    "a control total with who was competent before": (
        said(TOTAL, on=APRIL, notified=date(2011, 10, 3)),
        "duty.not-competent",
    ),
    "a plan of no office": (said(plan("Q2"), by=" "), "qipp.unsigned"),
    "a plan from May on": (said(plan("Q2"), on=date(2011, 5, 1)), "ledger.refused"),
    "a report of no office": (said(report(), by="", on=MAY), "qipp.unsigned"),
    "a report on a scheme that nobody stated": (said(report("Q2"), on=MAY), "qipp.unknown-scheme"),
    "a report on another body's scheme": (
        said(report(), on=MAY, body="5C1"),
        "qipp.unknown-scheme",
    ),
    "a report of the middle of a month": (said(report(), on=date(2011, 5, 3)), "ledger.refused"),
    "a contract of no office": (said(contract("C2"), by=""), "contract.unsigned"),
    "a contract from May on": (said(contract("C2"), on=date(2011, 5, 1)), "ledger.refused"),
    "a contract without the line that was reported": (
        said(contract("C1", OTHER_LINE)),
        "contract.unknown",
    ),
    "activity of no contract": (said(activity(code="C2"), on=MAY), "contract.unknown"),
    "activity of another host's contract": (
        said(activity(), on=MAY, body="5C1"),
        "contract.unknown",
    ),
    "activity of no line": (said(activity(ActivityRow("OP", 1)), on=MAY), "contract.unknown"),
    "activity of no commissioner": (
        said(activity(ActivityRow("NEL", 1, None, "5C9")), on=MAY),
        "contract.unknown",
    ),
    "activity of the middle of a month": (said(activity(), on=date(2011, 5, 3)), "ledger.refused"),
}
"""What is posted to `stated`, by what is wrong with it, and its code."""


def everything(book: Book) -> tuple[Any, ...]:
    """All that a book holds."""
    records = book._records
    return tuple(records.links()), records.attachments(), records.statements


def refused(book: Book, *events: Event, attached: tuple[bytes, ...] = ()) -> list[str]:
    """The codes for which events are refused; the book is as it was, and as whole as it was."""
    before, faults = everything(book), book.verify()
    with pytest.raises(PostingRefusedError) as caught:
        book._records.post(events, attached=attached)
    assert everything(book) == before
    assert book.verify() == faults
    for finding in caught.value.findings:
        if finding.code in RULES:
            assert finding.message.endswith(f"[{rule_of(finding.code)}]")
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize("wrong", RAW)
def test_what_a_command_refuses_is_refused_as_an_event(wrong: str) -> None:
    """Posted by itself, and beside an event that could stand: for its one reason, and all or none."""
    forged, code = RAW[wrong]
    book = stated()
    assert refused(book, forged) == [code]
    assert refused(book, said(plan("Q9")), forged) == [code]


@pytest.mark.parametrize("wrong", RAW)
def test_what_came_in_all_the_same_is_found(wrong: str) -> None:
    """While nobody watched it was posted: `verify` plays it through the gate again, and tells."""
    forged, code = RAW[wrong]
    book = stated()
    with unwatched():
        book.post(forged)
    found = book.verify()
    assert {each.code for each in found} == {"integrity.broken"}
    assert any(code == "ledger.refused" or rule_of(code) in each.message for each in found)


@contextmanager
def unwatched() -> Iterator[None]:
    """The watches of these chapters have nothing to say."""
    watches = (DutyFacts, Signatures, StatedBefore, Contracts, ControlTotals)
    patches = [mock.patch.object(watch, "findings", return_value=()) for watch in watches]
    for patch in patches:
        patch.start()
    yield
    for patch in patches:
        patch.stop()


def test_a_sound_event_needs_no_chapter() -> None:
    """The same kinds, made by hand as the commands make them, are taken."""
    book = stated()
    events = [said(BILLS, on=MAY), said(ARM, on=MAY), said(TOTAL), said(report(), on=MAY)]
    assert book.post(*events).posted == 4
    assert book.verify() == ()


# Signatures


def signature(
    book: Book, by: str, role: SignatoryRole, *, body: str = "5A9", **changed: Any
) -> tuple[Event, bytes]:
    """An event by which an office signs a body's statements as they stand, and what it signs."""
    content = canonical(dict(book.statements(body).document_signed))
    what = StatementsSigned(role=role, statements_sha256=book.statements(body).sha256)
    named: dict[str, Any] = {"on": YEAR_END, "notified": date(2012, 6, 7), **changed}
    return said(what, by=by, body=body, reference=named.pop("paper", "accounts"), **named), content


def signing(book: Book, *given: Any, **named: Any) -> list[str]:
    """The codes for which such a signature is refused; empty where it was taken."""
    made, content = signature(book, *given, **named)
    try:
        book._records.post([made], attached=[content])
    except PostingRefusedError:
        return refused(book, made, attached=(content,))
    return []


@pytest.mark.parametrize(
    ("by", "role", "codes"),
    [
        ("Chief Executive, NCL", AO, ["statement.two-offices"]),
        (" chief  executive, ncl", AO, ["statement.two-offices"]),
        ("Chief Executive", AO, ["statement.two-offices"]),
        ("Chief Executive, Barnet PCT", AO, []),
        ("Accountable Officer", AO, []),
        ("Director of Finance", AO, ["statement.two-offices"]),
        ("Director of Finance, NCL", AO, ["statement.two-offices"]),
        ("Accountable Officer, NCL", DOF, ["statement.two-offices"]),
        ("Chief Executive, NCL", DOF, []),
        ("Deputy Director of Finance", DOF, []),
        ("  ", AO, ["statement.unsigned"]),
    ],
)
def test_two_offices_sign_one_body(by: str, role: SignatoryRole, codes: list[str]) -> None:
    """The chief executive signed as director of finance, by a raw event: so not as the other, too.

    Two texts name one office unless both name an organisation, and another one. Nor does an office
    that is called one of the two sign as the other.
    """
    book = stated()
    assert signing(book, "Chief Executive, NCL", DOF) == []
    assert signing(book, by, role) == codes
    assert book.verify() == ()


def test_the_command_and_the_event_are_refused_alike() -> None:
    """By the command it is kept who tried; of another body nothing is said."""
    book = stated()
    said_of: dict[str, Any] = {"by": "Chief Executive, NCL", **PAPER}
    book.sign_statements("5A9", role="accountable-officer", **said_of)
    with pytest.raises(TwoOfficesError, match="signed the statements of 5A9 as Accountable Off"):
        book.sign_statements("5A9", role="director-of-finance", **said_of)
    (kept,) = [one.content for one in book._records.statements if one.content["kind"] == "refused"]
    assert (kept["what"], kept["body"]) == ("statements-signed", "5A9")
    assert kept["codes"] == ["statement.two-offices"]
    assert book.sign_statements("5C1", role="director-of-finance", **said_of).posted == 1
    assert not book.statements("5A9").is_signed


def test_who_signed_last_in_a_role_counts() -> None:
    """A finance lead signed, then the director of finance: the lead may sign as the other then."""
    book = stated()
    lead = "Finance Lead, NCL"
    assert signing(book, lead, DOF) == []
    assert signing(book, lead, AO) == ["statement.two-offices"]
    assert signing(book, "Director of Finance", DOF, paper="accounts, again") == []
    assert signing(book, lead, AO) == []
    assert signing(book, lead, DOF, paper="accounts, once more") == ["statement.two-offices"]


def test_one_command_cannot_bring_both() -> None:
    """Two events of one office in one command: refused as if the first stood."""
    book = stated()
    both = [signature(book, "Chief Executive, NCL", role) for role in (AO, DOF)]
    codes = refused(book, *(made for made, _ in both), attached=(both[0][1],))
    assert codes == ["statement.two-offices"]


def test_a_signature_is_of_the_end_of_the_year() -> None:
    """Dated in June it would be one under statements of June."""
    book = stated()
    assert signing(book, "Finance Lead", AO, on=date(2011, 6, 30)) == ["ledger.refused"]
    assert signing(book, "Finance Lead", AO, paper=" ") == ["statement.unsigned"]


def test_what_is_signed_are_the_statements_of_that_body_at_the_years_end() -> None:
    """A letter, figures without their headings, Enfield's statements, those of month 11: refused.

    They may be attached to the book already, under whatever name.
    """
    book = stated()
    book.sign_statements("5C1", by="Director of Finance", **PAPER)
    sound = dict(book.statements("5A9").document_signed)
    part = sound["parts"][0]
    for content in (
        b"a letter",
        b"[]",
        canonical({**sound, "parts": [{**part, "lines": [{"code": "limit"}]}]}),
        canonical({**sound, "prior": {"parts": ["none"]}}),
        canonical({**sound, "kind": "position"}),
        canonical({**sound, "period": "2011-12 M11"}),
        canonical(dict(book.statements("5C1").document_signed)),
    ):
        given = json.loads(content) if content != b"a letter" else None
        sha256 = digest(given) if given is not None else _letter()
        what = StatementsSigned(role=AO, statements_sha256=sha256)
        forged = said(what, by="Finance Lead", on=YEAR_END, notified=SIGNED)
        assert refused(book, forged, attached=(content,)) == ["ledger.refused"], content


def _letter() -> str:
    from hashlib import sha256  # noqa: PLC0415 - of bytes that are no document, here alone

    return sha256(b"a letter").hexdigest()


def test_a_signature_that_came_in_all_the_same_is_found() -> None:
    """Posted while nobody looked: one office in both roles, and a letter in the place of statements."""
    book = stated()
    with unwatched():
        for role in (AO, DOF):
            assert signing(book, "Chief Executive, NCL", role) == []
    assert [each.code for each in book.verify()] == ["integrity.broken"]
    book = stated()
    what = StatementsSigned(role=AO, statements_sha256=_letter())
    with mock.patch("pctfinance.records.missigned", return_value=()):
        book._records.post(
            [said(what, by="Lead", on=YEAR_END, notified=SIGNED)], attached=[b"a letter"]
        )
    (found,) = book.verify()
    assert found.code == "integrity.broken"
    assert "no statements" in found.message


def test_accounts_are_signed_after_the_body_is_closed_for_good() -> None:
    """Nothing else that is stated comes after it."""
    book = whole_year()
    book.sign_statements("5A9", by="Director of Finance", **PAPER)
    rule = Assignment("DH", "Department of Health", account="*")
    book.final_close("5A9", [rule], by=OFFICE, reference="scheme", general_fund="91")
    assert signing(book, "Chief Executive, NCL", AO) == []
    assert book.statements("5A9").is_signed
    for what in (BILLS, ARM):
        assert "yearend.closed" in refused(book, said(what, on=YEAR_END))
    assert refused(book, said(plan())) == ["yearend.closed"]


def test_who_did_not_sign_is_named_by_its_office() -> None:
    """Asked for what the accountable officer signed, where nobody did."""
    book = stated()
    with pytest.raises(UsageError, match="the Accountable Officer did not sign"):
        book.signed_statements("5A9", AO)
