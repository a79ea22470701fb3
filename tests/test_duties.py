"""The note of each duty as the accounts show it, worked by hand, and what bodies state for them."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import CAPITAL, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.duty_notes import NoteKind, NoteStatus
from pctfinance.decisions.stated_refusals import DutyNotCompetentError
from pctfinance.errors import InputRefusedError, PostingRefusedError, UsageError
from pctfinance.ledger.kinds import Allocation, PlannedSurplus
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from sample_books import sample_book
from statement_examples import ledger, whole_year

OFFICE = "Financial Controller, Barnet"
SAID: dict[str, Any] = {"by": OFFICE, "reference": "paper 1"}
NONE = dict.fromkeys(("number", "pence", "number_in_time", "pence_in_time"), 0)
HEADING = "body,period,sector,number,amount,number_in_time,amount_in_time,to_date\n"


def bills(number: int, pounds: int, in_time: int, pounds_in_time: int) -> dict[str, int]:
    """Bills and those of them paid in time, in pounds."""
    return {
        "number": number,
        "pence": pounds * 100,
        "number_in_time": in_time,
        "pence_in_time": pounds_in_time * 100,
    }


def barnet(spent: int = 90, *, planned: int = 0) -> Book:
    """Barnet has £100 of revenue, £20 of capital, and spent `spent` of revenue in the year."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=RECURRENT, pence=100_00, issuer="DH")),
        event(Allocation(strand=CAPITAL, pence=20_00, issuer="DH"), reference="capital"),
    )
    if planned:
        book.post(event(PlannedSurplus(strand=NON_RECURRENT, pence=planned * 100)))
    capital = [("additions", 25_00), ("disposals-book-value", 4_00), ("donations", 1_00)]
    rows = [FigureRow(12, Limit.REVENUE, "acute", spent * 100)]
    rows += [FigureRow(12, Limit.CAPITAL, category, pence) for category, pence in capital]
    load = FiguresLoaded(table="actuals", cumulative=True, rows=tuple(rows))
    book.post(event(load, effective=date(2012, 3, 31), reference="actuals"))
    return book


def left(book: Book) -> tuple[Any, ...]:
    """Everything that the book holds."""
    records = book._records
    return tuple(records.links()), records.attachments(), records.statements


def test_the_revenue_note_as_the_accounts_show_it() -> None:
    """Cost £90, limit £100: an underspend of £10."""
    note = barnet().duties("M12").of("5A9", "revenue_resource_limit")
    assert [(line.words, line.value) for line in note.lines] == [
        ("Total net operating cost for the financial year", 90_00),
        ("Revenue resource limit", 100_00),
        ("Underspend/(overspend) against revenue resource limit", 10_00),
    ]
    assert note.status is NoteStatus.MET


def test_the_capital_note_shows_what_the_charge_is_made_of() -> None:
    """Additions £25, less £4 of book value and £1 donated: £20, the limit exactly, and met."""
    note = barnet().duties("M12").of("5A9", NoteKind.CAPITAL)
    assert [(line.code, line.value) for line in note.lines] == [
        ("additions", 25_00),
        ("disposals-book-value", -4_00),
        ("donations", -1_00),
        ("charged", 20_00),
        ("limit", 20_00),
        ("difference", 0),
    ]
    assert note.status is NoteStatus.MET


@pytest.mark.parametrize(("spent", "status"), [(99, "met"), (100, "met"), (101, "breach")])
def test_zero_is_met(spent: int, status: str) -> None:
    """Spending exactly the limit is met; a pound more is a breach."""
    assert barnet(spent).duties("M12").status("5A9", "revenue_resource_limit").value == status


def test_what_is_not_known_is_not_tested() -> None:
    """There is no cash limit and no drawing: the note has dashes and says why."""
    report = barnet().duties("M12")
    note = report.of("5A9", "cash_limit")
    assert note.value("difference") is None
    assert note.status is NoteStatus.NOT_TESTED
    assert note.reason == "no confirmed cash limit; no cash actuals for M12"
    told = [found.message for found in report.findings if "Barnet PCT: cash" in found.message]
    assert told == [f"Barnet PCT: cash limit is not tested: {note.reason}"]


# A control total


@pytest.mark.parametrize(
    ("total", "two_sided", "status"),
    [
        (10, False, "met"),  # exactly what was agreed
        (9, False, "met"),
        (11, False, "missed"),
        (10, True, "met"),
        (9, True, "missed"),  # over-achieved by £1
        (11, True, "missed"),
    ],
)
def test_a_control_total_of_one_and_of_two_sides(total: int, two_sided: bool, status: str) -> None:
    """The surplus is £10. One-sided: at least; two-sided: neither less nor more."""
    book = barnet()
    book.agree_control_total(
        "5A9", total * 100, authority="Q36", two_sided=two_sided, on="2011-04-01", **SAID
    )
    note = book.duties("M12").of("5A9", "control_total")
    assert (note.value("surplus"), note.value("agreed")) == (10_00, total * 100)
    assert note.status.value == status
    assert ("two" if two_sided else "one") + "-sided" in note.remark


def test_without_an_agreement_the_planned_surplus_is_held_against() -> None:
    """And it is labelled as such."""
    note = barnet(planned=15).duties("M12").of("5A9", "control_total")
    assert note.value("difference") == -5_00
    assert note.status is NoteStatus.MISSED
    assert "none was agreed" in note.remark


def test_a_missed_control_total_is_no_breach() -> None:
    """It is administrative: shown beside the duties."""
    book = barnet()
    book.agree_control_total("5A9", 50_00, authority="Q36", on="2011-04-01", **SAID)
    report = book.duties("M12")
    assert report.breaches == ()
    assert report.missed == (("5A9", NoteKind.CONTROL_TOTAL),)
    of_barnet = [found for found in report.findings if found.where and found.where.body == "5A9"]
    revenue = [found for found in of_barnet if "revenue" in found.message]
    assert not revenue, "it is met, and neither missed nor untested"
    assert [found.code for found in of_barnet][-1] == "duty.missed"
    assert {found.code for found in report.findings} == {"duty.missed", "duty.not-tested"}
    assert "none" not in book.position("M12").aggregate().status.value


def test_the_last_control_total_stands_and_as_known() -> None:
    """The one of January takes the place of April's, but not as known in December."""
    book = barnet()
    for on, pence in (("2011-04-01", 5_00), ("2012-01-09", 8_00)):
        book.agree_control_total(
            "5A9", pence, authority="LON" if pence == 8_00 else "Q36", on=on, **SAID
        )
    assert book.duties("M12").of("5A9", "control_total").value("agreed") == 8_00
    then = book.duties("M12", known_at="2011-12-31").of("5A9", "control_total")
    assert then.value("agreed") == 5_00


def test_to_date_a_control_total_is_not_tested() -> None:
    """It is of the year."""
    note = barnet().duties("M12", basis="ytd").of("5A9", "control_total")
    assert note.status is NoteStatus.NOT_TESTED
    assert note.reason == "a control total is of the year"


def test_only_the_bodys_own_authority_agrees() -> None:
    """Another PCT, or an SHA of another region, is refused; only that it was tried is kept."""
    book = barnet()
    before = book.holdings.resource.events
    for authority in ("5K7", "Q35"):
        with pytest.raises(DutyNotCompetentError, match="is not the authority of 5A9") as caught:
            book.agree_control_total("5A9", 1, authority=authority, on="2011-04-01", **SAID)
        assert caught.value.exit_code == 4
        assert book._records.statements[-1].content["codes"] == ["duty.not-competent"]
    assert book.holdings.resource.events == before


# Better payment practice


def test_better_payment_practice_by_hand() -> None:
    """April: 19 of 20 NHS bills, £380 of £400; May: all 20, £400 of £400. Together 39 of 40."""
    book = barnet()
    book.state_bills_paid("5A9", "M1", nhs=bills(20, 400, 19, 380), non_nhs=NONE, **SAID)
    book.state_bills_paid("5A9", "M2", nhs=bills(20, 400, 20, 400), non_nhs=NONE, **SAID)
    note = book.duties("M2").of("5A9", "better_payment_practice")
    assert note.value("nhs-number-share") == Fraction(39, 40)
    assert note.value("nhs-value-share") == Fraction(78, 80)
    assert note.value("non-nhs-value-share") is None
    assert note.status is NoteStatus.MET


@pytest.mark.parametrize(
    ("nhs", "non_nhs", "status"),
    [
        (bills(100, 100, 95, 95), bills(100, 100, 95, 95), "met"),  # exactly 95 %
        (bills(100, 100, 94, 100), bills(100, 100, 95, 95), "missed"),
        (bills(100, 100, 95, 95), bills(100, 1_000_000, 100, 949_999), "missed"),
        (NONE, bills(1, 1, 1, 1), "met"),
        (NONE, NONE, "not_tested"),
    ],
)
def test_each_of_the_four_shares_counts(
    nhs: dict[str, int], non_nhs: dict[str, int], status: str
) -> None:
    """One that is below the target misses it, by however little; nothing rounds it up."""
    book = barnet()
    book.state_bills_paid("5A9", "M1", nhs=nhs, non_nhs=non_nhs, **SAID)
    assert book.duties("M1").status("5A9", "better_payment_practice").value == status


def test_a_share_is_never_rounded_up_to_the_target() -> None:
    """94.9999 % is printed as 94.99."""
    book = barnet()
    book.state_bills_paid("5A9", "M1", nhs=bills(1, 1_000_000, 1, 949_999), non_nhs=NONE, **SAID)
    assert "94.99" in str(book.duties("M1"))


def test_bills_to_date_and_months_behind_them() -> None:
    """The year to August is reported at once, September by itself; a month that lacks is named."""
    book = barnet()
    eight, nine = bills(80, 80, 80, 80), bills(20, 20, 0, 0)
    book.state_bills_paid("5A9", "M8", nhs=eight, non_nhs=NONE, to_date=True, **SAID)
    book.state_bills_paid("5A9", "M9", nhs=nine, non_nhs=NONE, **SAID)
    assert book.duties("M9").of("5A9", "better_payment_practice").value(
        "nhs-number-share"
    ) == Fraction(80, 100)
    later = book.duties("M11").of("5A9", "better_payment_practice")
    assert later.reason == "no bills reported for M10, M11"
    assert later.status is NoteStatus.NOT_TESTED


def test_what_is_stated_again_takes_the_former_place() -> None:
    """The same again is passed over; other figures count from then on."""
    book = barnet()
    first, second = bills(10, 10, 9, 9), bills(10, 10, 10, 10)
    given = [
        book.state_bills_paid("5A9", "M1", nhs=nhs, non_nhs=NONE, **SAID)
        for nhs in (first, first, second, first)
    ]
    assert [(each.posted, each.already_there) for each in given] == [(1, 0), (0, 1), (1, 0), (1, 0)]
    note = book.duties("M1").of("5A9", "better_payment_practice")
    assert note.value("nhs-number-share") == Fraction(9, 10)


def test_a_request_is_answered_once() -> None:
    """The same request again is the first answer; for other bills it is refused."""
    book = barnet()
    one = {"nhs": bills(10, 10, 9, 9), "non_nhs": NONE, **SAID, "request": "R1"}
    head = book.state_bills_paid("5A9", "M1", **one).head
    again = book.state_bills_paid("5A9", "M1", **one)
    assert (again.repeated, again.posted, again.already_there) == (True, 1, 0)
    assert book.head == head
    with pytest.raises(UsageError, match="for something else"):
        book.state_bills_paid("5A9", "M2", **one)


def test_bills_of_a_month_that_is_not_open_are_refused() -> None:
    """They belong to their month."""
    book = barnet()
    book.submit_month("5A9", "M1", by=OFFICE)
    events = book._records.ledger.events
    with pytest.raises(PostingRefusedError, match="which is submitted"):
        book.state_bills_paid("5A9", "M1", nhs=NONE, non_nhs=NONE, **SAID)
    assert book._records.ledger.events == events


def test_more_in_time_than_was_paid_is_refused() -> None:
    """And leaves no trace."""
    book = barnet()
    before = left(book)
    for wrong in (bills(1, 1, 2, 1), bills(1, 1, 1, 2), bills(0, 1, 0, 0), bills(-1, 1, 0, 0)):
        with pytest.raises(UsageError):
            book.state_bills_paid("5A9", "M1", nhs=wrong, non_nhs=NONE, **SAID)
    assert left(book) == before


def test_a_file_of_bills_tells_all_problems_at_once(tmp_path: Path) -> None:
    """Five rows are wrong, each at its place, and nothing is written."""
    file = tmp_path / "april.csv"
    file.write_text(
        HEADING
        + "5A9,2011-12 M01,nhs,twenty,400,19,380,\n"
        + "5A9,2011-12 M01,non-nhs,20,400,21,380,\n"
        + "5ZZ,2011-12 M01,nhs,20,400,19,380,\n"
        + "5C1,2011-12 M01,charity,20,400,19,380,\n"
        + "5C9,2011-12 M01,nhs,20,lots,19,380,\n"
    )
    book = barnet()
    before = left(book)
    with pytest.raises(InputRefusedError) as refused:
        book.load_bills_paid(file, by=OFFICE)
    rows = {finding.where.row for finding in refused.value.findings if finding.where}
    assert rows == {2, 3, 4, 5, 6}
    assert left(book) == before


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("5A9,2011-12 M01,nhs,20,400,19,380,\n", "no row of non-nhs bills"),
        (
            "5A9,2011-12 M01,nhs,1,1,1,1,yes\n5A9,2011-12 M01,non-nhs,1,1,1,1,no\n",
            "one row is to date",
        ),
    ],
)
def test_both_sectors_are_reported_alike(tmp_path: Path, rows: str, said: str) -> None:
    """Half a month would be a percentage of nothing."""
    file = tmp_path / "april.csv"
    file.write_text(HEADING + rows)
    with pytest.raises(InputRefusedError, match=said):
        barnet().load_bills_paid(file, by=OFFICE)


_PAID = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
    lambda pair: bills(max(pair), max(pair) * 7, min(pair), min(pair) * 7)
)


@settings(max_examples=25, deadline=None)
@given(months=st.lists(st.tuples(_PAID, _PAID), min_size=1, max_size=4))
def test_the_shares_are_those_of_plain_sums(
    months: list[tuple[dict[str, int], dict[str, int]]],
) -> None:
    """Whatever was paid month by month, a share is what was paid in time over what was paid."""
    book = Book.in_memory("2011-12", group="NCL")
    for number, (nhs, non_nhs) in enumerate(months, start=1):
        book.state_bills_paid("5A9", f"M{number}", nhs=nhs, non_nhs=non_nhs, **SAID)
    note = book.duties(f"M{len(months)}", basis="ytd").of("5A9", "better_payment_practice")
    shares = []
    for place, sector in enumerate(("nhs", "non-nhs")):
        for whole, part, name in (
            ("number", "number_in_time", "number"),
            ("pence", "pence_in_time", "value"),
        ):
            of, paid = (sum(month[place][each] for month in months) for each in (whole, part))
            expected = Fraction(paid, of) if of else None
            assert note.value(f"{sector}-{name}-share") == expected
            shares += [expected] if expected is not None else []
    met = bool(shares) and min(shares) >= Fraction(95, 100)
    assert (note.status is NoteStatus.MET) == met
    assert book.verify() == ()


# Full cost recovery


@pytest.mark.parametrize(
    ("cost", "income", "allocation", "left_over", "status"),
    [(100, 70, 30, 0, "met"), (100, 70, 20, 10, "breach"), (100, 90, 20, -10, "met")],
)
def test_full_cost_recovery_by_hand(
    cost: int, income: int, allocation: int, left_over: int, status: str
) -> None:
    """Cost less income less what the body's allocation meets; nothing left is met."""
    book = barnet()
    book.state_provider_arm(
        "5A9",
        "M12",
        cost_pence=cost * 100,
        income_pence=income * 100,
        allocation_pence=allocation * 100,
        **SAID,
    )
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert note.value("net") == (cost - income) * 100
    assert note.value("difference") == left_over * 100
    assert note.status.value == status


def test_no_provider_arm_is_not_the_same_as_not_tested() -> None:
    """Barnet says that it has none; Enfield said nothing."""
    book = barnet()
    book.state_provider_arm("5A9", "M1", has_arm=False, **SAID)
    report = book.duties("M12")
    assert report.status("5A9", "full_cost_recovery") is NoteStatus.NOT_APPLICABLE
    assert report.status("5C1", "full_cost_recovery") is NoteStatus.NOT_TESTED


def test_figures_of_an_earlier_month_are_not_those_of_the_year() -> None:
    """They are named and not used."""
    book = barnet()
    book.state_provider_arm("5A9", "M8", cost_pence=1, income_pence=1, **SAID)
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert note.reason == "the provider arm was last stated for 2011-12 M08"
    assert note.status is NoteStatus.NOT_TESTED


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"cost_pence": 1},
        {"cost_pence": 1, "income_pence": 1, "categories": ["acute"]},
        {"has_arm": False, "cost_pence": 1, "income_pence": 1},
    ],
)
def test_a_provider_arm_is_stated_in_one_way(said: dict[str, Any]) -> None:
    """Cost and income, or categories, or none."""
    book = barnet()
    before = left(book)
    with pytest.raises(UsageError):
        book.state_provider_arm("5A9", "M12", **said, **SAID)
    assert left(book) == before


def test_a_provider_arm_as_categories_of_the_ledger() -> None:
    """Acute services are the arm: cost 9, income 0.50; 8.50 is met from the allocation."""
    book = whole_year()
    said = {"categories": ["acute"], "allocation_pence": 850, **SAID}
    book.state_provider_arm("5A9", "M12", **said)
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert [line.value for line in note.lines] == [900, -50, 850, -850, 0]
    assert (note.status, note.remark) == (NoteStatus.MET, "categories acute")
    assert book.duties("M11").of("5A9", "full_cost_recovery").status is NoteStatus.NOT_TESTED


def test_categories_need_a_ledger() -> None:
    """A table of figures names no accounts, so cost and income are not known."""
    book = barnet()
    book.state_provider_arm("5A9", "M12", categories=["acute"], **SAID)
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert note.status is NoteStatus.NOT_TESTED
    assert note.reason == "no extract of the general ledger for M12"


def test_a_category_that_nobody_has_is_no_arm_without_cost() -> None:
    """Mistyped, its cost and income would be 0, which meets the duty: refused, or else not tested."""
    book = whole_year()
    book.state_provider_arm("5A9", "M12", categories=["acute", "acutte"], **SAID)
    report = book.duties("M12")
    note = report.of("5A9", "full_cost_recovery")
    assert (note.status, note.reason) == (
        NoteStatus.NOT_TESTED,
        "no account of the ledger is in acutte",
    )
    assert [line.value for line in note.lines] == [None] * 5
    told = [f.message for f in report.findings if f.where and f.where.body == "5A9"]
    assert (
        "Barnet PCT: full cost recovery is not tested: no account of the ledger is in acutte"
        in told
    )
    listed = sample_book()
    before = left(listed)
    with pytest.raises(UsageError, match="'acutte' is none of the book's categories"):
        listed.state_provider_arm("5A9", "M12", categories=["acutte"], **SAID)
    assert left(listed) == before


def test_an_allocation_of_another_month_meets_nothing_of_this_one() -> None:
    """M3: cost 30, income 20, allocation 10. At M12 cost is 120, income 80: what is met is not known."""
    book = Book.in_memory("2011-12", group="NCL")
    for month, cost, income in ((3, 30, 20), (12, 120, 80)):
        arm = (("52", "arm", "revenue", 0, cost, 0), ("40", "arm", "revenue", 0, 0, income))
        load, cells = ledger(month, *arm, ("19", "", "", 0, income, cost), to_date=True)
        book._records.post([load], attached=[cells])
    said = {"categories": ["arm"], "allocation_pence": 10, **SAID}
    book.state_provider_arm("5A9", "M3", **said)
    assert book.duties("M3").status("5A9", "full_cost_recovery") is NoteStatus.MET
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert note.status is NoteStatus.NOT_TESTED
    assert note.reason == "what the allocation meets was last stated for 2011-12 M03"


def test_an_arm_that_left_has_its_duty_of_the_year() -> None:
    """10 were not recovered up to M6; that there is no arm in M12 does not make it good."""
    book = barnet()
    book.state_provider_arm(
        "5A9", "M6", cost_pence=480, income_pence=400, allocation_pence=70, **SAID
    )
    book.state_provider_arm("5A9", "M12", has_arm=False, **SAID)
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert (note.status, note.value("difference")) == (NoteStatus.BREACH, 10)
    assert note.remark == "the provider arm left after 2011-12 M06"
    # Figures of a body that never had an arm are put right for their own month.
    book.state_provider_arm("5A9", "M6", has_arm=False, **SAID)
    assert book.duties("M12").status("5A9", "full_cost_recovery") is NoteStatus.NOT_APPLICABLE


def test_an_arm_by_categories_that_left_has_its_duty_too() -> None:
    """To M3 and to M12: cost 30, income 20, and 5 met from the allocation: 5 were not recovered."""
    book = Book.in_memory("2011-12", group="NCL")
    for month in (3, 12):
        arm = (("52", "arm", "revenue", 0, 30, 0), ("40", "arm", "revenue", 0, 0, 20))
        load, cells = ledger(month, *arm, ("19", "", "", 0, 20, 30), to_date=True)
        book._records.post([load], attached=[cells])
    book.state_provider_arm("5A9", "M3", categories=["arm"], allocation_pence=5, **SAID)
    book.state_provider_arm("5A9", "M12", has_arm=False, **SAID)
    note = book.duties("M12").of("5A9", "full_cost_recovery")
    assert (note.status, note.reason, note.value("difference")) == (NoteStatus.BREACH, "", 5)
    assert note.remark == "categories arm; the provider arm left after 2011-12 M03"


# The whole


def test_the_outturn_of_north_central_london() -> None:
    """Three breaches of the revenue limit; the group has the list, and no net of them."""
    report = sample_book().duties("2011-12 M12")
    revenue = NoteKind.REVENUE
    assert report.breaches == (("5A9", revenue), ("5C1", revenue), ("5C9", revenue))
    differences = [report.of(body.code, revenue).value("difference") for body in report.bodies]
    assert differences == [
        -19_140_000_00,
        -15_870_000_00,
        -13_590_000_00,
        39_260_000_00,
        24_740_000_00,
    ]
    assert "15,400" not in str(report)  # the sum of the five


def test_what_is_stated_moves_no_position() -> None:
    """Neither a figure nor the day as of which a position is known."""
    book = barnet()
    before = book.position("M12").document()
    book.state_bills_paid("5A9", "M1", nhs=NONE, non_nhs=NONE, **SAID)
    book.state_provider_arm("5A9", "M12", has_arm=False, **SAID)
    book.agree_control_total("5A9", 1, authority="Q36", on="2011-04-01", **SAID)
    after = book.position("M12").document()
    assert {**after, "book": None} == {**before, "book": None}
    assert book.verify() == ()


def test_the_report_for_programs_and_for_notebooks() -> None:
    """Integer pence and exact fractions; the status stands in words."""
    book = barnet(101)
    book.state_bills_paid("5A9", "M12", nhs=bills(3, 3, 2, 2), non_nhs=NONE, to_date=True, **SAID)
    report = book.duties("M12")
    assert ["5A9", "revenue_resource_limit"] in report.document()["breaches"]
    frame = report.table
    shares = frame[(frame["line"] == "nhs-number-share") & (frame["body"] == "5A9")]
    assert shares["share"].tolist() == ["2/3"]
    assert str(frame["value_pence"].dtype) == "Int64"
    assert "BREACH" in report._repr_html_()
    assert "Duties" in str(report)
