"""Agreement of balances and eliminations, with figures that can be checked by eye."""

from typing import Any

import numpy as np
import pytest

from ledger_loads import GeneralLine, Load, posted
from pctfinance.book import Book
from pctfinance.consolidation.agreement import AgreementStatus, agree
from pctfinance.consolidation.agreement_items import Items
from pctfinance.consolidation.eliminations import GroupLine, eliminate
from pctfinance.errors import UnknownNameError, UsageError
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane
from sample_books import sample_book
from sharing_examples import limits, ncl, swapped

A, B, C = 0, 1, 2
NOBODY = -1
SHEET, LIMIT = True, False
DUE, OWED, SALES, COST = 0, 1, 2, 3
ACCOUNTS = ("1200 due", "2100 owed", "4100 sales", "5200 cost")
ALL_THERE = np.ones((2, 3, 12), dtype=bool)

# A has invoiced B 100 in month 7 and 60 in month 8; B has entered the first alone.
# B has invoiced C 50, and both have it. C has 20 to come from A, of which A knows nothing.
# A spent 500 with others.
ROWS = [
    (A, B, DUE, SHEET, 7, 100),
    (A, B, SALES, LIMIT, 7, -100),
    (A, B, DUE, SHEET, 8, 60),
    (A, B, SALES, LIMIT, 8, -60),
    (B, A, OWED, SHEET, 7, -100),
    (B, A, COST, LIMIT, 7, 100),
    (B, C, DUE, SHEET, 8, 50),
    (B, C, SALES, LIMIT, 8, -50),
    (C, B, OWED, SHEET, 8, -50),
    (C, B, COST, LIMIT, 8, 50),
    (C, A, DUE, SHEET, 6, 20),
    (C, A, SALES, LIMIT, 6, -20),
    (A, NOBODY, COST, LIMIT, 8, 500),
]


def items(rows: list[Any] = ROWS) -> Items:
    """Three bodies."""
    return Items.of(("A", "B", "C"), ACCOUNTS, rows)


def told(tolerance: int = 0, loaded: Any = ALL_THERE, month: int = 8) -> dict[str, tuple[Any, ...]]:
    """The balances of the three, by pair: both ledgers, status and since when."""
    rows = [row for row in ROWS if row[4] <= month]
    return {
        f"{pair.provider}{pair.recipient}": (
            pair.provider_pence,
            pair.recipient_pence,
            pair.status.value,
            pair.since,
        )
        for pair in agree(items(rows), loaded, month, tolerance)
        if pair.side == "balances"
    }


# Three bodies by hand


def test_three_bodies_are_paired() -> None:
    """One pair is disputed since month 8, one agreed, one known to its provider alone."""
    assert told() == {
        "AB": (160, 100, "disputed", 8),
        "BC": (50, 50, "agreed", 0),
        "CA": (20, 0, "one-sided", 6),
    }


def test_a_tolerance_is_met_by_its_own_amount_and_by_no_penny_more() -> None:
    """A difference of 60: within 60, beyond 59. The smaller one of C stays in order too."""
    assert told(60)["AB"][2:] == ("within tolerance", 0)
    assert told(59)["AB"][2:] == ("disputed", 8)
    assert told(20)["CA"][2:] == ("within tolerance", 0)


def test_as_of_the_month_before_there_was_no_dispute() -> None:
    """In month 7 A and B agreed on 100."""
    assert told(month=7)["AB"] == (100, 100, "agreed", 0)


def test_a_ledger_that_is_not_there_is_missing_and_no_dispute() -> None:
    """Without A's ledger C's 20 are unconfirmed; without B's of month 8 A's 60 are."""
    without = ALL_THERE.copy()
    without[:, A] = False
    assert told(loaded=without)["CA"] == (20, 0, "missing", 6)
    without = ALL_THERE.copy()
    without[:, B, 7] = False
    assert told(loaded=without)["AB"] == (160, 100, "missing", 8)


def test_a_dispute_counts_from_its_last_unbroken_run() -> None:
    """They differ in month 3, agree in month 5, and differ again from month 7 on."""
    rows = [
        (A, B, DUE, SHEET, 3, 10),
        (B, A, OWED, SHEET, 5, -10),
        (A, B, DUE, SHEET, 7, 5),
    ]
    (pair,) = agree(items(rows), ALL_THERE, 9)
    assert (pair.difference_pence, pair.status, pair.since) == (5, AgreementStatus.DISPUTED, 7)
    (pair,) = agree(items(rows[:1]), ALL_THERE, 9)
    assert (pair.status, pair.since) == (AgreementStatus.ONE_SIDED, 3)


def test_an_account_is_what_its_balance_says_unless_it_is_named() -> None:
    """A receivable that was overpaid is a payable by its balance, and a receivable by its name."""
    row = [(A, B, DUE, SHEET, 8, -30)]
    assert [pair.provider for pair in agree(items(row), ALL_THERE, 8)] == ["B"]
    named = Items.of(("A", "B", "C"), ACCOUNTS, row, {"receivable": ["12*"], "payable": ["1*"]})
    (pair,) = agree(named, ALL_THERE, 8)
    assert (pair.provider, pair.provider_pence) == ("A", -30)


def test_a_credit_note_lowers_an_expenditure_and_is_no_income() -> None:
    """The balance to date of the account decides, not the month's."""
    rows = [(A, B, COST, LIMIT, 7, 100), (A, B, COST, LIMIT, 8, -40)]
    (pair,) = agree(items(rows), ALL_THERE, 8)
    assert (pair.side, pair.provider, pair.recipient_pence) == ("flows", "B", 60)


def test_there_is_no_tolerance_below_nothing_and_no_silent_overflow() -> None:
    """Both are faults of whoever asks."""
    with pytest.raises(ValueError, match="below 0"):
        agree(items(), ALL_THERE, 8, -1)
    with pytest.raises(OverflowError, match="more than there is"):
        items([(A, B, DUE, SHEET, 8, 2**62), (A, B, DUE, SHEET, 8, 2**62)])


# Eliminations by hand


def test_what_both_have_goes_out_of_both_and_the_rest_stays() -> None:
    """Receivables of 230 and payables of 150: 150 go out of both; 60 + 20 are disagreed about."""
    found = eliminate(items(), agree(items(), ALL_THERE, 8), ("A", "B", "C"))
    assert found.line("receivable") == GroupLine("receivable", 230, 150, 80, 0)
    assert found.line("payable") == GroupLine("payable", 150, 150, 0, 0)
    assert found.line("income") == GroupLine("income", 230, 150, 80, 0)
    assert found.line("expenditure") == GroupLine("expenditure", 650, 150, 0, 500)
    assert [line.after_pence for line in found.lines] == [80, 0, 80, 500]
    assert found.net_pence == 650 - 230
    assert found.bodies == {
        "A": (160, 0, 160, 500),
        "B": (50, 100, 50, 100),
        "C": (20, 50, 20, 50),
    }


def test_what_a_body_has_outside_the_group_is_not_eliminated() -> None:
    """Of A and B alone, B's 50 from C are outside."""
    found = eliminate(items(), agree(items(), ALL_THERE, 8), ("A", "B"))
    assert found.line("receivable") == GroupLine("receivable", 210, 100, 60, 50)
    assert found.line("expenditure") == GroupLine("expenditure", 600, 100, 0, 500)


def test_opposite_signs_have_nothing_in_common() -> None:
    """A credit note on one side and an invoice on the other: nothing to take out."""
    rows = [(A, B, SALES, LIMIT, 8, 30), (B, A, COST, LIMIT, 8, 20)]
    named = {"income": ["4*"], "expenditure": ["5*"]}
    held = Items.of(("A", "B", "C"), ACCOUNTS, rows, named)
    found = eliminate(held, agree(held, ALL_THERE, 8), ("A", "B"))
    assert found.line("income") == GroupLine("income", -30, 0, -30, 0)
    assert found.line("expenditure") == GroupLine("expenditure", 20, 0, 20, 0)


def test_a_lead_commissioner_is_gross_by_itself_and_net_in_the_group() -> None:
    """A pays a hospital 900 and charges B and C 300 each: the group spent 900 and earned nothing."""
    rows = [
        (A, NOBODY, COST, LIMIT, 8, 900),
        (A, B, SALES, LIMIT, 8, -300),
        (A, C, SALES, LIMIT, 8, -300),
        (B, A, COST, LIMIT, 8, 300),
        (C, A, COST, LIMIT, 8, 300),
    ]
    found = eliminate(items(rows), agree(items(rows), ALL_THERE, 8), ("A", "B", "C"))
    assert found.bodies["A"] == (0, 0, 600, 900)
    assert found.line("expenditure") == GroupLine("expenditure", 1500, 600, 0, 900)
    assert found.line("income").after_pence == 0
    assert found.net_pence == 900


# Through a book


def invoice(body: str, other: str, pence: int, **parts: Any) -> Load:
    """A month's ledger with one cost or income (below 0) with another body, still to be paid."""
    debit, credit = max(pence, 0), max(-pence, 0)
    month = parts.get("month", 8)
    cost = GeneralLine(
        body=body,
        period=month,
        charge_pence=pence,
        resource_limit="revenue",
        category="corporate",
        counterparty=other,
        debit_pence=debit,
        credit_pence=credit,
    )
    sheet = GeneralLine(
        line=2,
        body=body,
        period=month,
        account="20000",
        counterparty=other,
        debit_pence=credit,
        credit_pence=debit,
    )
    lines = (cost, sheet)
    return Load(lines, **{"body": body, "month": 8, "file": f"{body}-{month}-{pence}.csv", **parts})


def short(book: Book, month: str = "M8", **asked: Any) -> list[tuple[Any, ...]]:
    """The pairs of a book, as short as can be."""
    return [
        (p.side, p.provider, p.recipient, p.provider_pence, p.recipient_pence, p.status.value)
        for p in book.agreement(month, **asked).pairs
    ]


def test_ledgers_of_two_bodies_are_held_against_each_other() -> None:
    """Camden has income of £5,000 from Barnet; Barnet has cost of £3,500: more than £1,000 apart."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, invoice("5K7", "5A9", -5_000_00))
    posted(book, invoice("5A9", "5K7", 3_500_00))
    assert short(book) == [
        ("balances", "5K7", "5A9", 5_000_00, 3_500_00, "disputed"),
        ("flows", "5K7", "5A9", 5_000_00, 3_500_00, "disputed"),
    ]
    assert short(book, tolerance_pence=1_500_00)[0][-1] == "within tolerance"
    assert short(book, body="5C1") == []
    assert len(short(book, body="5A9")) == 2
    report = book.agreement("M8")
    assert not report.is_settled
    assert report.aging.keys() == {8}
    assert report.pair("5K7", "5A9").difference_pence == 1_500_00
    assert report.document()["counts"]["disputed"] == 2
    assert list(report.table["difference_pence"]) == [1_500_00] * 2
    assert "1,500" in str(report)
    assert "disputed" in report._repr_html_()
    assert book.agreement("M10").pair("5K7", "5A9").since == 8
    assert [row["months_open"] for row in book.agreement("M10").rows()] == [3, 3]


def test_recharges_of_a_book_agree() -> None:
    """Both journals of a recharge say the same; an adjustment of one of them does not."""
    book = ncl()
    swapped(book, "R1", 10_000_00)
    assert {row[-1] for row in short(book)} == {"agreed"}
    assert book.agreement("M8").is_settled
    posted(book, invoice("5A9", "5K7", 2_000_00, lane=Lane.ADJUSTMENT))
    assert [row[3:] for row in short(book)] == [(10_000_00, 12_000_00, "disputed")] * 2


def test_a_ledger_that_was_not_loaded_is_missing_until_it_comes() -> None:
    """Barnet's extract has no word of Camden: one-sided. Before it came, it was missing."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, invoice("5K7", "5A9", -5_000_00))
    assert {row[-1] for row in short(book)} == {"missing"}
    posted(book, invoice("5A9", "", 7_00))
    assert {row[-1] for row in short(book)} == {"missing"}, "it names no counterparty at all"
    posted(book, invoice("5A9", "RAL", 8_00))
    assert {row[-1] for row in short(book)} == {"one-sided"}


def test_a_reload_takes_the_place_and_reports_to_date_give_movements() -> None:
    """£50 to M7 and £80 to M8, said to date, are £80 and not £130."""
    book = Book.in_memory("2011-12", group="NCL")
    for month, pence in ((7, 50_00), (8, 90_00), (8, 80_00)):
        posted(book, invoice("5A9", "5K7", pence, month=month, to_date=True))
        posted(book, invoice("5K7", "5A9", -pence, month=month, to_date=True))
    assert [row[3:] for row in short(book)] == [(80_00, 80_00, "agreed")] * 2
    assert [row[3:] for row in short(book, "M7")] == [(50_00, 50_00, "agreed")] * 2


def test_the_opening_of_the_first_month_counts_on_the_balance_sheet_alone() -> None:
    """£30 brought forward and £20 invoiced since make £50 to come; the income is £20."""
    book = Book.in_memory("2011-12", group="NCL")
    load = invoice("5K7", "5A9", -20_00, month=1)
    cost, sheet = load.lines
    opened = GeneralLine(**{**sheet.__dict__, "opening_pence": 30_00})
    posted(book, Load((cost, opened), body="5K7", month=1, file="opened.csv"))
    report = book.agreement("M8", tolerance_pence=0)
    assert report.pair("5K7", "5A9").provider_pence == 50_00
    assert report.pair("5K7", "5A9", "flows").provider_pence == 20_00


def test_an_extract_that_comes_late_opens_with_what_was_agreed_before() -> None:
    """Barnet has £50 since M7; Camden's first extract is M8 and opens with £50: nothing is apart.

    | | M7 | M8 |
    |---|---|---|
    | Barnet, by month | 50 | 0 |
    | Camden, first extract | no ledger | opening 50 |
    """

    def load(body: str, other: str, month: int, *, opening: int = 0, credit: int = 0) -> Load:
        account = "12000" if opening else "21000"
        line = GeneralLine(
            body=body,
            period=month,
            account=account,
            counterparty=other,
            opening_pence=opening,
            credit_pence=credit,
        )
        bank = GeneralLine(
            line=2,
            body=body,
            period=month,
            account="10100",
            opening_pence=-opening,
            debit_pence=credit,
        )
        return Load((line, bank), body=body, month=month, file=f"{body}-{month}-{opening}.csv")

    book = Book.in_memory("2011-12", group="NCL")
    for late in (
        load("5A9", "5K7", 7, credit=50_00),
        load("5A9", "5K7", 8),
        load("5K7", "5A9", 8, opening=50_00),
    ):
        posted(book, late)
    (before,), (pair,) = book.agreement("M7").pairs, book.agreement("M8").pairs
    assert before.status is AgreementStatus.MISSING
    assert (pair.provider_pence, pair.recipient_pence) == (50_00, 50_00)
    assert (pair.status, pair.since) == (AgreementStatus.AGREED, 0)
    less = load("5K7", "5A9", 8, opening=40_00)
    posted(book, less)
    (pair,) = book.agreement("M8", tolerance_pence=0).pairs
    assert (pair.difference_pence, pair.status) == (-10_00, AgreementStatus.DISPUTED)


def test_disputes_are_never_summed_into_one_figure() -> None:
    """Enfield has 20 more than Islington, Barnet has 20 less than Camden: neither hides the other."""
    book = Book.in_memory("2011-12", group="NCL")
    offices = ("Head of Finance", "Deputy Director of Finance")

    def entered(body: str, other: str, account: str, sheet: str, **side: Any) -> None:
        turned: dict[str, Any] = {"credit_pence" if "debit_pence" in side else "debit_pence": 20_00}
        lines = [
            JournalLine(account, "corporate", Limit.REVENUE, counterparty=other, **side),
            JournalLine(sheet, counterparty=other, **turned),
        ]
        book.submit_journal(body, "M8", lines, number="J1", narrative="rent", by=offices[0])
        book.approve_journal(body, "J1", by=offices[1])

    for body in ("5A9", "5C1", "5K7", "5K8"):  # whose ledgers are there
        posted(book, invoice(body, "RAL", 5_00))
    entered("5A9", "5K7", "52110", "21000", debit_pence=20_00)
    entered("5C1", "5K8", "41110", "12000", credit_pence=20_00)
    shown = book.eliminations("M8").shown[1]
    totals = [[cell.text for cell in row.cells] for row in shown.rows if row.total]
    assert totals == [
        ["Provider has more", "", "receivable / payable", "", "", "20"],
        ["Recipient has more", "", "receivable / payable", "", "", "(20)"],
        ["Provider has more", "", "income / expenditure", "", "", "20"],
        ["Recipient has more", "", "income / expenditure", "", "", "(20)"],
    ]


def test_what_was_not_known_yet_does_not_count() -> None:
    """As known before the journals were approved, and as recorded before they came."""
    book = ncl()
    before = book.head.sequence
    swapped(book, "R1", 10_000_00)
    assert short(book, recorded_at=before) == []
    assert short(book, known_at="2011-04-02") == []
    assert short(book, "M7") == []
    assert len(short(book)) == 2


def test_a_statement_says_what_the_sender_has_and_what_is_held_of_the_other() -> None:
    """Barnet owes £3,500 by its own ledger; Camden has £5,000 to come from it."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, invoice("5K7", "5A9", -5_000_00))
    posted(book, invoice("5A9", "5K7", 3_500_00))
    statement = book.agreement_statement("5A9", "5K7", "M8")
    assert [tuple(line) for line in statement.lines] == [
        ("payable", "20000", 3_500_00),
        ("expenditure", "52110", 3_500_00),
    ]
    assert [(s.kind, s.ours_pence, s.theirs_pence, s.since) for s in statement.sums] == [
        ("payable", 3_500_00, 5_000_00, 8),
        ("expenditure", 3_500_00, 5_000_00, 8),
    ]
    assert statement.document()["sums"][0]["difference_pence"] == -1_500_00
    assert "Please confirm" in str(statement)
    assert list(statement.table["pence"]) == [3_500_00] * 2


def test_eliminations_of_a_book_leave_bodies_and_limits_alone() -> None:
    """Of £10,000 both have and £2,000 one has, £10,000 go out; no limit and no actual moves."""
    book = ncl()
    swapped(book, "R1", 10_000_00)
    posted(book, invoice("5A9", "5K7", 2_000_00, lane=Lane.ADJUSTMENT))
    before = limits(book), book.head
    report = book.eliminations("M8")
    found = report.elimination
    assert found.line("income") == GroupLine("income", 10_000_00, 10_000_00, 0, 0)
    assert found.line("expenditure") == GroupLine("expenditure", 12_000_00, 10_000_00, 2_000_00, 0)
    assert found.bodies["5A9"] == (0, 12_000_00, 0, 12_000_00)
    assert [pair.difference_pence for pair in report.disagreements] == [-2_000_00] * 2
    assert (limits(book), book.head) == before
    assert "it is not eliminated" in str(report)
    assert report.document()["lines"][3]["after_pence"] == 2_000_00
    assert list(report.table["eliminated_pence"]) == [10_000_00] * 4


def test_net_expenditure_is_that_of_the_position() -> None:
    """Of the sample with a recharge, before and after elimination: the sum of the bodies' actuals."""
    book = sample_book()
    swapped(book, "R1", 10_000_00, category="corporate")
    found = book.eliminations("M8").elimination
    month = book.year.period(8)
    spent = {
        body.code: book.holdings.actuals.to_date(body.code, Limit.REVENUE, month).pence
        for body in book.members(month)
    }
    assert found.net_pence == sum(spent.values()) > 0
    assert {code: sums[3] - sums[2] for code, sums in found.bodies.items()} == spent
    assert found.line("income").eliminated_pence == 10_000_00


def test_a_group_of_the_register_takes_its_own_bodies() -> None:
    """The five of North Central London are all there is of London in this book."""
    book = ncl()
    swapped(book, "R1", 10_000_00)
    assert book.eliminations("M8", group="LON").elimination == book.eliminations("M8").elimination
    with pytest.raises(UsageError, match="in this book"):
        book.eliminations("M8", group="Q30")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"body": "XXX"}, UnknownNameError),
        ({"body": "5AT"}, UsageError),
        ({"balance_accounts": {"debtors": ["1*"]}}, UsageError),
        ({"tolerance_pence": -1}, UsageError),
        ({"known_at": "soon"}, UsageError),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], error: type[Exception]) -> None:
    """Each in words, and before anything is reckoned."""
    with pytest.raises(error):
        ncl().agreement("M8", **asked)


def test_a_stranger_is_refused_as_everywhere() -> None:
    """With the code of the finding that every question about a body of another book has."""
    with pytest.raises(UsageError) as caught:
        ncl().agreement("M8", body="5AT")
    assert [finding.code for finding in caught.value.findings] == ["register.not-member"]


def test_a_body_has_no_statement_to_itself() -> None:
    """It takes two."""
    with pytest.raises(UsageError, match="with itself"):
        ncl().agreement_statement("5A9", "5A9", "M8")
