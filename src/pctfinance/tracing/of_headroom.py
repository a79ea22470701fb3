"""What the lines of headroom in a return are made of: what is required, and each step that stands."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pctfinance.ledger.closing_items import HELD_HEADROOM, closing_items, standing_decisions
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import HeadroomExempted, HeadroomLapsed, HeldBy
from pctfinance.ledger.kinds import (
    HEADROOM_HELD,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
)
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Limit, Line
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfer_lines import (
    HEADROOM_PENDING,
    HEADROOM_RECEIVED,
    HEADROOM_TRANSFERRED,
)
from pctfinance.ledger.year_end import Decision, YearEndDecided
from pctfinance.rulebooks import headroom_required
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import share_of
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["headroom_part"]

_WORDS = {"difference": "required, and not there", "transferred": "redirected"}
_KINDS: Mapping[str, type[object]] = {
    "lodged": HeadroomLodged,
    "set_aside": HeadroomSetAside,
    "exempted": HeadroomExempted,
    "released": HeadroomReleased,
}


def headroom_part(sight: Sight, body: str, row: str) -> Part:
    """One line of headroom, from the events that still stand.

    Args:
        sight: the events.
        body: the body's code.
        row: the line, as the return names it; `in_reserves` and `in_limit` are sums of others there.

    >>> headroom_part(Sight.empty("2011-12 M08"), "5A9", "lodged").pence
    0
    """
    if row == "required":
        return _required(sight, body)
    return Part.sum_of(_WORDS.get(row, row.replace("_", " ")), _parts(sight, body, row))


def _parts(sight: Sight, body: str, row: str) -> Iterator[Part]:
    if row == "difference":
        yield _required(sight, body)
        for each in ("lodged", "set_aside", "exempted"):
            yield headroom_part(sight, body, each).turned()
    elif row == "lapsed":
        yield from _lapsed(sight, body)
        yield from _decided(sight, body)
    elif row == "held":
        yield from _followed(sight, body, HEADROOM_HELD, HEADROOM_PENDING)
        yield from (part.turned() for part in _decided(sight, body))
    elif row == "transferred":
        yield from _followed(sight, body, HEADROOM_TRANSFERRED)
    elif row == "received":
        yield from _followed(sight, body, HEADROOM_RECEIVED)
    else:
        yield from _said(sight, body, row)


def _followed(sight: Sight, body: str, *accounts: str) -> Iterator[Part]:
    """What each event adds to an amount that is followed beside the ledger."""
    for event in _standing(sight, body):
        pence = sum(
            memo.pence for memo in event.what.memoranda() if memo.account.startswith(accounts)
        )
        if pence:
            yield said_by(event, pence, event.purpose or event.what.kind.replace("-", " "))


def _lapsed(sight: Sight, body: str) -> Iterator[Part]:
    for event in _standing(sight, body):
        what = event.what
        if isinstance(what, HeadroomLapsed) and what.held_by is HeldBy.AUTHORITY:
            yield said_by(event, what.pence, "lapsed")


def _decided(sight: Sight, body: str) -> Iterator[Part]:
    """What a decision of the year's end lets lapse, where it is about what there is."""
    events = _standing(sight, body)
    items = {item.key: item.pence for item in closing_items(body, events)}
    event = standing_decisions(body, events).get(HELD_HEADROOM)
    what = event.what if event else None
    if event and isinstance(what, YearEndDecided) and what.pence == items.get(HELD_HEADROOM):
        for part in what.parts:
            if part.decision is Decision.LAPSE:
                yield said_by(event, part.pence, "decided to lapse")


def _standing(sight: Sight, body: str) -> list[Event]:
    ledger = sight.ground.holdings.resource
    return without_reversed(ledger.standing(body, sight.period, sight.known_at))


def _said(sight: Sight, body: str, row: str) -> Iterator[Part]:
    for event in _standing(sight, body):
        if isinstance(event.what, _KINDS[row]):
            pence: int = getattr(event.what, "pence", 0)
            yield said_by(event, pence, event.purpose or event.what.kind.replace("-", " "))


def _required(sight: Sight, body: str) -> Part:
    """Rate times base: frozen by the first lodgement, earmark or exemption, or what stands now."""
    book = sight.rulebook.headroom
    for event in _standing(sight, body):
        what = event.what
        follows = isinstance(what, HeadroomLodged | HeadroomSetAside | HeadroomExempted)
        base_pence: int | None = getattr(what, "base_pence", None)
        if follows and base_pence is not None:
            base, said = base_pence, getattr(what, "rate", None)
            rate = book.rate.value if said is None else said
            frozen = Part.sum_of("base", [said_by(event, base, "base, frozen")])
            return share_of(
                "required", frozen, Fraction(rate), headroom_required(base, rate), f"{rate}"
            )
    whole = book.base.value == "revenue-resource-limit"

    def counts(line: Line) -> bool:
        strand = line.strand
        mine = strand.limit is Limit.REVENUE and strand.certainty is Certainty.CONFIRMED
        if whole:
            return mine and line.account in SOURCES
        return line.account is Account.ALLOCATION and (strand.funding, strand.certainty) == (
            Funding.RECURRENT,
            Certainty.CONFIRMED,
        )

    now = sight.resource(body, "base", counts)
    required = headroom_required(now.pence, book.rate.value)
    say = f"{book.rate.value} (rulebook headroom.rate)"
    return share_of("required", now, Fraction(book.rate.value), required, say)
