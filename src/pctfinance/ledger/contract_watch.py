"""What the gate says about contracts: what is reported and recharged is of one, and of its shares."""

from collections.abc import Iterator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.contracts import ActivityReported, ContractStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalSubmitted
from pctfinance.ledger.recharges import RechargeMark
from pctfinance.ledger.rules_behind import with_rule

__all__ = ["Contracts"]

_Place = tuple[str, FinancialYear, str]


class Contracts:
    """Keeps the contracts that stand, and tells which event they have no room for."""

    def __init__(self) -> None:
        self._standing: dict[_Place, ContractStated] = {}
        self._told: dict[_Place, set[str]] = {}  # the lines that were reported on

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if isinstance(event.what, ContractStated):
            self._standing[event.body, event.year, event.what.contract] = event.what
        elif isinstance(event.what, ActivityReported):
            told = self._told.setdefault((event.body, event.year, event.what.contract), set())
            told |= {row.line for row in event.what.units}

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if isinstance(what, JournalSubmitted) and what.recharge and what.recharge.contract:
            yield from self._recharged(event, what.recharge)
        if not isinstance(what, ActivityReported | ContractStated):
            return
        if not event.by.strip():
            message = f"{what.kind} {what.contract!r} of {event.body} does not say by which office"
            yield _no(event, "contract.unsigned", message, "name the office")
        if isinstance(what, ActivityReported):
            yield from self._activity(event, what)
            return
        # From a later day on, the months before it would have activity and no contract.
        if event.effective != event.year.start:
            message = f"contract {what.contract!r} of {event.body} is not of the whole year"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        told = self._told.get((event.body, event.year, what.contract), set())
        for line in sorted(told - {each.line for each in what.points}):
            message = f"contract {what.contract!r} leaves out line {line!r}, which was reported on"
            yield _no(event, "contract.unknown", message, "keep it, with a plan of 0")

    def _activity(self, event: Event, what: ActivityReported) -> Iterator[Finding]:
        standing = self._standing.get((event.body, event.year, what.contract))
        if event.effective != event.period.end:
            message = f"the activity of {what.contract!r} is not of the end of its month"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        if standing is None:
            yield _unknown(event, f"{event.body} states no contract {what.contract!r}")
            return
        lines = {line.line for line in standing.points}
        for row in what.units:
            if row.line not in lines:
                yield _unknown(event, f"contract {what.contract!r} has no line {row.line!r}")
            if row.body and row.body not in standing.weights:
                yield _unknown(event, f"{row.body!r} has no share in contract {what.contract!r}")

    def _recharged(self, event: Event, mark: RechargeMark) -> Iterator[Finding]:
        """A recharge of a contract is by its host, to those that have a share in it."""
        standing = self._standing.get((mark.provider, event.year, mark.contract))
        if standing is None:
            yield _unknown(event, f"{mark.provider} states no contract {mark.contract!r}")
        # What a body was charged that has no share any more is taken back all the same.
        elif event.body not in {mark.provider, *standing.weights} and mark.kind != "reversal":
            message = f"{event.body!r} has no share in contract {mark.contract!r}"
            yield _unknown(event, message)


def _unknown(event: Event, message: str) -> Finding:
    return _no(event, "contract.unknown", message, "state the contract first, or correct the code")


def _no(event: Event, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)
