"""The sums of one body's resource lines: its limits, its budgets, its reserves.

Plain integers of Python, which cannot overflow: a body has hundreds of resource lines a year, not
millions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import (
    BUDGETS,
    RESERVES,
    SOURCES,
    Account,
    Certainty,
    Funding,
    Limit,
    Strand,
)
from pctfinance.ledger.reversals import without_reversed

__all__ = ["Balances", "CategoryBudget", "ResourceCell"]


class ResourceCell(NamedTuple):
    """What one sum of resource lines is about."""

    strand: Strand
    account: Account
    category: str
    delegate: str


@dataclass(frozen=True, slots=True)
class CategoryBudget:
    """The annual revenue budget of one category, in pence: what is retained and what delegated.

    `anticipated_pence` is the part of it that is built on resource not yet notified.
    """

    category: str
    retained_pence: int
    delegated_pence: int
    synthetic: bool
    anticipated_pence: int = 0

    @property
    def pence(self) -> int:
        """Retained and delegated together.

        >>> CategoryBudget("acute", 600, 400, synthetic=False).pence
        1000
        """
        return self.retained_pence + self.delegated_pence


@dataclass(frozen=True)
class Balances:
    """What one body's resource ledger holds as of some month, as known on some date.

    `cells` holds the sums of lines as posted: sources positive, uses negative. The methods answer
    with the everyday sign: a limit, a budget and a reserve are positive. `memoranda` holds what an
    authority holds for the body, by account. `limits` names the limits that have a confirmed
    source at all, be it of nothing: a limit without one is not zero, it is unknown. `synthetic`
    tells whether any event behind these sums has no published source.
    """

    cells: Mapping[ResourceCell, int]
    memoranda: Mapping[str, int]
    limits: frozenset[Limit]
    synthetic_limits: frozenset[Limit]
    synthetic_categories: frozenset[str]
    synthetic: bool = False

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Balances":
        """The balances of one body's events; those that were reversed leave no trace in them.

        >>> Balances.of([]).limit()
        0
        """
        cells: dict[ResourceCell, int] = defaultdict(int)
        memoranda: dict[str, int] = defaultdict(int)
        categories: set[str] = set()
        synthetic_limits: set[Limit] = set()
        limits: set[Limit] = set()
        synthetic = False
        for event in without_reversed(events):
            synthetic |= event.synthetic
            for line in event.what.lines():
                cell = ResourceCell(line.strand, line.account, line.category, line.delegate)
                cells[cell] += line.pence
                source = line.account in SOURCES
                if source and line.strand.certainty is Certainty.CONFIRMED:
                    limits.add(line.strand.limit)
                if event.synthetic and source:
                    synthetic_limits.add(line.strand.limit)
                if event.synthetic and line.category:
                    categories.add(line.category)
            for memo in event.what.memoranda():
                memoranda[memo.account] += memo.pence
        return cls(
            cells=dict(cells),
            memoranda=dict(memoranda),
            limits=frozenset(limits),
            synthetic_limits=frozenset(synthetic_limits),
            synthetic_categories=frozenset(categories),
            synthetic=synthetic,
        )

    def limit(
        self,
        limit: Limit = Limit.REVENUE,
        *,
        certainty: Certainty | None = Certainty.CONFIRMED,
        funding: Funding | None = None,
    ) -> int:
        """A resource limit in pence: the sum of its sources.

        Statutory tests use what is confirmed; anticipated resource has a figure of its own, and
        the sum of both (`certainty=None`) is an *expected* limit and must be called so.

        >>> Balances.of([]).limit(Limit.CAPITAL)
        0
        """
        return self._sum(SOURCES, limit, certainty, funding)

    def use(
        self,
        accounts: Collection[Account],
        limit: Limit = Limit.REVENUE,
        *,
        certainty: Certainty | None = None,
        funding: Funding | None = None,
    ) -> int:
        """What is set aside on `accounts`, in pence; positive is set aside.

        >>> Balances.of([]).use([Account.CONTINGENCY])
        0
        """
        return -self._sum(accounts, limit, certainty, funding)

    @property
    def planned_surplus(self) -> int:
        """The part of the revenue limit that is planned not to be spent, in pence.

        >>> Balances.of([]).planned_surplus
        0
        """
        return self.use([Account.PLANNED_SURPLUS])

    @property
    def reserves(self) -> int:
        """Headroom, contingency, unallocated and unfunded, in pence; may be negative.

        >>> Balances.of([]).reserves
        0
        """
        return self.use(RESERVES)

    def category_budgets(self) -> tuple[CategoryBudget, ...]:
        """The annual revenue budgets by category, confirmed and anticipated, in order of category.

        >>> Balances.of([]).category_budgets()
        ()
        """
        retained: dict[str, int] = defaultdict(int)
        delegated: dict[str, int] = defaultdict(int)
        anticipated: dict[str, int] = defaultdict(int)
        for cell, pence in self.cells.items():
            if cell.account not in BUDGETS or cell.strand.limit is not Limit.REVENUE:
                continue
            of = delegated if cell.account is Account.DELEGATED else retained
            of[cell.category] -= pence
            if cell.strand.certainty is Certainty.ANTICIPATED:
                anticipated[cell.category] -= pence
        return tuple(
            CategoryBudget(
                category,
                retained[category],
                delegated[category],
                category in self.synthetic_categories,
                anticipated[category],
            )
            for category in sorted({*retained, *delegated})
        )

    def _sum(
        self,
        accounts: Collection[Account],
        limit: Limit,
        certainty: Certainty | None,
        funding: Funding | None,
    ) -> int:
        return sum(
            pence
            for cell, pence in self.cells.items()
            if cell.account in accounts
            and cell.strand.limit is limit
            and certainty in (None, cell.strand.certainty)
            and funding in (None, cell.strand.funding)
        )
