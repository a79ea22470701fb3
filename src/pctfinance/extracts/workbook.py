"""A sheet of a workbook as rows of text, cell by cell and with the place of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.excel.addresses import column_letters
from pctfinance.excel.plain_sheet import PlainSheet, read_plain_sheet
from pctfinance.extracts.headings import places_of
from pctfinance.extracts.profile import AMOUNTS, Profile
from pctfinance.tables.cells import read_text
from pctfinance.tables.code_cells import read_code
from pctfinance.tables.model import Cell

__all__ = ["NUMBER", "SheetRows", "read_sheet_rows"]

NUMBER = "\x01"
"""What stands before a number of a Parquet file or workbook: it was kept, not written."""

_CODES = ("entity", "account", "cost_centre", "subjective", "analysis_1", "analysis_2")


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet: the number of each and the texts of its roles; letters of columns."""

    sheet: str
    headings: Mapping[str, str]
    letters: Mapping[str, str]
    rows: list[tuple[int, dict[str, str]]]
    findings: tuple[Finding, ...]


def read_sheet_rows(path: Path, profile: Profile) -> SheetRows:
    r"""Read the sheet that a profile names.

    Raises:
        InputRefusedError: the file is no honest workbook, or lacks the sheet or a column.

    >>> from pctfinance.money import Unit
    >>> text = 'name="t"\nformat="workbook"\nsheet="TB"\nkind="journal-lines"\n' + (
    ...     '[columns]\nsubjective="Account"\namount="Amount"')
    >>> read_sheet_rows(Path("tb.xlsx"), Profile.parse(text))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: tb.xlsx: there is no such file -> ...
    """
    sheet = read_plain_sheet(path, profile.sheet or "")
    where = Where(file=path.name, sheet=sheet.title)
    heads = sheet.rows.get(profile.heading_row, {})
    if not heads:
        message = f"row {profile.heading_row} holds no headings"
        hint = "say in the profile in which `heading_row` they stand"
        raise InputRefusedError(Finding("file.empty", Level.ERROR, message, where, hint))
    last = max(heads)
    empty = Cell(None, where)
    headings = [_heading(heads.get(column, empty)) for column in range(1, last + 1)]
    places = places_of(headings, profile, where)
    findings = list(sheet.findings)
    rows = list(_rows(sheet, profile, places, findings))
    return SheetRows(
        sheet.title,
        {role: headings[place] for role, place in places.items()},
        {role: column_letters(place + 1) for role, place in places.items()},
        rows,
        tuple(findings),
    )


def _heading(cell: Cell) -> str:
    return "" if cell.is_blank or cell.problem else read_text(cell)


def _rows(
    sheet: PlainSheet, profile: Profile, places: Mapping[str, int], findings: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in sheet.rows.items():
        if number <= profile.heading_row:
            continue
        texts = {}
        for role, place in places.items():
            cell = cells.get(place + 1)
            if cell is None or cell.is_blank:
                continue
            text = _text(role, cell, findings)
            if text:
                texts[role] = text
        if texts:
            yield number, texts


def _text(role: str, cell: Cell, findings: list[Finding]) -> str:
    if cell.problem:
        findings.append(cell.problem.at(cell.problem.where or cell.where))
        return ""
    if role in AMOUNTS:
        return _amount(cell, findings)
    if role in _CODES:
        read = read_code(cell)
        findings += read.findings
        return str(read.value or "")
    if isinstance(cell.value, date | datetime):
        return cell.value.isoformat()[:10]
    return read_text(cell)


def _amount(cell: Cell, findings: list[Finding]) -> str:
    if isinstance(cell.value, Decimal):
        return f"{NUMBER}{cell.value}"
    if isinstance(cell.value, str):
        # What a text says is never taken for what a machine kept.
        return cell.value.replace(NUMBER, "\ufffd")
    kind = "yes/no value" if isinstance(cell.value, bool) else "date"
    message = f"the {kind} {cell.value} stands where an amount is expected"
    hint = "format the cell as a number, and type the amount again"
    findings.append(Finding("money.not-a-number", Level.ERROR, message, cell.where, hint))
    return ""
