"""Plans of several bodies beside each other: sums that are not pooled, and what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pctfinance.consolidation.plan import BodyPlan

__all__ = ["PlanDifference", "PlanTotal", "plan_differences", "plan_total"]


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """The unpooled sums of a group's plans, of those bodies whose limit is known, in pence.

    Surpluses and shortfalls stand apart; `gap_pence` is their arithmetic sum and closes no body's
    gap. `short` names the bodies that plan more than they may expect, `unknown` those whose limit
    is not known.
    """

    expected_limit_pence: int
    budgets_pence: int
    uses_pence: int
    surpluses_pence: int
    shortfalls_pence: int
    short: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def gap_pence(self) -> int:
        """Surpluses and shortfalls together: not pooled.

        >>> PlanTotal(10, 11, 12, 3, -5, ("5A9",), ()).gap_pence
        -2
        """
        return self.surpluses_pence + self.shortfalls_pence


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """One figure that differs between two plans of a body: which, by which cause, by how much."""

    body: str
    category: str
    cause: str
    before_pence: int
    after_pence: int

    @property
    def change_pence(self) -> int:
        """After less before.

        >>> PlanDifference("5A9", "acute", "growth", 20, 30).change_pence
        10
        """
        return self.after_pence - self.before_pence


def plan_total(plans: Iterable[BodyPlan]) -> PlanTotal:
    """The unpooled sums over bodies, surpluses and shortfalls apart.

    >>> plan_total([]).gap_pence
    0
    """
    bodies = tuple(plans)
    known = [plan for plan in bodies if plan.limit_known]
    gaps = {plan.body: plan.gap_pence or 0 for plan in known}
    return PlanTotal(
        expected_limit_pence=sum(plan.expected_limit_pence for plan in known),
        budgets_pence=sum(plan.budgets_pence for plan in known),
        uses_pence=sum(plan.uses_pence for plan in known),
        surpluses_pence=sum(gap for gap in gaps.values() if gap > 0),
        shortfalls_pence=sum(gap for gap in gaps.values() if gap < 0),
        short=tuple(body for body, gap in gaps.items() if gap < 0),
        unknown=tuple(plan.body for plan in bodies if not plan.limit_known),
    )


def plan_differences(
    before: Mapping[str, BodyPlan], after: Mapping[str, BodyPlan]
) -> tuple[PlanDifference, ...]:
    """Every figure in which two plans of the same bodies differ, by body, category and cause.

    The differences of a body's budgets and set-asides, less those of its limit, are the fall of
    its gap. A body that is in one of the two only is compared with nothing.

    >>> plan_differences({}, {})
    ()
    """
    found = []
    for body in sorted({*before, *after}):
        old, new = (
            {(category, cause): pence for category, cause, pence in plans[body].figures()}
            if body in plans
            else {}
            for plans in (before, after)
        )
        for place in dict.fromkeys([*old, *new]):
            pair = old.get(place, 0), new.get(place, 0)
            if pair[0] != pair[1]:
                found.append(PlanDifference(body, *place, *pair))
    return tuple(found)
