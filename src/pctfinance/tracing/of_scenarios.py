"""What next year's plan is made of: recurrent resource and budgets now, and what a scenario assumes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from pctfinance.consolidation.plan import BodyPlan, PlanCause, PlanLine
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import (
    BUDGETS,
    SOURCES,
    Account,
    Certainty,
    Funding,
    Limit,
    Line,
)
from pctfinance.ledger.scenarios import Assumptions, ScenarioStated, StatedRate
from pctfinance.tracing.figures import SUM_OF, ReportFigure
from pctfinance.tracing.leaves import resource_leaves
from pctfinance.tracing.measures import Measures, summed
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import share_of
from pctfinance.tracing.sight import said_by

__all__ = ["KeptPlan", "scenario_figures"]

_CAUSES: Mapping[PlanCause, str] = {
    PlanCause.BUDGET: "budget_now",
    PlanCause.NON_RECURRENT: "non_recurrent",
    PlanCause.ANTICIPATED: "anticipated",
    PlanCause.FULL_YEAR: "full_year",
    PlanCause.GROWTH: "growth",
    PlanCause.EFFICIENCY: "efficiency",
    PlanCause.PRESSURE: "pressures",
    PlanCause.INVESTMENT: "investments",
}
_RECURRENT = ("budget_now", "non_recurrent", "anticipated")
_SET_ASIDE = ("headroom", "contingency", "surplus")
_WHOLE = (
    *("limit_now", "carried", "limit_growth", "expected_limit", "budgets"),
    *(*_SET_ASIDE, "uses", "gap"),
)
_NO_LIMIT = "there is no confirmed revenue limit to plan from"


@dataclass(frozen=True)
class KeptPlan:
    """One body's part of a scenario that was kept: its event, the plan, and what it was made from.

    `events` are those of the body that counted for it, `named` gives the name of a category.
    """

    event: Event
    what: ScenarioStated
    plan: BodyPlan
    events: tuple[Event, ...]
    named: Callable[[str], str]


def scenario_figures(kept: Sequence[KeptPlan], group: str) -> Iterator[ReportFigure]:
    """Every figure of the scenarios that were kept: of each body by category and cause, and the sums.

    Args:
        kept: the last version of each body, scenario by scenario.
        group: the code of the body or group that is asked about.

    >>> list(scenario_figures((), "NCL"))
    []
    """
    found: list[ReportFigure] = []
    for each in kept:
        found += _Plan(each).figures()
    yield from found
    if group in {each.plan.body for each in kept}:
        return
    for name in dict.fromkeys(each.what.name for each in kept):
        plans = [each.plan for each in kept if each.what.name == name and each.plan.limit_known]
        for measure in ("expected_limit", "budgets", "uses", "gap"):
            line = f"{name}/{measure}"
            pence = sum(getattr(plan, f"{measure}_pence") or 0 for plan in plans)
            bodies = {plan.body for plan in plans}
            own = [one for one in found if one.line == line and one.body in bodies]
            words = f"{name}, {measure.replace('_', ' ')}, side by side"
            whole = ReportFigure(group, f"{SUM_OF}/{line}", words, pence if plans else None)
            yield summed(whole, own)


@dataclass(frozen=True)
class _Plan:
    """One body's plan: the way from its figures to budgets, allocations and assumptions."""

    kept: KeptPlan

    @property
    def given(self) -> Assumptions:
        return self.kept.what.assumptions

    def figures(self) -> Iterator[ReportFigure]:
        """By category and cause, and the whole."""
        plan, name = self.kept.plan, self.kept.what.name
        for line in plan.lines:
            values: dict[str, int | None] = {
                word: line.of(cause) for cause, word in _CAUSES.items()
            }
            values["planned"] = line.planned_pence
            place = f"{name}/category/{line.category}"
            words = f"{name}, {self.kept.named(line.category)}"
            yield from self._of_line(line).figures(plan.body, place, words, values)
        whole: dict[str, int | None] = {each: getattr(plan, f"{each}_pence") for each in _WHOLE}
        yield from self._whole().figures(plan.body, name, name, whole, _NO_LIMIT)
        for words, pence in plan.dropped:
            made = partial(self._dropped, words)
            named = f"{name}, not again: {words}"
            yield ReportFigure(plan.body, f"{name}/dropped/{words}", named, pence, made=made)

    def _of_line(self, line: PlanLine) -> Measures:
        code = line.category
        growth, efficiency = self.given.growth.of(code), self.given.efficiency.of(code)
        effects = [each for each in self.given.full_year_effects if each.category == code]
        event = self.kept.event

        def base() -> Part:
            parts = [ways.part(word) for word in (*_RECURRENT, "full_year")]
            return Part.sum_of("recurrent budget and full-year effects", parts)

        ways = Measures(
            {
                "budget_now": lambda: self._budgets(code, None),
                "non_recurrent": lambda: self._budgets(code, Certainty.CONFIRMED, sign=1),
                "anticipated": lambda: self._budgets(code, Certainty.ANTICIPATED, sign=1),
                "full_year": lambda: (
                    said_by(event, each.change_pence, each.reason) for each in effects
                ),
                "growth": lambda: [_share(base(), growth, line.growth_pence)],
                "efficiency": lambda: [
                    _share(base(), efficiency, -line.efficiency_pence).turned("saved")
                ],
                "pressures": lambda: _changes(self.kept, "pressure", code),
                "investments": lambda: _changes(self.kept, "investment", code),
            },
            {"planned": tuple(_CAUSES.values())},
            {word: cause.value for cause, word in _CAUSES.items()} | {"planned": "planned budget"},
        )
        return ways

    def _whole(self) -> Measures:
        plan, given = self.kept.plan, self.given
        rates = {
            "headroom": given.headroom,
            "contingency": given.contingency,
            "surplus": given.surplus,
        }
        ways: Measures

        def set_aside(name: str) -> Iterator[Part]:
            if plan.limit_known:
                pence: int = getattr(plan, f"{name}_pence")
                yield _share(ways.part("expected_limit"), rates[name], pence)

        ways = Measures(
            {
                "limit_now": lambda: self._sources(None, None),
                "carried": lambda: self._sources((Account.ALLOCATION,), Funding.RECURRENT),
                "limit_growth": lambda: [
                    _share(ways.part("carried"), given.limit_growth.usual, plan.limit_growth_pence)
                ],
                "budgets": lambda: (
                    Part.sum_of(
                        self.kept.named(line.category), self._of_line(line).part("planned").parts
                    )
                    for line in plan.lines
                ),
                **{name: partial(set_aside, name) for name in _SET_ASIDE},
            },
            {
                "expected_limit": ("carried", "limit_growth"),
                "uses": ("budgets", *_SET_ASIDE),
                "gap": ("expected_limit", "-uses"),
            },
            {"carried": "recurrent allocations carried", "surplus": "planned surplus"},
        )
        return ways

    def _budgets(self, code: str, certainty: Certainty | None, *, sign: int = -1) -> Iterator[Part]:
        """Budgets now; with a certainty, what drops out: what is not recurrent, or not notified."""

        def counts(line: Line) -> bool:
            strand = line.strand
            once = certainty is not Certainty.CONFIRMED or strand.funding is Funding.NON_RECURRENT
            return (
                line.account in BUDGETS
                and strand.limit is Limit.REVENUE
                and line.category == code
                and certainty in (None, strand.certainty)
                and once
            )

        return resource_leaves(self.kept.events, counts, sign=sign)

    def _sources(
        self, accounts: Sequence[Account] | None, funding: Funding | None, sign: int = 1
    ) -> Iterator[Part]:
        def counts(line: Line) -> bool:
            strand = line.strand
            mine = strand.limit is Limit.REVENUE and strand.certainty is Certainty.CONFIRMED
            return (
                mine
                and line.account in (SOURCES if accounts is None else accounts)
                and funding in (None, strand.funding)
            )

        return resource_leaves(self.kept.events, counts, sign=sign)

    def _dropped(self, words: str) -> Part:
        """What of the limit does not come again, by its account and funding."""
        account, _, funding = words.partition(", ")
        found = self._sources((Account(account),), Funding(funding), sign=-1)
        return Part.sum_of(words, found)


def _changes(kept: KeptPlan, kind: str, code: str) -> Iterable[Part]:
    """Pressures or investments of one category, as the scenario states them."""
    for change in kept.what.assumptions.changes:
        if (change.kind, change.category) == (kind, code):
            yield said_by(kept.event, change.pence, change.reason)


def _share(base: Part, rate: StatedRate, pence: int) -> Part:
    """A rate of an amount; half a penny of the whole goes away from zero."""
    say = f"{rate.rate} ({rate.source})"
    return share_of(base.label, base, Fraction(rate.rate), pence, say)
