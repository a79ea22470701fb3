"""Saying a thing twice: requests, rows and months that are sent again."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from command import folder_of, two_boards
from crash.small import allocation, empty_book, rows_of
from pctfinance import clock
from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.loads import FiguresLoaded

ACTUALS = "body,period,category,amount\nQA1,M1,services,100\nQA2,M1,services,200\n"
CATEGORIES = "category,name,parent\nservices,Services,\n"


def with_actuals(folder: Path, *changes: tuple[str, str]) -> Path:
    """Two boards with actuals of month 1, with some texts of the tables put in others' place."""
    tables = {**two_boards(), "actuals": ACTUALS}
    for old, new in changes:
        tables = {name: text.replace(old, new) for name, text in tables.items()}
    return folder_of(tables, folder)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that goes on by a day whenever it is asked; the days that it told."""
    told: list[datetime] = []

    def now() -> datetime:
        told.append(datetime(2011, 5, 1, tzinfo=UTC) + timedelta(days=len(told)))
        return told[-1]

    monkeypatch.setattr(clock, "now", now)
    return told


@pytest.mark.parametrize("reopened", [False, True], ids=["same-book", "opened-again"])
def test_the_same_request_is_answered_once_more(tmp_path: Path, reopened: bool) -> None:
    """The answer got lost on its way; asking again posts nothing."""
    book = empty_book(tmp_path)
    events = (allocation(1), allocation(2, "5C1"))
    first = book.post(*events, request="r1")
    if reopened:
        book.close()
        book = Book.open(tmp_path)
    again = book.post(*events, request="r1")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.posted, again.already_there) == (first.posted, first.already_there) == (2, 0)
    assert (again.sequence, again.head) == (first.sequence, first.head)
    assert len(rows_of(tmp_path)) == 3
    book.close()


def test_without_a_request_the_same_is_posted_twice(tmp_path: Path) -> None:
    """Two equal letters are two events, unless they come from one row or one request."""
    with closing(empty_book(tmp_path)) as book:
        book.post(allocation(1))
        book.post(allocation(1))
        assert book.limit("5A9", as_of="M1").total() == 2_00


def test_a_request_is_of_one_command_only(tmp_path: Path) -> None:
    """The same name for other events, more or fewer: exit code 2, and nothing is posted."""
    with closing(empty_book(tmp_path)) as book:
        book.post(allocation(1), allocation(2), request="r1")
        before = rows_of(tmp_path)
        for others in ((allocation(1),), (allocation(2), allocation(1)), (allocation(3),) * 2):
            with pytest.raises(UsageError, match="'r1' was used before") as refused:
                book.post(*others, request="r1")
            assert refused.value.exit_code == 2
        assert rows_of(tmp_path) == before
        assert book.verify() == ()


def test_a_refused_request_may_be_mended(tmp_path: Path) -> None:
    """Nothing was posted, so the name is still free."""
    with closing(empty_book(tmp_path)) as book:
        with pytest.raises(PostingRefusedError):
            book.post(allocation(1), allocation(2, "NCL"), request="r1")
        assert book.post(allocation(1), allocation(2, "5C1"), request="r1").posted == 2


def test_the_same_folder_posts_nothing_twice(tmp_path: Path) -> None:
    """Two allocations, two months of actuals, two of forecasts: there already."""
    folder = with_actuals(tmp_path / "in")
    with closing(Book.create_from(tmp_path / "book", folder)) as book:
        before = rows_of(tmp_path / "book")
        again = book.load(folder)
        assert (again.posted, again.already_there) == (0, 6)
        assert rows_of(tmp_path / "book") == before


def test_loading_is_answered_once_more(tmp_path: Path) -> None:
    """A load with a request, said twice, also after the book was opened again."""
    book = Book.create_from(tmp_path / "book", folder_of(two_boards(), tmp_path / "first"))
    folder = with_actuals(tmp_path / "in")
    first = book.load(folder, request="m1")
    book.close()
    with closing(Book.open(tmp_path / "book")) as book:
        again = book.load(folder, request="m1")
    assert (first.posted, first.repeated, again.repeated) == (2, False, True)
    assert (again.posted, again.sequence, again.head) == (2, first.sequence, first.head)


def test_a_changed_row_is_refused(tmp_path: Path) -> None:
    """A posted allocation does not become another amount by sending the file again."""
    folder = with_actuals(tmp_path / "in")
    changed = with_actuals(tmp_path / "changed", (",1200,", ",1300,"))
    with closing(Book.create_from(tmp_path / "book", folder)) as book:
        before = rows_of(tmp_path / "book")
        with pytest.raises(
            PostingRefusedError, match="was posted before, as event 2, with another"
        ):
            book.load(changed)
        assert rows_of(tmp_path / "book") == before


def test_a_month_sent_again_takes_the_place_of_the_former(
    tmp_path: Path, days: list[datetime]
) -> None:
    """£100 of QA1 become £150. Both stay in the log, and the book still knows what it held."""
    folder = with_actuals(tmp_path / "in")
    changed = with_actuals(tmp_path / "changed", ("QA1,M1,services,100", "QA1,M1,services,150"))
    with closing(Book.create_from(tmp_path / "book", folder)) as book:
        first = days[-1]
        receipt = book.load(changed)
        assert (receipt.posted, receipt.already_there) == (1, 5)
        loads = [
            event.what.rows[0].pence
            for event in book._records.ledger.events
            if isinstance(event.what, FiguresLoaded)
            and (event.body, event.what.table) == ("QA1", "actuals")
        ]
        assert loads == [100_00, 150_00]

        def spent(recorded_at: datetime | None) -> int | None:
            position = book.position("2011-12 M01", basis="ytd", recorded_at=recorded_at)
            return position.body("QA1").lines[0].actual_ytd_pence

        assert spent(None) == 150_00
        assert spent(first) == 100_00
        assert spent(days[-1]) == 150_00
        assert book.verify() == ()


def test_what_the_book_held_before(tmp_path: Path, days: list[datetime]) -> None:
    """£1 was recorded one day, £2 another: asked for each instant, and for one in between."""
    with closing(empty_book(tmp_path)) as book:
        opened = days[-1]
        book.post(allocation(1))
        first = days[-1]
        book.post(allocation(2))
        second = days[-1]

        def held(instant: datetime) -> int:
            return book.limit("5A9", as_of="M1", recorded_at=instant).total()

        assert held(opened) == 0
        assert held(first) == 1_00
        assert held(second - timedelta(microseconds=1)) == 1_00
        assert held(second) == 3_00


def test_loading_with_categories_is_answered_once_more(tmp_path: Path) -> None:
    """New categories come with the input: the second answer counts as the first did."""
    tables = {**two_boards(), "actuals": ACTUALS, "categories": CATEGORIES}
    folder = folder_of(tables, tmp_path / "in")
    first_input = folder_of(two_boards(), tmp_path / "first")
    with closing(Book.create_from(tmp_path / "book", first_input)) as book:
        first = book.load(folder, request="m1")
        assert book.load(folder, request="m1").posted == first.posted
