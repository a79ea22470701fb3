"""The return of a body to its SHA: by hand, line by line against the pack, and what it refuses.

Amounts in the comments and tables are pounds.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from command import Run, folder_of, two_boards
from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.exposure import Risk
from pctfinance.consolidation.return_lines import RETURN_TABLES
from pctfinance.errors import InputRefusedError, PctFinanceError, UnknownNameError, UsageError
from pctfinance.excel.sha_return import RECONCILIATION
from pctfinance.inputs import sample_path
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.lines import Limit
from pctfinance.present.sha_return_report import ReturnReport
from sample_books import sample_book
from transfer_examples import Steps, two_pcts

PCTS = ("5A9", "5C1", "5C9", "5K7", "5K8")


@pytest.fixture(scope="module")
def ncl() -> Book:
    """The sample, which no test of this file writes to."""
    return sample_book()


@pytest.fixture
def boards(tmp_path: Path) -> Book:
    """Two boards; the first has all that a position shows, small enough to add up by eye."""
    tables = two_boards()
    tables["resources"] = (
        "body,event,effective,notified,reference,amount,limit,funding,certainty,category,tranche,"
        "issuer\n"
        "QA1,allocation,2011-04-01,2011-03-01,L/1,1200,revenue,recurrent,confirmed,,,England\n"
        "QA1,allocation,2011-04-01,2011-03-01,L/2,60,revenue,non-recurrent,confirmed,,,England\n"
        "QA1,allocation,2011-09-01,2011-09-01,L/3,24,revenue,recurrent,anticipated,,dental,England\n"
        "QA1,allocation,2011-04-01,2011-03-01,L/4,50,capital,,confirmed,,,England\n"
        "QA1,budget,2011-04-01,2011-04-01,B/1,900,revenue,recurrent,confirmed,services,,\n"
        "QA1,budget,2011-04-01,2011-04-01,B/2,60,revenue,non-recurrent,confirmed,services,,\n"
        "QA1,planned-surplus,2011-04-01,2011-04-01,B/3,100,revenue,recurrent,confirmed,,,\n"
        "QA2,allocation,2011-04-01,2011-03-01,L/5,2400,revenue,recurrent,confirmed,,,England\n"
    )
    months = "".join(f"QA1,M{month},services,85\n" for month in range(1, 9))
    tables["actuals"] = "body,period,category,amount\n" + months
    tables["forecasts"] = (
        "body,period,category,amount\nQA1,M7,services,1000\nQA1,M8,services,1010.01\n"
        "QA2,M8,services,2399.99\n"
    )
    return Book.read(folder_of(tables, tmp_path / "boards"))


def pounds(report: ReturnReport, table: str) -> dict[str, list[str]]:
    """A table of a return by row, as pounds."""
    rows: dict[str, list[str]] = {}
    for line in report.lines:
        if line.table == table:
            said = "-" if line.pence is None else f"{line.pence / 100:g}"
            rows.setdefault(line.row, []).append(said)
    return rows


def test_every_section_of_a_small_board_by_hand(boards: Book) -> None:
    """1,260 confirmed, 24 anticipated; 680 spent in 8 months of 960; 1,010.01 forecast."""
    report = boards.sha_return("QA1", "M8")
    assert pounds(report, "revenue_limit") == {
        "confirmed.allocation": ["1200", "60", "1260"],
        "confirmed": ["1200", "60", "1260"],
        "anticipated.allocation": ["24", "0", "24"],
        "anticipated": ["24", "0", "24"],
        "expected": ["1224", "60", "1284"],
    }
    assert pounds(report, "uses") == {
        "budgets": ["900", "60", "960"],
        "reserves": ["224", "0", "224"],  # 1,200 + 24 - 900 - 100
        "planned_surplus": ["100", "0", "100"],
        "applied_non_recurrently": ["0", "0", "0"],
        "expected_use": ["1224", "60", "1284"],
    }
    assert pounds(report, "capital_limit") == {
        "confirmed.allocation": ["50"],
        "confirmed": ["50"],
        "anticipated": ["0"],
    }
    assert pounds(report, "cash_limit")["confirmed"] == ["-"]  # none was notified
    # recurrent, non-recurrent, budget, delegated; to date 640 of twelfths, 680, (40)
    line = ["900", "60", "960", "0", "640", "680", "-40"]
    assert pounds(report, "to_date") == {"services": line, "total": line}
    line = ["960", "1010.01", "-50.01", "1000", "-10.01"]
    assert pounds(report, "forecast") == {"services": line, "total": line}
    # 840 is 1,260 in twelfths, of which the budgets' 640 as they are phased
    assert pounds(report, "duties")["revenue_resource_limit"] == (
        ["840", "680", "160", "1260", "1010.01", "249.99"]
    )
    assert pounds(report, "risks") == {"variance": ["249.99"]}
    assert report.remarks["risks"] == "None stated: no register was given."
    assert pounds(report, "underlying") == {"total": ["-"]}  # nobody said what is non-recurrent
    assert report.line("underlying.total.amount").note
    assert pounds(report, "pending") == {"total_revenue": ["0"]}
    assert report.is_reconciled
    assert report.findings == ()


def test_the_board_with_no_figures_to_date_has_dashes_on_both_sides(boards: Book) -> None:
    """What is not known is not 0, in the return as in the pack, and that is no difference."""
    report = boards.sha_return("QA2", "M8")
    assert pounds(report, "to_date")["total"][4:] == ["0", "-", "-"]
    assert report.line("duties.revenue_resource_limit.variance").pence == 1
    assert report.line("duties.revenue_resource_limit.variance_ytd").note.startswith(
        "to date: not tested, "
    )
    assert report.is_reconciled


def test_risks_are_listed_and_added_whole(boards: Book) -> None:
    """249.99 less 200, plus 10: 59.99. The row of the other board is in the other's return."""
    register = [
        Risk("QA1", "a claim", -200_00, 30, worst_pence=-250_00),
        Risk("QA1", "a grant", 10_00, 50, "winter"),
        Risk("QA2", "another claim", -5_00, 10),
    ]
    report = boards.sha_return("QA1", "M8", risks=register)
    assert pounds(report, "risks") == {
        "row_1": ["-200"],
        "row_2": ["10"],
        "variance": ["249.99"],
        "worst": ["49.99"],
        "total": ["59.99"],
    }
    assert [line.note for line in report.lines if line.table == "risks"][:2] == [
        "risk, 30 %, between (£250) and (£200)",
        "opportunity, 50 %, with winter",
    ]
    assert "risks" not in report.remarks
    assert [line.compared for line in report.lines if line.table == "risks"] == [
        *(False, False, True, False, False)
    ]
    assert report.is_reconciled
    alone = boards.sha_return("QA1", "M8", risks=register[2:])
    assert alone.remarks["risks"] == "None stated: the register has no row of this body."


def test_balances_with_others_by_both_ledgers() -> None:
    """Camden charges Barnet 100, and both enter it; Barnet enters another 20 that Camden has not."""
    book = Book.in_memory("2011-12", group="NCL")
    book.recharge(
        "R1",
        provider="5K7",
        recipient="5A9",
        pence=100_00,
        category="corporate",
        purpose="payroll",
        month="M8",
        by="Head of Finance",
        approved_by="Deputy Director of Finance",
    )
    lines = [
        JournalLine("52110", "corporate", Limit.REVENUE, counterparty="5K7", debit_pence=20_00),
        JournalLine("21000", counterparty="5K7", credit_pence=20_00),
    ]
    book.submit_journal("5A9", "M8", lines, number="J1", narrative="rent", by="Head of Finance")
    book.approve_journal("5A9", "J1", by="Deputy Director of Finance")
    barnet, camden = book.sha_return("5A9", "M8"), book.sha_return("5K7", "M8")
    assert pounds(barnet, "balances") == {
        "5K7.payable": ["120", "100", "20"],
        "5K7.expenditure": ["120", "100", "20"],
    }
    assert pounds(camden, "balances") == {
        "5A9.receivable": ["100", "120", "-20"],
        "5A9.income": ["100", "120", "-20"],
    }
    assert barnet.line("balances.5K7.payable.difference").note == "within tolerance"
    assert barnet.is_reconciled  # both ledgers as the statements have them
    assert camden.is_reconciled


def test_what_is_with_the_sha_and_what_it_has_actioned() -> None:
    """Camden offers 10: set aside and pending in its return, none in Barnet's; then both limits move."""
    book = two_pcts()
    steps = Steps(book).until_submitted()
    camden = book.sha_return("5K7", "M8")
    assert pounds(camden, "pending") == {"T1.revenue": ["10"], "total_revenue": ["10"]}
    assert pounds(camden, "revenue_limit")["confirmed"] == ["100", "100", "200"]
    assert camden.is_reconciled
    assert pounds(book.sha_return("5A9", "M8"), "pending") == {"total_revenue": ["0"]}
    steps.approve()
    steps.action()
    camden, barnet = book.sha_return("5K7", "M8"), book.sha_return("5A9", "M8")
    assert pounds(camden, "revenue_limit")["confirmed.transfer"] == ["0", "-10", "-10"]
    assert pounds(barnet, "revenue_limit")["confirmed.transfer"] == ["0", "10", "10"]
    assert pounds(camden, "pending") == {"total_revenue": ["0"]}
    assert camden.is_reconciled
    assert barnet.is_reconciled


@pytest.mark.parametrize("month", range(1, 13))
def test_every_line_of_five_pcts_is_the_packs_to_the_penny(ncl: Book, month: int) -> None:
    """In each month of the sample, several hundred lines a PCT, each of its own return."""
    found = ncl.sha_returns(f"M{month}")
    assert [each.body.code for each in found.returns] == list(PCTS)
    for report in found.returns:
        held = report.reconcile()
        assert len([each for each in held if each.compared]) > 200
        assert {each.difference_pence for each in held} <= {0, None}
        assert [each.id for each in held if not each.agrees] == []
        assert len({line.id for line in report.lines}) == len(report.lines)
    assert found.is_reconciled
    assert found.findings == ()


def test_a_penny_changed_in_any_line_is_found(ncl: Book) -> None:
    """Every line of Barnet's return, one after the other: a penny more than it was, and told."""
    report = ncl.sha_return("5A9", "M8")
    tried = 0
    for place, line in enumerate(report.lines):
        if line.pence is not None and (line.compared or line.parts):
            changed = replace(line, pence=line.pence + 1)
            lines = (*report.lines[:place], changed, *report.lines[place + 1 :])
            forged = replace(report, lines=lines)
            assert not forged.is_reconciled, line.id
            assert any(line.id in str(finding) for finding in forged.findings), line.id
            tried += 1
    assert tried > 230


def test_a_line_that_is_left_out_or_not_known_any_more_is_found(ncl: Book) -> None:
    """The pack's figure stands there without one of the return beside it."""
    report = ncl.sha_return("5A9", "M8")
    name = "duties.cash_limit.charged"
    without = replace(report, lines=tuple(line for line in report.lines if line.id != name))
    assert [each.id for each in without.reconcile() if not each.agrees] == [name]
    assert without.document()["left_out"][0]["id"] == name
    unknown = replace(
        report,
        lines=tuple(
            replace(line, pence=None) if line.id == name else line for line in report.lines
        ),
    )
    assert name in str(unknown.findings)


def test_what_came_after_the_published_pack_is_a_difference() -> None:
    """Published; then 5 is notified for November: the return has it and the pack has not."""
    book = sample_book()
    book.publish("M8", by="Director of Finance")
    assert book.sha_return("5A9", "M8").pack == "the pack published as number 1"
    assert book.sha_returns("M8").is_reconciled
    late = Allocation(pence=5_00, issuer="DH", strand=NON_RECURRENT)
    book.post(event(late, effective=date(2011, 11, 1), notified=date(2011, 11, 15)))
    report = book.sha_return("5A9", "M8")
    apart = {each.id: each.difference_pence for each in report.reconcile() if not each.agrees}
    assert apart["revenue_limit.confirmed.total"] == 5_00
    assert apart["uses.reserves.non_recurrent"] == 5_00
    assert apart["duties.revenue_resource_limit.variance"] == 5_00
    assert {finding.code for finding in report.findings} == {"return.differs"}
    ground = report.findings[0].evidence
    assert [each.value for each in ground[:2]] == [
        14_005_00 + 14_000_000_00 - 14_000_00,
        14_000_000_00,
    ]
    assert book.sha_return("5C1", "M8").is_reconciled  # nothing came for Enfield
    as_published = book.sha_return("5A9", "M8", as_published=True)
    assert as_published.is_reconciled
    book.publish("M8", by="Director of Finance", reason="a late allocation")
    assert book.sha_return("5A9", "M8").is_reconciled
    assert book.sha_return("5A9", "M8").pack == "the pack published as number 2"


def test_as_data(ncl: Book) -> None:
    """One row a line, integer pence; the document says what it is held against."""
    report = ncl.sha_return("5A9", "M8")
    frame = report.table.set_index("id")
    assert str(frame["pence"].dtype) == "Int64"
    assert frame.loc["duties.revenue_resource_limit.variance", "pence"] == -26_000_000_00
    assert (frame["difference_pence"].dropna() == 0).all()
    document = json.loads(json.dumps(report.document()))
    assert document["schema_version"] == "1.1"
    assert document["body"] == {"code": "5A9", "name": "Barnet PCT"}
    assert document["authorities"] == ["LON"]
    assert document["is_reconciled"] is True
    assert {line["section"] for line in document["lines"]} == {
        *("Resource limit", "Spending", "Duties", "Risks", "Headroom and pending")
    }
    assert "<table" in report._repr_html_()
    assert "All 239 lines are those of" in str(report)


def test_there_is_no_sum_of_variances_over_the_returns(ncl: Book) -> None:
    """Limits and charges have control totals; a surplus of Camden is no help to Barnet."""
    found = ncl.sha_returns("M12")
    assert set(found.control_totals()) == {"limit_pence", "charged_pence"}
    assert found.of("5K7").line("duties.revenue_resource_limit.variance").pence == 39_260_000_00
    assert "there is none of the group" in str(found)


def written(report: ReturnReport) -> Iterator[tuple[str, object]]:
    """The rows of the sheet that holds the return against the pack: line, and amount."""
    sheet = load_workbook(BytesIO(report.workbook()), data_only=True)[RECONCILIATION]
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if isinstance(row[0], str) and row[0].partition(".")[0] in RETURN_TABLES:
            yield row[0], row[2]


def test_the_workbook_holds_every_line(ncl: Book) -> None:
    """A sheet a section; each line in pounds as a formula, with its result; the same bytes again."""
    report = ncl.sha_return("5A9", "M8", risks=[Risk("5A9", "a claim", -1, 10)])
    rows = list(written(report))
    assert [name for name, _ in rows] == [line.id for line in report.lines]
    for (name, ours), line in zip(rows, report.lines, strict=True):
        assert ours == ("-" if line.pence is None else line.pence / 100), name
    book = load_workbook(BytesIO(report.workbook()))
    assert book.sheetnames == [
        *dict.fromkeys(table.section for table in RETURN_TABLES.values()),
        RECONCILIATION,
    ]
    assert set(book.defined_names) == {
        *("revenue_limit_confirmed", "revenue_limit_anticipated", "revenue_charge"),
        *("revenue_variance", "lines_that_differ"),
    }
    assert book.defined_names["lines_that_differ"].attr_text == f"'{RECONCILIATION}'!$C$7"
    assert book[RECONCILIATION]["C7"].value.startswith("=COUNTIF(")
    assert report.workbook() == report.workbook()
    forged = replace(
        report,
        lines=tuple(
            replace(line, pence=1) if line.id == "duties.cash_limit.limit" else line
            for line in report.lines
        ),
    )
    sheet = load_workbook(BytesIO(forged.workbook()), data_only=True)[RECONCILIATION]
    assert sheet["C7"].value == 1


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"body": "NCL"}, UsageError, "NCL (NHS North Central London PCT Cluster) is a group"),
        ({"body": "England"}, UsageError, "is a group: it has no resource limit"),
        ({"body": "5ZZ"}, UnknownNameError, "5ZZ"),
        ({"body": "5K5"}, UsageError, "5K5 is no body of NCL at the end of 2011-12 M08"),
        ({"as_published": True}, UsageError, "no pack of 2011-12 M08, forecast, was published"),
        (
            {"as_published": True, "known_at": "2011-12-01"},
            UsageError,
            "a return as published is of the pack's own events and documents",
        ),
        ({"risks": [Risk("5K5", "x", 1, 1)]}, UsageError, "which is no body of NCL"),
        ({"period": "M13"}, PctFinanceError, "M13"),
    ],
)
def test_what_is_refused_leaves_no_trace(
    ncl: Book, asked: dict[str, object], error: type[Exception], said: str
) -> None:
    """A group, a stranger, a pack that is not there; and the book is what it was."""
    head = ncl.head
    given: dict[str, object] = {"body": "5A9", "period": "M8", **asked}
    with pytest.raises(error) as refused:
        ncl.sha_return(**given)  # type: ignore[arg-type]  # wrong on purpose
    assert said in str(refused.value)
    assert ncl.head == head


def test_a_register_that_cannot_be_relied_on_is_refused_whole(ncl: Book, tmp_path: Path) -> None:
    """All of its faults at once, each at its row."""
    file = tmp_path / "risks.csv"
    file.write_text("body,name,amount,probability\n5A9,claim,ten,30\n5ZZ,claim,-10,30\n")
    with pytest.raises(InputRefusedError) as refused:
        ncl.sha_return("5A9", "M8", risks=file)
    assert len(refused.value.findings) == 2


def test_the_command_writes_one_workbook_a_body(run: Run, tmp_path: Path) -> None:
    """One of Barnet; with --all a folder of five, and a list; never one of the group."""
    source, one = sample_path(), tmp_path / "barnet.xlsx"
    ran = run("sha-return", source, "--body", "5A9", "--as-of", "M8", "--out", one, "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["body"]["code"] == "5A9"
    assert one.exists()
    folder = tmp_path / "returns"
    ran = run("sha-return", source, "--all", "--as-of", "M8", "--out", folder)
    assert ran.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        f"return-{code}-2011-12-M08.xlsx" for code in PCTS
    ]
    assert "Control totals" in ran.out
    refused = run(
        "sha-return", source, "--body", "NCL", "--as-of", "M8", "--out", tmp_path / "n.xlsx"
    )
    assert refused.code == 2
    assert "there is no return of it" in refused.err
    assert not (tmp_path / "n.xlsx").exists()
    assert run("sha-return", source, "--as-of", "M8").code == 2
    wrong = run("sha-return", source, "--body", "5A9", "--as-of", "M8", "--out", tmp_path / "n.csv")
    assert wrong.code == 2


def test_the_command_ends_with_1_where_a_line_is_not_the_packs(run: Run, tmp_path: Path) -> None:
    """Published as known at the end of November; returned as known in October."""
    book = tmp_path / "ncl.book"
    run("create", book, sample_path())
    run("close", book, "--period", "M8", "--out", tmp_path, "--publish", "--by", "Board office")
    asked = ("sha-return", book, "--body", "5A9", "--as-of", "M8")
    assert run(*asked).code == 0
    assert run(*asked, "--as-published").code == 0
    early = run(*asked, "--known-at", "2011-03-31", "--json")
    assert early.code == 1
    assert not json.loads(early.out)["is_reconciled"]
    assert json.loads(early.err)["findings"][0]["code"] == "return.differs"


@pytest.mark.parametrize(
    ("risk", "message"),
    [
        (Risk("5A9", "winter", -100.5, 30), "no whole pence"),  # type: ignore[arg-type]  # as found
        (Risk("5A9", "winter", 0, 30), "worth nothing"),
        (Risk("5A9", "winter", -1_00, 300), "no whole per cent"),
        (Risk("5A9", "winter", -1_00, "30"), "no whole per cent"),  # type: ignore[arg-type]  # as found
        (Risk("5A4", "winter", -1_00, 30), "which is no body of NCL"),
    ],
)
def test_a_register_is_taken_as_exposure_takes_it(ncl: Book, risk: Risk, message: str) -> None:
    """Half a penny, nothing at stake, more than 100 %: refused, and all faults together."""
    with pytest.raises(UsageError, match=message):
        ncl.sha_return("5A9", "M8", risks=[risk])
    with pytest.raises(UsageError) as caught:
        ncl.sha_return("5A9", "M8", risks=[risk, Risk("5A9", "x", 0, 101)])
    assert len(caught.value.findings) == 3


def test_the_list_says_that_no_pack_was_published(ncl: Book) -> None:
    """As each return does: what it was held against is the position as it stands."""
    found = ncl.sha_returns("M8")
    assert found.held_against == ("the position of the group as it stands; no pack was published",)
    assert "no pack was published" in str(found)
    assert "against the pack" not in str(found)
    assert found.document()["held_against"] == [found.of("5A9").pack]


def test_to_date_it_says_which_limit_it_is(ncl: Book) -> None:
    """Revenue has a part that falls to date; cash is held against the limit of the whole year."""
    report = ncl.sha_return("5A9", "M8")
    notes = {
        duty: report.line(f"duties.{duty}.variance_ytd").note
        for duty in ("revenue_resource_limit", "cash_limit")
    }
    assert notes["revenue_resource_limit"] == "to date: breach"
    assert notes["cash_limit"].endswith(" (against the limit of the whole year)")
    cash = report.line("duties.cash_limit.limit_ytd").pence
    assert cash == report.line("duties.cash_limit.limit").pence
    titles = {line.column for line in report.lines if line.table == "duties"}
    assert "limit_ytd" in titles
    assert dict(RETURN_TABLES["duties"].columns)["limit_ytd"] == "Limit tested to date"
