"""Agreement of balances where ledgers are not there: who did not answer did not agree."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from answer_examples import BARNET, CAMDEN, entered
from command import Run
from ledger_loads import posted
from pctfinance.book import Book
from pctfinance.consolidation.eliminations import GroupLine
from pctfinance.errors import UsageError
from pctfinance.present.shown import ShownCell
from pctfinance.tracing import Judged, Untraced
from sharing_examples import ncl, swapped
from test_agreement import invoice
from test_own_groups import MEMBERS, spent


def test_where_no_ledger_names_anybody_nothing_is_settled() -> None:
    """Five bodies with tables of figures alone: nobody could say what it has with whom."""
    report = spent().agreement("M8")
    assert (report.pairs, report.is_compared, report.is_settled) == ((), False, False)
    assert report.not_there == tuple(MEMBERS)
    document = report.document()
    assert (document["not_there"], document["is_settled"]) == ([*MEMBERS], False)
    assert "Nothing was compared" in str(report)
    assert "the ledgers of 5A9, 5C1, 5C9," in str(report)


def test_two_ledgers_that_have_nothing_with_each_other_are_compared() -> None:
    """Barnet has a cost with a hospital, Camden one with another: both could have said more."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, invoice("5A9", "RAL", 5_00))
    alone = book.agreement("M8")
    assert (alone.is_compared, alone.is_settled) == (False, False)
    posted(book, invoice("5K7", "RRV", 5_00))
    report = book.agreement("M8")
    assert (report.pairs, report.is_compared, report.is_settled) == ((), True, True)
    assert report.not_there == ("5C1", "5C9", "5K8")
    assert "No body recorded anything with another." in str(report)
    assert book.agreement("M7").is_settled is False
    assert book.agreement("M8", body="5A9").is_settled
    assert not book.agreement("M8", body="5C1").is_settled


def test_what_journals_have_on_both_sides_is_settled_without_a_ledger() -> None:
    """A recharge is in both bodies' journals, and agrees; the ledgers are named all the same."""
    book = ncl()
    swapped(book, "R1", 10_000_00)
    report = book.agreement("M8")
    assert (report.is_settled, report.not_there) == (True, tuple(MEMBERS))


def test_a_statement_of_nothing_says_whose_ledger_is_not_there() -> None:
    """Without ledgers there is nothing to confirm; with both there is, that they have nothing."""
    book = Book.in_memory("2011-12", group="NCL")
    neither = book.agreement_statement("5A9", "5K7", "M8")
    assert neither.not_there == ("5A9", "5K7")
    assert "the ledgers of 5A9 Barnet PCT and 5K7 Camden PCT are not held" in neither.nothing
    assert "Please confirm" not in str(neither)
    posted(book, invoice("5A9", "RAL", 5_00))
    one = book.agreement_statement("5A9", "5K7", "M8")
    assert one.nothing.startswith("Nothing was compared: the ledger of 5K7 Camden PCT is not held")
    posted(book, invoice("5K7", "RRV", 5_00))
    both = book.agreement_statement("5A9", "5K7", "M8")
    assert (both.not_there, both.nothing) == ((), "Neither ledger has anything with the other.")
    assert both.workbook() != one.workbook()
    assert one.document()["not_there"] == ["5K7"]
    assert both.document()["not_there"] == []


def test_the_command_ends_with_1(run: Run, tmp_path: Path) -> None:
    """A script that asks whether the balances are agreed is not told that they are."""
    folder = tmp_path / "ncl.book"
    Book.create(folder, "2011-12", group="NCL").close()
    said = run("agreement", folder, "--as-of", "M8")
    assert said.code == 1
    assert "Nothing was compared" in said.out


def test_a_ledger_that_is_not_there_is_no_zero() -> None:
    """Barnet has £10,000 to receive of Camden, whose ledger is not there; Camden agrees, then loads it.

    The sheet tells no 0 of Camden's ledger. As nothing of it was sent, its £10,000 leave the answer as
    it was given, and once it is given nothing is aged.
    """
    book = Book.in_memory("2011-12", group="NCL")
    entered(book, BARNET, CAMDEN, -10_000_00)
    report = book.agreement("M8")
    owed = report.pair(BARNET, CAMDEN)
    assert (owed.status.value, report.aging[8]) == ("missing", report.pairs)
    assert [list(row.values())[3:6] for row in report.rows()] == [[10_000_00, None, None]] * 2
    assert report.table["recipient_pence"].isna().all()
    assert [row.cells[3:6] for row in report.shown[0].rows] == [_cells("10,000", "-", "-")] * 2
    statement = book.agreement_statement(BARNET, CAMDEN, "M8")
    assert [one[1:3] for one in statement.sums] == [(10_000_00, None)] * 2
    assert [row.cells[1:4] for row in statement.shown[0].rows] == [_cells("10,000", "-", "-")] * 2
    page = load_workbook(BytesIO(statement.workbook()), data_only=True).active
    assert page is not None
    first = statement.sheet().cells.rows[0]
    assert [page[f"{column}{first}"].value for column in "CDE"] == [10_000, "-", "-"]
    book.answer_statement(
        BARNET,
        CAMDEN,
        "M8",
        {"receivable": ("agreed",), "income": ("agreed",)},
        by="Financial Controller, Camden",
        on="2011-12-09",
        reference="letter 4",
    )
    assert (book.agreement("M8").is_settled, book.agreement("M8").aging) == (True, {})
    entered(book, CAMDEN, BARNET, 10_000_00)
    settled = book.agreement("M8")
    assert [each.words for each in settled.answered] == [f"{CAMDEN}: agreed"] * 2
    assert [pair.status.value for pair in settled.pairs] == ["agreed"] * 2
    assert book.verify() == ()


def test_the_sender_whose_ledger_is_not_there_sends_no_zero() -> None:
    """Camden's statement to Barnet: "-" of its own ledger, and the £10,000 that Barnet has.

    No amount was sent, so that none can be answered. The returns of both to the authority say the same.
    """
    book = Book.in_memory("2011-12", group="NCL")
    entered(book, BARNET, CAMDEN, -10_000_00)
    statement = book.agreement_statement(CAMDEN, BARNET, "M8")
    kinds = ("payable", "expenditure")
    assert [one[:3] for one in statement.sums] == [(kind, None, 10_000_00) for kind in kinds]
    assert [row.cells[1:4] for row in statement.shown[0].rows] == [_cells("-", "10,000", "-")] * 2
    page = load_workbook(BytesIO(statement.workbook()), data_only=True).active
    assert page is not None
    first = statement.sheet().cells.rows[0]
    assert [page[f"{column}{first}"].value for column in "CDE"] == ["-", 10_000, "-"]
    head = book.head
    with pytest.raises(UsageError, match="payable: the sender's ledger was not there"):
        book.answer_statement(
            CAMDEN, BARNET, "M8", {"payable": "agreed"}, by="HoF", on="2011-12-09", reference="L"
        )
    assert book.head == head
    for body, other, kind, amounts in (
        (BARNET, CAMDEN, "receivable", [10_000_00, None, None]),
        (CAMDEN, BARNET, "payable", [None, 10_000_00, None]),
    ):
        told = book.sha_return(body, "M8")
        names = [f"balances.{other}.{kind}.{what}" for what in ("ours", "theirs", "difference")]
        assert [told.line(name).pence for name in names] == amounts
        assert not [each for each in told.findings if "balances" in each.message]


def test_eliminations_without_a_counterparty_say_that_nothing_was_compared(
    run: Run, tmp_path: Path
) -> None:
    """Five bodies with tables of figures alone: all their cost stands as outside, and that is said.

    With a recharge in the journals of both there is something to eliminate, and no finding.
    """
    book = spent()
    report = book.eliminations("M8")
    line = report.elimination.line("expenditure")
    assert line.before_pence == line.outside_pence > 0
    (found,) = report.findings
    assert (found.code, report.is_compared) == ("agreement.not-compared", False)
    assert "stands as outside" in found.message
    assert "the ledgers of 5A9, 5C1," in str(report)
    assert report.document()["not_there"] == [*MEMBERS]
    folder = tmp_path / "ncl.book"
    Book.create(folder, "2011-12", group="NCL").close()
    assert run("eliminations", folder, "--as-of", "M8").code == 1
    both = ncl()
    swapped(both, "R1", 10_000_00)
    assert (both.eliminations("M8").findings, both.eliminations("M8").is_compared) == ((), False)


def test_eliminations_and_controls_take_a_ledger_that_is_not_there_for_no_zero() -> None:
    """Barnet has £10,000 to receive of Camden, whose ledger is not there: nobody disagrees yet.

    Barnet's £10,000 stand apart from what is in disagreement, and no difference is told. Then Camden's
    ledger comes with £9,000: £1,000 are in disagreement, and nothing is missing.
    """
    book = Book.in_memory("2011-12", group="NCL")
    entered(book, BARNET, CAMDEN, -10_000_00)
    report = book.eliminations("M8")
    assert report.elimination.line("income") == GroupLine("income", 10_000_00, 0, 0, 0, 10_000_00)
    assert report.elimination.line("expenditure") == GroupLine("expenditure", 0, 0, 0, 0)
    assert [each["difference_pence"] for each in report.document()["disagreements"]] == [None] * 2
    lines, differ = report.shown
    assert [row.cells[-2].text for row in lines.rows] == ["10,000", "0", "10,000", "0"]
    assert [row.cells[3:] for row in differ.rows] == [_cells("10,000", "-", "-")] * 2, "and no sum"
    agreed = book.agreement("M8")
    assert [row.cells[-1].text for row in agreed.shown[-1].rows] == ["-"]
    (told, _) = (
        book.check("M8", only=["balances-disagree"]).of("balances-disagree", BARNET).findings
    )
    assert told.message == (
        "5A9 has a receivable of £10,000 with 5K7, which has a payable that is not known: "
        "a ledger is missing since M08"
    )
    assert [ground.value for ground in told.evidence] == [10_000_00, "not there"]
    figures = book.figures("agreement", "M8", body=BARNET)
    place = f"flows/{BARNET}/{CAMDEN}"
    said = {name: book.trace(figures[f"{place}/{name}"]) for name in ("recipient", "difference")}
    assert [isinstance(each, Untraced) and each.value for each in said.values()] == [None, None]
    status = book.trace(figures[f"{place}/status"])
    assert isinstance(status, Judged)
    assert (status.value, [each.pence for each in status.traces]) == ("missing", [10_000_00])
    figures = book.figures("eliminations", "M8")
    for name, pence in (("missing", 10_000_00), ("disagreement", 0), ("after", 10_000_00)):
        trace = book.trace(figures["NCL", f"income/{name}"])
        assert getattr(trace, "pence", None) == pence
    entered(book, CAMDEN, BARNET, 9_000_00)
    line = book.eliminations("M8").elimination.line("income")
    assert line == GroupLine("income", 10_000_00, 9_000_00, 1_000_00, 0)


def _cells(*texts: str) -> tuple[ShownCell, ...]:
    return tuple(map(ShownCell, texts))
