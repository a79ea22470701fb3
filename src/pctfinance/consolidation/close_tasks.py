"""What has to be done before a body's month is closed: plain functions that look and change nothing.

A task is done, not done, or not needed, and says why. Tasks marked `must` are told as errors when
the controls run: a month is then closed only where somebody accepts them with a reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.commitments import body_commitments, unregularised
from pctfinance.consolidation.gaps import (
    forecast_gap,
    missing_actuals,
    missing_months,
    months_in_words,
)
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.charges import UNMAPPED
from pctfinance.ledger.holdings import CellsOf, Holdings
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.loads import LedgerLoaded
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.months import MonthState
from pctfinance.money import show_exact

__all__ = ["TASKS", "BodyMonth", "Task", "TaskResult", "TaskState", "open_tasks"]

_OPEN_RESERVES = (Account.UNALLOCATED, Account.UNFUNDED)


class TaskState(StrEnum):
    """What a task's test says."""

    DONE = "done"
    NOT_DONE = "not done"
    NOT_NEEDED = "not needed"


class TaskResult(NamedTuple):
    """The state of a task, and why it is so; a task that is simply done needs no reason."""

    state: TaskState
    reason: str = ""


@dataclass(frozen=True)
class BodyMonth:
    """What a task looks at: one body in one month, and what its ledgers hold."""

    body: str
    period: Period
    holdings: Holdings
    months: MonthStates
    cells: CellsOf

    @cached_property
    def balances(self) -> Balances:
        """The body's resource as of the month."""
        return self.holdings.resource.balances(self.body, self.period)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits that the body is held against: revenue, and those it was given."""
        known = self.balances.limits
        return tuple(limit for limit in Limit if limit is Limit.REVENUE or limit in known)

    @property
    def state(self) -> MonthState:
        """Where the month stands."""
        return self.months.state(self.body, self.period)


class Task(NamedTuple):
    """One task: its name for programs, its title for people, and its test."""

    id: str
    title: str
    test: Callable[[BodyMonth], TaskResult]
    must: bool = False


_DONE = TaskResult(TaskState.DONE)


def _result(reason: str) -> TaskResult:
    """Done, where nothing is in the way."""
    return TaskResult(TaskState.NOT_DONE, reason) if reason else _DONE


def _not_needed(reason: str) -> TaskResult:
    return TaskResult(TaskState.NOT_NEEDED, reason)


def _actuals_reported(at: BodyMonth) -> TaskResult:
    lacking = [
        f"no {limit} actuals for {months_in_words(months)}"
        for limit in at.limits
        if (months := missing_months(at.holdings.actuals, at.body, limit, at.period))
    ]
    return _result("; ".join(lacking))


def _categories_complete(at: BodyMonth) -> TaskResult:
    actuals = at.holdings.actuals
    lacking = [
        f"{category} for {months_in_words(months)}"
        for limit in at.limits
        for category in actuals.categories(at.body, limit, until=at.period)
        if (months := missing_actuals(actuals, at.body, limit, at.period, category))
    ]
    return _result(f"no actuals of {'; '.join(lacking)}" if lacking else "")


def _forecast_made(at: BodyMonth) -> TaskResult:
    if at.period == at.period.year.periods[-1]:
        return _not_needed("the last month has its outturn")
    figures = at.holdings.forecasts, at.holdings.actuals
    gaps = (forecast_gap(*figures, at.body, limit, at.period) for limit in at.limits)
    return _result("; ".join(filter(None, gaps)))


def _budgets_equal_limit(at: BodyMonth) -> TaskResult:
    """Budgets, headroom and contingency are the limit less the planned surplus, in each strand."""
    sums: dict[str, int] = {}
    for cell, pence in at.balances.cells.items():
        if cell.strand.limit is Limit.REVENUE and cell.account in _OPEN_RESERVES:
            strand = str(cell.strand)
            sums[strand] = sums.get(strand, 0) - pence
    apart = [
        f"{strand}: {show_exact(abs(pence))} {'not budgeted' if pence > 0 else 'over the limit'}"
        for strand, pence in sorted(sums.items())
        if pence
    ]
    return _result("; ".join(apart))


def _nothing_unmapped(at: BodyMonth) -> TaskResult:
    pence = sum(
        abs(at.holdings.actuals.in_month(at.body, limit, month, UNMAPPED).pence)
        for limit in Limit
        for month in at.period.to_date
    )
    return _result(f"{show_exact(pence)} stands under {UNMAPPED}" if pence else "")


def _ledger_balanced(at: BodyMonth) -> TaskResult:
    standing = {
        event.what.stands_for(at.body, at.period): (event.reference, event.what)
        for event in at.holdings.resource.standing(at.body, at.period)
        if isinstance(event.what, LedgerLoaded) and event.period == at.period
    }
    if not standing:
        return _not_needed("no extract of the general ledger was loaded")
    apart = []
    for reference, what in standing.values():
        cells = at.cells(what.cells_sha256)
        net = cells.total("opening") + cells.total("debit") - cells.total("credit")
        if net:
            apart.append(f"{reference} is out of balance by {show_exact(net)}")
    return _result("; ".join(apart))


def _journals_decided(at: BodyMonth) -> TaskResult:
    journals = [
        journal
        for journal in journals_of(at.holdings.resource.standing(at.body, at.period)).values()
        if journal.period == at.period
    ]
    if not journals:
        return _not_needed("no journal was submitted")
    pending = [
        journal.what.number for journal in journals if journal.state is JournalState.SUBMITTED
    ]
    return _result(f"not decided: {', '.join(sorted(pending))}" if pending else "")


def _commitments_regularised(at: BodyMonth) -> TaskResult:
    commitments = body_commitments(at.holdings.resource, at.body, at.period)
    if not commitments:
        return _not_needed("nobody committed its resource in an emergency")
    left = [
        f"{one.number}: {show_exact(one.unregularised_pence)} {one.state}, "
        f"{one.age_days(at.period.end)} days old"
        for one in unregularised(commitments)
    ]
    return _result("; ".join(left))


def _controls_run(at: BodyMonth) -> TaskResult:
    if at.months.fresh_run(at.body, at.period):
        return _DONE
    ran = at.months.last_run(at.body, at.period)
    return _result("something changed since they ran" if ran else "they never ran")


def _month_before_closed(at: BodyMonth) -> TaskResult:
    before = at.period.to_date[:-1]
    if not before:
        return _not_needed("the year begins with this month")
    for month in before:
        state = at.months.state(at.body, month)
        if state.rank < MonthState.CLOSED.rank:
            return _result(f"{month} is {state}")
    return _DONE


def _reached(state: MonthState) -> Callable[[BodyMonth], TaskResult]:
    """The test whether a month has come at least as far as a state."""

    def test(at: BodyMonth) -> TaskResult:
        return _result("" if at.state.rank >= state.rank else f"it is {at.state}")

    return test


def _not_impacted(at: BodyMonth) -> TaskResult:
    if at.state.rank < MonthState.CLOSED.rank:
        return _not_needed("it is not closed")
    impacted = at.months.is_impacted(at.body, at.period)
    return _result("something under it changed since it was closed" if impacted else "")


TASKS: tuple[Task, ...] = (
    Task("actuals-reported", "Actuals are reported", _actuals_reported, must=True),
    Task("categories-complete", "No category is missing", _categories_complete, must=True),
    Task("forecast-made", "A forecast is made", _forecast_made),
    Task("budgets-equal-limit", "Budgets are the limit less planned surplus", _budgets_equal_limit),
    Task("nothing-unmapped", "Nothing is unmapped", _nothing_unmapped),
    Task("ledger-balanced", "The ledger's extract is in balance", _ledger_balanced, must=True),
    Task("journals-decided", "Every journal is decided", _journals_decided, must=True),
    Task(
        "commitments-regularised",
        "Emergency commitments are regularised",
        _commitments_regularised,
    ),
    Task("controls-run", "Controls ran since the last change", _controls_run),
    Task("month-before-closed", "The months before are closed", _month_before_closed),
    Task("submitted", "Submitted", _reached(MonthState.SUBMITTED)),
    Task("closed", "Closed", _reached(MonthState.CLOSED)),
    Task("locked", "Locked", _reached(MonthState.LOCKED)),
    Task("not-impacted", "Not impacted since it was closed", _not_impacted),
)
"""Every task of a month's end, in the order in which they are done."""


def open_tasks(at: BodyMonth) -> Iterator[Finding]:
    """The tasks that must be done and are not, as the controls tell them.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.cells import BalanceCells
    >>> empty = BodyMonth("5A9", Period("2011-12 M01"), Holdings.empty(FinancialYear("2011-12")),
    ...     MonthStates(), lambda sha256: BalanceCells.of([]))
    >>> [finding.message for finding in open_tasks(empty)]
    ['Actuals are reported: no revenue actuals for M01']
    """
    for task in TASKS:
        result = task.test(at) if task.must else _DONE
        if result.state is TaskState.NOT_DONE:
            yield Finding(
                "month.task-open",
                Level.ERROR,
                f"{task.title}: {result.reason}",
                Where(body=at.body, period=str(at.period)),
                "send what is missing, or accept it with a reason when the month is closed",
            )
