"""One baseline for several lines: the value of all emergency admissions against one value."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from command import Run
from pctfinance.book import Book
from pctfinance.consolidation.marginal_rate import reductions
from pctfinance.ledger.contracts import ContractLine
from pctfinance.rulebooks import Rulebook
from report_tracing_examples import check_report
from test_contracts import BARNET, OFFICE, made, told

RATE = Rulebook.packaged("2011-12").tariff.emergency_marginal_rate.value


def line(code: str, group: str = "emergency", part: int = 12_000_00) -> ContractLine:
    """1,200 units of £10 a year, with a part of a baseline."""
    return ContractLine.of(code, code, 1200, 10_00, baseline_pence=part, baseline_group=group)


def emergency() -> Book:
    """Two lines with one baseline of £24,000 a year, and clinics that have none."""
    return made(line("NEL"), line("NELST"), ContractLine.of("OP", "Outpatients", 240, 5_00))


def test_what_one_line_has_below_its_part_is_set_against_another() -> None:
    """By M6 £8,000 and £4,000 against one baseline of £12,000: nothing is above it.

    With a baseline a line, 70 % of the £2,000 that the first is above its own would come off: 1,400.
    """
    found = told(emergency(), "M6", ("NEL", 800), ("NELST", 400), ("OP", 100))
    assert (found.reduction_pence, found.payable_pence) == (0, 12_500_00)
    alone = told(made(line("NEL", ""), line("NELST", "")), "M6", ("NEL", 800), ("NELST", 400))
    assert alone.reduction_pence == 1_400_00


def test_what_is_taken_off_falls_on_the_lines_above_their_parts() -> None:
    """By M6, in pounds, against £6,000 each: £8,000 and £6,500 are £2,500 above.

    £750 are paid, £1,750 come off: 2,000 to 500, so £1,400 of the first and £350 of the second.
    """
    found = told(emergency(), "M6", ("NEL", 800), ("NELST", 650))
    by_line = [(each.line.line, each.reduction_pence) for each in found.lines]
    assert by_line == [("NEL", 1_400_00), ("NELST", 350_00), ("OP", 0)]
    assert found.parts_pence == (-2_500_00, 0, 1_750_00)
    lower = told(emergency(), "M6", ("NEL", 800), ("NELST", 500))
    assert [each.reduction_pence for each in lower.lines] == [700_00, 0, 0]


def test_a_plan_is_reduced_against_the_same_baseline() -> None:
    """£12,000 each against £23,000 in all: £1,000 above, of which £700 come off the second line."""
    book = made(line("NEL"), line("NELST", part=11_000_00))
    found = told(book, "M12", ("NEL", 1200), ("NELST", 1200))
    assert [each.plan_reduction_pence for each in found.lines] == [0, 700_00]
    assert (found.plan_pence, found.variance_pence) == (23_300_00, 0)


def test_without_one_of_its_lines_the_others_are_not_known_either() -> None:
    """Of two lines one is not reported: what is taken off is not known, so neither was reported."""
    book = emergency()
    found = told(book, "M6", ("NEL", 800), ("OP", 100))
    assert found.not_reported == ("NEL", "NELST")
    assert found.payable_pence == 500_00
    (finding,) = book.contracts("M6").findings
    assert "NEL (its baseline is shared with NELST), NELST" in finding.message
    assert "One baseline, against their value together: NEL, NELST." in str(book.contracts("M6"))


def test_the_shared_reduction_is_traced() -> None:
    """£1,750 in all; 4/5 of each leaf is what comes off the first line, £1,400."""
    book = emergency()
    told(book, "M6", ("NEL", 800), ("NELST", 650), ("OP", 100))
    assert check_report(book, "contracts", "M6")["Trace"]
    trace = book.trace(book.figures("contracts", "M6", body=BARNET)["C1/NEL/reduction"])
    assert trace.document()["pence"] == 1_400_00
    told(book, "M7", ("NEL", 100), ("OP", 100))
    assert check_report(book, "contracts", "M7")["Untraced"]


def test_a_line_that_shares_states_its_part() -> None:
    """A name of a baseline without an amount is refused; what was stated before is kept as it was."""
    with pytest.raises(ValidationError, match="write 0 where it has none"):
        ContractLine.of("NEL", "NEL", 12, 100, baseline_group="emergency")
    assert "baseline_group" not in line("NEL", "").model_dump_json()


def test_a_shared_baseline_by_file_and_by_command(run: Run, tmp_path: Path) -> None:
    """The same word in two rows, or behind two lines, whatever its letters' case."""
    rows = [
        f"5A9,C1,RX,X,5A9=1,{code},{code},12,10,60,{name},c"
        for code, name in (("NEL", "emergency"), ("NELST", "Emergency"))
    ]
    heading = "body,contract,provider,provider_name,shares,line,name,activity,price,baseline"
    file = tmp_path / "c.csv"
    file.write_text("\n".join([f"{heading},baseline_group,reference", *rows]), encoding="utf-8")
    book = Book.in_memory("2011-12", group="NCL")
    book.load_contracts(file, by=OFFICE)
    found = told(book, "M12", ("NEL", 12), ("NELST", 0))
    assert found.reduction_pence == 0
    kept = tmp_path / "b.pctbook"
    Book.create(kept, "2011-12", group="NCL").close()
    typed = ("contract", "state", kept, "5A9", "C1", "--provider", "RX", "--provider-name", "X")
    ends = ("--share", "5A9;1", "--reference", "c", "--by", OFFICE)
    lines = [f"{code};{code};12;10;;60;emergency" for code in ("NEL", "NELST")]
    run(*typed, *(word for each in lines for word in ("--line", each)), *ends)
    stated = Book.open(kept).contracts("M12").of(BARNET, "C1").stated
    assert [each.baseline_group for each in stated.points] == ["emergency", "emergency"]
    refused = run(*typed, "--line", "NEL;NEL;12;10;;;emergency", *ends)
    assert (refused.code, "shares a baseline" in refused.err) == (2, True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(0, 9)),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 12),
)
def test_what_comes_off_is_that_of_the_values_together(
    told: list[tuple[int, int, int]], month: int
) -> None:
    """One line with the sums has the same reduction; no line loses more than it is above its part."""
    lines = [
        ContractLine.of(str(n), "x", 12 * units, 10, baseline_pence=12 * part, baseline_group="e")
        for n, (_, part, units) in enumerate(told)
    ]
    values = {str(n): value for n, (value, _, _) in enumerate(told)}
    parts = {str(n): part * month for n, (_, part, _) in enumerate(told)}
    found = reductions(lines, values, month, RATE)
    above = sum(values.values()) - sum(parts.values())
    paid = (2 * above * 3 + 10) // 20 if above > 0 else above
    assert sum(found.values()) == above - paid
    assert all(0 <= off <= max(values[code] - parts[code], 0) for code, off in found.items())
