"""Controls of decisions that wait: transfers, approvals, business cases."""

from collections.abc import Iterator

from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.consolidation.evidence import grounds_of_event
from pctfinance.decisions.states import TransferState
from pctfinance.errors import Finding
from pctfinance.ledger.headroom_cases import cases_of
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.transfers import TransferSubmitted
from pctfinance.money import show_exact

__all__ = ["DECISION_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_OURS = "a choice of pctfinance"


@packaged(
    id="transfer-pending",
    title="A transfer is pending near the year's end",
    rule="Late in the year no resource waits for an approval.",
    source=f"{_OURS}: what is not actioned by the year's end expires",
    code="control.transfer-pending",
    thresholds=("controls.pending_from_month",),
)
def _pending(at: BodyView) -> Told:
    first = at.rules.pending_from_month.value
    if at.period.number < first:
        yield at.not_applicable(f"looked at from M{first:02} on")
        return
    waiting = (TransferState.SUBMITTED, TransferState.APPROVED)
    undecided = {n for n, each in at.month.transfers.items() if each.state in waiting}
    for limit in Limit:
        held = at.balances.use([Account.PENDING], limit)
        if held > 0:
            yield at.found(
                f"{show_exact(held)} of {limit} resource is set aside for transfers that are not "
                "decided",
                *(
                    grounds_of_event(event, event.what.terms.pence)
                    for event in at.events
                    if isinstance(event.what, TransferSubmitted)
                    and event.what.number in undecided
                    and event.what.terms.limit is limit
                ),
                hint="have them decided, or withdraw them: they expire with the year",
            )


@packaged(
    id="approval-waiting",
    title="An approval waits",
    rule="What an authority approved is actioned soon, and its conditions are met.",
    source=_OURS,
    code="control.approval-waiting",
    thresholds=("controls.approval_days",),
)
def _waiting(at: BodyView) -> Told:
    days = at.rules.approval_days.value
    for transfer in at.month.transfers.values():
        approvals = transfer.approvals or transfer.covers
        if (
            transfer.state is not TransferState.APPROVED
            or at.body.code not in transfer.terms.bodies
            or not approvals
        ):
            continue
        age = (at.period.end - approvals[-1].notified).days
        if age > days or (age >= 0 and transfer.open_conditions):
            waits = "; ".join(transfer.open_conditions)
            open_ = f"; not met: {waits}" if waits else ""
            yield at.found(
                f"transfer {transfer.terms.number!r} of {show_exact(transfer.approved_pence)} is "
                f"approved since {age} days and not actioned{open_}",
                grounds_of_event(approvals[-1], transfer.approved_pence),
                hint="meet its conditions and action it, or withdraw it",
            )


@packaged(
    id="case-unreleased",
    title="An approved case is not released",
    rule="Late in the year, what is approved of headroom is released or given up.",
    source=f"{_OURS}: what is held at the year's end has to be decided on",
    code="control.case-unreleased",
    thresholds=("controls.pending_from_month",),
)
def _unreleased(at: BodyView) -> Told:
    first = at.rules.pending_from_month.value
    if at.period.number < first:
        yield at.not_applicable(f"looked at from M{first:02} on")
        return
    for case in cases_of(at.events).values():
        if case.unreleased_pence > 0:
            waits = f"; open: {'; '.join(case.open_conditions)}" if case.open_conditions else ""
            yield at.found(
                f"{show_exact(case.unreleased_pence)} of case {case.number!r} is approved and not "
                f"released{waits}",
                grounds_of_event(case.decision or case.proposal, case.unreleased_pence),
                hint="release it with the SHA's approval, or let it lapse",
            )


DECISION_CONTROLS: tuple[Control, ...] = (_pending, _waiting, _unreleased)
"""The controls of what was decided, or waits to be."""
