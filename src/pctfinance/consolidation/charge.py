"""The limit and the charge of one duty of one body, or what is missing to tell them."""

from collections.abc import Sequence
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryLine, twelfths
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, LimitBasis
from pctfinance.consolidation.gaps import actuals_gap, forecast_gap
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.charges import charge_sign
from pctfinance.ledger.figures import Amount
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit

__all__ = ["DutyInput", "body_duties"]


class DutyInput(NamedTuple):
    """What a body's duties are tested from: its balances and revenue lines as of one month."""

    body: str
    period: Period
    basis: Basis
    balances: Balances
    lines: tuple[CategoryLine, ...]


def body_duties(
    holdings: Holdings, given: DutyInput, duties: Sequence[Duty] = tuple(Duty)
) -> tuple[DutyResult, ...]:
    """The duties of one body, the revenue resource limit first.

    Confirmed limits only: anticipated resource is no limit. On the `ytd` basis the revenue limit is
    the part that falls to date; capital and cash have no profile and are held against the whole
    year's limit.

    >>> from pctfinance.calendar import FinancialYear
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> given = DutyInput("5A9", Period("2011-12 M08"), Basis.YTD, Balances.of([]), ())
    >>> [result.reason for result in body_duties(empty, given)][0]
    'no confirmed revenue limit; no actuals for M01 to M08'
    """
    return tuple(_duty(holdings, given, duty) for duty in Duty if duty in duties)


def _duty(holdings: Holdings, given: DutyInput, duty: Duty) -> DutyResult:
    limit, balances = duty.limit, given.balances
    to_date = given.basis is Basis.YTD and duty is Duty.REVENUE
    limit_pence = None
    if limit in balances.limits:
        limit_pence = _limit_to_date(given) if to_date else balances.limit(limit)
    gap = _gap(holdings, given, limit)
    charge = None if gap else _charge(holdings, given, limit)
    missing = [] if limit_pence is not None else [f"no confirmed {limit} limit"]
    charged_is = bool(charge and charge.synthetic)
    return DutyResult(
        body=given.body,
        duty=duty,
        limit_pence=limit_pence,
        charged_pence=charge.pence if charge else None,
        limit_basis=LimitBasis.YTD if to_date else LimitBasis.ANNUAL,
        synthetic=limit in balances.synthetic_limits
        or charged_is
        or (to_date and any(line.synthetic for line in given.lines)),
        reason="; ".join([*missing, *([gap] if gap else [])]),
        limit_synthetic=limit in balances.synthetic_limits
        or (to_date and _is_spread_synthetically(holdings, given)),
        charge_synthetic=charged_is,
        assumed=given.basis is not Basis.FORECAST
        and any(each.limit is limit for each in holdings.assumed_to_date(given.body, given.period)),
    )


def _is_spread_synthetically(holdings: Holdings, given: DutyInput) -> bool:
    """Whether a budget that falls to date, or the profile by which it does, has no published source."""
    marked = [line.category for line in given.lines if line.synthetic]
    return any(
        category in given.balances.synthetic_categories
        or holdings.profile.to_date(given.body, Limit.REVENUE, given.period, category).synthetic
        for category in marked
    )


def _limit_to_date(given: DutyInput) -> int:
    """Budgets to date on confirmed resource, and the rest of the confirmed limit in twelfths."""
    rest = given.balances.limit() - sum(line.confirmed_pence for line in given.lines)
    budgets = sum(line.confirmed_ytd_pence for line in given.lines)
    return budgets + twelfths(rest, given.period.number)


def _charge(holdings: Holdings, given: DutyInput, limit: Limit) -> Amount:
    """The charge against one limit: the body's figures, each category with its sign."""
    forecast = given.basis is Basis.FORECAST
    figures = holdings.forecasts if forecast else holdings.actuals
    read = figures.in_month if forecast else figures.to_date
    if limit is Limit.REVENUE:
        return read(given.body, limit, given.period)
    parts = [
        (charge_sign(limit, category), read(given.body, limit, given.period, category))
        for category in figures.categories(given.body, limit)
    ]
    return Amount(
        sum(sign * part.pence for sign, part in parts), any(part.synthetic for _, part in parts)
    )


def _gap(holdings: Holdings, given: DutyInput, limit: Limit) -> str:
    """What is missing to know the charge, in words; empty where nothing is."""
    if given.basis is Basis.FORECAST:
        return forecast_gap(holdings.forecasts, holdings.actuals, given.body, limit, given.period)
    return actuals_gap(holdings.actuals, given.body, limit, given.period)
