"""Year-end statements held against others: the year before, what was published, what was signed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from pctfinance.consolidation.statements import StatementLine, StatementPart

__all__ = [
    "Change",
    "Compared",
    "Sides",
    "compare_statements",
    "first_differences",
    "marks_words",
    "places_unlike",
]

_MARKS = {
    "s": "s: rests on synthetic figures, which have no published source",
    "p": "p: the figure of the year before rests on synthetic figures",
}


class Sides(NamedTuple):
    """Gross cost and gross income of a line, in pence; `None` where only the net is known."""

    cost_pence: int | None = None
    income_pence: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether the two are told apart.

        >>> Sides(9, 5).is_known, Sides().is_known
        (True, False)
        """
        return None not in self


class Change(NamedTuple):
    """What of a line of the year before is restated: `net`, `cost` or `income`; as published, and now."""

    of: str
    words: str
    said: int | str | None
    prior: int | str | None

    @property
    def by(self) -> int | str | None:
        """The one less the other, a share as an exact fraction; `None` where one is not known.

        >>> Change("net", "Acute", 3, 5).by, Change("net", "percentage", "1/4", "3/4").by
        (2, '1/2')
        """
        if self.said is None or self.prior is None:
            return None
        by = Fraction(self.prior) - Fraction(self.said)
        return str(by) if isinstance(self.prior, str) else int(by)


class Compared(NamedTuple):
    """A line beside that of the year before: what it says now, and what it said as published.

    `line` is of this year; of what only the year before had, its value is `None`. `prior_sides` and
    `said_sides` are the gross cost and income of the year before; `prior_synthetic` tells whether its
    line rests on a figure without a published source.
    """

    line: StatementLine
    prior: int | str | None = None
    said: int | str | None = None
    prior_sides: Sides = Sides()
    said_sides: Sides = Sides()
    prior_synthetic: bool = False

    @property
    def is_restated(self) -> bool:
        """Whether the year before says something else now than it said when it was published.

        >>> Compared(StatementLine("limit", "Limit", 5), 4, 3).is_restated
        True
        """
        return bool(self.restated)

    @property
    def restated(self) -> tuple[str, ...]:
        """Which of `net`, `cost` and `income` of the year before are other than they were published.

        Cost and income that were not told apart when it was published are not restated by it.

        >>> Compared(StatementLine("acute", "Acute", 5), 4, 4, Sides(9, 5), Sides(8, 4)).restated
        ('cost', 'income')
        """
        found = ["net"] if self.said != self.prior else []
        if self.said_sides.is_known:
            pairs = zip(("cost", "income"), self.said_sides, self.prior_sides, strict=True)
            found += [name for name, said, prior in pairs if said != prior]
        return tuple(found)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What of the year before is restated, in the order of `restated`.

        >>> line = StatementLine("acute", "Acute", 5)
        >>> [change.words for change in Compared(line, 4, 4, Sides(9, 5), Sides(8, 4)).changes]
        ['Acute, cost', 'Acute, income']
        """
        words = self.line.words.strip()
        is_sided = self.prior_sides.is_known or self.said_sides.is_known
        held = {
            "net": (f"{words}, net" if is_sided else words, self.said, self.prior),
            "cost": (f"{words}, cost", self.said_sides.cost_pence, self.prior_sides.cost_pence),
            "income": (
                f"{words}, income",
                self.said_sides.income_pence,
                self.prior_sides.income_pence,
            ),
        }
        return tuple(Change(of, *held[of]) for of in self.restated)

    @property
    def marks(self) -> str:
        """`s` where the line rests on synthetic figures, `p` where that of the year before does.

        >>> Compared(StatementLine("limit", "Limit", 5, synthetic=True), prior_synthetic=True).marks
        'sp'
        """
        return "s" * self.line.synthetic + "p" * self.prior_synthetic


def marks_words(lines: Iterable[Compared]) -> str:
    """What the marks of some lines mean; empty where none is marked.

    >>> marks_words([Compared(StatementLine("limit", "Limit", 5, synthetic=True))])
    's: rests on synthetic figures, which have no published source'
    """
    there = {mark for each in lines for mark in each.marks}
    return "; ".join(words for mark, words in _MARKS.items() if mark in there)


_Lines = Sequence[Mapping[str, Any]]


def compare_statements(part: StatementPart, prior: _Lines, said: _Lines) -> tuple[Compared, ...]:
    """The lines of one statement beside those of the year before, which had others perhaps.

    What only the year before had stands behind the line that it stood behind then, be it in its lines
    as they are now or as they were published: a line that is gone is restated too.

    Args:
        part: the statement.
        prior: its lines in the year before, as they are now.
        said: the same as they were published.

    >>> part = StatementPart("cash", "Cash", (StatementLine("limit", "Limit", 5),))
    >>> before = [{"code": "limit", "value": 4}]
    >>> [(each.line.value, each.prior) for each in compare_statements(part, before, before)]
    [(5, 4)]
    """
    lines = list(part.lines)
    here = {line.code for line in lines}
    for old, behind in (*_with_the_one_before(prior), *_with_the_one_before(said)):
        if old["code"] not in here:
            places = [at for at, line in enumerate(lines) if line.code == behind]
            place = places[0] + 1 if places else 0
            while places and place < len(lines) and lines[place].level > old.get("level", 0):
                place += 1  # behind the parts of the line that it stood behind
            nothing = {"value": None, "cost_pence": None, "income_pence": None, "synthetic": False}
            gone = StatementLine(**{**old, **nothing})
            lines.insert(place, gone)
            here.add(old["code"])
    now, then = ({old["code"]: old for old in each} for each in (prior, said))
    found = []
    for line in lines:
        was, said_was = now.get(line.code, _NO_LINE), then.get(line.code, _NO_LINE)
        found.append(
            Compared(
                line,
                was["value"],
                said_was["value"],
                _sides(was),
                _sides(said_was),
                bool(was.get("synthetic")),
            )
        )
    return tuple(found)


_NO_LINE: Mapping[str, Any] = {"value": None}


def _with_the_one_before(lines: _Lines) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each line, and the code of the one that it stands behind; the first behind none."""
    return zip(lines, ("", *(line["code"] for line in lines)), strict=False)


def _sides(line: Mapping[str, Any]) -> Sides:
    return Sides(line.get("cost_pence"), line.get("income_pence"))


_NAMED = 3


def first_differences(signed: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The first lines by which two documents differ, in words; none where they say the same.

    What was signed before lines were marked is compared without the marks.

    >>> first_differences({"parts": [], "prior": None}, {"parts": [], "prior": None})
    ()
    """
    if _lacks_marks(signed):
        now = _without_marks(now)
    if signed.get("prior") and now.get("prior") and _lacks_marks(signed["prior"]):
        now = {**now, "prior": _without_marks(now["prior"])}
    before, after = _by_line(signed), _by_line(now)
    places = {**before, **after}
    changed = [place for place in places if before.get(place) != after.get(place)]
    found = [f"{heading}: {places[heading, code]['words']}" for heading, code in changed]
    if not found and signed != now:
        found.append("words or marks")
    more = len(found) - _NAMED
    return (*found[:_NAMED], *([f"{more} more"] if more > 0 else []))


def places_unlike(signed: Mapping[str, Any], made: Mapping[str, Any]) -> tuple[str, ...]:
    """Where signed statements state other facts than those that were made again.

    Facts are which statements and lines there are, how often, and of each its amounts, unit and
    status, whether it could be made, and what is synthetic. Words are none: they may be put better
    later. What was signed before lines were marked is compared without the marks.

    >>> part = {"code": "cash_limit", "status": "BREACH", "reason": "", "lines": []}
    >>> places_unlike({"parts": [{**part, "status": "met"}]}, {"parts": [part]})
    ('cash_limit',)
    """
    marked = not _lacks_marks(signed)
    before, after = (_facts(each, marked=marked) for each in (signed, made))
    places = {**before, **after}
    return tuple(place for place in places if before.get(place) != after.get(place))


def _facts(document: Mapping[str, Any], *, marked: bool) -> dict[str, list[tuple[Any, ...]]]:
    """What a document states, by place; whatever stands twice is there twice."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name in ("body", "period", "basis", "contains_synthetic"):
        found[name].append((document.get(name),))
    for part in document["parts"]:
        found[part["code"]].append((part.get("status"), bool(part.get("reason"))))
        for line in part["lines"]:
            facts = [line.get(name) for name in ("value", "unit", "cost_pence", "income_pence")]
            facts += [bool(line.get("synthetic"))] if marked else []
            found[f"{part['code']}/{line['code']}"].append(tuple(facts))
    return found


def _lacks_marks(document: Mapping[str, Any]) -> bool:
    """Whether it was made before lines were marked: it is synthetic, and no line of it says so."""
    lines = (line for part in document["parts"] for line in part["lines"])
    return bool(document.get("contains_synthetic")) and not any(map(_is_marked, lines))


def _is_marked(line: Mapping[str, Any]) -> bool:
    return "synthetic" in line


def _without_marks(document: Mapping[str, Any]) -> dict[str, Any]:
    parts = [
        {
            **part,
            "lines": [
                {name: value for name, value in line.items() if name != "synthetic"}
                for line in part["lines"]
            ],
        }
        for part in document["parts"]
    ]
    return {**document, "parts": parts}


def _by_line(document: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    prior = document.get("prior") or {}
    held = [("", document.get("parts", ())), ("the year before, ", prior.get("parts", ()))]
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for which, parts in held:
        for part in parts:
            heading = f"{which}{part['heading'].lower()}"
            found |= {(heading, line["code"]): line for line in part["lines"]}
            said = {name: part.get(name) for name in ("status", "reason", "remark")}
            found[heading, ""] = {"words": "status or remark", **said}
    return found
