"""The workbook of a body's year-end statements: each figure is the chapter's, and who signed is told."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from command import Run
from ledger_examples import RECURRENT, event
from pctfinance.book import Book
from pctfinance.consolidation.statements_compared import Compared
from pctfinance.errors import MoneyError, UnknownNameError, UsageError
from pctfinance.excel.pack_cells import PENCE_LIMIT
from pctfinance.excel.pack_origin import read_origin
from pctfinance.inputs import sample_path
from pctfinance.ledger.kinds import Allocation
from pctfinance.present.statements_report import StatementsReport
from sample_books import sample_book
from statement_examples import HEADINGS, ledger_of_year, whole_year

PAPER: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
BOTH = ("Accountable Officer", "Director of Finance")
SHEETS = ["Statements", "Duties", "Operating costs", "Balance sheet"]
PARTS = {"operating-cost-statement": "Operating costs", "balance-sheet": "Balance sheet"}


def read(report: StatementsReport) -> Workbook:
    """What is stored in the cells, as whoever does not recalculate sees it."""
    return load_workbook(BytesIO(report.workbook()), data_only=True)


def texts(book: Workbook, *sheets: str) -> str:
    """Every text of some sheets, or of all."""
    return " | ".join(
        str(cell.value)
        for sheet in (sheets or book.sheetnames)
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    )


def row_of(book: Workbook, sheet: str, label: str) -> int:
    """The first row whose first cell says this."""
    return next(row[0].row for row in book[sheet].iter_rows(max_col=1) if row[0].value == label)


def columns_of(sheet: Any, row: int, year: str, before: str) -> dict[str, int]:
    """Which column holds what, by the headings of a statement."""
    names = {
        f"Cost\n{year}": "cost",
        f"Income\n{year}": "income",
        f"Net\n{year}": "now",
        year: "now",
        f"Cost\n{before}": "prior cost",
        f"Income\n{before}": "prior income",
        f"Net\n{before}": "prior",
        before: "prior",
        f"Net\n{before}\nas published": "said",
        f"{before}\nas published": "said",
    }
    found = {"mark": 10, "synthetic": 11}
    for column in range(3, 10):
        heading = str(sheet.cell(row, column).value or "").removesuffix("\nrestated")
        if heading:
            found[names[heading]] = column
    return found


def lines_of(
    book: Workbook, report: StatementsReport, part: str
) -> Iterator[tuple[Compared, dict[str, Any]]]:
    """Each line of a statement as the report has it, with the cells of its row."""
    found = next(each for each in report.said.parts if each.code == part)
    sheet = book[PARTS.get(part, "Duties")]
    place = row_of(book, sheet.title, found.heading) + 1
    year = report.said.period.split()[0]
    before = f"{int(year[:4]) - 1}-{year[2:4]}"
    columns: dict[str, int] = {}
    for each in report.compared(part):
        while sheet.cell(place, 1).value != each.line.words.strip():
            place += 1
        columns = columns or columns_of(sheet, place - 1, year, before)
        yield each, {name: sheet.cell(place, at).value for name, at in columns.items()}
        place += 1


def value_in(cell: object, unit: str) -> int | Decimal | None:
    """What a cell says: pence, a number, or a share; a dash or nothing is not known."""
    if cell in (None, "-"):
        return None
    number = Decimal(repr(cell))
    return number if unit == "share" else int(number * (100 if unit == "pence" else 1))


def wanted(value: int | str | None, unit: str) -> int | Decimal | None:
    """What a cell is to say of a value of the chapter: a share is cut off."""
    if value is None or unit != "share":
        return value  # type: ignore[return-value]
    share = Fraction(value)
    return Decimal(10_000 * share.numerator // share.denominator) / 10_000


def full_year() -> Book:
    """A year with every note: bills of which 94.999 % were in time, an arm that recovers its cost."""
    book = whole_year()
    bills = {"number": 100_000, "pence": 3_00, "number_in_time": 94_999, "pence_in_time": 2_85}
    paper = {"by": "Financial Controller", "reference": "return 12"}
    book.state_bills_paid("5A9", "M12", nhs=bills, non_nhs=bills, to_date=True, **paper)  # type: ignore[arg-type]
    arm = {"cost_pence": 48, "income_pence": 41, "allocation_pence": 7}
    book.state_provider_arm("5A9", "M12", **arm, **paper)  # type: ignore[arg-type]
    return book


def restated() -> StatementsReport:
    """Signed with a cost of 900 pence, then corrected to 920: the comparatives are restated."""
    prior = full_year()
    prior.sign_statements("5A9", by=BOTH[1], **PAPER)
    load, cells = ledger_of_year(920)
    prior._records.post([load], attached=[cells])
    return whole_year(cost=800, year="2012-13").statements("5A9", prior=prior)


# Figures


MADE: dict[str, Callable[[], StatementsReport]] = {
    "full year": lambda: full_year().statements("5A9"),
    "restated": restated,
    "to date": lambda: full_year().statements("5A9", "M8"),
    "sample": lambda: sample_book().statements("5C1"),
}


@pytest.mark.parametrize("which", MADE)
def test_each_figure_is_the_chapters(which: str) -> None:
    """Of every statement and line: cost, income, this year, the year before, and as published."""
    report = MADE[which]()
    book, count = read(report), 0
    for part in report.said.parts:
        for each, cells in lines_of(book, report, part.code):
            unit, line = each.line.unit, each.line
            expected = {
                "cost": line.cost_pence,
                "income": line.income_pence,
                "now": wanted(line.value, unit),
                "prior cost": each.prior_sides.cost_pence,
                "prior income": each.prior_sides.income_pence,
                "prior": wanted(each.prior, unit),
                "said": wanted(each.said, unit) if each.is_restated else None,
            }
            for name, value in expected.items():
                assert value_in(cells.get(name), unit) == value, (each, name)
            assert cells["mark"] == ("restated" if each.is_restated else None), each
            assert cells["synthetic"] == (each.marks or None), each
            count += 1
    assert count == len(report.table)
    assert count >= 26


def test_the_balance_sheet_by_hand() -> None:
    """Land of 500 pence and cash of 250, 100 owed: 650 employed; 1,500 less 850 spent. In pounds."""
    book = read(whole_year().statements("5A9"))
    sheet = book["Balance sheet"]
    cells = {row[0].value: row[6].value for row in sheet.iter_rows(min_row=6, max_col=7)}
    assert cells["Property, plant and equipment"] == 5
    assert cells["Total assets"] == 7.5
    assert cells["Trade and other payables"] == -1
    assert cells["Total assets employed"] == 6.5
    assert cells["Net operating costs for the year"] == -8.5
    assert cells["Total taxpayers' equity"] == 6.5


def test_totals_are_formulas_of_their_parts() -> None:
    """The underspend of the limit's note, the sums of the balance sheet, net of cost and income."""
    book = load_workbook(BytesIO(whole_year().statements("5A9").workbook()))
    duties, costs, sheet = (book[name] for name in SHEETS[1:])
    row = row_of(book, "Duties", "Underspend/(overspend) against revenue resource limit")
    limit, charged = row - 1, row - 2
    assert duties[f"G{row}"].value == (
        f'=IF(COUNT(G{charged}:G{limit})=2,ROUND(SUM(G{limit})-SUM(G{charged}),2),"-")'
    )
    row = row_of(book, "Operating costs", "Net operating costs for the financial year")
    assert costs[f"G{row}"].value == f"=ROUND(E{row}-F{row},2)"
    assert costs[f"E{row}"].value == f'=IF(COUNT(E{row - 1})=1,ROUND(SUM(E{row - 1}),2),"-")'
    row = row_of(book, "Balance sheet", "Total assets employed")
    assert "SUM(" in sheet[f"G{row}"].value
    assert sheet[f"G{row}"].number_format == "#,##0,_);(#,##0,);0_);@_)"


def test_the_statements_are_held_against_each_other() -> None:
    """The charge, the net operating costs, their line in the equity, and the total: checks show 0."""
    report = whole_year().statements("5A9")
    stored, typed = read(report), load_workbook(BytesIO(report.workbook()))
    first = row_of(stored, "Statements", "Checks: each must be 0") + 1
    checks = [stored["Statements"][f"G{first + place}"].value for place in range(5)]
    assert checks == [0, 0, 0, 0, None]
    assert typed["Statements"][f"G{first}"].value.startswith("=ROUND('Duties'!G")


def test_a_share_is_cut_off_and_not_rounded() -> None:
    """94,999 of 100,000 bills are 94.99 %, and 95.00 % is not reached; by value 95 % is."""
    book = read(full_year().statements("5A9"))
    found = [
        row[6].value for row in book["Duties"].iter_rows(max_col=7) if row[0].value == "percentage"
    ]
    assert found == [0.9499, 0.95, 0.9499, 0.95]


def test_what_cannot_be_made_says_why() -> None:
    """No ledger for November: both statements are not made, with the reason; dashes in the notes."""
    book = read(whole_year().statements("5A9", "M8"))
    row = row_of(book, "Statements", "Balance sheet")
    assert book["Statements"][f"C{row}"].value == "not made"
    assert "No extract of the general ledger for M08." in texts(book, "Balance sheet")
    row = row_of(book, "Duties", "Total net operating cost for the year to date")
    assert book["Duties"][f"G{row}"].value == "-"
    assert "Statements for 2011-12 M08, year to date to 30 November 2011" in texts(book)


def test_an_amount_that_a_cell_cannot_hold_is_refused() -> None:
    """A quadrillion pence has sixteen digits: the cells are named."""
    book = whole_year()
    limit = Allocation(strand=RECURRENT, pence=PENCE_LIMIT, issuer="DH")
    book.post(event(limit, body="5A9", effective=date(2011, 4, 1)))
    with pytest.raises(MoneyError, match="more digits than a spreadsheet keeps"):
        book.statements("5A9").workbook()


# Whose they are


def test_they_are_of_one_body_alone() -> None:
    """Barnet's workbook knows nothing of Enfield; and there is none of a group."""
    book = whole_year("5A9", "5C1")
    made = read(book.statements("5A9"))
    assert made.sheetnames == SHEETS
    assert "Barnet PCT (5A9)" in texts(made)
    assert not [word for word in ("5C1", "Enfield") if word in texts(made)]
    for group in ("NCL", "Q36"):
        with pytest.raises((UsageError, UnknownNameError)):
            book.statements(group)


# Signatures


def test_statements_that_are_not_signed_say_so_on_every_page() -> None:
    """In a box on the first sheet, at the head and the foot of each, and office by office."""
    report = whole_year().statements("5A9")
    book = read(report)
    assert book["Statements"]["A5"].value == "NOT SIGNED."
    for sheet in book.worksheets:
        assert str(sheet["A3"].value).endswith("NOT SIGNED")
        assert "NOT SIGNED" in str(sheet.oddFooter)
    for office in BOTH:
        row = row_of(book, "Statements", office)
        cells = [book["Statements"][f"{column}{row}"].value for column in "CEGH"]
        assert cells == ["not signed", "-", "-", "-"]
    assert texts(book, "Statements").count("Signature | ") == 2  # room for two by hand


def test_one_signature_is_not_both() -> None:
    """It names the office, the day and the paper, and who has not signed."""
    book = whole_year()
    book.sign_statements("5A9", by="Director of Finance, NCL", **PAPER)
    made = read(book.statements("5A9"))
    words = "NOT SIGNED by the Accountable Officer; signed by the Director of Finance"
    assert made["Statements"]["A5"].value == f"{words}."
    row = row_of(made, "Statements", "Director of Finance")
    sheet = made["Statements"]
    assert [sheet[f"{column}{row}"].value for column in "CEH"] == [
        "signed",
        "Director of Finance, NCL",
        "accounts",
    ]
    assert sheet[f"G{row}"].value.date() == date(2012, 6, 7)


def test_both_signatures_and_what_they_are_bound_to() -> None:
    """The hash that the signatures name stands on the sheet and in the properties."""
    book = whole_year()
    for office in BOTH:
        book.sign_statements("5A9", by=office, **PAPER)
    report = book.statements("5A9")
    made = read(report)
    assert made["Statements"]["A5"].value == "Signed by both offices."
    assert "not signed" not in texts(made).lower()
    assert report.sha256 in texts(made, "Statements")
    parts = made.custom_doc_props.props  # type: ignore[attr-defined]  # not in its stubs
    properties = {each.name: each.value for each in parts}
    assert properties["pctfinance statements"] == report.sha256


def test_a_signature_for_other_figures_is_told() -> None:
    """A later load of the ledger: signed on that day for other figures, and what differs."""
    book = whole_year()
    for office in BOTH:
        book.sign_statements("5A9", by=office, **PAPER)
    load, cells = ledger_of_year(901)
    book._records.post([load], attached=[cells])
    made = read(book.statements("5A9"))
    assert made["Statements"]["A5"].value == (
        "NOT SIGNED as they stand; the Accountable Officer and the Director of Finance: signed for "
        "other figures on 7 June 2012."
    )
    said = texts(made, "Statements")
    assert "Other than what the Director of Finance signed: revenue resource limit: Total" in said
    assert "Accountable Officer signed on 7 June 2012 for other figures" in said


# The year before


def test_restatements_are_marked_and_listed() -> None:
    """Signed with 8.50, now 8.70: both are shown, marked, and the difference is a formula."""
    report = restated()
    stored, typed = read(report), load_workbook(BytesIO(report.workbook()))
    assert stored.sheetnames == [*SHEETS, "Restatements"]
    words = "Revenue resource limit: Total net operating cost for the financial year"
    row = row_of(stored, "Restatements", words)
    sheet = stored["Restatements"]
    assert [sheet[f"{column}{row}"].value for column in "GHI"] == [8.5, 8.7, 0.2]
    assert typed["Restatements"][f"G{row}"].value.startswith("='Duties'!I")
    assert typed["Restatements"][f"I{row}"].value.startswith("=IF(COUNT(")
    assert "As published: as signed on 7 June 2012." in texts(stored, "Duties", "Restatements")
    rows = [each[0].value for each in sheet.iter_rows(min_row=row, max_col=1) if each[0].value]
    lines = [each for part in report.said.parts for each in report.compared(part.code)]
    assert len(rows) == sum(len(each.changes) for each in lines)
    assert "Operating cost statement: acute, cost" in rows


def test_without_the_year_before_it_says_so() -> None:
    """No comparatives, and no column of zeros in their place."""
    book = read(whole_year().statements("5A9"))
    assert "no comparatives: the book of the year before was not given" in texts(book)
    assert "2010-11" not in texts(book)


# The file


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """A heading, a reference and an office that begin with a sign of a formula."""
    book = whole_year()
    rules = [*HEADINGS[:-1], ("9*", "taxpayers-equity", "=SUM(A1:A9)")]
    book.state_balance_headings(rules, by="Financial Controller", **PAPER)
    book.sign_statements(
        "5A9", by="@office", on="2012-06-07", reference="=1+1", role="director-of-finance"
    )
    made = load_workbook(BytesIO(book.statements("5A9").workbook()))
    for sheet, text in (("Balance sheet", "=SUM(A1:A9)"), ("Statements", "=1+1"), ("Statements", "@office")):  # fmt: skip
        found = [cell for row in made[sheet].iter_rows() for cell in row if cell.value == text]
        assert [cell.data_type for cell in found] == ["s"]


def test_the_same_statements_give_the_same_bytes(tmp_path: Path) -> None:
    """Also from the book when it is opened again; the workbook's date is that of what it knows."""
    book = Book.create_from(tmp_path / "ncl.book", sample_path())
    first = book.statements("5A9").workbook()
    book.close()
    again = Book.open(tmp_path / "ncl.book", read_only=True)
    assert again.statements("5A9").workbook() == first
    known = again.statements("5A9").known_at
    assert known is not None
    assert load_workbook(BytesIO(first)).properties.created.date() == known


def test_sheets_are_ready_to_print() -> None:
    """A4, one page wide, the head on every page, a foot with the name and the number of pages."""
    for sheet in load_workbook(BytesIO(restated().workbook())).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$1:$4")
        assert "Barnet PCT (5A9)" in str(sheet.oddFooter)
        assert "Page &P of &N" in str(sheet.oddFooter)


def test_the_command_writes_it_and_a_book_is_held_against_it(run: Run, tmp_path: Path) -> None:
    """It carries the end of its book, as a pack does; another ending than .xlsx is refused."""
    kept = tmp_path / "ncl.book"
    assert run("create", kept, sample_path()).code == 0
    asked = ("statements", kept, "5A9", "--out")
    ran = run(*asked, tmp_path / "barnet.xlsx", "--json")
    assert ran.code == 1  # the sample has no general ledger
    made = load_workbook(tmp_path / "barnet.xlsx")
    assert made.sheetnames == SHEETS
    assert read_origin(tmp_path / "barnet.xlsx").head == Book.open(kept).head.hash
    assert run("verify", kept, "--against", tmp_path / "barnet.xlsx").code == 0
    assert run(*asked, tmp_path / "barnet.pdf").code == 2
    assert not (tmp_path / "barnet.pdf").exists()
    assert run("statements", kept, "NCL", "--out", tmp_path / "ncl.xlsx").code == 2
    assert not (tmp_path / "ncl.xlsx").exists()
