"""The statement of balances as one sheet: what one body sends another, with room for the answer."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple

from pctfinance.errors import Finding, MoneyError
from pctfinance.excel.pack_cells import difference
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import Styles

__all__ = ["ToConfirm", "statement_workbook"]

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}
_TALL = 24
"""The height of a row in which somebody writes by hand, in points."""


class ToConfirm(NamedTuple):
    """One balance in pence: ours, and what the book holds of the other's ledger."""

    label: str
    ours_pence: int
    theirs_pence: int
    status: str


def statement_workbook(
    ends: tuple[str, str],
    about: str,
    day: date,
    to_confirm: Sequence[ToConfirm],
    accounts: Iterable[tuple[str, str, int]],
    *,
    contains_synthetic: bool = False,
) -> bytes:
    """The bytes of the workbook. The same statement gives the same bytes.

    Args:
        ends: the sender and the receiver.
        about: as of when.
        day: when the workbook says that it was made.
        to_confirm: the balances, one a kind.
        accounts: the kind, the account and the amount in pence, by the sender's ledger.
        contains_synthetic: whether a figure has no published source.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps.

    >>> statement_workbook(("5A9", "5K7"), "M08", date(2011, 11, 30), [], [])[:2]
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
    page = Page(workbook.add_worksheet("Statement"), Styles(workbook), findings)
    synthetic = "; contains synthetic figures" if contains_synthetic else ""
    for text, style in ((title, "title"), (about, "subtitle")):
        page.text("A", text, style)
        page.height(18)
        page.row += 1
    page.text("A", f"£ to the penny, each in the usual direction of its kind{synthetic}", "note")
    page.row += 2
    _balances(page, to_confirm)
    _accounts(page, accounts)
    _signatures(page, ends)
    page.finish(title)
    MoneyError.raise_for(findings)
    workbook.close()
    return content.getvalue()


def _balances(page: Page, to_confirm: Sequence[ToConfirm]) -> None:
    page.section("Balances to confirm")
    page.header(
        {
            "A": "What",
            "C": "Our ledger",
            "D": "Your ledger, as held here",
            "E": "Difference",
            "F": "Status",
            "G": "Your amount",
            "H": "Agreed, or what differs and why",
        },
        left="ABFH",
    )
    for one in to_confirm:
        page.paragraph(one.label, "line", last="B")
        page.money("C", one.ours_pence, "line", "exact")
        page.money("D", one.theirs_pence, "line", "exact")
        gap = difference(f"C{page.row}", f"D{page.row}")
        page.money("E", one.ours_pence - one.theirs_pence, "line", "exact", formula=gap)
        page.text("F", one.status, "line", "wrap")
        page.make_room(one.status, "F", "F")
        page.fill("G", "line", "answer", "exact")
        page.merge("H", "J", "line", "answer")
        page.height(_TALL)
        page.row += 1
    if not to_confirm:
        page.paragraph("Neither ledger has anything with the other.", "note")
        page.row += 1


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
        page.fill("B", "signature")
        page.text("C", "Signature")
        page.fill("DEF", "signature")
        page.text("G", "Date")
        page.fill("HI", "signature")
        page.row += 1
