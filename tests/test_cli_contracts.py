"""The commands `qipp` and `contract`, as a finance office uses them."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book

BY = ("--by", "Contracts, Barnet")
PLAN = ("--category", "prescribing", "--recurrence", "recurrent", "--reference", "plan", *BY)
TERMS = ("--provider", "RX", "--provider-name", "Provider X", "--reference", "letter", *BY)
LINES = ("--line", "NEL;Non-elective;120;10;;1200", "--line", "OP;Clinics;240;5;5.10")
SHARES = ("--share", "5A9;1/2", "--share", "5K7;1/3", "--share", "5C1;1/6")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An empty book of North Central London."""
    place = tmp_path / "ncl.book"
    Book.create(place, "2011-12", group="NCL").close()
    return place


def test_the_way_of_a_scheme(run: Run, book: Path) -> None:
    """Stated, looked at as not reported, tried, reported; said again it is answered."""
    state = ("qipp", "state", book, "5A9", "Q1", "Generics", "--month", "M04;10000", *PLAN)
    assert run(*state, "--full-year", "60000", "--delegate", "07M").code == 0
    shown = run("qipp", "show", book, "--as-of", "M8")
    assert (shown.code, "not reported" in shown.out) == (1, True)
    figures = ("--saved", "8000", "--forecast", "9500.50", "--rating", "amber")
    report = (
        "qipp",
        "report",
        book,
        "5A9",
        "Q1",
        "--month",
        "M08",
        *figures,
        *BY,
        "--request",
        "r1",
    )
    tried = run(*report, "--test")
    assert (tried.code, tried.out.strip()) == (0, "It would be taken.")
    assert run(*report).code == 0
    assert "answered before" in run(*report).out
    shown = run("qipp", "show", book, "--as-of", "M8", "--group", "5A9", "--json")
    (line,) = json.loads(shown.out)["schemes"]
    assert (shown.code, line["variance_pence"], line["forecast_pence"]) == (0, -2000_00, 9500_50)


def test_what_the_gate_refuses_has_its_exit_code(run: Run, book: Path) -> None:
    """A report on no scheme: 1 as a test, 3 in earnest; an amount that is none: 2."""
    asked = ("qipp", "report", book, "5A9", "Q9", "--month", "M08", "--saved", "1", *BY)
    report = (*asked, "--forecast", "1", "--rating", "red")
    assert run(*report, "--test").code == 1
    refused = run(*report, "--json")
    assert (refused.code, refused.out) == (3, "")
    assert json.loads(refused.err)["findings"][0]["code"] == "qipp.unknown-scheme"
    assert run(*asked, "--forecast", "much", "--rating", "red").code == 2


def test_files_of_schemes(run: Run, book: Path, tmp_path: Path) -> None:
    """Loaded, then reported on; a faulty file takes nothing."""
    plan, saved = tmp_path / "plan.csv", tmp_path / "m8.csv"
    plan.write_text(
        "body,scheme,name,category,recurrence,m04,reference\n"
        "5A9,Q1,Generics,prescribing,recurrent,10,plan\n"
    )
    saved.write_text("body,scheme,period,saved,forecast,rating\n5A9,Q1,M08,9,10,green\n")
    assert run("qipp", "load-plan", book, plan, *BY).code == 0
    assert run("qipp", "load-report", book, saved, *BY).code == 0
    assert run("qipp", "show", book, "--as-of", "M8").code == 0
    saved.write_text("body,scheme,period,saved,forecast,rating\n5A9,Q1,M08,9,10,blue\n")
    head = Book.open(book, read_only=True).head
    assert run("qipp", "load-report", book, saved, *BY).code == 3
    assert Book.open(book, read_only=True).head == head


def test_the_way_of_a_contract(run: Run, book: Path) -> None:
    """Stated, reported on, shown: the figures of the page on contracts."""
    state = ("contract", "state", book, "5A9", "C1", *TERMS, *LINES, *SHARES)
    assert run(*state, "--test").code == 0
    assert run(*state).code == 0
    assert "1 were there already" in run(*state).out
    activity = ("contract", "activity", book, "5A9", "C1", "--month", "M06", *BY)
    assert run(*activity, "--line", "XX;80").code == 3
    assert run(*activity, "--line", "NEL;80", "--line", "OP;100;520").code == 0
    shown = run("contract", "show", book, "--as-of", "M6", "--json")
    (said,) = json.loads(shown.out)["contracts"]
    assert (shown.code, said["payable_pence"], said["variance_pence"]) == (0, 1_180_00, 20_00)
    assert [each["payable_pence"] for each in said["commissioners"]] == [590_00, 196_67, 393_33]
    text = run("contract", "show", book, "--as-of", "M6").out
    assert "commissioners" in text


@pytest.mark.parametrize(
    "line", ["NEL;Beds;120", "NEL;Beds;ten;10", "NEL;Beds;120;-10", "NEL;Beds;120;x;1;2;3"]
)
def test_a_line_that_is_none(run: Run, book: Path, line: str) -> None:
    """Wrong usage, and nothing is written."""
    given = ("contract", "state", book, "5A9", "C1", *TERMS, "--share", "5A9;1", "--line", line)
    assert run(*given).code == 2
    assert Book.open(book, read_only=True).contracts("M6").contracts == ()


def test_files_of_contracts(run: Run, book: Path, tmp_path: Path) -> None:
    """Loaded, then reported on; a line that is not reported has exit code 1."""
    terms, units = tmp_path / "c.csv", tmp_path / "a.csv"
    head = "body,contract,provider,provider_name,shares,line,name,activity,price,reference\n"
    terms.write_text(
        f"{head}5A9,C1,RX,Provider X,5A9=1,NEL,Beds,12,10,letter\n"
        "5A9,C1,RX,Provider X,5A9=1,OP,Clinics,12,5,letter\n"
    )
    units.write_text("body,contract,period,line,activity\n5A9,C1,M06,NEL,6\n")
    assert run("contract", "load", book, terms, *BY).code == 0
    assert run("contract", "load-activity", book, units, *BY).code == 0
    shown = run("contract", "show", book, "--as-of", "M6")
    assert (shown.code, "not reported in" in shown.err) == (1, True)


def test_a_preview_shows_that_nothing_moves(run: Run, book: Path) -> None:
    """Both are previewed like every command that writes only its book."""
    state = ("contract", "state", "5A9", "C1", *TERMS, *LINES, *SHARES)
    previewed = run("preview", book, "--period", "M6", "--", *state)
    assert (previewed.code, previewed.err) == (0, "")
    assert Book.open(book, read_only=True).contracts("M6").contracts == ()
