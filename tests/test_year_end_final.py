"""The final close, worked by hand: one PCT, seven accounts, four receivers, all of it to the penny."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.book import Book
from pctfinance.errors import PostingRefusedError, UsageError
from pctfinance.ledger.closing_balances import closing_balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.kinds import Allocation, BroughtForward
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.year_end import AssignedBalance, DecidedPart, Decision, FinalClosed
from pctfinance.year_end import Decided, FinalStatement
from year_end_examples import BARNET, Row, ended, loaded, post_load, resources

ORDER = "transfer scheme 2013"
OFFICE = "director of finance"
PROPERTY = Assignment("NHSPS", "NHS Property Services", account="1000")
DEBTOR = Assignment("07M", "NHS Barnet CCG", account="21*", counterparty="5C1")
PROVISION = Assignment("NHSE", "NHS England", account="24*", provision=True)
HEADROOM = Assignment("DH", "Department of Health", item="held/headroom")
REST = Assignment("DH", "Department of Health", account="*")
SCHEME = (PROPERTY, DEBTOR, PROVISION, HEADROOM, REST)


def closed(book: Book, *rules: Assignment, test: bool = False) -> FinalStatement:
    """Barnet closed by these rules, or by the scheme."""
    return book.final_close(
        "5A9", rules or SCHEME, by=OFFICE, reference=ORDER, general_fund="3000", test=test
    )


def shown(statement: FinalStatement) -> list[tuple[str, str, int]]:
    """Receiver, account or item, and pounds."""
    return [
        (part.receiver, part.account or part.item, part.pence // 100) for part in statement.assigned
    ]


def codes(refused: pytest.ExceptionInfo[PostingRefusedError]) -> list[str]:
    """The codes of a refusal."""
    return [finding.code for finding in refused.value.findings]


def is_replayed(book: Book) -> bool:
    """Whether every event passes the gate again with the same result, and the closes hold."""
    events = book.holdings.resource.events
    faults = [finding.message for finding in book.verify() if "assigns other" in finding.message]
    return ResourceLedger().post(events).events == events and not faults


def test_every_balance_goes_to_one_receiver() -> None:
    """Property to NHSPS, Enfield's debt to the CCG, provisions to NHS England, the rest to DH.

    970 of costs close into the general fund of -1,330: -360. Everything sums to zero.
    """
    book = ended()
    statement = closed(book)
    assert shown(statement) == [
        ("NHSPS", "1000", 600),
        ("DH", "1900", 10),
        ("07M", "2100", 20),
        ("DH", "2200", -200),
        ("NHSE", "2410", -70),
        ("DH", "3000", -360),
        ("DH", "held/headroom", 12),
    ]
    totals = [(t.receiver, *(x // 100 for x in t[2:])) for t in statement.receivers]
    assert totals == [
        ("07M", 20, 0, 0),
        ("DH", -550, 0, 12),
        ("NHSE", -70, -70, 0),
        ("NHSPS", 600, 0, 0),
    ]
    assert sum(t.balance_pence for t in statement.receivers) == 0
    assert statement.findings == ()
    assert is_replayed(book)
    assert book.final_statement("5A9") == statement
    assert [one.body for one in book.final_statements()] == ["5A9"]


def test_the_statement_is_a_table_and_marks_what_carries_no_cash() -> None:
    """One row a balance, ordered by receiver; only the provision is marked."""
    table = closed(ended()).table
    assert list(table.columns[:4]) == ["body", "receiver", "receiver_name", "account"]
    assert str(table["balance_pence"].dtype) == "int64"
    assert table.loc[table["provision"], "account"].tolist() == ["2410"]
    assert table.loc[table["item"] == "", "balance_pence"].sum() == 0


def test_what_has_no_receiver_or_two_is_listed_with_its_amount() -> None:
    """Without the rest: three accounts and the headroom; and two rules about the provisions."""
    book = ended()
    before = book.head
    twice = Assignment("DH", "Department of Health", account="2410")
    with pytest.raises(PostingRefusedError) as refused:
        closed(book, PROPERTY, DEBTOR, PROVISION, twice)
    messages = [finding.message for finding in refused.value.findings]
    assert messages == [
        "1900, £10, of 5A9 has no receiver",
        "2200, (£200), of 5A9 has no receiver",
        "2410, (£70), of 5A9 is assigned more than once: 24* to NHSE; 2410 to DH",
        "3000, (£360), of 5A9 has no receiver",
        "held/headroom, £12, of 5A9 has no receiver",
    ]
    assert codes(refused).count("yearend.assigned-twice") == 1
    assert book.head == before


def test_a_rule_about_nothing_is_refused() -> None:
    """An account that is misspelt would otherwise fall to the rest unseen."""
    wrong = Assignment("NHSE", "NHS England", account="42*")
    with pytest.raises(PostingRefusedError, match=r"no balance for the rule 42\* to NHSE"):
        closed(ended(), *SCHEME, wrong)


def test_a_test_records_nothing() -> None:
    """What would be assigned is shown; the book is as it was, and not closed."""
    book = ended()
    before = book.head
    assert len(closed(book, test=True).assigned) == 7
    assert book.head == before
    with pytest.raises(UsageError, match="5A9 was not closed for good"):
        book.final_statement("5A9")


def after() -> list[Event]:
    """What might come after the end: an allocation, a deficit, a trial balance, no reason given."""
    first = resources()[0]
    later = BroughtForward(pence=-1)
    return [
        first,
        first.model_copy(update={"what": later}),
        loaded(BARNET, month=11, to_date=True),
        loaded(BARNET[:1], lane=Lane.ADJUSTMENT),
    ]


@pytest.mark.parametrize("event", after(), ids=lambda event: event.what.kind)
def test_nothing_follows_a_final_close(event: Event) -> None:
    """Neither resource nor figures, nor an adjustment without a reason; other bodies go on."""
    book = ended()
    closed(book)
    before = book.head
    with pytest.raises(PostingRefusedError) as refused:
        book.post(event)
    assert "yearend.closed" in codes(refused)
    assert book.head == before
    assert isinstance(resources()[0].what, Allocation)
    assert book.post(resources("5C1")[0]).posted == 1


def test_an_audit_adjustment_is_assigned_by_itself() -> None:
    """5 more of provisions: until they have a receiver, the statement says so."""
    book = ended()
    closed(book)
    adjustment: tuple[Row, ...] = (
        ("2410", "", "", 0, 0, 5),
        ("5210", "", "revenue", 0, 5, 0),
    )
    how = {"lane": Lane.ADJUSTMENT, "to_date": False, "purpose": "auditor's letter 3"}
    post_load(book, adjustment, **how)
    open_ = [finding.message for finding in book.final_statement("5A9").findings]
    assert open_ == [
        "account 2410 of 5A9 changed by (£5) after the final close",
        "account 3000 of 5A9 changed by £5 after the final close",
    ]
    second = closed(book, PROVISION, REST)
    assert shown(second)[7:] == [("NHSE", "2410", -5), ("DH", "3000", 5)]
    assert second.findings == ()
    assert second.by_account["2410", ""] == -75_00
    assert is_replayed(book)


def test_the_same_close_again_is_passed_over_and_another_is_refused() -> None:
    """Said again it is answered; the same balances to somebody else are not."""
    book = ended()
    first = book.final_close(
        "5A9", SCHEME, by=OFFICE, reference=ORDER, general_fund="3000", request="close 5A9"
    )
    again = book.final_close(
        "5A9", SCHEME, by=OFFICE, reference=ORDER, general_fund="3000", request="close 5A9"
    )
    assert again.receipt is not None
    assert again.receipt.repeated
    assert again == first
    passed = closed(book).receipt
    assert passed is not None
    assert (passed.posted, passed.already_there) == (0, 1)
    other = Assignment("NHSE", "NHS England", account="*")
    with pytest.raises(PostingRefusedError) as refused:
        closed(book, PROPERTY, DEBTOR, PROVISION, HEADROOM, other)
    assert codes(refused) == ["yearend.closed"]


def test_a_close_that_was_made_up_is_found() -> None:
    """Balances that sum to zero and are not those of the ledger pass the gate, and not `verify`."""
    book = ended()
    what = FinalClosed(
        general_fund="3000",
        assigned=(
            AssignedBalance(account="1000", pence=1, receiver="X", receiver_name="X"),
            AssignedBalance(account="3000", pence=-1, receiver="X", receiver_name="X"),
            AssignedBalance(item="held/headroom", pence=1200, receiver="X", receiver_name="X"),
        ),
    )
    first = resources()[0]
    book.post(first.model_copy(update={"what": what, "by": OFFICE}))
    messages = [finding.message for finding in book.verify()]
    assert any("assigns other balances than its ledger closes with" in text for text in messages)


def test_a_close_whose_cells_are_gone_is_a_finding() -> None:
    """Somebody took the cells out of the file: `verify` says so, and does not stop with it."""
    book = Book.in_memory("2012-13", group="NCL")
    post_load(book, BARNET)
    file = book._records._log._connection
    file.execute("DROP TRIGGER attachments_are_not_deleted")
    file.execute("DELETE FROM attachments")
    what = FinalClosed(general_fund="3000", assigned=())
    book.post(resources()[0].model_copy(update={"what": what, "by": OFFICE}))
    assert any("its cells: the attachment" in finding.message for finding in book.verify())


@pytest.mark.parametrize(
    ("assigned", "message"),
    [
        ((), "the items outside are held/headroom £12"),
        ((("1000", "", 5), ("", "held/headroom", 1200)), "differ from zero by £0.05"),
        ((("1000", "", 5), ("1000", "", -5), ("", "held/headroom", 1200)), "assigned twice: 1000"),
        ((("1000", "held/headroom", 0),), "a balance is of an account or of an item"),
    ],
)
def test_the_gate_refuses_a_close_that_contradicts_itself(
    assigned: tuple[tuple[str, str, int], ...], message: str
) -> None:
    """Whoever posts the event without the command meets the same rules."""
    parts = tuple(
        AssignedBalance(account=account, item=item, pence=pence, receiver="X", receiver_name="X")
        for account, item, pence in assigned
    )
    what = FinalClosed(general_fund="3000", assigned=parts)
    first = resources()[0]
    with pytest.raises(PostingRefusedError, match=message):
        ended().post(first.model_copy(update={"what": what, "by": OFFICE}))


def monthly(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    """A trial balance of the year as one of each month: all movement in April, openings after it."""
    closing = tuple(
        (account, other, limit, opening + debit - credit, 0, 0)
        for account, other, limit, opening, debit, credit in rows
    )
    return [rows, *[closing] * 11]


def test_months_and_a_year_to_date_close_with_the_same() -> None:
    """April's opening and every month's movement; later openings are checked and not added."""
    to_date, by_month = ended(), Book.in_memory("2012-13", group="NCL")
    by_month.post(*resources())
    for month, rows in enumerate(monthly(BARNET), start=1):
        post_load(by_month, rows, month=month, to_date=False)
    found = [
        closing_balances("5A9", book.year, book.holdings.resource.events, book._records.cells)
        for book in (to_date, by_month)
    ]
    assert found[0] == found[1]
    assert shown(closed(by_month)) == shown(closed(to_date))


def test_a_missing_month_or_an_opening_that_breaks_off_is_refused() -> None:
    """July is not there, and August opens with a property that is 1 more than June left."""
    book = Book.in_memory("2012-13", group="NCL")
    months = monthly(BARNET)
    for month, rows in enumerate(months, start=1):
        if month == 8:
            (account, other, limit, opening, *moves), *others = rows
            more = (account, other, limit, opening + 1, *moves)
            post_load(book, (more, *others), month=month, to_date=False)  # type: ignore[arg-type]  # a row
        elif month != 7:
            post_load(book, rows, month=month, to_date=False)
    with pytest.raises(PostingRefusedError) as refused:
        closed(book, REST)
    messages = [finding.message for finding in refused.value.findings]
    assert messages == [
        "the general ledger of 5A9 has no load of M07",
        "account 1000 of 5A9 opens with £601; the month before it closed with £600",
    ]


def test_a_ledger_out_of_balance_is_refused() -> None:
    """Without the costs of the year the balances do not sum to zero: nothing is plugged."""
    book = Book.in_memory("2012-13", group="NCL")
    post_load(book, BARNET[:-1])
    with pytest.raises(PostingRefusedError, match=r"differ from zero by \(£970\)"):
        closed(book, REST)


def test_what_was_decided_to_lapse_has_no_receiver() -> None:
    """7 of the 12 held lapse by the SHA's word: 5 are left to assign."""
    book = ended()
    kept = DecidedPart(
        decision=Decision.EXPECT, pence=5_00, year="2013-14", reference="SHA/2", counterparty="DH"
    )
    parts = (DecidedPart(decision=Decision.LAPSE, pence=7_00), kept)
    decided = Decided("5A9", "held/headroom", parts, "no case was approved")
    book.decide(decided, by=OFFICE, reference=ORDER)
    assert shown(closed(book))[-1] == ("DH", "held/headroom", 5)
    with pytest.raises(PostingRefusedError, match="was closed for good"):
        book.decide(replace(decided, reason="another"), by=OFFICE, reference=ORDER)


def test_a_body_without_a_ledger_closes_what_is_outside_it() -> None:
    """Only the headroom is there; the statement says that there were no balances."""
    book = Book.in_memory("2012-13", group="NCL")
    book.post(*resources())
    statement = closed(book, HEADROOM)
    assert shown(statement) == [("DH", "held/headroom", 12)]
    assert ["no general ledger" in finding.message for finding in statement.findings] == [True]


def test_a_contra_line_is_named() -> None:
    """A summary without a balance sheet closes, and the statement says what it rests on."""
    book = Book.in_memory("2012-13", group="NCL")
    rows: tuple[Row, ...] = (("5210", "", "revenue", 0, 9, 0), ("9999", "", "", 0, 0, 9))
    post_load(book, rows, contra=True)
    (finding,) = closed(book, REST, test=True).findings
    assert (finding.code, finding.level.value) == ("yearend.ledger", "warning")


def test_only_a_body_of_the_group_is_closed() -> None:
    """Stockton is no body of this cluster."""
    with pytest.raises(UsageError, match=r"5E1 .* is no body of NCL at the end of 2012-13"):
        ended().final_close("5E1", SCHEME, by=OFFICE, reference=ORDER)


ACCOUNTS = st.sampled_from(["1000", "1900", "2100", "2410", "3000", "5210"])


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Row, ...]:
    """A trial balance that sums to zero, opening and movement, over accounts and counterparties."""
    keys = draw(
        st.lists(st.tuples(ACCOUNTS, st.sampled_from(["", "5C1", "5K7"])), max_size=8, unique=True)
    )
    rows: list[Row] = []
    for account, counterparty in keys:
        limit = "revenue" if account == "5210" else ""
        opening = 0 if limit else draw(st.integers(-900, 900))
        amounts = (draw(st.integers(0, 900)), draw(st.integers(0, 900)))
        rows.append((account, counterparty, limit, opening, *amounts))
    opening, moved = sum(row[3] for row in rows), sum(row[4] - row[5] for row in rows)
    rows.append(("3100", "", "", -opening, max(-moved, 0), max(moved, 0)))
    return tuple(rows)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Assignment, ...]:
    """Any rules, good or bad."""
    drawn = draw(
        st.lists(
            st.builds(
                Assignment,
                receiver=st.sampled_from(["A", "B", "C"]),
                receiver_name=st.just("name"),
                account=st.sampled_from(["*", "1*", "2*", "21*", "1000", "3*", "3000", "24*"]),
                counterparty=st.sampled_from(["", "", "5C1"]),
            ),
            max_size=5,
        )
    )
    return tuple(drawn)


@settings(deadline=None, max_examples=50)
@given(ledgers(), st.data())
def test_each_balance_can_be_given_to_anybody(rows: tuple[Row, ...], data: st.DataObject) -> None:
    """A rule for each account and counterparty, whoever it names: each receives exactly that."""
    book = Book.in_memory("2012-13", group="NCL")
    post_load(book, rows)
    everything = closed(book, REST, test=True).by_account
    receivers = {key: data.draw(st.sampled_from("ABC")) for key in everything}
    scheme = [
        Assignment(receiver, f"Receiver {receiver}", account=account, counterparty=other or "-")
        for (account, other), receiver in receivers.items()
    ]
    statement = closed(book, *(scheme or [REST]))
    assert {(p.account, p.counterparty): p.receiver for p in statement.assigned} == receivers
    assert statement.by_account == everything
    assert sum(total.balance_pence for total in statement.receivers) == 0


@settings(deadline=None, max_examples=60)
@given(ledgers(), rules())
def test_every_balance_has_exactly_one_receiver_or_nothing_happens(
    rows: tuple[Row, ...], drawn: tuple[Assignment, ...]
) -> None:
    """Over random ledgers and rules: all of it assigned once and the sums preserved, or refused."""
    book = Book.in_memory("2012-13", group="NCL")
    post_load(book, rows)
    expected: dict[tuple[str, str], int] = {}
    for account, counterparty, limit, opening, debit, credit in rows:
        key = ("3000", "") if limit == "revenue" else (account, counterparty)
        expected[key] = expected.get(key, 0) + (opening + debit - credit) * 100
    expected = {key: pence for key, pence in expected.items() if pence}
    before = book.head
    try:
        statement = closed(book, *(drawn or (REST,)))
    except PostingRefusedError as error:
        refused = {finding.code for finding in error.findings}
    else:
        refused = set()
    if refused:
        assert refused <= {"yearend.unassigned", "yearend.assigned-twice", "yearend.unknown-item"}
        assert book.head == before
        return
    keys = [(part.account, part.counterparty) for part in statement.assigned]
    assert len(keys) == len(set(keys))
    assert statement.by_account == expected
    assert sum(total.balance_pence for total in statement.receivers) == 0
    assert is_replayed(book)


def test_a_book_in_a_folder_remembers_its_close(tmp_path: Path) -> None:
    """Opened again it has the same statement, and refuses what comes after."""
    book = Book.create(tmp_path / "book", "2012-13", group="NCL")
    book.post(*resources())
    post_load(book, BARNET)
    statement = closed(book)
    book.close()
    again = Book.open(tmp_path / "book")
    assert again.final_statement("5A9") == statement
    with pytest.raises(PostingRefusedError, match="5A9 was closed for good"):
        again.post(resources()[0])
