"""What was charged month by month, with those who were members of a group then.

History stays with the old parent: the months of a body that moved belong to the group that it was
in, while the duty of its whole year is the body's own and is listed where it is now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.lines import Limit

__all__ = ["GroupHistory", "GroupMonth", "group_history"]


@dataclass(frozen=True, slots=True)
class GroupMonth:
    """One month of a group, in pence: costs positive.

    `pence` is `None` where a member of the month reported nothing; `silent` names those. `categories`
    are what the others charged. `not_in_book` are members that another book holds.
    """

    period: Period
    bodies: tuple[str, ...]
    silent: tuple[str, ...]
    not_in_book: tuple[str, ...]
    categories: Mapping[str, int]

    @property
    def pence(self) -> int | None:
        """What the members charged to revenue in the month."""
        return None if self.silent else sum(self.categories.values())


@dataclass(frozen=True)
class GroupHistory:
    """The months of a group up to one."""

    group: Group
    months: tuple[GroupMonth, ...]

    @property
    def pence(self) -> int | None:
        """What was charged to date by those who were members; `None` where a month is not known.

        >>> GroupHistory(Group("XYZ", "Two"), ()).pence
        0
        """
        known = [month.pence for month in self.months]
        if any(pence is None for pence in known):
            return None
        return sum(pence for pence in known if pence is not None)


def group_history(
    group: Group,
    actuals: Figures,
    members: Mapping[Period, Sequence[str]],
    not_in_book: Mapping[Period, Sequence[str]],
) -> GroupHistory:
    """The history of a group whose members changed.

    Args:
        group: the group.
        actuals: what its bodies reported, journals beside it.
        members: the codes of its members at the end of each month, in the order of the months.
        not_in_book: members of which the book holds nothing, likewise.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.figures import Figure
    >>> year = FinancialYear("2011-12")
    >>> april, may = year.periods[:2]
    >>> actuals = Figures.of(year, [
    ...     Figure("5C1", Limit.REVENUE, "acute", month, 10) for month in (april, may)])
    >>> history = group_history(Group("XYZ", "Two"), actuals, {april: ["5C1"], may: []}, {})
    >>> [month.pence for month in history.months], history.pence
    ([10, 0], 10)
    """
    months = []
    for month, codes in members.items():
        silent = tuple(code for code in codes if not _is_known(actuals, code, month))
        categories: dict[str, int] = {}
        for code in codes:
            for category in (
                () if code in silent else actuals.categories(code, Limit.REVENUE, month)
            ):
                moved = _movement(actuals, code, month, category)
                categories[category] = categories.get(category, 0) + moved
        beyond = tuple(not_in_book.get(month, ()))
        months.append(GroupMonth(month, tuple(codes), silent, beyond, categories))
    return GroupHistory(group, tuple(months))


def _is_known(actuals: Figures, body: str, month: Period) -> bool:
    """Whether a body's own charge of a month is known: of figures to date, both ends are needed."""
    there = actuals.months(body, Limit.REVENUE)
    before = month.number == 1 or body not in actuals.cumulative or month.number - 1 in there
    return month.number in there and before


def _movement(actuals: Figures, body: str, month: Period, category: str) -> int:
    """What a body charged in a month: to date, less what it was the month before."""
    to_date = actuals.to_date(body, Limit.REVENUE, month, category).pence
    if month.number == 1:
        return to_date
    return to_date - actuals.to_date(body, Limit.REVENUE, month.previous, category).pence
