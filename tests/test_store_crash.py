"""Commands are cut short at every step: the old book stands, or the new one, and it goes on."""

import json
import os
from pathlib import Path

import pytest

from crash.cases import CASES
from crash.start import script

CHAPTERS = {
    "making": ["keep", "create", "post", "create-from", "load", "migrate"],
    "loading": ["load-ledger", "load-ledger-by-request", "supersede", "migrate-and-load"],
    "other extracts": ["load-workbook", "load-other-encoding"],
    "months": ["submit-journals", "approve-journal", "submit-month", "run-controls", "close-month"],
    "decisions": ["import-approvals", "action-draw", "take-over-loans"],
    "payments": ["recharge", "load-cash-drawings"],
    "duties": ["agree-control-total", "state-provider-arm", "load-bills", "sign-statements"],
    "plans": ["load-schemes", "load-contracts", "load-scheme-reports", "load-activity"],
    "publishing": ["publish"],
    "year": ["decide", "final-close", "roll-forward"],
}
EVERY_STEP = 1_000_000
MANY_STEPS = 25
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Counted = dict[str, dict[str, int]]


def cut_short(how: str, folder: Path, mode: str, most: int, commands: list[str]) -> Counted:
    """How often the old book and how often the new one stood after each command was cut short."""
    process = script(how, str(folder), mode, str(most), *commands)
    out, err = process.communicate(timeout=3600)
    assert process.returncode == 0, err
    counted: Counted = json.loads(out)
    return counted


def test_every_command_is_driven() -> None:
    """None is left out of the chapters."""
    assert sorted(CASES) == sorted(name for names in CHAPTERS.values() for name in names)


@every_chapter
def test_killed_at_some_steps(tmp_path: Path, chapter: str) -> None:
    """Until the commit it is the old book, from then on the new; said again, the command completes.

    A load without a request is then refused as loaded before exactly if it was committed.
    """
    counted = cut_short("killed", tmp_path, "steps", 4, CHAPTERS[chapter])
    for command, stood in counted.items():
        assert stood["old"] >= 1, command
        assert stood["new"] >= 1, command
        assert sum(stood.values()) >= stood["new"] + 2, command


@pytest.mark.slow
@every_chapter
def test_killed_at_every_step(tmp_path: Path, chapter: str) -> None:
    """The same, nothing left out."""
    counted = cut_short("killed", tmp_path, "steps", EVERY_STEP, CHAPTERS[chapter])
    for command, stood in counted.items():
        assert stood["old"] >= 8, command
        assert stood["new"] >= 1, command


@pytest.mark.parametrize("fault", ["full", "denied", "broken"])
@pytest.mark.parametrize(
    "commands",
    [
        ["load-ledger", "post"],
        ["roll-forward", "run-controls"],
        ["sign-statements", "load-schemes"],
    ],
)
def test_refused_at_some_steps(tmp_path: Path, fault: str, commands: list[str]) -> None:
    """No room, no right, a disk that fails: said in words, nothing half written, and it goes on."""
    counted = cut_short("refused", tmp_path, fault, 4, commands)
    for command, stood in counted.items():
        assert stood["old"] >= 2, command


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["full", "denied", "broken"])
@every_chapter
def test_refused_at_every_step(tmp_path: Path, chapter: str, fault: str) -> None:
    """The same of every command, nothing left out; of loads, which have hundreds of steps, many."""
    most = MANY_STEPS if chapter in ("loading", "other extracts") else EVERY_STEP
    counted = cut_short("refused", tmp_path, fault, most, CHAPTERS[chapter])
    for command, stood in counted.items():
        assert sum(stood.values()) - stood.get("new", 0) >= 5, command


@pytest.mark.slow
@pytest.mark.parametrize("command", ["create", "create-from", "post", "load", "migrate"])
def test_killed_within_statements(tmp_path: Path, command: str) -> None:
    """The same in the middle of statements."""
    counted = cut_short("killed", tmp_path, "instructions", EVERY_STEP, [command])
    assert counted[command]["old"] >= 10
    assert counted[command]["new"] >= 1
