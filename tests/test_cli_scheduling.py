"""`transfers export-schedule` and `approvals import`, as a finance office and its SHA use them."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from schedule_examples import APPROVED, REJECTED, address, fill, three_waiting


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three submitted transfers, in a folder."""
    folder = tmp_path / "ncl.book"
    folder.mkdir()
    Book(three_waiting()._records.forked(folder)).close()
    return folder


@pytest.fixture
def schedule(run: Run, book: Path, tmp_path: Path) -> Path:
    """What was sent."""
    path = tmp_path / "approvals.xlsx"
    ran = run("transfers", "export-schedule", book, path)
    assert (ran.code, "3 transfers to decide on" in ran.err) == (0, True)
    return path


def test_the_way_there_and_back(run: Run, book: Path, schedule: Path) -> None:
    """Exit code 0 where all is recorded; said again it is answered."""
    returned = fill(schedule, {0: APPROVED, 1: REJECTED})
    ran = run("approvals", "import", book, returned, "--by", "Head of Finance")
    assert (ran.code, ran.err) == (0, "")
    assert "recorded: 2, no decision: 1" in ran.out
    again = run("approvals", "import", book, returned, "--json")
    assert again.code == 0
    document = json.loads(again.out)
    assert (document["posted"], document["repeated"]) == (0, True)
    assert [each["outcome"] for each in document["rows"]][:2] == ["recorded before"] * 2
    assert run("verify", book).code == 0


def test_a_refused_row_is_named_by_its_cell(run: Run, book: Path, schedule: Path) -> None:
    """Exit code 3, with what would have become of the others; 1 with what is sound recorded."""
    returned = fill(schedule, {0: APPROVED, 1: {**APPROVED, "amount": 4}})
    ran = run("approvals", "import", book, returned)
    assert ran.code == 3
    assert f"'schedule'!{address(schedule, 1, 'amount')}" in ran.err
    assert "could be recorded: 1, refused: 1, no decision: 1" in " ".join(ran.out.split())
    partial = run("approvals", "import", book, returned, "--partial", "--json")
    assert partial.code == 1
    assert json.loads(partial.out)["posted"] == 1
    (found,) = json.loads(partial.err)["findings"]
    assert found["code"] == "schedule.changed"


def test_an_office_that_may_not_decide(run: Run, book: Path, schedule: Path) -> None:
    """Exit code 4; as a test 1, and nothing is written."""
    returned = fill(schedule, {0: {**APPROVED, "office": "A clerk, NHS London"}})
    before = Book.open(book, read_only=True).head
    assert run("approvals", "import", book, returned, "--test").code == 1
    assert Book.open(book, read_only=True).head == before
    assert run("approvals", "import", book, returned).code == 4


def test_it_can_be_previewed(run: Run, book: Path, schedule: Path) -> None:
    """What the decisions of a file would do, before they are recorded."""
    returned = fill(schedule, {0: APPROVED})
    ran = run("preview", book, "--json", "--", "approvals", "import", returned)
    assert ran.code == 0, ran.err
    (event,) = json.loads(ran.out)["events"]
    assert event["kind"] == "transfer-approved"
    assert Book.open(book, read_only=True).transfer("T1").state.value == "submitted"


def test_a_schedule_as_a_document(run: Run, book: Path, tmp_path: Path) -> None:
    """With `--json` what was sent, and as of which event."""
    path = tmp_path / "approvals.csv"
    ran = run("transfers", "export-schedule", book, path, "--authority", "Q36", "--json")
    document = json.loads(ran.out)
    assert (document["transfers"], len(document["head"])) == (["T1", "T2", "T3"], 64)
    assert run("transfers", "export-schedule", book, path, "--authority", "XXX").code == 2


def test_a_request_by_name(run: Run, book: Path, schedule: Path) -> None:
    """The first answer again, and a refusal where it was used for something else."""
    returned = fill(schedule, {0: APPROVED})
    ask = ("approvals", "import", book, returned, "--request", "monday", "--json")
    assert json.loads(run(*ask).out)["repeated"] is False
    assert json.loads(run(*ask).out)["repeated"] is True
    assert run(*ask, "--partial").code == 2
