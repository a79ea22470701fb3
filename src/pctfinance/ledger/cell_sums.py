"""What the balance cells of many loads charge, summed in one pass: thousands of loads at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.errors import IntegrityError
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.lines import Limit

__all__ = ["ChargeColumns", "charge_columns"]

Ints = NDArray[np.int64]

_LIMITS = {limit.value: at for at, limit in enumerate(Limit)}
_NONE = -1
_INT64_MAX = 2**63 - 1


class ChargeColumns(NamedTuple):
    """What loads charge by limit and category, in pence: costs positive.

    `load` is the place of the load in what was given, `limit` the place in `Limit`, `category` the
    place in `categories`. Rows are in the order of loads.
    """

    categories: tuple[str, ...]
    load: Ints
    limit: Ints
    category: Ints
    pence: Ints


def charge_columns(loads: Sequence[BalanceCells]) -> ChargeColumns:
    """The charges of many loads; those of each are what its `charges` has.

    Args:
        loads: the balance cells of each.

    Raises:
        IntegrityError: a cell names no limit that there is, or a sum is larger than int64 holds.

    >>> cells = BalanceCells.of([("1", "acute", "revenue", "", "", "", 0, 5, 0, 5, 1),
    ...     ("2", "acute", "revenue", "", "", "", 0, 2, 0, 2, 1)])
    >>> found = charge_columns([cells, cells])
    >>> found.categories, found.load.tolist(), found.pence.tolist()
    (('acute',), [0, 1], [7, 7])
    """
    counts = np.array([cells.count for cells in loads], dtype=np.int64)
    if not counts.sum():
        empty = np.zeros(0, dtype=np.int64)
        return ChargeColumns((), empty, empty, empty, empty)
    known: dict[str, int] = {}
    categories = [known.setdefault(n, len(known)) for c in loads for n in c.codes["category"]]
    limits = [_limit(text) for cells in loads for text in cells.codes["limit"]]
    load = np.repeat(np.arange(counts.size), counts)
    limit = np.array(limits, dtype=np.int64)[_places(loads, "limit", counts)]
    category = np.array(categories, dtype=np.int64)[_places(loads, "category", counts)]
    pence = np.concatenate([cells.columns["charge"] for cells in loads])
    at = limit != _NONE  # accounts of the balance sheet charge nothing
    key = (load[at] * len(Limit) + limit[at]) * len(known) + category[at]
    order = np.argsort(key, kind="stable")
    key, pence = key[order], pence[at][order]
    largest = max(abs(int(pence.max())), abs(int(pence.min()))) if pence.size else 0
    if largest * pence.size > _INT64_MAX:
        raise IntegrityError("balance cells hold amounts that are larger than there are")
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if key.size else key
    sums = np.add.reduceat(pence, first) if key.size else pence
    of_load, where = np.divmod(key[first], len(Limit) * len(known))
    which, what = np.divmod(where, len(known))
    used, place = np.unique(what, return_inverse=True)
    names = tuple(known)
    return ChargeColumns(tuple(names[at] for at in used.tolist()), of_load, which, place, sums)


def _limit(text: str) -> int:
    if text and text not in _LIMITS:
        raise IntegrityError(f"balance cells are charged to {text!r}, which is no limit")
    return _LIMITS.get(text, _NONE)


def _places(loads: Sequence[BalanceCells], name: str, counts: Ints) -> Ints:
    """Of each cell, the place of its text in the texts of all loads behind each other."""
    lengths = np.array([len(cells.codes[name]) for cells in loads], dtype=np.int64)
    before = np.cumsum(lengths) - lengths
    found: Ints = np.concatenate([cells.columns[name] for cells in loads])
    return found + np.repeat(before, counts)
