"""The commands about duties and year-end statements, on a book in a folder."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.inputs import sample_path

BARNET = ("--by", "Financial Controller, Barnet")


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """The sample, kept in a folder."""
    place = tmp_path / "ncl.book"
    assert run("create", place, sample_path()).code == 0
    return place


def test_duties_command_by_command(run: Run, book: Path, tmp_path: Path) -> None:
    """Bills, a provider arm and a control total are stated, and shown beside the three breaches."""
    state = (
        *("bills", "state", book, "5A9", "--as-of", "M12", "--to-date"),
        *("--nhs", "100;1,000;95;950", "--non-nhs", "10;100;10;100"),
        *("--reference", "return 12", *BARNET, "--request", "b1"),
    )
    assert run(*state).code == 0
    assert "answered before" in run(*state).out
    file = tmp_path / "bills.csv"
    file.write_text(
        "body,period,sector,number,amount,number_in_time,amount_in_time,to_date\n"
        "5C1,2011-12 M12,nhs,10,10,9,9,yes\n5C1,2011-12 M12,non-nhs,10,10,9,9,yes\n"
    )
    assert run("bills", "load", book, file, *BARNET).code == 0
    arm = ("provider-arm", book, "5A9", "--as-of", "M12", "--reference", "accounts", *BARNET)
    assert run(*arm, "--cost", "100", "--income", "70", "--allocation", "30").code == 0
    none = ("provider-arm", book, "5C1", "--as-of", "M12", "--reference", "accounts", *BARNET)
    assert run(*none, "--none").code == 0
    total = (
        *("control-total", book, "5K8", "24740000", "--two-sided", "--authority", "Q36"),
        *("--on", "2011-04-01", "--reference", "letter 7", *BARNET),
    )
    assert run(*total).code == 0
    shown = run("duties", book, "--as-of", "M12")
    assert shown.code == 1
    assert "3 of the duties are breached." in shown.out
    ran = run("duties", book, "--as-of", "M12", "--json")
    notes = {(note["body"], note["note"]): note["status"] for note in json.loads(ran.out)["notes"]}
    assert notes["5A9", "better_payment_practice"] == "met"
    assert notes["5C1", "better_payment_practice"] == "missed"
    assert notes["5A9", "full_cost_recovery"] == "met"
    assert notes["5C1", "full_cost_recovery"] == "not_applicable"
    assert notes["5K8", "control_total"] == "met"
    assert len(json.loads(ran.out)["breaches"]) == 3


def test_statements_command_by_command(run: Run, book: Path, tmp_path: Path) -> None:
    """Headings are stated, both offices sign, and the page is written."""
    file = tmp_path / "headings.csv"
    file.write_text("account,section,heading\n19*,current-assets,Cash and cash equivalents\n")
    headings = ("balance-headings", book, file, "--on", "2012-04-02", *BARNET)
    assert run(*headings).code == 0
    sign = ("sign-statements", book, "5A9", "--on", "2012-06-07", "--reference", "accounts")
    wrong = run(*sign, "--by", "Head of Finance")
    assert (wrong.code, "neither the Accountable Officer" in wrong.err) == (2, True)
    assert run(*sign, "--by", "Director of Finance, NCL").code == 0
    again = run(*sign, "--by", "Director of Finance, NCL")
    assert "1 were there already" in again.out
    other = run(*sign, "--by", "Chief Executive, NCL", "--role", "accountable-officer")
    assert other.code == 0
    ran = run("statements", book, "5A9", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["is_signed"]) == (1, True)  # the sample has no general ledger
    codes = [finding["code"] for finding in json.loads(ran.err)["findings"]]
    assert (codes[0], codes[-1]) == ("duty.breach", "statement.not-made")
    page = tmp_path / "barnet.html"
    assert run("statements", book, "5A9", "--html", page).out == ""
    assert "Signed by both offices." in page.read_text("utf-8")
    assert run("statements", book, "NCL").code == 2


@pytest.mark.parametrize("bills", ["1;2;3", "one;2;1;2", "1;lots;1;2"])
def test_bills_that_are_none_are_refused(run: Run, book: Path, bills: str) -> None:
    """With what to write."""
    ran = run(
        *("bills", "state", book, "5A9", "--as-of", "M12", "--nhs", bills),
        *("--non-nhs", "0;0;0;0", "--reference", "r", *BARNET),
    )
    assert ran.code == 2
