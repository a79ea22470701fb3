"""The parts of a figure as rows: for people, as a table, and for programs."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pctfinance.money import Unit as MoneyUnit
from pctfinance.money import show_exact
from pctfinance.present.shown import ShownRow, Tone, row
from pctfinance.tracing.figures import Unit
from pctfinance.tracing.parts import Part, Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "frame_of", "part_document", "shown_rows", "table_rows"]

_INDENT = "\u00a0\u00a0"
_WHOLE = ("pence", "amount_pence", "sequence", "row")

COLUMNS = (
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
"""The columns of a table of leaves. Amounts are in the unit of the figure, mostly pence."""


def shown_rows(part: Part, depth: int, *, shares: bool, unit: Unit = "pence") -> Iterator[ShownRow]:
    """One row a part, its parts below it.

    A profile is one row, however many months it has; so is a sum of one thing.

    Args:
        part: the part.
        depth: how deep it stands.
        shares: whether there is a column for what shares are of.
        unit: what is counted.

    >>> [row.cells[0].text for row in shown_rows(Part.sum_of("limit", []), 0, shares=False)]
    ['limit']
    """
    label, proof, parts = part.label, part.evidence, part.parts
    shapes = [leaf for leaf in parts if leaf.role is Role.SHAPE]
    if depth and len(parts) == 1 and parts[0].evidence and not shares:
        alone = parts[0].label
        if label.removeprefix("less ") != alone:
            label = f"{label}, {alone}"
        proof, parts = parts[0].evidence, ()
    if proof and part.rule and part.of_pence is None and not shapes:
        label = f"{label}: {part.rule}"
    event, place = (str(proof.sequence), proof.place) if proof else ("", "")
    amounts = [_amount(part.pence, unit), *([_amount(part.of_pence, unit)] if shares else [])]
    if shapes:
        amounts, place, parts = [""] * len(amounts), _span(shapes), ()
    tone = Tone.STRONG if depth == 0 else Tone.QUIET if shapes else Tone.PLAIN
    yield row([f"{_INDENT * depth}{label}", *amounts, event, place], tone=tone)
    for inner in parts:
        yield from shown_rows(inner, depth + 1, shares=shares, unit=unit)


def frame_of(parts: Iterable[Part]) -> "pd.DataFrame":
    """The leaves of some parts as a tidy DataFrame.

    >>> frame_of([Part("a", 5)])["pence"].tolist()
    [5]
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

    rows = [row for part in parts for row in table_rows(part)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(_WHOLE, "Int64"))


def _amount(value: int | None, unit: Unit) -> str:
    if value is None:
        return ""
    if unit == "number":
        return f"{value:,}" if value >= 0 else f"({-value:,})"
    return show_exact(value).replace(MoneyUnit.POUNDS.symbol, "")


def _span(shapes: list[Part]) -> str:
    """The first and the last row of a profile, as people write a range."""
    places = [shape.evidence.where for shape in shapes if shape.evidence]
    first, last = places[0], places[-1]
    if first is None or last is None or first == last:
        return str(first or "")
    if (first.file, first.sheet) == (last.file, last.sheet):
        return f"{first} to {last.cell or last.row}"
    return f"{first} to {last}"


def table_rows(part: Part, path: tuple[str, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The leaves as rows of `COLUMNS`; the column `pence` sums to the part.

    >>> [row[3] for row in table_rows(Part.sum_of("limit", [Part("a", 5)]))]
    [5]
    """
    for inner in part.parts:
        yield from table_rows(inner, (*path, part.label))
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


def part_document(part: Part) -> dict[str, Any]:
    """A part for programs, with its parts.

    >>> part_document(Part("a", 5))["pence"]
    5
    """
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
        "parts": [part_document(inner) for inner in part.parts],
    }
