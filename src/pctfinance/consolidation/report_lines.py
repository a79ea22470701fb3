"""The columns of a monthly report as they are shown: a tree of categories with its subtotals.

A subtotal of one body is the sum of that body's lines, and its colour that of the sum: the money is
the body's own. A line of a group is the sum of its bodies, and its colour the worst of theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pctfinance.consolidation.branches import Branch, branches
from pctfinance.consolidation.categories import CategoryLine, CategoryTree, sum_lines
from pctfinance.consolidation.rag import Colour, Trend, Worst, colour_of, trend_of, worst
from pctfinance.consolidation.recurrence import Split
from pctfinance.rulebooks import Rag

__all__ = ["LinesOf", "ReportLine", "report_lines"]

_COLOURS, _TRENDS = tuple(Colour), tuple(Trend)


@dataclass(frozen=True, slots=True)
class LinesOf:
    """The lines of one body, and its budgets by funding, by category."""

    body: str
    lines: Mapping[str, CategoryLine]
    budgets: Mapping[str, Split]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row of a report: a category, or the subtotal of those below it (`subtotal`).

    `depth` is 0 at the top of the tree. `budget` is the annual budget by funding. Of a group, `ytd`,
    `forecast` and `trend` name the bodies that are so bad; they are never those of the sum.
    """

    code: str
    name: str
    parent: str
    depth: int
    subtotal: bool
    line: CategoryLine
    budget: Split
    ytd: Worst[Colour]
    forecast: Worst[Colour]
    trend: Worst[Trend]


def report_lines(
    tree: CategoryTree,
    bodies: Sequence[LinesOf],
    rule: Rag | None,
    *,
    of_group: bool,
    whole: bool = True,
) -> tuple[ReportLine, ...]:
    """The rows of a body, or of a group, in the order of the tree, each subtotal before its parts.

    Args:
        tree: the categories.
        bodies: one body, or the bodies of a group.
        rule: the thresholds of the colours.
        of_group: whether the bodies are a group, so that colours are the worst of theirs.
        whole: whether no body of the group is missing; else nothing is green.

    >>> from pctfinance.consolidation.categories import Category
    >>> tree = CategoryTree((Category("health", "Health"), Category("acute", "Acute", "health")))
    >>> line = CategoryLine("acute", 12, 0, 8, 9, 13, 12, phased=False, synthetic=False)
    >>> rows = report_lines(tree, [LinesOf("5A9", {"acute": line}, {})], None, of_group=False)
    >>> [(row.code, row.depth, row.subtotal, row.trend.value.value) for row in rows]
    [('health', 0, True, 'worse'), ('acute', 1, False, 'worse')]
    """
    codes = {code for body in bodies for code in body.lines}

    def shown(branch: Branch, parent: str, depth: int) -> Iterator[ReportLine]:
        below = tuple(_leaves(branch))
        subtotal = bool(branch.children)
        own = {
            body.body: sum_lines(branch.code, lines)
            for body in bodies
            if (lines := [body.lines[code] for code in below if code in body.lines])
        }
        if own:
            yield ReportLine(
                code=branch.code,
                name=tree.name(branch.code),
                parent=parent,
                depth=depth,
                subtotal=subtotal,
                line=sum_lines(branch.code, own.values()),
                budget=_budget(bodies, below),
                ytd=_rated(_ytd(own, rule), of_group=of_group, whole=whole),
                forecast=_rated(_forecast(own, rule), of_group=of_group, whole=whole),
                trend=_trend(own, of_group=of_group, whole=whole),
            )
        for child in branch.children:
            yield from shown(child, branch.code, depth + 1)

    return tuple(row for branch in branches(tree, codes) for row in shown(branch, "", 0))


def _leaves(branch: Branch) -> Iterator[str]:
    """The categories that a branch is the sum of."""
    if not branch.children:
        yield branch.code
    for child in branch.children:
        yield from _leaves(child)


def _budget(bodies: Sequence[LinesOf], codes: Sequence[str]) -> Split:
    found = Split()
    for body in bodies:
        for code in codes:
            found = found.plus(body.budgets.get(code, Split()))
    return found


def _ytd(lines: Mapping[str, CategoryLine], rule: Rag | None) -> dict[str, Colour]:
    return {
        body: colour_of(line.variance_ytd_pence, line.budget_ytd_pence, rule)
        for body, line in lines.items()
    }


def _forecast(lines: Mapping[str, CategoryLine], rule: Rag | None) -> dict[str, Colour]:
    return {
        body: colour_of(line.variance_forecast_pence, line.budget_pence, rule)
        for body, line in lines.items()
    }


def _rated(colours: Mapping[str, Colour], *, of_group: bool, whole: bool) -> Worst[Colour]:
    if of_group:
        return worst(colours, _COLOURS, whole=whole)
    (colour,) = colours.values()
    return Worst(colour)


def _trend(lines: Mapping[str, CategoryLine], *, of_group: bool, whole: bool) -> Worst[Trend]:
    """By the forecast of the month before: a cost that falls is better."""
    trends = {
        body: trend_of(line.movement_pence, None if line.movement_pence is None else 0)
        for body, line in lines.items()
    }
    if of_group:
        return worst(trends, _TRENDS, whole=whole)
    (trend,) = trends.values()
    return Worst(trend)
