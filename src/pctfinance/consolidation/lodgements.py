"""Lodgements and what is brought forward, body by body: what was lodged, what is to come, what came.

Lodged = returned + lapsed + outstanding, over all the years. What is lodged and what is brought
forward stand side by side and are never summed into one figure: the first is held elsewhere, the
second is resource of the year or is still hoped for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.ledger.closing_items import (
    OUTTURN,
    ClosingItem,
    closing_items,
    standing_decisions,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, AnticipatedSettled, BroughtForward, SurplusLodged
from pctfinance.ledger.lodged import ExpectedReturn
from pctfinance.ledger.lodgement_names import HELD_SURPLUS, RETURN, lodgement_of
from pctfinance.ledger.lodgements import Lodgement, anticipated_return, lodgements_of
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.year_end import Decision, ReturnExpected, YearEndDecided

__all__ = ["ROWS", "BodyLodgements", "LodgementStanding", "body_lodgements"]

ROWS = "input rows"
"""What lodgements are called that came as rows of an input: they are one, without terms."""

_BROUGHT = "brought forward from "


@dataclass(frozen=True, slots=True)
class LodgementStanding:
    """Where one lodgement stands; pence.

    `expected` is what is to come back in which year: as decided at the year's end, else as agreed.
    It may be other than what is outstanding. `anticipated_pence` is the part of it that stands in
    this year's limit as anticipated. `references` are the documents behind it.
    """

    name: str
    holder: str
    limit: str
    lodged_pence: int
    returned_pence: int
    lapsed_pence: int
    outstanding_pence: int
    expected: tuple[ExpectedReturn, ...]
    anticipated_pence: int
    references: tuple[str, ...]
    synthetic: bool

    @property
    def expected_pence(self) -> int:
        """What is to come back in all years together."""
        return sum(pence for _, pence in self.expected)


@dataclass(frozen=True, slots=True)
class BodyLodgements:
    """The lodgements of one body as of a month, and what it brought forward; pence.

    `brought_expected_pence` is what was anticipated as brought forward when the year was opened,
    `brought_pence` what was confirmed of it or entered as brought forward; a deficit to recover is
    negative. `brought_later` is what is due in later years, `brought_open` tells whether some of it is still to be confirmed.
    """

    body: Body
    lodgements: tuple[LodgementStanding, ...]
    brought_expected_pence: int
    brought_pence: int
    brought_later: tuple[ExpectedReturn, ...]
    brought_open: bool


def body_lodgements(
    ledger: ResourceLedger, body: Body, as_of: Period, known_at: date | None
) -> BodyLodgements:
    """The lodgements of one body as of a month, as known on a date.

    Args:
        ledger: the resource ledgers.
        body: the body.
        as_of: the last month whose events count.
        known_at: the last day whose documents count; `None` leaves nothing out.

    Raises:
        IntegrityError: lodged is not returned, lapsed and outstanding. A fault of this library.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> month = FinancialYear("2011-12").period(8)
    >>> body_lodgements(ResourceLedger(), Register.packaged().body("5A9"), month, None).lodgements
    ()
    """
    events = without_reversed(ledger.standing(body.code, as_of, known_at))
    items = closing_items(body.code, events)
    decided = standing_decisions(body.code, events)
    following = str(as_of.year.next)
    standing = []
    for lodgement in (*lodgements_of(body.code, events).values(), *_of_rows(body.code, events)):
        of = "" if lodgement.name == ROWS else lodgement.name
        own = [i for i in items if (lodgement_of(i.key) == of if of else i.key == HELD_SURPLUS)]
        standing.append(_standing(lodgement, _fitting(own, decided, following), events))
    return BodyLodgements(body, tuple(standing), *_brought(events))


def _standing(
    lodgement: Lodgement,
    decided: Mapping[Decision, list[ExpectedReturn]] | None,
    events: list[Event],
) -> LodgementStanding:
    """A lodgement with what was decided of it at the year's end."""
    lapsed = sum(pence for _, pence in (decided or {}).get(Decision.LAPSE, ()))
    expected = lodgement.returns
    if decided is not None:
        expected = tuple(sorted(decided.get(Decision.EXPECT, ())))
    return LodgementStanding(
        name=lodgement.name,
        holder=lodgement.holder,
        limit=lodgement.limit.value,
        lodged_pence=lodgement.lodged_pence,
        returned_pence=lodgement.returned_pence,
        lapsed_pence=lodgement.lapsed_pence + lapsed,
        outstanding_pence=lodgement.outstanding_pence - lapsed,
        expected=expected,
        anticipated_pence=anticipated_return(lodgement.name, events),
        references=tuple(dict.fromkeys(event.reference for event in lodgement.events)),
        synthetic=any(event.synthetic for event in lodgement.events),
    )


def _fitting(
    items: list[ClosingItem], decisions: Mapping[str, Event], following: str
) -> Mapping[Decision, list[ExpectedReturn]] | None:
    """What is decided of items as they stand, by decision; `None` where nothing fits."""
    parts: dict[Decision, list[ExpectedReturn]] = {}
    for item in items:
        what = decisions[item.key].what if item.key in decisions else None
        if isinstance(what, YearEndDecided) and what.pence == item.pence:
            for part in what.parts:
                kept = Decision.LAPSE if part.decision is Decision.LAPSE else Decision.EXPECT
                parts.setdefault(kept, []).append(
                    ExpectedReturn(part.year or following, part.pence)
                )
    return parts or None


def _of_rows(body: str, events: list[Event]) -> Iterator[Lodgement]:
    """What was lodged by rows of an input, which have no terms: one lodgement for all of them."""
    rows = [(event, event.what) for event in events if isinstance(event.what, SurplusLodged)]
    if rows:
        strand, pence = rows[0][1].strand, sum(what.pence for _, what in rows)
        kind = ("", strand.limit, strand.funding, pence)
        behind = tuple(event for event, _ in rows)
        yield Lodgement(body, ROWS, *kind, outstanding_pence=pence, events=behind)


def _brought(
    events: list[Event],
) -> tuple[int, int, tuple[ExpectedReturn, ...], bool]:
    """What was anticipated as brought forward, what came of it, what is due later, what is open."""
    expected, came = 0, 0
    anticipated: set[str] = set()
    settled: set[str] = set()
    later = []
    for event in events:
        what = event.what
        if isinstance(what, BroughtForward):
            came += what.pence
        elif isinstance(what, AnticipatedSettled) and _is_brought(what.tranche):
            came += what.confirmed_pence
            settled.add(what.tranche)
        elif isinstance(what, Allocation) and _is_brought(what.tranche):
            expected += what.pence
            anticipated.add(what.tranche)
        elif isinstance(what, ReturnExpected) and what.item.endswith(f" {OUTTURN}"):
            later.append(ExpectedReturn(what.due, what.pence))
    return expected, came, tuple(sorted(later)), bool(anticipated - settled)


def _is_brought(tranche: str) -> bool:
    """Whether a tranche is the under- or overspend of a year before."""
    returns = tranche.startswith(RETURN) and tranche.endswith(f" {OUTTURN}")
    return returns or tranche.startswith(_BROUGHT)
