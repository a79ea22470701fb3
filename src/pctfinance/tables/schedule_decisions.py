"""What an authority decided, read from one row of a returned schedule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.tables.cells import read_cell
from pctfinance.tables.model import Cell, RawRow, Value
from pctfinance.tables.reading import Reading
from pctfinance.tables.schedule_columns import APPROVE, DECISION_COLUMNS

__all__ = ["Decided", "read_decision"]

_ALWAYS = ("office", "decided_on")
_OF_APPROVAL = ("reference",)
_OF_REFUSAL = ("reason",)
_ONLY_OF_APPROVAL = ("approved_amount", "approved_cash", "conditions")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what, by whom, when; amounts in pence, as they are approved."""

    decision: str
    authority: str
    office: str
    on: date
    pence: int
    cash_pence: int
    conditions: tuple[str, ...]
    reference: str
    reason: str
    where: Where


def read_decision(
    row: RawRow, terms: TransferTerms, reading: Reading, authority: str = ""
) -> Decided | tuple[Finding, ...]:
    r"""The decision of a row, or why there is none; no findings where none was taken.

    Args:
        row: the row as it came back.
        terms: the terms that it is about.
        reading: how cells are read; amounts are in pounds.
        authority: the one that the schedule was made for, taken where the row names none.

    >>> from pctfinance.bodies import Register
    >>> terms = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=100,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> blank = RawRow(5, {c.name: Cell("", Where(row=5)) for c in DECISION_COLUMNS})
    >>> read_decision(blank, terms, Reading(Register.packaged()))
    ()
    """
    cells = {each.name: row.cells[each.name] for each in DECISION_COLUMNS if each.name in row.cells}
    if all(cell.is_blank for cell in cells.values()):
        return ()
    findings: list[Finding] = []
    values: dict[str, Value] = {}
    for column in DECISION_COLUMNS:
        if column.name in cells:
            read = read_cell(cells[column.name], column, reading)
            values[column.name] = read.value
            findings += [each for each in read.findings if each.level is Level.ERROR]
    if not findings:
        findings += _incomplete(values, cells, authority)
    if not findings:
        findings += _contradictions(values, cells)
    if findings:
        return tuple(findings)
    return _decided(values, terms, cells["decision"].where, authority)


def _incomplete(
    values: dict[str, Value], cells: dict[str, Cell], authority: str
) -> Iterator[Finding]:
    decision = values.get("decision")
    if decision is None:
        message = "the row has entries of a decision, and no decision"
        hint = "write approve, reject or return, or empty the other cells"
        yield Finding("schedule.row", Level.ERROR, message, cells["decision"].where, hint)
        return
    of_it = _OF_APPROVAL if decision == APPROVE else _OF_REFUSAL
    for name in (*_ALWAYS, *of_it, *(() if authority else ("authority",))):
        if values.get(name) is None:
            message = f"the {name} is missing, which {decision} needs"
            hint = "ask the authority for it"
            yield Finding("input.missing-value", Level.ERROR, message, cells[name].where, hint)


def _contradictions(values: dict[str, Value], cells: dict[str, Cell]) -> Iterator[Finding]:
    decision = values["decision"]
    for name in _ONLY_OF_APPROVAL:
        value, where = values.get(name), cells[name].where
        if decision != APPROVE and value is not None:
            message = f"the row says {decision}, and has {name}"
            hint = "only an approval has amounts and conditions"
            yield Finding("input.combination", Level.ERROR, message, where, hint)
        elif isinstance(value, int) and (value < 0 or (not value and name == "approved_amount")):
            message = f"the {name} of an approval is not above zero"
            hint = "approve an amount, or reject it"
            yield Finding("input.negative-amount", Level.ERROR, message, where, hint)


def _decided(
    values: dict[str, Value], terms: TransferTerms, where: Where, authority: str
) -> Decided:
    texts = {name: str(value) for name, value in values.items() if value is not None}
    on, pence, cash = (values[name] for name in ("decided_on", "approved_amount", "approved_cash"))
    if not isinstance(on, date):
        msg = f"{where}: a checked decision has its day"
        raise TypeError(msg)
    conditions = texts.get("conditions", "").replace("\n", ";").split(";")
    return Decided(
        decision=texts["decision"],
        authority=texts.get("authority") or authority,
        office=texts["office"],
        on=on,
        pence=pence if isinstance(pence, int) else terms.pence,
        cash_pence=cash if isinstance(cash, int) else terms.cash_pence,
        conditions=tuple(dict.fromkeys(part for each in conditions if (part := each.strip()))),
        reference=texts.get("reference", ""),
        reason=texts.get("reason", ""),
        where=where,
    )
