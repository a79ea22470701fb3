"""Anticipated resource in a book: notified for as much, changed before it came, or never notified."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import ANTICIPATED, event
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.kinds import Allocation, AnticipatedSettled, BudgetIssued
from pctfinance.ledger.lines import Account, Certainty

AUGUST, OCTOBER = date(2011, 8, 1), date(2011, 10, 1)


def hoped(pence: int = 10_00) -> Book:
    """Barnet hopes for £10 from July, and budgets £8 of it."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(
        event(Allocation(strand=ANTICIPATED, pence=pence, issuer="DH", tranche="T1")),
        event(BudgetIssued(strand=ANTICIPATED, pence=8_00, category="acute", tranche="T1")),
    )
    return book


def settled(book: Book, pence: int) -> None:
    """The letter of October."""
    book.post(event(AnticipatedSettled(tranche="T1", confirmed_pence=pence), effective=OCTOBER))


def stands(book: Book, month: str = "M12") -> tuple[int, int, int, int]:
    """Confirmed limit, anticipated limit, budget, unfunded: in pounds."""
    held = book.holdings.resource.balances("5A9", book.year.period(int(month[1:])))
    amounts = (
        held.limit(),
        held.limit(certainty=Certainty.ANTICIPATED),
        held.use([Account.RETAINED]),
        -held.use([Account.UNFUNDED]),
    )
    confirmed, anticipated, budget, gap = (pence // 100 for pence in amounts)
    return confirmed, anticipated, budget, gap


def test_it_is_confirmed() -> None:
    """£10 hoped for, £10 notified: before October it is not in the confirmed limit."""
    book = hoped()
    settled(book, 10_00)
    assert stands(book, "M6") == (0, 10, 8, 0)
    assert stands(book) == (10, 0, 8, 0)
    assert book.verify() == ()


@pytest.mark.parametrize(("change", "gap"), [(5_00, 0), (-4_00, 2)])
def test_it_changes_before_it_comes(change: int, gap: int) -> None:
    """Another anticipated row of the same tranche, up or down, is settled with it."""
    book = hoped()
    more = Allocation(strand=ANTICIPATED, pence=change, issuer="DH", tranche="T1")
    book.post(event(more, effective=AUGUST))
    now = 10 + change // 100
    assert stands(book, "M4") == (0, 10, 8, 0)
    assert stands(book, "M5") == (0, now, 8, 0)
    settled(book, now * 100)
    assert stands(book) == (now, 0, 8, gap)
    assert book.verify() == ()


@pytest.mark.parametrize(("came", "gap"), [(12_00, 0), (7_00, 1), (0, 8)])
def test_it_comes_otherwise_or_never(came: int, gap: int) -> None:
    """More, less, or cancelled: what was budgeted on it stays visible as a gap."""
    book = hoped()
    settled(book, came)
    assert stands(book) == (came // 100, 0, 8, gap)
    with pytest.raises(PostingRefusedError, match="already settled"):
        settled(book, 1_00)
    assert book.verify() == ()


def test_a_settlement_is_undone_and_comes_again() -> None:
    """Cancelled by mistake: reversed, changed and then confirmed."""
    book = hoped()
    settled(book, 0)
    book.reverse(
        book.holdings.resource.events[-1].sequence,
        effective="2011-11-01",
        notified="2011-11-01",
        by="Director of Finance, Barnet PCT",
        reason="the letter was another body's",
        reference="memo",
    )
    assert stands(book) == (0, 10, 8, 0)
    more = Allocation(strand=ANTICIPATED, pence=1_00, issuer="DH", tranche="T1")
    november: Any = date(2011, 11, 1)
    book.post(event(more, effective=november))
    late = AnticipatedSettled(tranche="T1", confirmed_pence=11_00)
    book.post(event(late, effective=november))
    assert stands(book) == (11, 0, 8, 0)
    assert book.verify() == ()


def test_the_same_by_rows_of_an_input(tmp_path: Path) -> None:
    """Three tranches of one table: confirmed, changed and confirmed, cancelled."""
    columns = "body,event,effective,notified,reference,amount,funding,certainty,tranche,issuer"
    rows = [
        "5A9,allocation,2011-04-01,2011-04-01,r1,10,non-recurrent,anticipated,A,DH",
        "5A9,allocation,2011-04-01,2011-04-01,r2,20,non-recurrent,anticipated,B,DH",
        "5A9,allocation,2011-06-01,2011-06-01,r3,-5,non-recurrent,anticipated,B,DH",
        "5A9,allocation,2011-04-01,2011-04-01,r4,40,non-recurrent,anticipated,C,DH",
        "5A9,anticipated-confirmed,2011-10-01,2011-10-01,r5,10,,,A,DH",
        "5A9,anticipated-confirmed,2011-10-01,2011-10-01,r6,15,,,B,DH",
        "5A9,anticipated-cancelled,2011-10-01,2011-10-01,r7,,,,C,",
    ]
    (tmp_path / "resources.csv").write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    declared = [
        "key,value",
        "group,NCL",
        "financial_year,2011-12",
        "unit,pounds",
        "sign,costs-positive",
    ]
    (tmp_path / "declaration.csv").write_text("\n".join(declared) + "\n", encoding="utf-8")
    book = Book.read(tmp_path)
    assert stands(book)[:2] == (25, 0)
    assert stands(book, "M4")[:2] == (0, 65)
    assert book.verify() == ()
