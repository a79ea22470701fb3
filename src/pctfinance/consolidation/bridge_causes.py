"""Why a figure moved: the causes that a bridge tells apart, and which of them an event is."""

from collections.abc import Mapping
from enum import StrEnum

from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.transfer_terms import TransferKind
from pctfinance.ledger.transfers import TransferActioned

__all__ = ["RESOURCE_CAUSES", "Cause", "cause_of"]


class Cause(StrEnum):
    """Why a limit, a budget or a charge is another than it was.

    `PHASING`: another month's share of limits and budgets, or another profile. `ACTUALS`: what later
    months charged. `FORECAST_CHANGE`: this month's forecast against that of the month before.
    `RESTATEMENT`: what was said of the earlier month is now said otherwise. `JOINED` and `LEFT`: all
    that a body has, which was a member of the group at one end alone.
    """

    PHASING = "phasing"
    ALLOCATION = "allocation"
    ANTICIPATED = "anticipated resource settled"
    BROUGHT_FORWARD = "brought forward"
    LODGEMENT = "lodgement"
    HEADROOM = "headroom"
    TRANSFER = "transfer"
    SWITCH = "capital to revenue"
    FUND = "fund"
    BUDGET = "budgets set"
    DELEGATION = "delegation"
    VIREMENT = "virement"
    REBASING = "re-basing"
    COMMITMENT = "emergency commitment"
    RESTATEMENT = "restatement"
    ACTUALS = "actuals"
    FORECAST_CHANGE = "forecast change"
    PLANNED_SURPLUS = "planned surplus"
    RESERVES = "reserves"
    UNCONFIRMED = "budgets on anticipated resource"
    SPENDING = "spending against budget"
    JOINED = "joined the group"
    LEFT = "left the group"


RESOURCE_CAUSES = tuple(Cause)[: tuple(Cause).index(Cause.RESTATEMENT)]
"""The causes that move a limit or a budget, in the order in which a bridge takes them."""

_BY_KIND: Mapping[str, Cause] = {
    "allocation": Cause.ALLOCATION,
    "anticipated-settled": Cause.ANTICIPATED,
    "brought-forward": Cause.BROUGHT_FORWARD,
    "surplus-lodged": Cause.LODGEMENT,
    "lodgement-lapsed": Cause.LODGEMENT,
    "lodgement-carried": Cause.LODGEMENT,
    "headroom-lodged": Cause.HEADROOM,
    "headroom-set-aside": Cause.HEADROOM,
    "headroom-released": Cause.HEADROOM,
    "headroom-lapsed": Cause.HEADROOM,
    "capital-to-revenue": Cause.SWITCH,
    "transfer-submitted": Cause.TRANSFER,
    "transfer-ended": Cause.TRANSFER,
    "fund-contributed": Cause.FUND,
    "fund-waived": Cause.FUND,
    "planned-surplus": Cause.BUDGET,
    "applied-non-recurrently": Cause.BUDGET,
    "contingency": Cause.BUDGET,
    "budget": Cause.BUDGET,
    "gap-closed": Cause.BUDGET,
    "delegation": Cause.DELEGATION,
    "virement": Cause.VIREMENT,
    "rebasing": Cause.REBASING,
    "resource-committed": Cause.COMMITMENT,
    "commitment-regularised": Cause.COMMITMENT,
}
_BY_TRANSFER: Mapping[TransferKind, Cause] = {
    TransferKind.LODGEMENT: Cause.LODGEMENT,
    TransferKind.RETURN: Cause.LODGEMENT,
    TransferKind.SWITCH: Cause.SWITCH,
    TransferKind.REDIRECT: Cause.HEADROOM,
}


def cause_of(event: Event, by_sequence: Mapping[int, Event]) -> Cause | None:
    """The cause that an event of resource is; `None` for a step that posts no line.

    A reversal is of the cause of what it reverses. An actioned transfer is of the cause of its kind:
    a lodgement and its return, a switch and a redirect of headroom are told apart from the others.

    Args:
        event: the event.
        by_sequence: the events of the book by their numbers.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> cause_of(Event(body="5A9", effective=day, notified=day, reference="letter",
    ...     what=BroughtForward(pence=5)), {}).value
    'brought forward'
    """
    what = event.what
    if isinstance(what, Reversal):
        corrected = by_sequence.get(what.corrects)
        return cause_of(corrected, by_sequence) if corrected else None
    if isinstance(what, TransferActioned):
        return _BY_TRANSFER.get(what.terms.kind, Cause.TRANSFER)
    return _BY_KIND.get(what.kind)
