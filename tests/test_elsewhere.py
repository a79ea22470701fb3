"""Reports of a group say who of it they do not have: members in other books, and bodies that left."""

from dataclasses import replace
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.ledger.contracts import ContractLine
from pctfinance.present.contract_report import ContractReport
from pctfinance.present.duties_report import DutiesReport
from pctfinance.present.elimination_report import EliminationReport
from pctfinance.present.elsewhere import NOBODY
from pctfinance.present.qipp_report import QippReport
from test_own_groups import halves

REPORTS = ("duties", "qipp", "contracts", "eliminations")
OFFICE: dict[str, Any] = {"by": "Head of Finance", "reference": "letter"}

Report = DutiesReport | QippReport | ContractReport | EliminationReport


def asked(book: Book, name: str, group: str | None = None, month: str = "M08") -> Report:
    """One of the reports of a group."""
    found: Report = getattr(book, name)(month, group=group)
    return found


def codes(report: Report) -> list[str]:
    """What a report says of the membership."""
    return [each.code for each in report.findings if each.code.startswith("register.")]


def leaving() -> Book:
    """Two half groups, of which Enfield (5C1) goes over in October; it has a scheme and a contract."""
    book = halves()
    book.state_scheme(
        "5C1", "Q1", "Generics", {"M4": 100_00}, category="acute", recurrence="recurrent", **OFFICE
    )
    line = ContractLine.of("NEL", "Non-elective", 12, 100_00)
    book.state_contract(
        "5C1", "C1", [line], {"5C1": 1}, provider="RX", provider_name="Provider X", **OFFICE
    )
    return book


@pytest.mark.parametrize("name", REPORTS)
def test_a_group_that_is_mostly_in_other_books_says_so(name: str) -> None:
    """London has 31 bodies: five are in this book, and each report says that 26 are not."""
    report = asked(Book.in_memory("2011-12", group="NCL"), name, "LON")
    assert codes(report) == ["register.not-in-book"]
    assert len(report.document()["not_in_book"]) == 26
    assert "26 of the 31 bodies of LON are not in this book" in str(report)
    assert "26 of the 31 bodies of LON are not in this book" in report._repr_html_()


@pytest.mark.parametrize("name", REPORTS)
def test_a_whole_group_and_a_body_say_nothing(name: str) -> None:
    """The five of the book's own group are all here; a body has no members."""
    book = Book.in_memory("2011-12", group="NCL")
    for group in (None, "NCL", "5A9"):
        report = asked(book, name, group)
        assert codes(report) == []
        assert (report.document()["not_in_book"], report.document()["left"]) == ([], [])
        assert "in nothing here" not in str(report)


@pytest.mark.parametrize("name", REPORTS)
def test_a_body_that_left_is_named(name: str) -> None:
    """In M6 Enfield is northern and nothing is missing; in M8 it has left, and is said to have."""
    book = leaving()
    assert codes(asked(book, name, "NCL-N", "M06")) == []
    report = asked(book, name, "NCL-N")
    assert codes(report) == ["register.left-group"]
    assert report.document()["left"] == ["5C1"]
    assert "Left NCL-N during the year, and in nothing here: 5C1." in str(report)
    assert codes(asked(book, name, "NCL-S")) == []


def test_what_left_with_a_body_is_found_where_it_is_now() -> None:
    """Enfield's scheme and contract are no part of the north any more, and are in the south."""
    book = leaving()
    assert [line.body for line in book.qipp("M8", group="NCL-S").lines] == ["5C1"]
    assert [each.host for each in book.contracts("M8", group="NCL-S").contracts] == ["5C1"]
    assert book.qipp("M8", group="NCL-N").lines == ()
    assert book.contracts("M8", group="NCL-N").contracts == ()


def test_a_group_in_which_nothing_here_is_breached_is_not_said_to_be_in_order() -> None:
    """Without a breach, the lead of a group with bodies elsewhere is about those of the book."""
    report = Book.in_memory("2011-12", group="NCL").duties("M8", group="LON")
    for elsewhere, said in (
        (NOBODY, "No duty is breached."),
        (report.elsewhere, "No duty of the bodies of this book is breached."),
    ):
        lead = replace(report, notes=(), elsewhere=elsewhere).shown[0].lead
        assert lead is not None
        assert lead.text == said


def test_a_group_may_be_asked_as_it_was_recorded() -> None:
    """Before the groups were stated there was no north to be asked about, and London is as it was."""
    book = leaving()
    report = book.eliminations("M8", group="LON", recorded_at=1)
    assert codes(report) == ["register.not-in-book"]
