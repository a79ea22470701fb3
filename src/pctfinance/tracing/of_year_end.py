"""What the items of a year's end are made of: the lines, memoranda and loans that a year closes with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.ledger.closing_items import ClosingItem, ItemKind
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import HEADROOM_HELD, SurplusLodged
from pctfinance.ledger.loan_register import Loans
from pctfinance.ledger.lodgement_names import HELD_SURPLUS, is_carried, lodgement_of
from pctfinance.ledger.pending import as_expired
from pctfinance.ledger.reversals import without_reversed
from pctfinance.ledger.transfer_lines import HEADROOM_PENDING
from pctfinance.ledger.transfers import TransferEnded
from pctfinance.ledger.year_end import FinalClosed, ReturnExpected, YearEndDecided
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.of_loans import loan_measures
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["year_end_figures"]

_EXPIRES = "goes back: its transfer ends with the year"


def year_end_figures(
    body: str,
    items: Sequence[ClosingItem],
    decisions: Mapping[str, Event],
    events: Iterable[Event],
    sight: Sight,
) -> Iterator[ReportFigure]:
    """Every item that a body closes its year with, and each part of what stands decided of it.

    Args:
        body: the body's code.
        items: what it closes with.
        decisions: what stands decided, by the key of the item.
        events: those of its year, in their order.
        sight: the events of the year.

    >>> list(year_end_figures("5A9", (), {}, (), Sight.empty("2011-12 M12")))
    []
    """
    way = _Items(body, tuple(items), tuple(events), sight)
    for item in items:
        words = f"{item.kind.value}: {item.key}"
        yield ReportFigure(body, item.key, words, item.pence, made=partial(way.part, item))
        event = decisions.get(item.key)
        if event and isinstance(event.what, YearEndDecided) and event.what.pence == item.pence:
            for number, part in enumerate(event.what.parts, start=1):
                said = f"{part.decision.value} {part.year}".strip()
                made = partial(_decided, event, part.pence, said)
                line, named = f"decided/{item.key}/{number}", f"{item.key}, decided: {said}"
                yield ReportFigure(body, line, named, part.pence, made=made)


def _decided(event: Event, pence: int, said: str) -> Part:
    return Part.sum_of(said, [said_by(event, pence, "decided")])


@dataclass(frozen=True)
class _Items:
    """The items of one body: the way from each to its events."""

    body: str
    items: tuple[ClosingItem, ...]
    events: tuple[Event, ...]
    sight: Sight

    @cached_property
    def closing(self) -> list[Event]:
        """The events as the year closes: what is pending goes back to where it was taken from."""
        return without_reversed(as_expired(self.events))

    def part(self, item: ClosingItem) -> Part:
        """What one item is made of."""
        if item.kind is ItemKind.OUTTURN:
            return self.sight.duty(self.body, Duty.REVENUE, "variance", Basis.OUTTURN)
        if item.kind is ItemKind.LOAN:
            return self._loan(item)
        if item.kind is ItemKind.HELD:
            return self._held(item)
        if item.kind is ItemKind.EXPECTED:
            return self._expected(item)
        return Part.sum_of(item.key, self._lines(item))

    def _lines(self, item: ClosingItem) -> Iterator[Part]:
        """The lines of a source, a tranche or a reserve."""
        sign = -1 if item.kind is ItemKind.RESERVE else 1
        for event in self.closing:
            if event.sequence not in item.events:
                continue
            pence = sign * sum(
                line.pence
                for line in event.what.lines()
                if (line.strand, line.account) == (item.strand, item.account)
                and (item.kind is not ItemKind.TRANCHE or line.tranche == item.tranche)
            )
            if pence:
                yield said_by(event, pence, self._words(event))

    def _words(self, event: Event) -> str:
        """What an event is called; the end that a year brings is no event of the book."""
        if isinstance(event.what, TransferEnded) and event not in self.events:
            return _EXPIRES
        return event.purpose or event.what.kind.replace("-", " ")

    def _loan(self, item: ClosingItem) -> Part:
        # A final close assigns what was outstanding before it.
        held = Loans(event for event in self.events if not isinstance(event.what, FinalClosed))
        loan = held.find(item.tranche)
        if loan is None:
            return Part.sum_of(item.key, ())
        ways = loan_measures(held.events(held.name_of(loan)))
        owed = ways.part("outstanding")
        return owed if item.pence > 0 else owed.turned("owed")

    def _memoranda(self, *accounts: str) -> Iterator[Part]:
        for event in self.closing:
            memos = event.what.memoranda()
            pence = sum(memo.pence for memo in memos if memo.account in accounts)
            if pence:
                yield said_by(event, pence, self._words(event))

    def _held(self, item: ClosingItem) -> Part:
        """What is held; of a carried lodgement, as far as nothing else stands for its return."""
        if item.key == HELD_SURPLUS:
            lodged = (
                said_by(event, event.what.pence, "lodged")
                for event in self.closing
                if isinstance(event.what, SurplusLodged)
            )
            return Part.sum_of(item.key, lodged)
        lodgement = lodgement_of(item.key)
        if not lodgement:
            return Part.sum_of(item.key, self._memoranda(HEADROOM_HELD, HEADROOM_PENDING))
        return Part.sum_of(item.key, self._rest(lodgement, before=None))

    def _rest(self, lodgement: str, before: str | None) -> Iterator[Part]:
        """What is held of a lodgement, less what stands for its return before an item."""
        accounts = {
            memo.account
            for event in self.closing
            for memo in event.what.memoranda()
            if lodgement_of(memo.account) == lodgement
        }
        yield from self._memoranda(*accounts)
        if not is_carried(lodgement):
            return
        for other in self.items:
            if lodgement_of(other.key) != lodgement:
                continue
            if other.kind is ItemKind.TRANCHE or (
                other.kind is ItemKind.EXPECTED and (before is None or other.key < before)
            ):
                yield self.part(other).turned()

    def _expected(self, item: ClosingItem) -> Part:
        """What is expected; where no more is held, what is held."""
        said = [
            said_by(event, event.what.pence, f"expected in {event.what.due}")
            for event in self.closing
            if isinstance(event.what, ReturnExpected)
            and item.key == f"expected/{event.what.due}/{event.what.item}"
        ]
        expected = Part.sum_of(item.key, said)
        if expected.pence == item.pence:
            return expected
        held = self._rest(lodgement_of(item.key), before=item.key)
        return Part.sum_of(f"{item.key}, as far as it is held", held)
