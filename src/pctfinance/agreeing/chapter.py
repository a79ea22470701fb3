"""Agreement of balances between the bodies, and eliminations in the aggregate, as a chapter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from pctfinance.asked import day_asked, pence_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import Pairs, agree
from pctfinance.consolidation.agreement_answers import (
    GivenAnswer,
    answered_pairs,
    given_answers,
)
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.consolidation.agreement_ledgers import LedgerItems, ledger_items
from pctfinance.consolidation.eliminations import eliminate
from pctfinance.errors import UnknownNameError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalSubmitted
from pctfinance.ledger.loads import LedgerLoaded
from pctfinance.present.agreement_report import AgreementReport
from pctfinance.present.agreement_statement import AgreementStatement, StatementOrigin
from pctfinance.present.elimination_report import EliminationReport

__all__ = ["HeldAgainst", "accounts_named", "how_made"]

_Named = Mapping[str, Sequence[str]]
_NONE: _Named = MappingProxyType({})
_TWO = 2


class _Found(NamedTuple):
    """What a question was answered from."""

    month: Period
    known_at: date | None
    held: LedgerItems
    pairs: Pairs

    def not_there(self, bodies: Iterable[str]) -> tuple[str, ...]:
        """Those whose ledger up to the month is not there, or names no counterparty at all."""
        loaded, number = self.held.loaded, self.month.number
        places = enumerate(self.held.items.bodies)
        there = {code for at, code in places if loaded[:, at, :number].any()}
        return tuple(code for code in bodies if code not in there)


class HeldAgainst(Asking):
    """The part of a book that holds the bodies' ledgers against each other. Asking changes nothing."""

    def agreement(
        self,
        as_of: str | Period,
        *,
        body: str | None = None,
        group: str | None = None,
        balance_accounts: _Named = _NONE,
        tolerance_pence: int | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> AgreementReport:
        """What each body recorded with each other body, in pairs, and how far both ledgers agree.

        Beside each pair stands what was answered about statements up to the month, also by those that
        are no body of this book. What is open is aged to `known_at` where it is told, else to the end
        of the month, or to the last answer that stands where that is later.

        Args:
            as_of: the last month that counts.
            body: only the pairs of this body.
            group: only the pairs of a group's members at the end of the month, with each other and
                with others of this book; see `position`.
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
        known = day_asked(known_at)
        given = given_answers(self._ledger(recorded_at).events, known)
        beyond = self._answering_from_beyond(given)
        asked = (balance_accounts, tolerance_pence, known_at, recorded_at)
        found = self._held_against(as_of, *asked, beyond=beyond)
        whose, of_group = self._whose_pairs(body, group, found.month, recorded_at)
        answered = {each.place[1:] for each in given if each.state == "stands"}
        pairs = (
            pair
            for pair in found.pairs
            if not {pair.provider, pair.recipient} & {*beyond}
            or (pair.provider, pair.recipient) in answered
        )
        counted = (each for each in given if each.state == "stands" and each.month <= found.month)
        last = max((each.on for each in counted), default=None)
        rule = self.rulebook.agreement
        told = answered_pairs(pairs, given, found.month, found.pairs.tolerance_pence)
        members = sorted(self._records.terms.members_of_year())
        not_there = found.not_there(members)
        silent = len(not_there) > max(len(members) - 2, 0) or whose <= {*not_there}
        return AgreementReport(
            of_group,
            found.month,
            found.known_at,
            found.pairs.tolerance_pence,
            tuple(each for each in told if whose & {each.pair.provider, each.pair.recipient}),
            self._agreeing_names(beyond),
            found.held.synthetic,
            known or max(found.month.end, last or found.month.end),
            rule.aging if rule else None,
            not_there,
            is_compared=len(members) < _TWO or not silent,
        )

    def _answering_from_beyond(self, given: Sequence[GivenAnswer]) -> tuple[str, ...]:
        """The counterparties that answered and are no bodies of this book."""
        members = self._records.terms.members_of_year()
        return tuple(sorted({each.counterparty for each in given} - members.keys()))

    def _whose_pairs(
        self,
        body: str | None,
        group: str | None,
        month: Period,
        recorded_at: datetime | int | None,
    ) -> tuple[frozenset[str], Group]:
        """The bodies whose pairs are asked for, and the group that they are of."""
        if body is not None and group is not None:
            raise UsageError("a body and a group are named", hint="name one of them")
        if body is not None:
            return frozenset([self._member_asked(body).code]), self.group
        if group is None:
            return frozenset(self._records.terms.members_of_year()), self.group
        about = self._group_asked(group, month, self._until(recorded_at))
        return frozenset(each.code for each in about.members), about.group

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

        It shows the sender's ledger alone, and beside each sum what the book holds of the other. The
        other may be a body of another book, or any counterparty that the sender's ledger names; nothing
        is held of its ledger then. `workbook` gives the sheet in which it is answered.
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
        sender = self._member_asked(body).code
        receiver = self._agreeing_counterparty(sender, counterparty, recorded_at)
        if sender == receiver:
            message = f"{sender} has no balances with itself to agree"
            raise UsageError(message, hint="name two bodies")
        is_outside = receiver not in self._records.terms.members_of_year()
        until = self._until(recorded_at)
        beyond = (receiver,) if is_outside else ()
        # In the order in which the sheet tells them, so that it is made once more as it was.
        balance_accounts = accounts_named(balance_accounts)
        asked = (balance_accounts, tolerance_pence, known_at, until)
        found = self._held_against(as_of, *asked, beyond=beyond)
        return AgreementStatement.of(
            found.held.items,
            found.pairs,
            (sender, receiver),
            group=self.group,
            as_of=found.month,
            known_at=found.known_at,
            names=self._agreeing_names(beyond),
            synthetic=found.held.synthetic,
            origin=StatementOrigin(
                self.group.code,
                str(self.year),
                until,
                self._records.head(until).hash,
                found.pairs.tolerance_pence,
                how_made(balance_accounts),
            ),
            is_outside=is_outside,
            not_there=found.not_there((sender, receiver)),
        )

    def _agreeing_counterparty(
        self, sender: str, code: str, recorded_at: datetime | int | None
    ) -> str:
        """A body of any book, or whoever the sender's ledger names; the code as it stands there."""
        try:
            return self.register.body(code).code
        except UnknownNameError:
            its = (each for each in self._ledger(recorded_at).events if each.body == sender)
            if any(code in self._counterparties_of(event) for event in its):
                return code
            raise

    def _counterparties_of(self, event: Event) -> Iterator[str]:
        """The counterparties that a load or a journal names."""
        what = event.what
        if isinstance(what, LedgerLoaded):
            yield from self._records.cells(what.cells_sha256).codes["counterparty"]
        elif isinstance(what, JournalSubmitted):
            yield from (line.counterparty for line in what.entered if line.counterparty)

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
        until = self._until(recorded_at)
        asked = self._group_asked(group, found.month, until)
        gone = self._absent_from(group, found.month, until)
        report = self._elimination_report(found, asked.group, [body.code for body in asked.members])
        return replace(report, elsewhere=gone)

    def _elimination_report(
        self, found: _Found, group: Group, members: Sequence[str]
    ) -> EliminationReport:
        pairs = tuple(
            pair
            for pair in found.pairs
            if pair.provider in members and pair.recipient in members and pair.difference_pence
        )
        not_there = found.not_there(members)
        return EliminationReport(
            group,
            found.month,
            found.known_at,
            eliminate(found.held.items, found.pairs, members),
            pairs,
            self._agreeing_names(),
            found.held.synthetic,
            not_there=not_there,
            is_compared=len(members) < _TWO or len(not_there) <= len(members) - _TWO,
        )

    def _held_against(
        self,
        as_of: str | Period,
        named: _Named,
        tolerance_pence: int | None,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
        *,
        beyond: tuple[str, ...] = (),
    ) -> _Found:
        """Both ledgers of each pair; `beyond` are counterparties that are no bodies of this book."""
        named = accounts_named(named)
        month = period_asked(as_of, self.year)
        if tolerance_pence is None:
            rule = self.rulebook.agreement
            tolerance_pence = rule.tolerance.amount_pence if rule else 0
        if pence_asked(tolerance_pence) < 0:
            raise UsageError("a tolerance is an amount of 0 or more", hint="state it in pence")
        ledger = self._ledger(recorded_at)
        known = day_asked(known_at) or ledger.last_notified(month)
        bodies = (*sorted(self._records.terms.members_of_year()), *beyond)
        cells = self._records.cells
        held = ledger_items(ledger.events, bodies, cells, month.number, named=named, known_at=known)
        pairs = agree(
            held.items, held.loaded, month.number, tolerance_pence, held.held, untold=held.untold
        )
        return _Found(month, known, held, pairs)

    def _agreeing_names(self, beyond: Sequence[str] = ()) -> dict[str, str]:
        members = self._records.terms.members_of_year()
        others = {body.code: body.name for body in self.register.bodies if body.code in beyond}
        return others | {code: body.name for code, body in members.items()}


def accounts_named(named: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Accounts by the kind that they are named as, in order; one by itself may be given as text.

    Raises:
        UsageError: there is no such kind, an account is no text, or it is every account there is.

    >>> accounts_named({"receivable": "12*", "payable": ["2200", "21*"]})
    {'payable': ('21*', '2200'), 'receivable': ('12*',)}
    """
    if unknown := sorted(set(named) - set(KINDS)):
        message = f"{unknown[0]!r} is no kind of account in an agreement of balances"
        raise UsageError(message, hint=f"use {', '.join(KINDS)}")
    found = {}
    for kind in sorted(named):
        said = named[kind]
        codes = (said,) if isinstance(said, str) else tuple(said)
        for code in codes:
            if str(code) != code or not code.strip("* "):
                message = f"{kind}: {code!r} names no account"
                raise UsageError(message, hint="give a code, or its beginning with a star: '12*'")
        found[kind] = tuple(sorted(codes))
    return found


def how_made(named: _Named) -> tuple[str, ...]:
    """The accounts that were named, as a statement tells them: kind by kind, in order.

    >>> how_made({"receivable": ["12*", "1300"], "income": ["4*"]})
    ('income=4*', 'receivable=12*', 'receivable=1300')
    """
    return tuple(sorted(f"{kind}={code}" for kind, codes in named.items() for code in codes))
