"""The year-end statements of one body: the notes of its duties, its operating costs, its balance sheet.

They are a plain document, so that what was signed can be kept, and held against what they say now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from pctfinance.consolidation.balance_sheet import BalanceSheet
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.duty_notes import DutyNote
from pctfinance.consolidation.operating_costs import CostLine, recast
from pctfinance.errors import looked_up

__all__ = [
    "BALANCE_SHEET",
    "OPERATING_COSTS",
    "BodyStatements",
    "StatementLine",
    "StatementPart",
    "recast_costs",
    "sheet_part",
    "statements_document",
    "statements_of",
]

OPERATING_COSTS = "operating-cost-statement"
BALANCE_SHEET = "balance-sheet"


class StatementLine(NamedTuple):
    """One line of a statement. `value` is in pence, or a number, or a share as an exact fraction.

    `cost_pence` and `income_pence` are there in the operating cost statement, where they are known. A
    line that is `synthetic` rests on a figure without a published source.
    """

    code: str
    words: str
    value: int | str | None
    unit: str = "pence"
    level: int = 0
    total: bool = False
    cost_pence: int | None = None
    income_pence: int | None = None
    synthetic: bool = False


class StatementPart(NamedTuple):
    """One statement: its lines, its status where it has one, and why it is not whole, if it is not."""

    code: str
    heading: str
    lines: tuple[StatementLine, ...]
    status: str = ""
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True)
class BodyStatements:
    """All statements of one body at the end of a month."""

    body: str
    name: str
    period: str
    basis: str
    parts: tuple[StatementPart, ...]
    contains_synthetic: bool = False

    def value(self, part: str, line: str) -> int | str | None:
        """The value of one line.

        Raises:
            NotInReportError: there is no such part or line.

        >>> part = StatementPart("cash", "Cash", (StatementLine("limit", "Limit", 5),))
        >>> BodyStatements("5A9", "Barnet PCT", "2011-12 M12", "outturn", (part,)).value("cash", "limit")
        5
        """
        return looked_up(self.values, (part, line), "line")

    @property
    def values(self) -> Mapping[tuple[str, str], int | str | None]:
        """The value of every line, by part and line."""
        return {(part.code, line.code): line.value for part in self.parts for line in part.lines}


def statements_of(
    about: tuple[str, str, str, str],
    notes: Iterable[DutyNote],
    costs: tuple[tuple[CostLine, ...], str],
    sheet: BalanceSheet,
    *,
    synthetic: bool = False,
) -> BodyStatements:
    """The statements of one body from their parts.

    Args:
        about: its code and name, the month, and the basis.
        notes: those of its duties, in the order of the accounts.
        costs: the lines of its operating cost statement, and what is missing of it in words.
        sheet: its balance sheet.
        synthetic: whether any figure has no published source.

    >>> about = ("5A9", "Barnet PCT", "2011-12 M12", "outturn")
    >>> [part.code for part in statements_of(about, (), ((), ""), BalanceSheet(())).parts]
    ['operating-cost-statement', 'balance-sheet']
    """
    parts = [
        StatementPart(
            note.kind.value,
            note.kind.heading,
            tuple(
                StatementLine(
                    line.code,
                    line.words.strip(),
                    _plain(line.value),
                    line.unit,
                    level=int(line.words.startswith(" ")),
                    total=line.total,
                    synthetic=line.synthetic and line.value is not None,
                )
                for line in note.lines
            ),
            note.status.words,
            note.reason,
            note.remark,
        )
        for note in notes
    ]
    parts.append(
        StatementPart(
            OPERATING_COSTS,
            "Operating cost statement",
            _cost_lines(costs[0]),
            reason=costs[1],
        )
    )
    return BodyStatements(*about, (*parts, sheet_part(sheet)), synthetic)


def _cost_lines(lines: Iterable[CostLine]) -> tuple[StatementLine, ...]:
    return tuple(
        StatementLine(
            line.code,
            line.words,
            line.net_pence,
            level=line.level,
            total=line.total,
            cost_pence=line.cost_pence,
            income_pence=line.income_pence,
            synthetic=line.synthetic,
        )
        for line in lines
    )


def recast_costs(
    document: Mapping[str, Any], tree: CategoryTree, beside: Iterable[str] = ()
) -> dict[str, Any]:
    """The document of another year's statements, with its operating costs by this year's categories.

    Args:
        document: as `statements_document` made it.
        tree: the categories of this year.
        beside: the codes of the lines of this year's operating cost statement.

    >>> recast_costs({"parts": [{"code": "cash_limit", "lines": []}]}, CategoryTree())
    {'parts': [{'code': 'cash_limit', 'lines': []}]}
    """
    here = tuple(beside)
    parts = [
        {**part, "lines": _recast_lines(part["lines"], tree, here)}
        if part["code"] == OPERATING_COSTS
        else part
        for part in document["parts"]
    ]
    return {**document, "parts": parts}


def _recast_lines(
    lines: Iterable[Mapping[str, Any]], tree: CategoryTree, beside: Iterable[str]
) -> list[dict[str, Any]]:
    held = [
        CostLine(
            line["code"],
            line["words"],
            line["cost_pence"],
            line["income_pence"],
            line["value"],
            line["level"],
            line["total"],
            line.get("synthetic", False),
        )
        for line in lines
    ]
    return [_line_document(line) for line in _cost_lines(recast(held, tree, beside))]


def sheet_part(sheet: BalanceSheet) -> StatementPart:
    """The balance sheet as a statement.

    >>> sheet_part(BalanceSheet((), gap="no ledger")).reason
    'no ledger'
    """
    lines = tuple(
        StatementLine(line.code, line.words, line.pence, total=line.total, synthetic=line.synthetic)
        for line in sheet.lines
    )
    return StatementPart(BALANCE_SHEET, "Balance sheet", lines, reason=sheet.gap)


def _plain(value: int | Fraction | None) -> int | str | None:
    return str(value) if isinstance(value, Fraction) else value


def statements_document(
    said: BodyStatements, prior: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document of one body's statements, with those of the year before where there are any.

    A line says that it is synthetic only where it is: documents from before lines were marked keep
    their form.

    >>> about = ("5A9", "Barnet PCT", "2011-12 M12", "outturn", ())
    >>> statements_document(BodyStatements(*about))["prior"] is None
    True
    """
    return {
        "kind": "year-end-statements",
        "body": said.body,
        "name": said.name,
        "period": said.period,
        "basis": said.basis,
        "contains_synthetic": said.contains_synthetic,
        "parts": [
            {
                "code": part.code,
                "heading": part.heading,
                "status": part.status,
                "reason": part.reason,
                "remark": part.remark,
                "lines": [_line_document(line) for line in part.lines],
            }
            for part in said.parts
        ],
        "prior": dict(prior) if prior is not None else None,
    }


def _line_document(line: StatementLine) -> dict[str, Any]:
    said = line._asdict()
    if not line.synthetic:
        del said["synthetic"]
    return said
