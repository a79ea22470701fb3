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


def test_surplus_is_lodged_returned_and_written_off(run: Run, book: Path, tmp_path: Path) -> None:
    """£300 lodged with the SHA, £100 back, £50 written off; the statement shows what is held."""
    letter = tmp_path / "letter.txt"
    letter.write_text("approved", encoding="utf-8")
    office = "Director of Finance, NHS London;-;2011-04-01;2011-10-02"
    run("transfer", "officers", book, "Q36", "--officer", office)
    for number, terms in (
        ("P1", ("--kind", "support", "--giver", "Q36", "--receiver", "5A9", "--amount", "500")),
        ("L1", ("--kind", "lodgement", "--giver", "5A9", "--receiver", "Q36", "--amount", "300")),
        ("R1", ("--kind", "return", "--giver", "Q36", "--receiver", "5A9", "--amount", "100")),
    ):
        expected = ("--expect", "2011-12;100", "--expect", "2012-13;150")
        own: dict[str, tuple[str, ...]] = {"L1": expected, "R1": ("--lodgement", "L1")}
        more = own.get(number, ())
        proposed = run(
            *("transfer", "propose", book, number, *terms, *more, *DAY, *BARNET),
            *("--on", "2011-08-01", "--json"),
        )
        assert proposed.code == 0, proposed.err
        side = "giver" if number == "L1" else "receiver"
        on = ("--on", "2011-08-02")
        assert run("transfer", "agree", book, number, side, *BARNET, *on).code == 0
        assert run("transfer", "submit", book, number, *BARNET, *on).code == 0
        decided = (*SHA, "--on", "2011-08-20", "--reference", "letter 12", "--evidence", letter)
        assert run("transfer", "approve", book, number, "--authority", "Q36", *decided).code == 0
        done = run("transfer", "action", book, number, *BARNET, "--on", "2011-09-01")
        assert done.code == 0, done.err
    write_off = ("write-off", book, "5A9", "L1", "50", "--authority", "Q36", *BARNET)
    reason = ("--reason", "the SHA spent it", "--reference", "SHA/31", "--on", "2012-02-01")
    too_much = ("write-off", book, "5A9", "L1", "201", "--authority", "Q36", *BARNET)
    tested = run(*too_much, *reason, "--test", "--json")
    assert (tested.code, json.loads(tested.err)["findings"][0]["code"]) == (1, "lodgement.exceeds")
    assert run(*too_much, *reason).code == 3
    assert run(*write_off, *reason, "--request", "w1").code == 0
    assert run(*write_off, *reason, "--request", "w1", "--json").code == 0
    assert (
        run("write-off", book, "5A9", "L1", "x", "--authority", "Q36", *BARNET, *reason).code == 2
    )
    shown = json.loads(run("lodgements", book, "--json").out)
    (row,) = shown["lodgements"]
    assert [row[f"{name}_pence"] for name in ("lodged", "returned", "lapsed", "outstanding")] == [
        300_00,
        100_00,
        50_00,
        150_00,
    ]
    assert row["expected_by_year"] == {"2011-12": 100_00, "2012-13": 150_00}
    assert "L1" in run("lodgements", book, "--body", "5A9").out
    assert run("lodgements", book, "--body", "5AT").code == 2
    assert run("verify", book).code == 0


def test_a_switch_and_a_redirect_are_proposed(run: Run, book: Path) -> None:
    """Their terms are told by their kind; wrong ones are refused with exit code 3."""
    switch = ("--kind", "switch", "--giver", "5A9", "--receiver", "5A9", "--amount", "10")
    propose = ("transfer", "propose", book)
    signed = (*DAY, *BARNET, "--on", "2011-08-01")
    assert run(*propose, "S1", *switch, *signed).code == 3
    assert run(*propose, "S1", *switch, "--limit", "capital", *signed).code == 0
    redirect = ("--kind", "redirect", "--giver", "5K7", "--receiver", "5A9", "--amount", "10")
    assert run(*propose, "D1", *redirect, *signed).code == 0
    lodge = ("--kind", "lodgement", "--giver", "5A9", "--receiver", "Q36", "--amount", "10")
    taken = ("--taken-from", "planned surplus")
    assert run(*propose, "L1", *lodge, *taken, *signed).code == 0
    assert run(*propose, "L2", *lodge, "--taken-from", "the till", *signed).code == 2
    rows = json.loads(run("transfer", "list", book, "--json").out)["transfers"]
    assert [row["kind"] for row in rows] == ["switch", "redirect", "lodgement"]
