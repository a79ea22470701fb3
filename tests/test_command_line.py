"""The command line as a whole: what every command says of itself, and JSON where it was asked for."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from command import TWO_BOARDS, Run, folder_of
from pctfinance import cli
from pctfinance.cli.app import app
from pctfinance.cli.output import pence_of
from pctfinance.cli.panels import PANELS
from pctfinance.errors import UsageError

COMMANDS = sorted(info.name for info in app.registered_commands if info.name)
GROUPS = sorted(str(info.name) for info in app.registered_groups)


def test_no_command_breaks_off_in_the_list(run: Run) -> None:
    """`--help` says each command's whole first sentence, however narrow the terminal is."""
    said = " ".join(run("--help").out.split())
    assert "..." not in said.partition("Begin:")[2]
    listed = [info.short_help for info in app.registered_commands]
    listed += [info.short_help for info in app.registered_groups]
    for sentence in listed:
        assert sentence
        assert sentence in said


@pytest.mark.parametrize("group", GROUPS)
def test_no_command_of_a_group_breaks_off(group: str, run: Run) -> None:
    """Nor in the list of a group: `transfer --help` says what each of its steps does."""
    listed = run(group, "--help").out.partition("Commands:")[2]
    assert listed
    assert "..." not in listed


def test_every_command_stands_in_one_panel(run: Run) -> None:
    """Sixty commands in one list are found by nobody: each stands once, under what it is for."""
    placed = [name for names in PANELS.values() for name in names]
    assert sorted(placed) == sorted([*COMMANDS, *GROUPS])
    said = run("--help").out
    assert [line.strip()[:-1] for line in said.splitlines() if line.strip()[:-1] in PANELS] == [
        *PANELS
    ]
    assert "More:" not in said


def test_amounts_are_typed_in_pounds() -> None:
    """To the penny, with commas or without; an empty one is refused, and is not zero."""
    assert [pence_of(text) for text in ("40000", "1,234.56", "-0.01", "0")] == [
        40_000_00,
        1_234_56,
        -1,
        0,
    ]
    for empty in ("", " "):
        with pytest.raises(UsageError, match=f"'{empty}' is no amount -> give it in pounds"):
            pence_of(empty)


@pytest.mark.parametrize("option", ["--as-of", "--period", "--month"])
@pytest.mark.parametrize("command", ["close", "position", "limit", "duties"])
def test_the_month_has_any_of_its_names(
    run: Run, tmp_path: Path, command: str, option: str
) -> None:
    """Whoever knows the option of one command knows it of all."""
    out = ("--out", tmp_path / "out") if command == "close" else ()
    body = ("--body", "QA1") if command == "limit" else ()
    given = folder_of(TWO_BOARDS, tmp_path / "given")
    done = run(command, given, *body, option, "M12", *out)
    assert done.code in (0, 1), done.err
    assert "2011-12 M12" in done.out or command == "limit"


def test_no_command_has_two_names_of_the_month() -> None:
    """They would be one and the same."""
    for command in get_command(app).commands.values():  # type: ignore[attr-defined]
        for each in getattr(command, "commands", {"": command}).values():
            names = {name for parameter in each.params for name in getattr(parameter, "opts", ())}
            assert len(names & {"--as-of", "--period", "--month"}) <= 1, each.name


def test_close_and_close_month_name_each_other(run: Run) -> None:
    """One makes files and changes no state, the other closes: their first sentences say so."""
    files, month = (" ".join(run(name, "--help").out.split()) for name in ("close", "close-month"))
    assert "no month's state is changed" in files
    assert "`close-month` closes a month" in files
    assert "`close` makes its files" in month


@pytest.mark.parametrize("name", COMMANDS)
def test_arguments_are_written_in_capitals(name: str) -> None:
    """What is to be filled in is told apart from what is typed as it stands."""
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            assert parameter.metavar
            assert parameter.metavar.partition(".")[0].isupper()


def test_json_is_alone(run: Run, tmp_path: Path) -> None:
    """`create` and `decide` print JSON and nothing else where JSON was asked for."""
    given = folder_of(TWO_BOARDS, tmp_path / "given")
    made = run("create", tmp_path / "two.book", given, "--json")
    document = json.loads(made.out)
    assert document["sequence"] > 0
    assert len(document["head"]) == 64
    assert json.loads(made.err)["findings"] is not None
    items = json.loads(run("decide", tmp_path / "two.book", "--json").out)["open"]
    assert {item["body"] for item in items} == {"QA1", "QA2"}
    assert items[0]["amount_pence"] == 1200_00
    assert items[0]["default"] in items[0]["choices"]


def test_every_table_is_as_wide_as_its_terminal() -> None:
    """No command prints a report as text of one width: a narrow terminal would break amounts."""
    for module in Path(cli.__file__).parent.glob("*.py"):
        assert not re.search(r"str\((report|found|told)\)", module.read_text("utf-8")), module.name
