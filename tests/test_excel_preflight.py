"""What is no honest workbook is refused before it is opened, in words that its sender understands."""

import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from excel_makers import ACTUALS, DECLARATION, make_book, make_package, make_parts, refusal
from pctfinance.errors import Finding, InputRefusedError, Level
from pctfinance.excel import preflight
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.archive import LIMITS, Limits
from pctfinance.excel.partscan import cell_position
from shared_data import needs_shared, shared_data

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def refused(path: Path, limits: Limits = LIMITS) -> Finding:
    """The one finding that a file is refused with."""
    with pytest.raises(InputRefusedError) as caught:
        preflight(path, limits=limits)
    (finding,) = caught.value.findings
    assert finding.where
    assert finding.where.file == path.name
    return finding


def test_an_honest_workbook_passes_without_a_word(tmp_path: Path) -> None:
    """Nothing is said about a workbook as openpyxl writes it."""
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS})
    assert preflight(tmp_path / "month 8.xlsx") == ()


def test_a_small_workbook_takes_milliseconds(tmp_path: Path) -> None:
    """The look before the leap costs next to nothing: 20 ms is far above the 2 it takes."""
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS})
    took = []
    for _ in range(5):
        start = time.perf_counter()
        preflight(tmp_path / "month 8.xlsx")
        took.append(time.perf_counter() - start)
    assert min(took) < 0.02


# The file is something else


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"body,period,amount\n5A9,M08,1\n", "a text file with commas between its values (CSV)"),
        (b"body;period;amount\n5A9;M08;1\n", "a text file with semicolons between its values"),
        (b"\xef\xbb\xbfbody\tperiod\n", "a text file with tabs between its values"),
        (b"body\n5A9\n", "it is a text file"),
        (b"\xff\xfeb\0o\0d\0y\0", "a text file in UTF-16"),
        (b"\n <!DOCTYPE html><html><table>", "a web page (HTML)"),
        (b"<table border=1><tr><td>5A9", "a web page (HTML)"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "a web page (HTML)"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            "an 'XML Spreadsheet 2003'",
        ),
        (b"<?xml version='1.0'?><report/>", "it is an XML file"),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF document"),
        (b"{\\rtf1\\ansi", "a rich text document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "it is protected by a password"),
        (OLE + "Workbook".encode("utf-16-le"), "an Excel 97-2003 workbook (.xls)"),
        (OLE + "Book".encode("utf-16-le"), "an Excel 5.0/95 workbook (.xls)"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word 97-2003 document"),
        (OLE + bytes(64), "a file of an old Office program"),
        (b"PK\x05\x06" + bytes(18), "like a damaged zip file"),
        (bytes(range(256)), "what it is could not be told"),
    ],
)
def test_a_file_that_only_calls_itself_a_workbook_is_named(
    tmp_path: Path, content: bytes, named: str
) -> None:
    """Whatever its name says, the message tells what the file is and what to do about it."""
    path = tmp_path / "month 8.xlsx"
    path.write_bytes(content)
    finding = refused(path)
    assert finding.code == "file.wrong-type"
    assert finding.message.startswith("the file is no workbook: ")
    assert named in finding.message
    assert finding.hint


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "spreadsheet (.ods)"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "but no spreadsheet"),
        ({"xl/workbook.bin": b""}, "a binary workbook (.xlsb)"),
        ({"word/document.xml": b"<w/>"}, "a Word document"),
        ({"ppt/presentation.xml": b"<p/>"}, "a PowerPoint presentation"),
        ({"July/month 8.xlsx": b""}, "a zip folder that holds July/month 8.xlsx"),
        ({"picture.png": b"\x89PNG"}, "a zip folder without a workbook in it"),
    ],
)
def test_a_zip_file_without_a_workbook_is_named(
    tmp_path: Path, parts: dict[str, bytes], named: str
) -> None:
    """Documents of other programs are zip files too."""
    finding = refused(make_package(tmp_path / "month 8.xlsx", parts))
    assert finding.code == "file.wrong-type"
    assert named in finding.message


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    """Nothing is guessed about a file that is not there."""
    finding = refused(tmp_path / "month 9.xlsx")
    assert str(finding) == "month 9.xlsx: there is no such file -> check the path [file.missing]"


def test_a_folder_is_not_a_workbook(tmp_path: Path) -> None:
    """A folder of tables is given to the other reader."""
    assert refused(tmp_path).message == "this is a folder, not a workbook"


def test_the_lock_file_points_to_its_workbook(tmp_path: Path) -> None:
    """Excel's lock file stands beside a workbook that somebody has open."""
    path = tmp_path / "~$month 8.xlsx"
    path.write_bytes(b"\x07A Person" + bytes(40))
    finding = refused(path)
    assert "lock file" in finding.message
    assert finding.hint == "give 'month 8.xlsx' instead"


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    """A transfer that failed leaves a file of no bytes."""
    (tmp_path / "month 8.xlsx").touch()
    assert refused(tmp_path / "month 8.xlsx").code == "file.empty"


def test_strict_open_xml_is_named(tmp_path: Path) -> None:
    """Excel offers a form of .xlsx that hardly any program reads; the message names it."""
    parts = make_parts()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    finding = refused(make_package(tmp_path / "strict.xlsx", parts))
    assert finding.code == "file.wrong-type"
    assert "Strict Open XML Spreadsheet" in finding.message


def test_macros_are_a_warning(tmp_path: Path) -> None:
    """A workbook with macros is read; they are never run."""
    parts = make_parts()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    (finding,) = preflight(make_package(tmp_path / "month 8.xlsm", parts))
    assert (finding.code, finding.level) == ("file.macros", Level.WARNING)


# The file is damaged


def test_a_truncated_workbook_breaks_off(tmp_path: Path) -> None:
    """A copy that did not end has no list of its parts at its end."""
    make_book(tmp_path, {"actuals": ACTUALS})
    path = tmp_path / "month 8.xlsx"
    path.write_bytes(path.read_bytes()[:2000])
    finding = refused(path)
    assert finding.code == "file.damaged"
    assert "breaks off" in finding.message


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    """Each part carries a checksum."""
    path = make_package(tmp_path / "month 8.xlsx", make_parts(b"<row r='1'/>"), packed=False)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"<row r='1'/>", b"<row r='2'/>", 1))
    finding = refused(path)
    assert finding.code == "file.damaged"
    assert "Bad CRC-32 for file 'xl/worksheets/sheet1.xml'" in finding.message


# The file holds what no honest workbook needs


def test_duplicate_names_are_refused(tmp_path: Path) -> None:
    """Where a part stands twice, one program reads the first and another the last."""
    parts = [*make_parts().items(), ("xl/worksheets/sheet1.xml", b"<worksheet/>")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = make_package(tmp_path / "twice.xlsx", parts)
    finding = refused(path)
    assert finding.code == "file.unsafe"
    assert "'xl/worksheets/sheet1.xml' more than once" in finding.message


def test_names_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    """The names of parts do not depend on capitals."""
    parts = make_parts() | {"xl/Worksheets/Sheet1.xml": b"<worksheet/>"}
    assert refused(make_package(tmp_path / "twice.xlsx", parts)).code == "file.unsafe"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/x", "xl\\evil.xml", "C:evil.xml"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    """A part's name never leads out of the workbook."""
    finding = refused(make_package(tmp_path / "out.xlsx", make_parts() | {name: b""}))
    assert finding.code == "file.unsafe"


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/other.dat"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, part: str, encoding: str) -> None:
    """No part of a workbook has a document type, in which a few bytes can stand for many."""
    parts = make_parts()
    content = (DOCTYPE + parts.get(part, b"<x/>")).decode().encode(encoding)
    finding = refused(make_package(tmp_path / "laughs.xlsx", parts | {part: content}))
    assert finding.code == "file.unsafe"
    assert repr(part) in finding.message
    assert "DOCTYPE" in finding.message


def test_a_document_type_across_two_pieces_is_seen(tmp_path: Path) -> None:
    """Large parts are read in pieces of a megabyte; what lies across a border is seen too."""
    for shift in range(0, 12, 3):
        filler = b"<a>" + b"x" * ((1 << 20) - 6 - shift) + b"</a>"
        part = {"customXml/item1.xml": filler + DOCTYPE}
        path = make_package(tmp_path / "wide.xlsx", make_parts() | part, packed=False)
        assert "DOCTYPE" in refused(path).message


def test_strange_encodings_are_refused(tmp_path: Path) -> None:
    """In an encoding of its own, a part could hide anything."""
    part = {"xl/styles.xml": b"<?xml version='1.0' encoding='UTF-7'?><x/>"}
    finding = refused(make_package(tmp_path / "strange.xlsx", make_parts() | part))
    assert "a text encoding of its own (UTF-7)" in finding.message


def test_pictures_are_left_alone(tmp_path: Path) -> None:
    """What is no XML is not looked into, whatever bytes it holds."""
    part = {"xl/media/image1.png": b"\x89PNG\r\n" + DOCTYPE}
    assert preflight(make_package(tmp_path / "picture.xlsx", make_parts() | part)) == ()


# The file is too large


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    """Two megabytes of one letter pack to two kilobytes; honest sheets do not."""
    part = {"xl/styles.xml": b"<a>" + b" " * (2 << 20) + b"</a>"}
    finding = refused(make_package(tmp_path / "bomb.xlsx", make_parts() | part))
    assert finding.code == "file.unsafe"
    assert "unpacks to" in finding.message


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    """However well it hides its ratio, what unpacks to too much is refused (here: over 1 kB)."""
    path = make_package(tmp_path / "bomb.xlsx", make_parts(b"<row r='1'/>" * 200))
    assert refused(path, replace(LIMITS, unpacked_bytes=1000)).code == "file.unsafe"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    """Four parts are more than three."""
    path = make_package(tmp_path / "parts.xlsx", make_parts())
    assert refused(path, replace(LIMITS, parts_count=3)).message == "the package holds 4 parts"


def test_a_large_file_is_not_even_opened(tmp_path: Path) -> None:
    """The size of the file on disk comes first."""
    path = make_package(tmp_path / "large.xlsx", make_parts())
    assert refused(path, replace(LIMITS, file_bytes=100)).code == "file.too-large"


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    """Ten rows have more than ten tags."""
    path = make_package(tmp_path / "many.xlsx", make_parts(b"<row r='1'/>" * 10))
    finding = refused(path, replace(LIMITS, tags_count=10))
    assert finding.message == "the workbook holds more cells than any input"


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="XFD1" s="1"/></row>',
        b"<row r='200001'><c><v>1</v></c></row>",
        b'<x:row x:y="1" r="1"><x:c s="1"\n r = "xfd1"/></x:row>',
        b"""<row r="1"><c t='>' r="XFD1"/></row>""",
        b"""<row r="1"><c t=' r="A1"' r="XFD1"/></row>""",
    ],
)
def test_a_stray_far_cell_is_refused(tmp_path: Path, cell: bytes) -> None:
    """A few bytes at the far end of a sheet make a reader build a billion cells."""
    finding = refused(make_package(tmp_path / "stray.xlsx", make_parts(cell)))
    assert finding.code == "file.too-large"
    assert finding.where
    assert finding.where.sheet == "actuals"


def test_an_empty_row_far_down_does_no_harm(tmp_path: Path) -> None:
    """Forms hide the rows that they do not need, down to the last one."""
    cells = b"<row r='1048576' hidden='1'/>"
    assert preflight(make_package(tmp_path / "form.xlsx", make_parts(cells))) == ()


def test_the_last_cell_within_the_limits_passes(tmp_path: Path) -> None:
    """The limit itself is allowed: row 9, column 3 is C9; D9 and C10 are beyond it."""
    limits = replace(LIMITS, rows=9, columns=3)
    for address, passes in (("C9", True), ("D9", False), ("C10", False)):
        cells = f"<row><c r='{address}'/></row>".encode()
        path = make_package(tmp_path / "edge.xlsx", make_parts(cells))
        if passes:
            assert preflight(path, limits=limits) == ()
        else:
            assert address in refused(path, limits).message


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    """An address written in character references is written so in order to hide."""
    path = make_package(tmp_path / "odd.xlsx", make_parts(b"<row><c r='X&#70;D1'/></row>"))
    assert "where the address of a cell should stand" in refused(path).message


@pytest.mark.parametrize("element", ["mergeCell", "hyperlink"])
def test_a_vast_range_is_refused(tmp_path: Path, element: str) -> None:
    """A merged range of A1:SF200000 has a hundred million cells, and a reader builds each."""
    parts = make_parts()
    sheet = parts["xl/worksheets/sheet1.xml"]
    extra = f"</sheetData><x><{element} ref='A1:SF200000'/></x>".encode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", extra)
    assert refused(make_package(tmp_path / "merge.xlsx", parts)).code == "file.too-large"


def test_a_cell_of_a_million_characters_is_refused(tmp_path: Path) -> None:
    """A spreadsheet cell holds 32,767 characters."""
    cells = b"<row><c t='" + b"x" * (3 << 20) + b"' r='XFD1'/></row>"
    path = make_package(tmp_path / "endless.xlsx", make_parts(cells), packed=False)
    assert "more than a million characters" in refused(path).message


# All of it together


def test_the_reader_refuses_what_the_preflight_refuses(tmp_path: Path) -> None:
    """Nobody opens a workbook by a way around the preflight."""
    path = make_package(tmp_path / "stray.xlsx", make_parts(b"<row><c r='XFD1048576'/></row>"))
    assert [finding.code for finding in refusal(path)] == ["file.too-large"]


@pytest.mark.parametrize("column", [1, 26, 27, 702, 703, 16384])
def test_addresses_are_read_as_they_are_written(column: int) -> None:
    """Writing and reading an address are each other's reverse."""
    assert cell_position(cell_address(7, column)) == (7, column)


def test_a_password_on_the_zip_itself_is_named(tmp_path: Path) -> None:
    """Some programs put a password on the zip file instead of the workbook."""
    path = make_package(tmp_path / "month 8.xlsx", {"xl/workbook.xml": b"<x/>"}, packed=False)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(bytes(content))
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].flag_bits & 1
    assert refused(path).message == "the zip file is protected by a password"


@needs_shared
def test_a_real_xls_is_named() -> None:
    """A workbook of 2010, as the health service published it, is still of the old kind."""
    folder = shared_data()
    assert folder
    (path,) = (folder / "workbooks").glob("*.xls")
    assert "an Excel 97-2003 workbook (.xls)" in refused(path).message
