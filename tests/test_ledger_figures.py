"""Columns of figures against plain sums, and the guard against silent overflow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.figures import Figure, Figures, exact_sum
from pctfinance.ledger.lines import Limit

YEAR = FinancialYear("2011-12")
_INT64 = st.integers(-(2**63) + 1, 2**63 - 1)
_FIGURES = st.builds(
    Figure,
    body=st.sampled_from(["5A9", "5C1", "5E1"]),
    limit=st.sampled_from(Limit),
    category=st.sampled_from(["acute", "drawings"]),
    period=st.integers(1, 12).map(YEAR.period),
    pence=_INT64,
    synthetic=st.booleans(),
)


@given(values=st.lists(_INT64, max_size=20))
def test_sums_never_overflow(values: list[int]) -> None:
    """Whatever int64 holds, the sum is that of Python's integers."""
    assert exact_sum(np.array(values, dtype=np.int64)) == sum(values)


@given(
    figures=st.lists(_FIGURES, max_size=30),
    month=st.integers(1, 12),
    limit=st.sampled_from(Limit),
    category=st.none() | st.just("acute"),
)
def test_every_question_is_a_plain_sum(
    figures: list[Figure], month: int, limit: Limit, category: str | None
) -> None:
    """To date, in the month, months and categories: as a loop over the rows would say."""
    columns = Figures.of(YEAR, figures)
    rows = [
        row
        for row in figures
        if (row.body, row.limit) == ("5E1", limit) and category in (None, row.category)
    ]
    to_date = [row for row in rows if row.period.number <= month]
    in_month = [row for row in rows if row.period.number == month]
    period = YEAR.period(month)
    assert columns.to_date("5E1", limit, period, category) == (
        sum(row.pence for row in to_date),
        any(row.synthetic for row in to_date),
    )
    assert columns.in_month("5E1", limit, period, category).pence == sum(
        row.pence for row in in_month
    )
    if category is None:
        assert columns.months("5E1", limit) == {
            row.period.number for row in rows if not row.adjusting
        }
        assert set(columns.categories("5E1", limit)) == {row.category for row in rows}


def test_figures_of_another_year_are_refused() -> None:
    """The year of the columns is the year of every row."""
    stray = Figure("5A9", Limit.REVENUE, "acute", YEAR.next.period(1), 1)
    with pytest.raises(ValueError, match="figures of another year than 2011-12"):
        Figures.of(YEAR, [stray])
