"""What a body recorded with another body: receivables, payables, income and expenditure, as columns.

Which of the four an item is follows from its account: one that is named is what it was named as.
Else the balance to date of the account with that counterparty decides: on the balance sheet a debit
is a receivable and a credit a payable; against the revenue limit a debit is expenditure and a credit
income.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pctfinance.ledger.figures import exact_sum

__all__ = ["KINDS", "Items", "Kind"]

Ints = NDArray[np.int64]
_INT64_MAX = 2**63 - 1
_NAMES = ("body", "counterparty", "account", "sheet", "month", "net")


class Kind(IntEnum):
    """The four kinds of item; the first of each two is the provider's, the second the recipient's."""

    RECEIVABLE = 0
    PAYABLE = 1
    INCOME = 2
    EXPENDITURE = 3


KINDS = tuple(kind.name.lower() for kind in Kind)
"""Their names, by which accounts are named."""


@dataclass(frozen=True)
class Items:
    """Items as columns of equal length.

    `body` and `counterparty` are places in `bodies`, -1 where the counterparty is none of them;
    `account` is a place in `accounts`; `pence` is positive in the usual direction of its kind;
    `is_named` where the kind is that which the account was named as.

    >>> items = Items.of(("A", "B"), ("4100",), [(0, 1, 0, False, 8, -500)])
    >>> Kind(items.kind[0]).name, int(items.pence[0])
    ('INCOME', 500)
    """

    bodies: tuple[str, ...]
    accounts: tuple[str, ...]
    body: Ints = field(repr=False)
    counterparty: Ints = field(repr=False)
    account: Ints = field(repr=False)
    kind: Ints = field(repr=False)
    month: Ints = field(repr=False)
    pence: Ints = field(repr=False)
    is_named: NDArray[np.bool_] = field(repr=False)

    @classmethod
    def of(
        cls,
        bodies: Sequence[str],
        accounts: Sequence[str],
        rows: Iterable[tuple[int, int, int, bool, int, int]],
        named: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> "Items":
        """Items from rows of body, counterparty, account, balance sheet or not, month and net pence.

        See `from_columns`.
        """
        table = np.array(list(rows), dtype=np.int64).reshape(-1, len(_NAMES))
        columns = {name: table[:, at] for at, name in enumerate(_NAMES)}
        return cls.from_columns(bodies, accounts, columns, named)

    @classmethod
    def from_columns(
        cls,
        bodies: Sequence[str],
        accounts: Sequence[str],
        columns: Mapping[str, Ints],
        named: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> "Items":
        """Items from columns of whole numbers.

        Args:
            bodies: whose balances are agreed.
            accounts: the accounts.
            columns: `body`, `counterparty`, `account`, `sheet` (1 on the balance sheet, 0 against
                the revenue limit), `month` (1 to 12), `net` (pence, debits positive). All of them
                count for the balance that decides what an account is: give none of later months.
            named: by kind, the accounts that are of it: codes, or beginnings with a star.

        On the balance sheet, an account without a counterparty among `bodies` counts only if named.

        Raises:
            OverflowError: the amounts add up to more than there is.

        >>> one = {name: np.array([value]) for name, value in zip(
        ...     ("body", "counterparty", "account", "sheet", "month", "net"), (0, 1, 0, 1, 8, -5))}
        >>> items = Items.from_columns(("A", "B"), ("1200",), one, {"receivable": ["12*"]})
        >>> Kind(items.kind[0]).name, int(items.pence[0])
        ('RECEIVABLE', -5)
        """
        net, body = columns["net"], columns["body"]
        if exact_sum(np.abs(net)) > _INT64_MAX:
            msg = "the amounts between the bodies add up to more than there is"
            raise OverflowError(msg)
        # What a body has with itself is with nobody else.
        other = np.where(columns["counterparty"] == body, -1, columns["counterparty"])
        sheet = columns["sheet"] != 0
        told = _told(accounts, named)[columns["account"]] if accounts else columns["account"]
        kind = np.where(told >= 0, told, _by_balance(columns, other, len(bodies), len(accounts)))
        kept = ~sheet | (other >= 0) | (told >= 0)
        turned = (kind == Kind.PAYABLE) | (kind == Kind.INCOME)
        pence = np.where(turned, -net, net)
        picked = (body, other, columns["account"], kind, columns["month"], pence, told >= 0)
        return cls(tuple(bodies), tuple(accounts), *(column[kept] for column in picked))

    @property
    def count(self) -> int:
        """How many items there are."""
        return int(self.body.size)

    def sums(self, month: int) -> Ints:
        """What each body has of each kind with everybody, to a month: bodies by kinds, in pence."""
        found = np.zeros((len(self.bodies), len(Kind)), dtype=np.int64)
        at = self.month <= month
        np.add.at(found, (self.body[at], self.kind[at]), self.pence[at])
        return found


def _told(accounts: Sequence[str], named: Mapping[str, Sequence[str]]) -> Ints:
    """The kind by which each account is named, the longest pattern first; -1 where none is."""
    patterns = sorted(
        ((text, KINDS.index(kind)) for kind, texts in named.items() for text in texts),
        key=lambda pair: (pair[0].endswith("*"), -len(pair[0])),
    )
    return np.array(
        [
            next((kind for text, kind in patterns if _fits(account, text)), -1)
            for account in accounts
        ],
        dtype=np.int64,
    )


def _fits(account: str, text: str) -> bool:
    return account.startswith(text[:-1]) if text.endswith("*") else account == text


def _by_balance(columns: Mapping[str, Ints], other: Ints, bodies: int, accounts: int) -> Ints:
    """The kind that follows from the sum of an account with a counterparty, for each item."""
    key = (columns["body"] * (bodies + 1) + other + 1) * max(accounts, 1) + columns["account"]
    key = key * 2 + (columns["sheet"] != 0)
    keys = 2 * max(accounts, 1) * bodies * (bodies + 1)
    if keys <= _DENSE:
        place = key
        sums = np.zeros(keys, dtype=np.int64)
    else:
        found, place = np.unique(key, return_inverse=True)
        sums = np.zeros(found.size, dtype=np.int64)
    np.add.at(sums, place, columns["net"])
    credit = sums[place] < 0
    by_sheet = np.where(credit, Kind.PAYABLE, Kind.RECEIVABLE)
    by_limit = np.where(credit, Kind.INCOME, Kind.EXPENDITURE)
    return np.where(columns["sheet"] != 0, by_sheet, by_limit).astype(np.int64)


_DENSE = 20_000_000
"""Up to so many sums are kept one beside the other; more are sorted first, which takes longer."""
