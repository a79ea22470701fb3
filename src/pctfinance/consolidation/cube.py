"""Every body and every group of every level in one month: the position of a nation at once.

A group's figures are sums over the bodies that are its members at the end of the month, and are
made when they are asked for. A group has no limit and no duty: its status is the list of its
bodies' breaches. Members whose figures are in other books are named, and are in no sum: without
them the list is not whole, and the group is never met.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pctfinance.bodies import Body, Group
from pctfinance.calendar import Period
from pctfinance.consolidation.aggregate import Aggregate, GroupStatus
from pctfinance.consolidation.categories import CategoryLine, CategoryTree
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, LimitBasis
from pctfinance.consolidation.grid import MEASURES, Grid
from pctfinance.errors import looked_up

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cube", "Level"]

Ints = NDArray[Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Level:
    """One group of a cube: who it is, and the bodies that were its members, month by month."""

    group: Group
    members: tuple[frozenset[str], ...]
    """The codes of the members at the end of each month, the year's first month first."""
    beyond: tuple[frozenset[str], ...] = ()
    """The codes of those members whose figures are in other books, likewise; none where it is empty."""

    def not_in_book(self, month: int) -> tuple[str, ...]:
        """The members at the end of a month, 1 to 12, whose figures are in other books, by code.

        >>> Level(Group("XYZ", "Two"), (frozenset({"5A9"}),), (frozenset({"5C1"}),)).not_in_book(1)
        ('5C1',)
        """
        return tuple(sorted(self.beyond[month - 1])) if self.beyond else ()


@dataclass(frozen=True)
class Cube:
    """The figures of all bodies in one month, and their sums for every group.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> cube = Book.read(sample_path()).cube("2011-12 M12")
    >>> total = cube.aggregate("NCL")
    >>> total.variance_pence == 15_400_000_00, total.status.value, total.breaches
    (True, 'breach', ('5A9', '5C1', '5C9'))
    """

    period: Period
    basis: Basis
    known_at: date | None
    bodies: tuple[Body, ...]
    levels: tuple[Level, ...]
    categories: CategoryTree
    grid: Grid = field(repr=False)
    rules: tuple[Duty, ...] = tuple(Duty)

    def level(self, code: str) -> Level:
        """The group with a code.

        Raises:
            NotInReportError: no body of this cube was ever a member of such a group.
        """
        for level in self.levels:
            if level.group.code == code:
                return level
        return looked_up({level.group.code: level for level in self.levels}, code, "group")

    def lines(self, code: str) -> tuple[CategoryLine, ...]:
        """The categories of a body, or summed over the members of a group, in order of code.

        `phased` and `synthetic` are not told apart by category here: `phased` is false, `synthetic`
        whether any figure of those bodies has no published source.

        Raises:
            NotInReportError: there is neither a body nor a group with that code.
        """
        rows = self._rows(code)
        grid, marked = self.grid, bool(self.grid.synthetic[rows].any())
        present = grid.present[rows]
        found = []
        for at in np.flatnonzero(present.any(axis=0)).tolist():
            values: dict[str, Any] = {
                name: self._cell(name, rows, at, present[:, at])
                for name in MEASURES
                if name != "budget_recurrent_pence"
            }
            code_here = grid.categories[at]
            found.append(CategoryLine(code_here, phased=False, synthetic=marked, **values))
        return tuple(sorted(found, key=lambda line: line.category))

    def _cell(self, name: str, rows: NDArray[np.int64], at: int, there: Bools) -> int | None:
        known = self.grid.known.get(name)
        if known is not None and not known[rows, at][there].all():
            return None
        return int(self.grid.measures[name][rows, at].sum())

    def duty(self, body: str, duty: Duty = Duty.REVENUE) -> DutyResult:
        """One duty of one body. Why a duty is not tested is told by the position of the body.

        Raises:
            NotInReportError: there is no such body.
        """
        row = list(Duty).index(duty)
        at = looked_up(self._place, body, "body")
        grid = self.grid
        to_date = self.basis is Basis.YTD and duty is Duty.REVENUE
        return DutyResult(
            body=body,
            duty=duty,
            limit_pence=int(grid.limit_pence[row, at]) if grid.limit_known[row, at] else None,
            charged_pence=int(grid.charged_pence[row, at]) if grid.charged_known[row, at] else None,
            limit_basis=LimitBasis.YTD if to_date else LimitBasis.ANNUAL,
            synthetic=bool(grid.synthetic[at]),
        )

    def aggregate(self, code: str, duty: Duty = Duty.REVENUE) -> Aggregate:
        """One duty over the members of a group, overspends and underspends apart; never pooled.

        Raises:
            NotInReportError: there is no such group.
        """
        rows, row = self._rows(code), list(Duty).index(duty)
        tested = self._tested[row][rows]
        limit, charged = (
            column[row][rows][tested] for column in (self.grid.limit_pence, self.grid.charged_pence)
        )
        variance = limit - charged
        codes = np.array(self.grid.bodies, dtype=object)[rows]
        return Aggregate(
            duty=duty,
            limit_pence=int(limit.sum()),
            charged_pence=int(charged.sum()),
            overspends_pence=int(variance[variance < 0].sum()),
            underspends_pence=int(variance[variance > 0].sum()),
            breaches=tuple(sorted(codes[tested][variance < 0].tolist())),
            not_tested=tuple(sorted(codes[~tested].tolist())),
            bodies_count=len(rows),
            synthetic=bool(self.grid.synthetic[rows].any()),
            not_in_book=self.not_in_book(code),
        )

    def not_in_book(self, code: str) -> tuple[str, ...]:
        """The members of a group whose figures are in other books, by code; of a body, none.

        Raises:
            NotInReportError: there is neither a body nor a group with that code.
        """
        return () if code in self._place else self.level(code).not_in_book(self.period.number)

    def history(self, code: str) -> tuple[int | None, ...]:
        """What was charged to revenue in each month up to this one by those who were members then.

        A body that moved stays with its old group in the months that it was there. A month in which
        a member reported nothing is `None`. Members in other books are in no month's sum:
        `Level.not_in_book` names those of each.

        Raises:
            NotInReportError: there is no such group.
        """
        level = self.level(code)
        found: list[int | None] = []
        for month in range(self.period.number):
            rows = self._rows_of_bodies(sorted(level.members[month] & self._place.keys()))
            known = self.grid.movement_known[rows, month]
            moved = self.grid.movement_pence[rows, :, month]
            found.append(int(moved.sum()) if known.all() else None)
        return tuple(found)

    @cached_property
    def sums(self) -> dict[str, Ints]:
        """Each measure summed for every group: groups (in the order of `levels`) and categories."""
        return {name: self._over_members(values) for name, values in self.grid.measures.items()}

    @cached_property
    def sums_known(self) -> dict[str, Bools]:
        """Where a sum is of nothing that is not known."""
        missing = {name: self.grid.present & ~known for name, known in self.grid.known.items()}
        return {name: self._over_members(at.astype(np.int64)) == 0 for name, at in missing.items()}

    @cached_property
    def sums_present(self) -> Bools:
        """Which sums there are at all: some member has the category."""
        found: Bools = self._over_members(self.grid.present.astype(np.int64)) > 0
        return found

    def statuses(self, duty: Duty = Duty.REVENUE) -> tuple[GroupStatus, ...]:
        """The status of every group, in the order of `levels`: breach, else incomplete, else met.

        A group is incomplete where a body is not tested, or is in another book.
        """
        row = list(Duty).index(duty)
        tested = self._tested[row]
        over = tested & (self.grid.limit_pence[row] < self.grid.charged_pence[row])
        breach = (self._members & over).any(axis=1)
        open_ = (self._members & ~tested).any(axis=1) | ~self._members.any(axis=1)
        open_ |= [bool(level.not_in_book(self.period.number)) for level in self.levels]
        words = {True: GroupStatus.INCOMPLETE, False: GroupStatus.MET}
        return tuple(
            GroupStatus.BREACH if broke else words[bool(some)]
            for broke, some in zip(breach.tolist(), open_.tolist(), strict=True)
        )

    @property
    def table(self) -> "pd.DataFrame":
        """One row a body or group and category: all columns of a monthly report, in pence."""
        from pctfinance.consolidation.cube_frames import lines_frame  # noqa: PLC0415 - pandas is heavy

        return lines_frame(self)

    @property
    def duty_table(self) -> "pd.DataFrame":
        """One row a body or group and duty, with the bodies in breach of each group."""
        from pctfinance.consolidation.cube_frames import duties_frame  # noqa: PLC0415 - as above

        return duties_frame(self)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.grid.bodies)}

    @cached_property
    def _tested(self) -> Bools:
        found: Bools = self.grid.limit_known & self.grid.charged_known
        return found

    @cached_property
    def _members(self) -> Bools:
        """Which bodies (columns) are members of each group (rows) at the end of the month."""
        members = np.zeros((len(self.levels), len(self.grid.bodies)), dtype=bool)
        place, month = self._place, self.period.number - 1
        for row, level in enumerate(self.levels):
            members[row, [place[code] for code in level.members[month] if code in place]] = True
        return members

    def _over_members(self, values: Ints) -> Ints:
        """Values of bodies (rows), summed over the members of each group (rows)."""
        groups, first, members = self._rows_of_members
        sums = np.zeros((len(self.levels), *values.shape[1:]), dtype=values.dtype)
        if groups.size:
            sums[groups] = np.add.reduceat(values.take(members, axis=0), first, axis=0)
        return sums

    @cached_property
    def _rows_of_members(self) -> tuple[Ints, Ints, Ints]:
        """The groups that have members, where those of each begin, and the rows of all of them."""
        groups, members = np.nonzero(self._members)
        found, first = np.unique(groups, return_index=True)
        return found, first, members

    def _now(self, level: Level) -> list[str]:
        """The members of a group at the end of the month, as far as they are in this cube."""
        return sorted(level.members[self.period.number - 1] & self._place.keys())

    def _rows(self, code: str) -> NDArray[np.int64]:
        if code in self._place:
            return self._rows_of_bodies([code])
        return self._rows_of_bodies(self._now(self.level(code)))

    def _rows_of_bodies(self, codes: Sequence[str]) -> NDArray[np.int64]:
        return np.array([self._place[code] for code in codes], dtype=np.int64)
