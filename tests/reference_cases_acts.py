"""What the chapters of headroom, funds, commitments and recharges say beside an act, in plain words.

Nothing of the library is used. A line of a chapter names its case: the fund, the transfer or the
commitment that it is for, since each has an amount of its own that can be taken from.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reference_acts import Act, Cell, Entry, R, Strand
from reference_decisions import Officers

__all__ = [
    "Cased",
    "Deed",
    "Draw",
    "Mark",
    "Parts",
    "Terms",
    "bare",
    "clamped",
    "cut",
    "no_officer",
    "office",
    "overdrawn",
    "stated_by",
]

Cased = tuple[Cell, str, int]
"""A line with its case."""
Parts = tuple[tuple[str, int], ...]
"""What each of several bodies gives."""


class Terms(NamedTuple):
    """What is stated of a fund."""

    number: str
    purpose: str
    holder: str
    donors: Parts
    strand: Strand
    of_headroom: bool = False


class Draw(NamedTuple):
    """What a draw on a fund, or a re-spread, has beside the terms of any transfer."""

    fund: str
    parts: Parts
    receiver: str
    strand: Strand
    of_headroom: bool
    effective: date
    cash: int = 0
    is_respread: bool = False

    @property
    def pence(self) -> int:
        """The whole of it."""
        return sum(pence for _, pence in self.parts)

    @property
    def bodies(self) -> tuple[str, ...]:
        """Who gives, and who receives."""
        return tuple(dict.fromkeys((*(body for body, _ in self.parts), self.receiver)))


class Mark(NamedTuple):
    """What every journal of a recharge says of the whole."""

    provider: str
    month: int
    kind: str = "charge"
    basis: str = ""
    cost: int | None = None


@dataclass(frozen=True, repr=False)
class Deed(Act):
    """An act of one of these chapters."""

    cased: tuple[Cased, ...] = ()
    authorities: tuple[str, ...] = ()
    recurs: bool = False
    condition: int = 0
    held_by: str = ""
    base: int = 0  # that an exemption froze
    terms: Terms | None = None
    applied: bool = False
    returned: int = 0  # of what was waived
    draw: Draw | None = None
    party: str = ""  # whose leg of a draw it is, or who agrees; empty at the receiver
    on_call: str = ""
    line: str = ""
    journal: str = ""
    mark: Mark | None = None
    others: tuple[str, ...] = ()  # the counterparty of each line


def office(words: str) -> str:
    """The same words are the same office."""
    return " ".join(words.split()).casefold()


def clamped(day: date) -> date:
    """The nearest day of the year."""
    return min(max(day, date(2011, 4, 1)), date(2012, 3, 31))


def stated_by(officers: Sequence[Officers], of: str, number: int) -> bool:
    """Whether somebody stated which offices sign for it, before an entry of that number."""
    return any(each.of == of and each.number < number and each.officers for each in officers)


def no_officer(officers: Sequence[Officers], of: str, act: Act, pence: int, number: int) -> bool:
    """Whether no office that was stated last may sign this."""
    stated = [each.officers for each in officers if each.of == of and each.number < number]
    return not any(
        office(each.office) == office(act.by)
        and each.first <= act.notified <= each.last
        and (each.most is None or pence <= each.most)
        for each in (stated[-1] if stated else ())
    )


def cut(pence: int, weights: Sequence[int]) -> list[int]:
    """An amount by weights: rounded down, then a penny each to the largest remainders, first on a tie."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    shares = [pence * weight // whole for weight in weights]
    rest = [pence * weight % whole for weight in weights]
    while sum(shares) < pence:
        at = rest.index(max(rest))
        shares[at] += 1
        rest[at] = -1
    return shares


def bare(cased: Iterable[Cased]) -> tuple[tuple[Cell, int], ...]:
    """The lines without their cases; none is of nothing."""
    return tuple((cell, pence) for cell, _, pence in cased if pence)


_Purse = tuple[Cell, str]


def _purses(entry: Entry) -> dict[_Purse, int]:
    """What an entry puts into (+) or takes out of (-) each amount."""
    act, sign = (entry.undone, -1) if entry.undone else (entry.act, 1)
    if isinstance(act, Deed):
        cased = [(cell, case, sign * pence) for cell, case, pence in act.cased]
    else:
        cased = [
            (cell, act.number if cell.account in ("pending", "headroom case") else "", pence)
            for cell, pence in entry.lines
        ]
    purses: dict[_Purse, int] = defaultdict(int)
    for cell, case, pence in cased:
        purses[cell, case] += pence if cell.account == "unfunded" else -pence
    if act.kind == "headroom-lapsed" and isinstance(act, Deed) and act.held_by == "body":
        purses[Cell(R, "headroom"), ""] -= sign * act.pence
    purses[Cell(R, "held by the authority"), ""] += entry.held
    return purses


def overdrawn(entry: Entry, mine: Sequence[Entry], guarded: Sequence[str]) -> bool:
    """Whether an entry takes more than there is from what is guarded, on its day or a later one."""
    guarded = (*guarded, "held by the authority")
    all_of_them = (*mine, entry)
    kept = [(each.act.effective, _purses(each)) for each in all_of_them]
    days = {day for day, _ in kept if day >= entry.act.effective}
    for purse, taken in _purses(entry).items():
        if taken >= 0 or purse[0].account not in guarded:
            continue
        for day in days:
            if sum(there.get(purse, 0) for on, there in kept if on <= day) < 0:
                return True
    return False
