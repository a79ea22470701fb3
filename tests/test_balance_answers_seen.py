"""A returned statement that is seen otherwise than it is read: formats, hidden rows, comments, sheets."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from answer_examples import BARNET, CAMDEN, billed, differing, returned
from pctfinance.bodies import GroupRow
from pctfinance.book import Book
from pctfinance.errors import Finding, InputRefusedError, UsageError
from pctfinance.excel.seen import is_shown_alike, shown_number

AGREED = {"receivable": ("agreed",), "income": ("agreed",)}


def agreeing() -> Book:
    """Both recorded £10,000: every difference is £0.00."""
    book = Book.in_memory("2011-12", group="NCL")
    billed(book, "R1", 10_000_00)
    return book


def refused(book: Book, folder: Path, change: Callable[[Workbook], None]) -> list[Finding]:
    """Why a statement is refused in which all was agreed, and something else was changed."""
    file = returned(book.agreement_statement(CAMDEN, BARNET, "M8"), folder / "b.xlsx", AGREED)
    workbook = load_workbook(file)
    change(workbook)
    workbook.save(file)
    head = book.head
    with pytest.raises(InputRefusedError) as caught:
        book.read_answer(file)
    assert book.head == head
    assert {found.code for found in caught.value.findings} == {"agreement.changed"}
    return list(caught.value.findings)


def formatted(cell: str, form: str) -> Callable[[Workbook], None]:
    """A change of one number format."""

    def change(workbook: Workbook) -> None:
        workbook["Statement"][cell].number_format = form

    return change


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("C8", '"5,000.00"'),  # 10,000.00 is there, 5,000.00 is seen
        ("C8", "#,##0.00,"),  # 10.00
        ("D8", "0%"),
        ("C8", ";;;"),  # nothing
        ("D8", "(#,##0.00)"),  # below zero
        ("C8", '"1"#,##0.00'),  # 110,000.00
        ("C8", "#,##5.00"),  # 10,005.00
        ("E8", '0.00;-0.00;"10.00"'),  # a difference of nothing, shown as one
        ("C8", '0"."00'),  # 100.00
        ("C8", '0" "00'),
        ("C8", "0\\,00"),
        ("D8", '0.00"m"'),  # a million times as much
        ("C8", "0.00\\m"),
        ("C8", '"ten";0'),
        ("C8", ";0"),  # nothing
        ("C8", "[$500] 0"),
        ("C8", "[$€-2] #,##0.00"),
        ("C8", "$#,##0.00"),
        ("C8", '#,##0.00" CR"'),  # the other sign
        ("C8", "0.00E+00"),
        ("F8", ";;;"),
        ("F8", '@" (disputed)"'),
    ],
)
def test_a_locked_figure_that_is_shown_as_another_is_refused(
    tmp_path: Path, cell: str, form: str
) -> None:
    """What was sent was seen; the cell is told with its format."""
    (found,) = refused(agreeing(), tmp_path, formatted(cell, form))
    assert found.where is not None
    assert found.where.cell == cell
    assert form[:6] in found.message


@pytest.mark.parametrize(
    "form",
    ["#,##0", "General", "0.0", "£#,##0.00", "[$£-809]#,##0.00", '#,##0.00_-;\\-#,##0.00_-;"-"'],
)
def test_a_figure_that_is_shown_as_it_is_may_look_otherwise(tmp_path: Path, form: str) -> None:
    """£10,000.00 in another dress, and a dash for a difference of nothing."""
    book = agreeing()
    file = returned(book.agreement_statement(CAMDEN, BARNET, "M8"), tmp_path / "b.xlsx", AGREED)
    workbook = load_workbook(file)
    for cell in ("C8", "E8"):
        workbook["Statement"][cell].number_format = form
    workbook.save(file)
    assert len(book.read_answer(file).lines) == 2


def test_rounding_that_changes_what_is_seen_is_found() -> None:
    """By hand: £499.60 without its pence is £500; £500.00 is the same; a negative needs its sign."""
    money = "#,##0.00;[Red]-#,##0.00"
    assert shown_number(money, Decimal("-499.60")) == Decimal("-499.60")
    assert not is_shown_alike(money, "#,##0", Decimal("499.60"))
    assert is_shown_alike(money, "#,##0", Decimal("500.00"))
    assert not is_shown_alike(money, "0.00;0.00", Decimal(-500))
    assert is_shown_alike(money, "0.00;(0.00)", Decimal(-500))
    assert not is_shown_alike(money, '0.00;-0.00;"-"0.01', Decimal(0))
    assert not is_shown_alike(money, "[<500]0;0.00", Decimal(500))
    assert not is_shown_alike(money, "#,##0,,", Decimal(500_000_000))
    assert is_shown_alike("@", '_-"£"* #,##0_-;_-@_-', "agreed")


def hide(rows: tuple[int, ...] = (), columns: str = "") -> Callable[[Workbook], None]:
    """A change that hides rows and columns, one way or another."""

    def change(workbook: Workbook) -> None:
        sheet = workbook["Statement"]
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for column in columns:
            sheet.column_dimensions[column].hidden = True

    return change


def test_what_is_hidden_is_told(tmp_path: Path) -> None:
    """Rows and columns, and such as are too small to be read."""
    book = agreeing()
    (found,) = refused(book, tmp_path, hide(rows=(8, 9, 21)))
    assert (found.message, str(found.where)) == (
        "rows are hidden: 8-9, 21",
        "b.xlsx, sheet 'Statement'",
    )
    (found,) = refused(book, tmp_path, hide(columns="DE"))
    assert found.message == "columns are hidden: D, E"

    def small(workbook: Workbook) -> None:
        workbook["Statement"].row_dimensions[9].height = 1
        workbook["Statement"].column_dimensions["C"].width = 0.2

    rows, columns = (each.message for each in refused(book, tmp_path, small))
    assert rows == "rows are hidden: 9"
    assert columns.startswith("columns are hidden: C")


def test_an_answer_in_another_place_is_not_read_and_is_told(tmp_path: Path) -> None:
    """A comment, a further sheet, a text behind a merged cell, a condition: one of each."""
    book = agreeing()

    def change(workbook: Workbook) -> None:
        sheet = workbook["Statement"]
        sheet["C8"].comment = Comment("we dispute this", "Barnet")
        sheet.unmerge_cells("I8:J8")
        sheet["J8"] = "see our letter"
        workbook.create_sheet("Our reply")["A1"] = "not agreed"
        red = CellIsRule(operator="greaterThan", formula=["0"], fill=PatternFill(bgColor="FF0000"))  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add("C8:C9", red)

    assert [(str(each.where), each.message) for each in refused(book, tmp_path, change)] == [
        ("b.xlsx, 'Statement'!C8", "the cell has a comment: 'we dispute this'"),
        ("b.xlsx, 'Statement'!J8", "the cell holds 'see our letter', and is not read"),
        (
            "b.xlsx, sheet 'Statement'",
            "a condition changes how C8:C9 is shown, and was not sent",
        ),
        ("b.xlsx, sheet 'Our reply'", "this sheet was not sent"),
    ]


def test_yes_and_no_are_no_figures(tmp_path: Path) -> None:
    """FALSE stands where a difference of 0 was sent: to a program they are equal, to a person not."""

    def change(workbook: Workbook) -> None:
        workbook["Statement"]["E8"] = False

    (found,) = refused(agreeing(), tmp_path, change)
    assert found.message == "the cell holds 'FALSE', and '0' was sent"


def test_a_text_in_the_place_of_a_number_is_told_apart(tmp_path: Path) -> None:
    """Both look like 10000: the kinds are named."""

    def change(workbook: Workbook) -> None:
        workbook["Statement"]["C8"] = "10000"

    (found,) = refused(agreeing(), tmp_path, change)
    assert found.message == "the cell holds the text '10000', and the number '10000' was sent"


def test_an_account_with_a_comma_in_its_code_is_answered(tmp_path: Path) -> None:
    """The accounts that are named stand in one cell; each comes back as it was named."""
    book = differing()
    named = {"receivable": ["recharge-rec*", "12, old"], "income": ["41, 42*"]}
    statement = book.agreement_statement(CAMDEN, BARNET, "M8", balance_accounts=named)
    replies: dict[str, Any] = {each.kind: ("agreed",) for each in statement.sums}
    file = returned(statement, tmp_path / "b.xlsx", replies)
    assert len(book.read_answer(file).lines) == len(statement.sums)
    assert book.verify() == ()


def test_rows_of_groups_may_leave_out_the_name_and_give_days_as_text() -> None:
    """From Python, as from a file; what is no day or text is usage."""
    book = Book.in_memory("2011-12", group="NCL")
    paper: Any = {"by": "Head of Finance", "on": "2011-04-01", "reference": "board 4"}
    rows: list[Any] = [
        GroupRow("NCL-N", "5A9", "NCL", "North of the cluster"),
        GroupRow("NCL-N", "5C1", "NCL", None, valid_from="2011-04-01", valid_to=None),  # type: ignore[arg-type]
    ]
    assert book.state_groups(rows, **paper).stated == 1
    shown = book.position("M8", group="NCL-N")
    assert [body.code for body in shown.bodies] == ["5A9", "5C1"]
    for wrong in ({"valid_from": "soon"}, {"valid_from": 5}, {"body": 5}, {"name": 7}):
        with pytest.raises(UsageError):
            book.state_groups([rows[0]._replace(**wrong)], **paper)
