"""How budgets fall over the months, by each of the three methods; and every version that was sent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import folder_of, two_boards
from ledger_examples import ANTICIPATED, RECURRENT, YEAR_END, event
from pctfinance.book import Book
from pctfinance.consolidation.categories import CategoryLine, category_lines
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import Allocation, BudgetIssued, What
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Phasing
from pctfinance.ledger.resource import ResourceLedger


def profile(*months: int, phasing: Phasing = Phasing.PROFILE) -> FiguresLoaded:
    """A profile of acute, its months from April on, in pence."""
    rows = [
        FigureRow(number, Limit.REVENUE, "acute", pence)
        for number, pence in enumerate(months, start=1)
    ]
    return FiguresLoaded(table="profile", phasing=phasing, rows=tuple(rows))


def book_of(*whats: What) -> Book:
    """A book in which Barnet has £1,200 and a budget of £1,200 for acute, in pence."""
    book = Book.in_memory("2011-12", group="NCL")
    money = Allocation(strand=RECURRENT, pence=120_000, issuer="DH")
    budget = BudgetIssued(strand=RECURRENT, pence=120_000, category="acute")
    book.post(event(money), event(budget), *map(event, whats))
    return book


def line(book: Book, month: int = 8) -> CategoryLine:
    report = book.position(f"2011-12 M{month:02}", basis="ytd")
    return report.body("5A9").lines[0]


def codes(book: Book, month: int = 8) -> set[str]:
    findings = book.position(f"2011-12 M{month:02}", basis="ytd").findings
    return {finding.code for finding in findings if finding.code.startswith("budget.")}


SUMMER = (20_000, 20_000, 20_000, *[5_000] * 8, 10_000)  # sums to 110,000


def test_twelfths_where_nobody_says_anything() -> None:
    """Eight twelfths of £1,200 are £800, and a note says that nobody sent a profile."""
    book = book_of()
    assert (line(book).budget_ytd_pence, codes(book)) == (80_000, {"budget.unphased"})


def test_twelfths_because_the_body_says_so() -> None:
    """The same £800; nothing to note, and a profile that stood before stands no longer."""
    book = book_of(profile(*SUMMER), profile(phasing=Phasing.TWELFTHS))
    assert (line(book).budget_ytd_pence, codes(book)) == (80_000, set())


def test_a_profile_is_a_shape() -> None:
    """£850 of £1,100 fall to date: stretched to £1,200 that is £927.27, and a note says so."""
    book = book_of(profile(*SUMMER))
    assert line(book).budget_ytd_pence == 92_727  # 120,000 x 85,000 / 110,000 = 92,727.27
    assert codes(book) == {"budget.profile-differs"}


def test_as_loaded_the_months_are_what_was_stated() -> None:
    """£850 to date as stated, and eight twelfths of the £100 that the months leave out: £916.67."""
    book = book_of(profile(*SUMMER, phasing=Phasing.AS_LOADED))
    assert line(book).budget_ytd_pence == 85_000 + 6_667
    assert codes(book) == {"budget.not-as-loaded"}
    (finding,) = (
        one for one in book.position("M08").findings if one.code == "budget.not-as-loaded"
    )
    assert "add up to £1,100; its annual budget is £1,200, and the difference of £100" in str(
        finding
    )


def test_months_that_add_up_are_taken_as_they_are() -> None:
    """To the penny, and nothing to find."""
    book = book_of(profile(*SUMMER[:11], 20_000, phasing=Phasing.AS_LOADED))
    assert [line(book, month).budget_ytd_pence for month in (1, 3, 12)] == [20_000, 60_000, 120_000]
    assert codes(book) == set()


def test_as_loaded_months_may_cancel() -> None:
    """£50 in April and back in May: no shape could say so, and no budget of the year is needed."""
    book = book_of(profile(5_000, -5_000, phasing=Phasing.AS_LOADED))
    assert line(book, 1).budget_ytd_pence == 5_000 + 10_000
    assert line(book, 2).budget_ytd_pence == 20_000


def test_what_is_hoped_for_is_not_confirmed_by_its_months() -> None:
    """£300 of £1,500 are anticipated; a fifth of what falls to date stands on nothing notified."""
    book = book_of(profile(*[12_500] * 12, phasing=Phasing.AS_LOADED))
    hoped = Allocation(strand=ANTICIPATED, pence=30_000, issuer="DH", tranche="T1")
    built = BudgetIssued(strand=ANTICIPATED, pence=30_000, category="acute", tranche="T1")
    book.post(event(hoped), event(built))
    assert (line(book).budget_ytd_pence, line(book).confirmed_ytd_pence) == (100_000, 80_000)


@given(st.lists(st.integers(-10_000, 40_000), min_size=12, max_size=12))
def test_twelve_months_are_the_whole_budget_by_every_method(months: list[int]) -> None:
    """Whatever the months say, at the year's end all of the budget has fallen."""
    budget = BudgetIssued(strand=RECURRENT, pence=120_000, category="acute")
    for method in (Phasing.PROFILE, Phasing.AS_LOADED):
        events = [event(budget), event(profile(*months, phasing=method))]
        ledger = ResourceLedger().post(events)
        balances = ledger.balances("5A9", YEAR_END)
        holdings = Holdings.of(YEAR_END.year, ledger)
        (whole,) = category_lines(holdings, balances, "5A9", YEAR_END)
        assert whole.budget_ytd_pence == whole.confirmed_ytd_pence == 120_000


@pytest.mark.parametrize(
    "what",
    [
        FiguresLoaded(table="forecasts", phasing=Phasing.AS_LOADED, rows=()),
        profile(1, phasing=Phasing.TWELFTHS),
    ],
)
def test_a_method_is_of_profiles_and_twelfths_have_none(what: FiguresLoaded) -> None:
    """Forecasts fall into no months, and who says twelfths has no other months to state."""
    book = book_of()
    before = book.head
    with pytest.raises(PostingRefusedError):
        book.post(event(what))
    assert book.head == before


# What an input states

RESOURCES = """\
body,event,effective,notified,reference,amount,funding,category,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,,England
QA1,budget,2011-04-01,2011-03-31,P/1,1200,recurrent,services,
"""


def sent(folder: Path, phasing: str, months: str = "") -> Path:
    """An input of two boards that states a method, with or without a profile."""
    tables = two_boards() | {"resources": RESOURCES}
    tables["declaration"] += f"phasing,{phasing}\n"
    if months:
        tables["profile"] = f"body,category,period,amount\n{months}"
    return folder_of(tables, folder / phasing)


@pytest.mark.parametrize(
    ("phasing", "months", "to_date"),
    [
        ("profile", "QA1,services,M1,100\nQA1,services,M12,300\n", 300_00),
        ("as-loaded", "QA1,services,M1,100\nQA1,services,M12,300\n", 100_00 + 533_33),
        ("twelfths", "", 800_00),
    ],
)
def test_an_input_says_how_budgets_fall(
    tmp_path: Path, phasing: str, months: str, to_date: int
) -> None:
    """£1,200: a quarter of it; £100 and 8/12 of the £800 left out; 8/12 of it."""
    book = Book.read(sent(tmp_path, phasing, months))
    lines = book.position("2011-12 M08", basis="ytd").body("QA1").lines
    assert lines[0].budget_ytd_pence == to_date


def test_a_later_input_changes_the_method_and_both_stay(tmp_path: Path) -> None:
    """The profile of the first input is a version of its own; sent again, nothing is new."""
    months = "QA1,services,M1,100\nQA1,services,M12,300\n"
    book = Book.read(sent(tmp_path, "profile", months))
    assert book.load(sent(tmp_path, "twelfths")).posted == 2  # one a board
    versions = book.profile_versions("QA1")
    assert [(one.version, one.standing, one.phasing.value) for one in versions] == [
        (1, False, "profile"),
        (2, True, "twelfths"),
    ]
    assert [one.total() for one in versions] == [400_00, 0]
    assert book.load(tmp_path / "twelfths").posted == 0
    assert book.verify() == ()


# Versions


def forecast(month: int, pence: int) -> FiguresLoaded:
    row = FigureRow(month, Limit.REVENUE, "acute", pence)
    return FiguresLoaded(table="forecasts", rows=(row,))


def with_forecasts() -> Book:
    """Month 7 was forecast twice, month 8 once."""
    book = Book.in_memory("2011-12", group="NCL")
    for month, pence in ((7, 500), (7, 520), (8, 540)):
        end = book.year.period(month).end
        book.post(event(forecast(month, pence), effective=end, reference=f"forecast {pence}"))
    return book


def test_every_forecast_stays() -> None:
    """Last month's, and the earlier version of it; the last of each month stands."""
    versions = with_forecasts().forecast_versions("5A9")
    assert [(str(v.made)[-3:], v.version, v.standing, v.total()) for v in versions] == [
        ("M07", 1, False, 500),
        ("M07", 2, True, 520),
        ("M08", 1, True, 540),
    ]
    assert list(versions.table["revenue_pence"]) == [500, 520, 540]


def test_a_forecast_is_asked_for_by_month_and_version() -> None:
    """The one that stands unless told otherwise."""
    book = with_forecasts()
    assert book.forecast("5A9", made="M07").total() == 520
    assert book.forecast("5A9", made="2011-12 M07", version=1).total() == 500
    assert list(book.forecast("5A9", made="M08").table["pence"]) == [540]


@pytest.mark.parametrize(
    ("made", "version", "hint"),
    [
        ("M09", None, "there are those of 2011-12 M07, 2011-12 M08"),
        ("M07", 3, "there are versions 1 to 2"),
        ("M07", 0, "there are versions 1 to 2"),
    ],
)
def test_a_forecast_that_is_not_there(made: str, version: int | None, hint: str) -> None:
    """Says what there is."""
    with pytest.raises(UsageError, match=hint):
        with_forecasts().forecast("5A9", made=made, version=version)


def test_versions_as_the_book_held_them() -> None:
    """Before the second forecast of month 7 was recorded, the first one stood."""
    book = with_forecasts()
    first = book.holdings.resource.events[0].recorded_at
    versions = book.forecast_versions("5A9", recorded_at=first)
    assert [(v.version, v.standing) for v in versions] == [(1, True)]
    assert book.forecast_versions("5C1").table.empty
