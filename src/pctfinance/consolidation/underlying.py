"""The underlying position: what would be left over if nothing came or went only once.

Recurrent resource less recurrent spend as forecast for the whole year. The term is professional
usage: no published definition is at hand, so the rulebook says which resource it starts from. What
of a forecast is non-recurrent only its body can say; where it did not, nothing is assumed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import DutyResult
from pctfinance.consolidation.recurrence import Resource
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.rulebooks import Underlying as Rule

__all__ = ["BridgeStep", "Step", "Underlying", "sum_underlying", "underlying_of"]


class Step(StrEnum):
    """The steps from the reported forecast variance to the underlying position, in their order."""

    REPORTED = "reported_forecast_variance"
    SOURCES = "non_recurrent_sources"
    COSTS = "non_recurrent_costs"
    ANTICIPATED = "anticipated_recurrent"
    LODGED = "recurrent_lodged"


class BridgeStep(NamedTuple):
    """One step of the bridge in pence, with the sign by which it is added."""

    step: Step
    pence: int


@dataclass(frozen=True, slots=True)
class Underlying:
    """The underlying position of a body, or summed over a group, in pence: a surplus is positive.

    `steps` sum to it exactly, and are empty where it is not known; `reason` then says why. Of a
    group, `missing` names the bodies whose position is not known, `deficits` those in deficit: a
    group holds nothing, and no surplus of one body makes good another's deficit.
    """

    steps: tuple[BridgeStep, ...] = ()
    reason: str = ""
    missing: tuple[str, ...] = ()
    deficits: tuple[str, ...] = ()

    @property
    def pence(self) -> int | None:
        """The underlying position; `None` where it is not known."""
        return sum(each.pence for each in self.steps) if self.steps else None

    def step(self, step: Step) -> int | None:
        """One step of the bridge; `None` where the position is not known or has no such step.

        >>> Underlying((BridgeStep(Step.REPORTED, -5),)).step(Step.REPORTED)
        -5
        """
        return next((each.pence for each in self.steps if each.step is step), None)


def underlying_of(
    holdings: Holdings, forecast: DutyResult, resource: Resource, period: Period, rule: Rule | None
) -> Underlying:
    """The underlying position of one body, by a bridge from its forecast variance.

    Args:
        holdings: what the ledgers hold.
        forecast: the body's revenue duty on the forecast.
        resource: its revenue resource as of the month.
        period: the month in which the forecast was made.
        rule: which resource counts: confirmed and as the limit stands, unless it says otherwise.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.consolidation.duties import Duty
    >>> duty = DutyResult("5A9", Duty.REVENUE, 100, 105)
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> underlying_of(empty, duty, Resource(), Period("2011-12 M08"), None).reason
    'the forecast made in M08 does not say what of it is non-recurrent'
    """
    variance = forecast.variance_pence
    reason = forecast.reason or _gap(holdings, forecast.body, period)
    if variance is None or reason or holdings.non_recurrent is None:
        return Underlying(reason=reason)
    costs = holdings.non_recurrent.in_month(forecast.body, Limit.REVENUE, period).pence
    steps = [
        BridgeStep(Step.REPORTED, variance),
        BridgeStep(Step.SOURCES, -resource.confirmed.non_recurrent),
        BridgeStep(Step.COSTS, costs),
    ]
    if rule is not None and rule.expects:
        steps.append(BridgeStep(Step.ANTICIPATED, resource.anticipated.recurrent))
    if rule is not None and rule.adds_back:
        steps.append(BridgeStep(Step.LODGED, resource.lodged.recurrent))
    return Underlying(tuple(steps))


def _gap(holdings: Holdings, body: str, period: Period) -> str:
    """Why what is non-recurrent of a forecast is not known, in words; empty where it is."""
    forecasts = holdings.forecasts.reported(body, Limit.REVENUE, period)
    given = holdings.non_recurrent
    said = given.reported(body, Limit.REVENUE, period) if given else frozenset()
    silent = sorted({category for category, _ in forecasts - said})
    if not silent and said:
        return ""
    of = f"is non-recurrent of {', '.join(silent)}" if said else "of it is non-recurrent"
    return f"the forecast made in M{period.number:02} does not say what {of}"


def sum_underlying(
    positions: Iterable[tuple[str, Underlying]], beyond: Sequence[str] = ()
) -> Underlying:
    """The sum over the bodies of a group: known only where each of them is.

    Args:
        positions: the code and the underlying position of each body.
        beyond: bodies of the group that this book does not hold.

    >>> known = Underlying((BridgeStep(Step.REPORTED, -5), BridgeStep(Step.COSTS, 2)))
    >>> total = sum_underlying([("5A9", known), ("5C1", known)])
    >>> total.pence, total.deficits
    (-6, ('5A9', '5C1'))
    >>> sum_underlying([("5A9", known), ("5C1", Underlying())]).missing
    ('5C1',)
    """
    rows = tuple(positions)
    missing = (*(code for code, each in rows if each.pence is None), *beyond)
    deficits = tuple(code for code, each in rows if (each.pence or 0) < 0)
    if missing or not rows:
        return Underlying(
            reason="not every body's is known", missing=tuple(sorted(missing)), deficits=deficits
        )
    steps = tuple(
        BridgeStep(step, sum(each.step(step) or 0 for _, each in rows))
        for step in Step
        if any(each.step(step) is not None for _, each in rows)
    )
    return Underlying(steps, deficits=deficits)
