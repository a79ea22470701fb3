"""Openings that are not the closing of the month before: what lies between two extracts is in neither."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.ledger.openings import has_balance_sheet
from pctfinance.money import show_exact

__all__ = ["OPENING_HINT", "OpeningBreak", "opening_breaks"]

OPENING_HINT = "load the month before again as it stands now, or the difference as its adjustment"
"""What is done about it: the movement then is in the month that it is of."""

_CellsOf = Callable[[str], BalanceCells]
_Accounts = dict[tuple[str, str], int]
_SHOWN = 5


class OpeningBreak(NamedTuple):
    """One month whose extract does not open with what that of the month before closed with.

    `accounts` are those that differ, the largest first: the account, the limit that it is charged to
    (empty on the balance sheet), and what it closed and opened with, in pence, debits positive.
    """

    month: int
    sequence: int
    accounts: tuple[tuple[str, str, int, int], ...]

    @property
    def limits(self) -> frozenset[Limit]:
        """The limits of which a charge lies between the two extracts."""
        return frozenset(Limit(limit) for _, limit, *_ in self.accounts if limit)

    @property
    def words(self) -> str:
        """Which opening is not which closing.

        >>> OpeningBreak(2, 7, ()).words
        'the opening of M02 is not the closing of M01'
        """
        return f"the opening of M{self.month:02} is not the closing of M{self.month - 1:02}"

    @property
    def amounts(self) -> str:
        """The accounts with both amounts, the largest difference first.

        >>> OpeningBreak(2, 7, (("52110", "revenue", 100_00, 250_00),)).amounts
        '52110 closed with £100 and opened with £250'
        """
        said = [
            f"{account} closed with {show_exact(closed)} and opened with {show_exact(opened)}"
            for account, _, closed, opened in self.accounts[:_SHOWN]
        ]
        more = len(self.accounts) - _SHOWN
        return "; ".join([*said, *([f"and {more} more accounts"] if more > 0 else [])])


def opening_breaks(loads: Iterable[Event], cells: _CellsOf) -> tuple[OpeningBreak, ...]:
    """The openings of one body that are not the closing of the month before, account by account.

    It is held against the extract of the month before, where that is there and this one says any
    opening. What adjustments of the months before brought into the book may be in it or not.

    Args:
        loads: the loads of actuals that stand of a body that reports month by month.
        cells: where the balance cells of loads are.

    >>> opening_breaks([], {}.__getitem__)
    ()
    """
    ordered = sorted(loads, key=lambda event: event.period.number)
    reports = {event.period.number: event for event in ordered if has_balance_sheet(event)}
    found = []
    for number, event in reports.items():
        if (before := reports.get(number - 1)) is None:
            continue
        opened = _sums(event, cells, opening=1)
        if not any(opened.values()):
            continue  # an extract of movements alone
        closed = _sums(before, cells, opening=1, moved=1)
        if closed == opened or not (apart := _apart(closed, opened)):
            continue
        adjusted = _adjusted(ordered, number, cells)
        apart = {key: pence for key, pence in apart.items() if pence != adjusted.get(key, 0)}
        if apart:
            accounts = sorted(apart, key=lambda key: (-abs(apart[key]), key))
            told = ((*key, closed.get(key, 0), opened.get(key, 0)) for key in accounts)
            found.append(OpeningBreak(number, event.sequence, tuple(told)))
    return tuple(found)


def _apart(closed: _Accounts, opened: _Accounts) -> _Accounts:
    keys = {*closed, *opened}
    apart = {key: opened.get(key, 0) - closed.get(key, 0) for key in keys}
    return {key: pence for key, pence in apart.items() if pence}


def _adjusted(loads: Sequence[Event], month: int, cells: _CellsOf) -> _Accounts:
    """What extracts of adjustments brought into the months before one."""
    sums: _Accounts = {}
    for event in loads:
        what, is_before = event.what, event.period.number < month
        if is_before and isinstance(what, LedgerLoaded) and what.lane is Lane.ADJUSTMENT:
            for key, pence in _sums(event, cells, moved=1).items():
                sums[key] = sums.get(key, 0) + pence
    return sums


def _sums(event: Event, cells: _CellsOf, *, opening: int = 0, moved: int = 0) -> _Accounts:
    """By account and limit, the openings, the movements or both of a load, in pence."""
    if not isinstance(event.what, LedgerLoaded):
        return {}
    found = cells(event.what.cells_sha256)
    columns, accounts, limits = found.columns, found.codes["account"], found.codes["limit"]
    net = opening * columns["opening"] + moved * (columns["debit"] - columns["credit"])
    place = columns["account"] * max(len(limits), 1) + columns["limit"]
    sums: NDArray[np.int64] = np.zeros(len(accounts) * max(len(limits), 1), dtype=np.int64)
    np.add.at(sums, place, net)
    there = np.flatnonzero(sums)
    return {
        (accounts[at // len(limits)], limits[at % len(limits)]): pence
        for at, pence in zip(there.tolist(), sums[there].tolist(), strict=True)
    }
