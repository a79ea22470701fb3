"""What can be asked of a book: limits and positions, as of a month, as known, as recorded.

Asking changes nothing and posts nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from pctfinance.asked import (
    AskedFor,
    basis_asked,
    day_asked,
    event_asked,
    group_asked,
    period_asked,
    word_asked,
)
from pctfinance.bodies import Body, Group, Register
from pctfinance.calendar import FinancialYear, Period
from pctfinance.consolidation.checks import CHECKS
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.history import group_history
from pctfinance.consolidation.later_limits import falling_limits
from pctfinance.consolidation.opening_checks import opening_checks
from pctfinance.consolidation.position import Asked, Check, Position, make_position
from pctfinance.errors import Finding, Level, UsageError
from pctfinance.inputs import file_at
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.statement import limit_statement
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.history_report import HistoryReport
from pctfinance.present.report import LimitReport, PositionReport
from pctfinance.records import Records
from pctfinance.rulebooks import Rulebook
from pctfinance.store.log import Head
from pctfinance.tables.checked_file import FileRows, TableFile
from pctfinance.tables.reading import Reading

__all__ = ["Asking", "not_in_book"]

RowT = TypeVar("RowT")


def not_in_book(position: Position, _: Holdings | None = None) -> Iterator[Finding]:
    """Members of the group of which this book holds nothing: the list of breaches is not whole.

    >>> from pctfinance.book import Book
    >>> england = Book.in_memory("2011-12", group="NCL").position("M8", group="ENGLAND")
    >>> [finding.message[:45] for finding in not_in_book(england)]
    ['146 of the 151 bodies of ENGLAND are not in t']
    """
    whose, month = position.group.code, str(position.period)
    yield from Elsewhere(whose, month, len(position.bodies), position.not_in_book).findings


class Asking:
    """The half of a book that only answers. `pctfinance.book.Book` is the whole."""

    def __init__(self, records: Records, findings: tuple[Finding, ...] = ()) -> None:
        self._records = records
        self._findings = findings
        self._held: Holdings | None = None

    @property
    def head(self) -> Head:
        """How many events the book holds, and one hash over all of them.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").head.sequence
        1
        """
        return self._records.head()

    @property
    def group(self) -> Group:
        """The group whose bodies this book is about. It holds nothing itself."""
        return self._records.terms.group

    @property
    def year(self) -> FinancialYear:
        """The financial year."""
        return self._records.terms.year

    @property
    def rulebook(self) -> Rulebook:
        """What the year's rules say."""
        return self._records.terms.rulebook

    @property
    def register(self) -> Register:
        """Who there is, and the groups that this book states of its own."""
        return self._records.register_until(self._records.seen)

    @property
    def holdings(self) -> Holdings:
        """What the bodies' ledgers hold."""
        ledger = self._records.ledger  # a ledger never changes, so neither does what it holds
        if self._held is None or self._held.resource is not ledger:
            self._held = Holdings.of(self.year, ledger, cells=self._records.cells)
        return self._held

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed when the input was read; none of it stopped the reading."""
        return self._findings

    def members(self, on: Period) -> tuple[Body, ...]:
        """The bodies of the group at the end of a month, in order of code.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> [body.code for body in book.members(Period("2011-12 M08"))]
        ['5A9', '5C1', '5C9', '5K7', '5K8']
        """
        return self._records.terms.members(on)

    def limit(
        self,
        body: str,
        *,
        as_of: str | Period,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        limit: Limit | str = Limit.REVENUE,
    ) -> LimitReport:
        """The statement of one body's limit as of a month, as known on a date.

        Args:
            body: the body's code.
            as_of: the last month whose events count.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked:
                what it held then.
            limit: `revenue`, `capital` or `cash`.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, `as_of` is of another year, `limit` is none of
                the three, or a date is not one.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> book.limit("5A9", as_of="2011-12 M12").total() == 582_442_000_00
        True
        """
        found = self._member_asked(body)
        period = period_asked(as_of, self.year)
        known = day_asked(known_at)
        resource = self._ledger(recorded_at)
        statement = limit_statement(resource, found.code, period, known, word_asked(Limit, limit))
        return LimitReport.of(statement, found.name, resource.sequence)

    def position(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> PositionReport:
        """The position of a group: every body, and the unpooled aggregate beside them.

        Members are those at the end of the month, and bring the duty of their whole year with them.
        What passes between two bodies is looked for among all bodies of the book, and told of those
        that are asked for. Members that this book holds nothing of are named, and the group cannot then be `met`.

        Args:
            period: the month that is closed.
            group: code or name of a body of this book, or of a group of the register that one of
                them belongs to in the year: a sub-cluster, a cluster, an SHA, an SHA cluster,
                England. The book's own group unless told otherwise.
            basis: `ytd`, `forecast` or `outturn`; the outturn in month 12, else the forecast.
            known_at: the last day whose documents count; every document that counts for the year
                up to `period` unless told otherwise, and the report then names the newest.
            recorded_at: the instant, or the number of the event, behind which the book is asked:
                what it held then.

        Raises:
            UsageError: there is no such basis in that month, a date is not one, or the book holds
                nothing of that body or group.
            PeriodError: `period` is not a month.
            UnknownNameError: the register knows no such body or group.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> total = book.position("2011-12 M12").aggregate()
        >>> total.variance_pence == 15_400_000_00, total.status.value, total.breaches
        (True, 'breach', ('5A9', '5C1', '5C9'))
        >>> book.position("2011-12 M12", group="5K7").aggregate().status.value
        'met'
        """
        month = period_asked(period, self.year)
        asked = basis_asked(basis, month)
        until = self._until(recorded_at)
        ledger = self._records.ledger_until(until)
        # One day for resources and figures: also what a load of a later month says about a body
        # (that its figures are to date) must be known on the day that the position names.
        known = day_asked(known_at) or ledger.last_notified(month)
        about = self._group_asked(group, month, until)
        here = {body.code for body in about.members}
        others = self._records.terms.members_of_year().values()
        position = make_position(
            Holdings.of(self.year, ledger, known, self._records.cells),
            about.group,
            about.members,
            month,
            asked,
            known_at=known,
            categories=self._records.categories_until(until),
            duties=tuple(Duty(duty.id) for duty in self.rulebook.duties),
            checks=(
                *CHECKS,
                not_in_book,
                partial(falling_limits, known_at=day_asked(known_at)),
                partial(self._leavers, until=until),
                *self._more_checks(until),
                partial(opening_checks, cells=self._records.cells),
            ),
            asked=Asked(
                about.not_in_book,
                about.level,
                self.rulebook.rag,
                self.rulebook.underlying,
                tuple(body for body in others if body.code not in here),
            ),
        )
        # The end of what it was made from: others may have written since.
        kept = self._records.head(until) if self._records.is_kept else None
        return PositionReport.of(position, self.rulebook.words, kept, ledger.sequence)

    def history(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> HistoryReport:
        """What was charged to revenue in each month, by those who were members of a group then.

        A body that moved stays with its old group in the months that it was there, while the duty
        of its whole year is listed where it is now: see `position`.

        Args:
            period: the last month.
            group: see `position`.
            known_at: see `position`.
            recorded_at: see `position`.

        Raises:
            UsageError: see `position`.
            PeriodError: `period` is not a month.
            UnknownNameError: the register knows no such body or group.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> history = Book.read(sample_path()).history("2011-12 M02")
        >>> [month.pence // 1_000_000_00 for month in history.months]
        [202, 205]
        """
        month, until = period_asked(period, self.year), self._until(recorded_at)
        ledger = self._records.ledger_until(until)
        known = day_asked(known_at) or ledger.last_notified(month)
        about = self._group_asked(group, month, until)
        actuals = Holdings.of(self.year, ledger, known, self._records.cells).actuals
        months = [each for each in self.year.periods if each <= month]
        members = {each: self._group_asked(group, each, until) for each in months}
        held = {each: [body.code for body in there.members] for each, there in members.items()}
        beyond = {
            each: [body.code for body in there.not_in_book] for each, there in members.items()
        }
        return HistoryReport.of(group_history(about.group, actuals, held, beyond), known)

    def _group_asked(self, name: str | None, on: Period, until: int | None = None) -> AskedFor:
        """The body or group that a question is about; the book's own group unless one is named.

        `until` is the event behind which the book is asked: groups of its own are those stated then.
        """
        records = self._records
        held = records.terms.members_of_year()
        if held and name == self.group.code not in held:
            name = None
        if name is not None:
            register = records.register_until(records.seen if until is None else until)
            found = group_asked(name, on, register, held)
            if found.group.code != self.group.code or found.level == "body":
                return found
        return AskedFor(self.group, self.group.kind, self.members(on))

    def _member_asked(self, body: str) -> Body:
        """The body that a question is about, which was a member of the group in the year."""
        found, members = self.register.body(body), self._records.terms.members_of_year()
        if found.code not in members:
            message = f"{found.code} ({found.name}) is no body of {self.group.code} in {self.year}"
            hint = f"its bodies are {', '.join(members)}"
            raise UsageError(Finding("register.not-member", Level.ERROR, message, hint=hint))
        return found

    def _file_read(
        self, path: str | Path, read: Callable[[TableFile, Reading], FileRows[RowT]]
    ) -> tuple[tuple[RowT, ...], str]:
        """What a CSV file or a workbook says, and its name; what was noticed is told by `findings`."""
        file = file_at(path)
        told = read(file, self._reading())
        self._findings = told.findings
        return told.rows, file.name

    def _reading(self) -> Reading:
        """What the reading of a file of this book needs to know."""
        categories = tuple(one.code for one in self._records.categories.categories)
        return replace(self._records.terms.reading(), categories=categories or None)

    def _ledger(self, recorded_at: datetime | int | None) -> ResourceLedger:
        """Every event that counts for a question."""
        return self._records.ledger_until(self._until(recorded_at))

    def _until(self, recorded_at: datetime | int | None) -> int:
        """The last event that counts for a question."""
        return event_asked(recorded_at, self._records.seen, self._records.seen_by)

    def _more_checks(self, until: int) -> tuple[Check, ...]:
        """What a chapter of the book looks at besides, by what the book held at an event."""
        del until  # here nothing does
        return ()

    def _leavers(
        self, position: Position, _: Holdings, *, until: int | None = None
    ) -> Iterator[Finding]:
        """Bodies that were members earlier in the year: their duties stay whole, and elsewhere."""
        if position.level == "body":
            return
        here, whose = [body.code for body in position.bodies], position.group.code
        left = self._members_left(whose, here, position.period, until)
        month = str(position.period)
        said = "its whole-year duties are no part of this position"
        for finding in Elsewhere(whose, month, left=left, of=said).findings:
            yield replace(finding, hint="see where it is tested now")

    def _members_left(
        self, group: str, here: Iterable[str], month: Period, until: int | None
    ) -> tuple[Body, ...]:
        """The bodies of this book that were members of a group up to a month, and are not `here`."""
        months = (each for each in self.year.periods if each <= month)
        were = (body for each in months for body in self._group_asked(group, each, until).members)
        return tuple({body.code: body for body in were if body.code not in {*here}}.values())

    def _absent_from(self, group: str | None, month: Period, until: int | None) -> Elsewhere:
        """Who of the group that is asked about is in other books, or left it: nothing of a body."""
        about = self._group_asked(group, month, until)
        if about.level == "body":
            return NOBODY
        here, whose = [body.code for body in about.members], about.group.code
        left = self._members_left(whose, here, month, until)
        return Elsewhere(whose, str(month), len(here), about.not_in_book, left)

    def _opened_like(self, other: "Asking") -> None:
        """Take over what is of another book as it is open, and is not kept in it."""
        del other  # here nothing is

    def __repr__(self) -> str:
        return (
            f"<Book of {self.group.name}, {self.year}: {len(self._records.ledger.events)} events>"
        )
