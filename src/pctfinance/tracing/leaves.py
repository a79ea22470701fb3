"""The leaves of a trace: events and rows, each as the evidence of an amount."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.errors import Where
from pctfinance.ledger.drawn import drawn_figures
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.holdings import CellsOf, Holdings, figures_of, standing_loads
from pctfinance.ledger.journal_rules import journal_figures, journals_of
from pctfinance.ledger.lines import Line
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded, TableName
from pctfinance.tracing.parts import Evidence, LinesOf, Part

__all__ = ["Ground", "Sourced", "evidence_of", "resource_leaves"]


class Sourced(NamedTuple):
    """One figure of a load, and where it came from."""

    figure: Figure
    evidence: Evidence

    def leaf(self, sign: int = 1, label: str = "") -> Part:
        """The figure as a leaf, by the name of its month unless told otherwise."""
        month = f"M{self.figure.period.number:02}"
        adjusting = ", adjustment" if self.figure.adjusting else ""
        if self.evidence.kind.startswith("journal"):
            adjusting = f", journal {self.evidence.reference}"
        proof = replace(self.evidence, sign=sign)
        return Part(label or f"{month}{adjusting}", sign * self.figure.pence, evidence=proof)


@dataclass(frozen=True)
class Ground:
    """What figures are traced on: the ledgers at one time of a book, as known on a date.

    >>> from pctfinance.calendar import FinancialYear
    >>> ground = Ground(Holdings.empty(FinancialYear("2011-12")), (), {}.__getitem__)
    >>> ground.figures("actuals")
    ()
    """

    holdings: Holdings
    events: tuple[Event, ...]
    cells: CellsOf

    def figures(self, table: TableName) -> tuple[Sourced, ...]:
        """Every figure of a table that counts, with its source."""
        if table not in self._figures:
            loads = standing_loads(self.events, table)
            found = [sourced for event in loads for sourced in _sourced(event, self.cells)]
            if table == "actuals":
                found += [*_journalled(self.events), *self._drawn(found)]
            self._figures[table] = tuple(found)
        return self._figures[table]

    def figures_of(self, table: TableName, body: str) -> tuple[Sourced, ...]:
        """Those of one body: of a nation, nobody else's are looked at."""
        if table not in self._by_body:
            found: dict[str, list[Sourced]] = {}
            for sourced in self.figures(table):
                found.setdefault(sourced.figure.body, []).append(sourced)
            self._by_body[table] = {code: tuple(rows) for code, rows in found.items()}
        return self._by_body[table].get(body, ())

    def _drawn(self, loaded: Iterable[Sourced]) -> Iterator[Sourced]:
        """Payments of cash that count where no load says what was drawn."""
        known = {sourced.figure: sourced.evidence for sourced in loaded}
        for origin, figure in drawn_figures(self.events, known, self.holdings.actuals.cumulative):
            evidence = (
                evidence_of(origin, figure.pence) if isinstance(origin, Event) else known[origin]
            )
            yield Sourced(figure, evidence)

    def to_date(self, sourced: Sourced, period: Period) -> bool:
        """Whether an actual counts in the year up to a month.

        A report to date stands for all months before it; an adjustment is always a movement.
        """
        figure = sourced.figure
        if figure.body in self.holdings.actuals.cumulative and not figure.adjusting:
            return figure.period == period
        return figure.period <= period

    @cached_property
    def _by_body(self) -> dict[TableName, dict[str, tuple[Sourced, ...]]]:
        return {}

    @cached_property
    def _figures(self) -> dict[TableName, tuple[Sourced, ...]]:
        return {}


def _sourced(event: Event, cells: CellsOf) -> Iterator[Sourced]:
    """The figures of one load; each kind of load says more about their place."""
    what = event.what
    for number, figure in enumerate(figures_of(event, cells)):
        proof = replace(evidence_of(event), amount_pence=figure.pence, synthetic=figure.synthetic)
        if isinstance(what, FiguresLoaded):
            row = what.rows[number]
            place = replace(proof.where or Where(), row=row.row or None, cell=row.cell or None)
            proof = replace(proof, where=place)
        elif isinstance(what, LedgerLoaded):
            lines = LinesOf(what.lines_path, what.lines_sha256, figure.limit, figure.category)
            proof = replace(proof, lines=lines)
        yield Sourced(figure, proof)


def _journalled(events: Iterable[Event]) -> Iterator[Sourced]:
    """What approved journals add to the actuals: the approval makes them count."""
    for journal in journals_of(events).values():
        for figure in journal_figures([journal]):
            event = journal.decision or journal.submission
            proof = replace(evidence_of(event, figure.pence), synthetic=figure.synthetic)
            yield Sourced(figure, replace(proof, where=journal.submission.where))


def evidence_of(event: Event, amount_pence: int = 0) -> Evidence:
    """An event as evidence of an amount. One that names no place is found by its source's name.

    >>> from datetime import date
    >>> event = Event(body="5A9", effective=date(2011, 11, 30), notified=date(2011, 11, 30),
    ...     reference="actuals", source="month 8", what=FiguresLoaded(table="actuals", rows=()))
    >>> evidence_of(event).place
    'month 8'
    """
    is_load = isinstance(event.what, FiguresLoaded | LedgerLoaded)
    # The source of a load is its file; that of any other event is a citation.
    file = Where(file=event.source) if is_load and event.source else None
    return Evidence(
        sequence=event.sequence,
        body=event.body,
        kind=event.what.kind,
        reference=event.reference,
        effective=event.effective,
        notified=event.notified,
        recorded_at=event.recorded_at,
        source=event.source,
        synthetic=event.synthetic,
        amount_pence=amount_pence,
        where=event.where or file,
    )


def resource_leaves(
    events: Iterable[Event], counts: Callable[[Line], bool], *, sign: int = 1
) -> Iterator[Part]:
    """What each event adds to the sum of the resource lines that count.

    Lines of one event that cancel each other out, as where a retained budget is delegated, are no
    evidence of the sum.

    Args:
        events: in their order.
        counts: which lines are summed.
        sign: -1 where a use is shown as positive.

    >>> list(resource_leaves([], lambda line: True))
    []
    """
    for event in events:
        lines = [line.pence for line in event.what.lines() if counts(line)]
        pence = sign * sum(lines)
        if pence or len(lines) == 1:
            label = event.purpose or event.what.kind.replace("-", " ")
            yield Part(label, pence, evidence=evidence_of(event, pence))
