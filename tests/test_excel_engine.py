"""The form in a real spreadsheet program: it prints, its lists work, and what it saves is read."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from command import Run
from excel_makers import values
from pctfinance.excel import read_workbook, write_template
from pctfinance.excel.pack_origin import read_origin
from pctfinance.inputs import sample_path
from pctfinance.tables.check import check_input
from pctfinance.tables.csv_reader import read_folder
from pctfinance.tables.schemas import SCHEMAS

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "ncl-2011-12"
ENGINE = shutil.which("soffice")

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(ENGINE is None, reason="there is no LibreOffice here"),
]


def converted(path: Path, kind: str, folder: Path) -> Path:
    """The workbook as LibreOffice opens it and saves it as another kind of file."""
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").as_uri()  # one of its own: two runs must not share one
    subprocess.run(  # noqa: S603 - a program of this machine, with arguments of this file
        [
            *(str(ENGINE), f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


def test_the_form_prints_and_offers_its_lists(tmp_path: Path) -> None:
    """Every sheet reaches paper, and each drop-down knows where its words stand."""
    form = write_template(tmp_path / "form.xlsx")
    printed = converted(form, "pdf", tmp_path / "out").read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= len(SCHEMAS) + 2
    opened = converted(form, "fods", tmp_path / "out").read_text(encoding="utf-8")
    lists = re.findall(r'cell-content-is-in-list\(([^)]*)\)"', opened)
    assert "[$categories.$A$4:.$A$10000]" in lists
    assert "[$lists.$B$4:.$B$6]" in lists  # the three limits
    assert any("&quot;pounds&quot;" in source for source in lists)


def test_what_a_spreadsheet_program_saves_is_read_the_same(tmp_path: Path) -> None:
    """The sample through another program's own writer: every value is what it was."""
    sent = check_input(read_folder(SAMPLE))
    book = write_template(tmp_path / "ncl.xlsx", sent)
    saved = converted(book, "xlsx", tmp_path / "out")
    assert saved.read_bytes() != book.read_bytes()
    assert values(check_input(read_workbook(saved))) == values(sent)


def test_a_pack_saved_by_a_spreadsheet_still_says_which_book_it_is_of(
    run: Run, tmp_path: Path
) -> None:
    """Opened and saved again it is another file; the end of the book in it is the same."""
    book = tmp_path / "ncl.book"
    run("create", book, sample_path())
    run("close", book, "--period", "M8", "--out", tmp_path, "--publish", "--by", "Board office")
    pack = tmp_path / "board-pack.xlsx"
    saved = converted(pack, "xlsx", tmp_path / "saved")
    assert saved.read_bytes() != pack.read_bytes()
    assert read_origin(saved).sequence == read_origin(pack).sequence == 326
    assert read_origin(saved).head == read_origin(pack).head
    assert read_origin(saved).number == 1
