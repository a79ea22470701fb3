"""The commands as a script sees them: exit codes, what goes where, and what is left on disk."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from command import TWO_BOARDS, Run, folder_of
from pctfinance.book import Book
from pctfinance.inputs import sample_path
from pctfinance.publishing import files

MILLION = 1_000_000_00


def position_in(folder: Path) -> Any:
    """The position.json of a folder."""
    return json.loads((folder / "position.json").read_text(encoding="utf-8"))


def test_the_year_of_north_central_london(run: Run, tmp_path: Path) -> None:
    """+15.4 together, three breaches by name, status breach, exit code 1."""
    ran = run("close", sample_path(), "--period", "2011-12 M12", "--out", tmp_path)
    document = position_in(tmp_path)
    total = document["aggregate"][0]
    assert ran.code == 1
    assert document["schema_version"] == "1.4"
    assert document["group"] == {
        "code": "NCL",
        "name": "NHS North Central London PCT Cluster",
        "level": "cluster",
        "not_in_book": [],
    }
    assert (document["period"], document["basis"]) == ("2011-12 M12", "outturn")
    assert (document["certainty"], document["contains_synthetic"]) == ("confirmed", True)
    assert total["duty"] == "revenue_resource_limit"
    assert total["variance_pence"] == 15_400_000_00
    assert total["overspends_pence"] == -48_600_000_00
    assert total["underspends_pence"] == 64 * MILLION
    assert total["status"] == "breach"
    assert total["breaches"] == ["5A9", "5C1", "5C9"]
    assert total["not_tested"] == []
    assert [body["code"] for body in document["bodies"]] == ["5A9", "5C1", "5C9", "5K7", "5K8"]
    assert "BREACH: 3 of 5 PCTs" in ran.out
    assert (tmp_path / "board-pack.xlsx").stat().st_size > 5_000


def test_the_forecast_in_month_8(run: Run, tmp_path: Path) -> None:
    """-24 together: Barnet -26, Enfield -22, Haringey -21, Camden and Islington +45."""
    assert run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path).code == 1
    document = position_in(tmp_path)
    variances = {body["code"]: body["duties"][0]["variance_pence"] for body in document["bodies"]}
    assert document["basis"] == "forecast"
    assert document["aggregate"][0]["variance_pence"] == -24 * MILLION
    assert [variances[code] for code in ("5A9", "5C1", "5C9")] == [
        -26 * MILLION,
        -22 * MILLION,
        -21 * MILLION,
    ]
    assert variances["5K7"] + variances["5K8"] == 45 * MILLION


def test_demo_always_ends_with_0_and_says_what_close_would_have_given(
    run: Run, tmp_path: Path
) -> None:
    """Both months are closed into files of their own."""
    ran = run("demo", "--out", tmp_path / "demo")
    assert ran.code == 0
    written = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert written == [
        "demo/2011-12-M08/board-pack.xlsx",
        "demo/2011-12-M08/position.json",
        "demo/2011-12-M12/board-pack.xlsx",
        "demo/2011-12-M12/position.json",
    ]
    assert ran.err.count("would have ended with exit code 1") == 2
    assert "£48.6m together" in ran.out


def test_nothing_found_is_0(run: Run, tmp_path: Path) -> None:
    """Two boards outside the register, one exactly on its limit and one a penny under."""
    source = folder_of(TWO_BOARDS, tmp_path / "in")
    ran = run("close", source, "--period", "2011-12 M08", "--out", tmp_path / "out")
    assert (ran.code, position_in(tmp_path / "out")["aggregate"][0]["status"]) == (0, "met")
    assert "MET: all 2 PCTs" in ran.out


def test_a_penny_over_is_1(run: Run, tmp_path: Path) -> None:
    """One penny over one limit is a breach, whatever the other body has left."""
    over = TWO_BOARDS["forecasts"].replace("QA1,M8,services,1200", "QA1,M8,services,1200.01")
    source = folder_of({**TWO_BOARDS, "forecasts": over}, tmp_path / "in")
    ran = run("close", source, "--period", "M8", "--out", tmp_path / "out")
    assert ran.code == 1
    assert "1 of 2 PCTs exceeds its revenue resource limit (QA1), by £0.01." in ran.out
    assert "First board exceeds its limit by £0.01" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["close", "IN", "--period", "2011-12 M13", "--out", "OUT"],
        ["close", "IN", "--period", "2011-12 M08", "--out", "OUT", "--basis", "outturn"],
        ["close", "IN", "--period", "2011-12 M08", "--out", "OUT", "--basis", "guess"],
        ["close", "IN", "--period", "2011-12 M08", "--out", "OUT", "--known-at", "9/12/11"],
        ["close", "IN", "--period", "2012-13 M08", "--out", "OUT"],
        ["close", "IN", "--out", "OUT"],
        ["close"],
        ["limit", "IN", "--body", "5A9", "--as-of", "2011-12 M08", "--limit", "pocket"],
        ["limit", "IN", "--body", "XXX", "--as-of", "2011-12 M08"],
        ["template", "OUT.csv"],
        ["find", "Nowhere PCT"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_writes_nothing(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    """A period that does not exist, a basis too early, a missing option: exit code 2."""
    source = folder_of(TWO_BOARDS, tmp_path / "in")
    places = {"IN": str(source), "OUT": str(tmp_path / "out")}
    ran = run(*(places.get(argument, argument) for argument in arguments))
    assert ran.code == 2
    assert ran.err
    assert not ran.out
    assert not (tmp_path / "out").exists()


def test_a_refused_input_is_3_with_every_error_and_nothing_written(
    run: Run, tmp_path: Path
) -> None:
    """An unknown code, a text for an amount and a missing column: three errors, one run."""
    broken = {
        **TWO_BOARDS,
        "resources": TWO_BOARDS["resources"].replace("QA1,", "QA9,").replace("2400", "lots"),
        "forecasts": "body,period,amount\nQA1,M8,1200\n",
    }
    source = folder_of(broken, tmp_path / "in")
    ran = run("close", source, "--period", "2011-12 M08", "--out", tmp_path / "out")
    assert ran.code == 3
    assert not (tmp_path / "out").exists()
    for place in (
        "resources.csv, row 2, column body: 'QA9'",
        "resources.csv, row 3, column amount: 'lots'",
        "forecasts.csv",
        "[input.missing-column]",
        "nothing was written",
    ):
        assert place in ran.err
    assert not ran.out


def test_a_missing_approval_is_4(run: Run, tmp_path: Path) -> None:
    """Headroom lodged and released without the SHA's approval: exit code 4, nothing written."""
    release = (
        "body,event,effective,notified,reference,amount,funding,issuer,case,category,approval\n"
        "QA1,allocation,2011-04-01,2011-03-01,L/1,1200,recurrent,England,,,\n"
        "QA1,headroom-lodged,2011-04-01,2011-03-01,L/2,24,,,,,\n"
        "QA1,headroom-released,2011-06-01,2011-06-01,L/3,8,,,BC1,services,{}\n"
    )
    source = folder_of({**TWO_BOARDS, "resources": release.format("")}, tmp_path / "in")
    ran = run("close", source, "--period", "2011-12 M08", "--out", tmp_path / "out")
    assert ran.code == 4
    assert "resources.csv, row 4" in ran.err
    assert "SOM 25" in ran.err
    assert not (tmp_path / "out").exists()
    approved = folder_of(
        {**TWO_BOARDS, "resources": release.format("SHA/7")}, tmp_path / "approved"
    )
    assert run("close", approved, "--period", "M8", "--out", tmp_path / "out").code == 1


def test_a_fault_of_ours_is_5(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is not mistaken for a month with findings."""

    def fails(*_: object, **__: object) -> None:
        message = "no such thing"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(Book, "position", fails)
    ran = run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path / "out")
    assert ran.code == 5
    assert "fault of pctfinance" in ran.err


def test_a_failure_while_writing_leaves_what_was_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk while the pack is written: the former files stay, nothing lies about."""
    (tmp_path / "position.json").write_text("former", encoding="utf-8")

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_write", fails)
    ran = run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path)
    assert (ran.code, [path.name for path in tmp_path.iterdir()]) == (2, ["position.json"])
    assert (tmp_path / "position.json").read_text(encoding="utf-8") == "former"
    assert "No space left on device" in ran.err


def test_a_file_where_the_folder_should_be(run: Run, tmp_path: Path) -> None:
    """`--out` names a file: said in words, exit code 2."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    ran = run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path / "out")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_closing_again_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """Same input, same files, to the byte."""
    for name in ("one", "two"):
        run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path / name)
    for file in ("position.json", "board-pack.xlsx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_json_goes_to_standard_output_and_findings_to_standard_error(
    run: Run, tmp_path: Path
) -> None:
    """What a program reads is JSON on both channels, findings versioned too."""
    ran = run("close", sample_path(), "--period", "2011-12 M12", "--out", tmp_path, "--json")
    assert json.loads(ran.out) == position_in(tmp_path)
    found = json.loads(ran.err)
    assert found["schema_version"] == "1.0"
    assert {finding["code"] for finding in found["findings"]} >= {
        "duty.breach",
        "figures.synthetic",
    }


def test_errors_as_json(run: Run, tmp_path: Path) -> None:
    """A refused input with --json: the findings with their places, and nothing else."""
    source = folder_of({"declaration": "key,value\ngroup,NCL\n"}, tmp_path / "in")
    ran = run("check", source, "--json")
    document = json.loads(ran.err)
    assert ran.code == 3
    assert {finding["level"] for finding in document["findings"]} == {"error"}
    assert document["findings"][0]["where"]["file"] == "declaration.csv"


def test_demo_as_json_is_a_list_of_both(run: Run, tmp_path: Path) -> None:
    """Month 8 and the year, in this order; the findings of both on standard error."""
    ran = run("demo", "--out", tmp_path, "--json")
    documents = json.loads(ran.out)
    assert [document["period"] for document in documents] == ["2011-12 M08", "2011-12 M12"]
    assert len(json.loads(ran.err)["findings"]) == sum(len(d["findings"]) for d in documents)


def test_wrong_usage_as_json(run: Run) -> None:
    """A missing option is a finding too, where a program asks."""
    ran = run("close", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert json.loads(ran.err)["findings"][0]["code"] == "usage"


def test_a_filled_workbook_is_not_replaced_by_an_empty_one(run: Run, tmp_path: Path) -> None:
    """`template` over a workbook that is there: refused, unless --force is said."""
    book = tmp_path / "month.xlsx"
    assert run("template", book, "--filled", sample_path()).code == 0
    filled = book.read_bytes()
    refused = run("template", book)
    assert (refused.code, book.read_bytes() == filled) == (2, True)
    assert "--force" in refused.err
    assert run("template", book, "--force").code == 0
    assert book.read_bytes() != filled


def test_a_year_of_ones_own_rulebook(run: Run, tmp_path: Path) -> None:
    """Two boards in 2025-26: refused with what to do, closed with the copied rulebook, its words."""
    printed = run("rulebook", "2012-13")
    assert printed.code == 0
    rules = printed.out.replace('year = "2012-13"', 'year = "2025-26"')
    rules = rules.replace('bodies = "PCTs"', 'bodies = "ICBs"')
    tables = {name: text.replace("2011-", "2025-") for name, text in TWO_BOARDS.items()}
    tables["declaration"] = tables["declaration"].replace("2025-12", "2025-26")
    refused = run("check", folder_of(tables, tmp_path / "without"))
    assert refused.code == 3
    assert "pctfinance rulebook 2012-13" in refused.err
    tables["declaration"] += "rulebook,mine.toml\n"
    source = folder_of(tables, tmp_path / "with")
    (source / "mine.toml").write_text(rules, encoding="utf-8")
    ran = run("close", source, "--period", "2025-26 M08", "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "MET: all 2 ICBs" in ran.out


def test_a_rulebook_of_another_year_is_refused(run: Run, tmp_path: Path) -> None:
    """A file of 2012-13 named in a declaration of 2011-12: both years are named, exit code 3."""
    declaration = TWO_BOARDS["declaration"] + "rulebook,mine.toml\n"
    source = folder_of({**TWO_BOARDS, "declaration": declaration}, tmp_path / "in")
    (source / "mine.toml").write_text(run("rulebook", "2012-13").out, encoding="utf-8")
    ran = run("check", source)
    assert ran.code == 3
    assert "this is the rulebook of 2012-13, the declaration is of 2011-12" in ran.err


def test_both_files_or_neither(run: Run, tmp_path: Path) -> None:
    """A folder stands where position.json should go: the pack that was there before stays."""
    (tmp_path / "position.json").mkdir()
    (tmp_path / "board-pack.xlsx").write_text("former", encoding="utf-8")
    ran = run("close", sample_path(), "--period", "2011-12 M08", "--out", tmp_path)
    assert ran.code == 2
    assert (tmp_path / "board-pack.xlsx").read_text(encoding="utf-8") == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["board-pack.xlsx", "position.json"]


def test_the_workbook_goes_out_and_comes_back_equal(run: Run, tmp_path: Path) -> None:
    """The filled template closes to the same position as the folder it was made from."""
    book = tmp_path / "month.xlsx"
    assert run("template", book, "--filled", sample_path()).code == 0
    assert run("close", book, "--period", "2011-12 M12", "--out", tmp_path / "out").code == 1
    run("close", sample_path(), "--period", "2011-12 M12", "--out", tmp_path / "csv")
    assert position_in(tmp_path / "out") == position_in(tmp_path / "csv")


def test_the_empty_template_asks_for_what_it_needs(run: Run, tmp_path: Path) -> None:
    """An unfilled template is refused with sheet and cell, exit code 3."""
    book = tmp_path / "empty.xlsx"
    assert run("template", book).code == 0
    ran = run("check", book)
    assert ran.code == 3
    assert "empty.xlsx, " in ran.err
    assert "declaration" in ran.err


def test_limit_shows_what_a_limit_is_made_of(run: Run) -> None:
    """Barnet's limit of the year is its published total; the JSON has the same in pence."""
    asked = ("limit", sample_path(), "--body", "5A9", "--as-of", "2011-12 M12")
    assert "582,442,000" in run(*asked).out
    document = json.loads(run(*asked, "--json").out)
    assert document["totals"]["confirmed"]["total_pence"] == 582_442_000_00
    changes = document["changes"]
    assert sum(change["total_pence"] for change in changes) == 582_442_000_00


def test_find_is_exact(run: Run) -> None:
    """5E1 stays 5E1; a misspelling is refused with the right suggestion."""
    assert run("find", "NHS Camden").out.startswith("5K7  Camden PCT")
    assert json.loads(run("find", "5e1", "--json").out)["code"] == "5E1"
    refused = run("find", "MIDDLESBOROUGH PCT")
    assert refused.code == 2
    assert "Middlesbrough PCT" in refused.err


def test_check_reads_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    """The sample is readable, and nothing appears beside it."""
    source = tmp_path / "in"
    shutil.copytree(sample_path(), source)
    before = sorted(source.rglob("*"))
    assert run("check", source).code == 0
    assert sorted(source.rglob("*")) == before
