"""The page about loads shows an example; it is run, and prints what the page says."""

import re
from pathlib import Path

import pytest

from pctfinance.extracts.profile import Columns, Profile

PAGE = Path(__file__).parents[1] / "docs" / "ledger-loads.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Copied from the page and run."""
    text = PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - our own page
    first, second = capsys.readouterr().out.splitlines()
    assert f"It prints `{first}` and `{second}`." in text


def test_every_key_is_explained() -> None:
    """A key of the profile that the page does not name is a key that nobody finds."""
    text = PAGE.read_text(encoding="utf-8")
    for name in Profile.model_fields:
        assert f"`{name}`" in text or f"`[{name}]`" in text, name
    for name in Columns.model_fields:
        assert f"`{name}`" in text or f"columns.{name}" in text, name
