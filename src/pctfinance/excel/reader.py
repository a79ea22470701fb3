"""A workbook to raw tables, each cell with the address that a person can go to.

The workbook is looked at before it is opened, then read cell by cell: what was typed, and, where
there are formulas, a second time for their stored results. Nothing is converted on the way in,
so that a code stays text and an error stays an error.
"""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.excel.addresses import listed
from pctfinance.excel.cells import StoredCell, is_formula
from pctfinance.excel.layout import Grid, Place
from pctfinance.excel.preflight import preflight
from pctfinance.excel.sheet import read_sheet
from pctfinance.tables.file_schemas import FILES
from pctfinance.tables.model import RawInput, RawTable, TableSchema
from pctfinance.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["QUIET_SHEETS", "open_workbook", "read_one_table", "read_workbook"]

QUIET_SHEETS = frozenset({"notes", "lists", "read me", "readme"})
"""Sheets that are for people, and passed over without a word."""

_NEAR_MISS = 0.8  # "actual" is meant to be "actuals"; "resource notes" is something else


def read_workbook(path: str | os.PathLike[str]) -> RawInput:
    """Read the tables of a workbook: every sheet that is named like a table.

    Capitals and spaces around a sheet's name do not matter. A sheet without a row is a table
    that is not given; so an empty form can stay in the workbook.

    Args:
        path: the workbook, `.xlsx` or `.xlsm`.

    Raises:
        InputRefusedError: The file is no honest workbook (see `preflight`), cannot be
            understood, or none of its sheets is a table of the input format.

    >>> read_workbook("~$month 8.xlsx")
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: ~$month 8.xlsx: there is no such file -> check the path \
[file.missing]
    """
    path = Path(path)
    findings = preflight(path)
    book = open_workbook(path, results=False)
    titles, about_sheets = _named_sheets(path, book)
    stored = open_workbook(path, results=True) if _has_formulas(book, titles) else None
    tables = [
        read_sheet(_grid(path, book[title], stored[title] if stored else None), SCHEMAS[table])
        for title, table in titles.items()
    ]
    given = tuple(table for table in tables if _is_given(table))
    stale = _manual_calculation(path, book) if stored else ()
    return RawInput(path.name, given, (*findings, *about_sheets, *stale))


def read_one_table(path: Path, schema: TableSchema, *, alone: bool = False) -> RawTable:
    """Read the sheet of a workbook that is named like a table of any kind.

    Args:
        path: the workbook.
        schema: the table.
        alone: whether the only sheet that there is to be read counts, whatever it is called,
            unless it is called like another table. A hidden sheet is read only by its name.

    Raises:
        InputRefusedError: the file is no honest workbook, has no such sheet, or has it twice.

    >>> from pctfinance.tables.schedule_columns import SCHEDULE
    >>> read_one_table(Path("returned.xlsx"), SCHEDULE)
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: returned.xlsx: there is no such file -> check the path \
[file.missing]
    """
    findings = preflight(path)
    book = open_workbook(path, results=False)
    title, about = _sheet_of(path, book, schema, alone=alone)
    stored = open_workbook(path, results=True) if _has_formulas(book, {title: ""}) else None
    table = read_sheet(_grid(path, book[title], stored[title] if stored else None), schema)
    stale = _manual_calculation(path, book) if stored else ()
    return replace(table, findings=(*findings, *about, *table.findings, *stale))


def open_workbook(path: Path, *, results: bool) -> "Workbook":
    """The workbook as openpyxl sees it: what was typed, or the stored `results` of formulas.

    It must have passed `preflight`.

    Raises:
        InputRefusedError: it cannot be understood.

    >>> open_workbook(Path("no.xlsx"), results=False)
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: no.xlsx: the workbook could not be understood ...
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - a heavy import, only where it is needed

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about charts and formats that are not read anyway
            return load_workbook(file, data_only=results, keep_links=False)
    except Exception as error:  # a damaged part can make it raise anything
        cause = str(error).strip().partition("\n")[0] or type(error).__name__
        message = f"the workbook could not be understood ({cause})"
        hint = "open it in Excel, save it as 'Excel Workbook (*.xlsx)', and give that"
        finding = Finding("file.damaged", Level.ERROR, message, Where(file=path.name), hint)
        raise InputRefusedError(finding) from error


def _named_sheets(path: Path, book: "Workbook") -> tuple[dict[str, str], list[Finding]]:
    """The table that each sheet is, in the order of the tables; and what to say of the others.

    Two sheets can be the same table, but for a space in their titles: the checks refuse that.
    """
    plain = {sheet.title: " ".join(sheet.title.split()).casefold() for sheet in book.worksheets}
    titles = {title: table for table in SCHEMAS for title in plain if plain[title] == table}
    if not titles:
        count = f"its {len(plain)} sheets is a table" if len(plain) > 1 else "its sheets is a table"
        message = f"none of {count} of the input format"
        hint = f"name the sheets {', '.join(SCHEMAS)}; declaration must be there"
        raise InputRefusedError(
            Finding("file.missing-table", Level.ERROR, message, Where(file=path.name), hint)
        )
    others = {title: plain[title] for title in plain if title not in titles}
    return titles, list(_unknown_sheets(path, others, set(titles.values())))


def _unknown_sheets(path: Path, others: Mapping[str, str], found: set[str]) -> Iterator[Finding]:
    missing = [table for table in SCHEMAS if table not in found]
    for title, plain in others.items():
        if plain in QUIET_SHEETS:
            continue
        meant = get_close_matches(plain, missing, n=1, cutoff=_NEAR_MISS)
        level = Level.ERROR if meant else Level.WARNING
        message = "the sheet is none of the tables of the input format; it was not read"
        hint = did_you_mean(plain, meant or tuple(SCHEMAS)) or "take it out if it is not needed"
        yield Finding("file.unknown-table", level, message, Where(path.name, title), hint)


def _sheet_of(
    path: Path, book: "Workbook", schema: TableSchema, *, alone: bool
) -> tuple[str, list[Finding]]:
    """The sheet that holds a table, and what there is to say of the others."""
    where = Where(file=path.name)
    plain = {sheet.title: " ".join(sheet.title.split()).casefold() for sheet in book.worksheets}
    named = [title for title in plain if plain[title] == schema.name]
    others = [
        sheet.title
        for sheet in book.worksheets
        if plain[sheet.title] not in {schema.name, *QUIET_SHEETS}
        and sheet.sheet_state == "visible"
        and any(cell.value is not None for cell in _cells(sheet).values())
    ]
    if len(named) > 1:
        message = f"two sheets are called {schema.name}"
        hint = "take one of them out, or give it another name"
        raise InputRefusedError(Finding("file.duplicate-table", Level.ERROR, message, where, hint))
    if named:
        return named[0], list(_not_read(where, others, named[0])) if alone else []
    if alone and len(others) == 1 and plain[others[0]] not in {*FILES, *SCHEMAS}:
        message = f"the only sheet was read as {schema.name}"
        at = Where(path.name, others[0])
        return others[0], [Finding("file.unknown-table", Level.NOTE, message, at)]
    message = f"the workbook has no sheet {schema.name!r}"
    hint = did_you_mean(schema.name, list(plain)) or f"it has {', '.join(plain)}"
    raise InputRefusedError(Finding("file.missing-table", Level.ERROR, message, where, hint))


def _not_read(where: Where, others: Sequence[str], title: str) -> Iterator[Finding]:
    """Sheets that hold something and are no file's table: said once, all together."""
    strange = [other for other in others if " ".join(other.split()).casefold() not in FILES]
    if strange:
        message = f"the sheet {title!r} alone was read, and not {listed(strange)}"
        hint = "nothing needs to be done where they hold no rows of it"
        yield Finding("file.unknown-table", Level.WARNING, message, where, hint)


def _cells(sheet: "Worksheet") -> Mapping[Place, StoredCell]:
    # The public ways over a sheet build every empty cell up to the last one.
    return cast("Mapping[Place, StoredCell]", sheet._cells)  # noqa: SLF001


def _has_formulas(book: "Workbook", titles: Mapping[str, str]) -> bool:
    sheets = (book[title] for title in titles)
    return any(is_formula(cell) for sheet in sheets for cell in _cells(sheet).values())


def _grid(path: Path, sheet: "Worksheet", stored: "Worksheet | None") -> Grid:
    return Grid(
        file=path.name,
        name=sheet.title,
        typed=_cells(sheet),
        stored=_cells(stored) if stored else {},
        merges=tuple(
            (area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        ),
        hidden_rows=frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden),
        hidden_columns=frozenset(
            column
            for size in sheet.column_dimensions.values()
            if size.hidden and size.min and size.max
            for column in range(size.min, size.max + 1)
        ),
        is_hidden=sheet.sheet_state != "visible",
    )


def _is_given(table: RawTable) -> bool:
    return bool(table.rows or table.findings) or table.name == "declaration"


def _manual_calculation(path: Path, book: "Workbook") -> Iterator[Finding]:
    if getattr(book.calculation, "calcMode", "auto") == "manual":
        message = "the workbook has formulas and calculates only when it is told to"
        hint = "press F9 in Excel and save, so that the stored results are those of today"
        yield Finding("input.stale-value", Level.WARNING, message, Where(file=path.name), hint)
