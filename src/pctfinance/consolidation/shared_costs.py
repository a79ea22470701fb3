"""A shared cost in a month: what falls on each body, and what was recharged of it already.

The host keeps its own share. What it recharges and what the others are charged are the same pence,
so the net over the bodies is zero, month by month.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.recharge_flows import RechargeSet
from pctfinance.consolidation.sharing_basis import SharingBasis, apportioned
from pctfinance.ledger.journal_rules import JournalState
from pctfinance.ledger.recharges import RechargeMark

__all__ = ["ShareOfCost", "SharedCost", "shared_cost"]


class ShareOfCost(NamedTuple):
    """One body's part of a shared cost in a month, in pence; what it is charged is positive.

    `share_pence` is `None` where no cost is known. `recharged_pence` is approved for the month,
    `awaiting_pence` submitted, and `to_date_pence` approved in the year up to the month. Those of
    the host are negative: it is paid.
    """

    body: str
    weight: Fraction
    share_pence: int | None
    recharged_pence: int
    awaiting_pence: int
    to_date_pence: int


@dataclass(frozen=True)
class SharedCost:
    """One shared cost in one month: its basis, the cost, and each body's part in order of code."""

    basis: SharingBasis
    period: Period
    cost_pence: int | None
    shares: tuple[ShareOfCost, ...]
    numbers: tuple[str, ...]
    synthetic: bool = False

    def of(self, body: str) -> ShareOfCost:
        """The part of one body.

        Raises:
            KeyError: it has none.
        """
        for share in self.shares:
            if share.body == body:
                return share
        raise KeyError(body)

    @property
    def to_recharge(self) -> dict[str, int]:
        """What is still to be recharged to each body but the host, in pence; without zeros.

        Negative where more was charged than falls on the body.
        """
        open_pence = {
            share.body: (share.share_pence or 0) - share.recharged_pence - share.awaiting_pence
            for share in self.shares
            if share.body != self.basis.host
        }
        return {body: pence for body, pence in open_pence.items() if pence}

    @property
    def net_pence(self) -> int:
        """The recharges of the month over all bodies: zero."""
        return sum(share.recharged_pence for share in self.shares)

    @property
    def net_to_date_pence(self) -> int:
        """The recharges of the year up to the month over all bodies: zero."""
        return sum(share.to_date_pence for share in self.shares)

    @property
    def is_recharged(self) -> bool:
        """Whether the cost is known and nothing of it is left to be recharged."""
        return self.cost_pence is not None and not self.to_recharge


def shared_cost(
    basis: SharingBasis,
    period: Period,
    sets: Iterable[RechargeSet],
    cost_pence: int | None = None,
) -> SharedCost:
    """What falls on each body of a cost, and what was recharged.

    Args:
        basis: the version that holds in the month.
        period: the month that the cost is of.
        sets: the recharges of the year.
        cost_pence: the cost; what the last standing recharge of the month names unless told.

    >>> from datetime import date
    >>> from pctfinance.consolidation.sharing_basis import BasisKind, Weight
    >>> halves = tuple(Weight(body, Fraction(1, 2), "agreed") for body in ("5A9", "5K7"))
    >>> basis = SharingBasis("team", 1, "5K7", BasisKind.AGREED, 1, halves, "paper", "board",
    ...     date(2011, 4, 1))
    >>> shared_cost(basis, Period("2011-12 M01"), [], 101).to_recharge
    {'5A9': 51}
    """
    of_basis = [(one, mark) for one, mark in _marked(sets) if mark.basis == basis.name]
    of_month = [(one, mark) for one, mark in of_basis if mark.month == period.number]
    cost = _last_cost(of_month) if cost_pence is None else cost_pence
    fallen = {} if cost is None else apportioned(cost, basis.by_body)
    recharged = _net(one for one, _ in of_month if one.state is JournalState.APPROVED)
    awaiting = _net(one for one, _ in of_month if one.state is JournalState.SUBMITTED)
    to_date = _net(
        one
        for one, _ in of_basis
        if one.state is JournalState.APPROVED and one.first.period <= period
    )
    bodies = {basis.host, *basis.by_body, *recharged, *awaiting, *to_date}
    return SharedCost(
        basis,
        period,
        cost,
        tuple(
            ShareOfCost(
                body,
                basis.by_body.get(body, Fraction(0)),
                None if cost is None else fallen.get(body, 0),
                recharged.get(body, 0),
                awaiting.get(body, 0),
                to_date.get(body, 0),
            )
            for body in sorted(bodies)
        ),
        tuple(one.number for one, _ in of_month),
        any(one.first.submission.synthetic for one, _ in of_basis),
    )


def _marked(sets: Iterable[RechargeSet]) -> Iterator[tuple[RechargeSet, RechargeMark]]:
    """The recharges that count or may still, with what they say of themselves."""
    for one in sets:
        mark = one.first.what.recharge
        if one.is_standing and mark is not None:
            yield one, mark


def _last_cost(of_month: Iterable[tuple[RechargeSet, RechargeMark]]) -> int | None:
    """The cost that the last recharge names which was not reversed."""
    costs: dict[str, int | None] = {}
    for one, mark in of_month:
        if mark.kind == "reversal":
            costs.pop(one.first.what.corrects, None)
        else:
            costs[one.number] = mark.cost_pence
    return list(costs.values())[-1] if costs else None


def _net(sets: Iterable[RechargeSet]) -> dict[str, int]:
    """What each body is charged, the provider the opposite of all others; in pence."""
    sums: dict[str, int] = {}
    for one in sets:
        for body, pence in one.charged.items():
            sums[body] = sums.get(body, 0) + pence
            sums[one.provider] = sums.get(one.provider, 0) - pence
    return sums
