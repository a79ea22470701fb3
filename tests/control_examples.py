"""Books for the tests of controls: one PCT, its budgets, costs and forecasts in whole pounds."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.controls.run import ControlResult
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation, BudgetIssued, What
from pctfinance.ledger.lines import Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, LedgerLoaded, TableName
from pctfinance.rulebooks import packaged_text

__all__ = [
    "BARNET",
    "OFFICE",
    "allocated",
    "barnet",
    "budget",
    "came_to",
    "figures",
    "ledger",
    "post",
    "result",
]

BARNET = "5A9"
OFFICE = "Director of Finance"
_YEAR = FinancialYear("2011-12")


def barnet(replaced: Mapping[str, str] | None = None) -> Book:
    """An empty book; texts of its rulebook may be replaced."""
    text = packaged_text("2011-12")
    for old, new in (replaced or {}).items():
        assert old in text
        text = text.replace(old, new)
    return Book.in_memory("2011-12", group="NCL", rulebook=text)


def post(book: Book, what: What, month: int = 1, **parts: Any) -> None:
    """One event of Barnet's on the last day of a month."""
    purpose = parts.pop("purpose", "")
    made = event(what, effective=_YEAR.period(month).end, **{"reference": "letter", **parts})
    book.post(made.model_copy(update={"purpose": purpose}))


def allocated(book: Book, pounds: int, strand: Strand = RECURRENT, **parts: Any) -> None:
    """An allocation by the Department."""
    tranche = "T" if strand.certainty.value == "anticipated" else ""
    what = Allocation(strand=strand, pence=pounds * 100, issuer="DH", tranche=tranche)
    post(book, what, **parts)


def budget(book: Book, pounds: int, category: str = "acute", strand: Strand = RECURRENT) -> None:
    """A budget out of what is not allocated."""
    post(book, BudgetIssued(strand=strand, pence=pounds * 100, category=category))


def figures(
    table: TableName, month: int, limit: Limit = Limit.REVENUE, body: str = BARNET, **pounds: int
) -> Event:
    """What Barnet reports, or forecasts, for one month, by category."""
    rows = tuple(FigureRow(month, limit, name, value * 100) for name, value in pounds.items())
    what = FiguresLoaded(table=table, rows=rows)
    end = _YEAR.period(month).end
    return event(what, body=body, effective=end, notified=end, reference=f"{table} M{month}")


def ledger(book: Book, *rows: tuple[str, str, int, int, int], month: int = 8, **parts: Any) -> None:
    """An extract of Barnet's ledger: account, category, opening, debit and credit in pounds.

    An account without a category is one of the balance sheet.
    """
    cells = BalanceCells.of(
        [
            (
                account,
                category,
                "revenue" if category else "",
                "",
                "",
                "",
                opening * 100,
                debit * 100,
                credit * 100,
                (debit - credit) * 100 if category else 0,
                1,
            )
            for account, category, opening, debit, credit in rows
        ]
    ).to_bytes()
    name = sha256(f"M{month}".encode()).hexdigest()
    sums = {"debit_pence": sum(row[3] for row in rows) * 100}
    sums["credit_pence"] = sum(row[4] for row in rows) * 100
    what = LedgerLoaded.model_validate(
        {
            "file": f"M{month}.csv",
            "file_sha256": name,
            "profile": "plain",
            "profile_sha256": sha256(b"plain").hexdigest(),
            "totals": {"rows": len(rows), **sums},
            "lines_path": f"lines/5A9/2011-12/M{month:02}-{name[:12]}.parquet",
            "lines_sha256": name,
            "cells_sha256": sha256(cells).hexdigest(),
            **parts,
        }
    )
    day = _YEAR.period(month).end
    loaded = event(what, effective=day, reference=f"M{month}.csv")
    book._records.post([loaded], attached=[cells])


def result(book: Book, control: str, month: str = "M8", body: str = BARNET) -> ControlResult:
    """What one control came to in one body."""
    return book.check(month, only=[control]).of(control, body)


def came_to(book: Book, control: str, month: str = "M8", body: str = BARNET) -> tuple[str, ...]:
    """What a control came to, and the messages of its findings."""
    found = result(book, control, month, body)
    for finding in found.findings:
        assert finding.evidence, "a finding rests on something"
    return (found.outcome.value, *(finding.message for finding in found.findings))
