"""Budgets by cause, versions of forecasts, and next year's plan as scenarios beside the budget."""

from pctfinance.ledger.scenarios import Assumptions, FullYearEffect, PlannedChange
from pctfinance.planning.plans import Planning

__all__ = ["Assumptions", "FullYearEffect", "PlannedChange", "Planning"]
