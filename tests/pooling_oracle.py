"""What three PCTs are entitled to, kept beside the book and never asked of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pctfinance.book import Book
from pctfinance.ledger.lines import Funding, Limit
from transfer_examples import SHA

__all__ = ["BODIES", "Approval", "Asked", "Entitlement", "Pence", "given_shares", "moved", "shown"]

BODIES = ("5A9", "5C1", "5C9", "5K7", "5K8")
Pence = Counter[tuple[str, str]]
"""Pence by body and measure: `R`, `NR`, `capital` and `cash`."""

_MEASURES: dict[str, tuple[Limit, Funding | None]] = {
    "R": (Limit.REVENUE, Funding.RECURRENT),
    "NR": (Limit.REVENUE, Funding.NON_RECURRENT),
    "capital": (Limit.CAPITAL, None),
    "cash": (Limit.CASH, None),
}
_CHANGE = date(2011, 10, 3)
"""From this day on the SHA cluster is competent, before it the SHA (DESIGN: 3 October 2011)."""


@dataclass(frozen=True)
class Approval:
    """An approval as the test gave it."""

    authority: str
    office: str
    on: date
    digest: str
    pence: int
    cash_pence: int
    conditions: tuple[str, ...]


@dataclass
class Asked:
    """One transfer as the test knows it: who signed, what was approved, which conditions are met."""

    terms: Any
    signed: set[str]
    approvals: list[Approval] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    used: bool = False
    effect: Pence = field(default_factory=Counter)


@dataclass
class Entitlement:
    """What each body may have: what came from outside, and what passed under a checked approval."""

    pence: Pence
    outside: int = 0
    transfers: dict[str, Asked] = field(default_factory=dict)
    rows: dict[int, Pence] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)
    lodged: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, change: Pence) -> None:
        """A flow from or to the outside, or a switch between two limits of one body."""
        for key, pence in change.items():
            self.pence[key] += pence

    def judge(self, number: str, effective: date) -> None:
        """A transfer was actioned: it has its approval, or this is the counter-example."""
        asked = self.transfers[number]
        terms = asked.terms
        assert not asked.used, "an approval served twice"
        assert asked.approvals, f"{number} moved without an approval"
        needed = "LON" if effective >= _CHANGE else "Q36"
        fitting = [each for each in asked.approvals if each.authority == needed]
        assert fitting, f"{number} moved without the approval of {needed}"
        for each in asked.approvals:
            assert each.office == SHA, "an office that nobody stated approved it"
            assert each.office not in asked.signed, "who signed approved it"
            assert each.digest == terms.digest, "other terms were approved"
            assert (each.on >= _CHANGE) == (each.authority == "LON"), "not in office"
            assert set(each.conditions) <= asked.met, "a condition was not met"
        pence = min(each.pence for each in asked.approvals)
        cash = min(each.cash_pence for each in asked.approvals)
        assert pence <= terms.pence
        asked.used, asked.effect = True, moved(terms, pence, cash)
        self._held(terms, pence)
        total = sum(asked.effect.values())
        if terms.kind in ("support", "return", "lodgement", "redirect"):
            self.outside += total
        else:
            assert not total, "a transfer made or lost a penny"
        self.take(asked.effect)
        self.kinds[str(terms.kind) + (" back" if terms.reverses else "")] += 1

    def _held(self, terms: Any, pence: int) -> None:
        """What authorities hold of headroom and of lodgements never falls below nothing."""
        if terms.kind == "redirect":
            holder, sign = (terms.receiver, 1) if terms.reverses else (terms.giver, -1)
            self.held[holder] += sign * pence
            assert self.held[holder] >= 0, "more headroom was redirected than was held"
        elif terms.kind == "lodgement":
            self.lodged[terms.giver, terms.lodgement or terms.number] += pence
        elif terms.kind == "return":
            self.lodged[terms.receiver, terms.lodgement] -= pence
            assert self.lodged[terms.receiver, terms.lodgement] >= 0, "of another's lodgement"


def given_shares(parts: Any, receiver: str, pence: int) -> dict[str, int]:
    """The shares of several givers; exact where all of it was approved."""
    assert sum(part.pence for part in parts) == pence, "the test approves a draw whole"
    return {part.body: part.pence for part in parts if part.body != receiver}


def moved(terms: Any, pence: int, cash: int) -> Pence:
    """By how much an approved transfer moves each limit, by the words of its kind alone."""
    strand = {"recurrent": "R", "non-recurrent": "NR"}.get(str(terms.funding), "capital")
    change: Pence = Counter()
    if terms.kind == "draw":
        for body, share in given_shares(terms.parts, terms.receiver, pence).items():
            change[body, strand] -= share
            change[terms.receiver, strand] += share
    elif terms.kind == "switch":
        other = "NR" if strand == "capital" else "capital"
        change[terms.giver, strand] -= pence
        change[terms.giver, other] += pence
    elif terms.kind == "redirect":
        if terms.reverses:
            change[terms.giver, "NR"] -= pence
        else:
            change[terms.receiver, "NR"] += pence
    elif terms.kind not in ("write-off", "reschedule", "re-spread"):
        for body, sign in ((terms.giver, -1), (terms.receiver, 1)):
            if body in BODIES:  # the authority or holder has no ledger
                change[body, strand] += sign * pence
                change[body, "cash"] += sign * cash
    return change


def shown(book: Book) -> Pence:
    """What the book says: the confirmed limits of all bodies."""
    end = book.year.periods[-1]
    found: Pence = Counter()
    for body in BODIES:
        balances = book.holdings.resource.balances(body, end)
        for measure, (limit, funding) in _MEASURES.items():
            found[body, measure] = balances.limit(limit, funding=funding)
    return found
