"""What an action changes: two positions, their findings, limits and months held against each other.

Pure functions of what was before and what is after. Nothing is netted: each body has its own rows,
and a finding that is gone does not make good a new one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Duty, DutyResult, DutyStatus
from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.lines import SOURCES, Certainty, Funding, Limit
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.months import MonthState

__all__ = [
    "CheckEffect",
    "DutyEffect",
    "Fate",
    "FindingEffect",
    "LimitEffect",
    "MonthEffect",
    "check_effects",
    "duty_effects",
    "finding_effects",
    "limit_effects",
    "month_effects",
]


class Fate(StrEnum):
    """What becomes of a finding."""

    NEW = "new"
    GONE = "gone"
    STAYED = "stayed"


@dataclass(frozen=True, slots=True)
class FindingEffect:
    """One finding and what becomes of it; `before` is what it said, where it said something."""

    fate: Fate
    finding: Finding
    before: Finding | None = None

    @property
    def is_reworded(self) -> bool:
        """Whether it stays and says something else, as a breach by another amount does."""
        return self.before is not None and self.before != self.finding


@dataclass(frozen=True, slots=True)
class DutyEffect:
    """One duty of one body, before and after."""

    before: DutyResult
    after: DutyResult

    @property
    def is_changed(self) -> bool:
        """Whether any figure or the status is another."""
        return self.before != self.after

    @property
    def variance_change_pence(self) -> int | None:
        """By how much the variance changes, in pence; unknown where one of the two is."""
        before, after = self.before.variance_pence, self.after.variance_pence
        return None if before is None or after is None else after - before

    @property
    def is_worse(self) -> bool:
        """Whether a breach is there that was not, or one by more."""
        if self.after.status is not DutyStatus.BREACH:
            return False
        return self.before.status is not DutyStatus.BREACH or (self.after.variance_pence or 0) < (
            self.before.variance_pence or 0
        )


@dataclass(frozen=True, slots=True)
class LimitEffect:
    """The limit of one body in one funding by the year's end, in pence; `None` is not known.

    Expected is what is confirmed and what is anticipated together.
    """

    body: str
    limit: Limit
    funding: Funding
    confirmed_before_pence: int | None
    confirmed_after_pence: int | None
    expected_before_pence: int | None
    expected_after_pence: int | None

    @property
    def confirmed_change_pence(self) -> int:
        """By how much what is confirmed changes."""
        return (self.confirmed_after_pence or 0) - (self.confirmed_before_pence or 0)


@dataclass(frozen=True, slots=True)
class CheckEffect:
    """One check of a position: how many findings it has before and after."""

    check: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """One month of one body whose state changes, or under which something changes."""

    body: str
    period: Period
    before: MonthState
    after: MonthState
    impacted_before: bool
    impacted_after: bool


def finding_effects(
    before: Iterable[Finding], after: Iterable[Finding]
) -> tuple[FindingEffect, ...]:
    """What becomes of each finding: new ones first, then those that are gone, then those that stay.

    A finding of the same code, level and place that says something else has stayed, reworded.

    >>> was, now = (Finding("duty.breach", Level.BREACH, text, Where(body="5A9"))
    ...     for text in ("by £1", "by £2"))
    >>> [(each.fate.value, each.is_reworded) for each in finding_effects([was], [now])]
    [('stayed', True)]
    >>> [each.fate.value for each in finding_effects([was], [])]
    ['gone']
    """
    gone, new = _without(before, after), _without(after, before)
    stayed = [FindingEffect(Fate.STAYED, each, each) for each in _without(after, new)]
    for now in list(new):
        was = next((each for each in gone if _place(each) == _place(now)), None)
        if was is not None:
            new.remove(now)
            gone.remove(was)
            stayed.append(FindingEffect(Fate.STAYED, now, was))
    return (
        *(FindingEffect(Fate.NEW, each) for each in new),
        *(FindingEffect(Fate.GONE, each, each) for each in gone),
        *stayed,
    )


def _without(these: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """The findings without as many of each as there are among others, in their order."""
    left = Counter(others)
    kept = []
    for each in these:
        if left[each]:
            left[each] -= 1
        else:
            kept.append(each)
    return kept


def _place(finding: Finding) -> tuple[str, Level, Where | None]:
    return finding.code, finding.level, finding.where


def duty_effects(before: Position, after: Position) -> Iterator[DutyEffect]:
    """Every duty of every body that is in both positions, the revenue resource limit first.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.consolidation.duties import Basis
    >>> nobody = Position(
    ...     Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (), CategoryTree())
    >>> list(duty_effects(nobody, nobody))
    []
    """
    named = {*before.duties, *after.duties}
    was = {body.code: body for body in before.bodies}
    for duty in (duty for duty in Duty if duty in named):
        for body in after.bodies:
            if body.code in was:
                yield DutyEffect(was[body.code].duty(duty), body.duty(duty))


def limit_effects(
    before: Mapping[str, Balances], after: Mapping[str, Balances]
) -> Iterator[LimitEffect]:
    """The limits that change, by body, limit and funding.

    Args:
        before: the balances of each body by the year's end, as they are.
        after: as they would be.

    >>> list(limit_effects({"5A9": Balances.of([])}, {"5A9": Balances.of([])}))
    []
    """
    for body in sorted({*before, *after}):
        was, now = (_limits(balances.get(body)) for balances in (before, after))
        for key in sorted({*was, *now}):
            pair = was.get(key, (None, None)), now.get(key, (None, None))
            if pair[0] != pair[1]:
                (confirmed, expected), (confirmed_then, expected_then) = pair
                limit, funding = Limit(key[0]), Funding(key[1])
                amounts = (confirmed, confirmed_then, expected, expected_then)
                yield LimitEffect(body, limit, funding, *amounts)


def _limits(balances: Balances | None) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """What is confirmed and what is expected, by limit and funding."""
    cells = (
        [] if balances is None else [c for c in balances.cells.items() if c[0].account in SOURCES]
    )
    found: dict[tuple[str, str], tuple[int | None, int | None]] = {}
    for cell, pence in cells:
        key = cell.strand.limit.value, cell.strand.funding.value
        confirmed, expected = found.get(key, (None, None))
        if cell.strand.certainty is Certainty.CONFIRMED:
            confirmed = (confirmed or 0) + pence
        found[key] = confirmed, (expected or 0) + pence
    return found


def check_effects(
    before: Mapping[str, Sequence[Finding]], after: Mapping[str, Sequence[Finding]]
) -> tuple[CheckEffect, ...]:
    """How many findings each check has, before and after, in the order of the checks.

    >>> check_effects({"breaches": []}, {"breaches": []})
    (CheckEffect(check='breaches', before=0, after=0),)
    """
    return tuple(
        CheckEffect(name, len(before.get(name, ())), len(found)) for name, found in after.items()
    )


def month_effects(
    before: MonthStates, after: MonthStates, bodies: Iterable[str], periods: Sequence[Period]
) -> Iterator[MonthEffect]:
    """The months whose state changes, or under which something changed after they were closed.

    >>> list(month_effects(MonthStates(), MonthStates(), ["5A9"], [Period("2011-12 M08")]))
    []
    """
    for body in bodies:
        for period in periods:
            was, now = (
                (states.state(body, period), states.is_impacted(body, period))
                for states in (before, after)
            )
            if was != now:
                yield MonthEffect(body, period, was[0], now[0], was[1], now[1])
