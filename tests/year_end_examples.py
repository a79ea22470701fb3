"""Years that end, for tests: two boards to roll, and a trial balance as small as a page. Pounds."""

from datetime import date
from hashlib import sha256

from ledger_examples import ANTICIPATED, CAPITAL, NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Group, Membership, Register
from pctfinance.book import Book
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import (
    Allocation,
    BudgetIssued,
    ContingencySet,
    Delegation,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    PlannedSurplus,
    SurplusLodged,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import ControlTotals, FigureRow, FiguresLoaded, Lane, LedgerLoaded
from pctfinance.ledger.year_end import DecidedPart
from pctfinance.year_end import Decided

__all__ = [
    "BARNET",
    "MAY",
    "OFFICE",
    "PAPER",
    "TWO",
    "Row",
    "actuals",
    "all_decided",
    "barnet",
    "decided",
    "ended",
    "enfield",
    "loaded",
    "part",
    "post_load",
    "register",
    "resources",
    "two_boards",
]

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
    load = loaded(rows, **how)  # type: ignore[arg-type]  # the keywords of `loaded`
    book._records.post([load], attached=[cells_of(rows).to_bytes()])


def resources(body: str = "5A9") -> list[Event]:
    """A limit of 1,000, 20 lodged as headroom and 8 of it released: 12 are held."""
    whats = (
        Allocation(strand=RECURRENT, pence=1000_00, issuer="DH"),
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


# Two boards at the end of March 2012.

TWO = Group("TWO", "Two boards")
OFFICE = "director of finance"
PAPER = "board paper 7"
MAY = "2012-05-01"


def register(*, leaver: str = "") -> Register:
    """Barnet and Enfield as a group of their own; one of them may leave it at the year's end."""
    members: list[Membership | str] = []
    for code in ("5A9", "5C1"):
        last = date(2012, 3, 31) if code == leaver else TWO.valid_to
        members.append(Membership(code, "TWO", TWO.valid_from, last))
    return Register.packaged().with_group(TWO, members)


def actuals(body: str, pounds: int) -> Event:
    """The year to date in March: one category that comes to `pounds`."""
    rows = (FigureRow(12, Limit.REVENUE, "acute", pounds * 100),)
    load = FiguresLoaded(table="actuals", cumulative=True, rows=rows)
    return event(load, body=body, effective=date(2012, 3, 31), reference="actuals 2011-12 M12")


def barnet() -> list[Event]:
    """Barnet, in pounds.

    Recurrent: 1,000 from DH and 50 more from the SHA; 20 lodged as headroom; limit 1,030.
    Budgets on it: acute 600 retained and 300 delegated to a CCG, contingency 10, surplus 40.
    Non-recurrent: 80 from DH, 8 of headroom released, 30 of surplus lodged; limit 58.
    Anticipated: 25 recurrent that never came. Capital: 70. Spent: 1,114 against 1,088: 26 over.
    """
    given_ = [
        Allocation(strand=RECURRENT, pence=1000_00, issuer="DH"),
        Allocation(strand=RECURRENT, pence=50_00, issuer="Q36"),
        HeadroomLodged(pence=20_00),
        BudgetIssued(strand=RECURRENT, pence=900_00, category="acute"),
        Delegation(strand=RECURRENT, pence=300_00, category="acute", delegate="07M"),
        ContingencySet(strand=RECURRENT, pence=10_00),
        PlannedSurplus(strand=RECURRENT, pence=40_00),
        Allocation(strand=NON_RECURRENT, pence=80_00, issuer="DH"),
        PlannedSurplus(strand=NON_RECURRENT, pence=30_00),
        SurplusLodged(strand=NON_RECURRENT, pence=30_00),
        Allocation(strand=ANTICIPATED, pence=25_00, issuer="DH", tranche="dental"),
        Allocation(strand=CAPITAL, pence=70_00, issuer="DH"),
    ]
    release = HeadroomReleased(pence=8_00, case="case 1", category="transition")
    return [
        *(event(what) for what in given_),
        event(release, approval="SHA/1"),
        actuals("5A9", 1114),
    ]


def enfield() -> list[Event]:
    """Enfield: 500 recurrent from DH, 450 spent, 5 of headroom set aside."""
    return [
        event(Allocation(strand=RECURRENT, pence=500_00, issuer="DH"), body="5C1"),
        event(HeadroomSetAside(pence=5_00), body="5C1"),
        actuals("5C1", 450),
    ]


def two_boards(*, leaver: str = "") -> Book:
    """The book of both boards at the end of March 2012."""
    book = Book.in_memory("2011-12", group="TWO", register=register(leaver=leaver))
    book.post(*barnet(), *enfield())
    return book


def part(decision: str, pounds: int, **more: str) -> DecidedPart:
    """A part of a decision, in pounds."""
    return DecidedPart.model_validate({"decision": decision, "pence": pounds * 100, **more})


def decided(item: str, *parts: DecidedPart, body: str = "5A9") -> Decided:
    """A decision on one item."""
    return Decided(body, item, parts, "agreed at the year's end")


def all_decided(book: Book) -> Book:
    """Every item decided: the surplus comes back next year, 12 of headroom in 2013-14."""
    book.decide(
        decided("held/surplus", part("return-expected", 30, year="2012-13", reference="SHA/9")),
        decided("held/headroom", part("return-expected", 12, year="2013-14", reference="SHA/8")),
        decided(
            "revenue/recurrent/allocation/Q36",
            part("carry", 35),
            part("stop", 15, reference="SHA/7"),
        ),
        by=OFFICE,
        reference=PAPER,
    )
    book.decide_by_default(by=OFFICE, reference=PAPER)
    return book
