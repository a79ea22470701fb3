"""The workbooks to fill in for files beside the input: what they offer, and that they read back the same."""

import csv
import io
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from command import Run
from file_examples import TEXTS, as_csv, as_sheet, native
from pctfinance import Book, sample_path
from pctfinance.bodies import Register
from pctfinance.calendar import FinancialYear
from pctfinance.errors import InputRefusedError, UsageError
from pctfinance.excel.file_form import form_schemas, write_file_form
from pctfinance.excel.file_words import LOADED_BY
from pctfinance.excel.table_file import WorkbookFile
from pctfinance.forms import write_form
from pctfinance.inputs import file_at
from pctfinance.tables.checked_file import CheckedFile, CsvFile, check_file
from pctfinance.tables.file_schemas import FILES
from pctfinance.tables.model import Column, Kind, TableSchema, Value
from pctfinance.tables.reading import Reading
from test_excel_engine import converted

READING = Reading(Register.packaged(), FinancialYear("2011-12"))


@pytest.fixture(scope="module")
def book() -> Book:
    """The sample, which has bodies, delegates and categories."""
    return Book.read(sample_path())


def values(checked: CheckedFile) -> list[Mapping[str, Value]]:
    """What the rows of a file hold."""
    assert checked.findings == ()
    return [dict(row.values) for row in checked]


# The empty form


def test_a_form_has_what_its_readers_ask_for_and_what_a_book_offers(
    book: Book, tmp_path: Path
) -> None:
    """A sheet a table, the headings of its schema, drop-downs of words, bodies, months, categories."""
    form = load_workbook(book.write_form(tmp_path / "all.xlsx", *FILES))
    assert form.sheetnames == ["notes", *FILES, "lists"]
    for name, schema in FILES.items():
        headings = form[name][3]
        assert [cell.value for cell in headings] == [column.name for column in schema.columns]
        for column, cell in zip(schema.columns, headings, strict=True):
            assert (cell.fill.fgColor.rgb == "FF003087") is column.required
            assert cell.comment
            assert column.meaning[1:] in cell.comment.text
            assert "declared" not in cell.comment.text
            below = form[name].cell(4, cell.column or 0)
            forms = {Kind.MONEY: "#,##0.00;[Red]-#,##0.00", Kind.DATE: "dd mmm yyyy"}
            wanted = "#,##0" if column.counts else forms.get(column.kind, "@")
            assert below.number_format == wanted
    offered = {
        (name, str(rule.sqref).split("4")[0]): words(form, rule.formula1)
        for name in FILES
        for rule in form[name].data_validations.dataValidation
        if rule.type == "list"
    }
    assert offered["savings", "F"] == ["red", "amber", "green"]
    assert offered["savings", "A"] == ["5A9", "5C1", "5C9", "5K7", "5K8"]
    assert offered["savings", "C"][7] == "2011-12 M08"
    assert "acute" in offered["schemes", "D"]
    assert "07M" in offered["schemes", "E"]
    assert offered["activity", "E"] == offered["savings", "A"]
    assert ("groups", "D") not in offered  # a group's parent is no category


def words(form: Workbook, source: str) -> list[str]:
    """The words that a drop-down offers."""
    area = source.partition("!")[2].replace("$", "")
    return [str(row[0].value) for row in form["lists"][area]]


def test_an_empty_form_says_nothing_and_is_no_file_yet(tmp_path: Path) -> None:
    """Of no book it offers no bodies; read as it is, it has headings and no rows; always the same bytes."""
    one, two = (write_form(tmp_path / name, "bills", "risks") for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(InputRefusedError, match="the table has headings and no rows"):
        Book.in_memory("2011-12", group="NCL").load_bills_paid(one, by="Financial Controller")
    notes = load_workbook(one)["notes"]
    texts = [str(cell.value) for row in notes.iter_rows() for cell in row if cell.value]
    assert texts[:2] == ["Bills and risks", "Amounts are in pounds."]
    assert "pctfinance bills load BOOK FILE.xlsx --by OFFICE" in texts


# Filled


def filled(book: Book, folder: Path) -> Path:
    """A form of every table, filled from a workbook as people make one."""
    source = Workbook()
    for name in FILES:
        sheet = source.create_sheet(name)
        for row in native(name):
            sheet.append(["5K7" if cell == "5E1" else cell for cell in row])
    source.save(folder / "sent.xlsx")
    return book.write_form(folder / "form.xlsx", *FILES, filled=folder / "sent.xlsx")


def test_a_form_that_is_filled_reads_back_as_the_csv_file(book: Book, tmp_path: Path) -> None:
    """Every table at once from one workbook of many sheets, and one table from CSV."""
    form = filled(book, tmp_path)
    assert book.findings == ()
    for name, schema in FILES.items():
        text = TEXTS[name].replace("5E1", "5K7")
        sent = values(check_file(CsvFile("sent.csv", text.encode()), schema, READING))
        assert values(check_file(file_at(form), schema, READING)) == sent
        alone = tmp_path / f"{name}-form.xlsx"
        book.write_form(alone, name, filled=as_csv(tmp_path, name, text))
        assert values(check_file(file_at(alone), schema, READING)) == sent
    counts = load_workbook(form)["contracts"]
    assert (counts["I4"].value, counts["I4"].data_type, counts["N4"].value) == (12, "n", None)


def test_what_cannot_fill_a_form_is_refused_and_nothing_is_written(
    book: Book, tmp_path: Path
) -> None:
    """A cell nobody can read, a CSV file for two tables, a table that there is not; notes are told."""
    out = tmp_path / "form.xlsx"
    wrong = as_csv(tmp_path, "risks", TEXTS["risks"].replace("-3000000", "three"))
    with pytest.raises(InputRefusedError, match="'three' is not an amount"):
        book.write_form(out, "risks", filled=wrong)
    with pytest.raises(UsageError, match="which holds one table"):
        book.write_form(out, "risks", "bills", filled=as_csv(tmp_path, "risks"))
    with pytest.raises(UsageError, match="there is no template of 'contract'"):
        book.write_form(out, "contract")
    with pytest.raises(UsageError, match="no template is named"):
        book.write_form(out)
    assert not out.exists()
    spoken = as_csv(tmp_path, "risks", TEXTS["risks"].replace("-3000000", "(3000000)"))
    book.write_form(out, "risks", filled=spoken)
    assert [finding.code for finding in book.findings] == ["input.converted"]


_NASTY = st.sampled_from(
    [
        "=1+1",
        "5E1",
        "007",
        "1/2",
        "2011-12",
        "+44",
        "@home",
        "TRUE",
        "#REF!",
        "12%",
        "'x",
    ]
)
_WORDS = st.one_of(_NASTY, st.text('abcÉ £&<>"-;,', min_size=1, max_size=6).filter(str.strip))
_KINDS: dict[Kind, st.SearchStrategy[str]] = {
    Kind.TEXT: _WORDS,
    Kind.CODE: _WORDS,
    Kind.BODY: st.sampled_from(["5A9", "5E1", "5K7"]),
    Kind.DELEGATE: st.sampled_from(["07M", "07R"]),
    Kind.DATE: st.dates(date(2009, 1, 1), date(2013, 12, 31)).map(date.isoformat),
    Kind.PERIOD: st.integers(1, 12).map(lambda number: f"2011-12 M{number:02}"),
    Kind.MONEY: st.integers(0, 10**13).map(lambda pence: f"{pence // 100}.{pence % 100:02}"),
    Kind.YES_NO: st.sampled_from(["yes", "no"]),
}


def _cell(column: Column) -> st.SearchStrategy[str]:
    if column.kind is Kind.CHOICE:
        filled: st.SearchStrategy[str] = st.sampled_from(column.choices)
    elif column.counts:
        filled = st.one_of(
            st.integers(0, 10**9).map(str), st.sampled_from(["007", "1,200", "12.5"])
        )
    else:
        filled = _KINDS[column.kind]
    return filled if column.required else st.one_of(st.just(""), filled)


def _rows(schema: TableSchema) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(*map(_cell, schema.columns)), min_size=1, max_size=3)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_whatever_is_taken_as_csv_is_the_same_after_a_form(data: st.DataObject) -> None:
    """Texts that look like formulas or numbers, amounts to the penny, dates: rows that are understood
    are written, read and the same; what was refused is no part of them."""
    schema = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    rows = data.draw(_rows(schema))
    text = io.StringIO()
    csv.writer(text).writerows([[column.name for column in schema.columns], *rows])
    sent = check_file(CsvFile("sent.csv", text.getvalue().encode()), schema, READING).rows
    with TemporaryDirectory() as folder:
        path = Path(folder, "form.xlsx")
        write_file_form(path, form_schemas([schema.name]), READING, {schema.name: sent})
        back = check_file(WorkbookFile(path), schema, READING)
    assert [row.values for row in back] == [row.values for row in sent]


# The command


def test_the_command_writes_forms(run: Run, tmp_path: Path) -> None:
    """Empty, of a book, filled; and what it refuses is usage."""
    place, out = tmp_path / "b", tmp_path / "form.xlsx"
    Book.create(place, "2011-12", group="NCL").close()
    assert run("template", out, "--of", "contracts", "--of", "activity").code == 0
    assert load_workbook(out).sheetnames == ["notes", "contracts", "activity", "lists"]
    contracts = as_csv(tmp_path, "contracts")
    fill = ("template", out, "--of", "contracts", "--filled", contracts)
    assert (run(*fill, "--book", place).code, run(*fill, "--force").code) == (2, 2)
    assert run(*fill, "--book", place, "--force").code == 0
    assert run("contract", "load", place, out, "--by", "Contracts, Barnet").code == 0
    assert run("template", tmp_path / "x.xlsx", "--of", "nothing").code == 2
    assert run("template", tmp_path / "x.xlsx", "--book", place).code == 2


def test_the_notes_name_commands_that_there_are(run: Run) -> None:
    """Of every table; each takes what the notes say that it takes."""
    assert set(LOADED_BY) == set(FILES)
    for command in LOADED_BY.values():
        asked = command.split(" BOOK")[0].split()
        shown = run(*asked, "--help")
        assert shown.code == 0
        for option in (word for word in command.split() if word.startswith("--")):
            assert option in shown.out


def test_a_workbook_that_people_made_is_the_example(tmp_path: Path) -> None:
    """The example of every table is one that a form can be filled with."""
    _, path = as_sheet(tmp_path, "groups")
    given: dict[str, Any] = {"groups": check_file(file_at(path), FILES["groups"], READING).rows}
    out = write_file_form(tmp_path / "g.xlsx", form_schemas(["groups"]), READING, given)
    sheet = load_workbook(out)["groups"]
    assert [sheet.cell(5, column).value for column in (1, 2, 5)] == ["NCL-N", None, "5C1"]
    assert sheet["G5"].value.date() == date(2011, 9, 30)


@pytest.mark.engine
@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here")
def test_a_form_that_another_program_saved_says_the_same(book: Book, tmp_path: Path) -> None:
    """Every table, through a real spreadsheet program: the same rows, and nothing to remark."""
    form = filled(book, tmp_path)
    saved = converted(form, "xlsx", tmp_path / "out")
    assert saved.read_bytes() != form.read_bytes()
    for schema in FILES.values():
        first, second = (check_file(file_at(path), schema, READING) for path in (form, saved))
        assert values(second) == values(first) != []
