"""One cell to one value, by the kind of its column.

What is plainly meant is converted and noted; what could mean two things is refused, with the text
that stands there and what to write instead. Nothing is guessed.
"""

import re
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from pctfinance.errors import did_you_mean
from pctfinance.tables.amounts import read_money
from pctfinance.tables.code_cells import read_body, read_code, read_delegate
from pctfinance.tables.dates import read_date, read_period
from pctfinance.tables.model import Cell, Column, Kind, Value
from pctfinance.tables.reading import Read, Reading, plain, quoted, refused

__all__ = ["read_cell", "read_choice", "read_text"]

_YES_NO = MappingProxyType(
    {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
)
# What people and word processors put in place of the hyphen in `non-recurrent`.
_HYPHENS = re.compile(r"[\s_\-\u2010-\u2013\u2212]+")


def read_cell(cell: Cell, column: Column, reading: Reading) -> Read:
    """The value in a cell, and what there is to say about it.

    Args:
        cell: the cell as it came in.
        column: the column it stands in; its kind says what may stand there.
        reading: what the declaration says about the reading of cells.

    Returns:
        No value where the cell is blank or refused; the default of the column is not looked at.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> column = schema_for("actuals").column("limit")
    >>> read_cell(Cell("Revenue ", Where(row=2)), column, Reading(Register.packaged())).value
    'revenue'
    """
    if cell.problem:
        place = cell.problem.where or cell.where
        return Read(None, (cell.problem.at(place),))
    if cell.is_blank:
        return Read(None)
    return _by_kind(cell, column, reading)


def _by_kind(cell: Cell, column: Column, reading: Reading) -> Read:  # noqa: PLR0911 - one a kind
    match column.kind:
        case Kind.TEXT:
            return Read(read_text(cell))
        case Kind.CODE:
            return read_code(cell)
        case Kind.BODY:
            return read_body(cell, reading)
        case Kind.DELEGATE:
            return read_delegate(cell, reading)
        case Kind.CHOICE:
            return read_choice(cell, column.choices)
        case Kind.DATE:
            return read_date(cell, column, reading)
        case Kind.PERIOD:
            return read_period(cell, reading)
        case Kind.MONEY:
            return read_money(cell, column, reading)
        case Kind.YES_NO:
            return _yes_no(cell)


def read_text(cell: Cell) -> str:
    """What a cell says, as text: a number in its digits, a date as year-month-day.

    >>> from pctfinance.errors import Where
    >>> read_text(Cell(Decimal("4711.0"), Where(row=2)))
    '4711'
    """
    value = cell.value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return str(value.date())
    return str(value).strip()


def read_choice(cell: Cell, choices: tuple[str, ...]) -> Read:
    """The one of `choices` that a cell names, whatever its case, spaces and hyphens.

    >>> from pctfinance.errors import Where
    >>> read_choice(Cell("Non Recurrent", Where(row=2)), ("recurrent", "non-recurrent")).value
    'non-recurrent'
    """
    text = read_text(cell)
    wanted = _hyphened(text)
    for choice in choices:
        if _hyphened(choice) == wanted:
            return Read(choice)
    near = did_you_mean(wanted, choices)
    words = f"use one of {', '.join(choices)}"
    return refused(
        "input.unknown-choice",
        f"{quoted(text)} is none of the words allowed here",
        cell,
        f"{near} ({words})" if near else words,
    )


def _hyphened(text: str) -> str:
    return _HYPHENS.sub("-", text.strip().casefold())


def _yes_no(cell: Cell) -> Read:
    if isinstance(cell.value, bool):
        return Read(cell.value)
    text = read_text(cell)
    value: Value = _YES_NO.get(text.casefold())
    if value is None:
        message = f"{quoted(text)} is neither yes nor no"
        return refused("input.unknown-choice", message, cell, "write yes or no")
    return Read(value)
