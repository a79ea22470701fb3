"""The form that people fill in: what it shows, and that what goes out comes back the same."""

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from excel_makers import values
from pctfinance.errors import InputRefusedError, UsageError, Where
from pctfinance.excel import read_workbook, write_template
from pctfinance.excel.addresses import cell_address
from pctfinance.money import Unit
from pctfinance.tables.amounts import AMOUNT_PENCE_MAX
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.csv_reader import read_folder, read_table
from pctfinance.tables.event_rules import EVENTS
from pctfinance.tables.model import Cell, Kind, RawInput, RawRow, RawTable
from pctfinance.tables.schemas import DECLARATION_KEYS, SCHEMAS

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "ncl-2011-12"
STATED = {"group": "NCL", "financial_year": "2011-12", "unit": "pounds", "sign": "costs-positive"}


def checked(tables: Mapping[str, str], **stated: str) -> CheckedInput:
    """A checked input of these tables, each as the text of a CSV file."""
    keys = "".join(f"{key},{value}\n" for key, value in (STATED | stated).items())
    texts = {"declaration": f"key,value\n{keys}", **tables}
    return check_input(
        RawInput(
            "month 8",
            tuple(read_table(text.encode(), f"{name}.csv", name) for name, text in texts.items()),
        )
    )


def returned(folder: Path, given: CheckedInput) -> CheckedInput:
    """The input as it comes back from its own workbook."""
    return check_input(read_workbook(write_template(folder / "month 8.xlsx", given)))


def written(folder: Path, given: CheckedInput, sheet: str) -> list[tuple[Any, ...]]:
    """The cells of a sheet below its headings, as the workbook holds them."""
    book = load_workbook(write_template(folder / "month 8.xlsx", given))
    return list(book[sheet].iter_rows(min_row=4, values_only=True))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Worksheet]:
    """The sheets of the empty form."""
    book = load_workbook(write_template(tmp_path_factory.mktemp("form") / "form.xlsx"))
    return {sheet.title: sheet for sheet in book.worksheets}


# The empty form


def test_the_form_has_a_sheet_for_each_table(form: dict[str, Worksheet]) -> None:
    """Notes first, then the tables in their order, the lists last."""
    assert list(form) == ["notes", *SCHEMAS, "lists"]


def test_the_headings_are_those_of_the_schemas(form: dict[str, Worksheet]) -> None:
    """In row 3, under the name of the table and what it is for."""
    for name, schema in SCHEMAS.items():
        sheet = form[name]
        assert sheet["A1"].value == name
        assert str(sheet["A2"].value).startswith(schema.purpose)
        headings = [cell.value for cell in sheet[3]][: len(schema.columns)]
        assert headings == [column.name for column in schema.columns]


def test_required_headings_are_dark_and_the_others_pale(form: dict[str, Worksheet]) -> None:
    """One sees what must be filled; pointing at a heading tells what belongs there."""
    for name, schema in SCHEMAS.items():
        if name == "declaration":
            continue
        for column, cell in zip(schema.columns, form[name][3], strict=True):
            assert (cell.fill.fgColor.rgb == "FF003087") is column.required
            assert cell.comment
            assert column.meaning[1:] in cell.comment.text
            assert ("Must be filled" in cell.comment.text) is column.required


def test_codes_survive_being_typed(form: dict[str, Worksheet]) -> None:
    """Every column of words, codes or months is text, so that 5E1 does not become 50."""
    for name, schema in SCHEMAS.items():
        if name == "declaration":
            assert form[name]["B5"].number_format == "@"
            continue
        for number, column in enumerate(schema.columns, start=1):
            expected = {Kind.MONEY: "#,##0.00;[Red]-#,##0.00", Kind.DATE: "dd mmm yyyy"}
            wanted = expected.get(column.kind, "@")
            cell = form[name].cell(4, number)
            assert cell.number_format == wanted
            assert column_format(form[name], number) == wanted


def test_choices_are_offered(form: dict[str, Worksheet]) -> None:
    """Each column of choices has a list, and the list has its words, in their order."""
    found = 0
    for name, schema in SCHEMAS.items():
        for number, column in enumerate(schema.columns, start=1):
            if column.kind in (Kind.CHOICE, Kind.YES_NO):
                rule = rule_at(form[name], cell_address(4, number))
                assert offered(form, rule.formula1) == list(column.choices or ("yes", "no"))
                found += 1
    assert found > 8


def test_categories_are_offered_from_their_own_sheet(form: dict[str, Worksheet]) -> None:
    """What is typed into categories is offered in actuals, and nothing is insisted on."""
    rule = rule_at(form["actuals"], "D4")
    assert rule.formula1 == "categories!$A$4:$A$10000"
    assert not rule.showErrorMessage
    assert rule_at(form["categories"], "C4").formula1 == "categories!$A$4:$A$10000"


def test_a_key_of_its_own_table_is_not_offered(form: dict[str, Worksheet]) -> None:
    """A new category is new: its own code is typed, not chosen."""
    for name in ("categories", "bodies"):
        with pytest.raises(StopIteration):
            rule_at(form[name], "A4")


def test_keys_of_the_declaration_are_all_there(form: dict[str, Worksheet]) -> None:
    """With their defaults, what they mean, and whether they are needed."""
    rows = list(form["declaration"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == list(DECLARATION_KEYS)
    assert {row[0]: row[1] for row in rows if row[1]} == {
        "actuals": "in-month",
        "phasing": "profile",
        "scaled_amounts": "no",
    }
    assert [row[0] for row in rows if row[2] == "yes"] == list(STATED)
    assert rule_at(form["declaration"], "B6").formula1 == '"pounds,pence,thousands"'


def test_the_notes_name_every_sheet_and_event(form: dict[str, Worksheet]) -> None:
    """The first sheet tells what all the others are for."""
    labels = {row[0] for row in form["notes"].iter_rows(values_only=True)}
    assert {*SCHEMAS, *EVENTS, "No value is not zero", "Codes are text"} <= labels


def test_the_pages_are_ready_to_print(form: dict[str, Worksheet]) -> None:
    """A4 across, as wide as the page, with the headings on each."""
    for name, sheet in form.items():
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        if name in SCHEMAS and name != "declaration":
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.freeze_panes == "B4"
            assert str(sheet.auto_filter.ref).startswith("A3:")


def test_the_empty_form_asks_for_the_declaration_and_nothing_else(tmp_path: Path) -> None:
    """Sent back as it is, it lacks the four keys that must be stated."""
    with pytest.raises(InputRefusedError) as caught:
        check_input(read_workbook(write_template(tmp_path / "form.xlsx")))
    assert [finding.message for finding in caught.value.findings] == [
        f"the declaration does not state the {key}" for key in STATED
    ]


def column_format(sheet: Worksheet, number: int) -> str:
    """The format of the cells that are yet to come; neighbours that are alike share one entry."""
    return next(
        dimension.number_format
        for dimension in sheet.column_dimensions.values()
        if (dimension.min or 0) <= number <= (dimension.max or 0)
    )


def rule_at(sheet: Worksheet, address: str) -> Any:
    """The check that a spreadsheet makes in a cell."""
    return next(
        rule
        for rule in sheet.data_validations.dataValidation
        if address in str(rule.sqref).split(":")
    )


def offered(form: Mapping[str, Any], source: str) -> list[Any]:
    """The words in the cells that a list refers to."""
    sheet, area = source.split("!")
    return [cell.value for (cell,) in form[sheet][area.replace("$", "")]]


# The filled form


def test_the_sample_comes_back_the_same(tmp_path: Path) -> None:
    """Out of the CSV files, into a workbook and back: the same values in every table."""
    sent = check_input(read_folder(SAMPLE))
    back = returned(tmp_path, sent)
    assert values(back) == values(sent)
    assert back.declaration == sent.declaration
    assert back.findings == ()
    assert len(back.tables["actuals"]) > 1000


def test_amounts_are_written_as_numbers_in_the_declared_unit(tmp_path: Path) -> None:
    """1,234.56 of £000 with costs negative: inside 123,456,000p, in the cell -1,234.56."""
    tables = {
        "actuals": 'body,period,category,amount\n5A9,M8,acute,"-1,234.56"\n',
        "profile": "body,category,period,amount\n5A9,acute,M8,7\n",
    }
    sent = checked(tables, unit="thousands", sign="costs-negative")
    assert sent.tables["actuals"].rows[0].pence() == 123_456_000
    assert written(tmp_path, sent, "actuals") == [
        ("5A9", "2011-12 M08", "revenue", "acute", -1234.56, "no", None, None, "no")
    ]
    assert written(tmp_path, sent, "profile")[0][3] == 7
    assert values(returned(tmp_path, sent)) == values(sent)


def test_the_largest_amount_keeps_its_penny(tmp_path: Path) -> None:
    """£9,999,999,999,999.99 has the fifteen digits that a spreadsheet keeps of a number."""
    amount = "9999999999999.99"
    sent = checked({"actuals": f"body,period,category,amount\n5A9,M8,acute,{amount}\n"})
    assert written(tmp_path, sent, "actuals")[0][4] == float(amount)
    assert values(returned(tmp_path, sent)) == values(sent)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20 7946 0000",
        "-",
        "@SUM(A1)",
        "http://nhs.uk",
        "5E1",
        "007",
        "1e3",
        "TRUE",
        "_x0041_",
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    """Nothing becomes a formula, a link or a number because of how it looks."""
    sent = checked({"categories": f"category,name\nacute,{text}\n"})
    book = load_workbook(write_template(tmp_path / "month 8.xlsx", sent))
    cell = book["categories"]["B4"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert values(returned(tmp_path, sent)) == values(sent)


def test_bodies_of_the_input_are_offered(tmp_path: Path) -> None:
    """The five members of the cluster stand in the list for the column body."""
    book = load_workbook(write_template(tmp_path / "month 8.xlsx", checked({})))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    rule = rule_at(sheets["actuals"], "A4")
    assert offered(sheets, rule.formula1) == ["5A9", "5C1", "5C9", "5K7", "5K8"]


def test_periods_follow_the_declared_year(tmp_path: Path) -> None:
    """The list of months is a formula of the year in the declaration, with its result stored."""
    path = write_template(tmp_path / "month 8.xlsx", checked({}))
    for results, expected in (
        (True, "2011-12 M12"),
        (False, '=IF(declaration!$B$5="","",declaration!$B$5&" M12")'),
    ):
        book = load_workbook(path, data_only=results)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        months = offered(sheets, rule_at(sheets["actuals"], "B4").formula1)
        assert months[-1] == expected


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    """Byte for byte, so that two workbooks can be compared by their hash."""
    one, two = (write_template(tmp_path / name, checked({})) for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == two.read_bytes()


def test_bodies_outside_the_register_come_back(tmp_path: Path) -> None:
    """A group of our own, with its members' names and dates."""
    bodies = "body,name,from,to\nX01,Northern Body,2011-04-01,\nX02,Southern Body,,2011-12-31\n"
    sent = checked({"bodies": bodies}, group="OURS", group_name="Our Group")
    assert values(returned(tmp_path, sent)) == values(sent)


def test_a_workbook_that_is_open_elsewhere_is_told(tmp_path: Path) -> None:
    """Where the file cannot be written, the message says what to do."""
    with pytest.raises(UsageError) as caught:
        write_template(tmp_path)  # a folder stands where the workbook should
    (finding,) = caught.value.findings
    assert finding.code == "file.unreadable"
    assert finding.where == Where(file=tmp_path.name)


def test_a_text_that_does_not_fit_is_told(tmp_path: Path) -> None:
    """A spreadsheet cell holds 32,767 characters; nothing is cut off silently."""
    sent = checked({"categories": f"category,name\nacute,{'x' * 32_768}\n"})
    with pytest.raises(UsageError, match=r"'categories'!B4: a text of 32,768 characters"):
        write_template(tmp_path / "month 8.xlsx", sent)
    assert not (tmp_path / "month 8.xlsx").exists()


PLAIN_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), max_size=30
)
AMOUNTS = st.integers(-AMOUNT_PENCE_MAX, AMOUNT_PENCE_MAX) | st.integers(-(10**9), 10**9)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.tuples(AMOUNTS, PLAIN_TEXT, st.booleans()), max_size=5),
    unit=st.sampled_from([Unit.PENCE, Unit.POUNDS, Unit.THOUSANDS]),
    sign=st.sampled_from(["costs-positive", "costs-negative"]),
)
def test_whatever_goes_out_comes_back(
    rows: list[tuple[int, str, bool]], unit: Unit, sign: str
) -> None:
    """Any amount to the penny, any text, either sign, each unit."""
    where = Where(file="actuals.csv", row=2)
    raw_rows = tuple(
        RawRow(
            number,
            {
                "body": Cell("5A9", where),
                "period": Cell("M8", where),
                "category": Cell(f"category-{number}", where),
                "amount": Cell(f"{Decimal(pence).scaleb(-unit.power):f}", where),
                "synthetic": Cell(synthetic, where),
                "source": Cell(text, where),
            },
        )
        for number, (pence, text, synthetic) in enumerate(rows)
    )
    headings = ("body", "period", "category", "amount", "synthetic", "source")
    keys = "".join(f"{k},{v}\n" for k, v in (STATED | {"unit": unit.value, "sign": sign}).items())
    sent = check_input(
        RawInput(
            "month 8",
            (
                read_table(f"key,value\n{keys}".encode(), "declaration.csv", "declaration"),
                RawTable("actuals", Where(file="actuals.csv"), headings, raw_rows),
            ),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        assert values(returned(Path(folder), sent)) == values(sent)
