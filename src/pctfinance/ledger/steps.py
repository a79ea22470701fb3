"""Events that are steps of the book's keeping: no document that a figure of a month rests on."""

from pctfinance.ledger.delegation_facts import DELEGATION_FACTS
from pctfinance.ledger.headroom import CASE_STEPS
from pctfinance.ledger.journals import JournalRejected, JournalSubmitted, JournalWithdrawn
from pctfinance.ledger.loans import LoanCarried
from pctfinance.ledger.months import MonthControl
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.ledger.transfers import TRANSFER_DECISIONS
from pctfinance.ledger.year_end import YEAR_END_STEPS

__all__ = ["OF_NO_FIGURE", "OF_NO_MONTH", "STEPS"]

OF_NO_MONTH = (
    *YEAR_END_STEPS,
    *CASE_STEPS,
    ScenarioStated,
    *DELEGATION_FACTS,
    *TRANSFER_DECISIONS,
    LoanCarried,
)
"""What is about the whole year or the next one, or a step of a case or transfer: it needs no open
month, and changes none."""

OF_NO_FIGURE = (JournalSubmitted, JournalRejected, JournalWithdrawn)
"""What becomes of a journal beside its approval: by it alone no figure changes."""

STEPS = (MonthControl, *OF_NO_MONTH, *OF_NO_FIGURE)
"""All of them, the steps of months among them."""
