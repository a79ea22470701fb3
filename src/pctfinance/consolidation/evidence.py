"""What a finding rests on, by name: figures of a position, limits, events.

Each is a `Ground`, whose figure can be traced as long as the book is there.
"""

from dataclasses import replace

from pctfinance.consolidation.duties import Duty
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.errors import Finding, Ground
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import SOURCES, Certainty, Funding, Limit

__all__ = ["figure_ground", "grounds_of_event", "limit_ground", "with_sequence"]


def figure_ground(
    position: Position,
    body: BodyPosition,
    measure: str,
    *,
    category: str | None = None,
    duty: Duty | None = None,
) -> Ground:
    """One figure of a position: its words, its value in pence, and its name for a trace.

    Args:
        position: the position that shows it.
        body: whose figure it is.
        measure: one of `figure_ref.MEASURES`.
        category: the category that it is of.
        duty: or the duty that it is of.

    Raises:
        UsageError: there is no such measure, or what it is of is not said once.

    >>> from pctfinance.book import Book
    >>> position = Book.in_memory("2011-12", group="NCL").position("2011-12 M08")
    >>> figure_ground(position, position.bodies[0], "limit", duty=Duty.REVENUE).value
    'not known'
    """
    ref = FigureRef(
        body=body.code,
        period=position.period,
        measure=measure,
        duty=duty,
        category=category,
        basis=position.basis,
        known_at=position.known_at,
    )
    holder: object = body.duty(duty) if duty is not None else None
    if holder is None:
        holder = next((line for line in body.lines if line.category == category), None)
    value: int | None = getattr(holder, f"{measure}_pence", None)
    return Ground(ref.about, "not known" if value is None else value, ref)


def limit_ground(
    position: Position,
    body: BodyPosition,
    *,
    certainty: Certainty = Certainty.CONFIRMED,
    funding: Funding | None = None,
    limit: Limit = Limit.REVENUE,
) -> Ground:
    """A limit of a body, confirmed or anticipated, of all funding or of one, in pence.

    >>> from pctfinance.book import Book
    >>> position = Book.in_memory("2011-12", group="NCL").position("2011-12 M08")
    >>> limit_ground(position, position.bodies[0]).about
    'revenue limit, confirmed, 2011-12 M08'
    """
    ref = FigureRef(
        body=body.code,
        period=position.period,
        measure="limit",
        limit=limit,
        known_at=position.known_at,
        certainty=certainty,
        funding=funding,
    )
    stated = any(
        cell.account in SOURCES
        and cell.strand.limit is limit
        and cell.strand.certainty is certainty
        and funding in (None, cell.strand.funding)
        for cell in body.balances.cells
    )
    if not stated:
        return Ground(ref.about, "no document states it")
    return Ground(ref.about, body.balances.limit(limit, certainty=certainty, funding=funding), ref)


def grounds_of_event(event: Event, pence: int) -> Ground:
    """What one event states, in pence, under its number in the book.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> event = Event(body="5A9", effective=day, notified=day, reference="letter 7", sequence=12,
    ...     what=BroughtForward(pence=5))
    >>> ground = grounds_of_event(event, 5)
    >>> ground.about, ground.value, ground.event
    ("brought-forward 'letter 7' of 5A9", 5, 12)
    """
    about = f"{event.what.kind} {event.reference!r} of {event.body}"
    return Ground(about, pence, event=event.sequence)


def with_sequence(finding: Finding, sequence: int | None) -> Finding:
    """The finding with its figures named as they stood behind an event of the book.

    >>> from pctfinance.errors import Level
    >>> with_sequence(Finding("usage", Level.NOTE, "nothing"), 7).evidence
    ()
    """
    evidence = tuple(
        replace(ground, figure=replace(ground.figure, sequence=sequence))
        if isinstance(ground.figure, FigureRef) and ground.figure.sequence is None
        else ground
        for ground in finding.evidence
    )
    return replace(finding, evidence=evidence)
