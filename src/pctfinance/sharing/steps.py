"""What every step of a recharge goes through: all of its journals at once, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from pctfinance.consolidation.recharge_flows import RechargeSet, recharge_sets
from pctfinance.consolidation.shared_costs import SharedCost
from pctfinance.deciding import Deciding
from pctfinance.decisions.journal_refusals import RechargeRefusedError
from pctfinance.decisions.refusals import refusal_of
from pctfinance.documents import refused_statement
from pctfinance.errors import (
    Finding,
    PostingRefusedError,
    UsageError,
    did_you_mean,
)
from pctfinance.journalling import strange_lines
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalSubmitted
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.present.sharing_report import SharedCostReport
from pctfinance.records import Receipt
from pctfinance.sharing.sides import Sides, approvals, submissions

__all__ = ["Apportioned", "RechargeAnswer", "RechargeSteps"]


@dataclass(frozen=True, slots=True)
class RechargeAnswer:
    """What became of a recharge, or, as a test, what it would be refused for.

    `charged` is what each recipient is charged by the provider, in pence. `receipt` is `None` for a
    test.
    """

    number: str
    provider: str
    charged: dict[str, int]
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, repr=False)
class Apportioned(SharedCostReport):
    """A shared cost as it was apportioned, and what became of its recharge.

    `answer` is `None` for a preview.
    """

    answer: RechargeAnswer | None = None

    @property
    def cost(self) -> SharedCost:
        """The one cost that it is about."""
        return self.costs[0]


class RechargeSteps(Deciding):
    """How a step of a recharge is taken."""

    def _recharge(self, number: str) -> RechargeSet:
        self._records.refresh()
        found = recharge_sets(self._records.ledger.events)
        if number not in found:
            hint = did_you_mean(number, list(found)) or "look at the list of recharges"
            message = f"there is no recharge {number!r} in this book"
            raise RechargeRefusedError(with_rule("recharge.refused", message), hint=hint)
        return found[number]

    def _recharged(
        self,
        sides: Sides,
        approved_by: str,
        request: str | None,
        *,
        test: bool,
        command: dict[str, Any] | None = None,
        upon: int | None = None,
    ) -> RechargeAnswer:
        """Post all journals of a recharge, approved where an office approves at once."""
        try:
            submitted = submissions(sides)
        except ValidationError as error:
            fault = error.errors()[0]
            raise UsageError(
                f"recharge {sides.number!r}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}",
                hint="correct it",
            ) from error
        faults = tuple(
            finding
            for event in submitted
            if isinstance(event.what, JournalSubmitted)
            for finding in strange_lines(event.what, self._records.categories)
        )
        events = [*submitted, *(approvals(submitted, approved_by) if approved_by else [])]
        answer = RechargeAnswer(sides.number, sides.mark.provider, dict(sides.charged), None)
        return self._posted(
            answer, events, sides.by, request, test=test, command=command, upon=upon, faults=faults
        )

    def _decided(
        self,
        found: RechargeSet,
        events: Sequence[Event],
        by: str,
        request: str | None,
        *,
        test: bool,
    ) -> RechargeAnswer:
        answer = RechargeAnswer(found.number, found.provider, found.charged, None)
        return self._posted(answer, events, by, request, test=test)

    def _posted(
        self,
        answer: RechargeAnswer,
        events: Sequence[Event],
        by: str,
        request: str | None,
        *,
        test: bool = False,
        command: dict[str, Any] | None = None,
        upon: int | None = None,
        faults: tuple[Finding, ...] = (),
    ) -> RechargeAnswer:
        """Post, or say why not, and keep a statement that it was tried."""
        if test:
            self._records.refresh()
            return replace(answer, findings=(*faults, *self._records.refusals(events)))
        try:
            PostingRefusedError.raise_for(faults)
            receipt = self._records.post(events, request=request, command=command, upon=upon)
        except PostingRefusedError as error:
            self._records.post((), statements=[_refused(answer, events, by, error.findings)])
            raise refusal_of(error.findings) from error
        return replace(answer, receipt=receipt)


def _refused(
    answer: RechargeAnswer, events: Sequence[Event], by: str, findings: Iterable[Finding]
) -> dict[str, Any]:
    """The statement that a recharge was tried."""
    kinds = {event.what.kind for event in events}
    decided = "recharge-approved" if kinds == {"journal-approved"} else "recharge-ended"
    what = "recharge" if "journal-submitted" in kinds or not kinds else decided
    return refused_statement(what, answer.number, (answer.provider, by), findings)
