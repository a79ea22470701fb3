"""Actuals that were assumed: told in every report that is made of them, until they are sent again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import Level
from pctfinance.excel.pack import write_board_pack
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded


def load(book: Book, month: int, *figures: tuple[str, int, bool], **more: Any) -> None:
    """Barnet's actuals of one month: category, pence, and whether they were assumed."""
    rows = tuple(
        FigureRow(month, Limit.REVENUE, category, pence, assumed=assumed)
        for category, pence, assumed in figures
    )
    what = FiguresLoaded(table="actuals", rows=rows, **more)
    effective = book.year.period(month).end
    book.post(event(what, effective=effective, reference=f"actuals {month} {len(rows)}"))


def barnet() -> Book:
    """£10 of resource; £1 of acute services in April, and £2 assumed in May, as prescribing was at hand."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(Allocation(strand=RECURRENT, pence=10_00, issuer="DH")))
    load(book, 1, ("acute", 1_00, False), ("prescribing", 50, False))
    load(book, 2, ("acute", 2_00, True), ("prescribing", 60, False))
    return book


def told(book: Book, month: str, **asked: Any) -> list[str]:
    """What a position tells of what was assumed."""
    position = book.position(month, **asked)
    found = [each for each in position.findings if each.code == "figures.assumed"]
    assert all(each.level is Level.WARNING for each in found)
    assert all(each.where and each.where.body == "5A9" for each in found)
    return [each.message for each in found]


SAID = "actuals to date were assumed and not replaced since: M02 acute £2"


def test_a_position_names_what_was_assumed_until_it_is_sent_again() -> None:
    """Not in April; in May and June; and no longer once May was sent. As known before, it was."""
    book = barnet()
    assert [told(book, month) for month in ("M1", "M2", "M3")] == [[], [SAID], [SAID]]
    assert told(book, "M2", basis="ytd") == told(book, "M2", group="5A9") == [SAID]
    before = book._records.ledger.sequence
    load(book, 2, ("acute", 2_10, False), ("prescribing", 60, False), cumulative=False)
    assert told(book, "M2") == []
    assert told(book, "M2", recorded_at=before) == [SAID]


def test_a_total_to_date_takes_the_place_of_what_was_assumed_before() -> None:
    """May's total to date was assumed; June's was not."""
    book = Book.in_memory("2011-12", group="NCL")
    load(book, 2, ("acute", 3_00, True), cumulative=True)
    load(book, 3, ("acute", 4_00, False), cumulative=True)
    assert [len(told(book, month)) for month in ("M2", "M3")] == [1, 0]


def test_the_mark_travels_with_the_figure() -> None:
    """Acute of May: its line, the duty to date, Barnet and the cluster; no other, and no forecast."""
    position = barnet().position("M2")
    lines = {line.category: line.assumed for line in position.body("5A9").lines}
    assert lines == {"acute": True, "prescribing": False}
    document = position.document()
    [barnets, *others] = document["bodies"]
    assert (document["contains_assumed"], barnets["contains_assumed"]) == (True, True)
    assert not any(body["contains_assumed"] for body in others)
    assert [row["contains_assumed"] for row in barnets["categories"]] == [True, False]
    assert [row["contains_assumed"] for row in document["report"]] == [True, False]
    assert [duty["contains_assumed"] for duty in barnets["duties"]] == [False], "a forecast"
    assert position.body("5A9").on(Duty.REVENUE).ytd.assumed
    to_date = barnet().position("M2", basis="ytd")
    assert to_date.body("5A9").duty(Duty.REVENUE).assumed
    assert "a: contains actuals that were assumed and not sent again since." in str(to_date)
    assert "assumed" not in str(barnet().position("M1"))


def test_the_pack_marks_its_rows(tmp_path: Path) -> None:
    """The row of acute has an `a` behind it, that of prescribing nothing; a note says what it is."""
    book = barnet()
    path = tmp_path / "pack.xlsx"
    write_board_pack(
        path,
        book.position("M2"),
        words=book.rulebook.words,
        headline="",
        created=datetime(2011, 5, 31, tzinfo=UTC),
        other=book.position("M2", basis="ytd"),
    )
    sheet = load_workbook(path).worksheets[1]
    marked = {row[0].value: row[10].value for row in sheet.iter_rows() if row[0].value}
    assert (marked["acute"], marked["prescribing"]) == ("a", None)
    told = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("a: the row contains actuals that were assumed") for text in told)


def test_the_return_and_the_notes_of_duties_say_so() -> None:
    """The authority reads it behind the figure, with the mark for programs, and as a finding."""
    book = barnet()
    found = book.sha_return("5A9", "M2")
    assumed = [line.id for line in found.lines if line.assumed]
    assert [name for name in assumed if name.startswith("to_date.")] == [
        f"to_date.{row}.{column}"
        for row in ("acute", "total")
        for column in ("actual_ytd", "variance_ytd")
    ]
    assert found.line("to_date.acute.actual_ytd").note == "actuals were assumed"
    assert found.line("to_date.prescribing.actual_ytd").note == ""
    assert found.document()["contains_assumed"]
    assert [each.message for each in found.findings if each.code == "figures.assumed"] == [SAID]
    duties = book.duties("M2", basis="ytd")
    assert [each.message for each in duties.findings if each.code == "figures.assumed"] == [SAID]
    assert f"5A9: {SAID}." in str(duties)
