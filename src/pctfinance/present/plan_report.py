"""Plans and scenarios as people are shown them, and as documents for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import FinancialYear, Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.plan import BodyPlan, PlanCause
from pctfinance.consolidation.plan_sums import (
    PlanDifference,
    PlanTotal,
    plan_differences,
    plan_total,
)
from pctfinance.errors import Finding, Level, Where, looked_up
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.money import Unit, show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.plan_tables import (
    assumption_table,
    cause_table,
    group_table,
    means_table,
)
from pctfinance.present.shown import Align, Heading, Shown, row
from pctfinance.present.terminal import shown_text
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PlanReport", "Scenario", "Scenarios"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One body's part of a plan: what it states, and, once it was kept, when and by whom.

    `version` counts the parts of one name that the body has kept, from 1; 0 is not kept.
    """

    body: str
    name: str
    what: ScenarioStated
    version: int = 0
    by: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True, repr=False)
class PlanReport(Filed):
    """The plans of a group's bodies, side by side and not pooled, with what they assume.

    `bodies` stand in the order of `parts`. `categories` names and orders the lines that are shown.
    """

    name: str
    group: Group
    planned_for: FinancialYear
    parts: tuple[Scenario, ...]
    bodies: tuple[BodyPlan, ...]
    categories: CategoryTree
    deficit_allowed: bool = False

    @property
    def version(self) -> int:
        """The highest version among its parts; 0 where the plan was not kept."""
        return max((part.version for part in self.parts), default=0)

    @property
    def total(self) -> PlanTotal:
        """The unpooled sums, surpluses and shortfalls apart."""
        return plan_total(self.bodies)

    def body(self, code: str) -> BodyPlan:
        """The plan of one body.

        Raises:
            NotInReportError: the body is not in this plan.
        """
        return looked_up({plan.body: plan for plan in self.bodies}, code, "body")

    def against(self, earlier: "PlanReport") -> tuple[PlanDifference, ...]:
        """Every figure in which this plan differs from another, by body, category and cause."""
        before, after = ({plan.body: plan for plan in one.bodies} for one in (earlier, self))
        return plan_differences(before, after)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Bodies that plan more than they may expect, and those whose limit is not known."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        for plan in self.bodies:
            where = Where(body=plan.body, period=str(self.planned_for))
            gap = plan.gap_pence
            if gap is None:
                message = "there is no confirmed revenue limit to plan from"
                yield Finding("plan.no-limit", Level.WARNING, message, where)
            elif gap < 0 and not self.deficit_allowed:
                yield Finding(
                    "plan.deficit",
                    Level.WARNING,
                    f"{self.name}: planned uses exceed the expected limit by {show_exact(-gap)}, and "
                    "no body may plan a deficit",
                    where,
                    "find the saving or the resource; another body's surplus is neither",
                )

    @property
    def table(self) -> "pd.DataFrame":
        """The planned budgets as a tidy DataFrame: one row a body, category and cause, in pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(
            [
                [plan.body, category, cause, pence]
                for plan in self.bodies
                for category, cause, pence in plan.figures()
            ],
            columns=["body", "category", "cause", "pence"],
        )

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the group, each body, and what is assumed."""
        title = f"{self.name}: plan for {self.planned_for}"
        names = {part.body: part.name for part in self.parts}
        return (
            group_table(title, self.group.name, self.bodies, names),
            *(
                shown
                for plan in self.bodies
                for shown in (
                    cause_table(title, plan, names[plan.body], self.categories),
                    means_table(title, plan, names[plan.body]),
                )
            ),
            assumption_table([(part.body, part.what) for part in self.parts]),
        )

    def document(self) -> dict[str, Any]:
        """The plan for programs: integer pence, every figure by its cause, and every assumption."""
        total = self.total
        return {
            "schema_version": "1.0",
            "scenario": self.name,
            "version": self.version,
            "group": {"code": self.group.code, "name": self.group.name},
            "planned_for": str(self.planned_for),
            "unit": "pence",
            "sign_convention": "costs positive; gap = expected limit - planned uses",
            "pooled": False,
            "total": {
                "expected_limit_pence": total.expected_limit_pence,
                "uses_pence": total.uses_pence,
                "surpluses_pence": total.surpluses_pence,
                "shortfalls_pence": total.shortfalls_pence,
                "gap_pence": total.gap_pence,
                "short": list(total.short),
                "unknown": list(total.unknown),
            },
            "bodies": [
                _body(plan, part) for plan, part in zip(self.bodies, self.parts, strict=True)
            ],
        }

    def __repr__(self) -> str:
        return f"<{self.group.code} {self.name!r}, plan for {self.planned_for}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _body(plan: BodyPlan, part: Scenario) -> dict[str, Any]:
    stated = part.what
    return {
        "code": plan.body,
        "name": part.name,
        "made_from": stated.made_from,
        "as_of": stated.as_of,
        "known_at": stated.known_at.isoformat() if stated.known_at else None,
        "contains_synthetic": plan.synthetic,
        "limit_now_pence": plan.limit_now_pence,
        "dropped": [{"account": account, "pence": pence} for account, pence in plan.dropped],
        "carried_pence": plan.carried_pence,
        "limit_growth_pence": plan.limit_growth_pence,
        "expected_limit_pence": plan.expected_limit_pence if plan.limit_known else None,
        "headroom_pence": plan.headroom_pence,
        "contingency_pence": plan.contingency_pence,
        "surplus_pence": plan.surplus_pence,
        "uses_pence": plan.uses_pence,
        "gap_pence": plan.gap_pence,
        "lines": [
            {
                "category": line.category,
                "causes": {cause.value: line.of(cause) for cause in PlanCause},
                "planned_pence": line.planned_pence,
                "rounding_pence": str(line.rounding_pence),
            }
            for line in plan.lines
        ],
        "assumptions": stated.assumptions.model_dump(mode="json"),
    }


@dataclass(frozen=True, repr=False)
class Scenarios(Told):
    """The scenarios that a book keeps, in the order in which they were kept, each with its plan."""

    kept: tuple[tuple[Scenario, PlanReport], ...]

    def __iter__(self) -> Iterator[Scenario]:
        return (part for part, _ in self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a body and version, amounts in `*_pence`; an unknown gap is missing, not zero."""
        import pandas as pd  # noqa: PLC0415 - as above

        columns = [
            "name",
            "body",
            "version",
            "by",
            "recorded_at",
            "as_of",
            "made_from",
            "expected_limit_pence",
            "uses_pence",
            "gap_pence",
        ]
        rows = [
            [
                *(part.what.name, part.body, part.version, part.by, part.recorded_at),
                *(str(Period(part.what.as_of)), part.what.made_from),
                *(plan.expected_limit_pence, plan.uses_pence, plan.gap_pence),
            ]
            for part, report in self.kept
            for plan in report.bodies
        ]
        return pd.DataFrame(rows, columns=columns).astype({"gap_pence": "Int64"})

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        left = ("Scenario", "Body", "Kept by", "As of")
        rows = [
            row(
                [
                    *(part.what.name, str(part.version), part.body, part.by),
                    str(Period(part.what.as_of)),
                    "-"
                    if plan.gap_pence is None
                    else show_exact(plan.gap_pence).replace(Unit.POUNDS.symbol, ""),
                ]
            )
            for part, report in self.kept
            for plan in report.bodies
        ]
        return Shown(
            "Scenarios that are kept" if self else "No scenario is kept",
            "£; gap = expected limit - planned uses, a shortfall is negative",
            tuple(
                Heading(text, Align.LEFT if text in left else Align.RIGHT, wraps=text == "Kept by")
                for text in ("Scenario", "Version", "Body", "Kept by", "As of", "Gap")
            ),
            tuple(rows),
        )

    def __repr__(self) -> str:
        return f"<Scenarios: {len(self)} versions of bodies>"
