"""What the lines of headroom in a return are made of: what is required, and each step that stands."""

from collections.abc import Iterator
from fractions import Fraction

from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import HeadroomExempted
from pctfinance.ledger.kinds import HeadroomLodged, HeadroomReleased, HeadroomSetAside
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Limit, Line
from pctfinance.ledger.reversals import without_reversed
from pctfinance.rulebooks import headroom_required
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import share_of
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["headroom_part"]

_KINDS = {
    "lodged": HeadroomLodged,
    "set_aside": HeadroomSetAside,
    "exempted": HeadroomExempted,
    "released": HeadroomReleased,
}


def headroom_part(sight: Sight, body: str, row: str) -> Part | None:
    """One line of headroom, from the events that still stand; `None` for what they do not say alone.

    Args:
        sight: the events.
        body: the body's code.
        row: `required`, `lodged`, `set_aside`, `exempted`, `released` or `difference`.

    >>> headroom_part(Sight.empty("2011-12 M08"), "5A9", "lodged").pence
    0
    >>> headroom_part(Sight.empty("2011-12 M08"), "5A9", "held")
    """
    if row == "required":
        return _required(sight, body)
    if row == "difference":
        parts = [_steps(sight, body, each).turned() for each in ("lodged", "set_aside", "exempted")]
        return Part.sum_of("required, and not there", [_required(sight, body), *parts])
    return _steps(sight, body, row) if row in _KINDS else None


def _standing(sight: Sight, body: str) -> list[Event]:
    ledger = sight.ground.holdings.resource
    return without_reversed(ledger.standing(body, sight.period, sight.known_at))


def _steps(sight: Sight, body: str, row: str) -> Part:
    return Part.sum_of(row.replace("_", " "), _said(sight, body, row))


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
        if follows and isinstance(base := getattr(what, "base_pence", None), int):
            said = getattr(what, "rate", None)
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

    base = sight.resource(body, "base", counts)
    required = headroom_required(base.pence, book.rate.value)
    say = f"{book.rate.value} (rulebook headroom.rate)"
    return share_of("required", base, Fraction(book.rate.value), required, say)
