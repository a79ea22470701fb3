"""Colours, trends, the underlying position and CCGs in the board pack, worked by hand.

The two PCTs of the pack's tests: Barnet is forecast at £26,000.01 over its limit and Stockton at
£80,000.01 under it. In May both forecast a penny more for acute services than in April.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pctfinance.book import Book
from pctfinance.closing import BOARD_PACK, close_month
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.consolidation.rag import Colour, Trend, colour_of
from pctfinance.consolidation.underlying import Step
from pctfinance.excel.pack_delegates import PackDelegates
from pctfinance.excel.pack_rag import (
    COLOUR_WORDS,
    TREND_WORDS,
    colour_formula,
    duty_colour_formula,
    part_of,
    part_of_formula,
    trend_formula,
)
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.lines import Limit
from sample_books import sample_book
from test_delegate_positions import EAST, NORTH, YORK, worked
from test_excel_engine import converted
from test_excel_pack import (
    AT_THE_END,
    HOLDINGS,
    MONTH,
    RULEBOOK,
    WITH_GAPS,
    YEAR,
    B,
    K,
    Pack,
    S,
    position_of,
    statements_of,
    without_results,
    write,
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The forecast, with the year to date behind it."""
    path = tmp_path_factory.mktemp("rag") / "pack.xlsx"
    other = position_of(Basis.YTD)
    return Pack.read(write(path, position_of(), statements=statements_of(), other=other))


def after(found: Pack, sheet: str, heading: str, label: str) -> int:
    """The first row with a label below the heading of a part."""
    top = found.rows(sheet, heading)[0]
    return next(row for row in found.rows(sheet, label) if row > top)


def shown(found: Pack, sheet: str, row: int, columns: str) -> list[object]:
    return [found.value(sheet, f"{column}{row}") for column in columns]


# Colours and trends


def test_a_body_is_rated_to_date_and_as_forecast(pack: Pack) -> None:
    """£180,000 of £166,666.66 is 8 % over; £26,000.01 of £1,000,000.01 is 2.6 %, a penny worse."""
    row = after(pack, B, "Red, amber, green and trend", "Revenue resource limit")
    assert pack.pence(B, row, "CFJ") == [-13_333_34, -26 * K - 1, -26 * K]
    assert shown(pack, B, row, "DEGHI") == [-0.08, "RED", -0.026, "RED", "worse"]
    assert pack.formula(B, f"F{row}").startswith("=E")
    row = after(pack, S, "Red, amber, green and trend", "Revenue resource limit")
    assert shown(pack, S, row, "EHI") == ["green", "green", "worse"]


def test_cash_to_date_has_no_colour(pack: Pack) -> None:
    """£160,000 beside the limit of the year: neither a variance nor green; not forecast, not rated."""
    row = after(pack, B, "Red, amber, green and trend", "Cash limit")
    assert shown(pack, B, row, "CDEFGHI") == ["-", "-", "year's limit", "-", "-", "not rated", "-"]


def test_a_category_is_rated_by_its_budget(pack: Pack) -> None:
    """Acute: 126,000.02 over 600,000, 21 %; community 200,000 of 250,000 is under, and the same."""
    row = after(pack, B, "Red, amber, green and trend", "Acute")
    assert pack.pence(B, row, "FJ") == [-126 * K - 2, -1]
    assert shown(pack, B, row, "GHI") == [-0.21, "RED", "worse"]
    row = after(pack, B, "Red, amber, green and trend", "Community")
    assert shown(pack, B, row, "GHI") == [0.2, "green", "same"]
    row = after(pack, B, "Red, amber, green and trend", "Corporate")
    assert shown(pack, B, row, "GHI") == [-0.02, "RED", "same"]  # 2 of 98


def test_a_group_is_the_worst_of_its_bodies_and_not_its_net(pack: Pack) -> None:
    """Together £54,000 under the limit, and red: Barnet is named. The row has no variance."""
    heading = "Red, amber, green and trend: revenue resource limit"
    row = after(pack, "Summary", heading, "Worst colour in: 5A9")
    assert shown(pack, "Summary", row, "CDFGJ") == [None] * 5
    assert shown(pack, "Summary", row, "EHI") == ["RED", "RED", "worse"]
    own = after(pack, "Summary", heading, "5A9 Barnet PCT")
    there = after(pack, B, "Red, amber, green and trend", "Revenue resource limit")
    assert pack.formula("Summary", f"H{own}") == f"='{B}'!H{there}"


def test_a_groups_category_may_be_red_where_its_sum_is_not(pack: Pack) -> None:
    """Acute: 126,000.02 over and 20,000 under its budget together; of Barnet alone it is red."""
    heading = "Red, amber, green and trend: categories, the worst of the PCTs"
    row = after(pack, "Summary", heading, "Acute")
    assert pack.pence("Summary", row, "F") == [-146 * K - 2]
    assert shown(pack, "Summary", row, "HJ") == ["RED", "5A9, 5E1"]
    row = after(pack, "Summary", heading, "Health care")
    assert shown(pack, "Summary", row, "HJ") == ["RED", "5A9"]
    row = after(pack, "Summary", heading, "Community")
    assert shown(pack, "Summary", row, "HJ") == ["green", "none"]


@pytest.mark.parametrize(
    "make",
    [position_of, lambda: position_of(Basis.YTD), lambda: position_of(holdings=WITH_GAPS),
     lambda: position_of(Basis.OUTTURN, AT_THE_END, 12)],
    ids=["forecast", "to date", "gaps", "outturn"],
)  # fmt: skip
def test_every_colour_of_the_position_stands_in_the_pack(
    tmp_path: Path, make: Callable[[], Position]
) -> None:
    """Of each body and of the group: each category with its colours and trend."""
    position = make()
    found = Pack.read(write(tmp_path / "pack.xlsx", position))
    at_the_end = position.basis is Basis.OUTTURN
    columns = "E" if at_the_end else "EHI"
    parts: list[tuple[str | None, str, str]] = [
        (None, "Summary", "Red, amber, green and trend: categories, the worst of the PCTs")
    ]
    parts += [
        (code, sheet, "Red, amber, green and trend") for code, sheet in (("5A9", B), ("5E1", S))
    ]
    count = 0
    for code, sheet, heading in parts:
        for each in position.report_lines(code):
            row = after(found, sheet, heading, each.name)
            wanted = [COLOUR_WORDS[each.ytd.value], COLOUR_WORDS[each.forecast.value]]
            wanted = [*wanted, TREND_WORDS[each.trend.value]]
            assert shown(found, sheet, row, columns) == wanted[: len(columns)], (sheet, each.name)
            count += 1
    assert count == 12
    for duty in position.duties:
        heading = f"Red, amber, green and trend: {duty.limit.value}"
        top = next(
            row
            for row in range(1, found.stored["Summary"].max_row)
            if str(found.value("Summary", f"A{row}")).startswith(heading)
        )
        row = next(
            row
            for row in range(top, found.stored["Summary"].max_row)
            if str(found.value("Summary", f"A{row}")).startswith("Worst colour in: ")
        )
        if at_the_end:
            assert (
                found.value("Summary", f"E{row}")
                == COLOUR_WORDS[position.colour(duty, Basis.OUTTURN).value]
            )
        else:
            assert shown(found, "Summary", row, "HI") == [
                COLOUR_WORDS[position.colour(duty, Basis.FORECAST).value],
                TREND_WORDS[position.trend(duty).value],
            ]


def test_a_group_with_a_body_in_another_book_is_not_green(tmp_path: Path) -> None:
    """Stockton alone would be green; a member that this book does not hold may be anything."""
    alone = position_of()
    bodies = tuple(body for body in alone.bodies if body.code == "5E1")
    missing = tuple(body.body for body in alone.bodies if body.code == "5A9")
    asked = replace(alone, bodies=bodies, not_in_book=missing, findings=())
    found = Pack.read(write(tmp_path / "pack.xlsx", asked))
    heading = "Red, amber, green and trend: revenue resource limit"
    row = after(found, "Summary", heading, "Worst colour in: none")
    assert shown(found, "Summary", row, "EH") == ["not rated", "not rated"]
    row = found.rows("Summary", "Sum (not pooled)")[0]
    assert shown(found, "Summary", row, "HI") == ["-", "not known"]


def test_the_thresholds_are_told(pack: Pack) -> None:
    """In a sentence on each sheet; that a group is the worst of its bodies on the summary alone.

    So is what a trend is of: a category's is of its cost, whatever its budget.
    """
    text = (
        "Colours are of the exact figures. Adverse by more than 0% of a budget is amber, by more "
        "than 1% red; over a limit is red at any size."
    )
    trend = (
        "Trend: of a limit, this month's forecast variance against last month's; of a category, its "
        "forecast cost."
    )
    for sheet in ("Summary", B, S):
        assert pack.rows(sheet, text)
        assert pack.rows(sheet, trend)
    assert pack.rows(
        "Summary",
        "Colours and trends of the cluster are the worst of its PCTs, never those of the sum.",
    )


# The underlying position


def test_the_underlying_position_step_by_step(pack: Pack) -> None:
    """-26,000.01 less 100,000 that comes once, plus 130,000 that is spent once: 3,999.99 are left."""
    top = pack.rows(B, "Underlying position")[0]
    assert [pack.pence(B, top + place, "J")[0] for place in range(2, 6)] == [
        -26 * K - 1,
        -100 * K,
        130 * K,
        3_999_99,
    ]
    assert pack.formula(B, f"J{top + 2}").startswith("=E")
    assert pack.formula(B, f"J{top + 3}").startswith("=-I")
    assert pack.formula(B, f"J{top + 5}") == (
        f'=IF(COUNT(J{top + 2}:J{top + 4})=3,ROUND(SUM(J{top + 2}:J{top + 4}),2),"-")'
    )


def test_the_sum_of_underlying_positions_is_not_pooled(pack: Pack) -> None:
    """3,999.99 and 110,000.01 are 114,000; nobody is in deficit."""
    row = pack.rows("Summary", "Sum (not pooled)")[0]
    assert pack.pence("Summary", row, "CDEH") == [54 * K, -200 * K, 260 * K, 114 * K]
    assert shown(pack, "Summary", row, "I") == ["no deficit"]
    assert pack.formula("Summary", f"H{row - 1}").startswith(f"='{S}'!J")


def test_a_deficit_is_named_and_what_is_not_known_is_told(tmp_path: Path) -> None:
    """Barnet spends 10 less once, and is in deficit; Stockton says nothing, so no sum is known."""
    once = [
        Figure("5A9", Limit.REVENUE, category, MONTH, pence)
        for category, pence in (("acute", 20 * K), ("community", 0), ("corporate", 100 * K))
    ]
    holdings = replace(HOLDINGS, non_recurrent=Figures.of(YEAR, once))
    found = Pack.read(write(tmp_path / "pack.xlsx", position_of(holdings=holdings)))
    row = found.rows("Summary", "Sum (not pooled)")[0]
    assert shown(found, "Summary", row, "CHI") == ["-", "-", "deficit: 5A9"]
    assert shown(found, "Summary", row - 2, "I") == ["deficit"]
    assert shown(found, "Summary", row - 1, "HI") == ["-", "not known"]
    reason = "the forecast made in M02 does not say what of it is non-recurrent"
    assert found.rows("Summary", f"Not known of 5E1: {reason}.")
    assert found.rows(S, f"Not known: {reason}.")


def test_the_steps_are_those_of_the_position(tmp_path: Path) -> None:
    """North Central London in month 8: each step of each PCT, as the position has it."""
    book = sample_book()
    close_month(book, "M08", tmp_path)
    found, position = Pack.read(tmp_path / BOARD_PACK), book.position("M08")
    first = found.rows("Summary", "Sum (not pooled)")[0] - len(position.bodies)
    for place, body in enumerate(position.bodies):
        steps = [body.underlying.step(step) for step in (Step.REPORTED, Step.SOURCES, Step.COSTS)]
        wanted = ["-" if pence is None else pence for pence in (*steps, body.underlying.pence)]
        assert found.pence("Summary", first + place, "CDEH") == wanted


# CCGs


def ccg_pack(folder: Path, book: Book, period: str = "M02") -> Workbook:
    """What a pack stores."""
    close_month(book, period, folder)
    return load_workbook(folder / BOARD_PACK, data_only=True)


def test_a_ccg_that_straddles_pcts_has_a_column_for_each(tmp_path: Path) -> None:
    """Vale of York: 36.00 and 14.40 of acute are 50.40; 6.10 and 2.40 were spent of 8.40."""
    book = worked()
    sheet = ccg_pack(tmp_path, book)["CCGs"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=11)]
    top = next(place for place, row in enumerate(rows) if row[0] == f"{YORK} NHS Vale of York CCG")
    heads = [str(value).partition("\n")[0] for value in rows[top + 1][2:5]]
    assert heads == [NORTH, EAST, "Sum of cells"]
    acute = {row[0]: row[2:5] for row in rows[top + 3 : top + 11]}
    assert acute == {
        "Annual budget": [36, 14.4, 50.4],
        "YTD budget": [6, 2.4, 8.4],
        "YTD actual": [6.1, 2.4, 8.5],
        "YTD variance": [-0.1, 0, -0.1],
        "Forecast outturn": [37, 15, 52],
        "Forecast variance": [-1, -0.6, -1.6],
        "Last month's forecast": ["-", 14.4, "-"],
        "Movement in forecast": ["-", -0.6, "-"],
    }
    community = next(place for place, row in enumerate(rows) if row[0] == "community")
    assert rows[community + 1][2:5] == [6, None, 6]  # nothing of it lies in the East Riding


def test_the_list_of_ccgs_takes_each_figure_from_below(tmp_path: Path) -> None:
    """A row a PCT and their sum, which is a sum: 56.40 delegated, 0.05 over to date."""
    close_month(worked(), "M02", tmp_path)
    stored = load_workbook(tmp_path / BOARD_PACK, data_only=True)["CCGs"]
    typed = load_workbook(tmp_path / BOARD_PACK)["CCGs"]
    listed = [[cell.value for cell in row] for row in stored.iter_rows(min_row=8, max_row=10, max_col=10)]  # fmt: skip
    assert [row[1] for row in listed] == [
        f"NHS Vale of York CCG in {NORTH}",
        f"NHS Vale of York CCG in {EAST}",
        "Sum of cells",
    ]
    assert listed[2][2:] == [56.4, 9.4, 9.45, -0.05, 57.9, -1.5, "-", "-"]
    assert str(typed["C10"].value).startswith("=E")


def test_ccgs_are_held_against_the_ledger_of_each_pct(tmp_path: Path) -> None:
    """North delegates 42.00 and the East Riding 14.40: the same here and in the ledger."""
    close_month(worked(), "M02", tmp_path)
    found = Pack.read(tmp_path / BOARD_PACK)
    top = found.rows("CCGs", "Held against the ledger of each PCT")[0]
    assert [shown(found, "CCGs", top + row, "ACDE") for row in (2, 3)] == [
        [NORTH, 42, 42, 0],
        [EAST, 14.4, 14.4, 0],
    ]
    assert found.formula("CCGs", f"E{top + 2}").startswith("=IF(COUNT(")


def test_no_ccg_has_a_status_or_a_colour(tmp_path: Path) -> None:
    """The PCT answers for every pound; the sheet says so, and rates nothing."""
    close_month(worked(), "M02", tmp_path)
    sheet = load_workbook(tmp_path / BOARD_PACK)["CCGs"]
    (rule, other) = sheet.conditional_formatting  # of a check that should be 0, a PCT each
    assert {str(each.sqref)[0] for each in (rule, other)} == {"E"}
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "the PCT stays accountable for every pound that it delegated" in texts
    assert not [word for word in ("BREACH", "RED", "Met") if word in texts]


def test_each_cell_of_the_sample_is_the_chapters(tmp_path: Path) -> None:
    """Five CCGs of one PCT each: a row a category, and what was not reported is a dash and told."""
    book = sample_book()
    sheet = ccg_pack(tmp_path, book, "M08")["CCGs"]
    report = book.delegate_positions("M08")
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=10)]
    for delegate in report.delegates:
        top = next(n for n, row in enumerate(rows) if row[0] == report.name_of(delegate))
        for place, line in enumerate(report.cells(delegate)):
            found = rows[top + 2 + place]
            assert found[0] == report.categories.name(line.category)
            assert [round(value * 100) for value in found[2:4]] == [
                line.line.budget_pence,
                line.line.budget_ytd_pence,
            ]
            assert found[4] == "-"
        whole = rows[top + 2 + len(report.cells(delegate))]
        assert (whole[0], round(whole[2] * 100)) == (
            "All categories",
            report.total(delegate).line.budget_pence,
        )
    told = [row[0] for row in rows if str(row[0]).endswith("nothing was shared out.")]
    assert len(told) == 5


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """Of a CCG, wherever it stands on the sheet."""
    lines = worked().delegate_positions("M02").lines
    delegates = PackDelegates(
        tuple(replace(line, body="5A9") for line in lines if line.body == NORTH),
        {YORK: "=1+1"},
        {YORK: (EAST,)},
    )
    write(tmp_path / "pack.xlsx", position_of(), delegates=delegates)
    sheet = load_workbook(tmp_path / "pack.xlsx")["CCGs"]
    found = [cell for row in sheet.iter_rows() for cell in row if "=1+1" in str(cell.value)]
    assert len(found) == 2
    assert {cell.data_type for cell in found} == {"s"}
    told = [str(cell.value) for row in sheet.iter_rows(max_col=1) for cell in row if cell.value]
    assert any(text.startswith(f"{YORK}: the register shows it in {EAST} too") for text in told)


def test_without_delegates_there_is_no_such_sheet(tmp_path: Path) -> None:
    """Nothing delegated, nothing reported: the pack is as it was."""
    write(tmp_path / "pack.xlsx", position_of())
    assert load_workbook(tmp_path / "pack.xlsx").sheetnames == ["Summary", B, S]


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    """Colours, underlying positions and CCGs with it, from two books made alike."""
    for name in ("a", "b"):
        close_month(worked(), "M02", tmp_path / name)
    first, second = ((tmp_path / name / BOARD_PACK).read_bytes() for name in ("a", "b"))
    assert first == second


# A spreadsheet program


@pytest.mark.parametrize("which", ["CCGs", "sample"])
@pytest.mark.engine
def test_an_engine_gives_the_stored_results(tmp_path: Path, which: str) -> None:
    """Every formula of the whole pack worked out anew: the same number, colour and name."""
    if shutil.which("soffice") is None:
        pytest.skip("there is no LibreOffice here")
    book, month = (worked(), "M02") if which == "CCGs" else (sample_book(), "M08")
    close_month(book, month, tmp_path)
    bare = without_results(tmp_path / BOARD_PACK, tmp_path / "bare.xlsx")
    again = load_workbook(converted(bare, "xlsx", tmp_path / "out"), data_only=True)
    written, count = Pack.read(tmp_path / BOARD_PACK), 0
    for sheet, cell, stored in written.formulas():
        found = again[sheet][cell].value
        if isinstance(stored, int | float):
            assert found == pytest.approx(stored, abs=0.000_001), (sheet, cell)
        else:
            assert found == stored, (sheet, cell)
        count += 1
    assert count > {"CCGs": 300, "sample": 1_500}[which]


@pytest.mark.engine
def test_an_engine_rates_as_the_position_does(tmp_path: Path) -> None:
    """Variances and budgets at random, and exactly on the thresholds: the same colour and share."""
    if shutil.which("soffice") is None:
        pytest.skip("there is no LibreOffice here")
    drawn = Random(5)  # noqa: S311 - the same pairs every time
    sizes = [0, 100, -100, 12_345, 10_000_000, 987_654_321_00, -45_678_901_23]
    pairs: list[tuple[int | None, int]] = [
        (drawn.randint(-size, size), drawn.choice(sizes)) for size in (300, 10**6, 10**12) * 60
    ]
    pairs += [(None, size) for size in sizes] + [(0, size) for size in sizes]
    exact = [(-budget // 100, budget) for budget in sizes if budget > 0]
    over = [(pence - 1, budget) for pence, budget in exact]
    rows = [*pairs, *exact, *over]
    workbook = Workbook()
    sheet = workbook.create_sheet("rates", 0)
    for place, (variance, budget) in enumerate(rows, start=1):
        sheet[f"A{place}"] = "-" if variance is None else variance / 100
        sheet[f"B{place}"] = budget / 100
        sheet[f"C{place}"] = colour_formula(f"A{place}", f"B{place}", RULEBOOK.rag)
        sheet[f"D{place}"] = duty_colour_formula(f"A{place}")
        sheet[f"E{place}"] = part_of_formula(f"A{place}", f"B{place}")
        sheet[f"F{place}"] = trend_formula(f"A{place}", f"B{place}")
    workbook.save(tmp_path / "rates.xlsx")
    found = load_workbook(
        converted(tmp_path / "rates.xlsx", "xlsx", tmp_path / "out"), data_only=True
    )
    for place, (variance, budget) in enumerate(rows, start=1):
        got = [found["rates"][f"{column}{place}"].value for column in "CDEF"]
        colour = colour_of(variance, budget, RULEBOOK.rag)
        assert got[0] == COLOUR_WORDS[colour], (variance, budget)
        duty = (
            Colour.NOT_RATED if variance is None else Colour.GREEN if variance >= 0 else Colour.RED
        )
        assert got[1] == COLOUR_WORDS[duty]
        part = part_of(variance, budget)
        assert got[2] == ("-" if part is None else pytest.approx(float(part), abs=1e-9, rel=1e-9))
        trend = Trend.NOT_KNOWN
        if variance is not None:
            worse = Trend.WORSE if variance < budget else Trend.BETTER
            trend = Trend.SAME if variance == budget else worse
        assert got[3] == TREND_WORDS[trend]
