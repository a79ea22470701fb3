"""The position: every body of a group, and the group beside them.

Nothing in a position is stored or posted. It is computed from what the bodies' ledgers hold, as of
a month, as known on a date, and says so in its heading.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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
from pctfinance.consolidation.outlook import Outlook, body_outlook
from pctfinance.consolidation.rag import Colour, Trend, Worst, worst
from pctfinance.consolidation.recurrence import (
    Resource,
    Spent,
    resource_of,
    spent_of,
    sum_resources,
)
from pctfinance.consolidation.report_lines import LinesOf, ReportLine, report_lines
from pctfinance.consolidation.underlying import Underlying, sum_underlying, underlying_of
from pctfinance.errors import Finding, UsageError, looked_up
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Certainty
from pctfinance.rulebooks import Rag
from pctfinance.rulebooks import Underlying as Rule

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SIGN_CONVENTION", "Asked", "BodyPosition", "Check", "Position", "make_position"]

SIGN_CONVENTION = "favourable positive: variance = limit - charge, budget - cost"
"""The one sign convention of everything that comes out."""


_NOT_ASKED = Underlying(reason="not asked for")


@dataclass(frozen=True, slots=True)
class BodyPosition:
    """One body: its duties, its resource balances and its categories, in pence."""

    body: Body
    duties: tuple[DutyResult, ...]
    balances: Balances
    lines: tuple[CategoryLine, ...]
    outlook: tuple[Outlook, ...] = ()
    underlying: Underlying = _NOT_ASKED
    spent: Spent | None = None

    @property
    def code(self) -> str:
        """The body's code."""
        return self.body.code

    def duty(self, duty: Duty | str) -> DutyResult:
        """The result of one duty.

        Raises:
            NotInReportError: it is none of the duties of this position.
        """
        for result in self.duties:
            if result.duty == duty:
                return result
        return looked_up({each.duty.value: each for each in self.duties}, str(duty), "duty")

    @property
    def resource(self) -> Resource:
        """Its revenue resource: recurrent and non-recurrent, confirmed and expected."""
        return resource_of(self.balances)

    @property
    def lines_of(self) -> LinesOf:
        """Its lines and budgets by category, for a report."""
        return LinesOf(
            self.code, {line.category: line for line in self.lines}, self.resource.categories
        )

    def on(self, duty: Duty) -> Outlook:
        """One duty to date and as forecast."""
        return next(each for each in self.outlook if each.duty is duty)

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

    @property
    def contains_assumed(self) -> bool:
        """Whether any of its actuals to date was assumed, whatever is charged."""
        to_date = (each.ytd.assumed for each in self.outlook)
        return any(result.assumed for result in self.duties) or any(to_date)


@dataclass(frozen=True)
class Position:
    """A group's bodies side by side and their aggregate, which is not pooled.

    `known_at` is the last day whose documents are counted. Duties are tested against confirmed
    limits; what is anticipated has a column of its own. `rules` are the duties that the year's
    rulebook knows. `level` is the kind of the group, or `body` where it is of one body alone;
    `not_in_book` are members of the group that the book holds nothing of. `rag` are the thresholds
    of the colours; without them nothing is rated. `others` are the bodies of the book besides: what
    passes between two bodies is looked for among them too, and told of those of the position.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    bodies: tuple[BodyPosition, ...]
    categories: CategoryTree
    rules: tuple[Duty, ...] = tuple(Duty)
    findings: tuple[Finding, ...] = ()
    not_in_book: tuple[Body, ...] = ()
    level: str = ""
    rag: Rag | None = None
    others: tuple[Body, ...] = ()

    @property
    def looked_among(self) -> tuple[Body, ...]:
        """Its bodies and the others of the book, in order of code."""
        found = (*(body.body for body in self.bodies), *self.others)
        return tuple(sorted(found, key=lambda body: body.code))

    def told(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those of some findings that name one of its bodies."""
        own = {body.code for body in self.bodies}
        for finding in findings:
            named = (finding.where.body if finding.where else None) or ""
            if own & {*named.split(", ")}:
                yield finding

    def told_as(self, code: str) -> tuple[Finding, ...]:
        """Its findings of one code, which a report that is made from it passes on."""
        return tuple(finding for finding in self.findings if finding.code == code)

    @property
    def certainty(self) -> Certainty:
        """The certainty of the limits that duties are tested against."""
        return Certainty.CONFIRMED

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(body.contains_synthetic for body in self.bodies)

    @property
    def contains_assumed(self) -> bool:
        """Whether any actual to date was assumed, and not sent again since."""
        return any(body.contains_assumed for body in self.bodies)

    def body(self, code: str) -> BodyPosition:
        """The position of one body.

        Raises:
            NotInReportError: the body is not in this position.
        """
        for body in self.bodies:
            if body.code == code:
                return body
        return looked_up({body.code: body for body in self.bodies}, code, "body")

    def aggregate(self, duty: Duty = Duty.REVENUE) -> Aggregate:
        """One duty over all bodies, overspends and underspends apart."""
        absent = [body.code for body in self.not_in_book]
        return aggregate(duty, (body.duty(duty) for body in self.bodies), absent)

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
    def resource(self) -> Resource:
        """The bodies' revenue resource summed, by funding and certainty. Nobody holds it."""
        return sum_resources(body.resource for body in self.bodies)

    @property
    def underlying(self) -> Underlying:
        """The bodies' underlying positions summed: known only where each of them is."""
        absent = [body.code for body in self.not_in_book]
        return sum_underlying(((body.code, body.underlying) for body in self.bodies), absent)

    def colour(self, duty: Duty, basis: Basis) -> Worst[Colour]:
        """The worst colour of a duty among the bodies, and the bodies that have it."""
        found = {body.code: body.on(duty).colour(basis) for body in self.bodies if body.outlook}
        return worst(found, tuple(Colour), whole=not self.not_in_book)

    def trend(self, duty: Duty) -> Worst[Trend]:
        """The worst trend of a duty among the bodies, and the bodies that have it."""
        found = {body.code: body.on(duty).trend for body in self.bodies if body.outlook}
        return worst(found, tuple(Trend), whole=not self.not_in_book)

    def report_lines(self, body: str | None = None) -> tuple[ReportLine, ...]:
        """The categories with their subtotals: of one body, or of the group.

        Raises:
            NotInReportError: the body is not in this position.
        """
        chosen = self.bodies if body is None else (self.body(body),)
        lines = [each.lines_of for each in chosen]
        whole = body is not None or not self.not_in_book
        of_group = body is None and self.level != "body"
        return report_lines(self.categories, lines, self.rag, of_group=of_group, whole=whole)

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

    @property
    def report_table(self) -> "pd.DataFrame":
        """Every column of a monthly report: one row a body or the group and a category or subtotal."""
        from pctfinance.consolidation.position_frames import report_frame  # noqa: PLC0415 - as above

        return report_frame(self)

    @property
    def resource_table(self) -> "pd.DataFrame":
        """Revenue limits by funding: one row a body or the group and a certainty."""
        from pctfinance.consolidation.position_frames import resource_frame  # noqa: PLC0415 - as above

        return resource_frame(self)

    @property
    def underlying_table(self) -> "pd.DataFrame":
        """The bridge to the underlying position: one row a body, the group last."""
        from pctfinance.consolidation.position_frames import underlying_frame  # noqa: PLC0415 - as above

        return underlying_frame(self)

    @property
    def rag_table(self) -> "pd.DataFrame":
        """Colours and trends of the duties: one row a body or the group and a duty."""
        from pctfinance.consolidation.position_frames import rag_frame  # noqa: PLC0415 - as above

        return rag_frame(self)


class Asked(NamedTuple):
    """What there is to say about a group besides its bodies, and how its position is judged.

    `level` is the kind of the group unless told otherwise; see `Position` for the others.
    """

    not_in_book: tuple[Body, ...] = ()
    level: str = ""
    rag: Rag | None = None
    underlying: Rule | None = None
    others: tuple[Body, ...] = ()


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
    asked: Asked | None = None,
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
        asked: what else there is to say about the group, and how the rulebook has it judged.

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
    basis = basis.in_month(period)
    about = asked or Asked()
    rules = tuple(duty for duty in Duty if duty is Duty.REVENUE or duty in duties)

    def body_position(body: Body) -> BodyPosition:
        balances = holdings.resource.balances(body.code, period, known_at)
        lines = category_lines(holdings, balances, body.code, period)
        given = DutyInput(body.code, period, basis, balances, lines)
        outlook = body_outlook(holdings, given, rules, known_at)
        forecast = next(each.forecast for each in outlook if each.duty is Duty.REVENUE)
        resource = resource_of(balances)
        underlying = underlying_of(holdings, forecast, resource, period, about.underlying)
        on = {
            Basis.YTD: tuple(each.ytd for each in outlook),
            Basis.FORECAST: tuple(each.forecast for each in outlook),
        }
        duties = on[basis] if basis in on else body_duties(holdings, given, rules)
        charged = sum_lines("all", lines).actual_ytd_pence if lines else None
        spent = spent_of(holdings, body.code, period, charged)
        return BodyPosition(body, duties, balances, lines, outlook, underlying, spent)

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
        not_in_book=about.not_in_book,
        level=about.level or group.kind,
        rag=about.rag,
        others=about.others,
    )
    findings = tuple(finding for check in checks for finding in check(position, holdings))
    return replace(position, findings=findings)
