"""How far delegation has come: month by month, against its milestones and its trajectory.

Everything here follows from the events: a share as of each month, a milestone as it stood at the end
of its day, the conditions that a delegate met.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.delegations import Share, body_delegation
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.delegation_facts import (
    ConditionStated,
    DenominatorWord,
    TrajectoryStated,
)
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.rulebooks import Milestone

__all__ = [
    "Condition",
    "MilestoneResult",
    "MilestoneStatus",
    "MonthShare",
    "conditions_of",
    "milestones_of",
    "months_of",
]


@dataclass(frozen=True, slots=True)
class MonthShare:
    """What one body has delegated at the end of a month, by both denominators.

    `planned` is the share that its trajectory asks for, of `planned_of`; `None` where it says nothing.
    """

    body: str
    period: Period
    delegated_pence: int
    of_total: Share
    of_eligible: Share
    planned: Decimal | None = None
    planned_of: DenominatorWord | None = None

    def share(self, denominator: DenominatorWord) -> Share:
        """The share by one of the two denominators."""
        return self.of_total if denominator == "total-budget" else self.of_eligible

    @property
    def is_behind(self) -> bool | None:
        """Whether less is delegated than was planned, exactly; `None` where nothing can be said."""
        if self.planned is None or self.planned_of is None:
            return None
        share = self.share(self.planned_of).fraction
        return None if share is None else share < self.planned


def months_of(
    ledger: ResourceLedger,
    body: str,
    as_of: Period,
    known_at: date | None = None,
    *,
    not_eligible: Collection[str] | None = None,
    tree: CategoryTree | None = None,
) -> tuple[MonthShare, ...]:
    """The shares of one body at the end of each month of the year so far, as known on a date.

    For the arguments see `body_delegation`.

    >>> [month.of_total.percent for month in months_of(ResourceLedger(), "5A9", Period("2011-12 M02"))]
    ['-', '-']
    """
    trajectory = _trajectory(ledger, body, as_of, known_at)
    months = []
    for period in as_of.year.periods[: as_of.number]:
        split = body_delegation(
            ledger, body, period, known_at, not_eligible=not_eligible, tree=tree
        )
        months.append(
            MonthShare(
                body,
                period,
                split.delegated_pence,
                split.of_total,
                split.of_eligible,
                trajectory.planned(period.number) if trajectory else None,
                trajectory.denominator if trajectory else None,
            )
        )
    return tuple(months)


def _trajectory(
    ledger: ResourceLedger, body: str, as_of: Period, known_at: date | None
) -> TrajectoryStated | None:
    """The last trajectory that was stated; one stated on a later day takes its place."""
    last: tuple[date, int] | None = None
    found = None
    for event in ledger.standing(body, as_of, known_at):
        what = event.what
        if isinstance(what, TrajectoryStated) and (
            last is None or (event.effective, event.sequence) > last
        ):
            last, found = (event.effective, event.sequence), what
    return found


class MilestoneStatus(StrEnum):
    """Whether a milestone was reached by its day."""

    MET = "met"
    MET_LATE = "met late"
    NOT_MET = "not met"
    NOT_DUE = "not due yet"
    NOT_TESTED = "not tested"


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    """One milestone of one body: whether it was reached, and in words what was there or is missing."""

    body: str
    by: date
    requires: str
    status: MilestoneStatus
    words: str
    source: str

    @property
    def finding(self) -> Finding | None:
        """What a person is told of a milestone that was not reached."""
        if self.status is not MilestoneStatus.NOT_MET:
            return None
        return Finding(
            "delegation.milestone",
            Level.WARNING,
            f"{self.requires}, by {self.by.isoformat()}: not met, {self.words}",
            Where(body=self.body, period=str(Period.of(self.by))),
        )


def milestones_of(
    ledger: ResourceLedger,
    body: str,
    as_of: Period,
    known_at: date | None = None,
    *,
    milestones: Sequence[Milestone],
    denominator: DenominatorWord,
    not_eligible: Collection[str] | None = None,
    tree: CategoryTree | None = None,
) -> tuple[MilestoneResult, ...]:
    """Every milestone of the year for one body.

    A milestone is met by what counted on its day and was notified by then. What came later is met
    late, with the month from which it counts.

    Args:
        ledger: the resource ledger.
        body: code of the statutory body.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.
        milestones: those of the rulebook.
        denominator: which share is looked at.
        not_eligible: see `body_delegation`.
        tree: which category belongs to which.

    >>> milestones_of(ResourceLedger(), "5A9", Period("2011-12 M08"), milestones=(),
    ...     denominator="total-budget")
    ()
    """
    at = _At(ledger, body, as_of, known_at, denominator, not_eligible, tree)
    return tuple(at.result(milestone) for milestone in milestones)


@dataclass(frozen=True)
class _At:
    """One body as of a month."""

    ledger: ResourceLedger
    body: str
    as_of: Period
    known_at: date | None
    denominator: DenominatorWord
    not_eligible: Collection[str] | None
    tree: CategoryTree | None

    def result(self, milestone: Milestone) -> MilestoneResult:
        if milestone.test is None:
            status, words = MilestoneStatus.NOT_TESTED, "the rulebook does not say how it is tested"
        elif milestone.by > self.as_of.end:
            _, words = self._stands(milestone, self.as_of, self.known_at)
            status = MilestoneStatus.NOT_DUE
        else:
            status, words = self._settled(milestone)
        return MilestoneResult(
            self.body, milestone.by, milestone.requires, status, words, milestone.source
        )

    def _settled(self, milestone: Milestone) -> tuple[MilestoneStatus, str]:
        known = min(milestone.by, self.known_at) if self.known_at else milestone.by
        due = Period.of(milestone.by)
        is_met, words = self._stands(milestone, due, known, milestone.by)
        if is_met:
            return MilestoneStatus.MET, words
        for period in self.as_of.year.periods[due.number - 1 : self.as_of.number]:
            is_met, later = self._stands(milestone, period, self.known_at)
            if is_met:
                return MilestoneStatus.MET_LATE, f"by then {words}; as of {period} {later}"
        return MilestoneStatus.NOT_MET, words

    def _stands(
        self, milestone: Milestone, period: Period, known_at: date | None, by: date | None = None
    ) -> tuple[bool, str]:
        """Whether it is reached as of a month (up to the day `by` within it), and in words."""
        ledger = self.ledger
        if by is not None:
            ledger = ResourceLedger(
                tuple(e for e in ledger.events if e.body == self.body and e.effective <= by)
            )
        if milestone.test == "trajectory":
            return _trajectory_stands(_trajectory(ledger, self.body, period, known_at))
        split = body_delegation(
            ledger, self.body, period, known_at, not_eligible=self.not_eligible, tree=self.tree
        )
        share = split.share(self.denominator)
        if share.of_pence is None:
            return False, "nobody said which categories are not eligible, so there is no percentage"
        if share.fraction is None:
            return False, "there was no budget to take a percentage of"
        if share.delegated_pence <= 0:
            return False, "nothing was delegated"
        return True, f"{share} was delegated"


def _trajectory_stands(trajectory: TrajectoryStated | None) -> tuple[bool, str]:
    if trajectory is None:
        return False, "no trajectory was stated"
    last = trajectory.points[-1]
    share = Share(*last.share.as_integer_ratio(), trajectory.denominator)
    return True, f"a trajectory to {share} by month {last.month} was stated"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of earned autonomy of one delegate, as one body stated it last.

    `met_on` is `None` where it was stated as not met; `reference` names the evidence.
    """

    body: str
    delegate: str
    condition: str
    met_on: date | None
    reference: str


def conditions_of(
    ledger: ResourceLedger, bodies: Iterable[str], as_of: Period, known_at: date | None = None
) -> tuple[Condition, ...]:
    """The conditions of earned autonomy that were stated, by delegate; the last statement stands.

    >>> conditions_of(ResourceLedger(), ["5A9"], Period("2011-12 M08"))
    ()
    """
    last: dict[tuple[str, str, str], tuple[date, int, Condition]] = {}
    for place, at, number, condition in _conditions(ledger, bodies, as_of, known_at):
        if place not in last or (at, number) > last[place][:2]:
            last[place] = (at, number, condition)
    return tuple(last[place][2] for place in sorted(last))


def _conditions(
    ledger: ResourceLedger, bodies: Iterable[str], as_of: Period, known_at: date | None
) -> Iterator[tuple[tuple[str, str, str], date, int, Condition]]:
    for body in bodies:
        for event in ledger.standing(body, as_of, known_at):
            what = event.what
            if isinstance(what, ConditionStated):
                place = (what.delegate, body, what.condition)
                found = Condition(body, what.delegate, what.condition, what.met_on, event.reference)
                yield place, event.effective, event.sequence, found
