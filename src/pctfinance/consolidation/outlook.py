"""A duty to date and as forecast, side by side, and what was forecast the month before."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pctfinance.consolidation.charge import DutyInput, body_duties
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, LimitBasis
from pctfinance.consolidation.rag import Colour, Trend, duty_colour, trend_of
from pctfinance.ledger.holdings import Holdings

__all__ = ["Outlook", "body_outlook"]

_LAST_MONTH = 12


class Outlook(NamedTuple):
    """One duty of one body on both bases; `last` is the forecast as it stood the month before.

    Its limit is that of the month before too, so that a limit and a charge that fall by as much are
    no change. `last` is `None` in the first month of a year. `ended`: the year turned out so, or its
    last month is asked for, and what is charged to date is all of it.

    >>> now, last = DutyResult("5A9", Duty.REVENUE, 100, 104), DutyResult("5A9", Duty.REVENUE, 100, 103)
    >>> outlook = Outlook(now, now, last)
    >>> outlook.colour(Basis.FORECAST).value, outlook.trend.value
    ('red', 'worse')
    """

    ytd: DutyResult
    forecast: DutyResult
    last: DutyResult | None
    ended: bool = False

    @property
    def duty(self) -> Duty:
        """The duty."""
        return self.forecast.duty

    def colour(self, basis: Basis) -> Colour:
        """The colour on a basis; the outturn is what is charged to date at the year's end.

        A charge to date within the limit of the whole year says nothing yet, and is not rated. Above
        it, it is red.

        >>> drawn = DutyResult("5A9", Duty.CASH, 1000, 990)
        >>> [Outlook(drawn, drawn, None, ended).colour(Basis.YTD).value for ended in (False, True)]
        ['not_rated', 'green']
        """
        if basis is Basis.FORECAST:
            return duty_colour(self.forecast)
        colour = duty_colour(self.ytd)
        return colour if self.has_limit_to_date or colour is Colour.RED else Colour.NOT_RATED

    @property
    def has_limit_to_date(self) -> bool:
        """Whether the charge to date has a limit of its own: capital and cash have the year's alone."""
        return self.ended or self.ytd.limit_basis is LimitBasis.YTD

    @property
    def variance_ytd_pence(self) -> int | None:
        """What is left of the limit to date; nothing of a limit of the whole year."""
        return self.ytd.variance_pence if self.has_limit_to_date else None

    @property
    def trend(self) -> Trend:
        """Whether the forecast variance is better than the month before."""
        last = self.last.variance_pence if self.last else None
        return trend_of(self.forecast.variance_pence, last)


def body_outlook(
    holdings: Holdings, given: DutyInput, duties: Sequence[Duty], known_at: date | None
) -> tuple[Outlook, ...]:
    """Every duty of one body to date, as forecast, and as forecast the month before.

    >>> from pctfinance.calendar import FinancialYear, Period
    >>> from pctfinance.ledger.balances import Balances
    >>> empty = Holdings.empty(FinancialYear("2011-12"))
    >>> april = DutyInput("5A9", Period("2011-12 M01"), Basis.YTD, Balances.of([]), ())
    >>> [outlook.last for outlook in body_outlook(empty, april, [Duty.REVENUE], None)]
    [None]
    """
    ytd, forecast = (
        body_duties(holdings, given._replace(basis=basis), duties)
        for basis in (Basis.YTD, Basis.FORECAST)
    )
    last: Sequence[DutyResult | None] = [None] * len(forecast)
    month = given.period.previous
    if month.year == given.period.year:
        before = holdings.resource.balances(given.body, month, known_at)
        asked = DutyInput(given.body, month, Basis.FORECAST, before, ())
        last = body_duties(holdings, asked, duties)
    ended = given.basis is Basis.OUTTURN or given.period.number == _LAST_MONTH
    return tuple(Outlook(*results, ended) for results in zip(ytd, forecast, last, strict=True))
