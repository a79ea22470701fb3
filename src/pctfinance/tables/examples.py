"""One row of `resources` for every kind of event, posted by the ledger itself.

The documentation shows what each event does to a body's ledger. It asks the ledger, so that it
cannot say anything else than what happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Funding
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.money import show_money
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.ingest import events_of
from pctfinance.tables.model import RawInput, Row, Value
from pctfinance.tables.schemas import schema_for

__all__ = ["EventExample", "event_examples"]

_DECLARATION = """\
key,value
group,NCL
financial_year,2011-12
unit,pounds
sign,costs-positive
"""

# A year of one body in the smallest figures that show each event; an event's first row is shown.
_RESOURCES = """\
event,amount,limit,funding,certainty,category,delegate,tranche,case,taken_from,issuer,approval,from_category
allocation,1000,,recurrent,,,,,,,Department of Health,,
allocation,50,capital,,,,,,,,Department of Health,,
brought-forward,40,,,,,,,,,,,
budget,300,,recurrent,,acute,,,,,,,
allocation,10,,non-recurrent,anticipated,,,T1,,,Department of Health,,
budget,10,,non-recurrent,anticipated,acute,,T1,,,,,
allocation,6,,non-recurrent,anticipated,,,T2,,,Department of Health,,
anticipated-confirmed,7,,,,,,T1,,,Department of Health,,
anticipated-cancelled,,,,,,,T2,,,,,
gap-closed,3,,non-recurrent,,,,,,,,,
planned-surplus,10,,recurrent,,,,,,,,,
surplus-lodged,10,,recurrent,,,,,,,,,
headroom-lodged,20,,,,,,,,,,,
headroom-released,8,,,,transition,,,C1,,,NHS London 12,
headroom-set-aside,20,,,,,,,,,,,
applied-non-recurrently,5,,,,transition,,,,headroom,,,
contingency,5,,recurrent,,,,,,,,,
delegation,100,,recurrent,,acute,07M,,,retained,,,
virement,30,,recurrent,,community,,,,,,,acute
rebasing,-15,,recurrent,,acute,,,,,,,
rebasing,15,,recurrent,,community,,,,,,,
capital-to-revenue,2,,,,,,,,,,NHS London 13,
"""


@dataclass(frozen=True, slots=True)
class EventExample:
    """An event of the input format: what its row needs, and what an example of it posts.

    `needs` are the columns that this event cannot do without; `takes_from` the words allowed in
    that column, where there is a choice; `amount` and `lines` are in pounds.
    """

    event: str
    needs: tuple[str, ...]
    takes_from: tuple[str, ...]
    amount: str
    lines: tuple[str, ...]


def event_examples() -> tuple[EventExample, ...]:
    """An example of every kind of event, in the order of the input format.

    >>> [example.lines for example in event_examples() if example.event == "planned-surplus"]
    [('recurrent: unallocated +10, planned surplus -10',)]
    """
    given = _checked()
    rows = {row.text("event"): row for row in reversed(given.tables["resources"].rows)}
    events = ResourceLedger().post(events_of(given)).events
    posted = {event.where: event for event in events}
    kinds = schema_for("resources").column("event").choices
    return tuple(_example(rows[kind], posted[rows[kind].where]) for kind in kinds)


def _checked() -> CheckedInput:
    heading, *rows = _RESOURCES.splitlines()
    # One reference for each kind: the rows of a re-basing share theirs, others differ elsewhere.
    dated = [f"5A9,2011-04-01,2010-12-15,{row.partition(',')[0]},{row}" for row in rows]
    text = "\n".join([f"body,effective,notified,reference,{heading}", *dated, ""])
    texts = {"declaration": _DECLARATION, "resources": text}
    tables = (read_table(text.encode(), f"{name}.csv", name) for name, text in texts.items())
    return check_input(RawInput("examples", tuple(tables)))


def _example(row: Row, event: Event) -> EventExample:
    amount = row.pence()
    return EventExample(
        row.text("event"),
        (*_needs(row), *(["approval"] if event.what.needs_approval else [])),
        tuple(_takes_from(row)),
        show_money(amount, decimals=0) if amount else "",
        tuple(_lines(event)),
    )


def _needs(row: Row) -> Iterator[str]:
    """The optional columns without which the rules of a row refuse it."""
    for column in schema_for("resources").columns:
        filled = row.values[column.name] not in (None, column.default)
        if filled and not column.required and not _passes(row, column.name, column.default):
            yield column.name


def _takes_from(row: Row) -> Iterator[str]:
    """The words of `taken_from` that the rules of a row allow, where there is more than one."""
    choices = schema_for("resources").column("taken_from").choices
    allowed = [choice for choice in choices if _passes(row, "taken_from", choice)]
    yield from allowed if len(allowed) > 1 else ()


def _passes(row: Row, name: str, value: Value) -> bool:
    changed = replace(row, values=MappingProxyType({**row.values, name: value}))
    return not any(finding for rule in schema_for("resources").rules for finding in rule(changed))


def _lines(event: Event) -> Iterator[str]:
    """The lines of an event by strand, as `recurrent: unallocated +10, planned surplus -10`."""
    for strand in dict.fromkeys(line.strand for line in event.lines):
        known = strand.funding is not Funding.NOT_APPLICABLE
        name = strand.funding if known else strand.limit
        lines = ", ".join(
            f"{line.account} {'+' if line.pence > 0 else '-'}{show_money(abs(line.pence), decimals=0)}"
            for line in event.lines
            if line.strand == strand
        )
        certainty = f", {strand.certainty}" if strand.certainty == "anticipated" else ""
        yield f"{name}{certainty}: {lines}"
