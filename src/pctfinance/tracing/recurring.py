"""What of charges and forecasts comes again, as bodies and accounts say it: its evidence."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pctfinance.consolidation.duties import Basis
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.holdings import standing_loads
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded
from pctfinance.tracing.leaves import Sourced, evidence_of
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight

__all__ = ["non_recurrent_part", "spent_part"]

_SAID = {"recurrent": Funding.RECURRENT, "non_recurrent": Funding.NON_RECURRENT}


def non_recurrent_part(sight: Sight, body: str) -> Part:
    """What of a body's forecast of the month it said will not come again, row by row.

    >>> non_recurrent_part(Sight.empty("2011-12 M08"), "5A9").pence
    0
    """
    return Part.sum_of("non-recurrent of the forecast", _rows(sight, body))


def _rows(sight: Sight, body: str) -> Iterator[Part]:
    own = [event for event in sight.ground.events if event.body == body]
    for event in standing_loads(own, "forecasts"):
        what = event.what
        for row in what.rows if isinstance(what, FiguresLoaded) else ():
            said = row.non_recurrent
            mine = row.limit is Limit.REVENUE and row.month == sight.period.number
            if said is None or not mine:
                continue
            proof = replace(evidence_of(event, said), synthetic=row.synthetic)
            if proof.where:
                where = replace(proof.where, row=row.row or None, cell=row.cell or None)
                proof = replace(proof, where=where)
            yield Part(sight.categories.name(row.category), said, evidence=proof)


def spent_part(sight: Sight, body: str, said: str) -> Part:
    """What was charged to revenue to date on accounts that say it is recurrent, or not; or the rest.

    Args:
        sight: the events.
        body: the body's code.
        said: `recurrent`, `non_recurrent` or `not_said`.

    >>> spent_part(Sight.empty("2011-12 M08"), "5A9", "not_said").pence
    0
    """
    if said in _SAID:
        return Part.sum_of(said.replace("_", "-"), _said(sight, body, _SAID[said]))
    whole = sight.trees(body).charge(Limit.REVENUE, Basis.YTD)
    parts = (spent_part(sight, body, word).turned() for word in _SAID)
    return Part.sum_of("not said", [whole, *parts])


def _said(sight: Sight, body: str, funding: Funding) -> Iterator[Part]:
    ground = sight.ground
    own = [event for event in ground.events if event.body == body]
    for event in standing_loads(own, "actuals"):
        for figure in _told_apart(event, ground.cells):
            proof = replace(evidence_of(event, figure.pence), synthetic=figure.synthetic)
            sourced = Sourced(figure, proof)
            if figure.delegate == funding.value and ground.to_date(sourced, sight.period):
                name = sight.categories.name(figure.category)
                yield sourced.leaf(label=f"{name}, M{figure.period.number:02}")


def _told_apart(event: Event, cells: Callable[[str], BalanceCells]) -> Iterator[Figure]:
    """What one load charges to revenue by what its accounts say; the word is the delegate."""
    what = event.what
    if not isinstance(what, LedgerLoaded):
        return
    held = cells(what.cells_sha256)
    names = ("limit", "category", "recurrence", "charge")
    for limit, category, word, pence in zip(
        *(held.columns[name].tolist() for name in names), strict=True
    ):
        said = held.codes["recurrence"][word]
        if said and held.codes["limit"][limit] == Limit.REVENUE.value:
            yield Figure(
                event.body,
                Limit.REVENUE,
                held.codes["category"][category],
                event.period,
                pence,
                event.synthetic,
                adjusting=what.lane is not Lane.LOAD,
                delegate=said,
            )
