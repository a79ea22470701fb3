"""A table as it will be shown, before anybody decides whether on a terminal or on a page.

Its cells are text: every amount was already rounded, once. `Tone` says what a cell means; each
renderer decides what that looks like, and never by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = [
    "Align",
    "Heading",
    "Shown",
    "ShownCell",
    "ShownRow",
    "Tone",
    "long_date",
    "printable",
    "row",
    "up_to",
]


class Tone(StrEnum):
    """What a cell means."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


class Align(StrEnum):
    """Where a column's cells stand."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column.

    Amounts and statuses never wrap; a column of texts may. A column that is `optional` gives way
    where the page is too narrow for all.
    """

    text: str
    align: Align = Align.RIGHT
    wraps: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: its text and what it means."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row; `total` rows stand below a line."""

    cells: tuple[ShownCell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One table: a title, what its figures are, the figures, and what to know about them.

    `lead` is the sentence to read where only one is read. `empty` stands in place of headings where
    there is no row.
    """

    title: str
    subtitle: str
    headings: tuple[Heading, ...]
    rows: tuple[ShownRow, ...]
    lead: ShownCell | None = None
    notes: tuple[str, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        if any(len(line.cells) != len(self.headings) for line in self.rows):
            msg = f"a row of {self.title!r} has another number of cells than there are headings"
            raise ValueError(msg)


def printable(text: str) -> str:
    r"""A text without characters that would steer a terminal instead of being shown.

    >>> printable("acute\x1b[2J")
    'acute\ufffd[2J'
    """
    return "".join(c if c.isprintable() or c in "\n\u00a0" else "\ufffd" for c in text)


def row(
    cells: Sequence[str | ShownCell], *, tone: Tone = Tone.PLAIN, total: bool = False
) -> ShownRow:
    """A row from texts and cells; texts take the row's tone.

    >>> row(["Barnet", ShownCell("BREACH", Tone.BAD)]).cells[0].text
    'Barnet'
    """
    return ShownRow(
        tuple(cell if isinstance(cell, ShownCell) else ShownCell(cell, tone) for cell in cells),
        total=total,
    )


def long_date(day: date) -> str:
    """A date as people write it.

    >>> long_date(date(2011, 12, 9))
    '9 December 2011'
    """
    return f"{day.day} {day:%B %Y}"


def up_to(known_at: date | None) -> str:
    """The end of a subtitle: the last day whose documents count, or nothing where all of them do.

    >>> up_to(date(2012, 1, 31)), up_to(None)
    (', documents up to 31 January 2012', '')
    """
    return f", documents up to {long_date(known_at)}" if known_at else ""
