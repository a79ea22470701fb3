"""Tranches: anticipated resource, what is built on it, and what becomes of it.

A tranche ties together an anticipated allocation, the budgets issued on it before it was notified,
and the one event that settles it. All of its events post to one strand. A reversal belongs to the
tranche of what it reverses: once a settlement is reversed, the tranche is open again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pctfinance.errors import Finding, Level
from pctfinance.ledger.corrections import Reversal
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    BudgetIssued,
    Delegation,
    Use,
    What,
)
from pctfinance.ledger.lines import Account, Certainty, Strand
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfers import TransferActioned

__all__ = ["named_tranche", "settled", "tranche_findings"]


def named_tranche(what: What) -> tuple[str, Strand | None]:
    """The tranche that an event names, empty if none; and its strand.

    A settlement and a reversal name none: theirs is the strand of the tranche.

    >>> named_tranche(AnticipatedSettled(tranche="T1", confirmed_pence=7))
    ('T1', None)
    """
    if isinstance(what, Allocation | BudgetIssued | Delegation):
        return what.tranche, what.strand
    if isinstance(what, Reversal):
        return next((line.tranche for line in what.posts if line.tranche), ""), None
    if isinstance(what, AnticipatedSettled | TransferActioned):
        return what.tranche, None
    return "", None


def tranche_findings(event: Event, tranche: Sequence[Event]) -> Iterator[Finding]:
    """Why an event cannot belong to the tranche that it names; nothing where it can.

    Args:
        event: an event that names a tranche.
        tranche: the events that the tranche has so far, of the same body and year.

    >>> from datetime import UTC, date, datetime
    >>> event = Event(body="5A9", effective=date(2011, 4, 1), notified=date(2011, 4, 1),
    ...     reference="letter", recorded_at=datetime(2011, 4, 8, tzinfo=UTC),
    ...     what=AnticipatedSettled(tranche="T1", confirmed_pence=7))
    >>> [finding.message for finding in tranche_findings(event, [])]
    ["there is no anticipated allocation 'T1' of 5A9"]
    """
    what = event.what
    tranche_name, strand = named_tranche(what)
    name = f"anticipated allocation {tranche_name!r} of {event.body}"
    standing = without_reversed(tranche)
    is_settled = any(isinstance(earlier.what, AnticipatedSettled) for earlier in standing)
    if isinstance(what, Reversal):
        if is_settled and what.of_kind != AnticipatedSettled.model_fields["kind"].default:
            message = f"the {name} was settled since event {what.corrects}"
            hint = "reverse the settlement first"
            yield Finding("ledger.refused", Level.ERROR, message, event.where, hint)
        elif any(isinstance(earlier.what, TransferActioned) for earlier in standing):
            message = f"some of the {name} was returned since event {what.corrects}"
            hint = "settle what is left of it instead"
            yield Finding("ledger.refused", Level.ERROR, message, event.where, hint)
    elif strand and strand.certainty is not Certainty.ANTICIPATED:
        yield _refusal(event, "ledger.refused", f"confirmed resource is no part of the {name}")
    elif not standing:
        if not isinstance(what, Allocation):
            yield _refusal(event, "ledger.unknown-tranche", f"there is no {name}")
    elif is_settled:
        yield _refusal(event, "ledger.already", f"the {name} was already settled")
    elif isinstance(what, AnticipatedSettled):
        yield from _unsettleable(event, what, tranche, name)
    elif strand and strand != _strand_of(standing):
        yield _refusal(
            event, "ledger.refused", f"the {name} is {_strand_of(standing)}, not {strand}"
        )


def _unsettleable(
    event: Event, what: AnticipatedSettled, tranche: Sequence[Event], name: str
) -> Iterator[Finding]:
    strand = _strand_of(without_reversed(tranche))
    stated = (what.limit or strand.limit, what.funding or strand.funding)
    if stated != (strand.limit, strand.funding):
        message = f"the {name} is {strand}; it cannot be settled as {', '.join(stated)}"
        yield _refusal(event, "ledger.refused", message)
    last = max(earlier.effective for earlier in tranche)
    if event.effective < last:
        message = f"the {name} is settled on {event.effective}, before its own event of {last}"
        yield _refusal(event, "ledger.refused", message)


def settled(
    what: AnticipatedSettled | TransferActioned, tranche: Sequence[Event]
) -> AnticipatedSettled | TransferActioned:
    """The settlement with what it takes back: the tranche's allocation and the uses built on it.

    A return of what was lodged takes back as much of the allocation as is returned.

    Args:
        what: the settlement or return, in which nothing was found amiss.
        tranche: the events of its tranche, at least one.

    >>> from datetime import UTC, date, datetime
    >>> from pctfinance.ledger.lines import Funding, Limit
    >>> strand = Strand(Limit.REVENUE, Funding.RECURRENT, Certainty.ANTICIPATED)
    >>> hoped = Event(body="5A9", effective=date(2011, 4, 1), notified=date(2011, 4, 1),
    ...     reference="letter", recorded_at=datetime(2011, 4, 8, tzinfo=UTC),
    ...     what=Allocation(strand=strand, pence=10, issuer="DH", tranche="T1"))
    >>> settled(AnticipatedSettled(tranche="T1", confirmed_pence=7), [hoped]).anticipated_pence
    10
    """
    anticipated, uses = _anticipated(tranche)
    if isinstance(what, TransferActioned):
        back = min(what.pence, anticipated)
        return what.model_copy(update={"anticipated_pence": back, "uses": uses})
    strand = _strand_of(without_reversed(tranche))
    return what.model_copy(
        update={
            "limit": strand.limit,
            "funding": strand.funding,
            "anticipated_pence": anticipated,
            "uses": uses,
        }
    )


def _anticipated(tranche: Sequence[Event]) -> tuple[int, tuple[Use, ...]]:
    """What a tranche anticipates still, in pence, and the uses that stand on it."""
    anticipated = 0
    uses: dict[tuple[Account, str, str], int] = defaultdict(int)
    for line in (line for event in without_reversed(tranche) for line in event.lines):
        if line.strand.certainty is not Certainty.ANTICIPATED:
            continue  # what a return brought, and what stands against it
        if line.account is Account.ALLOCATION:
            anticipated += line.pence
        elif line.account is not Account.UNALLOCATED:
            uses[line.account, line.category, line.delegate] -= line.pence
    return anticipated, tuple(
        Use(account=account, category=category, delegate=delegate, pence=pence)
        for (account, category, delegate), pence in uses.items()
        if pence
    )


def _strand_of(tranche: Sequence[Event]) -> Strand:
    strand = named_tranche(tranche[0].what)[1]
    if strand is None:
        msg = "a tranche begins with an anticipated allocation"
        raise ValueError(msg)
    return strand


def _refusal(event: Event, code: str, message: str) -> Finding:
    hint = f"look at {event.what.kind} {event.reference!r}"
    return Finding(code, Level.ERROR, message, event.where, hint)
