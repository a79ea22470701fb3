"""The general ledger of one body as evidence: what each load and journal has, account by account."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import CellsOf, standing_loads
from pctfinance.ledger.journal_rules import JournalState, journals_of
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FiguresLoaded, Lane, LedgerLoaded
from pctfinance.ledger.opening_breaks import openings_that_stand
from pctfinance.ledger.openings import has_balance_sheet, is_report
from pctfinance.tracing.leaves import evidence_of
from pctfinance.tracing.parts import LinesOf, Part

__all__ = ["LedgerRow", "by_account", "ledger_rows"]


_KEYS = ("account", "category", "limit", "counterparty")
_ACCOUNT, _LIMIT = _KEYS.index("account"), _KEYS.index("limit")


class LedgerRow(NamedTuple):
    """One account of one load or journal, in pence: a debit is positive.

    `limit` is empty on the balance sheet. `part` is the same amount as a leaf.
    """

    account: str
    category: str
    limit: str
    counterparty: str
    part: Part

    @property
    def pence(self) -> int:
        """Debits less credits, with the opening where that counts."""
        return self.part.pence


def ledger_rows(
    events: Iterable[Event], body: str, month: int, cells: CellsOf, *, to_date: bool
) -> Iterator[LedgerRow]:
    """What makes up the balances of a body at the end of a month, load by load.

    The opening of the first extract counts, and every movement since. On the balance sheet, that of
    the last extract behind a month without one counts in place of all that came before it; so does, for
    the accounts that differ, that of the last which does not open with the closing of the month before.
    Of a body that reports to date its last load counts, and on the balance sheet its last extract of a
    whole ledger. Adjustments and approved journals stand beside them.

    Args:
        events: those of one year that are known.
        body: the body's code.
        month: the number of the month.
        cells: where the balance cells of loads are.
        to_date: whether the body reports to date.

    >>> list(ledger_rows([], "5A9", 8, {}.__getitem__, to_date=False))
    []
    """
    own = [event for event in events if event.body == body]
    loads = [event for event in standing_loads(own, "actuals") if event.period.number <= month]
    loads.sort(key=lambda event: event.period.number)
    reports = [event for event in loads if is_report(event)]
    opened = {} if to_date else openings_that_stand(loads, cells, journals_of(own).values())
    openings = _Openings(opened, _last_of(reports) if to_date else None)
    for event in loads:
        what = event.what
        if openings.is_past(event):
            continue
        if isinstance(what, FiguresLoaded):
            yield from _of_table(event, what)
        elif isinstance(what, LedgerLoaded):
            for row in _of_cells(event, what, cells, openings):
                if not openings.has_passed(event, row.account, row.limit):
                    yield row
    yield from _of_journals(own, month)


class _Last(NamedTuple):
    """What counts of a body that reports to date: its last report, and the last with a balance sheet."""

    report: Event | None
    sheet: Event | None


def _last_of(reports: Sequence[Event]) -> _Last:
    sheets = [event for event in reports if has_balance_sheet(event)]
    return _Last(reports[-1] if reports else None, sheets[-1] if sheets else None)


class _Openings:
    """Whose opening counts, account by account, and what came before it and counts no more.

    `opened` are the months whose opening counts, with the accounts; `last` is what counts of a body that
    reports to date.
    """

    def __init__(
        self, opened: Mapping[int, tuple[int, frozenset[str] | None]], last: _Last | None
    ) -> None:
        self._opened, self._last = opened, last
        self._first: dict[str, int] = {}

    def first(self, account: str) -> int:
        """The last month whose opening counts for an account of the balance sheet; 0 for none."""
        if account not in self._first:
            its = (at for at, (_, only) in self._opened.items() if only is None or account in only)
            self._first[account] = max(its, default=0)
        return self._first[account]

    def is_past(self, event: Event) -> bool:
        """Whether a later report to date has all of a load."""
        return (
            self._last is not None
            and is_report(event)
            and all(event is not each for each in self._last)
        )

    def has_passed(self, event: Event, account: str, limit: str) -> bool:
        """Whether a later opening, or a later report to date, has an account of a load."""
        if not is_report(event):
            return False
        if self._last is not None:
            return event is not (self._last.report if limit else self._last.sheet)
        return not limit and event.period.number < self.first(account)

    def count(self, event: Event, account: str, limit: str) -> bool:
        """Whether what an account of a load opens with counts."""
        if not is_report(event) or self._last is not None:
            return is_report(event)
        return event.period.number == (1 if limit else self.first(account))


def _of_cells(
    event: Event, what: LedgerLoaded, cells: CellsOf, openings: _Openings
) -> Iterator[LedgerRow]:
    """What a load has, account by account."""
    found = cells(what.cells_sha256)
    keys = zip(*(found.columns[name].tolist() for name in _KEYS), strict=True)
    measures = ("opening", "debit", "credit")
    amounts = zip(*(found.columns[name].tolist() for name in measures), strict=True)
    sums: dict[tuple[str, ...], int] = {}
    for places, (before, debit, credit) in zip(keys, amounts, strict=True):
        key = tuple(found.codes[name][at] for name, at in zip(_KEYS, places, strict=True))
        counts = openings.count(event, key[_ACCOUNT], key[_LIMIT])
        sums[key] = sums.get(key, 0) + debit - credit + (before if counts else 0)
    adjusting = ", adjustment" if what.lane is not Lane.LOAD else ""
    for (account, category, limit, other), pence in sums.items():
        proof = evidence_of(event, pence)
        which = LinesOf(
            what.lines_path,
            what.lines_sha256,
            Limit(limit) if limit else "",
            category,
            account=account,
            counterparty=other,
            opening=openings.count(event, account, limit),
        )
        label = f"{account}, M{event.period.number:02}{adjusting}"
        part = Part(label, pence, evidence=replace(proof, lines=which))
        yield LedgerRow(account, category, limit, other, part)


def _of_table(event: Event, what: FiguresLoaded) -> Iterator[LedgerRow]:
    """A table of figures has its categories for accounts, and no balance sheet."""
    for row in what.rows:
        proof = replace(evidence_of(event, row.pence), synthetic=row.synthetic)
        if proof.where:
            where = replace(proof.where, row=row.row or None, cell=row.cell or None)
            proof = replace(proof, where=where)
        label = f"{row.category}, M{event.period.number:02}"
        part = Part(label, row.pence, evidence=proof)
        yield LedgerRow(row.category, row.category, row.limit.value, "", part)


def _of_journals(events: Sequence[Event], month: int) -> Iterator[LedgerRow]:
    for journal in journals_of(events).values():
        number, decision = journal.period.number, journal.decision
        if journal.state is not JournalState.APPROVED or number > month or decision is None:
            continue
        if journal.what.reversing and number < month:
            continue  # it came, and it went
        for line in journal.what.entered:
            pence = line.debit_pence - line.credit_pence
            proof = replace(
                evidence_of(decision, pence),
                synthetic=journal.submission.synthetic,
                where=journal.submission.where,
            )
            label = f"{line.account}, journal {journal.what.number}"
            part = Part(label, pence, evidence=proof)
            yield LedgerRow(line.account, line.category, str(line.limit), line.counterparty, part)


def by_account(
    label: str,
    rows: Iterable[LedgerRow],
    sign: int = 1,
    named: Callable[[LedgerRow], str] = lambda row: row.account,
) -> Part:
    """Rows as a sum, account by account; `sign` is -1 where a credit is shown as positive.

    >>> by_account("cash", []).pence
    0
    """
    found: dict[str, list[Part]] = {}
    for row in rows:
        part = row.part if sign > 0 else row.part.turned(row.part.label)
        found.setdefault(named(row), []).append(part)
    return Part.sum_of(label, (Part.sum_of(name, found[name]) for name in sorted(found)))
