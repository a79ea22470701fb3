"""Starting up is cheap: what is heavy is loaded by the first thing that needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pctfinance

HEAVY = {
    "duckdb",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
    "typer",
    "xlsxwriter",
}

HEAVY_FOR_HELP = {"duckdb", "matplotlib", "numpy", "openpyxl", "pandas", "scipy", "xlsxwriter"}


def loaded_by(*arguments: str) -> set[str]:
    """Top-level names of all modules that a fresh Python loads when it is run so."""
    assert pctfinance.__file__
    here = str(Path(pctfinance.__file__).parents[1])
    paths = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    finished = subprocess.run(  # noqa: S603 (our own interpreter and words)
        [sys.executable, "-X", "importtime", *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    # Each line reads `import time: self | cumulative | module`.
    lines = [line for line in finished.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_importing_loads_nothing_heavy() -> None:
    """`import pctfinance` in a notebook or script costs next to nothing."""
    loaded = loaded_by("-c", "import pctfinance")
    assert "pctfinance" in loaded
    assert not loaded & HEAVY


def test_help_loads_nothing_that_reckons() -> None:
    """`pctfinance --help` answers before any frame or workbook library is loaded."""
    loaded = loaded_by("-m", "pctfinance", "--help")
    assert "pctfinance" in loaded
    assert not loaded & HEAVY_FOR_HELP


@pytest.mark.parametrize("name", ["numpy", "pydantic"])
def test_a_heavy_module_would_be_seen(name: str) -> None:
    """The way of looking does see a heavy module where there is one."""
    assert name in loaded_by("-c", f"import {name}")
