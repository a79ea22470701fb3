"""Cash drawn against the cash limit: month by month, never twice, and what is planned."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import CASH, event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.consolidation.duties import Duty, DutyStatus
from pctfinance.errors import InputRefusedError, PostingRefusedError, UsageError
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Certainty, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.months import MonthState
from pctfinance.money import parse_money
from pctfinance.rulebooks import packaged_text
from sample_books import sample_book
from shared_data import needs_shared, shared_data
from transfer_examples import Steps, two_pcts

OFFICE = "Financial Controller, Barnet PCT"
BREACH, MET, UNTESTED = DutyStatus.BREACH, DutyStatus.MET, DutyStatus.NOT_TESTED


def barnet(pence: int = 120_00, **book: Any) -> Book:
    """Barnet with a cash limit of £120, £10 a month, unless told otherwise."""
    made = Book.in_memory("2011-12", group="NCL", **book)
    if pence:
        made.post(event(Allocation(strand=CASH, pence=pence, issuer="DH")))
    return made


def drawn(book: Book, *payments: tuple[int, int], body: str = "5A9", number: str = "HAFS") -> None:
    """Payments on the first of a month: its number from 1, and pounds."""
    rows = [
        (body, book.year.period(month).start, pounds * 100, f"{number}-{month}")
        for month, pounds in payments
    ]
    book.state_cash_drawings(rows, by=OFFICE)


def loaded(book: Book, month: int, pounds: int, *, to_date: bool = False) -> None:
    """Barnet's drawings of one month, as a table of figures."""
    row = FigureRow(month, Limit.CASH, "drawings", pounds * 100)
    what = FiguresLoaded(table="actuals", cumulative=to_date, rows=(row,))
    assert book.post(event(what, effective=book.year.period(month).end)).posted == 1


def duty(book: Book, month: str, basis: str = "ytd") -> DutyStatus:
    """How Barnet's cash limit stands."""
    return book.position(month, basis=basis).body("5A9").duty(Duty.CASH).status


def codes(book: Book, month: str) -> list[str]:
    """What the statement of cash finds of Barnet."""
    return [finding.code for finding in book.cash(month, body="5A9").findings]


# By hand


def test_a_year_of_cash_by_hand() -> None:
    """Limit 120: 14 in April, 9 in May, 0 in June; then 97 over nine months is planned.

    | | April | May | June |
    |---|---|---|---|
    | drawn to date | 14 | 23 | 23 |
    | remaining | 106 | 97 | 97 |
    | twelfths to date | 10 | 20 | 30 |
    | ahead | 4 | 3 | -7 |
    """
    book = barnet()
    drawn(book, (1, 14), (2, 9), (3, 0))
    months = [book.cash(month).of("5A9") for month in ("M1", "M2", "M3")]
    assert [cash.drawn_pence for cash in months] == [14_00, 23_00, 23_00]
    assert [cash.remaining_pence for cash in months] == [106_00, 97_00, 97_00]
    assert [cash.even_pence for cash in months] == [10_00, 20_00, 30_00]
    assert [cash.ahead_pence for cash in months] == [4_00, 3_00, -7_00]
    assert months[2].share == Fraction(23, 120)
    book.plan_cash_drawings("5A9", pence=97_00, by=OFFICE, on="2011-06-30", reference="plan 1")
    found = book.cash("M3").of("5A9")
    assert [month.planned_pence for month in found.months[:4]] == [None, None, None, 10_78]
    assert (found.planned_pence, found.expected_pence, found.unplanned_pence) == (97_00, 120_00, 0)
    assert duty(book, "M3") is MET
    assert codes(book, "M1") == ["cash.ahead"]  # 4 of 120 is more than 2 %
    assert codes(book, "M3") == []
    assert book.verify() == ()


def test_exactly_on_the_limit_is_met_and_a_penny_more_is_a_breach() -> None:
    """The statement, the duty and the position say the same."""
    book = barnet()
    drawn(book, *((month, 10) for month in range(1, 13)))
    assert (duty(book, "M12", "outturn"), codes(book, "M12")) == (MET, [])
    book.state_cash_drawings([("5A9", "2012-03-30", 1, "HAFS-99")], by=OFFICE)
    assert duty(book, "M12", "outturn") is BREACH
    (finding,) = book.cash("M12").findings[:1]
    assert (finding.code, finding.level.value) == ("cash.over-limit", "breach")
    assert "£120.01 is drawn against a cash limit of £120, £0.01 more" in finding.message


def test_confirmed_and_anticipated_are_kept_apart_and_known_on_a_day() -> None:
    """£10 more is anticipated; £5 is notified on 20 September from then on."""
    book = barnet()
    hoped = Strand.of(Limit.CASH, certainty=Certainty.ANTICIPATED)
    book.post(
        event(Allocation(strand=hoped, pence=10_00, issuer="DH", tranche="T1")),
        event(Allocation(strand=CASH, pence=5_00, issuer="DH"), effective=date(2011, 9, 20)),
    )
    assert book.cash("M5").of("5A9").limit_pence == 120_00
    assert book.cash("M6").of("5A9").limit_pence == 125_00
    assert book.cash("M6", known_at="2011-09-19").of("5A9").limit_pence == 120_00
    assert book.cash("M6").of("5A9").anticipated_pence == 10_00


def test_a_body_without_a_cash_limit_has_none_and_not_zero() -> None:
    """What was drawn is shown; nothing remains, and nothing is exceeded."""
    book = barnet(0)
    drawn(book, (1, 14))
    found = book.cash("M1").of("5A9")
    assert (found.limit_pence, found.remaining_pence, found.share) == (None, None, None)
    assert (found.drawn_pence, found.findings) == (14_00, ())
    assert duty(book, "M1") is UNTESTED


def test_a_month_of_which_nothing_is_known_is_not_zero() -> None:
    """May is missing: it is told, the duty is not tested, and what is known still adds up."""
    book = barnet()
    drawn(book, (1, 10), (3, 10))
    found = book.cash("M3").of("5A9")
    assert [month.drawn_pence for month in found.months[:3]] == [10_00, None, 10_00]
    assert (found.missing, found.drawn_pence, found.remaining_pence) == ((2,), 20_00, 100_00)
    assert codes(book, "M3") == ["cash.not-reported"]
    assert duty(book, "M3") is UNTESTED
    drawn(book, (2, 0))
    assert (codes(book, "M3"), duty(book, "M3")) == ([], MET)


# One clear rule: the figures of a month count, and the payments stand beside them


def test_a_month_with_figures_counts_them_and_not_the_payments_too() -> None:
    """April: 10 in payments, then 10 in the ledger: 10, not 20. May has payments only."""
    book = barnet()
    drawn(book, (1, 10), (2, 7))
    loaded(book, 1, 10)
    found = book.cash("M2").of("5A9")
    assert [month.drawn_pence for month in found.months[:2]] == [10_00, 7_00]
    assert [month.stated_pence for month in found.months[:2]] == [10_00, 7_00]
    charged = book.position("M2", basis="ytd").body("5A9").duty(Duty.CASH).charged_pence
    assert charged == found.drawn_pence == 17_00
    assert "cash.drawings-differ" not in {f.code for f in book.position("M2").findings}


def test_payments_that_differ_from_the_figures_are_told() -> None:
    """The ledger has 11, the payments 10: 11 counts, and the position says so."""
    book = barnet()
    drawn(book, (1, 10))
    loaded(book, 1, 11)
    assert book.cash("M1").of("5A9").drawn_pence == 11_00
    found = {finding.code: finding.message for finding in book.position("M1").findings}
    assert found["cash.drawings-differ"].startswith(
        "the loaded figures have £11 of cash drawn, the payments that were stated £10"
    )


def test_a_body_that_reports_to_date() -> None:
    """Revenue to date and no cash: the payments add up. With cash to date, that counts."""
    book = barnet()
    row = FigureRow(2, Limit.REVENUE, "acute", 5_00)
    what = FiguresLoaded(table="actuals", cumulative=True, rows=(row,))
    book.post(event(what, effective=date(2011, 5, 31)))
    drawn(book, (1, 10), (2, 7))
    found = book.cash("M2").of("5A9")
    assert [month.drawn_pence for month in found.months[:2]] == [10_00, 7_00]
    assert (duty(book, "M2"), found.drawn_pence) == (MET, 17_00)
    figure = book.position("M2", basis="ytd").figure("5A9", duty="cash_limit", measure="charged")
    assert book.trace(figure).pence == 17_00
    loaded(book, 2, 18, to_date=True)
    assert book.cash("M2").of("5A9").drawn_pence == 18_00
    found_codes = {finding.code: finding.message for finding in book.position("M2").findings}
    assert (
        "have £8 of cash drawn, the payments that were stated £7"
        in found_codes["cash.drawings-differ"]
    )
    drawn(book, (3, 2), (5, 1))
    assert [book.cash(month).of("5A9").drawn_pence for month in ("M3", "M5")] == [20_00, 20_00]
    assert [duty(book, month) for month in ("M3", "M5")] == [
        MET,
        UNTESTED,
    ]  # nothing is known of July
    figure = book.position("M3", basis="ytd").figure("5A9", duty="cash_limit", measure="charged")
    leaves = [leaf.pence for leaf in book.trace(figure).evidence]
    assert sorted(leaves) == [2_00, 18_00]


def test_what_is_drawn_is_traced_to_its_payments() -> None:
    """Each payment is evidence of its own amount."""
    book = barnet()
    drawn(book, (1, 10), (2, 7))
    loaded(book, 2, 8)
    figure = book.position("M2", basis="ytd").figure("5A9", duty="cash_limit", measure="charged")
    trace = book.trace(figure)
    leaves = [(leaf.evidence.reference, leaf.pence) for leaf in trace.evidence if leaf.evidence]
    assert trace.pence == 18_00
    assert sorted(leaves) == [("HAFS-1", 10_00), ("letter", 8_00)]


# Corrections


def test_a_payment_is_corrected_by_its_reversal() -> None:
    """10 was 1: it is reversed in April, and 1 is stated under a number of its own."""
    book = barnet()
    drawn(book, (1, 10))
    wrong = book.head.sequence
    said: Any = {"by": OFFICE, "reason": "a slip", "reference": "memo 1"}
    with pytest.raises(PostingRefusedError) as caught:
        drawn(book, (1, 1))
    assert {finding.code for finding in caught.value.findings} == {"ledger.changed"}
    book.reverse(wrong, effective="2011-04-02", notified="2011-04-04", **said)
    assert codes(book, "M1") == ["cash.not-reported"]
    drawn(book, (1, 1), number="HAFS-X")
    assert book.cash("M1").of("5A9").drawn_pence == 1_00
    assert book.cash("M1", known_at="2011-04-03").of("5A9").drawn_pence == 11_00
    assert book.verify() == ()


def test_a_closed_month_stays_as_it_was() -> None:
    """A payment of April that comes when April is closed counts from 1 May, and keeps its day."""
    book = barnet()
    drawn(book, (1, 10))
    bring(book, 1, MonthState.CLOSED)
    book.state_cash_drawings([("5A9", "2011-04-28", 2_00, "HAFS-7")], by=OFFICE)
    found = book.cash("M2").of("5A9")
    assert [month.drawn_pence for month in found.months[:2]] == [10_00, 2_00]
    assert book._records.ledger.events[-1].late_for == date(2011, 4, 28)
    assert book.close_status("M1").of("5A9", "not-impacted").state.value == "done"


def test_the_last_plan_stands_and_is_of_the_months_to_come() -> None:
    """Planned 60 over May and June; then 130 more than the limit leaves; as of a day before: the first."""
    book = barnet()
    drawn(book, (1, 10))
    named: Any = {"by": OFFICE, "reference": "plan"}
    book.plan_cash_drawings("5A9", {"M2": 30_00, "M3": 30_00}, on="2011-04-20", **named)
    assert book.cash("M1").of("5A9").expected_pence == 70_00
    profile = {"M2": 2, "M3": 1}
    book.plan_cash_drawings("5A9", pence=110_01, profile=profile, on="2011-04-28", **named)
    found = book.cash("M1").of("5A9")
    assert [month.planned_pence for month in found.months[1:3]] == [73_34, 36_67]
    assert codes(book, "M1") == ["cash.plan-exceeds"]
    assert "£0.01 more than the cash limit of £120" in book.cash("M1").findings[0].message
    assert book.cash("M1", known_at="2011-04-27").of("5A9").expected_pence == 70_00
    drawn(book, (2, 40))
    assert book.cash("M2").of("5A9").planned_pence == 36_67  # only what is still to come


def test_the_tolerance_is_the_rulebooks() -> None:
    """Ahead by 2 % of 120 is tolerated, a penny more is told; a rulebook without it tolerates all."""
    for pounds, expected in ((12_40, []), (12_41, ["cash.ahead"])):
        book = barnet()
        book.state_cash_drawings([("5A9", "2011-04-01", pounds, "HAFS-1")], by=OFFICE)
        assert codes(book, "M1") == expected
    text = packaged_text("2011-12")
    start, end = text.index("[cash.ahead_tolerance]"), text.index("[tariff.efficiency]")
    book = barnet(rulebook=text[:start] + text[end:])
    drawn(book, (1, 100))
    assert codes(book, "M1") == []


@pytest.mark.parametrize(
    ("payment", "by"),
    [
        (("5A9", "2011-04-01", 1_00, " "), OFFICE),
        (("5A9", "2011-04-01", 1_00, "H1"), ""),
        (("5A9", "April", 1_00, "H1"), OFFICE),
        (("5A9", "2011-04-01", 1.5, "H1"), OFFICE),
    ],
)
def test_a_payment_has_a_number_a_day_an_amount_and_an_office(payment: Any, by: str) -> None:
    """What lacks one of them is refused, and nothing is written."""
    book = barnet()
    head = book.head
    with pytest.raises(UsageError):
        book.state_cash_drawings([("5A9", "2011-04-01", 1_00, "H0"), payment], by=by)
    assert book.head == head


def test_a_file_of_payments_is_read_whole_or_refused_with_every_row(tmp_path: Path) -> None:
    """Two payments; then an amount, a date, a stranger and a number said twice, all told at once."""
    book = barnet()
    path = tmp_path / "april.csv"
    path.write_text(
        "body,date,amount,reference,synthetic\n5A9,2011-04-01,14.00,H1,\n5A9,2011-05-03,9,H2,yes\n"
    )
    assert book.load_cash_drawings(path, by=OFFICE).posted == 2
    again = book.load_cash_drawings(path, by=OFFICE)
    assert (again.posted, again.already_there) == (0, 2)
    found = book.cash("M2").of("5A9")
    assert (found.drawn_pence, found.synthetic) == (23_00, True)
    where = book._records.ledger.events[-1].where
    assert str(where).endswith("april.csv, row 3")
    head = book.head
    path.write_text(
        "body,date,amount,reference\n5A9,2011-04-01,much,H3\n5A9,someday,1,H4\n"
        "5A3,2011-04-01,1,H5\n5A9,2011-04-01,1,H6\n5A9,2011-04-01,2,H6\n"
    )
    with pytest.raises(InputRefusedError) as caught:
        book.load_cash_drawings(path, by=OFFICE)
    rows = {finding.where.row for finding in caught.value.findings if finding.where}
    assert {2, 3, 4, 6} <= rows
    with pytest.raises(UsageError, match="cannot be read"):
        book.load_cash_drawings(tmp_path / "may.csv", by=OFFICE)
    assert book.head == head


def test_a_payment_of_a_stranger_refuses_all() -> None:
    """South Gloucestershire is no body of this cluster: none is taken, and it was tried."""
    book = barnet()
    before = book.holdings.resource.events
    rows = [("5A9", "2011-04-01", 1_00, "H1"), ("5A3", "2011-04-01", 1_00, "H2")]
    with pytest.raises(PostingRefusedError) as caught:
        book.state_cash_drawings(rows, by=OFFICE)
    assert {finding.code for finding in caught.value.findings} == {"register.not-member"}
    assert book.holdings.resource.events == before
    assert book._records.statements[-1].content["codes"] == ["register.not-member"]


@pytest.mark.parametrize(
    "plan", [{}, {"months": {"M2": 1}, "pence": 1}, {"pence": 1, "profile": {"M2": 0}}]
)
def test_a_plan_is_months_or_an_amount_that_is_spread(plan: dict[str, Any]) -> None:
    """Neither, both, or a weight of nothing is no plan."""
    with pytest.raises(UsageError):
        barnet().plan_cash_drawings("5A9", by=OFFICE, on="2011-04-20", reference="plan", **plan)


# The whole group


def test_cash_follows_resource_where_the_approval_says_so() -> None:
    """£10 of resource and £8 of cash pass from Camden to Barnet in July: so do the cash limits."""
    book = two_pcts()
    steps = Steps(book, cash_pence=8_00).until_approved()
    before = [book.cash("M4").of(body).limit_pence for body in ("5K7", "5A9")]
    steps.action()
    after = [book.cash("M4").of(body).limit_pence for body in ("5K7", "5A9")]
    assert (before, after) == ([100_00, 100_00], [92_00, 108_00])
    assert book.cash("M3").of("5A9").limit_pence == 100_00


def test_the_sample_has_its_cash_from_its_figures() -> None:
    """Each body's statement is the duty's limit and charge; a sum over them is not pooled."""
    book = sample_book()
    report, position = book.cash("M8"), book.position("M8", basis="ytd")
    for cash in report.bodies:
        result = position.body(cash.body.code).duty(Duty.CASH)
        assert (cash.limit_pence, cash.drawn_pence) == (result.limit_pence, result.charged_pence)
        assert cash.remaining_pence == result.variance_pence
    assert report.total("drawn") == sum(cash.drawn_pence for cash in report.bodies)
    assert report.contains_synthetic
    assert "Sum, not pooled" in str(report)
    assert report.table["drawn_pence"].dtype.name == "Int64"
    assert len(report.document()["months"]) == 60
    assert "limit = drawn + remaining" in report._repr_html_()


FIGURES = st.lists(
    st.tuples(st.integers(1, 12), st.integers(-5, 40), st.booleans()), min_size=1, max_size=20
)


def _by(figures: dict[int, int], payments: dict[int, int], month: int) -> int | None:
    """What was drawn by the end of a month, of a body that reports to date."""
    total = 0
    for at in range(month, 0, -1):
        if at in figures:
            return total + figures[at]
        if at not in payments:
            return None
        total += payments[at]
    return total


@settings(deadline=None, max_examples=60)
@given(FIGURES, st.integers(0, 300), st.integers(1, 12), st.booleans())
def test_limit_is_drawn_and_remaining_and_nothing_is_counted_twice(
    rows: list[tuple[int, int, bool]], limit: int, month: int, to_date: bool
) -> None:
    """At random: figures and payments in any months, reported by month or to date.

    A slow reckoning beside it: a month with figures counts them, any other its payments; of a body
    that reports to date the last total, and the payments of all months since, if each has some.
    """
    book = barnet(limit * 100)
    figures: dict[int, int] = {}
    payments: dict[int, int] = {}
    for number, (at, pounds, is_figure) in enumerate(rows):
        if is_figure:
            figures[at] = pounds
            row = FigureRow(at, Limit.CASH, "drawings", pounds * 100)
            what = FiguresLoaded(table="actuals", cumulative=to_date, rows=(row,))
            book.post(event(what, effective=book.year.period(at).end))
        else:
            payments[at] = payments.get(at, 0) + pounds
            day = book.year.period(at).start
            book.state_cash_drawings([("5A9", day, pounds * 100, f"H{number}")], by=OFFICE)
    if to_date and figures:
        totals = (_by(figures, payments, at) for at in range(month, 0, -1))
        expected = next((total for total in totals if total is not None), 0)
    else:
        expected = sum(figures.get(at, payments.get(at, 0)) for at in range(1, month + 1))
    found = book.cash(f"M{month}").of("5A9")
    assert found.drawn_pence == expected * 100
    assert found.drawn_pence == sum(one.drawn_pence or 0 for one in found.months)
    if limit:
        assert found.limit_pence == limit * 100
        assert found.limit_pence == found.drawn_pence + (found.remaining_pence or 0)
    result = book.position(f"M{month}", basis="ytd").body("5A9").duty(Duty.CASH)
    if result.charged_pence is not None:
        assert result.charged_pence == found.drawn_pence
        assert not found.missing
    assert book.limit("5A9", as_of="M12", limit=Limit.CASH).total() == limit * 100
    assert book.verify() == ()


@needs_shared
def test_the_departments_payments_of_april_2011_are_loaded() -> None:
    """151 PCTs drew cash on 1 April 2011, some again later; Barnet 45 million, as published.

    Only one month was published in this form. Every PCT of North Central London is there, and the
    list sent twice changes nothing.
    """
    folder = shared_data()
    assert folder is not None
    path = folder / "reference" / "dh_cash_funding_april_2011.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["payee_type"] == "PCT"]
    assert len({row["payee_ods_code"] for row in rows}) == 151
    book = Book.in_memory("2011-12", group="NCL")
    members = {body.code for body in book.members(book.year.period(1))}
    payments = [
        (
            row["payee_ods_code"],
            row["date"],
            parse_money(row["amount_gbp"]) or 0,
            row["transaction_number"],
        )
        for row in rows
        if row["payee_ods_code"] in members
    ]
    source = "Department of Health, spending over £25,000, April 2011"
    stated: Any = {"by": "Department of Health", "source": source}
    assert book.state_cash_drawings(payments, **stated).posted == len(payments)
    assert book.state_cash_drawings(payments, **stated).posted == 0
    report = book.cash("M1")
    assert report.of("5A9").drawn_pence == 45_000_000_00
    assert {cash.body.code for cash in report.bodies if cash.drawn_pence > 0} == members
    assert report.total("drawn") == sum(pence for _, _, pence, _ in payments)
    assert not report.contains_synthetic
