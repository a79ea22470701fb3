"""What stands in the cells of the board pack: pounds from pence, and formulas as text.

A cell holds pounds to the penny, as a person who clicks on it expects. A spreadsheet keeps fifteen
digits and adds in binary, so every formula rounds to the penny: a variance of nothing is 0 and not
a trace below zero, which the number format would show as (0).
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from pctfinance.excel.addresses import ranges

__all__ = [
    "NO_VALUE",
    "PENCE_LIMIT",
    "at",
    "difference",
    "known_total",
    "pounds",
    "quoted",
    "share",
    "share_formula",
    "span",
    "total",
]

NO_VALUE = "-"
"""What a cell shows where an amount is not known. Zero is an amount, and is shown as 0."""

PENCE_LIMIT = 10**15
"""From this many pence on, pounds to the penny have more digits than a spreadsheet keeps."""

_PENCE_IN_A_POUND = 100
_SHARE_STEP = Decimal("0.001")


def pounds(pence: int) -> float:
    """The number that a cell holds for an amount: the one place where pence become pounds.

    Division is the last step and rounds correctly: below `PENCE_LIMIT` two amounts that differ by
    a penny give different numbers, and each is shown to the penny as it was.

    >>> pounds(-123_456), pounds(999_999_999_999_999)
    (-1234.56, 9999999999999.99)
    """
    return pence / _PENCE_IN_A_POUND


def span(column: str, rows: Iterable[int]) -> str:
    """Cells of one column as arguments of a formula, runs drawn together.

    >>> span("C", [5, 6, 7, 9])
    'C5:C7,C9'
    """
    return ",".join(
        ":".join(f"{column}{row}" for row in run.split("-")) for run in ranges(sorted(rows))
    )


def at(sheet: str, cell: str) -> str:
    """A cell of another sheet.

    >>> at("5D4 St Anne's", "C7")
    "'5D4 St Anne''s'!C7"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def quoted(text: str) -> str:
    """A text as it stands in a formula.

    >>> quoted('5 "boards"  ')
    '"5 ""boards""  "'
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def total(cells: str) -> str:
    """The sum of amounts of which each is known.

    >>> total("C5:C7,C9")
    '=ROUND(SUM(C5:C7,C9),2)'
    """
    return f"=ROUND(SUM({cells}),2)"


def known_total(cells: str, count: int) -> str:
    """The sum of `count` amounts, which is not known unless each of them is.

    >>> known_total("C5:C7", 3)
    '=IF(COUNT(C5:C7)=3,ROUND(SUM(C5:C7),2),"-")'
    """
    return f'=IF(COUNT({cells})={count},ROUND(SUM({cells}),2),"{NO_VALUE}")'


def difference(whole: str, part: str) -> str:
    """One amount less another, not known unless both are.

    >>> difference("C5", "D5")
    '=IF(COUNT(C5,D5)=2,ROUND(C5-D5,2),"-")'
    """
    return f'=IF(COUNT({whole},{part})=2,ROUND({whole}-{part},2),"{NO_VALUE}")'


def share(part_pence: int | None, whole_pence: int | None) -> Decimal | None:
    """What part of an amount another is, to the tenth of a per cent; of nothing it is not known.

    >>> share(125, 1_000), share(1, 0), share(None, 100)
    (Decimal('0.125'), None, None)
    """
    if part_pence is None or whole_pence is None or whole_pence <= 0:
        return None
    return (Decimal(part_pence) / whole_pence).quantize(_SHARE_STEP, ROUND_HALF_UP)


def share_formula(part: str, whole: str) -> str:
    """The formula of `share`.

    >>> share_formula("D5", "C5")
    '=IF(COUNT(D5,C5)=2,IF(C5>0,ROUND(D5/C5,3),"-"),"-")'
    """
    places = -int(_SHARE_STEP.as_tuple().exponent)
    return (
        f"=IF(COUNT({part},{whole})=2,"
        f'IF({whole}>0,ROUND({part}/{whole},{places}),"{NO_VALUE}"),"{NO_VALUE}")'
    )
