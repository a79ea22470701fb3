"""Actuals that were assumed: told in every report that is made of them, until they are sent again."""

from typing import Any

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.errors import Level
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

M = "2011-12 M{:02}".format


def load(book: Book, month: int, *figures: tuple[str, int, bool], **more: Any) -> None:
    """Barnet's actuals of one month: category, pence, and whether they were assumed."""
    rows = tuple(
        FigureRow(month, Limit.REVENUE, category, pence, assumed=assumed)
        for category, pence, assumed in figures
    )
    what = FiguresLoaded(table="actuals", rows=rows, **more)
    effective = book.year.period(month).end
    book.post(event(what, effective=effective, reference=f"actuals {month} {len(rows)}"))


def barnet() -> Book:
    """£10 of resource; £1 of acute services in April, and £2 assumed in May, as prescribing was at hand."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(Allocation(strand=RECURRENT, pence=10_00, issuer="DH")))
    load(book, 1, ("acute", 1_00, False), ("prescribing", 50, False))
    load(book, 2, ("acute", 2_00, True), ("prescribing", 60, False))
    return book


def told(book: Book, month: str, **asked: Any) -> list[str]:
    """What a position tells of what was assumed."""
    position = book.position(month, **asked)
    found = [each for each in position.findings if each.code == "figures.assumed"]
    assert all(each.level is Level.WARNING for each in found)
    assert all(each.where and each.where.body == "5A9" for each in found)
    return [each.message for each in found]


SAID = "actuals to date were assumed and not replaced since: M02 acute £2"


def test_a_position_names_what_was_assumed_until_it_is_sent_again() -> None:
    """Not in April; in May and June; and no longer once May was sent. As known before, it was."""
    book = barnet()
    assert [told(book, month) for month in ("M1", "M2", "M3")] == [[], [SAID], [SAID]]
    assert told(book, "M2", basis="ytd") == told(book, "M2", group="5A9") == [SAID]
    before = book._records.ledger.sequence
    load(book, 2, ("acute", 2_10, False), ("prescribing", 60, False), cumulative=False)
    assert told(book, "M2") == []
    assert told(book, "M2", recorded_at=before) == [SAID]


def test_a_total_to_date_takes_the_place_of_what_was_assumed_before() -> None:
    """May's total to date was assumed; June's was not."""
    book = Book.in_memory("2011-12", group="NCL")
    load(book, 2, ("acute", 3_00, True), cumulative=True)
    load(book, 3, ("acute", 4_00, False), cumulative=True)
    assert [len(told(book, month)) for month in ("M2", "M3")] == [1, 0]
