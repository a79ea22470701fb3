"""A cube as tidy pandas DataFrames: one row a fact, amounts in pence, codes as text."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pctfinance.consolidation.cube import Cube
from pctfinance.consolidation.duties import Duty

__all__ = ["duties_frame", "lines_frame"]

_SHOWN = (
    "budget_pence",
    "budget_recurrent_pence",
    "delegated_pence",
    "budget_ytd_pence",
    "actual_ytd_pence",
    "variance_ytd_pence",
    "forecast_pence",
    "variance_forecast_pence",
    "last_forecast_pence",
    "movement_pence",
)
_DIFFERENCES = {
    "variance_ytd_pence": ("budget_ytd_pence", "actual_ytd_pence"),
    "variance_forecast_pence": ("budget_pence", "forecast_pence"),
    "movement_pence": ("last_forecast_pence", "forecast_pence"),
}


def lines_frame(cube: Cube) -> pd.DataFrame:
    """One row a body or group and category, bodies first; `level` is the kind of group, or `body`.

    Amounts are nullable `Int64` pence: what is not known is missing, not zero. Variances are budget
    less cost, a movement last month's forecast less this month's: favourable is positive.

    >>> from pctfinance.book import Book
    >>> frame = lines_frame(Book.in_memory("2011-12", group="NCL").cube("M08"))
    >>> frame.shape[0], list(frame.columns[:5])
    (0, ['period', 'basis', 'level', 'code', 'category'])
    """
    grid = cube.grid
    here = np.concatenate((grid.present, cube.sums_present))
    values = {
        name: np.concatenate((grid.measures[name], cube.sums[name])) for name in grid.measures
    }
    known = {name: np.concatenate((grid.known[name], cube.sums_known[name])) for name in grid.known}
    rows, columns = np.nonzero(here)
    frame = pd.DataFrame(
        {
            "period": str(cube.period),
            "basis": cube.basis.value,
            "level": np.array(_levels(cube), dtype=object)[rows],
            "code": np.array(_codes(cube), dtype=object)[rows],
            "category": np.array(grid.categories, dtype=object)[columns],
        }
    )
    for name in _SHOWN:
        frame[name] = _column(name, values, known, (rows, columns))
    return frame


def _column(
    name: str,
    values: Mapping[str, Any],
    known: Mapping[str, Any],
    at: tuple[Any, Any],
) -> "pd.arrays.IntegerArray":
    plus, minus = _DIFFERENCES.get(name, (name, ""))
    pence, missing = values[plus][at], ~known[plus][at] if plus in known else np.False_
    if minus:
        pence = pence - values[minus][at]
        missing = missing | (~known[minus][at] if minus in known else np.False_)
    hidden = np.broadcast_to(missing, pence.shape).copy()
    return pd.arrays.IntegerArray(pence.astype(np.int64), hidden)


def duties_frame(cube: Cube) -> pd.DataFrame:
    """One row a body or group and duty; `breaches` and `not_tested` list the bodies of a group.

    `not_in_book` lists members of a group whose figures are in other books: they are in no sum.

    >>> from pctfinance.book import Book
    >>> frame = duties_frame(Book.in_memory("2011-12", group="NCL").cube("M08"))
    >>> frame[frame["code"] == "NCL"]["status"].tolist()
    ['incomplete', 'incomplete', 'incomplete']
    """
    rows = []
    for duty in (duty for duty in Duty if duty in cube.rules):
        for body in cube.bodies:
            found = cube.duty(body.code, duty)
            amounts = (found.limit_pence, found.charged_pence, found.variance_pence, None, None)
            rows.append(
                ("body", body.code, body.name, duty.value, *amounts, found.status.value, *[""] * 3)
            )
        for level in cube.levels:
            group, total = level.group, cube.aggregate(level.group.code, duty)
            sums = (
                total.limit_pence,
                total.charged_pence,
                total.variance_pence,
                total.overspends_pence,
                total.underspends_pence,
            )
            lists = map(" ".join, (total.breaches, total.not_tested, total.not_in_book))
            shown = sums if total.tested_count else (None,) * len(sums)
            named = (group.kind, group.code, group.name, duty.value)
            rows.append((*named, *shown, total.status.value, *lists))
    names = [
        "level",
        "code",
        "name",
        "duty",
        "limit_pence",
        "charged_pence",
        "variance_pence",
        "overspends_pence",
        "underspends_pence",
        "status",
        "breaches",
        "not_tested",
        "not_in_book",
    ]
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(0, "period", str(cube.period))
    frame.insert(1, "basis", cube.basis.value)
    return frame.astype({name: "Int64" for name in names if name.endswith("_pence")})


def _codes(cube: Cube) -> list[str]:
    return [*cube.grid.bodies, *(level.group.code for level in cube.levels)]


def _levels(cube: Cube) -> list[str]:
    return [*("body" for _ in cube.grid.bodies), *(level.group.kind for level in cube.levels)]
