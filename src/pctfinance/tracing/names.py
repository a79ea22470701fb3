"""The name of one figure of a report: of which report, whose, of which month, known when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from pctfinance.calendar import Period
from pctfinance.consolidation.bridge import Moment
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import UsageError

__all__ = ["REPORTS", "LineRef"]

REPORTS: Mapping[str, str] = MappingProxyType(
    {
        "position": "the position: duties, resource, categories, underlying, colours and trend",
        "limit": "the statements of the three limits",
        "history": "what a group charged in each month, with those who were members then",
        "levels": "every level of a nation: sums over bodies, over- and underspends apart",
        "headroom": "headroom: what is required, what became of it, and its cases",
        "delegations": "delegation: cells, what is kept, shares by month, milestones, old debts",
        "cash": "cash: limit, drawn and planned, month by month",
        "loans": "loans: principal, repaid, written off, outstanding, and due by year",
        "lodgements": "lodgements: lodged, returned, lapsed and outstanding, and brought forward",
        "funds": "funds: agreed, contributed, held, pending, drawn and returned",
        "commitments": "emergency commitments: committed, open, disputed, regularised, charged",
        "running-costs": "running costs of each body, and beside the limit of its region",
        "plan": "next year's plan, of every scenario that was kept",
        "year-end": "items of the year's end, and what is decided of them",
        "shared-costs": "shared costs of the month: what each body bears, and what was recharged",
        "duties": "the notes of the duties, bills paid, the provider arm and the control total",
        "statements": "the year-end statements: notes, operating costs, balance sheet",
        "qipp": "the tracker of savings",
        "contracts": "contracts with providers",
        "agreement": "agreement of balances, pair by pair",
        "eliminations": "the gross lines of a group before and after elimination",
        "bridge": "what moved a surplus since an earlier month, by cause",
        "plan-bridge": "from the planned surplus to the position",
        "sha-return": "the return to the authority, without a register of risks",
    }
)
"""The reports whose figures are named line by line, and what each is."""


@dataclass(frozen=True, slots=True)
class LineRef:
    """One figure of a report. `body` is the code of the body, or of the group that the line is of.

    `known_at` is as it was asked, `sequence` the last event of the book that counts. `start` is where
    a bridge begins.

    Raises:
        UsageError: there is no such report.

    >>> LineRef("duties", "5A9", Period("2011-12 M08"), "cash_limit/limit").about
    'duties, cash_limit/limit, 2011-12 M08'
    """

    report: str
    body: str
    period: Period
    line: str
    basis: Basis | None = None
    known_at: date | None = None
    sequence: int | None = None
    start: Moment | None = None

    def __post_init__(self) -> None:
        if self.report not in REPORTS:
            raise UsageError(
                f"no figure is named of a report {self.report!r}", hint=f"use {', '.join(REPORTS)}"
            )

    @property
    def about(self) -> str:
        """The figure in words, without its body."""
        basis = [self.basis.value] if self.basis else []
        since = [f"since {self.start.period}"] if self.start else []
        named = [self.report, self.line, str(self.period), *since, *basis]
        return ", ".join(named)

    def document(self) -> dict[str, Any]:
        """The name for programs.

        >>> LineRef("qipp", "5A9", Period("2011-12 M08"), "Q1/plan").document()["line"]
        'Q1/plan'
        """
        return {
            "report": self.report,
            "period": str(self.period),
            "line": self.line,
            "basis": self.basis and self.basis.value,
            "known_at": self.known_at and self.known_at.isoformat(),
            "sequence": self.sequence,
            "since": str(self.start.period) if self.start else None,
        }
