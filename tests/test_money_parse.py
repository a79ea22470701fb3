"""Reading money: what is understood, what is refused, and what a refusal says."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pctfinance.codes import CODES
from pctfinance.errors import MoneyError, Where
from pctfinance.money import MAX_PENCE, Unit, parse_money, pence_from_decimal

HERE = Where(file="actuals.csv", row=7, column="amount")
any_pence = st.integers(-MAX_PENCE, MAX_PENCE)
units = st.sampled_from(Unit)


def refused(
    text: str, unit: Unit = Unit.POUNDS, *, scaled: bool = False, where: Where | None = HERE
) -> str:
    """The code that a text is refused with, after checking what every refusal must carry."""
    with pytest.raises(MoneyError) as caught:
        parse_money(text, unit=unit, scaled=scaled, where=where)
    (finding,) = caught.value.findings
    assert finding.where == where
    assert finding.code in CODES
    assert finding.hint
    assert text.strip()[:20] in finding.message
    return finding.code


@pytest.mark.parametrize(
    "text", ["", "   ", "\N{NO-BREAK SPACE}", "\t\n", "-", " - ", "–", "—", "−"]
)
def test_a_blank_or_a_dash_is_no_value(text: str) -> None:
    """A dash in a printed table says that there is nothing; it does not say zero."""
    assert parse_money(text) is None


@pytest.mark.parametrize("text", ["nil", "Nil", "NIL", "£-", "£ -   ", " £\N{NO-BREAK SPACE}- "])
def test_other_ways_of_saying_none(text: str) -> None:
    """`nil`, and what a spreadsheet's accounting format leaves of an empty amount in a CSV."""
    assert parse_money(text) is None


@pytest.mark.parametrize("text", ["0", "0.00", "£0", "(0)", "-0", "000"])
def test_zero_is_a_value(text: str) -> None:
    """Zero is zero, whatever its sign, and is told apart from no value."""
    assert parse_money(text) == 0


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1234", 123_400),
        ("1,234", 123_400),
        ("1,234.5", 123_450),
        ("1,234.50", 123_450),
        ("1234.5000", 123_450),
        ("£1,234.50", 123_450),
        ("£ 1,234.50 ", 123_450),
        (".5", 50),
        ("£.05", 5),
        ("007.10", 710),
        ("+5", 500),
        ("£+5", 500),
        ("12,345,678,901.23", 1_234_567_890_123),
        ("999,999", 99_999_900),
    ],
)
def test_what_is_positive(text: str, pence: int) -> None:
    """Pounds with and without commas, pennies and the pound sign."""
    assert parse_money(text) == pence


@pytest.mark.parametrize(
    "text",
    [
        "-1234.50",
        "-1,234.50",
        "-£1,234.50",
        "- £1,234.50",
        "£-1,234.50",
        "£ - 1,234.50",
        "(1,234.50)",
        "( 1,234.50 )",
        "(£1,234.50)",
        "£(1,234.50)",
        "£ (1,234.50)",
        "1,234.50-",
        "£1,234.50-",
        "1,234.50 -",
        "−1,234.50",
        "−£1,234.50",
        "£−1,234.50",
        "1,234.50−",
    ],
)
def test_every_way_of_writing_a_negative(text: str) -> None:
    """Minus before or behind, typographic minus, brackets: all of them are -£1,234.50."""
    assert parse_money(text) == -123_450


@pytest.mark.parametrize(
    "space",
    [" ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}"],
    ids=["ordinary", "no-break", "thin", "narrow"],
)
def test_spaces_part_thousands(space: str) -> None:
    """Any of four spaces may part thousands, in groups of three."""
    assert parse_money(f"1{space}234") == 123_400
    assert parse_money(f"-£12{space}345{space}678.90") == -1_234_567_890


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56",
        "12,34",
        "1,23",
        "1,234,56",
        "1,2345",
        "1234,567",
        "0,123",
        "1.234.567",
        "1'234",
        "1’234",
        "1 23",
        "1 2345",
        "1,234 567",
        "1 234\N{NO-BREAK SPACE}567",
        "-1.234,56",
        "(12,34)",
        "£1.234,56",
        "12.345,00-",
    ],
)
def test_separators_out_of_place_are_ambiguous(text: str) -> None:
    """A comma that might be a decimal comma, or groups that are not of three, are not guessed at."""
    assert refused(text) == "money.ambiguous"


@pytest.mark.parametrize("text", ["1.500", "250.000", "-12.340", "£1.000"])
def test_three_decimals_of_pounds_that_end_in_zero_are_ambiguous(text: str) -> None:
    """1.500 is £1.50 here and £1,500 where a point parts thousands; nobody can tell which."""
    assert refused(text) == "money.ambiguous"


@pytest.mark.parametrize(
    ("text", "pence"), [("1234.500", 123_450), ("1,234.500", 123_450), ("0.500", 50)]
)
def test_three_decimals_that_can_be_nothing_else(text: str, pence: int) -> None:
    """A point after four digits, after commas or after a zero cannot part thousands."""
    assert parse_money(text) == pence


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1.234", Unit.POUNDS),
        ("0.001", Unit.POUNDS),
        ("1,234.567", Unit.POUNDS),
        ("(0.005)", Unit.POUNDS),
        ("0.5", Unit.PENCE),
        ("1.234567", Unit.THOUSANDS),
        ("1.123456789", Unit.MILLIONS),
    ],
)
def test_a_fraction_of_a_penny_is_refused(text: str, unit: Unit) -> None:
    """What is finer than a penny is rounded by whoever knows how, not here."""
    assert refused(text, unit) == "money.fraction-of-penny"


def test_a_scaled_fraction_of_a_penny_is_refused() -> None:
    """£1.2345678m is a whole number of pence, one more decimal than 8 is not."""
    assert parse_money("£1.23456789m", scaled=True) == 123_456_789
    assert refused("£1.234567891m", scaled=True) == "money.fraction-of-penny"


@pytest.mark.parametrize(
    ("text", "unit", "pence"),
    [
        ("1234", Unit.PENCE, 1_234),
        ("1,234.00", Unit.PENCE, 1_234),
        ("12.345", Unit.THOUSANDS, 1_234_500),
        ("1.23456", Unit.THOUSANDS, 123_456),
        ("12.000", Unit.THOUSANDS, 1_200_000),
        ("(1,737)", Unit.THOUSANDS, -173_700_000),
        ("£1,737", Unit.THOUSANDS, 173_700_000),
        ("608.4", Unit.MILLIONS, 60_840_000_000),
        ("0.00000001", Unit.MILLIONS, 1),
    ],
)
def test_the_declared_unit(text: str, unit: Unit, pence: int) -> None:
    """An amount is exact in the unit that its table declares."""
    assert parse_money(text, unit=unit) == pence


def test_a_pound_sign_contradicts_pence() -> None:
    """£150 in a column of pence could be £1.50 or £150."""
    assert refused("£150", Unit.PENCE) == "money.ambiguous"


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1.2m", 120_000_000),
        ("1.2M", 120_000_000),
        ("1.2mn", 120_000_000),
        ("£1.2 million", 120_000_000),
        ("12k", 1_200_000),
        ("12 K", 1_200_000),
        ("12 thousand", 1_200_000),
        ("0.5bn", 50_000_000_000),
        ("0.5 billion", 50_000_000_000),
        ("(£12.8m)", -1_280_000_000),
        ("-£12.8m", -1_280_000_000),
        ("£1,234.567k", 123_456_700),
        ("250.000k", 25_000_000),
    ],
)
def test_scaled_amounts_where_they_are_allowed(text: str, pence: int) -> None:
    """k, m and bn and their words, on request only."""
    assert parse_money(text, scaled=True) == pence
    assert refused(text) == "money.scaled"


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.POUNDS])
def test_scaled_amounts_in_a_scaled_table_are_refused(unit: Unit) -> None:
    """12k in a table of £000 is £12,000 or £12,000,000."""
    assert refused("12k", unit, scaled=True) == "money.scaled"


@pytest.mark.parametrize("text", ["NaN", "nan", "inf", "-inf", "Infinity", "+INF", "-Infinity"])
def test_what_is_not_finite(text: str) -> None:
    """Texts that some programs read as numbers and that no ledger can hold."""
    assert refused(text) == "money.not-finite"


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N/A",
        "abc",
        "1_234",
        "1e3",
        "1.5E+03",
        "TRUE",
        "false",
        "#REF!",
        "--5",
        "-−5",
        "(-5)",
        "(5-)",
        "-(5)",
        "-5-",
        "((5))",
        "(5",
        "5)",
        "5+-",
        "5+",
        "££5",
        "£5£",
        "5£",
        "$5",
        "€5",
        "GBP 5",
        "5%",
        "50p",
        "5.",
        ".",
        "£",
        "()",
        "(-)",
        "٣٤",
        "１２",
        "²",
        "–5",
        "=5",
        "1  234",
        "1.2mm",
        "m",
        "0x10",
        "\N{ZERO WIDTH SPACE}5",
        "5.0.",
        "5..0",
        "1,,234",
        ",234",
        "1,234,",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    """Nothing is guessed, whether scaled amounts are allowed or not."""
    assert refused(text) == refused(text, scaled=True) == "money.not-a-number"


@pytest.mark.parametrize("text", [str(MAX_PENCE + 1), "9" * 5_000, "-" + "9" * 20, "1" + "0" * 400])
def test_what_is_beyond_any_ledger(text: str) -> None:
    """The largest amount is what 64 bits hold; texts of any length are refused in good time."""
    assert refused(text, Unit.PENCE) == "money.out-of-range"


def test_the_largest_amounts_themselves() -> None:
    """±(2**63 - 1) pence are read, to the penny."""
    assert parse_money("92,233,720,368,547,758.07") == MAX_PENCE
    assert parse_money("(92,233,720,368,547,758.07)") == -MAX_PENCE
    assert refused("92,233,720,368,547,758.08") == "money.out-of-range"
    assert refused("92,233,720,369", Unit.MILLIONS) == "money.out-of-range"


def test_a_refusal_reads_well() -> None:
    """What is wrong, where it stands, the text itself and what to do about it."""
    with pytest.raises(MoneyError) as caught:
        parse_money(" 1.234,56 ", where=HERE)
    assert str(caught.value) == (
        "actuals.csv, row 7, column amount: '1.234,56' can be read in more than one way"
        " -> write it without separators, such as 1234.56 [money.ambiguous]"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("n/a", "leave the cell empty"),
        ("5%", "share"),
        ("$5", "pounds"),
        ("££5", "one £"),
        ("1e3", "exponent"),
        ("1_234", "underscores"),
        ("٣", "digits 0 to 9"),
        ("\N{ZERO WIDTH SPACE}5", "invisible"),
        ("50p", "leave the p out"),
        ("–5", "write a minus"),
        ("(5", "brackets come in pairs"),
        ("hello", "1234.56"),
    ],
)
def test_a_hint_fits_the_mistake(text: str, hint: str) -> None:
    """Common mistakes are told by name what to do."""
    with pytest.raises(MoneyError) as caught:
        parse_money(text)
    assert hint in caught.value.findings[0].hint


def test_a_long_text_is_quoted_in_part() -> None:
    """A paragraph pasted into a cell does not fill the screen."""
    with pytest.raises(MoneyError) as caught:
        parse_money("very " * 1_000)
    assert len(str(caught.value)) < 200
    assert "…" in str(caught.value)


@given(pence=any_pence, unit=units)
def test_a_plain_decimal_is_read_exactly(pence: int, unit: Unit) -> None:
    """Moving the point is all that reading does, at any size and in any unit."""
    assert parse_money(f"{Decimal(pence).scaleb(-unit.power):f}", unit=unit) == pence


@given(text=st.text(max_size=30))
@example("5\n6")
@example("1" * 30)
def test_any_text_is_an_amount_or_none_or_refused(text: str) -> None:
    """Nothing but a refusal ever comes out of a bad text."""
    with suppress(MoneyError):
        pence = parse_money(text, scaled=True)
        assert pence is None or -MAX_PENCE <= pence <= MAX_PENCE


@given(pence=st.integers(0, MAX_PENCE), space=st.sampled_from([",", " ", "\N{THIN SPACE}", ""]))
def test_every_way_of_writing_a_negative_agrees(pence: int, space: str) -> None:
    """However the thousands are parted, each negative form is the opposite of the plain one."""
    pounds, pennies = divmod(pence, 100)
    text = f"{pounds:,}.{pennies:02d}".replace(",", space)
    assert parse_money(text) == parse_money(f"£{text}") == pence
    forms = ["-{}", "({})", "{}-", "-£{}", "£-{}", "(£{})", "£({})", "−£{}"]
    assert {parse_money(form.format(text)) for form in forms} == {-pence}


@pytest.mark.parametrize(
    ("number", "pence"),
    [
        ("0", 0),
        ("-0.0", 0),
        ("1234.5", 123_450),
        ("-1234.56", -123_456),
        ("0.30000000000000004", 30),
        ("5.551115123125783e-17", 0),
        ("1e-999999", 0),
        ("1234567.1000000001", 123_456_710),
        ("582400000.00000001", 58_240_000_000),
        ("0.009999", 1),
        ("0.010001", 1),
        ("1E+3", 100_000),
        ("9999999999999.99", 10**15 - 1),
    ],
)
def test_numbers_of_a_spreadsheet(number: str, pence: int) -> None:
    """A number is the penny amount that it is within a millionth of a pound of."""
    assert pence_from_decimal(Decimal(number)) == pence


@pytest.mark.parametrize(
    ("number", "unit", "code"),
    [
        ("NaN", Unit.POUNDS, "money.not-finite"),
        ("sNaN", Unit.POUNDS, "money.not-finite"),
        ("-Infinity", Unit.POUNDS, "money.not-finite"),
        ("0.125", Unit.POUNDS, "money.fraction-of-penny"),
        ("0.0100011", Unit.POUNDS, "money.fraction-of-penny"),
        ("0.00999", Unit.POUNDS, "money.fraction-of-penny"),
        ("1234.5", Unit.PENCE, "money.fraction-of-penny"),
        ("1.2345678", Unit.THOUSANDS, "money.fraction-of-penny"),
        ("10000000000000", Unit.POUNDS, "money.too-many-digits"),
        ("-10000000000", Unit.THOUSANDS, "money.too-many-digits"),
        ("1E+17", Unit.POUNDS, "money.out-of-range"),
        ("-1E+999999", Unit.POUNDS, "money.out-of-range"),
        ("9223372036854775808", Unit.PENCE, "money.out-of-range"),
    ],
)
def test_numbers_that_are_refused(number: str, unit: Unit, code: str) -> None:
    """Not a penny amount, or so large that a spreadsheet has lost its pennies."""
    with pytest.raises(MoneyError) as caught:
        pence_from_decimal(Decimal(number), unit=unit, where=HERE)
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == (code, HERE)
    assert code in CODES


@given(pence=st.integers(-(10**14), 10**14))
def test_a_binary_number_of_pounds_comes_back(pence: int) -> None:
    """What a spreadsheet stores of a penny amount, read as libraries hand it over, is the amount."""
    stored = float(Decimal(pence).scaleb(-2))
    assert pence_from_decimal(Decimal(repr(stored))) == pence


@given(parts=st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_noise_of_a_spreadsheet_sum_is_not_a_fraction(parts: list[int]) -> None:
    """A column summed in binary is a hair off; it is still read as the exact sum."""
    stored = sum((float(Decimal(part).scaleb(-2)) for part in parts), 0.0)
    assert pence_from_decimal(Decimal(repr(stored))) == sum(parts)
