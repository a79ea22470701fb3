"""Files beside the input, from CSV and from Excel: the same rows, the same faults, each at its cell."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from command import Run
from file_examples import TEXTS, as_csv, as_sheet, native, rows_of
from pctfinance import Book
from pctfinance.bodies import Register
from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, InputRefusedError, Level, UsageError
from pctfinance.inputs import file_at
from pctfinance.tables.bills_file import read_bills
from pctfinance.tables.checked_file import FileRows, TableFile, check_file
from pctfinance.tables.contract_file import read_activity, read_contracts
from pctfinance.tables.drawing_file import read_drawings
from pctfinance.tables.file_schemas import FILES
from pctfinance.tables.groups_file import read_groups
from pctfinance.tables.headings_file import read_headings
from pctfinance.tables.journal_file import read_journals
from pctfinance.tables.model import Row
from pctfinance.tables.qipp_file import read_reports, read_schemes
from pctfinance.tables.reading import Reading
from pctfinance.tables.risk_file import read_risks

READING = Reading(Register.packaged(), FinancialYear("2011-12"))
READERS: dict[str, Callable[[TableFile, Reading], FileRows[Any]]] = {
    "journals": read_journals,
    "contracts": read_contracts,
    "activity": read_activity,
    "schemes": read_schemes,
    "savings": read_reports,
    "bills": read_bills,
    "drawings": read_drawings,
    "headings": read_headings,
    "risks": read_risks,
    "groups": read_groups,
}


def by_itself(name: str) -> Callable[[TableFile, Reading], FileRows[Any]]:
    """The reader of a file whose chapter asks nothing of it but its schema."""

    def read(file: TableFile, reading: Reading) -> FileRows[Any]:
        checked = check_file(file, FILES[name], reading)
        return FileRows.of(checked.rows, checked.findings)

    return read


READERS |= {name: by_itself(name) for name in ("decisions", "assignments")}
BY = "Contracts, Barnet"


def told(path: Path, name: str) -> list[Any]:
    """What the reader makes of a file, without the places where it stood."""
    made = []
    for row in READERS[name](file_at(path), READING).rows:
        if hasattr(row, "where"):
            placed = {"where": None, **({"amount_cell": ""} if isinstance(row, Row) else {})}
            made.append(replace(row, **placed))
        else:  # a group and its place, or a heading, which has none
            made.append(row[0] if name == "groups" else row)
    return made


def noticed(path: Path, name: str) -> list[str]:
    """What was noticed when a file was read."""
    return [str(finding) for finding in READERS[name](file_at(path), READING).findings]


def refused(path: Path, name: str) -> list[Finding]:
    """Why a file is refused."""
    with pytest.raises(InputRefusedError) as caught:
        READERS[name](file_at(path), READING)
    return list(caught.value.findings)


# The same rows


def test_every_file_has_a_reader_and_an_example() -> None:
    """None of the tables that a workbook may hold is left out here."""
    assert set(FILES) == set(READERS) == set(TEXTS)


@pytest.mark.parametrize("name", FILES)
def test_a_workbook_says_what_the_same_rows_say_as_csv(name: str, tmp_path: Path) -> None:
    """Typed as people type them, and all as text; nothing is noticed of either."""
    of_csv = told(as_csv(tmp_path, name), name)
    assert of_csv
    assert told(as_sheet(tmp_path, name)[1], name) == of_csv
    assert noticed(tmp_path / f"{name}.xlsx", name) == []
    text = [[cell or None for cell in row] for row in rows_of(name)]
    assert told(as_sheet(tmp_path, name, text)[1], name) == of_csv


@pytest.mark.parametrize("name", FILES)
def test_the_same_faults_are_found_and_told_by_cell(name: str, tmp_path: Path) -> None:
    """The last cell of a needed column is emptied, and each of another is what nobody can read."""
    headings, *rows = rows_of(name)
    needed = [c.name for c in FILES[name].columns if c.required and c.name in headings]
    number = headings.index(needed[-1])
    rows[-1][number] = ""
    for column in ("amount", "m04", "billed", "debit", "saved", "from", "section"):
        if column in headings and headings.index(column) != number:
            rows[-1][headings.index(column)] = "1_2x"
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    of_csv = refused(as_csv(tmp_path, name, out.getvalue()), name)
    sheet = [[cell or None for cell in row] for row in (headings, *rows)]
    of_sheet = refused(as_sheet(tmp_path, name, sheet)[1], name)
    assert [(each.code, each.message, each.hint) for each in of_sheet] == [
        (each.code, each.message, each.hint) for each in of_csv
    ]
    last, letter = len(rows) + 1, chr(ord("A") + number)
    places = [str(each.where) for each in of_sheet]
    assert f"{name}.xlsx, '{name}'!{letter}{last} ({needed[-1]})" in places


def test_where_a_fault_of_a_chapter_stands(tmp_path: Path) -> None:
    """What only the chapter knows to be wrong is told by its cell as well, in words by hand."""
    _, path = as_sheet(tmp_path, "contracts")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["I3"], sheet["J3"], sheet["B3"], sheet["E2"] = 100.5, 60, "C2", "5A9=3/4; 5Z9=1/4"
    sheet["E3"] = "5A9=1"
    book.save(path)
    assert [str(each).partition(" -> ")[0] for each in refused(path, "contracts")] == [
        "contracts.xlsx, 'contracts'!E2 (shares): the register knows no 5Z9",
        "contracts.xlsx, 'contracts'!I3 (m04): '100.5' is no whole number of units",
    ]
    _, path = as_sheet(tmp_path, "risks")
    book = load_workbook(path)
    book.worksheets[0]["C2"], book.worksheets[0]["D3"] = 0, 140
    book.save(path)
    assert [str(each).partition(" -> ")[0] for each in refused(path, "risks")] == [
        "risks.xlsx, 'risks'!C2 (amount): 'winter' is worth nothing",
        "risks.xlsx, 'risks'!D3 (probability): '140' is no probability",
    ]


# What Excel does to cells


def changed(tmp_path: Path, name: str, cells: dict[str, Any], **forms: str) -> Path:
    """The example with some cells changed, and their number formats."""
    book, path = as_sheet(tmp_path, name)
    sheet = book.worksheets[0]
    for address, value in cells.items():
        sheet[address] = value
    for address, form in forms.items():
        sheet[address].number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "cell", "at", "said"),
    [
        ("risks", ("C2", "=1-2", None), "C2 (amount)", "the formula =1-2 has no stored result"),
        ("risks", ("C2", "#REF!", None), "C2 (amount)", "the cell holds the error #REF!"),
        ("risks", ("C2", True, None), "C2 (amount)", "TRUE is not an amount"),
        ("risks", ("C2", "1,23", None), "C2 (amount)", "'1,23' can be read in more than one way"),
        ("drawings", ("C2", 0.001, None), "C2 (amount)", "finer than a penny"),
        ("drawings", ("C2", 40634, "dd mmm yyyy"), "C2 (amount)", "is not an amount"),
        ("drawings", ("B2", "31/11/2011", None), "B2 (date)", "is no day of the calendar"),
        ("drawings", ("B2", 40634, "General"), "B2 (date)", "is not a date"),
        ("activity", ("A2", 50, None), "A2 (body)", "it looks like Stockton-on-Tees"),
        ("journals", ("F2", 5210, None), "F2 (account)", "stands where a code is expected"),
        ("savings", ("C2", date(2012, 4, 1), None), "C2 (period)", "is not in the declared year"),
        ("activity", ("F2", 6.5, None), "F2 (activity)", "'6.5' is no whole number of units"),
    ],
)
def test_what_a_spreadsheet_spoils_is_refused_at_its_cell(
    name: str, cell: tuple[str, Any, str | None], at: str, said: str, tmp_path: Path
) -> None:
    """A silent zero, a serial number, a damaged code: each is an error, and says where."""
    address, value, form = cell
    path = changed(tmp_path, name, {address: value}, **({address: form} if form else {}))
    (found, *_) = refused(path, name)
    assert str(found.where) == f"{name}.xlsx, '{name}'!{at}"
    assert said in found.message


def test_what_is_plainly_meant_is_taken_and_noted(tmp_path: Path) -> None:
    """Brackets, day-first dates, a month made a date, digits by their format, a percentage."""
    path = changed(tmp_path, "drawings", {"B2": "01/04/2011", "C2": "(45.50)"})
    (first, _) = told(path, "drawings")
    assert (first.on, first.pence) == (date(2011, 4, 1), -45_50)
    assert [text.partition(": ")[2] for text in noticed(path, "drawings")] == [
        "'01/04/2011' was read as 2011-04-01, day first [input.converted]",
        "'(45.50)' was read as -£45.50 [input.converted]",
    ]
    path = changed(tmp_path, "savings", {"C2": date(2011, 11, 1)}, C2="mmm-yy")
    assert str(told(path, "savings")[0].period) == "2011-12 M08"
    path = changed(tmp_path, "journals", {"F2": 451}, F2="00000")
    assert told(path, "journals")[0].what.entered[0].account == "00451"
    path = changed(tmp_path, "risks", {"D2": 0.4, "D3": "7 %"}, D2="0%")
    assert [row.percent for row in told(path, "risks")] == [40, 7]


def test_what_a_person_does_not_see_is_warned_of(tmp_path: Path) -> None:
    """Scaled formats, formats with digits of their own, hidden rows with their sum, merged cells."""
    path = changed(tmp_path, "risks", {"C2": -3000, "D2": 40}, C2="#,##0,", D2="0,")
    assert [row.pence for row in told(path, "risks")] == [-3000_00, -20000_01]
    words = noticed(path, "risks")
    assert [text.partition(":")[0] for text in words] == [
        f"risks.xlsx, 'risks'!{cell}" for cell in ("C2 (amount)", "D2 (probability)")
    ]
    assert "shows a thousandth or less of the -3000 it holds, which was read as -£3,000" in words[0]
    (words,) = [noticed(changed(tmp_path, "risks", {}, C3='"500.00"'), "risks")]
    assert "'\"500.00\"' does not show the amount that it holds" in words[0]

    book, path = as_sheet(tmp_path, "risks")
    book.worksheets[0].row_dimensions[3].hidden = True
    book.worksheets[0].column_dimensions["E"].hidden = True
    book.save(path)
    of_rows, of_columns = noticed(path, "risks")
    assert "sheet 'risks': hidden rows were read, whose amounts add up to -20,000.01: 3" in of_rows
    assert "sheet 'risks': hidden columns were read: group" in of_columns

    book, path = as_sheet(tmp_path, "contracts")
    for columns in ("A2:A3", "B2:B3", "E2:E3"):
        book.worksheets[0].merge_cells(columns)
    book.save(path)
    assert told(path, "contracts") == told(as_csv(tmp_path, "contracts"), "contracts")
    assert "in merged cells, a text or date counts for each row" in noticed(path, "contracts")[0]


# Sheets


def test_the_sheet_that_is_read(tmp_path: Path) -> None:
    """The one of the table's name, with a title above and notes beside; or the only one there is."""
    rows = native("risks")
    padded = [["Risks of the cluster"], [], [*rows[0], "(who)"]] + [[*row, "x"] for row in rows[1:]]
    _, path = as_sheet(tmp_path, "risks", padded, title=" Risks ")
    assert (len(told(path, "risks")), noticed(path, "risks")) == (2, [])

    book, path = as_sheet(tmp_path, "risks", title="Sheet1")
    assert len(told(path, "risks")) == 2
    assert noticed(path, "risks") == [
        "risks.xlsx, sheet 'Sheet1': the only sheet was read as risks [file.unknown-table]"
    ]
    book.create_sheet("Sheet2")["A1"] = "more"
    book.save(path)
    (found,) = refused(path, "risks")
    assert (found.code, found.hint) == ("file.missing-table", "it has Sheet1, Sheet2")
    book["Sheet1"].title = "risks"
    book.create_sheet("contracts")["A1"] = "body"
    book.create_sheet("notes")["A1"] = "for people"
    book.save(path)
    (words,) = noticed(path, "risks")
    assert "the sheet 'risks' alone was read, and not Sheet2" in words
    book["Sheet2"].title = "Risks "
    book.save(path)
    assert [each.code for each in refused(path, "risks")] == ["file.duplicate-table"]
    _, path = as_sheet(tmp_path, "risks", title="savings")
    assert [each.hint for each in refused(path, "risks")] == ["it has savings"]
    hidden, path = as_sheet(tmp_path, "risks", title="Sheet1")
    hidden.create_sheet("Mine")["A1"] = "seen"
    hidden["Sheet1"].sheet_state = "hidden"
    hidden.save(path)
    assert "none of the first 10 rows" in refused(path, "risks")[0].message


def test_a_file_that_is_no_workbook_is_refused_by_what_it_is(tmp_path: Path) -> None:
    """CSV renamed, an old workbook, one under CSV's name; and a file that is not there."""
    for ending in ("xlsx", "xls"):
        path = as_csv(tmp_path, "risks").rename(tmp_path / f"risks.{ending}")
        (found,) = refused(path, "risks")
        assert (found.code, "(CSV)" in found.message) == ("file.wrong-type", True)
    _, path = as_sheet(tmp_path, "risks")
    (found,) = refused(path.rename(tmp_path / "sheet.csv"), "risks")
    assert (found.code, "Excel workbook" in found.message) == ("file.wrong-type", True)
    with pytest.raises(UsageError, match="cannot be read"):
        file_at(tmp_path / "none.xlsx")


# In a book


def test_a_book_keeps_the_same_of_a_workbook_and_says_where_it_stood(tmp_path: Path) -> None:
    """Contracts, activity, bills, drawings, groups, headings, a journal and risks, by file and sheet."""
    books = [Book.in_memory("2011-12", group="NCL") for _ in range(2)]
    for book, of in zip(books, (as_csv, lambda *args: as_sheet(*args)[1]), strict=True):
        file = {name: of(tmp_path, name) for name in FILES}
        book.load_contracts(file["contracts"], by=BY)
        book.load_activity(file["activity"], by=BY)
        book.load_bills_paid(file["bills"], by=BY)
        book.load_cash_drawings(file["drawings"], by=BY)
        book.load_groups(file["groups"], by=BY, on="2011-04-01", reference="board 4")
        book.load_balance_headings(file["headings"], by=BY, on="2012-04-02", reference="paper")
        book.submit_journals(file["journals"], by=BY)
    of_csv, of_sheet = (book.holdings.resource.events for book in books)
    plain = {"where": None, "source": ""}
    assert [event.model_copy(update=plain).what for event in of_csv] == [
        event.model_copy(update=plain).what for event in of_sheet
    ]
    assert {str(event.where) for event in of_sheet if event.where} >= {
        "contracts.xlsx, sheet 'contracts', row 2",
        "drawings.xlsx, sheet 'drawings', row 3",
    }
    shown = [book.contracts("M6").of("5A9", "C1").payable_pence for book in books]
    assert shown[0] == shown[1] != 0
    assert books[1].verify() == ()
    again = as_sheet(tmp_path, "contracts")[1], as_sheet(tmp_path, "drawings")[1]
    told_again = books[0].load_contracts(again[0], by=BY).receipt
    assert told_again is not None
    assert (told_again.posted, books[0].load_cash_drawings(again[1], by=BY).posted) == (0, 0)


def test_the_commands_take_workbooks_and_tell_what_was_noticed(run: Run, tmp_path: Path) -> None:
    """A hidden row is told on standard error; a refused file leaves the book as it was."""
    place = tmp_path / "b"
    Book.create(place, "2011-12", group="NCL").close()
    book, path = as_sheet(tmp_path, "contracts")
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(path)
    load = ("contract", "load", place, path, "--by", BY)
    tried = run(*load, "--test", "--json")
    assert (tried.code, '"input.hidden"' in tried.err) == (0, True)
    done = run(*load)
    assert (done.code, "hidden rows were read" in done.err) == (0, True)
    assert "1 event posted" in done.out
    before = Book.open(place, read_only=True).head
    spoilt = changed(tmp_path, "bills", {"E2": "=A1"})
    refusal = run("bills", "load", place, spoilt, "--by", BY)
    assert (refusal.code, "'bills'!E2 (amount)" in refusal.err) == (3, True)
    assert Book.open(place, read_only=True).head == before
    assert run("bills", "load", place, as_sheet(tmp_path, "bills")[1], "--by", BY).code == 0
    assert run("drawing", "load", place, as_sheet(tmp_path, "drawings")[1], "--by", BY).code == 0
    assert run("journal", "submit", place, as_sheet(tmp_path, "journals")[1], "--by", BY).code == 0


def test_notes_do_not_hide_a_missing_sector(tmp_path: Path) -> None:
    """A note about one cell of bills does not keep the file from being checked as a whole."""
    path = as_csv(tmp_path, "bills")
    text = path.read_text().splitlines()
    path.write_text("\n".join([text[0], text[1].replace("400", '"£(400.00)"'), ""]))
    assert all(each.level is Level.ERROR for each in refused(path, "bills"))
    path.write_text("\n".join([text[0], text[1].replace("5A9", "5a9"), ""]))
    assert [each.code for each in refused(path, "bills")] == ["input.missing-value"]
