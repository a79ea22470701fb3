"""What a report on delegation holds, before anybody decides how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.delegation_money import DebtMonth, DevelopmentCheck
from pctfinance.consolidation.delegation_progress import Condition, MilestoneResult, MonthShare
from pctfinance.consolidation.delegation_tunnels import Tunnel
from pctfinance.consolidation.delegations import BodyDelegation, DelegateTotal, delegate_totals
from pctfinance.ledger.delegation_facts import DenominatorWord
from pctfinance.money import Unit, show_exact
from pctfinance.rulebooks.words import Words

__all__ = ["Delegated", "pounds"]


@dataclass(frozen=True, repr=False)
class Delegated:
    """What a report on delegation holds.

    `bodies` are those that were asked for; `delegate` is the one that was, or empty. `denominator`
    is the rulebook's, by which milestones are tested; both percentages are always at hand. `sequence` is the last event
    of the book that it rests on.
    """

    group: Group
    as_of: Period
    known_at: date | None
    bodies: tuple[BodyDelegation, ...]
    denominator: DenominatorWord
    words: Words
    names: Mapping[str, str]
    categories: CategoryTree
    months: tuple[MonthShare, ...] = ()
    milestones: tuple[MilestoneResult, ...] = ()
    conditions: tuple[Condition, ...] = ()
    development: tuple[DevelopmentCheck, ...] = ()
    debts: tuple[DebtMonth, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    delegate: str = ""
    sequence: int | None = None

    @property
    def delegates(self) -> tuple[DelegateTotal, ...]:
        """Each delegate's cells over the bodies of this report: a total is their sum, no duty."""
        totals = delegate_totals(self.bodies)
        return tuple(total for total in totals if self.delegate in ("", total.delegate))

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(split.synthetic for split in self.bodies)

    def name_of(self, code: str) -> str:
        """A code with the name that the register has for it, if it has one."""
        return f"{code} {self.names.get(code, '')}".strip()


def pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any.

    >>> pounds(120_50), pounds(None)
    ('120.50', '-')
    """
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
