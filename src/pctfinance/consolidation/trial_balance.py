"""The trial balance of one body at the end of a month, from its balance cells and its journals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pctfinance.consolidation.gaps import months_in_words
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, standing_loads
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded, is_to_date
from pctfinance.ledger.opening_breaks import OpeningBreak, opening_breaks

__all__ = ["LedgerCell", "TrialBalance", "trial_balance"]


class LedgerCell(NamedTuple):
    """An account within a category and limit; the limit is empty on the balance sheet."""

    account: str
    category: str
    limit: str


@dataclass(frozen=True)
class TrialBalance:
    """The balances of one body's accounts, in pence: a debit is positive.

    `gap` says in words why they are not known; the balances are then empty. `synthetic_cells` are those
    that an event without a published source moved. `breaks` are the openings that are not the closing of
    the month before. `opening` is with what the year began, as the first extract of the ledger says it.
    """

    balances: Mapping[LedgerCell, int]
    gap: str = ""
    synthetic: bool = False
    synthetic_cells: frozenset[LedgerCell] = frozenset()
    breaks: tuple[OpeningBreak, ...] = ()
    opening: Mapping[LedgerCell, int] = field(default_factory=dict)

    @property
    def difference_pence(self) -> int:
        """Debits less credits of all accounts: zero where the ledger balances.

        >>> TrialBalance({LedgerCell("1", "", ""): 5, LedgerCell("2", "", ""): -5}).difference_pence
        0
        """
        return sum(self.balances.values())


def trial_balance(
    events: Iterable[Event],
    body: str,
    month: int,
    cells: CellsOf,
    known_at: date | None = None,
) -> TrialBalance:
    """The trial balance of one body at the end of a month, or why there is none.

    It is the opening of the first load and every movement since; of a body that reports to date, the
    load of the month itself. Approved journals and adjustments are added. A month without an extract
    of the ledger leaves it unknown, as does a summary that a contra line completed, and an extract that
    does not open with what that of the month before closed with.

    Args:
        events: those of one year.
        body: the body's code.
        month: the number of the month.
        cells: where the balance cells of loads are.
        known_at: the last day whose documents count; `None` leaves out none.

    >>> trial_balance([], "5A9", 2, {}.__getitem__).gap
    'no extract of the general ledger for M01, M02'
    """
    own = [event for event in events if event.body == body]
    to_date = any(is_to_date(event.what) for event in own)
    own = [event for event in own if known_at is None or event.notified <= known_at]
    counted = [each for each in standing_loads(own, "actuals") if each.period.number <= month]
    reports = {
        each.period.number: each
        for each in counted
        if isinstance(each.what, FiguresLoaded) or _lane(each) is Lane.LOAD
    }
    needed = [month] if to_date else list(range(1, month + 1))
    breaks = () if to_date else opening_breaks(counted, cells, journals_of(own).values())
    if gap := _gap(reports, needed) or "; ".join(one.words for one in breaks):
        return TrialBalance({}, gap, breaks=breaks)
    loads = [reports[number] for number in needed]
    more = [each for each in counted if _lane(each) not in (None, Lane.LOAD)]
    sums: dict[LedgerCell, int] = defaultdict(int)
    marked: set[LedgerCell] = set()
    opening: dict[LedgerCell, int] = defaultdict(int)
    for at, event in enumerate((*loads, *more)):
        for cell, before, pence in _cells_of(event, cells):
            sums[cell] += pence
            if at == 0 and before:
                sums[cell] += before
                opening[cell] += before
            if event.synthetic:
                marked.add(cell)
    journals = list(_journalled(own, month))
    for event, lines in journals:
        for cell, pence in lines:
            sums[cell] += pence
            if event.synthetic:
                marked.add(cell)
    counting = (*loads, *more, *(event for event, _ in journals))
    synthetic = any(event.synthetic for event in counting)
    return TrialBalance(
        dict(sorted(sums.items())),
        synthetic=synthetic,
        synthetic_cells=frozenset(marked),
        opening={cell: pence for cell, pence in sorted(opening.items()) if pence},
    )


def _lane(event: Event) -> Lane | None:
    return event.what.lane if isinstance(event.what, LedgerLoaded) else None


def _gap(reports: Mapping[int, Event], needed: Iterable[int]) -> str:
    """Why the balances are not known; empty where they are."""
    lacking, completed = [], []
    for number in needed:
        what = reports[number].what if number in reports else None
        if not isinstance(what, LedgerLoaded):
            lacking.append(number)
        elif what.contra:
            completed.append(number)
    said = []
    if lacking:
        said.append(f"no extract of the general ledger for {months_in_words(lacking)}")
    if completed:
        said.append(
            f"the ledger of {months_in_words(completed)} is a summary that a contra line completed: "
            "it has no balance sheet"
        )
    return "; ".join(said)


def _cells_of(event: Event, cells: CellsOf) -> Iterator[tuple[LedgerCell, int, int]]:
    """Each cell of a load, with its opening balance and what moved it."""
    if not isinstance(event.what, LedgerLoaded):
        return
    found = cells(event.what.cells_sha256)
    names = ("account", "category", "limit")
    keys = zip(*(found.columns[name].tolist() for name in names), strict=True)
    measures = zip(
        *(found.columns[name].tolist() for name in ("opening", "debit", "credit")), strict=True
    )
    for places, (before, debit, credit) in zip(keys, measures, strict=True):
        codes = (found.codes[name][at] for name, at in zip(names, places, strict=True))
        yield LedgerCell(*codes), before, debit - credit


def _journalled(
    events: Iterable[Event], month: int
) -> Iterator[tuple[Event, list[tuple[LedgerCell, int]]]]:
    """What approved journals move; those that reverse themselves come back in the next month."""
    for journal in journals_of(events).values():
        event, what = journal.submission, journal.what
        number = event.period.number
        if journal.state is not JournalState.APPROVED or number > month:
            continue
        if what.reversing and number < month:
            continue  # it came, and it went
        yield (
            event,
            [
                (
                    LedgerCell(line.account, line.category, str(line.limit)),
                    line.debit_pence - line.credit_pence,
                )
                for line in what.entered
            ],
        )
