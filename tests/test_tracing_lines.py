"""From a figure through its load to the lines of the general ledger, in the book's own files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from pctfinance.book import Book
from pctfinance.errors import IntegrityError, Where
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import ControlTotals, FigureRow, FiguresLoaded, Lane, LedgerLoaded
from pctfinance.tracing import Trace
from pctfinance.tracing.lines import read_lines

TABLE = """
CREATE TABLE lines (line BIGINT, source_row BIGINT, source_sheet VARCHAR, document VARCHAR,
    account VARCHAR, description VARCHAR, debit_pence BIGINT, credit_pence BIGINT,
    charge_pence BIGINT, resource_limit VARCHAR, category VARCHAR)
"""


class Line(NamedTuple):
    """One line of an extract."""

    row: int
    account: str
    debit: int
    credit: int
    limit: str
    category: str

    @property
    def charge(self) -> int:
        return self.debit - self.credit if self.limit else 0


LINES = (
    Line(2, "52110", 700, 0, "revenue", "acute"),
    Line(3, "52110", 0, 50, "revenue", "acute"),
    Line(4, "52900", 30, 0, "revenue", "dental"),
    Line(5, "21000", 0, 680, "", ""),
)


def put(book: Book, lines: Sequence[Line], *, lane: Lane = Lane.LOAD) -> Event:
    """Load these lines of Barnet's month 8 into a book, as an extract would be."""
    records = book._records
    rows = sorted({(line.account, line.category, line.limit) for line in lines})
    cells = BalanceCells.of(
        [
            (account, category, limit, "", "", "", 0, *_sums(lines, account, category))
            for account, category, limit in rows
        ]
    ).to_bytes()
    with records.lines.aside() as aside:
        made = aside / "made.parquet"
        with duckdb.connect() as database:
            database.execute(TABLE)
            database.executemany(
                "INSERT INTO lines VALUES ($1, $2, '', 'INV', $3, 'a line', $4, $5, "
                "CASE WHEN $6 = '' THEN 0 ELSE $4 - $5 END, $6, $7)",
                [
                    (number, line.row, line.account, line.debit, line.credit, *line[-2:])
                    for number, line in enumerate(lines, start=1)
                ],
            )
            database.table("lines").write_parquet(str(made))
        name = sha256(made.read_bytes()).hexdigest()
        place = f"lines/5A9/2011-12/M08-{lane.value}-{name[:12]}.parquet"
        records.lines.keep(made, place)
    what = LedgerLoaded(
        lane=lane,
        file="barnet.csv",
        file_sha256=name,
        profile="ledger",
        profile_sha256="0" * 64,
        totals=ControlTotals(
            rows=len(lines),
            debit_pence=sum(line.debit for line in lines),
            credit_pence=sum(line.credit for line in lines),
        ),
        lines_path=place,
        lines_sha256=name,
        cells_sha256=sha256(cells).hexdigest(),
    )
    month = book.year.period(8)
    loaded = Event(
        body="5A9",
        effective=month.end,
        notified=month.end,
        reference="barnet.csv",
        source="barnet.csv",
        where=Where(file="barnet.csv"),
        what=what,
    )
    records.post([loaded], attached=[cells])
    return loaded


def _sums(lines: Sequence[Line], account: str, category: str) -> tuple[int, int, int, int]:
    of = [line for line in lines if (line.account, line.category) == (account, category)]
    return (
        sum(line.debit for line in of),
        sum(line.credit for line in of),
        sum(line.charge for line in of),
        len(of),
    )


def acute(book: Book) -> Trace:
    """Barnet's acute budget of month 8 less its costs: the loads lower it."""
    report = book.position("2011-12 M08", basis="ytd")
    return book.trace(report.figure("5A9", category="acute", measure="actual_ytd"))


@pytest.fixture
def book() -> Book:
    """A book whose Barnet reported nothing before month 8, and then to date."""
    made = Book.in_memory("2011-12", group="NCL")
    for number in range(1, 8):
        made.post(_nothing(made, number))
    put(made, LINES)
    return made


def _nothing(book: Book, number: int) -> Event:
    month = book.year.period(number)
    row = FigureRow(number, Limit.REVENUE, "acute", 0)
    dental = FigureRow(number, Limit.REVENUE, "dental", 0)
    return Event(
        body="5A9",
        effective=month.end,
        notified=month.end,
        reference=f"actuals M{number:02}",
        what=FiguresLoaded(table="actuals", rows=(row, dental)),
    )


def test_the_lines_of_a_figure_sum_to_it(book: Book) -> None:
    """£7.00 less a credit of £0.50, rows 2 and 3 of the extract; dental and creditors stay out."""
    trace = acute(book)
    assert trace.pence == 650
    leaf = trace.evidence[-1]
    assert leaf.evidence is not None
    assert (leaf.pence, leaf.evidence.place) == (650, "barnet.csv")
    lines = trace.lines()
    assert [(line.source_row, line.account, line.pence) for line in lines] == [
        (2, "52110", 700),
        (3, "52110", -50),
    ]
    assert sum(line.pence for line in lines) == trace.pence
    assert [line.source_row for line in trace.lines(limit=1)] == [2]
    assert trace.source_rows()["document"].tolist() == ["INV", "INV"]


def test_lines_carry_the_sign_that_they_have_in_the_figure(book: Book) -> None:
    """In a variance costs are taken off: so are their lines."""
    report = book.position("2011-12 M08", basis="ytd")
    trace = book.trace(report.figure("5A9", category="acute", measure="variance_ytd"))
    assert [line.pence for line in trace.lines()] == [-700, 50]
    assert trace.pence == sum(line.pence for line in trace.lines())


def test_an_adjustment_stands_beside_the_load(book: Book) -> None:
    """A load by adjustment is another leaf, with lines of its own."""
    put(book, (Line(9, "52110", 5, 0, "revenue", "acute"),), lane=Lane.ADJUSTMENT)
    trace = acute(book)
    assert trace.pence == 655
    assert trace.evidence[-1].label == "M08, adjustment"
    assert [line.source_row for line in trace.lines()] == [2, 3, 9]


def test_lines_that_were_changed_are_not_shown(book: Book) -> None:
    """A file that is not what the load names: an integrity failure, and no lines."""
    place = book._records.lines.places()[0]
    path: Path = book._records.lines.path(place)
    trace = acute(book)
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(IntegrityError, match="are not those that were loaded"):
        trace.lines()
    path.unlink()
    with pytest.raises(IntegrityError, match="is missing"):
        trace.lines()


def test_lines_that_do_not_sum_to_their_load_are_not_shown(book: Book) -> None:
    """The sums that a position is made from, and the lines, must be the same."""
    (leaf,) = [leaf for leaf in acute(book).evidence if leaf.pence]
    assert leaf.evidence is not None
    wrong = replace(leaf.evidence, amount_pence=651)
    path = book._records.lines.path(book._records.lines.places()[0])
    with pytest.raises(IntegrityError, match="come to 650 pence in 'acute', the load to 651"):
        list(read_lines(path, wrong))


def test_other_evidence_has_no_lines(book: Book) -> None:
    """A table of figures is a source itself; nothing lies below its rows."""
    report = book.position("2011-12 M07", basis="ytd", known_at=date(2011, 10, 31))
    trace = book.trace(report.figure("5A9", category="acute", measure="actual_ytd"))
    assert trace.lines() == ()
    assert trace.source_rows().empty
