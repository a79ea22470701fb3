"""Statements, agreement, eliminations, returns and bridges, traced line by line, by hand."""

from functools import cache
from typing import Any

import pytest

from ledger_examples import NON_RECURRENT, RECURRENT, event
from ledger_loads import GeneralLine, Load, posted
from pctfinance.book import Book
from pctfinance.ledger.kinds import Allocation, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.tracing import REPORTS, Judged, Trace, Untraced
from report_tracing_examples import BARNET, CAMDEN, check_report, rich
from sample_books import sample_book
from statement_examples import whole_year
from whole_book_examples import begin, every_chapter


def traced(book: Book, report: str, month: str, line: str, **asked: Any) -> Trace:
    """One line of Barnet that is a sum, unless another body is named."""
    body = asked.pop("body", BARNET)
    found = book.trace(book.figures(report, month, body=body, **asked)[body, line])
    assert isinstance(found, Trace)
    return found


def leaves(trace: Trace) -> list[tuple[str, int]]:
    """The leaves by label, with what each adds."""
    return [(leaf.label, leaf.pence) for leaf in trace.evidence]


# Statements


def test_a_balance_sheet_goes_down_to_accounts() -> None:
    """Barnet's bank: 1,000 at first, 50 in, 800 out; the recharge of 50 is a creditor without heading."""
    book = rich()
    place = "balance-sheet/current-assets/Cash and cash equivalents"
    cash = traced(book, "statements", "M12", place)
    assert leaves(cash) == [("19, M12", 250)]
    assert [part.label for part in cash.parts] == ["19"]
    equity = traced(book, "statements", "M12", "balance-sheet/equity")
    assert equity.pence == 1500 - 900
    assert [part.label for part in equity.parts] == [
        "General fund",
        "net operating costs for the year",
    ]


def test_operating_costs_are_traced_gross_and_net() -> None:
    """Acute: 900 of cost on account 52, 50 of income on account 40."""
    book = rich()
    for name, expected in (("cost", [("52, M12", 900)]), ("income", [("40, M12", 50)])):
        place = f"operating-cost-statement/acute/{name}"
        assert leaves(traced(book, "statements", "M12", place)) == expected
    net = traced(book, "statements", "M12", "operating-cost-statement/net-operating-costs/net")
    assert (net.pence, [part.label for part in net.parts]) == (900, ["acute", "corporate"])


def test_the_year_before_is_named_as_not_traced_here() -> None:
    """What was signed carries figures of the year before: they are traced in that year's book."""
    prior, book = whole_year(), whole_year(cost=800, year="2012-13")
    paper: dict[str, Any] = {"on": "2013-06-07", "reference": "accounts"}
    book.sign_statements(BARNET, by="Director of Finance", prior=prior, **paper)
    line = "prior/revenue_resource_limit/charged"
    found = book.trace(book.figures("statements", "M12", body=BARNET)[line])
    assert isinstance(found, Untraced)
    assert found.finding.code == "trace.no-evidence"
    assert (found.value, found.figure.body) == (850, BARNET)
    assert "it stands in the book of the year before" in str(found)
    assert (found.evidence, found.table.empty) == ((), True)
    assert found.document()["findings"][0]["code"] == "trace.no-evidence"


# Agreement and eliminations


def test_a_pair_goes_down_to_both_journals() -> None:
    """Camden's income of 50 and Barnet's cost of 50: each from the journal in its own ledger."""
    book = rich()
    place = f"flows/{CAMDEN}/{BARNET}"
    income = traced(book, "agreement", "M12", f"{place}/provider", body=CAMDEN)
    cost = traced(book, "agreement", "M12", f"{place}/recipient", body=CAMDEN)
    assert [leaf.evidence and leaf.evidence.body for leaf in income.evidence] == [CAMDEN]
    assert [leaf.evidence and leaf.evidence.body for leaf in cost.evidence] == [BARNET]
    status = book.trace(book.figures("agreement", "M12", body=CAMDEN)[f"{place}/status"])
    assert isinstance(status, Judged)
    assert (status.value, status.rules[0].key) == ("agreed", "agreement.tolerance")


def test_an_elimination_is_the_smaller_side_of_each_pair() -> None:
    """50 go out of income and of expenditure; all that is left is with nobody in the group."""
    book = rich()
    for kind, left in (("income", 100), ("expenditure", 900 + 1200)):
        gone = traced(book, "eliminations", "M12", f"{kind}/eliminated", body="NCL")
        assert gone.pence == 50
        after = traced(book, "eliminations", "M12", f"{kind}/after", body="NCL")
        assert after.pence == left
        assert traced(book, "eliminations", "M12", f"{kind}/disagreement", body="NCL").pence == 0


def test_a_balance_goes_down_to_the_lines_that_were_sent() -> None:
    """Three lines of a ledger with Barnet, one of them a credit note: rows 2, 3 and 5."""
    book = Book.in_memory("2011-12", group="NCL")
    common: dict[str, Any] = {"body": CAMDEN, "period": 1, "account": "1200"}
    amounts = ((2, BARNET, 70), (3, BARNET, -20), (4, "", 5), (5, BARNET, 1))
    lines = [
        GeneralLine(
            line=number,
            source_row=row,
            counterparty=other,
            debit_pence=max(pence, 0),
            credit_pence=max(-pence, 0),
            **common,
        )
        for number, (row, other, pence) in enumerate(amounts, start=1)
    ]
    lines.append(GeneralLine(line=5, source_row=6, body=CAMDEN, period=1, credit_pence=56))
    posted(book, Load(tuple(lines), body=CAMDEN, month=1, file="camden.csv"))
    place = f"balances/{CAMDEN}/{BARNET}/provider"
    trace = traced(book, "agreement", "M1", place, body=CAMDEN)
    assert trace.pence == 51
    found = [(line.file, line.source_row, line.pence) for line in trace.lines()]
    assert found == [("camden.csv", 2, 70), ("camden.csv", 3, -20), ("camden.csv", 5, 1)]


# Returns


def test_a_return_is_traced_through_its_parts() -> None:
    """The expected limit of Barnet, recurrent: by source and event, as the statement has it."""
    book = sample_book()
    line = "revenue_limit.confirmed.recurrent"
    trace = traced(book, "sha-return", "M8", line)
    assert trace.pence == 567_049_000_00
    assert leaves(trace) == [
        ("Opening recurrent baseline", 555_931_000_00),
        ("Growth", 11_118_000_00),
    ]
    variance = traced(book, "sha-return", "M8", "duties.revenue_resource_limit.variance")
    assert [part.label for part in variance.parts] == ["Limit", "less Charge"]


def test_what_is_required_as_headroom_is_a_share_of_allocations() -> None:
    """£1,000 recurrent at 2 %: £20, from the allocation, by the rate that was frozen with it."""
    book = begin()
    for act in every_chapter():
        act(book)
    required = traced(book, "sha-return", "M8", "headroom.required.amount")
    (leaf,) = required.evidence
    assert leaf.of_pence is not None
    assert required.pence * 50 == leaf.of_pence
    held = traced(book, "sha-return", "M8", "headroom.held.amount")
    assert held.evidence


# Bridges


def moving() -> Book:
    """Barnet in pence: 1,000 in April, 60 more in June; forecasts of 900 and then 950; 600 budget."""
    book = Book.in_memory("2011-12", group="NCL")
    april, june = book.year.period(1), book.year.period(3)
    book.post(
        event(Allocation(strand=RECURRENT, pence=1000, issuer="DH")),
        event(BudgetIssued(strand=RECURRENT, pence=600, category="acute")),
    )
    for month, pence in ((2, 900), (3, 950)):
        end = book.year.period(month).end
        for table, told in (("actuals", 70), ("forecasts", pence)):
            rows = (FigureRow(month, Limit.REVENUE, "acute", told),)
            load = FiguresLoaded.model_validate({"table": table, "rows": rows})
            book.post(event(load, effective=end, notified=end, reference=f"{table} {month}"))
    first = FiguresLoaded(table="actuals", rows=(FigureRow(1, Limit.REVENUE, "acute", 70),))
    book.post(event(first, effective=april.end, notified=april.end, reference="actuals 1"))
    more = Allocation(strand=NON_RECURRENT, pence=60, issuer="DH")
    book.post(event(more, effective=june.start, notified=june.start, reference="letter 2"))
    return book


def test_a_bridge_goes_down_to_the_events_between() -> None:
    """The letter of June raised the limit by 60; the forecast rose from 900 to 950."""
    book = moving()
    limit = traced(book, "bridge", "M3", "allocation/limit")
    (leaf,) = limit.evidence
    assert (leaf.pence, leaf.evidence and leaf.evidence.reference) == (60, "letter 2")
    charge = traced(book, "bridge", "M3", "forecast change/acute/charge")
    assert leaves(charge) == [("no more: M02", -900), ("M03", 950)]
    assert traced(book, "bridge", "M3", "forecast change/acute/variance").pence == -50
    assert traced(book, "bridge", "M3", "end/variance").pence == 1060 - 950


def test_another_month_moves_shares_of_what_was_there_before() -> None:
    """To date: a twelfth of the budget of 600 is 50, and of the rest of the limit, 400, it is 33."""
    book = moving()
    budget = traced(book, "bridge", "M3", "phasing/acute/budget", basis="ytd")
    assert [(leaf.pence, leaf.of_pence) for leaf in budget.evidence] == [(50, 600)]
    assert budget.evidence[0].rule == "3/12 of £6, less 2/12 of £6"
    limit = traced(book, "bridge", "M3", "phasing/limit", basis="ytd")
    assert limit.pence == (150 + 100) - (100 + 67)
    actuals = traced(book, "bridge", "M3", "actuals/acute/charge", basis="ytd")
    assert leaves(actuals) == [("M03", 70)]


def test_a_bridge_from_the_plan_is_what_reserves_and_budgets_left() -> None:
    """Nothing was planned to be left: 460 of 1,060 lie unallocated, and acute spends 350 too much."""
    book = moving()
    reserve = traced(book, "plan-bridge", "M3", "reserves/unallocated/variance")
    assert reserve.pence == 460
    spending = traced(book, "plan-bridge", "M3", "spending against budget/acute/charge")
    assert leaves(spending) == [("M03", 950), ("budget", -600)]


# Every figure


@cache
def whole() -> Book:
    """The book of every chapter, made once for all reports: nothing is posted to it."""
    book = begin()
    for act in every_chapter():
        act(book)
    return book


@pytest.mark.parametrize("report", [*REPORTS])
def test_every_figure_of_a_book_of_every_chapter_is_traced(report: str) -> None:
    """All kinds of transfers, loans, funds, headroom, commitments and recharges; the year's end too."""
    book = whole()
    for month in ("M12",) if report == "year-end" else ("M8", "M12"):
        for basis in ("ytd", None) if "bridge" in report or report == "position" else (None,):
            check_report(book, report, month, basis=basis)


@pytest.mark.parametrize("report", ["statements", "agreement", "eliminations", "sha-return"])
def test_every_figure_of_ledgers_and_bills_is_traced(report: str) -> None:
    """Barnet and Camden, whose year is whole: statements, pairs and returns."""
    book = rich()
    found = check_report(book, report, "M12")
    assert found["Trace"] >= 6
    check_report(book, report, "M2")


@pytest.mark.parametrize("report", ["bridge", "plan-bridge", "sha-return"])
def test_every_figure_of_the_sample_is_traced(report: str) -> None:
    """North Central London: its bridges and its returns of month 8."""
    assert check_report(sample_book(), report, "M8")["Trace"] > 150
