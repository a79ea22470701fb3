"""What the figures of every level of a nation are made of: those of the bodies, one by one.

A group holds nothing. What stands beside it is the sum over its bodies, so a figure of a level has a
part for each of them, which is the figure of the body's own position.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.cube import Cube, Level
from pctfinance.consolidation.duties import Duty, DutyResult
from pctfinance.consolidation.figure_ref import MEASURES
from pctfinance.tracing.colours import LISTED
from pctfinance.tracing.figures import Compared, ReportFigure, Ruled
from pctfinance.tracing.of_resource import months_part
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["level_figures"]

_NOT_TESTED = "no body of it could be tested"
_NOT_REPORTED = "a month or a forecast of a body was not reported"
_UNKNOWN = "no confirmed limit, or a month was not reported; its position says which"
_SUMS: Mapping[str, str] = {
    "limit": "limits",
    "charged": "charged",
    "underspends": "underspends",
    "overspends": "overspends",
}


def level_figures(cube: Cube, codes: Sequence[str], sight: Sight) -> Iterator[ReportFigure]:
    """The figures of some bodies and groups of a cube.

    Args:
        cube: every body and group.
        codes: of bodies and groups, in their order; a group that has no level here is passed over.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> cube = Book.in_memory("2011-12", group="NCL").cube("M8")
    >>> figures = level_figures(cube, ["NCL"], Sight.empty("2011-12 M08"))
    >>> [figure.line for figure in figures][:3]
    ['duty/revenue_resource_limit/limit', 'duty/revenue_resource_limit/charged', \
'duty/revenue_resource_limit/underspends']
    """
    bodies = {body.code for body in cube.bodies}
    levels = {level.group.code: level for level in cube.levels}
    for code in codes:
        way = _Level(cube, code, sight)
        if code in bodies:
            yield from way.own_duties()
            yield from way.categories()
        elif code in levels:
            yield from way.duties()
            yield from way.categories()
            yield from way.months(levels[code])


@dataclass(frozen=True)
class _Level:
    """A group, or a body, of a cube: the way from its figures to those of bodies."""

    cube: Cube
    code: str
    sight: Sight

    def own_duties(self) -> Iterator[ReportFigure]:
        """Limit, charge and variance of a body."""
        for duty in self.cube.rules:
            result = self.cube.duty(self.code, duty)
            for measure in MEASURES["duty"]:
                yield ReportFigure(
                    self.code,
                    f"duty/{duty.value}/{measure}",
                    f"{duty.heading}, {measure}",
                    getattr(result, f"{measure}_pence"),
                    made=partial(self._of_duty, self.code, duty, measure),
                    why=_UNKNOWN,
                )

    def duties(self) -> Iterator[ReportFigure]:
        """The sums of a group, over the bodies that could be tested, and its status."""
        for duty in self.cube.rules:
            total = self.cube.aggregate(self.code, duty)
            place, tested = f"duty/{duty.value}", total.tested_count
            for name, words in _SUMS.items():
                yield ReportFigure(
                    self.code,
                    f"{place}/{name}",
                    f"{duty.heading}, {words}, side by side",
                    getattr(total, f"{name}_pence") if tested else None,
                    made=partial(self._over_bodies, duty, name),
                    why=_NOT_TESTED,
                )
            status = partial(self._status, duty)
            words = f"{duty.heading}, status"
            yield ReportFigure(
                self.code, f"{place}/status", words, total.status.value, "word", status
            )

    def categories(self) -> Iterator[ReportFigure]:
        """Every measure of every category, of a body or summed over a group."""
        beside = "" if self._members() == (self.code,) else ", side by side"
        for line in self.cube.lines(self.code):
            named = self.cube.categories.name(line.category)
            for measure in MEASURES["category"]:
                yield ReportFigure(
                    self.code,
                    f"category/{line.category}/{measure}",
                    f"{named}, {measure.replace('_', ' ')}{beside}",
                    _pence(line, measure),
                    made=partial(self._of_category, line.category, measure),
                    why=_NOT_REPORTED,
                )

    def months(self, level: Level) -> Iterator[ReportFigure]:
        """What was charged in each month by those who were members then."""
        here = {body.code for body in self.cube.bodies}
        for number, pence in enumerate(self.cube.history(self.code), start=1):
            members = tuple(sorted(level.members[number - 1] & here))
            month = self.sight.period.year.period(number)
            codes = tuple(self.cube.categories.ordered(self.cube.grid.categories))
            yield ReportFigure(
                self.code,
                f"M{number:02}",
                f"charged in M{number:02} by those who were members then",
                pence,
                made=partial(months_part, self.sight, members, month, codes),
                why="a member reported nothing in it",
            )

    # The parts

    def _members(self) -> tuple[str, ...]:
        """The bodies that are summed; of a body, itself."""
        if self.code in {body.code for body in self.cube.bodies}:
            return (self.code,)
        level, here = self.cube.level(self.code), {body.code for body in self.cube.bodies}
        return tuple(sorted(level.members[self.cube.period.number - 1] & here))

    def _of_duty(self, body: str, duty: Duty, measure: str) -> Part:
        return self.sight.duty(body, duty, measure, self.cube.basis)

    def _tested(self, duty: Duty) -> Iterator[DutyResult]:
        for body in self._members():
            result = self.cube.duty(body, duty)
            if result.variance_pence is not None:
                yield result

    def _over_bodies(self, duty: Duty, name: str) -> Part:
        """Limits, charges, or the variances of one sign, body by body."""
        sign = {"underspends": 1, "overspends": -1}.get(name)
        measure = name if sign is None else "variance"
        parts = [
            replace(self._of_duty(result.body, duty, measure), label=result.body)
            for result in self._tested(duty)
            if sign is None or sign * (result.variance_pence or 0) > 0
        ]
        return Part.sum_of(_SUMS[name], parts)

    def _of_category(self, category: str, measure: str) -> Part:
        members = self._members()
        if members == (self.code,):
            return self.sight.category(self.code, category, measure)
        there = self._present(category)
        parts = (
            replace(self.sight.category(body, category, measure), label=body)
            for body in members
            if body in there
        )
        return Part.sum_of(measure.replace("_", " "), parts)

    def _present(self, category: str) -> set[str]:
        """The bodies that have a category: one that has a profile of it alone has no line of it."""
        grid = self.cube.grid
        there = grid.present[:, grid.categories.index(category)].tolist()
        return {body for body, is_there in zip(grid.bodies, there, strict=True) if is_there}

    def _status(self, duty: Duty) -> Ruled:
        """Breach where a body is over its limit, else incomplete where one is not known."""
        compared, over = [], []
        for result in self._tested(duty):
            left = self._of_duty(result.body, duty, "variance")
            over += [result.body] if left.pence < 0 else []
            compared.append(Compared(replace(left, label=f"{result.body}, variance")))
        absent = self.cube.not_in_book(self.code)
        whole = compared and len(compared) == len(self._members()) and not absent
        says = "breach" if over else "met" if whole else "incomplete"
        how = f"over their limit: {', '.join(over)}" if over else "no body is over its limit"
        return Ruled(how, (LISTED,), tuple(compared), says)


def _pence(line: CategoryLine, measure: str) -> int | None:
    pence: int | None = getattr(line, f"{measure}_pence")
    return pence
