"""Savings (QIPP): schemes, their reports, and a tracker in which nothing hides a shortfall."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.consolidation.qipp import SchemeLine, savings_of
from pctfinance.errors import (
    InputRefusedError,
    NotInReportError,
    PctFinanceError,
    PostingRefusedError,
    UnknownNameError,
    UsageError,
)
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.months import MonthState
from pctfinance.ledger.qipp import SchemeReported
from report_tracing_examples import check_report

OFFICE = "QIPP lead"
BARNET, CAMDEN = "5A9", "5K7"
CCG = "07M"


def empty() -> Book:
    """A book of North Central London without an event."""
    return Book.in_memory("2011-12", group="NCL")


def scheme(book: Book, code: str, months: dict[str, int], body: str = BARNET, **more: Any) -> None:
    """A recurrent scheme; pounds by month."""
    asked: dict[str, Any] = {"category": "prescribing", "recurrence": "recurrent", **more}
    pence = {month: pounds * 100 for month, pounds in months.items()}
    book.state_scheme(body, code, f"scheme {code}", pence, by=OFFICE, reference="plan", **asked)


def report(  # noqa: PLR0917 - a row of a table
    book: Book, code: str, month: str, saved: int, forecast: int, body: str = BARNET, **more: Any
) -> None:
    """A report in pounds; amber unless told otherwise."""
    asked: dict[str, Any] = {"rating": "amber", **more}
    book.report_scheme(body, code, month, saved * 100, forecast * 100, by=OFFICE, **asked)


def tracker() -> Book:
    """Four schemes of two PCTs by M8, in pounds.

    | | plan to date | saved | plan year | forecast | |
    |---|---|---|---|---|---|
    | Barnet Q1 | 80 | 60 | 120 | 90 | recurrent, 07M, amber, full year 150 |
    | Barnet Q2 | 40 | 50 | 60 | 75 | non-recurrent, green |
    | Camden Q1 | 30 | - | 50 | - | recurrent, 07M, not reported in M8 |
    | Camden Q3 | 10 | 10 | 20 | 0 | recurrent, red |
    """
    book = empty()
    scheme(book, "Q1", {"M1": 80, "M12": 40}, delegate=CCG, full_year_pence=150_00)
    scheme(book, "Q2", {"M8": 40, "M9": 20}, recurrence="non-recurrent")
    scheme(book, "Q1", {"M2": 30, "M10": 20}, CAMDEN, delegate=CCG)
    scheme(book, "Q3", {"M8": 10, "M9": 10}, CAMDEN, category="acute")
    report(book, "Q1", "M8", 60, 90)
    report(book, "Q2", "M8", 50, 75, rating="green")
    report(book, "Q1", "M7", 25, 50, CAMDEN)
    report(book, "Q3", "M8", 10, 0, CAMDEN, rating="red")
    return book


# By hand


def test_a_tracker_by_hand() -> None:
    """Shortfalls 20 and over-achievement 10 stand apart; Camden's Q1 is known to nobody."""
    found = tracker().qipp("M8")
    assert [(line.variance_pence, line.forecast_variance_pence) for line in found.lines] == [
        (-20_00, -30_00),
        (10_00, 15_00),
        (None, None),
        (0, -20_00),
    ]
    total = found.total
    assert (total.plan_to_date_pence, total.saved_pence) == (160_00, 120_00)
    assert (total.shortfalls_pence, total.over_pence) == (-20_00, 10_00)
    assert (total.not_reported_pence, total.not_reported) == (30_00, ("5K7 Q1",))
    assert (total.plan_pence, total.forecast_pence) == (250_00, 165_00)
    assert (total.forecast_shortfalls_pence, total.forecast_over_pence) == (-50_00, 15_00)
    assert total.not_reported_year_pence == 50_00
    assert (total.full_year_pence, total.full_year_not_stated) == (150_00, ("5K7 Q1", "5K7 Q3"))


def test_sums_by_body_ccg_recurrence_and_rating() -> None:
    """Each is a part of the same schemes; a CCG's part of one body is a cell of its own."""
    found = tracker().qipp("M8")
    barnet, camden = (found.sums(body=code) for code in (BARNET, CAMDEN))
    assert (barnet.variance_pence, camden.variance_pence) == (-10_00, 0)
    assert found.sums(delegate=CCG, body=BARNET).saved_pence == 60_00
    assert found.sums(delegate=CCG, body=CAMDEN).not_reported == ("5K7 Q1",)
    assert found.sums(recurrence="non-recurrent").saved_pence == 50_00
    assert found.sums(recurrence="recurrent").saved_pence == 70_00
    # What is still to be saved, by risk: 90 - 60, 75 - 50; what red is to give back sets off nothing.
    still = [found.sums(rating=rating).to_come_pence for rating in ("amber", "green", "red")]
    assert still == [30_00, 25_00, 0]
    assert found.sums(delegate="", body=CAMDEN).saved_pence == 10_00


@pytest.mark.parametrize(
    "asked", [{"body": "5a9"}, {"rating": "Red"}, {"recurrence": "R"}, {"delegate": "08H"}]
)
def test_sums_of_what_is_not_there_are_refused(asked: dict[str, str]) -> None:
    """They are not 0: a word that the report does not know is named, with those that it does."""
    with pytest.raises(NotInReportError, match="there is no"):
        tracker().qipp("M8").sums(**asked)


def test_what_is_found() -> None:
    """Q1 of Camden is silent since M7; Barnet's Q1 and Camden's Q3 are more than 10 % below plan."""
    found = tracker().qipp("M8")
    assert [(f.code, f.where.body if f.where else "") for f in found.findings] == [
        ("qipp.forecast-below", BARNET),
        ("qipp.not-reported", CAMDEN),
        ("qipp.forecast-passed", CAMDEN),
        ("qipp.forecast-below", CAMDEN),
    ]
    assert "the last report is of M07" in found.findings[1].message
    assert "£90 of £120 planned" in found.findings[0].message


def test_a_report_that_contradicts_itself_is_found() -> None:
    """In pounds: saved 30 by M9 of a forecast of 25; 12 by M10; in M12 the year is over with 12.

    Of 30 planned 18 were not saved, whatever M12 forecasts, and nothing is still to be saved.
    """
    book = empty()
    scheme(book, "Q1", {"M1": 30})
    for month, saved, forecast in (("M9", 30, 25), ("M10", 12, 30), ("M12", 12, 30)):
        report(book, "Q1", month, saved, forecast)
    codes = {
        month: [finding.code for finding in book.qipp(month).findings]
        for month in ("M9", "M10", "M12")
    }
    assert codes == {
        "M9": ["qipp.forecast-passed", "qipp.forecast-below"],
        "M10": ["qipp.saved-falls"],
        "M12": ["qipp.forecast-not-outturn", "qipp.forecast-below"],
    }
    tracker = book.qipp("M12")
    (line,) = tracker.lines
    assert (line.forecast_pence, line.reported_forecast_pence) == (12_00, 30_00)
    assert (line.forecast_variance_pence, line.to_come_pence) == (-18_00, 0)
    assert (tracker.total.forecast_pence, tracker.total.to_come_pence) == (12_00, 0)
    assert "The year is over" in str(tracker)
    assert check_report(book, "qipp", "M12")["Trace"]
    report(book, "Q1", "M11", 12, 20)
    assert "by the end of M11" not in str(book.qipp("M12").findings)


def test_exactly_the_share_below_the_plan_is_no_finding() -> None:
    """10 % of 120 is 12: 108 passes, and a penny less is told."""
    book = empty()
    scheme(book, "Q1", {"M1": 120})
    report(book, "Q1", "M1", 9, 108)
    assert book.qipp("M1").findings == ()
    book.report_scheme(BARNET, "Q1", "M1", 9_00, 107_99, rating="amber", by=OFFICE)
    assert [finding.code for finding in book.qipp("M1").findings] == ["qipp.forecast-below"]


def test_the_controls_of_a_month_say_the_same() -> None:
    """And where nobody stated a scheme they do not apply."""
    book = tracker()
    found = book.check("M8", only=["savings-not-reported", "savings-below-plan"])
    told = {
        (each.control.id, each.body): each.outcome.value
        for each in found.results
        if each.body in (BARNET, CAMDEN, "5C1")
    }
    assert told == {
        ("savings-not-reported", BARNET): "passed",
        ("savings-not-reported", CAMDEN): "found",
        ("savings-not-reported", "5C1"): "not applicable",
        ("savings-below-plan", BARNET): "found",
        ("savings-below-plan", CAMDEN): "found",
        ("savings-below-plan", "5C1"): "not applicable",
    }


def test_savings_move_no_limit_and_no_figure() -> None:
    """The statement of the limit and the position are the same before and after."""
    before, after = empty(), tracker()
    assert before.limit(BARNET, as_of="M8").total() == after.limit(BARNET, as_of="M8").total()
    assert after.holdings.resource.balances(BARNET, after.year.period(8)).limit() == 0
    assert all(not one.lines for one in after.holdings.resource.events)


# The last statement stands


def test_a_later_report_of_a_month_takes_the_place_of_the_earlier() -> None:
    """Also back to what was said first; the same again is passed over; the past can be asked."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    for saved in (5, 7, 5):
        report(book, "Q1", "M1", saved, 10)
        assert book.qipp("M1").of(BARNET, "Q1").saved_pence == saved * 100
    head = book.head.sequence
    again = book.report_scheme(BARNET, "Q1", "M1", 5_00, 10_00, rating="amber", by=OFFICE)
    assert again.receipt
    assert (again.receipt.posted, again.receipt.already_there) == (0, 1)
    assert book.head.sequence == head
    assert book.qipp("M1", recorded_at=head - 1).of(BARNET, "Q1").saved_pence == 7_00
    assert book.verify() == ()


def test_what_was_known_on_a_day() -> None:
    """A report of M1 that is dated 20 May is not known on 19 May; a plan by its own date."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    scheme(book, "Q2", {"M1": 10}, on="2011-05-20")
    report(book, "Q1", "M1", 5, 10)
    report(book, "Q1", "M1", 8, 10, on="2011-05-20")
    then, now = (book.qipp("M1", known_at=f"2011-05-{day}") for day in (19, 20))
    assert [line.saved_pence for line in then.lines] == [5_00]
    assert [line.saved_pence for line in now.lines] == [8_00, None]


def test_a_plan_that_is_stated_again_replaces_the_former() -> None:
    """Its reports stay."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    report(book, "Q1", "M1", 5, 10)
    scheme(book, "Q1", {"M1": 4}, category="acute")
    (line,) = book.qipp("M1").lines
    assert (line.category, line.plan_pence, line.variance_pence) == ("acute", 4_00, 1_00)


def test_a_request_said_again_is_answered() -> None:
    """Though another report came meanwhile."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    asked: dict[str, Any] = {"rating": "red", "by": OFFICE, "request": "r1"}
    book.report_scheme(BARNET, "Q1", "M1", 1_00, 2_00, **asked)
    report(book, "Q1", "M1", 5, 10)
    answer = book.report_scheme(BARNET, "Q1", "M1", 1_00, 2_00, **asked)
    assert answer.receipt
    assert answer.receipt.repeated
    assert book.qipp("M1").of(BARNET, "Q1").saved_pence == 5_00


def test_a_code_that_looks_like_a_month_is_a_code() -> None:
    """A scheme called as another's report would be is another thing."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    report(book, "Q1", "M1", 5, 10)
    scheme(book, "Q1 2011-12 M01", {"M1": 10})
    assert len(book.qipp("M1").lines) == 2


def test_a_report_posted_as_an_event_is_replaced_too() -> None:
    """What stands is the last, however it came."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    report(book, "Q1", "M1", 5, 10)
    what = SchemeReported(scheme="Q1", to_date_pence=7_00, forecast_pence=9_00, rating="red")
    book.post(event(what, effective=date(2011, 4, 30)).model_copy(update={"by": OFFICE}))
    assert book.qipp("M1").of(BARNET, "Q1").saved_pence == 7_00
    report(book, "Q1", "M1", 5, 10)
    assert book.qipp("M1").of(BARNET, "Q1").saved_pence == 5_00
    assert book.verify() == ()


def test_a_report_does_not_move_the_day_that_a_position_names() -> None:
    """It is no document that a position rests on."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    before = book.position("M1").known_at
    report(book, "Q1", "M1", 5, 10, on="2011-05-20")
    assert book.position("M1").known_at == before


# What is refused


def refused(book: Book, error: type[PctFinanceError], act: Any) -> tuple[str, ...]:
    """The codes of a refusal that changed no figure and posted no event."""
    before = book.holdings.resource.events
    with pytest.raises(error) as told:
        act()
    assert book.holdings.resource.events == before
    assert book.verify() == ()
    return tuple(finding.code for finding in told.value.findings)


def test_a_report_needs_a_scheme_an_office_and_an_open_month() -> None:
    """Each is refused by the gate."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    said: Any = lambda code, body=BARNET, by=OFFICE: book.report_scheme(  # noqa: E731 - said thrice
        body, code, "M1", 1, 1, rating="red", by=by
    )
    assert refused(book, PostingRefusedError, lambda: said("Q9")) == ("qipp.unknown-scheme",)
    # A scheme is of one body; another body's of the same code is another.
    other = refused(book, PostingRefusedError, lambda: said("Q1", CAMDEN))
    assert other == ("qipp.unknown-scheme",)
    assert refused(book, PostingRefusedError, lambda: said("Q1", by=" ")) == ("qipp.unsigned",)


def test_a_month_that_is_not_open_takes_no_report() -> None:
    """A plan may be stated all the same: it is of the year, not of the month."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    bring(book, 1, MonthState.SUBMITTED)
    late = refused(book, PostingRefusedError, lambda: report(book, "Q1", "M1", 1, 1))
    assert late == ("month.not-open",)
    scheme(book, "Q2", {"M1": 10})
    assert len(book.qipp("M1").lines) == 2


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"months": {"M1": -1}}, UsageError),
        ({"months": {}}, UsageError),
        ({"recurrence": "lasting"}, UsageError),
        ({"delegate": "ZZZ"}, UnknownNameError),
        ({"body": "NCL"}, PctFinanceError),
        ({"recurrence": "non-recurrent", "full_year_pence": 5}, UsageError),
        ({"reference": ""}, UsageError),
    ],
)
def test_what_is_no_plan(change: dict[str, Any], error: type[PctFinanceError]) -> None:
    """Nothing of it is posted."""
    asked: dict[str, Any] = {
        "body": BARNET,
        "scheme": "Q1",
        "name": "Generics",
        "months": {"M1": 1},
        "category": "prescribing",
        "recurrence": "recurrent",
        "by": OFFICE,
        "reference": "plan",
    }
    book = empty()
    refused(book, error, lambda: book.state_scheme(**{**asked, **change}))


def test_no_statement_is_reversed() -> None:
    """It is stated again."""
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    number = book.holdings.resource.events[-1].sequence
    undo = event(Reversal(corrects=number)).model_copy(update={"by": OFFICE, "purpose": "wrong"})
    assert refused(book, PostingRefusedError, lambda: book.post(undo)) == ("ledger.refused",)


def test_a_test_says_what_would_be_refused_and_writes_nothing() -> None:
    """The head is the same."""
    book = empty()
    head = book.head
    answer = book.report_scheme(BARNET, "Q1", "M1", 1, 1, rating="red", by=OFFICE, test=True)
    assert [finding.code for finding in answer.findings] == ["qipp.unknown-scheme"]
    assert (answer.receipt, book.head) == (None, head)


# Files

PLAN = "body,scheme,name,category,delegate,recurrence,m01,m02,full_year,reference\n"
SAVED = "body,scheme,period,saved,forecast,rating\n"


def test_files_in(tmp_path: Path) -> None:
    """A plan, then a report; the same files again add nothing."""
    plan, saved = tmp_path / "plan.csv", tmp_path / "m1.csv"
    plan.write_text(
        f"{PLAN}5A9,Q1,Generics,prescribing,07M,recurrent,10,20.50,60,plan\n"
        "5K7,Q1,Beds,acute,,non-recurrent,,5,,plan\n"
    )
    saved.write_text(f"{SAVED}5A9,Q1,2011-12 M01,9,30,green\n5K7,Q1,2011-12 M01,0,5,amber\n")
    book = empty()
    for posted in (2, 0):
        first = book.load_schemes(plan, by=OFFICE).receipt
        second = book.load_scheme_reports(saved, by=OFFICE).receipt
        assert first
        assert second
        assert (first.posted, second.posted) == (posted, posted)
    line = book.qipp("M1").of(BARNET, "Q1")
    assert (line.plan_pence, line.full_year_pence, line.variance_pence) == (30_50, 60_00, -1_00)
    assert book.verify() == ()


def test_everything_wrong_with_a_plan_is_told_at_once(tmp_path: Path) -> None:
    """Each at its row, and nothing is taken."""
    plan = tmp_path / "plan.csv"
    plan.write_text(
        f"{PLAN}5A9,Q1,Generics,prescribing,07M,recurrent,10,,,plan\n"
        "XXX,Q2,Beds,acute,,recurrent,1,,,plan\n"
        "5A9,Q3,Beds,acute,ZZZ,recurrent,1,,,plan\n"
        "5A9,Q4,Beds,acute,,recurrent,-1,,,plan\n"
        "5A9,Q5,Beds,acute,,recurrent,,,,plan\n"
        "5A9,Q6,Beds,acute,,non-recurrent,1,,9,plan\n"
    )
    book = empty()
    with pytest.raises(InputRefusedError) as told:
        book.load_schemes(plan, by=OFFICE)
    rows = [finding.where.row for finding in told.value.findings if finding.where]
    assert sorted(row for row in rows if row) == [3, 4, 5, 6, 7]
    assert book.qipp("M1").lines == ()


def test_every_refused_row_of_a_report_is_told(tmp_path: Path) -> None:
    """Two schemes that nobody stated: two findings, each at its row, and the sound row is not taken."""
    saved = tmp_path / "m1.csv"
    saved.write_text(
        f"{SAVED}5A9,Q1,2011-12 M01,9,30,green\n5A9,Q8,2011-12 M01,1,1,red\n"
        "5K7,Q1,2011-12 M01,1,1,red\n"
    )
    book = empty()
    scheme(book, "Q1", {"M1": 10})
    with pytest.raises(PostingRefusedError) as told:
        book.load_scheme_reports(saved, by=OFFICE)
    assert [f.where.row for f in told.value.findings if f.where] == [3, 4]
    assert book.qipp("M1").of(BARNET, "Q1").saved_pence is None


# Against a plain reference

_MONEY = st.integers(0, 5)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_sums_are_those_of_a_plain_reference(data: st.DataObject) -> None:
    """Random schemes and reports: the identities hold for each body, and in all."""
    book = empty()
    plans: dict[tuple[str, str], dict[int, int]] = {}
    reports: dict[tuple[str, str], tuple[int, int]] = {}
    for body in (BARNET, CAMDEN):
        for code in ("Q1", "Q2"):
            plan = {month: data.draw(_MONEY) for month in (2, 8, 11)}
            plans[body, code] = plan
            scheme(book, code, {f"M{month}": pounds for month, pounds in plan.items()}, body)
            for _ in range(data.draw(st.integers(0, 2))):
                saved, forecast = data.draw(_MONEY), data.draw(_MONEY)
                reports[body, code] = (saved, forecast)
                report(book, code, "M8", saved, forecast, body)
    found = book.qipp("M8")
    short: dict[str, int] = defaultdict(int)
    over: dict[str, int] = defaultdict(int)
    for (body, code), (saved, _) in reports.items():
        variance = saved - sum(p for month, p in plans[body, code].items() if month <= 8)
        (over if variance > 0 else short)[body] += variance * 100
    for body in (BARNET, CAMDEN):
        held = found.sums(body=body)
        assert (held.shortfalls_pence, held.over_pence) == (short[body], over[body])
    for held in (found.total, *(found.sums(body=body) for body in (BARNET, CAMDEN))):
        assert held.plan_to_date_pence + held.variance_pence == (
            held.saved_pence + held.not_reported_pence
        )
        assert held.plan_pence + held.forecast_variance_pence == (
            held.forecast_pence + held.not_reported_year_pence
        )
    assert found.total.shortfalls_pence == sum(short.values())
    assert found.total.saved_pence == 100 * sum(saved for saved, _ in reports.values())
    assert len(found.total.not_reported) == 4 - len(reports)


def test_a_shortfall_is_never_netted() -> None:
    """One body 10 over, another 10 short: the sum says 10 and 10, not nought."""
    line = SchemeLine(
        *("5A9", "Q1", "n", "c", "", "recurrent"), 20, 20, 30, 20, "green", None, 8, False, (1,)
    )
    other = SchemeLine(
        *("5K7", "Q1", "n", "c", "", "recurrent"), 20, 20, 10, 20, "red", None, 8, False, (2,)
    )
    held = savings_of([line, other])
    assert (held.variance_pence, held.shortfalls_pence, held.over_pence) == (0, -10, 10)


# What is shown


def test_what_is_shown() -> None:
    """Words of the rulebook, the scheme that was not reported, and sums that are not pooled."""
    text = str(tracker().qipp("M8"))
    assert "not reported" in text
    assert "Red: not expected to deliver its plan." in text
    assert "Sum, not pooled" in text
    assert f"CCG {CCG}" in text
    assert "No scheme of savings is stated." in str(empty().qipp("M8"))


def test_the_table_and_the_document() -> None:
    """The same rows; the document's sums are those of the report."""
    found = tracker().qipp("M8")
    table = found.table
    assert list(table["variance_pence"].fillna(-1)) == [-20_00, 10_00, -1, 0]
    document = found.document()
    assert [each["body"] for each in document["bodies"]][:1] == [BARNET]
    assert document["total"]["shortfalls_pence"] == -20_00
    assert date(2011, 11, 30) == found.period.end
