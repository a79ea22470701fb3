"""The statement of balances as one sheet: what one body sends another, with room for the answer.

All but the cells for the answer and the signatures is locked. The lock has no password: it keeps slips
out, and what is changed all the same is found when the sheet comes back.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from pctfinance.calendar import Period
from pctfinance.errors import Finding, MoneyError
from pctfinance.excel.pack_cells import difference
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import Styles
from pctfinance.ledger.balance_answers import days_to_answer

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = [
    "AMOUNT",
    "ANSWER",
    "MADE_FROM",
    "REASON",
    "REPLIES",
    "AnswerCells",
    "StatementSheet",
    "ToConfirm",
    "statement_workbook",
]

ANSWER, AMOUNT, REASON = "G", "H", "I"
"""The columns in which a balance is answered."""

MADE_FROM = "What this was made from"
"""The heading of the part by which an answer is matched."""

REPLIES = ("agreed", "agreed at another amount", "disputed", "not ours")
"""The words of which each answer is one."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}
_TALL = 30
"""The height of a row in which somebody writes by hand, in points."""

_MAY = {"format_columns": True, "format_rows": True}
_HOW = (
    "Please answer each balance with one of the words of the list: agreed; agreed at another amount, "
    "with yours; disputed, with what differs and why; not ours. Give office, date and your reference, "
    "and return the workbook. Leave all other cells as they are."
)


class ToConfirm(NamedTuple):
    """One balance in pence: ours, and what the book holds of the other's ledger, as far as it does."""

    label: str
    ours_pence: int | None
    theirs_pence: int | None
    status: str


class AnswerCells(NamedTuple):
    """Where the answer stands: the rows of the balances, in their order, and three cells."""

    rows: tuple[int, ...]
    office: str
    day: str
    reference: str


class StatementSheet(NamedTuple):
    """The bytes of the workbook, and where it is answered."""

    content: bytes
    cells: AnswerCells


def statement_workbook(
    ends: tuple[str, str],
    about: str,
    day: date,
    to_confirm: Sequence[ToConfirm],
    accounts: Iterable[tuple[str, str, int]],
    *,
    made_from: Sequence[tuple[str, str]] = (),
    contains_synthetic: bool = False,
    nothing: str = "Neither ledger has anything with the other.",
) -> StatementSheet:
    """The workbook. The same statement gives the same bytes.

    Args:
        ends: the sender and the receiver.
        about: as of when.
        day: when the workbook says that it was made.
        to_confirm: the balances, one a kind.
        accounts: the kind, the account and the amount in pence, by the sender's ledger.
        made_from: what the answer is matched by when it comes back, each with its heading.
        contains_synthetic: whether a figure has no published source.
        nothing: what is said where there is nothing to confirm.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps.

    >>> statement_workbook(("5A9", "5K7"), "M08", date(2011, 11, 30), [], []).content[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a workbook needs it

    content = BytesIO()
    # A deep copy: the writer puts things into what it is given, and the next one would differ.
    workbook = Workbook(content, deepcopy(_OPTIONS))
    title = f"Statement of balances: {ends[0]} to {ends[1]}"
    made = datetime.combine(day, datetime.min.time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": title, "created": made})
    findings: list[Finding] = []
    sheet = workbook.add_worksheet("Statement")
    page = Page(sheet, Styles(workbook), findings)
    synthetic = "; contains synthetic figures" if contains_synthetic else ""
    for text, style in ((title, "title"), (about, "subtitle")):
        page.text("A", text, style)
        page.height(18)
        page.row += 1
    page.text("A", f"£ to the penny, each in the usual direction of its kind{synthetic}", "note")
    page.row += 2
    rows = _balances(page, sheet, to_confirm, nothing)
    days = _days(dict(made_from).get("Month"))
    answered = _answer(page, sheet, ends[1], days) if to_confirm else ("", "", "")
    _accounts(page, accounts)
    _signatures(page, ends)
    _made_from(page, made_from)
    page.finish(title)
    sheet.protect("", _MAY)
    MoneyError.raise_for(findings)
    workbook.close()
    return StatementSheet(content.getvalue(), AnswerCells(rows, *answered))


def _balances(
    page: Page, sheet: "Worksheet", to_confirm: Sequence[ToConfirm], nothing: str
) -> tuple[int, ...]:
    page.section("Balances to confirm")
    rows = []
    page.header(
        {
            "A": "What",
            "C": "Our ledger",
            "D": "Your ledger, as held here",
            "E": "Difference",
            "F": "Status",
            ANSWER: "Your answer",
            AMOUNT: "Your amount",
            REASON: "What differs and why",
        },
        left=f"ABF{ANSWER}{REASON}",
    )
    for one in to_confirm:
        page.paragraph(one.label, "line", last="B")
        page.money("C", one.ours_pence, "line", "exact")
        page.money("D", one.theirs_pence, "line", "exact")
        gap = difference(f"C{page.row}", f"D{page.row}")
        both = (one.ours_pence, one.theirs_pence)
        less = None if None in both else (one.ours_pence or 0) - (one.theirs_pence or 0)
        page.money("E", less, "line", "exact", formula=gap)
        page.text("F", one.status, "line", "wrap")
        page.make_room(one.status, "F", "F")
        page.fill(ANSWER, "line", "answer", "unlocked")
        page.fill(AMOUNT, "line", "answer", "money", "exact", "unlocked")
        page.merge(REASON, "J", "line", "answer", "unlocked")
        _list_of_words(sheet, f"{ANSWER}{page.row}")
        page.height(_TALL)
        rows.append(page.row)
        page.row += 1
    if not to_confirm:
        page.paragraph(nothing, "note")
        page.row += 1
    return tuple(rows)


def _list_of_words(sheet: "Worksheet", cell: str) -> None:
    title = {"error_title": "Not one of the words", "error_message": "Choose one of the list."}
    sheet.data_validation(cell, {"validate": "list", "source": list(REPLIES), **title})


def _days(month: str | None) -> tuple[date, date]:
    """The days of which an answer to a statement of that month is one; without a month any year's."""
    return days_to_answer(Period(month)) if month else (date(2009, 4, 1), date(2030, 3, 31))


def _answer(
    page: Page, sheet: "Worksheet", receiver: str, span: tuple[date, date]
) -> tuple[str, str, str]:
    """Who answers, when and in which paper: the three cells."""
    page.section(f"The answer of {receiver}", joined=True)
    page.paragraph(_HOW, "note")
    page.row += 1
    cells = []
    for heading, style in (("Office", "text"), ("Date", "date"), ("Reference", "text")):
        page.height(18)
        page.text("A", heading)
        page.fill("B", style, "answer", "unlocked")
        cells.append(f"B{page.row}")
        page.row += 1
    days = dict(zip(("minimum", "maximum"), span, strict=True))
    title = {"error_title": "Not a date", "error_message": "Give the day of the answer."}
    sheet.data_validation(cells[1], {"validate": "date", "criteria": "between", **days, **title})
    return cells[0], cells[1], cells[2]


def _accounts(page: Page, accounts: Iterable[tuple[str, str, int]]) -> None:
    page.section("By account of our ledger")
    page.header({"A": "What", "C": "Amount", "D": "Account"}, left="ABD")
    for label, account, pence in accounts:
        page.paragraph(label, "line", last="B")
        page.money("C", pence, "line", "exact")
        page.text("D", account, "text", "line")
        page.row += 1


def _signatures(page: Page, ends: tuple[str, str]) -> None:
    page.section("Signatures")
    for end in ends:
        page.height(_TALL)
        page.paragraph(f"For {end}", "strong", last="B")
        page.row += 1
        page.height(_TALL)
        page.text("A", "Name, office")
        page.fill("B", "signature", "unlocked")
        page.text("C", "Signature")
        page.fill("DEF", "signature", "unlocked")
        page.text("G", "Date")
        page.fill("HI", "signature", "unlocked")
        page.row += 1


def _made_from(page: Page, made_from: Sequence[tuple[str, str]]) -> None:
    if not made_from:
        return
    page.section(MADE_FROM)
    for heading, text in made_from:
        page.text("A", heading, "small")
        page.text("B", text, "text", "small")
        page.row += 1
