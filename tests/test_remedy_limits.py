"""Remedies of more limits than one, of any group, and of those who left it: by hand, in pounds."""

from datetime import date
from typing import Any, Literal

import pytest

from command import Run
from ledger_examples import CAPITAL, CASH, MONTH_8, NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.exposure import Risk
from pctfinance.consolidation.remedy import Outcome
from pctfinance.errors import NotInReportError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

NCL = ("5A9", "5C1", "5C9", "5K7", "5K8")
SHA = "Director of Finance, NHS London"
CATEGORIES = {Limit.REVENUE: "acute", Limit.CAPITAL: "additions", Limit.CASH: "drawings"}
LEFT = date(2011, 9, 30)
Amounts = dict[Limit, int]


def loaded(table: Literal["actuals", "forecasts"], body: str, month: int, of: Amounts) -> Event:
    """A month's figures of one body."""
    rows = tuple(FigureRow(month, limit, CATEGORIES[limit], pence) for limit, pence in of.items())
    what = FiguresLoaded(table=table, rows=rows)
    return event(what, body=body, effective=MONTH_8.year.period(month).end)


def without_islington() -> Register:
    """The five as a group of their own, of which Islington (5K8) is a member until 30 September."""
    five = Group("FIVE", "Five boards")
    members: list[Membership | str] = [
        Membership(code, "FIVE", five.valid_from, LEFT if code == "5K8" else five.valid_to)
        for code in NCL
    ]
    return Register.packaged().with_group(five, members)


def a_book(forecasts: dict[str, Amounts], register: Register | None = None) -> Book:
    """Each PCT has £1,000 of budgets, £100 unallocated, £500 of capital and £2,000 of cash."""
    group = "FIVE" if register else "NCL"
    book = Book.in_memory("2011-12", group=group, register=register)
    events = []
    for body in NCL:
        for strand, pence in ((RECURRENT, 1_000_00), (NON_RECURRENT, 100_00)):
            what = Allocation(strand=strand, pence=pence, issuer="DH")
            events.append(event(what, body=body, reference=str(strand)))
        events += [
            event(BudgetIssued(strand=RECURRENT, pence=1_000_00, category="acute"), body=body),
            event(Allocation(strand=CAPITAL, pence=500_00, issuer="DH"), body=body, reference="c"),
            event(Allocation(strand=CASH, pence=2_000_00, issuer="DH"), body=body, reference="m"),
        ]
        charges = {Limit.REVENUE: 1_000_00, Limit.CAPITAL: 500_00, Limit.CASH: 2_000_00}
        spent = dict.fromkeys(charges, 1_00)
        events += [loaded("actuals", body, month, spent) for month in range(1, 9)]
        events.append(loaded("forecasts", body, 8, charges | forecasts.get(body, {})))
    book.post(*events)
    return book


def test_capital_is_met_by_capital_and_by_no_revenue() -> None:
    """Barnet needs £150 of capital. Camden will not spend £200 of its capital: one transfer.

    All five have £100 of revenue to give, and none of it helps.
    """
    book = a_book({"5A9": {Limit.CAPITAL: 650_00}, "5K7": {Limit.CAPITAL: 300_00}})
    revenue = book.remedy("M8")
    assert revenue.outcome is Outcome.NOT_NEEDED
    assert revenue.answer() == (
        "No transfer is needed: none overspends its revenue limit. "
        "Not looked at here: 5A9 breaches the capital limit."
    )
    capital = book.remedy("M8", limit="capital")
    assert [tuple(move) for move in capital.moves] == [("5K7", "5A9", 150_00)]
    assert "£150 together would let each of the PCTs meet its capital duty" in capital.answer()
    assert {one.body: one.offer_pence for one in capital.standings} == {
        **dict.fromkeys(NCL, 0),
        "5K7": 200_00,
    }
    assert "Unallocated" in str(capital)
    assert "non-recurrent" not in str(capital)


def test_what_it_proposes_of_capital_goes_through_the_gate() -> None:
    """Proposed, agreed, submitted, approved, actioned; then the capital duty of each is met."""
    book = a_book({"5A9": {Limit.CAPITAL: 650_00}, "5K7": {Limit.CAPITAL: 300_00}})
    book.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")])
    for call in book.remedies("M8").calls():
        number, giver = call["number"], f"Director of Finance, {call['giver']}"
        book.propose_transfer(**call, by=giver, on="2011-12-01")
        for side in ("giver", "receiver"):
            office = f"Director of Finance, {call[side]}"
            book.agree_transfer(number, side, by=office, on="2011-12-01")
        book.submit_transfer(number, by=giver, on="2011-12-01")
        book.approve_transfer(
            number, authority="LON", by=SHA, on="2011-12-02", reference="l", evidence=b"l"
        )
        book.action_transfer(number, by=giver, on="2011-12-03")
    limits = {body: book.limit(body, as_of="M12", limit="capital").total() for body in NCL}
    assert limits == {**dict.fromkeys(NCL, 500_00), "5A9": 650_00, "5K7": 350_00}
    assert book.remedies("M8").outcome is Outcome.NOT_NEEDED


def test_of_all_limits_the_worst_is_the_answer() -> None:
    """Revenue: Enfield needs 60, and Camden can give it. Capital: Barnet needs 150, nobody has any.

    Cash: Haringey is £1 above its limit, which no transfer of cash alone can help.
    """
    book = a_book(
        {
            "5A9": {Limit.CAPITAL: 650_00},
            "5C1": {Limit.REVENUE: 1_160_00},
            "5C9": {Limit.CASH: 2_001_00},
        }
    )
    report = book.remedies("M8")
    assert report.outcome is Outcome.NONE
    assert [each.outcome for each in report.remedies] == [Outcome.FOUND, Outcome.NONE]
    assert [call["limit"] for call in report.calls()] == ["revenue"]
    assert not report.is_all_told
    revenue, capital = report.answer().split("\n")
    assert revenue.startswith("Revenue: 1 transfer (the least) of £60 together")
    assert revenue.endswith("Not looked at here: 5C9 breaches the cash limit.")
    assert "£150 > £0" in capital
    assert report.of("capital").shortfall_pence == 150_00
    with pytest.raises(NotInReportError):
        report.of("cash")
    assert len(report.table) == 10
    assert [each["limit"] for each in report.document()["remedies"]] == ["revenue", "capital"]
    assert "revenue" in str(report)
    assert "capital" in report._repr_html_()


def test_numbers_of_two_limits_are_never_the_same() -> None:
    """One transfer of each: both can be proposed as they are named."""
    free = {Limit.CAPITAL: 300_00}
    book = a_book({"5A9": {Limit.CAPITAL: 650_00, Limit.REVENUE: 1_150_00}, "5K7": free})
    calls = book.remedies("M8").calls()
    assert [call["number"] for call in calls] == ["2011-12 M08-1", "2011-12 M08-C1"]
    for call in calls:
        book.propose_transfer(**call, by="Director of Finance, Barnet", on="2011-12-01")


def test_cash_alone_is_not_transferred() -> None:
    """It goes with resource; to ask for it is refused with what can be asked."""
    with pytest.raises(UsageError, match="cash is not transferred by itself"):
        a_book({}).remedy("M8", limit="cash")


def test_who_left_is_named_and_may_be_asked_for() -> None:
    """Islington left on 30 September and overspends by £3,900: by its own code, and of London."""
    book = a_book({"5K8": {Limit.REVENUE: 5_000_00}}, without_islington())
    ours = book.remedies("M8")
    assert ours.outcome is Outcome.NOT_NEEDED
    assert not ours.is_all_told
    assert "Left FIVE during the year, and in nothing here: 5K8." in str(ours)
    assert ours.document()["remedies"][0]["left"] == ["5K8"]
    alone = book.remedy("M8", group="5K8")
    assert (alone.group.code, alone.outcome, alone.is_all_told) == ("5K8", Outcome.NONE, True)
    assert alone.shortfall_pence == 3_900_00
    london = book.remedy("M8", group="LON")
    assert london.shortfall_pence == 3_900_00
    assert london.offered_pence == 400_00
    assert len(london.elsewhere.not_in_book) > 20
    risks = [Risk("5K8", "a claim", -1_00, 30)]
    chance = book.exposure("M8", risks, group="5K8", draws=10)
    assert chance.body("5K8").breaches == 10
    with pytest.raises(UsageError, match="not known here"):
        book.exposure("M8", risks, draws=10)
    assert "5K8" in str(book.exposure("M8", [], draws=10))


def test_the_return_of_who_left_is_its_own() -> None:
    """It is in no list of the group's, which says so; its own is held against its own position."""
    book = a_book({"5K8": {Limit.REVENUE: 5_000_00}}, without_islington())
    ours = book.sha_returns("M8")
    assert [each.body.code for each in ours.returns] == [*NCL[:4]]
    assert [finding.code for finding in ours.findings if finding.where] == ["register.left-group"]
    assert (ours.document()["left"], ours.is_reconciled) == (["5K8"], True)
    assert "Left FIVE during the year, and in nothing here: 5K8." in str(ours)
    alone = book.sha_return("5K8", "M8", risks=[Risk("5K8", "a claim", -1_00, 30)])
    assert alone.line("duties.revenue_resource_limit.variance").pence == -3_900_00
    assert alone.is_reconciled
    assert "no member of FIVE at the end of 2011-12 M08" in alone.pack
    with pytest.raises(UsageError, match="no pack"):
        book.sha_return("5K8", "M8", as_published=True)
    assert "no member of FIVE" not in book.sha_return("5K8", "M6").pack


def test_of_a_month_before_it_left_it_is_one_of_them() -> None:
    """At month 6 it was a member still."""
    book = a_book({}, without_islington())
    assert [one.body for one in book.remedy(Period("2011-12 M06")).standings] == [*NCL]


def test_the_command_tells_both_limits_or_one(run: Run) -> None:
    """Both unless one is named; of the sample, capital needs nothing."""
    ran = run("remedy", sample_path(), "--as-of", "M08")
    assert ran.code == 1
    assert "none overspends its capital limit" in ran.out
    assert ran.out.count("5K7 Camden") == 1
    ran = run("remedy", sample_path(), "--as-of", "M08", "--limit", "capital")
    assert (ran.code, ran.err) == (1, "")
    assert "Not looked at here: 5A9, 5C1, 5C9 breach the revenue limit." in " ".join(
        ran.out.split()
    )
    assert run("remedy", sample_path(), "--as-of", "M08", "--limit", "cash").code == 2
    ran = run("remedy", sample_path(), "--as-of", "M08", "--group", "5K7")
    assert ran.code == 0
    assert "of Camden PCT" in ran.out or "for Camden PCT" in ran.out


def test_a_giver_keeps_its_control_total() -> None:
    """Camden will not spend £100 and agreed on a surplus of £70: it gives £30, and Barnet needs £30.

    One that was agreed later, of £80, leaves £20, which is too little; known in time it is not.
    """
    over = {"5A9": {Limit.REVENUE: 1_130_00}}
    even = {body: {Limit.REVENUE: 1_100_00} for body in ("5C1", "5C9", "5K8")}
    book = a_book({**over, **even, "5K7": {Limit.REVENUE: 1_000_00}})
    assert book.remedy("M8").offered_pence == 100_00
    letter: dict[str, Any] = {
        "authority": "LON",
        "by": "Director of Finance, NHS London",
        "reference": "letter",
    }
    book.agree_control_total("5K7", 70_00, on="2011-11-01", **letter)
    report = book.remedy("M8")
    assert [tuple(move) for move in report.moves] == [("5K7", "5A9", 30_00)]
    assert "Control totals that were agreed are kept, and not given: £70 (5K7)." in str(report)
    book.agree_control_total("5K7", 80_00, on="2011-12-01", **letter)
    assert book.remedy("M8").outcome is Outcome.NONE
    assert book.remedy("M8", known_at="2011-11-30").outcome is Outcome.FOUND


def test_what_is_on_its_way_is_named_and_its_number_is_not_given_again() -> None:
    """Proposed: the same need is shown with it. Withdrawn: the next transfer has another number."""
    book = a_book({"5A9": {Limit.REVENUE: 1_130_00}})
    (call,) = book.remedy("M8").calls()
    office: dict[str, Any] = {"by": f"Director of Finance, {call['giver']}", "on": "2011-12-01"}
    book.propose_transfer(**call, **office)
    report = book.remedy("M8")
    assert report.shortfall_pence == 30_00
    assert f"and not counted as received: {call['number']}" in " ".join(str(report).split())
    assert report.document()["waiting"][0]["pence"] == 30_00
    assert report.document()["waiting"][0]["state"] == "proposed"
    assert report.calls()[0]["number"] == "2011-12 M08-2"
    book.end_transfer(call["number"], "withdrawn", reason="another way was found", **office)
    again = book.remedy("M8")
    assert again.waiting == ()
    book.propose_transfer(**again.calls()[0], **office)
