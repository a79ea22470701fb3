"""From an extract to lines and cells: worked examples, true row numbers, and files of every make."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from extract_examples import ACCOUNTS, TB, journal, lines_in, profile, read, scope
from pctfinance.errors import InputRefusedError
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.ingest import read_extract
from pctfinance.extracts.mapping import Unmapped

HEADINGS = "Entity,Period,Subjective,Description,Amount\n"


def test_a_trial_balance_becomes_lines(tmp_path: Path) -> None:
    """Worked by hand: debits raise the charge, the credits of income lower it: £730.50 in all."""
    extract = read(TB, tmp_path)
    (month,) = extract.months
    assert (month.body, str(month.period)) == ("5A9", "2011-12 M08")
    assert (month.totals.rows, month.totals.debit_pence, month.totals.credit_pence) == (
        4,
        750_50,
        750_50,
    )
    assert lines_in(
        extract, "line, source_row, account, opening_pence, debit_pence, credit_pence, charge_pence"
    ) == [
        (1, 2, "52110", 0, 700_00, 0, 700_00),
        (2, 3, "52190", 100_00, 40_50, 0, 40_50),
        (3, 4, "41000", 0, 0, 10_00, -10_00),
        (4, 5, "70001", -100_00, 10_00, 740_50, 0),
    ]
    assert [(c.category, c.pence) for c in month.cells.charges()] == [
        ("acute", 700_00),
        ("income", -10_00),
        ("prescribing", 40_50),
    ]
    assert month.cells.total("lines") == 4


def test_the_file_of_lines_keeps_its_contract(tmp_path: Path) -> None:
    """Names and types of the columns, word for word: whoever traces a figure relies on them."""
    extract = read(TB, tmp_path)
    described = duckdb.execute(
        "DESCRIBE SELECT * FROM read_parquet(?)", [str(extract.months[0].file)]
    ).fetchall()
    assert [(row[0], row[1]) for row in described] == [
        ("line", "BIGINT"),
        ("source_row", "BIGINT"),
        ("source_sheet", "VARCHAR"),
        ("body", "VARCHAR"),
        ("period", "INTEGER"),
        ("account", "VARCHAR"),
        ("cost_centre", "VARCHAR"),
        ("subjective", "VARCHAR"),
        ("analysis_1", "VARCHAR"),
        ("analysis_2", "VARCHAR"),
        ("description", "VARCHAR"),
        ("document", "VARCHAR"),
        ("opening_pence", "BIGINT"),
        ("debit_pence", "BIGINT"),
        ("credit_pence", "BIGINT"),
        ("charge_pence", "BIGINT"),
        ("resource_limit", "VARCHAR"),
        ("category", "VARCHAR"),
        ("delegate", "VARCHAR"),
        ("counterparty", "VARCHAR"),
        ("recurrence", "VARCHAR"),
        ("contra", "BOOLEAN"),
    ]
    named = ", ".join(f"count({row[0]})" for row in described)
    assert set(lines_in(extract, named)[0]) == {4}  # nothing is ever empty


def test_the_side_that_raises_a_charge(tmp_path: Path) -> None:
    """Capital: additions by their debits; grants by their credits, as a positive amount of grants.

    The charge against the limit takes grants off: £90 of additions less £20 of grants.
    """
    rows = "5A9,M8,13000,,90\n5A9,M8,13500,,-20\n5A9,M8,80000,,-70\n"
    extract = read(HEADINGS + rows, tmp_path, journal())
    assert [(c.limit.value, c.category, c.pence) for c in extract.months[0].cells.charges()] == [
        ("capital", "additions", 90_00),
        ("capital", "grants", 20_00),
    ]


def test_codes_stay_text(tmp_path: Path) -> None:
    """`5E1` is an account and not fifty, `0042` keeps its zeros, `1.0` is not 1."""
    rows = "5A9,M8,5E1,,10\n5A9,M8,0042,,-9\n5A9,M8,1.0,,-1\n"
    known = AccountMap.parse("account,category,limit\n5E1,acute,revenue\n0042,b,\n1.0,b,\n")
    extract = read(HEADINGS + rows, tmp_path, journal(), accounts=known)
    assert [row[0] for row in lines_in(extract, "account")] == ["5E1", "0042", "1.0"]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(
            HEADINGS + '5A9,M8,52110,"two\nlines",5\n\n\n5A9,M8,80000,,-5', [2, 6], id="breaks"
        ),
        pytest.param(
            HEADINGS.replace("\n", "\r\n") + "\r\n5A9,M8,52110,,5\r\n,,,,\r\n5A9,M8,80000,,-5\r\n",
            [3, 5],
            id="windows-lines-blank-and-empty",
        ),
        pytest.param(
            "\ufeff" + HEADINGS + "5A9,M8,52110,,5\n   \n5A9,M8,80000,,-5\n", [2, 4], id="mark"
        ),
        pytest.param(
            "sep=,\n" + HEADINGS + "5A9,M8,52110,,5\n5A9,M8,80000,,-5\n", [3, 4], id="sep-line"
        ),
        pytest.param(
            HEADINGS
            + '5A9,M8,52110,"a ""quoted"" word, and 5"" pipe",5\n5A9,M8,80000,5" pipe,-5\n',
            [2, 3],
            id="quotation-marks",
        ),
        pytest.param(
            (HEADINGS + "5A9,M8,52110,,5\n5A9,M8,80000,,-5\n").replace("\n", "\r"),
            [2, 3],
            id="carriage-returns-alone",
        ),
        pytest.param(
            HEADINGS.replace("\n", "\r\n") + '5A9,M8,52110,"a\nb",5\r\n5A9,M8,80000,,-5\r\n',
            [2, 4],
            id="windows-lines-and-a-break",
        ),
    ],
)
def test_rows_are_numbered_as_people_count(content: str, rows: list[int], tmp_path: Path) -> None:
    """A row's number is the line on which it begins, whatever stands before it."""
    extract = read(content, tmp_path, journal())
    assert [row[0] for row in lines_in(extract, "source_row")] == rows
    assert [row[0] for row in lines_in(extract, "line")] == [1, 2]


def test_headings_further_down(tmp_path: Path) -> None:
    """A report with a title above its headings says in the profile where they stand."""
    text = "Journal of November\n\n" + HEADINGS + "5A9,M8,52110,,5\n5A9,M8,80000,,-5\n"
    extract = read(text, tmp_path, journal(heading_row=3))
    assert lines_in(extract, "source_row") == [(4,), (5,)]


def test_semicolons_and_windows_1252(tmp_path: Path) -> None:
    """What a spreadsheet in another country saves: both are said in the profile."""
    text = (HEADINGS + "5A9,M8,52110,£ café,5\n5A9,M8,80000,,-5\n").replace(",", ";")
    way = journal(delimiter=";", encoding="windows-1252")
    extract = read(text.encode("cp1252"), tmp_path, way)
    assert lines_in(extract, "description") == [("£ café",), ("",)]


def test_the_order_holds_over_many_pieces(tmp_path: Path) -> None:
    """300,000 rows: more than the engine takes at once, each with its number in its text.

    Two line breaks inside quotation marks, far from each other, shift what comes behind them.
    """
    rows = [f"5A9,M8,52110,{number},1\n5A9,M8,80000,{number},-1\n" for number in range(150_000)]
    rows[10] = rows[10].replace(",10,1", ',"10\n",1')
    rows[140_000] = rows[140_000].replace(",140000,-1", ',"140000\n\n",-1')
    extract = read(HEADINGS + "".join(rows), tmp_path, journal())
    place = str(extract.months[0].file)
    wrong = duckdb.execute(
        "SELECT count(*) FROM read_parquet(?, file_row_number = true) "
        "WHERE line <> file_row_number + 1 OR CAST(trim(description) AS BIGINT) <> (line - 1) // 2 "
        "OR source_row <> line + 1 + (line > 21)::INT + 2 * (line > 280002)::INT",
        [place],
    ).fetchone()
    assert wrong == (0,)
    assert extract.months[0].totals.rows == 300_000


def test_odd_amounts_do_not_disturb_the_order(tmp_path: Path) -> None:
    """Amounts that Python reads come back to their rows, in the order of the file."""
    rows = [
        f'5A9,M8,52110,{n},"{n + 1000:,}.50"\n5A9,M8,80000,{n},"({n + 1000:,}.50)"\n'
        for n in range(70_000)
    ]
    extract = read(HEADINGS + "".join(rows), tmp_path, journal())
    found = lines_in(extract, "line, CAST(description AS BIGINT), debit_pence - credit_pence")
    assert found[:2] == [(1, 0, 1000_50), (2, 0, -1000_50)]
    assert [row[0] for row in found] == list(range(1, 140_001))
    assert all(pence == (1 if line % 2 else -1) * (n * 100 + 1000_50) for line, n, pence in found)


def test_several_bodies_and_months(tmp_path: Path) -> None:
    """One file of a cluster: each body and month becomes its own lines, numbered from 1."""
    rows = [
        f"{body},{month},{account},,{amount}\n"
        for account, amount in (("52110", "7"), ("80000", "-7"))
        for month in ("M8", "2011-12-31")
        for body in ("5A9", "Islington PCT")
    ]
    extract = read(HEADINGS + "".join(rows), tmp_path, journal())
    assert [(m.body, m.period.number, m.totals.rows) for m in extract.months] == [
        ("5A9", 8, 2),
        ("5A9", 9, 2),
        ("5K8", 8, 2),
        ("5K8", 9, 2),
    ]
    assert lines_in(extract, "line, source_row", 3) == [(1, 5), (2, 9)]


def test_an_account_string_is_cut(tmp_path: Path) -> None:
    """`5A9-4105-52110` gives body, cost centre and subjective; two of them can be the account."""
    way = profile(
        {"entity": None, "cost_centre": None, "subjective": None, "account": "Code"},
        account={"separator": "-", "parts": ["entity", "cost_centre", "subjective"]},
        mapped_by=["cost_centre", "subjective"],
        widths={"cost_centre": [4], "subjective": [5]},
    )
    text = "Code,Period,Opening,Debit,Credit,Closing\n5A9-4105-52110,M8,0,5,,5\n5A9-0001-80000,M8,0,,5,-5\n"
    known = AccountMap.parse("account,category,limit\n4105/*,acute,revenue\n0001/80000,b,\n")
    extract = read(text, tmp_path, way, accounts=known)
    assert lines_in(extract, "body, account, cost_centre, subjective") == [
        ("5A9", "4105/52110", "4105", "52110"),
        ("5A9", "0001/80000", "0001", "80000"),
    ]


def test_only_closing_balances(tmp_path: Path) -> None:
    """A closing balance alone: it is that of the year to date, and its sign says the side."""
    way = profile({"opening": None, "debit": None, "credit": None}, measures="to-date")
    text = (
        "Entity,Period,Cost centre,Subjective,Closing\n5A9,M8,1,52110,7.50\n5A9,M8,1,80000,-7.50\n"
    )
    extract = read(text, tmp_path, way)
    assert lines_in(extract, "opening_pence, debit_pence, credit_pence") == [
        (0, 750, 0),
        (0, 0, 750),
    ]


def test_opening_and_closing_give_the_movement(tmp_path: Path) -> None:
    """With opening and closing the movement is their difference; credits may be the positive ones."""
    way = profile({"debit": None, "credit": None}, sign="credits-positive")
    text = (
        "Entity,Period,Cost centre,Subjective,Opening,Closing\n"
        "5A9,M8,1,52110,-2,-9.50\n5A9,M8,1,80000,2,9.50\n"
    )
    extract = read(text, tmp_path, way)
    assert lines_in(extract, "opening_pence, debit_pence, credit_pence") == [
        (200, 750, 0),
        (-200, 0, 750),
    ]


def test_thousands_and_pence(tmp_path: Path) -> None:
    """The unit is the profile's: 1.5 in thousands is £1,500, 150 in pence is £1.50."""
    rows = "5A9,M8,52110,,{0}\n5A9,M8,80000,,-{0}\n"
    for number, (unit, text, pence) in enumerate(
        (("thousands", "1.5", 150_000), ("pence", "150", 150))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        extract = read(HEADINGS + rows.format(text), folder, journal(unit=unit))
        assert extract.months[0].totals.debit_pence == pence


def test_a_summary_is_completed_by_a_contra_line(tmp_path: Path) -> None:
    """Costs of £740.50 without a bank: one line more, marked, in no limit, so that all is zero."""
    text = (
        "Entity,Period,Cost centre,Subjective,Closing\n5A9,M8,1,52110,700\n5A9,M8,1,52190,40.50\n"
    )
    columns: dict[str, str | None] = dict.fromkeys(("opening", "debit", "credit"))
    way = profile(columns, contra=True, measures="to-date")
    (month,) = (extract := read(text, tmp_path, way)).months
    assert month.contra
    assert (month.totals.rows, month.totals.debit_pence, month.totals.credit_pence) == (2, 74050, 0)
    assert lines_in(extract, "line, source_row, account, debit_pence, credit_pence, contra")[
        2:
    ] == [(3, 0, "contra", 0, 740_50, True)]
    assert month.cells.total("debit") == month.cells.total("credit") == 740_50
    assert sum(charge.pence for charge in month.cells.charges()) == 740_50


def test_a_map_says_recurrence_and_a_row_says_it_better(tmp_path: Path) -> None:
    """The account map's recurrence holds where the row has none."""
    headings = "Entity,Period,Subjective,R,Amount\n"
    rows = "5A9,M8,52110,,3\n5A9,M8,52110,NR,4\n5A9,M8,80000,,-7\n"
    columns = {
        "entity": "Entity",
        "period": "Period",
        "subjective": "Subjective",
        "recurrence": "R",
    }
    extract = read(headings + rows, tmp_path, journal(columns=columns | {"amount": "Amount"}))
    assert lines_in(extract, "recurrence") == [("recurrent",), ("non-recurrent",), ("",)]


def test_unmapped_accounts_can_be_asked_for(tmp_path: Path) -> None:
    """They count as revenue, in a category that nobody can overlook; a warning lists them."""
    rows = "5A9,M8,99999,,7\n5A9,M8,80000,,-7\n"
    extract = read(HEADINGS + rows, tmp_path, journal(), unmapped=Unmapped.CATEGORY)
    assert [(c.limit.value, c.category, c.pence) for c in extract.months[0].cells.charges()] == [
        ("revenue", "unmapped", 700)
    ]
    (finding,) = extract.findings
    assert (finding.code, finding.level) == ("extract.unmapped", "warning")
    assert "99999 (£7, 1 row)" in finding.message


def parquet(folder: Path, sql: str) -> Path:
    """A Parquet file from SQL, with small groups of rows."""
    path = folder / "extract.parquet"
    duckdb.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    return path


def test_parquet_with_decimals_and_doubles(tmp_path: Path) -> None:
    """A double counts as the penny it is near to, a decimal is exact; rows are counted from 1."""
    path = parquet(
        tmp_path,
        "SELECT '5A9' AS Entity, DATE '2011-11-30' AS Period, '52110' AS Subjective, "
        "'' AS Description, 0.1::DOUBLE + 0.2::DOUBLE AS Amount "
        "UNION ALL SELECT '5A9', DATE '2011-11-30', '80000', '', -0.3::DOUBLE",
    )
    aside = tmp_path / "aside"
    aside.mkdir()
    extract = read_extract(path, journal(format="parquet"), ACCOUNTS, scope(), aside)
    assert lines_in(extract, "source_row, debit_pence, credit_pence") == [(1, 30, 0), (2, 0, 30)]


def test_parquet_over_many_groups(tmp_path: Path) -> None:
    """Ten thousand rows in groups of two thousand: in order, and each with its number."""
    path = parquet(
        tmp_path,
        "SELECT '5A9' AS Entity, 'M8' AS Period, '52110' AS Subjective, n::VARCHAR AS Description, "
        "(CASE WHEN n % 2 = 0 THEN 12.340 ELSE -12.340 END)::DECIMAL(18,3) AS Amount "
        "FROM range(10000) t(n)",
    )
    aside = tmp_path / "aside"
    aside.mkdir()
    extract = read_extract(path, journal(format="parquet"), ACCOUNTS, scope(), aside)
    found = lines_in(extract, "line, source_row, CAST(description AS BIGINT)")
    assert found == [(n + 1, n + 1, n) for n in range(10_000)]
    assert extract.months[0].totals.debit_pence == 5_000 * 12_34


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("0.125::DOUBLE AS Amount, '1' AS Subjective", "money.fraction-of-penny"),
        ("'NaN'::DOUBLE AS Amount, '1' AS Subjective", "money.not-finite"),
        ("99999999999999999999::HUGEINT AS Amount, '1' AS Subjective", "money.out-of-range"),
        ("1::FLOAT AS Amount, '1' AS Subjective", "money.not-a-number"),
        ("true AS Amount, '1' AS Subjective", "money.not-a-number"),
        ("1 AS Amount, 50.0::DOUBLE AS Subjective", "input.damaged-code"),
        ("1 AS Amount, 42 AS Subjective", "input.damaged-code"),
    ],
)
def test_parquet_types_in_which_something_is_lost(column: str, code: str, tmp_path: Path) -> None:
    """What a column cannot hold exactly is refused by its type or by its value."""
    path = parquet(tmp_path, f"SELECT '5A9' AS Entity, 'M8' AS Period, '' AS Description, {column}")
    with pytest.raises(InputRefusedError) as refused:
        read_extract(path, journal(format="parquet"), ACCOUNTS, scope(), tmp_path)
    assert code in {finding.code for finding in refused.value.findings}


def sheet(folder: Path, rows: list[list[Any]]) -> Path:
    """A workbook with one sheet, TB, below a line that says what it is."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.title = "TB"
    for row in [["Trial balance"], *rows]:
        table.append(row)
    path = folder / "tb.xlsx"
    book.save(path)
    return path


SHEET_HEADINGS: list[Any] = [
    *("Entity", "Period", "Cost centre", "Subjective"),
    *("Opening", "Debit", "Credit", "Closing"),
]


def test_a_workbook_is_an_extract_too(tmp_path: Path) -> None:
    """Cells are read with their places; the same checks, the same lines."""
    rows: list[list[Any]] = [
        SHEET_HEADINGS,
        ["5A9", "M8", "4105", "52110", 0, 0.1 + 0.2, None, 0.3],
        [None] * 8,
        ["5A9", "M8", "0001", "80000", 0, None, "(0.30)", -0.3],
    ]
    rows[3][6] = 0.3
    path = sheet(tmp_path, rows)
    aside = tmp_path / "aside"
    aside.mkdir()
    way = profile(format="workbook", sheet="tb", heading_row=2)
    extract = read_extract(path, way, ACCOUNTS, scope(), aside)
    assert lines_in(
        extract, "source_row, source_sheet, cost_centre, debit_pence, credit_pence"
    ) == [
        (3, "TB", "4105", 30, 0),
        (5, "TB", "0001", 0, 30),
    ]


def test_a_workbook_names_its_cells(tmp_path: Path) -> None:
    """A code that became a number, and an amount that is none, by sheet and cell."""
    path = sheet(
        tmp_path,
        [SHEET_HEADINGS, ["5A9", "M8", 4105, "52110", 0, "about 5", None, 5]],
    )
    way = profile(format="workbook", sheet="TB", heading_row=2)
    with pytest.raises(InputRefusedError) as refused:
        read_extract(path, way, ACCOUNTS, scope(), tmp_path)
    said = str(refused.value)
    assert "'TB'!C3" in said
    assert "'TB'!F3" in said


def test_exact_beyond_floats(tmp_path: Path) -> None:
    """2^53 + 1 pence, which no float holds, arrives to the penny and sums to it."""
    pence = 2**53 + 1
    # Sums of a document end at 2^53, so the amount comes in two parts.
    parts = (pence // 2 - 1, pence - pence // 2 - 1)
    rows = "".join(
        f"5A9,M8,52110,,{part // 100}.{part % 100:02}\n5A9,M8,80000,,-{part // 100}.{part % 100:02}\n"
        for part in parts
    )
    extract = read(HEADINGS + rows, tmp_path, journal())
    assert extract.months[0].totals.debit_pence == pence - 2
    assert Decimal(extract.months[0].cells.total("charge")) == Decimal(pence - 2)
