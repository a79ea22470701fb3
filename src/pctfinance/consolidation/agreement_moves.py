"""What moved between bodies month by month, as receivable, payable, income or expenditure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.agreement_items import Items, Kind

__all__ = ["Moves", "moves"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Moves(NamedTuple):
    """Columns of equal length: whose, with whom, as what, in which month, how much.

    `body` and `other` are places among the bodies, `kind` is a `Kind`; `pence` is what its balance
    to date changed by in the month, positive in the usual direction of the kind.
    """

    body: Ints
    other: Ints
    kind: Ints
    month: Ints
    pence: Ints


def moves(items: Items, month: int) -> Moves:
    """What moved between the bodies up to a month.

    What an account with a counterparty is follows, in every month, from its balance to date in that
    month: a payable that is paid, and then overpaid, was a payable as long as something was owed.

    Args:
        items: what the ledgers hold.
        month: the number of the last month that counts.

    >>> items = Items.of(("A", "B"), ("1",), [(0, 1, 0, True, 7, -50), (0, 1, 0, True, 8, 70)])
    >>> for *about, pence in zip(*(column.tolist() for column in moves(items, 8))):
    ...     print(Kind(about[2]).name, about[3], pence)
    RECEIVABLE 8 20
    PAYABLE 7 50
    PAYABLE 8 -50
    """
    at = (items.counterparty >= 0) & (items.month <= month)
    found = Moves(
        items.body[at], items.counterparty[at], items.kind[at], items.month[at], items.pence[at]
    )
    # An account of which nothing goes against its kind is never anything else.
    against = (found.pence < 0) & ~items.is_named[at]
    if not against.any():
        return found
    side = found.kind >> 1
    key = (found.body * len(items.bodies) + found.other) * len(items.accounts) + items.account[at]
    key = key * 2 + side
    turns = np.isin(key, np.unique(key[against]))
    kept = Moves(*(column[~turns] for column in found))
    split = _split(Moves(*(column[turns] for column in found)), key[turns])
    return Moves(*(np.concatenate(columns) for columns in zip(kept, split, strict=True)))


def _split(found: Moves, key: Ints) -> Moves:
    """The same, as debits and credits to date of each account, which its key tells apart."""
    order = np.lexsort((found.month, key))
    found, key = Moves(*(column[order] for column in found)), key[order]
    credit = (found.kind == Kind.PAYABLE) | (found.kind == Kind.INCOME)
    net = np.where(credit, -found.pence, found.pence).cumsum()
    begins = _changes(key)
    start = np.maximum.accumulate(np.where(begins, np.arange(key.size), 0))
    to_date = net - np.where(start > 0, net[start - 1], 0)
    # What an account has at the end of each month in which it moves.
    last = np.append(_changes(key * 16 + found.month)[1:], True)
    found, key, to_date = Moves(*(column[last] for column in found)), key[last], to_date[last]
    before = np.where(_changes(key), 0, np.roll(to_date, 1))
    side = found.kind >> 1
    parts = []
    for sign in (1, -1):
        moved = np.maximum(sign * to_date, 0) - np.maximum(sign * before, 0)
        # On the balance sheet the provider's is the debit, against a limit the credit.
        role = (side == 0) == (sign < 0)
        part = found._replace(kind=side * 2 + role, pence=moved)
        parts.append(Moves(*(column[moved != 0] for column in part)))
    return Moves(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _changes(values: Ints) -> Bools:
    """Whether a value is another one than that before it; the first is."""
    return np.append(np.ones(1, dtype=bool), values[1:] != values[:-1])
