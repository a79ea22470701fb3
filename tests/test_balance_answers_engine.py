"""The statement's workbook through a real spreadsheet program: what that saves is read."""

import shutil
from pathlib import Path

import pytest

from answer_examples import CAMDEN, differing, entered, returned
from pctfinance.errors import InputRefusedError
from test_excel_engine import converted

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice here"),
]


@pytest.mark.parametrize("other", ["5A9", "RX1"])
def test_an_answer_that_another_program_saved(tmp_path: Path, other: str) -> None:
    """Other bytes, the same answer; no cell counts as changed."""
    book = differing()
    entered(book, CAMDEN, "RX1", 1_234_56)
    statement = book.agreement_statement(CAMDEN, other, "M8")
    kind = statement.sums[0].kind
    file = returned(statement, tmp_path / "back.xlsx", {kind: ("disputed", 1234.56, "why")})
    saved = converted(file, "xlsx", tmp_path / "out")
    assert saved.read_bytes() != file.read_bytes()
    (line,) = book.read_answer(saved).lines
    assert (line.pence, line.reason) == (1_234_56, "why")


def test_a_figure_that_was_changed_there_is_found(tmp_path: Path) -> None:
    """The difference that is calculated from it is another one too."""
    book = differing()
    statement = book.agreement_statement(CAMDEN, "5A9", "M8")
    said = {"receivable": ("agreed",)}
    file = returned(statement, tmp_path / "back.xlsx", said, tampered={"C8": 12_000})
    with pytest.raises(InputRefusedError) as refused:
        book.read_answer(converted(file, "xlsx", tmp_path / "out"))
    assert "C8" in {each.where.cell for each in refused.value.findings if each.where}
