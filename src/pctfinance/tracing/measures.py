"""Measures of one thing: what its events say, what follows from those, and sums over several things.

A loan, a case or a body's cash has measures that events state, and measures that are sums of others:
what is left is what there was less what went. A sum over bodies has a part for each of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pctfinance.tracing.figures import SUM_OF, ReportFigure
from pctfinance.tracing.parts import Part

__all__ = ["Measures", "side_by_side", "summed"]

Said = Callable[[], Iterable[Part]]


@dataclass(frozen=True)
class Measures:
    """The measures of one thing, each with the way to its parts.

    Args:
        said: by measure the leaves, made only when they are asked for.
        sums: by measure those that it is the sum of; one with a minus before it is taken off.
        words: what a measure is called, where it is not its name with spaces.

    >>> loan = Measures({"principal": lambda: [Part("lent", 15)], "repaid": lambda: [Part("May", 5)]},
    ...     {"outstanding": ("principal", "-repaid")})
    >>> loan.part("outstanding").pence, [leaf.pence for leaf in loan.part("outstanding").leaves()]
    (10, [15, -5])
    """

    said: Mapping[str, Said]
    sums: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def called(self, measure: str) -> str:
        """What a measure is called.

        >>> Measures({}).called("written_off")
        'written off'
        """
        return self.words.get(measure, measure.replace("_", " "))

    def part(self, measure: str) -> Part:
        """What one measure is made of.

        >>> Measures({"open": lambda: []}).part("open").label
        'open'
        """
        if measure not in self.sums:
            return Part.sum_of(self.called(measure), self.said[measure]())
        parts = []
        for name in self.sums[measure]:
            part = self.part(name.removeprefix("-"))
            parts.append(part.turned() if name.startswith("-") else part)
        return Part.sum_of(self.called(measure), parts)

    def figures(
        self,
        body: str,
        place: str,
        words: str,
        values: Mapping[str, int | None],
        why: str = "",
    ) -> Iterator[ReportFigure]:
        """The measures as figures of a report.

        Args:
            body: whose they are.
            place: the beginning of the name of each line; without one, the measure is the name.
            words: what they are of, for people.
            values: by measure, as the report has them; `None` where it is not known.
            why: why one is not known.

        >>> ways = Measures({"open": lambda: [Part("a", 5)]})
        >>> [(f.line, f.words) for f in ways.figures("5A9", "E1", "commitment E1", {"open": 5})]
        [('E1/open', 'commitment E1, open')]
        """
        for measure, pence in values.items():
            line = f"{place}/{measure}" if place else measure
            made = partial(self.part, measure)
            named = f"{words}, {self.called(measure)}"
            yield ReportFigure(body, line, named, pence, made=made, why=why)


def summed(
    whole: ReportFigure,
    parts: Iterable[ReportFigure],
    label: Callable[[ReportFigure], str] = lambda figure: figure.body,
) -> ReportFigure:
    """A figure that is the sum of others: each is a part of it, under a name of its own.

    Args:
        whole: the sum, with its value as the report has it.
        parts: what it is the sum of; what is not known is left out.
        label: what a part is called; the code of its body unless told otherwise.

    >>> one, two = (ReportFigure(code, "open", "open", pence, made=lambda p=pence: Part("E1", p))
    ...     for code, pence in (("5A9", 5), ("5K7", 7)))
    >>> whole = summed(ReportFigure("NCL", "sum of/open", "open, side by side", 12), [one, two])
    >>> whole.made().pence, [part.label for part in whole.made().parts]
    (12, ['5A9', '5K7'])
    """
    known = tuple(part for part in parts if part.is_known)

    def made() -> Part:
        found = ((each, each.made() if each.made else None) for each in known)
        trees = ((label(each), part) for each, part in found if isinstance(part, Part))
        return Part.sum_of(
            whole.words, (Part.sum_of(name, part.parts or (part,)) for name, part in trees)
        )

    untraced = [part for part in known if part.made is None]
    if untraced:
        return replace(whole, made=None, why=untraced[0].why)
    return replace(whole, made=made)


def side_by_side(
    group: str,
    figures: Sequence[ReportFigure],
    totals: Mapping[str, tuple[str, int | None]],
    why: str = "not known of one of them",
) -> Iterator[ReportFigure]:
    """What a report sums over its bodies, under `sum of/`, where a group is asked about.

    Args:
        group: the code of the group.
        figures: those of the bodies.
        totals: by the line that is summed over the bodies, what it is called, and what it comes to.
        why: why a sum is not known.

    >>> figure = ReportFigure("5A9", "open", "open", 5, made=lambda: Part("E1", 5))
    >>> [(f.line, f.value) for f in side_by_side("NCL", [figure], {"open": ("open", 5)})]
    [('sum of/open', 5)]
    """
    for line, (words, pence) in totals.items():
        whole = ReportFigure(group, f"{SUM_OF}/{line}", f"{words}, side by side", pence, why=why)
        yield summed(whole, (figure for figure in figures if figure.line == line))
