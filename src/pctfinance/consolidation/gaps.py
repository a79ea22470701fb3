"""What was not reported. A figure that is missing is not zero, and hides nothing.

A body says once what it spends on, and from then on every month: a month in which nothing happened
says 0. So a category that was reported before and is absent now is missing, as is a whole month.
Otherwise one lost row could turn a breach into a duty met.
"""

from collections.abc import Iterable

from pctfinance.calendar import Period
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.lines import Limit

__all__ = [
    "PRINCIPAL",
    "actuals_gap",
    "forecast_gap",
    "missing_actuals",
    "missing_months",
    "months_in_words",
]

PRINCIPAL = {Limit.CAPITAL: "additions", Limit.CASH: "drawings"}
"""What a report on capital or cash cannot do without: the rest only lowers the charge."""


def missing_actuals(
    actuals: Figures, body: str, limit: Limit, period: Period, category: str
) -> tuple[int, ...]:
    """The months up to `period` that one category lacks, from the first in which it was reported.

    A category that was never reported lacks nothing by itself. Figures to date (`cumulative`) need
    no earlier month than the one asked for.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.figures import Figure
    >>> year = FinancialYear("2011-12")
    >>> figures = Figures.of(year, [
    ...     Figure("5A9", Limit.REVENUE, "acute", year.period(month), 1) for month in (2, 3, 5)])
    >>> missing_actuals(figures, "5A9", Limit.REVENUE, year.period(6), "acute")
    (4, 6)
    """
    there = {month for month in actuals.months(body, limit, category) if month <= period.number}
    if not there:
        return ()
    first = period.number if body in actuals.cumulative else min(there)
    return tuple(month for month in range(first, period.number + 1) if month not in there)


def missing_months(actuals: Figures, body: str, limit: Limit, period: Period) -> tuple[int, ...]:
    """The months up to `period` for which a body reported nothing on a limit.

    >>> from pctfinance.calendar import FinancialYear
    >>> nothing = Figures.of(FinancialYear("2011-12"), [])
    >>> missing_months(nothing, "5A9", Limit.CASH, Period("2011-12 M02"))
    (1, 2)
    """
    reported = actuals.months(body, limit, PRINCIPAL.get(limit))
    first = period.number if body in actuals.cumulative else 1
    return tuple(month for month in range(first, period.number + 1) if month not in reported)


def actuals_gap(actuals: Figures, body: str, limit: Limit, period: Period) -> str:
    """Which actuals are missing to know the charge to date, in words; empty where none is.

    >>> from pctfinance.calendar import FinancialYear
    >>> actuals_gap(Figures.of(FinancialYear("2011-12"), []), "5A9", Limit.CASH, Period("2011-12 M02"))
    'no cash actuals for M01, M02'
    """
    what = "" if limit is Limit.REVENUE else f"{limit} "
    months = missing_months(actuals, body, limit, period)
    if months:
        return f"no {what}actuals for {months_in_words(months)}"
    lacking: dict[tuple[int, ...], list[str]] = {}
    for category in actuals.categories(body, limit):
        missing = missing_actuals(actuals, body, limit, period, category)
        if missing:
            lacking.setdefault(missing, []).append(category)
    return "; ".join(
        f"no {what}actuals for {months_in_words(months)} of {', '.join(categories)}"
        for months, categories in sorted(lacking.items())
    )


def forecast_gap(
    forecasts: Figures, actuals: Figures, body: str, limit: Limit, period: Period
) -> str:
    """Why there is no forecast of the whole charge, in words; empty where there is.

    A forecast made in an earlier month is named and not used. One that leaves out what an earlier
    forecast or the actuals so far hold is not whole.

    >>> from pctfinance.calendar import FinancialYear
    >>> nothing = Figures.of(FinancialYear("2011-12"), [])
    >>> forecast_gap(nothing, nothing, "5A9", Limit.REVENUE, Period("2011-12 M08"))
    'no forecast made in M08'
    """
    what = "" if limit is Limit.REVENUE else f"{limit} "
    made = forecasts.months(body, limit, PRINCIPAL.get(limit))
    if period.number not in made:
        last = max((month for month in made if month < period.number), default=None)
        note = f" (the last is of M{last:02})" if last else ""
        return f"no {what}forecast made in M{period.number:02}{note}"
    absent = [
        category
        for category in {*forecasts.categories(body, limit), *actuals.categories(body, limit)}
        if period.number not in forecasts.months(body, limit, category)
        and (
            _before(forecasts, body, limit, period, category)
            or _before(actuals, body, limit, period, category)
        )
    ]
    if not absent:
        return ""
    return f"the {what}forecast made in M{period.number:02} leaves out {', '.join(sorted(absent))}"


def _before(figures: Figures, body: str, limit: Limit, period: Period, category: str) -> bool:
    """Whether a category was reported by `period` with anything but zeros, or holds journals."""
    return bool(figures.adjusted(body, limit, period, category).pence) or any(
        figures.in_month(body, limit, period.year.period(month), category).pence
        for month in figures.months(body, limit, category)
        if month <= period.number
    )


def months_in_words(numbers: Iterable[int]) -> str:
    """Months as a person lists them, runs of more than two from first to last.

    >>> months_in_words([1, 2, 3, 7, 8])
    'M01 to M03, M07, M08'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = []
    for run in runs:
        ends = [f"M{number:02}" for number in (run[0], run[-1])]
        many = len(run) > len(ends)
        words += [" to ".join(ends)] if many else [f"M{number:02}" for number in run]
    return ", ".join(words)
