"""Budgets by cause, versions of forecasts, and next year's plan as scenarios beside the budget."""

from pctfinance.planning.plans import Planning

__all__ = ["Planning"]
