"""The registry of controls, own controls, and what becomes of one that fails."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from control_examples import BARNET, OFFICE, allocated, barnet, budget, came_to, figures
from pctfinance import Book, Level, close_month, control
from pctfinance.bodies import Group, Membership, Register
from pctfinance.codes import CODES
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.controls.model import Control
from pctfinance.consolidation.controls.of_checks import CHECK_CONTROLS
from pctfinance.consolidation.controls.run import Outcome, outcomes
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.controlling import controls_of_file
from pctfinance.errors import (
    InputRefusedError,
    PostingRefusedError,
    RulebookError,
    UnknownNameError,
    UsageError,
)
from pctfinance.ledger.lines import Account
from pctfinance.ledger.months import ControlsRun
from pctfinance.months import month_event
from pctfinance.rulebooks import packaged_text
from sample_books import sample_book

FILE = """
from pctfinance import control

LEAST = 100_00


@control(id="limit-small", rule="A limit is £100 or more.", source="an example", severity="error")
def limit_small(at):
    if at.limit_pence < LEAST:
        yield at.found("the limit is below £100", at.limit_figure())
"""


def own(look: Callable[[Any], Any], ident: str = "mine", **parts: Any) -> Control:
    """A control of a function that is made on the spot."""
    said = {"rule": "an example", "source": "an example", **parts}
    return control(id=ident, **said)(look)


@pytest.fixture(scope="module")
def sample() -> Book:
    """The packaged sample; nothing here writes to it."""
    return sample_book()


# The registry


def test_every_control_says_what_it_asks_and_who_asks() -> None:
    """Id, title, rule, source and a code that is published; every threshold is in the rulebook."""
    book = barnet()
    keys = {key for key, _ in book.rulebook.statements()} | {"controls.suspense"}
    ids = [one.id for one in book.controls]
    assert len(ids) == len(set(ids)) > 40
    for one in book.controls:
        assert one.title
        assert one.rule.endswith(".")
        assert one.source
        assert one.code in CODES
        assert not one.own
        assert set(one.thresholds) <= keys


def test_every_check_of_a_position_is_a_control(sample: Book) -> None:
    """What a position tells, its controls tell in the same words; nothing is lost between them."""
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS) == len(CHECK_CONTROLS)
    for month in ("M3", "M8", "M12"):
        told = {(f.code, f.message, f.where) for f in sample.check(month).findings}
        shown = {(f.code, f.message, f.where) for f in sample.position(month).findings}
        assert shown <= told


def test_a_packaged_control_is_never_replaced_or_taken_out() -> None:
    """Not even on purpose."""
    controls = barnet().controls
    mine = own(lambda _: None, "duty-breach")
    for replaced in (False, True):
        with pytest.raises(UsageError, match="which nobody replaces"):
            controls.add(mine, replace=replaced)
    with pytest.raises(UsageError, match="which nobody takes out"):
        controls.remove("duty-breach")
    with pytest.raises(UsageError, match="which nobody replaces"):
        controls.add(replace(controls["duty-breach"], id="copy"))


def test_an_own_control_is_added_once_and_replaced_only_if_that_is_said() -> None:
    """The same again is the same; another under its id is refused until `replace`."""
    controls = barnet().controls
    first, second = own(lambda _: None), own(lambda _: [])
    controls.add(first)
    controls.add(first)
    assert (controls.own, len(controls)) == ((first,), len(barnet().controls) + 1)
    with pytest.raises(UsageError, match="another control 'mine' already"):
        controls.add(own(lambda _: None, "other"), second)
    assert controls.own == (first,), "all of them, or none"
    controls.add(second, replace=True)
    assert controls.own == (second,)
    controls.remove("mine")
    assert not controls.own


def test_what_is_no_control_is_refused() -> None:
    """A bare function, an id with a space, an empty rule, a severity that there is not."""
    with pytest.raises(
        UnknownNameError, match=r"there is no control 'nope' -> one of the .* such as actuals"
    ):
        barnet().check("M8", only=["nope"])
    with pytest.raises(UnknownNameError, match="did you mean duty-breach"):
        barnet().check("M8", only=["duty-brech"])
    with pytest.raises(UsageError, match="is no control"):
        barnet().controls.add(lambda _: None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="is no id of a control"):
        own(lambda _: None, "Acute share")
    with pytest.raises(UsageError, match="states no rule"):
        own(lambda _: None, rule=" ")
    with pytest.raises(UsageError, match="'bad' is no severity"):
        own(lambda _: None, severity="bad")


def test_a_control_that_there_is_not_is_named_with_its_neighbours() -> None:
    """A slip of the pen."""
    with pytest.raises(UnknownNameError, match="did you mean duty-breach"):
        barnet().check("M8", only=["duty-breech"])


def test_the_version_of_an_own_control_is_its_source() -> None:
    """Another source is another version; the same source, read again, is the same."""

    def look(at: Any) -> Iterator[Any]:
        yield at.found("a")

    def other(at: Any) -> Iterator[Any]:
        yield at.found("b")

    assert own(look).version == own(look).version != own(other).version
    compiled: dict[str, Any] = {}
    exec("def f(at): return None\ndef g(at): return at", compiled)  # noqa: S102 - without a source
    assert own(compiled["f"]).version != own(compiled["g"]).version


# What it comes to


def test_each_body_has_a_result_of_each_control(sample: Book) -> None:
    """Five bodies, every control, and one row of the group for what it says itself."""
    report = sample.check("M8")
    for one in report.controls:
        for body in ("5A9", "5C1", "5C9", "5K7", "5K8"):
            assert report.of(one.id, body).control == one
    assert report.of("figures-synthetic", "").findings[0].where is None
    counted = report.table["result"].value_counts().to_dict()
    assert sum(counted.values()) == len(report.results)
    assert counted["found"] == sum(r.outcome is Outcome.FOUND for r in report.results)


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda _: 1 // 0, "ZeroDivisionError: integer division or modulo by zero"),
        (
            lambda at: at.figure("budget"),
            "a figure is of one duty, of one category, of the statement",
        ),
        (lambda _: "text", "TypeError: it gave 't'; a control gives what at.found"),
        (lambda _: 5, "TypeError: it gave 5; a control gives what at.found"),
    ],
    ids=["raises", "misuses", "text", "number"],
)
def test_a_control_that_fails_is_a_finding_and_stops_no_other(
    look: Callable[[Any], Any], said: str
) -> None:
    """The others come to what they came to before."""
    book = barnet()
    book.post(figures("actuals", 1, acute=1))
    before = book.check("M1")
    report = book.check("M1", controls=[own(look)])
    failed = report.of("mine", BARNET)
    assert failed.outcome is Outcome.NOT_RUN
    assert said in failed.reason
    (finding,) = failed.findings
    assert (finding.code, finding.level) == ("control.failed", Level.ERROR)
    assert finding.message.startswith(
        f"control 'mine' could not run: {said.split(';', maxsplit=1)[0]}"
    )
    assert tuple(r for r in report.results if r.control.id != "mine") == before.results
    assert "1 could not run" in report.headline


def test_what_was_found_before_it_failed_is_kept() -> None:
    """One finding, and then the failure."""

    def look(at: Any) -> Iterator[Any]:
        yield at.found("something", at.limit_figure())
        raise RuntimeError("gone")

    report = barnet().check("M1", controls=[own(look)])
    line = look.__code__.co_firstlineno + 2
    assert [f.message for f in report.of("mine", BARNET).findings] == [
        "something",
        f"control 'mine' could not run: RuntimeError: gone, in line {line} of test_controls.py",
    ]


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda at: at.duty("revenue"), "'revenue' is no duty (use revenue_resource_limit, "),
        (
            lambda at: at.found("much", at.figure("budgets", category="acute")),
            "a category has no measure 'budgets' (use budget, ",
        ),
    ],
    ids=["duty", "measure"],
)
def test_a_name_that_is_none_is_told_with_those_there_are(
    look: Callable[[Any], Any], said: str
) -> None:
    """And the line of the file, so that it can be mended."""
    reason = barnet().check("M1", controls=[own(look)]).of("mine", BARNET).reason
    assert reason.startswith(said)
    assert reason.endswith(f", in line {look.__code__.co_firstlineno} of test_controls.py")


def test_a_control_of_the_group_looks_once() -> None:
    """It names two bodies, or none, and fails for all of them at once."""
    seen = []

    def look(at: Any) -> Iterator[Any]:
        seen.append([view.body.code for view in at.bodies])
        yield at.found("these two", body="5A9, 5C1")
        yield at.found("the group")

    report = barnet().check("M1", controls=[own(look, scope="group")], only=["mine"])
    assert seen == [["5A9", "5C1", "5C9", "5K7", "5K8"]]
    found = {r.body: [f.message for f in r.findings] for r in report.results if r.findings}
    assert found == {"5A9": ["these two"], "5C1": ["these two"], "": ["the group"]}
    assert len(report.findings) == 2, "a finding about two bodies is one"


def test_a_single_finding_and_nothing_are_answers_too() -> None:
    """A function may return what it found instead of yielding it."""
    one = own(lambda at: at.found("a") if at.body.code == BARNET else None)
    report = barnet().check("M1", controls=[one], only=["mine"])
    assert [r.outcome.value for r in report.results] == ["found", *["passed"] * 4]
    assert report.of("mine", BARNET).findings[0].code == "control.own"


def test_a_finding_may_be_graver_than_its_control() -> None:
    """A warning that becomes an error where it is large."""
    one = own(lambda at: at.found("large", severity="error"), severity="note")
    levels = {f.level for f in barnet().check("M1", controls=[one], only=["mine"]).findings}
    assert levels == {Level.ERROR}


# Evidence


def test_every_finding_of_the_sample_rests_on_figures_that_can_be_traced(sample: Book) -> None:
    """Each ground that names a figure is what the book traces, to the penny."""
    for month in ("M3", "M8", "M12"):
        report = sample.check(month)
        for finding in report.findings:
            assert finding.evidence, finding
        traced = [
            ground
            for finding in report.findings
            for ground in finding.evidence
            if isinstance(ground.figure, FigureRef) and ground.is_money
        ]
        assert traced
        for ground in traced:
            assert sample.trace(ground.figure).pence == ground.value, ground.about


def test_evidence_is_of_the_event_that_was_looked_at() -> None:
    """A budget that came later does not change what the finding rested on."""
    book = barnet()
    allocated(book, 1000)
    budget(book, -1)
    (finding,) = book.check("M8", only=["budget-negative"]).findings
    budget(book, 500)
    ground = finding.evidence[0]
    assert (ground.value, book.trace(ground.figure).pence) == (-100, -100)


def test_the_evidence_is_a_tidy_frame(sample: Book) -> None:
    """Amounts are whole numbers, texts stand apart, and each row knows its finding."""
    report = sample.check("M8")
    frame = report.evidence
    assert str(frame["pence"].dtype) == "Int64"
    assert set(frame["finding"]) == set(range(len(report.findings)))
    synthetic = frame[frame["control"] == "figures-synthetic"]
    assert synthetic["pence"].isna().all()
    assert set(synthetic["said"]) == {"synthetic"}


def test_the_document_holds_all_of_it(sample: Book) -> None:
    """As JSON, with the parts of each figure's name."""
    document = json.loads(json.dumps(sample.check("M8").document()))
    assert len(document["controls"]) == len(sample.controls)
    assert len(document["results"]) == len(sample.check("M8").results)
    breach = document["findings"][0]
    assert (breach["control"], breach["level"]) == ("duty-breach", "breach")
    charged = breach["evidence"][1]
    assert charged["pence"] == 60704900000
    assert charged["figure"]["duty"] == "revenue_resource_limit"


def test_it_is_shown_to_people(sample: Book) -> None:
    """The headline, the findings, and every control by body; a notebook too."""
    report = sample.check("M8")
    text = str(report)
    assert "0 errors, 3 breaches" in text
    assert "Every control that ran" in text
    assert "passed" in report._repr_html_()
    assert "controls of pctfinance" not in repr(report)
    assert "0 own" in repr(sample.controls)
    assert "duty-breach" in str(sample.controls)
    assert "duty-breach" in sample.controls._repr_html_()
    assert next(iter(sample.controls.table["id"])) == "actuals-missing"


# The sample, and older rulebooks


def test_the_sample_tells_what_is_there_and_no_more(sample: Book) -> None:
    """What a director of finance reads of November; each line is true of the figures."""
    found = {(f.level.value, c) for c, f in _by_control(sample, "M8")}
    assert found == {
        ("breach", "duty-breach"),
        ("warning", "signs-disagree"),
        ("warning", "forecast-moved"),
        ("note", "budgets-not-limit"),
        ("note", "budget-phasing"),
        ("note", "figures-synthetic"),
    }


def _by_control(book: Book, month: str) -> list[tuple[str, Any]]:
    return [(r.control.id, f) for r in book.check(month).results for f in r.findings]


def test_a_rulebook_without_thresholds_leaves_their_controls_out() -> None:
    """An older book's rulebook has no [controls]: not applicable, in words, and the rest runs."""
    text = packaged_text("2011-12")
    start = text.index("[controls.forecast_unchanged_months]")
    end = text.index("# [controls.suspense]")
    book = Book.in_memory("2011-12", group="NCL", rulebook=text[:start] + text[end:])
    assert book.rulebook.controls is None
    report = book.check("M8")
    for one in report.controls:
        result = report.of(one.id, BARNET)
        assert (result.reason == "the rulebook states no thresholds of controls") == bool(
            one.thresholds
        )
        assert result.outcome is not Outcome.NOT_RUN


def test_a_run_of_no_month_is_refused() -> None:
    """A stale forecast is the same in one month at least; the error names the key."""
    text = packaged_text("2011-12").replace(
        "[controls.on_plan_months]\nvalue = 2", "[controls.on_plan_months]\nvalue = 0"
    )
    with pytest.raises(RulebookError, match=r"controls\.on_plan_months"):
        Book.in_memory("2011-12", group="NCL", rulebook=text)


def test_budgets_that_are_not_the_limit_at_all_are_a_fault_of_the_book() -> None:
    """No posting can bring it about; if sums are ever lost, it is an error and not a note."""
    book = barnet()
    allocated(book, 1000)
    budget(book, 900)
    view = book._month_view(book.year.period(8), None, None, book.head.sequence)
    body = view.position.bodies[0]
    cells = {c: p for c, p in body.balances.cells.items() if c.account is not Account.UNALLOCATED}
    broken = replace(body, balances=replace(body.balances, cells=cells))
    lost = replace(view, position=replace(view.position, bodies=(broken,)))
    (result,) = outcomes([book.controls["budgets-not-limit"]], lost)
    assert [f.level for f in result.findings] == [Level.ERROR]


# A month's end


def test_a_recorded_run_names_every_control_with_its_version() -> None:
    """Own ones too; verify holds the list against what was found."""
    book = barnet()
    book.controls.add(own(lambda at: at.found("told", at.limit_figure())))
    book.run_controls("M1", by=OFFICE, bodies=BARNET)
    run = book.holdings.resource.events[-1].what
    assert isinstance(run, ControlsRun)
    assert run.controls_sha256 is not None
    listed = json.loads(book._records.attachment(run.controls_sha256))["controls"]
    assert [one["id"] for one in listed] == [one.id for one in book.controls]
    by_id = {one["id"]: one for one in listed}
    assert by_id["mine"]["version"] == book.controls["mine"].version
    assert (by_id["mine"]["own"], by_id["mine"]["result"]) == (True, "found")
    assert by_id["duty-breach"]["version"].startswith("pctfinance ")
    assert sum(one["findings"] for one in listed) == run.errors + run.warnings + run.notes
    assert book.verify() == ()


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([("a", 0), ("b", 0)], ""),
        ([("a", 1)], "lists 1 controls of 2011-12 M01 that found 1 things; their document holds 0"),
        ([("a", 0), ("a", 0)], "lists 1 controls of 2011-12 M01 that found 0 things"),
        (None, "names a list of controls that is none"),
    ],
    ids=["true", "more-found", "one-id-twice", "no-list"],
)
def test_verify_holds_the_list_against_what_was_found(
    listed: list[tuple[str, int]] | None, said: str
) -> None:
    """Nothing was found: a list that tells of a finding, or names a control twice, is wrong."""
    book = barnet()
    told = json.dumps({"findings": []}).encode()
    ran = json.dumps({"controls": [{"id": i, "findings": n} for i, n in listed or ()]}).encode()
    ran = ran if listed is not None else b"[]"
    run = ControlsRun(
        sequence=1,
        errors=0,
        breaches=0,
        warnings=0,
        notes=0,
        findings_sha256=sha256(told).hexdigest(),
        controls_sha256=sha256(ran).hexdigest(),
    )
    period = book.year.period(1)
    book._records.post([month_event(run, BARNET, period, OFFICE)], attached=[told, ran])
    messages = [finding.message for finding in book.verify()]
    assert len(messages) == bool(said)
    assert all(said in message for message in messages)


def test_a_list_that_is_not_attached_is_refused() -> None:
    """The event that names it comes with it, or does not come."""
    book = barnet()
    told = json.dumps({"findings": []}).encode()
    run = ControlsRun(
        sequence=1,
        errors=0,
        breaches=0,
        warnings=0,
        notes=0,
        findings_sha256=sha256(told).hexdigest(),
        controls_sha256="1" * 64,
    )
    event = month_event(run, BARNET, book.year.period(1), OFFICE)
    with pytest.raises(PostingRefusedError, match="names controls that are not attached"):
        book._records.post([event], attached=[told])
    assert book.head.sequence == 1


def test_an_own_error_stops_the_close_until_it_is_accepted() -> None:
    """Also where the control could not run: what it would have found is not known."""
    book = barnet()
    book.post(figures("actuals", 1, acute=1))
    book.controls.add(own(lambda _: 1 // 0))
    answer = book.run_controls("M1", by=OFFICE, bodies=BARNET)
    assert [f.code for f in answer.findings if f.level is Level.ERROR] == ["control.failed"]
    book.submit_month(BARNET, "M1", by=OFFICE)
    with pytest.raises(PostingRefusedError, match="its controls found 1 error"):
        book.close_month(BARNET, "M1", by=OFFICE)
    book.close_month(BARNET, "M1", by=OFFICE, accept="the control is mended next month")
    assert book.month_state(BARNET, "M1").value == "closed"


def test_a_request_with_other_controls_is_another_request() -> None:
    """The same request is answered once; with a control more it is refused as another command."""
    book = barnet()
    first = book.run_controls("M1", by=OFFICE, bodies=BARNET, request="r").receipt
    again = book.run_controls("M1", by=OFFICE, bodies=BARNET, request="r").receipt
    assert first is not None
    assert again is not None
    assert (first.repeated, again.repeated) == (False, True)
    book.controls.add(own(lambda _: None))
    with pytest.raises(UsageError, match="used before"):
        book.run_controls("M1", by=OFFICE, bodies=BARNET, request="r")


def test_a_run_without_a_list_stays_readable() -> None:
    """As it was recorded before controls had names: its document has not changed."""
    run = ControlsRun(
        sequence=1, errors=0, breaches=0, warnings=0, notes=0, findings_sha256="0" * 64
    )
    assert "controls_sha256" not in run.model_dump()
    listed = run.model_copy(update={"controls_sha256": "1" * 64})
    assert listed.model_dump()["controls_sha256"] == "1" * 64
    assert ControlsRun.model_validate(run.model_dump()) == run


def test_own_findings_count_for_the_close_and_are_no_part_of_the_pack(tmp_path: Path) -> None:
    """The files are the same to the byte; the findings and the exit code are not."""
    plain = close_month(sample_book(), "M8", tmp_path / "plain")
    book = sample_book()
    book.controls.add(own(lambda at: at.found("told", at.limit_figure())))
    told = close_month(book, "M8", tmp_path / "told")
    assert [f.message for f in told.findings if f.code == "control.own"] == ["told"] * 5
    assert len(told.findings) == len(plain.findings) + 5
    first, second = (folder / "position.json" for folder in (plain.folder, told.folder))
    assert first.read_bytes() == second.read_bytes()


def test_a_body_that_left_is_looked_at_where_it_is_named() -> None:
    """Enfield left in September: March's run for it says so, and that it reported nothing.

    An own control of the book sees it once, in what is recorded as in what is checked.
    """
    members = [
        Membership("5A9", "XYZ", date(2011, 4, 1), date(2012, 3, 31)),
        Membership("5C1", "XYZ", date(2011, 4, 1), date(2011, 9, 30)),
    ]
    group = Group("XYZ", "A cluster", kind="cluster")
    register = Register.packaged().with_group(group, members)
    book = Book.in_memory("2011-12", group="XYZ", register=register)
    seen: list[list[str]] = []

    def looking(at: Any) -> Iterator[Any]:
        seen.append([each.body.code for each in at.bodies])
        yield from ()

    book.controls.add(control(id="seen", rule="r", source="s", scope="book")(looking))
    found = book.run_controls("M12", by=OFFICE, bodies="5C1").findings
    book.check("M12", only=["seen"])
    assert seen == [["5A9", "5C1"]] * 2
    assert {"register.left-group", "month.task-open"} <= {finding.code for finding in found}
    assert {finding.where.body for finding in found if finding.where} == {"5C1"}
    assert all(finding.evidence for finding in found)
    report = book.check("M12")
    assert [r.body for r in report.results if r.control.id == "body-left"] == ["5A9", "5C1"]
    assert book.verify() == ()


def test_a_preview_of_a_run_asks_own_controls_too() -> None:
    """The copy of the book has the controls that the book was given."""
    book = barnet()
    book.controls.add(own(lambda at: at.found("told", at.limit_figure())))
    seen = book.preview(lambda b: b.run_controls("M1", by=OFFICE, bodies=BARNET))
    assert [f.message for f in seen.said if f.code == "control.own"] == ["told"]
    assert book.month_state(BARNET, "M1").value == "open"


# Files of own controls


def test_a_file_of_controls_is_run_and_its_whole_text_is_the_version(tmp_path: Path) -> None:
    """A helper that changes is another version of the control; nothing is written beside it."""
    file = tmp_path / "ours.py"
    file.write_text(FILE, encoding="utf-8")
    (first,) = controls_of_file(file)
    file.write_text(FILE.replace("LEAST = 100_00", "LEAST = 200_00"), encoding="utf-8")
    (second,) = controls_of_file(file)
    assert (first.id, first.severity) == ("limit-small", Level.ERROR)
    assert first.version != second.version
    assert [path.name for path in tmp_path.iterdir()] == ["ours.py"]
    book = barnet()
    assert book.controls.load(file) == (second,) or book.controls["limit-small"].id == second.id
    allocated(book, 200)
    assert came_to(book, "limit-small") == ("passed",)
    assert came_to(book, "limit-small", body="5C1") == ("found", "the limit is below £100")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "it could not be opened"),
        ("x = 1", "it makes no control"),
        ("def f(:", "it cannot be run: SyntaxError"),
        ("1 / 0", "it cannot be run: ZeroDivisionError"),
        (
            FILE + FILE.replace("def limit_small", "def again"),
            "it makes limit-small more than once",
        ),
    ],
    ids=["missing", "empty", "syntax", "raises", "twice"],
)
def test_a_file_that_holds_no_controls_is_refused(
    tmp_path: Path, text: str | None, said: str
) -> None:
    """With its name and, where Python knows it, the row."""
    file = tmp_path / "ours.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefusedError, match=said) as refused:
        controls_of_file(file)
    (finding,) = refused.value.findings
    assert (finding.code, finding.where and finding.where.file) == ("control.unreadable", "ours.py")


def test_an_error_of_the_whole_group_stops_the_close_of_each_of_its_bodies() -> None:
    """It names nobody, so it is everybody's; codes may stand close together; nobody is invented."""

    def look(at: Any) -> Iterator[Any]:
        yield at.found("the group's papers are not signed")
        yield at.found("two ledgers differ", body="5A9,5C1")

    book = barnet()
    book.controls.add(own(look, scope="group", severity="error"))
    found = {one.body: one.outcome.value for one in book.check("M8", only=["mine"]).results}
    assert found == dict.fromkeys(("5A9", "5C1", ""), "found") | dict.fromkeys(
        ("5C9", "5K7", "5K8"), "passed"
    )
    assert book.run_controls("M8", by="Director of Finance", bodies="5K8").has_errors
    answer = book.run_controls("M8", by="Director of Finance", bodies="5K8", test=True)
    assert "the group's papers are not signed" in [each.message for each in answer.findings]

    def stray(at: Any) -> Any:
        return at.found("who is that?", body="nobody")

    book.controls.add(own(stray, scope="group"), replace=True)
    results = book.check("M8", only=["mine"]).results
    assert {one.body for one in results} == {"5A9", "5C1", "5C9", "5K7", "5K8", ""}
    (of_group,) = [one for one in results if not one.body]
    assert [each.code for each in of_group.findings] == ["control.own", "control.failed"]
