"""The approval schedule: what waits goes out, what was decided comes back, row by row."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ledger_examples import NON_RECURRENT, event
from pctfinance.bodies import Group, Register
from pctfinance.book import Book
from pctfinance.errors import ApprovalMissingError, InputRefusedError, UnknownNameError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import Allocation
from pctfinance.ledger.transfers import TransferApproved
from pctfinance.present.approvals_report import Outcome
from pctfinance.scheduling.refusals import ApprovalsRefusedError, ApprovalsUnfitError
from pctfinance.tables.schedule_columns import DECISION_COLUMNS
from schedule_examples import APPROVED, FIRST, REJECTED, address, fill, headings, three_waiting
from transfer_examples import BARNET, CAMDEN, SHA, Steps, two_pcts

BOTH = pytest.mark.parametrize("kind", ["xlsx", "csv"])


def sent(book: Book, folder: Path, kind: str = "xlsx", **asked: Any) -> Path:
    """The schedule of a book."""
    return book.export_schedule(folder / f"schedule.{kind}", **asked).path


def states(book: Book) -> dict[str, str]:
    """How far each transfer has come."""
    return {each.terms.number: each.state.value for each in book.transfers().transfers}


def plain(event: Event | None) -> Event | None:
    """An event without where it stood and when it was recorded."""
    left_out = {"where": None, "source": "", "recorded_at": None}
    return event and event.model_copy(update=left_out)


@BOTH
def test_the_way_there_and_back(tmp_path: Path, kind: str) -> None:
    """Approve T1, approve £3 of T2 on a condition, reject T3: the book holds just that."""
    book = three_waiting()
    less = {"approved_amount": "3.00", "approved_cash": 1, "conditions": "a plan; a bank letter"}
    schedule = sent(book, tmp_path, kind)
    returned = fill(schedule, {0: APPROVED, 1: {**APPROVED, **less}, 2: REJECTED})
    report = book.import_approvals(returned, by="Deputy Director of Finance, Camden PCT")
    assert [each.outcome for each in report.rows] == [Outcome.RECORDED] * 3
    assert (report.exit_code, report.receipt.posted if report.receipt else 0) == (0, 3)
    assert states(book) == {"T1": "approved", "T2": "approved", "T3": "rejected"}
    second = book.transfer("T2")
    assert (second.approved_pence, second.approved_cash_pence) == (3_00, 1_00)
    assert second.open_conditions == ("a plan", "a bank letter")
    assert book.transfer("T3").last is not None
    assert book.transfer("T3").last.purpose == "no case was made"  # type: ignore[union-attr]
    assert book.verify() == ()


@BOTH
def test_the_file_is_the_evidence(tmp_path: Path, kind: str) -> None:
    """Each approval names the file's hash; the book keeps the file as it came."""
    book = three_waiting()
    returned = fill(sent(book, tmp_path, kind), {0: APPROVED, 1: APPROVED})
    report = book.import_approvals(returned)
    named = sha256(returned.read_bytes()).hexdigest()
    approvals = [event for n in ("T1", "T2") for event in book.transfer(n).approvals]
    assert {e.what.evidence_sha256 for e in approvals if isinstance(e.what, TransferApproved)} == {
        named
    }
    assert report.sha256 == named
    assert book._records.attachment(named) == returned.read_bytes()
    assert [(event.by, event.reference) for event in approvals] == [(SHA, "letter 12")] * 2
    assert all(event.where is not None and event.source == returned.name for event in approvals)


def test_what_is_rejected_has_its_evidence_too(tmp_path: Path) -> None:
    """No event of a rejection names a document, so the statement of the import does."""
    book = three_waiting()
    returned = fill(sent(book, tmp_path), {0: REJECTED})
    report = book.import_approvals(returned)
    assert book._records.attachment(report.sha256) == returned.read_bytes()
    assert book.verify() == ()


def test_a_rejected_transfer_gives_back_what_was_set_aside(tmp_path: Path) -> None:
    """As the single command does: the same event but for where it stood."""
    by_file, by_hand = three_waiting(), three_waiting()
    by_file.import_approvals(fill(sent(by_file, tmp_path), {0: REJECTED}))
    by_hand.end_transfer(
        "T1", "rejected", by=SHA, on="2011-06-21", reason="no case was made", authority="Q36"
    )
    events = [book.transfer("T1").last for book in (by_file, by_hand)]
    assert plain(events[0]) == plain(events[1])


def test_an_approval_is_what_the_single_command_posts(tmp_path: Path) -> None:
    """But for where it stood and what its evidence is."""
    by_file, by_hand = three_waiting(), three_waiting()
    returned = fill(sent(by_file, tmp_path), {0: APPROVED})
    by_file.import_approvals(returned)
    Steps(by_hand).approve(evidence=returned.read_bytes())
    events = [book.transfer("T1").approvals[0] for book in (by_file, by_hand)]
    assert plain(events[0]) == plain(events[1])


def test_the_workbook_keeps_codes_and_lets_only_decisions_be_written(tmp_path: Path) -> None:
    """Codes are text, decisions are unlocked and offered, all else is locked without a password."""
    path = sent(three_waiting(), tmp_path)
    sheet, places = load_workbook(path)["schedule"], headings(path)
    decisions = {column.name for column in DECISION_COLUMNS}
    for name, column in places.items():
        cell = sheet.cell(FIRST, column)
        assert cell.protection.locked is (name not in decisions), name
        if name in ("number", "giver", "receiver", "digest", "authority"):
            assert cell.number_format == "@"
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.freeze_panes == "B5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules[address(path, 0, "decision")].formula1 == '"approve,reject,return"'
    assert rules[address(path, 0, "authority")].formula1 == '"Q36"'
    assert rules[address(path, 1, "approved_cash")].formula2 == "2.00"
    assert sheet.max_row == FIRST + 2  # three rows, and none that adds them up


def test_the_notes_say_which_book_it_is(tmp_path: Path) -> None:
    """The number of events, the head and the number of rows stand in print."""
    book = three_waiting()
    answer = book.export_schedule(tmp_path / "schedule.xlsx")
    notes = load_workbook(answer.path)["notes"]
    said = {str(row[0].value): str(row[1].value) for row in notes.iter_rows()}
    assert said["Head"] == answer.head == book.head.hash
    assert said["Events"].startswith(str(answer.sequence))
    assert said["Rows"] == "3"


@BOTH
def test_the_same_book_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    """So that two who export it can compare."""
    book = three_waiting()
    first = sent(book, tmp_path, kind).read_bytes()
    assert sent(book, tmp_path, kind).read_bytes() == first


def test_only_what_waits_is_sent(tmp_path: Path) -> None:
    """What is proposed, agreed, approved or rejected is on no schedule."""
    book = three_waiting()
    Steps(book).approve()
    Steps(book, "T2").end("rejected")
    Steps(book, "T4").propose()
    assert book.export_schedule(tmp_path / "s.csv").numbers == ("T3",)


def test_a_schedule_for_one_authority(tmp_path: Path) -> None:
    """It holds what that authority has still to decide on, and its code need not be filled in."""
    book = two_pcts()
    Steps(book).until_submitted()
    Steps(book, "T2", effective=date(2011, 11, 1)).until_submitted()  # the cluster's, by then
    path = tmp_path / "s.csv"
    assert book.export_schedule(path, authority="LON").numbers == ("T2",)
    assert book.export_schedule(path, authority="Q36").numbers == ("T1",)
    returned = fill(path, {0: {**APPROVED, "authority": ""}})
    assert [each.authority for each in book.import_approvals(returned).rows] == ["Q36"]
    with pytest.raises(UnknownNameError):
        book.export_schedule(path, authority="XXX")


def test_a_schedule_of_another_kind(tmp_path: Path) -> None:
    """Only a workbook or a CSV file, in a folder that is there."""
    book = three_waiting()
    for name in ("schedule.pdf", "no/schedule.csv"):
        with pytest.raises(UsageError):
            book.export_schedule(tmp_path / name)


@BOTH
def test_all_or_none(tmp_path: Path, kind: str) -> None:
    """One office that may not approve: nothing is recorded, and the book knows it was tried."""
    book = three_waiting()
    path = sent(book, tmp_path, kind)
    returned = fill(path, {0: APPROVED, 1: {**APPROVED, "office": "A clerk, NHS London"}})
    before = states(book)
    with pytest.raises(ApprovalsUnfitError) as refused:
        book.import_approvals(returned, by="an office")
    assert isinstance(refused.value, ApprovalMissingError)
    assert refused.value.exit_code == 4
    outcomes = [each.outcome for each in refused.value.report.rows]
    assert outcomes == [Outcome.FIT, Outcome.REFUSED, Outcome.NO_DECISION]
    (found,) = refused.value.findings
    assert (found.code, found.where) != ("", None)
    assert found.code == "transfer.officer"
    if kind == "xlsx":
        assert found.where is not None
        assert found.where.cell == address(path, 1, "decision")
    assert states(book) == before
    last = book._records.statements[-1].content
    assert (last["kind"], last["sha256"], last["codes"]) == (
        "refused",
        sha256(returned.read_bytes()).hexdigest(),
        ["transfer.officer"],
    )
    assert book.verify() == ()


@BOTH
def test_the_sound_rows_alone(tmp_path: Path, kind: str) -> None:
    """With `partial` they are recorded in one transaction; the others are named with the reason."""
    book = three_waiting()
    wrong = {**APPROVED, "office": "A clerk, NHS London"}
    returned = fill(sent(book, tmp_path, kind), {0: APPROVED, 1: wrong, 2: REJECTED})
    report = book.import_approvals(returned, partial=True)
    outcomes = [each.outcome for each in report.rows]
    assert outcomes == [Outcome.RECORDED, Outcome.REFUSED, Outcome.RECORDED]
    assert report.exit_code == 1
    assert states(book) == {"T1": "approved", "T2": "submitted", "T3": "rejected"}
    recorded = {event.recorded_at for n in ("T1", "T3") if (event := book.transfer(n).last)}
    assert len(recorded) == 1


def test_nothing_sound_is_refused_with_partial_too(tmp_path: Path) -> None:
    """There is nothing to record."""
    book = three_waiting()
    returned = fill(sent(book, tmp_path), {0: {**APPROVED, "office": ""}})
    with pytest.raises(ApprovalsRefusedError):
        book.import_approvals(returned, partial=True)


@BOTH
def test_the_same_file_again_is_answered(tmp_path: Path, kind: str) -> None:
    """Nothing is posted; what was left out is judged anew."""
    book = three_waiting()
    office = "Deputy Director of Finance, NHS London"
    rows = {0: APPROVED, 1: {**APPROVED, "office": office}}
    returned = fill(sent(book, tmp_path, kind), rows)
    book.import_approvals(returned, partial=True)
    head = book.head
    with pytest.raises(ApprovalsUnfitError):
        book.import_approvals(returned, partial=True)
    assert book.head.sequence == head.sequence + 1  # the statement that it was tried
    days = ("2011-04-01", "2011-10-02")
    book.state_officers("Q36", [(SHA, None, *days), (office, None, *days)])
    report = book.import_approvals(returned)
    outcomes = [Outcome.BEFORE, Outcome.RECORDED, Outcome.NO_DECISION]
    assert [each.outcome for each in report.rows] == outcomes
    head = book.head
    report = book.import_approvals(returned)
    assert report.receipt is not None
    assert (report.receipt.posted, report.receipt.repeated) == (0, True)
    assert book.head == head


def test_a_request_is_answered_once(tmp_path: Path) -> None:
    """Said again it has the first answer; for another file it is refused."""
    book = three_waiting()
    path = sent(book, tmp_path)
    returned = fill(path, {0: APPROVED})
    first = book.import_approvals(returned, request="monday")
    head = book.head
    again = book.import_approvals(returned, request="monday")
    assert [each.outcome for each in again.rows] == [each.outcome for each in first.rows]
    assert again.receipt is not None
    assert again.receipt.repeated
    assert book.head == head
    with pytest.raises(UsageError, match="used before"):
        book.import_approvals(fill(path, {1: APPROVED}), request="monday")


def test_a_test_writes_nothing(tmp_path: Path) -> None:
    """Every row is judged, and the book is as it was."""
    book = three_waiting()
    head = book.head
    returned = fill(sent(book, tmp_path), {0: APPROVED, 1: {**APPROVED, "authority": "LON"}})
    report = book.import_approvals(returned, test=True)
    assert [each.outcome for each in report.rows] == [
        Outcome.FIT,
        Outcome.REFUSED,
        Outcome.NO_DECISION,
    ]
    assert (report.receipt, report.exit_code, book.head) == (None, 1, head)


def test_nobody_decided(tmp_path: Path) -> None:
    """The file that was sent, come back as it was: told, and nothing recorded."""
    book = three_waiting()
    report = book.import_approvals(sent(book, tmp_path))
    assert [finding.code for finding in report.findings] == ["input.no-rows"]
    assert (report.receipt, report.exit_code) == (None, 1)


def test_terms_that_changed_since_are_told_from_terms_that_were_edited(tmp_path: Path) -> None:
    """T1 was returned and proposed anew for £8 after its schedule had been sent."""
    book = three_waiting()
    path = sent(book, tmp_path)
    steps = Steps(book)
    steps.end("returned")
    steps.propose(pence=8_00, on="2011-06-26")
    with pytest.raises(ApprovalsRefusedError) as refused:
        book.import_approvals(fill(path, {0: {**APPROVED, "decided_on": date(2011, 6, 27)}}))
    assert [finding.code for finding in refused.value.findings] == ["schedule.superseded"]
    with pytest.raises(ApprovalsRefusedError) as refused:
        book.import_approvals(fill(path, {0: {**APPROVED, "amount": 8}}))
    codes = [finding.code for finding in refused.value.findings]
    assert codes == ["schedule.changed", "schedule.superseded"]


def test_one_authority_twice(tmp_path: Path) -> None:
    """It cannot be known which row is meant, so both are refused, and each names the other."""
    book = two_pcts()
    Steps(book).until_submitted()
    path = sent(book, tmp_path, "csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(ApprovalsRefusedError) as refused:
        book.import_approvals(fill(path, {0: APPROVED, 1: REJECTED}))
    assert [finding.code for finding in refused.value.findings] == ["schedule.row"] * 2
    assert "rows 2, 3" in str(refused.value)
    with pytest.raises(ApprovalsUnfitError) as unfit:
        book.import_approvals(fill(path, {0: APPROVED, 1: {**APPROVED, "authority": "LON"}}))
    assert {finding.code for finding in unfit.value.findings} >= {"transfer.competence"}


def test_both_authorities_of_one_transfer_in_one_file(tmp_path: Path) -> None:
    """Bassetlaw gives Doncaster £10: the Midlands and the North each have a row, in any order."""
    register = Register.packaged().with_group(Group("TRIAL", "Two PCTs"), ["5ET", "5N5"])
    book = Book.in_memory("2011-12", group="TRIAL", register=register)
    book.post(event(Allocation(strand=NON_RECURRENT, pence=100_00, issuer="DH"), body="5ET"))
    for code in ("MAE", "NOE"):
        book.state_officers(code, [(f"Director, {code}", None, "2011-10-03", "2013-03-31")])
    Steps(book, giver="5ET", receiver="5N5", effective=date(2011, 11, 1)).until_submitted()
    path = sent(book, tmp_path, "csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert '"MAE, NOE","MAE, NOE"' in lines[1]
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    rows = [
        {**APPROVED, "authority": code, "office": f"Director, {code}", "decided_on": day}
        for code, day in (("NOE", date(2011, 10, 21)), ("MAE", date(2011, 10, 20)))
    ]
    report = book.import_approvals(fill(path, dict(enumerate(rows))))
    assert (report.count(Outcome.RECORDED), states(book)) == (2, {"T1": "approved"})
    assert [what.authority for what in book.transfer("T1").approved] == ["MAE", "NOE"]


@BOTH
def test_rows_in_another_order_and_rows_taken_out(tmp_path: Path, kind: str) -> None:
    """Sorted rows are what they were; a row that is gone is told, and stops nothing."""
    book = three_waiting()
    returned = fill(sent(book, tmp_path, kind), {0: APPROVED, 2: REJECTED})
    if kind == "csv":
        head, first, _, third = returned.read_text(encoding="utf-8").splitlines()
        returned.write_text(f"{head}\n{third}\n{first}\n", encoding="utf-8")
    else:
        workbook = load_workbook(returned)
        workbook["schedule"].delete_rows(FIRST + 1)
        workbook.save(returned)
    report = book.import_approvals(returned)
    assert sorted(each.outcome.value for each in report.rows) == [
        "recorded",
        "recorded",
        "row removed",
    ]
    assert [f.code for each in report.rows for f in each.findings] == ["schedule.removed"]
    assert report.exit_code == 1
    assert states(book) == {"T1": "approved", "T2": "submitted", "T3": "rejected"}


def test_a_row_that_was_added(tmp_path: Path) -> None:
    """A transfer that is proposed, but was not on the schedule; and one that nobody knows."""
    book = three_waiting()
    path = sent(book, tmp_path, "csv")
    Steps(book, "T9").propose()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    made = lines[1].replace("T1,", "T9,", 1)
    made = made.replace(book.transfer("T1").terms.digest, book.transfer("T9").terms.digest)
    strange = lines[1].replace("T1,", "T77,", 1).replace(book.transfer("T1").terms.digest, "0" * 64)
    path.write_text("\n".join([*lines, made, strange]) + "\n", encoding="utf-8")
    report = book.import_approvals(path, test=True)
    assert [each.outcome for each in report.rows][3:] == [Outcome.REFUSED] * 2
    assert [finding.code for finding in report.refused] == ["schedule.row", "schedule.row"]


def test_the_schedule_of_another_book(tmp_path: Path) -> None:
    """The same transfers, in a book with another past."""
    other = three_waiting()
    other.post()
    book = three_waiting()
    Steps(book, "T5").propose()
    path = sent(book, tmp_path)
    with pytest.raises(ApprovalsRefusedError) as refused:
        other.import_approvals(fill(path, {0: APPROVED}))
    assert "schedule.not-ours" in {finding.code for finding in refused.value.findings}


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no office": ({"office": ""}, "input.missing-value", "office"),
    "no day": ({"decided_on": ""}, "input.missing-value", "decided_on"),
    "no authority": ({"authority": ""}, "input.missing-value", "authority"),
    "no reference": ({"reference": ""}, "input.missing-value", "reference"),
    "no decision": ({"decision": ""}, "schedule.row", "decision"),
    "another word": ({"decision": "agreed"}, "input.unknown-choice", "decision"),
    "no such day": ({"decided_on": "31/06/2011"}, "input.not-a-date", "decided_on"),
    "no amount": ({"approved_amount": "most of it"}, "money.not-a-number", "approved_amount"),
    "nothing": ({"approved_amount": 0}, "input.negative-amount", "approved_amount"),
    "less than nothing": ({"approved_cash": -1}, "input.negative-amount", "approved_cash"),
    "a stranger": ({"authority": "XXX"}, "register.unknown-name", "authority"),
    "more": ({"approved_amount": 11}, "transfer.amount", "decision"),
    "own": ({"office": CAMDEN}, "transfer.officer", "decision"),
    "too early": ({"decided_on": date(2011, 6, 2)}, "transfer.state", "decision"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_decision_that_cannot_stand(tmp_path: Path, wrong: str) -> None:
    """Each is refused at the cell that it is about."""
    changed, code, column = WRONG[wrong]
    book = three_waiting()
    path = sent(book, tmp_path)
    report = book.import_approvals(fill(path, {0: {**APPROVED, **changed}}), test=True)
    assert code in {finding.code for finding in report.refused}
    found = next(finding for finding in report.refused if finding.code == code)
    assert found.where is not None
    assert found.where.cell == address(path, 0, column)


def test_what_only_an_approval_has(tmp_path: Path) -> None:
    """A rejection with an amount could mean two things; without a reason it means nothing."""
    book = three_waiting()
    path = sent(book, tmp_path)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"approved_amount": 5}, "input.combination"),
        ({"conditions": "a plan"}, "input.combination"),
        ({"reason": ""}, "input.missing-value"),
    )
    for changed, code in wrong:
        report = book.import_approvals(fill(path, {0: {**REJECTED, **changed}}), test=True)
        assert [finding.code for finding in report.refused] == [code]


def test_cells_as_people_write_them(tmp_path: Path) -> None:
    """Text for a number, a day as people write it, capitals and spaces: plainly meant."""
    book = three_waiting()
    loose = {
        "decision": " Approve ",
        "decided_on": "20/06/2011",
        "authority": " q36 ",
        "approved_amount": "£9.50",
        "office": "director of finance,  NHS London",
    }
    same = {"amount": "10.00", "effective": "1/7/2011", "purpose": "pressure on  acute services "}
    returned = fill(sent(book, tmp_path), {0: {**APPROVED, **loose, **same}})
    book.import_approvals(returned)
    assert book.transfer("T1").approved_pence == 9_50


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    """What is hidden was decided on as well; a person should look at it."""
    book = three_waiting()
    returned = fill(sent(book, tmp_path), {0: APPROVED})
    workbook = load_workbook(returned)
    workbook["schedule"].row_dimensions[FIRST].hidden = True
    workbook.save(returned)
    report = book.import_approvals(returned)
    assert (report.count(Outcome.RECORDED), report.exit_code) == (1, 1)
    assert [finding.code for finding in report.findings] == ["input.hidden"]


@pytest.mark.parametrize("heading", ["decision", "amount", "digest", "conditions"])
def test_a_heading_that_was_changed(tmp_path: Path, heading: str) -> None:
    """The file is refused as a whole: a decision under another name would be lost."""
    book = three_waiting()
    path = sent(book, tmp_path, "csv")
    text = path.read_text(encoding="utf-8-sig").replace(f",{heading},", f",{heading} (new),", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefusedError) as refused:
        book.import_approvals(path)
    assert "input.missing-column" in {finding.code for finding in refused.value.findings}


def test_no_schedule_at_all(tmp_path: Path) -> None:
    """A file that is not there, is empty, or is another workbook."""
    book = three_waiting()
    other = tmp_path / "other.csv"
    other.write_text("", encoding="utf-8")
    for path in (tmp_path / "none.csv", other, tmp_path / "none.xlsx"):
        with pytest.raises(InputRefusedError):
            book.import_approvals(path)


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged would not be what is kept: nothing is recorded."""
    book = three_waiting()
    path = sent(book, tmp_path)
    returned, other = fill(path, {0: APPROVED}).read_bytes(), fill(path, {0: REJECTED})
    seen = iter([returned, other.read_bytes()])
    monkeypatch.setattr("pctfinance.scheduling.chapter.read_returned", lambda _: next(seen))
    head = book.head
    with pytest.raises(UsageError, match="changed while it was read"):
        book.import_approvals(other)
    assert book.head == head


def test_who_returned_it_in_two_files(tmp_path: Path) -> None:
    """A second file with the same approval is refused: it was used."""
    book = three_waiting()
    path = sent(book, tmp_path)
    book.import_approvals(fill(path, {0: APPROVED}))
    report = book.import_approvals(fill(path, {0: APPROVED, 1: REJECTED}), test=True)
    assert [each.outcome for each in report.rows][:2] == [Outcome.REFUSED, Outcome.FIT]


def test_the_report_is_shown(tmp_path: Path) -> None:
    """As a table, as a document and as a DataFrame."""
    book = three_waiting()
    report = book.import_approvals(fill(sent(book, tmp_path), {0: APPROVED}))
    assert "recorded: 1, no decision: 2" in str(report)
    assert "<table>" in report._repr_html_()
    assert report.document()["rows"][0]["outcome"] == "recorded"
    assert list(report.table["outcome"]) == ["recorded", "no decision", "no decision"]
    assert repr(replace(report, rows=())) == f"<Decisions of {report.file}: 0 of 0 rows recorded>"


def test_a_support_is_sent_with_the_name_of_who_gives(tmp_path: Path) -> None:
    """Its giver is an authority, and it stands in the log of the receiver."""
    book = two_pcts()
    Steps(book, kind="support", giver="Q36").propose()
    book.agree_transfer("T1", "receiver", by=BARNET, on="2011-06-02")
    book.submit_transfer("T1", by=BARNET, on="2011-06-03")
    path = sent(book, tmp_path, "csv")
    assert "London SHA" in path.read_text(encoding="utf-8-sig")
    book.import_approvals(fill(path, {0: APPROVED}))
    assert states(book) == {"T1": "approved"}
