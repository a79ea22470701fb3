"""Openings that are not the closing of the month before: told, and put right by either of two ways."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pctfinance.book import Book
from pctfinance.consolidation.duty_notes import NoteKind
from pctfinance.consolidation.trial_balance import trial_balance
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.profile import Profile
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.opening_breaks import _may_be

PROFILE = Profile.parse(
    """
name = "tb"
format = "csv"
kind = "trial-balance"
[columns]
entity = "Entity"
period = "Period"
subjective = "Account"
opening = "Opening"
debit = "Debit"
credit = "Credit"
closing = "Closing"
"""
)
ACCOUNTS = AccountMap.parse("account,category,limit\n52110,acute,revenue\n21000,owed,\n")
WORDS = "the opening of M02 is not the closing of M01"
AMOUNTS = (
    "21000 closed with (£100) and opened with (£250); 52110 closed with £100 and opened with £250"
)


@pytest.fixture
def book() -> Book:
    """Barnet may spend £1,800, which is £150 a month."""
    day, strand = date(2011, 4, 1), Strand.of(Limit.REVENUE, Funding.RECURRENT)
    limit = Allocation(pence=1_800_00, issuer="DH", strand=strand)
    made = Book.in_memory("2011-12", group="NCL")
    made.post(Event(body="5A9", effective=day, notified=day, reference="L1", what=limit))
    return made


def load(
    book: Book, folder: Path, month: int, opening: int, spent: int = 100, **more: Any
) -> list[str]:
    """A cost that is owed, in pounds; the findings of the load."""
    rows = [("52110", opening, spent, 0), ("21000", -opening, 0, spent)]
    lines = [f"5A9,M{month},{code},{o},{d},{c},{o + d - c}" for code, o, d, c in rows]
    path = folder / f"5A9-{month}-{opening}-{spent}.csv"
    text = "\n".join(["Entity,Period,Account,Opening,Debit,Credit,Closing", *lines])
    path.write_text(text + "\n", encoding="utf-8")
    receipt = book.load_ledger(path, profile=PROFILE, accounts=ACCOUNTS, **more)
    return [f"{each.code}: {each.message}" for each in receipt.findings]


def warned(book: Book, month: str = "M2") -> list[str]:
    """What the position says of openings."""
    findings = book.position(month, basis="ytd").findings
    return [each.message for each in findings if each.code == "extract.opening"]


def told(book: Book, month: str = "M2") -> tuple[list[str], str, str]:
    """What the control finds, why there is no trial balance, and the note of the revenue limit."""
    run = book.check(month, only=["opening-not-closing"]).of("opening-not-closing", "5A9")
    notes = book.duties(month, basis="ytd", group="5A9").notes
    note = next(each for each in notes if each.kind is NoteKind.REVENUE)
    balances = trial_balance(
        book._records.ledger.events, "5A9", int(month[1:]), book._records.cells
    )
    status = f"{note.status.words}: {note.reason}"
    return [each.message for each in run.findings], balances.gap, status


def test_what_was_posted_back_into_a_month_is_not_lost(book: Book, tmp_path: Path) -> None:
    """£150 are posted into April after its extract: April closes at £100, and May opens at £250.

    | | opening | moved | closing |
    |---|---|---|---|
    | April, as sent | 0 | 100 | 100 |
    | May | 250 | 100 | 350 |
    | April, sent again | 0 | 250 | 250 |

    The book has £200 of £300, the ledger £350. Sent again, April has £250, and all that was told is gone.
    """
    assert load(book, tmp_path, 1, 0) == []
    assert load(book, tmp_path, 2, 250) == [f"extract.opening: {WORDS}: {AMOUNTS}"]
    assert told(book) == ([f"{WORDS}: {AMOUNTS}"], WORDS, f"not tested: {WORDS}")
    assert warned(book) == [f"{WORDS}, and what lies between is in no figure here: {AMOUNTS}"]
    assert told(book, "M1") == ([], "", "met: "), "of April nothing else is known yet"
    assert load(book, tmp_path, 1, 0, 250) == []
    assert told(book) == ([], "", "BREACH: ")
    assert warned(book) == []
    assert book.position("M2", basis="ytd").body("5A9").duties[0].charged_pence == 350_00
    assert load(book, tmp_path, 1, 0, 90) != [], "nor does it fit the months behind it then"


def test_the_difference_may_come_as_an_adjustment(book: Book, tmp_path: Path) -> None:
    """Where April cannot be sent again, an extract of adjustments of April has the £150."""
    load(book, tmp_path, 1, 0)
    load(book, tmp_path, 2, 250)
    assert load(book, tmp_path, 1, 0, 140, lane="adjustment") != [], "£10 are still apart"
    assert load(book, tmp_path, 1, 0, 150, lane="adjustment") == []
    assert told(book) == ([], "", "BREACH: ")
    assert book.position("M2", basis="ytd").body("5A9").duties[0].charged_pence == 350_00
    assert book.verify() == ()


def test_what_is_adjusted_in_the_book_alone_is_no_break(book: Book, tmp_path: Path) -> None:
    """An adjustment that the ledger does not have: May opens with what April's extract closed with."""
    load(book, tmp_path, 1, 0)
    assert load(book, tmp_path, 1, 0, 30, lane="adjustment") == []
    assert load(book, tmp_path, 2, 100) == []
    assert told(book)[0] == []


def entered(book: Book, pounds: int) -> None:
    """A cost of April that is owed, entered as a journal of the book."""
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=pounds * 100),
        JournalLine("21000", credit_pence=pounds * 100),
    ]
    office = "Head of Finance"
    book.submit_journal("5A9", "M1", lines, number="J1", narrative="late invoices", by=office)
    book.approve_journal("5A9", "J1", by="Deputy Director of Finance")


@pytest.mark.parametrize(("opening", "is_told"), [(250, False), (100, False), (240, True)])
def test_a_journal_is_in_the_next_opening_or_is_not(
    book: Book, tmp_path: Path, opening: int, is_told: bool
) -> None:
    """April has £100, and a journal of £150: May opens with £250 where the ledger posted it, or £100.

    £240 is neither. In the book the £150 count once: £100 and £150, and £100 of May.
    """
    load(book, tmp_path, 1, 0)
    entered(book, 150)
    assert bool(load(book, tmp_path, 2, opening)) == is_told
    assert bool(told(book)[0]) == bool(warned(book)) == is_told
    assert told(book)[1:] == ((WORDS, f"not tested: {WORDS}") if is_told else ("", "BREACH: "))
    assert book.position("M2", basis="ytd").body("5A9").duties[0].charged_pence == 350_00


def test_adjustments_of_two_months_may_each_be_in_the_next_opening(
    book: Book, tmp_path: Path
) -> None:
    """The ledger has what the book was told beside the extracts, month after month.

    | | opening | moved | adjusted | closing with it |
    |---|---|---|---|---|
    | April | 0 | 100 | 30 | 130 |
    | May | 130 | 100 | 40 | 270 |
    | June | 270 | 100 | | 370 |
    """
    load(book, tmp_path, 1, 0)
    load(book, tmp_path, 1, 0, 30, lane="adjustment")
    assert load(book, tmp_path, 2, 130) == []
    load(book, tmp_path, 2, 0, 40, lane="adjustment")
    assert load(book, tmp_path, 3, 270) == []
    assert told(book, "M3")[:2] == ([], "")
    assert warned(book, "M3") == []
    assert load(book, tmp_path, 3, 275) != [], "£45 are no sum of £30 and £40"


def test_of_many_journals_all_of_the_last_months_are_tried_first() -> None:
    """Sixteen journals of April and one of May: the opening of June has May's, or all, or a few."""
    moved = [(1, 2**each) for each in range(16)] + [(2, 100_000)]
    assert _may_be(100_000, moved)
    assert _may_be(100_000 + 2**16 - 1, moved)
    assert _may_be(100_001, moved)
    assert not _may_be(100_000, moved[:-1])


def test_what_a_table_takes_the_place_of_is_held_against_nothing(
    book: Book, tmp_path: Path
) -> None:
    """April's extract of £100 gives way to a table of £250: May's opening of £250 has no closing."""
    load(book, tmp_path, 1, 0)
    day, row = date(2011, 4, 30), FigureRow(1, Limit.REVENUE, "acute", 250_00)
    table = FiguresLoaded(table="actuals", rows=(row,))
    book.post(Event(body="5A9", effective=day, notified=day, reference="a.csv", what=table))
    assert load(book, tmp_path, 2, 250) == []
    assert told(book) == ([], "no extract of the general ledger for M01", "BREACH: ")
    assert warned(book) == []


def test_what_went_to_another_account_of_its_limit_stops_no_duty(
    book: Book, tmp_path: Path
) -> None:
    """£40 of April's £100 went from 52110 to 52120: a break of two accounts, and £200 are charged."""
    accounts = AccountMap.parse(
        "account,category,limit\n52110,acute,revenue\n52120,acute,revenue\n21000,owed,\n"
    )
    rows = {
        1: ["52110,0,100,0,100", "21000,0,0,100,-100"],
        2: ["52110,60,100,0,160", "52120,40,0,0,40", "21000,-100,0,100,-200"],
    }
    for month, its in rows.items():
        lines = "\n".join(f"5A9,M{month},{row}" for row in its)
        path = tmp_path / f"{month}.csv"
        path.write_text(f"Entity,Period,Account,Opening,Debit,Credit,Closing\n{lines}\n")
        book.load_ledger(path, profile=PROFILE, accounts=accounts)
    amounts = "52110 closed with £100 and opened with £60; 52120 closed with £0 and opened with £40"
    assert told(book) == ([f"{WORDS}: {amounts}"], WORDS, "met: ")


def test_extracts_without_openings_and_behind_a_gap_say_nothing(book: Book, tmp_path: Path) -> None:
    """May has movements alone, June is not sent, July opens with what nobody can hold it against."""
    load(book, tmp_path, 1, 0)
    assert load(book, tmp_path, 2, 0) == []
    assert load(book, tmp_path, 4, 999) == []
    assert told(book, "M4")[0] == []
