"""Which lines of a year-end statement are sums of others, and the formulas that say so.

A line is a formula only where its parts give it to the penny: what a spreadsheet recalculates is what
the statement says.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pctfinance.consolidation.balance_sheet import Section
from pctfinance.consolidation.duty_notes import NoteKind
from pctfinance.consolidation.statements import BALANCE_SHEET, OPERATING_COSTS, StatementLine
from pctfinance.excel.pack_cells import NO_VALUE, span

__all__ = ["Part", "cut_off", "cut_off_share", "share_parts", "sum_formula", "sums_of"]

_SHARE_STEPS = 10_000
_DIFFERENCE: Mapping[str, Sequence[tuple[int, str]]] = {
    **dict.fromkeys(
        (NoteKind.REVENUE, NoteKind.CAPITAL, NoteKind.CASH), ((1, "limit"), (-1, "charged"))
    ),
    NoteKind.FULL_COST: ((1, "net"), (1, "allocation")),
    NoteKind.CONTROL_TOTAL: ((1, "surplus"), (-1, "agreed")),
}


class Part(NamedTuple):
    """A line that another is a sum of, and the sign by which it counts."""

    sign: int
    code: str


def sums_of(part: str, lines: Sequence[StatementLine]) -> dict[str, tuple[Part, ...]]:
    """The lines of a statement that are sums of others, by code, each with its parts.

    Args:
        part: the code of the statement.
        lines: its lines, in their order.

    >>> lines = [StatementLine("charged", "Charged", 9), StatementLine("limit", "Limit", 12),
    ...     StatementLine("difference", "Underspend", 3, total=True)]
    >>> sums_of("cash_limit", lines)
    {'difference': (Part(sign=1, code='limit'), Part(sign=-1, code='charged'))}
    """
    if part == OPERATING_COSTS:
        return _of_tree(lines)
    if part == BALANCE_SHEET:
        return _of_sections(lines)
    found: dict[str, tuple[Part, ...]] = {}
    codes = [line.code for line in lines]
    if part == NoteKind.FULL_COST:
        found["net"] = (Part(1, "cost"), Part(1, "income"))
    elif "charged" in codes and (above := codes[: codes.index("charged")]):
        found["charged"] = tuple(Part(1, code) for code in above)
    if part in _DIFFERENCE:
        found["difference"] = tuple(Part(*each) for each in _DIFFERENCE[part])
    return found


def _of_tree(lines: Sequence[StatementLine]) -> dict[str, tuple[Part, ...]]:
    """A category is the sum of those right below it; the last line that of the first level."""
    found: dict[str, tuple[Part, ...]] = {}
    for place, line in enumerate(lines):
        if line.total:
            found[line.code] = tuple(
                Part(1, each.code) for each in lines if not each.total and each.level == 0
            )
            continue
        below = []
        for after in lines[place + 1 :]:
            if after.total or after.level <= line.level:
                break
            if after.level == line.level + 1:
                below.append(Part(1, after.code))
        if below:
            found[line.code] = tuple(below)
    return found


def _of_sections(lines: Sequence[StatementLine]) -> dict[str, tuple[Part, ...]]:
    """The totals of a balance sheet, from its headings up to total assets employed."""
    found = {
        section.value: tuple(
            Part(1, line.code) for line in lines if line.code.startswith(f"{section.value}/")
        )
        for section in Section
        if section is not Section.EQUITY
    }
    found["assets"] = (
        Part(1, Section.NON_CURRENT_ASSETS.value),
        Part(1, Section.CURRENT_ASSETS.value),
    )
    found["assets-employed"] = (
        Part(1, "assets"),
        Part(1, Section.CURRENT_LIABILITIES.value),
        Part(1, Section.NON_CURRENT_LIABILITIES.value),
    )
    found["equity"] = tuple(
        Part(1, line.code)
        for line in lines
        if line.code.startswith(f"{Section.EQUITY.value}/") or line.code == "net-operating-cost"
    )
    return {code: parts for code, parts in found.items() if parts}


def sum_formula(
    column: str,
    parts: Iterable[Part],
    rows: Mapping[str, int],
    values: Mapping[str, int | None],
    whole: int | None,
) -> str | None:
    """The formula of a sum in its column, or `None` where the parts are not all of it.

    Where the sum is known, parts that are not known are no part of it; where it is not, the formula
    asks for each of them.

    Args:
        column: the letter of the column.
        parts: what the line is a sum of.
        rows: the row of each line, by code.
        values: the amount of each line in that column, in pence.
        whole: the amount of the sum itself.

    >>> parts = [Part(1, "limit"), Part(-1, "charged")]
    >>> rows, values = {"limit": 8, "charged": 7}, {"limit": 12, "charged": 9}
    >>> sum_formula("G", parts, rows, values, 3)
    '=IF(COUNT(G7:G8)=2,ROUND(SUM(G8)-SUM(G7),2),"-")'
    >>> sum_formula("G", parts, rows, values, 4) is None
    True
    """
    there = [part for part in parts if part.code in rows]
    known = [part for part in there if values.get(part.code) is not None]
    if whole is not None:
        if whole != sum(part.sign * (values[part.code] or 0) for part in known):
            return None
        there = known
    elif len(known) == len(there):
        return None  # all of it is known, and the sum is not: something else is missing
    if not there:
        return None

    def cells(sign: int) -> str:
        return span(column, [rows[part.code] for part in there if part.sign == sign])

    plus, minus = cells(1), cells(-1)
    total = f"SUM({plus})" + (f"-SUM({minus})" if minus else "")
    every = span(column, [rows[part.code] for part in there])
    return f'=IF(COUNT({every})={len(there)},ROUND({total},2),"{NO_VALUE}")'


def share_parts(code: str) -> tuple[str, str]:
    """The lines of which a share of bills is the quotient: what was in time, and all.

    >>> share_parts("nhs-number-share")
    ('nhs-number-in-time', 'nhs-number-paid')
    """
    stem = code.removesuffix("-share")
    return f"{stem}-in-time", f"{stem}-paid"


def cut_off_share(part: str, whole: str) -> str:
    """The formula of a share that is cut off behind two decimals of a per cent, so that 95.00 is 95.

    Pennies are counted as whole numbers: a spreadsheet divides in binary.

    >>> cut_off_share("G6", "G5")
    '=IF(COUNT(G6,G5)=2,IF(G5>0,TRUNC(ROUND(G6*100,0)*10000/ROUND(G5*100,0))/10000,"-"),"-")'
    """
    share = f"TRUNC(ROUND({part}*100,0)*{_SHARE_STEPS}/ROUND({whole}*100,0))/{_SHARE_STEPS}"
    return f'=IF(COUNT({part},{whole})=2,IF({whole}>0,{share},"{NO_VALUE}"),"{NO_VALUE}")'


def cut_off(share: Fraction) -> Decimal:
    """A share cut off behind two decimals of a per cent.

    So 94.999 % is not shown as the 95.00 % that it does not reach.

    >>> cut_off(Fraction(94_999, 100_000))
    Decimal('0.9499')
    """
    return Decimal(_SHARE_STEPS * share.numerator // share.denominator) / _SHARE_STEPS
