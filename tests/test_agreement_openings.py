"""What stood when: openings behind months without a balance sheet, reports to date, accounts that turn."""

from dataclasses import replace
from typing import Any

import pytest

from answer_examples import BARNET, CAMDEN
from ledger_loads import GeneralLine, Load, posted
from pctfinance.book import Book
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Lane
from pctfinance.tracing import Trace
from test_agreement import invoice


def sheet(body: str, month: int, moved: int = 0, *, opening: int = 0, **parts: Any) -> Load:
    """A month's balance sheet: one account with the other body, and the bank. Debits are positive."""
    other = CAMDEN if body == BARNET else BARNET
    debit, credit = max(moved, 0) * 100, max(-moved, 0) * 100
    about: dict[str, Any] = {"body": body, "period": month}
    due = GeneralLine(
        account="20000",
        counterparty=other,
        opening_pence=opening * 100,
        debit_pence=debit,
        credit_pence=credit,
        **about,
    )
    bank = GeneralLine(
        line=2,
        account="10100",
        opening_pence=-opening * 100,
        debit_pence=credit,
        credit_pence=debit,
        **about,
    )
    file = f"{body}-{month}-{opening}-{moved}.csv"
    return Load((due, bank), body=body, month=month, file=file, **parts)


def book_of(*loads: Load) -> Book:
    """A book with these loads."""
    book = Book.in_memory("2011-12", group="NCL")
    for load in loads:
        posted(book, load)
    return book


def told(book: Book, month: str) -> list[tuple[Any, ...]]:
    """The balances of all pairs in pounds, the provider's first, with no tolerance."""
    return [
        (p.provider, p.provider_pence // 100, p.recipient_pence // 100, p.status.value, p.since)
        for p in book.agreement(month, tolerance_pence=0).pairs
        if p.side == "balances"
    ]


def is_traced(book: Book, month: str) -> bool:
    """Whether every figure of the pairs of Barnet and Camden is what its trace sums to."""
    listed = book.figures("agreement", month)
    found = [(each.value, book.trace(each.ref)) for each in listed.figures if each.unit == "pence"]
    return bool(found) and all(isinstance(t, Trace) and t.pence == value for value, t in found)


# Openings


def tables(body: str, months: range) -> list[Event]:
    """Tables of figures: £5 of acute services in each month, and no balance sheet."""
    days = {month: Load((), month=month).day for month in months}
    return [
        Event(
            body=body,
            effective=day,
            notified=day,
            reference="figures",
            what=FiguresLoaded(
                table="actuals", rows=(FigureRow(month, Limit.REVENUE, "acute", 5_00),)
            ),
        )
        for month, day in days.items()
    ]


@pytest.mark.parametrize("with_tables", [(), (CAMDEN,), (BARNET, CAMDEN)])
def test_an_extract_behind_tables_opens_as_one_behind_nothing(with_tables: tuple[str, ...]) -> None:
    """Camden opens M7 with £50 to receive, Barnet with £20 to pay: £30 apart, as far as is known since M6."""
    book = Book.in_memory("2011-12", group="NCL")
    for body in with_tables:
        for event in tables(body, range(1, 7)):
            book.post(event)
    posted(book, sheet(CAMDEN, 7, opening=50))
    posted(book, sheet(BARNET, 7, opening=-20))
    assert told(book, "M7") == [(CAMDEN, 50, 20, "disputed", 6)]
    assert is_traced(book, "M7")
    lines = book.eliminations("M7").elimination
    assert [lines.line(kind).before_pence for kind in ("receivable", "payable")] == [50_00, 20_00]


def test_an_extract_behind_summaries_brings_its_balance_sheet() -> None:
    """Two summaries, completed by a contra line, have no balance sheet; M3 opens with £5,000 and £2,000."""
    loads = []
    for body in (BARNET, CAMDEN):
        for month in (1, 2):
            cost = GeneralLine(
                body=body,
                period=month,
                debit_pence=1_00,
                charge_pence=1_00,
                resource_limit="revenue",
                category="acute",
            )
            rest = GeneralLine(
                line=2, body=body, period=month, account="-", credit_pence=1_00, contra=True
            )
            file = f"{body}-{month}-summary.csv"
            loads.append(Load((cost, rest), body=body, month=month, file=file, contra=True))
    book = book_of(*loads, sheet(CAMDEN, 3, opening=5_000), sheet(BARNET, 3, opening=-2_000))
    assert told(book, "M3") == [(CAMDEN, 5_000, 2_000, "disputed", 2)]
    assert is_traced(book, "M3")


def test_an_opening_stands_for_the_month_that_was_not_sent() -> None:
    """£10, £20 and £5 in M3, M4 and M5; Camden sends no M4, and its M5 opens with £30.

    | | M3 | M4 | M5 |
    |---|---|---|---|
    | Barnet | 10 | 20 | 5 |
    | Camden | 10 | not sent | opens with 30, 5 |
    """
    loads = [
        sheet(BARNET, 3, -10),
        sheet(BARNET, 4, -20, opening=-10),
        sheet(BARNET, 5, -5, opening=-30),
        sheet(CAMDEN, 3, 10),
    ]
    book = book_of(*loads)
    assert told(book, "M4") == [(CAMDEN, 10, 30, "missing", 4)]
    posted(book, sheet(CAMDEN, 5, 5, opening=30))
    assert told(book, "M5") == [(CAMDEN, 35, 35, "agreed", 0)]
    assert is_traced(book, "M5")
    posted(book, sheet(CAMDEN, 5, 5, opening=12))
    assert told(book, "M5") == [(CAMDEN, 17, 35, "disputed", 4)], "of M4, as M5 opens with it"
    posted(book, sheet(CAMDEN, 4, 20, opening=10))
    assert told(book, "M4") == [(CAMDEN, 30, 30, "agreed", 0)]
    assert told(book, "M5") == [(CAMDEN, 17, 35, "disputed", 4)], "M5 still opens with 12"


def test_an_opening_that_is_no_closing_is_what_the_ledger_says_now() -> None:
    """Barnet closes M1 at £100 and opens M2 at £700: Camden has £700, and nothing is apart any more."""
    book = book_of(
        sheet(BARNET, 1, -100), sheet(CAMDEN, 1, 700), sheet(BARNET, 2, -5, opening=-700)
    )
    posted(book, sheet(CAMDEN, 2, 5, opening=700))
    assert told(book, "M1") == [(CAMDEN, 700, 100, "disputed", 1)]
    assert told(book, "M2") == [(CAMDEN, 705, 705, "agreed", 0)]
    assert is_traced(book, "M2")
    assert book.check("M2", only=["opening-not-closing"]).of("opening-not-closing", BARNET).findings


def test_what_one_entered_in_the_month_that_the_other_did_not_send_is_no_dispute() -> None:
    """Camden charges £9 in M3; Barnet's M3 is never sent, and it enters £9 in M4. Both say £9.

    Barnet's M4 says no opening at all, so that nobody knows what stood at the end of M3.
    """
    loads = [invoice(BARNET, CAMDEN, 9_00 if month == 4 else 0, month=month) for month in (1, 2, 4)]
    loads += [invoice(CAMDEN, BARNET, -9_00 if m == 3 else 0, month=m) for m in range(1, 5)]
    book = book_of(*loads)
    pairs = {pair.side: pair for pair in book.agreement("M4", tolerance_pence=0).pairs}
    assert (pairs["flows"].status.value, pairs["flows"].since) == ("missing", 3)
    assert (pairs["balances"].status.value, pairs["balances"].since) == ("missing", 3)


def test_an_extract_without_openings_takes_nothing_back() -> None:
    """Barnet owes £100 more in M1 and M3, and sends no M2; its extracts are of movements alone.

    | | M1 | M2 | M3 | to date |
    |---|---|---|---|---|
    | Barnet | 100 | not sent | 100 | 200 |
    | Camden | 100 | 0 | 100 | 200 |
    """
    loads = [sheet(BARNET, 1, -100), sheet(BARNET, 3, -100)]
    book = book_of(*loads, *months(CAMDEN, {1: 100, 3: 100}, 3))
    assert told(book, "M3") == [(CAMDEN, 200, 200, "agreed", 0)]
    assert is_traced(book, "M3")
    # What Camden has of M2 nobody can hold against Barnet's month that was not sent.
    posted(book, sheet(CAMDEN, 2, 50, opening=100))
    posted(book, sheet(CAMDEN, 3, 100, opening=150))
    assert told(book, "M3") == [(CAMDEN, 250, 200, "missing", 2)]


def adjustment(pounds: int, month: int = 1) -> Load:
    """What Barnet owes Camden more, as an adjustment."""
    return replace(sheet(BARNET, month, -pounds), file="adjustment.csv", lane=Lane.ADJUSTMENT)


def owed_by_journal(book: Book, pounds: int) -> None:
    """The same as a journal of April."""
    lines = [
        JournalLine("10100", debit_pence=pounds * 100),
        JournalLine("20000", counterparty=CAMDEN, credit_pence=pounds * 100),
    ]
    book.submit_journal(BARNET, "M1", lines, number="J1", narrative="late", by="Head of Finance")
    book.approve_journal(BARNET, "J1", by="Deputy Director of Finance")


@pytest.mark.parametrize("is_posted", [True, False])
@pytest.mark.parametrize("by_journal", [True, False])
def test_what_was_brought_in_beside_the_extract_counts_once(
    is_posted: bool, by_journal: bool
) -> None:
    """£100 of M1 and £30 beside it, which M2 opens with or does not; and £5 of M2: £135."""
    book = book_of(sheet(BARNET, 1, -100))
    if by_journal:
        owed_by_journal(book, 30)
    else:
        posted(book, adjustment(30))
    posted(book, sheet(BARNET, 2, -5, opening=-130 if is_posted else -100))
    for load in months(CAMDEN, {1: 130, 2: 5}, 2):
        posted(book, load)
    assert told(book, "M2") == [(CAMDEN, 135, 135, "agreed", 0)]
    assert is_traced(book, "M2")
    check = book.check("M2", only=["opening-not-closing"])
    assert not check.of("opening-not-closing", BARNET).findings


def test_adjustments_of_two_months_count_once_each() -> None:
    """£100 and £30 beside it in M1, £100 and £40 in M2, £5 in M3; each opening has what was posted."""
    book = book_of(
        sheet(BARNET, 1, -100),
        adjustment(30),
        sheet(BARNET, 2, -100, opening=-130),
        adjustment(40, 2),
        sheet(BARNET, 3, -5, opening=-270),
        *months(CAMDEN, {1: 130, 2: 140, 3: 5}, 3),
    )
    assert told(book, "M3") == [(CAMDEN, 275, 275, "agreed", 0)]
    assert is_traced(book, "M3")


@pytest.mark.parametrize("by_journal", [True, False])
def test_a_break_of_one_account_takes_no_other_account_anew(by_journal: bool) -> None:
    """M2 opens with £7 more at the bank, which is a break; what Barnet owes is £100, £30 and £5.

    | | M1 | beside it | M2 opens with | moved |
    |---|---|---|---|---|
    | 20000 | 100 | 30 | 130 | 5 |
    | 10100 | 100 | 30 | 137 | 5 |
    | 30000 | | | (7) | |
    """
    book = book_of(sheet(BARNET, 1, -100))
    if by_journal:
        owed_by_journal(book, 30)
    else:
        posted(book, adjustment(30))
    second = sheet(BARNET, 2, -5, opening=-130)
    owed, bank = second.lines
    bank = replace(bank, opening_pence=137_00)
    rest = GeneralLine(line=3, body=BARNET, period=2, account="30000", opening_pence=-7_00)
    posted(book, replace(second, lines=(owed, bank, rest)))
    for load in months(CAMDEN, {1: 130, 2: 5}, 2):
        posted(book, load)
    assert told(book, "M2") == [(CAMDEN, 135, 135, "agreed", 0)]
    assert is_traced(book, "M2")
    (broken,) = (
        book.check("M2", only=["opening-not-closing"]).of("opening-not-closing", BARNET).findings
    )
    assert "10100" in broken.message
    assert "20000" not in broken.message


# Reports to date


def test_a_dispute_with_a_report_to_date_counts_from_the_report() -> None:
    """Barnet has £5,000 since M2; Camden's first report, to date, is M8 and has £3,000."""
    loads = [invoice(BARNET, CAMDEN, 5_000_00 if m == 2 else 0, month=m) for m in range(1, 9)]
    book = book_of(*loads, invoice(CAMDEN, BARNET, -3_000_00, month=8, to_date=True))
    report = book.agreement("M8")
    assert [(pair.status.value, pair.since) for pair in report.pairs] == [("disputed", 8)] * 2
    assert {report.band(each) for each in report.answered} == {"0-30 days"}
    assert [(pair.status.value, pair.since) for pair in book.agreement("M7").pairs] == [
        ("missing", 2)
    ] * 2


def test_months_between_two_reports_to_date_break_no_dispute() -> None:
    """Apart by £5 at M3 and at M8, which both told; what stood between the two nobody said."""
    loads = []
    for month in (3, 8):
        loads.append(sheet(BARNET, month, -10, to_date=True))
        loads.append(sheet(CAMDEN, month, 15, to_date=True))
    assert told(book_of(*loads), "M8") == [(CAMDEN, 15, 10, "disputed", 3)]


def test_a_table_between_two_reports_to_date_makes_no_dispute() -> None:
    """Both have £300 to M3, and £500 to M5. To M4 Barnet has a table, which names nobody.

    | to | Barnet | Camden | costs |
    |---|---|---|---|
    | M3 | 300 | 300 | agreed |
    | M4 | a table of 300 | 300 | nobody knows of whom |
    | M5 | 500 | 500 | agreed |
    """
    book = book_of(*(due(month, 300, who) for month in (3, 4) for who in _WHO[: 5 - month]))
    day = Load((), month=4).day
    rows = (FigureRow(4, Limit.REVENUE, "corporate", 300_00),)
    table = FiguresLoaded(table="actuals", rows=rows, cumulative=True)
    book.post(Event(body=BARNET, effective=day, notified=day, reference="figures", what=table))
    assert sides(book, "M3") == {"balances": ("agreed", 0), "flows": ("agreed", 0)}
    assert sides(book, "M4") == {"balances": ("agreed", 0), "flows": ("missing", 4)}
    listed = book.figures("agreement", "M4")
    traced = book.trace(listed[f"balances/{CAMDEN}/{BARNET}/recipient"])
    assert isinstance(traced, Trace)
    assert traced.pence == 300_00, "what stood at M3"
    for who in _WHO:
        posted(book, due(5, 500, who))
    assert sides(book, "M5") == {"balances": ("agreed", 0), "flows": ("agreed", 0)}
    assert told(book, "M5") == [(CAMDEN, 500, 500, "agreed", 0)]
    assert is_traced(book, "M5")
    posted(book, due(5, 450, (BARNET, CAMDEN, 1)))
    assert sides(book, "M5") == {"balances": ("disputed", 5), "flows": ("disputed", 5)}


_WHO = ((CAMDEN, BARNET, -1), (BARNET, CAMDEN, 1))


def due(month: int, pounds: int, who: tuple[str, str, int]) -> Load:
    """What one charged the other in the year to a month."""
    body, other, sign = who
    return invoice(body, other, sign * pounds * 100, month=month, to_date=True)


def sides(book: Book, month: str) -> dict[str, tuple[str, int]]:
    """The status of the only pair on each side, and since when."""
    pairs = book.agreement(month, tolerance_pence=0).pairs
    return {pair.side: (pair.status.value, pair.since) for pair in pairs}


# Accounts that turn


def months(body: str, moved: dict[int, int], until: int = 8) -> list[Load]:
    """A balance sheet a month: what moved, and each opening the closing before."""
    loads, stood = [], 0
    for month in range(1, until + 1):
        loads.append(sheet(body, month, moved.get(month, 0), opening=stood))
        stood += moved.get(month, 0)
    return loads


def test_an_account_that_is_overpaid_is_another_pair_from_then_on() -> None:
    """£5,000 agreed since M1; in M8 Barnet pays £7,000, and Camden books £5,000.

    | | Barnet with Camden | Camden with Barnet |
    |---|---|---|
    | M1-M7 | payable 5,000 | receivable 5,000 |
    | M8 | receivable 2,000 | nothing |
    """
    book = book_of(*months(BARNET, {1: -5_000, 8: 7_000}), *months(CAMDEN, {1: 5_000, 8: -5_000}))
    assert told(book, "M7") == [(CAMDEN, 5_000, 5_000, "agreed", 0)]
    assert told(book, "M8") == [(BARNET, 2_000, 0, "one-sided", 8)]
    (each,) = book.agreement("M8").answered
    assert book.agreement("M8").band(each) == "0-30 days"
    assert is_traced(book, "M8")


def test_an_account_that_is_cleared_is_missing_until_the_other_says_so() -> None:
    """Barnet pays its £5,000 in M8; Camden's M8 comes later. Barnet's 0 is one that its ledger says."""
    book = book_of(*months(BARNET, {7: -5_000, 8: 5_000}), *months(CAMDEN, {7: 5_000}, 7))
    assert told(book, "M7") == [(CAMDEN, 5_000, 5_000, "agreed", 0)]
    assert told(book, "M8") == [(CAMDEN, 5_000, 0, "missing", 8)]
    assert [list(row.values())[3:6] for row in book.agreement("M8").rows()] == [
        [5_000_00, 0, 5_000_00]
    ]
    assert is_traced(book, "M8")
    posted(book, sheet(CAMDEN, 8, -5_000, opening=5_000))
    assert told(book, "M8") == [], "neither has anything any more"


def test_what_one_put_right_before_the_other_reported_is_missing_and_no_dispute() -> None:
    """M7: Barnet £13,000, Camden £10,000. Barnet takes £3,000 back in M8; Camden's M8 is not there."""
    book = book_of(*months(BARNET, {7: -13_000, 8: 3_000}), *months(CAMDEN, {7: 10_000}, 7))
    assert told(book, "M7") == [(CAMDEN, 10_000, 13_000, "disputed", 7)]
    assert told(book, "M8") == [(CAMDEN, 10_000, 10_000, "missing", 8)]
    findings = book.check("M8", only=["balances-disagree"]).of("balances-disagree", BARNET).findings
    assert [finding.level.value for finding in findings] == ["note"]
