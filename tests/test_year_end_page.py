"""The page about the year's end: its commands are typed as it has them, in a book of the sample."""

import csv
import re
import shlex
from pathlib import Path

import pytest

from command import Run
from pctfinance import sample_path
from pctfinance.book import Book
from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.year_end import AssignedBalance
from pctfinance.year_end import FinalStatement
from sample_books import sample_book

PAGE = Path(__file__).parents[1] / "docs" / "year-end.md"


def commands() -> list[list[str]]:
    """Every command of the page, in its order."""
    text = PAGE.read_text(encoding="utf-8")
    typed = "".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    return [shlex.split(line.removeprefix("$ pctfinance")) for line in typed.splitlines()]


def test_the_commands_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items printed, reasons filled in, decided, and the next year's book made and proved."""
    monkeypatch.chdir(tmp_path)
    print_items, decide, roll, close = commands()
    assert run("create", "ncl.book", sample_path()).code == 0
    assert print_items[-2:] == [">", "decisions.csv"]
    printed = run(*print_items[:-2])
    assert printed.code == 1
    Path("decisions.csv").write_text(printed.out, encoding="utf-8")
    refused = run(*decide)
    assert refused.code == 3
    assert "reason" in refused.err
    rows = list(csv.DictReader(printed.out.splitlines()))
    with Path("decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "reason": "as the rules give"} for row in rows)
    assert run(*decide).code == 0
    assert run(*print_items[:-2]).code == 0
    assert run(*roll).code == 0
    old, new = Book.open("ncl.book", read_only=True), Book.open(roll[2], read_only=True)
    assert new.verify_predecessor(old) == ()
    (rules,) = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    Path("assignments.csv").write_text(rules, encoding="utf-8")
    # The sample has no general ledger: the page says that a rule about nothing is refused.
    assert "yearend.unknown-item" in run(*close).err


def test_the_proposal_is_shown() -> None:
    """What there is to decide shows as a table, and not as the objects it is made of."""
    proposal = sample_book().rolling()
    assert repr(proposal) == "<The end of 2011-12: 42 of 42 items open>"
    line = next(line for line in str(proposal).splitlines() if "outturn" in line)
    assert line.split() == ["5A9", "outturn", "(19,140,000)", "carry", "open"]
    assert "Open: 42 of 42 items." in proposal._repr_html_()


def test_a_final_close_is_shown() -> None:
    """Its receivers, in pounds; of what nobody has yet, the finding."""
    parts = (
        AssignedBalance(account="2100", receiver="07M", receiver_name="Barnet CCG", pence=-500_00),
        AssignedBalance(account="1000", receiver="07M", receiver_name="Barnet CCG", pence=700_00),
    )
    finding = Finding("yearend.ledger", Level.WARNING, "nobody has it")
    statement = FinalStatement("5A9", "Barnet PCT", FinancialYear("2012-13"), parts, (finding,))
    line = next(line for line in str(statement).splitlines() if "07M" in line)
    assert line.split() == ["07M", "Barnet", "CCG", "200", "0", "0"]
    assert "nobody has it" in statement._repr_html_()
