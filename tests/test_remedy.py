"""The smallest set of transfers: by hand, to the penny, as the gate sees it, and why none exists."""

import sys
from datetime import date
from typing import Literal

import pytest

from ledger_examples import ANTICIPATED, MONTH_8, NON_RECURRENT, RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.remedy import Outcome
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from sample_books import sample_book

NCL = ("5A9", "5C1", "5C9", "5K7", "5K8")
SHA = "Director of Finance, NHS London"


def figures(table: Literal["actuals", "forecasts"], body: str, month: int, pence: int) -> Event:
    """One month's load of one figure."""
    what = FiguresLoaded(table=table, rows=(FigureRow(month, Limit.REVENUE, "acute", pence),))
    return event(what, body=body, effective=MONTH_8.year.period(month).end)


def ncl(
    variances: dict[str, int | None],
    unallocated: dict[str, int],
    *,
    group: str = "NCL",
) -> Book:
    """Each PCT has £1,000 of recurrent budgets, what is unallocated besides, and a forecast."""
    book = Book.in_memory("2011-12", group=group)
    events = []
    for body in (member.code for member in book.members(MONTH_8)):
        free = unallocated.get(body, 0)
        events += [
            event(Allocation(strand=RECURRENT, pence=1_000_00, issuer="DH"), body=body),
            event(BudgetIssued(strand=RECURRENT, pence=1_000_00, category="acute"), body=body),
        ]
        if free:
            events.append(
                event(
                    Allocation(strand=NON_RECURRENT, pence=free, issuer="DH"),
                    body=body,
                    reference="more",
                )
            )
        variance = variances.get(body, 0)
        if variance is not None:
            charge = 1_000_00 + free - variance
            events += [figures("actuals", body, month, 1_00) for month in range(1, 9)]
            events.append(figures("forecasts", body, 8, charge))
    book.post(*events)
    return book


def test_two_overspends_of_one_giver_and_one_of_another() -> None:
    """Needs 30, 20 and 25; Camden can give 50 and Islington 40: three transfers, 75 in all."""
    book = ncl(
        {"5A9": -30_00, "5C1": -20_00, "5C9": -25_00, "5K7": 50_00, "5K8": 40_00},
        {"5K7": 50_00, "5K8": 40_00},
    )
    report = book.remedy("M08")
    assert report.outcome is Outcome.FOUND
    assert len(report.moves) == 3 == report.fewest_possible
    assert report.is_least
    assert sum(move.pence for move in report.moves) == 75_00 == report.shortfall_pence
    assert {move.receiver: move.pence for move in report.moves} == {
        "5A9": 30_00,
        "5C1": 20_00,
        "5C9": 25_00,
    }
    assert report.faults() == ()
    assert set(report.approvers) == {("LON",)}  # the SHA cluster, from 3 October
    assert "3 transfers (the least) of £75" in report.answer()


def test_what_it_proposes_goes_through_the_gate_and_every_duty_is_met() -> None:
    """The calls are proposed, agreed, submitted, approved and actioned; then nobody overspends."""
    book = ncl(
        {"5A9": -30_01, "5C1": -20_00, "5C9": -25_00, "5K7": 50_00, "5K8": 25_01},
        {"5K7": 60_00, "5K8": 25_01},
    )
    report = book.remedy("M08")
    assert len(report.calls()) == len(report.moves)
    book.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")])
    for call in report.calls():
        number = call["number"]
        offices = {side: f"Director of Finance, {call[side]}" for side in ("giver", "receiver")}
        book.propose_transfer(**call, by=offices["receiver"], on="2011-12-01")
        for side, office in offices.items():
            book.agree_transfer(number, side, by=office, on="2011-12-01")
        book.submit_transfer(number, by=offices["giver"], on="2011-12-01")
        book.approve_transfer(
            number, authority="LON", by=SHA, on="2011-12-02", reference="l", evidence=b"l"
        )
        book.action_transfer(number, by=offices["giver"], on="2011-12-03")
    charges = {"5A9": 1_030_01, "5C1": 1_020_00, "5C9": 1_025_00, "5K7": 1_010_00, "5K8": 1_000_00}
    for body, charge in charges.items():  # forecast in month 9 as in month 8
        book.post(figures("actuals", body, 9, 1_00), figures("forecasts", body, 9, charge))
    total = book.position("M09").aggregate()
    assert (total.status.value, total.breaches, total.overspends_pence) == ("met", (), 0)
    assert book.remedy("M09").outcome is Outcome.NOT_NEEDED


def test_what_was_done_is_not_asked_for_again() -> None:
    """Barnet needs 30 and Camden gives them; for the same month nothing is needed any more.

    Camden, with 50 to give at first, has 20 left; as known at the end of November all is as before.
    """
    book = ncl({"5A9": -30_00, "5K7": 50_00}, {"5K7": 60_00})
    book.state_officers("LON", [(SHA, None, "2011-10-03", "2013-03-31")])
    (call,) = book.remedy("M08").calls()
    camden, number = "Director of Finance, Camden", call["number"]
    book.propose_transfer(**call, by=camden, on="2011-12-01")
    for side in ("giver", "receiver"):
        book.agree_transfer(number, side, by=camden, on="2011-12-01")
    book.submit_transfer(number, by=camden, on="2011-12-01")
    assert book.remedy("M08").shortfall_pence == 30_00  # not actioned: still needed
    book.approve_transfer(
        number, authority="LON", by=SHA, on="2011-12-02", reference="l", evidence=b"l"
    )
    book.action_transfer(number, by=camden, on="2011-12-03")
    after = book.remedy("M08")
    assert after.outcome is Outcome.NOT_NEEDED
    assert "5A9 would, but for what comes to it later" in after.answer()
    stands = {one.body: one for one in after.standings}
    assert (stands["5A9"].later_pence, stands["5A9"].need_pence) == (30_00, 0)
    assert (stands["5K7"].later_pence, stands["5K7"].offer_pence) == (-30_00, 20_00)
    assert book.remedy("M08", known_at="2011-11-30").shortfall_pence == 30_00
    assert book.exposure("M08", [], draws=10).any_breach == 0


@pytest.mark.parametrize(
    ("pence", "notified", "variance", "need", "warned"),
    [
        (100_00, date(2011, 11, 20), -100_00, 0, False),  # enough is on its way
        (-200_00, date(2011, 11, 20), 100_00, 100_00, True),  # 200 go, and only 100 are left over
        (-100_00, date(2011, 11, 20), 100_00, 0, False),  # exactly on the limit is met
        (100_00, date(2011, 12, 20), -100_00, 100_00, False),  # a later letter, a later forecast
        (-200_00, date(2011, 12, 20), 100_00, 100_00, False),  # what is gone is gone
    ],
    ids=["rises", "falls", "to the penny", "rises by a later letter", "falls by a later letter"],
)
def test_the_limit_of_the_year_as_notified(
    pence: int, notified: date, variance: int, need: int, *, warned: bool
) -> None:
    """A letter of November that counts from January is felt in M08; one of December where it takes."""
    book = ncl({"5A9": variance}, {})
    letter = event(
        Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH"),
        body="5A9",
        effective=date(2012, 1, 15),
        notified=notified,
        reference="a letter",
    )
    book.post(letter)
    report = book.remedy("M08")
    assert report.shortfall_pence == need
    assert book.exposure("M08", [], draws=10).body("5A9").breaches == (10 if need else 0)
    then = book.remedy("M08", known_at="2011-11-30")
    assert then.shortfall_pence == (need if notified.month == 11 or pence > 0 else 0)
    found = [f for f in book.position("M08").findings if f.code == "duty.limit-falls"]
    assert [f.where.body for f in found if f.where] == (["5A9"] if warned else [])
    if warned:
        assert "£100 too much" in found[0].message
        early = book.position("M08", known_at="2011-11-19")
        assert not [f for f in early.findings if f.code == "duty.limit-falls"]
        assert book.remedy("M08", known_at="2011-11-19").shortfall_pence == 0


def test_what_came_after_the_month_takes_from_a_giver() -> None:
    """Camden has 50 to give; a letter of December takes 20 from March on: 30 are left.

    As known in November its limit does not fall, but nobody can give what is gone: the page says so.
    """
    book = ncl({"5A9": -40_00, "5K7": 50_00}, {"5K7": 90_00})
    letter = event(
        Allocation(strand=NON_RECURRENT, pence=-20_00, issuer="DH"),
        body="5K7",
        effective=date(2012, 3, 1),
        notified=date(2011, 12, 20),
        reference="a letter",
    )
    book.post(letter)
    stands = {one.body: one for one in book.remedy("M08").standings}["5K7"]
    assert (stands.later_pence, stands.lost_pence, stands.offer_pence) == (-20_00, 0, 30_00)
    then = book.remedy("M08", known_at="2011-11-30")
    stands = {one.body: one for one in then.standings}["5K7"]
    assert (stands.later_pence, stands.lost_pence, stands.offer_pence) == (0, 20_00, 30_00)
    assert "came after 30 November 2011 take off £20 (5K7)" in " ".join(str(then).split())


def test_a_body_with_a_promise_does_not_offer_it_twice() -> None:
    """Camden has 50 and an underspend of 50; 20 are submitted to Enfield: 30 are left for Barnet."""
    book = ncl({"5A9": -30_00, "5K7": 50_00}, {"5K7": 90_00})
    camden = "Director of Finance, Camden"
    book.propose_transfer(
        "T1", giver="5K7", receiver="5C1", pence=20_00, effective="2011-12-01", purpose="p",
        by=camden, on="2011-12-01",
    )  # fmt: skip
    for side in ("giver", "receiver"):
        book.agree_transfer("T1", side, by=camden, on="2011-12-01")
    book.submit_transfer("T1", by=camden, on="2011-12-01")
    stands = {one.body: one for one in book.remedy("M08").standings}["5K7"]
    assert stands.non_recurrent_pence == 70_00
    assert stands.promised_pence == 20_00
    assert stands.offer_pence == 30_00
    assert book.remedy("M08").outcome is Outcome.FOUND
    worse = ncl({"5A9": -30_01, "5K7": 50_00}, {"5K7": 90_00})
    assert worse.remedy("M08").outcome is Outcome.FOUND  # without the promise


def test_a_giver_keeps_its_own_duty() -> None:
    """£90 unallocated, but a forecast underspend of £10 only: £10 can be given, and not a penny more."""
    assert ncl({"5A9": -10_00, "5K7": 10_00}, {"5K7": 90_00}).remedy("M08").moves
    report = ncl({"5A9": -10_01, "5K7": 10_00}, {"5K7": 90_00}).remedy("M08")
    assert (report.outcome, report.moves, report.freed) == (Outcome.NONE, (), ())
    assert "£10.01 > £10" in report.answer()
    assert "£0.01 would be left" in report.takes()


@pytest.mark.parametrize("strand", [RECURRENT, ANTICIPATED], ids=["recurrent", "anticipated"])
def test_only_confirmed_non_recurrent_resource_is_offered(strand: Strand) -> None:
    """What recurs and what is not notified stay; the report says what would have to be freed."""
    book = ncl({"5A9": -10_00}, {})
    what = Allocation(
        strand=strand, pence=50_00, issuer="DH", tranche="A1" if strand is ANTICIPATED else ""
    )
    book.post(event(what, body="5K7", reference="later"))
    report = book.remedy("M08")
    assert report.outcome is Outcome.NONE
    assert report.offered_pence == 0
    if strand is RECURRENT:
        assert report.with_recurrent_pence == 50_00
        assert report.to_free() == {"5K7": 10_00}
        assert "£10" in report.takes()


def test_what_it_can_give_is_what_submit_accepts() -> None:
    """£40 come, £15 go to a budget from January: £25 are accepted, and a penny more is refused."""
    book = ncl({"5A9": -60_00, "5K7": 100_00}, {"5K7": 40_00})
    book.post(
        event(
            BudgetIssued(strand=NON_RECURRENT, pence=15_00, category="acute"),
            body="5K7",
            effective=date(2012, 1, 1),
            reference="budget",
        )
    )
    offer = {one.body: one for one in book.remedy("M08").standings}["5K7"].offer_pence
    assert offer == 25_00
    camden = "Director of Finance, Camden"
    for pence, codes in ((offer, []), (offer + 1, ["transfer.resource"])):
        number = f"T{pence}"
        book.propose_transfer(
            number, giver="5K7", receiver="5A9", pence=pence, effective="2011-12-01",
            purpose="p", by=camden, on="2011-12-01",
        )  # fmt: skip
        for side in ("giver", "receiver"):
            book.agree_transfer(number, side, by=camden, on="2011-12-01")
        tested = book.submit_transfer(number, by=camden, on="2011-12-01", test=True)
        assert [finding.code for finding in tested.findings] == codes


def test_bodies_that_are_not_tested_are_left_out_and_named() -> None:
    """Haringey has no forecast: the answer is about the other four, and says so."""
    book = ncl({"5A9": -10_00, "5C9": None, "5K7": 20_00}, {"5K7": 20_00, "5C9": 500_00})
    report = book.remedy("M08")
    assert report.not_tested == ("5C9",)
    assert {move.giver for move in report.moves} == {"5K7"}
    assert "each of the 4 PCTs that are tested" in report.answer()
    assert report.table["variance_pence"].isna().sum() == 1


def test_nothing_is_needed_and_nothing_is_tested() -> None:
    """Exactly on the limit is met; an empty book has nothing to say."""
    assert ncl({}, {}).remedy("M08").outcome is Outcome.NOT_NEEDED
    assert Book.in_memory("2011-12", group="NCL").remedy("M08").outcome is Outcome.NOT_TESTED


def test_asking_changes_nothing() -> None:
    """The book is as it was, to its head."""
    book = ncl({"5A9": -10_00, "5K7": 20_00}, {"5K7": 20_00})
    head = book.head
    book.remedy("M08")
    assert book.head == head


def test_the_sample_has_none_at_month_8_and_at_month_12() -> None:
    """Offers of £911,000 and £820,000 against £69.0m and £48.6m; at month 12 freeing would do."""
    book = sample_book()
    eight, twelve = book.remedy("M08"), book.remedy("M12")
    assert (eight.shortfall_pence, eight.offered_pence) == (69_000_000_00, 1_731_000_00)
    assert "£69,000,000 > £1,731,000" in eight.answer()
    assert eight.freed == ()
    assert "£24,000,000 would be left" in eight.takes()
    assert (twelve.shortfall_pence, len(twelve.freed), twelve.is_least) == (48_600_000_00, 3, True)
    assert sum(twelve.to_free().values()) == 46_869_000_00
    assert all(authorities == ("LON",) for authorities in twelve.approvers)
    assert twelve.calls() == ()


def test_both_authorities_approve_where_they_differ() -> None:
    """Bassetlaw is of two: each transfer of it names both."""
    report = ncl({"5ET": -10_00, "5H8": 20_00}, {"5H8": 20_00}, group="SYB").remedy("M08")
    assert [(move.giver, move.receiver) for move in report.moves] == [("5H8", "5ET")]
    assert [set(authorities) for authorities in report.approvers] == [{"MAE", "NOE"}]
    early = ncl({"5ET": -10_00, "5H8": 20_00}, {"5H8": 20_00}, group="SYB")
    before = early.remedy("M08", effective="2011-10-02").approvers
    assert [set(authorities) for authorities in before] == [{"Q33", "Q32"}]


def test_a_month_to_date_and_a_day_of_another_year_are_refused() -> None:
    """The duty is one of the year."""
    book = ncl({}, {})
    with pytest.raises(UsageError, match="one of the year"):
        book.remedy("M08", basis="ytd")
    with pytest.raises(UsageError, match="2012-04-01 is not in 2011-12"):
        book.remedy("M08", effective="2012-04-01")


def test_without_scipy_it_says_which_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where there is something to solve; a proof that none exists needs no solver."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    book = ncl({"5A9": -10_00, "5K7": 20_00}, {"5K7": 20_00})
    with pytest.raises(UsageError, match="pip install scipy"):
        book.remedy("M08")
    assert ncl({"5A9": -10_00}, {}).remedy("M08").outcome is Outcome.NONE


def test_without_scipy_the_proof_and_what_is_to_be_freed_in_sum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Barnet needs 30; Camden has 10 to give of the 50 that it will not spend: 20 are to be freed."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    report = ncl({"5A9": -30_00, "5K7": 50_00}, {"5K7": 10_00}).remedy("M08")
    assert (report.outcome, report.is_unsolved, report.freed) == (Outcome.NONE, True, ())
    assert "£30 > £10" in report.answer()
    assert report.takes().startswith("It would take £20 or more of the £50")
    assert "SciPy, which is not installed" in report.takes()
    assert report.document()["is_unsolved"] is True
    assert "SciPy" in str(report)
