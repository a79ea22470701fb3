"""Rounding for print: single figures, and columns that add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.errors import UsageError
from pctfinance.money import MAX_PENCE, Rounding, Unit, round_column, round_to

any_pence = st.integers(-MAX_PENCE, MAX_PENCE)
# Around multiples of £50,000, so that ties in £m with one decimal are common.
near_ties = st.builds(lambda n, d: n * 5_000_000 + d, st.integers(-60, 60), st.integers(-2, 2))
columns = st.lists(near_ties | any_pence, max_size=12)
print_forms = st.sampled_from(Unit).flatmap(
    lambda unit: st.tuples(st.just(unit), st.integers(0, unit.power))
)
roundings = st.sampled_from(Rounding)


@pytest.mark.parametrize(
    ("pence", "half_up", "half_even"),
    [
        (149_999, 1, 1),
        (150_000, 2, 2),
        (150_001, 2, 2),
        (249_999, 2, 2),
        (250_000, 3, 2),
        (250_001, 3, 3),
        (-149_999, -1, -1),
        (-150_000, -2, -2),
        (-250_000, -3, -2),
        (-250_001, -3, -3),
        (50_000, 1, 0),
        (-50_000, -1, 0),
        (0, 0, 0),
    ],
)
def test_ties_in_thousands(pence: int, half_up: int, half_even: int) -> None:
    """£2,500 in £000 is 3 or 2; its opposite is -3 or -2."""
    assert round_to(pence, Unit.THOUSANDS) == half_up
    assert round_to(pence, Unit.THOUSANDS, rounding=Rounding.FOOTING) == half_up
    assert round_to(pence, Unit.THOUSANDS, rounding=Rounding.HALF_EVEN) == half_even


def test_steps_of_the_last_digit() -> None:
    """£582,449,999.99 is 582 in £m, 5824 tenths of £m, 58245 hundredths."""
    pence = 58_244_999_999
    assert [round_to(pence, Unit.MILLIONS, decimals) for decimals in (0, 1, 2)] == [
        582,
        5_824,
        58_245,
    ]
    assert round_to(pence, Unit.POUNDS, 2) == round_to(pence, Unit.PENCE) == pence


@pytest.mark.parametrize(
    ("unit", "decimals"), [(Unit.POUNDS, 3), (Unit.PENCE, 1), (Unit.POUNDS, -1)]
)
def test_more_decimals_than_pennies_are_refused(unit: Unit, decimals: int) -> None:
    """A printed third decimal of a pound would claim what nobody knows."""
    with pytest.raises(UsageError, match="cannot be shown in"):
        round_to(100, unit, decimals)


def test_a_binary_number_is_refused() -> None:
    """Whoever passes 0.1 has already lost the pennies."""
    with pytest.raises(TypeError):
        round_to(0.5, Unit.POUNDS)  # type: ignore[arg-type]  # this is what is tested
    with pytest.raises(TypeError):
        round_column([0.5], Unit.POUNDS)  # type: ignore[list-item]  # this is what is tested


def test_units_say_what_they_are() -> None:
    """The four units in pence, and how they are headed."""
    assert [unit.pence for unit in Unit] == [1, 100, 100_000, 100_000_000]
    assert [unit.symbol for unit in Unit] == ["p", "£", "£000", "£m"]


@given(pence=any_pence, form=print_forms)
def test_half_up_is_the_nearest(pence: int, form: tuple[Unit, int]) -> None:
    """No step lies nearer to the amount; a tie goes away from zero."""
    step = form[0].last_digit_pence(form[1])
    shown = round_to(pence, *form)
    assert 2 * abs(shown * step - pence) <= step
    if 2 * abs(shown * step - pence) == step:
        assert abs(shown * step) > abs(pence)


@given(pence=any_pence, form=print_forms)
def test_half_even_is_what_python_rounds_to(pence: int, form: tuple[Unit, int]) -> None:
    """The built-in rounding of an exact fraction is the second opinion."""
    step = form[0].last_digit_pence(form[1])
    assert round_to(pence, *form, Rounding.HALF_EVEN) == round(Fraction(pence, step))


def test_thirds_of_a_million_foot() -> None:
    """£1m in three equal parts, in £m with one decimal: 0.4 + 0.3 + 0.3 = 1.0."""
    column = round_column((33_333_334, 33_333_333, 33_333_333), Unit.MILLIONS, 1)
    assert (column.shown, column.total) == ((4, 3, 3), 10)
    assert column.rounding_difference == 0
    assert column.differences_pence == (6_666_666, -3_333_333, -3_333_333)
    assert column.total_difference_pence == 0


def test_thirds_of_a_million_with_the_difference_shown() -> None:
    """The same column, each cell by itself: 0.3 + 0.3 + 0.3, and 0.1 to show as rounding."""
    thirds = (33_333_334, 33_333_333, 33_333_333)
    column = round_column(thirds, Unit.MILLIONS, 1, Rounding.HALF_UP)
    assert (column.shown, column.total, column.rounding_difference) == ((3, 3, 3), 10, 1)


def test_the_cell_nearest_to_half_way_moves() -> None:
    """£0.46m + £0.47m + £0.48m = £1.41m: nearest gives 5 + 5 + 5, so 0.46 becomes 0.4."""
    column = round_column((46_000_000, 47_000_000, 48_000_000), Unit.MILLIONS, 1)
    assert (column.shown, column.total) == ((4, 5, 5), 14)


def test_among_equals_the_larger_amount_moves() -> None:
    """£0.15m + £2.15m = £2.30m: a tenth less shows least where there are twenty of them."""
    assert round_column((15_000_000, 215_000_000), Unit.MILLIONS, 1).shown == (2, 21)


def test_among_equals_of_one_size_the_first_moves() -> None:
    """£0.05m twice is £0.1m: the first gives way, so that the same column always prints alike."""
    assert round_column((5_000_000, 5_000_000), Unit.MILLIONS, 1).shown == (0, 1)


def test_deficits_and_surpluses_of_a_cluster_foot() -> None:
    """Nearest gives 23.8 and the total is 24.0: the two largest, -26.04 and 25.06, give way."""
    parts = (-26_040_000_00, -22_040_000_00, -21_040_000_00, 20_060_000_00, 25_060_000_00)
    column = round_column(parts, Unit.MILLIONS, 1, total=-24_000_000_00)
    assert column.shown == (-261, -220, -210, 201, 250)
    assert column.total == sum(column.shown) == -240


def test_a_column_of_nothing() -> None:
    """No cells add up to zero."""
    column = round_column((), Unit.MILLIONS)
    assert (column.shown, column.total, column.differences_pence) == ((), 0, ())


def test_a_total_that_is_not_the_sum_is_refused() -> None:
    """Rounding never hides that the exact figures do not add up."""
    with pytest.raises(UsageError, match="301 pence is not the sum of its parts, 300 pence"):
        round_column((100, 200), Unit.POUNDS, 2, total=301)


@given(parts=columns, form=print_forms)
def test_a_footed_column_adds_up(parts: list[int], form: tuple[Unit, int]) -> None:
    """Cells add up to the total, none moves by a whole step, and exact cells stay exact."""
    step = form[0].last_digit_pence(form[1])
    column = round_column(parts, *form, total=sum(parts))
    assert sum(column.shown) == column.total == round_to(sum(parts), *form)
    assert column.rounding_difference == 0
    for part, shown, difference in zip(parts, column.shown, column.differences_pence, strict=True):
        assert abs(difference) < step
        assert difference == shown * step - part
        assert shown * part >= 0


@given(parts=columns, form=print_forms, rounding=roundings)
def test_turned_signs_print_the_same_figures(
    parts: list[int], form: tuple[Unit, int], rounding: Rounding
) -> None:
    """Whether costs are positive or negative does not change what is printed."""
    column = round_column(parts, *form, rounding)
    turned = round_column([-part for part in parts], *form, rounding)
    assert turned.shown == tuple(-shown for shown in column.shown)
    assert turned.total == -column.total


@given(parts=columns, form=print_forms)
def test_no_other_choice_of_cells_is_nearer(parts: list[int], form: tuple[Unit, int]) -> None:
    """Giving one step from any cell to any other never brings the column nearer to the exact."""
    step = form[0].last_digit_pence(form[1])
    off = round_column(parts, *form).differences_pence
    for i, given_away in enumerate(off):
        for j, taken in enumerate(off):
            if i != j:
                before = abs(given_away) + abs(taken)
                assert abs(given_away - step) + abs(taken + step) >= before


@given(
    parts=columns,
    form=print_forms,
    rounding=st.sampled_from([Rounding.HALF_UP, Rounding.HALF_EVEN]),
)
def test_cells_by_themselves_show_their_difference(
    parts: list[int], form: tuple[Unit, int], rounding: Rounding
) -> None:
    """Without footing each cell is rounded alone, and what is left over is stated."""
    column = round_column(parts, *form, rounding)
    assert column.shown == tuple(round_to(part, *form, rounding) for part in parts)
    assert column.total == sum(column.shown) + column.rounding_difference
    step = form[0].last_digit_pence(form[1])
    assert column.total_difference_pence == column.total * step - sum(parts)
