"""What of a year-end statement rests on synthetic figures, and what of the year before is restated."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from unittest import mock

import pytest

from ledger_examples import CASH, RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.statements_compared import Sides, first_differences
from pctfinance.ledger.kinds import Allocation, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.present.statements_report import StatementsReport
from statement_examples import ledger, ledger_of_year, whole_year

BY = "Financial Controller"
DIRECTOR: dict[str, Any] = {"by": "Director of Finance", "reference": "accounts"}


def posted(book: Book, cost: int, *, synthetic: bool = False, year: str = "2011-12") -> None:
    """Another ledger of the year, in place of the one before."""
    load, cells = ledger_of_year(cost, year=year)
    book._records.post([load.model_copy(update={"synthetic": synthetic})], attached=[cells])


def marked(report: StatementsReport, part: str) -> dict[str, bool]:
    """Which lines of a statement are marked, by code."""
    found = next(each for each in report.said.parts if each.code == part)
    return {line.code: line.synthetic for line in found.lines}


@cache
def mixed() -> StatementsReport:
    """Cost and the land are published; income of 50 and the cash it came in are an invented journal.

    The cash limit, the bills and the planned surplus are invented, too; nothing else is.
    """
    book = Book.in_memory("2011-12", group="NCL")
    first = date(2011, 4, 1)
    for strand, synthetic in ((RECURRENT, False), (CASH, True)):
        made = event(Allocation(strand=strand, pence=1000, issuer="DH"), effective=first)
        book.post(made.model_copy(update={"synthetic": synthetic, "reference": str(synthetic)}))
    surplus = event(PlannedSurplus(strand=RECURRENT, pence=10), effective=first, reference="plan")
    book.post(surplus.model_copy(update={"synthetic": True}))
    load, cells = ledger(
        12,
        ("52", "acute", "revenue", 0, 900, 0),
        ("53", "drugs", "revenue", 0, 70, 0),
        ("01", "", "", 500, 0, 0),
        ("21", "", "", 0, 0, 970),
        ("91", "", "", -500, 0, 0),
        to_date=True,
    )
    book._records.post([load], attached=[cells])
    adjusted, cells = ledger(
        12, ("40", "drugs", "revenue", 0, 0, 50), ("19", "", "", 0, 50, 0), lane="adjustment"
    )
    book._records.post([adjusted.model_copy(update={"synthetic": True})], attached=[cells])
    bills = {"number": 10, "pence": 10, "number_in_time": 10, "pence_in_time": 10}
    book.state_bills_paid(
        "5A9", "M12", nhs=bills, non_nhs=bills, to_date=True, by=BY, reference="r", synthetic=True
    )
    arm = {"cost_pence": 48, "income_pence": 41, "allocation_pence": 7}
    book.state_provider_arm("5A9", "M12", by=BY, reference="a", **arm)  # type: ignore[arg-type]
    book.state_balance_headings(
        [
            ("01", "non-current-assets", "Land"),
            ("19", "current-assets", "Cash"),
            ("21", "current-liabilities", "Payables"),
            ("91", "taxpayers-equity", "General fund"),
        ],
        by=BY,
        on="2012-04-02",
        reference="chart",
    )
    return book.statements("5A9")


EXPECTED: Mapping[str, Mapping[str, bool]] = {
    "revenue_resource_limit": {"charged": True, "limit": False, "difference": True},
    "cash_limit": {"charged": False, "limit": True, "difference": False},
    "control_total": {"surplus": True, "agreed": True, "difference": True},
    "full_cost_recovery": dict.fromkeys(
        ("cost", "income", "net", "allocation", "difference"), False
    ),
    "operating-cost-statement": {"acute": False, "drugs": True, "net-operating-costs": True},
    "balance-sheet": {
        "non-current-assets/Land": False,
        "non-current-assets": False,
        "current-assets/Cash": True,
        "current-assets": True,
        "assets": True,
        "current-liabilities/Payables": False,
        "current-liabilities": False,
        "non-current-liabilities": False,
        "assets-employed": True,
        "taxpayers-equity/General fund": False,
        "net-operating-cost": True,
        "equity": True,
    },
}


@pytest.mark.parametrize("part", EXPECTED)
def test_a_line_is_marked_where_its_figure_rests_on_what_is_invented(part: str) -> None:
    """By hand: the charge of 920 holds the invented 50, the limit of 1,000 does not.

    Nothing is known of the cash that was drawn: a dash rests on nothing.
    """
    assert marked(mixed(), part) == EXPECTED[part]


def test_bills_that_are_invented_mark_their_lines() -> None:
    """All twelve: paid, in time and the percentage, by number and by value, of both sectors."""
    found = marked(mixed(), "better_payment_practice")
    assert len(found) == 12
    assert all(found.values())


def test_what_is_not_known_is_not_marked() -> None:
    """A dash rests on nothing."""
    lines = marked(mixed(), "capital_resource_limit")
    assert not any(lines.values())


def test_marks_stand_in_the_table_the_page_and_the_data() -> None:
    """Each with what it means; a statement without one has no such column."""
    report = mixed()
    frame = report.table
    own = frame[(frame["statement"] == "balance-sheet") & frame["synthetic"]]
    assert own["line"].tolist() == [
        code for code, is_so in EXPECTED["balance-sheet"].items() if is_so
    ]
    tables = {shown.title.partition(":")[0]: shown for shown in report.shown}
    sheet = tables["Balance sheet"]
    assert [line.cells[-1].text for line in sheet.rows][:4] == ["", "", "s", "s"]
    assert "s: rests on synthetic figures, which have no published source." in sheet.notes
    assert len(tables["Full cost recovery"].headings) == 2
    assert "Contains synthetic figures of 2011-12" in report.page()
    lines = {
        line["code"]: line.get("synthetic")
        for part in report.document()["statements"]["parts"]
        for line in part["lines"]
        if part["code"] == "balance-sheet"
    }
    assert (lines["current-assets/Cash"], lines["non-current-assets/Land"]) == (True, None)


def test_what_was_signed_before_lines_were_marked_still_stands() -> None:
    """Without its marks the document is what was signed; a mark that went or came is told."""
    now = mixed().document_signed
    before = {
        **now,
        "parts": [
            {
                **part,
                "lines": [
                    {name: value for name, value in line.items() if name != "synthetic"}
                    for line in part["lines"]
                ],
            }
            for part in now["parts"]
        ],
    }
    assert first_differences(before, now) == ()
    sound = {**before, "contains_synthetic": False}
    assert first_differences(sound, now)[0] == (
        "revenue resource limit: Total net operating cost for the financial year"
    )


# The year before


def test_gross_cost_and_income_of_the_year_before_stand_beside_this_year() -> None:
    """Spent 900 and earned 50 then, 800 and 50 now; the prior book's load was invented."""
    prior = whole_year(cost=901)
    posted(prior, 900, synthetic=True)
    report = whole_year(cost=800, year="2012-13").statements("5A9", prior=prior)
    acute, whole = report.compared("operating-cost-statement")
    for each in (acute, whole):
        assert (each.line.cost_pence, each.line.income_pence, each.line.value) == (800, 50, 750)
        assert (each.prior_sides, each.prior) == (Sides(900, 50), 850)
    assert (acute.line.synthetic, acute.prior_synthetic, acute.marks) == (False, True, "p")
    headings = [heading.text for heading in report.shown[-3].headings]
    years = [
        f"{name}\n{year}" for year in ("2012-13", "2011-12") for name in ("Cost", "Income", "Net")
    ]
    assert headings[1:7] == years
    (row,) = [each for each in report.rows() if each["line"] == "acute"]
    assert (row["prior_cost_pence"], row["prior_income_pence"]) == (900, 50)
    assert report.synthetic_words.startswith("Contains synthetic figures of 2011-12,")
    assert 'Cost\n<span class="year">2011-12</span></th>' in report.page()


def test_without_a_ledger_the_year_before_stands_net() -> None:
    """The prior book loaded sums only: 850 net, and no column of gross figures for that year."""
    prior = Book.in_memory("2011-12", group="NCL")
    rows = (FigureRow(12, Limit.REVENUE, "acute", 850),)
    load = FiguresLoaded(table="actuals", rows=rows, cumulative=True)
    prior.post(event(load, effective=date(2012, 3, 31), notified=date(2012, 3, 31)))
    report = whole_year(cost=800, year="2012-13").statements("5A9", prior=prior)
    acute = report.compared("operating-cost-statement")[0]
    assert (acute.prior, acute.prior_sides.is_known) == (850, False)
    costs = next(each for each in report.shown if each.title.startswith("Operating cost"))
    assert [heading.text for heading in costs.headings] == [
        *("", "Cost\n2012-13", "Income\n2012-13", "Net\n2012-13", "\n2011-12"),
    ]


def grossed_up() -> Book:
    """Signed with cost 900 and income 50; then both are 30 higher, and the net is the same 850."""
    book = whole_year()
    book.sign_statements("5A9", on="2012-06-07", **DIRECTOR)
    load, cells = ledger(
        12,
        ("52", "acute", "revenue", 0, 930, 0),
        ("40", "acute", "revenue", 0, 0, 80),
        ("01", "", "", 500, 0, 0),
        ("19", "", "", 1000, 50, 800),
        ("21", "", "", 0, 0, 100),
        ("91", "", "", -1500, 0, 0),
        to_date=True,
    )
    book._records.post([load], attached=[cells])
    return book


def test_gross_figures_are_restated_where_the_net_is_not() -> None:
    """Cost 900 as signed, 930 now; income 50 and 80; net 850 both times. And what was recorded since."""
    report = whole_year(cost=800, year="2012-13").statements("5A9", prior=grossed_up())
    acute = report.compared("operating-cost-statement")[0]
    assert (acute.prior, acute.said, acute.restated) == (850, 850, ("cost", "income"))
    assert [(each.words, each.said, each.prior, each.by) for each in acute.changes] == [
        ("acute, cost", 900, 930, 30),
        ("acute, income", 50, 80, 30),
    ]
    assert report.restated == (
        ("operating-cost-statement", "acute"),
        ("operating-cost-statement", "net-operating-costs"),
    )
    (since,) = report.since
    assert since.startswith("ledger loaded, ledger 12 ")
    assert since.endswith("of 31 March 2012 (event 6)")
    assert report.year_before == (
        "2011-12 as its own book says it now; as signed on 7 June 2012. 2 comparatives are restated"
    )
    (listed,) = [each for each in report.shown if each.title.startswith("Comparatives of 2011-12")]
    assert [line.cells[0].text for line in listed.rows][:2] == [
        "Operating cost statement: acute, cost",
        "Operating cost statement: acute, income",
    ]
    assert since in listed.notes[1]


def on(day: date) -> Any:
    """What is recorded within is recorded at noon of that day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return mock.patch("pctfinance.clock.now", return_value=noon)


def late_letter() -> tuple[Book, Book]:
    """2011-12, signed with a limit of 1,000; a letter of 20 June 2013 adds 40. And 2012-13.

    The letter is recorded on 2 July 2013; the book of 2012-13 on 8 June, and signed on 3 July.
    """
    with on(date(2012, 6, 7)):
        prior = whole_year()
        prior.sign_statements("5A9", on="2012-06-07", **DIRECTOR)
    with on(date(2013, 6, 8)):
        book = whole_year(cost=800, year="2012-13")
    with on(date(2013, 7, 2)):
        letter = Allocation(strand=RECURRENT, pence=40, issuer="DH")
        days: dict[str, Any] = {"effective": date(2012, 3, 31), "notified": date(2013, 6, 20)}
        prior.post(event(letter, reference="letter 9", **days))
    with on(date(2013, 7, 3)):
        book.sign_statements("5A9", on="2013-07-03", prior=prior, **DIRECTOR)
    return prior, book


def test_the_year_before_is_asked_as_known_and_as_recorded_when() -> None:
    """By documents up to 19 June, or as recorded on 1 July, its limit was 1,000; since then 1,040."""
    prior, book = late_letter()
    last = book.head.sequence
    asked: list[tuple[dict[str, Any], int, str]] = [
        ({}, 1040, "as its own book says it now"),
        ({"known_at": "2013-06-20"}, 1040, "by documents up to 20 June 2013"),
        ({"known_at": "2013-06-19"}, 1000, "by documents up to 19 June 2013"),
        ({"recorded_at": datetime(2013, 7, 1, tzinfo=UTC)}, 1000, "as it was at its event 5"),
        ({"recorded_at": datetime(2013, 7, 2, 12, tzinfo=UTC)}, 1040, "as it was at its event 6"),
        ({"recorded_at": last}, 1040, "event 6"),
        ({"recorded_at": last - 1}, 1000, "event 5"),
    ]
    for when, limit, words in asked:
        report = book.statements("5A9", prior=prior, **when)
        line = report.compared("revenue_resource_limit")[1]
        assert (line.prior, line.said, line.is_restated) == (limit, 1000, limit != 1000), when
        assert words in report.year_before, when
        assert bool(report.since) == (limit != 1000), when


def test_what_was_signed_with_its_year_before_can_be_made_again() -> None:
    """The book before changes later; as of the signature it said what was signed."""
    prior, book = late_letter()
    posted(prior, 920)
    now = book.statements("5A9", prior=prior)
    (signed,) = now.signatures
    assert not signed.stands
    then = book.statements("5A9", prior=prior, recorded_at=signed.sequence)
    assert then.sha256 == signed.sha256
    carried = book.statements("5A9")
    assert carried.sha256 == signed.sha256
    assert carried.year_before == (
        "2011-12 as it stood when this year's were signed on 3 July 2013: "
        "its own book was not given"
    )


def test_before_it_was_signed_the_year_before_has_nothing_that_is_restated() -> None:
    """Known on 6 June 2012, a day before: its figures, never signed or published."""
    prior, book = late_letter()
    report = book.statements("5A9", prior=prior, known_at="2012-06-06")
    assert report.restated == ()
    assert report.published_as == "never signed or published"
