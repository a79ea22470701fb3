"""Events that are steps of the book's keeping: no document that a figure of a month rests on."""

from pctfinance.ledger.months import MonthControl
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.ledger.transfers import TRANSFER_DECISIONS
from pctfinance.ledger.year_end import YEAR_END_STEPS

__all__ = ["OF_NO_MONTH", "STEPS"]

OF_NO_MONTH = (*YEAR_END_STEPS, ScenarioStated, *TRANSFER_DECISIONS)
"""What is about the whole year or the next one: it needs no open month, and changes none."""

STEPS = (MonthControl, *OF_NO_MONTH)
"""All of them, the steps of months among them."""
