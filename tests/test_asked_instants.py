"""Behind which event, and by which day, a book is asked: what is no instant, number or day is refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pctfinance.asked import day_asked, event_asked
from pctfinance.book import Book
from pctfinance.errors import UsageError

NOON = datetime(2011, 11, 30, 12, tzinfo=UTC)


def seen_by(instant: datetime) -> int:
    """Three events until noon, five in all."""
    return 3 if instant <= NOON else 5


@pytest.mark.parametrize(
    ("asked", "event"),
    [
        (None, 5),
        (2, 2),
        (NOON, 3),
        ("2011-11-30T12:00Z", 3),
        ("2011-11-30T13:00+01:00", 3),
        ("2011-11-30 12:00:01+00:00", 5),
    ],
)
def test_an_instant_or_a_number(asked: datetime | str | int | None, event: int) -> None:
    """Text says the same instant as a timestamp does."""
    assert event_asked(asked, 5, seen_by) == event


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("2011-11-30", "is a day, and no instant"),
        ("2011-11-30T12:00", "has no time zone"),
        ("noon", "is no instant"),
        (date(2011, 11, 30), "neither an instant nor the number"),
        (True, "neither an instant nor the number"),
        (1.5, "neither an instant nor the number"),
        (0, "there is no event 0"),
        (6, "there is no event 6"),
    ],
)
def test_what_is_neither_is_refused(asked: Any, message: str) -> None:
    """A day has many instants, and True is no event."""
    with pytest.raises(UsageError, match=message):
        event_asked(asked, 5, seen_by)


@pytest.mark.parametrize("asked", [20111130, 1.5, "30/11/2011"])
def test_what_is_no_day_is_refused(asked: Any) -> None:
    """A number is no day, though it may look like one."""
    with pytest.raises(UsageError, match="is not a date"):
        day_asked(asked)


def test_every_question_of_a_book_says_so() -> None:
    """Positions, levels and SQL alike."""
    book = Book.in_memory("2011-12", group="NCL")
    asked: Any = date(2011, 11, 30)
    for question in (book.position, book.cube, book.remedy):
        with pytest.raises(UsageError, match="neither an instant"):
            question("M8", recorded_at=asked)
    with pytest.raises(UsageError, match="neither an instant"):
        book.sql("SELECT 1", recorded_at=asked)
