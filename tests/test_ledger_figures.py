"""Columns of figures against plain sums, which are exact whatever int64 holds."""

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
    adjusting=st.booleans(),
    delegate=st.sampled_from(["", "07M"]),
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
    delegate=st.none() | st.sampled_from(["", "07M", "08A"]),
    to_date=st.booleans(),
    parts=st.integers(0, 30),
)
def test_every_question_is_a_plain_sum(  # noqa: PLR0917 - all are drawn together
    figures: list[Figure],
    month: int,
    limit: Limit,
    category: str | None,
    delegate: str | None,
    to_date: bool,
    parts: int,
) -> None:
    """To date, in the month, months and categories: as a loop over the rows would say.

    Whether the figures came at once or in two parts, and asked twice, since sums are kept.
    """
    cumulative = ["5E1"] if to_date else []
    whole = Figures.of(YEAR, figures, cumulative=cumulative)
    halves = [Figures.of(YEAR, half) for half in (figures[:parts], figures[parts:])]
    joined = Figures.joined(halves, cumulative=cumulative)
    assert joined.bodies == whole.bodies
    assert list(joined.category_codes) == list(whole.category_codes)
    rows = [
        row
        for row in figures
        if (row.body, row.limit) == ("5E1", limit)
        and category in (None, row.category)
        and delegate in (None, row.delegate)
    ]
    period = YEAR.period(month)
    counted = [
        row
        for row in rows
        if row.period.number <= month
        and (row.adjusting or not to_date or row.period.number == month)
    ]
    adjusted = [
        row
        for row in figures
        if (row.body, row.limit) == ("5E1", limit)
        and category in (None, row.category)
        and row.adjusting
        and row.period.number <= month
    ]
    for columns in (whole, joined, whole):
        asked = ("5E1", limit, period, category, delegate)
        assert columns.to_date(*asked) == _sum(counted)
        assert columns.in_month(*asked) == _sum([row for row in rows if row.period == period])
        assert columns.adjusted("5E1", limit, period, category) == _sum(adjusted)
        assert columns.months("5E1", limit, category, delegate) == {
            row.period.number for row in rows if not row.adjusting
        }
        if category is None and delegate is None:
            assert set(columns.categories("5E1", limit)) == {row.category for row in rows}
            assert columns.categories("5E1", limit, period) == tuple(
                sorted({row.category for row in rows if row.period.number <= month})
            )
            assert columns.reported("5E1", limit, period) == {
                (row.category, row.delegate)
                for row in rows
                if row.period == period and not row.adjusting
            }
            assert columns.delegates("5E1", limit, period) == tuple(
                sorted(
                    {
                        (row.delegate, row.category)
                        for row in rows
                        if row.delegate and row.period.number <= month
                    }
                )
            )
        assert sorted(columns.figures(limit, "acute")) == sorted(
            row for row in figures if (row.limit, row.category) == (limit, "acute")
        )


def _sum(rows: list[Figure]) -> tuple[int, bool]:
    return sum(row.pence for row in rows), any(row.synthetic for row in rows)


def test_a_body_without_figures_has_none() -> None:
    """Questions about a body, category or delegate that is not there are answered with nothing."""
    august = YEAR.period(5)
    columns = Figures.of(YEAR, [Figure("5A9", Limit.REVENUE, "acute", august, 5)])
    for asked in (("5C1", None, None), ("5A9", "dental", None), ("5A9", "acute", "07M")):
        body, category, delegate = asked
        assert columns.to_date(body, Limit.REVENUE, august, category, delegate) == (0, False)
        assert columns.months(body, Limit.REVENUE, category, delegate) == frozenset()
    assert columns.categories("5C1", Limit.REVENUE) == ()
    assert columns.to_date("5A9", Limit.REVENUE, august, "acute", "") == (5, False)


def test_figures_of_another_year_are_refused() -> None:
    """The year of the columns is the year of every row."""
    stray = Figure("5A9", Limit.REVENUE, "acute", YEAR.next.period(1), 1)
    with pytest.raises(ValueError, match="figures of another year than 2011-12"):
        Figures.of(YEAR, [stray])
