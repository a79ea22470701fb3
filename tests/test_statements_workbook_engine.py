"""The statements of a year through a real spreadsheet program: the same numbers, and pages to sign."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from test_excel_engine import converted
from test_excel_pack import without_results
from test_statements_workbook import full_year, restated

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here"),
]


@pytest.mark.parametrize("which", ["full year", "restated"])
def test_an_engine_gives_the_same_numbers(tmp_path: Path, which: str) -> None:
    """Every formula worked out anew, without one stored result: to the penny, shares to 0.01 %."""
    report = restated() if which == "restated" else full_year().statements("5A9")
    made = tmp_path / "made.xlsx"
    made.write_bytes(report.workbook())
    bare = without_results(made, tmp_path / "bare.xlsx")
    again = load_workbook(converted(bare, "xlsx", tmp_path / "out"), data_only=True)
    stored, typed = load_workbook(made, data_only=True), load_workbook(made)
    formulas = 0
    for sheet in typed.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = (sheet.title, cell.coordinate)
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = again[sheet.title][cell.coordinate].value
                    if isinstance(ours, int | float):
                        assert theirs == pytest.approx(ours, abs=0.000_001), place
                    else:
                        assert theirs == ours, place
                    formulas += 1
    assert formulas > {"full year": 20, "restated": 60}[which]


def test_every_sheet_reaches_paper(tmp_path: Path) -> None:
    """A page or more a sheet, and not more than two for what is first read."""
    made = tmp_path / "made.xlsx"
    made.write_bytes(restated().workbook())
    printed = converted(made, "pdf", tmp_path / "out").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert len(load_workbook(made).sheetnames) <= pages <= 9
