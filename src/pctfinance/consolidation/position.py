"""The position: every body of a group, and the group beside them.

Nothing in a position is stored or posted. It is computed from what the bodies' ledgers hold, as of
a month, as known on a date, and says so in its heading.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pctfinance.bodies import Body, Group
from pctfinance.calendar import Period
from pctfinance.consolidation.aggregate import Aggregate, aggregate
from pctfinance.consolidation.categories import (
    CategoryLine,
    CategoryTree,
    category_lines,
    sum_lines,
)
from pctfinance.consolidation.charge import DutyInput, body_duties
from pctfinance.consolidation.duties import Basis, Duty, DutyResult
from pctfinance.errors import Finding, UsageError
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Certainty

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SIGN_CONVENTION", "BodyPosition", "Check", "Position", "make_position"]

SIGN_CONVENTION = "favourable positive: variance = limit - charge, budget - cost"
"""The one sign convention of everything that comes out."""


@dataclass(frozen=True, slots=True)
class BodyPosition:
    """One body: its duties, its resource balances and its categories, in pence."""

    body: Body
    duties: tuple[DutyResult, ...]
    balances: Balances
    lines: tuple[CategoryLine, ...]

    @property
    def code(self) -> str:
        """The body's code."""
        return self.body.code

    def duty(self, duty: Duty) -> DutyResult:
        """The result of one duty."""
        return next(result for result in self.duties if result.duty is duty)

    @property
    def anticipated_limit_pence(self) -> int:
        """Revenue resource that is anticipated: no part of the limit that is tested."""
        return self.balances.limit(certainty=Certainty.ANTICIPATED)

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure of this body has no published source."""
        return (
            self.balances.synthetic
            or any(result.synthetic for result in self.duties)
            or any(line.synthetic for line in self.lines)
        )


@dataclass(frozen=True)
class Position:
    """A group's bodies side by side and their aggregate, which is not pooled.

    `known_at` is the last day whose documents are counted. Duties are tested against confirmed
    limits; what is anticipated has a column of its own. `rules` are the duties that the year's
    rulebook knows.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    bodies: tuple[BodyPosition, ...]
    categories: CategoryTree
    rules: tuple[Duty, ...] = tuple(Duty)
    findings: tuple[Finding, ...] = ()

    @property
    def certainty(self) -> Certainty:
        """The certainty of the limits that duties are tested against."""
        return Certainty.CONFIRMED

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(body.contains_synthetic for body in self.bodies)

    def body(self, code: str) -> BodyPosition:
        """The position of one body.

        Raises:
            KeyError: the body is not in this position.
        """
        for body in self.bodies:
            if body.code == code:
                return body
        raise KeyError(code)

    def aggregate(self, duty: Duty = Duty.REVENUE) -> Aggregate:
        """One duty over all bodies, overspends and underspends apart."""
        return aggregate(duty, (body.duty(duty) for body in self.bodies))

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """Every duty that at least one body is tested on or has a limit for, revenue first."""
        return tuple(self.aggregate(duty) for duty in self.duties)

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duties there is anything to say about; the revenue resource limit always."""
        return tuple(
            duty
            for duty in self.rules
            if duty is Duty.REVENUE
            or any(
                (result.limit_pence, result.charged_pence) != (None, None)
                for body in self.bodies
                for result in body.duties
                if result.duty is duty
            )
        )

    def group_lines(self) -> tuple[CategoryLine, ...]:
        """The categories summed over the bodies, in the order of the tree."""
        by_category: dict[str, list[CategoryLine]] = {}
        for body in self.bodies:
            for line in body.lines:
                by_category.setdefault(line.category, []).append(line)
        return tuple(
            sum_lines(code, by_category[code]) for code in self.categories.ordered(by_category)
        )

    @property
    def table(self) -> "pd.DataFrame":
        """The duties as a tidy DataFrame: one row a body and duty, the aggregate's rows last."""
        from pctfinance.consolidation.frames import duties_frame  # noqa: PLC0415 - pandas is heavy

        return duties_frame(self)

    @property
    def category_table(self) -> "pd.DataFrame":
        """The categories as a tidy DataFrame: one row a body and category."""
        from pctfinance.consolidation.frames import categories_frame  # noqa: PLC0415 - as above

        return categories_frame(self)


Check = Callable[[Position, Holdings], Iterable[Finding]]
"""A check of a position: a plain function from it and the holdings to findings."""


def make_position(
    holdings: Holdings,
    group: Group,
    members: Sequence[Body],
    period: Period,
    basis: Basis,
    *,
    known_at: date | None = None,
    categories: CategoryTree | None = None,
    duties: Sequence[Duty] = tuple(Duty),
    checks: Sequence[Check] = (),
) -> Position:
    """The position of a group, or of any set of bodies.

    Args:
        holdings: what the bodies' ledgers hold.
        group: whose position it is; it holds nothing itself.
        members: the bodies, as of the period.
        period: the month that is closed.
        basis: `ytd`, `forecast` or, in month 12, `outturn`.
        known_at: the last day whose documents are counted; `None` counts all.
        categories: names and order of the expenditure categories.
        duties: the duties to test; the revenue resource limit is one of them.
        checks: functions from the position and the holdings to findings.

    Raises:
        UsageError: an outturn is asked for before the year's last month, or the period is of
            another year than the holdings.

    >>> from pctfinance.calendar import FinancialYear
    >>> position = make_position(Holdings.empty(FinancialYear("2011-12")), Group("XYZ", "Two"),
    ...     [Body("5A9", "Barnet PCT")], Period("2011-12 M08"), Basis.FORECAST)
    >>> position.body("5A9").duty(Duty.REVENUE).status.value
    'not_tested'
    """
    if period.year != holdings.year:
        raise UsageError(f"{period} is not in {holdings.year}, the year of these ledgers")
    if basis is Basis.OUTTURN and period.number != len(period.year.periods):
        raise UsageError(
            f"there is no outturn of {period.year} in {period}",
            hint="ask for the forecast, or close the last month",
        )
    rules = tuple(duty for duty in Duty if duty is Duty.REVENUE or duty in duties)

    def body_position(body: Body) -> BodyPosition:
        balances = holdings.resource.balances(body.code, period, known_at)
        lines = category_lines(holdings, balances, body.code, period)
        given = DutyInput(body.code, period, basis, balances, lines)
        return BodyPosition(body, body_duties(holdings, given, rules), balances, lines)

    position = Position(
        group=group,
        period=period,
        basis=basis,
        known_at=known_at,
        bodies=tuple(
            body_position(body) for body in sorted(members, key=lambda member: member.code)
        ),
        categories=categories or CategoryTree(),
        rules=rules,
    )
    findings = tuple(finding for check in checks for finding in check(position, holdings))
    return replace(position, findings=findings)
