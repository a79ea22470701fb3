"""From a figure to what was sent: the evidence sums to the figure, and names the row to open."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import pctfinance
from command import Run, folder_of, two_boards
from excel_makers import make_book
from ledger_examples import CAPITAL, NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Register
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.inputs import sample_path
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    BudgetIssued,
    CapitalToRevenue,
    Delegation,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded
from pctfinance.records import BOOK, Records
from pctfinance.store.log import EventLog
from pctfinance.terms import Terms
from pctfinance.tracing import Trace
from sample_books import sample_book
from tracing_examples import check_every_figure

YEAR = FinancialYear("2011-12")
REVENUE = "revenue_resource_limit"


def loaded(table: str, month: int, *rows: FigureRow, to_date: bool = False) -> Event:
    """A load of one table of Barnet's, notified at the end of its month."""
    what = FiguresLoaded.model_validate({"table": table, "cumulative": to_date, "rows": rows})
    return event(what, effective=YEAR.period(month).end, reference=f"{table} M{month:02}")


def cost(month: int, pence: int, category: str = "acute") -> FigureRow:
    """One figure of a month."""
    return FigureRow(month, Limit.REVENUE, category, pence)


def budget(pence: int, category: str = "acute") -> Event:
    """A recurrent budget of April."""
    return event(BudgetIssued(strand=RECURRENT, pence=pence, category=category))


def barnet(*events: Event) -> Book:
    """A book of these events."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(Allocation(strand=RECURRENT, pence=1000, issuer="DH")), *events)
    return book


def leaves(trace: Trace) -> list[tuple[str, int]]:
    """The leaves by label, with what each adds."""
    return [(leaf.label, leaf.pence) for leaf in trace.evidence]


# By hand


def test_a_variance_goes_down_to_two_rows_of_two_files(tmp_path: Path) -> None:
    """Second board: a limit of £2,400, row 3 of resources; £2,399.99 forecast, row 3 of forecasts."""
    book = Book.read(folder_of(two_boards(), tmp_path / "two"))
    report = book.position("2011-12 M08")
    trace = book.trace(report.figure("QA2", duty=REVENUE, measure="variance"))
    assert trace.pence == 1
    limit, charge = trace.evidence
    assert (limit.pence, charge.pence) == (2400_00, -2399_99)
    assert limit.evidence is not None
    assert charge.evidence is not None
    assert limit.evidence.place == "resources.csv, row 3"
    assert charge.evidence.place == "forecasts.csv, row 3"
    assert charge.evidence.amount_pence == 2399_99
    assert [part.label for part in trace.parts] == [
        "confirmed revenue limit",
        "less forecast charge",
    ]


def test_a_workbook_names_the_cell(tmp_path: Path) -> None:
    """The amount of the first board stands in D2 of the sheet, whatever the sheet is called."""
    sheets = {
        name: [line.split(",") for line in text.splitlines()] for name, text in two_boards().items()
    }
    sheets["Forecasts"] = sheets.pop("forecasts")
    make_book(tmp_path, sheets, "month 8.xlsx")
    book = Book.read(tmp_path / "month 8.xlsx")
    report = book.position("2011-12 M08")
    (leaf,) = book.trace(report.figure("QA1", category="services", measure="forecast")).evidence
    assert leaf.evidence is not None
    assert leaf.evidence.place == "month 8.xlsx, 'Forecasts'!D2"
    assert (leaf.evidence.where and leaf.evidence.where.row) == 2


def test_two_pennies_in_twelfths_leave_a_penny_of_rounding() -> None:
    """8/12 of 1p is 1p, twice; 8/12 of 2p is 1p: the penny between them has a leaf of its own."""
    book = barnet(budget(1), budget(1))
    report = book.position("2011-12 M08", basis="ytd")
    trace = book.trace(report.figure("5A9", category="acute", measure="budget_ytd"))
    assert trace.pence == 1
    assert leaves(trace) == [("budget", 1), ("budget", 1), ("rounding", -1)]
    assert trace.evidence[0].rule == "8/12 of £0.01"


def test_a_profile_shapes_a_budget_and_adds_nothing() -> None:
    """A profile of 600 to date and 1,000 in all: 60p of a budget of 100p, and its rows are named."""
    rows = (cost(1, 200), cost(8, 400), cost(9, 400))
    book = barnet(budget(100), loaded("profile", 1, *rows))
    report = book.position("2011-12 M08", basis="ytd")
    trace = book.trace(report.figure("5A9", category="acute", measure="budget_ytd"))
    assert leaves(trace) == [("budget", 60), ("M01", 0), ("M08", 0), ("M09", 0)]
    assert [leaf.role.value for leaf in trace.evidence] == ["evidence"] + ["shape"] * 3
    assert trace.evidence[0].rule == "£6/£10 of £1"


def test_the_limit_to_date_is_budgets_and_the_rest_in_twelfths() -> None:
    """£10 limit, £4 budget, month 6: half of the budget, half of the £6 that is left."""
    book = barnet(budget(400), loaded("actuals", 6, cost(6, 450), to_date=True))
    report = book.position("2011-12 M06", basis="ytd")
    trace = book.trace(report.figure("5A9", duty=REVENUE, measure="variance"))
    assert trace.pence == 500 - 450
    assert leaves(trace) == [("budget", 200), ("allocation", 500), ("budget", -200), ("M06", -450)]


def test_delegating_a_budget_is_no_evidence_of_its_size() -> None:
    """£4 of budget, £1 of it delegated: the budget rests on one event, the delegation on another."""
    moved = Delegation(strand=RECURRENT, pence=100, category="acute", delegate="07M")
    book = barnet(budget(400), event(moved))
    report = book.position("2011-12 M08")
    for measure, expected in (("budget", [("budget", 400)]), ("delegated", [("delegation", 100)])):
        trace = book.trace(report.figure("5A9", category="acute", measure=measure))
        assert leaves(trace) == expected


def test_capital_disposals_lower_the_charge() -> None:
    """£5 of additions less £2 of book value disposed of: the leaf carries the sign."""
    rows = (
        FigureRow(1, Limit.CAPITAL, "additions", 500),
        FigureRow(1, Limit.CAPITAL, "disposals-book-value", 200),
    )
    book = barnet(
        event(Allocation(strand=CAPITAL, pence=1000, issuer="DH")), loaded("actuals", 1, *rows)
    )
    report = book.position("2011-12 M01", basis="ytd")
    trace = book.trace(report.figure("5A9", duty="capital_resource_limit", measure="charged"))
    assert [leaf.pence for leaf in trace.evidence] == [500, -200]
    assert [leaf.evidence and leaf.evidence.amount_pence for leaf in trace.evidence] == [500, 200]


def test_figures_to_date_rest_on_their_last_report_alone() -> None:
    """A body that reports to date: month 2's report is the whole evidence of months 1 and 2."""
    book = barnet(
        loaded("actuals", 1, cost(1, 70), to_date=True),
        loaded("actuals", 2, cost(2, 150), to_date=True),
    )
    report = book.position("2011-12 M02", basis="ytd")
    trace = book.trace(report.figure("5A9", category="acute", measure="actual_ytd"))
    assert leaves(trace) == [("M02", 150)]


def test_a_reload_is_the_evidence_from_then_on() -> None:
    """Month 8 is forecast again: the later event is named, and the earlier report keeps its own."""
    book = barnet(loaded("forecasts", 8, cost(8, 900)))
    before = book.position("2011-12 M08").figure("5A9", category="acute", measure="forecast")
    book.post(loaded("forecasts", 8, cost(8, 950)))
    after = book.position("2011-12 M08").figure("5A9", category="acute", measure="forecast")
    first, second = book.trace(before), book.trace(after)
    assert (first.pence, second.pence) == (900, 950)
    events = [trace.evidence[0].evidence for trace in (first, second)]
    assert [proof.sequence for proof in events if proof] == [3, 4]


def test_every_line_of_a_statement_has_its_event() -> None:
    """Two allocations and a switch: the total, each line, the part that is not recurrent."""
    book = barnet(
        event(Allocation(strand=NON_RECURRENT, pence=300, issuer="DH"), reference="L/2"),
        event(Allocation(strand=CAPITAL, pence=90, issuer="DH")),
        event(CapitalToRevenue(pence=50), approval="DH/1"),
        event(AppliedNonRecurrently(pence=20, category="acute")),
    )
    report = book.limit("5A9", as_of="2011-12 M08")
    assert book.trace(report.figure()).pence == 1350
    assert [book.trace(report.figure(change)).pence for change in report.changes] == [1000, 300, 50]
    for change in report.changes:
        (leaf,) = book.trace(report.figure(change)).evidence
        assert leaf.evidence is not None
        assert leaf.evidence.sequence == change.sequence
    assert leaves(book.trace(report.figure(funding="non-recurrent"))) == [
        ("allocation", 300),
        ("capital to revenue", 50),
    ]
    assert book.trace(report.figure(measure="applied_non_recurrently")).pence == 20
    with pytest.raises(UsageError, match="no document states it"):
        book.trace(report.figure(certainty="anticipated"))


def test_what_was_posted_since_does_not_move_a_figure_that_was_named() -> None:
    """A letter of April is recorded late: the report that was made before still rests on one."""
    book = barnet()
    seen = book.limit("5A9", as_of="2011-12 M08").figure()
    book.post(event(Allocation(strand=RECURRENT, pence=5, issuer="DH"), reference="late"))
    assert book.trace(seen).pence == 1000
    assert book.trace(book.limit("5A9", as_of="2011-12 M08").figure()).pence == 1005


# What is refused


def test_a_group_has_no_figure_of_its_own(tmp_path: Path) -> None:
    """Its figures are those of its bodies, one by one; the group's code names no body."""
    book = Book.read(folder_of(two_boards(), tmp_path / "two"))
    report = book.position("2011-12 M08")
    each = report.figures(duty=REVENUE, measure="charged")
    assert [figure.body for figure in each] == ["QA1", "QA2"]
    assert [book.trace(figure).pence for figure in each] == [1200_00, 2399_99]
    with pytest.raises(UsageError, match="'TWO' is no body of this position"):
        report.figure("TWO", duty=REVENUE, measure="charged")
    with pytest.raises(UsageError, match="no body of TWO has a category 'dental'"):
        report.figures(category="dental", measure="budget")


def test_a_figure_is_named_once_and_by_a_measure_that_it_has() -> None:
    """Neither or both of duty and category, a measure of the other: each is refused by name."""
    report = barnet().position("2011-12 M08")
    with pytest.raises(UsageError, match="of one duty, of one category"):
        report.figure("5A9", measure="charged")
    with pytest.raises(UsageError, match="of one duty, of one category"):
        report.figure("5A9", duty=REVENUE, category="acute", measure="charged")
    with pytest.raises(UsageError, match="a duty has no measure 'budget'"):
        report.figure("5A9", duty=REVENUE, measure="budget")
    with pytest.raises(UsageError, match="'pooled' is no duty"):
        report.figure("5A9", duty="pooled", measure="charged")
    with pytest.raises(UsageError, match="tested on a basis"):
        FigureRef("5A9", YEAR.period(8), "limit", duty=report.rules[0])


def test_what_is_not_known_has_no_trace_and_says_why() -> None:
    """No actuals and no category: the reasons of the position, not a zero."""
    book = barnet()
    report = book.position("2011-12 M08", basis="ytd")
    with pytest.raises(UsageError, match="is not known: no actuals for M01 to M08"):
        book.trace(report.figure("5A9", duty=REVENUE, measure="charged"))
    with pytest.raises(UsageError, match="5A9 has no category 'acute'"):
        book.trace(report.figure("5A9", category="acute", measure="budget"))
    stranger = FigureRef("5E1", YEAR.period(8), "budget", category="acute")
    with pytest.raises(UsageError, match="'5E1' is no body of NCL"):
        book.trace(stranger)


# The place of a row


def test_rows_in_another_order_are_no_new_figures(tmp_path: Path) -> None:
    """The same forecasts, upside down and below an empty line: nothing is posted."""
    tables = two_boards()
    book = Book.read(folder_of(tables, tmp_path / "first"))
    heading, *rows = tables["forecasts"].splitlines()
    tables["forecasts"] = "\n".join([heading, "", *reversed(rows)]) + "\n"
    assert book.load(folder_of(tables, tmp_path / "again")).posted == 0
    tables["forecasts"] = tables["forecasts"].replace("1200", "1201")
    assert book.load(folder_of(tables, tmp_path / "changed")).posted == 1


def test_rows_of_one_load_may_be_sent_in_any_order() -> None:
    """Two rows the other way round say the same; one row twice does not."""
    first, second = cost(8, 1), cost(8, 2, "dental")
    book = barnet(loaded("forecasts", 8, first, second))
    turned = loaded("forecasts", 8, second._replace(row=9), first)
    assert book.post(turned).posted == 0
    assert book.post(loaded("forecasts", 8, first, second, second)).posted == 1


def test_loads_of_before_are_read_as_they_were_recorded() -> None:
    """A book whose figures name no row: it is whole, and its evidence is the input's name."""
    log, register = EventLog.in_memory(), Register.packaged()
    terms = Terms.of(YEAR, register.group("NCL"), register)
    old = loaded("forecasts", 8, cost(8, 900)).model_dump(
        mode="json", exclude={"sequence", "recorded_at"}
    )
    old["what"]["rows"] = [row[:5] for row in old["what"]["rows"]]
    old["source"] = "month 8"
    assert old["what"]["rows"] == [[8, "revenue", "acute", 900, False]]
    with log.writing() as writing:
        now = datetime(2011, 12, 9, tzinfo=UTC)
        writing.append([(BOOK, terms.document()), ("5A9", old)], now)
    book = Book(Records.open(log))
    assert book.verify() == ()
    report = book.position("2011-12 M08")
    trace = book.trace(report.figure("5A9", category="acute", measure="forecast"))
    assert trace.pence == 900
    assert [leaf.evidence and leaf.evidence.place for leaf in trace.evidence] == ["month 8"]
    assert book.post(loaded("forecasts", 8, cost(8, 900)._replace(row=2))).posted == 0


# Every figure of the sample


@pytest.mark.parametrize(
    ("month", "basis"), [("2011-12 M08", "forecast"), ("2011-12 M08", "ytd"), ("M12", "outturn")]
)
def test_every_figure_of_the_sample_is_the_sum_of_its_evidence(month: str, basis: str) -> None:
    """North Central London: each duty and category of the five, to the penny and to the row."""
    book = sample_book()
    assert check_every_figure(book, book.position(month, basis=basis)) > 450
    for body in book.members(YEAR.period(12)):
        for limit in Limit:
            statement = book.limit(body.code, as_of=month, limit=limit)
            assert book.trace(statement.figure()).pence == statement.total()
            for change in statement.changes:
                assert book.trace(statement.figure(change)).pence == change.total_pence


# What a person and a program are shown


@pytest.fixture
def trace() -> Trace:
    """Barnet's acute budget to date in the sample."""
    book = sample_book()
    report = book.position("2011-12 M08", basis="ytd")
    return book.trace(report.figure("5A9", category="acute", measure="variance_ytd"))


def test_the_table_sums_to_the_figure(trace: Trace) -> None:
    """A tidy frame: one row a leaf, with file and row, and a path to what it is part of."""
    table = trace.table
    assert int(table["pence"].sum()) == trace.pence == -13_823_160_14
    assert set(table["role"]) == {"evidence", "shape"}
    assert set(table["file"]) == {"actuals.csv", "profile.csv", "resources.csv"}
    assert table["row"].notna().all()
    assert table["path"].iloc[-1] == "variance to date > less actual to date"
    assert table["synthetic"].all()


def test_the_tree_is_shown_on_a_terminal_and_in_a_notebook(trace: Trace) -> None:
    """Both show the figure, the rows under it, and that they are synthetic."""
    text, page = str(trace), trace._repr_html_()
    for shown in (text, page):
        assert "(13,823,160.14)" in shown
        assert "actuals.csv, row 135" in shown
        assert "Contains synthetic figures" in shown
    assert "profile.csv, row 2 to 13" in text
    assert repr(trace) == (
        "<5A9 acute, variance ytd, 2011-12 M08: (£13,823,160.14) from 21 leaves>"
    )


def test_the_command_prints_the_tree_and_its_document(run: Run) -> None:
    """The same trace as text and as JSON alone; without a body, one document for each."""
    asked = ("trace", sample_path(), "2011-12 M08", "--measure", "charged")
    ran = run(*asked, "--body", "5A9")
    assert ran.code == 0
    assert "forecasts.csv, row 40" in ran.out
    document = json.loads(run(*asked, "--body", "5A9", "--json").out)
    assert document["pence"] == 607_049_000_00
    assert document["figure"]["duty"] == REVENUE
    assert sum(part["pence"] for part in document["parts"]) == document["pence"]
    each = json.loads(run(*asked, "--json").out)
    assert [one["figure"]["body"]["code"] for one in each] == ["5A9", "5C1", "5C9", "5K7", "5K8"]


def test_the_command_says_what_it_cannot_trace(run: Run) -> None:
    """A wrong measure is wrong usage, and the right ones are listed."""
    ran = run("trace", sample_path(), "M8", "--body", "5A9", "--measure", "spent")
    assert ran.code == 2
    assert "use limit, charged, variance" in ran.err


def test_evidence_that_does_not_sum_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree is built apart from the position: where the two differ, nothing is shown."""
    book = barnet(budget(400))
    report = book.position("2011-12 M08")
    figure = report.figure("5A9", category="acute", measure="budget")
    monkeypatch.setattr("pctfinance.tracing.trees.resource_leaves", lambda *_, **__: ())
    with pytest.raises(IntegrityError, match="is £4, its evidence comes to £0"):
        book.trace(figure)


def test_days_are_those_of_the_documents() -> None:
    """A figure as known in May rests on what had been notified by then."""
    late = event(
        Allocation(strand=RECURRENT, pence=7, issuer="DH"),
        notified=date(2011, 6, 1),
        reference="June",
    )
    book = barnet(late)
    trace = book.trace(book.limit("5A9", as_of="M8", known_at="2011-05-31").figure())
    assert trace.pence == 1000
    assert [leaf.evidence and leaf.evidence.notified for leaf in trace.evidence] == [
        date(2011, 4, 1)
    ]


def test_the_page_about_traces_shows_code_that_runs() -> None:
    """The Python of `docs/trace.md`, from top to bottom."""
    page = (Path(__file__).parents[1] / "docs" / "trace.md").read_text(encoding="utf-8")
    codes = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {"pctfinance": pctfinance}
    exec("\n".join(codes), names)  # noqa: S102 - our own page
    assert names["trace"].pence == 607_049_000_00
    assert names["colour"].value == "red"
    assert [finding.code for finding in names["arm"].findings] == ["trace.not-known"]


def test_an_approved_journal_is_evidence_of_its_own() -> None:
    """A reversing accrual of £5: month 8 carries it, month 9 takes it back; submitted, it is none."""
    book = barnet(*(loaded("actuals", month, cost(month, 70)) for month in range(1, 10)))
    lines = [
        JournalLine("52110", "acute", Limit.REVENUE, debit_pence=500),
        JournalLine("81000", credit_pence=500),
    ]
    book.submit_journal(
        "5A9", "M8", lines, number="J1", narrative="accrual", by="Head of Finance", reversing=True
    )

    def found(month: int) -> list[tuple[str, int]]:
        report = book.position(YEAR.period(month), basis="ytd")
        figure = report.figure("5A9", category="acute", measure="actual_ytd")
        return leaves(book.trace(figure))[month:]

    assert found(8) == []
    book.approve_journal("5A9", "J1", by="Deputy Director of Finance")
    assert found(8) == [("M08, journal J1", 500)]
    assert found(9) == [("M08, journal J1", 500), ("M09, journal J1", -500)]
