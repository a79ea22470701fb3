"""Closes the month for a group of statutory bodies that share their managers but not their money.

Everything that a user needs stands here by name and is loaded when it is first used, so that
`import pctfinance` costs next to nothing.

>>> import pctfinance
>>> book = pctfinance.Book.read(pctfinance.sample_path())
>>> book.position("2011-12 M12").aggregate().breaches
('5A9', '5C1', '5C9')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pctfinance.bodies import Body, Group, Register
    from pctfinance.book import Book
    from pctfinance.calendar import FinancialYear, Period
    from pctfinance.closing import ClosedMonth, close_month
    from pctfinance.consolidation.controls.model import control
    from pctfinance.errors import Finding, Level, PctFinanceError, Where
    from pctfinance.inputs import sample_path
    from pctfinance.money import (
        Rounding,
        Unit,
        check_footing,
        parse_money,
        round_column,
        show_money,
    )
    from pctfinance.rulebooks import Rulebook

__version__ = "0.1.0"

__all__ = [
    "Body",
    "Book",
    "ClosedMonth",
    "FinancialYear",
    "Finding",
    "Group",
    "Level",
    "PctFinanceError",
    "Period",
    "Register",
    "Rounding",
    "Rulebook",
    "Unit",
    "Where",
    "check_footing",
    "close_month",
    "control",
    "parse_money",
    "round_column",
    "sample_path",
    "show_money",
]

_HOMES = {
    "bodies": ("Body", "Group", "Register"),
    "book": ("Book",),
    "consolidation.controls.model": ("control",),
    "calendar": ("FinancialYear", "Period"),
    "closing": ("ClosedMonth", "close_month"),
    "errors": ("Finding", "Level", "PctFinanceError", "Where"),
    "inputs": ("sample_path",),
    "money": ("Rounding", "Unit", "check_footing", "parse_money", "round_column", "show_money"),
    "rulebooks": ("Rulebook",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"pctfinance.{home}"), name)
            globals()[name] = value
            return value
    msg = f"module 'pctfinance' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
