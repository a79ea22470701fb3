"""A load's lines are where its event says, and add up to the cells that positions are made from."""

import shutil
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crash.small import empty_book
from ledger_loads import GeneralLine, Load, august, cells_of, posted
from pctfinance.book import Book
from pctfinance.errors import Finding, Level
from pctfinance.ledger.loads import ControlTotals


def verified(load: Load) -> tuple[Finding, ...]:
    """What verify finds in a book with one good load of July and this one."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(100_00, month=4, file="july.csv"))
    posted(book, load)
    return book.verify()


def fault(load: Load) -> str:
    """The one fault that verify finds; it is at the load's file, body and month."""
    (found,) = verified(load)
    assert (found.code, found.level) == ("integrity.broken", Level.ERROR)
    assert found.where
    assert (found.where.file, found.where.body, found.where.period) == (
        load.file,
        load.body,
        f"2011-12 M{load.month:02}",
    )
    begin = f"event 3 (of {load.body}, link 2): "
    assert found.message.startswith(begin)
    return found.message.removeprefix(begin)


PLACE = f"lines/5A9/2011-12/M05-{sha256(b'august.csv').hexdigest()[:12]}.parquet"
SPENT, PAID = august().lines


def test_a_load_that_adds_up_is_whole() -> None:
    """£500 spent and paid: its lines, cells, totals and balance agree."""
    assert verified(august()) == ()


def test_an_empty_load_is_whole() -> None:
    """Nothing adds up to nothing."""
    assert verified(replace(august(), lines=())) == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Both loads stay in the book; the one whose lines are gone is named, the other is not."""
    with closing(empty_book(tmp_path)) as book:
        gone = posted(book, august())
        posted(book, august(100_00, body="5C1", file="other.csv"))
        (tmp_path / gone).unlink()
        (found,) = book.verify()
    assert found.message == f"event 2 (of 5A9, link 1): the file {gone} is missing"
    assert str(found.where) == "august.csv, 5A9, 2011-12 M05"


def test_a_flipped_byte_of_a_file_is_named(tmp_path: Path) -> None:
    """Each 41st byte of the lines in turn."""
    with closing(empty_book(tmp_path)) as book:
        place = posted(book, august())
        whole = (tmp_path / place).read_bytes()
        for at in range(0, len(whole), 41):
            damaged = bytearray(whole)
            damaged[at] ^= 0x10
            (tmp_path / place).write_bytes(damaged)
            (found,) = book.verify()
            assert found.message == (
                f"event 2 (of 5A9, link 1): the file {place} is not what was recorded"
            )


def test_two_files_changed_for_one_another_are_both_named(tmp_path: Path) -> None:
    """Each is sound in itself, and is not what its event says."""
    with closing(empty_book(tmp_path)) as book:
        first = posted(book, august())
        second = posted(book, august(100_00, body="5C1"))
        shutil.move(tmp_path / first, tmp_path / "aside")
        shutil.move(tmp_path / second, tmp_path / first)
        shutil.move(tmp_path / "aside", tmp_path / second)
        assert [found.message.partition(": ")[2] for found in book.verify()] == [
            f"the file {first} is not what was recorded",
            f"the file {second} is not what was recorded",
        ]


def test_a_superseded_load_is_still_looked_at(tmp_path: Path) -> None:
    """A corrected extract takes its place in the figures; its lines stay, and are checked."""
    with closing(empty_book(tmp_path)) as book:
        former = posted(book, august(file="first.csv"))
        posted(book, august(600_00, file="second.csv"))
        assert book.verify() == ()
        (tmp_path / former).unlink()
        (found,) = book.verify()
    assert found.message.endswith(f"the file {former} is missing")


def test_a_file_that_no_event_names_is_told_and_no_fault(tmp_path: Path) -> None:
    """A load that was cut short left it; the book is whole."""
    with closing(empty_book(tmp_path)) as book:
        posted(book, august())
        left = tmp_path / "lines" / "5A9" / "2011-12" / "M06-0a1b2c3d4e5f.parquet"
        left.write_bytes(b"half")
        (note,) = book.verify()
    assert (note.code, note.level) == ("integrity.left-over", Level.NOTE)
    assert note.message == "no event names the file lines/5A9/2011-12/M06-0a1b2c3d4e5f.parquet"


def test_what_another_process_is_making_is_nobodys_business(tmp_path: Path) -> None:
    """An aside is no file of the book."""
    with closing(empty_book(tmp_path)) as book, book._records.lines.aside() as aside:
        (aside / "made").write_bytes(b"half")
        assert book.verify() == ()


def test_a_place_outside_the_lines_is_not_followed() -> None:
    """An event that names another file of the machine."""
    load = august(place="lines/5A9/made.parquet")
    book = Book.in_memory("2011-12", group="NCL")
    event = load.event("0" * 64, "lines/../../secret.parquet")
    book._records.post([event], attached=[load.bytes_of_cells(), b"profile"])
    messages = [found.message for found in book.verify()]
    assert any("'lines/../../secret.parquet' is no place for lines" in text for text in messages)


def test_a_cell_that_is_not_the_sum_of_its_lines_is_named() -> None:
    """The lines say £500 for acute services, the cell £600; the totals are those of the cells."""
    wrong = cells_of([replace(SPENT, charge_pence=600_00), PAID])
    assert fault(august(cells=wrong)) == (
        "the cell account 52110, category acute, limit revenue, recurrence recurrent holds charge "
        f"£600, its lines in {PLACE} £500"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (replace(SPENT, debit_pence=1), "holds debit £0.01, its lines in {} £500"),
        (replace(SPENT, category="dental"), "category acute, limit revenue, recurrence recurrent "),
        (replace(SPENT, opening_pence=-5_00), "holds opening (£5), its lines in {} £0"),
        (replace(SPENT, delegate="07M"), "holds debit £0, its lines in {} £500"),
    ],
)
def test_each_key_and_measure_of_a_cell_is_compared(line: GeneralLine, words: str) -> None:
    """Another amount, or the same amount of something else."""
    assert words.format(PLACE) in fault(august(cells=cells_of([line, PAID])))


def test_a_cell_of_one_line_too_many_is_named() -> None:
    """The number of lines is summed as well."""
    more = cells_of([SPENT, PAID, replace(PAID, credit_pence=0)])
    assert fault(august(cells=more)) == (
        f"the cell account 10100 holds lines 2, its lines in {PLACE} 1"
    )


def test_a_line_of_another_body_or_month_is_named() -> None:
    """A load is of one body and one month."""
    of_enfield = replace(august(), lines=(replace(SPENT, body="5C1"), PAID))
    assert fault(of_enfield) == f"line 1 in {PLACE} is of 5C1, M05, and not of 5A9, 2011-12 M05"
    of_june = replace(august(), lines=(SPENT, replace(PAID, period=3)))
    assert fault(of_june) == f"line 2 in {PLACE} is of 5A9, M03, and not of 5A9, 2011-12 M05"


def test_control_totals_that_are_not_those_of_the_lines() -> None:
    """The event says one row more than the lines hold."""
    totals = ControlTotals(rows=3, debit_pence=500_00, credit_pence=500_00)
    assert fault(august(totals=totals)) == (
        "the control totals of august.csv are 3 rows, debits £500, credits £500, "
        "its lines hold 2 rows, debits £500, credits £500"
    )


def test_a_load_that_does_not_balance() -> None:
    """£500 spent, and £499 paid."""
    lines = (SPENT, replace(PAID, credit_pence=499_00))
    assert fault(replace(august(), lines=lines)) == (
        "debits of £500 and credits of £499 do not balance"
    )


def test_opening_balances_add_up_to_nothing() -> None:
    """£20 in the bank, and nobody whose it is."""
    lines = (SPENT, replace(PAID, opening_pence=20_00))
    assert fault(replace(august(), lines=lines)) == (
        "the opening balances add up to £20, and not to nothing"
    )


def test_a_summary_that_was_completed_balances() -> None:
    """The line that completes it is marked; the extract's own totals do not count it."""
    lines = (SPENT, replace(PAID, source_row=0, account="contra", contra=True))
    load = replace(august(), lines=lines, contra=True)
    assert verified(load) == ()
    both = ControlTotals(rows=2, debit_pence=500_00, credit_pence=500_00)
    assert fault(replace(load, totals=both)).endswith(
        "its lines hold 1 row, debits £500, credits £0"
    )
    assert "the control totals of august.csv are 1 row," in fault(replace(load, contra=False))


def test_lines_that_are_no_table(tmp_path: Path) -> None:
    """The file is what was recorded, and nobody can read it."""
    with closing(empty_book(tmp_path)) as book:
        load, store = august(), book._records.lines
        with store.aside() as aside:
            (aside / "made").write_bytes(b"PAR1 and nothing more")
            store.keep(aside / "made", PLACE)
        event = load.event(store.sha256(PLACE), PLACE)
        book._records.post([event], attached=[load.bytes_of_cells()])
        messages = [found.message for found in book.verify()]
    assert any(": its lines cannot be read: " in message for message in messages)


def test_a_folder_of_any_name_is_read(tmp_path: Path) -> None:
    """Marks that mean something to DuckDB mean nothing in the name of a folder."""
    with closing(empty_book(tmp_path / "a?b#c %41 é 'q' [x] {y}")) as book:
        posted(book, august())
        assert book.verify() == ()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(
            GeneralLine,
            account=st.sampled_from(["52110", "52111", "é£", "10100"]),
            category=st.sampled_from(["", "acute", "dental"]),
            delegate=st.sampled_from(["", "07M"]),
            counterparty=st.sampled_from(["", "RAL"]),
            opening_pence=st.integers(-(10**13), 10**13),
            debit_pence=st.integers(0, 10**13),
            credit_pence=st.integers(0, 10**13),
            charge_pence=st.integers(-(10**13), 10**13),
        ),
        max_size=12,
    )
)
def test_sums_are_exact(lines: list[GeneralLine]) -> None:
    """Whatever the lines are, cells that were added up in plain Python are their sums."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, Load(tuple(lines), file="any.csv"))
    messages = [found.message for found in book.verify()]
    assert not [text for text in messages if "the cell " in text or "control" in text]
