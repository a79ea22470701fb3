"""What the bodies' ledgers hold, side by side: the one thing that a position is made from."""

from dataclasses import dataclass

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.figures import Figures
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
        nothing = Figures.of(year, ())
        return cls(year, ResourceLedger(), nothing, nothing, nothing)
