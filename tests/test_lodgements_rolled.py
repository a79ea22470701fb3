"""Lodgements over years, worked by hand: lodged in one book, returned and written off in the next."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import CAPITAL, NON_RECURRENT, event
from pctfinance.bodies import Authority, Oversight
from pctfinance.book import Book
from pctfinance.consolidation.lodgements import LodgementStanding
from pctfinance.decisions import lodgement_refusals, refusals
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import outstanding
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    BudgetIssued,
    GapClosed,
    HeadroomLodged,
)
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit, Strand
from pctfinance.ledger.lodged import ExpectedReturn, LodgementCarried
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.year_end import ReturnExpected
from pctfinance.rulebooks.model import packaged_text
from tracing_examples import check_every_figure
from transfer_examples import BARNET, LETTER, SHA
from year_end_examples import MAY, OFFICE, PAPER, TWO, actuals, decided, part, register

ANTICIPATED = Strand.of(Limit.REVENUE, Funding.NON_RECURRENT, Certainty.ANTICIPATED)
TRANCHE = "return of 2010-11 held/surplus/L1"
TURNED: dict[str, Any] = {
    "effective": "2011-09-01",
    "notified": "2011-09-01",
    "by": OFFICE,
    "reason": "the letter was withdrawn",
    "reference": "memo",
}
SHAS = {"2010-11": "SHA", "2011-12": "Q36", "2012-13": "LON"}


def moved(book: Book, number: str, kind: str, pounds: int, **terms: Any) -> None:
    """Barnet lodges with London SHA, or has something returned: proposed, approved, actioned."""
    year = str(book.year)[:4]
    outside: dict[str, Any] = {"giver": "5A9", "receiver": "Q36"}
    if kind == "return":
        outside = {"giver": "Q36", "receiver": "5A9"}
    book.propose_transfer(
        number,
        **outside,
        pence=pounds * 100,
        effective=f"{year}-07-01",
        purpose="surplus",
        kind=kind,
        by=BARNET,
        on=f"{year}-06-01",
        **terms,
    )
    book.agree_transfer(number, book.transfer(number).needs_sides[0], by=BARNET, on=f"{year}-06-02")
    book.submit_transfer(number, by=BARNET, on=f"{year}-06-03")
    book.approve_transfer(
        number,
        authority=SHAS[str(book.year)],
        by=SHA,
        on=f"{year}-06-20",
        reference="letter 12",
        evidence=LETTER,
    )
    book.action_transfer(number, by=BARNET, on=f"{year}-07-01")


def stated(book: Book) -> Book:
    """The officers of the authorities, in every year."""
    for authority in sorted(set(SHAS.values()) & {a.code for a in book.register.authorities}):
        book.state_officers(authority, [(SHA, None, "2010-04-01", "2013-03-31")])
    return book


def first_year() -> Book:
    """Barnet in 2010-11: £100 non-recurrent and £70 of capital, £60 spent.

    £20 of revenue is lodged as L1 and £10 of capital as L2; £4 of L1 comes back.
    """
    text = packaged_text("2011-12").replace('year = "2011-12"', 'year = "2010-11"')
    year = (date(2010, 4, 1), date(2011, 3, 31))
    # The packaged authorities begin in 2011.
    earlier = Authority("SHA", "SHA of 2010", "strategic health authority", *year)
    overseen = register().with_rows(
        authorities=[earlier],
        oversights=[Oversight(body, "SHA", *year) for body in ("5A9", "5C1")],
    )
    book = Book.in_memory("2010-11", group="TWO", register=overseen, rulebook=text)
    book.post(
        *(
            _dated(Allocation(strand=strand, pence=pence, issuer="DH"), body, 2010)
            for strand, pence, body in (
                (NON_RECURRENT, 100_00, "5A9"),
                (CAPITAL, 70_00, "5A9"),
                (NON_RECURRENT, 1_00, "5C1"),
            )
        ),
        _spent("5A9", 60, 2011),
        _spent("5C1", 1, 2011),
    )
    stated(book)
    moved(book, "L1", "lodgement", 20, returns=[("2010-11", 4_00), ("2011-12", 10_00)])
    moved(book, "L2", "lodgement", 10, limit="capital")
    moved(book, "R1", "return", 4, lodgement="L1")
    return book


def _dated(what: Any, body: str, year: int) -> Event:
    return event(what, body=body, effective=date(year, 4, 1))


def _spent(body: str, pounds: int, year: int) -> Event:
    return actuals(body, pounds).model_copy(
        update={
            "effective": date(year, 3, 31),
            "notified": date(year, 3, 31),
            "reference": f"actuals to March {year}",
        }
    )


def second_year() -> tuple[Book, Book]:
    """£16 of L1: 9 due in 2011-12, 5 in 2012-13, 2 lapse; £10 of L2 due in 2012-13."""
    book = first_year()
    book.decide(
        decided(
            "held/surplus/L1",
            part("return-expected", 9, year="2011-12", reference="SHA/9"),
            part("return-expected", 5, year="2012-13", reference="SHA/9"),
            part("lapse", 2),
        ),
        decided("held/surplus/L2", part("return-expected", 10, year="2012-13", reference="SHA/9")),
        by=OFFICE,
        reference=PAPER,
        notified="2011-05-01",
    )
    book.decide_by_default(by=OFFICE, reference=PAPER, notified="2011-05-01")
    return book, stated(book.roll_forward(None, by=OFFICE, notified="2011-05-02").book)


def found(book: Book, name: str) -> LodgementStanding:
    """One lodgement of Barnet."""
    of = book.lodgements("5A9").of("5A9").lodgements
    return next(each for each in of if each.name == name)


def pounds(lodgement: LodgementStanding) -> tuple[int, int, int, int]:
    """Lodged, returned, lapsed, outstanding, in pounds."""
    amounts = (
        lodgement.lodged_pence,
        lodgement.returned_pence,
        lodgement.lapsed_pence,
        lodgement.outstanding_pence,
    )
    assert amounts[0] == sum(amounts[1:])
    lodged, returned, lapsed, rest = (pence // 100 for pence in amounts)
    return lodged, returned, lapsed, rest


def limit(book: Book, certainty: Certainty = Certainty.CONFIRMED) -> int:
    """Barnet's revenue limit, in pounds."""
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    return held.limit(certainty=certainty) // 100


def test_each_lodgement_is_an_item_of_the_years_end() -> None:
    """What is outstanding of each, held by the SHA, is to be decided: expected by default."""
    book = first_year()
    items = {item.key: item for item in book.rolling("5A9").items}
    held = {key: item.pence // 100 for key, item in items.items() if key.startswith("held")}
    assert held == {"held/surplus/L1": 16, "held/surplus/L2": 10}
    assert items["held/surplus/L1"].counterparty == "Q36"
    assert items["held/surplus/L1"].default.value == "return-expected"
    assert items["revenue/non-recurrent/lodged"].pence == -16_00
    assert items["capital/lodged"].pence == -10_00
    assert outstanding("5A9", book.holdings.resource.events) == {
        "held/surplus/L1": 16_00,
        "held/surplus/L2": 10_00,
    }


def test_the_roll_takes_over_what_became_of_it() -> None:
    """The next book holds what was lodged and returned before, and what is expected when."""
    book, following = second_year()
    assert pounds(found(book, "L1")) == (20, 4, 2, 14), "decided to lapse counts as lapsed"
    carried = [
        e.what for e in following.holdings.resource.events if isinstance(e.what, LodgementCarried)
    ]
    first, second = carried
    assert (first.lodgement, first.holder, first.limit) == ("2010-11 L1", "Q36", Limit.REVENUE)
    assert (first.lodged_pence, first.returned_pence, first.lapsed_pence) == (20_00, 4_00, 2_00)
    assert (second.lodgement, second.limit, second.outstanding_pence) == (
        "2010-11 L2",
        Limit.CAPITAL,
        10_00,
    )
    each = found(following, "2010-11 L1")
    assert pounds(each) == (20, 4, 2, 14)
    assert each.expected == (ExpectedReturn("2011-12", 9_00), ExpectedReturn("2012-13", 5_00))
    assert each.anticipated_pence == 9_00
    assert pounds(found(following, "2010-11 L2")) == (10, 0, 0, 10)
    later = [
        (e.what.item, e.what.due, e.what.pence // 100)
        for e in following.holdings.resource.events
        if isinstance(e.what, ReturnExpected)
    ]
    assert later == [
        ("2010-11 held/surplus/L1", "2012-13", 5),
        ("2010-11 held/surplus/L2", "2012-13", 10),
    ]
    assert (limit(following), limit(following, Certainty.ANTICIPATED)) == (0, 9 + 24)
    assert following.verify() == ()
    assert following.verify_predecessor(book) == ()


def test_what_is_not_what_was_decided_is_found() -> None:
    """Another history of the lodgement in the opening is no opening of that book."""
    book, following = second_year()
    other = first_year()
    assert following.verify_predecessor(book) == ()
    assert following.verify_predecessor(other) != ()


def test_a_return_comes_in_the_place_of_what_was_anticipated() -> None:
    """£9 anticipated and £6 budgeted on it; £7 come: the budget is confirmed, £1 is free, £2 hoped."""
    _, book = second_year()
    on: dict[str, Any] = {"category": "acute", "tranche": TRANCHE}
    book.post(_dated(BudgetIssued(strand=ANTICIPATED, pence=6_00, **on), "5A9", 2011))
    before = limit(book, Certainty.ANTICIPATED)
    moved(book, "R2", "return", 7, lodgement="2010-11 L1")
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    assert (limit(book), limit(book, Certainty.ANTICIPATED)) == (7, before - 7)
    assert held.use([Account.RETAINED]) == 6_00
    assert held.use([Account.RETAINED], certainty=Certainty.ANTICIPATED) == 0
    assert held.use([Account.UNALLOCATED], certainty=Certainty.CONFIRMED) == 1_00
    each = found(book, "2010-11 L1")
    assert (pounds(each), each.anticipated_pence) == ((20, 11, 2, 7), 2_00)
    assert book.verify() == ()
    assert check_every_figure(book, book.position("M8", basis="ytd"))
    whole = next(
        e for e in book.holdings.resource.events if getattr(e.what, "tranche", "") == TRANCHE
    )
    with pytest.raises(PostingRefusedError, match="was returned since event"):
        book.reverse(whole.sequence, **TURNED)


def test_less_than_was_budgeted_leaves_a_gap() -> None:
    """£6 budgeted on £9 hoped for, £4 come: £2 are unfunded until the next return closes the gap."""
    _, book = second_year()
    on: dict[str, Any] = {"category": "acute", "tranche": TRANCHE}
    book.post(_dated(BudgetIssued(strand=ANTICIPATED, pence=6_00, **on), "5A9", 2011))
    moved(book, "R2", "return", 4, lodgement="2010-11 L1")
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    assert _rest(held) == (-2_00, 0)
    moved(book, "R3", "return", 5, lodgement="2010-11 L1")
    book.post(event(GapClosed(strand=NON_RECURRENT, pence=2_00), effective=date(2011, 8, 1)))
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    assert _rest(held) == (0, 3_00)
    each = found(book, "2010-11 L1")
    assert (pounds(each), each.anticipated_pence) == ((20, 13, 2, 5), 0)
    assert book.verify() == ()


def _rest(held: Balances) -> tuple[int, int]:
    """Unfunded and unallocated of what is confirmed, in pence."""
    unfunded, unallocated = (
        held.use([account], certainty=Certainty.CONFIRMED)
        for account in (Account.UNFUNDED, Account.UNALLOCATED)
    )
    return unfunded, unallocated


def test_a_letter_settles_it_as_well() -> None:
    """The row `anticipated-confirmed` says that £9 came: it is a return like any other."""
    _, book = second_year()
    letter = AnticipatedSettled(tranche=TRANCHE, confirmed_pence=9_00, issuer="Q36")
    book.post(_dated(letter, "5A9", 2011))
    assert pounds(found(book, "2010-11 L1")) == (20, 13, 2, 5)
    with pytest.raises(refusals.TransferTermsError, match="begins like a year"):
        moved(book, "2010-11 X", "lodgement", 1)
    with pytest.raises(lodgement_refusals.LodgementExceededError, match="£5 is outstanding"):
        moved(book, "R2", "return", 6, lodgement="2010-11 L1")
    settled = next(
        e for e in book.holdings.resource.events if isinstance(e.what, AnticipatedSettled)
    )
    book.reverse(settled.sequence, **TURNED)
    assert pounds(found(book, "2010-11 L1")) == (20, 4, 2, 14)
    assert book.verify() == ()


def test_a_letter_for_more_than_is_held_is_no_return() -> None:
    """£15 confirmed of £14 that are outstanding: what is given beyond is a support."""
    _, book = second_year()
    letter = AnticipatedSettled(tranche=TRANCHE, confirmed_pence=15_00, issuer="Q36")
    with pytest.raises(PostingRefusedError) as refused:
        book.post(_dated(letter, "5A9", 2011))
    assert [finding.code for finding in refused.value.findings] == ["lodgement.exceeds"]


def test_a_return_without_what_is_anticipated_is_refused_by_hand() -> None:
    """A leg that leaves the anticipated allocation standing would count the same pound twice."""
    _, book = second_year()
    moved(book, "R2", "return", 3, lodgement="2010-11 L1")
    leg = book.transfer("R2").legs[0]
    events = list(book.holdings.resource.events)
    index = events.index(leg)
    forged = leg.model_copy(update={"what": leg.what.model_copy(update={"tranche": ""})})
    gates = book._records.terms.gates(book._records.statements)
    with pytest.raises(PostingRefusedError, match="is anticipated"):
        ResourceLedger().post([*events[:index], forged, *events[index + 1 :]], gates)


def test_what_is_anticipated_is_not_written_off() -> None:
    """£9 of £14 stand in the limit as anticipated: £5 can be written off, then the rest cancelled."""
    _, book = second_year()
    said: dict[str, Any] = {
        "authority": "LON",
        "by": OFFICE,
        "reason": "spent",
        "reference": "SHA/40",
    }
    with pytest.raises(lodgement_refusals.LodgementAnticipatedError, match="cancel the anticip"):
        book.lapse_lodgement("5A9", "2010-11 L1", 6_00, **said)
    book.lapse_lodgement("5A9", "2010-11 L1", 5_00, **said)
    cancelled = AnticipatedSettled(tranche=TRANCHE, confirmed_pence=0)
    book.post(_dated(cancelled, "5A9", 2011))
    book.lapse_lodgement("5A9", "2010-11 L1", 9_00, **said)
    assert pounds(found(book, "2010-11 L1")) == (20, 4, 16, 0)
    assert limit(book) == 0
    assert book.verify() == ()


def test_three_years_of_one_lodgement() -> None:
    """£20 lodged: 4 back in the first year, 7 in the second, 4 in the third; 2, 1 and 2 lapse."""
    first, second = second_year()
    enfield = Allocation(strand=NON_RECURRENT, pence=1_00, issuer="DH")
    second.post(_dated(enfield, "5C1", 2011), _spent("5A9", 0, 2012), _spent("5C1", 0, 2012))
    moved(second, "R2", "return", 7, lodgement="2010-11 L1")
    said: dict[str, Any] = {
        "authority": "Q36",
        "by": OFFICE,
        "reason": "spent",
        "reference": "SHA/40",
    }
    second.lapse_lodgement("5A9", "2010-11 L1", 1_00, **said)
    items = {item.key: item for item in second.rolling("5A9").items}
    about = {key: item.pence // 100 for key, item in items.items() if "held/surplus" in key}
    tranche = f"anticipated/revenue/non-recurrent/{TRANCHE}"
    assert about == {
        tranche: 2,
        "expected/2012-13/2010-11 held/surplus/L1": 4,  # 5 less the 1 that was written off
        "expected/2012-13/2010-11 held/surplus/L2": 10,
    }
    second.decide(
        decided("expected/2012-13/2010-11 held/surplus/L1", _next(4)),
        decided("expected/2012-13/2010-11 held/surplus/L2", _next(10)),
        decided(tranche, part("lapse", 2)),
        by=OFFICE,
        reference=PAPER,
    )
    second.decide_by_default(by=OFFICE, reference=PAPER)
    assert pounds(found(second, "2010-11 L1")) == (20, 11, 5, 4)
    third = stated(second.roll_forward(None, by=OFFICE, notified=MAY).book)
    assert third.verify_predecessor(second) == ()
    each = found(third, "2010-11 L1")
    assert (pounds(each), each.anticipated_pence) == ((20, 11, 5, 4), 4_00)
    capital = third.holdings.resource.balances("5A9", third.year.periods[-1])
    assert capital.limit(Limit.CAPITAL, certainty=Certainty.ANTICIPATED) == 10_00
    moved(third, "R3", "return", 4, lodgement="2010-11 L1")
    moved(third, "R4", "return", 3, lodgement="2010-11 L2", limit="capital")
    assert pounds(found(third, "2010-11 L1")) == (20, 15, 5, 0)
    assert pounds(found(third, "2010-11 L2")) == (10, 3, 0, 7)
    assert third.limit("5A9", as_of="M12", limit="capital").total() == 3_00
    assert outstanding("5A9", third.holdings.resource.events) == {
        "anticipated/capital/return of 2010-11 held/surplus/L2": 7_00
    }
    assert third.verify() == ()
    assert first.verify() == ()


def _next(pounds_: int) -> Any:
    return part("return-expected", pounds_, year="2012-13", reference="SHA/41")


def test_nothing_expected_is_not_carried() -> None:
    """All of L1 lapses: the next book does not know it any more."""
    book = first_year()
    book.decide(
        decided("held/surplus/L1", part("lapse", 16)),
        decided("held/surplus/L2", part("lapse", 10)),
        by=OFFICE,
        reference=PAPER,
        notified="2011-05-01",
    )
    book.decide_by_default(by=OFFICE, reference=PAPER, notified="2011-05-01")
    following = book.roll_forward(None, by=OFFICE, notified="2011-05-02").book
    assert following.lodgements("5A9").of("5A9").lodgements == ()
    assert pounds(found(book, "L1")) == (20, 4, 16, 0)


def test_what_is_brought_forward_expected_and_actual() -> None:
    """Barnet's underspend of £24 is anticipated; £20 are confirmed, and £1 comes by a letter."""
    _, book = second_year()
    before = book.lodgements("5A9").of("5A9")
    assert (before.brought_expected_pence, before.brought_pence) == (24_00, 0)
    assert before.brought_open
    settled = AnticipatedSettled(
        tranche="brought forward from 2010-11", confirmed_pence=20_00, issuer="Q36"
    )
    book.post(_dated(settled, "5A9", 2011))
    after = book.lodgements("5A9").of("5A9")
    assert (after.brought_expected_pence, after.brought_pence) == (24_00, 20_00)
    assert not after.brought_open


def test_a_pending_redirect_is_still_held_at_the_years_end() -> None:
    """Headroom set aside for a redirect is an item of the year's end like what is held."""
    book = first_year()
    book.post(_dated(HeadroomLodged(pence=5_00), "5A9", 2010))
    book.propose_transfer(
        "D1",
        giver="5A9",
        receiver="5C1",
        pence=3_00,
        effective="2010-07-01",
        purpose="transition",
        kind="redirect",
        by=BARNET,
        on="2010-06-01",
    )
    for side in ("giver", "receiver"):
        book.agree_transfer("D1", side, by=BARNET, on="2010-06-02")
    book.submit_transfer("D1", by=BARNET, on="2010-06-03")
    items = {item.key: item.pence for item in book.rolling("5A9").items}
    assert items["held/headroom"] == 5_00
    assert book.headroom("5A9").of("5A9").held_pence == 5_00
    assert book.headroom("5A9").of("5A9").pending_pence == 3_00


def test_a_book_kept_in_a_folder(tmp_path: Path) -> None:
    """Rolled into a folder and opened again, it is followed there."""
    book, _ = second_year()
    book.roll_forward(tmp_path / "next", by=OFFICE, notified="2011-05-02")
    following = stated(Book.open(tmp_path / "next"))
    moved(following, "R2", "return", 7, lodgement="2010-11 L1")
    following.close()
    again = Book.open(tmp_path / "next", read_only=True)
    assert pounds(found(again, "2010-11 L1")) == (20, 11, 2, 7)
    assert again.verify() == ()
    assert TWO.code == again.group.code
    again.close()
