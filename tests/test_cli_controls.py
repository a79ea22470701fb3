"""`pctfinance controls` and `close --controls`: looked at, recorded, and one's own."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path
from pctfinance.ledger.months import ControlsRun
from test_controls import FILE

OURS = FILE.replace("LEAST = 100_00", "LEAST = 10**15").replace('"error"', '"warning"')
BY = ("--by", "Director of Finance")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample as a kept book."""
    folder = tmp_path / "ncl.book"
    Book.create_from(folder, sample_path()).close()
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A file with one control that finds something in every body."""
    file = tmp_path / "ours.py"
    file.write_text(OURS, encoding="utf-8")
    return file


def test_controls_are_looked_at_without_a_book(run: Run) -> None:
    """Of a folder of tables: the findings, every control, and exit code 1."""
    ran = run("controls", sample_path(), "2011-12 M08")
    assert ran.code == 1
    assert "0 errors, 3 breaches" in ran.out
    assert "Every control that ran" in ran.out


def test_some_controls_are_asked_for(run: Run) -> None:
    """What found nothing ends with 0; as JSON the report alone stands on standard output."""
    ran = run(
        "controls", sample_path(), "M8", "--only", "unmapped", "--only", "cash-ahead", "--json"
    )
    assert ran.code == 0
    document = json.loads(ran.out)
    assert [one["id"] for one in document["controls"]] == ["unmapped", "cash-ahead"]
    assert {one["result"] for one in document["results"]} == {"passed"}
    assert json.loads(ran.err)["findings"] == []


def test_looking_writes_nothing(run: Run, book: Path) -> None:
    """The book's end is where it was."""
    before = Book.open(book, read_only=True).head
    run("controls", book, "M8")
    assert Book.open(book, read_only=True).head == before


def test_own_controls_come_from_a_file(run: Run, book: Path, ours: Path) -> None:
    """Looked at, recorded with the file's digest, and told by a close."""
    ran = run("controls", book, "M8", "--only", "limit-small", "--controls", ours, "--json")
    assert ran.code == 1
    assert len(json.loads(ran.out)["findings"]) == 5
    ran = run("controls", book, "M8", "--controls", ours, "--body", "5K8", *BY)
    assert ran.code == 1
    kept = Book.open(book, read_only=True)
    recorded = kept.holdings.resource.events[-1].what
    assert isinstance(recorded, ControlsRun)
    assert recorded.controls_sha256
    listed = json.loads(kept._records.attachment(recorded.controls_sha256))["controls"]
    assert (listed[-1]["id"], listed[-1]["own"], len(listed[-1]["version"])) == (
        "limit-small",
        True,
        64,
    )
    out = book.parent / "out"
    ran = run("close", book, "--period", "M8", "--out", out, "--controls", ours)
    assert ran.code == 1
    assert ran.err.count("[control.own]") == 5
    assert "control.own" not in (out / "position.json").read_text("utf-8")


def test_a_file_of_controls_that_cannot_be_read_stops_before_anything_is_written(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """Exit code 3, no files, no event."""
    broken = tmp_path / "broken.py"
    broken.write_text("def f(:", encoding="utf-8")
    before = Book.open(book, read_only=True).head
    out = tmp_path / "out"
    for command in (
        ("close", book, "--period", "M8", "--out", out),
        ("controls", book, "M8"),
        ("controls", book, "M8", "--all", *BY),
    ):
        ran = run(*command, "--controls", broken)
        assert ran.code == 3
        assert "[control.unreadable]" in ran.err
    assert not out.exists()
    assert Book.open(book, read_only=True).head == before


@pytest.mark.parametrize(
    "options",
    [
        ("--all",),
        ("--body", "5A9", "--body", "5C1"),
        ("--body", "5A9", "--group", "LON"),
        (*BY, "--group", "LON"),
        ("--test",),
        ("--request", "r"),
        (*BY, "--all", "--only", "unmapped"),
        (*BY, "--all", "--basis", "ytd"),
        (*BY, "--all", "--known-at", "2011-11-30"),
        BY,
    ],
    ids=" ".join,
)
def test_looking_and_recording_are_not_mixed(
    run: Run, book: Path, options: tuple[str, ...]
) -> None:
    """A run that is recorded is of all controls and names its bodies; looking asks one question."""
    before = Book.open(book, read_only=True).head
    assert run("controls", book, "M8", *options).code == 2
    assert Book.open(book, read_only=True).head == before


def test_a_control_that_there_is_not_is_wrong_usage(run: Run) -> None:
    """With the id that was meant."""
    ran = run("controls", sample_path(), "M8", "--only", "unmaped")
    assert ran.code == 2
    assert "did you mean unmapped?" in ran.err
