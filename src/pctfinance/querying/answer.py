"""What a query answers: rows that are read in pieces, or all of them as a table."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from pctfinance.present.shown import Align, Heading, Shown, ShownRow, row
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QueryAnswer"]

_SHOWN = 50

Pieces = Iterator[list[tuple[Any, ...]]]
Asking = Callable[[], AbstractContextManager[Pieces]]


@dataclass(frozen=True, repr=False)
class QueryAnswer(Told):
    """The answer to one query. It is asked anew whenever its rows are wanted, and never kept whole.

    `columns` are names and types, in their order. Amounts are integer pence.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> answer = Book.read(sample_path()).sql("SELECT code FROM bodies ORDER BY code")
    >>> answer.columns, list(answer)[:2]
    ((('code', 'VARCHAR'),), [('5A9',), ('5C1',)])
    """

    columns: tuple[tuple[str, str], ...]
    asking: Asking = field(repr=False)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for piece in self.pieces():
            yield from piece

    def pieces(self) -> Pieces:
        """The rows, some thousands at a time."""
        with self.asking() as pieces:
            yield from pieces

    @property
    def table(self) -> "pd.DataFrame":
        """All rows as a DataFrame."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a table needs it

        frame = pd.DataFrame(list(self), columns=[name for name, _ in self.columns])
        whole = {name for name, kind in self.columns if kind in _WHOLE and _fits(frame[name])}
        return frame.astype(dict.fromkeys(whole, "Int64"))

    @property
    def shown(self) -> Shown:
        """The first rows, as a person is shown them."""
        first: list[ShownRow] = []
        for found in self:
            if len(first) == _SHOWN:
                first.append(row(["..."] * len(self.columns)))
                break
            first.append(row(["" if value is None else str(value) for value in found]))
        headings = tuple(
            Heading(name, Align.RIGHT if kind in _WHOLE else Align.LEFT)
            for name, kind in self.columns
        )
        return Shown(
            "Answer", "As the query has it; columns _pence are pence.", headings, tuple(first)
        )

    def document(self) -> dict[str, Any]:
        """The answer as JSON has it: dates as text, and so what JSON has no number for.

        >>> from pctfinance.book import Book
        >>> answer = Book.in_memory("2011-12", group="NCL").sql("SELECT 1 AS one, 'nan'::DOUBLE AS no")
        >>> answer.document()["rows"]
        [[1, 'nan']]
        """
        names = [name for name, _ in self.columns]
        rows = [[_plain(value) for value in found] for found in self]
        return {"schema_version": "1.0", "columns": names, "rows": rows}

    def __repr__(self) -> str:
        return f"<Answer of {len(self.columns)} columns>"


_WHOLE = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),  # the last is that of a sum
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
)
_BITS = 63


def _fits(column: "pd.Series[Any]") -> bool:
    """Whether each whole number of a column is one of those that a DataFrame counts exactly."""
    return all(-(2**_BITS) <= value < 2**_BITS for value in column.dropna())


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | bool | float) else str(value)
