"""The declaration: whose figures these are, for which year, in which unit and with which sign.

It is read first, because the other tables cannot be understood without it. Where it is faulty it
still tells what it can, so that the rest is checked too.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level, PeriodError, Where
from pctfinance.ledger.loads import Phasing
from pctfinance.money import Unit
from pctfinance.tables.cells import read_choice, read_text
from pctfinance.tables.headings import table_findings
from pctfinance.tables.model import Cell, RawRow, RawTable
from pctfinance.tables.reading import quoted, steering
from pctfinance.tables.rows import place_of
from pctfinance.tables.schemas import DECLARATION_KEYS, schema_for

__all__ = ["Declaration", "Stated", "read_declaration"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the tables of one input are about, and how they were read.

    `costs_positive` and `year_to_date` tell how `actuals` was written; what was checked is in
    pence, costs positive. `rulebook` is a file beside the tables, or `None` for the packaged one.
    The two offices are offices, not people's names.
    """

    group: str
    group_name: str
    financial_year: FinancialYear
    unit: Unit
    costs_positive: bool
    year_to_date: bool
    scaled_amounts: bool
    phasing: Phasing
    rulebook: str | None
    governance_model: int | None
    accountable_officer: str
    director_of_finance: str


@dataclass(frozen=True, slots=True)
class Stated:
    """The keys of a declaration that were understood, with their defaults, and where they stand.

    `year` and `unit` are `None` where the declaration does not tell them.
    """

    values: Mapping[str, str]
    places: Mapping[str, Where]
    year: FinancialYear | None
    findings: tuple[Finding, ...] = ()

    @property
    def unit(self) -> Unit | None:
        """The unit of every amount, where it is stated."""
        unit = self.values.get("unit")
        return Unit(unit) if unit else None

    @property
    def scaled_amounts(self) -> bool:
        """Whether amounts may be written as 1.2m or 12k."""
        return self.values.get("scaled_amounts") == "yes"

    def declaration(self, group: str, group_name: str) -> Declaration:
        """The whole declaration; only where none of the findings is an error.

        Args:
            group: the code of the group, as the register has it.
            group_name: the name of the group.
        """
        if self.year is None or self.unit is None:
            msg = "a declaration without year or unit was not refused"
            raise AssertionError(msg)
        model = self.values.get("governance_model")
        return Declaration(
            group=group,
            group_name=group_name,
            financial_year=self.year,
            unit=self.unit,
            costs_positive=self.values.get("sign") == "costs-positive",
            year_to_date=self.values.get("actuals") == "year-to-date",
            scaled_amounts=self.scaled_amounts,
            phasing=Phasing(self.values.get("phasing", Phasing.PROFILE)),
            rulebook=self.values.get("rulebook"),
            governance_model=int(model) if model else None,
            accountable_officer=self.values.get("accountable_officer", ""),
            director_of_finance=self.values.get("director_of_finance", ""),
        )


def read_declaration(raw: RawTable | None, name: str) -> Stated:
    r"""What the declaration states, and everything that is wrong with it.

    A key whose value is empty counts as left out, as in an empty form.

    Args:
        raw: the table as it came in, or nothing where there is none.
        name: the name of the whole input, for the finding that it has no declaration.

    >>> from pctfinance.tables.csv_reader import read_table
    >>> text = b"key,value\ngroup,NCL\nfinancial_year,2011/12\nunit,pounds\n"
    >>> stated = read_declaration(read_table(text, "declaration.csv", "declaration"), "month 8")
    >>> stated.year, stated.unit.symbol
    (FinancialYear('2011-12'), '£')
    >>> [finding.message for finding in stated.findings]
    ['the declaration does not state the sign']
    """
    if raw is None:
        keys = ", ".join(key for key, (required, *_) in DECLARATION_KEYS.items() if required)
        message = "there is no declaration: nothing tells what these tables are about"
        hint = f"add the table `declaration`, which states {keys}"
        finding = Finding("file.missing-table", Level.ERROR, message, Where(file=name), hint)
        return Stated({}, {}, None, (finding,))
    findings = [*raw.findings, *table_findings(raw, schema_for("declaration"))]
    entries: dict[str, _Entry] = {}
    meant: set[str] = set()
    for row in raw.rows if {"key", "value"} <= set(raw.headings) else ():
        entry = _entry(row, place_of(row, raw))
        findings += entry.findings
        meant.add(entry.meant)
        if entry.key in entries:
            findings.append(_repeated(entry, entries[entry.key]))
        elif entry.key:
            entries[entry.key] = entry
    if not any(map(_is_of_whole, findings)):
        findings += _absent(raw, meant | entries.keys())
    return Stated(
        MappingProxyType(_defaults() | {e.key: e.text for e in entries.values() if e.text}),
        MappingProxyType({entry.key: entry.place for entry in entries.values()}),
        next((entry.year for entry in entries.values() if entry.year), None),
        tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of the declaration: its key, its value where that was understood, and its place."""

    key: str
    place: Where
    text: str = ""
    year: FinancialYear | None = None
    findings: tuple[Finding, ...] = ()
    meant: str = ""  # the key that an unknown one is most likely to be


def _is_of_whole(finding: Finding) -> bool:
    """Whether an error is about the table and not about one of its rows."""
    return finding.level is Level.ERROR and not (finding.where and finding.where.row)


def _entry(row: RawRow, place: Where) -> _Entry:
    blank = Cell(None, place)
    key_cell, value_cell = (row.cells.get(name, blank) for name in ("key", "value"))
    problems = [
        cell.problem.at(cell.problem.where or cell.where)
        for cell in (key_cell, value_cell)
        if cell.problem
    ]
    if problems or value_cell.is_blank:
        return _Entry("", place, findings=tuple(problems))
    if key_cell.is_blank:
        message = f"the value {quoted(read_text(value_cell))} has no key"
        finding = _error("input.missing-value", message, key_cell.where, "write the key beside it")
        return _Entry("", place, findings=(finding,))
    key = "_".join(read_text(key_cell).casefold().replace("-", " ").replace("_", " ").split())
    if key not in DECLARATION_KEYS:
        return _unknown(key, read_text(key_cell), key_cell.where)
    return _value(key, value_cell, value_cell.where)


def _unknown(key: str, written: str, place: Where) -> _Entry:
    meant = "".join(get_close_matches(key, DECLARATION_KEYS, n=1))
    hint = f"did you mean {meant}?" if meant else f"the keys are {', '.join(DECLARATION_KEYS)}"
    message = f"{quoted(written)} is no key of the declaration"
    finding = _error("input.unknown-choice", message, place, hint)
    return _Entry("", place, findings=(finding,), meant=meant)


def _value(key: str, cell: Cell, place: Where) -> _Entry:
    _, allowed, _, _ = DECLARATION_KEYS[key]
    if allowed:
        read = read_choice(cell, allowed)
        return _Entry(key, place, str(read.value or ""), None, _at(read.findings, key, place))
    if key == "financial_year":
        return _year(cell, place)
    text = read_text(cell)
    refusal = steering(text, cell)
    if refusal:
        return _Entry(key, place, findings=_at(refusal.findings, key, place))
    if key == "rulebook" and ("/" in text or "\\" in text):
        message = f"the rulebook {quoted(text)} is a path"
        hint = "put the file beside the tables and give its name alone"
        return _Entry(key, place, findings=(_error("input.declaration", message, place, hint),))
    return _Entry(key, place, text)


def _year(cell: Cell, place: Where) -> _Entry:
    key = "financial_year"
    if isinstance(cell.value, date):
        message = f"a spreadsheet made the date {read_text(cell)} of the financial year"
        hint = "format the cell as text and type the year again, such as 2011-12"
        return _Entry(key, place, findings=(_error("period.unreadable", message, place, hint),))
    try:
        year = FinancialYear.parse(read_text(cell))
    except PeriodError as error:
        return _Entry(key, place, findings=_at(error.findings, key, place))
    return _Entry(key, place, str(year), year)


def _repeated(entry: _Entry, earlier: _Entry) -> Finding:
    message = f"{entry.key} stands in row {earlier.place.row} already"
    return _error("input.declaration", message, entry.place, "keep the right one")


def _absent(raw: RawTable, told: AbstractSet[str]) -> Iterator[Finding]:
    for key, (required, allowed, meaning, _) in DECLARATION_KEYS.items():
        if required and key not in told:
            what = f"one of {', '.join(allowed)}" if allowed else meaning
            message = f"the declaration does not state the {key}"
            empty = _empty_value(raw, key)
            hint = f"fill this cell: {what}" if empty else f"add a row {key}: {what}"
            yield _error("input.declaration", message, empty or raw.where, hint)


def _empty_value(raw: RawTable, key: str) -> Where | None:
    """The place of an empty value beside a key, as in an empty form."""
    for row in raw.rows:
        cell, value = row.cells.get("key"), row.cells.get("value")
        if cell and value and value.is_blank and not cell.is_blank and read_text(cell) == key:
            return value.where
    return None


def _defaults() -> dict[str, str]:
    return {key: default for key, (*_, default) in DECLARATION_KEYS.items() if default}


def _at(findings: tuple[Finding, ...], key: str, place: Where) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, message=f"{key}: {finding.message}", where=place) for finding in findings
    )


def _error(code: str, message: str, where: Where, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, where, hint)
