"""Two checks of money beside delegation: development money a head, and legacy debt to zero.

Both are statements. Neither moves anything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pctfinance.calendar import Period
from pctfinance.consolidation.delegations import BodyDelegation
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import BroughtForward
from pctfinance.ledger.lines import Account, Certainty, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import without_reversed
from pctfinance.money import show_exact

__all__ = ["DebtMonth", "DevelopmentCheck", "development_checks", "legacy_debt"]


@dataclass(frozen=True, slots=True)
class DevelopmentCheck:
    """Development money of one delegate against the minimum a head, in pence (SOM 28).

    `found_pence` is what the bodies looked at have delegated to it in the categories that count.
    """

    delegate: str
    population: int | None
    per_head_pence: int
    found_pence: int

    @property
    def required_pence(self) -> int | None:
        """The minimum: population times the amount a head; `None` without a population.

        >>> DevelopmentCheck("03F", 288_700, 200, 0).required_pence
        57740000
        """
        return None if self.population is None else self.population * self.per_head_pence

    @property
    def gap_pence(self) -> int | None:
        """What is missing to the minimum, never below zero."""
        required = self.required_pence
        return None if required is None else max(0, required - self.found_pence)

    @property
    def finding(self) -> Finding | None:
        """What a person is told where the minimum is not reached, or cannot be looked at."""
        if self.gap_pence == 0:
            return None
        if self.gap_pence is None:
            message = (
                f"{self.delegate}: the register holds no population, so the minimum is not tested"
            )
            hint = "give the register its population"
        else:
            message = (
                f"{self.delegate}: development money of {show_exact(self.found_pence)} is "
                f"{show_exact(self.gap_pence)} short of {show_exact(self.per_head_pence)} a head of "
                f"{self.population:,} ({show_exact(self.required_pence)})"
            )
            hint = "delegate the rest, or name what bodies outside this book give"
        return Finding("delegation.development", Level.WARNING, message, hint=hint)


def development_checks(
    bodies: Iterable[BodyDelegation],
    categories: Collection[str],
    populations: Mapping[str, int | None],
    per_head_pence: int,
) -> tuple[DevelopmentCheck, ...]:
    """The check of every delegate in `populations`, in order of code.

    Args:
        bodies: what each body has delegated.
        categories: the categories that count as development money.
        populations: persons by delegate, `None` where unknown.
        per_head_pence: the minimum a head, in pence.

    >>> [check.gap_pence for check in development_checks([], ["development"], {"03F": 10}, 200)]
    [2000]
    """
    found: dict[str, int] = defaultdict(int)
    for body in bodies:
        for cell in body.cells:
            if cell.category in categories:
                found[cell.delegate] += cell.pence
    return tuple(
        DevelopmentCheck(delegate, populations[delegate], per_head_pence, found[delegate])
        for delegate in sorted(populations)
    )


@dataclass(frozen=True, slots=True)
class DebtMonth:
    """One body's legacy debt at the end of a month, in pence.

    `debt_pence` is the deficits of earlier years that lowered this year's limit, a positive amount.
    `unallocated_pence` is the confirmed resource with no use; below zero, resource is still to be
    found. Of the debt, `to_find_pence` has nothing behind it yet. `gave` is what raised the
    unallocated resource in the month, by kind of event.
    """

    body: str
    period: Period
    debt_pence: int
    unallocated_pence: int
    gave: tuple[tuple[str, int], ...] = ()

    @property
    def to_find_pence(self) -> int:
        """The part of the debt for which resource is still to be found.

        >>> DebtMonth("5A9", Period("2011-12 M08"), 300, -200).to_find_pence
        200
        """
        return min(self.debt_pence, max(0, -self.unallocated_pence))

    @property
    def found_pence(self) -> int:
        """The part that is covered: the rest of the debt."""
        return self.debt_pence - self.to_find_pence


def legacy_debt(
    ledger: ResourceLedger, body: str, as_of: Period, known_at: date | None = None
) -> tuple[DebtMonth, ...]:
    """One body's legacy debt month by month, from the first month that has one; else nothing.

    A deficit that was brought forward lowers the limit. It is recovered as far as the year's uses
    fit into what is left, so as far as confirmed unallocated resource is not below zero. Whether
    the body then keeps to its limit is the duty's to say.

    Args:
        ledger: the resource ledger.
        body: code of the statutory body.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.

    >>> legacy_debt(ResourceLedger(), "5A9", Period("2011-12 M08"))
    ()
    """
    by_month: dict[Period, list[Event]] = defaultdict(list)
    for event in without_reversed(ledger.standing(body, as_of, known_at)):
        by_month[event.period].append(event)
    debt = unallocated = 0
    months: list[DebtMonth] = []
    for period in as_of.year.periods[: as_of.number]:
        gave: dict[str, int] = defaultdict(int)
        for event in by_month[period]:
            if isinstance(event.what, BroughtForward):
                debt += max(0, -event.what.pence)
            change = _unallocated_change(event)
            unallocated += change
            if change > 0:
                gave[event.what.kind] += change
        if debt:
            months.append(DebtMonth(body, period, debt, unallocated, tuple(sorted(gave.items()))))
    return tuple(months)


def _unallocated_change(event: Event) -> int:
    """What an event adds to confirmed unallocated revenue resource."""
    return -sum(
        line.pence
        for line in event.lines
        if line.account is Account.UNALLOCATED
        and line.strand.limit is Limit.REVENUE
        and line.strand.certainty is Certainty.CONFIRMED
    )
