"""A figure with its evidence, shown as a tree, taken as a table or as a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.money import Unit, show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, long_date, row
from pctfinance.present.terminal import shown_text
from pctfinance.tracing.lines import SourceLine, read_lines
from pctfinance.tracing.parts import LinesOf, Part, Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TRACE_SCHEMA_VERSION", "Trace"]

TRACE_SCHEMA_VERSION = "1.1"

_INDENT = "\u00a0\u00a0"
_COLUMNS = (
    "path",
    "label",
    "role",
    "pence",
    "amount_pence",
    "rule",
    "sequence",
    "body",
    "kind",
    "reference",
    "effective",
    "notified",
    "recorded_at",
    "source",
    "file",
    "sheet",
    "row",
    "cell",
    "synthetic",
)
_WHOLE = ("pence", "amount_pence", "sequence", "row")


@dataclass(frozen=True, repr=False)
class Trace:
    """One figure and everything under it, in pence, signed so that the leaves sum to the figure.

    `name` is the body's name. `open_lines` gives the file of general-ledger lines of a load, once
    it was checked to be what the load names.
    """

    figure: FigureRef
    name: str
    tree: Part
    open_lines: Callable[[LinesOf], Path] = field(compare=False)

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
        import pandas as pd  # noqa: PLC0415 - as above

        frame = pd.DataFrame(list(_rows(self.tree, ())), columns=list(_COLUMNS))
        return frame.astype(dict.fromkeys(_WHOLE, "Int64"))

    def document(self) -> dict[str, Any]:
        """The trace for programs: integer pence, every part with its parts."""
        figure = self.figure
        return {
            "schema_version": TRACE_SCHEMA_VERSION,
            "figure": {
                "body": {"code": figure.body, "name": self.name},
                "period": str(figure.period),
                "duty": figure.duty and figure.duty.value,
                "category": figure.category,
                "delegate": figure.delegate,
                "limit": figure.limit and figure.limit.value,
                "measure": figure.measure,
                "basis": figure.basis.value if figure.duty and figure.basis else None,
                "known_at": figure.known_at and figure.known_at.isoformat(),
                "sequence": figure.sequence,
            },
            "unit": "pence",
            **_document(self.tree),
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
            subtitle=f"£; indented amounts sum to the line above them{known}",
            headings=(
                Heading("What it is made of", Align.LEFT, wraps=True),
                Heading("Amount"),
                *([Heading("Share of")] if shares else []),
                Heading("Event"),
                Heading("Where it stands", Align.LEFT, wraps=True),
            ),
            rows=tuple(_shown_rows(self.tree, 0, shares=shares)),
            notes=tuple(notes),
        )

    def __repr__(self) -> str:
        return f"<{self.figure.body} {self.figure.about}: {show_exact(self.pence)} from {len(self.evidence)} leaves>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])


def _shown_rows(part: Part, depth: int, *, shares: bool) -> Iterator[ShownRow]:
    """One row a part, its parts below it.

    A profile is one row, however many months it has; so is a sum of one thing.
    """
    label, proof, parts = part.label, part.evidence, part.parts
    shapes = [leaf for leaf in parts if leaf.role is Role.SHAPE]
    if depth and len(parts) == 1 and parts[0].evidence and not shares:
        label, proof, parts = f"{label}, {parts[0].label}", parts[0].evidence, ()
    event, place = (str(proof.sequence), proof.place) if proof else ("", "")
    amounts = [_pounds(part.pence), *([_pounds(part.of_pence)] if shares else [])]
    if shapes:
        amounts, place, parts = [""] * len(amounts), _span(shapes), ()
    tone = Tone.STRONG if depth == 0 else Tone.QUIET if shapes else Tone.PLAIN
    yield row([f"{_INDENT * depth}{label}", *amounts, event, place], tone=tone)
    for inner in parts:
        yield from _shown_rows(inner, depth + 1, shares=shares)


def _pounds(pence: int | None) -> str:
    return "" if pence is None else show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _span(shapes: list[Part]) -> str:
    """The first and the last row of a profile, as people write a range."""
    places = [shape.evidence.where for shape in shapes if shape.evidence]
    first, last = places[0], places[-1]
    if first is None or last is None or first == last:
        return str(first or "")
    if (first.file, first.sheet) == (last.file, last.sheet):
        return f"{first} to {last.cell or last.row}"
    return f"{first} to {last}"


def _rows(part: Part, path: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for inner in part.parts:
        yield from _rows(inner, (*path, part.label))
    if part.role is Role.SUM:
        return
    proof = part.evidence
    where = proof.where if proof else None
    yield (
        " > ".join(path),
        part.label,
        part.role.value,
        part.pence,
        proof.amount_pence if proof else None,
        part.rule,
        *(
            (
                proof.sequence,
                proof.body,
                proof.kind,
                proof.reference,
                proof.effective,
                proof.notified,
                proof.recorded_at,
                proof.source,
            )
            if proof
            else (None,) * 8
        ),
        where.file if where else None,
        where.sheet if where else None,
        where.row if where else None,
        where.cell if where else None,
        proof.synthetic if proof else False,
    )


def _document(part: Part) -> dict[str, Any]:
    proof = part.evidence
    where = proof.where if proof else None
    return {
        "label": part.label,
        "role": part.role.value,
        "pence": part.pence,
        "rule": part.rule,
        "evidence": proof
        and {
            "amount_pence": proof.amount_pence,
            "sequence": proof.sequence,
            "body": proof.body,
            "kind": proof.kind,
            "reference": proof.reference,
            "effective": proof.effective.isoformat(),
            "notified": proof.notified.isoformat(),
            "recorded_at": proof.recorded_at and proof.recorded_at.isoformat(),
            "source": proof.source,
            "file": where and where.file,
            "sheet": where and where.sheet,
            "row": where and where.row,
            "cell": where and where.cell,
            "synthetic": proof.synthetic,
            "lines": proof.lines and proof.lines.place,
        },
        "parts": [_document(inner) for inner in part.parts],
    }
