"""No more may be taken from a use than was set aside for it, at any date.

Headroom, contingency, planned surplus and delegated budgets are amounts that somebody was
promised. Unallocated resource may run negative for a while (a reserve legitimately does, and a
finding says so), and so may a retained budget, which can be income; but a delegation, a virement or
a re-basing may not take more than the budget that is there.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import FundContributed
from pctfinance.ledger.headroom import SET_ASIDE_LAPSED
from pctfinance.ledger.kinds import Delegation, What
from pctfinance.ledger.lines import Account, Funding, Limit, Strand
from pctfinance.ledger.lodgement_names import lodgement_of
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import TransferSubmitted
from pctfinance.ledger.virements import Rebasing, Virement
from pctfinance.money import show_exact

__all__ = ["Overdraft"]

_NEVER_OVERDRAWN: tuple[Account, ...] = (
    Account.HEADROOM,
    Account.CONTINGENCY,
    Account.PLANNED_SURPLUS,
    Account.DELEGATED,
    Account.HEADROOM_CASE,
    Account.FUND,
    Account.PENDING,
    Account.UNFUNDED,
)

_OFFERED: dict[type[What], str] = {
    TransferSubmitted: "transfer.resource",
    FundContributed: "fund.resource",
}
"""What a body offers to others, of what is set aside for nothing else; the code of a refusal."""

_SET_ASIDE = frozenset(_NEVER_OVERDRAWN) - {Account.UNFUNDED} | {
    Account.RETAINED,
    Account.UNALLOCATED,
}


class _Purse(NamedTuple):
    """One amount that can be taken from: a use of one body, or what an authority holds for it."""

    body: str
    year: FinancialYear
    account: str
    strand: Strand | None = None
    category: str = ""
    delegate: str = ""
    case: str = ""

    def __str__(self) -> str:
        what = " ".join(part for part in (self.category, self.delegate, self.case) if part)
        return f"{self.account} {what}".strip()


class Overdraft:
    """Keeps what was set aside and taken, by date, and tells which event takes too much."""

    def __init__(self) -> None:
        # By day: a year has no more of them, however many events there are.
        self._moves: dict[_Purse, dict[date, int]] = defaultdict(lambda: defaultdict(int))

    def record(self, event: Event) -> None:
        """Take an event into account."""
        for purse, pence in _moves(event).items():
            self._moves[purse][event.effective] += pence

    def findings(self, event: Event) -> Iterator[Finding]:
        """What `event`, not yet recorded, would overdraw: on its date or at any later one."""
        guarded = _NEVER_OVERDRAWN
        if _moves_budgets(event.what):
            guarded = (*guarded, Account.RETAINED)
        offers = _OFFERED.get(type(event.what), "")
        if offers:  # only what the giver has: what is not set aside for anything else
            guarded = (*guarded, Account.UNALLOCATED)
        for purse, pence in _moves(event).items():
            if pence >= 0 or (purse.strand and purse.account not in guarded):
                continue
            lowest = _lowest_from(
                event.effective, [*self._moves[purse].items(), (event.effective, pence)]
            )
            if lowest < 0:
                code = "lodgement.exceeds" if lodgement_of(purse.account) else "ledger.exceeds"
                message = (
                    f"{event.what.kind} {event.reference!r} takes {show_exact(-pence)} "
                    f"from {event.body}'s {purse}: {show_exact(-lowest)} more than there is"
                )
                yield Finding(
                    offers or code,
                    Level.ERROR,
                    with_rule(offers or code, message),
                    event.where,
                    "lower the amount, or enter first what it is taken from",
                )


def _moves_budgets(what: What) -> bool:
    """Whether it moves budgets that are there already, be it by reversing what moved them."""
    return isinstance(what, Delegation | Virement | Rebasing) or (
        isinstance(what, Reversal) and what.of_kind in ("delegation", "virement", "rebasing")
    )


def _moves(event: Event) -> dict[_Purse, int]:
    """What an event adds to (+) or takes from (-) each purse."""
    moves: dict[_Purse, int] = defaultdict(int)
    for line in event.lines:
        if line.account in _SET_ASIDE:
            where = (line.strand, line.category, line.delegate, line.case)
            moves[_Purse(event.body, event.year, line.account, *where)] -= line.pence
        elif line.account is Account.UNFUNDED:  # a gap: no more of it can be closed than is open
            moves[_Purse(event.body, event.year, line.account, line.strand)] += line.pence
    for memo in event.what.memoranda():
        if memo.account == SET_ASIDE_LAPSED:  # it posts no line, and nobody may apply it any more
            strand = Strand.of(Limit.REVENUE, Funding.RECURRENT)
            moves[_Purse(event.body, event.year, Account.HEADROOM, strand)] -= memo.pence
        else:
            moves[_Purse(event.body, event.year, memo.account)] += memo.pence
    return moves


def _lowest_from(start: date, moves: list[tuple[date, int]]) -> int:
    """The lowest balance at the end of any day from `start` on."""
    by_day: dict[date, int] = defaultdict(int)
    for day, pence in moves:
        by_day[max(day, start)] += pence
    balance, lowest = 0, None
    for day in sorted(by_day):
        balance += by_day[day]
        lowest = balance if lowest is None else min(lowest, balance)
    return lowest or 0
