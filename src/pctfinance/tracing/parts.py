"""What a figure is made of: parts that sum to it, down to the rows that were sent.

A part is the sum of its own parts, always and to the penny. Where shares are rounded one by one,
the difference to the whole, which is rounded once, is a part of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pctfinance.errors import Where
from pctfinance.ledger.lines import Limit

__all__ = ["Evidence", "LinesOf", "Part", "Role"]


class Role(StrEnum):
    """What a part is to the figure.

    A `SHAPE` adds nothing: a profile says how a budget falls over the months, not how much it is.
    """

    SUM = "sum"
    EVIDENCE = "evidence"
    SHAPE = "shape"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class LinesOf:
    """Where the general-ledger lines under a figure lie: a file of the book, and which of it.

    With an `account`, they are those of it and of one counterparty, empty where there is none; they
    then sum to debits less credits, with the `opening` where it counts. Without one, they are all of
    the category, and sum to what is charged. The limit is empty on the balance sheet.
    """

    place: str
    sha256: str
    limit: Limit | Literal[""]
    category: str
    account: str = ""
    counterparty: str = ""
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event, or one row of a load, that a figure rests on.

    `amount_pence` is what it says itself. `sign` is -1 where that lowers the figure. `where` is
    its place in the source; an event that was posted by a program has none.
    """

    sequence: int
    body: str
    kind: str
    reference: str
    effective: date
    notified: date
    recorded_at: datetime | None
    source: str
    synthetic: bool
    amount_pence: int
    where: Where | None = None
    sign: int = 1
    lines: LinesOf | None = None

    @property
    def place(self) -> str:
        """Where it stands, for a person: file and row, or sheet and cell; else the event."""
        return str(self.where) if self.where and str(self.where) else f"event {self.sequence}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure, in pence, signed so that parts add up.

    `rule` says how it was reckoned; of a share, `of_pence` is what it is a share of.

    >>> tree = Part.sum_of("variance", [Part("limit", 100), Part("charge", 30).turned()])
    >>> tree.pence, [leaf.label for leaf in tree.leaves()]
    (70, ['limit', 'less charge'])
    """

    label: str
    pence: int
    parts: tuple["Part", ...] = ()
    evidence: Evidence | None = None
    rule: str = ""
    role: Role = Role.EVIDENCE
    of_pence: int | None = None

    @classmethod
    def sum_of(cls, label: str, parts: Iterable["Part"], rule: str = "") -> "Part":
        """The sum of parts.

        >>> Part.sum_of("nothing", []).pence
        0
        """
        made = tuple(parts)
        return cls(label, sum(part.pence for part in made), made, rule=rule, role=Role.SUM)

    def turned(self, label: str | None = None) -> "Part":
        """The same with the opposite sign: what is taken off.

        >>> Part("charge", 30).turned().pence
        -30
        """
        proof = self.evidence and replace(self.evidence, sign=-self.evidence.sign)
        return replace(
            self,
            label=f"less {self.label}" if label is None else label,
            pence=-self.pence,
            of_pence=None if self.of_pence is None else -self.of_pence,
            parts=tuple(part.turned(part.label) for part in self.parts),
            evidence=proof,
        )

    def leaves(self) -> Iterator["Part"]:
        """The parts that have none themselves, in their order; they sum to this part.

        >>> [leaf.pence for leaf in Part("alone", 7).leaves()]
        [7]
        """
        if self.role is not Role.SUM and not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()
