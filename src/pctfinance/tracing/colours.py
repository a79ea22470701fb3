"""What colours, trends and statuses follow from: the rule, by its key, and the figures compared."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pctfinance.consolidation.duties import Basis, Duty, DutyResult
from pctfinance.consolidation.rag import Colour, Trend
from pctfinance.present.report import PositionReport
from pctfinance.tracing.figures import Compared, RuleCited, Ruled, cited
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["LISTED", "category_part", "colour_ruled", "duty_ruled", "trend_ruled", "worst_ruled"]

_WORST = RuleCited("", "a group is as bad as the worst of its bodies, never as its net", "")
LISTED = RuleCited("", "a group's status is the list of its bodies' breaches, never its net", "")
"""Where the status of a group comes from."""

_TREND = RuleCited("", "this month's forecast variance against last month's", "")
_TREND_OF_COST = RuleCited("", "this month's forecast cost against last month's", "")
_MONTH_BEFORE = "the forecast as it stood the month before"


def category_part(sight: Sight, body: str, codes: Sequence[str], measure: str) -> Part:
    """A measure of one category of a body, or of several that a subtotal is the sum of.

    >>> category_part(Sight.empty("2011-12 M08"), "5A9", ["acute"], "budget").label
    'budget'
    """
    label = measure.replace("_", " ")
    parts = [
        replace(sight.category(body, code, measure), label=sight.categories.name(code))
        for code in codes
    ]
    return replace(parts[0], label=label) if len(parts) == 1 else Part.sum_of(label, parts)


def colour_ruled(
    body: str, sight: Sight, codes: Sequence[str], measures: tuple[str, str], *, known: bool
) -> Ruled:
    """The colour of a variance: the thresholds of the rulebook, the variance and its budget.

    Args:
        body: the body's code.
        sight: the events.
        codes: the category, or those of a subtotal.
        measures: the variance, and the budget that it is a share of.
        known: whether the variance is known.

    >>> ruled = colour_ruled("5A9", Sight.empty("2011-12 M08"), ["acute"],
    ...     ("variance_ytd", "budget_ytd"), known=True)
    >>> ruled.says, [rule.key for rule in ruled.rules]
    ('green', ['rag.amber_above', 'rag.red_above', 'rag.zero_budget'])
    """
    rag = sight.rulebook.rag
    rules = cited(sight.rulebook, "rag.amber_above", "rag.red_above", "rag.zero_budget")
    base = category_part(sight, body, codes, measures[1])
    if not known:
        return Ruled("the variance is not known", rules, (Compared(base),), "not_rated")
    variance = category_part(sight, body, codes, measures[0])
    compared = (Compared(variance), Compared(base))
    if variance.pence >= 0:
        return Ruled("the variance is not adverse", rules, compared, "green")
    if not base.pence:
        said = rag.against_nothing.replace("-", "_")
        return Ruled("an adverse variance against a budget of zero", rules, compared, said)
    share = Fraction(-variance.pence, abs(base.pence))
    colour = "red" if share > Fraction(rag.red_above.value) else "green"
    if colour == "green" and share > Fraction(rag.amber_above.value):
        colour = "amber"
    hundredths = 10_000 * share.numerator // share.denominator
    how = f"{hundredths // 100}.{hundredths % 100:02} % of the budget is adverse"
    return Ruled(how, rules, compared, colour)


def duty_ruled(
    result: DutyResult, basis: Basis, sight: Sight, *, as_status: bool, to_date: bool = True
) -> Ruled:
    """The status of a duty, or its colour: its rule, the limit and the charge.

    Args:
        result: the duty of one body.
        basis: what is charged.
        sight: the events.
        as_status: whether the status is asked for; else the colour.
        to_date: whether the limit is that of what is charged; a charge to date within the limit of
            the whole year has no colour.

    >>> result = DutyResult("5A9", Duty.CASH, None, None, reason="no limit")
    >>> duty_ruled(result, Basis.YTD, Sight.empty("2011-12 M08"), as_status=True).how
    'no limit'
    """
    rules = cited(sight.rulebook, f"duties.{result.duty.value}")
    known = {"limit": result.limit_pence, "charged": result.charged_pence}
    parts = [
        sight.duty(result.body, result.duty, measure, basis)
        for measure, pence in known.items()
        if pence is not None
    ]
    compared = tuple(Compared(part) for part in parts)
    words = ("met", "breach", "not_tested") if as_status else ("green", "red", "not_rated")
    if len(parts) < len(known):
        return Ruled(result.reason, rules, compared, words[2])
    good = parts[0].pence >= parts[1].pence
    if good and not (as_status or to_date):
        how = "the limit is that of the whole year, and none is for the months to date"
        return Ruled(how, rules, compared, words[2])
    how = (
        "the charge is not above the limit"
        if good
        else "the charge is above the limit, at any size"
    )
    return Ruled(how, rules, compared, words[0] if good else words[1])


def trend_ruled(body: str, sight: Sight, trend: Trend, of: Duty | tuple[str, ...]) -> Ruled:
    """A trend: the forecast variance of this month and that of the month before.

    Of a category the forecasts of its cost are compared: a cost that falls is better.

    Args:
        body: the body's code.
        sight: the events.
        trend: as the position has it; one that is not known is compared with nothing.
        of: the duty, or the category or categories.

    >>> trend_ruled("5A9", Sight.empty("2011-12 M08"), Trend.NOT_KNOWN, Duty.REVENUE).compared
    ()
    """
    rule = _TREND if isinstance(of, Duty) else _TREND_OF_COST
    if trend is Trend.NOT_KNOWN:
        return Ruled("one of the two forecasts is missing", (rule,), ())
    if isinstance(of, Duty):
        now = sight.duty(body, of, "variance", Basis.FORECAST)
        before = replace(sight, period=sight.period.previous)
        last = before.duty(body, of, "variance", Basis.FORECAST)
        change = now.pence - last.pence
    else:
        now = category_part(sight, body, of, "forecast")
        last = category_part(sight, body, of, "last_forecast")
        change = last.pence - now.pence
    says = "same" if not change else "better" if change > 0 else "worse"
    compared = (Compared(now), Compared(replace(last, label=f"{last.label}, {_MONTH_BEFORE}")))
    return Ruled("the change of the forecast", (rule,), compared, says)


def worst_ruled(
    report: PositionReport, sight: Sight, duty: Duty, basis: Basis, absent: tuple[str, ...]
) -> Ruled:
    """The colour of a group: the worst of its bodies, each by what is left of its limit.

    Args:
        report: the position.
        sight: the events.
        duty: the duty.
        basis: to date, or as forecast.
        absent: bodies of the group that the book does not hold.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").position("M8", group="5A9")
    >>> worst_ruled(report, Sight.empty("2011-12 M08"), Duty.CASH, Basis.YTD, ()).says
    'not_rated'
    """
    compared, colours = [], {Colour.NOT_RATED} if absent or not report.bodies else set()
    for body in report.bodies:
        on = body.on(duty)
        held = on.forecast if basis is Basis.FORECAST else on.ytd
        to_date = basis is Basis.FORECAST or on.has_limit_to_date
        ruled = duty_ruled(held, basis, sight, as_status=False, to_date=to_date)
        colours.add(Colour(str(ruled.says)))
        if held.variance_pence is not None:
            left = sight.duty(body.code, duty, "variance", basis)
            label = f"{body.code}: {ruled.says}, variance"
            compared.append(Compared(replace(left, label=label)))
    worst = next(colour for colour in Colour if colour in colours)
    return Ruled("side by side", (_WORST,), tuple(compared), worst.value)
