"""A position's report, resource, underlying position and colours as tidy pandas DataFrames.

Rows of the group stand below those of its bodies, with the kind of the group as their `level`:
choose one level before adding up a column. Amounts are pence, nullable `Int64`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from pctfinance.consolidation.categories import LINE_MEASURES
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.consolidation.recurrence import Resource
from pctfinance.consolidation.report_lines import ReportLine
from pctfinance.consolidation.underlying import Step, Underlying
from pctfinance.ledger.lines import Limit

__all__ = ["rag_frame", "report_frame", "resource_frame", "underlying_frame"]

_WHO = ("level", "code", "name")
_COLOURS = ("rag_ytd", "rag_forecast", "trend")
_REPORT = (
    *_WHO,
    *("category", "category_name", "parent", "depth", "subtotal"),
    *("budget_recurrent_pence", "budget_non_recurrent_pence"),
    *LINE_MEASURES,
    *_COLOURS,
    *("rag_ytd_bodies", "rag_forecast_bodies", "trend_bodies", "synthetic"),
)
_RESOURCE = (
    *_WHO,
    *("certainty", "recurrent_pence", "non_recurrent_pence", "total_pence"),
)
_UNDERLYING = (
    *_WHO,
    *(f"{step.value}_pence" for step in Step),
    *("underlying_pence", "reason", "missing", "deficits"),
)
_RAG = (
    *(*_WHO, "duty"),
    *_COLOURS,
    *("rag_ytd_bodies", "rag_forecast_bodies", "trend_bodies"),
)


def report_frame(position: Position) -> pd.DataFrame:
    """One row a body, or the group, and a category or subtotal, in the order of the tree.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> frame = report_frame(Book.read(sample_path()).position("2011-12 M08"))
    >>> camden = frame[(frame["code"] == "5K7") & (frame["category"] == "acute")].iloc[0]
    >>> camden["parent"], int(camden["depth"]), bool(camden["subtotal"])
    ('acute-care', 1, False)
    """

    def rows(lines: Iterable[ReportLine], who: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        for row in lines:
            rated = (row.ytd, row.forecast, row.trend)
            yield (
                *who,
                *(row.code, row.name, row.parent, row.depth, row.subtotal),
                *row.budget,
                *row.line.measures().values(),
                *(each.value.value for each in rated),
                *(" ".join(each.bodies) for each in rated),
                row.line.synthetic,
            )

    found = [
        row
        for body in position.bodies
        for row in rows(position.report_lines(body.code), _body(body.code, body.body.name))
    ]
    if _is_group(position):
        found += rows(position.report_lines(), _group(position))
    return _frame(position, found, _REPORT)


def resource_frame(position: Position) -> pd.DataFrame:
    """The revenue limits by funding: one row a body or the group and `confirmed`, `anticipated` or `expected`.

    What was never notified is not known, and missing; of a group, where it is not of any body. A
    group that reaches beyond the book shows what is in here. `expected` is the sum of the other two, and
    no limit that is tested.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> frame = resource_frame(Book.read(sample_path()).position("2011-12 M08"))
    >>> frame[frame["code"] == "NCL"]["certainty"].tolist()
    ['confirmed', 'anticipated', 'expected']
    """

    def rows(resource: Resource, who: Sequence[str], *, known: bool) -> Iterator[tuple[Any, ...]]:
        for name in ("confirmed", "anticipated", "expected"):
            split = getattr(resource, name)
            shown = known or name == "anticipated"
            yield (*who, name, *((*split, split.total) if shown else (None, None, None)))

    notified = {body.code: Limit.REVENUE in body.balances.limits for body in position.bodies}
    found = [
        row
        for body in position.bodies
        for row in rows(body.resource, _body(body.code, body.body.name), known=notified[body.code])
    ]
    if _is_group(position):
        known = all(notified.values())
        found += rows(position.resource, _group(position), known=known)
    return _frame(position, found, _RESOURCE)


def underlying_frame(position: Position) -> pd.DataFrame:
    """The bridge from the forecast variance to the underlying position: one row a body, the group last.

    Its steps sum to `underlying_pence` exactly; all are missing where it is not known, and `reason`
    then says why.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> frame = underlying_frame(Book.read(sample_path()).position("2011-12 M08"))
    >>> frame["missing"].tolist()[-1]
    '5K8'
    """

    def row(each: Underlying, who: Sequence[str]) -> tuple[Any, ...]:
        names = (" ".join(each.missing), " ".join(each.deficits))
        return (*who, *map(each.step, Step), each.pence, each.reason, *names)

    found = [row(body.underlying, _body(body.code, body.body.name)) for body in position.bodies]
    if _is_group(position):
        found.append(row(position.underlying, _group(position)))
    return _frame(position, found, _UNDERLYING)


def rag_frame(position: Position) -> pd.DataFrame:
    """The colours and the trend of every duty: one row a body or the group and a duty.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> frame = rag_frame(Book.read(sample_path()).position("2011-12 M08"))
    >>> row = frame[frame["code"] == "NCL"].iloc[0]
    >>> row["rag_forecast"], row["rag_forecast_bodies"]
    ('red', '5A9 5C1 5C9')
    """
    bases = (Basis.YTD, Basis.FORECAST)
    found: list[tuple[Any, ...]] = []
    for duty in position.duties:
        for body in position.bodies:
            on = body.on(duty)
            colours = (*(on.colour(basis).value for basis in bases), on.trend.value)
            found.append((*_body(body.code, body.body.name), duty.value, *colours, "", "", ""))
        if _is_group(position):
            ytd, forecast = (position.colour(duty, basis) for basis in bases)
            trend = position.trend(duty)
            values = (ytd.value.value, forecast.value.value, trend.value.value)
            names = (" ".join(each.bodies) for each in (ytd, forecast, trend))
            found.append((*_group(position), duty.value, *values, *names))
    return _frame(position, found, _RAG)


def _is_group(position: Position) -> bool:
    return position.level != "body"


def _body(code: str, name: str) -> tuple[str, str, str]:
    return "body", code, name


def _group(position: Position) -> tuple[str, str, str]:
    return position.level, position.group.code, position.group.name


def _frame(
    position: Position, rows: Sequence[tuple[Any, ...]], columns: Sequence[str]
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    frame.insert(0, "period", str(position.period))
    frame.insert(1, "basis", position.basis.value)
    return frame.astype({name: "Int64" for name in columns if name.endswith("_pence")})
