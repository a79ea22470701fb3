"""What emergency commitments are made of: committed, disputed, regularised, and what was charged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pctfinance.ledger.commitment_states import Commitment
from pctfinance.ledger.commitments import CommitmentDisputed, CommitmentRegularised
from pctfinance.ledger.events import Event
from pctfinance.present.commitment_report import COMMITMENT_MEASURES
from pctfinance.tracing.figures import SUM_OF, ReportFigure
from pctfinance.tracing.measures import Measures, summed
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import said_by

__all__ = ["commitment_figures"]

_SUMS: Mapping[str, Sequence[str]] = {
    "open": ("committed", "-disputed", "-regularised"),
    "uncharged": ("committed", "-charged"),
}
_OPEN_FIRST = "what is open is regularised first, then what is disputed"


def commitment_figures(
    commitments: Sequence[Commitment], group: str, bodies: Sequence[str]
) -> Iterator[ReportFigure]:
    """Every measure of every commitment, and the sums: of each body, and side by side.

    Args:
        commitments: as they stand.
        group: the code of the body or group that is asked about.
        bodies: the codes of its bodies.

    >>> list(commitment_figures((), "5A9", ("5A9",)))[0].line
    'sum of/committed'
    """
    found: list[ReportFigure] = []
    for one in commitments:
        values: dict[str, int | None] = {name: _pence(one, name) for name in COMMITMENT_MEASURES}
        words = f"commitment {one.number}"
        found += _ways(one).figures(one.body, one.number, words, values)
    yield from found
    whole = () if group in bodies else (group,)
    for code in (*bodies, *whole):
        own = [one for one in commitments if code in (group, one.body)]
        for measure in COMMITMENT_MEASURES:
            parts = [
                figure
                for figure in found
                if code in (group, figure.body) and figure.line.rpartition("/")[2] == measure
            ]
            pence = sum(_pence(one, measure) for one in own)
            words = f"commitments, {measure}, side by side"
            of = ReportFigure(code, f"{SUM_OF}/{measure}", words, pence)
            yield summed(of, parts, lambda figure: f"{figure.body}, {figure.words}")


def _pence(one: Commitment, measure: str) -> int:
    if measure == "committed":
        return one.what.pence
    pence: int = getattr(one, f"{measure}_pence")
    return pence


def _ways(one: Commitment) -> Measures:
    return Measures(
        {
            "committed": lambda: [said_by(one.recorded, one.what.pence, "committed")],
            "disputed": lambda: _disputed(one),
            "regularised": lambda: _regularised(one),
            "charged": lambda: _charged(one),
        },
        _SUMS,
    )


def _steps(one: Commitment) -> list[Event]:
    return sorted((*one.disputes, *one.regularisations), key=lambda event: event.sequence)


def _disputed(one: Commitment) -> Iterator[Part]:
    """What was disputed, less what was regularised of it."""
    left = one.what.pence
    for event in _steps(one):
        what = event.what
        if isinstance(what, CommitmentDisputed):
            left -= what.pence
            yield said_by(event, what.pence, "disputed")
        elif isinstance(what, CommitmentRegularised):
            of_open = min(left, what.pence)
            left -= of_open
            if taken := what.pence - of_open:
                leaf = said_by(event, what.pence, "regularised of it", sign=-1)
                yield replace(leaf, pence=-taken, of_pence=-what.pence, rule=_OPEN_FIRST)


def _regularised(one: Commitment) -> Iterator[Part]:
    for event in one.regularisations:
        if isinstance(event.what, CommitmentRegularised):
            yield said_by(event, event.what.pence, "regularised")


def _charged(one: Commitment) -> Iterator[Part]:
    """What was charged for it, by month and line; a later statement took the place of an earlier."""
    for (month, line), charge in one.charges.items():
        yield said_by(charge.event, charge.what.pence, f"charged in M{month.number:02}, {line}")
