"""The position of delegates, worked by hand in pence, then at random. All amounts are invented.

Vale of York CCG lies in two PCTs of two clusters; here both are of one group, unless a test says so.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run, folder_of, two_boards
from extract_examples import ACCOUNTS, profile
from ledger_examples import NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.delegate_positions import DelegateLine, delegate_split
from pctfinance.errors import InputRefusedError, PostingRefusedError, UnknownNameError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation, BudgetIssued, Delegation, What
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Phasing, TableName
from tracing_examples import check_every_figure

EAST, NORTH, YORK = "5NW", "5NV", "03Q"
M02 = Period("2011-12 M02")


def pair(*bodies: str) -> Book:
    """A book of these PCTs, as a group of their own."""
    group = Group("PAIR", "Yorkshire pair")
    members = [Membership(code, "PAIR") for code in bodies or (EAST, NORTH)]
    return Book.in_memory(
        "2011-12", group="PAIR", register=Register.packaged().with_group(group, members)
    )


def on(month: int, what: What, body: str) -> Event:
    """An event of the first day of a month of 2011."""
    return event(what, body=body, effective=date(2011, month, 1))


def to_york(
    pence: int, category: str = "acute", strand: Strand = RECURRENT, delegate: str = YORK
) -> Delegation:
    """A delegation to Vale of York."""
    return Delegation(strand=strand, pence=pence, category=category, delegate=delegate)


def budgets(body: str) -> list[Event]:
    """12,000 recurrent and 240 not: acute 6,000 and 240, community 2,400; 3,600 unallocated."""
    return [
        on(4, Allocation(strand=RECURRENT, pence=12_000, issuer="DH"), body),
        on(4, Allocation(strand=NON_RECURRENT, pence=240, issuer="DH"), body),
        on(4, BudgetIssued(strand=RECURRENT, pence=6_000, category="acute"), body),
        on(4, BudgetIssued(strand=NON_RECURRENT, pence=240, category="acute"), body),
        on(4, BudgetIssued(strand=RECURRENT, pence=2_400, category="community"), body),
    ]


Said = Mapping[tuple[str, str], int]
"""Pence by category and delegate."""


def figures(
    body: str,
    month: int,
    said: Said,
    *,
    table: TableName = "actuals",
    cumulative: bool = False,
) -> Event:
    """One table of one body and month."""
    rows = tuple(
        FigureRow(month, Limit.REVENUE, category, pence, delegate=delegate)
        for (category, delegate), pence in said.items()
    )
    what = FiguresLoaded(table=table, cumulative=cumulative, rows=rows)
    return event(what, body=body, effective=Period(f"2011-12 M{month:02}").end)


def worked() -> Book:
    """East delegates 1,200 and 240 acute; North 3,600 acute and 600 community. Two months."""
    book = pair()
    book.post(*budgets(EAST), *budgets(NORTH))
    book.post(on(4, to_york(1_200), EAST), on(4, to_york(240, strand=NON_RECURRENT), EAST))
    book.post(on(4, to_york(3_600), NORTH), on(4, to_york(600, "community"), NORTH))
    book.post(
        figures(EAST, 1, {("acute", YORK): 110, ("acute", ""): 400}),
        figures(EAST, 2, {("acute", YORK): 130, ("acute", ""): 390}),
        figures(
            NORTH,
            1,
            {("acute", YORK): 290, ("community", YORK): 55, ("acute", ""): 200},
        ),
        figures(
            NORTH,
            2,
            {("acute", YORK): 320, ("community", YORK): 40, ("acute", ""): 210},
        ),
        figures(EAST, 1, {("acute", YORK): 1_440, ("acute", ""): 4_800}, table="forecasts"),
        figures(EAST, 2, {("acute", YORK): 1_500, ("acute", ""): 4_700}, table="forecasts"),
        figures(NORTH, 2, {("acute", YORK): 3_700, ("community", YORK): 590}, table="forecasts"),
    )
    return book


def shown(one: DelegateLine) -> tuple[int | None, ...]:
    """Budget, budget to date, actual, variance, forecast, its variance, movement."""
    line = one.line
    return (
        line.budget_pence,
        line.budget_ytd_pence,
        line.actual_ytd_pence,
        line.variance_ytd_pence,
        line.forecast_pence,
        line.variance_forecast_pence,
        line.movement_pence,
    )


# By hand


def test_a_ccg_by_hand() -> None:
    """A column a PCT, and their sum; two twelfths of each budget against what was spent.

    North made no forecast in April, so it has no movement, and neither has the sum.
    """
    report = worked().delegate_position(YORK, "M02")
    found = {(one.body, one.category): shown(one) for one in report.lines}
    assert found == {
        (EAST, "acute"): (1_440, 240, 240, 0, 1_500, -60, -60),
        (NORTH, "acute"): (3_600, 600, 610, -10, 3_700, -100, None),
        (NORTH, "community"): (600, 100, 95, 5, 590, 10, None),
    }
    assert shown(report.total(YORK, category="acute")) == (5_040, 840, 850, -10, 5_200, -160, None)
    assert shown(report.total(YORK)) == (5_640, 940, 945, -5, 5_790, -150, None)
    (east,) = report.cells(YORK, body=EAST)
    assert (east.recurrent_pence, east.non_recurrent_pence) == (1_200, 240)
    assert report.findings == ()


def test_it_divides_a_pcts_figures_to_the_penny() -> None:
    """East: 1,440 + 7,200 + 3,600 = 12,240; and 240 + 790 = 1,030 were spent."""
    report = worked().delegate_positions("M02")
    north, east = report.splits
    assert (north.body, east.body) == (NORTH, EAST)
    split = east.budget
    assert (split.delegated_pence, split.retained_pence, split.reserves_pence) == (
        1_440,
        7_200,
        3_600,
    )
    assert split.budget_pence == 12_240
    assert (east.by_delegate_pence, east.rest_pence, east.actual_pence) == (240, 790, 1_030)
    assert (north.by_delegate_pence, north.rest_pence, north.actual_pence) == (705, 410, 1_115)
    assert {one.difference_pence for one in report.splits} == {0}


def test_what_it_says_of_itself() -> None:
    """No status, no duty, and who is accountable; as a page, a DataFrame and a document."""
    report = worked().delegate_position(YORK, "M02")
    text = " ".join(str(report).split())
    assert "the PCT stays accountable for every pound that it delegated" in text
    assert "No duty is tested here" in text
    assert "breach" not in text.lower()
    document = report.document()
    (york,) = document["delegates"]
    assert (york["tested_against_a_duty"], document["pooled"]) == (False, False)
    assert "status" not in json.dumps(document)
    frame = report.by_body("variance_ytd_pence")
    assert list(frame.columns) == [NORTH, EAST, "sum of cells"]
    assert list(frame.loc["acute"]) == [-10, 0, -10]
    assert report.table["budget_pence"].sum() == 5_640
    assert "<table>" in report._repr_html_()


@pytest.mark.parametrize(
    ("basis", "holds", "holds_not"),
    [
        ("ytd", "Variance to date", "Forecast"),
        ("forecast", "Movement in forecast", "Outturn"),
    ],
)
def test_a_basis_shows_what_it_is_about(basis: str, holds: str, holds_not: str) -> None:
    """To date there is no forecast to show."""
    text = str(worked().delegate_position(YORK, "M02", basis=basis))
    assert holds in text
    assert holds_not not in text


def test_the_outturn_is_of_the_last_month() -> None:
    """All twelve months are the whole budget; before the end there is none."""
    book = pair()
    book.post(*budgets(EAST), on(4, to_york(1_200), EAST))
    book.post(*(figures(EAST, month, {("acute", YORK): 101}) for month in range(1, 13)))
    report = book.delegate_position(YORK, "M12")
    assert report.basis.value == "outturn"
    assert shown(report.total(YORK))[:4] == (1_200, 1_200, 1_212, -12)
    assert "Outturn" in str(report)
    with pytest.raises(UsageError, match="no outturn"):
        book.delegate_position(YORK, "M11", basis="outturn")


# What is not known


def test_no_actuals_by_ccg_is_no_zero() -> None:
    """North does not say what was spent for the CCG: no actual, no variance, and no sum of both."""
    book = worked()
    book.post(figures(NORTH, 1, {("acute", ""): 545}), figures(NORTH, 2, {("acute", ""): 570}))
    report = book.delegate_position(YORK, "M02")
    acute = {one.body: shown(one)[2:4] for one in report.cells(YORK, category="acute")}
    assert acute == {EAST: (240, 0), NORTH: (None, None)}
    assert shown(report.total(YORK))[2:4] == (None, None)
    (finding,) = report.findings
    assert finding.code == "delegation.no-actuals"
    assert "acute, community: no actuals by CCG" in finding.message
    assert "nothing was shared out" in " ".join(str(report).split())
    north = book.delegate_positions("M02").splits[0]
    assert (north.by_delegate_pence, north.rest_pence, north.difference_pence) == (0, 1_115, 0)


def test_a_month_without_the_ccg_is_missing() -> None:
    """East left it out in May: April's 110 are not the year to date."""
    book = worked()
    book.post(figures(EAST, 2, {("acute", ""): 520}))
    (east,) = book.delegate_position(YORK, "M02").cells(YORK, body=EAST)
    assert (east.lacking, east.line.actual_ytd_pence) == ((2,), None)
    (finding,) = book.delegate_position(YORK, "M02").findings
    assert "no actuals by CCG for M02" in finding.message
    assert book.delegate_position(YORK, "M01").findings == ()


def test_only_months_with_a_budget_are_asked_for() -> None:
    """Delegated from May: April has nothing to report. Reported from June only, May is missing."""
    book = pair()
    book.post(*budgets(EAST), on(5, to_york(1_200), EAST))
    book.post(figures(EAST, 1, {("acute", ""): 1}), figures(EAST, 2, {("acute", YORK): 7}))
    assert book.delegate_position(YORK, "M02").total(YORK).line.actual_ytd_pence == 7
    late = pair()
    late.post(*budgets(EAST), on(5, to_york(1_200), EAST))
    late.post(*(figures(EAST, month, {("acute", ""): 1}) for month in (1, 2)))
    late.post(figures(EAST, 3, {("acute", YORK): 7}))
    assert late.delegate_position(YORK, "M03").total(YORK).lacking == (2,)


def test_figures_to_date_stand_for_the_months_before() -> None:
    """East reports to date: 240 in May is what was spent in both months."""
    book = pair()
    book.post(*budgets(EAST), on(4, to_york(1_200), EAST))
    for month, pence in ((1, 110), (2, 240)):
        book.post(figures(EAST, month, {("acute", YORK): pence}, cumulative=True))
    assert shown(book.delegate_position(YORK, "M02").total(YORK))[:4] == (1_200, 200, 240, -40)


def test_what_is_charged_where_nothing_is_delegated() -> None:
    """£0.09 of community services is charged to the CCG in East, which delegated none of them."""
    book = worked()
    book.post(figures(EAST, 2, {("acute", YORK): 130, ("acute", ""): 381, ("community", YORK): 9}))
    (finding,) = book.delegate_position(YORK, "M02").findings
    assert finding.code == "delegation.no-budget"
    assert "£0.09 of community is charged to 03Q" in finding.message


def test_the_other_cluster_has_its_own_book() -> None:
    """East alone: the register shows the CCG in North Yorkshire too, and the report says so."""
    book = pair(EAST)
    book.post(*budgets(EAST), on(4, to_york(1_200), EAST))
    report = book.delegate_position(YORK, "M02")
    assert report.elsewhere == {YORK: (NORTH,)}
    text = " ".join(str(report).split())
    assert "5NV North Yorkshire and York PCT" in text
    assert "is in another book" in text
    assert worked().delegate_position(YORK, "M02").elsewhere == {}


def test_who_is_asked_for() -> None:
    """A CCG of the register without any figure is there and empty; a name of nobody is refused."""
    book = worked()
    empty = book.delegate_position("03F", "M02")
    assert (empty.lines, empty.splits) == ((), ())
    assert "NHS Hull CCG" in str(empty)
    with pytest.raises(UnknownNameError):
        book.delegate_position("99X", "M02")


# By month, by day, by event


def test_a_practice_that_moves_leaves_its_history() -> None:
    """400 go from Vale of York to East Riding in June; what was spent until then stays."""
    book = worked()
    book.post(on(6, to_york(-400), EAST), on(6, to_york(400, delegate="02Y"), EAST))
    book.post(
        figures(EAST, 3, {("acute", YORK): 80, ("acute", "02Y"): 45, ("acute", ""): 400}),
        figures(NORTH, 3, {("acute", YORK): 300, ("community", YORK): 50}),
    )
    report = book.delegate_positions("M03")
    (york,) = report.cells(YORK, body=EAST)
    (east,) = report.cells("02Y")
    assert (york.line.budget_pence, york.line.actual_ytd_pence) == (1_040, 320)
    assert (east.line.budget_pence, east.line.actual_ytd_pence) == (400, 45)
    before = book.delegate_position(YORK, "M02").cells(YORK, body=EAST)[0]
    assert (before.line.budget_pence, before.line.actual_ytd_pence) == (1_440, 240)
    assert [split.difference_pence for split in report.splits] == [0, 0]
    assert book.delegations("M03").tunnels == ()


def test_a_cell_that_was_emptied_keeps_what_it_spent() -> None:
    """All is taken back in June: no more is asked for, and the 240 until then stand."""
    book = worked()
    book.post(on(6, to_york(-1_200), EAST), on(6, to_york(-240, strand=NON_RECURRENT), EAST))
    book.post(figures(EAST, 3, {("acute", ""): 500}))
    (east,) = book.delegate_position(YORK, "M03").cells(YORK, body=EAST)
    assert shown(east)[:4] == (0, 0, 240, -240)


def test_what_was_known_and_recorded() -> None:
    """As known in May June's move is unknown; as recorded before a load, the figures are the old."""
    book = worked()
    seen = book.head.sequence
    book.post(on(6, to_york(-400), EAST))
    book.post(figures(EAST, 2, {("acute", YORK): 131, ("acute", ""): 389}))
    known = book.delegate_position(YORK, "M03", known_at="2011-05-31").cells(YORK, body=EAST)[0]
    assert known.line.budget_pence == 1_440
    old = book.delegate_position(YORK, "M02", recorded_at=seen).cells(YORK, body=EAST)[0]
    new = book.delegate_position(YORK, "M02").cells(YORK, body=EAST)[0]
    assert (old.line.actual_ytd_pence, new.line.actual_ytd_pence) == (240, 241)


def test_a_budget_falls_by_the_profile_of_its_category() -> None:
    """Two thirds of the year fall in April and May: two thirds of 1,440, however it is phased."""
    for phasing in (Phasing.PROFILE, Phasing.AS_LOADED):
        book = worked()
        months = (2_000, 2_160, *[208] * 10)
        rows = tuple(
            FigureRow(month, Limit.REVENUE, "acute", pence)
            for month, pence in enumerate(months, start=1)
        )
        book.post(event(FiguresLoaded(table="profile", phasing=phasing, rows=rows), body=EAST))
        (east,) = book.delegate_position(YORK, "M02").cells(YORK, body=EAST)
        assert east.line.budget_ytd_pence == 960


# The general ledger and its journals

LEDGER = """\
Entity,Period,Cost centre,Subjective,Opening,Debit,Credit,Closing,CCG
5A9,M01,4105,52110,0,500.00,,500.00,
5A9,M01,4105,52110,0,200.00,,200.00,07M
5A9,M01,,70001,0,,700.00,-700.00,
"""


def barnet(folder: Path) -> Book:
    """Barnet delegates £1,200 of its acute budget; £200 of April's £700 are the CCG's."""
    book = Book.in_memory("2011-12", group="NCL")
    pounds = {"strand": RECURRENT, "category": "acute"}
    book.post(
        on(4, Allocation(strand=RECURRENT, pence=9_000_00, issuer="DH"), "5A9"),
        on(4, BudgetIssued.model_validate(pounds | {"pence": 6_000_00}), "5A9"),
        on(4, Delegation.model_validate(pounds | {"pence": 1_200_00, "delegate": "07M"}), "5A9"),
    )
    path = folder / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    book.load_ledger(path, profile=profile({"delegate": "CCG"}), accounts=ACCOUNTS)
    return book


def test_the_ledger_says_whose_budget_it_is(tmp_path: Path) -> None:
    """£100 to date, £200 spent; the PCT's own position does not change by it, and all is traced."""
    book = barnet(tmp_path)
    report = book.delegate_position("07M", "M01")
    assert shown(report.total("07M"))[:4] == (1_200_00, 100_00, 200_00, -100_00)
    (split,) = report.splits
    assert (split.by_delegate_pence, split.rest_pence, split.actual_pence) == (
        200_00,
        500_00,
        700_00,
    )
    position = book.position("M01", basis="ytd")
    (line,) = [one for one in position.bodies[0].lines if one.category == "acute"]
    assert line.actual_ytd_pence == 700_00
    check_every_figure(book, position)
    assert book.verify() == ()


def test_a_journal_moves_a_charge_to_the_ccg(tmp_path: Path) -> None:
    """£40 of hospital care was the CCG's: its actual rises, the PCT's does not."""
    book = barnet(tmp_path)
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, "07M", debit_pence=40_00),
        JournalLine("52110", "acute", Limit.REVENUE, credit_pence=40_00),
    ]
    book.submit_journal("5A9", "M01", lines, number="J1", by="Head of Finance", narrative="CCG")
    book.approve_journal("5A9", "J1", by="Deputy Director of Finance")
    (split,) = book.delegate_position("07M", "M01").splits
    assert (split.by_delegate_pence, split.rest_pence, split.actual_pence) == (
        240_00,
        460_00,
        700_00,
    )
    check_every_figure(book, book.position("M01", basis="ytd"))
    assert book.verify() == ()


# The stored form, and what is refused


def test_rows_that_name_no_delegate_are_stored_as_before() -> None:
    """Books and digests of before stay as they are; with a delegate a row is one part longer."""
    rows = (
        FigureRow(8, Limit.REVENUE, "acute", 100, row=12),
        FigureRow(8, Limit.REVENUE, "acute", 5, row=13, delegate=YORK),
    )
    load = FiguresLoaded(table="actuals", rows=rows)
    document = load.model_dump(mode="json")
    assert document["rows"] == [
        [8, "revenue", "acute", 100, False, 12, ""],
        [8, "revenue", "acute", 5, False, 13, "", YORK],
    ]
    assert FiguresLoaded.model_validate(document) == load
    other = load.model_copy(update={"rows": (rows[0], rows[1]._replace(delegate="02Y"))})
    assert not load.says_what(other)


def test_only_revenue_is_a_delegates() -> None:
    """A drawing of cash from a CCG's budget is no figure."""
    row = FigureRow(1, Limit.CASH, "drawings", 1, delegate=YORK)
    what = FiguresLoaded(table="actuals", rows=(row,))
    with pytest.raises(PostingRefusedError, match="03Q holds no cash budget"):
        pair().post(event(what, body=EAST, effective=date(2011, 4, 30)))


# At random

PENCE = st.integers(-5_000, 9_000)
SPENT = st.dictionaries(
    st.tuples(
        st.sampled_from((EAST, NORTH)),
        st.integers(1, 3),
        st.sampled_from(("acute", "community")),
        st.sampled_from(("", YORK, "02Y")),
    ),
    PENCE,
    max_size=20,
)
GIVEN = st.lists(
    st.tuples(
        st.sampled_from((EAST, NORTH)),
        st.integers(4, 6),
        st.sampled_from(("acute", "community")),
        st.sampled_from((YORK, "02Y")),
        st.integers(1, 400),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(spent=SPENT, delegated=GIVEN, cumulative=st.booleans())
def test_cells_are_parts_of_the_pct_and_nothing_else(
    spent: dict[tuple[str, int, str, str], int],
    delegated: list[tuple[str, int, str, str, int]],
    *,
    cumulative: bool,
) -> None:
    """Whatever is delegated and charged: sums to the penny, and no position or limit moves by it."""

    def made(*, told: bool) -> Book:
        book = pair()
        book.post(*budgets(EAST), *budgets(NORTH))
        for body, month, category, delegate, pence in delegated if told else ():
            book.post(on(month, to_york(pence, category, delegate=delegate), body))
        for at in sorted({(body, month) for body, month, _, _ in spent}):
            said: dict[tuple[str, str], int] = {}
            for (body, month, category, delegate), pence in spent.items():
                if (body, month) == at:
                    key = (category, delegate if told else "")
                    said[key] = said.get(key, 0) + pence
            book.post(figures(*at, said, cumulative=cumulative))
        return book

    book, silent = made(told=True), made(told=False)
    report = book.delegate_positions("M03")
    for split in report.splits:
        assert (split.difference_pence, split.budget.difference_pence) == (0, 0)
        mine = [one for one in report.lines if one.body == split.body]
        assert sum(one.line.budget_pence for one in mine) == split.budget.delegated_pence
        if all(one.line.actual_ytd_pence is not None for one in mine):
            known = sum(one.line.actual_ytd_pence or 0 for one in mine)
            assert known == split.by_delegate_pence
    for delegate in report.delegates:
        total = report.total(delegate)
        cells = report.cells(delegate)
        assert total.line.budget_pence == sum(one.line.budget_pence for one in cells)
        assert total.recurrent_pence + total.non_recurrent_pence == total.line.budget_pence
        assert (total.line.actual_ytd_pence is None) == any(
            one.line.actual_ytd_pence is None for one in cells
        )
    for code in (EAST, NORTH):
        assert [
            (one.category, one.budget_pence, one.budget_ytd_pence, one.actual_ytd_pence)
            for one in book.position("M03").body(code).lines
        ] == [
            (one.category, one.budget_pence, one.budget_ytd_pence, one.actual_ytd_pence)
            for one in silent.position("M03").body(code).lines
        ]
        assert book.limit(code, as_of="M12").total() == 12_240
        period = Period("2011-12 M03")
        assert delegate_split(silent.holdings, code, period).by_delegate_pence == 0


# By command

RESOURCES = """\
body,event,effective,notified,reference,amount,funding,category,delegate,taken_from,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,,,,England
QA1,budget,2011-04-01,2011-03-31,P/1,1200,recurrent,services,,,
QA1,delegation,2011-04-01,2011-04-01,D/1,600,recurrent,services,03F,retained,
QA2,allocation,2011-04-01,2011-03-01,L/2,2400,recurrent,,,,England
QA2,budget,2011-04-01,2011-03-31,P/2,2400,recurrent,services,,,
QA2,delegation,2011-04-01,2011-04-01,D/2,1200,recurrent,services,03F,retained,
"""
ACTUALS = """\
body,period,category,amount,delegate
QA1,M1,services,55,03F
QA1,M1,services,45,
QA2,M1,services,90,03F
QA2,M1,services,120,
"""
FORECASTS = """\
body,period,category,amount,delegate
QA1,M1,services,640,03F
QA1,M1,services,600,
QA2,M1,services,1200,03F
QA2,M1,services,1200,
"""


def sent(folder: Path, **tables: str) -> Path:
    """Two boards with a CCG in both."""
    given = two_boards() | {
        "resources": RESOURCES,
        "actuals": ACTUALS,
        "forecasts": FORECASTS,
        "profile": "body,category,period,amount\nQA1,services,M1,1\n",
    }
    return folder_of(given | tables, folder)


def test_the_command(run: Run, tmp_path: Path) -> None:
    """£50 and £100 to date against £55 and £90: a column each, and a sum; JSON says the same."""
    book = tmp_path / "two.book"
    plain = sent(tmp_path / "sent", profile="body,category,period,amount\n")
    assert run("create", book, plain).code == 0
    ran = run("ccg", book, "03F", "--as-of", "M01", "--basis", "ytd")
    assert (ran.code, ran.err) == (0, "")
    (row,) = [line for line in ran.out.splitlines() if "Variance to date" in line][:1]
    assert row.split()[-3:] == ["(5)", "10", "5"]
    asked = run("ccg", book, "03F", "--as-of", "M01", "--json")
    document = json.loads(asked.out)
    sums = document["delegates"][0]["sum_of_cells"]
    assert (sums["actual_ytd_pence"], sums["variance_ytd_pence"]) == (145_00, 5_00)
    assert (sums["forecast_pence"], sums["variance_forecast_pence"]) == (1_840_00, -40_00)
    listed = run("ccg", book, "--as-of", "M01")
    assert "Sum of cells" in listed.out
    assert run("ccg", book, "nobody", "--as-of", "M01").code == 2
    later = run("ccg", book, "03F", "--as-of", "M02", "--json")
    assert later.code == 1
    assert Book.open(book, read_only=True).verify() == ()


def test_a_delegate_beside_cash_is_refused(tmp_path: Path) -> None:
    """Only revenue is spent from a delegate's budget; and one cell has one amount."""
    cash = "body,period,limit,category,amount,delegate\nQA1,M1,cash,drawings,5,03F\n"
    with pytest.raises(InputRefusedError, match="only revenue is spent from a delegate's budget"):
        Book.read(sent(tmp_path / "cash", actuals=cash))
    twice = ACTUALS + "QA1,M1,services,1,03F\n"
    with pytest.raises(InputRefusedError) as refused:
        Book.read(sent(tmp_path / "twice", actuals=twice))
    assert "input.contradiction" in {one.code for one in refused.value.findings}
    strange = ACTUALS.replace("03F", "03f9")
    with pytest.raises(InputRefusedError):
        Book.read(sent(tmp_path / "strange", actuals=strange))


HUMBER = """\
body,event,effective,notified,reference,amount,funding,category,delegate,taken_from,issuer
{body},allocation,2011-04-01,2011-03-01,L,1000,recurrent,,,,England
{body},budget,2011-04-01,2011-03-31,P,800,recurrent,acute,,,
{body},budget,2011-04-01,2011-03-31,P,200,recurrent,primary-care,,,
{body},delegation,2011-09-01,2011-09-01,D,{pounds},recurrent,acute,{ccg},retained,
"""


@pytest.mark.parametrize(
    ("pounds", "of_total", "of_eligible"),
    [((170, 690), ("17.0 %", "69.0 %"), ("21.3 %", "86.3 %")),
     ((136, 552), ("13.6 %", "55.2 %"), ("17.0 %", "69.0 %"))],
    ids=["of the total budget", "of the eligible budget"],
)  # fmt: skip
def test_hull_and_east_riding_by_command(
    run: Run,
    tmp_path: Path,
    pounds: tuple[int, int],
    of_total: tuple[str, str],
    of_eligible: tuple[str, str],
) -> None:
    """17 % and 69 % from September 2011, by either reading, each with the other beside it."""
    rows = HUMBER.format(body="5NX", pounds=pounds[0], ccg="03F")
    rows += HUMBER.format(body="5NW", pounds=pounds[1], ccg="02Y").split("\n", 1)[1]
    tables = {
        "declaration": two_boards()["declaration"].replace("TWO", "HULLER"),
        "bodies": "body,name\n5NX,\n5NW,\n",
        "resources": rows,
    }
    book = tmp_path / "humber.book"
    assert run("create", book, folder_of(tables, tmp_path / "sent")).code == 0
    asked = ("--not-eligible", "primary-care", "--json")
    before = json.loads(run("delegations", book, "--as-of", "M05", *asked).out)
    assert [one["delegated_pence"] for one in before["bodies"]] == [0, 0]
    after = json.loads(run("delegations", book, "--as-of", "M06", *asked).out)
    found = {
        one["code"]: tuple(share["shown"] for share in one["shares"]) for one in after["bodies"]
    }
    assert found == {
        code: (f"{of_total[place]} of total budget", f"{of_eligible[place]} of eligible budget")
        for place, code in enumerate(("5NX", "5NW"))
    }


def test_a_cell_of_each_kind_of_money() -> None:
    """Nothing recurrent is shown as once, nor the other way."""
    report = worked().delegate_position(YORK, "M02")
    frame = report.table.set_index(["body", "category"])
    assert list(frame.loc[(EAST, "acute"), ["recurrent_pence", "non_recurrent_pence"]]) == [
        1_200,
        240,
    ]
    found = worked().delegations("M02").cells
    assert {cell.funding for cell in found if cell.body == NORTH} == {Funding.RECURRENT}
