"""A figure with its evidence, shown as a tree, taken as a table or as a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import Finding
from pctfinance.money import show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, long_date
from pctfinance.present.terminal import shown_text
from pctfinance.tracing.figures import Unit
from pctfinance.tracing.lines import SourceLine, read_lines
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.parts import LinesOf, Part
from pctfinance.tracing.rows import frame_of, part_document, shown_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TRACE_SCHEMA_VERSION", "Trace", "figure_document"]

TRACE_SCHEMA_VERSION = "1.2"

_COUNTED = {"pence": "£", "number": "a number", "share": "", "word": ""}


@dataclass(frozen=True, repr=False)
class Trace:
    """One figure and everything under it, in pence, signed so that the leaves sum to the figure.

    Of a number of something, `unit` says so, and every amount is such a number. `name` is the body's
    name. `open_lines` gives the file of general-ledger lines of a load, once
    it was checked to be what the load names.
    """

    figure: FigureRef | LineRef
    name: str
    tree: Part
    open_lines: Callable[[LinesOf], Path] = field(compare=False)
    unit: Unit = "pence"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Nothing: what is traced is known."""
        return ()

    @property
    def pence(self) -> int:
        """The figure, in pence: as in the position or statement that it is of."""
        return self.tree.pence

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of; each part has its own parts, down to events and rows."""
        return self.tree.parts

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The leaves, in their order: events, rows, and what rounding left. They sum to `pence`.

        Rows of a profile are among them with 0 pence: they say how a budget falls over the months.
        """
        return tuple(self.tree.leaves())

    def lines(self, limit: int | None = None) -> tuple[SourceLine, ...]:
        """The general-ledger lines under the figure, from the files of the book.

        Their `pence` sum to the leaves that are loads of an extract; other leaves have no lines.

        Args:
            limit: how many lines of each load at most.

        Raises:
            IntegrityError: a file is missing, was changed, or does not sum to its load.
        """
        return tuple(self._lines(limit))

    def source_rows(self, limit: int | None = None) -> "pd.DataFrame":
        """The same lines as a tidy DataFrame, one row a line; see `lines`."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(self.lines(limit), columns=list(SourceLine._fields))

    def _lines(self, limit: int | None) -> Iterator[SourceLine]:
        for leaf in self.evidence:
            if leaf.evidence and leaf.evidence.lines:
                path = self.open_lines(leaf.evidence.lines)
                yield from read_lines(path, leaf.evidence, limit)

    @property
    def table(self) -> "pd.DataFrame":
        """The leaves as a tidy DataFrame; the column `pence` sums to the figure."""
        return frame_of([self.tree])

    def document(self) -> dict[str, Any]:
        """The trace for programs: integer pence, every part with its parts."""
        return {
            "schema_version": TRACE_SCHEMA_VERSION,
            "figure": figure_document(self.figure, self.name),
            "unit": self.unit,
            **part_document(self.tree),
        }

    @property
    def shown(self) -> Shown:
        """The tree as a person is shown it: what is indented sums to the line above it."""
        figure = self.figure
        known = f", documents up to {long_date(figure.known_at)}" if figure.known_at else ""
        synthetic = any(leaf.evidence and leaf.evidence.synthetic for leaf in self.evidence)
        shares = any(leaf.of_pence is not None for leaf in self.evidence)
        notes = ["Contains synthetic figures, which have no published source."] if synthetic else []
        return Shown(
            title=f"{figure.body} {self.name}: {figure.about}",
            subtitle=f"{_COUNTED[self.unit]}; indented amounts sum to the line above them{known}",
            headings=(
                Heading("What it is made of", Align.LEFT, wraps=True),
                Heading("Amount"),
                *([Heading("Share of")] if shares else []),
                Heading("Event"),
                Heading("Where it stands", Align.LEFT, wraps=True),
            ),
            rows=tuple(shown_rows(self.tree, 0, shares=shares, unit=self.unit)),
            notes=tuple(notes),
        )

    def __repr__(self) -> str:
        said = show_exact(self.pence) if self.unit == "pence" else f"{self.pence:,}"
        return f"<{self.figure.body} {self.figure.about}: {said} from {len(self.evidence)} leaves>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])


def figure_document(figure: FigureRef | LineRef, name: str) -> dict[str, Any]:
    """The name of a figure for programs.

    >>> from pctfinance.calendar import Period
    >>> figure_document(LineRef("qipp", "5A9", Period("2011-12 M08"), "Q1/plan"), "Barnet PCT")["body"]
    {'code': '5A9', 'name': 'Barnet PCT'}
    """
    body = {"body": {"code": figure.body, "name": name}}
    if isinstance(figure, LineRef):
        return body | figure.document()
    return body | {
        "period": str(figure.period),
        "duty": figure.duty and figure.duty.value,
        "category": figure.category,
        "delegate": figure.delegate,
        "limit": figure.limit and figure.limit.value,
        "measure": figure.measure,
        "basis": figure.basis.value if figure.duty and figure.basis else None,
        "known_at": figure.known_at and figure.known_at.isoformat(),
        "sequence": figure.sequence,
    }
