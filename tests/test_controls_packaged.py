"""Each control that comes with pctfinance: what it finds, what it lets pass, and the figure between.

Figures are small enough to check by eye; the thresholds are those of the packaged rulebook.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from control_examples import (
    BARNET,
    OFFICE,
    allocated,
    barnet,
    budget,
    came_to,
    figures,
    ledger,
    post,
)
from ledger_examples import ANTICIPATED, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.delegation_facts import EligibleBudgetStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    BroughtForward,
    ContingencySet,
    Delegation,
    HeadroomSetAside,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.loads import FiguresLoaded
from test_headroom import approved as headroom_approved
from test_headroom import lodged as headroom_lodged
from test_headroom import released as headroom_released
from transfer_examples import Steps, two_pcts

DEPUTY = "Deputy Director of Finance"

SUSPENSE = """
[controls.suspense]
codes = ["99*", "8999"]
source = "the group's chart of accounts"
certainty = "professional knowledge"

# ---------------------------------------------------------------- how figures are shown"""
HEADING = "# ---------------------------------------------------------------- how figures are shown"


def journal(
    book: Book, pounds: int, number: str = "J1", *, by: str = OFFICE, month: str = "M8", **more: Any
) -> None:
    """An accrual of Barnet's, submitted."""
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=pounds * 100),
        JournalLine("81000", credit_pence=pounds * 100),
    ]
    asked = {"narrative": "accrual", "number": number, "by": by, **more}
    book.submit_journal(BARNET, month, lines, **asked)


def approved(book: Book, pounds: int, number: str = "J1", **more: Any) -> None:
    """The same, and approved by another office."""
    journal(book, pounds, number, **more)
    book.approve_journal(BARNET, number, by=DEPUTY, approved_on=more.get("submitted_on"))


# What was reported


def test_a_month_that_was_not_reported_is_missing() -> None:
    """April and June were reported: May is missing by June; with May, nothing is."""
    book = barnet()
    book.post(figures("actuals", 1, acute=100), figures("actuals", 3, acute=100))
    assert came_to(book, "actuals-missing", "M1") == ("passed",)
    assert came_to(book, "actuals-missing", "M3") == (
        "found",
        "Actuals are reported: no revenue actuals for M02",
    )
    book.post(figures("actuals", 2, acute=0))
    assert came_to(book, "actuals-missing", "M3") == ("passed",)


def test_a_category_that_stops_is_missing() -> None:
    """Prescribing was reported in April and not in May."""
    book = barnet()
    book.post(figures("actuals", 1, acute=1, prescribing=1), figures("actuals", 2, acute=1))
    assert came_to(book, "category-missing", "M1") == ("passed",)
    assert came_to(book, "category-missing", "M2") == (
        "found",
        "No category is missing: no actuals of prescribing for M02",
    )


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        (500, ("passed",)),
        (499, ("found", "The ledger's extract is in balance: M8.csv is out of balance by £1")),
    ],
)
def test_a_trial_balance_is_held_to_the_penny(credit: int, expected: tuple[str, ...]) -> None:
    """£500 of debits against £500 of credits, and against £499; no extract, nothing to look at."""
    book = barnet()
    ledger(book, ("52110", "acute", 0, 500, 0), ("70001", "", 0, 0, credit))
    assert came_to(book, "ledger-unbalanced") == expected
    assert came_to(book, "ledger-unbalanced", "M9") == ("not applicable",)


def test_a_journal_that_nobody_decided_waits() -> None:
    """Submitted: it waits. Approved: it does not. Without one there is nothing to look at."""
    book = barnet()
    assert came_to(book, "journals-undecided") == ("not applicable",)
    journal(book, 5)
    assert came_to(book, "journals-undecided") == (
        "found",
        "Every journal is decided: not decided: J1",
    )
    book.approve_journal(BARNET, "J1", by=DEPUTY)
    assert came_to(book, "journals-undecided") == ("passed",)


def test_accounts_that_no_map_knows_are_told_by_month() -> None:
    """£70 stands under the catch-all in May; £0 in April is nothing."""
    book = barnet()
    book.post(figures("actuals", 1, unmapped=0), figures("actuals", 2, unmapped=70))
    assert came_to(book, "unmapped", "M1") == ("passed",)
    assert came_to(book, "unmapped", "M2") == (
        "found",
        "accounts that no map knows hold £70 in M02",
    )


def test_suspense_accounts_are_named_by_the_rulebook_and_cleared() -> None:
    """£30 comes in October and goes in November; a creditor is no suspense account."""
    book = barnet({HEADING: SUSPENSE})
    assert came_to(book, "suspense-open") == ("not applicable",), "no ledger"
    ledger(book, ("9901", "", 0, 30, 0), ("81000", "", 0, 0, 30), month=7)
    assert came_to(book, "suspense-open", "M7") == (
        "found",
        "suspense accounts are not cleared: 9901 £30",
    )
    ledger(book, ("9901", "", 30, 0, 30), ("81000", "", -30, 30, 0), month=8)
    assert came_to(book, "suspense-open", "M8") == ("passed",)


def test_a_journal_that_comes_back_by_itself_leaves_nothing_in_suspense() -> None:
    """£30 of October, reversed by itself in November."""
    book = barnet({HEADING: SUSPENSE})
    for month in (7, 8):
        ledger(book, ("5200", "acute", 0, 10, 0), ("1000", "", 0, 0, 10), month=month)
    lines = [JournalLine("9901", debit_pence=30_00), JournalLine("1000", credit_pence=30_00)]
    said: dict[str, Any] = {"number": "J1", "narrative": "accrual", "by": OFFICE}
    book.submit_journal("5A9", "M7", lines, **said, reversing=True)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    assert came_to(book, "suspense-open", "M7")[0] == "found"
    assert came_to(book, "suspense-open", "M8") == ("passed",)


def test_an_opening_suspense_balance_is_not_cleared_by_silence() -> None:
    """£40 brought into the first extract is there until something clears it; to the letter 8999."""
    book = barnet({HEADING: SUSPENSE})
    ledger(book, ("8999", "", 40, 0, 0), ("8998", "", -40, 0, 0), month=1)
    ledger(book, ("52110", "acute", 0, 5, 0), ("81000", "", 0, 0, 5), month=2)
    assert came_to(book, "suspense-open", "M2")[1:] == (
        "suspense accounts are not cleared: 8999 £40",
    )


def test_without_named_accounts_nothing_is_in_suspense() -> None:
    """There was no common chart of accounts, so none is packaged."""
    book = barnet()
    ledger(book, ("9901", "", 0, 30, 0), ("81000", "", 0, 0, 30), month=7)
    assert came_to(book, "suspense-open", "M7") == ("not applicable",)


def assumed(month: int, acute: int, *, cumulative: bool = False) -> Event:
    """A figure of a month that was not at hand and is marked as such."""
    load = figures("actuals", month, acute=acute)
    assert isinstance(load.what, FiguresLoaded)
    rows = tuple(row._replace(assumed=True) for row in load.what.rows)
    what = load.what.model_copy(update={"rows": rows, "cumulative": cumulative})
    return load.model_copy(update={"what": what})


def test_assumed_figures_are_told_until_the_month_is_sent_again() -> None:
    """April is assumed on plan and told in May too; sent again without the mark, it is not."""
    book = barnet()
    book.post(assumed(1, acute=100), figures("actuals", 2, acute=90))
    told = "actuals to date were assumed and not replaced since: M01 acute £100"
    assert came_to(book, "figures-assumed", "M1") == ("found", told)
    assert came_to(book, "figures-assumed", "M2") == ("found", told)
    book.post(figures("actuals", 1, acute=100))
    assert came_to(book, "figures-assumed", "M2") == ("passed",)


def test_a_total_to_date_takes_the_place_of_an_assumed_one() -> None:
    """April's total was assumed; May's total to date was reported, and holds April."""
    book = barnet()
    reported = figures("actuals", 2, acute=190)
    what = reported.what.model_copy(update={"cumulative": True})
    book.post(assumed(1, cumulative=True, acute=100), reported.model_copy(update={"what": what}))
    assert came_to(book, "figures-assumed", "M1")[0] == "found"
    assert came_to(book, "figures-assumed", "M2") == ("passed",)


def test_the_mark_is_read_from_the_table_and_kept(tmp_path: Path) -> None:
    """`assumed` says yes in the table of actuals; the book keeps it, and says it at the row."""
    tables = {
        "declaration.csv": "key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\n"
        "sign,costs-positive\n",
        "actuals.csv": "body,period,category,amount,assumed\n5A9,M1,acute,100,yes\n"
        "5A9,M1,dental,7,\n",
    }
    (tmp_path / "in").mkdir()
    for name, text in tables.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    Book.create_from(tmp_path / "book", tmp_path / "in").close()
    book = Book.open(tmp_path / "book", read_only=True)
    assert came_to(book, "figures-assumed", "M1") == (
        "found",
        "actuals to date were assumed and not replaced since: M01 acute £100",
    )
    assert book.verify() == ()


def test_a_row_without_a_mark_is_written_as_before() -> None:
    """Books that knew no mark keep their documents, and so their hashes."""
    plain, marked = figures("actuals", 1, acute=100), assumed(1, acute=100)
    assert plain.what.model_dump()["rows"] == [(1, Limit.REVENUE, "acute", 100_00, False, 0, "")]
    assert len(marked.what.model_dump()["rows"][0]) == 10
    again = FiguresLoaded.model_validate_json(marked.what.model_dump_json())
    assert again == marked.what


def test_only_actuals_are_assumed() -> None:
    """A forecast is an assumption already; the gate refuses the mark."""
    load = figures("forecasts", 1, acute=100)
    assert isinstance(load.what, FiguresLoaded)
    rows = tuple(row._replace(assumed=True) for row in load.what.rows)
    what = load.what.model_copy(update={"rows": rows})
    with pytest.raises(PostingRefusedError, match="not assumed in place of a report"):
        barnet().post(load.model_copy(update={"what": what}))


@pytest.mark.parametrize(
    ("october", "expected"),
    [
        (100, ("found", "in each of the last 2 months the cost is the budget to the penny: acute")),
        (101, ("passed",)),
    ],
)
def test_cost_that_is_its_budget_month_after_month_was_assumed(
    october: int, expected: tuple[str, ...]
) -> None:
    """£1,200 a year is £100 a month. November is on plan to the penny; October is, or is £1 off."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    for month in range(1, 7):
        book.post(figures("actuals", month, acute=90))
    book.post(figures("actuals", 7, acute=october), figures("actuals", 8, acute=100))
    assert came_to(book, "on-plan") == expected
    assert came_to(book, "on-plan", "M1") == ("not applicable",), "one month is no run of two"


def test_a_journal_does_not_hide_that_a_cost_was_assumed() -> None:
    """The report is on plan; £7 that a journal adds to November does not make it another report."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    for month in range(1, 9):
        book.post(figures("actuals", month, acute=100))
    approved(book, 7)
    assert came_to(book, "on-plan")[0] == "found"


def test_figures_to_date_are_on_plan_by_their_movement() -> None:
    """To date £690, £790 and £890: October and November moved by £100, the budget of a month."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    for month, pounds in ((6, 690), (7, 790), (8, 890)):
        load = figures("actuals", month, acute=pounds)
        what = load.what.model_copy(update={"cumulative": True})
        book.post(load.model_copy(update={"what": what}))
    assert came_to(book, "on-plan")[0] == "found"
    assert came_to(book, "on-plan", "M7")[0] == "passed", "the movement of September is not known"


def test_a_cost_below_nothing_is_told_and_nothing_is_not() -> None:
    """-£1 to date is told; £0 is not."""
    book = barnet()
    book.post(figures("actuals", 1, acute=0, income=-1))
    assert came_to(book, "cost-negative", "M1") == (
        "found",
        "cost to date is negative: income (£1)",
    )
    book.post(figures("actuals", 2, acute=0, income=1))
    assert came_to(book, "cost-negative", "M2") == ("passed",)


# Forecasts


def forecast_of(pounds: int, *, actual: int = 90, budgeted: int = 1200) -> Book:
    """£1,200 of budget, £90 a month spent to November, and a forecast in November."""
    book = barnet()
    allocated(book, 5000)
    budget(book, budgeted)
    for month in range(1, 9):
        book.post(figures("actuals", month, acute=actual))
    book.post(figures("forecasts", 8, acute=pounds))
    return book


@pytest.mark.parametrize(
    ("forecast", "expected"),
    [
        (
            1300,
            (
                "found",
                "variances of opposite signs: acute £80 under to date, £100 over as forecast",
            ),
        ),
        (1206, ("passed",)),  # £6 is 0.5 % of £1,200, and not more
        (
            1207,
            ("found", "variances of opposite signs: acute £80 under to date, £7 over as forecast"),
        ),
        (1100, ("passed",)),  # both under
    ],
)
def test_signs_to_date_and_as_forecast(forecast: int, expected: tuple[str, ...]) -> None:
    """£720 spent of £800 to date is £80 under; a forecast over £1,200 says the opposite."""
    assert came_to(forecast_of(forecast), "signs-disagree") == expected


@pytest.mark.parametrize(
    ("forecast", "result"),
    [
        (1200, "passed"),  # £60 from £1,140 is exactly 5 % of £1,200
        (1201, "found"),
        (1080, "found"),  # £60 is more than 5 % of £1,080
        (1140, "passed"),
    ],
)
def test_a_forecast_is_near_the_run_of_cost(forecast: int, result: str) -> None:
    """£95 a month comes to £1,140 in the year; 5 % of the forecast is let pass."""
    book = forecast_of(forecast, actual=95)
    assert came_to(book, "projection-apart")[0] == result
    if result == "found":
        assert "cost to date acute comes to £1,140" in came_to(book, "projection-apart")[1]
    assert came_to(book, "projection-apart", "M3") == ("not applicable",), "too early in the year"


def test_cost_is_projected_as_the_budget_falls() -> None:
    """All of the budget falls by November, and all of it is spent: nothing more is expected."""
    book = forecast_of(1200, actual=150)
    assert came_to(book, "projection-apart")[0] == "found", "in twelfths it comes to £1,800"
    book.post(figures("profile", 1, acute=1200))
    assert came_to(book, "projection-apart") == ("passed",)


def test_a_forecast_that_stays_the_same_is_stale() -> None:
    """£1,300 in September, October and November; a penny or two months less, and it is not."""
    book = forecast_of(1300)
    assert came_to(book, "forecast-unchanged") == ("not applicable",), "one month is no run"
    book.post(figures("forecasts", 7, acute=1300), figures("forecasts", 6, acute=1301))
    assert came_to(book, "forecast-unchanged") == ("passed",)
    book.post(figures("forecasts", 6, acute=1300))
    assert came_to(book, "forecast-unchanged") == (
        "found",
        "forecast the same for 3 months: acute £1,300",
    )


def test_a_forecast_on_plan_may_stay() -> None:
    """What is on plan to date and as forecast needs no new forecast."""
    book = forecast_of(1200, actual=100)
    book.post(figures("forecasts", 7, acute=1200), figures("forecasts", 6, acute=1200))
    assert came_to(book, "forecast-unchanged") == ("passed",)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (1288, ("passed",)),  # £12 is 1 % of £1,200
        (1287, ("found", "forecasts moved since last month: acute rose by £13")),
        (1313, ("found", "forecasts moved since last month: acute fell by £13")),
    ],
)
def test_a_forecast_that_moves_by_much_is_told(before: int, expected: tuple[str, ...]) -> None:
    """£1,300 now; 1 % of the budget of £1,200 is let pass."""
    book = forecast_of(1300)
    assert came_to(book, "forecast-moved") == ("not applicable",)
    book.post(figures("forecasts", 7, acute=before))
    assert came_to(book, "forecast-moved") == expected


@pytest.mark.parametrize(
    ("forecast", "expected"),
    [
        (4900, ("passed",)),
        (4901, ("found", "a surplus of £100 is planned, and £99 is left of the limit")),
    ],
)
def test_the_planned_surplus_is_to_be_left(forecast: int, expected: tuple[str, ...]) -> None:
    """Of £5,000, £100 is planned to be left."""
    book = forecast_of(forecast)
    assert came_to(book, "surplus-missed") == ("not applicable",)
    post(book, PlannedSurplus(strand=RECURRENT, pence=100_00))
    assert came_to(book, "surplus-missed") == expected


# Resource


def test_what_is_left_of_a_limit_is_a_note_and_what_is_over_it_a_warning() -> None:
    """£1,000: £900 of budget and £90 of surplus leave £10; £10 of contingency leaves nothing."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 900)
    post(book, PlannedSurplus(strand=RECURRENT, pence=90_00))
    told = "budgets and reserves are not the limit less the planned surplus: "
    left = book.check("M8", only=["budgets-not-limit"]).findings
    assert [(f.message, f.level.value) for f in left] == [
        (told + "revenue, recurrent, confirmed: £10 not budgeted", "note")
    ]
    post(book, ContingencySet(strand=RECURRENT, pence=10_00))
    assert came_to(book, "budgets-not-limit") == ("passed",)
    budget(book, 1, "prescribing")
    (over,) = book.check("M8", only=["budgets-not-limit"]).findings
    assert (over.message, over.level.value) == (
        told + "revenue, recurrent, confirmed: £1 over the limit",
        "warning",
    )


def test_recurrent_budgets_stand_on_recurrent_resource() -> None:
    """£1,000 recurrent carries £1,000; the £1 more is carried by what comes once."""
    book = barnet()
    allocated(book, 1000)
    allocated(book, 500, NON_RECURRENT)
    budget(book, 1000)
    assert came_to(book, "recurrent-on-non-recurrent") == ("passed",)
    budget(book, 1, "prescribing")
    assert came_to(book, "recurrent-on-non-recurrent") == (
        "found",
        (
            "recurrent budgets of £1,001 stand on recurrent resource of £1,000: £1 has no recurrent "
            "source"
        ),
    )


@pytest.mark.parametrize(
    ("hoped", "expected"),
    [
        (0, ("not applicable",)),
        (20, ("passed",)),  # 2 % of £1,000
        (21, ("found", "£21 of an expected limit of £1,001 is anticipated, more than 2%")),
    ],
)
def test_a_share_of_the_limit_may_be_anticipated(hoped: int, expected: tuple[str, ...]) -> None:
    """£980 is confirmed; 2 % of what is expected may still be hoped for."""
    book = barnet()
    allocated(book, 980)
    if hoped:
        allocated(book, hoped, ANTICIPATED)
    assert came_to(book, "anticipated-large") == expected


def test_a_budget_below_nothing_is_told() -> None:
    """-£1 for a saving that nobody has found; £0 is none."""
    book = barnet()
    budget(book, 0, "acute")
    assert came_to(book, "budget-negative") == ("passed",)
    budget(book, -1, "savings")
    assert came_to(book, "budget-negative") == ("found", "negative budgets: savings (£1)")


def test_reserves_may_be_negative_for_a_month() -> None:
    """Overspent reserves in July; in August still, which is the second month."""
    book = barnet()
    allocated(book, 100)
    what = Allocation(strand=RECURRENT, pence=-101_00, issuer="DH")
    post(book, what, month=4, reference="a cut")
    assert came_to(book, "reserves-negative", "M4") == ("passed",)
    assert came_to(book, "reserves-negative", "M5") == (
        "found",
        "reserves are negative for 2 months, now (£1)",
    )
    post(book, Allocation(strand=RECURRENT, pence=1_00, issuer="DH"), month=6, reference="back")
    assert came_to(book, "reserves-negative", "M6") == ("passed",), "nothing is not negative"


def test_headroom_is_held_in_full() -> None:
    """2 % of £1,000 is £20: £19.99 is a penny short."""
    book = barnet()
    assert came_to(book, "headroom-short") == ("not applicable",)
    allocated(book, 1000)
    post(book, HeadroomSetAside(pence=19_99))
    assert came_to(book, "headroom-short") == (
        "found",
        "£20 of headroom is required, and £0.01 is neither lodged nor set aside",
    )
    post(book, HeadroomSetAside(pence=1), reference="the rest")
    assert came_to(book, "headroom-short") == ("passed",)


def test_what_is_delegated_stays_within_what_is_eligible() -> None:
    """Primary care is not eligible; £1 of it is delegated all the same."""
    book = barnet()
    allocated(book, 400)
    budget(book, 300)
    budget(book, 100, "primary-care")
    what = {"strand": RECURRENT, "taken_from": Account.RETAINED, "delegate": "07M"}
    post(book, Delegation(pence=300_00, category="acute", **what))
    assert came_to(book, "delegated-beyond-eligible") == ("not applicable",)
    post(book, EligibleBudgetStated(not_eligible=("primary-care",)), reference="board paper")
    assert came_to(book, "delegated-beyond-eligible") == ("passed",), "exactly what is eligible"
    post(book, Delegation(pence=1_00, category="primary-care", **what), reference="by mistake")
    assert came_to(book, "delegated-beyond-eligible") == (
        "found",
        "delegated, and stated as not eligible: primary-care £1",
        "£301 is delegated, more than the eligible £300",
    )


def test_a_letter_that_stands_twice_is_told() -> None:
    """£10,000 twice for the same purpose; for another purpose, or below that, it is let pass."""
    book = barnet()
    allocated(book, 10_000, NON_RECURRENT, reference="letter 7", purpose="winter")
    allocated(book, 10_000, NON_RECURRENT, reference="letter 8", purpose="dental")
    for letter in ("letter 9", "letter 10"):
        allocated(book, 9_999, NON_RECURRENT, reference=letter, purpose="small")
    assert came_to(book, "change-twice") == ("passed",)
    allocated(book, 10_000, NON_RECURRENT, month=3, reference="letter 7a", purpose="Winter")
    assert came_to(book, "change-twice") == (
        "found",
        "allocation of £10,000 stands 2 times for the same purpose (M01, M03)",
    )


def test_what_is_brought_forward_twice_is_told() -> None:
    """Prior-year surplus comes once."""
    book = barnet()
    for letter in ("accounts", "a copy of the accounts"):
        post(book, BroughtForward(pence=10_000_00), reference=letter)
    assert came_to(book, "change-twice")[1].startswith("brought-forward of £10,000 stands 2 times")


def close(book: Book, *months: str) -> None:
    """Barnet closes months, whatever the controls found."""
    for month in months:
        book.run_controls(month, by=OFFICE, bodies=BARNET)
        book.submit_month(BARNET, month, by=OFFICE)
        book.close_month(BARNET, month, by=OFFICE, accept="an example")


def test_a_late_letter_and_an_impacted_month_are_told() -> None:
    """April is closed. A letter for April lands in May, and is a note; a profile impacts April."""
    book = barnet()
    close(book, "M1")
    assert came_to(book, "month-impacted", "M1") == ("passed",)
    day, late = date(2011, 4, 20), date(2011, 5, 3)
    what = Allocation(strand=RECURRENT, pence=50_00, issuer="DH")
    book.post(event(what, effective=day, notified=late, reference="letter 3"))
    assert came_to(book, "document-late", "M1") == ("passed",)
    assert came_to(book, "document-late", "M2") == (
        "found",
        "allocation 'letter 3' states 2011-04-20 and counts in 2011-12 M02",
    )
    assert came_to(book, "month-impacted", "M2") == ("passed",)
    book.post(figures("profile", 1, acute=100))
    assert came_to(book, "month-impacted", "M2") == (
        "found",
        "closed, and changed under since: M01",
    )


# Decisions


def test_a_transfer_that_waits_near_the_years_end_is_told() -> None:
    """Camden offers £10 in June; from January on it is told, until it is decided."""
    book = two_pcts()
    steps = Steps(book).until_submitted()
    assert came_to(book, "transfer-pending", "M9", "5K7") == ("not applicable",)
    assert came_to(book, "transfer-pending", "M10", "5K7") == (
        "found",
        "£10 of revenue resource is set aside for transfers that are not decided",
    )
    assert came_to(book, "transfer-pending", "M10", BARNET) == ("passed",), "it sets nothing aside"
    steps.end("withdrawn")
    assert came_to(book, "transfer-pending", "M10", "5K7") == ("passed",)


def test_an_approval_that_waits_is_told() -> None:
    """Approved on 20 June: 31 days later is 21 July, so June's end passes and August's does not."""
    book = two_pcts()
    steps = Steps(book).until_approved()
    assert came_to(book, "approval-waiting", "M3") == ("passed",)
    assert came_to(book, "approval-waiting", "M5") == (
        "found",
        "transfer 'T1' of £10 is approved since 72 days and not actioned",
    )
    assert came_to(book, "approval-waiting", "M5", "5K7")[0] == "found", "both parties are told"
    assert came_to(book, "approval-waiting", "M5", "5C1") == ("passed",)
    steps.action()
    assert came_to(book, "approval-waiting", "M5") == ("passed",)


def test_a_condition_that_is_not_met_is_told_at_once() -> None:
    """Approved on a condition: June's end tells it; once it is met, nothing waits."""
    book = two_pcts()
    steps = Steps(book).until_approved(conditions=["plan"])
    assert came_to(book, "approval-waiting", "M3") == (
        "found",
        "transfer 'T1' of £10 is approved since 10 days and not actioned; not met: plan",
    )
    steps.meet()
    assert came_to(book, "approval-waiting", "M3") == ("passed",)


def test_a_case_that_is_not_released_late_in_the_year_is_told() -> None:
    """£6 is approved of £20 lodged. In January it is told, until it is released."""
    book = headroom_approved(headroom_lodged())
    assert came_to(book, "case-unreleased", "M9") == ("not applicable",)
    assert came_to(book, "case-unreleased", "M10") == (
        "found",
        "£6 of case 'C1' is approved and not released",
    )
    before = book.check("M10", known_at="2011-05-31", only=["case-unreleased"])
    assert before.of("case-unreleased", BARNET).outcome.value == "passed", "approved on 1 June"
    headroom_released(book)
    assert came_to(book, "case-unreleased", "M10") == ("passed",)


# Journals


def test_without_journals_there_is_nothing_to_look_at() -> None:
    """Of a month, and of the year to date."""
    book = barnet()
    names = ("journal-large", "journal-back-dated", "journal-round", "journal-twice")
    for name in (*names, "journals-one-office"):
        assert came_to(book, name) == ("not applicable",)


def test_a_journal_above_a_share_of_the_limit_is_large() -> None:
    """0.1 % of £10,000 is £10: £10 passes and £11 does not; a journal of October is not November's."""
    book = barnet()
    allocated(book, 10_000)
    approved(book, 10)
    assert came_to(book, "journal-large") == ("passed",)
    approved(book, 11, "J2")
    approved(book, 500, "J3", month="M7")
    assert came_to(book, "journal-large") == (
        "found",
        "journal 'J2' by Director of Finance is of £11, more than 0.1% of the limit",
    )


def test_a_journal_is_back_dated_by_its_date_or_by_its_month() -> None:
    """Dated on 30 November: no. On 1 December, or said to belong to October: yes."""
    book = barnet()
    approved(book, 5, submitted_on="2011-11-30")
    assert came_to(book, "journal-back-dated") == ("passed",)
    approved(book, 5, "J2", submitted_on="2011-12-01")
    assert came_to(book, "journal-back-dated")[1:] == (
        "journal 'J2' of £5 by Director of Finance is dated 2011-12-01, after 2011-12 M08",
    )
    approved(book, 7, "J3", month="M9", late_for="M8")
    assert came_to(book, "journal-back-dated", "M9")[1:] == (
        "journal 'J3' of £7 by Director of Finance belongs to M08",
    )


def test_a_round_sum_is_told_in_the_last_days() -> None:
    """£20,000 on 27 November passes, on 28 November it is told; £20,001 is no round sum."""
    book = barnet()
    approved(book, 20_000, submitted_on="2011-11-27")
    approved(book, 20_001, "J2", submitted_on="2011-11-30")
    assert came_to(book, "journal-round") == ("passed",)
    approved(book, 20_000, "J3", submitted_on="2011-11-28")
    assert came_to(book, "journal-round") == (
        "found",
        "journal 'J3' by Director of Finance, dated 2011-11-28, is of the round sum of £20,000",
    )


def test_the_same_lines_in_a_month_are_one_journal_entered_twice() -> None:
    """£10,000 of the same lines twice; £9,999 twice, and once in each of two months, pass."""
    book = barnet()
    approved(book, 9_999)
    approved(book, 9_999, "J2")
    approved(book, 10_000, "J3")
    approved(book, 10_000, "J4", month="M7")
    assert came_to(book, "journal-twice") == ("passed",)
    approved(book, 10_000, "J5")
    assert came_to(book, "journal-twice") == (
        "found",
        "journals 'J3', 'J5' hold the same lines of £10,000",
    )


def test_one_office_may_enter_three_of_four_journals() -> None:
    """6 of 8 is 75 % and passes; 7 of 9 is more. Seven journals are too few to take a share of."""
    book = barnet()
    for number in range(6):
        journal(book, 5, f"D{number}")
    journal(book, 5, "A1", by=DEPUTY)
    assert came_to(book, "journals-one-office") == ("not applicable",)
    journal(book, 5, "A2", by=DEPUTY)
    assert came_to(book, "journals-one-office") == ("passed",)
    journal(book, 5, "D7")
    assert came_to(book, "journals-one-office") == (
        "found",
        "Director of Finance submitted 7 of 9 journals of the year to date",
    )


# Cash and balances


def test_cash_is_drawn_in_step_with_the_year() -> None:
    """£100 a month of £1,200, and 2 % of it (£24) ahead: £124 in April passes, £125 does not."""
    book = barnet()
    assert came_to(book, "cash-ahead", "M1") == ("not applicable",)
    allocated(book, 1200, CASH)
    book.post(figures("actuals", 1, Limit.CASH, drawings=124))
    assert came_to(book, "cash-ahead", "M1") == ("passed",)
    book.post(figures("actuals", 1, Limit.CASH, drawings=125))
    assert came_to(book, "cash-ahead", "M1")[1].startswith(
        "£125 is drawn by 2011-12 M01, £25 ahead"
    )


def test_balances_are_held_against_the_tolerance() -> None:
    """Camden charges Barnet £500 by both ledgers: agreed. £1,001 more in one ledger: not agreed."""
    book = barnet()
    assert came_to(book, "balances-disagree") == ("not applicable",)
    book.recharge(
        "R1",
        provider="5K7",
        recipient=BARNET,
        pence=500_00,
        category="corporate",
        purpose="payroll",
        month="M8",
        by=OFFICE,
        approved_by=DEPUTY,
    )
    assert came_to(book, "balances-disagree") == ("passed",)
    for body, other, debit, credit in ((BARNET, "5K7", 1002_00, 0), ("5K7", BARNET, 0, 1_00)):
        owed = [
            JournalLine("81000", debit_pence=debit, credit_pence=credit, counterparty=other),
            JournalLine("81001", debit_pence=credit, credit_pence=debit),
        ]
        book.submit_journal(body, "M8", owed, by=OFFICE, narrative="dispute", number="J1")
        book.approve_journal(body, "J1", by=DEPUTY)
    found = came_to(book, "balances-disagree")
    assert found[0] == "found"
    assert "£1,001 apart since M08" in found[1]
    assert came_to(book, "balances-disagree", body="5C1") == ("passed",)
