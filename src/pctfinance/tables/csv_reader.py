"""A folder of CSV files to raw tables, with the line number of every row.

Everything stays text: `5E1` is Stockton and not fifty. What a spreadsheet or a careless export
does to a CSV file (semicolons, another encoding, a comma too many) is recognised and named.
"""

import csv
import io
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.tables.decoding import decode_text
from pctfinance.tables.model import Cell, RawInput, RawRow, RawTable
from pctfinance.tables.schemas import SCHEMAS

__all__ = ["read_folder", "read_table"]

_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What Excel puts above the headings so that it finds the columns again; it is no row.
_SEPARATOR_LINE = re.compile(r"\"?sep=.\"?[ \t]*(?=\r|\n|$)", re.IGNORECASE)
_OWN_OUTPUT = "board-pack.xlsx"  # people close a month into the folder that it came from
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTE_TROUBLE = {
    "unexpected end of data": "a quotation mark is opened in this row and never closed",
    "',' expected after '\"'": "a closing quotation mark is followed by more text",
}


def read_folder(path: str | os.PathLike[str]) -> RawInput:
    r"""Read the tables of a folder: every `.csv` at its top that is named like a table.

    What is wrong with a file stands in the findings of its table, what is wrong with the folder
    in those of the input, so that `check_input` can report everything at once.

    Args:
        path: the folder.

    Raises:
        InputRefusedError: where there is no such folder, or it cannot be looked into.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "actuals.csv").write_text("body,amount\n5E1,100\n", encoding="utf-8")
    >>> read_folder(folder).tables[0].rows[0].cells["body"].value
    '5E1'
    """
    folder = Path(path)
    tables: list[RawTable] = []
    findings: list[Finding] = []
    for file in _files(folder):
        name = file.stem.strip().lower()
        if _is_table_file(file) and name in SCHEMAS:
            tables.append(_read_file(file, name))
        else:
            findings += _passed_over(file)
    order = list(SCHEMAS)
    tables.sort(key=lambda table: order.index(table.name))
    return RawInput(folder.resolve().name, tuple(tables), tuple(findings))


def read_table(
    data: bytes, file: str, name: str, columns: Collection[str] | None = None
) -> RawTable:
    r"""Read one CSV file.

    Args:
        data: the bytes of the file.
        file: its name, for the findings.
        name: the table that it holds, one of `SCHEMAS` unless its columns are given.
        columns: the names of its columns, for a table that is no part of the input format.

    >>> table = read_table(b"Body, Amount\n5A9,100\n\n5K7,200\n", "actuals.csv", "actuals")
    >>> table.headings, [row.number for row in table.rows]
    (('body', 'amount'), [2, 4])
    """
    where = Where(file=file)
    text = decode_text(data, where)
    if isinstance(text, Finding):
        return RawTable(name, where, (), (), (text,))
    separator = _SEPARATOR_LINE.match(text)
    text = text[separator.end() :] if separator else text  # its line stays, and is blank
    known = {column.name for column in SCHEMAS[name].columns} if columns is None else set(columns)
    wrong = _wrong_delimiter(text, frozenset(known), where)
    if wrong:
        return RawTable(name, where, (), (), (wrong,))
    return _read_rows(text, name, where)


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise InputRefusedError(
            Finding(
                "file.missing", Level.ERROR, f"there is no folder {folder}", None, "check the path"
            )
        )
    if not folder.is_dir():
        message = f"{folder} is a file, not a folder of CSV files"
        raise InputRefusedError(
            Finding("file.wrong-type", Level.ERROR, message, None, "name the folder it stands in")
        )
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError as error:
        message = f"the folder {folder} cannot be looked into: {error.strerror}"
        raise InputRefusedError(
            Finding("file.unreadable", Level.ERROR, message, None, "check your rights to it")
        ) from error


def _is_table_file(file: Path) -> bool:
    return file.suffix.lower() == ".csv" and not file.name.startswith((".", "~"))


def _read_file(file: Path, name: str) -> RawTable:
    try:
        return read_table(file.read_bytes(), file.name, name)
    except OSError as error:
        where = Where(file=file.name)
        message = f"the file cannot be opened: {error.strerror}"
        hint = "close it in other programs, and check your rights to it"
        return RawTable(name, where, (), (), (_error("file.unreadable", message, where, hint),))


def _passed_over(file: Path) -> Iterator[Finding]:
    """What to say of a file that is no table: a stray CSV is refused, a workbook is mentioned."""
    where = Where(file=file.name)
    suffix = file.suffix.lower()
    if file.name.lower() in (_OWN_OUTPUT, f"~${_OWN_OUTPUT}"):
        return
    if file.name.startswith(("~$", ".~lock.")):
        message = (
            "a file of this folder is open in a spreadsheet program; what is not saved is not read"
        )
        yield Finding("file.unreadable", Level.WARNING, message, where, "save and close it")
    elif file.name.startswith("."):
        return
    elif suffix == ".csv":
        tables = ", ".join(SCHEMAS)
        hint = did_you_mean(file.stem.strip().lower(), tuple(SCHEMAS)) or (
            f"take it out of the folder; the tables are {tables}"
        )
        message = f"{file.stem!r} is none of the tables of the input format"
        yield _error("file.unknown-table", message, where, hint)
    elif suffix in _WORKBOOKS:
        message = "a workbook beside the CSV files is not read"
        hint = "give the workbook itself as the input, or take it out of the folder"
        yield Finding("file.wrong-type", Level.WARNING, message, where, hint)


def _wrong_delimiter(text: str, known: frozenset[str], where: Where) -> Finding | None:
    """A finding where the headings only make sense when cut at something other than commas."""
    headings = _LINE_END.split(text.lstrip(), maxsplit=1)[0]

    def understood(delimiter: str) -> bool:
        parts = [part.strip().strip('"').strip().lower() for part in headings.split(delimiter)]
        return len(parts) > 1 and not known.isdisjoint(parts)

    if understood(","):
        return None
    for delimiter, word in _DELIMITERS.items():
        if understood(delimiter):
            message = f"the cells are separated by {word}, not by commas"
            hint = "in Excel choose Save As and the type 'CSV UTF-8 (Comma delimited)'"
            return _error("file.wrong-type", message, where, hint)
    return None


def _read_rows(text: str, name: str, where: Where) -> RawTable:
    headings: tuple[str, ...] = ()
    rows: list[RawRow] = []
    findings: list[Finding] = []
    for number, cells in _numbered(text, where, findings):
        if not headings:
            headings = _headings(cells)
            continue
        finding = _ragged(cells, headings, Where(file=where.file, row=number))
        if finding:
            findings.append(finding)
        else:
            rows.append(_row(number, cells, headings, where))
    if not headings and not findings:
        hint = "send the table, or leave the file out"
        findings.append(_error("file.empty", "the file is empty: it has no headings", where, hint))
    broken = _broken_off(text, rows, headings, where)
    if broken:
        rows.pop()
        findings.append(broken)
    return RawTable(name, where, headings, tuple(rows), tuple(findings))


def _numbered(text: str, where: Where, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of the line that it begins on.

    A row with broken quotation marks ends the reading: nothing after it can be trusted.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = _QUOTE_TROUBLE.get(str(error), f"the row cannot be read: {error}")
            hint = (
                "a quotation mark inside a text is written twice; nothing after this row was read"
            )
            place = Where(file=where.file, row=number)
            findings.append(_error("file.damaged", message, place, hint))
            return
        if any(cell.strip() for cell in cells):
            yield number, cells


def _headings(cells: list[str]) -> tuple[str, ...]:
    """Headings trimmed and in lower case, without the empty ones at the end."""
    headings = [cell.strip().lower() for cell in cells]
    while not headings[-1]:
        headings.pop()
    return tuple(headings)


def _ragged(cells: list[str], headings: tuple[str, ...], where: Where) -> Finding | None:
    """A finding where filled cells stand beyond the last heading.

    A row that is too short is none: spreadsheets leave empty cells at the end of a row out.
    """
    beyond = [cell for cell in cells[len(headings) :] if cell.strip()]
    if not beyond:
        return None
    message = (
        f"the row has {len(cells)} cells under {len(headings)} headings; the last is {beyond[-1]!r}"
    )
    hint = "an amount such as 1,234 or a text that holds a comma must stand in quotation marks"
    return _error("input.ragged-row", message, where, hint)


def _row(number: int, cells: list[str], headings: tuple[str, ...], where: Where) -> RawRow:
    padded = cells + [""] * (len(headings) - len(cells))
    return RawRow(
        number,
        {
            heading: Cell(cell, Where(file=where.file, row=number, column=heading))
            for heading, cell in zip(headings, padded, strict=False)
        },
    )


def _broken_off(
    text: str, rows: list[RawRow], headings: tuple[str, ...], where: Where
) -> Finding | None:
    """A last row that is short *and* lacks its line end was most likely cut off on its way."""
    if not rows or text.endswith(("\n", "\r")):
        return None
    last = _LINE_END.split(text)[-1]
    if last.count(",") >= len(headings) - 1 or rows[-1].cells[headings[-1]].value:
        return None
    place = Where(file=where.file, row=rows[-1].number)
    message = f"the last row stops after {last!r}, in the middle of the line"
    hint = "ask for the file again: its end seems to be missing; if it is whole, end its last line"
    return _error("file.damaged", message, place, hint)


def _error(code: str, message: str, where: Where, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, where, hint)
