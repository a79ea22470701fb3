"""The commands `journal` and `reverse`, as an office uses them; and who and why of a load."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book

FILE = (
    "number,line,body,period,purpose,account,limit,category,debit,credit\n"
    "J1,1,QA1,M8,accrual,52110,revenue,services,250.00,\n"
    "J1,2,QA1,M8,accrual,81000,balance sheet,,,250.00\n"
    "J2,1,QA2,M8,accrual,52110,revenue,services,40.00,\n"
    "J2,2,QA2,M8,accrual,81000,balance sheet,,,40.00\n"
)
HEAD = ("--by", "Head of Finance")
DEPUTY = ("--by", "Deputy Director of Finance")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book of two boards."""
    place = tmp_path / "two.book"
    assert run("create", place, folder_of(two_boards(), tmp_path / "m8")).code == 0
    return place


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    """A file with a journal of each board."""
    path = tmp_path / "journals.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_the_way_of_a_journal(run: Run, book: Path, journals: Path) -> None:
    """Submitted from a file, one approved, one rejected; the list says so."""
    ran = run("journal", "submit", book, journals, *HEAD, "--json")
    assert (ran.code, json.loads(ran.out)["posted"]) == (0, 2)
    approve = ("journal", "approve", book, "QA1", "J1", *DEPUTY, "--on", "2011-12-06")
    assert run(*approve).out.startswith("1 event posted")
    reject = ("journal", "reject", book, "QA2", "J2", *DEPUTY, "--reason", "no evidence")
    assert run(*reject).code == 0
    listed = json.loads(run("journal", "list", book, "--json").out)["journals"]
    assert [(row["body"], row["state"], row["decided_on"]) for row in listed] == [
        ("QA1", "approved", "2011-12-06"),
        ("QA2", "rejected", "2011-11-30"),
    ]
    assert "no evidence" in " ".join(run("journal", "list", book, "--body", "QA2").out.split())
    assert run("verify", book).code == 0


def test_a_journal_is_taken_back_by_its_own_office(run: Run, book: Path, journals: Path) -> None:
    """Another office is refused with exit code 3, and the reason is in words."""
    assert run("journal", "submit", book, journals, *HEAD).code == 0
    withdraw = ("journal", "withdraw", book, "QA1", "J1", "--reason", "wrong month")
    ran = run(*withdraw, *DEPUTY)
    assert ran.code == 3
    assert "and only they withdraw it" in ran.err
    assert run(*withdraw, *HEAD).code == 0


def test_a_file_that_is_wrong_is_refused_with_its_rows(
    run: Run, book: Path, journals: Path
) -> None:
    """Exit code 3, one line a fault, and nothing is submitted."""
    journals.write_text(FILE.replace("40.00,\n", "39.00,\n", 1), encoding="utf-8")
    before = Book.open(book).head
    ran = run("journal", "submit", book, journals, *HEAD)
    assert ran.code == 3
    assert "journals.csv, row 4: journal 'J2': its debits" in ran.err
    assert Book.open(book).head == before


def test_a_request_is_answered_once(run: Run, book: Path, journals: Path) -> None:
    """The same command again: the first receipt; without a name: the number was used."""
    submit = ("journal", "submit", book, journals, *HEAD)
    assert run(*submit, "--request", "r1").code == 0
    assert "answered before" in run(*submit, "--request", "r1").out
    assert run(*submit).code == 3


def test_an_allocation_is_reversed(run: Run, book: Path) -> None:
    """Named by its number; the limit falls, and the second time is refused with exit code 3."""
    sequence = Book.open(book).limit("QA1", as_of="M12").changes[0].sequence
    command = (
        *("reverse", book, str(sequence), "--effective", "2011-06-01", "--notified", "2011-06-03"),
        *(*HEAD, "--reason", "it is QA2's", "--reference", "memo 1"),
    )
    assert run(*command, "--json").code == 0
    statement = Book.open(book).limit("QA1", as_of="M12")
    assert [change.total_pence for change in statement.changes] == [120_000, -120_000]
    assert statement.changes[1].purpose == "it is QA2's"
    again = run(*command)
    assert (again.code, "was reversed before" in again.err) == (3, True)


def test_who_sent_a_load_and_why_is_kept(run: Run, book: Path, tmp_path: Path) -> None:
    """In every event that it posts; a row that states its own purpose keeps it."""
    tables = two_boards()
    tables["resources"] = (
        "body,event,effective,notified,reference,amount,funding,issuer,purpose\n"
        "QA1,allocation,2011-12-01,2011-12-05,L/8,100,non-recurrent,England,winter\n"
        "QA1,allocation,2011-12-01,2011-12-05,L/9,100,non-recurrent,England,\n"
    )
    tables["actuals"] = "body,period,category,amount\nQA1,M8,services,5\n"
    folder = folder_of(tables, tmp_path / "m9")
    assert run("load", book, folder, *HEAD, "--reason", "month 9").code == 0
    events = Book.open(book).holdings.resource.events[-3:]
    assert {event.by for event in events} == {"Head of Finance"}
    assert {event.reference: event.purpose for event in events[:2]} == {
        "L/8": "winter",
        "L/9": "month 9",
    }
    assert (events[2].what.kind, events[2].purpose) == ("figures-loaded", "month 9")
    before = Book.open(book).head
    assert run("load", book, folder).out.startswith("0 events posted")
    assert Book.open(book).head == before, "who sends it makes no other row of it"
