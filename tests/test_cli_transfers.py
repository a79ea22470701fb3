"""The command `transfer`, as two finance offices and their SHA use it."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path

BARNET = ("--by", "Director of Finance, Barnet PCT")
CAMDEN = ("--by", "Director of Finance, Camden PCT")
SHA = ("--by", "Director of Finance, NHS London")
TERMS = ("--giver", "Q36", "--receiver", "5A9", "--kind", "support", "--amount", "1,000.50")
DAY = ("--effective", "2011-09-01", "--purpose", "pressure")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample, kept, with an officer of London SHA who may approve up to £5,000."""
    place = tmp_path / "ncl.book"
    Book.create_from(place, sample_path()).close()
    return place


def test_the_way_of_a_transfer(run: Run, book: Path, tmp_path: Path) -> None:
    """Each step by its command; what is not approved is refused with exit code 4."""
    letter = tmp_path / "letter.txt"
    letter.write_text("approved", encoding="utf-8")
    office = "Director of Finance, NHS London;5,000;2011-04-01;2011-10-02"
    assert run("transfer", "officers", book, "Q36", "--officer", office).code == 0
    proposed = run("transfer", "propose", book, "T1", *TERMS, *DAY, *BARNET, "--on", "2011-08-01")
    assert (proposed.code, proposed.err) == (0, "")
    agree = ("transfer", "agree", book, "T1", "receiver", *BARNET, "--on", "2011-08-02")
    assert run(*agree).code == 0
    assert run("transfer", "submit", book, "T1", *BARNET, "--on", "2011-08-03").code == 0
    action = ("transfer", "action", book, "T1", *BARNET, "--on", "2011-09-01")
    tested = run(*action, "--test", "--json")
    assert tested.code == 1
    assert json.loads(tested.err)["findings"][0]["code"] == "transfer.unapproved"
    refused = run(*action)
    assert refused.code == 4
    assert "SOM 25" in refused.err
    decided = (*SHA, "--on", "2011-08-20", "--reference", "letter 12", "--evidence", letter)
    approve = ("transfer", "approve", book, "T1", "--authority", "Q36", "--amount", "900")
    assert run(*approve, *decided[:-1], tmp_path / "none.txt").code == 2
    assert run(*approve, *decided, "--condition", "plan").code == 0
    assert run("transfer", "meet", book, "T1", "plan", *BARNET, "--on", "2011-08-21").code == 0
    assert run(*action).code == 0
    (row,) = json.loads(run("transfer", "list", book, "--json").out)["transfers"]
    assert (row["state"], row["pence"], row["approved_pence"]) == ("actioned", 1000_50, 900_00)
    assert "actioned" in run("transfer", "list", book).out
    assert run("verify", book).code == 0


def test_a_transfer_is_withdrawn_by_who_proposed_it(run: Run, book: Path) -> None:
    """Another office is refused with exit code 3."""
    run("transfer", "propose", book, "T1", *TERMS, *DAY, *BARNET, "--on", "2011-08-01")
    end = ("transfer", "end", book, "T1", "withdrawn", "--on", "2011-08-02", "--reason", "no need")
    assert run(*end, *CAMDEN).code == 3
    assert run(*end, *BARNET).code == 0


@pytest.mark.parametrize("officer", ["Director", "Director;x;2011-04-01;2012-03-31"])
def test_an_officer_who_is_none(run: Run, book: Path, officer: str) -> None:
    """Said in words, with exit code 2."""
    assert run("transfer", "officers", book, "Q36", "--officer", officer).code == 2
