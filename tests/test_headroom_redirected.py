"""Held headroom redirected to another body: what the donor has less, what the other one has more."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kind_examples import KINDS, figures, ready, taken
from ledger_examples import event
from pctfinance.book import Book
from pctfinance.consolidation.headroom import BodyHeadroom
from pctfinance.decisions import refusals
from pctfinance.errors import PctFinanceError, PostingRefusedError
from pctfinance.ledger.kinds import HeadroomReleased
from pctfinance.ledger.lines import Account, Funding
from transfer_examples import CAMDEN, SHA, Steps

REDIRECT = KINDS["redirect"]
ANY = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def of(book: Book, body: str = "5K7", **asked: Any) -> BodyHeadroom:
    """The headroom of one body."""
    return book.headroom(body, **asked).of(body)


def parts(found: BodyHeadroom) -> tuple[int, int, int, int]:
    """Held, released, transferred, lapsed, in pence; together what was lodged."""
    gone = (found.released_pence, found.transferred_pence, found.lapsed_pence)
    assert found.lodged_pence == found.held_pence + sum(gone)
    return found.held_pence, *gone


def test_camden_gives_ten_of_thirty_to_barnet() -> None:
    """£30 held for Camden: £10 redirected, £12 released, £3 lapse, £5 held. Barnet has £10 once."""
    book = ready()
    before = figures(book)
    taken(book, "D1", **REDIRECT, effective="2011-08-01")
    release = HeadroomReleased(pence=12_00, case="C1", category="transition")
    book.post(event(release, body="5K7", effective=date(2011, 9, 1), approval="SHA/2"))
    book.lapse_headroom("5K7", 3_00, by=CAMDEN, reason="not needed", reference="paper 9")
    assert parts(of(book)) == (5_00, 12_00, 10_00, 3_00)
    assert parts(of(book, as_of="M4")) == (30_00, 0, 0, 0), "it counts from August"
    assert of(book, as_of="M4").pending_pence == 10_00
    assert figures(book) == (before[0] + 12_00, before[1], before[2] + 10_00)
    barnet = of(book, "5A9")
    assert (barnet.received_pence, barnet.received_from) == (10_00, (("5K7", 10_00),))
    assert (barnet.lodged_pence, barnet.held_pence) == (0, 0)
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    assert held.limit(funding=Funding.NON_RECURRENT) == 110_00
    assert held.limit(funding=Funding.RECURRENT) == 100_00, "it never comes recurrently"
    row = next(each for each in book.headroom().document()["bodies"] if each["body"] == "5A9")
    assert (row["received_pence"], row["received_from"]) == (10_00, "5K7")
    assert "5A9 received £10 of 5K7's headroom" in str(book.headroom())
    assert book.verify() == ()


def test_what_is_pending_is_held_and_given_once() -> None:
    """£20 of £30 are set aside: still held, but £11 more are neither redirected nor released."""
    book = ready()
    Steps(book, "D1", **REDIRECT, pence=20_00).until_submitted()
    assert (of(book).held_pence, of(book).pending_pence) == (30_00, 20_00)
    assert "£20 of what is held is set aside for a redirect" in str(book.headroom())
    with pytest.raises(refusals.TransferResourceError, match="£1 more than there is"):
        Steps(book, "D2", **REDIRECT, pence=11_00).until_submitted()
    release = HeadroomReleased(pence=11_00, case="C1", category="transition")
    with pytest.raises(PostingRefusedError, match="headroom held: £1 more than there is"):
        book.post(event(release, body="5K7", approval="SHA/2"))
    Steps(book, "D1").end("rejected")
    assert (of(book).held_pence, of(book).pending_pence) == (30_00, 0)


def test_what_is_approved_for_cases_is_not_given_away() -> None:
    """£25 of £30 are approved for a case of Camden: £5 can be redirected, and not £6."""
    book = ready()
    book.propose_case(
        "5K7", "C1", 25_00, category="transition", purpose="change", by=CAMDEN, on="2011-05-01"
    )
    book.approve_case("5K7", "C1", 25_00, by=SHA, approval="SHA/2", on="2011-05-02")
    with pytest.raises(PctFinanceError, match=r"leaves £24 of headroom.*£25 are approved"):
        Steps(book, "D1", **REDIRECT, pence=6_00).until_submitted()
    taken(book, "D2", **REDIRECT, pence=5_00)
    assert book.verify() == ()


def test_who_has_no_headroom_held_gives_none() -> None:
    """Barnet lodged nothing; what it received is its own and no headroom of its."""
    book = ready()
    taken(book, "D1", **REDIRECT)
    with pytest.raises(refusals.TransferResourceError):
        Steps(book, "D2", **REDIRECT, giver="5A9", receiver="5K7").until_submitted()


def test_both_bodies_are_asked() -> None:
    """Barnet takes on what comes with it, so it agrees as well."""
    book = ready()
    steps = Steps(book, **REDIRECT)
    steps.propose()
    steps.agree("giver")
    with pytest.raises(refusals.TransferStateError, match="it is proposed"):
        steps.submit()


def test_given_back_it_is_held_again() -> None:
    """Barnet gives £10 back; while that is pending it is Barnet's resource that is set aside."""
    book = ready()
    taken(book, "D1", **REDIRECT)
    terms = {"giver": "5A9", "receiver": "5K7", "reverses": "D1"}
    back = Steps(book, "D2", **REDIRECT, **terms).until_submitted()
    held = book.holdings.resource.balances("5A9", book.year.periods[-1])
    assert held.use([Account.PENDING]) == 10_00
    back.approve()
    back.action()
    assert parts(of(book)) == (30_00, 0, 0, 0)
    assert of(book, "5A9").received_from == ()
    assert book.verify() == ()


def test_lodged_is_held_released_transferred_and_lapsed_whatever_happens() -> None:
    """Any sequence of redirects, their ends and reversals, releases and lapses."""

    @ANY
    @given(st.data())
    def search(data: st.DataObject) -> None:
        book = ready()
        open_: list[str] = []
        done: list[tuple[str, int]] = []
        for number in range(data.draw(st.integers(3, 8))):
            pence = data.draw(st.sampled_from([1, 4_00, 13_00, 31_00]))
            steps = Steps(book, f"D{number}", **REDIRECT, pence=pence)
            action = data.draw(st.sampled_from(["give", "give", "offer", "end", "undo", "use"]))
            before = of(book)
            free = before.held_pence - before.pending_pence
            try:
                if action == "give":
                    steps.until_approved().action()
                    done.append((f"D{number}", pence))
                elif action == "offer":
                    steps.until_submitted()
                    open_.append(f"D{number}")
                elif action == "end" and open_:
                    Steps(book, open_.pop()).end("rejected")
                elif action == "undo" and done:
                    which, amount = done.pop()
                    back = {**REDIRECT, "giver": "5A9", "receiver": "5K7", "pence": amount}
                    taken(book, f"D{number}", **back, reverses=which)
                elif action == "use":
                    book.lapse_headroom("5K7", pence, by=CAMDEN, reason="x", reference="y")
            except PctFinanceError:
                assert action in ("give", "offer", "use")
                assert pence > free
            assert sum(parts(of(book))) == 30_00
            assert of(book, "5A9").received_pence == of(book).transferred_pence
            assert of(book).held_pence >= of(book).pending_pence >= 0
        assert book.verify() == ()

    search()
