"""What shared costs are made of: the cost that a recharge names, each body's share, and journals."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from pctfinance.consolidation.recharge_flows import RechargeSet, recharge_sets
from pctfinance.consolidation.shared_costs import SharedCost, ShareOfCost
from pctfinance.ledger.journal_rules import Journal, JournalState
from pctfinance.tracing.figures import ReportFigure
from pctfinance.tracing.measures import Measures
from pctfinance.tracing.parts import Part
from pctfinance.tracing.shares import share_of
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["shared_cost_figures"]

_LESS: Sequence[str] = ("share", "-recharged", "-awaiting")
_NO_COST = "the cost of the month was not apportioned yet"
_GIVEN = "the journals of its recharge do not name it"


def shared_cost_figures(
    costs: Iterable[SharedCost], bodies: Sequence[str], sight: Sight
) -> Iterator[ReportFigure]:
    """Every figure of every shared cost of a month: the cost at its host, and each body's part.

    Args:
        costs: the shared costs.
        bodies: the codes of the bodies that are asked about.
        sight: the events they are of.

    >>> list(shared_cost_figures((), (), Sight.empty("2011-12 M08")))
    []
    """
    events = [
        event
        for event in sight.events
        if sight.asked_at is None or event.notified <= sight.asked_at
    ]
    sets = tuple(recharge_sets(events).values())
    for cost in costs:
        way = _Cost(cost, tuple(_of_basis(sets, cost.basis.name)))
        host, place = cost.basis.host, cost.basis.name
        if host in bodies:
            made = way.cost
            words = f"cost of {place}"
            pence = cost.cost_pence
            yield ReportFigure(host, f"{place}/cost", words, pence, made=made, why=_NO_COST)
        for share in cost.shares:
            if share.body in bodies:
                yield from way.figures(share)


def _of_basis(sets: Iterable[RechargeSet], name: str) -> Iterator[RechargeSet]:
    """The recharges that count or may still, and that rest on a basis."""
    for one in sets:
        mark = one.first.what.recharge
        if one.is_standing and mark is not None and mark.basis == name:
            yield one


@dataclass(frozen=True)
class _Cost:
    """One shared cost of a month: the way from its figures to recharges."""

    shared: SharedCost
    sets: tuple[RechargeSet, ...]

    def figures(self, share: ShareOfCost) -> Iterator[ReportFigure]:
        """The part of one body."""
        shared, body = self.shared, share.body
        still = shared.to_recharge
        own = share.share_pence
        values: dict[str, int | None] = {
            "share": own,
            "recharged": share.recharged_pence,
            "awaiting": share.awaiting_pence,
            "to_date": share.to_date_pence,
        }
        ways = self._ways(body)
        if body != shared.basis.host:
            values["to_recharge"] = None if own is None else still.get(body, 0)
            place = shared.basis.name
            yield from ways.figures(body, place, place, values, _NO_COST)
            return
        yield from ways.figures(body, shared.basis.name, shared.basis.name, values, _NO_COST)
        yield ReportFigure(
            body,
            f"{shared.basis.name}/to_recharge",
            f"{shared.basis.name}, to be recharged",
            None if own is None else -sum(still.values()),
            made=partial(self._to_be_paid, tuple(still)),
            why=_NO_COST,
        )

    def _ways(self, body: str) -> Measures:
        approved, submitted = JournalState.APPROVED, JournalState.SUBMITTED
        said: Mapping[str, Callable[[], Iterable[Part]]] = {
            "share": partial(self._share, body),
            "recharged": lambda: self._journals(body, approved, of_month=True),
            "awaiting": lambda: self._journals(body, submitted, of_month=True),
            "to_date": lambda: self._journals(body, approved, of_month=False),
        }
        words = {"to_recharge": "to be recharged", "to_date": "recharged to date"}
        words |= {"awaiting": "not yet approved"}
        return Measures(said, {"to_recharge": _LESS}, words)

    def _to_be_paid(self, others: Iterable[str]) -> Part:
        """What the host is still to be paid: of each of the others, what is to be recharged to it."""
        parts = (self._ways(body).part("to_recharge").turned(body) for body in others)
        return Part.sum_of("to be recharged", parts)

    def _of_month(self) -> list[RechargeSet]:
        month = self.shared.period.number
        return [
            one
            for one in self.sets
            if one.first.what.recharge and one.first.what.recharge.month == month
        ]

    def cost(self) -> Part:
        """The cost that the last recharge names which was not taken back."""
        standing: dict[str, RechargeSet] = {}
        for one in self._of_month():
            mark = one.first.what.recharge
            if mark and mark.kind == "reversal":
                standing.pop(one.first.what.corrects, None)
            else:
                standing[one.number] = one
        named = [
            said_by(one.first.submission, mark.cost_pence or 0, f"recharge {one.number}")
            for one in list(standing.values())[-1:]
            if (mark := one.first.what.recharge)
        ]
        return Part.sum_of("cost", named)

    def _share(self, body: str) -> Iterator[Part]:
        """What falls on a body by its weight; the pennies that are left go as the basis says."""
        basis = self.shared.basis
        weight = basis.by_body.get(body, Fraction(0))
        if weight:
            part = Fraction(weight, basis.total)
            whole = self.shared.of(body).share_pence or 0
            say = f"weight {weight} of {basis.total}, {basis.source}"
            yield share_of("by weight", self.cost(), part, whole, say)

    def _journals(self, body: str, state: JournalState, *, of_month: bool) -> Iterator[Part]:
        """What a body's own journals of the recharges enter: a charge positive, income negative."""
        sets = self._of_month() if of_month else self.sets
        for one in sets:
            if one.state is not state:
                continue
            if not of_month and one.first.period > self.shared.period:
                continue
            for journal in one.journals:
                if journal.submission.body == body:
                    yield from _entered(one, journal)


def _entered(one: RechargeSet, journal: Journal) -> Iterator[Part]:
    body = journal.submission.body
    event = journal.decision or journal.submission
    for line in journal.what.entered:
        other = line.counterparty
        if line.limit and one.provider in (body, other):
            label = f"recharge {one.number}, {'from' if body == one.provider else 'by'} {other}"
            yield said_by(event, line.charge_pence, label)
