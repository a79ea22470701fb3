"""Figures that came in: one table of one body in one month, as it was sent.

A load posts no lines. It stands in the body's log like any other event; a later load of the same
body, table and month takes its place in the figures, and both stay in the log.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pctfinance.calendar import Period
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.kinds import What
from pctfinance.ledger.lines import Limit, Line

__all__ = ["FigureRow", "FiguresLoaded", "TableName"]

TableName = Literal["profile", "actuals", "forecasts"]
"""The tables of figures: how budgets fall over the months, what was spent, what is forecast."""


class FigureRow(NamedTuple):
    """One figure of a load, in pence: costs positive. `month` is 1 to 12."""

    month: int
    limit: Limit
    category: str
    pence: int
    synthetic: bool = False


class FiguresLoaded(What):
    """The figures of one table that one body sent for one month (a profile: for the whole year).

    >>> list(FiguresLoaded(table="actuals", rows=(FigureRow(8, Limit.REVENUE, "acute", 1),)).lines())
    []
    """

    kind: Literal["figures-loaded"] = "figures-loaded"
    table: TableName
    cumulative: bool = False
    rows: tuple[FigureRow, ...]

    def lines(self) -> Iterator[Line]:
        """None: figures are no resource."""
        yield from ()

    def stands_for(self, body: str, period: Period) -> tuple[str, str, Period | None]:
        """What this load is the figures of: a later load of the same takes its place.

        >>> FiguresLoaded(table="profile", rows=()).stands_for("5A9", Period("2011-12 M02"))
        ('5A9', 'profile', None)
        """
        return body, self.table, None if self.table == "profile" else period

    def faults(self, period: Period) -> Iterator[str]:
        """Why these figures cannot be those of a month: a position could not be made from them.

        >>> load = FiguresLoaded(table="actuals", rows=(FigureRow(7, Limit.CASH, "acute", 1),))
        >>> list(load.faults(Period("2011-12 M08")))
        ['a row of month 7 in the figures of M08', "'acute' is no part of cash"]
        """
        for row in self.rows:
            if self.table == "profile":
                if not 1 <= row.month <= len(period.year.periods):
                    yield f"a year has no month {row.month}"
            elif row.month != period.number:
                yield f"a row of month {row.month} in the figures of M{period.number:02}"
            if row.limit in CHARGE_SIGNS and row.category not in CHARGE_SIGNS[row.limit]:
                yield f"{row.category!r} is no part of {row.limit}"
