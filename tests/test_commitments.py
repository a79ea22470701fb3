"""Emergency commitments: another PCT's director commits, the charge lands here, we regularise it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger_examples import NON_RECURRENT, event
from month_examples import bring
from pctfinance.book import Book
from pctfinance.decisions.commitment_refusals import (
    CommitmentCategoryError,
    CommitmentDateError,
    CommitmentExceededError,
    CommitmentNumberError,
    CommitmentUnknownError,
    CommitmentUnmatchedError,
    CommitmentUnsignedError,
    OwnResourceError,
    OwnSettlementError,
)
from pctfinance.errors import PctFinanceError, PostingRefusedError, UsageError
from pctfinance.ledger.commitment_states import CommitmentState
from pctfinance.ledger.commitments import CommitmentRegularised
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Account, Limit
from pctfinance.ledger.months import MonthState
from transfer_examples import Steps

HARINGEY = "On-call director, Haringey PCT"
BARNET = "Director of Finance, Barnet PCT"
CARE = "continuing-care"


def barnet(pence: int = 100_00) -> Book:
    """Barnet and Enfield with a non-recurrent allocation each."""
    book = Book.in_memory("2011-12", group="NCL")
    if pence:
        book.post(
            *(
                event(Allocation(strand=NON_RECURRENT, pence=pence, issuer="DH"), body=body)
                for body in ("5A9", "5C1")
            )
        )
    return book


def committed(book: Book, number: str = "E1", pence: int = 40_00, **changed: Any) -> None:
    """£40 of Barnet's, committed from Haringey on Boxing Day night, unless told otherwise."""
    asked: Any = {
        "category": CARE,
        "purpose": "placement at night",
        "on_call_body": "5C9",
        "by": HARINGEY,
        "at": "2011-12-26T02:40",
        "reference": "on-call log 31",
    }
    book.commit_in_emergency("5A9", number, pence, **{**asked, **changed})


def regularised(book: Book, pence: int | None = None, **changed: Any) -> None:
    """Barnet regularises on 4 January, unless told otherwise."""
    asked: Any = {"by": BARNET, "on": "2012-01-04", "reference": "memo 4"}
    book.regularise_commitment("5A9", changed.pop("number", "E1"), pence, **{**asked, **changed})


def use(book: Book, account: Account, month: str = "M12") -> int:
    """What Barnet has set aside on an account, in pence."""
    return book.position(month).body("5A9").balances.use([account])


def parts(book: Book, **view: Any) -> tuple[int, ...]:
    """Committed, open, disputed, regularised, in pence."""
    report = book.emergency_commitments("5A9", **view)
    return tuple(report.total(name) for name in ("committed", "open", "disputed", "regularised"))


# By hand


def test_a_commitment_from_the_night_to_its_charge() -> None:
    """Of £100, £40 is committed; £30 is regularised, £10 disputed and then regularised; £38 charged.

    | | unallocated | committed | budget |
    |---|---|---|---|
    | before | 100 | | |
    | committed | 60 | 40 | |
    | 30 regularised | 60 | 10 | 30 |
    | all of it | 60 | 0 | 40 |
    """
    book = barnet()
    limits = [book.limit(body, as_of="M12").total() for body in ("5A9", "5C1", "5C9")]
    committed(book)
    assert (use(book, Account.UNALLOCATED), use(book, Account.COMMITTED)) == (60_00, 40_00)
    assert parts(book) == (40_00, 40_00, 0, 0)
    regularised(book, 30_00)
    assert (use(book, Account.COMMITTED), use(book, Account.RETAINED)) == (10_00, 30_00)
    said: Any = {"by": BARNET, "on": "2012-01-09", "reason": "another's patient"}
    book.dispute_commitment("5A9", "E1", **said)
    assert parts(book) == (40_00, 0, 10_00, 30_00)
    assert use(book, Account.COMMITTED) == 10_00  # the charge stays, and so does the earmark
    regularised(book, on="2012-01-20", reference="memo 5")
    assert parts(book) == (40_00, 0, 0, 40_00)
    book.charge_commitment("5A9", "E1", "M10", 38_00, by=BARNET, line="AP/4711")
    found = book.emergency_commitments().of("5A9", "E1")
    assert (found.charged_pence, found.uncharged_pence) == (38_00, 2_00)
    assert (use(book, Account.UNALLOCATED), use(book, Account.RETAINED)) == (60_00, 40_00)
    assert [book.limit(body, as_of="M12").total() for body in ("5A9", "5C1", "5C9")] == limits
    assert book.verify() == ()


def test_it_is_told_at_every_month_with_its_age() -> None:
    """36 days after Boxing Day night it is open; regularised on 4 January it was 9 days old."""
    book = barnet()
    committed(book)
    found = {finding.code: finding for finding in book.position("M10").findings}
    assert "is not regularised after 36 days" in found["commitment.open"].message
    assert f"{HARINGEY} (5C9), 2011-12-26 02:40" in found["commitment.open"].message
    assert "commitment.open" not in {f.code for f in book.position("M8").findings}
    said: Any = {"by": BARNET, "on": "2012-01-02", "reason": "another's patient"}
    book.dispute_commitment("5A9", "E1", 15_00, **said)
    told = {f.code: f.message for f in book.position("M10").findings}
    assert "£25 is not regularised after 36 days" in told["commitment.open"]
    assert "£15 is disputed after 36 days" in told["commitment.disputed"]
    regularised(book)
    assert "commitment.open" not in {f.code for f in book.position("M10").findings}
    assert book.emergency_commitments().of("5A9", "E1").age_days(date(2012, 3, 31)) == 9


def test_the_close_status_has_it_as_a_task() -> None:
    """Not needed without one, not done while it is open or disputed, then done."""
    book = barnet()

    def task(body: str = "5A9") -> tuple[str, str]:
        found = book.close_status("M10").of(body, "commitments-regularised")
        return found.state.value, found.reason

    assert task()[0] == "not needed"
    committed(book)
    assert task() == ("not done", "E1: £40 open, 36 days old")
    assert task("5C9")[0] == "not needed"  # Haringey's director, and no charge of Haringey's
    said: Any = {"by": BARNET, "on": "2012-01-09", "reason": "another's patient"}
    book.dispute_commitment("5A9", "E1", **said)
    assert task() == ("not done", "E1: £40 disputed, 36 days old")
    regularised(book, on="2012-01-20")
    assert task() == ("done", "")


def test_it_is_recorded_where_there_is_no_resource() -> None:
    """It happened: nothing is refused, and the position says that more is set aside than there is."""
    book = barnet(0)
    committed(book)
    assert use(book, Account.UNALLOCATED) == -40_00
    found = {finding.code: finding.message for finding in book.position("M10").findings}
    assert found["ledger.over-committed"].endswith("by £40")


def test_what_is_committed_cannot_be_offered_in_a_transfer() -> None:
    """Of Camden's £100, £95 was committed in June: £10 cannot be submitted to the SHA any more."""
    book = Book.in_memory("2011-12", group="NCL")
    what = Allocation(strand=NON_RECURRENT, pence=100_00, issuer="DH")
    book.post(event(what, body="5K7"), event(what, body="5A9"))
    said: Any = {"category": CARE, "purpose": "placement", "reference": "log", "by": HARINGEY}
    at = "2011-05-30T23:05"
    book.commit_in_emergency("5K7", "E1", 95_00, on_call_body="5C9", at=at, **said)
    steps = Steps(book)
    steps.propose()
    steps.agree("giver")
    steps.agree("receiver")
    with pytest.raises(PostingRefusedError) as caught:
        steps.submit()
    assert {finding.code for finding in caught.value.findings} == {"transfer.resource"}


def test_what_is_charged_is_marked_and_adds_nothing() -> None:
    """The actuals are those of the ledger; a note says what of them was another director's."""
    book = barnet()
    committed(book)
    before = book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(10))
    book.charge_commitment("5A9", "E1", "M9", 41_50, by=BARNET, line="AP/1")
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(10)) == before
    found = {finding.code: finding.message for finding in book.position("M9").findings}
    assert f"£41.50 of it is among the actuals to date, under {CARE}" in found["commitment.charged"]
    assert "£1.50 more than was committed" in found["commitment.over-charged"]


def test_a_later_statement_of_the_same_line_takes_the_place_of_the_earlier() -> None:
    """£38 by mistake, then £36; another line adds; 0 takes a line back."""
    book = barnet()
    committed(book)

    def charged(pence: int, line: str) -> int:
        book.charge_commitment("5A9", "E1", "M9", pence, by=BARNET, line=line)
        return book.emergency_commitments().of("5A9", "E1").charged_pence

    assert [charged(38_00, "AP/1"), charged(36_00, "AP/1"), charged(3_00, "AP/2")] == [
        38_00,
        36_00,
        39_00,
    ]
    assert charged(0, "AP/1") == 3_00


def test_a_journal_is_matched_for_what_it_has() -> None:
    """An approved journal of £20 in that category carries £20, over all commitments, and no more."""
    book = barnet()
    committed(book)
    committed(book, "E2", 10_00)
    lines = [
        JournalLine("52110", CARE, Limit.REVENUE, debit_pence=20_00),
        JournalLine("81000", credit_pence=20_00),
    ]
    named: Any = {"by": "Head of Finance", "narrative": "accrual", "number": "J1"}
    book.submit_journal("5A9", "M9", lines, **named)

    def match(number: str, pence: int) -> None:
        book.charge_commitment("5A9", number, "M9", pence, by=BARNET, journal="J1")

    with pytest.raises(CommitmentUnmatchedError, match="no approved journal"):
        match("E1", 15_00)
    book.approve_journal("5A9", "J1", by=BARNET)
    match("E1", 15_00)
    with pytest.raises(CommitmentUnmatchedError, match="it has £20 of continuing-care"):
        match("E2", 5_01)
    match("E2", 5_00)
    assert book.verify() == ()


# Months, days and reversals


def test_of_a_closed_month_it_counts_from_the_first_open_one() -> None:
    """December is closed: it counts from 1 January, and keeps its night; so do its steps."""
    book = barnet()
    for month in range(1, 10):
        bring(book, month, MonthState.CLOSED)
    committed(book, on="2012-01-03")
    found = book.emergency_commitments().of("5A9", "E1")
    assert found.recorded.effective == date(2012, 1, 1)
    assert found.recorded.late_for == date(2011, 12, 26)
    book.dispute_commitment("5A9", "E1", 5_00, by=BARNET, on="2011-12-29", reason="not ours")
    regularised(book, on="2011-12-30")
    assert parts(book, as_of="M9") == (0, 0, 0, 0)
    assert parts(book, as_of="M10") == (40_00, 0, 0, 40_00)
    with pytest.raises(PostingRefusedError) as caught:
        book.charge_commitment("5A9", "E1", "M9", 1_00, by=BARNET, line="AP/1")
    assert "month.not-open" in {finding.code for finding in caught.value.findings}
    assert book.verify() == ()


def test_as_known_on_a_day_and_as_recorded() -> None:
    """On 3 January nobody had told Barnet of the regularisation; the book knew before it."""
    book = barnet()
    committed(book)
    before = book.head.sequence
    regularised(book)
    assert parts(book, known_at="2012-01-03") == (40_00, 40_00, 0, 0)
    assert parts(book, recorded_at=before) == (40_00, 40_00, 0, 0)
    assert parts(book) == (40_00, 0, 0, 40_00)


def test_reversals() -> None:
    """A regularisation that is reversed opens it again; then the commitment can be taken back too."""
    book = barnet()
    committed(book)
    first = book.head.sequence
    regularised(book)
    second = book.head.sequence
    undo: Any = {"by": BARNET, "reason": "a mistake", "reference": "memo 9"}
    dated: Any = {"effective": "2012-01-10", "notified": "2012-01-10"}
    with pytest.raises(PostingRefusedError) as caught:
        book.reverse(first, **undo, **dated)
    assert {finding.code for finding in caught.value.findings} == {"commitment.settled"}
    book.reverse(second, **undo, **dated)
    assert parts(book) == (40_00, 40_00, 0, 0)
    assert use(book, Account.RETAINED) == 0
    book.reverse(first, **undo, **dated)
    assert parts(book) == (0, 0, 0, 0)
    assert (use(book, Account.UNALLOCATED), use(book, Account.COMMITTED)) == (100_00, 0)
    with pytest.raises(CommitmentNumberError):
        committed(book)  # a number is used once, also where it was reversed
    assert book.verify() == ()


@pytest.mark.parametrize("step", ["regularised", "disputed"])
def test_what_is_there_again_later_is_not_there_before(step: str) -> None:
    """£40 regularised in month 9 and undone from month 10: in month 9 nothing is left to settle.

    | | open at M9 | open at M10 |
    |---|---|---|
    | committed, regularised | 0 | 0 |
    | the regularisation undone on 10 January | 0 | 40 |
    """
    book = barnet()
    committed(book)
    regularised(book, on="2011-12-28")
    undo: Any = {"by": BARNET, "reason": "a mistake", "reference": "memo 9"}
    book.reverse(book.head.sequence, **undo, effective="2012-01-10", notified="2012-01-10")

    def settle(on: str, pence: int = 30_00) -> None:
        if step == "regularised":
            regularised(book, pence, on=on, reference="memo 10")
        else:
            book.dispute_commitment("5A9", "E1", pence, by=BARNET, on=on, reason="not ours")

    stood = parts(book, as_of="M9"), parts(book)
    with pytest.raises(CommitmentExceededError) as caught:
        settle("2011-12-29")
    assert "£0 of commitment 'E1' of 5A9 is" in str(caught.value)
    assert "date it from 2011-12 M10, on 2012-01-10, or give at most £0" in str(caught.value)
    with pytest.raises(CommitmentExceededError) as caught:
        settle("2011-12-29", 40_01)
    assert "date it from" not in str(caught.value), "in January it would be refused too"
    assert (parts(book, as_of="M9"), parts(book)) == stood
    settle("2012-01-10")
    assert parts(book, as_of="M9") == (40_00, 0, 0, 40_00)
    assert parts(book) == (
        *(40_00, 10_00),
        *((0, 30_00) if step == "regularised" else (30_00, 0)),
    )
    assert book.verify() == ()


def test_what_was_not_yet_known_to_be_undone_is_not_settled_again() -> None:
    """It is undone from the first day, and that is told on 10 January: not before is more left."""
    book = barnet()
    committed(book)
    regularised(book, on="2011-12-28")
    undo: Any = {"by": BARNET, "reason": "a mistake", "reference": "memo 9"}
    book.reverse(book.head.sequence, **undo, effective="2011-12-28", notified="2012-01-10")
    with pytest.raises(CommitmentExceededError, match="as known on 2012-01-09"):
        book.dispute_commitment("5A9", "E1", 1, by=BARNET, on="2012-01-09", reason="not ours")
    book.dispute_commitment("5A9", "E1", by=BARNET, on="2012-01-10", reason="not ours")
    assert parts(book, known_at="2012-01-09") == (40_00, 0, 0, 40_00)
    assert parts(book) == (40_00, 0, 40_00, 0)


def test_a_dispute_is_settled_and_not_reversed() -> None:
    """It posted nothing that could be turned; the refusal says what to do."""
    book = barnet()
    committed(book)
    book.dispute_commitment("5A9", "E1", by=BARNET, on="2012-01-09", reason="not ours")
    said: Any = {"by": BARNET, "reason": "settled", "reference": "memo 9"}
    with pytest.raises(PostingRefusedError, match="regularise it: that settles the dispute"):
        book.reverse(book.head.sequence, effective="2012-01-10", notified="2012-01-10", **said)


def test_what_becomes_a_budget_is_traced_to_its_regularisation() -> None:
    """The budget of the category rests on the memo by which Barnet made it its own."""
    book = barnet()
    committed(book)
    regularised(book)
    figure = book.position("M10").figure("5A9", category=CARE, measure="budget")
    trace = book.trace(figure)
    assert trace.pence == 40_00
    assert [leaf.evidence.reference for leaf in trace.evidence if leaf.evidence] == ["memo 4"]


# Refusals


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (committed, CommitmentNumberError),
        (lambda book: committed(book, "E2", on_call_body="5A9"), OwnResourceError),
        (lambda book: committed(book, "E2", purpose=" "), CommitmentUnsignedError),
        (lambda book: committed(book, "E2", on="2011-12-25", by=""), CommitmentUnsignedError),
        (lambda book: regularised(book, number="E9"), CommitmentUnknownError),
        (
            lambda book: regularised(book, by=f"  on-call DIRECTOR, {HARINGEY[18:]} "),
            OwnSettlementError,
        ),
        (lambda book: regularised(book, 40_01), CommitmentExceededError),
        (lambda book: regularised(book, on="2011-12-24"), CommitmentDateError),
        (
            lambda book: book.dispute_commitment(
                "5A9", "E1", 41_00, by=BARNET, on="2012-01-09", reason="not ours"
            ),
            CommitmentExceededError,
        ),
        (
            lambda book: book.dispute_commitment(
                "5A9", "E1", by=BARNET, on="2012-01-09", reason=""
            ),
            CommitmentUnsignedError,
        ),
        (
            lambda book: book.dispute_commitment(
                "5A9", "E1", by=HARINGEY, on="2012-01-09", reason="not ours"
            ),
            OwnSettlementError,
        ),
        (
            lambda book: book.charge_commitment("5A9", "E1", "M8", 1, by=BARNET, line="AP/1"),
            CommitmentDateError,
        ),
        (
            lambda book: book.charge_commitment("5A9", "E1", "M9", 1, by=BARNET),
            CommitmentUnmatchedError,
        ),
        (
            lambda book: book.charge_commitment("5A9", "E7", "M9", 1, by=BARNET, line="AP/1"),
            CommitmentUnknownError,
        ),
    ],
)
def test_every_refusal_has_its_class_and_leaves_only_an_audit_statement(
    refused: Any, error: type[PctFinanceError]
) -> None:
    """The book is as it was but for the statement that somebody tried, with office and codes."""
    book = barnet()
    committed(book)
    before, events = len(book._records.statements), book._records.ledger.events
    with pytest.raises(error) as caught:
        refused(book)
    assert type(caught.value) is error
    assert book._records.ledger.events == events
    (said,) = (one.content for one in book._records.statements[before:])
    assert said["kind"] == "refused"
    assert error.code in said["codes"]
    assert all(finding.hint for finding in caught.value.findings)
    assert book.verify() == ()


def test_the_gate_refuses_another_category_than_was_committed() -> None:
    """Also where somebody posts the event by himself."""
    book = barnet()
    committed(book)
    what = CommitmentRegularised(commitment="E1", pence=1_00, category="acute")
    made = event(what, effective=date(2012, 1, 4)).model_copy(update={"by": BARNET})
    with pytest.raises(PostingRefusedError) as caught:
        book.post(made)
    assert {finding.code for finding in caught.value.findings} == {CommitmentCategoryError.code}


def test_a_test_writes_nothing_and_names_the_reasons() -> None:
    """Not even a statement that somebody tried."""
    book = barnet()
    committed(book)
    head = book.head
    asked: Any = {"by": HARINGEY, "on": "2012-01-04", "reference": "memo 4", "test": True}
    answer = book.regularise_commitment("5A9", "E1", 41_00, **asked)
    assert answer.receipt is None
    assert {finding.code for finding in answer.findings} == {
        "commitment.own-settlement",
        "commitment.exceeds",
    }
    unknown = book.regularise_commitment("5A9", "E9", **asked)
    assert [finding.code for finding in unknown.findings] == ["commitment.unknown"]
    assert book.head == head


@pytest.mark.parametrize("at", ["2011-12-26", "at night", "2011-12-26T02:40+00:00"])
def test_an_instant_is_a_date_and_a_time_on_the_wall(at: str) -> None:
    """A day without its time says too little, a zone too much."""
    with pytest.raises(UsageError):
        committed(barnet(), at=at)


def test_nothing_is_left_to_regularise_twice() -> None:
    """All of it is the body's own by then."""
    book = barnet()
    committed(book)
    regularised(book)
    with pytest.raises(CommitmentExceededError, match="nothing is left"):
        regularised(book)


def test_a_request_that_is_said_again_has_its_first_answer(tmp_path: Path) -> None:
    """Also of a regularisation of all that is left, which by then is nothing."""
    with_file = Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")
    committed(with_file, request="r1")
    regularised(with_file, request="r2")
    head = with_file.head
    committed(with_file, request="r1")
    regularised(with_file, request="r2")
    assert with_file.head == head
    with pytest.raises(UsageError, match="used before, for something else"):
        regularised(with_file, 1_00, request="r2")
    with_file.close()
    again = Book.open(tmp_path / "ncl.book", read_only=True)
    assert parts(again) == (40_00, 0, 0, 40_00)
    assert again.verify() == ()


def test_it_stays_with_the_group_and_is_shown() -> None:
    """Side by side with a sum that is not pooled; tidy rows; for programs; on a page."""
    book = barnet()
    committed(book)
    said: Any = {"category": CARE, "purpose": "placement", "reference": "log", "by": BARNET}
    at = "2012-02-01T20:15"
    book.commit_in_emergency("5C1", "E1", 5_00, on_call_body="5A9", at=at, **said)
    report = book.emergency_commitments()
    assert report.total("committed") == 45_00
    assert report.total("committed", "5C1") == 5_00
    assert list(report.table["body"]) == ["5A9", "5C1"]
    assert report.document()["unpooled_sum"]["open_pence"] == 45_00
    assert "Sum, not pooled" in str(report)
    assert "On-call director, Haringey PCT (5C9)" in " ".join(report._repr_html_().split())
    only = book.emergency_commitments(state="regularised")
    assert only.commitments == ()
    with pytest.raises(UsageError, match="no body of NCL"):
        book.emergency_commitments("5A3")
    assert report.of("5C1", "E1").state is CommitmentState.OPEN
