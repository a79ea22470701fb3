"""The balance sheet from the trial balance, and the operating cost statement, worked by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import event
from pctfinance.book import Book
from pctfinance.consolidation.balance_sheet import (
    BalanceSheet,
    HeadingRule,
    Section,
    balance_sheet,
    heading_of,
)
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.operating_costs import operating_costs
from pctfinance.consolidation.trial_balance import LedgerCell, TrialBalance, trial_balance
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, LedgerLoaded
from statement_examples import ledger

_NO_CELLS: dict[str, BalanceCells] = {}

RULES = [
    HeadingRule("0*", Section.NON_CURRENT_ASSETS, "Property, plant and equipment"),
    HeadingRule("1*", Section.CURRENT_ASSETS, "Trade and other receivables"),
    HeadingRule("19*", Section.CURRENT_ASSETS, "Cash and cash equivalents"),
    HeadingRule("2*", Section.CURRENT_LIABILITIES, "Trade and other payables"),
    HeadingRule("28", Section.NON_CURRENT_LIABILITIES, "Provisions"),
    HeadingRule("9*", Section.EQUITY, "General fund"),
    HeadingRule("95", Section.EQUITY, "Revaluation reserve"),
]


def sheet_of(*accounts: tuple[str, int]) -> BalanceSheet:
    """The balance sheet of accounts, in pence; those that begin with 5 are cost of the year."""
    cells = {
        LedgerCell(code, "acute" if code[0] == "5" else "", "revenue" if code[0] == "5" else ""): p
        for code, p in accounts
    }
    return balance_sheet(TrialBalance(cells), RULES)


def lines_of(sheet: BalanceSheet) -> dict[str, int]:
    """The lines of a sheet by their words."""
    return {line.words: line.pence for line in sheet.lines}


def test_a_balance_sheet_by_hand() -> None:
    """Land 500, receivables 40, cash 10, payables 120, a provision 30: 400 employed.

    It is financed by a general fund of 850 and a reserve of 50, less 500 spent in the year.
    """
    sheet = sheet_of(
        ("01", 500), ("12", 40), ("191", 10), ("21", -120), ("28", -30),
        ("91", -850), ("95", -50), ("52", 500),
    )  # fmt: skip
    assert lines_of(sheet) == {
        "Property, plant and equipment": 500,
        "Total non-current assets": 500,
        "Trade and other receivables": 40,
        "Cash and cash equivalents": 10,
        "Total current assets": 50,
        "Total assets": 550,
        "Trade and other payables": -120,
        "Total current liabilities": -120,
        "Provisions": -30,
        "Total non-current liabilities": -30,
        "Total assets employed": 400,
        "General fund": 850,
        "Revaluation reserve": 50,
        "Net operating costs for the year": -500,
        "Total taxpayers' equity": 400,
    }
    assert (sheet.difference_pence, sheet.unmapped, sheet.gap) == (0, (), "")


def test_an_account_without_a_heading_is_told_and_the_sheet_does_not_balance() -> None:
    """Its balance stands in a line of its own and in no total."""
    sheet = sheet_of(("191", 10), ("77", 5), ("91", -15))
    assert sheet.unmapped == (("77", 5),)
    assert lines_of(sheet)["Account without a heading: 77"] == 5
    assert sheet.difference_pence == -5


def test_two_without_a_heading_that_cancel_out_are_told_both() -> None:
    """The totals agree, and it is no balance sheet all the same."""
    sheet = sheet_of(("191", 10), ("77", 5), ("78", -5), ("91", -10))
    assert sheet.difference_pence == 0
    assert [account for account, _ in sheet.unmapped] == ["77", "78"]


@pytest.mark.parametrize(
    ("account", "heading"),
    [
        ("10", "Trade and other receivables"),
        ("190", "Cash and cash equivalents"),
        ("28", "Provisions"),
        ("281", "Trade and other payables"),
        ("30", None),
    ],
)
def test_the_longest_beginning_decides(account: str, heading: str | None) -> None:
    """And an account's own code before any beginning."""
    found = heading_of(account, RULES)
    assert (found.heading if found else None) == heading


_CODES = st.sampled_from(["01", "07", "12", "191", "21", "28", "281", "77", "91", "95", "52", "53"])


@settings(max_examples=60, deadline=None)
@given(postings=st.lists(st.tuples(_CODES, _CODES, st.integers(-(10**12), 10**12)), max_size=20))
def test_the_headings_are_those_of_a_plain_table(postings: list[tuple[str, str, int]]) -> None:
    """Whatever was posted, each heading is the sum that pandas makes, and the sheet ties up."""
    rows = [(debit, pence) for debit, _, pence in postings]
    rows += [(credit, -pence) for _, credit, pence in postings]
    frame = pd.DataFrame(rows, columns=["account", "pence"]).astype({"pence": "object"})
    sums = frame.groupby("account")["pence"].sum()
    totals = {str(account): int(pence) for account, pence in sums.items()}
    sheet = sheet_of(*totals.items())
    names = {
        "01": "Property, plant and equipment", "07": "Property, plant and equipment",
        "12": "Trade and other receivables", "191": "Cash and cash equivalents",
        "21": "Trade and other payables", "281": "Trade and other payables", "28": "Provisions",
        "91": "General fund", "95": "Revaluation reserve",
    }  # fmt: skip
    frame["heading"] = frame["account"].map(names)
    expected = frame.groupby("heading")["pence"].sum()
    shown = lines_of(sheet)
    for heading, pence in ((str(name), int(value)) for name, value in expected.items()):
        sign = -1 if heading in ("General fund", "Revaluation reserve") else 1
        assert shown[heading] == sign * pence
    cost = sum(pence for code, pence in totals.items() if code[0] == "5")
    assert shown["Net operating costs for the year"] == -cost
    assert dict(sheet.unmapped) == {k: v for k, v in totals.items() if k == "77"}
    assert sheet.difference_pence == -totals.get("77", 0)


# The trial balance


APRIL = (
    ("52", "acute", "revenue", 0, 30, 0),
    ("19", "", "", 100, 0, 30),
    ("91", "", "", -100, 0, 0),
)
MAY = (("52", "acute", "revenue", 30, 20, 0), ("19", "", "", 70, 0, 20), ("91", "", "", -100, 0, 0))


def balances(month: int, *loads: tuple[Event, bytes]) -> TrialBalance:
    """The trial balance of Barnet from loads."""
    cells = {
        load.what.cells_sha256: BalanceCells.from_bytes(kept)
        for load, kept in loads
        if isinstance(load.what, LedgerLoaded)
    }
    return trial_balance([load for load, _ in loads], "5A9", month, cells.__getitem__)


def test_the_opening_counts_once_and_every_movement() -> None:
    """£1 of cash at first; 30p and then 20p are spent."""
    found = balances(2, ledger(1, *APRIL), ledger(2, *MAY))
    assert {cell.account: pence for cell, pence in found.balances.items()} == {
        "19": 50,
        "52": 50,
        "91": -100,
    }
    assert found.difference_pence == 0


def test_of_a_ledger_to_date_only_the_month_itself_counts() -> None:
    """May's extract holds both months."""
    both = (
        ("52", "acute", "revenue", 0, 50, 0),
        ("19", "", "", 100, 0, 50),
        ("91", "", "", -100, 0, 0),
    )
    found = balances(2, ledger(1, *APRIL, to_date=True), ledger(2, *both, to_date=True))
    assert {cell.account: pence for cell, pence in found.balances.items()}["19"] == 50


def test_a_month_without_a_ledger_leaves_it_unknown() -> None:
    """Nothing is taken for zero; a table of figures is no ledger."""
    assert balances(3, ledger(1, *APRIL), ledger(2, *MAY)).gap == (
        "no extract of the general ledger for M03"
    )
    figures = FiguresLoaded(table="actuals", rows=(FigureRow(1, Limit.REVENUE, "acute", 30),))
    assert trial_balance([event(figures)], "5A9", 1, _NO_CELLS.__getitem__).gap == (
        "no extract of the general ledger for M01"
    )


def test_a_summary_with_a_contra_line_gives_no_balance_sheet() -> None:
    """And says so."""
    found = balances(1, ledger(1, *APRIL, contra=True))
    assert found.balances == {}
    assert balance_sheet(found, RULES).gap == (
        "the ledger of M01 is a summary that a contra line completed: it has no balance sheet"
    )


# Operating costs

TREE = CategoryTree(
    (
        Category("hospital", "Hospital services"),
        Category("acute", "Acute", "hospital"),
        Category("ambulance", "Ambulance", "hospital"),
        Category("corporate", "Corporate"),
    )
)


def test_operating_costs_by_the_tree_of_categories() -> None:
    """Acute costs 90 and earns 10; ambulances cost 20: hospital services are 100 net."""
    cells = {
        LedgerCell("52", "acute", "revenue"): 90,
        LedgerCell("40", "acute", "revenue"): -10,
        LedgerCell("52", "ambulance", "revenue"): 20,
        LedgerCell("52", "corporate", "revenue"): 7,
        LedgerCell("19", "", ""): -107,
    }
    net = {"acute": 80, "ambulance": 20, "corporate": 7}
    lines = operating_costs(net, TREE, TrialBalance(cells))
    assert [
        (line.level, line.words, line.cost_pence, line.income_pence, line.net_pence)
        for line in lines
    ] == [
        (0, "Hospital services", 110, 10, 100),
        (1, "Acute", 90, 10, 80),
        (1, "Ambulance", 20, 0, 20),
        (0, "Corporate", 7, 0, 7),
        (0, "Net operating costs for the financial year", 117, 10, 107),
    ]


@pytest.mark.parametrize(
    "held", [TrialBalance({}, "none"), TrialBalance({LedgerCell("52", "acute", "revenue"): 79})]
)
def test_without_a_ledger_that_says_the_same_only_net_is_shown(held: TrialBalance) -> None:
    """Cost and income are not guessed."""
    lines = operating_costs({"acute": 80}, TREE, held)
    assert {(line.cost_pence, line.income_pence) for line in lines} == {(None, None)}
    assert lines[-1].net_pence == 80


def test_what_a_parent_is_charged_itself_has_its_own_line() -> None:
    """So the lines below it add up to it."""
    lines = operating_costs({"hospital": 5, "acute": 80}, TREE, TrialBalance({}, "none"))
    assert [(line.words, line.net_pence) for line in lines][:3] == [
        ("Hospital services", 85),
        ("Hospital services: not further divided", 5),
        ("Acute", 80),
    ]


def test_journals_move_the_trial_balance_and_reversing_ones_come_back() -> None:
    """A regular journal of 5 stays, an accrual of 7 in April is gone by May."""
    loads = [ledger(1, *APRIL), ledger(2, *MAY)]
    book = Book.in_memory("2011-12", group="NCL")
    book._records.post([load for load, _ in loads], attached=[cells for _, cells in loads])
    for number, pence, reversing in (("J1", 5, False), ("J2", 7, True)):
        book.submit_journal(
            "5A9",
            "M1",
            [
                JournalLine("52", "acute", Limit.REVENUE, debit_pence=pence),
                JournalLine("21", credit_pence=pence),
            ],
            number=number,
            by="Head of Finance",
            narrative="accrual",
            reversing=reversing,
        )
        book.approve_journal("5A9", number, by="Deputy Director of Finance")
    held = book._records.ledger.events
    found = {
        month: trial_balance(held, "5A9", month, book._records.cells).balances[
            LedgerCell("21", "", "")
        ]
        for month in (1, 2)
    }
    assert found == {1: -12, 2: -5}
