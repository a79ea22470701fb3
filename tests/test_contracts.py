"""Contracts with providers: plan, price, the marginal rate, and shares that add up to the bill."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.consolidation.contracts import ContractResult
from pctfinance.errors import (
    InputRefusedError,
    PctFinanceError,
    PostingRefusedError,
    UnknownNameError,
    UsageError,
)
from pctfinance.ledger.contracts import ActivityRow, ContractLine
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.months import MonthState

OFFICE = "Contracts, Barnet"
BARNET, CAMDEN, ENFIELD = "5A9", "5K7", "5C1"
THIRDS = {BARNET: "1/2", CAMDEN: "1/3", ENFIELD: "1/6"}

NEL = ContractLine.of("NEL", "Non-elective", 120, 10_00, baseline_pence=1_200_00)
OP = ContractLine.of("OP", "Outpatients", 240, 5_00, prior_price_pence=5_10)


def made(*lines: ContractLine, shares: dict[str, Any] | None = None, **more: Any) -> Book:
    """A book in which Barnet leads a contract with a synthetic provider."""
    book = Book.in_memory("2011-12", group="NCL")
    state(book, *(lines or (NEL, OP)), shares=shares, **more)
    return book


def state(
    book: Book, *lines: ContractLine, shares: dict[str, Any] | None = None, **more: Any
) -> None:
    """State the contract of the examples."""
    asked: dict[str, Any] = {"by": OFFICE, "reference": "contract", "synthetic": True, **more}
    asked |= {"provider": "RX", "provider_name": "Provider X"}
    book.state_contract(BARNET, "C1", lines, shares or THIRDS, **asked)


def told(book: Book, month: str, *rows: Any, **more: Any) -> ContractResult:
    """Activity is reported; what the contract then comes to."""
    book.report_activity(BARNET, "C1", month, rows, by=OFFICE, **more)
    return book.contracts(month).of(BARNET, "C1")


# By hand


def test_a_contract_by_hand() -> None:
    """By M6, in pounds; the marginal rate is 30 %.

    | | units plan | actual | plan | full price | reduction | payable | variance |
    |---|---|---|---|---|---|---|---|
    | NEL, £10, baseline 600 to date | 60 | 80 | 600 | 800 | 140 | 660 | (60) |
    | OP, £5, billed 520 | 120 | 100 | 600 | 520 | - | 520 | 80 |
    | | | | 1,200 | 1,320 | 140 | 1,180 | 20 |

    200 above the baseline: 60 is paid, 140 is not. NEL: activity (200), marginal rate 140.
    OP: activity 100, price (20).
    """
    found = told(made(), "M6", ("NEL", 80), ("OP", 100, 520_00))
    emergency, clinics = found.lines
    assert (emergency.plan_activity, emergency.plan_pence, emergency.baseline_pence) == (
        60,
        600_00,
        600_00,
    )
    assert (emergency.full_pence, emergency.reduction_pence) == (800_00, 140_00)
    assert (emergency.payable_pence, emergency.variance_pence) == (660_00, -60_00)
    assert (emergency.activity_variance_pence, emergency.marginal_variance_pence) == (
        -200_00,
        140_00,
    )
    assert (clinics.activity_variance_pence, clinics.price_variance_pence) == (100_00, -20_00)
    assert (clinics.baseline_pence, clinics.reduction_pence, clinics.variance_pence) == (
        None,
        0,
        80_00,
    )
    assert (found.plan_pence, found.full_pence, found.payable_pence) == (
        1_200_00,
        1_320_00,
        1_180_00,
    )
    assert (found.variance_pence, found.parts_pence) == (20_00, (-100_00, -20_00, 140_00))


def test_shares_by_hand() -> None:
    """Halves, thirds and sixths of 660 and 520; the penny of 520 goes to the largest remainder.

    | | NEL | OP | |
    |---|---|---|---|
    | Barnet, host | 330 | 260 | 590.00 |
    | Camden | 220 | 173.33 | 393.33 |
    | Enfield | 110 | 86.67 | 196.67 |
    """
    found = told(made(), "M6", ("NEL", 80), ("OP", 100, 520_00))
    shares = [found.payable_of(body) for body in (BARNET, CAMDEN, ENFIELD)]
    assert shares == [590_00, 393_33, 196_67]
    assert sum(shares) == found.payable_pence
    assert found.recharges == ((ENFIELD, 196_67), (CAMDEN, 393_33))
    assert [found.plan_of(body) for body in (BARNET, CAMDEN, ENFIELD)] == [
        600_00,
        400_00,
        200_00,
    ]


def test_activity_by_commissioner_takes_the_place_of_shares() -> None:
    """Barnet 50 and Camden 30 units of £10: the reduction of 140 falls 5 to 3, 87.50 and 52.50."""
    rows = [ActivityRow("NEL", 50, None, BARNET), ActivityRow("NEL", 30, None, CAMDEN)]
    found = told(made(), "M6", *rows, ActivityRow("NEL", 0, None, ENFIELD))
    shares = [found.payable_of(body) for body in (BARNET, CAMDEN, ENFIELD)]
    assert shares == [412_50, 247_50, 0]
    assert found.payable_pence == 660_00


def test_on_the_baseline_nothing_is_taken_off_and_a_unit_more_is() -> None:
    """60 units are the baseline of 600 to the penny; the 61st is paid at £3."""
    book = made()
    assert told(book, "M6", ("NEL", 60)).reduction_pence == 0
    found = told(book, "M6", ("NEL", 61))
    assert (found.reduction_pence, found.payable_pence) == (7_00, 603_00)


def test_a_plan_above_its_baseline_is_reduced_too() -> None:
    """Planned 1,200 above a baseline of 1,000: 60 of 200 is paid, and on plan nothing varies."""
    line = ContractLine.of("NEL", "Non-elective", 120, 10_00, baseline_pence=1_000_00)
    found = told(made(line), "M12", ("NEL", 120))
    assert (found.plan_pence, found.payable_pence, found.variance_pence) == (1_060_00, 1_060_00, 0)


def test_shares_by_plan() -> None:
    """Planned 300, 200 and 100: halves, thirds and sixths again."""
    book = made(shares={BARNET: 300, CAMDEN: 200, ENFIELD: 100}, basis="plan")
    found = told(book, "M6", ("NEL", 80))
    assert [found.payable_of(body) for body in (BARNET, CAMDEN, ENFIELD)] == [
        330_00,
        220_00,
        110_00,
    ]


def test_a_line_that_was_not_reported_is_named_and_in_no_variance() -> None:
    """OP is silent: its plan of 600 stands apart. plan - not reported - variance = payable."""
    book = made()
    found = told(book, "M6", ("NEL", 80))
    assert (found.not_reported, found.not_reported_pence) == (("OP",), 600_00)
    assert found.plan_pence - found.not_reported_pence - found.variance_pence == found.payable_pence
    assert [one.code for one in book.contracts("M6").findings] == ["contract.not-reported"]
    assert book.contracts("M7").of(BARNET, "C1").not_reported == ("NEL", "OP")


def test_a_month_that_falls_behind_is_reckoned_to_date() -> None:
    """Above the baseline by M6, on it by M7: what was taken off comes back, as all is to date."""
    book = made()
    assert told(book, "M6", ("NEL", 80)).reduction_pence == 140_00
    assert told(book, "M7", ("NEL", 70)).reduction_pence == 0


def test_the_tariff_of_the_rulebook() -> None:
    """£5.10 less 4 % is £4.896, £4.90 to the penny; the price of £5 is shown beside it."""
    book = made()
    (_, clinics) = book.contracts("M6").of(BARNET, "C1").lines
    assert clinics.tariff_price_pence(book.rulebook.tariff.efficiency.value) == 4_90
    text = str(book.contracts("M6"))
    assert "£4.90" in text
    assert "(2 %)" in text


def test_a_contract_moves_no_limit() -> None:
    """It posts no line."""
    book = made()
    told(book, "M6", ("NEL", 80))
    assert all(not one.lines for one in book.holdings.resource.events)
    assert book.verify() == ()


def test_the_year_spread_over_months() -> None:
    """7 units: whole ones, that add up to 7."""
    assert sum(ContractLine.of("A", "a", 7, 1).months) == 7
    assert ContractLine.of("A", "a", 12, 1).months == (1,) * 12


# The last statement stands


def test_reports_and_contracts_are_replaced_and_the_past_can_be_asked() -> None:
    """80, then 70, then 80 again; the same is passed over; a new price counts from its own date."""
    book = made()
    for units in (80, 70, 80):
        assert told(book, "M6", ("NEL", units)).lines[0].activity == units
    again = book.report_activity(BARNET, "C1", "M6", [("NEL", 80)], by=OFFICE)
    assert again.receipt
    assert (again.receipt.posted, again.receipt.already_there) == (0, 1)
    before = book.contracts("M6", recorded_at=book.head.sequence - 1).of(BARNET, "C1")
    assert before.lines[0].activity == 70
    dearer = NEL.model_copy(update={"price_pence": 11_00})
    state(book, dearer, OP, on="2011-12-01")
    now, then = (book.contracts("M6", known_at=day) for day in (None, "2011-11-30"))
    assert now.of(BARNET, "C1").full_pence == 880_00
    assert then.of(BARNET, "C1").full_pence == 800_00
    assert book.verify() == ()


def test_a_commissioner_that_lost_its_share_keeps_its_own_activity() -> None:
    """Nothing of the bill is lost when the contract is stated again without it."""
    book = made()
    rows = [ActivityRow("NEL", 50, None, BARNET), ActivityRow("NEL", 30, None, CAMDEN)]
    told(book, "M6", *rows)
    state(book, NEL, OP, shares={BARNET: 1})
    found = book.contracts("M6").of(BARNET, "C1")
    assert sum(found.payable_of(body) for body in found.bodies) == found.payable_pence == 660_00


def test_a_commissioner_that_joins_later_makes_no_earlier_month_unreported() -> None:
    """50 and 30 units to M6 are told of the two that had shares then; Enfield joins in December.

    M6 stays what it was, £800, and Enfield bears nothing of it. What is told after it joined is told of
    all three, or is not reported.
    """
    halves = {BARNET: "1/2", CAMDEN: "1/2"}
    book = made(OP, shares=halves)
    rows = [ActivityRow("OP", 100, None, BARNET), ActivityRow("OP", 60, None, CAMDEN)]
    told(book, "M6", *rows)
    state(book, OP, shares=THIRDS, on="2011-12-01")
    found = book.contracts("M6").of(BARNET, "C1")
    assert (found.not_reported, found.payable_pence) == ((), 800_00)
    assert [found.payable_of(body) for body in (BARNET, CAMDEN, ENFIELD)] == [500_00, 300_00, 0]
    told(book, "M7", *rows)
    after = book.contracts("M7").of(BARNET, "C1")
    assert (after.not_reported, after.lines[0].untold) == (("OP",), (ENFIELD,))


# What is refused


def refused(book: Book, error: type[PctFinanceError], act: Any) -> list[str]:
    """The codes of a refusal that posted no event."""
    before = book.holdings.resource.events
    with pytest.raises(error) as caught:
        act()
    assert book.holdings.resource.events == before
    assert book.verify() == ()
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize(
    "row", [("XX", 1), ActivityRow("NEL", 1, None, "5C9")], ids=["line", "commissioner"]
)
def test_activity_is_of_what_was_stated(row: Any) -> None:
    """An unknown line, or a commissioner without a share."""
    book = made()
    assert refused(book, PostingRefusedError, lambda: told(book, "M6", row)) == ["contract.unknown"]


def test_a_line_that_was_reported_on_is_not_left_out() -> None:
    """Else what was reported on it would be lost."""
    book = made()
    told(book, "M6", ("NEL", 80))
    assert refused(book, PostingRefusedError, lambda: state(book, OP)) == ["contract.unknown"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"shares": {BARNET: "1/2", CAMDEN: "1/3"}}, UsageError),
        ({"shares": {BARNET: "0.5", CAMDEN: "a half"}}, UsageError),
        ({"shares": {BARNET: "1/2", "ZZZ": "1/2"}}, UnknownNameError),
        ({"shares": {BARNET: 0, CAMDEN: 1}, "basis": "plan"}, UsageError),
        ({"basis": "heads"}, UsageError),
        ({"by": ""}, PostingRefusedError),
        ({"reference": ""}, UsageError),
    ],
)
def test_what_is_no_contract(change: dict[str, Any], error: type[PctFinanceError]) -> None:
    """Nothing of it is posted."""
    book = Book.in_memory("2011-12", group="NCL")
    refused(book, error, lambda: state(book, NEL, **change))


def test_a_line_twice_or_told_both_ways_is_refused() -> None:
    """In the contract, and in a report."""
    book = made()
    refused(book, UsageError, lambda: state(book, NEL, NEL))
    refused(book, UsageError, lambda: told(book, "M6", ("NEL", 1), ("NEL", 2)))
    both = [("NEL", 1), ActivityRow("NEL", 1, None, BARNET)]
    refused(book, UsageError, lambda: told(book, "M6", *both))


def test_a_month_that_is_not_open_takes_no_activity_and_nothing_is_reversed() -> None:
    """It is stated again."""
    book = made()
    told(book, "M1", ("NEL", 1))
    number = book.holdings.resource.events[-1].sequence
    undo = event(Reversal(corrects=number)).model_copy(update={"by": OFFICE, "purpose": "wrong"})
    assert refused(book, PostingRefusedError, lambda: book.post(undo)) == ["ledger.refused"]
    bring(book, 1, MonthState.SUBMITTED)
    late = refused(book, PostingRefusedError, lambda: told(book, "M1", ("NEL", 2)))
    assert late == ["month.not-open"]


# Files

CONTRACT = (
    "body,contract,provider,provider_name,shares,line,name,activity,m01,price,baseline,reference\n"
)
FIRST = "5A9,C1,RX,Provider X,5A9=3/4; 5K7=1/4,"
ACTIVITY = "body,contract,period,line,commissioner,activity,billed\n"


def test_files_in(tmp_path: Path) -> None:
    """A contract of two lines and its activity; the same files again add nothing."""
    terms, units = tmp_path / "c.csv", tmp_path / "a.csv"
    terms.write_text(
        f"{CONTRACT}{FIRST}NEL,Non-elective,120,,10,1200,letter\n{FIRST}OP,Clinics,,5,5,,letter\n"
    )
    units.write_text(
        f"{ACTIVITY}5A9,C1,2011-12 M06,NEL,,80,\n5A9,C1,2011-12 M06,OP,5K7,4,21.50\n"
        "5A9,C1,2011-12 M06,OP,5A9,0,\n"
    )
    book = Book.in_memory("2011-12", group="NCL")
    for posted in (1, 0):
        first = book.load_contracts(terms, by=OFFICE).receipt
        second = book.load_activity(units, by=OFFICE).receipt
        assert first
        assert second
        assert (first.posted, second.posted) == (posted, posted)
    found = book.contracts("M6").of(BARNET, "C1")
    assert (found.lines[0].payable_pence, found.lines[1].payable_pence) == (660_00, 21_50)
    assert found.recharges == ((CAMDEN, 165_00 + 21_50),)


def test_everything_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Each at its row, and nothing is taken."""
    terms = tmp_path / "c.csv"
    terms.write_text(
        f"{CONTRACT}{FIRST}NEL,Non-elective,120,,10,1200,letter\n"
        f"{FIRST}OP,Clinics,ten,,5,,letter\n"
        "5A9,C2,RX,Provider X,5A9=1/4; 5K7=1/4,OP,Clinics,10,,5,,letter\n"
        "5A9,C3,RX,Provider X,5A9=1,OP,Clinics,10,3,5,,letter\n"
        "5A9,C4,RX,Provider X,5A9=1/2; ZZZ=1/2,OP,Clinics,10,,5,,letter\n"
        "5A9,C5,RX,Provider X,5A9=1,OP,Clinics,10,,5,,letter\n"
        "5A9,C5,RY,Provider X,5A9=1,NEL,Beds,10,,5,,letter\n"
    )
    book = Book.in_memory("2011-12", group="NCL")
    with pytest.raises(InputRefusedError) as caught:
        book.load_contracts(terms, by=OFFICE)
    rows = [finding.where.row for finding in caught.value.findings if finding.where]
    assert sorted(row for row in rows if row) == [3, 4, 5, 6, 8]
    assert book.contracts("M6").contracts == ()
    units = tmp_path / "a.csv"
    units.write_text(f"{ACTIVITY}5A9,C1,2011-12 M06,NEL,,a few,\n5A9,C1,2011-12 M06,OP,,-1,\n")
    with pytest.raises(InputRefusedError) as both:
        book.load_activity(units, by=OFFICE)
    assert [one.where.row for one in both.value.findings if one.where] == [2, 3]


# Against a plain reference

_WEIGHTS = st.lists(st.integers(1, 9), min_size=3, max_size=3)


@settings(max_examples=30, deadline=None)
@given(
    weights=_WEIGHTS,
    year=st.integers(0, 40),
    price=st.integers(0, 999),
    baseline=st.one_of(st.none(), st.integers(0, 20_000)),
    units=st.lists(st.integers(0, 40), min_size=1, max_size=3),
    month=st.integers(1, 12),
    billed=st.one_of(st.none(), st.integers(0, 30_000)),
)
def test_a_contract_against_a_plain_reference(  # noqa: PLR0917 - each is drawn
    weights: list[int],
    year: int,
    price: int,
    baseline: int | None,
    units: list[int],
    month: int,
    billed: int | None,
) -> None:
    """Every amount by plain arithmetic; the parts and the shares add up to the penny."""
    bodies = (BARNET, CAMDEN, ENFIELD)
    line = ContractLine.of("A", "a", year, price, baseline_pence=baseline)
    book = made(line, shares=dict(zip(bodies, weights, strict=True)), basis="plan")
    rows = [ActivityRow("A", n, billed, body) for n, body in zip(units, bodies, strict=False)]
    if len(rows) == 1:  # one row stands for all commissioners together
        rows = [rows[0]._replace(body="")]
    elif len(rows) < len(bodies):  # none of its units is said too
        rows.append(ActivityRow("A", 0, 0, bodies[-1]))
    found = told(book, f"M{month}", *rows)
    planned = sum(line.months[:month])
    full = sum(n * price if billed is None else billed for n in units)

    def paid(value: int) -> Fraction:
        if baseline is None:
            return Fraction(value)
        part = Fraction(planned, year) if year else Fraction(month, 12)
        above = int(baseline * part + Fraction(1, 2))
        return Fraction(value) if value <= above else above + Fraction(3, 10) * (value - above)

    assert abs(found.payable_pence - paid(full)) <= Fraction(1, 2)
    assert abs(found.plan_pence - paid(planned * price)) <= Fraction(1, 2)
    assert found.variance_pence == sum(found.parts_pence) == found.plan_pence - found.payable_pence
    assert sum(found.payable_of(body) for body in found.bodies) == found.payable_pence
    assert sum(found.plan_of(body) for body in found.bodies) == found.plan_pence
    host = found.payable_of(found.host)
    assert found.payable_pence - sum(pence for _, pence in found.recharges) == host
    if len(rows) == 1:
        for body, weight in zip(bodies, weights, strict=True):
            exact = Fraction(found.payable_pence * weight, sum(weights))
            assert abs(found.payable_of(body) - exact) < 1


# What is shown


def test_what_is_shown() -> None:
    """The marginal rate by its number, who owes what, and that nothing is posted."""
    book = made()
    told(book, "M6", ("NEL", 80_000))
    report = book.contracts("M6")
    text = str(report)
    assert "is paid at 30 %" in text
    assert "nothing is posted here" in text
    assert "Not reported, and neither on plan nor off it: OP" in text
    assert "Contains synthetic figures" in text
    assert "No contract is stated." in str(Book.in_memory("2011-12", group="NCL").contracts("M6"))
    table = report.table
    assert list(table["payable_pence"].isna()) == [False, True]
    (said,) = report.document()["contracts"]
    assert sum(each["payable_pence"] for each in said["commissioners"]) == said["payable_pence"]


def test_contracts_stand_side_by_side() -> None:
    """Two contracts: one row each, and no sum."""
    book = made()
    names: dict[str, Any] = {"provider": "RY", "provider_name": "Provider Y"}
    asked = {**names, "by": OFFICE, "reference": "contract"}
    book.state_contract(CAMDEN, "C2", [OP], {CAMDEN: 1}, **asked)
    first = book.contracts("M6").shown[0]
    assert [line.cells[0].text for line in first.rows] == ["5A9 C1 Provider X", "5K7 C2 Provider Y"]
    assert len(book.contracts("M6", group=CAMDEN).contracts) == 1


def test_a_commissioner_of_another_book_is_said_to_be_one() -> None:
    """An associate of another cluster has its share, and is named as not in this book."""
    found = made(shares={BARNET: "1/2", "5K5": "1/2"})
    assert "associate, not in this book" in str(found.contracts("M6"))
