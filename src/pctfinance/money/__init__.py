"""Money: exact integer pence inside; strict reading, one rounding and honest printing at the edges.

No number of a kind that holds 0.1 only nearly ever stands for money here. Texts are read by a
grammar that refuses whatever can be understood in two ways; figures are rounded once, when they
are printed, and what rounding changed stays visible.
"""

from pctfinance.money.footing import FootingCheck, check_footing
from pctfinance.money.parse import parse_money, pence_from_decimal
from pctfinance.money.present import show_exact, show_money, show_rounded
from pctfinance.money.rounding import RoundedColumn, Rounding, round_column, round_to
from pctfinance.money.unit import MAX_PENCE, Unit

__all__ = [
    "MAX_PENCE",
    "FootingCheck",
    "RoundedColumn",
    "Rounding",
    "Unit",
    "check_footing",
    "parse_money",
    "pence_from_decimal",
    "round_column",
    "round_to",
    "show_exact",
    "show_money",
    "show_rounded",
]
