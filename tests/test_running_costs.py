"""Running costs: of each PCT, over the group, and beside the limit of a region; no duty of anybody."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import RECURRENT, event
from pctfinance.bodies import Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.running_costs import bodies_overseen
from pctfinance.errors import RulebookError, UnknownNameError, UsageError
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.rulebooks import Rulebook, packaged_text
from sample_books import sample_book

NCL = ("5A9", "5C1", "5C9", "5K7", "5K8")
LIMIT = """
[[running_costs.limits]]
authority = "Q36"
basis = "per-head"
amount_pence = 3500
unit = "pence a head"
source = "a letter of the SHA"
certainty = "recalled"

[cash.ahead_tolerance]"""


def with_limit() -> str:
    """The packaged rulebook of 2011-12 with a limit of £35 a head for London."""
    return packaged_text("2011-12").replace("\n[cash.ahead_tolerance]", LIMIT)


def ncl(rulebook: str | None = None, *, forecast: int = 13_00) -> Book:
    """Budgets of £12 of running costs and £1 beneath them; £9 and the forecast in month 8."""
    book = Book.in_memory("2011-12", group="NCL", rulebook=rulebook)
    tree = CategoryTree(
        (
            Category("running-costs", "Running costs"),
            Category("board", "The board", "running-costs"),
            Category("acute", "Acute"),
        )
    )
    events = []
    for body in NCL:
        events += [
            event(Allocation(strand=RECURRENT, pence=100_00, issuer="DH"), body=body),
            *(
                event(BudgetIssued(strand=RECURRENT, pence=pence, category=code), body=body)
                for code, pence in (("running-costs", 12_00), ("board", 1_00), ("acute", 80_00))
            ),
        ]
        for month in range(1, 9):
            rows = tuple(
                FigureRow(month, Limit.REVENUE, code, pence)
                for code, pence in (("running-costs", 1_00), ("board", 12), ("acute", 7_00))
            )
            what = FiguresLoaded(table="actuals", rows=rows)
            events.append(event(what, body=body, effective=book.year.period(month).end))
        rows = tuple(
            FigureRow(8, Limit.REVENUE, code, pence)
            for code, pence in (("running-costs", forecast), ("board", 1_50), ("acute", 80_00))
        )
        what = FiguresLoaded(table="forecasts", rows=rows)
        events.append(event(what, body=body, effective=book.year.period(8).end))
    book._records.post(events, tree)
    return book


def stated(book: Book, pence: int = 100_00, **changed: Any) -> None:
    """The limit of London, unless told otherwise."""
    asked = {"by": "NHS London", "on": "2011-04-01", "reference": "letter 3", **changed}
    book.state_running_cost_limit(asked.pop("authority", "Q36"), pence, **asked)


# By hand


def test_the_costs_of_each_body_and_of_the_group() -> None:
    """Budget 13, actual 8.96, forecast 14.50 each; five times that over the group, not pooled."""
    report = ncl().running_costs("M8")
    found = report.of("5A9")
    assert (found.budget_pence, found.actual_ytd_pence, found.forecast_pence) == (
        13_00,
        8_96,
        14_50,
    )
    assert found.charged_pence == 14_50
    assert [report.total(name) for name in ("budget", "actual_ytd", "forecast")] == [
        65_00,
        44_80,
        72_50,
    ]
    assert ncl().running_costs("M8", basis="ytd").of("5A9").charged_pence == 8_96


def test_a_head_by_the_registers_population() -> None:
    """Exact pence a head; the group's a head is the sums' quotient and no mean of the five."""
    report = ncl().running_costs("M8")
    persons = Register.packaged().body("5A9").population
    assert persons
    assert report.of("5A9").per_head("budget") == Fraction(13_00, persons)
    assert report.population == sum(Register.packaged().body(code).population or 0 for code in NCL)


def test_the_limit_is_of_the_region_and_nobody_breaches_it() -> None:
    """72.50 beside a limit of 10: 725 %, no status, no finding, no exit by it; 5 of 31 PCTs seen."""
    book = ncl()
    stated(book, 10_00)
    report = book.running_costs("M8")
    region = report.region("Q36")
    assert (region.limit_pence, region.charged_pence, region.part) == (
        10_00,
        72_50,
        Fraction(725, 100),
    )
    assert (len(region.own), region.bodies_count) == (5, 31)
    assert report.findings == ()
    words = " ".join(str(report).split())
    assert "of all 31 PCTs of London SHA together. This book sees 5 of them." in words
    assert "no duty of one PCT, and nothing is tested here" in words
    assert "breach" not in words.lower()
    before = [finding.code for finding in ncl().position("M8").findings]
    assert [finding.code for finding in book.position("M8").findings] == before


def test_without_a_limit_that_is_said_and_stating_one_is_offered() -> None:
    """No number was at hand for the packaged years, so none is packaged."""
    report = ncl().running_costs("M8")
    (finding,) = report.findings
    assert (finding.code, finding.level.value) == ("running-costs.no-limit", "note")
    assert "no running-cost limit is stated of LON London SHA cluster" in finding.message
    assert report.region("LON").limit_pence is None
    for year in ("2011-12", "2012-13"):
        assert Rulebook.packaged(year).running_costs.limits == ()


def test_a_limit_by_the_rulebook_and_one_that_is_stated() -> None:
    """£35 a head of London by a rulebook; a statement takes its place, as of its day and number."""
    book = ncl(with_limit())
    persons = sum(
        body.population or 0
        for body in bodies_overseen(Register.packaged(), "Q36", FinancialYear("2011-12"))
    )
    region = book.running_costs("M8").region("Q36")
    assert (region.limit_pence, region.limit_per_head) == (35_00 * persons, Fraction(35_00))
    seen = book.head.sequence
    stated(book, 9_00, on="2011-11-15", reference="letter 9")
    assert book.running_costs("M8").region("Q36").limit_pence == 9_00
    assert book.running_costs("M8", recorded_at=seen).region("Q36").limit_per_head == 35_00
    old = book.running_costs("M8", known_at="2011-11-14").region("Q36")
    assert old.limit_per_head == 35_00
    stated(book, 11_00, on="2011-12-01")
    assert book.running_costs("M8", known_at="2011-12-31").region("Q36").limit_pence == 11_00


def test_a_limit_of_the_sha_or_of_its_cluster() -> None:
    """In November London's SHA cluster is competent; a limit that was stated of the SHA is shown too."""
    book = ncl()
    stated(book, 10_00)
    assert [region.authority for region in book.running_costs("M8").regions] == ["LON", "Q36"]
    stated(book, 12_00, authority="LON")
    report = book.running_costs("M8")
    assert [region.limit_pence for region in report.regions] == [12_00, 10_00]
    assert report.region("LON").own == NCL


def test_what_is_not_known_of_one_body_is_not_known_of_the_sum() -> None:
    """Enfield made no forecast in month 9: its costs are unknown, and so is the group's sum."""
    report = ncl().running_costs("M9")
    assert report.total("forecast") is None
    assert report.total("budget") == 65_00
    codes = {finding.code for finding in report.findings}
    assert codes == {"running-costs.unknown", "running-costs.no-limit"}
    assert report.region("LON").charged_pence is None


# Statements and rules


@pytest.mark.parametrize(
    ("pence", "changed", "error"),
    [
        (0, {}, UsageError),
        (-1, {}, UsageError),
        (True, {}, UsageError),
        (1, {"basis": "a head"}, UsageError),
        (1, {"by": " "}, UsageError),
        (1, {"reference": ""}, UsageError),
        (1, {"on": "April"}, UsageError),
        (1, {"authority": "Q99"}, UnknownNameError),
    ],
)
def test_a_limit_is_stated_whole(pence: int, changed: dict[str, Any], error: type) -> None:
    """With authority, amount, office, day and reference; what is refused leaves no trace."""
    book = ncl()
    head = book.head
    with pytest.raises(error):
        stated(book, pence, **changed)
    assert book.head == head


def test_a_limit_is_kept_with_the_book(tmp_path: Path) -> None:
    """It is a statement of the book, in the chain that belongs to no body, and answers a request."""
    book = Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")
    stated(book, 7_00, basis="per-head", request="r1")
    stated(book, 7_00, basis="per-head", request="r1")
    assert book.head.sequence == 2
    book.close()
    again = Book.open(tmp_path / "ncl.book", read_only=True)
    assert again.running_costs("M8").region("Q36").limit_per_head == 7_00
    assert again.verify() == ()


def test_a_rulebook_without_the_category_cannot_be_asked() -> None:
    """An older rulebook says nothing of it: then nothing is guessed, and it stays what it was."""
    text = packaged_text("2011-12")
    start, end = text.index("[running_costs.categories]"), text.index("[tariff.efficiency]")
    older = text[:start] + text[end:]
    with pytest.raises(UsageError, match="does not say which categories are running costs"):
        Book.in_memory("2011-12", group="NCL", rulebook=older).running_costs("M8")
    assert Rulebook.parse(older).identity != Rulebook.parse(text).identity
    twice = text.replace(
        "\n[cash.ahead_tolerance]", LIMIT.replace("\n[cash", LIMIT[:-23] + "\n[cash")
    )
    with pytest.raises(RulebookError, match="names Q36 more than once"):
        Rulebook.parse(twice)


@settings(deadline=None, max_examples=25)
@given(st.integers(-50_00, 90_00), st.integers(1, 10**12))
def test_a_region_never_changes_a_duty(forecast: int, limit: int) -> None:
    """Whatever is spent and whatever the limit: the sum is the bodies', the position as without it."""
    book = ncl(forecast=forecast)
    before = book.position("M8").findings
    stated(book, limit)
    report = book.running_costs("M8")
    assert report.total("charged") == sum(one.charged_pence or 0 for one in report.bodies)
    assert report.region("Q36").charged_pence == report.total("charged")
    assert report.findings == ()
    assert book.position("M8").findings == before


def test_the_sample_is_shown_and_taken_out() -> None:
    """As tidy rows, on a terminal, in a notebook and for programs."""
    report = sample_book().running_costs("M8")
    assert list(report.table["body"]) == list(NCL)
    assert report.table["budget_pence"].dtype.name == "Int64"
    document = report.document()
    assert document["unpooled_sum"]["budget_pence"] == report.total("budget")
    assert document["regions"][0]["bodies"] == 31
    assert "Sum, not pooled" in str(report)
    assert "no duty of one PCT" in " ".join(report._repr_html_().split())
    assert report.known_at is not None
    assert report.known_at <= date(2011, 12, 31)
