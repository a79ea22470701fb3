"""Bridges: from one position to another, by cause, so that the causes add up to the penny.

A limit and its budgets are walked: cause by cause, the events of the earlier position give way to
those of the later one, and what each step changes is that cause's. So also what is rounded, such as
the share of a limit that falls to date, adds up. What was charged is parted in two: what is now said
otherwise of the earlier month, and what came with the later one. Nothing is left over, and nothing is
netted between bodies.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.calendar import Period
from pctfinance.consolidation.bridge_causes import RESOURCE_CAUSES, Cause, cause_of
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.grid import Grid, make_grid
from pctfinance.ledger.columns import EventColumns
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Certainty, Limit

__all__ = ["BodyBridge", "BridgeLine", "Ends", "Moment", "bridged", "came_or_went"]

Ints = NDArray[Any]
Bools = NDArray[np.bool_]

_REVENUE = list(Duty).index(Duty.REVENUE)
_OF_LIMIT = list(Limit).index(Limit.REVENUE)
_CONFIRMED = list(Certainty).index(Certainty.CONFIRMED)


class Moment(NamedTuple):
    """One side of a bridge: the month, what is charged, and what was known and recorded by then."""

    period: Period
    basis: Basis
    known_at: date | None = None
    until: int | None = None


class Ends(NamedTuple):
    """The figures at one end, in pence; `None` where a limit or a charge is not known."""

    limit_pence: int | None
    budget_pence: int
    charge_pence: int | None

    @property
    def variance_pence(self) -> int | None:
        """Limit less charge: an underspend is positive."""
        if self.limit_pence is None or self.charge_pence is None:
            return None
        return self.limit_pence - self.charge_pence


class BridgeLine(NamedTuple):
    """What one cause changed of a body, in pence: of its limit, of one category's budget or charge.

    `category` is empty where the limit moved, and the account where a reserve did. More charge is
    positive in `charge_pence`.
    """

    cause: Cause
    category: str
    limit_pence: int = 0
    budget_pence: int = 0
    charge_pence: int = 0

    @property
    def variance_pence(self) -> int:
        """What it did to the variance: favourable is positive."""
        return self.limit_pence - self.charge_pence


@dataclass(frozen=True, slots=True)
class BodyBridge:
    """One body from start to end: start + lines = end, for limit, budget and charge alike.

    Where a charge is not known at either end, no line tells of charges. A body that was a member at
    one end alone has nothing at the other, and its lines are of the one cause that is `membership`.
    """

    body: str
    start: Ends
    end: Ends
    lines: tuple[BridgeLine, ...]
    membership: Cause | None = None

    def by_cause(self) -> dict[Cause, BridgeLine]:
        """The lines summed over the categories, in the order of `Cause`."""
        sums: dict[Cause, list[int]] = {}
        for line in self.lines:
            found = sums.setdefault(line.cause, [0, 0, 0])
            for at, pence in enumerate((line.limit_pence, line.budget_pence, line.charge_pence)):
                found[at] += pence
        return {cause: BridgeLine(cause, "", *sums[cause]) for cause in Cause if cause in sums}


def bridged(
    columns: EventColumns,
    events: Sequence[Event],
    bodies: Sequence[str],
    start: Moment,
    end: Moment,
) -> tuple[BodyBridge, ...]:
    """The bridges of some bodies from one moment to another, of their revenue resource.

    Args:
        columns: the events of the year as columns.
        events: the same events, row by row.
        bodies: codes.
        start: where the bridges begin.
        end: where they end; a month no earlier than that of the start.

    Raises:
        ValueError: the end is earlier than the start, one of them is to date and the other of the
            whole year, or the events are not those of the columns.

    >>> from pctfinance.calendar import FinancialYear
    >>> year = FinancialYear("2011-12")
    >>> start, end = (Moment(year.period(month), Basis.FORECAST) for month in (7, 8))
    >>> bridged(EventColumns.empty(year), [], ["5A9"], start, end)[0].end.variance_pence is None
    True
    """
    to_date = [moment.basis is Basis.YTD for moment in (start, end)]
    if end.period.number < start.period.number or len(set(to_date)) > 1:
        msg = "a bridge leads to the same month or a later one, and not from one part of a year to all"
        raise ValueError(msg)
    if len(events) != columns.count:
        msg = f"{len(events)} events are not the {columns.count} of the columns"
        raise ValueError(msg)
    return tuple(_Bridging(columns, events, tuple(bodies), start, end).bridges())


def came_or_went(
    columns: EventColumns, bodies: Sequence[str], moment: Moment, cause: Cause
) -> tuple[BodyBridge, ...]:
    """The bridges of bodies that were members at one end alone: all that they had there, or have.

    Args:
        columns: the events of the year as columns.
        bodies: codes.
        moment: the end at which they were members.
        cause: `Cause.JOINED` where that is the end of the bridge, `Cause.LEFT` where it is the start.

    >>> from pctfinance.calendar import FinancialYear
    >>> year = FinancialYear("2011-12")
    >>> moment = Moment(year.period(6), Basis.FORECAST)
    >>> gone = came_or_went(EventColumns.empty(year), ["5K8"], moment, Cause.LEFT)[0]
    >>> gone.end, gone.membership.value
    (Ends(limit_pence=None, budget_pence=0, charge_pence=None), 'left the group')
    """
    walk = _Bridging(columns, (), tuple(bodies), moment, moment)
    return tuple(walk.came_or_went(cause))


class _Bridging:
    def __init__(
        self,
        columns: EventColumns,
        events: Sequence[Event],
        bodies: tuple[str, ...],
        start: Moment,
        end: Moment,
    ) -> None:
        self._columns, self._events, self._bodies = columns, events, bodies
        self._start, self._end = start, end

    def bridges(self) -> Iterator[BodyBridge]:
        first, last = (self._grid(moment) for moment in (self._start, self._end))
        # What the later book says of the earlier month.
        again = self._grid(self._start._replace(known_at=self._end.known_at, until=self._end.until))
        walked = list(self._walk())
        for row, body in enumerate(self._bodies):
            ends = [self._ends(grid, moment, row) for grid, moment in self._sides(first, last)]
            lines = [line for part in walked for line in _resource_lines(part, row, self._names)]
            if self._end.basis is Basis.YTD and None in (ends[0].limit_pence, ends[1].limit_pence):
                # A share of a limit that is not known is nothing that could have moved.
                lines = [line for line in lines if not line.limit_pence]
            if None not in (ends[0].charge_pence, ends[1].charge_pence):
                lines += self._charges(first, again, last, row)
            yield BodyBridge(body, ends[0], ends[1], tuple(lines))

    def came_or_went(self, cause: Cause) -> Iterator[BodyBridge]:
        """What the bodies have at the moment, come or gone with them."""
        grid, moment, sign = (
            self._grid(self._start),
            self._start,
            1 if cause is Cause.JOINED else -1,
        )
        for row, body in enumerate(self._bodies):
            had = self._ends(grid, moment, row)
            nothing = Ends(_none_of(had.limit_pence), 0, _none_of(had.charge_pence))
            charges = grid.measures[_charge(moment.basis)][row] * (had.charge_pence is not None)
            budgets = grid.measures[_budget(moment.basis)][row]
            lines = [
                BridgeLine(cause, name, 0, sign * int(budget), sign * int(charge))
                for name, budget, charge in zip(self._names, budgets, charges, strict=True)
                if budget or charge
            ]
            if had.limit_pence:
                lines.insert(0, BridgeLine(cause, "", limit_pence=sign * had.limit_pence))
            ends = (nothing, had) if cause is Cause.JOINED else (had, nothing)
            yield BodyBridge(body, *ends, tuple(lines), cause)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self._columns.categories)

    def _sides(self, first: Grid, last: Grid) -> tuple[tuple[Grid, Moment], ...]:
        return (first, self._start), (last, self._end)

    def _grid(self, moment: Moment) -> Grid:
        standing = self._columns.standing(moment.period, moment.known_at, moment.until)
        return make_grid(standing, self._bodies, moment.basis)

    def _ends(self, grid: Grid, moment: Moment, row: int) -> Ends:
        known, charged = grid.limit_known[_REVENUE, row], grid.charged_known[_REVENUE, row]
        return Ends(
            int(grid.limit_pence[_REVENUE, row]) if known else None,
            int(grid.measures[_budget(moment.basis)][row].sum()),
            int(grid.charged_pence[_REVENUE, row]) if charged else None,
        )

    def _charges(self, first: Grid, again: Grid, last: Grid, row: int) -> Iterator[BridgeLine]:
        """What is now said otherwise of the start's month, and what came after it."""
        before, after = (
            grid.measures[_charge(moment.basis)][row] for grid, moment in self._sides(first, last)
        )
        between = again.measures[_charge(self._start.basis)][row]
        if not again.charged_known[_REVENUE, row]:
            between = before  # nothing can be said of that month any more
        later = Cause.ACTUALS if self._end.basis is Basis.YTD else Cause.FORECAST_CHANGE
        same = self._start.period == self._end.period and self._start.basis is self._end.basis
        for cause, change in (
            (Cause.RESTATEMENT, between - before),
            (Cause.RESTATEMENT if same else later, after - between),
        ):
            for at in np.flatnonzero(change).tolist():
                yield BridgeLine(cause, self._names[at], charge_pence=int(change[at]))

    def _walk(self) -> Iterator["_Step"]:
        """The steps from the resource of the start to that of the end, cause by cause."""
        told = [self._counted(moment) for moment in (self._start, self._end)]
        differs, causes = told[0] != told[1], self._causes()
        mask, before = told[0], self._resource(told[0], self._start)
        for place, cause in enumerate(RESOURCE_CAUSES):
            turned = differs & (causes == place)
            # The first cause is that another month has come, whatever else did.
            if turned.any() or cause is Cause.PHASING:
                mask = np.where(turned, told[1], mask)
                after = self._resource(mask, self._end)
                yield _Step(cause, after.limit - before.limit, after.budget - before.budget)
                before = after

    def _causes(self) -> NDArray[np.int64]:
        """The place of each event's cause. What posts no lines can only bear on how budgets fall.

        Raises:
            ValueError: an event posts lines and is of no cause that is known.
        """
        posts = np.zeros(self._columns.count, dtype=bool)
        posts[self._columns.lines["event"]] = True
        by_sequence = {event.sequence: event for event in self._events}
        causes = np.full(self._columns.count, RESOURCE_CAUSES.index(Cause.PHASING))
        for row, event in enumerate(self._events):
            if isinstance(event.what, Reversal) or posts[row]:
                cause = cause_of(event, by_sequence)
                if cause is None:
                    msg = f"no cause is known of {event.what.kind}"
                    raise ValueError(msg)
                causes[row] = RESOURCE_CAUSES.index(cause)
        return causes

    def _counted(self, moment: Moment) -> Bools:
        """The events that were told by a moment; of resource, those that count up to its month."""
        events, columns = self._columns.events, self._columns
        told = np.ones(columns.count, dtype=bool)
        if moment.until is not None:
            told &= events["sequence"] <= moment.until
        if moment.known_at is not None:
            told &= events["notified"] <= moment.known_at.toordinal()
        resource = events["corrects"] > 0
        resource[columns.lines["event"]] = True
        told &= ~resource | (events["month"] <= moment.period.number)
        return told

    def _resource(self, mask: Bools, moment: Moment) -> "_Resource":
        """Limits and budgets, if only these events had come."""
        kept = _only(self._columns, mask)
        grid = make_grid(kept.standing(moment.period), self._bodies, moment.basis)
        return _Resource(grid.limit_pence[_REVENUE], grid.measures[_budget(moment.basis)])


class _Resource(NamedTuple):
    limit: Ints
    budget: Ints


class _Step(NamedTuple):
    cause: Cause
    limit: Ints
    budget: Ints


def _none_of(pence: int | None) -> int | None:
    """Nothing; and not known where it is not known what there was."""
    return None if pence is None else 0


def _resource_lines(step: _Step, row: int, names: Sequence[str]) -> Iterator[BridgeLine]:
    if step.limit[row]:
        yield BridgeLine(step.cause, "", limit_pence=int(step.limit[row]))
    for at in np.flatnonzero(step.budget[row]).tolist():
        yield BridgeLine(step.cause, names[at], budget_pence=int(step.budget[row, at]))


def _budget(basis: Basis) -> str:
    return "budget_ytd_pence" if basis is Basis.YTD else "budget_pence"


def _charge(basis: Basis) -> str:
    return "forecast_pence" if basis is Basis.FORECAST else "actual_ytd_pence"


def _only(columns: EventColumns, mask: Bools) -> EventColumns:
    """The columns of some of the events; places of bodies and categories stay."""
    place = np.cumsum(mask) - 1

    def rows(table: Mapping[str, NDArray[np.int64]]) -> dict[str, NDArray[np.int64]]:
        at = mask[table["event"]]
        found = {name: column[at] for name, column in table.items()}
        found["event"] = place[found["event"]]
        return found

    events = {name: column[mask] for name, column in columns.events.items()}
    kept = frozenset(events["sequence"].tolist())
    return replace(
        columns,
        events=events,
        lines=rows(columns.lines),
        figures=rows(columns.figures),
        journals=tuple(event for event in columns.journals if event.sequence in kept),
        payments=(),  # cash is no part of it
    )
