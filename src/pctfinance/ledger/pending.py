"""What is pending when a year ends: it is of where it was taken from.

A transfer that is not actioned expires with its year, and what is pending goes back to the fund, the
surplus, the delegate or the reserve that it came from. So the year closes as if each had expired,
and what is decided of it before the expiries are posted holds behind them.
"""

from collections.abc import Iterable

from pctfinance.ledger.events import Event
from pctfinance.ledger.transfers import TransferActioned, TransferEnded, TransferSubmitted

__all__ = ["as_expired"]


def as_expired(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events, and behind them the end of each transfer of which something is pending.

    Args:
        events: of one body and year, in their order.

    >>> as_expired([])
    ()
    """
    held = tuple(events)
    pending: dict[str, Event] = {}
    for event in held:
        what = event.what
        if isinstance(what, TransferSubmitted):
            pending[what.number] = event
        elif isinstance(what, TransferActioned | TransferEnded):
            pending.pop(what.number, None)
    return (*held, *map(_expired, pending.values()))


def _expired(submission: Event) -> Event:
    """The end of what a body offered, as if it were posted with its submission."""
    what = submission.what
    if not isinstance(what, TransferSubmitted):
        msg = "only what was submitted is pending"
        raise TypeError(msg)
    ended = TransferEnded(
        number=what.number,
        digest=what.digest,
        outcome="expired",
        terms=what.terms,
        reserved=True,
        party=what.party,
    )
    return submission.model_copy(update={"what": ended})
