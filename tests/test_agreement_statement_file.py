"""The statement of balances as a workbook: one sheet, with room for the answer and signatures."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path


def charged() -> Book:
    """Camden charges Barnet £500 in month 8, and both enter it."""
    book = Book.in_memory("2011-12", group="NCL")
    book.recharge(
        "R1",
        provider="5K7",
        recipient="5A9",
        pence=500_00,
        category="corporate",
        purpose="payroll",
        month="M8",
        by="Head of Finance",
        approved_by="Deputy Director of Finance",
    )
    return book


def test_the_sheet_that_is_sent() -> None:
    """Both kinds with both ledgers; the answer's cells are empty; both may sign; the same bytes."""
    statement = charged().agreement_statement("5K7", "5A9", "M8")
    book = load_workbook(BytesIO(statement.workbook()))
    assert book.sheetnames == ["Statement"]
    rows = [[cell.value for cell in row] for row in book["Statement"].iter_rows(max_col=8)]
    assert rows[0][0] == "Statement of balances: 5K7 Camden PCT to 5A9 Barnet PCT"
    to_confirm = [row for row in rows if str(row[0]).startswith("Our ") and row[5] == "agreed"]
    assert [(row[0], row[2], row[3]) for row in to_confirm] == [
        ("Our receivable", 500, 500),
        ("Our income", 500, 500),
    ]
    assert all(str(row[4]).startswith("=IF(COUNT(") for row in to_confirm)
    assert all(row[6:8] == [None, None] for row in to_confirm)
    accounts = [(row[3], row[2]) for row in rows if str(row[3]).startswith("recharge-")]
    assert accounts == [("recharge-receivable", 500), ("recharge-income", 500)]
    assert [row[0] for row in rows if str(row[0]).startswith("For ")] == [
        "For 5K7 Camden PCT",
        "For 5A9 Barnet PCT",
    ]
    assert statement.workbook() == statement.workbook()


def test_the_command_writes_it(run: Run, tmp_path: Path) -> None:
    """Beside what it shows; another ending than .xlsx is refused, and nothing is written."""
    Book.create(tmp_path / "ncl.book", "2011-12", group="NCL").close()
    asked = ("statement", tmp_path / "ncl.book", "5A9", "5K7", "--as-of", "M8", "--out")
    assert run(*asked, tmp_path / "sent.xlsx").code == 0
    assert load_workbook(tmp_path / "sent.xlsx").sheetnames == ["Statement"]
    assert run(*asked, tmp_path / "sent.csv").code == 2
    assert not (tmp_path / "sent.csv").exists()


def test_no_workbook_is_made_of_what_is_no_kept_book(run: Run, tmp_path: Path) -> None:
    """Of tables it could be shown, but each run makes another book: no answer would ever be read."""
    asked = ("statement", sample_path(), "5A9", "5K7", "--as-of", "M8")
    assert run(*asked).code == 0
    refused = run(*asked, "--out", tmp_path / "sent.xlsx")
    assert refused.code == 2
    assert "is no book that is kept: no answer to its statement can be read back" in refused.err
    assert "make a book of it first" in refused.err
    assert list(tmp_path.iterdir()) == []
    nowhere = run("statement", tmp_path / "none", *asked[2:], "--out", tmp_path / "sent.xlsx")
    assert nowhere.code == 3
    assert "no book that is kept" not in nowhere.err
