"""Every body and group at once, as people are shown it: groups by level, and who exceeds its limit.

A group has no limit and no duty: what stands beside it are sums over its bodies, overspends and
underspends apart, and its status is the list of their breaches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

from pctfinance.consolidation.aggregate import Aggregate, GroupStatus
from pctfinance.consolidation.categories import CategoryLine
from pctfinance.consolidation.cube import Cube, Level
from pctfinance.consolidation.duties import Basis, DutyResult, DutyStatus
from pctfinance.consolidation.grid import MEASURES
from pctfinance.consolidation.position import SIGN_CONVENTION
from pctfinance.money import Unit, show_money
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import (
    Align,
    Heading,
    Shown,
    ShownCell,
    ShownRow,
    Tone,
    long_date,
    row,
)
from pctfinance.present.terminal import shown_text
from pctfinance.rulebooks import Words

__all__ = ["CUBE_SCHEMA_VERSION", "CubeReport"]

CUBE_SCHEMA_VERSION = "1.1"

_UNIT = Unit.THOUSANDS
_STATUS = {
    GroupStatus.MET: ShownCell("met", Tone.GOOD),
    GroupStatus.BREACH: ShownCell("BREACH", Tone.BAD),
    GroupStatus.INCOMPLETE: ShownCell("incomplete", Tone.OPEN),
}
_BASES = {Basis.YTD: "Year to date", Basis.FORECAST: "Forecast", Basis.OUTTURN: "Outturn"}
_KINDS = {"sub_cluster": "sub-cluster", "sha": "SHA", "sha_cluster": "SHA cluster"}
_FEW = 6


@dataclass(frozen=True, repr=False)
class CubeReport(Filed, Cube):
    """A cube with its words: shown as a table of groups, or taken out as a document or DataFrames."""

    words: Words | None = None

    @classmethod
    def of(cls, cube: Cube, words: Words) -> Self:
        """The report of a cube, in the words of the year's rulebook."""
        parts = {part.name: getattr(cube, part.name) for part in fields(Cube)}
        return cls(**parts, words=words)

    @property
    def breaches(self) -> tuple[str, ...]:
        """The bodies that exceed their revenue limit, by code."""
        results = (self.duty(body.code) for body in self.bodies)
        return tuple(result.body for result in results if result.status is DutyStatus.BREACH)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The groups, level by level, in £000."""
        known = f", documents up to {long_date(self.known_at)}" if self.known_at else ""
        subtitle = (
            f"{_BASES[self.basis]}, revenue, confirmed limits{known}. £000; favourable positive, "
            "(adverse). Sums over bodies are not pooled."
        )
        headings = (
            Heading("Group", Align.LEFT, wraps=True),
            Heading("Level", Align.LEFT),
            Heading("Bodies"),
            Heading("Limits", optional=True),
            Heading("Charged", optional=True),
            Heading("Under"),
            Heading("Over"),
            Heading("Status", Align.LEFT),
            Heading("Exceed their limit", Align.LEFT, wraps=True),
        )
        title = f"Every level, {self.period} ({self.period.name})"
        rows = tuple(_row(level, self.aggregate(level.group.code)) for level in self.levels)
        return (Shown(title, subtitle, headings, rows, self._lead, self._notes),)

    @property
    def _notes(self) -> tuple[str, ...]:
        """What is said of groups that reach beyond this book."""
        groups = [level.group for level in self.levels if self.not_in_book(level.group.code)]
        if not groups:
            return ()
        names = ", ".join(group.code for group in groups)
        bodies = self.words.bodies if self.words else "bodies"
        note = (
            f"Of {names}, some {bodies} are in other books: they are in no sum, and without them no "
            "group is met."
        )
        return (note,)

    @property
    def _lead(self) -> ShownCell:
        many, over = len(self.bodies), self.breaches
        open_ = [b.code for b in self.bodies if self.duty(b.code).status is DutyStatus.NOT_TESTED]
        bodies = self.words.bodies if self.words else "bodies"
        if over:
            words = f"BREACH: {len(over)} of {many} {bodies} exceed their limit."
            return ShownCell(words, Tone.BAD)
        if open_ or not many:
            return ShownCell(f"INCOMPLETE: {len(open_)} of {many} {bodies} not tested.", Tone.OPEN)
        return ShownCell(f"MET: all {many} {bodies} are within their limit.", Tone.GOOD)

    def document(self) -> dict[str, Any]:
        """The cube for programs: bodies and groups with their duties and categories, in pence.

        What is not known is `null`. An overspend is negative, costs and budgets are positive.
        """
        return {
            "schema_version": CUBE_SCHEMA_VERSION,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "sign_convention": SIGN_CONVENTION,
            "contains_synthetic": bool(self.grid.synthetic.any()),
            "bodies": [
                {
                    "code": body.code,
                    "name": body.name,
                    "duties": [_duty(self.duty(body.code, duty)) for duty in self.rules],
                    "categories": list(map(_line, self.lines(body.code))),
                }
                for body in self.bodies
            ],
            "groups": list(self._groups()),
        }

    def _groups(self) -> Iterator[dict[str, Any]]:
        for level in self.levels:
            code = level.group.code
            yield {
                "code": code,
                "name": level.group.name,
                "kind": level.group.kind,
                "members": sorted(level.members[self.period.number - 1]),
                "not_in_book": list(self.not_in_book(code)),
                "duties": [_aggregate(self.aggregate(code, duty)) for duty in self.rules],
                "categories": list(map(_line, self.lines(code))),
                "charged_by_month_pence": list(self.history(code)),
            }

    def __repr__(self) -> str:
        return f"<{len(self.bodies)} bodies, {len(self.levels)} groups, {self.period}, {self.basis.value}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.shown))

    def _repr_html_(self) -> str:
        return html_of(self.shown)


def _row(level: Level, total: Aggregate) -> ShownRow:
    group = level.group
    sums = ["-"] * 4
    if total.tested_count:
        pence = (
            total.limit_pence,
            total.charged_pence,
            total.underspends_pence,
            total.overspends_pence,
        )
        sums = [show_money(amount, _UNIT) for amount in pence]
    few = " ".join(total.breaches[:_FEW])
    more = len(total.breaches) - _FEW
    named = f"{few} and {more} more" if more > 0 else few
    kind = _KINDS.get(group.kind, group.kind)
    name = f"{group.code} {group.name}"
    many = total.bodies_count + len(total.not_in_book)
    bodies = f"{total.bodies_count} of {many}" if total.not_in_book else str(many)
    return row([name, kind, bodies, *sums, _STATUS[total.status], named])


def _line(line: CategoryLine) -> dict[str, Any]:
    measures = (name for name in MEASURES if hasattr(line, name))
    return {"category": line.category, **{name: getattr(line, name) for name in measures}}


def _duty(result: DutyResult) -> dict[str, Any]:
    return {
        "duty": result.duty.value,
        "limit_pence": result.limit_pence,
        "charged_pence": result.charged_pence,
        "variance_pence": result.variance_pence,
        "limit_basis": result.limit_basis.value,
        "status": result.status.value,
    }


def _aggregate(total: Aggregate) -> dict[str, Any]:
    return {
        "duty": total.duty.value,
        "limit_pence": total.limit_pence,
        "charged_pence": total.charged_pence,
        "overspends_pence": total.overspends_pence,
        "underspends_pence": total.underspends_pence,
        "status": total.status.value,
        "breaches": list(total.breaches),
        "not_tested": list(total.not_tested),
        "not_in_book": list(total.not_in_book),
    }
