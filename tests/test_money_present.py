"""Money in print: commas, brackets, dashes, symbols, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.errors import UsageError
from pctfinance.money import (
    MAX_PENCE,
    Rounding,
    Unit,
    parse_money,
    round_to,
    show_money,
    show_rounded,
)

any_pence = st.integers(-MAX_PENCE, MAX_PENCE)


@pytest.mark.parametrize(
    ("pence", "unit", "text"),
    [
        (123_456, Unit.PENCE, "123,456"),
        (123_456, Unit.POUNDS, "1,234.56"),
        (-123_456, Unit.POUNDS, "(1,234.56)"),
        (5, Unit.POUNDS, "0.05"),
        (0, Unit.POUNDS, "0.00"),
        (123_456_789, Unit.THOUSANDS, "1,235"),
        (-123_456_789, Unit.THOUSANDS, "(1,235)"),
        (60_844_999_999, Unit.MILLIONS, "608.4"),
        (-2_600_000_000, Unit.MILLIONS, "(26.0)"),
        (0, Unit.MILLIONS, "0.0"),
    ],
)
def test_the_usual_decimals(pence: int, unit: Unit, text: str) -> None:
    """Pounds to the penny, thousands whole, millions with one decimal."""
    assert show_money(pence, unit) == text


@pytest.mark.parametrize("unit", list(Unit))
def test_no_value_is_a_dash_and_zero_is_zero(unit: Unit) -> None:
    """A reader can tell nothing known from nothing spent, and so can `parse_money`."""
    assert show_money(None, unit) == "-"
    assert show_money(0, unit).startswith("0")
    assert parse_money(show_money(None, unit), unit=unit) is None


def test_a_small_breach_keeps_its_brackets() -> None:
    """£20,000 over a limit in £m is (0.0), not 0.0: the sign is of the amount, not of its digits."""
    assert show_money(-2_000_000, Unit.MILLIONS) == "(0.0)"
    assert show_money(2_000_000, Unit.MILLIONS) == "0.0"
    assert show_rounded(round_to(-2_000_000, Unit.MILLIONS, 1), 1, negative=True) == "(0.0)"


def test_decimals_as_asked() -> None:
    """£12.3456m with 0 to 3 decimals."""
    texts = [show_money(1_234_560_000, Unit.MILLIONS, decimals) for decimals in range(4)]
    assert texts == ["12", "12.3", "12.35", "12.346"]


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Unit.PENCE, "(1,234,567,890p)"),
        (Unit.POUNDS, "(£12,345,678.90)"),
        (Unit.THOUSANDS, "(£12,346k)"),
        (Unit.MILLIONS, "(£12.3m)"),
    ],
)
def test_symbols_for_sentences(unit: Unit, text: str) -> None:
    """In running text a figure carries its unit."""
    assert show_money(-1_234_567_890, unit, symbol=True) == text


def test_ties_go_where_they_are_told() -> None:
    """£250.50 without pennies is 251, or 250 where ties go to the even figure."""
    assert show_money(25_050, Unit.POUNDS, 0) == "251"
    assert show_money(25_050, Unit.POUNDS, 0, rounding=Rounding.HALF_EVEN) == "250"


@pytest.mark.parametrize(
    ("shown", "decimals", "text"),
    [
        (0, 0, "0"),
        (0, 1, "0.0"),
        (-1, 1, "(0.1)"),
        (12_345, 0, "12,345"),
        (-123_456, 2, "(1,234.56)"),
    ],
)
def test_figures_that_are_rounded_already(shown: int, decimals: int, text: str) -> None:
    """Steps of the last digit get their point and their commas."""
    assert show_rounded(shown, decimals) == text


def test_no_figure_is_a_dash() -> None:
    """A cell without a figure is printed as no value."""
    assert show_rounded(None, 1) == "-"


def test_contradictory_requests_are_refused() -> None:
    """Decimals below zero or beyond the penny, and a positive figure said to be negative."""
    with pytest.raises(UsageError, match="cannot be shown"):
        show_money(1, Unit.POUNDS, 3)
    with pytest.raises(UsageError, match="cannot be shown"):
        show_rounded(1, -1)
    with pytest.raises(UsageError, match="above zero"):
        show_rounded(1, 1, negative=True)


@given(pence=any_pence | st.none(), unit=st.sampled_from(Unit))
def test_what_is_shown_to_the_penny_reads_back(pence: int | None, unit: Unit) -> None:
    """With enough decimals a printed amount is the amount, in every unit."""
    text = show_money(pence, unit, unit.power)
    assert parse_money(text, unit=unit) == pence
    assert text.count("(") == text.count(")") == int(pence is not None and pence < 0)


@given(pence=any_pence)
def test_pounds_read_back(pence: int) -> None:
    """The form that pounds have by default loses nothing, with its sign or without."""
    assert parse_money(show_money(pence)) == parse_money(show_money(pence, symbol=True)) == pence


@given(pence=any_pence, decimals=st.integers(0, 8))
def test_a_figure_of_a_sentence_reads_back_as_rounded(pence: int, decimals: int) -> None:
    """£608.4m is read as exactly what it says."""
    text = show_money(pence, Unit.MILLIONS, decimals, symbol=True)
    step = Unit.MILLIONS.last_digit_pence(decimals)
    rounded = round_to(pence, Unit.MILLIONS, decimals) * step
    if abs(rounded) <= MAX_PENCE:
        assert parse_money(text, scaled=True) == rounded
