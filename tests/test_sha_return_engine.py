"""The return through a real spreadsheet program: it prints, and gives the same numbers."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pctfinance.consolidation.exposure import Risk
from sample_books import sample_book
from test_excel_engine import converted
from test_excel_pack import without_results

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here"),
]


def test_an_engine_gives_the_same_numbers(tmp_path: Path) -> None:
    """Every formula worked out anew, without one stored result: to the penny, and no error."""
    report = sample_book().sha_return(
        "5A9", "M8", risks=[Risk("5A9", "a claim", -2_000_000_01, 30)]
    )
    made = tmp_path / "made.xlsx"
    made.write_bytes(report.workbook())
    bare = without_results(made, tmp_path / "bare.xlsx")
    again = load_workbook(converted(bare, "xlsx", tmp_path / "out"), data_only=True)
    stored, typed = load_workbook(made, data_only=True), load_workbook(made)
    formulas = 0
    for sheet in typed.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    place = (sheet.title, cell.coordinate)
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = again[sheet.title][cell.coordinate].value
                    if isinstance(ours, int | float):
                        assert theirs == pytest.approx(ours, abs=0.001), place
                    else:
                        assert (theirs or "") == (ours or ""), place
                    formulas += 1
    assert formulas > 700


def test_every_section_reaches_paper(tmp_path: Path) -> None:
    """A page or more a sheet."""
    made = tmp_path / "made.xlsx"
    made.write_bytes(sample_book().sha_return("5A9", "M8").workbook())
    printed = converted(made, "pdf", tmp_path / "out").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= len(load_workbook(made).sheetnames)
