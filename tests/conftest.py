"""What all tests share: how properties run, and the way to run a command."""

import gc
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from command import Ran, Run
from pctfinance.cli import main

# A test says whether an answer is right. How long a busy machine took over it is another question.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Thousands of tests are collected, and stay until the end. To look through them again and again for
# what nobody needs any more would take a tenth of the time.
gc.set_threshold(10_000, 20, 10)


def pytest_collection_finish() -> None:
    """What is there by now is left alone."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Libraries look at the end of the process whether all of theirs was let go."""
    gc.unfreeze()


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to leave no compiled files, they lie in a folder that goes with the run.

    Tests start many processes; each would compile the library anew.
    """
    if sys.dont_write_bytecode:
        compiled = TemporaryDirectory(prefix="pctfinance-compiled-", ignore_cleanup_errors=True)
        config.add_cleanup(compiled.cleanup)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled.name
        del os.environ["PYTHONDONTWRITEBYTECODE"]


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
