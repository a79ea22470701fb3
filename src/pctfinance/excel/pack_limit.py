"""What a body's revenue limit is made of, change by change, by funding and in total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pctfinance.excel.pack_cells import span, total
from pctfinance.excel.pack_page import Page
from pctfinance.ledger.lines import Certainty
from pctfinance.ledger.statement import LimitChange, LimitStatement

__all__ = ["Parts", "PartsRow", "PartsTable", "write_statement"]

_PARTS, _TOTAL = ("H", "I"), "J"
_BEFORE = "ABCDEFG"
_HEADINGS = {"H": "Recurrent", "I": "Non-recurrent", "J": "Total"}

_Formula = Callable[[str], str]


class Parts(NamedTuple):
    """An amount in pence, by funding. Its total is always the sum of the two."""

    recurrent_pence: int
    non_recurrent_pence: int

    @property
    def total_pence(self) -> int:
        """Recurrent and non-recurrent together.

        >>> Parts(100, -30).total_pence
        70
        """
        return self.recurrent_pence + self.non_recurrent_pence

    @classmethod
    def sum(cls, amounts: Iterable["Parts"]) -> "Parts":
        """Several amounts together, part by part.

        >>> Parts.sum([Parts(1, 2), Parts(10, 20)])
        Parts(recurrent_pence=11, non_recurrent_pence=22)
        """
        recurrent_pence = non_recurrent_pence = 0
        for amount in amounts:
            recurrent_pence += amount.recurrent_pence
            non_recurrent_pence += amount.non_recurrent_pence
        return cls(recurrent_pence, non_recurrent_pence)

    def times(self, sign: int) -> "Parts":
        """The same amount with its sign turned, or as it is.

        >>> Parts(1, 2).times(-1)
        Parts(recurrent_pence=-1, non_recurrent_pence=-2)
        """
        return Parts(sign * self.recurrent_pence, sign * self.non_recurrent_pence)


class PartsRow(NamedTuple):
    """A row that was written, the amount in it, and whether it has no published source."""

    row: int
    parts: Parts
    synthetic: bool = False


@dataclass(frozen=True)
class PartsTable:
    """A table of amounts by funding: recurrent, non-recurrent, and their total.

    >>> table = PartsTable(Page.unsaved())
    >>> table.heading({"A": "Use"})
    >>> rows = [table.amount("Headroom", Parts(20, 0)), table.amount("Contingency", Parts(5, 1))]
    >>> table.sum("Reserves", rows)
    PartsRow(row=4, parts=Parts(recurrent_pence=25, non_recurrent_pence=1), synthetic=False)
    """

    page: Page

    def heading(self, names: Mapping[str, str]) -> None:
        """Write the row of headings: `names` stand over words."""
        self.page.header({**names, **_HEADINGS}, left=_BEFORE)

    def change(self, change: LimitChange) -> PartsRow:
        """Write a row of one change of a limit."""
        page = self.page
        page.date("A", change.effective, "line")
        late = f"late, for {change.late_for}" if change.late_for else ""
        purpose = "; ".join(filter(None, (change.purpose, late)))
        page.text("B", purpose, "text", "line", "wrap")
        page.make_room(purpose, "B", "B")
        page.date("C", change.notified, "line")
        page.paragraph(change.reference, "text", "line", first="D", last="E")
        page.text("F", change.certainty.value, "line")
        page.text("G", change.account.value, "line", "wrap")
        page.make_room(change.account.value, "G", "G")
        parts = Parts(change.recurrent_pence, change.non_recurrent_pence)
        return self._end(parts, ("line",), synthetic=change.synthetic)

    def amount(
        self,
        label: str,
        parts: Parts,
        *styles: str,
        synthetic: bool = False,
        formula: _Formula | None = None,
    ) -> PartsRow:
        """Write a row of one amount.

        Args:
            label: what the amount is.
            parts: the amount.
            styles: how the row looks.
            synthetic: whether the amount has no published source.
            formula: from a column to what gives its amount; without one the two parts stand, and
                the total is their sum.
        """
        styles = styles or ("line",)
        self.page.paragraph(label, *styles, last=_BEFORE[-1])
        return self._end(parts, styles, synthetic=synthetic, formula=formula)

    def sum(self, label: str, rows: Sequence[PartsRow], style: str = "subtotal") -> PartsRow:
        """Write a row that sums rows above it, column by column."""
        places = [row.row for row in rows]
        return self.amount(
            label,
            Parts.sum(row.parts for row in rows),
            style,
            synthetic=any(row.synthetic for row in rows),
            formula=(lambda column: total(span(column, places))) if places else None,
        )

    def _end(
        self,
        parts: Parts,
        styles: Sequence[str],
        *,
        synthetic: bool,
        formula: _Formula | None = None,
    ) -> PartsRow:
        page = self.page
        for column, pence in zip(_PARTS, parts, strict=True):
            page.money(column, pence, *styles, formula=formula and formula(column))
        both = formula or (lambda _: total(f"{_PARTS[0]}{page.row}:{_PARTS[-1]}{page.row}"))
        page.money(_TOTAL, parts.total_pence, *styles, formula=both(_TOTAL))
        page.mark(*styles, synthetic=synthetic)
        page.row += 1
        return PartsRow(page.row - 1, parts, synthetic)


def write_statement(page: Page, statement: LimitStatement) -> dict[Certainty, PartsRow]:
    """Write every change of the limit, and the totals of what is confirmed and anticipated.

    The two are added under the name of the expected limit, and nowhere else.

    >>> from pctfinance.calendar import Period
    >>> from pctfinance.ledger.lines import Limit
    >>> empty = LimitStatement("5A9", Limit.REVENUE, Period("2011-12 M01"), None, (), 0)
    >>> write_statement(Page.unsaved(), empty)[Certainty.ANTICIPATED].row
    3
    """
    table = PartsTable(page)
    names = {"A": "Effective", "B": "Purpose", "C": "Notified", "D": "Reference"}
    table.heading({**names, "F": "Certainty", "G": "Kind"})
    totals = {}
    for certainty in Certainty:
        changes = [change for change in statement.changes if change.certainty is certainty]
        changes.sort(key=lambda change: (change.effective, change.notified, change.sequence))
        rows = [table.change(change) for change in changes]
        none = "" if statement.is_known(certainty) else ": none notified"
        totals[certainty] = table.sum(f"{certainty.value.capitalize()} limit{none}", rows)
    table.sum("Expected limit (confirmed + anticipated)", tuple(totals.values()), "total")
    return totals
