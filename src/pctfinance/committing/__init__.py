"""Emergency commitments, running costs, and the cash that is drawn: chapters of a book.

One body's resource is committed by another's director (SOM 61); running costs are held against a
limit of a region (SOM 25); cash is drawn month by month against the cash limit.
"""

from pctfinance.committing.cash import CashDrawings
from pctfinance.committing.emergencies import EmergencyCommitments
from pctfinance.committing.running import RunningCostLimits

__all__ = ["Committing"]


class Committing(EmergencyCommitments, RunningCostLimits, CashDrawings):
    """The three together. `pctfinance.book.Book` is the whole."""
