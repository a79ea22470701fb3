"""What year-end statements find: duties, openings, comparatives, and forged signatures."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from command import Run
from pctfinance.book import Book
from statement_examples import whole_year

PAPER: dict[str, Any] = {"on": "2012-06-07", "reference": "accounts"}
BOTH = ("Accountable Officer", "Director of Finance")


def test_a_breach_is_found_in_the_statements_too() -> None:
    """1,100 less 50 of a limit of 1,000: as the notes tell it; who did not sign is a note.

    At the edge, 1,050 less 50, it is met. Capital and cash have no limit, and are not tested.
    """
    for cost, revenue in ((1100, ["duty.breach"]), (1050, [])):
        book = whole_year(cost=cost)
        report = book.statements("5A9")
        duties = book.duties("M12", group="5A9").findings
        assert report.findings[: len(duties)] == duties
        found = [(each.code, each.level.value) for each in report.findings]
        assert [code for code, level in found if level == "breach"] == revenue
        assert [code for code, _ in found].count("duty.not-tested") == 2
        assert found[-1] == ("statement.not-signed", "note")
    last = report.findings[-1].message
    assert last == "not signed by the Accountable Officer and the Director of Finance"
    book.sign_statements("5A9", by=BOTH[0], **PAPER)
    last = book.statements("5A9").findings[-1].message
    assert last == "not signed by the Director of Finance"
    codes = {each.code for each in book.statements("5A9", "M8").findings}
    assert "statement.not-signed" not in codes


def test_the_command_ends_with_one_for_a_breach_and_not_for_a_note(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The breach is said on standard error; a note alone is no reason for a code."""
    for cost, said, code in ((1100, "revenue resource limit is not met", 1), (900, "", 0)):
        book = whole_year(cost=cost)
        report = book.statements("5A9")
        if code == 0:
            report = replace(report, duties=())
        asked = SimpleNamespace(statements=Mock(return_value=report))
        monkeypatch.setattr(Book, "at", Mock(return_value=asked))
        ended = run("statements", "any.book", "5A9")
        assert (ended.code, said in ended.err) == (code, True)
        assert "not signed by the Accountable Officer" in ended.err
