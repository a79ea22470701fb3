"""Agreement of balances: what each body has with each other body, by both ledgers, in pairs.

One body's receivable is the other's payable, and its income the other's expenditure. Each ordered
pair (provider, recipient) is compared on both sides, over all pairs at once. Nothing is changed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pctfinance.consolidation.agreement_items import Items

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
    """

    side: str
    provider: str
    recipient: str
    provider_pence: int
    recipient_pence: int
    status: AgreementStatus
    since: int

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
        nothing = (self.provider_pence == 0) | (self.recipient_pence == 0)
        unheld: Bools = nothing & (self.status == STATUSES.index(AgreementStatus.MISSING))
        return unheld

    def __iter__(self) -> Iterator[AgreedPair]:
        columns = (self.side, self.provider, self.recipient, self.provider_pence)
        more = (self.recipient_pence, self.status, self.since)
        for side, provider, recipient, mine, theirs, status, since in zip(
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
            )


def agree(
    items: Items,
    loaded: Bools,
    month: int,
    tolerance_pence: int = 0,
    opened: Sequence[int] | None = None,
) -> Pairs:
    """Compare what each body recorded with each other body, in the year up to a month.

    A month counts as known for a body where its ledger is there or it has an item of the pair.
    Differences of known months decide first, then months that are not known. A pair is in dispute
    from the month on since which its sum to date is, without a break, beyond the tolerance.

    Args:
        items: what the ledgers hold; those after the month do not count.
        loaded: by side, body and month, whether the body's ledger is there; bool, 2 by bodies by 12.
        month: the number of the last month that counts, 1 to 12.
        tolerance_pence: a difference of at most this is within tolerance.
        opened: by body, how many months the opening of its first extract stands for on the balance
            sheet, at the end of the last of them: what was owed within them is not known. None
            unless told otherwise.

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
    count, counted = len(items.bodies), (items.counterparty >= 0) & (items.month <= month)
    body, other = items.body[counted], items.counterparty[counted]
    kind, pence = items.kind[counted], items.pence[counted]
    side, role = kind >> 1, kind & 1
    # The provider holds the receivable and the income; the recipient names it as counterparty.
    key = (side * count + np.where(role == 0, body, other)) * count
    key += np.where(role == 0, other, body)
    there = np.zeros(2 * count * count, dtype=bool)
    there[key] = True
    keys = np.flatnonzero(there)
    place = np.cumsum(there) - 1
    at = (place[key] * 2 + role) * month + items.month[counted] - 1
    sums = np.zeros(keys.size * 2 * month, dtype=np.int64)
    np.add.at(sums, at, pence)
    has = np.zeros(sums.size, dtype=bool)
    has[at[pence != 0]] = True
    by_role, has_by_role = sums.reshape(-1, 2, month), has.reshape(-1, 2, month)
    mine, theirs = by_role[:, 0], by_role[:, 1]
    has_mine, has_theirs = has_by_role[:, 0], has_by_role[:, 1]
    of_side, rest = np.divmod(keys, max(count * count, 1))
    provider, recipient = np.divmod(rest, max(count, 1))
    before = np.zeros(count, dtype=np.int64) if opened is None else np.array(opened, dtype=np.int64)
    before = np.stack([before, np.zeros_like(before)])  # of flows nothing is opened with
    numbers = np.arange(1, month + 1)
    by_provider, by_recipient = before[of_side, provider], before[of_side, recipient]
    status, since = _judged(
        mine - theirs,
        (has_mine | loaded[of_side, provider, :month] | (numbers <= by_provider[:, None]))
        & (has_theirs | loaded[of_side, recipient, :month] | (numbers <= by_recipient[:, None])),
        np.maximum(by_provider, by_recipient)[:, None] <= numbers,
        (has_mine.sum(axis=1) > 0) & (has_theirs.sum(axis=1) > 0),
        tolerance_pence,
    )
    return Pairs(
        items.bodies,
        month,
        tolerance_pence,
        of_side,
        provider,
        recipient,
        mine.sum(axis=1),
        theirs.sum(axis=1),
        status,
        since,
    )


def _judged(
    differs: Ints, known: Bools, held: Bools, both: Bools, tolerance: int
) -> tuple[Ints, Ints]:
    """The status of each pair, and the month since when, from its differences by month.

    In months that are not `held` a sum is not that of the month: an opening stands for them.
    """
    months = differs.shape[1]
    gap = (differs != 0) & ~known
    beyond = (np.abs(np.where(known, differs, 0).cumsum(axis=1)) > tolerance) & held
    is_beyond, has_gap = beyond[:, -1], gap.any(axis=1)
    order = {status: place for place, status in enumerate(STATUSES)}
    status = np.select(
        [is_beyond & both, is_beyond, has_gap, differs.sum(axis=1) == 0],
        [
            order[AgreementStatus.DISPUTED],
            order[AgreementStatus.ONE_SIDED],
            order[AgreementStatus.MISSING],
            order[AgreementStatus.AGREED],
        ],
        order[AgreementStatus.WITHIN_TOLERANCE],
    )
    # Counted from the end: how long the last unbroken run of months beyond the tolerance is.
    run = np.where(beyond.sum(axis=1) == months, months, np.argmax(~beyond[:, ::-1], axis=1))
    since = np.where(is_beyond, months - run + 1, np.where(has_gap, gap.argmax(axis=1) + 1, 0))
    return status.astype(np.int64), since.astype(np.int64)
