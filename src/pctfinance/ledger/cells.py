"""Balance cells: the lines of one load, summed once when it came in.

A load never changes, so neither do its sums. Every position is made from these cells and never
from the lines, however many there are.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.errors import IntegrityError
from pctfinance.ledger.lines import Limit

__all__ = ["KEYS", "MEASURES", "BalanceCells", "CellCharge", "CellShelf", "cells_named"]

KEYS = ("account", "category", "limit", "delegate", "counterparty", "recurrence")
"""What a cell is about. `limit` is empty for an account of the balance sheet."""

MEASURES = ("opening", "debit", "credit", "charge", "lines")
"""What is summed: pence, and the number of lines. `charge` is what counts against the limit."""

_MAGIC = b"pctfinance cells 1\n"
_WORD = np.dtype("<i8")


class CellCharge(NamedTuple):
    """What the cells of one category charge against one limit, in pence: costs positive.

    `delegate` is whose budget it is charged to, where it was asked for; else empty.
    """

    limit: Limit
    category: str
    pence: int
    delegate: str = ""


@dataclass(frozen=True)
class BalanceCells:
    """The cells of one load: codes as numbers, each key with its own list of texts.

    `codes[key]` lists the texts of a key; `columns[key]` holds places in that list, and
    `columns[measure]` int64 sums. Debits and credits are both positive.

    >>> cells = BalanceCells.of([("52110", "acute", "revenue", "", "", "recurrent", 0, 500, 0, 500, 2)])
    >>> list(cells.charges())
    [CellCharge(limit=<Limit.REVENUE: 'revenue'>, category='acute', pence=500, delegate='')]
    >>> BalanceCells.from_bytes(cells.to_bytes()).total("debit")
    500
    """

    codes: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, NDArray[np.int64]] = field(repr=False)

    @classmethod
    def of(
        cls, rows: "list[tuple[str, str, str, str, str, str, int, int, int, int, int]]"
    ) -> "BalanceCells":
        """Cells from rows of `KEYS` and then `MEASURES`, in order of their keys.

        >>> BalanceCells.of([]).count
        0
        """
        ordered = sorted(rows)
        codes, columns = {}, {}
        for at, key in enumerate(KEYS):
            texts = sorted({str(row[at]) for row in ordered})
            place = {text: index for index, text in enumerate(texts)}
            codes[key] = tuple(texts)
            columns[key] = np.array([place[str(row[at])] for row in ordered], dtype=np.int64)
        for at, measure in enumerate(MEASURES, start=len(KEYS)):
            columns[measure] = np.array([row[at] for row in ordered], dtype=np.int64)
        return cls(codes, columns)

    @property
    def count(self) -> int:
        """How many cells there are."""
        return int(self.columns["lines"].size)

    def total(self, measure: str) -> int:
        """The sum of one measure over all cells."""
        return sum(int(value) for value in self.columns[measure])

    def charges(self, *, by_delegate: bool = False) -> Iterator[CellCharge]:
        """What is charged, by limit and category; accounts of the balance sheet charge nothing.

        Args:
            by_delegate: whether what is charged to delegates' budgets is told apart.
        """
        sums: dict[tuple[str, str, str], int] = {}
        keys = zip(
            self.columns["limit"].tolist(),
            self.columns["category"].tolist(),
            self.columns["delegate"].tolist(),
            self.columns["charge"].tolist(),
            strict=True,
        )
        limits, categories = self.codes["limit"], self.codes["category"]
        for limit, category, delegate, pence in keys:
            if limits[limit]:
                whose = self.codes["delegate"][delegate] if by_delegate else ""
                cell = (limits[limit], categories[category], whose)
                sums[cell] = sums.get(cell, 0) + pence
        for (limit_name, name, whose), pence in sorted(sums.items()):
            yield CellCharge(Limit(limit_name), name, pence, whose)

    def to_bytes(self) -> bytes:
        """The cells as bytes: a heading in JSON, then one row of int64 for each column."""
        heading = json.dumps({"cells": self.count, "codes": self.codes}, ensure_ascii=False)
        table = np.stack([self.columns[name].astype(_WORD) for name in (*KEYS, *MEASURES)])
        return _MAGIC + heading.encode() + b"\n" + table.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "BalanceCells":
        """The cells that were kept as bytes.

        Raises:
            IntegrityError: these bytes are no balance cells.

        >>> BalanceCells.from_bytes(BalanceCells.of([]).to_bytes()).count
        0
        """
        try:
            if not content.startswith(_MAGIC):
                raise ValueError("another beginning")  # noqa: TRY301 - said once below
            end = content.index(b"\n", len(_MAGIC))
            count, codes = _heading(content[len(_MAGIC) : end])
            names = (*KEYS, *MEASURES)
            table = np.frombuffer(content, dtype=_WORD, offset=end + 1)
            table = table.reshape(len(names), count)
        except (ValueError, KeyError, TypeError) as error:
            raise IntegrityError(f"balance cells cannot be read: {error}") from error
        return cls(codes, dict(zip(names, table.astype(np.int64, copy=False), strict=True)))


@lru_cache(maxsize=256)
def _heading(text: bytes) -> tuple[int, Mapping[str, tuple[str, ...]]]:
    """How many cells there are, and their texts: bodies of one chart of accounts have the same."""
    heading = json.loads(text)
    codes = {key: tuple(heading["codes"][key]) for key in KEYS}
    return heading["cells"], MappingProxyType(codes)


class CellShelf:
    """The balance cells of a book's loads, by their hash. They never change, so they are read once.

    Args:
        read: gives the bytes under some hashes, each with its hash; it sees to it that they are what
            was recorded.

    >>> kept = {"0a": BalanceCells.of([]).to_bytes()}
    >>> shelf = CellShelf(lambda names: [(name, kept[name]) for name in names])
    >>> shelf("0a").count
    0
    """

    def __init__(self, read: Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]) -> None:
        self._read = read
        self._cells: dict[str, BalanceCells] = {}

    def __call__(self, sha256: str) -> BalanceCells:
        """The balance cells with a hash."""
        if sha256 not in self._cells:
            self.read([sha256])
        return self._cells[sha256]

    def read(self, names: Iterable[str]) -> None:
        """Read those of many that were not read before, all at once.

        Raises:
            IntegrityError: some are missing, or not what was recorded.

        >>> CellShelf(lambda names: []).read([])
        """
        new = list(dict.fromkeys(name for name in names if name not in self._cells))
        if new:
            for name, content in self._read(new):
                self._cells[name] = BalanceCells.from_bytes(content)


def cells_named(cells: Callable[[str], BalanceCells], names: Sequence[str]) -> list[BalanceCells]:
    """The balance cells with some hashes; those that a shelf has not read yet are read at once.

    >>> kept = {"0a": BalanceCells.of([]).to_bytes()}
    >>> shelf = CellShelf(lambda names: [(name, kept[name]) for name in names])
    >>> [one.count for one in cells_named(shelf, ["0a", "0a"])]
    [0, 0]
    """
    if isinstance(cells, CellShelf):
        cells.read(names)
    return [cells(name) for name in names]
