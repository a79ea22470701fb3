"""A table as it came in, cell by cell, and the description of a table as it should be.

Readers (CSV, workbook) make a `RawTable`; `pctfinance.tables.check` turns it into a `CheckedTable`
by its `TableSchema`. The same schemas write the empty workbook and the documentation, so that the
three cannot drift apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Where

__all__ = [
    "Cell",
    "CheckedTable",
    "Column",
    "Kind",
    "RawInput",
    "RawRow",
    "RawTable",
    "RawValue",
    "Row",
    "RowRule",
    "TableSchema",
    "Value",
]

RawValue = str | Decimal | bool | date | datetime | None
"""What a reader found in a cell. A number arrives as `Decimal`, never as `float`; text as typed."""

Value = str | int | bool | date | Period | None
"""What a checked cell holds: text, integer pence, yes/no, a date, a period, or no value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it came in: its value, where it stands, and how it was formatted.

    `number_format` is the workbook's format of the cell (`"00000"`, `"#,##0,"`), empty for CSV.
    `problem` is set by a reader that found no usable value: a spreadsheet error, a formula
    without a stored result.
    """

    value: RawValue
    where: Where
    number_format: str = ""
    problem: Finding | None = None

    @property
    def is_blank(self) -> bool:
        """True where the cell holds nothing but white space and has no problem of its own."""
        return self.problem is None and (
            self.value is None or (isinstance(self.value, str) and not self.value.strip())
        )


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it came in: its number (as the person sees it) and its cells by heading."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it came in. `headings` are trimmed and lower case, in their order."""

    name: str
    where: Where
    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RawInput:
    """All tables of one folder or workbook, as they came in.

    `name` is the folder's or file's name. `findings` are about the whole (an unknown sheet).
    """

    name: str
    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...] = ()


class Kind(StrEnum):
    """What a column holds, and so how it is read, written and checked."""

    TEXT = "text"
    CODE = "code"
    BODY = "body"
    DELEGATE = "delegate"
    APPROVAL = "approval"
    CHOICE = "choice"
    DATE = "date"
    PERIOD = "period"
    MONEY = "money"
    YES_NO = "yes/no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input table.

    `required` means that the heading must be there *and* every cell filled. `default` is what an
    empty or absent cell of an optional column means. `implied` is what an empty cell is taken for
    only where its row makes use of the column at all; the checked cell stays empty. `counts` marks a
    text of whole numbers, which a workbook holds as numbers, so that they can be added up.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: Value = None
    choices: tuple[str, ...] = ()
    implied: str = ""
    example: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table of the input format: its columns, the key of a row, and what it is for.

    `key` names the columns that together may stand only once; `amounts` are the columns in which
    two rows of one key would contradict each other. `needs_rows` refuses an empty table. `rules`
    are asked about each row whose cells were all understood.
    """

    name: str
    purpose: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    amounts: tuple[str, ...] = ("amount",)
    needs_rows: bool = False
    notes: tuple[str, ...] = ()
    rules: tuple["RowRule", ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; `KeyError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row: its values by column name (every column of the schema), and its place.

    `amount_cell` is the address of its amount on a workbook's sheet, such as `F12`; empty for CSV.
    """

    values: Mapping[str, Value]
    where: Where
    amount_cell: str = ""

    def text(self, name: str) -> str:
        """The text in column `name`, empty where there is none."""
        value = self.values[name]
        return "" if value is None else str(value)

    def pence(self, name: str = "amount") -> int | None:
        """The integer pence in column `name`, or `None` where the cell holds no value."""
        value = self.values[name]
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        msg = f"column {name} holds {value!r}, which is not money"
        raise TypeError(msg)


RowRule = Callable[[Row], Iterable[Finding]]
"""A rule about the cells of one row together; its findings need no `where`."""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table whose every cell was understood. Amounts are integer pence, periods `Period`s."""

    schema: TableSchema
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
