"""What may stand in a cell, from a CSV file and from a workbook, kind by kind."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pctfinance.bodies import Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import Finding, Level, Where
from pctfinance.money import Unit
from pctfinance.tables.amounts import AMOUNT_PENCE_MAX
from pctfinance.tables.cells import read_cell
from pctfinance.tables.model import Cell, Column, RawValue, Value
from pctfinance.tables.reading import Read, Reading
from pctfinance.tables.schemas import schema_for

WHERE = Where(file="month8.xlsx", sheet="actuals", cell="C7", row=7, column="x")
READING = Reading(Register.packaged(), FinancialYear("2011-12"), Unit.POUNDS)
RESOURCES, ACTUALS = schema_for("resources"), schema_for("actuals")


def read(
    value: RawValue, column: Column, *, number_format: str = "", unit: Unit | None = Unit.POUNDS
) -> Read:
    reading = Reading(READING.register, READING.year, unit)
    return read_cell(Cell(value, WHERE, number_format), column, reading)


def refusal(read: Read) -> str:
    """The code of the one error that a cell was refused with."""
    assert read.value is None
    (finding,) = read.findings
    assert finding.level is Level.ERROR
    assert finding.where == WHERE
    return finding.code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5A9", "5A9"),
        ("\u00a05e1 ", "5E1"),
        ("5a9", "5A9"),
    ],
)
def test_a_body_is_known_by_its_code(value: str, expected: str) -> None:
    """Case and white space are mended, and a note says so where anything was."""
    found = read(value, ACTUALS.column("body"))
    assert found.value == expected
    assert [finding.code for finding in found.findings] == ["input.converted"] * (value != expected)


@pytest.mark.parametrize("value", ["50", "50.0", "5.00E+01", Decimal(50), True, date(2011, 5, 1)])
def test_a_code_that_a_spreadsheet_damaged_is_refused(value: RawValue) -> None:
    """Nothing tells what was typed there, so nobody guesses."""
    assert refusal(read(value, ACTUALS.column("body"))) == "input.damaged-code"


def test_a_number_format_of_noughts_restores_a_code() -> None:
    """A code typed as 42 and shown as 00042 by its format was meant to be 00042."""
    column = ACTUALS.column("category")
    assert read(Decimal(42), column, number_format="00000").value == "00042"
    assert refusal(read(Decimal(42), column, number_format="0.00")) == "input.damaged-code"
    assert refusal(read(Decimal("4.5"), column, number_format="00000")) == "input.damaged-code"


@pytest.mark.parametrize(
    ("value", "pence"),
    [
        ("1,234.50", 1_234_50),
        ("(1,234.50)", -1_234_50),
        ("\u2212 12", -12_00),
        ("0", 0),
        (Decimal("1234.5"), 1_234_50),
        (Decimal("0.30000000000000004"), 30),
        (Decimal(-7), -7_00),
    ],
)
def test_an_amount_is_read_to_the_penny(value: RawValue, pence: int) -> None:
    """From text and from a number alike; a spreadsheet's last digits are noise."""
    assert read(value, ACTUALS.column("amount")).value == pence


@pytest.mark.parametrize("value", ["-", "–", "nil", "", "  ", None])
def test_no_value_is_not_zero(value: RawValue) -> None:
    """A dash says that there is nothing; whether that may be is asked of the row."""
    assert read(value, ACTUALS.column("amount")) == Read(None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("abc", "money.not-a-number"),
        ("1e3", "money.not-a-number"),
        (True, "money.not-a-number"),
        (datetime(2011, 11, 30), "money.not-a-number"),  # noqa: DTZ001 - a workbook has no zones
        ("12,34", "money.ambiguous"),
        ("£1.2m", "money.scaled"),
        ("0.125", "money.fraction-of-penny"),
        (Decimal("0.125"), "money.fraction-of-penny"),
        (Decimal("NaN"), "money.not-finite"),
        (Decimal("1e300"), "money.out-of-range"),
        (Decimal(10**13), "money.out-of-range"),
        ("10,000,000,000,000", "money.out-of-range"),
        ("-10000000000000.00", "money.out-of-range"),
        (Decimal("123456789012345.5"), "money.out-of-range"),
    ],
)
def test_what_is_no_exact_amount_is_refused(value: RawValue, code: str) -> None:
    """Each refusal has a code of its own, and the place of the cell."""
    assert refusal(read(value, ACTUALS.column("amount"))) == code


@pytest.mark.parametrize("value", ["9999999999999.99", Decimal("9999999999999.99")])
def test_the_largest_amount_is_the_same_in_text_and_in_a_number(value: RawValue) -> None:
    """Fifteen digits: what is taken from a CSV file could stand in a workbook."""
    assert read(value, ACTUALS.column("amount")).value == AMOUNT_PENCE_MAX
    assert read(value, ACTUALS.column("amount"), unit=None) == Read(None, is_open=True)


def test_the_unit_is_the_declared_one() -> None:
    """1.5 in a table of £000 is £1,500; in a table of pence it is half a penny too much."""
    column = ACTUALS.column("amount")
    assert read("1.5", column, unit=Unit.THOUSANDS).value == 1_500_00
    assert refusal(read("1.5", column, unit=Unit.PENCE)) == "money.fraction-of-penny"


def test_without_a_unit_an_amount_stays_open() -> None:
    """The declaration is asked for the unit once; only what is no amount in any unit is told."""
    column = ACTUALS.column("amount")
    assert read("1.2345", column, unit=None) == Read(None, is_open=True)
    assert refusal(read("abc", column, unit=None)) == "money.not-a-number"


@pytest.mark.parametrize("number_format", ["#,##0,", "0.0,,", '£#,##0,"k"', "[Red]#,##0,;(#,##0,)"])
def test_a_format_that_shows_a_thousandth_is_a_warning(number_format: str) -> None:
    """The whole of 1,234,500 is taken, and somebody should look: it is shown as 1,235."""
    found = read(Decimal(1234500), ACTUALS.column("amount"), number_format=number_format)
    assert found.value == 1_234_500_00
    assert [finding.level for finding in found.findings] == [Level.WARNING]


@pytest.mark.parametrize("number_format", ["#,##0.00", "General", '#,##0" net, of income"', "@"])
def test_ordinary_formats_are_not_suspected(number_format: str) -> None:
    """A comma between digits only groups them, and one in a text is a comma."""
    assert read(Decimal(5), ACTUALS.column("amount"), number_format=number_format) == Read(5_00)


def test_a_percentage_is_no_amount() -> None:
    """5% is stored as 0.05, which would be five pence."""
    found = read(Decimal("0.05"), ACTUALS.column("amount"), number_format="0%")
    assert refusal(found) == "money.not-a-number"
    assert found.findings[0].message == "5% is a percentage, not an amount"


@pytest.mark.parametrize(
    ("value", "noted"),
    [
        ("2011-11-03", False),
        (date(2011, 11, 3), False),
        (datetime(2011, 11, 3), False),  # noqa: DTZ001 - a workbook has no zones
        ("03/11/2011", True),
    ],
)
def test_a_date_is_day_first(value: RawValue, noted: bool) -> None:
    """3 November, not 11 March; a note where the text could be read either way."""
    found = read(value, RESOURCES.column("effective"))
    assert found.value == date(2011, 11, 3)
    assert bool(found.findings) is noted


@pytest.mark.parametrize("value", ["30/11/2011", "11/11/2011"])
def test_a_date_that_reads_one_way_only_needs_no_note(value: str) -> None:
    """There is no thirtieth month, and 11/11 is the same either way."""
    assert read(value, RESOURCES.column("effective")).findings == ()


@pytest.mark.parametrize(
    "value",
    [
        "29/02/2011",
        "2011-02-30",
        "11/30/2011",
        "30 Nov 2011",
        "30/11/11",
        "40877",
        Decimal(40877),
        True,
        datetime(2011, 11, 30, 23, 59),  # noqa: DTZ001 - a workbook has no zones
        "0001-01-01",
        date(9999, 12, 31),
    ],
)
def test_what_is_no_date_is_refused(value: RawValue) -> None:
    """Impossible days, two-digit years, bare numbers, and times that may roll to the next day."""
    assert refusal(read(value, RESOURCES.column("effective"))) == "input.not-a-date"


@pytest.mark.parametrize(
    ("column", "value", "accepted"),
    [
        ("effective", "2011-04-01", True),
        ("effective", "2012-03-31", True),
        ("effective", "2011-03-31", False),
        ("effective", "2012-04-01", False),
        ("notified", "2008-04-01", True),
        ("notified", "2015-03-31", True),
        ("notified", "2008-03-31", False),
        ("notified", "2015-04-01", False),
    ],
)
def test_dates_lie_in_or_near_the_declared_year(column: str, value: str, accepted: bool) -> None:
    """What counts for the year lies in it; its document may be three years older or younger."""
    found = read(value, RESOURCES.column(column))
    assert found.findings == () if accepted else refusal(found) == "input.wrong-year"


@pytest.mark.parametrize(
    ("value", "notes"),
    [
        ("2011-12 M08", 0),
        ("M8", 0),
        ("Nov-11", 0),
        (datetime(2011, 11, 1), 1),  # noqa: DTZ001 - what a spreadsheet makes of Nov-11
        ("8", 1),
        (Decimal(8), 1),
    ],
)
def test_a_period_is_a_month_of_the_year(value: RawValue, notes: int) -> None:
    """Month 8 is November; where a person might have meant August, a note says November."""
    found = read(value, ACTUALS.column("period"))
    assert found.value == Period("2011-12 M08")
    assert len(found.findings) == notes


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("M13", "period.unreadable"),
        ("2011-12", "period.unreadable"),
        (Decimal("8.5"), "period.unreadable"),
        (date(1, 1, 1), "period.unreadable"),
        ("2010-11 M08", "input.wrong-year"),
        (date(2012, 11, 1), "input.wrong-year"),
    ],
)
def test_what_is_no_month_of_the_year_is_refused(value: RawValue, code: str) -> None:
    """A spreadsheet that takes Nov-11 for 11 November of its own year is found out."""
    assert refusal(read(value, ACTUALS.column("period"))) == code


@pytest.mark.parametrize("value", ["Non Recurrent", "non_recurrent", "NON\u2011RECURRENT"])
def test_a_choice_overlooks_case_and_hyphens(value: str) -> None:
    """People and word processors have many hyphens."""
    assert read(value, RESOURCES.column("funding")).value == "non-recurrent"


@pytest.mark.parametrize(
    ("value", "expected"), [("Yes", True), ("n", False), (True, True), ("FALSE", False)]
)
def test_yes_and_no(value: RawValue, expected: Value) -> None:
    """In words, in letters, and as a spreadsheet's own TRUE and FALSE."""
    assert read(value, ACTUALS.column("synthetic")).value is expected


def test_perhaps_is_neither_yes_nor_no() -> None:
    """A third answer is refused."""
    assert refusal(read("perhaps", ACTUALS.column("synthetic"))) == "input.unknown-choice"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  DH/12 ", "DH/12"),
        (Decimal("4711.0"), "4711"),
        (datetime(2011, 11, 30), "2011-11-30"),  # noqa: DTZ001 - a workbook has no zones
        (False, "no"),
    ],
)
def test_anything_can_be_text(value: RawValue, expected: str) -> None:
    """A reference typed as a number is the text of its digits."""
    assert read(value, RESOURCES.column("reference")).value == expected


@pytest.mark.parametrize(
    "value",
    [
        "-",
        "\u2013",
        "--",
        "\u2212",
        "nil",
        "None",
        "n/a",
        "N.A.",
        "NA",
        "no",
        False,
        "?",
        "\u200b-",
    ],
)
def test_no_approval_is_no_value(value: RawValue) -> None:
    """A dash in place of a reference is no reference; the ledger then asks for one."""
    assert read(value, RESOURCES.column("approval")) == Read(None)


@pytest.mark.parametrize(
    "value",
    ["tbc", "TBA.", "pending", "Refused", "not yet", "Not-yet", "to be confirmed", "yes", True],
)
def test_how_an_approval_stands_is_no_reference_of_it(value: RawValue) -> None:
    """Money is not released on a word such as pending."""
    found = read(value, RESOURCES.column("approval"))
    assert refusal(found) == "input.combination"
    assert found.findings[0].message.endswith("is no reference of an approval")


@pytest.mark.parametrize("value", ["NHS London 12", "No. 12", "pending 12/7", Decimal(4711)])
def test_anything_else_is_a_reference(value: RawValue) -> None:
    """Nobody can tell what an authority's references look like."""
    assert read(value, RESOURCES.column("approval")).value == str(value)


@pytest.mark.parametrize("name", ["purpose", "category", "body", "delegate", "approval"])
def test_a_control_character_is_refused(name: str) -> None:
    """Shown in a terminal, the escape character would paint over what stands above it."""
    found = read("5A9\x1b[2J", RESOURCES.column(name))
    assert refusal(found) == "input.control-character"
    assert found.findings[0].message == "'5A9\\x1b[2J' holds the control character U+001B"


def test_two_lines_are_no_control_characters() -> None:
    """A cell of a workbook may have several lines, and tabs; in a code they are spaces."""
    assert read("two\r\nlines\tlong", RESOURCES.column("purpose")).value == "two\r\nlines\tlong"
    assert read("two\nlines", RESOURCES.column("category")).value == "two lines"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("acute\u200b", "acute"), ("mental\u00adhealth", "mentalhealth"), ("cafe\u0301", "caf\u00e9")],
)
def test_what_cannot_be_seen_is_taken_out_of_a_code(value: str, expected: str) -> None:
    """A note says so; two codes that look the same are the same."""
    found = read(value, RESOURCES.column("category"))
    assert found.value == expected
    assert [finding.level for finding in found.findings] == [Level.NOTE]


def test_a_code_of_nothing_that_can_be_seen_is_no_value() -> None:
    """Where one is needed, it is missing."""
    assert read("\u200b\u2060", RESOURCES.column("category")) == Read(None)


def test_a_cell_without_usable_value_has_its_own_finding() -> None:
    """`#REF!` is told by the reader that saw it, whatever the kind of the column."""
    problem = Finding("input.spreadsheet-error", Level.ERROR, "=B2+#REF! shows #REF!", WHERE)
    cell = Cell(None, WHERE, problem=problem)
    assert not cell.is_blank
    assert read_cell(cell, ACTUALS.column("source"), READING) == Read(None, (problem,))
