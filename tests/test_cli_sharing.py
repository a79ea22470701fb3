"""The commands `sharing` and `recharge`, as a cluster's finance office uses them."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path

HEAD, DEPUTY = ("--by", "Head of Finance"), ("--by", "Deputy Director of Finance")
PAPER = ("--source", "board paper 4", "--on", "2011-04-01", *HEAD)
TEAM = ("--host", "5K7", "--from-month", "M1", *PAPER)
TWO = ("--provider", "5K7", "--recipient", "5A9")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample, kept."""
    place = tmp_path / "ncl.book"
    Book.create_from(place, sample_path()).close()
    return place


def test_the_way_of_a_shared_cost(run: Run, book: Path) -> None:
    """Basis, preview, recharge, approval, report: five shares, net nothing."""
    state = ("sharing", "basis", book, "team", "--kind", "population", *TEAM)
    assert run(*state, "--test").out.startswith("0 events posted")
    assert json.loads(run(*state, "--json", "--request", "basis").out)["posted"] == 0
    assert json.loads(run(*state, "--json", "--request", "basis").out)["repeated"]
    apportion = ("sharing", "apportion", book, "team", "M8", "--cost", "1,000,000.01")
    preview = run(*apportion)
    assert (preview.code, preview.err) == (0, "")
    assert "264,180.56" in preview.out
    enter = (*apportion, "--number", "S1", "--category", "running-costs", *HEAD)
    tested = json.loads(run(*enter, "--test", "--json").out)
    assert tested["recharge"]["posted"] == 0
    assert tested["recharge"]["charged_pence"]["5A9"] == 264_180_56
    posted = json.loads(run(*enter, "--json", "--request", "S1").out)
    assert posted["recharge"]["posted"] == 5
    assert json.loads(run(*enter, "--json", "--request", "S1").out)["recharge"]["repeated"]
    assert run("recharge", "approve", book, "S1", *DEPUTY, "--test").code == 0
    assert run("recharge", "approve", book, "S1", *DEPUTY).out.startswith("5 events posted")
    shown = run("sharing", "show", book, "M8")
    assert "net to zero over the group" in shown.out
    (cost,) = json.loads(run("sharing", "show", book, "M8", "--json").out)["costs"]
    assert (cost["cost_pence"], cost["net_pence"]) == (1_000_000_01, 0)
    assert sum(body["recharged_pence"] for body in cost["bodies"]) == 0
    assert run("verify", book).code == 0


def test_weights_are_stated_and_the_cost_is_taken_from_the_host(run: Run, book: Path) -> None:
    """Agreed thirds of what Camden spent on a category in month 8."""
    weights = [part for body in ("5A9", "5C1", "5K7") for part in ("--weight", f"{body};1/3")]
    kind = ("--kind", "agreed-shares")
    assert run("sharing", "basis", book, "team", *kind, *weights, *TEAM).code == 0
    assert run("sharing", "basis", book, "two", *kind, "--weight", "5A9=1", *TEAM).code == 2
    apportion = ("sharing", "apportion", book, "team", "M8")
    found = json.loads(run(*apportion, "--of-category", "acute", "--json").out)
    (cost,) = found["costs"]
    period = Book.open(book, read_only=True).year.period(8)
    actuals = Book.open(book, read_only=True).holdings.actuals
    spent = [actuals.to_date("5K7", "revenue", m, "acute").pence for m in (period.previous, period)]  # type: ignore[arg-type]  # a word
    assert cost["cost_pence"] == spent[1] - spent[0]
    assert found["recharge"] is None
    ran = run(*apportion, "--of-accounts", "50000,59999")
    assert ran.code == 2
    assert "no extract of 5K7's ledger" in ran.err
    ran = run(
        *apportion, "--cost", "1", "--number", "S1", "--category", "acute", *HEAD, "--lane", "x"
    )
    assert ran.code == 2


def test_the_way_of_a_recharge(run: Run, book: Path) -> None:
    """Entered, approved, reversed; another withdrawn; a fault is refused with exit code 3."""
    purpose = ("--category", "running-costs", "--purpose", "payroll services", "--month", "M8")
    enter = ("recharge", "enter", book, "R1", *TWO, "--amount", "900.50", *purpose, *HEAD)
    assert run(*enter, "--test").code == 0
    tested = run(*enter, "--approved-by", "Head of Finance", "--test", "--json")
    assert tested.code == 1
    assert json.loads(tested.err)["findings"][0]["code"] == "journal.own-decision"
    assert run(*enter, "--approved-by", "Head of Finance").code == 3
    accounts = ("--accounts", "52000,81000,41000,71000")
    assert run(*enter, *accounts).out.startswith("2 events posted")
    assert run("journal", "approve", book, "5A9", "R1", *DEPUTY).code == 3
    assert run("recharge", "approve", book, "R1", *DEPUTY).code == 0
    back = ("recharge", "reverse", book, "R1r", "--reverses", "R1", "--reason", "paid twice", *HEAD)
    assert run(*back, "--approved-by", "Deputy Director of Finance").code == 0
    other = ("recharge", "enter", book, "R2", *TWO, "--amount", "1", *purpose, *HEAD)
    assert run(*other, "--accounts", "1,2").code == 2
    assert run(*other[:7], "--amount", "-", *other[9:]).code == 2
    assert run(*other).code == 0
    assert run("recharge", "end", book, "R2", "withdrawn", *HEAD, "--reason", "no need").code == 0
    rows = json.loads(run("recharge", "list", book, "--json").out)["recharges"]
    assert [(row["number"], row["pence"], row["state"]) for row in rows] == [
        ("R1", 900_50, "approved"),
        ("R1r", -900_50, "approved"),
        ("R2", 1_00, "withdrawn"),
    ]
    assert "reversal; of R1" in " ".join(run("recharge", "list", book, "--month", "M8").out.split())
    assert run("verify", book).code == 0


def test_an_agreement_is_stated(run: Run, book: Path) -> None:
    """The finding that controls tell is gone once the agreement is stated."""
    enter = ("recharge", "enter", book, "R1", *TWO, "--amount", "200,000", "--month", "M8", *HEAD)
    what = ("--category", "running-costs", "--purpose", "payroll", "--approved-by", "Deputy")
    assert run(*enter, *what).code == 0
    controls = ("controls", book, "M8", "--all", *HEAD, "--test")
    assert "recharge.without-basis" in run(*controls).err
    agree = ("recharge", "agree", book, "SLA 1", *TWO, "--amount", "200,000", *PAPER)
    assert run(*agree, "--test").code == 0
    assert "recharge.without-basis" in run(*controls).err
    assert run(*agree, "--json").code == 0
    assert "recharge.without-basis" not in run(*controls).err
