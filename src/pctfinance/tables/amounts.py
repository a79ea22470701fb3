"""Amounts of money out of a cell, in the declared unit, as integer pence.

A dash or an empty cell is no value and not zero. A number format that shows a thousandth, or a
percentage, is told: what a person sees there is not what is stored.
"""

import re
from dataclasses import replace
from decimal import Decimal

from pctfinance.errors import Finding, Level, MoneyError
from pctfinance.money import Unit, parse_money, pence_from_decimal, show_money
from pctfinance.tables.model import Cell, Column
from pctfinance.tables.reading import Read, Reading, noted, plain, quoted, refused

__all__ = ["AMOUNT_PENCE_MAX", "is_percentage", "is_scaled", "read_money", "shows_another"]

AMOUNT_PENCE_MAX = 10**15 - 1
"""The largest amount of an input, in pence: a spreadsheet keeps fifteen digits of a number.

One bound for CSV files and workbooks, so that every amount that is taken can be in both.
"""

# Only these depend on the unit, so they are not raised while the declaration lacks it.
_DEPEND_ON_UNIT = frozenset(
    {"money.fraction-of-penny", "money.out-of-range", "money.scaled", "money.too-many-digits"}
)

_NOTHING = re.compile(r"n\.?/?a\.?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?£?[0-9][0-9,]*(\.[0-9]+)?")
_QUOTED_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# A comma after the last digit placeholder of a number format divides what is shown by 1,000.
_SCALED_FORMAT = re.compile(r"[0#?],+(?![0#?])")
_AS_IT_STANDS = re.compile(r'"[^"]*"|\\.')
_SHOWS_NUMBER = re.compile(r"[0#?]|general", re.IGNORECASE)


def read_money(cell: Cell, column: Column, reading: Reading) -> Read:
    """The amount in a cell in integer pence, or no value for a blank or a dash.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> from pctfinance.tables.schemas import schema_for
    >>> reading = Reading(Register.packaged(), unit=Unit.THOUSANDS)
    >>> column = schema_for("actuals").column("amount")
    >>> read_money(Cell("1,234.5", Where(row=2)), column, reading).value
    123450000
    """
    value = cell.value
    if not isinstance(value, str | Decimal):
        shown = str(value).upper() if isinstance(value, bool) else f"the date {value}"
        hint = "write the amount, in a number format"
        return refused("money.not-a-number", f"{shown} is not an amount", cell, hint)
    unit = reading.unit or Unit.THOUSANDS  # the one that permits most digits
    try:
        if isinstance(value, Decimal):
            read = _from_number(value, _bounded(pence_from_decimal(value, unit=unit), cell), cell)
        else:
            pence = parse_money(value, unit=unit, scaled=reading.scaled_amounts)
            read = _from_text(value, None if pence is None else _bounded(pence, cell), cell)
    except MoneyError as error:
        return _refusal(error, cell, column, reading)
    return read if reading.unit or read.value is None else Read(None, is_open=True)


def is_percentage(number_format: str) -> bool:
    """Whether a number format shows a hundredfold with a percent sign.

    >>> is_percentage("0.0%"), is_percentage('0"%"')
    (True, False)
    """
    return "%" in _QUOTED_IN_FORMAT.sub("", number_format)


def is_scaled(number_format: str) -> bool:
    """Whether a number format shows a thousandth, or less, of what the cell holds.

    >>> is_scaled("#,##0,"), is_scaled("#,##0.00")
    (True, False)
    """
    return bool(_SCALED_FORMAT.search(_QUOTED_IN_FORMAT.sub("", number_format)))


def shows_another(number_format: str) -> bool:
    """Whether a number format shows digits of its own, or none of what the cell holds.

    >>> shows_another('"500.00"'), shows_another(";;;"), shows_another("#,##0.00")
    (True, True, False)
    """
    own = "".join(_AS_IT_STANDS.findall(number_format))
    if any(each.isdigit() for each in own):
        return True
    shown = _QUOTED_IN_FORMAT.sub("", number_format).strip()
    if any(each in "123456789" for each in shown):  # these stand for themselves, without quotes too
        return True
    return bool(number_format) and shown != "@" and not _SHOWS_NUMBER.search(shown)


def _bounded(pence: int, cell: Cell) -> int:
    """The amount itself, where it is one that a spreadsheet keeps to the penny."""
    if abs(pence) > AMOUNT_PENCE_MAX:
        raise MoneyError(_too_large(cell))
    return pence


def _too_large(cell: Cell) -> Finding:
    text = plain(cell.value) if isinstance(cell.value, Decimal) else str(cell.value)
    message = f"{quoted(text)} is more than any amount of public money"
    hint = "check the digits and the unit"
    return Finding("money.out-of-range", Level.ERROR, message, cell.where, hint)


def _from_text(text: str, pence: int | None, cell: Cell) -> Read:
    if pence is None or _PLAIN.fullmatch(text.strip()):
        return Read(pence)
    return noted(pence, f"{quoted(text)} was read as {_plain(pence)}", cell)


def _from_number(value: Decimal, pence: int, cell: Cell) -> Read:
    if is_percentage(cell.number_format):
        message = f"{plain(value * 100)}% is a percentage, not an amount"
        return refused("money.not-a-number", message, cell, "write the amount, in a number format")
    if is_scaled(cell.number_format):
        message = (
            f"the cell's number format shows a thousandth or less of the {plain(value)} it holds, "
            f"which was read as {_plain(pence)}"
        )
        hint = "check it against the declared unit"
    elif shows_another(cell.number_format):
        form = quoted(cell.number_format)
        message = f"the cell's number format {form} does not show the amount that it holds"
        hint = f"it was read as {_plain(pence)}; give the cell an ordinary number format"
    else:
        return Read(pence)
    return Read(pence, (Finding("input.converted", Level.WARNING, message, cell.where, hint),))


def _refusal(error: MoneyError, cell: Cell, column: Column, reading: Reading) -> Read:
    if reading.unit is None and {finding.code for finding in error.findings} <= _DEPEND_ON_UNIT:
        return Read(None, is_open=True)  # the declaration is asked for the unit, not each cell
    findings = tuple(
        _too_large(cell) if finding.code == "money.too-many-digits" else finding.at(cell.where)
        for finding in error.findings
    )
    if column.required and _NOTHING.fullmatch(str(cell.value).strip()):  # it must not be left empty
        hint = "give the amount; write 0 where there is none"
        findings = tuple(replace(finding, hint=hint) for finding in findings)
    return Read(None, findings)


def _plain(pence: int) -> str:
    """An amount with its sign in front, for people who wonder how brackets were understood."""
    return f"{'-' if pence < 0 else ''}{show_money(abs(pence), symbol=True)}"
