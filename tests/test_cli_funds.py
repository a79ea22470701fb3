"""The command `fund`, as a cluster's finance office uses it."""

import json
from pathlib import Path

import pytest

from command import Run
from fund_examples import CLUSTER, office, three_pcts
from pctfinance.book import Book
from transfer_examples import SHA

BY = ("--by", CLUSTER)
STATE = ("--purpose", "risk share", "--holder", CLUSTER, *BY, "--on", "2011-05-01")
DONORS = ("--donor", "5K7;30", "--donor", "5A9;20.00", "--donor", "5C1;10")
WHEN = ("--effective", "2011-07-01", "--purpose", "pressure", *BY, "--on", "2011-06-01")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Five PCTs with £100 of each kind, and the officer of their SHA."""
    place = tmp_path / "ncl.book"
    three_pcts(Book.create(place, "2011-12", group="NCL")).close()
    return place


def _agreed(run: Run, book: Path) -> None:
    """A fund of three donors that all gave their shares."""
    assert run("fund", "state", book, "F1", *DONORS, *STATE).code == 0
    shares = {"5K7": "30", "5A9": "20", "5C1": "10"}
    for body in shares:
        by = ("--by", office(body), "--on", "2011-05-02")
        assert run("fund", "agree", book, "F1", body, *by).code == 0
    for body, pounds in shares.items():
        by = ("--by", office(body), "--on", "2011-05-03")
        given = ("fund", "contribute", book, "F1", body, "--amount", pounds, *by)
        assert run(*given, "--request", f"give {body}").code == 0
        assert "answered before" in run(*given, "--request", f"give {body}").out


def test_the_way_of_a_fund(run: Run, book: Path, tmp_path: Path) -> None:
    """Stated, agreed, given, waived, spread anew and drawn; what is not approved exits with 4."""
    _agreed(run, book)
    waive = ("fund", "waive", book, "F1", "5A9", *BY, "--on", "2011-05-20", "--reason", "deficit")
    assert run(*waive).code == 0
    more = ("--by", office("5K7"), "--on", "2011-05-21")
    refused = run("fund", "contribute", book, "F1", "5K7", "--amount", "1", *more)
    assert (refused.code, "SOM 25" in refused.err) == (4, True)
    spread = run("fund", "re-spread", book, "R1", "--fund", "F1", "--excused", "5A9", *WHEN)
    assert (spread.code, spread.err) == (0, "")
    asked = ("--fund", "F1", "--receiver", "5C1", "--part", "5K7;6", "--part", "5C1;4")
    assert run("fund", "draw", book, "D1", *asked, *WHEN).code == 0
    letter = tmp_path / "letter.txt"
    letter.write_text("approved", encoding="utf-8")
    for number, parties in (
        ("R1", [("giver", "5K7"), ("giver", "5C1"), ("receiver", "5A9")]),
        ("D1", [("giver", "5K7"), ("receiver", "5C1")]),
    ):
        for side, body in parties:
            agree = ("transfer", "agree", book, number, side, "--body", body)
            assert run(*agree, "--by", office(body), "--on", "2011-06-02").code == 0
        assert run("transfer", "submit", book, number, *BY, "--on", "2011-06-03").code == 0
        action = ("transfer", "action", book, number, *BY, "--on", "2011-07-01")
        assert run(*action).code == 4
        decided = ("--by", SHA, "--on", "2011-06-20", "--reference", "letter", "--evidence", letter)
        assert run("transfer", "approve", book, number, "--authority", "Q36", *decided).code == 0
        assert run(*action).code == 0
    shown = run("fund", "show", book, "F1")
    assert (shown.code, "owns nothing" in shown.out) == (0, True)
    (fund,) = json.loads(run("fund", "show", book, "--json").out)["funds"]
    found = {row["body"]: (row["share_pence"], row["held_pence"]) for row in fund["bodies"]}
    assert found == {"5A9": (0, 0), "5C1": (15_00, 11_00), "5K7": (45_00, 39_00)}
    assert run("verify", book).code == 0


def test_a_test_writes_nothing(run: Run, book: Path) -> None:
    """It exits with 1 and names what it would be refused for; or with 0, and says nothing."""
    stated = run("fund", "state", book, "F1", "--donor", "5NX;1", *STATE, "--test", "--json")
    assert stated.code == 1
    assert json.loads(stated.err)["findings"][0]["code"] == "fund.terms"
    assert run("fund", "state", book, "F1", *DONORS, *STATE, "--test").code == 0
    assert run("fund", "show", book).out == ""
    assert run("fund", "agree", book, "F1", "5K7", *BY, "--on", "2011-05-02").code == 3


def test_shares_in_parts_of_a_whole(run: Run, book: Path) -> None:
    """Three equal parts of £100."""
    donors = ("--donor", "5K7;1", "--donor", "5A9;1", "--donor", "5C1;1", "--amount", "100")
    assert run("fund", "state", book, "F1", *donors, *STATE).code == 0
    (fund,) = json.loads(run("fund", "show", book, "--json").out)["funds"]
    assert [part[1] for part in fund["terms"]["donors"]] == [33_34, 33_33, 33_33]


def test_another_fund_without_who_was_excused_exits_with_1(run: Run, book: Path) -> None:
    """The finding is named on standard error."""
    _agreed(run, book)
    run("fund", "waive", book, "F1", "5A9", *BY, "--on", "2011-05-20", "--reason", "deficit")
    assert run("fund", "state", book, "F2", "--donor", "5K7;20", *STATE).code == 0
    agree = ("fund", "agree", book, "F2", "5K7", "--by", office("5K7"), "--on", "2011-05-22")
    assert run(*agree).code == 0
    shown = run("fund", "show", book)
    assert (shown.code, "may be a re-spread" in shown.err) == (1, True)


@pytest.mark.parametrize("donor", ["5K7", "5K7;x", "5K7;-1"])
def test_a_part_that_is_none(run: Run, book: Path, donor: str) -> None:
    """Said in words, with exit code 2 or 3."""
    assert run("fund", "state", book, "F1", "--donor", donor, *STATE).code in (2, 3)
    parts = ("--donor", donor, "--amount", "100")
    assert run("fund", "state", book, "F1", *parts, *STATE).code in (2, 3)
    assert (
        run("fund", "state", book, "F1", "--donor", "5K7;1", "--donor", "5K7;1", *STATE).code == 2
    )
