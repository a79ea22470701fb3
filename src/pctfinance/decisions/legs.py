"""A step that is posted to several logs at once: its legs follow each other, all or none.

An action has a leg for each party. Where several bodies give, so have the submission and the end of
a transfer, since each of them sets its own part aside in its own ledger.
"""

from collections.abc import Iterable, Iterator

from pctfinance.decisions.approving import refused_step
from pctfinance.errors import Finding
from pctfinance.ledger.events import Event
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import AnyTransferStep

__all__ = ["Legs"]


class Legs:
    """Follows the legs of the step that is being posted, and tells what breaks their row.

    >>> list(Legs().unfinished())
    []
    """

    def __init__(self) -> None:
        self._posted: tuple[Event, ...] = ()
        self._wanted: tuple[tuple[str, AnyTransferStep], ...] = ()

    @property
    def are_open(self) -> bool:
        """Whether a leg has to follow."""
        return bool(self._wanted)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if not self._wanted:
            self._posted, self._wanted = (event,), legs_of(event.what)[1:]
        elif event.what == self._wanted[0][1]:
            self._posted, self._wanted = (*self._posted, event), self._wanted[1:]
        else:
            self._posted, self._wanted = (), ()

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event` is not the leg that has to follow: directly, of the same day and terms."""
        first, (body, wanted) = self._posted[0], self._wanted[0]
        if event.what != wanted:
            message = "its other leg does not follow it with the same terms and amounts"
            yield refused_step(first, "transfer.legs", message, "post all legs together")
            return
        if event.body != body:
            message = f"its other leg is posted to {event.body}"
            yield refused_step(event, "transfer.legs", message, f"post it to {body}")
        if event.effective != first.effective:
            message = f"its legs count from {first.effective} and from {event.effective}"
            hint = "choose a day in a month that is open for both bodies"
            yield refused_step(event, "transfer.legs", message, hint)
        if len(self._wanted) == 1 and _sum_of([*self._posted, event]):
            message = "its legs do not sum to zero"
            yield refused_step(event, "transfer.legs", message, "move one amount")

    def unfinished(self) -> Iterator[Finding]:
        """A leg without the others."""
        if self._wanted:
            message = "one of its legs is posted without the other"
            yield refused_step(self._posted[0], "transfer.legs", message, "post all legs together")


def _sum_of(legs: Iterable[Event]) -> bool:
    """Whether the legs change the limits taken together, in any strand."""
    sums: dict[object, int] = {}
    for event in legs:
        for line in event.lines:
            if line.account.value == "transfer":
                sums[line.strand] = sums.get(line.strand, 0) + line.pence
    return any(sums.values())
