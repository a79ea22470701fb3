"""The file that an authority returned: a workbook, or CSV, as whatever program saved it."""

from dataclasses import replace
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.excel.layout import HEADING_ROWS, is_for_people
from pctfinance.excel.reader import read_one_table
from pctfinance.tables.csv_reader import read_table
from pctfinance.tables.model import RawTable
from pctfinance.tables.schedule_columns import SCHEDULE

__all__ = ["read_returned", "returned_table"]

_WORKBOOKS = (".xlsx", ".xlsm")
_FIRST = SCHEDULE.columns[0].name.encode()


def read_returned(path: Path) -> bytes:
    """The bytes of a returned file.

    Raises:
        InputRefusedError: it is not there, or cannot be opened.

    >>> read_returned(Path("no-such-file.csv"))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: no-such-file.csv: the schedule cannot be read: ...
    """
    try:
        return path.read_bytes()
    except OSError as error:
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        message = f"the schedule cannot be read: {error.strerror}"
        where = Where(file=path.name)
        finding = Finding(code, Level.ERROR, message, where, "check the path")
        raise InputRefusedError(finding) from error


def returned_table(path: Path, data: bytes) -> RawTable:
    r"""The rows of a returned file; columns in brackets were for people.

    A workbook that was saved as CSV has its title above the headings, and spaces in them.

    Args:
        path: the file; its ending tells what it is.
        data: its bytes.

    Raises:
        InputRefusedError: it is no honest workbook, or has no sheet `schedule`.

    >>> returned_table(Path("r.csv"), b"Transfers,\nnumber,decided on,(to decide)\nT1,,Q36\n").headings
    ('number', 'decided_on')
    """
    if path.suffix.lower() in _WORKBOOKS:
        return read_one_table(path, SCHEDULE)
    columns = [column.name for column in SCHEDULE.columns]
    table = read_table(_from_headings(data), path.name, SCHEDULE.name, columns)
    names = {heading: heading.replace(" ", "_") for heading in table.headings}
    kept = [heading for heading in table.headings if not is_for_people(heading)]
    rows = tuple(
        replace(row, cells={names[name]: row.cells[name] for name in kept if name in row.cells})
        for row in table.rows
    )
    return replace(table, headings=tuple(names[name] for name in kept), rows=rows)


def _from_headings(data: bytes) -> bytes:
    """The file with blank lines in place of what stands above its headings."""
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines[:HEADING_ROWS]):
        if line.lower().startswith(_FIRST + b","):
            return b"\n" * number + b"".join(lines[number:])
    return data
