"""Books in which a slip of the hand in a control would tell: a penny, a second month, a second journal."""

from datetime import date
from typing import Any

import test_qipp as savings
from control_cases import Looked, a_year, entered, pennies
from control_edges import Edge
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
from ledger_examples import ANTICIPATED, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BudgetIssued,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FiguresLoaded, Phasing
from pctfinance.rulebooks import packaged_text
from test_controls_packaged import DEPUTY, HEADING, SUSPENSE, assumed, close
from transfer_examples import Steps, two_pcts

__all__ = ["SLIPS"]

YEAR = FinancialYear("2011-12")


def _a_penny_pending() -> Looked:
    book = two_pcts()
    Steps(book, pence=1).until_submitted()
    return Looked(book, "M10", "5K7")


def _suspense(*extracts: tuple[int, int, int], account: str = "9901", **parts: Any) -> Looked:
    """Extracts of October and November: opening, debit and credit of one account, in pounds."""
    book = barnet({HEADING: SUSPENSE})
    for month, (opening, debit, credit) in zip((7, 8), extracts, strict=False):
        other = ("81000", "", -opening, credit, debit)
        ledger(book, (account, "", opening, debit, credit), other, month=month, **parts)
    return Looked(book)


def _suspense_by_journals() -> Looked:
    """£30 in, and £10 out, by two journals."""
    book = barnet({HEADING: SUSPENSE})
    ledger(book, ("81000", "", 0, 0, 0))
    for number, (into, out) in enumerate(((30_00, 0), (0, 10_00))):
        lines = [
            JournalLine("9901", debit_pence=into, credit_pence=out),
            JournalLine("81000", debit_pence=out, credit_pence=into),
        ]
        book.submit_journal(BARNET, "M8", lines, by=OFFICE, narrative="n", number=f"J{number}")
        book.approve_journal(BARNET, f"J{number}", by=DEPUTY)
    return Looked(book)


def _unbalanced_twice() -> Looked:
    """October and November are both a pound out; November's evidence is November's."""
    book = barnet()
    for month in (7, 8):
        ledger(book, ("52110", "acute", 0, 500, 0), ("70001", "", 0, 0, 499), month=month)
    return Looked(book)


def _undecided_twice() -> Looked:
    """A journal of October and one of November wait, and one of November is approved."""
    book = barnet()
    entered(book, 5_00, "J1", month="M7", approve=False)
    entered(book, 6_00, "J2", approve=False)
    entered(book, 7_00, "J3")
    return Looked(book)


def _large(limit_pence: int, month: str, *, approve: bool = True) -> Looked:
    """A journal of £10 in a month, against a limit in pence."""
    book = barnet()
    post(book, Allocation(strand=RECURRENT, pence=limit_pence, issuer="DH"))
    entered(book, 10_00, month=month, approve=approve)
    return Looked(book)


def _few_pence(budget_pence: int, months: int, forecast: int) -> Looked:
    """A budget of so few pence, £10 a month, and a forecast in pounds."""
    book = barnet()
    post(book, BudgetIssued(strand=RECURRENT, pence=budget_pence, category="acute"))
    book.post(*(figures("actuals", month, acute=10) for month in range(1, months + 1)))
    book.post(figures("forecasts", months, acute=forecast))
    return Looked(book, f"M{months}")


def _run_to_february() -> Looked:
    book = barnet()
    book.post(*(figures("actuals", month, acute=100) for month in range(1, 12)))
    book.post(figures("forecasts", 11, acute=2000))
    return Looked(book, "M11")


def _forecasts(*pence: int) -> Looked:
    """Forecasts of October and November without a budget."""
    book = barnet()
    book.post(
        *(pennies("forecasts", month, acute=p) for month, p in zip((7, 8), pence, strict=True))
    )
    return Looked(book)


def _on_plan_to_date() -> Looked:
    """£100 a month of £1,200 and nothing to explain to date; £1,300 is forecast three times."""
    book = a_year(actual=100, forecast=1300)
    book.post(figures("forecasts", 6, acute=1300), figures("forecasts", 7, acute=1300))
    return Looked(book)


def _only(table: Any) -> Looked:
    """A budget, and actuals or forecasts alone."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    months = range(1, 9) if table == "actuals" else (8,)
    book.post(*(figures(table, month, acute=90) for month in months))
    return Looked(book)


def _nothing_left() -> Looked:
    """All of the limit is forecast to be spent, where £100 was to be left."""
    book = a_year(forecast=5000)
    post(book, PlannedSurplus(strand=RECURRENT, pence=100_00))
    return Looked(book)


def _adjusted_beside_the_plan() -> Looked:
    """October and November are on plan to the penny, and a journal adds £5 to November."""
    book = a_year(actual=100)
    entered(book, 5_00)
    return Looked(book)


def _left_and_unfunded() -> Looked:
    """£100 without a purpose, and £50 built on £30 that came: £80 are over and under in one strand."""
    book = barnet()
    allocated(book, 100)
    post(book, Allocation(strand=ANTICIPATED, pence=50_00, issuer="DH", tranche="T"))
    post(book, BudgetIssued(strand=ANTICIPATED, pence=50_00, category="acute", tranche="T"))
    settled = AnticipatedSettled(tranche="T", confirmed_pence=30_00, issuer="DH")
    post(book, settled, month=2, reference="letter 2")
    return Looked(book)


def _applied_once() -> Looked:
    """£100 carries £80 of recurrent budgets and £30 that is applied once."""
    book = barnet()
    allocated(book, 100)
    budget(book, 80)
    post(book, AppliedNonRecurrently(pence=30_00, category="acute"))
    return Looked(book)


def _a_late_penny() -> Looked:
    book = barnet()
    close(book, "M1")
    what = Allocation(strand=RECURRENT, pence=1, issuer="DH")
    day, came = date(2011, 4, 30), date(2011, 5, 3)
    book.post(event(what, effective=day, notified=came, reference="letter 3"))
    return Looked(book, "M2")


def _profile(*pounds: int, as_loaded: bool = False) -> Looked:
    """A budget of £1,200, and a profile of April and March."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    load = figures("profile", 1)
    rows = [
        row
        for month, value in zip((1, 12), pounds, strict=False)
        for row in _rows(figures("profile", month, acute=value))
    ]
    what = load.what.model_copy(update={"rows": tuple(rows)})
    if as_loaded:
        what = what.model_copy(update={"phasing": Phasing.AS_LOADED})
    book.post(load.model_copy(update={"what": what}))
    return Looked(book)


def _rows(load: Any) -> Any:
    assert isinstance(load.what, FiguresLoaded)
    return load.what.rows


def _journalled_only() -> Looked:
    """A journal charges prescribing, of which nothing was reported: that is no report."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 500)
    budget(book, 500, "prescribing")
    book.post(figures("actuals", 8, acute=1))
    lines = [
        JournalLine("52110", "prescribing", Limit.REVENUE, debit_pence=5_00),
        JournalLine("81000", credit_pence=5_00),
    ]
    book.submit_journal(BARNET, "M8", lines, by=OFFICE, narrative="accrual", number="J1")
    book.approve_journal(BARNET, "J1", by=DEPUTY)
    return Looked(book)


def _letters(*changes: tuple[str, int, int]) -> Looked:
    """Changes of limits beside £5,000 each in April: body, pounds, month."""
    book: Book = barnet()
    first = [(body, 5000, 1) for body in dict.fromkeys(body for body, _, _ in changes)]
    for number, (body, pounds, month) in enumerate((*first, *changes)):
        what = Allocation(strand=RECURRENT, pence=pounds * 100, issuer="DH")
        day = YEAR.period(month).end
        book.post(event(what, body=body, effective=day, reference=f"letter {number}"))
    return Looked(book)


def _assumed_before(*, to_date: bool) -> Looked:
    """October was assumed; November was at hand, by itself or as the total to date."""
    book = barnet()
    book.post(assumed(7, acute=100, cumulative=to_date))
    load = figures("actuals", 8, acute=90)
    book.post(
        load.model_copy(update={"what": load.what.model_copy(update={"cumulative": to_date})})
    )
    return Looked(book)


def _on_plan_since_october() -> Looked:
    """£100 in October and November, as planned; nothing was sent before."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    book.post(*(figures("actuals", month, acute=100) for month in (7, 8)))
    return Looked(book)


def _unphased(*, twelfths: bool) -> Looked:
    """A budget without a profile; Barnet may have asked for twelfths."""
    book = barnet()
    allocated(book, 1200)
    budget(book, 1200)
    if twelfths:
        load = figures("profile", 1)
        what = load.what.model_copy(update={"phasing": Phasing.TWELFTHS})
        book.post(load.model_copy(update={"what": what}))
    return Looked(book)


def _without_october() -> Looked:
    """£1,300 is forecast in September and November."""
    book = a_year(forecast=1300)
    book.post(figures("forecasts", 6, acute=1300))
    return Looked(book)


def _over_and_left() -> Looked:
    """£10 more than there is of recurrent resource, and £10 left of what comes once."""
    book = barnet()
    allocated(book, 100)
    allocated(book, 10, NON_RECURRENT)
    budget(book, 110)
    return Looked(book)


def _reported_later() -> Looked:
    """Actuals to October, and of December, which came too early; and a forecast of November."""
    book = barnet()
    allocated(book, 1200)
    book.post(*(figures("actuals", month, acute=90) for month in range(1, 8)))
    book.post(_too_early(figures("actuals", 9, acute=90)))
    book.post(figures("forecasts", 8, acute=1200))
    return Looked(book)


def _prescribing_in_december() -> Looked:
    """Prescribing was reported in April, and again for December, too early."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 500)
    budget(book, 500, "prescribing")
    book.post(figures("actuals", 1, acute=1, prescribing=1))
    book.post(*(figures("actuals", month, acute=1) for month in range(2, 9)))
    book.post(_too_early(figures("actuals", 9, prescribing=1)))
    return Looked(book)


def _too_early(load: Event) -> Event:
    """A load of December that was there in November."""
    return load.model_copy(update={"notified": YEAR.period(8).end})


def _no_tolerance() -> Looked:
    """The rulebook says nothing of agreement, and Camden is owed a penny more than Barnet owes."""
    text = packaged_text("2011-12")
    rules = text[
        text.index("[agreement.tolerance]") : text.index("# ---", text.index("[agreement."))
    ]
    book = barnet({rules: ""})
    for body, other, debit, credit in (("5K7", BARNET, 5_01, 0), (BARNET, "5K7", 0, 5_00)):
        lines = [
            JournalLine("81000", debit_pence=debit, credit_pence=credit, counterparty=other),
            JournalLine("81001", debit_pence=credit, credit_pence=debit),
        ]
        book.submit_journal(body, "M8", lines, by=OFFICE, narrative="owed", number="J1")
        book.approve_journal(body, "J1", by=DEPUTY)
    return Looked(book)


def _no_plan_yet() -> Looked:
    """A scheme that is to save from January on, of which nobody reported."""
    book = savings.empty()
    savings.scheme(book, "Q1", {"M10": 80})
    return Looked(book)


SLIPS = (
    Edge("transfer-pending", "a penny waits", _a_penny_pending, "found"),
    Edge(
        "suspense-open",
        "of two extracts the first opening counts",
        lambda: _suspense((10, 20, 0), (30, 0, 5)),
        "found",
    ),
    Edge(
        "suspense-open",
        "of two extracts to date the last counts, with its opening",
        lambda: _suspense((10, 20, 0), (10, 25, 10), to_date=True),
        "found",
    ),
    Edge(
        "suspense-open",
        "an account beside them",
        lambda: _suspense((0, 9, 0), account="98"),
        "passed",
    ),
    Edge("suspense-open", "two journals of one account", _suspense_by_journals, "found"),
    Edge("ledger-unbalanced", "in two months", _unbalanced_twice, "found"),
    Edge("journals-undecided", "in two months", _undecided_twice, "found"),
    Edge("journal-large", "in the month before", lambda: _large(1, "M7"), "not applicable"),
    Edge("journal-large", "not decided", lambda: _large(1, "M8", approve=False), "not applicable"),
    Edge("journal-large", "against a penny", lambda: _large(1, "M8"), "found"),
    Edge("projection-apart", "a penny of budget is due", lambda: _few_pence(2, 4, 80), "passed"),
    Edge("projection-apart", "a budget of a penny", lambda: _few_pence(1, 6, 60), "passed"),
    Edge("projection-apart", "in the last month of it", _run_to_february, "found"),
    Edge("projection-apart", "nothing is forecast", lambda: _only("actuals"), "passed"),
    Edge("signs-disagree", "nothing is reported", lambda: _only("forecasts"), "passed"),
    Edge("charge-implausible", "nothing is forecast", lambda: _only("actuals"), "passed"),
    Edge("forecast-moved", "not at all, without a budget", lambda: _forecasts(5, 5), "passed"),
    Edge("forecast-moved", "by a penny, without a budget", lambda: _forecasts(5, 6), "found"),
    Edge("forecast-unchanged", "and on plan to date", _on_plan_to_date, "found"),
    Edge("surplus-missed", "nothing is left", _nothing_left, "found"),
    Edge("on-plan", "beside an adjustment", _adjusted_beside_the_plan, "found"),
    Edge("budgets-not-limit", "left, and without money", _left_and_unfunded, "found"),
    Edge("recurrent-on-non-recurrent", "with what is applied once", _applied_once, "found"),
    Edge("document-late", "of a penny", _a_late_penny, "found"),
    Edge("budget-phasing", "April and March are all of it", lambda: _profile(1100, 100), "passed"),
    Edge(
        "budget-phasing", "as loaded, £100 short", lambda: _profile(1100, as_loaded=True), "found"
    ),
    Edge("budget-silent", "charged by a journal alone", _journalled_only, "found"),
    Edge(
        "transfer-disguised",
        "two months apart",
        lambda: _letters((BARNET, -100, 2), ("5K7", 100, 4), ("5K7", 1, 2)),
        "passed",
    ),
    Edge(
        "transfer-disguised",
        "two rises of as much",
        lambda: _letters((BARNET, -100, 2), ("5K7", 100, 2), ("5C1", 100, 2)),
        "found",
    ),
    Edge(
        "transfer-disguised",
        "shared out among two",
        lambda: _letters((BARNET, -100, 2), ("5K7", 60, 2), ("5C1", 40, 2)),
        "found",
    ),
    Edge("savings-not-reported", "nothing was to be saved yet", _no_plan_yet, "found"),
    Edge("figures-assumed", "a month before", lambda: _assumed_before(to_date=False), "found"),
    Edge(
        "figures-assumed",
        "a total to date takes its place",
        lambda: _assumed_before(to_date=True),
        "passed",
    ),
    Edge("on-plan", "from October on", _on_plan_since_october, "found"),
    Edge("budget-phasing", "without a profile", lambda: _unphased(twelfths=False), "found"),
    Edge("budget-phasing", "twelfths as asked for", lambda: _unphased(twelfths=True), "passed"),
    Edge("forecast-unchanged", "without October", _without_october, "not applicable"),
    Edge("budgets-not-limit", "over in one strand and left in another", _over_and_left, "found"),
    Edge("actuals-behind-forecast", "and reported later", _reported_later, "found"),
    Edge("budget-silent", "reported first and later", _prescribing_in_december, "passed"),
    Edge("balances-disagree", "without a tolerance", _no_tolerance, "found"),
)
"""What each comes to is held in a test, and against controls with a slip in them."""
