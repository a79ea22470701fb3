"""What a report on the position of delegates holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.delegate_positions import DelegateLine, DelegateSplit, sum_of_cells
from pctfinance.consolidation.duties import Basis
from pctfinance.rulebooks.words import Words

__all__ = ["DelegateFigures"]


@dataclass(frozen=True, repr=False)
class DelegateFigures:
    """The cells of one delegate or of all, in one month, and how each body's figures divide.

    `delegate` is the one that was asked for, or empty. `elsewhere` names, by delegate, the bodies in
    which the register shows it too and which are none of this book. `sequence` is the number of the
    last event that counts.
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    lines: tuple[DelegateLine, ...]
    splits: tuple[DelegateSplit, ...]
    words: Words
    names: Mapping[str, str]
    categories: CategoryTree
    delegate: str = ""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sequence: int = 0

    @property
    def delegates(self) -> tuple[str, ...]:
        """Who has a budget, an actual or a forecast in any body, by code."""
        return tuple(sorted({line.delegate for line in self.lines}))

    def bodies(self, delegate: str) -> tuple[str, ...]:
        """The bodies in which a delegate has any, by code."""
        return tuple(sorted({line.body for line in self.lines if line.delegate == delegate}))

    def cells(
        self, delegate: str, *, body: str | None = None, category: str | None = None
    ) -> tuple[DelegateLine, ...]:
        """The lines of one delegate: all, or those of one body or one category."""
        return tuple(
            line
            for line in self.lines
            if line.delegate == delegate
            and body in (None, line.body)
            and category in (None, line.category)
        )

    def total(
        self, delegate: str, *, body: str | None = None, category: str | None = None
    ) -> DelegateLine:
        """The sum of a delegate's cells: a sum, which no duty is tested on."""
        return sum_of_cells(self.cells(delegate, body=body, category=category), category or "total")

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(line.line.synthetic for line in self.lines) or any(
            split.budget.synthetic for split in self.splits
        )

    def name_of(self, code: str) -> str:
        """A code with the name that the register has for it, if it has one."""
        return f"{code} {self.names.get(code, '')}".strip()
