"""What the bodies' ledgers hold, side by side: the one thing that a position is made from."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import get_args

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import IntegrityError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.drawings import DRAWINGS
from pctfinance.ledger.drawn import drawn_figures
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.journal_rules import journal_figures, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loaded import (
    loaded_figures,
    non_recurrent_figures,
    recurrence_figures,
)
from pctfinance.ledger.loads import (
    FiguresLoaded,
    Lane,
    LedgerLoaded,
    Phasing,
    TableName,
    is_to_date,
)
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.versions import phasing_of

__all__ = ["CellsOf", "Holdings", "figures_of", "standing_loads"]

_IS_ASSUMED = attrgetter("assumed")

CellsOf = Callable[[str], BalanceCells]
"""Gives the balance cells with a hash."""


@dataclass(frozen=True)
class Holdings:
    """The resource ledgers and the figures beside them, of any number of bodies, in one year.

    `profile` holds how annual budgets fall over the months, `forecasts` the whole year's outturn as
    it was forecast in each month. Approved journals stand in `actuals` beside what was reported.
    `phasing` says by which method the budgets of a body fall. `non_recurrent` is what of the
    forecasts will not come again, as far as the bodies said it. `by_recurrence` is what of the
    actuals the accounts of the general ledger call recurrent or non-recurrent, in the place of the
    delegate; the rest is not said. `reports` are the loads of actuals that stand.

    >>> Holdings.empty(FinancialYear("2011-12")).actuals.bodies
    ()
    """

    year: FinancialYear
    resource: ResourceLedger
    profile: Figures
    actuals: Figures
    forecasts: Figures
    phasing: Mapping[str, Phasing] = field(default_factory=dict)
    non_recurrent: Figures | None = None
    by_recurrence: Figures | None = None
    reports: tuple[Event, ...] = field(default=(), repr=False)

    @cached_property
    def assumed(self) -> Mapping[str, tuple[Figure, ...]]:
        """What of the actuals was not at hand when it was sent, by body, in the order of the months.

        >>> Holdings.empty(FinancialYear("2011-12")).assumed
        {}
        """
        found: dict[str, list[Figure]] = {}
        for event in self.reports:
            if isinstance(event.what, FiguresLoaded) and any(map(_IS_ASSUMED, event.what.rows)):
                rows = zip(event.what.rows, figures_of(event, _no_cells), strict=True)
                found.setdefault(event.body, []).extend(each for row, each in rows if row.assumed)
        return {
            body: tuple(sorted(figures, key=lambda each: (each.period, each.limit, each.category)))
            for body, figures in found.items()
        }

    def assumed_to_date(self, body: str, period: Period) -> tuple[Figure, ...]:
        """What of one body's actuals of the year up to a month was assumed, in order of the months.

        A total to date takes the place of those before it: of a body that reports to date they are
        the figures of the month itself.

        >>> year = FinancialYear("2011-12")
        >>> Holdings.empty(year).assumed_to_date("5A9", year.period(8))
        ()
        """
        first = period.number if body in self.actuals.cumulative else 1
        return tuple(
            figure
            for figure in self.assumed.get(body, ())
            if first <= figure.period.number <= period.number
        )

    @classmethod
    def empty(cls, year: FinancialYear) -> "Holdings":
        """Ledgers that hold nothing yet.

        >>> Holdings.empty(FinancialYear("2011-12")).resource.events
        ()
        """
        return cls.of(year, ResourceLedger())

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        ledger: ResourceLedger,
        known_at: date | None = None,
        cells: CellsOf | None = None,
    ) -> "Holdings":
        """What the events of a year hold, figures and resources together.

        Args:
            year: the year.
            ledger: every event, loads of figures among them.
            known_at: loads that were notified after this day are left out, and journals whose
                approval was; `None` leaves out none.
            cells: where the balance cells of the loads of general-ledger lines are.

        >>> Holdings.of(FinancialYear("2011-12"), ResourceLedger()).forecasts.bodies
        ()
        """
        of_year = [event for event in ledger.events if event.year == year]
        loads = [event for event in of_year if known_at is None or event.notified <= known_at]
        # How a body reports is no figure that it was told on a day: it holds for its whole year.
        to_date = {event.body for event in of_year if is_to_date(event.what)}
        at = cells or _no_cells
        stand = {table: standing_loads(loads, table) for table in get_args(TableName)}
        return cls(
            year,
            ledger,
            profile=_standing(year, loads, stand["profile"], at),
            actuals=_standing(
                year,
                loads,
                stand["actuals"],
                at,
                beside=journal_figures(journals_of(loads).values()),
                drawn=True,
                to_date=to_date,
            ),
            forecasts=_standing(year, loads, stand["forecasts"], at),
            phasing=phasing_of(loads),
            non_recurrent=non_recurrent_figures(year, stand["forecasts"]),
            by_recurrence=recurrence_figures(year, stand["actuals"], at, cumulative=to_date),
            reports=stand["actuals"],
        )


def _no_cells(sha256: str) -> BalanceCells:
    raise IntegrityError(f"the balance cells {sha256} are not at hand")


def _standing(
    year: FinancialYear,
    events: Iterable[Event],
    standing: Iterable[Event],
    cells: CellsOf,
    *,
    beside: Iterable[Figure] = (),
    drawn: bool = False,
    to_date: Collection[str] = (),
) -> Figures:
    """The figures of the last load of each body and month, and those that stand beside them.

    `drawn` adds the payments of cash where no load says what was drawn.
    """
    held = loaded_figures(year, standing, cells)
    paid = drawn_figures(events, held.figures(Limit.CASH, DRAWINGS), to_date) if drawn else ()
    more = Figures.of(year, chain(beside, (figure for _, figure in paid)))
    return Figures.joined([held, more], cumulative=to_date)


def standing_loads(events: Iterable[Event], table: TableName) -> tuple[Event, ...]:
    """The loads of one table whose figures count: the last one of each body and month.

    >>> standing_loads([], "actuals")
    ()
    """
    last: dict[tuple[object, ...], Event] = {}
    for event in events:
        what = event.what
        if isinstance(what, FiguresLoaded | LedgerLoaded) and _table_of(what) == table:
            last[what.stands_for(event.body, event.period)] = event
    return tuple(last.values())


def _table_of(what: FiguresLoaded | LedgerLoaded) -> TableName:
    return what.table if isinstance(what, FiguresLoaded) else "actuals"


def figures_of(event: Event, cells: CellsOf, *, by_delegate: bool = False) -> Iterator[Figure]:
    """The figures that one load holds, those of a table in the order of its rows.

    Args:
        event: the load.
        cells: where the balance cells of the loads of general-ledger lines are.
        by_delegate: whether the cells of delegates are told apart; the rows of a table always are.

    >>> from pctfinance.ledger.loads import FigureRow
    >>> from pctfinance.ledger.lines import Limit
    >>> load = FiguresLoaded(table="actuals", rows=(FigureRow(8, Limit.REVENUE, "acute", 100),))
    >>> event = Event(body="5A9", effective=date(2011, 11, 30), notified=date(2011, 11, 30),
    ...     reference="actuals", what=load)
    >>> [(figure.category, figure.pence) for figure in figures_of(event, {}.__getitem__)]
    [('acute', 100)]
    """
    what = event.what
    if isinstance(what, FiguresLoaded):
        for row in what.rows:
            month = event.year.period(row.month)
            yield Figure(
                event.body,
                row.limit,
                row.category,
                month,
                row.pence,
                row.synthetic,
                delegate=row.delegate,
            )
    elif isinstance(what, LedgerLoaded):
        for charge in cells(what.cells_sha256).charges(by_delegate=by_delegate):
            yield Figure(
                event.body,
                charge.limit,
                charge.category,
                event.period,
                charge.pence,
                event.synthetic,
                adjusting=what.lane is not Lane.LOAD,
                delegate=charge.delegate,
            )
