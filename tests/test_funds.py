"""Funds of several donors: worked by hand, then the matrix: nothing is spread or drawn unapproved."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from fund_examples import (
    CLUSTER,
    DONORS,
    Draw,
    fund_of,
    limits,
    member,
    office,
    seen,
    standing_fund,
    three_pcts,
)
from ledger_examples import NON_RECURRENT, event
from month_examples import figures
from pctfinance.book import Book
from pctfinance.closing import close_month
from pctfinance.decisions import refusals
from pctfinance.decisions.states import TRANSITIONS, Action, TransferState, steps_from
from pctfinance.documents import REFUSED
from pctfinance.errors import PctFinanceError, PostingRefusedError
from pctfinance.ledger.closing_items import closing_items
from pctfinance.ledger.fund_legs import split
from pctfinance.ledger.fund_moves import Measure
from pctfinance.ledger.funds import FundContributed, FundWaived
from pctfinance.ledger.kinds import (
    AppliedNonRecurrently,
    BudgetIssued,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import Account, Funding, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import Side, TransferActioned
from tracing_examples import check_every_figure
from transfer_examples import Steps

ALL_200 = dict.fromkeys(("5A9", "5C1", "5C9", "5K7", "5K8"), 200_00)
GIVEN = (Measure.CONTRIBUTED, Measure.HELD)


def use(book: Book, body: str, account: Account, funding: Funding = Funding.NON_RECURRENT) -> int:
    """What a body has on an account of its revenue limit, in pence."""
    held = book.holdings.resource.balances(body, book.year.periods[-1])
    return held.use([account], Limit.REVENUE, funding=funding)


# Stated, agreed, given


def test_three_donors_agree_and_give() -> None:
    """£30, £20 and £10: each is set aside in its donor's own limit, and no limit moves."""
    book = standing_fund(three_pcts())
    assert limits(book) == ALL_200
    assert [use(book, body, Account.FUND) for body in DONORS] == [30_00, 20_00, 10_00]
    assert [use(book, body, Account.UNALLOCATED) for body in DONORS] == [70_00, 80_00, 90_00]
    balances = book.holdings.resource.balances("5K7", book.year.periods[-1])
    assert balances.reserves == 200_00, "an earmark is a reserve"
    assert fund_of(book).total(Measure.HELD) == 60_00
    assert book.verify() == ()


def test_shares_of_a_whole() -> None:
    """£100 in three equal shares: the penny left over is the first donor's."""
    book = three_pcts()
    thirds = dict.fromkeys(DONORS, 1)
    book.state_fund("F1", purpose="p", holder=CLUSTER, donors=thirds, pence=100_00, by=CLUSTER,
        on="2011-05-01")  # fmt: skip
    assert [m.agreed_pence for m in fund_of(book).members] == [33_33, 33_33, 33_34]
    assert member(book, "5K7").agreed_pence == 33_34


def test_stating_a_fund_moves_nothing_and_nobody_gives_before_all_agreed() -> None:
    """Enfield has not agreed: Camden cannot give, and the error names who is waited for."""
    book = standing_fund(three_pcts(), donors={"5K7": 30_00}, give=False)
    events = len(book.holdings.resource.events)
    book.state_fund("F2", purpose="p", holder=CLUSTER, donors=DONORS, by=CLUSTER, on="2011-05-01")
    assert len(book.holdings.resource.events) == events
    for body in ("5K7", "5A9"):
        book.agree_fund("F2", body, by=office(body), on="2011-05-02")
    with pytest.raises(refusals.FundStateError, match="5C1 has not agreed"):
        book.contribute("F2", "5K7", 1, by=office("5K7"), on="2011-05-03")
    with pytest.raises(refusals.FundStateError, match="before"):
        book.agree_fund("F2", "5K7", by=office("5K7"), on="2011-05-04")
    assert "5C1 has not agreed" in str(book.fund("F2"))


def test_until_all_agreed_a_fund_may_be_stated_anew() -> None:
    """What one donor agreed to counts for nothing where the others agree to other terms."""
    book = three_pcts()
    for donors in (DONORS, {"5K7": 40_00, "5A9": 20_00}):
        book.state_fund("F1", purpose="p", holder=CLUSTER, donors=donors, by=CLUSTER,
            on="2011-05-01")  # fmt: skip
        book.agree_fund("F1", "5K7", by=office("5K7"), on="2011-05-02")
    assert not fund_of(book).stands
    book.agree_fund("F1", "5A9", by=office("5A9"), on="2011-05-02")
    assert fund_of(book).stands
    assert member(book, "5K7").agreed_pence == 40_00


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"donors": {}}, "no donors"),
        ({"donors": {"5K7": 0}}, "not above zero"),
        ({"donors": {"5NX": 1}}, "no ledger in this book"),
        ({"limit": "capital", "funding": "recurrent"}, "cannot be recurrent"),
        ({"of_headroom": True, "funding": "non-recurrent"}, "headroom is recurrent"),
        ({"holder": ""}, "holder"),
        ({"by": " "}, "no office"),
    ],
)
def test_terms_that_are_none(changed: dict[str, object], said: str) -> None:
    """Each is refused, tested first without a trace."""
    book = three_pcts()
    terms: dict[str, Any] = {
        "purpose": "p",
        "holder": CLUSTER,
        "donors": DONORS,
        "by": CLUSTER,
        **changed,
    }
    with pytest.raises((refusals.FundTermsError, refusals.FundUnsignedError), match=said):
        book.state_fund("F1", on="2011-05-01", **terms)
    assert book.funds().funds == ()


def test_a_donor_gives_its_own_unallocated_resource_and_no_more() -> None:
    """Camden's budgets leave £25 of its non-recurrent £100: £26 is more than it has."""
    book = standing_fund(three_pcts(), give=False)
    budget = BudgetIssued(strand=NON_RECURRENT, pence=75_00, category="acute")
    book.post(event(budget, body="5K7"))
    give: dict[str, Any] = {"by": office("5K7"), "on": "2011-05-03"}
    with pytest.raises(refusals.FundResourceError, match="£1 more than there is"):
        book.contribute("F1", "5K7", 26_00, **give)
    book.contribute("F1", "5K7", 25_00, **give)
    assert (use(book, "5K7", Account.UNALLOCATED), seen(book, "5K7", *GIVEN)) == (0, (25_00,) * 2)


def test_what_is_earmarked_is_not_offered_again() -> None:
    """Camden has £100 and gave £30: a straight transfer of £71 is more than there is."""
    book = standing_fund(three_pcts())
    with pytest.raises(refusals.TransferResourceError, match="£1 more"):
        Steps(book, pence=71_00).until_submitted()


def test_recurrent_resource_goes_into_a_fund_once() -> None:
    """Applied non-recurrently: it leaves the recurrent strand, and nothing leads back."""
    book = standing_fund(three_pcts(), give=False)
    book.contribute("F1", "5K7", 30_00, by=office("5K7"), on="2011-05-03", applied=True)
    assert use(book, "5K7", Account.UNALLOCATED, Funding.RECURRENT) == 70_00
    assert use(book, "5K7", Account.UNALLOCATED) == 100_00
    assert use(book, "5K7", Account.FUND) == 30_00
    book.waive_contribution("F1", "5K7", by=CLUSTER, on="2011-05-04", reason="in deficit")
    assert use(book, "5K7", Account.UNALLOCATED) == 130_00
    assert limits(book) == ALL_200


def test_an_office_of_another_donor_does_not_give() -> None:
    """Nor does a body that is no donor, and nobody is not an office."""
    book = standing_fund(three_pcts(), give=False)
    with pytest.raises(refusals.FundUnsignedError, match="agreed for 5A9, not for 5K7"):
        book.contribute("F1", "5K7", 1, by=office("5A9"), on="2011-05-03")
    with pytest.raises(refusals.FundUnsignedError, match="no office"):
        book.contribute("F1", "5K7", 1, by=" ", on="2011-05-03")
    with pytest.raises(refusals.FundShareError, match="5K8 is no donor"):
        book.contribute("F1", "5K8", 1, by=office("5K8"), on="2011-05-03")


def test_a_donor_that_stated_its_offices_gives_by_one_of_them() -> None:
    """In office, and up to its limit: of £30 Camden's office may give 20."""
    book = three_pcts()
    mine = "Finance Manager, Camden PCT"
    book.state_officers("5K7", [(mine, 20_00, "2011-04-01", "2012-03-31")])
    book.state_fund("F1", purpose="p", holder=CLUSTER, donors={"5K7": 20_00}, by=CLUSTER,
        on="2011-05-01")  # fmt: skip
    with pytest.raises(refusals.FundUnsignedError, match="no office of 5K7 that may sign"):
        book.agree_fund("F1", "5K7", by=CLUSTER, on="2011-05-02")
    book.agree_fund("F1", "5K7", by=mine, on="2011-05-02")
    with pytest.raises(refusals.FundUnsignedError, match="in office from"):
        book.contribute("F1", "5K7", 1, by=mine, on="2012-04-01", effective="2012-03-31")
    book.contribute("F1", "5K7", 20_00, by=mine, on="2011-05-03")
    draw = Draw(book, pence=20_00).propose(by=CLUSTER)
    with pytest.raises(refusals.OfficerError, match="no office of 5K7"):
        draw.agree()


def test_a_refused_step_leaves_a_statement_and_nothing_else() -> None:
    """The book tells who tried what; a test of a step leaves nothing at all."""
    book = standing_fund(three_pcts())
    events, head = book.holdings.resource.events, book.head
    answer = book.contribute("F1", "5K7", 1, by=office("5K7"), on="2011-05-04", test=True)
    assert [finding.code for finding in answer.findings] == ["fund.share"]
    assert book.head == head
    with pytest.raises(refusals.FundShareError, match="SOM 25"):
        book.contribute("F1", "5K7", 1, by=office("5K7"), on="2011-05-04")
    assert book.holdings.resource.events == events
    said = book._records.statements[-1].content
    assert (said["kind"], said["what"], said["by"]) == (REFUSED, "fund-contributed", office("5K7"))
    assert said["codes"] == ["fund.share"]
    assert book.verify() == ()


# Excused, and spread anew


def test_one_is_excused_and_its_share_spread_only_with_approval() -> None:
    """Barnet's £20 comes back to it; Camden and Enfield give £15 and £5 more once London agrees."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-05-20", reason="in deficit")
    assert use(book, "5A9", Account.UNALLOCATED) == 100_00
    assert seen(book, "5A9", *GIVEN, Measure.RETURNED) == (20_00, 0, 20_00)
    with pytest.raises(refusals.FundShareError, match="re-spread"):
        book.contribute("F1", "5K7", 15_00, by=office("5K7"), on="2011-05-21")
    spread = Draw(book, "R1", excused="5A9").until_submitted()
    assert [p.pence for p in book.transfer("R1").terms.parts] == [5_00, 15_00]
    assert use(book, "5K7", Account.PENDING) == 15_00
    with pytest.raises(refusals.TransferUnapprovedError, match=r"Q36 has to approve.*SOM 25"):
        spread.action()
    spread.approve().action()
    assert limits(book) == ALL_200
    assert [member(book, body).share_pence for body in DONORS] == [45_00, 0, 15_00]
    assert [use(book, body, Account.FUND) for body in DONORS] == [45_00, 0, 15_00]
    assert use(book, "5K7", Account.PENDING) == 0
    assert seen(book, "5A9", Measure.WAIVED, Measure.RELIEVED) == (20_00, 20_00)
    assert book.verify() == ()


def test_a_share_may_be_waived_in_part_and_before_it_was_given() -> None:
    """Of Camden's £30 it gave £10; £5 of the open £20 are waived, then £20: £5 come back."""
    book = standing_fund(three_pcts(), give=False)
    book.contribute("F1", "5K7", 10_00, by=office("5K7"), on="2011-05-03")
    waive: dict[str, Any] = {"by": CLUSTER, "reason": "in deficit"}
    book.waive_contribution("F1", "5K7", on="2011-05-04", pence=5_00, **waive)
    assert seen(book, "5K7", *GIVEN, Measure.RETURNED) == (10_00, 10_00, 0)
    book.waive_contribution("F1", "5K7", on="2011-05-05", pence=20_00, **waive)
    assert seen(book, "5K7", *GIVEN, Measure.RETURNED) == (10_00, 5_00, 5_00)
    assert (member(book, "5K7").share_pence, member(book, "5K7").open_pence) == (5_00, 0)
    with pytest.raises(refusals.FundShareError):
        book.contribute("F1", "5K7", 1, by=office("5K7"), on="2011-05-06")


def test_what_is_drawn_or_pending_is_not_waived() -> None:
    """Camden gave £30; £10 of it is drawn and £5 pending: £15 can be given back, and is."""
    book = standing_fund(three_pcts())
    Draw(book, parts={"5K7": 10_00}).until_actioned()
    Draw(book, "D2", parts={"5K7": 5_00}).until_submitted()
    waive: dict[str, Any] = {"by": CLUSTER, "on": "2011-07-02", "reason": "in deficit"}
    with pytest.raises(refusals.FundWaiverError, match="£15 is drawn or pending"):
        book.waive_contribution("F1", "5K7", pence=15_01, **waive)
    book.waive_contribution("F1", "5K7", **waive)
    found = seen(book, "5K7", *GIVEN, Measure.RETURNED, Measure.DRAWN_OTHERS, Measure.PENDING)
    assert found == (30_00, 0, 15_00, 10_00, 5_00)


def test_only_who_keeps_the_fund_excuses_a_donor_and_says_why() -> None:
    """Barnet cannot excuse itself."""
    book = standing_fund(three_pcts())
    with pytest.raises(refusals.FundUnsignedError, match="does not keep the fund"):
        book.waive_contribution("F1", "5A9", by=office("5A9"), on="2011-06-01", reason="deficit")
    with pytest.raises(refusals.FundUnsignedError, match="does not say why"):
        book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-06-01", reason=" ")


def test_a_waiver_by_hand_gives_back_exactly_what_is_due() -> None:
    """Neither a penny more nor less."""
    book = standing_fund(three_pcts())
    for returned in (19_99, 20_01, 0):
        what = FundWaived(fund="F1", pence=20_00, returned_pence=returned)
        waiver = event(what).model_copy(update={"by": CLUSTER, "purpose": "deficit"})
        with pytest.raises(PostingRefusedError, match="exactly £20"):
            book.post(waiver)


def test_no_more_is_spread_than_was_waived_and_once() -> None:
    """Two re-spreads of one waiver: the second is stopped when it would be actioned."""
    book = standing_fund(three_pcts())
    with pytest.raises(refusals.FundSpreadError, match="£0 of what 5A9 was excused from"):
        Draw(book, "R0", excused="5A9", parts={"5K7": 1}).propose()
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-05-20", reason="in deficit")
    with pytest.raises(refusals.FundSpreadError):
        Draw(book, "R0", excused="5A9", parts={"5K7": 20_01}).propose()
    first = Draw(book, "R1", excused="5A9", parts={"5K7": 20_00}).until_submitted().approve()
    second = Draw(book, "R2", excused="5A9", parts={"5C1": 20_00}).until_submitted().approve()
    first.action()
    with pytest.raises(refusals.FundSpreadError, match="not spread yet"):
        second.action()
    second.end("rejected", on="2011-07-02")
    assert use(book, "5C1", Account.PENDING) == 0


def test_less_is_approved_of_a_re_spread() -> None:
    """£20 is asked of Camden and Enfield as 15 and 5, £10 is approved: 7.50 and 2.50."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-05-20", reason="in deficit")
    Draw(book, "R1", excused="5A9").until_actioned(pence=10_00)
    assert [member(book, body).share_pence for body in DONORS] == [37_50, 0, 12_50]
    assert use(book, "5K7", Account.UNALLOCATED) == 62_50
    assert seen(book, "5A9", Measure.RELIEVED) == (10_00,)


def test_every_donor_whose_share_rises_agrees() -> None:
    """Enfield does not: it cannot be submitted."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-05-20", reason="in deficit")
    spread = Draw(book, "R1", excused="5A9").propose().agree("5C1")
    with pytest.raises(refusals.TransferStateError):
        spread.submit()


def test_a_fresh_statement_with_other_shares_is_refused() -> None:
    """Also one that a donor would agree to by hand."""
    book = standing_fund(three_pcts())
    other = {"5K7": 50_00, "5C1": 10_00}
    stated: dict[str, Any] = {
        "purpose": "risk share",
        "holder": CLUSTER,
        "donors": other,
        "by": CLUSTER,
    }
    with pytest.raises(refusals.FundSpreadError, match="SOM 25"):
        book.state_fund("F1", on="2011-06-01", **stated)
    assert book._records.statements[-1].content["codes"] == ["fund.spread"]
    agreed = next(e for e in book.holdings.resource.events if e.what.kind == "fund-agreed")
    elsewhere = standing_fund(three_pcts(), donors=other, give=False)
    terms = fund_of(elsewhere).terms
    what = agreed.what.model_copy(update={"terms": terms, "digest": terms.digest})
    with pytest.raises(PctFinanceError, match="re-spread"):
        book.post(event(what, body="5K7").model_copy(update={"by": office("5K7")}))


def test_raising_one_and_lowering_another_in_one_command_is_refused() -> None:
    """A waiver is taken, and what another gives beyond its share is not: nothing is posted."""
    book = standing_fund(three_pcts())
    waiver = event(FundWaived(fund="F1", pence=20_00, returned_pence=20_00))
    given = event(FundContributed(fund="F1", pence=20_00), body="5K7")
    head = book.head
    with pytest.raises(PostingRefusedError, match="re-spread"):
        book.post(
            waiver.model_copy(update={"by": CLUSTER, "purpose": "deficit"}),
            given.model_copy(update={"by": office("5K7")}),
        )
    assert book.head == head


def test_another_fund_without_who_was_excused_is_a_finding() -> None:
    """It cannot be refused: its donors agreed to it. It is named in the fund and in the position."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-05-20", reason="in deficit")
    assert book.funds().findings == ()
    standing_fund(book, "F2", donors={"5K7": 15_00, "5C1": 5_00}, give=False)
    (found,) = book.funds().findings
    assert found.code == "fund.may-be-re-spread"
    assert "5A9 was excused from £20 of fund 'F1'" in found.message
    assert found in book.position("M4").findings
    standing_fund(book, "F3", donors={"5K7": 1}, give=False, purpose="an audit", holder="Audit")
    assert len(book.funds().findings) == 1


# Drawn


def test_two_donors_give_to_a_third() -> None:
    """Enfield draws £24: £4 of its own earmark stay in its limit, 15 and 5 pass to it."""
    book = standing_fund(three_pcts())
    parts = {"5K7": 15_00, "5A9": 5_00, "5C1": 4_00}
    draw = Draw(book, receiver="5C1", parts=parts).until_submitted()
    assert [use(book, body, Account.PENDING) for body in parts] == [15_00, 5_00, 4_00]
    assert limits(book) == ALL_200
    draw.approve().action()
    assert limits(book) == ALL_200 | {"5K7": 185_00, "5A9": 195_00, "5C1": 220_00}
    assert use(book, "5C1", Account.UNALLOCATED) == 90_00 + 24_00
    assert use(book, "5C1", Account.FUND) == 6_00
    moved = (Measure.DRAWN_OWN, Measure.DRAWN_OTHERS, Measure.RECEIVED)
    assert seen(book, "5C1", *moved) == (4_00, 0, 20_00)
    assert seen(book, "5K7", *moved) == (0, 15_00, 0)
    assert len(book.transfer("D1").legs) == 4
    assert book.verify() == ()


def test_a_draw_on_the_own_earmark_moves_no_limit_and_is_approved_all_the_same() -> None:
    """Camden uses £10 of its own: no transfer, but London's approval."""
    book = standing_fund(three_pcts())
    draw = Draw(book, receiver="5K7", parts={"5K7": 10_00}).until_submitted()
    with pytest.raises(refusals.TransferUnapprovedError, match="SOM 25"):
        draw.action()
    draw.approve().action()
    assert limits(book) == ALL_200
    assert (use(book, "5K7", Account.FUND), use(book, "5K7", Account.UNALLOCATED)) == (20_00, 80_00)
    assert book.verify() == ()


def test_a_draw_is_shared_over_what_the_donors_hold() -> None:
    """£30 of 60 is half of each donor's earmark; £20 approved is a third of each, to the penny."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned(pence=20_00)
    assert [seen(book, body, Measure.DRAWN_OTHERS) for body in DONORS] == [
        (10_00,),
        (6_67,),
        (3_33,),
    ]
    assert sum(limits(book).values()) == sum(ALL_200.values())


def test_cash_goes_with_what_passes() -> None:
    """£10 of cash with 15 and 5 is 7.50 and 2.50; of £6 approved 4.50 and 1.50; none of its own."""
    book = standing_fund(three_pcts())
    parts = {"5K7": 15_00, "5A9": 5_00, "5C1": 4_00}
    Draw(book, receiver="5C1", parts=parts, cash_pence=10_00).until_actioned(cash_pence=6_00)
    cash = [book.limit(body, as_of="M12", limit="cash").total() for body in parts]
    assert cash == [95_50, 98_50, 106_00]
    assert book.verify() == ()


def test_a_draw_takes_no_more_than_the_earmarks_hold() -> None:
    """£20 of Barnet's 20 is pending: a penny more is refused, whatever others hold."""
    book = standing_fund(three_pcts())
    Draw(book, parts={"5A9": 20_00}).until_submitted()
    with pytest.raises(refusals.TransferResourceError, match=r"5A9's fund F1.*0\.01 more"):
        Draw(book, "D2", parts={"5K7": 1_00, "5A9": 1}).until_submitted()
    assert book.transfer("D2").state is TransferState.AGREED
    assert use(book, "5K7", Account.PENDING) == 0


def test_a_draw_on_who_is_no_donor_is_refused() -> None:
    """Islington earmarked nothing: what it gives is a straight transfer."""
    with pytest.raises(refusals.FundShareError, match="5K8 is no donor"):
        Draw(standing_fund(three_pcts()), receiver="5K7", parts={"5K8": 1}).propose()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"parts": {"5K7": -1, "5A9": 2}}, "part of it is nothing"),
        ({"receiver": "5K7", "parts": {"5K7": 5}, "cash_pence": 1}, "cash goes with nothing"),
        ({"kind": "straight"}, "only a draw"),
        ({"parts": [("5K7", 6), ("5K7", 4)]}, "named twice"),
        ({"pence": 11}, "add up to 10 pence"),
        ({"reverses": "T0"}, "reverses nothing"),
        ({"kind": "re-spread", "receiver": "5K7"}, "takes from who is excused"),
        ({"fund": ""}, "names no fund"),
    ],
)
def test_terms_of_a_draw_that_are_none(asked: dict[str, object], said: str) -> None:
    """Whatever is told, by hand too."""
    book = standing_fund(three_pcts())
    Draw(book, parts={"5K7": 6, "5A9": 4}).propose()
    known = book.transfer("D1")
    parts = asked.get("parts", known.terms.parts)
    listed = list(parts.items()) if isinstance(parts, dict) else parts
    document = known.terms.model_dump() | asked | {"parts": listed, "number": "D2"}
    terms = type(known.terms).model_validate(document)
    if "pence" not in asked and asked.get("parts"):
        terms = terms.model_copy(update={"pence": sum(p.pence for p in terms.parts)})
    what = known.proposal.what.model_copy(
        update={"terms": terms, "number": "D2", "digest": terms.digest}
    )
    with pytest.raises(PctFinanceError, match=said):
        book.post(known.proposal.model_copy(update={"sequence": 0, "what": what}))


def test_a_draw_is_given_back_by_transfers_of_its_own() -> None:
    """One transfer cannot undo what several gave."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned()
    with pytest.raises(refusals.TransferTermsError, match="was a draw of a fund"):
        Steps(book, "T1", giver="5K8", receiver="5K7", reverses="D1").propose(on="2011-07-02")


def test_one_leg_alone_is_refused() -> None:
    """Any leg left out, doubled, or in another order: of the action and of the submission."""
    book = standing_fund(three_pcts())
    draw = Draw(book, pence=30_00).propose().agree()
    terms = book.transfer("D1").terms
    draw.submit().approve()
    named: dict[str, Any] = {"number": "D1", "digest": terms.digest, "terms": terms, "pence": 30_00}
    whole = [
        event(what, body=body, approval="letter 12").model_copy(
            update={"by": CLUSTER, "effective": terms.effective, "notified": terms.effective}
        )
        for body, what in legs_of(TransferActioned(side=Side.GIVER, **named))
    ]
    head = book.head
    first, second, third, last = whole
    for batch in (
        whole[:1],
        whole[:3],
        whole[1:],
        [last, first, second, third],
        [first, second, last],
        [first, third, second, last],
        [first, second, third, third],
        [first, second.model_copy(update={"body": "5C9"}), third, last],
    ):
        with pytest.raises(PostingRefusedError) as refused:
            book.post(*batch)
        assert "transfer.legs" in {finding.code for finding in refused.value.findings}
    assert book.head == head
    assert book.post(*whole).posted == 4


def test_one_part_of_a_submission_alone_is_refused() -> None:
    """Camden's part is not set aside without Barnet's; nor is one given back alone."""
    book = standing_fund(three_pcts())
    draw = Draw(book, parts={"5K7": 5_00, "5A9": 5_00}).propose().agree()
    draw.submit()
    submitted = [e for e in book.holdings.resource.events if e.what.kind == "transfer-submitted"]
    assert [e.body for e in submitted] == ["5K7", "5A9"]
    draw.end("returned").propose(parts={"5K7": 5_00, "5A9": 4_00}, on="2011-06-26")
    for side, body in book.transfer("D1").parties:
        book.agree_transfer("D1", side, body=body, by=office(body), on="2011-06-26")
    terms = book.transfer("D1").terms
    what = submitted[0].what.model_copy(update={"terms": terms, "digest": terms.digest})
    alone = submitted[0].model_copy(
        update={"sequence": 0, "what": what, "notified": terms.effective}
    )
    with pytest.raises(PostingRefusedError) as refused:
        book.post(alone)
    assert "transfer.legs" in {finding.code for finding in refused.value.findings}


# The matrix


PATHS: dict[TransferState, Callable[[Draw], object]] = {
    TransferState.NONE: lambda _: None,
    TransferState.PROPOSED: lambda draw: draw.propose(),
    TransferState.AGREED: lambda draw: draw.propose().agree(),
    TransferState.SUBMITTED: lambda draw: draw.until_submitted(),
    TransferState.APPROVED: lambda draw: draw.until_submitted().approve(),
    TransferState.ACTIONED: lambda draw: draw.until_actioned(),
    TransferState.REJECTED: lambda draw: draw.until_submitted().end("rejected"),
    TransferState.RETURNED: lambda draw: draw.until_submitted().end("returned"),
    TransferState.WITHDRAWN: lambda draw: draw.until_submitted().end("withdrawn"),
    TransferState.EXPIRED: lambda draw: draw.until_submitted().end("expired"),
}
LATE = "2012-03-31"
DOING: dict[Action, Callable[[Draw], object]] = {
    Action.PROPOSE: lambda draw: draw.propose(on=LATE, purpose="changed"),
    Action.AGREE: lambda draw: draw.book.agree_transfer(
        "D1", "giver", body="5A9", by=office("5A9"), on=LATE
    ),
    Action.SUBMIT: lambda draw: draw.submit(on=LATE),
    Action.APPROVE: lambda draw: draw.approve(on="2011-06-25"),
    Action.MEET: lambda draw: draw.book.meet_transfer_condition("D1", "plan", by=CLUSTER, on=LATE),
    Action.REJECT: lambda draw: draw.end("rejected"),
    Action.RETURN: lambda draw: draw.end("returned"),
    Action.WITHDRAW: lambda draw: draw.end("withdrawn", on=LATE),
    Action.EXPIRE: lambda draw: draw.end("expired"),
    Action.ACTION: lambda draw: draw.action(on=LATE),
}
KINDS: dict[str, dict[str, Any]] = {
    "draw": {"parts": {"5K7": 6_00, "5A9": 4_00}},
    "re-spread": {"excused": "5C1", "parts": {"5K7": 6_00, "5A9": 4_00}},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", PATHS, ids=str)
@pytest.mark.parametrize("action", DOING, ids=str)
def test_every_state_and_action(kind: str, state: TransferState, action: Action) -> None:
    """The table of transfers holds for draws and re-spreads: all else is refused, without a trace."""
    book = standing_fund(three_pcts())
    book.waive_contribution("F1", "5C1", by=CLUSTER, on="2011-05-20", reason="in deficit")
    draw = Draw(book, **KINDS[kind])
    PATHS[state](draw)
    before, held = limits(book), len(book.holdings.resource.events)
    earmarked = fund_of(book).total(Measure.HELD)
    allowed = action in steps_from(state) and action is not Action.MEET
    if allowed:
        DOING[action](draw)
        reached = {t.after for t in TRANSITIONS if (t.before, t.action) == (state, action)}
        assert book.transfer("D1").state in reached
    else:
        with pytest.raises(
            (
                refusals.ConditionsOpenError,
                refusals.TransferStateError,
                refusals.TransferUnapprovedError,
                refusals.TransferUsedError,
                refusals.FundSpreadError,
            )
        ):
            DOING[action](draw)
        assert len(book.holdings.resource.events) == held
    moved = allowed and action is Action.ACTION
    if moved and kind == "draw":
        before |= {"5K7": 194_00, "5A9": 196_00, "5K8": 210_00}
    elif moved:
        earmarked += 10_00
    assert limits(book) == before
    ends = action in (Action.REJECT, Action.RETURN, Action.WITHDRAW, Action.EXPIRE)
    if kind == "re-spread" or not allowed:
        assert fund_of(book).total(Measure.HELD) == earmarked
    elif ends:
        assert fund_of(book).total(Measure.HELD) == 50_00, "what was set aside came back"


def test_conditions_hold_for_draws_as_for_transfers() -> None:
    """On a condition: only once it is met."""
    book = standing_fund(three_pcts())
    draw = Draw(book, pence=6_00).until_submitted().approve(conditions=["plan"])
    with pytest.raises(refusals.ConditionsOpenError, match="plan"):
        draw.action()
    book.meet_transfer_condition("D1", "plan", by=CLUSTER, on="2011-06-25")
    draw.action()
    assert book.transfer("D1").state is TransferState.ACTIONED


def test_whoever_agreed_for_any_donor_does_not_approve() -> None:
    """Enfield's office agreed: it cannot sign for the SHA, though it were stated."""
    book = standing_fund(three_pcts())
    book.state_officers("Q36", [(office("5C1"), None, "2011-04-01", "2011-10-02")])
    draw = Draw(book, pence=6_00).until_submitted()
    with pytest.raises(refusals.OwnApprovalError):
        draw.approve(by=office("5C1"))


def test_changed_parts_are_other_terms() -> None:
    """The same sum of other donors: the digest fits no more."""
    book = standing_fund(three_pcts())
    draw = Draw(book, parts={"5K7": 6_00, "5A9": 4_00}).until_submitted().approve()
    old = book.transfer("D1").terms.digest
    draw.end("returned").propose(parts={"5K7": 4_00, "5A9": 6_00}, on="2011-06-26")
    for side, body in book.transfer("D1").parties:
        book.agree_transfer("D1", side, body=body, by=office(body), on="2011-06-26")
    draw.submit(on="2011-06-26")
    with pytest.raises(refusals.TransferDigestError):
        draw.approve(on="2011-06-27", digest=old)


# Headroom


def _headroom() -> Book:
    """Camden and Barnet set £20 and £10 of headroom aside, and give it to a fund."""
    book = three_pcts()
    for body, pence in (("5K7", 20_00), ("5A9", 10_00)):
        book.post(event(HeadroomSetAside(pence=pence), body=body))
    return standing_fund(book, donors={"5K7": 20_00, "5A9": 10_00}, of_headroom=True)


def test_headroom_in_a_fund_stays_headroom() -> None:
    """The statement of headroom does not change; it cannot be spent outside the fund."""
    book = _headroom()
    camden = book.headroom("5K7").of("5K7")
    assert (camden.set_aside_pence, camden.applied_pence, camden.left_pence) == (20_00, 0, 20_00)
    assert use(book, "5K7", Account.HEADROOM, Funding.RECURRENT) == 20_00
    taken = AppliedNonRecurrently(pence=1, category="once", taken_from=Account.HEADROOM)
    with pytest.raises(PostingRefusedError, match="headroom"):
        book.post(event(taken, body="5K7"))
    assert seen(book, "5K7", *GIVEN) == (20_00, 20_00)


def test_only_headroom_set_aside_goes_into_a_fund_of_headroom() -> None:
    """Enfield has set nothing aside; unallocated resource is none."""
    book = standing_fund(three_pcts(), donors={"5C1": 5_00}, of_headroom=True, give=False)
    with pytest.raises(PostingRefusedError, match="headroom"):
        book.contribute("F1", "5C1", 5_00, by=office("5C1"), on="2011-05-03")
    with pytest.raises(refusals.FundStrandError):
        book.contribute("F1", "5C1", 5_00, by=office("5C1"), on="2011-05-03", applied=True)


def test_headroom_is_drawn_non_recurrently() -> None:
    """Enfield receives £15 non-recurrent: no recurrent limit moves, so nothing recurs on it."""
    book = _headroom()
    Draw(book, receiver="5C1", pence=15_00).until_actioned()
    assert limits(book, Funding.RECURRENT) == dict.fromkeys(ALL_200, 100_00)
    expected = dict.fromkeys(ALL_200, 100_00)
    expected |= {"5K7": 90_00, "5A9": 95_00, "5C1": 115_00}
    assert limits(book, Funding.NON_RECURRENT) == expected
    camden = book.headroom("5K7").of("5K7")
    assert (camden.set_aside_pence, camden.applied_pence, camden.left_pence) == (
        20_00,
        10_00,
        10_00,
    )
    assert book.verify() == ()


def test_waived_headroom_is_the_donors_headroom_again() -> None:
    """It comes back as headroom, not as unallocated resource."""
    book = _headroom()
    book.waive_contribution("F1", "5K7", by=CLUSTER, on="2011-06-01", reason="in deficit")
    taken = AppliedNonRecurrently(pence=20_00, category="once", taken_from=Account.HEADROOM)
    assert use(book, "5K7", Account.UNALLOCATED, Funding.RECURRENT) == 80_00
    book.post(event(taken, body="5K7", effective=date(2011, 6, 1)))


# The limit, the month, the year, the book


def test_a_call_that_nets_to_zero_shows_the_breach() -> None:
    """£200 each, of which Camden expects to spend £190: giving £15 tips it into deficit by £5.

    £20 pass from Camden and Barnet to Enfield. The group's sums are as before, and show nothing.
    """
    book = standing_fund(three_pcts())
    spent = {"5A9": 150_00, "5C1": 210_00, "5C9": 150_00, "5K7": 190_00, "5K8": 150_00}
    book.post(*(figures("forecasts", 8, pence, body=body) for body, pence in spent.items()))
    before = book.position("M8").aggregate()
    assert (before.variance_pence, before.breaches) == (150_00, ("5C1",))
    parts = {"5K7": 15_00, "5A9": 5_00}
    Draw(book, receiver="5C1", parts=parts).until_actioned()
    after = book.position("M8")
    assert after.aggregate().variance_pence == 150_00
    assert after.aggregate().breaches == ("5K7",)
    (breach,) = [f for f in after.findings if f.code == "duty.breach"]
    assert "Camden PCT exceeds its limit by £5" in breach.message


def test_a_closed_month_takes_no_leg() -> None:
    """Barnet closed July: the legs would count apart; from August all do."""
    book = standing_fund(three_pcts())
    draw = Draw(book, parts={"5K7": 6_00, "5A9": 4_00}).until_submitted().approve()
    for month in range(1, 5):
        book.run_controls(f"M{month}", by=office("5A9"), bodies="5A9")
        book.submit_month("5A9", f"M{month}", by=office("5A9"))
    with pytest.raises(refusals.TransferLegsError, match="open for both"):
        draw.action()
    assert limits(book) == ALL_200
    draw.action(effective="2011-08-01", on="2011-08-02")
    assert limits(book)["5K8"] == 210_00


def test_a_late_contribution_lands_where_the_rulebook_says() -> None:
    """Camden closed April and May: what it gives in May counts from June."""
    book = standing_fund(three_pcts(), give=False)
    for month in (1, 2):
        book.run_controls(f"M{month}", by=office("5K7"), bodies="5K7")
        book.submit_month("5K7", f"M{month}", by=office("5K7"))
    book.contribute("F1", "5K7", 30_00, by=office("5K7"), on="2011-05-20")
    assert member(book, "5K7", as_of="M2").pence(Measure.HELD) == 0
    assert member(book, "5K7", as_of="M3").pence(Measure.HELD) == 30_00


def test_a_fund_as_of_a_month_and_as_known_on_a_day() -> None:
    """In June nothing is drawn; on 2 May nobody had given; on 1 May nobody had agreed."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned()
    assert fund_of(book, as_of="M3").total(Measure.DRAWN_OTHERS) == 0
    assert fund_of(book, as_of="M3").total(Measure.PENDING) == 30_00
    assert fund_of(book).total(Measure.DRAWN_OTHERS) == 30_00
    assert fund_of(book, known_at="2011-05-02").total(Measure.CONTRIBUTED) == 0
    assert fund_of(book, known_at="2011-05-02").stands
    assert not fund_of(book, known_at="2011-05-01").stands
    first = next(s.sequence for s in book._records.statements if s.content["kind"] == "fund-stated")
    assert book.funds(recorded_at=first - 1).funds == ()
    assert not book.funds(recorded_at=first).funds[0].stands


def test_a_contribution_by_mistake_is_reversed_and_given_again() -> None:
    """The share is open again; a waiver is no mistake that could be reversed."""
    book = standing_fund(three_pcts())
    given = next(e for e in book.holdings.resource.events if e.what.kind == "fund-contributed")
    named = {"effective": "2011-05-03", "notified": "2011-05-04", "reason": "mistyped"}
    book.reverse(given.sequence, by=office("5K7"), reference="memo", **named)
    assert seen(book, "5K7", *GIVEN) == (0, 0)
    assert use(book, "5K7", Account.UNALLOCATED) == 100_00
    book.contribute("F1", "5K7", 30_00, by=office("5K7"), on="2011-05-04")
    Draw(book, parts={"5K7": 30_00}).until_submitted()
    named |= {"effective": "2011-05-04"}
    again = [e for e in book.holdings.resource.events if e.what.kind == "fund-contributed"][-1]
    with pytest.raises(PostingRefusedError, match="more than there is"):
        book.reverse(again.sequence, by=office("5K7"), reference="memo", **named)
    book.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-06-04", reason="in deficit")
    waived = book.holdings.resource.events[-1]
    with pytest.raises(PostingRefusedError, match=r"cannot be reversed"):
        book.reverse(
            waived.sequence,
            effective="2011-06-05",
            notified="2011-06-05",
            by=CLUSTER,
            reason="changed",
            reference="memo",
        )
    assert book.verify() == ()


def test_an_earmark_lapses_with_the_year() -> None:
    """It is a reserve like others: nothing of a fund crosses the year by itself."""
    book = standing_fund(three_pcts())
    events = [e for e in book.holdings.resource.events if e.body == "5K7"]
    items = {item.key: item for item in closing_items("5K7", events)}
    item = items["reserve/revenue/non-recurrent/fund"]
    assert (item.pence, [choice.value for choice in item.choices]) == (30_00, ["lapse"])


def test_a_capital_fund() -> None:
    """Capital has no funding; its earmark is in the capital limit."""
    book = standing_fund(three_pcts(), limit="capital")
    Draw(book, receiver="5K8", pence=6_00).until_actioned()
    assert book.limit("5K8", as_of="M12", limit="capital").total() == 106_00
    assert limits(book) == ALL_200


def test_a_recurrent_fund_passes_recurrent_resource() -> None:
    """Recurrent for recurrent, and the year's end asks what becomes of it at each body."""
    book = standing_fund(three_pcts(), funding="recurrent")
    Draw(book, receiver="5K8", pence=6_00).until_actioned()
    assert limits(book, Funding.RECURRENT)["5K8"] == 106_00
    events = [e for e in book.holdings.resource.events if e.body == "5K8"]
    items = {item.key: item.pence for item in closing_items("5K8", events)}
    assert items["revenue/recurrent/transfer"] == 6_00


def test_a_kept_book_knows_its_funds_and_verifies(tmp_path: Path) -> None:
    """Opened again everything is as it was, by a replay through the same gate."""
    kept = standing_fund(three_pcts(Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")))
    Draw(kept, pence=30_00).until_actioned(pence=20_00)
    kept.waive_contribution("F1", "5A9", by=CLUSTER, on="2011-07-02", reason="in deficit")
    before = list(kept.funds().rows())
    kept.close()
    again = Book.open(tmp_path / "ncl.book")
    assert again.verify() == ()
    assert list(again.funds().rows()) == before
    again.close()


def test_a_request_is_answered_once() -> None:
    """Each step under its name, said again, posts nothing and is no refusal."""
    book = three_pcts()
    asked: dict[str, Any] = {"purpose": "p", "holder": CLUSTER, "donors": DONORS, "by": CLUSTER}
    for _ in range(2):
        stated = book.state_fund("F1", on="2011-05-01", request="s", **asked)
    for body in DONORS:
        book.agree_fund("F1", body, by=office(body), on="2011-05-02", request=f"a{body}")
    for _ in range(2):
        given = book.contribute("F1", "5K7", 5_00, by=office("5K7"), on="2011-05-03", request="g")
    for _ in range(2):
        waived = book.waive_contribution(
            "F1", "5K7", by=CLUSTER, on="2011-05-04", reason="deficit", request="w"
        )
    for _ in range(2):
        draw: dict[str, Any] = {
            "fund": "F1",
            "receiver": "5K8",
            "effective": "2011-07-01",
            "purpose": "p",
        }
        book.contribute("F1", "5A9", 5_00, by=office("5A9"), on="2011-05-05")
        drawn = book.propose_draw("D1", pence=4_00, by=CLUSTER, on="2011-06-01", request="d",
            **draw)  # fmt: skip
    with pytest.raises(refusals.FundWaiverError, match="at most £0"):
        book.waive_contribution("F1", "5K7", by=CLUSTER, on="2011-05-06", reason="deficit")
    answers = (stated, given, waived, drawn)
    assert all(each.receipt is not None and each.receipt.repeated for each in answers)
    assert seen(book, "5K7", Measure.CONTRIBUTED, Measure.WAIVED) == (5_00, 30_00)


def test_every_figure_of_a_book_with_funds_is_traced() -> None:
    """The limit, the reserves and the budgets are the sums of their evidence."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned(pence=20_00)
    Draw(book, "D2", pence=6_00).until_submitted()
    assert check_every_figure(book, book.position("M8", basis="ytd"))


def test_the_report_owns_nothing() -> None:
    """Side by side for people, in pence for programs, and the fund's own column is zero."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned()
    report = book.fund("F1")
    assert "The fund owns nothing" in str(report)
    assert "<table" in report._repr_html_()
    assert list(report.table["body"]) == ["5A9", "5C1", "5K7", "5K8"]
    (document,) = report.document()["funds"]
    assert document["owns_pence"] == 0
    sums = document["unpooled_sum"]
    gone = ("pending_pence", "drawn_own_pence", "drawn_others_pence", "returned_pence")
    assert sums["contributed_pence"] == sums["held_pence"] + sum(sums[name] for name in gone)
    assert "5A9, 5C1, 5K7" in str(book.transfers())
    with pytest.raises(refusals.FundStateError, match="no fund 'F9'"):
        book.fund("F9")


def test_split_never_gives_more_than_a_part() -> None:
    """By the largest remainder, exactly."""
    assert split(2, [1, 1, 1]) == (1, 1, 0)
    assert split(0, [0, 0]) == (0, 0)


def test_the_board_pack_shows_what_is_earmarked(tmp_path: Path) -> None:
    """The uses of Camden's limit add up to it, with a row for its fund; Islington has none."""
    book = standing_fund(three_pcts())
    close_month(book, "M8", tmp_path / "out")
    (pack,) = (tmp_path / "out").glob("*.xlsx")
    rows = {
        (sheet.title[:3], row[0].value): [cell.value for cell in row if cell.value is not None]
        for sheet in load_workbook(pack, data_only=True)
        for row in sheet.iter_rows()
    }
    check = "Check: the two confirmed limits, must be 0"
    assert rows["5K7", "Earmarked for funds"] == ["Earmarked for funds", 0, 30, 30]
    assert rows["5K7", "Unallocated"] == ["Unallocated", 100, 70, 170]
    assert rows["5K7", check] == [check, 0, 0, 0]
    assert ("5K8", "Earmarked for funds") not in rows


@pytest.mark.parametrize("kind", ["fund-agreed", "fund-contributed", "transfer-approved"])
def test_a_replay_without_a_step_is_refused(kind: str) -> None:
    """What `verify` replays: without an agreement, a gift or the approval, the draw cannot stand."""
    book = standing_fund(three_pcts())
    Draw(book, pence=30_00).until_actioned()
    records = book._records
    events = list(book.holdings.resource.events)
    whole = ResourceLedger().post(events, records.terms.gates(records.statements))
    assert whole.events == tuple(events)
    cut = next(each for each in events if each.what.kind == kind)
    rest = [each for each in events if each is not cut]
    with pytest.raises(PostingRefusedError):
        ResourceLedger().post(rest, records.terms.gates(records.statements))


def test_terms_of_before_keep_their_form() -> None:
    """What a draw has besides is written of draws alone, and so is whose leg a step is."""
    book = standing_fund(three_pcts())
    Steps(book).until_approved().action()
    Draw(book, pence=30_00).until_actioned()
    by_number = {"T1": False, "D1": True}
    for each in book.holdings.resource.events:
        document = each.what.model_dump(mode="json")
        if each.what.kind in ("transfer-submitted", "transfer-actioned"):
            of_fund = by_number[document["number"]]
            assert ("parts" in document["terms"], "fund" in document["terms"]) == (of_fund, of_fund)
            receives = document.get("side") == "receiver"
            assert ("party" in document) == (of_fund and not receives)
