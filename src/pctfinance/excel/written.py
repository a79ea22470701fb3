"""A checked value as a spreadsheet is to hold it, so that reading it back gives the same value."""

import re
from datetime import date
from decimal import Decimal

from pctfinance.calendar import Period
from pctfinance.money import Unit
from pctfinance.tables.model import Column, Kind, Value

__all__ = ["amount_in_unit", "written_value"]

_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")  # as many digits as a spreadsheet keeps


def amount_in_unit(pence: int, unit: Unit) -> Decimal:
    """Integer pence as the exact number that stands for them in `unit`.

    >>> amount_in_unit(123450, Unit.POUNDS), amount_in_unit(123450, Unit.THOUSANDS)
    (Decimal('1234.50'), Decimal('1.23450'))
    """
    return Decimal(pence).scaleb(-unit.power)


def written_value(
    value: Value, column: Column, unit: Unit, *, turn_sign: bool = False
) -> str | Decimal | date | None:
    """What is written for a checked value: a number for an amount, a date, or else text.

    No amount of an input has more digits than a spreadsheet keeps. `turn_sign` is for costs in a
    workbook that states them as negative.

    >>> column = Column("amount", Kind.MONEY, "amount")
    >>> written_value(123450, column, Unit.POUNDS, turn_sign=True)
    Decimal('-1234.50')
    """
    if column.counts and isinstance(value, str) and _WHOLE.fullmatch(value):
        return Decimal(value)
    if column.kind is Kind.MONEY and isinstance(value, int):
        return amount_in_unit(-value if turn_sign else value, unit)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Period | int):
        return str(value)
    return value
