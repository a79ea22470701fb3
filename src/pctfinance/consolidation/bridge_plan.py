"""From plan to forecast, or to what was charged to date: what a surplus was to be, and what it is.

By the plan all of the confirmed limit is charged but the planned surplus: limit = budgets on confirmed
resource + reserves + planned surplus. So the surplus of today is the planned one, and what is left of
reserves, less budgets that rest on resource not yet notified, and budget less charge of every category.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from pctfinance.consolidation.bridge import BodyBridge, BridgeLine, Ends, Moment
from pctfinance.consolidation.bridge_causes import Cause
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.grid import Grid, make_grid
from pctfinance.consolidation.grid_months import Ints, summed, twelfths
from pctfinance.ledger.columns import EventColumns, Standing
from pctfinance.ledger.lines import RESERVES, Account, Certainty, Limit

__all__ = ["from_plan"]

_REVENUE = list(Duty).index(Duty.REVENUE)


def from_plan(
    columns: EventColumns, bodies: Sequence[str], moment: Moment
) -> tuple[BodyBridge, ...]:
    """The bridges of some bodies from their planned surplus to their position at a moment.

    The start charges what the plan charges: the limit less the planned surplus. Reserves are told by
    account; to date they are one line, with the planned surplus in twelfths, as the limit to date has
    them. Where a limit or a charge is not known, there are no lines.

    Args:
        columns: the events of the year as columns.
        bodies: codes.
        moment: the month, what is charged, and what was known.

    >>> from pctfinance.calendar import FinancialYear
    >>> year = FinancialYear("2011-12")
    >>> moment = Moment(year.period(8), Basis.FORECAST)
    >>> from_plan(EventColumns.empty(year), ["5A9"], moment)[0].lines
    ()
    """
    standing = columns.standing(moment.period, moment.known_at, moment.until)
    grid = make_grid(standing, bodies, moment.basis)
    set_aside = _set_aside(standing, bodies)
    return tuple(
        _bridge(grid, moment, row, {name: int(sums[row]) for name, sums in set_aside.items()})
        for row in range(len(bodies))
    )


def _set_aside(standing: Standing, bodies: Sequence[str]) -> dict[Account, Ints]:
    """Planned surplus and reserves on confirmed revenue resource, by account and body."""
    lines, places = standing.resource(), standing.columns.bodies
    rows = [places.get(code, -1) for code in bodies]  # the last place is that of no body
    at = lines["limit"] == list(Limit).index(Limit.REVENUE)
    at &= lines["certainty"] == list(Certainty).index(Certainty.CONFIRMED)
    found = {}
    for account in (Account.PLANNED_SURPLUS, *RESERVES):
        its = at & (lines["account"] == list(Account).index(account))
        sums = summed((len(places) + 1,), (lines["body"][its],), lines["pence"][its])
        found[account] = -sums[rows]
    return found


def _bridge(grid: Grid, moment: Moment, row: int, set_aside: dict[Account, int]) -> BodyBridge:
    to_date = moment.basis is Basis.YTD
    budget, confirmed = (
        grid.measures[f"{name}_ytd_pence" if to_date else f"{name}_pence"][row]
        for name in ("budget", "confirmed")
    )
    known = bool(grid.limit_known[_REVENUE, row])
    charged = bool(grid.charged_known[_REVENUE, row])
    limit = int(grid.limit_pence[_REVENUE, row]) if known else None
    end = Ends(
        limit,
        int(budget.sum()),
        int(grid.charged_pence[_REVENUE, row]) if charged else None,
    )
    surplus = set_aside.pop(Account.PLANNED_SURPLUS)
    if limit is None:
        return BodyBridge(grid.bodies[row], end._replace(charge_pence=None), end, ())
    if to_date:
        surplus = int(twelfths(np.array([surplus], dtype=object), moment.period.number)[0])
        reserves = {"": limit - int(confirmed.sum()) - surplus}
    else:
        reserves = {account.value: pence for account, pence in set_aside.items()}
    start = end._replace(charge_pence=limit - surplus)
    if not charged:
        return BodyBridge(grid.bodies[row], start, end, ())
    cost = grid.measures["forecast_pence" if moment.basis is Basis.FORECAST else "actual_ytd_pence"]
    lines = [
        BridgeLine(Cause.RESERVES, name, charge_pence=-pence)
        for name, pence in reserves.items()
        if pence
    ]
    lines += _by_category(grid, Cause.UNCONFIRMED, budget - confirmed)
    lines += _by_category(grid, Cause.SPENDING, cost[row] - budget)
    return BodyBridge(grid.bodies[row], start, end, tuple(lines))


def _by_category(grid: Grid, cause: Cause, charge: Ints) -> Iterator[BridgeLine]:
    for at in np.flatnonzero(charge).tolist():
        yield BridgeLine(cause, grid.categories[at], charge_pence=int(charge[at]))
