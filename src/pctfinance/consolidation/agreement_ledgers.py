"""The items of agreement from the bodies' ledgers: balance cells of loads, and approved journals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.agreement_items import Items
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, standing_loads
from pctfinance.ledger.journal_rules import Journal, JournalState, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded, is_to_date
from pctfinance.ledger.opening_breaks import openings_that_stand
from pctfinance.ledger.openings import has_balance_sheet, is_report

__all__ = ["LedgerItems", "ledger_items"]

Ints = NDArray[np.int64]
_MONTHS = 12


class LedgerItems(NamedTuple):
    """The items of all bodies, and whether their ledgers are there, by side, body and month.

    `held` says of the same months whether the ledger says what stood at their end, and `untold` whether
    what moved in them is moved by a table, which names nobody; see `agree`.

    A ledger that names no counterparty in the whole year cannot answer and counts as not there;
    for balances, neither does a summary that a contra line completed.
    """

    items: Items
    loaded: NDArray[np.bool_]
    synthetic: bool
    held: NDArray[np.bool_]
    untold: NDArray[np.bool_]


def ledger_items(
    events: Iterable[Event],
    bodies: Sequence[str],
    cells: CellsOf,
    month: int,
    *,
    named: Mapping[str, Sequence[str]],
    known_at: date | None = None,
) -> LedgerItems:
    """What the ledgers of some bodies hold in the year to a month.

    Against the revenue limit, debits less credits count; on the balance sheet, the opening of a
    body's first extract too, and of each that follows a month without a balance sheet, where it says
    any: it stands for the months that are not there. So does one that is not the closing of the month
    before, for the accounts that differ. Of loads to date the movement since the load before counts.
    Tables of figures have categories for accounts and name no counterparty. Capital and cash are left
    out.

    Args:
        events: those of one year.
        bodies: in the order in which they stand in the items.
        cells: where the balance cells of loads are.
        month: the number of the last month that counts.
        named: by kind, the accounts that are of it; see `Items.from_columns`.
        known_at: the last day whose documents count; `None` leaves out none.

    >>> ledger_items([], ("5A9", "5K7"), {}.__getitem__, 8, named={}).items.count
    0
    """
    taken = _Taking(bodies, cells, month)
    own = tuple(event for event in events if event.body in taken.place)
    for event in own:
        if is_to_date(event.what):
            # How a body reports holds for its whole year, and is no figure of a day.
            taken.to_date.add(event.body)
    own = tuple(event for event in own if known_at is None or event.notified <= known_at)
    loads = [event for event in standing_loads(own, "actuals") if event.period.number <= month]
    of_body: dict[str, list[Event]] = defaultdict(list)
    for event in loads:
        of_body[event.body].append(event)
    entered: dict[str, list[Journal]] = defaultdict(list)
    for (body, *_), journal in journals_of(own).items():
        entered[body].append(journal)
    for body, its in of_body.items():
        taken.take(body, sorted(its, key=lambda event: event.period.number), entered[body])
    taken.take_journals(own)
    items = Items.from_columns(bodies, tuple(taken.accounts), taken.columns(), named)
    return LedgerItems(items, taken.loaded, taken.synthetic, taken.held, taken.untold)


class _Taking:
    """Collects columns load by load; codes become places in lists."""

    def __init__(self, bodies: Sequence[str], cells: CellsOf, month: int) -> None:
        self.place = {code: at for at, code in enumerate(bodies)}
        self.accounts: dict[str, int] = {}
        self.loaded = np.zeros((2, len(bodies), _MONTHS), dtype=bool)
        self.held = np.ones_like(self.loaded)
        self.untold = np.zeros_like(self.loaded)
        self.to_date: set[str] = set()
        self.synthetic = False
        self._cells, self._month = cells, month
        self._parts: list[Ints] = []

    def take(self, body: str, loads: Sequence[Event], journals: Sequence[Journal]) -> None:
        """The loads of one body, in the order of their months, and its journals."""
        if body in self.to_date:
            self._take_to_date(loads)
        else:
            self._take_months(loads, journals)
        if not any(map(self._names_others, loads)):
            at = self.place[body]
            self.loaded[:, at], self.held[:, at] = False, True

    def _take_months(self, loads: Sequence[Event], journals: Sequence[Journal]) -> None:
        """Of each month what moved in it, and what was brought into a sheet that was not there."""
        opened = openings_that_stand(loads, self._cells, journals)
        counted = np.zeros((6, 0), dtype=np.int64)
        for event in loads:
            part, number = self._part(event), event.period.number
            if is_report(event):
                self._mark(event, [number - 1, number - 1], number)
                if number in opened and has_balance_sheet(event):
                    known, accounts = opened[number]
                    self._mark(event, [known, number], number - 1)
                    brought = self._brought(event, part, counted)
                    if accounts is not None:
                        its = [self._account(code) for code in accounts]
                        brought = brought[:, np.isin(brought[2], its)]
                    self._parts.append(brought)
                    counted = np.concatenate([counted, brought], axis=1)
                counted = np.concatenate([counted, part[:, part[3] == 1]], axis=1)
            self._parts.append(part)

    def _take_to_date(self, loads: Sequence[Event]) -> None:
        """Of each report the movement since that before it; within the two nobody knows what stood."""
        before, since = np.zeros((6, 0), dtype=np.int64), [0, 0]
        for event in loads:
            part, number = self._part(event, opening=is_report(event)), event.period.number
            self._parts.append(part)
            if is_report(event):
                self._mark(event, since, number)
                has = (has_balance_sheet(event), isinstance(event.what, LedgerLoaded))
                # A report without a balance sheet leaves what stood on the last one.
                stays = (before[3] == 1) & (not has[0])
                gone = before[:, ~stays]
                gone[4], gone[5] = number, -gone[5]
                at = self.place[event.body]
                if has[1]:
                    self.untold[1, at, since[1] : number] = False
                else:
                    # A table names nobody: of whom it takes back what was there, it does not say.
                    self.untold[1, at, number - 1] = True
                self._parts.append(gone)
                before = np.concatenate([part, before[:, stays]], axis=1)
                since = [number if there else last for there, last in zip(has, since, strict=True)]

    def _names_others(self, event: Event) -> bool:
        what = event.what
        return isinstance(what, LedgerLoaded) and any(
            self._cells(what.cells_sha256).codes["counterparty"]
        )

    def _mark(self, event: Event, since: Sequence[int], until: int) -> None:
        """A ledger is there for the months behind `since`, which is told by side, until one.

        What stood is said of the end of the last of them alone.
        """
        at = self.place[event.body]
        has = (has_balance_sheet(event), isinstance(event.what, LedgerLoaded))
        for side in (0, 1):
            if has[side] and since[side] < until:
                self.loaded[side, at, since[side] : until] = True
                self.held[side, at, since[side] : until - 1] = False

    def _brought(self, event: Event, moved: Ints, counted: Ints) -> Ints:
        """What a sheet opens with, at the end of the month before, less what is counted of it."""
        opened = self._part(event, opening=True)
        opened[5] -= moved[5]
        brought = np.concatenate([opened, counted * [[1], [1], [1], [1], [1], [-1]]], axis=1)
        brought[4] = max(event.period.number - 1, 1)
        return brought

    def _part(self, event: Event, *, opening: bool = False) -> Ints:
        """The columns of one load: body, counterparty, account, sheet, month, net."""
        what = event.what
        self.synthetic |= event.synthetic
        if isinstance(what, FiguresLoaded):
            rows = [row for row in what.rows if row.limit is Limit.REVENUE]
            accounts = np.array([self._account(row.category) for row in rows], dtype=np.int64)
            net = np.array([row.pence for row in rows], dtype=np.int64)
            self.synthetic |= any(row.synthetic for row in rows)
            nobody, limit = np.full(net.size, -1), np.zeros(net.size, dtype=np.int64)
            return self._columns(event, nobody, accounts, limit, net)
        if not isinstance(what, LedgerLoaded):
            msg = f"{what.kind} is no load of actuals"
            raise TypeError(msg)
        found = self._cells(what.cells_sha256)
        limits = np.array([*map(_sheet_of, found.codes["limit"])], dtype=np.int64)
        sheet = _picked(limits, found, "limit")
        others = [self.place.get(code, -1) for code in found.codes["counterparty"]]
        accounts = np.array([*map(self._account, found.codes["account"])], dtype=np.int64)
        net = found.columns["debit"] - found.columns["credit"]
        if opening:
            net = net + np.where(sheet == 1, found.columns["opening"], 0)
        kept = sheet >= 0
        part = self._columns(
            event,
            _picked(np.array(others, dtype=np.int64), found, "counterparty"),
            _picked(accounts, found, "account"),
            sheet,
            net,
        )
        return part[:, kept]

    def _columns(self, event: Event, other: Ints, account: Ints, sheet: Ints, net: Ints) -> Ints:
        whose = np.full(net.size, self.place[event.body])
        when = np.full(net.size, event.period.number)
        return np.stack([whose, other, account, sheet, when, net]).astype(np.int64)

    def take_journals(self, events: Sequence[Event]) -> None:
        """What approved journals move; those that reverse themselves come back in the next month."""
        rows = list(self._journalled(events))
        self._parts.append(np.array(rows, dtype=np.int64).reshape(-1, 6).T)

    def _journalled(self, events: Sequence[Event]) -> Iterator[tuple[int, ...]]:
        for journal in journals_of(events).values():
            event, what = journal.submission, journal.what
            if journal.state is not JournalState.APPROVED or event.period.number > self._month:
                continue
            self.synthetic |= event.synthetic
            for line in what.entered:
                if (sheet := _sheet_of(line.limit)) < 0:
                    continue
                other = self.place.get(line.counterparty, -1)
                account = self._account(line.account)
                net, number = line.debit_pence - line.credit_pence, event.period.number
                yield self.place[event.body], other, account, sheet, number, net
                if what.reversing and number < self._month:
                    yield self.place[event.body], other, account, sheet, number + 1, -net

    def _account(self, code: str) -> int:
        return self.accounts.setdefault(code, len(self.accounts))

    def columns(self) -> dict[str, Ints]:
        """All columns of all loads and journals."""
        table = np.concatenate(self._parts, axis=1) if self._parts else np.zeros((6, 0), np.int64)
        names = ("body", "counterparty", "account", "sheet", "month", "net")
        return dict(zip(names, table, strict=True))


def _sheet_of(limit: str) -> int:
    """1 on the balance sheet, 0 against the revenue limit, -1 for what is left out."""
    return {"": 1, Limit.REVENUE.value: 0}.get(str(limit), -1)


def _picked(values: Ints, cells: BalanceCells, key: str) -> Ints:
    """The value of each cell, from those of the codes of a key."""
    return values[cells.columns[key]] if values.size else cells.columns[key]
