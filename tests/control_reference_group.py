"""What controls of decisions, funds and recharges should find, reckoned in plain Python.

Nothing of pctfinance is used here. A fact is a row, an amount is in pence, a day is counted from 1 April
2011 on, and each rule is one expression over the rows. The thresholds are written out again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, combinations

__all__ = [
    "CaseFact",
    "Flags",
    "FundFact",
    "RechargeFact",
    "TransferFact",
    "decided",
    "last_day",
    "recharged",
]

DAYS = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31)
"""The days of each month from April 2011."""
LATE, WAITS = 10, 31
WITHOUT_BASIS, RETURNED = 100_000_00, 50_000_00

Flags = set[tuple[str, str]]


def last_day(month: int) -> int:
    """The last day of a month, the first of April being 0."""
    return list(accumulate(DAYS))[month - 1] - 1


@dataclass(frozen=True)
class TransferFact:
    """A transfer: of whom, to whom, how much, and on which day each step came, if it did."""

    giver: str
    receiver: str
    pence: int
    submitted: int
    approved: int | None = None
    has_condition: bool = False
    ended: int | None = None


@dataclass(frozen=True)
class CaseFact:
    """What of a business case was approved in June, what was released, and on which day."""

    body: str
    approved: int
    released: int
    day: int


@dataclass(frozen=True)
class FundFact:
    """A fund: its office, what it is for, who gives, who was excused, and when the two came."""

    number: str
    holder: str
    purpose: str
    donors: tuple[str, ...]
    agreed: int
    excused: str = ""
    excused_on: int = 0


@dataclass(frozen=True)
class RechargeFact:
    """Who charged whom, how much, and in which month."""

    provider: str
    recipient: str
    pence: int
    month: int


def decided(
    transfers: list[TransferFact], cases: list[CaseFact], funds: list[FundFact], month: int
) -> Flags:
    """What waits for a decision at a month's end, and which donor another fund leaves out."""
    end = last_day(month)
    found: Flags = set()
    for one in transfers:
        is_open = one.submitted <= end and (one.ended is None or one.ended > end)
        if is_open and month >= LATE:
            found.add(("transfer-pending", one.giver))
        waits = -1 if one.approved is None else end - one.approved
        if is_open and waits >= 0 and (waits > WAITS or one.has_condition):
            found |= {("approval-waiting", body) for body in (one.giver, one.receiver)}
    for case in cases:
        released = case.released if case.day <= end else 0
        if month >= LATE and case.approved > released:
            found.add(("case-unreleased", case.body))
    for fund in funds:
        is_excused = bool(fund.excused) and fund.excused_on <= end
        if is_excused and any(_takes_over(fund, other, end) for other in funds):
            found.add(("fund-re-spread", fund.excused))
    return found


def _takes_over(fund: FundFact, other: FundFact, end: int) -> bool:
    return (
        fund.excused_on < other.agreed <= end
        and (other.holder == fund.holder or other.purpose == fund.purpose)
        and fund.excused not in other.donors
        and bool(set(fund.donors) & set(other.donors))
    )


def recharged(
    recharges: list[RechargeFact], limits: dict[str, int], costs: dict[str, int], month: int
) -> Flags:
    """Who is named of a pattern of recharges in the year to a month; none has basis or agreement.

    Args:
        recharges: all of the year.
        limits: what falls to date of each body's limit.
        costs: what each reported to date.
        month: the month.
    """
    counted = [one for one in recharges if one.month <= month]
    paid: Counter[tuple[str, str]] = Counter()
    for one in counted:
        paid[one.provider, one.recipient] += one.pence
        paid[one.recipient, one.provider] -= one.pence
    named: set[str] = set()
    for (provider, recipient), pence in paid.items():
        if pence > WITHOUT_BASIS:
            named |= {provider, recipient}
    for one, other in combinations(counted, 2):
        if _went_back(one, other) or _went_back(other, one):
            named |= {one.provider, one.recipient}
    named |= set(_turned(paid, limits, costs))
    return {("recharges-as-transfers", body) for body in named}


def _went_back(one: RechargeFact, later: RechargeFact) -> bool:
    return (
        one.pence == later.pence >= RETURNED
        and (one.provider, one.recipient) == (later.recipient, later.provider)
        and later.month > one.month
    )


def _turned(
    paid: Counter[tuple[str, str]], limits: dict[str, int], costs: dict[str, int]
) -> Iterator[str]:
    """Who meets its limit by what it was paid alone, and who paid it."""
    for body, limit in limits.items():
        got = {payer: pence for (payee, payer), pence in paid.items() if payee == body}
        received = sum(got.values())
        left = limit - (costs[body] - received)
        if 0 <= left < received:
            yield body
            yield from (payer for payer, pence in got.items() if pence > 0)
