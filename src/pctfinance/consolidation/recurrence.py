"""Recurrent and non-recurrent, confirmed and expected: what a revenue limit is made of.

Recurrent and non-recurrent are always the total. Confirmed and anticipated are never added without
a label: their sum is the *expected* limit, and no duty is tested against it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import (
    BUDGETS,
    RESERVES,
    SOURCES,
    Account,
    Certainty,
    Funding,
    Limit,
)

__all__ = ["Resource", "Spent", "Split", "resource_of", "spent_of", "sum_resources"]


class Split(NamedTuple):
    """An amount in pence by funding.

    >>> Split(70, 30).total, Split(70, 30).plus(Split(1, -1))
    (100, Split(recurrent=71, non_recurrent=29))
    """

    recurrent: int = 0
    non_recurrent: int = 0

    @property
    def total(self) -> int:
        """Recurrent and non-recurrent together."""
        return self.recurrent + self.non_recurrent

    def plus(self, other: "Split") -> "Split":
        """The sum of two amounts, funding by funding."""
        return Split(self.recurrent + other.recurrent, self.non_recurrent + other.non_recurrent)


class Spent(NamedTuple):
    """What was charged to revenue to date, in pence, by what the general ledger says of it.

    `not_said` came in tables, by journals, or on accounts that say nothing of recurrence.
    """

    recurrent: int
    non_recurrent: int
    not_said: int


_NOTHING = Split()


@dataclass(frozen=True)
class Resource:
    """The revenue resource of a body, or summed over bodies, in pence.

    `confirmed` and `anticipated` are limits; `budgets`, `reserves` and `planned_surplus` are what
    the two together are set aside for. `applied` is recurrent resource used non-recurrently: a use
    of the one, a source of the other, and nothing in total. `lodged` is what lowered the
    limit because the authority holds it. Funding by funding, budgets, reserves, planned
    surplus and `applied` are the expected limit.
    """

    confirmed: Split = _NOTHING
    anticipated: Split = _NOTHING
    budgets: Split = _NOTHING
    reserves: Split = _NOTHING
    planned_surplus: Split = _NOTHING
    applied: Split = _NOTHING
    lodged: Split = _NOTHING
    categories: Mapping[str, Split] = field(default_factory=dict)

    @property
    def expected(self) -> Split:
        """Confirmed and anticipated together: what is planned with, and not what is tested."""
        return self.confirmed.plus(self.anticipated)

    def budget(self, category: str) -> Split:
        """The annual budget of one category by funding."""
        return self.categories.get(category, _NOTHING)


def resource_of(balances: Balances) -> Resource:
    """The revenue resource in one body's balances.

    >>> resource_of(Balances.of([])).expected.total
    0
    """
    parts: dict[str, Split] = {}
    categories: dict[str, Split] = {}
    for cell, pence in balances.cells.items():
        if cell.strand.limit is not Limit.REVENUE:
            continue
        recurrent = cell.strand.funding is Funding.RECURRENT
        source = Split(pence, 0) if recurrent else Split(0, pence)
        use = Split(-source.recurrent, -source.non_recurrent)
        if cell.account in SOURCES:
            name = cell.strand.certainty.value
            parts[name] = parts.get(name, Split()).plus(source)
        if cell.account in _USES:
            name = _USES[cell.account]
            parts[name] = parts.get(name, Split()).plus(use)
        if cell.account in BUDGETS:
            categories[cell.category] = categories.get(cell.category, Split()).plus(use)
    return Resource(**parts, categories=categories)


def spent_of(holdings: Holdings, body: str, period: Period, total: int | None) -> Spent | None:
    """What of a body's charge to date is recurrent; `None` where the charge is not known.

    Args:
        holdings: what the ledgers hold.
        body: code of the statutory body.
        period: the month.
        total: its charge to revenue to date.

    >>> from pctfinance.calendar import FinancialYear
    >>> spent_of(Holdings.empty(FinancialYear("2011-12")), "5A9", Period("2011-12 M08"), 5)
    Spent(recurrent=0, non_recurrent=0, not_said=5)
    """
    if total is None:
        return None
    said = holdings.by_recurrence
    parts = [
        said.to_date(body, Limit.REVENUE, period, delegate=funding.value).pence if said else 0
        for funding in (Funding.RECURRENT, Funding.NON_RECURRENT)
    ]
    return Spent(parts[0], parts[1], total - sum(parts))


def sum_resources(resources: Iterable[Resource]) -> Resource:
    """Resources summed, funding by funding. Nobody holds the sum.

    >>> one = Resource(confirmed=Split(2, 1), categories={"acute": Split(2, 0)})
    >>> both = sum_resources([one, one])
    >>> both.confirmed.total, both.budget("acute")
    (6, Split(recurrent=4, non_recurrent=0))
    """
    rows = tuple(resources)
    parts = {name: _sum(getattr(row, name) for row in rows) for name in _PARTS}
    codes = {code for row in rows for code in row.categories}
    return Resource(
        **parts, categories={code: _sum(row.budget(code) for row in rows) for code in codes}
    )


def _sum(splits: Iterable[Split]) -> Split:
    return reduce(Split.plus, splits, Split())


_USES = {
    **dict.fromkeys(BUDGETS, "budgets"),
    **dict.fromkeys(RESERVES, "reserves"),
    Account.PLANNED_SURPLUS: "planned_surplus",
    Account.APPLIED_NON_RECURRENTLY: "applied",
    Account.LODGED: "lodged",
}
_PARTS = (*(certainty.value for certainty in Certainty), *dict.fromkeys(_USES.values()))
