"""What cases of headroom are made of, and what became of headroom that a body holds itself."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pctfinance.consolidation.headroom import BodyHeadroom
from pctfinance.ledger.closing_items import closing_items, standing_decisions
from pctfinance.ledger.events import Event
from pctfinance.ledger.headroom import (
    SET_ASIDE_LAPSED,
    CaseApproved,
    CaseSpent,
    HeadroomLapsed,
    HeldBy,
)
from pctfinance.ledger.headroom_cases import Case, CaseState
from pctfinance.ledger.kinds import HeadroomReleased, HeadroomSetAside
from pctfinance.ledger.lines import Account
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfer_lines import HEADROOM_PENDING
from pctfinance.ledger.year_end import Decision, YearEndDecided
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.measures import Measures, summed
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["case_figures"]

_RESERVE = f"reserve/revenue/recurrent/{Account.HEADROOM.value}"
_OF_CASES = ("approved", "unreleased", "spent")
_OF_CASE: Mapping[str, str] = {
    "proposed": "proposed",
    "approved": "approved, and still counts",
    "released": "released",
    "unreleased": "approved, and may still be released",
    "spent": "spent, as the body states",
}
_OF_BODY: Mapping[str, str] = {
    "pending": "set aside for redirects",
    "applied": "applied of what the body holds itself",
    "set_aside_lapsed": "lapsed of what the body holds itself",
    "left": "left of what the body holds itself",
}


def case_figures(found: BodyHeadroom, sight: Sight) -> Iterator[ReportFigure]:
    """Every case of one body's headroom, their sums, and what the body holds itself.

    Args:
        found: the headroom of the body.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> found = Book.in_memory("2011-12", group="NCL").headroom("5A9").of("5A9")
    >>> next(case_figures(found, Sight.empty("2011-12 M12"))).line
    'approved'
    """
    code = found.body.code
    ledger = sight.ground.holdings.resource
    events = without_reversed(ledger.standing(code, sight.period, sight.known_at))
    figures: list[ReportFigure] = []
    for case in found.cases:
        values: dict[str, int | None] = {
            "proposed": case.what.pence,
            "approved": case.kept_pence,
            "released": case.released_pence,
            "unreleased": case.unreleased_pence,
            "spent": case.spent_pence,
        }
        place, words = f"case/{case.number}", f"case {case.number}"
        figures += _ways(case, events).figures(code, place, words, values)
    yield from figures
    for name in _OF_CASES:
        own = [figure for figure in figures if figure.line.rpartition("/")[2] == name]
        words = f"cases of headroom, {_OF_CASE[name]}"
        whole = ReportFigure(code, name, words, getattr(found, f"{name}_pence"))
        yield summed(whole, own, lambda figure: figure.words)
    for number, pence in found.unproposed:
        made = partial(_unproposed, events, number)
        words = f"released for case {number}, which nobody proposed"
        yield ReportFigure(code, f"unproposed/{number}", words, pence, made=made)
    amounts: dict[str, int | None] = {name: getattr(found, f"{name}_pence") for name in _OF_BODY}
    yield from _held(code, events).figures(code, "", "headroom", amounts)


def _ways(case: Case, events: Sequence[Event]) -> Measures:
    return Measures(
        {
            "proposed": lambda: [said_by(case.proposal, case.what.pence, "proposed")],
            "approved": lambda: _approved(case),
            "released": lambda: _released(case),
            "spent": lambda: _spent(case, events),
        },
        {"unreleased": ("approved", "-released")},
        _OF_CASE,
    )


def _approved(case: Case) -> Iterator[Part]:
    """What was approved; of a case that lapsed, what was released before."""
    decision, what = case.decision, case.decision and case.decision.what
    if case.state is CaseState.LAPSED:
        yield from _released(case)
    elif decision and isinstance(what, CaseApproved):
        yield said_by(decision, what.pence, "decision")


def _released(case: Case) -> Iterator[Part]:
    for event in case.releases:
        if isinstance(event.what, HeadroomReleased):
            yield said_by(event, event.what.pence, "released")


def _spent(case: Case, events: Sequence[Event]) -> Iterator[Part]:
    """The last statement of each month."""
    last: dict[int, Event] = {}
    for event in events:
        if isinstance(event.what, CaseSpent) and event.what.case == case.number:
            last[event.period.number] = event
    for number, event in last.items():
        if isinstance(event.what, CaseSpent):
            yield said_by(event, event.what.pence, f"M{number:02}, spent")


def _unproposed(events: Sequence[Event], number: str) -> Part:
    parts = [
        said_by(event, event.what.pence, "released")
        for event in events
        if isinstance(event.what, HeadroomReleased) and event.what.case == number
    ]
    return Part.sum_of("released", parts)


def _held(body: str, events: Sequence[Event]) -> Measures:
    return Measures(
        {
            "pending": lambda: _followed(events, HEADROOM_PENDING, 1),
            "set_aside": lambda: (
                said_by(event, event.what.pence, "set aside")
                for event in events
                if isinstance(event.what, HeadroomSetAside)
            ),
            "applied": lambda: _applied(events),
            "set_aside_lapsed": lambda: _lapsed(body, events),
        },
        {"left": ("set_aside", "-applied", "-set_aside_lapsed")},
        _OF_BODY,
    )


def _followed(events: Sequence[Event], account: str, sign: int) -> Iterator[Part]:
    for event in events:
        pence = sum(memo.pence for memo in event.what.memoranda() if memo.account == account)
        if pence:
            leaf = said_by(event, pence, event.what.kind.replace("-", " "))
            yield leaf if sign > 0 else leaf.turned("lapsed before")


def _applied(events: Sequence[Event]) -> Iterator[Part]:
    for event in events:
        pence = sum(line.pence for line in event.lines if line.account is Account.HEADROOM)
        if pence and not isinstance(event.what, HeadroomSetAside):
            yield said_by(event, pence, event.purpose or event.what.kind.replace("-", " "))


def _lapsed(body: str, events: Sequence[Event]) -> Iterator[Part]:
    """What was given up, and what a decision of the year's end lets lapse where it still fits."""
    for event in events:
        what = event.what
        if isinstance(what, HeadroomLapsed) and what.held_by is HeldBy.BODY:
            yield said_by(event, what.pence, "lapsed")
    items = {item.key: item.pence for item in closing_items(body, events)}
    decided = standing_decisions(body, events).get(_RESERVE)
    said = decided.what if decided else None
    if decided and isinstance(said, YearEndDecided) and said.pence == items.get(_RESERVE):
        parts = [part.pence for part in said.parts if part.decision is Decision.LAPSE]
        if sum(parts):
            for pence in parts:
                yield said_by(decided, pence, "decided to lapse")
            yield from _followed(events, SET_ASIDE_LAPSED, -1)
