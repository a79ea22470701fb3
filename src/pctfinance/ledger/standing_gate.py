"""The gate as it stands behind the last event, kept from one command to the next.

To replay every event for each command makes thousands of small commands slow. A gate that has taken
a command in stands behind it, and the next command begins there. One that refused something has
seen what never happened: it is thrown away, and another one is made from the events.
"""

from collections.abc import Iterable, Sequence

from pctfinance.errors import PostingRefusedError
from pctfinance.ledger.events import Event
from pctfinance.ledger.late import landed
from pctfinance.ledger.month_states import MonthStates
from pctfinance.ledger.repeats import Repeats
from pctfinance.ledger.resource import BatchWatch, Gate
from pctfinance.rulebooks import LateRule

__all__ = ["StandingGate"]


class StandingGate:
    """What of a command is new, where late documents count, and every rule, behind the same events.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import BroughtForward
    >>> day = date(2011, 4, 1)
    >>> gate = StandingGate([], "first-open", [])
    >>> taken = gate.take([Event(body="5A9", effective=day, notified=day, reference="letter",
    ...     what=BroughtForward(pence=5))], after=1)
    >>> taken[0].sequence, gate.count
    (2, 1)
    """

    def __init__(
        self, events: Sequence[Event], late: LateRule, watches: Sequence[BatchWatch]
    ) -> None:
        self._late = late
        self._repeats = Repeats(events)
        self._months = MonthStates(events)
        self._gate = Gate(events, watches)

    @property
    def count(self) -> int:
        """How many events it has seen."""
        return len(self._gate.events)

    def take(self, events: Iterable[Event], *, after: int) -> tuple[Event, ...]:
        """The events of a command that are new, as they are to be kept.

        Where anything is raised, this gate is not to be used any more.

        Args:
            events: in the order in which they are to be posted.
            after: the last number of the book; its own may be higher than that of the last event.

        Raises:
            PostingRefusedError: a row has another content than before, an extract comes again, or
                an event breaks a rule; see `ResourceLedger.post`.
            ApprovalMissingError: an event needs an approval and names none.
        """
        placed = landed(self._months, self._new(events), self._late)
        # The gate sees every event under the number by which the log will know it.
        numbered = [
            event.model_copy(update={"sequence": after + place})
            for place, event in enumerate(placed, start=1)
        ]
        return self._gate.take_all(numbered)

    def _new(self, events: Iterable[Event]) -> list[Event]:
        """The events that are not in the book yet, nor twice in this command."""
        new, refused = [], []
        for event in events:
            findings = self._repeats.findings(event)
            refused += findings
            if findings or self._repeats.holds(event):
                continue
            new.append(event)
            self._repeats.record(event)
        PostingRefusedError.raise_for(refused)
        return new
