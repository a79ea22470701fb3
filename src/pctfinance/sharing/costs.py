"""What a host spent in a month on what is shared, by its own ledger, before what it recharged."""

from collections.abc import Iterator, Sequence

from pctfinance.calendar import Period
from pctfinance.errors import UsageError, did_you_mean
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, Holdings, standing_loads
from pctfinance.ledger.journal_rules import Journal, JournalState, journals_of
from pctfinance.ledger.journals import JournalLine
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded, is_to_date

__all__ = ["cost_of_accounts", "cost_of_categories"]


def cost_of_categories(
    holdings: Holdings, host: str, period: Period, categories: Sequence[str]
) -> int:
    """The host's revenue actuals of a month in some categories, in pence: costs positive.

    What it recharged is left out, so that a recharge does not lower the cost that it is a share of.

    Raises:
        UsageError: the host has no actuals of the month, or none at all in a category.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> cost_of_categories(book.holdings, "5K7", book.year.period(8), ["acute"]) > 0
    True
    """
    actuals = holdings.actuals
    known = actuals.categories(host, Limit.REVENUE)
    if unknown := sorted(set(categories) - set(known)):
        hint = did_you_mean(unknown[0], list(known)) or f"it has {', '.join(known) or 'none'}"
        raise UsageError(f"{host} has no actuals in {', '.join(unknown)}", hint=hint)
    needed = [period.number]
    if host in actuals.cumulative and period.number > 1:
        needed.append(period.number - 1)  # the month is the difference of two reports
    missing = set(needed) - actuals.months(host, Limit.REVENUE)
    if missing:
        raise UsageError(
            f"{host} has no actuals for M{min(missing):02}",
            hint="load them, or give the cost as an amount",
        )
    cost = 0
    for category in sorted(set(categories)):
        cost += actuals.to_date(host, Limit.REVENUE, period, category).pence
        if period.number > 1:
            cost -= actuals.to_date(host, Limit.REVENUE, period.previous, category).pence
    recharged = sum(
        line.charge_pence
        for journal in _approved(holdings.resource.standing(host, period))
        if _is_income(journal, host) and journal.period == period
        for line in journal.what.entered
        if line.limit is Limit.REVENUE and line.category in categories
    )
    return cost - recharged


def cost_of_accounts(
    holdings: Holdings, host: str, period: Period, accounts: tuple[str, str], cells: CellsOf
) -> int:
    """What a month charges to revenue on accounts from one code to another, in pence.

    Codes are texts and compared as such, among those of the same length. What the host recharged
    is left out.

    Raises:
        UsageError: the month has no extract of the host's ledger, or the range is none.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> cost_of_accounts(book.holdings, "5K7", book.year.period(8), ("5", "4"), {}.__getitem__)
    Traceback (most recent call last):
    ...
    pctfinance.errors.UsageError: '5' to '4' is no range of accounts -> give the first and the last \
code, of the same length [usage]
    """
    first, last = accounts
    if not first or len(first) != len(last) or first > last:
        raise UsageError(
            f"{first!r} to {last!r} is no range of accounts",
            hint="give the first and the last code, of the same length",
        )
    events = holdings.resource.standing(host, period)
    cost = sum(_loaded(host, period, events, accounts, cells))
    for journal in _approved(events):
        if _is_income(journal, host):
            continue
        charged = sum(line.charge_pence for line in journal.what.entered if _is_of(line, accounts))
        cost += charged if journal.period == period else 0
        cost -= charged if journal.what.reversing and journal.period.next == period else 0
    return cost


def _loaded(
    host: str,
    period: Period,
    events: Sequence[Event],
    accounts: tuple[str, str],
    cells: CellsOf,
) -> Iterator[int]:
    """What each extract of the month charges on the accounts; of reports to date the movement."""
    loads = {
        (event.period.number, event.what.lane): event.what
        for event in standing_loads(events, "actuals")
        if isinstance(event.what, LedgerLoaded)
    }
    report = loads.get((period.number, Lane.LOAD))
    if report is None:
        raise UsageError(
            f"there is no extract of {host}'s ledger for {period}, so its accounts are not known",
            hint="load it, or give categories or the cost as an amount",
        )
    yield _charged(cells(report.cells_sha256), accounts)
    if is_to_date(report) and period.number > 1:
        before = loads.get((period.number - 1, Lane.LOAD))
        if before is None:
            raise UsageError(
                f"{host} reports to date, and has no extract for {period.previous}",
                hint="load it, or give the cost as an amount",
            )
        yield -_charged(cells(before.cells_sha256), accounts)
    adjusted = loads.get((period.number, Lane.ADJUSTMENT))
    if adjusted is not None:
        yield _charged(cells(adjusted.cells_sha256), accounts)


def _charged(cells: BalanceCells, accounts: tuple[str, str]) -> int:
    names, limits = cells.codes["account"], cells.codes["limit"]
    rows = zip(
        cells.columns["account"].tolist(),
        cells.columns["limit"].tolist(),
        cells.columns["charge"].tolist(),
        strict=True,
    )
    return sum(
        pence
        for name, limit, pence in rows
        if limits[limit] == Limit.REVENUE and _within(names[name], accounts)
    )


def _is_of(line: JournalLine, accounts: tuple[str, str]) -> bool:
    return line.limit is Limit.REVENUE and _within(line.account, accounts)


def _within(account: str, accounts: tuple[str, str]) -> bool:
    first, last = accounts
    return len(account) == len(first) and first <= account <= last


def _is_income(journal: Journal, host: str) -> bool:
    """Whether it is what the host recharged to others."""
    mark = journal.what.recharge
    return mark is not None and mark.provider == host


def _approved(events: Sequence[Event]) -> Iterator[Journal]:
    for journal in journals_of(events).values():
        if journal.state is JournalState.APPROVED:
            yield journal
