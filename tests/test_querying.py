"""A book is asked in SQL: the answers are those of its reports, and nothing is written or reached."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_examples import RECURRENT, event
from ledger_loads import august, cells_of, posted
from pctfinance.book import Book
from pctfinance.errors import IntegrityError, PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import BroughtForward, BudgetIssued
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Lane
from pctfinance.querying import packaged_queries, packaged_query
from sample_books import sample_book
from test_tracing_books import SETTINGS, happened, loads

MONTHS = ("M01", "M08", "M12")


def by_cell(
    book: Book, month: int, known_at: date | None = None
) -> dict[tuple[object, ...], tuple[object, ...]]:
    """What the packaged query answers for each body and category."""
    rows = book.sql(packaged_query("position"), {"month": month}, known_at=known_at)
    return {row[:2]: row[2:] for row in rows}


def agrees(book: Book, month: str) -> None:
    """Budgets, actuals and forecasts of the query are those of every body's position."""
    period = book.year.period(int(month[1:]))
    known = book.year.end
    cube = book.cube(month, basis="ytd", known_at=known)
    found = by_cell(book, period.number, known)
    wanted = {
        (body.code, line.category): line for body in cube.bodies for line in cube.lines(body.code)
    }
    for key, line in wanted.items():
        assert found[key] == (
            line.budget_pence,
            line.actual_ytd_pence,
            line.forecast_pence,
            line.variance_forecast_pence,
        )
    rows = book.sql(packaged_query("levels"), {"month": period.number}, known_at=known)
    levels = {(parent, category): (pence, names) for _, parent, category, _, pence, names in rows}
    for level in cube.levels:
        for line in cube.lines(level.group.code):
            pence, names = levels[level.group.code, line.category]
            assert pence == line.actual_ytd_pence
            assert (names is None) == (pence is not None)


@pytest.mark.parametrize("month", MONTHS)
def test_the_query_of_the_position_has_its_figures(month: str) -> None:
    """North Central London: every budget, actual and forecast of every PCT, to the penny."""
    book = sample_book()
    agrees(book, month)
    period = book.year.period(int(month[1:]))
    cube = book.cube(month, basis="ytd")
    rows = book.sql(packaged_query("levels"), {"month": period.number})
    found = {(parent, category): pence for _, parent, category, _, pence, _ in rows}
    for level in cube.levels:
        code = level.group.code
        for line in cube.lines(code):
            assert found[code, line.category] == line.actual_ytd_pence is not None


def test_what_two_queries_share_is_the_same_in_both() -> None:
    """Which rows count, and what was wholly reported: a rule that is mended in one is in the other."""
    position, levels = (
        dict(re.findall(r"(\w+) AS \((.*?)\n\)", text, re.DOTALL))
        for text in map(packaged_query, ("position", "levels"))
    )
    for name in ("revenue", "body_reports", "category_reports"):
        assert position[name] == levels[name]
    assert position["actual"].replace("actual_ytd_pence", "pence") == levels["actual"]


@settings(SETTINGS, max_examples=12)
@given(
    st.lists(happened(), min_size=4, max_size=10),
    st.lists(loads(), min_size=1, max_size=2),
    st.integers(1, 12),
)
def test_on_random_books(events: list[Event], sent: list[list[Event]], month: int) -> None:
    """Reversals, restated months, reports to date, journals: SQL and the cube count the same."""
    book = Book.in_memory("2011-12", group="NCL")
    for made in [*([one] for one in events), *sent]:
        with suppress(PostingRefusedError):
            book.post(*made)
    agrees(book, f"M{month:02}")


def test_a_hand_worked_book() -> None:
    """£500 spent in April, out of a budget of £1,200; £300 in May, by SQL and by hand."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(BudgetIssued(strand=RECURRENT, pence=1_200_00, category="acute")))
    posted(book, august(500_00, month=1, file="april.csv"))
    posted(book, august(300_00, month=2, file="may.csv"))
    assert by_cell(book, 1) == {("5A9", "acute"): (1_200_00, 500_00, None, None)}
    assert by_cell(book, 2) == {("5A9", "acute"): (1_200_00, 800_00, None, None)}
    assert list(
        book.sql("SELECT period, SUM(debit_pence)::BIGINT FROM lines GROUP BY 1 ORDER BY 1")
    ) == [
        (1, 500_00),
        (2, 300_00),
    ]
    assert list(
        book.sql("SELECT account, debit_pence, lines FROM cells WHERE period = 1 ORDER BY 1")
    ) == [
        ("10100", 0, 1),
        ("52110", 500_00, 1),
    ]
    assert list(book.sql(packaged_query("lines-to-cells"))) == []
    assert list(book.sql(packaged_query("charged-by-month"))) == [
        ("5A9", "revenue", "acute", 1, 1, 500_00, 1),
        ("5A9", "revenue", "acute", 2, 2, 300_00, 1),
    ]


def test_a_month_that_is_missing_is_not_summed_as_nothing() -> None:
    """Barnet sent M1 and M3, Camden M1 to M3: of Barnet and of every group M3 is not known.

    Camden's is 300; and M1, which both sent, is 100 each and 200 together.
    """
    book = Book.in_memory("2011-12", group="NCL")
    for body, months in (("5A9", (1, 3)), ("5K7", (1, 2, 3))):
        for month in months:
            rows = (FigureRow(month, Limit.REVENUE, "acute", 100_00),)
            at = book.year.period(month).end
            book.post(event(FiguresLoaded(table="actuals", rows=rows), body=body, effective=at))
    assert {key[0]: cell[1] for key, cell in by_cell(book, 1).items()} == {
        "5A9": 100_00,
        "5K7": 100_00,
    }
    assert {key[0]: cell[1] for key, cell in by_cell(book, 3).items()} == {
        "5A9": None,
        "5K7": 300_00,
    }
    levels = ["NCL", "ENGLAND", "Q36"]  # the SHA cluster came in October
    for month, sums in ((1, (2, 200_00, None)), (3, (2, None, "5A9"))):
        rows_of_all = list(book.sql(packaged_query("levels"), {"month": month}))
        assert [row[1] for row in rows_of_all] == levels
        assert {row[3:] for row in rows_of_all} == {sums}
    agrees(book, "M03")


def test_a_ledger_to_date_is_marked_and_its_months_are_differences() -> None:
    """500 to M5, 800 to M6 and 950 to M8: 500 in M1 to M5, 300 in M6, 150 in M7 and M8.

    Camden sends its months one by one beside it, with an adjustment of 20 to M6.
    """
    book = Book.in_memory("2011-12", group="NCL")
    for pence, month in ((500_00, 5), (800_00, 6), (950_00, 8)):
        posted(book, august(pence, to_date=True, month=month, file=f"{month}.csv"))
    posted(book, august(70_00, body="5K7", month=6, file="c6.csv"))
    posted(book, august(20_00, body="5K7", month=6, lane=Lane.ADJUSTMENT, file="a6.csv"))
    assert [row[:1] + row[3:] for row in book.sql(packaged_query("charged-by-month"))] == [
        ("5A9", 1, 5, 500_00, 1),
        ("5A9", 6, 6, 300_00, 1),
        ("5A9", 7, 8, 150_00, 1),
        ("5K7", 6, 6, 90_00, 2),
    ]
    for marked in (
        "SELECT DISTINCT body, to_date FROM lines ORDER BY 1",
        "SELECT DISTINCT body, to_date FROM cells ORDER BY 1",
    ):
        assert list(book.sql(marked)) == [("5A9", True), ("5K7", False)]
    found = book.lines("5A9", "M06", account="52110").table
    assert found["to_date"].tolist() == [True]


def test_a_report_to_date_is_no_movement() -> None:
    """Two reports of the year to date: the last one counts, and is not added to the first."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00, to_date=True))
    posted(book, august(800_00, month=6, to_date=True, file="september.csv"))
    assert by_cell(book, 6)["5A9", "acute"][1] == 800_00


def test_a_load_that_was_replaced_is_not_counted() -> None:
    """The corrected extract stands; asked behind the first one, the book answers as it did then."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00))
    first = book.loads()[-1].sequence
    posted(book, august(450_00, file="corrected.csv"))
    summed = "SELECT SUM(charge_pence)::BIGINT FROM lines"
    assert list(book.sql(summed)) == [(450_00,)]
    assert list(book.sql(summed, recorded_at=first)) == [(500_00,)]
    assert list(book.sql("SELECT SUM(charge_pence)::BIGINT FROM cells", recorded_at=first)) == [
        (500_00,)
    ]
    assert list(book.sql("SELECT COUNT(*) FROM lines", known_at="2011-08-01")) == [(0,)]


def test_lanes_are_kept_apart() -> None:
    """An adjustment stands beside what was loaded, in a lane of its own."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00, month=1))
    posted(book, august(20_00, month=1, lane=Lane.ADJUSTMENT, file="adjustment.csv"))
    assert list(book.sql("SELECT lane, COUNT(*) FROM lines GROUP BY 1 ORDER BY 1")) == [
        ("adjustment", 2),
        ("load", 2),
    ]
    assert by_cell(book, 1)["5A9", "acute"][1] == 520_00
    found = book.lines("5A9", "M01", lane="adjustment", category="acute").table
    assert found["charge_pence"].tolist() == [20_00]


def test_from_a_cell_to_its_lines() -> None:
    """The lines under one account of one month sum to its balance cell."""
    book = Book.in_memory("2011-12", group="NCL")
    posted(book, august(500_00))
    lines = book.lines("5A9", "2011-12 M05", account="52110")
    assert lines.table[["line", "source_row", "debit_pence"]].values.tolist() == [[1, 2, 500_00]]
    assert [row[0] for row in book.lines("5A9", "M05", limit="")] == ["load"]
    assert list(book.lines("5A9", "M05", account="99999")) == []
    with pytest.raises(UsageError, match="account 52110 is no text"):
        book.lines("5A9", "M05", account=52110)  # type: ignore[arg-type]  # as a notebook may
    with pytest.raises(UsageError, match="no extract of 5A9 stands for 2011-12 M06"):
        book.lines("5A9", "M06")


def test_lines_that_were_changed_are_not_shown(tmp_path: Path) -> None:
    """A file that is not what was recorded is an integrity failure, before a line of it is read."""
    book = Book.create(tmp_path / "book", "2011-12", group="NCL")
    place = tmp_path / "book" / posted(book, august(500_00))
    place.write_bytes(place.read_bytes() + b" ")
    with pytest.raises(IntegrityError, match="not what was recorded"):
        book.lines("5A9", "M05")


def test_lines_that_do_not_sum_to_their_cells_are_not_shown() -> None:
    """Cells that say more than the lines: the difference is told, not hidden."""
    book = Book.in_memory("2011-12", group="NCL")
    load = august(500_00)
    more = replace(load.lines[0], debit_pence=1_00, charge_pence=1_00)
    posted(book, replace(load, cells=cells_of([*load.lines, more])))
    with pytest.raises(IntegrityError, match="their cells"):
        list(book.lines("5A9", "M05", account="52110"))


def contents(folder: Path) -> Mapping[str, str]:
    """Every file of a folder, by its hash."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


REFUSED = (
    ("COPY (SELECT 1) TO '{outside}/out.csv'", "only reads; this is COPY"),
    ("COPY lines TO '{lines}'", "only reads; this is COPY"),
    ("CREATE TABLE mine AS SELECT 1", "only reads; this is CREATE"),
    ("DELETE FROM cells", "only reads; this is DELETE"),
    ("ATTACH '{outside}/other.db'", "only reads; this is ATTACH"),
    ("SET enable_external_access = true", "only reads; this is"),
    ("INSTALL httpfs", "only reads; this is"),
    ("SELECT 1; SELECT 2", "one statement; here are 2"),
    ("", "one statement; here are 0"),
    ("SELEKT 1", "not understood"),
    ("SELECT * FROM read_text('{outside}/secret.txt')", "cannot be answered"),
    ("SELECT * FROM '{outside}/secret.csv'", "cannot be answered"),
    ("SELECT * FROM read_csv('{outside}/*.txt')", "cannot be answered"),
    ("SELECT * FROM glob('{outside}/*')", "cannot be answered"),
    ("SELECT * FROM lines, read_parquet('{outside}/other.parquet')", "cannot be answered"),
    ("SELECT * FROM query('COPY lines TO ''x''')", "cannot be answered"),
    ("SELECT * FROM secrets_of_mine", "cannot be answered"),
    ("SELECT $month", "cannot be answered"),
)


@pytest.mark.parametrize(("query", "words"), REFUSED)
def test_what_a_query_may_not(tmp_path: Path, query: str, words: str) -> None:
    """It writes nothing, reaches no other file, and sees no variable of whoever asks."""
    book = Book.create(tmp_path / "book", "2011-12", group="NCL")
    place = posted(book, august(500_00))
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret.txt", "secret.csv", "other.parquet"):
        (outside / name).write_text("a,b\n1,2\n", encoding="utf-8")
    secrets_of_mine = [1, 2, 3]
    book.sql("SELECT 1")  # what the engine makes by itself is made once
    before = contents(tmp_path)
    with pytest.raises(UsageError, match=words):
        list(book.sql(query.format(outside=outside, lines=tmp_path / "book" / place)))
    assert contents(tmp_path) == before, secrets_of_mine


def test_a_query_from_a_file(tmp_path: Path) -> None:
    """A path is a file of SQL; one that cannot be read is told by its name."""
    book = sample_book()
    file = tmp_path / "mine.sql"
    file.write_text("-- bodies\nSELECT COUNT(*) AS bodies FROM bodies;\n", encoding="utf-8")
    answer = book.sql(file)
    assert (answer.columns, list(answer)) == ((("bodies", "BIGINT"),), [(5,)])
    with pytest.raises(UsageError, match=r"no\.sql cannot be read"):
        book.sql(tmp_path / "no.sql")
    with pytest.raises(UsageError, match="there is no query 'mine'"):
        packaged_query("mine")


def test_every_packaged_query_runs_on_an_empty_book() -> None:
    """And is plain: every sum is a whole number of 64 bits, and no money is divided."""
    book = Book.in_memory("2011-12", group="NCL")
    for name in packaged_queries():
        text = packaged_query(name)
        assert list(book.sql(text, {"month": 8} if "$month" in text else {})) == []
        code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        assert code.count("SUM(") == code.count("CAST(SUM(")
        assert "/" not in code


def test_every_view_is_there_and_events_are_told_whole() -> None:
    """Seven views; an event stands with its document as the book keeps it."""
    book = Book.in_memory("2011-12", group="NCL")
    book.post(event(BroughtForward(pence=5)))
    shown = [row[0] for row in book.sql("SHOW TABLES")]
    assert shown == ["bodies", "cells", "events", "figures", "lines", "memberships", "resource"]
    rows = list(book.sql("SELECT sequence, body, kind, content FROM events"))
    assert [row[:3] for row in rows] == [(2, "5A9", "brought-forward")]
    assert '"pence":5' in rows[0][3]
    sums = book.sql("SELECT account, pence FROM resource ORDER BY pence")
    assert list(sums) == [("unallocated", -5), ("brought forward", 5)]


def test_an_answer_is_a_table_a_page_and_a_document() -> None:
    """Whole numbers stay whole, what is missing is missing, and a long answer is cut for a page."""
    book = Book.in_memory("2011-12", group="NCL")
    answer = book.sql("SELECT range AS pence, NULL::BIGINT AS none_pence FROM range(60)")
    frame = answer.table
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "Int64"]
    assert len(answer.shown.rows) == 51
    summed = book.sql(
        "SELECT SUM(range) AS pence, 170141183460469231731687303715884105727 AS more FROM range(60)"
    )
    assert [str(kind) for kind in summed.table.dtypes] == ["Int64", "object"]
    assert [str(heading.align) for heading in summed.shown.headings] == ["right", "right"]
    assert "..." in str(answer)
    assert "<table" in answer._repr_html_()
    infinite = book.sql(
        "SELECT 1::DOUBLE / 0 AS a, -1::DOUBLE / 0 AS b, 1.5::DOUBLE AS c"
    ).document()
    assert json.loads(json.dumps(infinite, allow_nan=False))["rows"] == [["inf", "-inf", 1.5]]
    document = book.sql("SELECT DATE '2011-11-30' AS day, 1 AS one").document()
    assert document["rows"] == [["2011-11-30", 1]]
    days = FiguresLoaded(
        table="actuals", rows=(FigureRow(8, Limit.REVENUE, "acute", 700, synthetic=True),)
    )
    book.post(event(days, effective=date(2011, 11, 30)))
    found = book.sql("SELECT category, pence, synthetic FROM figures")
    assert list(found) == [("acute", 700, True)]
