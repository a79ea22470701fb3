"""Lodgements of surplus: what was lodged, what came back, what was written off, what is still held.

Lodged = returned + lapsed + outstanding, over all the years. A book holds one year; what it took
over from the year before begins with what had become of it until then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pctfinance.errors import IntegrityError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import AnticipatedSettled, What
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit
from pctfinance.ledger.lodged import ExpectedReturn, LodgementCarried, LodgementLapsed
from pctfinance.ledger.lodgement_names import (
    RETURN,
    held_account,
    is_carried,
    lodgement_of,
    rolled_words,
)
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfers import TransferActioned, TransferKind
from pctfinance.money import show_exact

__all__ = ["Lodgement", "anticipated_return", "lodgements_of", "open_tranche", "return_tranche"]


@dataclass(frozen=True, slots=True)
class Lodgement:
    """One lodgement of one body, in pence.

    `name` is what this book calls it. `outstanding_pence` is what the holder's memorandum says;
    `returns` are what was expected when it was lodged, or when it was taken over into this book.
    `events` are those behind it, the one that lodged it or took it over first.
    """

    body: str
    name: str
    holder: str
    limit: Limit
    funding: Funding
    lodged_pence: int
    returned_pence: int = 0
    lapsed_pence: int = 0
    outstanding_pence: int = 0
    returns: tuple[ExpectedReturn, ...] = ()
    events: tuple[Event, ...] = ()

    def check(self) -> None:
        """Lodged is what was returned, what lapsed and what is outstanding.

        Raises:
            IntegrityError: it is not. A fault of this library.
        """
        rest = self.lodged_pence - self.returned_pence - self.lapsed_pence
        if self.outstanding_pence != rest:
            raise IntegrityError(
                f"lodgement {self.name} of {self.body}: outstanding is "
                f"{show_exact(self.outstanding_pence)} and not {show_exact(rest)}"
            )


def lodgements_of(body: str, events: Iterable[Event]) -> dict[str, Lodgement]:
    """The lodgements of a body by name, in their order, as its events tell.

    >>> lodgements_of("5A9", [])
    {}
    """
    found: dict[str, Lodgement] = {}
    for event in without_reversed(events):
        name = _name(event.what) if event.body == body else ""
        if not name:
            continue
        before = found.get(name) or _begun(event, name)
        if before is None:
            continue
        held = sum(
            memo.pence for memo in event.what.memoranda() if memo.account == held_account(name)
        )
        returned, lapsed = _moved(event.what)
        found[name] = replace(
            before,
            returned_pence=before.returned_pence + returned,
            lapsed_pence=before.lapsed_pence + lapsed,
            outstanding_pence=before.outstanding_pence + held,
            events=(*before.events, event),
        )
    for lodgement in found.values():
        lodgement.check()
    return found


def return_tranche(lodgement: str) -> str:
    """The tranche of what is anticipated of a lodgement of an earlier year.

    >>> return_tranche("2011-12 L1")
    'return of 2011-12 held/surplus/L1'
    """
    return f"{RETURN}{rolled_words(lodgement)}"


def anticipated_return(lodgement: str, events: Iterable[Event]) -> int:
    """What is still anticipated of the return of a carried lodgement, in pence.

    >>> anticipated_return("2011-12 L1", [])
    0
    """
    tranche = return_tranche(lodgement)
    return sum(
        line.pence
        for event in without_reversed(events)
        for line in event.lines
        if line.tranche == tranche
        and line.account is Account.ALLOCATION
        and line.strand.certainty is Certainty.ANTICIPATED
    )


def open_tranche(lodgement: str, events: Sequence[Event]) -> str:
    """The tranche in whose place a return of a lodgement comes; empty where nothing is anticipated.

    >>> open_tranche("2011-12 L1", [])
    ''
    """
    if not is_carried(lodgement) or anticipated_return(lodgement, events) <= 0:
        return ""
    return return_tranche(lodgement)


def _name(what: What) -> str:
    """The lodgement that an event is about; empty where it is about none."""
    if isinstance(what, TransferActioned):
        return what.terms.lodged_as
    if isinstance(what, LodgementCarried | LodgementLapsed):
        return what.lodgement
    return lodgement_of(what.tranche) if isinstance(what, AnticipatedSettled) else ""


def _begun(event: Event, name: str) -> Lodgement | None:
    """The lodgement that begins with an event; nothing where it begins none."""
    what = event.what
    if isinstance(what, LodgementCarried):
        kind = (what.holder, what.limit, what.funding, what.lodged_pence)
        return Lodgement(
            event.body, name, *kind, what.returned_pence, what.lapsed_pence, returns=what.expected
        )
    if isinstance(what, TransferActioned) and what.terms.number == name:
        terms = what.terms
        kind = (terms.receiver, terms.limit, terms.funding, what.pence)
        return Lodgement(event.body, name, *kind, returns=terms.returns)
    return None


def _moved(what: What) -> tuple[int, int]:
    """What an event returns and what it lets lapse, in pence."""
    if isinstance(what, LodgementLapsed):
        return 0, what.pence
    if isinstance(what, AnticipatedSettled):
        return what.confirmed_pence, 0
    if isinstance(what, TransferActioned) and what.terms.lodgement:
        # A lodgement that names one gives a return back.
        sign = 1 if what.terms.kind is TransferKind.RETURN else -1
        return sign * what.pence, 0
    return 0, 0
