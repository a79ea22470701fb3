"""The financial duties of a statutory body, tested for each body and for nothing else.

A duty compares what was charged with a limit. Exactly on the limit is met. What cannot be compared
is *not tested*: it is neither met nor a breach, and a group with such a body cannot be green.
"""

from dataclasses import dataclass
from enum import StrEnum

from pctfinance.calendar import Period
from pctfinance.errors import UsageError
from pctfinance.ledger.lines import Limit

__all__ = ["Basis", "Duty", "DutyResult", "DutyStatus", "LimitBasis", "marks"]


class Basis(StrEnum):
    """What is charged: to date, as forecast for the year, or as the year turned out."""

    YTD = "ytd"
    FORECAST = "forecast"
    OUTTURN = "outturn"

    def in_month(self, month: Period) -> "Basis":
        """This basis, where a month has it: only the last one of a year has an outturn.

        Raises:
            UsageError: an outturn is asked for before the year's last month.

        >>> Basis.FORECAST.in_month(Period("2011-12 M08")).value
        'forecast'
        """
        if self is Basis.OUTTURN and month != month.year.periods[-1]:
            raise UsageError(
                f"there is no outturn of {month.year} in {month}",
                hint="ask for the forecast, or close the last month",
            )
        return self


class LimitBasis(StrEnum):
    """Whether a limit is the whole year's, or the part of it that falls to date."""

    ANNUAL = "annual"
    YTD = "year-to-date"


class Duty(StrEnum):
    """The duties that have a limit (NHS Act 2006), the revenue resource limit first."""

    REVENUE = "revenue_resource_limit"
    CAPITAL = "capital_resource_limit"
    CASH = "cash_limit"

    @property
    def limit(self) -> Limit:
        """The limit that this duty is about."""
        return _LIMITS[self]

    @property
    def heading(self) -> str:
        """The duty's name as a heading.

        >>> Duty.CASH.heading
        'Cash limit'
        """
        return self.value.replace("_", " ").capitalize()


_LIMITS = {Duty.REVENUE: Limit.REVENUE, Duty.CAPITAL: Limit.CAPITAL, Duty.CASH: Limit.CASH}


class DutyStatus(StrEnum):
    """The status of one body's duty."""

    MET = "met"
    BREACH = "breach"
    NOT_TESTED = "not_tested"


@dataclass(frozen=True, slots=True)
class DutyResult:
    """One duty of one body: limit, charge and variance in pence; an underspend is positive.

    Any of the three is `None` where it is not known; `reason` then says what is missing. `synthetic`
    tells whether either has no published source; `limit_synthetic` and `charge_synthetic` which of them,
    where that was looked at. `assumed` tells whether an actual that is charged was not at hand and
    stands there on plan or as the last one.

    >>> on_the_limit = DutyResult("5A9", Duty.REVENUE, limit_pence=100, charged_pence=100)
    >>> on_the_limit.variance_pence, on_the_limit.status.value
    (0, 'met')
    >>> DutyResult("5A9", Duty.REVENUE, limit_pence=100, charged_pence=101).status.value
    'breach'
    >>> DutyResult("5A9", Duty.REVENUE, limit_pence=100, charged_pence=None).status.value
    'not_tested'
    """

    body: str
    duty: Duty
    limit_pence: int | None
    charged_pence: int | None
    limit_basis: LimitBasis = LimitBasis.ANNUAL
    synthetic: bool = False
    reason: str = ""
    limit_synthetic: bool = False
    charge_synthetic: bool = False
    assumed: bool = False

    @property
    def variance_pence(self) -> int | None:
        """Limit less charge: favourable (an underspend) is positive."""
        if self.limit_pence is None or self.charged_pence is None:
            return None
        return self.limit_pence - self.charged_pence

    @property
    def status(self) -> DutyStatus:
        """Met, breach or not tested; exactly on the limit is met."""
        variance = self.variance_pence
        if variance is None:
            return DutyStatus.NOT_TESTED
        return DutyStatus.MET if variance >= 0 else DutyStatus.BREACH


def marks(*, synthetic: bool, assumed: bool) -> str:
    """The letters behind a row: `s` for a figure without a published source, `a` for one assumed.

    >>> marks(synthetic=True, assumed=True), marks(synthetic=False, assumed=False)
    ('s a', '')
    """
    return " ".join(letter for letter, is_so in (("s", synthetic), ("a", assumed)) if is_so)
