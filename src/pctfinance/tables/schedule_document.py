"""The approval schedule as it is written: its rows, whose it is, and how it is filled in."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pctfinance.tables.model import Column, Kind, Value
from pctfinance.tables.schedule_columns import DECISION_COLUMNS, FOR_PEOPLE, SCHEDULE
from pctfinance.tables.schedule_terms import shown_text

__all__ = ["HOW_TO", "ScheduleDocument", "ScheduleLine", "schedule_columns"]

HOW_TO: tuple[tuple[str, str], ...] = (
    (
        "What this is",
        (
            "Each row is one transfer that waits for an authority's approval, with its exact terms. "
            "Nothing passes before every competent authority has approved it (SOM 25). Rows are not "
            "added up: each transfer is decided on by itself."
        ),
    ),
    (
        "What to fill in",
        (
            "Only the pale cells: decision (approve, reject or return), authority, office, day. For an "
            "approval also its reference, and, where less is approved, the amount and the cash; "
            "conditions are separated by a semicolon. For the others the reason. A row that is left "
            "empty is not decided."
        ),
    ),
    (
        "What not to change",
        (
            "The terms, the digest, and the last columns. A transfer with other terms is another "
            "proposal: write return, and why. Rows may be left undecided."
        ),
    ),
    (
        "Who signs",
        (
            "The office writes its name with its organisation, as the authority has stated it to the "
            "book. It is not an office that proposed or agreed the transfer."
        ),
    ),
    (
        "What happens then",
        (
            "The file is read back row by row, and kept as the evidence of each decision under its "
            "SHA-256. A digest shows that the terms are those that were decided on. It does not show who "
            "decided."
        ),
    ),
)
"""How the schedule is filled in: a heading and a paragraph each."""


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One row: its values by column, and the authorities that have still to decide."""

    values: Mapping[str, Value]
    to_decide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduleDocument:
    """A schedule, ready to be written. `about` says whose it is, a heading and a text each.

    >>> text = ScheduleDocument("Transfers", (), ()).csv()
    >>> text.splitlines()[0].split(",")[:3]
    ['number', 'kind', 'giver']
    """

    title: str
    about: tuple[tuple[str, str], ...]
    lines: tuple[ScheduleLine, ...]

    def csv(self) -> str:
        """The rows as a CSV file: headings first, amounts in pounds, days as year-month-day."""
        columns = schedule_columns()
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for line in self.lines:
            writer.writerow(
                [shown_text(line.values.get(column.name), column.kind) for column in columns]
            )
        return text.getvalue()


def schedule_columns() -> Sequence[Column]:
    """Every column in the order in which it is written: terms, what is told, decision, whose.

    >>> [column.name for column in schedule_columns()][-3:]
    ['digest', 'row', 'book']
    """
    told = [Column(name, Kind.TEXT, "how things stood; not read") for name in FOR_PEOPLE]
    first = SCHEDULE.columns.index(DECISION_COLUMNS[0])
    return (*SCHEDULE.columns[:first], *told, *SCHEDULE.columns[first:])
