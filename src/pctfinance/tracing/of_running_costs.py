"""What running costs are made of: the categories that count, of each body, and a region's part."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import partial

from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.running_costs import BodyRunningCosts, RegionalCosts
from pctfinance.present.running_costs_report import RUNNING_COST_MEASURES, RunningCostsReport
from pctfinance.tracing.colours import category_part
from pctfinance.tracing.figures import Compared, ReportFigure, RuleCited, Ruled
from pctfinance.tracing.measures import side_by_side, summed
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["counted_under", "running_cost_figures"]

_NOT_REPORTED = "a month or a forecast of it was not reported"
_HEAD = ("budget", "charged")


def counted_under(code: str, heads: Collection[str], tree: CategoryTree) -> bool:
    """Whether a category is one of some, or below one of them however far.

    Args:
        code: the category's code.
        heads: the codes that count.
        tree: which category is below which.

    >>> counted_under("running-costs", ["running-costs"], CategoryTree())
    True
    """
    seen: set[str] = set()
    while code and code not in seen:
        if code in heads:
            return True
        seen.add(code)
        code = tree.parent(code)
    return False


def running_cost_figures(
    report: RunningCostsReport,
    group: str,
    codes: dict[str, tuple[str, ...]],
    sight: Sight,
) -> Iterator[ReportFigure]:
    """Every figure of running costs: of each body, a head, side by side, and of each region.

    Args:
        report: the running costs.
        group: the code of the body or group that is asked about.
        codes: by body the categories that count and have anything.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").running_costs("M8")
    >>> figures = running_cost_figures(report, "NCL", {}, Sight.empty("2011-12 M08"))
    >>> next(figures).line
    'budget'
    """
    of_basis = "forecast" if report.basis.value == "forecast" else "actual_ytd"
    found: list[ReportFigure] = []
    for costs in report.bodies:
        own = codes.get(costs.body.code, ())
        found += _of_body(costs, own, of_basis, sight)
    bodies = {costs.body.code for costs in report.bodies}
    yield from (figure for figure in found if group in (figure.body, report.group.code))
    if group not in bodies:
        totals = {
            name: (f"running costs, {name.replace('_', ' ')}", report.total(name))
            for name in RUNNING_COST_MEASURES
        }
        yield from side_by_side(group, found, totals)
        for region in report.regions:
            yield from _of_region(region, group, found)


def _of_body(
    costs: BodyRunningCosts, codes: tuple[str, ...], charged: str, sight: Sight
) -> Iterator[ReportFigure]:
    code = costs.body.code
    for name in RUNNING_COST_MEASURES:
        measure = charged if name == "charged" else name
        made = partial(_part, sight, code, codes, measure)
        words = f"running costs, {name.replace('_', ' ')}"
        pence: int | None = getattr(costs, f"{name}_pence")
        yield ReportFigure(code, name, words, pence, made=made, why=_NOT_REPORTED)
        if name in _HEAD:
            yield ReportFigure(
                code,
                f"{name}_per_head",
                f"{words} a head, in pence",
                costs.per_head(name),
                "share",
                partial(_per_head, costs, made),
                "the register holds no population, or the costs are not known",
            )


def _part(sight: Sight, body: str, codes: tuple[str, ...], measure: str) -> Part:
    return category_part(sight, body, codes, measure) if codes else Part.sum_of(measure, ())


def _per_head(costs: BodyRunningCosts, made: "partial[Part]") -> Ruled:
    part, people = made(), costs.body.population or 1
    rule = RuleCited("", f"{people:,} persons of {costs.body.code}", "the register of bodies")
    return Ruled("over the population", (rule,), (Compared(part),), Fraction(part.pence, people))


def _of_region(
    region: RegionalCosts, group: str, found: list[ReportFigure]
) -> Iterator[ReportFigure]:
    """What the book's bodies charge in a region; its limit is stated, and no event states it."""
    place, words = f"region/{region.authority}", f"running costs of region {region.authority}"
    own = [figure for figure in found if figure.body in region.own and figure.line == "charged"]
    pence, limit = region.charged_pence, region.limit
    whole = ReportFigure(group, f"{place}/charged", words, pence, why=_NOT_REPORTED)
    yield summed(whole, own)
    yield ReportFigure(
        group,
        f"{place}/limit",
        f"{words}, limit",
        region.limit_pence,
        why=f"it is stated beside the events: {limit.source}"
        if limit
        else "no limit of it is stated",
    )
