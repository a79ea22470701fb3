"""What commands and tables say in words: statements that are kept, lists without a row, breaches."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from command import Run
from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.inputs import sample_path
from pctfinance.ledger.kinds import Allocation
from pctfinance.present.shown import Heading, Shown, row
from pctfinance.present.terminal import shown_text
from sample_books import sample_book
from schedule_examples import APPROVED, fill, three_waiting
from test_commitments import barnet, committed

LIMIT = ("Q36", "3000", "--by", "NHS London", "--on", "2011-04-01", "--reference", "letter 3")


def ncl(run: Run, tmp_path: Path) -> Path:
    """An empty book of five PCTs in a folder."""
    del run
    Book.create(tmp_path / "ncl.book", "2011-12", group="NCL").close()
    return tmp_path / "ncl.book"


def test_a_statement_is_counted(run: Run, tmp_path: Path) -> None:
    """A running-cost limit is a statement of the book and no event: the receipt says so, also again."""
    book = ncl(run, tmp_path)
    first = run("running-cost-limit", book, *LIMIT, "--request", "r1")
    assert (first.code, first.out[:20]) == (0, "1 statement kept; th")
    again = run("running-cost-limit", book, *LIMIT, "--request", "r1")
    assert again.out.startswith("1 statement kept (the request was answered before); ")
    document = json.loads(run("running-cost-limit", book, *LIMIT, "--json").out)
    assert (document["posted"], document["already_there"], document["stated"]) == (0, 0, 1)


def test_events_are_counted_as_before() -> None:
    """An event is posted, a statement is kept; a command that does neither says so."""
    book = Book.in_memory("2011-12", group="NCL")
    given = Allocation(strand=NON_RECURRENT, pence=1_00, issuer="DH")
    receipt = book.post(event(given, body="5A9"), request="r1")
    assert (receipt.posted, receipt.stated) == (1, 0)
    again = book.post(event(given, body="5A9"), request="r1")
    assert (again.posted, again.stated, again.repeated) == (1, 0, True)
    stated = book.state_officers(
        "Q36", [("Director", None, "2011-04-01", "2012-03-31")], request="r2"
    )
    assert (stated.posted, stated.stated) == (0, 1)
    assert (book.post().posted, book.post().stated) == (0, 0)


def test_a_lesser_approval_stands_beside_what_was_asked(tmp_path: Path) -> None:
    """£3 of the £5 of T2 and £1 of its £2 of cash are approved; T1 as it was asked."""
    book = three_waiting()
    sent = book.export_schedule(tmp_path / "schedule.csv").path
    less = {"approved_amount": "3.00", "approved_cash": 1}
    returned = fill(sent, {0: APPROVED, 1: {**APPROVED, **less}})
    tried = book.import_approvals(returned, test=True)
    report = book.import_approvals(returned, request="r1")
    assert tried.rows[1].shown_decision == "approve £3 of £5, cash £1 of £2"
    assert [each.shown_decision for each in report.rows] == [
        "approve",
        "approve £3 of £5, cash £1 of £2",
        "",
    ]
    assert "approve £3 of £5, cash £1 of £2" in str(report)
    assert report.table["approved_pence"].tolist()[:2] == [10_00, 3_00]
    assert report.document()["rows"][1]["asked_cash_pence"] == 2_00
    assert book.import_approvals(returned, request="r1").rows[1].shown_decision == (
        "approve £3 of £5, cash £1 of £2"
    ), "also where the request is answered again"


def test_lists_without_a_row_say_so(run: Run, tmp_path: Path) -> None:
    """No recharge, no shared cost, no commitment: a sentence, and no bare headings."""
    book = ncl(run, tmp_path)
    for command, sentence, heading in (
        (("recharge", "list"), "No recharge is entered.", "Recipient"),
        (("sharing", "show"), "No basis is stated, so no cost is shared.", "Body"),
        (("commitment", "list"), "There is none.", "Charge on"),
    ):
        month = ("M8",) if command[0] == "sharing" else ()
        ran = run(*command, book, *month)
        assert ran.code == 0
        assert sentence in ran.out
        assert heading not in ran.out
    empty = Shown("Title", "", (Heading("Amount"),), (), empty="There is none.", notes=("a note",))
    assert shown_text(empty).split("\n")[1:] == ["Title", "", "There is none.", "a note", ""]
    html = Book.open(book, read_only=True).recharges()._repr_html_()
    assert "No recharge is entered." in html
    assert "<table>" not in html


def test_a_table_with_rows_says_nothing_of_being_empty() -> None:
    """The sentence is for no rows alone."""
    full = Shown("Title", "", (Heading("Amount"),), (row(["1"]),), empty="There is none.")
    assert "There is none." not in shown_text(full)


def test_the_budget_of_a_delegate_is_reported_and_not_made_by_it(run: Run) -> None:
    """What a delegate spent is what the body's ledger reported: the heading says that."""
    ran = run("ccg", sample_path(), "07M", "--as-of", "M8")
    assert "Actual\nby" not in ran.out
    assert "Reported" in ran.out


def test_a_preview_names_the_breaches_that_stay() -> None:
    """Three PCTs of the sample breach before and after: that is no new breach, and is not hidden."""
    book = sample_book()
    given = Allocation(strand=NON_RECURRENT, pence=1_00, issuer="DH")
    more = event(given, body="5K8", effective=date(2011, 8, 1), notified=date(2011, 8, 1))
    seen = book.preview(lambda b: b.post(more), month="M8")
    assert len(seen.standing) == len(seen.before.aggregate().breaches) == 3
    assert seen.headline.endswith(f"In breach as before: {', '.join(seen.standing)}.")
    assert "no new breach" in seen.headline
    assert seen.exit_code == bool(seen.new_findings)
    calm = Book.in_memory("2011-12", group="NCL").preview()
    assert calm.headline == "It would bring no breach and no finding."
    assert calm.standing == ()


def test_tables_fit_a_page() -> None:
    """Cash and commitments are shown in tables of at most eight columns, amounts beside few words."""
    cash = sample_book().cash("M8")
    assert [len(shown.headings) for shown in cash.shown] == [6, 5, 6]
    amounts = {heading.text for shown in cash.shown[:2] for heading in shown.headings}
    assert amounts >= {"Limit", "Drawn", "Remaining", "Ahead", "Planned", "Not\nplanned"}
    book = barnet()
    committed(book)
    shown = book.emergency_commitments(as_of="M10").tables
    assert [len(table.headings) for table in shown] == [8, 7]
    assert shown[1].rows[0].cells[2].text == "40"
    assert (
        str(book.emergency_commitments(as_of="M10")).count("E1") == 3
    )  # twice, and in the finding


def test_the_schedule_prints_legibly(tmp_path: Path) -> None:
    """Four pages a sheet's width at 80 %: 10 points print as 8, and no page is wider than it holds."""
    book = three_waiting()
    book.export_schedule(tmp_path / "schedule.xlsx")
    sheet = load_workbook(tmp_path / "schedule.xlsx")["schedule"]
    assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("landscape", 80)
    assert sheet.print_title_cols == "$A:$A"
    breaks = [brk.id for brk in sheet.col_breaks.brk]
    firsts = [sheet.cell(4, number + 1).value for number in breaks]
    assert firsts == ["purpose", "decision", "reference"]
    edges = [1, *breaks, sheet.max_column]
    number = sheet.column_dimensions["A"].width
    for first, last in pairwise(edges):
        letters = [get_column_letter(column + 1) for column in range(first, last)]
        assert number + sum(sheet.column_dimensions[each].width for each in letters) < 135
