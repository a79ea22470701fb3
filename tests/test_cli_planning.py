"""`budgets` and `plan` as they are run on a book that is kept in a folder."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book

ROWS = """\
body,event,effective,notified,reference,amount,funding,category,from_category,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,,,England
QA1,budget,2011-04-01,2011-03-31,P/1,800,recurrent,services,,
QA1,budget,2011-04-01,2011-03-31,P/1,300,recurrent,dental,,
QA1,virement,2011-07-01,2011-07-01,V/1,50,recurrent,dental,services,
QA1,rebasing,2011-09-01,2011-09-01,B/1,-20,recurrent,services,,
QA1,rebasing,2011-09-01,2011-09-01,B/1,20,recurrent,dental,,
QA2,allocation,2011-04-01,2011-03-01,L/2,2400,recurrent,,,England
QA2,budget,2011-04-01,2011-03-31,P/2,2500,recurrent,services,,
"""
PLAN = """\
growth = 0.02
efficiency = 0.01
limit_growth = 0.02
headroom = 0
contingency = 0
surplus = 0
"""


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book of two boards, one with a virement and a re-basing, one over-committed."""
    tables = two_boards() | {"resources": ROWS}
    place = tmp_path / "two.book"
    assert run("create", place, folder_of(tables, tmp_path / "sent")).code == 0
    return place


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file of assumptions."""
    place = tmp_path / "plan.toml"
    place.write_text(PLAN, encoding="utf-8")
    return place


def test_budgets_by_cause(run: Run, book: Path) -> None:
    """Dental: 300 + 50 + 20; services: 800 - 50 - 20; the total is what was issued."""
    document = json.loads(run("budgets", book, "--body", "QA1", "--json").out)
    assert {line["category"]: line["now_pence"] for line in document["lines"]} == {
        "dental": 370_00,
        "services": 730_00,
    }
    (services,) = (line for line in document["lines"] if line["category"] == "services")
    assert services["causes"] == {
        "opening": 800_00,
        "new money": 0,
        "virements in": 0,
        "virements out": -50_00,
        "re-basing": -20_00,
        "delegation": 0,
    }
    assert document["total_pence"] == 1_100_00
    shown = run("budgets", book, "--body", "QA1", "--as-of", "M03")
    assert shown.code == 0
    assert "Re-basing" in shown.out
    assert "370" not in shown.out


def test_budgets_of_a_stranger(run: Run, book: Path) -> None:
    """A body that the register does not know is an input refused in words."""
    assert run("budgets", book, "--body", "QA9").code != 0


def test_a_plan_is_shown_and_not_kept(run: Run, book: Path, plan: Path) -> None:
    """Exit 1: the second board plans 2,525 against 2,448; the book is what it was."""
    before = Book.open(book, read_only=True).head
    ran = run("plan", book, plan, "--name", "base", "--json")
    assert ran.code == 1
    document = json.loads(ran.out)
    gaps = {body["code"]: body["gap_pence"] for body in document["bodies"]}
    assert gaps == {"QA1": 1_224_00 - 1_111_00, "QA2": 2_448_00 - 2_525_00}
    assert document["total"]["short"] == ["QA2"]
    assert not document["pooled"]
    assert [one["code"] for one in json.loads(ran.err)["findings"]] == ["plan.deficit"]
    assert Book.open(book, read_only=True).head == before


def test_a_plan_is_kept_as_the_next_version(run: Run, book: Path, plan: Path) -> None:
    """Twice: two versions; the book is whole, and nothing was posted to its ledgers."""
    limit = run("limit", book, "--body", "QA1", "--as-of", "M12", "--json").out
    for version in (1, 2):
        ran = run("plan", book, plan, "--name", "base", "--keep", "--by", "Director of Finance")
        assert ran.code == 1
        assert f"kept as version {version} of 'base'" in ran.err
        assert "Unpooled sum" in ran.out
        assert "stated for this plan" in ran.out
    assert run("verify", book).code == 0
    assert run("limit", book, "--body", "QA1", "--as-of", "M12", "--json").out == limit
    assert [one.version for one in Book.open(book, read_only=True).scenarios()] == [1, 1, 2, 2]


def test_a_plan_is_kept_by_an_office(run: Run, book: Path, plan: Path) -> None:
    """Without `--by` nothing is kept."""
    before = Book.open(book, read_only=True).head
    assert run("plan", book, plan, "--name", "base", "--keep").code == 2
    assert Book.open(book, read_only=True).head == before


def test_a_faulty_file_is_refused(run: Run, book: Path, tmp_path: Path) -> None:
    """Exit 3, and every problem on standard error."""
    place = tmp_path / "bad.toml"
    place.write_text('growth = "lots"\n', encoding="utf-8")
    ran = run("plan", book, place, "--name", "base", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert [one["code"] for one in json.loads(ran.err)["findings"]] == ["plan.assumption"] * 3
