"""Returns from a book of every chapter: transfers, funds, headroom, loans and recharges among them."""

import pytest

from pctfinance.book import Book
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.return_lines import misfooted
from pctfinance.errors import UsageError
from pctfinance.returning.chapter import _figures
from pctfinance.returning.pack_figures import PackSide
from whole_book_examples import begin, story


@pytest.fixture(scope="module")
def whole() -> Book:
    """The book of every chapter."""
    book = begin()
    for said in story():
        said.to(book)
    return book


def test_every_line_is_the_packs_in_every_month(whole: Book) -> None:
    """Whatever was posted: each body's lines are those of the pack, and each sum that of its parts."""
    tables = set()
    for month in range(1, 13):
        for report in whole.sha_returns(f"M{month}").returns:
            apart = [held for held in report.reconcile() if not held.agrees]
            assert apart == [], (report.body.code, month)
            assert misfooted(report.lines) == (), (report.body.code, month)
            tables |= {line.table for line in report.lines if line.pence}
    assert {"revenue_limit", "balances", "headroom", "pending"} <= tables


def test_making_returns_changes_nothing(whole: Book) -> None:
    """The head of the book is the same before and after."""
    head = whole.head
    whole.sha_returns("M8")
    assert whole.head == head


def test_a_pack_of_an_earlier_version_that_shows_less_is_refused(whole: Book) -> None:
    """Packs once had no limits by funding: there is nothing to hold those lines against."""
    position = whole.position("M8")
    shown = position.document()
    for body in shown["bodies"]:
        del body["resource"]
    pack = PackSide("the pack", Basis.FORECAST, shown, shown, position.body("5A9"), (), ())
    with pytest.raises(UsageError, match="the pack does not show 'resource'"):
        _figures(pack)
