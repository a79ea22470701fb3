"""General ledgers of bodies that end, for tests: trial balances as small as a page, whole pounds."""

from datetime import date
from hashlib import sha256

from pctfinance.book import Book
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, HeadroomLodged, HeadroomReleased
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.loads import ControlTotals, Lane, LedgerLoaded

__all__ = ["BARNET", "Row", "ended", "loaded", "post_load", "resources"]

Row = tuple[str, str, str, int, int, int]
"""Account, counterparty, limit, opening, debit, credit; pounds, opening debits positive."""

BARNET: tuple[Row, ...] = (
    ("1000", "", "capital", 500, 100, 0),  # property 600
    ("1900", "", "cash", 0, 1000, 990),  # bank 10
    ("2100", "5C1", "", 40, 10, 30),  # owed by Enfield 20
    ("2200", "", "", -150, 900, 950),  # payables -200
    ("2410", "", "", -60, 5, 15),  # provisions -70
    ("3000", "", "", -330, 0, 1000),  # general fund -1,330
    ("5210", "", "revenue", 0, 970, 0),  # acute services 970, so the general fund ends at -360
)
"""Barnet's trial balance of 2012-13 to date: it sums to zero before and after."""


def cells_of(rows: tuple[Row, ...]) -> BalanceCells:
    """The balance cells of a trial balance, in pence."""
    cells = []
    for account, counterparty, limit, opening, debit, credit in rows:
        keys = (account, "acute" if limit == "revenue" else "", limit, "", counterparty, "")
        charge = debit - credit if limit else 0
        cells.append((*keys, opening * 100, debit * 100, credit * 100, charge * 100, 1))
    return BalanceCells.of(cells)


def loaded(
    rows: tuple[Row, ...],
    *,
    body: str = "5A9",
    month: int = 12,
    lane: Lane = Lane.LOAD,
    to_date: bool = True,
    purpose: str = "",
    contra: bool = False,
) -> Event:
    """The load of a trial balance; its cells have to be attached with it."""
    content = cells_of(rows).to_bytes()
    name = f"{body} M{month:02} {lane.value}"
    year = Book.in_memory("2012-13", group="NCL").year
    digest = sha256(name.encode() + content).hexdigest()
    return Event.model_validate(
        {
            "body": body,
            "effective": year.period(month).end,
            "notified": year.period(month).end,
            "reference": f"{name}.csv",
            "purpose": purpose,
            "what": LedgerLoaded.model_validate(
                {
                    "lane": lane,
                    "to_date": to_date,
                    "file": f"{name}.csv",
                    "file_sha256": digest,
                    "profile": "test",
                    "profile_sha256": digest,
                    "totals": ControlTotals(
                        rows=len(rows),
                        debit_pence=sum(row[4] for row in rows) * 100,
                        credit_pence=sum(row[5] for row in rows) * 100,
                    ),
                    "lines_path": f"lines/{body}/2012-13/M{month:02}-{digest[:12]}.parquet",
                    "lines_sha256": digest,
                    "cells_sha256": sha256(content).hexdigest(),
                    "contra": contra,
                }
            ),
        }
    )


def post_load(book: Book, rows: tuple[Row, ...], **how: object) -> None:
    """Load a trial balance into a book."""
    event = loaded(rows, **how)  # type: ignore[arg-type]  # the keywords of `loaded`
    book._records.post([event], attached=[cells_of(rows).to_bytes()])


def resources(body: str = "5A9") -> list[Event]:
    """A limit of 1,000, 20 lodged as headroom and 8 of it released: 12 are held."""
    recurrent = Strand.of(Limit.REVENUE, Funding.RECURRENT)
    whats = (
        Allocation(strand=recurrent, pence=1000_00, issuer="DH"),
        HeadroomLodged(pence=20_00),
        HeadroomReleased(pence=8_00, case="case 1", category="transition"),
    )
    return [
        Event(
            body=body,
            effective=date(2012, 4, 1),
            notified=date(2012, 4, 1),
            reference="letter",
            approval="SHA/1",
            what=what,
        )
        for what in whats
    ]


def ended() -> Book:
    """Barnet at the end of March 2013: its limit and its trial balance."""
    book = Book.in_memory("2012-13", group="NCL")
    book.post(*resources())
    post_load(book, BARNET)
    return book
