"""What somebody wants to do to a book, and what became of it: the words of the reference model.

Plain words, dates, integers and tuples; nothing of the library is used.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

__all__ = [
    "CAP",
    "CASH",
    "NR",
    "Act",
    "Cell",
    "Entry",
    "JournalLine",
    "Offer",
    "R",
    "Strand",
    "month_of",
]

Strand = tuple[str, str, str]
R: Strand = ("revenue", "recurrent", "confirmed")
NR: Strand = ("revenue", "non-recurrent", "confirmed")
CAP: Strand = ("capital", "not applicable", "confirmed")
CASH: Strand = ("cash", "not applicable", "confirmed")


class JournalLine(NamedTuple):
    """One line of a journal; `raised_by` says which side raises what is charged."""

    account: str
    limit: str
    category: str
    debit: int
    credit: int
    raised_by: str = "debit"


class Offer(NamedTuple):
    """The terms of a transfer: who gives what to whom from which day, and what it gives back."""

    giver: str
    receiver: str
    strand: Strand
    pence: int
    effective: date
    cash: int = 0
    delegate: str = ""
    category: str = ""
    reverses: str = ""
    kind: str = "straight"
    repayments: tuple[tuple[str, int], ...] = ()  # of a loan: financial year and pence
    of_loan: str = ""
    lodgement: str = ""  # that is returned, or restored
    taken_from: str = "unallocated"
    returns: tuple[tuple[str, int], ...] = ()  # expected of a lodgement


@dataclass(frozen=True, repr=False)
class Act:
    """One thing that somebody wants to post, in plain words and pence."""

    kind: str
    body: str
    effective: date
    notified: date
    pence: int = 0
    strand: Strand = R
    category: str = "acute"
    from_category: str = "dental"
    delegate: str = "07M"
    tranche: str = ""
    taken_from: str = "unallocated"
    approval: str = ""
    key: str = ""
    content: str = ""
    table: str = ""
    cumulative: bool = False
    rows: tuple[tuple[int, str, str, int], ...] = ()  # month, limit, category, pence
    file: str = ""  # of an extract of the ledger, and the map by which it was read
    mapped_by: str = ""
    late_for: date | None = None
    by: str = ""
    purpose: str = ""
    corrects: int = 0  # the number of the event that is reversed
    number: str = ""  # of a journal, a transfer or a case
    entered: tuple["JournalLine", ...] = ()
    reversing: bool = False
    late_month: int = 0
    puts_right: str = ""
    errors: int = 0  # that the controls found
    offer: Offer | None = None  # of each step of a transfer, as it stands
    side: str = ""  # that agrees, or whose leg it is
    authority: str = ""
    cash: int = 0
    conditions: tuple[str, ...] = ()  # that are made, or the one that is met
    outcome: str = ""
    other_terms: bool = False  # it names the digest of terms that nobody proposed

    def __repr__(self) -> str:
        """Only what is not as it always is: a run that failed is to be read."""
        said = [
            f"{part.name}={getattr(self, part.name)!r}"
            for part in fields(self)
            if getattr(self, part.name) != part.default
        ]
        return f"Act({', '.join(said)})"

    def _repr_pretty_(self, printer: Any, _: object) -> None:
        printer.text(repr(self))


class Cell(NamedTuple):
    """What a line is about."""

    strand: Strand
    account: str
    category: str = ""
    delegate: str = ""


class Entry(NamedTuple):
    """What was accepted: the act, its lines, what an authority holds more, the base it froze.

    `number` is that of the event in the book; `undone` is the act that a reversal reverses. `held` is
    of headroom, and `memos` are all other amounts that stand beside the ledger, by their names.
    """

    act: Act
    lines: tuple[tuple[Cell, int], ...]
    held: int
    base: int
    number: int = 0
    undone: Act | None = None
    memos: tuple[tuple[str, int], ...] = ()


def month_of(day: date) -> int:
    """The number of a day's month; April is 1."""
    return (day.month - 4) % 12 + 1
