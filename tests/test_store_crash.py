"""The process is killed at every step of every command: the old book stands, or the new one."""

import json
import os
from pathlib import Path

import pytest

from crash.start import script

COMMANDS = ["create", "create-from", "post", "load", "migrate"]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed(command: str, folder: Path, mode: str) -> dict[str, int]:
    """How often the old book and how often the new one stood after the command was killed."""
    process = script("killed", command, str(folder), mode)
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err
    counted: dict[str, int] = json.loads(out)
    return counted


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_before_any_statement(tmp_path: Path, command: str) -> None:
    """Until the commit it is the old book, and there are both; said again, the command completes."""
    counted = killed(command, tmp_path, "statements")
    assert counted["old"] >= 10
    assert counted["new"] >= 1


def test_killed_before_any_call_of_a_file(tmp_path: Path) -> None:
    """Lines are in their place whole, or not there; what was made aside goes with the next aside."""
    counted = killed("keep", tmp_path, "files")
    assert counted["old"] >= 5
    assert counted["new"] >= 5


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_within_statements(tmp_path: Path, command: str) -> None:
    """The same in the middle of statements."""
    counted = killed(command, tmp_path, "instructions")
    assert counted["old"] >= 10
    assert counted["new"] >= 1
