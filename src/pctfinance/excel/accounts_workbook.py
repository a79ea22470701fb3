"""The year-end statements of one body as a workbook: what the accounts show, and who signed it.

One body alone: there is no such workbook of a group. Cells hold pounds to the penny and show £000;
totals are live formulas that store their results, and the results come from exact pence.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from pctfinance.consolidation.statements import BALANCE_SHEET, OPERATING_COSTS, StatementPart
from pctfinance.consolidation.statements_compared import Compared
from pctfinance.errors import Finding, MoneyError
from pctfinance.excel.accounts_checks import write_checks
from pctfinance.excel.accounts_columns import Places, Years
from pctfinance.excel.accounts_front import (
    Front,
    RecordedSignature,
    signed_words,
    write_evidence,
    write_front,
)
from pctfinance.excel.accounts_restated import write_restatements
from pctfinance.excel.accounts_sheets import write_part
from pctfinance.excel.pack_origin import PackOrigin
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_styles import Styles

__all__ = ["Accounts", "Stated", "accounts_workbook"]

_FRONT, _DUTIES, _COSTS, _SHEET, _RESTATED = (
    *("Statements", "Duties", "Operating costs", "Balance sheet"),
    "Restatements",
)
_SHEETS = {OPERATING_COSTS: _COSTS, BALANCE_SHEET: _SHEET}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}
_STATEMENTS = "pctfinance statements"


class Stated(NamedTuple):
    """One statement, and its lines beside those of the year before."""

    part: StatementPart
    lines: tuple[Compared, ...]


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """What the workbook is made of.

    Attributes:
        title: whose statements they are.
        subtitle: of which year and month, and on which basis.
        day: when the workbook says that it was made.
        front: what stands on the first sheet.
        parts: the statements, in the order of the accounts.
        years: the year, and the one before where there are comparatives.
        signatures: those of the two offices, in their order; one that is not there says so.
        sha256: the hash that a signature is bound to.
        findings: what was found, duties first.
        origin: the end of the book that they were made from, where it is one that is kept.
        apart: by how much balances open otherwise than the year before closed, all differences added
            without their signs; `None` where they were not held together.
    """

    title: str
    subtitle: str
    day: date
    front: Front
    parts: Sequence[Stated]
    years: Years
    signatures: Sequence[RecordedSignature]
    sha256: str
    findings: Sequence[Finding] = ()
    origin: tuple[int, str] | None = None
    apart: int | None = None


def accounts_workbook(accounts: Accounts) -> bytes:
    """The bytes of the workbook. The same statements give the same bytes.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps; every such cell is named.

    >>> from pctfinance.excel.accounts_front import Front
    >>> nothing = Accounts(title="Barnet PCT (5A9)", subtitle="2011-12", day=date(2012, 3, 31),
    ...     front=Front("£000", {}), parts=(), years=Years("2011-12"), signatures=(), sha256="0" * 64)
    >>> accounts_workbook(nothing)[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a workbook needs it

    content = BytesIO()
    # A deep copy: the writer puts things into what it is given, and the next one would differ.
    workbook = Workbook(content, deepcopy(_OPTIONS))
    made = datetime.combine(accounts.day, datetime.min.time(), UTC).replace(tzinfo=None)
    about = f"{accounts.title}: {accounts.subtitle}"
    workbook.set_properties({"title": about, "created": made})
    signed = signed_words(accounts.signatures)
    origin = accounts.origin and PackOrigin(*accounts.origin, issued=signed)
    for name, value in (origin.properties() if origin else {}).items():
        workbook.set_custom_property(name, value, "text")
    workbook.set_custom_property(_STATEMENTS, accounts.sha256, "text")
    writer = _Writer(workbook, accounts, signed)
    writer.write(origin or None)
    MoneyError.raise_for(writer.findings)
    workbook.close()
    return content.getvalue()


class _Writer:
    """A workbook that is being written, and where its lines stand."""

    def __init__(self, workbook: Any, accounts: Accounts, signed: str) -> None:
        self._workbook = workbook
        self._styles = Styles(workbook)
        self._accounts = accounts
        self._signed = signed
        self._pages: list[Page] = []
        self.findings: list[Finding] = []

    def write(self, origin: PackOrigin | None) -> None:
        """Write every sheet; the first last, since it looks into the others."""
        accounts = self._accounts
        front = self._page(_FRONT)
        pages: dict[str, Page] = {}
        places: dict[str, Places] = {}
        for shown in accounts.parts:
            name = _SHEETS.get(shown.part.code, _DUTIES)
            page = pages.get(name) or pages.setdefault(name, self._page(name))
            places[shown.part.code] = write_part(page, *shown, accounts.years)
        restated = {
            shown.part: [each for each in shown.lines if each.is_restated]
            for shown in accounts.parts
        }
        if any(restated.values()):
            write_restatements(self._page(_RESTATED), restated, places, accounts.years)
        write_front(
            front,
            accounts.front,
            [(shown.part, places[shown.part.code].page) for shown in accounts.parts],
            accounts.signatures,
            accounts.findings,
        )
        write_checks(front, accounts.parts, places, accounts.years, accounts.apart)
        write_evidence(front, origin, accounts.sha256)
        for page in self._pages:
            page.finish(f"{accounts.title}: {accounts.subtitle}. {self._signed}")

    def _page(self, name: str) -> Page:
        page = Page(self._workbook.add_worksheet(name), self._styles, self.findings)
        page.text("A", self._accounts.title, "title")
        page.height(22)
        page.row += 1
        page.text("A", f"{name}. {self._accounts.subtitle}", "subtitle")
        page.height(16)
        page.row += 1
        page.text("A", f"{self._accounts.front.unit}; {self._signed}", "note")
        page.row += 2
        self._pages.append(page)
        return page
