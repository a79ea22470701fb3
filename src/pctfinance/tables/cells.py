"""One cell to one value, by the kind of its column.

What is plainly meant is converted and noted; what could mean two things is refused, with the text
that stands there and what to write instead. Nothing is guessed.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from pctfinance.errors import Finding, Level, did_you_mean
from pctfinance.tables.amounts import is_percentage, is_scaled, read_money
from pctfinance.tables.code_cells import read_body, read_code, read_delegate
from pctfinance.tables.dates import read_date, read_period
from pctfinance.tables.model import Cell, Column, Kind, Value
from pctfinance.tables.reading import Read, Reading, plain, quoted, refused, steering
from pctfinance.tables.texts import comparable

__all__ = ["read_approval", "read_cell", "read_choice", "read_text"]

_YES_NO = MappingProxyType(
    {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
)
# What people and word processors put in place of the hyphen in `non-recurrent`.
_HYPHENS = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")

# What people write where there is no approval: a dash alone leaves nothing.
_NO_VALUE = frozenset(
    {"", "nil", "none", "n/a", "n.a", "n / a", "n a", "na", "no", "not applicable"}
)
# How things stand with an approval, which is not its reference.
_NO_APPROVAL = frozenset(
    {
        *("tbc", "tba", "t.b.c", "t.b.a", "to be confirmed", "to be agreed", "to be announced"),
        *("pending", "awaited", "awaiting", "outstanding", "applied for", "requested", "submitted"),
        *("refused", "rejected", "declined", "withdrawn", "not yet", "not approved", "unknown"),
        *("yes", "y", "true", "approved"),
    }
)


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
    return _READERS[column.kind](cell, column, reading)


def read_text(cell: Cell) -> str:
    """What a cell says, as text: a number in its digits, a date as year-month-day.

    A percentage of a workbook, which is stored as a fraction, is what a person sees there.

    >>> from pctfinance.errors import Where
    >>> read_text(Cell(Decimal("4711.0"), Where(row=2)))
    '4711'
    >>> read_text(Cell(Decimal("0.4"), Where(row=2), "0%"))
    '40%'
    """
    value = cell.value
    if isinstance(value, Decimal):
        if is_percentage(cell.number_format):
            return f"{plain(value * 100)}%"
        return plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return str(value.date())
    return str(value).strip()


def read_approval(cell: Cell) -> Read:
    """The reference of an approval; a word that says there is none is no value.

    A word that says how things stand (`pending`, `refused`) is no reference, and is refused.

    >>> from pctfinance.errors import Where
    >>> read_approval(Cell("NHS London 12", Where(row=2))).value, read_approval(Cell("n/a", Where()))
    ('NHS London 12', Read(value=None, findings=(), is_open=False))
    >>> print(*read_approval(Cell("Refused", Where(row=2))).findings)
    row 2: 'Refused' is no reference of an approval -> give the reference of the authority's letter, or leave the cell empty [input.combination]
    """
    text = read_text(cell)
    said = _HYPHENS.sub(" ", comparable(text)).strip(".!? ")
    if said in _NO_VALUE:
        return Read(None)
    if said in _NO_APPROVAL:
        hint = "give the reference of the authority's letter, or leave the cell empty"
        message = f"{quoted(text)} is no reference of an approval"
        return refused("input.combination", message, cell, hint)
    return _text(cell)


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


def _text(cell: Cell) -> Read:
    text = read_text(cell)
    if isinstance(cell.value, Decimal) and is_scaled(cell.number_format):
        message = f"the cell's number format shows a thousandth or less of the {text} it holds"
        hint = "check what is meant"
        warned = Finding("input.converted", Level.WARNING, message, cell.where, hint)
        return Read(text, (warned,))
    return steering(text, cell) or Read(text)


@lru_cache(maxsize=1024)  # the same few words stand in every row
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


_READERS: MappingProxyType[Kind, Callable[[Cell, Column, Reading], Read]] = MappingProxyType(
    {
        Kind.TEXT: lambda cell, _column, _reading: _text(cell),
        Kind.CODE: lambda cell, _column, _reading: read_code(cell),
        Kind.BODY: lambda cell, _column, reading: read_body(cell, reading),
        Kind.DELEGATE: lambda cell, _column, reading: read_delegate(cell, reading),
        Kind.APPROVAL: lambda cell, _column, _reading: read_approval(cell),
        Kind.CHOICE: lambda cell, column, _reading: read_choice(cell, column.choices),
        Kind.DATE: read_date,
        Kind.PERIOD: lambda cell, _column, reading: read_period(cell, reading),
        Kind.MONEY: read_money,
        Kind.YES_NO: lambda cell, _column, _reading: _yes_no(cell),
    }
)
