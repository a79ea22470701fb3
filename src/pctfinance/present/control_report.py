"""What the controls of a month came to: a row a control and body, what was found, and on what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.controls.model import Control
from pctfinance.consolidation.controls.run import GROUP, ControlResult, Outcome
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import Finding, Ground, Level, looked_up
from pctfinance.money import show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONTROLS_SCHEMA_VERSION", "ControlReport"]

CONTROLS_SCHEMA_VERSION = "1.1"

_ACROSS = 10
"""How many bodies stand side by side before the next table begins."""

_LEVELS = tuple(Level)
_TONES = {
    Level.ERROR: Tone.BAD,
    Level.BREACH: Tone.BAD,
    Level.WARNING: Tone.OPEN,
    Level.NOTE: Tone.QUIET,
}
_CELLS = {
    Outcome.PASSED: ShownCell("passed", Tone.GOOD),
    Outcome.NOT_APPLICABLE: ShownCell("-", Tone.QUIET),
    Outcome.NOT_RUN: ShownCell("FAILED", Tone.BAD),
}


@dataclass(frozen=True, repr=False)
class ControlReport(Filed):
    """The controls of a group's bodies in one month.

    `results` has one entry a control and body; of a group's own finding the body is empty. A control
    that found nothing is there too, so that it is seen what was looked at. `not_in_book` are members
    of the group that another book holds: nothing here was looked at for them.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    results: tuple[ControlResult, ...]
    not_in_book: tuple[str, ...] = ()

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls that ran, in their order."""
        return tuple(dict.fromkeys(result.control for result in self.results))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies, by code; the group's own findings last, as an empty text."""
        codes = {result.body for result in self.results}
        return (*sorted(codes - {GROUP}), *([GROUP] if GROUP in codes else []))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, each once, the gravest first and then by control."""
        found = dict.fromkeys(each for result in self.results for each in result.findings)
        return tuple(sorted(found, key=lambda finding: _LEVELS.index(finding.level)))

    @property
    def exit_code(self) -> int:
        """0 where nothing but notes was found, else 1."""
        return int(any(finding.level is not Level.NOTE for finding in self.findings))

    def of(self, control: str, body: str) -> ControlResult:
        """What one control came to in one body.

        Raises:
            NotInReportError: there is no such control or body.
        """
        found = {(each.control.id, each.body): each for each in self.results}
        return looked_up(found, (control, body), "result")

    @property
    def headline(self) -> str:
        """The report in one sentence."""
        counts = dict.fromkeys(_LEVELS, 0)
        for finding in self.findings:
            counts[finding.level] += 1
        told = [
            _count(counts[Level.ERROR], "error"),
            _count(counts[Level.BREACH], "breach", "breaches"),
            _count(counts[Level.WARNING], "warning"),
            _count(counts[Level.NOTE], "note"),
        ]
        of = dict.fromkeys(Outcome, 0)
        for control in self.controls:
            of[self._whole(control)] += 1
        failed = of[Outcome.NOT_RUN]
        could_not = f", {failed} could not run" if failed else ""
        absent = _count(len(self.not_in_book), "member", "members")
        elsewhere = f" Of {absent} in other books nothing is known." if self.not_in_book else ""
        return (
            f"{', '.join(told)}. Of {_count(len(self.controls), 'control')} {of[Outcome.FOUND]} "
            f"found something, {of[Outcome.PASSED]} found nothing and "
            f"{of[Outcome.NOT_APPLICABLE]} had nothing to look at{could_not}."
            f"{elsewhere}"
        )

    def _whole(self, control: Control) -> Outcome:
        """What a control came to over all bodies: the gravest of them."""
        met = {result.outcome for result in self.results if result.control == control}
        order = (Outcome.NOT_RUN, Outcome.FOUND, Outcome.PASSED, Outcome.NOT_APPLICABLE)
        return next(outcome for outcome in order if outcome in met)

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame: one row a control and body, with what it came to."""
        columns = ("control", "title", "body", "severity", "result", "reason", "findings", "own")
        rows = (
            {
                "control": result.control.id,
                "title": result.control.title,
                "body": result.body,
                "severity": result.control.severity.value,
                "result": result.outcome.value,
                "reason": result.reason,
                "findings": len(result.findings),
                "own": result.control.own,
            }
            for result in self.results
        )
        return tidy_frame(rows, columns)

    @property
    def findings_table(self) -> "pd.DataFrame":
        """A tidy DataFrame: one row a control and finding, the gravest first."""
        columns = ("control", "level", "code", "body", "period", "message", "hint")
        rows = (
            {
                "control": control.id,
                "level": finding.level.value,
                "code": finding.code,
                "body": (finding.where.body if finding.where else None) or "",
                "period": str(self.period),
                "message": finding.message,
                "hint": finding.hint,
            }
            for control, finding in self._found()
        )
        return tidy_frame(rows, columns)

    @property
    def evidence(self) -> "pd.DataFrame":
        """A tidy DataFrame: one row a figure or fact under a finding.

        `finding` is the place of the finding in `findings`, `figure` what `Book.trace` is asked for.
        Amounts are pence; what is none stands in `said`.
        """
        place = {finding: number for number, finding in enumerate(self.findings)}
        columns = ("finding", "control", "about", "pence", "said", "event", "figure")
        rows = (
            {
                "finding": place[finding],
                "control": control.id,
                "about": ground.about,
                "pence": ground.value if ground.is_money else None,
                "said": "" if ground.is_money else ground.value,
                "event": ground.event or None,
                "figure": ground.figure,
            }
            for control, finding in self._found()
            for ground in finding.evidence
        )
        return tidy_frame(rows, columns).astype({"event": "Int64"})

    def _found(self) -> Iterator[tuple[Control, Finding]]:
        """Each finding once, with its control, the gravest first."""
        by_finding: dict[Finding, Control] = {}
        for result in self.results:
            for finding in result.findings:
                by_finding.setdefault(finding, result.control)
        for finding in self.findings:
            yield by_finding[finding], finding

    def document(self) -> dict[str, Any]:
        """The report for programs, ready for `json.dumps`."""
        found = tuple(self._found())
        told = findings_document(tuple(finding for _, finding in found))["findings"]
        return {
            "schema_version": CONTROLS_SCHEMA_VERSION,
            "group": self.group.code,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "not_in_book": list(self.not_in_book),
            "controls": [_control(control) for control in self.controls],
            "results": [
                {
                    "control": result.control.id,
                    "body": result.body,
                    "result": result.outcome.value,
                    "reason": result.reason,
                    "findings": len(result.findings),
                }
                for result in self.results
            ],
            "findings": [
                {
                    "control": control.id,
                    **said,
                    "evidence": [_ground(ground) for ground in finding.evidence],
                }
                for (control, finding), said in zip(found, told, strict=True)
            ],
        }

    @property
    def tables(self) -> tuple[Shown, ...]:
        """What was found, the gravest first, and then every control by body."""
        bodies = self.bodies
        matrices = tuple(
            self._matrix(bodies[first : first + _ACROSS])
            for first in range(0, len(bodies), _ACROSS)
        )
        return (self._findings_shown(), *matrices)

    def _findings_shown(self) -> Shown:
        headings = (
            Heading("Level", Align.LEFT),
            Heading("Bodies", Align.LEFT, wraps=True),
            Heading("What was found", Align.LEFT, wraps=True),
            Heading("Control", Align.LEFT, wraps=True),
        )
        rows = tuple(
            row(
                [
                    ShownCell(finding.level.value, _TONES[finding.level]),
                    (finding.where.body if finding.where else None) or self.group.code,
                    finding.message,
                    control.id,
                ]
            )
            for control, finding in self._found()
        )
        bad = any(finding.level in (Level.ERROR, Level.BREACH) for finding in self.findings)
        tone = Tone.BAD if bad else Tone.OPEN if self.exit_code else Tone.GOOD
        known = f", documents to {self.known_at}" if self.known_at else ""
        return Shown(
            title=f"{self.group.code}: controls of {self.period}",
            subtitle=f"on the {self.basis.value} basis{known}",
            headings=headings,
            rows=rows,
            lead=ShownCell(self.headline, tone),
        )

    def _matrix(self, bodies: tuple[str, ...]) -> Shown:
        at = {(result.control.id, result.body): result for result in self.results}
        return Shown(
            title="Every control that ran",
            subtitle="passed: looked at, and nothing found; -: there was nothing to look at",
            headings=(
                Heading("Control", Align.LEFT),
                *(Heading(code or self.group.code, Align.LEFT) for code in bodies),
            ),
            rows=tuple(
                row([control.title, *(_cell(at.get((control.id, code))) for code in bodies)])
                for control in self.controls
            ),
        )

    def __repr__(self) -> str:
        return f"<{self.group.code} {self.period}, controls: {self.headline}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _cell(result: ControlResult | None) -> ShownCell:
    if result is None:
        return ShownCell("", Tone.QUIET)
    if result.outcome is not Outcome.FOUND:
        return _CELLS[result.outcome]
    gravest = min((finding.level for finding in result.findings), key=_LEVELS.index)
    return ShownCell(gravest.value, _TONES[gravest])


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _control(control: Control) -> dict[str, Any]:
    return {
        "id": control.id,
        "title": control.title,
        "rule": control.rule,
        "source": control.source,
        "severity": control.severity.value,
        "own": control.own,
        "version": control.version,
    }


def _ground(ground: Ground) -> dict[str, Any]:
    """One ground; a figure with the parts of its name, for `pctfinance trace`."""
    ref = ground.figure
    parts = ("body", "measure", "category", "sequence")
    named = {part: getattr(ref, part) for part in parts} if isinstance(ref, FigureRef) else None
    if named is not None and isinstance(ref, FigureRef):
        of = {"duty": ref.duty, "limit": ref.limit, "basis": ref.basis}
        named |= {part: value.value if value else None for part, value in of.items()}
        named["period"] = str(ref.period)
    return {
        "about": ground.about,
        "pence": ground.value if ground.is_money else None,
        "said": show_exact(ground.value) if isinstance(ground.value, int) else ground.value,
        "event": ground.event or None,
        "figure": named,
    }
