"""The pages of `docs`: every link leads somewhere, every command exists, and the index is whole."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from pctfinance.cli.app import app

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md")])
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group has commands


def typed(text: str) -> list[list[str]]:
    """What a page shows as typed: lines of its blocks that begin with `pctfinance`."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    blocks = [block for language, block in fenced if language in ("", "bash", "console")]
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    said = [line.removeprefix("$ ") for line in lines]
    return [shlex.split(line, comments=True) for line in said if line.startswith("pctfinance ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to another page or file names one that is there."""
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_the_index_lists_every_page() -> None:
    """A page that the index leaves out is found by nobody."""
    linked = re.findall(r"\]\(([a-z-]+\.md)\)", (DOCS / "README.md").read_text("utf-8"))
    assert sorted(linked) == sorted(page.name for page in DOCS.glob("[a-z]*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_shown_exists(page: Path) -> None:
    """With the options that it is shown with; a reader types it as it stands."""
    for _, *words in typed(page.read_text("utf-8")):
        if words[0].startswith("-"):
            continue
        command = COMMANDS[words[0]]
        if hasattr(command, "commands"):
            command = command.commands[words[1]]
        known = {name for parameter in command.params for name in parameter.opts}
        given = [word for word in words[: (*words, "--").index("--")] if word.startswith("--")]
        assert set(given) <= known | {"--help"}, " ".join(words)


@pytest.mark.parametrize(
    ("name", "least"), [("levels", 10), ("bridges", 6), ("qipp", 10), ("contracts", 8)]
)
def test_the_examples_of_a_page_run(name: str, least: int) -> None:
    """What the page shows is what happens."""
    text = (DOCS / f"{name}.md").read_text("utf-8").replace("```", "")
    page = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    result = doctest.DocTestRunner().run(page)
    assert (result.failed, result.attempted > least) == (0, True)
