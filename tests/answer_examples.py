"""Statements of balances and their answers for tests; the workbook is filled in as people do it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pctfinance.book import Book
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.present.agreement_statement import AgreementStatement

__all__ = [
    "ANSWERING",
    "BARNET",
    "CAMDEN",
    "DEPUTY",
    "HEAD",
    "answered",
    "billed",
    "differing",
    "entered",
    "returned",
]

BARNET, CAMDEN = "5A9", "5K7"
HEAD, DEPUTY = "Head of Finance", "Deputy Director of Finance"
ANSWERING = "Financial Controller, Barnet"


def entered(book: Book, body: str, other: str, pence: int, *, month: str = "M8") -> None:
    """A body enters by itself what it has to pay to another; below 0, what it has to receive."""
    debit, credit = max(pence, 0), max(-pence, 0)
    number = f"J{len(book._records.ledger.events)}"
    lines = [
        JournalLine(
            "52110", "corporate", Limit.REVENUE, "", other, debit_pence=debit, credit_pence=credit
        ),
        JournalLine("21000", counterparty=other, debit_pence=credit, credit_pence=debit),
    ]
    book.submit_journal(body, month, lines, number=number, narrative="rent", by=HEAD)
    book.approve_journal(body, number, by=DEPUTY)


def billed(book: Book, number: str, pence: int, month: str = "M8") -> None:
    """Camden charges Barnet, and both enter it."""
    book.recharge(
        number,
        provider=CAMDEN,
        recipient=BARNET,
        pence=pence,
        category="corporate",
        purpose="payroll",
        month=month,
        by=HEAD,
        approved_by=DEPUTY,
    )


def differing() -> Book:
    """Camden charged Barnet £10,000 in month 8; Barnet entered £2,000 more."""
    book = Book.in_memory("2011-12", group="NCL")
    billed(book, "R1", 10_000_00)
    entered(book, BARNET, CAMDEN, 2_000_00)
    return book


def answered(book: Book, replies: Mapping[str, Any], on: str, **more: Any) -> Any:
    """Barnet answers Camden's statement as of month 8."""
    asked: dict[str, Any] = {"by": ANSWERING, "reference": f"letter of {on}", "month": "M8", **more}
    return book.answer_statement(CAMDEN, BARNET, asked.pop("month"), replies, on=on, **asked)


def returned(
    statement: AgreementStatement,
    place: Path,
    replies: Mapping[str, tuple[Any, ...]],
    *,
    tampered: Mapping[str, Any] | None = None,
    signed: tuple[Any, ...] = (ANSWERING, date(2011, 12, 9), "letter 4"),
) -> Path:
    """The statement's workbook, filled in, and with other cells changed where that is asked for."""
    sheet = statement.sheet()
    place.write_bytes(sheet.content)
    book = load_workbook(place)
    page: Worksheet = book["Statement"]
    rows = dict(zip([each.kind for each in statement.sums], sheet.cells.rows, strict=True))
    for kind, cells in replies.items():
        for column, value in zip("GHI", cells, strict=False):
            page[f"{column}{rows[kind]}"] = value
    for cell, value in zip(sheet.cells[1:], signed, strict=True):
        page[cell] = value
    for cell, value in (tampered or {}).items():
        page[cell] = value
    book.save(place)
    return place
