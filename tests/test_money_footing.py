"""Whether printed tables add up: worked examples, and tables that were really published."""

import csv
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pctfinance.errors import Level, Where
from pctfinance.money import (
    FootingCheck,
    Rounding,
    Unit,
    check_footing,
    parse_money,
    round_column,
)
from shared_data import needs_shared, shared_data


@pytest.mark.parametrize(
    ("parts", "total", "gap", "accepted"),
    [
        ([417, 250, 333], 1_000, 0, True),
        ([333, 333, 333], 1_000, 1, True),
        ([333, 333, 333], 1_001, 2, True),
        ([333, 333, 333], 1_002, 3, False),
        ([333, 333, 333], 996, -3, False),
        ([-260, 110], -151, -1, True),
        ([-260, 110], -152, -2, False),
        ([5], 6, 1, True),
        ([5], 7, 2, False),
        ([], 0, 0, True),
        ([], 1, 1, False),
    ],
)
def test_the_gap_that_rounding_explains(
    parts: list[int], total: int, gap: int, accepted: bool
) -> None:
    """Up to (n + 1) / 2 steps for n parts: half a step for each part and half for the total."""
    check = check_footing(parts, total)
    assert (check.gap, check.parts_count) == (gap, len(parts))
    assert check.accepted is accepted
    assert check.exact is (gap == 0)


def test_an_exact_column_has_no_finding() -> None:
    """There is nothing to say about a column that adds up."""
    assert check_footing([1, 2, 3], 6).finding() is None


def test_a_rounding_gap_is_a_note() -> None:
    """A gap that rounding explains is reported, and needs nothing."""
    finding = check_footing([333, 333, 333], 1_000).finding()
    assert finding is not None
    assert (finding.code, finding.level, finding.hint) == ("input.total-differs", Level.NOTE, "")
    assert finding.message == (
        "the total is 1 more than the sum of its 3 parts; rounding explains a gap of up to 2"
    )


def test_a_larger_gap_is_an_error_with_its_place() -> None:
    """A gap that rounding cannot explain says how large it is, and where."""
    here = Where(file="paper.csv", row=12)
    finding = check_footing([1_000, 2_000], 1_000).finding(here)
    assert finding is not None
    assert (finding.code, finding.level, finding.where) == (
        "input.total-differs",
        Level.ERROR,
        here,
    )
    assert finding.message == (
        "the total is 2,000 less than the sum of its 2 parts; rounding explains a gap of up to 1.5"
    )
    assert finding.hint


@given(
    parts=st.lists(st.integers(-(10**12), 10**12), max_size=20),
    unit=st.sampled_from([Unit.POUNDS, Unit.THOUSANDS, Unit.MILLIONS]),
    rounding=st.sampled_from(Rounding),
)
def test_what_this_package_prints_is_accepted(
    parts: list[int], unit: Unit, rounding: Rounding
) -> None:
    """No rounding of an exact column leaves a gap beyond the bound, and footing leaves none."""
    column = round_column(parts, unit, rounding=rounding)
    check = check_footing(column.shown, column.total)
    assert check.gap == column.rounding_difference
    assert check.accepted
    assert check.exact or rounding is not Rounding.FOOTING


@given(gap=st.integers(-30, 30), parts_count=st.integers(0, 50))
def test_a_refusal_and_its_finding_agree(gap: int, parts_count: int) -> None:
    """There is an error exactly where the gap is not accepted."""
    check = FootingCheck(gap, parts_count)
    finding = check.finding()
    assert (finding is None) is check.exact
    assert check.accepted is (finding is None or finding.level is Level.NOTE)


def published(name: str) -> dict[str, dict[int, int | None]]:
    """A published table in £000: by row label, then by column, as printed; `None` for a dash."""
    folder = shared_data()
    assert folder is not None
    table: dict[str, dict[int, int | None]] = defaultdict(dict)
    with (folder / "published" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            pence = parse_money(row["as_published"], unit=Unit.THOUSANDS)
            thousands = None if pence is None else pence // Unit.THOUSANDS.pence
            assert row["amount_gbp_thousand"] == ("" if thousands is None else str(thousands))
            table[row["row_label"]][int(row["column_order"])] = thousands
    return table


@needs_shared
def test_the_published_budget_changes_of_a_trust_foot() -> None:
    """Initial + changes = month 8, + changes = month 9, on all five rows of a 2008-09 schedule."""
    table = published("t18_brent_budget_changes_2008_09")
    assert len(table) == 5
    for cells in table.values():
        initial, to_month_8, month_8, in_month_9, month_9 = (cells[i] or 0 for i in range(1, 6))
        assert check_footing([initial, to_month_8], month_8).exact
        assert check_footing([month_8, in_month_9], month_9).exact


@needs_shared
def test_the_published_authorities_foot() -> None:
    """Ten authorities as printed in 2006-07 add up to the printed total, give or take rounding."""
    table = published("t04_sha_economy_2006_07")
    total = table.pop("Total")[1]
    parts = [cells[1] for cells in table.values()]
    assert total is not None
    check = check_footing([part for part in parts if part is not None], total)
    assert check.parts_count == 10
    assert check.accepted
