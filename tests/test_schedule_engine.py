"""The schedule through a real spreadsheet program: it prints, and what that saves is read."""

import shutil
from pathlib import Path

import pytest

from schedule_examples import APPROVED, REJECTED, fill, three_waiting
from test_excel_engine import converted

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here"),
]


def test_it_prints_the_terms_on_two_pages_and_the_decisions_on_the_next_two(tmp_path: Path) -> None:
    """Three rows: twice the terms, twice the decisions, the notes; no column falls onto another page."""
    path = three_waiting().export_schedule(tmp_path / "schedule.xlsx").path
    printed = converted(path, "pdf", tmp_path / "out").read_bytes()
    assert printed.count(b"/Type/Page/") + printed.count(b"/Type /Page\n") == 5


def test_a_returned_workbook_that_another_program_saved(tmp_path: Path) -> None:
    """Other bytes, the same decisions."""
    book = three_waiting()
    path = book.export_schedule(tmp_path / "schedule.xlsx").path
    returned = fill(path, {0: APPROVED, 2: REJECTED})
    saved = converted(returned, "xlsx", tmp_path / "out")
    assert saved.read_bytes() != returned.read_bytes()
    report = book.import_approvals(saved)
    outcomes = [each.outcome.value for each in report.rows]
    assert (outcomes, report.exit_code) == (["recorded", "no decision", "recorded"], 0)


def test_a_csv_file_that_went_through_a_spreadsheet(tmp_path: Path) -> None:
    """Days and amounts as the program writes them are the same days and amounts."""
    book = three_waiting()
    path = book.export_schedule(tmp_path / "schedule.csv").path
    opened = converted(fill(path, {0: APPROVED}), "xlsx", tmp_path / "out")
    report = book.import_approvals(converted(opened, "csv", tmp_path / "back"), test=True)
    outcomes = [each.outcome.value for each in report.rows]
    assert outcomes == ["could be recorded", "no decision", "no decision"]


def test_a_workbook_that_was_saved_as_csv_with_the_month_first(tmp_path: Path) -> None:
    """The day from which it counts came back with day and month changed: no row is taken."""
    book = three_waiting()
    returned = fill(book.export_schedule(tmp_path / "schedule.xlsx").path, {0: APPROVED})
    saved = converted(returned, "csv", tmp_path / "out")
    if "07/01/2011" not in saved.read_text(encoding="utf-8"):
        pytest.skip("this program writes the day first")
    report = book.import_approvals(saved, test=True)
    assert {each.outcome.value for each in report.rows} == {"refused"}
    assert {each.where.column for each in report.refused if each.where} >= {"effective"}
