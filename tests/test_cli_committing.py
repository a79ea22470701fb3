"""`commitment`, `running-costs`, `cash` and `drawing` as they are run on a book in a folder."""

import json
from pathlib import Path

import pytest

from command import Run, folder_of, two_boards
from pctfinance.book import Book
from pctfinance.inputs import sample_path

ROWS = """\
body,event,effective,notified,reference,amount,limit,funding,issuer
QA1,allocation,2011-04-01,2011-03-01,L/1,1000,revenue,non-recurrent,England
QA1,allocation,2011-04-01,2011-03-01,C/1,1200,cash,,England
QA2,allocation,2011-04-01,2011-03-01,L/2,2000,revenue,recurrent,England
"""
ONE = ("QA1", "E1")
BOARD = ("--by", "Director of Finance, First board")
NIGHT = (
    *("--category", "services", "--purpose", "placement", "--on-call-body", "QA2"),
    *("--by", "On-call director, Second board", "--at", "2011-12-26T02:40"),
    *("--reference", "log 31"),
)


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    """A book of two boards; one has 1,000 to use once, and a cash limit of 1,200."""
    place = tmp_path / "two.book"
    tables = two_boards() | {"resources": ROWS}
    assert run("create", place, folder_of(tables, tmp_path / "sent")).code == 0
    return place


def test_a_commitment_command_by_command(run: Run, book: Path) -> None:
    """Recorded, regularised in part, disputed, charged, listed: exit code 1 while one is open."""
    record = ("commitment", "record", book, *ONE, "40", *NIGHT)
    assert (run(*record, "--test").code, run("commitment", "list", book).code) == (0, 0)
    assert run(*record, "--request", "r1").code == 0
    assert "answered before" in run(*record, "--request", "r1").out
    assert run("commitment", "list", book).code == 1
    regularise = ("commitment", "regularise", book, *ONE, "--on", "2012-01-04", "--reference", "m")
    own = run(*regularise, "--by", "On-call director, Second board", "--test")
    assert (own.code, "commitment.own-settlement" in own.err) == (1, True)
    assert run(*regularise, *BOARD, "--amount", "30").code == 0
    more = run(*regularise, *BOARD, "--amount", "10.01", "--json")
    assert more.code == 3
    assert json.loads(more.err)["findings"][0]["code"] == "commitment.exceeds"
    dispute = ("commitment", "dispute", book, *ONE, "--on", "2012-01-09", "--reason", "not ours")
    assert run(*dispute, *BOARD).code == 0
    charge = ("commitment", "charge", book, *ONE, "M10", "38.50", "--line", "AP/4711", *BOARD)
    assert run(*charge).code == 0
    ran = run("commitment", "list", book, "--state", "disputed", "--json")
    (found,) = json.loads(ran.out)["commitments"]
    assert (found["regularised_pence"], found["disputed_pence"]) == (30_00, 10_00)
    assert (found["charged_pence"], found["on_call_body"]) == (38_50, "QA2")
    assert run(*regularise, *BOARD).code == 0
    ran = run("commitment", "list", book, "--as-of", "M12", "--known-at", "2012-03-31")
    assert (ran.code, "regularised" in ran.out) == (0, True)
    assert run("verify", book).code == 0


def test_cash_and_drawings(run: Run, book: Path) -> None:
    """Drawn 90 in April, planned; then more than the limit is planned; the wrong words are refused."""
    record = ("drawing", "record", book, "QA1")
    named = ("--on", "2011-04-01", "--reference", "H/1", *BOARD)
    assert run(*record, "90", *named).code == 0
    assert "1 were there already" in run(*record, "90", *named).out
    assert run(*record, "91", *named).code == 3
    file = book.parent / "april.csv"
    file.write_text("body,date,amount,reference\nQA1,2011-04-01,90,H/1\n", encoding="utf-8")
    assert "0 events posted, 1 were there" in run("drawing", "load", book, file, *BOARD).out
    ran = run("cash", book, "--as-of", "M1", "--body", "QA1")
    assert (ran.code, "1,110" in ran.out) == (0, True)
    plan = ("drawing", "plan", book, "QA1", "--on", "2011-04-20", "--reference", "plan", *BOARD)
    assert run(*plan, "--month", "M02;100", "--month", "M3;100").code == 0
    ran = run("cash", book, "--as-of", "M1", "--body", "QA1", "--json")
    (found,) = json.loads(ran.out)["bodies"]
    assert (found["planned_pence"], found["remaining_pence"]) == (200_00, 1_110_00)
    assert run(*plan, "--total", "1110.01", "--profile", "M2;2", "--profile", "M3;1").code == 0
    ran = run("cash", book, "--as-of", "M1", "--body", "QA1")
    assert (ran.code, "£0.01 more than the cash limit" in " ".join(ran.out.split())) == (1, True)
    assert run(*plan, "--total", "5", "--profile", "M2;half").code == 2
    assert run(*plan).code == 2
    for twice in (("--month", "M02;100", "--month", "M02 ;900"), ("--total", "5")):
        more = () if twice[0] == "--month" else ("--profile", "M2;1", "--profile", "M2;3")
        said = run(*plan, *twice, *more)
        assert (said.code, "is said twice" in said.err) == (2, True)
    assert run("verify", book).code == 0


def test_running_costs(run: Run, tmp_path: Path) -> None:
    """The sample's, without a limit and beside one that is stated; never a breach."""
    place = tmp_path / "ncl.book"
    Book.create_from(place, sample_path()).close()
    ran = run("running-costs", place, "--as-of", "M8")
    assert (ran.code, "no running-cost limit is stated" in " ".join(ran.out.split())) == (0, True)
    state = ("running-cost-limit", place, "Q36", "35", "--on", "2011-04-01")
    named = ("--by", "NHS London", "--reference", "letter 3", "--per-head")
    assert run(*state, *named).code == 0
    ran = run("running-costs", place, "--as-of", "M8", "--basis", "ytd", "--json")
    document = json.loads(ran.out)
    assert (ran.code, document["basis"]) == (0, "ytd")
    (london,) = (one for one in document["regions"] if one["authority"] == "Q36")
    assert london["limit_per_head"] == "3500"
    assert run("running-costs", place, "--as-of", "M8", "--basis", "never").code == 2
    assert run("running-cost-limit", place, "Q36", "much", *state[4:], *named).code == 2
    assert run("verify", place).code == 0
