"""A word or a share with its rule and the figures compared; and a figure that cannot be traced."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.errors import Finding
from pctfinance.present.html import html_of
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone
from pctfinance.present.terminal import shown_text
from pctfinance.tracing.figures import RuleCited
from pctfinance.tracing.lines import SourceLine
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.parts import Part
from pctfinance.tracing.rows import frame_of, part_document, shown_rows
from pctfinance.tracing.trace import TRACE_SCHEMA_VERSION, Trace, figure_document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Judged", "Untraced"]


@dataclass(frozen=True, repr=False)
class Judged:
    """A colour, a status or a share: what it follows from. The figures compared add up to nothing.

    `how` says in words what `rules` make of `traces`, the figures compared, each with its parts.
    """

    figure: LineRef
    name: str
    value: str | Fraction
    how: str
    rules: tuple[RuleCited, ...]
    traces: tuple[Trace, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Nothing: what is traced is known."""
        return ()

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The leaves of every figure compared, one figure behind the other."""
        return tuple(leaf for trace in self.traces for leaf in trace.evidence)

    def lines(self, limit: int | None = None) -> tuple[SourceLine, ...]:
        """The general-ledger lines under the figures compared; see `Trace.lines`."""
        return tuple(line for trace in self.traces for line in trace.lines(limit))

    @property
    def table(self) -> "pd.DataFrame":
        """The leaves as a tidy DataFrame; `path` begins with the figure that they sum to."""
        return frame_of(trace.tree for trace in self.traces)

    def document(self) -> dict[str, Any]:
        """The same for programs: rules with their keys and sources, figures with their parts."""
        return {
            "schema_version": TRACE_SCHEMA_VERSION,
            "figure": figure_document(self.figure, self.name),
            "value": str(self.value),
            "how": self.how,
            "rules": [rule._asdict() for rule in self.rules],
            "compared": [
                {"unit": trace.unit, **part_document(trace.tree)} for trace in self.traces
            ],
        }

    @property
    def shown(self) -> Shown:
        """The word and how it follows; the figures compared, each a tree of its own; the rules."""
        shares = any(leaf.of_pence is not None for leaf in self.evidence)
        synthetic = any(leaf.evidence and leaf.evidence.synthetic for leaf in self.evidence)
        notes = [f"{rule.said}." for rule in self.rules]
        if synthetic:
            notes.append("Contains synthetic figures, which have no published source.")
        rows = [
            row
            for trace in self.traces
            for row in shown_rows(trace.tree, 0, shares=shares, unit=trace.unit)
        ]
        return Shown(
            title=f"{self.figure.body} {self.name}: {self.figure.about}",
            subtitle="£, unless it is a number; figures compared do not add up to anything",
            headings=(
                Heading("What is compared", Align.LEFT, wraps=True),
                Heading("Amount"),
                *([Heading("Share of")] if shares else []),
                Heading("Event"),
                Heading("Where it stands", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
            lead=ShownCell(f"{self.value}: {self.how}", Tone.STRONG),
            notes=tuple(notes),
            empty="No figure is compared.",
        )

    def __repr__(self) -> str:
        return f"<{self.figure.body} {self.figure.about}: {self.value}, from {len(self.traces)} figures>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])


@dataclass(frozen=True, repr=False)
class Untraced:
    """A figure that cannot be traced, and why: it is not known, or no event of the book states it."""

    figure: LineRef
    name: str
    value: int | str | Fraction | None
    finding: Finding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why it cannot be traced."""
        return (self.finding,)

    @property
    def evidence(self) -> tuple[Part, ...]:
        """Nothing."""
        return ()

    @property
    def table(self) -> "pd.DataFrame":
        """A table without rows."""
        return frame_of(())

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "schema_version": TRACE_SCHEMA_VERSION,
            "figure": figure_document(self.figure, self.name),
            "value": self.value if isinstance(self.value, int | None) else str(self.value),
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> Shown:
        """A table without rows that says why."""
        return Shown(
            title=f"{self.figure.body} {self.name}: {self.figure.about}",
            subtitle="not traced",
            headings=(),
            rows=(),
            empty=self.finding.message,
        )

    def __repr__(self) -> str:
        return f"<{self.figure.body} {self.figure.about}: not traced>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
