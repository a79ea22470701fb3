"""Small workbooks for the tests: honest ones from rows, hostile ones from the bytes of their parts."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pctfinance.errors import Finding, InputRefusedError
from pctfinance.excel import read_workbook
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.model import Cell, RawTable, Value

__all__ = [
    "ACTUALS",
    "DECLARATION",
    "cells",
    "make_book",
    "make_package",
    "make_parts",
    "one_table",
    "refusal",
    "values",
]

Rows = Sequence[Sequence[Any]]

DECLARATION: Rows = (
    ("key", "value"),
    ("group", "NCL"),
    ("financial_year", "2011-12"),
    ("unit", "pounds"),
    ("sign", "costs-positive"),
)
ACTUALS: Rows = (
    ("body", "period", "category", "amount"),
    ("5A9", "2011-12 M08", "acute", 1234.5),
    ("5K7", "2011-12 M08", "acute", 700),
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def make_book(folder: Path, sheets: Mapping[str, Rows], name: str = "month 8.xlsx") -> Workbook:
    """An openpyxl workbook with these sheets, saved in `folder`; change it and save it again."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / name)
    return book


def make_parts(cells: bytes = b"", *, sheet: str = "actuals") -> dict[str, bytes]:
    """The parts of the smallest workbook: one sheet that holds `cells`, rows in XML."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            f'"/xl/workbook.xml" ContentType="{_WORKBOOK_TYPE}"/></Types>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + cells + b"</sheetData></worksheet>"
        ),
    }


def make_package(
    path: Path, parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]], *, packed: bool = True
) -> Path:
    """A zip file of these parts; pairs may name a part twice."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return path


def refusal(path: Path) -> list[Finding]:
    """The findings that a workbook is refused with; a workbook that is read fails the test."""
    try:
        read_workbook(path)
    except InputRefusedError as error:
        return list(error.findings)
    msg = f"{path.name} was read"
    raise AssertionError(msg)


def one_table(path: Path) -> RawTable:
    """The only table of a workbook."""
    (table,) = read_workbook(path).tables
    return table


def cells(table: RawTable, heading: str) -> list[Cell]:
    """The cells under a heading, from the top."""
    return [row.cells[heading] for row in table.rows]


def values(given: CheckedInput) -> dict[str, list[dict[str, Value]]]:
    """What the tables of an input hold, without the places where it stood."""
    return {name: [dict(row.values) for row in table] for name, table in given.tables.items()}
