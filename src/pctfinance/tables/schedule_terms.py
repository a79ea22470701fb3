"""Whether a row of a returned schedule still says what was sent, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pctfinance.errors import Finding, Level
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.money import Unit, show_money
from pctfinance.tables.cells import read_cell, read_text
from pctfinance.tables.model import Cell, Column, Kind, RawRow, Value
from pctfinance.tables.reading import Reading, quoted
from pctfinance.tables.schedule_columns import NAMES, TERM_COLUMNS

__all__ = ["CHANGED", "Sent", "changed_cells", "said", "shown_text"]

CHANGED = "schedule.changed"

_PUT_BACK = "put back what was sent; other terms are another proposal (return it instead)"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a row of the schedule said when it was sent: the terms, and the names of both parties."""

    terms: TransferTerms
    giver_name: str
    receiver_name: str


def said(cell: Cell | None) -> str:
    """What a cell says as text with single spaces; empty where it says nothing.

    >>> from pctfinance.errors import Where
    >>> said(Cell(" acute  pressure ", Where(row=5)))
    'acute pressure'
    """
    if cell is None or cell.problem is not None or cell.value is None:
        return ""
    return " ".join(read_text(cell).split())


def shown_text(value: Value, kind: Kind) -> str:
    """A value of the terms as the schedule writes it into a CSV file.

    >>> shown_text(123_450, Kind.MONEY), shown_text(None, Kind.CODE)
    ('1234.50', '')
    """
    if value is None:
        return ""
    if kind is Kind.MONEY and isinstance(value, int):
        return show_money(value, Unit.POUNDS).replace(",", "")
    return str(value)


def changed_cells(row: RawRow, sent: Sent, reading: Reading) -> Iterator[Finding]:
    """The cells of a row that do not say any more what was sent, each with its place.

    An amount in another form, a date as text or a space more are no change.

    Args:
        row: the row as it came back.
        sent: what it said.
        reading: how cells are read; amounts are in pounds.

    >>> from datetime import date
    >>> from pctfinance.bodies import Register
    >>> from pctfinance.errors import Where
    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100_00,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> row = RawRow(2, {"amount": Cell("£100", Where(row=2)), "cash": Cell("1", Where(row=2))})
    >>> reading = Reading(Register.packaged(), unit=Unit.POUNDS)
    >>> [found.message for found in changed_cells(row, Sent(terms, "", ""), reading)]
    ["the cash says '1', and '0.00' was sent"]
    """
    for term in TERM_COLUMNS:
        yield from _changed(row, term.column, term.show(sent.terms), reading)
    for column in NAMES:
        yield from _changed(row, column, getattr(sent, column.name), reading)


def _changed(row: RawRow, column: Column, value: Value, reading: Reading) -> Iterator[Finding]:
    cell = row.cells.get(column.name)
    if cell is None:  # the heading is gone, which is told of the table
        return
    message = _difference(cell, column, value, reading)
    if message:
        yield Finding(CHANGED, Level.ERROR, message, cell.where, _PUT_BACK)


def _difference(cell: Cell, column: Column, value: Value, reading: Reading) -> str:
    """How a cell differs from what was sent; empty where it says the same."""
    was = shown_text(value, column.kind)
    now = said(cell)
    text = f"the {column.name} says {quoted(now) if now else 'nothing'}, and {quoted(was)} was sent"
    if cell.problem is not None:
        return (
            f"the {column.name} cannot be read ({cell.problem.message}), and {quoted(was)} was sent"
        )
    if column.kind is Kind.TEXT or cell.is_blank:
        return "" if now == " ".join(was.split()) else text
    read = read_cell(cell, column, reading)
    if read.is_understood:
        if column.kind is Kind.CODE:  # both without what cannot be seen
            value = read_cell(replace(cell, value=was), column, reading).value
        return "" if read.value == value else text
    return f"{text}: {'; '.join(finding.message for finding in read.findings)}"
