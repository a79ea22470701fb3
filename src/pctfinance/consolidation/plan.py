"""Next year's plan, rolled forward from the recurrent position: a scenario beside the budget.

Each body by itself. What recurs is carried: recurrent budgets against recurrent allocations. What
does not recur drops out and is shown dropping out. To the recurrent budgets come full-year effects,
growth and efficiency on both, pressures and investments; from the expected limit go headroom,
contingency and the planned surplus. A group's plan is the list of its bodies' plans, and its sums
are not pooled: one body's surplus closes no other body's gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pctfinance.ledger.balances import Balances
from pctfinance.ledger.lines import BUDGETS, SOURCES, Account, Certainty, Funding, Limit
from pctfinance.ledger.scenarios import Assumptions, StatedRate

__all__ = [
    "BodyPlan",
    "PlanCause",
    "PlanLine",
    "plan_body",
    "share_of",
]


class PlanCause(StrEnum):
    """Why a planned budget is what it is.

    The first three make up the recurrent budget: all budgets now, less what does not recur, less
    what stands on resource that is not notified.
    """

    BUDGET = "budget now"
    NON_RECURRENT = "non-recurrent drops out"
    ANTICIPATED = "not yet notified"
    FULL_YEAR = "full-year effects"
    GROWTH = "growth"
    EFFICIENCY = "efficiency"
    PRESSURE = "pressures"
    INVESTMENT = "investments"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One category of one body: its planned budget by cause, in pence, costs positive.

    What lowers the budget is negative. `growth_rate` and `efficiency_rate` are taken of the same
    base: the recurrent budget with its full-year effects. Each of the two amounts is rounded once.
    """

    category: str
    budget_pence: int = 0
    non_recurrent_pence: int = 0
    anticipated_pence: int = 0
    full_year_pence: int = 0
    growth_pence: int = 0
    efficiency_pence: int = 0
    pressure_pence: int = 0
    investment_pence: int = 0
    growth_rate: Decimal = Decimal(0)
    efficiency_rate: Decimal = Decimal(0)

    @property
    def recurrent_pence(self) -> int:
        """The recurrent budget now, on notified resource.

        >>> PlanLine("acute", budget_pence=100, non_recurrent_pence=-30).recurrent_pence
        70
        """
        return self.budget_pence + self.non_recurrent_pence + self.anticipated_pence

    @property
    def base_pence(self) -> int:
        """What growth and efficiency are taken of.

        >>> PlanLine("acute", budget_pence=100, full_year_pence=5).base_pence
        105
        """
        return self.recurrent_pence + self.full_year_pence

    @property
    def planned_pence(self) -> int:
        """The planned budget: always the sum of its causes.

        >>> PlanLine("acute", budget_pence=100, growth_pence=2, efficiency_pence=-4).planned_pence
        98
        """
        return sum(self.of(cause) for cause in PlanCause)

    @property
    def rounding_pence(self) -> Fraction:
        """What rounding added to growth and efficiency together, exactly, in pence.

        >>> PlanLine("acute", budget_pence=25, growth_pence=1, growth_rate=Decimal("0.02")).rounding_pence
        Fraction(1, 2)
        """
        exact = self.base_pence * (Fraction(self.growth_rate) - Fraction(self.efficiency_rate))
        return self.growth_pence + self.efficiency_pence - exact

    def of(self, cause: PlanCause) -> int:
        """The part that has this cause, in pence.

        >>> PlanLine("acute", pressure_pence=7).of(PlanCause.PRESSURE)
        7
        """
        pence: int = getattr(self, _FIELDS[cause])
        return pence


_FIELDS = {
    PlanCause.BUDGET: "budget_pence",
    PlanCause.NON_RECURRENT: "non_recurrent_pence",
    PlanCause.ANTICIPATED: "anticipated_pence",
    PlanCause.FULL_YEAR: "full_year_pence",
    PlanCause.GROWTH: "growth_pence",
    PlanCause.EFFICIENCY: "efficiency_pence",
    PlanCause.PRESSURE: "pressure_pence",
    PlanCause.INVESTMENT: "investment_pence",
}


@dataclass(frozen=True)
class BodyPlan:
    """One body's plan: what it may expect, what it plans to use, and the gap, in pence.

    `dropped` says by account what of this year's confirmed limit does not come again: it is
    negative where the limit falls by it, and positive where this year's lodgement ends.
    `limit_known` is false where there is no confirmed limit to begin with: then the gap is not
    known either.
    """

    body: str
    limit_now_pence: int
    dropped: tuple[tuple[str, int], ...]
    carried_pence: int
    limit_growth_pence: int
    headroom_pence: int
    contingency_pence: int
    surplus_pence: int
    lines: tuple[PlanLine, ...]
    limit_known: bool = True
    synthetic: bool = False

    @property
    def expected_limit_pence(self) -> int:
        """Recurrent allocations carried, and growth on them."""
        return self.carried_pence + self.limit_growth_pence

    @property
    def budgets_pence(self) -> int:
        """The planned budgets of all categories."""
        return sum(line.planned_pence for line in self.lines)

    @property
    def uses_pence(self) -> int:
        """The planned budgets with headroom, contingency and planned surplus."""
        set_aside = self.headroom_pence + self.contingency_pence + self.surplus_pence
        return self.budgets_pence + set_aside

    @property
    def gap_pence(self) -> int | None:
        """Expected limit less planned uses; negative where savings are still to be found."""
        return self.expected_limit_pence - self.uses_pence if self.limit_known else None

    def total(self, cause: PlanCause) -> int:
        """The part of all planned budgets that has this cause, in pence."""
        return sum(line.of(cause) for line in self.lines)

    def figures(self) -> Iterator[tuple[str, str, int]]:
        """Each figure as category, cause and pence: their causes sum to limit, uses and gap."""
        for line in self.lines:
            yield from ((line.category, cause.value, line.of(cause)) for cause in PlanCause)
        yield "", "recurrent allocations carried", self.carried_pence
        yield "", "growth of the limit", self.limit_growth_pence
        yield "", "headroom", self.headroom_pence
        yield "", "contingency", self.contingency_pence
        yield "", "planned surplus", self.surplus_pence


def share_of(pence: int, rate: Decimal) -> int:
    """A share of an amount, to the penny; half a penny goes away from zero.

    >>> [share_of(pence, Decimal("0.02")) for pence in (24, 25, -25)]
    [0, 1, -1]
    """
    numerator, denominator = rate.as_integer_ratio()
    exact = pence * numerator
    rounded = (2 * abs(exact) + denominator) // (2 * denominator)
    return rounded if exact >= 0 else -rounded


def plan_body(body: str, balances: Balances, assumptions: Assumptions) -> BodyPlan:
    """One body's plan, from what its resource ledger holds and what is assumed.

    Headroom, contingency and surplus are shares of the expected limit, which consists of recurrent
    allocations alone: so the readings of the base of headroom agree in a plan.

    Args:
        body: code of the statutory body.
        balances: what its resource ledger holds now.
        assumptions: the rates with their sources, the effects and changes; those of other bodies
            are left aside.

    >>> nothing = StatedRate(rate=Decimal(0), source="stated")
    >>> from pctfinance.ledger.scenarios import Rates
    >>> none = Rates(usual=nothing)
    >>> plan = plan_body("5A9", Balances.of([]), Assumptions(growth=none, efficiency=none,
    ...     limit_growth=none, headroom=nothing, contingency=nothing, surplus=nothing))
    >>> plan.lines, plan.gap_pence
    ((), None)
    """
    given = assumptions.of_body(body)
    carried = -balances.use([Account.ALLOCATION], certainty=Certainty.CONFIRMED, funding=_R)
    known = Limit.REVENUE in balances.limits
    growth = share_of(carried, given.limit_growth.usual.rate)
    expected = carried + growth

    def set_aside(rate: StatedRate) -> int:
        return share_of(expected, rate.rate) if known else 0

    return BodyPlan(
        body=body,
        limit_now_pence=balances.limit(),
        dropped=tuple(_dropped(balances)),
        carried_pence=carried,
        limit_growth_pence=growth,
        headroom_pence=set_aside(given.headroom),
        contingency_pence=set_aside(given.contingency),
        surplus_pence=set_aside(given.surplus),
        lines=tuple(_lines(balances, given)),
        limit_known=known,
        synthetic=balances.synthetic,
    )


_R = Funding.RECURRENT


def _dropped(balances: Balances) -> Iterator[tuple[str, int]]:
    """What of the confirmed revenue limit does not come again, by its account."""
    for account in SOURCES:
        for funding in (_R, Funding.NON_RECURRENT):
            if (account, funding) == (Account.ALLOCATION, _R):
                continue
            pence = -balances.use([account], certainty=Certainty.CONFIRMED, funding=funding)
            if pence:
                yield f"{account}, {funding}", -pence


def _lines(balances: Balances, given: Assumptions) -> Iterator[PlanLine]:
    """The categories in order of code: those with a budget, an effect or a change."""
    now, once, hoped = _budgets(balances)
    changes: dict[str, dict[str, int]] = {"full_year": {}, "pressure": {}, "investment": {}}
    for effect in given.full_year_effects:
        _add(changes["full_year"], effect.category, effect.change_pence)
    for change in given.changes:
        _add(changes[change.kind], change.category, change.pence)
    for category in sorted({*now, *(name for sums in changes.values() for name in sums)}):
        base = PlanLine(
            category,
            budget_pence=now.get(category, 0),
            non_recurrent_pence=-once.get(category, 0),
            anticipated_pence=-hoped.get(category, 0),
            full_year_pence=changes["full_year"].get(category, 0),
        )
        growth, efficiency = (rates.of(category).rate for rates in (given.growth, given.efficiency))
        known = {part.name: getattr(base, part.name) for part in fields(PlanLine)}
        yield PlanLine(
            **known
            | {
                "growth_pence": share_of(base.base_pence, growth),
                "efficiency_pence": -share_of(base.base_pence, efficiency),
                "pressure_pence": changes["pressure"].get(category, 0),
                "investment_pence": changes["investment"].get(category, 0),
                "growth_rate": growth,
                "efficiency_rate": efficiency,
            }
        )


def _budgets(balances: Balances) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The revenue budgets by category: all, those used once, and those not yet notified."""
    now: dict[str, int] = {}
    once: dict[str, int] = {}
    hoped: dict[str, int] = {}
    for cell, pence in balances.cells.items():
        if cell.account in BUDGETS and cell.strand.limit is Limit.REVENUE:
            _add(now, cell.category, -pence)
            if cell.strand.certainty is Certainty.ANTICIPATED:
                _add(hoped, cell.category, -pence)
            elif cell.strand.funding is Funding.NON_RECURRENT:
                _add(once, cell.category, -pence)
    return now, once, hoped


def _add(sums: dict[str, int], name: str, pence: int) -> None:
    sums[name] = sums.get(name, 0) + pence
