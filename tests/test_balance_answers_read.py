"""The workbook of a statement comes back: its answer is read, and whatever else was changed is found."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from answer_examples import (
    ANSWERING,
    BARNET,
    CAMDEN,
    DEPUTY,
    HEAD,
    billed,
    differing,
    entered,
    returned,
)
from command import Run
from pctfinance.book import Book
from pctfinance.errors import InputRefusedError
from pctfinance.ledger.balance_answers import AnsweredLine, Reply
from pctfinance.present.agreement_statement import AgreementStatement

AGREED = {"receivable": ("agreed",), "income": ("agreed",)}


def sent(book: Book, **asked: Any) -> AgreementStatement:
    """Camden's statement to Barnet."""
    return book.agreement_statement(CAMDEN, BARNET, "M8", **asked)


def test_there_and_back(tmp_path: Path) -> None:
    """Each of the two balances with its own answer; the file is kept as evidence, byte for byte."""
    book = differing()
    replies = {
        "receivable": ("Agreed at another amount", 12_000),
        "income": ("disputed", 11999.99, "rent from October"),
    }
    file = returned(sent(book), tmp_path / "back.xlsx", replies)
    given = book.read_answer(file, entered_by=HEAD)
    assert given.lines == (
        AnsweredLine("receivable", Reply.OTHER_AMOUNT, 10_000_00, 12_000_00, 12_000_00),
        AnsweredLine(
            "income", Reply.DISPUTED, 10_000_00, 12_000_00, 11_999_99, "rent from October"
        ),
    )
    assert given.receipt is not None
    assert given.receipt.posted == 1
    event = book._records.ledger.events[-1]
    assert (event.body, event.by, event.reference) == (CAMDEN, ANSWERING, "letter 4")
    assert event.notified == date(2011, 12, 9)
    assert event.what.evidence_sha256 is not None  # type: ignore[union-attr]
    evidence = book._records.attachment(event.what.evidence_sha256)  # type: ignore[union-attr]
    assert evidence == file.read_bytes()
    assert book.verify() == ()


def test_the_same_file_is_read_once_also_behind_a_newer_answer(tmp_path: Path) -> None:
    """An older answer does not come back over the one that took its place."""
    book = differing()
    statement = sent(book)
    first = returned(statement, tmp_path / "1.xlsx", {"income": ("not ours",)})
    later: dict[str, Any] = {"signed": (ANSWERING, date(2011, 12, 20), "letter 5")}
    second = returned(statement, tmp_path / "2.xlsx", AGREED, **later)
    assert book.read_answer(first, request="r").receipt is not None
    assert book.read_answer(second).not_answered == ()
    again = book.read_answer(first).receipt
    assert again is not None
    assert (again.posted, again.already_there) == (0, 1)
    repeated = book.read_answer(first, request="r").receipt
    assert repeated is not None
    assert repeated.repeated
    states = [(a.line.reply.value, a.state) for a in book.balance_answers().answers]
    assert states == [("not ours", "replaced"), ("agreed", "stands"), ("agreed", "stands")]


def test_it_comes_back_after_the_figures_changed(tmp_path: Path) -> None:
    """It is read all the same, as an answer to what was sent, and is out of date."""
    book = differing()
    named = {"balance_accounts": {"receivable": ["recharge-rec*"]}, "known_at": "2011-12-01"}
    file = returned(sent(book, **named), tmp_path / "back.xlsx", AGREED)
    billed(book, "R2", 5_00)
    assert book.read_answer(file).receipt is not None
    assert {each.words for each in book.agreement("M8").answered} == {"5A9: agreed, out of date"}
    assert book.verify() == ()


def test_who_is_of_another_book_answers_in_the_same_workbook(tmp_path: Path) -> None:
    """A PCT of another cluster; what is not held of its ledger is a dash."""
    book = Book.in_memory("2011-12", group="NCL")
    entered(book, CAMDEN, "5K5", 700_00)
    statement = book.agreement_statement(CAMDEN, "5K5", "M8")
    file = returned(statement, tmp_path / "back.xlsx", {"payable": ("agreed",)})
    page = load_workbook(file)["Statement"]
    row = statement.sheet().cells.rows[0]
    assert page[f"D{row}"].value == "-"
    given = book.read_answer(file)
    assert given.lines == (AnsweredLine("payable", Reply.AGREED, 700_00, None, 700_00),)


def test_only_the_cells_for_the_answer_are_open(tmp_path: Path) -> None:
    """The rest is locked without a password; the words are a list."""
    statement = sent(differing())
    file = returned(statement, tmp_path / "back.xlsx", {})
    page = load_workbook(file)["Statement"]
    cells = statement.sheet().cells
    assert page.protection.sheet
    assert not page.protection.password
    opened = {
        cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked
    }
    assert {cells.office, cells.day, cells.reference} <= opened
    for row in cells.rows:
        assert {f"G{row}", f"H{row}", f"I{row}"} <= opened
        assert f"C{row}" not in opened
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert lists[f"G{cells.rows[0]}"] == '"agreed,agreed at another amount,disputed,not ours"'


def test_the_sheet_takes_the_days_that_the_book_takes() -> None:
    """Of the statement of November 2011: from 1 November 2011 to 30 November 2012."""
    rules = load_workbook_of(sent(differing())).data_validations.dataValidation
    (rule,) = (each for each in rules if each.type == "date")
    days = [
        date(1899, 12, 30) + timedelta(days=int(each)) for each in (rule.formula1, rule.formula2)
    ]
    assert days == [date(2011, 11, 1), date(2012, 11, 30)]


def cell_of(statement: AgreementStatement, text: str) -> str:
    """The cell beside a heading of what the statement was made from."""
    page = load_workbook_of(statement)
    return next(f"B{row[0].row}" for row in page.iter_rows(max_col=1) if row[0].value == text)


def load_workbook_of(statement: AgreementStatement) -> Any:
    """The sheet as it is sent."""
    from io import BytesIO  # noqa: PLC0415 - only here

    return load_workbook(BytesIO(statement.workbook()))["Statement"]


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        ("C8", 9_000, ["C8"]),
        ("D8", "-", ["D8"]),
        ("E8", 0, ["E8"]),
        ("E8", "=C8-D8+2000", ["E8"]),
        ("F8", "agreed", ["F8"]),
        ("A8", "Our payable", ["A8"]),
        ("J3", "see letter", ["J3"]),
        ("C8", None, ["C8"]),
        ("A1", "Statement", ["A1"]),
    ],
)
def test_a_cell_that_was_changed_is_refused_by_its_address(
    tmp_path: Path, cell: str, value: Any, found: list[str]
) -> None:
    """With what it holds and what was sent; nothing is recorded."""
    book = differing()
    file = returned(sent(book), tmp_path / "back.xlsx", AGREED, tampered={cell: value})
    head = book.head
    with pytest.raises(InputRefusedError) as refused:
        book.read_answer(file)
    findings = refused.value.findings
    assert [finding.code for finding in findings] == ["agreement.changed"]
    assert [finding.where.cell for finding in findings if finding.where] == found
    assert all(finding.where and finding.where.sheet == "Statement" for finding in findings)
    assert book.head == head


def test_all_changed_cells_are_told_together(tmp_path: Path) -> None:
    """Two figures and an answer that is not whole: three findings."""
    book = differing()
    replies = {"receivable": ("disputed",), "income": ("agreed",)}
    file = returned(sent(book), tmp_path / "b.xlsx", replies, tampered={"C8": 1, "C9": 2})
    with pytest.raises(InputRefusedError) as refused:
        book.read_answer(file)
    assert [(f.code, f.where.cell) for f in refused.value.findings if f.where] == [
        ("agreement.changed", "C8"),
        ("agreement.changed", "C9"),
        ("agreement.answer", "I8"),
    ]


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("From", "5C1", "agreement.changed"),
        ("To", "5C1", "agreement.changed"),
        ("Month", "2011-12 M07", "agreement.changed"),
        ("Month", "soon", "agreement.not-ours"),
        ("To", "nobody", "agreement.not-ours"),
        ("Tolerance (p)", "1", "agreement.changed"),
        ("Tolerance (p)", "much", "agreement.not-ours"),
        ("Tolerance (p)", "9" * 5000, "agreement.not-ours"),
        ("Event", "9" * 5000, "agreement.not-ours"),
        ("Event", "0", "agreement.not-ours"),
        ("Book", "SEL 2011-12", "agreement.not-ours"),
        ("Event", "999", "agreement.not-ours"),
        ("Event", "3", "agreement.not-ours"),
        ("Head", "0" * 64, "agreement.not-ours"),
        ("Digest", "0" * 64, "agreement.changed"),
        ("Documents up to", "2011-10-01", "agreement.changed"),
    ],
)
def test_another_statement_is_not_taken_for_this_one(
    tmp_path: Path, heading: str, value: str, code: str
) -> None:
    """Whose it is, which month, which digest: each is held against the book."""
    book = differing()
    statement = sent(book)
    cell = cell_of(statement, heading)
    file = returned(statement, tmp_path / "back.xlsx", AGREED, tampered={cell: value})
    head = book.head
    with pytest.raises(InputRefusedError) as refused:
        book.read_answer(file)
    assert refused.value.findings[0].code == code
    assert all(finding.where and finding.where.cell for finding in refused.value.findings)
    assert book.head == head


def test_a_statement_of_another_book_is_refused(tmp_path: Path) -> None:
    """The same group and year, other events."""
    file = returned(sent(differing()), tmp_path / "back.xlsx", AGREED)
    other = Book.in_memory("2011-12", group="NCL")
    for number in range(1, 9):
        billed(other, f"X{number}", 100)
    with pytest.raises(InputRefusedError, match=r"head of this book at event \d+ is another one"):
        other.read_answer(file)


@pytest.mark.parametrize(
    ("replies", "signed", "cell"),
    [
        ({}, None, "G8"),
        ({"income": ("perhaps",)}, None, "G9"),
        ({"income": (None, 5)}, None, "G9"),
        ({"income": ("agreed", 5)}, None, "H9"),
        ({"income": ("agreed at another amount",)}, None, "H9"),
        ({"income": ("agreed at another amount", "a lot")}, None, "H9"),
        ({"income": ("not ours", 5)}, None, "H9"),
        ({"income": ("disputed", 5)}, None, "I9"),
        (AGREED, (None, date(2011, 12, 9), "letter"), "B13"),
        (AGREED, (ANSWERING, None, "letter"), "B14"),
        (AGREED, (ANSWERING, "soon", "letter"), "B14"),
        (AGREED, (ANSWERING, date(2011, 12, 9), None), "B15"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused_by_its_cell(
    tmp_path: Path, replies: dict[str, Any], signed: tuple[Any, ...] | None, cell: str
) -> None:
    """Nothing of it is recorded."""
    book = differing()
    more: dict[str, Any] = {} if signed is None else {"signed": signed}
    file = returned(sent(book), tmp_path / "back.xlsx", replies, **more)
    head = book.head
    with pytest.raises(InputRefusedError) as refused:
        book.read_answer(file)
    (finding,) = refused.value.findings
    assert finding.where is not None
    assert finding.where.cell == cell
    assert book.head == head


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("#,##0,", "a thousandth or less"),  # the counterparty saw 12 where 12,000 is
        ('"500.00"', "does not show the amount"),
        (r"\5\0\0", "does not show the amount"),
        ('0;"500"', "does not show the amount"),
        (";;;", "does not show the amount"),
        ('0"."00', "does not show the amount"),  # 120.00
        ('"five hundred";0', "does not show the amount"),
        (";0", "does not show the amount"),  # nothing
        ("[$500] 0", "does not show the amount"),  # 500 12000
        ('0.00"m"', "does not show the amount"),
        ('0" CR"', "does not show the amount"),
    ],
)
def test_an_amount_that_is_shown_as_another_one_is_refused(
    tmp_path: Path, form: str, words: str
) -> None:
    """What the counterparty saw in the cell is what it answered."""
    book = differing()
    replies = {"receivable": ("agreed at another amount", 12_000)}
    file = formatted(returned(sent(book), tmp_path / "back.xlsx", replies), "H8", form)
    head = book.head
    with pytest.raises(InputRefusedError, match=words) as refused:
        book.read_answer(file)
    (finding,) = refused.value.findings
    assert finding.where is not None
    assert (finding.code, finding.where.cell) == ("agreement.answer", "H8")
    assert book.head == head


@pytest.mark.parametrize(
    "form",
    [
        *("General", "0", "@", '"£"#,##0.00" GBP"', "[$£-809]#,##0.00;[Red]-#,##0.00"),
        '_-"£"* #,##0.00_-;\\-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-',  # that of accountants
    ],
)
def test_an_amount_that_is_shown_as_it_is_is_taken(tmp_path: Path, form: str) -> None:
    """Whichever format people choose for it."""
    book = differing()
    replies = {"receivable": ("agreed at another amount", 12_000)}
    file = formatted(returned(sent(book), tmp_path / "back.xlsx", replies), "H8", form)
    assert book.read_answer(file).lines[0].pence == 12_000_00


def formatted(file: Path, cell: str, form: str) -> Path:
    """The statement with another number format of one cell."""
    workbook = load_workbook(file)
    workbook["Statement"][cell].number_format = form
    workbook.save(file)
    return file


def test_what_is_no_statement_is_refused(tmp_path: Path) -> None:
    """Another workbook, no file, and a sheet whose last part is gone."""
    book = differing()
    with pytest.raises(InputRefusedError, match="no such file"):
        book.read_answer(tmp_path / "none.xlsx")
    file = returned(sent(book), tmp_path / "back.xlsx", AGREED)
    workbook = load_workbook(file)
    workbook["Statement"].delete_rows(28, 20)
    workbook.save(file)
    with pytest.raises(InputRefusedError, match="does not say what it was made from"):
        book.read_answer(file)
    workbook["Statement"].title = "Sheet1"
    workbook.save(file)
    with pytest.raises(InputRefusedError, match="no sheet 'Statement'"):
        book.read_answer(file)


def test_a_statement_with_nothing_on_it_has_no_answer(tmp_path: Path) -> None:
    """There is nothing to answer."""
    book = Book.in_memory("2011-12", group="NCL")
    file = tmp_path / "back.xlsx"
    file.write_bytes(book.agreement_statement(CAMDEN, BARNET, "M8").workbook())
    with pytest.raises(InputRefusedError, match="no balance is answered"):
        book.read_answer(file)


# The commands


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Camden charged Barnet £10,000, kept in a folder."""
    folder = tmp_path / "ncl.book"
    book = Book.create(folder, "2011-12", group="NCL")
    billed(book, "R1", 10_000_00)
    book.close()
    return folder


def test_the_commands(run: Run, place: Path, tmp_path: Path) -> None:
    """Sent, filled in, tried, read, listed, taken back, and given by words."""
    out = tmp_path / "sent.xlsx"
    assert run("statement", place, CAMDEN, BARNET, "--as-of", "M8", "--out", out).code == 0
    statement = sent(Book.open(place, read_only=True))
    assert out.read_bytes() == statement.workbook()
    returned(
        statement, out, {"receivable": ("disputed", 9_000, "one month"), "income": ("agreed",)}
    )
    head = Book.open(place, read_only=True).head
    tried = run("answer", "read", place, out, "--test")
    assert (tried.code, "It would be taken." in tried.out) == (0, True)
    assert "5A9 to 5K7, receivable: disputed, £9,000: one month\n" in tried.out
    assert "5A9 to 5K7, income: agreed, £10,000\n" in tried.out
    assert Book.open(place, read_only=True).head == head
    read = ("answer", "read", place, out, "--request", "a", "--entered-by", HEAD, "--json")
    ran = run(*read)
    found = json.loads(ran.out)
    assert (ran.code, found["posted"], found["not_answered"]) == (0, 1, [])
    assert [line["reply"] for line in found["answers"]] == ["disputed", "agreed"]
    assert json.loads(run(*read).out)["repeated"]
    shown = run("agreement", place, "--as-of", "M8", "--known-at", "2011-12-19", "--json")
    pairs = json.loads(shown.out)["pairs"]
    assert (shown.code, pairs[0]["answers"], pairs[0]["days_open"], pairs[0]["band"]) == (
        1,
        "5A9: disputed",
        10,
        "0-30 days",
    )
    back = (
        *("answer", "take-back", place, CAMDEN, BARNET, "--as-of", "M8", "--by", DEPUTY),
        *("--reason", "of another PCT", "--on", "2011-12-20"),
    )
    assert run(*back, "--test").out.strip() == "It would be taken."
    assert run(*back).code == 0
    assert run(*back, "--test").code == 1
    assert run(*back).code == 3
    state = (
        *("answer", "state", place, CAMDEN, BARNET, "--as-of", "M8", "--on", "2011-12-21"),
        *("--line", "receivable;agreed at another amount;9,999.50", "--line", "income;not ours"),
        *("--by", ANSWERING, "--reference", "letter 6"),
    )
    assert run(*state, "--test").code == 0
    assert run(*state).code == 0
    assert run(*state[:-6], "--line", "income", *state[-4:]).code == 2
    listed = run("answer", "list", place, "--json")
    assert [(a["answer"], a["state"]) for a in json.loads(listed.out)["answers"]] == [
        ("disputed", "taken back"),
        ("agreed", "taken back"),
        ("agreed at another amount", "stands"),
        ("not ours", "stands"),
    ]
    assert "taken back" in run("answer", "list", place, "--body", BARNET).out


def test_a_balance_is_answered_once_in_a_command(run: Run, place: Path) -> None:
    """The second word would take the place of the first without a word of it."""
    before = (place / "book.sqlite").read_bytes()
    ran = run(
        *("answer", "state", place, CAMDEN, BARNET, "--as-of", "M8", "--on", "2011-12-21"),
        *("--line", "receivable;agreed", "--line", "receivable;disputed;;why not"),
        *("--by", ANSWERING, "--reference", "letter 6"),
    )
    assert (ran.code, "a balance is answered twice" in ran.err) == (2, True)
    assert (place / "book.sqlite").read_bytes() == before


def test_a_changed_workbook_ends_with_3(run: Run, place: Path, tmp_path: Path) -> None:
    """As a test too: it is a faulty input. The book stays as it was."""
    statement = sent(Book.open(place, read_only=True))
    file = returned(statement, tmp_path / "b.xlsx", AGREED, tampered={"C8": 1})
    before = (place / "book.sqlite").read_bytes()
    for more in ((), ("--test",)):
        ran = run("answer", "read", place, file, "--json", *more)
        assert (ran.code, ran.out) == (3, "")
        (finding,) = json.loads(ran.err)["findings"]
        assert (finding["code"], finding["where"]["cell"]) == ("agreement.changed", "C8")
    assert (place / "book.sqlite").read_bytes() == before
