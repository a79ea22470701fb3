"""Year-end statements of each body, the year before beside them, and who signed them."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError, PostingRefusedError, UnknownNameError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.present.statements_report import StatementsReport
from pctfinance.store.canonical import canonical, digest
from sample_books import sample_book
from statement_examples import HEADINGS, ledger, ledger_of_year, whole_year

PAPER: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
FIVE = ("5A9", "5C1", "5C9", "5K7", "5K8")
BOTH = ("Accountable Officer", "Director of Finance")


def left(book: Book) -> tuple[Any, ...]:
    """Everything that the book holds."""
    records = book._records
    return tuple(records.links()), records.attachments(), records.statements


def of_statements(report: StatementsReport) -> list[str]:
    """The codes of what is found, without those of the notes of duties."""
    return [each.code for each in report.findings if not each.code.startswith("duty.")]


def test_the_statements_of_a_body_by_hand() -> None:
    """Spent 900 and earned 50: net 850 of a limit of 1,000. Employed: 500 + 250 - 100 = 650."""
    report = whole_year().statements("5A9")
    assert report.value("revenue_resource_limit", "difference") == 150
    acute = {each.code: each for each in report.said.parts}["operating-cost-statement"].lines[0]
    assert (acute.cost_pence, acute.income_pence, acute.value) == (900, 50, 850)
    sheet = [(each.line.words, each.line.value) for each in report.compared("balance-sheet")]
    assert sheet == [
        ("Property, plant and equipment", 500),
        ("Total non-current assets", 500),
        ("Cash and cash equivalents", 250),
        ("Total current assets", 250),
        ("Total assets", 750),
        ("Trade and other payables", -100),
        ("Total current liabilities", -100),
        ("Total non-current liabilities", 0),
        ("Total assets employed", 650),
        ("General fund", 1500),
        ("Net operating costs for the year", -850),
        ("Total taxpayers' equity", 650),
    ]
    assert of_statements(report) == ["statement.not-signed"]


def test_the_parts_stand_in_the_order_of_the_accounts() -> None:
    """The notes of duties, the operating costs, the balance sheet."""
    assert [part.code for part in whole_year().statements("5A9").said.parts] == [
        "revenue_resource_limit",
        "capital_resource_limit",
        "cash_limit",
        "full_cost_recovery",
        "control_total",
        "better_payment_practice",
        "operating-cost-statement",
        "balance-sheet",
    ]


def test_an_account_without_a_heading_is_found() -> None:
    """With its amount; and that the sheet does not balance."""
    book = whole_year()
    book.state_balance_headings(HEADINGS[1:], by="Financial Controller", **PAPER)
    report = book.statements("5A9")
    found = [(each.code, each.message) for each in report.findings if each.code[:5] != "duty."]
    assert found[:-1] == [
        ("statement.unmapped", "account 01 has £5 and no heading"),
        (
            "statement.out-of-balance",
            "total assets employed and taxpayers' equity differ by (£5)",
        ),
    ]
    assert "Account without a heading: 01" in str(report)


def test_headings_of_one_body_take_the_place_of_those_of_all() -> None:
    """Enfield has a chart of accounts of its own."""
    book = whole_year("5A9", "5C1")
    own = [*HEADINGS[1:], ("0*", "non-current-assets", "Land and buildings")]
    book.state_balance_headings(own, by="Financial Controller", body="5C1", **PAPER)
    assert book.statements("5C1").value("balance-sheet", "non-current-assets/Land and buildings")
    with pytest.raises(KeyError):
        book.statements("5A9").value("balance-sheet", "non-current-assets/Land and buildings")


def test_a_month_without_a_ledger_has_no_balance_sheet() -> None:
    """Nor an operating cost statement: it is not known, and says so."""
    report = whole_year().statements("5A9", "M8")
    assert of_statements(report) == ["statement.not-made"] * 2
    assert "no extract of the general ledger for M08" in str(report)


def test_a_group_has_no_statements_and_nobody_signs_for_it() -> None:
    """Each body answers for its own."""
    book = whole_year()
    before = left(book)
    for group in ("NCL", "Q36", "ENG"):
        with pytest.raises((UsageError, UnknownNameError)):
            book.statements(group)
        with pytest.raises((UsageError, UnknownNameError)):
            book.sign_statements(group, by=BOTH[0], **PAPER)
    assert left(book) == before


# Signatures


def test_each_body_has_two_signatures_of_its_own() -> None:
    """The same office signs for two bodies, each apart; one signature alone is not both."""
    book = whole_year("5A9", "5C1")
    for body in ("5A9", "5C1"):
        book.sign_statements(body, by="Director of Finance, NCL", **PAPER)
    book.sign_statements("5A9", by="Chief Executive, NCL", role="accountable-officer", **PAPER)
    assert book.statements("5A9").is_signed
    assert not book.statements("5C1").is_signed
    assert book.statements("5C1").signature("accountable-officer") is None


def test_verify_looks_for_what_was_signed(tmp_path: Path) -> None:
    """Both offices sign for the five bodies of the sample; the book is whole, also read again."""
    book = Book.create_from(tmp_path / "ncl.book", sample_path())
    for body in book.members(book.year.periods[-1]):
        for office in BOTH:
            book.sign_statements(body.code, by=office, **PAPER)
    assert book.verify() == ()
    book.close()
    again = Book.open(tmp_path / "ncl.book", read_only=True)
    assert all(again.statements(body).is_signed for body in ("5A9", "5C1", "5C9", "5K7", "5K8"))
    again.close()


def test_a_later_change_of_a_figure_makes_a_signature_one_for_other_figures() -> None:
    """It says on which day it was signed, and what differs; Enfield's stays."""
    book = whole_year("5A9", "5C1")
    for body in ("5A9", "5C1"):
        for office in BOTH:
            book.sign_statements(body, by=office, **PAPER)
    load, cells = ledger_of_year(901)
    book._records.post([load], attached=[cells])
    report = book.statements("5A9")
    assert not report.is_signed
    signed = report.signature("director-of-finance")
    assert signed is not None
    assert not signed.stands
    assert signed.differs[0] == (
        "revenue resource limit: Total net operating cost for the financial year"
    )
    assert "signed on 7 June 2012 for other figures" in " ".join(str(report).split())
    assert set(of_statements(report)) == {"statement.signed-otherwise"}
    assert book.statements("5C1").is_signed


def test_what_was_signed_is_kept_and_can_be_made_again() -> None:
    """From the events up to the signature, to the last figure."""
    book = whole_year()
    book.sign_statements("5A9", by=BOTH[1], **PAPER)
    signed = book.statements("5A9").signature("director-of-finance")
    assert signed is not None
    load, cells = ledger_of_year(901)
    book._records.post([load], attached=[cells])
    then = book.statements("5A9", recorded_at=signed.sequence)
    assert then.sha256 == signed.sha256
    assert then.document_signed == book.signed_statements("5A9", "director-of-finance")
    assert book.statements("5A9").sha256 != signed.sha256


def test_when_the_figures_are_again_what_they_were_the_signature_stands() -> None:
    """It is bound to what the statements say, not to when."""
    book = whole_year()
    book.sign_statements("5A9", by=BOTH[0], **PAPER)
    for cost in (901, 900):
        rows, cells = ledger_of_year(cost)
        named = rows.model_copy(update={"reference": f"again {cost}"})
        if cost == 900:
            what = named.what.model_copy(update={"file_sha256": "0" * 64, "file": "again.csv"})
            named = named.model_copy(update={"what": what})
        book._records.post([named], attached=[cells])
    signed = book.statements("5A9").signature(SignatoryRole.ACCOUNTABLE_OFFICER)
    assert signed is not None
    assert signed.stands


def test_signing_again_is_passed_over_and_after_a_change_counts_anew() -> None:
    """The last signature of an office is the one that is shown."""
    book = whole_year()
    given = [book.sign_statements("5A9", by=BOTH[0], **PAPER) for _ in range(2)]
    assert [(each.posted, each.already_there) for each in given] == [(1, 0), (0, 1)]
    load, cells = ledger_of_year(901)
    book._records.post([load], attached=[cells])
    later: dict[str, Any] = {"on": "2012-06-11", "reference": "accounts, corrected"}
    assert book.sign_statements("5A9", by=BOTH[0], **later).posted == 1
    signed = book.statements("5A9").signature("accountable-officer")
    assert signed is not None
    assert (signed.stands, signed.on) == (True, date(2012, 6, 11))


@pytest.mark.parametrize(
    "said",
    [
        {"by": "Head of Finance"},
        {"by": ""},
        {"by": "Director of Finance", "role": "chair"},
        {"by": "Director of Finance", "on": "last Thursday"},
        {"by": "Director of Finance", "reference": " "},
    ],
)
def test_a_signature_that_is_none_is_refused(said: dict[str, Any]) -> None:
    """Another office, no day, no paper; nothing is left."""
    book = whole_year()
    book.sign_statements("5A9", by="Accountable Officer", **PAPER)
    before = left(book)
    with pytest.raises(UsageError):
        book.sign_statements("5A9", **{**PAPER, **said})
    assert left(book) == before


def test_a_signature_moves_no_position() -> None:
    """Nor the day as of which it is known."""
    book = whole_year()
    before = book.position("M12").document()
    for office in BOTH:
        book.sign_statements("5A9", by=office, **PAPER)
    assert {**book.position("M12").document(), "book": None} == {**before, "book": None}


def test_a_forged_signature_names_what_is_not_there() -> None:
    """An event whose statements are not attached is refused."""
    book = whole_year()
    what = StatementsSigned(role=SignatoryRole.DIRECTOR_OF_FINANCE, statements_sha256="0" * 64)
    named = event(what, effective=date(2012, 3, 31), notified=date(2012, 6, 7))
    named = named.model_copy(update={"by": BOTH[1]})
    with pytest.raises(PostingRefusedError, match="statements that are not attached"):
        book.post(named)


def test_verify_finds_a_signature_under_figures_that_the_book_never_said() -> None:
    """Statements with a limit that is a pound higher were attached, and signed."""
    book = sample_book()
    said = deepcopy(dict(book.statements("5A9").document_signed))
    said["parts"][0]["lines"][1]["value"] += 1_00
    what = StatementsSigned(role=SignatoryRole.DIRECTOR_OF_FINANCE, statements_sha256=digest(said))
    forged = event(what, effective=date(2012, 3, 31), notified=date(2012, 6, 7))
    forged = forged.model_copy(update={"by": BOTH[1]})
    book._records.post([forged], attached=[canonical(said)])
    (found,) = book.verify()
    assert found.code == "integrity.broken"
    assert "what was signed is not what the statements said then" in found.message
    assert "revenue_resource_limit/limit" in found.message


# The year before


def test_the_year_before_stands_beside_and_what_was_restated_is_marked() -> None:
    """Signed with a cost of 900, then corrected to 920: the comparative is 920, as signed 900."""
    prior = whole_year()
    prior.sign_statements("5A9", by=BOTH[1], **PAPER)
    load, cells = ledger_of_year(920)
    prior._records.post([load], attached=[cells])
    report = whole_year(cost=800, year="2012-13").statements("5A9", prior=prior)
    first = report.compared("revenue_resource_limit")[0]
    assert (first.line.value, first.prior, first.said) == (750, 870, 850)
    assert first.is_restated
    limit = report.compared("revenue_resource_limit")[1]
    assert (limit.line.value, limit.prior, limit.is_restated) == (1000, 1000, False)
    assert ("operating-cost-statement", "acute") in report.restated
    assert "restated" in str(report)
    assert "As published: as signed on 7 June 2012" in str(report)


def test_what_only_the_year_before_had_keeps_its_place() -> None:
    """A heading that nothing stands under now is shown with a dash."""
    prior = whole_year()
    book = Book.in_memory("2012-13", group="NCL")
    load, cells = ledger(
        12,
        ("19", "", "", 100, 0, 0),
        ("91", "", "", -100, 0, 0),
        year="2012-13",
        to_date=True,
    )
    book._records.post([load], attached=[cells])
    book.state_balance_headings(HEADINGS, by="Financial Controller", **PAPER)
    lines = book.statements("5A9", prior=prior).compared("balance-sheet")
    assert (lines[0].line.words, lines[0].line.value, lines[0].prior) == (
        "Property, plant and equipment",
        None,
        500,
    )


def test_what_was_published_counts_where_nothing_was_signed() -> None:
    """The pack of month 12 says what the year before said then."""
    prior = whole_year()
    prior.publish("M12", by="Director of Finance")
    load, cells = ledger_of_year(920)
    prior._records.post([load], attached=[cells])
    report = whole_year(year="2012-13").statements("5A9", prior=prior)
    first = report.compared("revenue_resource_limit")[0]
    assert (first.prior, first.said) == (870, 850)
    assert report.published_as == "as published under number 1"


def test_comparatives_that_were_signed_are_carried() -> None:
    """Without the book of the year before, those that were signed last are shown, and it stands."""
    prior, book = whole_year(), whole_year(cost=800, year="2012-13")
    paper: dict[str, Any] = {"on": "2013-06-06", "reference": "accounts"}
    for office in BOTH:
        book.sign_statements("5A9", by=office, prior=prior, **paper)
    report = book.statements("5A9")
    assert report.is_signed
    assert report.compared("revenue_resource_limit")[0].prior == 850
    assert book.statements("5A9", prior=prior).is_signed
    load, cells = ledger_of_year(920)
    prior._records.post([load], attached=[cells])
    assert not book.statements("5A9", prior=prior).is_signed


def test_the_year_before_must_be_the_year_before() -> None:
    """Another year's book, or another book than it was rolled from, is refused."""
    with pytest.raises(UsageError, match="is of 2011-12, not of 2010-11"):
        whole_year().statements("5A9", prior=whole_year())


def test_a_rolled_book_knows_the_book_that_it_came_from() -> None:
    """Another book of the same year is none; its own gives the comparatives."""
    prior = whole_year(*FIVE)
    prior.decide_by_default(by="Director of Finance", reference="paper 9")
    rolled = prior.roll_forward(None, by="Director of Finance", notified="2012-05-01")
    found = rolled.book.statements("5A9", prior=prior)
    assert found.compared("revenue_resource_limit")[0].prior == 850
    with pytest.raises(UsageError, match="was rolled from another book"):
        rolled.book.statements("5A9", prior=whole_year(cost=901))


def test_what_was_agreed_for_one_year_is_named_when_the_year_is_rolled() -> None:
    """A control total and headings are stated anew in the next book."""
    prior = whole_year(*FIVE)
    prior.agree_control_total(
        "5A9", 100, authority="Q36", by="Director of Finance", on="2011-04-01", reference="letter"
    )
    prior.decide_by_default(by="Director of Finance", reference="paper 9")
    rolled = prior.roll_forward(None, by="Director of Finance", notified="2012-05-01")
    said = [finding.message for finding in rolled.book.findings if finding.code == "yearend.anew"]
    assert said == [
        "the headings of the balance sheet: they are of 2011-12, and it is not carried",
        "the control total of 5A9: it was agreed for 2011-12, and it is not carried",
    ]


# Headings


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [("12", "assets", "Receivables")],
        [("12", "current-assets", " ")],
        [("*", "current-assets", "All")],
        [("1*2", "current-assets", "Some")],
        [("12", "current-assets", "A"), ("12", "current-assets", "B")],
    ],
)
def test_headings_that_are_none_are_refused(rules: list[tuple[str, str, str]]) -> None:
    """And nothing is left."""
    book = whole_year()
    before = left(book)
    with pytest.raises(UsageError):
        book.state_balance_headings(rules, by="Financial Controller", **PAPER)
    assert left(book) == before


def test_a_file_of_headings_tells_all_problems_at_once(tmp_path: Path) -> None:
    """Each at its row."""
    file = tmp_path / "headings.csv"
    file.write_text(
        "account,section,heading\n12*,assets,Receivables\n,current-assets,Cash\n13,current-assets,\n"
    )
    with pytest.raises(InputRefusedError) as refused:
        whole_year().load_balance_headings(file, by="Financial Controller", on="2012-04-02")
    rows = {finding.where.row for finding in refused.value.findings if finding.where}
    assert rows == {2, 3, 4}


# Shown


def test_north_central_london_has_its_three_breaches() -> None:
    """And a balance sheet that cannot be made, because the sample has no general ledger."""
    book = sample_book()
    statuses = [
        next(part.status for part in book.statements(body.code).said.parts)
        for body in book.members(book.year.periods[-1])
    ]
    assert statuses == ["BREACH", "BREACH", "BREACH", "met", "met"]
    report = book.statements("5A9")
    assert report.value("operating-cost-statement", "net-operating-costs") == 601_582_000_00
    assert report.said.contains_synthetic


def test_the_report_for_programs_and_pages() -> None:
    """The document holds what a signature is bound to, and says what it proves."""
    book = whole_year()
    book.sign_statements("5A9", by=BOTH[0], **PAPER)
    report = book.statements("5A9")
    document = report.document()
    assert document["signatures"][0]["statements_sha256"] == document["statements_sha256"]
    assert "not who signed" in document["proves"]
    assert report.page().startswith("<!doctype html>")
    frame = report.table
    assert frame[frame["line"] == "assets-employed"]["value_pence"].tolist() == [650]
    assert str(frame["prior_pence"].dtype) == "Int64"
