"""What one body's general ledger closes its year with, from the balance cells of its loads.

Opening plus debits less credits: of the last load where loads are to date, else of the first
month's opening and every month's movement. Adjustments are movements and come on top. Income and
expenditure then close into the general fund, so that what is left is a balance sheet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded
from pctfinance.money import show_exact

__all__ = [
    "ClosingBalance",
    "LedgerBalance",
    "closed_into",
    "closing_balances",
    "ledger_findings",
]

_CellsOf = Callable[[str], BalanceCells]


class ClosingBalance(NamedTuple):
    """What one account closes with, in pence: debits positive."""

    account: str
    counterparty: str
    pence: int


class LedgerBalance(NamedTuple):
    """A balance before income and expenditure are closed, in pence: debits positive.

    `is_cost` marks income and expenditure, which count against the revenue limit.
    """

    account: str
    counterparty: str
    pence: int
    is_cost: bool


def closing_balances(
    body: str,
    year: FinancialYear,
    events: Iterable[Event],
    cells: _CellsOf,
) -> tuple[LedgerBalance, ...]:
    """The balances of one body's general ledger at its year's end; none of zero.

    Args:
        body: the body's code.
        year: the year.
        events: every event; the last load of a month and lane stands, and every approved journal.
        cells: gives the balance cells with a hash.

    >>> closing_balances("5A9", FinancialYear("2012-13"), [], lambda sha256: BalanceCells.of([]))
    ()
    """
    every = tuple(events)
    loads, adjustments = _standing(body, year, every)
    sums: dict[tuple[str, str, bool], int] = defaultdict(int)
    to_date = bool(loads) and _what(loads[-1]).to_date
    counted = loads[-1:] if to_date else loads
    for number, event in enumerate((*counted, *adjustments)):
        for row in _rows(cells(_what(event).cells_sha256)):
            opening = row.opening if number == 0 and event in counted else 0
            sums[row.account, row.counterparty, row.is_cost] += opening + row.movement
    for movement in _journals(body, year, every):
        sums[movement.account, movement.counterparty, movement.is_cost] += movement.pence
    return tuple(
        LedgerBalance(account, counterparty, pence, is_cost)
        for (account, counterparty, is_cost), pence in sorted(sums.items())
        if pence
    )


def _journals(body: str, year: FinancialYear, events: Iterable[Event]) -> Iterator[LedgerBalance]:
    """What approved journals move. One that reverses itself is back at nothing by the year's end."""
    for (of_body, of_year, _), journal in journals_of(events).items():
        if (of_body, of_year) != (body, year) or journal.state is not JournalState.APPROVED:
            continue
        for line in () if journal.what.reversing else journal.what.entered:
            is_cost = line.limit == Limit.REVENUE
            pence = line.debit_pence - line.credit_pence
            yield LedgerBalance(line.account, line.counterparty, pence, is_cost)


def closed_into(balances: Iterable[LedgerBalance], general_fund: str) -> tuple[ClosingBalance, ...]:
    """The balance sheet: income and expenditure closed into the account of the general fund.

    >>> balances = [LedgerBalance("5000", "", 30, True), LedgerBalance("2100", "", -30, False)]
    >>> closed_into(balances, "3000")
    (ClosingBalance(account='2100', counterparty='', pence=-30), ClosingBalance(account='3000', counterparty='', pence=30))
    """
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for balance in balances:
        key = (general_fund, "") if balance.is_cost else (balance.account, balance.counterparty)
        sums[key] += balance.pence
    return tuple(ClosingBalance(*key, pence) for key, pence in sorted(sums.items()) if pence)


def ledger_findings(
    body: str, year: FinancialYear, events: Iterable[Event], cells: _CellsOf
) -> Iterator[Finding]:
    """Why the closing balances of a body cannot be relied on; nothing where they can.

    A month is missing, an opening is not the closing of the month before, the balances do not sum
    to zero; or, as a warning, there is no ledger at all, or a summary without a balance sheet was
    completed by a contra line.

    >>> none = ledger_findings("5A9", FinancialYear("2012-13"), [], lambda _: BalanceCells.of([]))
    >>> [finding.message for finding in none]
    ['the book holds no general ledger of 5A9: there are no balances to assign']
    """
    every = tuple(events)
    loads, _ = _standing(body, year, every)
    if not loads:
        message = f"the book holds no general ledger of {body}: there are no balances to assign"
        hint = "load its trial balance, or close what is outside the ledger alone"
        yield Finding("yearend.ledger", Level.WARNING, message, Where(body=body), hint)
        return
    last, to_date = loads[-1], _what(loads[-1]).to_date
    where = Where(body=body, period=str(last.period))
    months = {event.period.number for event in loads}
    wanted = {12} if to_date else set(range(1, 13))
    if missing := sorted(wanted - months):
        names = ", ".join(f"M{number:02}" for number in missing)
        yield _finding(f"the general ledger of {body} has no load of {names}", where)
    total = sum(balance.pence for balance in closing_balances(body, year, every, cells))
    if total:
        yield _finding(
            f"the closing balances of {body} differ from zero by {show_exact(total)}", where
        )
    if any(_what(event).contra for event in loads):
        message = (
            f"the loads of {body} hold no balance sheet: a contra line was put in its place, and "
            "it is a balance like the others"
        )
        yield Finding("yearend.ledger", Level.WARNING, message, where, "load a trial balance")
    if not to_date:
        yield from _breaks(body, loads, cells)


def _breaks(body: str, loads: list[Event], cells: _CellsOf) -> Iterator[Finding]:
    """Openings that are not what the month before closed with, where openings are given at all."""
    closing: dict[tuple[str, str], int] = defaultdict(int)
    for number, event in enumerate(loads):
        opening: dict[tuple[str, str], int] = defaultdict(int)
        movement: dict[tuple[str, str], int] = defaultdict(int)
        for row in _rows(cells(_what(event).cells_sha256)):
            opening[row.account, row.counterparty] += row.opening
            movement[row.account, row.counterparty] += row.movement
        given = number > 0 and any(opening.values())
        for key in sorted({*opening, *closing} if given else ()):
            if opening[key] != closing[key]:
                yield _finding(
                    f"account {' '.join(key).strip()} of {body} opens with "
                    f"{show_exact(opening[key])}; the month before it closed with "
                    f"{show_exact(closing[key])}",
                    Where(body=body, period=str(event.period)),
                )
        for source in (movement,) if number else (opening, movement):
            for key, pence in source.items():
                closing[key] += pence


class _Row(NamedTuple):
    account: str
    counterparty: str
    is_cost: bool
    opening: int
    movement: int


def _rows(cells: BalanceCells) -> Iterator[_Row]:
    names = ("account", "counterparty", "limit", "opening", "debit", "credit")
    accounts, counterparties, limits = (cells.codes[name] for name in names[:3])
    for account, counterparty, limit, opening, debit, credit in zip(
        *(cells.columns[name].tolist() for name in names), strict=True
    ):
        is_cost = limits[limit] == Limit.REVENUE
        yield _Row(
            accounts[account], counterparties[counterparty], is_cost, opening, debit - credit
        )


def _standing(
    body: str, year: FinancialYear, events: Iterable[Event]
) -> tuple[list[Event], list[Event]]:
    """The loads and the adjustments that stand, each in the order of its months."""
    last: dict[tuple[Lane, int], Event] = {}
    for event in events:
        if event.body != body or event.year != year:
            continue
        if isinstance(event.what, LedgerLoaded):
            last[event.what.lane, event.period.number] = event
        elif isinstance(event.what, FiguresLoaded) and event.what.table == "actuals":
            last.pop((Lane.LOAD, event.period.number), None)  # it took the extract's place
    ordered = [last[key] for key in sorted(last, key=lambda key: key[1])]
    return (
        [event for event in ordered if _what(event).lane is Lane.LOAD],
        [event for event in ordered if _what(event).lane is Lane.ADJUSTMENT],
    )


def _what(event: Event) -> LedgerLoaded:
    if not isinstance(event.what, LedgerLoaded):
        msg = f"{event.what.kind} is no load of a general ledger"
        raise TypeError(msg)
    return event.what


def _finding(message: str, where: Where) -> Finding:
    return Finding(
        "yearend.ledger", Level.ERROR, message, where, "load what is missing, or correct it"
    )
