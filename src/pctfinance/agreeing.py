"""Agreement of balances between the bodies, and eliminations in the aggregate, as a chapter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.asked import day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import Pairs, agree
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.consolidation.agreement_ledgers import LedgerItems, ledger_items
from pctfinance.consolidation.eliminations import eliminate
from pctfinance.errors import UsageError
from pctfinance.present.agreement_report import AgreementReport
from pctfinance.present.agreement_statement import AgreementStatement
from pctfinance.present.elimination_report import EliminationReport

__all__ = ["Agreeing"]

_Named = Mapping[str, Sequence[str]]
_NONE: _Named = MappingProxyType({})


class _Found(NamedTuple):
    """What a question was answered from."""

    month: Period
    known_at: date | None
    held: LedgerItems
    pairs: Pairs


class Agreeing(Asking):
    """The part of a book that holds the bodies' ledgers against each other.

    Asking changes nothing. `pctfinance.book.Book` is the whole.
    """

    def agreement(
        self,
        as_of: str | Period,
        *,
        body: str | None = None,
        balance_accounts: _Named = _NONE,
        tolerance_pence: int | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> AgreementReport:
        """What each body recorded with each other body, in pairs, and how far both ledgers agree.

        Args:
            as_of: the last month that counts.
            body: only the pairs of this body.
            balance_accounts: by `receivable`, `payable`, `income` or `expenditure`, the accounts
                that are of it, as codes or as beginnings with a star. Any other account is what its
                balance to date with the counterparty says: on the balance sheet a debit is a
                receivable, against the revenue limit a debit is expenditure.
            tolerance_pence: a difference of at most this is within tolerance; that of the rulebook
                unless told otherwise, and 0 where the rulebook has none.
            known_at: the last day whose documents count; see `position`.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, a kind of account is unknown, the tolerance is
                below 0, or a date is none.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.recharge("R1", provider="5K7", recipient="5A9", pence=500_00,
        ...     category="corporate", purpose="payroll", month="M8", by="Head of Finance",
        ...     approved_by="Deputy Director of Finance")
        >>> [(pair.side, pair.provider_pence, pair.recipient_pence, pair.status.value)
        ...     for pair in book.agreement("M8").pairs]
        [('balances', 50000, 50000, 'agreed'), ('flows', 50000, 50000, 'agreed')]
        """
        found = self._held_against(as_of, balance_accounts, tolerance_pence, known_at, recorded_at)
        whose = self._agreeing_body(body) if body is not None else None
        return AgreementReport(
            self.group,
            found.month,
            found.known_at,
            found.pairs.tolerance_pence,
            tuple(pair for pair in found.pairs if whose in (None, pair.provider, pair.recipient)),
            self._agreeing_names(),
            found.held.synthetic,
        )

    def agreement_statement(
        self,
        body: str,
        counterparty: str,
        as_of: str | Period,
        *,
        balance_accounts: _Named = _NONE,
        tolerance_pence: int | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> AgreementStatement:
        """What one body sends another: what its ledger says, by account, for the other to confirm.

        It shows the sender's ledger alone, and beside each sum what the book holds of the other.
        See `agreement` for what it is given and refuses; a body has no statement to itself.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.recharge("R1", provider="5K7", recipient="5A9", pence=500_00,
        ...     category="corporate", purpose="payroll", month="M8", by="Head of Finance",
        ...     approved_by="Deputy Director of Finance")
        >>> statement = book.agreement_statement("5K7", "5A9", "M8")
        >>> [(line.kind, line.account, line.pence) for line in statement.lines]
        [('receivable', 'recharge-receivable', 50000), ('income', 'recharge-income', 50000)]
        """
        sender, receiver = self._agreeing_body(body), self._agreeing_body(counterparty)
        if sender == receiver:
            message = f"{sender} has no balances with itself to agree"
            raise UsageError(message, hint="name two bodies")
        found = self._held_against(as_of, balance_accounts, tolerance_pence, known_at, recorded_at)
        return AgreementStatement.of(
            found.held.items,
            found.pairs,
            (sender, receiver),
            group=self.group,
            as_of=found.month,
            known_at=found.known_at,
            names=self._agreeing_names(),
            synthetic=found.held.synthetic,
        )

    def eliminations(
        self,
        as_of: str | Period,
        *,
        group: str | None = None,
        balance_accounts: _Named = _NONE,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> EliminationReport:
        """The gross lines of a group before and after what its bodies have with each other.

        Of each pair, what both ledgers have is taken out of both sides. No body changes, and no
        limit and no duty. What they disagree about stays as its own line.

        Args:
            as_of: the last month that counts; members are those at its end.
            group: a group of the register, of which those bodies count that are in this book; the
                book's own unless told otherwise.
            balance_accounts: see `agreement`.
            known_at: see `agreement`.
            recorded_at: see `agreement`.

        Raises:
            UnknownNameError: the register knows no such group.
            UsageError: none of its bodies is in this book; or see `agreement`.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.recharge("R1", provider="5K7", recipient="5A9", pence=500_00,
        ...     category="corporate", purpose="payroll", month="M8", by="Head of Finance",
        ...     approved_by="Deputy Director of Finance")
        >>> income = book.eliminations("M8").elimination.line("income")
        >>> income.before_pence, income.eliminated_pence, income.after_pence
        (50000, 50000, 0)
        """
        found = self._held_against(as_of, balance_accounts, 0, known_at, recorded_at)
        asked = self._group_asked(group, found.month)
        return self._elimination_report(found, asked.group, [body.code for body in asked.members])

    def _elimination_report(
        self, found: _Found, group: Group, members: Sequence[str]
    ) -> EliminationReport:
        pairs = tuple(
            pair
            for pair in found.pairs
            if pair.provider in members and pair.recipient in members and pair.difference_pence
        )
        return EliminationReport(
            group,
            found.month,
            found.known_at,
            eliminate(found.held.items, found.pairs, members),
            pairs,
            self._agreeing_names(),
            found.held.synthetic,
        )

    def _held_against(
        self,
        as_of: str | Period,
        named: _Named,
        tolerance_pence: int | None,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
    ) -> _Found:
        if unknown := sorted(set(named) - set(KINDS)):
            message = f"{unknown[0]!r} is no kind of account in an agreement of balances"
            raise UsageError(message, hint=f"use {', '.join(KINDS)}")
        month = period_asked(as_of, self.year)
        if tolerance_pence is None:
            rule = self.rulebook.agreement
            tolerance_pence = rule.tolerance.amount_pence if rule else 0
        if tolerance_pence < 0:
            raise UsageError("a tolerance is an amount of 0 or more", hint="state it in pence")
        ledger = self._ledger(recorded_at)
        known = day_asked(known_at) or ledger.last_notified(month)
        bodies = tuple(sorted(self._records.terms.members_of_year()))
        cells = self._records.cells
        held = ledger_items(ledger.events, bodies, cells, month.number, named=named, known_at=known)
        pairs = agree(held.items, held.loaded, month.number, tolerance_pence)
        return _Found(month, known, held, pairs)

    def _agreeing_body(self, code: str) -> str:
        """The code of a body of this book."""
        found = self.register.body(code).code
        members = self._records.terms.members_of_year()
        if found not in members:
            message = f"{found} is no body of {self.group.code} in {self.year}"
            raise UsageError(message, hint=f"its bodies are {', '.join(members)}")
        return found

    def _agreeing_names(self) -> dict[str, str]:
        return {code: body.name for code, body in self._records.terms.members_of_year().items()}
