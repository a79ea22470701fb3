"""Positions as tidy pandas DataFrames: one row a fact, amounts in pence, codes as text."""

from collections.abc import Iterable

import pandas as pd

from pctfinance.consolidation.categories import LINE_MEASURES
from pctfinance.consolidation.position import Position

__all__ = ["categories_frame", "duties_frame"]

_AMOUNT = "_pence"
_DUTY_COLUMNS = (
    "level code name duty limit_pence charged_pence variance_pence overspends_pence "
    "underspends_pence status synthetic"
)
_CATEGORY_COLUMNS = " ".join(
    ("level code name category category_name", *LINE_MEASURES, "synthetic")
)


def duties_frame(position: Position) -> pd.DataFrame:
    """One row a body and duty, then one a duty for the aggregate (`level` tells them apart).

    Amounts are nullable `Int64` pence: an amount that is not known is missing, not zero.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.consolidation.duties import Basis
    >>> nobody = Position(
    ...     Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (), CategoryTree())
    >>> duties_frame(nobody)[["level", "duty", "status"]].to_dict("records")
    [{'level': 'aggregate', 'duty': 'revenue_resource_limit', 'status': 'incomplete'}]
    """
    rows: list[dict[str, object]] = [
        {
            "level": "body",
            "code": body.code,
            "name": body.body.name,
            "duty": duty.value,
            "limit_pence": body.duty(duty).limit_pence,
            "charged_pence": body.duty(duty).charged_pence,
            "variance_pence": body.duty(duty).variance_pence,
            "overspends_pence": None,
            "underspends_pence": None,
            "status": body.duty(duty).status.value,
            "synthetic": body.duty(duty).synthetic,
        }
        for duty in position.duties
        for body in position.bodies
    ]
    rows += [
        {
            "level": "aggregate",
            "code": position.group.code,
            "name": position.group.name,
            "duty": total.duty.value,
            "limit_pence": total.limit_pence,
            "charged_pence": total.charged_pence,
            "variance_pence": total.variance_pence,
            "overspends_pence": total.overspends_pence,
            "underspends_pence": total.underspends_pence,
            "status": total.status.value,
            "synthetic": total.synthetic,
        }
        for total in position.aggregates
    ]
    return _frame(position, rows, _DUTY_COLUMNS)


def categories_frame(position: Position) -> pd.DataFrame:
    """One row a body and category, in the order of the tree; `level` is always `body`.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.consolidation.duties import Basis
    >>> nobody = Position(
    ...     Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (), CategoryTree())
    >>> len(categories_frame(nobody))
    0
    """
    rows: list[dict[str, object]] = []
    for body in position.bodies:
        lines = {line.category: line for line in body.lines}
        for code in position.categories.ordered(lines):
            line = lines[code]
            rows.append(
                {
                    "level": "body",
                    "code": body.code,
                    "name": body.body.name,
                    "category": code,
                    "category_name": position.categories.name(code),
                    **line.measures(),
                    "synthetic": line.synthetic,
                }
            )
    return _frame(position, rows, _CATEGORY_COLUMNS)


def _frame(position: Position, rows: Iterable[dict[str, object]], columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=columns.split())
    frame.insert(0, "period", str(position.period))
    frame.insert(1, "basis", position.basis.value)
    amounts = {name: "Int64" for name in frame.columns if str(name).endswith(_AMOUNT)}
    return frame.astype(amounts)
