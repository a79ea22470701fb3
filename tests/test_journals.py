"""Journals: submitted by one office, approved by another, never touched by a reload."""

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import RECURRENT, event
from ledger_extracts import extract
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import InputRefusedError, PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import JournalState
from pctfinance.ledger.journals import JournalApproved, JournalLine, JournalSubmitted
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.ledger.resource import ResourceLedger
from sample_books import sample_book

HEAD = "Head of Finance"
DEPUTY = "Deputy Director of Finance"


def accrual(pence: int, category: str = "acute") -> list[JournalLine]:
    """Spending that no invoice shows yet, against what is owed."""
    return [
        JournalLine("52110", category, Limit.REVENUE, debit_pence=pence),
        JournalLine("81000", credit_pence=pence),
    ]


def submitted(book: Book, number: str = "J1", month: str = "M8", **parts: Any) -> None:
    """Barnet's accrual of £5.00 in November, unless told otherwise."""
    asked = {"by": HEAD, "narrative": "accrual", "number": number, **parts}
    body, lines = asked.pop("body", "5A9"), asked.pop("lines", accrual(500))
    assert book.submit_journal(body, month, lines, **asked).posted == 1


def empty() -> Book:
    """A book of the five PCTs of North Central London."""
    return Book.in_memory("2011-12", group="NCL")


def to_date(book: Book, month: int, category: str | None = "acute", body: str = "5A9") -> int:
    """What is charged to revenue up to a month, in pence."""
    period = book.year.period(month)
    return book.holdings.actuals.to_date(body, Limit.REVENUE, period, category).pence


def loaded(book: Book, month: int, acute: int, *, cumulative: bool = False) -> None:
    """Barnet's actuals of one month, as a table of figures."""
    row = FigureRow(month, Limit.REVENUE, "acute", acute)
    what = FiguresLoaded(table="actuals", cumulative=cumulative, rows=(row,))
    assert book.post(event(what, effective=book.year.period(month).end)).posted == 1


# What an approved journal adds


def test_a_journal_counts_once_it_is_approved() -> None:
    """Submitted: nothing. Approved: £5.00 in November and in every month after it."""
    book = empty()
    submitted(book)
    assert to_date(book, 8) == 0
    book.approve_journal("5A9", "J1", by=DEPUTY)
    assert [to_date(book, month) for month in (7, 8, 12)] == [0, 500, 500]
    assert to_date(book, 12, body="5K7") == 0, "nobody else's"


def test_a_reversing_journal_comes_back_in_the_next_month() -> None:
    """An accrual of November is undone in December, by itself."""
    book = empty()
    submitted(book, reversing=True)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    assert [to_date(book, month) for month in (7, 8, 9, 12)] == [0, 500, 0, 0]
    december = book.holdings.actuals.in_month("5A9", Limit.REVENUE, book.year.period(9), "acute")
    assert december.pence == -500


def test_a_journal_moves_spending_between_categories() -> None:
    """£3.00 of acute was prescribing: one falls, the other rises, the sum stays."""
    book = empty()
    loaded(book, 8, 1000)
    lines = [
        JournalLine("53110", "prescribing", Limit.REVENUE, debit_pence=300),
        JournalLine("52110", "acute", Limit.REVENUE, credit_pence=300),
    ]
    submitted(book, lines=lines)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    assert (to_date(book, 8), to_date(book, 8, "prescribing"), to_date(book, 8, None)) == (
        700,
        300,
        1000,
    )


def test_a_grant_lowers_the_capital_charge_by_its_credit() -> None:
    """A credit of £2.00 on grants raises the category, which lowers the charge against capital."""
    book = empty()
    lines = [
        JournalLine("81000", debit_pence=200),
        JournalLine("64000", "grants", Limit.CAPITAL, credit_pence=200, charge="credit"),
    ]
    submitted(book, lines=lines)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    period = book.year.period(8)
    grants = book.holdings.actuals.to_date("5A9", Limit.CAPITAL, period, "grants")
    assert grants.pence == 200


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_was_not_approved_never_counts(state: str) -> None:
    """Rejected by another office, or taken back by its own: the number stays used."""
    book = empty()
    submitted(book)
    if state == "rejected":
        book.reject_journal("5A9", "J1", by=DEPUTY, reason="no evidence")
    else:
        book.withdraw_journal("5A9", "J1", by=HEAD, reason="wrong month")
    assert to_date(book, 12) == 0
    report = book.journals("5A9")
    assert report.total(JournalState(state)) == (1, 500)
    assert report.table.loc[0, "reason"] in {"no evidence", "wrong month"}
    with pytest.raises(PostingRefusedError, match=f"was used before; that journal is {state}"):
        submitted(book)


def test_figures_with_a_synthetic_journal_are_synthetic() -> None:
    """The mark travels from the submission into every figure that holds it."""
    book = empty()
    loaded(book, 8, 1000)
    submitted(book, synthetic=True)
    period = book.year.period(8)
    amounts = [book.holdings.actuals.to_date("5A9", Limit.REVENUE, period, "acute")]
    book.approve_journal("5A9", "J1", by=DEPUTY)
    amounts.append(book.holdings.actuals.to_date("5A9", Limit.REVENUE, period, "acute"))
    assert amounts == [(1000, False), (1500, True)]


# Time


def test_a_journal_is_known_from_its_approval() -> None:
    """Of November, approved on 6 December: as known on the 5th it does not count."""
    book = empty()
    loaded(book, 8, 1000, cumulative=True)
    submitted(book)
    book.approve_journal("5A9", "J1", by=DEPUTY, approved_on="2011-12-06")

    def acute(**asked: Any) -> int | None:
        position = book.position("M8", basis="ytd", **asked)
        lines = {line.category: line for line in position.body("5A9").lines}
        return lines["acute"].actual_ytd_pence

    assert acute(known_at="2011-12-05") == 1000
    assert acute(known_at="2011-12-06") == 1500
    assert acute() == 1500, "a position names the newest document, and the approval is one"
    assert book.journals(known_at="2011-12-05").total(JournalState.SUBMITTED) == (1, 500)


def test_what_the_book_did_not_hold_does_not_count_in_it() -> None:
    """As recorded before the journal came in, there is none."""
    book = empty()
    submitted(book)
    before = datetime(2011, 1, 1, tzinfo=UTC)
    assert len(book.journals().journals) == 1
    assert book.journals(recorded_at=before).journals == ()


def test_a_decision_is_not_dated_before_its_submission() -> None:
    """Submitted with November's end as its date: approved a week earlier is no approval."""
    book = empty()
    submitted(book)
    with pytest.raises(PostingRefusedError, match="was submitted on 2011-11-30, after 2011-11-23"):
        book.approve_journal("5A9", "J1", by=DEPUTY, approved_on=date(2011, 11, 23))


def test_a_decision_has_the_month_of_its_journal() -> None:
    """Posted as an event by itself, with a month of its own: refused."""
    book = empty()
    submitted(book)
    approval = event(JournalApproved(number="J1"), effective=date(2011, 12, 6))
    with pytest.raises(PostingRefusedError, match="counts from 2011-11-30, not from 2011-12-06"):
        book.post(approval.model_copy(update={"by": DEPUTY}))


# A reload replaces exactly one body, month and lane


@pytest.mark.parametrize("cumulative", [False, True], ids=["months", "to-date"])
@pytest.mark.parametrize("way", ["figures", "extracts"])
def test_a_reload_replaces_its_lane_and_never_an_approved_journal(
    way: str, *, cumulative: bool
) -> None:
    """October and November loaded, £5.00 of journals in each, November loaded again as £3.00 more.

    Reported by months: 10 + 20, then 10 + 23. Reported to date: 10, then 30, then 33. The journals
    stay, each once; October and the other body stay; the former load stays in the log.
    """
    book = empty()
    files = count()

    def load(month: int, own: int, total: int, body: str = "5A9") -> None:
        pence = total if cumulative else own
        if way == "figures":
            row = FigureRow(month, Limit.REVENUE, "acute", pence)
            what = FiguresLoaded(table="actuals", cumulative=cumulative, rows=(row,))
            made = event(what, body=body, effective=book.year.period(month).end)
            assert book.post(made).posted == 1
            return
        made, cells = extract(
            body, month, pence, file=f"extract {next(files)}.csv", to_date=cumulative
        )
        assert book._records.post([made], attached=[cells]).posted == 1

    load(7, 1000, 1000)
    load(8, 2000, 3000)
    load(8, 70, 70, body="5K7")
    for number, month in (("J7", "M7"), ("J8", "M8")):
        submitted(book, number, month)
        book.approve_journal("5A9", number, by=DEPUTY)
    assert [to_date(book, month) for month in (7, 8)] == [1500, 4000]

    load(8, 2300, 3300)
    assert [to_date(book, month) for month in (7, 8)] == [1500, 4300]
    assert to_date(book, 8, body="5K7") == 70
    assert book.journals().total(JournalState.APPROVED) == (2, 1000)
    loads = [e for e in book.holdings.resource.events if e.what.kind.endswith("-loaded")]
    assert len(loads) == 4, "the former load stays in the log"
    if way == "figures":  # the extracts of this test have cells, and no files of lines
        assert book.verify() == ()


def test_a_reloaded_adjustment_replaces_the_adjustment_alone() -> None:
    """A lane of its own: £0.40 of adjustments become £0.60; load and journal stay as they are."""
    book = empty()
    for month_pence, lane, file in ((2000, "load", "a"), (40, "adjustment", "b")):
        made, cells = extract("5A9", 8, month_pence, file=file, lane=lane)
        book._records.post([made], attached=[cells])
    submitted(book)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    assert to_date(book, 8) == 2540
    made, cells = extract("5A9", 8, 60, file="c", lane="adjustment")
    book._records.post([made], attached=[cells])
    assert to_date(book, 8) == 2560
    adjusted = book.holdings.actuals.adjusted("5A9", Limit.REVENUE, book.year.period(8), "acute")
    assert adjusted.pence == 560


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["load", "submit", "approve", "reverse-submit"]),
            st.integers(1, 11),
            st.integers(1, 10**6),
        ),
        max_size=12,
    ),
    cumulative=st.booleans(),
)
def test_loads_and_journals_in_any_order_are_a_plain_sum(
    steps: list[tuple[str, int, int]], *, cumulative: bool
) -> None:
    """Against a dictionary of loads, which replace, and a list of journals, which stay."""
    book = empty()
    reported: dict[int, int] = {}
    waiting: list[tuple[str, int, int, bool]] = []
    approved: list[tuple[str, int, int, bool]] = []
    for number, (step, month, pence) in enumerate(steps):
        if step == "load":
            row = FigureRow(month, Limit.REVENUE, "acute", pence)
            what = FiguresLoaded(table="actuals", cumulative=cumulative, rows=(row,))
            book.post(event(what, effective=book.year.period(month).end))
            reported[month] = pence
        elif step == "approve" and waiting:
            journal = waiting.pop(pence % len(waiting))
            book.approve_journal("5A9", journal[0], by=DEPUTY)
            approved.append(journal)
        elif step != "approve":
            reversing = step == "reverse-submit"
            lines = accrual(pence)
            submitted(book, f"J{number}", f"M{month}", lines=lines, reversing=reversing)
            waiting.append((f"J{number}", month, pence, reversing))
    for asked in range(1, 13):
        own = [pence for month, pence in reported.items() if month <= asked]
        expected = reported.get(asked, 0) if cumulative else sum(own)
        expected += sum(
            pence
            for _, month, pence, comes_back in approved
            if month == asked or (month < asked and not comes_back)
        )
        assert to_date(book, asked) == expected


# What a position says


def test_a_position_says_what_of_it_was_entered_by_journal() -> None:
    """By category, for the body that has any; a journal that came back is no part of it."""
    book = empty()
    loaded(book, 8, 1000)
    submitted(book)
    submitted(book, "J2", "M7", reversing=True, lines=accrual(900, "other"))
    for number in ("J1", "J2"):
        book.approve_journal("5A9", number, by=DEPUTY)
    notes = [
        finding
        for finding in book.position("M8", basis="ytd").findings
        if finding.code == "figures.adjusted"
    ]
    assert [(note.message, note.where and note.where.body) for note in notes] == [
        ("journals and adjustments are among the actuals to date: acute £5", "5A9")
    ]


def test_a_journal_is_no_report() -> None:
    """A month for which nothing was reported stays untested, whatever journals there are."""
    book = empty()
    book.post(event(Allocation(strand=RECURRENT, pence=10_000, issuer="DH")))
    submitted(book, month="M1")
    book.approve_journal("5A9", "J1", by=DEPUTY)
    revenue = book.position("M1", basis="ytd").body("5A9").duties[0]
    assert (revenue.status.value, revenue.reason) == ("not_tested", "no actuals for M01")


def test_a_journal_does_not_hide_that_a_budget_is_silent() -> None:
    """Prescribing has a budget and no actuals: £5.00 by journal do not make it a report."""
    book = empty()
    loaded(book, 8, 1000, cumulative=True)
    book.post(event(BudgetIssued(strand=RECURRENT, pence=900, category="prescribing")))
    submitted(book, lines=accrual(500, "prescribing"))
    book.approve_journal("5A9", "J1", by=DEPUTY)
    silent = [
        finding.message
        for finding in book.position("M8", basis="ytd").findings
        if finding.code == "figures.silent-budget"
    ]
    assert silent == ["there are budgets but no actuals at all for prescribing"]


def test_a_forecast_that_leaves_out_what_a_journal_holds_is_not_whole() -> None:
    """Nothing was ever reported on prescribing; £5.00 of it were entered, and nobody forecast it."""
    book = empty()
    loaded(book, 8, 1000, cumulative=True)
    rows = (FigureRow(8, Limit.REVENUE, "acute", 1200),)
    book.post(
        event(FiguresLoaded(table="forecasts", rows=rows), effective=date(2011, 11, 30)),
        event(Allocation(strand=RECURRENT, pence=10_000, issuer="DH")),
    )
    assert book.position("M8").body("5A9").duties[0].status.value == "met"
    submitted(book, lines=accrual(500, "prescribing"))
    book.approve_journal("5A9", "J1", by=DEPUTY)
    revenue = book.position("M8").body("5A9").duties[0]
    assert revenue.reason == "the forecast made in M08 leaves out prescribing"


# Refusals


def refused(book: Book, **parts: Any) -> str:
    """The reasons for which a submission is refused; the book stays as it was."""
    head = book.head
    with pytest.raises(PostingRefusedError) as caught:
        submitted(book, **parts)
    assert book.head == head
    return str(caught.value)


def revenue(debit: int = 0, credit: int = 0, **parts: Any) -> JournalLine:
    """A line on acute."""
    return JournalLine(
        "52110", "acute", Limit.REVENUE, debit_pence=debit, credit_pence=credit
    )._replace(**parts)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("one line", {"lines": [revenue(5)]}, "it has 1 line"),
    (
        "out of balance",
        {"lines": [revenue(5), JournalLine("81000", credit_pence=4)]},
        "its debits of £0.05 and credits of £0.04 differ by £0.01",
    ),
    ("both sides", {"lines": [revenue(5, 5), revenue(5, 5)]}, "both a debit and a credit"),
    (
        "neither side",
        {"lines": [revenue(5), revenue(0, 5), revenue()]},
        "line 3: it holds neither a debit nor a credit",
    ),
    (
        "a negative amount",
        {"lines": [revenue(-5), revenue(0, -5)]},
        "journal 'J1', line 1, debit_pence: Input should be greater than or equal to 0",
    ),
    (
        "a category that is none of capital",
        {"lines": [revenue(5, limit=Limit.CAPITAL), JournalLine("81000", credit_pence=5)]},
        "'acute' is no part of capital",
    ),
    (
        "drawings against revenue",
        {"lines": [revenue(5, category="drawings"), JournalLine("81000", credit_pence=5)]},
        "'drawings' does not count against revenue",
    ),
    (
        "no category",
        {"lines": [revenue(5, category=""), JournalLine("81000", credit_pence=5)]},
        "in no category",
    ),
    ("no account", {"lines": [revenue(5, account=""), revenue(0, 5)]}, "it names no account"),
    (
        "reversing at the year's end",
        {"month": "M12", "reversing": True},
        "cannot come back by itself in the month after 2011-12 M12",
    ),
    ("late for its own month", {"late_for": "M8"}, "which is not before 2011-12 M08"),
    ("without an office", {"by": " "}, "does not say by whom"),
    ("without a purpose", {"narrative": ""}, "does not say what it is for"),
    ("a lane of loads", {"lane": "load"}, "lane"),
    ("correcting nothing", {"corrects": "J0"}, "which is no approved journal: there is none"),
    ("correcting itself", {"corrects": "J1"}, "it is said to correct itself"),
]


@pytest.mark.parametrize(
    ("parts", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_is_no_journal_is_refused_in_words(parts: dict[str, Any], message: str) -> None:
    """With every reason, and nothing is written."""
    assert message in refused(empty(), **parts)


def test_nobody_decides_on_their_own_journal() -> None:
    """Neither approves nor rejects; case and spaces make no other office."""
    book = empty()
    submitted(book)
    head = book.head
    own = " head  of finance"
    with pytest.raises(PostingRefusedError, match="who cannot decide on it"):
        book.approve_journal("5A9", "J1", by=own)
    with pytest.raises(PostingRefusedError, match="who cannot decide on it"):
        book.reject_journal("5A9", "J1", by=own, reason="no")
    with pytest.raises(PostingRefusedError, match="only they withdraw it"):
        book.withdraw_journal("5A9", "J1", by=DEPUTY, reason="no")
    with pytest.raises(PostingRefusedError, match="does not say by whom"):
        book.approve_journal("5A9", "J1", by="")
    with pytest.raises(UsageError, match="there is no reason"):
        book.reject_journal("5A9", "J1", by=DEPUTY, reason="")
    assert book.head == head


def test_a_category_that_the_book_does_not_know_is_none_to_journal_on() -> None:
    """A slip of the pen would be a second line of the report, and a budget that is never spent."""
    book = sample_book()
    known = book.position("M12").body("5A9").lines[0].category
    text = refused(book, lines=accrual(500, f"{known}x"))
    assert f"{known + 'x'!r} is none of the book's categories [" in text
    assert f"-> did you mean {known}" in text
    submitted(book, lines=accrual(500, known))


def test_what_is_approved_is_what_was_submitted() -> None:
    """A journal that comes back is not approved as one that stays."""
    book = empty()
    submitted(book, reversing=True)
    approval = event(JournalApproved(number="J1"), effective=date(2011, 11, 30))
    with pytest.raises(PostingRefusedError, match="submitted as a reversing journal"):
        book.post(approval.model_copy(update={"by": DEPUTY}))


def test_a_journal_is_decided_on_once() -> None:
    """Approved: not again, not rejected, not withdrawn; it is corrected by another journal."""
    book = empty()
    submitted(book)
    book.approve_journal("5A9", "J1", by=DEPUTY)
    head = book.head
    hint = "an approved journal is never changed: correct it by another one"
    with pytest.raises(PostingRefusedError, match=hint):
        book.approve_journal("5A9", "J1", by=DEPUTY)
    with pytest.raises(PostingRefusedError, match=hint):
        book.reject_journal("5A9", "J1", by=DEPUTY, reason="no")
    with pytest.raises(PostingRefusedError, match=hint):
        book.withdraw_journal("5A9", "J1", by=HEAD, reason="no")
    with pytest.raises(PostingRefusedError, match="there is no journal 'J9' of 5A9 in 2011-12"):
        book.approve_journal("5A9", "J9", by=DEPUTY)
    assert book.head == head


def test_an_approved_journal_is_corrected_by_another() -> None:
    """£5.00 should have been £4.00: the second names the first, and takes £1.00 back."""
    book = empty()
    submitted(book)
    assert "which is no approved journal: it is submitted" in refused(
        book, number="J2", corrects="J1"
    )
    book.approve_journal("5A9", "J1", by=DEPUTY)
    lines = [JournalLine("81000", debit_pence=100), revenue(0, 100)]
    assert "there is none" in refused(book, number="J2", corrects="J1", body="5K7"), "of 5A9 only"
    submitted(book, "J2", "M9", lines=lines, corrects="J1", late_for="M8")
    book.approve_journal("5A9", "J2", by=DEPUTY)
    assert [to_date(book, month) for month in (8, 9)] == [500, 400]


def test_each_body_numbers_its_own_journals() -> None:
    """J1 of Barnet and J1 of Camden are two; J1 of Barnet a second time is none."""
    book = empty()
    submitted(book)
    submitted(book, body="5K7")
    assert "the number of journal 'J1' of 5A9 was used before" in refused(book, month="M3")


def test_two_of_one_number_in_one_command_are_refused() -> None:
    """The gate looks at what comes with them, not only at what the book holds."""
    what = JournalSubmitted(number="J1", entered=tuple(accrual(5)))
    twice = event(what, effective=date(2011, 11, 30))
    twice = twice.model_copy(update={"by": HEAD, "purpose": "accrual"})
    with pytest.raises(PostingRefusedError, match="was used before"):
        ResourceLedger().post([twice, twice])


# What is kept, and shown


def test_a_book_with_journals_is_whole_and_comes_back(tmp_path: Path) -> None:
    """Kept in a folder, opened again: the same journals and figures, and `verify` has no word."""
    book = Book.create(tmp_path / "ncl.book", "2011-12", group="NCL")
    submitted(book, reversing=True, late_for="M6", request="r1")
    book.approve_journal("5A9", "J1", by=DEPUTY, approved_on="2011-12-06", request="r2")
    submitted(book, reversing=True, late_for="M6", request="r1")
    again = book.approve_journal("5A9", "J1", by=DEPUTY, approved_on="2011-12-06", request="r2")
    assert again.repeated
    book.close()
    kept = Book.open(tmp_path / "ncl.book")
    assert kept.verify() == ()
    assert [to_date(kept, month) for month in (8, 9)] == [500, 0]
    line = kept.journals().journals[0].what.entered[0]
    assert line == JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500)
    assert isinstance(line.limit, Limit)


def test_the_list_of_journals() -> None:
    """One row a journal, with who submitted and who decided, and when; sums by state."""
    book = empty()
    submitted(book, lane="adjustment", late_for="M6")
    submitted(book, "J2", "M9", body="5K7", lines=accrual(700))
    book.approve_journal("5A9", "J1", by=DEPUTY, approved_on="2011-12-06")
    table = book.journals().table
    assert list(table["number"]) == ["J1", "J2"]
    first = table.iloc[0]
    assert (first["state"], first["lane"], first["late_for"]) == (
        "approved",
        "adjustment",
        "2011-12 M06",
    )
    assert (first["submitted_by"], first["submitted_on"]) == (HEAD, "2011-11-30")
    assert (first["decided_by"], first["decided_on"]) == (DEPUTY, "2011-12-06")
    assert (first["debit_pence"], first["credit_pence"], first["lines"]) == (500, 500, 2)
    assert [j.what.number for j in book.journals("5K7").journals] == ["J2"]
    assert [j.what.number for j in book.journals(period="M8").journals] == ["J1"]
    shown = str(book.journals())
    assert "accrual (adjustment; late for M06)" in " ".join(shown.split())
    assert "approved: 1, £5" in shown
    assert "submitted: 1, £7" in book.journals()._repr_html_()


# A file of journals

HEADINGS = "number,line,body,period,purpose,account,limit,category,debit,credit"


def file_of(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    """A CSV file of these rows."""
    path = folder / "journals.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_of_journals_is_submitted_whole(tmp_path: Path) -> None:
    """Two journals of two bodies; amounts in pounds; each event names its row."""
    book = empty()
    path = file_of(
        tmp_path,
        'J1,1,5A9,M8,accrual,52110,revenue,acute,"1,234.50",',
        "J1,2,5A9,M8,accrual,81000,balance sheet,,,1234.50",
        "J1,1,5K7,M8,reclass,52110,revenue,acute,7,",
        "J1,2,5K7,M8,reclass,53110,revenue,other,,7",
    )
    assert book.submit_journals(path, by=HEAD, submitted_on="2011-12-02").posted == 2
    journals = book.journals().journals
    assert [j.what.debit_pence for j in journals] == [123_450, 700]
    assert [str(j.submission.where) for j in journals] == [
        "journals.csv, row 2",
        "journals.csv, row 4",
    ]
    assert journals[0].submission.notified == date(2011, 12, 2)
    book.approve_journal("5A9", "J1", by=DEPUTY, approved_on="2011-12-06")
    assert to_date(book, 8) == 123_450


def test_everything_that_is_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Each with its row; nothing is submitted."""
    book = empty()
    path = file_of(
        tmp_path,
        "J1,1,5A9,M8,accrual,52110,revenue,acute,1.2m,",
        "J1,2,5A9,M8,accrual,81000,balance sheet,,,1200000",
        "J2,1,5A9,M8,accrual,52110,capital,acute,5,",
        "J2,2,5A9,M9,accrual,81000,balance sheet,,,5",
        "J3,1,5A9,M8,accrual,52110,revenue,acute,-5,",
        "J3,2,5A9,M8,accrual,81000,balance sheet,,-5,",
        "J4,1,NCL,M8,accrual,52110,revenue,acute,5,",
        "J5,1,5A9,M8,accrual,52110,revenue,acute,5,",
        "J5,1,5A9,M8,accrual,52110,revenue,acute,5,",
    )
    head = book.head
    with pytest.raises(InputRefusedError) as caught:
        book.submit_journals(path, by=HEAD)
    told = [
        (finding.where.row if finding.where else None, finding.code)
        for finding in caught.value.findings
    ]
    assert told == [
        (2, "money.scaled"),
        (4, "journal.refused"),
        (5, "input.contradiction"),
        (6, "input.negative-amount"),
        (7, "input.negative-amount"),
        (8, "input.unknown-code"),
        (10, "input.duplicate-row"),
    ]
    assert book.head == head


def test_a_journal_of_a_file_that_is_out_of_balance_is_named(tmp_path: Path) -> None:
    """At its first row, with the difference."""
    path = file_of(
        tmp_path,
        "J1,1,5A9,M8,accrual,52110,revenue,acute,5,",
        "J1,2,5A9,M8,accrual,81000,balance sheet,,,4.99",
    )
    with pytest.raises(InputRefusedError, match=r"row 2: journal 'J1': .* differ by £0\.01"):
        empty().submit_journals(path, by=HEAD)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Or is no file of journals."""
    with pytest.raises(InputRefusedError, match="the journals cannot be read"):
        empty().submit_journals(tmp_path / "none.csv", by=HEAD)
    path = file_of(tmp_path, "5A9,5", headings="body,amount")
    with pytest.raises(InputRefusedError, match="the column number is missing"):
        empty().submit_journals(path, by=HEAD)


def test_an_approval_counts_for_the_month_of_its_journal() -> None:
    """June's journal, approved at the year's end: it counts in June, and in no month before."""
    book = empty()
    submitted(book, "J3", "M3")
    book.approve_journal("5A9", "J3", by=DEPUTY, approved_on="2012-03-31")
    assert [to_date(book, month) for month in (2, 3)] == [0, 500]
    assert isinstance(book.holdings.resource.events[-1], Event)
    assert book.holdings.resource.events[-1].period == Period("2011-12 M03")
