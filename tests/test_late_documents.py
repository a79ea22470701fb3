"""Documents that come after their month was closed, by each rule of the rulebook."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from command import folder_of, two_boards
from ledger_examples import RECURRENT, event
from month_examples import BODY, BY, allocation, bring, close_to, figures, small_book, with_rule
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.closing import BOARD_PACK, close_month
from pctfinance.errors import PostingRefusedError, RulebookError
from pctfinance.ledger.kinds import BudgetIssued, ContingencySet
from pctfinance.ledger.months import MonthState
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.present.limit_json import limit_document
from pctfinance.rulebooks import Rulebook, describe, packaged_text

M8, M9 = Period("2011-12 M08"), Period("2011-12 M09")
STATED, NOTIFIED = date(2011, 11, 21), date(2011, 12, 5)


def closed_in_november(rule: str = "first-open") -> Book:
    """£1,000 since April; every month up to November is closed."""
    book = small_book(rule)
    close_to(book, 8)
    return book


def test_a_late_allocation_lands_in_the_first_open_month() -> None:
    """£50 for 21 November, notified 5 December: November stays £1,000, December has £1,050."""
    book = closed_in_november()
    as_of_november = book.limit(BODY, as_of=M8).changes
    book.post(allocation(STATED, NOTIFIED))
    assert book.limit(BODY, as_of=M8).changes == as_of_november
    assert book.limit(BODY, as_of=M8).total() == 1000_00
    assert book.limit(BODY, as_of=M9).total() == 1050_00
    change = book.limit(BODY, as_of=M9).changes[-1]
    assert (change.effective, change.notified, change.late_for) == (
        date(2011, 12, 1),
        NOTIFIED,
        STATED,
    )
    assert book.limit(BODY, as_of=M9).changes[0].late_for is None
    assert book.close_status(M8).of(BODY, "not-impacted").state.value == "done"
    assert book.verify() == ()


@pytest.mark.parametrize(("known_at", "pence"), [("2011-12-04", 1000_00), ("2011-12-05", 1050_00)])
def test_what_was_not_notified_yet_is_not_known(known_at: str, pence: int) -> None:
    """It counts from 1 December, and nobody knew of it before the 5th."""
    book = closed_in_november()
    book.post(allocation(STATED, NOTIFIED))
    assert book.limit(BODY, as_of=M9, known_at=known_at).total() == pence
    assert book.limit(BODY, as_of=M8, known_at=known_at).total() == 1000_00


def test_the_mark_is_shown_wherever_the_statement_is(tmp_path: Path) -> None:
    """On a terminal, in a notebook, as rows, for programs, and in the board pack."""
    book = closed_in_november()
    book.post(allocation(STATED, NOTIFIED))
    statement = book.limit(BODY, as_of=M9)
    mark = "late, for 2011-11-21"
    purposes = [row.cells[3].text for row in statement.shown.rows]
    assert purposes == ["allocation", f"allocation ({mark})", ""]
    assert mark in statement._repr_html_()
    assert list(statement.table["late_for"]) == [None, STATED]
    changes = limit_document(statement, statement.name)["changes"]
    assert [change["late_for"] for change in changes] == [None, "2011-11-21"]
    close_month(book, M9, tmp_path)
    pack = load_workbook(tmp_path / BOARD_PACK)
    texts = [cell for sheet in pack for row in sheet.iter_rows(values_only=True) for cell in row]
    assert texts.count(mark) == 1


def test_submitted_and_locked_months_take_no_late_document_either() -> None:
    """November is submitted, October locked: both land in December."""
    book = small_book()
    close_to(book, 7)
    for month in range(1, 8):
        bring(book, month, MonthState.LOCKED)
    bring(book, 8, MonthState.SUBMITTED)
    book.post(allocation(date(2011, 10, 3)), allocation(STATED))
    landed = book.holdings.resource.events[-2:]
    assert {event.effective for event in landed} == {date(2011, 12, 1)}


def test_a_reopened_month_is_open_again() -> None:
    """November is reopened: the document counts in it, and carries no mark."""
    book = closed_in_november()
    book.reopen_month(BODY, M8, by=BY, reason="a late notification")
    book.post(allocation(STATED, NOTIFIED))
    change = book.limit(BODY, as_of=M8).changes[-1]
    assert (change.effective, change.late_for) == (STATED, None)


def test_what_rests_on_a_late_document_finds_it() -> None:
    """An allocation, a contingency of it and a budget from that, all for November, land together."""
    book = closed_in_november()
    book.post(
        allocation(STATED, NOTIFIED),
        event(ContingencySet(strand=RECURRENT, pence=30_00), effective=STATED),
        event(
            BudgetIssued.model_validate(
                {
                    "strand": RECURRENT,
                    "pence": 30_00,
                    "category": "acute",
                    "taken_from": "contingency",
                }
            ),
            effective=STATED,
        ),
    )
    assert book.position(M8).body(BODY).lines == ()
    assert book.position(M9).body(BODY).lines[0].budget_pence == 30_00
    assert book.verify() == ()


def test_figures_never_land() -> None:
    """Actuals for November after its close are refused: that needs a reopening."""
    book = closed_in_november()
    with pytest.raises(PostingRefusedError, match="reopen the month with a reason"):
        book.post(figures("actuals", 8))


def test_nothing_lands_where_no_later_month_is_open() -> None:
    """All twelve months are closed: an allocation for November is refused, and what to do is said."""
    book = small_book()
    close_to(book, 12)
    with pytest.raises(PostingRefusedError) as caught:
        book.post(allocation(STATED, NOTIFIED))
    assert [finding.code for finding in caught.value.findings] == ["month.not-open"]


def test_a_rulebook_may_refuse_late_documents() -> None:
    """By `refuse` nothing is taken for a month that is not open, whatever is open after it."""
    book = closed_in_november("refuse")
    before = tuple(book._records.links())
    with pytest.raises(PostingRefusedError, match="counts for 2011-12 M08, which is closed"):
        book.post(allocation(STATED, NOTIFIED))
    assert tuple(book._records.links()) == before


def test_a_rulebook_may_let_late_documents_stand() -> None:
    """By `stand` November changes to £1,050, the change is marked, and the month is impacted."""
    book = closed_in_november("stand")
    book.post(allocation(STATED, NOTIFIED))
    change = book.limit(BODY, as_of=M8).changes[-1]
    assert (change.effective, change.late_for) == (STATED, STATED)
    assert book.limit(BODY, as_of=M8).total() == 1050_00
    assert book.close_status(M8).of(BODY, "not-impacted").state.value == "not done"
    assert book.close_status("M7").of(BODY, "not-impacted").state.value == "done"
    for month in range(1, 8):
        bring(book, month, MonthState.LOCKED)
    with pytest.raises(PostingRefusedError, match="something under it changed"):
        book.lock_month(BODY, M8, by=BY)
    assert book.verify() == ()


def test_a_mark_cannot_be_forged() -> None:
    """The book makes it anew; a ledger whose events carry a false one does not replay."""
    forged = allocation(date(2011, 12, 9)).model_copy(update={"late_for": date(2011, 12, 9)})
    book = closed_in_november()
    book.post(forged)
    assert book.limit(BODY, as_of=M9).changes[-1].late_for is None
    with pytest.raises(PostingRefusedError, match="marked as late"):
        ResourceLedger().post([forged])


def test_a_row_that_landed_is_passed_over_when_it_is_sent_again(tmp_path: Path) -> None:
    """Two boards: November is closed, then a row for November comes, twice, and once changed."""
    book = Book.read(folder_of(two_boards(), tmp_path / "m8"))
    for number in range(1, 9):
        period = Period(f"2011-12 M{number:02}")
        book.run_controls(period, by=BY)
        book.submit_month(["QA1", "QA2"], period, by=BY)
        book.close_month(["QA1", "QA2"], period, by=BY, accept="no actuals are sent")
    tables = two_boards()
    tables["resources"] += "QA1,allocation,2011-11-21,2011-12-05,L/9,100,non-recurrent,England\n"
    late = folder_of(tables, tmp_path / "late")
    first = book.load(late, request="late")
    assert (first.posted, first.already_there) == (1, 4)
    assert book.limit("QA1", as_of="M8").total() == 1200_00
    assert book.limit("QA1", as_of="M9").changes[-1].late_for == STATED
    again = book.load(folder_of(tables, tmp_path / "again"))
    assert (again.posted, again.already_there) == (0, 5)
    repeated = book.load(late, request="late")
    assert (repeated.repeated, repeated.sequence) == (True, first.sequence)
    tables["resources"] = tables["resources"].replace("L/9,100,", "L/9,101,")
    with pytest.raises(PostingRefusedError, match="was posted before"):
        book.load(folder_of(tables, tmp_path / "changed"))


def test_an_event_in_time_is_kept_as_it_always_was() -> None:
    """Books and requests from before there were marks keep their documents and digests."""
    book = closed_in_november()
    book.post(allocation(date(2011, 12, 9)), allocation(STATED))
    in_time, late = [link.content() for link in book._records.links()][-2:]
    assert "late_for" not in in_time
    assert late["late_for"] == "2011-11-21"


# What the rulebook says


def test_the_rule_is_stated_with_its_source() -> None:
    """In every packaged rulebook, marked as a choice of this project."""
    for year in ("2011-12", "2012-13"):
        rows = {row["key"]: row for row in describe(Rulebook.packaged(year))}
        assert rows["months.late"]["value"] == "first-open"
        assert "choice of pctfinance" in rows["months.late"]["source"]


def test_a_rulebook_without_the_rule_lands_late_documents() -> None:
    """The section is optional: books opened before it keep their rulebook, and its default."""
    text = packaged_text("2011-12")
    start = text.index("[months.late]")
    without = text[:start] + text[text.index("[rag.amber_above]") :]
    assert Rulebook.parse(without).months is None
    assert Rulebook.parse(without).late == "first-open"


def test_a_rule_that_nobody_knows_is_refused() -> None:
    """With its line, its key and the words there are."""
    with pytest.raises(RulebookError, match=r"`months\.late\.value` is 'first-opn'.*first-open"):
        Rulebook.parse(with_rule("first-opn"))
