"""How the statements of one body are made, and which signatures stand under them."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.balance_sheet import BalanceSheet, HeadingRule, balance_sheet
from pctfinance.consolidation.gaps import actuals_gap
from pctfinance.consolidation.operating_costs import operating_costs
from pctfinance.consolidation.statements import (
    BodyStatements,
    statements_document,
    statements_of,
)
from pctfinance.consolidation.statements_compared import places_unlike
from pctfinance.consolidation.trial_balance import TrialBalance, trial_balance
from pctfinance.documents import missigned
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.signatures import StatementsSigned
from pctfinance.paying import Paying
from pctfinance.publishing import Publishing
from pctfinance.stating.headings import BalanceHeadings

__all__ = ["Made", "Making"]

_NAMED = 3


class Made(NamedTuple):
    """The statements of a body as they were made, as known when, and what they were made from.

    `duties` is what its notes are found to be, `balances` its trial balance, `rules` its headings.
    """

    said: BodyStatements
    sheet: BalanceSheet
    known: date | None
    duties: tuple[Finding, ...]
    balances: TrialBalance
    rules: tuple[HeadingRule, ...]


class Making(Publishing, Paying, BalanceHeadings):
    """The part of a book that makes statements of a body, and looks for who signed them."""

    def _signature_faults(self) -> Iterator[Finding]:
        """Signatures under statements that the book did not make."""
        for event in self._records.ledger.events:
            if not isinstance(event.what, StatementsSigned):
                continue
            found = next(missigned([event], self._records.attachment), None)
            fault = found.message if found else self._not_as_then(event)
            if fault:
                message = f"event {event.sequence} (of {event.body}): {fault}"
                yield Finding("integrity.broken", Level.ERROR, message, Where(body=event.body))

    def _not_as_then(self, event: Event) -> str:
        """Where signed statements of the body are not those that the book said; empty if they are."""
        signed = self._document(event)
        whose = self._stating_body(event.body)
        made = self._said(whose, event.period, None, event.sequence - 1)
        wrong = ", ".join(places_unlike(signed, statements_document(made.said))[:_NAMED])
        return f"what was signed is not what the statements said then: {wrong}" if wrong else ""

    def _said(self, body: Body, month: Period, known: date | None, until: int) -> Made:
        last = month == self.year.periods[-1]
        report = self.duties(
            month,
            group=body.code,
            basis="outturn" if last else "ytd",
            known_at=known,
            recorded_at=until,
        )
        ledger, cells = self._records.ledger_until(until), self._records.cells
        holdings = Holdings.of(self.year, ledger, report.known_at, cells)
        of_year = [event for event in ledger.events if event.year == self.year]
        balances = trial_balance(of_year, body.code, month.number, cells, report.known_at)
        actuals, limit = holdings.actuals, Limit.REVENUE
        gap = actuals_gap(actuals, body.code, limit, month)
        charged = {
            code: actuals.to_date(body.code, limit, month, code)
            for code in ([] if gap else actuals.categories(body.code, limit, month))
        }
        net = {code: amount.pence for code, amount in charged.items()}
        marked = [code for code, amount in charged.items() if amount.synthetic]
        tree = self._records.categories_until(until)
        costs = operating_costs(net, tree, balances, marked) if not gap else ()
        rules = self._headings(body.code, until, known)
        sheet = balance_sheet(balances, rules)
        about = (body.code, body.name, str(month), report.basis.value)
        synthetic = report.contains_synthetic or balances.synthetic
        said = statements_of(about, report.notes, (costs, gap), sheet, synthetic=synthetic)
        return Made(said, sheet, report.known_at, report.findings, balances, rules)

    def _signed(
        self, body: str, month: Period, until: int, known: date | None = None
    ) -> tuple[Event, ...]:
        """The last signature of each office that is known, the newest first."""
        found = {
            event.what.role: event
            for event in self._records.ledger_until(until).events
            if event.body == body
            and event.period == month
            and (known is None or event.notified <= known)
            and isinstance(event.what, StatementsSigned)
        }
        return tuple(sorted(found.values(), key=lambda event: -event.sequence))

    def _document(self, event: Event) -> dict[str, Any]:
        """The statements that a signature names."""
        sha256 = event.what.statements_sha256 if isinstance(event.what, StatementsSigned) else ""
        found: dict[str, Any] = json.loads(self._records.attachment(sha256))
        return found
