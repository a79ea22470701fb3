"""A workbook is read cell by cell: every complaint names sheet and cell, and a code stays text."""

import random
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from excel_makers import (
    ACTUALS,
    DECLARATION,
    cells,
    make_book,
    make_package,
    make_parts,
    one_table,
    refusal,
)
from pctfinance.errors import InputRefusedError, Level
from pctfinance.excel import read_workbook
from pctfinance.excel.cells import raw_value
from pctfinance.tables.check import check_input
from shared_data import needs_shared, shared_data

MONTH_8 = "month 8.xlsx"


def book_with(folder: Path, *rows: Sequence[Any], sheet: str = "actuals") -> Path:
    """A workbook of one sheet with these rows."""
    make_book(folder, {sheet: rows})
    return folder / MONTH_8


# Cells


def test_every_cell_knows_its_address(tmp_path: Path) -> None:
    """The amount in row 2 is told as 'actuals'!D2."""
    table = one_table(book_with(tmp_path, *ACTUALS))
    assert table.headings == ("body", "period", "category", "amount")
    assert [row.number for row in table.rows] == [2, 3]
    where = table.rows[0].cells["amount"].where
    assert str(where) == "month 8.xlsx, 'actuals'!D2 (amount)"
    assert where.row == 2


def test_numbers_are_exact_and_text_is_text(tmp_path: Path) -> None:
    """0.1 arrives as 0.1, an integer as one, and '1,234' and 5E1 as they were typed."""
    table = one_table(
        book_with(tmp_path, ("body", "amount"), ("5E1", 0.1), ("5e1 ", 700), ("50", "1,234"))
    )
    assert [cell.value for cell in cells(table, "body")] == ["5E1", "5e1 ", "50"]
    assert [cell.value for cell in cells(table, "amount")] == [
        Decimal("0.1"),
        Decimal(700),
        "1,234",
    ]


def test_a_code_that_became_a_number_is_named(tmp_path: Path) -> None:
    """5E1 typed into a cell that is not text becomes 50; the complaint says where and what."""
    rows = (ACTUALS[0], (50, "2011-12 M08", "acute", 7))
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": rows})
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(tmp_path / MONTH_8))
    (finding,) = caught.value.findings
    assert finding.code == "input.damaged-code"
    assert finding.where
    assert finding.where.cell == "A2"


def test_yes_no_dates_and_formats_arrive_as_they_are(tmp_path: Path) -> None:
    """TRUE is not 1, a date has no midnight, and the number format comes along."""
    book = make_book(
        tmp_path,
        {"resources": (("body", "event", "effective", "synthetic", "amount"),) * 1},
    )
    sheet = book["resources"]
    sheet.append(("5A9", "budget", date(2011, 11, 30), True, 1234))
    sheet.append(("5A9", "budget", datetime(2011, 11, 30, 14, 30), False, 12))  # noqa: DTZ001 - a spreadsheet has no time zones
    sheet["E2"].number_format = "#,##0,"
    book.save(tmp_path / MONTH_8)
    table = one_table(tmp_path / MONTH_8)
    assert [cell.value for cell in cells(table, "effective")] == [
        date(2011, 11, 30),
        datetime(2011, 11, 30, 14, 30),  # noqa: DTZ001 - as above
    ]
    assert [cell.value for cell in cells(table, "synthetic")] == [True, False]
    assert table.rows[0].cells["amount"].number_format == "#,##0,"


def test_money_in_a_date_format_stays_a_date(tmp_path: Path) -> None:
    """41,000 in a date format is a day in 2012, and is refused as an amount where it stands."""
    book = make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS})
    book["actuals"]["D2"].value = 41000
    book["actuals"]["D2"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / MONTH_8)
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(tmp_path / MONTH_8))
    (finding,) = caught.value.findings
    assert "2012-04-01" in finding.message
    assert finding.where
    assert finding.where.cell == "D2"


def test_an_impossible_date_is_a_finding(tmp_path: Path) -> None:
    """Two thousand million is no day; the cell says so instead of staying empty."""
    book = make_book(tmp_path, {"actuals": ACTUALS})
    book["actuals"]["D2"].value = 2_000_000_000
    book["actuals"]["D2"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / MONTH_8)
    cell = cells(one_table(tmp_path / MONTH_8), "amount")[0]
    assert cell.problem
    assert cell.problem.message == "a number is formatted as a date that there is not"


def test_line_breaks_of_windows_come_back() -> None:
    """Excel writes a carriage return as _x000D_, and the first letter of such a text as _x005F_."""
    assert raw_value("one_x000D_\ntwo") == "one\r\ntwo"
    assert raw_value("_x005F_x000D_") == "_x000D_"
    assert raw_value("_x0041_ is no control character") == "_x0041_ is no control character"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_becomes_its_shortest_decimal(number: float) -> None:
    """No number changes on the way in."""
    assert float(raw_value(number) or 0) == number  # type: ignore[arg-type]  # it is a Decimal


# Formulas


def formula_book(folder: Path, cell: str) -> Path:
    """A workbook whose D2 holds this cell in XML, under proper headings."""
    heads = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCD", ("body", "period", "category", "amount"), strict=True)
    )
    rows = f'<row r="1">{heads}</row><row r="2">{cell}</row>'
    return make_package(folder / MONTH_8, make_parts(rows.encode()))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="D2"><f>SUM(B1:B9)</f><v>1234.5</v></c>', Decimal("1234.5")),
        ('<c r="D2" t="str"><f>"5"&amp;"E1"</f><v>5E1</v></c>', "5E1"),
        ('<c r="D2" t="b"><f>TRUE()</f><v>1</v></c>', True),
        ('<c r="D2"><f t="array" ref="D2">SUM(B1:B9*2)</f><v>7</v></c>', Decimal(7)),
        ('<c r="D2"><v>0.30000000000000004</v></c>', Decimal("0.30000000000000004")),
    ],
)
def test_the_stored_result_of_a_formula_counts(tmp_path: Path, cell: str, value: object) -> None:
    """A formula is read as what it last gave."""
    amount = cells(one_table(formula_book(tmp_path, cell)), "amount")[0]
    assert amount.value == value
    assert amount.problem is None


@pytest.mark.parametrize(
    ("cell", "code", "message"),
    [
        (
            '<c r="D2" t="e"><f>VLOOKUP(A2,#REF!,2,0)</f><v>#REF!</v></c>',
            "input.spreadsheet-error",
            "the formula =VLOOKUP(A2,#REF!,2,0) gives #REF!",
        ),
        (
            '<c r="D2" t="e"><f t="array" ref="D2">A1:A9/0</f><v>#DIV/0!</v></c>',
            "input.spreadsheet-error",
            "the formula =A1:A9/0 gives #DIV/0!",
        ),
        (
            '<c r="D2" t="e"><v>#N/A</v></c>',
            "input.spreadsheet-error",
            "the cell holds the error #N/A",
        ),
        (
            '<c r="D2"><f>SUM(B1:B9)</f></c>',
            "input.no-cached-value",
            "the formula =SUM(B1:B9) has no stored result",
        ),
    ],
)
def test_a_formula_without_a_usable_result_is_named(
    tmp_path: Path, cell: str, code: str, message: str
) -> None:
    """Neither an error nor a result that was never stored is read as an empty cell or a zero."""
    amount = cells(one_table(formula_book(tmp_path, cell)), "amount")[0]
    assert amount.value is None
    assert not amount.is_blank
    assert amount.problem
    assert (amount.problem.code, amount.problem.message) == (code, message)
    assert amount.problem.where
    assert amount.problem.where.cell == "D2"


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    """=IF(A1="","",A1) is how people leave a cell empty; its row is passed over."""
    cell = '<c r="D2" t="str"><f>IF(A1="","",A1)</f><v></v></c>'
    (tmp_path / "x").mkdir()
    assert read_workbook(formula_book(tmp_path / "x", cell)).tables == ()


def test_a_text_that_begins_with_an_equals_sign_is_text(tmp_path: Path) -> None:
    """'=5 per head' typed as text is no formula."""
    cell = '<c r="D2" t="inlineStr"><is><t>=5 per head</t></is></c>'
    assert cells(one_table(formula_book(tmp_path, cell)), "amount")[0].value == "=5 per head"


def test_results_from_other_workbooks_are_pointed_out(tmp_path: Path) -> None:
    """The other workbook may have changed since; a table in this one has not."""
    cell = '<c r="D2"><f>[1]Budget!C7</f><v>7</v></c>'
    (finding,) = one_table(formula_book(tmp_path, cell)).findings
    assert (finding.code, finding.level) == ("input.stale-value", Level.WARNING)
    assert "D2" in finding.message


def test_calculation_by_hand_is_pointed_out(tmp_path: Path) -> None:
    """Where a workbook calculates only when told to, its results may be old."""
    path = formula_book(tmp_path, '<c r="D2"><f>SUM(B1:B9)</f><v>7</v></c>')
    manual = make_parts()["xl/workbook.xml"].replace(
        b"</workbook>", b'<calcPr calcMode="manual"/></workbook>'
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    make_package(path, parts | {"xl/workbook.xml": manual})
    (finding,) = read_workbook(path).findings
    assert finding.code == "input.stale-value"


# The place of the table


def test_a_title_may_stand_above_the_headings(tmp_path: Path) -> None:
    """The row of headings is found; capitals, line breaks and spaces do not matter."""
    rows = (
        ("Actuals of month 8",),
        (),
        ("amount in pounds",),
        ("BODY", " Period", "Category\n", "amount", "Taken from"),
        ("5A9", "2011-12 M08", "acute", 7, "x"),
    )
    table = one_table(book_with(tmp_path, *rows))
    assert table.headings == ("body", "period", "category", "amount", "taken from")
    assert [row.number for row in table.rows] == [5]
    assert table.rows[0].cells["amount"].where.cell == "D5"


def test_words_of_a_heading_may_be_apart(tmp_path: Path) -> None:
    """'Taken from' is taken_from in the table that has it."""
    rows = (("body", "event", "Taken from"), ("5A9", "budget", "retained"))
    assert one_table(book_with(tmp_path, *rows, sheet="resources")).headings[2] == "taken_from"


def test_the_best_row_of_headings_serves_where_one_is_missing(tmp_path: Path) -> None:
    """A misspelt heading is reported as such, not as a sheet without headings."""
    rows = (
        ("body of text",),
        ("body", "period", "category", "amuont"),
        ("5A9", "2011-12 M08", "acute", 7),
    )
    assert one_table(book_with(tmp_path, *rows)).headings == (
        "body",
        "period",
        "category",
        "amuont",
    )


def test_a_sheet_without_headings_says_which_it_needs(tmp_path: Path) -> None:
    """Figures without headings are no table."""
    (finding,) = one_table(book_with(tmp_path, ("5A9", 7), ("5K7", 8))).findings
    assert (finding.code, finding.level) == ("file.empty", Level.ERROR)
    assert "none of the first 10 rows holds the headings of actuals" in finding.message
    assert finding.hint.endswith("body, period, category, amount")


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    """Blank rows between and below, even with spaces in them, are no rows."""
    rows = (*ACTUALS[:2], (None, "  ", None), (), ACTUALS[2])
    assert [row.number for row in one_table(book_with(tmp_path, *rows)).rows] == [2, 5]


def test_a_column_in_brackets_is_for_people(tmp_path: Path) -> None:
    """Notes under (my notes) are not read, and nothing is said about them."""
    rows = (("body", "(my notes)", "amount"), ("5A9", "ask Jo", 7), (None, "a thought", None))
    table = one_table(book_with(tmp_path, *rows))
    assert table.headings == ("body", "amount")
    assert len(table.rows) == 1
    assert table.findings == ()


def test_cells_without_a_heading_are_pointed_out(tmp_path: Path) -> None:
    """A figure beside the table is not read, and its address is told."""
    rows = (("body", "amount"), ("5A9", 7, None, 99))
    (finding,) = one_table(book_with(tmp_path, *rows)).findings
    assert finding.level is Level.WARNING
    assert finding.message.endswith("not read: D2")


def test_headings_that_stand_twice_reach_the_checks(tmp_path: Path) -> None:
    """The reader does not choose between two columns of the same name."""
    rows = ((*ACTUALS[0], "amount"), (*ACTUALS[1], 8))
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": rows})
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(tmp_path / MONTH_8))
    assert [finding.code for finding in caught.value.findings] == ["input.duplicate-column"]


# Merged and hidden cells


def merged_book(folder: Path, area: str, *rows: Sequence[Any]) -> Path:
    """A workbook in which one range of the sheet actuals is merged."""
    book = make_book(folder, {"actuals": rows})
    book["actuals"].merge_cells(area)
    book.save(folder / MONTH_8)
    return folder / MONTH_8


def test_a_merged_code_counts_for_each_row(tmp_path: Path) -> None:
    """5A9 beside three categories stands for all three, and the reader says so."""
    path = merged_book(
        tmp_path,
        "A2:A4",
        *(ACTUALS[0], ("5A9", "2011-12 M08", "acute", 1)),
        *((None, "2011-12 M08", "dental", 2), (None, "2011-12 M08", "estates", 3)),
    )
    table = one_table(path)
    assert [cell.value for cell in cells(table, "body")] == ["5A9"] * 3
    assert [cell.where.cell for cell in cells(table, "body")] == ["A2", "A3", "A4"]
    (finding,) = table.findings
    assert finding.code == "input.converted"
    assert finding.message.endswith(": A2")


def test_a_merged_amount_counts_once(tmp_path: Path) -> None:
    """An amount across two rows is not counted twice: the second row has none."""
    path = merged_book(
        tmp_path, "D2:D3", ACTUALS[0], ACTUALS[1], ("5K7", "2011-12 M08", "acute", None)
    )
    assert [cell.value for cell in cells(one_table(path), "amount")] == [Decimal("1234.5"), None]


def test_a_merged_cell_alone_makes_no_row(tmp_path: Path) -> None:
    """A code merged down to an empty row adds no row."""
    path = merged_book(tmp_path, "A2:A9", *ACTUALS[:2])
    assert [row.number for row in one_table(path).rows] == [2]


def test_a_widened_heading_is_one_heading(tmp_path: Path) -> None:
    """People merge a heading over two columns to make it wide."""
    rows = (("body", None, "period", "category", "amount"), ("5A9", None, "M8", "acute", 7))
    table = one_table(merged_book(tmp_path, "A1:B1", *rows))
    assert table.headings == ("body", "period", "category", "amount")


def test_a_heading_over_two_used_columns_stands_twice(tmp_path: Path) -> None:
    """Where both columns are used, the checks have to refuse them."""
    rows = (("body", "period", "category", "amount", None), ("5A9", "M8", "acute", 7, 8))
    table = one_table(merged_book(tmp_path, "D1:E1", *rows))
    assert table.headings[3:] == ("amount", "amount")


def test_hidden_rows_are_read_and_summed(tmp_path: Path) -> None:
    """A filter hides two rows of 1,234.5 and 700: they count, and the person is told."""
    book = make_book(tmp_path, {"actuals": (*ACTUALS, ("5C1", "2011-12 M08", "acute", 1))})
    for row in (2, 3, 50):
        book["actuals"].row_dimensions[row].hidden = True
    book.save(tmp_path / MONTH_8)
    table = one_table(tmp_path / MONTH_8)
    assert len(table.rows) == 3
    (finding,) = table.findings
    assert (finding.code, finding.level) == ("input.hidden", Level.WARNING)
    assert finding.message == "hidden rows were read, whose amounts add up to 1,934.5: 2-3"


def test_hidden_columns_and_sheets_are_told(tmp_path: Path) -> None:
    """What nobody sees is read all the same."""
    book = make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS})
    book["actuals"].column_dimensions.group("B", "C", hidden=True)
    book["actuals"].sheet_state = "hidden"
    book.save(tmp_path / MONTH_8)
    actuals = read_workbook(tmp_path / MONTH_8).tables[1]
    assert [finding.message for finding in actuals.findings] == [
        "a hidden sheet was read",
        "hidden columns were read: period, category",
    ]


# Sheets


def test_sheets_are_found_by_their_names(tmp_path: Path) -> None:
    """Capitals and spaces do not matter; sheets for people are passed over without a word."""
    make_book(
        tmp_path,
        {
            "Actuals ": ACTUALS,
            "Notes": (("anything",),),
            "Read me": (("anything",),),
            "lists": (("anything",),),
            "DECLARATION": DECLARATION,
        },
    )
    raw = read_workbook(tmp_path / MONTH_8)
    assert [table.name for table in raw.tables] == ["declaration", "actuals"]
    assert raw.name == MONTH_8
    assert raw.findings == ()


def test_an_unknown_sheet_is_a_warning_and_a_near_miss_an_error(tmp_path: Path) -> None:
    """'Forecast' was meant to be forecasts; 'Pivot' is nobody's business; a copy is told."""
    make_book(
        tmp_path,
        {
            "declaration": DECLARATION,
            "actuals": ACTUALS,
            "Forecast": ACTUALS,
            "Pivot": ACTUALS,
            "actual": ACTUALS,
        },
    )
    findings = read_workbook(tmp_path / MONTH_8).findings
    assert [(f.where.sheet if f.where else "", f.level, f.hint) for f in findings] == [
        ("Forecast", Level.ERROR, "did you mean forecasts?"),
        ("Pivot", Level.WARNING, "take it out if it is not needed"),
        ("actual", Level.WARNING, "did you mean actuals?"),
    ]


def test_a_table_on_two_sheets_reaches_the_checks(tmp_path: Path) -> None:
    """'actuals' and 'actuals ' are the same table, and nobody knows which is meant."""
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS, "actuals ": ACTUALS})
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(tmp_path / MONTH_8))
    assert "file.duplicate-table" in [finding.code for finding in caught.value.findings]


def test_a_sheet_without_rows_is_not_given(tmp_path: Path) -> None:
    """The empty sheets of a form may stay; a folder would leave the file out."""
    make_book(
        tmp_path,
        {"declaration": DECLARATION, "categories": (("category", "name"),), "bodies": ()},
    )
    raw = read_workbook(tmp_path / MONTH_8)
    assert [table.name for table in raw.tables] == ["declaration"]
    assert len(check_input(raw).tables["categories"]) == 0


def test_a_workbook_of_something_else_says_so(tmp_path: Path) -> None:
    """One plain sentence, and not a line for each of its sheets."""
    make_book(tmp_path, {"Sheet1": ACTUALS, "Sheet2": ACTUALS})
    (finding,) = refusal(tmp_path / MONTH_8)
    assert finding.code == "file.missing-table"
    assert finding.message == "none of its 2 sheets is a table of the input format"


@needs_shared
def test_a_real_foreign_workbook_is_refused_in_one_sentence() -> None:
    """A provider's consolidation return is an honest workbook without any of the tables."""
    folder = shared_data()
    assert folder
    (path,) = (folder / "workbooks").glob("*.xlsx")
    (finding,) = refusal(path)
    assert finding.code == "file.missing-table"
    assert "none of its 30 sheets" in finding.message


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Three mistakes on two sheets: three findings, each with its cell."""
    rows = (
        ACTUALS[0],
        ("5ZZ", "2011-12 M08", "acute", 1),
        ("5A9", "2011-12 M08", "acute", "n/a"),
    )
    forecasts = (ACTUALS[0], ("5A9", "2012-13 M08", "acute", 1))
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": rows, "forecasts": forecasts})
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(tmp_path / MONTH_8))
    assert [str(finding.where) for finding in caught.value.findings] == [
        "month 8.xlsx, 'actuals'!A2 (body)",
        "month 8.xlsx, 'actuals'!D3 (amount)",
        "month 8.xlsx, 'forecasts'!B2 (period)",
    ]


# Whatever comes


def outcome(path: Path) -> str:
    """What becomes of a workbook: `read`, or the code that it is refused with."""
    try:
        read_workbook(path)
    except InputRefusedError as error:
        return error.findings[0].code
    return "read"


def test_a_damaged_workbook_is_refused_and_nothing_else(tmp_path: Path) -> None:
    """Whichever bytes are changed, the workbook is read or refused; nothing else is raised."""
    make_book(tmp_path, {"declaration": DECLARATION, "actuals": ACTUALS})
    content = (tmp_path / MONTH_8).read_bytes()
    dice = random.Random(2011)  # noqa: S311 - for repeatable damage, not for secrets
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path = tmp_path / "damaged.xlsx"
        path.write_bytes(bytes(damaged[: dice.choice([None, dice.randrange(len(damaged))])]))
        outcomes.add(outcome(path))
    assert "file.damaged" in outcomes
    assert all(found == "read" or found.startswith("file.") for found in outcomes)


def test_parts_in_disorder_are_refused_and_nothing_else(tmp_path: Path) -> None:
    """The same for workbooks whose zip is sound and whose XML is not."""
    parts = make_parts(b'<row r="1"><c r="A1" t="s"><v>7</v></c></row>')
    dice = random.Random(2012)  # noqa: S311 - as above
    outcomes = set()
    for _ in range(60):
        name = dice.choice(sorted(parts))
        damaged = bytearray(parts[name])
        start = dice.randrange(len(damaged))
        damaged[start : start + dice.randint(0, 5)] = dice.choice([b"", b"9", b'"', b"<", b"&x;"])
        path = make_package(tmp_path / "disorder.xlsx", parts | {name: bytes(damaged)})
        outcomes.add(outcome(path))
    assert "file.damaged" in outcomes
    assert all(found == "read" or found.startswith("file.") for found in outcomes)
