"""Everything that happened to a body's resource.

Events are append only; a correction is another event. `pctfinance.ledger.kinds` says what can
happen and what lines it posts.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import Where
from pctfinance.ledger.balance_answers import AnyBalanceAnswer
from pctfinance.ledger.commitments import AnyCommitmentStep
from pctfinance.ledger.contracts import AnyContractStep
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.delegation_facts import (
    ConditionStated,
    EligibleBudgetStated,
    TrajectoryStated,
)
from pctfinance.ledger.drawings import CashDrawingsPlanned, CashDrawn
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.funds import AnyFundStep
from pctfinance.ledger.headroom import AnyHeadroomKind
from pctfinance.ledger.journals import AnyJournalKind
from pctfinance.ledger.kinds import AnyWhat, Frozen
from pctfinance.ledger.lines import Line
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded
from pctfinance.ledger.loans import LoanCarried
from pctfinance.ledger.lodged import LodgementCarried, LodgementLapsed
from pctfinance.ledger.months import AnyMonthControl
from pctfinance.ledger.qipp import AnyQippStep
from pctfinance.ledger.scenarios import ScenarioStated
from pctfinance.ledger.signatures import StatementsSigned
from pctfinance.ledger.transfers import AnyTransferStep
from pctfinance.ledger.virements import Rebasing, Virement
from pctfinance.ledger.year_end import FinalClosed, ReturnExpected, YearEndDecided

__all__ = ["Event"]


class Event(Frozen):
    """One thing that happened to one body's resource in one year.

    Three of its times are kept apart: `effective` (the date, and so the month, it counts for),
    `notified` (the date on the document) and `recorded_at` with `sequence` (when the book took it
    in; empty before). `key` names the row that it came from, which is posted only once, and `content`
    is the digest of that row. `synthetic` marks a figure without a published source. `late_for` is
    the date that a document states whose month was not open any more when it came: the event then
    counts where the rulebook says (`pctfinance.ledger.late`).

    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Funding, Limit, Strand
    >>> event = Event(body="5A9", effective=date(2011, 4, 1), notified=date(2010, 12, 15),
    ...     reference="letter", what=Allocation(
    ...     strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=100_00, issuer="DH"))
    >>> event.period
    Period('2011-12 M01')
    >>> [(line.account.value, line.pence) for line in event.lines]
    [('allocation', 10000), ('unallocated', -10000)]
    """

    body: str = Field(min_length=1)
    effective: date
    notified: date
    reference: str = Field(min_length=1)
    recorded_at: datetime | None = None
    sequence: int = 0
    key: str = ""
    content: str = ""
    by: str = ""
    purpose: str = ""
    approval: str = ""
    source: str = ""
    synthetic: bool = False
    where: Where | None = None
    late_for: date | None = None
    what: Annotated[
        AnyWhat
        | FiguresLoaded
        | LedgerLoaded
        | ScenarioStated
        | EligibleBudgetStated
        | TrajectoryStated
        | ConditionStated
        | Virement
        | Rebasing
        | Reversal
        | AnyHeadroomKind
        | AnyTransferStep
        | AnyFundStep
        | LodgementCarried
        | LodgementLapsed
        | AnyCommitmentStep
        | CashDrawn
        | CashDrawingsPlanned
        | BillsPaid
        | ProviderArmStated
        | ControlTotalAgreed
        | StatementsSigned
        | LoanCarried
        | AnyQippStep
        | AnyContractStep
        | AnyBalanceAnswer
        | AnyJournalKind
        | AnyMonthControl
        | YearEndDecided
        | ReturnExpected
        | FinalClosed,
        Field(discriminator="kind"),
    ]

    @property
    def period(self) -> Period:
        """The month it counts for."""
        return Period.of(self.effective)

    @property
    def year(self) -> FinancialYear:
        """The financial year it counts for."""
        return FinancialYear.of(self.effective)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, without those of no amount. They follow from the event alone."""
        return tuple(line for line in self.what.lines() if line.pence)
