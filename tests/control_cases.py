"""For each control that comes with pctfinance: a book in which it fires, and one just beside it.

Each case makes the same book twice. Told to go beyond, something is a penny, a day, a row or a step
too much; otherwise it is exactly as much as is let pass. The figures are those of the packaged
rulebook's thresholds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import test_cash as cash_examples
import test_commitments as commitments
import test_qipp as savings
from control_examples import (
    BARNET,
    OFFICE,
    allocated,
    barnet,
    budget,
    figures,
    ledger,
    post,
)
from fund_examples import CLUSTER, standing_fund, three_pcts
from kind_examples import KINDS, ready, taken
from ledger_examples import ANTICIPATED, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.ledger.delegation_facts import EligibleBudgetStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    BudgetIssued,
    CapitalToRevenue,
    Delegation,
    HeadroomSetAside,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Account, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from sharing_examples import ncl, swapped
from test_controls_packaged import DEPUTY, HEADING, SUSPENSE, assumed, close
from test_headroom import approved as case_approved
from test_headroom import lodged as case_lodged
from test_headroom import released as case_released
from test_positions_of_groups import moved
from transfer_examples import Steps, two_pcts

__all__ = ["CASES", "Looked"]

YEAR = FinancialYear("2011-12")
CAPITAL = Strand.of(Limit.CAPITAL)


@dataclass(frozen=True)
class Looked:
    """What is looked at: a book, a month, the body that it is about, and how it is asked for."""

    book: Book
    month: str = "M8"
    body: str = BARNET
    group: str | None = None
    basis: str | None = None


CASES: dict[str, Callable[[bool], Looked]] = {}
"""By the id of its control: the case, beyond what is let pass or not."""


def case(ident: str) -> Callable[[Callable[[bool], Looked]], Callable[[bool], Looked]]:
    """Put a case under the id of its control; there is one of each."""

    def put(made: Callable[[bool], Looked]) -> Callable[[bool], Looked]:
        assert ident not in CASES
        CASES[ident] = made
        return made

    return put


def pennies(table: Any, month: int, limit: Limit = Limit.REVENUE, **pence: int) -> Event:
    """Figures of Barnet's for one month, by category, in pence."""
    load = figures(table, month, limit)
    rows = tuple(FigureRow(month, limit, name, value) for name, value in pence.items())
    assert isinstance(load.what, FiguresLoaded)
    return load.model_copy(update={"what": load.what.model_copy(update={"rows": rows})})


def entered(book: Book, pence: int, number: str = "J1", *, month: str = "M8", **more: Any) -> None:
    """A journal of Barnet's in pence, approved unless told otherwise."""
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=pence),
        JournalLine("81000", credit_pence=pence),
    ]
    approve = more.pop("approve", True)
    asked = {"narrative": "accrual", "number": number, "by": OFFICE, **more}
    book.submit_journal(BARNET, month, lines, **asked)
    if approve:
        day = more.get("submitted_on")
        book.approve_journal(BARNET, number, by=DEPUTY, approved_on=day)


def a_year(*, actual: int = 90, forecast: int | None = None, limit: int = 5000) -> Book:
    """£1,200 of budget, so much a month spent to November, and a forecast in November. Pounds."""
    book = barnet()
    allocated(book, limit)
    budget(book, 1200)
    book.post(*(figures("actuals", month, acute=actual) for month in range(1, 9)))
    if forecast is not None:
        book.post(figures("forecasts", 8, acute=forecast))
    return book


# What was reported


@case("actuals-missing")
def _(beyond: bool) -> Looked:
    """May is missing in June; £0 in May is a report."""
    book = barnet()
    months = (1, 3) if beyond else (1, 2, 3)
    book.post(*(figures("actuals", month, acute=month % 2) for month in months))
    return Looked(book, "M3")


@case("category-missing")
def _(beyond: bool) -> Looked:
    """Prescribing was reported in April and not in May; £0 is a report."""
    book = barnet()
    book.post(figures("actuals", 1, acute=1, prescribing=1))
    silent = figures("actuals", 2, acute=1)
    book.post(silent if beyond else figures("actuals", 2, acute=1, prescribing=0))
    return Looked(book, "M2")


@case("ledger-unbalanced")
def _(beyond: bool) -> Looked:
    """£500 of debits against £499 of credits, and against £500."""
    book = barnet()
    ledger(book, ("52110", "acute", 0, 500, 0), ("70001", "", 0, 0, 499 if beyond else 500))
    return Looked(book)


@case("opening-not-closing")
def _(beyond: bool) -> Looked:
    """April closes the bank at -£500; May opens it with -£501 (and the cost with £501), and with -£500."""
    book = barnet()
    opened = 501 if beyond else 500
    for month, opening in ((1, 0), (2, opened)):
        cost, bank = ("52110", "acute", opening, 500, 0), ("70001", "", -opening, 0, 500)
        ledger(book, cost, bank, month=month)
    return Looked(book, "M2")


@case("journals-undecided")
def _(beyond: bool) -> Looked:
    """Submitted, and not approved."""
    book = barnet()
    entered(book, 5_00, approve=not beyond)
    return Looked(book)


@case("unmapped")
def _(beyond: bool) -> Looked:
    """A penny under the catch-all, and none."""
    book = barnet()
    book.post(pennies("actuals", 1, unmapped=1 if beyond else 0))
    return Looked(book, "M1")


@case("suspense-open")
def _(beyond: bool) -> Looked:
    """£30 comes in, and £29 or all of it goes out."""
    book = barnet({HEADING: SUSPENSE})
    out = 29 if beyond else 30
    ledger(book, ("9901", "", 0, 30, out), ("81000", "", 0, out, 30))
    return Looked(book)


@case("figures-assumed")
def _(beyond: bool) -> Looked:
    """The same figure, marked and not."""
    book = barnet()
    book.post(assumed(1, acute=100) if beyond else figures("actuals", 1, acute=100))
    return Looked(book, "M1")


@case("on-plan")
def _(beyond: bool) -> Looked:
    """£100 a month is planned; October and November are that to the penny, or October a penny off."""
    book = a_year()
    book.post(
        pennies("actuals", 7, acute=100_00 if beyond else 100_01), figures("actuals", 8, acute=100)
    )
    return Looked(book)


@case("cost-negative")
def _(beyond: bool) -> Looked:
    """A penny below nothing, and nothing."""
    book = barnet()
    book.post(pennies("actuals", 1, acute=-1 if beyond else 0))
    return Looked(book, "M1")


# The checks of a position


@case("duty-breach")
def _(beyond: bool) -> Looked:
    """A penny over the limit of £100; exactly on the limit is met."""
    book = barnet()
    allocated(book, 100)
    book.post(pennies("forecasts", 8, acute=100_01 if beyond else 100_00))
    return Looked(book)


@case("duty-untested")
def _(beyond: bool) -> Looked:
    """Limits of revenue, capital and cash, and forecasts of all three, or of all but cash."""
    book = barnet()
    for strand in (RECURRENT, CAPITAL, CASH):
        allocated(book, 100, strand)
    forecasts: list[tuple[Limit, dict[str, int]]] = [
        (Limit.REVENUE, {"acute": 90}),
        (Limit.CAPITAL, {"additions": 90}),
        (Limit.CASH, {"drawings": 90}),
    ]
    rows = tuple(
        FigureRow(8, limit, name, pounds * 100)
        for limit, costs in forecasts[: 2 if beyond else 3]
        for name, pounds in costs.items()
    )
    what = FiguresLoaded(table="forecasts", rows=rows)
    book.post(event(what, effective=YEAR.period(8).end, notified=YEAR.period(8).end))
    return Looked(book)


@case("actuals-behind-forecast")
def _(beyond: bool) -> Looked:
    """A forecast of November stands, and November's actuals are not there; or they are."""
    book = a_year(forecast=1200)
    if beyond:
        book = barnet()
        months = (figures("actuals", month, acute=90) for month in range(1, 8))
        book.post(*months, figures("forecasts", 8, acute=1200))
    return Looked(book)


@case("charge-implausible")
def _(beyond: bool) -> Looked:
    """£100 is charged against £1; a penny more is out by more than a hundred."""
    book = barnet()
    allocated(book, 1)
    book.post(pennies("forecasts", 8, acute=100_01 if beyond else 100_00))
    return Looked(book)


@case("budget-silent")
def _(beyond: bool) -> Looked:
    """A budget for prescribing, on which nothing was reported, or £0."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 500)
    budget(book, 500, "prescribing")
    silent = figures("actuals", 8, acute=1)
    book.post(silent if beyond else figures("actuals", 8, acute=1, prescribing=0))
    return Looked(book)


@case("over-committed")
def _(beyond: bool) -> Looked:
    """£1,000 carries £1,000 of budgets, and no penny more."""
    book = barnet()
    allocated(book, 1000)
    pence = 1000_01 if beyond else 1000_00
    post(book, BudgetIssued(strand=RECURRENT, pence=pence, category="acute"))
    return Looked(book)


@case("transfer-disguised")
def _(beyond: bool) -> Looked:
    """£100 less in Barnet, and £100 more in Camden; or a penny less than that."""
    book = barnet()
    rise = 100_00 if beyond else 99_99
    for body, pence, month in (
        (BARNET, 500_00, 1),
        ("5K7", 700_00, 1),
        (BARNET, -100_00, 4),
        ("5K7", rise, 5),
    ):
        what = Allocation(strand=RECURRENT, pence=pence, issuer="DH")
        day = YEAR.period(month).start
        book.post(event(what, body=body, effective=day, reference=f"{body} M{month}"))
    return Looked(book)


@case("delegate-tunnel")
def _(beyond: bool) -> Looked:
    """A CCG's budget falls by £50 in Barnet and rises by £50 in Enfield, or by a penny less."""
    book = barnet()
    own = {"strand": RECURRENT, "taken_from": Account.RETAINED}
    for body in (BARNET, "5C1"):
        book.post(
            event(Allocation(strand=RECURRENT, pence=200_00, issuer="DH"), body=body),
            event(BudgetIssued(strand=RECURRENT, pence=100_00, category="acute"), body=body),
        )
    rise = 50_00 if beyond else 49_99
    for body, pence, month in ((BARNET, 80_00, 1), (BARNET, -50_00, 2), ("5C1", rise, 2)):
        what = Delegation(pence=pence, category="acute", delegate="07M", **own)
        day = YEAR.period(month).end
        # One command that did both would be refused.
        book.post(event(what, body=body, effective=day, reference=f"{body} M{month}"))
    return Looked(book)


@case("fund-re-spread")
def _(beyond: bool) -> Looked:
    """Barnet is excused, and a second fund is made without it; or with it."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", BARNET, by=CLUSTER, on="2011-05-20", reason="in deficit")
    donors = {"5K7": 15_00, "5C1": 5_00} if beyond else {"5K7": 15_00, "5C1": 5_00, BARNET: 5_00}
    standing_fund(book, "F2", donors=donors, give=False, on="2011-05-21")
    return Looked(book)


@case("headroom-sum")
def _(beyond: bool) -> Looked:
    """2 % of £1,000 is £20: a penny less is not, and £20 is."""
    book = barnet()
    allocated(book, 1000)
    pence = 19_99 if beyond else 20_00
    post(book, HeadroomSetAside(pence=pence, rate="0.02"))
    return Looked(book)


@case("case-overspent")
def _(beyond: bool) -> Looked:
    """£6 is released for a case; £6.01 is spent, or £6."""
    book = case_released(case_approved(case_lodged()))
    book.state_spend(BARNET, "C1", "M5", 6_01 if beyond else 6_00, by=OFFICE)
    return Looked(book)


@case("switch-unproven")
def _(beyond: bool) -> Looked:
    """Capital becomes revenue on a reference, or by a transfer that the SHA approved."""
    book = ready()
    if beyond:
        book.post(event(CapitalToRevenue(pence=2_00), body="5K7", approval="SHA/13"))
    else:
        taken(book, "S1", **KINDS["switch"])
    return Looked(book, body="5K7")


@case("emergency-open")
def _(beyond: bool) -> Looked:
    """£40 is committed in the night; a penny of it is not regularised."""
    book = commitments.barnet()
    commitments.committed(book)
    commitments.regularised(book, 39_99 if beyond else 40_00)
    return Looked(book, "M10")


@case("drawings-differ")
def _(beyond: bool) -> Looked:
    """The payments are £10, the figures £11 or £10."""
    book = cash_examples.barnet()
    cash_examples.drawn(book, (1, 10))
    cash_examples.loaded(book, 1, 11 if beyond else 10)
    return Looked(book, "M1")


@case("budget-phasing")
def _(beyond: bool) -> Looked:
    """A profile that adds up to £1,199.99 of £1,200, or to all of it."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    pence = 1199_99 if beyond else 1200_00
    book.post(pennies("profile", 1, acute=pence))
    return Looked(book)


@case("actuals-adjusted")
def _(beyond: bool) -> Looked:
    """A journal that was approved is among the actuals to date; one that waits is not."""
    book = barnet()
    book.post(figures("actuals", 8, acute=1))
    entered(book, 1, approve=beyond)
    return Looked(book, basis="ytd")


@case("figures-synthetic")
def _(beyond: bool) -> Looked:
    """An allocation without a published source."""
    book = barnet()
    given = event(Allocation(strand=RECURRENT, pence=1, issuer="DH"))
    book.post(given.model_copy(update={"synthetic": beyond}))
    return Looked(book)


# Forecasts


@case("surplus-missed")
def _(beyond: bool) -> Looked:
    """Of £5,000, £100 is to be left; a penny is missing."""
    book = a_year()
    post(book, PlannedSurplus(strand=RECURRENT, pence=100_00))
    book.post(pennies("forecasts", 8, acute=4900_01 if beyond else 4900_00))
    return Looked(book)


@case("signs-disagree")
def _(beyond: bool) -> Looked:
    """£80 under to date, and £6 over as forecast, which is 0.5 % of £1,200; or a penny more."""
    book = a_year()
    book.post(pennies("forecasts", 8, acute=1206_01 if beyond else 1206_00))
    return Looked(book)


@case("projection-apart")
def _(beyond: bool) -> Looked:
    """£95 a month comes to £1,140; £60 from £1,200 is 5 % of it."""
    book = a_year(actual=95)
    book.post(pennies("forecasts", 8, acute=1200_01 if beyond else 1200_00))
    return Looked(book)


@case("forecast-unchanged")
def _(beyond: bool) -> Looked:
    """£1,300 for three months, or for two and a penny more in the third."""
    book = a_year(forecast=1300)
    first = 1300_00 if beyond else 1300_01
    book.post(pennies("forecasts", 6, acute=first), figures("forecasts", 7, acute=1300))
    return Looked(book)


@case("forecast-moved")
def _(beyond: bool) -> Looked:
    """It rises by £12, which is 1 % of £1,200, or by a penny more."""
    book = a_year(forecast=1300)
    book.post(pennies("forecasts", 7, acute=1287_99 if beyond else 1288_00))
    return Looked(book)


# Resource


@case("budgets-not-limit")
def _(beyond: bool) -> Looked:
    """£1,000, of which £900 is budgeted and £100 is surplus; or a penny less of it."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 900)
    post(book, PlannedSurplus(strand=RECURRENT, pence=99_99 if beyond else 100_00))
    return Looked(book)


@case("recurrent-on-non-recurrent")
def _(beyond: bool) -> Looked:
    """£1,000 recurrent carries as much; a penny more stands on what comes once."""
    book = barnet()
    allocated(book, 1000)
    allocated(book, 500, NON_RECURRENT)
    pence = 1000_01 if beyond else 1000_00
    post(book, BudgetIssued(strand=RECURRENT, pence=pence, category="acute"))
    return Looked(book)


@case("anticipated-large")
def _(beyond: bool) -> Looked:
    """£980 and £20 are £1,000, of which 2 % is anticipated; or a penny more."""
    book = barnet()
    allocated(book, 980)
    pence = 20_01 if beyond else 20_00
    post(book, Allocation(strand=ANTICIPATED, pence=pence, issuer="DH", tranche="T"))
    return Looked(book)


@case("budget-negative")
def _(beyond: bool) -> Looked:
    """A penny below nothing, and nothing."""
    book = barnet()
    post(book, BudgetIssued(strand=RECURRENT, pence=-1 if beyond else 0, category="savings"))
    return Looked(book)


@case("reserves-negative")
def _(beyond: bool) -> Looked:
    """A penny short in July and August; or made good in August."""
    book = barnet()
    allocated(book, 100)
    for pence, month in ((-100_01, 4), (0 if beyond else 1, 5)):
        what = Allocation(strand=RECURRENT, pence=pence, issuer="DH")
        if pence:
            post(book, what, month=month, reference=f"letter {month}")
    return Looked(book, "M5")


@case("headroom-short")
def _(beyond: bool) -> Looked:
    """2 % of £1,000 is £20: a penny is missing."""
    book = barnet()
    allocated(book, 1000)
    post(book, HeadroomSetAside(pence=19_99 if beyond else 20_00))
    return Looked(book)


@case("delegated-beyond-eligible")
def _(beyond: bool) -> Looked:
    """£300 is eligible; £300 is delegated, and a penny more of what is not."""
    book = barnet()
    allocated(book, 400)
    budget(book, 300)
    budget(book, 100, "primary-care")
    what = {"strand": RECURRENT, "taken_from": Account.RETAINED, "delegate": "07M"}
    post(book, Delegation(pence=300_00, category="acute", **what))
    post(book, EligibleBudgetStated(not_eligible=("primary-care",)), reference="board paper")
    if beyond:
        post(book, Delegation(pence=1, category="primary-care", **what), reference="by mistake")
    return Looked(book)


@case("change-twice")
def _(beyond: bool) -> Looked:
    """£10,000 twice for the same purpose, or a penny less than that."""
    book = barnet()
    for letter in ("letter 7", "letter 8"):
        pence = 10_000_00 if beyond else 9_999_99
        what = Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH")
        post(book, what, reference=letter, purpose="winter")
    return Looked(book)


@case("document-late")
def _(beyond: bool) -> Looked:
    """April is closed; a letter of 3 May is for April, or for May."""
    book = barnet()
    close(book, "M1")
    day = date(2011, 4, 30) if beyond else date(2011, 5, 1)
    what = Allocation(strand=RECURRENT, pence=50_00, issuer="DH")
    book.post(event(what, effective=day, notified=date(2011, 5, 3), reference="letter 3"))
    return Looked(book, "M2")


@case("month-impacted")
def _(beyond: bool) -> Looked:
    """April is closed; a profile of the year changes under it, and what May cost does not."""
    book = barnet()
    close(book, "M1")
    book.post(figures("profile" if beyond else "actuals", 2, acute=100))
    return Looked(book, "M1")


# Decisions


@case("transfer-pending")
def _(beyond: bool) -> Looked:
    """In January Camden's £10 is still set aside, or was given back."""
    book = two_pcts()
    steps = Steps(book).until_submitted()
    if not beyond:
        steps.end("withdrawn")
    return Looked(book, "M10", "5K7")


@case("approval-waiting")
def _(beyond: bool) -> Looked:
    """At July's end an approval of 29 June is 32 days old, one of 30 June 31."""
    book = two_pcts()
    Steps(book).until_approved(on="2011-06-29" if beyond else "2011-06-30")
    return Looked(book, "M4")


@case("case-unreleased")
def _(beyond: bool) -> Looked:
    """£6 is approved; in January a penny of it is not released."""
    book = case_approved(case_lodged())
    case_released(book, 5_99 if beyond else 6_00)
    return Looked(book, "M10")


# Journals


@case("journal-large")
def _(beyond: bool) -> Looked:
    """0.1 % of £10,000 is £10; a penny more is large."""
    book = barnet()
    allocated(book, 10_000)
    entered(book, 10_01 if beyond else 10_00)
    return Looked(book)


@case("journal-back-dated")
def _(beyond: bool) -> Looked:
    """Dated on the day after the month, or on its last day."""
    book = barnet()
    entered(book, 5_00, submitted_on="2011-12-01" if beyond else "2011-11-30")
    return Looked(book)


@case("journal-twice")
def _(beyond: bool) -> Looked:
    """£10,000 of the same lines twice, or a penny less than that."""
    book = barnet()
    for number in ("J1", "J2"):
        entered(book, 10_000_00 if beyond else 9_999_99, number)
    return Looked(book)


@case("journal-round")
def _(beyond: bool) -> Looked:
    """£20,000 in the last three days of November, or on the day before them."""
    book = barnet()
    entered(book, 20_000_00, submitted_on="2011-11-28" if beyond else "2011-11-27")
    return Looked(book)


@case("journals-one-office")
def _(beyond: bool) -> Looked:
    """Six of eight journals are three of four; seven of eight are more."""
    book = barnet()
    by_other = 1 if beyond else 2
    for number in range(8):
        by = DEPUTY if number < by_other else OFFICE
        entered(book, 5_00, f"J{number}", by=by, approve=False)
    return Looked(book)


# Cash, balances, savings, and who is there


@case("cash-ahead")
def _(beyond: bool) -> Looked:
    """£100 a month of £1,200, and 2 % of it ahead: £124, and a penny more."""
    book = barnet()
    allocated(book, 1200, CASH)
    book.post(pennies("actuals", 1, Limit.CASH, drawings=124_01 if beyond else 124_00))
    return Looked(book, "M1")


@case("balances-disagree")
def _(beyond: bool) -> Looked:
    """£1,000 apart is let pass; a penny more is not."""
    book = barnet()
    for body, other, pence in (("5K7", BARNET, 5000_00), (BARNET, "5K7", 4000_00)):
        mine = pence - 1 if body == BARNET and beyond else pence
        lines = [
            JournalLine("81000", debit_pence=mine, counterparty=other),
            JournalLine("81001", credit_pence=mine),
        ]
        if body == BARNET:  # it owes what Camden is owed
            lines = [
                JournalLine("81000", credit_pence=mine, counterparty=other),
                JournalLine("81001", debit_pence=mine),
            ]
        book.submit_journal(body, "M8", lines, by=OFFICE, narrative="owed", number="J1")
        book.approve_journal(body, "J1", by=DEPUTY)
    return Looked(book)


@case("savings-not-reported")
def _(beyond: bool) -> Looked:
    """A scheme that was not reported, and one that saved nothing and says so."""
    book = savings.empty()
    savings.scheme(book, "Q1", {"M1": 80})
    if not beyond:
        savings.report(book, "Q1", "M8", 0, 80)
    return Looked(book)


@case("savings-below-plan")
def _(beyond: bool) -> Looked:
    """£90 of £100 is 10 % less; a penny less is more than that."""
    book = savings.empty()
    savings.scheme(book, "Q1", {"M1": 100})
    forecast = 89_99 if beyond else 90_00
    book.report_scheme(BARNET, "Q1", "M8", 50_00, forecast, by=OFFICE, rating="amber")
    return Looked(book)


@case("body-left")
def _(beyond: bool) -> Looked:
    """Enfield is northern in September, and was in October."""
    return Looked(moved(), "M7" if beyond else "M6", "5C1", "NORTH", "ytd")


@case("members-elsewhere")
def _(beyond: bool) -> Looked:
    """London has bodies in other books; the cluster has none."""
    return Looked(barnet(), group="Q36" if beyond else "NCL")


@case("limit-falls")
def _(beyond: bool) -> Looked:
    """£1,100 against £1,200; a letter of November takes £100 from January on, or a penny more."""
    book = a_year(forecast=1100, limit=1200)
    less = Allocation(strand=RECURRENT, pence=-100_01 if beyond else -100_00, issuer="DH")
    post(book, less, 10, notified=date(2011, 11, 20))
    return Looked(book)


@case("recharges-as-transfers")
def _(beyond: bool) -> Looked:
    """£100,000 net with neither basis nor agreement is let pass; a penny more is not."""
    book = ncl()
    swapped(book, "R1", 100_000_01 if beyond else 100_000_00)
    return Looked(book, basis="ytd")
