"""What year-end statements find: duties, openings, comparatives, and forged signatures."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from openpyxl import load_workbook

from command import Run
from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.errors import UsageError
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned
from pctfinance.present.statements_report import StatementsReport
from pctfinance.store.canonical import canonical, digest
from pctfinance.tracing import Trace, Untraced
from statement_examples import HEADINGS, ledger, whole_year

PAPER: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
BOTH = ("Accountable Officer", "Director of Finance")


def test_a_breach_is_found_in_the_statements_too() -> None:
    """1,100 less 50 of a limit of 1,000: as the notes tell it; who did not sign is a note.

    At the edge, 1,050 less 50, it is met. Capital and cash have no limit, nobody stated a provider arm: the three are not tested.
    """
    for cost, revenue in ((1100, ["duty.breach"]), (1050, [])):
        book = whole_year(cost=cost)
        report = book.statements("5A9")
        duties = book.duties("M12", group="5A9").findings
        assert report.findings[: len(duties)] == duties
        found = [(each.code, each.level.value) for each in report.findings]
        assert [code for code, level in found if level == "breach"] == revenue
        assert [code for code, _ in found].count("duty.not-tested") == 3
        assert found[-1] == ("statement.not-signed", "note")
    last = report.findings[-1].message
    assert last == "not signed by the Accountable Officer and the Director of Finance"
    book.sign_statements("5A9", by=BOTH[0], **PAPER)
    last = book.statements("5A9").findings[-1].message
    assert last == "not signed by the Director of Finance"
    codes = {each.code for each in book.statements("5A9", "M8").findings}
    assert "statement.not-signed" not in codes


def test_the_command_ends_with_one_for_a_breach_and_not_for_a_note(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The breach is said on standard error; a note alone is no reason for a code."""
    for cost, said, code in ((1100, "revenue resource limit is not met", 1), (900, "", 0)):
        book = whole_year(cost=cost)
        report = book.statements("5A9")
        if code == 0:
            report = replace(report, duties=())
        asked = SimpleNamespace(statements=Mock(return_value=report))
        monkeypatch.setattr(Book, "at", Mock(return_value=asked))
        ended = run("statements", "any.book", "5A9")
        assert (ended.code, said in ended.err) == (code, True)
        assert "not signed by the Accountable Officer" in ended.err


# The year before, by this year's categories


def tree(*rows: tuple[str, str]) -> CategoryTree:
    """Categories by code, each with the one that it belongs to."""
    return CategoryTree(tuple(Category(code, code.title(), above) for code, above in rows))


def spent(year: str, categories: CategoryTree, **pence: int) -> Book:
    """A book whose ledger of the year has these costs by category, paid in cash."""
    book = Book.in_memory(year, group="NCL")
    rows = [
        (f"5{at}", code, "revenue", 0, cost, 0) for at, (code, cost) in enumerate(pence.items())
    ]
    cash = ("19", "", "", 0, 0, sum(pence.values()))
    load, cells = ledger(12, *rows, cash, year=year, to_date=True)
    book._records.post([load], categories, attached=[cells])
    return book


def costs(prior: Book, book: Book) -> list[tuple[str, int, Any, Any]]:
    """Each line of the operating cost statement: words, level, this year and the year before."""
    lines = book.statements("5A9", prior=prior).compared("operating-cost-statement")
    return [(each.line.words, each.line.level, each.line.value, each.prior) for each in lines]


TOTAL = "Net operating costs for the financial year"
ONE_LEVEL = tree(("acute", ""), ("mental", ""))
TWO_LEVELS = tree(("hospital", ""), ("acute", "hospital"), ("mental", "hospital"))


def test_the_year_before_foots_where_a_heading_is_gone() -> None:
    """Hospital 1,140 was acute 1,080 and mental health 60, which stand by themselves now."""
    prior = spent("2011-12", TWO_LEVELS, acute=1080, mental=60)
    book = spent("2012-13", ONE_LEVEL, acute=1100, mental=70)
    assert costs(prior, book) == [
        ("Acute", 0, 1100, 1080),
        ("Mental", 0, 70, 60),
        (TOTAL, 0, 1170, 1140),
    ]


def test_a_new_heading_has_the_sum_of_its_parts_in_the_year_before() -> None:
    """The other way round: hospital is new, and its 1,140 are known."""
    prior = spent("2011-12", ONE_LEVEL, acute=1080, mental=60)
    book = spent("2012-13", TWO_LEVELS, acute=1100, mental=70)
    assert costs(prior, book) == [
        ("Hospital", 0, 1170, 1140),
        ("Acute", 1, 1100, 1080),
        ("Mental", 1, 70, 60),
        (TOTAL, 0, 1170, 1140),
    ]


def test_a_category_that_this_year_does_not_have_stands_apart() -> None:
    """Tariff 5 of last year stands under a line of its own; the first level is 1,080 + 60 + 5."""
    prior = spent("2011-12", tree(("acute", ""), ("tariff", "")), acute=1080, tariff=5, mental=60)
    book = spent("2012-13", TWO_LEVELS, acute=1100)
    assert costs(prior, book) == [
        ("Hospital", 0, 1100, 1140),
        ("Acute", 1, 1100, 1080),
        ("Mental", 1, None, 60),
        ("Not in this year's categories", 0, None, 5),
        ("Tariff", 1, None, 5),
        (TOTAL, 0, 1100, 1145),
    ]


def test_what_is_divided_this_year_says_what_was_not_divided_then() -> None:
    """1,080 of hospital were one sum; this year 1,100 of it are acute. Both columns foot."""
    prior = spent("2011-12", tree(("hospital", ""), ("other", "")), hospital=1080, other=3)
    book = spent("2012-13", tree(*_HOSPITAL, ("new", "")), acute=1100, new=7)
    assert costs(prior, book) == [
        ("Hospital", 0, 1100, 1080),
        ("Hospital: not further divided", 1, None, 1080),
        ("Acute", 1, 1100, None),
        ("Not in this year's categories", 0, None, 3),
        ("Other", 1, None, 3),
        ("New", 0, 7, None),
        (TOTAL, 0, 1107, 1083),
    ]


_HOSPITAL = (("hospital", ""), ("acute", "hospital"))


def test_a_tree_that_changed_restates_nothing_and_is_checked_in_the_workbook() -> None:
    """What was signed is laid out alike, so no figure is restated; each check of either year is 0."""
    prior = spent("2011-12", TWO_LEVELS, acute=1080, mental=60)
    prior.sign_statements("5A9", by=BOTH[1], **PAPER)
    book = spent("2012-13", ONE_LEVEL, acute=1100, mental=70)
    later: dict[str, Any] = {"on": "2013-06-06", "reference": "accounts"}
    book.sign_statements("5A9", by=BOTH[1], prior=prior, **later)
    report = book.statements("5A9", prior=prior)
    assert report.restated == ()
    assert book.statements("5A9").sha256 == report.sha256
    assert report.document_signed == book.signed_statements("5A9", "director-of-finance")
    sheet = load_workbook(BytesIO(report.workbook()), data_only=True)["Statements"]
    found = {row[0].value: row[6].value for row in sheet.iter_rows(max_col=7)}
    first_level = "Operating costs: the lines of the first level, less their total"
    assert found[first_level] == found[f"2011-12: {first_level}"] == 0


@pytest.mark.parametrize("before", [ONE_LEVEL, TWO_LEVELS], ids=["no heading", "another sum"])
def test_a_line_that_the_year_before_did_not_have_is_not_traced(before: CategoryTree) -> None:
    """Acute goes down to the prior book; the new heading says that its parts are lines of it.

    So does a heading that is another sum now: hospital was 1,140, and is acute alone this year.
    """
    prior = spent("2011-12", before, acute=1080, mental=60)
    now = tree(("hospital", ""), ("acute", "hospital"), ("mental", ""))
    book = spent("2012-13", now, acute=1100, mental=70)
    line = "prior/operating-cost-statement/"
    named = book.figures("statements", "M12", body="5A9", prior=prior)
    found = book.trace(named[f"{line}acute"], prior=prior)
    assert isinstance(found, Trace)
    assert found.pence == 1080
    found = book.trace(named[f"{line}hospital"], prior=prior)
    assert isinstance(found, Untraced)
    assert found.value == 1080
    assert "laid out by this year's categories" in found.finding.message


def test_a_check_of_the_year_before_tells_lines_that_do_not_foot() -> None:
    """A comparative of 9 in a first level of 1,140 and a total of 1,140: the check shows 9."""
    prior = spent("2011-12", ONE_LEVEL, acute=1080, mental=60)
    report = spent("2012-13", ONE_LEVEL, acute=1100).statements("5A9", prior=prior)
    wrong = deepcopy(dict(report.prior or {}))
    lines = wrong["parts"][-2]["lines"]
    lines.insert(0, {**lines[0], "code": "stray", "value": 900})
    made = load_workbook(BytesIO(replace(report, prior=wrong).workbook()), data_only=True)
    found = {row[0].value: row[6].value for row in made["Statements"].iter_rows(max_col=7)}
    assert found["2011-12: Operating costs: the lines of the first level, less their total"] == 9


# A line that is gone


def test_a_line_that_only_the_published_year_before_had_is_restated() -> None:
    """Published with 1,080 acute, 5 tariff and 60 mental health; as it is now, the 5 are acute cost."""
    before = tree(("acute", ""), ("tariff", ""), ("mental", ""))
    prior = spent("2011-12", before, acute=1080, tariff=5, mental=60)
    prior.publish("M12", by="Director of Finance")
    again = (("50", "acute", "revenue", 0, 1085, 0), ("52", "mental", "revenue", 0, 60, 0))
    load, cells = ledger(12, *again, ("19", "", "", 0, 0, 1145), to_date=True)
    prior._records.post([load], attached=[cells])
    report = spent("2012-13", before, acute=1100, mental=70).statements("5A9", prior=prior)
    lines = report.compared("operating-cost-statement")
    assert [(each.line.words, each.line.value, each.prior, each.said) for each in lines] == [
        ("Acute", 1100, 1085, 1080),
        ("Tariff", None, None, 5),
        ("Mental", 70, 60, 60),
        (TOTAL, 1170, 1145, 1145),
    ]
    part = "operating-cost-statement"
    assert [line for of, line in report.restated if of == part] == ["acute", "tariff"]
    assert report.workbook()


# The year before, as it was published


def letter_of_april() -> Book:
    """2011-12 with a limit of 1,000 and, by a letter of 20 April that is recorded at once, 500 more."""
    prior = whole_year()
    letter = Allocation(strand=RECURRENT, pence=500, issuer="DH")
    days: dict[str, Any] = {"effective": date(2012, 3, 31), "notified": date(2012, 4, 20)}
    prior.post(event(letter, reference="letter 9", **days))
    return prior


def limit_before(prior: Book, **when: Any) -> tuple[Any, Any, str]:
    """The limit of the year before: now, as it was published, and as what."""
    report = whole_year(year="2012-13").statements("5A9", prior=prior, **when)
    line = report.compared("revenue_resource_limit")[1]
    return line.prior, line.said, report.published_as


def test_as_published_is_what_the_pack_said() -> None:
    """The pack counted documents up to 10 April: a limit of 1,000, where it is 1,500 now."""
    prior = letter_of_april()
    prior.publish("M12", by="Director of Finance", known_at="2012-04-10")
    assert limit_before(prior) == (1500, 1000, "as published under number 1")
    report = whole_year(year="2012-13").statements("5A9", prior=prior)
    (since,) = report.since
    assert since.startswith("allocation, letter 9, of 20 April 2012")
    assert limit_before(prior, known_at="2012-04-10")[:2] == (1000, 1000)
    never = "never signed or published"
    assert limit_before(prior, known_at="2012-04-09") == (1000, 1000, never)


def test_a_pack_that_counted_all_was_not_published_before_its_newest_document() -> None:
    """It counts the letter of 20 April: as known on 19 April there is no such pack."""
    prior = letter_of_april()
    prior.publish("M12", by="Director of Finance")
    assert limit_before(prior, known_at="2012-04-20")[1:] == (1500, "as published under number 1")
    assert limit_before(prior, known_at="2012-04-19")[1:] == (1000, "never signed or published")


def test_only_a_pack_by_outturn_is_of_the_year_end() -> None:
    """One of month 12 to date is none; the one by outturn before it stands."""
    prior = letter_of_april()
    prior.publish("M12", by="Director of Finance", known_at="2012-04-10")
    prior.publish("M12", by="Director of Finance", basis="ytd")
    assert limit_before(prior) == (1500, 1000, "as published under number 1")


# What was signed, made again


def breached(said: dict[str, Any]) -> None:
    said["parts"][0]["status"] = "met"


def left_out(said: dict[str, Any]) -> None:
    del said["parts"][0]["lines"][-1]


def put_in(said: dict[str, Any]) -> None:
    lines = said["parts"][0]["lines"]
    lines.append({**lines[0], "code": "made-up"})


def said_twice(said: dict[str, Any]) -> None:
    lines = said["parts"][0]["lines"]
    lines.insert(0, {**lines[1], "value": 9999})


def marked(said: dict[str, Any]) -> None:
    said["contains_synthetic"] = not said["contains_synthetic"]


def line_marked(said: dict[str, Any]) -> None:
    said["parts"][0]["lines"][0]["synthetic"] = True


def part_left_out(said: dict[str, Any]) -> None:
    del said["parts"][-1]


def not_made(said: dict[str, Any]) -> None:
    said["parts"][0]["reason"] = "no actuals"


def of_a_month(said: dict[str, Any]) -> None:
    said["basis"] = "ytd"


def of_another_unit(said: dict[str, Any]) -> None:
    said["parts"][0]["lines"][0]["unit"] = "number"


def one_cost(said: dict[str, Any]) -> None:
    said["parts"][-2]["lines"][0]["cost_pence"] += 1


FORGED: dict[Callable[[dict[str, Any]], None], str] = {
    breached: "revenue_resource_limit",
    left_out: "revenue_resource_limit/difference",
    put_in: "revenue_resource_limit/made-up",
    said_twice: "revenue_resource_limit/limit",
    marked: "contains_synthetic",
    line_marked: "revenue_resource_limit/charged",
    part_left_out: "balance-sheet",
    not_made: "revenue_resource_limit",
    of_a_month: "basis",
    of_another_unit: "revenue_resource_limit/charged",
    one_cost: "operating-cost-statement/acute",
}
"""What is done to statements before they are signed past the command, and where it is told."""


@pytest.fixture(scope="module")
def in_breach() -> Book:
    """A PCT that exceeds its limit by 850."""
    return whole_year(cost=1900)


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_verify_finds_a_signature_under_statements_that_were_changed(
    forge: Callable[[dict[str, Any]], None], in_breach: Book
) -> None:
    """A breach turned to met, a line left out, put in or said twice, a mark turned: `verify` tells each."""
    book = Book(in_breach._records.forked())
    said = deepcopy(dict(book.statements("5A9").document_signed))
    forge(said)
    what = StatementsSigned(role=SignatoryRole.DIRECTOR_OF_FINANCE, statements_sha256=digest(said))
    forged = event(what, effective=date(2012, 3, 31), notified=date(2012, 6, 7))
    book._records.post([forged.model_copy(update={"by": BOTH[1]})], attached=[canonical(said)])
    (found,) = book._signature_faults()
    assert found.code == "integrity.broken"
    places = found.message.partition("is not what the statements said then: ")[2].split(", ")
    assert places[0] == FORGED[forge]


def test_verify_takes_what_the_command_signed(in_breach: Book) -> None:
    """A breach that is signed as a breach is whole."""
    book = Book(in_breach._records.forked())
    book.sign_statements("5A9", by=BOTH[1], **PAPER)
    assert list(book._signature_faults()) == []


# Opening balances


def opening_in(
    year: str, *balances: tuple[str, int], cost: int = 0, by_month: bool = False
) -> Book:
    """A book whose ledger opens with these balances and pays this cost in cash; by month or to date."""
    book = Book.in_memory(year, group="NCL")
    book.state_balance_headings(HEADINGS, by="FC", on=f"{year[:4]}-04-02", reference="chart")
    rows = [(account, "", "", pence, 0, 0) for account, pence in balances]
    paid = [("52", "acute", "revenue", 0, cost, 0), ("19", "", "", 0, 0, cost)]
    if not by_month:
        load, cells = ledger(12, *rows, *paid, year=year, to_date=True)
        book._records.post([load], attached=[cells])
        return book
    spent_in_april = [("52", "acute", "revenue", cost, 0, 0), ("19", "", "", -cost, 0, 0)]
    for month in range(1, 13):
        more = paid if month == 1 else spent_in_april
        load, cells = ledger(month, *rows, *more, year=year)
        book._records.post([load], attached=[cells])
    return book


def closed() -> Book:
    """2011-12 closes with land of 500, cash of 600, payables of 200: and 900 of equity.

    It opened with cash of 1,000 and a general fund of 1,300, and spent 400.
    """
    return opening_in("2011-12", ("01", 500), ("19", 1000), ("21", -200), ("91", -1300), cost=400)


@pytest.mark.parametrize("by_month", [False, True])
def test_what_opens_as_it_closed_is_no_finding(by_month: bool) -> None:
    """The general fund takes the cost: 1,300 - 400 = 900, of which 300 stand in a reserve now.

    Of extracts by month the first alone says with what the year opened.
    """
    as_closed = (("01", 500), ("19", 600), ("21", -200), ("91", -600), ("92", -300))
    book = opening_in("2012-13", *as_closed, cost=50, by_month=by_month)
    report = book.statements("5A9", prior=closed())
    assert report.openings == ()
    assert "statement.opening" not in {each.code for each in report.findings}
    assert checked(report) == 0
    assert book.statements("5A9").openings is None


def checked(report: StatementsReport) -> Any:
    """What the check row of the opening balances shows in the workbook."""
    sheet = load_workbook(BytesIO(report.workbook()), data_only=True)["Statements"]
    label = "Opening balances that are not as 2011-12 closed, added without their signs"
    return next((row[6].value for row in sheet.iter_rows(max_col=7) if row[0].value == label), None)


def test_what_opens_otherwise_is_found_the_largest_first() -> None:
    """Equity opens with 1,300, as if nothing had been spent; cash with 950; a payable of 50 is new.

    1,300 - 900 = 400; 950 - 600 = 350; 200 of payables are 150 in one account and 50 in another.
    """
    book = opening_in("2012-13", ("01", 500), ("19", 950), ("21", -150), ("91", -1300), cost=50)
    report = book.statements("5A9", prior=closed())
    assert report.openings == (
        ("taxpayers' equity", 900, 1300),
        ("account 19", 600, 950),
        ("account 21", -200, -150),
    )
    (found,) = [each for each in report.findings if each.code == "statement.opening"]
    assert found.message == (
        "balances open otherwise than 2011-12 closed: "
        "taxpayers' equity opens with £13 and closed with £9; "
        "account 19 opens with £9.50 and closed with £6; "
        "account 21 opens with (£1.50) and closed with (£2)"
    )
    assert checked(report) == 8
    assert report.document()["openings_apart"][1]["opening_pence"] == 950


def test_a_cost_that_opens_with_a_balance_and_an_account_that_is_gone_are_found() -> None:
    """The payable of 200 does not open at all, five of 100 do: of six five are named.

    In another extract acute opens with last year's 400, and nothing else opens.
    """
    rows = [(f"2{at}", 100) for at in range(2, 7)]
    book = opening_in("2012-13", ("01", 500), ("19", 600), ("91", -900), *rows)
    cost = ledger(12, ("52", "acute", "revenue", 400, 0, 0), year="2012-13", to_date=True)
    assert ("account 21", -200, 0) in (book.statements("5A9", prior=closed()).openings or ())
    message = [
        each.message
        for each in book.statements("5A9", prior=closed()).findings
        if each.code == "statement.opening"
    ]
    assert "account 21 opens with £0 and closed with (£2); account 22" in message[0]
    assert message[0].endswith("account 25 opens with £1 and closed with £0; 1 more")
    book._records.post([cost[0]], attached=[cost[1]])
    found = book.statements("5A9", prior=closed()).openings or ()
    assert ("account 52", 0, 400) in found
    assert len(found) == 5


def test_without_a_whole_ledger_or_headings_nothing_is_held_together() -> None:
    """A year before without a ledger; a year without headings; a month of it without an extract."""
    none = Book.in_memory("2011-12", group="NCL")
    book = opening_in("2012-13", ("19", 600), ("91", -600))
    assert book.statements("5A9", prior=none).openings is None
    assert book.statements("5A9", "M8", prior=closed()).openings is None
    assert spent("2012-13", ONE_LEVEL, acute=5).statements("5A9", prior=closed()).openings is None
    assert checked(book.statements("5A9", prior=none)) is None


# Headings have a day


def test_headings_are_known_from_their_day() -> None:
    """Those of 1 April 2012 give no balance sheet on 31 March; others of 5 May count from then on."""
    book = whole_year()
    others = [*HEADINGS[1:], ("0*", "non-current-assets", "Land and buildings")]
    book.state_balance_headings(others, by="FC", on="2012-05-05", reference="chart 2")
    for known, first in (
        ("2012-03-31", None),
        ("2012-04-01", "Property, plant and equipment"),
        ("2012-05-04", "Property, plant and equipment"),
        ("2012-05-05", "Land and buildings"),
        (None, "Land and buildings"),
    ):
        part = book.statements("5A9", known_at=known).said.parts[-1]
        assert (part.lines[0].words if part.lines else None) == first
        assert bool(part.reason) == (first is None)


def test_headings_newer_than_a_pack_are_named() -> None:
    """Recorded before the pack of 10 April, and of 5 May: the pack did not count them."""
    prior = whole_year()
    prior.state_balance_headings(HEADINGS, by="FC", on="2012-05-05", reference="chart 2")
    prior.publish("M12", by="Director of Finance", known_at="2012-04-10")
    report = whole_year(year="2012-13").statements("5A9", prior=prior)
    assert report.since == ("headings of the balance sheet, chart 2, of 5 May 2012 (event 5)",)


# A signature and the papers it rests on


def test_statements_are_not_signed_before_the_paper_that_they_rest_on() -> None:
    """Bills of a paper of 20 June: a signature of 19 June is refused, one of 20 June is taken.

    A paper of 30 June that another PCT sent, or that moves no figure, is no reason.
    """
    book = whole_year("5A9", "5C1")
    bills = {"number": 10, "pence": 10, "number_in_time": 10, "pence_in_time": 10}
    given: dict[str, Any] = {"nhs": bills, "non_nhs": bills, "to_date": True, "by": "FC"}
    book.state_bills_paid("5C1", "M12", on="2012-06-30", reference="return of Enfield", **given)
    book.state_balance_headings(HEADINGS, by="FC", on="2012-06-30", reference="as before")
    book.state_bills_paid("5A9", "M12", on="2012-06-20", reference="return 12", **given)
    before = book.head
    for test in (True, False):
        with pytest.raises(UsageError) as caught:
            book.sign_statements("5A9", by=BOTH[0], on="2012-06-19", reference="p", test=test)
    said = str(caught.value)
    assert "on 19 June 2012 the statements said something else (better payment practice:" in said
    assert "bills paid, return 12, of 20 June 2012" in said
    assert book.head == before
    assert book.sign_statements("5A9", by=BOTH[0], on="2012-06-20", reference="p").posted == 1
    known = book.statements("5A9", known_at="2012-06-20")
    assert [each.stands for each in known.signatures] == [True]


def test_a_signature_that_was_recorded_is_answered_whatever_came_since() -> None:
    """The same request after another paper: the first receipt, and no refusal."""
    book = whole_year()
    first = book.sign_statements("5A9", by=BOTH[0], request="r", **PAPER)
    letter = Allocation(strand=RECURRENT, pence=5, issuer="DH")
    days: dict[str, Any] = {"effective": date(2012, 3, 31), "notified": date(2012, 6, 20)}
    book.post(event(letter, reference="letter 9", **days))
    again = book.sign_statements("5A9", by=BOTH[0], request="r", **PAPER)
    assert (first.posted, again.repeated) == (1, True)
    with pytest.raises(UsageError, match="letter 9"):
        book.sign_statements("5A9", by=BOTH[1], **PAPER)
