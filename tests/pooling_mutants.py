"""Gates with one hole: what a rule refuses is let through, and every other rule stands."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from pctfinance import records
from pctfinance.decisions.funds import FundGate
from pctfinance.decisions.gate import TransferGate
from pctfinance.decisions.headroom_gate import HeadroomAuthorities
from pctfinance.errors import Finding
from pctfinance.ledger import resource
from pctfinance.ledger.commitment_watch import Commitments
from pctfinance.ledger.headroom_watch import HeadroomCases
from pctfinance.ledger.overdraft import Overdraft
from pctfinance.ledger.reversals import Reversals
from pctfinance.tables.outside import inside_findings

__all__ = ["Mutant"]

_WATCHES = (TransferGate, FundGate, HeadroomAuthorities, HeadroomCases, Commitments, Overdraft)


class Mutant(NamedTuple):
    """One rule that is missing: the code of its refusals and words that are in their messages."""

    code: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.words}" if self.words else self.code

    def lets(self, finding: Finding) -> bool:
        """Whether this gate does not tell of a finding."""
        return finding.code == self.code and self.words in finding.message

    def open(self, patch: pytest.MonkeyPatch) -> None:
        """Take the rule out of every gate until the end of the test."""
        for watch in _WATCHES:
            patch.setattr(watch, "findings", self._without(watch.findings))
        patch.setattr(TransferGate, "_step", self._without(TransferGate._step))
        patch.setattr(TransferGate, "unfinished", self._without(TransferGate.unfinished))
        patch.setattr(Reversals, "findings", self._without(Reversals.findings))
        missing = self._without(resource._missing_approval)
        patch.setattr(resource, "_missing_approval", missing)
        patch.setattr(records, "inside_findings", self._without(inside_findings))
        if self.code == "delegation.unapproved-move":
            patch.setattr(records, "refuse_tunnels", lambda _events: None)

    def _without(self, told: Callable[..., Iterable[Finding]]) -> Callable[..., Iterator[Finding]]:
        def findings(*args: Any) -> Iterator[Finding]:
            yield from (each for each in told(*args) if not self.lets(each))

        return findings
