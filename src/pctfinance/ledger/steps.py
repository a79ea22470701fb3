"""Events that are steps of the book's keeping: no document that a figure of a month rests on."""

from pctfinance.ledger.balance_answers import BalanceAnswered, BalanceAnswerTakenBack
from pctfinance.ledger.commitments import COMMITMENT_DECISIONS
from pctfinance.ledger.contracts import ActivityReported, ContractStated
from pctfinance.ledger.delegation_facts import DELEGATION_FACTS
from pctfinance.ledger.drawings import CashDrawingsPlanned
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.funds import FundAgreed
from pctfinance.ledger.headroom import CASE_STEPS
from pctfinance.ledger.journals import JournalRejected, JournalSubmitted, JournalWithdrawn
from pctfinance.ledger.loans import LoanCarried
from pctfinance.ledger.months import MonthControl
from pctfinance.ledger.qipp import SchemeReported, SchemeStated
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.ledger.signatures import StatementsSigned
from pctfinance.ledger.transfers import TRANSFER_DECISIONS
from pctfinance.ledger.year_end import YEAR_END_STEPS

__all__ = ["OF_NO_FIGURE", "OF_NO_MONTH", "STEPS"]

OF_NO_MONTH = (
    *YEAR_END_STEPS,
    *CASE_STEPS,
    ScenarioStated,
    *DELEGATION_FACTS,
    *TRANSFER_DECISIONS,
    FundAgreed,
    *COMMITMENT_DECISIONS,
    CashDrawingsPlanned,
    LoanCarried,
    ControlTotalAgreed,
    StatementsSigned,
    SchemeStated,
    ContractStated,
    BalanceAnswered,
    BalanceAnswerTakenBack,
)
"""What is about the whole year or the next one, or a step of a case or transfer: it needs no open
month, and changes none."""

OF_NO_FIGURE = (
    JournalSubmitted,
    JournalRejected,
    JournalWithdrawn,
    BillsPaid,
    ProviderArmStated,
)
"""What becomes of a journal beside its approval, and what a body states of its month beside its
ledger: by it alone no figure of a position changes. It needs an open month all the same."""

_TOLD = COMMITMENT_DECISIONS
"""What needs no open month, and yet changes what a position says of that month: a dispute."""

_REPORTED = (SchemeReported, ActivityReported)
"""What is of its month, and is looked at by controls, but by no position."""

STEPS = (
    MonthControl,
    *(kind for kind in OF_NO_MONTH if kind not in _TOLD),
    *OF_NO_FIGURE,
    *_REPORTED,
)
"""All that no position rests on, the steps of months among them."""
