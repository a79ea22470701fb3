"""The smallest set of transfers by which every body would meet its duty to one limit, or why none exists.

Everything here is whole pence; the set itself is looked for in `remedy_search`.

Bodies that overspend receive and bodies that underspend give. A body between them never helps: with
what passes through it there would be one transfer more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pctfinance.consolidation.remedy_search import Choose, Move, fewest_possible, smallest_set
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Account, Strand

__all__ = [
    "Outcome",
    "Remedy",
    "Standing",
    "lowest_unallocated",
    "make_remedy",
]


class Outcome(StrEnum):
    """What was found."""

    NOT_NEEDED = "not needed"
    FOUND = "found"
    NONE = "none exists"
    NOT_TESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one body stands, in pence.

    `variance_pence` is the limit less the charge, `None` where the duty is not tested. The two
    unallocated amounts are the least that it holds on any day from that of the transfers on,
    confirmed; capital knows no recurrence, and has all of it in the first. `promised_pence` was offered to others before and has not left the limit yet.
    `later_pence` is what the limit gains (positive) or loses after the month that was asked about:
    the duty is one of the year, and held against the year's limit. `lost_pence` is what it loses
    besides, by documents that came after the day on which it was asked what was known: the need of
    that day does not have it, but nobody can give what is gone.
    `kept_pence` is a surplus that it agreed with its authority: a control total, which it keeps.
    `competent` are the authorities of the body on the day.

    >>> camden = Standing("5K7", "Camden PCT", 50_00, 30_00, 0, 0, 0, ("Q36",))
    >>> camden.need_pence, camden.spare_pence, camden.offer_pence
    (0, 5000, 3000)
    >>> Standing("5A9", "Barnet PCT", -10_00, 0, 0, 0, 4_00, ("Q36",)).need_pence
    600
    """

    body: str
    name: str
    variance_pence: int | None
    non_recurrent_pence: int
    recurrent_pence: int
    promised_pence: int
    later_pence: int
    competent: tuple[str, ...]
    synthetic: bool = False
    lost_pence: int = 0
    kept_pence: int = 0

    @property
    def year_pence(self) -> int | None:
        """The variance against the limit of the year, as known; `None` where it is not tested."""
        return None if self.variance_pence is None else self.variance_pence + self.later_pence

    @property
    def need_pence(self) -> int:
        """The overspend of the year; zero where there is none or the duty is not tested."""
        return max(0, -(self.year_pence or 0))

    @property
    def spare_pence(self) -> int:
        """The most that it could give and keep its own duty, and its control total."""
        away = self.promised_pence + self.lost_pence + self.kept_pence
        return max(0, (self.year_pence or 0) - away)

    @property
    def offer_pence(self) -> int:
        """What it has to give now: unallocated, non-recurrent, and spare."""
        return min(self.spare_pence, max(0, self.non_recurrent_pence)) if self.competent else 0


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would make every tested body meet its duty to one limit.

    `moves` is the smallest set of transfers where one exists. Where none does, `freed` is the
    smallest set once givers had freed what they will not spend; it is empty where that is too
    little as well, and where it was not looked for, since no solver is there (`is_unsolved`).
    `is_least` says whether fewer transfers were ruled out.
    """

    standings: tuple[Standing, ...]
    moves: tuple[Move, ...] = ()
    freed: tuple[Move, ...] = ()
    is_least: bool = True
    is_unsolved: bool = False

    @property
    def tested(self) -> tuple[Standing, ...]:
        """The bodies that the answer is about."""
        return tuple(one for one in self.standings if one.variance_pence is not None)

    @property
    def not_tested(self) -> tuple[str, ...]:
        """Codes of the bodies that it is not about."""
        return tuple(one.body for one in self.standings if one.variance_pence is None)

    @property
    def stranded(self) -> tuple[str, ...]:
        """Bodies that overspend and for which nobody is competent: they can receive nothing."""
        return tuple(one.body for one in self.tested if one.need_pence and not one.competent)

    @property
    def shortfall_pence(self) -> int:
        """The sum of the overspends."""
        return sum(one.need_pence for one in self.tested)

    @property
    def offered_pence(self) -> int:
        """The sum of what givers have to give now."""
        return sum(one.offer_pence for one in self.tested)

    @property
    def spare_pence(self) -> int:
        """The sum of what givers could give if all of it were unallocated."""
        return sum(one.spare_pence for one in self.tested if one.competent)

    @property
    def with_recurrent_pence(self) -> int:
        """What they could give if recurrent unallocated resource counted too, which it does not."""
        return sum(
            min(
                one.spare_pence,
                max(0, one.non_recurrent_pence) + max(0, one.recurrent_pence),
            )
            for one in self.tested
            if one.competent
        )

    @property
    def outcome(self) -> Outcome:
        """What was found. That none exists is this inequality: shortfall greater than offers."""
        if not self.tested:
            return Outcome.NOT_TESTED
        if not self.shortfall_pence:
            return Outcome.NOT_NEEDED
        enough = self.shortfall_pence <= self.offered_pence and not self.stranded
        return Outcome.FOUND if enough else Outcome.NONE

    @property
    def fewest_possible(self) -> int:
        """A number of transfers below which nothing can do, by counting alone."""
        return fewest_possible(*_both(self.tested, free=bool(self.freed)))

    def to_free(self) -> dict[str, int]:
        """What each giver would first have to free for `freed`, in pence; only where it has to."""
        given: dict[str, int] = defaultdict(int)
        for move in self.freed:
            given[move.giver] += move.pence
        offers = {one.body: one.offer_pence for one in self.tested}
        return {code: g - offers[code] for code, g in sorted(given.items()) if g > offers[code]}

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the sets of transfers, by whole numbers; nothing where they do."""
        found = []
        for moves, free in ((self.moves, False), (self.freed, True)):
            if not moves:
                continue
            offers, needs = _both(self.tested, free=free)
            got: dict[str, int] = defaultdict(int)
            for move in moves:
                if move.pence <= 0:
                    found.append(f"{move.giver} gives {move.receiver} nothing")
                got[move.receiver] += move.pence
                offers[move.giver] = offers.get(move.giver, 0) - move.pence
            found += [f"{code} gives more than it has" for code, rest in offers.items() if rest < 0]
            found += [f"{code} is not met" for code, need in needs.items() if got[code] != need]
        return tuple(found)


def lowest_unallocated(events: Iterable[Event], strand: Strand, day: date) -> int:
    """The least unallocated resource of one strand at the end of any day from `day` on, in pence.

    It is what the gate lets a body offer: see `ledger.overdraft`.

    Args:
        events: those of one body in one year, in order of recording.
        strand: the limit, funding and certainty.
        day: from which the offer counts.

    >>> from pctfinance.ledger.lines import Funding, Limit
    >>> lowest_unallocated([], Strand.of(Limit.REVENUE, Funding.NON_RECURRENT), date(2011, 9, 1))
    0
    """
    by_day: dict[date, int] = defaultdict(int)
    for event in events:
        for line in event.lines:
            of = (line.category, line.delegate, line.case)
            if (line.account, line.strand) == (Account.UNALLOCATED, strand) and not any(of):
                by_day[max(event.effective, day)] -= line.pence
    balance = lowest = by_day.pop(day, 0)
    for later in sorted(by_day):
        balance += by_day[later]
        lowest = min(lowest, balance)
    return lowest


def make_remedy(standings: Sequence[Standing], choose: Choose) -> Remedy:
    """The remedy for the bodies as they stand.

    The least number of transfers comes first. Whatever their number, they move the sum of the
    overspends and no penny more, so that is also the least amount.

    Args:
        standings: the bodies.
        choose: chooses transfers; it is asked only where a set exists, or would once that was freed.

    Raises:
        UsageError: a set exists, and nothing can choose it. Where none exists the proof stands
            without a solver.

    >>> two = [Standing("5A9", "Barnet", -3_00, 0, 0, 0, 0, ("Q36",)),
    ...     Standing("5K7", "Camden", 5_00, 4_00, 0, 0, 0, ("Q36",))]
    >>> make_remedy(two, lambda *_: None).moves
    (Move(giver='5K7', receiver='5A9', pence=300),)
    """
    start = Remedy(tuple(sorted(standings, key=lambda one: one.body)))
    enough_if_freed = start.shortfall_pence <= start.spare_pence and not start.stranded
    if start.outcome is Outcome.FOUND:
        moves, is_least = smallest_set(*_both(start.tested, free=False), choose)
        return Remedy(start.standings, moves=moves, is_least=is_least)
    if start.outcome is Outcome.NONE and enough_if_freed:
        try:
            moves, is_least = smallest_set(*_both(start.tested, free=True), choose)
        except UsageError:
            return Remedy(start.standings, is_least=False, is_unsolved=True)
        return Remedy(start.standings, freed=moves, is_least=is_least)
    return start


def _both(tested: Iterable[Standing], *, free: bool) -> tuple[dict[str, int], dict[str, int]]:
    """Offers and needs that are not zero."""
    bodies = [one for one in tested if one.competent]
    offers = {one.body: one.spare_pence if free else one.offer_pence for one in bodies}
    needs = {one.body: one.need_pence for one in bodies}
    return {c: p for c, p in offers.items() if p}, {c: p for c, p in needs.items() if p}
