"""Small positions for tests: a group of bodies with a limit, a forecast and actuals each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger_examples import RECURRENT, event
from pctfinance.bodies import Body, Group
from pctfinance.calendar import FinancialYear, Period
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position, make_position
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger

__all__ = ["CLUSTER", "YEAR", "Given", "holdings_of", "position_of"]

YEAR = FinancialYear("2011-12")
CLUSTER = Group("XYZ", "A cluster", kind="cluster")


@dataclass(frozen=True)
class Given:
    """One body of an example, in pence; `None` where it reported nothing."""

    limit: int | None
    forecast: int | None = None
    actual_a_month: int | None = None


def holdings_of(bodies: Mapping[str, Given]) -> Holdings:
    """Ledgers that hold these limits (recurrent), forecasts (made in M08) and monthly actuals."""
    events = [
        event(Allocation(strand=RECURRENT, pence=given.limit, issuer="DH"), body=code)
        for code, given in bodies.items()
        if given.limit is not None
    ]
    forecasts = [
        Figure(code, Limit.REVENUE, "acute", YEAR.period(8), given.forecast)
        for code, given in bodies.items()
        if given.forecast is not None
    ]
    actuals = [
        Figure(code, Limit.REVENUE, "acute", period, given.actual_a_month)
        for code, given in bodies.items()
        if given.actual_a_month is not None
        for period in YEAR.periods
    ]
    return replace(
        Holdings.empty(YEAR),
        resource=ResourceLedger().post(events),
        forecasts=Figures.of(YEAR, forecasts),
        actuals=Figures.of(YEAR, actuals),
    )


def position_of(
    bodies: Mapping[str, Given], basis: Basis = Basis.FORECAST, month: int = 8
) -> Position:
    """The position of these bodies, with every check."""
    members = [Body(code, f"Body {code}") for code in bodies]
    period: Period = YEAR.period(month)
    return make_position(holdings_of(bodies), CLUSTER, members, period, basis, checks=CHECKS)
