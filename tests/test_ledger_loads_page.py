"""The page about loads shows an example; it is run, and prints what the page says."""

import re
import shlex
from pathlib import Path

import pytest

from command import Run
from pctfinance import sample_path
from pctfinance.extracts.profile import Columns, Profile

PAGE = Path(__file__).parents[1] / "docs" / "ledger-loads.md"


def blocks(kind: str) -> list[str]:
    """The page's examples of one kind."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that holds the three files, as the page has them."""
    texts = (*blocks("toml"), *blocks("csv"))
    for name, text in zip(("tb.toml", "accounts.csv", "tb.csv"), texts, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Copied from the page and run."""
    (example,) = blocks("python")
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - our own page
    first, second = capsys.readouterr().out.splitlines()
    assert f"It prints `{first}` and `{second}`." in PAGE.read_text(encoding="utf-8")


def test_the_commands_run(run: Run) -> None:
    """Typed from the page, into a book of the packaged sample."""
    (text,) = blocks("console")
    create, load, loads = [shlex.split(line.removeprefix("$ ")) for line in text.splitlines()]
    assert create[1:3] == ["create", "ncl.book"]
    assert run("create", "ncl.book", sample_path()).code == 0
    loaded = run(*load[1:])
    said = re.search(r"command prints `(.*?)`", PAGE.read_text(encoding="utf-8"))
    assert said
    assert loaded.out.startswith(said[1])
    assert loaded.code == 1
    assert "extract.replaced" in loaded.err
    assert loaded.err.count("(revenue)") == 13
    assert "tb.csv" in run(*loads[1:]).out


def test_every_key_is_explained() -> None:
    """A key of the profile that the page does not name is a key that nobody finds."""
    text = PAGE.read_text(encoding="utf-8")
    for name in Profile.model_fields:
        assert f"`{name}`" in text or f"`[{name}]`" in text, name
    for name in Columns.model_fields:
        assert f"`{name}`" in text or f"columns.{name}" in text, name
