"""Budgets delegated, as cells of a body and a delegate: what each body keeps and what it hands on.

Delegating moves control and never a limit (DOMAIN: delegation). The unit is a (body, delegate) cell.
A delegate's total is the sum of its cells; it is tested against no duty, and it carries nothing from
one body to another. All amounts are annual revenue budgets in integer pence, costs positive,
confirmed and anticipated.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.ledger.balances import Balances
from pctfinance.ledger.delegation_facts import DenominatorWord, EligibleBudgetStated
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.resource import ResourceLedger

__all__ = [
    "BodyDelegation",
    "CategorySplit",
    "DelegateTotal",
    "DelegationCell",
    "Share",
    "body_delegation",
    "delegate_totals",
]

_DENOMINATORS: dict[DenominatorWord, str] = {
    "total-budget": "total budget",
    "eligible-budget": "eligible budget",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What is delegated as a share of a budget that is always named.

    `of_pence` is `None` where the budget is not known: nobody said what is eligible.

    >>> str(Share(17, 100, "total-budget"))
    '17.0 % of total budget'
    """

    delegated_pence: int
    of_pence: int | None
    denominator: DenominatorWord

    @property
    def fraction(self) -> Fraction | None:
        """The exact share; `None` where the budget is not known, or is nothing or less.

        >>> Share(1, 3, "total-budget").fraction
        Fraction(1, 3)
        """
        if self.of_pence is None or self.of_pence <= 0:
            return None
        return Fraction(self.delegated_pence, self.of_pence)

    @property
    def percent(self) -> str:
        """The share in per cent to one decimal, halves upwards; `-` where there is none.

        >>> Share(1, 3, "total-budget").percent, Share(1, 0, "total-budget").percent
        ('33.3 %', '-')
        """
        share = self.fraction
        if share is None:
            return "-"
        tenths = (2000 * share.numerator + share.denominator) // (2 * share.denominator)
        whole, tenth = divmod(tenths, 10)
        return f"{whole}.{tenth} %"

    def __str__(self) -> str:
        return f"{self.percent} of {_DENOMINATORS[self.denominator]}"


@dataclass(frozen=True, slots=True)
class DelegationCell:
    """What one body has delegated to one delegate, of one category and strand, in pence."""

    body: str
    delegate: str
    category: str
    funding: Funding
    certainty: Certainty
    pence: int
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class CategorySplit:
    """One category of one body: what it retains and what it has delegated, in pence.

    `eligible` is `None` where nobody said which categories are.
    """

    category: str
    retained_pence: int
    delegated_pence: int
    eligible: bool | None

    @property
    def pence(self) -> int:
        """The budget of the category: both together."""
        return self.retained_pence + self.delegated_pence


@dataclass(frozen=True)
class BodyDelegation:
    """One body's budget as of a month: delegated, retained and in reserve.

    `retained_pence` holds the headroom released for cases as well, `reserves_pence` headroom,
    contingency, unallocated and unfunded resource; a reserve may be negative. `not_eligible` are the
    categories that were said not to be eligible, `None` where nobody said.
    """

    body: str
    as_of: Period
    cells: tuple[DelegationCell, ...]
    categories: tuple[CategorySplit, ...]
    reserves_pence: int
    planned_surplus_pence: int
    expected_limit_pence: int
    not_eligible: tuple[str, ...] | None = None
    synthetic: bool = False

    @property
    def delegated_pence(self) -> int:
        """All that is delegated: the sum of the cells."""
        return sum(cell.pence for cell in self.cells)

    @property
    def retained_pence(self) -> int:
        """All budgets that the body keeps."""
        return sum(split.retained_pence for split in self.categories)

    @property
    def budget_pence(self) -> int:
        """The body's total budget: delegated, retained and reserves (invariant 16)."""
        return self.delegated_pence + self.retained_pence + self.reserves_pence

    @property
    def difference_pence(self) -> int:
        """Budget and planned surplus less the expected limit: nothing, in any whole ledger."""
        return self.budget_pence + self.planned_surplus_pence - self.expected_limit_pence

    @property
    def eligible_pence(self) -> int | None:
        """The total budget less the budgets of categories that are not eligible."""
        if self.not_eligible is None:
            return None
        return self.budget_pence - sum(
            split.pence for split in self.categories if not split.eligible
        )

    @property
    def of_total(self) -> Share:
        """The share of the total budget that is delegated."""
        return Share(self.delegated_pence, self.budget_pence, "total-budget")

    @property
    def of_eligible(self) -> Share:
        """What is delegated as a share of the eligible budget."""
        return Share(self.delegated_pence, self.eligible_pence, "eligible-budget")

    def share(self, denominator: DenominatorWord) -> Share:
        """The share by one of the two denominators.

        >>> BodyDelegation("5A9", Period("2011-12 M08"), (), (), 0, 0, 0).share("total-budget").percent
        '-'
        """
        return self.of_total if denominator == "total-budget" else self.of_eligible

    def delegated_to(self, delegate: str) -> int:
        """What one delegate holds of this body, in pence: the cell.

        >>> BodyDelegation("5A9", Period("2011-12 M08"), (), (), 0, 0, 0).delegated_to("07M")
        0
        """
        return sum(cell.pence for cell in self.cells if cell.delegate == delegate)

    @property
    def delegates(self) -> tuple[str, ...]:
        """Who holds a budget of this body, by code."""
        return tuple(sorted({cell.delegate for cell in self.cells}))


def body_delegation(
    ledger: ResourceLedger,
    body: str,
    as_of: Period,
    known_at: date | None = None,
    *,
    not_eligible: Collection[str] | None = None,
    tree: CategoryTree | None = None,
) -> BodyDelegation:
    """What one body has delegated, retained and in reserve, as of a month and as known on a date.

    Args:
        ledger: the resource ledger.
        body: code of the statutory body.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.
        not_eligible: the categories that are not eligible, with all below them; what the body
            stated last unless told otherwise.
        tree: which category belongs to which.

    >>> body_delegation(ResourceLedger(), "5A9", Period("2011-12 M08")).budget_pence
    0
    """
    balances = ledger.balances(body, as_of, known_at)
    if not_eligible is None:
        not_eligible = _stated_not_eligible(ledger, body, as_of, known_at)
    known_tree = tree or CategoryTree()
    splits = tuple(
        CategorySplit(
            budget.category,
            budget.retained_pence,
            budget.delegated_pence,
            None
            if not_eligible is None
            else not _is_under(budget.category, not_eligible, known_tree),
        )
        for budget in balances.category_budgets()
        if budget.retained_pence or budget.delegated_pence
    )
    return BodyDelegation(
        body=body,
        as_of=as_of,
        cells=tuple(_cells(body, balances)),
        categories=splits,
        reserves_pence=balances.reserves,
        planned_surplus_pence=balances.planned_surplus,
        expected_limit_pence=balances.limit(certainty=None),
        not_eligible=None if not_eligible is None else tuple(sorted(not_eligible)),
        synthetic=balances.synthetic,
    )


def _cells(body: str, balances: Balances) -> Iterable[DelegationCell]:
    for cell, pence in sorted(balances.cells.items()):
        revenue = cell.strand.limit is Limit.REVENUE
        if cell.account is Account.DELEGATED and revenue and pence:
            yield DelegationCell(
                body,
                cell.delegate,
                cell.category,
                cell.strand.funding,
                cell.strand.certainty,
                -pence,
                cell.category in balances.synthetic_categories,
            )


def _stated_not_eligible(
    ledger: ResourceLedger, body: str, as_of: Period, known_at: date | None
) -> tuple[str, ...] | None:
    """What the body said last; the later day counts, and on one day what was recorded last."""
    stated = [
        (event.effective, event.sequence, event.what.not_eligible)
        for event in ledger.standing(body, as_of, known_at)
        if isinstance(event.what, EligibleBudgetStated)
    ]
    return max(stated)[2] if stated else None


def _is_under(category: str, heads: Collection[str], tree: CategoryTree) -> bool:
    """Whether a category is one of `heads`, or belongs to one of them however far up."""
    seen: set[str] = set()
    while category and category not in seen:
        if category in heads:
            return True
        seen.add(category)
        category = tree.parent(category)
    return False


@dataclass(frozen=True, slots=True)
class DelegateTotal:
    """What one delegate holds over all bodies, body by body, in pence: a sum of cells.

    No duty is tested on it, and no resource crosses by it.
    """

    delegate: str
    by_body: Mapping[str, int]
    by_category: Mapping[str, Mapping[str, int]]

    @property
    def total_pence(self) -> int:
        """The sum of the cells (invariant 18)."""
        return sum(self.by_body.values())


def delegate_totals(bodies: Iterable[BodyDelegation]) -> tuple[DelegateTotal, ...]:
    """Every delegate's cells, with one amount a body, in order of the delegate's code.

    >>> delegate_totals([])
    ()
    """
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    split: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for body in bodies:
        for cell in body.cells:
            sums[cell.delegate][body.body] += cell.pence
            row = split[cell.delegate][cell.category]
            row[body.body] = row.get(body.body, 0) + cell.pence
    return tuple(
        DelegateTotal(
            delegate,
            dict(sums[delegate]),
            {category: dict(row) for category, row in sorted(split[delegate].items())},
        )
        for delegate in sorted(sums)
    )
