"""The commands `levels`, `lines` and `sql`."""

import doctest
import json
from pathlib import Path

import pytest

from command import Run
from ledger_loads import august, posted
from pctfinance.book import Book
from pctfinance.inputs import sample_path
from pctfinance.querying import packaged_queries
from pctfinance.querying.views import VIEWS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Barnet spent £500 in August."""
    folder = tmp_path / "ncl.book"
    book = Book.create(folder, "2011-12", group="NCL")
    posted(book, august(500_00))
    book.close()
    return folder


def test_levels_show_who_exceeds_its_limit(run: Run) -> None:
    """Three of five PCTs do, at every level: that is a finding, whatever the sums are."""
    shown = run("levels", sample_path(), "--as-of", "M12")
    assert (shown.code, shown.err) == (1, "")
    assert "BREACH: 3 of 5 PCTs exceed their limit." in shown.out
    found = json.loads(run("levels", sample_path(), "--as-of", "M12", "--json").out)
    assert [group["code"] for group in found["groups"]] == ["NCL", "Q36", "LON", "ENGLAND"]
    assert found["groups"][3]["duties"][0]["breaches"] == ["5A9", "5C1", "5C9"]
    assert run("levels", sample_path(), "--as-of", "M8", "--basis", "outturn").code == 2


def test_levels_of_which_a_body_is_not_tested_are_no_zero(run: Run, place: Path) -> None:
    """Nobody sent a forecast: nothing exceeds a limit, and nothing is met either."""
    shown = run("levels", place, "--as-of", "M5")
    assert (shown.code, "INCOMPLETE" in shown.out) == (1, True)


def test_lines_under_a_month(run: Run, place: Path) -> None:
    """Two lines, or those of one account; JSON and CSV have the same."""
    assert "52110" in run("lines", place, "5A9", "M5").out
    asked = ("lines", place, "5A9", "M5", "--account", "52110")
    (row,) = json.loads(run(*asked, "--json").out)["rows"]
    assert row[:4] == ["load", 1, 2, ""]
    header, line = run(*asked, "--csv").out.splitlines()
    assert header.startswith("lane,line,source_row")
    assert line.startswith("load,1,2,")
    assert run(*asked, "--csv", "--json").code == 2
    assert run("lines", place, "5A9", "M6").code == 2


def test_sql_from_a_file_or_by_name(run: Run, place: Path, tmp_path: Path) -> None:
    """A packaged query with its parameter, a file of one's own, and what it may not do."""
    found = json.loads(run("sql", place, "position", "--set", "month=5", "--json").out)
    assert found["columns"][:3] == ["body", "category", "budget_pence"]
    assert found["rows"] == [["5A9", "acute", 0, None, None, None]]  # M01 to M04 were not sent
    mine = tmp_path / "mine.sql"
    mine.write_text("SELECT body FROM events WHERE body = $body", encoding="utf-8")
    assert run("sql", place, mine, "--set", "body=5A9", "--csv").out == "body\n5A9\n"
    assert "5A9" in run("sql", place, mine, "--set", "body=5A9").out
    mine.write_text("SELECT '=1+1' AS a, -5 AS b, '-x' AS c, 'Barnet' AS \"@d\"", encoding="utf-8")
    assert run("sql", place, mine, "--csv").out == "a,b,c,'@d\n'=1+1,-5,'-x,Barnet\n"
    mine.write_text("COPY (SELECT 1) TO 'mine.csv'", encoding="utf-8")
    refused = run("sql", place, mine)
    assert (refused.code, "only reads" in refused.err) == (2, True)
    assert run("sql", place, tmp_path / "none.sql").code == 2
    assert run("sql", place, "position", "--set", "month").code == 2


def test_the_page_about_sql_runs() -> None:
    """What the page shows is what happens, and it names every view and every packaged query."""
    text = (Path(__file__).parents[1] / "docs" / "sql.md").read_text("utf-8")
    page = doctest.DocTestParser().get_doctest(text.replace("```", ""), {}, "sql", None, 0)
    result = doctest.DocTestRunner().run(page)
    assert (result.failed, result.attempted) == (0, 9)
    for name in (*VIEWS, *packaged_queries()):
        assert f"| `{name}` |" in text
