"""Cash drawn against the cash limit: month by month, what is left, and what is planned.

Limit = drawn + remaining. What was drawn is the body's cash figures, or, where none were loaded for
a month, the payments stated one by one (`pctfinance.ledger.drawn`); so the statement and the duty
read the same amounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import twelfths
from pctfinance.consolidation.gaps import missing_months, months_in_words
from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.drawings import DRAWINGS, CashDrawingsPlanned, CashDrawn
from pctfinance.ledger.drawn import payments_of
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Certainty, Limit
from pctfinance.money import show_exact

__all__ = ["BodyCash", "CashMonth", "body_cash", "drawings_differ"]


@dataclass(frozen=True, slots=True)
class CashMonth:
    """One month of one body, in pence.

    `drawn_pence` is `None` where nothing was reported, `planned_pence` where nothing is planned or
    the month is not to come, `stated_pence` where no payment was stated.
    """

    period: Period
    drawn_pence: int | None = None
    stated_pence: int | None = None
    planned_pence: int | None = None


@dataclass(frozen=True, slots=True)
class BodyCash:
    """The cash of one body as of a month, in pence.

    `limit_pence` is the confirmed limit, `None` where no document states one; `drawn_pence` what is
    known to be drawn, and `missing` the months of which nothing is known. `planned_pence` is what
    the standing plan says of the months to come. `tolerance` is the rulebook's, if it has one.
    """

    body: Body
    as_of: Period
    limit_pence: int | None
    anticipated_pence: int
    months: tuple[CashMonth, ...]
    drawn_pence: int
    missing: tuple[int, ...] = ()
    plan: Event | None = None
    tolerance: Decimal | None = None
    synthetic: bool = False

    @property
    def remaining_pence(self) -> int | None:
        """What may still be drawn: limit less drawn; negative where more was drawn."""
        return None if self.limit_pence is None else self.limit_pence - self.drawn_pence

    @property
    def planned_pence(self) -> int | None:
        """What is planned to be drawn in the months to come; `None` where there is no plan."""
        what = self.plan.what if self.plan else None
        return what.after(self.as_of.number) if isinstance(what, CashDrawingsPlanned) else None

    @property
    def expected_pence(self) -> int | None:
        """Drawn and planned together: the year's drawings, if it goes as planned."""
        return None if self.planned_pence is None else self.drawn_pence + self.planned_pence

    @property
    def unplanned_pence(self) -> int | None:
        """What of the limit is neither drawn nor planned; negative where the plan exceeds it."""
        if self.limit_pence is None or self.expected_pence is None:
            return None
        return self.limit_pence - self.expected_pence

    @property
    def even_pence(self) -> int | None:
        """The limit in equal twelfths to date."""
        return None if self.limit_pence is None else twelfths(self.limit_pence, self.as_of.number)

    @property
    def ahead_pence(self) -> int | None:
        """What was drawn beyond the twelfths to date; negative where less was."""
        return None if self.even_pence is None else self.drawn_pence - self.even_pence

    @property
    def share(self) -> Fraction | None:
        """What was drawn as a share of the limit."""
        return Fraction(self.drawn_pence, self.limit_pence) if self.limit_pence else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Drawn or planned beyond the limit, drawn ahead of twelfths, and months not reported."""
        return tuple(_findings(self))


def body_cash(
    holdings: Holdings,
    body: Body,
    as_of: Period,
    known_at: date | None = None,
    *,
    tolerance: Decimal | None = None,
) -> BodyCash:
    """The cash of one body as of a month, as known on a date.

    Args:
        holdings: what the ledgers hold, as known on that date.
        body: the body.
        as_of: the last month whose events count.
        known_at: the last day whose documents count; `None` leaves nothing out.
        tolerance: the share of the limit by which drawings may be ahead of equal twelfths; `None`
            tells of none.

    >>> from pctfinance.calendar import FinancialYear
    >>> found = body_cash(Holdings.empty(FinancialYear("2011-12")), Body("5A9", "Barnet PCT"),
    ...     Period("2011-12 M02"))
    >>> found.limit_pence, found.drawn_pence, found.missing
    (None, 0, (1, 2))
    """
    ledger, code = holdings.resource, body.code
    balances = ledger.balances(code, as_of, known_at)
    events = ledger.standing(code, as_of, known_at)
    plans = [event for event in events if isinstance(event.what, CashDrawingsPlanned)]
    plan = max(plans, key=lambda event: (event.effective, event.sequence), default=None)
    planned = plan.what if plan and isinstance(plan.what, CashDrawingsPlanned) else None
    to_come = {one.month: one.pence for one in planned.months} if planned else {}
    drawn, stated = _drawn(holdings.actuals, code, as_of), _stated(events)
    months = tuple(
        CashMonth(
            period,
            drawn.get(period.number),
            stated.get(period.number),
            to_come.get(period.number) if period > as_of else None,
        )
        for period in as_of.year.periods
    )
    has_limit = Limit.CASH in balances.limits
    whole = holdings.actuals.to_date(code, Limit.CASH, as_of, DRAWINGS)
    return BodyCash(
        body=body,
        as_of=as_of,
        limit_pence=balances.limit(Limit.CASH) if has_limit else None,
        anticipated_pence=balances.limit(Limit.CASH, certainty=Certainty.ANTICIPATED),
        months=months,
        drawn_pence=sum(drawn.values()),
        missing=missing_months(holdings.actuals, code, Limit.CASH, as_of),
        plan=plan,
        tolerance=tolerance,
        synthetic=Limit.CASH in balances.synthetic_limits
        or whole.synthetic
        or bool(plan and plan.synthetic),
    )


def _drawn(actuals: Figures, body: str, as_of: Period) -> dict[int, int]:
    """What was drawn in each month of which something is known; together they are the year to date.

    Of a body that reports to date, a month is what came since the last one that was reported.
    """
    reported = actuals.months(body, Limit.CASH, DRAWINGS)
    to_date = body in actuals.cumulative
    drawn: dict[int, int] = {}
    before = adjusted_before = 0
    for period in as_of.to_date:
        adjusted = actuals.adjusted(body, Limit.CASH, period, DRAWINGS).pence
        total = actuals.to_date(body, Limit.CASH, period, DRAWINGS).pence
        known = period.number in reported
        if to_date and not known:  # its total to date is not known; adjustments are
            total = before + adjusted - adjusted_before
        if known or total != before:
            drawn[period.number] = total - before
        before, adjusted_before = total, adjusted
    return drawn


def _stated(events: tuple[Event, ...]) -> dict[int, int]:
    """The payments that were stated one by one, by month."""
    stated: dict[int, int] = {}
    for event in payments_of(events):
        if isinstance(event.what, CashDrawn):
            month = event.period.number
            stated[month] = stated.get(month, 0) + event.what.pence
    return stated


def _findings(cash: BodyCash) -> Iterator[Finding]:
    where = Where(body=cash.body.code, period=str(cash.as_of))
    limit, drawn = cash.limit_pence, cash.drawn_pence
    if cash.missing:
        yield Finding(
            "cash.not-reported",
            Level.WARNING,
            f"nothing is known of cash drawn in {months_in_words(cash.missing)}: what is shown as "
            "drawn is not all",
            where,
            "load the figures or state the payments; where nothing was drawn, state 0",
        )
    if limit is None:
        return
    if drawn > limit:
        yield Finding(
            "cash.over-limit",
            Level.BREACH,
            f"{show_exact(drawn)} is drawn against a cash limit of {show_exact(limit)}, "
            f"{show_exact(drawn - limit)} more",
            where,
            "name it in the paper; a duty that is not met is not met",
        )
    if cash.planned_pence is not None and drawn + cash.planned_pence > limit:
        yield Finding(
            "cash.plan-exceeds",
            Level.WARNING,
            f"{show_exact(drawn)} is drawn and {show_exact(cash.planned_pence)} planned, "
            f"{show_exact(drawn + cash.planned_pence - limit)} more than the cash limit of "
            f"{show_exact(limit)}",
            where,
            "plan less, or obtain the limit; anticipated cash is no limit",
        )
    ahead = cash.ahead_pence or 0
    if cash.tolerance is not None and ahead > Fraction(cash.tolerance) * abs(limit):
        yield Finding(
            "cash.ahead",
            Level.WARNING,
            f"{show_exact(drawn)} is drawn by {cash.as_of}, {show_exact(ahead)} ahead of equal "
            f"twelfths of {show_exact(limit)} (rulebook cash.ahead_tolerance)",
            where,
            "say why, or draw less in the months to come",
        )


def drawings_differ(position: Position, holdings: Holdings) -> Iterator[Finding]:
    """The check of a position: payments that were stated differ from the figures that count.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.consolidation.duties import Basis
    >>> from pctfinance.consolidation.position import make_position
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> position = make_position(empty, Group("XYZ", "Two"), [], Period("2011-12 M08"), Basis.YTD)
    >>> list(drawings_differ(position, empty))
    []
    """
    actuals = holdings.actuals
    for body in position.bodies:
        code = body.code
        stated = _stated(holdings.resource.standing(code, position.period, position.known_at))
        last = before = 0
        for period in position.period.to_date if stated else ():
            if period.number not in actuals.months(code, Limit.CASH, DRAWINGS):
                continue
            adjusted = _adjusted_in(actuals, code, period)
            total = actuals.in_month(code, Limit.CASH, period, DRAWINGS).pence - adjusted
            drawn = total - before
            since = last + 1
            if code in actuals.cumulative:
                last, before = period.number, total
            else:
                since = period.number
            months = range(since, period.number + 1)
            said = sum(stated.get(month, 0) for month in months)
            if all(month in stated for month in months) and drawn != said:
                when = "" if len(months) == 1 else f" since M{since:02}"
                yield Finding(
                    "cash.drawings-differ",
                    Level.WARNING,
                    f"the loaded figures have {show_exact(drawn)} of cash drawn{when}, the "
                    f"payments that were stated {show_exact(said)}; the figures count",
                    Where(body=code, period=str(period)),
                    "find the payment that is missing or twice, and correct the one or the other",
                    (
                        Ground("drawn by the loaded figures", drawn),
                        Ground("drawn by the payments that were stated", said),
                    ),
                )


def _adjusted_in(actuals: Figures, body: str, period: Period) -> int:
    """What of a month is journals and adjustments."""
    until = actuals.adjusted(body, Limit.CASH, period, DRAWINGS).pence
    earlier = period.to_date[:-1]
    return until - (
        actuals.adjusted(body, Limit.CASH, earlier[-1], DRAWINGS).pence if earlier else 0
    )
