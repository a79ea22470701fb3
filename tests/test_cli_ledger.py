"""`load-ledger` and `loads`, as a month-end script uses them."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from command import Run
from extract_examples import MAP
from pctfinance.book import Book

EXTRACT = (
    "Entity,Period,Cost centre,Subjective,Analysis 1,Analysis 2,Opening,Debit,Credit,Closing\n"
    "5A9,M8,4105,52110,,,0,700.00,,700.00\n5A9,M8,,80000,,,0,,700.00,-700.00\n"
)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with an empty book, a profile, an account map and an extract."""
    Book.create(tmp_path / "ncl.book", "2011-12", group="NCL").close()
    example = files("pctfinance.extracts").joinpath("data", "example-trial-balance.toml")
    (tmp_path / "p.toml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "map.csv").write_text(MAP, encoding="utf-8")
    (tmp_path / "tb.csv").write_text(EXTRACT, encoding="utf-8")
    return tmp_path


def arguments(given: Path, *more: str) -> list[str | Path]:
    """The command that loads the extract."""
    way: list[str | Path] = ["--profile", given / "p.toml", "--accounts", given / "map.csv"]
    return ["load-ledger", given / "ncl.book", given / "tb.csv", *way, *more]


def test_load_and_list(run: Run, given: Path) -> None:
    """Loaded with its control totals, listed, and verified."""
    ran = run(*arguments(given, "--rows", "2", "--debits", "700", "--credits", "£700.00"))
    assert ran.code == 0
    assert "5A9, 2011-12 M08: 2 rows, debits and credits of £700 and £700, 2 cells" in ran.out
    listed = run("loads", given / "ncl.book", "--body", "5A9", "--json")
    (load,) = json.loads(listed.out)["loads"]
    assert (load["file"], load["debit_pence"], load["stands"]) == ("tb.csv", 700_00, True)
    assert "stands" in run("loads", given / "ncl.book").out
    assert run("verify", given / "ncl.book").code == 0


def test_a_request_and_a_repeat(run: Run, given: Path) -> None:
    """The same request is answered; the same file without one is refused with exit code 3."""
    first = json.loads(run(*arguments(given, "--request", "r1", "--json")).out)
    again = json.loads(run(*arguments(given, "--request", "r1", "--json")).out)
    assert again == first | {"repeated": True}
    ran = run(*arguments(given))
    assert ran.code == 3
    assert "ledger.already" in ran.err


def test_refusals(run: Run, given: Path) -> None:
    """A wrong total, a wrong month and a wrong word: nothing is loaded."""
    assert run(*arguments(given, "--debits", "699")).code == 3
    assert run(*arguments(given, "--period", "M9")).code == 3
    assert run(*arguments(given, "--lane", "journal")).code == 2
    assert "Nothing was loaded" in run("loads", given / "ncl.book").out


def test_unmapped_accounts_are_a_finding(run: Run, given: Path) -> None:
    """Asked for, they are counted, and the warning goes to standard error as JSON."""
    (given / "map.csv").write_text("account,category,limit\n80000,creditors,\n", encoding="utf-8")
    assert run(*arguments(given)).code == 3
    ran = run(*arguments(given, "--unmapped", "category", "--json"))
    assert ran.code == 1
    assert json.loads(ran.err)["findings"][0]["code"] == "extract.unmapped"
