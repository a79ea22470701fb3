"""What became of a body's budgets since the year began, by cause.

Re-basing is told apart from new money, and both from virements: users' standing complaint is that
nobody can tell what a change of a budget relates to. Revenue budgets, confirmed and anticipated
together; the settlement of anticipated resource moves no budget and so shows in no column.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import AppliedNonRecurrently, BudgetIssued, Delegation
from pctfinance.ledger.lines import BUDGETS, Account, Limit, Line
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.virements import Rebasing, Virement

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BudgetCause", "BudgetLine", "BudgetMovement", "budget_movement"]


class BudgetCause(StrEnum):
    """Why a budget is what it is.

    `OPENING` is what was issued for the year's first month, `NEW_MONEY` what was issued or
    withdrawn since, from unallocated resource, a reserve or a release of headroom, or passed between
    bodies by an approved transfer of a delegate's budget. `DELEGATION` moves a budget between the
    body and a delegate; over both it is nothing.
    """

    OPENING = "opening"
    NEW_MONEY = "new money"
    VIREMENT_IN = "virements in"
    VIREMENT_OUT = "virements out"
    REBASING = "re-basing"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The budget of one category in one pair of hands, in pence; `delegate` is empty for the body.

    What goes out is negative, so that the budget now is the sum of all the others.
    """

    category: str
    delegate: str
    opening_pence: int = 0
    new_money_pence: int = 0
    virements_in_pence: int = 0
    virements_out_pence: int = 0
    rebasing_pence: int = 0
    delegation_pence: int = 0
    synthetic: bool = False

    @property
    def now_pence(self) -> int:
        """The budget now: always the sum of its causes.

        >>> BudgetLine("acute", "", opening_pence=100, virements_out_pence=-30).now_pence
        70
        """
        return sum(self.of(cause) for cause in BudgetCause)

    def of(self, cause: BudgetCause) -> int:
        """The part that has this cause, in pence.

        >>> BudgetLine("acute", "", rebasing_pence=-3).of(BudgetCause.REBASING)
        -3
        """
        pence: int = getattr(self, _FIELDS[cause])
        return pence


_FIELDS = {cause: f"{cause.replace(' ', '_').replace('-', '')}_pence" for cause in BudgetCause}


@dataclass(frozen=True)
class BudgetMovement:
    """One body's revenue budgets as of a month, as known on a date: line by line, cause by cause."""

    body: str
    as_of: Period
    known_at: date | None
    lines: tuple[BudgetLine, ...]

    def total(self, cause: BudgetCause | None = None) -> int:
        """The sum over all lines of one cause, or of the budgets now, in pence.

        Virements, re-basings and delegations conserve: the first two columns of virements cancel
        each other, and the others are each nothing.

        >>> BudgetMovement("5A9", Period("2011-12 M08"), None, ()).total()
        0
        """
        if cause is None:
            return sum(line.now_pence for line in self.lines)
        return sum(line.of(cause) for line in self.lines)

    @property
    def categories(self) -> tuple[BudgetLine, ...]:
        """One line a category, over all who hold it; `delegate` is empty in each."""
        by_category: dict[str, list[BudgetLine]] = defaultdict(list)
        for line in self.lines:
            by_category[line.category].append(line)
        return tuple(_summed(category, lines) for category, lines in sorted(by_category.items()))

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(line.synthetic for line in self.lines)

    @property
    def table(self) -> "pd.DataFrame":
        """The lines as a tidy DataFrame: one row a category and delegate, amounts in `*_pence`."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        columns = ["category", "delegate", *_FIELDS.values(), "now_pence", "synthetic"]
        rows = [[getattr(line, name) for name in columns] for line in self.lines]
        return pd.DataFrame(rows, columns=columns)


def budget_movement(
    ledger: ResourceLedger, body: str, as_of: Period, known_at: date | None = None
) -> BudgetMovement:
    """The budgets of one body by cause, for any pair of a month and a date of knowledge.

    Args:
        ledger: the resource ledger.
        body: code of the statutory body.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.

    >>> budget_movement(ResourceLedger(), "5A9", Period("2011-12 M08")).lines
    ()
    """
    sums: dict[tuple[str, str], dict[BudgetCause, int]] = defaultdict(lambda: defaultdict(int))
    synthetic: set[tuple[str, str]] = set()
    for event in ledger.standing(body, as_of, known_at):
        for line in _budget_lines(event.lines):
            place = (line.category, line.delegate)
            sums[place][_cause(event, line)] -= line.pence
            if event.synthetic:
                synthetic.add(place)
    lines = (_line(*place, causes, place in synthetic) for place, causes in sorted(sums.items()))
    return BudgetMovement(body, as_of, known_at, tuple(lines))


def _budget_lines(lines: Iterable[Line]) -> Iterator[Line]:
    return (
        line for line in lines if line.account in BUDGETS and line.strand.limit is Limit.REVENUE
    )


def _cause(event: Event, line: Line) -> BudgetCause:
    """Why a line of an event changes a budget; a budget rises by a negative line."""
    match event.what:
        case Virement():
            return BudgetCause.VIREMENT_IN if line.pence < 0 else BudgetCause.VIREMENT_OUT
        case Rebasing():
            return BudgetCause.REBASING
        case Delegation(taken_from=Account.RETAINED):
            return BudgetCause.DELEGATION
        case BudgetIssued() | Delegation() | AppliedNonRecurrently() if event.period.number == 1:
            return BudgetCause.OPENING
        case _:
            return BudgetCause.NEW_MONEY


def _line(
    category: str, delegate: str, causes: Mapping[BudgetCause, int], synthetic: bool
) -> BudgetLine:
    return BudgetLine(
        category,
        delegate,
        opening_pence=causes.get(BudgetCause.OPENING, 0),
        new_money_pence=causes.get(BudgetCause.NEW_MONEY, 0),
        virements_in_pence=causes.get(BudgetCause.VIREMENT_IN, 0),
        virements_out_pence=causes.get(BudgetCause.VIREMENT_OUT, 0),
        rebasing_pence=causes.get(BudgetCause.REBASING, 0),
        delegation_pence=causes.get(BudgetCause.DELEGATION, 0),
        synthetic=synthetic,
    )


def _summed(category: str, lines: Iterable[BudgetLine]) -> BudgetLine:
    rows = tuple(lines)
    sums = {cause: sum(row.of(cause) for row in rows) for cause in BudgetCause}
    return _line(category, "", sums, any(row.synthetic for row in rows))
