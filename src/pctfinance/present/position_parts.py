"""Parts of `position.json`: colours and trends, limits by funding, the underlying position."""

from collections.abc import Iterable
from typing import Any

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.consolidation.rag import RatedT, Worst
from pctfinance.consolidation.recurrence import Resource, Spent, Split
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.consolidation.underlying import Underlying
from pctfinance.ledger.lines import Limit

__all__ = [
    "duty_colours",
    "group_colours",
    "is_notified",
    "rated_part",
    "report_rows",
    "resource_part",
    "spent_part",
    "underlying_part",
]


def is_notified(body: BodyPosition) -> bool:
    """Whether a revenue limit of a body was ever notified.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> is_notified(BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ()))
    False
    """
    return Limit.REVENUE in body.balances.limits


def duty_colours(body: BodyPosition, duty: Duty) -> dict[str, str]:
    """The colours and the trend of one duty of one body; nothing where they were not asked for.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> duty_colours(BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ()), Duty.CASH)
    {}
    """
    if not body.outlook:
        return {}
    on = body.on(duty)
    return {
        "ytd": on.colour(Basis.YTD).value,
        "forecast": on.colour(Basis.FORECAST).value,
        "trend": on.trend.value,
    }


def group_colours(position: Position, duty: Duty) -> dict[str, Any]:
    """The worst colours and the worst trend of a duty among the bodies, and who has them.

    >>> from pctfinance.book import Book
    >>> position = Book.in_memory("2011-12", group="NCL").position("2011-12 M08", group="5A9")
    >>> group_colours(position, Duty.REVENUE)["trend"]
    {'value': 'not_known', 'bodies': ['5A9']}
    """
    return {
        "ytd": _worst(position.colour(duty, Basis.YTD)),
        "forecast": _worst(position.colour(duty, Basis.FORECAST)),
        "trend": _worst(position.trend(duty)),
    }


def rated_part(row: ReportLine) -> dict[str, Any]:
    """The budget of a category of one body by funding, its colours and its trend.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> (acute, *_) = Book.read(sample_path()).position("2011-12 M08").report_lines("5A9")
    >>> rated_part(acute)["rag"]
    {'ytd': 'red', 'forecast': 'red', 'trend': 'worse'}
    """
    return {
        "budget_recurrent_pence": row.budget.recurrent,
        "budget_non_recurrent_pence": row.budget.non_recurrent,
        "rag": {
            "ytd": row.ytd.value.value,
            "forecast": row.forecast.value.value,
            "trend": row.trend.value.value,
        },
    }


def report_rows(rows: Iterable[ReportLine]) -> list[dict[str, Any]]:
    """The rows of a report of a group, subtotals among them.

    >>> report_rows([])
    []
    """
    return [
        {
            "category": row.code,
            "name": row.name,
            "parent": row.parent,
            "depth": row.depth,
            "subtotal": row.subtotal,
            "budget_recurrent_pence": row.budget.recurrent,
            "budget_non_recurrent_pence": row.budget.non_recurrent,
            **row.line.measures(),
            "rag": {
                "ytd": _worst(row.ytd),
                "forecast": _worst(row.forecast),
                "trend": _worst(row.trend),
            },
            "contains_synthetic": row.line.synthetic,
            "contains_assumed": row.line.assumed,
        }
        for row in rows
    ]


def resource_part(resource: Resource, *, known: bool) -> dict[str, Any]:
    """Revenue limits and budgets by funding; a limit that was never notified is null.

    >>> resource_part(Resource(), known=False)["confirmed"]["total_pence"] is None
    True
    """
    nothing = dict.fromkeys(_split(Split()))
    return {
        "confirmed": _split(resource.confirmed) if known else nothing,
        "anticipated": _split(resource.anticipated),
        "expected": _split(resource.expected) if known else nothing,
        "budgets": _split(resource.budgets),
        "reserves": _split(resource.reserves),
        "planned_surplus": _split(resource.planned_surplus),
        "applied_non_recurrently": _split(resource.applied),
    }


def spent_part(spent: Spent | None) -> dict[str, int] | None:
    """What was charged to revenue to date, by recurrence; null where it is not known.

    >>> spent_part(Spent(4, 1, 0))["non_recurrent_pence"]
    1
    """
    return spent and {f"{name}_pence": pence for name, pence in spent._asdict().items()}


def underlying_part(underlying: Underlying) -> dict[str, Any]:
    """An underlying position with its bridge; null and a reason where it is not known.

    >>> underlying_part(Underlying(reason="nobody said"))["underlying_pence"] is None
    True
    """
    return {
        "underlying_pence": underlying.pence,
        "bridge": [{"step": step.value, "pence": pence} for step, pence in underlying.steps],
        "reason": underlying.reason,
        "missing": list(underlying.missing),
        "deficits": list(underlying.deficits),
    }


def _split(split: Split) -> dict[str, int]:
    return {
        "recurrent_pence": split.recurrent,
        "non_recurrent_pence": split.non_recurrent,
        "total_pence": split.total,
    }


def _worst(rated: Worst[RatedT]) -> dict[str, Any]:
    return {"value": rated.value.value, "bodies": list(rated.bodies)}
