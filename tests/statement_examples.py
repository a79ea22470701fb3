"""Ledgers for tests of statements: a load of a few accounts, and a book whose year is whole."""

from datetime import date
from hashlib import sha256
from typing import Any

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation

__all__ = ["HEADINGS", "LedgerRow", "ledger", "ledger_of_year", "whole_year"]

LedgerRow = tuple[str, str, str, int, int, int]
"""Account, category, limit (empty on the balance sheet), opening, debit and credit, in pence."""

HEADINGS = [
    ("0*", "non-current-assets", "Property, plant and equipment"),
    ("19*", "current-assets", "Cash and cash equivalents"),
    ("2*", "current-liabilities", "Trade and other payables"),
    ("9*", "taxpayers-equity", "General fund"),
]


def ledger(
    month: int, *rows: LedgerRow, body: str = "5A9", year: str = "2011-12", **more: Any
) -> tuple[Event, bytes]:
    """A load of a month, and its balance cells."""
    cells = BalanceCells.of(
        [
            (code, category, limit, "", "", "", opening, debit, credit, (debit - credit) * bool(limit), 1)
            for code, category, limit, opening, debit, credit in rows
        ]
    ).to_bytes()  # fmt: skip
    day = FinancialYear(year).period(month).end
    content = sha256(f"{body}{year}{month}{rows}".encode()).hexdigest()
    what = {
        "kind": "ledger-loaded",
        "file": f"ledger-{month}.csv",
        "file_sha256": content,
        "profile": "plain",
        "profile_sha256": content,
        "totals": {
            "rows": len(rows),
            "debit_pence": sum(row[4] for row in rows),
            "credit_pence": sum(row[5] for row in rows),
        },
        "lines_path": f"lines/{body}/{year}/M{month:02}-{content[:12]}.parquet",
        "lines_sha256": content,
        "cells_sha256": sha256(cells).hexdigest(),
        **more,
    }
    values = {
        "body": body,
        "effective": day,
        "notified": day,
        "reference": f"ledger {month} {content[:4]}",
        "what": what,
    }
    return Event.model_validate(values), cells


def ledger_of_year(
    cost: int = 900, body: str = "5A9", year: str = "2011-12"
) -> tuple[Event, bytes]:
    """The ledger of a year to date: land of 500, cash of 1,000 at first; `cost` spent, 100 of it owed.

    The general fund is 1,500 at the beginning of the year. Acute income is 50. Pence.
    """
    return ledger(
        12,
        ("52", "acute", "revenue", 0, cost, 0),
        ("40", "acute", "revenue", 0, 0, 50),
        ("01", "", "", 500, 0, 0),
        ("19", "", "", 1000, 50, cost - 100),
        ("21", "", "", 0, 0, 100),
        ("91", "", "", -1500, 0, 0),
        body=body,
        year=year,
        to_date=True,
    )


def whole_year(*bodies: str, cost: int = 900, year: str = "2011-12") -> Book:
    """A book in which each body has a limit of 1,000 pence, a ledger of the year, and headings."""
    book = Book.in_memory(year, group="NCL")
    first = date(int(year[:4]), 4, 1)
    for body in bodies or ("5A9",):
        allocation = Allocation(strand=RECURRENT, pence=1000, issuer="DH")
        book.post(event(allocation, body=body, effective=first))
        load, cells = ledger_of_year(cost, body, year)
        book._records.post([load], attached=[cells])
    book.state_balance_headings(
        HEADINGS,
        by="Financial Controller",
        on=first.replace(year=first.year + 1),
        reference="chart",
    )
    return book
