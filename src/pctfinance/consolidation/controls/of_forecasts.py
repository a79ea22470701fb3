"""Controls of forecasts: stale, against the figures to date, moved, and short of the control total."""

from collections.abc import Iterator
from fractions import Fraction

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.consolidation.duties import Basis, Duty, DutyStatus
from pctfinance.errors import Finding, Ground
from pctfinance.ledger.lines import Limit
from pctfinance.money import show_exact

__all__ = ["FORECAST_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_OURS = "a choice of pctfinance"


def _listed(at: BodyView, named: list[tuple[CategoryLine, str]]) -> str:
    """Categories and what is said of each, in a row."""
    return "; ".join(f"{at.name_of(line.category)} {said}" for line, said in named)


@packaged(
    id="forecast-unchanged",
    title="A forecast has not changed",
    rule="A forecast is made anew each month, where the cost to date is not on plan.",
    source=_OURS,
    code="control.forecast-unchanged",
    thresholds=("controls.forecast_unchanged_months",),
)
def _unchanged(at: BodyView) -> Told:
    count = at.rules.forecast_unchanged_months.value
    months, forecasts = at.period.to_date[-count:], at.holdings.forecasts
    made = forecasts.months(at.body.code, Limit.REVENUE)
    if len(months) < count or any(month.number not in made for month in months):
        yield at.not_applicable(f"there are no forecasts of {count} months running")
        return

    def forecast(month: Period, category: str) -> int:
        return forecasts.in_month(at.body.code, Limit.REVENUE, month, category).pence

    stale = [
        line
        for line in at.lines
        if line.forecast_pence
        and all(forecast(month, line.category) == line.forecast_pence for month in months)
        and (line.variance_ytd_pence or line.variance_forecast_pence)
    ]
    if stale:
        said = [(line, show_exact(line.forecast_pence or 0)) for line in stale]
        yield at.found(
            f"forecast the same for {count} months: {_listed(at, said)}",
            *(
                Ground(f"{at.name_of(line.category)}, forecast made in {month}", pence)
                for line in stale
                for month in months
                for pence in [forecast(month, line.category)]
            ),
            *(at.figure("forecast", category=line.category) for line in stale),
            hint="make the forecast anew, or say that it stands",
        )


@packaged(
    id="signs-disagree",
    title="To date and forecast disagree in sign",
    rule="A category that overspends to date is not forecast to underspend, nor the other way round.",
    source=_OURS,
    code="control.signs-disagree",
    thresholds=("controls.opposite_share",),
)
def _signs(at: BodyView) -> Told:
    share = Fraction(at.rules.opposite_share.value)
    against = []
    for line in at.lines:
        to_date, whole = line.variance_ytd_pence, line.variance_forecast_pence
        if to_date is None or whole is None or (to_date < 0) == (whole < 0):
            continue
        if min(abs(to_date), abs(whole)) > share * abs(line.budget_pence):
            said = f"{_variance(to_date)} to date, {_variance(whole)} as forecast"
            against.append((line, said))
    if against:
        yield at.found(
            f"variances of opposite signs: {_listed(at, against)}",
            *(
                ground
                for line, _ in against
                for ground in at.figures(line.category, "variance_ytd", "variance_forecast")
            ),
            hint="say what will turn it round, or correct the forecast",
        )


def _variance(pence: int) -> str:
    return f"{show_exact(abs(pence))} {'over' if pence < 0 else 'under'}"


@packaged(
    id="projection-apart",
    title="The forecast is far from the run of cost",
    rule="A forecast is near what the cost to date comes to in the phasing of the budget.",
    source=_OURS,
    code="control.projection-apart",
    thresholds=("controls.projection_share", "controls.projection_from_month"),
)
def _projection(at: BodyView) -> Told:
    first, share = at.rules.projection_from_month.value, Fraction(at.rules.projection_share.value)
    year_end = at.period.year.periods[-1]
    if not first <= at.period.number < year_end.number:
        yield at.not_applicable(f"cost is projected from M{first:02} to the last month but one")
        return
    apart, grounds = [], []
    for line in at.lines:
        if line.actual_ytd_pence is None or line.forecast_pence is None:
            continue
        projected = _projected(line, line.actual_ytd_pence, at.period)
        if abs(projected - line.forecast_pence) > share * abs(line.forecast_pence):
            said = f"comes to {show_exact(projected)}, forecast {show_exact(line.forecast_pence)}"
            apart.append((line, said))
            grounds += [
                *at.figures(line.category, "actual_ytd", "forecast"),
                Ground(f"{at.name_of(line.category)}, projected", projected),
            ]
    if apart:
        hint = "say what will change in the months to come"
        yield at.found(f"cost to date {_listed(at, apart)}", *grounds, hint=hint)


def _projected(line: CategoryLine, to_date: int, period: Period) -> int:
    """What the cost to date comes to over the year: as the budget falls, in twelfths without one."""
    of_year = Fraction(len(period.year.periods), period.number)
    if line.budget_ytd_pence > 0 and line.budget_pence > 0:
        of_year = Fraction(line.budget_pence, line.budget_ytd_pence)
    return round(to_date * of_year)


@packaged(
    id="forecast-moved",
    title="A forecast moved",
    rule="A forecast that moves by much since last month is explained.",
    source=_OURS,
    code="control.forecast-moved",
    thresholds=("controls.movement_share",),
)
def _moved(at: BodyView) -> Told:
    share = Fraction(at.rules.movement_share.value)
    known = [line for line in at.lines if line.movement_pence is not None]
    if not known:
        yield at.not_applicable("there is no forecast of last month beside this month's")
        return
    moved = [
        (line, _rise(-(line.movement_pence or 0)))
        for line in known
        if abs(line.movement_pence or 0) > share * abs(line.budget_pence)
    ]
    if moved:
        yield at.found(
            f"forecasts moved since last month: {_listed(at, moved)}",
            *(
                ground
                for line, _ in moved
                for ground in at.figures(line.category, "forecast", "last_forecast")
            ),
            hint="say why in the report",
        )


def _rise(pence: int) -> str:
    return f"{'rose' if pence > 0 else 'fell'} by {show_exact(abs(pence))}"


@packaged(
    id="surplus-missed",
    title="The planned surplus is missed",
    rule="The forecast leaves the planned surplus that was agreed with the SHA.",
    source="the rulebook: planned_surplus; a planned surplus is agreed with the SHA, PCT by PCT",
    code="control.surplus-missed",
)
def _surplus(at: BodyView) -> Told:
    planned, result = at.balances.planned_surplus, at.duty(Duty.REVENUE)
    if not planned:
        yield at.not_applicable("no surplus is planned")
    elif at.position.basis is Basis.YTD:
        yield at.not_applicable("a surplus is planned for the year, and this is to date")
    elif result.status is DutyStatus.NOT_TESTED:
        yield at.not_applicable("the duty could not be tested")
    elif (left := result.variance_pence or 0) < planned:
        yield at.found(
            f"a surplus of {show_exact(planned)} is planned, and {show_exact(left)} is left of the "
            "limit",
            at.figure("variance", duty=Duty.REVENUE),
            Ground("planned surplus", planned),
            hint="find the difference, or agree another control total with the SHA",
        )


FORECAST_CONTROLS: tuple[Control, ...] = (_surplus, _signs, _projection, _unchanged, _moved)
"""The controls of forecasts, the control total first."""
