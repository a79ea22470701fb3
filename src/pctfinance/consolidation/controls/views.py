"""What a control looks at: a month of a group, one of its bodies, and the figures by their names.

A view only answers. It also makes the findings of the control that looks, so that each carries the
control's code and severity, its place, and what it rests on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pctfinance.bodies import Body, Register
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.close_tasks import BodyMonth
from pctfinance.consolidation.duties import Duty, DutyResult
from pctfinance.consolidation.evidence import figure_ground, limit_ground, with_sequence
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.decisions.states import Transfer
from pctfinance.errors import Finding, Ground, Level, UsageError, Where
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, Holdings
from pctfinance.ledger.lines import Certainty, Funding, Limit
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.reversals import without_reversed
from pctfinance.rulebooks import Controls, Rulebook

__all__ = ["BodyView", "GroupView", "MonthView", "NotApplicable"]


class NotApplicable(NamedTuple):
    """A control has nothing to look at in a body, and why."""

    reason: str


@dataclass(frozen=True)
class MonthView:
    """One month of a group: its position, and what the position was made from.

    `months` are the states of the bodies' months, `cells` gives balance cells by their hash, and
    `transfers` is what had become of each transfer by the month's end. `sequence` is the last event that
    counts. `gone` are bodies that left the group before, where they are asked for. `known_at` is the
    last day whose documents and decisions count, where one was asked for: a position names a day of
    its own, by its documents.
    `book` is the same month of all bodies of the book, where the group is another one.
    """

    position: Position
    holdings: Holdings
    months: MonthStates
    cells: CellsOf
    rulebook: Rulebook
    register: Register
    transfers: Mapping[str, Transfer] = field(default_factory=dict)
    sequence: int | None = None
    gone: tuple[BodyPosition, ...] = ()
    known_at: date | None = None
    book: "MonthView | None" = None

    @property
    def bodies(self) -> tuple[BodyPosition, ...]:
        """The bodies of the position, and those that are looked at though they left the group."""
        return (*self.position.bodies, *self.gone)

    @property
    def period(self) -> Period:
        """The month."""
        return self.position.period

    @cached_property
    def _events(self) -> dict[str, tuple[Event, ...]]:
        return {}

    def events(self, body: str) -> tuple[Event, ...]:
        """The events of a body that count for the year up to the month, as known; none reversed."""
        if body not in self._events:  # every control asks for them
            standing = self.holdings.resource.standing(body, self.period, self.known_at)
            self._events[body] = tuple(without_reversed(standing))
        return self._events[body]


@dataclass(frozen=True)
class GroupView:
    """What a control of a whole group looks at.

    `month` is the month, `code` and `severity` are those of the findings that it makes.
    """

    month: MonthView
    code: str
    severity: Level

    @property
    def position(self) -> Position:
        """The position of the group: its bodies side by side."""
        return self.month.position

    @property
    def period(self) -> Period:
        """The month."""
        return self.month.period

    @property
    def holdings(self) -> Holdings:
        """What the bodies' ledgers hold."""
        return self.month.holdings

    @property
    def rulebook(self) -> Rulebook:
        """The rules of the year."""
        return self.month.rulebook

    @property
    def rules(self) -> Controls:
        """The thresholds of controls that the rulebook states.

        Raises:
            UsageError: it states none.
        """
        stated = self.rulebook.controls
        if stated is None:
            raise UsageError("the rulebook states no thresholds of controls", hint="add [controls]")
        return stated

    @property
    def bodies(self) -> "tuple[BodyView, ...]":
        """Each body that is looked at."""
        return tuple(
            BodyView(self.month, self.code, self.severity, body) for body in self.month.bodies
        )

    def found(
        self,
        message: str,
        *evidence: Ground,
        body: str = "",
        hint: str = "",
        severity: Level | str | None = None,
    ) -> Finding:
        """A finding of this control.

        Args:
            message: what is wrong, in one sentence.
            evidence: the figures and facts that it rests on.
            body: the bodies that it is about, by code and with commas; none where it is the group.
            hint: what to do.
            severity: where it is another than that of the control.
        """
        level = self.severity if severity is None else Level(severity)
        where = Where(body=body or None, period=str(self.period))
        finding = Finding(self.code, level, message, where, hint, evidence)
        return with_sequence(finding, self.month.sequence)

    def not_applicable(self, reason: str) -> NotApplicable:
        """There is nothing to look at, and why."""
        return NotApplicable(reason)


@dataclass(frozen=True)
class BodyView(GroupView):
    """What a control looks at: one body in one month.

    Amounts are integer pence; a cost, a budget and a limit are positive, an underspend too.
    """

    at: BodyPosition

    @property
    def body(self) -> Body:
        """The body."""
        return self.at.body

    @property
    def balances(self) -> Balances:
        """The body's resource as of the month: limits, budgets, reserves."""
        return self.at.balances

    @property
    def limit_pence(self) -> int:
        """The body's confirmed revenue resource limit, in pence."""
        return self.balances.limit()

    @property
    def lines(self) -> tuple[CategoryLine, ...]:
        """The body's categories with budgets, costs to date and forecasts."""
        return self.at.lines

    def line(self, category: str) -> CategoryLine | None:
        """One category of the body; `None` where it has none of that code."""
        return next((line for line in self.lines if line.category == category), None)

    def duty(self, duty: Duty | str) -> DutyResult:
        """The result of one duty, such as `revenue_resource_limit`.

        Raises:
            UsageError: there is no such duty.
        """
        try:
            wanted = Duty(duty)
        except ValueError as error:
            raise UsageError(f"{duty!r} is no duty", hint=f"use {', '.join(Duty)}") from error
        return self.at.duty(wanted)

    @property
    def events(self) -> tuple[Event, ...]:
        """The body's events that count for the year up to the month, as known; none reversed."""
        return self.month.events(self.body.code)

    @cached_property
    def for_tasks(self) -> BodyMonth:
        """The same body and month, as the tasks of a month's end look at it."""
        month = self.month
        return BodyMonth(self.body.code, self.period, self.holdings, month.months, month.cells)

    def balances_of(self, period: Period) -> Balances:
        """The body's resource as of another month."""
        known_at = self.month.known_at
        return self.holdings.resource.balances(self.body.code, period, known_at)

    def name_of(self, category: str) -> str:
        """The heading of a category."""
        return self.position.categories.name(category)

    def found(
        self,
        message: str,
        *evidence: Ground,
        body: str = "",
        hint: str = "",
        severity: Level | str | None = None,
    ) -> Finding:
        """A finding about this body; see `GroupView.found`."""
        whose = body or self.body.code
        return super().found(message, *evidence, body=whose, hint=hint, severity=severity)

    def figure(
        self, measure: str, *, category: str | None = None, duty: Duty | str | None = None
    ) -> Ground:
        """One figure of the position as evidence: its words, its value, and its name for a trace.

        Args:
            measure: one of `consolidation.figure_ref.MEASURES`, such as `budget` or `charged`.
            category: the category that it is of.
            duty: or the duty that it is of.

        Raises:
            UsageError: there is no such measure, or what it is of is not said once.
        """
        of = None if duty is None else Duty(duty)
        return figure_ground(self.position, self.at, measure, category=category, duty=of)

    def limit_figure(
        self,
        *,
        certainty: Certainty = Certainty.CONFIRMED,
        funding: Funding | None = None,
        limit: Limit = Limit.REVENUE,
    ) -> Ground:
        """A limit of the body as evidence: confirmed or anticipated, of all funding or of one."""
        return limit_ground(
            self.position, self.at, certainty=certainty, funding=funding, limit=limit
        )

    def figures(self, category: str, *measures: str) -> Iterator[Ground]:
        """Several figures of one category as evidence."""
        for measure in measures:
            yield self.figure(measure, category=category)
