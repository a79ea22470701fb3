"""Extracts as a hostile sender, or an unlucky one, would make them: no wrong figure comes through."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from extract_examples import ACCOUNTS, TB, TB_ROWS, journal, profile, read, scope
from ledger_examples import event
from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.errors import Finding, InputRefusedError, Level
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.ingest import read_extract
from pctfinance.extracts.profile import Profile
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded

HEADINGS, *ROWS = TB.splitlines()


def refused(content: str, folder: Path, way: Profile | None = None) -> tuple[Finding, ...]:
    """The findings with which an extract is refused."""
    with pytest.raises(InputRefusedError) as caught:
        read(content, folder, way)
    return caught.value.findings


@pytest.mark.parametrize("length", [140_000, 10_000_000])
def test_a_cell_without_end(tmp_path: Path, length: int) -> None:
    """A cell of any length, with blank lines around it, is refused by its row and not a crash."""
    text = f"{TB}\n5A9,M08,{'x' * length},70001,0,0,0,0\n"
    (finding,) = refused(text, tmp_path)
    assert (finding.code, finding.where.row if finding.where else 0) == ("file.damaged", 7)


@pytest.mark.parametrize("amount", ["abc", "7e2", "700.0000001", "NaN"])
def test_a_text_is_never_a_number_that_a_machine_kept(tmp_path: Path, amount: str) -> None:
    """U+0001 marks such numbers inside; before an amount in a CSV it buys no laxer reading."""
    (finding,) = refused(TB.replace("700.00", f"\x01{amount}"), tmp_path)
    assert finding.code == "file.damaged"


def _workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "TB"
    sheet.append(HEADINGS.split(","))
    for row in TB_ROWS:
        sheet.append(list(row))
    sheet["F2"] = "_x0001_7e2"
    book.save(path)


def _parquet(path: Path) -> None:
    columns = ", ".join(
        f"{'chr(1) || ' if name == 'Debit' and '700' in cell else ''}'{cell}' AS \"{name}\""
        for name, cell in zip(HEADINGS.split(","), TB_ROWS[0], strict=True)
    )
    duckdb.execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize(
    ("name", "make", "way"),
    [
        ("tb.xlsx", _workbook, profile(format="workbook", sheet="TB")),
        ("tb.parquet", _parquet, profile(format="parquet")),
    ],
)
def test_nor_in_a_workbook_or_parquet_file(
    tmp_path: Path, name: str, make: Callable[[Path], None], way: Profile
) -> None:
    """The same mark in a text cell of the other formats is no amount either."""
    make(tmp_path / name)
    (tmp_path / "aside").mkdir()
    with pytest.raises(InputRefusedError) as caught:
        read_extract(tmp_path / name, way, ACCOUNTS, scope(), tmp_path / "aside")
    assert "money.not-a-number" in {finding.code for finding in caught.value.findings}


def test_an_extract_that_holds_itself_twice(tmp_path: Path) -> None:
    """Appended to itself it balances, opening and all, and every figure is twice the right one."""
    (finding,) = refused(TB + "\n".join(ROWS) + "\n", tmp_path)
    assert finding.code == "extract.repeated"
    assert finding.message == "every row stands in the extract 2 times or more"


def test_an_extract_is_taken_at_the_number_of_its_rows(tmp_path: Path) -> None:
    """If its sender says that there are eight rows, there are eight."""
    extract = read(TB + "\n".join(ROWS) + "\n", tmp_path, stated={"rows": 8})
    assert extract.months[0].totals.debit_pence == 2 * 750_50


def test_lines_that_are_alike_by_chance(tmp_path: Path) -> None:
    """Two fares of £5, and two payments of them: four lines of two kinds are no copy."""
    lines = "5A9,M08,52110,fare,5\n5A9,M08,52110,fare,5\n5A9,M08,70001,,-5\n5A9,M08,70001,,-5\n"
    extract = read(f"Entity,Period,Subjective,Description,Amount\n{lines}", tmp_path, journal())
    assert extract.months[0].totals.debit_pence == 10_00


@pytest.mark.parametrize(
    ("category", "limit"),
    [
        ("drawings", "cash"),
        ("disposals-book-value", "capital"),
        ("grants", "capital"),
        ("donations", "capital"),
    ],
)
def test_the_side_that_raises_drawings_and_disposals_is_said(category: str, limit: str) -> None:
    """Credits usually raise them: taken for debits, £45m of cash would be £45m below nothing."""
    with pytest.raises(InputRefusedError) as caught:
        AccountMap.parse(f"account,category,limit,charge\n30100,{category},{limit},\n")
    assert "the side that raises" in str(caught.value)
    known = AccountMap.parse(f"account,category,limit,charge\n30100,{category},{limit},credit\n")
    assert known.exact["30100"].sign == -1


@pytest.fixture
def book() -> Book:
    """A book in which the body reported its month by the table of actuals first."""
    made = Book.in_memory("2011-12", group="NCL")
    rows = (
        FigureRow(8, Limit.REVENUE, "acute", 700_00),
        FigureRow(8, Limit.REVENUE, "mental-health", 300_00),
        FigureRow(8, Limit.REVENUE, "estates", 0),
        FigureRow(8, Limit.CASH, "drawings", 900_00),
    )
    made.post(event(FiguresLoaded(table="actuals", rows=rows), effective=date(2011, 11, 30)))
    return made


def _loaded(
    book: Book, folder: Path, text: str, way: Profile, lane: str = "load"
) -> dict[str, Finding]:
    path = folder / "tb.csv"
    path.write_text(text, encoding="utf-8")
    receipt = book.load_ledger(path, profile=way, accounts=ACCOUNTS, lane=lane)
    assert all(finding.level is Level.WARNING for finding in receipt.findings)
    return {finding.code: finding for finding in receipt.findings}


def test_what_a_load_replaces_and_lacks_is_said(book: Book, tmp_path: Path) -> None:
    """The month has one report: what the table had and the ledger has not is named, by limit."""
    found = _loaded(book, tmp_path, TB, profile())
    assert set(found) == {"extract.replaced"}
    assert "drawings (cash), mental-health (revenue)" in found["extract.replaced"].message
    assert "estates" not in found["extract.replaced"].message


def test_a_correction_with_the_same_categories_says_nothing(book: Book, tmp_path: Path) -> None:
    """A corrected extract takes the place of the former one, and lacks nothing of it."""
    _loaded(book, tmp_path, TB, profile())
    assert not _loaded(
        book,
        tmp_path,
        TB.replace("700.00", "701.00").replace("740.50,-830.50", "741.50,-831.50"),
        profile(),
    )
    assert [load.stands for load in book.loads()] == [False, True]


def test_costs_below_nothing_are_said(tmp_path: Path) -> None:
    """One signed amount read the wrong way round balances as well: only the costs tell."""
    text = "Entity,Period,Subjective,Description,Amount\n5A9,M8,52110,,7\n5A9,M8,70001,,-7\n"
    right = Book.in_memory("2011-12", group="NCL")
    assert not _loaded(right, tmp_path, text, journal())
    wrong = Book.in_memory("2011-12", group="NCL")
    found = _loaded(wrong, tmp_path, text, journal(sign="credits-positive"))
    assert found["extract.negative-cost"].message == "the costs sum to (£7), less than nothing"
    adjusted = Book.in_memory("2011-12", group="NCL")
    way = journal(sign="credits-positive")
    assert not _loaded(adjusted, tmp_path, text, way, lane="adjustment")


def test_other_line_ends_are_the_same_figures(tmp_path: Path) -> None:
    """Saved with other line ends it is another file with the same figures: they count once."""
    book = Book.in_memory("2011-12", group="NCL")
    assert not _loaded(book, tmp_path, TB, profile())
    (tmp_path / "renamed.csv").write_bytes(TB.replace("\n", "\r\n").encode())
    book.load_ledger(tmp_path / "renamed.csv", profile=profile(), accounts=ACCOUNTS)
    assert [(load.stands, load.debit_pence) for load in book.loads()] == [
        (False, 750_50),
        (True, 750_50),
    ]
    month = Period("2011-12 M08")
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, month, "acute").pence == 700_00


@pytest.mark.parametrize(
    ("name", "is_right"),
    [
        ("TB_M09.csv", False),
        ("tb-m9-5A9.csv", False),
        ("TB M08.csv", True),
        ("M08-as-of-M09.csv", True),
        ("FORM09.csv", True),
    ],
)
def test_a_file_that_is_named_for_another_month(tmp_path: Path, name: str, is_right: bool) -> None:
    """The rows say the month; a name that says another one is worth a look."""
    path = tmp_path / name
    path.write_text(TB, encoding="utf-8")
    book = Book.in_memory("2011-12", group="NCL")
    receipt = book.load_ledger(path, profile=profile(), accounts=ACCOUNTS)
    assert receipt.months[0].period == Period("2011-12 M08")
    assert [finding.code for finding in receipt.findings] == (
        [] if is_right else ["extract.mismatch"]
    )
