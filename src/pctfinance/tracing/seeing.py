"""What a report is traced on, as a book holds it: the ledgers at an event, as known on a day."""

from datetime import date

from pctfinance.asking import Asking
from pctfinance.ledger.holdings import Holdings
from pctfinance.tracing.leaves import Ground
from pctfinance.tracing.names import LineRef
from pctfinance.tracing.sight import Sight

__all__ = ["Seeing"]


class Seeing(Asking):
    """The part of a book that opens its ledgers for a trace. `pctfinance.book.Book` is the whole."""

    _last_ground: tuple[tuple[object, ...], Ground] | None = None

    def _sight(self, asked: LineRef, known_at: date | None) -> Sight:
        """The events of a report, as known on the day that it names."""
        ledger = self._records.ledger_until(self._until(asked.sequence))
        of_year = tuple(event for event in ledger.events if event.year == self.year)
        return Sight(
            self._ground_until(ledger.sequence, known_at),
            of_year,
            asked.period,
            known_at,
            asked.known_at,
            self._records.categories_until(self._until(asked.sequence)),
            self.rulebook,
        )

    def _ground_until(self, sequence: int, known_at: date | None) -> Ground:
        """The ledgers up to an event; the last ones are kept, they never change."""
        key = (sequence, known_at)
        if self._last_ground is None or self._last_ground[0] != key:
            ledger, cells = self._records.ledger.until(sequence), self._records.cells
            events = tuple(
                event
                for event in ledger.events
                if event.year == self.year and (known_at is None or event.notified <= known_at)
            )
            holdings = Holdings.of(self.year, ledger, known_at, cells)
            self._last_ground = key, Ground(holdings, events, cells)
        return self._last_ground[1]
