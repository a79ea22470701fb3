"""Loads of general-ledger lines for tests, as small as a page: lines, their file, cells and event."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from pctfinance.book import Book
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import ControlTotals, Lane, LedgerLoaded

__all__ = ["PROFILE", "GeneralLine", "Load", "august", "cells_of", "kept", "posted"]

PROFILE = b"account 52110 = acute, revenue\naccount 10100 = balance sheet\n"
_TYPES = {int: "BIGINT", str: "VARCHAR", bool: "BOOLEAN"}


@dataclass(frozen=True)
class GeneralLine:
    """One line of a general ledger; the fields are the columns of its file, in their order."""

    line: int = 1
    source_row: int = 2
    source_sheet: str = ""
    body: str = "5A9"
    period: int = 5
    account: str = "52110"
    cost_centre: str = ""
    subjective: str = ""
    analysis_1: str = ""
    analysis_2: str = ""
    description: str = ""
    document: str = ""
    opening_pence: int = 0
    debit_pence: int = 0
    credit_pence: int = 0
    charge_pence: int = 0
    resource_limit: str = ""
    category: str = ""
    delegate: str = ""
    counterparty: str = ""
    recurrence: str = ""
    contra: bool = False


def cells_of(lines: Iterable[GeneralLine]) -> BalanceCells:
    """The balance cells of lines, added up in plain Python."""
    sums: dict[tuple[str, ...], list[int]] = {}
    for line in lines:
        keys = (line.account, line.category, line.resource_limit)
        cell = sums.setdefault((*keys, line.delegate, line.counterparty, line.recurrence), [0] * 5)
        pence = (line.opening_pence, line.debit_pence, line.credit_pence, line.charge_pence, 1)
        cell[:] = [held + more for held, more in zip(cell, pence, strict=True)]
    return BalanceCells.of([(*key, *cell) for key, cell in sums.items()])  # type: ignore[misc]  # six keys, five sums


@dataclass(frozen=True)
class Load:
    """What a loader would make of an extract; a test puts one part of it wrong."""

    lines: tuple[GeneralLine, ...]
    body: str = "5A9"
    month: int = 5
    file: str = "august.csv"
    place: str = ""
    cells: BalanceCells | None = None
    totals: ControlTotals | None = None
    contra: bool = False
    lane: Lane = Lane.LOAD
    to_date: bool = False
    notified: date | None = None
    profile: bytes = PROFILE

    @property
    def day(self) -> date:
        """The last day that is surely of its month."""
        after = self.month > 9
        return date(2011 + after, self.month + 3 - 12 * after, 28)

    def event(self, sha256_of_lines: str, place: str) -> Event:
        """The event that names it all."""
        of_source = [line for line in self.lines if not line.contra]
        totals = self.totals or ControlTotals(
            rows=len(of_source),
            debit_pence=sum(line.debit_pence for line in of_source),
            credit_pence=sum(line.credit_pence for line in of_source),
        )
        what = LedgerLoaded(
            file=self.file,
            file_sha256=sha256(self.file.encode()).hexdigest(),
            profile="trial balance",
            profile_sha256=sha256(self.profile).hexdigest(),
            totals=totals,
            lines_path=place,
            lines_sha256=sha256_of_lines,
            cells_sha256=sha256(self.bytes_of_cells()).hexdigest(),
            contra=self.contra,
            lane=self.lane,
            to_date=self.to_date,
        )
        return Event(
            body=self.body,
            effective=self.day,
            notified=self.notified or self.day,
            reference=self.file,
            source=self.file,
            what=what,
        )

    def bytes_of_cells(self) -> bytes:
        """Its cells as they are attached."""
        return (self.cells or cells_of(self.lines)).to_bytes()


def august(pence: int = 500_00, **parts: Any) -> Load:
    """A trial balance of two accounts: so much spent on acute services, out of the bank."""
    spent = GeneralLine(
        debit_pence=pence,
        charge_pence=pence,
        resource_limit="revenue",
        category="acute",
        recurrence="recurrent",
    )
    paid = GeneralLine(line=2, source_row=3, account="10100", credit_pence=pence)
    load = Load((spent, paid), **parts)
    moved = (replace(line, body=load.body, period=load.month) for line in load.lines)
    return replace(load, lines=tuple(moved))


def kept(book: Book, load: Load, place: str) -> str:
    """Keep a load's lines at a place, and answer with their hash."""
    store = book._records.lines
    with store.aside() as aside:
        made = aside / "made.parquet"
        _write(load.lines, made)
        digest = sha256(made.read_bytes()).hexdigest()
        store.keep(made, place)
    return digest


def posted(book: Book, load: Load) -> str:
    """Keep a load's lines, post its event, and say where the lines lie."""
    place = load.place or (
        f"lines/{load.body}/2011-12/M{load.month:02}-{sha256(load.file.encode()).hexdigest()[:12]}"
        ".parquet"
    )
    digest = kept(book, load, place)
    book._records.post([load.event(digest, place)], attached=(load.bytes_of_cells(), load.profile))
    return place


def _write(lines: Iterable[GeneralLine], path: Path) -> None:
    """The lines as a file, in their order."""
    columns = {
        field.name: "INTEGER" if field.name == "period" else _TYPES[field.type]  # type: ignore[index]  # plain types
        for field in fields(GeneralLine)
    }
    made = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE lines ({made})")
        marks = ", ".join("?" * len(columns))
        for line in lines:
            connection.execute(f"INSERT INTO lines VALUES ({marks})", list(astuple(line)))  # noqa: S608 - marks
        quoted = str(path).replace("'", "''")
        connection.execute(f"COPY lines TO '{quoted}' (FORMAT PARQUET)")
