"""Savings against their plans: what each scheme saved, what is expected of it, and what adds up.

A scheme that was not reported in the month asked for is not known: it is named, and is neither on
plan nor behind it. Shortfalls and over-achievements are summed apart, because what one scheme or
body saves beyond its plan does not make another's shortfall good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.qipp import Rating, SchemeReported, SchemeStated

__all__ = ["RATINGS", "Savings", "SchemeLine", "savings_of", "schemes_of"]

RATINGS: tuple[Rating, ...] = ("red", "amber", "green")
"""The ratings, the worst first."""


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One scheme of a body as of a month, in pence; savings positive, variances favourable positive.

    `saved_pence`, `forecast_pence` and `rating` are those reported in the very month; `None` and empty
    where it was not reported. `last_month` is the last month that was, or 0. `sequences` are the
    events that it rests on: its statement, and the report where there is one. Where the plan was stated
    again, `first_plan_pence` and `first_to_date_pence` are those of its first statement. `before` is the
    last report of an earlier month: the month, and what was saved by its end.

    In the last month the year is over: `forecast_pence` is what was saved, and `reported_forecast_pence`
    what its body said.
    """

    body: str
    scheme: str
    name: str
    category: str
    delegate: str
    recurrence: str
    plan_pence: int
    plan_to_date_pence: int
    saved_pence: int | None
    forecast_pence: int | None
    rating: Rating | None
    full_year_pence: int | None
    last_month: int
    synthetic: bool
    sequences: tuple[int, ...]
    first_plan_pence: int | None = None
    first_to_date_pence: int | None = None
    reported_forecast_pence: int | None = None
    before: tuple[int, int] | None = None

    @property
    def is_fallen(self) -> bool:
        """Whether less was saved to date than by the end of an earlier month."""
        return bool(
            self.before and self.saved_pence is not None and self.saved_pence < self.before[1]
        )

    @property
    def is_passed(self) -> bool:
        """Whether more is saved already than is forecast of the year."""
        return (self.to_come_pence or 0) < 0

    @property
    def is_lowered(self) -> bool:
        """Whether the plan, of the year or to date, is lower than it was first stated."""
        return (self.first_plan_pence or 0) > self.plan_pence or (
            self.first_to_date_pence or 0
        ) > self.plan_to_date_pence

    @property
    def variance_pence(self) -> int | None:
        """Saved less planned to date; a shortfall is negative; `None` where not reported."""
        return None if self.saved_pence is None else self.saved_pence - self.plan_to_date_pence

    @property
    def forecast_variance_pence(self) -> int | None:
        """Forecast less plan of the year; a shortfall is negative; `None` where not reported."""
        return None if self.forecast_pence is None else self.forecast_pence - self.plan_pence

    @property
    def to_come_pence(self) -> int | None:
        """What the forecast expects that is not saved yet: what is at risk; `None` where not known."""
        if self.saved_pence is None or self.forecast_pence is None:
            return None
        return self.forecast_pence - self.saved_pence

    def is_below(self, share: Decimal) -> bool:
        """Whether the forecast is below the plan of the year by more than a share of it.

        >>> line = SchemeLine("5A9", "Q1", "Generics", "drugs", "", "recurrent", 100, 50, 50, 90, "red",
        ...     None, 8, False, ())
        >>> line.is_below(Decimal("0.1")), line.is_below(Decimal("0.09"))
        (False, True)
        """
        short = -(self.forecast_variance_pence or 0)
        return short > Fraction(share) * self.plan_pence


@dataclass(frozen=True, slots=True)
class Savings:
    """Sums over schemes, in pence. Of those not reported only the plans are known.

    plan_to_date + over + shortfalls = saved + not_reported, and likewise for the year:
    plan + forecast_over + forecast_shortfalls = forecast + not_reported_year. Shortfalls are negative.
    `to_come_pence` is what is still to be saved; a scheme that is to give back sets off no other.
    """

    plan_pence: int
    plan_to_date_pence: int
    saved_pence: int
    shortfalls_pence: int
    over_pence: int
    not_reported_pence: int
    forecast_pence: int
    forecast_shortfalls_pence: int
    forecast_over_pence: int
    not_reported_year_pence: int
    to_come_pence: int
    full_year_pence: int
    not_reported: tuple[str, ...]
    full_year_not_stated: tuple[str, ...]

    @property
    def variance_pence(self) -> int:
        """Saved less planned to date, of the schemes that were reported."""
        return self.over_pence + self.shortfalls_pence

    @property
    def forecast_variance_pence(self) -> int:
        """Forecast less plan of the year, of the schemes that were reported."""
        return self.forecast_over_pence + self.forecast_shortfalls_pence


def schemes_of(events: Sequence[Event], period: Period) -> tuple[SchemeLine, ...]:
    """The schemes of one body as of a month, in order of their codes.

    Args:
        events: of one body, those that count up to the month and are known, in order of recording.
        period: the month.

    >>> schemes_of([], Period("2011-12 M08"))
    ()
    """
    stated: dict[str, list[Event]] = {}
    for event in events:
        if isinstance(event.what, SchemeStated):
            stated.setdefault(event.what.scheme, []).append(event)
    reports: dict[str, dict[int, Event]] = {}
    for event in events:
        if isinstance(event.what, SchemeReported):
            reports.setdefault(event.what.scheme, {})[event.period.number] = event
    return tuple(
        _line(plans, reports.get(code, {}), period) for code, plans in sorted(stated.items())
    )


def _line(plans: Sequence[Event], reports: dict[int, Event], period: Period) -> SchemeLine:
    event, report = plans[-1], reports.get(period.number)
    plan, first = event.what, plans[0].what
    if not isinstance(plan, SchemeStated) or not isinstance(first, SchemeStated):
        msg = f"{event.what.kind} states no scheme"
        raise TypeError(msg)
    said = report.what if report and isinstance(report.what, SchemeReported) else None
    rests_on = [event, report] if report else [event]
    forecast, is_over = said and said.forecast_pence, period.number == len(period.year.periods)
    earlier = max((month for month in reports if month < period.number), default=0)
    last = reports[earlier].what if earlier else None
    return SchemeLine(
        body=event.body,
        scheme=plan.scheme,
        name=plan.name,
        category=plan.category,
        delegate=plan.delegate,
        recurrence=plan.recurrence,
        plan_pence=plan.planned(len(period.year.periods)),
        plan_to_date_pence=plan.planned(period.number),
        saved_pence=said.to_date_pence if said else None,
        forecast_pence=said.to_date_pence if said and is_over else forecast,
        rating=said.rating if said else None,
        full_year_pence=plan.full_year_pence,
        last_month=max((month for month in reports if month <= period.number), default=0),
        synthetic=any(each.synthetic for each in rests_on),
        sequences=tuple(each.sequence for each in rests_on),
        first_plan_pence=first.planned(len(period.year.periods)) if plans[1:] else None,
        first_to_date_pence=first.planned(period.number) if plans[1:] else None,
        reported_forecast_pence=forecast,
        before=(earlier, last.to_date_pence) if isinstance(last, SchemeReported) else None,
    )


def savings_of(lines: Iterable[SchemeLine]) -> Savings:
    """The sums over schemes: of one body, of one CCG, or of several side by side.

    >>> savings_of([]).variance_pence
    0
    """
    held = tuple(lines)
    told = [line for line in held if line.saved_pence is not None]
    silent = [line for line in held if line.saved_pence is None]
    lasting = [line for line in held if line.recurrence == "recurrent"]
    to_date = [line.variance_pence or 0 for line in told]
    of_year = [line.forecast_variance_pence or 0 for line in told]
    return Savings(
        plan_pence=sum(line.plan_pence for line in held),
        plan_to_date_pence=sum(line.plan_to_date_pence for line in held),
        saved_pence=sum(line.saved_pence or 0 for line in told),
        shortfalls_pence=sum(pence for pence in to_date if pence < 0),
        over_pence=sum(pence for pence in to_date if pence > 0),
        not_reported_pence=sum(line.plan_to_date_pence for line in silent),
        forecast_pence=sum(line.forecast_pence or 0 for line in told),
        forecast_shortfalls_pence=sum(pence for pence in of_year if pence < 0),
        forecast_over_pence=sum(pence for pence in of_year if pence > 0),
        not_reported_year_pence=sum(line.plan_pence for line in silent),
        to_come_pence=sum(max(line.to_come_pence or 0, 0) for line in told),
        full_year_pence=sum(line.full_year_pence or 0 for line in lasting),
        not_reported=tuple(f"{line.body} {line.scheme}" for line in silent),
        full_year_not_stated=tuple(
            f"{line.body} {line.scheme}" for line in lasting if line.full_year_pence is None
        ),
    )
