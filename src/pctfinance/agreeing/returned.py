"""A statement of balances that came back: which one it is, and what its cells for the answer say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.excel.balances_answer import AnswerRow, ReturnedStatement
from pctfinance.excel.balances_statement import REPLIES, AnswerCells
from pctfinance.excel.seen import shown_number
from pctfinance.ledger.balance_answers import AnsweredLine, Reply, line_named
from pctfinance.present.agreement_statement import StatementSum
from pctfinance.tables.amounts import shows_another
from pctfinance.tables.cells import read_cell, read_text
from pctfinance.tables.model import Cell, Column, Kind, Value
from pctfinance.tables.reading import Reading, quoted

__all__ = ["NOTHING_SENT", "NOT_OURS", "ReadAnswer", "answer_read", "asked_for", "is_named"]

NOT_OURS = "give the workbook that was made from this book, as the counterparty returned it"
"""What to do with a workbook that is no statement of this book."""

_NAMED = (
    *("From", "To", "Month", "Documents up to", "Tolerance (p)", "Accounts named"),
    *("Book", "Event", "Head", "Digest"),
)
_REPLY = Column("your answer", Kind.CHOICE, "one of the words", choices=REPLIES)
_AMOUNT = Column("your amount", Kind.MONEY, "in pounds")
_REASON = Column("what differs and why", Kind.TEXT, "the reason")
_OFFICE = Column("office", Kind.TEXT, "the office that answers")
_DAY = Column("date", Kind.DATE, "the day of the answer")
_REFERENCE = Column("reference", Kind.TEXT, "its paper")


class ReadAnswer(NamedTuple):
    """What was answered, by whom, when and in which paper; or the findings why it cannot be relied on."""

    lines: tuple[AnsweredLine, ...]
    office: str
    on: date
    reference: str
    findings: tuple[Finding, ...] = ()


def asked_for(returned: ReturnedStatement) -> Mapping[str, str]:
    """What the sheet says that it was made from, by heading.

    Raises:
        InputRefusedError: a heading is missing.

    >>> from openpyxl import Workbook
    >>> sheet = Workbook().active
    >>> asked_for(ReturnedStatement("r.xlsx", (sheet, sheet)))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: r.xlsx, sheet 'Statement': the sheet does not say what it was \
made from: ...
    """
    missing = [name for name in _NAMED if name not in returned.made_from]
    if missing:
        message = f"the sheet does not say what it was made from: {', '.join(missing)} is missing"
        raise InputRefusedError(
            Finding("agreement.not-ours", Level.ERROR, message, returned.where, NOT_OURS)
        )
    cells = returned.made_from
    return {name: "" if cells[name].is_blank else read_text(cells[name]) for name in _NAMED}


def is_named(returned: ReturnedStatement, digest: str) -> bool:
    """Whether a sheet names the digest of a statement.

    >>> from openpyxl import Workbook
    >>> sheet = Workbook().active
    >>> is_named(ReturnedStatement("r.xlsx", (sheet, sheet)), "0" * 64)
    False
    """
    cell = returned.made_from.get("Digest")
    return cell is not None and not cell.is_blank and read_text(cell) == digest


def answer_read(
    returned: ReturnedStatement,
    cells: AnswerCells,
    sums: Sequence[StatementSum],
    reading: Reading,
) -> ReadAnswer:
    """The cells for the answer, read; every fault is told with its cell.

    Args:
        returned: the sheet that came back.
        cells: where it is answered.
        sums: the balances that were sent, in the order of the rows.
        reading: how cells are read; amounts are in pounds.

    >>> from openpyxl import Workbook
    >>> from pctfinance.bodies import Register
    >>> sheet = Workbook().active
    >>> empty = ReturnedStatement("r.xlsx", (sheet, sheet))
    >>> read = answer_read(empty, AnswerCells((), "", "", ""), (), Reading(Register.packaged()))
    >>> [finding.message for finding in read.findings]
    ['no balance is answered']
    """
    findings: list[Finding] = []
    lines = []
    for row, sent in zip(returned.rows(cells), sums, strict=True):
        faults: list[Finding] = []
        values = [
            _value(cell, column, reading, faults)
            for cell, column in zip(row, (_REPLY, _AMOUNT, _REASON), strict=True)
        ]
        findings += faults
        if not faults and any(value is not None for value in values):
            found = _line(row, values, sent)
            if isinstance(found, Finding):
                findings.append(found)
            else:
                lines.append(found)
    if not cells.rows or (not lines and not findings):
        message = "no balance is answered"
        hint = f"write one of {', '.join(REPLIES)} beside each"
        where = returned.rows(cells)[0].reply.where if cells.rows else returned.where
        findings.append(Finding("agreement.answer", Level.ERROR, message, where, hint))
    if not cells.rows:
        return ReadAnswer((), "", date.min, "", tuple(findings))
    ends = [
        (returned.at(cell), column)
        for cell, column in zip(cells[1:], (_OFFICE, _DAY, _REFERENCE), strict=True)
    ]
    office, day, reference = (_value(*end, reading, findings) for end in ends)
    findings += _missing(zip(ends, (office, day, reference), strict=True))
    on = day if isinstance(day, date) else date.min
    return ReadAnswer(tuple(lines), str(office or ""), on, str(reference or ""), tuple(findings))


def _value(cell: Cell, column: Column, reading: Reading, findings: list[Finding]) -> Value:
    """The value of a cell; why it has none goes into the findings."""
    read = read_cell(cell, column, reading)
    findings += [
        each if each.level is Level.ERROR else _fault(each.message, each.where or cell.where)
        for each in read.findings
        if each.level in (Level.ERROR, Level.WARNING)
    ]
    is_read = column is _AMOUNT and isinstance(read.value, int) and not read.findings
    if is_read and not _is_seen(cell):
        form = quoted(cell.number_format)
        message = f"the cell's number format {form} does not show the amount that it holds"
        findings.append(_fault(message, cell.where))
    return read.value


def _is_seen(cell: Cell) -> bool:
    """Whether the amount of a cell is what a person saw in it, to the penny and with its sign."""
    if isinstance(cell.value, Decimal):
        return shown_number(cell.number_format, cell.value) == cell.value
    return not shows_another(cell.number_format)


def _missing(
    ends: "Iterator[tuple[tuple[Cell, Column], Value]]",
) -> Iterator[Finding]:
    for (cell, column), value in ends:
        if value is None and cell.is_blank:
            message = f"the answer names no {column.name}"
            yield _fault(message, cell.where)


def _line(row: AnswerRow, values: Sequence[Value], sent: StatementSum) -> AnsweredLine | Finding:
    said, amount, reason = values
    if said is None:
        return _fault("there is an amount or a reason, and no answer", row.reply.where)
    reply = Reply(str(said))
    if sent.ours_pence is None:
        return _fault(NOTHING_SENT, row.reply.where)
    pence = amount if isinstance(amount, int) else None
    if reply is Reply.AGREED and pence is None:
        pence = sent.ours_pence
    figures = (sent.ours_pence, sent.theirs_pence)
    line = AnsweredLine(line_named(sent.kind), reply, *figures, pence, str(reason or ""))
    if line.fault:
        where = row.reason.where if reply is Reply.DISPUTED else row.amount.where
        return _fault(f"{reply.value}: {line.fault}", where)
    return line


NOTHING_SENT = "the sender's ledger was not there: no amount of it was sent that could be answered"
"""Why a balance cannot be answered of which the sender has nothing."""


def _fault(message: str, where: Where) -> Finding:
    hint = "ask the counterparty, and correct the cell"
    return Finding("agreement.answer", Level.ERROR, message, where, hint)
