"""What of charges and forecasts comes again, as bodies and accounts say it: its evidence."""

from collections.abc import Iterator
from dataclasses import replace

from pctfinance.consolidation.duties import Basis
from pctfinance.ledger.holdings import recurrence_of, standing_loads
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.ledger.loads import FiguresLoaded
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
        for figure in recurrence_of(event, ground.cells):
            proof = replace(evidence_of(event, figure.pence), synthetic=figure.synthetic)
            sourced = Sourced(figure, proof)
            if figure.delegate == funding.value and ground.to_date(sourced, sight.period):
                name = sight.categories.name(figure.category)
                yield sourced.leaf(label=f"{name}, M{figure.period.number:02}")
