"""What lodgements are made of: lodged, returned, lapsed, outstanding, expected, and brought forward."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pctfinance.consolidation.lodgements import ROWS, BodyLodgements, LodgementStanding
from pctfinance.ledger.closing_items import (
    OUTTURN,
    closing_items,
    standing_decisions,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, AnticipatedSettled, BroughtForward, SurplusLodged
from pctfinance.ledger.lines import Account, Certainty
from pctfinance.ledger.lodged import LodgementCarried, LodgementLapsed
from pctfinance.ledger.lodgement_names import (
    HELD_SURPLUS,
    RETURN,
    held_account,
    lodgement_of,
)
from pctfinance.ledger.lodgements import return_tranche
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfers import TransferActioned, TransferKind
from pctfinance.ledger.year_end import Decision, YearEndDecided
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.measures import Measures
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["lodgement_figures"]

_SUMS: Mapping[str, Sequence[str]] = {"outstanding": ("held", "-decided")}
_MEASURES = ("lodged", "expected", "returned", "lapsed", "outstanding", "anticipated")
_BROUGHT = "brought forward from "


def lodgement_figures(bodies: Iterable[BodyLodgements], sight: Sight) -> Iterator[ReportFigure]:
    """Every measure of every lodgement of some bodies, and what they brought forward.

    Args:
        bodies: the lodgements of each.
        sight: the events they are of.

    >>> list(lodgement_figures((), Sight.empty("2011-12 M12")))
    []
    """
    for found in bodies:
        code = found.body.code
        ledger = sight.ground.holdings.resource
        standing = ledger.standing(code, sight.period, sight.known_at)
        events = tuple(without_reversed(standing))
        decided = _decided(code, events)
        for each in found.lodgements:
            rows = tuple(_moves(each, events, decided))
            values: dict[str, int | None] = {
                name: getattr(each, f"{name}_pence") for name in _MEASURES
            }
            ways = Measures(_by_measure(rows), _SUMS, {"held": "held by memorandum"})
            yield from ways.figures(code, each.name, f"lodgement {each.name}", values)
        brought = Measures(_by_measure(tuple(_brought(events))))
        amounts: dict[str, int | None] = {
            "brought_expected": found.brought_expected_pence,
            "brought": found.brought_pence,
        }
        yield from brought.figures(code, "", "of earlier years", amounts)


class _Move(NamedTuple):
    """What an event says of one measure, in pence."""

    measure: str
    event: Event
    pence: int
    words: str


_ALL = (*_MEASURES, "held", "decided", "brought_expected", "brought")


def _by_measure(moves: Sequence[_Move]) -> Mapping[str, Callable[[], Iterator[Part]]]:
    def said(measure: str) -> Iterator[Part]:
        for move in moves:
            if move.measure == measure:
                yield said_by(move.event, move.pence, move.words)

    return {measure: partial(said, measure) for measure in _ALL}


def _moves(
    each: LodgementStanding, events: Sequence[Event], decided: Mapping[str, Event]
) -> Iterator[_Move]:
    if each.name == ROWS:
        for event in events:
            if isinstance(event.what, SurplusLodged):
                for measure in ("lodged", "held"):
                    yield _Move(measure, event, event.what.pence, "lodged")
    else:
        for event in events:
            yield from _of_event(each.name, event)
    at_end = tuple(_of_decisions(each.name, decided))
    if at_end:
        yield from at_end
    else:
        yield from _agreed(each, events)


def _of_event(name: str, event: Event) -> Iterator[_Move]:
    """What one event does to a lodgement; what is held is told by the holder's memorandum alone."""
    what = event.what
    for memo in what.memoranda():
        if memo.account == held_account(name):
            yield _Move("held", event, memo.pence, f"held, {event.what.kind.replace('-', ' ')}")
    if isinstance(what, LodgementCarried) and what.lodgement == name:
        yield _Move("lodged", event, what.lodged_pence, "lodged in an earlier year")
        yield _Move("returned", event, what.returned_pence, "returned in earlier years")
        yield _Move("lapsed", event, what.lapsed_pence, "lapsed in earlier years")
    elif isinstance(what, LodgementLapsed) and what.lodgement == name:
        yield _Move("lapsed", event, what.pence, "written off")
    elif isinstance(what, AnticipatedSettled) and lodgement_of(what.tranche) == name:
        yield _Move("returned", event, what.confirmed_pence, "returned, as anticipated")
    elif isinstance(what, TransferActioned) and what.terms.lodged_as == name:
        if what.terms.number == name:
            yield _Move("lodged", event, what.pence, f"lodged, {what.number}")
        elif what.terms.lodgement:
            sign = 1 if what.terms.kind is TransferKind.RETURN else -1
            words = "returned" if sign > 0 else "given back"
            yield _Move("returned", event, sign * what.pence, f"{words}, {what.number}")
    tranche = return_tranche(name)
    pence = sum(
        line.pence
        for line in what.lines()
        if line.tranche == tranche
        and line.account is Account.ALLOCATION
        and line.strand.certainty is Certainty.ANTICIPATED
    )
    if pence:
        yield _Move("anticipated", event, pence, "anticipated to return")


def _agreed(each: LodgementStanding, events: Sequence[Event]) -> Iterator[_Move]:
    """What was expected back when it was lodged, or when it was taken over."""
    for event in events:
        what = event.what
        if isinstance(what, LodgementCarried) and what.lodgement == each.name:
            returns = what.expected
        elif isinstance(what, TransferActioned) and what.terms.number == each.name:
            returns = what.terms.returns
        else:
            continue
        for year, pence in returns:
            yield _Move("expected", event, pence, f"expected in {year}")
        return


def _decided(body: str, events: Sequence[Event]) -> Mapping[str, Event]:
    """The decisions of the year's end that are about what there is, by item."""
    items = {item.key: item.pence for item in closing_items(body, events)}
    return {
        key: event
        for key, event in standing_decisions(body, events).items()
        if key in items
        and isinstance(event.what, YearEndDecided)
        and event.what.pence == items[key]
    }


def _of_decisions(name: str, decided: Mapping[str, Event]) -> Iterator[_Move]:
    """What was decided of a lodgement: what lapses, and what is to come in which year."""
    for key, event in decided.items():
        own = key == HELD_SURPLUS if name == ROWS else lodgement_of(key) == name
        if own and isinstance(event.what, YearEndDecided):
            for part in event.what.parts:
                if part.decision is Decision.LAPSE:
                    for measure in ("lapsed", "decided"):
                        yield _Move(measure, event, part.pence, "decided to lapse")
                else:
                    words = f"decided: {part.decision.value} {part.year}".strip()
                    yield _Move("expected", event, part.pence, words)


def _brought(events: Sequence[Event]) -> Iterator[_Move]:
    """What was anticipated as brought forward, and what came of it."""
    for event in events:
        what = event.what
        if isinstance(what, BroughtForward):
            yield _Move("brought", event, what.pence, "brought forward")
        elif isinstance(what, AnticipatedSettled) and _is_brought(what.tranche):
            yield _Move("brought", event, what.confirmed_pence, "confirmed")
        elif isinstance(what, Allocation) and _is_brought(what.tranche):
            yield _Move("brought_expected", event, what.pence, "anticipated")


def _is_brought(tranche: str) -> bool:
    returns = tranche.startswith(RETURN) and tranche.endswith(f" {OUTTURN}")
    return returns or tranche.startswith(_BROUGHT)
