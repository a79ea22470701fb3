"""Openings that are not the closing of the month before: what lies between two extracts is in neither."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import Journal, JournalState
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.ledger.openings import has_balance_sheet, openings_that_count
from pctfinance.money import show_exact

__all__ = ["OPENING_HINT", "OpeningBreak", "opening_breaks", "openings_that_stand"]

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
        """The limits of which a charge lies between the two extracts.

        What went from one account of a limit to another leaves its charge as it was.

        >>> moved = ("52110", "revenue", 100_00, 60_00), ("52120", "revenue", 0, 40_00)
        >>> OpeningBreak(2, 7, moved).limits, OpeningBreak(2, 7, moved[:1]).limits
        (frozenset(), frozenset({<Limit.REVENUE: 'revenue'>}))
        """
        sums: dict[str, int] = defaultdict(int)
        for _, limit, closed, opened in self.accounts:
            sums[limit] += opened - closed
        return frozenset(Limit(limit) for limit, pence in sums.items() if limit and pence)

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


def opening_breaks(
    loads: Iterable[Event], cells: _CellsOf, journals: Iterable[Journal] = ()
) -> tuple[OpeningBreak, ...]:
    """The openings of one body that are not the closing of the month before, account by account.

    It is held against the extract of the month before, where that is there and this one says any
    opening. What adjustments and approved journals of the months before brought into the book may be
    in it or not, each as a whole.

    Args:
        loads: the loads of actuals that stand of a body that reports month by month.
        cells: where the balance cells of loads are.
        journals: those of the body in the year; only approved ones count.

    >>> opening_breaks([], {}.__getitem__)
    ()
    """
    ordered = sorted(loads, key=lambda event: event.period.number)
    approved = [each for each in journals if each.state is JournalState.APPROVED]
    reports = {event.period.number: event for event in ordered if has_balance_sheet(event)}
    found = []
    for number, event in reports.items():
        if (before := reports.get(number - 1)) is None:
            continue
        opened, closed = _sums(event, cells, opening=1), _sums(before, cells, opening=1, moved=1)
        if not opened.pence.any() or opened.is_same(closed):
            continue  # an extract of movements alone, or one as it should be
        opens, closes = opened.by_account, closed.by_account
        if not (apart := _apart(closes, opens)):
            continue
        beside = _beside(ordered, approved, number, cells)
        apart = {
            key: pence for key, pence in apart.items() if not _may_be(pence, beside.get(key, []))
        }
        if apart:
            accounts = sorted(apart, key=lambda key: (-abs(apart[key]), key))
            told = ((*key, closes.get(key, 0), opens.get(key, 0)) for key in accounts)
            found.append(OpeningBreak(number, event.sequence, tuple(told)))
    return tuple(found)


def openings_that_stand(
    loads: Sequence[Event], cells: _CellsOf, journals: Iterable[Journal] = ()
) -> dict[int, tuple[int, frozenset[str] | None]]:
    """The months whose opening counts on the balance sheet, and of which accounts.

    They are those of `openings_that_count` which say an opening, for all accounts; and those that are
    not the closing of the month before, for the accounts that differ: what a body has with another is
    what its ledger says now, and not what it said then.

    Args:
        loads: what stands of one body that reports month by month, in the order of the months.
        cells: where the balance cells of loads are.
        journals: those of the body in the year; only approved ones count.

    Returns:
        By the number of such a month, that of the last month before it of which a balance sheet is
        there, 0 where there is none; and the accounts, `None` for all.

    >>> openings_that_stand([], {}.__getitem__)
    {}
    """
    says = {
        event.period.number
        for event in loads
        if has_balance_sheet(event)
        and isinstance(event.what, LedgerLoaded)
        and cells(event.what.cells_sha256).columns["opening"].any()
    }
    counted: dict[int, tuple[int, frozenset[str] | None]] = {
        number: (known, None)
        for number, known in openings_that_count(loads).items()
        if number in says
    }
    for one in opening_breaks(loads, cells, journals):
        if accounts := frozenset(account for account, limit, *_ in one.accounts if not limit):
            counted[one.month] = one.month - 1, accounts
    return counted


def _apart(closed: _Accounts, opened: _Accounts) -> _Accounts:
    keys = {*closed, *opened}
    apart = {key: opened.get(key, 0) - closed.get(key, 0) for key in keys}
    return {key: pence for key, pence in apart.items() if pence}


def _beside(
    loads: Sequence[Event], journals: Sequence[Journal], month: int, cells: _CellsOf
) -> Mapping[tuple[str, str], list[tuple[int, int]]]:
    """What each adjustment and journal brought to an account before a month: when, and how much."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for event in loads:
        what, number = event.what, event.period.number
        if number < month and isinstance(what, LedgerLoaded) and what.lane is Lane.ADJUSTMENT:
            for key, pence in _sums(event, cells, moved=1).by_account.items():
                found[key].append((number, pence))
    for journal in journals:
        number, sums = journal.period.number, defaultdict[tuple[str, str], int](int)
        if number >= month:
            continue
        for line in journal.what.entered:
            sums[line.account, str(line.limit)] += line.debit_pence - line.credit_pence
        for key, pence in sums.items():
            found[key].append((number, pence))
            if journal.what.reversing and number + 1 < month:
                found[key].append((number + 1, -pence))
    return found


_SUMS_MAX = 1 << 14


def _may_be(pence: int, moved: Iterable[tuple[int, int]]) -> bool:
    """Whether some of what came in beside the extracts sums to it: each is in it or not.

    A ledger that posts everything has all of the last months in it, however many they are. Beyond
    that the choices are so many that only the newest are tried.
    """
    latest = sorted(moved, key=lambda each: -each[0])
    whole = 0
    for _, its in groupby(latest, key=lambda each: each[0]):
        whole += sum(each for _, each in its)
        if whole == pence:
            return True
    sums = {0}
    for _, each in latest:
        sums |= {so_far + each for so_far in sums}
        if pence in sums or len(sums) > _SUMS_MAX:
            break
    return pence in sums


class _Sums(NamedTuple):
    """A sum for each account and limit, the limits of an account side by side."""

    accounts: tuple[str, ...]
    limits: tuple[str, ...]
    pence: NDArray[np.int64]

    def is_same(self, other: "_Sums") -> bool:
        """Whether both list the same accounts with the same sums; no others need a second look."""
        return self[:2] == other[:2] and np.array_equal(self.pence, other.pence)

    @property
    def by_account(self) -> _Accounts:
        there, count = np.flatnonzero(self.pence), len(self.limits)
        return {
            (self.accounts[at // count], self.limits[at % count]): pence
            for at, pence in zip(there.tolist(), self.pence[there].tolist(), strict=True)
        }


def _sums(event: Event, cells: _CellsOf, *, opening: int = 0, moved: int = 0) -> _Sums:
    """By account and limit, the openings, the movements or both of a load, in pence."""
    if not isinstance(event.what, LedgerLoaded):
        msg = f"{event.what.kind} is no extract of a ledger"
        raise TypeError(msg)
    found = cells(event.what.cells_sha256)
    columns, accounts, limits = found.columns, found.codes["account"], found.codes["limit"]
    net = opening * columns["opening"] + moved * (columns["debit"] - columns["credit"])
    pence: NDArray[np.int64] = np.zeros(len(accounts) * len(limits), dtype=np.int64)
    np.add.at(pence, columns["account"] * len(limits) + columns["limit"], net)
    # An extract may leave out what came to nothing, or list it.
    table = pence.reshape(len(accounts), len(limits))
    rows, of_limits = np.flatnonzero(table.any(axis=1)), np.flatnonzero(table.any(axis=0))
    return _Sums(
        tuple(accounts[at] for at in rows.tolist()),
        tuple(limits[at] for at in of_limits.tolist()),
        table[np.ix_(rows, of_limits)].ravel(),
    )
