"""`trace --report`: lines of a report listed and traced on the command line."""

import json
from pathlib import Path

import pytest

from command import Run
from pctfinance.book import Book
from pctfinance.inputs import sample_path

MISSING = "better_payment_practice/nhs-number-share"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a book, with the bills of Barnet in April."""
    place = tmp_path_factory.mktemp("books") / "ncl.book"
    book = Book.create_from(place, sample_path())
    nhs = {"number": 20, "pence": 400_00, "number_in_time": 19, "pence_in_time": 380_00}
    book.state_bills_paid("5A9", "M1", nhs=nhs, non_nhs=nhs, by="Office", reference="return 1")
    book.close()
    return place


def test_a_report_lists_its_lines(run: Run, kept: Path) -> None:
    """Every line with its value, and why one is not traced."""
    ran = run("trace", kept, "M1", "--report", "duties", "--body", "5A9")
    assert ran.code == 0
    assert "Figures of duties, 2011-12 M01" in ran.out
    document = json.loads(
        run("trace", kept, "M1", "--report", "duties", "--body", "5A9", "--json").out
    )
    lines = {each["line"]: each for each in document["figures"]}
    assert (lines[MISSING]["value"], lines[MISSING]["traced"]) == ("19/20", True)
    arm = lines["full_cost_recovery/cost"]
    assert (arm["value"], arm["traced"]) == (None, False)
    assert arm["why"] == "no figures of a provider arm, and not said that there is none"


def test_a_line_is_traced_as_text_and_as_json(run: Run, kept: Path) -> None:
    """The share of bills: 19 over 20, each from the event that states it."""
    asked = ("trace", kept, "M1", "--report", "duties", "--body", "5A9", "--line", MISSING)
    ran = run(*asked)
    assert ran.code == 0
    assert "19/20: paid in time, over what was paid" in ran.out
    assert "Rulebook better_payment.days: 30 days" in ran.out
    document = json.loads(run(*asked, "--json").out)
    assert (document["value"], document["schema_version"]) == ("19/20", "1.2")
    assert [each["pence"] for each in document["compared"]] == [19, 20]
    assert [each["unit"] for each in document["compared"]] == ["number", "number"]


def test_without_a_body_every_body_is_traced_and_what_is_missing_is_a_finding(
    run: Run, kept: Path
) -> None:
    """Barnet alone stated bills: four findings, exit code 1, and no traceback."""
    ran = run("trace", kept, "M1", "--report", "duties", "--line", MISSING, "--json")
    assert ran.code == 1
    documents = json.loads(ran.out)
    assert [each["figure"]["body"]["code"] for each in documents] == [
        "5A9",
        "5C1",
        "5C9",
        "5K7",
        "5K8",
    ]
    codes = [finding["code"] for finding in json.loads(ran.err)["findings"]]
    assert codes == ["trace.not-known"] * 4
    assert "no bills reported for M01" in run(
        "trace", kept, "M1", "--report", "duties", "--line", MISSING, "--body", "5C1"
    ).err.replace("\n", " ")


def test_a_colour_and_a_bridge_are_traced(run: Run, kept: Path) -> None:
    """The rule of the rulebook with its key; the month in which a bridge begins."""
    colour = ("--report", "position", "--body", "5A9", "--line", "category/acute/rag_ytd")
    ran = run("trace", kept, "M8", *colour)
    assert "Rulebook rag.red_above: 0.01 adverse share of budget" in " ".join(ran.out.split())
    worst = ("--report", "position", "--line", "duty/revenue_resource_limit/rag_ytd", "--json")
    group = json.loads(run("trace", kept, "M8", *worst, "--body", "NCL").out)
    assert (group["figure"]["body"]["code"], len(group["compared"])) == ("NCL", 5)
    assert len(json.loads(run("trace", kept, "M8", *worst).out)) == 6
    bridge = ("--report", "bridge", "--since", "M6", "--body", "5A9", "--json")
    listed = json.loads(run("trace", kept, "M8", *bridge).out)
    lines = [each["line"] for each in listed["figures"]]
    assert "forecast change/acute/charge" in lines
    found = json.loads(run("trace", kept, "M8", *bridge, "--line", "end/variance").out)
    assert (found["pence"], found["figure"]["since"]) == (-26_000_000_00, "2011-12 M06")


def test_options_that_do_not_belong_together_are_refused(run: Run) -> None:
    """A line has no measure, a measure has no line; a report and a line must be there."""
    asked = ("trace", sample_path(), "M8")
    for wrong, said in (
        (("--report", "duties", "--measure", "charged"), "a line of a report has no --measure"),
        (("--line", "cash_limit/limit"), "--line, --since and --prior are of a report"),
        (("--report", "weather"), "no figure is named of a report 'weather'"),
        (("--report", "duties", "--line", "cash_limit/limt"), "did you mean"),
    ):
        ran = run(*asked, *wrong)
        assert ran.code == 2
        assert said in " ".join(ran.err.split())


def test_since_is_of_a_bridge_alone(run: Run, kept: Path) -> None:
    """The notes of the duties begin nowhere: the option is refused, and not passed over."""
    ran = run("trace", kept, "M2", "--report", "duties", "--since", "M1")
    assert (ran.code, ran.out) == (2, "")
    assert "--since is of a bridge" in ran.err
    bridge = run("trace", kept, "M2", "--report", "bridge", "--body", "5A9", "--since", "M1")
    assert bridge.code == 0


def test_a_chapter_is_traced_on_the_command_line(run: Run, kept: Path) -> None:
    """What remains of cash of one body, and what a level is the sum of."""
    ran = run("trace", kept, "M8", "--report", "cash", "--body", "5A9", "--line", "remaining")
    assert ran.code == 0
    assert "confirmed cash limit" in ran.out
    level = ("--report", "levels", "--body", "Q36", "--line", "category/acute/actual_ytd")
    found = json.loads(run("trace", kept, "M8", *level, "--json").out)
    assert [part["label"] for part in found["parts"]] == ["5A9", "5C1", "5C9", "5K7", "5K8"]
    assert found["pence"] == sum(part["pence"] for part in found["parts"])


def test_the_book_of_the_year_before_is_of_statements_alone(run: Run, kept: Path) -> None:
    """It is refused without a report, of another report, and where it is of the same year."""
    position = ("--duty", "cash_limit", "--measure", "limit")
    assert run("trace", kept, "M8", *position, "--prior", kept).code == 2
    cash = run("trace", kept, "M8", "--report", "cash", "--prior", kept)
    assert cash.code == 2
    assert "cash has no figures of the year before" in cash.err
    own = run("trace", kept, "M12", "--report", "statements", "--body", "5A9", "--prior", kept)
    assert own.code == 2
    assert "is of 2011-12, not of 2010-11" in own.err
