"""The items of a year's end: the sources and reserves that one body's resource ledger closes with.

The sources of a strand add up to its limit, so what is decided of them accounts for all of it. What
stands beside the limit (amounts that an authority holds, the outturn) is an item of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    HEADROOM_HELD,
    Allocation,
    AnticipatedSettled,
    SurplusLodged,
    What,
)
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Line, Strand
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.loans import ITEM, LoanSide, item_key
from pctfinance.ledger.lodged import LodgementCarried
from pctfinance.ledger.lodgement_names import (
    HELD_SURPLUS,
    is_carried,
    lodgement_of,
)
from pctfinance.ledger.pending import as_expired
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfer_lines import HEADROOM_PENDING
from pctfinance.ledger.transfers import TransferActioned, TransferKind
from pctfinance.ledger.year_end import Decision, FinalClosed, ReturnExpected, YearEndDecided

__all__ = [
    "HELD_HEADROOM",
    "OUTTURN",
    "ClosingItem",
    "ItemKind",
    "closing_items",
    "outturn_item",
    "standing_decisions",
]

OUTTURN = "outturn"
"""The key of the year's under- or overspend against the confirmed revenue limit."""

HELD_HEADROOM = "held/headroom"
"""The key of headroom that an authority holds: lodged and not released."""


class ItemKind(StrEnum):
    """What an item is, and so what can become of it."""

    SOURCE = "source"
    TRANCHE = "anticipated tranche"
    RESERVE = "reserve"
    HELD = "held by the authority"
    EXPECTED = "return expected"
    OUTTURN = "under- or overspend"
    LOAN = "loan"


@dataclass(frozen=True, slots=True)
class ClosingItem:
    """One item of one body at its year's end, in pence.

    A source has the sign that it has in the limit; a reserve and an amount held are positive; an
    underspend is positive, an overspend negative. `default` is what the rules give, `choices` what
    can be decided. `counterparty` is the issuer or holder, of a loan the other party, and `tranche`
    its key; what is owed is negative. `events` are the sequence numbers of the
    events behind it, `references` those of their documents. `due` is the year of an expected
    return.
    """

    body: str
    key: str
    kind: ItemKind
    pence: int
    default: Decision
    choices: tuple[Decision, ...]
    strand: Strand | None = None
    account: Account | None = None
    counterparty: str = ""
    tranche: str = ""
    due: str = ""
    events: tuple[int, ...] = ()
    references: tuple[str, ...] = ()


_CHOICES = {
    ItemKind.TRANCHE: (Decision.LAPSE, Decision.CARRY, Decision.EXPECT),
    ItemKind.RESERVE: (Decision.LAPSE,),
    ItemKind.EXPECTED: (Decision.EXPECT, Decision.LAPSE),
    ItemKind.OUTTURN: (Decision.CARRY, Decision.LAPSE, Decision.EXPECT),
    # Neither party ends it alone: it is written off or rescheduled by both, under an approval.
    ItemKind.LOAN: (Decision.CARRY,),
}
_CHOICES_OF_HELD = {
    HELD_HEADROOM: (Decision.LAPSE, Decision.EXPECT),
    HELD_SURPLUS: (Decision.EXPECT, Decision.LAPSE),
}
_LENT_OR_REPAID = (TransferKind.LOAN, TransferKind.REPAYMENT)
# Unallocated and unfunded resource is what is left: it follows from the sources.
_RESERVES = (Account.HEADROOM, Account.CONTINGENCY, Account.FUND, Account.PLANNED_SURPLUS)


@dataclass(slots=True)
class _Sum:
    """What comes together under one key."""

    kind: ItemKind
    strand: Strand | None = None
    account: Account | None = None
    counterparty: str = ""
    tranche: str = ""
    due: str = ""
    pence: int = 0
    events: tuple[Event, ...] = ()

    def add(self, event: Event, pence: int) -> None:
        self.pence += pence
        if not (self.events and self.events[-1] is event):
            self.events = (*self.events, event)


def closing_items(body: str, events: Iterable[Event]) -> tuple[ClosingItem, ...]:
    """What one body's resource ledger closes with, item by item; nothing of zero amount.

    Recurrent sources are carried, what was for one year lapses, and resource that was never
    notified lapses with the year in which it was hoped for. What is lodged ends with the year: the
    recurrent allocation beneath it is an item of its own and is whole. The outturn is no part of
    this, since it needs the charge: see `outturn_item`. What is pending is of where it was taken from:
    it goes back there, unless its transfer is actioned before the year's end.

    Args:
        body: the body's code.
        events: its events of the year, in their order; those of others are passed over.

    >>> closing_items("5A9", [])
    ()
    """
    sums: dict[str, _Sum] = {}
    issuers: dict[str, str] = {}
    held = [event for event in events if event.body == body]
    for event in without_reversed(as_expired(held)):
        for key, part, pence in _parts(event, issuers):
            sums.setdefault(key, part).add(event, pence)
    _spread(sums)
    sums |= _loans(body, held)
    return tuple(_item(body, key, part) for key, part in sorted(sums.items()) if part.pence)


def _loans(body: str, events: Iterable[Event]) -> dict[str, _Sum]:
    """What is outstanding of each loan: owed to the body, positive, or by it, negative."""
    # A final close assigns what was outstanding before it.
    held = Loans(event for event in events if not isinstance(event.what, FinalClosed))
    items: dict[str, _Sum] = {}
    for name, loan in held.by_name.items():
        side = loan.side_of(body)
        if side is not None:
            sign = 1 if side is LoanSide.LENDER else -1
            other = loan.borrower if side is LoanSide.LENDER else loan.lender
            upcoming = loan.open_schedule
            items[item_key(loan.key, side)] = _Sum(
                ItemKind.LOAN,
                loan.strand,
                counterparty=other,
                tranche=loan.key,
                due=upcoming[0].year if upcoming else "",
                pence=sign * loan.outstanding_pence,
                events=held.events(name),
            )
    return items


def outturn_item(body: str, pence: int) -> ClosingItem:
    """The under- (+) or overspend (-) of a year as an item: brought forward, unless decided otherwise.

    >>> outturn_item("5A9", -26).default.value
    'carry'
    """
    choices = _CHOICES[ItemKind.OUTTURN]
    return ClosingItem(body, OUTTURN, ItemKind.OUTTURN, pence, choices[0], choices)


def standing_decisions(body: str, events: Iterable[Event]) -> dict[str, Event]:
    """The decision that stands for each item of a body, by the item's key: the last one.

    >>> standing_decisions("5A9", [])
    {}
    """
    return {
        event.what.item: event
        for event in events
        if event.body == body and isinstance(event.what, YearEndDecided)
    }


def _parts(event: Event, issuers: dict[str, str]) -> Iterator[tuple[str, _Sum, int]]:
    """The keys that an event adds to, what each is, and what it adds."""
    what = event.what
    if isinstance(what, Allocation) and what.tranche:
        issuers.setdefault(what.tranche, what.issuer)
    for line in what.lines():
        if not line.pence:
            continue
        if line.account in SOURCES:
            yield *_source(event, line, issuers), line.pence
        elif line.account in _RESERVES and line.strand.certainty is Certainty.CONFIRMED:
            key = "/".join(("reserve", *_words(line.strand), line.account.value))
            yield key, _Sum(ItemKind.RESERVE, line.strand, line.account), -line.pence
    yield from _held(what)
    if isinstance(what, SurplusLodged):
        yield HELD_SURPLUS, _Sum(ItemKind.HELD), what.pence
    if isinstance(what, ReturnExpected):
        key = f"expected/{what.due}/{what.item}"
        part = _Sum(ItemKind.EXPECTED, counterparty=what.counterparty, due=what.due)
        yield key, part, what.pence


def _held(what: What) -> Iterator[tuple[str, _Sum, int]]:
    """What an authority holds more or less of."""
    for memo in what.memoranda():
        if memo.account in (HEADROOM_HELD, HEADROOM_PENDING):
            yield HELD_HEADROOM, _Sum(ItemKind.HELD), memo.pence
        elif lodgement := lodgement_of(memo.account):
            part = _Sum(ItemKind.HELD, counterparty=_holder_of(what))
            yield f"{HELD_SURPLUS}/{lodgement}", part, memo.pence


def _spread(sums: dict[str, _Sum]) -> None:
    """What is held of a carried lodgement is an item only as far as nothing else stands for it.

    What is anticipated of its return is an item already, and what is expected later is, up to what
    is held.
    """
    for key, held in sums.items():
        lodgement = lodgement_of(key) if held.kind is ItemKind.HELD else ""
        if not is_carried(lodgement):
            continue
        same = [part for other, part in sorted(sums.items()) if lodgement_of(other) == lodgement]
        held.pence -= sum(part.pence for part in same if part.kind is ItemKind.TRANCHE)
        for part in same:
            if part.kind is ItemKind.EXPECTED:
                part.pence = min(part.pence, held.pence)
                held.pence -= part.pence


def _holder_of(what: What) -> str:
    """Who holds a lodgement, as the event that lodged it or took it over says."""
    if isinstance(what, LodgementCarried):
        return what.holder
    return what.terms.receiver if isinstance(what, TransferActioned) else ""


def _of_a_loan(what: What) -> bool:
    """Whether what comes back of it is decided of a loan, which is an item of its own."""
    return isinstance(what, TransferActioned) and what.terms.kind in _LENT_OR_REPAID


def _issuer(event: Event, issuers: dict[str, str]) -> str:
    what = event.what
    if isinstance(what, Allocation):
        return what.issuer
    if isinstance(what, AnticipatedSettled):
        return what.issuer or issuers.get(what.tranche, "")
    return ""


def _source(event: Event, line: Line, issuers: dict[str, str]) -> tuple[str, _Sum]:
    strand, account, tranche = line.strand, line.account, line.tranche
    issuer = _issuer(event, issuers) if account is Account.ALLOCATION else ""
    if strand.certainty is Certainty.ANTICIPATED:
        key = "/".join(("anticipated", *_words(strand), tranche))
        return key, _Sum(ItemKind.TRANCHE, strand, account, issuer, tranche)
    if _of_a_loan(event.what) and strand.funding is not Funding.RECURRENT:
        key = "/".join((*_words(strand), account.value, ITEM))
        return key, _Sum(ItemKind.SOURCE, strand, account, tranche=ITEM)
    words = [account.value, issuer] if issuer else [account.value]
    key = "/".join((*_words(strand), *words))
    return key, _Sum(ItemKind.SOURCE, strand, account, issuer)


def _words(strand: Strand) -> tuple[str, ...]:
    known = strand.funding is not Funding.NOT_APPLICABLE
    return (strand.limit.value, *([strand.funding.value] if known else []))


def _choices(key: str, part: _Sum) -> tuple[Decision, ...]:
    if part.kind is ItemKind.HELD:
        return _CHOICES_OF_HELD[HELD_HEADROOM if key == HELD_HEADROOM else HELD_SURPLUS]
    if part.kind is not ItemKind.SOURCE or part.strand is None:
        return _CHOICES[part.kind]
    if part.account is Account.LODGED or part.tranche:
        return (Decision.LAPSE,)  # whether it comes back is decided of what is held, or of the loan
    if part.strand.funding is Funding.RECURRENT:
        return (Decision.CARRY, Decision.STOP)
    return (Decision.LAPSE, Decision.EXPECT)


def _item(body: str, key: str, part: _Sum) -> ClosingItem:
    choices = _choices(key, part)
    return ClosingItem(
        body=body,
        key=key,
        kind=part.kind,
        pence=part.pence,
        default=choices[0],
        choices=choices,
        strand=part.strand,
        account=part.account,
        counterparty=part.counterparty,
        tranche=part.tranche,
        due=part.due,
        events=tuple(event.sequence for event in part.events),
        references=tuple(dict.fromkeys(event.reference for event in part.events)),
    )
