"""What events name by its hash: kept beside them, never changed, and looked at when a book is verified."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crash.small import attacked, empty_book, sql
from ledger_loads import PROFILE, august, posted
from pctfinance.book import BOOK_FILE, Book
from pctfinance.errors import IntegrityError
from pctfinance.store.log import EventLog

FIRST = "(SELECT min(sha256) FROM attachments)"
INTO = "INTO attachments VALUES"


def loaded_book(folder: Path) -> None:
    """Two loads, of 5A9 and 5C1 in August: cells of each, and one profile for both."""
    with closing(empty_book(folder)) as book:
        posted(book, august(file="5A9.csv"))
        posted(book, august(300_00, body="5C1", file="5C1.csv"))
        assert book.verify() == ()


def attachments_of(folder: Path) -> list[tuple[str, bytes]]:
    """Everything that is attached, by plain SQL."""
    with closing(sqlite3.connect(folder / BOOK_FILE)) as connection:
        return connection.execute("SELECT sha256, content FROM attachments ORDER BY 1").fetchall()


def told(folder: Path) -> list[str]:
    """What verify says."""
    with closing(Book.open(folder, read_only=True)) as book:
        return [finding.message for finding in book.verify()]


REFUSED = {
    "change": "UPDATE attachments SET content = x'00'",
    "change-nothing": "UPDATE attachments SET content = content",
    "rename": "UPDATE attachments SET sha256 = 'x' || sha256",
    "delete": "DELETE FROM attachments WHERE sha256 > '8'",
    "delete-other": "DELETE FROM attachments WHERE sha256 <= '8'",
    "delete-all": "DELETE FROM attachments",
    "again": f"INSERT {INTO} ({FIRST}, x'00')",
    "replace": f"INSERT OR REPLACE {INTO} ({FIRST}, x'00')",
    "replace-into": f"REPLACE {INTO} ({FIRST}, x'00')",
    "ignore": f"INSERT OR IGNORE {INTO} ({FIRST}, x'00')",
    "upsert": f"INSERT {INTO} ({FIRST}, x'00') ON CONFLICT DO UPDATE SET content = x'00'",
    "no-name": f"INSERT {INTO} (NULL, x'00')",
    "no-content": f"INSERT {INTO} ('x', NULL)",
    "no-bytes": f"INSERT {INTO} ('x', 'text')",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_plain_sql_cannot_change_what_is_attached(tmp_path: Path, statement: str) -> None:
    """Neither changed, nor taken away, nor put in place of another."""
    loaded_book(tmp_path)
    before = attachments_of(tmp_path)
    with pytest.raises(
        sqlite3.IntegrityError, match=r"never changed|cannot store|NOT NULL constraint"
    ):
        sql(tmp_path, statement)
    assert attachments_of(tmp_path) == before
    assert told(tmp_path) == []


def test_no_row_can_be_replaced_by_its_number(tmp_path: Path) -> None:
    """A row has none: with one, another hash could be put in its place, and no trigger would see."""
    loaded_book(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="no column named rowid"):
        sql(
            tmp_path,
            "INSERT OR REPLACE INTO attachments (rowid, sha256, content) VALUES (1, 'x', x'00')",
        )


def test_what_is_attached_twice_is_kept_once() -> None:
    """The same bytes have the same name."""
    log = EventLog.in_memory()
    with log.writing() as writing:
        assert writing.attach(b"cells") == writing.attach(b"cells")
    assert len(log.attachments()) == 1


def test_a_command_that_fails_attaches_nothing(tmp_path: Path) -> None:
    """What was attached in a transaction goes with it."""
    log = EventLog.create(tmp_path / BOOK_FILE)
    with log.writing() as writing:
        writing.attach(b"first")
    with pytest.raises(IntegrityError), log.writing() as writing:
        raise IntegrityError(writing.attach(b"second"))
    assert len(log.attachments()) == 1
    log.close()


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("attachments_are_not_changed", "UPDATE"),
        ("attachments_are_not_deleted", "DELETE"),
        ("attachments_are_not_replaced", "INSERT"),
    ],
)
def test_a_trigger_that_is_gone_or_says_something_else_is_found(
    tmp_path: Path, name: str, of: str
) -> None:
    """A book that would no longer refuse is not whole."""
    loaded_book(tmp_path)
    sql(tmp_path, f"DROP TRIGGER {name}")
    assert told(tmp_path) == [f"the trigger {name} is missing"]
    sql(tmp_path, f"CREATE TRIGGER {name} BEFORE {of} ON attachments BEGIN SELECT 1; END")
    assert told(tmp_path) == [f"the trigger {name} was changed"]


def test_a_table_of_another_form_is_found(tmp_path: Path) -> None:
    """A column more, and it is not the table that was made."""
    loaded_book(tmp_path)
    sql(tmp_path, "ALTER TABLE attachments ADD COLUMN note TEXT")
    assert told(tmp_path) == ["the table attachments was changed"]


# Somebody puts the triggers aside


def names_of(folder: Path) -> dict[str, str]:
    """The hashes of the cells of each body, and of the profile of both."""
    with closing(Book.open(folder, read_only=True)) as book:
        whats = [(event.body, event.what) for event in book.holdings.resource.events]
        names = {body: str(what.model_dump()["cells_sha256"]) for body, what in whats}
        return {**names, "profile": str(whats[0][1].model_dump()["profile_sha256"])}


def test_a_flipped_byte_is_named(tmp_path: Path) -> None:
    """Any byte of the cells of 5A9: verify names the event, the body and the month."""
    loaded_book(tmp_path)
    name = names_of(tmp_path)["5A9"]
    content = dict(attachments_of(tmp_path))[name]
    for at in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[at] ^= 0x01
        attacked(
            tmp_path,
            f"UPDATE attachments SET content = x'{damaged.hex()}' WHERE sha256 = '{name}'",  # noqa: S608 - an attack
        )
        with closing(Book.open(tmp_path, read_only=True)) as book:
            (fault,) = book.verify()
        assert fault.message == (
            f"event 2 (of 5A9, link 1): its cells: the attachment {name} is not what was recorded"
        )
        assert str(fault.where) == "5A9.csv, 5A9, 2011-12 M05"


@pytest.mark.parametrize("count", [1, 2, 40, 100], ids=lambda count: f"{count} of 100")
def test_few_and_many_are_read_alike(tmp_path: Path, count: int) -> None:
    """Few are sought and many found in passing: what was changed, or is gone, is found by both."""
    with closing(empty_book(tmp_path)):
        log = EventLog.open(tmp_path / BOOK_FILE)
    with closing(log), log.writing() as writing:
        names = [writing.attach(b"cells" * 3000 + bytes([at])) for at in range(100)]
    asked = names[:count]
    with closing(EventLog.open(tmp_path / BOOK_FILE, read_only=True)) as log:
        found = list(log.attached([*asked, names[0]]))
        assert sorted(name for name, _ in found) == sorted(asked)
        assert dict(found) == {name: log.attachment(name) for name in asked}
        with pytest.raises(IntegrityError, match="the attachment absent is missing"):
            list(log.attached([*asked, "absent"]))
    attacked(tmp_path, f"UPDATE attachments SET content = x'00' WHERE sha256 = '{asked[-1]}'")  # noqa: S608 - an attack
    with (
        closing(EventLog.open(tmp_path / BOOK_FILE, read_only=True)) as log,
        pytest.raises(IntegrityError, match=f"{asked[-1]} is not what was recorded"),
    ):
        list(log.attached(asked))


@pytest.mark.parametrize("what", ["5A9", "5C1"])
def test_cells_that_are_gone_are_named(tmp_path: Path, what: str) -> None:
    """And a position that needs them is refused, not made without them."""
    loaded_book(tmp_path)
    name = names_of(tmp_path)[what]
    attacked(tmp_path, f"DELETE FROM attachments WHERE sha256 = '{name}'")  # noqa: S608 - an attack
    (message,) = told(tmp_path)
    assert re.fullmatch(
        rf"event \d \(of {what}, link 1\): its cells: the attachment {name} is missing", message
    )
    with (
        closing(Book.open(tmp_path)) as book,
        pytest.raises(IntegrityError, match="is missing"),
    ):
        book.position("M5")


def test_a_profile_that_is_gone_is_missed_by_both(tmp_path: Path) -> None:
    """Two events name it."""
    loaded_book(tmp_path)
    name = names_of(tmp_path)["profile"]
    attacked(tmp_path, f"DELETE FROM attachments WHERE sha256 = '{name}'")  # noqa: S608 - an attack
    assert [message.partition(": its profile")[0] for message in told(tmp_path)] == [
        "event 2 (of 5A9, link 1)",
        "event 3 (of 5C1, link 1)",
    ]


def test_two_attachments_changed_for_one_another_are_both_named(tmp_path: Path) -> None:
    """The cells of 5A9 under the name of those of 5C1, and the other way about."""
    loaded_book(tmp_path)
    names, kept = names_of(tmp_path), dict(attachments_of(tmp_path))
    mine, theirs = names["5A9"], names["5C1"]
    attacked(
        tmp_path,
        f"UPDATE attachments SET content = x'{kept[theirs].hex()}' WHERE sha256 = '{mine}'",  # noqa: S608 - an attack
        f"UPDATE attachments SET content = x'{kept[mine].hex()}' WHERE sha256 = '{theirs}'",  # noqa: S608 - an attack
    )
    assert [message.partition(": its cells: ")[0] for message in told(tmp_path)] == [
        "event 2 (of 5A9, link 1)",
        "event 3 (of 5C1, link 1)",
    ]


def test_an_attachment_that_nobody_names_is_found(tmp_path: Path) -> None:
    """It came by another way than a command."""
    loaded_book(tmp_path)
    sql(tmp_path, "INSERT INTO attachments VALUES ('0a', x'00')")
    assert told(tmp_path) == ["the attachment 0a is named by nothing in the book"]


def test_a_statement_names_what_it_is_about() -> None:
    """A document of the book itself, at whatever depth, names what is attached with it."""
    book = Book.in_memory("2011-12", group="NCL")
    with closing(book):
        log = EventLog.in_memory()
        with log.writing() as writing:
            name = writing.attach(PROFILE)
        said = {"kind": "said", "parts": [{"document_sha256": name}]}
        book._records.post((), statements=[said], attached=[PROFILE])
        assert book.verify() == ()
        book._records.post((), statements=[{"kind": "said", "document_sha256": "0b"}])
        (fault,) = book.verify()
    assert fault.message == (
        "event 3 (of the book itself, link 3): its document: the attachment 0b is missing"
    )
