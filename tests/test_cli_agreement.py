"""The commands `agreement`, `statement` and `eliminations`."""

import json
from pathlib import Path

import pytest

from command import Run
from ledger_loads import posted
from pctfinance.book import Book
from pctfinance.ledger.loads import Lane
from sharing_examples import swapped
from test_agreement import invoice


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Camden recharged Barnet £10,000; Barnet adjusted its cost by £2,000."""
    folder = tmp_path / "ncl.book"
    book = Book.create(folder, "2011-12", group="NCL")
    swapped(book, "R1", 10_000_00)
    posted(book, invoice("5A9", "5K7", 2_000_00, lane=Lane.ADJUSTMENT))
    book.close()
    return folder


def test_agreement_shows_pairs_and_ends_with_1_where_they_differ(run: Run, place: Path) -> None:
    """A disputed pair is a finding; a tolerance of £2,000 settles it."""
    shown = run("agreement", place, "--as-of", "M8")
    assert shown.code == 1
    assert "disputed" in shown.out
    found = json.loads(run("agreement", place, "--as-of", "M8", "--body", "5A9", "--json").out)
    assert [pair["difference_pence"] for pair in found["pairs"]] == [-2_000_00] * 2
    assert run("agreement", place, "--as-of", "M8", "--tolerance", "2000").code == 0
    assert (
        json.loads(run("agreement", place, "--as-of", "M8", "--body", "5C1", "--json").out)["pairs"]
        == []
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "'' is no amount -> give it in pounds"),
        ("-5", "a tolerance is an amount of 0 or more -> give it in pounds"),
    ],
)
@pytest.mark.parametrize("asked", [("agreement",), ("statement", "5K7", "5A9")])
def test_a_tolerance_that_is_none_is_refused(
    run: Run, place: Path, asked: tuple[str, ...], said: str, why: str
) -> None:
    """An empty one is not taken for the rulebook's, and one below 0 is told in pounds, as it is given."""
    command, *ends = asked
    refused = run(command, place, *ends, "--as-of", "M8", "--tolerance", said)
    assert refused.code == 2
    assert why in refused.err


def test_a_statement_for_the_other(run: Run, place: Path) -> None:
    """Camden's statement to Barnet, by account; an account may be named."""
    said = run("statement", place, "5K7", "5A9", "--as-of", "M8")
    assert (said.code, said.err) == (0, "")
    assert "recharge-receivable" in said.out
    named = ("--account", "payable=recharge-receivable")
    found = json.loads(run("statement", place, "5K7", "5A9", "--as-of", "M8", *named, "--json").out)
    assert [(line["kind"], line["pence"]) for line in found["lines"]] == [
        ("payable", -10_000_00),
        ("income", 10_000_00),
    ]
    assert run("statement", place, "5K7", "5A9", "--as-of", "M8", "--account", "12").code == 2
    assert run("statement", place, "5K7", "5K7", "--as-of", "M8").code == 2


def test_eliminations_show_the_disagreement(run: Run, place: Path) -> None:
    """£10,000 go out of both sides; £2,000 stay, and end the command with 1."""
    shown = run("eliminations", place, "--as-of", "M8")
    assert shown.code == 1
    assert "not eliminated" in shown.out
    found = json.loads(run("eliminations", place, "--as-of", "M8", "--json").out)
    assert found["lines"][3] == {
        "line": "expenditure",
        "before_pence": 12_000_00,
        "eliminated_pence": 10_000_00,
        "after_pence": 2_000_00,
        "disagreement_pence": 2_000_00,
        "missing_pence": 0,
        "outside_pence": 0,
    }
    assert run("eliminations", place, "--as-of", "M8", "--group", "nobody").code == 2
