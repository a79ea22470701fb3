"""Eliminations: what the bodies of a group have with each other, taken out of the aggregate alone.

Of each pair the amount that both ledgers have goes out on both sides equally. What they disagree
about stays as a line of its own and is never made to fit, and so does what one ledger has while the
other is missing: nobody knows whether they disagree. No body's figure changes, and limits and
duties are no part of it: income less expenditure of the group is the same before and after.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pctfinance.consolidation.agreement import Pairs
from pctfinance.consolidation.agreement_items import KINDS, Items, Kind
from pctfinance.errors import looked_up

__all__ = ["Elimination", "GroupLine", "eliminate"]


class GroupLine(NamedTuple):
    """One gross line of a group, in pence, positive in its usual direction.

    before = eliminated + disagreement + missing + outside, and after = before - eliminated.
    `disagreement` is what the group's bodies recorded with each other and the other side did not;
    `missing` what they recorded with those of them whose ledger is not there.
    """

    kind: str
    before_pence: int
    eliminated_pence: int
    disagreement_pence: int
    outside_pence: int
    missing_pence: int = 0

    @property
    def after_pence(self) -> int:
        """What the group shows: what is outside it, what its bodies disagree about, what is missing."""
        return self.before_pence - self.eliminated_pence


@dataclass(frozen=True)
class Elimination:
    """The gross lines of a group before and after, and the lines of its bodies, which stay as they are.

    `bodies` has for each body its four gross lines in the order of `KINDS`.
    """

    month: int
    lines: tuple[GroupLine, ...]
    bodies: dict[str, tuple[int, ...]]

    def line(self, kind: str) -> GroupLine:
        """One of the lines: `receivable`, `payable`, `income` or `expenditure`.

        Raises:
            NotInReportError: it is none of these.
        """
        return looked_up({line.kind: line for line in self.lines}, kind, "line")

    @property
    def net_pence(self) -> int:
        """Expenditure less income, which no elimination changes."""
        return self.line("expenditure").after_pence - self.line("income").after_pence


def eliminate(items: Items, pairs: Pairs, members: Collection[str]) -> Elimination:
    """The gross lines of a group of bodies, with what they have with each other taken out.

    Args:
        items: what the ledgers hold.
        pairs: the same items, paired; their month is the last that counts.
        members: the bodies of the group; others are outside it.

    >>> from pctfinance.consolidation.agreement import agree
    >>> items = Items.of(("A", "B"), ("4", "5"),
    ...     [(0, 1, 0, False, 8, -100), (1, 0, 1, False, 8, 70), (0, -1, 1, False, 8, 100)])
    >>> found = eliminate(items, agree(items, np.ones((2, 2, 12), dtype=bool), 8), ("A", "B"))
    >>> found.line("income")
    GroupLine(kind='income', before_pence=100, eliminated_pence=70, disagreement_pence=30, outside_pence=0, missing_pence=0)
    >>> found.line("expenditure").after_pence, found.net_pence
    (100, 70)
    """
    is_in = np.array([code in members for code in items.bodies] + [False], dtype=bool)
    by_body = items.sums(pairs.month)
    counted = is_in[items.body] & (items.month <= pairs.month)
    inside = counted & is_in[items.counterparty]  # -1, nobody, is the last place
    within = is_in[pairs.provider] & is_in[pairs.recipient]
    matched, unheld = pairs.matched_pence, pairs.unheld
    lines = []
    for kind in Kind:
        before = int(by_body[is_in[:-1], kind].sum())
        internal = int(items.pence[inside & (items.kind == kind)].sum())
        # Both kinds of a side read the same sum: what goes out of one goes out of the other.
        of_side = within & (pairs.side == kind >> 1)
        eliminated = int(matched[of_side].sum())
        own = pairs.recipient_pence if kind & 1 else pairs.provider_pence
        missing = int(own[of_side & unheld].sum())
        apart = internal - eliminated - missing
        lines.append(GroupLine(KINDS[kind], before, eliminated, apart, before - internal, missing))
    shown = {
        code: tuple(by_body[at].tolist()) for at, code in enumerate(items.bodies) if code in members
    }
    return Elimination(pairs.month, tuple(lines), shown)
