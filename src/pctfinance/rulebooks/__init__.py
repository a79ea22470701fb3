"""What the rules of a year say: its numbers, each with its source, and its words.

Code never holds a number that a department may change next year. A rulebook is one text file a
year; the packaged ones can be copied, changed and handed in with the tables.
"""

from pctfinance.rulebooks.aging import AgingBands
from pctfinance.rulebooks.describe import describe
from pctfinance.rulebooks.headroom import headroom_required
from pctfinance.rulebooks.model import Rulebook, packaged_text, packaged_years
from pctfinance.rulebooks.parts import (
    Authority,
    BetterPayment,
    Cash,
    Contingency,
    Controls,
    Delegation,
    Development,
    Duty,
    Footing,
    Growth,
    Headroom,
    HeadroomBase,
    HeadroomReading,
    LateRule,
    Milestone,
    Phasing,
    PlannedSurplus,
    Planning,
    RegionalLimit,
    RunningCosts,
    Tariff,
    Transfers,
)
from pctfinance.rulebooks.reporting import Qipp, Rag, RatingWords, Underlying
from pctfinance.rulebooks.stated import (
    Amount,
    Choice,
    Count,
    Measure,
    Number,
    Rate,
    Stated,
    StatedDate,
)
from pctfinance.rulebooks.words import LimitNames, Words

__all__ = [
    "AgingBands",
    "Amount",
    "Authority",
    "BetterPayment",
    "Cash",
    "Choice",
    "Contingency",
    "Controls",
    "Count",
    "Delegation",
    "Development",
    "Duty",
    "Footing",
    "Growth",
    "Headroom",
    "HeadroomBase",
    "HeadroomReading",
    "LateRule",
    "LimitNames",
    "Measure",
    "Milestone",
    "Number",
    "Phasing",
    "PlannedSurplus",
    "Planning",
    "Qipp",
    "Rag",
    "Rate",
    "RatingWords",
    "RegionalLimit",
    "Rulebook",
    "RunningCosts",
    "Stated",
    "StatedDate",
    "Tariff",
    "Transfers",
    "Underlying",
    "Words",
    "describe",
    "headroom_required",
    "packaged_text",
    "packaged_years",
]
