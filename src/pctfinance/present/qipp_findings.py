"""What is found of one scheme of savings: what is missing, fell, or contradicts itself."""

from collections.abc import Iterator

from pctfinance.calendar import Period
from pctfinance.consolidation.qipp import SchemeLine
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.money import show_exact
from pctfinance.rulebooks import Qipp

__all__ = ["scheme_findings"]


def scheme_findings(
    line: SchemeLine, period: Period, rule: Qipp | None, *, is_strange: bool
) -> Iterator[Finding]:
    """What is found of a scheme as of a month.

    Args:
        line: the scheme.
        period: the month.
        rule: how far below its plan a forecast may be; none is tested without it.
        is_strange: whether its CCG lies in other bodies and not in its own.

    >>> line = SchemeLine("5A9", "Q1", "Generics", "drugs", "", "recurrent", 100, 50, None, None, None,
    ...     None, 0, False, ())
    >>> found = scheme_findings(line, Period("2011-12 M08"), None, is_strange=False)
    >>> [finding.code for finding in found]
    ['qipp.not-reported']
    """
    where = Where(body=line.body, period=str(period))
    if is_strange:
        yield Finding(
            "qipp.ccg-elsewhere",
            Level.WARNING,
            f"{line.scheme} {line.name} is in CCG {line.delegate}, which the register does not show in "
            f"{line.body}",
            where,
            "correct the code of the CCG, or say why the scheme is in its budget",
        )
    if line.is_lowered:
        yield Finding(
            "qipp.plan-lowered",
            Level.WARNING,
            f"{line.scheme} {line.name} was first planned to save "
            f"{show_exact(line.first_to_date_pence)} to date and "
            f"{show_exact(line.first_plan_pence)} in the year; now "
            f"{show_exact(line.plan_to_date_pence)} and {show_exact(line.plan_pence)}",
            where,
            "say why; what is short of the first plan is no shortfall any more",
            (
                Ground(f"first plan of {line.scheme} to date", line.first_to_date_pence or 0),
                Ground(f"first plan of {line.scheme}, the year", line.first_plan_pence or 0),
            ),
        )
    yield from _against_itself(line, where)
    if line.saved_pence is None:
        last = f"; the last report is of M{line.last_month:02}" if line.last_month else ""
        yield Finding(
            "qipp.not-reported",
            Level.WARNING,
            f"{line.scheme} {line.name} was not reported in {period}{last}",
            where,
            "report it; it is not taken to be on plan",
            (Ground(f"plan of {line.scheme} to date", line.plan_to_date_pence),),
        )
    elif rule and line.is_below(rule.forecast_below.value):
        yield Finding(
            "qipp.forecast-below",
            Level.WARNING,
            f"{line.scheme} {line.name} is forecast to save {show_exact(line.forecast_pence)} of "
            f"{show_exact(line.plan_pence)} planned",
            where,
            "say what will be done, or what replaces it",
            (
                Ground(f"plan of {line.scheme}, the year", line.plan_pence),
                Ground(f"forecast of {line.scheme}, the year", line.forecast_pence or 0),
            ),
        )


def _against_itself(line: SchemeLine, where: Where) -> Iterator[Finding]:
    """What a report says that its own forecast, or an earlier report, does not bear out."""
    saved, code = show_exact(line.saved_pence), f"{line.scheme} {line.name}"
    to_date = Ground(f"saved of {line.scheme} to date", line.saved_pence or 0)
    forecast = Ground(f"forecast of {line.scheme}, as reported", line.reported_forecast_pence or 0)
    if line.is_fallen and line.before:
        month, before = line.before
        yield Finding(
            "qipp.saved-falls",
            Level.WARNING,
            f"{code} saved {saved} to date, and {show_exact(before)} by the end of M{month:02}",
            where,
            "say what was given back, or correct the report",
            (to_date, Ground(f"saved of {line.scheme} by M{month:02}", before)),
        )
    if line.reported_forecast_pence != line.forecast_pence:
        yield Finding(
            "qipp.forecast-not-outturn",
            Level.WARNING,
            f"{code} saved {saved} in the year that is over, and "
            f"{show_exact(line.reported_forecast_pence)} is reported as its forecast",
            where,
            "correct the report; what was saved counts, and nothing is still to be saved",
            (to_date, forecast),
        )
    elif line.is_passed:
        yield Finding(
            "qipp.forecast-passed",
            Level.WARNING,
            f"{code} saved {saved} already, and {show_exact(line.forecast_pence)} is forecast of "
            "the year",
            where,
            "forecast what is expected, or say what is to be given back",
            (to_date, forecast),
        )
