"""Figures that came in: one table, or one extract of the general ledger, of one body and month.

A load posts no lines of resource. It stands in the body's log like any other event; a later load of the same
body, table and month takes its place in the figures, and both stay in the log.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, SerializerFunctionWrapHandler, field_serializer

from pctfinance.calendar import Period
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.kinds import Beside, Frozen, What
from pctfinance.ledger.lines import Limit

__all__ = [
    "ControlTotals",
    "FigureRow",
    "FiguresLoaded",
    "Lane",
    "LedgerLoaded",
    "Phasing",
    "TableName",
    "is_to_date",
]

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Lane(StrEnum):
    """The way by which lines come into a body's general ledger, apart from all others.

    A reload replaces exactly one (body, period, lane).
    """

    LOAD = "load"
    JOURNAL = "journal"
    ADJUSTMENT = "adjustment"


class Phasing(StrEnum):
    """How a body's annual revenue budgets fall over the months.

    `PROFILE`: by the shape of the profile of their category, in twelfths where there is none.
    `AS_LOADED`: as the profile states the amount of each month; it should add up to the budget.
    `TWELFTHS`: all of them in twelfths, because the body says so.
    """

    PROFILE = "profile"
    AS_LOADED = "as-loaded"
    TWELFTHS = "twelfths"


TableName = Literal["profile", "actuals", "forecasts"]
"""The tables of figures: how budgets fall over the months, what was spent, what is forecast."""


_FIRST_PARTS = 7
"""How many parts of a row are always written; the others came later."""


class FigureRow(NamedTuple):
    """One figure of a load, in pence: costs positive. `month` is 1 to 12.

    `row` is its row in the source as a person counts it, the heading of a CSV being row 1, and
    `cell` the address of its amount on a workbook's sheet; 0 and empty where it is not known.
    `delegate` is whose budget it was spent from, or is forecast to be; empty where it is the body's.
    `non_recurrent` is what of a forecast will not come again; `None` where nobody said. An `assumed`
    figure was not at hand when it was sent: it counts, and the controls tell of it.

    >>> FigureRow(8, Limit.REVENUE, "acute", 100, row=12).said
    (8, <Limit.REVENUE: 'revenue'>, 'acute', 100, False, '', (), False)
    """

    month: int
    limit: Limit
    category: str
    pence: int
    synthetic: bool = False
    row: int = 0
    cell: str = ""
    delegate: str = ""
    non_recurrent: int | None = None
    assumed: bool = False

    @property
    def said(self) -> tuple[int, Limit, str, int, bool, str, tuple[int, ...], bool]:
        """What the figure says, wherever it stood; what was not said can be put in order as well."""
        once = () if self.non_recurrent is None else (self.non_recurrent,)
        about = (self.month, self.limit, self.category, self.pence)
        return *about, self.synthetic, self.delegate, once, self.assumed


class FiguresLoaded(Beside):
    """The figures of one table that one body sent for one month (a profile: for the whole year).

    >>> list(FiguresLoaded(table="actuals", rows=(FigureRow(8, Limit.REVENUE, "acute", 1),)).lines())
    []
    """

    kind: Literal["figures-loaded"] = "figures-loaded"
    table: TableName
    cumulative: bool = False
    phasing: Phasing = Phasing.PROFILE
    rows: tuple[FigureRow, ...]

    @field_serializer("rows", mode="wrap")
    def _written(
        self, rows: tuple[FigureRow, ...], handler: SerializerFunctionWrapHandler
    ) -> list[Any]:
        """Rows as they are written: what says nothing new keeps the form that it had before."""
        return [_without_silence(row) for row in handler(rows)]

    def stands_for(self, body: str, period: Period) -> tuple[str, str, Period | None]:
        """What this load is the figures of: a later load of the same takes its place.

        >>> FiguresLoaded(table="profile", rows=()).stands_for("5A9", Period("2011-12 M02"))
        ('5A9', 'profile', None)
        """
        return body, self.table, None if self.table == "profile" else period

    def says_what(self, other: What) -> bool:
        """Whether both say the same: the same figures, in any order and at any place of a source.

        >>> first = FiguresLoaded(table="actuals", rows=(FigureRow(8, Limit.CASH, "drawings", 1),))
        >>> again = FiguresLoaded(
        ...     table="actuals", rows=(FigureRow(8, Limit.CASH, "drawings", 1, row=7),))
        >>> first == again, first.says_what(again)
        (False, True)
        """
        return (
            isinstance(other, FiguresLoaded)
            and self.model_copy(update={"rows": ()}) == other.model_copy(update={"rows": ()})
            and sorted(row.said for row in self.rows) == sorted(row.said for row in other.rows)
        )

    def faults(self, period: Period) -> Iterator[str]:
        """Why these figures cannot be those of a month: a position could not be made from them.

        >>> load = FiguresLoaded(table="actuals", rows=(FigureRow(7, Limit.CASH, "acute", 1),))
        >>> list(load.faults(Period("2011-12 M08")))
        ['a row of month 7 in the figures of M08', "'acute' is no part of cash"]
        """
        if self.phasing is not Phasing.PROFILE and self.table != "profile":
            yield f"{self.table} fall into months by no method"
        if self.phasing is Phasing.TWELFTHS and self.rows:
            yield "budgets in twelfths have no profile"
        for row in self.rows:
            if self.table == "profile":
                if not 1 <= row.month <= len(period.year.periods):
                    yield f"a year has no month {row.month}"
            elif row.month != period.number:
                yield f"a row of month {row.month} in the figures of M{period.number:02}"
            yield from self._faults_of_marks(row)
            if row.delegate and row.limit is not Limit.REVENUE:
                yield f"{row.delegate} holds no {row.limit} budget"
            if row.limit in CHARGE_SIGNS and row.category not in CHARGE_SIGNS[row.limit]:
                yield f"{row.category!r} is no part of {row.limit}"

    def _faults_of_marks(self, row: FigureRow) -> Iterator[str]:
        if row.non_recurrent is not None and (
            self.table != "forecasts" or row.limit is not Limit.REVENUE
        ):
            yield f"only a forecast of revenue has a non-recurrent part, not {row.category!r}"
        if row.assumed and self.table != "actuals":
            yield f"{self.table} are not assumed in place of a report"


def _without_silence(row: Any) -> Any:
    """A row without the marks at its end that came later and say nothing."""
    kept = row
    # A part of nothing that was stated is no silence.
    while len(kept) > _FIRST_PARTS and (kept[-1] in ("", None) or kept[-1] is False):
        kept = kept[:-1]
    return kept


class ControlTotals(Frozen):
    """What an extract adds up to: rows, and debits and credits in pence, both positive."""

    rows: Annotated[int, Field(ge=0)]
    debit_pence: Annotated[int, Field(ge=0)]
    credit_pence: Annotated[int, Field(ge=0)]


class LedgerLoaded(Beside):
    """The general-ledger lines that one extract holds of one body and month, in one lane.

    The lines themselves lie in a file of their own, and their sums in balance cells; the event
    holds the hash of both, of the extract and of the mapping profile by which it was read.
    `to_date` says that the extract holds the year up to the month and not its movement. `contra`
    says that a summary without a balance sheet was completed by a line that is marked as such.
    """

    kind: Literal["ledger-loaded"] = "ledger-loaded"
    lane: Literal[Lane.LOAD, Lane.ADJUSTMENT] = Lane.LOAD
    to_date: bool = False
    file: str = Field(min_length=1)
    file_sha256: Sha256
    profile: str = Field(min_length=1)
    profile_sha256: Sha256
    totals: ControlTotals
    lines_path: str = Field(min_length=1)
    lines_sha256: Sha256
    cells_sha256: Sha256
    contra: bool = False

    def stands_for(self, body: str, period: Period) -> tuple[str, str, Period | None]:
        """What this load is the figures of: a later load of the same takes its place.

        A body's month has one report, be it a table of figures or an extract of its ledger.
        """
        return body, "actuals" if self.lane is Lane.LOAD else self.lane.value, period


def is_to_date(what: What) -> bool:
    """Whether a load is a report of the year up to its month.

    >>> is_to_date(FiguresLoaded(table="actuals", cumulative=True, rows=()))
    True
    """
    if isinstance(what, LedgerLoaded):
        return what.to_date and what.lane is Lane.LOAD
    return isinstance(what, FiguresLoaded) and what.cumulative
