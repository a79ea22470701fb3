"""Every body and every group of every level at once, as a chapter of the book."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from pctfinance.asked import basis_asked, day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.bodies import Body, Register
from pctfinance.calendar import Period
from pctfinance.consolidation.cube import Cube, Level
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.grid import make_grid
from pctfinance.ledger.columns import EventColumns
from pctfinance.present.cube_report import CubeReport

__all__ = ["Surveying"]


class Surveying(Asking):
    """The part of a book that looks over many bodies. `pctfinance.book.Book` is the whole."""

    _columns: EventColumns | None = None
    _levels: tuple[Register, tuple[Level, ...]] | None = None

    def cube(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> CubeReport:
        """The figures of all bodies in one month, and their sums for every group of every level.

        They are the figures of `position`, for a whole nation in the time of one sum. Groups are
        all those of the register that a body of this book belongs to: clusters, SHAs, SHA clusters,
        England. Of a group that reaches beyond this book the part in here is summed; the members in
        other books are named (`cube.not_in_book`), and the group is never met. A body that left the
        book's own group stands here for the groups that it is in now.

        Args:
            period: the month that is closed.
            basis: `ytd`, `forecast` or `outturn`; the outturn in month 12, else the forecast.
            known_at: the last day whose documents count; see `position`.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: there is no such basis in that month, or a date is not one.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> cube = Book.read(sample_path()).cube("2011-12 M12")
        >>> [(level.group.code, cube.aggregate(level.group.code).status.value)
        ...     for level in cube.levels]
        [('NCL', 'breach'), ('Q36', 'breach'), ('LON', 'breach'), ('ENGLAND', 'breach')]
        """
        month = period_asked(period, self.year)
        asked = basis_asked(basis, month)
        self._records.refresh()
        until = self._until(recorded_at)
        columns = self._event_columns()
        known = day_asked(known_at) or columns.last_notified(month, until)
        levels = tuple(
            level for level in self._all_levels(until) if level.members[month.number - 1]
        )
        bodies = tuple(self._bodies_of(levels, month))
        standing = columns.standing(month, known, until)
        cube = Cube(
            month,
            asked,
            known,
            bodies,
            levels,
            self._records.categories_until(until),
            make_grid(standing, [body.code for body in bodies], asked),
            tuple(Duty(duty.id) for duty in self.rulebook.duties),
        )
        return CubeReport.of(cube, self.rulebook.words)

    def _event_columns(self) -> EventColumns:
        """The events as columns; only those are encoded that came since the last question."""
        before = self._columns or EventColumns.empty(self.year)
        more = self._records.ledger.events[before.count :]
        if more or self._columns is None:
            self._columns = before.with_events(more, self._records.cells)
        return self._columns

    def _all_levels(self, until: int) -> tuple[Level, ...]:
        """Every group that has a body of this book as a member, with its members by month."""
        register = self._records.register_until(until)
        if self._levels is None or self._levels[0] is not register:
            self._levels = register, tuple(self._made_levels(register))
        return self._levels[1]

    def _bodies_of(self, levels: Iterable[Level], month: Period) -> Iterator[Body]:
        """The bodies of this book that some group has as a member, by code.

        One that left the book's own group is here with the whole year's duty, for its new group.
        """
        codes = {code for level in levels for code in level.members[month.number - 1]}
        codes |= {body.code for body in self.members(month)}
        for code, body in sorted(self._records.terms.members_of_year().items()):
            if code in codes:
                yield body

    def _made_levels(self, register: Register) -> Iterator[Level]:
        own = self._records.terms.members_of_year()
        ends = [month.end for month in self.year.periods]
        groups = {row.group for row in register.memberships if row.body in own}
        members, beyond = ({code: [set[str]() for _ in ends] for code in groups} for _ in range(2))
        for row in register.memberships:
            if row.group not in groups:
                continue
            held = members if row.body in own else beyond
            for codes, end in zip(held[row.group], ends, strict=True):
                if row.holds_on(end):
                    codes.add(row.body)

        def place(code: str) -> tuple[bool, int, int, str]:
            kind = register.group(code).kind
            size = max(map(len, members[code]))
            return code != self.group.code, size, _KINDS.index(kind), code

        # The book's own group first, then small groups before large, and by kind and code.
        for code in sorted(members, key=place):
            yield Level(
                register.group(code),
                tuple(map(frozenset, members[code])),
                tuple(map(frozenset, beyond[code])),
            )


_KINDS = ("sub_cluster", "cluster", "sha", "sha_cluster", "country", "other")
