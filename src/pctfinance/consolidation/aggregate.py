"""The unpooled sum of several bodies, which never hides what it is made of.

A group has no limit and no duty. Its status is the list of its bodies' breaches: a surplus of one
body does not make good another's overspend, so overspends and underspends are summed apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pctfinance.consolidation.duties import Duty, DutyResult, DutyStatus

__all__ = ["Aggregate", "GroupStatus", "aggregate"]


class GroupStatus(StrEnum):
    """The status of a group: `breach` before `incomplete` before `met`."""

    BREACH = "breach"
    INCOMPLETE = "incomplete"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One duty over the bodies of a group, in pence; underspends positive, overspends negative.

    `variance_pence = underspends_pence + overspends_pence`, over the bodies that could be tested;
    `breaches` and `not_tested` name the bodies, in order of code. `not_in_book` names members that
    another book holds: without them the list is not whole, and the group cannot be `met`.
    """

    duty: Duty
    limit_pence: int
    charged_pence: int
    overspends_pence: int
    underspends_pence: int
    breaches: tuple[str, ...]
    not_tested: tuple[str, ...]
    bodies_count: int
    synthetic: bool
    not_in_book: tuple[str, ...] = ()

    @property
    def tested_count(self) -> int:
        """How many bodies could be tested. Where none was, the sums are of nothing, not zero."""
        return self.bodies_count - len(self.not_tested)

    @property
    def variance_pence(self) -> int:
        """The net of over- and underspends. It is nobody's duty and decides no status."""
        return self.underspends_pence + self.overspends_pence

    @property
    def status(self) -> GroupStatus:
        """Breach with the list, else incomplete if any body is not tested, else met."""
        if self.breaches:
            return GroupStatus.BREACH
        if self.not_tested or self.not_in_book or not self.bodies_count:
            return GroupStatus.INCOMPLETE
        return GroupStatus.MET


def aggregate(
    duty: Duty, results: Iterable[DutyResult], not_in_book: Iterable[str] = ()
) -> Aggregate:
    """Sum one duty over bodies, without pooling.

    Args:
        duty: the duty.
        results: the results of that duty, one a body.
        not_in_book: bodies of the group of which this book holds nothing.

    Raises:
        ValueError: a result is of another duty, or a body stands twice.

    >>> north_central_london = [
    ...     DutyResult("5A9", Duty.REVENUE, 100, 126), DutyResult("5K7", Duty.REVENUE, 100, 55)]
    >>> position = aggregate(Duty.REVENUE, north_central_london)
    >>> position.variance_pence, position.overspends_pence, position.underspends_pence
    (19, -26, 45)
    >>> position.status.value, position.breaches
    ('breach', ('5A9',))
    """
    rows = sorted(results, key=lambda result: result.body)
    if any(row.duty is not duty for row in rows) or len({row.body for row in rows}) != len(rows):
        msg = f"an aggregate of {duty} takes one result of that duty for each body"
        raise ValueError(msg)
    tested = [
        (row.limit_pence or 0, row.charged_pence or 0)
        for row in rows
        if row.status is not DutyStatus.NOT_TESTED
    ]
    variances = [limit - charged for limit, charged in tested]
    return Aggregate(
        duty=duty,
        limit_pence=sum(limit for limit, _ in tested),
        charged_pence=sum(charged for _, charged in tested),
        overspends_pence=sum(variance for variance in variances if variance < 0),
        underspends_pence=sum(variance for variance in variances if variance > 0),
        breaches=tuple(row.body for row in rows if row.status is DutyStatus.BREACH),
        not_tested=tuple(row.body for row in rows if row.status is DutyStatus.NOT_TESTED),
        bodies_count=len(rows),
        synthetic=any(row.synthetic for row in rows),
        not_in_book=tuple(sorted(not_in_book)),
    )
