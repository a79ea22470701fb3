"""Packs say which book they were made from, and making them again gives the same bytes."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from command import Run
from crash.small import attacked
from pctfinance.book import Book
from pctfinance.errors import UsageError
from pctfinance.excel.pack_origin import PackOrigin, read_origin
from pctfinance.inputs import sample_path
from pctfinance.publishing import BOARD_PACK, POSITION_JSON
from published_examples import OFFICE, began, forecast

WHY = "Barnet had left a contract out"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book that is kept: Barnet expects to keep £10.00, Enfield £5.00."""
    place = tmp_path / "ncl.book"
    began(Book.create(place, "2011-12", group="NCL")).close()
    return place


def close(run: Run, book: Path, out: Path, *more: str) -> int:
    """Month 8 closed into a folder."""
    return run("close", book, "--period", "M8", "--out", out, *more).code


def publish(run: Run, book: Path, out: Path, *more: str) -> int:
    """Month 8 published into a folder."""
    return close(run, book, out, "--publish", "--by", OFFICE, *more)


def correct(book: Path) -> None:
    """Barnet's forecast is £1,012.34, as it turns out."""
    with closing(Book.open(book)) as kept:
        kept.post(forecast(1_012_34, reference="pack, corrected"))


def both(folder: Path) -> tuple[bytes, bytes]:
    """The bytes of the two files."""
    return (folder / BOARD_PACK).read_bytes(), (folder / POSITION_JSON).read_bytes()


# What a pack says of its book


def test_both_files_say_the_same_of_the_book(run: Run, book: Path, tmp_path: Path) -> None:
    """A draft: the last event, the head, and that nothing was published."""
    close(run, book, tmp_path / "out")
    with_head = Book.open(book).head
    document = json.loads(both(tmp_path / "out")[1])
    assert document["published"] is None
    assert document["book"] == {"sequence": with_head.sequence, "head": with_head.hash}
    assert read_origin(tmp_path / "out" / BOARD_PACK) == PackOrigin(*with_head)


def test_an_issued_pack_names_its_number_and_the_book_before_it(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """It is made from six events; the snapshot, which is the seventh, cannot be one of them."""
    publish(run, book, tmp_path / "out")
    origin = read_origin(tmp_path / "out" / BOARD_PACK)
    assert (origin.sequence, origin.number) == (6, 1)
    document = json.loads(both(tmp_path / "out")[1])
    assert document["book"] == {"sequence": 6, "head": origin.head}
    assert document["published"] == {
        "number": 1,
        "issue": "first",
        "restates": None,
        "reason": "",
        "by": OFFICE,
    }
    assert Book.open(book).head.sequence == 7


def printed(path: Path) -> str:
    """What stands in column B of the first sheet beside `Book`, and how large."""
    sheet = load_workbook(path).worksheets[0]
    rows = [row for row in sheet.iter_rows(max_col=2) if row[0].value == "Book"]
    assert [row[1].font.size for row in rows] == [7]
    return str(rows[0][1].value)


def test_the_first_sheet_says_it_in_small_print(run: Run, book: Path, tmp_path: Path) -> None:
    """Draft, number 1, and number 2 with its reason; the whole head each time."""
    close(run, book, tmp_path / "draft")
    publish(run, book, tmp_path / "first")
    correct(book)
    publish(run, book, tmp_path / "second", "--reason", WHY)
    draft, first, second = (
        printed(tmp_path / name / BOARD_PACK) for name in ("draft", "first", "second")
    )
    kept = Book.open(book)
    heads = [kept._records.head(sequence).hash for sequence in (6, 6, 8)]
    assert draft.startswith("draft, not published. Made from the first 6 events of the book")
    assert first.startswith(f"published as number 1 by {OFFICE}. Made from the first 6 events")
    assert second.startswith(f"published as number 2 by {OFFICE}; it restates number 1: {WHY}. ")
    assert [text.endswith(head) for text, head in zip((draft, first, second), heads, strict=True)]


def test_an_input_that_is_in_no_book_says_nothing_of_one(run: Run, tmp_path: Path) -> None:
    """Closed from a folder of tables: there is no book to be held against."""
    run("close", sample_path(), "--period", "M8", "--out", tmp_path)
    ran = run("verify", tmp_path, "--against", tmp_path / BOARD_PACK)
    assert ran.code == 2
    document = json.loads(both(tmp_path)[1])
    assert (document["book"], document["published"]) == (None, None)
    with pytest.raises(ValueError, match="says nothing of a book"):
        read_origin(tmp_path / BOARD_PACK)


# Verifying against a pack


@pytest.mark.parametrize("file", [BOARD_PACK, POSITION_JSON])
def test_a_book_is_held_against_either_file(
    run: Run, book: Path, tmp_path: Path, file: str
) -> None:
    """Whole; then a book of the same name that knows less: its end was cut off."""
    publish(run, book, tmp_path / "out")
    assert run("verify", book, "--against", tmp_path / "out" / file).code == 0
    Book.create(tmp_path / "other.book", "2011-12", group="NCL").close()
    ran = run("verify", tmp_path / "other.book", "--against", tmp_path / "out" / file)
    assert ran.code == 5
    assert "the pack knows 6 events, the book holds 1: its end was cut off" in ran.err


@pytest.mark.parametrize("file", [BOARD_PACK, POSITION_JSON])
def test_a_snapshot_that_was_cut_off_is_missed(
    run: Run, book: Path, tmp_path: Path, file: str
) -> None:
    """All that the pack was made from is there, and its own snapshot, the last event, is not."""
    publish(run, book, tmp_path / "out")
    attacked(book, "DELETE FROM events WHERE sequence = 7")
    ran = run("verify", book, "--against", tmp_path / "out" / file)
    assert ran.code == 5
    assert "was published as number 1 from event 6, and the book knows of no such issue" in ran.err


def test_another_books_pack_is_told(run: Run, book: Path, tmp_path: Path) -> None:
    """The same number of events, and others."""
    publish(run, book, tmp_path / "out")
    began(Book.create(tmp_path / "other.book", "2011-12", group="NCL")).close()
    ran = run("verify", tmp_path / "other.book", "--against", tmp_path / "out" / BOARD_PACK)
    assert ran.code == 5
    assert "the first 6 events are not those that the pack was made from" in ran.err


def test_what_is_no_pack_is_refused_in_words(run: Run, book: Path, tmp_path: Path) -> None:
    """A missing file, a text called a workbook, a workbook of something else."""
    ran = run("verify", book, "--against", tmp_path / "none.xlsx")
    assert (ran.code, "there is no such file" in ran.err) == (3, True)
    (tmp_path / "text.xlsx").write_text("position", encoding="utf-8")
    assert run("verify", book, "--against", tmp_path / "text.xlsx").code == 3
    run("template", tmp_path / "form.xlsx")
    ran = run("verify", book, "--against", tmp_path / "form.xlsx")
    assert (ran.code, "says nothing of a book" in ran.err) == (2, True)


def test_a_head_that_was_mangled_is_no_head(run: Run, book: Path, tmp_path: Path) -> None:
    """Somebody changed the number in the properties of the workbook to a word."""
    publish(run, book, tmp_path / "out")
    with ZipFile(tmp_path / "out" / BOARD_PACK) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    properties = parts["docProps/custom.xml"]
    assert b">6<" in properties
    parts["docProps/custom.xml"] = properties.replace(b">6<", b">six<")
    with ZipFile(tmp_path / "mangled.xlsx", "w") as mangled:
        for name, content in parts.items():
            mangled.writestr(name, content)
    ran = run("verify", book, "--against", tmp_path / "mangled.xlsx")
    assert (ran.code, "says nothing of a book" in ran.err) == (2, True)


# The same bytes


CLOSE = """
import sys
from pctfinance.book import Book
from pctfinance.closing import close_month
close_month(Book.open(sys.argv[1], read_only=True), "2011-12 M08", sys.argv[2])
"""


def test_two_processes_at_two_times_give_the_same_bytes(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """Twice in processes of their own, with another hash seed and another time zone, and once here."""
    run("close", book, "--period", "M9", "--out", tmp_path / "another")  # something went before
    close(run, book, tmp_path / "here")
    for name, seed, zone in (("one", "1", "UTC"), ("two", "2", "Asia/Tokyo")):
        subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", CLOSE, str(book), str(tmp_path / name)],
            check=True,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed, "TZ": zone},
        )
    assert both(tmp_path / "one") == both(tmp_path / "two") == both(tmp_path / "here")


def test_no_time_of_day_goes_into_a_workbook(run: Run, book: Path, tmp_path: Path) -> None:
    """Every part of the zip has the one date that a zip begins with; the rest is the date known."""
    publish(run, book, tmp_path)
    with ZipFile(tmp_path / BOARD_PACK) as pack:
        assert {part.date_time for part in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2011-11-28T00:00:00Z" in pack.read("docProps/core.xml")


def test_published_again_gives_the_files_that_were_issued(
    run: Run, book: Path, tmp_path: Path
) -> None:
    """Into another folder, later, when the book holds more: to the byte."""
    publish(run, book, tmp_path / "out")
    ran = run(
        *("close", book, "--period", "M8", "--out", tmp_path / "again"), "--publish", "--by", OFFICE
    )
    assert "before, with the same figures; nothing was added" in ran.err
    assert both(tmp_path / "again") == both(tmp_path / "out")
    assert Book.open(book).head.sequence == 7


# The commands


def test_a_restatement_by_the_commands(run: Run, book: Path, tmp_path: Path) -> None:
    """Published, corrected, refused without a reason, restated, listed, compared, verified."""
    assert publish(run, book, tmp_path / "out", "--request", "M8") == 1  # three bodies not tested
    correct(book)
    ran = run(
        *("close", book, "--period", "M8", "--out", tmp_path / "out"), "--publish", "--by", OFFICE
    )
    assert (ran.code, "it needs a reason" in ran.err) == (2, True)
    assert publish(run, book, tmp_path / "out", "--reason", WHY, "--json") == 1
    listed = json.loads(run("published", book, "--json").out)["published"]
    assert [(each["number"], each["restates"], each["reason"]) for each in listed] == [
        (1, None, ""),
        (2, 1, WHY),
    ]
    compared = run("compare", book, "1", "2", "--json")
    assert compared.code == 1
    assert [each["change_pence"] for each in json.loads(compared.out)["differences"]] == [
        22_34,
        22_34,
    ]
    assert run("compare", book, "2").code == 0
    assert "22.34" in run("compare", book, "1").out
    assert OFFICE.split()[0] in run("published", book, "--period", "M8").out
    assert run("verify", book).code == 0
    assert publish(run, book, tmp_path / "old", "--request", "M8") == 1
    assert json.loads(both(tmp_path / "old")[1])["published"]["number"] == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--publish",),
        ("--by", OFFICE),
        ("--reason", WHY),
        ("--request", "r"),
    ],
)
def test_half_of_publishing_is_refused(
    run: Run, book: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Nobody publishes by leaving a word out."""
    ran = run("close", book, "--period", "M8", "--out", tmp_path / "out", *options)
    assert (ran.code, "go together" in ran.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_only_a_book_publishes(run: Run, tmp_path: Path) -> None:
    """A folder of tables is no book: nothing could be kept."""
    ran = run(
        *("close", sample_path(), "--period", "M8", "--out", tmp_path / "out"),
        *("--publish", "--by", OFFICE),
    )
    assert (ran.code, "there is no book" in ran.err) == (2, True)


def test_a_book_that_is_only_read_publishes_nothing(book: Path) -> None:
    """It answers for what was issued, and refuses to issue in words."""
    with closing(Book.open(book, read_only=True)) as looked_at:
        with pytest.raises(UsageError, match="read"):
            looked_at.publish("M8", by=OFFICE)
        assert len(looked_at.published()) == 0


def test_files_that_cannot_be_written_stop_the_issue(run: Run, book: Path, tmp_path: Path) -> None:
    """A folder stands where the workbook should: refused before anything was kept."""
    (tmp_path / "out" / BOARD_PACK).mkdir(parents=True)
    assert publish(run, book, tmp_path / "out") == 2
    assert Book.open(book).head.sequence == 6
    assert [path.name for path in (tmp_path / "out").iterdir()] == [BOARD_PACK]


def test_files_that_cannot_be_moved_leave_the_issue(
    run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails behind the snapshot: it says so, the former files stand, and a repeat helps."""
    close(run, book, tmp_path / "out")
    former = both(tmp_path / "out")
    usual = Path.replace

    def fails(path: Path, target: Path) -> Path:
        if path.name == POSITION_JSON:
            raise OSError(5, "Input/output error")
        return usual(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        ran = run(
            *("close", book, "--period", "M8", "--out", tmp_path / "out"),
            *("--publish", "--by", OFFICE),
        )
    assert (ran.code, "number 1 is published, but the files" in ran.err) == (2, True)
    assert both(tmp_path / "out") == former
    assert publish(run, book, tmp_path / "out") == 1
    snapshots = Book.open(book).published()
    assert len(snapshots) == 1
    assert both(tmp_path / "out") == tuple(
        snapshots[0].file(name) for name in (BOARD_PACK, POSITION_JSON)
    )


# Behind the book's back


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (
            "UPDATE events SET document = replace(document, 'first', 'third') WHERE sequence = 7",
            "event 7, of the book itself, is not what was recorded",
        ),
        (
            "UPDATE attachments SET content = CAST(replace(CAST(content AS TEXT), '9', '8') AS BLOB)",
            "is not what was recorded",
        ),
        ("DELETE FROM attachments", "is missing"),
    ],
)
def test_an_issue_that_was_tampered_with_is_found(
    run: Run, book: Path, tmp_path: Path, attack: str, told: str
) -> None:
    """The statement, what is attached to it, and its absence; whoever did it put the triggers back."""
    publish(run, book, tmp_path / "out")
    attacked(book, attack)
    ran = run("verify", book)
    assert (ran.code, told in ran.err) == (5, True), ran.err
