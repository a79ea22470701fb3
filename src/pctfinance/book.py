"""The book: what a user holds. It alone knows all the rooms.

A book holds the ledgers of several statutory bodies for one year, side by side. It answers what a
limit was as of a month and as known on a date, what the position of a body or a group is, and
closes a month into files. It has no ledger for a group, and no method that would post to one.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

from pctfinance import clock
from pctfinance.bodies import Body, Group, Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.position import Position, make_position
from pctfinance.errors import (
    Finding,
    Level,
    PostingRefusedError,
    UsageError,
    Where,
)
from pctfinance.inputs import read_input, rulebook_of
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.statement import limit_statement
from pctfinance.present.report import LimitReport, PositionReport
from pctfinance.rulebooks import Rulebook
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.ingest import category_tree, events_of, figures_of

__all__ = ["Book"]

WordT = TypeVar("WordT", bound=StrEnum)


class Book:
    """The ledgers of several bodies in one year, in memory.

    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Funding, Strand
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> book.post(Event(body="5A9", effective=date(2011, 4, 1), notified=date(2010, 12, 15),
    ...     reference="letter", recorded_at=clock.now(), what=Allocation(
    ...     strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=100_00, issuer="DH")))
    1
    >>> book.limit("5A9", as_of="2011-12 M08").total()
    10000
    >>> book.position("2011-12 M08").aggregate().status.value
    'incomplete'
    """

    def __init__(
        self,
        *,
        holdings: Holdings,
        group: Group,
        register: Register,
        rulebook: Rulebook,
        categories: CategoryTree,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self._holdings = holdings
        self._group = group
        self._register = register
        self._rulebook = rulebook
        self._categories = categories
        self._findings = findings

    @classmethod
    def in_memory(
        cls,
        year: str | FinancialYear,
        *,
        group: str,
        register: Register | None = None,
        rulebook: Rulebook | None = None,
    ) -> Self:
        """An empty book for one year of one group's bodies.

        Args:
            year: the financial year.
            group: code of the group whose bodies the book is about.
            register: who there is; the packaged register unless told otherwise.
            rulebook: what the year's rules say; the packaged rulebook unless told otherwise.

        Raises:
            UnknownNameError: the register knows no such group, or there is no packaged rulebook.

        >>> Book.in_memory("2011-12", group="NCL").group.name
        'NHS North Central London PCT Cluster'
        """
        known = register or Register.packaged()
        the_year = year if isinstance(year, FinancialYear) else FinancialYear(year)
        return cls(
            holdings=Holdings.empty(the_year),
            group=known.group(group),
            register=known,
            rulebook=rulebook or Rulebook.packaged(the_year),
            categories=CategoryTree(),
        )

    @classmethod
    def read(cls, path: str | Path, *, register: Register | None = None) -> Self:
        """A book from a folder of CSV tables or one workbook of the input format.

        Raises:
            InputRefusedError: the tables cannot be relied on; the error carries every finding.
            PostingRefusedError: an event breaks a rule of the resource ledger.
            ApprovalMissingError: an event needs the competent authority's approval and names none.

        >>> from pctfinance.inputs import sample_path
        >>> Book.read(sample_path()).group.code
        'NCL'
        """
        given = check_input(read_input(path), register)
        return cls._of(given, Path(path))

    @classmethod
    def _of(cls, given: CheckedInput, path: Path) -> Self:
        declared = given.declaration
        rulebook = rulebook_of(given, path)
        group = given.register.group(declared.group)
        group = replace(
            group,
            governance_model=declared.governance_model or group.governance_model,
            accountable_officer_office=declared.accountable_officer
            or group.accountable_officer_office,
            director_of_finance_office=declared.director_of_finance
            or group.director_of_finance_office,
        )
        events = events_of(given, clock.now(), rulebook.headroom.rate.value)
        empty = Holdings.empty(declared.financial_year)
        holdings = replace(
            empty,
            resource=empty.resource.post(events),
            profile=figures_of(given, "profile"),
            actuals=figures_of(given, "actuals"),
            forecasts=figures_of(given, "forecasts"),
        )
        return cls(
            holdings=holdings,
            group=group,
            register=given.register,
            rulebook=rulebook,
            categories=category_tree(given),
            findings=given.findings,
        )

    @property
    def group(self) -> Group:
        """The group whose bodies this book is about. It holds nothing itself."""
        return self._group

    @property
    def year(self) -> FinancialYear:
        """The financial year."""
        return self._holdings.year

    @property
    def rulebook(self) -> Rulebook:
        """What the year's rules say."""
        return self._rulebook

    @property
    def register(self) -> Register:
        """Who there is."""
        return self._register

    @property
    def holdings(self) -> Holdings:
        """What the bodies' ledgers hold."""
        return self._holdings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed when the input was read; none of it stopped the reading."""
        return self._findings

    def members(self, on: Period) -> tuple[Body, ...]:
        """The bodies of the group at the end of a month, in order of code.

        >>> [body.code for body in Book.in_memory("2011-12", group="NCL").members(Period("2011-12 M08"))]
        ['5A9', '5C1', '5C9', '5K7', '5K8']
        """
        return self._register.members(self._group.code, on.end)

    def post(self, *events: Event) -> int:
        """Post events to their bodies' resource ledgers: all of them, or none.

        Only a body of the group holds money, so only to such a body can be posted: never to a
        group, an authority or a delegate, and only in the book's year.

        Returns:
            The sequence number of the last event.

        Raises:
            PostingRefusedError: an event breaks a rule; the book is unchanged.
            ApprovalMissingError: an event needs an approval and names none; the book is unchanged.

        >>> Book.in_memory("2011-12", group="NCL").post()
        0
        """
        PostingRefusedError.raise_for(
            finding for event in events for finding in self._misplaced(event)
        )
        self._holdings = replace(self._holdings, resource=self._holdings.resource.post(events))
        return len(self._holdings.resource.events)

    def _misplaced(self, event: Event) -> Iterator[Finding]:
        """Why an event does not belong into this book."""
        what = f"{event.what.kind} {event.reference!r}"
        if event.year != self.year:
            message = f"{what} counts for {event.year}, this book is of {self.year}"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        if event.body not in self._members_of_year():
            yield Finding(
                "register.not-member",
                Level.ERROR,
                f"{what} is of {event.body!r}, which is no body of {self._group.code} in {self.year}",
                event.where,
                f"its bodies are {', '.join(self._members_of_year())}",
            )

    def _members_of_year(self) -> dict[str, Body]:
        """Every body that was a member in any month of the year, by code."""
        found = {body.code: body for month in self.year.periods for body in self.members(month)}
        return dict(sorted(found.items()))

    def limit(
        self,
        body: str,
        *,
        as_of: str | Period,
        known_at: str | date | None = None,
        limit: Limit | str = Limit.REVENUE,
    ) -> LimitReport:
        """The statement of one body's limit as of a month, as known on a date.

        Args:
            body: the body's code.
            as_of: the last month whose events count.
            known_at: the last day whose documents count; all of them unless told otherwise.
            limit: `revenue`, `capital` or `cash`.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, `as_of` is of another year, `limit` is none of
                the three, or a date is not one.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> book.limit("5A9", as_of="2011-12 M12").total() == 582_442_000_00
        True
        """
        found = self._register.body(body)
        members = self._members_of_year()
        if found.code not in members:
            raise UsageError(
                Finding(
                    "register.not-member",
                    Level.ERROR,
                    f"{found.code} ({found.name}) is no body of {self._group.code} in {self.year}",
                    hint=f"its bodies are {', '.join(members)}",
                )
            )
        period = _period(as_of, self.year)
        known = _day(known_at)
        resource = self._holdings.resource
        statement = limit_statement(resource, found.code, period, known, _word(Limit, limit))
        return LimitReport.of(statement, found.name)

    def position(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
    ) -> PositionReport:
        """The position of the group: every body, and the unpooled aggregate beside them.

        Args:
            period: the month that is closed.
            basis: `ytd`, `forecast` or `outturn`; the outturn in month 12, else the forecast.
            known_at: the last day whose documents count; every document that counts for the year
                up to `period` unless told otherwise, and the report then names the newest.

        Raises:
            UsageError: there is no such basis in that month, or a date is not one.
            PeriodError: `period` is not a month.

        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> total = book.position("2011-12 M12").aggregate()
        >>> total.variance_pence == 15_400_000_00, total.status.value, total.breaches
        (True, 'breach', ('5A9', '5C1', '5C9'))
        """
        month = _period(period, self.year)
        last = len(self.year.periods)
        usual = Basis.OUTTURN if month.number == last else Basis.FORECAST
        known = _day(known_at) or self._holdings.resource.last_notified(month)
        position = make_position(
            self._holdings,
            self._group,
            self.members(month),
            month,
            _word(Basis, basis) if basis else usual,
            known_at=known,
            categories=self._categories,
            duties=tuple(Duty(duty.id) for duty in self._rulebook.duties),
            checks=(*CHECKS, self._leavers),
        )
        return PositionReport.of(position, self._rulebook.words)

    def _leavers(self, position: Position, _: Holdings) -> Iterator[Finding]:
        """Bodies that were members earlier in the year: their duties stay whole, and elsewhere."""
        here = {body.code for body in position.bodies}
        before = [month for month in self.year.periods if month < position.period]
        for body in {b.code: b for month in before for b in self.members(month)}.values():
            if body.code not in here:
                yield Finding(
                    "register.left-group",
                    Level.WARNING,
                    f"{body.name} left {self._group.code} during the year; its whole-year duties are "
                    "no part of this position",
                    Where(body=body.code, period=str(position.period)),
                    "see where it is tested now",
                )

    def __repr__(self) -> str:
        return f"<Book of {self._group.name}, {self.year}: {len(self._holdings.resource.events)} events>"


def _period(period: str | Period, year: FinancialYear) -> Period:
    return period if isinstance(period, Period) else Period.parse(str(period), year)


def _word(kind: type[WordT], word: str) -> WordT:
    """One of the words of an enumeration, as the enumeration's member."""
    try:
        return kind(word)
    except ValueError:
        words = ", ".join(member.value for member in kind)
        raise UsageError(f"{word!r} is no {kind.__name__.lower()}", hint=f"use {words}") from None


def _day(day: str | date | None) -> date | None:
    if isinstance(day, datetime):
        return day.date()
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"{day!r} is not a date", hint="write year-month-day") from None
