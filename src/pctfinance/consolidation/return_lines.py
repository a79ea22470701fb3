"""The lines of a body's monthly return to its authority, and how each is held against the pack.

A line is one amount with a name that does not change from month to month, and says where in the
pack its figure stands. What no pack shows says so; it is never counted as reconciled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["RETURN_TABLES", "Held", "ReturnLine", "ReturnTable", "held_against", "misfooted"]


class ReturnTable(NamedTuple):
    """One table of a return: its section, its title and its columns, each with its heading."""

    section: str
    title: str
    columns: tuple[tuple[str, str], ...]


_BY_FUNDING = (
    ("recurrent", "Recurrent"),
    ("non_recurrent", "Non-recurrent"),
    ("total", "Total"),
)
_TOTAL = (("total", "Total"),)
_AMOUNT = (("amount", "Amount"),)

RETURN_TABLES: Mapping[str, ReturnTable] = {
    "revenue_limit": ReturnTable("Resource limit", "Revenue resource limit", _BY_FUNDING),
    "uses": ReturnTable("Resource limit", "How the revenue limit is used", _BY_FUNDING),
    "capital_limit": ReturnTable("Resource limit", "Capital resource limit", _TOTAL),
    "cash_limit": ReturnTable("Resource limit", "Cash limit", _TOTAL),
    "to_date": ReturnTable(
        "Spending",
        "Annual budget, and the year to date",
        (
            ("budget_recurrent", "Budget: recurrent"),
            ("budget_non_recurrent", "Budget: non-recurrent"),
            ("budget", "Annual budget"),
            ("delegated", "of it delegated"),
            ("budget_ytd", "Budget to date"),
            ("actual_ytd", "Actual to date"),
            ("variance_ytd", "Variance to date"),
        ),
    ),
    "forecast": ReturnTable(
        "Spending",
        "Forecast outturn",
        (
            ("budget", "Annual budget"),
            ("forecast", "Forecast"),
            ("variance", "Forecast variance"),
            ("last_forecast", "Forecast last month"),
            ("movement", "Movement"),
        ),
    ),
    "duties": ReturnTable(
        "Duties",
        "Duties of the body",
        (
            ("limit_ytd", "Limit tested to date"),
            ("charged_ytd", "Charged to date"),
            ("variance_ytd", "Variance to date"),
            ("limit", "Limit"),
            ("charged", "Charge"),
            ("variance", "Variance"),
        ),
    ),
    "underlying": ReturnTable("Duties", "Underlying position", _AMOUNT),
    "risks": ReturnTable("Risks", "Risks and opportunities not in the forecast", _AMOUNT),
    "balances": ReturnTable(
        "Balances",
        "Balances with other bodies",
        (("ours", "Our ledger"), ("theirs", "Their ledger"), ("difference", "Difference")),
    ),
    "headroom": ReturnTable("Headroom and pending", "Headroom", _AMOUNT),
    "pending": ReturnTable("Headroom and pending", "With the authority, undecided", _AMOUNT),
}
"""The tables of a return, in their order; tables of one section stand on one sheet."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One amount of a return, in pence; `None` where it is not known.

    `table` is one of `RETURN_TABLES`, `column` one of its columns, `row` what the amount is about.
    `parts` are the lines that it is the sum of, each with its sign. `source` says where in the pack
    the figure stands, or what else it is held against; where it is not `compared` there is nothing,
    and `source` says where the amount is from.
    """

    table: str
    row: str
    column: str
    label: str
    pence: int | None
    source: str
    parts: tuple[tuple[int, str], ...] = ()
    compared: bool = True
    note: str = ""
    synthetic: bool = False
    assumed: bool = False

    @property
    def id(self) -> str:
        """The name of the line, which is the same in every month.

        >>> ReturnLine("duties", "cash_limit", "limit", "Cash limit", 1, "the pack").id
        'duties.cash_limit.limit'
        """
        return f"{self.table}.{self.row}.{self.column}"

    @property
    def is_total(self) -> bool:
        """Whether its row is a sum of other rows."""
        return self.row in ("total", "confirmed", "anticipated", "expected", "expected_use")

    def record(self) -> dict[str, Any]:
        """The line as a plain record.

        >>> ReturnLine("uses", "budgets", "total", "Budgets", 5, "the pack").record()["pence"]
        5
        """
        return {
            "id": self.id,
            "section": RETURN_TABLES[self.table].section,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "label": self.label,
            "pence": self.pence,
            "compared": self.compared,
            "source": self.source,
            "note": self.note,
            "synthetic": self.synthetic,
            "assumed": self.assumed,
        }


class Held(NamedTuple):
    """One line of a return beside the figure that it is held against, both in pence.

    `in_return` is false where the pack shows a figure that the return leaves out. Both sides not
    known is no difference; one alone not known is one, of an amount that nobody can tell.
    """

    id: str
    label: str
    return_pence: int | None
    pack_pence: int | None
    source: str
    compared: bool = True
    in_return: bool = True

    @property
    def difference_pence(self) -> int | None:
        """The return less the pack; `None` where it cannot be told, or no pack shows it.

        >>> Held("a", "A", 5, 3, "the pack").difference_pence
        2
        """
        if not self.compared or self.return_pence is None or self.pack_pence is None:
            return None
        return self.return_pence - self.pack_pence

    @property
    def agrees(self) -> bool:
        """Whether both say the same; a line that no pack shows has nothing to agree with.

        >>> Held("a", "A", None, 3, "the pack").agrees, Held("a", "A", None, None, "").agrees
        (False, True)
        """
        if not self.in_return:
            return False
        return not self.compared or self.return_pence == self.pack_pence


def held_against(
    lines: Iterable[ReturnLine], figures: Mapping[str, int | None]
) -> tuple[Held, ...]:
    """Every line of a return beside the pack's figure of the same name.

    Args:
        lines: those of the return.
        figures: those of the pack, in pence, by the name of their line. What is known of them and
            not in the return stands last.

    >>> line = ReturnLine("uses", "budgets", "total", "Budgets", 5, "the pack")
    >>> [(held.return_pence, held.pack_pence, held.agrees)
    ...     for held in held_against([line], {line.id: 5, "uses.reserves.total": 1})]
    [(5, 5, True), (None, 1, False)]
    """
    left = dict(figures)
    found = []
    for line in lines:
        pack = left.pop(line.id, None) if line.compared else None
        found.append(
            Held(line.id, line.label, line.pence, pack, line.source, compared=line.compared)
        )
    missing = (
        Held(name, name, None, pence, "the pack", in_return=False)
        for name, pence in left.items()
        if pence is not None
    )
    return (*found, *missing)


def misfooted(lines: Sequence[ReturnLine]) -> tuple[str, ...]:
    """The names of lines that are not the sum of their parts; none, unless somebody changed one.

    >>> one = ReturnLine("uses", "budgets", "total", "Budgets", 5, "the pack")
    >>> all = ReturnLine("uses", "total", "total", "All", 6, "the pack", ((1, one.id),))
    >>> misfooted([one, all])
    ('uses.total.total',)
    """
    pence = {line.id: line.pence for line in lines}
    return tuple(line.id for line in lines if line.parts and line.pence != _sum(line.parts, pence))


def _sum(parts: Iterable[tuple[int, str]], pence: Mapping[str, int | None]) -> int | None:
    total = 0
    for sign, name in parts:
        amount = pence.get(name)
        if amount is None:
            return None
        total += sign * amount
    return total
