"""Schedules as an authority returns them: filled in, re-saved, tampered with."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pctfinance.book import Book
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.schedule import SCHEDULE_HEADING_ROW
from transfer_examples import SHA, Steps, two_pcts

__all__ = ["APPROVED", "FIRST", "REJECTED", "address", "fill", "headings", "three_waiting"]

FIRST = SCHEDULE_HEADING_ROW + 1
"""The first row of a workbook's schedule."""

APPROVED: Mapping[str, Any] = {
    "decision": "approve",
    "authority": "Q36",
    "office": SHA,
    "decided_on": date(2011, 6, 20),
    "reference": "letter 12",
}
REJECTED: Mapping[str, Any] = {
    "decision": "reject",
    "authority": "Q36",
    "office": SHA,
    "decided_on": date(2011, 6, 21),
    "reason": "no case was made",
}


def three_waiting() -> Book:
    """Three submitted transfers: T1 non-recurrent, T2 capital with cash, T3 a loan."""
    book = two_pcts()
    Steps(book).until_submitted()
    Steps(book, "T2", pence=5_00, cash_pence=2_00, limit="capital").until_submitted()
    repaid = [("2012-13", 12_50), ("2013-14", 7_50)]
    Steps(book, "T3", kind="loan", pence=20_00, repayments=repaid).until_submitted()
    return book


def headings(path: Path) -> dict[str, int]:
    """The column of each heading, from 1."""
    if path.suffix == ".csv":
        first = path.read_text(encoding="utf-8-sig").splitlines()[0]
        return {name: number for number, name in enumerate(first.split(","), start=1)}
    sheet = load_workbook(path)["schedule"]
    return {
        str(cell.value).replace(" ", "_"): cell.column
        for cell in sheet[SCHEDULE_HEADING_ROW]
        if cell.value
    }


def address(path: Path, row: int, name: str) -> str:
    """The address of a cell of the schedule's row of that number, from 0."""
    return cell_address(FIRST + row, headings(path)[name])


def fill(path: Path, rows: Mapping[int, Mapping[str, Any]]) -> Path:
    """Another file with cells of some rows (from 0) filled in, as an authority returns it."""
    returned = path.with_stem(f"{path.stem}-returned")
    if path.suffix == ".csv":
        table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        for number, values in rows.items():
            for name, value in values.items():
                table[number + 1][table[0].index(name)] = "" if value is None else str(value)
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(table)
        returned.write_text(text.getvalue(), encoding="utf-8", newline="")
        return returned
    book, places = load_workbook(path), headings(path)
    for number, values in rows.items():
        for name, value in values.items():
            book["schedule"].cell(FIRST + number, places[name]).value = value
    book.save(returned)
    return returned
