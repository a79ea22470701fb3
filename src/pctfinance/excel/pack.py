"""The board pack: the position of a group as a workbook, every body beside the others.

One summary, one sheet a body, and one of their delegates. Every total, variance, subtotal and check is a live formula that
stores its result; the results come from exact pence and not from the spreadsheet.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pctfinance.consolidation.position import Position
from pctfinance.errors import Finding, MoneyError, UsageError
from pctfinance.excel.pack_delegates import PackDelegates, write_delegates
from pctfinance.excel.pack_heading import report_title
from pctfinance.excel.pack_names import SUMMARY, sheet_names
from pctfinance.excel.pack_origin import PackOrigin
from pctfinance.excel.pack_page import Page
from pctfinance.excel.pack_sheets import write_body_sheet, write_summary
from pctfinance.excel.pack_styles import Styles
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.statement import LimitStatement
from pctfinance.rulebooks import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["write_board_pack"]

_BODIES_MAX = 250  # a spreadsheet's SUM takes 255 arguments
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}


def write_board_pack(
    path: Path | BytesIO,
    position: Position,
    *,
    words: Words,
    headline: str,
    created: datetime,
    statements: Mapping[str, LimitStatement] = MappingProxyType({}),
    other: Position | None = None,
    delegates: PackDelegates | None = None,
    origin: PackOrigin | None = None,
) -> None:
    """Write the pack of one position. The same input gives the same bytes.

    Cells hold pounds to the penny and show £000; variances are favourable positive. Nothing is
    written where something cannot be shown.

    Args:
        path: the workbook; a former one is replaced. Or a buffer, for whoever wants its bytes.
        position: what is reported.
        words: the words of the year.
        headline: the position in one sentence, with which the first page begins.
        created: when the workbook says that it was made.
        statements: revenue limits change by change, by code of the body, as of the same month and
            as known on the same date.
        other: the same bodies in the same month on another basis, shown after the first.
        delegates: what the bodies' delegates did with their budgets; a sheet where there are any.
        origin: the book that it was made from, where it is one that is kept.

    Raises:
        UsageError: there is no body, a statement or `other` is about something else, or there are
            more bodies than a workbook can sum.
        MoneyError: an amount has more digits than a spreadsheet keeps; every such cell is named.
        OSError: the file cannot be written.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.categories import CategoryTree
    >>> from pctfinance.consolidation.duties import Basis
    >>> from pctfinance.rulebooks import Rulebook
    >>> nobody = Position(Group("XYZ", "Nobody"), Period("2011-12 M08"), Basis.FORECAST, None, (),
    ...     CategoryTree())
    >>> write_board_pack(Path("pack.xlsx"), nobody, words=Rulebook.packaged("2011-12").words,
    ...     headline="INCOMPLETE: there are no PCTs", created=datetime(2011, 12, 9))
    Traceback (most recent call last):
        ...
    pctfinance.errors.UsageError: Nobody has no bodies in 2011-12 M08 [usage]
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a pack needs it

    _check(position, statements, other)
    content = BytesIO()
    # A deep copy: the writer puts things into what it is given, and the next pack would differ.
    workbook = Workbook(content, deepcopy(_OPTIONS))
    workbook.set_properties(
        {
            "title": f"{position.group.name}: {report_title(position)}",
            "subject": "Board finance report",
            "created": _naive(created),
        }
    )
    if origin:
        for name, value in origin.properties().items():
            workbook.set_custom_property(name, value, "text")
    pages = _Pages(workbook, position)
    positions = (position, other) if other else (position,)
    names = sheet_names([body.body for body in position.bodies], words.body)
    summary = pages.add(SUMMARY, position.group.name)  # the first sheet, and written last
    sheets = {}
    for body in position.bodies:
        page = pages.add(names[body.code], f"{body.body.name} ({body.code})")
        statement = statements.get(body.code)
        sheets[body.code] = write_body_sheet(page, positions, body.code, statement, words)
    write_summary(summary, positions, sheets, words, headline, origin=origin)
    if delegates and delegates.lines:
        whose = f"{position.group.name}, {words.delegates}"
        write_delegates(pages.add(words.delegates, whose), position, delegates, words)
    pages.finish()
    MoneyError.raise_for(pages.findings)
    workbook.close()
    if isinstance(path, Path):
        path.write_bytes(content.getvalue())
    else:
        path.write(content.getvalue())


class _Pages:
    """The sheets of one workbook, which share their styles and what could not be written."""

    def __init__(self, workbook: "Workbook", position: Position) -> None:
        self._workbook = workbook
        self._styles = Styles(workbook)
        self._about = report_title(position)
        self._pages: list[tuple[Page, str]] = []
        self.findings: list[Finding] = []

    def add(self, name: str, whose: str) -> Page:
        """A new sheet behind the others."""
        page = Page(self._workbook.add_worksheet(name), self._styles, self.findings)
        self._pages.append((page, whose))
        return page

    def finish(self) -> None:
        """Set every sheet up to be printed."""
        for page, whose in self._pages:
            page.finish(f"{whose}: {self._about}")


def _naive(moment: datetime) -> datetime:
    """The moment in UTC, without saying so: the form in which a workbook states it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _check(
    position: Position, statements: Mapping[str, LimitStatement], other: Position | None
) -> None:
    if not position.bodies:
        raise UsageError(f"{position.group.name} has no bodies in {position.period}")
    if len(position.bodies) > _BODIES_MAX:
        raise UsageError(
            f"a pack shows up to {_BODIES_MAX} bodies, not {len(position.bodies)}",
            hint="make one for each part of the group",
        )
    for code, statement in statements.items():
        asked = (code, Limit.REVENUE, position.period, position.known_at)
        given = (statement.body, statement.limit, statement.as_of, statement.known_at)
        if asked != given:
            raise UsageError(
                f"the statement given for {code} is that of {_listed(given)}",
                hint=f"give the one of {_listed(asked)}",
            )
    if other and (_scope(other) != _scope(position) or other.basis is position.basis):
        raise UsageError(
            "the second position of a pack is not the first one on another basis",
            hint="take the same bodies, month and date of knowledge",
        )


def _scope(position: Position) -> tuple[object, ...]:
    codes = tuple(body.code for body in position.bodies)
    return (position.group.code, position.period, position.known_at, codes)


def _listed(parts: Iterable[object]) -> str:
    return ", ".join(str(part) for part in parts if part)
