"""A statement of balances as it came back: what is not as it was sent, and what was answered.

Every cell that was not made for an answer must be what was sent. So the workbook that was sent is made
once more, and both are laid side by side.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.excel.addresses import cell_address
from pctfinance.excel.balances_seen import beside_the_sheet, seen_otherwise
from pctfinance.excel.balances_statement import (
    AMOUNT,
    ANSWER,
    MADE_FROM,
    REASON,
    AnswerCells,
    StatementSheet,
)
from pctfinance.excel.cells import StoredCell, is_formula, raw_cell, raw_value
from pctfinance.excel.layout import Place
from pctfinance.excel.preflight import preflight
from pctfinance.excel.reader import open_workbook
from pctfinance.excel.seen import is_shown_alike
from pctfinance.tables.model import Cell, RawValue
from pctfinance.tables.reading import plain, quoted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["AnswerRow", "ReturnedStatement", "read_statement"]

_SHEET = "Statement"


class AnswerRow(NamedTuple):
    """The three cells of one balance."""

    reply: Cell
    amount: Cell
    reason: Cell


class ReturnedStatement:
    """The sheet of a workbook that came back.

    `made_from` gives the cells that tell what was sent, by heading.
    """

    def __init__(
        self,
        name: str,
        sheets: "tuple[Worksheet, Worksheet]",
        beside: tuple[Finding, ...] = (),
    ) -> None:
        self.where = Where(name, _SHEET)
        self._sheet, self._beside = sheets[0], beside
        self._typed, self._stored = (_cells(sheet) for sheet in sheets)
        self.made_from: Mapping[str, Cell] = dict(self._headed())

    def _headed(self) -> Iterator[tuple[str, Cell]]:
        """The headings of the part that tells what was sent, with what stands beside them."""
        rows = sorted(row for row, column in self._typed if column == 1)
        texts = [(row, _plain(self._typed[row, 1].value)) for row in rows]
        starts = [row for row, text in texts if text == MADE_FROM]
        for row, text in texts:
            if starts and row > starts[0] and text:
                yield str(text), self.cell((row, 2))

    def cell(self, place: Place) -> Cell:
        """The cell at a place, whatever stands there."""
        row, column = place
        where = Where(self.where.file, _SHEET, cell_address(row, column), row)
        return raw_cell(self._typed.get(place), self._stored.get(place), where)

    def at(self, address: str) -> Cell:
        """The cell of an address such as `B7`."""
        return self.cell((int(address[1:]), ord(address[0]) - ord("A") + 1))

    def rows(self, cells: AnswerCells) -> tuple[AnswerRow, ...]:
        """What was answered, a balance a row."""
        return tuple(
            AnswerRow(*(self.at(f"{column}{row}") for column in (ANSWER, AMOUNT, REASON)))
            for row in cells.rows
        )

    def changed(self, sent: StatementSheet) -> Iterator[Finding]:
        """What is not as it was sent: cells in the order of the sheet, then what else can be seen.

        Args:
            sent: the workbook as the book makes it once more.
        """
        sheets = _opened(BytesIO(sent.content))
        typed, stored = (_cells(sheet) for sheet in sheets)
        free = {place for place, cell in typed.items() if not _is_locked(cell)}
        for place in sorted((typed.keys() | self._typed.keys()) - free):
            was, came = typed.get(place), self._typed.get(place)
            then = _result(was, stored.get(place))
            now = _result(came, self._stored.get(place))
            # A formula whose result another program did not store gives what was sent.
            yield from self._shown_otherwise(place, was, came, then if now is None else now)
            if _text_of(was) == _text_of(came):
                continue
            if then == now and (came is None or was is None or not is_formula(came)):
                continue
            if then == now and was is not None and is_formula(was):
                continue  # another program writes the same formula in its own way
            yield self._changed_at(place, f"the cell holds {_told_apart(now, then)} was sent")
        yield from seen_otherwise(self._sheet, sheets[0], self._typed, self.where)
        yield from self._beside

    def _shown_otherwise(
        self, place: Place, was: StoredCell | None, came: StoredCell | None, value: RawValue
    ) -> Iterator[Finding]:
        """A number format that shows another figure than was seen when it was sent."""
        if was is None or came is None:
            return
        form = came.number_format
        if not is_shown_alike(was.number_format, form, value):
            held = _shown(value)
            message = f"the number format {quoted(form)} does not show the {held} of the cell"
            yield self._changed_at(place, message)

    def _changed_at(self, place: Place, message: str) -> Finding:
        where = Where(self.where.file, _SHEET, cell_address(*place), place[0])
        hint = "put it back; an answer belongs in the cells for it"
        return Finding("agreement.changed", Level.ERROR, message, where, hint)


def read_statement(path: Path) -> ReturnedStatement:
    """Open a statement that came back.

    Raises:
        InputRefusedError: it is no honest workbook, or has no sheet `Statement`.

    >>> read_statement(Path("returned.xlsx"))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: returned.xlsx: there is no such file -> check the path \
[file.missing]
    """
    preflight(path)
    books = [open_workbook(path, results=results) for results in (False, True)]
    names = books[0].sheetnames
    if _SHEET not in names:
        message = f"the workbook has no sheet {_SHEET!r}; it has {', '.join(names)}"
        hint = "give the workbook that was sent, as the counterparty returned it"
        where = Where(path.name)
        raise InputRefusedError(Finding("file.missing-table", Level.ERROR, message, where, hint))
    beside = tuple(beside_the_sheet(path, _SHEET, names))
    return ReturnedStatement(path.name, (books[0][_SHEET], books[1][_SHEET]), beside)


def _opened(content: BytesIO) -> "tuple[Worksheet, Worksheet]":
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only an answer needs it

    typed = load_workbook(content)[_SHEET]
    return typed, load_workbook(content, data_only=True)[_SHEET]


def _cells(sheet: "Worksheet") -> Mapping[Place, StoredCell]:
    # The public ways over a sheet build every empty cell up to the last one.
    return cast("Mapping[Place, StoredCell]", sheet._cells)  # noqa: SLF001


def _is_locked(cell: StoredCell) -> bool:
    return bool(getattr(cell, "protection").locked)  # noqa: B009 - no part of what is read elsewhere


def _plain(value: object) -> RawValue:
    """A value without what programs add to it: white space, and empty texts."""
    found = raw_value(value)
    if isinstance(found, str):
        return " ".join(found.split()) or None
    if isinstance(found, bool):  # to Python FALSE is 0, to a person it is not
        return str(found).upper()
    return found.normalize() if isinstance(found, Decimal) else found


def _text_of(cell: StoredCell | None) -> object:
    """What was typed; a formula without its blanks, in capitals."""
    if cell is None:
        return None
    if is_formula(cell):
        text = getattr(cell.value, "text", None) or cell.value
        return "=" + "".join(str(text).upper().split()).lstrip("=")
    return _plain(cell.value)


def _result(typed: StoredCell | None, stored: StoredCell | None) -> RawValue:
    if typed is None:
        return None
    if is_formula(typed):
        return _plain(stored.value) if stored is not None else None
    return _plain(typed.value)


def _told_apart(now: RawValue, then: RawValue) -> str:
    """What a cell holds and what was sent, with their kinds where their texts are the same."""
    held, sent = _shown(now), _shown(then)
    if held == sent:
        held, sent = (
            f"the {'number' if isinstance(each, Decimal) else 'text'} {_shown(each)}"
            for each in (now, then)
        )
    return f"{held}, and {sent}"


def _shown(value: RawValue) -> str:
    if value is None:
        return "nothing"
    return quoted(plain(value) if isinstance(value, Decimal) else str(value))
