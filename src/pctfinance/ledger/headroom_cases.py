"""Business cases for headroom as the events tell them: proposed, decided, released, spent.

The state of a case follows from events and is stored nowhere. Releases for a case that nobody
proposed in the book are no case's: they are counted in a body's headroom, and named there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pctfinance.calendar import FinancialYear, Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import (
    CaseApproved,
    CaseConditionMet,
    CaseLapsed,
    CaseProposed,
    CaseRefused,
    CaseSpent,
    CaseStep,
)
from pctfinance.ledger.kinds import HeadroomReleased
from pctfinance.ledger.reversals import without_reversed

__all__ = ["Case", "CaseKey", "CaseState", "cases_of"]

CaseKey = tuple[str, FinancialYear, str]
"""What names a case: body, year and number."""


class CaseState(StrEnum):
    """How far a case has come. One that lapsed may have been released in part before."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Case:
    """One business case: what was proposed, what became of it, and what was released and spent.

    Amounts are in integer pence and positive. `met` are the numbers of the conditions that are met,
    with the event of each; `spend` is by month.
    """

    proposal: Event
    what: CaseProposed
    state: CaseState = CaseState.PROPOSED
    decision: Event | None = None
    lapse: Event | None = None
    approved_pence: int = 0
    conditions: tuple[str, ...] = ()
    met: Mapping[int, Event] = field(default_factory=dict)
    releases: tuple[Event, ...] = ()
    released_pence: int = 0
    spend: Mapping[Period, int] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def body(self) -> str:
        """Code of the body whose case it is."""
        return self.proposal.body

    @property
    def number(self) -> str:
        """The case's number, which releases name."""
        return self.what.case

    @property
    def open_conditions(self) -> tuple[str, ...]:
        """The conditions that are not met yet, each with its number."""
        return tuple(
            f"{number}. {text}"
            for number, text in enumerate(self.conditions, start=1)
            if number not in self.met
        )

    @property
    def kept_pence(self) -> int:
        """What is approved and still counts: of a lapsed case, what was released before."""
        return self.released_pence if self.state is CaseState.LAPSED else self.approved_pence

    @property
    def unreleased_pence(self) -> int:
        """What is approved and may still be released."""
        return self.kept_pence - self.released_pence

    @property
    def spent_pence(self) -> int:
        """What the body states it spent."""
        return sum(self.spend.values())


def cases_of(events: Iterable[Event]) -> dict[CaseKey, Case]:
    """The cases among events, by body, year and number, in the order of their proposal.

    A release that was reversed counts for nothing.

    >>> cases_of([])
    {}
    """
    cases: dict[CaseKey, Case] = {}
    for event in without_reversed(events):
        what = event.what
        if not isinstance(what, CaseStep | HeadroomReleased):
            continue
        key = (event.body, event.year, what.case)
        if isinstance(what, CaseProposed):
            cases.setdefault(key, Case(event, what, synthetic=event.synthetic))
        elif case := cases.get(key):
            cases[key] = _after(case, event)
    return cases


def _after(case: Case, event: Event) -> Case:
    """A case after one more event."""
    what = event.what
    changes: dict[str, object] = {"synthetic": case.synthetic or event.synthetic}
    if isinstance(what, CaseApproved):
        changes |= {"state": CaseState.APPROVED, "decision": event}
        changes |= {"approved_pence": what.pence, "conditions": what.conditions}
    elif isinstance(what, CaseRefused):
        changes |= {"state": CaseState.REFUSED, "decision": event}
    elif isinstance(what, CaseConditionMet):
        changes |= {"met": {**case.met, what.condition: event}}
    elif isinstance(what, CaseLapsed):
        changes |= {"state": CaseState.LAPSED, "lapse": event}
    elif isinstance(what, CaseSpent):
        changes |= {"spend": {**case.spend, event.period: what.pence}}
    elif isinstance(what, HeadroomReleased):
        changes |= {"releases": (*case.releases, event)}
        changes |= {"released_pence": case.released_pence + what.pence}
    return replace(case, **changes)  # type: ignore[arg-type]  # each is a field of Case
