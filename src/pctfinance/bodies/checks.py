"""What every record of the register checks of itself when it is made.

Each check names the record as people know it and raises `InputRefusedError`, so that no record
that contradicts itself can exist.
"""

from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from pctfinance.bodies.names import normal_code
from pctfinance.errors import Finding, InputRefusedError, Level

__all__ = ["check_choice", "check_count", "check_dates", "check_text", "checked_code", "refuse"]


def checked_code(what: str, code: str) -> str:
    """The code as the register writes it; refused where it is empty.

    >>> checked_code("body", " 5a9")
    '5A9'
    """
    normal = normal_code(code)
    if not normal:
        refuse(what, "the code is empty")
    return normal


def check_text(what: str, text: str) -> None:
    """Refuse a name of nothing but space.

    >>> check_text("body 5A9", " ")
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: body 5A9: the name is empty [register.invalid-row]
    """
    if not text.strip():
        refuse(what, "the name is empty")


def check_count(what: str, of: str, count: int | None) -> None:
    """Refuse a number of persons, practices or pence below zero; `None` is not known.

    >>> check_count("body 5A9", "population", -1)
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: body 5A9: population -1 is negative [register.invalid-row]
    """
    if count is not None and count < 0:
        refuse(what, f"{of} {count} is negative")


def check_dates(what: str, first: date, last: date) -> None:
    """Refuse a last day before the first.

    >>> check_dates("group NCL", date(2012, 4, 1), date(2012, 3, 31))
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: group NCL: the last day 2012-03-31 comes before the first 2012-04-01 [register.invalid-row]
    """
    if first > last:
        refuse(what, f"the last day {last} comes before the first {first}")


def check_choice(what: str, of: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a word that is none of those allowed.

    >>> check_choice("group NCL", "kind", "pool", ["cluster", "other"])
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: group NCL: kind 'pool' is none of cluster, other [register.invalid-row]
    """
    if value not in allowed:
        refuse(what, f"{of} {value!r} is none of {', '.join(allowed)}")


def refuse(what: str, why: str) -> NoReturn:
    """Raise `InputRefusedError` about the record called `what`.

    >>> refuse("group NCL", "it owns money")
    Traceback (most recent call last):
        ...
    pctfinance.errors.InputRefusedError: group NCL: it owns money [register.invalid-row]
    """
    raise InputRefusedError(Finding("register.invalid-row", Level.ERROR, f"{what}: {why}"))
