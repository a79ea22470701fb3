"""What the balance cells of many loads charge, summed in one pass: thousands of loads at once."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.errors import IntegrityError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.lines import Limit

__all__ = ["ChargeColumns", "Places", "charge_columns"]

Ints = NDArray[np.int64]

_LIMITS = {limit.value: at for at, limit in enumerate(Limit)}
_NONE = -1
_INT64_MAX = 2**63 - 1

_BLOCK = 128
"""How many loads are summed at once: what is made on the way then fits into a processor's cache."""


class ChargeColumns(NamedTuple):
    """What loads charge by limit and category, in pence: costs positive.

    `load` is the place of the load in what was given, `limit` the place in `Limit`, `category` the
    place in `categories`, `word` the place in `words`: whose budget it is charged to, or what is said
    of its recurrence, where that is told apart; else empty. Rows are in the order of loads.
    """

    categories: tuple[str, ...]
    words: tuple[str, ...]
    load: Ints
    limit: Ints
    category: Ints
    word: Ints
    pence: Ints


def charge_columns(
    loads: Sequence[BalanceCells], by: Literal["", "delegate", "recurrence"] = ""
) -> ChargeColumns:
    """The charges of many loads; those of each are what its `charges` has.

    Args:
        loads: the balance cells of each.
        by: what is told apart besides.

    Raises:
        IntegrityError: a cell names no limit that there is, or a sum is larger than int64 holds.

    >>> cells = BalanceCells.of([("1", "acute", "revenue", "", "", "", 0, 5, 0, 5, 1),
    ...     ("2", "acute", "revenue", "07M", "", "", 0, 2, 0, 2, 1)])
    >>> found = charge_columns([cells, cells])
    >>> found.categories, found.load.tolist(), found.pence.tolist()
    (('acute',), [0, 1], [7, 7])
    >>> found = charge_columns([cells], "delegate")
    >>> [(found.words[at], pence) for at, pence in zip(found.word.tolist(), found.pence.tolist())]
    [('', 5), ('07M', 2)]
    """
    categories, words = Places(), Places() if by else Places({"": 0})
    parts = [
        _charged(loads[first : first + _BLOCK], first, by, categories, words)
        for first in range(0, len(loads), _BLOCK)
    ]
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return ChargeColumns((), (), empty, empty, empty, empty, empty)
    load, limit, word, category, pence = map(np.concatenate, zip(*parts, strict=True))
    named, category = _used(tuple(categories), category)
    told, word = _used(tuple(words), word)
    return ChargeColumns(named, told, load, limit, category, word, pence)


def _charged(
    loads: Sequence[BalanceCells], first: int, by: str, categories: "Places", words: "Places"
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """The load, limit, word and category of each charge of some loads, and its pence.

    Args:
        loads: the balance cells of each.
        first: the place of the first of them among all.
        by: what is told apart besides.
        categories: the places of all categories so far.
        words: likewise of what is told apart.
    """
    counts = np.array([cells.count for cells in loads], dtype=np.int64)
    limit = _coded(loads, counts, "limit", _limit)
    category = _coded(loads, counts, "category", categories.__getitem__)
    word = _coded(loads, counts, by, words.__getitem__) if by else None
    shape = (counts.size, len(Limit), max(len(words), 1), max(len(categories), 1))
    # A place in all of them together: many loads are a few large arrays, and are made once.
    key = np.repeat(np.arange(counts.size) * (shape[1] * shape[2] * shape[3]), counts)
    key += category.of(1)
    if word is not None:
        key += word.of(shape[3])
    charged = limit.of(shape[2] * shape[3])
    at = np.flatnonzero(charged >= 0)  # accounts of the balance sheet charge nothing
    key += charged
    pence = np.concatenate([cells.columns["charge"] for cells in loads])
    key, sums = _summed(key[at], pence[at])
    of_load, which, said, what = np.unravel_index(key, shape)
    return of_load + first, which, said, what, sums


class Places(dict[str, int]):
    """The places of texts, in the order in which they were first asked for.

    >>> places = Places()
    >>> [places[text] for text in ("acute", "dental", "acute")]
    [0, 1, 0]
    """

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


class _Coded(NamedTuple):
    """One key of all cells behind each other: the code of each text, and each cell's place in these."""

    codes: Ints
    places: Ints

    def of(self, step: int) -> Ints:
        """The codes of all cells, each so many times."""
        found: Ints = (self.codes * step)[self.places]
        return found


def _coded(
    loads: Sequence[BalanceCells], counts: Ints, name: str, code: Callable[[str], int]
) -> _Coded:
    # Bodies of one chart of accounts share their texts: each list of texts is looked up once.
    begin: dict[int, int] = {}
    codes: list[int] = []
    for cells in loads:
        texts = cells.codes[name]
        if id(texts) not in begin:
            begin[id(texts)] = len(codes)
            codes += map(code, texts)
    places = np.concatenate([cells.columns[name] for cells in loads])
    if len(begin) > 1:
        first = np.array([begin[id(cells.codes[name])] for cells in loads], dtype=np.int64)
        places += np.repeat(first, counts)
    return _Coded(np.array(codes, dtype=np.int64), places)


def _used(texts: Sequence[str], places: Ints) -> tuple[tuple[str, ...], Ints]:
    """The texts that something is charged to, and the places in these."""
    used = np.flatnonzero(np.bincount(places, minlength=len(texts)))
    place = np.zeros(len(texts), dtype=np.int64)
    place[used] = np.arange(used.size)
    return tuple(texts[at] for at in used.tolist()), place[places]


def _summed(key: Ints, pence: Ints) -> tuple[Ints, Ints]:
    """Each key once, in order, and the sum of its amounts."""
    if not key.size:
        return key, pence
    order = np.argsort(key)
    key, pence = key[order], pence[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    largest = max(abs(int(pence.max())), abs(int(pence.min())))
    if largest * pence.size <= _INT64_MAX:
        return key[first], np.add.reduceat(pence, first)
    exact = np.add.reduceat(pence.astype(object), first)
    if any(abs(total) > _INT64_MAX for total in exact.tolist()):
        raise IntegrityError("balance cells hold amounts that are larger than there are")
    return key[first], exact.astype(np.int64)


def _limit(text: str) -> int:
    if text and text not in _LIMITS:
        raise IntegrityError(f"balance cells are charged to {text!r}, which is no limit")
    return _LIMITS.get(text, _NONE)
