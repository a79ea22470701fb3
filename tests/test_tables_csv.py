"""CSV files as people and programs really write them."""

from pathlib import Path

import pytest

from pctfinance.errors import InputRefusedError, Level
from pctfinance.tables.csv_reader import read_folder, read_table
from pctfinance.tables.model import RawTable

HEADINGS = "body,period,category,amount\n"


def read(text: str | bytes) -> RawTable:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, "actuals.csv", "actuals")


def texts(table: RawTable) -> list[tuple[int, list[object]]]:
    return [(row.number, [cell.value for cell in row.cells.values()]) for row in table.rows]


def codes(table: RawTable) -> list[str]:
    return [finding.code for finding in table.findings]


def test_a_code_that_is_a_number_stays_text() -> None:
    """5E1 is Stockton-on-Tees; a file of it alone is read as 50 by most libraries."""
    assert texts(read(HEADINGS + "5E1,M8,acute,100\n")) == [(2, ["5E1", "M8", "acute", "100"])]


def test_rows_are_numbered_as_an_editor_shows_them() -> None:
    """Blank lines count as lines, and a text of two lines stands where it begins."""
    table = read(HEADINGS + '\n5A9,M8,"acute\ncare",100\n,,,\n5A9,M9,acute,200\n')
    assert [row.number for row in table.rows] == [3, 6]
    assert str(table.rows[1].cells["amount"].where) == "actuals.csv, row 6, column amount"


def test_what_a_spreadsheet_adds_does_no_harm() -> None:
    """A byte order mark, capitals and spaces in headings, empty cells behind, Windows line ends."""
    table = read(b"\xef\xbb\xbf Body ,PERIOD,category,amount,,\r\n5A9,M8,acute,100,,\r\n")
    assert table.headings == ("body", "period", "category", "amount")
    assert texts(table) == [(2, ["5A9", "M8", "acute", "100"])]
    assert table.findings == ()


def test_a_short_row_has_empty_cells_at_its_end() -> None:
    """Spreadsheets leave out the commas of empty cells at the end of a row."""
    assert texts(read(HEADINGS + "5A9,M8\n")) == [(2, ["5A9", "M8", "", ""])]


def test_a_file_that_breaks_off_is_told_from_a_short_row() -> None:
    """The same short row without its line end was cut off, and is not taken."""
    table = read(HEADINGS + "5A9,M8,acute,100\n5A9,M9")
    assert codes(table) == ["file.damaged"]
    assert [row.number for row in table.rows] == [2]


def test_a_last_line_without_line_end_is_taken_where_it_is_whole() -> None:
    """Many editors do not end the last line."""
    table = read(HEADINGS + "5A9,M8,acute,100")
    assert codes(table) == []
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    ("delimiter", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_other_delimiters_are_named(delimiter: str, word: str) -> None:
    """Excel writes semicolons where the computer's language has decimal commas."""
    table = read((HEADINGS + "5A9,M8,acute,100\n").replace(",", delimiter))
    assert codes(table) == ["file.wrong-type"]
    assert word in table.findings[0].message


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ("body\n5A9".encode("utf-16"), "file.encoding", "UTF-16"),
        ("body\n5A9".encode("utf-16-be"), "file.encoding", "UTF-16"),
        ("body\n5A9".encode("utf-32"), "file.encoding", "UTF-32"),
        ("body\n5A9,£1".encode("cp1252"), "file.encoding", "byte 10 of the file"),
        (b"body\n5A9\x00", "file.damaged", "NUL"),
        (b"%PDF-1.4", "file.wrong-type", "PDF"),
        (b"<!DOCTYPE html><table>", "file.wrong-type", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "file.wrong-type", ".xls"),
        (b"", "file.empty", "no headings"),
        (b",,\r\n , \r\n", "file.empty", "no headings"),
    ],
)
def test_what_is_no_csv_file_is_named(data: bytes, code: str, words: str) -> None:
    """The message names what the file is and not what the decoder stumbled over."""
    (finding,) = read(data).findings
    assert finding.code == code
    assert words in finding.message


def test_nothing_is_trusted_after_a_broken_quotation() -> None:
    """Rows before it are kept for the other checks; the place is where the quotation begins."""
    table = read(HEADINGS + '5A9,M7,acute,100\n5A9,M8,"acute"x,100\n5A9,M9,acute,100\n')
    assert [row.number for row in table.rows] == [2]
    assert [(f.code, f.where.row) for f in table.findings if f.where] == [("file.damaged", 3)]


@pytest.mark.parametrize(
    "line", ["sep=,\n", "SEP=,\r\n", '"sep=,"\r\n', "sep=;\n", "\ufeffsep=,\r"]
)
def test_a_line_that_names_the_separator_is_no_heading(line: str) -> None:
    """Excel writes `sep=,` above the headings; the rows keep the numbers that an editor shows."""
    table = read(line + HEADINGS + "5A9,M8,acute,100\n")
    assert table.headings == ("body", "period", "category", "amount")
    assert texts(table) == [(3, ["5A9", "M8", "acute", "100"])]
    assert table.findings == ()


def test_a_line_that_names_another_separator_does_not_hide_it() -> None:
    """`sep=;` is true: the cells are separated by semicolons, and that is what is told."""
    assert codes(read(("sep=;\n" + HEADINGS).replace(",", ";"))) == ["file.wrong-type"]


def test_a_folder_is_read_in_the_order_of_the_format(tmp_path: Path) -> None:
    """Tables by name whatever the case; other files and folders are none of our business."""
    (tmp_path / "Forecasts.CSV").write_text(HEADINGS)
    (tmp_path / "actuals.csv").write_text(HEADINGS)
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "profile.csv").write_text(HEADINGS)
    raw = read_folder(tmp_path)
    assert raw.name == tmp_path.name
    assert [table.name for table in raw.tables] == ["actuals", "forecasts"]
    assert raw.findings == ()


def test_a_workbook_beside_the_tables_is_mentioned(tmp_path: Path) -> None:
    """It is not read, and neither is what somebody has not saved yet; both are only warnings."""
    for name in ("month8.xlsx", "~$month8.xlsx", ".~lock.actuals.csv#", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    findings = read_folder(tmp_path).findings
    assert {finding.level for finding in findings} == {Level.WARNING}
    assert sorted(finding.where.file or "" for finding in findings if finding.where) == [
        ".~lock.actuals.csv#",
        "month8.xlsx",
        "~$month8.xlsx",
    ]


@pytest.mark.parametrize("name", ["board-pack.xlsx", "Board-Pack.xlsx", "~$board-pack.xlsx"])
def test_our_own_board_pack_is_passed_over(tmp_path: Path, name: str) -> None:
    """People close a month into the folder that it came from, and open what they got."""
    (tmp_path / name).write_text("x")
    assert read_folder(tmp_path).findings == ()


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    """Only here does reading itself refuse: there is nothing to look at."""
    with pytest.raises(InputRefusedError, match=r"there is no folder .* \[file.missing\]"):
        read_folder(tmp_path / "month9")
    (tmp_path / "actuals.csv").write_text(HEADINGS)
    with pytest.raises(InputRefusedError, match=r"is a file, not a folder"):
        read_folder(tmp_path / "actuals.csv")


def test_a_file_that_cannot_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another program holds open, or that one may not read."""

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "actuals.csv").write_text(HEADINGS)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (table,) = read_folder(tmp_path).tables
    assert str(table.findings[0]).startswith("actuals.csv: the file cannot be opened: Permission")
