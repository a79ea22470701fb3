"""The commands `remedy` and `exposure`."""

import json
from pathlib import Path

from command import Run
from pctfinance.inputs import sample_path


def test_a_remedy_that_does_not_exist(run: Run) -> None:
    """The proof is printed, and the exit code says that something was found."""
    ran = run("remedy", sample_path(), "--as-of", "M08")
    assert (ran.code, ran.err) == (1, "")
    assert "No set of transfers exists." in ran.out
    ran = run("remedy", sample_path(), "--as-of", "M12", "--limit", "revenue", "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["outcome"], said["transfers"], said["calls"]) == (
        1,
        "none exists",
        [],
        [],
    )
    both = json.loads(run("remedy", sample_path(), "--as-of", "M12", "--json").out)
    assert both["remedies"][0] == said
    assert both["outcome"] == "none exists"
    assert said["shortfall_pence"] == sum(body["need_pence"] for body in said["bodies"])
    assert len(said["transfers_if_freed"]) == 3
    assert said["transfers_if_freed"][0]["approvers"] == ["LON"]


def test_usage(run: Run) -> None:
    """A basis that is none of the year's is wrong usage."""
    assert run("remedy", sample_path(), "--as-of", "M08", "--basis", "ytd").code == 2


def test_an_exposure(run: Run, tmp_path: Path) -> None:
    """A chance is no finding; the same seed prints the same bytes; a faulty file is refused."""
    file = tmp_path / "risks.csv"
    file.write_text("body,name,amount,probability\n5K8,a claim,-20000000,30\n", encoding="utf-8")
    asked = ("exposure", sample_path(), file, "--as-of", "M08", "--draws", "500")
    ran = run(*asked, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert run(*asked, "--json").out == ran.out
    assert run(*asked, "--seed", "2", "--json").out != ran.out
    said = json.loads(ran.out)
    assert (said["draws"], said["seed"], said["estimate"]) == (500, 1, True)
    shown = run(*asked)
    assert shown.code == 0
    assert "estimate" in shown.out
    file.write_text("body,name,amount,probability\n5K8,a claim,-20000000,300\n", encoding="utf-8")
    ran = run(*asked)
    assert ran.code == 3
    assert "no probability" in ran.err
