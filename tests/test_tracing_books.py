"""Books at random: whatever was posted, every figure is the sum of its evidence."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.events import Event
from tracing_draws import FIRST, LAST, YEAR, happened, loads
from tracing_examples import check_every_figure

SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@SETTINGS
@given(
    st.lists(happened(), min_size=8, max_size=16),
    st.lists(loads(), min_size=1, max_size=2),
    st.integers(1, 12),
    st.sampled_from(["ytd", "forecast"]),
    st.none() | st.none() | st.dates(FIRST, LAST + timedelta(days=60)),
)
def test_every_figure_of_any_book_is_the_sum_of_its_evidence(
    events: list[Event],
    reports: list[list[Event]],
    month: int,
    basis: str,
    known_at: date | None,
) -> None:
    """Late letters, settled tranches, reloads, profiles of any shape, figures to date or not."""
    book = Book.in_memory("2011-12", group="NCL")
    for batch in [*([one] for one in events), *reports]:
        with suppress(PostingRefusedError):  # a rule of the ledger; what it holds is traced
            book.post(*batch)
    report = book.position(YEAR.period(month), basis=basis, known_at=known_at)
    check_every_figure(book, report)
