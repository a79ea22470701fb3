"""A delegate's budget that falls in one body and rises in another by as much: a transfer in disguise.

No event reaches across bodies: what is taken back in one stays in that body's limit, and what is
delegated in another comes out of that other's. Yet together they do what only an approved transfer
may do (SOM 25), so they are named. In one command they are refused (`pctfinance.decisions.tunnels`).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Ground, Level, Where
from pctfinance.ledger.delegate_moves import cell_changes, matches, stated_month
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.money import show_exact

__all__ = ["Tunnel", "delegation_tunnels"]


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One delegate's budget that falls in some bodies and rises in others by the same, in a month.

    `category` is empty where the whole cells match.
    """

    delegate: str
    period: Period
    fell: tuple[str, ...]
    rose: tuple[str, ...]
    pence: int
    category: str = ""

    @property
    def finding(self) -> Finding:
        """What a person is told."""
        what = (
            f"{self.delegate}'s {self.category} budget" if self.category else f"{self.delegate}'s"
        )
        noun = "" if self.category else " budget"
        return Finding(
            "delegation.tunnel",
            Level.WARNING,
            f"{what}{noun} falls by {show_exact(self.pence)} in {', '.join(self.fell)} and rises by as "
            f"much in {', '.join(self.rose)} in the same month: moved between bodies it is a transfer "
            "and needs the authority's approval (SOM 25)",
            Where(body=self.fell[0], period=str(self.period)),
            "say why the two have nothing to do with each other, or propose the transfer",
            (
                Ground(f"{self.delegate} in {', '.join(self.fell)}, {self.period}", -self.pence),
                Ground(f"{self.delegate} in {', '.join(self.rose)}, {self.period}", self.pence),
            ),
        )


def delegation_tunnels(
    ledger: ResourceLedger,
    bodies: Collection[str],
    as_of: Period,
    known_at: date | None = None,
) -> tuple[Tunnel, ...]:
    """Every month and delegate in which budgets change as if they had moved between bodies.

    Whole cells are compared, and cells of one category: either two bodies change by the same amount
    with opposite signs, or all changes of the group sum to nothing. What a body takes back and
    delegates again in the month is no change. A late document is of the month that it states.

    Args:
        ledger: the resource ledger.
        bodies: codes of the bodies that are looked at together.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.

    >>> delegation_tunnels(ResourceLedger(), ["5A9", "5C1"], Period("2011-12 M08"))
    ()
    """
    changes: dict[tuple[Period, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for body in sorted(bodies):
        for event in ledger.standing(body, as_of, known_at):
            for delegate, of_category, pence in cell_changes(event):
                for category in ("", of_category):
                    changes[stated_month(event), delegate, category][body] += pence
    found: list[Tunnel] = []
    told: set[tuple[Period, str, tuple[str, ...], tuple[str, ...]]] = set()
    # Whole cells sort before their categories, so that the same move is told once.
    for (period, delegate, category), by_body in sorted(changes.items()):
        for fell, rose, pence in matches(by_body):
            if (period, delegate, fell, rose) not in told:
                told.add((period, delegate, fell, rose))
                found.append(Tunnel(delegate, period, fell, rose, pence, category))
    return tuple(found)
