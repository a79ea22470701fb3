"""What funds are made of: what each body agreed, gave, was given back, drew and holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pctfinance.consolidation.funds import Fund, FundMember
from pctfinance.ledger.events import Event
from pctfinance.ledger.fund_moves import Measure, fund_moves
from pctfinance.ledger.funds import FundAgreed
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.measures import Measures, side_by_side
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["fund_figures"]

_SUMS: Mapping[str, Sequence[str]] = {
    "share": ("agreed", "-waived", "spread"),
    "open": ("agreed", "-waived", "spread", "-contributed", "returned"),
}
_WORDS = {"share": "to be given by now", "open": "not yet given", "agreed": "agreed"}
_STATED = "it is stated in the terms of the fund, to which the body has not agreed"


def fund_figures(
    funds: Sequence[Fund], group: str, bodies: Sequence[str], sight: Sight
) -> Iterator[ReportFigure]:
    """Every measure of every fund: of each body, and side by side.

    Args:
        funds: the funds.
        group: the code of the body or group that is asked about.
        bodies: the codes of its bodies; without any of them in it, a fund is left out.
        sight: the events they are of.

    >>> list(fund_figures((), "NCL", (), Sight.empty("2011-12 M08")))
    []
    """
    for fund in funds:
        own = [member for member in fund.members if member.body.code in bodies]
        found = [figure for member in own for figure in _of_member(fund, member, sight)]
        yield from found
        if own and group not in bodies:
            place = fund.terms.number
            totals = {
                f"{place}/{_name(measure)}": (
                    f"fund {place}, {measure.value}",
                    sum(member.pence(measure) for member in own),
                )
                for measure in Measure
            }
            yield from side_by_side(group, found, totals)


def _of_member(fund: Fund, member: FundMember, sight: Sight) -> Iterator[ReportFigure]:
    code, number = member.body.code, fund.terms.number
    ledger = sight.ground.holdings.resource
    events = ledger.standing(code, sight.period, sight.known_at)
    said = {_name(each): partial(_moved, events, number, each) for each in Measure}
    ways = Measures({"agreed": partial(_agreed, events, fund), **said}, _SUMS, _WORDS)
    values: dict[str, int | None] = {
        "agreed": member.agreed_pence,
        "share": member.share_pence,
        "open": member.open_pence,
        **{_name(each): member.pence(each) for each in Measure},
    }
    of_terms = {"agreed", "share", "open"}
    for figure in ways.figures(code, number, f"fund {number}", values):
        stated = figure.line.removeprefix(f"{number}/") in of_terms and member.agreed_pence
        if stated and not member.has_agreed:
            yield replace(figure, made=None, why=_STATED)
        else:
            yield figure


def _name(measure: Measure) -> str:
    return measure.name.lower()


def _agreed(events: Sequence[Event], fund: Fund) -> Iterator[Part]:
    """The share that a donor agreed to, by its last agreement to these terms."""
    own = [
        event
        for event in events
        if isinstance(event.what, FundAgreed) and event.what.terms == fund.terms
    ]
    for event in own[-1:]:
        yield said_by(event, fund.terms.share(event.body), "agreed")


def _moved(events: Sequence[Event], fund: str, measure: Measure) -> Iterator[Part]:
    for event in events:
        pence = sum(
            move.pence for move in fund_moves(event) if (move.fund, move.measure) == (fund, measure)
        )
        if pence:
            yield said_by(event, pence, event.what.kind.replace("-", " "))
