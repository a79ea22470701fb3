"""The final close of one body: its balances, their receivers, and what an adjustment left open."""

from collections.abc import Iterator, Sequence

from pctfinance.errors import Finding, Level, PostingRefusedError, Where
from pctfinance.ledger.closing_balances import (
    ClosingBalance,
    closed_into,
    closing_balances,
    ledger_findings,
)
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import Assignment, assign, outstanding, to_assign
from pctfinance.ledger.year_end import AssignedBalance, FinalClosed
from pctfinance.money import show_exact
from pctfinance.year_end.ending import Ending

__all__ = [
    "GENERAL_FUND",
    "assigned_by",
    "closes_of",
    "final_what",
    "findings_of_ledger",
    "open_findings",
]

GENERAL_FUND = "general fund"
"""The account into which income and expenditure close, unless the user names theirs."""


def closes_of(ending: Ending, body: str) -> tuple[Event, ...]:
    """The final closes of a body: the first, and those of what adjustments changed.

    >>> from pctfinance.book import Book
    >>> from pctfinance.year_end.rolling import ending_of
    >>> closes_of(ending_of(Book.in_memory("2011-12", group="NCL")._records), "5A9")
    ()
    """
    return tuple(e for e in ending.events(body) if isinstance(e.what, FinalClosed))


def assigned_by(closes: Sequence[Event]) -> tuple[AssignedBalance, ...]:
    """Everything that final closes assigned.

    >>> assigned_by([])
    ()
    """
    return tuple(
        part
        for event in closes
        if isinstance(event.what, FinalClosed)
        for part in event.what.assigned
    )


def _open(
    ending: Ending, body: str, general_fund: str, events: Sequence[Event]
) -> tuple[tuple[ClosingBalance, ...], dict[str, int]]:
    """What of a body has no receiver yet: balances of its ledger, and amounts outside it."""
    year, every = ending.terms.year, ending.ledger.events
    balances = closed_into(closing_balances(body, year, every, ending.cells), general_fund)
    return to_assign(body, balances, events), outstanding(body, events)


def final_what(
    ending: Ending,
    body: str,
    rules: Sequence[Assignment],
    general_fund: str,
    closes: Sequence[Event],
) -> FinalClosed:
    """The final close of a body, or of what an adjustment changed.

    Args:
        ending: the year's end.
        body: the body's code.
        rules: which balance goes to whom.
        general_fund: the account into which income and expenditure close.
        closes: the final closes that count as made before.

    Raises:
        PostingRefusedError: a balance has no receiver or more than one, a rule is about nothing, or
            the ledger cannot be relied on; every reason at once.

    >>> from pctfinance.book import Book
    >>> from pctfinance.year_end.rolling import ending_of
    >>> ending = ending_of(Book.in_memory("2012-13", group="NCL")._records)
    >>> final_what(ending, "5A9", [], "3000", ()).assigned
    ()
    """
    findings = findings_of_ledger(ending, body)
    others = [e for e in ending.events(body) if not isinstance(e.what, FinalClosed)]
    balances, items = _open(ending, body, general_fund, [*others, *closes])
    assigned, faults = assign(body, balances, items, rules)
    PostingRefusedError.raise_for((*findings, *faults))
    return FinalClosed(general_fund=general_fund, assigned=assigned)


def findings_of_ledger(ending: Ending, body: str) -> tuple[Finding, ...]:
    """What there is to say about a body's closing balances: see `ledger_findings`.

    >>> from pctfinance.book import Book
    >>> from pctfinance.year_end.rolling import ending_of
    >>> ending = ending_of(Book.in_memory("2012-13", group="NCL")._records)
    >>> [finding.level.value for finding in findings_of_ledger(ending, "5A9")]
    ['warning']
    """
    return tuple(ledger_findings(body, ending.terms.year, ending.ledger.events, ending.cells))


def open_findings(ending: Ending, body: str) -> Iterator[Finding]:
    """What changed after a body's final close and has no receiver yet; nothing before it.

    >>> from pctfinance.book import Book
    >>> from pctfinance.year_end.rolling import ending_of
    >>> list(open_findings(ending_of(Book.in_memory("2011-12", group="NCL")._records), "5A9"))
    []
    """
    closes = closes_of(ending, body)
    first = closes[0].what if closes else None
    if not isinstance(first, FinalClosed):
        return
    balances, items = _open(ending, body, first.general_fund, ending.events(body))
    names = [(f"account {b.account} {b.counterparty}".strip(), b.pence) for b in balances]
    for name, pence in [*names, *items.items()]:
        message = f"{name} of {body} changed by {show_exact(pence)} after the final close"
        hint = "assign the difference with another final close"
        yield Finding("yearend.unassigned", Level.WARNING, message, Where(body=body), hint)
