"""The control of months: which step is taken from where, and what a month that is not open refuses."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledger_examples import event
from month_examples import BODY, BY, allocation, bring, close_to, figures, small_book
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.codes import CODES
from pctfinance.consolidation.close_tasks import TASKS
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import ControlTotals, LedgerLoaded
from pctfinance.ledger.months import STEPS, ControlsRun, MonthControl, MonthState, MonthSubmitted
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.present.html import html_of
from sample_books import sample_book

OPEN, SUBMITTED, CLOSED, LOCKED = MonthState
M1, M2, M3 = (Period(f"2011-12 M0{number}") for number in (1, 2, 3))
WHY = "a wrong accrual was found"


def take(book: Book, verb: str, period: Period, body: str = BODY) -> None:
    """One step, with everything that it may ask for; the controls ran just before."""
    book.run_controls(period, by=BY, bodies=body)
    match verb:
        case "submit":
            book.submit_month(body, period, by=BY)
        case "return":
            book.return_month(body, period, by=BY, reason=WHY)
        case "close":
            book.close_month(body, period, by=BY, accept=WHY)
        case "lock":
            book.lock_month(body, period, by=BY)
        case "unlock":
            book.unlock_month(body, period, by=BY, reason=WHY)
        case _:
            book.reopen_month(body, period, by=BY, reason=WHY)


def refused(act: Callable[[], object]) -> list[str]:
    """The codes by which something is refused; the book's last words are in the message."""
    with pytest.raises(PostingRefusedError) as caught:
        act()
    assert {finding.code for finding in caught.value.findings} <= set(CODES)
    return [finding.code for finding in caught.value.findings]


# State by action


@pytest.mark.parametrize(
    ("state", "verb", "result"),
    [
        (OPEN, "submit", SUBMITTED),
        (OPEN, "return", "nothing needs to be done"),
        (OPEN, "close", "submit it, then close it"),
        (OPEN, "lock", "submit it, then close it, then lock it"),
        (OPEN, "unlock", "submit it, then close it"),
        (OPEN, "reopen", "nothing needs to be done"),
        (SUBMITTED, "submit", "nothing needs to be done"),
        (SUBMITTED, "return", OPEN),
        (SUBMITTED, "close", CLOSED),
        (SUBMITTED, "lock", "close it, then lock it"),
        (SUBMITTED, "unlock", "close it"),
        (SUBMITTED, "reopen", "return it"),
        (CLOSED, "submit", "reopen it, then submit it"),
        (CLOSED, "return", "reopen it"),
        (CLOSED, "close", "nothing needs to be done"),
        (CLOSED, "lock", LOCKED),
        (CLOSED, "unlock", "nothing needs to be done"),
        (CLOSED, "reopen", OPEN),
        (LOCKED, "submit", "unlock it, then reopen it, then submit it"),
        (LOCKED, "return", "unlock it, then reopen it"),
        (LOCKED, "close", "unlock it"),
        (LOCKED, "lock", "nothing needs to be done"),
        (LOCKED, "unlock", CLOSED),
        (LOCKED, "reopen", "unlock it, then reopen it"),
    ],
)
def test_state_by_action(state: MonthState, verb: str, result: MonthState | str) -> None:
    """Six actions from four states: six succeed, the others say the state and what to do."""
    book = small_book()
    bring(book, 1, state)
    if isinstance(result, MonthState):
        take(book, verb, M1)
        assert book.month_state(BODY, M1) is result
        return
    with pytest.raises(PostingRefusedError) as caught:
        take(book, verb, M1)
    (finding,) = caught.value.findings
    assert finding.code == "month.wrong-state"
    assert f"it is {state} [" in finding.message
    assert finding.hint == result
    assert book.month_state(BODY, M1) is state


@pytest.mark.parametrize(
    ("first", "second", "verb", "is_possible"),
    [
        (OPEN, OPEN, "submit", False),
        (SUBMITTED, OPEN, "submit", True),
        (CLOSED, OPEN, "submit", True),
        (SUBMITTED, SUBMITTED, "close", False),
        (CLOSED, SUBMITTED, "close", True),
        (LOCKED, SUBMITTED, "close", True),
        (CLOSED, CLOSED, "lock", False),
        (LOCKED, CLOSED, "lock", True),
    ],
)
def test_a_month_follows_the_one_before(
    first: MonthState, second: MonthState, verb: str, *, is_possible: bool
) -> None:
    """May takes a step only where April has at least the state to which it leads."""
    book = small_book()
    bring(book, 1, first)
    bring(book, 2, second)
    if is_possible:
        take(book, verb, M2)
        assert book.month_state(BODY, M2).rank == second.rank + 1
    else:
        assert refused(lambda: take(book, verb, M2)) == ["month.out-of-order"]
        assert book.month_state(BODY, M2) is second


@pytest.mark.parametrize(
    ("second", "is_possible"), [(OPEN, True), (SUBMITTED, False), (CLOSED, False), (LOCKED, False)]
)
def test_a_lock_comes_off_only_while_later_months_are_open(
    second: MonthState, *, is_possible: bool
) -> None:
    """Nothing that is built on a locked month may stand when it is unlocked."""
    book = small_book()
    bring(book, 1, LOCKED)
    bring(book, 2, second)
    if is_possible:
        take(book, "unlock", M1)
        assert book.month_state(BODY, M1) is CLOSED
    else:
        assert refused(lambda: take(book, "unlock", M1)) == ["month.out-of-order"]


def test_no_month_passes_one_that_was_reopened() -> None:
    """April is reopened while May is closed: June waits for April, though May is closed."""
    book = small_book()
    close_to(book, 2)
    take(book, "reopen", M1)
    assert refused(lambda: take(book, "submit", M3)) == ["month.out-of-order"]
    bring(book, 1, SUBMITTED)
    take(book, "submit", M3)
    assert book.month_state(BODY, M3) is SUBMITTED


def test_the_months_of_another_body_are_its_own() -> None:
    """Barnet's April is closed; Camden's stays open and takes what it is sent."""
    book = small_book()
    close_to(book, 1)
    assert book.month_state("5C1", M1) is OPEN
    book.post(allocation(date(2011, 4, 20), body="5C1"))
    assert book.limit("5C1", as_of="M1").total() == 1050_00


@pytest.mark.parametrize(
    ("by", "reason", "missing"),
    [("", WHY, "by which office"), (BY, " ", "why"), ("", "", "by which office and why")],
)
def test_a_step_that_undoes_is_signed_and_reasoned(by: str, reason: str, missing: str) -> None:
    """An office on every step; a reason to return, unlock and reopen."""
    book = small_book()
    bring(book, 1, SUBMITTED)
    with pytest.raises(PostingRefusedError, match=missing):
        book.return_month(BODY, M1, by=by, reason=reason)
    assert book.month_state(BODY, M1) is SUBMITTED


def test_a_step_is_dated_on_the_last_day_of_its_month() -> None:
    """Else two events of one month could be about it on two days."""
    early = event(MonthSubmitted(), effective=date(2011, 4, 29))
    with pytest.raises(PostingRefusedError, match="last day of its month"):
        ResourceLedger().post([early.model_copy(update={"by": BY})])


def test_every_step_is_a_kind_of_its_own() -> None:
    """The table of steps leads from every state and names each kind once."""
    assert {step.before for step in STEPS} == set(MonthState)
    kinds = {kind for kind in MonthControl.__subclasses__() if kind is not ControlsRun}
    assert {step.kind for step in STEPS} == kinds


# What a month that is not open takes


@pytest.mark.parametrize("state", [SUBMITTED, CLOSED, LOCKED])
@pytest.mark.parametrize("table", ["actuals", "forecasts"])
def test_a_month_that_is_not_open_takes_no_figures(state: MonthState, table: str) -> None:
    """Neither actuals nor a forecast made in it; the book stays as it is, byte for byte."""
    book = small_book()
    bring(book, 1, state)
    before = tuple(book._records.links())
    load = figures("actuals" if table == "actuals" else "forecasts", 1)
    with pytest.raises(PostingRefusedError, match=f"2011-12 M01, which is {state}") as caught:
        book.post(load)
    assert [finding.code for finding in caught.value.findings] == ["month.not-open"]
    assert tuple(book._records.links()) == before
    book.post(figures("actuals" if table == "actuals" else "forecasts", 2))


def test_all_problems_of_a_command_are_told_together() -> None:
    """Two loads for a closed month and one step too early: three findings, nothing posted."""
    book = small_book()
    close_to(book, 1)
    step = event(MonthSubmitted(), effective=M3.end).model_copy(update={"by": BY})
    codes = refused(lambda: book.post(figures("actuals", 1), figures("forecasts", 1), step))
    assert codes == ["month.not-open", "month.not-open", "month.out-of-order"]


def test_figures_that_stand_already_may_be_sent_again() -> None:
    """A folder that holds last month's figures unchanged is no trouble after the close."""
    book = small_book()
    book.post(figures("actuals", 1))
    close_to(book, 1)
    receipt = book.post(figures("actuals", 1), figures("actuals", 2))
    assert (receipt.posted, receipt.already_there) == (1, 1)


# Controls


def test_a_month_is_not_closed_without_its_controls() -> None:
    """First they never ran; then they ran before the last change; then it closes."""
    book = small_book()
    book.post(figures("actuals", 1), figures("forecasts", 1))
    book.submit_month(BODY, M1, by=BY)
    with pytest.raises(PostingRefusedError, match="no controls ran"):
        book.close_month(BODY, M1, by=BY)
    book.run_controls(M1, by=BY, bodies=BODY)
    book.post(figures("profile", 1))
    with pytest.raises(PostingRefusedError, match="something changed since its controls ran"):
        book.close_month(BODY, M1, by=BY)
    assert not book.run_controls(M1, by=BY, bodies=BODY).has_errors
    book.close_month(BODY, M1, by=BY)
    assert book.month_state(BODY, M1) is CLOSED


def test_controls_that_did_not_see_the_last_event_do_not_count() -> None:
    """They looked, somebody posted, and then their run was recorded: it is out of date already."""
    book = small_book()
    book.post(figures("actuals", 1))
    seen = book.head.sequence - 1
    found = b"{}"
    run = ControlsRun(
        sequence=seen,
        errors=0,
        breaches=0,
        warnings=0,
        notes=0,
        findings_sha256=hashlib.sha256(found).hexdigest(),
    )
    signed = {"by": BY}
    signed_run = event(run, effective=M1.end).model_copy(update=signed)
    book._records.post([signed_run], attached=[found])
    book.submit_month(BODY, M1, by=BY)
    assert refused(lambda: book.close_month(BODY, M1, by=BY)) == ["month.controls"]
    tomorrow = run.model_copy(update={"sequence": 99})
    with pytest.raises(PostingRefusedError, match="not recorded yet"):
        book.post(event(tomorrow, effective=M1.end).model_copy(update=signed))


def test_an_event_of_a_later_month_does_not_ask_for_new_controls() -> None:
    """April's controls saw all that counts for April."""
    book = small_book()
    book.post(figures("actuals", 1))
    book.submit_month(BODY, M1, by=BY)
    book.run_controls(M1, by=BY, bodies=BODY)
    book.post(figures("actuals", 2), allocation(date(2011, 5, 2)))
    book.close_month(BODY, M1, by=BY)
    assert book.month_state(BODY, M1) is CLOSED


def test_errors_are_accepted_with_a_reason_or_stop_the_close() -> None:
    """No actuals for April: one error. It closes once somebody says why that may stand."""
    book = small_book()
    book.submit_month(BODY, M1, by=BY)
    answer = book.run_controls(M1, by=BY, bodies=BODY)
    assert [f.message for f in answer.findings if f.code == "month.task-open"] == [
        "Actuals are reported: no revenue actuals for M01"
    ]
    with pytest.raises(PostingRefusedError, match="its controls found 1 error"):
        book.close_month(BODY, M1, by=BY, accept="  ")
    book.close_month(BODY, M1, by=BY, accept="the body opens in May")
    closed = book.holdings.resource.events[-1]
    assert (closed.purpose, closed.by) == ("the body opens in May", BY)


def test_a_run_keeps_what_it_found() -> None:
    """Numbers by level in the event; the document itself in the book, under its hash."""
    book = small_book()
    before = book.head.sequence
    answer = book.run_controls(M1, by=BY, bodies=BODY)
    run = book.holdings.resource.events[-1].what
    assert isinstance(run, ControlsRun)
    assert (run.errors, run.sequence) == (1, before)
    counted = run.errors + run.breaches + run.warnings + run.notes
    assert counted == len(answer.findings)
    assert b"no revenue actuals for M01" in book._records.attachment(run.findings_sha256)


def test_running_controls_in_test_mode_writes_nothing() -> None:
    """The same findings, no event, no attachment."""
    book = small_book()
    before = tuple(book._records.links())
    tested = book.run_controls(M1, by=BY, test=True)
    assert (tested.receipt, tuple(book._records.links())) == (None, before)
    assert book._records.attachments() == ()
    assert tested.findings == book.run_controls(M1, by=BY).findings


def test_a_request_for_controls_is_answered_once() -> None:
    """Asked again after the book has moved on: the first receipt; for another month: refused."""
    book = small_book()
    first = book.run_controls(M1, by=BY, request="april").receipt
    book.post(figures("actuals", 1))
    again = book.run_controls(M1, by=BY, request="april").receipt
    assert first is not None
    assert again is not None
    assert (again.sequence, again.head, again.repeated) == (first.sequence, first.head, True)
    with pytest.raises(UsageError, match="used before"):
        book.run_controls(M2, by=BY, request="april")


# Reopening, and what is impacted


def test_a_reopened_month_takes_a_correction_and_impacts_the_ones_after() -> None:
    """April £70, May £70 closed; April reopened and corrected to £80: May is out of date."""
    book = small_book()
    book.post(figures("actuals", 1), figures("actuals", 2))
    close_to(book, 2)
    assert _charged(book, M2) == 140_00
    book.reopen_month(BODY, M1, by=BY, reason=WHY)
    book.post(figures("actuals", 1, 80_00))
    assert _charged(book, M2) == 150_00
    assert book.close_status(M2).of(BODY, "not-impacted").reason
    bring(book, 1, LOCKED)
    assert refused(lambda: book.lock_month(BODY, M2, by=BY)) == ["month.impacted"]
    bring(book, 2, SUBMITTED)
    with pytest.raises(PostingRefusedError, match="something changed since its controls ran"):
        book.close_month(BODY, M2, by=BY, accept=WHY)
    bring(book, 2, LOCKED)
    assert book.close_status(M2).of(BODY, "not-impacted").state.value == "done"
    assert book.verify() == ()


def _charged(book: Book, period: Period) -> int | None:
    position = book.position(period, basis="ytd", known_at="2012-03-31")
    return position.body(BODY).duties[0].charged_pence


def test_a_profile_impacts_every_closed_month() -> None:
    """It is of the whole year, so it is taken, and what was closed by the old one is marked."""
    book = small_book()
    close_to(book, 2)
    book.post(figures("profile", 1))
    for month in (M1, M2):
        assert book.close_status(month).of(BODY, "not-impacted").state.value == "not done"
    assert refused(lambda: book.lock_month(BODY, M1, by=BY)) == ["month.impacted"]
    assert book.close_status(M1).of("5C1", "not-impacted").state.value == "not needed"


def test_a_first_report_to_date_impacts_months_closed_without_one() -> None:
    """April was closed without actuals; May's figures to date say that April lacks nothing."""
    book = small_book()
    close_to(book, 1)
    book.post(figures("actuals", 2, cumulative=True))
    assert book.close_status(M1).of(BODY, "not-impacted").state.value == "not done"


# Several bodies, tests, requests


def test_all_bodies_or_none() -> None:
    """One of two is not submitted: neither is closed."""
    book = small_book()
    book.run_controls(M1, by=BY)
    book.submit_month("5C1", M1, by=BY)
    with pytest.raises(PostingRefusedError, match="M01 of 5A9 cannot be closed: it is open"):
        book.close_month(["5C1", "5A9"], M1, by=BY, accept=WHY)
    assert [book.month_state(body, M1) for body in ("5A9", "5C1")] == [OPEN, SUBMITTED]
    book.submit_month("5A9", M1, by=BY)
    answer = book.close_month(["5C1", "5A9"], M1, by=BY, accept=WHY)
    assert answer.receipt is not None
    assert (answer.bodies, answer.receipt.posted) == (("5C1", "5A9"), 2)
    assert [book.month_state(body, M1) for body in ("5A9", "5C1")] == [CLOSED, CLOSED]


def test_a_test_answers_with_the_refusals_and_writes_nothing() -> None:
    """Every step in test mode says exactly what the step itself would be refused for."""
    book = small_book()
    bring(book, 1, SUBMITTED, "5C1")
    before = tuple(book._records.links())
    both = ["5A9", "5C1"]
    answers = [
        book.submit_month(both, M1, by=BY, test=True),
        book.return_month(both, M1, by=BY, reason=WHY, test=True),
        book.close_month(both, M1, by=BY, test=True),
        book.lock_month(both, M1, by=BY, test=True),
        book.unlock_month(both, M1, by=BY, reason=WHY, test=True),
        book.reopen_month(both, M1, by=BY, reason=WHY, test=True),
    ]
    assert tuple(book._records.links()) == before
    assert [len(answer.findings) for answer in answers] == [1, 1, 2, 2, 2, 2]
    assert all(answer.has_errors and answer.receipt is None for answer in answers)
    with pytest.raises(PostingRefusedError) as caught:
        book.close_month(both, M1, by=BY)
    assert caught.value.findings == answers[2].findings
    assert not book.submit_month("5A9", M1, by=BY, test=True).has_errors


def test_a_step_asked_for_again_is_answered_with_its_receipt() -> None:
    """Also after the month has moved on."""
    book = small_book()
    first = book.submit_month(BODY, M1, by=BY, request="r1").receipt
    bring(book, 1, CLOSED)
    again = book.submit_month(BODY, M1, by=BY, request="r1").receipt
    assert first is not None
    assert again is not None
    assert (again.sequence, again.repeated) == (first.sequence, True)


@pytest.mark.parametrize("bodies", ["5E1", ["5A9", "5E1"], []])
def test_a_step_is_for_bodies_of_the_group(bodies: str | list[str]) -> None:
    """Nobody closes the month of a stranger, or of nobody."""
    book = small_book()
    with pytest.raises(UsageError):
        book.submit_month(bodies, M1, by=BY)


def test_closing_changes_no_answer() -> None:
    """Position and limit of month 8 are the same before and after its close, known-at included."""
    book = sample_book()
    before = (book.position("M8").document(), book.limit(BODY, as_of="M8").changes)
    bodies = [body.code for body in book.members(Period("2011-12 M08"))]
    for number in range(1, 9):
        period = Period(f"2011-12 M{number:02}")
        book.run_controls(period, by=BY)
        book.submit_month(bodies, period, by=BY)
        book.close_month(bodies, period, by=BY)
        book.lock_month(bodies, period, by=BY)
    assert (book.position("M8").document(), book.limit(BODY, as_of="M8").changes) == before
    assert book.verify() == ()


def test_a_kept_book_replays_to_the_same_states(tmp_path: Path) -> None:
    """Opened again it has the same months, the same events, and verifies."""
    book = Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")
    book.post(allocation(date(2011, 4, 1)), figures("actuals", 1), figures("actuals", 2))
    close_to(book, 2)
    book.reopen_month(BODY, M2, by=BY, reason=WHY)
    book.post(allocation(date(2011, 4, 4)))
    book.close()
    again = Book.open(tmp_path / "ncl.book")
    assert [again.month_state(BODY, month) for month in (M1, M2, M3)] == [CLOSED, OPEN, OPEN]
    assert again.verify() == ()
    landed: Event = again.holdings.resource.events[-1]
    assert (landed.effective, landed.late_for) == (date(2011, 5, 1), date(2011, 4, 4))
    again.close()


# The matrix


def test_the_matrix_says_what_is_done_and_why_not() -> None:
    """Every body by every task; a task by itself can be asked for; nothing is written."""
    book = sample_book()
    before = tuple(book._records.links())
    status = book.close_status("M8")
    assert tuple(book._records.links()) == before
    assert len(status.rows) == 5 * len(TASKS)
    states = {line.task: line.state.value for line in status.rows if line.body == BODY}
    assert states == {
        "actuals-reported": "done",
        "categories-complete": "done",
        "forecast-made": "done",
        "budgets-equal-limit": "not done",
        "nothing-unmapped": "done",
        "ledger-balanced": "not needed",
        "journals-decided": "not needed",
        "commitments-regularised": "not needed",
        "controls-run": "not done",
        "month-before-closed": "not done",
        "submitted": "not done",
        "closed": "not done",
        "locked": "not done",
        "not-impacted": "not needed",
    }
    assert status.of(BODY, "budgets-equal-limit").reason == (
        "revenue, non-recurrent, confirmed: £1,060,000 not budgeted; "
        "revenue, recurrent, confirmed: £7,020 not budgeted"
    )
    with pytest.raises(KeyError):
        status.of(BODY, "tea")


def test_the_matrix_follows_the_month() -> None:
    """From the first task to the last, with the reason for each that is not done."""
    book = small_book()
    book.post(figures("actuals", 1), figures("actuals", 1, body="5C1"))
    book.post(
        figures("actuals", 2, category="dental"), figures("actuals", 3, 5, category="unmapped")
    )

    def reason(task: str, month: Period) -> str:
        return book.close_status(month).of(BODY, task).reason

    assert reason("actuals-reported", M1) == ""
    assert reason("categories-complete", M2) == "no actuals of acute for M02"
    assert reason("forecast-made", M1) == "no forecast made in M01"
    assert reason("nothing-unmapped", M2) == ""
    assert reason("nothing-unmapped", M3) == "£0.05 stands under unmapped"
    assert reason("budgets-equal-limit", M1) == "revenue, recurrent, confirmed: £1,000 not budgeted"
    assert reason("month-before-closed", M3) == "2011-12 M01 is open"
    assert reason("controls-run", M1) == "they never ran"
    book.run_controls(M1, by=BY)
    assert reason("controls-run", M1) == ""
    book.post(figures("forecasts", 1))
    assert reason("controls-run", M1) == "something changed since they ran"
    assert reason("forecast-made", M1) == ""
    bring(book, 1, LOCKED)
    assert [reason(task, M1) for task in ("submitted", "closed", "locked", "not-impacted")] == [
        "",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("credit", "reason"), [(500, ""), (499, "may.csv is out of balance by £0.01")]
)
def test_an_extract_of_the_ledger_is_in_balance(credit: int, reason: str) -> None:
    """£5.00 of debits and credits, to the penny; a penny apart is an error that stops the close."""
    cells = BalanceCells.of(
        [
            ("52110", "acute", "revenue", "", "", "", 0, 500, 0, 500, 1),
            ("99000", "", "", "", "", "", 0, 0, credit, 0, 1),
        ]
    ).to_bytes()
    nothing = "0" * 64
    what = LedgerLoaded(
        file="may.csv",
        file_sha256=nothing,
        profile="ledger",
        profile_sha256=nothing,
        totals=ControlTotals(rows=2, debit_pence=500, credit_pence=credit),
        lines_path="lines/5A9/2011-12/M01-000000000000.parquet",
        lines_sha256=nothing,
        cells_sha256=hashlib.sha256(cells).hexdigest(),
    )
    book = small_book()
    book._records.post([event(what, effective=M1.end, reference="may.csv")], attached=[cells])
    assert book.close_status(M1).of(BODY, "ledger-balanced").reason == reason
    answer = book.run_controls(M1, by=BY, bodies=BODY)
    assert answer.has_errors == bool(reason)


def test_the_matrix_is_of_the_month_at_hand() -> None:
    """The first that some body has not closed; the last of the year where all are."""
    book = small_book()
    everybody = [body.code for body in book.members(M1)]
    close_to(book, 1, BODY)
    assert book.close_status().period == M1
    close_to(book, 12, everybody)
    assert book.close_status().period == Period("2011-12 M12")


def test_the_matrix_is_shown_and_taken_out() -> None:
    """As tidy rows, on a terminal, in a notebook and for programs."""
    book = small_book()
    status = book.close_status("M1")
    assert list(status.table.columns) == ["body", "period", "task", "state", "reason"]
    assert len(status.table) == len(status.rows)
    assert status.table.iloc[0].tolist() == [
        "5A9",
        "2011-12 M01",
        "actuals-reported",
        "not done",
        "no revenue actuals for M01",
    ]
    assert "Actuals are reported" in str(status)
    assert "no revenue actuals for M01" in str(status)
    assert status._repr_html_() == html_of(status.tables)
    assert repr(status) == "<NCL 2011-12 M01: 32 of 70 tasks not done>"
    assert status.document()["tasks"][0]["reason"] == "no revenue actuals for M01"
