"""One cell of a workbook, as it came in: its value, its place, and what is wrong with it.

A workbook holds two things for a formula, the formula and the result that was stored when it was
last calculated. Only both together tell an amount, an error, an empty text and a result that was
never stored apart; a reader that looks at one of them turns three of these into a silent zero.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

from pctfinance.errors import Finding, Level, Where
from pctfinance.tables.model import Cell, RawValue

__all__ = ["StoredCell", "is_formula", "is_stale_link", "raw_cell", "raw_value"]

# A workbook writes control characters, which XML has no place for, as `_x000D_`, and the "_" of a
# text that looks like one as `_x005F_`. openpyxl undoes the second and leaves the first.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf])_")
_OTHER_WORKBOOK = re.compile(r"\[[^\]]+\][^!]*!")


class StoredCell(Protocol):
    """What is asked of a cell of the library that reads workbooks."""

    @property
    def value(self) -> object:
        """The value: text, number, date, yes/no, a formula, or none."""

    @property
    def data_type(self) -> str:
        """One letter (or `str`) for what the file says that the value is."""

    @property
    def number_format(self) -> str:
        """How a spreadsheet shows the value, such as `#,##0.00`."""


def is_formula(cell: StoredCell) -> bool:
    """True where the cell is calculated; a text that begins with `=` is not.

    >>> from openpyxl import Workbook
    >>> sheet = Workbook().active
    >>> sheet["A1"], sheet["A2"] = "=1+1", "total"
    >>> is_formula(sheet["A1"]), is_formula(sheet["A2"])
    (True, False)
    """
    return cell.data_type == "f"


def is_stale_link(cell: StoredCell) -> bool:
    """True where the formula takes its value from another workbook, which may have moved on.

    >>> from openpyxl import Workbook
    >>> sheet = Workbook().active
    >>> sheet["A1"], sheet["A2"] = "=[1]Budget!C7", "=Table1[amount]"
    >>> is_stale_link(sheet["A1"]), is_stale_link(sheet["A2"])
    (True, False)
    """
    return is_formula(cell) and bool(_OTHER_WORKBOOK.search(_formula(cell)))


def raw_cell(typed: StoredCell | None, stored: StoredCell | None, where: Where) -> Cell:
    """The cell at `where`: `typed` holds what was entered, `stored` the results of formulas.

    Numbers become `Decimal` by their shortest text, so that 0.1 stays 0.1. Text stays text, even
    where it looks like a number. `stored` is looked at only where `typed` is a formula.

    >>> raw_cell(None, None, Where(sheet="actuals", cell="C7")).value is None
    True
    """
    if typed is None:
        return Cell(None, where)
    result = stored if is_formula(typed) else typed
    problem = _problem(typed, result, where)
    value = None if problem or result is None else raw_value(result.value)
    return Cell(value, where, typed.number_format, problem)


def raw_value(value: object) -> RawValue:
    r"""The value of a cell without its float: a number is a `Decimal`, a midnight a date.

    >>> raw_value(0.1), raw_value(12), raw_value(True), raw_value(datetime(2011, 11, 30))
    (Decimal('0.1'), Decimal('12'), True, datetime.date(2011, 11, 30))
    >>> raw_value("two_x000D_\nlines")
    'two\r\nlines'
    """
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return value if isinstance(value, date) else str(value)


def _problem(typed: StoredCell, result: StoredCell | None, where: Where) -> Finding | None:
    if result is None or _is_never_stored(typed, result):
        return Finding(
            "input.no-cached-value",
            Level.ERROR,
            f"the formula {_formula(typed)} has no stored result",
            where,
            "open the workbook in Excel, let it calculate, and save it",
        )
    if result.data_type != "e":
        return None
    if is_formula(typed):
        message = f"the formula {_formula(typed)} gives {result.value}"
        return _error(message, where, "mend the formula and save again")
    if _is_impossible_date(typed):
        message = "a number is formatted as a date that there is not"
        return _error(message, where, "format the cell as a number, or type the date again")
    return _error(f"the cell holds the error {result.value}", where, "type the value again")


def _is_never_stored(typed: StoredCell, result: StoredCell) -> bool:
    # An empty text that a formula gave is stored as one, and says so in its type.
    return is_formula(typed) and result.value is None and result.data_type != "str"


def _is_impossible_date(typed: StoredCell) -> bool:
    return bool(getattr(typed, "is_date", False)) or any(
        mark in typed.number_format.lower() for mark in ("yy", "mmm", "dd")
    )


def _formula(cell: StoredCell) -> str:
    text = getattr(cell.value, "text", None) or cell.value  # an array formula wraps its text
    return str(text)


def _error(message: str, where: Where, hint: str) -> Finding:
    return Finding("input.spreadsheet-error", Level.ERROR, message, where, hint)
