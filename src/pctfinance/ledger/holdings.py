"""What the bodies' ledgers hold, side by side: the one thing that a position is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.loads import FiguresLoaded, TableName
from pctfinance.ledger.resource import ResourceLedger

__all__ = ["Holdings"]


@dataclass(frozen=True)
class Holdings:
    """The resource ledgers and the figures beside them, of any number of bodies, in one year.

    `profile` holds how annual budgets fall over the months, `forecasts` the whole year's outturn as
    it was forecast in each month.

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
        cls, year: FinancialYear, ledger: ResourceLedger, known_at: date | None = None
    ) -> "Holdings":
        """What the events of a year hold, figures and resources together.

        Args:
            year: the year.
            ledger: every event, loads of figures among them.
            known_at: loads that were notified after this day are left out; `None` leaves out none.

        >>> Holdings.of(FinancialYear("2011-12"), ResourceLedger()).forecasts.bodies
        ()
        """
        loads = [
            event
            for event in ledger.events
            if event.year == year and (known_at is None or event.notified <= known_at)
        ]
        return cls(
            year,
            ledger,
            profile=_standing(year, loads, "profile"),
            actuals=_standing(year, loads, "actuals"),
            forecasts=_standing(year, loads, "forecasts"),
        )


def _standing(year: FinancialYear, events: Iterable[Event], table: TableName) -> Figures:
    """The figures of the last load of each body and month."""
    last: dict[tuple[object, ...], tuple[str, FiguresLoaded]] = {}
    for event in events:
        if isinstance(event.what, FiguresLoaded) and event.what.table == table:
            last[event.what.stands_for(event.body, event.period)] = (event.body, event.what)
    return Figures.of(
        year,
        (
            Figure(body, row.limit, row.category, year.period(row.month), row.pence, row.synthetic)
            for body, load in last.values()
            for row in load.rows
        ),
        cumulative={body for body, load in last.values() if load.cumulative},
    )
