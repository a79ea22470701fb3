"""The board pack: what stands in its cells, what its formulas give, and what it refuses.

Two PCTs whose figures can be checked by eye. Stockton's code is one that a spreadsheet takes for a
number; its name begins like a formula. Together they underspend; Barnet alone breaks its duty.
"""

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from ledger_examples import ANTICIPATED, CASH, NON_RECURRENT, RECURRENT, event
from pctfinance.bodies import Body, Group
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.branches import Branch, branches
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Asked, Position, make_position
from pctfinance.errors import MoneyError, UsageError
from pctfinance.excel.pack import write_board_pack
from pctfinance.excel.pack_cells import PENCE_LIMIT, pounds
from pctfinance.excel.pack_names import sheet_names
from pctfinance.excel.pack_paging import page_breaks
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure, Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import (
    Allocation,
    AppliedNonRecurrently,
    BudgetIssued,
    ContingencySet,
    Delegation,
    HeadroomSetAside,
    PlannedSurplus,
)
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.statement import LimitStatement, limit_statement
from pctfinance.rulebooks import Rulebook

SOFFICE = shutil.which("soffice")
engine = pytest.mark.engine

YEAR = FinancialYear("2011-12")
MONTH = YEAR.period(2)
RULEBOOK = Rulebook.packaged("2011-12")
WORDS = RULEBOOK.words
SHARE = "0.0%_);(0.0%);0.0%_);@_)"
CREATED = datetime(2011, 6, 9, tzinfo=UTC)
K = 1_000_00  # a thousand pounds, in pence

BARNET, STOCKTON = Body("5A9", "Barnet PCT"), Body("5E1", "=Stockton & Co PCT")
GROUP = Group(
    "XYZ",
    "North & South",
    kind="cluster",
    accountable_officer_office="Chief executive of the cluster",
    director_of_finance_office="Director of finance of the cluster",
)
TREE = CategoryTree(
    (
        Category("health", "Health care"),
        Category("acute", "Acute", "health"),
        Category("community", "Community", "health"),
        Category("corporate", "Corporate"),
    )
)


def events_of(body: str) -> list[Event]:
    """A limit of £1,000,000.01 confirmed and £50,000 anticipated, and all that is made of it."""
    what = [
        Allocation(strand=RECURRENT, pence=900 * K + 1, issuer="DH"),
        Allocation(strand=NON_RECURRENT, pence=100 * K, issuer="DH"),
        Allocation(strand=ANTICIPATED, pence=50 * K, issuer="DH", tranche="dental"),
        HeadroomSetAside(pence=18 * K),
        ContingencySet(strand=RECURRENT, pence=5 * K),
        PlannedSurplus(strand=RECURRENT, pence=10 * K),
        BudgetIssued(strand=RECURRENT, pence=600 * K, category="acute"),
        BudgetIssued(strand=RECURRENT, pence=200 * K, category="community"),
        BudgetIssued(strand=ANTICIPATED, pence=50 * K, category="community", tranche="dental"),
        BudgetIssued(strand=NON_RECURRENT, pence=90 * K, category="corporate"),
        Delegation(strand=RECURRENT, pence=240 * K, category="acute", delegate="07M"),
        AppliedNonRecurrently(pence=8 * K, category="corporate", taken_from="headroom"),
        Allocation(strand=CASH, pence=980 * K, issuer="DH"),
    ]
    return [event(one, body=body, synthetic=body == "5A9") for one in what]


def figures(body: str, forecast: int, months: Sequence[int] = (1, 2)) -> list[Figure]:
    """A forecast of `forecast` in all, made in each of `months`, the last of them a penny more."""
    return [
        Figure(body, Limit.REVENUE, category, YEAR.period(month), pence)
        for month in months
        for category, pence in (
            ("acute", forecast - 300 * K - (month != months[-1])),
            ("community", 200 * K),
            ("corporate", 100 * K),
        )
    ]


def actuals(body: str, pence: int, months: Sequence[int] = (1, 2)) -> list[Figure]:
    """The same each month: `pence` acute, and cash of £80,000."""
    return [
        Figure(body, limit, category, YEAR.period(month), amount)
        for month in months
        for limit, category, amount in (
            (Limit.REVENUE, "acute", pence),
            (Limit.CASH, "drawings", 80 * K),
        )
    ]


HOLDINGS = Holdings(
    year=YEAR,
    resource=ResourceLedger().post([*events_of("5A9"), *events_of("5E1")]),
    profile=Figures.of(YEAR, []),
    actuals=Figures.of(YEAR, [*actuals("5A9", 90 * K), *actuals("5E1", 70 * K)]),
    forecasts=Figures.of(YEAR, [*figures("5A9", 1_026 * K + 2), *figures("5E1", 920 * K)]),
    non_recurrent=Figures.of(
        YEAR,
        [
            Figure(body, Limit.REVENUE, category, MONTH, pence)
            for body in ("5A9", "5E1")
            for category, pence in (("acute", 30 * K), ("community", 0), ("corporate", 100 * K))
        ],
    ),
)
"""Barnet is forecast at £26,000.01 over its limit, Stockton at £80,000.01 under it.

Of each forecast £130,000 will not come again, and £100,000 of each limit.
"""

AT_THE_END = replace(
    HOLDINGS,
    actuals=Figures.of(
        YEAR, [*actuals("5A9", 85 * K, range(1, 13)), *actuals("5E1", 70 * K, range(1, 13))]
    ),
)
"""Twelve months of 85 and 70: Barnet ends £19,999.99 over its limit, Stockton £160,000.01 under."""

WITH_GAPS = replace(
    HOLDINGS,
    actuals=Figures.of(
        YEAR,
        [
            *actuals("5A9", 90 * K),
            *actuals("5E1", 70 * K),
            Figure("5E1", Limit.REVENUE, "community", YEAR.period(1), 30 * K),
        ],
    ),
    forecasts=Figures.of(YEAR, []),
)
"""Stockton's community services were reported in April and are missing in May; nothing is forecast."""

HEADLINE = "BREACH: 1 of 2 PCTs exceeds its revenue resource limit (5A9)."


def position_of(
    basis: Basis = Basis.FORECAST, holdings: Holdings = HOLDINGS, month: int = 2, **asked: Any
) -> Position:
    rules = Asked(rag=RULEBOOK.rag, underlying=RULEBOOK.underlying)
    return make_position(
        holdings,
        GROUP,
        [BARNET, STOCKTON],
        YEAR.period(month),
        basis,
        categories=TREE,
        checks=CHECKS,
        asked=rules,
        **asked,
    )


def statements_of(holdings: Holdings = HOLDINGS) -> dict[str, LimitStatement]:
    return {code: limit_statement(holdings.resource, code, MONTH) for code in ("5A9", "5E1")}


@dataclass(frozen=True)
class Pack:
    """A pack as openpyxl reads it: formulas in `typed`, stored results in `stored`."""

    path: Path
    typed: Workbook
    stored: Workbook

    @classmethod
    def read(cls, path: Path) -> "Pack":
        return cls(path, load_workbook(path), load_workbook(path, data_only=True))

    def rows(self, sheet: str, label: str) -> list[int]:
        """The rows of a sheet whose first cell with this text stands in column A or B."""
        found = [
            row
            for row in range(1, self.stored[sheet].max_row + 1)
            if label in (self.value(sheet, f"A{row}"), self.value(sheet, f"B{row}"))
        ]
        assert found, f"no row {label!r} on {sheet}"
        return found

    def value(self, sheet: str, cell: str) -> Any:
        return self.stored[sheet][cell].value

    def formula(self, sheet: str, cell: str) -> Any:
        return self.typed[sheet][cell].value

    def pence(self, sheet: str, row: int, columns: str) -> list[int | str | None]:
        """The amounts of a row, in pence; text stays text."""
        values = [self.value(sheet, f"{column}{row}") for column in columns]
        return [pence_in(value) if isinstance(value, int | float) else value for value in values]

    def formulas(self) -> Iterator[tuple[str, str, Any]]:
        """Sheet, address and stored result of every formula."""
        for sheet in self.typed.worksheets:
            for cell in cells_of(sheet):
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, self.value(sheet.title, cell.coordinate)


def cells_of(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def pence_in(number: float) -> int:
    """The pence of a cell, which must be pounds to the penny and nothing finer."""
    pence = Decimal(repr(number)) * 100
    assert pence == pence.to_integral_value(), f"{number} is finer than a penny"
    return int(pence)


def write(path: Path, position: Position, **options: Any) -> Path:
    write_board_pack(path, position, words=WORDS, headline=HEADLINE, created=CREATED, **options)
    return path


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of the two PCTs: the forecast, with the year to date behind it."""
    path = tmp_path_factory.mktemp("pack") / "pack.xlsx"
    other = position_of(Basis.YTD)
    return Pack.read(write(path, position_of(), statements=statements_of(), other=other))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """Packs of one position each: the year to date, the outturn, and a month with gaps."""
    folder = tmp_path_factory.mktemp("others")
    positions = {
        "to date": position_of(Basis.YTD),
        "outturn": position_of(Basis.OUTTURN, AT_THE_END, 12),
        "gaps": position_of(holdings=WITH_GAPS),
    }
    return {
        name: Pack.read(write(folder / f"{name}.xlsx", position))
        for name, position in positions.items()
    }


B, S = "5A9 Barnet", "5E1 =Stockton & Co"


# Duties


def test_sheets_are_the_summary_and_one_for_each_pct(pack: Pack) -> None:
    """The summary stands first, then each PCT under its code and short name."""
    assert pack.typed.sheetnames == ["Summary", B, S]


def test_summary_takes_each_pct_from_its_own_sheet(pack: Pack) -> None:
    """Limit £1,000,000.01, forecast £1,026,000.02, so £26,000.01 over: all three are formulas."""
    row = pack.rows("Summary", "5A9")[0]
    assert pack.pence("Summary", row, "CDE") == [1_000 * K + 1, 1_026 * K + 2, -26 * K - 1]
    there = pack.rows(B, "Revenue resource limit, for the year")[0]
    assert pack.formula("Summary", f"C{row}") == f"='{B}'!C{there}"
    assert pack.formula("Summary", f"E{row}").startswith("=")
    assert pack.value("Summary", f"F{row}") == "BREACH"


def test_expected_limit_has_its_own_labelled_column(pack: Pack) -> None:
    """Confirmed £1,000,000.01 and anticipated £50,000 are added under the name expected."""
    row = pack.rows("Summary", "5A9")[0]
    assert pack.pence("Summary", row, "HIJ") == [1_000 * K + 1, 50 * K, 1_050 * K + 1]
    assert pack.value("Summary", f"I{pack.rows('Summary', 'Code')[0]}") == "Anticipated, not tested"
    assert "Expected limit" in pack.value("Summary", f"J{pack.rows('Summary', 'Code')[0]}")


def test_a_positive_aggregate_is_a_breach_all_the_same(pack: Pack) -> None:
    """-26,000.01 + 80,000.01 = +54,000.00, and the status names Barnet; nothing there says met."""
    row = pack.rows("Summary", "Aggregate (not pooled)")[0]
    assert pack.pence("Summary", row, "E") == [54 * K]
    assert pack.value("Summary", f"F{row}") == "BREACH: 1 of 2 PCTs (5A9)"
    texts = [str(cell.value) for cell in pack.stored["Summary"][row]]
    assert not [text for text in texts if "met" in text.casefold()]


def test_gross_underspends_and_overspends_stand_apart(pack: Pack) -> None:
    """The aggregate's variance is the sum of the two, and is made of nothing else."""
    row = pack.rows("Summary", "Aggregate (not pooled)")[0]
    assert pack.pence("Summary", row + 1, "AE") == ["gross underspends", 80 * K + 1]
    assert pack.pence("Summary", row + 2, "AE") == ["gross overspends", -26 * K - 1]
    assert f"ROUND(E{row + 1}+E{row + 2},2)" in pack.formula("Summary", f"E{row}")


def test_only_words_have_a_colour(pack: Pack) -> None:
    """No rule colours a variance: a surplus cannot look green. Statuses and colours are words."""
    sheet = pack.stored["Summary"]
    coloured = [
        value
        for rule in pack.typed["Summary"].conditional_formatting
        for area in rule.sqref.ranges
        for place in area.cells
        if (value := sheet.cell(*place).value) is not None
    ]
    assert {type(value) for value in coloured} == {str}
    assert {"BREACH", "RED", "green", "no deficit"} <= set(coloured)


def test_other_basis_has_its_own_table_of_the_revenue_duty(pack: Pack) -> None:
    """To date: £180,000 of acute against two twelfths, each category's to the penny; no cash."""
    row = pack.rows("Summary", "5A9")[2]  # after the forecast of revenue and of cash
    assert pack.pence("Summary", row, "CD") == [166_666_66, 180 * K]
    tables = pack.rows("Summary", "Code")
    assert [pack.value("Summary", f"C{head}") for head in tables] == [
        "Limit for the year",
        "Limit for the year",
        "Limit to date",
    ]
    assert len(pack.rows(B, "Cash limit, for the year")) == 1


def test_cash_to_date_is_a_part_of_the_years_limit(others: dict[str, Pack]) -> None:
    """£160,000 of £980,000 is 16.3%: no variance, no duty met, and no gross parts below."""
    found = others["to date"]
    revenue, cash = found.rows("Summary", "5A9")
    assert found.value("Summary", f"F{revenue}") == "BREACH"
    assert found.pence("Summary", cash, "CD") == [980 * K, 160 * K]
    assert [found.value("Summary", f"{column}{cash}") for column in "EF"] == [0.163, "year's limit"]
    heads = found.rows("Summary", "Code")
    assert [found.value("Summary", f"E{head}") for head in heads] == [
        "Variance",
        "Of the year's limit",
    ]
    total = found.rows("Summary", "Aggregate (not pooled)")[1]
    assert found.value("Summary", f"F{total}") == "year's limit: 2 of 2 PCTs"
    assert len(found.rows("Summary", "gross overspends")) == 1
    own = found.rows(B, "Cash limit, for the year")[0]
    assert [found.value(B, f"{column}{own}") for column in "EF"] == [0.163, "year's limit"]


def test_more_cash_than_the_years_limit_is_a_breach_in_any_month(tmp_path: Path) -> None:
    """Barnet drew £990,000 by May of £980,000 for the year; Stockton's drawings are not known."""
    drawn = [Figure("5A9", Limit.CASH, "drawings", YEAR.period(month), 495 * K) for month in (1, 2)]
    spent = [
        Figure(body, Limit.REVENUE, "acute", YEAR.period(month), K)
        for body in ("5A9", "5E1")
        for month in (1, 2)
    ]
    holdings = replace(HOLDINGS, actuals=Figures.of(YEAR, [*drawn, *spent]))
    found = Pack.read(write(tmp_path / "pack.xlsx", position_of(Basis.YTD, holdings)))
    over, unknown = (found.rows("Summary", code)[1] for code in ("5A9", "5E1"))
    assert [found.value("Summary", f"{column}{over}") for column in "EF"] == [1.01, "BREACH"]
    assert [found.value("Summary", f"{column}{unknown}") for column in "DEF"] == [
        "-",
        "-",
        "Not tested",
    ]
    total = found.rows("Summary", "Aggregate (not pooled), tested bodies only")[0]
    assert found.value("Summary", f"F{total}") == (
        "BREACH: 1 of 2 PCTs (5A9); not tested: 1 of 2 PCTs (5E1)"
    )


def test_every_table_before_the_outturn_is_indicative(pack: Pack, others: dict[str, Pack]) -> None:
    """Forecast and year to date say that only the outturn settles a duty; the outturn does not."""

    def said(found: Pack, sheet: str) -> int:
        return sum("only the outturn" in str(cell.value) for cell in cells_of(found.stored[sheet]))

    assert said(pack, "Summary") == len(pack.rows("Summary", "Code")) == 3
    assert said(pack, B) == len(pack.rows(B, "Duty")) == 2
    assert said(others["to date"], B) == len(others["to date"].rows(B, "Duty")) == 2
    assert [said(others["outturn"], sheet) for sheet in ("Summary", B)] == [0, 0]


def test_where_nobody_was_tested_the_aggregate_is_of_nothing(others: dict[str, Pack]) -> None:
    """Nothing is forecast: limit, charge, variance and both gross parts are dashes, not 0."""
    found = others["gaps"]
    total = found.rows("Summary", "Aggregate (not pooled), no body tested")[0]
    assert found.pence("Summary", total, "CDEH") == ["-", "-", "-", 2_000 * K + 2]
    assert [found.pence("Summary", total + row, "E") for row in (1, 2)] == [["-"], ["-"]]
    words = "INCOMPLETE; not tested: 2 of 2 PCTs (5A9, 5E1)"
    assert found.value("Summary", f"F{total}") == words


def test_what_is_not_known_is_a_dash_and_not_zero(tmp_path: Path) -> None:
    """Stockton sent no forecast: not tested, a dash, left out of the aggregate, which says so."""
    holdings = replace(HOLDINGS, forecasts=Figures.of(YEAR, figures("5A9", 900 * K, [2])))
    found = Pack.read(write(tmp_path / "pack.xlsx", position_of(holdings=holdings)))
    row = found.rows("Summary", "5E1")[0]
    assert found.pence("Summary", row, "DEF") == ["-", "-", "Not tested"]
    total = found.rows("Summary", "Aggregate (not pooled), tested bodies only")[0]
    assert found.pence("Summary", total, "CDE") == [1_000 * K + 1, 900 * K, 100 * K + 1]
    words = "INCOMPLETE; not tested: 1 of 2 PCTs (5E1)"
    assert found.value("Summary", f"F{total}") == words
    acute = found.rows("Summary", "Acute")[0]
    assert found.pence("Summary", acute, "EGH") == [320 * K, "-", "-"]
    own = found.rows(B, "Acute")[0]
    assert found.pence(B, own, "GIJ") == [600 * K, "-", "-"]  # no forecast was made in M01
    assert found.pence(B, found.rows(B, "Corporate")[0], "E") == [0]


# Categories


def test_parents_are_subtotals_and_the_total_is_theirs(pack: Pack) -> None:
    """Acute 600 and community 250 make health care 850; with corporate 98 the total is 948."""
    acute, corporate = pack.rows(B, "Acute")[0], pack.rows(B, "Corporate")[0]
    health, whole = pack.rows(B, "Health care")[0], pack.rows(B, "Total")[0]
    assert [pack.pence(B, row, "C")[0] for row in (acute, acute + 1, health, corporate, whole)] == [
        pence * K for pence in (600, 250, 850, 98, 948)
    ]
    assert pack.formula(B, f"C{health}") == f"=ROUND(SUM(C{acute}:C{acute + 1}),2)"
    assert pack.formula(B, f"C{whole}") == f"=ROUND(SUM(C{health}:C{corporate}),2)"


def test_columns_of_a_category(pack: Pack) -> None:
    """Barnet's acute: budget 600, to date 100 against 180, forecast 726.00002, last month's 1p less."""
    row = pack.rows(B, "Acute")[0]
    assert pack.pence(B, row, "CDEFGHIJ") == [
        600 * K,
        100 * K,
        180 * K,
        -80 * K,
        726 * K + 2,
        -126 * K - 2,
        726 * K + 1,
        -1,
    ]
    assert pack.value(B, f"J{row - 1}") == "Movement in forecast"


def test_group_categories_are_sums_of_the_pcts_cells(pack: Pack) -> None:
    """The summary holds no figure of its own: each adds the same line of every sheet."""
    row = pack.rows("Summary", "Acute")[0]
    assert pack.pence("Summary", row, "CE") == [1_200 * K, 320 * K]
    cells = f"'{B}'!C{pack.rows(B, 'Acute')[0]},'{S}'!C{pack.rows(S, 'Acute')[0]}"
    assert pack.formula("Summary", f"C{row}") == f"=ROUND(SUM({cells}),2)"


def test_a_sum_over_a_missing_figure_is_missing(others: dict[str, Pack]) -> None:
    """Stockton's community services are a dash, and so is each sum over them; acute is known."""
    found = others["gaps"]
    rows = {
        sheet: [
            found.rows(sheet, label)[0] for label in ("Acute", "Community", "Health care", "Total")
        ]
        for sheet in (S, "Summary", B)
    }
    spent = {sheet: [found.pence(sheet, row, "EF") for row in rows[sheet]] for sheet in rows}
    unknown = ["-", "-"]
    assert spent[S] == [[140 * K, -40 * K], unknown, unknown, unknown]
    assert spent["Summary"] == [[320 * K, -120 * K], unknown, unknown, unknown]
    assert spent[B][1] == [0, 41_666_67]
    assert found.pence("Summary", rows["Summary"][3], "D") == [316 * K]


def test_at_the_years_end_there_is_no_forecast(others: dict[str, Pack]) -> None:
    """Budget, outturn and variance stand alone, and lead to the duty: 948 - 1,020 and 1,000 - 1,020."""
    found = others["outturn"]
    head = found.rows(B, "Category")[0]
    headings = [found.value(B, f"{column}{head}") for column in "CDEFGHIJ"]
    assert headings == ["Annual budget", "Outturn", "Variance", *[None] * 5]
    total = found.rows(B, "Total")[0]
    assert [found.pence(B, total + row, "CDE") for row in range(3)] == [
        [948 * K, 1_020 * K, -72 * K],
        [52 * K + 1, None, 52 * K + 1],
        [1_000 * K + 1, 1_020 * K, -20 * K + 1],
    ]


def test_bridge_leads_from_the_budgets_to_the_duty(pack: Pack) -> None:
    """Budgets 948, not issued 52,000.01, limit 1,000,000.01; -78,000.02 becomes -26,000.01."""
    total = pack.rows(B, "Total")[0]
    assert pack.pence(B, total, "CH") == [948 * K, -78 * K - 2]
    assert pack.pence(B, total + 1, "CH") == [52 * K + 1, 52 * K + 1]
    assert pack.pence(B, total + 2, "CH") == [1_000 * K + 1, -26 * K - 1]


# The limit and its use


def test_statement_lists_every_change_of_the_limit(pack: Pack) -> None:
    """Two confirmed allocations and one anticipated, by funding; the expected limit is last."""
    head = pack.rows(B, "Effective")[0]
    assert pack.value(B, f"A{head + 1}") == datetime(2011, 4, 1)  # noqa: DTZ001 - a cell knows no time zone
    assert [pack.value(B, f"{column}{head + 1}") for column in "DFG"] == [
        "letter",
        "confirmed",
        "allocation",
    ]
    assert [pack.pence(B, head + row, "HIJ") for row in range(1, 7)] == [
        [900 * K + 1, 0, 900 * K + 1],
        [0, 100 * K, 100 * K],
        [900 * K + 1, 100 * K, 1_000 * K + 1],
        [50 * K, 0, 50 * K],
        [50 * K, 0, 50 * K],
        [950 * K + 1, 100 * K, 1_050 * K + 1],
    ]


def test_uses_of_the_limit_add_up_to_it(pack: Pack) -> None:
    """Budgets 948, reserves 92,000.01 and surplus 10 are 1,050,000.01; less 50 anticipated."""
    rows = {
        label: pack.pence(B, pack.rows(B, label)[-1], "J")[0]
        for label in (
            "Budgets retained",
            "Budgets delegated to CCGs",
            "Budgets issued",
            "Headroom",
            "Contingency",
            "Unallocated",
            "Reserves",
            "Planned surplus",
            "Expected limit",
            "less: anticipated, not yet notified",
            "Confirmed limit",
        )
    }
    assert list(rows.values()) == [
        708 * K,
        240 * K,
        948 * K,
        10 * K,
        5 * K,
        77 * K + 1,
        92 * K + 1,
        10 * K,
        1_050 * K + 1,
        -50 * K,
        1_000 * K + 1,
    ]


def test_recurrent_resource_used_once_nets_to_zero(pack: Pack) -> None:
    """It leaves the recurrent column and comes into the other; the limit is what it was."""
    row = pack.rows(B, "Recurrent resource used once")[0]
    assert pack.pence(B, row, "HIJ") == [8 * K, -8 * K, 0]


def test_checks_show_zero(pack: Pack) -> None:
    """The uses agree with the statement, the budgets with the categories: 0, by formula."""
    checks = [
        (row, columns)
        for label, columns in (
            ("Check: the two confirmed limits, must be 0", "HIJ"),
            ("Check: budgets issued and annual budgets of the categories, must be 0", "J"),
        )
        for row in pack.rows(B, label)
    ]
    for row, columns in checks:
        assert pack.pence(B, row, columns) == [0] * len(columns)
        assert pack.formula(B, f"J{row}").startswith("=ROUND(J")


def test_without_a_statement_the_ledger_is_compared(tmp_path: Path) -> None:
    """No statement was handed in: its table is left out, and the check is still there."""
    found = Pack.read(write(tmp_path / "pack.xlsx", position_of()))
    row = found.rows(B, "Confirmed limit in the resource ledger")[0]
    assert found.pence(B, row, "HIJ") == [900 * K + 1, 100 * K, 1_000 * K + 1]
    assert found.pence(B, row + 1, "HIJ") == [0, 0, 0]


def test_offices_sign_and_no_people(pack: Pack) -> None:
    """The block names two offices, and leaves room for signature and date."""
    assert pack.rows(B, "Accountable officer: Chief executive of the cluster")
    row = pack.rows(B, "Director of finance: Director of finance of the cluster")[0]
    assert pack.value(B, f"F{row}") == "Signature"


# What is said in words


def test_the_first_page_begins_with_the_headline_and_the_exceptions(pack: Pack) -> None:
    """The sentence stands in a box below the title, then the exceptions, then the first duty."""
    headline = pack.typed["Summary"]["A5"]
    assert headline.value == HEADLINE
    assert (headline.font.b, headline.border.left.style, headline.border.top.style) == (
        True,
        "medium",
        "medium",
    )
    assert pack.value("Summary", "A7") == "Exceptions (amounts in pounds)"
    assert pack.rows("Summary", "BREACH")[0] == 8
    assert pack.rows("Summary", "Warning")[-1] < pack.rows("Summary", "Known at")[0]
    assert pack.rows("Summary", "Known at")[0] < pack.rows("Summary", "Code")[0]
    assert [pack.value(sheet, "A5") == HEADLINE for sheet in (B, S)] == [False, False]


def test_heading_says_how_the_figures_are_to_be_read(pack: Pack) -> None:
    """Month in words, bases, unit, sign convention, what is known, and how cells are to be read."""
    texts = " | ".join(str(cell.value) for cell in cells_of(pack.stored["Summary"]))
    for part in (
        "North & South",
        "May 2011 (2011-12 M02): forecast outturn for the year and year to date",
        "favourable positive",
        "cells hold pounds and pence; figures are shown in £000, each rounded by itself",
        "every document of the year that was recorded, effective up to 31 May 2011",
        "confirmed limits",
    ):
        assert part in texts


def test_a_date_of_knowledge_is_the_newest_that_is_counted(tmp_path: Path) -> None:
    """The words do not read as if later documents were left out, where there are none."""
    known = position_of(known_at=date(2011, 4, 1))
    found = Pack.read(write(tmp_path / "pack.xlsx", known))
    row = found.rows("Summary", "Known at")[0]
    assert found.value("Summary", f"B{row}") == (
        "documents up to 1 April 2011 (the newest date counted), effective up to 31 May 2011"
    )


def test_a_sheet_tells_only_what_concerns_its_pct(pack: Pack) -> None:
    """Both PCTs have no profile: the summary lists them, a sheet says it without the list."""
    notes = {
        sheet.title: [
            cell.value for cell in cells_of(sheet) if "without a profile" in str(cell.value)
        ]
        for sheet in pack.stored.worksheets
    }
    note = "udgets without a profile, to date in twelfths: Acute, Community, Corporate"
    assert notes == {"Summary": [f"5A9, 5E1: b{note}"], B: [f"B{note}"], S: [f"B{note}"]}
    texts = " ".join(str(cell.value) for cell in cells_of(pack.stored[B]))
    assert "5E1" not in texts


def test_exceptions_name_who_and_on_which_basis(pack: Pack) -> None:
    """Barnet's two breaches are told apart; Stockton's sheet tells what is Stockton's."""
    row = pack.rows("Summary", "BREACH")[0]
    assert pack.value("Summary", f"B{row}") == (
        "5A9, forecast outturn for the year: Revenue resource limit: Barnet PCT exceeds its limit by "
        "£26,000.01: charged £1,026,000.02 against £1,000,000.01"
    )
    assert pack.value("Summary", f"B{row + 1}").startswith("5A9, year to date: Revenue")
    assert len(pack.rows(B, "BREACH")) == 2
    row = pack.rows(S, "Warning")[0]
    assert pack.value(S, f"B{row}") == (
        "Forecast outturn for the year: Cash limit not tested: no cash forecast made in M02"
    )


def test_synthetic_rows_and_sheets_are_marked(pack: Pack) -> None:
    """Barnet's figures are synthetic, Stockton's are not: a mark in the row, a label above."""
    rows = pack.rows("Summary", "5A9")[0], pack.rows("Summary", "5E1")[0]
    assert [pack.value("Summary", f"K{row}") for row in rows] == ["s", None]
    labels = [
        [str(cell.value) for cell in cells_of(sheet) if "SYNTHETIC" in str(cell.value)]
        for sheet in pack.stored.worksheets
    ]
    assert [len(found) for found in labels] == [1, 1, 0]


# Cells


def test_codes_and_names_stay_text(pack: Pack) -> None:
    """`5E1` is no number, and a name that begins with `=` is no formula."""
    row = pack.rows("Summary", "5E1")[0]
    code, name = pack.typed["Summary"][f"A{row}"], pack.typed["Summary"][f"B{row}"]
    assert (code.data_type, code.value, code.number_format) == ("s", "5E1", "@")
    assert (name.data_type, name.value) == ("s", "=Stockton & Co PCT")


def test_every_number_is_pounds_to_the_penny_shown_in_thousands(pack: Pack) -> None:
    """No cell holds anything finer than a penny, and every amount has the one number format."""
    formats = set()
    for sheet in pack.stored.worksheets:
        for cell in cells_of(sheet):
            if isinstance(cell.value, int | float) and cell.number_format != SHARE:
                pence_in(cell.value)
                formats.add(cell.number_format)
    assert formats == {"#,##0,_);(#,##0,);0_);@_)"}


def test_every_derived_figure_is_a_formula_with_its_result(pack: Pack) -> None:
    """Totals, subtotals and variances are live, and none comes without a stored result."""
    for label, columns in {
        "Aggregate (not pooled)": "CDEFHIJ",
        "gross underspends": "E",
        "Health care": "CDEFGHIJ",
        "Total": "CDEFGHIJ",
    }.items():
        for row in pack.rows("Summary", label):
            for column in columns:
                assert pack.typed["Summary"][f"{column}{row}"].data_type == "f", f"{column}{row}"
    assert [place for *place, value in pack.formulas() if value is None] == []


def test_no_cell_holds_an_error(pack: Pack) -> None:
    """No stored result is an error."""
    cells = [cell for sheet in pack.stored.worksheets for cell in cells_of(sheet)]
    assert [cell.coordinate for cell in cells if cell.data_type == "e"] == []


def test_amounts_that_a_cell_cannot_hold_are_refused_all_at_once(tmp_path: Path) -> None:
    """A quadrillion pence has sixteen digits: every such cell is named, and nothing is written."""
    limit = Allocation(strand=RECURRENT, pence=PENCE_LIMIT, issuer="DH")
    ledger = ResourceLedger().post([event(limit, body="5A9")])
    path = tmp_path / "pack.xlsx"
    with pytest.raises(MoneyError) as refused:
        write(path, position_of(holdings=replace(HOLDINGS, resource=ledger)))
    assert {finding.code for finding in refused.value.findings} == {"money.too-many-digits"}
    places = [str(finding.where) for finding in refused.value.findings]
    assert any(place.startswith(f"'{B}'!C") for place in places)
    assert any(place.startswith("'Summary'!C") for place in places)
    assert not path.exists()


@given(st.integers(1 - PENCE_LIMIT, PENCE_LIMIT - 1))
def test_pounds_keep_every_penny(pence: int) -> None:
    """What a cell stores, written with the fifteen digits that a spreadsheet keeps, is the amount."""
    assert Decimal(f"{pounds(pence):.15g}") * 100 == pence


# The file


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in the file tells when or where it was written."""
    options: Mapping[str, Any] = {"statements": statements_of(), "other": position_of(Basis.YTD)}
    first, second = (write(tmp_path / name, position_of(), **options) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_file_says_what_it_is_and_when_it_was_made(tmp_path: Path) -> None:
    """The title names group and month; a moment with a time zone is stated in UTC."""
    summer = timezone(timedelta(hours=1))
    write_board_pack(
        tmp_path / "pack.xlsx",
        position_of(),
        words=WORDS,
        headline=HEADLINE,
        created=datetime(2011, 6, 9, 12, tzinfo=summer),
    )
    properties = load_workbook(tmp_path / "pack.xlsx").properties
    assert properties.title == "North & South: Finance report for May 2011 (2011-12 M02)"
    assert properties.created == datetime(2011, 6, 9, 11)  # noqa: DTZ001 - as above


def test_sheets_are_ready_to_print(pack: Pack) -> None:
    """Landscape A4, one page wide, head repeated and frozen, foot with name and page numbers."""
    for sheet in pack.typed.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToHeight == 0  # as many as it takes; one is the usual width
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$4", "C5")
    footer = str(pack.typed["Summary"].oddFooter)
    assert "North && South: Finance report for May 2011 (2011-12 M02)" in footer
    assert "Page &P of &N" in footer


@given(
    parts=st.lists(st.lists(st.integers(10, 60), min_size=1, max_size=6), min_size=1, max_size=8)
)
def test_no_part_is_torn_that_fits_on_a_page(parts: list[list[int]]) -> None:
    """Pages begin where parts begin, and what stands between two breaks fits on one page."""
    room, points = 400, [height for part in parts for height in part]
    starts = [sum(map(len, parts[:number])) + 1 for number in range(1, len(parts))]
    breaks = page_breaks(points, starts, room)
    assert {row + 1 for row in breaks} <= set(starts)
    for first, last in pairwise([0, *breaks, len(points)]):
        assert sum(points[first:last]) <= room


@settings(max_examples=50)
@given(
    st.lists(st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip())), max_size=6)
)
def test_sheet_names_are_allowed_and_differ(names: list[str]) -> None:
    """Whatever bodies are called, a workbook takes the names of their sheets."""
    bodies = [Body(f"5A{number}", name) for number, name in enumerate(names)]
    found = list(sheet_names(bodies, "PCT").values())
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")


CODES = st.sampled_from(["", "a", "b", "c", "d"])


@given(parents=st.dictionaries(CODES, CODES), lines=st.sets(CODES))
def test_every_category_is_a_line_exactly_once(parents: dict[str, str], lines: set[str]) -> None:
    """Whatever belongs to what, and be it in a circle, no figure is lost or shown twice."""
    tree = CategoryTree(tuple(Category(code, code, parent) for code, parent in parents.items()))
    assert sorted(_lines_of(branches(tree, lines))) == sorted(lines)


def _lines_of(found: Sequence[Branch]) -> list[str]:
    return [
        line
        for branch in found
        for line in (_lines_of(branch.children) if branch.children else [branch.code])
    ]


def test_a_pack_of_nobody_is_refused(tmp_path: Path) -> None:
    """There is nothing to report on, and nobody to sign."""
    with pytest.raises(UsageError, match="North & South has no bodies"):
        write(tmp_path / "pack.xlsx", replace(position_of(), bodies=()))


def test_a_statement_of_another_month_is_refused(tmp_path: Path) -> None:
    """The pack shows one month: a statement as of the year's end does not belong to it."""
    late = limit_statement(HOLDINGS.resource, "5A9", YEAR.period(12))
    with pytest.raises(UsageError, match="that of 5A9, revenue, 2011-12 M12"):
        write(tmp_path / "pack.xlsx", position_of(), statements={"5A9": late})


@pytest.mark.parametrize(
    "change", [{"basis": Basis.FORECAST}, {"known_at": date(2011, 5, 1)}, {"bodies": ()}]
)
def test_a_second_position_must_be_the_first_on_another_basis(
    tmp_path: Path, change: Mapping[str, Any]
) -> None:
    """The same basis again, another date of knowledge or other bodies are no comparison."""
    other = replace(position_of(Basis.YTD), **change)
    with pytest.raises(UsageError, match="second position"):
        write(tmp_path / "pack.xlsx", position_of(), other=other)


def test_a_group_too_large_for_one_formula_still_has_its_status(tmp_path: Path) -> None:
    """With 151 bodies the formula of the status would be too long: the words stand by themselves."""
    over = position_of().bodies[0]
    bodies = tuple(
        replace(
            over,
            body=Body(code, code),
            duties=tuple(replace(duty, body=code) for duty in over.duties),
            lines=over.lines[:1],
        )
        for code in (f"X{number:03}" for number in range(151))
    )
    path = write(tmp_path / "pack.xlsx", replace(position_of(), bodies=bodies))
    with zipfile.ZipFile(path) as parts:
        texts = parts.read("xl/sharedStrings.xml").decode()
        summary = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "BREACH: 151 of 151 PCTs (X000, X001" in texts
    assert max(len(formula) for formula in re.findall("<f>(.*?)</f>", summary)) <= 8_192


# A spreadsheet engine comes to the same figures


def without_results(source: Path, target: Path) -> Path:
    """The workbook without a single stored result, so that an engine has to work them out."""
    with zipfile.ZipFile(source) as given_parts, zipfile.ZipFile(target, "w") as parts:
        for name in given_parts.namelist():
            content = given_parts.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                assert b"</f><v>" not in content
            parts.writestr(name, content)
    return target


def convert(form: str, files: Sequence[Path], folder: Path) -> Path:
    """The folder with `files` as LibreOffice converts them."""
    if not SOFFICE:
        pytest.skip("LibreOffice is not here")
    command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder / "out")]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)  # noqa: S603 - our own files
    return folder / "out"


@pytest.fixture(scope="module")
def recalculated(
    pack: Pack, others: dict[str, Pack], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Pack]:
    """Every pack worked out anew, and the first once more with Barnet's forecast a million lower."""
    folder = tmp_path_factory.mktemp("engine")
    packs = {"forecast": pack, **others}
    files = [without_results(found.path, folder / f"{name}.xlsx") for name, found in packs.items()]
    changed = load_workbook(files[0])
    charge = pack.rows(B, "Revenue resource limit, for the year")[0]
    changed[B][f"D{charge}"] = 26_000.02
    changed.save(folder / "changed.xlsx")
    out = convert("xlsx", [*files, folder / "changed.xlsx"], folder)
    return {name: Pack.read(out / f"{name}.xlsx") for name in (*packs, "changed")}


@engine
def test_an_engine_gives_the_stored_results(
    pack: Pack, others: dict[str, Pack], recalculated: dict[str, Pack]
) -> None:
    """Every formula of every pack, to the penny and to the letter; none gives an error."""
    packs = {"forecast": pack, **others}
    differences = [
        (name, sheet, cell, stored, found)
        for name, written in packs.items()
        for sheet, cell, stored in written.formulas()
        if not _same(stored, found := recalculated[name].value(sheet, cell))
    ]
    assert differences == []
    assert sum(len(list(found.formulas())) for found in packs.values()) > 800


@engine
def test_every_figure_is_shown_as_its_own_rounding(
    pack: Pack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What an engine shows of each cell is that cell in £000, rounded once and by itself."""
    out = convert(_CSV_AS_SHOWN, [pack.path], tmp_path_factory.mktemp("shown"))
    shown = {
        sheet: list(csv.reader((out / f"pack-{sheet}.csv").read_text("utf-8").splitlines()))
        for sheet in pack.stored.sheetnames
    }
    figures = {
        (sheet.title, cell.coordinate): (
            shown[sheet.title][cell.row - 1][cell.column - 1].strip(),
            _in_thousands(cell.value),
        )
        for sheet in pack.stored.worksheets
        for cell in cells_of(sheet)
        if isinstance(cell.value, int | float) and cell.number_format != SHARE
    }
    assert {place: pair for place, pair in figures.items() if pair[0] != pair[1]} == {}
    assert len({expected for _, expected in figures.values()}) > 30


_CSV_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def _in_thousands(pounds_held: float) -> str:
    thousands = (Decimal(repr(pounds_held)) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    return f"({-thousands:,})" if pounds_held < 0 else f"{thousands:,}"


def _same(stored: Any, found: Any) -> bool:
    if isinstance(stored, str) or isinstance(found, str) or found is None:
        return bool(stored == found)
    return abs(Decimal(repr(stored)) - Decimal(repr(found))) < Decimal("0.000001")


@engine
def test_the_status_follows_the_figures(pack: Pack, recalculated: dict[str, Pack]) -> None:
    """Correct Barnet's forecast on its sheet, and the summary's words and sums follow."""
    changed = recalculated["changed"]
    row = pack.rows("Summary", "5A9")[0]
    total = pack.rows("Summary", "Aggregate (not pooled)")[0]
    assert changed.value("Summary", f"F{row}") == "Met"
    assert changed.value("Summary", f"F{total}") == "Met: 2 of 2 PCTs"
    assert changed.value("Summary", f"E{total}") == pytest.approx(1_054_000)


@engine
def test_colours_names_and_the_underlying_position_follow_the_figures(
    pack: Pack, recalculated: dict[str, Pack]
) -> None:
    """The same correction: Barnet's duty is green and better, nobody is named, more is left over."""
    changed = recalculated["changed"]
    row = pack.rows("Summary", "Worst colour in: 5A9")[0]
    assert [pack.value("Summary", f"{column}{row}") for column in "HI"] == ["RED", "worse"]
    assert [changed.value("Summary", f"{column}{row}") for column in "AHI"] == [
        "Worst colour in: none",
        "green",
        "worse",  # Stockton's
    ]
    own = pack.rows("Summary", "5A9 Barnet PCT")[0]
    assert [changed.value("Summary", f"{column}{own}") for column in "HI"] == ["green", "better"]
    total = pack.rows("Summary", "Sum (not pooled)")[0]
    assert pack.pence("Summary", total, "H") == [114 * K]
    assert changed.value("Summary", f"H{total}") == pytest.approx(1_114_000)
