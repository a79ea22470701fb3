"""Reports as files: what a workbook, a page and the rows hold is what the report shows."""

import inspect
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from command import Run, folder_of, two_boards
from pctfinance.book import Book
from pctfinance.cli.app import app
from pctfinance.errors import MoneyError, UsageError
from pctfinance.excel.seen import shown_number
from pctfinance.present.filed import figure_of, report_file
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.told import Told
from report_tracing_examples import rich

KINDS: dict[str, Callable[[Book], Any]] = {
    "levels": lambda book: book.cube("M12"),
    "position": lambda book: book.position("M12"),
    "duties": lambda book: book.duties("M12"),
    "agreement": lambda book: book.agreement("M12"),
    "eliminations": lambda book: book.eliminations("M12"),
    "bridge": lambda book: book.bridge("M12", since="M2"),
    "remedy": lambda book: book.remedy("M12"),
    "qipp": lambda book: book.qipp("M12"),
    "contract": lambda book: book.contracts("M12"),
    "controls": lambda book: book.check("M12"),
    "cash": lambda book: book.cash("M12"),
    "loans": lambda book: book.loans(),
    "funds": lambda book: book.funds(),
    "headroom": lambda book: book.headroom(),
    "lodgements": lambda book: book.lodgements(),
    "running costs": lambda book: book.running_costs("M12"),
    "limit": lambda book: book.limit("5A9", as_of="M12"),
    "history": lambda book: book.history("M12"),
    "budgets": lambda book: book.budgets("5A9", as_of="M12"),
    "journals": lambda book: book.journals(),
    "recharges": lambda book: book.recharges("M12"),
    "shared costs": lambda book: book.shared_costs("M12"),
    "loads": lambda book: book.loads(),
    "transfers": lambda book: book.transfers(),
    "delegations": lambda book: book.delegations("M12"),
    "delegates": lambda book: book.delegate_positions("M12"),
    "commitments": lambda book: book.emergency_commitments(as_of="M12"),
    "status": lambda book: book.close_status("M12"),
    "answers": lambda book: book.balance_answers(),
    "groups": lambda book: book.groups(),
    "packs": lambda book: book.published(),
}

WITHOUT = {
    "trace": "a tree, and no tables of rows",
    "preview": "is about another command",
    "apportion": "records what it shows",
    "import": "records what it shows",
}
"""Commands that show tables and write no file of them, each with its reason."""


@pytest.fixture(scope="module")
def book() -> Book:
    """Barnet and Camden with all that there is to show; asked alone."""
    return rich()


def _read(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def _amount(text: str) -> Decimal | None:
    """What an accountant reads in a column of figures."""
    plain = re.sub(r"[£,]| ?%", "", text)
    if not re.fullmatch(r"-?\d+(\.\d+)?|\(\d+(\.\d+)?\)", plain):
        return None
    return -Decimal(plain[1:-1]) if plain.startswith("(") else Decimal(plain)


def _tables(report: Any) -> tuple[Shown, ...]:
    tables = getattr(report, "tables", None) or report.shown
    tables = (tables,) if isinstance(tables, Shown) else tuple(tables)
    return (*tables, *getattr(report, "details", ()))


def _cells(shown: Shown) -> Iterator[tuple[int, int, Heading, ShownCell]]:
    for down, line in enumerate(shown.rows, start=1):
        for across, cell in enumerate(line.cells):
            yield down, across, shown.headings[across], cell


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_shows_what_the_page_shows(book: Book, kind: str) -> None:
    """Each figure as a number that its format shows alike, each other text as it stands."""
    report = KINDS[kind](book)
    held = _read(report_file(report, ".xlsx"))
    sheets = [sheet for sheet in held.worksheets if sheet.title != "Data"]
    for shown, sheet in zip(_tables(report), sheets, strict=True):
        texts = [cell.value for line in sheet.iter_rows() for cell in line if cell.value]
        said = [shown.title, shown.subtitle, shown.lead.text if shown.lead else "", *shown.notes]
        assert [text for text in said if text and text not in texts] == []
        if shown.empty and not shown.rows:
            assert shown.empty in texts
            continue
        head = int(sheet.print_title_rows.split(":")[0].strip("$"))
        assert [sheet.cell(head, at + 1).value or "" for at in range(len(shown.headings))] == [
            heading.text for heading in shown.headings
        ]
        for down, across, heading, cell in _cells(shown):
            written = sheet.cell(head + down, across + 1)
            amount = _amount(cell.text) if heading.align is Align.RIGHT else None
            if amount is None:
                assert (written.value or "") == cell.text
                assert written.data_type != "f"
            else:
                assert written.data_type == "n", cell.text
                assert shown_number(written.number_format, Decimal(str(written.value))) == amount
                assert ("(" in _shape(written)) is ("(" in cell.text)


def _shape(written: Any) -> str:
    """The part of the number format that applies to a cell's value."""
    sections = written.number_format.replace("_)", "").split(";")
    return str(sections[0 if written.value > 0 else 1 if written.value < 0 else 2])


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_are_those_of_the_table(book: Book, kind: str) -> None:
    """As CSV and as the sheet Data: every column and row, pence whole, what is missing empty."""
    report = KINDS[kind](book)
    table = report.table
    read = pd.read_csv(
        BytesIO(report_file(report, ".csv")), dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    assert list(read.columns) == list(table.columns)
    data = _read(report_file(report, ".xlsx"))["Data"]
    head = int(data.print_title_rows.split(":")[0].strip("$"))
    for number, values in enumerate(table.itertuples(index=False, name=None)):
        for at, value in enumerate(values):
            missing = pd.api.types.is_scalar(value) and pd.isna(value)
            text = read.iloc[number, at]
            said = ", ".join(value) if isinstance(value, list) else str(value)
            assert text in {"" if missing else said, f"'{said}"}
            written = data.cell(head + 1 + number, at + 1)
            if missing:
                assert written.value is None
            elif table.columns[at].endswith("pence"):
                assert (written.value, written.data_type) == (int(value), "n")
            elif isinstance(value, str):
                assert (written.value or "") == value
    assert len(read) == len(table)


@pytest.mark.parametrize("kind", ["levels", "duties", "controls"])
def test_a_page_holds_the_same_tables_as_a_notebook(book: Book, kind: str) -> None:
    """And says in which letters it is written."""
    report = KINDS[kind](book)
    page = report_file(report, ".html").decode()
    assert html_of(_tables(report)) in page
    assert page.startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in page


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("1,234", "1234", "#,##0_);(#,##0);0_);@_)"),
        ("(1,234.50)", "-1234.50", "#,##0.00_);(#,##0.00);0.00_);@_)"),
        ("0", "0", "#,##0_);(#,##0);0_);@_)"),
        ("(0)", "0", "#,##0_);(#,##0);(0)_);@_)"),
        ("£5.00", "5.00", "£#,##0.00_);(£#,##0.00);£0.00_);@_)"),
        ("12.5 %", "0.125", '#,##0.0" "%_);(#,##0.0" "%);0.0" "%_);@_)'),
        ("-", None, ""),
        ("", None, ""),
        ("not tested", None, ""),
        ("1234", "1234", "0_);(0);0_);@_)"),
        ("(33.3 %)", "-0.333", '#,##0.0" "%_);(#,##0.0" "%);0.0" "%_);@_)'),
        ("-5.0", "-5.0", "#,##0.0_);-#,##0.0_);0.0_);@_)"),
        ("(5 %) %", None, ""),
        ("012", None, ""),
        ("5E1", None, ""),
        ("5 of 151", None, ""),
        ("(5", None, ""),
        ("1,23", None, ""),
    ],
)
def test_what_is_a_figure_and_how_it_is_shown(
    text: str, value: str | None, number_format: str
) -> None:
    """Groups of three digits, brackets, pounds, per cent; a count of four digits has no comma."""
    figure = figure_of(text)
    if value is None:
        assert figure is None
    else:
        assert figure is not None
        assert (str(figure.value), figure.number_format) == (value, number_format)


class _Made(Told):
    """A report of one table, made by hand."""

    def __init__(self, *shown: Shown) -> None:
        self._shown = shown

    @property
    def shown(self) -> tuple[Shown, ...]:
        return self._shown


def _made(*cells: str | ShownCell) -> _Made:
    left, right = Heading("What", Align.LEFT), Heading("£000")
    return _Made(Shown("=A & B: [x]", "£000", (left, right), (row(cells), row(cells, total=True))))


def test_a_report_made_by_hand() -> None:
    """Two rows: a text like a formula beside (5) in red. It prints on one page across, headings on each."""
    report = _made("=1+1", ShownCell("(5)", Tone.BAD))
    assert report.workbook() == report.workbook()
    (sheet,) = _read(report.workbook()).worksheets
    assert sheet.title == "=A & B x"
    rows = [[cell.value for cell in line[:2]] for line in sheet["A1:B6"]]
    assert rows == [
        ["=A & B: [x]", None],
        ["£000", None],
        [None, None],
        ["What", "£000"],
        ["=1+1", -5],
        ["=1+1", -5],
    ]
    assert {sheet[place].data_type for place in ("A1", "A5", "A6")} == {"s"}
    assert sheet["B5"].number_format == "#,##0_);(#,##0);0_);@_)"
    assert sheet["B5"].font.color.rgb == "FF8B0000"
    assert sheet["B6"].font.bold
    assert sheet["B6"].border.top.style == "thin"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "A5"
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_sheets_of_one_name_are_told_apart() -> None:
    """Long titles are cut between words and numbered; none is called Data but the rows."""
    long = "Charged against the revenue resource limit month by month"
    tables = [Shown(title, "", (Heading("x"),), ()) for title in (long, long, "data", "History")]
    held = _read(_Made(*tables).workbook())
    cut = "Charged against the revenue"
    assert held.sheetnames == [cut, f"{cut} 2", "data 2", "History"]


def test_more_digits_than_a_spreadsheet_keeps_are_refused() -> None:
    """With the cells, both of them; the page still holds the amount."""
    report = _made("much", "9,999,999,999,999,999")
    with pytest.raises(MoneyError) as refused:
        report.workbook()
    assert [finding.where and finding.where.cell for finding in refused.value.findings] == [
        "B5",
        "B6",
    ]
    assert b"9,999,999,999,999,999" in report_file(report, ".html")


def test_a_report_without_rows_has_no_csv() -> None:
    """It says what to write instead."""
    with pytest.raises(UsageError, match=r"no rows of its own -> write it as \.xlsx or \.html"):
        report_file(_made("a", "1"), ".csv")


def test_a_command_writes_what_it_shows(run: Run, tmp_path: Path) -> None:
    """In each form, beside what it prints; the same question gives the same bytes."""
    source = folder_of(two_boards(), tmp_path / "input")
    for ending in (".xlsx", ".html", ".CSV"):
        out = tmp_path / f"levels{ending}"
        ran = run("levels", source, "--as-of", "M8", "--out", out)
        assert ran.out == run("levels", source, "--as-of", "M8").out
        assert f"written: {out}" in ran.err
        expected = report_file(Book.at(source).cube("M8"), ending.casefold())
        assert out.read_bytes() == expected
    out = tmp_path / "again.xlsx"
    assert run("levels", source, "--as-of", "M8", "--json", "--out", out).err == ""
    assert out.read_bytes() == (tmp_path / "levels.xlsx").read_bytes()
    assert len(list(tmp_path.iterdir())) == 5


def test_a_refusal_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Of another ending, a folder of that name, a month that is none: the former file stays."""
    source = folder_of(two_boards(), tmp_path / "input")
    former = tmp_path / "former.xlsx"
    former.write_bytes(b"former")
    (tmp_path / "folder.html").mkdir()
    ask = ("duties", source, "--as-of")
    ran = run(*ask, "M8", "--out", tmp_path / "duties.pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "duties.pdf: no report is written in this form" in ran.err
    assert "end the name in .xlsx, .html or .csv" in ran.err
    assert run(*ask, "M8", "--out", tmp_path / "folder.html").code == 2
    assert run(*ask, "M13", "--out", former).code != 0
    recorded = run("controls", source, "M8", "--by", "Head of Finance", "--out", former)
    assert (recorded.code, "leave out --only" in recorded.err) == (2, True)
    assert former.read_bytes() == b"former"
    assert {path.name for path in tmp_path.iterdir()} == {"input", "former.xlsx", "folder.html"}


def test_every_command_that_shows_a_report_can_write_it() -> None:
    """By what its function calls; the few that cannot have a reason."""
    commands = [*app.registered_commands]
    for group in app.registered_groups:
        commands += group.typer_instance.registered_commands if group.typer_instance else []
    without = set()
    for command in commands:
        assert command.callback is not None
        source = inspect.getsource(command.callback)
        shows = re.search(r"\b(print_report|print_tables|_print_traces)\(", source)
        if shows and "out" not in inspect.signature(command.callback).parameters:
            without.add(command.name or command.callback.__name__)
    assert without == set(WITHOUT)


def test_a_report_takes_the_place_of_nothing_that_it_is_made_from(run: Run, tmp_path: Path) -> None:
    """A workbook or a table that is read is refused as the file of the report; another one is not."""
    folder = folder_of(two_boards(), tmp_path / "boards")
    table = next(path for path in sorted(folder.iterdir()) if path.suffix == ".csv")
    before = table.read_bytes()
    ran = run("levels", folder, "--as-of", "M8", "--out", table)
    assert (ran.code, table.read_bytes()) == (2, before)
    assert "is what is read here" in ran.err
    beside = folder / "levels.html"
    for _ in range(2):
        assert run("levels", folder, "--as-of", "M8", "--out", beside).code in (0, 1)
    assert beside.exists()


def test_a_group_without_members_yet_has_a_table_without_rows() -> None:
    """The SHA cluster began in October: its remedies of April are empty files, and no fault."""
    book = Book.in_memory("2011-12", group="LON")
    for report in (book.remedy("M1"), book.remedies("M1")):
        assert len(report.table) == 0
        assert report_file(report, ".xlsx")
        assert b"variance_pence" in report_file(report, ".csv")
