"""Codes of bodies, delegates and categories out of a cell.

A code is text. A spreadsheet that takes `5E1` for five times ten loses the code for good, so a
number in the place of a code is refused unless its format says how many digits were typed.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from pctfinance.errors import Finding, UnknownNameError
from pctfinance.tables.model import Cell
from pctfinance.tables.reading import (
    Read,
    Reading,
    noted,
    plain,
    quoted,
    refused,
    steering,
)
from pctfinance.tables.texts import without_invisible

__all__ = ["read_body", "read_code", "read_delegate"]

_ZEROS = re.compile(r"0+")
_AS_TEXT = "format the column as text and type the code again"
_NAMED_MEMBERS_MAX = 12


def read_body(cell: Cell, reading: Reading) -> Read:
    r"""The code of a statutory body of the group.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> reading = Reading(Register.packaged())
    >>> read_body(Cell("\u00a05e1", Where(row=7)), reading).value
    '5E1'
    """
    text = _text(cell)
    if isinstance(text, Read) and isinstance(cell.value, Decimal):
        text = plain(cell.value)  # the register knows which code a spreadsheet made it from
    if isinstance(text, Read):
        return text
    try:
        body = reading.register.body(text)
    except UnknownNameError as error:
        hint = _member_near(text, reading)
        return Read(None, tuple(_of_input(finding, cell, hint) for finding in error.findings))
    if reading.members is not None and body.code not in reading.members:
        return _not_in_group(body.code, body.name, cell, reading)
    return _read_as(body.code, text, cell)


def read_delegate(cell: Cell, reading: Reading) -> Read:
    """The code of a delegate of the register.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> read_delegate(Cell("07M", Where(row=7)), Reading(Register.packaged())).value
    '07M'
    """
    text = _text(cell)
    if isinstance(text, Read):
        return text
    try:
        delegate = reading.register.delegate(text)
    except UnknownNameError as error:
        return Read(None, tuple(_of_input(finding, cell) for finding in error.findings))
    return _read_as(delegate.code, text, cell)


def read_code(cell: Cell) -> Read:
    r"""A code that this input defines itself, as typed, without white space around it.

    What cannot be seen in it is taken out, and a note says so: two codes that look the same are
    the same.

    >>> from pctfinance.errors import Where
    >>> read_code(Cell(" acute ", Where(row=7))).value
    'acute'
    >>> print(*read_code(Cell("acute\u200b", Where(row=7))).findings)
    row 7: 'acute\u200b' holds characters that cannot be seen, and was read as 'acute' [input.converted]
    """
    text = _text(cell)
    if isinstance(text, Read):
        return text
    code = " ".join(without_invisible(text).split())
    if not code:
        return Read(None)
    if code == " ".join(text.split()):
        return Read(code)
    message = f"{quoted(text)} holds characters that cannot be seen, and was read as {quoted(code)}"
    return noted(code, message, cell)


def _text(cell: Cell) -> str | Read:
    """The text of a code, or why there is none."""
    value = cell.value
    if isinstance(value, str):
        return steering(value, cell) or value
    if isinstance(value, Decimal):
        return _digits(value, cell)
    kind = "date" if isinstance(value, date) else "yes/no value"
    message = f"the {kind} {value} stands where a code is expected"
    return refused("input.damaged-code", message, cell, _AS_TEXT)


def _digits(value: Decimal, cell: Cell) -> str | Read:
    """The digits that were typed, where the number format tells how many; `00000` tells five."""
    digits = plain(value)
    if digits.isdecimal() and _ZEROS.fullmatch(cell.number_format):
        return digits.rjust(len(cell.number_format), "0")
    message = f"the number {digits} stands where a code is expected"
    hint = f"codes such as 5E1 become numbers in a spreadsheet: {_AS_TEXT}"
    return refused("input.damaged-code", message, cell, hint)


def _read_as(code: str, text: str, cell: Cell) -> Read:
    if text == code:
        return Read(code)
    if text.split() == [code]:
        return noted(code, f"white space around {code} was dropped", cell)
    return noted(code, f"{quoted(text)} was read as {code}", cell)


def _member_near(text: str, reading: Reading) -> str:
    """A hint that names the members whose codes are nearest: more likely meant than others."""
    members = reading.members or {}
    near = get_close_matches(text.strip().upper(), members, n=2)
    named = " or ".join(f"{code} ({members[code].name})" for code in near)
    return f"did you mean {named}?" if near else ""


def _of_input(finding: Finding, cell: Cell, hint: str = "") -> Finding:
    """A finding of the register as one of the input, at its cell."""
    if finding.code != "register.unknown-name":
        return finding.at(cell.where)
    return replace(finding, code="input.unknown-code", where=cell.where, hint=hint or finding.hint)


def _not_in_group(code: str, name: str, cell: Cell, reading: Reading) -> Read:
    year = f" in {reading.year}" if reading.year else ""
    message = f"{code} ({name}) is not a member of {reading.group}{year}"
    members = reading.members or {}
    hint = f"the members are {', '.join(members)}" if len(members) <= _NAMED_MEMBERS_MAX else ""
    return refused("input.not-in-group", message, cell, hint)
