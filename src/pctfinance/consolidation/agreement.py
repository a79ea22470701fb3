"""Agreement of balances: what each body has with each other body, by both ledgers, in pairs.

One body's receivable is the other's payable, and its income the other's expenditure. Each ordered
pair (provider, recipient) is compared on both sides, over all pairs at once. Nothing is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.agreement_items import Items
from pctfinance.consolidation.agreement_moves import moves

__all__ = ["SIDES", "STATUSES", "AgreedPair", "AgreementStatus", "Pairs", "agree"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SIDES = ("balances", "flows")
"""What is compared: receivables with payables, and income with expenditure."""


class AgreementStatus(StrEnum):
    """How far two ledgers agree.

    `ONE_SIDED`: the other's ledger is there and has nothing. `MISSING`: what differs lies in months
    for which the other's ledger is not there.
    """

    AGREED = "agreed"
    WITHIN_TOLERANCE = "within tolerance"
    DISPUTED = "disputed"
    ONE_SIDED = "one-sided"
    MISSING = "missing"


STATUSES = tuple(AgreementStatus)
"""The statuses, in the order of the numbers that stand for them in columns."""


class AgreedPair(NamedTuple):
    """One ordered pair on one side: the provider's receivable or income, the recipient's other side.

    Pence, both positive in their usual direction; `difference_pence` is the provider's less the
    recipient's. `since` is the number of the month from which on they differ, 0 where they do not.
    `there` says of each of the two ledgers whether it is there in all months in which they differ.
    """

    side: str
    provider: str
    recipient: str
    provider_pence: int
    recipient_pence: int
    status: AgreementStatus
    since: int
    there: tuple[bool, bool] = (False, False)

    @property
    def difference_pence(self) -> int:
        """What the provider has more than the recipient."""
        return self.provider_pence - self.recipient_pence


@dataclass(frozen=True)
class Pairs:
    """All pairs between which anything is recorded, as columns, ordered by side and bodies.

    `side`, `provider`, `recipient` and `status` are places in `SIDES`, `bodies` and `STATUSES`.

    >>> agree(Items.of((), (), []), np.ones((2, 0, 12), dtype=bool), 8).count
    0
    """

    bodies: tuple[str, ...]
    month: int
    tolerance_pence: int
    side: Ints = field(repr=False)
    provider: Ints = field(repr=False)
    recipient: Ints = field(repr=False)
    provider_pence: Ints = field(repr=False)
    recipient_pence: Ints = field(repr=False)
    status: Ints = field(repr=False)
    since: Ints = field(repr=False)
    there: Bools = field(repr=False)

    @property
    def count(self) -> int:
        """How many pairs there are, each side by itself."""
        return int(self.side.size)

    @property
    def matched_pence(self) -> Ints:
        """What both sides have of each pair: the smaller one, or 0 where the signs differ."""
        mine, theirs = self.provider_pence, self.recipient_pence
        smaller = np.minimum(np.abs(mine), np.abs(theirs))
        return np.where(np.sign(mine) == np.sign(theirs), np.sign(mine) * smaller, 0)

    @property
    def unheld(self) -> Bools:
        """Whether a pair's ledger is missing and nothing is held of it: then no difference is known."""
        pence = np.stack([self.provider_pence, self.recipient_pence], axis=1)
        nothing = ((pence == 0) & ~self.there).any(axis=1)
        unheld: Bools = nothing & (self.status == STATUSES.index(AgreementStatus.MISSING))
        return unheld

    def __iter__(self) -> Iterator[AgreedPair]:
        columns = (self.side, self.provider, self.recipient, self.provider_pence)
        more = (self.recipient_pence, self.status, self.since, self.there)
        for side, provider, recipient, mine, theirs, status, since, there in zip(
            *(column.tolist() for column in (*columns, *more)), strict=True
        ):
            yield AgreedPair(
                SIDES[side],
                self.bodies[provider],
                self.bodies[recipient],
                mine,
                theirs,
                STATUSES[status],
                since,
                (there[0], there[1]),
            )


def agree(
    items: Items,
    loaded: Bools,
    month: int,
    tolerance_pence: int = 0,
    held: Bools | None = None,
    *,
    untold: Bools | None = None,
) -> Pairs:
    """Compare what each body recorded with each other body, in the year up to a month.

    A month is known of a pair where both ledgers are there or have an item of it. What differs in
    known months decides first, then months that are not known; but ledgers that come to the same all
    told are in no dispute while a month of one of them is not there. A pair is in dispute from the
    month on since which its sum to date is, without a break, beyond the tolerance. A pair of which
    neither has anything any more is none.

    Args:
        items: what the ledgers hold; those after the month do not count.
        loaded: by side, body and month, whether the body's ledger is there; bool, 2 by bodies by 12.
        month: the number of the last month that counts, 1 to 12.
        tolerance_pence: a difference of at most this is within tolerance.
        held: of the same shape, whether the ledger says what stood at the end of the month. Where an
            opening or a report to date stands for several months, it does so of the last of them
            alone. Every month unless told otherwise.
        untold: of the same shape, whether a month is not known though something moved in it: a table
            to date takes back what an extract said of others. None unless told otherwise.

    Raises:
        ValueError: the tolerance is below 0.

    >>> import numpy as np
    >>> items = Items.of(("A", "B"), ("1",), [(0, 1, 0, True, 8, 100), (1, 0, 0, True, 8, -70)])
    >>> [(pair.provider, pair.difference_pence, pair.status.value, pair.since)
    ...     for pair in agree(items, np.ones((2, 2, 12), dtype=bool), 8)]
    [('A', 30, 'disputed', 8)]
    """
    if tolerance_pence < 0:
        msg = f"a tolerance of {tolerance_pence} pence is below 0"
        raise ValueError(msg)
    keys, by_role, has = _by_pair(items, month)
    side, provider, recipient = keys[:, 0], keys[:, 1], keys[:, 2]
    ends = ((side, provider), (side, recipient))
    there = np.stack([loaded[end][:, :month] for end in ends], axis=1) | has
    if untold is not None:
        there &= ~np.stack([untold[end][:, :month] for end in ends], axis=1)
    held = np.ones_like(loaded) if held is None else held
    differs = by_role[:, 0] - by_role[:, 1]
    status, since = _judged(
        differs,
        there[:, 0] & there[:, 1],
        held[ends[0]][:, :month] & held[ends[1]][:, :month],
        (has[:, 0].sum(axis=1) > 0) & (has[:, 1].sum(axis=1) > 0),
        tolerance_pence,
    )
    return Pairs(
        items.bodies,
        month,
        tolerance_pence,
        side,
        provider,
        recipient,
        by_role[:, 0].sum(axis=1),
        by_role[:, 1].sum(axis=1),
        status,
        since,
        np.logical_or(there, (differs == 0)[:, None]).all(axis=2),
    )


def _by_pair(items: Items, month: int) -> tuple[Ints, Ints, Bools]:
    """Side, provider and recipient of each pair; what moved, by pair, role and month; and whether.

    The roles are the provider's and the recipient's.
    """
    count, moved = max(len(items.bodies), 1), moves(items, month)
    side, role = moved.kind >> 1, moved.kind & 1
    # The provider holds the receivable and the income; the recipient names it as counterparty.
    key = (side * count + np.where(role == 0, moved.body, moved.other)) * count
    key += np.where(role == 0, moved.other, moved.body)
    there = np.zeros(2 * count * count, dtype=bool)
    there[key] = True
    keys = np.flatnonzero(there)
    place = np.cumsum(there) - 1
    at = (place[key] * 2 + role) * month + moved.month - 1
    sums = np.zeros(keys.size * 2 * month, dtype=np.int64)
    np.add.at(sums, at, moved.pence)
    has = np.zeros(sums.size, dtype=bool)
    has[at[moved.pence != 0]] = True
    by_role, has_by_role = sums.reshape(-1, 2, month), has.reshape(-1, 2, month)
    of_side, rest = np.divmod(keys, count * count)
    kept = by_role.sum(axis=2).any(axis=1)
    found = np.stack([of_side, *np.divmod(rest, count)], axis=1)
    return found[kept], by_role[kept], has_by_role[kept]


def _judged(
    differs: Ints, known: Bools, held: Bools, both: Bools, tolerance: int
) -> tuple[Ints, Ints]:
    """The status of each pair, and the month since when, from its differences by month.

    Of months that are not `held` nobody knows what stood at their end; they break no run.
    """
    months = differs.shape[1]
    gap = (differs != 0) & ~known
    has_gap, apart = gap.any(axis=1), np.abs(differs.sum(axis=1))
    beyond = (np.abs(np.where(known, differs, 0).cumsum(axis=1)) > tolerance) & held
    # Who put right what only the other's next ledger can show is in no dispute.
    is_beyond = beyond[:, -1] & ~(has_gap & (apart <= tolerance))
    order = {status: place for place, status in enumerate(STATUSES)}
    status = np.select(
        [is_beyond & both, is_beyond, has_gap, apart == 0],
        [
            order[AgreementStatus.DISPUTED],
            order[AgreementStatus.ONE_SIDED],
            order[AgreementStatus.MISSING],
            order[AgreementStatus.AGREED],
        ],
        order[AgreementStatus.WITHIN_TOLERANCE],
    )
    numbers = np.arange(1, months + 1)
    right = np.where(held & ~beyond, numbers, 0).max(axis=1, initial=0)
    first = (held & (numbers > right[:, None])).argmax(axis=1) + 1
    since = np.where(is_beyond, first, np.where(has_gap, gap.argmax(axis=1) + 1, 0))
    return status.astype(np.int64), since.astype(np.int64)
