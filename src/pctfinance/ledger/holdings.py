"""What the bodies' ledgers hold, side by side: the one thing that a position is made from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from pctfinance.calendar import FinancialYear
from pctfinance.errors import IntegrityError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.journal_rules import journal_figures, journals_of
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded, TableName, is_to_date
from pctfinance.ledger.resource import ResourceLedger

__all__ = ["CellsOf", "Holdings"]

CellsOf = Callable[[str], BalanceCells]
"""Gives the balance cells with a hash."""


@dataclass(frozen=True)
class Holdings:
    """The resource ledgers and the figures beside them, of any number of bodies, in one year.

    `profile` holds how annual budgets fall over the months, `forecasts` the whole year's outturn as
    it was forecast in each month. Approved journals stand in `actuals` beside what was reported.

    >>> Holdings.empty(FinancialYear("2011-12")).actuals.bodies
    ()
    """

    year: FinancialYear
    resource: ResourceLedger
    profile: Figures
    actuals: Figures
    forecasts: Figures

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
        loads = [
            event
            for event in ledger.events
            if event.year == year and (known_at is None or event.notified <= known_at)
        ]
        at = cells or _no_cells
        return cls(
            year,
            ledger,
            profile=_standing(year, loads, "profile", at),
            actuals=_standing(
                year, loads, "actuals", at, journal_figures(journals_of(loads).values())
            ),
            forecasts=_standing(year, loads, "forecasts", at),
        )


def _no_cells(sha256: str) -> BalanceCells:
    raise IntegrityError(f"the balance cells {sha256} are not at hand")


def _standing(
    year: FinancialYear,
    events: Iterable[Event],
    table: TableName,
    cells: CellsOf,
    beside: Iterable[Figure] = (),
) -> Figures:
    """The figures of the last load of each body and month, and those that stand beside them."""
    last: dict[tuple[object, ...], Event] = {}
    for event in events:
        what = event.what
        if isinstance(what, FiguresLoaded | LedgerLoaded) and _table_of(what) == table:
            last[what.stands_for(event.body, event.period)] = event
    return Figures.of(
        year,
        chain((figure for event in last.values() for figure in _figures(event, cells)), beside),
        cumulative={event.body for event in last.values() if is_to_date(event.what)},
    )


def _table_of(what: FiguresLoaded | LedgerLoaded) -> TableName:
    return what.table if isinstance(what, FiguresLoaded) else "actuals"


def _figures(event: Event, cells: CellsOf) -> Iterator[Figure]:
    """The figures that one load holds."""
    what = event.what
    if isinstance(what, FiguresLoaded):
        for row in what.rows:
            month = event.year.period(row.month)
            yield Figure(event.body, row.limit, row.category, month, row.pence, row.synthetic)
    elif isinstance(what, LedgerLoaded):
        for charge in cells(what.cells_sha256).charges():
            yield Figure(
                event.body,
                charge.limit,
                charge.category,
                event.period,
                charge.pence,
                event.synthetic,
                adjusting=what.lane is not Lane.LOAD,
            )
