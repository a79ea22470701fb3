"""What all tests share: how properties run, and the way to run a command."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

from command import Ran, Run
from pctfinance.cli import main

# A test says whether an answer is right. How long a busy machine took over it is another question.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process and catch what it prints."""

    def ran(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["pctfinance", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return ran
