"""Budgets by cause as people are shown them, and as a document for programs."""

from dataclasses import dataclass, field, fields
from typing import Any, Self

from pctfinance.consolidation.categories import CategoryTree
from pctfinance.ledger.budgets import BudgetCause, BudgetLine, BudgetMovement
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, row, up_to
from pctfinance.present.told import Told

__all__ = ["BudgetReport"]


@dataclass(frozen=True, repr=False)
class BudgetReport(Told, BudgetMovement):
    """One body's budgets by cause, with the body's name and the names of its categories."""

    name: str = ""
    tree: CategoryTree = field(default_factory=CategoryTree)

    @classmethod
    def of(cls, movement: BudgetMovement, name: str, tree: CategoryTree) -> Self:
        """The report of a movement."""
        parts = {part.name: getattr(movement, part.name) for part in fields(BudgetMovement)}
        return cls(**parts, name=name, tree=tree)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown: a row a category and delegate, in pounds."""
        places = {
            code: n
            for n, code in enumerate(self.tree.ordered(line.category for line in self.lines))
        }
        lines = sorted(self.lines, key=lambda line: (places[line.category], line.delegate))
        known = up_to(self.known_at)
        notes = [
            "Virements, re-basings and delegations move budgets inside the body: they bring no money."
        ]
        if self.contains_synthetic:
            notes.append("Contains synthetic figures, which have no published source.")
        total = [_pounds(self.total(cause)) for cause in BudgetCause]
        return Shown(
            title=f"{self.body} {self.name}: revenue budgets by cause as of {self.as_of}",
            subtitle=f"£, costs positive, confirmed and anticipated{known}",
            headings=(
                Heading("Category", Align.LEFT, wraps=True),
                Heading("Held by", Align.LEFT),
                *(Heading(cause.capitalize().replace(" ", "\n")) for cause in BudgetCause),
                Heading("Budget\nnow"),
            ),
            rows=(
                *(self._row(line) for line in lines),
                row(["Total", "", *total, _pounds(self.total())], tone=Tone.STRONG, total=True),
            ),
            notes=tuple(notes),
        )

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence, every line with its causes."""
        return {
            "schema_version": "1.0",
            "body": {"code": self.body, "name": self.name},
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "sign_convention": "a budget is positive; what goes out of it is negative",
            "contains_synthetic": self.contains_synthetic,
            "total_pence": self.total(),
            "lines": [
                {
                    "category": line.category,
                    "delegate": line.delegate,
                    "causes": {cause.value: line.of(cause) for cause in BudgetCause},
                    "now_pence": line.now_pence,
                    "synthetic": line.synthetic,
                }
                for line in self.lines
            ],
        }

    def _row(self, line: BudgetLine) -> ShownRow:
        causes = [_pounds(line.of(cause)) for cause in BudgetCause]
        name = self.tree.name(line.category)
        return row([name, line.delegate or "the body", *causes, _pounds(line.now_pence)])

    def __repr__(self) -> str:
        return f"<{self.body} budgets as of {self.as_of}: {show_exact(self.total())}>"


def _pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
