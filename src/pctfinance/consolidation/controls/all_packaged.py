"""Every control that comes with pctfinance, in the order in which a report lists them."""

from pctfinance.consolidation.controls.model import Control
from pctfinance.consolidation.controls.of_balances import BALANCE_CONTROLS
from pctfinance.consolidation.controls.of_checks import CHECK_CONTROLS
from pctfinance.consolidation.controls.of_decisions import DECISION_CONTROLS
from pctfinance.consolidation.controls.of_figures import FIGURE_CONTROLS
from pctfinance.consolidation.controls.of_forecasts import FORECAST_CONTROLS
from pctfinance.consolidation.controls.of_journals import JOURNAL_CONTROLS
from pctfinance.consolidation.controls.of_resource import RESOURCE_CONTROLS
from pctfinance.consolidation.controls.of_savings import SAVINGS_CONTROLS

__all__ = ["PACKAGED"]

PACKAGED: tuple[Control, ...] = (
    *FIGURE_CONTROLS,
    *CHECK_CONTROLS,
    *FORECAST_CONTROLS,
    *RESOURCE_CONTROLS,
    *DECISION_CONTROLS,
    *JOURNAL_CONTROLS,
    *BALANCE_CONTROLS,
    *SAVINGS_CONTROLS,
)
"""Tasks and reports first, then duties, forecasts, resource, journals, balances, and savings."""
